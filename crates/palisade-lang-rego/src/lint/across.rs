//! Lints that need to know the other modules.

use super::walk::Node;
use super::{Context, Lint, Unit};
use crate::ast::{Import, Ref, Term, TermKind};
use crate::metadata::annotations;
use palisade_source::{FileId, Level, Span, did_you_mean};
use palisade_value::Value;
use rustc_hash::{FxHashMap, FxHashSet};

pub(super) const LINTS: &[Lint] = &[
    Lint {
        code: "prefer-package-imports",
        level: Level::Note,
        on: true,
        regal: None,
        asks: "packages are imported rather than their rules",
        why: "`users.admin` shows where the rule comes from, and `admin` does not.",
        bad: "import data.users.admin\n\nallow if admin\n\n# users.rego\npackage users\n\nadmin := input.admin\n",
        good: "import data.users\n\nallow if users.admin\n\n# users.rego\npackage users\n\nadmin := input.admin\n",
        run: prefer_package_imports,
    },
    Lint {
        code: "circular-import",
        level: Level::Warning,
        on: true,
        regal: None,
        asks: "packages do not import each other in a circle",
        why: "Packages that need each other are hard to read and to test apart, and a rule that is \
              added to one of them may come to use itself.",
        bad: "import data.users\n\nallow if users.known\n\n# users.rego\npackage users\n\nimport data.a\n\nknown if a.allow\n",
        good: "import data.users\n\nallow if users.known\n\n# users.rego\npackage users\n\nknown if input.name\n",
        run: circular_import,
    },
    Lint {
        code: "unresolved-import",
        level: Level::Warning,
        on: true,
        regal: None,
        asks: "what is imported from a package is there",
        why: "An import from a package of what none of its modules defines is undefined wherever it \
              is used, and a rule that asks for it never fires.",
        bad: "import data.users.admni\n\nallow if admni\n\n# users.rego\npackage users\n\nadmin := input.admin\n",
        good: "import data.users\n\nallow if users.admin\n\n# users.rego\npackage users\n\nadmin := input.admin\n",
        run: unresolved_import,
    },
    Lint {
        code: "unresolved-reference",
        level: Level::Warning,
        on: true,
        regal: None,
        asks: "what is referred to in a package is there",
        why: "A path into a package that leads to no rule of it is undefined, and a rule that asks \
              for it never fires. Documents below `data` that share the path of a package are \
              better kept beside it.",
        bad: "allow if data.users.admni\n\n# users.rego\npackage users\n\nadmin := input.admin\n",
        good: "allow if data.users.admin\n\n# users.rego\npackage users\n\nadmin := input.admin\n",
        run: unresolved_reference,
    },
    Lint {
        code: "inconsistent-args",
        level: Level::Warning,
        on: true,
        regal: None,
        asks: "all definitions of a function call its arguments the same",
        why: "One function has one meaning. Where its definitions name an argument differently, or \
              in another order, one of them is likely wrong.",
        bad: "covers(role, user) if role.owner == user\n\n# more.rego\npackage a\n\ncovers(user, role) if user.admin == role\n",
        good: "covers(role, user) if role.owner == user\n\n# more.rego\npackage a\n\ncovers(role, user) if user.admin == role\n",
        run: inconsistent_args,
    },
    Lint {
        code: "no-defined-entrypoint",
        level: Level::Note,
        on: false,
        regal: None,
        asks: "some rule or package is annotated as an entrypoint",
        why: "`entrypoint: true` says what callers ask for. Bundles are built and readers start \
              from there.",
        bad: "allow if input.admin\n",
        good: "# METADATA\n# entrypoint: true\nallow if input.admin\n",
        run: no_defined_entrypoint,
    },
];

/// What lints need to know of all modules.
#[derive(Default, Debug)]
pub(super) struct Known<'m> {
    /// The first names of the rules of each package.
    packages: FxHashMap<Vec<&'m str>, FxHashSet<&'m str>>,
    /// The packages that others import, by the package that imports.
    imports: FxHashMap<Vec<&'m str>, FxHashSet<Vec<&'m str>>>,
    /// Whether some annotation names an entrypoint.
    entrypoint: bool,
    /// The first file.
    first: Option<FileId>,
    /// The documents beside the modules.
    data: Option<Value<'m>>,
    /// The first name of each argument of each function, by package and name.
    arguments: FxHashMap<(Vec<&'m str>, &'m str), Vec<Option<&'m str>>>,
}

