//! Which of several values and blocks of one name wins, as Terraform has it.

use super::oracle::{Oracle, planned};
use crate::common::load;
use palisade_model::{GivenVariables, Inputs};
use std::collections::BTreeMap;

const MAIN: &str = r#"
variable "a" { default = "default" }
variable "b" { default = "default" }
variable "c" { default = "default" }
variable "d" {
  type    = string
  default = "1"
}
locals {
  one = "base"
  two = "base"
}
resource "terraform_data" "x" {
  input = [var.a, var.b, var.c, var.d, local.one, local.two]
}
resource "terraform_data" "y" {
  count = 2
  input = "base"
}
module "m" {
  source = "./m"
  a      = "base"
  b      = "base"
}
"#;

const FILES: &[(&str, &str)] = &[
    ("main.tf", MAIN),
    (
        "m/main.tf",
        "variable \"a\" {}\nvariable \"b\" {}\nresource \"terraform_data\" \"m\" { input = [var.a, var.b] }\n",
    ),
    ("terraform.tfvars", "a = \"tfvars\"\nb = \"tfvars\"\nc = \"tfvars\"\n"),
    ("terraform.tfvars.json", "{\"b\": \"json\", \"c\": \"json\"}"),
    ("b.auto.tfvars", "c = \"b\"\n"),
    ("b.auto.tfvars.json", "{\"c\": \"b json\"}"),
    ("a.auto.tfvars", "c = \"a\"\n"),
    ("one.tfvars", "a = \"one\"\n"),
    ("two.tfvars", "a = \"two\"\n"),
    ("b_override.tf", "locals { one = \"b\" }\nvariable \"d\" { type = number }\n"),
    (
        "a_override.tf",
        "locals { one = \"a\" }\nresource \"terraform_data\" \"y\" { input = \"a\" }\nmodule \"m\" { b = \"a\" }\n",
    ),
    (
        "override.tf.json",
        "{\"module\": {\"m\": {\"a\": \"json\"}}, \"locals\": {\"two\": \"json\"}}",
    ),
];

#[test]
fn the_value_that_wins_is_the_one_of_terraform() {
    let Some(oracle) = Oracle::find("precedence") else { return };
    let runs: [&[&str]; 5] = [
        &[],
        &["-var=a=value", "-var-file=one.tfvars"],
        &["-var-file=one.tfvars", "-var=a=value"],
        &["-var-file=two.tfvars", "-var-file=one.tfvars"],
        &["-var=a=x", "-var-file=one.tfvars", "-var=a=y", "-var=c=z"],
    ];
    for options in runs {
        let plan = oracle.plan_with(FILES, options).unwrap_or_else(|why| panic!("{why}"));
        let mut theirs = BTreeMap::new();
        planned(&plan["planned_values"]["root_module"], &mut theirs);
        let given = options.iter().map(|option| {
            if let Some(path) = option.strip_prefix("-var-file=") {
                return GivenVariables::File(oracle.folder().join(path));
            }
            let (name, text) = option.strip_prefix("-var=").unwrap().split_once('=').unwrap();
            GivenVariables::Value { name: name.to_owned(), text: text.to_owned() }
        });
        let inputs = Inputs { given: given.collect(), ..Inputs::default() };
        let loaded = load(oracle.folder(), &inputs);
        assert_eq!(loaded.diagnostics, [""; 0]);
        assert_eq!(loaded.resources.len(), theirs.len());
        for (address, values) in &theirs {
            let ours = &loaded.resources[address].1["input"];
            assert!(crate::plans::same(ours, &values["input"]), "{options:?} {address}: {ours}");
        }
    }
}
