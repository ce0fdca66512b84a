//! Finding a place to read on from behind a broken item.

use crate::scan::{Parser, in_name, starts_name};
use memchr::{memchr, memrchr};

/// What the recovery scan is inside of.
#[derive(Clone, Copy, PartialEq)]
enum Inside {
    /// A bracket that this byte closes.
    Bracket(u8),
    /// A quoted string.
    Quote,
    /// `${` or `%{` in a quoted string.
    Sequence,
    /// A heredoc without an end.
    Heredoc,
}

impl Parser<'_> {
    /// The offset in the text of a place in a span.
    pub(crate) fn offset(&self, place: u32) -> usize {
        place.wrapping_sub(self.base) as usize
    }

    /// How far a byte is from the start of its line.
    pub(crate) fn column(&self, at: usize) -> usize {
        at - self.line_start(at)
    }

    fn line_start(&self, at: usize) -> usize {
        memrchr(b'\n', self.bytes.get(..at).unwrap_or(&[])).map_or(0, |found| found + 1)
    }

    /// Whether only blanks stand before a byte on its line.
    pub(crate) fn starts_line(&self, at: usize) -> bool {
        let before = self.bytes.get(self.line_start(at)..at).unwrap_or(&[]);
        before.iter().all(|b| matches!(b, b' ' | b'\t' | 0xef | 0xbb | 0xbf))
    }

    /// The range from `start` to the position without blanks at either end.
    pub(crate) fn trimmed_end(&self, start: usize) -> (usize, usize) {
        let text = self.slice(start, self.pos);
        let from = start + (text.len() - text.trim_start().len());
        let to = start + text.trim_end().len();
        (from.min(to), to)
    }

    /// Whether a block with at least one label starts at the position.
    pub(crate) fn is_labelled_block(&self) -> bool {
        let rest = self.bytes.get(self.pos..).unwrap_or(&[]);
        let line = rest.get(..memchr(b'\n', rest).unwrap_or(rest.len())).unwrap_or(rest);
        let name = line.iter().position(|b| !in_name(*b)).unwrap_or(line.len());
        let behind = line.get(name..).unwrap_or(&[]);
        let label = behind.iter().find(|b| !matches!(b, b' ' | b'\t'));
        label == Some(&b'"') && behind.contains(&b'{')
    }

    /// Goes on to the closing brace or to the next line that looks like an item or a comment.
    pub(crate) fn skip_junk(&mut self) {
        self.resync(self.pos, self.pos);
        while self.peek() == b'\n' {
            self.pos += 1;
            let first = self.first_of_line(self.pos);
            if self.looks_like_item(first)
                || matches!(self.bytes.get(first), Some(b'}' | b'#' | b'/'))
            {
                return;
            }
            self.pos = self.line_end(first);
        }
    }

    /// Looks for the brace that opens a block whose header, from `start` on, is broken: at the end
    /// of its line or at the start of the next. The position is at the brace if there is one.
    pub(crate) fn find_brace(&mut self, start: usize) -> bool {
        let end = self.line_end(start);
        let line = self.slice(start, end).trim_end();
        if line.ends_with('{') {
            self.pos = start + line.len() - 1;
            self.forget_comments();
            return true;
        }
        let next = self.first_of_line(end + 1);
        if self.bytes.get(next) == Some(&b'{') {
            self.pos = next;
            return true;
        }
        false
    }

    fn first_of_line(&self, start: usize) -> usize {
        let rest = self.bytes.get(start..).unwrap_or(&[]);
        let blanks = rest.iter().position(|b| !matches!(b, b' ' | b'\t'));
        start + blanks.unwrap_or(rest.len())
    }

    /// Whether `name =`, `name {` or `name "` stands at an offset, or a name behind a name.
    fn looks_like_item(&self, at: usize) -> bool {
        let rest = self.bytes.get(at..).unwrap_or(&[]);
        if !rest.first().is_some_and(|b| starts_name(*b)) {
            return false;
        }
        let name = rest.iter().position(|b| !in_name(*b)).unwrap_or(rest.len());
        let behind = rest.get(name..).unwrap_or(&[]);
        let blanks = behind.iter().position(|b| !matches!(b, b' ' | b'\t')).unwrap_or(0);
        let next = |n: usize| behind.get(blanks + n).copied().unwrap_or(0);
        match next(0) {
            b'=' => !matches!(next(1), b'=' | b'>'),
            b'{' | b'"' => true,
            other if blanks > 0 && starts_name(other) => {
                let line = memchr(b'\n', behind).unwrap_or(behind.len());
                behind.get(..line).is_some_and(|line| line.contains(&b'{'))
            }
            _ => false,
        }
    }

    /// Sets the position to where the next item can be read, given where the broken item starts
    /// and a place in it, between brackets of none, from which on it is read for its structure.
    ///
    /// That is the first of: a line break outside of all brackets; the closing brace of the block
    /// around it; a line that looks like an item and is not indented more than the broken one.
    pub(crate) fn resync(&mut self, item: usize, from: usize) {
        self.pos = self.next_item(item, from);
        self.forget_comments();
    }

    fn next_item(&self, item: usize, from: usize) -> usize {
        let column = self.column(item);
        let mut inside: Vec<Inside> = Vec::new();
        // Behind a heredoc without an end no other is looked for: each search reads to the end.
        let mut unclosed = false;
        let mut at = from;
        while let Some(&byte) = self.bytes.get(at) {
            let in_quote = inside.last() == Some(&Inside::Quote);
            match byte {
                b'\n' => {
                    // A quoted string ends with its line, closed or not.
                    while in_quote && inside.last() == Some(&Inside::Quote) {
                        inside.pop();
                    }
                    let first = self.first_of_line(at + 1);
                    let near = first - (at + 1) <= column;
                    let closes = self.bytes.get(first) == Some(&b'}');
                    if inside.is_empty()
                        || near && self.looks_like_item(first)
                        || closes && first - (at + 1) < column
                    {
                        return at;
                    }
                }
                b'\\' if in_quote && self.bytes.get(at + 1) != Some(&b'\n') => at += 1,
                b'"' if in_quote => {
                    inside.pop();
                }
                b'"' => inside.push(Inside::Quote),
                b'$' | b'%' if in_quote && self.bytes.get(at + 1) == Some(&b'{') => {
                    inside.push(Inside::Sequence);
                    at += 1;
                }
                _ if in_quote => {}
                b'#' => at = self.line_end(at).saturating_sub(1).max(at),
                b'/' if self.bytes.get(at + 1) == Some(&b'/') => {
                    at = self.line_end(at).saturating_sub(1).max(at);
                }
                b'/' if self.bytes.get(at + 1) == Some(&b'*') => {
                    at = self.comment_end(at + 2).map_or(at + 1, |end| end - 1);
                }
                b'<' if self.bytes.get(at + 1) == Some(&b'<') && !unclosed => {
                    match self.heredoc_end(at) {
                        Some(end) => at = end.saturating_sub(1).max(at),
                        None => {
                            inside.push(Inside::Heredoc);
                            unclosed = true;
                        }
                    }
                    at += 1;
                }
                b'(' => inside.push(Inside::Bracket(b')')),
                b'[' => inside.push(Inside::Bracket(b']')),
                b'{' => inside.push(Inside::Bracket(b'}')),
                b')' | b']' if inside.last() == Some(&Inside::Bracket(byte)) => {
                    inside.pop();
                }
                b'}' => match inside.last() {
                    Some(Inside::Bracket(b'}') | Inside::Sequence) => {
                        inside.pop();
                    }
                    _ if inside.contains(&Inside::Bracket(b'}')) => {
                        while inside.pop().is_some_and(|top| top != Inside::Bracket(b'}')) {}
                    }
                    _ => {
                        return at;
                    }
                },
                _ => {}
            }
            at += 1;
        }
        self.bytes.len()
    }

    /// Forgets comments behind the position: they will be read again.
    fn forget_comments(&mut self) {
        let from = self.span(self.pos, self.pos).start;
        while self.comments.last().is_some_and(|comment| comment.span.end > from) {
            self.comments.pop();
        }
    }

    fn line_end(&self, at: usize) -> usize {
        let rest = self.bytes.get(at..).unwrap_or(&[]);
        at + memchr(b'\n', rest).unwrap_or(rest.len())
    }

    /// Behind the end marker of the heredoc that starts at an offset, if it is one and has one.
    fn heredoc_end(&self, at: usize) -> Option<usize> {
        let line = self.line_end(at);
        let intro = self.text.get(at + 2..line)?.trim_end();
        let marker = intro.strip_prefix('-').unwrap_or(intro);
        if marker.is_empty() || !marker.bytes().all(|b| in_name(b) || b >= 0x80) {
            return None;
        }
        let mut start = line + 1;
        while start < self.bytes.len() {
            let end = self.line_end(start);
            if self.slice(start, end).trim() == marker {
                return Some(end);
            }
            start = end + 1;
        }
        None
    }
}
