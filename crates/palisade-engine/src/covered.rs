//! One cause, one finding: where a graver policy finds a resource at fault, a milder one that asks
//! with `covered_by` does not say the same once more.

use crate::faults::Faults;
use crate::host::Links;
use crate::judge::{Judge, Store};
use crate::{CompiledPolicy, Engine, Evaluation, Settings};
use palisade_arena::Arena;
use palisade_model::{Outcome, OutcomeKind, Resource};
use std::collections::{BTreeMap, BTreeSet};

impl Engine {
    /// Settles the fails of policies that others cover. Each policy was judged as if it ran alone;
    /// where one of those that it asks of failed for the same resource, is no milder, and is not
    /// suppressed, it is judged anew: what is left of it stays a fail, and what is not becomes a
    /// skip that names the other one. Suppressions must have been applied.
    ///
    /// Answers with the positions of the outcomes that were replaced by other fails; those are not
    /// suppressed.
    pub fn settle(
        &self,
        evaluation: &mut Evaluation,
        resources: &[Resource<'_>],
        settings: &Settings,
    ) -> Vec<usize> {
        let asking: BTreeMap<&str, &CompiledPolicy> = self
            .compiled()
            .filter(|policy| !policy.covered_by.is_empty())
            .map(|policy| (policy.policy.id.as_str(), policy))
            .collect();
        if asking.is_empty() {
            return Vec::new();
        }
        let outcomes = &evaluation.outcomes;
        let failed = |o: &Outcome| o.kind == OutcomeKind::Fail;
        // By resource: what policies said of it, and which of them others may cover.
        let mut at: BTreeMap<u32, (Vec<usize>, BTreeSet<&str>)> = BTreeMap::new();
        for (n, (outcome, position)) in outcomes.iter().zip(&evaluation.positions).enumerate() {
            if failed(outcome) {
                let (all, asked) = at.entry(*position).or_default();
                all.push(n);
                asked.extend(asking.get_key_value(outcome.policy.id.as_str()).map(|(id, _)| *id));
            }
        }
        at.retain(|_, (_, asked)| !asked.is_empty());
        if at.is_empty() {
            return Vec::new();
        }
        let links = Links::new(resources);
        let mut settled: Vec<(usize, Outcome)> = Vec::new();
        for (position, (all, asked)) in &at {
            for (id, policy) in asked.iter().filter_map(|id| Some((*id, *asking.get(id)?))) {
                let own = || all.iter().filter(|n| outcomes[**n].policy.id.as_str() == id);
                let least = own().map(|n| outcomes[*n].severity).max();
                let told: Vec<&str> = policy
                    .covered_by
                    .iter()
                    .map(String::as_str)
                    .filter(|other| !leads(&asking, other, id))
                    .filter(|other| {
                        all.iter().map(|n| &outcomes[*n]).any(|o| {
                            o.policy.id.as_str() == *other
                                && o.suppression.is_none()
                                && Some(o.severity) >= least
                        })
                    })
                    .collect();
                if told.is_empty() {
                    continue;
                }
                let anew = |told: &[&str]| {
                    judged_beside(policy, resources, *position, &links, settings, told)
                };
                let each: Vec<Vec<Outcome>> = match told.as_slice() {
                    [_] => Vec::new(),
                    many => many.iter().map(|one| anew(&[*one])).collect(),
                };
                let rest = anew(&told);
                for n in own() {
                    let old = &outcomes[*n];
                    let is_same = |o: &&Outcome| o.rule == old.rule;
                    let left = rest.iter().find(is_same);
                    match left.map_or(OutcomeKind::Skip, |o| o.kind) {
                        OutcomeKind::Fail => {
                            settled.extend(left.map(|left| {
                                (*n, Outcome { severity: old.severity, ..left.clone() })
                            }))
                        }
                        OutcomeKind::Pass | OutcomeKind::Skip => {
                            // The one that does it alone is named alone.
                            let alone = told.iter().zip(&each).find(|(_, outcomes)| {
                                outcomes.iter().find(is_same).is_none_or(|o| !failed(o))
                            });
                            let by =
                                alone.map_or(told.as_slice(), |(one, _)| std::slice::from_ref(one));
                            settled.push((*n, covered(old, by)));
                        }
                        // What is left is not known, and the whole is.
                        OutcomeKind::Unknown | OutcomeKind::Error => {}
                    }
                }
            }
        }
        let mut replaced = Vec::new();
        for (n, outcome) in settled {
            evaluation.counts.turn(OutcomeKind::Fail, outcome.kind);
            if outcome.kind == OutcomeKind::Fail {
                replaced.push(n);
            }
            evaluation.outcomes[n] = outcome;
        }
        replaced.sort_unstable();
        replaced
    }
}

/// Whether a policy asks, directly or through others, of another one. Two that ask of each other
/// would both say nothing.
fn leads(asking: &BTreeMap<&str, &CompiledPolicy>, from: &str, to: &str) -> bool {
    let mut open = vec![from];
    let mut seen = BTreeSet::new();
    while let Some(id) = open.pop() {
        if id == to {
            return true;
        }
        if seen.insert(id) {
            let next = asking.get(id).map(|policy| policy.covered_by.as_slice());
            open.extend(next.unwrap_or_default().iter().map(String::as_str));
        }
    }
    false
}

/// What a policy says of one resource where others find it at fault.
fn judged_beside(
    policy: &CompiledPolicy,
    resources: &[Resource<'_>],
    position: u32,
    links: &Links<'_>,
    settings: &Settings,
    told: &[&str],
) -> Vec<Outcome> {
    let (arena, store, faults) = (Arena::new(), Store::default(), Faults::default());
    let mut found = Evaluation::default();
    let all = Settings { keep_all: true, ..*settings };
    let judge = Judge::new(policy, resources, links, (&arena, &store, &faults), &all).beside(told);
    judge.run(&[position], &mut found);
    found.outcomes
}

fn covered(old: &Outcome, by: &[&str]) -> Outcome {
    let names: Vec<String> = by.iter().map(|id| format!("`{id}`")).collect();
    Outcome {
        kind: OutcomeKind::Skip,
        location: old.resource.header,
        attribute: String::new(),
        message: format!("covered by {}", names.join(" and ")),
        trail: Vec::new(),
        facts: Vec::new(),
        fixes: Vec::new(),
        suppression: None,
        ..old.clone()
    }
}
