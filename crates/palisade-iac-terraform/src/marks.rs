//! Values that Terraform surely marks as sensitive or ephemeral, where it refuses those: in outputs
//! and arguments that do not say so, in `for_each`, and in attributes that are kept. What is only
//! perhaps marked is not told.

use palisade_hcl::{Expr, ExprKind, Item, Step, StepKind, TemplatePart};
use palisade_source::{Diagnostic, Location};
use rustc_hash::FxHashMap;

use crate::decl::{Attr, Module, ResourceDecl, Target, is_meta};
use crate::tree::Told;

/// Names are followed no further than this.
const DEPTH: u32 = 150;

/// Resources of these providers name what is never kept with `_wo` at the end.
const CONVENTION: [&str; 10] = [
    "aws_",
    "azurerm_",
    "google_",
    "kubernetes_",
    "vault_",
    "random_",
    "null_",
    "local_",
    "time_",
    "terraform_data",
];

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Mark {
    Sensitive,
    Ephemeral,
}

/// How much of a value is marked.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Marked {
    No,
    /// Something in it.
    Inside,
    Whole,
}

/// Tells of all marked values that are where none may be.
pub(crate) fn check(modules: &[Module<'_>], told: &mut Told) {
    let any = |mark: Mark| modules.iter().any(|module| module.has_mark(mark));
    let marks: Vec<Mark> =
        [Mark::Sensitive, Mark::Ephemeral].into_iter().filter(|mark| any(*mark)).collect();
    for mark in marks {
        let mut finder = Finder { modules, mark, locals: FxHashMap::default(), depth: 0 };
        for at in 0..modules.len() {
            finder.module(at, told);
        }
    }
}

impl Module<'_> {
    fn has_mark(&self, mark: Mark) -> bool {
        match mark {
            Mark::Sensitive => {
                self.variables.iter().any(|v| v.sensitive && !v.ephemeral)
                    || self.outputs.iter().any(|o| o.sensitive)
            }
            Mark::Ephemeral => {
                self.has_ephemeral
                    || self.variables.iter().any(|v| v.ephemeral)
                    || self.outputs.iter().any(|o| o.ephemeral)
            }
        }
    }
}

struct Finder<'m, 's> {
    modules: &'m [Module<'s>],
    mark: Mark,
    /// What is known of local values, by module and position.
    locals: FxHashMap<(usize, usize), Marked>,
    depth: u32,
}

