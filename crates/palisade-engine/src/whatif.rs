//! What would decide an unknown outcome: rules run again on resources that were loaded with
//! values for what is unknown. Nothing is told that was not tried.

use crate::compared::{Compared, Comparisons};
use crate::faults::Faults;
use crate::host::Links;
use crate::judge::{Judge, Store};
use crate::{CompiledPolicy, Engine, Settings};
use palisade_arena::Arena;
use palisade_model::{Outcome, OutcomeKind, Resource, RuleId, Supposition, Trial};
use std::collections::HashMap;

/// So many values are named before the rest is counted.
const NAMED: usize = 4;

/// What an outcome is with other values.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Retried {
    /// The verdict.
    pub kind: OutcomeKind,
    /// What it hangs on still.
    pub hangs_on: Vec<String>,
    /// What the rule compares that with.
    pub compared: Vec<Compared>,
}

impl Engine {
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
            let Some(again) = again else {
                let (hangs_on, compared) = (Vec::new(), Vec::new());
                return Some(Retried { kind: OutcomeKind::Skip, hangs_on, compared });
            };
            let compared = match again.kind {
                OutcomeKind::Unknown => {
                    compared(policy, resources, *at, &links, &all, &outcome.rule)
                }
                _ => Vec::new(),
            };
            Some(Retried { kind: again.kind, hangs_on: again.whatif.hangs_on, compared })
        };
        outcomes.iter().map(one).collect()
    }
}

