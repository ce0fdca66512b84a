//! What somebody would write so that a finding is not seen, or so that more than a finding is.

use crate::project::Project;

const POD: &str = "metadata: {name: a, namespace: x}\nspec:\n  containers:\n  - {name: agent, image: i, \
                   securityContext: {privileged: true}}\n  - {name: web, image: j}\n";
const PRIVILEGED: &str = "--only k8s-privileged-container";

fn pod() -> String {
    format!("apiVersion: v1\nkind: Pod\n{POD}")
}

#[test]
fn a_manifest_is_one_however_its_keys_are_written_and_its_file_is_called() {
    let json = r#"{"api\u0056ersion": "v1", "\u006bind": "Pod", "metadata": {"name": "a"},
        "spec": {"containers": [{"name": "c", "image": "i", "securityContext": {"privileged": true}}]}}"#;
    let indented: String = pod().lines().map(|line| format!(" {line}\n")).collect();
    let behind = format!(
        "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n---\n{indented}"
    );
    let files = [
        ("escaped.yaml", format!("apiVersion: v1\n\"kin\\x64\": Pod\n{POD}")),
        ("asked.yaml", format!("apiVersion: v1\n? kind\n: Pod\n{POD}")),
        ("alias.yaml", format!("x-word: &k kind\napiVersion: v1\n*k : Pod\n{POD}")),
        ("escaped.json", json.to_owned()),
        ("behind.yaml", behind),
        ("package.json", pod()),
        ("split.json", "{\"apiVersion\"\n: \"v1\", \"kind\"\n: \"Pod\", \"metadata\": {\"name\": \"a\"}, \"spec\": {\"containers\": [{\"name\": \"c\", \"image\": \"i\", \"securityContext\": {\"privileged\": true}}]}}".to_owned()),
    ];
    for (name, text) in files {
        let project = Project::new(&[(name, &text)]);
        project.run(&format!("check . {PRIVILEGED}")).exits(1).says(&["1 finding"]);
    }
}

#[test]
fn patterns_of_what_is_left_out_mean_what_they_say() {
    let files = [("k8s/a.yaml", pod()), ("k8s/prod/a.yaml", pod()), ("a.yaml", pod())];
    let check = |pattern: &str| {
        let files: Vec<(&str, &str)> = files.iter().map(|(n, t)| (*n, t.as_str())).collect();
        Project::new(&files).run(&format!("check . {PRIVILEGED} --exclude {pattern}"))
    };
    check("k8s/*.yaml").exits(1).says(&["checked 2 files"]);
    check("k8s/**/*.yaml").exits(1).says(&["checked 1 file,"]);
    check("k8s").exits(1).says(&["checked 1 file,"]);
    check("prod/").exits(1).says(&["checked 2 files"]);
    check("./k8s/prod").exits(1).says(&["checked 2 files"]);
    // A name alone is one at any depth.
    check("a.yaml").exits(3);
    check("./a.yaml").exits(1).says(&["checked 2 files"]);
    check("/k8s").exits(1).says(&["checked 1 file,"]);
    check("/prod").exits(1).says(&["checked 3 files", "the pattern `/prod` leaves nothing out"]);
    check("*.tf").exits(1).says(&["warning[exclude-unused]"]);
    let said = check("k8s");
    assert!(!said.all().contains("exclude-unused"), "{}", said.all());
    check("!k8s").exits(2).says(&["`!k8s` is no pattern"]);
}

#[test]
fn a_path_of_the_configuration_that_is_not_there_is_an_error() {
    let project =
        Project::new(&[("palisade.yaml", "paths: [good, nosuch]\n"), ("good/a.yaml", &pod())]);
    project
        .run(&format!("check {PRIVILEGED} --except k8s-privileged-container --only *"))
        .exits(4)
        .says(&["the path `nosuch` does not exist", "palisade.yaml:1:15"]);
}

