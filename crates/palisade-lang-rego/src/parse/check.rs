//! What OPA asks of statements beyond their grammar before it compiles them.

use super::{CODE, Parser};
use crate::ast::{BinaryOp, Dialect, Import, Rule, Term, TermKind};
use crate::lex::Keywords;
use palisade_source::{Diagnostic, Span, nearest};
use rustc_hash::FxHashMap;

impl Parser<'_> {
    /// Reports what is wrong with a rule; its `chained` bodies are not asked.
    pub(super) fn check_rule(&mut self, rule: &Rule) {
        if rule.default {
            self.check_default(rule);
            return;
        }
        let head = &rule.head;
        let name = &head.name.text;
        let at_name = head.name.span;
        let v1 = self.dialect == Dialect::V1;
        let bodiless = rule.body.is_empty();
        if name == "_" {
            let help = "give the rule a name that can be asked for";
            self.report(at_name, "`_` cannot be the name of a rule", help);
        }
        if v1 && matches!(name.as_str(), "input" | "data") {
            let message = format!("a rule must not shadow `{name}`");
            self.report(at_name, message, "give the rule another name");
        }
        if head.old_set && v1 && self.is_name_only(rule) {
            self.missing_value(rule);
        } else if head.old_set && v1 {
            let help = format!("write `{name} contains …`, with `if` before a body");
            self.report(head.span, "a partial set needs the keyword `contains`", &help);
        } else if bodiless && head.value.is_none() && head.contains.is_none() {
            if v1 {
                self.missing_value(rule);
            } else if head.path.is_empty() && head.args.is_none() {
                let help = self.misspelt(name).unwrap_or_else(|| {
                    format!("write `{name} = …`, `{name} {{ … }}` or `{name}[…]`")
                });
                self.report(at_name, format!("`{name}` alone is no rule"), &help);
            }
        } else if v1 && !bodiless && !head.has_if {
            let help = "write `if` before the body: `… if { … }`";
            self.report(head.span, "a body needs the keyword `if` before it", help);
        }
        if v1 {
            for branch in rule.elses.iter().filter(|e| !e.body.is_empty() && !e.has_if) {
                let span = Span::new(branch.span.start, branch.span.start + 4);
                let help = "write `else if { … }` or `else := … if { … }`";
                self.report(span, "a body needs the keyword `if` before it", help);
            }
        }
        self.check_elses(rule);
    }

    /// Whether the rule is written as `p.q`, which is a partial set in V0 only.
    fn is_name_only(&self, rule: &Rule) -> bool {
        rule.body.is_empty() && self.text(rule.head.span).contains('.')
    }

    fn missing_value(&mut self, rule: &Rule) {
        let name = self.text(rule.head.span).split(['(', '[']).next().unwrap_or("").trim();
        let help = self.misspelt(name).unwrap_or_else(|| {
            format!("write `{name} := …`, `{name} if …` or `{name} contains …`")
        });
        let message = format!("`{name}` has neither value nor body");
        self.report(rule.head.span, message, &help);
    }

    fn misspelt(&self, name: &str) -> Option<String> {
        let keyword = match name {
            "and" => Keywords::AND,
            "or" => Keywords::OR,
            _ => Keywords::NONE,
        };
        if self.lexer.keywords.has(keyword) {
            return Some(format!(
                "`{name}` stands between conditions of a body, and gives no value"
            ));
        }
        if keyword != Keywords::NONE {
            return Some(format!(
                "`{name}` is a keyword only with `import future.keywords.{name}`"
            ));
        }
        let word = nearest(name, ["default", "import", "package"]).filter(|w| *w != name)?;
        Some(format!("did you mean `{word}`?"))
    }

    fn check_elses(&mut self, rule: &Rule) {
        let Some(branch) = rule.elses.first() else { return };
        let span = Span::new(branch.span.start, branch.span.start + 4);
        let fixed = rule.head.path.iter().all(|p| is_ground(&p.term));
        if rule.head.contains.is_some() {
            let help = "write several rules of one name";
            self.report(span, "`else` behind a partial set", help);
        } else if !fixed {
            let help = "write several rules of one name, or a function";
            self.report(span, "`else` behind a rule with variables in its path", help);
        }
    }

    fn check_default(&mut self, rule: &Rule) {
        let head = &rule.head;
        let name = &head.name.text;
        if head.contains.is_some() {
            let help = "a partial set is empty by default";
            self.report(head.span, "a partial set has no default", help);
            return;
        }
        let Some(value) = &head.value else {
            let help = format!("write `default {name} := …`");
            self.report(head.span, "a default rule needs a value", &help);
            return;
        };
        if let Some(term) = not_constant(value) {
            let help = "use constants, or comprehensions";
            self.report(term.span, "the value of a default rule must be constant", help);
        }
        let mut seen: Vec<&str> = Vec::new();
        for arg in head.args.iter().flatten() {
            let TermKind::Var(name) = &arg.kind else {
                let message = "the arguments of a default function must be variables";
                self.report(arg.span, message, "write `_` for an argument that is not used");
                continue;
            };
            if name != "_" && seen.contains(&name.as_str()) {
                let message = format!("argument `{name}` of a default function is repeated");
                self.report(arg.span, message, "give each argument a name of its own");
            }
            seen.push(name);
        }
    }

    /// Reports imports of one name in V1.
    pub(super) fn check_imports(&mut self, imports: &[Import]) {
        if self.dialect == Dialect::V0 {
            return;
        }
        let mut seen: FxHashMap<&str, Span> = FxHashMap::default();
        for import in imports {
            let first = import.path.first().map_or("", |k| k.text.as_str());
            let Some(name) = import.alias.as_ref().or(import.path.last()) else { continue };
            if matches!(first, "future" | "rego") {
                continue;
            }
            if let Some(before) = seen.insert(&name.text, import.span) {
                let message = format!("a second import of the name `{}`", name.text);
                let mut diagnostic = Diagnostic::error(CODE, message)
                    .at(self.location(import.span))
                    .label(self.location(before), "imported first here");
                diagnostic.help = Some("give one of them another name with `as`".to_owned());
                self.diagnostics.push(diagnostic);
            }
        }
    }
}

/// Whether a term holds no variable.
fn is_ground(term: &Term) -> bool {
    match &term.kind {
        TermKind::Var(_) => false,
        TermKind::Array(items) | TermKind::Set(items) => items.iter().all(is_ground),
        TermKind::Object(pairs) => pairs.iter().all(|(k, v)| is_ground(k) && is_ground(v)),
        TermKind::Parens(inner) => is_ground(inner),
        _ => true,
    }
}

/// The first part of a term that is no constant; what comprehensions hold is not looked at.
fn not_constant(term: &Term) -> Option<&Term> {
    match &term.kind {
        TermKind::Var(_) | TermKind::Ref(_) | TermKind::Call { .. } | TermKind::In { .. } => {
            Some(term)
        }
        TermKind::Binary { op: BinaryOp::Assign | BinaryOp::Unify, .. } => Some(term),
        TermKind::Binary { .. } => Some(term),
        TermKind::Array(items) | TermKind::Set(items) => items.iter().find_map(not_constant),
        TermKind::Object(pairs) => {
            pairs.iter().find_map(|(k, v)| not_constant(k).or_else(|| not_constant(v)))
        }
        TermKind::Parens(inner) => not_constant(inner),
        _ => None,
    }
}
