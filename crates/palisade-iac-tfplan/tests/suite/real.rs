//! Plans and states that Terraform makes here, against the configuration that they are made from.
//!
//! Runs `terraform` where it is installed, with its built-in provider and without a network.

use crate::common::{Seen, load};
use palisade_iac_terraform::Terraform;
use palisade_iac_tfplan::TerraformPlan;
use palisade_model::Framework;
use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

const MAIN: &str = r#"
variable "none" { default = null }
variable "word" {
  default   = "hush"
  sensitive = true
}
locals { first = terraform_data.a.output }

resource "terraform_data" "a" { input = "x" }
resource "terraform_data" "none" { input = null }
resource "terraform_data" "late" { input = timestamp() }
resource "terraform_data" "unset" { input = var.none }
resource "terraform_data" "deep" {
  input = { a = var.word, b = [terraform_data.a.id, "k"], c = {}, d = [] }
}
resource "terraform_data" "each" {
  for_each         = toset(["p", "q\"r"])
  input            = "${terraform_data.a.id}-${each.key}"
  triggers_replace = [terraform_data.a.output]
}
resource "terraform_data" "pair" {
  for_each = toset(["p", "q\"r"])
  input    = terraform_data.each[each.key].id
}
module "m" {
  for_each = toset(["y", "z"])
  source   = "./m"
  in       = terraform_data.each["p"].id
  flat     = { deep = var.none }
}
resource "terraform_data" "out" { input = module.m["z"].first }
resource "terraform_data" "outs" { input = [for m in module.m : m.all] }
data "terraform_remote_state" "other" {
  backend = "local"
  config  = { path = "${path.module}/other.json" }
}
"#;

const MODULE: &str = r#"
variable "in" {}
variable "flat" {}
resource "terraform_data" "c" {
  count = 2
  input = var.in
}
resource "terraform_data" "flat" { input = var.flat.deep }
output "first" { value = terraform_data.c[0].id }
output "all" { value = terraform_data.c[*].id }
"#;

const OTHER: &str = r#"{"version":4,"terraform_version":"1.5.0","serial":1,"lineage":"a",
"outputs":{"w":{"value":"1","type":"string"}},"resources":[]}"#;

fn terraform(folder: &Path, arguments: &[&str]) -> Option<Vec<u8>> {
    let output = Command::new("terraform")
        .args(arguments)
        .current_dir(folder)
        .env("TF_CLI_CONFIG_FILE", folder.join("empty.tfrc"))
        .env("CHECKPOINT_DISABLE", "1")
        .output()
        .ok()?;
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "terraform {arguments:?}: {said}");
    Some(output.stdout)
}

