//! What the parser and the formatter do, construct by construct and over whole corpora.
#![expect(clippy::disallowed_methods, reason = "tests read fixtures")]

mod corpus;
mod errors;
mod format;
mod hostile;
mod lints;
mod logic;
mod module_json;
mod modules;
mod normal;
mod show;
mod terms;

use crate::ast::{Dialect, Module};
use crate::parse::{ParseOptions, Parsed, parse_module, parse_query};
use palisade_source::{Diagnostic, FileId};

const V0: ParseOptions = ParseOptions { dialect: Dialect::V0 };
const V1: ParseOptions = ParseOptions { dialect: Dialect::V1 };

fn told(diagnostics: &[Diagnostic]) -> String {
    let line = |d: &Diagnostic| {
        let at = d.location.map_or(0, |l| l.span.start);
        let help = d.help.as_ref().map_or(String::new(), |h| format!(" ({h})"));
        format!("{at}: {}{help}", d.message)
    };
    diagnostics.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// A module without errors.
#[track_caller]
fn module(source: &str, options: ParseOptions) -> Module {
    let Parsed { module, diagnostics } = parse_module(source, FileId(0), options);
    assert!(diagnostics.is_empty(), "{source}\n{}", told(&diagnostics));
    module.unwrap()
}

/// The rules of a module, as the printer shows them.
#[track_caller]
fn rules(source: &str, options: ParseOptions) -> String {
    show::rules(&module(&format!("package t\n{source}"), options))
}

/// A body, as the printer shows it.
#[track_caller]
fn query(source: &str) -> String {
    let (body, diagnostics) = parse_query(source, FileId(0), V1);
    assert!(diagnostics.is_empty(), "{source}\n{}", told(&diagnostics));
    show::body(&body)
}

/// What is told of a module.
fn errors(source: &str, options: ParseOptions) -> String {
    let parsed = parse_module(&format!("package t\n{source}"), FileId(0), options);
    let mut diagnostics = parsed.diagnostics;
    for diagnostic in &mut diagnostics {
        // Counted from behind the `package` line, where the test's own text starts.
        if let Some(location) = &mut diagnostic.location {
            location.span.start = location.span.start.saturating_sub(10);
        }
    }
    told(&diagnostics)
}
