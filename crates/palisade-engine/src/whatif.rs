//! What would decide an unknown outcome: rules run again on resources that were loaded with
//! values for what is unknown. Nothing is told that was not tried.

use crate::host::Links;
use crate::judge::json;
use crate::{Engine, Settings};
use palisade_model::{Outcome, OutcomeKind, PolicyId, Resource, Supposition, Trial};
use palisade_value::Value;
use std::collections::HashMap;

/// No more constants of one policy are tried.
const CONSTANTS: usize = 40;
/// Longer texts are messages and patterns rather than values.
const LONG: usize = 64;
/// So many values are named before the rest is counted.
const NAMED: usize = 4;

/// What an outcome is with other values.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Retried {
    /// The verdict.
    pub kind: OutcomeKind,
    /// What it hangs on still.
    pub hangs_on: Vec<String>,
}

impl Engine {
    /// The constants that a policy computes with, as JSON texts, each once.
    #[must_use]
    pub fn constants(&self, policy: &PolicyId) -> Vec<String> {
        let entry = self.entries().iter().find(|e| e.id() == policy);
        let Some(policy) = entry.and_then(|e| e.policy()) else { return Vec::new() };
        let mut found: Vec<String> = Vec::new();
        for value in policy.program.literals() {
            let fits = match value {
                // The types that it is about are no values of anything.
                Value::Str(text) => {
                    text.len() <= LONG && !policy.policy.resources.iter().any(|r| r == text)
                }
                Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_) => true,
                _ => false,
            };
            let text = if fits { json(value) } else { continue };
            if found.len() < CONSTANTS && !found.contains(&text) {
                found.push(text);
            }
        }
        found
    }

    /// What outcomes become on resources that were loaded with other values; nothing for one
    /// whose resource is not there, or there more than once.
    #[must_use]
    pub fn retry(
        &self,
        resources: &[Resource<'_>],
        outcomes: &[&Outcome],
        settings: &Settings,
    ) -> Vec<Option<Retried>> {
        let links = Links::new(resources);
        let mut places: HashMap<(&str, &str), Vec<u32>> = HashMap::new();
        for (at, resource) in resources.iter().enumerate() {
            let at = u32::try_from(at).unwrap_or(u32::MAX);
            places.entry((resource.kind, resource.address)).or_default().push(at);
        }
        let all = Settings { keep_all: true, ..*settings };
        let one = |outcome: &&Outcome| {
            let named = &outcome.resource;
            let [at] = places.get(&(named.kind.as_str(), named.address.as_str()))?.as_slice()
            else {
                return None;
            };
            let entry = self.entries().iter().find(|e| *e.id() == outcome.policy.id)?;
            let policy = entry.policy()?;
            let judged = self.one(policy, resources, *at as usize, &links, &all);
            let again = judged.into_iter().find(|o| o.rule == outcome.rule);
            // A policy that is not applicable gives no outcome at all.
            Some(again.map_or(Retried { kind: OutcomeKind::Skip, hangs_on: Vec::new() }, |again| {
                Retried { kind: again.kind, hangs_on: again.whatif.hangs_on }
            }))
        };
        outcomes.iter().map(one).collect()
    }
}

/// The trials of one outcome in words, most telling first.
#[must_use]
pub fn tell(trials: &[Trial], suppositions: &[Supposition]) -> Vec<String> {
    let mut texts = Vec::new();
    for supposition in suppositions {
        texts.extend(tell_one(trials, supposition));
    }
    let shown = |(subject, expression): &(String, String)| {
        let of = suppositions.iter().find(|s| s.subject == *subject);
        let value = of.and_then(|s| s.values.iter().find(|v| v.expression == *expression));
        let value = value.map_or(expression.as_str(), |v| v.shown.as_str());
        format!("`{subject}` is {value}")
    };
    let several =
        trials.iter().filter(|t| t.values.len() > 1 && t.kind == OutcomeKind::Fail).take(NAMED);
    for trial in several {
        let parts: Vec<String> = trial.values.iter().map(shown).collect();
        texts.push(format!("fails if {}", parts.join(" and ")));
    }
    texts
}