/// A folder that is removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(path.join("m")).unwrap();
        for (file, text) in
            [("main.tf", MAIN), ("m/main.tf", MODULE), ("other.json", OTHER), ("empty.tfrc", "")]
        {
            std::fs::write(path.join(file), text).unwrap();
        }
        Self(path)
    }

    fn write(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    fn source(&self) -> BTreeMap<String, Seen> {
        load(&Terraform, &[self.0.join("main.tf"), self.0.join("m/main.tf")]).0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Takes out of a value what a plan does not tell apart: null in an object is a key left out.
fn plain(value: &Json) -> Json {
    match value {
        Json::Object(o) if o.contains_key("$unknown") => Json::String("unknown".to_owned()),
        Json::Object(o) => {
            let kept = o.iter().filter(|(_, v)| !v.is_null());
            Json::Object(kept.map(|(k, v)| (k.clone(), plain(v))).collect())
        }
        Json::Array(items) => Json::Array(items.iter().map(plain).collect()),
        other => other.clone(),
    }
}

#[test]
fn a_plan_gives_the_resources_of_its_configuration() {
    let folder = Folder::new("plan");
    if Command::new("terraform").arg("version").output().is_err() {
        println!("skipped: no `terraform` is installed");
        return;
    }
    terraform(&folder.0, &["init", "-no-color"]);
    terraform(&folder.0, &["plan", "-no-color", "-out=plan.bin"]);
    let plan = terraform(&folder.0, &["show", "-json", "plan.bin"]).unwrap();
    let plan = folder.write("plan.json", &plan);
    let (ours, told) = load(&TerraformPlan, &[plan]);
    assert_eq!(told, Vec::<String>::new());
    let source = folder.source();
    let addresses =
        |seen: &BTreeMap<String, Seen>| -> Vec<String> { seen.keys().cloned().collect() };
    assert_eq!(addresses(&ours), addresses(&source));
    for (address, seen) in &ours {
        let wanted = &source[address];
        assert_eq!(seen.kind, wanted.kind, "{address}");
        assert_eq!(seen.links, wanted.links, "links of {address}");
        for key in ["input", "triggers_replace"] {
            let value = |seen: &Seen| plain(seen.attributes.get(key).unwrap_or(&Json::Null));
            assert_eq!(value(seen), value(wanted), "{key} of {address}");
        }
        if seen.kind.starts_with("terraform_data") {
            let keys = |seen: &Seen| -> Vec<String> {
                seen.attributes.as_object().unwrap().keys().cloned().collect()
            };
            assert_eq!(keys(seen), keys(wanted), "{address}");
        }
    }
    // The binary plan is told of.
    let bytes = std::fs::read(folder.0.join("plan.bin")).unwrap();
    let why = TerraformPlan.refuse(Path::new("plan.bin"), &bytes);
    assert!(why.is_some_and(|why| why.contains("terraform show -json")));
}

#[test]
fn plans_that_change_little_give_what_will_be_there() {
    let folder = Folder::new("little");
    if Command::new("terraform").arg("version").output().is_err() {
        println!("skipped: no `terraform` is installed");
        return;
    }
    terraform(&folder.0, &["init", "-no-color"]);
    terraform(&folder.0, &["apply", "-no-color", "-auto-approve"]);
    let planned = |name: &str, arguments: &[&str]| {
        let out = format!("-out={name}.bin");
        let all = [&["plan", "-no-color", out.as_str()], arguments].concat();
        terraform(&folder.0, &all);
        let shown = terraform(&folder.0, &["show", "-json", &format!("{name}.bin")]).unwrap();
        let plan = folder.write(&format!("{name}.json"), &shown);
        let (seen, told) = load(&TerraformPlan, &[plan]);
        (seen.keys().cloned().collect::<Vec<_>>(), told)
    };
    let all: Vec<String> = folder.source().keys().cloned().collect();
    assert_eq!(planned("same", &[]), (all.clone(), vec![]));
    assert_eq!(planned("replace", &["-replace=terraform_data.a"]), (all.clone(), vec![]));
    let (seen, told) = planned("target", &["-target=terraform_data.none"]);
    assert_eq!(seen, all);
    assert!(told.iter().any(|t| t.starts_with("the plan is not complete")), "{told:?}");
    // Data sources are not read by a plan that only refreshes, but they are in the state.
    assert_eq!(planned("refresh", &["-refresh-only"]), (all, vec![]));
    let (seen, told) = planned("destroy", &["-destroy"]);
    assert!(seen.iter().all(|address| address.starts_with("data.")) && told.is_empty(), "{seen:?}");
}

#[test]
fn a_state_gives_the_resources_that_were_applied() {
    let folder = Folder::new("state");
    if Command::new("terraform").arg("version").output().is_err() {
        println!("skipped: no `terraform` is installed");
        return;
    }
    terraform(&folder.0, &["init", "-no-color"]);
    terraform(&folder.0, &["apply", "-no-color", "-auto-approve"]);
    let shown = terraform(&folder.0, &["show", "-json"]).unwrap();
    let shown = folder.write("state.json", &shown);
    let (shown, told) = load(&TerraformPlan, &[shown]);
    assert_eq!(told, Vec::<String>::new());
    let (raw, told) = load(&TerraformPlan, &[folder.0.join("terraform.tfstate")]);
    assert_eq!(told, Vec::<String>::new());
    let source = folder.source();
    assert_eq!(shown.keys().collect::<Vec<_>>(), source.keys().collect::<Vec<_>>());
    assert_eq!(raw.keys().collect::<Vec<_>>(), source.keys().collect::<Vec<_>>());
    for (address, seen) in &raw {
        // What refers to a module as a whole depends on all that is in it, says Terraform.
        let (mut links, mut wanted) = (seen.links.clone(), source[address].links.clone());
        for links in [&mut links, &mut wanted] {
            links.retain(|to| to != "terraform_data.outs" && address != "terraform_data.outs");
        }
        assert_eq!(links, wanted, "links of {address}");
        assert_eq!(seen.links, shown[address].links, "links of {address}");
        if seen.kind == "terraform_data" {
            assert!(shown[address].attributes["id"].is_string(), "{address}");
        }
    }
}
