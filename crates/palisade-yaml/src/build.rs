use crate::error::{from_scan, point};
use crate::node::Extra;
use crate::settle::settle;
use crate::{Kind, Node, Style, Tag, YamlError, YamlErrorKind, lenient};
use granit_parser::{Event, Parser, ScalarStyle, StructureStyle};
use palisade_source::Span;
use std::borrow::Cow;
use std::collections::HashMap;

/// Lists and mappings nested deeper than this are refused.
pub const MAX_DEPTH: usize = 255;

/// Documents that could not be read, after which the rest of a text is given up.
const MAX_BROKEN: usize = 10_000;

/// A comment of the text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Comment {
    /// From `#` to the end of the line.
    pub span: Span,
    /// Whether nothing but space stands before it on its line.
    pub own_line: bool,
}

/// One document of a text.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Document<'t> {
    /// The content; none for an empty document and for one that could not be read.
    pub root: Option<Node<'t>>,
    /// What was read before a fatal error. Good for finding out what the document was meant to
    /// be, never for judging it.
    pub partial: Option<Node<'t>>,
    /// The mistakes; a document with a fatal one has no root.
    pub errors: Vec<YamlError>,
    /// Where it stands.
    pub span: Span,
}

/// What a text holds.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Stream<'t> {
    /// The documents in order.
    pub documents: Vec<Document<'t>>,
    /// The comments in order.
    pub comments: Vec<Comment>,
}

impl<'t> Stream<'t> {
    /// All mistakes of all documents in order.
    pub fn errors(&self) -> impl Iterator<Item = &YamlError> {
        self.documents.iter().flat_map(|d| &d.errors)
    }

    /// Whether every document could be read.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        !self.errors().any(YamlError::is_fatal)
    }
}

/// Reads a text; mistakes are in the documents that have them.
#[must_use]
pub fn parse(text: &str) -> Stream<'_> {
    if u32::try_from(text.len()).is_err() {
        let error = YamlError::new(YamlErrorKind::Limit, Span::default(), "the text is too large")
            .help("at most 4 GiB are read");
        let document = Document { errors: vec![error], ..Document::default() };
        return Stream { documents: vec![document], comments: Vec::new() };
    }
    let mut stream = parse_strict(text);
    lenient::mend(text, &mut stream);
    stream
}

/// Reads a text and leaves mappings as they are written: merge keys (`<<`) and keys that stand twice
/// are entries like others, for readers that have rules of their own for them.
#[must_use]
pub fn parse_unsettled(text: &str) -> Stream<'_> {
    if u32::try_from(text.len()).is_err() {
        return parse(text);
    }
    parse_with(text, false)
}

/// Reads a text without a second try for documents that break the rules in a known way.
pub(crate) fn parse_strict(text: &str) -> Stream<'_> {
    parse_with(text, true)
}

fn parse_with(text: &str, settles: bool) -> Stream<'_> {
    let options = granit_parser::options! {
        emit_unresolved_aliases: true,
        max_buffered_comment_events: usize::MAX,
        flow_nesting_limit: MAX_DEPTH,
        block_nesting_limit: MAX_DEPTH,
    };
    let mut parser = Parser::new_from_str_with_options(text, options);
    let mut builder = Builder::new(text);
    builder.settles = settles;
    let mut broken = 0;
    loop {
        let error = match parser.next_event() {
            None => break,
            Some(Ok((event, span))) => match builder.event(event, span) {
                Ok(()) => continue,
                Err(error) => error,
            },
            Some(Err(error)) => from_scan(&error, text),
        };
        builder.abandon(error);
        broken += 1;
        if broken >= MAX_BROKEN {
            builder.abandon(
                YamlError::new(
                    YamlErrorKind::Limit,
                    point(text, builder.last_end as usize),
                    "too many documents could not be read, the rest of the text is left out",
                )
                .help("mend those above first"),
            );
            break;
        }
        if let Err(error) = parser.proceed_next_document() {
            builder.abandon(from_scan(&error, text));
            break;
        }
    }
    builder.finish()
}

/// A list or mapping that is not closed yet.
struct Frame<'t> {
    start: u32,
    anchor: usize,
    extra: Option<Box<Extra>>,
    content: Content<'t>,
}