/// What a rule and the conditions under which it is applicable compare unknown values with.
fn compared(
    policy: &CompiledPolicy,
    resources: &[Resource<'_>],
    at: u32,
    links: &Links<'_>,
    settings: &Settings,
    rule: &RuleId,
) -> Vec<Compared> {
    let Some(resource) = resources.get(at as usize) else { return Vec::new() };
    let Some(rule) = policy.rules.iter().find(|r| r.id == *rule) else { return Vec::new() };
    let (arena, store, faults) = (Arena::new(), Store::default(), Faults::default());
    let judge = Judge::new(policy, resources, links, (&arena, &store, &faults), settings);
    let mut vm = judge.machine(Comparisons::new(&policy.program));
    judge.start(&mut vm, resource);
    for func in [policy.applicable, rule.when, Some(rule.condition)].into_iter().flatten() {
        // Only what it compares on the way is of interest.
        _ = vm.call(func, &[]);
    }
    vm.recorder.finish()
}

/// The trials of one outcome in words, most telling first; `compared` is what its rule compares
/// what is unknown with.
#[must_use]
pub fn tell(trials: &[Trial], suppositions: &[Supposition], compared: &[&Compared]) -> Vec<String> {
    let mut texts = Vec::new();
    for supposition in suppositions {
        let looks_in = compared.iter().any(|c| c.subject == supposition.subject && c.in_part);
        texts.extend(tell_one(trials, supposition, looks_in || supposition.in_part));
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
fn tell_one(trials: &[Trial], supposition: &Supposition, in_part: bool) -> Option<String> {
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
        let listed = values.filter(|v| !v.is_rest && wanted(kind(&v.expression)));
        listed.map(|v| v.shown.as_str()).collect()
    };
    let is_good = |kind| matches!(kind, Some(OutcomeKind::Pass | OutcomeKind::Skip));
    let failing = of(&|kind| kind == Some(OutcomeKind::Fail));
    let good = of(&is_good);
    let rest = supposition.values.iter().find(|v| v.is_rest).map(|v| kind(&v.expression));
    let rest_fails = rest.is_none_or(|kind| kind == Some(OutcomeKind::Fail));
    let rest_is_good = rest.is_none_or(is_good);
    // One text says nothing of all others where something looks into them.
    let is_whole = supposition.is_whole || rest.is_some() && !in_part;
    let decided = failing.len() + good.len() + usize::from(rest.is_some_and(|k| k.is_some()));
    let all = is_whole && decided == supposition.values.len();
    match (failing.as_slice(), good.as_slice()) {
        ([], []) => None,
        ([], _) if all && rest_is_good => Some(format!("passes whatever `{subject}` is")),
        (_, []) if all && rest_fails => Some(format!("fails whatever `{subject}` is")),
        ([_, _, ..], [one]) if all && rest_fails => {
            Some(format!("fails unless `{subject}` is {one}"))
        }
        (_, good @ [_, ..]) if all && rest.is_some() && rest_fails => {
            Some(format!("fails unless `{subject}` is {}", listed(good)))
        }
        // What else was tried fails as any other text does.
        (_, good @ [_, ..]) if rest.is_some() && rest_fails => {
            Some(format!("passes if `{subject}` is {}", listed(good)))
        }
        // Any text fails that something does not look for, these no more than others.
        (_, []) if rest.is_some() && rest_fails && decided == supposition.values.len() => None,
        ([], _) => None,
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
        let value = |text: &&str| Supposed {
            expression: (*text).into(),
            shown: (*text).into(),
            is_rest: *text == "rest",
        };
        Supposition {
            subject: "var.a".into(),
            input: "a".into(),
            values: values.iter().map(value).collect(),
            is_whole,
            in_part: false,
        }
    }

    fn told(values: &[&str], is_whole: bool, kinds: &[OutcomeKind]) -> Vec<String> {
        let trials: Vec<Trial> = values
            .iter()
            .zip(kinds)
            .map(|(v, kind)| Trial { values: vec![("var.a".into(), (*v).into())], kind: *kind })
            .collect();
        tell(&trials, &[supposition(values, is_whole)], &[])
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
        assert_eq!(told(&two, true, &[Pass, Pass]), ["passes whatever `var.a` is"]);
        // Nothing is said of what was not decided or not tried.
        assert!(told(&two, true, &[Pass, Unknown]).is_empty());
        assert!(told(&two, false, &[Pass, Pass]).is_empty());
        assert_eq!(told(&three, true, &[Pass, Fail]), ["fails if `var.a` is false"]);
        // One value stands for all the others.
        let rest = ["`a`", "`b`", "rest"];
        assert_eq!(told(&rest, false, &[Pass, Fail, Fail]), ["fails unless `var.a` is `a`"]);
        assert_eq!(told(&rest, false, &[Pass, Pass, Fail]), ["fails unless `var.a` is `a` or `b`"]);
        assert_eq!(told(&rest, false, &[Pass, Fail, Pass]), ["fails if `var.a` is `b`"]);
        assert_eq!(told(&rest, false, &[Pass, Pass, Pass]), ["passes whatever `var.a` is"]);
        assert_eq!(told(&rest, false, &[Fail, Fail, Fail]), ["fails whatever `var.a` is"]);
        assert_eq!(told(&rest, false, &[Fail, Pass, Unknown]), ["fails if `var.a` is `a`"]);
        assert!(told(&rest, false, &[Pass, Pass, Unknown]).is_empty());
        // It stands for nothing where something looks into texts.
        let trial =
            |value: &str, kind| Trial { values: vec![("var.a".into(), value.into())], kind };
        let trials = [trial("`a`", Pass), trial("`b`", Fail), trial("rest", Fail)];
        let compared = Compared { subject: "var.a".into(), in_part: true, ..Compared::default() };
        let told_of = |n: usize| tell(&trials[n..], &[supposition(&rest, false)], &[&compared]);
        assert_eq!(told_of(0), ["passes if `var.a` is `a`"]);
        assert_eq!(told_of(1), ["fails if `var.a` is `b`"]);
        assert!(told_of(2).is_empty());
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
        let told = tell(&[trial], &[supposition(&["true"], true)], &[]);
        assert_eq!(told, ["fails if `var.a` is true and `var.b` is 1"]);
    }
}
