//! Aggregates, arrays and sets.

use super::args::Args;
use super::arithmetic::apply;
use super::values::{count as number, from_big_int, to_big_int, too_much};
use super::{Declared, declare};
use num_bigint::BigInt;
use palisade_ir::{CallContext, Eval, Op, Stop};
use palisade_value::{Set, Value};
use std::cmp::Ordering;

pub(super) static FUNCTIONS: &[Declared] = &[
    declare!(
        "count",
        count,
        "(collection: string|array<any>|object<any: any>|set<any>) => number",
        Seen
    ),
    declare!("sum", sum, "(collection: array<number>|set<number>) => number"),
    declare!("product", product, "(collection: array<number>|set<number>) => number"),
    declare!("max", max, "(collection: array<any>|set<any>) => any"),
    declare!("min", min, "(collection: array<any>|set<any>) => any"),
    declare!("sort", sort, "(collection: array<any>|set<any>) => array<any>"),
    declare!("all", all, "(collection: array<any>|set<any>) => boolean"),
    declare!("any", any, "(collection: array<any>|set<any>) => boolean"),
    declare!("array.concat", concat, "(x: array<any>, y: array<any>) => array<any>", Top),
    declare!(
        "array.slice",
        slice,
        "(arr: array<any>, start: number, stop: number) => array<any>",
        Top
    ),
    declare!("array.reverse", reverse, "(arr: array<any>) => array<any>", Top),
    declare!("array.flatten", flatten, "(arr: array<any>) => array<any>", Seen),
    declare!("and", and, "(x: set<any>, y: set<any>) => set<any>"),
    declare!("or", or, "(x: set<any>, y: set<any>) => set<any>"),
    declare!("intersection", intersection, "(xs: set<set<any>>) => set<any>"),
    declare!("union", union, "(xs: set<set<any>>) => set<any>"),
    declare!("set_diff", set_diff, "(x: set<any>, y: set<any>) => set<any>"),
    declare!("internal.member_2", member, "(x: any, collection: any) => boolean"),
    declare!("internal.member_3", member_with_key, "(k: any, v: any, collection: any) => boolean"),
];

fn count<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "count", values);
    Ok(number(match args.at(0) {
        Value::Str(text) => text.chars().count(),
        Value::Array(array) => match array.rest() {
            Some(rest) => return Ok(Value::Unknown(rest)),
            None => array.len(),
        },
        Value::Object(object) => object.len(),
        Value::Set(set) => {
            // An unknown item may be equal to another one.
            if set.len() > 1
                && let Some(unknown) = args.at(0).find_unknown()
            {
                return Ok(Value::Unknown(unknown));
            }
            set.len()
        }
        unknown @ Value::Unknown(_) => return Ok(unknown),
        _ => return Err(args.wrong(0, "one of {array, object, set, string}")),
    }))
}

const SET_OR_ARRAY: &str = "one of {set, array}";
const ARRAY_OR_SET: &str = "one of {array, set}";

/// How many bits a product may have.
const MAX_BITS: u64 = 1 << 16;

/// Adds or multiplies all items: whole numbers first in 64 bits, then in as many as it takes;
/// others as exact decimals.
fn fold<'e>(args: &Args<'_, '_, 'e>, op: Op, start: i64) -> Eval<'e> {
    let items = args.items(0, SET_OR_ARRAY)?;
    if let Some(wrong) = items.iter().find(|item| !item.is_number()) {
        return Err(args.wrong_item(0, wrong, "number"));
    }
    let small = |a: i64, b: i64| {
        if op == Op::ExactAdd { a.checked_add(b) } else { a.checked_mul(b) }
    };
    let quick = items.iter().try_fold(start, |sum, item| match item {
        Value::Int(i) => small(sum, *i),
        _ => None,
    });
    if let Some(quick) = quick {
        return Ok(Value::Int(quick));
    }
    if let Some(whole) = items.iter().map(|v| to_big_int(*v)).collect::<Option<Vec<BigInt>>>() {
        let mut result = BigInt::from(start);
        for item in whole {
            if op == Op::ExactAdd {
                result += item;
            } else {
                result *= item;
            }
            if result.bits() > MAX_BITS {
                return Err(too_much());
            }
        }
        return Ok(from_big_int(args, &result));
    }
    let mut result = Value::Int(start);
    for item in items {
        result = apply(args, op, result, *item)?;
        if let Value::Num(exact) = result
            && exact.parts().0.bits() > MAX_BITS
        {
            return Err(too_much());
        }
    }
    Ok(result)
}

fn sum<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    fold(&Args::new(context, "sum", values), Op::ExactAdd, 0)
}

fn product<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    fold(&Args::new(context, "product", values), Op::ExactMul, 1)
}

