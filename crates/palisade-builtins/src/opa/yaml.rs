//! YAML text of values, and values of YAML text.

use super::args::Args;
use super::marshal::key_text;
use super::sprintf::plain_float;
use super::values::{Bounded, number_text};
use super::{Declared, declare};
use palisade_ir::{CallContext, Eval, Stop};
use palisade_source::Span;
use palisade_value::{Arena, Number, ObjectBuilder, Value};
use palisade_yaml::{Kind, Node, Scalar, Schema, Style};
use regex::Regex;
use std::cmp::Ordering;
use std::fmt::Write;
use std::sync::OnceLock;

pub(super) static FUNCTIONS: &[Declared] = &[
    declare!("yaml.marshal", marshal, "(x: any) => string"),
    declare!("yaml.unmarshal", unmarshal, "(x: string) => any"),
    declare!("yaml.is_valid", is_valid, "(x: any) => boolean"),
];

/// The first document of a text, or what is wrong with it.
pub(super) fn read<'e>(arena: &'e Arena, text: &str) -> Result<Value<'e>, String> {
    let stream = palisade_yaml::parse(text);
    let Some(document) = stream.documents.first() else { return Ok(Value::Null) };
    if let Some(error) = document.errors.iter().find(|error| error.is_fatal()) {
        let at = usize::try_from(error.span.start).unwrap_or(usize::MAX);
        let before = text.as_bytes().get(..at).unwrap_or(text.as_bytes());
        let line = before.iter().filter(|b| **b == b'\n').count() + 1;
        return Err(format!("yaml: line {line}: did not find valid YAML: {}", error.message));
    }
    document.root.as_ref().map_or(Ok(Value::Null), |root| value(arena, root))
}

fn value<'e>(arena: &'e Arena, node: &Node<'_>) -> Result<Value<'e>, String> {
    match &node.kind {
        Kind::Scalar(text, _) => {
            let binary = node.tag().is_some_and(|tag| tag.text == "!!binary");
            if binary {
                let bytes = super::encoding::decode_base64(text).ok_or_else(|| {
                    "yaml: !!binary value contains invalid base64 data".to_owned()
                })?;
                return Ok(Value::str(arena, &bytes));
            }
            scalar(arena, node)
        }
        Kind::Sequence(items) => {
            let items: Result<Vec<_>, _> = items.iter().map(|item| value(arena, item)).collect();
            Ok(Value::array(arena, &items?))
        }
        Kind::Mapping(entries) => {
            let mut object = ObjectBuilder::with_capacity(entries.len());
            for (key, item) in entries {
                object.insert(Value::str(arena, &key_of(key)?), value(arena, item)?);
            }
            Ok(object.finish(arena))
        }
    }
}

fn scalar<'e>(arena: &'e Arena, node: &Node<'_>) -> Result<Value<'e>, String> {
    Ok(match node.resolve(Schema::Kubernetes) {
        None | Some(Scalar::Null) => Value::Null,
        Some(Scalar::Bool(b)) => Value::Bool(b),
        Some(Scalar::Int(i)) => Value::Int(i),
        Some(Scalar::BigInt(digits)) => Number::parse(arena, &digits).ok_or_else(|| {
            format!("yaml: a number of over {} digits is not read", Number::DIGITS)
        })?,
        Some(Scalar::Float(f)) if !f.is_finite() => {
            return Err(format!("json: unsupported value: {}", node.text().unwrap_or_default()));
        }
        Some(Scalar::Float(f)) => {
            let whole = Value::Float(f).as_i64().map(Value::Int);
            let exact = || node.text().and_then(|text| Number::parse(arena, text));
            whole.or_else(exact).unwrap_or(Value::Float(f))
        }
        Some(Scalar::String(text)) => Value::str(arena, text),
    })
}

/// The text that a key becomes in JSON.
fn key_of(key: &Node<'_>) -> Result<String, String> {
    Ok(match key.resolve(Schema::Kubernetes) {
        Some(Scalar::String(text)) => text.to_owned(),
        Some(Scalar::Int(i)) => i.to_string(),
        Some(Scalar::BigInt(digits)) => digits.into_owned(),
        Some(Scalar::Bool(b)) => b.to_string(),
        Some(Scalar::Float(f)) => plain_float(f),
        Some(Scalar::Null) => "null".to_owned(),
        None => {
            let kind = key.describe(Schema::Kubernetes);
            return Err(format!("yaml: unsupported map key: {kind}"));
        }
    })
}

