//! The layout of `and`, `or` and `not` with a body.

use super::format::holds;
use super::{V0, V1, errors, module, show};
use crate::fmt::{format, format_as_v1};

/// A body laid out, and the same again; its tree stays.
#[track_caller]
fn body(source: &str, want: &str) {
    let head = "package a\n\nimport future.keywords.and\nimport future.keywords.not\nimport \
                future.keywords.or\n\n";
    let text = format!("{head}{source}\n");
    holds("body", &text, V1);
    let out = format(&text, &module(&text, V1));
    assert_eq!(out.strip_prefix(head).unwrap_or(&out), format!("{want}\n"));
}

#[test]
fn lines_stay_where_they_end() {
    body("p if { a   and   b }", "p if a and b");
    body("p if {\n\ta and\n\tb or\n\t\t\tc\n}", "p if {\n\ta and\n\t\tb or\n\t\tc\n}");
    body("p if {\n\ta\n\tor b\n}", "p if {\n\ta or\n\t\tb\n}");
    body("p if {\n\t(a or\n\tb) and c\n}", "p if {\n\t(a or\n\t\tb) and c\n}");
    body("p if a or # why\n\tb", "p if a or # why\n\tb");
    body(
        "p if {\n\t{ a } or\n\t{\n\tb\n\tc\n\t}\n}",
        "p if {\n\t{ a } or\n\t\t{\n\t\t\tb\n\t\t\tc\n\t\t}\n}",
    );
}

#[test]
fn parentheses_that_change_nothing_go() {
    body("p if ((a or b))", "p if a or b");
    body("p if (a and b) or c", "p if a and b or c");
    body("p if a or (b and c)", "p if a or b and c");
    body("p if (a or b) and c", "p if (a or b) and c");
    body("p if a or (b or c)", "p if a or (b or c)");
    body("p if (not {a}) and b", "p if not { a } and b");
    body("p if not (not a)", "p if not (not a)");
    body("p if not (a or b)", "p if not (a or b)");
    body("p if (a with input as 1) or b", "p if (a with input as 1) or b");
}

#[test]
fn braces_are_bodies_and_sets_keep_their_parentheses() {
    body("p if {a} or b", "p if { a } or b");
    body("p if { {x := a\nx > 0} and b }", "p if {\n\tx := a\n\tx > 0\n} and b");
    body("p if ({a}) or b", "p if ({a}) or b");
    body("p if a or ({\"b\": 1}.b == 1)", "p if a or ({\"b\": 1}.b == 1)");
    body("p if not ({1, 2} & s == set())", "p if not ({1, 2} & s == set())");
    body("p if not {a;b}", "p if not { a; b }");
    body("p if { (a | b) } or c", "p if { (a | b) } or c");
    body("p if not { # why\n\ta\n\t# what\n}", "p if not { # why\n\ta\n\t# what\n}");
    body("p if not { a } with input as 1", "p if not { a } with input as 1");
}

#[test]
fn conversion_keeps_what_the_import_meant() {
    let as_v1 = |text: &str| format_as_v1(text, &module(text, V0)).expect("is laid out");
    assert_eq!(
        as_v1("package a\n\nimport future.keywords\n\np if { not f(g(input)) }\n"),
        "package a\n\nimport future.keywords.not\nimport rego.v1\n\np if not f(g(input))\n"
    );
    assert_eq!(
        as_v1(
            "package a\n\nimport future.keywords.or\nimport future.keywords.if\n\np if input.a or input.b\n"
        ),
        "package a\n\nimport future.keywords.or\nimport rego.v1\n\np if input.a or input.b\n"
    );
    assert_eq!(
        as_v1("package a\n\nimport future.keywords\n\np if input.a in {1}\n"),
        "package a\n\nimport rego.v1\n\np if input.a in {1}\n"
    );
}

#[test]
fn without_the_import_the_help_names_it() {
    let told = errors("p if input.a or input.b", V1);
    assert!(told.contains("`or` is a keyword only with `import future.keywords.or`"), "{told}");
    let told = errors("import future.keywords.nott", V1);
    assert!(told.contains("did you mean `not`?"), "{told}");
}

#[test]
fn chains_are_one_list() {
    let text = "package a\nimport future.keywords\np if a or not b and {c; d} or (e or f)";
    assert_eq!(
        show::rules(&module(text, V1)).trim(),
        "(rule p if (or a (and (not b) {c; d}) ((or e f))))"
    );
}
