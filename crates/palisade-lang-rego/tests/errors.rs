//! What is said of modules that cannot be compiled.
#![expect(clippy::expect_used, reason = "tests may fail")]

use palisade_lang_rego::ast::Dialect;
use palisade_lang_rego::{Options, ParseOptions, Source, compile, compile_with, parse_module};
use palisade_source::FileId;

/// The errors of a module in package `t`, each as `line: code: message`.
fn errors(body: &str) -> Vec<String> {
    let text = format!("package t\n\n{body}\n");
    let parsed = parse_module(&text, FileId(0), ParseOptions::default());
    assert!(parsed.diagnostics.is_empty(), "{:?}", parsed.diagnostics);
    let module = parsed.module.expect("module");
    let line = |offset: u32| text[..offset as usize].matches('\n').count() - 1;
    match compile(&[Source { module: &module, file: FileId(0) }], &[]) {
        Ok(_) => Vec::new(),
        Err(diagnostics) => diagnostics
            .iter()
            .map(|d| {
                let at = d.location.map_or(0, |l| line(l.span.start));
                format!("{at}: {}: {}", d.code, d.message)
            })
            .collect(),
    }
}

#[test]
fn unsafe_variables_are_those_that_nothing_gives_a_value() {
    let unsafe_var = |line: usize, name: &str| {
        vec![format!("{line}: rego-unsafe-var-error: var {name} is unsafe")]
    };
    // `y` only waits for `z`.
    assert_eq!(errors("f(x) := y if { y := x + z }"), unsafe_var(1, "z"));
    assert_eq!(errors("p if x == 1"), unsafe_var(1, "x"));
    assert_eq!(errors("p if {\n\tnot input.a[i]\n}"), unsafe_var(2, "i"));
    assert_eq!(errors("p contains x if input.y"), unsafe_var(1, "x"));
    assert_eq!(errors("p if {\n\txs := [x | y := 1]\n\tcount(xs) == 1\n}"), unsafe_var(2, "x"));
    assert_eq!(errors("p if {\n\tx > 1\n\tx = input.x\n}"), Vec::<String>::new());
    assert_eq!(errors("p if not f(input.a[i])\nf(_) := true"), Vec::<String>::new());
}

#[test]
fn with_replaces_rules_as_a_whole_and_no_function_that_the_language_is_made_of() {
    let part = |line: usize, rule: &str| {
        vec![format!(
            "{line}: rego-type-error: `with` cannot replace a part of what the rule data.t.{rule} gives"
        )]
    };
    assert_eq!(errors("r := {\"a\": 1}\np if r.a == 2 with data.t.r.a as 2"), part(2, "r"));
    assert_eq!(errors("s contains 1\np if s[2] with data.t.s.b.c as 2"), part(2, "s"));
    assert_eq!(errors("p if q.a.b == 2 with q.a.b as 2\nq.a := {\"b\": 1}"), part(1, "q.a"));
    let fine = "r := {\"a\": 1}\nq.a := 1\np if r.a == 2 with data.t.r as {\"a\": 2}\n\
                o if q.a == 2 with data.t.q as {\"a\": 2}\nn if data.x.y with data.x.y as 1";
    assert_eq!(errors(fine), Vec::<String>::new());
    assert_eq!(
        errors("p if 1 in [1] with internal.member_2 as false"),
        ["1: rego-type-error: `with` cannot replace `internal.member_2`"]
    );
    assert_eq!(
        errors("p if walk([1], x) with walk as 1"),
        ["1: rego-type-error: `with` cannot replace `walk`"]
    );
}

#[test]
fn rules_that_use_themselves_are_told_with_the_way_round() {
    assert_eq!(
        errors("p if q\nq if r\nr if p"),
        [
            "3: rego-recursion-error: rule data.t.p is recursive: data.t.p -> data.t.q -> data.t.r -> data.t.p"
        ]
    );
    assert_eq!(
        errors("p := data.t[input.x]"),
        ["1: rego-recursion-error: rule data.t.p is recursive: data.t.p -> data.t.p"]
    );
    // Only rules whose path can be meant count.
    assert_eq!(errors("p := data[input.x].other.y"), Vec::<String>::new());
}

