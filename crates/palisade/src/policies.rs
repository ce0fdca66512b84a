//! The policies of a run: built in and own, chosen by id, severity and status.

use crate::cli::{Bounds, named_capabilities};
use crate::conftest::{FUNCTIONS, note_module};
use crate::exit::{Exit, Failure};
use crate::gatekeeper::Constraints;
use crate::generated::{BuiltinPolicy, POLICIES};
use crate::system::reason;
use crate::types::{Suspect, strange_frameworks, suspects};
use anyhow::Result;
use globset::{Glob, GlobMatcher};
use palisade_config::Config;
use palisade_engine::{Compilation, CompiledPolicy, Engine, Language, PolicyEntry};
use palisade_lang_native::Native;
use palisade_lang_rego::policies::{Namespaces, Rego};
use palisade_lang_rego::workspace::{LoadOptions, load, load_schemas};
use palisade_model::{PolicyId, Severity};
use palisade_source::{
    Diagnostic, EntryKind, FileId, Level, Location, SourceMap, System, did_you_mean,
};
use std::collections::{BTreeMap, BTreeSet};
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
    /// The configuration, for the places of what it names. Its folders and those that it excepts
    /// come first in the lists here.
    pub(crate) config: Config,
    /// Whether `only` is that of the configuration.
    pub(crate) only_configured: bool,
    /// Where folders that only the configuration names have to lie.
    pub(crate) bounds: Option<Bounds>,
    /// Folders that the command line names.
    pub(crate) named: Vec<PathBuf>,
}

impl Choice {
    /// Where the configuration names a folder of own policies.
    fn place_of_folder(&self, at: usize) -> Option<Location> {
        self.config.location(&format!("policies.folders[{at}]"))
    }

    fn place_of_only(&self, at: usize) -> Option<Location> {
        let path = format!("policies.only[{at}]");
        self.config.location(&path).filter(|_| self.only_configured)
    }

    /// Where the configuration excepts a policy: in its list, or by turning it off.
    fn place_of_except(&self, at: usize) -> Option<Location> {
        let listed = self.config.location(&format!("policies.except[{at}]"));
        listed.or_else(|| {
            self.config.location(&format!("policies.settings.{}", self.except.get(at)?))
        })
    }
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
    only: Vec<Pattern>,
    except: Vec<Pattern>,
    at_least: Option<Severity>,
}

/// Ids or a pattern of ids, as the user wrote it.
struct Pattern {
    written: String,
    glob: GlobMatcher,
    /// Where, if in the configuration.
    place: Option<Location>,
}

/// What is known of a policy before it is compiled.
struct Facts<'f> {
    id: &'f str,
    aliases: Vec<&'f str>,
    severity: Severity,
    stable: bool,
    /// Whether it may have parameters.
    is_native: bool,
    /// Where it is written, unless it is built in.
    place: Option<Location>,
}

impl Filter {
    fn takes(&self, facts: &Facts<'_>) -> bool {
        let names = |glob: &GlobMatcher| {
            glob.is_match(facts.id) || facts.aliases.iter().any(|a| glob.is_match(a))
        };
        // A policy that is not stable runs only when asked for.
        let asked = self.only.iter().any(|p| names(&p.glob));
        let wanted = if self.only.is_empty() { facts.stable } else { asked };
        wanted
            && !self.except.iter().any(|p| names(&p.glob))
            && self.at_least.is_none_or(|least| facts.severity >= least)
    }

