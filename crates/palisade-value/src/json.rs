use crate::{Arena, Array, Ext, Interner, Number, ObjectBuilder, Origin, Value};
use palisade_source::{FileId, Location, Span};
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
    let keys = Interner::new(arena);
    let mut reader = Reader { arena, keys, text, bytes: text.as_bytes(), at: 0, options };
    if text.len() > u32::MAX as usize {
        return Err(reader.error("a text over 4 GiB is not read"));
    }
    if text.starts_with('\u{feff}') {
        reader.at = 3;
    }
    reader.space();
    let value = reader.value(0)?;
    reader.space();
    if reader.at < reader.bytes.len() {
        return Err(reader.error("unexpected text behind the value"));
    }
    Ok(value)
}

/// Keys of texts up to so many bytes are not worth keeping once.
const SHORT: usize = 4096;

/// The bytes that do not stand for themselves in a string.
const SPECIAL: [bool; 256] = {
    let mut special = [false; 256];
    let mut byte = 0;
    while byte < 0x20 {
        special[byte] = true;
        byte += 1;
    }
    special[b'"' as usize] = true;
    special[b'\\' as usize] = true;
    special
};

struct Reader<'a, 't> {
    arena: &'a Arena,
    keys: Interner<'a>,
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    options: JsonOptions,
}

