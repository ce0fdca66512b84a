//! Expressions compiled and run: laziness, unknowns, limits, many expressions in one program.
#![expect(clippy::expect_used, reason = "tests may fail")]

use palisade_arena::Arena;
use palisade_ir::{
    CallContext, Eval, Host, LimitKind, Limits, NoRecord, Options, ProgramBuilder, Root, Stop, Vm,
};
use palisade_lang_cel::{Binding, Env, Source, Type, compile_function};
use palisade_source::FileId;
use palisade_value::{ObjectBuilder, Unknown, UnknownKind, Value, parse_json};

struct Double;

impl<'e> Host<'e> for Double {
    fn call(&self, name: &str, _: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Option<Eval<'e>> {
        match (name, args) {
            ("double_it", [Value::Int(n)]) => Some(Ok(Value::Int(n * 2))),
            _ => None,
        }
    }
}

/// What an expression comes to, as text, with `u` unknown and `input` a document.
fn run_limited(text: &str, limits: Limits) -> String {
    let mut env = Env::new()
        .variable("u", Type::Dyn)
        .variable("arn", Type::String)
        .variable("xs", Type::list(Type::Int))
        .function("double_it", &["int.double_it() -> int"]);
    env.declare("input", Type::Dyn, Binding::Root(Root(1)));
    let (constants, arena) = (Arena::new(), Arena::new());
    let mut builder = ProgramBuilder::new(&constants);
    let source = Source::new(text, FileId(0), 0);
    let (func, diagnostics) = compile_function("case", &source, &env, &mut builder);
    let Some(func) = func else {
        return format!("refused: {}", diagnostics[0].message);
    };
    let program = builder.finish();
    let mut fields = ObjectBuilder::new();
    let unknown = Unknown {
        kind: UnknownKind::AfterApply,
        subject: "aws_x.y.arn",
        location: None,
        partial: None,
        nullable: false,
    };
    fields.field("u", Value::unknown(&arena, unknown));
    let partial = Some("arn:aws:s3:::\u{e000}var.name\u{e001}/logs");
    fields.field("arn", Value::unknown(&arena, Unknown { partial, ..unknown }));
    fields.field("xs", Value::array(&arena, &[Value::Int(1), Value::Int(2)]));
    let input =
        parse_json(&arena, r#"{"a": [1, {"b": null}], "n": 1.5, "s": "x"}"#, Default::default())
            .expect("json");
    let options = Options { limits, host: &Double, ..Options::default() };
    let mut vm = Vm::new(&program, &arena, options, NoRecord);
    vm.start(&[Some(fields.finish(&arena)), Some(input)]);
    match vm.call(func, &[]) {
        Ok(Value::Unknown(unknown)) => format!("unknown: {}", unknown.subject),
        Ok(value) => format!("{value:?}"),
        Err(Stop::Error(fault)) => format!("error: {}", fault.message),
        Err(Stop::Limit(kind)) => format!("limit: {kind:?}"),
        Err(Stop::Undefined) => "undefined".to_owned(),
    }
}

fn run(text: &str) -> String {
    run_limited(text, Limits::default())
}

#[test]
fn unknown_is_absorbed_where_the_other_side_decides() {
    let cases = [
        ("false && u", "false"),
        ("u && false", "false"),
        ("u || true", "true"),
        ("u && true", "unknown: aws_x.y.arn"),
        ("u == 1", "unknown: aws_x.y.arn"),
        ("u.a.b[0].startsWith('x')", "unknown: aws_x.y.arn"),
        ("xs.exists(x, x == u || x == 2)", "true"),
        ("xs.all(x, x < 5 || u)", "true"),
        ("u ? 1 : 1", "1"),
        ("u ? 1 : 2", "unknown: aws_x.y.arn"),
        ("[u, 1] == [1]", "false"),
        ("size([u, 1])", "2"),
        ("u.?a.orValue(3)", "unknown: aws_x.y.arn"),
        ("1/0 == 1 && u", "unknown: aws_x.y.arn"),
        ("'%s'.format([u])", "unknown: aws_x.y.arn"),
    ];
    for (text, want) in cases {
        assert_eq!(run(text), want, "{text}");
    }
}

#[test]
fn texts_known_in_parts_are_judged_by_what_is_known() {
    let cases = [
        ("arn.startsWith('arn:aws:')", "true"),
        ("arn.startsWith('arn:gcp:')", "false"),
        ("arn.startsWith('arn:aws:s3:::bucket')", "unknown: aws_x.y.arn"),
        ("arn.endsWith('logs')", "true"),
        ("arn.endsWith('data')", "false"),
        ("arn.endsWith('x/logs')", "unknown: aws_x.y.arn"),
        ("arn.contains(':s3:')", "true"),
        ("arn.contains('/logs')", "true"),
        ("arn.contains('var.name')", "unknown: aws_x.y.arn"),
        ("arn == 'x'", "unknown: aws_x.y.arn"),
    ];
    for (text, want) in cases {
        assert_eq!(run(text), want, "{text}");
    }
}

#[test]
fn documents_are_read_and_errors_say_what_is_wrong() {
    let cases = [
        ("input.a[0] + 1", "2"),
        ("input.a[1].b == null", "true"),
        ("has(input.a) && !has(input.z)", "true"),
        ("input.?z.?y.orValue('none')", "\"none\""),
        ("input.?s.orValue(1/0 == 1)", "\"x\""),
        ("input.n > 1", "true"),
        ("input.s.matches('^[a-z]$')", "true"),
        ("double(input.a[0]) + input.n", "2.5"),
        ("type(input.a) == list", "true"),
        ("(4).double_it()", "8"),
        ("xs.sortBy(x, -x)", "[2,1]"),
        ("xs.map(x, x > 1, x * 10)", "[20]"),
        ("xs.transformMap(i, x, i + x)", "{\"0\":1,\"1\":3}"),
        ("cel.bind(y, xs[0], y + y)", "2"),
        ("timestamp('2024-02-29T12:00:00Z').getDayOfWeek('Europe/Paris')", "4"),
    ];
    for (text, want) in cases {
        assert_eq!(run(text), want, "{text}");
    }
    assert!(run("input.z").starts_with("error: no such key"), "{}", run("input.z"));
    assert!(run("input.a + 1").starts_with("error: no such overload"));
    assert!(run("xs[7]").starts_with("error: index 7 is outside"));
    assert!(run("duration('x')").starts_with("error: `x` is no duration"));
    assert_eq!(run("'a'.matches('(')"), "refused: this is no regular expression: unclosed group");
}

#[test]
fn hostile_expressions_end_at_a_limit() {
    let limits = Limits { steps: 10_000, memory: 1 << 20, depth: 50 };
    let big = |inside: &str| {
        let inner = format!("lists.range(100).all(c, {inside})");
        format!("lists.range(100).all(a, lists.range(100).all(b, {inner}))")
    };
    assert_eq!(
        run_limited(&big("a + b + c >= 0"), limits),
        format!("limit: {:?}", LimitKind::Steps)
    );
    // What is the same in every iteration is evaluated once.
    assert_eq!(run_limited(&big("c >= 0"), limits), "true");
    let text = "cel.bind(a, 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', cel.bind(b, a.replace('x', a), \
                cel.bind(c, b.replace('x', b), c.replace('x', c))))";
    let found = run_limited(text, limits);
    assert!(found.starts_with("limit: Memory") || found.starts_with("error"), "{found}");
    assert!(run("lists.range(100000000)").starts_with("error"));
}

#[test]
fn high_trees_are_refused_or_run() {
    let sum = vec!["1"; 180].join(" + ");
    assert_eq!(run(&sum), "180");
    let chain = vec!["(xs[0] == 1)"; 3000].join(" && ");
    assert_eq!(run(&chain), "true");
    let binds = "cel.bind(x, 1, ".repeat(140) + "x" + &")".repeat(140);
    assert_eq!(run(&binds), "1");
    assert!(run(&vec!["1"; 1000].join(" + ")).starts_with("refused: expression chains"));
    let nested = "optional.of(1)".to_owned() + &".optMap(x, x)".repeat(150);
    let found = run(&nested);
    assert!(found.starts_with("refused: expression nests too deep") || found == "1", "{found}");
}

/// A few hundred thousand bytes of nonsense built from the pieces that the grammar is made of:
/// whatever it is, it is refused or run, and never a panic.
#[test]
fn nonsense_is_survived() {
    const PIECES: &[&str] = &[
        "input",
        "xs",
        "u",
        "arn",
        ".",
        ".?",
        "[",
        "]",
        "[?",
        "(",
        ")",
        "{",
        "}",
        ",",
        ":",
        "?",
        "&&",
        "||",
        "!",
        "-",
        "+",
        "*",
        "/",
        "%",
        "==",
        "!=",
        "<",
        "<=",
        " in ",
        "1",
        "0",
        "9223372036854775807",
        "1u",
        "1.5",
        "-1",
        "'a'",
        "b'\\377'",
        "'%s %d'",
        "''",
        "null",
        "true",
        "x",
        "y",
        "a",
        ".all(x, ",
        ".exists(x, y, ",
        ".map(x, ",
        ".filter(x, ",
        ".transformMap(x, y, ",
        ".sortBy(x, ",
        ".optMap(x, ",
        "cel.bind(x, ",
        "has(",
        "size(",
        "string(",
        "int(",
        "uint(",
        "double(",
        "type(",
        "dyn(",
        "timestamp(",
        "duration(",
        ".format(",
        ".substring(",
        ".indexOf(",
        ".lastIndexOf('a', ",
        ".split(",
        ".replace('a', ",
        ".join(",
        ".slice(1, ",
        ".flatten()",
        ".distinct()",
        ".sort()",
        ".reverse()",
        ".first()",
        ".matches(",
        "math.abs(",
        "math.bitShiftLeft(1, ",
        "math.greatest(",
        "lists.range(",
        "regex.replace('aa', 'a', ",
        "sets.contains(",
        "optional.of(",
        ".orValue(",
        ".value()",
        "ip(",
        "cidr('10.0.0.0/8')",
        "base64.decode(",
        "strings.quote(",
        ".getHours(",
        "é",
        "`a-b`",
        "// x\n",
        "\\",
        "@",
        "google.protobuf.Value{",
        "google.protobuf.Duration{seconds: ",
        "number_value: ",
    ];
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % u64::try_from(below).unwrap_or(1)).unwrap_or(0)
    };
    let limits = Limits { steps: 2_000, memory: 1 << 20, depth: 20 };
    let mut ran = 0;
    for _ in 0..4_000 {
        let mut text = String::new();
        let mut open = Vec::new();
        for _ in 0..next(14) + 1 {
            let piece = PIECES[next(PIECES.len())];
            text.push_str(piece);
            for c in piece.chars() {
                match c {
                    '(' => open.push(')'),
                    '[' => open.push(']'),
                    '{' => open.push('}'),
                    ')' | ']' | '}' => _ = open.pop(),
                    _ => {}
                }
            }
        }
        // Half of them are closed, so that some can be run.
        if next(2) == 0 {
            text.extend(open.into_iter().rev());
        }
        ran += usize::from(!run_limited(&text, limits).starts_with("refused"));
    }
    assert!(ran > 40, "only {ran} expressions could be run");
}
