//! Findings that are accepted in a part of a resource: what is left of them elsewhere in it.

use crate::host::Links;
use crate::judge::{Judge, Store};
use crate::{CompiledPolicy, CompiledRule, Engine, Settings};
use crate::{evaluation::Evaluation, faults::Faults};
use palisade_arena::Arena;
use palisade_model::{Outcome, OutcomeKind, Resource};
use palisade_source::Location;
use palisade_value::{Array, Object, ObjectBuilder, Value};
use std::collections::BTreeMap;

/// Where so many slots decided, there may be more that were not recorded.
const MANY: usize = 64;

/// An item of a list in a resource: a container, a nested block.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Part {
    /// The place that its slot has for origin.
    pub written: Location,
    /// All of it.
    pub extent: Location,
}

/// A finding, and the parts of its resource that it is accepted in.
#[derive(Clone, Copy, Debug)]
pub struct Accepted<'q> {
    /// The finding.
    pub outcome: &'q Outcome,
    /// The position of its resource.
    pub position: u32,
    /// Parts of that resource.
    pub parts: &'q [Part],
}

/// What became of a finding that is accepted in parts of its resource.
#[derive(Debug)]
pub struct Left {
    /// Which of the parts have to do with it.
    pub used: Vec<bool>,
    /// What it is about the rest of the resource; nothing where all of it is in these parts.
    pub rest: Option<Box<Outcome>>,
}