#[test]
fn a_configuration_writes_below_its_folder_only() {
    let outside = std::env::temp_dir().join("palisade-escaped.json");
    let outside = outside.to_str().unwrap().replace('\\', "/");
    for file in ["../out.json", &outside, "reports/../../out.json"] {
        let config = format!("formats: [\"json={file}\"]\n");
        let project = Project::new(&[("p/palisade.yaml", &config), ("p/a.yaml", &pod())]);
        let mut command = project.command("check .");
        command.current_dir(project.at("p"));
        crate::project::said(command).exits(4).says(&["is not below its folder", "command line"]);
        assert!(!project.at("out.json").exists());
    }
    let project =
        Project::new(&[("palisade.yaml", "formats: [json=out.json]\n"), ("a.yaml", &pod())]);
    project.run("check . -q").exits(1);
    assert!(project.read("out.json").starts_with('{'));
    project.run("check . --format json=x --format sarif=x").exits(2).says(&["two formats"]);
    #[cfg(unix)]
    {
        std::fs::remove_file(project.at("out.json")).unwrap();
        std::os::unix::fs::symlink(project.at("elsewhere"), project.at("out.json")).unwrap();
        project.run("check . -q").exits(4).says(&["leads through a link"]);
        assert!(!project.at("elsewhere").exists());
    }
}

#[test]
fn a_configuration_writes_over_reports_only() {
    let kept = "variable \"a\" {}\n";
    for (file, why) in [
        (".git/config", "is a part of `.git`"),
        ("a.tf", "holds something else"),
        ("palisade.yaml", "holds something else"),
        ("sub", "is no file"),
    ] {
        let config = format!("formats: [\"sarif={file}\"]\n");
        let project = Project::new(&[
            ("palisade.yaml", &config),
            ("a.tf", kept),
            ("sub/a.yaml", &pod()),
            (".git/config", "[core]\n"),
        ]);
        project.run("check . -q").exits(4).says(&["palisade.yaml:1:11", why, "command line"]);
        assert_eq!(project.read("a.tf"), kept);
        assert_eq!(project.read(".git/config"), "[core]\n");
    }
    for format in ["text", "json", "sarif", "junit", "github", "markdown"] {
        let config = format!("formats: [{format}=out.x]\n");
        let project = Project::new(&[("palisade.yaml", &config), ("a.yaml", &pod())]);
        project.run("check . -q").exits(1);
        // Its own report is written anew, and whoever names a file means it.
        project.run("check . -q").exits(1);
        project.write("out.x", "mine");
        project.run("check . -q").exits(4);
        project.run(&format!("check . -q --format {format}=out.x")).exits(1);
        assert_ne!(project.read("out.x"), "mine");
    }
}

#[test]
fn a_configuration_names_nothing_outside_of_its_repository() {
    let baseline = "{\"schema\": \"palisade.dev/baseline/v1\", \"entries\": []}\n";
    let project = Project::new(&[
        ("rules/a.rego", "package main\n\ndeny contains \"no\" if false\n"),
        ("b.json", baseline),
        ("x.tfvars", "a = \"outside-text\"\n"),
        ("other/a.yaml", &pod()),
        ("p/a.tf", "variable \"a\" {}\n"),
    ]);
    let run = |arguments: &str| {
        let mut command = project.command(arguments);
        command.current_dir(project.at("p"));
        crate::project::said(command)
    };
    let absolute = project.at("x.tfvars").display().to_string();
    let var_files = format!("terraform: {{var-files: ['{absolute}']}}\n");
    let names = [
        ("policies: {folders: [../rules]}\n", "1:22", "--policies ../rules"),
        ("baseline: ../b.json\n", "1:11", "--baseline ../b.json"),
        ("terraform: {var-files: [../x.tfvars]}\n", "1:25", "--var-file ../x.tfvars"),
        (&var_files, "1:25", &format!("--var-file {absolute}")),
        ("paths: [../other]\n", "1:9", ". ../other"),
    ];
    for (config, place, named) in names {
        project.write("p/palisade.yaml", config);
        let place = format!("palisade.yaml:{place}");
        let said = run("check").exits(4);
        assert!(!said.all().contains("outside-text"), "{}", said.all());
        said.says(&[&place, "which is outside of its folder; name it on the command line"]);
        let said = run(&format!("check --fail-on none {named}"));
        assert!(!said.all().contains("outside of its folder"), "{}", said.all());
    }
    project.write("p/palisade.yaml", "policies: {folders: [../rules]}\n");
    run("policies list").exits(4).says(&["outside of its folder"]);
    // In one repository, folders beside that of the configuration are as good as those below it.
    project.write(".git/config", "a = \"outside-text\"\n");
    for (config, _, _) in names {
        project.write("p/palisade.yaml", config);
        let said = run("check --fail-on none");
        assert!(!said.all().contains("outside of"), "{}", said.all());
    }
    project.write("p/palisade.yaml", "terraform: {var-files: [../.git/config]}\n");
    let said = run("check").exits(4).says(&["is a part of `.git`"]);
    assert!(!said.all().contains("outside-text"), "{}", said.all());
}

