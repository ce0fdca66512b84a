//! Values that are not known and have a type all the same.

use super::Case;

#[test]
fn variables_without_a_value_have_their_type() {
    let text = r#"
variable "text" { type = string }
variable "sure" {
  type     = string
  nullable = false
}
variable "all" { type = object({ a = string, b = optional(number) }) }
variable "list" { type = list(object({ port = number })) }
variable "free" {}
resource "r" "x" {
  a = try(var.text.foo, "none")
  b = var.sure == null
  c = var.text == null
  d = try(var.all.zzz, "none")
  e = can(var.all.a)
  f = try(var.list[0].prot, "none")
  g = can(tobool(var.list))
  h = try(var.free.foo, "none")
  i = length(flatten([[var.text], ["b"]]))
  j = length(flatten([var.free, ["b"]]))
  k = length(flatten([var.list, ["b"]]))
}
"#;
    let shown = Case::new(&[("main.tf", text)]).show();
    for known in [
        r#""a":"none""#,
        r#""b":false"#,
        r#""d":"none""#,
        r#""f":"none""#,
        r#""g":false"#,
        r#""i":2"#,
    ] {
        assert!(shown.contains(known), "{known} in {shown}");
    }
    for unknown in ["c", "e", "h", "j", "k"] {
        assert!(shown.contains(&format!(r#""{unknown}":{{"$unknown""#)), "{unknown} in {shown}");
    }
}

#[test]
fn texts_begin_with_what_is_known_of_them() {
    let text = r#"
variable "stage" {}
locals { bucket = "logs-${var.stage}" }
resource "r" "x" {
  a = local.bucket == "data"
  b = local.bucket != "data" ? "private" : "public"
  c = startswith(local.bucket, "logs-")
  d = startswith(local.bucket, "logs-prod")
  e = local.bucket == "logs-prod"
  f = local.bucket == null
}
"#;
    let shown = Case::new(&[("main.tf", text)]).show();
    assert!(shown.contains(r#"{"a":false,"b":"private","c":true,"d":{"$unknown""#), "{shown}");
    assert!(shown.contains(r#""e":{"$unknown""#) && shown.contains(r#""f":false"#), "{shown}");
}

/// Not all attributes of a resource are written: nobody knows how many there are.
#[test]
fn resources_as_a_whole_have_more_than_what_is_written() {
    let text = r#"
resource "r" "one" { a = 1 }
data "aws_caller_identity" "me" {}
resource "r" "x" {
  a = length(r.one)
  b = jsonencode(r.one)
  c = [for k, v in r.one : k]
  d = keys(merge(r.one, { b = 2 }))
  e = try(data.aws_caller_identity.me.account_id.foo, "none")
  f = "arn:aws:iam::${data.aws_caller_identity.me.account_id}:root" == "*"
  g = r.one.a
}
"#;
    let shown = Case::new(&[("main.tf", text)]).show();
    for unknown in ["a", "c"] {
        assert!(shown.contains(&format!(r#""{unknown}":{{"$unknown""#)), "{unknown} in {shown}");
    }
    assert!(shown.contains(r#""d":["b",{"$unknown""#), "{shown}");
    assert!(shown.contains(r#""b":{"$unknown":"`r.one` is known only after apply""#), "{shown}");
    assert!(shown.contains(r#""e":"none","f":false,"g":1"#), "{shown}");
}

/// Two items that are not known may be one and the same.
#[test]
fn sets_with_unknown_items_may_be_smaller() {
    let text = r#"
variable "u" {}
resource "r" "x" {
  a = try(one(toset([var.u, "b"])), "none")
  b = length(toset([var.u, "b"]))
}
"#;
    let shown = Case::new(&[("main.tf", text)]).show();
    assert!(
        shown.contains(r#"{"a":{"$unknown""#) && shown.contains(r#""b":{"$unknown""#),
        "{shown}"
    );
}

#[test]
fn what_an_unknown_collection_holds_is_no_collection() {
    let text = r#"
variable "texts" { type = set(string) }
variable "maps" { type = map(object({ port = number })) }
resource "r" "x" {
  for_each = var.texts
  name     = "x-${each.key}"
  same     = each.key == each.value
}
resource "r" "y" {
  for_each = var.maps
  name     = "y-${each.key}"
  port     = each.value.port
  none     = try(each.value.prot, "none")
  dynamic "b" {
    for_each = var.texts
    content { name = "b-${b.value}" }
  }
}
resource "r" "z" {
  count = length(var.texts)
  n     = "z-${count.index}"
}
"#;
    let shown = Case::new(&[("main.tf", text)]).show();
    assert!(!shown.contains("Warning") && !shown.contains("could not be evaluated"), "{shown}");
    assert!(shown.contains(r#""none":"none""#) && shown.contains("r.z[*] symbolic"), "{shown}");
}
