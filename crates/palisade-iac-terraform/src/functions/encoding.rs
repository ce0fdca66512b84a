//! Encodings: JSON, YAML, CSV, base64, URLs.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use palisade_value::{
    HOLE_END, HOLE_START, JsonOptions, ObjectBuilder, Unknown, Value, parse_json, write_text_of_go,
};
use std::fmt::Write as _;

use super::args::{arg, made, text};
use super::{Answer, Context, Entry, deep, limit, own, shallow, yaml};
use crate::eval::TEXT_BYTES;
use crate::types::{normal, set_order, write_number};

pub(super) const TABLE: &[Entry] = &[
    ("base64decode", shallow(1, 1, base64decode)),
    ("base64encode", shallow(1, 1, |c, a| Ok(made(c, &STANDARD.encode(text(c, a, 0)?))))),
    ("csvdecode", shallow(1, 1, csvdecode)),
    ("jsondecode", shallow(1, 1, jsondecode)),
    ("jsonencode", own(1, 1, jsonencode)),
    ("textdecodebase64", shallow(2, 2, textdecode)),
    ("textencodebase64", shallow(2, 2, textencode)),
    ("urlencode", shallow(1, 1, urlencode)),
    ("urldecode", shallow(1, 1, urldecode)),
    ("yamldecode", shallow(1, 1, yaml::decode)),
    ("yamlencode", deep(1, 1, yaml::encode)),
];

fn base64decode<'a>(context: &Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let bytes = STANDARD
        .decode(text(context, args, 0)?.replace(['\n', '\r'], ""))
        .map_err(|_| "the text is not base64".to_owned())?;
    let decoded =
        String::from_utf8(bytes).map_err(|_| "the bytes are not UTF-8 text".to_owned())?;
    Ok(made(context, &decoded))
}

fn utf16(name: &str) -> Option<bool> {
    match name.to_ascii_uppercase().as_str() {
        "UTF-16LE" => Some(true),
        "UTF-16BE" => Some(false),
        _ => None,
    }
}

/// The last code of an encoding whose codes are those of Unicode.
fn latin(name: &str) -> Option<u8> {
    match name.to_ascii_uppercase().as_str() {
        "ISO-8859-1" | "LATIN1" | "L1" => Some(255),
        "US-ASCII" | "ASCII" => Some(127),
        _ => None,
    }
}

/// An encoding that is registered but not known here, or one that is not registered.
fn foreign<'a>(context: &Context<'a>, name: &str) -> Answer<'a> {
    const REGISTERED: [&str; 16] = [
        "ISO-",
        "ISO_",
        "WINDOWS-",
        "CP",
        "IBM",
        "KOI8",
        "GB",
        "HZ-GB",
        "BIG5",
        "EUC",
        "SHIFT_JIS",
        "MACINTOSH",
        "TIS-",
        "UTF-",
        "X-",
        "CS",
    ];
    let upper = name.to_ascii_uppercase();
    if !REGISTERED.iter().any(|start| upper.starts_with(start)) {
        return Err(format!("the encoding `{name}` is not known"));
    }
    let subject = context.arena.alloc_str(&format!("the encoding {name}"));
    let kind = palisade_value::UnknownKind::Unsupported;
    Ok(Value::unknown(
        context.arena,
        Unknown { kind, subject, location: None, partial: None, nullable: kind.is_nullable() },
    ))
}

fn textencode<'a>(context: &Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let (plain, name) = (text(context, args, 0)?, text(context, args, 1)?);
    let bytes: Vec<u8> = match (name.to_ascii_uppercase().as_str(), utf16(name)) {
        ("UTF-8" | "UTF8", _) => plain.as_bytes().to_vec(),
        (_, Some(true)) => plain.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        (_, Some(false)) => plain.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        _ => match latin(name) {
            Some(last) => {
                let bytes = plain.chars().map(|c| u8::try_from(c).ok().filter(|b| *b <= last));
                bytes.collect::<Option<Vec<u8>>>().ok_or("a character has no place there")?
            }
            None => return foreign(context, name),
        },
    };
    Ok(made(context, &STANDARD.encode(bytes)))
}

