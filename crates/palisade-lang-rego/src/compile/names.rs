//! The names that stand in syntax trees: which a body uses, which it declares.

use crate::ast;
use rustc_hash::FxHashSet;

/// A rule whose arguments have template texts, with these put into its bodies: they are no
/// patterns, and may need what a body binds.
pub(super) fn without_templates(rule: &ast::Rule) -> Option<ast::Rule> {
    let is_template = |t: &ast::Term| matches!(t.kind, ast::TermKind::Template { .. });
    if !rule.head.args.iter().flatten().any(is_template) {
        return None;
    }
    let mut plain = rule.clone();
    let mut literals = Vec::new();
    for (n, arg) in plain.head.args.iter_mut().flatten().enumerate() {
        if !is_template(arg) {
            continue;
        }
        // No name of a policy has a space in it.
        let var = ast::TermKind::Var(format!("argument {n}"));
        let var = ast::Term { kind: var, span: arg.span };
        let template = std::mem::replace(arg, var.clone());
        let span = template.span;
        let kind = ast::TermKind::Binary {
            op: ast::BinaryOp::Unify,
            left: Box::new(var),
            right: Box::new(template),
        };
        let kind = ast::LiteralKind::Expr(ast::Term { kind, span });
        literals.push(ast::Literal { kind, with: Vec::new(), span });
    }
    let bodies = plain.elses.iter_mut().map(|e| &mut e.body).chain([&mut plain.body]);
    for body in bodies {
        body.splice(0..0, literals.iter().cloned());
    }
    Some(plain)
}

/// The set of what an expression in a template text is: empty where it is undefined.
pub(super) fn template_part(term: &ast::Term, with: &[ast::With]) -> ast::Comprehension {
    if with.is_empty() {
        return ast::Comprehension { key: None, head: term.clone(), body: Vec::new() };
    }
    // No name of a policy has a space in it.
    let var = ast::Term { kind: ast::TermKind::Var("template part".to_owned()), span: term.span };
    let kind = ast::TermKind::Binary {
        op: ast::BinaryOp::Assign,
        left: Box::new(var.clone()),
        right: Box::new(term.clone()),
    };
    let literal = ast::Literal {
        kind: ast::LiteralKind::Expr(ast::Term { kind, span: term.span }),
        with: with.to_vec(),
        span: term.span,
    };
    ast::Comprehension { key: None, head: var, body: vec![literal] }
}

pub(super) fn plain_name(term: &ast::Term) -> Option<String> {
    match &term.kind {
        ast::TermKind::Var(name) => Some(name.clone()),
        _ => None,
    }
}

/// The names and constant keys of a path such as `data.lib.f`.
pub(super) fn constant_path(term: &ast::Term) -> Option<Vec<String>> {
    match &term.kind {
        ast::TermKind::Var(name) => Some(vec![name.clone()]),
        ast::TermKind::Parens(inner) => constant_path(inner),
        ast::TermKind::Ref(path) => {
            let mut found = constant_path(&path.base)?;
            for part in &path.parts {
                match &part.term.kind {
                    ast::TermKind::Str { text, .. } => found.push(text.clone()),
                    _ => return None,
                }
            }
            Some(found)
        }
        _ => None,
    }
}

/// How many parts behind the name of a head are constant texts.
pub(super) fn constant_keys(head: &ast::Head) -> usize {
    let constant = |p: &&ast::RefPart| matches!(p.term.kind, ast::TermKind::Str { .. });
    head.path.iter().take_while(constant).count()
}

/// The variables that a pattern declares.
pub(super) fn pattern_names(term: &ast::Term, found: &mut FxHashSet<String>) {
    match &term.kind {
        ast::TermKind::Var(name) if name != "_" => {
            found.insert(name.clone());
        }
        ast::TermKind::Array(items) => items.iter().for_each(|t| pattern_names(t, found)),
        ast::TermKind::Object(pairs) => {
            pairs.iter().for_each(|(_, value)| pattern_names(value, found));
        }
        ast::TermKind::Parens(inner) => pattern_names(inner, found),
        _ => {}
    }
}

/// The names in a term, closures left out.
pub(super) fn direct_names(term: &ast::Term, found: &mut FxHashSet<String>) {
    match &term.kind {
        ast::TermKind::Var(name) => {
            found.insert(name.clone());
        }
        ast::TermKind::Parens(inner) => direct_names(inner, found),
        ast::TermKind::Ref(path) => {
            direct_names(&path.base, found);
            path.parts.iter().for_each(|p| direct_names(&p.term, found));
        }
        ast::TermKind::Array(items) | ast::TermKind::Set(items) => {
            items.iter().for_each(|t| direct_names(t, found));
        }
        ast::TermKind::Object(pairs) => pairs.iter().for_each(|(k, v)| {
            direct_names(k, found);
            direct_names(v, found);
        }),
        ast::TermKind::Call { args, .. } => args.iter().for_each(|t| direct_names(t, found)),
        ast::TermKind::Binary { left, right, .. } => {
            direct_names(left, found);
            direct_names(right, found);
        }
        ast::TermKind::In { key, value, collection } => {
            key.iter().for_each(|k| direct_names(k, found));
            direct_names(value, found);
            direct_names(collection, found);
        }
        _ => {}
    }
}

/// The names that a body uses itself, closures left out; those that it declares are not of outer
/// use.
pub(super) fn body_names(body: &[ast::Literal], found: &mut FxHashSet<String>) {
    let mut declared = FxHashSet::default();
    for literal in body {
        match &literal.kind {
            ast::LiteralKind::Some(names) => {
                declared.extend(names.iter().map(|n| n.text.clone()));
            }
            ast::LiteralKind::SomeIn { key, value, .. } => {
                key.iter().chain([value]).for_each(|p| pattern_names(p, &mut declared));
            }
            ast::LiteralKind::Expr(term) => assigned_names(term, &mut declared),
            _ => {}
        }
    }
    let mut used = FxHashSet::default();
    uses(body, &mut used);
    found.extend(used.into_iter().filter(|n| !declared.contains(n)));
    found.retain(|n| !declared.contains(n));
}

pub(super) fn assigned_names(term: &ast::Term, found: &mut FxHashSet<String>) {
    match &term.kind {
        ast::TermKind::Parens(inner) => assigned_names(inner, found),
        ast::TermKind::Binary { op: ast::BinaryOp::Assign, left, .. } => pattern_names(left, found),
        _ => {}
    }
}

pub(super) fn uses(body: &[ast::Literal], found: &mut FxHashSet<String>) {
    for literal in body {
        match &literal.kind {
            ast::LiteralKind::Expr(term) | ast::LiteralKind::Not(term) => direct_names(term, found),
            ast::LiteralKind::Some(_) => {}
            ast::LiteralKind::SomeIn { collection: term, .. }
            | ast::LiteralKind::Every { domain: term, .. } => direct_names(term, found),
        }
        for with in &literal.with {
            direct_names(&with.value, found);
        }
    }
}
