use super::{V0, V1, corpus, module};
use crate::lint::{LintOptions, Unit, check, lints, reference};
use crate::parse::{ParseOptions, parse_module};
use palisade_source::{Diagnostic, FileId};

fn told(source: &str, parse: ParseOptions, options: &LintOptions) -> Vec<Diagnostic> {
    // Further modules stand behind lines with their names.
    let mut texts = vec![String::new()];
    for line in source.split_inclusive('\n') {
        if line.starts_with("# ") && line.trim_end().ends_with(".rego") {
            texts.push(String::new());
        } else {
            texts.last_mut().unwrap().push_str(line);
        }
    }
    if texts.len() > 1 {
        texts.iter_mut().for_each(|text| *text = format!("{}\n", text.trim()));
    }
    let modules: Vec<_> = texts.iter().map(|text| module(text, parse)).collect();
    let units: Vec<Unit<'_>> = texts
        .iter()
        .zip(&modules)
        .zip(0..)
        .map(|((source, module), n)| Unit { source, file: FileId(n), module })
        .collect();
    check(&units, None, options)
}

fn codes(body: &str) -> Vec<String> {
    let source = format!("package a\n\n{body}");
    told(&source, V1, &LintOptions::default()).into_iter().map(|d| d.code.into_owned()).collect()
}

fn count(body: &str, code: &str) -> usize {
    codes(body).iter().filter(|c| *c == code).count()
}

fn dialect(code: &str, example: &str) -> ParseOptions {
    let old = example.contains("future.keywords") || example.starts_with("# v0");
    if old || code == "use-rego-v1" { V0 } else { V1 }
}

#[test]
fn examples_of_each_lint_are_what_they_say() {
    for lint in lints() {
        let options = LintOptions { on: vec![lint.code.to_owned()], ..LintOptions::default() };
        let speaks = |example: &str| {
            let source = format!("package a\n\n{example}");
            let all = told(&source, dialect(lint.code, example), &options);
            assert!(all.iter().all(|d| d.help.is_some() && d.location.is_some()));
            all.iter().any(|d| d.code == lint.code)
        };
        if lint.code == "file-length" {
            assert!(speaks(&"# a\n".repeat(501)));
        } else {
            assert!(speaks(lint.bad), "{} says nothing of\n{}", lint.code, lint.bad);
        }
        assert!(!speaks(lint.good), "{} speaks of\n{}", lint.code, lint.good);
    }
}

#[test]
fn good_examples_have_the_layout_of_the_formatter() {
    for lint in lints() {
        let source = format!("package a\n\n{}", lint.good);
        if source.contains("future.keywords") {
            continue;
        }
        let options = LintOptions::default();
        let found = told(&source, dialect(lint.code, lint.good), &options);
        assert!(!found.iter().any(|d| d.code == "not-formatted"), "{}", lint.code);
    }
}

#[test]
fn codes_are_in_kebab_case_and_known_once() {
    let mut all: Vec<&str> = lints().map(|l| l.code).collect();
    assert!(all.len() >= 30);
    assert!(all.iter().all(|c| c.bytes().all(|b| b.is_ascii_lowercase() || b"-1".contains(&b))));
    all.sort_unstable();
    let count = all.len();
    all.dedup();
    assert_eq!(all.len(), count);
}

#[test]
fn the_page_has_every_lint() {
    let page = reference();
    for lint in lints() {
        assert!(page.contains(&format!("\n## {}\n", lint.code)), "{}", lint.code);
    }
}

#[test]
fn lints_are_turned_off_and_on_and_accepted_in_comments() {
    let source = "package a\n\nlimit = 5\n";
    assert_eq!(told(source, V1, &LintOptions::default()).len(), 2);
    let off = vec!["use-assignment-operator".to_owned(), "not-formatted".to_owned()];
    let options = LintOptions { off, ..LintOptions::default() };
    assert!(told(source, V1, &options).is_empty());
    for comment in [
        "# palisade:allow use-assignment-operator -- as it was",
        "# regal ignore:use-assignment-operator",
        "# regal ignore:other,use-assignment-operator",
    ] {
        let with = format!("{comment}\nlimit = 5\n");
        assert_eq!(count(&with, "use-assignment-operator"), 0, "{comment}");
        let beside = format!("limit = 5 {comment}\n");
        assert_eq!(count(&beside, "use-assignment-operator"), 0, "{comment}");
    }
    let reasonless = "# palisade:allow use-assignment-operator\nlimit = 5\n";
    assert_eq!(count(reasonless, "use-assignment-operator"), 1);
    let alias = "# regal ignore:opa-fmt\nlimit  := 5\n";
    assert_eq!(count(alias, "not-formatted"), 0);
}

