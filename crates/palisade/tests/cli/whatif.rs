//! What would decide an unknown outcome: told where it was tried, and where it can be.

use crate::project::Project;

const POLICY: &str = r#"apiVersion: palisade.dev/v1
kind: Policy
metadata:
  id: bucket-no-versioning
  title: Buckets keep old versions
  severity: medium
  status: stable
  owners: {security: cloud-security}
  review-by: 2099-11-01
  why: What is overwritten is lost.
  remedy: Add an `aws_s3_bucket_versioning`.
match:
  resources: [aws_s3_bucket]
rules:
  - id: versioned
    require: "size(linked(resource, 'aws_s3_bucket_versioning')) > 0"
    message: no versioning
"#;

/// A root is loaded no more than so often, however many variables nobody set.
#[test]
fn what_if_ends_and_says_what_it_left_untried() {
    let mut main = String::new();
    for n in 0..300 {
        main.push_str(&format!(
            "variable \"v{n}\" {{\n  type = bool\n}}\nresource \"aws_s3_bucket\" \"b{n}\" {{\n  \
             on = var.v{n}\n}}\n"
        ));
    }
    let policy = POLICY
        .replace("size(linked(resource, 'aws_s3_bucket_versioning')) > 0", "resource.on == true");
    let project =
        Project::new(&[("rules/bucket-no-versioning.yaml", &policy), ("infra/main.tf", &main)]);
    let run = "check infra --policies rules --no-builtin --outcomes all --format json";
    let report = project.run(run).json();
    let outcomes = report["outcomes"].as_array().cloned().unwrap_or_default();
    assert_eq!(outcomes.len(), 300);
    assert!(outcomes.iter().all(|one| one["outcome"] == "unknown"));
    let told = outcomes.iter().filter(|one| one.to_string().contains("is false")).count();
    // Two values of each variable, 128 loads in all.
    assert!((1..=128).contains(&told), "{told}");
    assert!(report.to_string().contains("not tried, for it was loaded 128 times"), "{report}");
}

/// The outcome of a bucket whose ACL a module takes from the root's variable `a`, with what would
/// decide it.
fn what_if(main: &str, module: &str) -> String {
    let policy = POLICY
        .replace("size(linked(resource, 'aws_s3_bucket_versioning')) > 0", "resource.acl != 'bad'");
    let project = Project::new(&[
        ("rules/bucket-no-versioning.yaml", policy.as_str()),
        ("infra/main.tf", main),
        ("infra/m/main.tf", module),
    ]);
    let run = "check infra --policies rules --no-builtin --outcomes all --format json";
    let report = project.run(run).json();
    let outcome = &report["outcomes"][0];
    format!("{} {}", outcome["outcome"].as_str().unwrap_or("none"), outcome["whatif_text"])
}

const CALL: &str =
    "variable \"a\" {\n  type = string\n}\nmodule \"m\" {\n  source = \"./m\"\n  acl = var.a\n}\n";
const MODULE: &str = "variable \"acl\" {\n  type = string\n}\nresource \"aws_s3_bucket\" \"b\" {\n  acl = var.acl\n}\n";
const FAILS: &str = "unknown [\"fails if `var.a` is `bad`\"]";

/// A text with a block behind its first type.
fn with(text: &str, block: &str) -> String {
    text.replacen("type = string\n", &format!("type = string\n{block}"), 1)
}

fn validation(condition: &str) -> String {
    format!("  validation {{\n    condition = {condition}\n    error_message = \"no\"\n  }}\n")
}

#[test]
fn what_if_follows_variables_into_modules() {
    assert_eq!(what_if(CALL, MODULE), FAILS);
    // How many there are hangs on another variable.
    let each = CALL.replace("  source", "  for_each = toset(var.names)\n  source")
        + "variable \"names\" {\n  type = list(string)\n}\n";
    assert!(what_if(&each, MODULE).starts_with("unknown"), "{}", what_if(&each, MODULE));
}

#[test]
fn what_if_proposes_nothing_that_a_validation_refuses() {
    let nothing = |told: &str| assert!(!told.contains("`bad`"), "{told}");
    nothing(&what_if(&with(CALL, &validation("contains([\"good\", \"well\"], var.a)")), MODULE));
    nothing(&what_if(&with(CALL, &validation("length(var.a) > 3")), MODULE));
    nothing(&what_if(&with(CALL, &validation("can(regex(\"^g\", var.a))")), MODULE));
    nothing(&what_if(CALL, &with(MODULE, &validation("var.acl == \"good\""))));
    nothing(&what_if(CALL, &with(MODULE, &validation("length(upper(var.acl)) > 3"))));
    // So it is for other conditions that end a plan, through whatever names.
    let condition = "lifecycle {\n    precondition {\n      condition = local.n > 3\n      \
                     error_message = \"no\"\n    }\n  }\n  acl";
    let local = "locals {\n  n = length(var.acl)\n}\n";
    let guarded = MODULE.replace("{\n  acl", &format!("{{\n  {condition}")) + local;
    nothing(&what_if(CALL, &guarded));
    // What is let through is proposed, and what refuses something else refuses nothing here.
    assert_eq!(what_if(CALL, &with(MODULE, &validation("length(var.acl) == 3"))), FAILS);
    let other = "variable \"other\" {\n  default = 1\n  validation {\n    condition = var.other > \
                 1\n    error_message = \"no\"\n  }\n}\n";
    assert_eq!(what_if(&format!("{CALL}{other}"), MODULE), FAILS);
    // It is not known whether this one refuses it.
    let unsure = format!(
        "{}variable \"min\" {{\n  type = number\n}}\n",
        with(CALL, &validation("length(var.a) > var.min"))
    );
    assert_eq!(what_if(&unsure, MODULE), FAILS);
}
