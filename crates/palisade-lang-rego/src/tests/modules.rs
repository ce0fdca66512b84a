use super::{V0, V1, module, rules, show};
use crate::ast::{AnnotationTarget, Dialect};
use crate::parse::ParseOptions;

#[track_caller]
fn same(options: ParseOptions, cases: &[(&str, &str)]) {
    for (source, tree) in cases {
        assert_eq!(rules(source, options), *tree, "of {source}");
    }
}

#[test]
fn rules_of_v1() {
    same(
        V1,
        &[
            ("p := 1", "(rule p := 1)"),
            ("p = 1", "(rule p = 1)"),
            ("p if true", "(rule p if true)"),
            ("p := x if { x := 1 }", "(rule p := x if {(:= x 1)})"),
            ("p contains x if x := 1", "(rule p contains x if (:= x 1))"),
            ("p contains 1", "(rule p contains 1)"),
            ("p[x] := y if x := y", "(rule p[x] := y if (:= x y))"),
            ("p[x] if x := 1", "(rule p[x] if (:= x 1))"),
            ("p.q.r := 1", "(rule p.q.r := 1)"),
            ("p.q if true", "(rule p.q if true)"),
            ("p.q[x].r contains y if x := y", "(rule p.q[x].r contains y if (:= x y))"),
            ("p[\"a b\"] := 1", "(rule p[\"a b\"] := 1)"),
            ("f(x) := x + 1", "(rule f (args x) := (+ x 1))"),
            ("f() := 1", "(rule f (args ) := 1)"),
            ("f(x, [y, \"a\"]) if x == y", "(rule f (args x (array y \"a\")) if (== x y))"),
            ("f(1) = 2", "(rule f (args 1) = 2)"),
            ("f ($\"{x}\") := 1", "(rule f (args (template x)) := 1)"),
            ("a.f(x).g := 1", ""),
            ("p := k, v in xs", "(rule p := (in k v xs))"),
            ("default p := 1", "(rule default p := 1)"),
            ("default p = [x | x := input.x]", "(rule default p = (array x | (:= x input.x)))"),
            ("default f(_, x) := {\"a\": -1}", "(rule default f (args _ x) := (object \"a\": -1))"),
            ("default p.q := 1", "(rule default p.q := 1)"),
            (
                "p if { x } else := 2 if { y } else if z else := 3",
                "(rule p if {x} (else := 2 if {y}) (else if z) (else := 3))",
            ),
            ("p := 1 if x\nelse = 2", "(rule p := 1 if x (else = 2))"),
            ("p := 1 q := 2", "(rule p := 1)\n(rule q := 2)"),
            ("p [x] if x := 1", "(rule p[x] if (:= x 1))"),
        ]
        .into_iter()
        .filter(|(_, tree)| !tree.is_empty())
        .collect::<Vec<_>>(),
    );
}

#[test]
fn keywords_name_documents_before_a_dot_or_a_bracket() {
    same(
        V1,
        &[
            ("if.foo := 1\nfoo.if := 2", "(rule if.foo := 1)\n(rule foo.if := 2)"),
            ("p := 1\nin.foo := 2", "(rule p := 1)\n(rule in.foo := 2)"),
            ("p if x\nwith.foo := 2", "(rule p if x)\n(rule with.foo := 2)"),
            ("p if { x }\nelse.foo := 2", "(rule p if {x})\n(rule else.foo := 2)"),
            ("default default.foo := 1", "(rule default default.foo := 1)"),
            ("default.foo := 1", "(rule default.foo := 1)"),
            ("default import.f(_) := 1", "(rule default import.f (args _) := 1)"),
            ("import.foo := 1\npackage.x := 2", "(rule import.foo := 1)\n(rule package.x := 2)"),
            ("not.foo contains 1", "(rule not.foo contains 1)"),
            ("p := x\ncontains.foo contains 1", "(rule p := x)\n(rule contains.foo contains 1)"),
            ("p if { true.foo == 1 }", "(rule p if {(== true.foo 1)})"),
        ],
    );
}