#[test]
fn negated_calls_are_told_of_only_where_something_may_be_missing() {
    let code = "not-with-undefined-argument";
    assert_eq!(count("p if not f(input.x)\n\nf(1) := 2\n", code), 1);
    assert_eq!(count("p if not count(input.x) == 0", code), 1);
    assert_eq!(count("p if not startswith(lower(input.x), \"a\")", code), 1);
    assert_eq!(count("p if {\n\tsome c in input.cs\n\tnot is_array(c.x)\n}", code), 1);
    assert_eq!(count("p if {\n\tsome c in input.cs\n\tnot is_array(c)\n}", code), 0);
    assert_eq!(count("p if {\n\tinput.x\n\tnot is_array(input.x)\n}", code), 0);
    assert_eq!(count("p if not input.x", code), 0);
    assert_eq!(count("p if not count([x | x := input.x]) == 0", code), 0);
    assert_eq!(count("p if not is_array(object.get(input, \"x\", []))", code), 0);
}

#[test]
fn uses_are_looked_for_everywhere() {
    let unused = "unused-variable";
    assert_eq!(count("p := x if x := 1", unused), 0);
    assert_eq!(count("p := $\"{x}\" if x := 1", unused), 0);
    assert_eq!(count("p if {\n\tx := 1\n\tq with input as x\n}", unused), 0);
    assert_eq!(count("p contains k if some k, v in input.x", unused), 1);
    assert_eq!(count("p if every k, v in input.x {\n\tv == 1\n}", unused), 1);
    assert_eq!(count("p if {\n\t[x, y] := input.x\n\tx == 1\n}", unused), 1);
    assert_eq!(count("import data.b\n\np if not q with data.b as 1", "unused-import"), 1);
    assert_eq!(count("import data.b as c\n\np if c.d", "unused-import"), 0);
}

#[test]
fn formats_count_their_values() {
    let code = "sprintf-arguments-mismatch";
    assert_eq!(count("p := sprintf(\"%d%% of %5.2f\", [1, 2])", code), 0);
    assert_eq!(count("p := sprintf(\"%d%%\", [1, 2])", code), 1);
    assert_eq!(count("p := sprintf(\"%[1]d %[1]d\", [1])", code), 0);
    assert_eq!(count("p := sprintf(\"%d %d\", input.x)", code), 0);
}

#[test]
fn lints_look_at_any_module() {
    let options = LintOptions { on: vec!["missing-metadata".to_owned()], ..LintOptions::default() };
    for (_, text, parse) in corpus::modules() {
        let Some(module) = parse_module(&text, FileId(0), parse).module else { continue };
        let unit = Unit { source: &text, file: FileId(0), module: &module };
        for diagnostic in check(&[unit], None, &options) {
            let span = diagnostic.location.unwrap().span;
            assert!(text.get(span.range()).is_some(), "{diagnostic:?} of {text}");
        }
    }
}

/// What is told of modules, as `file: code`.
fn across(source: &str) -> Vec<String> {
    let all = told(&format!("package a\n\n{source}"), V1, &LintOptions::default());
    all.iter().map(|d| format!("{}: {}", d.location.unwrap().file.0, d.code)).collect()
}

#[test]
fn what_modules_say_of_each_other_is_looked_at() {
    let users = "\n# b.rego\npackage users\n\nadmin := input.admin\n";
    let with = |text: &str| across(&format!("{text}{users}"));
    assert_eq!(with("p if data.users.admni\n"), ["0: unresolved-reference"]);
    assert_eq!(with("import data.users\n\np if users.admni.x\n"), ["0: unresolved-reference"]);
    assert_eq!(with("import data.users.admni\n\np if admni\n"), ["0: unresolved-import"]);
    assert_eq!(with("import data.users.admin\n\np if admin\n"), ["0: prefer-package-imports"]);
    // What is replaced need not be there, and what is no package may be a document.
    assert!(with("p if data.users.admin with data.users.extra as 1\n").is_empty());
    assert!(with("p if data.settings.admin\n").is_empty());
    assert!(with("p if data.users[input.x]\n").is_empty());
    assert!(with("p if {\n\tusers := input.users\n\tusers.admni\n}\n").is_empty());
}

#[test]
fn documents_beside_the_modules_are_there_too() {
    use palisade_value::{JsonOptions, parse_json};
    let arena = palisade_arena::Arena::new();
    let data = parse_json(&arena, r#"{"a": {"limit": 1}}"#, JsonOptions::default()).unwrap();
    let text = "package b\n\np if data.a.limit == data.a.x\n";
    let other = "package a\n\nq := 1\n";
    let (one, two) = (module(text, V1), module(other, V1));
    let units = [
        Unit { source: text, file: FileId(0), module: &one },
        Unit { source: other, file: FileId(1), module: &two },
    ];
    let found = check(&units, Some(data), &LintOptions::default());
    let messages: Vec<&str> = found.iter().map(|d| d.message.as_str()).collect();
    assert_eq!(messages, ["the package has no rule `x`"]);
    assert_eq!(check(&units, None, &LintOptions::default()).len(), 2);
}
