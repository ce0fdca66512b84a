//! Which block a comment is about, by where it stands.

use palisade_engine::Part;
use palisade_model::Resource;
use palisade_source::{FileId, Location, SourceFile, SourceMap, Span};
use palisade_value::Value;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// A comment is about a part that is at most so many lines of comments away.
const RUN: u32 = 64;

/// A block of a file, and the block around it.
struct Block {
    span: Span,
    /// For an item of a list in a resource, such as a nested block or a container, the place that
    /// names it.
    part: Option<Span>,
    around: Option<usize>,
    /// Where the blank and comment lines above it start; found when first asked for.
    above: Option<u32>,
    /// Where the blank and comment lines behind it end; found when first asked for.
    below: Option<u32>,
}

/// The blocks of one file in the order of the text.
struct Blocks {
    source: Arc<SourceFile>,
    blocks: Vec<Block>,
}

/// The place that names a part, and all of it.
type Piece = (Span, Span);

/// What a comment is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct About {
    /// The block of a resource, or of a call.
    pub(crate) block: Location,
    /// The part of it that the comment stands in.
    pub(crate) inside: Option<Part>,
    /// The part that it stands directly above of.
    pub(crate) above: Option<Part>,
}

/// The blocks of the files that hold suppressions.
#[derive(Default)]
pub(crate) struct Places {
    files: HashMap<FileId, Blocks>,
}

impl Places {
    /// Collects the blocks of resources, and those of the calls that brought them in.
    pub(crate) fn new(
        files: &HashSet<FileId>,
        resources: &[Resource<'_>],
        sources: &SourceMap,
    ) -> Self {
        let mut spans: HashMap<FileId, Vec<(Span, Option<Span>)>> = HashMap::new();
        for resource in resources {
            for location in std::iter::once(&resource.location).chain(resource.parents) {
                if files.contains(&location.file) {
                    spans.entry(location.file).or_default().push((location.span, None));
                }
            }
            let home = resource.location;
            if files.contains(&home.file) {
                let all = spans.entry(home.file).or_default();
                parts(resource.attributes, home, all);
            }
        }
        let files = spans.into_iter().map(|(file, mut spans)| {
            // What is a resource and a part of another one is a resource.
            spans.sort_unstable_by_key(|(span, part)| {
                (span.start, std::cmp::Reverse(span.end), part.is_some(), *part)
            });
            spans.dedup_by_key(|(span, _)| *span);
            let mut blocks: Vec<Block> = Vec::with_capacity(spans.len());
            for (span, part) in spans {
                let mut around = blocks.len().checked_sub(1);
                while let Some(outer) = around.and_then(|at| blocks.get(at))
                    && outer.span.end <= span.start
                {
                    around = outer.around;
                }
                blocks.push(Block { span, part, around, above: None, below: None });
            }
            (file, Blocks { source: sources.get(file), blocks })
        });
        Self { files: files.collect() }
    }

    /// The block that a comment is about: around it, before it on its line, below it or, for
    /// formats without closing brackets, above it.
    pub(crate) fn find(&mut self, note: Location) -> Option<About> {
        let blocks = self.files.get_mut(&note.file)?;
        let (block, inside, above) = blocks.find(note.span)?;
        let place = |span: Span| Location::new(note.file, span);
        let part = |(written, extent)| Part { written: place(written), extent: place(extent) };
        Some(About { block: place(block), inside: inside.map(part), above: above.map(part) })
    }

    /// The block of a resource, or of a call, that a place lies in.
    pub(crate) fn around(&self, place: Location) -> Option<Location> {
        let blocks = self.files.get(&place.file)?;
        let at = blocks.whole(blocks.around(place.span.start))?;
        Some(Location::new(place.file, blocks.blocks.get(at)?.span))
    }
}

/// Adds the items of lists that are written in the block of their resource. Answers with where
/// the last of what a value holds ends.
fn parts(value: Value<'_>, home: Location, found: &mut Vec<(Span, Option<Span>)>) -> u32 {
    let mut end = 0;
    let is_inside = |at: Location| {
        let span = at.span;
        at.file == home.file && home.span.start < span.start && span.end <= home.span.end
    };
    match value {
        Value::Array(array) => {
            for (at, item) in array.items().iter().enumerate() {
                let mut last = parts(*item, home, found);
                if let Some(origin) = array.origin(at).filter(|o| is_inside(o.location)) {
                    let span = origin.location.span;
                    last = last.max(span.end);
                    if matches!(item, Value::Object(_)) {
                        found.push((Span::new(span.start, last), Some(span)));
                    }
                }
                end = end.max(last);
            }
        }
        Value::Object(object) => {
            for (at, (_, value)) in object.entries().iter().enumerate() {
                end = end.max(parts(*value, home, found));
                let origin = object.origin(at).filter(|o| is_inside(o.location));
                end = end.max(origin.map_or(0, |o| o.location.span.end));
            }
        }
        _ => {}
    }
    end
}

impl Blocks {
    fn piece(&self, at: usize) -> Option<Piece> {
        let block = self.blocks.get(at)?;
        Some((block.part?, block.span))
    }

