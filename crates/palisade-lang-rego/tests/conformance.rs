//! OPA's own conformance cases, against a list of passing ones that only grows.
#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    reason = "tests read fixtures and may fail"
)]

use palisade_arena::Arena;
use palisade_ir::{FaultKind, NoRecord, Options, Stop, Vm};
use palisade_lang_rego::{
    Options as CompileOptions, ParseOptions, Query, Source, compile_with, parse_module, parse_query,
};
use palisade_source::{Diagnostic, FileId};
use palisade_value::{JsonOptions, Value, parse_json, write_json};
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

fn here(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/conformance").join(name)
}

fn cases() -> Option<Vec<Json>> {
    let corpora = std::env::var("PALISADE_CORPORA").map_or_else(
        |_| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpora"),
        PathBuf::from,
    );
    let text = std::fs::read_to_string(corpora.join("rego-conformance/cases.json")).ok()?;
    Some(serde_json::from_str(&text).expect("cases"))
}

fn told(diagnostics: &[Diagnostic]) -> String {
    let all: Vec<String> = diagnostics
        .iter()
        .map(|d| format!("{}: {}", d.code.replace('-', "_"), d.message))
        .collect();
    all.join("; ")
}

/// What an evaluation came to: its results as JSON, or code and message of its error.
type Outcome = Result<Vec<Json>, (String, String)>;

fn failed(message: String) -> (String, String) {
    ("compile".to_owned(), message)
}

fn evaluate(case: &Json, options: CompileOptions) -> Outcome {
    let parse = ParseOptions::default();
    let mut modules = Vec::new();
    for (n, text) in case["modules"].as_array().into_iter().flatten().enumerate() {
        let file = FileId(u32::try_from(n).expect("few"));
        let parsed = parse_module(text.as_str().expect("text"), file, parse);
        match parsed.module {
            Some(module) if parsed.diagnostics.is_empty() => modules.push((module, file)),
            _ => return Err(failed(told(&parsed.diagnostics))),
        }
    }
    let sources: Vec<Source<'_>> =
        modules.iter().map(|(module, file)| Source { module, file: *file }).collect();
    let mut texts = vec![case["query"].as_str().expect("query").to_owned()];
    texts.extend(case["input_term"].as_str().map(|term| format!("x = {term}")));
    let mut literals = Vec::new();
    for text in &texts {
        let (parsed, diagnostics) = parse_query(text, FileId(1000), parse);
        if !diagnostics.is_empty() {
            return Err(failed(format!("query: {}", told(&diagnostics))));
        }
        literals.push(parsed);
    }
    let queries: Vec<Query<'_>> = literals
        .iter()
        .map(|literals| Query { literals, file: FileId(1000), imports: &[], package: &[] })
        .collect();
    let compiled = compile_with(&sources, &queries, options).map_err(|d| failed(told(&d)))?;
    let arena = Arena::new();
    let json =
        |json: &Json| parse_json(&arena, &json.to_string(), JsonOptions::default()).expect("JSON");
    let data = case
        .get("data")
        .filter(|d| !d.is_null())
        .map_or_else(|| json(&serde_json::json!({})), &json);
    let strict = case["strict_error"].as_bool().unwrap_or(false);
    let options = Options { strict, now: Some(1_750_000_000_000_000_000), ..Options::default() };
    let mut vm = Vm::new(&compiled.program, &arena, options, NoRecord);
    let mut input = case.get("input").map(&json);
    if let Some(query) = compiled.queries.get(1) {
        vm.start(&[None, Some(data)]);
        let found = vm.call(query.func, &[]);
        let first = found.ok().and_then(|v| v.as_array()?.items().first().copied());
        input = first.and_then(|v| v.path(&["bindings", "x"]));
    }
    vm.start(&[input, Some(data)]);
    match vm.call(compiled.queries[0].func, &[]) {
        Ok(Value::Array(solutions)) => Ok(solutions
            .items()
            .iter()
            .map(|s| {
                let mut text = String::new();
                write_json(&mut text, s.field("bindings").expect("bindings"));
                serde_json::from_str(&text).expect("JSON out")
            })
            .collect()),
        Ok(other) => Err(failed(format!("no solutions but {other:?}"))),
        Err(Stop::Error(fault)) => {
            let code = match fault.kind {
                FaultKind::WrongType => "eval_type_error",
                FaultKind::Conflict => "eval_conflict_error",
                _ => "eval_builtin_error",
            };
            let place = fault.location.map_or_else(String::new, |at| {
                let text = case["modules"][at.file.0 as usize].as_str().unwrap_or_default();
                let row = text[..at.span.start as usize].lines().count().max(1);
                format!("test-{}.rego:{row}: ", at.file.0)
            });
            Err((code.to_owned(), format!("{place}{code}: {}", fault.message)))
        }
        Err(stop) => Err(failed(format!("{stop:?}"))),
    }
}

fn same(a: &Json, b: &Json) -> bool {
    let arena = Arena::new();
    let value =
        |j: &Json| parse_json(&arena, &j.to_string(), JsonOptions::default()).expect("JSON");
    value(a).same(&value(b))
}

