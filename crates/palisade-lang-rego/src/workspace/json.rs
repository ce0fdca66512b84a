//! Values as JSON text, the way OPA writes them.

use palisade_value::{Object, Value, write_json};
use std::borrow::Cow;

/// A value as compact JSON: sets as arrays, keys in order.
#[must_use]
pub fn to_json(value: Value<'_>) -> String {
    let mut out = String::new();
    compact(&mut out, value);
    out
}

/// The entries of an object under the texts that JSON has for keys. Of keys that become one text,
/// such as `1` and `"1"`, the last in Rego's order counts.
fn entries<'v>(object: &Object<'v>) -> Vec<(Cow<'v, str>, Value<'v>)> {
    let mut all: Vec<(Cow<'v, str>, Value<'v>)> = Vec::with_capacity(object.len());
    let mut texts = true;
    for (key, value) in object.entries() {
        let text = match key {
            Value::Str(text) => Cow::Borrowed(*text),
            other => {
                texts = false;
                Cow::Owned(to_json(*other))
            }
        };
        all.push((text, *value));
    }
    if !texts {
        all.reverse();
        all.sort_by(|a, b| a.0.cmp(&b.0));
        all.dedup_by(|a, b| a.0 == b.0);
    }
    all
}

fn compact(out: &mut String, value: Value<'_>) {
    let list = match value {
        Value::Array(array) => array.items(),
        Value::Set(set) => set.items(),
        Value::Object(object) => {
            out.push('{');
            for (n, (key, value)) in entries(object).into_iter().enumerate() {
                if n > 0 {
                    out.push(',');
                }
                write_json(out, Value::Str(&key));
                out.push(':');
                compact(out, value);
            }
            out.push('}');
            return;
        }
        scalar => return write_json(out, scalar),
    };
    out.push('[');
    for (n, item) in list.iter().enumerate() {
        if n > 0 {
            out.push(',');
        }
        compact(out, *item);
    }
    out.push(']');
}

/// A value as JSON on several lines, indented by two spaces a level.
#[must_use]
pub fn to_pretty_json(value: Value<'_>) -> String {
    let mut out = String::new();
    pretty(&mut out, value, 0);
    out
}

fn line(out: &mut String, level: usize) {
    out.push('\n');
    out.extend(std::iter::repeat_n("  ", level));
}

fn items(out: &mut String, items: &[Value<'_>], level: usize) {
    if items.is_empty() {
        out.push_str("[]");
        return;
    }
    out.push('[');
    for (n, item) in items.iter().enumerate() {
        if n > 0 {
            out.push(',');
        }
        line(out, level + 1);
        pretty(out, *item, level + 1);
    }
    line(out, level);
    out.push(']');
}

fn pretty(out: &mut String, value: Value<'_>, level: usize) {
    match value {
        Value::Array(array) => items(out, array.items(), level),
        Value::Set(set) => items(out, set.items(), level),
        Value::Object(object) if object.is_empty() => out.push_str("{}"),
        Value::Object(object) => {
            out.push('{');
            for (n, (key, value)) in entries(object).into_iter().enumerate() {
                if n > 0 {
                    out.push(',');
                }
                line(out, level + 1);
                write_json(out, Value::Str(&key));
                out.push_str(": ");
                pretty(out, value, level + 1);
            }
            line(out, level);
            out.push('}');
        }
        scalar => write_json(out, scalar),
    }
}

/// A value as a term of Rego: sets are sets, keys of objects are what they are.
#[must_use]
pub fn to_rego(value: Value<'_>) -> String {
    let mut out = String::new();
    rego(&mut out, value);
    out
}

fn rego(out: &mut String, value: Value<'_>) {
    let list = |out: &mut String, items: &[Value<'_>]| {
        for (n, item) in items.iter().enumerate() {
            if n > 0 {
                out.push_str(", ");
            }
            rego(out, *item);
        }
    };
    match value {
        Value::Array(array) => {
            out.push('[');
            list(out, array.items());
            out.push(']');
        }
        Value::Set(set) if set.is_empty() => out.push_str("set()"),
        Value::Set(set) => {
            out.push('{');
            list(out, set.items());
            out.push('}');
        }
        Value::Object(object) => {
            out.push('{');
            for (n, (key, value)) in object.entries().iter().enumerate() {
                if n > 0 {
                    out.push_str(", ");
                }
                rego(out, *key);
                out.push_str(": ");
                rego(out, *value);
            }
            out.push('}');
        }
        scalar => write_json(out, scalar),
    }
}
