//! What would decide an unknown outcome, from Terraform variables to the words of a report.
#![expect(clippy::unwrap_used, reason = "a test")]

use palisade_engine::{Engine, Language, PolicyEntry, Settings};
use palisade_iac_terraform::Terraform;
use palisade_lang_native::Native;
use palisade_model::{Framework, GivenVariables, Inputs, Outcome, OutcomeKind};
use palisade_scan::{Scan, ScanRequest};
use palisade_source::{MemorySystem, SourceMap, System};
use std::collections::HashSet;
use std::path::PathBuf;

const POLICY: &str = r#"
apiVersion: palisade.dev/v1
kind: Policy
metadata:
  id: thing-open
  title: Things are closed
  severity: high
  status: stable
  owners: {security: s}
  why: Because open things are open.
  remedy: Close the thing.
match:
  resources: [thing]
rules:
  - id: open
    deny: "resource.?open.orValue(false) == true"
    message: "open"
  - id: level
    require: "resource.?level.orValue('none') in ['strict', 'none']"
    message: "level"
  - id: days
    require: "resource.?days.orValue(7) >= 7"
    message: "days"
  - id: strict
    require: "resource.?level.orValue('strict') == 'strict'"
    message: "strict"
  - id: begins
    deny: "resource.?level.orValue('none').startsWith('lo')"
    message: "begins"
  - id: world
    deny: "[resource.?cidrs.orValue([])].flatten().exists(c, c.endsWith('/0'))"
    message: "world"
  - id: port
    deny: "resource.?port.orValue(0) == 22 || resource.?port.orValue(0) < 0"
    message: "port"
"#;

fn run(files: &[(&str, &str)], variables: &[(&str, &str)]) -> Vec<Outcome> {
    let mut system = MemorySystem::new();
    for (path, text) in files {
        system = system.with_file(path, *text);
    }
    let sources = SourceMap::new();
    let file = sources.add("policy.yaml", POLICY);
    let compiled = Native::default().compile(&sources, file);
    assert!(compiled.diagnostics.is_empty(), "{:?}", compiled.diagnostics);
    let engine = Engine::new(compiled.policies.into_iter().map(PolicyEntry::ready).collect());
    let given = |(name, text): &(&str, &str)| GivenVariables::Value {
        name: (*name).to_owned(),
        text: (*text).to_owned(),
    };
    let given = variables.iter().map(given).collect();
    let request = ScanRequest {
        roots: vec![PathBuf::from(".")],
        exclude: globset::GlobSet::empty(),
        gitignore: false,
        max_file_size: 1 << 20,
        inputs: Inputs { given, ..Inputs::default() },
        settings: Settings { keep_all: true, whatif: true, ..Settings::default() },
        today: system.today(),
        source: None,
        severities: Default::default(),
    };
    let frameworks: Vec<Box<dyn Framework>> = vec![Box::new(Terraform)];
    let scan = Scan::prepare(&system, &sources, &frameworks, &request);
    scan.judge(&engine, &HashSet::new(), &|| {}).outcomes
}

/// What is told of one rule on `thing.a`.
fn told(files: &[(&str, &str)], rule: &str) -> Vec<String> {
    let outcomes = run(files, &[]);
    let found = outcomes
        .iter()
        .find(|o| o.rule.as_str() == rule && o.resource.address.ends_with("thing.a"));
    let found = found.unwrap();
    assert_eq!(found.kind, OutcomeKind::Unknown, "{found:?}");
    found.whatif.texts.clone()
}

fn one(text: &str, rule: &str) -> Vec<String> {
    told(&[("main.tf", text)], rule)
}

#[test]
fn a_truth_value_decides_through_a_conditional() {
    let text = r#"
variable "public" { type = bool }
resource "thing" "a" { level = var.public ? "loose" : "strict" }
"#;
    assert_eq!(one(text, "level"), ["fails if `var.public` is true"]);
    let text = r#"
variable "closed" {
  type     = bool
  nullable = false
}
resource "thing" "a" { open = !var.closed }
"#;
    assert_eq!(one(text, "open"), ["fails if `var.closed` is false"]);
}

#[test]
fn what_the_configuration_and_the_policy_compare_with_is_tried() {
    let text = r#"
variable "env" {}
resource "thing" "a" { open = var.env == "dev" }
"#;
    assert_eq!(one(text, "open"), ["fails if `var.env` is `dev`"]);
    let text = r#"
variable "env" { type = string }
locals { levels = { dev = "loose", prod = "strict" } }
resource "thing" "a" { level = local.levels[var.env] }
"#;
    assert_eq!(one(text, "level"), ["fails if `var.env` is `dev`"]);
    let text = "variable \"days\" { type = number }\nresource \"thing\" \"a\" { days = var.days }";
    assert_eq!(one(text, "days"), ["fails if `var.days` is 6"]);
}

