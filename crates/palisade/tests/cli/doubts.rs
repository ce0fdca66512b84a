//! What may not be there, and what is too large: neither makes anything pass.

use crate::project::{Project, said};

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

/// The outcome for the bucket `b` in words.
fn outcome(main: &str, module: &str) -> String {
    outcome_of(POLICY, main, module)
}

fn outcome_of(policy: &str, main: &str, module: &str) -> String {
    let project = Project::new(&[
        ("rules/bucket-no-versioning.yaml", policy),
        ("infra/main.tf", main),
        ("infra/m/main.tf", module),
    ]);
    let report = project
        .run("check infra --policies rules --no-builtin --outcomes all --format json")
        .json();
    let of = |o: &&serde_json::Value| {
        o["resource"]["address"].as_str().is_some_and(|a| a.contains("aws_s3_bucket.b"))
    };
    let Some(found) = report["outcomes"].as_array().and_then(|all| all.iter().find(of)) else {
        return format!("no outcome: {report}");
    };
    match found["outcome"].as_str().unwrap_or_default() {
        "pass" => "pass".to_owned(),
        other => format!("{other} {}", found["message"].as_str().unwrap_or_default()),
    }
}

const SWITCH: &str =
    "variable \"en\" {\n  type = bool\n}\nvariable \"other\" {\n  type = bool\n}\n";

fn root(bucket: &str, versioning: &str) -> String {
    let at = if bucket.is_empty() { "aws_s3_bucket.b.id" } else { "aws_s3_bucket.b[0].id" };
    outcome(
        &format!(
            "{SWITCH}resource \"aws_s3_bucket\" \"b\" {{\n  {bucket}\n}}\nresource \
             \"aws_s3_bucket_versioning\" \"v\" {{\n  {versioning}\n  bucket = {at}\n}}\n"
        ),
        "",
    )
}

#[test]
fn what_may_not_be_there_makes_nothing_pass() {
    let doubt = "unknown `aws_s3_bucket_versioning.v[*]` may not be there: variable `var.en` has \
                 no value";
    assert_eq!(root("", "count = var.en ? 1 : 0"), doubt);
    assert_eq!(root("", "for_each = var.en ? toset([\"a\"]) : toset([])"), doubt);
    assert_eq!(root("count = var.other ? 1 : 0", "count = var.en ? 1 : 0"), doubt);
    // Known to be there, and known not to be.
    assert_eq!(root("", ""), "pass");
    assert_eq!(root("", "count = 1"), "pass");
    assert_eq!(root("", "count = 0"), "fail no versioning");
}

#[test]
fn what_hangs_on_one_count_is_there_together() {
    assert_eq!(root("count = var.en ? 1 : 0", "count = var.en ? 1 : 0"), "pass");
    assert_eq!(root("for_each = var.en", "for_each = aws_s3_bucket.b"), "pass");
    assert!(root("count = var.en ? 1 : 0", "count = var.en ? 0 : 1").starts_with("unknown"));
}

#[test]
fn a_module_that_may_not_be_called_makes_nothing_pass() {
    let module = "variable \"bucket\" {}\nresource \"aws_s3_bucket_versioning\" \"v\" {\n  bucket = \
                  var.bucket\n}\n";
    let main = |count: &str| {
        format!(
            "{SWITCH}resource \"aws_s3_bucket\" \"b\" {{}}\nmodule \"m\" {{\n  source = \
             \"./m\"\n  {count}\n  bucket = aws_s3_bucket.b.id\n}}\n"
        )
    };
    assert_eq!(outcome(&main(""), module), "pass");
    let doubt = outcome(&main("count = var.en ? 1 : 0"), module);
    assert!(doubt.starts_with("unknown `module.m[*].aws_s3_bucket_versioning.v`"), "{doubt}");
    let both = format!("resource \"aws_s3_bucket\" \"b\" {{}}\n{module}")
        .replace("var.bucket", "aws_s3_bucket.b.id");
    let call = format!(
        "{SWITCH}module \"m\" {{\n  source = \"./m\"\n  count = var.en ? 1 : 0\n  bucket = 1\n}}\n"
    );
    assert_eq!(outcome(&call, &both), "pass");
}

#[test]
fn what_if_tells_which_value_decides() {
    let project = Project::new(&[
        ("rules/bucket-no-versioning.yaml", POLICY),
        (
            "main.tf",
            &format!(
                "{SWITCH}resource \"aws_s3_bucket\" \"b\" {{}}\nresource \
                 \"aws_s3_bucket_versioning\" \"v\" {{\n  count = var.en ? 1 : 0\n  bucket = \
                 aws_s3_bucket.b.id\n}}\n"
            ),
        ),
    ]);
    let run = project.run("check main.tf --policies rules --no-builtin --outcomes all");
    run.says(&["fails if `var.en` is false"]);
}

