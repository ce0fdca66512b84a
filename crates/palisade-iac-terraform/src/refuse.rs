//! What Terraform refuses of the blocks that it reads itself, whatever the values are: arguments
//! that there are not, or that are missing, and settings that must be written out.

use palisade_hcl::{Attribute, BinaryOp, Block, Body, Expr, ExprKind, Item, StepKind, UnaryOp};
use palisade_source::{Diagnostic, FileId, Location, did_you_mean};

use crate::decl::{Attr, Module};
use crate::paths::is_local_source;
use crate::refs::{Ref, expr_refs, references};
use crate::tree::Told;

/// What a kind of block may have in it, also in later versions and in OpenTofu.
struct Schema {
    arguments: &'static [&'static str],
    blocks: &'static [&'static str],
    /// Of each group one argument is needed.
    needed: &'static [&'static [&'static str]],
    /// Arguments that are true or false, and hang on nothing.
    switches: &'static [&'static str],
}

/// Names of variables that mean something else in a module call.
const RESERVED: [&str; 8] =
    ["source", "version", "providers", "count", "for_each", "lifecycle", "depends_on", "locals"];

const CONDITION: Schema = Schema {
    arguments: &["condition", "error_message"],
    blocks: &[],
    needed: &[&["condition"], &["error_message"]],
    switches: &[],
};

fn schema(kind: &str) -> Option<Schema> {
    Some(match kind {
        "variable" => Schema {
            arguments: &[
                "type",
                "default",
                "description",
                "sensitive",
                "nullable",
                "ephemeral",
                "deprecated",
                "const",
            ],
            blocks: &["validation"],
            needed: &[],
            switches: &["sensitive", "nullable", "ephemeral"],
        },
        "output" => Schema {
            arguments: &[
                "value",
                "description",
                "sensitive",
                "ephemeral",
                "depends_on",
                "deprecated",
                "type",
            ],
            blocks: &["precondition"],
            needed: &[&["value"]],
            switches: &["sensitive", "ephemeral"],
        },
        "moved" => Schema {
            arguments: &["from", "to"],
            blocks: &[],
            needed: &[&["from"], &["to"]],
            switches: &[],
        },
        "import" => Schema {
            arguments: &["to", "id", "identity", "provider", "for_each"],
            blocks: &[],
            needed: &[&["to"], &["id", "identity"]],
            switches: &[],
        },
        "removed" => Schema {
            arguments: &["from"],
            blocks: &["lifecycle", "provisioner", "connection"],
            needed: &[&["from"]],
            switches: &[],
        },
        "check" => {
            Schema { arguments: &[], blocks: &["data", "assert"], needed: &[], switches: &[] }
        }
        "lifecycle" => Schema {
            arguments: &[
                "create_before_destroy",
                "prevent_destroy",
                "ignore_changes",
                "replace_triggered_by",
                "enabled",
                "destroy",
            ],
            blocks: &["precondition", "postcondition", "action_trigger"],
            needed: &[],
            switches: &["create_before_destroy", "prevent_destroy", "destroy"],
        },
        "validation" | "precondition" | "postcondition" | "assert" => CONDITION,
        _ => return None,
    })
}

