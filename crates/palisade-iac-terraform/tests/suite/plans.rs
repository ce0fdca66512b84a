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
        // `try` gives nothing while a part of its argument is not known.
        (Json::Array(ours), Json::Object(theirs))
            if !ours.is_empty() && theirs.contains_key("$unknown") =>
        {
            ours.iter().any(|one| one.to_string().contains("$unknown"))
        }
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
    ("language terraform_data.t111", "`type` is known to `terraform console` alone"),
    (
        "language terraform_data.t123",
        "what Terraform does not know of a null in a text is plain to see",
    ),
    ("language terraform_data.t212", "a file that is not there now may be made before the plan"),
    ("language terraform_data.t222", "which workspace is selected is not in the files"),
    ("language terraform_data.t92", "later versions take a negative index of `element`"),
    ("templates terraform_data.e47", "which workspace is selected is not in the files"),
    ("unknowns terraform_data.e6", "one side of `||` decides whatever the other is"),
    ("unknowns terraform_data.e7", "one side of `&&` decides whatever the other is"),
    ("unknowns terraform_data.e8", "one side of `&&` decides whatever the other is"),
    ("unknowns terraform_data.e10", "both ways of a conditional lead to the same value"),
    ("unknowns terraform_data.e45", "the provider plans null for an output without input"),
    (
        "small_functions_null terraform_data.x[\"l\"]",
        "what Terraform does not know of a null in a text is plain to see",
    ),
    (
        "small_jsonenc terraform_data.d",
        "attributes that are left out are unknown without the schema",
    ),
    (
        "small_jsonenc terraform_data.f",
        "attributes that are left out are unknown without the schema",
    ),
    (
        "small_jsonenc terraform_data.g",
        "attributes that are left out are unknown without the schema",
    ),
    (
        "small_jsonenc terraform_data.h",
        "attributes that are left out are unknown without the schema",
    ),
    ("small_provfn terraform_data.a", "functions of providers are not evaluated"),
    ("small_provfn terraform_data.b", "functions of providers are not evaluated"),
    ("small_provfn terraform_data.c", "functions of providers are not evaluated"),
    ("typed terraform_data.t126", "what is known of the type of `coalesce` is not kept"),
    ("typed terraform_data.t168", "how the JSON of a type begins is not kept"),
    ("typed terraform_data.t170", "one part that differs decides whatever the others are"),
    ("typed terraform_data.t172", "one part that differs decides whatever the others are"),
    ("typed terraform_data.t175", "one part that differs decides whatever the others are"),
    ("typed terraform_data.t218", "one false item decides whatever the others are"),
    ("typed terraform_data.t221", "what is sensitive is known before the value is"),
    ("typed terraform_data.t23", "how long a text is at least is not kept"),
    ("typed terraform_data.t231", "the groups of a pattern are no type here"),
    ("typed terraform_data.t234", "the groups of a pattern are no type here"),
    ("typed terraform_data.t240", "no time is null"),
    ("typed terraform_data.t7", "no set that is made is null"),
    ("typed terraform_data.t261", "attributes that are left out are unknown without the schema"),
    ("typed terraform_data.t262", "attributes that are left out are unknown without the schema"),
    ("typed terraform_data.t263", "attributes that are left out are unknown without the schema"),
    ("typed terraform_data.t264", "attributes that are left out are unknown without the schema"),
    ("typed terraform_data.t269", "attributes that are left out are unknown without the schema"),
    ("typed terraform_data.t270", "attributes that are left out are unknown without the schema"),
    ("typed terraform_data.t276", "what is below an attribute may be filled in by the provider"),
    ("typed terraform_data.t101", "what is known of a map that is not known as a whole is kept"),
    (
        "odd terraform_data.o168",
        "the type of a way of a conditional that is not known decides nothing",
    ),
    ("odd terraform_data.o274", "a null has no type here"),
    (
        "odd terraform_data.o276",
        "what cannot be compared is told apart from nothing when there is nothing",
    ),
    ("odd terraform_data.o300", "a list can be no part of a text, known or not"),
    ("odd terraform_data.o385", "what is sensitive is known before the value is"),
    ("odd terraform_data.o413", "a null has no type here"),
    ("odd terraform_data.o434", "what Terraform does not know of a null in a text is plain to see"),
    ("odd terraform_data.o47", "what is sensitive is known before the value is"),
    ("odd terraform_data.o569", "an item of another type is in no list, known or not"),
    (
        "odd_2 terraform_data.o195",
        "what Terraform does not know of a null in a text is plain to see",
    ),
    ("odd_2 terraform_data.o332", "logarithms are those of the nearest double"),
    (
        "odd_2 terraform_data.o343",
        "the type of a way of a conditional that is not known decides nothing",
    ),
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
    assert!(compared > 700, "{compared} compared");
    assert!(wrong.is_empty(), "\n{wrong}");
}
