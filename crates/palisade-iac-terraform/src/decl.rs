//! What a folder of configuration declares: the parsed blocks of one module, by name.

use palisade_hcl::{Attribute, Block, Body, Expr, ExprKind, Item};
use palisade_source::{Diagnostic, FileId, Location, Span};
use rustc_hash::{FxHashMap, FxHashSet};
use std::path::PathBuf;

use crate::providers::{Passed, ProviderDecl, ProviderName, alias_of, passed};
use crate::refs::{Ref, body_refs, expr_refs};
use crate::refuse;
use crate::tree::Told;

/// An attribute and the file that it stands in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Attr<'s> {
    pub(crate) file: FileId,
    pub(crate) attr: &'s Attribute<'s>,
}

impl<'s> Attr<'s> {
    /// The whole of `name = expression`.
    pub(crate) fn location(&self) -> Location {
        Location::new(self.file, self.attr.span)
    }

    pub(crate) fn expr(&self) -> &'s Expr<'s> {
        &self.attr.expr
    }
}

/// A block's items, each with its file: an override file may have added some.
pub(crate) type Items<'s> = Vec<(FileId, Item<'s>)>;

/// Blocks that each hold a condition.
pub(crate) type Conditions<'s> = Vec<(FileId, &'s Block<'s>)>;

#[derive(Debug)]
pub(crate) struct Variable<'s> {
    pub(crate) name: &'s str,
    pub(crate) header: Location,
    pub(crate) ty: Option<Attr<'s>>,
    pub(crate) default: Option<Attr<'s>>,
    pub(crate) nullable: bool,
    /// The conditions of its `validation` blocks.
    pub(crate) validations: Vec<Attr<'s>>,
    /// The whole `validation` blocks.
    pub(crate) rules: Items<'s>,
    /// Whether its value must not be shown.
    pub(crate) sensitive: bool,
    /// Whether its value is kept nowhere.
    pub(crate) ephemeral: bool,
}

#[derive(Debug)]
pub(crate) struct Local<'s> {
    pub(crate) name: &'s str,
    pub(crate) at: Attr<'s>,
    pub(crate) refs: Vec<Ref<'s>>,
}

#[derive(Debug)]
pub(crate) struct Output<'s> {
    pub(crate) name: &'s str,
    pub(crate) header: Location,
    pub(crate) value: Option<Attr<'s>>,
    pub(crate) sensitive: bool,
    /// Whether its value is kept nowhere.
    pub(crate) ephemeral: bool,
    pub(crate) conditions: Conditions<'s>,
    pub(crate) refs: Vec<Ref<'s>>,
}

/// A `moved`, `removed` or `import` block.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Statement<'s> {
    pub(crate) file: FileId,
    pub(crate) block: &'s Block<'s>,
}

/// A `check` block; the data source in it is one of the module's.
#[derive(Debug)]
pub(crate) struct Check<'s> {
    pub(crate) name: &'s str,
    pub(crate) asserts: Conditions<'s>,
}

/// A managed resource or a data source.
#[derive(Debug)]
pub(crate) struct ResourceDecl<'s> {
    pub(crate) data: bool,
    pub(crate) kind: &'s str,
    pub(crate) name: &'s str,
    pub(crate) location: Location,
    pub(crate) header: Location,
    pub(crate) items: Items<'s>,
    /// Whether the block ends with its brace.
    pub(crate) closed: bool,
    pub(crate) count: Option<Attr<'s>>,
    pub(crate) for_each: Option<Attr<'s>>,
    /// OpenTofu's switch in `lifecycle`, by which there is one or none.
    pub(crate) enabled: Option<Attr<'s>>,
    /// The configuration of its provider that it asks for.
    pub(crate) provider: ProviderName<'s>,
    /// Those of its `lifecycle`.
    pub(crate) conditions: Conditions<'s>,
    pub(crate) refs: Vec<Ref<'s>>,
}

/// Where the module of a call is.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Target {
    /// In the tree, at this position.
    Module(usize),
    /// Nowhere at hand; told in `unscanned`.
    Missing,
}

