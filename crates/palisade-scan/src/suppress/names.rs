//! Policy ids, ours and other tools', compared as people write them.

use palisade_model::Outcome;
use palisade_source::did_you_mean;
use std::collections::HashSet;

/// The policies that ran, and the names of all that there are: for telling a misspelt id from one
/// that has nothing to match.
pub(crate) struct Policies<'k> {
    ran: &'k HashSet<&'k str>,
    all: &'k HashSet<&'k str>,
    /// The names of all in canonical form.
    canonical: HashSet<String>,
}

impl<'k> Policies<'k> {
    /// `all` holds the ids of all policies and their aliases.
    pub(crate) fn new(ran: &'k HashSet<&'k str>, all: &'k HashSet<&'k str>) -> Self {
        Self { ran, all, canonical: ran.iter().chain(all).map(|id| canonical(id)).collect() }
    }

    /// Whether the policy with this id took part in this run.
    pub(crate) fn ran(&self, id: &str) -> bool {
        self.ran.contains(id)
    }

    /// Whether any policy answers to an id, or to a pattern of ids.
    pub(crate) fn answers(&self, id: &str) -> bool {
        let id = canonical(id);
        if id.contains('*') {
            return self.canonical.iter().any(|name| fits(&id, name));
        }
        // An id of one rule is asked for by its policy.
        let policy = id.split_once('/').map_or(&*id, |(policy, _)| policy);
        self.canonical.contains(policy)
    }

    /// A help line with the nearest id.
    pub(crate) fn near(&self, id: &str) -> Option<String> {
        near(id, self.all)
    }
}

fn near(id: &str, all: &HashSet<&str>) -> Option<String> {
    let mut sorted: Vec<&str> = all.iter().copied().collect();
    sorted.sort_unstable();
    did_you_mean(id, sorted).filter(|help| help.starts_with("did you mean"))
}

/// An id in the one form that all ways of writing it share: `AVD-AWS-0086`, `aws-0086` and
/// `AWS-86` are one, as are `KSV-0017` and `KSV017`; `AWS086` is a check of another numbering.
pub(crate) fn canonical(id: &str) -> String {
    let lower = id.trim().to_ascii_lowercase();
    let short = lower.strip_prefix("avd-").unwrap_or(&lower);
    let letters = short.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = short.get(letters.len()..).unwrap_or("");
    let prefix = letters.strip_suffix('-').unwrap_or(letters);
    // The codes that tfsec had at first, `AWS001` and so on, count checks in another order.
    let legacy = short.len() == lower.len() && lower.len() == 6 && lower.starts_with("aws");
    let numbered = !(legacy && digits.len() == 3)
        && (2..=8).contains(&prefix.len())
        && prefix.bytes().all(|b| b.is_ascii_lowercase())
        && (1..=5).contains(&digits.len());
    if !numbered {
        return short.to_owned();
    }
    let number = digits.trim_start_matches('0');
    format!("{prefix}-{}", if number.is_empty() { "0" } else { number })
}

/// The names that a suppression of an outcome may use, in canonical form: the policy's id, the
/// rule's (`policy/rule`), the aliases of the rule, and those of the policy that no other rule
/// has to itself.
pub(crate) fn of(outcome: &Outcome) -> Vec<String> {
    let policy = &outcome.policy;
    let mut names =
        vec![canonical(policy.id.as_str()), canonical(&format!("{}/{}", policy.id, outcome.rule))];
    let (own, others): (Vec<_>, Vec<_>) =
        policy.rules.iter().partition(|rule| rule.id == outcome.rule);
    let aliases = |rules: Vec<&palisade_model::Rule>| -> Vec<String> {
        rules.iter().flat_map(|rule| rule.aliases.iter().map(|a| canonical(a))).collect()
    };
    let (own, others) = (aliases(own), aliases(others));
    names.extend(policy.aliases.iter().map(|a| canonical(a)).filter(|a| !others.contains(a)));
    names.extend(own);
    names
}

/// Whether an id looks like one of ours: lower-case words joined by `-`.
pub(crate) fn looks_ours(id: &str) -> bool {
    let policy = id.split_once('/').map_or(id, |(policy, _)| policy);
    policy.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-*_".contains(&b))
}

/// Whether a text fits a pattern in which `*` stands for any text.
pub(crate) fn fits(pattern: &str, text: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else { return pattern == text };
    let Some(mut left) = text.strip_prefix(first) else { return false };
    let parts: Vec<&str> = rest.split('*').collect();
    let Some((last, middle)) = parts.split_last() else { return true };
    for part in middle {
        let Some(at) = left.find(part) else { return false };
        left = left.get(at + part.len()..).unwrap_or("");
    }
    left.ends_with(last)
}
