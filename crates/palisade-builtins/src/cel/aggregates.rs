//! What a list comes to as a whole: its order, sum, least and greatest item, and where an item is.

use super::{lists, strings};
use palisade_ir::{CallContext, Eval, FaultKind};
use palisade_value::{Duration, Ext, Value};

pub(super) fn is_sorted<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    let [Value::Array(array)] = args else { return Err(context.no_overload("isSorted", args)) };
    if !array.is_empty() {
        lists::comparable(context, array.items())?;
    }
    Ok(Value::Bool(array.items().is_sorted_by(|a, b| a.order(b).is_le())))
}

/// The sum of numbers of one kind or of durations; 0 of none.
pub(super) fn sum<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    let [Value::Array(array)] = args else { return Err(context.no_overload("sum", args)) };
    let mut items = array.items().iter();
    let Some(mut total) = items.next().copied() else { return Ok(Value::Int(0)) };
    if !matches!(
        total,
        Value::Int(_) | Value::Uint(_) | Value::Float(_) | Value::Ext(Ext::Duration(_))
    ) {
        return Err(context.error(FaultKind::WrongType, "only numbers and durations have a sum"));
    }
    let overflow = || context.error(FaultKind::Overflow, "the sum of the list overflows");
    for item in items {
        total = match (total, item) {
            (Value::Int(a), Value::Int(b)) => Value::Int(a.checked_add(*b).ok_or_else(overflow)?),
            (Value::Uint(a), Value::Uint(b)) => {
                Value::Uint(a.checked_add(*b).ok_or_else(overflow)?)
            }
            (Value::Float(a), Value::Float(b)) => Value::Float(a + b),
            (Value::Ext(Ext::Duration(a)), Value::Ext(Ext::Duration(b))) => {
                let nanos =
                    |d: &Duration| i128::from(d.seconds) * 1_000_000_000 + i128::from(d.nanos);
                let both = nanos(a) + nanos(b);
                let seconds = i64::try_from(both / 1_000_000_000).map_err(|_| overflow())?;
                let nanos = i32::try_from(both % 1_000_000_000).map_err(|_| overflow())?;
                Value::ext(context.arena, Ext::Duration(Duration { seconds, nanos }))
            }
            _ => {
                let message = "only numbers of one kind, or durations, have a sum";
                return Err(context.error(FaultKind::WrongType, message));
            }
        };
    }
    Ok(total)
}

fn end<'e>(
    context: &CallContext<'_, 'e>,
    name: &str,
    args: &[Value<'e>],
    pick: fn(&[Value<'e>]) -> Option<Value<'e>>,
) -> Eval<'e> {
    let [Value::Array(array)] = args else { return Err(context.no_overload(name, args)) };
    let Some(found) = pick(array.items()) else {
        let message = format!("`{name}` of an empty list");
        return Err(context.error(FaultKind::BadArgument, message));
    };
    lists::comparable(context, array.items())?;
    Ok(found)
}

pub(super) fn min<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    end(context, "min", args, |items| items.iter().copied().min_by(Value::order))
}

pub(super) fn max<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    end(context, "max", args, |items| items.iter().copied().max_by(Value::order))
}

fn position<'e>(at: Option<usize>) -> Value<'e> {
    Value::Int(at.and_then(|at| i64::try_from(at).ok()).unwrap_or(-1))
}

/// Where an item of a list, or a part of a text, first stands.
pub(super) fn index_of<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    match args {
        [Value::Array(array), item] => {
            Ok(position(array.items().iter().position(|other| other.same(item))))
        }
        _ => strings::index_of(context, args),
    }
}

/// Where an item of a list, or a part of a text, last stands.
pub(super) fn last_index_of<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    match args {
        [Value::Array(array), item] => {
            Ok(position(array.items().iter().rposition(|other| other.same(item))))
        }
        _ => strings::last_index_of(context, args),
    }
}
