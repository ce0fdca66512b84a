//! The syntax tree of Rego modules, as written: nothing is resolved, reordered or rewritten.
//!
//! Spans are bytes of the module's file. The formatter works on this tree, so what tells two ways
//! of writing the same thing apart is kept.

use palisade_source::Span;

pub use palisade_arena::Text;

/// A module: one file.
#[derive(Clone, PartialEq, Debug)]
pub struct Module {
    /// Which language it is written in.
    pub dialect: Dialect,
    /// The path of the package without `data`: `package a.b` is `["a", "b"]`.
    pub package: Vec<Key>,
    /// The `package …` statement.
    pub package_span: Span,
    /// The imports in order.
    pub imports: Vec<Import>,
    /// The rules in order.
    pub rules: Vec<Rule>,
    /// All comments in order, those of annotations too.
    pub comments: Vec<Comment>,
    /// The `# METADATA` blocks in order.
    pub annotations: Vec<Annotation>,
}

/// The language of a module.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Dialect {
    /// The language before OPA 1.0, with the keywords that `future.keywords` imports bring in.
    V0,
    /// The language of OPA 1.0, or a V0 module with `import rego.v1`.
    V1,
}

/// A constant key of a path.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Key {
    /// Its text.
    pub text: Text,
    /// Where.
    pub span: Span,
}

/// `import path as alias`.
#[derive(Clone, PartialEq, Debug)]
pub struct Import {
    /// The path with its root: `["data", "lib"]`, `["input", "request"]`, `["rego", "v1"]`,
    /// `["future", "keywords", "in"]`.
    pub path: Vec<Key>,
    /// The name after `as`.
    pub alias: Option<Key>,
    /// The whole statement.
    pub span: Span,
}

/// A comment without its `#`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Comment {
    /// The text after `#`, leading space included, without a carriage return.
    pub text: String,
    /// From `#` to the end of the line.
    pub span: Span,
}

/// A `# METADATA` block.
#[derive(Clone, PartialEq, Debug)]
pub struct Annotation {
    /// The YAML below the `METADATA` line, without comment signs.
    pub text: String,
    /// From the first `#` to the end of the last line.
    pub span: Span,
    /// What stands behind it.
    pub target: AnnotationTarget,
}

/// What an annotation stands before.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum AnnotationTarget {
    /// The package statement.
    Package,
    /// The rule at this position in [`Module::rules`].
    Rule(usize),
    /// An import.
    Import,
    /// Nothing.
    None,
}

/// One rule: a head, a body and its `else` branches.
///
/// `p if { a } { b }` makes two rules of one head; the second is `chained`.
#[derive(Clone, PartialEq, Debug)]
pub struct Rule {
    /// `default p := …`.
    pub default: bool,
    /// What it defines.
    pub head: Head,
    /// The body; empty for a rule without one.
    pub body: Vec<Literal>,
    /// Whether the body was written with braces.
    pub braces: bool,
    /// The `else` branches in order.
    pub elses: Vec<Else>,
    /// Whether it is a further body of the rule before it.
    pub chained: bool,
    /// The whole rule.
    pub span: Span,
}

/// The head of a rule.
#[derive(Clone, PartialEq, Debug)]
pub struct Head {
    /// The name and what follows it: `p`, `p.q[x].r`. A partial set in the old style `p[x] { … }`
    /// has the name alone here and `x` as its `contains`. The first part is the name.
    pub name: Key,
    /// The parts behind the name.
    pub path: Vec<RefPart>,
    /// The arguments of a function.
    pub args: Option<Vec<Term>>,
    /// The element that a partial set contains.
    pub contains: Option<Term>,
    /// The value; none where it is `true` by default.
    pub value: Option<Term>,
    /// Whether the value was written with `:=` (and not `=`).
    pub assign: bool,
    /// Whether the keyword `if` was written.
    pub has_if: bool,
    /// Whether `contains` was written in the old style, `p[x]`.
    pub old_set: bool,
    /// The head.
    pub span: Span,
}

/// `else := value if { … }`.
#[derive(Clone, PartialEq, Debug)]
pub struct Else {
    /// The value; `true` where there is none.
    pub value: Option<Term>,
    /// Whether the value was written with `:=` (and not `=`).
    pub assign: bool,
    /// Whether the keyword `if` was written.
    pub has_if: bool,
    /// The body; empty where there is none.
    pub body: Vec<Literal>,
    /// Whether the body was written with braces.
    pub braces: bool,
    /// The whole branch.
    pub span: Span,
}

/// One expression of a body, with its `with` modifiers.
#[derive(Clone, PartialEq, Debug)]
pub struct Literal {
    /// What it says.
    pub kind: LiteralKind,
    /// The modifiers in order.
    pub with: Vec<With>,
    /// The whole literal.
    pub span: Span,
}