impl<'s> Finder<'_, 's> {
    fn module(&mut self, at: usize, told: &mut Told) {
        let modules = self.modules;
        let Some(module) = modules.get(at) else { return };
        for output in &module.outputs {
            let Some(value) = output.value else { continue };
            let header = output.header;
            let (message, code, help) = match self.mark {
                Mark::Ephemeral if output.ephemeral && at == 0 => {
                    let message = "an output of the root cannot be ephemeral";
                    told.diagnostics.push(
                        Diagnostic::warning("terraform-ephemeral", message)
                            .at(header)
                            .help("only modules that are called have such outputs"),
                    );
                    continue;
                }
                Mark::Sensitive if at == 0 && !output.sensitive => (
                    format!("output `{}` shows a sensitive value", output.name),
                    "terraform-sensitive",
                    "add `sensitive = true`, or show it with `nonsensitive(…)`",
                ),
                Mark::Ephemeral if !output.ephemeral => (
                    format!("output `{}` is given an ephemeral value", output.name),
                    "terraform-ephemeral",
                    "add `ephemeral = true`, or use `ephemeralasnull(…)`",
                ),
                _ => continue,
            };
            if self.expr(at, value.expr()) > Marked::No {
                told.diagnostics.push(
                    Diagnostic::warning(code, message)
                        .at(value.location())
                        .label(header, "the output does not say so")
                        .help(help),
                );
            }
        }
        for resource in &module.resources {
            self.expansion(at, resource.count, resource.for_each, told);
            if self.mark == Mark::Ephemeral {
                self.resource(at, resource, told);
            }
        }
        for call in &module.calls {
            self.expansion(at, call.count, call.for_each, told);
            let Target::Module(target) = call.target else { continue };
            let Some(target) = modules.get(target).filter(|_| self.mark == Mark::Ephemeral) else {
                continue;
            };
            for arg in &call.args {
                let name = arg.attr.name.name;
                let variable = target.variable_index.get(name);
                let variable = variable.and_then(|n| target.variables.get(*n));
                let Some(variable) = variable.filter(|v| !v.ephemeral) else { continue };
                if self.expr(at, arg.expr()) > Marked::No {
                    let message = format!("variable `{name}` is given an ephemeral value");
                    told.diagnostics.push(
                        Diagnostic::warning("terraform-ephemeral", message)
                            .at(arg.location())
                            .label(variable.header, "it does not say that it takes such values")
                            .help("add `ephemeral = true` to the variable"),
                    );
                }
            }
        }
    }

    fn expansion(
        &mut self,
        at: usize,
        count: Option<Attr<'s>>,
        for_each: Option<Attr<'s>>,
        told: &mut Told,
    ) {
        let (what, code) = match self.mark {
            Mark::Sensitive => ("a sensitive", "terraform-sensitive"),
            Mark::Ephemeral => ("an ephemeral", "terraform-ephemeral"),
        };
        let counted = count.filter(|_| self.mark == Mark::Ephemeral);
        for (name, attr) in [("count", counted), ("for_each", for_each)] {
            let Some(attr) = attr else { continue };
            let marked = self.expr(at, attr.expr());
            if marked < Marked::Whole {
                continue;
            }
            let help = match self.mark {
                Mark::Sensitive => "keys are shown; use `nonsensitive(…)` if they are no secret",
                Mark::Ephemeral => "how many there are must be kept; use what is not ephemeral",
            };
            told.diagnostics.push(
                Diagnostic::warning(code, format!("`{name}` is {what} value"))
                    .at(attr.location())
                    .help(help),
            );
        }
    }

    fn resource(&mut self, at: usize, decl: &ResourceDecl<'s>, told: &mut Told) {
        if !CONVENTION.iter().any(|prefix| decl.kind.starts_with(prefix)) {
            return;
        }
        for (file, item) in &decl.items {
            let mut stack = vec![*item];
            while let Some(item) = stack.pop() {
                match item {
                    Item::Attribute(attr) => {
                        let name = attr.name.name;
                        let own = ["count", "for_each", "provider", "depends_on"];
                        if own.contains(&name) || name.ends_with("_wo") {
                            continue;
                        }
                        if self.expr(at, &attr.expr) > Marked::No {
                            let message = format!("`{name}` is given an ephemeral value");
                            told.diagnostics.push(
                                Diagnostic::warning("terraform-ephemeral", message)
                                    .at(Location::new(*file, attr.span))
                                    .help(
                                        "it is kept in the state; only write-only arguments such \
                                         as `password_wo` take such values",
                                    ),
                            );
                        }
                    }
                    Item::Block(block) => {
                        let own = ["lifecycle", "provisioner", "connection", "dynamic"];
                        if !own.contains(&block.kind.name) {
                            stack.extend(block.body.items.iter().copied());
                        }
                    }
                }
            }
        }
    }

    /// How much of an expression's value is surely marked.
    fn expr(&mut self, at: usize, expr: &Expr<'s>) -> Marked {
        if self.depth >= DEPTH {
            return Marked::No;
        }
        self.depth += 1;
        let marked = self.expr_inner(at, expr);
        self.depth -= 1;
        marked
    }

    fn expr_inner(&mut self, at: usize, expr: &Expr<'s>) -> Marked {
        let whole = |is: bool| if is { Marked::Whole } else { Marked::No };
        match &expr.kind {
            ExprKind::Parens(inner) => self.expr(at, inner),
            ExprKind::Traversal(traversal) => match traversal.base.kind {
                ExprKind::Variable(root) => self.reference(at, root, traversal.steps),
                _ => whole(self.expr(at, &traversal.base) == Marked::Whole),
            },
            ExprKind::Tuple(items) => {
                let any = items.iter().any(|item| self.expr(at, item) > Marked::No);
                if any { Marked::Inside } else { Marked::No }
            }
            ExprKind::Object(items) => {
                let any = items.iter().any(|item| self.expr(at, &item.value) > Marked::No);
                if any { Marked::Inside } else { Marked::No }
            }
            ExprKind::Unary(unary) => whole(self.expr(at, &unary.operand) == Marked::Whole),
            ExprKind::Binary(binary) => whole(
                self.expr(at, &binary.left) == Marked::Whole
                    || self.expr(at, &binary.right) == Marked::Whole,
            ),
            ExprKind::Conditional(choice) => {
                if self.expr(at, &choice.condition) == Marked::Whole {
                    return Marked::Whole;
                }
                self.expr(at, &choice.then).min(self.expr(at, &choice.otherwise))
            }
            ExprKind::Template(template) => whole(template.parts.iter().any(|part| match part {
                TemplatePart::Interpolation(one) => self.expr(at, &one.expr) == Marked::Whole,
                _ => false,
            })),
            ExprKind::For(each) => whole(self.expr(at, &each.collection) == Marked::Whole),
            ExprKind::Call(call) => {
                let first = call.args.first();
                match call.name.name.strip_prefix("core::").unwrap_or(call.name.name) {
                    "sensitive" => match self.mark {
                        Mark::Sensitive => Marked::Whole,
                        Mark::Ephemeral => first.map_or(Marked::No, |arg| self.expr(at, arg)),
                    },
                    "nonsensitive" | "ephemeralasnull" => {
                        let takes =
                            (call.name.name == "nonsensitive") == (self.mark == Mark::Sensitive);
                        match first {
                            Some(arg) if !takes => self.expr(at, arg),
                            _ => Marked::No,
                        }
                    }
                    "can" | "issensitive" | "type" => Marked::No,
                    // The first argument may be one that fails.
                    "try" => first
                        .filter(|arg| is_name(arg))
                        .map_or(Marked::No, |arg| self.expr(at, arg)),
                    name => {
                        let deep = ["jsonencode", "yamlencode", "join", "format", "toset"];
                        let least =
                            if deep.contains(&name) { Marked::Inside } else { Marked::Whole };
                        whole(
                            !name.contains("::")
                                && call.args.iter().any(|arg| self.expr(at, arg) >= least),
                        )
                    }
                }
            }
            _ => Marked::No,
        }
    }

    fn reference(&mut self, at: usize, root: &'s str, steps: &'s [Step<'s>]) -> Marked {
        let modules = self.modules;
        let attribute = |n: usize| match steps.get(n).map(|step| step.kind) {
            Some(StepKind::Attribute(name)) => Some(name),
            _ => None,
        };
        let (Some(module), Some(first)) = (modules.get(at), attribute(0)) else {
            return Marked::No;
        };
        let whole = |is: bool| if is { Marked::Whole } else { Marked::No };
        let only_name = |marked: Marked, steps: usize| match marked {
            // Which part is marked is not known here.
            Marked::Inside if steps > 1 => Marked::No,
            marked => marked,
        };
        match root {
            "var" => {
                let index = module.variable_index.get(first);
                let variable = index.and_then(|n| module.variables.get(*n));
                whole(variable.is_some_and(|variable| match self.mark {
                    Mark::Sensitive => variable.sensitive && !variable.ephemeral,
                    Mark::Ephemeral => variable.ephemeral,
                }))
            }
            "local" => {
                let Some(index) = module.local_index.get(first).copied() else {
                    return Marked::No;
                };
                let known = self.locals.get(&(at, index)).copied();
                let marked = known.unwrap_or_else(|| {
                    // What refers to itself has no value.
                    self.locals.insert((at, index), Marked::No);
                    let local = module.locals.get(index);
                    let marked = local.map_or(Marked::No, |l| self.expr(at, l.at.expr()));
                    self.locals.insert((at, index), marked);
                    marked
                });
                only_name(marked, steps.len())
            }
            "module" => {
                let call = module.call_index.get(first).and_then(|n| module.calls.get(*n));
                let Some(call) = call else { return Marked::No };
                let repeated = call.count.is_some() || call.for_each.is_some();
                let output = attribute(if repeated { 2 } else { 1 });
                let (Some(output), Target::Module(target)) = (output, call.target) else {
                    return Marked::No;
                };
                let Some(inner) = modules.get(target) else { return Marked::No };
                let index = inner.output_index.get(output);
                let Some(declared) = index.and_then(|n| inner.outputs.get(*n)) else {
                    return Marked::No;
                };
                match self.mark {
                    Mark::Ephemeral => whole(declared.ephemeral),
                    Mark::Sensitive if declared.sensitive => Marked::Whole,
                    Mark::Sensitive => {
                        let value = declared.value;
                        let marked = value.map_or(Marked::No, |at| self.expr(target, at.expr()));
                        only_name(marked, steps.len().saturating_sub(if repeated { 2 } else { 1 }))
                    }
                }
            }
            "ephemeral" => whole(self.mark == Mark::Ephemeral),
            "data" | "each" | "count" | "self" | "path" | "terraform" | "tofu" | "resource" => {
                Marked::No
            }
            kind => {
                if self.mark != Mark::Sensitive {
                    return Marked::No;
                }
                let index = module.resource_index.get(&(false, kind, first));
                let decl = index.and_then(|n| module.resources.get(*n));
                let repeated =
                    |decl: &ResourceDecl<'s>| decl.count.is_some() || decl.for_each.is_some();
                let Some(decl) = decl.filter(|decl| !repeated(decl)) else { return Marked::No };
                let mut own = decl.items.iter().filter_map(|(_, item)| match item {
                    Item::Attribute(own) if !is_meta(own.name.name) => Some(*own),
                    _ => None,
                });
                let Some(attr) = attribute(1) else {
                    let any =
                        steps.len() == 1 && own.any(|own| self.expr(at, &own.expr) > Marked::No);
                    return if any { Marked::Inside } else { Marked::No };
                };
                let written = own.rfind(|own| own.name.name == attr);
                let marked = written.map_or(Marked::No, |own| self.expr(at, &own.expr));
                only_name(marked, steps.len().saturating_sub(1))
            }
        }
    }
}

/// Whether an expression is a name without anything picked from it.
fn is_name(expr: &Expr<'_>) -> bool {
    match &expr.kind {
        ExprKind::Traversal(traversal) => {
            matches!(traversal.base.kind, ExprKind::Variable("var" | "local"))
                && traversal.steps.len() == 1
        }
        _ => false,
    }
}
