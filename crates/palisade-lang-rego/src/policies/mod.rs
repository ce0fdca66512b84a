//! Rules in Rego as policies: `deny`, `warn` and `violation` of packages, as Conftest runs them,
//! with what their annotations say of them.
//!
//! Packages that are named run on whole files; those whose annotations name resource types run on
//! resources of these types.

mod entries;
mod meta;
#[cfg(test)]
mod tests;

use crate::ast::{Dialect, Module};
use crate::workspace::{Document, build};
use crate::{
    Against, Capabilities, Options, ParseOptions, Schemas, Source, compile_checked, parse_module,
};
use entries::{Entries, Group};
use meta::Metadata;
use palisade_builtins::opa::Declared;
use palisade_engine::{Compilation, CompiledPolicy, CompiledRule, Documents, Language};
use palisade_model::{FILE_KIND, Policy, PolicyId, PolicyStatus, Rule, RuleId, Severity};
use palisade_source::{Diagnostic, FileId, Level, SourceMap, did_you_mean};
use palisade_value::{Frozen, ObjectBuilder, ValueFamily};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The packages whose rules run on whole files.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub enum Namespaces {
    /// `main`, if there is such a package.
    #[default]
    Default,
    /// These, as dotted paths.
    Named(Vec<String>),
    /// Every one.
    All,
}

/// The language of policies in Rego.
#[derive(Clone, Default, Debug)]
pub struct Rego {
    /// The packages that run on whole files.
    pub namespaces: Namespaces,
    /// What stands below `data` beside the packages.
    pub data: Vec<Document>,
    /// The JSON Schemas that types of documents come from.
    pub schemas: Option<Schemas>,
    /// What modules may use, where not all is allowed.
    pub capabilities: Option<Capabilities>,
    /// Functions that there are beside OPA's.
    pub functions: &'static [Declared],
}

/// A module with its text and place.
pub(crate) struct Loaded {
    pub(crate) module: Module,
    pub(crate) file: FileId,
}

impl Loaded {
    fn source(&self) -> Source<'_> {
        Source { module: &self.module, file: self.file }
    }
}

impl Language for Rego {
    fn id(&self) -> &'static str {
        "rego"
    }

    fn detect(&self, path: &str, _text: &str) -> bool {
        path.ends_with(".rego")
    }

    fn compile(&self, sources: &SourceMap, file: FileId) -> Compilation {
        self.compile_all(sources, &[file])
    }

    fn compile_all(&self, sources: &SourceMap, files: &[FileId]) -> Compilation {
        let mut out = Compilation::default();
        let mut modules: Vec<Loaded> =
            files.iter().filter_map(|file| read(sources, *file, &mut out.diagnostics)).collect();
        if is_broken(&out.diagnostics) {
            return out;
        }
        // What is generated below is not theirs and needs no capabilities.
        if self.capabilities.is_some() {
            let capabilities = self.capabilities.as_ref();
            let against = Against { schemas: None, capabilities, functions: self.functions };
            let all: Vec<Source<'_>> = modules.iter().map(Loaded::source).collect();
            if let Err(mut diagnostics) = compile_checked(&all, &[], Options::default(), against) {
                out.diagnostics.append(&mut diagnostics);
                return out;
            }
        }
        let mut entries = entries::find(&mut modules, &mut out.diagnostics);
        let targets = self.targets(&entries, &modules, &mut out.diagnostics);
        entries::add_exceptions(&mut entries, sources, &mut modules);
        let data = self.data(sources, &mut out.diagnostics);
        let all: Vec<Source<'_>> = modules.iter().map(Loaded::source).collect();
        let against = Against {
            schemas: self.schemas.as_ref(),
            capabilities: None,
            functions: self.functions,
        };
        let compiled = match compile_checked(&all, &[], Options::default(), against) {
            Ok(compiled) => compiled,
            Err(mut diagnostics) => {
                out.diagnostics.append(&mut diagnostics);
                return out;
            }
        };
        if is_broken(&out.diagnostics) {
            return out;
        }
        let func = |path: &[String]| {
            let entry = compiled.entries.iter().find(|e| e.path == path && e.arity.is_none());
            entry.map(|e| e.func)
        };
        let found: Vec<_> = entries
            .groups
            .iter()
            .zip(targets)
            .filter_map(|(group, target)| {
                let condition = func(&group.path())?;
                let when = group.exception.as_ref().and_then(|path| func(path));
                Some((group, target?, condition, when))
            })
            .collect();
        let program = Arc::new(compiled.program);
        let mut ids = BTreeSet::new();
        for (group, target, condition, when) in found {
            let policy = Arc::new(policy(group, &target, &entries, sources, &mut ids));
            if let Some(written) = group.metadata.wrong_severity() {
                let counts = policy.severity;
                let message =
                    format!("`{written}` is no severity; `{}` counts as {counts}", policy.id);
                let names = ["info", "low", "medium", "high", "critical"];
                let help =
                    did_you_mean(&written, names).unwrap_or_else(|| "write one of them".into());
                let told = Diagnostic::warning("rego-severity", message);
                out.diagnostics.push(told.at(group.location).help(help));
            }
            let rule = CompiledRule {
                id: RuleId::new(group.rule.as_str()),
                when,
                condition,
                good: false,
                collects: true,
                message: Vec::new(),
                fixes: Vec::new(),
            };
            out.policies.push(CompiledPolicy {
                policy,
                program: Arc::clone(&program),
                applicable: None,
                rules: vec![rule],
                parameters: Frozen::build(|arena| ObjectBuilder::new().finish(arena)),
                covered_by: Vec::new(),
                documents: Some(Documents { data: Arc::clone(&data), bare: target == [FILE_KIND] }),
            });
        }
        out
    }
}

