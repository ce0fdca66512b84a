//! HCL text to a syntax tree.

use super::{Target, assert_inside, text};
use palisade_arena::Arena;
use palisade_hcl::{
    Body, Expr, ExprKind, Item, ObjectKey, Step, StepKind, SyntaxError, TemplatePart, parse,
    parse_expression, parse_template,
};

/// This target.
pub const TARGET: Target = Target {
    name: "hcl",
    run: target,
    dictionary: &[
        "[",
        "(",
        "{",
        "]",
        ")",
        "}",
        "\"${",
        "}\"",
        "%{ if a }",
        "%{ endif }",
        "%{ for a in b ~}",
        "a {\n",
        "a = ",
        "<<EOT\n",
        "<<-EOT\n",
        "EOT\n",
        "[for a in b : ",
        "{for a, b in c : ",
        "? 1 : ",
        "a.*.",
        "[*]",
        ".0",
        "!",
        "-",
        "&&",
        "=>",
        "...",
        "a(",
        "::",
        "/*",
        "# ",
        "\n",
    ],
    more_seeds: &[("examples", ".tf"), ("examples", ".tfvars"), ("policies", ".tf")],
};

/// Every node and every mistake has a place in the text, and items follow each other.
pub fn target(data: &[u8]) {
    let Some(text) = text(data) else { return };
    let arena = Arena::new();
    let parsed = parse(&arena, text);
    body(text, &parsed.body);
    errors(text, &parsed.errors);
    for comment in parsed.comments {
        assert_inside(text, comment.span, "a comment");
        assert_eq!(text.get(comment.span.range()), Some(comment.text), "a comment is elsewhere");
        let _ = comment.content();
    }
    let alone = parse_expression(&arena, text, 0);
    expression(text, &alone.expr);
    errors(text, &alone.errors);
    let template = parse_template(&arena, text, 0);
    expression(text, &template.expr);
    errors(text, &template.errors);
}

fn errors(text: &str, errors: &[SyntaxError]) {
    let mut last = 0;
    for error in errors {
        assert_inside(text, error.span, "an error");
        assert!(!error.message.is_empty(), "an error without a message");
        assert!(last <= error.span.start, "errors are not in the order of the text");
        last = error.span.start;
        for (span, _) in &error.labels {
            assert_inside(text, *span, "a label of an error");
        }
    }
}

fn body(text: &str, top: &Body<'_>) {
    let mut bodies = vec![*top];
    while let Some(body) = bodies.pop() {
        assert_inside(text, body.span, "a body");
        let mut last = body.span.start;
        for item in body.items {
            let span = item.span();
            assert_inside(text, span, "an item");
            assert!(last <= span.start, "items overlap or are out of order");
            last = span.end;
            match item {
                Item::Attribute(attribute) => {
                    assert_inside(text, attribute.name.span, "a name");
                    expression(text, &attribute.expr);
                }
                Item::Block(block) => {
                    assert_inside(text, block.header_span, "a header");
                    for label in block.labels {
                        assert_inside(text, label.span, "a label");
                    }
                    bodies.push(block.body);
                }
            }
        }
        assert!(last <= body.span.end, "an item reaches out of its body");
    }
}

fn expression(text: &str, top: &Expr<'_>) {
    let mut stack = vec![*top];
    while let Some(expr) = stack.pop() {
        assert_inside(text, expr.span, "an expression");
        match expr.kind {
            ExprKind::Invalid
            | ExprKind::Null
            | ExprKind::Bool(_)
            | ExprKind::Number(_)
            | ExprKind::String(_)
            | ExprKind::Variable(_) => {}
            ExprKind::Template(template) => parts(text, template.parts, &mut stack),
            ExprKind::Traversal(traversal) => {
                stack.push(traversal.base);
                steps(text, traversal.steps, &mut stack);
            }
            ExprKind::Call(call) => stack.extend(call.args),
            ExprKind::Tuple(items) => stack.extend(items),
            ExprKind::Object(items) => {
                for item in items {
                    assert_inside(text, item.span, "an entry");
                    stack.push(item.value);
                    if let ObjectKey::Expr(key) = item.key {
                        stack.push(key);
                    }
                }
            }
            ExprKind::For(all) => {
                stack.extend([all.collection, all.value]);
                stack.extend(all.key.iter().chain(&all.condition));
            }
            ExprKind::Conditional(all) => stack.extend([all.condition, all.then, all.otherwise]),
            ExprKind::Binary(binary) => {
                assert_inside(text, binary.op_span, "an operator");
                stack.extend([binary.left, binary.right]);
            }
            ExprKind::Unary(unary) => stack.push(unary.operand),
            ExprKind::Parens(inner) => stack.push(*inner),
        }
    }
}

fn parts<'s>(text: &str, top: &'s [TemplatePart<'s>], stack: &mut Vec<Expr<'s>>) {
    let mut all = vec![top];
    while let Some(parts) = all.pop() {
        for part in parts {
            assert_inside(text, part.span(), "a part of a template");
            match part {
                TemplatePart::Literal(..) => {}
                TemplatePart::Interpolation(one) => stack.push(one.expr),
                TemplatePart::If(one) => {
                    stack.push(one.condition);
                    all.extend([one.then, one.otherwise]);
                }
                TemplatePart::For(one) => {
                    stack.push(one.collection);
                    all.push(one.body);
                }
            }
        }
    }
}

fn steps<'s>(text: &str, top: &'s [Step<'s>], stack: &mut Vec<Expr<'s>>) {
    let mut all = vec![top];
    while let Some(steps) = all.pop() {
        for step in steps {
            assert_inside(text, step.span, "a step");
            match step.kind {
                StepKind::Attribute(_) | StepKind::LegacyIndex(_) => {}
                StepKind::Index(index) => stack.push(*index),
                StepKind::AttributeSplat(below) | StepKind::FullSplat(below) => all.push(below),
            }
        }
    }
}
