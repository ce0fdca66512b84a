//! Own policies, good and bad ones.

use crate::project::{BUCKET, POLICIES, Project};

fn project(rules: &str) -> Project {
    let (_, policy) = POLICIES[0];
    let (head, _) = policy.split_once("let:").unwrap();
    Project::new(&[("main.tf", BUCKET), ("rules/p.yaml", &format!("{head}{rules}"))])
}

const CHECK: &str = "check main.tf --policies rules --no-builtin";

#[test]
fn a_wrong_policy_is_told_of_with_its_place_and_fails_the_run() {
    let project = project(
        "rules:\n  - id: a\n    require: \"resource.acl.startWith('private')\"\n    mesage: \"x\"\n  - id: b\n    deny: \"1 + 'a' == 2\"\n    message: \"{resorce.acl}\"\n",
    );
    insta::assert_snapshot!(project.run(CHECK).all(), @r#"
exit 4
error[policy-invalid]: unknown key `mesage` in a rule
  --> rules/p.yaml:18:5
   |
18 |     mesage: "x"
   |     ^^^^^^
   |
   = help: did you mean `message`?

error[cel-name]: unknown function `startWith`
  --> rules/p.yaml:17:28
   |
17 |     require: "resource.acl.startWith('private')"
   |                            ^^^^^^^^^
   |
   = help: did you mean `startsWith`?

error[cel-type]: `+` cannot be used on `int` and `string`
  --> rules/p.yaml:20:12
   |
20 |     deny: "1 + 'a' == 2"
   |            ^^^^^^^
   |
   = help: convert the other side with `string(…)`

error[cel-name]: unknown variable `resorce`
  --> rules/p.yaml:21:16
   |
21 |     message: "{resorce.acl}"
   |                ^^^^^^^
   |
   = help: did you mean `resource`?

checked 1 file, 1 resource, 0 policies in N s: 0 findings
gate: no verdict: nothing to examine with: no policy is enabled
next: mend the errors above; no policy is left to examine with
--- stderr
error: a policy, the configuration or the baseline could not be read; the verdict is not complete
"#);
}

#[test]
fn a_wrong_policy_does_not_stop_the_right_ones() {
    let right = project(
        "rules:\n  - id: a\n    require: \"resource.acl == 'private'\"\n    message: public\n",
    );
    right.write("rules/q.yaml", "apiVersion: palisade.dev/v1\nkind: Policy\nmetadata: [\n");
    right.run(CHECK).exits(4).says(&["high[bucket-public-acl]: public", "rules/q.yaml:3:"]);
    right.write("rules/q.yaml", b"\xff\xfe\xff");
    right.run(CHECK).exits(4).says(&["`rules/q.yaml` is not UTF-8 text"]);
    right.write("rules/q.yaml", "# nothing\n");
    right.run(CHECK).exits(1).says(&["`rules/q.yaml` is not read as a policy"]);
    right.write("rules/q.yaml", right.read("rules/p.yaml"));
    right.run(CHECK).exits(4).says(&["two policies have the id `bucket-public-acl`"]);
}

#[test]
fn no_policies_are_no_clean_bill() {
    let project = Project::new(&[("main.tf", BUCKET), ("rules/readme.txt", "none here")]);
    project.run(CHECK).exits(4).says(&["no policy was found in `rules`"]);
    project
        .run("check main.tf --policies nowhere")
        .exits(2)
        .says(&["the policy folder `nowhere` cannot be read"]);
    project
        .run("check main.tf --only s3-bucket-public-acs")
        .exits(2)
        .says(&["did you mean `s3-bucket-public-acl`?"]);
}

#[test]
fn a_rule_that_runs_too_long_is_an_error_that_names_the_limit() {
    let project = project(
        "let:\n  l: \"lists.range(2000)\"\nrules:\n  - id: steps\n    require: \"l.all(x, l.all(y, l.all(z, x + y + z >= 0)))\"\n    message: x\n  - id: memory\n    require: \"l.map(x, l.map(y, l.map(z, [x, y, z]))).size() > 0\"\n    message: x\n  - id: acl\n    require: \"resource.acl == 'private'\"\n    message: public\n",
    );
    let report = project.run(&format!("{CHECK} --format json")).exits(1).json();
    let said: Vec<String> = report["outcomes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|o| format!("{} {}: {}", o["rule"], o["outcome"], o["message"]))
        .collect();
    insta::assert_snapshot!(said.join("\n"), @r#"
"memory" "error": "rule `memory` could not be evaluated: the evaluation needed more memory than its limit allows"
"steps" "error": "rule `steps` could not be evaluated: the evaluation took more steps than its limit allows"
"acl" "fail": "public"
"#);
}

#[test]
fn a_rule_that_reaches_a_limit_again_and_again_is_not_run_on_more() {
    let project = project(
        "let:\n  l: \"lists.range(2000)\"\nrules:\n  - id: steps\n    require: \"l.all(x, l.all(y, l.all(z, x + y + z >= 0)))\"\n    message: x\n  - id: acl\n    require: \"resource.acl == 'private'\"\n    message: public\n",
    );
    let five: String = (0..5)
        .map(|n| format!("resource \"aws_s3_bucket_acl\" \"r{n}\" {{\n  acl = \"x\"\n}}\n"))
        .collect();
    project.write("main.tf", five);
    let report = project.run(&format!("{CHECK} --format json")).exits(1).json();
    let said: Vec<String> = report["outcomes"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|o| o["rule"] == "steps")
        .map(|o| format!("{}: {}", o["resource"]["address"], o["message"]))
        .collect();
    insta::assert_snapshot!(said.join("\n"), @r#"
"aws_s3_bucket_acl.r0": "rule `steps` could not be evaluated: the evaluation took more steps than its limit allows"
"aws_s3_bucket_acl.r1": "rule `steps` could not be evaluated: the evaluation took more steps than its limit allows"
"aws_s3_bucket_acl.r2": "rule `steps` could not be evaluated: the evaluation took more steps than its limit allows"
"aws_s3_bucket_acl.r3": "rule `steps` could not be evaluated: it reached a limit on several resources and is not run on more"
"aws_s3_bucket_acl.r4": "rule `steps` could not be evaluated: it reached a limit on several resources and is not run on more"
"#);
    // The other rules of the policy run on all.
    let fails = report["outcomes"].as_array().unwrap().iter().filter(|o| o["outcome"] == "fail");
    assert_eq!(fails.count(), 5);
}

#[test]
fn an_attribute_that_is_not_there_is_an_error_not_a_pass() {
    let project =
        project("rules:\n  - id: a\n    require: \"resource.nothing == 1\"\n    message: x\n");
    insta::assert_snapshot!(project.run(CHECK).all(), @r#"
exit 1
error[bucket-public-acl]: rule `a` could not be evaluated: no such key: "nothing"
 --> main.tf:1:1
  |
1 | resource "aws_s3_bucket_acl" "assets" {
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = resource: aws_s3_bucket_acl.assets

checked 1 file, 1 resource, 1 policy in N s: 0 findings, 1 not evaluated
gate: failed: 1 error at or above `info`
no findings in 1 file, 1 resource, 1 policy; next: mend the rules that were not evaluated
"#);
}