/// The outcome of a rule about the attribute `key` of the bucket `b`, written as `value`.
fn key_outcome(rule: &str, value: &str) -> String {
    let policy = POLICY.replace("size(linked(resource, 'aws_s3_bucket_versioning')) > 0", rule);
    let main = format!(
        "{SWITCH}variable \"more\" {{}}\nvariable \"key\" {{\n  type = string\n}}\nvariable \"sure\" {{\n  type = string\n  \
         nullable = false\n}}\nresource \"aws_kms_key\" \"k\" {{}}\nresource \"aws_s3_bucket\" \"b\" \
         {{\n  key = {value}\n}}\n"
    );
    let project =
        Project::new(&[("rules/bucket-no-versioning.yaml", &policy), ("infra/main.tf", &main)]);
    let run = "check infra --policies rules --no-builtin --outcomes all --format json";
    project.run(run).json()["outcomes"][0]["outcome"].as_str().unwrap_or("none").to_owned()
}

#[test]
fn what_may_be_null_is_not_there_for_sure() {
    for rule in ["'key' in resource", "has(resource.key)", "resource.?key.hasValue()"] {
        for (value, wanted) in [
            ("var.en ? \"a\" : null", "unknown"),
            ("var.en ? null : aws_kms_key.k.arn", "unknown"),
            ("var.en ? var.key : \"b\"", "unknown"),
            ("try(var.en ? \"a\" : null, \"b\")", "unknown"),
            ("lookup({}, var.key, null)", "unknown"),
            ("var.key", "unknown"),
            ("var.sure", "pass"),
            ("var.en ? \"a\" : \"b\"", "pass"),
            ("var.en ? aws_kms_key.k.arn : \"b\"", "pass"),
            ("\"alias/${var.key}\"", "pass"),
            ("coalesce(var.key, \"b\")", "pass"),
            ("upper(var.key)", "pass"),
            ("aws_kms_key.k.arn", "pass"),
            ("null", "fail"),
        ] {
            assert_eq!(key_outcome(rule, value), wanted, "{rule}: {value}");
        }
    }
}

/// The outcomes for all buckets, where `bucket` of the versioning is written as `value`.
fn by_reference(value: &str) -> Vec<String> {
    let main = format!(
        "{SWITCH}variable \"k\" {{}}\nvariable \"names\" {{\n  type = list(string)\n}}\nresource \
         \"aws_s3_bucket\" \"a\" {{}}\nresource \"aws_s3_bucket\" \"b\" {{}}\nresource \
         \"aws_s3_bucket\" \"x\" {{\n  count = 2\n}}\nresource \"aws_s3_bucket\" \"y\" {{\n  count = 1\n}}\n\
         locals {{\n  ids = [aws_s3_bucket.a.id, aws_s3_bucket.b.id]\n}}\nresource \
         \"aws_s3_bucket_versioning\" \"v\" {{\n  bucket = {value}\n}}\n"
    );
    let project =
        Project::new(&[("rules/bucket-no-versioning.yaml", POLICY), ("infra/main.tf", &main)]);
    let report = project
        .run("check infra --policies rules --no-builtin --outcomes all --format json")
        .json();
    let mut found: Vec<String> = Vec::new();
    for outcome in report["outcomes"].as_array().unwrap() {
        let kind = outcome["outcome"].as_str().unwrap();
        if kind != "fail" {
            let address = outcome["resource"]["address"].as_str().unwrap();
            found.push(format!("{} {kind}", address.strip_prefix("aws_s3_bucket.").unwrap()));
        }
    }
    found.sort();
    found
}

