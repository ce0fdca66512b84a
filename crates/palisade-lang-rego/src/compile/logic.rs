//! `and`, `or` and `not` over bodies: each sees the variables around it and binds none for them.

use super::hir::{How, Lit, LitKind, Scoped};
use super::lower::Lower;
use super::resolve::{Resolved, Resolver};
use crate::ast::{self, BinaryOp, Form, Logic, Operand};
use palisade_ir::{BlockId, Expr, Generate, Stmt};
use palisade_source::{Diagnostic, Location, Span};

impl<'h> Resolver<'_, 'h> {
    /// `not` with a body. None where nothing of it is evaluated: a `print` that is left out.
    pub(super) fn not_body(&mut self, operand: &Operand, span: Span) -> Resolved<Option<Lit<'h>>> {
        let body = self.scoped(operand, "negated expression")?;
        let bodies = self.arena.alloc_slice(&[body]);
        let lit = Lit::new(LitKind::Logic(How::None, bodies), span);
        Ok((!body.body.is_empty()).then_some(lit))
    }

    pub(super) fn logic(
        &mut self,
        op: Logic,
        operands: &[Operand],
        span: Span,
    ) -> Resolved<Lit<'h>> {
        let (how, what) = match op {
            Logic::And => (How::All, "implicit and operand"),
            Logic::Or => (How::Any, "implicit or operand"),
        };
        let bodies: Vec<_> = operands.iter().map(|o| self.scoped(o, what)).collect();
        let bodies = bodies.into_iter().collect::<Resolved<Vec<_>>>()?;
        Ok(Lit::new(LitKind::Logic(how, self.arena.alloc_slice(&bodies)), span))
    }

    /// An operand in a scope of its own. Without braces its variables are those around it.
    fn scoped(&mut self, operand: &Operand, what: &str) -> Resolved<Scoped<'h>> {
        let mut direct = self.names.take();
        if operand.form == Form::Braces {
            self.names.body(&operand.body, &mut direct);
        } else if let Some(span) = operand.body.iter().find_map(assigns) {
            self.names.give_back(direct);
            let at = Location::new(self.module.file, span);
            let message = format!("cannot assign vars inside {what}");
            let error = Diagnostic::error("rego-compile-error", message).at(at);
            self.found.diagnostics.push(error.help("put it in braces, or assign it before"));
            return Err(());
        }
        self.open(direct);
        let body = self.body(&operand.body);
        let outer = self.close();
        Ok(Scoped { body: self.arena.alloc_slice(&body?), outer })
    }
}

/// Where a literal assigns.
fn assigns(literal: &ast::Literal) -> Option<Span> {
    let ast::LiteralKind::Expr(term) = &literal.kind else { return None };
    assigned(term)
}

/// Where a term assigns as a whole.
pub(super) fn assigned(mut term: &ast::Term) -> Option<Span> {
    while let ast::TermKind::Parens(inner) = &term.kind {
        term = inner;
    }
    match &term.kind {
        ast::TermKind::Binary { op: BinaryOp::Assign, .. } => Some(term.span),
        _ => None,
    }
}

impl<'h> Lower<'_, '_, 'h> {
    /// Tests how many of some bodies have a solution; each is run until its first one, and none
    /// that nothing hangs on any more.
    pub(super) fn logic(&mut self, how: How, bodies: &[Scoped<'h>], span: Span) {
        match how {
            How::All => {
                for body in bodies {
                    let block = self.scoped(body);
                    let holds = self.expr(Expr::Generate(Generate::Exists, block), span);
                    self.cursor.push(Stmt::Test(holds));
                }
            }
            How::None => {
                for body in bodies {
                    let block = self.scoped(body);
                    self.cursor.push(Stmt::Not(block));
                }
            }
            // Not all of them fail.
            How::Any => {
                let block = self.closure(|this| {
                    for body in bodies {
                        let block = this.scoped(body);
                        this.cursor.push(Stmt::Not(block));
                    }
                    this.cursor.push(Stmt::Yield { key: None, value: None });
                });
                self.cursor.push(Stmt::Not(block));
            }
        }
    }

    fn scoped(&mut self, scoped: &Scoped<'h>) -> BlockId {
        self.closure(|this| {
            if this.body(scoped.body) {
                this.cursor.push(Stmt::Yield { key: None, value: None });
            }
        })
    }
}