/// Looks at a block that stands at the top of a file. Blocks of JSON have their own shape, and
/// those of override files are parts of others.
pub(crate) fn block(block: &Block<'_>, file: FileId, is_override: bool, told: &mut Told) {
    let kind = block.kind.name;
    let header = Location::new(file, block.header_span);
    match kind {
        "variable" => {
            let name = block.labels.first().map_or("", |label| label.text);
            if RESERVED.contains(&name) {
                let message = format!("`{name}` is no name for a variable");
                told.diagnostics.push(
                    Diagnostic::warning("terraform-block", message)
                        .at(header)
                        .help("it means something else in a `module` block; take another name"),
                );
            }
            for rule in block.body.blocks().filter(|b| b.kind.name == "validation") {
                let condition = rule.body.attribute("condition");
                if let Some(at) =
                    condition.filter(|at| !is_override && validates_another(&at.expr, name))
                {
                    let message = format!("a validation of `var.{name}` must refer to it");
                    told.diagnostics.push(
                        Diagnostic::warning("terraform-validation", message)
                            .at(Location::new(file, at.expr.span))
                            .help("move it to the variable that it is about"),
                    );
                }
            }
        }
        "check" if !is_override && !block.body.blocks().any(|b| b.kind.name == "assert") => {
            told.diagnostics.push(
                Diagnostic::warning("terraform-block", "a `check` without an `assert`")
                    .at(header)
                    .help("add `assert { … }` with what must hold"),
            );
        }
        "resource" | "data" | "ephemeral" => {
            let mut known: Option<&Block<'_>> = None;
            for lifecycle in block.body.blocks().filter(|b| b.kind.name == "lifecycle") {
                if let Some(first) = known {
                    let message = "a second `lifecycle` of one block";
                    told.diagnostics.push(
                        Diagnostic::warning("terraform-block", message)
                            .at(Location::new(file, lifecycle.header_span))
                            .label(Location::new(file, first.header_span), "the first is here")
                            .help("put all that it says into one"),
                    );
                }
                known = Some(lifecycle);
                body(lifecycle, file, is_override, told);
            }
            return;
        }
        "locals" => {
            for inner in block.body.blocks() {
                let name = inner.kind.name;
                told.diagnostics.push(
                    Diagnostic::warning("terraform-block", "`locals` has no blocks in it")
                        .at(Location::new(file, inner.header_span))
                        .help(format!("write `{name} = {{ … }}`")),
                );
            }
            return;
        }
        "module" => {
            let source = block.body.attribute("source").map(|at| at.expr.kind);
            if let Some(version) = block.body.attribute("version")
                && let Some(ExprKind::String(source)) = source
                && is_local_source(source)
            {
                let message = "a module in a folder has no `version`";
                told.diagnostics.push(
                    Diagnostic::warning("terraform-module", message)
                        .at(Location::new(file, version.span))
                        .help("remove it; versions are for modules from a registry"),
                );
            }
            let known = ["lifecycle", "providers"];
            for inner in block.body.blocks().filter(|b| !known.contains(&b.kind.name)) {
                let name = inner.kind.name;
                let message = format!("a `module` has no block `{name}`");
                told.diagnostics.push(
                    Diagnostic::warning("terraform-block", message)
                        .at(Location::new(file, inner.header_span))
                        .help(format!("if it is an argument, write `{name} = {{ … }}`")),
                );
            }
            return;
        }
        _ => {}
    }
    body(block, file, is_override, told);
}

/// Looks at what stands in a block.
fn body(block: &Block<'_>, file: FileId, is_override: bool, told: &mut Told) {
    let kind = block.kind.name;
    let Some(schema) = schema(kind) else { return };
    let Body { items, .. } = block.body;
    for item in items {
        match item {
            Item::Attribute(attr) => {
                let name = attr.name.name;
                if !schema.arguments.contains(&name) {
                    let message = format!("`{name}` is no argument of a `{kind}` block");
                    let mut diagnostic = Diagnostic::warning("terraform-block", message)
                        .at(Location::new(file, attr.span));
                    diagnostic.help = did_you_mean(name, schema.arguments.iter().copied());
                    told.diagnostics.push(diagnostic);
                } else if schema.switches.contains(&name) {
                    switch(attr, file, told);
                }
            }
            Item::Block(inner) => {
                let name = inner.kind.name;
                if schema.blocks.contains(&name) {
                    if name != "data" {
                        body(inner, file, is_override, told);
                    }
                    continue;
                }
                let message = format!("a `{kind}` block has no block `{name}`");
                let mut diagnostic = Diagnostic::warning("terraform-block", message)
                    .at(Location::new(file, inner.header_span));
                diagnostic.help = if schema.arguments.contains(&name) {
                    Some(format!("write `{name} = …`"))
                } else {
                    did_you_mean(name, schema.blocks.iter().chain(schema.arguments).copied())
                };
                told.diagnostics.push(diagnostic);
            }
        }
    }
    if is_override {
        return;
    }
    for group in schema.needed {
        if !group.iter().any(|name| block.body.attribute(name).is_some()) {
            let name = group.join("` or `");
            told.diagnostics.push(
                Diagnostic::warning("terraform-block", format!("a `{kind}` block needs `{name}`"))
                    .at(Location::new(file, block.header_span))
                    .help(format!("add `{} = …`", group.first().unwrap_or(&""))),
            );
        }
    }
}

