//! Literals and terms.

use super::Formatter;
use crate::ast::{BinaryOp, Comprehension, Literal, LiteralKind, RefPart, Term, TermKind, With};
use palisade_source::Span;

pub(crate) const fn sign(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Assign => ":=",
        BinaryOp::Unify => "=",
        BinaryOp::Eq => "==",
        BinaryOp::Ne => "!=",
        BinaryOp::Lt => "<",
        BinaryOp::Le => "<=",
        BinaryOp::Gt => ">",
        BinaryOp::Ge => ">=",
        BinaryOp::Or => "|",
        BinaryOp::And => "&",
        BinaryOp::Add => "+",
        BinaryOp::Sub => "-",
        BinaryOp::Mul => "*",
        BinaryOp::Div => "/",
        BinaryOp::Rem => "%",
    }
}

const fn strength(op: BinaryOp) -> u8 {
    match op {
        BinaryOp::Assign | BinaryOp::Unify => 0,
        BinaryOp::Eq | BinaryOp::Ne | BinaryOp::Lt | BinaryOp::Le | BinaryOp::Gt | BinaryOp::Ge => {
            2
        }
        BinaryOp::Or => 3,
        BinaryOp::And => 4,
        BinaryOp::Add | BinaryOp::Sub => 5,
        BinaryOp::Mul | BinaryOp::Div | BinaryOp::Rem => 6,
    }
}

/// How strongly the operator of a term binds; the most where it has none.
const fn binding(term: &Term) -> u8 {
    match &term.kind {
        TermKind::Binary { op, .. } => strength(*op),
        TermKind::In { .. } => 1,
        _ => 7,
    }
}

/// What parentheses hold.
pub(super) fn bare(mut term: &Term) -> &Term {
    while let TermKind::Parens(inner) = &term.kind {
        term = inner;
    }
    term
}

fn has_operator(term: &Term) -> bool {
    matches!(term.kind, TermKind::Binary { .. } | TermKind::In { .. })
}

/// Whether a literal starts with a negative number, which the end of a line does not part from what
/// is before: as an operand of it, it would be subtracted.
pub(super) fn starts_with_sign(literal: &Literal) -> bool {
    let LiteralKind::Expr(term) = &literal.kind else { return false };
    let mut term = term;
    loop {
        term = match &term.kind {
            TermKind::Number(text) => return text.starts_with('-'),
            TermKind::Parens(inner) => inner,
            TermKind::Binary { left, .. } => left,
            TermKind::In { key, value, .. } => key.as_deref().unwrap_or(value),
            _ => return false,
        };
    }
}

