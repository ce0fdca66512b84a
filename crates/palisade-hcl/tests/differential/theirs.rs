//! The tree of `hcl-edit` in the form that both parsers are compared in.

use crate::{Text, number, template};
use hcl_edit::expr::{Expression, ObjectKey, TraversalOperator, UnaryOperator};
use hcl_edit::structure::{Block, BlockLabel, Body, Structure};
use hcl_edit::template::{Directive, Element};

/// One line for each attribute and each block, with indentation.
pub(crate) fn body(body: &Body) -> String {
    body.iter().map(structure).collect::<Vec<_>>().join("\n")
}

fn structure(structure: &Structure) -> String {
    match structure {
        Structure::Attribute(a) => format!("{} = {}", a.key.as_str(), expr(&a.value)),
        Structure::Block(b) => block(b),
    }
}

fn block(block: &Block) -> String {
    let labels: String = block
        .labels
        .iter()
        .map(|l| match l {
            BlockLabel::Ident(name) => format!(" {}", name.as_str()),
            BlockLabel::String(text) => format!(" {:?}", text.as_str()),
        })
        .collect();
    let inner = body(&block.body).replace('\n', "\n  ");
    format!("{}{labels} {{\n  {inner}\n}}", block.ident.as_str())
}

/// An expression.
pub(crate) fn expr(e: &Expression) -> String {
    match e {
        Expression::Null(_) => "null".to_owned(),
        Expression::Bool(b) => b.to_string(),
        Expression::Number(n) => number(n.as_f64().unwrap_or(f64::NAN)),
        Expression::String(text) => format!("{:?}", text.as_str()),
        Expression::Array(a) => {
            format!("[{}]", a.iter().map(expr).collect::<Vec<_>>().join(", "))
        }
        Expression::Object(o) => {
            let items = o.iter().map(|(key, value)| {
                let key = match key {
                    ObjectKey::Ident(name) => name.as_str().to_owned(),
                    ObjectKey::Expression(key) => expr(key),
                };
                format!("{key}: {}", expr(value.expr()))
            });
            format!("{{{}}}", items.collect::<Vec<_>>().join(", "))
        }
        Expression::StringTemplate(t) => template(t.iter().map(element).collect()),
        Expression::HeredocTemplate(t) => template(t.template.iter().map(element).collect()),
        Expression::Parenthesis(p) => format!("({})", expr(p.inner())),
        Expression::Variable(name) => name.as_str().to_owned(),
        Expression::Conditional(c) => {
            format!("({} ? {} : {})", expr(&c.cond_expr), expr(&c.true_expr), expr(&c.false_expr))
        }
        Expression::FuncCall(c) => {
            let mut name = String::new();
            for space in &c.name.namespace {
                name += space.as_str();
                name += "::";
            }
            name += c.name.name.as_str();
            let args = c.args.iter().map(expr).collect::<Vec<_>>().join(", ");
            format!("{name}({args}{})", if c.args.expand_final() { "..." } else { "" })
        }
        Expression::Traversal(t) => {
            let step = |step: &TraversalOperator| match step {
                TraversalOperator::AttrSplat(_) => ".*".to_owned(),
                TraversalOperator::FullSplat(_) => "[*]".to_owned(),
                TraversalOperator::GetAttr(name) => format!(".{}", name.as_str()),
                TraversalOperator::Index(index) => format!("[{}]", expr(index)),
                TraversalOperator::LegacyIndex(index) => format!(".{}", **index),
            };
            let steps: String = t.operators.iter().map(|o| step(o)).collect();
            format!("{}{steps}", expr(&t.expr))
        }
        Expression::UnaryOp(u) => {
            let op = if *u.operator.value() == UnaryOperator::Not { "!" } else { "-" };
            format!("({op}{})", expr(&u.expr))
        }
        Expression::BinaryOp(b) => {
            format!("({} {} {})", expr(&b.lhs_expr), b.operator.value(), expr(&b.rhs_expr))
        }
        Expression::ForExpr(f) => {
            let key = f.key_expr.as_ref().map_or(String::new(), |k| format!("{} => ", expr(k)));
            let condition =
                f.cond.as_ref().map_or(String::new(), |c| format!(" if {}", expr(&c.expr)));
            let key_var =
                f.intro.key_var.as_ref().map_or(String::new(), |k| format!("{},", k.as_str()));
            format!(
                "for({key_var}{} in {}: {key}{}{}{condition})",
                f.intro.value_var.as_str(),
                expr(&f.intro.collection_expr),
                expr(&f.value_expr),
                if f.grouping { "..." } else { "" }
            )
        }
    }
}

fn element(element: &Element) -> Text {
    match element {
        Element::Literal(text) => Text::Literal(text.as_str().to_owned()),
        Element::Interpolation(i) => Text::Other(format!("${{{}}}", expr(&i.expr))),
        Element::Directive(directive) => Text::Other(match &**directive {
            Directive::If(i) => {
                let otherwise = i.else_expr.as_ref();
                format!(
                    "if({}, {}, {})",
                    expr(&i.if_expr.cond_expr),
                    template(i.if_expr.template.iter().map(self::element).collect()),
                    otherwise.map_or("\"\"".to_owned(), |e| {
                        template(e.template.iter().map(self::element).collect())
                    })
                )
            }
            Directive::For(f) => {
                let f = &f.for_expr;
                let key = f.key_var.as_ref().map_or(String::new(), |k| format!("{},", k.as_str()));
                format!(
                    "for({key}{} in {}, {})",
                    f.value_var.as_str(),
                    expr(&f.collection_expr),
                    template(f.template.iter().map(self::element).collect())
                )
            }
        }),
    }
}