enum Content<'t> {
    Sequence(Vec<Node<'t>>),
    Mapping { entries: Vec<(Node<'t>, Node<'t>)>, key: Option<Node<'t>> },
}

struct Anchored<'t> {
    node: Node<'t>,
    depth: usize,
    bytes: usize,
}

struct Builder<'t> {
    text: &'t str,
    /// Whether merge keys are resolved and keys that stand twice are told.
    settles: bool,
    documents: Vec<Document<'t>>,
    comments: Vec<Comment>,
    /// The last of `documents` is not ended yet.
    open: bool,
    stack: Vec<Frame<'t>>,
    anchors: HashMap<usize, Anchored<'t>>,
    /// Bytes that anchors and aliases may still copy.
    budget: usize,
    /// The end of the last thing that has an extent.
    last_end: u32,
}

type Step = Result<(), YamlError>;

impl<'t> Builder<'t> {
    fn new(text: &'t str) -> Self {
        let budget = text.len().saturating_mul(32).saturating_add(64 << 20).min(1 << 30);
        Self {
            text,
            settles: true,
            documents: Vec::new(),
            comments: Vec::new(),
            open: false,
            stack: Vec::new(),
            anchors: HashMap::new(),
            budget,
            last_end: 0,
        }
    }

    fn event(&mut self, event: Event<'t>, at: granit_parser::Span) -> Step {
        let span = self.span(&at);
        match event {
            Event::DocumentStart(..) => self.start_document(span),
            Event::DocumentEnd => self.end_document(span),
            Event::Comment(..) => self.comment(span),
            Event::Scalar(text, style, anchor, tag) => {
                let extra = self.extra(tag, &at);
                let (span, text) = self.scalar(span, text, style);
                let style = match style {
                    ScalarStyle::Plain => Style::Plain,
                    ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => Style::Quoted,
                    ScalarStyle::Literal | ScalarStyle::Folded => Style::Block,
                };
                let node = Node { span, kind: Kind::Scalar(text, style), extra };
                return self.complete(node, anchor);
            }
            Event::SequenceStart(style, anchor, tag) => {
                let extra = self.extra(tag, &at);
                return self.open(span, style, anchor, extra, Content::Sequence(Vec::new()));
            }
            Event::MappingStart(style, anchor, tag) => {
                let extra = self.extra(tag, &at);
                let content = Content::Mapping { entries: Vec::new(), key: None };
                return self.open(span, style, anchor, extra, content);
            }
            Event::SequenceEnd | Event::MappingEnd => return self.close(span),
            Event::Alias(anchor) => return self.alias(anchor, span),
            Event::UnresolvedAlias(name) => {
                return Err(YamlError::new(
                    YamlErrorKind::Alias,
                    span,
                    format!("no anchor `&{name}` stands before this alias"),
                )
                .help("an anchor is known in its own document only, after it is written"));
            }
            // Stream start and end, and what a later version of the parser may add.
            _ => {}
        }
        Ok(())
    }

    fn span(&self, at: &granit_parser::Span) -> Span {
        let end = self.text.len();
        let range = at.byte_range().unwrap_or(end..end);
        let start = range.start.min(end);
        Span::at(start, range.end.clamp(start, end))
    }

    fn extra(
        &self,
        tag: Option<Cow<'_, granit_parser::Tag>>,
        at: &granit_parser::Span,
    ) -> Option<Box<Extra>> {
        let tag = tag?;
        let text = tag.core_suffix().map_or_else(|| tag.original(), |core| format!("!!{core}"));
        let span = at.tag_span().map_or_else(|| self.span(at), |span| self.span(&span));
        let tag = Some(Tag { text, span });
        Some(Box::new(Extra { tag, ..Extra::default() }))
    }

    fn start_document(&mut self, span: Span) {
        self.end_broken(span.start);
        self.open = true;
        self.anchors.clear();
        self.last_end = span.end;
        self.documents.push(Document { span, ..Document::default() });
    }

    fn end_document(&mut self, span: Span) {
        if let (true, Some(document)) = (self.open, self.documents.last_mut()) {
            let end = if span.is_empty() { self.last_end } else { span.end };
            document.span.end = end.max(document.span.start);
        }
        self.open = false;
    }

