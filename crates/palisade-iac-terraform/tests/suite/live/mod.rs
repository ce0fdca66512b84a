//! What the `terraform` on this machine says of expressions made from a seed, beside what we say.
//!
//! Skipped, and said so, where there is none. `PALISADE_LIVE_SEED` makes other expressions,
//! `PALISADE_LIVE_COUNT` more or fewer.

mod configs;
mod generate;
mod oracle;
mod precedence;

use crate::common::{load, load_from};
use generate::{Maker, Want};
use oracle::{Oracle, Theirs};
use palisade_model::Inputs;
use palisade_source::MemorySystem;
use serde_json::Value as Json;
use std::collections::BTreeMap;

/// What we say of one expression.
#[derive(Clone, PartialEq, Debug)]
enum Ours {
    /// A value, how `jsonencode` writes it, and its type.
    Value(Json, String, Json),
    Error,
    Unknown(String),
}

/// Whether somewhere in a value something could not be evaluated.
fn failed(json: &Json) -> Option<&str> {
    match json {
        Json::Object(o) => match o.get("$unknown") {
            Some(Json::String(cause)) => Some(cause),
            _ => o.values().find_map(failed),
        },
        Json::Array(a) => a.iter().find_map(failed),
        _ => None,
    }
}

fn ours(expressions: &[String]) -> Vec<Ours> {
    let mut text = String::new();
    for (n, expression) in expressions.iter().enumerate() {
        text.push_str(&format!("resource \"t\" \"c{n}\" {{\n  v = try([{expression}], \"error\")\n  w = jsonencode({expression})\n}}\n"));
    }
    let system = MemorySystem::new().with_file("main.tf", text.as_str());
    let loaded = load_from(&system, &[("main.tf".into(), text)]);
    let one = |n: usize| {
        let Some((_, attributes)) = loaded.resources.get(&format!("t.c{n}")) else {
            return Ours::Error;
        };
        let value = match &attributes["v"] {
            Json::Array(items) if items.len() == 1 => &items[0],
            Json::String(text) if text == "error" => return Ours::Error,
            other => other,
        };
        match failed(value) {
            Some(cause) if cause.ends_with("could not be evaluated") => Ours::Error,
            Some(cause) => Ours::Unknown(cause.to_owned()),
            None => {
                let text = attributes["w"]
                    .as_str()
                    .map_or_else(|| attributes["w"].to_string(), str::to_owned);
                Ours::Value(value.clone(), text, loaded.types[&format!("t.c{n}")][1][0].clone())
            }
        }
    };
    (0..expressions.len()).map(one).collect()
}

/// Whether two values are one, where `ty` is Terraform's type of theirs: sets have no order.
fn same(ours: &Json, theirs: &Json, ty: &Json) -> bool {
    let kind = ty.get(0).and_then(Json::as_str).unwrap_or("");
    match (ours, theirs) {
        (Json::Array(a), Json::Array(b)) => {
            if a.len() != b.len() {
                return false;
            }
            if kind == "set" && ty[1].is_array() {
                // Terraform orders sets of anything but scalars by hash.
                let mut left: Vec<&Json> = b.iter().collect();
                return a.iter().all(|x| {
                    let found = left.iter().position(|y| same(x, y, &ty[1]));
                    found.map(|at| left.remove(at)).is_some()
                });
            }
            a.iter()
                .zip(b)
                .enumerate()
                .all(|(n, (x, y))| same(x, y, if kind == "tuple" { &ty[1][n] } else { &ty[1] }))
        }
        (Json::Object(a), Json::Object(b)) => {
            a.len() == b.len()
                && a.iter().all(|(k, x)| {
                    let ty = if kind == "object" { &ty[1][k] } else { &ty[1] };
                    b.get(k).is_some_and(|y| same(x, y, ty))
                })
        }
        // The texts that `jsonencode` writes have all the digits.
        (Json::Number(a), Json::Number(b)) => a.as_f64() == b.as_f64(),
        (a, b) => a == b,
    }
}

/// Whether two types are one; of nulls and of what is in empty lists we know no type, and what was
/// a set is a list in attributes.
fn one_type(ours: &Json, theirs: &Json) -> bool {
    match (ours, theirs) {
        (Json::String(any), _) | (_, Json::String(any)) if any == "dynamic" => true,
        (Json::Array(a), Json::Array(b)) if a.len() == 2 && a[0] == "tuple" && b[0] == "set" => {
            a[1].as_array().unwrap().iter().all(|item| one_type(item, &b[1]))
        }
        (Json::Array(a), Json::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| one_type(a, b))
        }
        (Json::Object(a), Json::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(k, a)| b.get(k).is_some_and(|b| one_type(a, b)))
        }
        (a, b) => a == b,
    }
}

