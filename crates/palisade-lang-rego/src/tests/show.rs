//! A tree on one line: all of it but the places.

use crate::ast::{
    Comprehension, Else, Form, Import, Key, Literal, LiteralKind, Logic, Module, Operand, RefPart,
    Rule, TemplatePart, Term, TermKind,
};
use crate::fmt::sign;

fn join<T>(items: &[T], show: impl Fn(&T) -> String) -> String {
    items.iter().map(show).collect::<Vec<_>>().join(" ")
}

fn key(key: &Key) -> String {
    key.text.to_string()
}

pub(super) fn whole(m: &Module) -> String {
    let imports = join(&m.imports, import);
    format!("(package {:?} {})\n{imports}\n{}", m.dialect, join(&m.package, key), rules(m))
}

pub(super) fn import(i: &Import) -> String {
    let alias = i.alias.as_ref().map_or(String::new(), |a| format!(" as {}", a.text));
    format!("(import {}{alias})", join(&i.path, key))
}

pub(super) fn rules(m: &Module) -> String {
    m.rules.iter().map(rule).collect::<Vec<_>>().join("\n")
}

fn rule(r: &Rule) -> String {
    let mut out = String::from(if r.chained { "(chained " } else { "(rule " });
    if r.default {
        out += "default ";
    }
    out += &r.head.name.text;
    out += &r.head.path.iter().map(part).collect::<String>();
    if let Some(args) = &r.head.args {
        out += &format!(" (args {})", join(args, term));
    }
    if let Some(element) = &r.head.contains {
        out += if r.head.old_set { " contains-old " } else { " contains " };
        out += &term(element);
    }
    if let Some(value) = &r.head.value {
        out += if r.head.assign { " := " } else { " = " };
        out += &term(value);
    }
    if r.head.has_if {
        out += " if";
    }
    out += &braced(&r.body, r.braces);
    for branch in &r.elses {
        out += &otherwise(branch);
    }
    out + ")"
}

fn otherwise(e: &Else) -> String {
    let mut out = String::from(" (else");
    if let Some(value) = &e.value {
        out += if e.assign { " := " } else { " = " };
        out += &term(value);
    }
    if e.has_if {
        out += " if";
    }
    out += &braced(&e.body, e.braces);
    out + ")"
}

fn braced(literals: &[Literal], braces: bool) -> String {
    match (literals.is_empty(), braces) {
        (true, _) => String::new(),
        (false, true) => format!(" {{{}}}", body(literals)),
        (false, false) => format!(" {}", body(literals)),
    }
}

pub(super) fn body(literals: &[Literal]) -> String {
    literals.iter().map(literal).collect::<Vec<_>>().join("; ")
}

fn literal(l: &Literal) -> String {
    let mut out = match &l.kind {
        LiteralKind::Expr(t) => term(t),
        LiteralKind::Not(t) => format!("(not {})", term(t)),
        LiteralKind::NotBody(o) => format!("(not {})", operand(o)),
        LiteralKind::Logic { op, operands } => {
            let word = if *op == Logic::And { "and" } else { "or" };
            format!("({word} {})", join(operands, operand))
        }
        LiteralKind::Some(keys) => format!("(some {})", join(keys, key)),
        LiteralKind::SomeIn { key, value, collection } => {
            let key = key.as_ref().map_or(String::new(), |k| format!("{} ", term(k)));
            format!("(some-in {key}{} {})", term(value), term(collection))
        }
        LiteralKind::Every { key, value, domain, body: inner } => {
            let key = key.as_ref().map_or(String::new(), |k| format!("{} ", k.text));
            format!("(every {key}{} {} {{{}}})", value.text, term(domain), body(inner))
        }
    };
    for with in &l.with {
        out += &format!(" (with {} {})", term(&with.target), term(&with.value));
    }
    out
}

fn operand(o: &Operand) -> String {
    match o.form {
        Form::Braces => format!("{{{}}}", body(&o.body)),
        Form::Parens => format!("({})", body(&o.body)),
        Form::Plain => body(&o.body),
    }
}

fn part(p: &RefPart) -> String {
    match &p.term.kind {
        TermKind::Str { text, .. } if p.dotted => format!(".{text}"),
        _ => format!("[{}]", term(&p.term)),
    }
}

fn comprehension(name: &str, c: &Comprehension) -> String {
    let key = c.key.as_ref().map_or(String::new(), |k| format!("{}: ", term(k)));
    format!("({name} {key}{} | {})", term(&c.head), body(&c.body))
}

pub(super) fn term(t: &Term) -> String {
    match &t.kind {
        TermKind::Null => "null".into(),
        TermKind::Bool(b) => b.to_string(),
        TermKind::Number(n) => n.to_string(),
        TermKind::Str { text, raw: false } => format!("{text:?}"),
        TermKind::Str { text, raw: true } => format!("`{text}`"),
        TermKind::Template { parts, raw } => {
            let name = if *raw { "raw-template" } else { "template" };
            let parts = join(parts, |p| match p {
                TemplatePart::Text(text) => format!("{text:?}"),
                TemplatePart::Expr { term: t, with } if with.is_empty() => term(t),
                TemplatePart::Expr { term: t, with } => {
                    let with =
                        join(with, |w| format!("(with {} {})", term(&w.target), term(&w.value)));
                    format!("({} {with})", term(t))
                }
            });
            format!("({name} {parts})")
        }
        TermKind::Var(name) => name.to_string(),
        TermKind::Ref(r) => {
            format!("{}{}", term(&r.base), r.parts.iter().map(part).collect::<String>())
        }
        TermKind::Array(items) => format!("(array {})", join(items, term)),
        TermKind::Set(items) => format!("(set {})", join(items, term)),
        TermKind::Object(pairs) => {
            let pair = |(k, v): &(Term, Term)| format!("{}: {}", term(k), term(v));
            format!("(object {})", join(pairs, pair))
        }
        TermKind::ArrayComprehension(c) => comprehension("array", c),
        TermKind::SetComprehension(c) => comprehension("set", c),
        TermKind::ObjectComprehension(c) => comprehension("object", c),
        TermKind::Call { function, args } => {
            format!("(call {} {})", term(function), join(args, term))
        }
        TermKind::Binary { op, left, right } => {
            format!("({} {} {})", sign(*op), term(left), term(right))
        }
        TermKind::In { key, value, collection } => {
            let key = key.as_ref().map_or(String::new(), |k| format!("{} ", term(k)));
            format!("(in {key}{} {})", term(value), term(collection))
        }
        TermKind::Parens(inner) => format!("(({}))", term(inner)),
    }
}