/// Looks at a setting that is true or false, and hangs on nothing.
fn switch(attr: &Attribute<'_>, file: FileId, told: &mut Told) {
    let name = attr.name.name;
    let hangs = hangs_on_something(&attr.expr, 0);
    let wrong = matches!(
        attr.expr.kind,
        ExprKind::Null | ExprKind::Number(_) | ExprKind::Tuple(_) | ExprKind::Object(_)
    ) || matches!(attr.expr.kind, ExprKind::String(text) if as_bool(text).is_none());
    let message = match (hangs, wrong) {
        (true, _) => format!("`{name}` must be written out: nothing can be referred to in it"),
        (_, true) => format!("`{name}` must be true or false"),
        _ => return,
    };
    let help = match (hangs, name) {
        (true, "prevent_destroy") => {
            "write `true` or `false`; only later versions of OpenTofu take more"
        }
        _ => "write `true` or `false`",
    };
    told.diagnostics.push(
        Diagnostic::warning("terraform-block", message)
            .at(Location::new(file, attr.expr.span))
            .help(help),
    );
}

/// Whether an expression refers to anything or calls a function.
fn hangs_on_something(expr: &Expr<'_>, depth: u32) -> bool {
    if depth > 100 || matches!(expr.kind, ExprKind::Variable(_) | ExprKind::Call(_)) {
        return true;
    }
    let mut found = false;
    expr.children(|child| found = found || hangs_on_something(child, depth + 1));
    found
}

fn as_bool(text: &str) -> Option<bool> {
    match text {
        "true" | "1" => Some(true),
        "false" | "0" => Some(false),
        _ => None,
    }
}

/// A setting that is true or false where that is plain to see.
pub(crate) fn constant(expr: &Expr<'_>) -> Option<bool> {
    match &expr.kind {
        ExprKind::Bool(value) => Some(*value),
        ExprKind::String(text) => as_bool(text),
        ExprKind::Parens(inner) => constant(inner),
        ExprKind::Unary(unary) if unary.op == UnaryOp::Not => Some(!constant(&unary.operand)?),
        ExprKind::Binary(binary) => {
            let (left, right) = (constant(&binary.left)?, constant(&binary.right)?);
            match binary.op {
                BinaryOp::And => Some(left && right),
                BinaryOp::Or => Some(left || right),
                BinaryOp::Equal => Some(left == right),
                BinaryOp::NotEqual => Some(left != right),
                _ => None,
            }
        }
        _ => None,
    }
}

/// Looks at the references that nothing is evaluated for: those of `depends_on` and
/// `replace_triggered_by`, and those in provisioners.
pub(crate) fn names(module: &Module<'_>, unread: &[Attr<'_>], told: &mut Told) {
    configurations(module, told);
    for at in unread {
        let name = at.attr.name.name;
        let is_list = matches!(name, "depends_on" | "replace_triggered_by");
        if is_list {
            list_of_names(*at, told);
        }
        for reference in references(at.expr()) {
            for one in expr_refs(&reference) {
                let outside = ["var", "local", "module", "path", "terraform", "data"];
                let is_outside = matches!(&reference.kind, ExprKind::Traversal(t)
                    if matches!(t.base.kind, ExprKind::Variable(root) if outside.contains(&root)));
                let place = Location::new(at.file, reference.span);
                if name == "replace_triggered_by" && is_outside {
                    let message = "only resources can trigger a replacement";
                    told.diagnostics.push(
                        Diagnostic::warning("terraform-expression", message)
                            .at(place)
                            .help("name a resource, or put the value into a `terraform_data`"),
                    );
                } else if let Some((message, near)) = undeclared(module, one) {
                    let mut diagnostic =
                        Diagnostic::warning("terraform-expression", message).at(place);
                    diagnostic.help = near;
                    told.diagnostics.push(diagnostic);
                }
            }
        }
    }
}

/// Tells of resources that ask for a configuration of a provider that there is not.
fn configurations(module: &Module<'_>, told: &mut Told) {
    for resource in module.resources.iter().filter(|r| !r.provider.alias.is_empty()) {
        let name = resource.provider;
        if module.provider_index.contains_key(&name) || module.taken.contains(&name) {
            continue;
        }
        let (provider, alias) = (name.provider, name.alias);
        let message = format!("there is no configuration `{provider}.{alias}` of a provider");
        told.diagnostics.push(
            Diagnostic::warning("terraform-provider", message).at(resource.header).help(format!(
                "declare `provider \"{provider}\"` with `alias = \"{alias}\"`, or take it from \
                 the caller by `configuration_aliases`"
            )),
        );
    }
}