    /// The innermost block or part around an offset.
    fn around(&self, offset: u32) -> Option<usize> {
        let next = self.blocks.partition_point(|block| block.span.start <= offset);
        let mut around = next.checked_sub(1);
        while let Some(block) = around.and_then(|at| self.blocks.get(at)) {
            if block.span.end > offset {
                return around;
            }
            around = block.around;
        }
        None
    }

    /// The block itself, or the one around a part.
    fn whole(&self, mut at: Option<usize>) -> Option<usize> {
        while let Some(block) = at.and_then(|at| self.blocks.get(at))
            && block.part.is_some()
        {
            at = block.around;
        }
        at
    }

    /// The block that a comment is about, the part of it that the comment is in, and the one that
    /// it is directly above of.
    fn find(&mut self, note: Span) -> Option<(Span, Option<Piece>, Option<Piece>)> {
        let next = self.blocks.partition_point(|block| block.span.start <= note.start);
        let span = |blocks: &Self, at: usize| blocks.blocks.get(at).map(|block| block.span);
        if let Some(around) = self.around(note.start) {
            let whole = self.whole(Some(around))?;
            let behind = self.behind(next, around, note);
            let inside = behind.or((whole != around).then_some(around));
            let above = (behind.is_none() && self.before(next, around, note)).then_some(next);
            let part = |at: Option<usize>| at.and_then(|at| self.piece(at));
            return Some((span(self, whole)?, part(inside), part(above)));
        }
        let before = self.whole(next.checked_sub(1));
        if let Some(block) = before.and_then(|at| self.blocks.get(at)) {
            let between = self.source.slice(Span::new(block.span.end, note.start));
            if !between.contains('\n') {
                return Some((block.span, None, None));
            }
        }
        if self.above(next).is_some_and(|start| start <= note.start) {
            return Some((span(self, next)?, None, None));
        }
        let before = before?;
        if self.below(before).is_some_and(|end| note.start < end) {
            let part = self.behind(next, before, note).and_then(|at| self.piece(at));
            return Some((span(self, before)?, part, None));
        }
        None
    }

    /// Whether there are few lines between: each comment of a long run looks at what is between.
    fn is_near(&self, from: u32, to: u32) -> bool {
        self.source.line(to).saturating_sub(self.source.line(from)) <= RUN
    }

    /// Whether a comment in the block `around` stands directly above the part `next`.
    fn before(&self, next: usize, around: usize, note: Span) -> bool {
        let Some(part) =
            self.blocks.get(next).filter(|b| b.part.is_some() && b.around == Some(around))
        else {
            return false;
        };
        let mut lines = self.source.slice(Span::new(note.end, part.span.start)).split('\n');
        let lead = lines.next_back().unwrap_or("");
        // A comment behind something on its own line is about that.
        let head = self.source.line_span(self.source.line(note.start)).start;
        let lead_of_note = self.source.slice(Span::new(head, note.start));
        lead_of_note.trim_matches([' ', '\t', '-']).is_empty()
            && self.is_near(note.start, part.span.start)
            && lead.trim_matches([' ', '\t', '-']).is_empty()
            && lines.skip(1).all(|line| {
                let line = line.trim();
                ["#", "//", "*", "/*"].iter().any(|sign| line.starts_with(sign))
            })
    }

