//! The tree between syntax and IR: every name resolved, every variable a number.
//!
//! It stands in an arena that lives as long as a compilation, so that its parts are `Copy` and
//! nothing of it is freed piece by piece.

use crate::ast;
use palisade_builtins::opa::Declared;
use palisade_source::{FileId, Location, Span};

/// A variable of one rule, function or query.
pub(crate) type VarId = usize;

/// What is known of a variable.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Var<'h> {
    /// Its name as written; `_` for wildcards.
    pub(crate) name: &'h str,
    /// Its first place.
    pub(crate) span: Span,
    /// Whether nobody wrote it.
    pub(crate) generated: bool,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Term<'h> {
    pub(crate) kind: TermKind<'h>,
    pub(crate) span: Span,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum TermKind<'h> {
    Null,
    Bool(bool),
    Number(&'h str),
    Str(&'h str),
    Var(VarId),
    Input,
    /// A path from the root of `data` on; not empty unless all of `data` is meant.
    Data(&'h [Term<'h>]),
    /// Parts below any other base.
    Ref(&'h Term<'h>, &'h [Term<'h>]),
    Array(&'h [Term<'h>]),
    Object(&'h [(Term<'h>, Term<'h>)]),
    Set(&'h [Term<'h>]),
    Comprehension(&'h Comprehension<'h>),
    Call(Callee<'h>, &'h [Term<'h>]),
    /// Parts in order: texts as `Str`, expressions as set comprehensions.
    Template(&'h [Term<'h>]),
    /// A value known when compiling, as JSON: metadata.
    Json(&'h str),
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Callee<'h> {
    Builtin(&'static Declared),
    /// A function of the surroundings, which only the compiler names.
    Host(&'static str),
    /// An operator, under OPA's name.
    Operator(Operator),
    /// A function of a module, by path from the root of `data`.
    Function(&'h [&'h str]),
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

#[derive(Clone, Copy, Debug)]
pub(crate) struct Comprehension<'h> {
    pub(crate) kind: ComprehensionKind,
    pub(crate) key: Option<Term<'h>>,
    pub(crate) head: Term<'h>,
    pub(crate) body: &'h [Lit<'h>],
    /// Variables of the surroundings that it uses.
    pub(crate) outer: &'h [VarId],
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Lit<'h> {
    pub(crate) kind: LitKind<'h>,
    pub(crate) with: &'h [With<'h>],
    pub(crate) span: Span,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum LitKind<'h> {
    /// Must be defined and not false.
    Test(Term<'h>),
    Unify(Term<'h>, Term<'h>),
    Not(&'h Lit<'h>),
    /// Bodies of which one, all or none has a solution. None binds anything for the others.
    Logic(How, &'h [Scoped<'h>]),
    SomeIn {
        key: Option<&'h Term<'h>>,
        value: Term<'h>,
        collection: Term<'h>,
    },
    Every {
        key: Option<VarId>,
        value: VarId,
        domain: Term<'h>,
        body: &'h [Lit<'h>],
        outer: &'h [VarId],
    },
}

/// How many of some bodies have to have a solution.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum How {
    All,
    Any,
    None,
}

/// A body with variables of its own.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scoped<'h> {
    pub(crate) body: &'h [Lit<'h>],
    /// Variables of the surroundings that it uses.
    pub(crate) outer: &'h [VarId],
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct With<'h> {
    pub(crate) target: Target<'h>,
    pub(crate) value: WithValue<'h>,
    /// Where the target is written.
    pub(crate) span: Span,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Target<'h> {
    Input(&'h [&'h str]),
    Data(&'h [&'h str]),
    Builtin(&'static str),
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum WithValue<'h> {
    Term(Term<'h>),
    Function(Callee<'h>),
}

/// One body of a rule with its `else` branches.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Branch<'h> {
    pub(crate) body: &'h [Lit<'h>],
    /// The value; `true` where there is none.
    pub(crate) value: Option<Term<'h>>,
}

