//! What is declared sensitive, wherever else it is written, is in no report.

use crate::project::{OWN, Project, with_policies};

const FORMATS: [&str; 6] = ["text", "json", "sarif", "junit", "github", "markdown"];

/// A word that no other text has, made up when the test runs.
fn secret(n: u32) -> String {
    format!("{}-{n}Word", "hunter".repeat(2))
}

/// Runs every command that shows something of a target.
#[track_caller]
fn shows_nothing(project: &Project, target: &str, address: &str) {
    for format in FORMATS {
        for outcomes in ["fail", "all"] {
            let run = project
                .run(&format!("check {target} {OWN} --format {format} --outcomes {outcomes}"))
                .exits(1);
            assert!(!run.all().contains("hunter"), "{target} {format}: {}", run.all());
        }
    }
    let run = project.run(&format!("explain {address} {target} {OWN}")).exits(0);
    assert!(!run.all().contains("hunter"), "{target}: {}", run.all());
}

#[test]
fn a_value_of_a_variables_file_that_another_overrules() {
    let main = "variable \"word\" {\n  sensitive = true\n}\nvariable \"acl\" {}\n\
                resource \"aws_s3_bucket_acl\" \"a\" {\n  acl  = var.acl\n  word = var.word\n}\n";
    // On one line, as lines around what matters are not shown.
    let first = format!("{{\"word\": \"{}\", \"acl\": \"public-read\"}}\n", secret(1));
    let last = format!("word = {{ a = [\"{}\"] }}\n", secret(2));
    let project = with_policies(&[
        ("infra/main.tf", main),
        ("infra/terraform.tfvars.json", &first),
        ("infra/z.auto.tfvars", &last),
    ]);
    shows_nothing(&project, "infra --var word=x", "aws_s3_bucket_acl.a");
    shows_nothing(&project, "infra", "aws_s3_bucket_acl.a");
    project
        .run(&format!("check infra {OWN} --var word=x"))
        .says(&["{\"word\": (sensitive), \"acl\""]);
}

#[test]
fn what_stands_beside_the_resources_of_a_plan() {
    let resource = |name: &str, more: &str, change: &str| {
        format!(
            "{{\"address\": \"aws_s3_bucket_acl.{name}\", \"mode\": \"managed\",\n\
             \"type\": \"aws_s3_bucket_acl\", \"name\": \"{name}\"{more},\n\"change\": {change}}}"
        )
    };
    let value = |n: u32| format!("{{\"acl\": \"{}\"}}", secret(n));
    let open = "{\"actions\": [\"create\"], \"after\":\n{\"acl\": \"public-read\"}}";
    // All of it is on one line, as Terraform writes it, and what is near a finding shows.
    let plan = [
        "{\"format_version\": \"1.2\",\n\"resource_drift\": [".to_owned(),
        resource("a", "", &format!("{{\"actions\": [\"update\"], \"after\": {}}}", value(1))),
        "],\n\"resource_changes\": [".to_owned(),
        resource("a", "", open),
        ",\n".to_owned(),
        resource("gone", "", &format!("{{\"actions\": [\"delete\"], \"before\": {}}}", value(2))),
        ",\n".to_owned(),
        resource("a", ", \"deposed\": \"1\"", &format!("{{\"after\": {}}}", value(3))),
        ",\n".to_owned(),
        resource("b", "", open),
        format!(
            "],\n\"configuration\": {{\"root_module\": {{\n\"variables\": {{\"word\": {{\"default\": \
             \"{}\", \"sensitive\": true}}}}}}}},\n\"planned_values\": {{\"root_module\":\n\
             {{\"resources\": [{}]}}}},\n\"prior_state\": {{\"values\": {{\"root_module\": \
             {{\"resources\": [\n{{\"values\": {}}}]}}}}}}}}",
            secret(4),
            value(5),
            value(6)
        ),
    ];
    let project = with_policies(&[("plan.json", &plan.join("").replace('\n', ""))]);
    shows_nothing(&project, "plan.json", "aws_s3_bucket_acl.b");
    project
        .run(&format!("check plan.json {OWN}"))
        .says(&["2 findings", "\"configuration\": {(sensitive)"]);
}

#[test]
fn a_document_that_is_made_of_a_sensitive_part() {
    let main = format!(
        "variable \"word\" {{\n  default   = \"{}\"\n  sensitive = true\n}}\n\
         data \"aws_iam_policy_document\" \"d\" {{\n  statement {{\n    actions = [\"s3:*\"]\n    \
         resources = [\"${{var.word}}/*\"]\n  }}\n}}\n\
         resource \"aws_s3_bucket_acl\" \"a\" {{\n  acl    = \"public-read\"\n  \
         policy = data.aws_iam_policy_document.d.json\n}}\n",
        secret(1)
    );
    let project = with_policies(&[("infra/main.tf", &main)]);
    shows_nothing(&project, "infra", "aws_s3_bucket_acl.a");
    let explained = "explain data.aws_iam_policy_document.d infra";
    let run = project.run(&format!("{explained} {OWN}")).exits(0).says(&["json = (not shown)"]);
    assert!(!run.all().contains("hunter"), "{}", run.all());
}

#[test]
fn a_plan_that_rules_see_as_a_whole_file() {
    let plan = format!(
        r#"{{"format_version":"1.2","resource_changes":[{{"address":"a_b.c","mode":"managed","type":"a_b",
"name":"c","change":{{"actions":["create"],"after":{{"word":"{0}"}},"after_sensitive":{{"word":true}}}}}}],
"variables":{{"word":{{"value":"{1}"}}}},"configuration":{{"root_module":{{"variables":{{"word":
{{"default":"{2}","sensitive":true}}}}}}}}}}"#,
        secret(1),
        secret(2),
        secret(3)
    );
    let rego = "package main\n\ndeny contains msg if {\n  msg := sprintf(\"it is %s, %s or %s\", [\n    \
                input.resource_changes[_].change.after.word,\n    input.variables.word.value,\n    \
                input.configuration.root_module.variables.word.default,\n  ])\n}\n";
    let project = Project::new(&[("plan.json", &plan), ("policy/main.rego", rego)]);
    for format in FORMATS {
        let run = project
            .run(&format!("check plan.json --no-builtin --policies policy --format {format}"))
            .exits(1);
        assert!(run.out.contains("it is"), "{}", run.all());
        assert!(!run.all().contains("hunter"), "{format}: {}", run.all());
    }
    let run = project.run("explain plan.json plan.json --no-builtin --policies policy");
    assert!(!run.all().contains("hunter"), "{}", run.all());
}
