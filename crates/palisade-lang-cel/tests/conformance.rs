//! The CEL specification's conformance suite, against a list of passing cases that only grows.
#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    reason = "tests read fixtures and may fail"
)]

use palisade_arena::Arena;
use palisade_ir::{NoRecord, Options, ProgramBuilder, Stop, Vm};
use palisade_lang_cel::{Env, Source, Type, compile_function};
use palisade_source::FileId;
use palisade_value::{Duration, Ext, ObjectBuilder, Timestamp, Value};
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
    let text = std::fs::read_to_string(corpora.join("cel-conformance/cases.json")).ok()?;
    Some(serde_json::from_str(&text).expect("cases"))
}

fn text<'j>(case: &'j Json, key: &str) -> &'j str {
    case[key].as_str().unwrap_or("")
}

fn flag(case: &Json, key: &str) -> bool {
    case[key].as_bool().unwrap_or(false)
}

/// Why a case is outside of CEL on JSON-like input.
fn left_out(case: &Json) -> Option<&'static str> {
    let expr = text(case, "expr");
    let all = format!("{expr} {} {}", case["bind"], case["want"]);
    let has = |words: &[&str]| words.iter().any(|w| all.contains(w));
    if has(&["proto.hasExt", "proto.getExt"]) || text(case, "file") == "proto2_ext" {
        return Some("protobuf extension fields");
    }
    if has(&["GlobalEnum", "NestedEnum"]) || text(case, "file") == "enums" {
        return Some("protobuf enums");
    }
    if has(&["TestAllTypes", "NestedTestAllTypes", "TestRequired", "\"object\"", "\"other\""]) {
        return Some("messages of a protobuf schema");
    }
    let declared = case["types"].as_u64().unwrap_or(0);
    let bound = case["bind"].as_object().map_or(0, serde_json::Map::len);
    if flag(case, "check_only") && declared > 0 && bound == 0 {
        return Some("declarations that the corpus does not carry");
    }
    None
}

fn build<'a>(arena: &'a Arena, json: &Json) -> Value<'a> {
    let inner = &json["v"];
    let number = || inner.as_str().unwrap_or("0");
    match text(json, "k") {
        "null" => Value::Null,
        "bool" => Value::Bool(inner.as_bool().unwrap_or(false)),
        "int" => Value::Int(number().parse().expect("int")),
        "uint" => Value::Uint(number().parse().expect("uint")),
        "double" => Value::Float(number().parse().expect("double")),
        "string" => Value::str(arena, inner.as_str().unwrap_or("")),
        "bytes" => {
            let bytes: Vec<u8> = serde_json::from_value(inner.clone()).expect("bytes");
            Value::ext(arena, Ext::Bytes(arena.alloc_slice(&bytes)))
        }
        "type" => Value::ext(arena, Ext::Type(arena.alloc_str(inner.as_str().unwrap_or("")))),
        "list" => {
            let items: Vec<Value<'a>> = list(inner).map(|v| build(arena, v)).collect();
            Value::array(arena, &items)
        }
        "map" => {
            let mut object = ObjectBuilder::new();
            for pair in list(inner) {
                object.insert(build(arena, &pair[0]), build(arena, &pair[1]));
            }
            object.finish(arena)
        }
        kind @ ("duration" | "timestamp") => {
            let (seconds, nanos) = (inner[0].as_i64().unwrap_or(0), inner[1].as_i64().unwrap_or(0));
            let ext = if kind == "duration" {
                Ext::Duration(Duration { seconds, nanos: i32::try_from(nanos).expect("nanos") })
            } else {
                Ext::Timestamp(Timestamp { seconds, nanos: u32::try_from(nanos).expect("nanos") })
            };
            Value::ext(arena, ext)
        }
        other => panic!("kind {other}"),
    }
}

fn list(json: &Json) -> impl Iterator<Item = &Json> {
    json.as_array().into_iter().flatten()
}

/// Whether two values are equal and of the same types at every level.
fn identical(a: &Value<'_>, b: &Value<'_>) -> bool {
    match (a, b) {
        (Value::Float(x), Value::Float(y)) => x == y || (x.is_nan() && y.is_nan()),
        (Value::Array(x), Value::Array(y)) => {
            x.len() == y.len() && x.items().iter().zip(y.items()).all(|(x, y)| identical(x, y))
        }
        (Value::Object(x), Value::Object(y)) => {
            x.len() == y.len()
                && x.entries()
                    .iter()
                    .zip(y.entries())
                    .all(|((k, v), (l, w))| identical(k, l) && identical(v, w))
        }
        _ => std::mem::discriminant(a) == std::mem::discriminant(b) && a.same(b),
    }
}

