//! Input that somebody else wrote: links out of the tree, files that hide what is in them, values
//! that must not be shown.

use crate::project::{BUCKET, OWN, Project, with_policies};
use std::os::unix::fs::symlink;

/// A plan or state of one public ACL, with other keys in front.
fn plan(keys: &str) -> String {
    let resource = r#"{"address":"aws_s3_bucket_acl.a","mode":"managed","type":"aws_s3_bucket_acl","name":"a","values":{"acl":"public-read"}}"#;
    format!(
        r#"{{"format_version":"1.2","terraform_version":"1.9.0",{keys}"planned_values":{{"root_module":{{"resources":[{resource}]}}}}}}"#
    )
}

const LEADS_OUT: &str = "a link that leads out of the scanned folder";

#[test]
fn links_that_lead_out_of_the_scanned_folder_are_not_followed() {
    let project = with_policies(&[
        ("repo/main.tf", "variable \"w\" {}\nmodule \"l\" {\n  source = \"./lmod\"\n}\n"),
        ("outside/x.tf", "outside-text { = \"aws_s3_bucket_acl\"\n"),
        ("outside/vars", "w = outside-text\n"),
        ("outside/mod/main.tf", BUCKET),
    ]);
    symlink("../outside/x.tf", project.at("repo/p.tf")).unwrap();
    symlink("../outside/vars", project.at("repo/terraform.tfvars")).unwrap();
    symlink("../outside/mod", project.at("repo/lmod")).unwrap();
    for root in ["repo", &project.at("repo").display().to_string()] {
        let run = project.run(&format!("check {root} {OWN} --outcomes all")).exits(3);
        assert!(!run.all().contains("outside-text"), "{}", run.all());
        assert!(!run.all().contains("public-read"), "{}", run.all());
        run.says(&[
            "repo/p.tf`: a link that leads out of the scanned folder; `--allow-file-access DIR`",
            "repo/terraform.tfvars`: a link that leads out",
            "repo/lmod`: a link that leads out",
            "`module.l`",
        ]);
    }
    let run = project.run(&format!("check repo {OWN} --allow-file-access outside")).exits(1);
    assert!(!run.all().contains(LEADS_OUT), "{}", run.all());
    run.says(&["outside-text", "public-read"]);
}

#[test]
fn a_file_of_a_module_beside_that_is_a_link_is_not_followed() {
    let project = with_policies(&[
        ("repo/main.tf", "module \"s\" {\n  source = \"../shared\"\n}\n"),
        ("shared/main.tf", BUCKET),
        ("outside/x.tf", "outside-text { =\n"),
    ]);
    symlink("../outside/x.tf", project.at("shared/more.tf")).unwrap();
    let run = project.run(&format!("check repo {OWN}")).exits(1);
    assert!(!run.all().contains("outside-text"), "{}", run.all());
    run.says(&["public-read", "shared/more.tf`: a link that leads out"]);
}

#[test]
fn links_within_the_roots_and_modules_beside_them_work() {
    let project = with_policies(&[
        ("repo/a/main.tf", "module \"s\" {\n  source = \"../../shared/modules/x\"\n}\n"),
        ("repo/a/more.tf", "module \"l\" {\n  source = \"./inner\"\n}\n"),
        (
            "repo/b/main.tf",
            "variable \"acl\" {}\nresource \"aws_s3_bucket_acl\" \"v\" { acl = var.acl }\n",
        ),
        ("repo/common.tfvars", "acl = \"public-read\"\n"),
        ("repo/mods/inner/main.tf", BUCKET),
        ("shared/modules/x/main.tf", BUCKET),
    ]);
    symlink("../mods/inner", project.at("repo/a/inner")).unwrap();
    symlink("../common.tfvars", project.at("repo/b/terraform.tfvars")).unwrap();
    symlink("repo", project.at("linked")).unwrap();
    for root in ["repo", "linked", "./repo/../repo"] {
        let run = project.run(&format!("check {root} {OWN}")).exits(1);
        assert!(!run.all().contains("unscanned"), "{}", run.all());
        run.says(&["module.s.aws_s3_bucket_acl", "module.l.aws_s3_bucket_acl", ".v"]);
    }
    // From inside, and with a path that climbs out of where the program runs.
    let mut command = project.command("check ../a --policies ../../rules --no-builtin");
    command.current_dir(project.at("repo/b"));
    let text = crate::project::said(command);
    assert!(text.all().contains("module.s.aws_s3_bucket_acl"), "{}", text.all());
    // Here the root is `a` alone, and what its link leads to is outside of it.
    text.says(&["`../a/inner`: a link that leads out"]);
}

