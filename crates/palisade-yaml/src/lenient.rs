//! A second try for documents that other parsers read although they break the rules.
//!
//! libyaml lets the lines of a quoted text start in the column of the key above, or left of it,
//! and lets lines between brackets be indented with tabs. YAML does not. The space at the start of
//! such a line says nothing, so the line can be indented further without changing what is said;
//! spans are mapped back to the text as written.

use crate::build::parse_strict;
use crate::error::Leniency;
use crate::{Document, Node, Stream};
use palisade_source::Span;

/// Tries per document; one try mends all lines of a text that has no quote inside.
const MAX_TRIES: usize = 64;
/// Bytes that all tries for one text may parse, beyond one pass.
const MAX_WORK: usize = 16 << 20;

pub(crate) fn mend<'t>(text: &'t str, stream: &mut Stream<'t>) {
    let mut work = text.len().saturating_add(MAX_WORK);
    for at in 0..stream.documents.len() {
        let Some(document) = stream.documents.get(at) else { break };
        if !is_candidate(document, text) {
            continue;
        }
        let range = document.span;
        let Some(slice) = text.get(range.range()) else { continue };
        if let Some((document, comments)) = mend_document(slice, range, &mut work) {
            // Each mended document costs a pass over the comments.
            work = work.saturating_sub(stream.comments.len());
            stream.comments.retain(|c| !range.contains(c.span));
            let position = stream.comments.partition_point(|c| c.span.start < range.start);
            stream.comments.splice(position..position, comments);
            if let Some(place) = stream.documents.get_mut(at) {
                *place = document;
            }
        }
    }
}

/// Whether its one fatal mistake is an indentation that does not fit, in a line of its own.
fn is_candidate(document: &Document<'_>, text: &str) -> bool {
    let mut fatal = document.errors.iter().filter(|e| e.is_fatal());
    let (Some(error), None) = (fatal.next(), fatal.next()) else { return false };
    matches!(error.leniency, Some(Leniency::Quoted | Leniency::Tab))
        && line_start(text, error.span.start as usize).is_some()
}

/// The start of the line that has only space before an offset.
fn line_start(text: &str, at: usize) -> Option<usize> {
    let before = text.get(..at)?;
    let start = before.rfind('\n').map_or(0, |n| n + 1);
    before.get(start..)?.trim().is_empty().then_some(start)
}

fn mend_document(
    slice: &str,
    range: Span,
    work: &mut usize,
) -> Option<(Document<'static>, Vec<crate::Comment>)> {
    let width = 1 + slice.lines().map(lead).max().unwrap_or(0);
    // Starts of the lines to indent, in order.
    let mut indented: Vec<usize> = Vec::new();
    for _ in 0..MAX_TRIES {
        let patched = patch(slice, &indented, width);
        let inserted: Vec<usize> =
            indented.iter().enumerate().map(|(n, at)| at + n * width).collect();
        *work = work.checked_sub(patched.len())?;
        let mut tried = parse_strict(&patched);
        let back = |offset: u32| original_offset(offset, &inserted, width, range.start);
        let map = |span: Span| Span::new(back(span.start), back(span.end).max(back(span.start)));
        let fatal = tried.errors().find(|e| e.is_fatal());
        if let Some(error) = fatal {
            let leniency = error.leniency?;
            let at = (back(error.span.start) - range.start) as usize;
            let start = line_start(slice, at)?;
            if indented.binary_search(&start).is_ok() {
                return None;
            }
            match leniency {
                Leniency::Quoted => add_lines(slice, start, &mut indented, true),
                Leniency::Tab if is_open(&patched, error.span.start as usize) => {
                    add_lines(slice, start, &mut indented, false);
                }
                Leniency::Tab | Leniency::Open => return None,
            }
            continue;
        }
        if tried.documents.len() != 1 {
            return None;
        }
        let mut comments = std::mem::take(&mut tried.comments);
        for comment in &mut comments {
            comment.span = map(comment.span);
        }
        let mut document = tried.documents.pop()?;
        let root = document.root.take().map(|root| owned(root, &map));
        let mut errors = std::mem::take(&mut document.errors);
        for error in &mut errors {
            error.span = map(error.span);
            if let Some((span, _)) = &mut error.related {
                *span = map(*span);
            }
        }
        return Some((
            Document { root, partial: None, errors, span: map(document.span) },
            comments,
        ));
    }
    None
}

fn owned(root: Node<'_>, map: &dyn Fn(Span) -> Span) -> Node<'static> {
    let mut root = root.into_owned();
    root.map_spans(map);
    root
}

/// How far a key of the line may be indented: space and the indicators before it.
fn lead(line: &str) -> usize {
    line.bytes().take_while(|b| matches!(b, b' ' | b'\t' | b'-' | b'?' | b':')).count()
}

/// Whether the text before the line of an offset ends between brackets.
fn is_open(patched: &str, at: usize) -> bool {
    let Some(before) = line_start(patched, at).and_then(|start| patched.get(..start)) else {
        return false;
    };
    let stream = parse_strict(before);
    stream.errors().any(|e| e.leniency == Some(Leniency::Open))
}

/// Adds a line and those below it that are certainly in the same case: inside a quoted text up to
/// the first line with a quote, between brackets those that start with a tab.
fn add_lines(slice: &str, start: usize, indented: &mut Vec<usize>, quoted: bool) {
    let mut at = start;
    for line in slice.get(start..).unwrap_or("").split_inclusive('\n') {
        if !quoted && at != start && !line.starts_with('\t') {
            break;
        }
        if let Err(place) = indented.binary_search(&at) {
            indented.insert(place, at);
        }
        if quoted && line.contains(['"', '\'']) {
            break;
        }
        at += line.len();
    }
}

fn patch(slice: &str, indented: &[usize], width: usize) -> String {
    let mut out = String::with_capacity(slice.len() + indented.len() * width);
    let mut from = 0;
    for at in indented {
        out.push_str(slice.get(from..*at).unwrap_or(""));
        out.extend(std::iter::repeat_n(' ', width));
        from = *at;
    }
    out.push_str(slice.get(from..).unwrap_or(""));
    out
}

/// The offset in the whole text of an offset in the patched slice, given the places in the patched
/// slice where space was put.
fn original_offset(offset: u32, inserted: &[usize], width: usize, base: u32) -> u32 {
    let offset = offset as usize;
    let before = inserted.partition_point(|at| *at < offset);
    let removed = inserted
        .get(..before)
        .and_then(<[usize]>::last)
        .map_or(0, |last| (before - 1) * width + width.min(offset - last));
    base.saturating_add(u32::try_from(offset - removed).unwrap_or(u32::MAX))
}
