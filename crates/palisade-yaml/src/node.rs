use palisade_source::Span;
use std::borrow::Cow;

/// How a scalar is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Style {
    /// Without quotes: may be a number, a truth value or null.
    Plain,
    /// In single or double quotes.
    Quoted,
    /// A literal or folded block (`|`, `>`).
    Block,
}

/// An explicit tag, such as `!Ref` or `!!str`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tag {
    /// The tag; tags of the core schema are written `!!name` whatever handle the text uses.
    pub text: String,
    /// Where it is written.
    pub span: Span,
}

/// What a node is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Kind<'t> {
    /// A scalar with its text after escapes and folding; an absent value is empty and plain.
    Scalar(Cow<'t, str>, Style),
    /// A list.
    Sequence(Vec<Node<'t>>),
    /// Keys with values in the order of the text; keys are distinct.
    Mapping(Vec<(Node<'t>, Node<'t>)>),
}

/// One node of a document.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Node<'t> {
    /// Where it is written; for a node that an alias stands for, where the anchor is.
    pub span: Span,
    /// What it is.
    pub kind: Kind<'t>,
    pub(crate) extra: Option<Box<Extra>>,
}

/// What few nodes have.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Extra {
    pub(crate) tag: Option<Tag>,
    pub(crate) alias: Option<Span>,
    pub(crate) is_doubled: bool,
}

impl<'t> Node<'t> {
    /// A node without tag.
    #[must_use]
    pub fn new(span: Span, kind: Kind<'t>) -> Self {
        Self { span, kind, extra: None }
    }

    /// Whether its key is given more than once in its mapping, so that another value may count.
    #[must_use]
    pub fn is_doubled(&self) -> bool {
        self.extra.as_ref().is_some_and(|extra| extra.is_doubled)
    }

    /// The explicit tag.
    #[must_use]
    pub fn tag(&self) -> Option<&Tag> {
        self.extra.as_ref()?.tag.as_ref()
    }

    /// Where the alias is written that this node was copied for.
    #[must_use]
    pub fn alias(&self) -> Option<Span> {
        self.extra.as_ref()?.alias
    }

    /// The value of a key, if this is a mapping that has it.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node<'t>> {
        self.get_entry(key).map(|(_, value)| value)
    }

    /// The key node and the value of a key, if this is a mapping that has it.
    #[must_use]
    pub fn get_entry(&self, key: &str) -> Option<&(Node<'t>, Node<'t>)> {
        self.entries().iter().find(|(k, _)| k.text() == Some(key))
    }

    /// The value at a chain of keys.
    #[must_use]
    pub fn path(&self, keys: &[&str]) -> Option<&Node<'t>> {
        keys.iter().try_fold(self, |node, key| node.get(key))
    }

    /// The entries of a mapping; none for any other node.
    #[must_use]
    pub fn entries(&self) -> &[(Node<'t>, Node<'t>)] {
        if let Kind::Mapping(entries) = &self.kind { entries } else { &[] }
    }

    /// The items of a list; none for any other node.
    #[must_use]
    pub fn items(&self) -> &[Node<'t>] {
        if let Kind::Sequence(items) = &self.kind { items } else { &[] }
    }

    /// The text of a scalar of any type.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        if let Kind::Scalar(text, _) = &self.kind { Some(text) } else { None }
    }

    /// Whether it is a mapping.
    #[must_use]
    pub fn is_mapping(&self) -> bool {
        matches!(self.kind, Kind::Mapping(_))
    }

    /// Whether it is a list.
    #[must_use]
    pub fn is_sequence(&self) -> bool {
        matches!(self.kind, Kind::Sequence(_))
    }

    /// Whether it is absent or written as null.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self.resolve(crate::Schema::Core12), Some(crate::Scalar::Null))
    }

    /// What people call its type: `a mapping`, `a list`, `a text`, `a number` and so on.
    #[must_use]
    pub fn describe(&self, schema: crate::Schema) -> &'static str {
        match &self.kind {
            Kind::Sequence(_) => "a list",
            Kind::Mapping(_) => "a mapping",
            Kind::Scalar(..) => self.resolve(schema).map_or("a text", |s| s.describe()),
        }
    }

    /// The same without ties to the text it was read from.
    #[must_use]
    pub fn into_owned(self) -> Node<'static> {
        let kind = match self.kind {
            Kind::Scalar(text, style) => Kind::Scalar(Cow::Owned(text.into_owned()), style),
            Kind::Sequence(items) => {
                Kind::Sequence(items.into_iter().map(Node::into_owned).collect())
            }
            Kind::Mapping(entries) => Kind::Mapping(
                entries.into_iter().map(|(k, v)| (k.into_owned(), v.into_owned())).collect(),
            ),
        };
        Node { span: self.span, kind, extra: self.extra }
    }

    pub(crate) fn extra_mut(&mut self) -> &mut Extra {
        self.extra.get_or_insert_default()
    }

    /// Applies a function to every span, including those of tags and aliases.
    pub(crate) fn map_spans(&mut self, map: &dyn Fn(Span) -> Span) {
        self.span = map(self.span);
        if let Some(extra) = &mut self.extra {
            extra.alias = extra.alias.map(map);
            if let Some(tag) = &mut extra.tag {
                tag.span = map(tag.span);
            }
        }
        match &mut self.kind {
            Kind::Scalar(..) => {}
            Kind::Sequence(items) => items.iter_mut().for_each(|n| n.map_spans(map)),
            Kind::Mapping(entries) => {
                for (key, value) in entries {
                    key.map_spans(map);
                    value.map_spans(map);
                }
            }
        }
    }

    /// Nesting below and including this node, and the bytes that a copy of it takes.
    pub(crate) fn measure(&self) -> (usize, usize) {
        let own = size_of::<Node<'_>>() + self.extra.as_ref().map_or(0, |_| size_of::<Extra>());
        let add = |(depth, bytes): (usize, usize), child: &Node<'_>| {
            let (d, b) = child.measure();
            (depth.max(d + 1), bytes + b)
        };
        match &self.kind {
            Kind::Scalar(Cow::Borrowed(_), _) => (1, own),
            Kind::Scalar(Cow::Owned(text), _) => (1, own + text.len()),
            Kind::Sequence(items) => items.iter().fold((1, own), add),
            Kind::Mapping(entries) => {
                entries.iter().fold((1, own), |sum, (k, v)| add(add(sum, k), v))
            }
        }
    }
}
