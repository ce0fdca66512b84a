//! Expressions.

use crate::ast::{
    Binary, BinaryOp, Call, Conditional, Expr, ExprKind, Ident, Step, StepKind, Traversal, Unary,
    UnaryOp,
};
use crate::scan::{MAX_HEIGHT, Parse, Parser};
use palisade_source::Span;

/// What ends a list of steps.
#[derive(Clone, Copy, PartialEq)]
enum Steps {
    /// Anything that is no step.
    All,
    /// Also an index or a splat: the steps below `.*`.
    AttributesOnly,
}

impl<'s> Parser<'s> {
    /// Reads an expression; the position is at its first byte. Skips the blanks behind it.
    pub(crate) fn expr(&mut self) -> Parse<Expr<'s>> {
        self.enter()?;
        let condition = self.binary(0)?;
        let expr = if self.peek() == b'?' { self.conditional(condition)? } else { condition };
        self.depth -= 1;
        Ok(expr)
    }

    fn conditional(&mut self, condition: Expr<'s>) -> Parse<Expr<'s>> {
        let mark = self.span(self.pos, self.pos + 1);
        self.pos += 1;
        self.skip();
        let then = self.expr()?;
        if self.peek() != b':' {
            let help = Some("a conditional is written `condition ? a : b`");
            return self.expected_in("`:`", help, mark, "conditional started here");
        }
        self.pos += 1;
        self.skip();
        let otherwise = self.expr()?;
        let span = condition.span.to(otherwise.span);
        let node = self.arena.alloc(Conditional { condition, then, otherwise });
        Ok(Expr { kind: ExprKind::Conditional(node), span })
    }

    /// Reads operands joined by operators that bind at least as strongly as `min`.
    fn binary(&mut self, min: u8) -> Parse<Expr<'s>> {
        let outer = std::mem::replace(&mut self.deepest, self.depth);
        let mut left = self.operand()?;
        while let Some((op, strength, len)) = self.operator() {
            if strength < min {
                break;
            }
            let op_span = self.span(self.pos, self.pos + len);
            self.deepest += 1;
            if self.deepest > MAX_HEIGHT {
                let message = format!("more than {MAX_HEIGHT} operators in one expression");
                return self.fail(op_span, message, Some("split it up into locals"));
            }
            self.pos += len;
            self.skip();
            let right = self.binary(strength + 1)?;
            let span = left.span.to(right.span);
            let node = self.arena.alloc(Binary { op, op_span, left, right });
            left = Expr { kind: ExprKind::Binary(node), span };
        }
        self.deepest = self.deepest.max(outer);
        Ok(left)
    }

    /// The binary operator at the position, how strongly it binds, and its length.
    #[inline]
    fn operator(&self) -> Option<(BinaryOp, u8, usize)> {
        let byte = self.peek();
        // Most expressions are followed by a line break, a comma or a bracket.
        if !matches!(byte, b'!'..=b'?' | b'|') {
            return None;
        }
        let next = self.peek_at(1);
        Some(match (byte, next) {
            (b'|', b'|') => (BinaryOp::Or, 0, 2),
            (b'&', b'&') => (BinaryOp::And, 1, 2),
            (b'=', b'=') => (BinaryOp::Equal, 2, 2),
            (b'!', b'=') => (BinaryOp::NotEqual, 2, 2),
            (b'<', b'=') => (BinaryOp::LessOrEqual, 3, 2),
            (b'>', b'=') => (BinaryOp::GreaterOrEqual, 3, 2),
            (b'<', _) => (BinaryOp::Less, 3, 1),
            (b'>', _) => (BinaryOp::Greater, 3, 1),
            (b'+', _) => (BinaryOp::Add, 4, 1),
            (b'-', _) => (BinaryOp::Subtract, 4, 1),
            (b'*', _) => (BinaryOp::Multiply, 5, 1),
            (b'/', _) => (BinaryOp::Divide, 5, 1),
            (b'%', _) => (BinaryOp::Modulo, 5, 1),
            _ => return None,
        })
    }

    /// Reads an operand with its unary operators and steps.
    fn operand(&mut self) -> Parse<Expr<'s>> {
        let op = match self.peek() {
            b'-' => UnaryOp::Negate,
            b'!' if self.peek_at(1) != b'=' => UnaryOp::Not,
            _ => return self.term(),
        };
        let mark = self.span(self.pos, self.pos + 1);
        self.enter()?;
        self.pos += 1;
        self.skip();
        let operand = self.operand()?;
        self.depth -= 1;
        let node = self.arena.alloc(Unary { op, operand });
        Ok(Expr { kind: ExprKind::Unary(node), span: mark.to(operand.span) })
    }

    /// Reads a term and the steps behind it.
    fn term(&mut self) -> Parse<Expr<'s>> {
        let base = self.primary()?;
        self.skip();
        match self.peek() {
            b'[' => {}
            b'.' if !self.looking_at(b"...") => {}
            _ => return Ok(base),
        }
        let mark = self.scratch.steps.len();
        self.steps(Steps::All)?;
        let steps = self.arena.alloc_slice(self.scratch.steps.get(mark..).unwrap_or(&[]));
        self.scratch.steps.truncate(mark);
        let span = steps.last().map_or(base.span, |step| base.span.to(step.span));
        let node = self.arena.alloc(Traversal { base, steps });
        Ok(Expr { kind: ExprKind::Traversal(node), span })
    }

    /// Reads steps onto the scratch list. Skips the blanks behind them.
    fn steps(&mut self, which: Steps) -> Parse<()> {
        loop {
            let start = self.pos;
            match self.peek() {
                b'.' if !self.looking_at(b"...") => {
                    self.pos += 1;
                    self.skip();
                    let (kind, end) = self.step_behind_dot(which, start)?;
                    let span = self.span(start, end);
                    self.scratch.steps.push(Step { kind, span });
                }
                b'[' if which == Steps::All => {
                    self.pos += 1;
                    let step = self.bracket_step(start)?;
                    self.scratch.steps.push(step);
                }
                _ => return Ok(()),
            }
            self.skip();
        }
    }

    /// Reads what stands behind `.`; gives where it ends.
    fn step_behind_dot(&mut self, which: Steps, dot: usize) -> Parse<(StepKind<'s>, usize)> {
        if let Some(name) = self.name() {
            return Ok((StepKind::Attribute(name.name), self.pos));
        }
        match self.peek() {
            b'0'..=b'9' => {
                let (start, end) = (self.pos, self.number_end());
                self.pos = end;
                let digits = self.slice(start, end);
                if digits.bytes().all(|b| b.is_ascii_digit()) {
                    return Ok((StepKind::LegacyIndex(digits), end));
                }
                let span = self.span(start, end);
                let message = format!("`.{digits}` is not an index");
                self.fail(span, message, Some("write each index in brackets, like `[0][1]`"))
            }
            b'*' if which == Steps::All => {
                self.pos += 1;
                let (steps, end) = self.steps_below(Steps::AttributesOnly)?;
                Ok((StepKind::AttributeSplat(steps), end))
            }
            b'*' => {
                let span = self.span(dot, self.pos + 1);
                self.fail(span, "a splat inside of a `.*` splat", Some("use `[*]` instead"))
            }
            _ => self.expected("an attribute name behind `.`", None),
        }
    }

    /// Reads the steps that a splat applies to every element; gives where they end.
    fn steps_below(&mut self, which: Steps) -> Parse<(&'s [Step<'s>], usize)> {
        let splat_end = self.pos;
        self.enter()?;
        self.skip();
        let mark = self.scratch.steps.len();
        self.steps(which)?;
        let steps = self.arena.alloc_slice(self.scratch.steps.get(mark..).unwrap_or(&[]));
        self.scratch.steps.truncate(mark);
        self.depth -= 1;
        let end = steps.last().map_or(splat_end, |s| s.span.end.wrapping_sub(self.base) as usize);
        Ok((steps, end))
    }

    /// Reads what stands behind `[`.
    fn bracket_step(&mut self, start: usize) -> Parse<Step<'s>> {
        let before = std::mem::replace(&mut self.multiline, true);
        let open = self.span(start, start + 1);
        self.skip();
        if self.peek() == b'*' {
            self.pos += 1;
            self.skip();
            self.close(b']', open)?;
            self.multiline = before;
            let (steps, end) = self.steps_below(Steps::All)?;
            return Ok(Step { kind: StepKind::FullSplat(steps), span: self.span(start, end) });
        }
        let index = self.expr()?;
        self.close(b']', open)?;
        self.multiline = before;
        let kind = StepKind::Index(self.arena.alloc(index));
        Ok(Step { kind, span: self.span(start, self.pos) })
    }

    /// Reads a closing bracket.
    pub(crate) fn close(&mut self, bracket: u8, open: Span) -> Parse<()> {
        if self.peek() == bracket {
            self.pos += 1;
            return Ok(());
        }
        let what = format!("`{}`", bracket as char);
        self.expected_in(&what, None, open, "opened here")
    }

    fn primary(&mut self) -> Parse<Expr<'s>> {
        let start = self.pos;
        match self.peek() {
            b'"' => self.quoted(),
            b'0'..=b'9' => self.number(),
            b'[' => self.tuple(),
            b'{' => self.object(),
            b'(' => {
                let before = std::mem::replace(&mut self.multiline, true);
                let open = self.span(start, start + 1);
                self.pos += 1;
                self.skip();
                let inner = self.expr()?;
                self.close(b')', open)?;
                self.multiline = before;
                let kind = ExprKind::Parens(self.arena.alloc(inner));
                Ok(Expr { kind, span: self.span(start, self.pos) })
            }
            b'<' if self.peek_at(1) == b'<' => self.heredoc(),
            b'\'' => {
                let help = Some("strings are written in double quotes");
                self.expected("an expression", help)
            }
            _ => match self.name() {
                Some(name) => self.behind_name(name),
                None => self.expected("an expression", None),
            },
        }
    }

    fn behind_name(&mut self, name: Ident<'s>) -> Parse<Expr<'s>> {
        // A call may have blanks between name and parenthesis.
        let end = self.pos;
        self.skip();
        match self.peek() {
            b'(' => return self.call(name),
            b':' if self.peek_at(1) == b':' => {
                let name = self.namespaced(name, end)?;
                return self.call(name);
            }
            _ => {}
        }
        let kind = match name.name {
            "true" => ExprKind::Bool(true),
            "false" => ExprKind::Bool(false),
            "null" => ExprKind::Null,
            name => ExprKind::Variable(name),
        };
        Ok(Expr { kind, span: name.span })
    }

    /// Reads `::name` once or more.
    fn namespaced(&mut self, first: Ident<'s>, mut end: usize) -> Parse<Ident<'s>> {
        let start = end - first.name.len();
        let mut joined = first.name.to_owned();
        while self.looking_at(b"::") {
            self.pos += 2;
            self.skip();
            let Some(name) = self.name() else {
                return self.expected("a function name behind `::`", None);
            };
            joined.push_str("::");
            joined.push_str(name.name);
            end = self.pos;
            self.skip();
        }
        if self.peek() != b'(' {
            return self.expected("`(` behind the name of a function", None);
        }
        let written = self.slice(start, end);
        let name = if written == joined { written } else { self.arena.alloc_str(&joined) };
        Ok(Ident { name, span: self.span(start, end) })
    }

    fn call(&mut self, name: Ident<'s>) -> Parse<Expr<'s>> {
        let before = std::mem::replace(&mut self.multiline, true);
        let open = self.span(self.pos, self.pos + 1);
        self.pos += 1;
        self.skip();
        let mark = self.scratch.exprs.len();
        let mut expand = false;
        while self.peek() != b')' {
            let argument = self.expr()?;
            self.scratch.exprs.push(argument);
            match self.peek() {
                b',' => {
                    self.pos += 1;
                    self.skip();
                }
                b')' => break,
                b'.' if self.looking_at(b"...") => {
                    expand = true;
                    self.pos += 3;
                    self.skip();
                    if self.peek() != b')' {
                        let what = "`)` behind `...`";
                        return self.expected_in(what, None, open, "arguments start here");
                    }
                }
                _ => {
                    let help = Some("arguments are separated by commas");
                    return self.expected_in("`,` or `)`", help, open, "arguments start here");
                }
            }
        }
        self.pos += 1;
        self.multiline = before;
        let args = self.arena.alloc_slice(self.scratch.exprs.get(mark..).unwrap_or(&[]));
        self.scratch.exprs.truncate(mark);
        let span = Span::new(name.span.start, self.span(0, self.pos).end);
        let node = self.arena.alloc(Call { name, args, expand });
        Ok(Expr { kind: ExprKind::Call(node), span })
    }

    /// Where the number that starts here ends: digits, dots and exponents, without trailing dots.
    fn number_end(&self) -> usize {
        let mut end = self.pos;
        let at = |n: usize| self.bytes.get(n).copied().unwrap_or(0);
        loop {
            match at(end) {
                b'0'..=b'9' | b'.' => end += 1,
                b'e' | b'E' if at(end + 1).is_ascii_digit() => end += 2,
                b'e' | b'E'
                    if matches!(at(end + 1), b'+' | b'-') && at(end + 2).is_ascii_digit() =>
                {
                    end += 3;
                }
                _ => break,
            }
        }
        while at(end - 1) == b'.' {
            end -= 1;
        }
        end
    }

    fn number(&mut self) -> Parse<Expr<'s>> {
        let (start, end) = (self.pos, self.number_end());
        self.pos = end;
        let (text, span) = (self.slice(start, end), self.span(start, end));
        let simple = text.bytes().all(|b| b.is_ascii_digit());
        if !simple && !is_number(text) {
            return self.fail(span, format!("`{text}` is not a number"), None);
        }
        if self.at_name() {
            let (found, at) = self.found();
            let message = format!("unexpected {found} behind the number `{text}`");
            let help = Some("put a text with a unit in quotes");
            return self.fail(at, message, help);
        }
        Ok(Expr { kind: ExprKind::Number(text), span })
    }
}

/// Whether a text of digits, dots and exponents is one number.
fn is_number(text: &str) -> bool {
    let (mantissa, exponent) = match text.find(['e', 'E']) {
        Some(at) => (text.get(..at).unwrap_or(""), text.get(at + 1..)),
        None => (text, None),
    };
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    digits(whole)
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|e| digits(e.strip_prefix(['+', '-']).unwrap_or(e)))
}
