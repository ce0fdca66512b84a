mod arrows;
mod attributes;
mod graph;

use super::check::tell;
use super::policies::{describe, find, is_called, own_folders};
use super::scan::{ScanArgs, demand_usable};
use crate::exit::{Exit, Failure};
use crate::policies;
use crate::system::{self, RealSystem};
use anyhow::Result;
use attributes::Places;
use clap::{Args, ValueEnum};
use palisade_engine::{Engine, Evaluation, ExplainLine, Explanation};
use palisade_model::{OutcomeKind, Resource};
use palisade_report::harmless;
use palisade_scan::{Scan, unusable};
use palisade_source::{SourceMap, did_you_mean};
use std::cmp::Reverse;
use std::collections::{BTreeSet, HashSet};
use std::fmt::Write;
use std::path::PathBuf;
use std::sync::Arc;

/// Tell what a policy is about, or why a resource got its outcomes.
#[derive(Args, Debug)]
pub(crate) struct Explain {
    /// A policy (id or another tool's id) or a resource address; with `--graph` a path
    #[arg(value_name = "POLICY_ID|RESOURCE_ADDRESS", required_unless_present = "graph")]
    subject: Option<String>,
    /// Where the resource is looked for; without, the present folder
    paths: Vec<PathBuf>,
    /// Write the resources of the paths and what joins them as a graph
    #[arg(long, value_name = "FORMAT", num_args = 0..=1, require_equals = true)]
    #[arg(default_missing_value = "dot")]
    graph: Option<Format>,
    #[command(flatten)]
    scan: ScanArgs,
}

/// The languages of graphs.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Format {
    /// Graphviz
    Dot,
    /// Mermaid, as many viewers of Markdown draw it
    Mermaid,
}

impl Explain {
    pub(crate) fn run(mut self) -> Result<Exit> {
        if let Some(format) = self.graph {
            self.paths.splice(0..0, self.subject.take().map(PathBuf::from));
            return self.graph(format);
        }
        let subject = self.subject.take().unwrap_or_default();
        let is_address = subject.contains(['.', '/', '[']);
        let sources = Arc::new(SourceMap::new());
        let own = own_folders(self.scan.policies.clone(), self.scan.config.as_deref(), &sources)?;
        // A policy in Rego may be called after its package: `main.deny`.
        if !is_address || is_called(&subject, &own, &sources)? {
            let Some(policy) = find(&subject, own, &sources)? else { return Ok(Exit::Invalid) };
            system::print(&harmless(&describe(&policy, true)))?;
            return Ok(Exit::Clean);
        }
        let sources = Arc::new(SourceMap::new());
        let settled = self.scan.settle(&self.paths, &sources)?;
        let chosen = policies::choose(&settled.choice, &RealSystem, &sources)?;
        tell(&settled.diagnostics, &sources);
        tell(&chosen.diagnostics, &sources);
        let frameworks = self.scan.frameworks(&chosen.engine);
        let scan = Scan::prepare(&RealSystem, &sources, &frameworks, &settled.request);
        let subject = subject.as_str();
        let found = scan.each(|framework, unit, loaded| {
            let mut addresses = Vec::new();
            // A workload and its pods have one address and are told of together.
            let mut named: Vec<&Resource<'_>> = Vec::new();
            let mut why = Vec::new();
            for (at, resource) in loaded.resources.iter().enumerate() {
                if resource.address != subject {
                    addresses.push(resource.address.to_owned());
                    continue;
                }
                let settings = &settled.request.settings;
                let told = chosen.engine.explain(&loaded.resources, at, &sources, settings);
                let at = u32::try_from(at).unwrap_or(u32::MAX);
                why.extend(told.into_iter().map(|e| (at, e)));
                named.push(resource);
            }
            let mut judged = Evaluation {
                outcomes: why.iter().map(|(_, e): &(u32, Explanation)| e.outcome.clone()).collect(),
                positions: why.iter().map(|(at, _)| *at).collect(),
                ..Evaluation::default()
            };
            scan.accept_all(&chosen.engine, &mut judged, loaded);
            let mut outcomes = judged.outcomes;
            let mut why: Vec<Explanation> = why.into_iter().map(|(_, e)| e).collect();
            _ = scan.suppose(framework, unit, &chosen.engine, &loaded.resources, &mut outcomes);
            for (e, outcome) in why.iter_mut().zip(outcomes) {
                e.outcome = outcome;
            }
            let in_full = !self.scan.only.is_empty();
            (tell_resource(&named, why, &sources, in_full), addresses, loaded.takes.clone())
        });
        for fault in settled.module_faults() {
            system::talk(&format!("error: {fault}"));
        }
        let takers: Vec<_> = found.iter().filter_map(|(.., takes)| takes.clone()).collect();
        demand_usable(&unusable(settled.request.inputs.given_names(), &takers))?;
        let text: Vec<&str> =
            found.iter().map(|(t, ..)| t.as_str()).filter(|t| !t.is_empty()).collect();
        if text.is_empty() {
            let addresses: BTreeSet<&str> =
                found.iter().flat_map(|(_, a, _)| a.iter().map(String::as_str)).collect();
            let addresses = addresses.iter().copied();
            let ends = |a: &&str| {
                a.ends_with(&format!(".{subject}")) || a.starts_with(&format!("{subject}["))
            };
            let near: Vec<&str> = addresses.clone().filter(ends).take(5).collect();
            let hint = if near.is_empty() {
                did_you_mean(subject, addresses).unwrap_or_else(|| {
                    "`palisade check --outcomes all --format json` lists the addresses".to_owned()
                })
            } else {
                format!("did you mean {}?", near.join(" or "))
            };
            let message = format!("no resource has the address `{subject}`; {hint}");
            return Err(Failure::because(Exit::Usage, message));
        }
        system::print(&harmless(&text.join("\n")))?;
        Ok(Exit::Clean)
    }
}

