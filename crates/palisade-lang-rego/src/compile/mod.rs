//! From syntax trees to a program.

mod beside;
mod declare;
mod depends;
mod emit;
mod helpers;
pub(crate) mod hir;
mod logic;
mod lower;
mod module_json;
mod names;
mod negate;
mod order;
mod program;
mod refs;
mod resolve;
mod strict;
pub(crate) mod tree;

use crate::ast;
use crate::capabilities::{self, Capabilities};
use crate::metadata::{Annotated, Chains, Scope, annotations};
use crate::types::{self, Declarations, QueryBody, Schemas};
use hir::Rule;
use lower::Lower;
use names::constant_keys;
use palisade_arena::Arena;
use palisade_builtins::opa::Declared;
use palisade_ir::{
    BuildItem, Expr, Func, FuncId, FuncKind, Generate, Program, ProgramBuilder, Stmt,
};
use palisade_source::{Diagnostic, FileId, Location};
use palisade_value::Value;
use program::Linker;
use rayon::prelude::*;
use resolve::{Found, Globals, Metadata, ModuleNames, ResolvedQuery, Resolver};
use rustc_hash::{FxHashMap, FxHashSet};

pub use depends::Dependencies;
pub(crate) use hir::callee_name;
pub use lower::{DATA, INPUT};
pub use module_json::{TreeOptions, module_tree};
pub(crate) use module_json::{builtin, builtin_names};

/// A module with the file it stands in.
#[derive(Clone, Copy, Debug)]
pub struct Source<'m> {
    /// Its tree.
    pub module: &'m ast::Module,
    /// Its file.
    pub file: FileId,
}

/// A query to compile along with the modules.
#[derive(Clone, Copy, Debug)]
pub struct Query<'m> {
    /// Its expressions.
    pub literals: &'m [ast::Literal],
    /// The text it stands in.
    pub file: FileId,
    /// The imports that it may use.
    pub imports: &'m [ast::Import],
    /// The package whose rules it may name, without `data`.
    pub package: &'m [String],
}

/// A rule that callers may ask for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// Its path below `data`.
    pub path: Vec<String>,
    /// What to call.
    pub func: FuncId,
    /// How many arguments it takes; none for a rule.
    pub arity: Option<usize>,
}

/// A query that was compiled. Its function gives an array with an object for each solution:
/// `bindings` an object of its variables, `values` an array of what its expressions are.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CompiledQuery {
    /// What to call.
    pub func: FuncId,
    /// The names of its variables.
    pub names: Vec<String>,
}

/// What compiling gives. Document 0 is the input, document 1 the data.
#[derive(Debug)]
pub struct Compiled {
    /// The program.
    pub program: Program,
    /// The rules and functions in order of their paths.
    pub entries: Vec<Entry>,
    /// The queries in the order given.
    pub queries: Vec<CompiledQuery>,
    /// For each entry the positions of those that it may use, if [`Options::uses`] asks for it.
    pub uses: Vec<Vec<usize>>,
    /// What the queries hang on, if [`Options::uses`] asks for it.
    pub dependencies: Dependencies,
}

impl Compiled {
    /// The rule or function at a path below `data`.
    #[must_use]
    pub fn entry(&self, path: &[&str]) -> Option<&Entry> {
        self.entries.iter().find(|e| e.path.iter().map(String::as_str).eq(path.iter().copied()))
    }
}

/// The function of the surroundings that `print` calls, each argument a set of what it is.
pub const PRINT: &str = "rego.print";
/// The function of the surroundings that is told the keys of each case of a test, as an array.
pub const CASE: &str = "rego.test_case";

/// How to compile.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Options {
    /// Whether rules are put behind an index and walk what they share together. Off, every body
    /// runs in its order: for coverage and explanations.
    pub optimize: bool,
    /// Whether `print` calls [`PRINT`]; else it is left out.
    pub print: bool,
    /// Whether tests tell [`CASE`] of their cases.
    pub cases: bool,
    /// Whether it is told which rules use which: [`Compiled::uses`], and what queries hang on:
    /// [`Compiled::dependencies`].
    pub uses: bool,
    /// Whether what is not used, deprecated or misleading is wrong: OPA's strict mode.
    pub strict: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { optimize: true, print: false, cases: false, uses: false, strict: false }
    }
}

