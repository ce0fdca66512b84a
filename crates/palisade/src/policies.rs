//! The policies of a run: built in and own, chosen by id, severity and status.

use crate::cli::named_capabilities;
use crate::conftest::{FUNCTIONS, note_module};
use crate::exit::{Exit, Failure};
use crate::gatekeeper::Constraints;
use crate::generated::{BuiltinPolicy, POLICIES};
use crate::system::reason;
use crate::types::{Suspect, suspects};
use anyhow::Result;
use globset::{Glob, GlobMatcher};
use palisade_engine::{Compilation, CompiledPolicy, Engine, Language, PolicyEntry};
use palisade_lang_native::Native;
use palisade_lang_rego::policies::{Namespaces, Rego};
use palisade_lang_rego::workspace::{LoadOptions, load, load_schemas};
use palisade_model::{PolicyId, Severity};
use palisade_source::{Diagnostic, EntryKind, FileId, Level, SourceMap, System, did_you_mean};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Which policies run.
#[derive(Clone, Default, Debug)]
pub(crate) struct Choice {
    /// Folders of own policies.
    pub(crate) folders: Vec<PathBuf>,
    /// Whether the built-in ones are left out.
    pub(crate) without_builtin: bool,
    /// Ids, aliases or patterns; none means all.
    pub(crate) only: Vec<String>,
    /// Ids, aliases or patterns.
    pub(crate) except: Vec<String>,
    /// The mildest severity.
    pub(crate) at_least: Option<Severity>,
    /// Severities that the operator gives.
    pub(crate) severities: BTreeMap<String, Severity>,
    /// The packages of Rego that run on whole files.
    pub(crate) namespaces: Namespaces,
    /// What policies in Rego find below `data`.
    pub(crate) data: Vec<PathBuf>,
    /// Where JSON Schemas for policies in Rego are.
    pub(crate) schema: Option<PathBuf>,
    /// What policies in Rego may use, by file or version.
    pub(crate) capabilities: Option<String>,
    /// Values of parameters as JSON texts.
    pub(crate) parameters: BTreeMap<String, BTreeMap<String, String>>,
}

/// The policies of a run and what was wrong with own ones.
pub(crate) struct Chosen {
    pub(crate) engine: Engine,
    /// Gatekeeper's constraints.
    pub(crate) constraints: Constraints,
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// The ids and aliases of all policies there are, taken or not.
    pub(crate) known: Vec<String>,
    /// Resource types that own policies name and that are probably misspelt.
    pub(crate) suspects: Vec<Suspect>,
}

impl Chosen {
    /// Whether a policy cannot be run as it is.
    pub(crate) fn is_broken(&self) -> bool {
        self.diagnostics.iter().any(|d| d.level == Level::Error)
    }
}

struct Filter {
    only: Vec<(String, GlobMatcher)>,
    except: Vec<(String, GlobMatcher)>,
    at_least: Option<Severity>,
}

/// What is known of a policy before it is compiled.
struct Facts<'f> {
    id: &'f str,
    aliases: Vec<&'f str>,
    severity: Severity,
    stable: bool,
}

impl Filter {
    fn takes(&self, facts: &Facts<'_>) -> bool {
        let names = |glob: &GlobMatcher| {
            glob.is_match(facts.id) || facts.aliases.iter().any(|a| glob.is_match(a))
        };
        // A policy that is not stable runs only when asked for.
        let asked = self.only.iter().any(|(_, glob)| names(glob));
        let wanted = if self.only.is_empty() { facts.stable } else { asked };
        wanted
            && !self.except.iter().any(|(_, glob)| names(glob))
            && self.at_least.is_none_or(|least| facts.severity >= least)
    }

