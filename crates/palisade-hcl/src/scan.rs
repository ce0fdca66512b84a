//! The parser's state and what is below tokens: bytes, blanks, comments, names, errors.

use crate::ast::{Comment, Expr, Ident, Item, Label, ObjectItem, Step, SyntaxError, TemplatePart};
use crate::nest::Raw;
use memchr::{memchr, memmem};
use palisade_arena::Arena;
use palisade_source::Span;
use std::cell::Cell;

/// How deep blocks, expressions and directives may be nested.
pub(crate) const MAX_DEPTH: u32 = 256;
/// How high the tree of one expression may be; more than [`MAX_DEPTH`] because a chain such as
/// `a + b + c` makes it higher without nesting.
pub(crate) const MAX_HEIGHT: u32 = 1024;
/// After so many errors the rest of a text is given up.
const MAX_ERRORS: usize = 200;
/// After so many heredocs without an end, for each of which all of the rest is searched.
const MAX_UNCLOSED_HEREDOCS: u32 = 20;

/// The error was reported; what is being parsed has no meaning.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stop;

/// The result of parsing a part.
pub(crate) type Parse<T> = Result<T, Stop>;

const START: u8 = 1;
const CONTINUE: u8 = 2;
const IN_STRING: u8 = 4;

const CLASS: [u8; 256] = {
    let mut table = [IN_STRING; 256];
    let mut b = 0;
    while b < 128 {
        let byte = b as u8;
        if byte.is_ascii_alphabetic() || byte == b'_' {
            table[b] |= START | CONTINUE;
        }
        if byte.is_ascii_digit() || byte == b'-' {
            table[b] |= CONTINUE;
        }
        if matches!(byte, b'"' | b'\\' | b'$' | b'%' | b'\n' | b'\r') {
            table[b] = 0;
        }
        b += 1;
    }
    table
};

/// Whether an ASCII byte can start a name.
pub(crate) fn starts_name(byte: u8) -> bool {
    CLASS[byte as usize] & START != 0
}

/// Whether an ASCII byte can go on in a name.
pub(crate) fn in_name(byte: u8) -> bool {
    CLASS[byte as usize] & CONTINUE != 0
}

/// Whether a byte is nothing special inside a quoted string.
pub(crate) fn in_string(byte: u8) -> bool {
    CLASS[byte as usize] & IN_STRING != 0
}

/// Letters of any script start a name.
fn char_starts_name(c: char) -> bool {
    c.is_alphabetic()
}

/// Letters, digits and the commonest combining marks go on in one. (`std` has no table of all
/// marks; those missing here are refused with an error.)
fn char_in_name(c: char) -> bool {
    c.is_alphanumeric()
        || matches!(c, '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{483}'..='\u{487}' | '\u{591}'..='\u{5bd}'
            | '\u{64b}'..='\u{669}' | '\u{900}'..='\u{903}' | '\u{93a}'..='\u{94f}'
            | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{203f}' | '\u{2040}'
            | '\u{20d0}'..='\u{20dc}' | '\u{3099}' | '\u{309a}' | '\u{fe00}'..='\u{fe0f}'
            | '\u{fe20}'..='\u{fe2f}')
}

/// Growing lists, each used as a stack whose top part becomes a slice in the arena.
#[derive(Default)]
pub(crate) struct Scratch<'s> {
    pub(crate) items: Vec<Item<'s>>,
    pub(crate) labels: Vec<Label<'s>>,
    pub(crate) exprs: Vec<Expr<'s>>,
    pub(crate) object: Vec<ObjectItem<'s>>,
    pub(crate) steps: Vec<Step<'s>>,
    pub(crate) raw: Vec<Raw<'s>>,
    pub(crate) parts: Vec<TemplatePart<'s>>,
    pub(crate) buffer: String,
}

