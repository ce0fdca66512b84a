//! A configuration in its canonical form.

use crate::Config;
use crate::table::{Key, ROOT, Shape};
use serde_json::Value;

/// A configuration as YAML with every default filled in, in the order of the reference; reading
/// it again means the same.
#[must_use]
pub fn show(config: &Config) -> String {
    let mut out = String::new();
    keys(ROOT, &config.tree(), 0, true, &mut out);
    out
}

fn keys(keys: &[Key], tree: &Value, depth: usize, all: bool, out: &mut String) {
    for key in keys {
        let value = tree.get(key.name).unwrap_or(&Value::Null);
        let empty = value.is_null() || value.as_object().is_some_and(serde_json::Map::is_empty);
        if all || !empty {
            entry(key.name, &key.shape, value, depth, out);
        }
    }
}

fn entry(name: &str, shape: &Shape, value: &Value, depth: usize, out: &mut String) {
    out.push_str(&"  ".repeat(depth));
    out.push_str(&text(name));
    out.push(':');
    let before = out.len();
    match (shape, value) {
        (_, Value::Null) => out.push_str(" null"),
        (Shape::Keys(inner), Value::Object(_)) => {
            out.push('\n');
            let start = out.len();
            // Of a policy, only what is set is shown; of the file, everything.
            keys(inner, value, depth + 1, depth == 0, out);
            if out.len() == start {
                out.truncate(before);
                out.push_str(" {}\n");
            }
            return;
        }
        (Shape::Map(_, inner), Value::Object(entries)) if !entries.is_empty() => {
            out.push('\n');
            for (name, value) in entries {
                entry(name, inner, value, depth + 1, out);
            }
            return;
        }
        (Shape::Json, Value::String(json)) => {
            out.push(' ');
            out.push_str(json);
        }
        (_, Value::Array(items)) => {
            let items: Vec<String> =
                items.iter().map(|item| text(item.as_str().unwrap_or(""))).collect();
            out.push_str(&format!(" [{}]", items.join(", ")));
        }
        (_, Value::String(value)) => {
            out.push(' ');
            out.push_str(&text(value));
        }
        (_, other) => {
            out.push(' ');
            out.push_str(&other.to_string());
        }
    }
    out.push('\n');
}

/// A text as a YAML scalar, in quotes where it would be read as something else.
fn text(text: &str) -> String {
    let words = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];
    let plain = text.starts_with(|c: char| c.is_ascii_alphabetic() || "_/".contains(c))
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-./=".contains(&b))
        && !words.contains(&text.to_ascii_lowercase().as_str());
    if plain || text == "." { text.to_owned() } else { Value::from(text).to_string() }
}