impl<'a> Reader<'a, '_> {
    fn error(&self, message: impl Into<String>) -> JsonError {
        let at = self.at.min(self.bytes.len());
        let end = self.text[at..].chars().next().map_or(at, |c| at + c.len_utf8());
        JsonError { span: Span::at(at, end), message: message.into() }
    }

    fn peek(&self) -> u8 {
        self.bytes.get(self.at).copied().unwrap_or(0)
    }

    fn space(&mut self) {
        while matches!(self.peek(), b' ' | b'\n' | b'\t' | b'\r') {
            self.at += 1;
        }
    }

    fn origin(&self, start: usize) -> Option<Origin<'a>> {
        let file = self.options.file?;
        Some(Origin::literal(Location::new(file, Span::at(start, self.at))))
    }

    fn value(&mut self, depth: u32) -> Result<Value<'a>, JsonError> {
        if depth > self.options.max_depth {
            return Err(self.error(format!("nested deeper than {} levels", self.options.max_depth)));
        }
        match self.peek() {
            b'{' => self.object(depth),
            b'[' => self.array(depth),
            b'"' => Ok(Value::Str(self.string(false)?)),
            b'-' | b'0'..=b'9' => self.number(),
            b't' => self.word("true", Value::Bool(true)),
            b'f' => self.word("false", Value::Bool(false)),
            b'n' => self.word("null", Value::Null),
            _ if self.at >= self.bytes.len() => {
                Err(self.error("the text ends where a value is due"))
            }
            _ => Err(self.error("expected a value")),
        }
    }

    fn word(&mut self, word: &str, value: Value<'a>) -> Result<Value<'a>, JsonError> {
        if self.bytes[self.at..].starts_with(word.as_bytes()) {
            self.at += word.len();
            return Ok(value);
        }
        Err(self.error(format!("expected `{word}`")))
    }

    fn number(&mut self) -> Result<Value<'a>, JsonError> {
        let start = self.at;
        while matches!(self.peek(), b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E') {
            self.at += 1;
        }
        let text = &self.text[start..self.at];
        let digits = text.trim_start_matches('-').as_bytes();
        let padded = digits.len() > 1 && digits[0] == b'0' && digits[1].is_ascii_digit();
        let number = if padded { None } else { Number::parse(self.arena, text) };
        number.ok_or_else(|| JsonError {
            span: Span::at(start, self.at),
            message: format!("`{text}` is not a number"),
        })
    }

    fn string(&mut self, key: bool) -> Result<&'a str, JsonError> {
        let start = self.at + 1;
        self.at = start;
        self.plain();
        match self.peek() {
            b'"' => {
                let text = &self.text[start..self.at];
                self.at += 1;
                return Ok(self.keep(text, key));
            }
            b'\\' => {}
            _ => return Err(self.bad_character(start)),
        }
        let mut text = self.text[start..self.at].to_owned();
        loop {
            let run = self.at;
            self.plain();
            text.push_str(&self.text[run..self.at]);
            match self.peek() {
                b'"' => {
                    self.at += 1;
                    return Ok(self.keep(&text, key));
                }
                b'\\' => text.push(self.escape()?),
                _ => return Err(self.bad_character(start)),
            }
        }
    }

    /// Goes on to the next byte of a string that does not stand for itself, or to the end.
    fn plain(&mut self) {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let plain = rest.iter().position(|byte| SPECIAL[usize::from(*byte)]);
        self.at += plain.unwrap_or(rest.len());
    }

    fn keep(&mut self, text: &str, key: bool) -> &'a str {
        // In a short text there is little to share.
        if key && self.text.len() > SHORT {
            self.keys.intern(text)
        } else {
            self.arena.alloc_str(text)
        }
    }

    fn bad_character(&self, start: usize) -> JsonError {
        if self.at >= self.bytes.len() {
            let span = Span::at(start - 1, self.at);
            return JsonError { span, message: "string without an end".into() };
        }
        self.error("a control character in a string must be escaped")
    }

    fn escape(&mut self) -> Result<char, JsonError> {
        self.at += 1;
        let c = match self.peek() {
            b'"' => '"',
            b'\\' => '\\',
            b'/' => '/',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                self.at += 1;
                let high = self.hex()?;
                if (0xd800..0xdc00).contains(&high) && self.bytes[self.at..].starts_with(b"\\u") {
                    let back = self.at;
                    self.at += 2;
                    let low = self.hex()?;
                    if (0xdc00..0xe000).contains(&low) {
                        let code = 0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00);
                        return Ok(char::from_u32(code).unwrap_or('\u{fffd}'));
                    }
                    self.at = back;
                }
                // Half of a surrogate pair is no character; it is shown as such.
                return Ok(char::from_u32(high).unwrap_or('\u{fffd}'));
            }
            _ => return Err(self.error("unknown escape in a string")),
        };
        self.at += 1;
        Ok(c)
    }

    fn hex(&mut self) -> Result<u32, JsonError> {
        let digits = self.text.get(self.at..self.at + 4).unwrap_or("");
        if digits.len() != 4 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(self.error("expected four hexadecimal digits"));
        }
        self.at += 4;
        u32::from_str_radix(digits, 16).map_err(|_| self.error("expected four hexadecimal digits"))
    }

    fn array(&mut self, depth: u32) -> Result<Value<'a>, JsonError> {
        self.at += 1;
        let (mut items, mut origins) = (Vec::new(), Vec::new());
        self.space();
        if self.peek() == b']' {
            self.at += 1;
            return Ok(Value::NO_ITEMS);
        }
        loop {
            self.space();
            let start = self.at;
            items.push(self.value(depth + 1)?);
            origins.extend(self.origin(start));
            self.space();
            match self.peek() {
                b',' => self.at += 1,
                b']' => break,
                _ => return Err(self.error("expected `,` or `]`")),
            }
        }
        self.at += 1;
        let array =
            Array::with_origins(self.arena.alloc_slice(&items), self.arena.alloc_slice(&origins));
        Ok(Value::Array(self.arena.alloc(array)))
    }

    fn object(&mut self, depth: u32) -> Result<Value<'a>, JsonError> {
        self.at += 1;
        let mut object = ObjectBuilder::new();
        self.space();
        if self.peek() == b'}' {
            self.at += 1;
            return Ok(object.finish(self.arena));
        }
        loop {
            self.space();
            if self.peek() != b'"' {
                return Err(self.error("expected a key in double quotes"));
            }
            let start = self.at;
            let key = Value::Str(self.string(true)?);
            self.space();
            if self.peek() != b':' {
                return Err(self.error("expected `:`"));
            }
            self.at += 1;
            self.space();
            let value = self.value(depth + 1)?;
            match self.origin(start) {
                Some(origin) => object.insert_at(key, value, origin),
                None => object.insert(key, value),
            }
            self.space();
            match self.peek() {
                b',' => self.at += 1,
                b'}' => break,
                _ => return Err(self.error("expected `,` or `}`")),
            }
        }
        self.at += 1;
        Ok(object.finish(self.arena))
    }
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
        _ = if f.fract() == 0.0 { write!(out, "{f:.1}") } else { write!(out, "{f}") };
    } else {
        _ = write!(out, "{f:e}");
    }
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