    /// A choice that names no policy is a mistake of whoever wrote it.
    fn check(&self, all: &[Facts<'_>], sources: &SourceMap) -> Result<()> {
        let mut wrong = Vec::new();
        // All of them may be none.
        for pattern in self.only.iter().chain(&self.except).filter(|p| p.written != "*") {
            let glob = &pattern.glob;
            let fits =
                |f: &Facts<'_>| glob.is_match(f.id) || f.aliases.iter().any(|a| glob.is_match(a));
            if !all.iter().any(fits) {
                let names = all.iter().flat_map(|f| std::iter::once(f.id).chain(f.aliases.clone()));
                let hint = did_you_mean(&pattern.written, names)
                    .unwrap_or_else(|| "`palisade policies list` shows them".to_owned());
                let message = format!("no policy is called `{}`", pattern.written);
                let Some(place) = pattern.place else {
                    return Err(Failure::because(Exit::Usage, format!("{message}; {hint}")));
                };
                wrong.push(Diagnostic::error("config", message).at(place).help(hint));
            }
        }
        refuse(&wrong, sources)
    }
}

/// Fails with mistakes of the configuration, if there are any.
pub(crate) fn refuse(wrong: &[Diagnostic], sources: &SourceMap) -> Result<()> {
    if wrong.is_empty() { Ok(()) } else { Err(Failure::told(Exit::Invalid, wrong, sources)) }
}

fn globs(
    patterns: &[String],
    place: impl Fn(usize) -> Option<Location>,
    sources: &SourceMap,
) -> Result<Vec<Pattern>> {
    let one = |(at, pattern): (usize, &String)| {
        let place = place(at);
        match Glob::new(pattern) {
            Ok(glob) => {
                Ok(Pattern { written: pattern.clone(), glob: glob.compile_matcher(), place })
            }
            Err(error) => {
                let message = format!("`{pattern}` is no pattern: {}", error.kind());
                let Some(place) = place else {
                    return Err(Failure::because(Exit::Usage, message));
                };
                let help = "`*` stands for any text, and `\\*` for a star";
                let told = Diagnostic::error("config", message).at(place).help(help);
                Err(Failure::told(Exit::Invalid, &[told], sources))
            }
        }
    };
    patterns.iter().enumerate().map(one).collect()
}

/// Takes values out that do not fit the policies of a text, and tells of them where they are set.
fn fit(native: &mut Native, text: &str, config: &Config, diagnostics: &mut Vec<Diagnostic>) {
    if native.parameters.is_empty() {
        return;
    }
    for unfit in palisade_lang_native::unfit(text, &native.parameters) {
        if let Some(set) = native.parameters.get_mut(&unfit.policy) {
            set.remove(&unfit.parameter);
        }
        let told = Diagnostic::error("config", unfit.message).help(unfit.help);
        let path = format!("policies.settings.{}.parameters.{}", unfit.policy, unfit.parameter);
        diagnostics.push(match config.location(&path) {
            Some(place) => told.at(place),
            None => told,
        });
    }
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
        only: globs(&choice.only, |at| choice.place_of_only(at), sources)?,
        except: globs(&choice.except, |at| choice.place_of_except(at), sources)?,
        at_least: choice.at_least,
    };
    let mut native = native(choice);
    let mut diagnostics = Vec::new();
    let mut own = Vec::new();
    let mut modules = Vec::new();
    let mut templates = Vec::new();
    for (at, folder) in choice.folders.iter().enumerate() {
        let found = &mut (&mut own, &mut modules, &mut templates);
        let language = (&mut native, &choice.config);
        let is_configured = choice.place_of_folder(at).is_some() && !choice.named.contains(folder);
        let door = Door { system, bounds: choice.bounds.as_ref().filter(|_| is_configured) };
        let read = read_folder(folder, door, sources, language, found, &mut diagnostics);
        match (read, choice.place_of_folder(at)) {
            (Err(error), Some(place)) => {
                let help = "folders of own policies are relative to the configuration";
                let told = Diagnostic::error("config", format!("{error:#}")).at(place).help(help);
                return Err(Failure::told(Exit::Invalid, &[told], sources));
            }
            (read, _) => read?,
        }
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
    let builtin: &[&BuiltinPolicy] = if choice.without_builtin { &[] } else { POLICIES };
    let severity = |id: &str, given: Severity| choice.severities.get(id).copied().unwrap_or(given);
    let builtin_facts = builtin.iter().map(|p| Facts {
        id: p.id,
        aliases: p.aliases.to_vec(),
        severity: severity(p.id, p.severity.parse().unwrap_or(Severity::Medium)),
        stable: p.status == "stable",
        is_native: true,
        place: None,
    });
    let own_policies = own.iter().map(|policy: &CompiledPolicy| &policy.policy);
    let own_facts = own_policies.chain(constraints.policies()).map(|meta| {
        let aliases = meta.aliases.iter().chain(meta.rules.iter().flat_map(|r| &r.aliases));
        Facts {
            id: meta.id.as_str(),
            aliases: aliases.map(String::as_str).collect(),
            severity: severity(meta.id.as_str(), meta.severity),
            stable: meta.status == palisade_model::PolicyStatus::Stable,
            is_native: meta.language == "native",
            place: Some(meta.location),
        }
    });
    let facts: Vec<Facts<'_>> = builtin_facts.chain(own_facts).collect();
    filter.check(&facts, sources)?;
    refuse(&strange_settings(choice, &facts), sources)?;
    for (n, f) in facts.iter().enumerate() {
        if let Some(other) = facts[..n].iter().find(|g| g.id == f.id) {
            let told =
                Diagnostic::error("policy-id", format!("two policies have the id `{}`", f.id));
            let (told, help) = match (f.place, other.place) {
                (Some(place), Some(other)) => {
                    (told.at(place).label(other, "the other one"), "rename one of them")
                }
                (Some(place), None) => (
                    told.at(place),
                    "the other one is built in; rename this one, or leave the built-in one out \
                     with `--no-builtin`",
                ),
                _ => (told, "rename one of them"),
            };
            return Err(Failure::told(Exit::Invalid, &[told.help(help)], sources));
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
    diagnostics.extend(strange_frameworks(&own, sources));
    for policy in builtin.iter().filter(|p| choice.parameters.contains_key(p.id)) {
        fit(&mut native, policy.source, &choice.config, &mut diagnostics);
    }
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

/// Settings of policies that there are not, or that have nothing to set.
fn strange_settings(choice: &Choice, facts: &[Facts<'_>]) -> Vec<Diagnostic> {
    let named: BTreeSet<&String> =
        choice.severities.keys().chain(choice.parameters.keys()).collect();
    let mut wrong = Vec::new();
    for id in named {
        let known = facts.iter().find(|f| f.id == id);
        let place = choice.config.location(&format!("policies.settings.{id}"));
        let mut tell = |message: String, help: String| {
            let told = Diagnostic::error("config", message).help(help);
            wrong.push(match place {
                Some(place) => told.at(place),
                None => told,
            });
        };
        if known.is_none() {
            let other = facts.iter().find(|f| f.aliases.iter().any(|a| a.eq_ignore_ascii_case(id)));
            let help = other
                .map(|f| format!("settings go by the policy's own id: `{}`", f.id))
                .or_else(|| {
                    id.contains('*').then(|| {
                        "settings are of one policy each; `only` and `except` take patterns".into()
                    })
                })
                .or_else(|| did_you_mean(id, facts.iter().map(|f| f.id)))
                .unwrap_or_else(|| "`palisade policies list` shows them".to_owned());
            tell(format!("no policy is called `{id}`"), help);
        } else if choice.parameters.contains_key(id) && !known.is_some_and(|f| f.is_native) {
            tell(
                format!("`{id}` has no parameters to set"),
                "only policies in the native format have them".to_owned(),
            );
        }
    }
    wrong
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

/// So many files and folders are looked at for policies in one folder.
const ENTRIES: usize = 50_000;

/// Policies over this size are not read, in bytes.
const LARGEST: u64 = 16 << 20;

/// The file system, and what of it a folder of policies may lead to.
#[derive(Clone, Copy)]
struct Door<'d> {
    system: &'d dyn System,
    bounds: Option<&'d Bounds>,
}

impl Door<'_> {
    /// Fails where a path is out of bounds.
    fn demand_inside(&self, path: &Path) -> Result<()> {
        match self.bounds.and_then(|bounds| bounds.refuse(path, self.system)) {
            Some(why) => Err(Failure::because(Exit::Invalid, why)),
            None => Ok(()),
        }
    }
}

/// Reads the policies of a folder and those below it.
fn read_folder(
    folder: &Path,
    door: Door<'_>,
    sources: &SourceMap,
    language: (&mut Native, &Config),
    own: &mut Own<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<()> {
    let (native, config) = language;
    let system = door.system;
    let shown = folder.display();
    door.demand_inside(folder)?;
    let fail = |error: std::io::Error| {
        let reason = reason(&error);
        Failure::because(
            Exit::Usage,
            format!("the policy folder `{shown}` cannot be read: {reason}"),
        )
    };
    let mut open = vec![(folder.to_owned(), 0)];
    // A folder is read once, whatever links lead to it.
    let mut known = BTreeSet::from([system.canonical(folder).map_err(fail)?]);
    let (mut seen, mut entries) = (0, 0);
    if system.entry(folder).map_err(fail)?.kind == EntryKind::File {
        seen += read_file(folder, system, sources, (native, config), own, diagnostics)?;
        open.clear();
    }
    while let Some((at, depth)) = open.pop() {
        for entry in system.list(&at).map_err(fail)? {
            entries += 1;
            if entries > ENTRIES {
                let message = format!(
                    "the policy folder `{shown}` holds more than {ENTRIES} files and folders; \
                     name the folder that the policies are in"
                );
                return Err(Failure::because(Exit::Invalid, message));
            }
            let name = entry.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if entry.link {
                door.demand_inside(&entry.path)?;
            }
            match entry.kind {
                // `examples` hold resources, not policies.
                EntryKind::Folder
                    if depth < 32
                        && name != "examples"
                        && !name.starts_with('.')
                        && known.insert(system.canonical(&entry.path).map_err(fail)?) =>
                {
                    open.push((entry.path, depth + 1));
                }
                // Tests of policies are for `palisade test`.
                EntryKind::File if name.ends_with("_test.rego") => {}
                // What cannot be read is told of: a policy is missing.
                EntryKind::File | EntryKind::Other
                    if [".yaml", ".yml", ".rego"].iter().any(|end| name.ends_with(end)) =>
                {
                    seen += read_file(
                        &entry.path,
                        system,
                        sources,
                        (native, config),
                        own,
                        diagnostics,
                    )?;
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
    language: (&mut Native, &Config),
    own: &mut Own<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<usize> {
    let (native, config) = language;
    let shown = path.display().to_string();
    let fail = |reason: &str| {
        Failure::because(Exit::Invalid, format!("the policy `{shown}` cannot be read: {reason}"))
    };
    if system.entry(path).is_ok_and(|entry| entry.size > LARGEST) {
        return Err(fail(&format!("it is larger than {} MiB", LARGEST >> 20)));
    }
    let bytes = system.read(path).map_err(|error| fail(&reason(&error)))?;
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
    fit(native, &text, config, diagnostics);
    let file = sources.add(shown, text);
    let mut compiled = native.compile(sources, file);
    diagnostics.append(&mut compiled.diagnostics);
    own.0.append(&mut compiled.policies);
    Ok(1)
}
