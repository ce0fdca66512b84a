//! The syntax tree: a flat arena of small copyable nodes, each with its span.
//!
//! Macros are nodes of their own (they are never expanded into calls), so that the checker and
//! messages can speak of what the author wrote.

use palisade_source::Span;

/// Names one node of an [`Ast`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct ExprId(pub(crate) u32);

/// A run of nodes in an [`Ast`], read with [`Ast::list`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ExprList {
    start: u32,
    len: u32,
}

impl ExprList {
    /// How many nodes.
    #[must_use]
    pub fn len(self) -> usize {
        self.len as usize
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.len == 0
    }
}

/// A run of entries in an [`Ast`], read with [`Ast::entries`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct EntryList {
    start: u32,
    len: u32,
}

impl EntryList {
    /// How many entries.
    #[must_use]
    pub fn len(self) -> usize {
        self.len as usize
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.len == 0
    }
}

/// A name as written, with its place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Name<'s> {
    /// The name, without backticks.
    pub text: &'s str,
    /// Where it stands.
    pub span: Span,
}

/// What an identifier says.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Var<'s> {
    /// A plain name.
    Named(&'s str),
    /// `cel.iterVar(depth, position)`.
    Iter(u32, u32),
    /// `cel.index(n)`.
    Index(u32),
}

impl std::fmt::Display for Var<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Named(name) => f.write_str(name),
            Self::Iter(depth, position) => write!(f, "cel.iterVar({depth}, {position})"),
            Self::Index(n) => write!(f, "cel.index({n})"),
        }
    }
}

/// A string or bytes literal: a slice of the source or, with escapes, of the tree's own buffer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Text<'s> {
    /// Written without escapes.
    Source(&'s str),
    /// Unescaped into the buffer: start and end.
    Buffer(u32, u32),
}

/// Names a variable that a macro binds.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct BinderId(pub(crate) u32);

impl BinderId {
    /// The number, counted from 0 in one expression.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A variable that a macro binds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Binder<'s> {
    /// Its name.
    pub name: Var<'s>,
    /// Where it is bound.
    pub span: Span,
}

/// Operators with two operands (`&&` and `||` have nodes of their own).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BinaryOp {
    /// `+`
    Add,
    /// `-`
    Sub,
    /// `*`
    Mul,
    /// `/`
    Div,
    /// `%`
    Rem,
    /// `==`
    Eq,
    /// `!=`
    Ne,
    /// `<`
    Lt,
    /// `<=`
    Le,
    /// `>`
    Gt,
    /// `>=`
    Ge,
    /// `in`
    In,
}

impl BinaryOp {
    /// How it is written.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Sub => "-",
            Self::Mul => "*",
            Self::Div => "/",
            Self::Rem => "%",
            Self::Eq => "==",
            Self::Ne => "!=",
            Self::Lt => "<",
            Self::Le => "<=",
            Self::Gt => ">",
            Self::Ge => ">=",
            Self::In => "in",
        }
    }
}

/// Operators with one operand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum UnaryOp {
    /// `!`
    Not,
    /// `-`
    Neg,
}

/// Macros that walk a list or a map.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FoldOp {
    /// `all`
    All,
    /// `exists`
    Exists,
    /// `exists_one`, `existsOne`
    ExistsOne,
    /// `filter`
    Filter,
    /// `map`
    Map,
    /// `transformList`
    TransformList,
    /// `transformMap`
    TransformMap,
    /// `transformMapEntry`
    TransformMapEntry,
    /// `sortBy`
    SortBy,
}

/// One use of a macro that walks a list or a map.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Fold {
    /// Which macro.
    pub op: FoldOp,
    /// What it walks.
    pub range: ExprId,
    /// The element (or, with two variables, the index or key).
    pub first: BinderId,
    /// With two variables, the value.
    pub second: Option<BinderId>,
    /// The condition of `map`, `transformList`, `transformMap`, `transformMapEntry` with filter.
    pub filter: Option<ExprId>,
    /// The predicate, transformation or sort key.
    pub body: ExprId,
}

/// The left side of an entry in a list, map or message.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EntryKey<'s> {
    /// A list element.
    None,
    /// A map key.
    Expr(ExprId),
    /// A message field.
    Field(Name<'s>),
}

/// An element of a list, an entry of a map or a field of a message.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Entry<'s> {
    /// The left side.
    pub key: EntryKey<'s>,
    /// The value.
    pub value: ExprId,
    /// Whether it was marked with `?`: the value is optional and left out when it is none.
    pub optional: bool,
}