fn max<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "max", values);
    let items = args.items(0, SET_OR_ARRAY)?.iter();
    items.copied().max_by(Value::order).ok_or(Stop::Undefined)
}

fn min<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "min", values);
    let items = args.items(0, SET_OR_ARRAY)?.iter();
    items.copied().min_by(Value::order).ok_or(Stop::Undefined)
}

fn sort<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "sort", values);
    let mut items = args.items(0, SET_OR_ARRAY)?.to_vec();
    items.sort_by(Value::order);
    Ok(Value::array(context.arena, &items))
}

fn all<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "all", values);
    let mut items = args.items(0, ARRAY_OR_SET)?.iter();
    Ok(Value::Bool(items.all(|item| matches!(item, Value::Bool(true)))))
}

fn any<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "any", values);
    let mut items = args.items(0, ARRAY_OR_SET)?.iter();
    Ok(Value::Bool(items.any(|item| matches!(item, Value::Bool(true)))))
}

fn concat<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "array.concat", values);
    let joined = [args.array(0)?, args.array(1)?].concat();
    args.new_array(&joined)
}

fn slice<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "array.slice", values);
    let items = args.array(0)?;
    let clamp = |n: i64| usize::try_from(n.max(0)).unwrap_or(usize::MAX).min(items.len());
    let (start, stop) = (clamp(args.int(1)?), clamp(args.int(2)?));
    Ok(Value::array(context.arena, items.get(start..stop).unwrap_or_default()))
}

fn reverse<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "array.reverse", values);
    let reversed: Vec<_> = args.array(0)?.iter().rev().copied().collect();
    Ok(Value::array(context.arena, &reversed))
}

fn flatten<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "array.flatten", values);
    if let unknown @ Value::Unknown(_) = args.at(0) {
        return Ok(unknown);
    }
    let mut flat = Vec::new();
    for item in args.array(0)? {
        match item {
            Value::Array(inner) => flat.extend_from_slice(inner.items()),
            // It may be an array.
            Value::Unknown(_) => return Ok(*item),
            other => flat.push(*other),
        }
    }
    args.new_array(&flat)
}

fn common<'e>(a: &Set<'e>, b: &Set<'e>) -> Vec<Value<'e>> {
    a.items().iter().filter(|v| b.contains(v)).copied().collect()
}

fn and<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "and", values);
    Ok(Value::set(context.arena, &common(args.set(0)?, args.set(1)?)))
}

fn or<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "or", values);
    let both = [args.set(0)?.items(), args.set(1)?.items()].concat();
    Ok(Value::set(context.arena, &both))
}

/// The sets in the set that is the first argument.
fn sets<'e>(args: &Args<'_, '_, 'e>) -> Result<Vec<&'e Set<'e>>, Stop<'e>> {
    let sets = args.set(0)?.items().iter();
    sets.map(|item| match item {
        Value::Set(set) => Ok(*set),
        other => {
            Err(args.operand(0, &format!("must be set but got {}", super::args::type_name(other))))
        }
    })
    .collect()
}

fn intersection<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "intersection", values);
    let sets = sets(&args)?;
    let Some((first, rest)) = sets.split_first() else {
        return Ok(Value::set(context.arena, &[]));
    };
    let kept = first.items().iter().filter(|v| rest.iter().all(|set| set.contains(v)));
    let kept: Vec<_> = kept.copied().collect();
    Ok(Value::set(context.arena, &kept))
}

fn union<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "union", values);
    let items: Vec<_> = sets(&args)?.iter().flat_map(|set| set.items()).copied().collect();
    Ok(Value::set(context.arena, &items))
}

fn set_diff<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "set_diff", values);
    let (a, b) = (args.set(0)?, args.set(1)?);
    let left: Vec<_> = a.items().iter().filter(|v| !b.contains(v)).copied().collect();
    Ok(Value::set(context.arena, &left))
}

fn member<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "internal.member_2", values);
    let wanted = args.at(0);
    Ok(Value::Bool(match args.at(1) {
        Value::Set(set) => set.contains(&wanted),
        Value::Array(array) => array.items().iter().any(|v| v.same(&wanted)),
        Value::Object(object) => object.entries().iter().any(|(_, v)| v.same(&wanted)),
        _ => false,
    }))
}

fn member_with_key<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "internal.member_3", values);
    let (key, wanted) = (args.at(0), args.at(1));
    Ok(Value::Bool(match args.at(2) {
        Value::Set(set) => set.contains(&key) && key.order(&wanted) == Ordering::Equal,
        Value::Array(array) => {
            let at = key.as_i64().and_then(|at| usize::try_from(at).ok());
            at.and_then(|at| array.items().get(at)).is_some_and(|v| v.same(&wanted))
        }
        Value::Object(object) => object.get(&key).is_some_and(|v| v.same(&wanted)),
        _ => false,
    }))
}