/// Whether a rule of a name is a test.
#[must_use]
pub fn is_test(name: &str) -> bool {
    name.starts_with("test_") || name.starts_with("todo_test_")
}

/// So many expressions are made of a rule, more or less.
const EXPRESSIONS: usize = 12;

/// Compiles modules and queries into one program.
///
/// # Errors
/// All that is wrong with them, in the order of the source.
pub fn compile(sources: &[Source<'_>], queries: &[Query<'_>]) -> Result<Compiled, Vec<Diagnostic>> {
    compile_with(sources, queries, Options::default())
}

/// What modules are held against beside the language.
#[derive(Clone, Copy, Default, Debug)]
pub struct Against<'s> {
    /// The JSON Schemas of documents: that of `input`, and those that annotations name. Without
    /// them annotations that name a schema say nothing.
    pub schemas: Option<&'s Schemas>,
    /// What may be used; all where there is none.
    pub capabilities: Option<&'s Capabilities>,
    /// Functions that there are beside OPA's.
    pub functions: &'static [Declared],
}

/// [`compile`] with options.
///
/// # Errors
/// All that is wrong with them, in the order of the source.
pub fn compile_with(
    sources: &[Source<'_>],
    queries: &[Query<'_>],
    options: Options,
) -> Result<Compiled, Vec<Diagnostic>> {
    compile_checked(sources, queries, options, Against::default())
}

/// [`compile_with`] with what the modules are held against.
///
/// # Errors
/// All that is wrong with them, in the order of the source.
pub fn compile_checked(
    sources: &[Source<'_>],
    queries: &[Query<'_>],
    options: Options,
    Against { schemas, capabilities, functions }: Against<'_>,
) -> Result<Compiled, Vec<Diagnostic>> {
    let globals = Globals { capabilities, added: functions, ..globals(sources, options) };
    let mut diagnostics = Vec::new();
    if let Some(capabilities) = capabilities {
        for source in sources {
            diagnostics.extend(capabilities::refused(capabilities, source.module, source.file));
        }
    }
    let mut chains = Chains::default();
    let mut declarations = Declarations::default();
    let mut annotated = Vec::with_capacity(sources.len());
    for source in sources {
        let all = annotations(source.module, source.file, &mut diagnostics);
        if !all.is_empty() {
            let package = package(source.module);
            let rules = &source.module.rules;
            chains.add(&all, &package, |n| rules.get(n).map(|rule| path(&package, &rule.head)));
            declarations.add(
                &all,
                &package,
                |n| {
                    let head = &rules.get(n)?.head;
                    Some((Location::new(source.file, head.span), path(&package, head)))
                },
                &mut diagnostics,
            );
        }
        annotated.push(all);
    }
    let names: Vec<ModuleNames<'_>> = sources
        .iter()
        .map(|source| {
            let strict = options.strict || source.module.dialect == ast::Dialect::V1;
            if strict {
                note_shadowed(source, &mut diagnostics);
                strict::shadowed(source, &mut diagnostics);
            }
            let package = package(source.module);
            let rules = globals.packages.get(package.as_slice());
            ModuleNames {
                package,
                rules,
                imports: imports(&source.module.imports),
                file: source.file,
                strict,
            }
        })
        .collect();
    let modules: Vec<Module<'_>> = sources
        .iter()
        .zip(&names)
        .zip(&annotated)
        .map(|((source, names), annotated)| Module { tree: source.module, names, annotated })
        .collect();
    let mut arenas: Vec<Arena> = Vec::new();
    let parts = resolve_all(&modules, &globals, &chains, &mut arenas);
    let paths = Arena::new();
    let mut tree = tree::Tree::new();
    let mut found = Found { diagnostics, ..Found::default() };
    let mut rules = Vec::with_capacity(modules.len());
    for mut part in parts {
        found.diagnostics.append(&mut part.found.diagnostics);
        found.targets.extend(part.found.targets);
        found.imports.extend(part.found.imports);
        rules.append(&mut part.rules);
    }
    for (module, rules) in modules.iter().zip(rules) {
        let package = tree.make(&paths, &module.names.package);
        for (n, rule) in rules {
            let Some(written) = module.tree.rules.get(n) else { continue };
            if !declarations.is_empty() {
                let path = path(&module.names.package, &written.head);
                declarations.place(rule.location, &module.names.package, &path);
            }
            let node =
                constant_path(&written.head).fold(package, |at, key| tree.child(&paths, at, key));
            tree.add(node, rule);
        }
    }
    if options.strict {
        for source in sources {
            strict::unused_imports(source, &found.imports, &mut found.diagnostics);
        }
    }
    let query_names: Vec<ModuleNames<'_>> = queries
        .iter()
        .map(|query| {
            let package: Vec<&str> = query.package.iter().map(String::as_str).collect();
            let rules = globals.packages.get(package.as_slice());
            ModuleNames {
                package,
                rules,
                imports: imports(query.imports),
                file: query.file,
                strict: options.strict,
            }
        })
        .collect();
    let mut resolved_queries = Vec::with_capacity(queries.len());
    for (query, names) in queries.iter().zip(&query_names) {
        let mut resolver = Resolver::new(&globals, names, &paths);
        resolved_queries.push((resolver.query(query.literals), query.file));
        found.diagnostics.append(&mut resolver.found.diagnostics);
        found.targets.extend(resolver.found.targets);
    }
    tree.close(&paths, &mut found.diagnostics);
    let arena = Arena::new();
    let mut builder = ProgramBuilder::new(&arena);
    let rules: usize = modules.iter().map(|m| m.tree.rules.len()).sum();
    builder.reserve(rules.saturating_mul(EXPRESSIONS));
    let mut linker = Linker::new(builder, &tree);
    for target in &found.targets {
        let mock = linker.builder.mock();
        linker.mocks.insert(*target, mock);
    }
    for group in 0..tree.groups.len() {
        linker.group(group);
    }
    let mut compiled = Vec::with_capacity(resolved_queries.len());
    for (resolved, file) in &resolved_queries {
        let Some(resolved) = resolved else { continue };
        compiled.push(query(&mut linker, resolved, *file));
    }
    if options.optimize {
        linker.keyed();
    }
    linker.recursion();
    let mut diagnostics = found.diagnostics;
    diagnostics.append(&mut linker.diagnostics);
    if linker.too_large || linker.builder.too_deep().is_some() {
        let message = "a rule is too large: it nests too deep or has too many variables";
        let at = linker.builder.too_deep().and_then(|e| linker.builder.location(e));
        let mut diagnostic = Diagnostic::error("rego-compile-error", message);
        diagnostic.location = at;
        diagnostics.push(diagnostic.help("split it into several rules"));
    }
    let is_sound = diagnostics.is_empty();
    let bodies: Vec<QueryBody<'_>> = resolved_queries
        .iter()
        .filter_map(|(resolved, file)| Some(query_body(resolved.as_ref()?, *file)))
        .collect();
    let entries = tree
        .groups
        .iter()
        .enumerate()
        .map(|(n, group)| Entry {
            path: group.path.iter().map(|key| (*key).to_owned()).collect(),
            func: linker.func_of(n),
            arity: match group.kind {
                tree::GroupKind::Function(n) => Some(n),
                _ => None,
            },
        })
        .collect();
    // Types are checked beside the closing of the program, which is given up if they are wrong.
    let (builder, orders) = (linker.builder, &linker.orders);
    let mut program = None;
    if is_sound {
        rayon::in_place_scope(|scope| {
            scope.spawn(|_| {
                diagnostics = types::check(&tree, &bodies, orders, &declarations, schemas);
            });
            let close = if options.optimize {
                ProgramBuilder::finish
            } else {
                ProgramBuilder::finish_plain
            };
            program = Some(close(builder));
        });
    }
    if !diagnostics.is_empty() {
        diagnostics.sort_by_key(|d| d.location.map(|l| (l.file, l.span.start)));
        diagnostics.dedup();
        return Err(diagnostics);
    }
    let (uses, dependencies) = if options.uses {
        (types::uses_of_all(&tree), depends::dependencies(&tree, &bodies))
    } else {
        (Vec::new(), Dependencies::default())
    };
    match program {
        Some(program) => Ok(Compiled { program, entries, queries: compiled, uses, dependencies }),
        None => Err(diagnostics),
    }
}

/// A module with what is known of it before it is resolved.
#[derive(Clone, Copy)]
struct Module<'a> {
    tree: &'a ast::Module,
    names: &'a ModuleNames<'a>,
    annotated: &'a [Annotated],
}

/// What resolving some modules gave.
struct Part<'h> {
    found: Found<'h>,
    /// For each module its rules by position; those with errors are left out.
    rules: Vec<Vec<(usize, Rule<'h>)>>,
}

/// Modules of fewer rules than this are resolved where they are asked for.
const MANY_RULES: usize = 400;

/// Resolves modules, many of them on all threads. The order of what is found is that of the
/// modules, however many threads there are.
fn resolve_all<'a, 'h>(
    modules: &[Module<'a>],
    globals: &'a Globals<'a>,
    chains: &'a Chains,
    arenas: &'h mut Vec<Arena>,
) -> Vec<Part<'h>> {
    let rules: usize = modules.iter().map(|m| m.tree.rules.len()).sum();
    let threads = if rules < MANY_RULES { 1 } else { rayon::current_num_threads() };
    let each = modules.len().div_ceil(threads).max(1);
    arenas.resize_with(modules.len().div_ceil(each), Arena::new);
    if threads == 1 {
        let one = |arena| resolve(modules, globals, chains, arena);
        return arenas.first_mut().map(one).into_iter().collect();
    }
    let parts = modules.par_chunks(each).zip(arenas.par_iter_mut());
    parts.map(|(modules, arena)| resolve(modules, globals, chains, arena)).collect()
}

fn resolve<'a, 'h>(
    modules: &[Module<'a>],
    globals: &'a Globals<'a>,
    chains: &'a Chains,
    arena: &'h mut Arena,
) -> Part<'h> {
    let arena: &'h Arena = arena;
    let Some(first) = modules.first() else {
        return Part { found: Found::default(), rules: Vec::new() };
    };
    let mut resolver = Resolver::new(globals, first.names, arena);
    let mut all = Vec::with_capacity(modules.len());
    for module in modules {
        resolver.enter(module.names);
        let mut resolved = Vec::with_capacity(module.tree.rules.len());
        for (n, rule) in module.tree.rules.iter().enumerate() {
            let own = module
                .annotated
                .iter()
                .find(|a| a.scope == Scope::Rule && a.target == ast::AnnotationTarget::Rule(n));
            let own = own.map(|a| &a.entries);
            let metadata =
                Metadata { chains, own, package: &module.names.package, head: &rule.head };
            resolved.extend(resolver.rule(rule, metadata).map(|rule| (n, rule)));
        }
        all.push(resolved);
    }
    let imports = resolver.used_imports.take();
    resolver.found.imports.extend(imports.into_iter().map(|(file, name)| (file, name.to_owned())));
    Part { found: resolver.found, rules: all }
}

/// What names there are in all modules.
fn globals<'m>(sources: &[Source<'m>], options: Options) -> Globals<'m> {
    let mut globals = Globals { options, ..Globals::default() };
    for source in sources {
        let package = package(source.module);
        for rule in &source.module.rules {
            if let Some(args) = &rule.head.args {
                globals.functions.insert(path(&package, &rule.head), args.len());
            }
        }
        let names = globals.packages.entry(package).or_default();
        names.extend(source.module.rules.iter().map(|rule| &*rule.head.name.text));
    }
    globals
}

