use super::*;
use std::fmt::Write;

mod bodies;
mod exprs;
mod recovery;
mod templates;

/// Writes an expression in a short form with all structure visible.
fn show(expr: &Expr<'_>) -> String {
    let list = |items: &[Expr<'_>]| items.iter().map(show).collect::<Vec<_>>().join(" ");
    match expr.kind {
        ExprKind::Invalid => "INVALID".into(),
        ExprKind::Null => "null".into(),
        ExprKind::Bool(b) => b.to_string(),
        ExprKind::Number(n) => n.to_owned(),
        ExprKind::String(s) => format!("{s:?}"),
        ExprKind::Variable(name) => name.to_owned(),
        ExprKind::Template(t) => format!("T{}", show_parts(t.parts)),
        ExprKind::Traversal(t) => format!("{}{}", show(&t.base), show_steps(t.steps)),
        ExprKind::Call(c) => {
            let dots = if c.expand { "..." } else { "" };
            format!("{}({}{dots})", c.name.name, list(c.args))
        }
        ExprKind::Tuple(items) => format!("[{}]", list(items)),
        ExprKind::Object(items) => {
            let item = |item: &ObjectItem<'_>| {
                let key = match item.key {
                    ObjectKey::Name(name) => name.name.to_owned(),
                    ObjectKey::Expr(expr) => show(&expr),
                };
                format!("{key}={}", show(&item.value))
            };
            format!("{{{}}}", items.iter().map(item).collect::<Vec<_>>().join(" "))
        }
        ExprKind::For(f) => {
            let mut out = String::from("(for ");
            if let Some(key) = f.key_var {
                let _ = write!(out, "{},", key.name);
            }
            let _ = write!(out, "{} in {} : ", f.value_var.name, show(&f.collection));
            if let Some(key) = f.key {
                let _ = write!(out, "{} => ", show(&key));
            }
            out.push_str(&show(&f.value));
            out.push_str(if f.group { "..." } else { "" });
            if let Some(condition) = f.condition {
                let _ = write!(out, " if {}", show(&condition));
            }
            out + ")"
        }
        ExprKind::Conditional(c) => {
            format!("({} ? {} : {})", show(&c.condition), show(&c.then), show(&c.otherwise))
        }
        ExprKind::Binary(b) => {
            format!("({} {} {})", show(&b.left), b.op.as_str(), show(&b.right))
        }
        ExprKind::Unary(u) => {
            format!("({}{})", if u.op == UnaryOp::Not { "!" } else { "-" }, show(&u.operand))
        }
        ExprKind::Parens(inner) => format!("P{}", show(inner)),
    }
}

fn show_steps(steps: &[Step<'_>]) -> String {
    let step = |step: &Step<'_>| match step.kind {
        StepKind::Attribute(name) => format!(".{name}"),
        StepKind::Index(index) => format!("[{}]", show(index)),
        StepKind::LegacyIndex(index) => format!(".{index}"),
        StepKind::AttributeSplat(steps) => format!("<.*{}>", show_steps(steps)),
        StepKind::FullSplat(steps) => format!("<[*]{}>", show_steps(steps)),
    };
    steps.iter().map(step).collect()
}

fn show_parts(parts: &[TemplatePart<'_>]) -> String {
    let part = |part: &TemplatePart<'_>| match part {
        TemplatePart::Literal(text, _) => format!("{text:?}"),
        TemplatePart::Interpolation(i) => format!("${{{}}}", show(&i.expr)),
        TemplatePart::If(i) => {
            format!("if({} {} {})", show(&i.condition), show_parts(i.then), show_parts(i.otherwise))
        }
        TemplatePart::For(f) => {
            let key = f.key_var.map_or(String::new(), |key| format!("{},", key.name));
            let (value, body) = (f.value_var.name, show_parts(f.body));
            format!("for({key}{value} {} {body})", show(&f.collection))
        }
    };
    format!("<{}>", parts.iter().map(part).collect::<Vec<_>>().join(" "))
}

fn show_body(body: &Body<'_>) -> String {
    let item = |item: &Item<'_>| match item {
        Item::Attribute(a) => format!("{}={}", a.name.name, show(&a.expr)),
        Item::Block(b) => {
            let mut out = b.kind.name.to_owned();
            for label in b.labels {
                let _ = if label.quoted {
                    write!(out, " {:?}", label.text)
                } else {
                    write!(out, " {}", label.text)
                };
            }
            format!("{out} {{ {} }}", show_body(&b.body))
        }
    };
    body.items.iter().map(item).collect::<Vec<_>>().join("; ")
}

fn errors(text: &str, errors: &[SyntaxError]) -> Vec<String> {
    let line = |at: u32| text[..at as usize].matches('\n').count() + 1;
    errors.iter().map(|e| format!("{}: {}", line(e.span.start), e.message)).collect()
}

/// The shown expression, or the messages.
fn expr(text: &str) -> String {
    let arena = Arena::new();
    let parsed = parse_expression(&arena, text, 0);
    if parsed.errors.is_empty() {
        show(&parsed.expr)
    } else {
        format!("{} !! {}", show(&parsed.expr), errors(text, &parsed.errors).join(" | "))
    }
}

/// The shown body and the messages.
fn body(text: &str) -> (String, Vec<String>) {
    let arena = Arena::new();
    let parsed = parse(&arena, text);
    (show_body(&parsed.body), errors(text, &parsed.errors))
}

fn check_exprs(cases: &[(&str, &str)]) {
    for (text, want) in cases {
        assert_eq!(expr(text), *want, "for {text}");
    }
}

fn check_body(text: &str, want: &str, want_errors: &[&str]) {
    let (shown, errors) = body(text);
    assert_eq!(shown, want, "for {text}");
    assert_eq!(errors, want_errors, "for {text}");
}