/// A module call.
#[derive(Debug)]
pub(crate) struct Call<'s> {
    pub(crate) name: &'s str,
    pub(crate) location: Location,
    pub(crate) header: Location,
    pub(crate) source: Option<Attr<'s>>,
    pub(crate) version: Option<Attr<'s>>,
    pub(crate) count: Option<Attr<'s>>,
    pub(crate) for_each: Option<Attr<'s>>,
    /// OpenTofu's switch in `lifecycle`, by which there is one or none.
    pub(crate) enabled: Option<Attr<'s>>,
    pub(crate) args: Vec<Attr<'s>>,
    /// The configurations of providers that it hands over.
    pub(crate) providers: Vec<Passed<'s>>,
    /// The references of `count` and `for_each`.
    pub(crate) refs: Vec<Ref<'s>>,
    /// The references of each argument.
    pub(crate) arg_refs: Vec<Vec<Ref<'s>>>,
    pub(crate) target: Target,
}

/// One module: all that the files of a folder declare.
#[derive(Debug, Default)]
pub(crate) struct Module<'s> {
    pub(crate) dir: PathBuf,
    /// What `path.module` is.
    pub(crate) path: String,
    pub(crate) variables: Vec<Variable<'s>>,
    pub(crate) locals: Vec<Local<'s>>,
    pub(crate) outputs: Vec<Output<'s>>,
    pub(crate) resources: Vec<ResourceDecl<'s>>,
    pub(crate) providers: Vec<ProviderDecl<'s>>,
    pub(crate) checks: Vec<Check<'s>>,
    pub(crate) calls: Vec<Call<'s>>,
    pub(crate) statements: Vec<Statement<'s>>,
    /// The names of its `required_providers`.
    pub(crate) required: FxHashSet<&'s str>,
    /// The configurations of providers that it takes from those who call it.
    pub(crate) taken: FxHashSet<ProviderName<'s>>,
    /// Whether it has `ephemeral` blocks.
    pub(crate) has_ephemeral: bool,
    pub(crate) variable_index: FxHashMap<&'s str, usize>,
    pub(crate) local_index: FxHashMap<&'s str, usize>,
    pub(crate) output_index: FxHashMap<&'s str, usize>,
    pub(crate) call_index: FxHashMap<&'s str, usize>,
    pub(crate) resource_index: FxHashMap<(bool, &'s str, &'s str), usize>,
    pub(crate) provider_index: FxHashMap<ProviderName<'s>, usize>,
}

/// A parsed file that is about to become part of a module.
pub(crate) struct FileBody<'s> {
    pub(crate) file: FileId,
    pub(crate) body: Body<'s>,
    pub(crate) is_override: bool,
    /// Whether it is written in JSON.
    pub(crate) is_json: bool,
}

/// The blocks that may stand at the top of a file.
const TOP: [&str; 13] = [
    "resource",
    "data",
    "module",
    "variable",
    "output",
    "locals",
    "provider",
    "terraform",
    "moved",
    "import",
    "removed",
    "check",
    "ephemeral",
];

/// Resource arguments that Terraform itself reads.
pub(crate) fn is_meta(name: &str) -> bool {
    matches!(name, "count" | "for_each" | "provider" | "depends_on")
}

/// Resource blocks that Terraform itself reads.
pub(crate) fn is_meta_block(name: &str) -> bool {
    matches!(name, "lifecycle" | "provisioner" | "connection")
}

fn find<'s>(items: &Items<'s>, name: &str) -> Option<Attr<'s>> {
    items.iter().find_map(|(file, item)| match item {
        Item::Attribute(attr) if attr.name.name == name => Some(Attr { file: *file, attr }),
        _ => None,
    })
}

fn validations<'s>(items: &Items<'s>) -> Vec<Attr<'s>> {
    let condition = |(file, item): &(FileId, Item<'s>)| match item {
        Item::Block(block) if block.kind.name == "validation" => {
            Some(Attr { file: *file, attr: block.body.attribute("condition")? })
        }
        _ => None,
    };
    items.iter().filter_map(condition).collect()
}