#[test]
fn values_that_a_validation_refuses_are_not_told() {
    let text = r#"
variable "env" {
  type = string
  validation {
    condition     = contains(["prod", "test"], var.env)
    error_message = "no"
  }
}
resource "thing" "a" { open = var.env == "dev" || var.env == "test" }
"#;
    assert_eq!(one(text, "open"), ["fails if `var.env` is `test`"]);
    let text = r#"
variable "days" {
  type = number
  validation {
    condition     = var.days > 6 && var.days < 100
    error_message = "no"
  }
}
resource "thing" "a" { days = var.days }
"#;
    assert!(one(text, "days").is_empty());
    let text = r#"
variable "open" {
  type     = bool
  nullable = false
  validation {
    condition     = contains([true, false], var.open)
    error_message = "no"
  }
}
resource "thing" "a" {
  open  = var.open
  level = var.open ? "a" : "b"
}
"#;
    assert_eq!(one(text, "level"), ["fails whatever `var.open` is"]);
}

#[test]
fn variables_are_followed_through_modules() {
    let main = r#"
variable "stage" { type = string }
module "m" {
  source = "./m"
  env    = var.stage
}
"#;
    let module = r#"
variable "env" { type = string }
resource "thing" "a" { open = var.env == "lab" }
"#;
    let files = [("main.tf", main), ("m/main.tf", module)];
    assert_eq!(told(&files, "open"), ["fails if `var.stage` is `lab`"]);
}

#[test]
fn two_variables_decide_together() {
    let text = r#"
variable "a" {
  type     = bool
  nullable = false
}
variable "b" {
  type     = bool
  nullable = false
}
resource "thing" "a" { open = var.a && var.b }
"#;
    assert_eq!(one(text, "open"), ["fails if `var.a` is true and `var.b` is true"]);
    let text = text.replace("&&", "||");
    let wanted = ["fails if `var.a` is true", "fails if `var.b` is true"];
    assert_eq!(one(&text, "open"), wanted);
}

#[test]
fn one_value_that_is_good_is_told_against_all_others() {
    let text = "variable \"level\" {\n  type     = string\n  nullable = false\n}\n\
                resource \"thing\" \"a\" { level = var.level }";
    assert_eq!(one(text, "strict"), ["fails unless `var.level` is `strict`"]);
    // Where something looks into the text, one other text says nothing of the rest.
    assert_eq!(one(text, "begins"), Vec::<String>::new());
    let text = text.replace("= var.level", "= startswith(var.level, \"x\") ? \"strict\" : \"\"");
    assert_eq!(one(&text, "strict"), Vec::<String>::new());
}

#[test]
fn what_a_list_is_searched_for_is_tried_in_it() {
    let text = "variable \"cidrs\" { type = list(string) }\n\
                resource \"thing\" \"a\" { cidrs = var.cidrs }";
    assert_eq!(one(text, "world"), ["fails if `var.cidrs` is `[\"0.0.0.0/0\"]`"]);
}

#[test]
fn bounds_are_tried_on_both_sides_and_never_below_zero() {
    let text = "variable \"port\" {\n  type     = number\n  nullable = false\n}\n\
                resource \"thing\" \"a\" { port = var.port }";
    assert_eq!(one(text, "port"), ["fails if `var.port` is 22"]);
    let outcomes = run(&[("main.tf", text)], &[]);
    let tried = outcomes.iter().flat_map(|o| &o.whatif.trials).flat_map(|t| &t.values);
    let tried: Vec<&str> = tried.map(|(_, value)| value.as_str()).collect();
    assert!(tried.contains(&"0") && !tried.iter().any(|v| v.starts_with('-')), "{tried:?}");
}

#[test]
fn what_cannot_be_given_a_value_is_left_alone() {
    let text = r#"
resource "other" "o" {}
resource "thing" "a" { open = other.o.flag }
"#;
    assert!(one(text, "open").is_empty());
}

#[test]
fn what_is_told_holds_when_the_value_is_given() {
    let text = r#"
variable "a" { type = bool }
variable "b" { type = bool }
variable "env" { type = string }
resource "thing" "a" {
  open  = var.a && !var.b
  level = var.env == "x" ? "loose" : var.env
  days  = var.a ? 3 : 9
}
"#;
    let mut tried = 0;
    for outcome in run(&[("main.tf", text)], &[]) {
        for trial in &outcome.whatif.trials {
            if trial.values.iter().any(|(_, value)| value == "null") {
                continue;
            }
            let values: Vec<(&str, &str)> = trial
                .values
                .iter()
                .map(|(n, v)| (n.trim_start_matches("var."), v.trim_matches('"')))
                .collect();
            let again = run(&[("main.tf", text)], &values);
            let same = again.iter().find(|o| o.rule == outcome.rule).unwrap();
            assert_eq!(same.kind, trial.kind, "{trial:?}");
            tried += 1;
        }
    }
    assert!(tried >= 8, "only {tried}");
}
