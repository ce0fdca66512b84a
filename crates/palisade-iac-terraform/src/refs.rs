//! The references that a piece of configuration makes, found without evaluating it.

use palisade_hcl::{Body, Expr, ExprKind, Item, Step, StepKind, TemplatePart, Traversal};
use palisade_source::FileId;

use crate::decl::{is_meta, is_meta_block};

/// A reference to something that is evaluated on its own.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Ref<'s> {
    Variable(&'s str),
    Local(&'s str),
    /// An output of a module call, or all of them.
    Module(&'s str, Option<&'s str>),
    Resource {
        data: bool,
        kind: &'s str,
        name: &'s str,
    },
}

/// Nothing nests deeper than the parser allows; this is a second lock.
const DEPTH: u32 = 1000;

/// The references of an expression, each once, in order of appearance.
pub(crate) fn expr_refs<'s>(expr: &Expr<'s>) -> Vec<Ref<'s>> {
    let mut walker = Walker::default();
    walker.expr(expr);
    walker.found
}

/// The references of an expression as they are written, but for those that hang on a name that the
/// expression itself binds.
pub(crate) fn references<'s>(expr: &Expr<'s>) -> Vec<Expr<'s>> {
    let mut found = Vec::new();
    let mut stack = vec![*expr];
    while let Some(expr) = stack.pop() {
        match &expr.kind {
            ExprKind::Traversal(traversal) => match traversal.base.kind {
                ExprKind::Variable(_) => found.push(expr),
                _ => stack.push(traversal.base),
            },
            ExprKind::Template(template) => {
                stack.extend(template.parts.iter().filter_map(|part| match part {
                    TemplatePart::Interpolation(one) => Some(one.expr),
                    _ => None,
                }));
            }
            ExprKind::Call(call) => stack.extend(call.args.iter().copied()),
            ExprKind::Tuple(items) => stack.extend(items.iter().copied()),
            ExprKind::Object(items) => stack.extend(items.iter().map(|item| item.value)),
            ExprKind::For(each) => stack.push(each.collection),
            ExprKind::Conditional(choice) => {
                stack.extend([choice.condition, choice.then, choice.otherwise]);
            }
            ExprKind::Binary(binary) => stack.extend([binary.left, binary.right]),
            ExprKind::Unary(unary) => stack.push(unary.operand),
            ExprKind::Parens(inner) => stack.push(**inner),
            _ => {}
        }
    }
    found.sort_by_key(|expr| expr.span.start);
    found
}

/// The references of a few items.
pub(crate) fn item_refs<'s>(items: &[(FileId, Item<'s>)]) -> Vec<Ref<'s>> {
    let mut walker = Walker::default();
    items.iter().for_each(|(_, item)| walker.item(item));
    walker.found
}

/// The references of a resource's body; those in what only Terraform itself reads are left out.
pub(crate) fn body_refs<'s>(items: &[(FileId, Item<'s>)]) -> Vec<Ref<'s>> {
    let mut walker = Walker::default();
    for (_, item) in items {
        match item {
            Item::Attribute(attr) if is_meta(attr.name.name) && !is_expansion(attr.name.name) => {}
            Item::Block(block) if is_meta_block(block.kind.name) => {}
            item => walker.item(item),
        }
    }
    walker.found
}

fn is_expansion(name: &str) -> bool {
    matches!(name, "count" | "for_each")
}

#[derive(Default)]
struct Walker<'s> {
    found: Vec<Ref<'s>>,
    depth: u32,
}

impl<'s> Walker<'s> {
    fn add(&mut self, reference: Ref<'s>) {
        // The lists are short; where one is not, doubles cost less than looking for them.
        if self.found.len() > 64 || !self.found.contains(&reference) {
            self.found.push(reference);
        }
    }

    fn item(&mut self, item: &Item<'s>) {
        match item {
            Item::Attribute(attr) => self.expr(&attr.expr),
            Item::Block(block) => self.body(&block.body),
        }
    }

    fn body(&mut self, body: &Body<'s>) {
        if self.depth < DEPTH {
            self.depth += 1;
            body.items.iter().for_each(|item| self.item(item));
            self.depth -= 1;
        }
    }

    fn expr(&mut self, expr: &Expr<'s>) {
        if self.depth >= DEPTH {
            return;
        }
        self.depth += 1;
        match &expr.kind {
            ExprKind::Traversal(Traversal { base: Expr { kind, .. }, steps }) => {
                if let ExprKind::Variable(root) = kind {
                    self.root(root, steps);
                }
                expr.children(|child| self.expr(child));
            }
            _ => expr.children(|child| self.expr(child)),
        }
        self.depth -= 1;
    }

    fn root(&mut self, root: &'s str, steps: &[Step<'s>]) {
        let attribute = |n: usize| match steps.get(n).map(|step| step.kind) {
            Some(StepKind::Attribute(name)) => Some(name),
            _ => None,
        };
        let Some(first) = attribute(0) else { return };
        match root {
            "var" => self.add(Ref::Variable(first)),
            "local" => self.add(Ref::Local(first)),
            "module" => {
                let output = attribute(1).or_else(|| match steps.get(1).map(|step| step.kind) {
                    Some(StepKind::Index(_) | StepKind::LegacyIndex(_)) => attribute(2),
                    Some(StepKind::AttributeSplat(below) | StepKind::FullSplat(below)) => {
                        below.first().and_then(|step| match step.kind {
                            StepKind::Attribute(name) => Some(name),
                            _ => None,
                        })
                    }
                    _ => None,
                });
                self.add(Ref::Module(first, output));
            }
            "data" => {
                if let Some(name) = attribute(1) {
                    self.add(Ref::Resource { data: true, kind: first, name });
                }
            }
            "each" | "count" | "self" | "path" | "terraform" | "ephemeral" => {}
            "resource" => {
                if let Some(name) = attribute(1) {
                    self.add(Ref::Resource { data: false, kind: first, name });
                }
            }
            kind => self.add(Ref::Resource { data: false, kind, name: first }),
        }
    }
}