#[test]
fn names_are_assigned_once_and_before_they_are_used() {
    for (body, message) in [
        ("f(user) if { user := 1; user == 1 }", "arg user redeclared"),
        ("f(user) if { some user; user = 1 }", "arg user redeclared"),
        ("p if { input.role := 1 }", "cannot assign to ref"),
        ("p if { 1 := 1 }", "cannot assign to number"),
        ("p if { [input.a, x] := [1, 2]; x }", "cannot assign to ref"),
        ("p if { {\"a\": 1} := input }", "cannot assign to number"),
        ("r := 1\np if { r == 2; r := input.r }", "var r referenced above"),
        ("p if { x = 1; x := 2 }", "var x referenced above"),
        ("p if { y := x; x := 1; y }", "var x referenced above"),
        ("p if { x := x }", "var x referenced above"),
        ("p if { some y in x; x := [y] }", "var x referenced above"),
        ("p if { x := 1; x := 2 }", "var x assigned above"),
        ("p if { x := 1; some x in [1] }", "var x assigned above"),
        ("p if { some x in [1]; x := 1 }", "var x declared above"),
        ("p if { some x; some x; x = 1 }", "var x declared above"),
        ("p if { every x, x in [5] { x == 5 } }", "var x declared above"),
        ("p if { every x in [5] { x := 5 } }", "var x declared above"),
        ("p if { not x := 1 }", "cannot assign vars inside negated expression"),
        ("p if { count := 1; count([1]) == count }", "called function count shadowed"),
        ("g(x) := x\np(g) if g(g)", "called function g shadowed"),
        ("p if { input := 1; input == 1 }", "variables must not shadow input"),
    ] {
        let found = errors(body);
        assert!(found.iter().any(|e| e.ends_with(message)), "{body}: {found:?}");
    }
    // Closures, branches and other rules have scopes of their own.
    for body in [
        "f(x) := [x | x := 1]",
        "p if { x := 1; y := [x | x := 2]; y == [2]; x == 1 }",
        "p if { y := [z | z := x]; y == []; x = 1 }",
        "p := 1 if { x := 1; x == 2 } else := 2 if { x := 2; x == 2 }",
        "p if { some x in [1]; every x in [2] { x == 2 } }",
        "p if { [x, {\"k\": y}] := [1, {\"k\": 2}]; x < y }",
        "p if { x = 1; y := [1 | x := 2; x == 2]; y }",
    ] {
        assert_eq!(errors(body), Vec::<String>::new(), "{body}");
    }
}

#[test]
fn nulls_and_marks_are_in_no_policy() {
    for (text, message) in [
        ("package t\n\np := \"a\0b\"\n", "illegal null character"),
        ("package t\n# a\0b\n", "illegal null character"),
        ("package t\n\np := \"\u{feff}\"\n", "illegal byte-order mark"),
    ] {
        let parsed = parse_module(text, FileId(0), ParseOptions::default());
        assert!(parsed.diagnostics.iter().any(|d| d.message == message), "{text:?}");
    }
    let marked = "\u{feff}package t\n\np := \"ï, \\u0000, \\ufeff\"\n";
    assert!(parse_module(marked, FileId(0), ParseOptions::default()).diagnostics.is_empty());
}

#[test]
fn a_function_does_not_hide_a_package() {
    let modules = ["package app\nusers(x) := x", "package app.users\ndeny contains 1"];
    let parsed: Vec<_> =
        modules.map(|m| parse_module(m, FileId(0), ParseOptions::default()).module).into();
    let sources: Vec<Source<'_>> =
        parsed.iter().flatten().map(|module| Source { module, file: FileId(0) }).collect();
    let wrong = compile(&sources, &[]).expect_err("one path");
    assert!(wrong.iter().any(|d| d.message.contains("data.app.users conflicts with")), "{wrong:?}");
}

#[test]
fn rules_of_one_path_are_of_one_kind() {
    assert_eq!(
        errors("h := 1\nh contains 2"),
        ["1: rego-type-error: conflicting rules data.t.h found"]
    );
    assert_eq!(
        errors("g(x) := x\ng(x, y) := y"),
        ["1: rego-type-error: conflicting rules data.t.g found"]
    );
    assert_eq!(
        errors("default p := 1\ndefault p := 2"),
        ["2: rego-type-error: multiple default rules data.t.p found"]
    );
}

