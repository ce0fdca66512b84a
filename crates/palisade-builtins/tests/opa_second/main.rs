//! OPA's own cases of its time, network, crypto, token, schema, GraphQL and cloud functions.
#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    unreachable_pub,
    reason = "tests read fixtures, may fail, and say what they skip"
)]

mod evaluate;
mod hostile;
mod syntax;

use evaluate::{Evaluator, Trouble};
use palisade_value::{Arena, JsonOptions, Value, parse_json};
use serde_json::Value as Json;
use std::path::PathBuf;

/// The notes that these functions have cases under.
const GROUPS: &[&str] = &[
    "crypto",
    "graphql_",
    "json_match_schema",
    "json_verify_schema",
    "jwt",
    "net",
    "empty cidr",
    "random string",
    "valid ip",
    "providers-aws",
    "rand.intn",
    "time",
    "uuid",
];

/// Cases that are not run here, and why.
const LEFT_OUT: &[(&str, &str)] = &[("time/time caching", "calls a function of OPA's tests")];

fn cases() -> Option<Vec<Json>> {
    let corpora = std::env::var("PALISADE_CORPORA").map_or_else(
        |_| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpora"),
        PathBuf::from,
    );
    let text = std::fs::read_to_string(corpora.join("rego-conformance/cases.json")).ok()?;
    Some(serde_json::from_str(&text).expect("cases"))
}

fn value<'a>(arena: &'a Arena, json: &Json) -> Value<'a> {
    if json.is_null() {
        return Value::Null;
    }
    parse_json(arena, &json.to_string(), JsonOptions::default()).expect("JSON")
}

/// Whether a result is what JSON says: sets stand there as arrays in any order.
fn agrees(got: Value<'_>, want: Value<'_>) -> bool {
    match (got, want) {
        (Value::Set(got), Value::Array(want)) => {
            got.len() == want.len()
                && want.items().iter().all(|w| got.items().iter().any(|g| agrees(*g, *w)))
        }
        (Value::Array(got), Value::Array(want)) => {
            got.len() == want.len()
                && got.items().iter().zip(want.items()).all(|(g, w)| agrees(*g, *w))
        }
        (Value::Object(got), Value::Object(want)) => {
            got.len() == want.len()
                && want.entries().iter().all(|(key, w)| got.get(key).is_some_and(|g| agrees(g, *w)))
        }
        _ => got.same(&want),
    }
}

/// Runs a case; none where it is not for here, else what is wrong.
fn run(case: &Json) -> Result<Option<String>, String> {
    let arena = Arena::new();
    let text = |key: &str| case[key].as_str().unwrap_or("");
    let modules: Vec<&str> = case["modules"]
        .as_array()
        .map(|m| m.iter().filter_map(Json::as_str).collect())
        .unwrap_or_default();
    let data = value(&arena, &case["data"]);
    let input = value(&arena, &case["input"]);
    let strict = case["strict_error"].as_bool().unwrap_or(false);
    let evaluator = Evaluator::new(&arena, &modules, (data, input), strict)?;
    let found = match evaluator.solutions(text("query")) {
        Ok(found) => found,
        Err(Trouble::Unknown(what)) => return Err(what),
        Err(Trouble::Failed { code, message }) => {
            let shown = format!("{code}: {message}");
            let code_fits = text("want_error_code").is_empty() || text("want_error_code") == code;
            let expected =
                case.get("want_error").is_some() || case.get("want_error_code").is_some();
            let fits = expected && code_fits && shown.contains(text("want_error"));
            return Ok((!fits).then(|| format!("failed: {shown}; want {}", case["want_error"])));
        }
    };
    if case.get("want_error").is_some() || case.get("want_error_code").is_some() {
        return Ok(Some(format!("{found:?} instead of error {}", case["want_error"])));
    }
    let want = value(&arena, &case["want_result"]);
    let wanted = want.as_array().map_or(&[][..], |array| array.items());
    let fits = found.len() == wanted.len() && found.iter().zip(wanted).all(|(g, w)| agrees(*g, *w));
    Ok((!fits).then(|| format!("{found:?} instead of {want:?}")))
}

#[test]
fn cases_of_opa() {
    let Some(cases) = cases() else {
        println!("skipped: no corpus rego-conformance");
        return;
    };
    let (mut passed, mut skipped, mut wrong) = (0, Vec::new(), Vec::new());
    for case in &cases {
        let note = case["note"].as_str().unwrap_or("");
        let ours = GROUPS.iter().any(|group| note.starts_with(group));
        if !ours || LEFT_OUT.iter().any(|(left, _)| *left == note) {
            continue;
        }
        match run(case) {
            Ok(None) => passed += 1,
            Ok(Some(why)) => {
                let why: String = why.chars().take(600).collect();
                wrong.push(format!("{note}: {why}"));
            }
            Err(why) => skipped.push(format!("{note}: {why}")),
        }
    }
    println!("{passed} passed, {} left to the front end:", skipped.len());
    skipped.iter().for_each(|line| println!("  {line}"));
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(passed > 60, "only {passed} cases were run");
}

#[test]
fn broken_input_is_answered() {
    let Some(cases) = cases() else {
        println!("skipped: no corpus rego-conformance");
        return;
    };
    let ours: Vec<Json> = cases
        .into_iter()
        .filter(|case| {
            let note = case["note"].as_str().unwrap_or("");
            GROUPS.iter().any(|group| note.starts_with(group))
        })
        .collect();
    let calls = hostile::all_answer(&hostile::texts(&ours));
    assert!(calls > 500, "only {calls} broken texts");
}
