//! What `palisade check` shows and writes.

use crate::project::{BUCKET, OWN, Project, said, shop};
use crate::validator;
use serde_json::Value;

#[test]
fn text_shows_where_a_value_was_set_and_passed() {
    insta::assert_snapshot!(shop().run(&format!("check infra k8s {OWN}")).all(), @r#"
exit 1
high[bucket-public-acl]: bucket ACL is `public-read`
 --> infra/modules/bucket/main.tf:7:3
  |
5 | resource "aws_s3_bucket_acl" "this" {
6 |   bucket = "b"
7 |   acl    = var.acl
  |   ^^^^^^^^^^^^^^^^ is "public-read"
  |
 ::: infra/main.tf:7:3
  |
7 |   acl    = var.assets_acl
  |   ----------------------- `var.acl` passed here
  |
 ::: infra/terraform.tfvars:1:1
  |
1 | assets_acl = "public-read"
  | -------------------------- value of `var.assets_acl` set here
  |
  = resource: module.assets.aws_s3_bucket_acl.this
  = why: Anybody on the internet can list and read what is in the bucket.
  = help: Set the ACL to `private`.
  = fix: set `acl = "private"`
  = see: `palisade explain bucket-public-acl --policies rules`

medium[host-network]: the pod shares the network of its node
 --> k8s/web.yaml:9:7
  |
7 |   template:
8 |     spec:
9 |       hostNetwork: true
  |       ^^^^^^^^^^^^^^^^^
  |
  = resource: Deployment/shop/web
  = why: A pod in the network of its node reaches what only the node should.
  = help: Remove `hostNetwork`.
  = see: `palisade explain host-network --policies rules`

severity     findings
---------------------
high                1
medium              1
total               2

checked 3 files, 2 resources, 2 policies in N s: 2 findings
gate: failed: 2 findings at or above `info`
next: fix the high finding first; `palisade explain bucket-public-acl --policies rules` tells why
"#);
}

#[test]
fn nothing_found_is_said_in_one_breath() {
    let shop = shop();
    shop.write("infra/terraform.tfvars", "assets_acl = \"private\"\n");
    insta::assert_snapshot!(shop.run(&format!("check infra {OWN}")).all(), @r#"
exit 0
checked 2 files, 1 resource, 2 policies in N s: 0 findings, 1 passed
gate: passed: no finding
no findings in 2 files, 1 resource, 2 policies
"#);
}

#[test]
fn all_outcomes_are_listed_on_request() {
    insta::assert_snapshot!(shop().run(&format!("check infra k8s {OWN} --outcomes all --var assets_acl=private")).all(), @r#"
exit 1
medium[host-network]: the pod shares the network of its node
 --> k8s/web.yaml:9:7
  |
7 |   template:
8 |     spec:
9 |       hostNetwork: true
  |       ^^^^^^^^^^^^^^^^^
  |
  = resource: Deployment/shop/web
  = why: A pod in the network of its node reaches what only the node should.
  = help: Remove `hostNetwork`.
  = see: `palisade explain host-network --policies rules`

pass     bucket-public-acl/acl  module.assets.aws_s3_bucket_acl.this  infra/modules/bucket/main.tf:5:1

severity     findings
---------------------
medium              1

checked 3 files, 2 resources, 2 policies in N s: 1 finding, 1 passed
gate: failed: 1 finding at or above `info`
next: fix it; `palisade explain host-network --policies rules` tells why
"#);
}

#[test]
fn json_is_what_its_schema_says_and_has_every_outcome() {
    let shop = shop();
    let schema: Value = {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../schemas/check-v1.schema.json");
        serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
    };
    shop.write("infra/broken.tf", "resource \"aws_s3_bucket_acl\" \"x\" {\n");
    shop.write("k8s/broken.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {name: x\n");
    for more in ["", "--outcomes all", "--only host-network"] {
        let report = shop.run(&format!("check . {OWN} --format json {more}")).exits(1).json();
        assert_eq!(validator::faults(&schema, &report), [""; 0]);
        assert_eq!(report["schema"], "palisade.dev/check/v1");
    }
    let report = shop.run(&format!("check infra k8s {OWN} --format json --outcomes all")).json();
    let outcomes: Vec<String> = report["outcomes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|o| {
            let text = |path: &str| o.pointer(path).unwrap().as_str().unwrap().to_owned();
            let place = (text("/location/file"), &o["location"]["start_line"]);
            format!(
                "{} {} {} {} {}:{}",
                text("/policy"),
                text("/rule"),
                text("/outcome"),
                text("/resource/address"),
                place.0,
                place.1
            )
        })
        .collect();
    insta::assert_snapshot!(outcomes.join("\n"), @r#"
bucket-public-acl acl unknown aws_s3_bucket_acl.x infra/broken.tf:1
bucket-public-acl acl fail module.assets.aws_s3_bucket_acl.this infra/modules/bucket/main.tf:7
host-network network fail Deployment/shop/web k8s/web.yaml:9
"#);
    let unscanned = report["unscanned"].as_array().unwrap();
    let subjects: Vec<&str> = unscanned.iter().map(|u| u["subject"].as_str().unwrap()).collect();
    assert_eq!(subjects, ["resource \"aws_s3_bucket_acl\" \"x\"", "k8s/broken.yaml"]);
}

#[test]
fn every_format_is_written_at_once_to_its_file() {
    let shop = shop();
    let names = ["text", "json", "sarif", "junit", "github", "markdown"];
    let formats: String =
        names.iter().map(|name| format!(" --format {name}=report.{name}")).collect();
    let run = shop.run(&format!("check infra k8s {OWN}{formats}")).exits(1);
    assert!(run.out.contains("high[bucket-public-acl]"), "text goes to the terminal as well");
    for name in names {
        let text = shop.read(&format!("report.{name}"));
        assert!(text.contains("bucket-public-acl"), "{name}: {text}");
        assert!(text.contains("host-network"), "{name}: {text}");
        assert!(!text.contains('\u{1b}'), "no colour in files");
    }
    let sarif: Value = serde_json::from_str(&shop.read("report.sarif")).unwrap();
    assert_eq!(sarif["version"], "2.1.0");
    let place = "/runs/0/results/0/locations/0/physicalLocation/artifactLocation/uri";
    assert_eq!(sarif.pointer(place).unwrap(), "infra/modules/bucket/main.tf");
    insta::assert_snapshot!(shop.read("report.github"), @r#"
::error file=infra/modules/bucket/main.tf,line=7,endLine=7,col=3,endColumn=19,title=high bucket-public-acl::bucket ACL is `public-read`%0Aresource: module.assets.aws_s3_bucket_acl.this%0Ainfra/main.tf:7:3: `var.acl` passed here%0Ainfra/terraform.tfvars:1:1: value of `var.assets_acl` set here%0Afix: set acl = "private"%0Ahelp: Set the ACL to `private`.
::warning file=k8s/web.yaml,line=9,endLine=9,col=7,endColumn=24,title=medium host-network::the pod shares the network of its node%0Aresource: Deployment/shop/web%0Ahelp: Remove `hostNetwork`.
"#);
}

#[test]
fn quiet_says_nothing_and_still_decides() {
    let shop = shop();
    let quiet = shop.run(&format!("check infra {OWN} --quiet --format sarif=out.sarif")).exits(1);
    assert_eq!((quiet.out.as_str(), quiet.err.as_str()), ("", ""));
    assert!(shop.read("out.sarif").contains("bucket-public-acl"));
}

#[test]
fn the_gate_decides_by_severity() {
    let shop = shop();
    let check = |more: &str| shop.run(&format!("check infra k8s {OWN} {more}")).exit;
    assert_eq!(check(""), 1);
    assert_eq!(check("--fail-on high"), 1);
    assert_eq!(check("--fail-on critical"), 0);
    assert_eq!(check("--fail-on none"), 0);
    assert_eq!(check("--fail-on high --except bucket-*"), 0);
    assert_eq!(check("--fail-on medium --except bucket-*"), 1);
    assert_eq!(check("--except bucket-public-acl,host-network"), 3);
}

#[test]
fn policies_are_chosen_by_id_alias_pattern_and_severity() {
    let shop = shop();
    let found = |more: &str| {
        let report = shop.run(&format!("check infra k8s {OWN} --format json {more}")).json();
        let outcomes = report["outcomes"].as_array().unwrap().clone();
        let ids: Vec<String> =
            outcomes.iter().map(|o| o["policy"].as_str().unwrap().to_owned()).collect();
        ids.join(" ")
    };
    assert_eq!(found(""), "bucket-public-acl host-network");
    assert_eq!(found("--only bucket-public-acl"), "bucket-public-acl");
    assert_eq!(found("--only *-network"), "host-network");
    assert_eq!(found("--only CKV_TEST_19"), "host-network");
    assert_eq!(found("--except CKV_TEST_19"), "bucket-public-acl");
    assert_eq!(found("--except host-*"), "bucket-public-acl");
    assert_eq!(found("--severity-at-least high"), "bucket-public-acl");
    assert_eq!(found("--exclude infra"), "host-network");
}

#[test]
fn variables_come_from_the_command_line_and_files() {
    let shop = shop();
    let check = |more: &str| shop.run(&format!("check infra {OWN} {more}")).exit;
    shop.write("good.tfvars", "assets_acl = \"private\"\n");
    shop.write("bad.tfvars", "assets_acl = \"public-read-write\"\n");
    assert_eq!(check(""), 1);
    assert_eq!(check("--var assets_acl=private"), 0);
    assert_eq!(check("--var-file good.tfvars"), 0);
    // Of both the last one wins.
    assert_eq!(check("--var-file good.tfvars --var assets_acl=public-read"), 1);
    assert_eq!(check("--var assets_acl=public-read --var-file good.tfvars"), 0);
    shop.run(&format!("check infra {OWN} --var-file bad.tfvars"))
        .exits(1)
        .says(&["bucket ACL is `public-read-write`", "bad.tfvars:1:1"]);
    std::fs::remove_file(shop.at("infra/terraform.tfvars")).unwrap();
    // Without a value nobody guesses.
    shop.run(&format!("check infra {OWN}")).exits(0).says(&["var.assets_acl", "1 unknown"]);
}

#[test]
fn colour_is_only_for_terminals_and_never_against_no_color() {
    let shop = shop();
    assert!(!shop.run(&format!("check infra {OWN}")).out.contains('\u{1b}'));
    for (name, arguments) in [("NO_COLOR", ""), ("OTHER", " --no-color")] {
        let mut command = shop.command(&format!("check infra {OWN}{arguments}"));
        command.env(name, "1");
        assert!(!said(command).out.contains('\u{1b}'));
    }
}

#[test]
fn the_configuration_says_what_to_do_and_the_command_line_wins() {
    let shop = shop();
    shop.write(
        "palisade.yaml",
        "apiVersion: palisade.dev/config/v1\npaths: [infra]\nfail-on: critical\npolicies:\n  \
         folders: [rules]\n  builtin: false\n  settings:\n    bucket-public-acl: {severity: low}\n\
         formats: [json=out.json]\n",
    );
    shop.run("check").exits(0).says(&["low[bucket-public-acl]", "checked 2 files"]);
    let report: Value = serde_json::from_str(&shop.read("out.json")).unwrap();
    assert_eq!(report["outcomes"][0]["severity"], "low");
    shop.run("check --fail-on low").exits(1);
    shop.run("check k8s").exits(0).says(&["medium[host-network]"]);
    shop.run("policies list").exits(0).says(&["bucket-public-acl", "k8s-privileged-container"]);
    shop.run("explain host-network").exits(0).says(&["Pods keep their own network"]);
    shop.run("config show").exits(0).says(&["from palisade.yaml", "fail-on: critical"]);
    let elsewhere = Project::new(&[("infra/main.tf", BUCKET)]);
    elsewhere.run("config show").exits(0).says(&["these are the defaults"]);
}

#[test]
fn what_git_tracks_is_examined_whatever_gitignore_says() {
    let project = Project::new(&[
        ("infra/main.tf", "locals {\n  acl = \"private\"\n}\n"),
        ("infra/public.tf", BUCKET),
        ("old/main.tf", BUCKET),
        ("old/deep/main.tf", BUCKET),
        ("new/main.tf", BUCKET),
    ]);
    let git = |arguments: &str| {
        let mut git = std::process::Command::new("git");
        git.current_dir(project.path()).args(arguments.split(' '));
        git.output().is_ok_and(|output| output.status.success())
    };
    if !git("init -q .") {
        eprintln!("skipped: there is no git");
        return;
    }
    assert!(git("add -f infra/public.tf old/deep/main.tf"));
    project.write(".gitignore", "public.tf\n/old/\n/new\n");
    let files = |arguments: &str| {
        let report = project.run(&format!("check {arguments} --format json")).json();
        report["summary"]["files"].clone()
    };
    // `old/main.tf` and all of `new` are not tracked.
    assert_eq!([files("."), files("infra"), files("--no-gitignore")], [3, 2, 5]);
    assert!(git("update-index --index-version 4"));
    assert_eq!(files("."), 3);
    // Terraform reads all files of a module, tracked or not.
    assert!(git("rm -q --cached infra/public.tf"));
    assert_eq!(files("."), 3);
    project.write("infra/.gitignore", "*.tf\n");
    assert_eq!(files("."), 1);
}

#[test]
fn ignored_files_are_left_alone_unless_named() {
    let shop = shop();
    std::fs::create_dir(shop.at(".git")).unwrap();
    shop.write(".gitignore", "/k8s\n");
    shop.write("infra/.gitignore", "modules\n");
    shop.write("infra/k8s/pod.yaml", shop.read("k8s/web.yaml"));
    let count = |arguments: &str| {
        let report = shop.run(&format!("check {arguments} {OWN} --format json")).json();
        report["summary"]["files"].clone()
    };
    // A folder that is named is examined, whatever the rules outside of it say.
    let everything = shop.path().to_str().unwrap().to_owned();
    assert_eq!([count("."), count(""), count(&everything)], [2, 2, 2]);
    assert_eq!([count("infra"), count("./infra"), count("k8s")], [2, 2, 1]);
    assert_eq!(count("--no-gitignore"), 4);
    assert_eq!([count("k8s/web.yaml"), count("infra/modules/bucket/main.tf")], [1, 1]);
    // Seen from below, the rules of the repository still count from its root.
    let mut below = shop.command("check --format json --policies ../rules --no-builtin");
    below.current_dir(shop.at("infra"));
    assert_eq!(said(below).json()["summary"]["files"], 2);
}
