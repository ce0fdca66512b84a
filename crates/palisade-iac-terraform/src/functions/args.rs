//! Arguments as functions want them.

use palisade_value::{Array, Object, Value};

use super::Context;
use crate::types::{article, set_items, to_number, to_text};

/// The argument at a position; null where the call has fewer.
pub(super) fn arg<'a>(args: &[Value<'a>], n: usize) -> Value<'a> {
    args.get(n).copied().unwrap_or(Value::Null)
}

pub(super) fn text<'a>(
    context: &Context<'a>,
    args: &[Value<'a>],
    n: usize,
) -> Result<&'a str, String> {
    to_text(context.arena, arg(args, n)).map_err(|misfit| misfit.to_string())
}

pub(super) fn number<'a>(
    context: &Context<'a>,
    args: &[Value<'a>],
    n: usize,
) -> Result<Value<'a>, String> {
    to_number(context.arena, arg(args, n)).map_err(|misfit| misfit.to_string())
}

pub(super) fn double(context: &Context<'_>, args: &[Value<'_>], n: usize) -> Result<f64, String> {
    // The number may live shorter than the arena: only the double is taken.
    match arg(args, n) {
        Value::Str(text) => crate::types::parse_number(context.arena, text)
            .and_then(|number| number.as_f64())
            .ok_or_else(|| format!("a number is needed and `{text}` is none")),
        other => other
            .as_f64()
            .ok_or_else(|| format!("a number is needed and this is {}", article(other))),
    }
}

pub(super) fn integer(context: &Context<'_>, args: &[Value<'_>], n: usize) -> Result<i64, String> {
    let whole = match arg(args, n) {
        Value::Str(text) => {
            crate::types::parse_number(context.arena, text).and_then(|number| number.as_i64())
        }
        other if other.is_number() => other.as_i64(),
        other => return Err(format!("a number is needed and this is {}", article(other))),
    };
    whole.ok_or_else(|| "a whole number is needed".to_owned())
}

/// The items of a list, tuple or set.
pub(super) fn items<'a>(
    context: &Context<'a>,
    args: &[Value<'a>],
    n: usize,
) -> Result<&'a [Value<'a>], String> {
    items_of(context, arg(args, n))
}

pub(super) fn items_of<'a>(
    context: &Context<'a>,
    value: Value<'a>,
) -> Result<&'a [Value<'a>], String> {
    match value {
        Value::Array(array) => Ok(array.items()),
        Value::Set(set) => Ok(set_items(context.arena, set)),
        other => Err(format!("a list is needed and this is {}", article(other))),
    }
}

pub(super) fn array<'a>(
    context: &Context<'a>,
    args: &[Value<'a>],
    n: usize,
) -> Result<Array<'a>, String> {
    match arg(args, n) {
        Value::Array(array) => Ok(*array),
        Value::Set(set) => Ok(Array::new(set_items(context.arena, set))),
        other => Err(format!("a list is needed and this is {}", article(other))),
    }
}

pub(super) fn object<'a>(args: &[Value<'a>], n: usize) -> Result<&'a Object<'a>, String> {
    match arg(args, n) {
        Value::Object(object) => Ok(object),
        other => Err(format!("a map is needed and this is {}", article(other))),
    }
}

/// A list of the given items, some of which stand in `array` at `picked` and keep their origins.
pub(super) fn pick<'a>(
    context: &Context<'a>,
    array: &Array<'a>,
    picked: impl Iterator<Item = usize>,
) -> Value<'a> {
    let mut items = Vec::new();
    let mut origins = Vec::new();
    for n in picked {
        if let Some(item) = array.items().get(n) {
            items.push(*item);
            origins.extend(array.origin(n).copied());
        }
    }
    let arena = context.arena;
    let (items, origins) = (arena.alloc_slice(&items), arena.alloc_slice(&origins));
    Value::Array(arena.alloc(Array::with_origins(items, origins)))
}

/// A text as a value.
pub(super) fn made<'a>(context: &Context<'a>, text: &str) -> Value<'a> {
    Value::str(context.arena, text)
}
