//! Values that may be absent.

use palisade_ir::{CallContext, Eval, FaultKind};
use palisade_value::{Array, Ext, Value};

pub(super) fn none<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    match args {
        [] => Ok(Value::ext(context.arena, Ext::Optional(None))),
        _ => Err(context.no_overload("optional.none", args)),
    }
}

pub(super) fn of<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    match args {
        [value] => Ok(Value::ext(context.arena, Ext::Optional(Some(*value)))),
        _ => Err(context.no_overload("optional.of", args)),
    }
}

/// Whether a value is the empty one of its type.
fn is_zero(value: &Value<'_>) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(b) => !b,
        Value::Int(i) => *i == 0,
        Value::Uint(u) => *u == 0,
        Value::Float(f) => *f == 0.0,
        Value::Str(s) => s.is_empty(),
        Value::Array(a) => a.is_empty(),
        Value::Object(o) => o.is_empty(),
        Value::Set(s) => s.is_empty(),
        Value::Num(_) | Value::Unknown(_) => false,
        Value::Ext(ext) => match ext {
            Ext::Bytes(b) => b.is_empty(),
            Ext::Timestamp(t) => t.seconds == 0 && t.nanos == 0,
            Ext::Duration(d) => d.seconds == 0 && d.nanos == 0,
            Ext::Optional(value) => value.is_none(),
            Ext::Type(_) | Ext::Ip(_) | Ext::Cidr(..) => false,
        },
    }
}

pub(super) fn of_non_zero_value<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    match args {
        [value] => {
            let value = (!is_zero(value)).then_some(*value);
            Ok(Value::ext(context.arena, Ext::Optional(value)))
        }
        _ => Err(context.no_overload("optional.ofNonZeroValue", args)),
    }
}

pub(super) fn has_value<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    match args {
        [unknown @ Value::Unknown(_)] => Ok(*unknown),
        // What is null is not there.
        [Value::Ext(Ext::Optional(Some(unknown @ Value::Unknown(u))))] if u.nullable => {
            Ok(*unknown)
        }
        [Value::Ext(Ext::Optional(value))] => Ok(Value::Bool(value.is_some())),
        _ => Err(context.no_overload("hasValue", args)),
    }
}

pub(super) fn value<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    match args {
        [Value::Ext(Ext::Optional(Some(value)))] => Ok(*value),
        [Value::Ext(Ext::Optional(None))] => {
            Err(context.error(FaultKind::NoSuchKey, "`optional.none()` has no value"))
        }
        _ => Err(context.no_overload("value", args)),
    }
}

pub(super) fn or<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    match args {
        [unknown @ Value::Unknown(_), _] => Ok(*unknown),
        [found @ Value::Ext(Ext::Optional(Some(_))), _] => Ok(*found),
        [
            Value::Ext(Ext::Optional(None)),
            other @ (Value::Ext(Ext::Optional(_)) | Value::Unknown(_)),
        ] => Ok(*other),
        _ => Err(context.no_overload("or", args)),
    }
}

pub(super) fn or_value<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    match args {
        [unknown @ Value::Unknown(_), _] => Ok(*unknown),
        [Value::Ext(Ext::Optional(Some(value))), _] => Ok(*value),
        [Value::Ext(Ext::Optional(None)), other] => Ok(*other),
        _ => Err(context.no_overload("orValue", args)),
    }
}

/// The values that are there of a list of optionals.
pub(super) fn unwrap_list<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    let [Value::Array(array)] = args else {
        return Err(context.no_overload("optional.unwrap", args));
    };
    let mut items = Vec::with_capacity(array.len());
    for item in array.items() {
        match item {
            Value::Ext(Ext::Optional(value)) => items.extend(*value),
            Value::Unknown(_) => items.push(*item),
            _ => return Err(context.no_overload("optional.unwrap", args)),
        }
    }
    let there = Array::new(context.arena.alloc_slice(&items)).bounded_as(array);
    Ok(Value::Array(context.arena.alloc(there)))
}
