//! Rules that nothing asks for, taken out of modules.

use super::load::Workspace;
use crate::ast::{AnnotationTarget, Rule, TermKind};
use crate::compile::Compiled;
use palisade_source::{SourceMap, Span};
use rustc_hash::FxHashSet;

/// The texts of all modules with only the rules that some entrypoints need; none for a module of
/// which nothing is left. Entrypoints are paths below `data` of rules, or of packages for all their
/// rules. The program is one that was compiled with [`Options::uses`](crate::Options::uses).
#[must_use]
pub fn pruned(
    compiled: &Compiled,
    workspace: &Workspace,
    sources: &SourceMap,
    entrypoints: &[Vec<String>],
) -> Vec<Option<String>> {
    let mut needed = vec![false; compiled.entries.len()];
    let mut open: Vec<usize> = Vec::new();
    for (at, entry) in compiled.entries.iter().enumerate() {
        // A path may lead into the value of a rule, too.
        if entrypoints.iter().any(|e| entry.path.starts_with(e) || e.starts_with(&entry.path)) {
            open.push(at);
        }
    }
    while let Some(at) = open.pop() {
        if let Some(seen) = needed.get_mut(at)
            && !std::mem::replace(seen, true)
        {
            open.extend(compiled.uses.get(at).into_iter().flatten());
        }
    }
    let needed: FxHashSet<Vec<&str>> = compiled
        .entries
        .iter()
        .zip(&needed)
        .filter(|(_, needed)| **needed)
        .map(|(entry, _)| entry.path.iter().map(String::as_str).collect())
        .collect();
    workspace
        .modules
        .iter()
        .map(|loaded| {
            let package: Vec<&str> =
                loaded.module.package.iter().map(|k| k.text.as_str()).collect();
            let is_needed = |rule: &Rule| {
                let path = constant_path(&package, rule);
                (package.len() + 1..=path.len()).any(|n| needed.contains(&path[..n]))
            };
            let rules = &loaded.module.rules;
            let kept: Vec<bool> = rules.iter().map(is_needed).collect();
            if !kept.contains(&true) {
                return None;
            }
            let source = sources.get(loaded.file);
            let mut cut: Vec<Span> = Vec::new();
            for (n, rule) in rules.iter().enumerate().filter(|(n, _)| !kept[*n]) {
                let annotation = loaded
                    .module
                    .annotations
                    .iter()
                    .filter(|a| a.target == AnnotationTarget::Rule(n))
                    .map(|a| a.span.start);
                let start = annotation.min().unwrap_or(rule.span.start);
                cut.push(Span::new(start, rule.span.end));
            }
            Some(without(source.text(), &cut))
        })
        .collect()
}

/// The constant start of a rule's path below `data`.
fn constant_path<'m>(package: &[&'m str], rule: &'m Rule) -> Vec<&'m str> {
    let mut path = package.to_vec();
    path.push(&rule.head.name.text);
    path.extend(rule.head.path.iter().map_while(|part| match &part.term.kind {
        TermKind::Str { text, .. } => Some(text.as_str()),
        _ => None,
    }));
    path
}

/// A text without some parts and the rest of the lines that they end.
fn without(text: &str, cut: &[Span]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for span in cut {
        let range = span.range();
        // A further body of a rule follows what was cut with it.
        out.push_str(text.get(at..range.start.max(at)).unwrap_or_default());
        at = range.end.max(at);
        let rest = text.get(at..).unwrap_or_default();
        let blank = rest.len() - rest.trim_start_matches([' ', '\t', '\r']).len();
        if let Some(behind) = rest.get(blank..)
            && behind.starts_with('\n')
        {
            at += blank + 1;
        }
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}