fn package(module: &ast::Module) -> Vec<&str> {
    module.package.iter().map(|k| &*k.text).collect()
}

/// The constant part of a rule's path below `data`.
fn path<'m>(package: &[&'m str], head: &'m ast::Head) -> Vec<&'m str> {
    let mut path = Vec::with_capacity(package.len() + 1 + head.path.len());
    path.extend_from_slice(package);
    path.extend(constant_path(head));
    path
}

/// The constant part of a rule's path below its package.
fn constant_path(head: &ast::Head) -> impl Iterator<Item = &str> {
    let keys = head.path[..constant_keys(head)].iter().filter_map(|p| match &p.term.kind {
        ast::TermKind::Str { text, .. } => Some(&**text),
        _ => None,
    });
    std::iter::once(&*head.name.text).chain(keys)
}

/// Errors for imports of one name.
fn note_shadowed(source: &Source<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let mut seen = FxHashSet::default();
    for import in &source.module.imports {
        if let Some(name) = import_name(import)
            && !seen.insert(name)
        {
            let message = format!("import must not shadow import {name}");
            let at = Location::new(source.file, import.span);
            diagnostics.push(Diagnostic::error("rego-compile-error", message).at(at));
        }
    }
}

/// The name that an import declares; none for those that switch keywords on.
fn import_name(import: &ast::Import) -> Option<&str> {
    match import.path.first().map(|k| &*k.text) {
        Some("data" | "input") => import.alias.as_ref().or(import.path.last()).map(|k| &*k.text),
        _ => None,
    }
}

