//! What a query hangs on: documents that rules make, and documents that are given.

use super::hir::{Callee, Lit, LitKind, Term, TermKind, VarId, WithValue};
use super::tree::Tree;
use crate::types::QueryBody;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeSet;

/// What a query and all rules that it asks for hang on. A path ends where it is no longer constant.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Dependencies {
    /// Documents that are given: `input` or `data`, then keys as JSON, in order.
    pub base: Vec<Vec<String>>,
    /// Rules and functions: `data`, then keys as JSON, in order.
    pub rules: Vec<Vec<String>>,
}

/// How many variables stand for one another at most.
const MAX_STEPS: u32 = 32;

/// What some queries hang on.
pub(super) fn dependencies<'t>(tree: &'t Tree<'t>, bodies: &'t [QueryBody<'t>]) -> Dependencies {
    let mut found = Found { tree, base: BTreeSet::new(), open: Vec::new() };
    for body in bodies {
        let mut part = Part::default();
        body.literals.iter().for_each(|lit| part.aliases_of(lit));
        body.literals.iter().for_each(|lit| part.literal(lit));
        found.add(part);
    }
    let mut seen = vec![false; tree.groups.len()];
    while let Some(group) = found.open.pop() {
        if seen.get(group).copied().unwrap_or(true) {
            continue;
        }
        seen[group] = true;
        for rule in &tree.groups[group].rules {
            let mut part = Part::default();
            for branch in rule.branches {
                branch.body.iter().for_each(|lit| part.aliases_of(lit));
                branch.value.iter().for_each(|t| part.aliases_in(t));
            }
            rule.contains.iter().for_each(|t| part.aliases_in(t));
            let args = rule.args.into_iter().flatten();
            args.chain(rule.keys).chain(&rule.contains).for_each(|t| part.term(t));
            for branch in rule.branches {
                branch.body.iter().for_each(|lit| part.literal(lit));
                branch.value.iter().for_each(|t| part.term(t));
            }
            found.add(part);
        }
    }
    let mut rules: Vec<Vec<String>> = seen
        .iter()
        .enumerate()
        .filter(|(_, seen)| **seen)
        .map(|(group, _)| {
            let keys = tree.groups[group].path.iter().map(|key| text(key));
            std::iter::once("data".to_owned()).chain(keys).collect()
        })
        .collect();
    rules.sort();
    Dependencies { base: found.base.into_iter().collect(), rules }
}

/// A text as JSON.
fn text(key: &str) -> String {
    serde_json::Value::from(key).to_string()
}

struct Found<'t> {
    tree: &'t Tree<'t>,
    base: BTreeSet<Vec<String>>,
    /// Groups that are to be looked at.
    open: Vec<usize>,
}

impl Found<'_> {
    /// Adds what a rule or a query asks for.
    fn add(&mut self, mut part: Part<'_>) {
        let whole = |var: &VarId| part.plain.contains(var) || !part.below.contains(var);
        let held = part.aliases.iter().filter(|(var, _)| whole(var));
        let held: Vec<_> = held.filter_map(|(_, term)| part.path(term, 0)).collect();
        part.paths.extend(held.into_iter().map(|(path, _)| path));
        self.open.extend(part.functions.iter().filter_map(|path| self.tree.find(path)));
        part.paths.sort();
        let mut last: Option<Vec<String>> = None;
        for path in part.paths {
            // Who asks for the whole asks for its parts.
            if last.as_ref().is_some_and(|last| path.starts_with(last)) {
                continue;
            }
            if !self.rules(&path) {
                self.base.insert(path.clone());
            }
            last = Some(path);
        }
    }

    /// Opens the groups that a path leads to; false where there are none.
    fn rules(&mut self, path: &[String]) -> bool {
        if path.first().is_none_or(|root| root != "data") {
            return false;
        }
        let mut at = 0;
        for key in &path[1..] {
            let Some(node) = self.tree.nodes.get(at) else { return false };
            if let Some(group) = node.group {
                self.open.push(group);
                return true;
            }
            let next = node.children.iter().find(|(name, _)| text(name) == *key);
            match next {
                Some((_, child)) => at = *child,
                None => return false,
            }
        }
        let before = self.open.len();
        let mut below = vec![at];
        while let Some(at) = below.pop() {
            let Some(node) = self.tree.nodes.get(at) else { continue };
            self.open.extend(node.group);
            below.extend(node.children.values());
        }
        self.open.len() > before
    }
}

/// What one rule or query asks for.
#[derive(Default)]
struct Part<'t> {
    /// Variables that stand for a path.
    aliases: FxHashMap<VarId, &'t Term<'t>>,
    /// Variables that are used as a whole.
    plain: FxHashSet<VarId>,
    /// Variables below which something is looked up.
    below: FxHashSet<VarId>,
    paths: Vec<Vec<String>>,
    functions: Vec<&'t [&'t str]>,
}

