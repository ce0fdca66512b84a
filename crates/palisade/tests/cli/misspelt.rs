//! Policies with a slip of the pen do not pass everything in silence.

use crate::project::{Project, Said};

const BUCKET: &str = "resource \"aws_s3_bucket\" \"b\" {\n  acl = \"public-read\"\n}\n";

fn own(resources: &str, condition: &str) -> Said {
    let policy = format!(
        "apiVersion: palisade.dev/v1\nkind: Policy\nmetadata: {{id: own, title: T, severity: high}}\nmatch: \
         {{resources: [{resources}]}}\nrules:\n- id: r\n  require: \"{condition}\"\n  message: m\n"
    );
    let project = Project::new(&[("p/x.yaml", &policy), ("in/main.tf", BUCKET)]);
    project.run("check in --policies p --no-builtin")
}

#[test]
fn types_that_are_nearly_known_are_told() {
    let told = ["warning[policy-unknown-type]", "p/x.yaml:"];
    own("aws_db_instanse", "true").says(&told).says(&["did you mean `aws_db_instance`?"]);
    own("Deploymnt", "true").says(&told).says(&["did you mean `Deployment`?"]);
    own("aws_s3_bucket", "size(linked(resource, 'aws_s3_bucket_alc')) == 0")
        .says(&told)
        .says(&["did you mean `aws_s3_bucket_acl`?"]);
    own("aws_s3_bucket", "target.type != 'aws_s3_buckett'")
        .says(&told)
        .says(&["did you mean `aws_s3_bucket`?"]);
    // What is there, what is of a provider that nobody knows, and what is like nothing.
    for resources in
        ["aws_s3_bucket", "acme_bukket", "aws_lightsail_certificate", "aws_*", "Certificate"]
    {
        let said = own(resources, "true");
        assert!(!said.all().contains("policy-unknown-type"), "{}", said.all());
    }
}

#[test]
fn frameworks_that_there_are_not_are_told() {
    own("aws_s3_bucket", "target.framework != 'terrafrom'").exits(4).says(&[
        "error[policy-unknown-framework]: there is no framework `terrafrom`",
        "p/x.yaml:7:",
        "did you mean `terraform`?",
    ]);
    own("aws_s3_bucket", "target.framework in ['terraform', 'k8s']")
        .exits(4)
        .says(&["there is no framework `k8s`", "known are `terraform`"]);
    let fine = own("aws_s3_bucket", "target.framework == 'terraform' || resource.acl == 'x'");
    fine.exits(0);
}

#[test]
fn annotations_and_names_of_rules_in_rego() {
    let check = |rules: &str| {
        let files = [("p/p.rego", format!("package main\n{rules}\ndeny contains 1 if false\n"))];
        let project = Project::new(&[("p/p.rego", &files[0].1), ("in/a.yaml", "a: 1\n")]);
        project.run("check in --policies p --no-builtin")
    };
    for (rules, wanted) in [
        ("denny contains \"a\" if input.a == 1", "did you mean `deny`?"),
        ("Deny contains \"a\" if input.a == 1", "did you mean `deny`?"),
        ("violations contains \"a\" if input.a == 1", "did you mean `violation`?"),
        ("wran_a contains \"a\" if input.a == 1", "did you mean `warn_a`?"),
        (
            "# METADATA\n# cutsom: {severity: low}\nwarn contains \"a\" if false",
            "did you mean `custom`?",
        ),
        (
            "# METADATA\n# custom:\n#   palisade: {resource: [aws_s3_bucket]}\nwarn contains \"a\" if false",
            "did you mean `resources`?",
        ),
        (
            "# METADATA\n# custom: {severty: low}\nwarn contains \"a\" if false",
            "did you mean `severity`?",
        ),
    ] {
        check(rules).says(&["warning[rego-", "p/p.rego:2:1", wanted]);
    }
    for rules in [
        "helper contains \"a\" if input.a == 1",
        "# METADATA\n# custom: {team: x}\nwarn contains \"a\" if false",
    ] {
        let said = check(rules);
        assert!(!said.all().contains("did you mean"), "{}", said.all());
    }
}
