//! What is linked: by the value, for each instance on its own.

use crate::project::Project;

/// `short address: outcome` of one built-in policy's rule for each resource that it applies to.
fn outcomes(files: &[(&str, &str)], policy: &str) -> Vec<String> {
    let project = Project::new(files);
    let report =
        project.run(&format!("check . --only {policy} --outcomes all --format json")).json();
    let all = report["outcomes"].as_array().cloned().unwrap_or_default();
    let mut found: Vec<String> = all
        .iter()
        .filter(|o| o["outcome"] != "skip")
        .map(|o| {
            let address = o["resource"]["address"].as_str().unwrap_or_default();
            let name = address.split_once('.').map_or(address, |(_, name)| name);
            format!("{name}: {}", o["outcome"].as_str().unwrap_or_default())
        })
        .collect();
    found.sort();
    found
}

const CHAINED: &str = r#"
locals {
  buckets = {
    paid  = { kept = true, acl = "private" }
    shown = { kept = false, acl = "public-read" }
  }
}
resource "aws_s3_bucket" "all" {
  for_each = local.buckets
  bucket   = "shop-${each.key}"
}
resource "aws_s3_bucket_versioning" "all" {
  for_each = aws_s3_bucket.all
  bucket   = each.value.id
  versioning_configuration {
    status = local.buckets[each.key].kept ? "Enabled" : "Suspended"
  }
}
resource "aws_s3_bucket_public_access_block" "all" {
  for_each = { for name, b in aws_s3_bucket.all : name => b if local.buckets[name].kept }
  bucket   = each.value.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}
resource "aws_s3_bucket_acl" "all" {
  for_each = aws_s3_bucket.all
  bucket   = each.value.id
  acl      = local.buckets[each.key].acl
}
"#;

