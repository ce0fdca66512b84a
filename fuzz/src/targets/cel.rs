//! CEL text to a checked expression.

use super::{Target, assert_inside, text};
use palisade_arena::Arena;
use palisade_ir::{Limits, NoRecord, Options, ProgramBuilder, Stop, Trace, Vm};
use palisade_lang_cel::{Env, Source, Type, check, compile_function};
use palisade_source::{Diagnostic, FileId, Span};
use palisade_value::{JsonOptions, ObjectBuilder, Unknown, UnknownKind, Value, parse_json};

/// This target.
pub const TARGET: Target = Target {
    name: "cel",
    run: target,
    dictionary: &[
        "(",
        "[",
        "{",
        ")",
        "]",
        "}",
        "!",
        "-",
        "a.",
        "a[",
        ".?a",
        "[?",
        "? a : ",
        "&&",
        "||",
        " in ",
        "==",
        "has(",
        ".all(a, ",
        ".exists(a, b, ",
        ".map(a, ",
        "cel.bind(a, ",
        "optional.of(",
        "{a: ",
        "{?a: ",
        "\"",
        "'''",
        "r'",
        "b\"",
        "\\x",
        "1u",
        "0x",
        "1e",
        "//",
        ".orValue(",
        "type(",
        "size(",
    ],
    more_seeds: &[],
};

/// What expressions are evaluated on.
const DOCUMENT: &str = r#"{
    "acl": "private",
    "ingress": [
        {"from_port": 22, "to_port": 22, "cidr_blocks": ["0.0.0.0/0", "10.0.0.0/8"]},
        {"from_port": 443, "to_port": 443.5, "cidr_blocks": []}
    ],
    "tags": {"a": "\u00e9", "": null, "b": {"c": [1, -2, 9007199254740993, 1e300]}},
    "text": "a b\nc"
}"#;

const LIMITS: Limits = Limits { steps: 50_000, memory: 8 << 20, depth: 200 };

/// A tree comes out of every text, every mistake has a place in it, and what compiles comes to the
/// same whether it is watched or not.
pub fn target(data: &[u8]) {
    let Some(text) = text(data) else { return };
    let mut env = Env::new().function("linked", &["linked(dyn, string) -> list(dyn)"]);
    for name in ["resource", "a", "b", "c"] {
        env = env.variable(name, Type::Dyn);
    }
    for env in [env.clone(), env.unchecked()] {
        let source = Source::new(text, FileId(0), 0);
        let checked = check(&source, &env);
        let ast = checked.ast();
        assert!(ast.span(ast.root()).end as usize <= text.len(), "the root is elsewhere");
        diagnostics(text, checked.diagnostics());
        evaluate(text, &source, &env);
    }
}

fn diagnostics(text: &str, diagnostics: &[Diagnostic]) {
    for diagnostic in diagnostics {
        assert!(!diagnostic.message.is_empty(), "a mistake without a message");
        let at = diagnostic.location.map_or(Span::default(), |at| at.span);
        assert_inside(text, at, "a mistake");
    }
}

fn evaluate(text: &str, source: &Source<'_>, env: &Env) {
    let constants = Arena::new();
    let mut builder = ProgramBuilder::new(&constants);
    let (function, found) = compile_function("fuzz", source, env, &mut builder);
    diagnostics(text, &found);
    let program = builder.finish();
    let Some(function) = function else {
        assert!(!found.is_empty(), "it does not compile, and nothing says why");
        return;
    };
    let _ = program.dump();
    let arena = Arena::new();
    let document = parse_json(&arena, DOCUMENT, JsonOptions::default()).unwrap_or(Value::Null);
    let unknown = Unknown {
        kind: UnknownKind::AfterApply,
        subject: "aws_kms_key.k.arn",
        location: None,
        partial: None,
        nullable: false,
    };
    let mut input = ObjectBuilder::new();
    input.field("resource", document);
    input.field("a", Value::Int(i64::MIN));
    input.field("b", document.path(&["tags", "b"]).unwrap_or(Value::Null));
    input.field("c", Value::unknown(&arena, unknown));
    let input = input.finish(&arena);
    let options = Options { limits: LIMITS, ..Options::default() };
    let mut quiet = Vm::new(&program, &arena, options, NoRecord);
    quiet.start(&[Some(input)]);
    let quiet = quiet.call(function, &[]);
    let mut watched = Vm::new(&program, &arena, options, Trace::new());
    watched.start(&[Some(input)]);
    let verdict = watched.call(function, &[]);
    let _ = watched.recorder.decisive(&program);
    let same = match (&quiet, &verdict) {
        (Ok(a), Ok(b)) => a.same(b),
        (Err(Stop::Error(_)), Err(Stop::Error(_))) => true,
        (Err(a), Err(b)) => a == b,
        // Watching may take more steps, never another way.
        (_, Err(Stop::Limit(_))) => true,
        _ => false,
    };
    assert!(same, "watched it is {verdict:?}, else {quiet:?}");
}
