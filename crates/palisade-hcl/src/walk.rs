//! Going through the parts of an expression.

use crate::ast::{Expr, ExprKind, ObjectKey, Step, StepKind, TemplatePart};

impl<'s> Expr<'s> {
    /// Calls `each` for every expression that stands directly in this one, in the order in which
    /// they are written. Those of template directives and of the steps of a traversal count.
    pub fn children(&self, mut each: impl FnMut(&Expr<'s>)) {
        self.each_child(&mut each);
    }

    fn each_child(&self, each: &mut dyn FnMut(&Expr<'s>)) {
        match &self.kind {
            ExprKind::Invalid
            | ExprKind::Null
            | ExprKind::Bool(_)
            | ExprKind::Number(_)
            | ExprKind::String(_)
            | ExprKind::Variable(_) => {}
            ExprKind::Template(template) => of_parts(template.parts, each),
            ExprKind::Traversal(traversal) => {
                each(&traversal.base);
                of_steps(traversal.steps, each);
            }
            ExprKind::Call(call) => call.args.iter().for_each(each),
            ExprKind::Tuple(items) => items.iter().for_each(each),
            ExprKind::Object(items) => {
                for item in *items {
                    if let ObjectKey::Expr(key) = &item.key {
                        each(key);
                    }
                    each(&item.value);
                }
            }
            ExprKind::For(one) => {
                each(&one.collection);
                one.key.iter().for_each(&mut *each);
                each(&one.value);
                one.condition.iter().for_each(each);
            }
            ExprKind::Conditional(choice) => {
                each(&choice.condition);
                each(&choice.then);
                each(&choice.otherwise);
            }
            ExprKind::Binary(binary) => {
                each(&binary.left);
                each(&binary.right);
            }
            ExprKind::Unary(unary) => each(&unary.operand),
            ExprKind::Parens(inner) => each(inner),
        }
    }
}

fn of_steps<'s>(steps: &[Step<'s>], each: &mut dyn FnMut(&Expr<'s>)) {
    for step in steps {
        match &step.kind {
            StepKind::Index(index) => each(index),
            StepKind::AttributeSplat(below) | StepKind::FullSplat(below) => of_steps(below, each),
            StepKind::Attribute(_) | StepKind::LegacyIndex(_) => {}
        }
    }
}

/// Directives are nested as deep as the parser lets them be.
fn of_parts<'s>(parts: &[TemplatePart<'s>], each: &mut dyn FnMut(&Expr<'s>)) {
    for part in parts {
        match part {
            TemplatePart::Literal(..) => {}
            TemplatePart::Interpolation(one) => each(&one.expr),
            TemplatePart::If(choice) => {
                each(&choice.condition);
                of_parts(choice.then, each);
                of_parts(choice.otherwise, each);
            }
            TemplatePart::For(one) => {
                each(&one.collection);
                of_parts(one.body, each);
            }
        }
    }
}
