//! The native policy format: YAML with CEL.
//!
//! [`Native`] reads policies, checks every key and every expression, and lowers the conditions to
//! the policy IR. Whatever is unknown or wrong in a file is a diagnostic that names line, column
//! and the nearest thing that is known. Nothing here does IO or evaluates a resource.

mod compile;
mod expression;
mod message;
mod parameters;
mod read;

pub use parameters::{Unfit, unfit};

use palisade_engine::{Compilation, Language};
use palisade_source::{Diagnostic, FileId, Level, Location, SourceMap, Span};
use palisade_yaml::YamlErrorKind;
use std::collections::BTreeMap;

/// The format that this crate reads.
pub const API_VERSION: &str = "palisade.dev/v1";

/// The native language.
#[derive(Clone, Default, Debug)]
pub struct Native {
    /// Values of parameters that the operator sets, as JSON texts, by policy and parameter.
    pub parameters: BTreeMap<String, BTreeMap<String, String>>,
}

impl Language for Native {
    fn id(&self) -> &'static str {
        "native"
    }

    fn detect(&self, path: &str, text: &str) -> bool {
        (path.ends_with(".yaml") || path.ends_with(".yml"))
            && text.lines().any(|l| {
                let value =
                    l.strip_prefix("apiVersion:").map(|v| v.trim().trim_matches(['"', '\'']));
                value.is_some_and(|v| v.starts_with("palisade.dev/"))
            })
    }

    fn compile(&self, sources: &SourceMap, file: FileId) -> Compilation {
        let source = sources.get(file);
        let mut out = Compilation::default();
        let stream = palisade_yaml::parse(source.text());
        let mut seen = false;
        for document in &stream.documents {
            // Of a key that stands twice one would be dropped, and with it a rule.
            let mut is_doubled = false;
            out.diagnostics.extend(document.errors.iter().map(|error| {
                let mut told = error.to_diagnostic(file);
                if error.kind == YamlErrorKind::DuplicateKey {
                    is_doubled = true;
                    told.level = Level::Error;
                }
                told
            }));
            let Some(root) = &document.root else { continue };
            if root.is_null() {
                continue;
            }
            seen = true;
            let mut problems = Problems { file, found: Vec::new() };
            let raw = read::policy(root, &mut problems);
            let policy =
                raw.and_then(|raw| compile::policy(&raw, source.text(), self, &mut problems));
            // A policy with an error in it does not run: half a policy would pass what it should
            // not.
            out.policies.extend(policy.filter(|_| !is_doubled && !problems.any_error()));
            out.diagnostics.append(&mut problems.found);
        }
        if !seen && out.diagnostics.is_empty() {
            let here = Location::new(file, Span::new(0, 0));
            let problem = Diagnostic::error("policy-empty", "the file holds no policy");
            out.diagnostics.push(problem.at(here).help("write a policy, or remove the file"));
        }
        out
    }
}

/// Collects what is wrong with one policy.
pub(crate) struct Problems {
    file: FileId,
    found: Vec<Diagnostic>,
}

impl Problems {
    pub(crate) fn at(&self, span: Span) -> Location {
        Location::new(self.file, span)
    }

    pub(crate) fn error(&mut self, span: Span, message: impl Into<String>, help: Option<String>) {
        let mut problem = Diagnostic::error("policy-invalid", message).at(self.at(span));
        problem.help = help;
        self.found.push(problem);
    }

    pub(crate) fn push(&mut self, diagnostic: Diagnostic) {
        self.found.push(diagnostic);
    }

    fn any_error(&self) -> bool {
        self.found.iter().any(|d| d.level == palisade_source::Level::Error)
    }
}
