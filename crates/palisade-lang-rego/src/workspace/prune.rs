//! Rules that nothing asks for, taken out of modules.

use super::load::Workspace;
use crate::ast::{AnnotationTarget, Module, Rule, Term, TermKind};
use crate::compile::Compiled;
use crate::lint::walk::{self, Node};
use palisade_source::{SourceMap, Span};
use rustc_hash::{FxHashMap, FxHashSet};

/// Paths of rules below `data`.
type Paths<'w> = FxHashSet<Vec<&'w str>>;

/// The texts of all modules with only the rules that some entrypoints need; none for a module of
/// which nothing is left. Entrypoints are paths below `data` of rules, or of packages for all their
/// rules. Of a name that these speak of one rule is kept at least. The program is one that was compiled with [`Options::uses`](crate::Options::uses).
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
    // A reference such as `q.a` may mean no rule at all where there is `q.b` alone, and needs the
    // name `q` all the same: without a rule of it `q` is a variable.
    let packages = by_package(workspace);
    let needed = loop {
        while let Some(at) = open.pop() {
            if let Some(seen) = needed.get_mut(at)
                && !std::mem::replace(seen, true)
            {
                open.extend(compiled.uses.get(at).into_iter().flatten());
            }
        }
        let paths: Paths<'_> = compiled
            .entries
            .iter()
            .zip(&needed)
            .filter(|(_, needed)| **needed)
            .map(|(entry, _)| entry.path.iter().map(String::as_str).collect())
            .collect();
        open = spoken_of(compiled, workspace, &packages, &paths);
        if open.is_empty() {
            break paths;
        }
    };
    workspace
        .modules
        .iter()
        .map(|loaded| {
            let package: Vec<&str> =
                loaded.module.package.iter().map(|k| k.text.as_str()).collect();
            let rules = &loaded.module.rules;
            let kept: Vec<bool> = rules.iter().map(|r| is_kept(&package, r, &needed)).collect();
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

/// Whether a rule is one of those of some paths.
fn is_kept(package: &[&str], rule: &Rule, paths: &Paths<'_>) -> bool {
    let path = constant_path(package, rule);
    (package.len() + 1..=path.len()).any(|n| path.get(..n).is_some_and(|p| paths.contains(p)))
}

/// The modules of each package.
fn by_package(workspace: &Workspace) -> FxHashMap<Vec<&str>, Vec<&Module>> {
    let mut packages: FxHashMap<Vec<&str>, Vec<&Module>> = FxHashMap::default();
    for loaded in &workspace.modules {
        let package = loaded.module.package.iter().map(|k| k.text.as_str()).collect();
        packages.entry(package).or_default().push(&loaded.module);
    }
    packages
}

/// One rule, by its place among the entries, of each name of which the rules that are kept speak
/// and of which none is kept.
fn spoken_of(
    compiled: &Compiled,
    workspace: &Workspace,
    packages: &FxHashMap<Vec<&str>, Vec<&Module>>,
    kept: &Paths<'_>,
) -> Vec<usize> {
    let places: FxHashMap<Vec<&str>, usize> = compiled
        .entries
        .iter()
        .enumerate()
        .map(|(at, entry)| (entry.path.iter().map(String::as_str).collect(), at))
        .collect();
    let mut names: FxHashSet<(Vec<&str>, &str)> = FxHashSet::default();
    for loaded in &workspace.modules {
        let package: Vec<&str> = loaded.module.package.iter().map(|k| k.text.as_str()).collect();
        for rule in loaded.module.rules.iter().filter(|r| is_kept(&package, r, kept)) {
            walk::rule(rule, &mut |node| {
                if let Node::Term(Term { kind: TermKind::Var(name), .. }) = node {
                    names.insert((package.clone(), name));
                }
            });
        }
    }
    let mut found = Vec::new();
    for (package, name) in names {
        let rules = || {
            let modules = packages.get(&package).into_iter().flatten();
            modules.flat_map(|m| &m.rules).filter(|r| *r.head.name.text == *name)
        };
        if rules().any(|rule| is_kept(&package, rule, kept)) {
            continue;
        }
        let place = rules().find_map(|rule| {
            let path = constant_path(&package, rule);
            (package.len() + 1..=path.len()).find_map(|n| places.get(path.get(..n)?).copied())
        });
        found.extend(place);
    }
    found.sort_unstable();
    found
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
