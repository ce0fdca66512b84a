//! What `terraform plan` says of the configurations in `plans/`, without a plan.
//!
//! Each folder's `expected.json` holds the planned `input` of every `terraform_data` in it, by
//! address, as `terraform plan -out` and `terraform show -json` (version 1.11.4) gave them.

use crate::common::load;
use palisade_model::Inputs;
use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::path::Path;

/// Numbers compare by value: `1.0` and `1` are one number to Terraform.
pub(crate) fn same(a: &Json, b: &Json) -> bool {
    match (a, b) {
        (ours, Json::Object(theirs)) if theirs.contains_key("$unknown") => {
            ours.get("$unknown").is_some()
        }
        (Json::Number(a), Json::Number(b)) => a.as_f64() == b.as_f64(),
        (Json::Array(a), Json::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Json::Object(a), Json::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(k, a)| b.get(k).is_some_and(|b| same(a, b)))
        }
        (a, b) => a == b,
    }
}

/// Where we differ, and why.
const DIFFERENT: &[(&str, &str)] = &[
    ("unknowns terraform_data.e6", "one side of `||` decides whatever the other is"),
    ("unknowns terraform_data.e7", "one side of `&&` decides whatever the other is"),
    ("unknowns terraform_data.e8", "one side of `&&` decides whatever the other is"),
    ("unknowns terraform_data.e10", "both ways of a conditional lead to the same value"),
    ("unknowns terraform_data.e45", "the provider plans null for an output without input"),
];

#[test]
fn planned_values_are_those_of_terraform() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/plans");
    let mut wrong = String::new();
    let mut compared = 0;
    let mut names: Vec<_> =
        std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.sort();
    for case in names {
        let expected: BTreeMap<String, Json> =
            serde_json::from_slice(&std::fs::read(case.join("expected.json")).unwrap()).unwrap();
        let loaded = load(&case, &Inputs::default());
        let name = case.file_name().unwrap().to_str().unwrap().to_owned();
        for text in &loaded.diagnostics {
            wrong.push_str(&format!("{name}: {text}\n"));
        }
        for address in loaded.resources.keys().filter(|a| !expected.contains_key(*a)) {
            wrong.push_str(&format!("{name}: {address} is only ours\n"));
        }
        for (address, theirs) in expected {
            compared += 1;
            let ours = loaded.resources.get(&address).map(|(_, json)| json);
            let ours = ours.map(|json| json.get("input").cloned().unwrap_or(Json::Null));
            let known = DIFFERENT.iter().any(|(at, _)| *at == format!("{name} {address}"));
            if ours.as_ref().is_some_and(|ours| same(ours, &theirs)) == known {
                let ours = ours.map_or("nothing".to_owned(), |json| json.to_string());
                wrong.push_str(&format!("{name}: {address}\n  wanted {theirs}\n  got    {ours}\n"));
            }
        }
    }
    assert!(compared > 200, "{compared} compared");
    assert!(wrong.is_empty(), "\n{wrong}");
}