/// Tells of what is no list of names written out.
fn list_of_names(at: Attr<'_>, told: &mut Told) {
    let is_name = |expr: &Expr<'_>| match &expr.kind {
        ExprKind::Variable(_) | ExprKind::String(_) | ExprKind::Invalid => true,
        ExprKind::Traversal(traversal) => matches!(traversal.base.kind, ExprKind::Variable(_)),
        _ => false,
    };
    let wrong = match &at.expr().kind {
        ExprKind::Tuple(items) => items.iter().find(|item| !is_name(item)).map(|item| item.span),
        ExprKind::Invalid => None,
        _ => Some(at.expr().span),
    };
    if let Some(span) = wrong {
        let name = at.attr.name.name;
        let message = format!("`{name}` is a list of names, which are written out");
        told.diagnostics.push(
            Diagnostic::warning("terraform-expression", message)
                .at(Location::new(at.file, span))
                .help(format!("write `{name} = [aws_s3_bucket.logs, …]`")),
        );
    }
}

/// Why a reference leads nowhere, and the nearest name.
fn undeclared(module: &Module<'_>, reference: Ref<'_>) -> Option<(String, Option<String>)> {
    let near = |name: &str, known: &mut dyn Iterator<Item = &str>| {
        let mut known: Vec<&str> = known.collect();
        known.sort_unstable();
        did_you_mean(name, known)
    };
    match reference {
        Ref::Variable(name) if !module.variable_index.contains_key(name) => Some((
            format!("variable `{name}` is not declared"),
            near(name, &mut module.variable_index.keys().copied()),
        )),
        Ref::Local(name) if !module.local_index.contains_key(name) => Some((
            format!("local value `{name}` is not declared"),
            near(name, &mut module.local_index.keys().copied()),
        )),
        Ref::Module(name, _) if !module.call_index.contains_key(name) => Some((
            format!("module `{name}` is not called here"),
            near(name, &mut module.call_index.keys().copied()),
        )),
        Ref::Resource { data, kind, name }
            if !module.resource_index.contains_key(&(data, kind, name)) =>
        {
            let prefix = if data { "data." } else { "" };
            let mut alike = module
                .resource_index
                .keys()
                .filter(|(d, k, _)| *d == data && *k == kind)
                .map(|(.., name)| *name);
            Some((
                format!("resource `{prefix}{kind}.{name}` is not declared"),
                near(name, &mut alike),
            ))
        }
        _ => None,
    }
}

/// The arguments of a block whose references nothing is evaluated for.
pub(crate) fn unread<'s>(block: &Block<'s>, file: FileId, found: &mut Vec<Attr<'s>>) {
    let mut add = |attr: &'s Attribute<'s>| found.push(Attr { file, attr });
    for item in block.body.items {
        match item {
            Item::Attribute(attr) if attr.name.name == "depends_on" => add(attr),
            Item::Block(inner) if inner.kind.name == "lifecycle" => {
                let triggers = inner.body.attribute("replace_triggered_by");
                triggers.into_iter().for_each(&mut add);
            }
            Item::Block(inner) if matches!(inner.kind.name, "provisioner" | "connection") => {
                let deep = inner.body.blocks().flat_map(|block| block.body.attributes());
                inner.body.attributes().chain(deep).for_each(&mut add);
            }
            _ => {}
        }
    }
}

/// Whether the validation of a variable speaks of something else only.
pub(crate) fn validates_another(condition: &Expr<'_>, name: &str) -> bool {
    !expr_refs(condition).contains(&Ref::Variable(name)) && !mentions(condition, 0)
}

/// Whether a variable is named as `var["name"]`, or all of them are.
fn mentions(expr: &Expr<'_>, depth: u32) -> bool {
    if depth > 100 {
        return true;
    }
    if let ExprKind::Traversal(traversal) = &expr.kind
        && matches!(traversal.base.kind, ExprKind::Variable("var"))
        && !matches!(traversal.steps.first().map(|step| step.kind), Some(StepKind::Attribute(_)))
    {
        return true;
    }
    let mut found = false;
    expr.children(|child| found = found || mentions(child, depth + 1));
    found
}
