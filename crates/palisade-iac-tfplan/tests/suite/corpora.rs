//! Plans and states of real configurations: resources as another evaluator gives them.

use crate::common::load;
use palisade_iac_tfplan::TerraformPlan;
use serde_json::Value as Json;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn corpora() -> Option<PathBuf> {
    let named = std::env::var("PALISADE_CORPORA").ok().map(PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpora");
    let found = named.unwrap_or(beside);
    if found.is_dir() {
        return Some(found);
    }
    println!("skipped: no corpora at {}", found.display());
    None
}

/// Whether a value is what a provider puts in the place of what nobody set. It is left out by us,
/// as the configuration's own resource has it.
fn is_stand_in(theirs: &Json) -> bool {
    match theirs {
        Json::Null => true,
        Json::String(text) => text.is_empty(),
        Json::Array(items) => items.is_empty(),
        Json::Object(entries) => entries.is_empty(),
        _ => false,
    }
}

/// Where two readings of a value differ. What is not known until apply they leave out, or write as
/// the address of the resource that it comes from.
fn compare(path: &str, ours: &Json, theirs: &Json, out: &mut Vec<String>) {
    match (ours, theirs) {
        (Json::Object(o), Json::Null | Json::String(_) | Json::Array(_))
            if o.contains_key("$unknown") => {}
        (Json::Null, theirs) if is_stand_in(theirs) => {}
        (Json::Array(a), Json::Array(b)) if a.len() == b.len() => {
            for (n, (x, y)) in a.iter().zip(b).enumerate() {
                compare(&format!("{path}[{n}]"), x, y, out);
            }
        }
        // A nested block that cannot be repeated is a list of one to us.
        (Json::Array(a), Json::Object(_)) if a.len() == 1 => compare(path, &a[0], theirs, out),
        (Json::Object(a), Json::Object(b)) => {
            let names: BTreeSet<&String> = a.keys().chain(b.keys()).collect();
            for name in names {
                let null = Json::Null;
                let (x, y) = (a.get(name).unwrap_or(&null), b.get(name).unwrap_or(&null));
                compare(&format!("{path}.{name}"), x, y, out);
            }
        }
        (Json::Number(a), Json::Number(b)) if a.as_f64() == b.as_f64() => {}
        _ if ours == theirs => {}
        _ => out.push(format!("{path}: ours {ours} theirs {theirs}")),
    }
}

/// The goldens that differ, and what makes ours right.
const DIFFERENT: &[(&str, &str)] =
    &[("tfplan/sensitive", "a sensitive value is still the value that policies judge")];

#[test]
fn resources_are_those_of_the_goldens() {
    let Some(corpora) = corpora() else { return };
    let folder = corpora.join("terraform-goldens");
    let Ok(cases) = std::fs::read(folder.join("cases.json")) else { return };
    let cases: Vec<Json> = serde_json::from_slice(&cases).unwrap();
    let (mut agree, mut total) = (0, 0);
    let mut told = Vec::new();
    let mut differ = Vec::new();
    for case in cases.iter().filter(|case| case["kind"] == "tfplan" || case["kind"] == "tfstate") {
        total += 1;
        let name = format!("{}/{}", case["kind"].as_str().unwrap(), case["case"].as_str().unwrap());
        let expected: Json = serde_json::from_slice(
            &std::fs::read(folder.join(case["expected"].as_str().unwrap())).unwrap(),
        )
        .unwrap();
        let files = std::fs::read_dir(folder.join(case["input"].as_str().unwrap())).unwrap();
        let files: Vec<PathBuf> = files.map(|entry| entry.unwrap().path()).collect();
        let (ours, said) = load(&TerraformPlan, &files);
        let mut differences: Vec<String> = said;
        let mut theirs = BTreeSet::new();
        for by_kind in expected["resources"].as_object().into_iter().flat_map(|o| o.values()) {
            for (address, resource) in by_kind.as_object().unwrap() {
                theirs.insert(address.as_str());
                match ours.get(address) {
                    None => differences.push(format!("{address} is missing")),
                    Some(seen) => {
                        let kind = resource["resource_type"].as_str().unwrap();
                        if seen.kind != kind {
                            differences.push(format!("{address} is of type {}", seen.kind));
                        }
                        let attributes = &resource["attributes"];
                        compare(address, &seen.attributes, attributes, &mut differences);
                    }
                }
            }
        }
        for address in ours.keys().filter(|a| !theirs.contains(a.as_str())) {
            differences.push(format!("{address} is only ours"));
        }
        if differences.is_empty() {
            agree += 1;
        } else {
            told.push(format!("{name}:\n  {}", differences.join("\n  ")));
            differ.push(name);
        }
    }
    println!("{agree} of {total} agree");
    println!("{}", told.join("\n"));
    let known: Vec<&str> = DIFFERENT.iter().map(|(name, _)| *name).collect();
    assert_eq!(differ, known, "{agree} of {total} agree");
}
