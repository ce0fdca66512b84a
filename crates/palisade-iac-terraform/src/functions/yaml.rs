//! YAML, read by the rules that Terraform has and written as it writes it.

use palisade_value::{Number, ObjectBuilder, Value};
use palisade_yaml::{Kind, Node, Scalar, Schema, Style};
use std::fmt::Write as _;

use super::args::{arg, made, text};
use super::encoding::Json;
use super::{Answer, Context, limit};
use crate::eval::TEXT_BYTES;
use crate::types::{normal, write_number};

/// Documents have no more than so many nodes, aliases counted as what they stand for.
const NODES: u32 = 1_000_000;

pub(super) fn decode<'a>(context: &Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let text = text(context, args, 0)?;
    let stream = palisade_yaml::parse(text);
    if let Some(error) = stream.errors().find(|e| e.is_fatal()) {
        return Err(format!("the text is not YAML: {}", error.message));
    }
    let mut documents = stream.documents.iter();
    let Some(document) = documents.next() else {
        return Err("there is no document in the text".to_owned());
    };
    if documents.next().is_some() {
        return Err("only one document is read".to_owned());
    }
    match &document.root {
        Some(node) => value(context, node, 0, &mut NODES.clone()),
        None => Ok(Value::Null),
    }
}

fn value<'a>(context: &Context<'a>, node: &Node<'_>, depth: u32, left: &mut u32) -> Answer<'a> {
    if depth > 200 || *left == 0 {
        return Err(limit("the document is too large"));
    }
    *left -= 1;
    match &node.kind {
        Kind::Sequence(items) => {
            let items: Result<Vec<Value<'a>>, String> =
                items.iter().map(|item| value(context, item, depth + 1, left)).collect();
            Ok(Value::array(context.arena, &items?))
        }
        Kind::Mapping(entries) => {
            let mut builder = ObjectBuilder::with_capacity(entries.len());
            for (key, item) in entries {
                let key = key.text().ok_or("a key is no text")?;
                builder.insert(made(context, key), value(context, item, depth + 1, left)?);
            }
            Ok(builder.finish(context.arena))
        }
        Kind::Scalar(text, style) => Ok(match node.resolve(Schema::Core12) {
            Some(Scalar::Null) | None => Value::Null,
            Some(Scalar::Bool(b)) => Value::Bool(b),
            Some(Scalar::Int(n)) => Value::Int(n),
            Some(Scalar::BigInt(digits)) => {
                Number::parse(context.arena, &digits).unwrap_or(Value::Null)
            }
            Some(Scalar::Float(f)) => {
                Number::parse(context.arena, text).map_or(normal(Value::Float(f)), normal)
            }
            Some(Scalar::String(text)) => match (text, style) {
                ("y" | "Y" | "yes" | "Yes" | "YES" | "on" | "On" | "ON", Style::Plain) => {
                    Value::Bool(true)
                }
                ("n" | "N" | "no" | "No" | "NO" | "off" | "Off" | "OFF", Style::Plain) => {
                    Value::Bool(false)
                }
                _ => made(context, text),
            },
        }),
    }
}

pub(super) fn encode<'a>(context: &Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let mut out = String::new();
    write(&mut out, arg(args, 0), 0, false)?;
    if !out.ends_with('\n') {
        out.push('\n');
    }
    if matches!(arg(args, 0), Value::Null | Value::Bool(_)) || arg(args, 0).is_number() {
        // A plain scalar by itself is followed by the sign for the end of a document.
        out.push_str("...\n");
    }
    Ok(made(context, out.strip_prefix('\n').unwrap_or(&out)))
}

fn quoted(out: &mut String, text: &str) {
    let mut json = Json { out: String::new(), unknown: None, escape: false };
    json.text(text);
    out.push_str(&json.out);
}

/// Writes a value behind a key or dash; collections that are not empty begin on a line of their
/// own, or in a list on the dash's line.
fn write(out: &mut String, value: Value<'_>, indent: usize, in_list: bool) -> Result<(), String> {
    if out.len() > TEXT_BYTES || indent > 400 {
        return Err(limit("the value is too large"));
    }
    let pad = |out: &mut String, first: bool| {
        if first && in_list {
            return;
        }
        if !out.is_empty() && !out.ends_with('\n') {
            out.push('\n');
        }
        out.push_str(&" ".repeat(indent));
    };
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(b) => _ = write!(out, "{b}"),
        Value::Int(_) | Value::Uint(_) | Value::Float(_) | Value::Num(_) => {
            write_number(out, value)
        }
        Value::Str(text) if text.contains('\n') && !text.starts_with([' ', '\n']) => {
            let stripped = text.trim_end_matches('\n');
            out.push_str(match text.len() - stripped.len() {
                0 => "|-",
                1 => "|",
                _ => "|+",
            });
            for line in text.strip_suffix('\n').unwrap_or(text).split('\n') {
                out.push('\n');
                if !line.is_empty() {
                    out.push_str(&" ".repeat(indent.max(2)));
                    out.push_str(line);
                }
            }
        }
        Value::Str(text) => quoted(out, text),
        Value::Array(array) if array.is_empty() => out.push_str("[]"),
        Value::Object(object) if object.is_empty() => out.push_str("{}"),
        Value::Set(set) if set.is_empty() => out.push_str("[]"),
        Value::Array(array) => list(out, array.items(), indent, pad)?,
        Value::Set(set) => list(out, set.items(), indent, pad)?,
        Value::Object(object) => {
            for (n, (key, value)) in object.entries().iter().enumerate() {
                pad(out, n == 0);
                quoted(out, key.as_str().unwrap_or(""));
                out.push(':');
                let nested = matches!(value, Value::Array(a) if !a.is_empty())
                    || matches!(value, Value::Set(s) if !s.is_empty())
                    || matches!(value, Value::Object(o) if !o.is_empty());
                if nested {
                    out.push('\n');
                } else {
                    out.push(' ');
                }
                // Lists stand as deep as their key.
                let list = matches!(value, Value::Array(_) | Value::Set(_));
                write(out, *value, if list { indent } else { indent + 2 }, false)?;
            }
        }
        Value::Unknown(_) | Value::Ext(_) => return Err("the value has no YAML form".to_owned()),
    }
    Ok(())
}

fn list(
    out: &mut String,
    items: &[Value<'_>],
    indent: usize,
    pad: impl Fn(&mut String, bool),
) -> Result<(), String> {
    for (n, item) in items.iter().enumerate() {
        pad(out, n == 0);
        out.push_str("- ");
        write(out, *item, indent + 2, true)?;
    }
    Ok(())
}
