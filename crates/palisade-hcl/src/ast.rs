//! The syntax tree. Every node is `Copy`, borrows from the text or the arena, and has a span.

use palisade_source::Span;

/// What parsing a file gives: always a tree, and what was wrong with the text.
#[derive(Clone, Debug)]
pub struct Parsed<'s> {
    /// The whole file; broken parts are left out or hold [`ExprKind::Invalid`].
    pub body: Body<'s>,
    /// What was wrong, in the order of the text.
    pub errors: Vec<SyntaxError>,
    /// All comments outside of expressions' strings, in the order of the text.
    pub comments: &'s [Comment<'s>],
}

/// What parsing one expression or template gives.
#[derive(Clone, Debug)]
pub struct ParsedExpr<'s> {
    /// The expression; [`ExprKind::Invalid`] where there is none.
    pub expr: Expr<'s>,
    /// What was wrong, in the order of the text.
    pub errors: Vec<SyntaxError>,
}

/// Something in the text that is not HCL.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SyntaxError {
    /// Where.
    pub span: Span,
    /// What: a lowercase fragment with user input in backticks.
    pub message: String,
    /// How to mend it.
    pub help: Option<String>,
    /// Further places, each with a lowercase fragment such as `block opened here`.
    pub labels: Vec<(Span, String)>,
}

/// A comment with its markers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Comment<'s> {
    /// The text from the marker on, without the line break; with `/*` and `*/`.
    pub text: &'s str,
    /// Where.
    pub span: Span,
}

impl<'s> Comment<'s> {
    /// The text without its markers, trimmed.
    #[must_use]
    pub fn content(&self) -> &'s str {
        let text = self.text;
        let inner = match text.strip_prefix("/*") {
            Some(rest) => rest.strip_suffix("*/").unwrap_or(rest),
            None => text.strip_prefix("//").or_else(|| text.strip_prefix('#')).unwrap_or(text),
        };
        inner.trim()
    }
}

/// A name and where it stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Ident<'s> {
    /// The name.
    pub name: &'s str,
    /// Where.
    pub span: Span,
}

/// The content of a file or of a block.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Body<'s> {
    /// Attributes and blocks in the order of the text.
    pub items: &'s [Item<'s>],
    /// What stands between the braces, without them; for a file, all of it.
    pub span: Span,
}

impl<'s> Body<'s> {
    /// The attributes in the order of the text.
    pub fn attributes(&self) -> impl Iterator<Item = &'s Attribute<'s>> + use<'s> {
        self.items.iter().filter_map(|item| match item {
            Item::Attribute(attribute) => Some(*attribute),
            Item::Block(_) => None,
        })
    }

    /// The blocks in the order of the text.
    pub fn blocks(&self) -> impl Iterator<Item = &'s Block<'s>> + use<'s> {
        self.items.iter().filter_map(|item| match item {
            Item::Block(block) => Some(*block),
            Item::Attribute(_) => None,
        })
    }

    /// The first attribute of a name.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&'s Attribute<'s>> {
        self.attributes().find(|attribute| attribute.name.name == name)
    }
}

/// An attribute or a block.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Item<'s> {
    /// `name = expression`
    Attribute(&'s Attribute<'s>),
    /// `kind "label" { … }`
    Block(&'s Block<'s>),
}

impl Item<'_> {
    /// Where.
    #[must_use]
    pub const fn span(&self) -> Span {
        match self {
            Self::Attribute(attribute) => attribute.span,
            Self::Block(block) => block.span,
        }
    }
}

/// `name = expression`
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Attribute<'s> {
    /// The name.
    pub name: Ident<'s>,
    /// The expression; [`ExprKind::Invalid`] where it could not be read.
    pub expr: Expr<'s>,
    /// From the name to the end of the expression.
    pub span: Span,
}

/// `kind "label" { … }`
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Block<'s> {
    /// The type of the block, such as `resource`.
    pub kind: Ident<'s>,
    /// The labels.
    pub labels: &'s [Label<'s>],
    /// The content.
    pub body: Body<'s>,
    /// From the kind to the closing brace.
    pub span: Span,
    /// From the kind to the last label.
    pub header_span: Span,
    /// Whether its closing brace was found; if not, some of its content may be missing.
    pub closed: bool,
}

