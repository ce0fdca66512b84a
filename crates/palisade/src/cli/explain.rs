use super::check::tell;
use super::policies::{describe, find};
use super::scan::{ScanArgs, frameworks};
use crate::exit::{Exit, Failure};
use crate::policies;
use crate::system::{self, RealSystem};
use anyhow::Result;
use clap::Args;
use palisade_engine::Explanation;
use palisade_model::{OutcomeKind, Resource};
use palisade_scan::Scan;
use palisade_source::{SourceMap, did_you_mean};
use palisade_value::{Origin, OriginKind, Value, write_json};
use std::fmt::Write;
use std::path::PathBuf;
use std::sync::Arc;

/// Tell what a policy is about, or why a resource got its outcomes.
#[derive(Args, Debug)]
pub(crate) struct Explain {
    /// A policy (id or another tool's id) or a resource address
    #[arg(value_name = "POLICY_ID|RESOURCE_ADDRESS")]
    subject: String,
    /// Where the resource is looked for; without, the present folder
    paths: Vec<PathBuf>,
    #[command(flatten)]
    scan: ScanArgs,
}

impl Explain {
    pub(crate) fn run(self) -> Result<Exit> {
        let is_address = self.subject.contains(['.', '/', '[']);
        if !is_address {
            let sources = Arc::new(SourceMap::new());
            let (engine, at) = find(&self.subject, self.scan.policies.clone(), &sources)?;
            let Some(policy) = engine.entries()[at].policy() else {
                tell(&engine.diagnostics(), &sources);
                return Ok(Exit::Invalid);
            };
            system::print(&describe(&policy.policy, true))?;
            return Ok(Exit::Clean);
        }
        let sources = Arc::new(SourceMap::new());
        let settled = self.scan.settle(&self.paths, &sources)?;
        let chosen = policies::choose(&settled.choice, &RealSystem, &sources)?;
        tell(&settled.diagnostics, &sources);
        tell(&chosen.diagnostics, &sources);
        let frameworks = frameworks();
        let scan = Scan::prepare(&RealSystem, &sources, &frameworks, &settled.request);
        let subject = self.subject.as_str();
        let found = scan.each(|_, _, loaded| {
            let mut out = String::new();
            let mut addresses = Vec::new();
            for (at, resource) in loaded.resources.iter().enumerate() {
                if resource.address == subject {
                    let why = chosen.engine.explain(
                        &loaded.resources,
                        at,
                        &sources,
                        &settled.request.settings,
                    );
                    out.push_str(&tell_resource(resource, &why, &sources));
                } else {
                    addresses.push(resource.address.to_owned());
                }
            }
            (out, addresses)
        });
        let text: Vec<&str> =
            found.iter().map(|(t, _)| t.as_str()).filter(|t| !t.is_empty()).collect();
        if text.is_empty() {
            let addresses = found.iter().flat_map(|(_, a)| a.iter().map(String::as_str));
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
        system::print(&text.join("\n"))?;
        Ok(Exit::Clean)
    }
}

fn tell_resource(resource: &Resource<'_>, why: &[Explanation], sources: &SourceMap) -> String {
    let mut out = String::new();
    _ = writeln!(out, "{} ({})", resource.address, resource.kind);
    _ = writeln!(out, "  declared at {}", sources.describe(resource.header));
    if let Some(unknown) = resource.symbolic {
        _ = writeln!(out, "  stands for any number of instances: {}", unknown.describe());
    }
    _ = writeln!(out, "\nattributes");
    attributes(&mut out, resource.attributes, "", sources, 0);
    for e in why {
        let o = &e.outcome;
        let word = if e.require { "require" } else { "deny" };
        _ = writeln!(out, "\n{:7} {} / {} ({})", o.kind, o.policy.id, e.rule, o.severity);
        if o.kind != OutcomeKind::Pass {
            _ = writeln!(out, "        {}", o.message);
        }
        for (n, line) in e.lines.iter().enumerate() {
            let indent = "  ".repeat(line.depth + 4);
            let lead = if n == 0 { format!("{word}: ") } else { String::new() };
            let value =
                if line.value.is_empty() { String::new() } else { format!("  =  {}", line.value) };
            _ = writeln!(out, "{indent}{lead}{}{value}", line.expression);
        }
        if o.kind != OutcomeKind::Pass && o.location != resource.header {
            _ = writeln!(out, "        decided at {}", sources.describe(o.location));
        }
        for step in &o.trail {
            _ = writeln!(out, "        {} ({})", step.text, sources.describe(step.location));
        }
    }
    if why.is_empty() {
        _ = writeln!(out, "\nno enabled policy is about resources of this type");
    }
    out
}

/// The attributes as dotted paths with values, each with the places that it came through.
fn attributes(out: &mut String, value: Value<'_>, path: &str, sources: &SourceMap, depth: usize) {
    if depth > 12 {
        return;
    }
    let mut child = |key: String, value: Value<'_>, origin: Option<&Origin<'_>>| {
        let is_inner = match value {
            Value::Object(o) => !o.is_empty(),
            Value::Array(a) => a.items().iter().any(|v| matches!(v, Value::Object(_))),
            _ => false,
        };
        if is_inner {
            attributes(out, value, &key, sources, depth + 1);
            return;
        }
        let mut text = String::new();
        match value {
            Value::Unknown(unknown) => text = format!("unknown: {}", unknown.describe()),
            _ => write_json(&mut text, value),
        }
        let text: String = text.chars().take(100).collect();
        _ = write!(out, "  {key} = {text}");
        if let Some(origin) = origin {
            _ = write!(out, "   [{}]", sources.describe(origin.location));
            passed(out, origin, sources, 0);
        }
        out.push('\n');
    };
    match value {
        Value::Object(object) => {
            for (at, (key, value)) in object.entries().iter().enumerate() {
                let name = key.as_str().map_or_else(|| format!("{key:?}"), str::to_owned);
                let full = if path.is_empty() { name } else { format!("{path}.{name}") };
                child(full, *value, object.origin(at));
            }
        }
        Value::Array(array) => {
            for (at, value) in array.items().iter().enumerate() {
                child(format!("{path}[{at}]"), *value, array.origin(at));
            }
        }
        _ => {}
    }
}

fn passed(out: &mut String, origin: &Origin<'_>, sources: &SourceMap, depth: usize) {
    for source in origin.sources.iter().take(4) {
        if depth > 6 {
            return;
        }
        let what = match source.kind {
            OriginKind::Default => "default of ",
            OriginKind::Argument => "argument ",
            _ => "",
        };
        _ = write!(out, " <- {what}{} [{}]", source.name, sources.describe(source.location));
        passed(out, source, sources, depth + 1);
    }
}
