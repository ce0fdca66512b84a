//! What the optimizer makes of a program comes to what the program as it was written comes to.
#![expect(clippy::expect_used, reason = "tests may fail")]

use palisade_arena::Arena;
use palisade_ir::{NoRecord, Options, Program, ProgramBuilder, Root, Stop, Vm};
use palisade_lang_cel::{Binding, Env, Source, Type, compile_function};
use palisade_source::FileId;
use palisade_value::{ObjectBuilder, Unknown, UnknownKind, Value, parse_json};

/// What an expression comes to on a document, with errors and their places, and its steps.
fn run(text: &str, document: &str, plain: bool) -> (String, u64) {
    let mut env = Env::new();
    env.declare("d", Type::Dyn, Binding::Root(Root(0)));
    let (constants, arena) = (Arena::new(), Arena::new());
    let mut builder = ProgramBuilder::new(&constants);
    let source = Source::new(text, FileId(0), 0);
    let (func, diagnostics) = compile_function("case", &source, &env, &mut builder);
    let Some(func) = func else { return (format!("refused: {}", diagnostics[0].message), 0) };
    let program: Program = if plain { builder.finish_plain() } else { builder.finish() };
    let read = parse_json(&arena, document, Default::default()).expect("json");
    let document = with_unknowns(&arena, read);
    let mut vm = Vm::new(&program, &arena, Options::default(), NoRecord);
    let mut shown = String::new();
    // What is kept for one evaluation must not stay for the next one.
    for document in [document, Value::Null, document] {
        vm.start(&[Some(document)]);
        shown.push_str(&match vm.call(func, &[]) {
            Ok(Value::Unknown(unknown)) => format!("unknown: {}\n", unknown.subject),
            Ok(value) => format!("{value:?}\n"),
            Err(Stop::Error(fault)) => format!("error: {} {:?}\n", fault.message, fault.location),
            Err(stop) => format!("{stop:?}\n"),
        });
    }
    (shown, vm.steps())
}

/// Texts that begin with `?` are unknown.
fn with_unknowns<'a>(arena: &'a Arena, value: Value<'a>) -> Value<'a> {
    match value {
        Value::Str(text) if text.starts_with('?') => {
            let kind = UnknownKind::UnsetVariable;
            let (location, partial) = (None, None);
            let unknown = Unknown { kind, subject: text, location, partial, nullable: true };
            Value::unknown(arena, unknown)
        }
        Value::Array(array) => {
            let items: Vec<_> = array.items().iter().map(|v| with_unknowns(arena, *v)).collect();
            Value::array(arena, &items)
        }
        Value::Object(object) => {
            let mut made = ObjectBuilder::new();
            for (key, value) in object.entries() {
                made.insert(*key, with_unknowns(arena, *value));
            }
            made.finish(arena)
        }
        other => other,
    }
}

const DOCUMENTS: &[&str] = &[
    r#"{"a": {"b": [{"c": 1}, {"c": 2}, {"c": "x"}]}, "n": 3, "t": "x", "f": true}"#,
    r#"{"a": {"b": [{"c": "?c"}, {"c": 2}, 7]}, "n": "?n", "t": "?t", "f": "?f"}"#,
    r#"{"a": {"b": []}, "n": "3", "t": 7, "f": 1}"#,
    r#"{"a": null, "t": null}"#,
    r#"{"a": {"b": {"c": 1, "n": 4}}, "n": 4, "t": ["x", 3], "f": false}"#,
    r#"{"a": "?a", "n": 1.5, "t": {"x": "?x"}}"#,
    "{}",
    "[]",
];

const EXPRESSIONS: &[&str] = &[
    "d.a.b[0].c",
    "d.?a.?b[?1].?c.orValue('none')",
    "d.?n.orValue(d.?t.orValue('both'))",
    "d.a.?b.orValue([]).size() + d.a.?b.orValue([]).size()",
    "d.t == 'x' || 'x' == d.t || d.t != 'x'",
    "d.t in ['x', 'y', true, 3] && d.n in [3, '3']",
    "d.t in [] || 'x' in d.t",
    "'b' in d.a && 'zzz' in d.a",
    "!(d.f) && !d.f || !(!d.f)",
    "int(d.n) <= 3 && int(d.n) >= 3 || int(d.n) < 3",
    "d.a.b.all(x, x.c == d.n || x.c == d.n)",
    "d.a.b.exists(x, int(d.n) == 3 && string(d.t) == 'x' && x.?c.orValue(0) == 2)",
    "d.a.b.exists_one(x, string(x.c) == 'x' || string(x.c) == '2')",
    "d.a.b.filter(x, int(x.?c.orValue(0)) > 1 || int(x.?c.orValue(0)) == int(d.n))",
    "d.a.b.map(x, [string(x.c), string(d.t), string(x.c)])",
    "d.a.b.all(x, d.a.b.all(y, string(x.c) == string(x.c) || string(y.c) == string(x.c)))",
    "d.a.b.exists(x, d.a.b.exists(y, string(y.c) == 'x' && string(d.n) == '3'))",
    "d.a.b.exists(x, d.a.b.map(y, string(x.c)).size() == 3)",
    "d.f ? d.a.b.size() : d.n",
    "d.f ? d.n : d.n",
    "cel.bind(k, d.a.b, k.exists(x, x.c == 2) && k.exists(x, x.c == 2))",
    "d.a.b.all(x, cel.bind(k, string(x.c), k == 'x' || k == string(x.c)))",
    "has(d.a.b) && has(d.a) && has(d.zzz)",
    "1 / (d.n - 3) == 1 || d.f",
    "d.f && 1 / (d.n - 3) == 1",
    "[1, 2, 3].all(i, i < 4 && d.n == 3)",
    "[1, 2].map(i, d.a.b.filter(x, x.c == i)).flatten()",
    "d.a.b.transformList(i, x, i + int(x.c) + int(x.c))",
    "d.a.b.all(k, v, k == k && string(v) == string(v))",
];

