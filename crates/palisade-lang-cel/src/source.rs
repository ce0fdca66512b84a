//! Where an expression stands in a file.

use crate::problem::Problem;
use palisade_source::{Diagnostic, FileId, Location, Span};
use std::borrow::Cow;

/// The text of an expression, and where each part of it stands in a file.
#[derive(Clone, Debug)]
pub struct Source<'s> {
    text: &'s str,
    file: FileId,
    /// Offset in the text, offset in the file; sorted, the first at 0.
    pieces: Cow<'s, [(u32, u32)]>,
}

impl<'s> Source<'s> {
    /// A text that stands in a file as it is, from the byte at `offset` on.
    #[must_use]
    pub fn new(text: &'s str, file: FileId, offset: u32) -> Self {
        Self { text, file, pieces: Cow::Owned(vec![(0, offset)]) }
    }

    /// A text whose parts stand at different places, such as a block scalar that lost its
    /// indentation: pairs of an offset in the text and the offset in the file of what begins there.
    #[must_use]
    pub fn in_pieces(text: &'s str, file: FileId, pieces: &'s [(u32, u32)]) -> Self {
        Self { text, file, pieces: Cow::Borrowed(pieces) }
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &'s str {
        self.text
    }

    fn offset(&self, at: u32) -> u32 {
        let behind = self.pieces.partition_point(|(start, _)| *start <= at);
        let (start, offset) = self.pieces.get(behind.saturating_sub(1)).copied().unwrap_or((0, 0));
        offset.saturating_add(at.saturating_sub(start))
    }

    /// The place in the file of a span of the text.
    #[must_use]
    pub fn locate(&self, span: Span) -> Location {
        let start = self.offset(span.start);
        // The last byte, not the one behind it, says in which piece the end lies.
        let end =
            if span.end > span.start { self.offset(span.end - 1).saturating_add(1) } else { start };
        Location::new(self.file, Span::new(start, end.max(start)))
    }

    pub(crate) fn diagnostic(&self, problem: Problem) -> Diagnostic {
        let mut found =
            Diagnostic::error(problem.code, problem.message).at(self.locate(problem.span));
        if let Some((span, text)) = problem.label {
            found = found.label(self.locate(span), text);
        }
        match problem.help {
            Some(help) => found.help(help),
            None => found,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_found_back_in_the_file() {
        let source = Source::in_pieces("ab\ncd", FileId(3), &[(0, 10), (3, 20)]);
        assert_eq!(source.locate(Span::new(1, 2)).span, Span::new(11, 12));
        assert_eq!(source.locate(Span::new(3, 5)).span, Span::new(20, 22));
        assert_eq!(source.locate(Span::new(0, 3)).span, Span::new(10, 13));
        assert_eq!(source.locate(Span::new(5, 5)).span, Span::new(22, 22));
    }
}