/// The blocks of one name that hold conditions.
fn conditions<'s>(items: &Items<'s>, name: &str) -> Conditions<'s> {
    let condition = |(file, item): &(FileId, Item<'s>)| match item {
        Item::Block(block) if block.kind.name == name => Some((*file, *block)),
        _ => None,
    };
    items.iter().filter_map(condition).collect()
}

/// The conditions of a resource.
fn of_lifecycle<'s>(items: &Items<'s>) -> Conditions<'s> {
    let mut found = Conditions::new();
    for (at, block) in conditions(items, "lifecycle") {
        let inner = block.body.blocks();
        let inner = inner.filter(|b| matches!(b.kind.name, "precondition" | "postcondition"));
        found.extend(inner.map(|inner| (at, inner)));
    }
    found
}

/// Whether a switch is on, also where it is not plain to see.
fn is_on(items: &Items<'_>, name: &str) -> bool {
    find(items, name).is_some_and(|at| refuse::constant(at.expr()).unwrap_or(true))
}

/// The switch `enabled` of a `lifecycle`.
fn enabled<'s>(items: &Items<'s>) -> Option<Attr<'s>> {
    items.iter().find_map(|(file, item)| match item {
        Item::Block(block) if block.kind.name == "lifecycle" => {
            Some(Attr { file: *file, attr: block.body.attribute("enabled")? })
        }
        _ => None,
    })
}

/// The names that a `terraform` block requires providers by.
fn required<'s>(
    block: &Block<'s>,
    found: &mut FxHashSet<&'s str>,
    taken: &mut FxHashSet<ProviderName<'s>>,
) {
    const NAME: &str = "required_providers";
    let mut one = |name: &'s str, expr: &Expr<'s>| {
        found.insert(name);
        let ExprKind::Object(items) = expr.kind else { return };
        let aliases = items.iter().filter(|i| i.key.text() == Some("configuration_aliases"));
        for item in aliases {
            if let ExprKind::Tuple(names) = item.value.kind {
                taken.extend(names.iter().filter_map(ProviderName::read));
            }
        }
    };
    let mut object = |expr: &Expr<'s>| {
        if let ExprKind::Object(items) = expr.kind {
            let named = items.iter().filter_map(|item| Some((item.key.text()?, &item.value)));
            named.for_each(|(name, value)| one(name, value));
        }
    };
    for attr in block.body.attributes().filter(|attr| attr.name.name == NAME) {
        match attr.expr.kind {
            ExprKind::Tuple(items) => items.iter().for_each(&mut object),
            _ => object(&attr.expr),
        }
    }
    for inner in block.body.blocks().filter(|inner| inner.kind.name == NAME) {
        inner.body.attributes().for_each(|attr| one(attr.name.name, &attr.expr));
    }
}

fn label<'s>(block: &Block<'s>, n: usize) -> &'s str {
    block.labels.get(n).map_or("", |label| label.text)
}

/// Whether the labels of a block are names; what Terraform would refuse is told of. A block
/// without a type or a name cannot be spoken of and is left out.
fn has_names(block: &Block<'_>, labels: usize, file: FileId, told: &mut Told) -> bool {
    let kind = block.kind.name;
    for label in block.labels.iter().take(labels) {
        let message = format!("`{}` is no name for a `{kind}` block", label.text);
        let help = "a name begins with a letter or `_` and has letters, digits, `_` and `-` in it";
        let at = Location::new(file, label.span);
        if label.text.trim().is_empty() {
            let message = format!("a `{kind}` block has an empty label");
            let diagnostic = Diagnostic::error("terraform-block", message).at(at).help(help);
            told.leave_out(diagnostic, kind);
            return false;
        }
        let mut letters = label.text.chars();
        let begins = letters.next().is_some_and(|c| c.is_alphabetic() || c == '_');
        if !begins || !letters.all(|c| c.is_alphanumeric() || matches!(c, '_' | '-')) {
            told.diagnostics
                .push(Diagnostic::warning("terraform-block", message).at(at).help(help));
        }
    }
    true
}

