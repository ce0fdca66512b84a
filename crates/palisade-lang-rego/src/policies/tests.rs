use super::{Namespaces, Rego};
use palisade_engine::{Compilation, Language};
use palisade_source::SourceMap;

/// What becomes of modules.
fn compile(namespaces: Namespaces, texts: &[&str]) -> Compilation {
    let sources = SourceMap::new();
    let name = |n: usize| format!("{n}.rego");
    let files: Vec<_> =
        texts.iter().enumerate().map(|(n, text)| sources.add(name(n), *text)).collect();
    Rego { namespaces, ..Rego::default() }.compile_all(&sources, &files)
}

/// The policies as `id severity resources`, those that are advice with a star, and what is wrong.
#[track_caller]
fn told(namespaces: Namespaces, texts: &[&str]) -> Vec<String> {
    let compiled = compile(namespaces, texts);
    let policies = compiled.policies.iter().map(|p| {
        let p = &p.policy;
        let star = if p.advisory { "*" } else { "" };
        format!("{}{star} {} {}", p.id, p.severity, p.resources.join(","))
    });
    let wrong = compiled.diagnostics.iter().map(|d| format!("{}: {}", d.code, d.message));
    policies.chain(wrong).collect()
}

#[test]
fn names_tell_which_rules_run() {
    let text = "package main\nimport rego.v1\n\ndeny contains \"a\" if input.a\n\nwarn_b contains \
                \"b\" if input.b\n\nviolation := \"c\" if input.c\n\ndenylist := [1]\n\ndeny_ := \
                2\n\nallow if input.d\n\ndeny_f(x) := x\n";
    assert_eq!(
        told(Namespaces::Default, &[text]),
        [
            "main.deny high file",
            "main.warn_b* low file",
            "main.violation high file",
            "rego-not-run: `deny_` is not run as a policy",
            "rego-not-run: `deny_f` is a function, which is not run as a policy",
        ]
    );
}

#[test]
fn modules_of_both_languages_run_together() {
    let old = "package main\n\ndeny[msg] { input.a; msg := data.lib.text }\n";
    let new = "package lib\n\nimport rego.v1\n\ntext := \"a\" if true\n";
    assert_eq!(told(Namespaces::Default, &[old, new]), ["main.deny high file"]);
    // What is neither is told of as the language of today has it.
    let wrong = told(Namespaces::Default, &["package main\n\ndeny[msg] { msg := }\n"]);
    assert!(wrong[0].starts_with("rego-parse-error"), "{wrong:?}");
}

#[test]
fn annotations_make_policies() {
    let text = "# METADATA\n# scope: package\n# custom: {id: pkg, palisade: {severity: medium}}\n\
                package main\n\nimport rego.v1\n\n# METADATA\n# custom: {id: one, resources: \
                [aws_a, Pod]}\ndeny contains \"a\" if input.a\n\n# METADATA\n# custom: {id: one, \
                severity: nonsense}\ndeny contains \"b\" if input.b\n\ndeny contains \"c\" if \
                input.c\n\ndeny contains \"d\" if input.d\n";
    assert_eq!(
        told(Namespaces::Default, &[text]),
        [
            "one medium aws_a,Pod",
            "one.2 high file",
            "pkg.deny medium file",
            "rego-severity: `nonsense` is no severity; `one.2` counts as high",
        ]
    );
    // A package with one rule gives it its id.
    let single = "# METADATA\n# custom: {id: pkg}\npackage main\n\nimport rego.v1\n\ndeny contains \
                  \"a\" if input.a\n";
    assert_eq!(told(Namespaces::Default, &[single]), ["pkg high file"]);
}

#[test]
fn packages_are_chosen_and_the_others_told_of() {
    let text = "package a.b\nimport rego.v1\ndeny contains \"a\" if input.a\n";
    let wrong = ["rego-not-run: the rules of package `a.b`, such as `deny`, run on nothing"];
    assert_eq!(told(Namespaces::Default, &[text]), wrong);
    assert_eq!(told(Namespaces::All, &[text]), ["a.b.deny high file"]);
    assert_eq!(told(Namespaces::Named(vec!["a.b".to_owned()]), &[text]), ["a.b.deny high file"]);
}

#[test]
fn exceptions_decide_whether_a_rule_is_applicable() {
    let text = "package main\nimport rego.v1\ndeny contains \"a\" if input.a\nexception contains \
                [\"\"] if input.b\n";
    let compiled = compile(Namespaces::Default, &[text]);
    assert!(compiled.policies[0].rules[0].when.is_some());
    let plain = compile(Namespaces::Default, &[&text.replace("exception", "other")]);
    assert!(plain.policies[0].rules[0].when.is_none());
}
