use super::{V0, V1, errors};
use crate::parse::{ParseOptions, parse_module};
use palisade_source::FileId;

#[track_caller]
fn same(options: ParseOptions, cases: &[(&str, &str)]) {
    for (source, told) in cases {
        assert_eq!(errors(source, options), *told, "of {source}");
    }
}

#[test]
fn what_v1_asks_for() {
    same(
        V1,
        &[
            (
                "p { x }",
                "0: a body needs the keyword `if` before it (write `if` before the body: `… if { … }`)",
            ),
            (
                "p[x] { x := 1 }",
                "0: a partial set needs the keyword `contains` (write `p contains …`, with `if` before a body)",
            ),
            ("p", "0: `p` has neither value nor body (write `p := …`, `p if …` or `p contains …`)"),
            (
                "p.q",
                "0: `p.q` has neither value nor body (write `p.q := …`, `p.q if …` or `p.q contains …`)",
            ),
            (
                "f(x)",
                "0: `f` has neither value nor body (write `f := …`, `f if …` or `f contains …`)",
            ),
            (
                "p if { x } else { y }",
                "11: a body needs the keyword `if` before it (write `else if { … }` or `else := … if { … }`)",
            ),
            ("defualt p := 1", "0: `defualt` has neither value nor body (did you mean `default`?)"),
            ("input := 1", "0: a rule must not shadow `input` (give the rule another name)"),
            (
                "import data.a.x\nimport data.b.x",
                "16: a second import of the name `x` (give one of them another name with `as`)",
            ),
            (
                "import data.a.if",
                "7: the keyword `if` cannot be the name of an import (give it a name with `as`)",
            ),
            (
                "import data.a as in",
                "17: the keyword `in` cannot be the name of an import (give it another name)",
            ),
        ],
    );
}

#[test]
fn what_v0_asks_for() {
    same(
        V0,
        &[
            ("p", "0: `p` alone is no rule (write `p = …`, `p { … }` or `p[…]`)"),
            ("p if { x }", "0: `p` alone is no rule (write `p = …`, `p { … }` or `p[…]`)"),
            (
                "p { x in y }",
                "6: unexpected `in`: expected a line break, `;` or `}` (`in` is a keyword only with \
                 `import rego.v1` or `import future.keywords.in`)",
            ),
            (
                "p { every x in y { x } }",
                "10: unexpected `x`: expected a line break, `;` or `}` (`every` is a keyword only \
                 with `import rego.v1`)",
            ),
            ("import future.keywords.iff", { "7: unknown keyword `iff` (did you mean `if`?)" }),
            ("import rego.v2", "7: unknown import (write `import rego.v1`)"),
            (
                "import foo.bar",
                "7: an import cannot start with `foo` (it starts with `data`, `input`, `rego` or `future`)",
            ),
        ],
    );
}

#[test]
fn rules_that_make_no_sense() {
    same(
        V1,
        &[
            ("default p", "8: a default rule needs a value (write `default p := …`)"),
            (
                "default p := input.x",
                "13: the value of a default rule must be constant (use constants, or comprehensions)",
            ),
            (
                "default p := 1 if { x }",
                "15: a default rule has no body (write the rule with a body beside the default)",
            ),
            (
                "default f(1) := 1",
                "10: the arguments of a default function must be variables (write `_` for an argument that is not used)",
            ),
            (
                "default f(x, x) := 1",
                "13: argument `x` of a default function is repeated (give each argument a name of its own)",
            ),
            (
                "default p contains 1",
                "8: a partial set has no default (a partial set is empty by default)",
            ),
            (
                "p contains 1 if { x } else := 2",
                "22: `else` behind a partial set (write several rules of one name)",
            ),
            (
                "p[x] := 1 if { x } else := 2",
                "19: `else` behind a rule with variables in its path (write several rules of one name, or a function)",
            ),
            (
                "f(x) contains 1",
                "5: `contains` behind a function (a function has one value; return a set)",
            ),
            (
                "p := input.x with input as 1",
                "13: `with` behind the head of a rule (write `with` behind an expression in the body)",
            ),
            (
                "p == 1",
                "2: unexpected `==`: expected `:=`, `contains` or `if` behind the name of a rule (a rule gets its value with `:=`)",
            ),
            ("p if { x } else := 2 { y }", {
                "11: a body needs the keyword `if` before it (write `else if { … }` or `else := … if { … }`)"
            }),
            (
                "_ := 1",
                "0: `_` cannot be the name of a rule (give the rule a name that can be asked for)",
            ),
        ],
    );
}