/// The state of a parse.
pub(crate) struct Parser<'s> {
    pub(crate) arena: &'s Arena,
    pub(crate) text: &'s str,
    pub(crate) bytes: &'s [u8],
    /// The next byte to read.
    pub(crate) pos: usize,
    /// Added to every span.
    pub(crate) base: u32,
    /// Whether line breaks are blanks here.
    pub(crate) multiline: bool,
    /// How deep the parser is nested now.
    pub(crate) depth: u32,
    /// The depth of the deepest node of the expression being parsed.
    pub(crate) deepest: u32,
    /// Whether indentation decides where an unclosed block ends.
    pub(crate) guarded: bool,
    /// Whether a block ran into the end of the file.
    pub(crate) unclosed: bool,
    /// Whether the rest of the text is not read because too much is wrong.
    pub(crate) given_up: bool,
    unclosed_heredocs: u32,
    /// From here on no comment ends: found out once, so that nobody reads to the end again.
    endless_from: Cell<usize>,
    pub(crate) errors: Vec<SyntaxError>,
    pub(crate) comments: Vec<Comment<'s>>,
    pub(crate) scratch: Scratch<'s>,
}

impl<'s> Parser<'s> {
    pub(crate) fn new(arena: &'s Arena, text: &'s str, base: u32) -> Self {
        Self {
            arena,
            text,
            bytes: text.as_bytes(),
            pos: 0,
            base,
            multiline: true,
            depth: 0,
            deepest: 0,
            guarded: false,
            unclosed: false,
            given_up: false,
            unclosed_heredocs: 0,
            endless_from: Cell::new(usize::MAX),
            errors: Vec::new(),
            comments: Vec::new(),
            scratch: Scratch::default(),
        }
    }

    /// The byte at the position, or 0 at the end.
    #[inline]
    pub(crate) fn peek(&self) -> u8 {
        self.bytes.get(self.pos).copied().unwrap_or(0)
    }

    /// A byte further on, or 0 behind the end.
    #[inline]
    pub(crate) fn peek_at(&self, ahead: usize) -> u8 {
        self.bytes.get(self.pos + ahead).copied().unwrap_or(0)
    }

    /// Whether all is read.
    #[inline]
    pub(crate) fn at_end(&self) -> bool {
        self.pos >= self.bytes.len()
    }

    /// Whether the rest starts with some bytes.
    pub(crate) fn looking_at(&self, what: &[u8]) -> bool {
        self.bytes.get(self.pos..).is_some_and(|rest| rest.starts_with(what))
    }