/// Runs a case; what is wrong if it does not pass.
fn run(case: &Json) -> Result<(), String> {
    let mut env = Env::new().container(text(case, "container"));
    if flag(case, "disable_check") {
        env = env.unchecked();
    }
    let arena = Arena::new();
    let mut input = ObjectBuilder::new();
    for (name, bound) in case["bind"].as_object().into_iter().flatten() {
        env = env.variable(name, Type::Dyn);
        input.field(arena.alloc_str(name), build(&arena, bound));
    }
    let input = input.finish(&arena);
    let source = Source::new(text(case, "expr"), FileId(0), 0);
    let constants = Arena::new();
    let mut builder = ProgramBuilder::new(&constants);
    let (func, diagnostics) = compile_function("case", &source, &env, &mut builder);
    let program = builder.finish();
    let matcher = text(case, "m");
    let Some(func) = func else {
        let messages: Vec<String> = diagnostics.into_iter().map(|d| d.message).collect();
        return if matcher == "eval_error" { Ok(()) } else { Err(messages.join("; ")) };
    };
    if flag(case, "check_only") {
        return Ok(());
    }
    let mut vm = Vm::new(&program, &arena, Options::default(), NoRecord);
    vm.start(&[Some(input)]);
    match (vm.call(func, &[]), matcher) {
        (Err(Stop::Error(_)), "eval_error") => Ok(()),
        (Ok(found), "value" | "true" | "typed_result") => {
            let want =
                if matcher == "true" { Value::Bool(true) } else { build(&arena, &case["want"]) };
            let same = identical(&found, &want);
            same.then_some(()).ok_or_else(|| format!("{found:?} instead of {want:?}"))
        }
        (other, _) => Err(format!("{other:?} instead of {matcher}")),
    }
}

#[test]
fn the_conformance_suite_passes_as_far_as_the_list_says() {
    let Some(cases) = cases() else {
        println!("skipped: no conformance cases; set PALISADE_CORPORA");
        return;
    };
    let update = std::env::var("PALISADE_UPDATE").is_ok();
    let (mut passed, mut failed) = (BTreeSet::new(), BTreeMap::new());
    let (mut outside, mut seen) = (BTreeMap::new(), BTreeMap::new());
    for case in &cases {
        let name =
            format!("{}/{}/{}", text(case, "file"), text(case, "section"), text(case, "name"));
        let times: &mut u32 = seen.entry(name.clone()).or_default();
        *times += 1;
        let name = if *times > 1 { format!("{name}#{times}") } else { name };
        if let Some(reason) = left_out(case) {
            outside.insert(name, reason);
            continue;
        }
        match run(case) {
            Ok(()) => {
                passed.insert(name);
            }
            Err(why) => {
                failed.insert(name, format!("{why}\n    {}", text(case, "expr")));
            }
        }
    }
    let joined = |lines: Vec<String>| lines.join("\n") + "\n";
    let left = joined(outside.iter().map(|(name, why)| format!("{name}\t{why}")).collect());
    let known = std::fs::read_to_string(here("pass.txt")).unwrap_or_default();
    let known: BTreeSet<String> = known.lines().map(str::to_owned).collect();
    let lost: Vec<&String> = known.difference(&passed).collect();
    let won: Vec<&String> = passed.difference(&known).collect();
    for (name, why) in &failed {
        println!("{name}: {why}");
    }
    let (good, bad) = (passed.len(), failed.len());
    println!("{good} of {} pass, {} left out", good + bad, outside.len());
    assert!(lost.is_empty(), "cases that passed before fail now: {lost:#?}");
    if update {
        std::fs::write(here("pass.txt"), joined(passed.iter().cloned().collect())).expect("write");
        std::fs::write(here("left-out.txt"), left).expect("write");
        return;
    }
    assert!(won.is_empty(), "more cases pass; add them with PALISADE_UPDATE=1: {won:#?}");
    let listed = std::fs::read_to_string(here("left-out.txt")).unwrap_or_default();
    assert_eq!(listed, left, "left-out.txt is out of date; renew it with PALISADE_UPDATE=1");
    assert!(good * 100 >= (good + bad) * 98, "fewer than 98% of the cases pass");
}
