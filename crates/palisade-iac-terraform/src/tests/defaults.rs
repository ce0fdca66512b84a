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