impl<'t> Part<'t> {
    /// Notes what variables of a literal, and inside of it, stand for.
    fn aliases_of(&mut self, lit: &'t Lit<'t>) {
        match &lit.kind {
            LitKind::Unify(a, b) => {
                if let Some((var, term)) = alias(lit) {
                    self.aliases.entry(var).or_insert(term);
                }
                self.aliases_in(a);
                self.aliases_in(b);
            }
            LitKind::Test(term) => self.aliases_in(term),
            LitKind::Not(inner) => self.aliases_of(inner),
            LitKind::Logic(_, bodies) => {
                for body in *bodies {
                    body.body.iter().for_each(|lit| self.aliases_of(lit));
                }
            }
            LitKind::SomeIn { collection, .. } => self.aliases_in(collection),
            LitKind::Every { domain, body, .. } => {
                self.aliases_in(domain);
                body.iter().for_each(|lit| self.aliases_of(lit));
            }
        }
    }

    fn aliases_in(&mut self, term: &'t Term<'t>) {
        if let TermKind::Comprehension(inner) = term.kind {
            inner.body.iter().for_each(|lit| self.aliases_of(lit));
        }
        term.parts(&mut |part| self.aliases_in(part));
    }

    fn literal(&mut self, lit: &'t Lit<'t>) {
        for with in lit.with {
            match &with.value {
                WithValue::Term(term) => self.term(term),
                WithValue::Function(callee) => self.callee(callee),
            }
        }
        match &lit.kind {
            LitKind::Unify(a, b) => match alias(lit) {
                Some((_, term)) => self.keys(term),
                None => {
                    self.term(a);
                    self.term(b);
                }
            },
            LitKind::Test(term) => self.term(term),
            LitKind::Not(inner) => self.literal(inner),
            LitKind::Logic(_, bodies) => {
                for body in *bodies {
                    body.body.iter().for_each(|lit| self.literal(lit));
                }
            }
            LitKind::SomeIn { key, value, collection } => {
                key.iter().copied().chain([value, collection]).for_each(|t| self.term(t));
            }
            LitKind::Every { domain, body, .. } => {
                self.term(domain);
                body.iter().for_each(|lit| self.literal(lit));
            }
        }
    }

    fn callee(&mut self, callee: &'t Callee<'t>) {
        if let Callee::Function(path) = callee {
            self.functions.push(path);
        }
    }

    /// What the keys of a path ask for.
    fn keys(&mut self, term: &'t Term<'t>) {
        match term.kind {
            TermKind::Data(parts) | TermKind::Ref(_, parts) => {
                parts.iter().for_each(|part| self.term(part));
            }
            _ => {}
        }
        if let TermKind::Ref(Term { kind: TermKind::Var(var), .. }, _) = term.kind {
            self.below.insert(*var);
        }
    }

    fn term(&mut self, term: &'t Term<'t>) {
        if let Some((path, _)) = self.path(term, 0) {
            if let TermKind::Var(var) = term.kind {
                self.plain.insert(var);
            } else {
                self.paths.push(path);
                self.keys(term);
            }
            return;
        }
        match &term.kind {
            TermKind::Var(var) => {
                self.plain.insert(*var);
            }
            TermKind::Call(callee, _) => self.callee(callee),
            TermKind::Comprehension(inner) => {
                inner.body.iter().for_each(|lit| self.literal(lit));
                inner.key.iter().chain([&inner.head]).for_each(|t| self.term(t));
            }
            _ => {}
        }
        term.parts(&mut |part| self.term(part));
    }

    /// The constant beginning of a path, and whether that is all of it.
    fn path(&self, term: &'t Term<'t>, steps: u32) -> Option<(Vec<String>, bool)> {
        let (mut path, whole, parts): (_, _, &[Term<'t>]) = match &term.kind {
            TermKind::Input => (vec!["input".to_owned()], true, &[]),
            TermKind::Data(parts) => (vec!["data".to_owned()], true, parts),
            TermKind::Var(var) if steps < MAX_STEPS => {
                return self.path(self.aliases.get(var)?, steps + 1);
            }
            TermKind::Ref(base, parts) => {
                let (path, whole) = self.path(base, steps)?;
                (path, whole, parts)
            }
            _ => return None,
        };
        if !whole {
            return Some((path, false));
        }
        for part in parts {
            let key = match part.kind {
                TermKind::Str(key) => text(key),
                TermKind::Number(key) => key.to_owned(),
                TermKind::Bool(key) => key.to_string(),
                TermKind::Null => "null".to_owned(),
                _ => return Some((path, false)),
            };
            path.push(key);
        }
        Some((path, true))
    }
}

/// The variable that a literal makes stand for a path.
fn alias<'t>(lit: &'t Lit<'t>) -> Option<(VarId, &'t Term<'t>)> {
    let LitKind::Unify(a, b) = &lit.kind else { return None };
    let is_path =
        |t: &Term<'_>| matches!(t.kind, TermKind::Input | TermKind::Data(_) | TermKind::Ref(..));
    match (a, b) {
        (Term { kind: TermKind::Var(var), .. }, path)
        | (path, Term { kind: TermKind::Var(var), .. })
            if is_path(path) =>
        {
            Some((*var, path))
        }
        _ => None,
    }
}
