//! Going over the parts of rules.

use crate::ast::{
    BinaryOp, Comprehension, Literal, LiteralKind, Operand, Rule, TemplatePart, Term, TermKind,
};

/// A part of a rule.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Node<'m> {
    /// A body: of a rule, a branch, a comprehension, or `every`.
    Body(&'m [Literal]),
    /// A literal of a body.
    Literal(&'m Literal),
    /// A term, those inside of other terms too.
    Term(&'m Term),
}

type Each<'f, 'm> = &'f mut dyn FnMut(Node<'m>);

/// All parts of a rule, what holds others before what it holds. The head of a chained body was
/// there before and is left out.
pub(crate) fn rule<'m>(rule: &'m Rule, each: Each<'_, 'm>) {
    if !rule.chained {
        let head = &rule.head;
        head.path.iter().for_each(|p| term(&p.term, each));
        head.args.iter().flatten().for_each(|t| term(t, each));
        head.contains.iter().for_each(|t| term(t, each));
        head.value.iter().for_each(|t| term(t, each));
    }
    body(&rule.body, each);
    for branch in &rule.elses {
        branch.value.iter().for_each(|t| term(t, each));
        body(&branch.body, each);
    }
}

/// All parts of a body, itself first.
pub(super) fn body<'m>(literals: &'m [Literal], each: Each<'_, 'm>) {
    if !literals.is_empty() {
        each(Node::Body(literals));
    }
    literals.iter().for_each(|l| literal(l, each));
}

/// All parts of a literal, itself first.
pub(super) fn literal<'m>(l: &'m Literal, each: Each<'_, 'm>) {
    each(Node::Literal(l));
    match &l.kind {
        LiteralKind::Expr(t) | LiteralKind::Not(t) => term(t, each),
        LiteralKind::NotBody(o) => operand(o, each),
        LiteralKind::Logic { operands, .. } => operands.iter().for_each(|o| operand(o, each)),
        LiteralKind::Some(_) => {}
        LiteralKind::SomeIn { key, value, collection } => {
            key.iter().for_each(|t| term(t, each));
            term(value, each);
            term(collection, each);
        }
        LiteralKind::Every { domain, body: inner, .. } => {
            term(domain, each);
            body(inner, each);
        }
    }
    for with in &l.with {
        term(&with.target, each);
        term(&with.value, each);
    }
}

/// The parts of an operand; one literal alone is no body.
fn operand<'m>(o: &'m Operand, each: Each<'_, 'm>) {
    match o.body.as_slice() {
        [one] => literal(one, each),
        many => body(many, each),
    }
}

fn comprehension<'m>(c: &'m Comprehension, each: Each<'_, 'm>) {
    c.key.iter().for_each(|t| term(t, each));
    term(&c.head, each);
    body(&c.body, each);
}

/// All parts of a term, itself first.
pub(super) fn term<'m>(t: &'m Term, each: Each<'_, 'm>) {
    each(Node::Term(t));
    match &t.kind {
        TermKind::Template { parts, .. } => {
            for part in parts {
                if let TemplatePart::Expr { term: inner, with } = part {
                    term(inner, each);
                    for with in with {
                        term(&with.target, each);
                        term(&with.value, each);
                    }
                }
            }
        }
        TermKind::Ref(r) => {
            term(&r.base, each);
            r.parts.iter().filter(|p| !p.dotted).for_each(|p| term(&p.term, each));
        }
        TermKind::Array(items) | TermKind::Set(items) => items.iter().for_each(|t| term(t, each)),
        TermKind::Object(pairs) => {
            for (key, value) in pairs {
                term(key, each);
                term(value, each);
            }
        }
        TermKind::ArrayComprehension(c)
        | TermKind::SetComprehension(c)
        | TermKind::ObjectComprehension(c) => comprehension(c, each),
        TermKind::Call { function, args } => {
            term(function, each);
            args.iter().for_each(|t| term(t, each));
        }
        TermKind::Binary { left, right, .. } => {
            term(left, each);
            term(right, each);
        }
        TermKind::In { key, value, collection } => {
            key.iter().for_each(|t| term(t, each));
            term(value, each);
            term(collection, each);
        }
        TermKind::Parens(inner) => term(inner, each),
        _ => {}
    }
}

