//! Values that differ in a way that needs no look at the policy.

use crate::Outcome;
use palisade_arena::Arena;
use palisade_value::{JsonOptions, Value, parse_json};

fn both(a: &Outcome, b: &Outcome, test: impl Fn(Value<'_>, Value<'_>) -> bool) -> bool {
    let (Outcome::Value(a), Outcome::Value(b)) = (a, b) else { return false };
    let arena = Arena::new();
    let read = |text| parse_json(&arena, text, JsonOptions::default());
    matches!((read(a), read(b)), (Ok(a), Ok(b)) if test(a, b))
}

/// Whether values are the same but for the last digits of numbers.
pub(crate) fn nearly_same(a: &Outcome, b: &Outcome) -> bool {
    both(a, b, near)
}

fn near(a: Value<'_>, b: Value<'_>) -> bool {
    match (a, b) {
        (Value::Array(x), Value::Array(y)) => {
            let (x, y) = (x.items(), y.items());
            x.len() == y.len() && x.iter().zip(y).all(|(a, b)| near(*a, *b))
        }
        (Value::Object(x), Value::Object(y)) => {
            let both = |(key, value): &(Value<'_>, Value<'_>)| {
                key.as_str().and_then(|k| y.field(k)).is_some_and(|other| near(*value, other))
            };
            x.len() == y.len() && x.entries().iter().all(both)
        }
        _ => match (a.as_f64(), b.as_f64()) {
            (Some(x), Some(y)) => (x - y).abs() <= 1e-12 * x.abs().max(y.abs()),
            _ => a.same(&b),
        },
    }
}

/// Whether the second has nothing more than the first but branches that end in nothing, or is
/// undefined where the first is an empty object.
pub(crate) fn same_but_empty(a: &Outcome, b: &Outcome) -> bool {
    if let (Outcome::Value(text), Outcome::Undefined) = (a, b) {
        return text == "{}";
    }
    both(a, b, less)
}

fn less(a: Value<'_>, b: Value<'_>) -> bool {
    let (Value::Object(x), Value::Object(y)) = (a, b) else { return a.same(&b) };
    let kept = x.entries().iter().all(|(key, value)| {
        key.as_str().and_then(|k| y.field(k)).is_some_and(|other| less(*value, other))
    });
    let new = y
        .entries()
        .iter()
        .all(|(key, value)| key.as_str().is_some_and(|k| x.field(k).is_some()) || is_empty(*value));
    kept && new
}

fn is_empty(value: Value<'_>) -> bool {
    match value {
        Value::Array(items) => items.items().is_empty(),
        Value::Object(object) => object.entries().iter().all(|(_, value)| is_empty(*value)),
        _ => false,
    }
}
