//! Negation: what of a negated expression is evaluated before it.

use super::hir::{Callee, Lit, LitKind, Operator, Term, TermKind};
use super::resolve::Resolver;

impl<'h> Resolver<'_, 'h> {
    /// Takes out of a negated expression what is evaluated before the negation: calls inside it
    /// and references among the arguments of its call. Where one of them is undefined, the body
    /// is: the negation is never come to.
    pub(super) fn hoist_from_negation(&mut self, lit: &mut Lit<'h>, out: &mut Vec<Lit<'h>>) {
        match &mut lit.kind {
            LitKind::Test(term) => match &mut term.kind {
                TermKind::Call(Callee::Operator(Operator::Eq), args) => {
                    let arena = self.arena;
                    *args = arena.alloc_iter(args.iter().map(|a| self.hoist_in(*a, out)));
                }
                TermKind::Call(_, args) => *args = self.hoist_all(args, out),
                _ => *term = self.hoist_in(*term, out),
            },
            LitKind::Unify(a, b) => {
                *a = self.hoist_in(*a, out);
                *b = self.hoist_in(*b, out);
            }
            _ => {}
        }
    }

    pub(super) fn hoist_all(
        &mut self,
        terms: &[Term<'h>],
        out: &mut Vec<Lit<'h>>,
    ) -> &'h [Term<'h>] {
        let arena = self.arena;
        arena.alloc_iter(terms.iter().map(|term| self.hoist(*term, out)))
    }

    /// The base of a reference, with what is evaluated before it taken out.
    fn hoist_base(&mut self, base: &'h Term<'h>, out: &mut Vec<Lit<'h>>) -> &'h Term<'h> {
        match base.kind {
            TermKind::Input | TermKind::Var(_) => base,
            _ => {
                let hoisted = self.hoist(*base, out);
                self.arena.alloc(hoisted)
            }
        }
    }

    fn hoist_in(&mut self, term: Term<'h>, out: &mut Vec<Lit<'h>>) -> Term<'h> {
        let kind = match term.kind {
            TermKind::Ref(base, parts) => {
                let base = self.hoist_base(base, out);
                TermKind::Ref(base, self.hoist_all(parts, out))
            }
            TermKind::Data(parts) => TermKind::Data(self.hoist_all(parts, out)),
            TermKind::Input | TermKind::Comprehension(_) => return term,
            _ => return self.hoist(term, out),
        };
        Term::new(kind, term.span)
    }

    pub(super) fn hoist(&mut self, term: Term<'h>, out: &mut Vec<Lit<'h>>) -> Term<'h> {
        let (kind, whole) = match term.kind {
            TermKind::Ref(base, parts) => {
                let base = self.hoist_base(base, out);
                (TermKind::Ref(base, self.hoist_all(parts, out)), true)
            }
            TermKind::Data(parts) => (TermKind::Data(self.hoist_all(parts, out)), true),
            TermKind::Call(callee, args) => {
                (TermKind::Call(callee, self.hoist_all(args, out)), true)
            }
            TermKind::Input => (TermKind::Input, true),
            TermKind::Array(parts) => (TermKind::Array(self.hoist_all(parts, out)), false),
            TermKind::Set(parts) => (TermKind::Set(self.hoist_all(parts, out)), false),
            TermKind::Object(pairs) => {
                let pairs: Vec<_> =
                    pairs.iter().map(|(k, v)| (self.hoist(*k, out), self.hoist(*v, out))).collect();
                (TermKind::Object(self.arena.alloc_slice(&pairs)), false)
            }
            _ => return term,
        };
        let term = Term::new(kind, term.span);
        if whole { self.hoist_whole(term, out) } else { term }
    }

    fn hoist_whole(&mut self, value: Term<'h>, out: &mut Vec<Lit<'h>>) -> Term<'h> {
        let span = value.span;
        let target = Term::new(TermKind::Var(self.fresh(span)), span);
        out.push(Lit::new(LitKind::Unify(target, value), span));
        target
    }
}