    /// A choice that names no policy is a mistake of whoever wrote it.
    fn check(&self, all: &[Facts<'_>]) -> Result<()> {
        // All of them may be none.
        let named = |(written, _): &&(String, GlobMatcher)| written != "*";
        for (written, glob) in self.only.iter().chain(&self.except).filter(named) {
            let fits =
                |f: &Facts<'_>| glob.is_match(f.id) || f.aliases.iter().any(|a| glob.is_match(a));
            if !all.iter().any(fits) {
                let names = all.iter().flat_map(|f| std::iter::once(f.id).chain(f.aliases.clone()));
                let hint = did_you_mean(written, names)
                    .unwrap_or_else(|| "`palisade policies list` shows them".to_owned());
                let message = format!("no policy is called `{written}`; {hint}");
                return Err(Failure::because(Exit::Usage, message));
            }
        }
        Ok(())
    }
}

fn globs(patterns: &[String]) -> Result<Vec<(String, GlobMatcher)>> {
    let one = |pattern: &String| match Glob::new(pattern) {
        Ok(glob) => Ok((pattern.clone(), glob.compile_matcher())),
        Err(error) => {
            Err(Failure::because(Exit::Usage, format!("`{pattern}` is no pattern: {error}")))
        }
    };
    patterns.iter().map(one).collect()
}

fn native(choice: &Choice) -> Native {
    Native { parameters: choice.parameters.clone() }
}

/// Compiles a built-in policy.
pub(crate) fn compile_builtin(
    builtin: &BuiltinPolicy,
    native: &Native,
    sources: &SourceMap,
) -> Compilation {
    let file = sources.add(builtin.path, builtin.source);
    native.compile(sources, file)
}

/// The policies that a choice takes.
pub(crate) fn choose(
    choice: &Choice,
    system: &dyn System,
    sources: &Arc<SourceMap>,
) -> Result<Chosen> {
    let filter = Filter {
        only: globs(&choice.only)?,
        except: globs(&choice.except)?,
        at_least: choice.at_least,
    };
    let native = native(choice);
    let mut diagnostics = Vec::new();
    let mut own = Vec::new();
    let mut modules = Vec::new();
    let mut templates = Vec::new();
    for folder in &choice.folders {
        let found = &mut (&mut own, &mut modules, &mut templates);
        read_folder(folder, system, sources, &native, found, &mut diagnostics)?;
    }
    if !modules.is_empty() {
        let rego = rego(choice, system, sources, &mut diagnostics)?;
        for file in &modules {
            note_module(*file, Path::new(&**sources.get(*file).path()));
        }
        let mut compiled = rego.compile_all(sources, &modules);
        diagnostics.append(&mut compiled.diagnostics);
        own.extend(compiled.policies);
        own.sort_by(|a, b| a.policy.id.cmp(&b.policy.id));
    }
    let (mut constraints, mut found) = Constraints::read(sources, &templates);
    diagnostics.append(&mut found);
    let builtin: &[BuiltinPolicy] = if choice.without_builtin { &[] } else { POLICIES };
    let severity = |id: &str, given: Severity| choice.severities.get(id).copied().unwrap_or(given);
    let builtin_facts = builtin.iter().map(|p| Facts {
        id: p.id,
        aliases: p.aliases.to_vec(),
        severity: severity(p.id, p.severity.parse().unwrap_or(Severity::Medium)),
        stable: p.status == "stable",
    });
    let own_policies = own.iter().map(|policy: &CompiledPolicy| &policy.policy);
    let own_facts = own_policies.chain(constraints.policies()).map(|meta| {
        let aliases = meta.aliases.iter().chain(meta.rules.iter().flat_map(|r| &r.aliases));
        Facts {
            id: meta.id.as_str(),
            aliases: aliases.map(String::as_str).collect(),
            severity: severity(meta.id.as_str(), meta.severity),
            stable: meta.status == palisade_model::PolicyStatus::Stable,
        }
    });
    let facts: Vec<Facts<'_>> = builtin_facts.chain(own_facts).collect();
    filter.check(&facts)?;
    for id in choice.severities.keys().chain(choice.parameters.keys()) {
        if !facts.iter().any(|f| f.id == id) {
            let hint = did_you_mean(id, facts.iter().map(|f| f.id)).unwrap_or_default();
            let message =
                format!("the configuration names the policy `{id}`, which there is not; {hint}");
            return Err(Failure::because(Exit::Invalid, message));
        }
    }
    for (n, f) in facts.iter().enumerate() {
        if facts[..n].iter().any(|g| g.id == f.id) {
            let message = format!("two policies have the id `{}`; rename one of them", f.id);
            return Err(Failure::because(Exit::Invalid, message));
        }
    }
    for policy in &own {
        for other in policy.covered_by.iter().filter(|id| !facts.iter().any(|f| f.id == **id)) {
            let help = did_you_mean(other, facts.iter().map(|f| f.id)).unwrap_or_default();
            let message = format!("no policy is called `{other}`, which `covered_by` asks of");
            let told = Diagnostic::warning("policy-covered-by", message).help(help);
            diagnostics.push(told.at(policy.policy.location));
        }
    }
    let names = facts.iter().flat_map(|f| f.aliases.iter().copied().chain([f.id]));
    let known = names.map(str::to_owned).collect();
    let taken: Vec<bool> = facts.iter().map(|f| filter.takes(f)).collect();
    drop(facts);
    let suspects = suspects(&own, sources);
    let (builtin_taken, own_taken) = taken.split_at(builtin.len());
    let (own_taken, constraints_taken) = own_taken.split_at(own.len());
    constraints.choose(constraints_taken);
    let mut entries = Vec::new();
    for (policy, _) in builtin.iter().zip(builtin_taken).filter(|(_, taken)| **taken) {
        let kinds = policy.resources.iter().map(|k| (*k).to_owned()).collect();
        let (native, sources) = (native.clone(), Arc::clone(sources));
        let compile = move || compile_builtin(policy, &native, &sources);
        entries.push(PolicyEntry::lazy(PolicyId::new(policy.id), kinds, compile));
    }
    for (policy, taken) in own.into_iter().zip(own_taken) {
        if *taken {
            entries.push(PolicyEntry::ready(policy));
        }
    }
    Ok(Chosen { engine: Engine::new(entries), constraints, diagnostics, known, suspects })
}

/// The language of policies in Rego with the documents that they look things up in.
fn rego(
    choice: &Choice,
    system: &dyn System,
    sources: &SourceMap,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<Rego> {
    let loaded = load(system, sources, &choice.data, LoadOptions::default());
    diagnostics.extend(loaded.diagnostics);
    let schemas = choice.schema.as_ref().map(|path| load_schemas(system, sources, path));
    let schemas = schemas.transpose().unwrap_or_else(|wrong| {
        diagnostics.extend(wrong);
        None
    });
    let capabilities = choice.capabilities.as_deref().map(named_capabilities).transpose()?;
    let namespaces = choice.namespaces.clone();
    Ok(Rego { namespaces, data: loaded.documents, schemas, capabilities, functions: FUNCTIONS })
}

/// Own policies that are compiled, modules that are compiled together, and files of Gatekeeper.
type Own<'o> = (&'o mut Vec<CompiledPolicy>, &'o mut Vec<FileId>, &'o mut Vec<FileId>);

/// Reads the policies of a folder and those below it.
fn read_folder(
    folder: &Path,
    system: &dyn System,
    sources: &SourceMap,
    native: &Native,
    own: &mut Own<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<()> {
    let shown = folder.display();
    let fail = |error: std::io::Error| {
        let reason = reason(&error);
        Failure::because(
            Exit::Usage,
            format!("the policy folder `{shown}` cannot be read: {reason}"),
        )
    };
    let mut open = vec![(folder.to_owned(), 0)];
    let mut seen = 0;
    if system.entry(folder).map_err(fail)?.kind == EntryKind::File {
        seen += read_file(folder, system, sources, native, own, diagnostics)?;
        open.clear();
    }
    while let Some((at, depth)) = open.pop() {
        for entry in system.list(&at).map_err(fail)? {
            let name = entry.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            match entry.kind {
                // `examples` hold resources, not policies.
                EntryKind::Folder if depth < 32 && name != "examples" && !name.starts_with('.') => {
                    open.push((entry.path, depth + 1));
                }
                // Tests of policies are for `palisade test`.
                EntryKind::File if name.ends_with("_test.rego") => {}
                EntryKind::File
                    if [".yaml", ".yml", ".rego"].iter().any(|end| name.ends_with(end)) =>
                {
                    seen += read_file(&entry.path, system, sources, native, own, diagnostics)?;
                }
                _ => {}
            }
        }
    }
    own.0.sort_by(|a, b| a.policy.id.cmp(&b.policy.id));
    if seen == 0 {
        let message = format!("no policy was found in `{shown}`");
        return Err(Failure::because(Exit::Invalid, message));
    }
    Ok(())
}

fn read_file(
    path: &Path,
    system: &dyn System,
    sources: &SourceMap,
    native: &Native,
    own: &mut Own<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<usize> {
    let shown = path.display().to_string();
    let bytes = system.read(path).map_err(|error| {
        let reason = reason(&error);
        Failure::because(Exit::Invalid, format!("the policy `{shown}` cannot be read: {reason}"))
    })?;
    let text = String::from_utf8(bytes).map_err(|_| {
        Failure::because(Exit::Invalid, format!("the policy `{shown}` is not UTF-8 text"))
    })?;
    if path.extension().is_some_and(|e| e == "rego") {
        own.1.push(sources.add(shown, text));
        return Ok(1);
    }
    if palisade_lang_gatekeeper::is_policy(&text) {
        own.2.push(sources.add(shown, text));
        return Ok(1);
    }
    // Suites are for `palisade test`.
    if palisade_lang_gatekeeper::is_suite(&text) {
        return Ok(0);
    }
    if !native.detect(&shown, &text) {
        // Anything in a folder of policies that is no policy of ours is told of, for it may be a
        // policy with a damaged first line.
        let what =
            format!("`{shown}` is not read as a policy: it has no `apiVersion: palisade.dev/…`");
        // One that is a policy but for that line is one less than was asked for.
        let has = |key: &str| text.lines().any(|line| line.starts_with(key));
        let is_policy = has("metadata:") && has("rules:") && (has("match:") || has("kind: Policy"));
        diagnostics.push(match is_policy {
            true => Diagnostic::error("policy-not-read", what)
                .help("begin it with `apiVersion: palisade.dev/v1`"),
            false => Diagnostic::warning("policy-not-read", what),
        });
        return Ok(usize::from(is_policy));
    }
    let file = sources.add(shown, text);
    let mut compiled = native.compile(sources, file);
    diagnostics.append(&mut compiled.diagnostics);
    own.0.append(&mut compiled.policies);
    Ok(1)
}