/// Tells of conditions in an override file: Terraform takes none from there.
fn tell_conditions(body: &Body<'_>, file: FileId, told: &mut Told) {
    for block in body.blocks() {
        match block.kind.name {
            "lifecycle" => tell_conditions(&block.body, file, told),
            name @ ("validation" | "precondition" | "postcondition") => told.diagnostics.push(
                Diagnostic::error("terraform-override", format!("a `{name}` cannot be overridden"))
                    .at(Location::new(file, block.header_span))
                    .help("move it to the block that is overridden"),
            ),
            _ => {}
        }
    }
}

/// Lays an override block's items over those of the block that it overrides: its attributes
/// replace, its nested blocks replace all blocks of their kind.
fn overlay<'s>(base: &mut Items<'s>, file: FileId, body: &Body<'s>) {
    let name = |item: &Item<'s>| match item {
        Item::Attribute(attr) => attr.name.name,
        Item::Block(block) if block.kind.name == "dynamic" => label(block, 0),
        Item::Block(block) => block.kind.name,
    };
    // A `lifecycle` is merged, not replaced.
    let merged = ["lifecycle", "validation", "precondition"];
    let new: Vec<&str> = body.items.iter().map(name).filter(|n| !merged.contains(n)).collect();
    base.retain(|(_, item)| !new.contains(&name(item)));
    base.extend(body.items.iter().filter(|item| new.contains(&name(item))).map(|i| (file, *i)));
}

/// The blocks of one name as they stand in the files, before they are read.
struct Raw<'s> {
    file: FileId,
    block: &'s Block<'s>,
    items: Items<'s>,
}

/// Collects the blocks of a module and lays override files over the others.
#[derive(Default)]
struct Collector<'s> {
    blocks: Vec<Raw<'s>>,
    index: FxHashMap<(&'s str, &'s str, &'s str), usize>,
    locals: Vec<Attr<'s>>,
    local_index: FxHashMap<&'s str, usize>,
    statements: Vec<Statement<'s>>,
    required: FxHashSet<&'s str>,
    taken: FxHashSet<ProviderName<'s>>,
    has_ephemeral: bool,
    /// Arguments whose references nothing is evaluated for.
    unread: Vec<Attr<'s>>,
}

impl<'s> Collector<'s> {
    fn file(&mut self, body: &FileBody<'s>, told: &mut Told) {
        let at = |span: Span| Location::new(body.file, span);
        for attr in body.body.attributes() {
            let name = attr.name.name;
            told.diagnostics.push(
                Diagnostic::warning("terraform-block", format!("`{name}` has no meaning here"))
                    .at(at(attr.span))
                    .help("put it inside a block such as `locals`"),
            );
        }
        for block in body.body.blocks() {
            let kind = block.kind.name;
            if !body.is_json {
                refuse::block(block, body.file, body.is_override, told);
                refuse::unread(block, body.file, &mut self.unread);
            }
            match kind {
                "terraform" => required(block, &mut self.required, &mut self.taken),
                "ephemeral" => self.has_ephemeral = true,
                "moved" | "removed" | "import" => {
                    self.statements.push(Statement { file: body.file, block });
                }
                _ => {}
            }
            if kind == "locals" {
                for attr in block.body.attributes() {
                    self.local(Attr { file: body.file, attr }, body.is_override, told);
                }
                continue;
            }
            let labels = match kind {
                "resource" | "data" | "ephemeral" => 2,
                "module" | "variable" | "output" | "provider" | "check" => 1,
                _ => 0,
            };
            if !TOP.contains(&kind) {
                let mut diagnostic = Diagnostic::warning(
                    "terraform-block",
                    format!("`{kind}` is no block that Terraform knows"),
                )
                .at(at(block.header_span));
                diagnostic.help = palisade_source::nearest(kind, TOP.iter().copied())
                    .map(|near| format!("did you mean `{near}`?"));
                told.leave_out(diagnostic, block.kind.name);
                continue;
            }
            if block.labels.len() < labels {
                let message = format!("a `{kind}` block needs {labels} labels in quotes");
                let diagnostic = Diagnostic::error("terraform-block", message)
                    .at(at(block.header_span))
                    .help("write the type and the name behind the word, each in quotes");
                told.leave_out(diagnostic, kind);
                continue;
            }
            if !has_names(block, labels, body.file, told) {
                continue;
            }
            if labels > 0 {
                self.block(block, body, told);
            }
            // The data source of a check is declared like any other.
            let scoped = block.body.blocks().filter(|inner| inner.kind.name == "data");
            for data in scoped.filter(|_| kind == "check") {
                if data.labels.len() == 2 && has_names(data, 2, body.file, told) {
                    self.block(data, body, told);
                }
            }
        }
    }