fn textdecode<'a>(context: &Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let name = text(context, args, 1)?;
    let bytes = STANDARD
        .decode(text(context, args, 0)?)
        .map_err(|_| "the text is not base64".to_owned())?;
    let decoded = match (name.to_ascii_uppercase().as_str(), utf16(name)) {
        ("UTF-8" | "UTF8", _) => String::from_utf8(bytes).ok(),
        (_, Some(little)) => {
            let read = |b: &[u8]| match b {
                [x, y] if little => u16::from_le_bytes([*x, *y]),
                [x, y] => u16::from_be_bytes([*x, *y]),
                _ => 0xfffd,
            };
            String::from_utf16(&bytes.chunks(2).map(read).collect::<Vec<_>>()).ok()
        }
        _ => match latin(name) {
            Some(last) => {
                let char = |b: &u8| if *b <= last { char::from(*b) } else { '\u{fffd}' };
                Some(bytes.iter().map(char).collect())
            }
            None => return foreign(context, name),
        },
    };
    Ok(made(context, &decoded.ok_or("the bytes are no text in this encoding")?))
}

fn urlencode<'a>(context: &Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let mut out = String::new();
    for byte in text(context, args, 0)?.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                out.push(char::from(byte));
            }
            b' ' => out.push('+'),
            other => _ = write!(out, "%{other:02X}"),
        }
    }
    Ok(made(context, &out))
}

fn urldecode<'a>(context: &Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let wrong = || "the text is no URL encoding".to_owned();
    let mut bytes = text(context, args, 0)?.bytes();
    let mut out = Vec::new();
    while let Some(byte) = bytes.next() {
        match byte {
            b'+' => out.push(b' '),
            b'%' => {
                let mut digit = || char::from(bytes.next()?).to_digit(16);
                let (high, low) = digit().zip(digit()).ok_or_else(wrong)?;
                out.push(u8::try_from(high * 16 + low).map_err(|_| wrong())?);
            }
            other => out.push(other),
        }
    }
    Ok(made(context, &String::from_utf8(out).map_err(|_| wrong())?))
}

fn jsondecode<'a>(context: &Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let parsed = parse_json(context.arena, text(context, args, 0)?, JsonOptions::default())
        .map_err(|error| format!("the text is not JSON: {error}"))?;
    Ok(whole(context, parsed))
}

/// A value in which numbers such as `1.0` are the integers that they are.
fn whole<'a>(context: &Context<'a>, value: Value<'a>) -> Value<'a> {
    match value {
        Value::Array(array) => {
            let items: Vec<_> = array.items().iter().map(|item| whole(context, *item)).collect();
            Value::array(context.arena, &items)
        }
        Value::Object(object) => {
            let mut builder = ObjectBuilder::with_capacity(object.len());
            for (key, value) in object.entries() {
                builder.insert(*key, whole(context, *value));
            }
            builder.finish(context.arena)
        }
        other => normal(other),
    }
}

/// JSON as Terraform writes it: keys in order, and `<`, `>`, `&` escaped. Unknown parts leave
/// holes, so that policies may still look at the rest.
fn jsonencode<'a>(context: &Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let value = arg(args, 0);
    if let Value::Unknown(_) = value {
        return Ok(value);
    }
    let mut json = Json { out: String::new(), unknown: None, escape: true };
    json.write(value, 0)?;
    Ok(json.finish(context))
}

/// Writes JSON with holes where values are unknown.
pub(crate) struct Json<'a> {
    pub(crate) out: String,
    pub(crate) unknown: Option<&'a Unknown<'a>>,
    /// Whether `<`, `>` and `&` are written as escapes.
    pub(crate) escape: bool,
}

