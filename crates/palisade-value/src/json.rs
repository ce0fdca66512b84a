use crate::{Arena, Ext, Interner, JsonCursor, Value};
use palisade_source::{FileId, Span};
use std::fmt::{self, Write};

/// How JSON text is read.
#[derive(Clone, Copy, Debug)]
pub struct JsonOptions {
    /// Records the place of every slot in this file.
    pub file: Option<FileId>,
    /// How deep arrays and objects may nest.
    pub max_depth: u32,
}

impl Default for JsonOptions {
    fn default() -> Self {
        Self { file: None, max_depth: 512 }
    }
}

/// Why a text is not JSON, and where.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct JsonError {
    /// The bytes that are wrong.
    pub span: Span,
    /// What is wrong: a lowercase fragment.
    pub message: String,
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at byte {}", self.message, self.span.start)
    }
}

impl std::error::Error for JsonError {}

/// Reads one JSON value straight into an arena (RFC 8259).
///
/// Of an object's repeated keys the last one counts.
///
/// # Errors
/// The first place where the text is not JSON or nests too deep.
pub fn parse_json<'a>(
    arena: &'a Arena,
    text: &str,
    options: JsonOptions,
) -> Result<Value<'a>, JsonError> {
    let mut cursor = JsonCursor::new(text)?;
    cursor.max_depth(options.max_depth);
    let value = cursor.value(arena, &mut Interner::new(arena), options.file)?;
    cursor.end()?;
    Ok(value)
}

/// Writes a value as compact JSON with keys in order.
///
/// A set becomes an array, an unknown the object `{"$unknown": cause}`, bytes base-16 text, NaN
/// and infinities null; a key that is not text is written as the JSON of it.
pub fn write_json(out: &mut String, value: Value<'_>) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(b) => out.push_str(if b { "true" } else { "false" }),
        Value::Int(i) => _ = write!(out, "{i}"),
        Value::Uint(u) => _ = write!(out, "{u}"),
        Value::Float(f) => write_float(out, f),
        Value::Num(n) => _ = write!(out, "{n}"),
        Value::Str(s) => write_string(out, s),
        Value::Array(a) => write_items(out, a.items()),
        Value::Set(s) => write_items(out, s.items()),
        Value::Object(o) => {
            out.push('{');
            for (n, (key, value)) in o.entries().iter().enumerate() {
                if n > 0 {
                    out.push(',');
                }
                if let Value::Str(text) = key {
                    write_string(out, text);
                } else {
                    let mut text = String::new();
                    write_json(&mut text, *key);
                    write_string(out, &text);
                }
                out.push(':');
                write_json(out, *value);
            }
            out.push('}');
        }
        Value::Ext(ext) => match ext {
            Ext::Optional(Some(v)) => write_json(out, *v),
            Ext::Optional(None) => out.push_str("null"),
            Ext::Type(name) => write_string(out, name),
            Ext::Ip(ip) => write_string(out, &ip.to_string()),
            Ext::Cidr(ip, bits) => write_string(out, &format!("{ip}/{bits}")),
            Ext::Timestamp(t) => write_string(out, &format!("{}.{:09}", t.seconds, t.nanos)),
            Ext::Duration(d) => {
                let sign = if d.seconds < 0 || d.nanos < 0 { "-" } else { "" };
                let (seconds, nanos) = (d.seconds.unsigned_abs(), d.nanos.unsigned_abs());
                write_string(out, &format!("{sign}{seconds}.{nanos:09}s"));
            }
            Ext::Bytes(bytes) => {
                out.push('"');
                bytes.iter().for_each(|b| _ = write!(out, "{b:02x}"));
                out.push('"');
            }
        },
        Value::Unknown(unknown) => {
            out.push_str("{\"$unknown\":");
            write_string(out, &unknown.describe());
            out.push('}');
        }
    }
}

fn write_items(out: &mut String, items: &[Value<'_>]) {
    out.push('[');
    for (n, item) in items.iter().enumerate() {
        if n > 0 {
            out.push(',');
        }
        write_json(out, *item);
    }
    out.push(']');
}

fn write_float(out: &mut String, f: f64) {
    if !f.is_finite() {
        out.push_str("null");
    } else if f == 0.0 || (1e-7..1e21).contains(&f.abs()) {
        // One of up to 20 digits is told from an integer, which is read exactly; a longer one was
        // written as one.
        let small = f.abs() < 1e20;
        _ = if f.fract() == 0.0 && small { write!(out, "{f:.1}") } else { write!(out, "{f}") };
    } else {
        _ = write!(out, "{f:e}");
    }
}

/// Writes a text between quotes as Go's encoder of JSON does, which Terraform and OPA print with:
/// two separators of lines are escapes, and so is, with `html`, what has a meaning in HTML.
pub fn write_text_of_go(out: &mut String, text: &str, html: bool) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '<' | '>' | '&' if !html => out.push(c),
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' | '\0'..'\u{20}' => {
                _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

fn write_string(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c < ' ' => _ = write!(out, "\\u{:04x}", u32::from(c)),
            c => out.push(c),
        }
    }
    out.push('"');
}