/// Whether the optimized program does what the plain one does.
fn agree(case: &Json, fast: &Outcome) -> Result<(), String> {
    let plain = evaluate(case, CompileOptions { optimize: false, ..CompileOptions::default() });
    let equal = match (fast, &plain) {
        (Ok(fast), Ok(plain)) => {
            fast.len() == plain.len() && fast.iter().zip(plain).all(|(a, b)| same(a, b))
        }
        (fast, plain) => fast == plain,
    };
    if equal { Ok(()) } else { Err(format!("optimized {fast:?}, plain {plain:?}")) }
}

fn run(case: &Json, outcome: Outcome) -> Result<(), String> {
    let code = case["want_error_code"].as_str();
    let error = case["want_error"].as_str();
    match (outcome, code.or(error)) {
        (Ok(got), None) => {
            // The suite compares arrays of such cases without regard to order.
            let within = case["sort_bindings"].as_bool().unwrap_or(false);
            let sorted = |mut list: Vec<Json>| {
                for value in
                    list.iter_mut().filter_map(Json::as_object_mut).flat_map(|o| o.values_mut())
                {
                    if let (Json::Array(items), true) = (value, within) {
                        items.sort_by_cached_key(ToString::to_string);
                    }
                }
                list.sort_by_cached_key(ToString::to_string);
                list
            };
            let got = sorted(got);
            let want = sorted(case["want_result"].as_array().cloned().unwrap_or_default());
            let equal = got.len() == want.len() && got.iter().zip(&want).all(|(a, b)| same(a, b));
            let shown = |l: Vec<Json>| Json::Array(l).to_string();
            if equal { Ok(()) } else { Err(format!("got {}, want {}", shown(got), shown(want))) }
        }
        (Ok(got), Some(want)) => {
            Err(format!("got {} instead of the error {want}", Json::Array(got)))
        }
        (Err((_, message)), None) => Err(message),
        (Err((got, message)), Some(_)) => {
            if code.is_some_and(|c| c != got) || error.is_some_and(|e| !message.contains(e)) {
                return Err(format!(
                    "{got}: {message}; want {} {}",
                    code.unwrap_or("any"),
                    error.unwrap_or("")
                ));
            }
            Ok(())
        }
    }
}

#[test]
fn conformance() {
    let Some(cases) = cases() else {
        eprintln!("skipped: the corpus rego-conformance is not there");
        return;
    };
    let mut passed = BTreeSet::new();
    let mut failures: BTreeMap<String, String> = BTreeMap::new();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut apart = Vec::new();
    for case in &cases {
        // Several cases share a note.
        let note = case["note"].as_str().expect("note").to_owned();
        let n = seen.entry(note.clone()).or_default();
        *n += 1;
        let id = if *n == 1 { note } else { format!("{note} #{n}") };
        let outcome = evaluate(case, CompileOptions::default());
        if let Err(why) = agree(case, &outcome) {
            apart.push(format!("{id}: {why}"));
        }
        match run(case, outcome) {
            Ok(()) => {
                passed.insert(id);
            }
            Err(why) => {
                failures.insert(id, why);
            }
        }
    }
    let list = std::fs::read_to_string(here("pass.txt")).unwrap_or_default();
    let listed: BTreeSet<String> = list.lines().map(str::to_owned).collect();
    if std::env::var_os("PALISADE_UPDATE").is_some() {
        std::fs::create_dir_all(here("")).expect("folder");
        let all: Vec<&str> = passed.union(&listed).map(String::as_str).collect();
        std::fs::write(here("pass.txt"), all.join("\n") + "\n").expect("written");
        let mut text = String::new();
        for (id, why) in &failures {
            text.push_str(&format!("{id}\n    {why}\n"));
        }
        std::fs::write(std::env::temp_dir().join("rego-failures.txt"), text).expect("written");
    }
    eprintln!("{} of {} cases pass", passed.len(), cases.len());
    assert!(apart.is_empty(), "the optimizer changes results:\n{}", apart.join("\n"));
    let left_out = left_out();
    let strange: Vec<&String> = left_out.iter().filter(|id| !failures.contains_key(*id)).collect();
    assert!(strange.is_empty(), "left out, but they pass or are no cases: {strange:?}");
    let lost: Vec<String> = failures
        .iter()
        .filter(|(id, _)| !left_out.contains(*id))
        .map(|(id, why)| format!("{id}: {why}"))
        .collect();
    assert!(lost.is_empty(), "neither pass nor are left out:\n{}", lost.join("\n"));
    let gone: Vec<&String> = listed.difference(&passed).collect();
    assert!(gone.is_empty(), "listed, but no cases: {gone:?}");
    for id in passed.difference(&listed) {
        eprintln!("passes now; PALISADE_UPDATE=1 lists it: {id}");
    }
}

/// The cases that are not for us: a line each, `case: reason`.
fn left_out() -> BTreeSet<String> {
    let list = std::fs::read_to_string(here("left-out.txt")).expect("the list");
    list.lines().map(|l| l.split_once(": ").expect("a case and its reason").0.to_owned()).collect()
}
