//! Bad input: something clear is said, the rest of the work is done, nothing is passed over.

use crate::project::{BUCKET, OWN, Project, with_policies};
use std::ffi::OsStr;
use std::fs::{self, Permissions};
use std::io::Read;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::process::Stdio;

/// Every format names a part that could not be examined.
#[track_caller]
fn every_format_lists(project: &Project, subject: &str) {
    for format in ["text", "json", "sarif", "junit", "github", "markdown"] {
        let run = project.run(&format!("check . {OWN} --format {format}")).exits(1);
        let flat: Vec<&str> = run.out.split_whitespace().collect();
        // Formats that quote write some characters in another way.
        let flat = flat.join(" ").replace("\\\"", "\"").replace("&quot;", "\"").replace("%3A", ":");
        assert!(flat.contains(subject), "`{subject}` is not in {format}:\n{}", run.out);
        assert!(flat.contains("bucket-public-acl"), "the rest was examined, {format}");
    }
}

#[test]
fn broken_hcl_loses_its_block_only() {
    let broken = "resource \"aws_s3_bucket_acl\" \"a\" {\n  acl = = 3\n}\n\nresource \
                  \"aws_s3_bucket_acl\" \"b\" {\n  acl = \"public-read\"\n}\n\nresource \
                  \"aws_s3_bucket_acl\" \"c\" {\n";
    let project = with_policies(&[("main.tf", broken)]);
    insta::assert_snapshot!(project.run(&format!("check main.tf {OWN}")).all(), @r#"
exit 1
high[bucket-public-acl]: bucket ACL is `public-read`
 --> main.tf:6:3
  |
5 | resource "aws_s3_bucket_acl" "b" {
6 |   acl = "public-read"
  |   ^^^^^^^^^^^^^^^^^^^
  |
  = resource: aws_s3_bucket_acl.b
  = why: Anybody on the internet can list and read what is in the bucket.
  = help: Set the ACL to `private`.
  = fix: set `acl = "private"`
  = see: `palisade explain bucket-public-acl --policies rules`

error[hcl-syntax]: expected an expression, found `=`
 --> main.tf:2:9
  |
2 |   acl = = 3
  |         ^

error[hcl-syntax]: expected `}` to close the block `resource`
 --> main.tf:9:36
  |
9 | resource "aws_s3_bucket_acl" "c" {
  | --------------------------------  ^
  | |
  | block opened here
  |
  = help: add a `}`

unknown: 2 outcomes hang on what is not known here:
  - `= 3` could not be evaluated: 1 outcome on aws_s3_bucket_acl.a
  - `aws_s3_bucket_acl.c` could not be evaluated: 1 outcome on
    aws_s3_bucket_acl.c

unscanned: 2 parts could not be examined:
  - `resource "aws_s3_bucket_acl" "a"` (main.tf:1:1): a part could not be read:
    expected an expression, found `=`
  - `resource "aws_s3_bucket_acl" "c"` (main.tf:9:1): a part could not be read:
    expected `}` to close the block `resource`

severity     findings
---------------------
high                1

checked 1 file, 3 resources, 2 policies in N s: 1 finding, 2 unknown, 2
unscanned
gate: failed: 1 finding at or above `info`
next: fix it; `palisade explain bucket-public-acl --policies rules` tells why
"#);
    every_format_lists(&project, "expected an expression");
    every_format_lists(&project, "main.tf");
}

#[test]
fn broken_yaml_loses_its_document_only() {
    let broken = "apiVersion: v1\nkind: Pod\nmetadata: {name: x\nspec:\n  - a: b\n c: d\n---\n\
                  apiVersion: v1\nkind: Pod\nmetadata: {name: ok}\nspec: {hostNetwork: true, \
                  containers: []}\n";
    let project = with_policies(&[("pods.yaml", broken)]);
    insta::assert_snapshot!(project.run(&format!("check pods.yaml {OWN}")).all(), @r#"
exit 1
medium[host-network]: the pod shares the network of its node
  --> pods.yaml:11:8
   |
11 | spec: {hostNetwork: true, containers: []}
   |        ^^^^^^^^^^^^^^^^^
   |
   = resource: Pod/ok
   = why: A pod in the network of its node reaches what only the node should.
   = help: Remove `hostNetwork`.
   = see: `palisade explain host-network --policies rules`

error[yaml-syntax]: expected `,` or `}`
 --> pods.yaml:4:5
  |
4 | spec:
  |     ^
  |
  = help: close the mapping that `{` opened

unscanned: 1 part could not be examined:
  - `pods.yaml` (pods.yaml:4:5): the manifest cannot be read: expected `,` or
    `}`

severity     findings
---------------------
medium              1

checked 1 file, 1 resource, 2 policies in N s: 1 finding, 1 unscanned
gate: failed: 1 finding at or above `info`
next: fix it; `palisade explain host-network --policies rules` tells why
"#);
}

#[test]
fn what_was_not_examined_counts_on_request() {
    let project = with_policies(&[("main.tf", "resource \"aws_s3_bucket_acl\" \"x\" {\n")]);
    project.run(&format!("check . {OWN}")).exits(0).says(&["1 unscanned"]);
    project
        .run(&format!("check . {OWN} --fail-on-unscanned"))
        .exits(1)
        .says(&["gate: failed: 1 subject unscanned"]);
}

#[test]
fn a_folder_that_holds_itself_is_walked_once() {
    let project = with_policies(&[("infra/a/main.tf", BUCKET)]);
    symlink("..", project.at("infra/a/up")).unwrap();
    symlink(project.at("infra"), project.at("infra/a/again")).unwrap();
    symlink("nowhere", project.at("infra/gone.tf")).unwrap();
    project.run(&format!("check infra {OWN}")).exits(1).says(&[
        "checked 1 file, 1 resource",
        "1 finding",
        "`infra/gone.tf`",
    ]);
}

#[test]
fn a_file_that_is_too_large_is_listed() {
    let project = with_policies(&[("main.tf", BUCKET)]);
    // Sparse: it takes no room on the disk, and nobody reads it.
    let file = fs::File::create(project.at("huge.tf")).unwrap();
    file.set_len(200 << 20).unwrap();
    every_format_lists(&project, "is 200 MiB large; files over 64 MiB are not read");
    project.write("two.tf", vec![b'#'; 2 << 20]);
    project
        .run(&format!("check two.tf main.tf {OWN} --max-file-size 1"))
        .exits(1)
        .says(&["`two.tf`: is 2 MiB large; files over 1 MiB are not read"]);
}

#[test]
fn deep_nesting_is_told_of() {
    const DEEP: usize = 100_000;
    let nest = |open: &str, close: &str| open.repeat(DEEP) + "1" + &close.repeat(DEEP);
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec: ";
    let json = "{\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"spec\": ";
    for (path, text) in [
        ("lists.tf", format!("locals {{\n  a = {}\n}}\n", nest("[", "]"))),
        ("parentheses.tf", format!("locals {{\n  a = {}\n}}\n", nest("(", ")"))),
        ("templates.tf", format!("locals {{\n  a = \"{}\"\n}}\n", nest("${\"", "\"}"))),
        ("blocks.tf", nest("a {\n", "}\n")),
        ("signs.tf", format!("locals {{\n  a = {}\n}}\n", nest("!", ""))),
        ("chain.tf", format!("locals {{\n  a = {}\n}}\n", nest("1 + ", ""))),
        ("lists.yaml", format!("{pod}{}\n", nest("[", "]"))),
        ("maps.yaml", format!("{pod}{}\n", nest("{a: ", "}"))),
        ("lists.json", format!("{json}{}}}\n", nest("[", "]"))),
        ("config.tf.json", format!("{{\"resource\": {}}}\n", nest("[", "]"))),
    ] {
        let project = with_policies(&[("main.tf", BUCKET), (path, &text)]);
        let run = project.run(&format!("check . {OWN} --format json")).exits(1).json();
        let unscanned = run["unscanned"].to_string();
        assert!(unscanned.contains(path), "{path}: {unscanned}");
        let diagnostics = run["diagnostics"].to_string();
        assert!(diagnostics.contains(path), "{path}: {diagnostics}");
        assert_eq!(run["outcomes"].as_array().unwrap().len(), 1, "{path}");
    }
}

#[test]
fn a_file_that_is_all_wrong_is_told_of_a_few_times() {
    let project = with_policies(&[("main.tf", &"a = = 1\n".repeat(1000))]);
    let run = project.run(&format!("check main.tf {OWN}"));
    let count = run.out.matches("error[hcl-syntax]").count();
    assert!((1..=5).contains(&count), "{count}");
    run.says(&["more of `hcl-syntax` in `main.tf`"]);
}

#[test]
fn what_is_no_text_is_listed() {
    let project = with_policies(&[("main.tf", BUCKET)]);
    project.write("latin.tf", b"# caf\xe9\nresource \"aws_s3_bucket_acl\" \"x\" {}\n");
    project.write("bytes.yaml", b"apiVersion: v1\nkind: Pod\nmetadata: {name: \"\xff\"}\n");
    let utf16: Vec<u8> =
        "kind: Pod\n".encode_utf16().flat_map(u16::to_le_bytes).chain([0xff, 0xfe]).collect();
    project.write("wide.yaml", utf16);
    every_format_lists(&project, "latin.tf");
    every_format_lists(&project, "bytes.yaml");
    every_format_lists(&project, "wide.yaml");
}

#[test]
fn odd_names_are_shown_harmlessly_or_listed() {
    let project = with_policies(&[("a b.tf", BUCKET), ("b/\u{1b}[31mred.tf", BUCKET)]);
    let not_text = OsStr::from_bytes(b"bad\xff.tf");
    if fs::write(project.path().join(not_text), BUCKET).is_err() {
        println!("skipped: this file system takes no such name");
        return;
    }
    let run = project.run(&format!("check . {OWN} --exclude rules")).exits(1);
    assert!(!run.out.contains('\u{1b}'));
    run.says(&[
        "checked 2 files",
        "a b.tf:2:3",
        "[31mred.tf:2:3",
        "has a name that is not UTF-8 text",
    ]);
}

#[test]
fn marks_and_line_ends_of_other_systems_change_nothing() {
    let pod = "apiVersion: v1\r\nkind: Pod\r\nmetadata: {name: x}\r\nspec:\r\n  hostNetwork: \
               true\r\n  containers: []\r\n";
    let project = with_policies(&[
        ("main.tf", &format!("\u{feff}{}", BUCKET.replace('\n', "\r\n"))),
        ("pod.yaml", &format!("\u{feff}{pod}")),
    ]);
    insta::assert_snapshot!(project.run(&format!("check . {OWN} --exclude rules")).all(), @r#"
exit 1
high[bucket-public-acl]: bucket ACL is `public-read`
 --> main.tf:2:3
  |
1 | resource "aws_s3_bucket_acl" "assets" {
2 |   acl = "public-read"
  |   ^^^^^^^^^^^^^^^^^^^
  |
  = resource: aws_s3_bucket_acl.assets
  = why: Anybody on the internet can list and read what is in the bucket.
  = help: Set the ACL to `private`.
  = fix: set `acl = "private"`
  = see: `palisade explain bucket-public-acl --policies rules`

medium[host-network]: the pod shares the network of its node
 --> pod.yaml:5:3
  |
4 | spec:
5 |   hostNetwork: true
  |   ^^^^^^^^^^^^^^^^^
  |
  = resource: Pod/x
  = why: A pod in the network of its node reaches what only the node should.
  = help: Remove `hostNetwork`.
  = see: `palisade explain host-network --policies rules`

severity     findings
---------------------
high                1
medium              1
total               2

checked 2 files, 2 resources, 2 policies in N s: 2 findings
gate: failed: 2 findings at or above `info`
next: fix the high finding first; `palisade explain bucket-public-acl --policies rules` tells why
"#);
}

#[test]
fn a_huge_line_is_cut_in_frames() {
    let tags: String = (0..50_000).map(|n| format!("k{n} = \"v\", ")).collect();
    let text = format!(
        "resource \"aws_s3_bucket_acl\" \"a\" {{\n  tags = {{{tags}}}\n  acl = \"public-read\" # {}\n}}\n",
        "x".repeat(1 << 20)
    );
    let project = with_policies(&[("main.tf", &text)]);
    let run = project.run(&format!("check main.tf {OWN}")).exits(1);
    assert!(run.out.len() < 5000, "{}", run.out.len());
    run.says(&["main.tf:3:3", "1 finding"]);
}

#[test]
fn modules_that_are_not_there_are_listed() {
    let project = with_policies(&[(
        "main.tf",
        "module \"near\" {\n  source = \"./nowhere\"\n}\n\nmodule \"far\" {\n  source = \
         \"terraform-aws-modules/vpc/aws\"\n}\n\nmodule \"self\" {\n  source = \"./\"\n}\n\n\
         resource \"aws_s3_bucket_acl\" \"a\" {\n  acl = \"public-read\"\n}\n",
    )]);
    insta::assert_snapshot!(project.run(&format!("check main.tf {OWN}")).all(), @r#"
exit 1
high[bucket-public-acl]: bucket ACL is `public-read`
  --> main.tf:14:3
   |
13 | resource "aws_s3_bucket_acl" "a" {
14 |   acl = "public-read"
   |   ^^^^^^^^^^^^^^^^^^^
   |
   = resource: aws_s3_bucket_acl.a
   = why: Anybody on the internet can list and read what is in the bucket.
   = help: Set the ACL to `private`.
   = fix: set `acl = "private"`
   = see: `palisade explain bucket-public-acl --policies rules`

error[terraform-module]: module `self` calls itself
 --> main.tf:9:1
  |
9 | module "self" {
  | ^^^^^^^^^^^^^
  |
  = help: give `source` a folder that does not lead back to this one

unscanned: 3 parts could not be examined:
  - `module.near` (main.tf:1:1): module `near`: no configuration in folder
    `./nowhere`
  - `module.far` (main.tf:5:1): module `far` comes from
    `terraform-aws-modules/vpc/aws` and is not downloaded; run `terraform init`
    or give `--download-modules` to have it examined
  - `module.self` (main.tf:9:1): module `self` calls itself

severity     findings
---------------------
high                1

checked 1 file, 1 resource, 2 policies in N s: 1 finding, 3 unscanned
gate: failed: 1 finding at or above `info`
next: fix it; `palisade explain bucket-public-acl --policies rules` tells why
"#);
    every_format_lists(&project, "module.near");
    every_format_lists(&project, "module.far");
}

#[test]
fn what_may_not_be_read_is_listed() {
    let project =
        with_policies(&[("main.tf", BUCKET), ("shut/main.tf", BUCKET), ("key.tf", BUCKET)]);
    fs::set_permissions(project.at("shut"), Permissions::from_mode(0o0)).unwrap();
    fs::set_permissions(project.at("key.tf"), Permissions::from_mode(0o0)).unwrap();
    let is_root = fs::read(project.at("key.tf")).is_ok();
    if is_root {
        println!("skipped: this user may read everything");
    } else {
        every_format_lists(&project, "key.tf");
        every_format_lists(&project, "permission denied");
    }
    fs::set_permissions(project.at("shut"), Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn nothing_to_examine_is_no_clean_bill() {
    let project = with_policies(&[("notes.txt", "hello"), ("values.yaml", "a: 1\n")]);
    fs::create_dir(project.at("empty")).unwrap();
    insta::assert_snapshot!(project.run("check empty --only s3-bucket-public-acl").all(), @r#"
exit 3
checked 0 files, 0 resources, 1 policy in N s: 0 findings
gate: no verdict: nothing to examine: no file that a framework knows was found
next: name a folder or file that holds infrastructure code: `palisade check PATH`
"#);
    insta::assert_snapshot!(project.run("check nowhere --only s3-bucket-public-acl").all(), @r#"
exit 2
unscanned: 1 part could not be examined:
  - `nowhere`: does not exist

checked 0 files, 0 resources, 1 policy in N s: 0 findings, 1 unscanned
gate: no verdict: nothing to examine: no file that a framework knows was found
next: name a folder or file that holds infrastructure code: `palisade check PATH`
--- stderr
error: the path `nowhere` does not exist
"#);
    for file in ["notes.txt", "values.yaml"] {
        project
            .run(&format!("check {file}"))
            .exits(3)
            .says(&[&format!("`{file}`: no framework recognises this file")]);
    }
    // A slip of the pen does not turn a run green, nor does it hide what else was found.
    project.write("good.tf", "resource \"aws_s3_bucket_acl\" \"a\" {\n  acl = \"private\"\n}\n");
    project
        .run(&format!("check good.tf nowhere {OWN}"))
        .exits(2)
        .says(&["`nowhere`: does not exist"]);
    project.write("bad.tf", BUCKET);
    project
        .run(&format!("check bad.tf nowhere {OWN}"))
        .exits(1)
        .says(&["`nowhere`: does not exist"]);
}

#[test]
fn a_slip_on_the_command_line_is_met_with_a_hint() {
    let project = with_policies(&[("main.tf", BUCKET)]);
    for (arguments, hint) in [
        ("check --format jsn", "did you mean `json`?"),
        ("check --format json --format sarif", "only one format goes to the standard output"),
        ("check --format json=", "names no file behind `=`"),
        ("check --fail-on hgh", "known are info, low, medium, high, critical, none"),
        ("check --outcomes every", "[possible values: fail, all]"),
        ("check --polices x", "similar argument exists: '--policies'"),
        ("chek", "similar subcommand exists: 'check'"),
        ("check --var name", "write `--var NAME=VALUE`"),
        ("check --var-file nowhere", "the variables file `nowhere` cannot be read: no such file"),
        ("check --config nowhere", "the configuration `nowhere` cannot be read: no such file"),
        ("check --exclude [", "`[` is no pattern"),
        ("check --jobs 0", "`--jobs` is at least 1"),
        ("check --format json=nowhere/x.json", "`nowhere/x.json` cannot be written: no such file"),
        ("check --write-baseline nowhere/x", "`nowhere/x` cannot be written: no such file"),
    ] {
        project.run(arguments).exits(2).says(&[hint]);
    }
}

#[test]
fn a_wrong_configuration_is_told_of_with_its_place() {
    let project = with_policies(&[("main.tf", BUCKET)]);
    project.write(
        "palisade.yaml",
        "pats: [infra]\nfail-on: hgh\npolicies:\n  folders: rules\n  builtn: false\n",
    );
    insta::assert_snapshot!(project.run("check main.tf --only s3-bucket-public-acl").all(), @r#"
exit 4
high[s3-bucket-public-acl]: the bucket's ACL lets anyone on the internet list and read it
 --> main.tf:2:3
  |
1 | resource "aws_s3_bucket_acl" "assets" {
2 |   acl = "public-read"
  |   ^^^^^^^^^^^^^^^^^^^
  |
  = resource: aws_s3_bucket_acl.assets
  = why: A public ACL hands the bucket's content, or the right to change it, to
         everyone on the internet. Leaked backups and replaced downloads begin
         this way.
  = help: Set the ACL to `private`, or drop ACLs altogether with object
          ownership `BucketOwnerEnforced`. To publish files, put CloudFront with
          an origin access control in front of a private bucket.
  = see: `palisade explain s3-bucket-public-acl`

error[config]: unknown key `pats`
 --> palisade.yaml:1:1
  |
1 | pats: [infra]
  | ^^^^
  |
  = help: did you mean `paths`?

error[config]: unknown value `hgh` of `fail-on`
 --> palisade.yaml:2:10
  |
2 | fail-on: hgh
  |          ^^^
  |
  = help: did you mean `high`?

error[config]: `policies.folders` is a list of texts, not a text
 --> palisade.yaml:4:12
  |
4 |   folders: rules
  |            ^^^^^
  |
  = help: write `[rules]`

error[config]: unknown key `builtn` in `policies`
 --> palisade.yaml:5:3
  |
5 |   builtn: false
  |   ^^^^^^
  |
  = help: did you mean `builtin`?

severity     findings
---------------------
high                1

checked 1 file, 1 resource, 1 policy in N s: 1 finding, 3 passed
gate: failed: 1 finding at or above `info`
next: fix it; `palisade explain s3-bucket-public-acl` tells why
--- stderr
error: a policy, the configuration or the baseline could not be read; the verdict is not complete
"#);
    project.write("palisade.yaml", "a: [\n");
    project
        .run(&format!("check main.tf {OWN}"))
        .exits(4)
        .says(&["palisade.yaml:", "bucket ACL is"]);
    project.write("palisade.yaml", b"\xff");
    project.run("check main.tf").exits(4).says(&["`palisade.yaml` is not UTF-8 text"]);
    project.write(
        "palisade.yaml",
        "policies:\n  settings:\n    s3-bucket-public-acs: {severity: low}\n",
    );
    project.run("check main.tf").exits(4).says(&["did you mean `s3-bucket-public-acl`?"]);
}

#[test]
fn an_output_that_fails_is_told_of_and_a_reader_that_leaves_is_not() {
    let project = with_policies(&[("main.tf", BUCKET)]);
    let args = format!("check main.tf {OWN}");
    if let Ok(full) = fs::OpenOptions::new().write(true).open("/dev/full") {
        let mut command = project.command(&args);
        let output = command.stdout(Stdio::from(full)).output().unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{err}");
        assert_eq!(
            err,
            "error: the standard output cannot be written to: no space left on device\n"
        );
    }
    // `| head -1`: more than a pipe holds, and nobody reads it.
    for n in 0..200 {
        project.write(&format!("many/{n}.tf"), BUCKET.replace("assets", &format!("a{n}")));
    }
    let mut command = project.command(&format!("check many {OWN}"));
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut first = [0; 1];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    assert_eq!(output.status.code(), Some(1), "the verdict stands");
}

/// A pod of one container, with what is in its security context and what else is in its spec.
fn pod_with(context: &str, spec: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: a}}\nspec:\n{spec}\n  containers:\n  - \
         name: c\n    image: \"${{REGISTRY}}/app:${{TAG}}\"\n    securityContext:\n      {context}\n"
    )
}

#[test]
fn a_placeholder_is_neither_true_nor_false() {
    for placeholder in ["${PRIV}", "$(PRIV)", "((priv))", "<priv>", "\"{{ .Values.priv }}\"", "$P"]
    {
        let text = pod_with(
            &format!("privileged: {placeholder}"),
            &format!("  hostNetwork: {placeholder}\n  volumes: {placeholder}"),
        );
        let project = Project::new(&[("a.yaml", &text)]);
        let policies = "--only k8s-privileged-container --only k8s-host-namespace --only \
                        k8s-host-path --only k8s-image-moving-tag";
        let said = project.run(&format!("check . {policies} --outcomes all"));
        let plain = placeholder.trim_matches('"');
        let cause = format!("the placeholder `{plain}` is filled in by a later step");
        said.exits(0).says(&[&cause, "0 findings, 4 unknown, 2 passed"]);
    }
}

#[test]
fn a_wrong_type_never_passes_the_policy_that_reads_it() {
    let check = |text: &str, only: &str| {
        Project::new(&[("a.yaml", text)]).run(&format!("check . --only {only} --outcomes all"))
    };
    let refused = |path: &str| format!("`{path}` is refused as it is written");
    check(&pod_with("privileged: \"true\"", ""), "k8s-privileged-container").exits(0).says(&[
        "`spec.containers[0].securityContext.privileged` is a text where Kubernetes takes true or \
         false",
        "take the quotes away",
        &refused("spec.containers[0].securityContext.privileged"),
    ]);
    check(&pod_with("runAsUser: \"0\"", ""), "k8s-root-user").says(&["2 unknown"]);
    let capability = pod_with("capabilities: {add: SYS_ADMIN}", "");
    check(&capability, "k8s-dangerous-capability").says(&["2 unknown"]);
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers: {a: {}}\n";
    check(pod, "k8s-privileged-container").says(&["1 unknown", &refused("spec.containers")]);
    let deployment = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec:\n  \
                      template: ${TEMPLATE}\n";
    check(deployment, "k8s-privileged-container").says(&["1 unknown", "`${TEMPLATE}`"]);
    let account = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: default}\n\
                   automountServiceAccountToken: \"false\"\n";
    check(account, "k8s-default-service-account").says(&["1 unknown"]);
    let role = "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: a}\n\
                rules: [{apiGroups: [\"\"], resources: [pods], verbs: \"*\"}]\n";
    check(role, "k8s-rbac-wildcard").says(&["1 unknown", "`rules[0].verbs`"]);
}

#[test]
fn what_is_given_twice_is_unknown_and_strange_kinds_are_listed() {
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {hostPID: true}\nspec: {}\n";
    let project = Project::new(&[("a.yaml", pod)]);
    project.run("check . --only k8s-host-namespace --outcomes all").exits(0).says(&[
        "the key `spec` is given twice",
        "to policies it is unknown",
        "3 unknown",
        "`spec` is refused as it is written",
    ]);
    for (kind, meant) in [("pod", "Pod"), ("\"Pod \"", "Pod"), ("Pdo", "Pod")] {
        project.write("a.yaml", pod.replace("kind: Pod", &format!("kind: {kind}")));
        let said = project.run("check . --only k8s-host-namespace --fail-on-unscanned");
        said.exits(1).says(&["is no kind of Kubernetes", &format!("did you mean `{meant}`?")]);
    }
}
