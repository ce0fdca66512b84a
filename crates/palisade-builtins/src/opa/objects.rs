//! Objects.

use super::args::Args;
use super::values::{Ordered, too_much};
use super::{Declared, declare};
use crate::cut::MAX_ITEMS;
use palisade_ir::{CallContext, Eval, FaultKind, Stop};
use palisade_value::{Arena, Array, Object, ObjectBuilder, Set, Value};
use std::collections::BTreeMap;

pub(super) static FUNCTIONS: &[Declared] = &[
    declare!("object.get", get, "(object: object<any: any>, key: any, default: any) => any", Seen),
    declare!(
        "object.remove",
        remove,
        "(object: object<any: any>, keys: array<any>|object<any: any>|set<any>) => any",
        Seen
    ),
    declare!(
        "object.filter",
        filter,
        "(object: object<any: any>, keys: array<any>|object<any: any>|set<any>) => any",
        Seen
    ),
    declare!("object.union", union, "(a: object<any: any>, b: object<any: any>) => any", Top),
    declare!("object.union_n", union_n, "(objects: array<object<any: any>>) => any", Seen),
    declare!("object.keys", keys, "(object: object<any: any>) => set<any>", Top),
    declare!(
        "object.subset",
        subset,
        "(super: array<any>|object<any: any>|set<any>, sub: array<any>|object<any: any>|set<any>) => any"
    ),
];

/// The unknown that a call hangs on: one of its first arguments, or something inside the second.
fn unknown<'e>(args: &Args<'_, '_, 'e>, inside: usize) -> Option<Value<'e>> {
    let whole = args.at(0).as_unknown();
    whole.or_else(|| args.at(inside).find_unknown()).map(Value::Unknown)
}

fn get<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "object.get", values);
    if let Some(unknown) = unknown(&args, 1) {
        return Ok(unknown);
    }
    let object = args.object(0)?;
    let Value::Array(path) = args.at(1) else {
        return Ok(object.get(&args.at(1)).unwrap_or_else(|| args.at(2)));
    };
    let mut value = args.at(0);
    for key in path.items() {
        let found = match value {
            Value::Unknown(_) => return Ok(value),
            Value::Object(object) => object.get(key),
            Value::Set(set) => set.contains(key).then_some(*key),
            Value::Array(array) => match key {
                Value::Int(at) => {
                    usize::try_from(*at).ok().and_then(|at| array.items().get(at)).copied()
                }
                _ => None,
            },
            _ => None,
        };
        match found {
            Some(found) => value = found,
            None => return Ok(args.at(2)),
        }
    }
    Ok(value)
}

/// The keys given as array, set or keys of an object.
fn given_keys<'e>(args: &Args<'_, '_, 'e>) -> Result<&'e Set<'e>, Stop<'e>> {
    let arena = args.context.arena;
    match args.at(1) {
        Value::Set(set) => Ok(set),
        Value::Array(array) => Ok(Set::new(arena, array.items())),
        Value::Object(object) => {
            let keys: Vec<_> = object.entries().iter().map(|(key, _)| *key).collect();
            Ok(Set::new(arena, &keys))
        }
        _ => Err(args.wrong(1, "one of {object, set, array}")),
    }
}

/// The object with those entries only whose key is given, or is not.
fn choose<'e>(args: &Args<'_, '_, 'e>, given: bool) -> Eval<'e> {
    if let Some(unknown) = unknown(args, 1) {
        return Ok(unknown);
    }
    let object = args.object(0)?;
    let keys = given_keys(args)?;
    let mut kept = ObjectBuilder::new();
    for (at, (key, value)) in object.entries().iter().enumerate() {
        if keys.contains(key) == given {
            match object.origin(at) {
                Some(origin) => kept.insert_at(*key, *value, *origin),
                None => kept.insert(*key, *value),
            }
        }
    }
    Ok(kept.finish(args.context.arena))
}

fn remove<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    choose(&Args::new(context, "object.remove", values), false)
}

fn filter<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    choose(&Args::new(context, "object.filter", values), true)
}

/// Objects on the way to being one.
enum Merged<'e> {
    Value(Value<'e>),
    Object(BTreeMap<Ordered<'e>, Merged<'e>>),
}

