//! Real configurations: resources as another evaluator gives them, and no panic on anything.

use crate::common::{self, load};
use palisade_model::Inputs;
use serde_json::Value as Json;
use std::collections::BTreeMap;
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

/// Where two evaluations of a value differ: ours against theirs, which knows block types that
/// hold one block as objects and writes the address of a resource where a value is not known.
fn compare(path: &str, ours: &Json, theirs: &Json, out: &mut Vec<String>) {
    match (ours, theirs) {
        (Json::Object(o), _) if o.contains_key("$unknown") => {}
        (Json::Array(a), Json::Array(b)) if a.len() == b.len() => {
            for (n, (x, y)) in a.iter().zip(b).enumerate() {
                compare(&format!("{path}[{n}]"), x, y, out);
            }
        }
        (Json::Array(a), Json::Object(_)) if a.len() == 1 => compare(path, &a[0], theirs, out),
        (Json::Object(_), Json::Array(b)) if b.len() == 1 => compare(path, ours, &b[0], out),
        (Json::Object(a), Json::Object(b)) => {
            let names: std::collections::BTreeSet<&String> = a.keys().chain(b.keys()).collect();
            // Left out by us: which provider serves a resource is no attribute of it. Artefacts of
            // theirs: an empty list for each dynamic block. Theirs knows no tags of providers.
            for name in names
                .into_iter()
                .filter(|n| !matches!(n.as_str(), "provider" | "dynamic" | "tags_all"))
            {
                let null = Json::Null;
                let (x, y) = (a.get(name).unwrap_or(&null), b.get(name).unwrap_or(&null));
                compare(&format!("{path}.{name}"), x, y, out);
            }
        }
        (Json::Number(a), Json::Number(b)) if a.as_f64() == b.as_f64() => {}
        _ if ours == theirs => {}
        // A dynamic block of nothing: no block to us, an empty list to them.
        (Json::Null, Json::Array(b)) if b.is_empty() => {}
        (Json::Number(_) | Json::Bool(_), Json::String(text)) if &ours.to_string() == text => {}
        (Json::String(text), Json::Number(_) | Json::Bool(_)) if &theirs.to_string() == text => {}
        _ => out.push(format!("{path}: ours {ours} theirs {theirs}")),
    }
}

/// An address with its keys as the goldens write them.
fn plain(address: &str) -> String {
    address.replace("[\"", "[").replace("\"]", "]")
}

/// The goldens that differ, and the rule of Terraform that makes ours right.
const DIFFERENT: &[(&str, &str)] = &[
    ("count-err", "a variable that is not declared is an error: one symbolic instance, not one"),
    (
        "module-register",
        "what is installed comes from another source than the one that the call names",
    ),
    (
        "null-count",
        "whether the count is 10 or null, an error, hangs on a variable without a value",
    ),
    ("regula-issue-397", "values that are known after apply do not hide the keys of `for_each`"),
    ("sensitive", "a sensitive value is still the value that policies judge"),
];

#[test]
fn resources_are_those_of_the_goldens() {
    let Some(corpora) = corpora() else { return };
    let folder = corpora.join("terraform-goldens");
    let Ok(cases) = std::fs::read(folder.join("cases.json")) else { return };
    let cases: Vec<Json> = serde_json::from_slice(&cases).unwrap();
    let (mut agree, mut total) = (0, 0);
    let mut told = Vec::new();
    let mut differ = Vec::new();
    for case in cases.iter().filter(|case| case["kind"] == "tf") {
        total += 1;
        let name = case["case"].as_str().unwrap();
        let expected: Json = serde_json::from_slice(
            &std::fs::read(folder.join(case["expected"].as_str().unwrap())).unwrap(),
        )
        .unwrap();
        let ours = load(&folder.join(case["input"].as_str().unwrap()), &Inputs::default());
        let mut differences = Vec::new();
        let mut theirs = BTreeMap::new();
        for by_kind in expected["resources"].as_object().into_iter().flat_map(|o| o.values()) {
            for (address, resource) in by_kind.as_object().unwrap() {
                theirs.insert(plain(address), resource["attributes"].clone());
            }
        }
        let own: BTreeMap<String, &Json> =
            ours.resources.iter().map(|(address, (_, json))| (plain(address), json)).collect();
        for (address, attributes) in &theirs {
            match own.get(address) {
                None => differences.push(format!("{address} is missing")),
                Some(json) => compare(address, json, attributes, &mut differences),
            }
        }
        for address in own.keys().filter(|a| !theirs.contains_key(*a)) {
            differences.push(format!("{address} is only ours"));
        }
        if differences.is_empty() {
            agree += 1;
        } else {
            told.push(format!("{name}:\n  {}", differences.join("\n  ")));
            differ.push(name.to_owned());
        }
    }
    println!("{agree} of {total} agree");
    println!("{}", told.join("\n"));
    let known: Vec<&str> = DIFFERENT.iter().map(|(name, _)| *name).collect();
    assert_eq!(differ, known, "{agree} of {total} agree");
}

#[test]
fn nothing_in_the_fixtures_panics() {
    let Some(corpora) = corpora() else { return };
    let folder = corpora.join("iac-checks/fixtures/tests/terraform");
    let loaded = load(&folder, &Inputs::default());
    println!(
        "{} units, {} resources, {} diagnostics",
        loaded.units,
        loaded.resources.len(),
        loaded.diagnostics.len()
    );
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    for text in &loaded.diagnostics {
        *kinds.entry(text.split_once(' ').map_or("", |(_, m)| m).to_owned()).or_default() += 1;
    }
    let mut sorted: Vec<_> = kinds.into_iter().collect();
    sorted.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    for (text, count) in sorted.iter().take(80) {
        println!("{count:5} {text}");
    }
    assert!(loaded.resources.len() > 1000);
}

/// Texts cut short, doubled and with bytes exchanged: whatever comes out, something does.
#[test]
fn damaged_configurations_are_survived() {
    use palisade_source::MemorySystem;
    let Some(corpora) = corpora() else { return };
    let mut paths = Vec::new();
    common::walk(&corpora.join("iac-checks/fixtures/tests/terraform"), &mut paths);
    let mut seed: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut random = move |below: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        usize::try_from(seed % 1_000_003).unwrap() % below.max(1)
    };
    for path in paths.iter().take(250) {
        let Ok(text) = String::from_utf8(std::fs::read(path).unwrap()) else { continue };
        if text.len() > 20_000 {
            continue;
        }
        for _ in 0..4 {
            let mut chars: Vec<char> = text.chars().collect();
            for _ in 0..1 + random(4) {
                let (at, len) = (random(chars.len()), random(40));
                let end = (at + len).min(chars.len());
                match random(4) {
                    0 => drop(chars.drain(at..end)),
                    1 => chars.truncate(at),
                    2 => {
                        let copy = chars[at..end].to_vec();
                        chars.splice(at..at, copy);
                    }
                    _ => {
                        let signs = ['{', '}', '"', '$', '[', ']', '(', ')', '\n', '.', '*', '0'];
                        chars.insert(at.min(chars.len()), signs[random(signs.len())]);
                    }
                }
                if chars.is_empty() {
                    break;
                }
            }
            let damaged: String = chars.iter().collect();
            let system = MemorySystem::new().with_file("main.tf", damaged.as_str());
            common::load_from(&system, &[("main.tf".into(), damaged)]);
        }
    }
}
