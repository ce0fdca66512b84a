//! A few lines of a file, cut so that a frame around them stays readable.

use crate::mask::{HIDDEN, MASK, literal, secrets};
use crate::prose::harmless;
use palisade_source::{SourceFile, Span};
use std::sync::Arc;

/// A line longer than this, in bytes, is cut around its marks: minified JSON, long policies.
const LONG_LINE: usize = 320;
/// How much of a long line stays on each side of its marks.
const AROUND: usize = 72;
/// How much of one line a mark covers at most.
const LONG_MARK: usize = 120;
/// How many lines a mark covers at most; a longer one is its first line.
const TALL_MARK: u32 = 12;

/// Lines of a file with the places of some marks in them.
#[derive(Debug)]
pub(crate) struct Window {
    /// The lines; cut ones have an ellipsis where something is left out.
    pub(crate) text: String,
    /// The number of the first line.
    pub(crate) first_line: u32,
    /// Whether columns in the text differ from those in the file.
    pub(crate) moved: bool,
    /// Stretches of the file and where they start in the text, in order.
    pieces: Vec<(Span, usize)>,
}

/// A mark as it can be shown: inside the text, on character boundaries, without blanks and line
/// breaks at its end, not too tall and not too long.
pub(crate) fn clip(file: &SourceFile, span: Span) -> Span {
    let text = file.text();
    let start = text.floor_char_boundary((span.start as usize).min(text.len()));
    let end = text.floor_char_boundary((span.end as usize).clamp(start, text.len()));
    let marked = text.get(start..end).unwrap_or_default();
    let mut span = Span::at(start, start + marked.trim_end().len());
    let line = file.line(span.start);
    if file.line(span.end) - line >= TALL_MARK {
        span.end = file.line_span(line).end.max(span.start);
    }
    if span.len() > LONG_MARK && file.line(span.end) == line {
        let end = text.floor_char_boundary(span.start as usize + LONG_MARK);
        span.end = Span::at(end, end).start.min(span.end);
    }
    span
}

impl Window {
    /// The lines from `first` to `last` of a file, with marks that are clipped. What looks like a
    /// secret is masked; where `secret` says so, the literals that are marked too.
    pub(crate) fn new(
        file: &SourceFile,
        first: u32,
        last: u32,
        marks: &[Span],
        secret: bool,
    ) -> Self {
        let mut window =
            Self { text: String::new(), first_line: first, moved: false, pieces: Vec::new() };
        for line in first..=last.min(file.line_count()) {
            if line > first {
                window.text.push('\n');
            }
            window.push_line(file, file.line_span(line), marks, secret);
        }
        window
    }

    fn push_line(&mut self, file: &SourceFile, line: Span, marks: &[Span], secret: bool) {
        let mut points: Vec<u32> = marks
            .iter()
            .flat_map(|mark| [mark.start, mark.end])
            .filter(|at| (line.start..=line.end).contains(at))
            .collect();
        points.sort_unstable();
        let kept = keep(file.text(), line, &points);
        if kept.start > line.start {
            self.text.push('…');
        }
        let masks = masks(file, line, kept, marks, secret);
        let hidden = if masks.is_empty() { Arc::default() } else { file.hidden() };
        points.extend(masks.iter().flat_map(|mask| [mask.start, mask.end]));
        points.sort_unstable();
        let mut from = kept.start;
        for to in points.into_iter().chain([kept.end]) {
            if to >= from && to <= kept.end {
                let piece = Span::new(from, to);
                self.pieces.push((piece, self.text.len()));
                match masks.iter().find(|mask| !piece.is_empty() && mask.contains(piece)) {
                    Some(mask) if mask.start == from => {
                        let told =
                            hidden.iter().any(|h| h.start <= mask.start && mask.end <= h.end);
                        self.text.push_str(if told { HIDDEN } else { MASK });
                    }
                    Some(_) => {}
                    None => self.text.extend(file.slice(piece).chars().map(harmless)),
                }
                from = to;
            }
        }
        self.pieces.push((Span::new(kept.end, kept.end), self.text.len()));
        if kept.end < line.end {
            self.text.push('…');
        }
        self.moved |= kept != line || !masks.is_empty();
    }

    /// Where a point of the file stands in the text; the nearest that is shown, if it is not.
    pub(crate) fn at(&self, offset: u32) -> usize {
        let after = self.pieces.partition_point(|(piece, _)| piece.start < offset);
        let found = self.pieces.get(after).filter(|(piece, _)| piece.start == offset);
        let nearest = found.or_else(|| self.pieces.get(after.checked_sub(1)?));
        nearest.map_or(0, |(_, at)| *at)
    }
}

