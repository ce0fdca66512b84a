//! Lints: what is legal Rego and most likely not meant, or not how others would write it.
//!
//! Each lint has an example that it speaks of and one that it does not, from which both its test
//! and its documentation are made.

mod across;
mod bugs;
mod idioms;
mod imports;
mod reference;
mod style;
pub(crate) mod walk;

use crate::ast::Module;
use palisade_source::{Diagnostic, FileId, Level, Location, Span};
use palisade_value::Value;
use rustc_hash::{FxHashMap, FxHashSet};

pub(crate) use bugs::DEPRECATED;
pub use reference::reference;

/// One lint.
#[derive(Debug)]
pub struct Lint {
    /// Its name and the code of its diagnostics, in kebab-case.
    pub code: &'static str,
    /// How grave.
    pub level: Level,
    /// Whether it is on where nobody says so.
    pub on: bool,
    /// The name that Regal has for it, where it is another one.
    pub regal: Option<&'static str>,
    /// What it asks for, in one sentence.
    pub asks: &'static str,
    /// Why, in a few sentences.
    pub why: &'static str,
    /// A module without its package statement that it speaks of.
    pub bad: &'static str,
    /// A module without its package statement that it does not speak of.
    pub good: &'static str,
    run: fn(&mut Context<'_>),
}

/// What to look for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LintOptions {
    /// Lints to leave out, by code.
    pub off: Vec<String>,
    /// Lints to run beside those that are on, by code.
    pub on: Vec<String>,
    /// How many lines a rule may have.
    pub rule_length: usize,
    /// How many characters a line may have.
    pub line_length: usize,
    /// How many lines a file may have.
    pub file_length: usize,
}

impl Default for LintOptions {
    fn default() -> Self {
        Self {
            off: Vec::new(),
            on: Vec::new(),
            rule_length: 30,
            line_length: 120,
            file_length: 500,
        }
    }
}

/// A module among others.
#[derive(Clone, Copy, Debug)]
pub struct Unit<'m> {
    /// Its text.
    pub source: &'m str,
    /// Its file.
    pub file: FileId,
    /// Its tree, read without errors.
    pub module: &'m Module,
}

/// What a lint looks at, and where it says what it found.
struct Context<'m> {
    /// What is known of all modules.
    known: &'m across::Known<'m>,
    source: &'m str,
    file: FileId,
    module: &'m Module,
    options: &'m LintOptions,
    lines: Vec<u32>,
    /// The first names of the module's rules.
    rules: FxHashSet<&'m str>,
    lint: &'static Lint,
    out: Vec<Diagnostic>,
}

impl<'m> Context<'m> {
    /// Says something of a place.
    fn tell(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        let diagnostic = Diagnostic::new(self.lint.level, self.lint.code, message)
            .at(Location::new(self.file, span))
            .help(help);
        self.out.push(diagnostic);
    }

    /// The line of an offset, counted from one.
    fn row(&self, offset: u32) -> usize {
        self.lines.partition_point(|start| *start <= offset)
    }

    fn slice(&self, span: Span) -> &'m str {
        self.source.get(span.range()).unwrap_or("")
    }

    /// Calls `each` with every part of every rule.
    fn walk(&self, mut each: impl FnMut(walk::Node<'m>)) {
        for rule in &self.module.rules {
            walk::rule(rule, &mut each);
        }
    }
}

/// Calls `each` with every term of a rule.
pub(crate) fn each_term<'m>(
    rule: &'m crate::ast::Rule,
    each: &mut dyn FnMut(&'m crate::ast::Term),
) {
    walk::rule(rule, &mut |node| {
        if let walk::Node::Term(term) = node {
            each(term);
        }
    });
}

/// Calls `each` with every literal of a rule.
pub(crate) fn each_literal<'m>(
    rule: &'m crate::ast::Rule,
    each: &mut dyn FnMut(&'m crate::ast::Literal),
) {
    walk::rule(rule, &mut |node| {
        if let walk::Node::Literal(literal) = node {
            each(literal);
        }
    });
}

