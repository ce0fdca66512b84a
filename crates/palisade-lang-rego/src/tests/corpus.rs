//! Every module and query of the conformance suite, and the Rego inside of admission templates.

use super::{V0, V1, show, told};
use crate::ast::Module;
use crate::parse::{ParseOptions, parse_module, parse_query};
use palisade_source::FileId;
use serde_json::Value as Json;
use std::path::{Path, PathBuf};

pub(super) fn corpora() -> PathBuf {
    std::env::var("PALISADE_CORPORA").map_or_else(
        |_| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpora"),
        PathBuf::from,
    )
}

/// The cases of the conformance suite; none where it is not there.
pub(super) fn cases() -> Vec<Json> {
    let path = corpora().join("rego-conformance/cases.json");
    let Ok(text) = std::fs::read_to_string(path) else {
        println!("skipped: no rego-conformance corpus");
        return Vec::new();
    };
    serde_json::from_str(&text).unwrap()
}

/// The Rego of YAML files below a folder: the literal blocks under a key `rego` or `libs`.
pub(super) fn templates() -> Vec<(PathBuf, String)> {
    let mut out = Vec::new();
    collect(&corpora().join("gatekeeper/fixtures"), &mut out);
    if out.is_empty() {
        println!("skipped: no gatekeeper corpus");
    }
    out
}

fn collect(folder: &Path, out: &mut Vec<(PathBuf, String)>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.flatten().map(|e| e.path()) {
        if path.is_dir() {
            collect(&path, out);
        } else if let Ok(text) = std::fs::read_to_string(&path) {
            blocks(&text, |block| out.push((path.clone(), block)));
        }
    }
}

/// Literal blocks of a YAML text that hold a `package` statement.
fn blocks(text: &str, mut each: impl FnMut(String)) {
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        if !line.trim_end().ends_with('|') {
            continue;
        }
        let mut block: Vec<&str> = Vec::new();
        let indent = |l: &str| l.len() - l.trim_start().len();
        let mut width = None;
        while let Some(next) = lines.peek() {
            if !next.trim().is_empty() {
                let depth = *width.get_or_insert(indent(next));
                if indent(next) < depth || depth <= indent(line) {
                    break;
                }
            }
            block.push(next);
            lines.next();
        }
        let width = width.unwrap_or(0);
        let text: Vec<&str> = block.iter().map(|l| l.get(width..).unwrap_or("")).collect();
        if text.iter().any(|l| l.starts_with("package ")) {
            each(text.join("\n"));
        }
    }
}

/// Each text of the corpora with its name and language.
pub(super) fn modules() -> Vec<(String, String, ParseOptions)> {
    let mut out = Vec::new();
    for case in cases() {
        let note = case["note"].as_str().unwrap_or("").to_owned();
        for text in case["modules"].as_array().into_iter().flatten() {
            out.push((note.clone(), text.as_str().unwrap_or("").to_owned(), V1));
        }
    }
    for (path, text) in templates() {
        out.push((path.display().to_string(), text, V0));
    }
    out
}

fn ordered(module: &Module) -> bool {
    module.rules.is_sorted_by_key(|r| r.span.start)
        && module.comments.is_sorted_by_key(|c| c.span.start)
}

#[test]
fn every_module_of_the_corpora_parses() {
    let mut wrong = Vec::new();
    let all = modules();
    for (name, text, options) in &all {
        let parsed = parse_module(text, FileId(0), *options);
        if !parsed.diagnostics.is_empty() || !parsed.module.as_ref().is_some_and(ordered) {
            wrong.push(format!("{name}: {}\n{text}", told(&parsed.diagnostics)));
        }
    }
    let shown = wrong.iter().take(10).map(String::as_str).collect::<Vec<_>>().join("\n\n");
    assert!(wrong.is_empty(), "{} of {} modules fail\n{shown}", wrong.len(), all.len());
    println!("{} modules", all.len());
}

#[test]
fn every_query_of_the_conformance_suite_parses() {
    for case in cases() {
        let text = case["query"].as_str().unwrap();
        let (body, diagnostics) = parse_query(text, FileId(0), V1);
        assert!(diagnostics.is_empty() && !body.is_empty(), "{text}\n{}", told(&diagnostics));
    }
}

#[test]
fn every_template_parses_the_same_with_the_keywords_of_v1_where_it_imports_them() {
    for (path, text) in templates().iter().filter(|(_, t)| t.contains("import rego.v1")) {
        let v0 = parse_module(text, FileId(0), V0).module.unwrap();
        let v1 = parse_module(text, FileId(0), V1).module.unwrap();
        assert_eq!(show::whole(&v0), show::whole(&v1), "{}", path.display());
    }
}
