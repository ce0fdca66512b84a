//! Rego text to a program, and that program on a document.

use super::{Target, assert_inside, text};
use palisade_arena::Arena;
use palisade_ir::{Limits, NoRecord, Options as VmOptions, Stop, Vm};
use palisade_lang_rego::ast::{Dialect, Module};
use palisade_lang_rego::parse::{ParseOptions, parse_module};
use palisade_lang_rego::{Compiled, Options, Source, compile_with};
use palisade_source::{Diagnostic, FileId};
use palisade_value::{JsonOptions, Value, parse_json};

/// This target.
pub const TARGET: Target = Target {
    name: "rego_compile",
    run: target,
    dictionary: &[
        "\n---\npackage t\n\n",
        "\np if q\n",
        "\np := x if { x := input.a }\n",
        "\np contains x if some x in input.xs\n",
        "\np[k] := v if some k, v in input.o\n",
        "\np[x].q[y] contains z if { some x, y; z := input.o[x][y] }\n",
        "\ndefault p := 0\n",
        "\nf(x) := x + 1\n",
        "\nf([x, y]) := x if y == 1\n",
        " else := 2 if { true }",
        "[x | x := input.xs[_]]",
        "{x | some x in input.xs}",
        "{k: v | some k, v in input.o}",
        "some x in input.xs\n\t",
        "every k, v in input.o { v != k }\n\t",
        "not ",
        " with input.a as 1",
        " with data.d.n as input.xs",
        " with count as f",
        "walk(input, [p, v])\n\t",
        "numbers.range(1, 1000000000)",
        "input.o[_][_]",
        "data.t[x]",
        "data.d.xs[i]",
        "input.xs[i] = input.xs[j]",
        "[a, b] = [b, 1]",
        " == ",
        " := ",
        " = ",
        " in ",
        ", ",
        "; ",
        "{",
        "}",
        "[",
        "]",
        "(",
        ")",
        "1e400",
        "\"a\"",
        "$\"{input.a}\"",
    ],
    more_seeds: &[],
};

/// The input that everything is evaluated on.
const INPUT: &str = r#"{
    "a": 1, "b": "x", "c": null, "xs": [3, 1, 2, 2.5, "x"], "words": ["a", "b", "c"],
    "o": {"a": {"x": 1}, "b": [1, 2], "": 9007199254740993}
}"#;

/// The data beside the rules.
const DATA: &str = r#"{"d": {"n": 1, "xs": [1, 2, 3], "roles": {"x": ["read"]}}}"#;

const LIMITS: Limits = Limits { steps: 5_000, memory: 2 << 20, depth: 100 };

/// Most rules that are asked for.
const RULES: usize = 24;

/// What cannot be compiled says why and where; what can comes to the same a second time and
/// without the optimizer.
pub fn target(data: &[u8]) {
    let Some(text) = text(data) else { return };
    for dialect in [Dialect::V1, Dialect::V0] {
        let parts: Vec<&str> = text.split("\n---\n").take(4).collect();
        let Some(modules) = modules(&parts, dialect) else { continue };
        let (fast, plain) = (compiled(&parts, &modules, true), compiled(&parts, &modules, false));
        let (Some(fast), Some(plain)) = (&fast, &plain) else {
            assert_eq!(fast.is_some(), plain.is_some(), "optimizing decides whether it compiles");
            continue;
        };
        assert_eq!(fast.entries.len(), plain.entries.len(), "rules");
        let _ = fast.program.dump();
        for (a, b) in fast.entries.iter().zip(&plain.entries).take(RULES) {
            let arity = a.arity.unwrap_or(0);
            let (first, again, other) = (
                shown(fast, a.func, arity),
                shown(fast, a.func, arity),
                shown(plain, b.func, arity),
            );
            assert_eq!(first, again, "{:?} a second time", a.path);
            let limited = first.starts_with("limit") || other.starts_with("limit");
            assert!(limited || first == other, "{:?}: {first}, but plain {other}", a.path);
        }
    }
}

/// The modules of the parts, if all can be read without mistakes.
pub(super) fn modules(parts: &[&str], dialect: Dialect) -> Option<Vec<Module>> {
    let mut all = Vec::with_capacity(parts.len());
    for (part, file) in parts.iter().zip(0..) {
        let parsed = parse_module(part, FileId(file), ParseOptions { dialect });
        if !parsed.diagnostics.is_empty() {
            return None;
        }
        all.push(parsed.module?);
    }
    Some(all)
}

/// What every diagnostic holds to.
pub(super) fn check(parts: &[&str], diagnostics: &[Diagnostic]) {
    assert!(!diagnostics.is_empty(), "it is refused, and nothing says why");
    for diagnostic in diagnostics {
        assert!(!diagnostic.message.is_empty(), "a mistake without a message");
        let places = diagnostic.labels.iter().map(|l| l.location);
        for at in diagnostic.location.into_iter().chain(places) {
            let part = usize::try_from(at.file.0).ok().and_then(|n| parts.get(n));
            assert_inside(part.copied().unwrap_or_default(), at.span, "a mistake");
        }
    }
}

fn compiled(parts: &[&str], modules: &[Module], optimize: bool) -> Option<Compiled> {
    let sources: Vec<Source<'_>> =
        modules.iter().zip(0..).map(|(module, n)| Source { module, file: FileId(n) }).collect();
    match compile_with(&sources, &[], Options { optimize, ..Options::default() }) {
        Ok(compiled) => Some(compiled),
        Err(diagnostics) => {
            check(parts, &diagnostics);
            None
        }
    }
}

/// What a rule comes to, as text.
fn shown(compiled: &Compiled, func: palisade_ir::FuncId, arity: usize) -> String {
    let arena = Arena::new();
    let json = |text| parse_json(&arena, text, JsonOptions::default()).unwrap_or(Value::Null);
    let options =
        VmOptions { limits: LIMITS, now: Some(1_767_225_600_000_000_000), ..VmOptions::default() };
    let mut vm = Vm::new(&compiled.program, &arena, options, NoRecord);
    let input = json(INPUT);
    vm.start(&[Some(input), Some(json(DATA))]);
    let arguments: Vec<Value<'_>> =
        [input.field("xs"), input.field("a"), input.field("o"), input.field("b")]
            .into_iter()
            .flatten()
            .cycle()
            .take(arity)
            .collect();
    match vm.call(func, &arguments) {
        Ok(value) => format!("{value:?}"),
        Err(Stop::Undefined) => "undefined".to_owned(),
        Err(Stop::Error(fault)) => format!("error: {}", fault.message),
        Err(Stop::Limit(limit)) => format!("limit: {limit}"),
    }
}