/// Why we differ from Terraform on purpose, if it is for a reason that is known.
fn known(expression: &str, ours: &Ours, theirs: &Theirs) -> Option<&'static str> {
    let has = |parts: &[&str]| parts.iter().any(|part| expression.contains(part));
    let refused = *theirs == Theirs::Error && matches!(ours, Ours::Value(..));
    if refused && has(&["element("]) && has(&["-"]) {
        return Some("later versions take a negative index of `element`");
    }
    if expression.starts_with("base64gzip(") && matches!(ours, Ours::Unknown(_)) {
        return Some("the same bytes come only from the same compressor");
    }
    if *theirs == Theirs::Unknown && has(&["format("]) && has(&["null"]) {
        return Some("what Terraform does not know of a null in a text is plain to see");
    }
    let empty = ["[]", "{}", "setintersection", "setsubtract", "regexall", " if ", "slice("];
    let alike = match (ours, theirs) {
        (Ours::Value(_, ours, _), Theirs::Value(_, _, theirs)) => {
            let plain = |text: &str| text.replace(['"', '\\'], "");
            let sorted = |text: &str| {
                let mut parts: Vec<String> =
                    plain(text).split([',', '[', ']']).map(str::to_owned).collect();
                parts.sort();
                parts
            };
            sorted(ours) == sorted(theirs)
        }
        _ => refused,
    };
    if (alike || has(&["try(", "can("])) && (has(&empty) || has(&["null"])) {
        return Some("of what is in an empty list no type is kept, so it goes with any other");
    }
    if *ours == Ours::Error && has(&["null"]) {
        return Some("an object with a null in it has a type that goes with any other");
    }
    if refused && has(&["?"]) {
        return Some("the way of a conditional that is not taken fails and still has a type");
    }
    if refused && has(&[" for "]) {
        return Some("a condition that is never asked has no type");
    }
    None
}

fn seed() -> u64 {
    std::env::var("PALISADE_LIVE_SEED").ok().and_then(|s| s.parse().ok()).unwrap_or(20_261_121)
}

#[test]
fn recorded_answers_are_still_those_of_terraform() {
    let Some(oracle) = Oracle::find("recorded") else { return };
    let recorded = concat!(
        include_str!("../../../src/functions/answers.txt"),
        include_str!("../../../src/functions/generated.txt")
    );
    let lines = recorded.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let expressions: Vec<String> = lines
        .filter_map(|line| line.rsplit_once(" => "))
        .filter(|(e, _)| !e.starts_with("base64gunzip"))
        .map(|(e, _)| e.to_owned())
        .collect();
    let (agree, wrong) = compare(&oracle, &expressions);
    println!("{agree} of {} agree", expressions.len());
    let told: String = wrong.iter().map(|(e, why)| format!("{e}\n{why}\n")).collect();
    assert!(wrong.is_empty(), "{} differ\n{told}", wrong.len());
}

/// Every function of the program with too few, too many and odd arguments.
#[test]
fn all_functions_take_and_refuse_what_terraform_does() {
    let Some(oracle) = Oracle::find("functions") else { return };
    let odd = [
        "null",
        "\"x\"",
        "\"\"",
        "7",
        "-1",
        "1.5",
        "true",
        "[]",
        "{}",
        "[\"b\", \"a\"]",
        "[1, null]",
        "{ a = 1 }",
        "{ a = [\"x\"] }",
        "toset([\"x\"])",
        "[[1], [2]]",
        "\"2020-01-01T00:00:00Z\"",
        "\"10.0.0.0/16\"",
        "tolist([1])",
        "tomap({ a = \"b\" })",
    ];
    let mut expressions = Vec::new();
    let functions = oracle.functions();
    assert!(functions.len() > 100);
    for (name, (count, more)) in functions {
        // No two runs of these agree, and what is on this machine is not in the configuration.
        let other =
            ["timestamp", "plantimestamp", "uuid", "bcrypt", "abspath", "pathexpand", "type"];
        if other.contains(&name.as_str()) || name.starts_with("file") || name == "templatefile" {
            continue;
        }
        let mut call = |args: &[&str]| expressions.push(format!("{name}({})", args.join(", ")));
        call(&[]);
        call(&vec!["1"; count + 1]);
        for one in odd {
            match count {
                0 if more => {
                    call(&[one]);
                    call(&[one, "\"x\""]);
                    call(&["[\"q\"]", one]);
                    call(&[one, one]);
                }
                0 => {}
                1 => call(&[one]),
                2 => {
                    call(&[one, "\"x\""]);
                    call(&["\"x\"", one]);
                    call(&[one, "1"]);
                    call(&["[\"a\", \"x\"]", one]);
                    call(&["{ a = 1, x = 2 }", one]);
                }
                _ => {
                    call(&[one, "1", "2"]);
                    call(&["\"abc\"", one, "2"]);
                    call(&["[\"a\", \"x\"]", "1", one]);
                }
            }
        }
    }
    let (agree, wrong) = compare(&oracle, &expressions);
    println!("{agree} of {} agree", expressions.len());
    let told: String = wrong.iter().map(|(e, why)| format!("{e}\n{why}\n")).collect();
    assert!(wrong.is_empty(), "{} differ\n{told}", wrong.len());
}

