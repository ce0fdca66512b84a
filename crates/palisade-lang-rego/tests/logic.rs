//! `and`, `or`, and `not` with a body of its own: what comes out, and what is refused.
#![expect(clippy::expect_used, clippy::panic, reason = "tests may fail")]

use palisade_arena::Arena;
use palisade_ir::{NoRecord, Options, Stop, Vm};
use palisade_lang_rego::{ParseOptions, Source, compile_with, parse_module};
use palisade_source::FileId;
use palisade_value::{JsonOptions, parse_json, write_json};

const IMPORTS: &str =
    "import future.keywords.and\nimport future.keywords.not\nimport future.keywords.or\n";

/// What `data.t.p` comes to with and without the optimizer.
#[track_caller]
fn gives(imports: &str, rules: &str, input: &str, want: &str) {
    for optimize in [true, false] {
        let text = format!("package t\n{imports}\n{rules}\n");
        let parsed = parse_module(&text, FileId(0), ParseOptions::default());
        assert!(parsed.diagnostics.is_empty(), "{rules}\n{:?}", parsed.diagnostics);
        let module = parsed.module.expect("module");
        let options = palisade_lang_rego::Options { optimize, ..Default::default() };
        let sources = [Source { module: &module, file: FileId(0) }];
        let compiled = compile_with(&sources, &[], options)
            .unwrap_or_else(|wrong| panic!("{rules}\n{wrong:?}"));
        let entry = compiled.entry(&["t", "p"]).expect("entry").func;
        let arena = Arena::new();
        let json = |text: &str| parse_json(&arena, text, JsonOptions::default()).expect("JSON");
        let mut vm = Vm::new(&compiled.program, &arena, Options::default(), NoRecord);
        vm.start(&[Some(json(input)), Some(json("{}"))]);
        let mut got = String::new();
        match vm.call(entry, &[]) {
            Ok(value) => write_json(&mut got, value),
            Err(Stop::Undefined) => got.push_str("undefined"),
            Err(Stop::Error(fault)) => got.push_str(fault.message),
            Err(Stop::Limit(limit)) => panic!("{limit:?}"),
        }
        assert_eq!(got, want, "optimize {optimize}: {rules}");
    }
}

#[track_caller]
fn holds(rules: &str, input: &str) {
    gives(IMPORTS, rules, input, "true");
}

#[track_caller]
fn fails(rules: &str, input: &str) {
    gives(IMPORTS, rules, input, "undefined");
}

/// The errors of a module.
fn errors(rules: &str) -> Vec<String> {
    let text = format!("package t\n{IMPORTS}\n{rules}\n");
    let parsed = parse_module(&text, FileId(0), ParseOptions::default());
    let mut all = parsed.diagnostics;
    if all.is_empty() {
        let module = parsed.module.expect("module");
        let sources = [Source { module: &module, file: FileId(0) }];
        all = compile_with(&sources, &[], palisade_lang_rego::Options::default())
            .err()
            .unwrap_or_default();
    }
    all.iter().map(|d| format!("{}: {}", d.code, d.message)).collect()
}

