//! Files, blocks and attributes.

use crate::ast::{Attribute, Block, Body, Expr, ExprKind, Ident, Item, Label, SyntaxError};
use crate::scan::{Parse, Parser, Stop};
use palisade_source::Span;
use std::collections::HashMap;

/// A block whose content is being read.
#[derive(Clone, Copy)]
struct Opened {
    /// Where its line starts being written, in bytes from the start of the line.
    column: usize,
    /// Whether its first item stands on the line of its brace.
    one_line: bool,
}

impl<'s> Parser<'s> {
    /// Reads a whole file.
    pub(crate) fn file(&mut self) -> &'s [Item<'s>] {
        if self.looking_at("\u{feff}".as_bytes()) {
            self.pos += 3;
        }
        self.items(None)
    }

    /// Reads items up to the end, or up to the closing brace of the block, which stays.
    fn items(&mut self, block: Option<Opened>) -> &'s [Item<'s>] {
        let mark = self.scratch.items.len();
        loop {
            self.skip_lines();
            match self.peek() {
                _ if self.given_up => break,
                0 if self.at_end() => break,
                b'}' if block.is_some() => break,
                b'}' => self.stray_brace(),
                b'"' => self.quoted_item(),
                _ if block.is_some_and(|block| self.guarded && self.ends_here(block)) => break,
                _ => match self.name() {
                    Some(name) => self.item(name, block),
                    None => {
                        let help = Some("write `name = value` or `name { … }`");
                        let _: Parse<()> = self.expected("an attribute or a block", help);
                        self.skip_junk();
                    }
                },
            }
        }
        let items = self.arena.alloc_slice(self.scratch.items.get(mark..).unwrap_or(&[]));
        self.scratch.items.truncate(mark);
        self.check_names(items);
        items
    }

    /// Whether an unclosed block ends before the item here, going by indentation.
    fn ends_here(&self, block: Opened) -> bool {
        let column = self.column(self.pos);
        self.starts_line(self.pos)
            && (column < block.column || column == block.column && self.is_labelled_block())
    }

    fn stray_brace(&mut self) {
        let span = self.span(self.pos, self.pos + 1);
        self.error(span, "`}` closes nothing", Some("take it away, or open the block before it"));
        self.pos += 1;
    }

    /// Reads an item whose name is wrongly quoted.
    fn quoted_item(&mut self) {
        let start = self.pos;
        let name = match self.quoted() {
            Ok(Expr { kind: ExprKind::String(name), span }) => Ident { name, span },
            Ok(_) | Err(Stop) => {
                let span = self.span(start, start + 1);
                self.error(span, "expected an attribute or a block, found a string", None);
                self.clear_scratch();
                self.resync(start, start);
                return;
            }
        };
        let help = Some("take the quotes away; between braces as a value, objects may have them");
        self.error(name.span, "names of attributes and blocks are not quoted", help);
        self.item(name, None);
    }

    /// Reads the rest of an item behind its name.
    fn item(&mut self, name: Ident<'s>, block: Option<Opened>) {
        self.multiline = false;
        self.skip();
        match self.peek() {
            b'=' if self.peek_at(1) != b'=' => self.attribute(name, block),
            b'{' | b'"' => self.block(name, block),
            _ if self.at_name() => self.block(name, block),
            b':' => {
                let span = self.span(self.pos, self.pos + 1);
                self.error(
                    span,
                    "expected `=`, found `:`",
                    Some("attributes are written `name = value`"),
                );
                self.attribute(name, block);
            }
            _ => {
                let help = Some("write `name = value` or `name { … }`");
                let what = format!("`=` or `{{` behind `{}`", name.name);
                let _: Parse<()> = self.expected(&what, help);
                let start = self.offset(name.span.start);
                self.resync(start, start);
            }
        }
    }

    fn attribute(&mut self, name: Ident<'s>, block: Option<Opened>) {
        self.pos += 1;
        self.multiline = false;
        let after = self.pos;
        self.skip();
        let depth = self.depth;
        let mut expr = match self.expr() {
            Ok(expr) => expr,
            Err(Stop) => {
                self.depth = depth;
                self.clear_scratch();
                let start = self.offset(name.span.start);
                self.resync(start, after);
                let end = self.trimmed_end(after);
                Expr { kind: ExprKind::Invalid, span: self.span(end.0, end.1) }
            }
        };
        if expr.kind != ExprKind::Invalid && !self.ends_attribute(name, block) {
            expr.kind = ExprKind::Invalid;
        }
        let span = name.span.to(expr.span);
        let item = Item::Attribute(self.arena.alloc(Attribute { name, expr, span }));
        self.scratch.items.push(item);
    }

    /// Checks what stands behind the value of an attribute; no if the value cannot be trusted.
    fn ends_attribute(&mut self, name: Ident<'s>, block: Option<Opened>) -> bool {
        let one_line = block.is_some_and(|block| block.one_line);
        match self.peek() {
            b'\n' => return true,
            b'\r' if self.peek_at(1) == b'\n' => return true,
            b'}' if one_line => return true,
            0 if self.at_end() => return true,
            _ => {}
        }
        let (found, span) = self.found();
        let (message, help) = match self.peek() {
            b',' => {
                self.pos += 1;
                (
                    format!("unexpected `,` behind the value of `{}`", name.name),
                    "attributes are separated by line breaks, not commas",
                )
            }
            b'}' if block.is_some() => (
                format!("expected a line break behind the value of `{}`, found `}}`", name.name),
                "put the closing brace on a line of its own",
            ),
            _ => {
                let message = format!("unexpected {found} behind the value of `{}`", name.name);
                self.error(span, message, Some("each attribute stands on a line of its own"));
                let start = self.offset(name.span.start);
                self.resync(start, self.pos);
                return false;
            }
        };
        self.error(span, message, Some(help));
        true
    }

    fn block(&mut self, kind: Ident<'s>, outer: Option<Opened>) {
        let start = self.offset(kind.span.start);
        let mark = self.scratch.labels.len();
        let header = self.labels(kind);
        let labels = self.arena.alloc_slice(self.scratch.labels.get(mark..).unwrap_or(&[]));
        self.scratch.labels.truncate(mark);
        let header_span = labels.last().map_or(kind.span, |last| kind.span.to(last.span));
        if header.is_err() {
            self.clear_scratch();
            if !self.find_brace(start) {
                // Without a brace there is no content, but the block itself must not get lost.
                self.resync(start, self.pos);
                let body = Body { items: &[], span: Span::new(header_span.end, header_span.end) };
                self.push_block(Block {
                    kind,
                    labels,
                    body,
                    span: header_span,
                    header_span,
                    closed: false,
                });
                return;
            }
        }
        if outer.is_some_and(|outer| outer.one_line) {
            let help = Some("a block on one line holds at most one attribute");
            self.error(header_span, "block inside of a block on one line", help);
        }
        let brace = self.pos;
        self.pos += 1;
        let depth = self.depth;
        if self.enter().is_err() {
            self.depth = depth;
            self.resync(start, brace);
            let end = self.pos;
            let body = Body { items: &[], span: self.span(end, end) };
            let span = kind.span.to(body.span);
            self.push_block(Block { kind, labels, body, span, header_span, closed: false });
            return;
        }
        self.multiline = false;
        self.skip();
        let one_line = !matches!(self.peek(), b'\n' | b'\r' | b'}') && !self.at_end();
        let column = if self.guarded { self.column(start) } else { 0 };
        let items = self.items(Some(Opened { column, one_line }));
        self.depth = depth;
        let end = self.pos;
        let body = Body { items, span: self.span(brace + 1, end) };
        let closed = self.peek() == b'}';
        if closed {
            let last = items.last().map_or(brace, |item| self.offset(item.span().end));
            if one_line && (items.len() > 1 || self.slice(last, end).contains('\n')) {
                let help = Some("a block on one line holds one attribute and ends on that line");
                let span = self.span(brace, brace + 1);
                self.error(span, "block is neither on one line nor on several", help);
            }
            self.pos += 1;
        } else if !self.given_up {
            self.unclosed = true;
            let end = self.span(end, end);
            self.report(SyntaxError {
                span: end,
                message: format!("expected `}}` to close the block `{}`", kind.name),
                help: Some("add a `}`".to_owned()),
                labels: vec![(header_span, "block opened here".to_owned())],
            });
        }
        let span = Span::new(kind.span.start, self.span(0, self.pos).end);
        self.push_block(Block { kind, labels, body, span, header_span, closed });
        self.ends_block(kind, outer);
    }

    fn push_block(&mut self, block: Block<'s>) {
        let item = Item::Block(self.arena.alloc(block));
        self.scratch.items.push(item);
    }

    /// Checks what stands behind the closing brace of a block.
    fn ends_block(&mut self, kind: Ident<'s>, outer: Option<Opened>) {
        self.multiline = false;
        self.skip();
        match self.peek() {
            b'\n' => return,
            b'\r' if self.peek_at(1) == b'\n' => return,
            b'}' if outer.is_none_or(|outer| outer.one_line) => return,
            0 if self.at_end() => return,
            // An unclosed block has been reported; what comes next is an item of its own.
            _ if self.unclosed => return,
            _ => {}
        }
        let (found, span) = self.found();
        let message =
            format!("expected a line break behind the block `{}`, found {found}", kind.name);
        self.error(span, message, Some("each block stands on lines of its own"));
        if self.peek() == b',' {
            self.pos += 1;
        }
    }

    /// Reads labels up to the opening brace, which stays.
    fn labels(&mut self, kind: Ident<'s>) -> Parse<()> {
        loop {
            self.skip();
            match self.peek() {
                b'{' => return Ok(()),
                b'"' => {
                    let expr = self.quoted()?;
                    let text = if let ExprKind::String(text) = expr.kind {
                        text
                    } else {
                        let help = Some("write `$${` for a `${` in the text itself");
                        self.error(expr.span, "a label cannot hold interpolations", help);
                        let (start, end) =
                            (self.offset(expr.span.start), self.offset(expr.span.end));
                        self.slice(start + 1, end.saturating_sub(1))
                    };
                    self.scratch.labels.push(Label { text, span: expr.span, quoted: true });
                }
                _ => match self.name() {
                    Some(name) => {
                        let label = Label { text: name.name, span: name.span, quoted: false };
                        self.scratch.labels.push(label);
                    }
                    None if self.peek() == b'=' => {
                        let help = Some(
                            "a name with blanks in it, or a block with `=`? write `name = value` or `name { … }`",
                        );
                        let place = kind.span;
                        return self.expected_in("`{`", help, place, "block started here");
                    }
                    None => {
                        let help = Some("the brace stands on the line of the block's name");
                        let place = kind.span;
                        return self.expected_in("`{`", help, place, "block started here");
                    }
                },
            }
        }
    }

    /// Reports attributes that are set more than once.
    fn check_names(&mut self, items: &'s [Item<'s>]) {
        if items.len() > 12 {
            let mut seen: HashMap<&str, Span> = HashMap::with_capacity(items.len());
            for item in items {
                let Item::Attribute(attribute) = item else { continue };
                match seen.get(attribute.name.name) {
                    Some(first) => self.set_twice(attribute.name, *first),
                    None => {
                        seen.insert(attribute.name.name, attribute.name.span);
                    }
                }
            }
            return;
        }
        for (at, item) in items.iter().enumerate() {
            let Item::Attribute(attribute) = item else { continue };
            let name = attribute.name.name;
            let first = items.iter().take(at).find_map(|item| match item {
                Item::Attribute(other) if other.name.name == name => Some(other.name.span),
                _ => None,
            });
            if let Some(first) = first {
                self.set_twice(attribute.name, first);
            }
        }
    }

    #[cold]
    fn set_twice(&mut self, name: Ident<'s>, first: Span) {
        self.report(SyntaxError {
            span: name.span,
            message: format!("attribute `{}` is set twice", name.name),
            help: Some("take one of them away".to_owned()),
            labels: vec![(first, "first set here".to_owned())],
        });
    }

    /// Forgets the parts of an expression that was not finished.
    fn clear_scratch(&mut self) {
        self.scratch.exprs.clear();
        self.scratch.object.clear();
        self.scratch.steps.clear();
        self.scratch.raw.clear();
        self.scratch.parts.clear();
        self.deepest = self.depth;
    }
}
