//! Findings of a plan, shown in the files that the plan was made from.
//!
//! The resources of both are matched by type and address; then every value of the planned resource
//! points at what sets it in the source. Verdicts are those of the plan.

use palisade_arena::Arena;
use palisade_model::{Loaded, LoadedNote, Resource};
use palisade_source::{Diagnostic, Level, Location};
use palisade_value::{Array, Object, ObjectBuilder, Origin, OriginKind, Unknown, Value};
use std::collections::HashMap;

/// In lists longer than this, items are matched by their position alone.
const MATCHED: usize = 128;

/// The resources of a source, to be found by type and address.
struct Declared<'d, 'a> {
    resources: &'d [Resource<'a>],
    exact: HashMap<(&'a str, &'a str), usize>,
    /// By addresses without keys: the first of each.
    plain: HashMap<(&'a str, String), usize>,
}

impl<'d, 'a> Declared<'d, 'a> {
    fn new(resources: &'d [Resource<'a>]) -> Self {
        let (mut exact, mut plain) = (HashMap::new(), HashMap::new());
        for (at, resource) in resources.iter().enumerate() {
            exact.entry((resource.kind, resource.address)).or_insert(at);
            plain.entry((resource.kind, without_keys(resource.address))).or_insert(at);
        }
        Self { resources, exact, plain }
    }

    fn find(&self, resource: &Resource<'_>) -> Option<usize> {
        let exact = self.exact.get(&(resource.kind, resource.address));
        exact.or_else(|| self.plain.get(&(resource.kind, without_keys(resource.address)))).copied()
    }
}

/// How many resources a source declares.
pub(crate) fn declared(planned: &Loaded<'_>, source: &Loaded<'_>) -> usize {
    let declared = Declared::new(&source.resources);
    planned.resources.iter().filter(|r| declared.find(r).is_some()).count()
}

/// Points resources at their source, and takes over its comments.
pub(crate) fn point<'a>(arena: &'a Arena, planned: &mut Loaded<'a>, source: Loaded<'a>) {
    let declared = Declared::new(&source.resources);
    let mut found: HashMap<usize, Vec<u32>> = HashMap::new();
    let mut missing = Vec::new();
    for (at, resource) in planned.resources.iter_mut().enumerate() {
        let Some(position) = declared.find(resource) else {
            missing.push(resource.address);
            continue;
        };
        found.entry(position).or_default().push(u32::try_from(at).unwrap_or(u32::MAX));
        let Some(home) = declared.resources.get(position) else { continue };
        resource.location = home.location;
        resource.header = home.header;
        resource.parents = home.parents;
        let around = Origin::literal(home.header);
        resource.attributes = value(arena, resource.attributes, Some(home.attributes), around);
    }
    let errors = source.diagnostics.into_iter().filter(|d| d.level == Level::Error);
    planned.diagnostics.extend(errors);
    planned.fetched.extend(source.fetched);
    planned.notes.extend(source.notes.into_iter().map(|note| {
        let resources = note.resources.map(|list| {
            let of = |at: &u32| found.get(&(*at as usize)).cloned().unwrap_or_default();
            list.iter().flat_map(of).collect()
        });
        LoadedNote { resources, ..note }
    }));
    if let Some(first) = missing.first() {
        let message = match missing.len() {
            1 => format!("`{first}` of the plan is not declared in the source"),
            many => format!(
                "{many} resources of the plan are not declared in the source, `{first}` is one"
            ),
        };
        planned.diagnostics.push(
            Diagnostic::warning("source-undeclared", message)
                .help("their findings are shown in the plan; is it made from this folder?"),
        );
    }
}

/// An address without the keys in brackets.
fn without_keys(address: &str) -> String {
    let mut out = String::with_capacity(address.len());
    let (mut inside, mut quoted, mut escaped) = (false, false, false);
    for c in address.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' if inside => quoted = !quoted,
            '[' if !quoted => inside = true,
            ']' if inside && !quoted => inside = false,
            c if !inside => out.push(c),
            _ => {}
        }
    }
    out
}

