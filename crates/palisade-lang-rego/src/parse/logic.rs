//! `and`, `or`, and `not` with a body of its own: what imports of `future.keywords` bring in.

use super::{MAX_HEIGHT, Parser, Read};
use crate::ast::{Form, Literal, LiteralKind, Logic, Operand};
use crate::lex::{Keywords, Kind};

impl Parser<'_> {
    /// What joins the condition before the present token with one behind it.
    pub(super) fn logic(&self) -> Option<Logic> {
        if !self.at(Kind::Ident) {
            return None;
        }
        let keywords = self.lexer.keywords;
        let op = match self.text(self.token.span()) {
            "and" if keywords.has(Keywords::AND) => Logic::And,
            "or" if keywords.has(Keywords::OR) => Logic::Or,
            _ => return None,
        };
        // `or(a, b)` on a line of its own is a call, and `or.a` a path.
        let called = matches!(self.lexer.peek(), b'(' | b'.' | b'[');
        (!(self.token.newline && called)).then_some(op)
    }

    /// A literal without modifiers: one condition, or several that are joined.
    pub(super) fn condition(&mut self) -> Read<LiteralKind> {
        let imported = Keywords::AND.with(Keywords::OR).with(Keywords::NOT);
        if !self.lexer.keywords.has(imported) {
            return self.single();
        }
        match self.joined(Logic::Or, Self::conjunction, true)? {
            Operand { mut body, form: Form::Plain, .. } if body.len() == 1 => {
                Ok(body.remove(0).kind)
            }
            alone => Ok(LiteralKind::Logic { op: Logic::And, operands: vec![alone] }),
        }
    }

    fn conjunction(&mut self, first: bool) -> Read<Operand> {
        self.joined(Logic::And, Self::operand, first)
    }

    /// Parts with a sign between them, or the only one. `first` is whether a literal begins here.
    fn joined(
        &mut self,
        op: Logic,
        part: fn(&mut Self, bool) -> Read<Operand>,
        first: bool,
    ) -> Read<Operand> {
        let start = self.token.start;
        let left = part(self, first)?;
        if self.logic() != Some(op) {
            return Ok(left);
        }
        if let (Form::Plain, [Literal { kind, .. }]) = (left.form, left.body.as_slice()) {
            let word = match kind {
                LiteralKind::Some(_) | LiteralKind::SomeIn { .. } => "some",
                LiteralKind::Every { .. } => "every",
                _ => "",
            };
            if !word.is_empty() {
                let message = format!("`{word}` cannot stand beside other conditions");
                return self.fail(left.span, message, "put it in braces: `{ some x in xs } or a`");
            }
        }
        let mut height = self.height;
        let mut operands = vec![left];
        while self.logic() == Some(op) {
            self.bump();
            operands.push(part(self, false)?);
            height = height.max(self.height);
        }
        self.height = height;
        let kind = LiteralKind::Logic { op, operands };
        self.plain(kind, start)
    }

    /// A literal as an operand, one higher than what it holds.
    fn plain(&mut self, kind: LiteralKind, start: u32) -> Read<Operand> {
        let span = self.since(start);
        self.height += 1;
        if self.height > MAX_HEIGHT {
            return self.too_deep(span, MAX_HEIGHT);
        }
        let body = vec![Literal { kind, with: Vec::new(), span }];
        Ok(Operand { body, form: Form::Plain, span })
    }

    /// One condition: a body in braces, a group in parentheses, or a literal without modifiers.
    fn operand(&mut self, first: bool) -> Read<Operand> {
        let start = self.token.start;
        match self.kind() {
            Kind::LBrace if !first || self.opens_operand() => return self.braced(),
            Kind::LParen if self.opens_operand() => return self.group(),
            Kind::Some | Kind::Every if !first && !self.names_document() => {
                let word = self.text(self.token.span());
                let message = format!("`{word}` cannot stand beside other conditions");
                let help = "put it in braces: `a or { some x in xs }`";
                return self.fail(self.token.span(), message, help);
            }
            _ => {}
        }
        let kind = self.single()?;
        let span = self.since(start);
        let body = vec![Literal { kind, with: Vec::new(), span }];
        Ok(Operand { body, form: Form::Plain, span })
    }

    fn braced(&mut self) -> Read<Operand> {
        let start = self.token.start;
        let body = self.braces()?;
        Ok(Operand { body, form: Form::Braces, span: self.since(start) })
    }

    fn group(&mut self) -> Read<Operand> {
        self.enter()?;
        let start = self.bump().start;
        let literal = self.literal()?;
        self.expect(Kind::RParen, "`)`")?;
        self.leave();
        Ok(Operand { body: vec![literal], form: Form::Parens, span: self.since(start) })
    }

    /// Whether the bracket at the present token opens an operand, and no term: braces that `and` or
    /// `or` follow; parentheses around what is no term. What was found out once is kept, for
    /// brackets inside of others are come to again.
    fn opens_operand(&mut self) -> bool {
        let start = self.token.start;
        if let Some(known) = self.operands.get(&start) {
            return *known;
        }
        let place = self.mark();
        let (height, opened) = (self.height, self.opened.len());
        let opens = if self.at(Kind::LBrace) {
            self.braced().is_ok() && self.logic().is_some()
        } else {
            self.group().is_ok_and(|group| !group.body.iter().all(is_term))
        };
        self.opened.truncate(opened);
        self.reset(place);
        self.height = height;
        self.operands.insert(start, opens);
        opens
    }

    /// What stands behind `not`.
    pub(super) fn negated(&mut self) -> Read<LiteralKind> {
        if !self.lexer.keywords.has(Keywords::NOT) {
            return Ok(LiteralKind::Not(self.assignment()?));
        }
        let start = self.token.start;
        let operand = match self.kind() {
            Kind::LBrace => self.braced()?,
            Kind::LParen if self.opens_operand() => self.group()?,
            _ => {
                let term = self.assignment()?;
                self.plain(LiteralKind::Expr(term), start)?
            }
        };
        Ok(LiteralKind::NotBody(operand))
    }
}

/// Whether a literal is a term, so that parentheses around it are those of a term.
fn is_term(literal: &Literal) -> bool {
    matches!(literal.kind, LiteralKind::Expr(_)) && literal.with.is_empty()
}
