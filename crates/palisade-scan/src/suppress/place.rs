//! Which block a comment is about, by where it stands.

use palisade_model::Resource;
use palisade_source::{FileId, Location, SourceFile, SourceMap, Span};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// A block of a file, and the block around it.
struct Block {
    span: Span,
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

/// The blocks of the files that hold suppressions.
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
        let mut spans: HashMap<FileId, Vec<Span>> = HashMap::new();
        for resource in resources {
            for location in std::iter::once(&resource.location).chain(resource.parents) {
                if files.contains(&location.file) {
                    spans.entry(location.file).or_default().push(location.span);
                }
            }
        }
        let files = spans.into_iter().map(|(file, mut spans)| {
            spans.sort_unstable_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
            spans.dedup();
            let mut blocks: Vec<Block> = Vec::with_capacity(spans.len());
            for span in spans {
                let mut around = blocks.len().checked_sub(1);
                while let Some(outer) = around.and_then(|at| blocks.get(at))
                    && outer.span.end <= span.start
                {
                    around = outer.around;
                }
                blocks.push(Block { span, around, above: None, below: None });
            }
            (file, Blocks { source: sources.get(file), blocks })
        });
        Self { files: files.collect() }
    }

    /// The block that a comment is about: around it, before it on its line, below it or, for
    /// formats without closing brackets, above it.
    pub(crate) fn find(&mut self, note: Location) -> Option<Location> {
        let blocks = self.files.get_mut(&note.file)?;
        blocks.find(note.span).map(|span| Location::new(note.file, span))
    }
}

impl Blocks {
    fn find(&mut self, note: Span) -> Option<Span> {
        let next = self.blocks.partition_point(|block| block.span.start <= note.start);
        let before = next.checked_sub(1);
        let mut around = before;
        while let Some(block) = around.and_then(|at| self.blocks.get(at)) {
            if block.span.end > note.start {
                return Some(block.span);
            }
            around = block.around;
        }
        if let Some(block) = before.and_then(|at| self.blocks.get(at)) {
            let between = self.source.slice(Span::new(block.span.end, note.start));
            if !between.contains('\n') {
                return Some(block.span);
            }
        }
        if self.above(next).is_some_and(|start| start <= note.start) {
            return self.blocks.get(next).map(|block| block.span);
        }
        let before = before?;
        if self.below(before).is_some_and(|end| note.start < end) {
            return self.blocks.get(before).map(|block| block.span);
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
