//! Suppressions in our syntax and in that of other tools.

use crate::project::{OWN, with_policies};

fn bucket(before: &str, inside: &str) -> String {
    format!(
        "{before}resource \"aws_s3_bucket_acl\" \"a\" {{\n{inside}  acl = \"public-read\"\n}}\n"
    )
}

#[test]
fn every_syntax_that_has_a_reason_counts() {
    for (before, inside) in [
        ("# palisade:allow bucket-public-acl -- a web site\n", ""),
        ("", "  # palisade:allow bucket-public-acl until=2098-01-31 -- a web site\n"),
        ("", "  // palisade:allow CKV_TEST_20 -- a web site\n"),
        ("", "  #checkov:skip=CKV_TEST_20:a web site\n"),
    ] {
        let project = with_policies(&[("main.tf", &bucket(before, inside))]);
        project
            .run(&format!("check main.tf {OWN}"))
            .exits(0)
            .says(&["0 findings, 1 allowed", "a web site"]);
    }
}

#[test]
fn suppressions_of_other_tools_count_through_aliases() {
    for (before, inside) in
        [("#trivy:ignore:AVD-TEST-0092\n", ""), ("#tfsec:ignore:AVD-TEST-0092\n", "")]
    {
        let project = with_policies(&[("main.tf", &bucket(before, inside))]);
        let run = project.run(&format!("check main.tf {OWN}"));
        run.says(&["1 allowed", "reason"]);
    }
    let pod = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  annotations:\n    \
               checkov.io/skip1: CKV_TEST_19=it is the node's agent\nspec:\n  hostNetwork: true\n  \
               containers: []\n";
    let project = with_policies(&[("pod.yaml", pod)]);
    project
        .run(&format!("check pod.yaml {OWN}"))
        .exits(0)
        .says(&["0 findings, 1 allowed", "it is the node's agent"]);
}

#[test]
fn what_does_not_count_is_told() {
    let project = with_policies(&[
        ("reason/main.tf", &bucket("# palisade:allow bucket-public-acl\n", "")),
        (
            "past/main.tf",
            &bucket("# palisade:allow bucket-public-acl until=2020-01-31 -- old\n", ""),
        ),
        ("typo/main.tf", &bucket("# palisade:allow bucket-public-acs -- a web site\n", "")),
    ]);
    let run = |folder: &str| project.run(&format!("check {folder} {OWN}")).exits(1).all();
    insta::assert_snapshot!(run("reason"), @r#"
exit 1
high[bucket-public-acl]: bucket ACL is `public-read`
 --> reason/main.tf:3:3
  |
2 | resource "aws_s3_bucket_acl" "a" {
3 |   acl = "public-read"
  |   ^^^^^^^^^^^^^^^^^^^
  |
  = resource: aws_s3_bucket_acl.a
  = why: Anybody on the internet can list and read what is in the bucket.
  = help: Set the ACL to `private`.
  = fix: set `acl = "private"`
  = see: `palisade explain bucket-public-acl --policies rules`

warning[suppression-without-reason]: the suppression of `bucket-public-acl` gives no reason and does not count
 --> reason/main.tf:1:3
  |
1 | # palisade:allow bucket-public-acl
  |   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: end it with ` -- ` and why this is accepted

severity     findings
---------------------
high                1

checked 1 file, 1 resource, 2 policies in N s: 1 finding
gate: failed: 1 finding at or above `info`
next: fix it; `palisade explain bucket-public-acl --policies rules` tells why
"#);
    insta::assert_snapshot!(run("past"), @r#"
exit 1
high[bucket-public-acl]: bucket ACL is `public-read`
 --> past/main.tf:3:3
  |
2 | resource "aws_s3_bucket_acl" "a" {
3 |   acl = "public-read"
  |   ^^^^^^^^^^^^^^^^^^^
  |
  = resource: aws_s3_bucket_acl.a
  = why: Anybody on the internet can list and read what is in the bucket.
  = help: Set the ACL to `private`.
  = fix: set `acl = "private"`
  = see: `palisade explain bucket-public-acl --policies rules`

warning[suppression-expired]: the suppression of `bucket-public-acl` ended on 2020-01-31 and does not count
 --> past/main.tf:1:3
  |
1 | # palisade:allow bucket-public-acl until=2020-01-31 -- old
  |   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: mend what it accepted, or decide anew and give a later day

severity     findings
---------------------
high                1

checked 1 file, 1 resource, 2 policies in N s: 1 finding
gate: failed: 1 finding at or above `info`
next: fix it; `palisade explain bucket-public-acl --policies rules` tells why
"#);
    insta::assert_snapshot!(run("typo"), @r#"
exit 1
high[bucket-public-acl]: bucket ACL is `public-read`
 --> typo/main.tf:3:3
  |
2 | resource "aws_s3_bucket_acl" "a" {
3 |   acl = "public-read"
  |   ^^^^^^^^^^^^^^^^^^^
  |
  = resource: aws_s3_bucket_acl.a
  = why: Anybody on the internet can list and read what is in the bucket.
  = help: Set the ACL to `private`.
  = fix: set `acl = "private"`
  = see: `palisade explain bucket-public-acl --policies rules`

warning[suppression-unknown-policy]: unknown policy `bucket-public-acs` in a suppression
 --> typo/main.tf:1:18
  |
1 | # palisade:allow bucket-public-acs -- a web site
  |                  ^^^^^^^^^^^^^^^^^
  |
  = help: did you mean `bucket-public-acl`?

severity     findings
---------------------
high                1

checked 1 file, 1 resource, 2 policies in N s: 1 finding
gate: failed: 1 finding at or above `info`
next: fix it; `palisade explain bucket-public-acl --policies rules` tells why
"#);
}