/// A planned value with the places of its source; what the source does not write is where the
/// nearest thing around it is.
fn value<'a>(
    arena: &'a Arena,
    planned: Value<'a>,
    source: Option<Value<'a>>,
    around: Origin<'a>,
) -> Value<'a> {
    match planned {
        Value::Object(object) => {
            let written = source.and_then(|s| s.as_object());
            let mut builder = ObjectBuilder::with_capacity(object.len());
            for (at, (key, inner)) in object.entries().iter().enumerate() {
                let slot = written.and_then(|o| o.position(key));
                let own = slot.and_then(|slot| written?.origin(slot));
                let origin = placed(object.origin(at), own, around);
                let source = slot.and_then(|slot| written?.entries().get(slot)).map(|(_, v)| *v);
                builder.insert_at(*key, value(arena, *inner, source, origin), origin);
            }
            builder.finish(arena)
        }
        Value::Array(array) => {
            let written = source.and_then(|s| s.as_array());
            let pairs = written.map_or_else(Vec::new, |written| pairs(array, written));
            let (mut values, mut origins) = (Vec::new(), Vec::new());
            for (at, inner) in array.items().iter().enumerate() {
                let slot = pairs.get(at).copied().flatten();
                let own = slot.and_then(|slot| written?.origin(slot));
                let origin = placed(array.origin(at), own, around);
                let source = slot.and_then(|slot| written?.items().get(slot)).copied();
                values.push(value(arena, *inner, source, origin));
                origins.push(origin);
            }
            let values = arena.alloc_slice(&values);
            Value::Array(arena.alloc(Array::with_origins(values, arena.alloc_slice(&origins))))
        }
        Value::Unknown(unknown) => {
            let location: Option<Location> = Some(around.location);
            Value::unknown(arena, Unknown { location, ..*unknown })
        }
        other => other,
    }
}

/// Where a slot is shown: where the source writes it, else around it. What the plan says is
/// sensitive stays so.
fn placed<'a>(
    planned: Option<&Origin<'a>>,
    source: Option<&Origin<'a>>,
    around: Origin<'a>,
) -> Origin<'a> {
    let origin = source.copied().unwrap_or(Origin::literal(around.location));
    match planned.map(|o| o.kind) {
        Some(OriginKind::Sensitive) => Origin { kind: OriginKind::Sensitive, ..origin },
        _ => origin,
    }
}

/// For each planned item the one of the source that is most like it: sets are not in the order in
/// which they are written.
fn pairs(planned: &Array<'_>, written: &Array<'_>) -> Vec<Option<usize>> {
    let (ours, theirs) = (planned.items(), written.items());
    let by_position = |at: usize| (at < theirs.len()).then_some(at);
    if ours.len() > MATCHED || theirs.len() > MATCHED {
        return (0..ours.len()).map(by_position).collect();
    }
    let mut free = vec![true; theirs.len()];
    let mut found = vec![None; ours.len()];
    // The surest first: each is taken once.
    let mut scores: Vec<(usize, usize, usize)> = Vec::new();
    for (at, item) in ours.iter().enumerate() {
        for (other, candidate) in theirs.iter().enumerate() {
            let score = likeness(item, candidate, 0);
            if score > 0 {
                scores.push((score, at, other));
            }
        }
    }
    scores.sort_by_key(|(score, at, other)| (std::cmp::Reverse(*score), at.abs_diff(*other), *at));
    for (_, at, other) in scores {
        let (Some(slot), Some(free)) = (found.get_mut(at), free.get_mut(other)) else { continue };
        if slot.is_none() && *free {
            *slot = Some(other);
            *free = false;
        }
    }
    for (at, slot) in found.iter_mut().enumerate() {
        if slot.is_none()
            && let Some(free) = free.get_mut(at)
            && *free
        {
            *slot = Some(at);
            *free = false;
        }
    }
    found
}

/// In how many parts two values are the same.
fn likeness(a: &Value<'_>, b: &Value<'_>, depth: usize) -> usize {
    match (a, b) {
        _ if depth > 6 => 0,
        (Value::Object(a), Value::Object(b)) => {
            let same = |(key, value): &(Value<'_>, Value<'_>)| {
                field(b, key).map_or(0, |other| likeness(value, &other, depth + 1))
            };
            a.entries().iter().map(same).sum()
        }
        (Value::Array(a), Value::Array(b)) => {
            let pairs = a.items().iter().zip(b.items());
            pairs.map(|(a, b)| likeness(a, b, depth + 1)).sum()
        }
        (Value::Unknown(_), _) | (_, Value::Unknown(_)) => 0,
        (a, b) => usize::from(a.same(b)),
    }
}

fn field<'a>(object: &Object<'a>, key: &Value<'_>) -> Option<Value<'a>> {
    object.get(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_taken_out_of_addresses() {
        assert_eq!(
            without_keys(r#"module.a["x.y]\"["].module.b[0].aws_x.y[*]"#),
            "module.a.module.b.aws_x.y"
        );
    }
}