fn imports(imports: &[ast::Import]) -> FxHashMap<&str, Vec<&str>> {
    imports
        .iter()
        .filter_map(|import| {
            let name = import_name(import)?;
            Some((name, import.path.iter().map(|k| &*k.text).collect()))
        })
        .collect()
}

/// The literals of a query in the order in which they run.
fn query_body<'h>(resolved: &'h ResolvedQuery<'h>, file: FileId) -> QueryBody<'h> {
    let flat: Vec<hir::Lit<'_>> = resolved.groups.iter().flatten().copied().collect();
    let literals: Vec<&hir::Lit<'_>> = resolved.groups.iter().flatten().collect();
    let order = order::order(&flat, &order::Bound::default());
    let literals = match order {
        Ok(Some(order)) => order.into_iter().filter_map(|at| literals.get(at).copied()).collect(),
        Ok(None) | Err(_) => literals,
    };
    QueryBody { literals, file, vars: resolved.vars }
}

fn query<'h>(
    linker: &mut Linker<'_, 'h>,
    ResolvedQuery { groups, names, vars }: &ResolvedQuery<'h>,
    file: FileId,
) -> CompiledQuery {
    let placeholder = linker.builder.value(Value::Null, None);
    let func = linker.builder.func(Func {
        name: "query".to_owned(),
        params: 0,
        slots: 0,
        kind: FuncKind::Expr(placeholder),
        memo: None,
        location: None,
    });
    let mut lower = Lower::new(linker, func, file, vars, 0);
    let values = lower.query(groups);
    let mut last = None;
    if let Some(values) = values {
        let mut items = Vec::with_capacity(names.len());
        for (name, var) in names {
            if !lower.bound.has(*var) {
                continue;
            }
            let term = hir::Term::new(hir::TermKind::Var(*var), vars[*var].span);
            let value = lower.term(&term);
            let key = lower.linker.builder.value(Value::Str(name), None);
            items.push(BuildItem { key, value, optional: false });
        }
        let builder = &mut lower.linker.builder;
        let bindings = builder.object(&items, None);
        let list = builder.list(&values);
        let values = builder.expr(Expr::Array(list), None);
        let parts = [("bindings", bindings), ("values", values)].map(|(key, value)| {
            let key = builder.value(Value::Str(key), None);
            BuildItem { key, value, optional: false }
        });
        let whole = builder.object(&parts, None);
        last = Some(Stmt::Yield { key: None, value: Some(whole) });
    }
    let block = lower.finish(last);
    let slots = lower.next_slot;
    let all = linker.builder.expr(Expr::Generate(Generate::Array, block), None);
    linker.builder.define(func, slots, FuncKind::Expr(all));
    CompiledQuery { func, names: names.iter().map(|(name, _)| (*name).to_owned()).collect() }
}
