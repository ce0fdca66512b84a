//! What is written of sensitive values: the literals in the files, which no frame may show, and the
//! messages that would repeat them.

use palisade_hcl::{Expr, ExprKind, TemplatePart};
use palisade_source::{FileId, Location, Span};
use rustc_hash::FxHashMap;

use super::{Evaluator, Problem};
use crate::decl::{Attr, Target};

impl<'s> Evaluator<'_, 's, '_> {
    /// Has the literals of sensitive values hidden wherever their files are shown.
    pub(super) fn hide_secrets(&mut self) {
        let mut hidden: FxHashMap<FileId, Vec<Span>> = FxHashMap::default();
        for location in std::mem::take(&mut self.hidden) {
            hidden.entry(location.file).or_default().push(location.span);
        }
        let mut hide = |at: &Attr<'s>| literals(at.expr(), hidden.entry(at.file).or_default());
        for module in self.modules {
            let sensitive = module.variables.iter().filter(|variable| variable.sensitive);
            sensitive.filter_map(|variable| variable.default.as_ref()).for_each(&mut hide);
            let sensitive = module.outputs.iter().filter(|output| output.sensitive);
            sensitive.filter_map(|output| output.value.as_ref()).for_each(&mut hide);
            for call in &module.calls {
                let Target::Module(target) = call.target else { continue };
                let Some(target) = self.modules.get(target) else { continue };
                let is_sensitive = |name: &str| {
                    let index = target.variable_index.get(name);
                    index.and_then(|n| target.variables.get(*n)).is_some_and(|v| v.sensitive)
                };
                let args = call.args.iter().filter(|at| is_sensitive(at.attr.name.name));
                args.for_each(&mut hide);
            }
        }
        for (file, spans) in hidden {
            if !spans.is_empty() {
                self.context.sources.get(file).hide(spans);
            }
        }
    }

    /// Notes that what is written in an expression is sensitive.
    pub(super) fn hide_literals(&mut self, file: FileId, expr: &Expr<'s>) {
        let mut spans = Vec::new();
        literals(expr, &mut spans);
        self.hidden.extend(spans.into_iter().map(|span| Location::new(file, span)));
    }

    /// A problem that may be told: if something since a mark is sensitive, without its message,
    /// which may have the value in it.
    pub(super) fn discreet(&self, problem: Problem, mark: usize) -> Problem {
        if !self.is_secret_since(mark) {
            return problem;
        }
        let message =
            "this could not be evaluated; why is not told, for a value in it is sensitive";
        Problem { message: message.to_owned(), help: None, ..problem }
    }
}

/// The places of the scalars that are written in an expression; keys are no values.
pub(crate) fn literals(expr: &Expr<'_>, found: &mut Vec<Span>) {
    let mut stack = vec![*expr];
    while let Some(expr) = stack.pop() {
        match &expr.kind {
            ExprKind::Bool(_) | ExprKind::Number(_) | ExprKind::String(_) => found.push(expr.span),
            ExprKind::Template(template) => {
                for part in template.parts {
                    match part {
                        TemplatePart::Literal(text, span) if !text.is_empty() => found.push(*span),
                        TemplatePart::Literal(..) => {}
                        TemplatePart::Interpolation(one) => stack.push(one.expr),
                        TemplatePart::If(_) | TemplatePart::For(_) => found.push(part.span()),
                    }
                }
            }
            ExprKind::Call(call) => stack.extend(call.args.iter().copied()),
            ExprKind::Tuple(items) => stack.extend(items.iter().copied()),
            ExprKind::Object(items) => stack.extend(items.iter().map(|item| item.value)),
            ExprKind::For(each) => stack.extend([each.collection, each.value]),
            ExprKind::Conditional(choice) => stack.extend([choice.then, choice.otherwise]),
            ExprKind::Binary(binary) => stack.extend([binary.left, binary.right]),
            ExprKind::Unary(unary) => stack.push(unary.operand),
            ExprKind::Parens(inner) => stack.push(**inner),
            ExprKind::Traversal(traversal) => stack.push(traversal.base),
            ExprKind::Null | ExprKind::Variable(_) | ExprKind::Invalid => {}
        }
    }
}
