//! Documents that stand where rules do.

use super::load::Workspace;
use crate::ast::TermKind;
use palisade_source::{Diagnostic, Location};
use palisade_value::Value;
use std::collections::HashSet;

/// Rules at whose path the data has a document, in the order of the modules. A rule below a key
/// that is not constant is none of them.
#[must_use]
pub fn conflicts(workspace: &Workspace, data: Value<'_>) -> Vec<Diagnostic> {
    let mut seen = HashSet::new();
    let mut found = Vec::new();
    for module in &workspace.modules {
        let package: Vec<&str> = module.module.package.iter().map(|key| &*key.text).collect();
        let below = package.iter().try_fold(data, |value, key| value.field(key));
        let Some(below) = below else { continue };
        for rule in &module.module.rules {
            let head = &rule.head;
            let keys = head.path.iter().map(|part| match &part.term.kind {
                TermKind::Str { text, .. } => Some(&**text),
                _ => None,
            });
            let keys: Option<Vec<&str>> =
                std::iter::once(Some(&*head.name.text)).chain(keys).collect();
            let Some(keys) = keys else { continue };
            if keys.iter().try_fold(below, |value, key| value.field(key)).is_none() {
                continue;
            }
            let path: Vec<&str> = package.iter().chain(&keys).copied().collect();
            let path = path.join("/");
            if seen.insert(path.clone()) {
                let message = format!("conflicting rule for data path {path} found");
                let help = "give the document or the rule another place: only one of them can say \
                            what stands there";
                let at = Location::new(module.file, head.span);
                found.push(Diagnostic::error("rego-compile-error", message).at(at).help(help));
            }
        }
    }
    found
}