    fn block(&mut self, block: &'s Block<'s>, body: &FileBody<'s>, told: &mut Told) {
        let second = match block.kind.name {
            "provider" => alias_of(&block.body),
            _ => label(block, 1),
        };
        let key = (block.kind.name, label(block, 0), second);
        if let Some(known) = self.index.get(&key).copied()
            && let Some(raw) = self.blocks.get_mut(known)
        {
            if body.is_override {
                tell_conditions(&block.body, body.file, told);
                overlay(&mut raw.items, body.file, &block.body);
                return;
            }
            let name = format!("{} {} {}", key.0, key.1, key.2);
            told.diagnostics.push(
                Diagnostic::error(
                    "terraform-duplicate",
                    format!("`{}` is declared twice", name.trim_end()),
                )
                .at(Location::new(body.file, block.header_span))
                .label(Location::new(raw.file, raw.block.header_span), "first declared here")
                .help("rename one of them or put the second into an `_override.tf` file"),
            );
        } else {
            // A provider without a block has an empty configuration, which can be overridden.
            if body.is_override && (key.0 != "provider" || !key.2.is_empty()) {
                let name = [key.0, key.1, key.2].join(" ");
                self.tell_no_base(name.trim_end(), body.file, block.header_span, told);
            }
            self.index.insert(key, self.blocks.len());
        }
        let items = block.body.items.iter().map(|item| (body.file, *item)).collect();
        self.blocks.push(Raw { file: body.file, block, items });
    }

    fn local(&mut self, at: Attr<'s>, is_override: bool, told: &mut Told) {
        let name = at.attr.name.name;
        if let Some(known) = self.local_index.get(name).and_then(|n| self.locals.get_mut(*n)) {
            if is_override {
                *known = at;
            } else {
                told.diagnostics.push(
                    Diagnostic::error(
                        "terraform-duplicate",
                        format!("`local.{name}` is declared twice"),
                    )
                    .at(at.location())
                    .label(known.location(), "first declared here")
                    .help("rename one of them"),
                );
            }
            return;
        }
        if is_override {
            self.tell_no_base(&format!("local.{name}"), at.file, at.attr.span, told);
        }
        self.local_index.insert(name, self.locals.len());
        self.locals.push(at);
    }

    fn tell_no_base(&self, name: &str, file: FileId, span: Span, told: &mut Told) {
        let message = format!("there is no `{name}` to override");
        told.diagnostics.push(
            Diagnostic::error("terraform-override", message)
                .at(Location::new(file, span))
                .help("declare it in a file that is no override, or rename this one"),
        );
    }
}

