//! From syntax trees to a program.

mod emit;
mod helpers;
mod hir;
mod lower;
mod module_json;
mod names;
mod order;
mod program;
mod refs;
mod resolve;
mod tree;

use crate::ast;
use crate::metadata::{Chains, Scope, annotations};
use lower::Lower;
use names::constant_keys;
use palisade_arena::Arena;
use palisade_ir::{
    BuildItem, Expr, Func, FuncId, FuncKind, Generate, Program, ProgramBuilder, Stmt,
};
use palisade_source::{Diagnostic, FileId, Location};
use palisade_value::Value;
use program::Linker;
use resolve::{Found, Globals, ModuleNames, ResolvedQuery, Resolver};
use rustc_hash::{FxHashMap, FxHashSet};

pub use lower::{DATA, INPUT};

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
}

impl Default for Options {
    fn default() -> Self {
        Self { optimize: true, print: false, cases: false }
    }
}

/// Whether a rule of a name is a test.
#[must_use]
pub fn is_test(name: &str) -> bool {
    name.starts_with("test_") || name.starts_with("todo_test_")
}

/// Compiles modules and queries into one program.
///
/// # Errors
/// All that is wrong with them, in the order of the source.
pub fn compile(sources: &[Source<'_>], queries: &[Query<'_>]) -> Result<Compiled, Vec<Diagnostic>> {
    compile_with(sources, queries, Options::default())
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
    let mut globals = Globals { options, ..Globals::default() };
    let mut found = Found::default();
    for source in sources {
        let package = package(source.module);
        let names = globals.packages.entry(package.clone()).or_default();
        for rule in &source.module.rules {
            names.insert(rule.head.name.text.clone());
        }
        for rule in &source.module.rules {
            if let Some(args) = &rule.head.args {
                globals.functions.insert(path(&package, &rule.head), args.len());
            }
        }
    }
    let mut tree = tree::Tree::new();
    let mut chains = Chains::default();
    let mut annotated = Vec::with_capacity(sources.len());
    for source in sources {
        let all = annotations(source.module, source.file, &mut found.diagnostics);
        let package = package(source.module);
        let rules = &source.module.rules;
        chains.add(&all, &package, |n| rules.get(n).map(|rule| path(&package, &rule.head)));
        annotated.push(all);
    }
    for (source, annotated) in sources.iter().zip(&annotated) {
        let names = module_names(source, &mut found.diagnostics);
        tree.make(&names.package);
        for (n, rule) in source.module.rules.iter().enumerate() {
            let own = annotated
                .iter()
                .find(|a| a.scope == Scope::Rule && a.target == ast::AnnotationTarget::Rule(n));
            let path = path(&names.package, &rule.head);
            let chain = chains.chain(own.map(|a| &a.entries), &path, &names.package);
            let resolver = Resolver::new(&globals, &names, &mut found, chain);
            if let Some(resolved) = resolver.rule(rule) {
                tree.add(&path, resolved);
            }
        }
    }
    let mut resolved_queries = Vec::with_capacity(queries.len());
    for query in queries {
        let names = ModuleNames {
            package: query.package.to_vec(),
            imports: imports(query.imports),
            file: query.file,
        };
        let resolver = Resolver::new(&globals, &names, &mut found, Vec::new());
        resolved_queries.push((resolver.query(query.literals), query.file));
    }
    tree.close(&mut found.diagnostics);
    let arena = Arena::new();
    let mut linker = Linker::new(ProgramBuilder::new(&arena), &tree);
    for target in &found.targets {
        let mock = linker.builder.mock();
        linker.mocks.insert(target.clone(), mock);
    }
    for group in 0..tree.groups.len() {
        linker.group(group);
    }
    let mut compiled = Vec::with_capacity(resolved_queries.len());
    for (resolved, file) in &resolved_queries {
        let Some(resolved) = resolved else { continue };
        compiled.push(query(&mut linker, resolved, *file));
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
    if !diagnostics.is_empty() {
        diagnostics.sort_by_key(|d| d.location.map(|l| (l.file, l.span.start)));
        diagnostics.dedup();
        return Err(diagnostics);
    }
    let entries = tree
        .groups
        .iter()
        .enumerate()
        .map(|(n, group)| Entry {
            path: group.path.clone(),
            func: linker.func_of(n),
            arity: match group.kind {
                tree::GroupKind::Function(n) => Some(n),
                _ => None,
            },
        })
        .collect();
    let builder = linker.builder;
    let program = if options.optimize { builder.finish() } else { builder.finish_plain() };
    Ok(Compiled { program, entries, queries: compiled })
}

fn package(module: &ast::Module) -> Vec<String> {
    module.package.iter().map(|k| k.text.clone()).collect()
}

/// The constant part of a rule's path below `data`.
fn path(package: &[String], head: &ast::Head) -> Vec<String> {
    let mut path = package.to_vec();
    path.push(head.name.text.clone());
    path.extend(head.path[..constant_keys(head)].iter().filter_map(|p| match &p.term.kind {
        ast::TermKind::Str { text, .. } => Some(text.clone()),
        _ => None,
    }));
    path
}

fn module_names(source: &Source<'_>, diagnostics: &mut Vec<Diagnostic>) -> ModuleNames {
    let mut seen = FxHashSet::default();
    for import in &source.module.imports {
        if let Some(name) = import_name(import)
            && !seen.insert(name.to_owned())
        {
            let message = format!("import must not shadow import {name}");
            let at = Location::new(source.file, import.span);
            diagnostics.push(Diagnostic::error("rego-compile-error", message).at(at));
        }
    }
    ModuleNames {
        package: package(source.module),
        imports: imports(&source.module.imports),
        file: source.file,
    }
}

/// The name that an import declares; none for those that switch keywords on.
fn import_name(import: &ast::Import) -> Option<&str> {
    match import.path.first().map(|k| k.text.as_str()) {
        Some("data" | "input") => {
            import.alias.as_ref().or(import.path.last()).map(|k| k.text.as_str())
        }
        _ => None,
    }
}

fn imports(imports: &[ast::Import]) -> FxHashMap<String, Vec<String>> {
    imports
        .iter()
        .filter_map(|import| {
            let name = import_name(import)?.to_owned();
            Some((name, import.path.iter().map(|k| k.text.clone()).collect()))
        })
        .collect()
}

fn query(
    linker: &mut Linker<'_, '_>,
    ResolvedQuery { groups, names, vars }: &ResolvedQuery,
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
    CompiledQuery { func, names: names.iter().map(|(name, _)| name.clone()).collect() }
}
