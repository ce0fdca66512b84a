use super::Bounds;
use super::check::tell;
use super::scan::{beside, read_config};
use crate::exit::{Exit, Failure};
use crate::policies::{Choice, choose};
use crate::system::{self, RealSystem};
use anyhow::Result;
use clap::{Args, Subcommand, ValueEnum};
use palisade_lang_rego::policies::Namespaces;
use palisade_model::Policy;
use palisade_report::harmless;
use palisade_source::{SourceMap, did_you_mean};
use serde_json::json;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// List policies or show one.
#[derive(Args, Debug)]
pub(crate) struct Policies {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    /// List policies
    List(List),
    /// Show one policy
    Show(ShowPolicy),
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    Text,
    Json,
}

#[derive(Args, Debug)]
struct List {
    /// Folder of own policies, or one policy file (repeatable)
    #[arg(long, value_name = "DIR")]
    policies: Vec<PathBuf>,
    /// Leave the built-in policies out
    #[arg(long)]
    no_builtin: bool,
    /// Only these: id, another tool's id, or pattern (repeatable)
    #[arg(long, value_name = "ID|GLOB", value_delimiter = ',')]
    only: Vec<String>,
    /// How it is written
    #[arg(long, default_value = "text")]
    format: Format,
}

#[derive(Args, Debug)]
struct ShowPolicy {
    /// The policy: its id or another tool's id
    id: String,
    /// Folder of own policies, or one policy file (repeatable)
    #[arg(long, value_name = "DIR")]
    policies: Vec<PathBuf>,
    /// How it is written
    #[arg(long, default_value = "text")]
    format: Format,
}

impl Policies {
    pub(crate) fn run(self) -> Result<Exit> {
        match self.command {
            Command::List(list) => list.run(),
            Command::Show(show) => show.run(),
        }
    }
}

impl List {
    fn run(self) -> Result<Exit> {
        let sources = Arc::new(SourceMap::new());
        // Those that run only when asked for are listed as well.
        let only = if self.only.is_empty() { vec!["*".to_owned()] } else { self.only };
        let choice = Choice {
            folders: own_folders(self.policies, None, &sources)?,
            without_builtin: self.no_builtin,
            namespaces: Namespaces::All,
            only,
            ..Choice::default()
        };
        let chosen = choose(&choice, &RealSystem, &sources)?;
        let mut diagnostics = chosen.diagnostics.clone();
        diagnostics.extend(chosen.engine.compile_all());
        tell(&diagnostics, &sources);
        let compiled = chosen.engine.entries().iter().filter_map(|e| e.policy());
        let policies: Vec<&Arc<Policy>> =
            compiled.map(|p| &p.policy).chain(chosen.constraints.chosen()).collect();
        let out = match self.format {
            Format::Json => {
                let all: Vec<_> = policies.iter().map(|p| as_json(p)).collect();
                let whole = json!({"schema": "palisade.dev/policies/v1", "policies": all});
                format!("{whole:#}\n")
            }
            Format::Text => {
                let width = policies.iter().map(|p| p.id.as_str().len()).max().unwrap_or(0);
                let mut out = String::new();
                for p in &policies {
                    _ = writeln!(out, "{:8}  {:width$}  {}", p.severity, p.id, p.title);
                }
                let noun = if policies.len() == 1 { "policy" } else { "policies" };
                _ = writeln!(
                    out,
                    "\n{} {noun}; `palisade explain ID` tells about one",
                    policies.len()
                );
                harmless(&out)
            }
        };
        system::print(&out)?;
        Ok(if chosen.is_broken() { Exit::Invalid } else { Exit::Clean })
    }
}

impl ShowPolicy {
    fn run(self) -> Result<Exit> {
        let sources = Arc::new(SourceMap::new());
        let folders = own_folders(self.policies, None, &sources)?;
        let Some(policy) = find(&self.id, folders, &sources)? else { return Ok(Exit::Invalid) };
        let out = match self.format {
            Format::Json => format!("{:#}\n", as_json(&policy)),
            Format::Text => harmless(&describe(&policy, true)),
        };
        system::print(&out)?;
        Ok(Exit::Clean)
    }
}

/// The folders of own policies: those named and those of the configuration.
pub(super) fn own_folders(
    mut named: Vec<PathBuf>,
    config: Option<&Path>,
    sources: &SourceMap,
) -> Result<Vec<PathBuf>> {
    let (config, path, _) = read_config(config, sources)?;
    for folder in &config.policies.dirs {
        let folder = beside(path.as_deref(), folder);
        if !named.contains(&folder) {
            let bounds = Bounds::around(path.as_deref(), &RealSystem);
            if let Some(why) = bounds.and_then(|b| b.refuse(&folder, &RealSystem)) {
                return Err(Failure::because(Exit::Invalid, why));
            }
            named.push(folder);
        }
    }
    Ok(named)
}

/// Whether an own policy has this id.
pub(super) fn is_called(id: &str, folders: &[PathBuf], sources: &Arc<SourceMap>) -> Result<bool> {
    if folders.is_empty() {
        return Ok(false);
    }
    let choice = Choice {
        folders: folders.to_vec(),
        without_builtin: true,
        namespaces: Namespaces::All,
        only: vec!["*".to_owned()],
        ..Choice::default()
    };
    // What is wrong with policies is told when they are used.
    let chosen = choose(&choice, &RealSystem, sources);
    Ok(chosen.is_ok_and(|c| {
        let compiled = c.engine.entries().iter().map(|e| e.id().as_str());
        compiled.chain(c.constraints.chosen().map(|p| p.id.as_str())).any(|known| known == id)
    }))
}