impl<'s> Module<'s> {
    /// Reads the blocks of a module's files, override files behind the others.
    pub(crate) fn new(dir: PathBuf, files: &[FileBody<'s>], told: &mut Told) -> Self {
        let mut collector = Collector::default();
        for file in files.iter().filter(|f| !f.is_override) {
            collector.file(file, told);
        }
        for file in files.iter().filter(|f| f.is_override) {
            collector.file(file, told);
        }
        let mut module = Module { dir, ..Module::default() };
        for (n, at) in collector.locals.iter().enumerate() {
            module.local_index.insert(at.attr.name.name, n);
            let refs = expr_refs(at.expr());
            module.locals.push(Local { name: at.attr.name.name, at: *at, refs });
        }
        for raw in collector.blocks {
            module.declare(raw);
        }
        module.statements = collector.statements;
        module.required = collector.required;
        module.taken = collector.taken;
        module.has_ephemeral = collector.has_ephemeral;
        refuse::names(&module, &collector.unread, told);
        module
    }

    fn declare(&mut self, raw: Raw<'s>) {
        let Raw { file, block, items } = raw;
        let location = Location::new(file, block.span);
        let header = Location::new(file, block.header_span);
        let (first, second) = (label(block, 0), label(block, 1));
        match block.kind.name {
            "variable" => {
                let off = |at: Attr<'s>| refuse::constant(at.expr()) == Some(false);
                self.variable_index.entry(first).or_insert(self.variables.len());
                self.variables.push(Variable {
                    name: first,
                    header,
                    ty: find(&items, "type"),
                    default: find(&items, "default"),
                    nullable: !find(&items, "nullable").is_some_and(off),
                    sensitive: is_on(&items, "sensitive") || is_on(&items, "ephemeral"),
                    ephemeral: is_on(&items, "ephemeral"),
                    validations: validations(&items),
                    rules: items
                        .into_iter()
                        .filter(|(_, item)| {
                            matches!(item, Item::Block(b) if b.kind.name == "validation")
                        })
                        .collect(),
                });
            }
            "output" => {
                let value = find(&items, "value");
                let refs = value.map(|at| expr_refs(at.expr())).unwrap_or_default();
                self.output_index.entry(first).or_insert(self.outputs.len());
                let sensitive = is_on(&items, "sensitive") || is_on(&items, "ephemeral");
                let conditions = conditions(&items, "precondition");
                self.outputs.push(Output {
                    name: first,
                    header,
                    value,
                    sensitive,
                    ephemeral: is_on(&items, "ephemeral"),
                    conditions,
                    refs,
                });
            }
            "module" => {
                let args = items.iter().filter_map(|(file, item)| match item {
                    Item::Attribute(attr)
                        if !matches!(
                            attr.name.name,
                            "source"
                                | "version"
                                | "providers"
                                | "count"
                                | "for_each"
                                | "depends_on"
                        ) =>
                    {
                        Some(Attr { file: *file, attr })
                    }
                    _ => None,
                });
                let args: Vec<Attr<'s>> = args.collect();
                let (count, for_each) = (find(&items, "count"), find(&items, "for_each"));
                let enabled = enabled(&items);
                let mut refs = Vec::new();
                for at in [count, for_each, enabled].into_iter().flatten() {
                    refs.extend(expr_refs(at.expr()));
                }
                self.call_index.entry(first).or_insert(self.calls.len());
                self.calls.push(Call {
                    name: first,
                    location,
                    header,
                    source: find(&items, "source"),
                    version: find(&items, "version"),
                    count,
                    for_each,
                    enabled,
                    arg_refs: args.iter().map(|at| expr_refs(at.expr())).collect(),
                    args,
                    providers: find(&items, "providers").map(passed).unwrap_or_default(),
                    refs,
                    target: Target::Missing,
                });
            }
            "resource" | "data" => {
                let data = block.kind.name == "data";
                let mut refs = body_refs(&items);
                let enabled = enabled(&items);
                refs.extend(enabled.iter().flat_map(|at| expr_refs(at.expr())));
                let key = (data, first, second);
                self.resource_index.entry(key).or_insert(self.resources.len());
                self.resources.push(ResourceDecl {
                    data,
                    kind: first,
                    name: second,
                    location,
                    header,
                    closed: block.closed,
                    count: find(&items, "count"),
                    for_each: find(&items, "for_each"),
                    enabled,
                    provider: ProviderName::of(first, find(&items, "provider")),
                    conditions: of_lifecycle(&items),
                    items,
                    refs,
                });
            }
            "check" => {
                let asserts = conditions(&items, "assert");
                self.checks.push(Check { name: first, asserts });
            }
            "provider" => {
                let provider = ProviderDecl::new(first, header, items);
                self.provider_index.entry(provider.name).or_insert(self.providers.len());
                self.providers.push(provider);
            }
            _ => {}
        }
    }
}
