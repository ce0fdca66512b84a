//! Lists, objects and `for`.

use crate::ast::{Expr, ExprKind, For, Ident, ObjectItem, ObjectKey};
use crate::scan::{Parse, Parser};

impl<'s> Parser<'s> {
    pub(crate) fn tuple(&mut self) -> Parse<Expr<'s>> {
        let start = self.pos;
        let open = self.span(start, start + 1);
        let before = std::mem::replace(&mut self.multiline, true);
        self.pos += 1;
        self.skip();
        let expr = if self.at_keyword("for") {
            self.for_expr(start, b']')?
        } else {
            let mark = self.scratch.exprs.len();
            while self.peek() != b']' {
                let element = self.expr()?;
                self.scratch.exprs.push(element);
                match self.peek() {
                    b',' => {
                        self.pos += 1;
                        self.skip();
                    }
                    b']' => break,
                    _ => {
                        let help = Some("elements are separated by commas");
                        return self.expected_in("`,` or `]`", help, open, "list opened here");
                    }
                }
            }
            self.pos += 1;
            let elements = self.arena.alloc_slice(self.scratch.exprs.get(mark..).unwrap_or(&[]));
            self.scratch.exprs.truncate(mark);
            Expr { kind: ExprKind::Tuple(elements), span: self.span(start, self.pos) }
        };
        self.multiline = before;
        Ok(expr)
    }

    pub(crate) fn object(&mut self) -> Parse<Expr<'s>> {
        let start = self.pos;
        let open = self.span(start, start + 1);
        let before = std::mem::replace(&mut self.multiline, true);
        self.pos += 1;
        self.skip();
        if self.at_keyword("for") {
            let expr = self.for_expr(start, b'}')?;
            self.multiline = before;
            return Ok(expr);
        }
        let mark = self.scratch.object.len();
        while self.peek() != b'}' {
            self.multiline = false;
            let key = self.object_key()?;
            match self.peek() {
                b'=' | b':' => self.pos += 1,
                _ => {
                    let help = Some("write `key = value`; a key that is no plain name in quotes");
                    return self.expected_in("`=`", help, open, "object opened here");
                }
            }
            self.skip();
            let value = self.expr()?;
            let span = key.span().to(value.span);
            self.scratch.object.push(ObjectItem { key, value, span });
            match self.peek() {
                b',' => self.pos += 1,
                b'\n' | b'\r' | b'}' => {}
                _ => {
                    let help = Some("attributes are separated by commas or line breaks");
                    return self.expected_in("`,` or `}`", help, open, "object opened here");
                }
            }
            self.multiline = true;
            self.skip();
        }
        self.pos += 1;
        self.multiline = before;
        let items = self.arena.alloc_slice(self.scratch.object.get(mark..).unwrap_or(&[]));
        self.scratch.object.truncate(mark);
        Ok(Expr { kind: ExprKind::Object(items), span: self.span(start, self.pos) })
    }

    fn object_key(&mut self) -> Parse<ObjectKey<'s>> {
        let (start, comments) = (self.pos, self.comments.len());
        if let Some(name) = self.name() {
            self.skip();
            match (self.peek(), self.peek_at(1)) {
                (b'=', b'=' | b'>') | (b':', b':') => {}
                (b'=' | b':', _) => return Ok(ObjectKey::Name(name)),
                _ => {}
            }
            self.pos = start;
            self.comments.truncate(comments);
        }
        let key = self.expr()?;
        Ok(match key.kind {
            // As in `true == 1`, which is no name: only names by themselves come here.
            ExprKind::Variable(name) => ObjectKey::Name(Ident { name, span: key.span }),
            _ => ObjectKey::Expr(key),
        })
    }

    /// Reads a `for` expression; the position is at `for`, behind the bracket at `start`.
    fn for_expr(&mut self, start: usize, bracket: u8) -> Parse<Expr<'s>> {
        let open = self.span(start, start + 1);
        self.pos += 3;
        self.skip();
        let (key_var, value_var, collection) = self.for_intro()?;
        if self.peek() != b':' {
            let help = Some("write `[for value in collection : result]`");
            return self.expected_in("`:`", help, open, "opened here");
        }
        self.pos += 1;
        self.skip();
        let mut value = self.expr()?;
        let mut key = None;
        if self.looking_at(b"=>") {
            self.pos += 2;
            self.skip();
            key = Some(value);
            value = self.expr()?;
        }
        let dots = self.span(self.pos, self.pos + 3);
        let group = self.looking_at(b"...");
        if group {
            self.pos += 3;
            self.skip();
        }
        let mut condition = None;
        if self.at_keyword("if") {
            self.pos += 2;
            self.skip();
            condition = Some(self.expr()?);
        }
        self.close(bracket, open)?;
        let span = self.span(start, self.pos);
        match (bracket, key) {
            (b'}', None) => {
                let help = Some("write `{for key, value in collection : key => value}`");
                return self.fail(value.span, "`for` in braces needs a key", help);
            }
            (b']', Some(key)) => {
                let help = Some("use braces to build an object");
                return self.fail(key.span, "`for` in brackets has no key", help);
            }
            (b']', None) if group => {
                let help = Some("`...` gathers the values of one key, in braces only");
                return self.fail(dots, "`...` in a `for` in brackets", help);
            }
            _ => {}
        }
        let node =
            self.arena.alloc(For { key_var, value_var, collection, key, value, group, condition });
        Ok(Expr { kind: ExprKind::For(node), span })
    }

    /// Reads `v in collection` or `k, v in collection`.
    pub(crate) fn for_intro(&mut self) -> Parse<(Option<Ident<'s>>, Ident<'s>, Expr<'s>)> {
        let Some(mut value_var) = self.name() else {
            return self.expected("a variable name behind `for`", None);
        };
        self.skip();
        let mut key_var = None;
        if self.peek() == b',' {
            self.pos += 1;
            self.skip();
            key_var = Some(value_var);
            let Some(name) = self.name() else {
                return self.expected("a variable name behind `,`", None);
            };
            value_var = name;
            self.skip();
        }
        if !self.at_keyword("in") {
            return self.expected("`in`", None);
        }
        self.pos += 2;
        self.skip();
        let collection = self.expr()?;
        Ok((key_var, value_var, collection))
    }
}