#[test]
fn input_of_which_nothing_could_be_read_is_no_clean_bill() {
    let whole = plan("");
    let bomb = "a: &a [x,x,x,x,x,x,x,x]\n".to_owned()
        + &(0..30).map(|n| {
            let (own, before) = (char::from(b'b' + (n % 24)), char::from(b'a' + (n % 24)));
            format!("{own}{n}: &{own} [*{before},*{before},*{before},*{before},*{before},*{before}]\n")
        }).collect::<String>()
        + "apiVersion: v1\nkind: Pod\n";
    for (name, text) in [
        ("plan.json", &whole[..whole.len() - 30]),
        ("plan.json", &whole.replace("\"1.2\"", "\"9.0\"")),
        ("plan.json", &plan("\"resource_changes\":[],\"resource_changes\":[],")),
        ("main.tf", "resource \"aws_s3_bucket_acl\" {\n  acl = = 3\n}\n"),
        ("pod.yaml", &bomb),
        ("pod.json", "// c\n{\"apiVersion\":\"v1\",\"kind\":\"Pod\"}\n"),
    ] {
        let project = with_policies(&[(name, text)]);
        project
            .run(&format!("check {name} {OWN}"))
            .exits(3)
            .says(&[" unscanned", "gate: no verdict"]);
    }
    for (name, text) in [
        ("variables.tf", "variable \"a\" {}\n"),
        ("plan.json", &plan("").replace("[{", "[],\"x\":[{")),
    ] {
        let project = with_policies(&[(name, text)]);
        project.run(&format!("check {name} {OWN}")).exits(0);
    }
}

#[test]
fn a_plan_without_changes_is_read_from_what_is_planned() {
    for keys in ["\"resource_changes\":[],", "\"resource_changes\":null,", ""] {
        let project = with_policies(&[("plan.json", &plan(keys))]);
        project.run(&format!("check plan.json {OWN}")).exits(1).says(&["aws_s3_bucket_acl.a"]);
    }
}

#[test]
fn a_plan_with_something_around_it_is_not_passed_over() {
    let plan = plan("");
    let wide: Vec<u8> = plan.bytes().flat_map(|b| [b, 0]).collect();
    let command = format!("[command]/opt/terraform-bin show -json p\n{plan}\n::debug::exit 0\n");
    for (bytes, why) in [
        (command.as_bytes(), "with other text before it"),
        (format!("{{\"plan\": {plan}}}").as_bytes(), "inside of another document"),
        (format!("[{plan}]").as_bytes(), "inside of another document"),
        (&wide, "is UTF-16 text"),
        (format!("{plan}\n::debug::exit 0\n").as_bytes(), "is no whole JSON"),
    ] {
        let project = with_policies(&[("d/main.tf", "variable \"a\" {}\n")]);
        project.write("d/plan.json", bytes);
        let said = project.run(&format!("check d {OWN} --fail-on-unscanned")).exits(1);
        said.says(&["`d/plan.json`", why, "1 unscanned"]);
    }
}

#[test]
fn of_a_key_that_stands_twice_none_wins_silently() {
    let twice = plan("\"resource_changes\":[{\"address\":\"a\"}],\"resource_changes\":[],");
    let project = with_policies(&[("plan.json", &twice)]);
    project.run(&format!("check plan.json {OWN}")).exits(3).says(&[
        "plan.json:1:",
        "the key `resource_changes` stands there twice",
        "1 unscanned",
    ]);
}