/// What the values of one variable make of an outcome.
fn tell_one(trials: &[Trial], supposition: &Supposition) -> Option<String> {
    let subject = &supposition.subject;
    let kind = |expression: &str| {
        let same = |t: &&Trial| match t.values.as_slice() {
            [(name, value)] => name == subject && value == expression,
            _ => false,
        };
        trials.iter().find(same).map(|t| t.kind)
    };
    let of = |wanted: &dyn Fn(Option<OutcomeKind>) -> bool| -> Vec<&str> {
        let values = supposition.values.iter();
        values.filter(|v| wanted(kind(&v.expression))).map(|v| v.shown.as_str()).collect()
    };
    let failing = of(&|kind| kind == Some(OutcomeKind::Fail));
    let good = of(&|kind| matches!(kind, Some(OutcomeKind::Pass | OutcomeKind::Skip)));
    let all = supposition.is_whole && failing.len() + good.len() == supposition.values.len();
    match (failing.as_slice(), good.as_slice()) {
        ([], []) => None,
        ([], _) if all => Some(format!("does not fail, whatever `{subject}` is")),
        ([], _) => None,
        (_, []) if all => Some(format!("fails whatever `{subject}` is")),
        ([_, _, ..], [one]) if all => Some(format!("fails unless `{subject}` is {one}")),
        (failing, _) => Some(format!("fails if `{subject}` is {}", listed(failing))),
    }
}

/// `a`, `a or b`, `a, b or c`.
fn listed(values: &[&str]) -> String {
    let (named, rest) = values.split_at(values.len().min(NAMED));
    match (named, rest.len()) {
        ([one], 0) => (*one).to_owned(),
        ([start @ .., last], 0) => format!("{} or {last}", start.join(", ")),
        (named, more) => format!("{} or one of {more} more that were tried", named.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use palisade_model::Supposed;

    fn supposition(values: &[&str], is_whole: bool) -> Supposition {
        let value = |text: &&str| Supposed { expression: (*text).into(), shown: (*text).into() };
        Supposition {
            subject: "var.a".into(),
            input: "a".into(),
            values: values.iter().map(value).collect(),
            is_whole,
        }
    }

    fn told(values: &[&str], is_whole: bool, kinds: &[OutcomeKind]) -> Vec<String> {
        let trials: Vec<Trial> = values
            .iter()
            .zip(kinds)
            .map(|(v, kind)| Trial { values: vec![("var.a".into(), (*v).into())], kind: *kind })
            .collect();
        tell(&trials, &[supposition(values, is_whole)])
    }

    #[test]
    fn words_for_what_was_tried() {
        use OutcomeKind::{Fail, Pass, Unknown};
        let two = ["true", "false"];
        let three = ["true", "false", "null"];
        assert_eq!(told(&two, true, &[Fail, Pass]), ["fails if `var.a` is true"]);
        assert_eq!(told(&three, true, &[Pass, Fail, Fail]), ["fails unless `var.a` is true"]);
        assert_eq!(told(&three, false, &[Pass, Fail, Fail]), ["fails if `var.a` is false or null"]);
        assert_eq!(told(&two, true, &[Fail, Fail]), ["fails whatever `var.a` is"]);
        assert_eq!(told(&two, false, &[Fail, Fail]), ["fails if `var.a` is true or false"]);
        assert_eq!(told(&two, true, &[Pass, Pass]), ["does not fail, whatever `var.a` is"]);
        // Nothing is said of what was not decided or not tried.
        assert!(told(&two, true, &[Pass, Unknown]).is_empty());
        assert!(told(&two, false, &[Pass, Pass]).is_empty());
        assert_eq!(told(&three, true, &[Pass, Fail]), ["fails if `var.a` is false"]);
        let many = ["1", "2", "3", "4", "5", "6"];
        assert_eq!(
            told(&many, false, &[Fail; 6]),
            ["fails if `var.a` is 1, 2, 3, 4 or one of 2 more that were tried"]
        );
    }

    #[test]
    fn several_variables_are_told_together() {
        let trial = Trial {
            values: vec![("var.a".into(), "true".into()), ("var.b".into(), "1".into())],
            kind: OutcomeKind::Fail,
        };
        let told = tell(&[trial], &[supposition(&["true"], true)]);
        assert_eq!(told, ["fails if `var.a` is true and `var.b` is 1"]);
    }
}
