use palisade_arena::Arena;
use palisade_source::{Diagnostic, FileId, Location, Span};
use palisade_value::{
    Array, Interner, Number, ObjectBuilder, Origin, OriginKind, Unknown, UnknownKind, Value,
};
use palisade_yaml::{Kind, Node, Scalar, Schema};

/// Turns nodes into values with origins.
pub(crate) struct Values<'a> {
    pub(crate) arena: &'a Arena,
    keys: Interner<'a>,
}

impl<'a> Values<'a> {
    pub(crate) fn new(arena: &'a Arena) -> Self {
        Self { arena, keys: Interner::new(arena) }
    }

    /// The one copy of a text that is often repeated.
    pub(crate) fn intern(&mut self, text: &str) -> &'a str {
        self.keys.intern(text)
    }

    /// The value of a node; entries that are null are left out.
    ///
    /// Recursion is as deep as the node, which the parser limits.
    pub(crate) fn value(
        &mut self,
        node: &Node<'_>,
        file: &Source<'_>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Value<'a> {
        match &node.kind {
            Kind::Scalar(text, _) => self.scalar(node, text).unwrap_or_else(|| {
                let message = format!("a number of over {} digits is not read", Number::DIGITS);
                let location = file.at(first_line(file.text, node.span));
                diagnostics.push(
                    Diagnostic::warning("kubernetes-number", message)
                        .at(location)
                        .help("what stands here is taken for unknown; put a text in quotes"),
                );
                let unknown = Unknown {
                    kind: UnknownKind::Invalid,
                    subject: "a number of too many digits",
                    location: Some(location),
                    partial: None,
                    nullable: false,
                };
                Value::unknown(self.arena, unknown)
            }),
            Kind::Sequence(items) => {
                let mut values = Vec::with_capacity(items.len());
                let mut origins = Vec::with_capacity(items.len());
                for item in items {
                    values.push(self.value(item, file, diagnostics));
                    origins.push(self.origin(None, item, file));
                }
                let values = self.arena.alloc_slice(&values);
                let origins = self.arena.alloc_slice(&origins);
                Value::Array(self.arena.alloc(Array::with_origins(values, origins)))
            }
            Kind::Mapping(entries) => {
                let mut object = ObjectBuilder::with_capacity(entries.len());
                let mut whole = true;
                for (key, value) in entries {
                    let Some(name) = key_text(key) else {
                        let message = format!("a key of a manifest is {}", key.describe(SCHEMA));
                        diagnostics.push(
                            Diagnostic::warning("kubernetes-key", message)
                                .at(file.at(key.span))
                                .help("keys are texts; what stands here is taken for unknown"),
                        );
                        whole = false;
                        continue;
                    };
                    if value.is_null() && !value.is_doubled() {
                        continue;
                    }
                    let origin = self.origin(Some(key), value, file);
                    let value = if value.is_doubled() {
                        // Which of the two counts hangs on who reads it.
                        Value::unknown(
                            self.arena,
                            Unknown {
                                kind: UnknownKind::Refused,
                                subject: self.arena.alloc_str(name),
                                location: Some(file.at(key.span)),
                                partial: None,
                                nullable: false,
                            },
                        )
                    } else {
                        self.value(value, file, diagnostics)
                    };
                    object.insert_at(Value::Str(self.keys.intern(name)), value, origin);
                }
                // What was meant by a key that is no text nobody knows: `{{ .Values.x }}` reads as one.
                if !whole {
                    let unknown = Unknown {
                        kind: UnknownKind::Invalid,
                        subject: "a mapping whose key is no text",
                        location: Some(file.at(node.span)),
                        partial: None,
                        nullable: true,
                    };
                    return Value::unknown(self.arena, unknown);
                }
                object.finish(self.arena)
            }
        }
    }

    /// The value of a scalar; none for a number of more digits than are read.
    fn scalar(&self, node: &Node<'_>, text: &str) -> Option<Value<'a>> {
        let is_long = |digits: &str| digits.len() > Number::DIGITS;
        Some(match node.resolve(SCHEMA) {
            None | Some(Scalar::Null) => Value::Null,
            Some(Scalar::Bool(b)) => Value::Bool(b),
            Some(Scalar::Int(i)) => Value::Int(i),
            Some(Scalar::Float(f)) => match Number::parse(self.arena, text) {
                Some(number) => number,
                None if is_long(text) => return None,
                None => Value::Float(f),
            },
            Some(Scalar::BigInt(digits)) => match Number::parse(self.arena, &digits) {
                Some(number) => number,
                None if is_long(&digits) => return None,
                None => Value::str(self.arena, text),
            },
            Some(Scalar::String(text)) => Value::str(self.arena, text),
        })
    }

    /// Where a slot is set: the entry of a scalar, the key of a collection; for an alias where it
    /// is written, with the anchored node behind it.
    fn origin(&self, key: Option<&Node<'_>>, value: &Node<'_>, file: &Source<'_>) -> Origin<'a> {
        if let Some(alias) = value.alias() {
            let near = key.map(|k| k.span).filter(|k| same_line(file.text, *k, alias));
            let source = Origin::literal(file.at(first_line(file.text, value.span)));
            return Origin {
                location: file.at(near.map_or(alias, |k| k.to(alias))),
                kind: OriginKind::Local,
                name: self.arena.alloc_str(file.text.get(alias.range()).unwrap_or("")),
                sources: self.arena.alloc_slice(&[source]),
            };
        }
        let span = match (key, &value.kind) {
            (Some(key), Kind::Scalar(..)) => key.span.to(first_line(file.text, value.span)),
            (Some(key), _) if same_line(file.text, key.span, value.span) => key.span.to(value.span),
            (Some(key), _) => key.span,
            (None, _) => first_line(file.text, value.span),
        };
        Origin::literal(file.at(span))
    }
}

/// A file with its text.
#[derive(Clone, Copy)]
pub(crate) struct Source<'t> {
    pub(crate) id: FileId,
    pub(crate) text: &'t str,
}

impl Source<'_> {
    pub(crate) fn at(&self, span: Span) -> Location {
        Location::new(self.id, span)
    }
}

/// How Kubernetes reads scalars.
pub(crate) const SCHEMA: Schema = Schema::Kubernetes;

/// The key as JSON has it; none for a list or a mapping.
fn key_text<'n>(key: &'n Node<'_>) -> Option<&'n str> {
    match key.resolve(SCHEMA)? {
        Scalar::Bool(true) => Some("true"),
        Scalar::Bool(false) => Some("false"),
        _ => key.text(),
    }
}

/// The part of a span that stands on its first line.
pub(crate) fn first_line(text: &str, span: Span) -> Span {
    let part = text.get(span.range()).unwrap_or("");
    let line = part.split(['\n', '\r']).next().unwrap_or("");
    let start = span.start as usize;
    Span::at(start, start + line.trim_end().len())
}

/// Whether two spans stand on one line, the second whole.
fn same_line(text: &str, a: Span, b: Span) -> bool {
    let both = a.to(b);
    text.get(both.range()).is_some_and(|part| !part.contains('\n'))
}
