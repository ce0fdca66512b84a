//! Functions on lists, sets and maps.

use palisade_hcl::BinaryOp;
use palisade_value::{Array, Equality, ObjectBuilder, Unknown, Value};

use super::args::{arg, array, integer, items, items_of, number, object, pick, text};
use std::cmp::Ordering;

use super::{Answer, Context, Entry, deep, limit, own, shallow};
use crate::number::arithmetic;
use crate::types::{Type, article, convert, to_text, unify_all};

/// No list that a function makes is longer than this.
const ITEMS: usize = 1_000_000;

pub(super) const TABLE: &[Entry] = &[
    ("chunklist", shallow(2, 2, chunklist)),
    ("coalesce", own(1, usize::MAX, coalesce)),
    ("coalescelist", own(1, usize::MAX, coalescelist)),
    ("compact", deep(1, 1, compact)),
    ("concat", shallow(1, usize::MAX, concat)),
    ("contains", own(2, 2, contains)),
    ("distinct", deep(1, 1, distinct)),
    ("element", shallow(2, 2, element)),
    ("flatten", shallow(1, 1, flatten)),
    ("index", shallow(2, 2, index)),
    ("keys", shallow(1, 1, keys)),
    ("length", own(1, 1, length)),
    (
        "list",
        shallow(0, usize::MAX, |c, a| {
            Ok(Value::array(c.arena, &unify_all(c.arena, a).map_err(|e| e.to_string())?))
        }),
    ),
    ("lookup", own(2, 3, lookup)),
    ("matchkeys", deep(3, 3, matchkeys)),
    ("merge", shallow(0, usize::MAX, merge)),
    ("one", shallow(1, 1, one)),
    ("range", shallow(1, 3, range)),
    (
        "reverse",
        shallow(1, 1, |c, a| {
            let array = array(c, a, 0)?;
            Ok(pick(c, &array, (0..array.len()).rev()))
        }),
    ),
    ("setintersection", deep(1, usize::MAX, |c, a| sets(c, a, |left, right| left && right))),
    ("setsubtract", deep(2, 2, |c, a| sets(c, a, |left, right| left && !right))),
    ("setunion", shallow(1, usize::MAX, setunion)),
    ("setproduct", shallow(1, usize::MAX, setproduct)),
    ("slice", shallow(3, 3, slice)),
    ("sort", shallow(1, 1, sort)),
    ("transpose", deep(1, 1, transpose)),
    ("values", shallow(1, 1, values)),
    ("zipmap", shallow(2, 2, zipmap)),
];

fn chunklist<'a>(context: &Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let list = Type::List(Box::new(Type::Any));
    let all = convert(context.arena, arg(args, 0), &list).map_err(|misfit| misfit.to_string())?;
    let all = array(context, &[all], 0)?;
    let size = usize::try_from(integer(context, args, 1)?)
        .map_err(|_| "the size must not be negative".to_owned())?;
    let size = if size == 0 { all.len().max(1) } else { size };
    let chunks: Vec<Value<'a>> = (0..all.len())
        .step_by(size)
        .map(|start| pick(context, &all, start..start.saturating_add(size).min(all.len())))
        .collect();
    Ok(Value::array(context.arena, &chunks))
}

fn coalesce<'a>(context: &Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let unified = unify_all(context.arena, args).map_err(|misfit| misfit.to_string())?;
    let found = unified.iter().find(|v| !matches!(v, Value::Null | Value::Str("")));
    found.copied().ok_or_else(|| "all arguments are null or empty".to_owned())
}

fn coalescelist<'a>(context: &Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let other = |v: &&Value<'_>| !matches!(v, Value::Null | Value::Unknown(_) | Value::Array(_));
    if let Some(other) = args.iter().find(other) {
        return Err(format!("a list is needed and this is {}", article(*other)));
    }
    for value in args {
        match value {
            Value::Null => {}
            Value::Unknown(_) => return Ok(*value),
            other if !items_of(context, *other)?.is_empty() => return Ok(*other),
            _ => {}
        }
    }
    Err("all lists are empty".to_owned())
}

fn compact<'a>(context: &Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let texts = Type::List(Box::new(Type::String));
    let all = convert(context.arena, arg(args, 0), &texts).map_err(|misfit| misfit.to_string())?;
    let all = array(context, &[all], 0)?;
    let kept = (0..all.len()).filter(|n| !matches!(all.items()[*n], Value::Null | Value::Str("")));
    Ok(pick(context, &all, kept))
}

