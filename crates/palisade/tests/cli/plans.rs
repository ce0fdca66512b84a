//! Plans of Terraform: findings in the plan, findings in its source, and what is never printed.

use crate::project::{OWN, Project, with_policies};

/// A plan of one public ACL made by `for_each` in a module, and one that is known after apply.
const PLAN: &str = r#"{
  "format_version": "1.2",
  "terraform_version": "1.9.0",
  "resource_changes": [
    {
      "address": "module.site[\"eu\"].aws_s3_bucket_acl.this",
      "module_address": "module.site[\"eu\"]",
      "mode": "managed",
      "type": "aws_s3_bucket_acl",
      "name": "this",
      "change": {
        "actions": ["create"],
        "before": null,
        "after": {
          "acl": "public-read",
          "expected_bucket_owner": null
        },
        "after_unknown": {"id": true, "bucket": true}
      }
    },
    {
      "address": "aws_s3_bucket_acl.late",
      "mode": "managed",
      "type": "aws_s3_bucket_acl",
      "name": "late",
      "change": {
        "actions": ["create"],
        "after": {},
        "after_unknown": {"acl": true}
      }
    }
  ],
  "configuration": {
    "root_module": {
      "resources": [
        {
          "mode": "managed", "type": "aws_s3_bucket_acl", "name": "late",
          "expressions": {"acl": {"references": ["data.external.acl.result", "data.external.acl"]}}
        }
      ],
      "module_calls": {
        "site": {
          "module": {
            "resources": [
              {
                "mode": "managed", "type": "aws_s3_bucket_acl", "name": "this",
                "expressions": {"acl": {"references": ["var.acl"]}}
              }
            ]
          }
        }
      }
    }
  }
}
"#;

const MAIN: &str = r#"module "site" {
  for_each = toset(["eu"])
  source   = "./site"
  acl      = "public-read"
}

resource "aws_s3_bucket_acl" "late" {
  bucket = "b"
  acl    = data.external.acl.result.acl
}
"#;

const SITE: &str = r#"variable "acl" {}

resource "aws_s3_bucket_acl" "this" {
  bucket = "a"
  acl    = var.acl
}
"#;

fn project(site: &str) -> Project {
    with_policies(&[("plan.json", PLAN), ("tf/main.tf", MAIN), ("tf/site/main.tf", site)])
}