impl Explain {
    /// Writes the graph of all resources of the paths.
    fn graph(self, format: Format) -> Result<Exit> {
        let sources = Arc::new(SourceMap::new());
        let settled = self.scan.settle(&self.paths, &sources)?;
        tell(&settled.diagnostics, &sources);
        // What is in whole files of any kind is joined to nothing.
        let frameworks = self.scan.frameworks(&Engine::default());
        let scan = Scan::prepare(&RealSystem, &sources, &frameworks, &settled.request);
        let graphs = scan.each(|_, unit, loaded| {
            tell(&loaded.diagnostics, &sources);
            graph::Graph::new(&unit.root.to_string_lossy(), &loaded.resources)
        });
        let is_empty = graphs.iter().all(graph::Graph::is_empty);
        let text = match format {
            Format::Dot => graph::dot(&graphs),
            Format::Mermaid => graph::mermaid(&graphs),
        };
        system::print(&harmless(&text))?;
        if is_empty {
            system::talk("there is no resource to draw");
            return Ok(Exit::NothingToExamine);
        }
        Ok(Exit::Clean)
    }
}

/// Why the rules said what they said: findings first, passes on one line each unless they are
/// wanted in full, then the attributes.
fn tell_resource(
    named: &[&Resource<'_>],
    mut why: Vec<Explanation>,
    sources: &SourceMap,
    in_full: bool,
) -> String {
    let mut out = String::new();
    let Some(resource) = named.first() else { return out };
    let place = sources.describe(resource.header);
    _ = writeln!(out, "{}\n  {}, declared at {place}", resource.address, resource.kind);
    let other: Vec<&str> = named.iter().map(|r| r.kind).filter(|k| *k != resource.kind).collect();
    if !other.is_empty() {
        _ = writeln!(out, "  judged as {} as well", other.join(" and "));
    }
    if let Some(unknown) = resource.symbolic {
        _ = writeln!(out, "  stands for any number of instances: {}", unknown.describe());
    }
    _ = writeln!(out, "  {}\n", counted(&why));
    let rank = |kind| match kind {
        OutcomeKind::Fail => 0,
        OutcomeKind::Error => 1,
        OutcomeKind::Unknown => 2,
        OutcomeKind::Pass => 3,
        OutcomeKind::Skip => 4,
    };
    why.sort_by_key(|e| (rank(e.outcome.kind), Reverse(e.outcome.severity)));
    let mut shortened = false;
    for e in &why {
        let o = &e.outcome;
        _ = writeln!(out, "{:7} {} / {} ({})", o.kind, o.policy.id, e.rule, o.severity);
        if !in_full && matches!(o.kind, OutcomeKind::Pass | OutcomeKind::Skip) {
            if o.message.starts_with("covered by ") {
                _ = writeln!(out, "        {}", o.message);
            }
            shortened = true;
            continue;
        }
        tell_rule(&mut out, e, resource, sources);
    }
    if shortened {
        out.push_str("\n`--only POLICY_ID` shows how a rule came to pass\n\n");
    }
    out.push_str("attributes\n");
    let places = Places { sources, home: resource.header };
    attributes::write(&mut out, resource.attributes, "", &places, 0);
    out
}

/// `3 rules looked at it: 1 fail, 2 pass`.
fn counted(why: &[Explanation]) -> String {
    let kinds = [
        OutcomeKind::Fail,
        OutcomeKind::Error,
        OutcomeKind::Unknown,
        OutcomeKind::Pass,
        OutcomeKind::Skip,
    ];
    let count = |kind| why.iter().filter(|e| e.outcome.kind == kind).count();
    let parts: Vec<String> = kinds
        .into_iter()
        .map(|kind| (count(kind), kind))
        .filter(|(count, _)| *count > 0)
        .map(|(count, kind)| format!("{count} {kind}"))
        .collect();
    match why.len() {
        0 => "no enabled policy is about resources of this type".to_owned(),
        1 => format!("1 rule looked at it: {}", parts.join(", ")),
        many => format!("{many} rules looked at it: {}", parts.join(", ")),
    }
}

/// The message, where it was decided, and the condition with the values of its parts.
fn tell_rule(out: &mut String, e: &Explanation, resource: &Resource<'_>, sources: &SourceMap) {
    let o = &e.outcome;
    if o.kind != OutcomeKind::Pass {
        _ = writeln!(out, "        {}", o.message);
        if o.location != resource.header {
            _ = writeln!(out, "        decided at {}", sources.describe(o.location));
        }
    }
    if let Some(suppression) = &o.suppression {
        let place = sources.describe(suppression.location);
        let reason = match suppression.reason.as_str() {
            "" => "without a reason".to_owned(),
            reason => reason.to_owned(),
        };
        _ = writeln!(out, "        accepted at {place}: {reason}");
    }
    for text in &o.whatif.texts {
        _ = writeln!(out, "        {text}");
    }
    for step in &o.trail {
        _ = writeln!(out, "        {} ({})", step.text, sources.describe(step.location));
    }
    let word = if e.require { "require" } else { "deny" };
    for (n, (depth, line)) in telling(&e.lines).into_iter().enumerate() {
        let indent = "  ".repeat(depth + 4);
        let lead = if n == 0 { format!("{word}: ") } else { String::new() };
        let value =
            if line.value.is_empty() { String::new() } else { format!("  =  {}", line.value) };
        _ = writeln!(out, "{indent}{lead}{}{value}", line.expression);
    }
    out.push('\n');
}

/// The lines with their depth, without those that only lead to the one above (`a` and `a.b` under
/// `a.b.c`) and without the parts of what was told before.
fn telling(lines: &[ExplainLine]) -> Vec<(usize, &ExplainLine)> {
    let is_path = |text: &str| {
        text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '?' | '[' | ']'))
    };
    let mut kept = Vec::new();
    let mut above: Vec<&ExplainLine> = Vec::new();
    let mut told = HashSet::new();
    let mut known_below = None;
    for line in lines {
        if known_below.is_some_and(|depth| line.depth > depth) {
            continue;
        }
        known_below = None;
        while above.last().is_some_and(|last| last.depth >= line.depth) {
            above.pop();
        }
        let leads = above.last().is_some_and(|last| {
            let is_start = last.expression.starts_with(&line.expression);
            let is_whole = line.value.starts_with(['{', '[']);
            is_start
                && is_path(&line.expression)
                && (is_path(&last.expression) || is_whole || line.value == last.value)
        });
        if leads {
            continue;
        }
        kept.push((above.len(), line));
        above.push(line);
        let has_value = !line.value.is_empty();
        if has_value && !told.insert((line.expression.as_str(), line.value.as_str())) {
            known_below = Some(line.depth);
        }
    }
    kept
}