/// A rule with everything resolved.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rule<'h> {
    /// Where it is written.
    pub(crate) location: Location,
    pub(crate) file: FileId,
    pub(crate) default: bool,
    /// The keys behind the constant part of its path.
    pub(crate) keys: &'h [Term<'h>],
    pub(crate) args: Option<&'h [Term<'h>]>,
    pub(crate) contains: Option<Term<'h>>,
    pub(crate) branches: &'h [Branch<'h>],
    pub(crate) vars: &'h [Var<'h>],
}

impl<'h> Term<'h> {
    pub(crate) fn new(kind: TermKind<'h>, span: Span) -> Self {
        Self { kind, span }
    }

    /// The text, if it is a constant one.
    pub(crate) fn text(&self) -> Option<&'h str> {
        match self.kind {
            TermKind::Str(text) => Some(text),
            _ => None,
        }
    }

    /// Whether it is made of constants alone.
    pub(crate) fn is_closed(&self) -> bool {
        match self.kind {
            TermKind::Array(parts) | TermKind::Set(parts) => parts.iter().all(Self::is_closed),
            TermKind::Object(pairs) => pairs.iter().all(|(k, v)| k.is_closed() && v.is_closed()),
            TermKind::Null
            | TermKind::Bool(_)
            | TermKind::Number(_)
            | TermKind::Str(_)
            | TermKind::Json(_) => true,
            _ => false,
        }
    }

    /// Calls `see` for each direct part.
    pub(crate) fn parts(&self, see: &mut dyn FnMut(&'h Term<'h>)) {
        match self.kind {
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
            TermKind::Comprehension(inner) => found.extend(inner.outer),
            _ => self.parts(&mut |part| part.vars(found)),
        }
    }
}

impl<'h> Lit<'h> {
    pub(crate) fn new(kind: LitKind<'h>, span: Span) -> Self {
        Self { kind, with: &[], span }
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
            LitKind::Logic(_, bodies) => bodies.iter().for_each(|b| found.extend(b.outer)),
            LitKind::SomeIn { key, value, collection } => {
                key.iter().for_each(|k| k.vars(found));
                value.vars(found);
                collection.vars(found);
            }
            LitKind::Every { domain, outer, .. } => {
                domain.vars(found);
                found.extend(*outer);
            }
        }
        self.with_vars(found);
    }

    fn with_vars(&self, found: &mut Vec<VarId>) {
        for with in self.with {
            if let WithValue::Term(term) = &with.value {
                term.vars(found);
            }
        }
    }
}

/// The operator of a sign; none of those that bind.
pub(super) fn operator(op: ast::BinaryOp) -> Option<Operator> {
    Some(match op {
        ast::BinaryOp::Assign | ast::BinaryOp::Unify => return None,
        ast::BinaryOp::Eq => Operator::Eq,
        ast::BinaryOp::Ne => Operator::Ne,
        ast::BinaryOp::Lt => Operator::Lt,
        ast::BinaryOp::Le => Operator::Le,
        ast::BinaryOp::Gt => Operator::Gt,
        ast::BinaryOp::Ge => Operator::Ge,
        ast::BinaryOp::Or => Operator::Or,
        ast::BinaryOp::And => Operator::And,
        ast::BinaryOp::Add => Operator::Add,
        ast::BinaryOp::Sub => Operator::Sub,
        ast::BinaryOp::Mul => Operator::Mul,
        ast::BinaryOp::Div => Operator::Div,
        ast::BinaryOp::Rem => Operator::Rem,
    })
}

/// What is called, under OPA's name.
pub(crate) fn callee_name(callee: &Callee<'_>) -> String {
    match callee {
        Callee::Builtin(declared) => declared.builtin.name.to_owned(),
        Callee::Operator(operator) => operator.name().to_owned(),
        Callee::Host(name) => (*name).to_owned(),
        Callee::Function(path) => format!("data.{}", path.join(".")),
    }
}
