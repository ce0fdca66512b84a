//! What OPA refuses beyond what cannot be compiled: what is not used, what is deprecated, what
//! hides documents. Some of it always, some in modules for OPA 1.0, the rest in strict mode.

use super::Source;
use super::hir::Callee;
use super::resolve::Resolver;
use crate::ast;
use crate::lint::DEPRECATED;
use palisade_source::{Diagnostic, FileId, Location, Span};
use rustc_hash::FxHashSet;

/// How a variable was declared.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum How {
    /// `some x`
    Some,
    /// `x := …`
    Assigned,
    /// An argument of a function.
    Argument,
}

impl Resolver<'_, '_> {
    /// Tells of variables that are declared and not used.
    pub(super) fn unused(&mut self) {
        let strict = self.globals.options.strict;
        for (var, how) in std::mem::take(&mut self.declared) {
            let Some(uses) = self.uses.get(var).copied() else { continue };
            let (name, span) = (self.vars[var].name, self.vars[var].span);
            let (message, help) = match how {
                How::Some if uses == 0 => (format!("declared var {name} unused"), "leave it out"),
                // The place where it is declared counts.
                How::Assigned if strict && uses <= 1 => {
                    (format!("assigned var {name} unused"), "leave it out, or name it `_`")
                }
                How::Argument if strict && uses <= 1 && !name.contains(' ') => {
                    (format!("unused argument {name}"), "name it `_`")
                }
                _ => continue,
            };
            let at = Location::new(self.module.file, span);
            let error = Diagnostic::error("rego-compile-error", message).at(at);
            self.found.diagnostics.push(error.help(help));
        }
    }

    /// Tells of a variable of a rule that is assigned and has the name of a document.
    pub(super) fn note_shadowed(&mut self, target: &ast::Term) {
        if let ast::TermKind::Var(name) = &target.kind
            && is_root(name)
            && self.module.strict
            && self.metadata.is_some()
        {
            let at = Location::new(self.module.file, target.span);
            self.found.diagnostics.push(shadows("variables", name, at));
        }
    }

    /// Tells of a call of a builtin that OPA 1.0 has no more.
    pub(super) fn deprecated(&mut self, callee: &Callee<'_>, span: Span) {
        let Callee::Builtin(declared) = callee else { return };
        let name = declared.builtin.name;
        let Some((_, instead)) = DEPRECATED.iter().find(|(old, _)| *old == name) else { return };
        if !self.module.strict {
            return;
        }
        let message = format!("deprecated built-in function calls in expression: {name}");
        let at = Location::new(self.module.file, span);
        let error = Diagnostic::error("rego-type-error", message).at(at);
        self.found.diagnostics.push(error.help(*instead));
    }
}

/// Tells of imports that nothing uses.
pub(super) fn unused_imports(
    source: &Source<'_>,
    used: &FxHashSet<(FileId, String)>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    for import in &source.module.imports {
        let Some(name) = super::import_name(import) else { continue };
        if used.contains(&(source.file, name.to_owned())) {
            continue;
        }
        let path: Vec<&str> = import.path.iter().map(|k| &*k.text).collect();
        let mut message = format!("import {}", path.join("."));
        if import.alias.is_some() {
            message.push_str(&format!(" as {name}"));
        }
        message.push_str(" unused");
        let at = Location::new(source.file, import.span);
        let error = Diagnostic::error("rego-compile-error", message).at(at);
        diagnostics.push(error.help("leave it out"));
    }
}

/// Tells of rules and arguments that have the name of a document. (In modules for OPA 1.0 rules of
/// such names are no rules at all.)
pub(super) fn shadowed(source: &Source<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let mut found: Vec<(&'static str, &str, Span)> = Vec::new();
    for rule in &source.module.rules {
        let name = &rule.head.name;
        if is_root(&name.text) {
            found.push(("rules", &name.text, name.span));
        }
        for arg in rule.head.args.iter().flatten() {
            if let ast::TermKind::Var(name) = &arg.kind
                && is_root(name)
            {
                found.push(("variables", &**name, arg.span));
            }
        }
    }
    for (what, name, span) in found {
        diagnostics.push(shadows(what, name, Location::new(source.file, span)));
    }
}

fn is_root(name: &str) -> bool {
    matches!(name, "input" | "data")
}

fn shadows(what: &str, name: &str, at: Location) -> Diagnostic {
    let one = what.trim_end_matches('s');
    let message = format!("{what} must not shadow {name}");
    let error = Diagnostic::error("rego-compile-error", message).at(at);
    error.help(format!("give the {one} another name"))
}
