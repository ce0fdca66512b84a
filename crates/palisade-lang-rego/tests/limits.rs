//! Policies that would take for ever or all memory end with an error instead.
#![expect(clippy::expect_used, reason = "tests may fail")]

use palisade_arena::Arena;
use palisade_ir::{LimitKind, NoRecord, Options, Stop, Vm};
use palisade_lang_rego::{ParseOptions, Source, compile, parse_module};
use palisade_source::FileId;
use palisade_value::ObjectBuilder;
use std::fmt::Write;

/// What the rule `data.t.p` of a module comes to: its limit, if it reaches one.
fn limit(text: &str) -> Option<LimitKind> {
    let parsed = parse_module(text, FileId(0), ParseOptions::default());
    assert!(parsed.diagnostics.is_empty(), "{:?}", parsed.diagnostics);
    let module = parsed.module.expect("module");
    let compiled = compile(&[Source { module: &module, file: FileId(0) }], &[]).expect("compiles");
    let entry = compiled.entry(&["t", "p"]).expect("entry").func;
    let arena = Arena::new();
    let data = ObjectBuilder::new().finish(&arena);
    let mut vm = Vm::new(&compiled.program, &arena, Options::default(), NoRecord);
    vm.start(&[None, Some(data)]);
    match vm.call(entry, &[]) {
        Err(Stop::Limit(limit)) => Some(limit),
        _ => None,
    }
}

#[test]
fn values_that_hold_themselves_many_times_are_refused() {
    let mut text = String::from("package t\n\na0 := [1]\n");
    for n in 1..60 {
        let _ = write!(text, "\na{n} := [a{0}, a{0}]\n", n - 1);
    }
    for question in ["count(a59) == 2", "a59 == a59", "{a59: 1}", "sprintf(\"%v\", [a59]) != \"\""]
    {
        let text = format!("{text}\np if {question}\n");
        assert_eq!(limit(&text), Some(LimitKind::Memory), "{question}");
    }
}

#[test]
fn iterations_without_end_are_ended() {
    let cross = "package t\n\nxs := numbers.range(1, 1000)\n\n\
                 p := count([1 | some a in xs; some b in xs; some c in xs; a + b + c == 0])\n";
    assert_eq!(limit(cross), Some(LimitKind::Steps));
    assert_eq!(limit("package t\n\np := numbers.range(1, 1000000000)\n"), Some(LimitKind::Memory));
}

#[test]
fn patterns_that_explode_are_refused_or_quick() {
    let bomb = "package t\n\np if regex.match(`(((a{100}){100}){100}){100}`, \"aaaa\")\n";
    assert_eq!(limit(bomb), None);
    let slow =
        "package t\n\np if regex.match(`(a*)*b`, \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\")\n";
    assert_eq!(limit(slow), None);
}