#[test]
fn lists_of_manifests_are_read_and_what_is_named_is_never_passed_over() {
    let pod = "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"NAME\"},\"spec\":{\"hostNetwork\":true}}";
    let two = format!("[{},{}]", pod.replace("NAME", "one"), pod.replace("NAME", "two"));
    let project = with_policies(&[
        ("pods.json", &two),
        ("list.json", "[{\"a\":{\"apiVersion\":\"v1\",\"kind\":\"x\"}}]\n"),
        ("bare.yaml", "apiVersion: v1\nspec: {}\n"),
    ]);
    project.run(&format!("check pods.json {OWN}")).exits(1).says(&[
        "Pod/one",
        "Pod/two",
        "2 findings",
    ]);
    for name in ["list.json", "bare.yaml"] {
        let run = project.run(&format!("check {name} {OWN}")).exits(3);
        run.says(&[&format!("`{name}`: no "), "1 unscanned"]);
    }
}

/// A word that no other text has, made up when the test runs.
fn secret(n: u32) -> String {
    format!("{}-{n}Word", "hunter".repeat(2))
}

#[test]
fn what_is_declared_sensitive_is_in_no_report() {
    let acl = |name: &str, value: &str| {
        format!("resource \"aws_s3_bucket_acl\" \"{name}\" {{\n  acl = {value}\n}}\n")
    };
    let main = [
        "variable \"given\" {\n  sensitive = true\n}\n".to_owned(),
        format!(
            "variable \"preset\" {{\n  default   = \"{}\"\n  sensitive = true\n}}\n",
            secret(2)
        ),
        acl("a", "var.given"),
        acl("b", "var.preset"),
        acl("c", &format!("sensitive(\"{}\")", secret(3))),
        format!("module \"m\" {{\n  source = \"./m\"\n  word   = \"{}\"\n}}\n", secret(4)),
        acl("d", "\"public-read\""),
    ]
    .join("");
    let module = format!("variable \"word\" {{\n  sensitive = true\n}}\n{}", acl("e", "var.word"));
    let planned = format!(
        r#"{{"format_version":"1.2","terraform_version":"1.9.0","variables":{{"given":{{"value":"{0}"}}}},
"resource_changes":[{{"address":"aws_s3_bucket_acl.a","mode":"managed","type":"aws_s3_bucket_acl","name":"a",
"change":{{"actions":["create"],"after":{{"acl":"{0}"}},"after_unknown":{{}},"after_sensitive":{{"acl":true}}}}}}]}}"#,
        secret(1)
    );
    let project = with_policies(&[
        ("infra/main.tf", &main),
        ("infra/m/main.tf", &module),
        ("infra/terraform.tfvars", &format!("given = \"{}\"\n", secret(1))),
        ("plan.json", &planned),
    ]);
    for target in ["infra", "plan.json", "plan.json --source infra"] {
        for format in ["text", "json", "sarif", "junit", "github", "markdown"] {
            let run = project.run(&format!("check {target} {OWN} --format {format}")).exits(1);
            assert!(!run.all().contains("hunter"), "{target} {format}: {}", run.all());
        }
    }
    project.run(&format!("check infra {OWN}")).says(&[
        "given = (sensitive)",
        "default = (sensitive)",
        "sensitive((sensitive))",
        "word = (sensitive)",
        "acl = \"public-read\"",
        "5 findings",
    ]);
}

#[test]
fn a_sensitive_word_is_not_taken_out_of_what_has_nothing_to_do_with_it() {
    let text = "resource \"aws_s3_bucket_acl\" \"a\" {\n  acl   = \"public-read\"\n  other = \
                sensitive(\"bucket\")\n}\n";
    let project = Project::new(&[("main.tf", text)]);
    for (path, text) in crate::project::POLICIES {
        project.write(path, text);
    }
    project.run(&format!("check main.tf {OWN}")).exits(1).says(&["bucket ACL is `public-read`"]);
}
