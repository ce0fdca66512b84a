//! What may be declared where: each name once in a scope, and before it is used there.

use super::hir::VarId;
use super::names::Name;
use super::resolve::{Resolved, Resolver, Scope};
use crate::ast;
use palisade_source::Span;

/// As what a name was met in a scope.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(super) enum Met {
    /// Used, and declared nowhere.
    #[default]
    Referenced,
    /// `x := …`
    Assigned,
    /// `some x`, or the variables of `every`.
    Declared,
    /// An argument of the function.
    Argument,
}

impl Resolver<'_, '_> {
    pub(super) fn declare_or_wildcard(&mut self, key: &ast::Key) -> Resolved<VarId> {
        if key.text == "_" {
            return Ok(self.fresh(key.span));
        }
        let name = self.names.of(&key.text);
        self.declare_once(name, key.span, Met::Declared)
    }

    /// Declares a name that does not stand in its scope before.
    pub(super) fn declare_once(&mut self, name: Name, span: Span, as_what: Met) -> Resolved<VarId> {
        let met = self.scopes.last().and_then(|scope| scope.met.get(name));
        // The arguments stand in a scope of their own, but are in that of the body.
        let argument = match self.scopes.as_slice() {
            [arguments, _] => arguments.met.get(name).filter(|met| *met == Met::Argument),
            _ => None,
        };
        if let Some(met) = met.or(argument) {
            let name = self.names.text(name);
            let message = match met {
                Met::Referenced => format!("var {name} referenced above"),
                Met::Assigned => format!("var {name} assigned above"),
                Met::Declared => format!("var {name} declared above"),
                Met::Argument => format!("arg {name} redeclared"),
            };
            self.error("rego-compile-error", span, message);
            return Err(());
        }
        self.meet(name, as_what);
        Ok(self.declare(name, span))
    }

    /// Notes that a name stands in the innermost scope.
    pub(super) fn meet(&mut self, name: Name, as_what: Met) {
        if let Some(scope) = self.scopes.last_mut()
            && (as_what != Met::Referenced || !scope.met.has(name))
        {
            scope.met.set(name, as_what);
        }
    }

    /// Whether a name is that of a variable which was declared around here.
    pub(super) fn is_declared(&self, name: Name) -> bool {
        let met = |scope: &Scope| scope.met.get(name).is_some_and(|met| met != Met::Referenced);
        self.scopes.iter().any(|scope| met(scope))
    }

    /// Tells of what stands left of `:=` and cannot be assigned to.
    pub(super) fn assignable(&mut self, left: &ast::Term) -> Resolved<()> {
        let what = match &left.kind {
            ast::TermKind::Var(_) => return Ok(()),
            ast::TermKind::Parens(inner) => return self.assignable(inner),
            ast::TermKind::Array(items) => {
                return items.iter().try_for_each(|item| self.assignable(item));
            }
            ast::TermKind::Object(pairs) => {
                return pairs.iter().try_for_each(|(_, value)| self.assignable(value));
            }
            ast::TermKind::Null => "null",
            ast::TermKind::Bool(_) => "boolean",
            ast::TermKind::Number(_) => "number",
            ast::TermKind::Str { .. } => "string",
            ast::TermKind::Ref(_) => "ref",
            ast::TermKind::Set(_) => "set",
            ast::TermKind::ArrayComprehension(_) => "arraycomprehension",
            ast::TermKind::SetComprehension(_) => "setcomprehension",
            ast::TermKind::ObjectComprehension(_) => "objectcomprehension",
            ast::TermKind::Template { .. } => "templatestring",
            ast::TermKind::Call { .. }
            | ast::TermKind::Binary { .. }
            | ast::TermKind::In { .. } => "call",
        };
        let message = format!("cannot assign to {what}");
        self.error("rego-compile-error", left.span, message);
        Err(())
    }
}

impl<'h> Resolver<'_, 'h> {
    /// A path with its texts in the arena.
    pub(super) fn path(&self, path: &[&str]) -> &'h [&'h str] {
        self.arena.alloc_iter(path.iter().map(|key| self.arena.alloc_str(key)))
    }
}
