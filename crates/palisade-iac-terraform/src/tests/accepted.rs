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
resource "r" "many" { for_each = toset(["a"]) }
"#,
        "\nr.x {\"v\":1}\nr.many[\"a\"] {}\n",
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
        "terraform {\n  required_providers {\n    aws = \"x/y\"\n    x = { source = \"x/y\" }\n  }\n}\nresource \"r\" \"x\" {\n  v = provider::aws::arn_parse(\"a\").service\n  w = \"${provider::x::y()}!\"\n  z = try(provider::x::y(), 1)\n}\n",
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
    command = "echo ${no_such_function(self.private_ip)} ${each.key}"
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

#[test]
fn what_opentofu_switches_off_is_not_there() {
    let files = [
        (
            "main.tf",
            r#"
variable "given" { type = bool }
locals { off = false }
resource "r" "on" {
  v = 1
  lifecycle { enabled = !local.off }
}
resource "r" "off" {
  v = 1
  lifecycle { enabled = local.off }
}
resource "r" "perhaps" {
  v = 1
  lifecycle { enabled = var.given }
}
resource "r" "refers" {
  on  = try(r.on.v, "none")
  off = try(r.off.v, "none")
  m   = try(module.off.o, "none")
}
module "off" {
  source = "./m"
  lifecycle { enabled = local.off }
}
module "on" {
  source = "./m"
  lifecycle { enabled = true }
}
"#,
        ),
        ("m/main.tf", "resource \"r\" \"m\" {}\noutput \"o\" { value = 1 }\n"),
    ];
    let shown = Case::new(&files).show();
    let wanted = r#"r.on {"v":1}
  -> r.refers
r.perhaps[*] symbolic {"v":1}
r.refers {"m":"none","off":"none","on":1}
  -> r.on
module.on.r.m {}
"#;
    assert_eq!(shown, wanted);
}
