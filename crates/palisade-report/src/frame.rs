//! Code frames: a message, the places in files that it is about, and notes under them.

use crate::Options;
use crate::prose::{clean, shorten, wrap};
use crate::window::{Window, clip};
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use palisade_source::{Location, SourceFile, SourceMap, Span};

/// Places of one file that are nearer than this share a snippet.
const NEAR_LINES: u32 = 60;
/// Places on one line that are nearer than this, in bytes, share a snippet.
const NEAR_BYTES: u32 = 240;

/// How many lines are shown that a line is indented under.
const PARENTS: usize = 2;

/// How many characters of a label are shown.
const LONG_LABEL: usize = 100;

/// In what colour a message stands; its word says the same.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tone {
    /// Red.
    Alarm,
    /// Yellow.
    Warning,
    /// Green.
    Note,
    /// Blue.
    Info,
}

/// A place to show.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Place {
    /// Where.
    pub location: Location,
    /// What stands under it; may be empty.
    pub label: String,
}

/// Lines that are shown so that a reader knows where a place is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Context {
    /// None.
    None,
    /// The first line of the block around it: this one, or one that starts nearer.
    Header(Location),
    /// The lines that the place is indented under, up to the item of a list that it is in.
    Parents,
}

/// A message with the places that it is about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Frame {
    /// In what colour.
    pub tone: Tone,
    /// The word that it starts with: `critical`, `error`.
    pub word: String,
    /// What follows the word in brackets: a policy, a code; may be empty.
    pub id: String,
    /// The message.
    pub message: String,
    /// The places, the one that it is about first.
    pub places: Vec<Place>,
    /// Whether the literals at its places are secrets, which are not shown.
    pub secret: bool,
    /// Which lines are shown around the first place, if they are near it.
    pub context: Context,
    /// Names and texts below.
    pub notes: Vec<(String, String)>,
}

/// Places of one file that are shown together.
struct Cluster<'p> {
    /// Whether it holds the first place.
    first: bool,
    places: Vec<(Span, &'p str)>,
    context: Vec<Span>,
}

impl Frame {
    /// A frame without places and notes.
    pub fn new(tone: Tone, word: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            tone,
            word: word.into(),
            id: String::new(),
            message: message.into(),
            places: Vec::new(),
            secret: false,
            context: Context::None,
            notes: Vec::new(),
        }
    }

    /// The frame as text, with a line break at the end.
    #[must_use]
    pub fn render(&self, sources: &SourceMap, options: &Options) -> String {
        let level = match self.tone {
            Tone::Alarm => Level::ERROR,
            Tone::Warning => Level::WARNING,
            Tone::Note => Level::NOTE,
            Tone::Info => Level::INFO,
        };
        let mut title = level.with_name(clean(&self.word)).primary_title(clean(&self.message));
        if !self.id.is_empty() {
            title = title.id(clean(&self.id));
        }
        let mut group = Group::with_title(title);
        // The columns that the renderer will print for lines that were cut, and the true ones.
        let mut columns = Vec::new();
        let mut last_line = 0;
        for (file, cluster) in self.clusters(sources) {
            let file = sources.get(file);
            let path = clean(file.path());
            let marks: Vec<Span> = cluster.places.iter().map(|(span, _)| *span).collect();
            let shown = marks.iter().chain(&cluster.context);
            let first = shown.clone().map(|span| file.line(span.start)).min().unwrap_or(1);
            let last = shown.map(|span| file.line(span.end)).max().unwrap_or(first);
            last_line = last_line.max(last);
            let points: Vec<Span> = marks.iter().chain(&cluster.context).copied().collect();
            let window = Window::new(&file, first, last, &points, self.secret);
            let mut snippet = Snippet::source(window.text.clone())
                .line_start(window.first_line as usize)
                .path(path.clone());
            for (index, (span, label)) in cluster.places.iter().enumerate() {
                let range = window.at(span.start)..window.at(span.end);
                if window.moved {
                    let line_start = window.text.get(..range.start).unwrap_or_default();
                    let cut = line_start.chars().rev().take_while(|c| *c != '\n').count() + 1;
                    let at = file.line_column(span.start);
                    let place = |column| format!("{path}:{}:{column}", at.line);
                    columns.push((place(cut), place(at.column as usize)));
                }
                let primary = cluster.first && index == 0;
                let kind = if primary { AnnotationKind::Primary } else { AnnotationKind::Context };
                let label = (!label.is_empty()).then(|| shorten(&clean(label), LONG_LABEL));
                snippet = snippet.annotation(kind.span(range).label(label));
            }
            for span in &cluster.context {
                let range = window.at(span.start)..window.at(span.end);
                snippet = snippet.annotation(AnnotationKind::Visible.span(range));
            }
            group = group.element(snippet);
        }
        let gutter = last_line.to_string().len();
        for (name, text) in &self.notes {
            let indent = gutter + 3 + name.chars().count() + 2;
            let width = prose_width(options).saturating_sub(indent).max(30);
            let text = text.lines().map(|line| wrap(&clean(line), width)).collect::<Vec<_>>();
            let text = text.join("\n");
            group = group.element(Level::NOTE.with_name(name.clone()).message(text));
        }
        let renderer = if options.color { Renderer::styled() } else { Renderer::plain() };
        let renderer = renderer.hyperlink(false).term_width(frame_width(options, gutter));
        let mut out = renderer.render(&[group]);
        for (printed, real) in columns {
            out = out.replacen(&printed, &real, 1);
        }
        out.push('\n');
        out
    }

    /// The places that have a text to show, near ones together, the first place first.
    fn clusters(&self, sources: &SourceMap) -> Vec<(palisade_source::FileId, Cluster<'_>)> {
        let mut clusters: Vec<(palisade_source::FileId, Cluster<'_>)> = Vec::new();
        let mut seen: Vec<Location> = Vec::new();
        for (index, place) in self.places.iter().enumerate() {
            let file = sources.get(place.location.file);
            if file.path().is_empty() || seen.contains(&place.location) {
                continue;
            }
            seen.push(place.location);
            let span = clip(&file, place.location.span);
            let near = |cluster: &Cluster<'_>| {
                cluster.places.first().is_some_and(|(first, _)| {
                    let lines = file.line(first.start).abs_diff(file.line(span.start));
                    let bytes = first.start.abs_diff(span.start);
                    lines <= NEAR_LINES && (lines > 0 || bytes <= NEAR_BYTES)
                })
            };
            let known = clusters.iter_mut().find(|(id, c)| *id == place.location.file && near(c));
            if let Some((_, cluster)) = known {
                cluster.places.push((span, &place.label));
                continue;
            }
            let context = match self.context {
                Context::Header(header) if index == 0 => {
                    let line = file.line(span.start);
                    let known = (header.file == place.location.file).then_some(header);
                    block(&file, line, known).into_iter().collect()
                }
                Context::Parents if index == 0 => parents(&file, file.line(span.start)),
                _ => Vec::new(),
            };
            let places = vec![(span, place.label.as_str())];
            clusters.push((place.location.file, Cluster { first: index == 0, places, context }));
        }
        clusters
    }
}

