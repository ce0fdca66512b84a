//! Lists, sets of values, and sizes.

use crate::cut::MAX_ITEMS;
use palisade_ir::{CallContext, Eval, FaultKind, Stop};
use palisade_value::{Array, Ext, Unknown, Value};
use rustc_hash::FxHashMap;
use std::cmp::Ordering;

fn bad<'e>(context: &CallContext<'_, 'e>, message: &str) -> Stop<'e> {
    context.error(FaultKind::BadArgument, message)
}

pub(super) fn size<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    let size = match args {
        [Value::Str(text)] if text.is_ascii() => text.len(),
        [Value::Str(text)] => text.chars().count(),
        [Value::Ext(Ext::Bytes(bytes))] => bytes.len(),
        [Value::Array(array)] => match array.rest() {
            Some(rest) => return Ok(Value::Unknown(rest)),
            None => array.len(),
        },
        [Value::Object(object)] => object.len(),
        [Value::Set(set)] => set.len(),
        _ => return Err(context.no_overload("size", args)),
    };
    Ok(Value::Int(i64::try_from(size).unwrap_or(i64::MAX)))
}

fn optional<'e>(context: &CallContext<'_, 'e>, value: Option<Value<'e>>) -> Value<'e> {
    match value {
        Some(unknown @ Value::Unknown(_)) => unknown,
        value => Value::ext(context.arena, Ext::Optional(value)),
    }
}

/// A list of items of another one, as bounded as it is.
fn like<'e>(context: &CallContext<'_, 'e>, items: &[Value<'e>], of: &Array<'e>) -> Value<'e> {
    let made = Array::new(context.arena.alloc_slice(items)).bounded_as(of);
    Value::Array(context.arena.alloc(made))
}

pub(super) fn first<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    match args {
        [Value::Array(array)] => Ok(optional(context, array.items().first().copied())),
        _ => Err(context.no_overload("first", args)),
    }
}

pub(super) fn last<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    match args {
        [Value::Array(array)] => match array.rest() {
            Some(rest) => Ok(Value::Unknown(rest)),
            None => Ok(optional(context, array.items().last().copied())),
        },
        _ => Err(context.no_overload("last", args)),
    }
}

pub(super) fn reverse<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    match args {
        [Value::Array(array)] => {
            let items: Vec<Value<'e>> = array.items().iter().rev().copied().collect();
            Ok(like(context, &items, array))
        }
        [Value::Str(text)] => {
            let turned: String = text.chars().rev().collect();
            Ok(Value::str(context.arena, &turned))
        }
        _ => Err(context.no_overload("reverse", args)),
    }
}

pub(super) fn slice<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    let [Value::Array(array), Value::Int(from), Value::Int(to)] = args else {
        return Err(context.no_overload("slice", args));
    };
    let (Ok(start), Ok(end)) = (usize::try_from(*from), usize::try_from(*to)) else {
        return Err(bad(context, "a slice starts and ends at 0 or behind it"));
    };
    if let Some(rest) = array.rest()
        && end > array.settled()
    {
        return Ok(Value::Unknown(rest));
    }
    match array.items().get(start..end) {
        Some(items) => Ok(Value::Array(context.arena.alloc(Array::new(items)))),
        None => {
            let message = format!("slice {from} to {to} is outside of a list of {}", array.len());
            Err(bad(context, &message))
        }
    }
}

pub(super) fn range<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    let [Value::Int(count)] = args else { return Err(context.no_overload("lists.range", args)) };
    if usize::try_from(*count).unwrap_or(0) > MAX_ITEMS {
        return Err(bad(context, "a range has at most 1,048,576 items"));
    }
    let items: Vec<Value<'e>> = (0..*count).map(Value::Int).collect();
    Ok(Value::array(context.arena, &items))
}

pub(super) fn flatten<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    let (array, depth) = match args {
        [Value::Array(array)] => (array, 1),
        [Value::Array(array), Value::Int(depth)] => (array, *depth),
        _ => return Err(context.no_overload("flatten", args)),
    };
    if depth < 0 {
        return Err(bad(context, "lists are flattened to a depth of 0 or more"));
    }
    // A list around one list or one item: what `[x].flatten()` is written for.
    match array.items() {
        [Value::Array(inner)] if depth == 1 && inner.len() <= MAX_ITEMS => {
            let flat = Array::new(inner.items());
            let rest = inner.rest().or(array.rest());
            let flat = rest.map_or(flat, |rest| flat.unbounded(rest));
            return Ok(Value::Array(context.arena.alloc(flat)));
        }
        [Value::Array(_)] => {}
        [_] => {
            let same = Array::new(array.items()).bounded_as(array);
            return Ok(Value::Array(context.arena.alloc(same)));
        }
        _ => {}
    }
    let mut items = Vec::new();
    let rest = flatten_into(context, array, depth.min(100), &mut items)?;
    let flat = Array::new(context.arena.alloc_slice(&items));
    let flat = rest.map_or(flat, |rest| flat.unbounded(rest));
    Ok(Value::Array(context.arena.alloc(flat)))
}