fn unmarshal<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "yaml.unmarshal", values);
    let text = args.text(0)?;
    context.once("yaml.unmarshal", args.at(0), || {
        read(context.arena, text).map_err(|why| args.refuse(why))
    })
}

fn is_valid<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let text = values.first().and_then(Value::as_str);
    Ok(Value::Bool(text.is_some_and(|text| read(context.arena, text).is_ok())))
}

fn marshal<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "yaml.marshal", values);
    let mut out = Bounded::default();
    match children(args.at(0)) {
        Children::None => {
            write_scalar(&mut out, args.at(0), 0)?;
            out.push("\n")?;
        }
        _ => write_block(&mut out, args.at(0), 0)?,
    }
    args.new_text(&out.text)
}

/// What stands inside a value; empty collections are written as scalars are.
enum Children<'e> {
    None,
    Items(&'e [Value<'e>]),
    Entries(Vec<(String, Value<'e>)>),
}

fn children(value: Value<'_>) -> Children<'_> {
    match value {
        Value::Array(array) if !array.is_empty() => Children::Items(array.items()),
        Value::Set(set) if !set.is_empty() => Children::Items(set.items()),
        Value::Object(object) if !object.is_empty() => {
            let entries = object.entries().iter().map(|(key, value)| (key_text(*key), *value));
            let mut entries: Vec<_> = entries.collect();
            entries.sort_by(|a, b| natural(&a.0, &b.0).then_with(|| a.0.cmp(&b.0)));
            Children::Entries(entries)
        }
        _ => Children::None,
    }
}

/// Part of a key: numbers count as such, letters come behind all else.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Other(char),
    Number(u128, usize),
    Letter(char),
}

fn parts(key: &str) -> impl Iterator<Item = Part> + '_ {
    let mut rest = key;
    std::iter::from_fn(move || {
        let c = rest.chars().next()?;
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (part, length) = if digits > 0 {
            let text = rest.get(..digits).unwrap_or_default();
            (Part::Number(text.parse().unwrap_or(u128::MAX), digits), digits)
        } else if c.is_alphabetic() {
            (Part::Letter(c), c.len_utf8())
        } else {
            (Part::Other(c), c.len_utf8())
        };
        rest = rest.get(length..).unwrap_or_default();
        Some(part)
    })
}

fn natural(a: &str, b: &str) -> Ordering {
    parts(a).cmp(parts(b))
}

/// Writes a collection; its first line begins where the text ends, the others are indented.
fn write_block<'e>(out: &mut Bounded, value: Value<'_>, indent: usize) -> Result<(), Stop<'e>> {
    let start = |out: &mut Bounded, n: usize| {
        if n > 0 { out.repeat(' ', indent) } else { Ok(()) }
    };
    match children(value) {
        Children::None => {}
        Children::Items(items) => {
            for (n, item) in items.iter().enumerate() {
                start(out, n)?;
                out.push("- ")?;
                if let Children::None = children(*item) {
                    write_scalar(out, *item, indent)?;
                    out.push("\n")?;
                } else {
                    write_block(out, *item, indent + 2)?;
                }
            }
        }
        Children::Entries(entries) => {
            for (n, (key, item)) in entries.iter().enumerate() {
                start(out, n)?;
                write_key(out, key)?;
                out.push(":")?;
                // Lists stand below their key, mappings further in.
                let inner = match children(*item) {
                    Children::None => {
                        out.push(" ")?;
                        write_scalar(out, *item, indent)?;
                        out.push("\n")?;
                        continue;
                    }
                    Children::Items(_) => indent,
                    Children::Entries(_) => indent + 2,
                };
                out.push("\n")?;
                out.repeat(' ', inner)?;
                write_block(out, *item, inner)?;
            }
        }
    }
    Ok(())
}

fn write_key<'e>(out: &mut Bounded, key: &str) -> Result<(), Stop<'e>> {
    match style(key) {
        TextStyle::Literal => double_quoted(out, key),
        _ => write_text(out, key, 0),
    }
}

fn write_scalar<'e>(out: &mut Bounded, value: Value<'_>, indent: usize) -> Result<(), Stop<'e>> {
    match value {
        Value::Str(text) => write_text(out, text, indent),
        Value::Array(_) | Value::Set(_) => out.push("[]"),
        Value::Object(_) => out.push("{}"),
        Value::Float(f) if f.is_finite() => {
            let whole = value.as_i64();
            out.push(&whole.map_or_else(|| plain_float(f), |whole| whole.to_string()))
        }
        number if number.is_number() => out.push(&number_text(number)),
        other => {
            let mut text = String::new();
            palisade_value::write_json(&mut text, other);
            out.push(&text)
        }
    }
}

