//! Bodies and what stands in them.

use super::{Failed, Parser, Read};
use crate::ast::{BinaryOp, Key, Literal, LiteralKind, Term, TermKind, With};
use crate::lex::Kind;

impl Parser<'_> {
    /// Literals up to a closing bracket, which is taken too. At least one is needed.
    pub(super) fn body(&mut self, close: Kind) -> Read<Vec<Literal>> {
        self.enter()?;
        if self.at(close) {
            let span = self.token.span();
            return self.fail(span, "empty body", "write `true` where nothing is asked for");
        }
        let expected = if close == Kind::RBrack {
            "a line break, `;` or `]`"
        } else {
            "a line break, `;` or `}`"
        };
        let mut body = Vec::new();
        let mut height = 0;
        loop {
            body.push(self.literal()?);
            height = height.max(self.height);
            if self.eat(Kind::Semicolon) {
                continue;
            }
            if self.at(close) {
                break;
            }
            if !self.token.newline {
                return self.unexpected(expected);
            }
        }
        self.bump();
        self.height = height;
        self.leave();
        Ok(body)
    }

    /// A body in braces, the opening one of which is the present token.
    pub(super) fn braces(&mut self) -> Read<Vec<Literal>> {
        let open = self.bump();
        self.opened.push(open.span());
        let body = self.body(Kind::RBrace);
        self.opened.pop();
        body
    }

    /// What follows `if`: one literal, or a body in braces. Says which.
    pub(super) fn if_body(&mut self) -> Read<(Vec<Literal>, bool)> {
        if !self.at(Kind::LBrace) {
            return Ok((vec![self.literal()?], false));
        }
        let place = self.mark();
        if self.opens_value() {
            self.reset(place);
            match self.literal() {
                Ok(literal) => return Ok((vec![literal], false)),
                Err(Failed) => {
                    let behind = self.mark();
                    let errors = self.diagnostics.split_off(place.errors.min(behind.errors));
                    self.reset(place);
                    let body = self.braces();
                    if body.is_err() {
                        // As a value it was wrong first; what is said of it is nearer.
                        self.diagnostics.truncate(place.errors);
                        self.diagnostics.extend(errors);
                    }
                    return Ok((body?, true));
                }
            }
        }
        self.reset(place);
        let body = self.braces();
        if body.is_ok() && self.logic().is_some() {
            // `if {a} or b`: a body of its own beside another condition.
            self.reset(place);
            return Ok((vec![self.literal()?], false));
        }
        let goes_on = !self.token.newline
            && (super::term::is_operator(self.kind()) || self.at_keyword(Kind::In))
            || matches!(self.kind(), Kind::Dot | Kind::LBrack) && !self.token.space;
        if body.is_ok() && !goes_on {
            return Ok((body?, true));
        }
        // `if {a, b} == c` and `if {a}[b]`: a set that something is asked of.
        let behind = (self.lexer.mark(), self.token, self.end, self.depth);
        let errors = self.diagnostics.split_off(place.errors.min(self.diagnostics.len()));
        self.reset(place);
        if let Ok(literal) = self.literal()
            && !is_set(&literal)
        {
            return Ok((vec![literal], false));
        }
        self.reset(place);
        (self.token, self.end, self.depth) = (behind.1, behind.2, behind.3);
        self.lexer.reset(behind.0);
        self.diagnostics.extend(errors);
        Ok((body?, true))
    }

    /// Whether the brace at the present token opens an object or a comprehension, and no body.
    fn opens_value(&mut self) -> bool {
        self.bump();
        let named = self.names_document();
        if !named && matches!(self.kind(), Kind::Some | Kind::Every | Kind::Not) {
            return false;
        }
        if self.at(Kind::Ident) && !named {
            // A plain path is gone over without making a term of it.
            let place = self.mark();
            self.bump();
            while self.at(Kind::Dot) && !self.token.space {
                self.bump();
                self.bump();
            }
            let ends = !matches!(self.kind(), Kind::LBrack | Kind::LParen) || self.token.space;
            if ends && !matches!(self.kind(), Kind::Or | Kind::Colon) {
                return false;
            }
            self.reset(place);
        }
        self.at(Kind::RBrace)
            || self.term().is_ok() && matches!(self.kind(), Kind::Or | Kind::Colon)
    }

    /// One literal with its modifiers.
    pub(super) fn literal(&mut self) -> Read<Literal> {
        let start = self.token.start;
        let kind = self.condition()?;
        let mut height = self.height;
        let mut with = Vec::new();
        while self.at_keyword(Kind::With) {
            with.push(self.with()?);
            height = height.max(self.height);
        }
        if let (LiteralKind::Some(_), Some(first)) = (&kind, with.first()) {
            let message = "`with` behind a declaration";
            return self.fail(first.span, message, "write it behind an expression");
        }
        if !with.is_empty() && self.logic().is_some() {
            let message = "`with` behind one of several conditions";
            let help = "put the condition with its `with` in parentheses or braces";
            return self.fail(self.since(start), message, help);
        }
        self.height = height;
        Ok(Literal { kind, with, span: self.since(start) })
    }

    /// A literal without modifiers, `and` and `or`.
    pub(super) fn single(&mut self) -> Read<LiteralKind> {
        let named = self.names_document();
        Ok(match self.kind() {
            Kind::Not if !named => {
                self.bump();
                if matches!(self.kind(), Kind::Some | Kind::Every) && !self.names_document() {
                    let word = self.text(self.token.span());
                    let message = format!("`{word}` cannot be negated");
                    let help = "put it in a rule or function of its own, and negate that";
                    return self.fail(self.token.span(), message, help);
                }
                self.negated()?
            }
            Kind::Some if !named => self.some()?,
            Kind::Every if !named => self.every()?,
            _ => LiteralKind::Expr(self.assignment()?),
        })
    }

    /// An expression, or two with `:=` or `=` between them.
    pub(super) fn assignment(&mut self) -> Read<Term> {
        let left = self.expression()?;
        let op = match self.kind() {
            Kind::Assign => BinaryOp::Assign,
            Kind::Unify => BinaryOp::Unify,
            _ => return Ok(left),
        };
        let height = self.height;
        self.bump();
        let right = self.expression()?;
        self.height = self.height.max(height);
        let span = left.span.to(right.span);
        let kind = TermKind::Binary { op, left: Box::new(left), right: Box::new(right) };
        self.made(kind, span)
    }

    fn with(&mut self) -> Read<With> {
        let start = self.bump().start;
        if !self.at(Kind::Ident) && !self.names_document() {
            return self.unexpected("a path below `input` or `data`, or the name of a function");
        }
        let target = self.term()?;
        let height = self.height;
        if !matches!(target.kind, TermKind::Var(_) | TermKind::Ref(_)) {
            let message = "`with` replaces a path or a function, and this is neither";
            return self.fail(target.span, message, "write `with input.x as value`");
        }
        self.expect(Kind::As, "`as`")?;
        let value = self.expression()?;
        self.height = self.height.max(height);
        Ok(With { target, value, span: self.since(start) })
    }

    fn some(&mut self) -> Read<LiteralKind> {
        self.bump();
        let first = self.relation()?;
        let mut height = self.height;
        if self.at_keyword(Kind::In) {
            return self.some_in(None, first, height);
        }
        let mut names = vec![self.declared(first)];
        while self.at(Kind::Comma) {
            self.bump();
            let next = self.relation()?;
            height = height.max(self.height);
            if let [first] = names.as_mut_slice()
                && self.at_keyword(Kind::In)
            {
                let key = match first {
                    Ok(name) => {
                        let kind = TermKind::Var(std::mem::take(&mut name.text));
                        Term { kind, span: name.span }
                    }
                    Err(term) => term.clone(),
                };
                return self.some_in(Some(key), next, height);
            }
            names.push(self.declared(next));
        }
        let mut keys = Vec::with_capacity(names.len());
        for name in names {
            match name {
                Ok(key) => keys.push(key),
                Err(term) => {
                    let help = "write `some x`, `some x in xs` or `some k, v in xs`";
                    let help = self.habit().unwrap_or(help);
                    return self.fail(term.span, "expected a variable behind `some`", help);
                }
            }
        }
        self.height = 1;
        Ok(LiteralKind::Some(keys))
    }

    /// A variable, or the term that is none.
    #[expect(clippy::unused_self, reason = "reads as the other parts of the grammar do")]
    fn declared(&self, term: Term) -> Result<Key, Term> {
        match term.kind {
            TermKind::Var(text) => Ok(Key { text, span: term.span }),
            _ => Err(term),
        }
    }

    fn some_in(&mut self, key: Option<Term>, value: Term, height: u32) -> Read<LiteralKind> {
        self.bump();
        let collection = self.relation()?;
        self.height = self.height.max(height);
        if self.at_keyword(Kind::In) {
            return self.unexpected("one `in` behind `some`");
        }
        Ok(LiteralKind::SomeIn { key, value, collection })
    }

    fn every(&mut self) -> Read<LiteralKind> {
        self.bump();
        let mut value = self.variable()?;
        let mut key = None;
        if self.eat(Kind::Comma) {
            key = Some(std::mem::replace(&mut value, self.variable()?));
        }
        self.expect(Kind::In, "`in`")?;
        let domain = self.relation()?;
        let height = self.height;
        if !self.at(Kind::LBrace) {
            return self.unexpected("`{` and what must hold of each");
        }
        let body = self.braces()?;
        self.height = self.height.max(height);
        Ok(LiteralKind::Every { key, value, domain, body })
    }

    fn variable(&mut self) -> Read<Key> {
        if self.at(Kind::Ident) { Ok(self.key()) } else { self.unexpected("a variable") }
    }
}

/// Whether a literal is nothing but a set, which is no condition.
fn is_set(literal: &Literal) -> bool {
    let LiteralKind::Expr(term) = &literal.kind else { return false };
    matches!(term.kind, TermKind::Set(_)) && literal.with.is_empty()
}