/// Lays an object over what was there: objects over objects merge, all else replaces.
///
/// `budget` is for how many entries; objects with shared parts may have far more than memory has.
fn merge<'e>(
    into: &mut BTreeMap<Ordered<'e>, Merged<'e>>,
    object: &Object<'e>,
    budget: &mut usize,
) -> Result<(), Stop<'e>> {
    for (key, value) in object.entries() {
        *budget = budget.checked_sub(1).ok_or_else(too_much)?;
        let slot = into.entry(Ordered(*key)).or_insert(Merged::Value(Value::Null));
        let Value::Object(new) = value else {
            *slot = Merged::Value(*value);
            continue;
        };
        match slot {
            Merged::Object(old) => merge(old, new, budget)?,
            Merged::Value(Value::Object(old)) => {
                let mut both = BTreeMap::new();
                merge(&mut both, old, budget)?;
                merge(&mut both, new, budget)?;
                *slot = Merged::Object(both);
            }
            Merged::Value(_) => *slot = Merged::Value(*value),
        }
    }
    Ok(())
}

fn finish<'e>(arena: &'e Arena, merged: BTreeMap<Ordered<'e>, Merged<'e>>) -> Value<'e> {
    let mut object = ObjectBuilder::with_capacity(merged.len());
    for (key, value) in merged {
        let value = match value {
            Merged::Value(value) => value,
            Merged::Object(inner) => finish(arena, inner),
        };
        object.insert(key.0, value);
    }
    object.finish(arena)
}

fn union<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "object.union", values);
    let mut merged = BTreeMap::new();
    let (a, b) = (args.object(0)?, args.object(1)?);
    let mut budget = MAX_ITEMS;
    merge(&mut merged, a, &mut budget)?;
    merge(&mut merged, b, &mut budget)?;
    Ok(finish(context.arena, merged))
}

fn union_n<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "object.union_n", values);
    if let unknown @ Value::Unknown(_) = args.at(0) {
        return Ok(unknown);
    }
    let (mut merged, mut budget) = (BTreeMap::new(), MAX_ITEMS);
    for item in args.array(0)? {
        match item {
            Value::Object(object) => merge(&mut merged, object, &mut budget)?,
            Value::Unknown(_) => return Ok(*item),
            other => return Err(args.wrong_item(0, other, "object")),
        }
    }
    Ok(finish(context.arena, merged))
}

fn keys<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "object.keys", values);
    let keys: Vec<_> = args.object(0)?.entries().iter().map(|(key, _)| *key).collect();
    Ok(Value::set(context.arena, &keys))
}

fn subset<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "object.subset", values);
    let (whole, part) = (args.at(0), args.at(1));
    if let (Value::Array(whole), Value::Set(part)) = (whole, part) {
        let all = part.items().iter().all(|v| whole.items().iter().any(|w| w.same(v)));
        // An array without items has no part, not even the empty set.
        return Ok(Value::Bool(all && !whole.is_empty()));
    }
    nested_subset(whole, part).map(Value::Bool).ok_or_else(|| {
        let message = "both arguments object.subset must be of the same type or array and set";
        context.error(FaultKind::WrongType, format!("{}: {message}", args.name))
    })
}

/// Whether a collection is part of another one; none where they are of different types.
fn nested_subset(whole: Value<'_>, part: Value<'_>) -> Option<bool> {
    Some(match (whole, part) {
        (Value::Object(whole), Value::Object(part)) => part.entries().iter().all(|(key, value)| {
            whole.get(key).is_some_and(|in_whole| {
                in_whole.same(value) || nested_subset(in_whole, *value).unwrap_or(false)
            })
        }),
        (Value::Set(whole), Value::Set(part)) => part.items().iter().all(|v| whole.contains(v)),
        (Value::Array(whole), Value::Array(part)) => run_in(whole, part),
        _ => return None,
    })
}

/// Whether the items of an array stand in another one, side by side.
fn run_in(whole: &Array<'_>, part: &Array<'_>) -> bool {
    // Knuth, Morris and Pratt: `border[n]` is the longest start of the part that ends its first
    // `n + 1` items as well.
    let part = part.items();
    let mut border = Vec::with_capacity(part.len());
    let step = |border: &[usize], mut matched: usize, item: &Value<'_>| loop {
        match part.get(matched) {
            Some(wanted) if wanted.same(item) => return matched + 1,
            _ if matched == 0 => return 0,
            _ => matched = border.get(matched - 1).copied().unwrap_or(0),
        }
    };
    let mut matched = 0;
    for (n, item) in part.iter().enumerate() {
        matched = if n == 0 { 0 } else { step(&border, matched, item) };
        border.push(matched);
    }
    let mut matched = 0;
    for item in whole.items() {
        if matched == part.len() {
            return true;
        }
        matched = step(&border, matched, item);
    }
    matched == part.len()
}
