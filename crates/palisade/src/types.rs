//! Resource types that own policies name and that are probably misspelt: a policy about a type that
//! there is not passes everything.

use crate::generated::POLICIES;
use palisade_engine::CompiledPolicy;
use palisade_iac_kubernetes::KUBERNETES;
use palisade_iac_structured::STRUCTURED;
use palisade_iac_terraform::TERRAFORM;
use palisade_iac_tfplan::TERRAFORM_PLAN;
use palisade_source::{Diagnostic, Location, SourceMap, Span, did_you_mean};
use std::collections::BTreeSet;

/// What `target.framework` may be.
const FRAMEWORKS: [&str; 4] = [TERRAFORM.0, TERRAFORM_PLAN.0, KUBERNETES.0, STRUCTURED.0];

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

/// The texts that a policy compares `target.framework` with, and where each stands.
fn frameworks_named(text: &str) -> Vec<(usize, &str)> {
    const NAME: &str = "target.framework";
    let mut found = Vec::new();
    for (at, _) in text.match_indices(NAME) {
        let behind = at + NAME.len();
        let rest = text.get(behind..).unwrap_or("");
        let open = rest.trim_start();
        let Some(after) = open
            .strip_prefix("==")
            .or_else(|| open.strip_prefix("!="))
            .or_else(|| open.strip_prefix("in ").map(str::trim_start))
            .map(str::trim_start)
        else {
            continue;
        };
        let listed = after.strip_prefix('[');
        // Up to the end of the list, or of the one text.
        let end = match listed {
            Some(list) => list.find(']').unwrap_or(list.len()),
            None => {
                let quote = after.chars().next().filter(|c| ['\'', '"'].contains(c));
                let close = quote.and_then(|quote| after.get(1..)?.find(quote));
                close.map_or(0, |n| n + 2)
            }
        };
        let part = listed.unwrap_or(after).get(..end).unwrap_or("");
        let start = text.len() - listed.unwrap_or(after).len();
        // `after` is a part of the rest of the text, so that its end is that of the text.
        let pieces = part.split(['\'', '"']).scan(start, |at, piece| {
            let here = *at;
            *at += piece.len() + 1;
            Some((here, piece))
        });
        found.extend(pieces.skip(1).step_by(2));
    }
    found
}

/// Comparisons of `target.framework` with what is no framework: they are never true.
pub(crate) fn strange_frameworks(
    policies: &[CompiledPolicy],
    sources: &SourceMap,
) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for policy in policies.iter().filter(|policy| policy.policy.language == "native") {
        let home = policy.policy.location;
        let source = sources.get(home.file);
        for (at, name) in frameworks_named(source.slice(home.span)) {
            if FRAMEWORKS.contains(&name) {
                continue;
            }
            let start = home.span.start as usize + at;
            let place = Location::new(home.file, Span::at(start, start + name.len()));
            let known: Vec<String> = FRAMEWORKS.iter().map(|name| format!("`{name}`")).collect();
            let help = did_you_mean(name, FRAMEWORKS)
                .filter(|help| help.starts_with("did you mean"))
                .unwrap_or_else(|| format!("known are {}", known.join(", ")));
            let message = format!("there is no framework `{name}`");
            found.push(Diagnostic::error("policy-unknown-framework", message).at(place).help(help));
        }
    }
    found
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

#[cfg(test)]
mod tests {
    use super::frameworks_named;

    #[test]
    fn frameworks_are_found_where_they_are_compared() {
        let found = |text| -> Vec<&str> {
            frameworks_named(text)
                .into_iter()
                .map(|(at, name)| {
                    assert_eq!(text.get(at..at + name.len()), Some(name));
                    name
                })
                .collect()
        };
        assert_eq!(found("target.framework == 'terrafrom' && x == 'y'"), ["terrafrom"]);
        assert_eq!(found("a || target.framework != \"k8s\""), ["k8s"]);
        assert_eq!(found("target.framework in ['a', \"b\"] && c in ['d']"), ["a", "b"]);
        assert_eq!(found("target.framework == params.framework"), [""; 0]);
        assert_eq!(found("target.framework"), [""; 0]);
        assert_eq!(found("target.framework == '"), [""; 0]);
    }
}