impl Engine {
    /// What is left of findings outside of the parts that they are accepted in. Where only some of
    /// what decided is in such a part, the rule is run again on a resource without the part.
    #[must_use]
    pub fn apart(
        &self,
        resources: &[Resource<'_>],
        accepted: &[Accepted<'_>],
        settings: &Settings,
    ) -> Vec<Left> {
        let mut found: Vec<Left> = accepted.iter().map(by_place).collect();
        let mut rules: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
        for (n, one) in accepted.iter().enumerate() {
            let key = (one.outcome.policy.id.as_str(), one.outcome.rule.as_str());
            rules.entry(key).or_default().push(n);
        }
        let links = Links::new(resources);
        for ((policy, rule), all) in rules {
            let entry = self.entries().iter().find(|e| e.id().as_str() == policy);
            let Some(policy) = entry.and_then(|e| e.policy()) else { continue };
            let Some(rule) = policy.rules.iter().find(|r| r.id.as_str() == rule) else { continue };
            // Each of its messages is a finding with a place of its own.
            if rule.collects {
                continue;
            }
            let partly =
                held(policy, rule, resources, &links, settings, accepted, &all, &mut found);
            if !partly.is_empty() {
                without(policy, rule, resources, settings, accepted, &partly, &mut found);
            }
        }
        found
    }
}

/// What the place of a finding tells.
fn by_place(one: &Accepted<'_>) -> Left {
    let at = one.outcome.location;
    let holds = |part: &Part| {
        let extent = part.extent;
        extent.file == at.file && extent.span.range().contains(&(at.span.start as usize))
    };
    let used: Vec<bool> = one.parts.iter().map(holds).collect();
    let rest = (!used.contains(&true)).then(|| Box::new(one.outcome.clone()));
    Left { used, rest }
}

/// Settles the findings of a rule that lie in their parts as a whole or not at all; answers with
/// those that do in part.
#[expect(clippy::too_many_arguments, reason = "one step of one function")]
fn held(
    policy: &CompiledPolicy,
    rule: &CompiledRule,
    resources: &[Resource<'_>],
    links: &Links<'_>,
    settings: &Settings,
    accepted: &[Accepted<'_>],
    all: &[usize],
    found: &mut [Left],
) -> Vec<usize> {
    let (arena, store, faults) = (Arena::new(), Store::default(), Faults::default());
    let judge = Judge::new(policy, resources, links, (&arena, &store, &faults), settings);
    let mut partly = Vec::new();
    for n in all {
        let (Some(one), Some(left)) = (accepted.get(*n), found.get_mut(*n)) else { continue };
        let Some(resource) = resources.get(one.position as usize) else { continue };
        let reads = judge.deciding(resource, rule);
        let mut used = vec![false; one.parts.len()];
        let mut inside = 0;
        for read in &reads {
            let around = items_around(resource.attributes, &read.path);
            let mut is_in = false;
            for (part, used) in one.parts.iter().zip(&mut used) {
                let holds = around.contains(&part.written);
                *used |= holds;
                is_in |= holds;
            }
            inside += usize::from(is_in);
        }
        left.used = used;
        left.rest = (inside == 0).then(|| Box::new(one.outcome.clone()));
        if inside > 0 && (inside < reads.len() || reads.len() >= MANY) {
            partly.push(*n);
        }
    }
    partly
}

/// Runs a rule on resources without the parts that its findings are accepted in.
fn without(
    policy: &CompiledPolicy,
    rule: &CompiledRule,
    resources: &[Resource<'_>],
    settings: &Settings,
    accepted: &[Accepted<'_>],
    partly: &[usize],
    found: &mut [Left],
) {
    let (arena, store, faults) = (Arena::new(), Store::default(), Faults::default());
    let mut lesser = resources.to_vec();
    for one in partly.iter().filter_map(|n| accepted.get(*n)) {
        let written: Vec<Location> = one.parts.iter().map(|part| part.written).collect();
        if let Some(resource) = lesser.get_mut(one.position as usize) {
            resource.attributes = less(&arena, resource.attributes, &written);
        }
    }
    let links = Links::new(&lesser);
    let all = Settings { keep_all: true, ..*settings };
    let judge = Judge::new(policy, &lesser, &links, (&arena, &store, &faults), &all);
    for n in partly {
        let (Some(one), Some(left)) = (accepted.get(*n), found.get_mut(*n)) else { continue };
        let mut again = Evaluation::default();
        judge.run(&[one.position], &mut again);
        let again = again.outcomes.into_iter().find(|o| o.rule == rule.id);
        left.rest = again.and_then(|again| match again.kind {
            OutcomeKind::Pass | OutcomeKind::Skip => None,
            // What is left is no surer than the whole was.
            kind if kind == one.outcome.kind => {
                Some(Box::new(Outcome { severity: one.outcome.severity, ..again }))
            }
            _ => Some(Box::new(one.outcome.clone())),
        });
    }
}

/// The places of the items of lists that a path leads through.
fn items_around(attributes: Value<'_>, path: &str) -> Vec<Location> {
    let mut around = Vec::new();
    let mut here = Some(attributes);
    let mut rest = path;
    while let (Some(value), false) = (here, rest.is_empty()) {
        if let Some(behind) = rest.strip_prefix('[') {
            let (inside, after) = behind.split_once(']').unwrap_or((behind, ""));
            rest = after;
            here = match (inside.parse::<usize>(), value) {
                (Ok(at), Value::Array(array)) => {
                    around.extend(array.origin(at).map(|origin| origin.location));
                    array.items().get(at).copied()
                }
                _ => value.field(inside.trim_matches('"')),
            };
        } else {
            let key = rest.strip_prefix('.').unwrap_or(rest);
            let end = key.find(['.', '[']).unwrap_or(key.len());
            let (key, after) = key.split_at(end);
            here = value.field(key);
            rest = after;
        }
    }
    around
}

/// A value without the items of lists that are written at these places.
fn less<'a>(arena: &'a Arena, value: Value<'a>, parts: &[Location]) -> Value<'a> {
    match value {
        Value::Array(array) => less_items(arena, array, parts),
        Value::Object(object) => less_entries(arena, object, parts),
        other => other,
    }
}

fn less_items<'a>(arena: &'a Arena, array: &'a Array<'a>, parts: &[Location]) -> Value<'a> {
    let (mut items, mut origins) = (Vec::new(), Vec::new());
    for (at, item) in array.items().iter().enumerate() {
        let origin = array.origin(at);
        if origin.is_some_and(|origin| parts.contains(&origin.location)) {
            continue;
        }
        items.push(less(arena, *item, parts));
        origins.extend(origin.copied());
    }
    let items = arena.alloc_slice(&items);
    let lesser = Array::with_origins(items, arena.alloc_slice(&origins)).bounded_as(array);
    let lesser = if array.is_uniform() { lesser.uniform() } else { lesser };
    Value::Array(arena.alloc(lesser))
}

fn less_entries<'a>(arena: &'a Arena, object: &'a Object<'a>, parts: &[Location]) -> Value<'a> {
    let mut builder = ObjectBuilder::with_capacity(object.len());
    for (at, (key, value)) in object.entries().iter().enumerate() {
        let value = less(arena, *value, parts);
        match object.origin(at) {
            Some(origin) => builder.insert_at(*key, value, *origin),
            None => builder.insert(*key, value),
        }
    }
    let Value::Object(whole) = builder.finish(arena) else { return Value::Object(object) };
    let mut whole = *whole;
    if let Some(missing) = object.missing() {
        whole = whole.cut(missing);
    } else if object.is_open() {
        whole = whole.open();
    }
    if object.is_uniform() {
        whole = whole.uniform();
    }
    Value::Object(arena.alloc(whole))
}

#[cfg(test)]
mod tests {
    use super::*;
    use palisade_source::{FileId, Span};
    use palisade_value::Origin;

    fn at(start: u32) -> Location {
        Location::new(FileId(0), Span::new(start, start + 5))
    }

    fn list<'a>(arena: &'a Arena, items: &[(u32, Value<'a>)]) -> Value<'a> {
        let values: Vec<Value<'a>> = items.iter().map(|(_, value)| *value).collect();
        let origins: Vec<Origin<'a>> =
            items.iter().map(|(start, _)| Origin::literal(at(*start))).collect();
        let array = Array::with_origins(arena.alloc_slice(&values), arena.alloc_slice(&origins));
        Value::Array(arena.alloc(array))
    }

    fn object<'a>(arena: &'a Arena, key: &'a str, value: Value<'a>) -> Value<'a> {
        let mut builder = ObjectBuilder::new();
        builder.field(key, value);
        builder.finish(arena)
    }

    #[test]
    fn parts_are_found_on_paths_and_taken_out_at_any_depth() {
        let arena = Arena::new();
        let inner = list(&arena, &[(11, Value::Bool(true)), (12, Value::Bool(false))]);
        let first = object(&arena, "env", inner);
        let all = list(&arena, &[(1, first), (2, first)]);
        let whole = object(&arena, "containers", all);
        assert_eq!(items_around(whole, ".containers[1].env[0]"), [at(2), at(11)]);
        assert_eq!(items_around(whole, ".containers[1].image.tag"), [at(2)]);
        assert_eq!(items_around(whole, "[0].containers[0]"), []);
        assert_eq!(items_around(whole, ".other"), []);
        let text = |value: Value<'_>| {
            let mut text = String::new();
            palisade_value::write_json(&mut text, value);
            text
        };
        let lesser = less(&arena, whole, &[at(2), at(12)]);
        assert_eq!(text(lesser), r#"{"containers":[{"env":[true]}]}"#);
        // What is left keeps its places.
        assert_eq!(items_around(lesser, ".containers[0].env[0]"), [at(1), at(11)]);
    }
}