    /// The document that was given up ends where the next begins.
    fn end_broken(&mut self, next: u32) {
        if let Some(document) = self.documents.last_mut()
            && document.errors.iter().any(YamlError::is_fatal)
        {
            document.span.end = document.span.end.max(next);
        }
    }

    fn abandon(&mut self, error: YamlError) {
        if !self.open {
            self.end_broken(self.last_end);
            let start = self.last_end.min(error.span.start);
            let span = Span::new(start, error.span.end.max(start));
            self.documents.push(Document { span, ..Document::default() });
        }
        let partial = self.collapse();
        if let Some(document) = self.documents.last_mut() {
            document.partial = partial.or_else(|| document.root.take());
            document.root = None;
            document.span.end = document.span.end.max(error.span.end);
            self.last_end = document.span.end;
            document.errors.push(error);
        }
        self.open = false;
        self.anchors.clear();
    }

    /// Closes what is open, as if the text ended here.
    fn collapse(&mut self) -> Option<Node<'t>> {
        let mut inner: Option<Node<'t>> = None;
        while let Some(mut frame) = self.stack.pop() {
            if let Some(node) = inner.take() {
                match &mut frame.content {
                    Content::Sequence(items) => items.push(node),
                    Content::Mapping { entries, key } => {
                        if let Some(key) = key.take() {
                            entries.push((key, node));
                        }
                    }
                }
            }
            let kind = match frame.content {
                Content::Sequence(items) => Kind::Sequence(items),
                Content::Mapping { entries, .. } => Kind::Mapping(entries),
            };
            self.last_end = self.last_end.max(frame.start);
            let span = Span::new(frame.start, self.last_end);
            inner = Some(Node { span, kind, extra: frame.extra });
        }
        inner
    }

    fn finish(mut self) -> Stream<'t> {
        self.end_broken(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
        Stream { documents: self.documents, comments: self.comments }
    }

    fn comment(&mut self, span: Span) {
        let before = self.text.get(..span.start as usize).unwrap_or("");
        let own_line = before.trim_end_matches([' ', '\t']).ends_with(['\n', '\r']);
        let own_line = own_line || before.trim_matches(['\u{feff}', ' ', '\t']).is_empty();
        self.comments.push(Comment { span, own_line });
    }

    /// Where a scalar really stands, and its text.
    fn scalar(&self, span: Span, text: Cow<'t, str>, style: ScalarStyle) -> (Span, Cow<'t, str>) {
        match style {
            // An absent value is reported as `~` without extent, wherever the next token is.
            ScalarStyle::Plain if span.is_empty() => {
                (self.behind_indicator(span.start), Cow::Borrowed(""))
            }
            ScalarStyle::Literal | ScalarStyle::Folded => {
                let start = self.block_header(span.start as usize);
                let body = self.text.get(start..span.end as usize).unwrap_or("");
                (Span::at(start, start + body.trim_end_matches(['\n', '\r', ' ']).len()), text)
            }
            _ => (span, text),
        }
    }

    /// An empty span behind the `:` or `-` that has no value.
    fn behind_indicator(&self, at: u32) -> Span {
        let opened = self.stack.last().map_or(0, |frame| frame.start);
        let from = self.last_end.max(opened).min(at);
        let between = self.text.get(from as usize..at as usize).unwrap_or("");
        let mut end = from as usize;
        let mut at_line = end;
        for line in between.split_inclusive('\n') {
            let bare = if line.trim_start().starts_with('#') { "" } else { line };
            let bare = bare.split(" #").next().unwrap_or("").trim_end();
            if !bare.is_empty() {
                end = at_line + bare.len();
            }
            at_line += line.len();
        }
        // The mark may stand before the indicator itself.
        let next = self.text.as_bytes().get(end);
        if end == at as usize && matches!(next, Some(b':' | b'-' | b'?')) {
            end += 1;
        }
        Span::at(end, end)
    }

    /// The `|` or `>` of a block scalar whose first line of content is at an offset.
    fn block_header(&self, at: usize) -> usize {
        let from = (self.last_end as usize).min(at);
        let between = self.text.get(from..at).unwrap_or("");
        let mut line_start = from;
        let mut found = None;
        for line in between.split_inclusive('\n') {
            if let Some(header) = header_in(line) {
                found = Some(line_start + header);
            }
            line_start += line.len();
        }
        found.unwrap_or(at)
    }

    fn open(
        &mut self,
        span: Span,
        style: StructureStyle,
        anchor: usize,
        extra: Option<Box<Extra>>,
        content: Content<'t>,
    ) -> Step {
        if self.stack.len() >= MAX_DEPTH {
            return Err(too_deep(point(self.text, span.start as usize)));
        }
        if style == StructureStyle::Flow {
            self.last_end = span.end;
        }
        self.stack.push(Frame { start: span.start, anchor, extra, content });
        Ok(())
    }

    fn close(&mut self, span: Span) -> Step {
        let Some(frame) = self.stack.pop() else { return Ok(()) };
        let kind = match frame.content {
            Content::Sequence(items) => Kind::Sequence(items),
            Content::Mapping { entries, .. } if !self.settles => Kind::Mapping(entries),
            Content::Mapping { entries, .. } => {
                let document = self.documents.last_mut();
                let mut ignored = Vec::new();
                let errors = document.map_or(&mut ignored, |d| &mut d.errors);
                Kind::Mapping(settle(entries, errors))
            }
        };
        // A flow collection ends with its bracket; a block ends with its last child.
        let end = if span.is_empty() { self.last_end } else { span.end };
        let span = Span::new(frame.start, end.max(frame.start));
        self.complete(Node { span, kind, extra: frame.extra }, frame.anchor)
    }

    fn alias(&mut self, anchor: usize, span: Span) -> Step {
        let Some(target) = self.anchors.get(&anchor) else {
            let error = YamlError::new(
                YamlErrorKind::Alias,
                span,
                "an alias stands inside the node that it stands for",
            );
            return Err(error);
        };
        if self.stack.len() + target.depth > MAX_DEPTH {
            return Err(too_deep(span));
        }
        let Some(left) = self.budget.checked_sub(target.bytes) else {
            return Err(too_much(span));
        };
        self.budget = left;
        let mut node = target.node.clone();
        node.extra_mut().alias = Some(span);
        self.last_end = self.last_end.max(span.end);
        self.attach(node);
        Ok(())
    }

    fn complete(&mut self, node: Node<'t>, anchor: usize) -> Step {
        self.last_end = self.last_end.max(node.span.end);
        if anchor != 0 {
            let (depth, bytes) = node.measure();
            let Some(left) = self.budget.checked_sub(bytes) else {
                return Err(too_much(node.span));
            };
            self.budget = left;
            self.anchors.insert(anchor, Anchored { node: node.clone(), depth, bytes });
        }
        self.attach(node);
        Ok(())
    }

    fn attach(&mut self, node: Node<'t>) {
        match self.stack.last_mut() {
            None => {
                let absent = matches!(&node.kind, Kind::Scalar(text, Style::Plain) if text.is_empty())
                    && node.extra.is_none();
                if let Some(document) = self.documents.last_mut() {
                    document.root = (!absent).then_some(node);
                }
            }
            Some(Frame { content: Content::Sequence(items), .. }) => items.push(node),
            Some(Frame { content: Content::Mapping { entries, key }, .. }) => match key.take() {
                None => *key = Some(node),
                Some(key) => entries.push((key, node)),
            },
        }
    }
}

fn too_deep(span: Span) -> YamlError {
    YamlError::new(YamlErrorKind::Limit, span, "lists and mappings are nested too deep")
        .help(format!("at most {MAX_DEPTH} levels are read"))
}

fn too_much(span: Span) -> YamlError {
    YamlError::new(YamlErrorKind::Limit, span, "anchors and aliases expand to too much")
        .help("write the parts out, or anchor smaller ones")
}

/// The offset of a block scalar's header in the line that it ends.
fn header_in(line: &str) -> Option<usize> {
    let starts = line.match_indices(['|', '>']).map(|(at, _)| at);
    let before_ok =
        |at: usize| at == 0 || line.get(..at).is_some_and(|b| b.ends_with([' ', '\t', ':', '-']));
    starts.into_iter().find(|at| {
        let rest = line.get(at + 1..).unwrap_or("");
        let rest = rest.trim_start_matches(['+', '-', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
        let bare = rest.trim();
        before_ok(*at)
            && (bare.is_empty() || (bare.starts_with('#') && rest.starts_with([' ', '\t'])))
    })
}
