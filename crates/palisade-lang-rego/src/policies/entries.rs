//! The rules of packages that are run, and what is added to modules to run them one by one.

use super::meta::nearly;
use super::{Loaded, Metadata};
use crate::ast::{Annotation, AnnotationTarget, Dialect, Key, Module};
use crate::{Annotated, ParseOptions, Scope, annotations, parse_module};
use palisade_source::{Diagnostic, Location, SourceMap, did_you_mean};
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};

/// The package that holds what exceptions say; no policy is called so.
const EXCEPTIONS: &str = "exceptions of packages";

/// Rules that run together as one policy.
pub(crate) struct Group {
    /// The package as a dotted path.
    pub(crate) package: String,
    keys: Vec<String>,
    /// The name of the rule: `deny`, `warn_tags`.
    pub(crate) rule: String,
    /// The name under which it is compiled.
    compiled: String,
    /// Where it is written: its first definition.
    pub(crate) location: Location,
    pub(crate) metadata: Metadata,
    /// The path of the rule that is false where an exception holds.
    pub(crate) exception: Option<Vec<String>>,
}

impl Group {
    /// The path of the rule below `data`.
    pub(crate) fn path(&self) -> Vec<String> {
        let mut path = self.keys.clone();
        path.push(self.compiled.clone());
        path
    }

    pub(crate) fn is_warning(&self) -> bool {
        is_rule(&self.rule, "warn")
    }

    /// What exceptions call it: its name without the first word.
    fn excepted(&self) -> &str {
        self.rule.split_once('_').map_or("", |(_, rest)| rest)
    }
}

/// All of them in the order of the sources.
#[derive(Default)]
pub(crate) struct Entries {
    pub(crate) groups: Vec<Group>,
}

impl Entries {
    /// How many policies a package has.
    pub(crate) fn count(&self, package: &str) -> usize {
        self.groups.iter().filter(|g| g.package == package).count()
    }
}

fn is_rule(name: &str, word: &str) -> bool {
    name.strip_prefix(word).is_some_and(|rest| {
        rest.is_empty()
            || (rest.starts_with('_')
                && rest.split('_').skip(1).all(|part| {
                    !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric())
                }))
    })
}

/// Whether rules of this name are run: `deny`, `warn`, `violation`, alone or before `_name`.
pub(crate) fn runs(name: &str) -> bool {
    ["deny", "warn", "violation"].iter().any(|word| is_rule(name, word))
}

fn keys(module: &Module) -> Vec<String> {
    module.package.iter().map(|k| k.text.to_string()).collect()
}

/// The package as a dotted path.
pub(crate) fn dotted(module: &Module) -> String {
    keys(module).join(".")
}

/// A definition of a rule: where it is in its module.
struct Definition {
    module: usize,
    rule: usize,
    own: Option<Json>,
}

/// Finds the rules that are run. Where definitions of a partial set have annotations of their own,
/// each becomes a rule of its own beside the whole.
pub(crate) fn find(modules: &mut [Loaded], diagnostics: &mut Vec<Diagnostic>) -> Entries {
    let annotated: Vec<Vec<Annotated>> = modules
        .iter()
        // What is wrong with annotations is told when the modules are compiled.
        .map(|m| annotations(&m.module, m.file, &mut Vec::new()))
        .collect();
    for one in annotated.iter().flatten() {
        for (key, help) in nearly(&one.entries) {
            let message = format!("unknown key `{key}` in annotations");
            let told = Diagnostic::warning("rego-annotation-key", message);
            diagnostics.push(told.at(one.location).help(help));
        }
    }
    misspelt(modules, diagnostics);
    let mut found: BTreeMap<(Vec<String>, String), Vec<Definition>> = BTreeMap::new();
    let mut order = Vec::new();
    for (at, loaded) in modules.iter().enumerate() {
        for (n, rule) in loaded.module.rules.iter().enumerate() {
            let name = &rule.head.name.text;
            if !runs(name) || rule.chained {
                continue;
            }
            if rule.head.args.is_some() {
                let message = format!("`{name}` is a function, which is not run as a policy");
                let help = "leave its arguments out, or give it another name";
                let warning = Diagnostic::warning("rego-not-run", message);
                let at = Location::new(loaded.file, rule.head.span);
                diagnostics.push(warning.at(at).help(help));
                continue;
            }
            let target = AnnotationTarget::Rule(n);
            let own = annotated[at]
                .iter()
                .find(|a| a.scope == Scope::Rule && a.target == target)
                .map(|a| a.entries.clone());
            let key = (keys(&loaded.module), name.to_string());
            let all = found.entry(key.clone()).or_default();
            if all.is_empty() {
                order.push(key);
            }
            all.push(Definition { module: at, rule: n, own });
        }
    }
    let mut entries = Entries::default();
    for key in order {
        let Some(definitions) = found.remove(&key) else { continue };
        let (package, name) = key;
        let shared = shared(&package, &name, modules, &annotated);
        let is_set = |d: &Definition| {
            let rule = &modules[d.module].module.rules[d.rule];
            rule.head.contains.is_some() && rule.head.path.is_empty() && !rule.default
        };
        let apart = definitions.len() > 1
            && definitions.iter().all(is_set)
            && definitions.iter().any(|d| d.own.is_some());
        let mut group = |definition: &Definition, own: Option<Json>, compiled: String| {
            let loaded = &modules[definition.module];
            let rule = &loaded.module.rules[definition.rule];
            entries.groups.push(Group {
                package: package.join("."),
                keys: package.clone(),
                rule: name.clone(),
                compiled,
                location: Location::new(loaded.file, rule.span),
                metadata: Metadata::new(own, shared.clone()),
                exception: None,
            });
        };
        if !apart {
            let own = definitions.iter().find_map(|d| d.own.clone());
            // The first that is no default is what the rule says.
            let is_default = |d: &&Definition| modules[d.module].module.rules[d.rule].default;
            let first = definitions.iter().find(|d| !is_default(d)).or(definitions.first());
            if let Some(first) = first {
                group(first, own, name.clone());
            }
            continue;
        }
        let mut names = Vec::with_capacity(definitions.len());
        let mut rest = false;
        for (n, definition) in definitions.iter().enumerate() {
            let compiled = match definition.own {
                Some(_) => format!("{name} {n}"),
                None => format!("{name} rest"),
            };
            if definition.own.is_some() || !rest {
                group(definition, definition.own.clone(), compiled.clone());
            }
            rest |= definition.own.is_none();
            names.push(compiled);
        }
        for (definition, compiled) in definitions.iter().zip(names) {
            copy(&mut modules[definition.module].module, definition.rule, &compiled);
        }
    }
    entries
}