/// A label of a block.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Label<'s> {
    /// The text with escapes resolved and without quotes.
    pub text: &'s str,
    /// Where, with quotes.
    pub span: Span,
    /// Whether it is written in quotes.
    pub quoted: bool,
}

/// An expression and where it stands.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Expr<'s> {
    /// What it is.
    pub kind: ExprKind<'s>,
    /// Where.
    pub span: Span,
}

/// The kinds of expression.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum ExprKind<'s> {
    /// Could not be read; a [`SyntaxError`] says why.
    Invalid,
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// A number exactly as written, such as `1.50` or `2e3`; never signed.
    Number(&'s str),
    /// A quoted string or heredoc without interpolation, with escapes resolved and, for `<<-`,
    /// indentation taken away.
    String(&'s str),
    /// A string with interpolations or directives.
    Template(&'s Template<'s>),
    /// A name by itself, or the root of a [`Traversal`].
    Variable(&'s str),
    /// `base.name[0].*.name`
    Traversal(&'s Traversal<'s>),
    /// `name(argument, …)`
    Call(&'s Call<'s>),
    /// `[a, b]`
    Tuple(&'s [Expr<'s>]),
    /// `{ a = b }`
    Object(&'s [ObjectItem<'s>]),
    /// `[for v in c : e if p]`, `{for k, v in c : k => e}`
    For(&'s For<'s>),
    /// `condition ? a : b`
    Conditional(&'s Conditional<'s>),
    /// `a + b`
    Binary(&'s Binary<'s>),
    /// `-a`, `!a`
    Unary(&'s Unary<'s>),
    /// `(a)`
    Parens(&'s Expr<'s>),
}

/// A string with interpolations or directives.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Template<'s> {
    /// How it is written.
    pub form: TemplateForm,
    /// Its parts in order; trimming by `~` and indentation by `<<-` are already applied.
    pub parts: &'s [TemplatePart<'s>],
}

impl<'s> Template<'s> {
    /// The expression of a template that is nothing but one interpolation; its value is that of
    /// the expression, of whatever type, and not a string.
    #[must_use]
    pub const fn wrapped(&self) -> Option<&'s Expr<'s>> {
        match self.parts {
            [TemplatePart::Interpolation(one)] => Some(&one.expr),
            _ => None,
        }
    }
}

/// How a template is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TemplateForm {
    /// `"…"`
    Quoted,
    /// `<<EOT`
    Heredoc,
    /// `<<-EOT`
    HeredocIndented,
    /// A template file, without any delimiter.
    Bare,
}

/// One part of a template.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum TemplatePart<'s> {
    /// Text with escapes resolved. Empty where all of it was trimmed away.
    Literal(&'s str, Span),
    /// `${expression}`
    Interpolation(&'s Interpolation<'s>),
    /// `%{if condition}…%{else}…%{endif}`
    If(&'s TemplateIf<'s>),
    /// `%{for k, v in collection}…%{endfor}`
    For(&'s TemplateFor<'s>),
}

impl TemplatePart<'_> {
    /// Where.
    #[must_use]
    pub const fn span(&self) -> Span {
        match self {
            Self::Literal(_, span) => *span,
            Self::Interpolation(part) => part.span,
            Self::If(part) => part.span,
            Self::For(part) => part.span,
        }
    }
}

/// `${expression}`
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Interpolation<'s> {
    /// The expression.
    pub expr: Expr<'s>,
    /// `${~`; the trimming is already applied to the text before.
    pub trim_before: bool,
    /// `~}`; the trimming is already applied to the text behind.
    pub trim_after: bool,
    /// With `${` and `}`.
    pub span: Span,
}

/// `%{if condition}…%{else}…%{endif}`
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct TemplateIf<'s> {
    /// The condition.
    pub condition: Expr<'s>,
    /// The parts for a true condition.
    pub then: &'s [TemplatePart<'s>],
    /// The parts for a false condition; empty without `%{else}`.
    pub otherwise: &'s [TemplatePart<'s>],
    /// From `%{if` to the end of `%{endif}`.
    pub span: Span,
}

/// `%{for k, v in collection}…%{endfor}`
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct TemplateFor<'s> {
    /// The variable for the key, if written.
    pub key_var: Option<Ident<'s>>,
    /// The variable for the value.
    pub value_var: Ident<'s>,
    /// What is gone through.
    pub collection: Expr<'s>,
    /// The parts for each element.
    pub body: &'s [TemplatePart<'s>],
    /// From `%{for` to the end of `%{endfor}`.
    pub span: Span,
}

