use palisade_arena::Arena;
use palisade_source::{Diagnostic, FileId, Location, Span};
use palisade_value::{Array, Interner, Number, ObjectBuilder, Origin, Value};

/// Makes values of a file, every slot with its place.
pub(crate) struct Make<'a> {
    pub(crate) arena: &'a Arena,
    pub(crate) file: FileId,
    keys: Interner<'a>,
}

/// A value and where it is written.
pub(crate) type Placed<'a> = (Value<'a>, Span);

impl<'a> Make<'a> {
    pub(crate) fn new(arena: &'a Arena, file: FileId) -> Self {
        Self { arena, file, keys: Interner::new(arena) }
    }

    pub(crate) fn at(&self, span: Span) -> Location {
        Location::new(self.file, span)
    }

    pub(crate) fn origin(&self, span: Span) -> Origin<'a> {
        Origin::literal(self.at(span))
    }

    pub(crate) fn text(&self, text: &str) -> Value<'a> {
        Value::str(self.arena, text)
    }

    /// A key, of which there is one copy.
    pub(crate) fn key(&mut self, text: &str) -> Value<'a> {
        Value::Str(self.keys.intern(text))
    }

    /// A number as written in JSON's grammar, exactly; else as a text.
    pub(crate) fn number(&self, text: &str) -> Value<'a> {
        Number::parse(self.arena, text).unwrap_or_else(|| self.text(text))
    }

    pub(crate) fn array(&self, items: Vec<Placed<'a>>) -> Value<'a> {
        let (values, spans): (Vec<_>, Vec<_>) = items.into_iter().unzip();
        let origins: Vec<_> = spans.into_iter().map(|span| self.origin(span)).collect();
        let array =
            Array::with_origins(self.arena.alloc_slice(&values), self.arena.alloc_slice(&origins));
        Value::Array(self.arena.alloc(array))
    }

    /// An object; of equal keys the last one counts.
    pub(crate) fn object<K: AsRef<str>>(
        &mut self,
        entries: impl IntoIterator<Item = (K, Value<'a>, Span)>,
    ) -> Value<'a> {
        let mut builder = ObjectBuilder::new();
        for (key, value, span) in entries {
            let (key, origin) = (self.key(key.as_ref()), self.origin(span));
            builder.insert_at(key, value, origin);
        }
        builder.finish(self.arena)
    }

    /// What is wrong with a text.
    pub(crate) fn wrong(&self, span: Span, message: impl Into<String>) -> Box<Diagnostic> {
        Box::new(Diagnostic::error("structured-syntax", message).at(self.at(span)))
    }
}

/// A comment with its place.
pub(crate) type Comment = (String, Span);

/// What became of a text.
#[derive(Default)]
pub(crate) struct Read<'a> {
    /// The documents in order.
    pub(crate) documents: Vec<Placed<'a>>,
    /// Comments without their signs.
    pub(crate) comments: Vec<Comment>,
    /// What is wrong with parts of it that were left out.
    pub(crate) diagnostics: Vec<Diagnostic>,
}

impl<'a> Read<'a> {
    /// One document that is the whole text.
    pub(crate) fn whole(value: Value<'a>, text: &str) -> Self {
        Self { documents: vec![(value, Span::at(0, text.len()))], ..Self::default() }
    }

    pub(crate) fn with(self, comments: Vec<Comment>) -> Self {
        Self { comments, ..self }
    }
}

/// The documents of a text, or why it has none.
pub(crate) type Outcome<'a> = Result<Read<'a>, Box<Diagnostic>>;

/// The lines of a text with their places, without what ends them.
pub(crate) fn lines(text: &str) -> impl Iterator<Item = (&str, Span)> {
    let mut start = 0;
    text.split_inclusive('\n').map(move |whole| {
        let line = whole.strip_suffix('\n').unwrap_or(whole);
        let line = line.strip_suffix('\r').unwrap_or(line);
        let span = Span::at(start, start + line.len());
        start += whole.len();
        (line, span)
    })
}

/// The character at a byte, or the one that the byte is in; nothing at the end.
pub(crate) fn character(text: &str, at: usize) -> Span {
    let start = text.floor_char_boundary(at);
    let len = text.get(start..).and_then(|t| t.chars().next()).map_or(0, char::len_utf8);
    Span::at(start, start + len)
}

/// The part of a span without the blanks around it.
pub(crate) fn trimmed(text: &str, span: Span) -> Span {
    let part = text.get(span.range()).unwrap_or("");
    let lead = part.len() - part.trim_start().len();
    let start = span.start as usize + lead;
    Span::at(start, start + part.trim().len())
}
