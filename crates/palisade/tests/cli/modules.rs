//! Modules from elsewhere: git repositories and a registry on this machine.

use crate::project::{OWN, POLICIES, Project, Said, said};
use std::io::{BufRead, BufReader, Cursor, Write};
use std::net::TcpListener;
use std::process::Command;

const MODULE: &str = "variable \"acl\" {}\nresource \"aws_s3_bucket_acl\" \"this\" {\n  acl = var.acl\n}\noutput \"acl\" { value = aws_s3_bucket_acl.this.acl }\n";

/// Whether the programs that fetch are there; where not, the test says that it was left out.
fn has(programs: &[&str]) -> bool {
    let missing = |name: &&&str| Command::new(name).arg("--version").output().is_err();
    match programs.iter().find(missing) {
        Some(name) => {
            println!("skipped: `{name}` is not installed");
            false
        }
        None => true,
    }
}

#[track_caller]
fn git(project: &Project, arguments: &str) {
    let mut command = Command::new("git");
    command.arg("-C").arg(project.at("repo")).args(arguments.split(' '));
    for (name, value) in [
        ("GIT_CONFIG_GLOBAL", "/dev/null"),
        ("GIT_AUTHOR_NAME", "a"),
        ("GIT_AUTHOR_EMAIL", "a@example.com"),
        ("GIT_COMMITTER_NAME", "a"),
        ("GIT_COMMITTER_EMAIL", "a@example.com"),
    ] {
        command.env(name, value);
    }
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// A project whose module stands in the folder `m` of a git repository, under the tag `v1`.
fn project(source: &dyn Fn(&str) -> String, more: &str) -> Project {
    let project = Project::new(&[("repo/m/main.tf", MODULE), POLICIES[0]]);
    git(&project, "init --quiet");
    git(&project, "add .");
    git(&project, "commit --quiet -m one");
    git(&project, "tag v1");
    let repo = project.at("repo").display().to_string().replace('\\', "/");
    let source = source(&repo);
    let root = format!(
        "module \"m\" {{\n  source = \"{source}\"\n{more}  acl = \"public-read\"\n}}\n\
         resource \"aws_s3_bucket_acl\" \"mirror\" {{\n  acl = module.m.acl\n}}\n"
    );
    project.write("root/main.tf", root);
    project
}

#[track_caller]
fn check(project: &Project, arguments: &str) -> Said {
    let mut command = project.command(&format!("check root {OWN} {arguments}"));
    command.env("XDG_CACHE_HOME", project.at("cache"));
    said(command)
}

#[test]
fn suppressions_in_fetched_modules_do_not_count() {
    let module = MODULE.replace("  acl = var.acl", "  acl = var.acl # palisade:allow * -- mine");
    let module = format!("# palisade:allow-file own-acl -- ours\n# trivy:ignore:*\n{module}");
    let list = r#"{"Modules": [{"Key": "m", "Source": "registry.terraform.io/a/b/aws", "Version": "1.0.0", "Dir": ".terraform/modules/m"}]}"#;
    let call = "module \"m\" {\n  source = \"a/b/aws\"\n  acl = \"public-read\"\n}\n";
    let project = Project::new(&[
        ("root/main.tf", call),
        ("root/.terraform/modules/modules.json", list),
        ("root/.terraform/modules/m/main.tf", module.as_str()),
        POLICIES[0],
    ]);
    let said = ["1 finding", "3 suppressions in modules that were fetched do not count"];
    check(&project, "").exits(1).says(&said);
    // That of the caller does.
    let name = project.run(&format!("check root {OWN} --format json")).json();
    let id = name["outcomes"][0]["policy"].as_str().unwrap().to_owned();
    project.write("root/main.tf", format!("# palisade:allow {id} -- known\n{call}"));
    check(&project, "").exits(0).says(&["1 allowed"]);
}

#[test]
fn modules_of_git_are_fetched_only_where_that_is_asked_for() {
    if !has(&["git"]) {
        return;
    }
    let project = project(&|repo| format!("git::file://{repo}//m?ref=v1"), "");
    check(&project, "").exits(0).says(&["is not downloaded", "--download-modules"]);
    assert!(!project.at("cache").exists() && !project.at("root/palisade.modules.lock").exists());
    let wanted = ["module.m.aws_s3_bucket_acl.this", "aws_s3_bucket_acl.mirror", "2 findings"];
    check(&project, "--download-modules").exits(1).says(&wanted);
    let lock = project.read("root/palisade.modules.lock");
    assert!(lock.lines().any(|l| l.starts_with("sha256:") && l.ends_with("//m?ref=v1")), "{lock}");
    // What is kept needs no repository any more.
    std::fs::rename(project.at("repo"), project.at("away")).unwrap();
    check(&project, "--download-modules").exits(1).says(&wanted);
    assert_eq!(project.read("root/palisade.modules.lock"), lock);
    // A copy that somebody changed is not used.
    let kept = std::fs::read_dir(project.at("cache/palisade/modules")).unwrap();
    let kept: Vec<_> = kept.map(|e| e.unwrap().path()).collect();
    assert_eq!(kept.len(), 1, "{kept:?}");
    assert!(!kept[0].join(".git").exists());
    std::fs::write(kept[0].join("m/main.tf"), "").unwrap();
    check(&project, "--download-modules").exits(0).says(&["could not be fetched", "`git` says"]);
}

#[test]
fn a_module_that_is_not_what_it_was_is_an_error_with_both_sums() {
    if !has(&["git"]) {
        return;
    }
    let project = project(&|repo| format!("git::file://{repo}//m?ref=v1"), "");
    check(&project, "--download-modules").exits(1);
    let lock = project.read("root/palisade.modules.lock");
    let sum = lock.lines().find(|l| l.starts_with("sha256:")).unwrap().split(' ').next().unwrap();
    project.write("repo/m/main.tf", format!("{MODULE}# changed\n"));
    git(&project, "commit --quiet -a -m two");
    git(&project, "tag --force v1");
    std::fs::remove_dir_all(project.at("cache")).unwrap();
    let run = check(&project, "--download-modules").exits(4);
    let text = run.all();
    let sums: Vec<&str> =
        text.split([' ', '\n', ',', ';']).filter(|word| word.starts_with("sha256:")).collect();
    assert!(sums.contains(&sum) && sums.iter().any(|s| *s != sum), "{text}");
    run.says(&["root/palisade.modules.lock", "remove the line"]);
    project.write("root/palisade.modules.lock", "nonsense\n");
    check(&project, "--download-modules").exits(4).says(&["palisade.modules.lock:1", "remove it"]);
}

#[test]
fn a_module_does_not_lead_out_of_what_was_fetched() {
    if !has(&["git"]) {
        return;
    }
    let project = project(&|repo| format!("git::file://{repo}//m"), "");
    project.write("repo/m/more.tf", "module \"up\" {\n  source = \"../../../secret\"\n}\n");
    #[cfg(unix)]
    std::os::unix::fs::symlink(project.at("secret"), project.at("repo/m/link.tf")).unwrap();
    project.write("secret/main.tf", "resource \"aws_s3_bucket_acl\" \"secret\" {}\n");
    git(&project, "add .");
    git(&project, "commit --quiet -m more");
    let run = check(&project, "--download-modules --outcomes all").exits(1);
    assert!(!run.all().contains("aws_s3_bucket_acl.secret"), "{}", run.all());
    run.says(&["leads out of the module that was fetched"]);
    let source = "git::file:///nowhere//../../x";
    project.write("root/main.tf", format!("module \"m\" {{\n  source = \"{source}\"\n}}\n"));
    check(&project, "--download-modules").says(&["its folder leads out of the package"]);
}

/// A registry that answers a few requests; gives its port.
fn registry(get: String) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let mut lines = BufReader::new(&stream).lines().map_while(Result::ok);
            let path = lines.next().unwrap_or_default();
            let path = path.split(' ').nth(1).unwrap_or_default().to_owned();
            // The headers have to be read before the answer.
            lines.take_while(|line| !line.is_empty()).for_each(drop);
            let (status, head, body) = match path.as_str() {
                "/.well-known/terraform.json" => ("200 OK", "", r#"{"modules.v1":"/v1/"}"#),
                "/v1/shop/bucket/aws/versions" => (
                    "200 OK",
                    "",
                    r#"{"modules":[{"versions":[{"version":"1.0.0"},{"version":"1.4.2"},{"version":"2.0.0"}]}]}"#,
                ),
                "/v1/shop/bucket/aws/1.4.2/download" => {
                    ("204 No Content", &*format!("X-Terraform-Get: {get}\r\n"), "")
                }
                _ => ("404 Not Found", "", ""),
            };
            let length = body.len();
            _ = write!(
                stream,
                "HTTP/1.1 {status}\r\n{head}Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
            );
        }
    });
    port
}