#[test]
fn a_link_to_one_of_several_makes_none_of_them_pass() {
    let either = ["a unknown", "b unknown"];
    for value in [
        "var.en ? aws_s3_bucket.a.id : aws_s3_bucket.b.id",
        "local.ids[var.k]",
        "element(local.ids, var.k)",
        "try(local.ids[var.k], \"\")",
    ] {
        assert_eq!(by_reference(value), either, "{value}");
    }
    for (value, wanted) in [
        ("var.en ? aws_s3_bucket.a.id : null", &["a unknown"][..]),
        ("coalesce(var.k, aws_s3_bucket.a.id)", &["a unknown"]),
        ("element(concat(var.names, [aws_s3_bucket.a.id]), 0)", &["a unknown"]),
        ("aws_s3_bucket.x[var.k].id", &["x[0] unknown", "x[1] unknown"]),
        ("aws_s3_bucket.x[1].id", &["x[1] pass"]),
        ("aws_s3_bucket.y[var.k].id", &["y[0] pass"]),
        ("var.en ? aws_s3_bucket.a.id : aws_s3_bucket.a.bucket", &["a pass"]),
        ("\"${var.k}${aws_s3_bucket.a.id}\"", &["a unknown"]),
        ("\"${var.k}-${aws_s3_bucket.a.id}\"", &[]),
        ("coalesce(aws_s3_bucket.a.id, var.k)", &["a pass"]),
        ("aws_s3_bucket.a.id", &["a pass"]),
    ] {
        assert_eq!(by_reference(value), wanted, "{value}");
    }
}

#[test]
fn the_workspace_is_what_the_environment_says() {
    let key = "terraform.workspace == \"prod\" ? \"a\" : \"b\"";
    let policy = POLICY
        .replace("size(linked(resource, 'aws_s3_bucket_versioning')) > 0", "resource.key == 'b'");
    let main = format!("resource \"aws_s3_bucket\" \"b\" {{\n  key = {key}\n}}\n");
    let project =
        Project::new(&[("rules/bucket-no-versioning.yaml", &policy), ("infra/main.tf", &main)]);
    let run = "check infra --policies rules --no-builtin --outcomes all";
    project
        .run(run)
        .exits(0)
        .says(&["`terraform.workspace` is not in the files; set `TF_WORKSPACE` to have it known"]);
    for (name, exit) in [("prod", 1), ("default", 0)] {
        let mut command = project.command(run);
        command.env("TF_WORKSPACE", name);
        said(command).exits(exit);
    }
    // What `terraform workspace select` writes.
    project.write("infra/.terraform/environment", "prod");
    project.run(run).exits(1);
}

#[test]
fn an_attribute_that_was_read_in_part_is_not_known() {
    for value in ["\"b\"\n  key = \"c\"", "\"a\\q\""] {
        let unknown = key_outcome("resource.key in ['c', 'a', 'aq']", value);
        assert_eq!(unknown, "unknown", "{value}");
    }
}

#[test]
fn what_is_known_of_a_list_decides() {
    let rule = "!resource.key.exists(k, k == 'bad')";
    for (value, wanted) in [
        ("concat([\"bad\"], [var.more])", "fail"),
        ("concat([\"bad\"], var.more)", "fail"),
        ("concat(var.more, [\"good\"], [\"bad\"])", "fail"),
        ("concat([\"good\"], var.more)", "unknown"),
        ("concat(concat([\"bad\"], var.more), var.more)", "fail"),
        ("length(concat([\"bad\"], var.more)) == 1 ? [\"good\"] : [\"well\"]", "unknown"),
    ] {
        assert_eq!(key_outcome(rule, value), wanted, "{value}");
    }
    let rule = "resource.key.a != 'bad'";
    for (value, wanted) in [
        ("merge(var.more, { a = \"bad\" })", "fail"),
        ("merge({ a = \"bad\" }, var.more)", "unknown"),
        ("merge({ b = \"bad\" }, var.more)", "unknown"),
        ("merge(var.more, { a = \"good\" })", "pass"),
    ] {
        assert_eq!(key_outcome(rule, value), wanted, "{value}");
    }
    let rule = "!iam.statements(resource.key).exists(s, s.Action.exists(a, a == '*'))";
    let value = "jsonencode({ Statement = concat([{ Effect = \"Allow\", Action = \"*\", Resource = \
                 \"*\" }], var.more) })";
    assert_eq!(key_outcome(rule, value), "fail");
    let value = "jsonencode({ Statement = [merge(var.more, { Effect = \"Allow\", Action = \
                 concat([\"*\"], var.more) })] })";
    assert_eq!(key_outcome(rule, value), "fail");
    // What is not written may be in the part that is not known.
    let conditions = "iam.statements(resource.key).all(s, size(s.Condition) > 0)";
    assert_eq!(key_outcome(conditions, value), "unknown");
    let value = "jsonencode(merge(var.more, { Version = \"2012-10-17\" }))";
    assert_eq!(key_outcome(rule, value), "unknown");
}

