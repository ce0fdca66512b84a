//! Rego text to a tree, and a tree to text again.

use super::{Target, assert_inside, text};
use palisade_lang_rego::ast::Dialect;
use palisade_lang_rego::fmt::{format, format_as_v1};
use palisade_lang_rego::lint;
use palisade_lang_rego::parse::{ParseOptions, parse_module, parse_query, parse_term};
use palisade_source::{Diagnostic, FileId};

/// This target.
pub const TARGET: Target = Target {
    name: "rego",
    run: target,
    dictionary: &[
        "(",
        "[",
        "{",
        ")",
        "]",
        "}",
        "{x | ",
        "[x | ",
        "{k: v | ",
        " | ",
        ", ",
        "; ",
        "\n",
        " if ",
        " if {\n",
        " contains ",
        " := ",
        " = ",
        "default ",
        " else := ",
        "every x in xs {",
        "some k, v in xs",
        "not ",
        " with input.a as ",
        " in ",
        "set()",
        "$\"{",
        "$`{",
        "\\{",
        "`",
        "# METADATA\n",
        " # c\n",
        "import rego.v1\n",
        "import future.keywords\n",
        "package a\n",
        "p[x]",
        ".if",
        "[\"if\"]",
        "-",
        "_",
    ],
    more_seeds: &[],
};

fn check(text: &str, diagnostics: &[Diagnostic]) {
    for location in diagnostics.iter().filter_map(|d| d.location) {
        assert_inside(text, location.span, "a diagnostic");
    }
}

/// Every mistake has a place, spans lie in the text, and a module without mistakes is laid out the
/// same a second time with all its comments.
pub fn target(data: &[u8]) {
    let Some(text) = text(data) else { return };
    for dialect in [Dialect::V0, Dialect::V1] {
        let options = ParseOptions { dialect };
        check(text, &parse_query(text, FileId(0), options).1);
        check(text, &parse_term(text, FileId(0), options).1);
        let parsed = parse_module(text, FileId(0), options);
        check(text, &parsed.diagnostics);
        let Some(module) = parsed.module else { continue };
        for rule in &module.rules {
            assert_inside(text, rule.span, "a rule");
            assert_inside(text, rule.head.span, "a head");
        }
        for comment in &module.comments {
            assert_inside(text, comment.span, "a comment");
        }
        if !parsed.diagnostics.is_empty() {
            continue;
        }
        let first = format(text, &module);
        let again = parse_module(&first, FileId(0), options);
        assert!(again.diagnostics.is_empty(), "{first:?} has mistakes: {:?}", again.diagnostics);
        let Some(again) = again.module else { continue };
        assert_eq!(module.comments.len(), again.comments.len(), "comments of {first:?}");
        assert_eq!(module.rules.len(), again.rules.len(), "rules of {first:?}");
        assert_eq!(first, format(&first, &again), "a second time");
        let _ = format_as_v1(text, &module);
        let unit = lint::Unit { source: text, file: FileId(0), module: &module };
        check(text, &lint::check(&[unit], None, &lint::LintOptions::default()));
    }
}