#[test]
fn rules_of_v0() {
    same(
        V0,
        &[
            ("p { x }", "(rule p {x})"),
            ("p = x { x = 1 }", "(rule p = x {(= x 1)})"),
            ("p[x] { x = 1 }", "(rule p contains-old x {(= x 1)})"),
            ("p[x]", "(rule p contains-old x)"),
            ("p.q { true }", "(rule p contains-old \"q\" {true})"),
            ("p[x] = y { x = y }", "(rule p[x] = y {(= x y)})"),
            ("p[\"a\"] = 1", "(rule p[\"a\"] = 1)"),
            ("p.q.r { true }", "(rule p.q.r {true})"),
            ("p.q.r", "(rule p.q.r)"),
            ("p[x][y] { x = y }", "(rule p[x][y] {(= x y)})"),
            ("f(x) { x }", "(rule f (args x) {x})"),
            ("f(x)", "(rule f (args x))"),
            ("f(x) = y { y = x } { y = 1 }", {
                "(rule f (args x) = y {(= y x)})\n(chained f (args x) = y {(= y 1)})"
            }),
            (
                "p { x } else = 1 { y } else { z } else = 2",
                "(rule p {x} (else = 1 {y}) (else {z}) (else = 2))",
            ),
            ("if := 1\nin := 2", "(rule if := 1)\n(rule in := 2)"),
            ("contains { every := 1 }", "(rule contains {(:= every 1)})"),
            (
                "violation[{\"msg\": msg}] { msg := \"x\" }",
                "(rule violation contains-old (object \"msg\": msg) {(:= msg \"x\")})",
            ),
        ],
    );
}

#[test]
fn imports_bring_keywords_into_v0() {
    same(
        V0,
        &[
            ("import future.keywords.in\np { x in y }", "(rule p {(in x y)})"),
            ("import future.keywords.if\np[x] if x", "(rule p[x] if x)"),
            ("import future.keywords.contains\np contains 1", "(rule p contains 1)"),
            (
                "import future.keywords.every\np { every x in y { x } }",
                "(rule p {(every x y {x})})",
            ),
            ("import future.keywords\np contains x if x in y", "(rule p contains x if (in x y))"),
            ("import rego.v1\np if x", "(rule p if x)"),
        ],
    );
    assert_eq!(module("package a\nimport rego.v1\n", V0).dialect, Dialect::V1);
    assert_eq!(module("package a\nimport future.keywords\n", V0).dialect, Dialect::V0);
}

#[test]
fn packages_and_imports_have_paths() {
    let source = "package a[\"b-c\"].in.d\nimport input\nimport data.x.if as y\n\
                  import data[\"p q\"].r import future.keywords.in\np := 1";
    let tree = show::whole(&module(source, V1));
    assert_eq!(
        tree,
        "(package V1 a b-c in d)\n(import input) (import data x if as y) \
         (import data p q r) (import future keywords in)\n(rule p := 1)"
    );
}

#[test]
fn comments_are_kept_and_annotations_know_what_they_stand_before() {
    let source = "# METADATA\n# title: T\n# custom:\n#  a: 1\npackage a # b\r\n\n# METADATA\n\
                  # scope: rule\n\n# other\nimport data.x\n\n# METADATA\n#title: r\np if x\n\
                  {\n # c\n y }\n # METADATA\n# METADATA\n# scope: document";
    let module = module(source, V1);
    let texts: Vec<&str> = module.comments.iter().map(|c| c.text.as_str()).collect();
    let expected = [
        " METADATA",
        " title: T",
        " custom:",
        "  a: 1",
        " b",
        " METADATA",
        " scope: rule",
        " other",
        " METADATA",
        "title: r",
        " c",
        " METADATA",
        " METADATA",
        " scope: document",
    ];
    assert_eq!(texts, expected);
    let blocks: Vec<_> = module.annotations.iter().map(|a| (a.text.as_str(), a.target)).collect();
    assert_eq!(
        blocks,
        [
            ("title: T\ncustom:\n a: 1", AnnotationTarget::Package),
            ("scope: rule", AnnotationTarget::Import),
            ("title: r", AnnotationTarget::Rule(0)),
            ("scope: document", AnnotationTarget::None),
        ]
    );
    assert_eq!(source.get(module.comments[4].span.range()), Some("# b\r"));
}

#[test]
fn spans_of_rules_hold_their_parts() {
    let source = "package a\ndefault p := 1\np := 2 if {\n x\n} else := 3 # c\nq contains 1\n";
    let module = module(source, V1);
    let texts: Vec<_> = module.rules.iter().map(|r| source.get(r.span.range()).unwrap()).collect();
    assert_eq!(texts, ["default p := 1", "p := 2 if {\n x\n} else := 3", "q contains 1"]);
    let heads: Vec<_> =
        module.rules.iter().map(|r| source.get(r.head.span.range()).unwrap()).collect();
    assert_eq!(heads, ["p := 1", "p := 2", "q contains 1"]);
    assert_eq!(source.get(module.package_span.range()), Some("package a"));
}