/// The policy of an id or alias; none where it does not compile, which is told.
pub(super) fn find(
    id: &str,
    folders: Vec<PathBuf>,
    sources: &Arc<SourceMap>,
) -> Result<Option<Arc<Policy>>> {
    let choice = Choice {
        folders,
        namespaces: Namespaces::All,
        only: vec!["*".to_owned()],
        ..Choice::default()
    };
    let chosen = choose(&choice, &RealSystem, sources)?;
    tell(&chosen.diagnostics, sources);
    let broken = chosen.is_broken();
    let engine = chosen.engine;
    let exact = engine.entries().iter().position(|e| e.id().as_str() == id);
    let by_alias = || {
        let wanted = id.to_ascii_uppercase();
        let mut all =
            engine.entries().iter().enumerate().filter_map(|(at, e)| Some((at, e.policy()?)));
        all.find(|(_, p)| {
            let rules = p.policy.rules.iter().flat_map(|r| &r.aliases);
            p.policy.aliases.iter().chain(rules).any(|a| a.to_ascii_uppercase() == wanted)
        })
        .map(|(at, _)| at)
    };
    let constraint = || {
        let known = |p: &&Arc<Policy>| {
            p.id.as_str() == id || p.aliases.iter().any(|a| a.eq_ignore_ascii_case(id))
        };
        chosen.constraints.chosen().find(known).cloned()
    };
    match exact.or_else(by_alias) {
        Some(at) => {
            let policy = engine.entries()[at].policy().map(|p| Arc::clone(&p.policy));
            tell(&engine.diagnostics(), sources);
            Ok(policy)
        }
        None => {
            if let Some(policy) = constraint() {
                return Ok(Some(policy));
            }
            if broken {
                // It may be the one that could not be read.
                let message = format!("no policy that can be read is called `{id}`");
                return Err(Failure::because(Exit::Invalid, message));
            }
            let ids = engine.entries().iter().map(|e| e.id().as_str());
            let hint = did_you_mean(id, ids)
                .unwrap_or_else(|| "`palisade policies list` shows them".to_owned());
            Err(Failure::because(Exit::Usage, format!("no policy is called `{id}`; {hint}")))
        }
    }
}

fn as_json(policy: &Policy) -> serde_json::Value {
    let texts = |list: &[String]| json!(list);
    json!({
        "id": policy.id.as_str(),
        "title": policy.title,
        "severity": policy.severity.as_str(),
        "status": policy.status.as_str(),
        "language": policy.language,
        "owners": {"security": policy.owners.security, "platform": policy.owners.platform},
        "review_by": policy.review_by.map(|d| d.to_string()),
        "controls": policy.controls.iter().map(|c| c.as_str()).collect::<Vec<_>>(),
        "aliases": texts(&policy.aliases),
        "why": policy.why,
        "remedy": policy.remedy,
        "documentation": policy.documentation,
        "resources": texts(&policy.resources),
        "rules": policy.rules.iter().map(|r| json!({
            "id": r.id.as_str(), "condition": r.condition, "aliases": texts(&r.aliases),
        })).collect::<Vec<_>>(),
    })
}

/// A policy for people; with its rules where they are wanted.
pub(super) fn describe(policy: &Policy, rules: bool) -> String {
    let mut out = String::new();
    _ = writeln!(out, "{} ({}, {})", policy.id, policy.severity, policy.status.as_str());
    _ = writeln!(out, "{}\n", policy.title);
    let mut part = |name: &str, text: &str| {
        if !text.is_empty() {
            out.push_str(&wrap(&format!("{name:10}"), text));
        }
    };
    part("why", &policy.why);
    part("remedy", &policy.remedy);
    part("resources", &policy.resources.join(", "));
    let controls: Vec<&str> = policy.controls.iter().map(|c| c.as_str()).collect();
    part("controls", &controls.join(", "));
    part("aliases", &policy.aliases.join(", "));
    let owners: Vec<&str> = [&policy.owners.security, &policy.owners.platform]
        .into_iter()
        .flatten()
        .map(String::as_str)
        .collect();
    part("owners", &owners.join(", "));
    part("review by", &policy.review_by.map_or_else(String::new, |d| d.to_string()));
    part("read more", policy.documentation.as_deref().unwrap_or(""));
    if rules {
        for rule in &policy.rules {
            let aliases = if rule.aliases.is_empty() {
                String::new()
            } else {
                format!(" ({})", rule.aliases.join(", "))
            };
            _ = writeln!(out, "\nrule {}{aliases}", rule.id);
            for line in rule.condition.lines() {
                _ = writeln!(out, "    {}", line.trim_end());
            }
        }
    }
    out
}

/// A text behind a name, in lines of at most 88 columns.
fn wrap(name: &str, text: &str) -> String {
    let mut out = String::from(name);
    let mut column = name.len();
    for word in text.split_whitespace() {
        let len = word.chars().count();
        if column + 1 + len > 88 && column > name.len() {
            _ = write!(out, "\n{:1$}", "", name.len());
            column = name.len();
        }
        out.push(' ');
        out.push_str(word);
        column += 1 + len;
    }
    out.push('\n');
    out
}
