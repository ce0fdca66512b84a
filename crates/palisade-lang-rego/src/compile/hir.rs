//! The tree between syntax and IR: every name resolved, every variable a number.

use palisade_builtins::opa::Declared;
use palisade_source::{FileId, Location, Span};

/// A variable of one rule, function or query.
pub(crate) type VarId = usize;

/// What is known of a variable.
#[derive(Clone, Debug)]
pub(crate) struct Var {
    /// Its name as written; `_` for wildcards.
    pub(crate) name: String,
    /// Its first place.
    pub(crate) span: Span,
    /// Whether nobody wrote it.
    pub(crate) generated: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Term {
    pub(crate) kind: TermKind,
    pub(crate) span: Span,
}

#[derive(Clone, Debug)]
pub(crate) enum TermKind {
    Null,
    Bool(bool),
    Number(String),
    Str(String),
    Var(VarId),
    Input,
    /// A path from the root of `data` on; not empty unless all of `data` is meant.
    Data(Vec<Term>),
    /// Parts below any other base.
    Ref(Box<Term>, Vec<Term>),
    Array(Vec<Term>),
    Object(Vec<(Term, Term)>),
    Set(Vec<Term>),
    Comprehension(Box<Comprehension>),
    Call(Callee, Vec<Term>),
    /// Parts in order: texts as `Str`, expressions as set comprehensions.
    Template(Vec<Term>),
    /// A value known when compiling: metadata.
    Json(serde_json::Value),
}

#[derive(Clone, Debug)]
pub(crate) enum Callee {
    Builtin(&'static Declared),
    /// A function of the surroundings, which only the compiler names.
    Host(&'static str),
    /// An operator, under OPA's name.
    Operator(Operator),
    /// A function of a module, by path from the root of `data`.
    Function(Vec<String>),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Operator {
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
    Or,
    And,
    Add,
    Sub,
    Mul,
    Div,
    Rem,
    /// `value in collection`
    In,
    /// `key, value in collection`
    KeyIn,
}

impl Operator {
    /// OPA's name of the function.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Operator::Eq => "equal",
            Operator::Ne => "neq",
            Operator::Lt => "lt",
            Operator::Le => "lte",
            Operator::Gt => "gt",
            Operator::Ge => "gte",
            Operator::Or => "or",
            Operator::And => "and",
            Operator::Add => "plus",
            Operator::Sub => "minus",
            Operator::Mul => "mul",
            Operator::Div => "div",
            Operator::Rem => "rem",
            Operator::In => "internal.member_2",
            Operator::KeyIn => "internal.member_3",
        }
    }

    pub(crate) fn of_name(name: &str) -> Option<Self> {
        let all = [
            Operator::Eq,
            Operator::Ne,
            Operator::Lt,
            Operator::Le,
            Operator::Gt,
            Operator::Ge,
            Operator::Or,
            Operator::And,
            Operator::Add,
            Operator::Sub,
            Operator::Mul,
            Operator::Div,
            Operator::Rem,
            Operator::In,
            Operator::KeyIn,
        ];
        all.into_iter().find(|op| op.name() == name)
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum ComprehensionKind {
    Array,
    Set,
    Object,
}

#[derive(Clone, Debug)]
pub(crate) struct Comprehension {
    pub(crate) kind: ComprehensionKind,
    pub(crate) key: Option<Term>,
    pub(crate) head: Term,
    pub(crate) body: Vec<Lit>,
    /// Variables of the surroundings that it uses.
    pub(crate) outer: Vec<VarId>,
}

#[derive(Clone, Debug)]
pub(crate) struct Lit {
    pub(crate) kind: LitKind,
    pub(crate) with: Vec<With>,
    pub(crate) span: Span,
}

#[derive(Clone, Debug)]
pub(crate) enum LitKind {
    /// Must be defined and not false.
    Test(Term),
    Unify(Term, Term),
    Not(Box<Lit>),
    SomeIn {
        key: Option<Term>,
        value: Term,
        collection: Term,
    },
    Every {
        key: Option<VarId>,
        value: VarId,
        domain: Term,
        body: Vec<Lit>,
        outer: Vec<VarId>,
    },
}

#[derive(Clone, Debug)]
pub(crate) struct With {
    pub(crate) target: Target,
    pub(crate) value: WithValue,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Target {
    Input(Vec<String>),
    Data(Vec<String>),
    Builtin(&'static str),
}

#[derive(Clone, Debug)]
pub(crate) enum WithValue {
    Term(Term),
    Function(Callee),
}

/// One body of a rule with its `else` branches.
#[derive(Clone, Debug)]
pub(crate) struct Branch {
    pub(crate) body: Vec<Lit>,
    /// The value; `true` where there is none.
    pub(crate) value: Option<Term>,
}

/// A rule with everything resolved.
#[derive(Clone, Debug)]
pub(crate) struct Rule {
    /// Where it is written.
    pub(crate) location: Location,
    pub(crate) file: FileId,
    pub(crate) default: bool,
    /// The keys behind the constant part of its path.
    pub(crate) keys: Vec<Term>,
    pub(crate) args: Option<Vec<Term>>,
    pub(crate) contains: Option<Term>,
    pub(crate) branches: Vec<Branch>,
    pub(crate) vars: Vec<Var>,
}

impl Term {
    pub(crate) fn new(kind: TermKind, span: Span) -> Self {
        Self { kind, span }
    }

    /// The text, if it is a constant one.
    pub(crate) fn text(&self) -> Option<&str> {
        match &self.kind {
            TermKind::Str(text) => Some(text),
            _ => None,
        }
    }

    /// Calls `see` for each direct part.
    pub(crate) fn parts<'t>(&'t self, see: &mut dyn FnMut(&'t Term)) {
        match &self.kind {
            TermKind::Data(parts)
            | TermKind::Array(parts)
            | TermKind::Set(parts)
            | TermKind::Template(parts)
            | TermKind::Call(_, parts) => parts.iter().for_each(see),
            TermKind::Ref(base, parts) => {
                see(base);
                parts.iter().for_each(see);
            }
            TermKind::Object(pairs) => pairs.iter().for_each(|(k, v)| {
                see(k);
                see(v);
            }),
            _ => {}
        }
    }

    /// The variables outside of comprehensions, and those that comprehensions take from outside.
    pub(crate) fn vars(&self, found: &mut Vec<VarId>) {
        match &self.kind {
            TermKind::Var(var) => found.push(*var),
            TermKind::Comprehension(inner) => found.extend(&inner.outer),
            _ => self.parts(&mut |part| part.vars(found)),
        }
    }
}

impl Lit {
    pub(crate) fn new(kind: LitKind, span: Span) -> Self {
        Self { kind, with: Vec::new(), span }
    }

    /// The variables that it uses from outside of closures.
    pub(crate) fn vars(&self, found: &mut Vec<VarId>) {
        match &self.kind {
            LitKind::Test(term) => term.vars(found),
            LitKind::Unify(a, b) => {
                a.vars(found);
                b.vars(found);
            }
            LitKind::Not(inner) => inner.vars(found),
            LitKind::SomeIn { key, value, collection } => {
                key.iter().for_each(|k| k.vars(found));
                value.vars(found);
                collection.vars(found);
            }
            LitKind::Every { domain, outer, .. } => {
                domain.vars(found);
                found.extend(outer);
            }
        }
        self.with_vars(found);
    }

    fn with_vars(&self, found: &mut Vec<VarId>) {
        for with in &self.with {
            if let WithValue::Term(term) = &with.value {
                term.vars(found);
            }
        }
    }
}