#[cfg(unix)]
#[test]
fn a_folder_of_policies_leads_nowhere_else() {
    let project = Project::new(&[
        ("palisade.yaml", "policies: {folders: [rules]}\n"),
        ("rules/a.rego", "package main\n\ndeny contains \"no\" if false\n"),
        ("a.yaml", &pod()),
    ]);
    let outside = Project::new(&[("b.rego", "package outside_text\n\nx := := 1\n")]);
    std::os::unix::fs::symlink(outside.path(), project.at("rules/more")).unwrap();
    let said = project.run("check .").exits(4).says(&["1:22", "outside of its folder"]);
    assert!(!said.all().contains("outside_text"), "{}", said.all());
    std::fs::remove_file(project.at("rules/more")).unwrap();
    // A policy that cannot be read is one less than was asked for.
    std::os::unix::fs::symlink("nosuch", project.at("rules/b.yaml")).unwrap();
    project.run("check .").exits(4).says(&["the policy `rules/b.yaml` cannot be read"]);
    #[cfg(target_os = "linux")]
    {
        project.write("palisade.yaml", "policies: {folders: [/proc/self]}\n");
        project.run("check .").exits(4).says(&["1:22", "outside of its folder"]);
    }
}

#[test]
fn a_run_that_is_not_complete_has_not_passed() {
    let project = Project::new(&[
        ("rules/bad.yaml", "apiVersion: palisade.dev/v1\nkind: Policy\n"),
        ("a.yaml", "apiVersion: v1\nkind: Service\nmetadata: {name: a}\n"),
    ]);
    for format in ["text", "json", "markdown", "junit"] {
        let args = format!("check a.yaml {PRIVILEGED} --policies rules --format {format}");
        let said = project.run(&args).exits(4);
        assert!(!said.out.contains("passed"), "{}", said.all());
        match format {
            "text" => said.says(&["gate: not complete: a policy, the configuration or"]),
            "json" => said.says(&["\"verdict\": \"incomplete\""]),
            "markdown" => said.says(&["## Palisade: not complete"]),
            _ => said.says(&["errors=\"1\"", "could not be read"]),
        };
    }
}

#[test]
fn no_line_of_the_text_is_a_command_of_a_workflow() {
    let name =
        "a                                                                ::stop-commands::x";
    let text = format!(
        "apiVersion: v1\nkind: Pod\n# palisade:allow k8s-run-as-root -- {name}\nmetadata: {{name: \
         \"{name}\\n::error::x\"}}\nspec:\n  containers: [{{name: c, image: i, securityContext: \
         {{privileged: true}}}}]\n"
    );
    let project = Project::new(&[("a.yaml", &text)]);
    let said = project.run("check . --outcomes all");
    let all = format!("{}\n{}", said.out, said.err);
    assert!(all.contains("stop-commands"), "{all}");
    assert!(!all.lines().any(|line| line.trim_start().starts_with("::")), "{all}");
    let mut command = project.command("explain");
    command.arg(format!("Pod/default/{name}\n::error::x"));
    let said = crate::project::said(command);
    let all = format!("{}\n{}", said.out, said.err);
    assert!(!all.lines().any(|line| line.trim_start().starts_with("::")), "{all}");
}