fn flatten_into<'e>(
    context: &CallContext<'_, 'e>,
    array: &Array<'e>,
    depth: i64,
    items: &mut Vec<Value<'e>>,
) -> Result<Option<&'e Unknown<'e>>, Stop<'e>> {
    let mut rest = array.rest();
    for item in array.items() {
        match item {
            Value::Array(inner) if depth > 0 => {
                let below = flatten_into(context, inner, depth - 1, items)?;
                rest = rest.or(below);
            }
            _ if items.len() >= MAX_ITEMS => return Err(bad(context, "the list grows too long")),
            item => items.push(*item),
        }
    }
    Ok(rest)
}

pub(super) fn distinct<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    let [Value::Array(array)] = args else { return Err(context.no_overload("distinct", args)) };
    let mut seen: FxHashMap<u32, Vec<usize>> = FxHashMap::default();
    let mut items: Vec<Value<'e>> = Vec::new();
    for item in array.items() {
        let same_hash = seen.entry(item.hash32()).or_default();
        if !same_hash.iter().any(|at| items.get(*at).is_some_and(|known| known.same(item))) {
            same_hash.push(items.len());
            items.push(*item);
        }
    }
    Ok(Value::array(context.arena, &items))
}

/// What can be compared with what: the kinds that have an order in CEL.
fn order_class(value: &Value<'_>) -> Option<u8> {
    match value {
        Value::Bool(_) => Some(0),
        value if value.is_number() => Some(1),
        Value::Str(_) => Some(2),
        Value::Ext(Ext::Bytes(_)) => Some(3),
        Value::Ext(Ext::Timestamp(_)) => Some(4),
        Value::Ext(Ext::Duration(_)) => Some(5),
        _ => None,
    }
}

pub(super) fn comparable<'e>(
    context: &CallContext<'_, 'e>,
    items: &[Value<'e>],
) -> Result<(), Stop<'e>> {
    let class = items.first().and_then(order_class);
    if items.iter().all(|i| order_class(i).is_some() && order_class(i) == class) {
        return Ok(());
    }
    let message = "only items of one type that has an order can be sorted";
    Err(context.error(FaultKind::WrongType, message))
}

pub(super) fn sort<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    let [Value::Array(array)] = args else { return Err(context.no_overload("sort", args)) };
    comparable(context, array.items())?;
    let mut items = array.items().to_vec();
    items.sort_by(Value::order);
    Ok(Value::array(context.arena, &items))
}

/// Sorts a list by a list of as many keys.
pub(super) fn sort_by_keys<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    let [Value::Array(array), Value::Array(keys)] = args else {
        return Err(context.no_overload("sortBy", args));
    };
    if array.len() != keys.len() {
        return Err(context.no_overload("sortBy", args));
    }
    comparable(context, keys.items())?;
    let mut pairs: Vec<_> = keys.items().iter().zip(array.items()).collect();
    pairs.sort_by(|a, b| -> Ordering { a.0.order(b.0) });
    let items: Vec<Value<'e>> = pairs.into_iter().map(|(_, item)| *item).collect();
    Ok(Value::array(context.arena, &items))
}

/// The items of a list by hash, for membership without comparing all with all.
fn by_hash<'a, 'e>(items: &'a [Value<'e>]) -> FxHashMap<u32, Vec<&'a Value<'e>>> {
    let mut table: FxHashMap<u32, Vec<&Value<'e>>> = FxHashMap::default();
    for item in items {
        table.entry(item.hash32()).or_default().push(item);
    }
    table
}

fn is_in(table: &FxHashMap<u32, Vec<&Value<'_>>>, item: &Value<'_>) -> bool {
    table.get(&item.hash32()).is_some_and(|found| found.iter().any(|known| known.same(item)))
}

pub(super) fn sets_contains<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    let [Value::Array(all), Value::Array(part)] = args else {
        return Err(context.no_overload("sets.contains", args));
    };
    let table = by_hash(all.items());
    Ok(Value::Bool(part.items().iter().all(|item| is_in(&table, item))))
}

pub(super) fn sets_equivalent<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    let [Value::Array(a), Value::Array(b)] = args else {
        return Err(context.no_overload("sets.equivalent", args));
    };
    let (in_a, in_b) = (by_hash(a.items()), by_hash(b.items()));
    let same = a.items().iter().all(|item| is_in(&in_b, item))
        && b.items().iter().all(|item| is_in(&in_a, item));
    Ok(Value::Bool(same))
}

pub(super) fn sets_intersects<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    let [Value::Array(a), Value::Array(b)] = args else {
        return Err(context.no_overload("sets.intersects", args));
    };
    let table = by_hash(a.items());
    Ok(Value::Bool(b.items().iter().any(|item| is_in(&table, item))))
}