/// The first line of the block that a line is in, if it is near: the one that is known, unless
/// another one starts in between. What decides may stand in the block of another resource.
fn block(file: &SourceFile, line: u32, known: Option<Location>) -> Option<Span> {
    let starts_block = |line: &u32| {
        let text = file.slice(file.line_span(*line)).trim_end();
        text.starts_with(|c: char| c.is_ascii_lowercase()) && text.ends_with('{')
    };
    let known = known.map(|known| file.line(clip(file, known.span).start));
    let nearest = line.saturating_sub(NEAR_LINES).max(1);
    let found = (nearest..line).rev().find(|line| starts_block(line) || Some(*line) == known)?;
    // Where the place is the first line of a block itself, nothing is around it.
    let start = file.line_span(found).start;
    (!starts_block(&line) && known != Some(line)).then_some(Span::new(start, start))
}

/// The lines of YAML or JSON that a line is indented under, nearest first: at most two, none beyond
/// the item of a list.
fn parents(file: &SourceFile, line: u32) -> Vec<Span> {
    /// The column where the content starts, behind the dash of an item, and whether there is one.
    fn depth(text: &str) -> (usize, bool) {
        let blank = text.len() - text.trim_start_matches(' ').len();
        let is_item = text.trim_start().starts_with("- ");
        (blank, is_item)
    }
    let text_of = |line| file.slice(file.line_span(line));
    let (mut inner, mut is_item) = depth(text_of(line));
    let mut found = Vec::new();
    for above in (line.saturating_sub(NEAR_LINES).max(1)..line).rev() {
        if found.len() == PARENTS || is_item && !found.is_empty() {
            break;
        }
        let text = text_of(above);
        let (blank, item) = depth(text);
        let content = text.trim();
        let is_parent =
            blank < inner || blank == inner && is_item && !item || content.starts_with("---");
        if content.is_empty() || content.starts_with('#') || !is_parent {
            continue;
        }
        if content.starts_with("---") {
            break;
        }
        let start = file.line_span(above).start;
        found.push(Span::new(start, start));
        (inner, is_item) = (blank, item);
    }
    found
}

/// The columns for prose.
pub(crate) fn prose_width(options: &Options) -> usize {
    options.width.map_or(80, |width| width.clamp(50, 100))
}

/// The columns for code, beside the line numbers.
fn frame_width(options: &Options, gutter: usize) -> usize {
    let width = options.width.map_or(140, |width| width.clamp(60, 160));
    width.saturating_sub(gutter + 3)
}

#[cfg(test)]
mod tests;
