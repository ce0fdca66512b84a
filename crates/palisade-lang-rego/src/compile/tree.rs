//! The tree of all rules below `data`: packages, rules, functions.

use super::hir::{Rule, Term, TermKind};
use palisade_arena::Arena;
use palisade_source::{Diagnostic, Span};
use std::collections::BTreeMap;

/// How the rules of one path combine.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum GroupKind {
    Complete,
    Set,
    Object,
    Tree,
    Function(usize),
}

/// All rules of one path.
#[derive(Debug)]
pub(crate) struct Group<'h> {
    pub(crate) path: &'h [&'h str],
    pub(crate) kind: GroupKind,
    pub(crate) rules: Vec<Rule<'h>>,
}

/// A place below `data` that packages or rules make.
#[derive(Default, Debug)]
pub(crate) struct Node<'h> {
    pub(crate) path: &'h [&'h str],
    pub(crate) children: BTreeMap<&'h str, usize>,
    pub(crate) group: Option<usize>,
    rules: Vec<Rule<'h>>,
}

/// All of them; the root is the first. The arena that it points into is handed in where it grows,
/// so that threads may look at it together once it has grown.
#[derive(Debug)]
pub(crate) struct Tree<'h> {
    pub(crate) nodes: Vec<Node<'h>>,
    pub(crate) groups: Vec<Group<'h>>,
}

impl<'h> Tree<'h> {
    pub(crate) fn new() -> Self {
        Self { nodes: vec![Node::default()], groups: Vec::new() }
    }

    /// The node of a path, made where there is none.
    pub(crate) fn make(&mut self, arena: &'h Arena, path: &[&str]) -> usize {
        path.iter().fold(0, |at, key| self.child(arena, at, key))
    }

    /// The node of a key below another one, made where there is none.
    pub(crate) fn child(&mut self, arena: &'h Arena, at: usize, key: &str) -> usize {
        if let Some(child) = self.nodes[at].children.get(key) {
            return *child;
        }
        let key = arena.alloc_str(key);
        let mut path = self.nodes[at].path.to_vec();
        path.push(key);
        let path = arena.alloc_slice(&path);
        self.nodes.push(Node { path, ..Node::default() });
        let new = self.nodes.len() - 1;
        self.nodes[at].children.insert(key, new);
        new
    }

    pub(crate) fn add(&mut self, at: usize, rule: Rule<'h>) {
        self.nodes[at].rules.push(rule);
    }

    /// The group at a path.
    pub(crate) fn find(&self, path: &[&str]) -> Option<usize> {
        let mut at = 0;
        for key in path {
            at = *self.nodes[at].children.get(*key)?;
        }
        self.nodes[at].group
    }

    /// Makes groups of the rules that were added.
    pub(crate) fn close(&mut self, arena: &'h Arena, diagnostics: &mut Vec<Diagnostic>) {
        for at in 0..self.nodes.len() {
            if self.nodes[at].rules.iter().any(|r| !r.keys.is_empty()) {
                self.absorb(arena, at);
            }
        }
        for at in 0..self.nodes.len() {
            let rules = std::mem::take(&mut self.nodes[at].rules);
            let Some(first) = rules.first() else { continue };
            let path = self.nodes[at].path;
            let kind = kind(&rules);
            let shown = || path.join(".");
            if rules.iter().any(|r| kind_of(r, kind) != kind) {
                diagnostics.push(
                    Diagnostic::error(
                        "rego-type-error",
                        format!("conflicting rules data.{} found", shown()),
                    )
                    .at(first.location),
                );
            }
            let defaults: Vec<_> = rules.iter().filter(|r| r.default).collect();
            if let [_, second, ..] = defaults.as_slice() {
                diagnostics.push(
                    Diagnostic::error(
                        "rego-type-error",
                        format!("multiple default rules data.{} found", shown()),
                    )
                    .at(second.location),
                );
            }
            let below = self.nodes[at].children.values().find(|c| self.has_rules(**c));
            if below.is_some() {
                let message = format!("rule data.{} conflicts with rules below it", shown());
                diagnostics.push(Diagnostic::error("rego-type-error", message).at(first.location));
            }
            self.groups.push(Group { path, kind, rules });
            self.nodes[at].group = Some(self.groups.len() - 1);
        }
    }

    fn has_rules(&self, at: usize) -> bool {
        let node = &self.nodes[at];
        let here = !node.rules.is_empty() || node.group.is_some();
        here || node.children.values().any(|c| self.has_rules(*c))
    }

    /// Makes the rules below a node rules of the node itself: their paths are keys then.
    fn absorb(&mut self, arena: &'h Arena, at: usize) {
        let mut below: Vec<usize> = self.nodes[at].children.values().copied().collect();
        let depth = self.nodes[at].path.len();
        let mut gained = Vec::new();
        while let Some(child) = below.pop() {
            below.extend(self.nodes[child].children.values().copied());
            let keys = &self.nodes[child].path[depth..];
            let rules = std::mem::take(&mut self.nodes[child].rules);
            let (functions, others): (Vec<_>, Vec<_>) =
                rules.into_iter().partition(|r| r.args.is_some());
            self.nodes[child].rules = functions;
            for mut rule in others {
                let front = keys.iter().map(|key| Term::new(TermKind::Str(key), Span::default()));
                let keys: Vec<Term<'h>> = front.chain(rule.keys.iter().copied()).collect();
                rule.keys = arena.alloc_slice(&keys);
                gained.push(rule);
            }
        }
        gained.sort_by_key(|r| (r.location.file, r.location.span.start));
        self.nodes[at].rules.extend(gained);
        if !self.nodes[at].children.values().any(|c| self.has_rules(*c)) {
            self.nodes[at].children.clear();
        }
    }
}

fn kind(rules: &[Rule<'_>]) -> GroupKind {
    if let Some(args) = rules.iter().find_map(|r| r.args) {
        return GroupKind::Function(args.len());
    }
    if rules.iter().any(|r| !r.keys.is_empty()) {
        let simple = |r: &Rule<'_>| r.keys.len() == 1 && r.contains.is_none() && !r.default;
        return if rules.iter().all(simple) { GroupKind::Object } else { GroupKind::Tree };
    }
    if rules.iter().any(|r| r.contains.is_some()) {
        return GroupKind::Set;
    }
    GroupKind::Complete
}

/// The kind that a rule is of, in a group of a kind.
fn kind_of(rule: &Rule<'_>, group: GroupKind) -> GroupKind {
    match (&rule.args, group) {
        (Some(args), _) => GroupKind::Function(args.len()),
        (None, GroupKind::Object | GroupKind::Tree) if !rule.keys.is_empty() => group,
        _ if rule.contains.is_some() => GroupKind::Set,
        _ => GroupKind::Complete,
    }
}