fn concat<'a>(context: &Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let (mut items, mut origins) = (Vec::new(), Vec::new());
    for n in 0..args.len() {
        let Value::Array(next) = arg(args, n) else {
            return Err(format!("a list is needed and this is {}", article(arg(args, n))));
        };
        items.extend_from_slice(next.items());
        origins.extend((0..next.len()).filter_map(|n| next.origin(n).copied()));
        if items.len() > ITEMS {
            return Err(limit("the list grows too long"));
        }
    }
    let arena = context.arena;
    let lists = |arg: &Value<'_>| arg.as_array().is_some_and(|array| array.is_uniform());
    let one = if args.iter().all(lists) { unify_all(arena, &items).ok() } else { None };
    let origins = arena.alloc_slice(&origins);
    let array = match &one {
        Some(items) => Array::with_origins(arena.alloc_slice(items), origins).uniform(),
        None => Array::with_origins(arena.alloc_slice(&items), origins),
    };
    Ok(Value::Array(arena.alloc(array)))
}

fn contains<'a>(context: &Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    if let unknown @ Value::Unknown(_) = arg(args, 0) {
        return Ok(unknown);
    }
    let wanted = arg(args, 1);
    let mut unknown = None;
    for item in items(context, args, 0)? {
        match item.equals(&wanted) {
            Equality::Equal => return Ok(Value::Bool(true)),
            Equality::Unknown(cause) => unknown = unknown.or(Some(Value::Unknown(cause))),
            Equality::Different => {}
        }
    }
    Ok(unknown.unwrap_or(Value::Bool(false)))
}

fn distinct<'a>(context: &Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let all = array(context, args, 0)?;
    let unified = unify_all(context.arena, all.items()).map_err(|misfit| misfit.to_string())?;
    let mut order: Vec<usize> = (0..unified.len()).collect();
    order.sort_by(|a, b| unified[*a].order(&unified[*b]).then(a.cmp(b)));
    order.dedup_by(|a, b| unified[*a].same(&unified[*b]));
    order.sort_unstable();
    let kept: Vec<Value<'a>> = order.iter().map(|n| unified[*n]).collect();
    Ok(Value::array(context.arena, &kept))
}

fn element<'a>(context: &Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    no_set(args)?;
    let all = items(context, args, 0)?;
    let index = integer(context, args, 1)?;
    if all.is_empty() {
        return Err("an empty list has no element".to_owned());
    }
    let count = i64::try_from(all.len()).unwrap_or(i64::MAX);
    let at = usize::try_from(index.rem_euclid(count)).unwrap_or(0);
    all.get(at).copied().ok_or_else(|| "there is no such element".to_owned())
}

fn flatten<'a>(context: &Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    fn walk<'a>(
        array: &Array<'a>,
        depth: u32,
        out: &mut Vec<(Value<'a>, Option<palisade_value::Origin<'a>>)>,
    ) -> bool {
        (0..array.len()).all(|n| {
            let item = array.items()[n];
            if out.len() > ITEMS || depth > 100 {
                return false;
            }
            match item {
                Value::Array(inner) => walk(inner, depth + 1, out),
                Value::Set(set) => walk(&Array::new(set.items()), depth + 1, out),
                other => {
                    out.push((other, array.origin(n).copied()));
                    true
                }
            }
        })
    }
    let mut flat = Vec::new();
    if !walk(&array(context, args, 0)?, 0, &mut flat) {
        return Err(limit("the list grows too long"));
    }
    let items: Vec<Value<'a>> = flat.iter().map(|(item, _)| *item).collect();
    let origins: Vec<_> = flat.iter().filter_map(|(_, origin)| *origin).collect();
    let arena = context.arena;
    let array = Array::with_origins(arena.alloc_slice(&items), arena.alloc_slice(&origins));
    Ok(Value::Array(arena.alloc(array)))
}

fn is_unknown(value: &Value<'_>) -> bool {
    matches!(value, Value::Unknown(_))
}

/// A set has no places.
fn no_set(args: &[Value<'_>]) -> Result<(), String> {
    match arg(args, 0) {
        Value::Set(_) => {
            Err("a list is needed and this is a set; `tolist(…)` makes one".to_owned())
        }
        _ => Ok(()),
    }
}

fn index<'a>(context: &Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    no_set(args)?;
    let wanted = arg(args, 1);
    for (n, item) in items(context, args, 0)?.iter().enumerate() {
        match item.equals(&wanted) {
            Equality::Equal => return Ok(Value::Int(i64::try_from(n).unwrap_or(i64::MAX))),
            Equality::Unknown(cause) => return Ok(Value::Unknown(cause)),
            Equality::Different => {}
        }
    }
    Err("the item is not in the list".to_owned())
}

fn keys<'a>(context: &Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let object = object(args, 0)?;
    let keys: Vec<Value<'a>> = object.entries().iter().map(|(key, _)| *key).collect();
    Ok(Value::array(context.arena, &keys))
}