#[test]
fn a_baseline_takes_one_container_for_no_other() {
    let project = Project::new(&[("a.yaml", &pod())]);
    project.run(&format!("check . {PRIVILEGED} --write-baseline b.json")).exits(0);
    // The same one elsewhere in the list, with another image.
    let moved = pod().replace(
        "  - {name: agent, image: i,",
        "  - {name: first, image: x}\n  - {name: agent, image: k,",
    );
    project.write("a.yaml", moved);
    project.run(&format!("check . {PRIVILEGED} --baseline b.json")).exits(0);
    let other = pod()
        .replace(", securityContext: {privileged: true}", "")
        .replace("image: j}", "image: j, securityContext: {privileged: true}}");
    project.write("a.yaml", other);
    project.run(&format!("check . {PRIVILEGED} --baseline b.json")).exits(1).says(&["web"]);
}

#[test]
fn a_baseline_takes_no_wider_rule_for_the_one_it_holds() {
    let group = |to: u32| {
        format!(
            "resource \"aws_security_group\" \"g\" {{\n  ingress {{\n    from_port = 6379\n    to_port = \
             {to}\n    protocol = \"tcp\"\n    cidr_blocks = [\"0.0.0.0/0\"]\n  }}\n}}\n"
        )
    };
    let project = Project::new(&[("a.tf", &group(6379))]);
    let only = "--only security-group-open-database-ports";
    project.run(&format!("check . {only} --write-baseline b.json")).exits(0);
    project.run(&format!("check . {only} --baseline b.json")).exits(0);
    project.write("a.tf", group(6390));
    project.run(&format!("check . {only} --baseline b.json")).exits(1);
}

#[test]
fn a_baseline_knows_one_root_from_another() {
    let open = "resource \"aws_s3_bucket\" \"b\" {\n  bucket = \"b\"\n}\nresource \"aws_s3_bucket_acl\" \
                \"b\" {\n  bucket = aws_s3_bucket.b.id\n  acl = \"public-read\"\n}\n";
    let closed = open.replace("public-read", "private");
    let only = "--only s3-bucket-public-acl";
    let project = Project::new(&[("dev/main.tf", open), ("prod/main.tf", &closed)]);
    project.run(&format!("check . {only} --write-baseline b.json")).exits(0);
    assert!(project.read("b.json").contains("\"folder\": \"dev\""));
    // Mended here, and new there.
    project.write("dev/main.tf", &closed);
    project.write("prod/main.tf", open);
    project.run(&format!("check . {only} --baseline b.json")).exits(1).says(&["prod/main.tf"]);
    // One more root, earlier in the alphabet.
    project.write("dev/main.tf", open);
    project.write("prod/main.tf", &closed);
    project.write("aprod/main.tf", open);
    let said = project.run(&format!("check . {only} --baseline b.json")).exits(1);
    said.says(&["--> aprod/main.tf", "1 finding, 1 in the baseline"]);
    // A folder that was renamed takes its entries with it.
    std::fs::rename(project.at("dev"), project.at("stage")).unwrap();
    std::fs::remove_dir_all(project.at("aprod")).unwrap();
    project.run(&format!("check . {only} --baseline b.json")).exits(0);
}

#[test]
fn selectors_that_take_everything_cost_no_more_than_their_limit() {
    let mut text = String::new();
    for n in 0..1500 {
        text += &format!(
            "---\napiVersion: v1\nkind: Pod\nmetadata: {{name: p{n}, namespace: x, labels: {{a: b}}}}\nspec: {{containers: [{{name: c, image: i}}]}}\n"
        );
        text += &format!(
            "---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: n{n}, namespace: x}}\nspec: {{podSelector: {{matchLabels: {{a: b}}}}, policyTypes: [Ingress]}}\n"
        );
    }
    let project = Project::new(&[("a.yaml", &text)]);
    let said = project.run(&format!("check . {PRIVILEGED} --fail-on-unscanned")).exits(1);
    said.says(&["pairs of selectors and workloads", "1 unscanned"]);
}

#[test]
fn a_listing_of_policies_of_which_none_is_sound_tells_why() {
    let broken = "apiVersion: palisade.dev/v1\nkind: Policy\nid: x\ntitle: t\nseverity: high\nmatch: \
                  {resources: [aws_s3_bucket]}\nrules:\n- id: r\n  require: \"resource.a ==\"\n  message: m\n";
    let project = Project::new(&[("p/x.yaml", broken)]);
    let said = project.run("policies list --policies p --no-builtin").exits(4);
    assert!(!said.all().contains("no policy is called"), "{}", said.all());
}

