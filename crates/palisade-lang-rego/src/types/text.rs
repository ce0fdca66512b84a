//! Paths as OPA writes them in its messages.

use crate::compile::callee_name;
use crate::compile::hir::{Term, TermKind, Var};

/// The pieces of a path: its base, then one for each part, brackets and dots included.
pub(super) fn pieces(term: &Term<'_>, vars: &[Var<'_>]) -> Vec<String> {
    let (base, parts) = match &term.kind {
        TermKind::Data(parts) => ("data".to_owned(), *parts),
        TermKind::Ref(base, parts) => (shown(base, vars), *parts),
        _ => (shown(term, vars), &[][..]),
    };
    let mut out = vec![base];
    out.extend(parts.iter().map(|part| match &part.kind {
        TermKind::Str(text) if is_plain(text) => format!(".{text}"),
        _ => format!("[{}]", shown(part, vars)),
    }));
    out
}

fn is_plain(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && chars.all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// A term as Rego; what is long in short.
pub(super) fn shown(term: &Term<'_>, vars: &[Var<'_>]) -> String {
    let list =
        |terms: &[Term<'_>]| terms.iter().map(|t| shown(t, vars)).collect::<Vec<_>>().join(", ");
    match &term.kind {
        TermKind::Null => "null".to_owned(),
        TermKind::Bool(b) => b.to_string(),
        TermKind::Number(text) => (*text).to_owned(),
        TermKind::Str(text) => format!("{text:?}"),
        TermKind::Var(var) => vars.get(*var).map_or_else(|| "_".to_owned(), |v| v.name.to_owned()),
        TermKind::Input => "input".to_owned(),
        TermKind::Data(_) | TermKind::Ref(..) => pieces(term, vars).concat(),
        TermKind::Array(items) => format!("[{}]", list(items)),
        TermKind::Set([]) => "set()".to_owned(),
        TermKind::Set(items) => format!("{{{}}}", list(items)),
        TermKind::Object(pairs) => {
            let pair =
                |(k, v): &(Term<'_>, Term<'_>)| format!("{}: {}", shown(k, vars), shown(v, vars));
            format!("{{{}}}", pairs.iter().map(pair).collect::<Vec<_>>().join(", "))
        }
        TermKind::Call(callee, args) => format!("{}({})", callee_name(callee), list(args)),
        TermKind::Comprehension(_) => "[…]".to_owned(),
        TermKind::Template(_) => "$\"…\"".to_owned(),
        TermKind::Json(_) => "{…}".to_owned(),
    }
}
