//! Quoted strings, heredocs and template files.

use crate::ast::{Expr, ExprKind, Ident, Interpolation, TemplateFor, TemplateForm};
use crate::nest::{Mark, Raw};
use crate::scan::{Parse, Parser, in_string};
use memchr::{memchr2, memchr3};
use palisade_source::did_you_mean;

impl<'s> Parser<'s> {
    /// Reads a quoted string; the position is at its quote.
    pub(crate) fn quoted(&mut self) -> Parse<Expr<'s>> {
        let start = self.pos;
        let rest = self.bytes.get(start + 1..).unwrap_or(&[]);
        let len = rest.iter().position(|b| !in_string(*b)).unwrap_or(rest.len());
        if rest.get(len) == Some(&b'"') {
            let end = start + 1 + len;
            self.pos = end + 1;
            let kind = ExprKind::String(self.slice(start + 1, end));
            return Ok(Expr { kind, span: self.span(start, end + 1) });
        }
        self.quoted_template(start)
    }

    fn quoted_template(&mut self, start: usize) -> Parse<Expr<'s>> {
        let mark = self.mark();
        self.pos = start + 1;
        let mut trim = false;
        loop {
            self.quoted_text(start, trim)?;
            if self.peek() == b'"' {
                self.pos += 1;
                break;
            }
            trim = self.sequence(TemplateForm::Quoted)?;
        }
        let span = self.span(start, self.pos);
        self.finish_template(mark, TemplateForm::Quoted, span)
    }

    /// Reads text up to the closing quote or a sequence.
    fn quoted_text(&mut self, quote: usize, trim: bool) -> Parse<()> {
        let start = self.pos;
        let mut copied = start;
        let mut owned = false;
        self.scratch.buffer.clear();
        loop {
            let at = self.pos;
            let Some(&byte) = self.bytes.get(at) else { return self.unclosed_quote(quote) };
            match byte {
                b'"' => break,
                b'\n' | b'\r' => return self.unclosed_quote(quote),
                b'$' | b'%' if self.peek_at(1) == b'{' => break,
                b'$' | b'%' if self.peek_at(1) == byte && self.peek_at(2) == b'{' => {
                    self.copy(copied, at + 1);
                    owned = true;
                    self.pos += 3;
                    copied = at + 2;
                }
                b'\\' => {
                    self.copy(copied, at);
                    owned = true;
                    self.escape();
                    copied = self.pos;
                }
                _ => {
                    let rest = self.bytes.get(at + 1..).unwrap_or(&[]);
                    let len = rest.iter().position(|b| !in_string(*b)).unwrap_or(rest.len());
                    self.pos = at + 1 + len;
                }
            }
        }
        let end = self.pos;
        let text = if owned {
            self.copy(copied, end);
            self.arena.alloc_str(&self.scratch.buffer)
        } else {
            self.slice(start, end)
        };
        if end > start {
            let text = if trim { text.trim_start() } else { text };
            let span = self.span(start, end);
            self.scratch.raw.push(Raw::Text(text, span));
        }
        Ok(())
    }

    fn copy(&mut self, start: usize, end: usize) {
        let text = self.slice(start, end);
        self.scratch.buffer.push_str(text);
    }

    #[cold]
    fn unclosed_quote<T>(&mut self, quote: usize) -> Parse<T> {
        let span = self.span(quote, quote + 1);
        let help = "close it on the same line, or use a heredoc for a text of several lines";
        self.fail(span, "string is never closed", Some(help))
    }

    /// Reads an escape onto the buffer; a wrong one is reported and kept as written.
    fn escape(&mut self) {
        let start = self.pos;
        let c = self.text.get(start + 1..).and_then(|rest| rest.chars().next());
        let plain = match c {
            Some('n') => Some('\n'),
            Some('r') => Some('\r'),
            Some('t') => Some('\t'),
            Some('"') => Some('"'),
            Some('\\') => Some('\\'),
            _ => None,
        };
        if let Some(plain) = plain {
            self.pos += 2;
            self.scratch.buffer.push(plain);
            return;
        }
        let digits = match c {
            Some('u') => 4,
            Some('U') => 8,
            _ => 0,
        };
        if digits > 0 {
            let hex = self.text.get(start + 2..start + 2 + digits);
            let hex = hex.filter(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()));
            let code = hex.and_then(|hex| u32::from_str_radix(hex, 16).ok());
            if let Some(c) = code.and_then(char::from_u32) {
                self.pos += 2 + digits;
                self.scratch.buffer.push(c);
                return;
            }
            let span = self.span(start, start + 2);
            let message = match code {
                Some(code) => format!("there is no character U+{code:04X}"),
                None => format!("the escape needs {digits} hexadecimal digits"),
            };
            self.error(span, message, None);
            self.pos += 2;
            self.copy(start, start + 2);
            return;
        }
        // Not even at the end of the line: what follows is looked at by the caller.
        let len = c.filter(|c| !matches!(c, '\n' | '\r')).map_or(0, char::len_utf8);
        let span = self.span(start, start + 1 + len);
        let shown = self.slice(start, start + 1 + len);
        let help = r#"known are `\n`, `\r`, `\t`, `\"`, `\\`, `\u0000` and `\U00000000`; write `\\` for a backslash"#;
        self.error(span, format!("unknown escape `{shown}`"), Some(help));
        self.pos += 1 + len;
        self.copy(start, start + 1 + len);
    }

    /// Reads a heredoc; the position is at `<<`.
    pub(crate) fn heredoc(&mut self) -> Parse<Expr<'s>> {
        let start = self.pos;
        let indented = self.peek_at(2) == b'-';
        self.pos += if indented { 3 } else { 2 };
        let Some(marker) = self.name() else {
            return self.expected("a marker such as `EOT` behind `<<`", None);
        };
        let intro = self.span(start, self.pos);
        while matches!(self.peek(), b' ' | b'\t') {
            self.pos += 1;
        }
        let blanks = self.span(0, self.pos).end > intro.end;
        if self.peek() == b'\r' && self.peek_at(1) == b'\n' {
            self.pos += 1;
        }
        if self.peek() != b'\n' {
            return self.expected("the end of the line behind a heredoc marker", None);
        }
        if blanks {
            self.error(intro, "blanks behind a heredoc marker", Some("take the blanks away"));
        }
        self.pos += 1;
        let form = if indented { TemplateForm::HeredocIndented } else { TemplateForm::Heredoc };
        let mark = self.mark();
        let mut trim = false;
        let mut line_start = true;
        loop {
            if !self.heredoc_text(marker, line_start, trim) {
                return self.unclosed_heredoc(intro, marker.name);
            }
            if !matches!(self.peek(), b'$' | b'%') || self.peek_at(1) != b'{' {
                break;
            }
            trim = self.sequence(form)?;
            line_start = false;
        }
        while matches!(self.peek(), b' ' | b'\t') {
            self.pos += 1;
        }
        self.pos += marker.name.len();
        let span = self.span(start, self.pos);
        if indented {
            self.unindent(mark.raw);
        }
        self.finish_template(mark, form, span)
    }

    /// Reads text up to a sequence or the line of the end marker; no if there is neither.
    fn heredoc_text(&mut self, marker: Ident<'s>, mut line_start: bool, trim: bool) -> bool {
        let mut piece = self.pos;
        let mut trim = trim;
        loop {
            if line_start && self.at_marker(marker.name.as_bytes()) {
                self.template_text(piece, self.pos, trim);
                return true;
            }
            let rest = self.bytes.get(self.pos..).unwrap_or(&[]);
            let Some(at) = memchr3(b'\n', b'$', b'%', rest) else { return false };
            self.pos += at;
            let byte = self.peek();
            line_start = byte == b'\n';
            if line_start {
                self.pos += 1;
            } else if self.peek_at(1) == b'{' {
                self.template_text(piece, self.pos, trim);
                return true;
            } else if self.peek_at(1) == byte && self.peek_at(2) == b'{' {
                self.template_text(piece, self.pos + 1, trim);
                self.pos += 3;
                piece = self.pos - 1;
                trim = false;
            } else {
                self.pos += 1;
            }
        }
    }

    /// Whether the line that starts here holds nothing but a marker.
    #[inline]
    fn at_marker(&self, marker: &[u8]) -> bool {
        let mut at = self.pos;
        while matches!(self.bytes.get(at), Some(b' ' | b'\t')) {
            at += 1;
        }
        let rest = self.bytes.get(at..).unwrap_or(&[]);
        let Some(behind) = rest.strip_prefix(marker) else { return false };
        let blank = behind.iter().position(|b| !matches!(b, b' ' | b'\t' | b'\r'));
        blank.is_none_or(|at| behind.get(at) == Some(&b'\n'))
    }

    /// Adds text of a heredoc or template file; `trim` takes away its blanks up to the first line
    /// break, that included.
    fn template_text(&mut self, start: usize, end: usize, trim: bool) {
        if start == end {
            return;
        }
        let mut text = self.slice(start, end);
        if trim {
            let line = text.find('\n').map_or(text.len(), |at| at + 1);
            let trimmed = text.get(..line).unwrap_or("").trim_start().len();
            text = text.get(line - trimmed..).unwrap_or("");
        }
        let span = self.span(start, end);
        self.scratch.raw.push(Raw::Text(text, span));
    }

    /// Reads a template file.
    pub(crate) fn bare_template(&mut self) -> Parse<Expr<'s>> {
        let mark = self.mark();
        let mut trim = false;
        loop {
            let mut piece = self.pos;
            loop {
                let rest = self.bytes.get(self.pos..).unwrap_or(&[]);
                self.pos += memchr2(b'$', b'%', rest).unwrap_or(rest.len());
                let byte = self.peek();
                if self.at_end() || self.peek_at(1) == b'{' {
                    break;
                }
                if self.peek_at(1) == byte && self.peek_at(2) == b'{' {
                    self.template_text(piece, self.pos + 1, trim);
                    trim = false;
                    self.pos += 3;
                    piece = self.pos - 1;
                } else {
                    self.pos += 1;
                }
            }
            self.template_text(piece, self.pos, trim);
            if self.at_end() {
                break;
            }
            trim = self.sequence(TemplateForm::Bare)?;
        }
        let span = self.span(0, self.pos);
        self.finish_template(mark, TemplateForm::Bare, span)
    }

    /// Reads `${…}` or `%{…}`; gives whether the text behind it is to be trimmed.
    fn sequence(&mut self, form: TemplateForm) -> Parse<bool> {
        let start = self.pos;
        let directive = self.peek() == b'%';
        self.pos += 2;
        let trim_before = self.peek() == b'~';
        if trim_before {
            self.pos += 1;
            self.trim_last(form);
        }
        let before = std::mem::replace(&mut self.multiline, true);
        self.skip();
        if directive {
            let trim = self.directive(start)?;
            self.multiline = before;
            return Ok(trim);
        }
        let expr = self.expr()?;
        let trim_after = self.close_sequence(start)?;
        self.multiline = before;
        let span = self.span(start, self.pos);
        let node = self.arena.alloc(Interpolation { expr, trim_before, trim_after, span });
        self.scratch.raw.push(Raw::Interpolation(node));
        Ok(trim_after)
    }

    /// Takes the blanks off the end of the text before a `${~`. In a heredoc or template file they
    /// are those of one line, with its line break.
    fn trim_last(&mut self, form: TemplateForm) {
        let Some(Raw::Text(text, span)) = self.scratch.raw.last_mut() else { return };
        if span.end != self.base.wrapping_add((self.pos - 3) as u32) {
            return;
        }
        let line = if form == TemplateForm::Quoted {
            0
        } else {
            let inner = text.strip_suffix('\n').unwrap_or(text);
            inner.rfind('\n').map_or(0, |at| at + 1)
        };
        let kept = line + text.get(line..).unwrap_or("").trim_end().len();
        *text = text.get(..kept).unwrap_or("");
    }

    /// Reads `}` or `~}`; gives whether it was the latter.
    fn close_sequence(&mut self, start: usize) -> Parse<bool> {
        match (self.peek(), self.peek_at(1)) {
            (b'}', _) => {
                self.pos += 1;
                Ok(false)
            }
            (b'~', b'}') => {
                self.pos += 2;
                Ok(true)
            }
            _ => {
                let open = self.slice(start, start + 1);
                let help = format!("to have `{open}{{` in the text itself, write `{open}{open}{{`");
                let place = self.span(start, start + 2);
                self.expected_in("`}`", Some(&help), place, "opened here")
            }
        }
    }

    fn directive(&mut self, start: usize) -> Parse<bool> {
        let Some(keyword) = self.name() else {
            let help = Some("write `%%{` for a `%{` in the text itself");
            return self.expected("`if`, `else`, `endif`, `for` or `endfor`", help);
        };
        self.skip();
        let raw = match keyword.name {
            "if" => Raw::If(self.expr()?, keyword.span),
            "else" => Raw::Else(keyword.span),
            "endif" => Raw::EndIf(keyword.span),
            "endfor" => Raw::EndFor(keyword.span),
            "for" => {
                let (key_var, value_var, collection) = self.for_intro()?;
                let span = keyword.span;
                let node = TemplateFor { key_var, value_var, collection, body: &[], span };
                Raw::For(self.arena.alloc(node))
            }
            other => {
                let help = did_you_mean(other, ["if", "else", "endif", "for", "endfor"]);
                let message = format!("unknown directive `{other}`");
                return self.fail(keyword.span, message, help.as_deref());
            }
        };
        match raw {
            Raw::If(..) | Raw::For(_) => self.enter()?,
            Raw::EndIf(_) | Raw::EndFor(_) => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        let trim = self.close_sequence(start)?;
        let span = self.span(start, self.pos);
        self.scratch.raw.push(match raw {
            Raw::If(condition, _) => Raw::If(condition, span),
            Raw::Else(_) => Raw::Else(span),
            Raw::EndIf(_) => Raw::EndIf(span),
            Raw::EndFor(_) => Raw::EndFor(span),
            Raw::For(node) => Raw::For(self.arena.alloc(TemplateFor { span, ..*node })),
            raw => raw,
        });
        Ok(trim)
    }

    fn mark(&self) -> Mark {
        Mark { raw: self.scratch.raw.len(), depth: self.depth }
    }
}
