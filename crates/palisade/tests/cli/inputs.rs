//! What is handed in beside the files: variables, pipes, the environment.

use crate::project::{BUCKET, OWN, POLICIES, Project, said, shop, with_policies};
use std::io::Write;
use std::os::unix::fs::symlink;
use std::process::Stdio;

const VARIABLES: &str = "variable \"acl\" {\n  type = string\n}\n\nvariable \"size\" {\n  type    = \
                         number\n  default = 1\n}\n\nvariable \"zones\" {\n  type    = \
                         list(string)\n  default = []\n}\n\nresource \"aws_s3_bucket_acl\" \"a\" \
                         {\n  acl = var.acl\n}\n";

/// Runs the program with a text in the pipe that is its standard input.
#[track_caller]
fn with_pipe(project: &Project, arguments: &str, text: &str) -> crate::project::Said {
    let mut command = project.command(arguments);
    let (reader, mut writer) = std::io::pipe().unwrap();
    command.stdin(Stdio::from(reader));
    writer.write_all(text.as_bytes()).unwrap();
    drop(writer);
    said(command)
}

#[test]
fn a_variable_of_the_command_line_that_no_root_declares_is_refused() {
    let project = with_policies(&[("app/main.tf", VARIABLES), ("net/main.tf", BUCKET)]);
    let run = project.run(&format!("check app net {OWN} --var alc=private"));
    insta::assert_snapshot!(run.all(), @"
    exit 2
    --- stderr
    error: `--var alc=…`: no root module declares `alc`; did you mean `acl`?
    ");
    // One root that declares it is enough.
    project.run(&format!("check app net {OWN} --var acl=private")).exits(1);
    project.run(&format!("check app {OWN} --var acl=private")).exits(0);
    let run = project.run(&format!("explain aws_s3_bucket_acl.a app {OWN} --var alc=x")).exits(2);
    run.says(&["no root module declares `alc`"]);
    // Nothing can be said of variables where there is no root module.
    let pods = with_policies(&[(
        "pod.yaml",
        "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: []}\n",
    )]);
    pods.run(&format!("check pod.yaml {OWN} --var acl=private")).exits(0);
}

#[test]
fn a_variable_of_the_command_line_that_does_not_fit_is_refused() {
    let project = with_policies(&[("main.tf", VARIABLES)]);
    let refused = |var: &str, parts: &[&str]| {
        let mut command = project.command(&format!("check main.tf {OWN}"));
        command.args(["--var", "acl=private", "--var", var]);
        let run = said(command).exits(2).says(parts);
        assert_eq!(run.out, "", "no report is taken for a verdict");
    };
    refused("size=small", &["error: `--var size=…` does not fit the variable", "number"]);
    refused("zones=[\"a\",", &["error: `--var zones=…` does not fit the variable"]);
    refused("zones=eu", &["error: `--var zones=…` does not fit the variable"]);
    refused("size", &["has no `=`"]);
    refused("=1", &["names no variable"]);
    let mut good = project.command(&format!("check main.tf {OWN}"));
    good.args(["--var", "acl=private", "--var", "size=3", "--var", "zones=[\"a\"]"]);
    said(good).exits(0);
    // A root that can use it is enough: another may give the name another type.
    let other = "variable \"size\" {\n  type = string\n}\n";
    project.write("other/main.tf", other);
    let mut both = project.command(&format!("check main.tf other {OWN}"));
    both.args(["--var", "acl=private", "--var", "size=small"]);
    said(both).exits(0).says(&["`--var size=…` gives `var.size` does not fit its type"]);
}

#[test]
fn what_the_command_line_gives_wins_over_the_configuration() {
    let project = with_policies(&[
        ("main.tf", VARIABLES),
        ("palisade.yaml", "terraform:\n  var-files: [bad.tfvars]\n  vars:\n    acl: private\n"),
        ("bad.tfvars", "acl = \"public-read\"\n"),
    ]);
    project.run(&format!("check main.tf {OWN}")).exits(0);
    project.run(&format!("check main.tf {OWN} --var-file bad.tfvars")).exits(1);
    project.run(&format!("check main.tf {OWN} --var-file bad.tfvars --var acl=private")).exits(0);
}

#[test]
fn the_frame_says_what_set_a_variable() {
    let project = with_policies(&[("main.tf", VARIABLES)]);
    let mut command = project.command(&format!("check main.tf {OWN}"));
    command.env("TF_VAR_acl", "public-read");
    let run = said(command).exits(1);
    run.says(&["`var.acl` set by environment variable `TF_VAR_acl`"]);
    let run = project.run(&format!("check main.tf {OWN} --var acl=public-read")).exits(1);
    run.says(&["`var.acl` set by `--var acl=…`"]);
    project.write("palisade.yaml", "terraform:\n  vars:\n    acl: public-read\n");
    let run = project.run(&format!("check main.tf {OWN}")).exits(1);
    run.says(&["`var.acl` set by `terraform.vars` of the configuration"]);
}

#[test]
fn files_that_are_named_may_be_pipes_and_devices() {
    let project = with_policies(&[("main.tf", VARIABLES), ("other/main.tf", VARIABLES)]);
    let run = with_pipe(
        &project,
        &format!("check main.tf other {OWN} --var-file /dev/stdin --format json"),
        "acl = \"public-read\"\n",
    );
    let report = run.exits(1).json();
    assert_eq!(report["summary"]["findings"], 2, "a pipe is read once and serves every root");
    project.run(&format!("check main.tf {OWN} --var acl=private --var-file /dev/null")).exits(0);
    project.run(&format!("check main.tf {OWN} --var acl=private --config /dev/null")).exits(0);
    project.run(&format!("check main.tf {OWN} --var acl=private --baseline /dev/null")).exits(0);

    let shop = shop();
    shop.run(&format!("check . {OWN} --write-baseline known.json"));
    let known = shop.read("known.json");
    with_pipe(&shop, &format!("check . {OWN} --baseline /dev/stdin"), &known).exits(0);
    let config = "policies:\n  except: [bucket-public-acl]\n";
    with_pipe(
        &shop,
        &format!("check infra {OWN} --config /dev/stdin --var-file /dev/null"),
        config,
    )
    .exits(0)
    .says(&["0 findings"]);
    // What never ends is cut off and refused.
    let run = project.run(&format!("check main.tf {OWN} --var-file /dev/zero")).exits(2);
    run.says(&["the variables file `/dev/zero` cannot be read", "more than 64 MiB"]);
    project.run(&format!("check main.tf {OWN} --var-file rules")).exits(2);
}

#[test]
fn pipes_in_the_tree_are_not_read() {
    let files: Vec<_> = POLICIES.iter().copied().chain([("main.tf", BUCKET)]).collect();
    let project = Project::new(&files);
    symlink("/dev/stdin", project.at(".gitignore")).unwrap();
    symlink("/dev/stdin", project.at("x.tf")).unwrap();
    symlink("/dev/stdin", project.at("terraform.tfvars")).unwrap();
    symlink("/dev/stdin", project.at("palisade.yaml")).unwrap();
    // Whoever reads it finds that everything is ignored, or a second bucket.
    let arguments = format!("check . {OWN} --config /dev/null");
    let run = with_pipe(&project, &arguments, "*\n").exits(1);
    run.says(&["`x.tf`: is a broken link or no regular file", "1 finding"]);
    // A configuration that only lies there is no more to be trusted than the rest.
    let run = with_pipe(&project, &format!("check . {OWN}"), "exclude: ['*']\n").exits(2);
    run.says(&["the configuration `palisade.yaml` cannot be read", "no regular file"]);
    // A pipe that nobody ever writes to is not waited for.
    let mut command = project.command(&arguments);
    let (reader, writer) = std::io::pipe().unwrap();
    command.stdin(Stdio::from(reader));
    said(command).exits(1).says(&["1 finding"]);
    drop(writer);
}

#[test]
fn more_module_instances_than_the_cap_are_told_of() {
    let call =
        |name: &str| format!("module \"{name}\" {{\n  source = \"../{name}\"\n  count  = 30\n}}\n");
    let project = with_policies(&[
        ("root/main.tf", &call("a")),
        ("a/main.tf", &call("b")),
        ("b/main.tf", &call("c")),
        ("c/main.tf", "locals {\n  a = 1\n}\n"),
    ]);
    let run = project.run(&format!("check root {OWN} --fail-on-unscanned")).exits(1);
    run.says(&["unscanned: 1 part could not be examined", "would be over 20000 in this root"]);
}

#[test]
fn one_that_stands_for_many_says_for_how_many() {
    let project = with_policies(&[(
        "main.tf",
        "variable \"names\" {}\n\nresource \"aws_s3_bucket_acl\" \"a\" {\n  for_each = \
         var.names\n  acl      = \"public-read\"\n}\n\nresource \"aws_s3_bucket_acl\" \"b\" {\n  \
         count = 300000\n  acl   = \"public-read\"\n}\n",
    )]);
    let run = project.run(&format!("check main.tf {OWN}")).exits(1);
    run.says(&[
        "aws_s3_bucket_acl.a[*] (stands for an unknown number of instances: variable `var.names` \
         has no value)",
        "aws_s3_bucket_acl.b[*] (stands for all instances, too many to look at one by one)",
    ]);
    let report = project.run(&format!("check main.tf {OWN} --format json")).json();
    let of = |at: usize| report["outcomes"][at]["resource"]["stands_for"].as_str();
    assert!(of(0).is_some_and(|text| text.starts_with("an unknown number of instances")));
    assert!(of(1).is_some_and(|text| text.starts_with("all instances")));
}

#[test]
fn blocks_without_a_name_are_told_of() {
    let project = with_policies(&[(
        "main.tf",
        "resource \"\" \"x\" {}\nresource \"aws_s3_bucket_acl\" \"\" {}\nresource \
         \"aws_s3_bucket_acl\" \"1 b\" {\n  acl = \"public-read\"\n}\n",
    )]);
    let run = project.run(&format!("check main.tf {OWN}")).exits(1);
    insta::assert_snapshot!(run.all(), @r#"
exit 1
high[bucket-public-acl]: bucket ACL is `public-read`
 --> main.tf:4:3
  |
3 | resource "aws_s3_bucket_acl" "1 b" {
4 |   acl = "public-read"
  |   ^^^^^^^^^^^^^^^^^^^
  |
  = resource: aws_s3_bucket_acl.1 b
  = why: Anybody on the internet can list and read what is in the bucket.
  = help: Set the ACL to `private`.
  = fix: set `acl = "private"`
  = see: `palisade explain bucket-public-acl --policies rules`

error[terraform-block]: a `resource` block has an empty label
 --> main.tf:1:10
  |
1 | resource "" "x" {}
  |          ^^
  |
  = help: a name begins with a letter or `_` and has letters, digits, `_` and
          `-` in it

error[terraform-block]: a `resource` block has an empty label
 --> main.tf:2:30
  |
2 | resource "aws_s3_bucket_acl" "" {}
  |                              ^^
  |
  = help: a name begins with a letter or `_` and has letters, digits, `_` and
          `-` in it

warning[terraform-block]: `1 b` is no name for a `resource` block
 --> main.tf:3:30
  |
3 | resource "aws_s3_bucket_acl" "1 b" {
  |                              ^^^^^
  |
  = help: a name begins with a letter or `_` and has letters, digits, `_` and
          `-` in it

unscanned: 2 parts could not be examined:
  - `resource` (main.tf:1:10): a `resource` block has an empty label
  - `resource` (main.tf:2:30): a `resource` block has an empty label

severity     findings
---------------------
high                1

checked 1 file, 1 resource, 2 policies in N s: 1 finding, 2 unscanned
gate: failed: 1 finding at or above `info`
next: fix it; `palisade explain bucket-public-acl --policies rules` tells why
"#);
}

#[test]
fn manifests_without_a_version_are_listed() {
    let project = with_policies(&[
        (
            "broken.yaml",
            "kind: Pod\nmetadata:\n  name: x\nspec:\n  hostNetwork: true\n  containers: [\n",
        ),
        (
            "typo.yaml",
            "apiversion: v1\nkind: Pod\nmetadata:\n  name: x\nspec:\n  hostNetwork: true\n",
        ),
        ("other.yaml", "kind: pipeline\nname: x\nsteps: []\n"),
        ("kustomization.yaml", "kind: Kustomization\nmetadata:\n  name: x\nresources: []\n"),
        ("main.tf", BUCKET),
    ]);
    let run = project.run(&format!("check . {OWN} --format json")).exits(1);
    let report = run.json();
    let listed: Vec<(&str, &str)> = report["unscanned"]
        .as_array()
        .unwrap()
        .iter()
        .map(|u| (u["subject"].as_str().unwrap(), u["reason"].as_str().unwrap()))
        .collect();
    let [broken, typo] = listed.as_slice() else { panic!("{listed:?}") };
    assert_eq!(broken.0, "broken.yaml");
    assert!(broken.1.starts_with("the manifest cannot be read"), "{broken:?}");
    assert_eq!(
        *typo,
        (
            "typo.yaml",
            "this `Pod` has no `apiVersion` that can be read; write it in place of `apiversion`"
        )
    );
}

#[test]
fn a_skip_says_whether_it_was_suppressed_or_not_applicable() {
    let rule = "apiVersion: palisade.dev/v1\nkind: Policy\nmetadata:\n  id: named\n  title: Buckets \
                have names\n  severity: low\n  status: stable\n  owners: {security: a}\n  \
                review-by: 2099-11-01\n  why: Nobody finds them otherwise.\n  remedy: Name \
                them.\nmatch:\n  resources: [aws_s3_bucket_acl]\nrules:\n  - id: name\n    when: \
                \"has(resource.named)\"\n    require: \"resource.named\"\n    message: it has no \
                name\n";
    let project = with_policies(&[
        ("rules/named.yaml", rule),
        (
            "main.tf",
            "resource \"aws_s3_bucket_acl\" \"a\" {\n  # palisade:allow bucket-public-acl -- a web \
             site\n  acl = \"public-read\"\n}\n",
        ),
    ]);
    let arguments = format!("check main.tf {OWN} --outcomes all");
    let report = project.run(&format!("{arguments} --format json")).exits(0).json();
    let mut skips: Vec<(&str, &str, bool)> = report["outcomes"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|o| o["outcome"] == "skip")
        .map(|o| {
            let skipped = o["skipped"].as_str().unwrap_or_default();
            (o["policy"].as_str().unwrap(), skipped, o["suppression"].is_object())
        })
        .collect();
    skips.sort_unstable();
    assert_eq!(
        skips,
        [("bucket-public-acl", "suppressed", true), ("named", "not-applicable", false)]
    );
    let summary = &report["summary"];
    assert_eq!(summary["by_outcome"]["skip"], 2);
    assert_eq!((&summary["suppressed"], &summary["not_applicable"]), (&1.into(), &1.into()));
    // The counts do not hang on what is listed.
    let short = project.run(&format!("check main.tf {OWN} --format json")).json();
    assert_eq!(short["summary"]["not_applicable"], 1);
    project.run(&arguments).exits(0).says(&[
        "allowed bucket-public-acl/acl",
        "n/a named/name",
        "1 allowed",
        "1 not applicable",
    ]);
    project
        .run(&format!("check main.tf {OWN} --format markdown"))
        .says(&["1 allowed", "1 not applicable"]);
}

#[test]
fn a_broken_file_of_variables_that_was_named_is_an_error() {
    let main = "variable \"acl\" {}\nresource \"aws_s3_bucket_acl\" \"b\" {\n  acl = var.acl\n}\n";
    let project = crate::project::with_policies(&[
        ("main.tf", main),
        ("bad.tfvars", "acl = \"public-read\n"),
        ("bad.json", "{\"acl\": }"),
    ]);
    for (file, place) in [("bad.tfvars", "bad.tfvars:1:"), ("bad.json", "bad.json:1:")] {
        let run = project.run(&format!("check main.tf {OWN} --var-file {file}")).exits(2);
        run.says(&[&format!("the variables file {place}"), "cannot be read"]);
    }
}

#[test]
fn one_file_of_a_module_is_judged_with_what_its_neighbours_say() {
    let project = crate::project::with_policies(&[
        (
            "infra/a.tf",
            "locals {\n  acl = \"public-read\"\n}\nresource \"aws_s3_bucket_acl\" \"a\" {\n  acl = local.acl # palisade:allow nothing-of-the-kind -- told where it is asked about\n}\n",
        ),
        ("infra/b.tf", "resource \"aws_s3_bucket_acl\" \"b\" {\n  acl = local.acl\n}\n"),
    ]);
    let run = project.run(&format!("check infra/b.tf {OWN} --format json")).exits(1);
    let report = run.json();
    let found: Vec<&str> = report["outcomes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|o| o["resource"]["address"].as_str().unwrap())
        .collect();
    assert_eq!(found, ["aws_s3_bucket_acl.b"]);
    assert!(!run.all().contains("nothing-of-the-kind"), "{}", run.all());
    project.run(&format!("check infra/b.tf infra/a.tf {OWN}")).exits(1).says(&["2 findings"]);
    project.run(&format!("check infra {OWN}")).exits(1).says(&["2 findings"]);
}
