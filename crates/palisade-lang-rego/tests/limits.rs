//! Policies that would take for ever or all memory end with an error instead.
#![expect(clippy::expect_used, reason = "tests may fail")]

use palisade_arena::Arena;
use palisade_ir::{LimitKind, NoRecord, Options, Stop, Vm};
use palisade_lang_rego::{ParseOptions, Source, compile, parse_module};
use palisade_source::FileId;
use palisade_value::{ObjectBuilder, write_json};
use std::fmt::Write;

/// What the rule `data.t.p` of a module comes to, as JSON, or the limit that it reaches.
fn evaluated(text: &str) -> Result<String, Option<LimitKind>> {
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
        Ok(value) => {
            let mut text = String::new();
            write_json(&mut text, value);
            Ok(text)
        }
        Err(Stop::Limit(limit)) => Err(Some(limit)),
        Err(_) => Err(None),
    }
}

/// The limit that a module reaches, if any.
fn limit(text: &str) -> Option<LimitKind> {
    evaluated(text).err().flatten()
}

#[track_caller]
fn value(text: &str) -> String {
    evaluated(text).expect("a value")
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

#[test]
fn calls_with_the_same_arguments_are_made_once() {
    let mut text = String::from("package t\n\np := f0(1)\n\nf40(x) := x\n");
    for n in 0..40 {
        let _ = write!(text, "\nf{n}(x) := f{0}(f{0}(x))\n", n + 1);
    }
    assert_eq!(value(&text), "1");
    // 5,000 calls, five of them different: the others iterate over nothing.
    let perms = "package t\n\ngroups := numbers.range(1, 1000)\n\n\
                 perms(x) := {g | some g in groups; g % 5 == x}\n\n\
                 p := count([1 | some n in numbers.range(0, 4999); n in perms(n % 5)])\n";
    assert_eq!(value(perms), "1000");
}

#[test]
fn calls_that_differ_in_what_with_changes_or_in_the_kind_of_a_number_are_different() {
    let text = "package t\n\nf(x) := [z | some y in input.l; z := x + y]\n\n\
                g(x) := [x | some y in [1]; y == 1]\n\nh(x) := [f(x), f(x)]\n\n\
                mine(x) := [x, \"mine\"]\n\n\
                a := v if v := f(1) with input.l as [1]\n\n\
                b := v if v := f(1) with input.l as [2]\n\n\
                c := v if v := h(1) with f as mine\n\n\
                p := [a, b, c, g(1), g([1]), g(1)]\n";
    assert_eq!(value(text), r#"[[2],[3],[[1,"mine"],[1,"mine"]],[1],[[1]],[1]]"#);
}