#[test]
fn findings_point_at_the_deciding_line_of_the_plan() {
    let run = project(SITE).run(&format!("check plan.json {OWN}"));
    insta::assert_snapshot!(run.all(), @r#"
exit 1
high[bucket-public-acl]: bucket ACL is `public-read`
  --> plan.json:15:11
   |
11 |       "change": {
...
14 |         "after": {
15 |           "acl": "public-read",
   |           ^^^^^^^^^^^^^^^^^^^^
   |
   = resource: module.site["eu"].aws_s3_bucket_acl.this
   = why: Anybody on the internet can list and read what is in the bucket.
   = help: Set the ACL to `private`.
   = fix: set `acl: "private"`
   = see: `palisade explain bucket-public-acl --policies rules`

unknown: 1 outcome hangs on what is not known here:
  - `data.external.acl.result` is known only after apply: 1 outcome on
    aws_s3_bucket_acl.late

severity     findings
---------------------
high                1

checked 1 file, 2 resources, 2 policies in N s: 1 finding, 1 unknown
gate: failed: 1 finding at or above `info`
next: fix it; `palisade explain bucket-public-acl --policies rules` tells why
"#);
}

#[test]
fn with_their_source_findings_are_shown_there() {
    let run = project(SITE).run(&format!("check plan.json {OWN} --source tf"));
    insta::assert_snapshot!(run.all(), @r#"
exit 1
high[bucket-public-acl]: bucket ACL is `public-read`
 --> tf/site/main.tf:5:3
  |
3 | resource "aws_s3_bucket_acl" "this" {
4 |   bucket = "a"
5 |   acl    = var.acl
  |   ^^^^^^^^^^^^^^^^ is "public-read"
  |
 ::: tf/main.tf:4:3
  |
4 |   acl      = "public-read"
  |   ------------------------ `var.acl` passed here
  |
  = resource: module.site["eu"].aws_s3_bucket_acl.this
  = why: Anybody on the internet can list and read what is in the bucket.
  = help: Set the ACL to `private`.
  = fix: set `acl = "private"`
  = see: `palisade explain bucket-public-acl --policies rules --source tf`

unknown: 1 outcome hangs on what is not known here:
  - `data.external.acl.result` is known only after apply: 1 outcome on
    aws_s3_bucket_acl.late

severity     findings
---------------------
high                1

checked 1 file, 2 resources, 2 policies in N s: 1 finding, 1 unknown
gate: failed: 1 finding at or above `info`
next: fix it; `palisade explain bucket-public-acl --policies rules --source tf` tells why
"#);
}

#[test]
fn suppressions_in_the_source_count() {
    let site = SITE
        .replace("\nresource", "\n# palisade:allow bucket-public-acl -- a public site\nresource");
    let project = project(&site);
    project
        .run(&format!("check plan.json {OWN} --source tf"))
        .exits(0)
        .says(&["1 allowed", "tf/site/main.tf:3:18"]);
    project.run(&format!("check plan.json {OWN}")).exits(1);
}

#[test]
fn a_source_that_does_not_fit_is_told_of() {
    let project = project(SITE);
    project
        .run(&format!("check plan.json {OWN} --source tf/site"))
        .exits(1)
        .says(&["resources of the plan are not declared in the source", "plan.json:15:11"]);
    project
        .run(&format!("check plan.json {OWN} --source nowhere"))
        .exits(2)
        .says(&["is no folder"]);
    project
        .run(&format!("check tf {OWN} --source tf"))
        .says(&["`--source` is for plans, and no plan is among what is examined"]);
}

#[test]
fn what_the_plan_calls_sensitive_is_never_printed() {
    let word = ["xk", "cd", "9", "36"].concat();
    let plan = format!(
        r#"{{"format_version":"1.2","resource_changes":[{{"address":"aws_s3_bucket_acl.a","mode":"managed","type":"aws_s3_bucket_acl","name":"a","change":{{"actions":["update"],"before":{{"acl":"{word}"}},"before_sensitive":{{"acl":true}},"after":{{"acl":"{word}","note":"before {word} after"}},"after_sensitive":{{"acl":true}}}}}}]}}"#
    );
    let policy = r#"
apiVersion: palisade.dev/v1
kind: Policy
metadata:
  id: told
  title: ACLs are told
  severity: high
  owners: {security: s, platform: p}
  review-by: 2027-11-01
  why: A test.
  remedy: None.
match:
  resources: [aws_s3_bucket_acl]
rules:
  - id: it
    deny: resource.acl.startsWith('x') && resource.note.size() > 0
    message: "the ACL is {resource.acl}, in full <{resource.acl + '!'}>"
"#;
    let project = with_policies(&[("plan.json", &plan), ("told/policy.yaml", policy)]);
    for format in ["text", "json", "sarif", "junit", "github", "markdown"] {
        let run = project.run(&format!(
            "check plan.json --no-builtin --policies told --format {format} --outcomes all"
        ));
        let run = run.exits(1);
        assert!(run.out.contains("the ACL is"), "{}", run.all());
        // `note` is not sensitive, says the plan.
        let kept = run.out.replace(&format!("before {word} after"), "");
        assert!(!kept.contains(&word), "{format}: {}", run.all());
    }
    let run = project.run("explain aws_s3_bucket_acl.a plan.json --no-builtin --policies told");
    let kept = run.out.replace(&format!("before {word} after"), "");
    assert!(run.out.contains("acl = (not shown)"), "{}", run.all());
    assert!(!kept.contains(&word), "{}", run.all());
}

#[test]
fn plans_that_cannot_be_read_are_listed() {
    let mut zip = b"PK\x03\x04".to_vec();
    zip.resize(30, 0);
    zip.extend(b"tfplan\xff\xfe");
    let project = project(SITE);
    project.write("tfplan", &zip);
    project.write("later.out", &zip);
    project.write("cut.json", &PLAN[..PLAN.len() / 2]);
    project.write("future.json", PLAN.replace("\"1.2\"", "\"2.0\""));
    project.write("other.json", "{\"a\": 1}");
    let run = project.run(&format!("check . later.out {OWN}"));
    let listed = |run: &crate::project::Said, name: &str, why: &str| {
        assert!(run.all().contains(name) && run.all().contains(why), "{}", run.all());
    };
    let run = run.exits(1);
    listed(&run, "tfplan", "terraform show -json");
    listed(&run, "later.out", "terraform show -json");
    listed(&run, "cut.json", "no whole JSON");
    listed(&run, "future.json", "`format_version` 2.0 is not known");
    assert!(!run.all().contains("other.json"), "{}", run.all());
}

#[test]
fn large_plans_are_read_and_other_large_files_are_not() {
    let pad = " ".repeat(1 << 20);
    let project = with_policies(&[
        (
            "plan.json",
            &PLAN.replacen("\"resource_changes\"", &format!("{pad}\"resource_changes\""), 1),
        ),
        ("other.json", &format!("{{\"kind\": \"a\", \"apiVersion\":{pad}\"v1\"}}")),
    ]);
    let run = project.run(&format!("check . {OWN} --max-file-size 1")).exits(1);
    let run =
        run.says(&["other.json", "files over 1 MiB are not read", "bucket ACL is `public-read`"]);
    assert!(!run.out.contains("plan.json` is"), "{}", run.all());
}