/// What a literal says.
#[derive(Clone, PartialEq, Debug)]
pub enum LiteralKind {
    /// A term that must be defined and not false.
    Expr(Term),
    /// `not …`.
    Not(Term),
    /// `not …` with `import future.keywords.not`: what is negated is a body of its own.
    NotBody(Operand),
    /// `a and b`, `a or b`; several of one sign stand in one list. One alone stands in parentheses.
    Logic {
        /// What joins them.
        op: Logic,
        /// What is joined, in order.
        operands: Vec<Operand>,
    },
    /// `some x, y`.
    Some(Vec<Key>),
    /// `some value in collection`, `some key, value in collection`.
    SomeIn {
        /// The pattern of the key.
        key: Option<Term>,
        /// The pattern of the value.
        value: Term,
        /// What is iterated over.
        collection: Term,
    },
    /// `every value in domain { … }`, `every key, value in domain { … }`.
    Every {
        /// The variable of the key.
        key: Option<Key>,
        /// The variable of the value.
        value: Key,
        /// What is iterated over.
        domain: Term,
        /// What must hold.
        body: Vec<Literal>,
    },
}

/// What joins conditions.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Logic {
    /// `and`
    And,
    /// `or`
    Or,
}

/// What `not`, `and` and `or` stand before or between.
#[derive(Clone, PartialEq, Debug)]
pub struct Operand {
    /// What must hold: one literal, several only in braces.
    pub body: Vec<Literal>,
    /// What stands around it.
    pub form: Form,
    /// The operand with what stands around it.
    pub span: Span,
}

/// What stands around an operand.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Form {
    /// Nothing.
    Plain,
    /// Parentheses.
    Parens,
    /// Braces: a body with variables of its own.
    Braces,
}

/// `with target as value`.
#[derive(Clone, PartialEq, Debug)]
pub struct With {
    /// A path below `input` or `data`, or the name of a function: a `Ref` or `Var`.
    pub target: Term,
    /// What it is replaced with.
    pub value: Term,
    /// The whole modifier.
    pub span: Span,
}

/// A term or expression.
#[derive(Clone, PartialEq, Debug)]
pub struct Term {
    /// What it is.
    pub kind: TermKind,
    /// Where.
    pub span: Span,
}

/// The kinds of terms.
#[derive(Clone, PartialEq, Debug)]
pub enum TermKind {
    /// `null`.
    Null,
    /// `true`, `false`.
    Bool(bool),
    /// A number as written (JSON's grammar).
    Number(Text),
    /// A text with its escapes resolved.
    Str {
        /// The text.
        text: Text,
        /// Whether it was written in backticks.
        raw: bool,
    },
    /// `$"… {expr} …"`: a text with expressions in it.
    Template {
        /// Texts and expressions in order.
        parts: Vec<TemplatePart>,
        /// Whether it was written in backticks.
        raw: bool,
    },
    /// A name; `_` is a name here.
    Var(Text),
    /// A path: `input.a[x]`, `f(x)[0]`, `{"a": 1}.a`.
    Ref(Box<Ref>),
    /// `[a, b]`.
    Array(Vec<Term>),
    /// `{k: v}`.
    Object(Vec<(Term, Term)>),
    /// `{a, b}`, `set()`.
    Set(Vec<Term>),
    /// `[head | body]`.
    ArrayComprehension(Box<Comprehension>),
    /// `{head | body}`.
    SetComprehension(Box<Comprehension>),
    /// `{key: head | body}`; the key is in [`Comprehension::key`].
    ObjectComprehension(Box<Comprehension>),
    /// `f(x)`, `io.jwt.decode(x)`, `data.lib.f(x)`. The function is a `Var` or a `Ref` of constant
    /// parts.
    Call {
        /// The function.
        function: Box<Term>,
        /// Its arguments.
        args: Vec<Term>,
    },
    /// An operator between two terms.
    Binary {
        /// The operator.
        op: BinaryOp,
        /// Left of it.
        left: Box<Term>,
        /// Right of it.
        right: Box<Term>,
    },
    /// `value in collection`, `key, value in collection`.
    In {
        /// The key.
        key: Option<Box<Term>>,
        /// The value.
        value: Box<Term>,
        /// Where it is looked for.
        collection: Box<Term>,
    },
    /// A term in parentheses.
    Parens(Box<Term>),
}

/// A part of a template text.
#[derive(Clone, PartialEq, Debug)]
pub enum TemplatePart {
    /// Text with its escapes resolved.
    Text(Text),
    /// An expression in braces, with its `with` modifiers.
    Expr {
        /// The expression.
        term: Term,
        /// The modifiers in order.
        with: Vec<With>,
    },
}

/// A path with its base.
#[derive(Clone, PartialEq, Debug)]
pub struct Ref {
    /// The base: a variable, a call, or a composite.
    pub base: Term,
    /// The parts behind it; one at least.
    pub parts: Vec<RefPart>,
}

/// A part of a path.
#[derive(Clone, PartialEq, Debug)]
pub struct RefPart {
    /// `.name` is a `Str` with `dotted`; `[term]` is the term.
    pub term: Term,
    /// Whether it was written with a dot.
    pub dotted: bool,
}

/// The parts of a comprehension.
#[derive(Clone, PartialEq, Debug)]
pub struct Comprehension {
    /// The key of an object comprehension.
    pub key: Option<Term>,
    /// The element or value.
    pub head: Term,
    /// The body.
    pub body: Vec<Literal>,
}

/// Operators between two terms, lowest precedence first.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum BinaryOp {
    /// `:=`
    Assign,
    /// `=`
    Unify,
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
    /// `|`
    Or,
    /// `&`
    And,
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
}