fn compare(oracle: &Oracle, expressions: &[String]) -> (usize, BTreeMap<String, String>) {
    let theirs = oracle.evaluate(expressions);
    let ours = ours(expressions);
    let mut agree = 0;
    let mut wrong = BTreeMap::new();
    for ((expression, ours), theirs) in expressions.iter().zip(&ours).zip(&theirs) {
        let fits = match (ours, theirs) {
            (Ours::Error, Theirs::Error) => true,
            (Ours::Value(a, text, own), Theirs::Value(b, ty, wanted)) => {
                same(a, b, ty) && text == wanted && one_type(own, ty)
            }
            (Ours::Unknown(_), Theirs::Unknown) => true,
            _ => false,
        };
        let reason = known(expression, ours, theirs);
        if fits || reason.is_some() {
            agree += 1;
        } else {
            wrong.insert(expression.clone(), format!("  theirs {theirs:?}\n  ours   {ours:?}"));
        }
    }
    (agree, wrong)
}

#[test]
fn made_expressions_are_worth_what_terraform_says() {
    let Some(oracle) = Oracle::find("expressions") else { return };
    let count = std::env::var("PALISADE_LIVE_COUNT").ok().and_then(|s| s.parse().ok());
    let count = count.unwrap_or(3000);
    let mut maker = Maker::new(seed());
    let expressions: Vec<String> = (0..count).map(|n| maker.expr(Want::Any, 1 + n % 4)).collect();
    let (agree, wrong) = compare(&oracle, &expressions);
    println!("{agree} of {} agree", expressions.len());
    let mut sorted: Vec<_> = wrong.iter().collect();
    sorted.sort_by_key(|(expression, _)| expression.len());
    let told: String = sorted.iter().take(400).map(|(e, why)| format!("{e}\n{why}\n")).collect();
    assert!(wrong.is_empty(), "{} differ (seed {})\n{told}", wrong.len(), seed());
}

#[test]
fn made_configurations_are_planned_as_terraform_plans_them() {
    let Some(oracle) = Oracle::find("configurations") else { return };
    let mut maker = Maker::new(seed());
    let (mut compared, mut wrong) = (0, String::new());
    for _ in 0..3 {
        let files = configs::configuration(&mut maker, 120);
        let borrowed: Vec<(&str, &str)> =
            files.iter().map(|(name, text)| (*name, text.as_str())).collect();
        let plan = oracle.plan(&borrowed).unwrap_or_else(|why| panic!("{why}"));
        let loaded = load(oracle.folder(), &Inputs::default());
        for told in &loaded.diagnostics {
            wrong.push_str(&format!("told: {told}\n"));
        }
        let mut theirs = BTreeMap::new();
        oracle::planned(&plan["planned_values"]["root_module"], &mut theirs);
        for (address, values) in &theirs {
            compared += 1;
            let Some((_, ours)) = loaded.resources.get(address) else {
                wrong.push_str(&format!("{address} is missing\n"));
                continue;
            };
            let (a, b) = (&ours["input"], &values["input"]);
            if !crate::plans::same(a, b) {
                wrong.push_str(&format!("{address}\n  theirs {b}\n  ours   {a}\n"));
            }
        }
        for address in loaded.resources.keys().filter(|a| !theirs.contains_key(*a)) {
            wrong.push_str(&format!("{address} is only ours\n"));
        }
    }
    println!("{compared} planned values compared");
    assert!(compared > 700 && wrong.is_empty(), "seed {}, {compared} compared\n{wrong}", seed());
}