    /// The span between two offsets; texts are under 4 GiB here.
    #[inline]
    pub(crate) fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.base.wrapping_add(start as u32), self.base.wrapping_add(end as u32))
    }

    /// The text between two offsets.
    #[inline]
    pub(crate) fn slice(&self, start: usize, end: usize) -> &'s str {
        self.text.get(start..end).unwrap_or("")
    }

    /// Skips blanks and comments, and line breaks where they mean nothing.
    #[inline]
    pub(crate) fn skip(&mut self) {
        let mut byte = self.peek();
        if byte == b' ' {
            self.pos += 1;
            byte = self.peek();
        }
        match byte {
            b'\n' if !self.multiline => {}
            b'\t' | b'\n' | b'\r' | b' ' | b'#' | b'/' => self.skip_blanks(),
            _ => {}
        }
    }

    fn skip_blanks(&mut self) {
        while let Some(&byte) = self.bytes.get(self.pos) {
            match byte {
                b' ' => {
                    self.pos += 1;
                    self.skip_spaces();
                }
                b'\n' if self.multiline => {
                    self.pos += 1;
                    self.skip_spaces();
                }
                b'\t' => self.pos += 1,
                b'\r' if self.multiline && self.peek_at(1) == b'\n' => self.pos += 2,
                b'#' => self.line_comment(),
                b'/' => match self.peek_at(1) {
                    b'/' => self.line_comment(),
                    b'*' => self.block_comment(),
                    _ => return,
                },
                _ => return,
            }
        }
    }

    /// Skips a run of spaces, eight at a time.
    #[inline]
    fn skip_spaces(&mut self) {
        const SPACES: u64 = u64::from_le_bytes([b' '; 8]);
        let mut rest = self.bytes.get(self.pos..).unwrap_or(&[]);
        while let Some((eight, behind)) = rest.split_first_chunk::<8>() {
            let different = u64::from_le_bytes(*eight) ^ SPACES;
            if different != 0 {
                self.pos += different.trailing_zeros() as usize / 8;
                return;
            }
            self.pos += 8;
            rest = behind;
        }
        self.pos += rest.iter().position(|b| *b != b' ').unwrap_or(rest.len());
    }

    /// Skips blanks, comments and line breaks.
    pub(crate) fn skip_lines(&mut self) {
        let before = std::mem::replace(&mut self.multiline, true);
        self.skip();
        self.multiline = before;
    }

    #[inline(never)]
    fn line_comment(&mut self) {
        let start = self.pos;
        let rest = self.bytes.get(start..).unwrap_or(&[]);
        self.pos = start + memchr(b'\n', rest).unwrap_or(rest.len());
        let mut end = self.pos;
        if end > start && self.bytes.get(end - 1) == Some(&b'\r') {
            end -= 1;
        }
        self.comment(start, end);
    }

    #[inline(never)]
    fn block_comment(&mut self) {
        let start = self.pos;
        let rest = self.bytes.get(start + 2..).unwrap_or(&[]);
        if let Some(end) = self.comment_end(start + 2) {
            self.pos = end;
        } else {
            // Read on behind its first line, so that the rest of the file is not hidden.
            self.pos = start + 2 + memchr(b'\n', rest).unwrap_or(rest.len());
            let span = self.span(start, start + 2);
            self.error(span, "comment is never closed", Some("close the comment with `*/`"));
        }
        self.comment(start, self.pos);
    }

    /// Behind the `*/` that ends the comment whose content starts at an offset.
    pub(crate) fn comment_end(&self, start: usize) -> Option<usize> {
        if start >= self.endless_from.get() {
            return None;
        }
        let rest = self.bytes.get(start..).unwrap_or(&[]);
        let found = memmem::find(rest, b"*/");
        if found.is_none() {
            self.endless_from.set(start);
        }
        found.map(|at| start + at + 2)
    }

    fn comment(&mut self, start: usize, end: usize) {
        let comment = Comment { text: self.slice(start, end), span: self.span(start, end) };
        self.comments.push(comment);
    }

    /// Whether a name starts here.
    #[inline]
    pub(crate) fn at_name(&self) -> bool {
        let byte = self.peek();
        starts_name(byte) || (byte >= 0x80 && self.next_char().is_some_and(char_starts_name))
    }

    fn next_char(&self) -> Option<char> {
        self.text.get(self.pos..)?.chars().next()
    }

    /// Reads the name that starts here.
    #[inline]
    pub(crate) fn name(&mut self) -> Option<Ident<'s>> {
        let start = self.pos;
        let rest = self.bytes.get(start..)?;
        let first = *rest.first()?;
        if !starts_name(first) && first < 0x80 {
            return None;
        }
        let len = rest.iter().position(|b| !in_name(*b)).unwrap_or(rest.len());
        self.pos = start + len;
        if self.peek() >= 0x80 && !self.finish_name(start) {
            return None;
        }
        let end = self.pos;
        Some(Ident { name: self.slice(start, end), span: self.span(start, end) })
    }

    /// Reads on in a name with letters beyond ASCII; no if it is no name.
    #[cold]
    fn finish_name(&mut self, start: usize) -> bool {
        if self.pos == start && !self.at_name() {
            return false;
        }
        let rest = self.text.get(self.pos..).unwrap_or("");
        let end =
            rest.find(|c: char| if c.is_ascii() { !in_name(c as u8) } else { !char_in_name(c) });
        self.pos += end.unwrap_or(rest.len());
        true
    }

    /// Whether the name that starts here is a certain one; reads nothing.
    pub(crate) fn at_keyword(&self, word: &str) -> bool {
        let behind = self.peek_at(word.len());
        self.looking_at(word.as_bytes()) && !in_name(behind) && behind < 0x80
    }

    /// Reports an error.
    pub(crate) fn error(&mut self, span: Span, message: impl Into<String>, help: Option<&str>) {
        self.report(SyntaxError {
            span,
            message: message.into(),
            help: help.map(str::to_owned),
            labels: Vec::new(),
        });
    }

    /// Reports an error; the last one allowed ends the reading.
    pub(crate) fn report(&mut self, error: SyntaxError) {
        if !self.given_up {
            self.errors.push(error);
        }
        self.given_up |= self.errors.len() >= MAX_ERRORS;
    }

    /// Reports a heredoc without an end.
    #[cold]
    pub(crate) fn unclosed_heredoc<T>(&mut self, intro: Span, marker: &str) -> Parse<T> {
        let help = format!("end it with a line that holds only `{marker}`");
        self.error(intro, format!("heredoc `{marker}` is never closed"), Some(&help));
        self.unclosed_heredocs += 1;
        self.given_up |= self.unclosed_heredocs >= MAX_UNCLOSED_HEREDOCS;
        Err(Stop)
    }

    /// The errors in the order of the text; the last says so if the rest was not read.
    pub(crate) fn take_errors(&mut self) -> Vec<SyntaxError> {
        let mut errors = std::mem::take(&mut self.errors);
        if let Some(last) = errors.last_mut().filter(|_| self.given_up) {
            last.message = "too many syntax errors; the rest of the text was not read".to_owned();
            last.help = Some("mend the errors before this one first".to_owned());
            last.labels.clear();
        }
        errors.sort_by_key(|error| error.span.start);
        errors
    }

    /// Reports an error that leaves the part being parsed without a meaning.
    #[cold]
    pub(crate) fn fail<T>(
        &mut self,
        span: Span,
        message: impl Into<String>,
        help: Option<&str>,
    ) -> Parse<T> {
        self.error(span, message, help);
        Err(Stop)
    }

    /// Reports that something was expected at the position.
    #[cold]
    pub(crate) fn expected<T>(&mut self, what: &str, help: Option<&str>) -> Parse<T> {
        let (found, span) = self.found();
        self.fail(span, format!("expected {what}, found {found}"), help)
    }

    /// The same with a second place.
    #[cold]
    pub(crate) fn expected_in<T>(
        &mut self,
        what: &str,
        help: Option<&str>,
        place: Span,
        label: &str,
    ) -> Parse<T> {
        let (found, span) = self.found();
        self.report(SyntaxError {
            span,
            message: format!("expected {what}, found {found}"),
            help: help.map(str::to_owned),
            labels: vec![(place, label.to_owned())],
        });
        Err(Stop)
    }

    /// What stands at the position, for a message.
    pub(crate) fn found(&self) -> (String, Span) {
        let (start, rest) = (self.pos, self.text.get(self.pos..).unwrap_or(""));
        let Some(first) = rest.chars().next() else {
            return ("the end of the text".to_owned(), self.span(start, start));
        };
        if first == '\n' || first == '\r' {
            return ("the end of the line".to_owned(), self.span(start, start));
        }
        let mut len = first.len_utf8();
        if first.is_alphanumeric() || first == '_' {
            len = rest.find(|c| !char_in_name(c) && c != '_' && c != '-').unwrap_or(rest.len());
        }
        let shown: String = rest.get(..len).unwrap_or("").chars().take(40).collect();
        let shown = if first.is_control() { first.escape_debug().to_string() } else { shown };
        (format!("`{shown}`"), self.span(start, start + len))
    }

    /// Goes one level down, or fails at the limit.
    #[inline]
    pub(crate) fn enter(&mut self) -> Parse<()> {
        self.depth += 1;
        self.deepest = self.deepest.max(self.depth);
        if self.depth > MAX_DEPTH { self.too_deep() } else { Ok(()) }
    }

    #[cold]
    pub(crate) fn too_deep<T>(&mut self) -> Parse<T> {
        let (_, span) = self.found();
        let message = format!("nested more than {MAX_DEPTH} levels deep");
        self.fail(span, message, Some("split it up, for example into locals"))
    }
}