fn values<'a>(context: &Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let object = object(args, 0)?;
    let items: Vec<Value<'a>> = object.entries().iter().map(|(_, value)| *value).collect();
    let origins: Vec<_> = (0..items.len()).filter_map(|n| object.origin(n).copied()).collect();
    let arena = context.arena;
    let array = Array::with_origins(arena.alloc_slice(&items), arena.alloc_slice(&origins));
    Ok(Value::Array(arena.alloc(array)))
}

fn length<'a>(_: &Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let count = match arg(args, 0) {
        unknown @ Value::Unknown(_) => return Ok(unknown),
        Value::Array(array) => array.len(),
        Value::Object(object) => object.len(),
        Value::Set(set) => {
            // Unknown items may turn out to be one and the same, and those of one cause are one
            // here though they may differ.
            if let Some(unknown) = set.items().iter().find(|v| matches!(v, Value::Unknown(_))) {
                return Ok(*unknown);
            }
            set.len()
        }
        Value::Str(text) => super::graphemes::count(text),
        other => return Err(format!("{} has no length", article(other))),
    };
    Ok(Value::Int(i64::try_from(count).unwrap_or(i64::MAX)))
}

fn lookup<'a>(context: &Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    if let Some(unknown) = args.iter().take(2).find(|v| matches!(v, Value::Unknown(_))) {
        return Ok(*unknown);
    }
    let key = text(context, args, 1)?;
    match (object(args, 0)?.field(key), args.get(2)) {
        (Some(value), _) => Ok(value),
        (None, Some(default)) => Ok(*default),
        (None, None) => Err(format!("the map has no key `{key}`")),
    }
}

fn matchkeys<'a>(context: &Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let (all, keys, wanted) =
        (array(context, args, 0)?, items(context, args, 1)?, items(context, args, 2)?);
    if all.len() != keys.len() {
        return Err("the lists of values and keys differ in length".to_owned());
    }
    // Both are of one type first: the number 1 is looked for as the text "1" among texts.
    let together: Vec<Value<'a>> = keys.iter().chain(wanted).copied().collect();
    let together = unify_all(context.arena, &together)
        .map_err(|_| "the keys and what is looked for have no one type".to_owned())?;
    let (keys, wanted) = together.split_at(keys.len().min(together.len()));
    let is_wanted = |n: &usize| keys.get(*n).is_some_and(|key| wanted.iter().any(|w| w.same(key)));
    let kept = (0..all.len()).filter(is_wanted);
    Ok(pick(context, &all, kept))
}

fn merge<'a>(context: &Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let mut builder = ObjectBuilder::new();
    for value in args {
        match value {
            Value::Null => {}
            Value::Object(object) => {
                for (n, (key, value)) in object.entries().iter().enumerate() {
                    match object.origin(n) {
                        Some(origin) => builder.insert_at(*key, *value, *origin),
                        None => builder.insert(*key, *value),
                    }
                }
            }
            other => return Err(format!("a map is needed and this is {}", article(*other))),
        }
    }
    Ok(builder.finish(context.arena))
}

fn one<'a>(context: &Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    match arg(args, 0) {
        // Unknown items may turn out to be one and the same.
        Value::Set(set) if set.len() > 1 && set.items().iter().any(is_unknown) => {
            let unknown = set.items().iter().find_map(Value::as_unknown);
            Ok(unknown.map_or(Value::Null, |unknown| {
                Value::unknown(context.arena, Unknown { partial: None, ..*unknown })
            }))
        }
        Value::Array(_) | Value::Set(_) => match items(context, args, 0)? {
            [] => Ok(Value::Null),
            [only] => Ok(*only),
            more => Err(format!("one item at most is needed and there are {}", more.len())),
        },
        other => Err(format!("a list is needed and this is {}", article(other))),
    }
}

fn range<'a>(context: &Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let zero = Value::Int(0);
    let (start, end) = match args.len() {
        1 => (zero, number(context, args, 0)?),
        _ => (number(context, args, 0)?, number(context, args, 1)?),
    };
    let down = end.order(&start).is_lt();
    let step = match args.len() {
        3 => number(context, args, 2)?,
        _ => Value::Int(if down { -1 } else { 1 }),
    };
    let away = match step.order(&zero) {
        Ordering::Equal => !end.order(&start).is_eq(),
        Ordering::Less => !down && !end.order(&start).is_eq(),
        Ordering::Greater => down,
    };
    if away {
        return Err("the step leads away from the end".to_owned());
    }
    let mut items = Vec::new();
    let mut at = start;
    while if down { at.order(&end).is_gt() } else { at.order(&end).is_lt() } {
        if items.len() >= 1024 {
            return Err("more than 1024 numbers are too many".to_owned());
        }
        items.push(at);
        at = arithmetic(context.arena, BinaryOp::Add, at, step)?;
    }
    Ok(Value::array(context.arena, &items))
}

