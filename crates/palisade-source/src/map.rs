use crate::{Location, Span};
use std::sync::{Arc, OnceLock, RwLock};

/// Names one file of a [`SourceMap`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Default)]
pub struct FileId(pub u32);

/// A line and a column, both counted from one; the column counts characters.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct LineColumn {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

/// The text of one file with its display path.
#[derive(Debug)]
pub struct SourceFile {
    path: Arc<str>,
    text: Arc<str>,
    lines: OnceLock<Vec<u32>>,
    /// How many characters stand before each [`STRETCH`] of bytes.
    characters: OnceLock<Vec<u32>>,
    hidden: RwLock<Arc<[Span]>>,
}

/// In lines longer than this, in bytes, columns are not counted from the start of the line.
const STRETCH: usize = 16 << 10;

impl SourceFile {
    /// A file with its path as shown to people (relative, `/` between parts) and its text.
    #[must_use]
    pub fn new(path: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> Self {
        Self {
            path: path.into(),
            text: text.into(),
            lines: OnceLock::new(),
            characters: OnceLock::new(),
            hidden: RwLock::default(),
        }
    }

    /// The path as shown to people.
    #[must_use]
    pub fn path(&self) -> &Arc<str> {
        &self.path
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> &Arc<str> {
        &self.text
    }

    fn line_starts(&self) -> &[u32] {
        self.lines.get_or_init(|| {
            let newlines = self.text.bytes().enumerate().filter(|(_, b)| *b == b'\n');
            let behind = |(i, _)| u32::try_from(i + 1).unwrap_or(u32::MAX);
            std::iter::once(0).chain(newlines.map(behind)).collect()
        })
    }

    /// How many lines the text has, at least one.
    #[must_use]
    pub fn line_count(&self) -> u32 {
        u32::try_from(self.line_starts().len()).unwrap_or(u32::MAX)
    }

    /// The line, from 1, that holds the byte at `offset`; behind the end, the last line.
    #[must_use]
    pub fn line(&self, offset: u32) -> u32 {
        let n = self.line_starts().partition_point(|start| *start <= offset);
        u32::try_from(n).unwrap_or(u32::MAX)
    }

    /// The line and column of the byte at `offset`; behind the end, the last position.
    #[must_use]
    pub fn line_column(&self, offset: u32) -> LineColumn {
        let line = self.line(offset);
        let start = self.line_starts()[(line - 1) as usize] as usize;
        let mut end = (offset as usize).clamp(start, self.text.len());
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        let column = self.characters_between(start, end) + 1;
        LineColumn { line, column: u32::try_from(column).unwrap_or(u32::MAX) }
    }

    fn characters_between(&self, start: usize, end: usize) -> usize {
        if end - start <= 2 * STRETCH {
            return self.text[start..end].chars().count();
        }
        // A whole document on one line: a count from its start for each finding takes too long.
        let counts = self.characters.get_or_init(|| {
            let mut count = 0;
            let stretches = self.text.as_bytes().chunks(STRETCH).map(|stretch| {
                let before = count;
                count += characters(stretch);
                u32::try_from(before).unwrap_or(u32::MAX)
            });
            stretches.collect()
        });
        let before = |at: usize| {
            let stretch = at / STRETCH;
            let counted = counts.get(stretch).map_or(0, |count| *count as usize);
            counted + characters(&self.text.as_bytes()[stretch * STRETCH..at])
        };
        before(end) - before(start)
    }

    /// Notes parts of the text that must not be shown, beside those noted before.
    pub fn hide(&self, mut spans: Vec<Span>) {
        let mut hidden = self.hidden.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        spans.extend_from_slice(&hidden);
        spans.sort_unstable_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
        let mut end = 0;
        // One that lies in another says nothing more.
        spans.retain(|span| {
            let more = span.end > end;
            end = end.max(span.end);
            more
        });
        *hidden = spans.into();
    }

    /// The parts of the text that must not be shown, in order.
    #[must_use]
    pub fn hidden(&self) -> Arc<[Span]> {
        Arc::clone(&self.hidden.read().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    /// The span of a line, from 1, without its line break; empty at the end for a line too far.
    #[must_use]
    pub fn line_span(&self, line: u32) -> Span {
        let starts = self.line_starts();
        let at = |n: usize| starts.get(n).map_or(self.text.len(), |s| *s as usize);
        let start = at(line.saturating_sub(1) as usize);
        let text = &self.text[start..at(line as usize)];
        Span::at(start, start + text.trim_end_matches(['\n', '\r']).len())
    }

    /// The text of a span; empty where the span is not inside the text.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or("")
    }
}

/// How many characters start in a stretch of UTF-8.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| (**byte as i8) >= -0x40).count()
}

/// All files read in one run, by [`FileId`]; can be added to from several threads.
#[derive(Debug, Default)]
pub struct SourceMap {
    files: RwLock<Vec<Arc<SourceFile>>>,
}

impl SourceMap {
    /// A map without files.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file and names it.
    pub fn add(&self, path: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> FileId {
        let mut files = self.files.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        let id = FileId(u32::try_from(files.len()).unwrap_or(u32::MAX));
        files.push(Arc::new(SourceFile::new(path, text)));
        id
    }

    /// The file of an id that this map gave out; an empty file for any other.
    #[must_use]
    pub fn get(&self, id: FileId) -> Arc<SourceFile> {
        let files = self.files.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        files.get(id.0 as usize).map_or_else(|| Arc::new(SourceFile::new("", "")), Arc::clone)
    }

    /// How many files there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.files.read().unwrap_or_else(std::sync::PoisonError::into_inner).len()
    }

    /// Whether there is no file.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The path, line and column where a location starts, as `path:line:column`.
    #[must_use]
    pub fn describe(&self, location: Location) -> String {
        let file = self.get(location.file);
        let at = file.line_column(location.span.start);
        format!("{}:{}:{}", file.path(), at.line, at.column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_hidden_adds_up() {
        let file = SourceFile::new("a", "abcdef");
        file.hide(vec![Span::new(4, 5), Span::new(0, 2)]);
        file.hide(vec![Span::new(0, 3), Span::new(1, 2), Span::new(4, 5)]);
        assert_eq!(*file.hidden(), [Span::new(0, 3), Span::new(4, 5)]);
    }

    #[test]
    fn lines_and_columns_count_from_one_in_characters() {
        let file = SourceFile::new("a", "äb\r\nc\n");
        assert_eq!(file.line_column(2), LineColumn { line: 1, column: 2 });
        assert_eq!(file.line_column(5), LineColumn { line: 2, column: 1 });
        assert_eq!(file.line_column(99), LineColumn { line: 3, column: 1 });
        assert_eq!(file.slice(file.line_span(1)), "äb");
        assert_eq!(file.slice(file.line_span(2)), "c");
        assert_eq!(file.line_span(9), Span::new(7, 7));
    }

    #[test]
    fn columns_of_long_lines_are_those_of_short_ones() {
        let text = format!("x\n{}\n", "aäöü€".repeat(20_000));
        let file = SourceFile::new("a", text.as_str());
        for (n, (offset, _)) in text[2..].char_indices().enumerate().step_by(7919).take(12) {
            let offset = u32::try_from(offset + 2).unwrap();
            let column = u32::try_from(n + 1).unwrap();
            assert_eq!(file.line_column(offset), LineColumn { line: 2, column });
        }
    }
}