#[test]
fn modules_of_a_registry_are_fetched_by_version() {
    if !has(&["git", "curl"]) {
        return;
    }
    let project = project(&|_| String::new(), "");
    let repo = project.at("repo").display().to_string().replace('\\', "/");
    let port = registry(format!("git::file://{repo}?ref=v1"));
    let root = |version: &str| {
        format!(
            "module \"m\" {{\n  source = \"localhost:{port}/shop/bucket/aws//m\"\n  version = \
             \"{version}\"\n  acl = \"public-read\"\n}}\n"
        )
    };
    project.write("root/main.tf", root("~> 1.0"));
    check(&project, "--download-modules").exits(1).says(&["module.m.aws_s3_bucket_acl.this"]);
    let lock = project.read("root/palisade.modules.lock");
    assert!(lock.contains(&format!(" localhost:{port}/shop/bucket/aws//m ~> 1.0\n")), "{lock}");
    project.write("root/main.tf", root("> 3.0"));
    check(&project, "--download-modules")
        .exits(3)
        .says(&["the registry has no version that `> 3.0` takes"]);
}

/// The module in a zip, in the folder `top/m`.
fn zipped(text: &str) -> Vec<u8> {
    let mut zip = zip::write::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("top/m/main.tf", zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(text.as_bytes()).unwrap();
    zip.finish().unwrap().into_inner()
}

/// The module in a compressed tar.
fn tarred(text: &str) -> Vec<u8> {
    let gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let mut tar = tar::Builder::new(gzip);
    let mut header = tar::Header::new_gnu();
    header.set_size(text.len() as u64);
    header.set_mode(0o644);
    tar.append_data(&mut header, "top/m/main.tf", text.as_bytes()).unwrap();
    tar.into_inner().unwrap().finish().unwrap()
}

/// A server of files, and a registry that leads to one of them; gives its port.
fn files(files: Vec<(&'static str, Vec<u8>)>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let mut lines = BufReader::new(&stream).lines().map_while(Result::ok);
            let path = lines.next().unwrap_or_default();
            let path = path.split(' ').nth(1).unwrap_or_default().to_owned();
            lines.take_while(|line| !line.is_empty()).for_each(drop);
            let get =
                format!("X-Terraform-Get: http://127.0.0.1:{port}/download//*/m?archive=zip\r\n");
            let (head, body) = match path.as_str() {
                "/.well-known/terraform.json" => ("", br#"{"modules.v1":"/v1/"}"#.to_vec()),
                "/v1/shop/bucket/aws/versions" => {
                    ("", br#"{"modules":[{"versions":[{"version":"1.0.0"}]}]}"#.to_vec())
                }
                "/v1/shop/bucket/aws/1.0.0/download" => (get.as_str(), Vec::new()),
                path => match files.iter().find(|(name, _)| *name == path) {
                    Some((_, bytes)) => ("", bytes.clone()),
                    None => {
                        _ = write!(stream, "HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n");
                        continue;
                    }
                },
            };
            let length = body.len();
            _ = write!(
                stream,
                "HTTP/1.1 200 OK\r\n{head}Content-Length: {length}\r\nConnection: close\r\n\r\n"
            );
            _ = stream.write_all(&body);
        }
    });
    port
}

#[test]
fn modules_in_archives_are_fetched() {
    use sha2::Digest;
    if !has(&["curl"]) {
        return;
    }
    let zip = zipped(MODULE);
    let sum: String = sha2::Sha256::digest(&zip).iter().map(|b| format!("{b:02x}")).collect();
    let mut outside = zip::write::ZipWriter::new(Cursor::new(Vec::new()));
    outside.start_file("../../x.tf", zip::write::SimpleFileOptions::default()).unwrap();
    let port = files(vec![
        ("/module.zip", zip.clone()),
        ("/download", zip),
        ("/module.tar.gz?x=1", tarred(MODULE)),
        ("/outside.zip", outside.finish().unwrap().into_inner()),
        ("/text.zip", b"hello".to_vec()),
    ]);
    let at = format!("http://127.0.0.1:{port}");
    let project = Project::new(&[POLICIES[0]]);
    let run = |source: &str, more: &str| {
        let root = format!(
            "module \"m\" {{\n  source = \"{source}\"\n{more}  acl = \"public-read\"\n}}\n"
        );
        project.write("root/main.tf", root);
        check(&project, "--download-modules")
    };
    for source in [
        format!("{at}/module.zip//top/m"),
        format!("{at}/module.zip//*/m?checksum=sha256:{sum}"),
        format!("{at}/module.tar.gz//top/m?x=1"),
        format!("{at}/download//top/m?archive=zip&checksum={sum}"),
    ] {
        run(&source, "").exits(1).says(&["module.m.aws_s3_bucket_acl.this"]);
        let lock = project.read("root/palisade.modules.lock");
        let line = lock.lines().find(|l| l.ends_with(&format!(" {source}")));
        assert!(line.is_some_and(|l| l.starts_with("sha256:")), "{lock}");
    }
    // One content in two forms is kept once.
    let kept = std::fs::read_dir(project.at("cache/palisade/modules")).unwrap();
    assert_eq!(kept.count(), 1);
    let registry = format!("localhost:{port}/shop/bucket/aws");
    run(&registry, "  version = \"1.0.0\"\n").exits(1).says(&["module.m.aws_s3_bucket_acl.this"]);
    for (source, why) in [
        (format!("{at}/outside.zip"), "holds `../../x.tf`, which would stand outside of it"),
        (format!("{at}/text.zip"), "the archive is no zip"),
        (format!("{at}/missing.zip"), "`curl` says"),
        (format!("{at}/module.zip//nowhere"), "it has no folder `nowhere`"),
        (format!("{at}/module.zip//top/m?checksum={}", "0".repeat(64)), "the archive has the sum"),
        (format!("{at}/module.rar"), "only archives of the kinds tar, tar.gz and zip"),
    ] {
        run(&source, "").says(&["could not be fetched", why]);
    }
    assert!(!project.at("cache/x.tf").exists() && !project.at("cache/palisade/x.tf").exists());
}

#[test]
fn what_terraform_init_left_of_another_source_is_listed_and_not_examined() {
    let check = |source: &str, version: &str| {
        let list = format!(
            r#"{{"Modules":[{{"Key":"m","Source":"{source}","Version":"{version}","Dir":".terraform/modules/m"}}]}}"#
        );
        let call = "module \"m\" {\n  source  = \"good/bucket/aws\"\n  version = \"~> 5.0\"\n  acl     \
                    = \"public-read\"\n}\n";
        let project = Project::new(&[
            POLICIES[0],
            ("root/main.tf", call),
            ("root/.terraform/modules/modules.json", &list),
            ("root/.terraform/modules/m/main.tf", MODULE),
        ]);
        check(&project, "--fail-on-unscanned")
    };
    let own = "registry.terraform.io/good/bucket/aws";
    check(own, "5.1.0").exits(1).says(&["module.m.aws_s3_bucket_acl.this"]);
    check("registry.terraform.io/evil/bucket/aws", "5.1.0").exits(1).says(&[
        "module `m` comes from `good/bucket/aws`, and what is installed comes from \
         `registry.terraform.io/evil/bucket/aws`; run `terraform init` again",
        "0 findings",
    ]);
    check(own, "4.9.0").exits(1).says(&[
        "module `m` is wanted in version `~> 5.0`, and `4.9.0` is installed",
        "0 findings",
    ]);
}