/// `base.name[0].*.name`
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Traversal<'s> {
    /// What the steps start from; mostly [`ExprKind::Variable`].
    pub base: Expr<'s>,
    /// At least one step, applied from left to right.
    pub steps: &'s [Step<'s>],
}

/// One step of a traversal and where it stands.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Step<'s> {
    /// What it does.
    pub kind: StepKind<'s>,
    /// With its dot or brackets; for a splat, with the steps below it.
    pub span: Span,
}

/// The kinds of step.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum StepKind<'s> {
    /// `.name`
    Attribute(&'s str),
    /// `[expression]`
    Index(&'s Expr<'s>),
    /// `.0`, with the digits as written
    LegacyIndex(&'s str),
    /// `.*` and the steps to apply to every element: only attributes and legacy indices.
    AttributeSplat(&'s [Step<'s>]),
    /// `[*]` and the steps to apply to every element: all that follow.
    FullSplat(&'s [Step<'s>]),
}

/// `name(argument, …)`
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Call<'s> {
    /// The name; with its namespaces, joined by `::`, as in `provider::aws::arn_parse`.
    pub name: Ident<'s>,
    /// The arguments.
    pub args: &'s [Expr<'s>],
    /// Whether the last argument is followed by `...`.
    pub expand: bool,
}

/// `key = value` inside an object
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct ObjectItem<'s> {
    /// The key.
    pub key: ObjectKey<'s>,
    /// The value.
    pub value: Expr<'s>,
    /// From the key to the end of the value.
    pub span: Span,
}

/// A key of an object.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum ObjectKey<'s> {
    /// A bare name, which stands for itself (also `null`, `true`, `false`).
    Name(Ident<'s>),
    /// Any other: a quoted string, a number, an expression in parentheses.
    Expr(Expr<'s>),
}

impl<'s> ObjectKey<'s> {
    /// Where.
    #[must_use]
    pub const fn span(&self) -> Span {
        match self {
            Self::Name(ident) => ident.span,
            Self::Expr(expr) => expr.span,
        }
    }

    /// The key as text, where no evaluation is needed for it.
    #[must_use]
    pub const fn text(&self) -> Option<&'s str> {
        match self {
            Self::Name(ident) => Some(ident.name),
            Self::Expr(Expr { kind: ExprKind::String(text), .. }) => Some(text),
            Self::Expr(_) => None,
        }
    }
}

/// `[for v in c : e if p]`, `{for k, v in c : k => e... if p}`
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct For<'s> {
    /// The variable for the key, if written.
    pub key_var: Option<Ident<'s>>,
    /// The variable for the value.
    pub value_var: Ident<'s>,
    /// What is gone through.
    pub collection: Expr<'s>,
    /// The key of each result: present in the object form only.
    pub key: Option<Expr<'s>>,
    /// The value of each result.
    pub value: Expr<'s>,
    /// Whether values of one key are gathered in a list (`...`).
    pub group: bool,
    /// The condition behind `if`.
    pub condition: Option<Expr<'s>>,
}

/// `condition ? a : b`
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Conditional<'s> {
    /// The condition.
    pub condition: Expr<'s>,
    /// The result when true.
    pub then: Expr<'s>,
    /// The result when false.
    pub otherwise: Expr<'s>,
}

/// `a + b`
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Binary<'s> {
    /// The operator.
    pub op: BinaryOp,
    /// Where the operator stands.
    pub op_span: Span,
    /// The left side.
    pub left: Expr<'s>,
    /// The right side.
    pub right: Expr<'s>,
}

/// The binary operators.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum BinaryOp {
    /// `||`
    Or,
    /// `&&`
    And,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `%`
    Modulo,
}

impl BinaryOp {
    /// As written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Or => "||",
            Self::And => "&&",
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Modulo => "%",
        }
    }
}

/// `-a`, `!a`
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Unary<'s> {
    /// The operator.
    pub op: UnaryOp,
    /// The operand.
    pub operand: Expr<'s>,
}

/// The unary operators.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum UnaryOp {
    /// `-`
    Negate,
    /// `!`
    Not,
}