#[derive(Clone, Copy, PartialEq)]
enum TextStyle {
    Plain,
    Single,
    Double,
    Literal,
}

/// Whether a reader would take a plain scalar for something else than a text.
fn is_something_else(text: &str) -> bool {
    // Times of day were numbers to the base of sixty once; dates still are dates to some.
    static OTHER: OnceLock<Option<Regex>> = OnceLock::new();
    let other = OTHER.get_or_init(|| {
        Regex::new(
            r"^(?:[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:(?:[Tt]|\s+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}.*)?|<<)$",
        )
        .ok()
    });
    let node = Node::new(Span::default(), Kind::Scalar(text.into(), Style::Plain));
    !matches!(node.resolve(Schema::Kubernetes), Some(Scalar::String(_)))
        || other.as_ref().is_some_and(|other| other.is_match(text))
}

fn style(text: &str) -> TextStyle {
    let shown = |c: char| {
        matches!(c, '\n' | '\t' | ' '..='~' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fefe}')
            || matches!(c, '\u{ff00}'..='\u{fffd}' | '\u{10000}'..)
    };
    let special = !text.chars().all(|c| shown(c) && !matches!(c, '\u{2028}' | '\u{2029}'));
    if special || text.contains(" \n") || is_something_else(text) {
        return TextStyle::Double;
    }
    if text.contains('\n') {
        return if text.ends_with(' ') { TextStyle::Double } else { TextStyle::Literal };
    }
    let mut indicator = text.is_empty()
        || text.starts_with([
            ' ', '#', ',', '[', ']', '{', '}', '&', '*', '!', '|', '>', '\'', '"', '%', '@', '`',
        ])
        || text.ends_with(' ')
        || text.starts_with("---")
        || text.starts_with("...");
    let blank = |c: Option<char>| c.is_none_or(|c| c == ' ' || c == '\t');
    let mut chars = text.chars().peekable();
    let mut before = None;
    while let Some(c) = chars.next() {
        let behind = chars.peek().copied();
        indicator |= match c {
            ':' => blank(behind),
            '?' | '-' => before.is_none() && blank(behind),
            '#' => blank(before),
            _ => false,
        };
        before = Some(c);
    }
    if indicator { TextStyle::Single } else { TextStyle::Plain }
}

fn write_text<'e>(out: &mut Bounded, text: &str, indent: usize) -> Result<(), Stop<'e>> {
    match style(text) {
        TextStyle::Plain => out.push(text),
        TextStyle::Single => {
            out.push("'")?;
            out.push(&text.replace('\'', "''"))?;
            out.push("'")
        }
        TextStyle::Double => double_quoted(out, text),
        TextStyle::Literal => {
            out.push("|")?;
            if text.starts_with([' ', '\n']) {
                out.push("2")?;
            }
            let body = text.strip_suffix('\n');
            match body {
                None => out.push("-")?,
                Some(body) if body.is_empty() || body.ends_with('\n') => out.push("+")?,
                Some(_) => {}
            }
            for line in body.unwrap_or(text).split('\n') {
                out.push("\n")?;
                if !line.is_empty() {
                    out.repeat(' ', indent + 2)?;
                    out.push(line)?;
                }
            }
            Ok(())
        }
    }
}

fn double_quoted<'e>(out: &mut Bounded, text: &str) -> Result<(), Stop<'e>> {
    let mut made = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => made.push_str("\\\""),
            '\\' => made.push_str("\\\\"),
            '\0' => made.push_str("\\0"),
            '\u{7}' => made.push_str("\\a"),
            '\u{8}' => made.push_str("\\b"),
            '\t' => made.push_str("\\t"),
            '\n' => made.push_str("\\n"),
            '\u{b}' => made.push_str("\\v"),
            '\u{c}' => made.push_str("\\f"),
            '\r' => made.push_str("\\r"),
            '\u{1b}' => made.push_str("\\e"),
            '\u{85}' => made.push_str("\\N"),
            '\u{2028}' => made.push_str("\\L"),
            '\u{2029}' => made.push_str("\\P"),
            '\u{feff}' => made.push_str("\\uFEFF"),
            c if u32::from(c) < 0x20 || ('\u{7f}'..='\u{9f}').contains(&c) => {
                _ = write!(made, "\\x{:02X}", u32::from(c));
            }
            c => made.push(c),
        }
    }
    made.push('"');
    out.push(&made)
}
