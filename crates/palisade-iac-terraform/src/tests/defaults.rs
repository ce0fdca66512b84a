//! Attributes that are left out, as the provider fills them in.

use super::Case;
use palisade_arena::Arena;
use palisade_value::OriginKind;

#[test]
fn what_is_left_out_has_the_default_of_the_provider() {
    let text = r#"
variable "open" {}
resource "aws_s3_bucket_public_access_block" "b" {
  block_public_acls   = true
  ignore_public_acls  = null
  block_public_policy = var.open
}
resource "aws_eks_cluster" "c" {
  vpc_config {
    subnet_ids             = ["a"]
    endpoint_public_access = false
  }
}
resource "aws_eks_cluster" "d" {}
"#;
    let case = Case::new(&[("main.tf", text)]);
    let arena = Arena::new();
    let loaded = &case.load(&arena)[0].1;
    let shown: Vec<String> =
        loaded.resources.iter().map(|r| format!("{:?}", r.attributes)).collect();
    assert_eq!(
        shown[0],
        concat!(
            r#"{"block_public_acls":true,"#,
            r#""block_public_policy":{"$unknown":"variable `var.open` has no value"},"#,
            r#""ignore_public_acls":false,"restrict_public_buckets":false}"#
        )
    );
    let object = loaded.resources[0].attributes.as_object().unwrap();
    let origin = object.field_origin("restrict_public_buckets").unwrap();
    assert_eq!((origin.kind, origin.name), (OriginKind::Schema, "aws >= 4.0"));
    assert_eq!(origin.location, loaded.resources[0].header);
    let origin = object.field_origin("block_public_acls").unwrap();
    assert_eq!(origin.kind, OriginKind::Literal);
    assert_eq!(
        shown[1],
        concat!(
            r#"{"vpc_config":[{"endpoint_private_access":false,"#,
            r#""endpoint_public_access":false,"subnet_ids":["a"]}]}"#
        )
    );
    // A block that is left out stays out.
    assert_eq!(shown[2], "{}");
}

