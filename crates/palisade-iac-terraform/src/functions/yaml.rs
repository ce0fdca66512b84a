//! YAML, read by the rules that Terraform has and written as it writes it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use palisade_value::{Number, ObjectBuilder, Value};
use palisade_yaml::{Kind, Node, Scalar, Schema, Style};
use std::fmt::Write as _;

use super::args::{arg, made, text};
use super::encoding::Json;
use super::{Answer, Context, limit};
use crate::eval::TEXT_BYTES;
use crate::types::{normal, to_text, write_number};

/// Documents have no more than so many nodes, aliases counted as what they stand for.
const NODES: u32 = 1_000_000;

pub(super) fn decode<'a>(context: &Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let text = text(context, args, 0)?;
    let mut stream = palisade_yaml::parse_unsettled(text);
    if stream.errors().any(|error| error.is_fatal()) {
        // Terraform reads what breaks the rules in a known way.
        stream = palisade_yaml::parse(text);
    }
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
    let tag = node.tag().map(|tag| tag.text.as_str());
    match &node.kind {
        Kind::Sequence(_) if !matches!(tag, None | Some("!!seq")) => {
            Err(format!("a list cannot have the tag `{}`", tag.unwrap_or_default()))
        }
        Kind::Mapping(_) if !matches!(tag, None | Some("!!map")) => {
            Err(format!("a map cannot have the tag `{}`", tag.unwrap_or_default()))
        }
        Kind::Sequence(items) => {
            let items: Result<Vec<Value<'a>>, String> =
                items.iter().map(|item| value(context, item, depth + 1, left)).collect();
            Ok(Value::array(context.arena, &items?))
        }
        Kind::Mapping(entries) => {
            let mut builder = ObjectBuilder::with_capacity(entries.len());
            for (key, item) in entries {
                if key.alias().is_some() {
                    return Err("a key is an alias, and only texts can be keys".to_owned());
                }
                if is_merge(key) {
                    // What stands before it is replaced, what stands behind it replaces.
                    let Value::Object(merged) = value(context, item, depth + 1, left)? else {
                        return Err("only a map can be merged with `<<`".to_owned());
                    };
                    for (key, item) in merged.entries() {
                        builder.insert(*key, *item);
                    }
                    continue;
                }
                let key = match value(context, key, depth + 1, left)? {
                    Value::Null => return Err("a key is null".to_owned()),
                    key => to_text(context.arena, key).map_err(|_| "a key is no text")?,
                };
                builder.insert(Value::Str(key), value(context, item, depth + 1, left)?);
            }
            Ok(builder.finish(context.arena))
        }
        Kind::Scalar(text, style) => scalar(context, node, text, *style),
    }
}

/// Whether a key merges a map into the one that it stands in, however it is quoted.
fn is_merge(key: &Node<'_>) -> bool {
    matches!(&key.kind, Kind::Scalar(text, _) if text == "<<") && key.tag().is_none()
}

/// A scalar by its tag; without one a plain scalar is what it looks like.
fn scalar<'a>(context: &Context<'a>, node: &Node<'_>, text: &str, style: Style) -> Answer<'a> {
    let tag = node.tag().map(|tag| tag.text.as_str());
    let plain = style == Style::Plain;
    let found = match tag {
        Some("!!null") if plain || !text.is_empty() => return Ok(Value::Null),
        Some("!!binary") if STANDARD.decode(text).is_err() => {
            return Err("what has the tag `!!binary` is not base64".to_owned());
        }
        Some("!!str" | "!!binary" | "!!null") => return Ok(made(context, text)),
        None | Some("!!bool" | "!!int" | "!!float" | "!!timestamp") if !plain => {
            return Ok(made(context, text));
        }
        None | Some("!!bool" | "!!int" | "!!float" | "!!timestamp") => {
            plain_scalar(context, node, text)?
        }
        Some(other) => return Err(format!("the tag `{other}` is not known")),
    };
    let is_text = matches!(found, Value::Str(_)) && timestamp(text).is_none();
    match tag {
        Some(tag) if is_text => Err(format!("`{text}` is not what its tag `{tag}` says")),
        _ => Ok(found),
    }
}

fn plain_scalar<'a>(context: &Context<'a>, node: &Node<'_>, text: &str) -> Answer<'a> {
    if let Some(time) = timestamp(text) {
        return Ok(made(context, &time));
    }
    Ok(match node.resolve(Schema::Core12) {
        Some(Scalar::Null) | None => Value::Null,
        Some(Scalar::Bool(b)) => Value::Bool(b),
        Some(Scalar::Int(0)) if text.starts_with('-') => Value::Float(-0.0),
        Some(Scalar::Int(n)) => Value::Int(n),
        Some(Scalar::BigInt(digits)) => {
            let most = Number::DIGITS;
            Number::parse(context.arena, &digits)
                .ok_or_else(|| limit(&format!("a number of over {most} digits is not read")))?
        }
        Some(Scalar::Float(f)) if f.is_nan() => return Err("`.nan` is no number".to_owned()),
        Some(Scalar::Float(f)) => {
            Number::parse(context.arena, text).map_or(normal(Value::Float(f)), normal)
        }
        Some(Scalar::String(_)) => match text {
            "y" | "Y" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => Value::Bool(true),
            "n" | "N" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => Value::Bool(false),
            text => made(context, text),
        },
    })
}

/// A date, alone or with a time, in the form of RFC 3339 and without fractions of a second; none
/// where the text is no such thing.
fn timestamp(text: &str) -> Option<String> {
    let (year, rest) = digits(text, 4, 4)?;
    let (month, rest) = digits(rest.strip_prefix('-')?, 1, 2)?;
    let (day, rest) = digits(rest.strip_prefix('-')?, 1, 2)?;
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if day == 0 || day > days {
        return None;
    }
    let mut out = format!("{year:04}-{month:02}-{day:02}");
    if rest.is_empty() {
        out.push_str("T00:00:00Z");
        return Some(out);
    }
    let zoned = !rest.starts_with(' ');
    let (hour, rest) = digits(rest.strip_prefix(['T', 't', ' '])?, 1, 2)?;
    let (minute, rest) = digits(rest.strip_prefix(':')?, 1, 2)?;
    let (second, mut rest) = digits(rest.strip_prefix(':')?, 1, 2)?;
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    _ = write!(out, "T{hour:02}:{minute:02}:{second:02}");
    if let Some(fraction) = rest.strip_prefix(['.', ','])
        && fraction.starts_with(|c: char| c.is_ascii_digit())
    {
        rest = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
    }
    match (zoned, rest) {
        (false, "") | (true, "Z") => out.push('Z'),
        (true, zone) => {
            let sign = zone.chars().next().filter(|c| matches!(c, '+' | '-'))?;
            let (hours, minutes) = zone.get(1..)?.split_once(':')?;
            let ((hours, ""), (minutes, "")) = (digits(hours, 2, 2)?, digits(minutes, 2, 2)?)
            else {
                return None;
            };
            if hours > 24 || minutes > 60 {
                return None;
            }
            match hours * 60 + minutes {
                0 => out.push('Z'),
                all => _ = write!(out, "{sign}{:02}:{:02}", all / 60, all % 60),
            }
        }
        _ => return None,
    }
    Some(out)
}

/// A number of so many digits, and what follows.
fn digits(text: &str, least: usize, most: usize) -> Option<(u32, &str)> {
    let count = text.bytes().take(most).take_while(u8::is_ascii_digit).count();
    let (number, rest) = text.split_at_checked(count).filter(|_| count >= least)?;
    Some((number.parse().ok()?, rest))
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