#[test]
fn calls_are_of_functions_that_are_there() {
    assert_eq!(
        errors("p if startwith(\"a\", \"b\")"),
        ["1: rego-type-error: undefined function startwith"]
    );
    assert_eq!(
        errors("p if count(1, 2, 3)"),
        ["1: rego-type-error: count: arity mismatch: have 3 arguments, want 1"]
    );
    assert_eq!(
        errors("p if {\n\tx := 1\n\tx := 2\n}"),
        ["3: rego-compile-error: var x assigned above"]
    );
}

#[test]
fn rules_too_deep_for_the_machine_are_refused() {
    let mut term = String::from("1");
    for _ in 0..150 {
        term = format!("[{term}]");
    }
    assert_eq!(errors(&format!("p := {term}")), Vec::<String>::new());
    let nested = (0..500).map(|n| format!("\tinput.a[i{n}]\n")).collect::<String>();
    let told = errors(&format!("p if {{\n{nested}}}"));
    assert!(told.iter().any(|e| e.contains("too large")), "{told:?}");
}

/// The errors of a module in strict mode, or in the language before OPA 1.0.
fn strict_errors(text: &str, dialect: Dialect, strict: bool) -> Vec<String> {
    let parsed = parse_module(text, FileId(0), ParseOptions { dialect });
    assert!(parsed.diagnostics.is_empty(), "{:?}", parsed.diagnostics);
    let module = parsed.module.expect("module");
    let options = Options { strict, ..Options::default() };
    match compile_with(&[Source { module: &module, file: FileId(0) }], &[], options) {
        Ok(_) => Vec::new(),
        Err(diagnostics) => diagnostics.into_iter().map(|d| d.message).collect(),
    }
}

#[test]
fn strict_mode_refuses_what_is_not_used() {
    let told = |text: &str| {
        let text = format!("package t\n{text}");
        assert_eq!(strict_errors(&text, Dialect::V1, false), Vec::<String>::new(), "of {text}");
        strict_errors(&text, Dialect::V1, true)
    };
    assert_eq!(told("import data.foo\np := 1"), ["import data.foo unused"]);
    assert_eq!(told("import data.foo as bar\np := 1"), ["import data.foo as bar unused"]);
    assert_eq!(told("import data.foo\np := foo.x"), Vec::<String>::new());
    assert_eq!(told("import data.foo\nq if input.x with foo.y as 1").len(), 0);
    assert_eq!(told("p if { x := 1; y := 2; y > 1 }"), ["assigned var x unused"]);
    assert_eq!(told("p if { [x, y] := input.z; y > 1 }"), ["assigned var x unused"]);
    assert_eq!(told("p := [1 | x := 1]"), ["assigned var x unused"]);
    assert_eq!(told("p if { x := 1; print(x) }"), Vec::<String>::new());
    assert_eq!(told("p if { x := 1; count([y | y := x]) > 0 }"), Vec::<String>::new());
    assert_eq!(told("f(x, y) := y"), ["unused argument x"]);
    assert_eq!(told("f(_, y) := y\ng([a, b]) := a if b"), Vec::<String>::new());
    assert_eq!(told("f(x) := 1 if input.a else := x"), Vec::<String>::new());
    assert_eq!(told("p if { some k, v in input.o; v > 1 }"), Vec::<String>::new());
}

#[test]
fn what_opa_1_has_no_more_is_refused_in_its_modules() {
    for (v0, told) in [
        ("p { any([input.x]) }", "deprecated built-in function calls in expression: any"),
        ("import data.a.x\nimport data.b.x\np { x }", "import must not shadow import x"),
        ("p { input := 1; input > 0 }", "variables must not shadow input"),
        ("f(data) = data { true }", "variables must not shadow data"),
        ("data { true }", "rules must not shadow data"),
    ] {
        let text = format!("package t\n{v0}");
        assert_eq!(strict_errors(&text, Dialect::V0, false), Vec::<String>::new(), "of {v0}");
        let errors = strict_errors(&text, Dialect::V0, true);
        assert!(errors.iter().any(|e| e == told), "of {v0}: {errors:?}");
    }
    let v1 = "package t\np if re_match(\"a\", input.x)";
    assert_eq!(
        strict_errors(v1, Dialect::V1, false),
        ["deprecated built-in function calls in expression: re_match"]
    );
    // Declared and used nowhere is wrong in every mode.
    let unused = "package t\np { some x; input.y }";
    assert_eq!(strict_errors(unused, Dialect::V0, false), ["declared var x unused"]);
}