#[test]
fn literals_and_terms_that_are_wrong() {
    same(
        V1,
        &[
            ("p {\n}", "4: empty body (write `true` where nothing is asked for)"),
            ("p if { x; }", "10: unexpected `}`: expected a term"),
            ("p if { x y }", "9: unexpected `y`: expected a line break, `;` or `}`"),
            (
                "p if { x && y }",
                "10: unexpected `&`: expected a term (conditions that must all hold stand on lines of their own, or with `;` between them)",
            ),
            (
                "p if { x || y }",
                "10: unexpected `|`: expected a term (for one of several conditions write several rules of one name, or a function)",
            ),
            (
                "p if !x",
                "5: unexpected character `!` (`not` negates an expression, and `!=` compares)",
            ),
            (
                "p := 'a'",
                "5: unexpected character `\\'` (text stands in double quotes or in backticks)",
            ),
            (
                "// a",
                "0: unexpected `/`: expected a rule or an `import` (a comment starts with `#`)",
            ),
            (
                "p := \"a",
                "5: text without an end (close it with `\"` on the same line, or write it in backticks)",
            ),
            ("p := `a\n", "5: text in backticks without an end (close it with a backtick)"),
            ("p := $\"a", "5: text without an end (close it with `\"`)"),
            (
                "p := $\"{x\"",
                "9: text without an end (close it with `\"` on the same line, or write it in backticks)",
            ),
            (
                "p := $\"{x := 1}\"",
                "8: an assignment inside a text (name its value before, and use the name in the text)",
            ),
            ("p := $\"{}\"", "8: unexpected `}`: expected a term"),
            (
                "p := \"a\\qb\"",
                "7: unknown escape `\\q` (write `\\\\` for a backslash, or the text in backticks)",
            ),
            ("p := 01", "5: number `01` with a leading zero (leave the zero out)"),
            (
                "p := 1.x",
                "5: `1.x` is not a number (numbers are written as in JSON: `1`, `0.5`, `1e3`)",
            ),
            ("p := 1e99999", "5: number too large (its power of ten is beyond 30103)"),
            ("p := -x", "6: unexpected `x`: expected a number"),
            (
                "p := \"a\"[0]",
                "5: a path cannot start with this (give it a name, and use the name)",
            ),
            ("p := [1, 2", "10: unexpected end of file: expected `,` or `]`"),
            ("p := {1: 2, 3}", "13: unexpected `}`: expected `:`"),
            ("p := f(x", "8: unexpected end of file: expected `,` or `)`"),
            ("p := (x", "7: unexpected end of file: expected `)`"),
            ("p := x. y", "8: unexpected `y`: expected a name behind `.`"),
            (
                "p if not some x in y",
                "9: `some` cannot be negated (put it in a rule or function of its own, and negate that)",
            ),
            (
                "p if some x + 1",
                "10: expected a variable behind `some` (write `some x`, `some x in xs` or `some k, v in xs`)",
            ),
            (
                "p if x with f() as 1",
                "12: `with` replaces a path or a function, and this is neither (write `with input.x as value`)",
            ),
            ("p if x with input", "17: unexpected end of file: expected `as`"),
            (
                "p if every x in y",
                "17: unexpected end of file: expected `{` and what must hold of each",
            ),
            ("p if every 1 in y { x }", "11: unexpected `1`: expected a variable"),
        ],
    );
}

#[test]
fn an_error_does_not_hide_the_next_rule() {
    let source = "p if { x y }\n\nq if {\n  a == \n}\n\nr := 1\n\ns if {\n  a(\n\nt if {\n  b }\n\nu := ]\nv := 2";
    let told = errors(source, V1);
    let lines: Vec<&str> = told.lines().collect();
    assert_eq!(lines.len(), 4, "{told}");
    assert!(lines[0].starts_with("9: unexpected `y`"), "{told}");
    assert!(lines[1].starts_with("29: unexpected `}`"), "{told}");
    assert!(lines[2].contains("keyword `if`"), "{told}");
    assert!(lines[3].contains("unexpected `]`"), "{told}");
    let parsed = parse_module(&format!("package t\n{source}"), FileId(0), V1);
    let names: Vec<_> =
        parsed.module.unwrap().rules.iter().map(|r| r.head.name.text.clone()).collect();
    assert_eq!(names, ["r", "t", "v"]);
}

#[test]
fn an_open_brace_is_shown() {
    let source = "package a\np if {\n  x\n\nq if { y }\n";
    let parsed = parse_module(source, FileId(0), V1);
    let first = &parsed.diagnostics[0];
    assert_eq!(first.labels.len(), 1, "{first:?}");
    assert_eq!(first.labels[0].location.span.start, 15);
    assert_eq!(parsed.diagnostics.len(), 1);
    assert_eq!(parsed.module.unwrap().rules.len(), 1);
}

#[test]
fn files_need_a_package() {
    let parsed = parse_module("", FileId(0), V1);
    assert!(parsed.module.is_none());
    assert_eq!(parsed.diagnostics[0].message, "the file has no `package` statement");
    let parsed = parse_module("p := 1\nq := [", FileId(0), V1);
    assert_eq!(parsed.diagnostics[0].message, "the file does not start with `package`");
    assert_eq!(parsed.diagnostics.len(), 2);
    assert!(errors("package b", V1).contains("a second `package` statement"));
}

#[test]
fn no_more_than_a_hundred_errors_are_told() {
    let source = format!("package a\n{}", "p := ]\n".repeat(500));
    let parsed = parse_module(&source, FileId(0), V1);
    assert_eq!(parsed.diagnostics.len(), 101);
    assert_eq!(parsed.diagnostics[100].message, "400 more errors in this file are not shown");
}
