//! JSON as Go writes it.

use palisade_value::{Value, write_json};
use std::fmt::Write;

/// JSON as Go's `encoding/json` writes it: keys sorted, sets as arrays, what means something in
/// HTML escaped.
pub(super) fn go_json(value: Value<'_>) -> String {
    let mut out = String::new();
    write_go(&mut out, value);
    out
}

fn write_go(out: &mut String, value: Value<'_>) {
    let mut all = |items: &[Value<'_>]| {
        out.push('[');
        for (n, item) in items.iter().enumerate() {
            if n > 0 {
                out.push(',');
            }
            write_go(out, *item);
        }
        out.push(']');
    };
    match value {
        Value::Array(array) => all(array.items()),
        Value::Set(set) => all(set.items()),
        Value::Str(text) => write_text(out, text),
        Value::Float(f) if f.fract() == 0.0 && f.abs() < 1e21 => _ = write!(out, "{f:.0}"),
        Value::Object(object) => {
            let key_text = |key: Value<'_>| match key {
                Value::Str(text) => text.to_owned(),
                other => go_json(other),
            };
            let mut entries: Vec<(String, Value<'_>)> =
                object.entries().iter().map(|(key, item)| (key_text(*key), *item)).collect();
            entries.sort_by(|a, b| a.0.cmp(&b.0));
            out.push('{');
            for (n, (key, item)) in entries.iter().enumerate() {
                if n > 0 {
                    out.push(',');
                }
                write_text(out, key);
                out.push(':');
                write_go(out, *item);
            }
            out.push('}');
        }
        other => write_json(out, other),
    }
}

fn write_text(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '\0'..='\u{1f}' | '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}
