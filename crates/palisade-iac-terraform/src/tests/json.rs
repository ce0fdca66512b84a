//! Configuration in JSON.

use super::check;

#[test]
fn what_repeats_a_resource_is_no_block() {
    let shown = super::Case::new(&[(
        "main.tf.json",
        r#"{"resource": {"r": {"x": {"for_each": {"a": 1, "b": "${1 + 1}"}, "v": "${each.key}=${each.value}",
          "rule": {"port": 1, "//": "no attribute", "dynamic": {"filter": {"for_each": ["p", "q"],
            "content": {"name": "${filter.value}", "deep": [{"n": 1}]}}}},
          "lifecycle": {"precondition": {"condition": "${1 > 2}", "error_message": "never"}}}}}}"#,
    )])
    .show();
    for key in ["a", "b"] {
        let number = if key == "a" { 1 } else { 2 };
        let wanted = format!(
            "r.x[\"{key}\"] {{\"rule\":[{{\"filter\":[{{\"deep\":[{{\"n\":1}}],\"name\":\"p\"}},\
             {{\"deep\":[{{\"n\":1}}],\"name\":\"q\"}}],\"port\":1}}],\"v\":\"{key}={number}\"}}"
        );
        assert!(shown.contains(&wanted), "{shown}");
    }
    assert!(shown.contains("never"), "{shown}");
}

#[test]
fn mistakes_that_can_be_read_are_told() {
    let text = "{\"resource\": {\"r\": {\"x\": {\"v\": [1, 2,],}}}}";
    let shown = super::Case::new(&[("main.tf.json", text)]).show();
    assert!(shown.contains("r.x {\"v\":{\"$unknown\""), "{shown}");
    assert_eq!(shown.matches("Error main.tf.json").count(), 2, "{shown}");
    let text = "{\"resource\": {\"r\": {\"x\": {\"v\": \"a\nb\"}}}}";
    let shown = super::Case::new(&[("main.tf.json", text)]).show();
    assert!(shown.contains("r.x {\"v\":{\"$unknown\""), "{shown}");
    assert!(shown.contains("is written as an escape"), "{shown}");
}

#[test]
fn what_is_kept_nowhere_is_null() {
    check(
        r#"
variable "e" {
  ephemeral = true
  default   = "x"
}
variable "k" { default = "y" }
locals { l = var.e }
resource "r" "x" {
  a = ephemeralasnull(var.e) == null
  b = ephemeralasnull({ k = var.e })
  c = ephemeralasnull(var.k)
  d = ephemeralasnull(local.l)
}
"#,
        r#"
r.x {"a":true,"c":"y","d":{"$unknown":"`local.l` is not evaluated"}}
"#,
    );
}

#[test]
fn blocks_in_lists_are_blocks_and_arguments_stand_once() {
    let shown = super::Case::new(&[(
        "main.tf.json",
        r#"{"resource": {"r": {
          "x": {"dynamic": {"rule": [{"for_each": ["p"], "content": [{"name": "${rule.value}"}]}]}},
          "y": {"acl": "public", "acl": "private", "rule": {"a": 1, "a": 2, "b": 3}, "rule": {"c": 4}}
        }}}"#,
    )])
    .show();
    assert!(shown.contains(r#"r.x {"rule":[{"name":"p"}]}"#), "{shown}");
    assert!(shown.contains(r#"r.y {"acl":{"$unknown""#), "{shown}");
    assert!(shown.contains(r#""b":3}"#) && shown.contains(r#"{"c":4}"#), "{shown}");
    assert!(shown.contains("`acl` is set twice"), "{shown}");
    assert_eq!(shown.matches("Error main.tf.json:3:").count(), 2, "{shown}");
}