/// What a node is.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Kind<'s> {
    /// Something that could not be parsed; a diagnostic says why.
    Error,
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// `-1`, `0x1f`
    Int(i64),
    /// `1u`
    Uint(u64),
    /// `1.5`, `1e3`
    Double(f64),
    /// `'text'`
    String(Text<'s>),
    /// `b'bytes'`; a slice of the source is meant as its UTF-8 bytes.
    Bytes(Text<'s>),
    /// An unresolved name; `rooted` when written with a leading dot.
    Ident {
        /// The name.
        name: Var<'s>,
        /// Written with a leading dot.
        rooted: bool,
    },
    /// A variable that a macro binds (made by name resolution).
    Local(BinderId),
    /// A declared variable, by its number in the environment (made by name resolution).
    Global(u32),
    /// A type used as a value, by its number in the environment (made by name resolution).
    TypeName(u32),
    /// `base.field`, `base.?field`
    Select {
        /// The left side.
        base: ExprId,
        /// The field.
        field: Name<'s>,
        /// Written `.?`.
        optional: bool,
    },
    /// `has(base.field)`
    Has {
        /// The left side.
        base: ExprId,
        /// The field.
        field: Name<'s>,
        /// Written `.?` (`has(a.?b)`).
        optional: bool,
    },
    /// `base[index]`, `base[?index]`
    Index {
        /// The left side.
        base: ExprId,
        /// The index or key.
        index: ExprId,
        /// Written `[?`.
        optional: bool,
    },
    /// `name(args)`, `target.name(args)`; name resolution turns `math.abs(x)` into a call without
    /// target whose `name` covers both parts.
    Call {
        /// The receiver.
        target: Option<ExprId>,
        /// The function.
        name: Name<'s>,
        /// Written with a leading dot.
        rooted: bool,
        /// The arguments.
        args: ExprList,
    },
    /// A call of a known function, by its number (made by name resolution); the target is the
    /// first argument.
    Invoke {
        /// The function, an index of the environment.
        function: u32,
        /// The function's name as written.
        name: Name<'s>,
        /// Whether the first argument is the target of a method call.
        method: bool,
        /// The arguments.
        args: ExprList,
    },
    /// `!x`, `-x`
    Unary {
        /// The operator.
        op: UnaryOp,
        /// The operand.
        operand: ExprId,
    },
    /// `left op right`
    Binary {
        /// The operator.
        op: BinaryOp,
        /// The left operand.
        left: ExprId,
        /// The right operand.
        right: ExprId,
    },
    /// `a && b && …`
    And(ExprList),
    /// `a || b || …`
    Or(ExprList),
    /// `test ? then : other`
    Cond {
        /// The condition.
        test: ExprId,
        /// The value when true.
        then: ExprId,
        /// The value when false.
        other: ExprId,
    },
    /// `[a, ?b]`
    List(EntryList),
    /// `{k: v, ?k: v}`
    Map(EntryList),
    /// `pkg.Type{field: value}`
    Message {
        /// The name, as a chain of selects on an identifier.
        name: ExprId,
        /// The fields.
        fields: EntryList,
    },
    /// A macro that walks a list or a map, read with [`Ast::fold`].
    Fold(u32),
    /// `cel.bind(name, value, body)`
    Let {
        /// The variable.
        binder: BinderId,
        /// Its value.
        value: ExprId,
        /// Where it can be used.
        body: ExprId,
    },
    /// `cel.block([…], body)`: the values are bound one after the other from `first` on.
    Block {
        /// The binder of the first value.
        first: BinderId,
        /// The values.
        values: ExprList,
        /// Where they can be used.
        body: ExprId,
    },
    /// `target.optMap(name, body)`, `target.optFlatMap(name, body)`
    OptMap {
        /// The optional.
        target: ExprId,
        /// The variable.
        binder: BinderId,
        /// The transformation.
        body: ExprId,
        /// Whether the body is itself optional.
        flat: bool,
    },
}

/// One node.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Expr<'s> {
    /// What it is.
    pub kind: Kind<'s>,
    /// Where it stands in the text.
    pub span: Span,
    height: u16,
}

/// A parsed expression.
#[derive(Clone, Debug)]
pub struct Ast<'s> {
    exprs: Vec<Expr<'s>>,
    lists: Vec<ExprId>,
    entries: Vec<Entry<'s>>,
    folds: Vec<Fold>,
    binders: Vec<Binder<'s>>,
    buffer: Vec<u8>,
    root: ExprId,
}

impl<'s> Ast<'s> {
    pub(crate) fn new() -> Self {
        Self {
            exprs: Vec::with_capacity(16),
            lists: Vec::new(),
            entries: Vec::new(),
            folds: Vec::new(),
            binders: Vec::new(),
            buffer: Vec::new(),
            root: ExprId(0),
        }
    }

    /// The outermost node.
    #[must_use]
    pub fn root(&self) -> ExprId {
        self.root
    }

    /// How many nodes there are; a node's number is smaller.
    #[must_use]
    pub fn len(&self) -> usize {
        self.exprs.len()
    }

