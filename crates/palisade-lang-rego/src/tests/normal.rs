//! What two ways of writing the same have in common.

use crate::ast::{
    Comprehension, Form, Literal, LiteralKind, Module, Operand, RefPart, TemplatePart, Term,
    TermKind,
};
use palisade_source::Span;

/// A module without what the formatter may change: parentheses, braces around one literal, what
/// goes without saying, and the order of imports.
pub(super) fn normal(mut module: Module) -> Module {
    module.imports.sort_by_key(|i| {
        let path: Vec<String> = i.path.iter().map(|k| k.text.to_string()).collect();
        (path, i.alias.as_ref().map(|a| a.text.to_string()))
    });
    for rule in &mut module.rules {
        rule.chained = false;
        let head = &mut rule.head;
        head.assign = true;
        head.old_set = false;
        head.path.iter_mut().for_each(part);
        head.args.iter_mut().flatten().for_each(term);
        head.contains.iter_mut().for_each(term);
        head.value.iter_mut().for_each(term);
        body(&mut rule.body, &mut rule.braces);
        if rule.elses.is_empty() && matches!(rule.body.as_slice(), [one] if is_true(one)) {
            rule.body.clear();
            rule.braces = false;
        }
        if head.value.is_none() && head.contains.is_none() {
            head.value = Some(Term { kind: TermKind::Bool(true), span: Span::default() });
        }
        head.has_if = false;
        for branch in &mut rule.elses {
            branch.assign = true;
            branch.has_if = false;
            branch.value.iter_mut().for_each(term);
            let truth = Term { kind: TermKind::Bool(true), span: Span::default() };
            branch.value.get_or_insert(truth);
            body(&mut branch.body, &mut branch.braces);
        }
    }
    module
}

fn is_true(literal: &Literal) -> bool {
    let LiteralKind::Expr(term) = &literal.kind else { return false };
    matches!(term.kind, TermKind::Bool(true)) && literal.with.is_empty()
}

fn body(literals: &mut [Literal], braces: &mut bool) {
    *braces = literals.len() > 1;
    literals.iter_mut().for_each(literal);
}

fn literal(l: &mut Literal) {
    for with in &mut l.with {
        term(&mut with.target);
        term(&mut with.value);
    }
    match &mut l.kind {
        LiteralKind::Expr(t) | LiteralKind::Not(t) => term(t),
        LiteralKind::NotBody(o) => operand(o),
        LiteralKind::Logic { op, operands } => {
            let op = *op;
            operands.iter_mut().for_each(operand);
            let mut flat = Vec::new();
            for operand in operands.drain(..) {
                match operand.body.as_slice() {
                    [Literal { kind: LiteralKind::Logic { op: own, operands }, with, .. }]
                        if operand.form == Form::Plain && with.is_empty() && *own == op =>
                    {
                        flat.extend(operands.iter().cloned());
                    }
                    _ => flat.push(operand),
                }
            }
            *operands = flat;
            if let [Operand { body, .. }] = operands.as_slice()
                && let [inner] = body.as_slice()
                && inner.with.is_empty()
            {
                l.kind = inner.kind.clone();
            }
        }
        LiteralKind::Some(_) => {}
        LiteralKind::SomeIn { key, value, collection } => {
            key.iter_mut().for_each(term);
            term(value);
            term(collection);
        }
        LiteralKind::Every { domain, body, .. } => {
            term(domain);
            body.iter_mut().for_each(literal);
        }
    }
}

/// Parentheses group what the tree groups already.
fn operand(o: &mut Operand) {
    o.body.iter_mut().for_each(literal);
    if o.form == Form::Parens {
        o.form = Form::Plain;
    }
}

fn part(p: &mut RefPart) {
    p.dotted = false;
    term(&mut p.term);
    if let TermKind::Str { raw, .. } = &mut p.term.kind {
        *raw = false;
    }
}

fn comprehension(c: &mut Comprehension) {
    c.key.iter_mut().for_each(term);
    term(&mut c.head);
    c.body.iter_mut().for_each(literal);
}

fn term(t: &mut Term) {
    while let TermKind::Parens(inner) = &mut t.kind {
        let inner = std::mem::replace(inner.as_mut(), Term { kind: TermKind::Null, span: t.span });
        *t = inner;
    }
    match &mut t.kind {
        TermKind::Template { parts, .. } => {
            for part in parts {
                if let TemplatePart::Expr { term: t, .. } = part {
                    term(t);
                }
            }
        }
        TermKind::Ref(r) => {
            term(&mut r.base);
            r.parts.iter_mut().for_each(part);
        }
        TermKind::Array(items) | TermKind::Set(items) => items.iter_mut().for_each(term),
        TermKind::Object(pairs) => {
            for (key, value) in pairs {
                term(key);
                term(value);
            }
        }
        TermKind::ArrayComprehension(c)
        | TermKind::SetComprehension(c)
        | TermKind::ObjectComprehension(c) => comprehension(c),
        TermKind::Call { function, args } => {
            term(function);
            args.iter_mut().for_each(term);
        }
        TermKind::Binary { left, right, .. } => {
            term(left);
            term(right);
        }
        TermKind::In { key, value, collection } => {
            key.iter_mut().for_each(|k| term(k));
            term(value);
            term(collection);
        }
        _ => {}
    }
}