#[test]
fn optimized_and_plain_programs_agree() {
    for text in EXPRESSIONS {
        for document in DOCUMENTS {
            let (quick, plain) = (run(text, document, false).0, run(text, document, true).0);
            assert!(!quick.starts_with("refused"), "{text}: {quick}");
            assert_eq!(quick, plain, "{text} on {document}");
        }
    }
}

#[test]
fn what_is_the_same_is_evaluated_once() {
    let many = r#"{"n": 3, "b": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]}"#;
    for text in [
        "d.b.all(x, string(d.n) == '3')",
        "d.b.all(x, string(x) != 'y' && string(x) != 'z' && string(x) != 'q')",
        "d.b.exists(x, d.b.exists(y, string(x) == 'y' || string(x) == 'z'))",
    ] {
        let ((quick, few), (plain, all)) = (run(text, many, false), run(text, many, true));
        assert_eq!(quick, plain, "{text}");
        assert!(few * 5 < all * 4, "{text}: {few} of {all} steps");
    }
}

/// What a condition comes to on a document of which `type` is known beforehand, or is not.
fn decided(text: &str, document: &str, is_given: bool) -> String {
    let mut env = Env::new();
    env.declare("d", Type::Dyn, Binding::Root(Root(0)));
    env.declare("target", Type::Dyn, Binding::Root(Root(1)));
    let (constants, arena) = (Arena::new(), Arena::new());
    let mut builder = ProgramBuilder::new(&constants);
    let source = Source::new(text, FileId(0), 0);
    let (func, diagnostics) = compile_function("case", &source, &env, &mut builder);
    let Some(func) = func else { return format!("refused: {}", diagnostics[0].message) };
    let program = builder.finish();
    let read = parse_json(&arena, document, Default::default()).expect("json");
    let document = with_unknowns(&arena, read);
    let mut vm = Vm::new(&program, &arena, Options::default(), NoRecord);
    let mut shown = String::new();
    for kind in ["a", "b", "other"] {
        let mut target = ObjectBuilder::new();
        target.field("type", Value::Str(kind));
        if is_given {
            vm.given(program.given(&arena, (Root(1), "type"), kind));
        }
        vm.start(&[Some(document), Some(target.finish(&arena))]);
        shown.push_str(&match vm.decide(func) {
            Ok(is) => format!("{is}\n"),
            Err(Ok(Value::Unknown(unknown))) => format!("unknown: {}\n", unknown.subject),
            Err(Ok(value)) => format!("{value:?}\n"),
            Err(Err(Stop::Error(fault))) => {
                format!("error: {} {:?}\n", fault.message, fault.location)
            }
            Err(Err(stop)) => format!("{stop:?}\n"),
        });
        let steps = vm.steps();
        if is_given && text.starts_with("target.type") && !text.contains('d') {
            assert_eq!(steps, 0, "{text}: it is settled");
        }
    }
    shown
}

#[test]
fn what_is_settled_beforehand_changes_nothing() {
    for text in [
        "target.type == 'a'",
        "target.type != 'a'",
        "target.type in ['a', 'b']",
        "target.type in ['a', 'c', 'e', 'f', 'g', 'h', 'i', 'j']",
        "!(target.type == 'a') && d.x == 1",
        "d.x == 1 && target.type == 'b'",
        "d.nothing == 1 && target.type == 'b'",
        "d.unknown == 1 || target.type == 'b'",
        "d.unknown == 1 && target.type == 'b'",
        "(target.type == 'a' ? d.x : d.nothing) == 1",
        "(target.type == 'a' ? d.unknown : d.x.y) == 1",
        "(target.type == 'a' ? [d] : d.list).exists(e, e.x == 1 && target.type != 'b')",
        "(target.type == 'a' ? 1 : 'x') == 1",
        "target.type == 'a' ? d.x : d.x == 1",
        "target.type.startsWith('o') && target.address == 'x'",
        "d.list.all(e, e.type == target.type || target.type == 'a')",
    ] {
        for document in [
            r#"{"x": 1, "type": "a", "list": [{"x": 1, "type": "b"}], "unknown": "?u"}"#,
            r#"{"x": {"y": 1}, "list": [], "unknown": "?u"}"#,
            "{}",
        ] {
            let (plain, given) = (decided(text, document, false), decided(text, document, true));
            assert_eq!(plain, given, "{text} on {document}");
        }
    }
}