#[test]
fn each_instance_is_joined_to_its_own() {
    let of = |policy: &str| outcomes(&[("main.tf", CHAINED)], policy);
    let wanted = [r#"all["paid"]: pass"#, r#"all["shown"]: fail"#];
    assert_eq!(of("s3-bucket-without-versioning"), wanted);
    let missing: Vec<String> = of("s3-bucket-without-public-access-block");
    assert!(missing.contains(&r#"all["shown"]: fail"#.to_owned()), "{missing:?}");
    assert!(!missing.contains(&r#"all["paid"]: fail"#.to_owned()), "{missing:?}");
    // Nor is the private one taken for the other.
    let public = of("s3-bucket-public-acl");
    assert!(public.contains(&r#"all["shown"]: fail"#.to_owned()), "{public:?}");
    assert!(!public.contains(&r#"all["paid"]: fail"#.to_owned()), "{public:?}");
}

#[test]
fn flow_logs_and_default_groups_go_by_their_vpc() {
    let main = r#"
resource "aws_vpc" "v" {
  for_each   = { a = 1, b = 2 }
  cidr_block = "10.0.0.0/16"
}
resource "aws_flow_log" "f" {
  for_each     = { for k, v in aws_vpc.v : k => v if k == "a" }
  vpc_id       = each.value.id
  traffic_type = "ALL"
}
resource "aws_default_security_group" "d" {
  vpc_id = aws_vpc.v["a"].id
  tags   = { peer = aws_vpc.v["b"].id }
}
"#;
    let files = [("main.tf", main)];
    let wanted = [r#"v["a"]: pass"#, r#"v["b"]: fail"#];
    assert_eq!(outcomes(&files, "vpc-without-flow-logs"), wanted);
    assert_eq!(outcomes(&files, "default-security-group-with-rules"), wanted);
}

#[test]
fn what_a_policy_mentions_is_not_protected_by_it() {
    let statement = |extra: &str| {
        format!(
            r#"{{ Effect = "Deny", Principal = "*", Action = "s3:*", Resource = "${{aws_s3_bucket.logs.arn}}/*",
      Condition = {{ Bool = {{ "aws:SecureTransport" = "false" }}{extra} }} }}"#
        )
    };
    let main = format!(
        r#"
resource "aws_s3_bucket" "data" {{
  bucket = "shop-data"
}}
resource "aws_s3_bucket" "logs" {{
  bucket = "shop-logs"
}}
resource "aws_s3_bucket_policy" "logs" {{
  bucket = aws_s3_bucket.logs.id
  policy = jsonencode({{ Statement = [{}] }})
}}
"#,
        statement(r#", ArnLike = { "aws:SourceArn" = aws_s3_bucket.data.arn }"#)
    );
    let found = outcomes(&[("main.tf", &main)], "s3-bucket-plain-http");
    assert_eq!(found, ["data: fail", "logs: pass"]);
}

#[test]
fn a_narrow_statement_does_not_refuse_plain_http() {
    let outcome = |action: &str, who: &str| {
        let main = format!(
            r#"
resource "aws_s3_bucket" "b" {{
  bucket = "shop-data"
}}
data "aws_iam_policy_document" "d" {{
  statement {{
    effect    = "Deny"
    actions   = ["{action}"]
    resources = ["${{aws_s3_bucket.b.arn}}/*"]
    principals {{
      type        = "AWS"
      identifiers = ["{who}"]
    }}
    condition {{
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }}
  }}
}}
resource "aws_s3_bucket_policy" "p" {{
  bucket = aws_s3_bucket.b.id
  policy = data.aws_iam_policy_document.d.json
}}
"#
        );
        outcomes(&[("main.tf", &main)], "s3-bucket-plain-http").join(" ")
    };
    assert_eq!(outcome("s3:*", "*"), "b: pass");
    assert_eq!(outcome("s3:DeleteBucketPolicy", "*"), "b: fail");
    assert_eq!(outcome("s3:*", "arn:aws:iam::123456789012:user/x"), "b: fail");
}

#[test]
fn a_managed_policy_beside_an_own_one_is_found() {
    let main = |body: &str| {
        format!(
            r#"
resource "aws_iam_policy" "own" {{
  policy = jsonencode({{ Statement = [{{ Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::b/*" }}] }})
}}
locals {{
  arns = [aws_iam_policy.own.arn, "arn:aws:iam::aws:policy/AdministratorAccess"]
}}
resource "aws_iam_role_policy_attachment" "this" {{
  role = "deploy"
  {body}
}}
"#
        )
    };
    for (body, bad) in [
        (
            "for_each = { own = aws_iam_policy.own.arn, admin = \
             \"arn:aws:iam::aws:policy/AdministratorAccess\" }\n  policy_arn = each.value",
            r#"this["admin"]: fail"#,
        ),
        ("count = length(local.arns)\n  policy_arn = local.arns[count.index]", "this[1]: fail"),
    ] {
        let found = outcomes(&[("main.tf", &main(body))], "iam-administrator-access");
        let fails: Vec<&String> = found.iter().filter(|o| !o.ends_with(": pass")).collect();
        assert_eq!(fails, [bad], "{body}");
    }
}

#[test]
fn names_that_are_written_out_join_inside_of_one_provider() {
    let outcome = |provider: &str| {
        let main = format!(
            "provider \"aws\" {{\n  alias = \"one\"\n}}\nresource \"aws_s3_bucket\" \"l\" {{\n  \
             bucket = \"logs\"\n  {provider}\n}}\nresource \"aws_s3_bucket_versioning\" \"v\" {{\n  \
             bucket = \"logs\"\n  versioning_configuration {{\n    status = \"Enabled\"\n  }}\n}}\n"
        );
        outcomes(&[("main.tf", &main)], "s3-bucket-without-versioning").join(" ")
    };
    assert_eq!(outcome(""), "l: pass");
    assert_eq!(outcome("provider = aws.one"), "l: fail");
}

/// A plan of two buckets and their versioning, whose `bucket` is set by an expression.
fn plan(expression: &str, for_each: &str) -> String {
    let change = |kind: &str, name: &str, key: &str, after: &str, unknown: &str| {
        format!(
            r#"{{"address":"{kind}.{name}[\"{key}\"]","mode":"managed","type":"{kind}","name":"{name}","index":"{key}",
            "change":{{"actions":["create"],"before":null,"after":{after},"after_unknown":{unknown}}}}}"#
        )
    };
    let bucket = |key: &str| {
        let after = format!(r#"{{"bucket":"shop-{key}"}}"#);
        change("aws_s3_bucket", "b", key, &after, r#"{"id":true,"arn":true}"#)
    };
    let versioning = |key: &str, status: &str| {
        let after = format!(r#"{{"versioning_configuration":[{{"status":"{status}"}}]}}"#);
        change("aws_s3_bucket_versioning", "v", key, &after, r#"{"bucket":true,"id":true}"#)
    };
    let changes =
        [bucket("x"), bucket("y"), versioning("x", "Enabled"), versioning("y", "Suspended")];
    format!(
        r#"{{"format_version":"1.2","terraform_version":"1.9.0","resource_changes":[{}],
        "configuration":{{"root_module":{{"resources":[
          {{"address":"aws_s3_bucket.b","mode":"managed","type":"aws_s3_bucket","name":"b",
            "expressions":{{"bucket":{{"references":["each.key"]}}}},"for_each_expression":{{}}}},
          {{"address":"aws_s3_bucket_versioning.v","mode":"managed","type":"aws_s3_bucket_versioning","name":"v",
            "expressions":{{"bucket":{{"references":{expression}}},"versioning_configuration":[{{"status":{{}}}}]}},
            "for_each_expression":{{"references":{for_each}}}}}]}}}}}}"#,
        changes.join(",")
    )
}

#[test]
fn plans_are_joined_for_each_instance() {
    let of = |expression: &str, for_each: &str| {
        let text = plan(expression, for_each);
        outcomes(&[("plan.json", &text)], "s3-bucket-without-versioning").join(" ")
    };
    let right = r#"b["x"]: pass b["y"]: fail"#;
    assert_eq!(of(r#"["each.value.id","each.value"]"#, r#"["aws_s3_bucket.b"]"#), right);
    assert_eq!(of(r#"["aws_s3_bucket.b","each.key"]"#, r#"["local.all"]"#), right);
    // Which one is meant is not to be seen.
    let open = r#"b["x"]: unknown b["y"]: unknown"#;
    assert_eq!(of(r#"["aws_s3_bucket.b","local.m","each.key"]"#, r#"["local.all"]"#), open);
    assert_eq!(of(r#"["aws_s3_bucket.b"]"#, r#"["local.all"]"#), open);
    // What is not the bucket's name joins nothing.
    let none = r#"b["x"]: fail b["y"]: fail"#;
    assert_eq!(of(r#"["each.value.tags","each.value"]"#, r#"["aws_s3_bucket.b"]"#), none);
}
