//! JSON as Go writes it.

use super::marshal::{key_text, quoted};
use palisade_value::{Value, write_json};
use std::fmt::Write;

/// JSON as Go's `encoding/json` writes it: keys sorted, sets as arrays, what means something in
/// HTML escaped.
pub(super) fn go_json(value: Value<'_>) -> String {
    let mut out = String::new();
    write_go(&mut out, value, false);
    out
}

/// The same with every number as the nearest double, so that `1` and `1.0` are one.
pub(super) fn go_json_of_doubles(value: Value<'_>) -> String {
    let mut out = String::new();
    write_go(&mut out, value, true);
    out
}

/// A double as Go's `encoding/json` writes it.
fn write_double(out: &mut String, double: f64) {
    let size = double.abs();
    if size == 0.0 || (1e-6..1e21).contains(&size) {
        _ = write!(out, "{double}");
        return;
    }
    let text = format!("{double:e}");
    let sign = if text.contains("e-") { "" } else { "+" };
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, ""));
    _ = write!(out, "{mantissa}e{sign}{exponent}");
}

fn write_go(out: &mut String, value: Value<'_>, doubles: bool) {
    let mut all = |items: &[Value<'_>]| {
        out.push('[');
        for (n, item) in items.iter().enumerate() {
            if n > 0 {
                out.push(',');
            }
            write_go(out, *item, doubles);
        }
        out.push(']');
    };
    match value {
        Value::Array(array) => all(array.items()),
        Value::Set(set) => all(set.items()),
        Value::Str(text) => out.push_str(&quoted(text)),
        number if doubles && number.is_number() => {
            write_double(out, number.as_f64().unwrap_or(0.0));
        }
        Value::Float(f) if f.fract() == 0.0 && f.abs() < 1e21 => _ = write!(out, "{f:.0}"),
        Value::Object(object) => {
            let mut entries: Vec<(String, Value<'_>)> =
                object.entries().iter().map(|(key, item)| (key_text(*key), *item)).collect();
            entries.sort_by(|a, b| a.0.cmp(&b.0));
            out.push('{');
            for (n, (key, item)) in entries.iter().enumerate() {
                if n > 0 {
                    out.push(',');
                }
                out.push_str(&quoted(key));
                out.push(':');
                write_go(out, *item, doubles);
            }
            out.push('}');
        }
        other => write_json(out, other),
    }
}
