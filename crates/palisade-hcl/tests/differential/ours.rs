//! Our tree in the form that both parsers are compared in.

use crate::{Text, number, template};
use palisade_hcl::{
    Block, Body, Expr, ExprKind, Ident, Item, ObjectKey, Step, StepKind, Template, TemplatePart,
    UnaryOp,
};

/// One line for each attribute and each block, with indentation.
pub(crate) fn body(body: &Body<'_>) -> String {
    body.items.iter().map(item).collect::<Vec<_>>().join("\n")
}

fn item(item: &Item<'_>) -> String {
    match item {
        Item::Attribute(attribute) => {
            format!("{} = {}", attribute.name.name, expr(&attribute.expr))
        }
        Item::Block(block) => block_lines(block),
    }
}

fn block_lines(block: &Block<'_>) -> String {
    let labels: String = block
        .labels
        .iter()
        .map(|l| if l.quoted { format!(" {:?}", l.text) } else { format!(" {}", l.text) })
        .collect();
    let inner = body(&block.body).replace('\n', "\n  ");
    format!("{}{labels} {{\n  {inner}\n}}", block.kind.name)
}

fn list<'a>(exprs: impl IntoIterator<Item = &'a Expr<'a>>) -> String {
    exprs.into_iter().map(expr).collect::<Vec<_>>().join(", ")
}

/// An expression.
pub(crate) fn expr(e: &Expr<'_>) -> String {
    match e.kind {
        ExprKind::Invalid => "INVALID".to_owned(),
        ExprKind::Null => "null".to_owned(),
        ExprKind::Bool(b) => b.to_string(),
        ExprKind::Number(text) => number(text.parse().unwrap_or(f64::NAN)),
        ExprKind::String(text) => format!("{text:?}"),
        ExprKind::Variable(name) => name.to_owned(),
        ExprKind::Template(t) => template(parts(t)),
        ExprKind::Traversal(t) => format!("{}{}", expr(&t.base), steps(t.steps)),
        ExprKind::Call(c) => {
            format!("{}({}{})", c.name.name, list(c.args), if c.expand { "..." } else { "" })
        }
        ExprKind::Tuple(elements) => format!("[{}]", list(elements)),
        ExprKind::Object(items) => {
            let items = items.iter().map(|item| {
                let key = match item.key {
                    ObjectKey::Name(name) => name.name.to_owned(),
                    ObjectKey::Expr(key) => expr(&key),
                };
                format!("{key}: {}", expr(&item.value))
            });
            format!("{{{}}}", items.collect::<Vec<_>>().join(", "))
        }
        ExprKind::For(f) => {
            let key = f.key.map_or(String::new(), |key| format!("{} => ", expr(&key)));
            let condition = f.condition.map_or(String::new(), |c| format!(" if {}", expr(&c)));
            format!(
                "for({} in {}: {key}{}{}{condition})",
                vars(f.key_var, f.value_var),
                expr(&f.collection),
                expr(&f.value),
                if f.group { "..." } else { "" }
            )
        }
        ExprKind::Conditional(c) => {
            format!("({} ? {} : {})", expr(&c.condition), expr(&c.then), expr(&c.otherwise))
        }
        ExprKind::Binary(b) => {
            format!("({} {} {})", expr(&b.left), b.op.as_str(), expr(&b.right))
        }
        ExprKind::Unary(u) => match (u.op, u.operand.kind) {
            (UnaryOp::Negate, ExprKind::Number(text)) => {
                number(-text.parse::<f64>().unwrap_or(f64::NAN))
            }
            (UnaryOp::Negate, _) => format!("(-{})", expr(&u.operand)),
            (UnaryOp::Not, _) => format!("(!{})", expr(&u.operand)),
        },
        ExprKind::Parens(inner) => format!("({})", expr(inner)),
    }
}

fn vars(key: Option<Ident<'_>>, value: Ident<'_>) -> String {
    key.map_or(value.name.to_owned(), |key| format!("{},{}", key.name, value.name))
}

fn steps(all: &[Step<'_>]) -> String {
    let step = |step: &Step<'_>| match step.kind {
        StepKind::Attribute(name) => format!(".{name}"),
        StepKind::Index(index) => format!("[{}]", expr(index)),
        StepKind::LegacyIndex(index) => format!(".{}", index.parse::<u64>().unwrap_or(u64::MAX)),
        StepKind::AttributeSplat(below) => format!(".*{}", steps(below)),
        StepKind::FullSplat(below) => format!("[*]{}", steps(below)),
    };
    all.iter().map(step).collect()
}

fn parts(t: &Template<'_>) -> Vec<Text> {
    t.parts.iter().map(part).collect()
}

fn part(part: &TemplatePart<'_>) -> Text {
    let all = |parts: &[TemplatePart<'_>]| template(parts.iter().map(self::part).collect());
    match part {
        TemplatePart::Literal(text, _) => Text::Literal((*text).to_owned()),
        TemplatePart::Interpolation(i) => Text::Other(format!("${{{}}}", expr(&i.expr))),
        TemplatePart::If(i) => Text::Other(format!(
            "if({}, {}, {})",
            expr(&i.condition),
            all(i.then),
            all(i.otherwise)
        )),
        TemplatePart::For(f) => Text::Other(format!(
            "for({} in {}, {})",
            vars(f.key_var, f.value_var),
            expr(&f.collection),
            all(f.body)
        )),
    }
}
