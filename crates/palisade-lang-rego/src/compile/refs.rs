//! Down to the IR: references.

use super::emit::Opener;
use super::hir::{Target, Term, TermKind};
use super::lower::{DATA, Lower, count};
use super::order;
use palisade_ir::{Access, BuildItem, Expr, ExprId, Generate, MockId, Op, Stmt};
use palisade_source::Span;
use palisade_value::Value;

impl<'h> Lower<'_, '_, 'h> {
    /// What stands at parts below a value.
    pub(super) fn path(&mut self, base: ExprId, parts: &[Term<'h>], span: Span) -> ExprId {
        let mut at = base;
        for part in parts {
            at = self.step(at, part, span);
        }
        at
    }

    pub(super) fn step(&mut self, base: ExprId, part: &Term<'h>, span: Span) -> ExprId {
        if let Some(text) = part.text() {
            let key = self.linker.builder.text(text);
            return self.expr(Expr::Get(base, key, Access::Undefined), span);
        }
        let mut then = self.bound.clone();
        if order::ready(part, &mut then)
            && !matches!(part.kind, TermKind::Var(v) if !self.bound.has(v))
        {
            let key = self.term(part);
            return self.expr(Expr::Index(base, key, Access::Undefined), span);
        }
        let value = self.new_slot();
        let (key, pattern) = match part.kind {
            TermKind::Var(var) if self.vars[var].generated && self.slots[var].is_none() => {
                self.bound.add(var);
                (None, None)
            }
            _ => self.receiver(part),
        };
        self.cursor.open(Opener::Scan { source: base, key, value: Some(value) });
        if let (Some(slot), Some(pattern)) = (key, pattern) {
            let got = self.temporary(slot, pattern.span);
            self.unify(&pattern, &got);
        }
        self.slot_expr(value, span)
    }

    /// What stands at a path below `data`: rules where there are any, documents elsewhere.
    pub(super) fn data(&mut self, parts: &[Term<'h>], span: Span) -> ExprId {
        let mut node = 0;
        let mut consumed = 0;
        let mut virtual_value = None;
        loop {
            let here = &self.linker.tree.nodes[node];
            let group = here.group.filter(|g| !self.linker.is_function_group(*g));
            if let Some(group) = group {
                if let Some(key) = parts.get(consumed)
                    && !self.has_unbound(key)
                {
                    self.linker.asked_for_key(group);
                }
                virtual_value = Some(self.linker.call_group(group, self.own, self.at(span)));
                break;
            }
            let Some(key) = parts.get(consumed) else {
                virtual_value = Some(self.linker.whole(node, self.own, self.at(span)));
                break;
            };
            match constant_key(key) {
                Some(key) => match here.children.get(key) {
                    Some(child) => {
                        node = *child;
                        consumed += 1;
                    }
                    // No rule is there: a document.
                    None => break,
                },
                None => return self.dynamic_child(node, parts, consumed, span),
            }
        }
        self.placed(virtual_value, parts, consumed, span)
    }

    /// The rest of a path whose first parts led to a virtual document, with what `with` may put in
    /// place of any part of it.
    fn placed(
        &mut self,
        found: Option<ExprId>,
        parts: &[Term<'h>],
        consumed: usize,
        span: Span,
    ) -> ExprId {
        let Some(mut value) = found else {
            let mut document = self.expr(Expr::Root(DATA), span);
            for part in parts {
                let plain = self.step(document, part, span);
                document = match &part.kind {
                    // Keys of documents are texts.
                    TermKind::Number(text) => {
                        let key = self.linker.builder.text(text);
                        let named = self.expr(Expr::Get(document, key, Access::Undefined), span);
                        self.expr(Expr::OrElse(plain, named), span)
                    }
                    _ => plain,
                };
            }
            return document;
        };
        let constant = parts.iter().take_while(|p| p.text().is_some()).count();
        if self.linker.mocks.is_empty() || consumed > constant {
            return self.path(value, &parts[consumed..], span);
        }
        let path: Vec<&str> = parts[..constant].iter().filter_map(Term::text).collect();
        let mocks: Vec<(usize, MockId)> = (0..=constant)
            .filter(|at| !self.linker.is_function(&path[..*at]))
            .filter_map(|at| {
                let mock = self.linker.mocks.get(&Target::Data(&path[..at]))?;
                Some((at, *mock))
            })
            .collect();
        if mocks.is_empty() {
            return self.path(value, &parts[consumed..], span);
        }
        let document = self.expr(Expr::Root(DATA), span);
        let mut document = self.path(document, &parts[..consumed], span);
        for at in consumed..=constant {
            if at > consumed {
                document = self.step(document, &parts[at - 1], span);
                value = self.step(value, &parts[at - 1], span);
            }
            for (_, mock) in mocks.iter().filter(|m| m.0.max(consumed) == at) {
                value = self.expr(Expr::IfMocked(*mock, document, value), span);
            }
        }
        self.path(value, &parts[constant..], span)
    }

    /// Whether rules may stand at a path from a node on.
    fn may_have_rules(&self, mut node: usize, path: &[Term<'_>]) -> bool {
        for key in path {
            let here = &self.linker.tree.nodes[node];
            if here.group.is_some() {
                break;
            }
            match constant_key(key).map(|key| here.children.get(key)) {
                Some(Some(child)) => node = *child,
                Some(None) => return false,
                None => return here.children.values().any(|_| true),
            }
        }
        !self.linker.group_of(node).is_some_and(|g| self.linker.is_function_group(g))
    }

    /// `data.package[key]`: of the rules, only those run whose path can be meant.
    fn dynamic_child(
        &mut self,
        node: usize,
        parts: &[Term<'h>],
        consumed: usize,
        span: Span,
    ) -> ExprId {
        let pattern = &parts[consumed];
        let rest = &parts[consumed + 1..];
        let known = if self.has_unbound(pattern) {
            None
        } else {
            let key = self.term(pattern);
            Some(self.keep(key, pattern.span))
        };
        let children: Vec<(&'h str, usize)> = self.linker.tree.nodes[node]
            .children
            .iter()
            .filter(|(_, child)| self.may_have_rules(**child, rest))
            .map(|(k, n)| (*k, *n))
            .collect();
        let mut blocks = Vec::with_capacity(children.len() + 1);
        for (name, child) in &children {
            let block = self.closure(|this| {
                let text = this.value(Value::Str(name), span);
                if let Some(key) = known {
                    let same = this.expr(Expr::Binary(Op::Eq, key, text), span);
                    this.cursor.push(Stmt::Test(same));
                }
                let mut path: Vec<Term<'h>> = parts[..consumed].to_vec();
                path.push(Term::new(TermKind::Str(name), span));
                // Further constant parts choose among the rules below.
                let constant = rest.iter().take_while(|p| constant_key(p).is_some()).count();
                let whole = this.linker.group_of(*child).is_some() || constant == 0;
                let more = if whole { 0 } else { constant };
                path.extend(rest[..more].iter().copied());
                let value = this.data(&path, span);
                this.found_pair(text, value, &rest[..more], span);
            });
            blocks.push(block);
        }
        // What no rule makes is a document.
        let block = self.closure(|this| {
            let document = this.expr(Expr::Root(DATA), span);
            let document = this.path(document, &parts[..consumed], span);
            let (key, value) = match known {
                Some(key) => (key, this.expr(Expr::Index(document, key, Access::Undefined), span)),
                None => {
                    let (key, value) = (this.new_slot(), this.new_slot());
                    let opener =
                        Opener::Scan { source: document, key: Some(key), value: Some(value) };
                    this.cursor.open(opener);
                    (this.slot_expr(key, span), this.slot_expr(value, span))
                }
            };
            for (name, _) in &children {
                let text = this.value(Value::Str(name), span);
                let other = this.expr(Expr::Binary(Op::Ne, key, text), span);
                this.cursor.push(Stmt::Test(other));
            }
            this.found_pair(key, value, &[], span);
        });
        blocks.push(block);
        let any = self.linker.builder.block(vec![Stmt::Any(blocks)]);
        let found = self.expr(Expr::Generate(Generate::Array, any), span);
        let slot = self.new_slot();
        self.cursor.open(Opener::Scan { source: found, key: None, value: Some(slot) });
        let pair = self.slot_expr(slot, span);
        let [zero, one] = [0, 1].map(|n| self.value(count(n), span));
        if known.is_none() {
            let key = self.expr(Expr::Index(pair, zero, Access::Undefined), span);
            self.match_part(pattern, key);
        }
        let value = self.expr(Expr::Index(pair, one, Access::Undefined), span);
        self.path(value, rest, span)
    }

    /// Yields a key and a value, which stands below so many further keys.
    fn found_pair(&mut self, key: ExprId, value: ExprId, below: &[Term<'h>], span: Span) {
        let mut value = value;
        for part in below.iter().rev() {
            let key = self.term(part);
            let item = BuildItem { key, value, optional: false };
            let at = self.at(span);
            value = self.linker.builder.object(&[item], at);
        }
        let list = self.linker.builder.list(&[key, value]);
        let pair = self.expr(Expr::Array(list), span);
        self.cursor.push(Stmt::Yield { key: None, value: Some(pair) });
    }
}

/// The text of a constant key of a document: those of `data` are texts even where a number is
/// written.
fn constant_key<'h>(term: &Term<'h>) -> Option<&'h str> {
    match term.kind {
        TermKind::Str(text) | TermKind::Number(text) => Some(text),
        _ => None,
    }
}