impl<'a> Json<'a> {
    /// The text, or an unknown that has what is known of it.
    pub(crate) fn finish(self, context: &Context<'a>) -> Value<'a> {
        let text = context.arena.alloc_str(&self.out);
        match self.unknown {
            Some(unknown) => Value::unknown(
                context.arena,
                Unknown { partial: Some(text), nullable: false, ..*unknown },
            ),
            None => Value::Str(text),
        }
    }

    pub(crate) fn write(&mut self, value: Value<'a>, depth: u32) -> Result<(), String> {
        if self.out.len() > TEXT_BYTES || depth > 200 {
            return Err(limit("the value is too large"));
        }
        match value {
            Value::Null => self.out.push_str("null"),
            Value::Bool(b) => self.out.push_str(if b { "true" } else { "false" }),
            number if crate::number::infinite(number).is_some() => {
                return Err("infinity cannot be written as JSON".to_owned());
            }
            Value::Int(_) | Value::Uint(_) | Value::Float(_) | Value::Num(_) => {
                write_number(&mut self.out, value);
            }
            Value::Str(text) => self.text(text),
            Value::Array(array) => self.list(array.items(), depth)?,
            Value::Set(set) => self.list(&set_order(set), depth)?,
            Value::Object(object) => {
                self.out.push('{');
                for (n, (key, value)) in object.entries().iter().enumerate() {
                    if n > 0 {
                        self.out.push(',');
                    }
                    self.text(key.as_str().unwrap_or(""));
                    self.out.push(':');
                    self.write(*value, depth + 1)?;
                }
                if let Some(missing) = object.missing() {
                    // One hole as key and value stands for entries that are not known.
                    self.unknown = self.unknown.or(Some(missing));
                    self.out.push_str(if object.is_empty() { "" } else { "," });
                    let hole = format!("{HOLE_START}{}{HOLE_END}", missing.subject);
                    self.text(&hole);
                    self.out.push(':');
                    self.text(&hole);
                }
                self.out.push('}');
            }
            Value::Unknown(unknown) => {
                self.unknown = self.unknown.or(Some(unknown));
                match unknown.partial {
                    Some(partial) => self.text(partial),
                    None => self.text(&format!("{HOLE_START}{}{HOLE_END}", unknown.subject)),
                }
            }
            Value::Ext(_) => return Err("the value has no JSON form".to_owned()),
        }
        Ok(())
    }

    fn list(&mut self, items: &[Value<'a>], depth: u32) -> Result<(), String> {
        self.out.push('[');
        for (n, item) in items.iter().enumerate() {
            if n > 0 {
                self.out.push(',');
            }
            self.write(*item, depth + 1)?;
        }
        self.out.push(']');
        Ok(())
    }

    pub(crate) fn text(&mut self, text: &str) {
        write_text_of_go(&mut self.out, text, self.escape);
    }
}

/// The records of a CSV text (RFC 4180).
fn records(text: &str) -> Result<Vec<Vec<String>>, String> {
    let mut records = Vec::new();
    let mut record: Vec<String> = Vec::new();
    let mut field = String::new();
    let mut chars = text.chars().peekable();
    let mut fresh = true;
    while let Some(c) = chars.next() {
        match c {
            '"' if fresh => {
                loop {
                    match chars.next() {
                        Some('"') if chars.peek() == Some(&'"') => {
                            chars.next();
                            field.push('"');
                        }
                        Some('"') => break,
                        Some(c) => field.push(c),
                        None => return Err("a quote is not closed".to_owned()),
                    }
                }
                fresh = false;
            }
            ',' => {
                record.push(std::mem::take(&mut field));
                fresh = true;
            }
            '\r' if chars.peek() == Some(&'\n') => {}
            '\n' => {
                if !(record.is_empty() && field.is_empty() && fresh) {
                    record.push(std::mem::take(&mut field));
                    records.push(std::mem::take(&mut record));
                }
                fresh = true;
            }
            '"' => return Err("a quote stands inside a field".to_owned()),
            c => {
                field.push(c);
                fresh = false;
            }
        }
    }
    if !(record.is_empty() && field.is_empty() && fresh) {
        record.push(field);
        records.push(record);
    }
    Ok(records)
}

fn csvdecode<'a>(context: &Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let mut records = records(text(context, args, 0)?)?.into_iter();
    let header = records.next().ok_or("there is no header line")?;
    if let Some(twice) = (1..header.len()).find(|n| header[..*n].contains(&header[*n])) {
        return Err(format!("the header has `{}` twice", header[twice]));
    }
    let mut rows = Vec::new();
    for record in records {
        if record.len() != header.len() {
            return Err("a line has another number of fields than the header".to_owned());
        }
        let mut row = ObjectBuilder::with_capacity(header.len());
        for (name, field) in header.iter().zip(&record) {
            row.insert(made(context, name), made(context, field));
        }
        rows.push(row.finish(context.arena));
    }
    Ok(Value::array(context.arena, &rows))
}
