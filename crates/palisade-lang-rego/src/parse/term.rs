//! Terms and the operators between them.

use super::{Failed, MAX_HEIGHT, Parser, Read};
use crate::ast::{
    BinaryOp, Comprehension, Literal, LiteralKind, Logic, Ref, RefPart, TemplatePart, Term,
    TermKind, Text,
};
use crate::lex::{self, Kind, PieceEnd};
use palisade_source::Span;

/// The greatest power of ten of a number, as OPA has it.
const MAX_EXPONENT: i64 = 30_103;

/// An operator, and how strongly it binds.
const fn operator(kind: Kind) -> Option<(BinaryOp, u8)> {
    Some(match kind {
        Kind::Eq => (BinaryOp::Eq, 1),
        Kind::Ne => (BinaryOp::Ne, 1),
        Kind::Lt => (BinaryOp::Lt, 1),
        Kind::Le => (BinaryOp::Le, 1),
        Kind::Gt => (BinaryOp::Gt, 1),
        Kind::Ge => (BinaryOp::Ge, 1),
        Kind::Or => (BinaryOp::Or, 2),
        Kind::And => (BinaryOp::And, 3),
        Kind::Add => (BinaryOp::Add, 4),
        Kind::Sub => (BinaryOp::Sub, 4),
        Kind::Mul => (BinaryOp::Mul, 5),
        Kind::Div => (BinaryOp::Div, 5),
        Kind::Rem => (BinaryOp::Rem, 5),
        _ => return None,
    })
}

/// Whether a token stands between two terms.
pub(super) const fn is_operator(kind: Kind) -> bool {
    operator(kind).is_some()
}

/// The two kinds of brackets that hold lists and comprehensions.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Bracket {
    Square,
    Curly,
}

impl Bracket {
    const fn close(self) -> Kind {
        match self {
            Self::Square => Kind::RBrack,
            Self::Curly => Kind::RBrace,
        }
    }

    const fn expected(self) -> &'static str {
        match self {
            Self::Square => "`,` or `]`",
            Self::Curly => "`,` or `}`",
        }
    }
}