/// The items of all arguments, made one type, by argument.
fn unified<'a>(context: &Context<'a>, args: &[Value<'a>]) -> Result<Vec<Vec<Value<'a>>>, String> {
    let mut flat = Vec::new();
    let mut counts = Vec::new();
    for n in 0..args.len() {
        let items = items(context, args, n)?;
        flat.extend_from_slice(items);
        counts.push(items.len());
    }
    let mut all = unify_all(context.arena, &flat).map_err(|misfit| misfit.to_string())?.into_iter();
    Ok(counts.into_iter().map(|count| all.by_ref().take(count).collect()).collect())
}

fn sets<'a>(context: &Context<'a>, args: &[Value<'a>], keep: fn(bool, bool) -> bool) -> Answer<'a> {
    let mut all = unified(context, args)?.into_iter();
    let mut result = all.next().unwrap_or_default();
    for mut other in all {
        other.sort_by(Value::order);
        result.retain(|item| keep(true, other.binary_search_by(|o| o.order(item)).is_ok()));
    }
    Ok(Value::set(context.arena, &result))
}

fn setunion<'a>(context: &Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let all: Vec<Value<'a>> = unified(context, args)?.into_iter().flatten().collect();
    Ok(Value::set(context.arena, &all))
}

fn setproduct<'a>(context: &Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    if args.len() < 2 {
        return Err("at least two collections are needed".to_owned());
    }
    let mut rows: Vec<Vec<Value<'a>>> = vec![Vec::new()];
    let mut any_set = false;
    for n in 0..args.len() {
        any_set = any_set || matches!(arg(args, n), Value::Set(_));
        let items =
            unify_all(context.arena, items(context, args, n)?).map_err(|e| e.to_string())?;
        if rows.len().saturating_mul(items.len()).saturating_mul(args.len()) > ITEMS {
            return Err(limit("the product grows too large"));
        }
        rows = rows
            .iter()
            .flat_map(|row| items.iter().map(move |item| [row.as_slice(), &[*item]].concat()))
            .collect();
    }
    let rows: Vec<Value<'a>> = rows.iter().map(|row| Value::array(context.arena, row)).collect();
    let make = if any_set { Value::set } else { Value::array };
    Ok(make(context.arena, &rows))
}

fn slice<'a>(context: &Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let all = array(context, args, 0)?;
    let index = |n: usize| -> Result<usize, String> {
        usize::try_from(integer(context, args, n)?).map_err(|_| "an index is negative".to_owned())
    };
    let (start, end) = (index(1)?, index(2)?);
    if start > end || end > all.len() {
        return Err(format!("items {start} to {end} are not in a list of {}", all.len()));
    }
    Ok(pick(context, &all, start..end))
}

fn sort<'a>(context: &Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let all = items(context, args, 0)?;
    if let Some(unknown) = all.iter().find_map(Value::as_unknown) {
        // How many there are is known, not which stands where.
        let any = Value::unknown(context.arena, Unknown { partial: None, ..*unknown });
        return Ok(Value::array(context.arena, &vec![any; all.len()]));
    }
    let mut texts = Vec::new();
    for item in all {
        texts.push(to_text(context.arena, *item).map_err(|misfit| misfit.to_string())?);
    }
    texts.sort_unstable();
    let items: Vec<Value<'a>> = texts.into_iter().map(Value::Str).collect();
    Ok(Value::array(context.arena, &items))
}

fn transpose<'a>(context: &Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let mut pairs: Vec<(&'a str, Value<'a>)> = Vec::new();
    for (key, list) in object(args, 0)?.entries() {
        for item in items_of(context, *list)? {
            let text = to_text(context.arena, *item).map_err(|misfit| misfit.to_string())?;
            pairs.push((text, *key));
        }
    }
    pairs.sort_by(|a, b| a.0.cmp(b.0).then_with(|| a.1.order(&b.1)));
    let mut builder = ObjectBuilder::new();
    for group in pairs.chunk_by(|a, b| a.0 == b.0) {
        let list: Vec<Value<'a>> = group.iter().map(|(_, key)| *key).collect();
        if let Some((name, _)) = group.first() {
            builder.insert(Value::Str(name), Value::array(context.arena, &list));
        }
    }
    Ok(builder.finish(context.arena))
}

fn zipmap<'a>(context: &Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let (keys, values) = (items(context, args, 0)?, items(context, args, 1)?);
    if keys.len() != values.len() {
        return Err(format!("{} keys do not go with {} values", keys.len(), values.len()));
    }
    let mut builder = ObjectBuilder::with_capacity(keys.len());
    for (key, value) in keys.iter().zip(values) {
        if let Value::Unknown(_) = key {
            return Ok(*key);
        }
        let key = to_text(context.arena, *key).map_err(|misfit| misfit.to_string())?;
        builder.insert(Value::Str(key), *value);
    }
    Ok(builder.finish(context.arena))
}