impl Rego {
    /// The resource types that each group is about; none for one that runs on nothing.
    fn targets(
        &self,
        entries: &Entries,
        modules: &[Loaded],
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Vec<Option<Vec<String>>> {
        if let Namespaces::Named(names) = &self.namespaces {
            let known: BTreeSet<String> =
                modules.iter().map(|m| entries::dotted(&m.module)).collect();
            for name in names.iter().filter(|name| !known.contains(*name)) {
                let help = did_you_mean(name, known.iter().map(String::as_str))
                    .unwrap_or_else(|| "name a package of the policies".to_owned());
                let message = format!("no package is called `{name}`");
                diagnostics.push(Diagnostic::error("rego-namespace", message).help(help));
            }
        }
        let mut idle: BTreeSet<&str> = BTreeSet::new();
        let mut targets = Vec::with_capacity(entries.groups.len());
        for group in &entries.groups {
            let resources = group.metadata.resources();
            targets.push(if !resources.is_empty() {
                Some(resources)
            } else if self.takes(&group.package) {
                Some(vec![FILE_KIND.to_owned()])
            } else {
                if idle.insert(&group.package) {
                    let package = &group.package;
                    let message = format!(
                        "the rules of package `{package}`, such as `{}`, run on nothing",
                        group.rule
                    );
                    let help = format!(
                        "run them on files with `--namespace {package}`, or name resource types \
                         in the package's METADATA: `custom: {{palisade: {{resources: [\u{2026}]}}}}`"
                    );
                    let warning = Diagnostic::warning("rego-not-run", message);
                    diagnostics.push(warning.at(group.location).help(help));
                }
                None
            });
        }
        targets
    }

    fn takes(&self, package: &str) -> bool {
        match &self.namespaces {
            Namespaces::Default => package == "main",
            Namespaces::Named(names) => names.iter().any(|name| name == package),
            Namespaces::All => true,
        }
    }

    fn data(
        &self,
        sources: &SourceMap,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Arc<Frozen<ValueFamily>> {
        Arc::new(Frozen::build(|arena| build(arena, sources, &self.data, diagnostics)))
    }
}

fn is_broken(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|d| d.level == Level::Error)
}

/// Reads a module in the language of OPA 1.0 or, where it is none, in the one before.
fn read(sources: &SourceMap, file: FileId, diagnostics: &mut Vec<Diagnostic>) -> Option<Loaded> {
    let source = sources.get(file);
    let parse = |dialect| parse_module(source.text(), file, ParseOptions { dialect });
    let wrong = |parsed: &crate::Parsed| {
        parsed.diagnostics.iter().filter(|d| d.level == Level::Error).count()
    };
    let mut parsed = parse(Dialect::V1);
    if wrong(&parsed) > 0 {
        let older = parse(Dialect::V0);
        if wrong(&older) == 0 {
            parsed = older;
        }
    }
    diagnostics.append(&mut parsed.diagnostics);
    parsed.module.map(|module| Loaded { module, file })
}

fn policy(
    group: &Group,
    resources: &[String],
    entries: &Entries,
    sources: &SourceMap,
    ids: &mut BTreeSet<String>,
) -> Policy {
    let Group { package, rule, metadata, .. } = group;
    let source = sources.get(group.location.file);
    let condition = source.slice(group.location.span).to_owned();
    let default = if group.is_warning() { Severity::Low } else { Severity::High };
    let described = Rule {
        id: RuleId::new(rule.as_str()),
        condition,
        aliases: Vec::new(),
        location: group.location,
    };
    Policy {
        id: PolicyId::new(id(group, entries, ids)),
        title: metadata.title().unwrap_or_else(|| format!("{package}.{rule} has nothing to say")),
        severity: metadata.severity().unwrap_or(default),
        status: PolicyStatus::Stable,
        owners: metadata.owners(),
        review_by: None,
        controls: metadata.controls(),
        aliases: metadata.aliases(),
        why: metadata.text(&["description"]).unwrap_or_default(),
        remedy: metadata.remedy(),
        documentation: metadata.documentation(),
        resources: resources.to_vec(),
        rules: vec![described],
        advisory: group.is_warning(),
        language: "rego",
        location: group.location,
    }
}

/// The id of a policy: the one of its annotation, else package and rule. No two are the same.
fn id(group: &Group, entries: &Entries, ids: &mut BTreeSet<String>) -> String {
    let Group { package, rule, metadata, .. } = group;
    let mut id = match (metadata.own_id(), metadata.package_id()) {
        (Some(own), _) => own,
        // One that is the whole package may have the id of the package.
        (None, Some(shared)) if entries.count(package) == 1 => shared,
        (None, Some(shared)) => format!("{shared}.{rule}"),
        (None, None) => format!("{package}.{rule}"),
    };
    if ids.contains(&id) {
        let mut n = 2;
        while ids.contains(&format!("{id}.{n}")) {
            n += 1;
        }
        id = format!("{id}.{n}");
    }
    ids.insert(id.clone());
    id
}