/// What parentheses hold.
pub(super) fn bare(mut term: &Term) -> &Term {
    while let TermKind::Parens(inner) = &term.kind {
        term = inner;
    }
    term
}

/// The name of a function as it is called: `io.jwt.decode`; none where it is no path of names.
pub(super) fn called(function: &Term) -> Option<String> {
    match &function.kind {
        TermKind::Var(name) => Some(name.to_string()),
        TermKind::Ref(r) => {
            let TermKind::Var(base) = &r.base.kind else { return None };
            let mut name = base.to_string();
            for part in &r.parts {
                let TermKind::Str { text, .. } = &part.term.kind else { return None };
                name.push('.');
                name.push_str(text);
            }
            Some(name)
        }
        _ => None,
    }
}

/// The variable at the start of a path, or the variable itself.
pub(super) fn root(term: &Term) -> Option<&str> {
    match &term.kind {
        TermKind::Var(name) => Some(name),
        TermKind::Ref(r) => root(&r.base),
        TermKind::Parens(inner) => root(inner),
        _ => None,
    }
}

/// The two sides of `:=`, or of `=`, that is a literal of its own.
pub(super) fn assigned(literal: &Literal) -> Option<(BinaryOp, &Term, &Term)> {
    let LiteralKind::Expr(term) = &literal.kind else { return None };
    match &term.kind {
        TermKind::Binary { op: op @ (BinaryOp::Assign | BinaryOp::Unify), left, right } => {
            Some((*op, left, right))
        }
        _ => None,
    }
}

/// Whether a term is a scalar or made of scalars alone.
pub(super) fn is_constant(term: &Term) -> bool {
    match &term.kind {
        TermKind::Null | TermKind::Bool(_) | TermKind::Number(_) | TermKind::Str { .. } => true,
        TermKind::Array(items) | TermKind::Set(items) => items.iter().all(is_constant),
        TermKind::Object(pairs) => pairs.iter().all(|(k, v)| is_constant(k) && is_constant(v)),
        TermKind::Parens(inner) => is_constant(inner),
        _ => false,
    }
}

/// The names of variables in a pattern, with their places.
pub(super) fn variables<'m>(pattern: &'m Term, out: &mut Vec<(&'m str, &'m Term)>) {
    match &pattern.kind {
        TermKind::Var(name) => out.push((name, pattern)),
        TermKind::Array(items) => items.iter().for_each(|t| variables(t, out)),
        TermKind::Object(pairs) => pairs.iter().for_each(|(_, v)| variables(v, out)),
        TermKind::Parens(inner) => variables(inner, out),
        _ => {}
    }
}

/// The names that a rule declares: arguments, `some`, `every`, and the left of `:=` and `=`.
pub(super) fn declared(r: &Rule) -> Vec<&str> {
    let mut found = Vec::new();
    r.head.args.iter().flatten().for_each(|t| variables(t, &mut found));
    let mut names: Vec<&str> = Vec::new();
    rule(r, &mut |node| {
        let Node::Literal(l) = node else { return };
        match &l.kind {
            LiteralKind::Some(keys) => names.extend(keys.iter().map(|k| k.text.as_str())),
            LiteralKind::SomeIn { key, value, .. } => {
                key.iter().for_each(|t| variables(t, &mut found));
                variables(value, &mut found);
            }
            LiteralKind::Every { key, value, .. } => {
                names.extend(key.iter().map(|k| k.text.as_str()));
                names.push(&value.text);
            }
            LiteralKind::Expr(_) => {
                if let Some((op, left, right)) = assigned(l) {
                    variables(left, &mut found);
                    if op == BinaryOp::Unify {
                        variables(right, &mut found);
                    }
                }
            }
            LiteralKind::Not(_) | LiteralKind::NotBody(_) | LiteralKind::Logic { .. } => {}
        }
    });
    names.extend(found.into_iter().map(|(name, _)| name));
    names
}