    /// Whether there is no node.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.exprs.is_empty()
    }

    /// All nodes, children first.
    pub fn ids(&self) -> impl Iterator<Item = ExprId> + use<> {
        (0..u32::try_from(self.exprs.len()).unwrap_or(u32::MAX)).map(ExprId)
    }

    /// What a node is.
    #[must_use]
    pub fn kind(&self, id: ExprId) -> Kind<'s> {
        self.exprs.get(id.0 as usize).map_or(Kind::Error, |e| e.kind)
    }

    /// Where a node stands.
    #[must_use]
    pub fn span(&self, id: ExprId) -> Span {
        self.exprs.get(id.0 as usize).map_or_else(Span::default, |e| e.span)
    }

    /// The nodes of a list.
    #[must_use]
    pub fn list(&self, list: ExprList) -> &[ExprId] {
        let start = list.start as usize;
        self.lists.get(start..start + list.len()).unwrap_or(&[])
    }

    /// The entries of a list, map or message.
    #[must_use]
    pub fn entries(&self, list: EntryList) -> &[Entry<'s>] {
        let start = list.start as usize;
        self.entries.get(start..start + list.len()).unwrap_or(&[])
    }

    /// The parts of a [`Kind::Fold`].
    #[must_use]
    pub fn fold(&self, fold: u32) -> Option<Fold> {
        self.folds.get(fold as usize).copied()
    }

    /// A bound variable.
    #[must_use]
    pub fn binder(&self, id: BinderId) -> Option<Binder<'s>> {
        self.binders.get(id.index()).copied()
    }

    /// How many variables are bound in all.
    #[must_use]
    pub fn binder_count(&self) -> usize {
        self.binders.len()
    }

    /// The bytes of a literal.
    #[must_use]
    pub fn bytes(&self, text: Text<'s>) -> &[u8] {
        match text {
            Text::Source(s) => s.as_bytes(),
            Text::Buffer(start, end) => {
                self.buffer.get(start as usize..end as usize).unwrap_or(&[])
            }
        }
    }

    /// The text of a string literal.
    #[must_use]
    pub fn text(&self, text: Text<'s>) -> &str {
        match text {
            Text::Source(s) => s,
            Text::Buffer(..) => std::str::from_utf8(self.bytes(text)).unwrap_or(""),
        }
    }

    pub(crate) fn height(&self, id: ExprId) -> u16 {
        self.exprs.get(id.0 as usize).map_or(0, |e| e.height)
    }

    pub(crate) fn set_root(&mut self, root: ExprId) {
        self.root = root;
    }

    pub(crate) fn set_kind(&mut self, id: ExprId, kind: Kind<'s>) {
        if let Some(expr) = self.exprs.get_mut(id.0 as usize) {
            expr.kind = kind;
        }
    }

    pub(crate) fn push_leaf(&mut self, kind: Kind<'s>, span: Span) -> ExprId {
        self.push_tall(kind, span, 1)
    }

    /// Adds a node above `children`.
    pub(crate) fn push(&mut self, kind: Kind<'s>, span: Span, children: &[ExprId]) -> ExprId {
        let below = children.iter().map(|c| self.height(*c)).max().unwrap_or(0);
        self.push_tall(kind, span, below.saturating_add(1))
    }

    pub(crate) fn push_tall(&mut self, kind: Kind<'s>, span: Span, height: u16) -> ExprId {
        let id = ExprId(u32::try_from(self.exprs.len()).unwrap_or(u32::MAX));
        self.exprs.push(Expr { kind, span, height });
        id
    }

    pub(crate) fn push_list(&mut self, items: &[ExprId]) -> ExprList {
        let start = u32::try_from(self.lists.len()).unwrap_or(u32::MAX);
        self.lists.extend_from_slice(items);
        ExprList { start, len: u32::try_from(items.len()).unwrap_or(0) }
    }

    pub(crate) fn push_entries(&mut self, items: &[Entry<'s>]) -> EntryList {
        let start = u32::try_from(self.entries.len()).unwrap_or(u32::MAX);
        self.entries.extend_from_slice(items);
        EntryList { start, len: u32::try_from(items.len()).unwrap_or(0) }
    }

    pub(crate) fn push_fold(&mut self, fold: Fold) -> u32 {
        let id = u32::try_from(self.folds.len()).unwrap_or(u32::MAX);
        self.folds.push(fold);
        id
    }

    pub(crate) fn push_binder(&mut self, name: Var<'s>, span: Span) -> BinderId {
        let id = BinderId(u32::try_from(self.binders.len()).unwrap_or(u32::MAX));
        self.binders.push(Binder { name, span });
        id
    }

    pub(crate) fn buffer_mut(&mut self) -> &mut Vec<u8> {
        &mut self.buffer
    }
}