impl Formatter<'_> {
    /// A literal, the line of which is begun.
    pub(super) fn literal(&mut self, literal: &Literal) {
        let parts: Vec<Span> = match &literal.kind {
            LiteralKind::Expr(t) | LiteralKind::Not(t) => vec![t.span],
            LiteralKind::NotBody(operand) => vec![operand.span],
            // Between operands there is room.
            LiteralKind::Logic { operands, .. } => match operands.as_slice() {
                [first, .., last] => vec![first.span.to(last.span)],
                all => all.iter().map(|o| o.span).collect(),
            },
            LiteralKind::Some(_) => Vec::new(),
            LiteralKind::SomeIn { key, value, collection } => {
                let key = key.iter().map(|k| k.span);
                key.chain([value.span, collection.span]).collect()
            }
            LiteralKind::Every { domain, .. } => {
                let end = literal.with.first().map_or(literal.span.end, |w| w.span.start);
                vec![domain.span, Span::new(domain.span.end, end)]
            }
        };
        let start = parts.iter().map(|p| p.end).max().unwrap_or(literal.span.start);
        // Behind the expression there is room for comments before each modifier.
        let behind = literal.with.last().map(|w| Span::new(start, w.span.start));
        let withs = literal.with.iter().flat_map(|w| [w.target.span, w.value.span]);
        let mut all: Vec<Span> = parts.into_iter().chain(withs).collect();
        all.sort_by_key(|p| p.start);
        // What lies behind the expression holds all but the last of these.
        if let Some(behind) = behind {
            all.retain(|p| !behind.contains(*p));
            let at = all.partition_point(|p| p.start <= behind.start);
            all.insert(at, behind);
        }
        if self.w.loose(literal.span, &all) {
            self.w.verbatim(literal.span);
            return;
        }
        let mut row = match &literal.kind {
            LiteralKind::Expr(term) => {
                self.statement(term);
                self.w.end_row(term.span)
            }
            LiteralKind::Not(term) => {
                self.w.put("not ");
                self.statement(term);
                self.w.end_row(term.span)
            }
            LiteralKind::NotBody(operand) => self.negated(operand),
            LiteralKind::Logic { op, operands } => self.logic(*op, operands),
            LiteralKind::Some(names) => {
                self.w.put("some");
                let mut row = self.w.row(literal.span.start);
                for (n, name) in names.iter().enumerate() {
                    let at = self.w.row(name.span.start);
                    if at > row {
                        self.w.put("\n");
                        self.w.start_line();
                        self.w.put("\t");
                        row = at;
                    } else {
                        self.w.put(" ");
                    }
                    self.w.put(&name.text);
                    self.w.put(if n + 1 < names.len() { "," } else { "" });
                }
                row
            }
            LiteralKind::SomeIn { key, value, collection } => {
                self.w.put("some ");
                if let Some(key) = key {
                    self.operand(key);
                    self.w.put(", ");
                }
                self.operand(value);
                self.w.put(" in ");
                self.operand(collection);
                self.w.end_row(collection.span)
            }
            LiteralKind::Every { key, value, domain, body } => {
                self.w.put("every ");
                if let Some(key) = key {
                    self.w.put(&key.text);
                    self.w.put(", ");
                }
                self.w.put(&value.text);
                self.w.put(" in ");
                if matches!(bare(domain).kind, TermKind::In { .. }) {
                    self.operand(domain);
                } else {
                    self.top(domain);
                }
                self.w.put(" {");
                let from = body.last().map_or(domain.span.end, |l| l.span.end);
                let limit = literal.with.first().map_or(literal.span.end, |w| w.span.start);
                let end = self.brace_before(from, limit);
                let row = self.w.row(literal.span.start);
                if !self.inner_body(body, row, Span::new(domain.span.end, end)) {
                    self.w.put(" ");
                }
                self.w.put("}");
                self.w.row(end.saturating_sub(1))
            }
        };
        self.modifiers(&literal.with, &mut row);
    }

    pub(super) fn modifiers(&mut self, with: &[With], row: &mut usize) {
        let mut deeper = false;
        for with in with {
            let start = self.w.row(with.span.start);
            if start > *row {
                if !deeper {
                    self.w.indent();
                    deeper = true;
                }
                self.w.end_line(*row, with.span.start);
                self.w.leading(with.span.start);
                self.w.start_line();
            } else {
                self.w.put(" ");
            }
            self.w.put("with ");
            self.term(&with.target);
            self.w.put(" as ");
            self.top(&with.value);
            *row = self.w.end_row(with.span);
        }
        if deeper {
            self.w.dedent();
        }
    }

    /// The term of a literal: an operator there needs no parentheses around its own operands where
    /// they bind more strongly. The first literal behind `if {` does where it starts with `|`:
    /// braces, a term and `|` are a comprehension.
    pub(super) fn statement(&mut self, term: &Term) {
        let guarded = self.guarded == Some(term.span.start);
        let Some(term) = self.opened(term) else { return };
        if self.is_odd(term) {
            self.w.verbatim(term.span);
            return;
        }
        match &term.kind {
            TermKind::Binary { op: BinaryOp::Or, .. } if guarded => self.operand(term),
            TermKind::Binary { op, left, right } => {
                let own = strength(*op);
                let (left_bare, right_bare) = (bare(left), bare(right));
                let assigns = own == 0;
                let opens = guarded && binding(left_bare) == strength(BinaryOp::Or);
                if !opens && (assigns || binding(left_bare) >= own) {
                    self.top(left);
                } else {
                    self.operand(left);
                }
                self.w.put(" ");
                self.w.put(sign(*op));
                self.w.put(" ");
                if assigns || binding(right_bare) > own {
                    self.top(right);
                } else {
                    self.operand(right);
                }
            }
            TermKind::In { key, value, collection } => {
                self.member(key.as_deref(), value, collection)
            }
            _ => self.term(term),
        }
    }

    fn member(&mut self, key: Option<&Term>, value: &Term, collection: &Term) {
        if let Some(key) = key {
            self.operand(key);
            self.w.put(", ");
        }
        self.operand(value);
        self.w.put(" in ");
        self.operand(collection);
    }

    /// What stands in the parentheses of a term; writes them as they are and gives nothing where
    /// they hold a comment.
    pub(super) fn opened<'t>(&mut self, term: &'t Term) -> Option<&'t Term> {
        let inner = bare(term);
        if self.w.loose(term.span, &[inner.span]) {
            self.w.verbatim(term.span);
            return None;
        }
        Some(inner)
    }

    /// A term on which nothing presses: without parentheses around it, unless it is a pair in a
    /// collection, whose comma would be taken for another one.
    pub(super) fn top(&mut self, term: &Term) {
        let Some(inner) = self.opened(term) else { return };
        match &inner.kind {
            TermKind::In { key: Some(_), .. } => self.operand(inner),
            _ => self.term(inner),
        }
    }

    /// A term beside an operator: in parentheses where it has an operator of its own.
    pub(super) fn operand(&mut self, term: &Term) {
        let Some(inner) = self.opened(term) else { return };
        if has_operator(inner) {
            self.w.put("(");
            self.term(inner);
            self.w.put(")");
        } else {
            self.term(inner);
        }
    }

    /// An element of a list, where `|` would open a comprehension.
    fn element(&mut self, term: &Term) {
        if matches!(bare(term).kind, TermKind::Binary { op: BinaryOp::Or, .. }) {
            self.operand(term);
        } else {
            self.top(term);
        }
    }

    /// Whether a comment stands in a term where its layout has no room for one.
    fn is_odd(&self, term: &Term) -> bool {
        let w = &self.w;
        if w.inside(term.span).is_empty() {
            return false;
        }
        let parts: Vec<Span> = match &term.kind {
            TermKind::Binary { left, right, .. } => vec![left.span, right.span],
            TermKind::In { key, value, collection } => {
                let key = key.iter().map(|k| k.span);
                key.chain([value.span, collection.span]).collect()
            }
            TermKind::Parens(inner) => vec![inner.span],
            TermKind::Ref(r) => {
                std::iter::once(r.base.span).chain(r.parts.iter().map(|p| p.term.span)).collect()
            }
            TermKind::Call { function, .. } => {
                vec![function.span, Span::new(function.span.end, term.span.end)]
            }
            TermKind::Array(items) | TermKind::Set(items) if !items.is_empty() => vec![term.span],
            TermKind::Object(pairs) if !pairs.is_empty() => {
                // Around pairs there is room, and inside of keys and values, but not between.
                let between =
                    pairs.iter().any(|(k, v)| w.loose(Span::new(k.span.end, v.span.start), &[]));
                return between;
            }
            TermKind::ArrayComprehension(c)
            | TermKind::SetComprehension(c)
            | TermKind::ObjectComprehension(c) => {
                let first = c.body.first().map_or(term.span.end, |l| l.span.start);
                let zone = w.slice(Span::new(c.head.span.end, first));
                let before = zone.split('#').next().unwrap_or("");
                let room = if before.contains('|') { c.head.span.end } else { first };
                let key = c.key.iter().map(|k| k.span);
                key.chain([c.head.span, Span::new(room, term.span.end)]).collect()
            }
            _ => Vec::new(),
        };
        w.loose(term.span, &parts)
    }

    /// A term as it is written, parentheses where they matter.
    pub(super) fn term(&mut self, term: &Term) {
        if self.is_odd(term) {
            self.w.verbatim(term.span);
            return;
        }
        match &term.kind {
            // `p.q` of V0, where `q` is an element.
            TermKind::Str { text, .. } if !self.w.slice(term.span).ends_with(['"', '`']) => {
                self.w.put("\"");
                self.w.put(text);
                self.w.put("\"");
            }
            TermKind::Null
            | TermKind::Bool(_)
            | TermKind::Str { .. }
            | TermKind::Template { .. } => {
                self.w.verbatim(term.span);
            }
            TermKind::Number(text) => self.w.put(text),
            TermKind::Var(name) => self.w.put(name),
            TermKind::Parens(_) => {
                let Some(inner) = self.opened(term) else { return };
                self.w.put("(");
                self.term(inner);
                self.w.put(")");
            }
            TermKind::Ref(r) => {
                self.term(&r.base);
                self.parts(&r.parts);
            }
            TermKind::Call { function, args } => {
                self.term(function);
                let open = function.span.end;
                self.arguments(args, open, term.span.end.saturating_sub(1));
            }
            TermKind::Binary { op, left, right } => {
                self.operand(left);
                self.w.put(" ");
                self.w.put(sign(*op));
                self.w.put(" ");
                self.operand(right);
            }
            TermKind::In { key, value, collection } => {
                self.member(key.as_deref(), value, collection)
            }
            TermKind::Set(items) if items.is_empty() => self.w.put("set()"),
            TermKind::Array(items) => self.listed("[", items, "]", term.span),
            TermKind::Set(items) => self.listed("{", items, "}", term.span),
            TermKind::Object(pairs) => {
                let spans: Vec<Span> = pairs.iter().map(|(k, v)| k.span.to(v.span)).collect();
                self.w.put("{");
                let close = term.span.end.saturating_sub(1);
                self.sequence(&spans, term.span.start, close, |this, n| {
                    let Some((key, value)) = pairs.get(n) else { return };
                    this.element(key);
                    this.w.put(": ");
                    this.element(value);
                });
                self.w.put("}");
            }
            TermKind::ArrayComprehension(c) => self.comprehension("[", c, "]", term.span),
            TermKind::SetComprehension(c) | TermKind::ObjectComprehension(c) => {
                self.comprehension("{", c, "}", term.span);
            }
        }
    }

    fn parts(&mut self, parts: &[RefPart]) {
        for part in parts {
            match &part.term.kind {
                TermKind::Str { text, .. }
                    if part.dotted || self.is_name(text) && !self.is_keyword(text) =>
                {
                    self.w.put(".");
                    self.w.put(text);
                }
                _ => {
                    self.w.put("[");
                    self.top(&part.term);
                    self.w.put("]");
                }
            }
        }
    }

    fn listed(&mut self, open: &str, items: &[Term], close: &str, span: Span) {
        let spans: Vec<Span> = items.iter().map(|t| t.span).collect();
        self.w.put(open);
        self.sequence(&spans, span.start, span.end.saturating_sub(1), |this, n| {
            if let Some(item) = items.get(n) {
                this.element(item);
            }
        });
        self.w.put(close);
    }

    pub(super) fn arguments(&mut self, args: &[Term], open: u32, close: u32) {
        let spans: Vec<Span> = args.iter().map(|t| t.span).collect();
        self.w.put("(");
        self.sequence(&spans, open, close, |this, n| {
            if let Some(arg) = args.get(n) {
                this.top(arg);
            }
        });
        self.w.put(")");
    }

    /// What stands between brackets: on one line, or broken where the source is.
    fn sequence(&mut self, spans: &[Span], open: u32, close: u32, each: impl Fn(&mut Self, usize)) {
        let Some(first) = spans.first() else {
            if self.w.pending(close) && self.w.loose(Span::new(open, close), &[]) {
                self.w.end_line(self.w.row(open), close);
                self.w.indent();
                self.w.leading(close);
                self.w.dedent();
                self.w.start_line();
            }
            return;
        };
        let open_row = self.w.row(open);
        let mut row = self.w.row(first.start);
        let mut breaks = vec![row > open_row];
        for span in spans.iter().skip(1) {
            let at = self.w.row(span.start);
            breaks.push(at > row);
            row = at;
        }
        let lines = breaks.iter().any(|b| *b) || self.w.loose(Span::new(open, close), spans);
        if !lines {
            for n in 0..spans.len() {
                self.w.put(if n == 0 { "" } else { ", " });
                each(self, n);
            }
            return;
        }
        let mut last_row = self.brace_row(open_row, first.start);
        for (n, span) in spans.iter().enumerate() {
            let broken = breaks.get(n).copied().unwrap_or(false);
            if n == 0 {
                self.w.end_line(last_row, span.start);
                self.w.indent();
                self.w.leading(span.start);
                self.w.start_line();
            } else if broken {
                self.w.put(",");
                self.w.end_line(last_row, span.start);
                self.w.leading(span.start);
                self.w.start_line();
            } else {
                self.w.put(", ");
            }
            each(self, n);
            last_row = self.w.end_row(*span);
        }
        self.w.put(",");
        self.w.end_line(last_row, close);
        self.w.leading(close);
        self.w.dedent();
        self.w.start_line();
    }

    fn comprehension(&mut self, open: &str, c: &Comprehension, close: &str, span: Span) {
        self.w.put(open);
        let first = c.key.as_ref().unwrap_or(&c.head);
        let row = self.w.row(first.span.start);
        // As OPA has it: a key never goes to a line of its own.
        if c.key.is_none() && row > self.w.row(span.start) {
            self.w.put("\n");
            self.w.start_line();
        }
        if let Some(key) = &c.key {
            self.comprehended(key);
            self.w.put(": ");
        }
        self.comprehended(&c.head);
        self.w.put(" |");
        self.inner_body(&c.body, row, Span::new(c.head.span.end, span.end));
        self.w.put(close);
    }

    /// The head of a comprehension: behind an operator only in parentheses.
    fn comprehended(&mut self, term: &Term) {
        match &term.kind {
            TermKind::Parens(_) if has_operator(bare(term)) => self.operand(term),
            TermKind::Binary { .. } | TermKind::In { .. } => self.operand(term),
            _ => {
                if let Some(inner) = self.opened(term) {
                    self.term(inner);
                }
            }
        }
    }

    /// A body in brackets, on one line or on several; says whether on several. The bracket that
    /// closes it is to follow; `zone` reaches from what opens it to that bracket.
    pub(super) fn inner_body(&mut self, body: &[Literal], row: usize, zone: Span) -> bool {
        let mut at = row;
        let mut lines = !self.w.inside(zone).is_empty();
        for literal in body {
            let start = self.w.row(literal.span.start);
            lines |= start > at;
            at = start;
        }
        if lines {
            self.block(body, row, zone.end);
            return true;
        }
        for (n, literal) in body.iter().enumerate() {
            self.w.put(if n == 0 { " " } else { "; " });
            self.literal(literal);
        }
        false
    }
}