impl<'m> Known<'m> {
    pub(super) fn of(units: &[Unit<'m>], data: Option<Value<'m>>) -> Self {
        let mut known = Known { first: units.first().map(|u| u.file), data, ..Known::default() };
        for unit in units {
            let names = known.packages.entry(package(unit.module)).or_default();
            names.extend(unit.module.rules.iter().map(|r| r.head.name.text.as_str()));
            for rule in unit.module.rules.iter().filter(|rule| !rule.chained) {
                let Some(args) = rule.head.args.as_ref().filter(|_| rule.head.path.is_empty())
                else {
                    continue;
                };
                let key = (package(unit.module), rule.head.name.text.as_str());
                let names = known.arguments.entry(key).or_insert_with(|| vec![None; args.len()]);
                for (known, arg) in names.iter_mut().zip(args) {
                    *known = known.or_else(|| plain_argument(arg));
                }
            }
            let all = annotations(unit.module, unit.file, &mut Vec::new());
            known.entrypoint |=
                all.iter().any(|a| a.entries.get("entrypoint") == Some(&true.into()));
        }
        for unit in units {
            let own = package(unit.module);
            let targets: Vec<Vec<&str>> = unit
                .module
                .imports
                .iter()
                .filter_map(below_data)
                .filter_map(|path| known.package_of(&path))
                .filter(|target| *target != own)
                .collect();
            known.imports.entry(own).or_default().extend(targets);
        }
        known
    }

    /// The package that a path leads to or into.
    fn package_of(&self, path: &[&'m str]) -> Option<Vec<&'m str>> {
        (1..=path.len())
            .rev()
            .map(|n| path[..n].to_vec())
            .find(|path| self.packages.contains_key(path))
    }

    /// Whether there are packages below a path.
    fn has_below(&self, path: &[&str]) -> bool {
        self.packages.keys().any(|p| p.len() > path.len() && p.starts_with(path))
    }

    /// The name in a package that a path leads to, if there is neither a rule nor a package of it;
    /// and the names that there are.
    fn missing(&self, path: &[&'m str]) -> Option<(&'m str, Vec<&'m str>)> {
        let package = self.package_of(path)?;
        let name = *path.get(package.len())?;
        let names = self.packages.get(&package)?;
        let document = || self.data.is_some_and(|d| d.path(&path[..=package.len()]).is_some());
        // A package without rules says nothing of what is there.
        if names.is_empty()
            || names.contains(name)
            || self.has_below(&path[..=package.len()])
            || document()
        {
            return None;
        }
        let mut names: Vec<&str> = names.iter().copied().collect();
        names.sort_unstable();
        Some((name, names))
    }

    /// Whether packages import each other from one on until another.
    fn leads(&self, from: &[&'m str], to: &[&'m str]) -> bool {
        let mut open = vec![from.to_vec()];
        let mut seen: FxHashSet<Vec<&str>> = FxHashSet::default();
        while let Some(at) = open.pop() {
            if at == to {
                return true;
            }
            if seen.insert(at.clone()) {
                open.extend(self.imports.get(&at).into_iter().flatten().cloned());
            }
        }
        false
    }
}

fn package(module: &crate::ast::Module) -> Vec<&str> {
    module.package.iter().map(|k| k.text.as_str()).collect()
}

/// The path of an import without `data`.
fn below_data(import: &Import) -> Option<Vec<&str>> {
    let (root, rest) = import.path.split_first()?;
    (root.text == "data").then(|| rest.iter().map(|k| k.text.as_str()).collect())
}

fn prefer_package_imports(context: &mut Context<'_>) {
    let mut found = Vec::new();
    for import in &context.module.imports {
        let Some(path) = below_data(import) else { continue };
        let Some((name, package)) = path.split_last() else { continue };
        let names = context.known.packages.get(package);
        if names.is_some_and(|names| names.contains(name))
            && !context.known.packages.contains_key(&path)
        {
            found.push((import.span, package.join(".")));
        }
    }
    for (span, package) in found {
        context.tell(span, "an import of a rule", format!("write `import data.{package}`"));
    }
}

fn circular_import(context: &mut Context<'_>) {
    let own = package(context.module);
    let mut found = Vec::new();
    for import in &context.module.imports {
        let target = below_data(import).and_then(|path| context.known.package_of(&path));
        let Some(target) = target else { continue };
        if target == own {
            found.push((import.span, "a package that imports itself".to_owned()));
        } else if context.known.leads(&target, &own) {
            let message = format!("`{}` imports this package in turn", target.join("."));
            found.push((import.span, message));
        }
    }
    for (span, message) in found {
        context.tell(span, message, "move what both need to a package of its own");
    }
}

/// What to do about a name that is not there.
fn instead(name: &str, names: &[&str]) -> String {
    did_you_mean(name, names.iter().copied())
        .unwrap_or_else(|| "define it, or leave the path out".to_owned())
}

fn unresolved_import(context: &mut Context<'_>) {
    let mut found: Vec<(Span, String, String)> = Vec::new();
    for import in &context.module.imports {
        let missing = below_data(import).and_then(|path| context.known.missing(&path));
        if let Some((name, names)) = missing {
            let message = format!("the package has no rule `{name}`");
            found.push((import.span, message, instead(name, &names)));
        }
    }
    for (span, message, help) in found {
        context.tell(span, message, help);
    }
}

fn unresolved_reference(context: &mut Context<'_>) {
    let mut roots: FxHashMap<&str, Vec<&str>> = FxHashMap::default();
    roots.insert("data", Vec::new());
    for import in &context.module.imports {
        let name = import.alias.as_ref().or(import.path.last());
        if let (Some(name), Some(path)) = (name, below_data(import)) {
            roots.insert(&name.text, path);
        }
    }
    // What is replaced in tests need not be there.
    let mut replaced: FxHashSet<Span> = FxHashSet::default();
    context.walk(|node| {
        if let Node::Literal(literal) = node {
            replaced.extend(literal.with.iter().map(|w| w.target.span));
        }
    });
    let mut found: Vec<(Span, String, String)> = Vec::new();
    context.walk(|node| {
        let Node::Term(Term { kind: TermKind::Ref(path), span }) = node else { return };
        if replaced.contains(span) {
            return;
        }
        let Some(whole) = whole_path(path, &roots, &context.rules) else { return };
        // The import itself is told of by another lint.
        let imported = roots.get(base(path).unwrap_or_default()).map_or(0, Vec::len);
        if context.known.missing(&whole[..imported.min(whole.len())]).is_some() {
            return;
        }
        if let Some((name, names)) = context.known.missing(&whole) {
            let message = format!("the package has no rule `{name}`");
            found.push((*span, message, instead(name, &names)));
        }
    });
    for (span, message, help) in found {
        context.tell(span, message, help);
    }
}

fn base(path: &Ref) -> Option<&str> {
    match &path.base.kind {
        TermKind::Var(name) => Some(name),
        _ => None,
    }
}

/// The constant start of a path below `data`.
fn whole_path<'m>(
    path: &'m Ref,
    roots: &FxHashMap<&str, Vec<&'m str>>,
    rules: &FxHashSet<&str>,
) -> Option<Vec<&'m str>> {
    let name = base(path)?;
    // A rule of the module goes over an import.
    let mut whole = roots.get(name).filter(|_| !rules.contains(name))?.clone();
    whole.extend(path.parts.iter().map_while(|part| match &part.term.kind {
        TermKind::Str { text, .. } => Some(text.as_str()),
        _ => None,
    }));
    Some(whole)
}

/// The name of an argument that is a variable.
fn plain_argument(arg: &Term) -> Option<&str> {
    match &arg.kind {
        TermKind::Var(name) if name != "_" => Some(name),
        _ => None,
    }
}

fn inconsistent_args(context: &mut Context<'_>) {
    let mut found: Vec<(Span, String, String)> = Vec::new();
    for rule in context.module.rules.iter().filter(|rule| !rule.chained) {
        let key = (package(context.module), rule.head.name.text.as_str());
        let Some(known) = context.known.arguments.get(&key) else { continue };
        for (known, arg) in known.iter().zip(rule.head.args.iter().flatten()) {
            if let (Some(first), Some(name)) = (known, plain_argument(arg))
                && *first != name
            {
                let message = format!("`{name}` is called `{first}` in another definition");
                found.push((arg.span, message, format!("call it `{first}` here too")));
            }
        }
    }
    for (span, message, help) in found {
        context.tell(span, message, help);
    }
}

fn no_defined_entrypoint(context: &mut Context<'_>) {
    if !context.known.entrypoint && context.known.first == Some(context.file) {
        let span = context.module.package_span;
        let help = "annotate what callers ask for with `entrypoint: true`";
        context.tell(span, "no rule or package is annotated as an entrypoint", help);
    }
}
