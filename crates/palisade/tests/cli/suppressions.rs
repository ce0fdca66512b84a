//! Suppressions in our syntax and in that of other tools.

use crate::project::{OWN, Project, with_policies};

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

const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n";

/// A container, with a comment at a place in it.
fn container(name: &str, above: &str, inside: &str, behind: &str) -> String {
    format!(
        "{above}    - name: {name}\n      image: registry.example/{name}:1\n{inside}      \
         securityContext:\n        privileged: true\n{behind}"
    )
}

#[test]
fn a_suppression_in_one_container_says_nothing_of_the_others() {
    let allow = "# palisade:allow k8s-privileged-container -- the agent needs it\n";
    let places = [
        container("agent", &format!("    {allow}"), "", ""),
        container("agent", "", &format!("      {allow}"), ""),
        container("agent", "", &format!("        {allow}"), ""),
        container("agent", "", "", &format!("      {allow}")),
        container("agent", "", "", "").replacen('\n', &format!(" {allow}"), 1),
    ];
    for agent in places {
        let web = container("web", "", "", "");
        let project = Project::new(&[
            ("both/pod.yaml", &format!("{POD}{agent}{web}")),
            ("turned/pod.yaml", &format!("{POD}{web}{agent}")),
            ("one/pod.yaml", &format!("{POD}{agent}")),
        ]);
        let run =
            |folder: &str| project.run(&format!("check {folder} --only k8s-privileged-container"));
        for folder in ["both", "turned"] {
            run(folder).exits(1).says(&["privileged container `web` -->", "1 finding"]);
        }
        run("one").exits(0).says(&["0 findings, 1 allowed", "the agent needs it"]);
    }
    // Above the containers it is about the Pod, and two of them are about both.
    let above = POD.replace("  containers:\n", &format!("  {allow}  containers:\n"));
    let (agent, web) = (container("agent", "", "", ""), container("web", "", "", ""));
    let each = [&agent, &web].map(|c| c.replacen('\n', &format!(" {allow}"), 1)).concat();
    for text in [format!("{above}{agent}{web}"), format!("{POD}{each}")] {
        let project = Project::new(&[("pod.yaml", &text)]);
        project.run("check --only k8s-privileged-container").exits(0).says(&["1 allowed"]);
    }
}

#[test]
fn a_suppression_in_a_nested_block_covers_what_is_found_there() {
    let rule = |comment: &str, port: u16| {
        format!(
            "  ingress {{\n{comment}    description = \"x\"\n    from_port = {port}\n    to_port = \
             {port}\n    protocol = \"tcp\"\n    cidr_blocks = [\"0.0.0.0/0\"]\n  }}\n"
        )
    };
    let group = |inside: &str| {
        format!("resource \"aws_security_group\" \"x\" {{\n  description = \"x\"\n{inside}}}\n")
    };
    let allow = "    # palisade:allow security-group-open-admin-ports -- a bastion\n";
    let above = "  # tfsec:ignore:aws-ec2-no-public-ingress-sgr a bastion\n";
    let wide = "  # checkov:skip=CKV_AWS_24:a bastion\n";
    let project = Project::new(&[
        ("one/main.tf", &group(&rule(allow, 22))),
        ("two/main.tf", &group(&(rule(allow, 22) + &rule("", 22)))),
        ("above/main.tf", &group(&(above.to_owned() + &rule("", 22) + &rule("", 22)))),
        // As in checkov, where a comment is about the resource.
        ("wide/main.tf", &group(&(wide.to_owned() + &rule("", 22) + &rule("", 22)))),
        ("elsewhere/main.tf", &group(&(rule(allow, 443) + &rule("", 22)))),
    ]);
    let run = |folder: &str| {
        project.run(&format!("check {folder} --only security-group-open-admin-ports"))
    };
    run("one").exits(0).says(&["1 allowed"]);
    run("two").exits(1).says(&["--> two/main.tf:16:5", "1 finding"]);
    run("above").exits(1).says(&["1 finding"]);
    run("wide").exits(0).says(&["1 allowed"]);
    run("elsewhere").exits(1).says(&[
        "is about a part in which nothing is found",
        "to cover the whole resource, above its block",
    ]);
}

#[test]
fn a_suppression_within_a_sentence_does_not_count() {
    for text in [
        "# never write palisade:allow bucket-public-acl -- reason\n",
        "# we had checkov:skip=CKV_TEST_20:a site here\n",
        "# do not use tfsec:ignore:AVD-TEST-0092\n",
    ] {
        let project = with_policies(&[("main.tf", &bucket(text, ""))]);
        project.run(&format!("check main.tf {OWN}")).exits(1).says(&[
            "note[suppression-in-prose]",
            "begin a comment with it",
            "1 finding",
        ]);
    }
    // A second comment on a line is one, and so is a line of a longer comment.
    for text in [
        "# a site # palisade:allow bucket-public-acl -- x\n",
        "/*\n * checkov:skip=CKV_TEST_20:x\n */\n",
    ] {
        let project = with_policies(&[("main.tf", &bucket(text, ""))]);
        project.run(&format!("check main.tf {OWN}")).exits(0).says(&["1 allowed"]);
    }
}