/// Tells of rules that are nearly called as those that are run.
fn misspelt(modules: &[Loaded], diagnostics: &mut Vec<Diagnostic>) {
    for loaded in modules {
        let rules = &loaded.module.rules;
        let mut seen = BTreeSet::new();
        for rule in rules.iter().filter(|r| !r.chained && r.head.args.is_none()) {
            let name: &str = &rule.head.name.text;
            let (word, rest) = name.split_once('_').map_or((name, ""), |(word, rest)| (word, rest));
            let lower = word.to_ascii_lowercase();
            let near = ["deny", "warn", "violation"].into_iter().find(|known| {
                lower == *known
                    || lower == format!("{known}s")
                    || did_you_mean(&lower, [*known])
                        .is_some_and(|help| help.starts_with("did you mean"))
            });
            let Some(near) = near.filter(|_| !runs(name) && seen.insert(name.to_owned())) else {
                continue;
            };
            let wanted = if rest.is_empty() { near.to_owned() } else { format!("{near}_{rest}") };
            let message = format!("`{name}` is not run as a policy");
            let help = format!("did you mean `{wanted}`?");
            let told = Diagnostic::warning("rego-not-run", message);
            diagnostics.push(told.at(Location::new(loaded.file, rule.head.span)).help(help));
        }
    }
}

/// Adds a rule to its module once more, under another name, with its further bodies.
fn copy(module: &mut Module, at: usize, name: &str) {
    let more = module.rules.iter().skip(at + 1).take_while(|r| r.chained).count();
    let copies: Vec<_> = module.rules.iter().skip(at).take(more + 1).cloned().collect();
    for (n, mut rule) in copies.into_iter().enumerate() {
        rule.head.name = Key { text: name.into(), span: rule.head.name.span };
        let target = AnnotationTarget::Rule(at + n);
        let own: Vec<Annotation> =
            module.annotations.iter().filter(|a| a.target == target).cloned().collect();
        let target = AnnotationTarget::Rule(module.rules.len());
        module.annotations.extend(own.into_iter().map(|a| Annotation { target, ..a }));
        module.rules.push(rule);
    }
}

/// The annotations that rules of a name in a package share: of the document, the package and the
/// packages around it, nearest first; each with whether it is about packages.
fn shared(
    package: &[String],
    name: &str,
    modules: &[Loaded],
    annotated: &[Vec<Annotated>],
) -> Vec<(bool, Json)> {
    let mut all: Vec<(usize, bool, Json)> = Vec::new();
    for (loaded, annotated) in modules.iter().zip(annotated) {
        let own = keys(&loaded.module);
        for one in annotated {
            let is_named = |n: usize| {
                loaded.module.rules.get(n).is_some_and(|rule| rule.head.name.text == name)
            };
            // How far away it stands.
            let (distance, packages) = match (one.scope, one.target) {
                (Scope::Document, AnnotationTarget::Rule(n)) if own == package && is_named(n) => {
                    (0, false)
                }
                (Scope::Package, _) if own == package => (1, true),
                (Scope::Subpackages, _) if package.starts_with(&own) => {
                    (2 + package.len() - own.len(), true)
                }
                _ => continue,
            };
            all.push((distance, packages, one.entries.clone()));
        }
    }
    all.sort_by_key(|(distance, ..)| *distance);
    all.into_iter().map(|(_, packages, entries)| (packages, entries)).collect()
}

/// Adds a module with a rule for each policy of a package that has exceptions: whether none holds.
pub(crate) fn add_exceptions(
    entries: &mut Entries,
    sources: &SourceMap,
    modules: &mut Vec<Loaded>,
) {
    let has = |package: &[String]| {
        let mut of = modules.iter().filter(|m| keys(&m.module) == package);
        of.any(|m| m.module.rules.iter().any(|r| r.head.name.text == "exception"))
    };
    let mut text = format!("package palisade[{EXCEPTIONS:?}]\n");
    let mut count = 0;
    for group in &mut entries.groups {
        if !has(&group.keys) {
            continue;
        }
        let path: String = group.keys.iter().map(|key| format!("[{}]", json!(key))).collect();
        let name = format!("applies_{count}");
        let excepted = json!(group.excepted());
        text.push_str(&format!(
            "default {name} := true\n{name} := false if data{path}.exception[_][_] == {excepted}\n"
        ));
        let package = ["palisade".to_owned(), EXCEPTIONS.to_owned()];
        group.exception = Some(package.into_iter().chain([name]).collect());
        count += 1;
    }
    if count == 0 {
        return;
    }
    let file = sources.add(EXCEPTIONS, text.as_str());
    let parsed = parse_module(&text, file, ParseOptions { dialect: Dialect::V1 });
    modules.extend(parsed.module.map(|module| Loaded { module, file }));
}
