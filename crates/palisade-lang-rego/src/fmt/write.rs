//! The text that comes out, and where comments go in it.

use crate::ast::Comment;
use palisade_source::Span;

/// Text under construction.
#[derive(Debug)]
pub(super) struct Writer<'s> {
    source: &'s str,
    lines: Vec<u32>,
    comments: &'s [Comment],
    /// The first comment that is not written yet.
    next: usize,
    out: String,
    level: usize,
}

impl<'s> Writer<'s> {
    pub(super) fn new(source: &'s str, comments: &'s [Comment]) -> Self {
        let breaks = source.bytes().enumerate().filter(|(_, b)| *b == b'\n');
        let behind = breaks.map(|(n, _)| Span::at(n + 1, n + 1).start);
        let lines = std::iter::once(0).chain(behind).collect();
        let out = String::with_capacity(source.len() + source.len() / 8);
        Self { source, lines, comments, next: 0, out, level: 0 }
    }

    /// The line of an offset, counted from one.
    pub(super) fn row(&self, offset: u32) -> usize {
        self.lines.partition_point(|start| *start <= offset)
    }

    /// The line in which a span ends.
    pub(super) fn end_row(&self, span: Span) -> usize {
        self.row(span.end.saturating_sub(1).max(span.start))
    }

    pub(super) fn slice(&self, span: Span) -> &'s str {
        self.source.get(span.range()).unwrap_or("")
    }

    /// The comments that start inside a span.
    pub(super) fn inside(&self, span: Span) -> &'s [Comment] {
        let from = self.comments.partition_point(|c| c.span.start < span.start);
        let to = self.comments.partition_point(|c| c.span.start < span.end);
        self.comments.get(from..to.max(from)).unwrap_or(&[])
    }

    /// Whether a comment stands inside a span and outside of all parts of it. Many parts have to be
    /// in order.
    pub(super) fn loose(&self, span: Span, parts: &[Span]) -> bool {
        let inside = |comment: &Comment| {
            if parts.len() <= 8 {
                return parts.iter().any(|p| p.contains(comment.span));
            }
            let behind = parts.partition_point(|p| p.start <= comment.span.start);
            let part = behind.checked_sub(1).and_then(|n| parts.get(n));
            part.is_some_and(|p| p.contains(comment.span))
        };
        self.inside(span).iter().any(|c| !inside(c))
    }

    pub(super) fn put(&mut self, text: &str) {
        self.out.push_str(text);
    }

    pub(super) fn indent(&mut self) {
        self.level += 1;
    }

    pub(super) fn dedent(&mut self) {
        self.level = self.level.saturating_sub(1);
    }

    /// Begins a line.
    pub(super) fn start_line(&mut self) {
        for _ in 0..self.level {
            self.out.push('\t');
        }
    }

    /// Ends a line whose last part stands in this line of the source, with the comment there that
    /// comes before the offset of the part behind.
    pub(super) fn end_line(&mut self, row: usize, before: u32) {
        if let Some(comment) = self.comments.get(self.next)
            && comment.span.start < before
            && self.row(comment.span.start) == row
        {
            self.out.push_str(" #");
            self.out.push_str(comment.text.trim_end());
            self.next += 1;
        }
        self.out.push('\n');
    }

    /// An empty line, unless there is one or nothing yet.
    pub(super) fn blank_line(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    /// The comment to be written next.
    pub(super) fn peek(&self) -> Option<&'s Comment> {
        self.comments.get(self.next)
    }

    /// Whether anything but space stands before a comment on its line.
    pub(super) fn shares_line(&self, comment: &Comment) -> bool {
        !self.starts_line(comment.span.start)
    }

    /// Whether nothing but space stands before an offset on its line.
    pub(super) fn starts_line(&self, offset: u32) -> bool {
        let before = self.source.get(..offset as usize).unwrap_or("");
        before.bytes().rev().find(|b| !matches!(b, b' ' | b'\t')).is_none_or(|b| b == b'\n')
    }

    /// Whether comments are still to come before an offset.
    pub(super) fn pending(&self, before: u32) -> bool {
        self.comments.get(self.next).is_some_and(|c| c.span.start < before)
    }

    /// Writes the comments before an offset on lines of their own; empty lines behind and between
    /// them are kept.
    pub(super) fn leading(&mut self, before: u32) {
        let mut last = None;
        let mut metadata = false;
        while let Some(comment) = self.comments.get(self.next)
            && comment.span.start < before
        {
            let row = self.row(comment.span.start);
            let header = comment.text.trim().starts_with("METADATA");
            if let Some(last) = last {
                if row > last + 1 {
                    self.blank_line();
                    metadata = false;
                } else if metadata && header {
                    self.blank_line();
                }
            }
            metadata |= header;
            self.start_line();
            self.out.push('#');
            self.out.push_str(comment.text.trim_end());
            self.out.push('\n');
            last = Some(row);
            self.next += 1;
        }
        if last.is_some_and(|last| self.row(before) > last + 1) {
            self.blank_line();
        }
    }

    /// Writes a part of the source as it is, with the comments in it.
    pub(super) fn verbatim(&mut self, span: Span) {
        let text = self.slice(span);
        self.out.push_str(text);
        while self.pending(span.end) {
            self.next += 1;
        }
    }

    /// Leaves out the next comment, which is written with what it stands in.
    pub(super) fn skip(&mut self) {
        self.next += 1;
    }

    /// Takes the comment on a line of the source to write it elsewhere.
    pub(super) fn take(&mut self, row: usize) -> Option<&'s Comment> {
        let comment = self.comments.get(self.next)?;
        if self.row(comment.span.start) != row {
            return None;
        }
        self.next += 1;
        Some(comment)
    }

    pub(super) fn finish(mut self) -> String {
        let length = self.out.trim_end().len();
        self.out.truncate(length);
        self.out.push('\n');
        self.out
    }
}