impl Parser<'_> {
    /// A term of which the present height is that of its highest part.
    pub(super) fn made(&mut self, kind: TermKind, span: Span) -> Read<Term> {
        self.height += 1;
        if self.height > MAX_HEIGHT {
            return self.too_deep(span, MAX_HEIGHT);
        }
        Ok(Term { kind, span })
    }

    fn leaf(&mut self, kind: TermKind, span: Span) -> Term {
        self.height = 1;
        Term { kind, span }
    }

    /// A term with operators and `in`, also `key, value in collection`.
    pub(super) fn expression(&mut self) -> Read<Term> {
        let left = self.relation()?;
        if self.at(Kind::Comma) {
            let place = self.mark();
            let key_height = self.height;
            self.bump();
            if let Ok(value) = self.relation()
                && self.at_keyword(Kind::In)
            {
                let height = key_height.max(self.height);
                self.bump();
                let collection = self.relation()?;
                self.height = self.height.max(height);
                let span = left.span.to(collection.span);
                let kind = TermKind::In {
                    key: Some(Box::new(left)),
                    value: Box::new(value),
                    collection: Box::new(collection),
                };
                let term = self.made(kind, span)?;
                return self.memberships(term);
            }
            self.reset(place);
            self.height = key_height;
        }
        self.memberships(left)
    }

    /// A term with operators and `in`, where a comma separates.
    pub(super) fn element(&mut self) -> Read<Term> {
        let left = self.relation()?;
        self.memberships(left)
    }

    fn memberships(&mut self, mut left: Term) -> Read<Term> {
        while self.at_keyword(Kind::In) {
            let height = self.height;
            self.bump();
            let collection = self.relation()?;
            self.height = self.height.max(height);
            let span = left.span.to(collection.span);
            let value = Box::new(left);
            let collection = Box::new(collection);
            left = self.made(TermKind::In { key: None, value, collection }, span)?;
        }
        Ok(left)
    }

    /// A term with operators, without `in`.
    pub(super) fn relation(&mut self) -> Read<Term> {
        let left = self.term()?;
        self.operators(left, 1)
    }

    /// What follows `left` of operators that bind at least as strongly as `least`.
    fn operators(&mut self, mut left: Term, least: u8) -> Read<Term> {
        while let Some((op, strength)) = operator(self.kind()) {
            if strength < least {
                break;
            }
            let height = self.height;
            self.bump();
            let right = self.term()?;
            let right = self.operators(right, strength + 1)?;
            self.height = self.height.max(height);
            let span = left.span.to(right.span);
            let kind = TermKind::Binary { op, left: Box::new(left), right: Box::new(right) };
            left = self.made(kind, span)?;
        }
        Ok(left)
    }

    /// A term without operators.
    pub(super) fn term(&mut self) -> Read<Term> {
        self.enter()?;
        let head = self.head_term()?;
        let term = if matches!(self.kind(), Kind::Dot | Kind::LBrack | Kind::LParen)
            && !self.token.space
        {
            self.postfix(head)?
        } else {
            head
        };
        self.leave();
        Ok(term)
    }

    fn head_term(&mut self) -> Read<Term> {
        let token = self.token;
        let span = token.span();
        if self.names_document() {
            self.bump();
            let name = self.text(span).into();
            return Ok(self.leaf(TermKind::Var(name), span));
        }
        let kind = match token.kind {
            Kind::Null => TermKind::Null,
            Kind::True => TermKind::Bool(true),
            Kind::False => TermKind::Bool(false),
            // `contains` is a keyword in heads of rules alone.
            Kind::Ident | Kind::Contains => TermKind::Var(self.text(span).into()),
            Kind::Text => {
                let inside = Span::new(span.start + 1, span.end.saturating_sub(1));
                let text = self.resolved(inside, token.escaped, false)?;
                TermKind::Str { text, raw: false }
            }
            Kind::RawText => {
                let inside = Span::new(span.start + 1, span.end.saturating_sub(1));
                // A carriage return before a line feed is no part of the text, as in OPA's Go.
                TermKind::Str { text: self.text(inside).into(), raw: true }
            }
            Kind::Number | Kind::Sub | Kind::Dot => return self.number(),
            Kind::Template => return self.template(false),
            Kind::RawTemplate => return self.template(true),
            Kind::LBrack => return self.brackets(Bracket::Square),
            Kind::LBrace => return self.brackets(Bracket::Curly),
            Kind::LParen => return self.parentheses(),
            _ => return self.unexpected("a term"),
        };
        self.bump();
        Ok(self.leaf(kind, span))
    }

    fn parentheses(&mut self) -> Read<Term> {
        let start = self.bump().start;
        let inner = self.expression()?;
        if !self.at(Kind::RParen) {
            return self.unexpected("`)`");
        }
        self.bump();
        let span = self.since(start);
        self.made(TermKind::Parens(Box::new(inner)), span)
    }

    fn number(&mut self) -> Read<Term> {
        let start = self.token.start;
        let mut text = String::new();
        if self.eat(Kind::Sub) {
            text.push('-');
        }
        let fraction = self.at(Kind::Dot);
        if fraction {
            self.bump();
            text.push_str("0.");
        }
        let leading_zeros = fraction && self.at(Kind::Illegal(lex::Illegal::LeadingZero));
        if !(self.at(Kind::Number) || leading_zeros) || fraction && self.token.space {
            return self.unexpected("a number");
        }
        let token = self.token;
        let digits = self.text(token.span());
        if fraction && digits.contains('.') {
            return self.illegal(lex::Illegal::Number);
        }
        self.bump();
        text.push_str(digits);
        let span = self.since(start);
        if too_large(&text) {
            return self.fail(span, "number too large", "its power of ten is beyond 30103");
        }
        Ok(self.leaf(TermKind::Number(text.into()), span))
    }

    /// The text of a span with its escapes resolved.
    fn resolved(&mut self, span: Span, escaped: bool, template: bool) -> Read<Text> {
        let text = self.text(span);
        if !escaped {
            return Ok(text.into());
        }
        lex::unescape(text, template).map(Text::from).or_else(|bad| {
            let start = span.start as usize + bad.0;
            let length =
                1 + text.get(bad.0 + 1..).and_then(|t| t.chars().next()).map_or(0, char::len_utf8);
            let place = Span::at(start, start + length);
            let message = format!("unknown escape `{}`", self.text(place));
            self.fail(place, message, "write `\\\\` for a backslash, or the text in backticks")
        })
    }

    fn template(&mut self, raw: bool) -> Read<Term> {
        let start = self.token.start;
        let mut parts = Vec::new();
        let mut height = 0;
        loop {
            let piece = self.lexer.template(raw);
            if piece.end == PieceEnd::Missing {
                let quote = Span::new(start, start + 2);
                let help = if raw { "close it with a backtick" } else { "close it with `\"`" };
                self.end = piece.span.end;
                self.token = self.lexer.next();
                return self.fail(quote, "text without an end", help);
            }
            if !piece.span.is_empty() {
                let text = if !raw {
                    self.resolved(piece.span, piece.escaped, true)
                } else if piece.escaped {
                    Ok(lex::unescape_raw_template(self.text(piece.span)).into())
                } else {
                    Ok(self.text(piece.span).into())
                };
                parts.push(TemplatePart::Text(text?));
            }
            if piece.end == PieceEnd::Close {
                break;
            }
            self.token = self.lexer.next();
            self.end = self.token.start;
            let literal = self.literal()?;
            height = height.max(self.height);
            parts.push(self.template_part(literal)?);
            if !self.at(Kind::RBrace) {
                return self.unexpected("`}` behind the expression");
            }
        }
        self.end = self.lexer.offset();
        self.height = height;
        let span = Span::new(start, self.end);
        self.token = self.lexer.next();
        self.made(TermKind::Template { parts, raw }, span)
    }

    fn template_part(&mut self, literal: Literal) -> Read<TemplatePart> {
        let what = match literal.kind {
            LiteralKind::Expr(Term {
                kind: TermKind::Binary { op: BinaryOp::Assign | BinaryOp::Unify, .. },
                ..
            }) => "an assignment",
            LiteralKind::Expr(term) => {
                return Ok(TemplatePart::Expr { term, with: literal.with });
            }
            LiteralKind::Not(_) | LiteralKind::NotBody(_) => "`not`",
            LiteralKind::Logic { op: Logic::And, .. } => "`and`",
            LiteralKind::Logic { op: Logic::Or, .. } => "`or`",
            LiteralKind::Some(_) | LiteralKind::SomeIn { .. } => "`some`",
            LiteralKind::Every { .. } => "`every`",
        };
        let message = format!("{what} inside a text");
        self.fail(literal.span, message, "name its value before, and use the name in the text")
    }

    /// `.name`, `[term]` and `(arguments)` behind a term, without space between them.
    fn postfix(&mut self, head: Term) -> Read<Term> {
        let start = head.span.start;
        let mut height = self.height;
        let mut base = head;
        loop {
            if !starts_path(&base) {
                let message = "a path cannot start with this";
                return self.fail(base.span, message, "give it a name, and use the name");
            }
            let parts = self.parts()?;
            height = height.max(self.height);
            if !parts.is_empty() {
                let span = self.since(start);
                self.height = height;
                base = self.made(TermKind::Ref(Box::new(Ref { base, parts })), span)?;
                height = self.height;
            }
            if !self.at(Kind::LParen) || self.token.space {
                self.height = height;
                return Ok(base);
            }
            let args = self.arguments()?;
            let span = self.since(start);
            if args.is_empty() && matches!(&base.kind, TermKind::Var(name) if name == "set") {
                base = self.leaf(TermKind::Set(Vec::new()), span);
            } else {
                self.height = self.height.max(height);
                base = self.made(TermKind::Call { function: Box::new(base), args }, span)?;
            }
            height = self.height;
            if !matches!(self.kind(), Kind::Dot | Kind::LBrack) || self.token.space {
                return Ok(base);
            }
        }
    }

    /// `.name` and `[term]`; the height is that of the highest term.
    pub(super) fn parts(&mut self) -> Read<Vec<RefPart>> {
        let mut parts = Vec::new();
        let mut height = 1;
        while !self.token.space {
            match self.kind() {
                Kind::Dot => {
                    self.bump();
                    let word = self.at(Kind::Ident) || self.kind().is_keyword();
                    if !word || self.token.space {
                        return self.unexpected("a name behind `.`");
                    }
                    let key = self.key();
                    let kind = TermKind::Str { text: key.text, raw: false };
                    parts.push(RefPart { term: Term { kind, span: key.span }, dotted: true });
                }
                Kind::LBrack => {
                    self.bump();
                    let term = self.expression()?;
                    height = height.max(self.height);
                    self.expect(Kind::RBrack, "`]`")?;
                    parts.push(RefPart { term, dotted: false });
                }
                _ => break,
            }
        }
        self.height = height;
        Ok(parts)
    }

    /// `(a, b)`; the height is that of the highest argument.
    pub(super) fn arguments(&mut self) -> Read<Vec<Term>> {
        self.bump();
        self.height = 0;
        let mut args = Vec::new();
        let mut height = 0;
        while !self.at(Kind::RParen) {
            args.push(self.element()?);
            height = height.max(self.height);
            if !self.eat(Kind::Comma) && !self.at(Kind::RParen) {
                return self.unexpected("`,` or `)`");
            }
        }
        self.bump();
        self.height = height;
        Ok(args)
    }

    /// Arrays, sets, objects and their comprehensions.
    fn brackets(&mut self, bracket: Bracket) -> Read<Term> {
        let start = self.bump().start;
        self.height = 0;
        if self.eat(bracket.close()) {
            let kind = match bracket {
                Bracket::Square => TermKind::Array(Vec::new()),
                Bracket::Curly => TermKind::Object(Vec::new()),
            };
            let span = self.since(start);
            return Ok(self.leaf(kind, span));
        }
        let list = self.eat(Kind::Comma) || self.lists.contains(&start);
        let head = self.term()?;
        if self.at(Kind::Or) && !list {
            return match self.comprehension(bracket, start, None, head)? {
                Ok(term) => Ok(term),
                Err((head, _)) => self.list(bracket, start, head),
            };
        }
        self.list(bracket, start, head)
    }

    /// The body of a comprehension behind its head; gives the head back where it turns out to be
    /// the first element of a list: `{a | b, c}`.
    fn comprehension(
        &mut self,
        bracket: Bracket,
        start: u32,
        key: Option<Term>,
        head: Term,
    ) -> Read<Result<Term, (Term, Option<Term>)>> {
        let place = self.mark();
        let height = self.height;
        let bar = self.bump();
        self.opened.push(bar.span());
        let body = self.body(bracket.close());
        self.opened.pop();
        match body {
            Ok(body) => {
                self.height = self.height.max(height);
                let span = self.since(start);
                let comprehension = Box::new(Comprehension { key, head, body });
                let kind = match (bracket, &comprehension.key) {
                    (Bracket::Square, _) => TermKind::ArrayComprehension(comprehension),
                    (Bracket::Curly, None) => TermKind::SetComprehension(comprehension),
                    (Bracket::Curly, Some(_)) => TermKind::ObjectComprehension(comprehension),
                };
                self.made(kind, span).map(Ok)
            }
            Err(Failed) if self.at(Kind::Comma) => {
                self.reset(place);
                self.lists.insert(start);
                self.height = height;
                Ok(Err((head, key)))
            }
            Err(Failed) => Err(Failed),
        }
    }

    /// The rest of a list behind the first primary term of it.
    fn list(&mut self, bracket: Bracket, start: u32, head: Term) -> Read<Term> {
        let head = self.operators(head, 1)?;
        let first = self.memberships(head)?;
        let mut height = self.height;
        if bracket == Bracket::Curly && self.at(Kind::Colon) {
            return self.object(start, first);
        }
        let mut items = vec![first];
        while !self.at(bracket.close()) {
            if !self.eat(Kind::Comma) {
                return self.unexpected(bracket.expected());
            }
            if self.at(bracket.close()) {
                break;
            }
            items.push(self.element()?);
            height = height.max(self.height);
        }
        self.bump();
        self.height = height;
        let kind = match bracket {
            Bracket::Square => TermKind::Array(items),
            Bracket::Curly => TermKind::Set(items),
        };
        let span = self.since(start);
        self.made(kind, span)
    }

    /// The rest of an object behind its first key.
    fn object(&mut self, start: u32, key: Term) -> Read<Term> {
        let mut height = self.height;
        self.bump();
        let mut head = self.term()?;
        let mut key = key;
        if self.at(Kind::Or) && !self.lists.contains(&start) {
            self.height = self.height.max(height);
            match self.comprehension(Bracket::Curly, start, Some(key), head)? {
                Ok(term) => return Ok(term),
                Err((value, Some(given))) => (head, key) = (value, given),
                Err((_, None)) => return Err(Failed),
            }
        }
        let head = self.operators(head, 1)?;
        let value = self.memberships(head)?;
        height = height.max(self.height);
        let mut pairs = vec![(key, value)];
        while !self.at(Kind::RBrace) {
            if !self.eat(Kind::Comma) {
                return self.unexpected(Bracket::Curly.expected());
            }
            if self.at(Kind::RBrace) {
                break;
            }
            let key = self.element()?;
            height = height.max(self.height);
            self.expect(Kind::Colon, "`:`")?;
            let value = self.element()?;
            height = height.max(self.height);
            pairs.push((key, value));
        }
        self.bump();
        self.height = height;
        let span = self.since(start);
        self.made(TermKind::Object(pairs), span)
    }
}

/// Whether a path or a call may stand on it: names, calls and composites, in parentheses too.
fn starts_path(base: &Term) -> bool {
    let inner = match &base.kind {
        TermKind::Parens(inner) if matches!(inner.kind, TermKind::Ref(_)) => return false,
        TermKind::Parens(inner) => &inner.kind,
        kind => kind,
    };
    !matches!(
        inner,
        TermKind::Null
            | TermKind::Bool(_)
            | TermKind::Number(_)
            | TermKind::Str { .. }
            | TermKind::Template { .. }
    )
}

/// Whether a number in JSON's grammar is beyond what OPA reads.
fn too_large(text: &str) -> bool {
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let whole = mantissa.split('.').next().unwrap_or("");
    let digits = i64::try_from(whole.len()).unwrap_or(i64::MAX);
    let exponent = exponent.strip_prefix('+').unwrap_or(exponent);
    // So many digits that they are no `i64` are too many.
    exponent
        .parse::<i64>()
        .map_or(true, |e| e.checked_abs().is_none_or(|e| e.saturating_add(digits) > MAX_EXPONENT))
}
