//! Text to a tree whose names are resolved and whose types are found.

use crate::ast::Ast;
use crate::check::{self, Types};
use crate::env::Env;
use crate::types::Type;
use crate::{Source, parse, resolve};
use palisade_source::Diagnostic;

/// An expression that was parsed, resolved and checked.
#[derive(Debug)]
pub struct Checked<'s> {
    pub(crate) ast: Ast<'s>,
    pub(crate) types: Types,
    diagnostics: Vec<Diagnostic>,
}

impl<'s> Checked<'s> {
    /// The tree.
    #[must_use]
    pub fn ast(&self) -> &Ast<'s> {
        &self.ast
    }

    /// The type of the whole expression.
    #[must_use]
    pub fn result(&self) -> &Type {
        self.types.of(self.ast.root())
    }

    /// What is wrong with it; nothing where it can be compiled.
    #[must_use]
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }
}

/// Parses, resolves and checks an expression.
#[must_use]
pub fn check<'s>(source: &Source<'s>, env: &Env) -> Checked<'s> {
    let (mut ast, mut problems) = parse::parse(source.text());
    resolve::resolve(&mut ast, env, &mut problems);
    let types =
        if env.is_lenient() { Types::unknown() } else { check::check(&ast, env, &mut problems) };
    problems.sort_by_key(|p| p.span);
    let diagnostics = problems.into_iter().map(|p| source.diagnostic(p)).collect();
    Checked { ast, types, diagnostics }
}
