//! Blocks and calls that say nothing of resources, or that only a provider could answer.

use super::{Case, check};

#[test]
fn what_moves_imports_and_removes_resources_is_accepted() {
    check(
        r#"
moved {
  from = r.old
  to   = r.x
}
import {
  to = r.x
  id = "i-1"
}
import {
  for_each = toset(["a"])
  to       = r.many[each.key]
  id       = each.value
}
removed {
  from = r.gone
  lifecycle { destroy = false }
}
terraform {
  required_version = ">= 1.5"
  backend "local" {}
}
resource "r" "x" { v = 1 }
"#,
        "\nr.x {\"v\":1}\n",
    );
    let json = r#"{
  "moved": {"from": "r.old", "to": "r.x"},
  "import": [{"to": "r.x", "id": "i"}],
  "removed": {"from": "r.gone"},
  "resource": {"r": {"x": {"v": 1}}}
}"#;
    assert_eq!(Case::new(&[("main.tf.json", json)]).show(), "r.x {\"v\":1}\n");
}

#[test]
fn functions_of_providers_are_unknown_with_their_name() {
    let case = Case::new(&[(
        "main.tf",
        "resource \"r\" \"x\" {\n  v = provider::aws::arn_parse(\"a\").service\n  w = \"${provider::x::y()}!\"\n  z = try(provider::x::y(), 1)\n}\n",
    )]);
    let shown = case.show();
    assert!(shown.contains("`provider::aws::arn_parse()` is not evaluated"), "{shown}");
    assert!(shown.matches("`provider::x::y()` is not evaluated").count() == 2, "{shown}");
    assert_eq!(shown.lines().count(), 1, "{shown}");
}

#[test]
fn provisioners_and_connections_are_left_alone() {
    check(
        r#"
resource "r" "x" {
  v = 1
  connection { host = self.nothing.at.all }
  provisioner "local-exec" {
    command = "echo ${no_such_function(self.private_ip)} ${var.not_declared}"
  }
  provisioner "remote-exec" {
    when   = destroy
    inline = [file("/etc/passwd")]
  }
}
"#,
        "\nr.x {\"v\":1}\n",
    );
}