/// What is asked of a list that has more items than are known, and of one that may be empty.
#[test]
fn how_many_items_there_are_is_not_guessed() {
    let known = "concat([\"a\"], var.more)";
    for (rule, wanted) in [
        ("size(resource.key) == 1", "unknown"),
        ("size(resource.key) == 2", "unknown"),
        ("resource.key[0] == 'a'", "pass"),
        ("resource.key[1] == 'a'", "unknown"),
        ("resource.key == ['a']", "unknown"),
        ("resource.key != ['b']", "pass"),
        ("resource.key != []", "pass"),
        ("resource.key.all(k, k == 'a')", "unknown"),
        ("resource.key.all(k, k != 'a')", "fail"),
        ("resource.key.exists(k, k == 'a')", "pass"),
        ("resource.key.exists_one(k, k == 'a')", "unknown"),
        ("'a' in resource.key", "pass"),
        ("!('b' in resource.key)", "unknown"),
        ("resource.key.filter(k, k == 'b').size() == 0", "unknown"),
        ("resource.key.filter(k, k != 'a').exists(k, true)", "unknown"),
        ("resource.key.map(k, 1) == [1, 1]", "unknown"),
        ("(resource.key + ['b']).size() == 3", "unknown"),
        ("has(resource.key)", "pass"),
    ] {
        assert_eq!(key_outcome(rule, known), wanted, "{rule}");
    }
    // One item of which the value is not known.
    assert_eq!(key_outcome("size(resource.key) == 1", "[var.more]"), "pass");
    let filtered = "resource.key.filter(k, k == 'b').size() == 0";
    assert_eq!(key_outcome(filtered, "[var.more]"), "unknown");
    assert_eq!(key_outcome(filtered, "[\"a\"]"), "pass");
}

#[test]
fn a_block_that_may_not_be_there_makes_nothing_pass() {
    let blocks = |rule: &str, for_each: &str| {
        let main = format!(
            "variable \"en\" {{\n  type = bool\n}}\nresource \"aws_s3_bucket\" \"b\" {{\n  dynamic \
             \"logging\" {{\n    for_each = {for_each}\n    content {{\n      target_bucket = \
             \"x\"\n    }}\n  }}\n}}\n"
        );
        let policy = POLICY.replace("size(linked(resource, 'aws_s3_bucket_versioning')) > 0", rule);
        outcome_of(&policy, &main, "").split(' ').next().unwrap_or_default().to_owned()
    };
    for rule in [
        "has(resource.logging)",
        "'logging' in resource",
        "resource.?logging.hasValue()",
        "resource.?logging.orValue([]).size() > 0",
        "size(resource.logging) > 0",
        "resource.logging.exists(l, true)",
    ] {
        assert_eq!(blocks(rule, "var.en ? [1] : []"), "unknown", "{rule}");
        assert_eq!(blocks(rule, "[1]"), "pass", "{rule}");
    }
}

#[test]
fn what_another_overlay_has_protects_nobody_for_sure() {
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: x, labels: {app: a}}\n\
               spec: {serviceAccountName: s, containers: [{name: c, image: i}]}\n";
    let policy = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: n, \
                  namespace: x}\nspec: {podSelector: {}}\n";
    let account = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: s, namespace: x}\n\
                   automountServiceAccountToken: false\n";
    let check = |at: &str, more: &[(&str, &str)]| {
        let (policies, accounts) = (format!("{at}/np.yaml"), format!("{at}/sa.yaml"));
        let mut files = vec![("k8s/prod/a.yaml", pod), (&policies, policy), (&accounts, account)];
        files.extend(more);
        Project::new(&files).run(
            "check . --only k8s-pod-without-network-policy --only \
             k8s-service-account-token-mounted --outcomes all",
        )
    };
    let cause = |at: &str| format!("`{at}` is another folder, which need not be applied with this");
    for at in ["k8s/prod", "k8s", ".", "k8s/prod/policies"] {
        check(at, &[]).exits(0).says(&["0 findings, 2 passed"]);
    }
    check("k8s/dev", &[]).exits(0).says(&["0 findings, 2 unknown", &cause("k8s/dev")]);
    // The name of a folder that another begins with.
    check("k8s/pro", &[]).exits(0).says(&["0 findings, 2 unknown"]);
    // Of two, the one that is there for sure counts.
    check("k8s/dev", &[("k8s/np.yaml", policy), ("k8s/sa.yaml", account)])
        .exits(0)
        .says(&["0 findings, 2 passed"]);
    check("other", &[("k8s/prod/np.yaml", policy), ("k8s/prod/sa.yaml", account)])
        .exits(0)
        .says(&["0 findings, 2 passed"]);
}