/// Every lint, those about likely mistakes first.
pub fn lints() -> impl Iterator<Item = &'static Lint> {
    [bugs::LINTS, across::LINTS, idioms::LINTS, imports::LINTS, style::LINTS].into_iter().flatten()
}

/// Looks at modules that were read without errors, and at what they say of each other; `data` are
/// the documents beside them. In the order of the modules, sorted by place.
///
/// A comment `# palisade:allow CODE -- reason` or `# regal ignore:NAME` on the line or the line
/// above is heeded.
#[must_use]
pub fn check(
    units: &[Unit<'_>],
    data: Option<Value<'_>>,
    options: &LintOptions,
) -> Vec<Diagnostic> {
    let known = across::Known::of(units, data);
    units.iter().flat_map(|unit| check_one(unit, &known, options)).collect()
}

fn check_one<'m>(
    &Unit { source, file, module }: &Unit<'m>,
    known: &'m across::Known<'m>,
    options: &'m LintOptions,
) -> Vec<Diagnostic> {
    let breaks = source.bytes().enumerate().filter(|(_, b)| *b == b'\n');
    let behind = breaks.map(|(n, _)| Span::at(n + 1, n + 1).start);
    let lines = std::iter::once(0).chain(behind).collect();
    let rules = module.rules.iter().map(|r| r.head.name.text.as_str()).collect();
    let Some(first) = lints().next() else { return Vec::new() };
    let out = Vec::new();
    let mut context =
        Context { known, source, file, module, options, lines, rules, lint: first, out };
    for lint in lints() {
        let named = |list: &[String]| list.iter().any(|c| c == lint.code);
        if named(&options.off) || !lint.on && !named(&options.on) {
            continue;
        }
        context.lint = lint;
        (lint.run)(&mut context);
    }
    let mut out = std::mem::take(&mut context.out);
    let accepted = accepted(&context);
    out.retain(|d| !allowed(&context, &accepted, d));
    let at = |d: &Diagnostic| d.location.map_or(0, |l| l.span.start);
    out.sort_by(|a, b| at(a).cmp(&at(b)).then_with(|| a.code.cmp(&b.code)));
    out.dedup_by(|a, b| a.code == b.code && a.location == b.location);
    out
}

/// The lints that comments accept, by the line of the comment.
fn accepted<'m>(context: &Context<'m>) -> FxHashMap<usize, Vec<&'m str>> {
    let mut out: FxHashMap<usize, Vec<&str>> = FxHashMap::default();
    for comment in &context.module.comments {
        let text = comment.text.trim();
        let names = if let Some(rest) = text.strip_prefix("regal ignore:") {
            rest.split([',', ' ']).map(str::trim).collect()
        } else if let Some((code, reason)) =
            text.strip_prefix("palisade:allow ").and_then(|rest| rest.split_once("--"))
        {
            // As everywhere, a suppression without a reason does not count.
            if reason.trim().is_empty() { Vec::new() } else { vec![code.trim()] }
        } else {
            Vec::new()
        };
        if !names.is_empty() {
            out.entry(context.row(comment.span.start)).or_default().extend(names);
        }
    }
    out
}

/// Whether a comment on its line or the line above accepts a diagnostic.
fn allowed(
    context: &Context<'_>,
    accepted: &FxHashMap<usize, Vec<&str>>,
    diagnostic: &Diagnostic,
) -> bool {
    let Some(location) = diagnostic.location.filter(|_| !accepted.is_empty()) else { return false };
    let row = context.row(location.span.start);
    let lint = lints().find(|l| l.code == diagnostic.code);
    let names = [Some(diagnostic.code.as_ref()), lint.and_then(|l| l.regal)];
    [row, row.saturating_sub(1)]
        .iter()
        .filter_map(|row| accepted.get(row))
        .any(|list| names.iter().flatten().any(|name| list.contains(name)))
}