#[test]
fn or_holds_where_one_side_does() {
    let rule = "p if input.a or input.b";
    for (input, want) in [
        (r#"{"a": true}"#, "true"),
        (r#"{"b": 1}"#, "true"),
        (r#"{"a": false, "b": 1}"#, "true"),
        (r#"{"a": false, "b": false}"#, "undefined"),
        ("{}", "undefined"),
    ] {
        gives(IMPORTS, rule, input, want);
    }
    holds("p if {\n\tinput.a == 1 or\n\t\tinput.b == 2 or\n\t\tinput.c\n}", r#"{"c": 0}"#);
}

#[test]
fn and_holds_where_both_sides_do() {
    let rule = "p if input.a and input.b";
    gives(IMPORTS, rule, r#"{"a": 1, "b": 2}"#, "true");
    gives(IMPORTS, rule, r#"{"a": 1, "b": false}"#, "undefined");
    gives(IMPORTS, rule, r#"{"b": 1}"#, "undefined");
}

#[test]
fn and_binds_more_strongly_than_or_and_not_more_than_both() {
    let input = r#"{"a": true}"#;
    holds("p if input.a or input.b and input.c", input);
    fails("p if (input.a or input.b) and input.c", input);
    holds("p if input.c and input.b or input.a", input);
    holds("p if not input.b and input.a", input);
    fails("p if not input.a and input.a", input);
    fails("p if not (input.a or input.b)", input);
    holds("p if not (input.a and input.b)", input);
    holds("p if not (not input.a)", input);
    holds("p if 1 + 1 == 2 and \"x\" in {\"x\", \"y\"}", input);
}

#[test]
fn neither_branches_nor_binds() {
    gives(IMPORTS, "p := [x | some x in [1, 2, 3]; x > 1 or x < 3]", "{}", "[1,2,3]");
    gives(IMPORTS, "p := [1 | input.xs[_] and input.xs[_] or true]", r#"{"xs": [1, 2]}"#, "[1]");
    holds("p if {\n\ty := 3\n\t{ x := y; x > 1 } or input.b\n}", "{}");
    // Each body has an `x` of its own.
    holds("p if { x := 1; x == 2 } or { x := 2; x == 2 }", "{}");
    holds(
        "p if {\n\t{ some x in [1, 2, 3]; x > 2 } and input.b\n\tx := 4\n\tx == 4\n}",
        r#"{"b": 1}"#,
    );
}

#[test]
fn what_is_decided_is_not_evaluated_further() {
    // Two values of one function would be an error.
    let conflict = "f(_) := 1\nf(_) := 2\n";
    holds(&format!("{conflict}p if input.a or f(1)"), r#"{"a": 1}"#);
    fails(&format!("{conflict}p if input.b and f(1)"), r#"{"a": 1}"#);
    let shown = "functions must not produce multiple outputs for same inputs";
    gives(IMPORTS, &format!("{conflict}p if input.b or f(1)"), r#"{"a": 1}"#, shown);
}

#[test]
fn with_reaches_the_whole_or_what_is_in_brackets() {
    let data = "q if input.x\nr if input.y\n";
    holds(&format!("{data}p if q and r with input as {{\"x\": 1, \"y\": 1}}"), "{}");
    holds(&format!("{data}p if r or (q with input.x as 1)"), "{}");
    fails(&format!("{data}p if r and (q with input.x as 1)"), "{}");
    holds(&format!("{data}p if {{ q with input.x as 1 }} and not r"), "{}");
    assert_eq!(
        errors("q := 1\np if q with input as 1 or q"),
        ["rego-parse-error: `with` behind one of several conditions"]
    );
}

#[test]
fn not_holds_where_its_body_has_no_solution() {
    let rule = "p contains x if {\n\tsome x in input.servers\n\tnot {\n\t\ty := x.listener\n\t\t\
                y.port == 443\n\t\ty.kind == \"tcp\"\n\t}\n}";
    let input = r#"{"servers": [{"listener": {"port": 443, "kind": "tcp"}}, {"listener": {"port": 80}}, {"n": 3}]}"#;
    gives(IMPORTS, rule, input, r#"[{"listener":{"port":80}},{"n":3}]"#);
    holds("p if not { some x in input.xs; x > 3 }", r#"{"xs": [1, 2]}"#);
    fails("p if not { some x in input.xs; x > 1 }", r#"{"xs": [1, 2]}"#);
    holds("p if not {\n\tinput.a\n\tnot { input.b }\n}", r#"{"a": 1, "b": 2}"#);
}

#[test]
fn with_the_import_what_is_undefined_below_a_negation_makes_it_hold() {
    let rules = "admin(group) if group in [\"admin\"]\nlookup(user) := \"admin\" if user == \"ann\"\n\
                 p if not admin(lookup(input.user))";
    gives(IMPORTS, rules, r#"{"user": "bob"}"#, "true");
    gives("import future.keywords", rules, r#"{"user": "bob"}"#, "true");
    gives("", rules, r#"{"user": "bob"}"#, "undefined");
    gives(IMPORTS, rules, r#"{"user": "ann"}"#, "undefined");
    gives(IMPORTS, "p if not input.x + input.y == 1", "{}", "true");
    gives("", "p if not input.x + input.y == 1", "{}", "undefined");
}

#[test]
fn variables_come_from_outside_or_from_braces() {
    assert_eq!(
        errors("p if x := 1 or input.b"),
        ["rego-compile-error: cannot assign vars inside implicit or operand"]
    );
    assert_eq!(
        errors("p if x := 1 and input.b"),
        ["rego-compile-error: cannot assign vars inside implicit and operand"]
    );
    assert_eq!(
        errors("p if not x := input.b"),
        ["rego-compile-error: cannot assign vars inside negated expression"]
    );
    let unsafe_x = ["rego-unsafe-var-error: var x is unsafe"];
    assert_eq!(errors("p if x = 1 or input.b"), unsafe_x);
    assert_eq!(errors("p if { x := 1 } and x == 1"), unsafe_x);
    assert_eq!(errors("p if not input.a[x]"), unsafe_x);
    assert_eq!(errors("p if {\n\tx == 1\n\tnot { x := 1; x == 2 }\n}"), unsafe_x);
}

#[test]
fn they_are_conditions_and_no_values() {
    let shown = |rules: &str| errors(rules).first().cloned().unwrap_or_default();
    assert!(shown("p := input.a or input.b").contains("`or` has neither value nor body"));
    assert!(shown("p if f(input.a or 1)").contains("unexpected `or`"));
    assert!(shown("p := [input.a or 1 | true]").contains("unexpected `or`"));
    assert!(shown("p if some x in input.xs or x").contains("`some` cannot stand beside"));
    assert!(shown("p if input.a or some x in input.xs").contains("`some` cannot stand beside"));
    assert!(shown("p if { every x in input.xs { x } or input.b }").contains("`every` cannot"));
}

#[test]
fn the_words_are_names_elsewhere() {
    gives("", "p := or({1}, {2})", "{}", "[1,2]");
    gives(IMPORTS, "p := or({1}, and({2, 3}, {3}))", "{}", "[1,3]");
    gives(IMPORTS, "p if {\n\tinput.a\n\tor({1}, {2}) == {1, 2}\n}", r#"{"a": 1}"#, "true");
    gives("", "p := x if { or := 1; and := 2; x := or + and }", "{}", "3");
    gives(IMPORTS, "p if input.or and input.and or input.not", r#"{"or": 1, "and": 1}"#, "true");
}

#[test]
fn brackets_inside_of_brackets_are_read_in_bounded_time() {
    for (open, close) in [("{ ", " } or x"), ("(", " or x)"), ("not (", " or x)"), ("{x | ", "}")] {
        let depth = 60;
        let text = format!("{}input.x{}", open.repeat(depth), close.repeat(depth));
        let text = format!("package t\n{IMPORTS}\np if {{\n\tx := 1\n\t{text}\n}}\n");
        // Whatever comes of it, it comes soon.
        let parsed = parse_module(&text, FileId(0), ParseOptions::default());
        assert!(parsed.module.is_some());
    }
}

#[test]
fn an_import_hides_a_rule_of_its_name() {
    let input = r#"{"users": ["imported"], "twice": 3}"#;
    gives("import input.users", "users contains \"own\"\np := users", input, "[\"imported\"]");
    gives("import input.twice as n", "n := 1\np := n + data.t.n", input, "4");
    gives("import data.t.one as f", "one(x) := x\nf(x) := x * 10\np := f(2)", input, "2");
}
