//! Scalars and where each part of them stands in the file.

use crate::Node;
use palisade_source::Span;

/// The text of a scalar with the places of its parts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Text {
    /// The text after escapes and folding.
    pub text: String,
    /// Where the scalar is written.
    pub span: Span,
    /// Offset in the text, offset in the file; sorted, the first at 0.
    pub pieces: Vec<(u32, u32)>,
}

impl Text {
    /// The text of a scalar; none for a list or mapping. `source` is the whole text it was read
    /// from.
    #[must_use]
    pub fn of(node: &Node<'_>, source: &str) -> Option<Self> {
        let text = node.text()?;
        Some(Self {
            text: text.to_owned(),
            span: node.span,
            pieces: pieces(text, node.span, source),
        })
    }

    /// A part of it.
    #[must_use]
    pub fn slice(&self, start: usize, end: usize) -> Self {
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let (from, to) = (offset(start), offset(end));
        let mut pieces = vec![(0, self.place(from))];
        let inside = self.pieces.iter().filter(|(at, _)| *at > from && *at < to);
        pieces.extend(inside.map(|(at, place)| (at - from, *place)));
        let span = Span::new(self.place(from), self.place(to.saturating_sub(1)).saturating_add(1));
        Self { text: self.text[start..end].to_owned(), span, pieces }
    }

    /// The place in the file of a span of the text.
    #[must_use]
    pub fn locate(&self, span: Span) -> Span {
        let start = self.place(span.start);
        // The last byte, not the one behind it, says in which piece the end lies.
        let end =
            if span.end > span.start { self.place(span.end - 1).saturating_add(1) } else { start };
        Span::new(start, end.max(start))
    }

    /// The offset in the file of an offset in the text.
    fn place(&self, at: u32) -> u32 {
        let behind = self.pieces.partition_point(|(start, _)| *start <= at);
        let (start, place) = self.pieces.get(behind.saturating_sub(1)).copied().unwrap_or((0, 0));
        place.saturating_add(at.saturating_sub(start))
    }
}

/// Finds the words of a scalar one after the other in the text it was read from: folding changes
/// the space between words and escapes change single characters, but never their order.
fn pieces(text: &str, span: Span, source: &str) -> Vec<(u32, u32)> {
    let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    let mut found = vec![(0, span.start)];
    let mut from = span.start as usize;
    // A block scalar's span may begin at its first line; the words are never before it.
    let limit = (span.end as usize).max(from).min(source.len());
    let mut at = 0;
    // Folding knows no other white space: the rest is part of words, or places would lie in
    // the middle of a character.
    for word in text.split([' ', '\t', '\n', '\r']).filter(|word| !word.is_empty()) {
        let start = at + text[at..].find(word).unwrap_or(0);
        at = start + word.len();
        let Some(place) = source.get(from..limit).and_then(|rest| rest.find(word)) else {
            continue;
        };
        let place = from + place;
        let (last, last_place) = found[found.len() - 1];
        if offset(start) - last != offset(place).wrapping_sub(last_place) || start == 0 {
            if start == 0 {
                found[0] = (0, offset(place));
            } else {
                found.push((offset(start), offset(place)));
            }
        }
        from = place + word.len();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(yaml: &str) -> Vec<String> {
        let stream = crate::parse(yaml);
        let root = stream.documents[0].root.as_ref().unwrap();
        let text = Text::of(root.get("k").unwrap(), yaml).unwrap();
        text.text
            .split_whitespace()
            .map(|word| {
                let at = text.text.find(word).unwrap();
                let part = text.slice(at, at + word.len());
                yaml[part.span.range()].to_owned()
            })
            .collect()
    }

    #[test]
    fn words_of_every_style_are_found_back_in_the_file() {
        for yaml in [
            "k: one two three\n",
            "k: \"one two three\"\n",
            "k: 'one  two three' # two\n",
            "k: >-\n  one two\n  three\n",
            "k: |\n  one\n    two\n  three\n",
            "a: one\nk: one\n  two\n  three\n",
        ] {
            assert_eq!(places(yaml), ["one", "two", "three"], "{yaml}");
        }
    }

    #[test]
    fn wide_white_space_has_its_own_place() {
        let yaml = "k: \"\u{85}one\u{3000}two\"\n";
        let stream = crate::parse(yaml);
        let root = stream.documents[0].root.as_ref().unwrap();
        let text = Text::of(root.get("k").unwrap(), yaml).unwrap();
        for (at, c) in text.text.char_indices() {
            let span = text.locate(Span::at(at, at + c.len_utf8()));
            assert_eq!(yaml.get(span.range()), Some(c.to_string().as_str()), "{at}");
        }
    }
}