    /// The part in the block `around` that a comment ends: on its last line or, where it has no
    /// closing bracket, below it and as far to the right.
    fn behind(&self, next: usize, around: usize, note: Span) -> Option<usize> {
        let mut at = next.checked_sub(1)?;
        while at != around {
            let block = self.blocks.get(at)?;
            if block.part.is_some()
                && block.span.end <= note.start
                && self.is_near(block.span.end, note.start)
            {
                let between = self.source.slice(Span::new(block.span.end, note.start));
                let open = !self.source.slice(block.span).trim_end().ends_with(['}', ']']);
                let mut lines = between.split('\n');
                let tail = lines.next().unwrap_or("").trim();
                let free = |line: &str| line.is_empty() || line.starts_with('#');
                let column = |offset| {
                    let line = self.source.line_span(self.source.line(offset));
                    offset.saturating_sub(line.start)
                };
                if !between.contains('\n') && (tail.is_empty() || tail == ",") {
                    return Some(at);
                }
                if open
                    && free(tail)
                    && lines.all(|line| free(line.trim()))
                    && column(note.start) >= column(block.span.start)
                {
                    return Some(at);
                }
            }
            at = block.around?;
        }
        None
    }

    /// Where the run of blank and comment lines above a block starts.
    fn above(&mut self, at: usize) -> Option<u32> {
        let block = self.blocks.get(at)?;
        if let Some(known) = block.above {
            return Some(known);
        }
        let text = self.source.text();
        let line = self.source.line(block.span.start);
        let head = self.source.line_span(line);
        let mut start = block.span.start;
        // Only the dash of a list may stand before it on its own line.
        let lead = self.source.slice(Span::new(head.start, block.span.start));
        if lead.trim_matches([' ', '\t', '-']).is_empty() {
            start = head.start;
            let mut inside = false;
            let lines = text.get(..start as usize).unwrap_or("").split_inclusive('\n').rev();
            for line in lines {
                let trimmed = line.trim();
                if trimmed.ends_with("*/") {
                    inside = true;
                }
                let skipped = trimmed.is_empty()
                    || inside
                    || trimmed.starts_with('#')
                    || trimmed.starts_with("//")
                    // What stands above the first document of a file is about that document.
                    || (at == 0 && trimmed == "---");
                if !skipped {
                    break;
                }
                if inside && let Some(open) = line.find("/*") {
                    inside = false;
                    if !line.get(..open).is_none_or(|lead| lead.trim().is_empty()) {
                        break;
                    }
                }
                start = start.saturating_sub(u32::try_from(line.len()).unwrap_or(u32::MAX));
            }
        }
        if let Some(block) = self.blocks.get_mut(at) {
            block.above = Some(start);
        }
        Some(start)
    }

    /// Where the run of blank and `#` lines behind a block without a closing bracket ends.
    fn below(&mut self, at: usize) -> Option<u32> {
        let block = self.blocks.get(at)?;
        if let Some(known) = block.below {
            return Some(known);
        }
        let mut end = block.span.end;
        if !self.source.slice(block.span).trim_end().ends_with(['}', ']']) {
            let rest = self.source.text().get(end as usize..).unwrap_or("");
            for (n, line) in rest.split_inclusive('\n').enumerate() {
                let trimmed = line.trim();
                if !(trimmed.is_empty() || trimmed.starts_with('#')) && n > 0 {
                    break;
                }
                end = end.saturating_add(u32::try_from(line.len()).unwrap_or(u32::MAX));
            }
        }
        if let Some(block) = self.blocks.get_mut(at) {
            block.below = Some(end);
        }
        Some(end)
    }
}
