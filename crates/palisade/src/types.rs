//! Resource types that own policies name and that are probably misspelt: a policy about a type that
//! there is not passes everything.

use crate::generated::POLICIES;
use palisade_engine::CompiledPolicy;
use palisade_source::{Diagnostic, Location, SourceMap, Span, did_you_mean};
use std::collections::BTreeSet;

/// A type that is not known, and what to say of it unless the input has resources of it.
pub(crate) struct Suspect {
    pub(crate) name: String,
    pub(crate) told: Diagnostic,
}

/// The words of a text that stand in quotes.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    let is_word = |c: char| c.is_ascii_alphanumeric() || "_.".contains(c);
    let pieces = text.split(['\'', '"']);
    pieces.filter(move |piece| !piece.is_empty() && piece.chars().all(is_word))
}

/// What stands before the first `_` of a type of Terraform.
fn provider(name: &str) -> Option<&str> {
    let plain = name.strip_prefix("data.").unwrap_or(name);
    plain.split_once('_').map(|(provider, _)| provider).filter(|p| !p.is_empty())
}

/// The types of all that is built in.
fn known() -> BTreeSet<&'static str> {
    let named = POLICIES.iter().flat_map(|p| p.resources.iter().copied());
    let mut all: BTreeSet<&str> = named.collect();
    let providers: BTreeSet<&str> = all.iter().filter_map(|name| provider(name)).collect();
    let is_type = |name: &&str| provider(name).is_some_and(|p| providers.contains(p));
    all.extend(POLICIES.iter().flat_map(|p| quoted(p.source)).filter(is_type));
    all
}

/// The types in these policies that are not known and nearly one that is.
pub(crate) fn suspects(policies: &[CompiledPolicy], sources: &SourceMap) -> Vec<Suspect> {
    if policies.is_empty() {
        return Vec::new();
    }
    let known = known();
    let providers: BTreeSet<&str> = known.iter().filter_map(|name| provider(name)).collect();
    let mut found = Vec::new();
    for policy in policies {
        let source = sources.get(policy.policy.location.file);
        let linked = policy.program.host_calls("linked", 1);
        let mut names: BTreeSet<&str> = linked.iter().filter_map(|(name, _)| *name).collect();
        names.extend(policy.policy.resources.iter().map(String::as_str));
        // What conditions compare the type with.
        let own = source.slice(policy.policy.location.span);
        let is_type = |name: &&str| provider(name).is_some_and(|p| providers.contains(p));
        if policy.policy.language == "native" {
            names.extend(quoted(own).filter(is_type));
        }
        for name in names {
            let is_one = name.contains('*')
                || known.contains(name)
                || palisade_shapes::tags::takes(name.strip_prefix("data.").unwrap_or(name))
                || palisade_shapes::manifests::kind_of(name).is_some();
            let same_provider = |k: &&&str| provider(k) == provider(name);
            let near = did_you_mean(name, known.iter().filter(same_provider).copied())
                .filter(|help| help.starts_with("did you mean"));
            let Some(near) = near.filter(|_| !is_one) else { continue };
            let place = source.text().find(name).map_or(policy.policy.location, |at| {
                Location::new(policy.policy.location.file, Span::at(at, at + name.len()))
            });
            let message = format!("no resource type `{name}` is known or was found");
            let told = Diagnostic::warning("policy-unknown-type", message).at(place).help(near);
            found.push(Suspect { name: name.to_owned(), told });
        }
    }
    found
}