#[test]
fn what_the_provider_takes_as_not_set_is_left_out() {
    let text = r#"
variable "key" { default = "" }
variable "managed" { type = bool }
resource "aws_db_instance" "d" {
  kms_key_id          = var.key
  replicate_source_db = ""
  security_group_ids  = []
  storage_encrypted   = true
  tags                = { Owner = "", Team = "shop" }
  names               = ["", "a"]
  restore {
    snapshot = ""
    size     = 0
  }
  snapshot {
    id = aws_db_instance.d.kms_key_id == "" ? "" : null
  }
}
resource "aws_iam_role" "r" {
  description         = ""
  managed_policy_arns = []
}
resource "aws_x" "from_another" {
  name = "${aws_iam_role.r.description}-x"
  ways = [{ cidr = "", list = [], map = { a = "" } }]
}
resource "other_x" "o" {
  name = ""
  list = []
}
resource "aws_y" "perhaps" {
  key = var.managed ? aws_x.from_another.arn : ""
  arn = var.managed ? aws_x.from_another.arn : "arn:aws:x"
}
data "aws_z" "found" {
  name = ""
}
"#;
    let case = Case::new(&[("main.tf", text)]);
    let arena = Arena::new();
    let loaded = &case.load(&arena)[0].1;
    let told: Vec<&str> = loaded.diagnostics.iter().map(|d| d.message.as_str()).collect();
    let shown = |address: &str| {
        let found = loaded.resources.iter().find(|r| r.address == address).unwrap();
        format!("{:?}", found.attributes)
    };
    let database = shown("aws_db_instance.d");
    for gone in ["kms_key_id", "replicate_source_db", "security_group_ids", "\"snapshot\":\"\""] {
        assert!(!database.contains(gone), "{gone}: {database}");
    }
    for kept in [
        r#""names":["","a"]"#,
        r#""restore":[{"size":0}]"#,
        r#""tags":{"Owner":"","Team":"shop"}"#,
        r#""storage_encrypted":true"#,
        // The defaults of the provider still come in.
        r#""publicly_accessible":false"#,
    ] {
        assert!(database.contains(kept), "{kept}: {database} {told:?}");
    }
    // Nothing attached is said by an empty list.
    assert_eq!(shown("aws_iam_role.r"), r#"{"managed_policy_arns":[]}"#);
    // Expressions see what is written.
    assert_eq!(shown("aws_x.from_another"), r#"{"name":"-x","ways":[{"map":{"a":""}}]}"#);
    assert_eq!(shown("other_x.o"), r#"{"list":[],"name":""}"#);
    assert_eq!(shown("data.aws_z.found"), "{}");
    let perhaps = loaded.resources.iter().find(|r| r.kind == "aws_y").unwrap();
    let nullable = |name| match perhaps.attributes.field(name) {
        Some(palisade_value::Value::Unknown(unknown)) => unknown.nullable,
        other => panic!("{other:?}"),
    };
    assert_eq!((nullable("key"), nullable("arn")), (true, false));
}

#[test]
fn nothing_is_filled_in_or_taken_for_absent_behind_a_cut() {
    let text = "resource \"aws_db_instance\" \"d\" {\n  kms_key_id = \"\"\n";
    let case = Case::new(&[("main.tf", text)]);
    let arena = Arena::new();
    let loaded = &case.load(&arena)[0].1;
    let object = loaded.resources[0].attributes.as_object().unwrap();
    assert!(object.missing().is_some());
    assert_eq!(format!("{:?}", loaded.resources[0].attributes), "{}");
}

#[test]
fn a_text_that_stands_for_a_truth_value_is_one() {
    let text = r#"
variable "public" { default = "1" }
resource "aws_db_instance" "d" {
  publicly_accessible = var.public
  storage_encrypted   = "true"
  deletion_protection = "0"
  multi_az            = "yes"
  tags                = { enabled = "1" }
}
resource "aws_security_group" "g" {
  egress  = [{ self = "1", description = "1" }]
  ingress { self = "false" }
}
resource "aws_s3_bucket_logging" "n" { force_destroy = 1 }
resource "aws_cognito_user_pool" "u" { deletion_protection = "ACTIVE" }
resource "other_x" "o" { enabled = "1" }
data "aws_ebs_volume" "v" { encrypted = "1" }
"#;
    let case = Case::new(&[("main.tf", text)]);
    let arena = Arena::new();
    let loaded = &case.load(&arena)[0].1;
    let found =
        |address: &str| loaded.resources.iter().find(|r| r.address == address).unwrap().attributes;
    let field = |address: &str, name: &str| format!("{:?}", found(address).field(name).unwrap());
    for (name, want) in [
        ("publicly_accessible", "true"),
        ("storage_encrypted", "true"),
        ("deletion_protection", "false"),
        ("multi_az", r#"{"$unknown":"`multi_az` is refused as it is written"}"#),
        ("tags", r#"{"enabled":"1"}"#),
    ] {
        assert_eq!(field("aws_db_instance.d", name), want, "{name}");
    }
    // Where it comes from is still known.
    let object = found("aws_db_instance.d").as_object().unwrap();
    let origin = object.field_origin("publicly_accessible").unwrap();
    assert_eq!(origin.sources.first().map(|source| source.name), Some("var.public"));
    assert_eq!(field("aws_security_group.g", "egress"), r#"[{"description":"1","self":true}]"#);
    assert_eq!(field("aws_security_group.g", "ingress"), r#"[{"self":false}]"#);
    assert!(field("aws_s3_bucket_logging.n", "force_destroy").contains("is refused"));
    assert_eq!(field("aws_cognito_user_pool.u", "deletion_protection"), r#""ACTIVE""#);
    assert_eq!(field("other_x.o", "enabled"), r#""1""#);
    assert_eq!(field("data.aws_ebs_volume.v", "encrypted"), "true");
}