/// The secrets in the part of a line that is shown. A huge line is only looked at in that part.
fn masks(file: &SourceFile, line: Span, kept: Span, marks: &[Span], secret: bool) -> Vec<Span> {
    let around = if line.len() > 8 * LONG_LINE { kept } else { line };
    let shift = |range: std::ops::Range<usize>, start: u32| {
        let at = Span::at(range.start, range.end);
        let within = |at: u32| start.saturating_add(at).clamp(kept.start, kept.end);
        Span::new(within(at.start), within(at.end))
    };
    let found = secrets(file.slice(around)).into_iter().map(|range| shift(range, around.start));
    let marked = marks.iter().filter(|mark| secret && line.contains(**mark));
    let marked = marked.filter_map(|mark| Some(shift(literal(file.slice(*mark))?, mark.start)));
    let hidden = file.hidden();
    let hidden = hidden.get(hidden.partition_point(|span| span.end <= kept.start)..);
    let hidden = hidden.unwrap_or(&[]).iter().take_while(|span| span.start < kept.end);
    let hidden = hidden.map(|span| {
        Span::new(span.start.clamp(kept.start, kept.end), span.end.clamp(kept.start, kept.end))
    });
    let mut all: Vec<Span> = hidden.chain(found).chain(marked).collect();
    // Of masks that overlap the first stands for all.
    all.sort_by_key(|mask| (mask.start, std::cmp::Reverse(mask.end)));
    let mut covered = 0;
    all.retain_mut(|mask| {
        mask.start = mask.start.max(covered);
        covered = covered.max(mask.end);
        mask.start < mask.end
    });
    all
}

/// The part of a line that is shown, by the points of it that are marked.
fn keep(text: &str, line: Span, points: &[u32]) -> Span {
    if line.len() <= LONG_LINE {
        return line;
    }
    let first = points.first().map_or(line.start, |at| *at) as usize;
    let last = points.last().map_or(line.start, |at| *at) as usize;
    let last = last.min(first + 2 * LONG_LINE);
    let start = text.floor_char_boundary(first.saturating_sub(AROUND));
    let end = text.floor_char_boundary((last + AROUND).min(text.len()));
    Span::new(Span::at(start, end).start.max(line.start), Span::at(start, end).end.min(line.end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_keep_their_place_when_lines_are_cut_and_characters_replaced() {
        let text = format!("a\n{}\u{9b}äöü=1{}\nz", "x".repeat(5000), "y".repeat(5000));
        let file = SourceFile::new("f", text.as_str());
        let start = text.find("äöü").unwrap();
        let mark = clip(&file, Span::at(start, start + 6));
        let window = Window::new(&file, 1, 3, &[mark], false);
        assert_eq!(&window.text[window.at(mark.start)..window.at(mark.end)], "äöü");
        assert!(window.moved && window.text.len() < 400);
        assert_eq!(window.text.lines().count(), 3);
    }

    #[test]
    fn marks_that_are_too_large_or_nowhere_are_clipped() {
        let tall = "a {\n".to_owned() + &"b\n".repeat(50) + "}";
        let file = SourceFile::new("f", tall.as_str());
        assert_eq!(clip(&file, Span::at(0, tall.len())), Span::new(0, 3));
        let long = SourceFile::new("f", "ä".repeat(500).as_str());
        assert_eq!(clip(&long, Span::new(0, 1000)), Span::new(0, 120));
        assert_eq!(clip(&long, Span::new(1, 3)), Span::new(0, 2));
        assert_eq!(clip(&long, Span::new(5000, 9000)), Span::new(1000, 1000));
        assert_eq!(clip(&SourceFile::new("f", "a = 1 \n"), Span::new(0, 7)), Span::new(0, 5));
    }

    #[test]
    fn secrets_are_masked_and_marks_keep_their_place() {
        let secret = "hunter".repeat(2);
        let text = format!("password = \"{secret}\"\npw = \"{secret}\"");
        let file = SourceFile::new("f", text.as_str());
        let mark = clip(&file, Span::at(text.len() - 14, text.len()));
        let window = Window::new(&file, 1, 2, &[mark], true);
        assert_eq!(window.text, "password = \"********\"\npw = \"********\"");
        assert_eq!(&window.text[window.at(mark.start)..window.at(mark.end)], "\"********\"");
        let inner = Span::at(15, 17);
        let window = Window::new(&file, 1, 1, &[inner], false);
        assert_eq!(window.text, "password = \"********\"");
        assert!(window.at(inner.start) <= window.at(inner.end));
    }

    #[test]
    fn what_the_input_says_is_secret_is_masked_wherever_it_stands() {
        let word = "hun".repeat(3);
        let text =
            format!("{{\"a\": \"{word}\", \"password\": \"x{word}\", \"b\": {{\n\"c\": 1\n}}}}");
        let file = SourceFile::new("f", text.as_str());
        let first = text.find(&word).unwrap() - 1;
        let second = text.rfind(&word).unwrap() - 2;
        let block = text.rfind('{').unwrap();
        file.hide(vec![
            Span::at(first, first + word.len() + 2),
            Span::at(second, second + word.len() + 3),
            Span::at(block, text.len() - 1),
        ]);
        let window = Window::new(&file, 1, 3, &[Span::new(1, 4)], false);
        assert_eq!(
            window.text,
            "{\"a\": (sensitive), \"password\": (sensitive), \"b\": (sensitive)\n(sensitive)\n(sensitive)}"
        );
        assert_eq!(&window.text[window.at(1)..window.at(4)], "\"a\"");
    }

    #[test]
    fn whole_lines_are_kept_as_they_are() {
        let file = SourceFile::new("f", "one\ntwo\nthree");
        let mark = Span::new(5, 7);
        let window = Window::new(&file, 2, 3, &[mark], false);
        assert_eq!((window.text.as_str(), window.moved), ("two\nthree", false));
        assert_eq!((window.at(5), window.at(7)), (1, 3));
    }
}
