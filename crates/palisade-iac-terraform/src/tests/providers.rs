//! Tags that providers give all of their resources. What is expected is what `terraform plan`
//! (1.11.4 with the provider for AWS 5.100) said, but where it calls all of `tags_all` unknown.

use super::Case;
use palisade_arena::Arena;

const MAIN: &str = r#"
variable "b" { default = "v" }
variable "unset" {}
locals { base = { a = "1", b = var.b, n = 5 } }
provider "aws" {
  default_tags {
    tags = local.base
  }
}
provider "aws" {
  alias = "x"
  default_tags { tags = { who = "x", b = "x" } }
}
provider "aws" {
  alias = "none"
}
provider "aws" {
  alias = "open"
  default_tags { tags = var.unset }
}
provider "aws" {
  alias = "dynamic"
  dynamic "default_tags" {
    for_each = [1]
    content { tags = { d = "d" } }
  }
}
resource "aws_sqs_queue" "plain" { name = "a" }
resource "aws_sqs_queue" "own" { tags = { b = "own", c = null, d = "", e = 7, f = true } }
resource "aws_sqs_queue" "x" { provider = aws.x }
resource "aws_sqs_queue" "none" {
  provider = aws.none
  tags     = { only = "own" }
}
resource "aws_sqs_queue" "open" {
  provider = aws.open
  tags     = { a = "own" }
}
resource "aws_sqs_queue" "bare" { provider = aws.open }
resource "aws_sqs_queue" "unknown" { tags = var.unset }
resource "aws_sqs_queue" "dynamic" { provider = aws.dynamic }
resource "aws_iam_role_policy_attachment" "no" { role = "r" }
resource "terraform_data" "ref" {
  input = [aws_sqs_queue.plain.tags_all["a"], aws_sqs_queue.x.tags_all]
}
module "inherits" { source = "./m" }
module "handed" {
  source    = "./m"
  providers = { aws = aws.x }
}
module "named" {
  source    = "./n"
  providers = { aws.y = aws.x }
}
"#;

#[test]
fn default_tags_are_in_tags_all() {
    let case = Case::new(&[
        ("main.tf", MAIN),
        ("m/main.tf", "resource \"aws_sqs_queue\" \"q\" {}\n"),
        (
            "n/main.tf",
            "provider \"aws\" {\n  alias = \"y\"\n}\nresource \"aws_sqs_queue\" \"q\" {\n  provider = aws.y\n}\nresource \"aws_sqs_queue\" \"d\" {\n  tags = { a = \"n\" }\n}\n",
        ),
    ]);
    let shown = case.show();
    let lines = shown.lines().filter(|line| !line.starts_with("  ->"));
    let shown: String = lines.flat_map(|line| [line, "\n"]).collect();
    assert_eq!(shown, EXPECTED);
    // What is absent from tags that are not all known may still be among them.
    let arena = Arena::new();
    let loaded = &case.load(&arena)[0].1;
    let missing = |address: &str| {
        let resource = loaded.resources.iter().find(|r| r.address == address).unwrap();
        resource.attributes.field("tags_all").unwrap().as_object().unwrap().missing().is_some()
    };
    assert!(missing("aws_sqs_queue.open") && missing("aws_sqs_queue.unknown"));
    assert!(!missing("aws_sqs_queue.own"));
}

const EXPECTED: &str = r#"aws_sqs_queue.plain {"name":"a","tags_all":{"a":"1","b":"v","n":"5"}}
aws_sqs_queue.own {"tags":{"b":"own","c":null,"d":"","e":7,"f":true},"tags_all":{"a":"1","b":"own","d":"","e":"7","f":"true","n":"5"}}
aws_sqs_queue.x {"tags_all":{"b":"x","who":"x"}}
aws_sqs_queue.none {"tags":{"only":"own"},"tags_all":{"only":"own"}}
aws_sqs_queue.open {"tags":{"a":"own"},"tags_all":{"a":"own"}}
aws_sqs_queue.bare {"tags_all":{"$unknown":"variable `var.unset` has no value"}}
aws_sqs_queue.unknown {"tags":{"$unknown":"variable `var.unset` has no value"},"tags_all":{"a":{"$unknown":"variable `var.unset` has no value"},"b":{"$unknown":"variable `var.unset` has no value"},"n":{"$unknown":"variable `var.unset` has no value"}}}
aws_sqs_queue.dynamic {"tags_all":{"d":"d"}}
aws_iam_role_policy_attachment.no {"role":"r"}
terraform_data.ref {"input":["1",{"b":"x","who":"x"}]}
module.inherits.aws_sqs_queue.q {"tags_all":{"a":"1","b":"v","n":"5"}}
module.handed.aws_sqs_queue.q {"tags_all":{"b":"x","who":"x"}}
module.named.aws_sqs_queue.q {"tags_all":{"b":"x","who":"x"}}
module.named.aws_sqs_queue.d {"tags":{"a":"n"},"tags_all":{"a":"n","b":"v","n":"5"}}
"#;

#[test]
fn tags_know_where_they_were_set() {
    let case = Case::new(&[(
        "main.tf",
        "provider \"aws\" {\n  default_tags {\n    tags = {\n      a = \"1\"\n      b = \"1\"\n    }\n  }\n}\nresource \"aws_sqs_queue\" \"q\" {\n  tags = { b = \"2\" }\n}\n",
    )]);
    let at = |tag| case.origins("aws_sqs_queue.q", &["tags_all", tag]);
    assert_eq!(at("a"), "main.tf:4 Literal  `a = \"1\"`\n");
    assert_eq!(at("b"), "main.tf:10 Literal  `b = \"2\"`\n");
}

#[test]
fn tags_that_hang_on_their_own_resource_are_a_circle() {
    let case = Case::new(&[(
        "main.tf",
        "provider \"aws\" {\n  default_tags { tags = { q = aws_sqs_queue.q.arn } }\n}\nresource \"aws_sqs_queue\" \"q\" {}\n",
    )]);
    assert!(case.show().contains("hangs on itself"), "{}", case.show());
}

#[test]
fn configurations_in_json_give_tags_too() {
    let text = r#"{
  "provider": {"aws": [{"default_tags": [{"tags": {"a": "1"}}]}, {"alias": "x", "default_tags": {"tags": {"a": "x"}}}]},
  "resource": {"aws_sqs_queue": {"q": {}, "x": {"provider": "aws.x"}}}
}"#;
    let case = Case::new(&[("main.tf.json", text)]);
    assert_eq!(
        case.show(),
        "aws_sqs_queue.q {\"tags_all\":{\"a\":\"1\"}}\naws_sqs_queue.x {\"tags_all\":{\"a\":\"x\"}}\n"
    );
}