#[test]
fn a_policy_that_would_be_read_in_part_is_not_run() {
    let sound = "apiVersion: palisade.dev/v1\nkind: Policy\nmetadata:\n  id: own\n  title: T\n  severity: \
                 high\nmatch:\n  resources: [aws_s3_bucket]\nrules:\n- id: r\n  require: \
                 resource.acl == 'private'\n  message: m\n";
    let bucket = "resource \"aws_s3_bucket\" \"b\" {\n  acl = \"public-read\"\n}\n";
    let check = |policy: &str| {
        let project = Project::new(&[("p/x.yaml", policy), ("in/main.tf", bucket)]);
        project.run("check in --policies p --no-builtin")
    };
    check(sound).exits(1);
    let doubled = format!("{sound}rules:\n- id: s\n  require: 'true'\n  message: m\n");
    check(&doubled).exits(4).says(&["the key `rules` is given twice"]);
    let misspelt = sound.replace("apiVersion", "apiversion");
    check(&misspelt).exits(4).says(&["begin it with `apiVersion: palisade.dev/v1`"]);
}

#[test]
fn an_empty_text_encrypts_and_excuses_nothing() {
    let text = "variable \"key\" {\n  default = \"\"\n}\n\
        resource \"aws_sns_topic\" \"t\" {\n  kms_master_key_id = var.key\n}\n\
        resource \"aws_db_instance\" \"d\" {\n  replicate_source_db = var.key\n}\n\
        resource \"aws_lambda_permission\" \"p\" {\n  principal = \"*\"\n  source_arn = var.key\n}\n";
    let only = "--only message-queue-unencrypted --only rds-unencrypted-storage --only \
                lambda-public-invocation";
    let project = Project::new(&[("main.tf", text)]);
    project.run(&format!("check . {only}")).exits(1).says(&["3 findings"]);
    // Where it may be empty, nobody knows.
    let text = "variable \"own\" {\n  type = bool\n}\nresource \"aws_kms_key\" \"k\" {}\n\
        resource \"aws_sns_topic\" \"t\" {\n  kms_master_key_id = var.own ? aws_kms_key.k.arn : \"\"\n}\n";
    let project = Project::new(&[("main.tf", text)]);
    project.run(&format!("check . {only}")).exits(0).says(&["1 unknown"]);
}

#[test]
fn the_name_of_a_binding_makes_nobody_an_administrator_by_right() {
    let binding = |subject: &str| {
        format!(
            "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\n\
             metadata: {{name: cluster-admin}}\n\
             roleRef: {{kind: ClusterRole, name: cluster-admin, apiGroup: rbac.authorization.k8s.io}}\n\
             subjects:\n- {{kind: Group, name: \"{subject}\"}}\n"
        )
    };
    let check = |subject: &str| {
        Project::new(&[("rbac.yaml", &binding(subject))])
            .run("check . --only k8s-rbac-cluster-admin-binding")
    };
    check("system:serviceaccounts").exits(1).says(&["`system:serviceaccounts` gets all rights"]);
    check("system:masters").exits(0);
}

#[test]
fn a_baseline_loses_nothing_that_was_not_looked_at() {
    let open = "resource \"aws_s3_bucket\" \"b\" {\n  acl = \"public-read\"\n}\n";
    let project = Project::new(&[("in/main.tf", open), ("empty/x.txt", "")]);
    project.run("check in --write-baseline b.json").exits(0);
    let whole = project.read("b.json");
    // A run that finds nothing to examine.
    project.run("check empty --write-baseline b.json").exits(3).says(&["is left as it is"]);
    assert_eq!(project.read("b.json"), whole);
    // A run with one policy.
    let said = project.run("check in --only s3-bucket-public-acl --write-baseline b.json").exits(0);
    said.says(&["of policies that did not run"]);
    assert_eq!(project.read("b.json"), whole);
    project.write("in/main.tf", open.replace("public-read", "private"));
    project.run("check in --only s3-bucket-public-acl --write-baseline b.json").exits(0);
    assert!(!project.read("b.json").contains("s3-bucket-public-acl"));
    assert!(project.read("b.json").contains("s3-bucket-without-versioning"));
}
