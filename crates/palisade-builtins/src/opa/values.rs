//! What several functions need: order, numbers as integers, OPA's notation of values, limits.

use super::args::{Args, type_name};
use crate::cut::{MAX_ITEMS, MAX_TEXT};
use num_bigint::BigInt;
use palisade_ir::{Eval, FaultKind, LimitKind, Stop};
use palisade_value::{Number, Object, Set, Value, write_json};
use regex::Regex;
use std::cmp::Ordering;
use std::fmt::Write;
use std::sync::OnceLock;

/// A value as the key of a map: ordered as values are.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ordered<'e>(pub(crate) Value<'e>);

impl PartialEq for Ordered<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.0.same(&other.0)
    }
}

impl Eq for Ordered<'_> {}

impl PartialOrd for Ordered<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ordered<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.order(&other.0)
    }
}

impl<'e> Args<'_, '_, 'e> {
    /// The object at a position.
    pub(crate) fn object(&self, position: usize) -> Result<&'e Object<'e>, Stop<'e>> {
        match self.at(position) {
            Value::Object(object) => Ok(object),
            _ => Err(self.wrong(position, "object")),
        }
    }

    /// The set at a position.
    pub(crate) fn set(&self, position: usize) -> Result<&'e Set<'e>, Stop<'e>> {
        match self.at(position) {
            Value::Set(set) => Ok(set),
            _ => Err(self.wrong(position, "set")),
        }
    }

    /// The number at a position.
    pub(crate) fn number(&self, position: usize) -> Result<Value<'e>, Stop<'e>> {
        let value = self.at(position);
        if value.is_number() { Ok(value) } else { Err(self.wrong(position, "number")) }
    }

    /// The whole number of 64 bits at a position; `1.0` is none, as OPA has it.
    pub(crate) fn int(&self, position: usize) -> Result<i64, Stop<'e>> {
        match self.number(position)? {
            Value::Int(int) => Ok(int),
            _ => {
                Err(self.operand(position, "must be integer number but got floating-point number"))
            }
        }
    }

    /// The whole number of any size at a position.
    pub(crate) fn big_int(&self, position: usize) -> Result<BigInt, Stop<'e>> {
        let value = self.at(position);
        if !value.is_number() {
            return Err(self.wrong(position, "integer"));
        }
        to_big_int(value).ok_or_else(|| {
            self.operand(position, "must be integer number but got floating-point number")
        })
    }

    /// The items of the array or set at a position; `want` is how OPA lists what it takes.
    pub(crate) fn items(&self, position: usize, want: &str) -> Result<&'e [Value<'e>], Stop<'e>> {
        match self.at(position) {
            Value::Array(array) => Ok(array.items()),
            Value::Set(set) => Ok(set.items()),
            _ => Err(self.wrong(position, want)),
        }
    }

    /// `name: operand N message`, an error about an operand.
    pub(crate) fn operand(&self, position: usize, message: &str) -> Stop<'e> {
        self.context.error(
            FaultKind::WrongType,
            format!("{}: operand {} {message}", self.name, position + 1),
        )
    }

    /// The error for an item of a wrong type in the collection at a position.
    pub(crate) fn wrong_item(&self, position: usize, item: &Value<'_>, want: &str) -> Stop<'e> {
        let collection = type_name(&self.at(position));
        let got = type_name(item);
        self.operand(
            position,
            &format!("must be {collection} of {want}s but got {collection} containing {got}"),
        )
    }

    /// The texts in the array or set at a position.
    pub(crate) fn texts(&self, position: usize, want: &str) -> Result<Vec<&'e str>, Stop<'e>> {
        let items = self.items(position, want)?.iter();
        items
            .map(|item| match item {
                Value::Str(text) => Ok(*text),
                other => Err(self.wrong_item(position, other, "string")),
            })
            .collect()
    }

    /// A new text, unless it is too long.
    pub(crate) fn new_text(&self, text: &str) -> Eval<'e> {
        if text.len() > MAX_TEXT {
            return Err(too_much());
        }
        Ok(Value::str(self.context.arena, text))
    }

    /// A new array, unless it is too long.
    pub(crate) fn new_array(&self, items: &[Value<'e>]) -> Eval<'e> {
        if items.len() > MAX_ITEMS {
            return Err(too_much());
        }
        Ok(Value::array(self.context.arena, items))
    }
}

/// The stop of a function whose result would be too large. It is a limit, which nothing absorbs,
/// so that a result too large is never taken for one that is not there.
pub(crate) fn too_much<'e>() -> Stop<'e> {
    Stop::Limit(LimitKind::Memory)
}

/// A text that stops growing at [`MAX_TEXT`].
#[derive(Default)]
pub(crate) struct Bounded {
    pub(crate) text: String,
}

impl Bounded {
    pub(crate) fn push<'e>(&mut self, part: &str) -> Result<(), Stop<'e>> {
        if self.text.len() + part.len() > MAX_TEXT {
            return Err(too_much());
        }
        self.text.push_str(part);
        Ok(())
    }

    pub(crate) fn repeat<'e>(&mut self, c: char, times: usize) -> Result<(), Stop<'e>> {
        if self.text.len().saturating_add(times.saturating_mul(c.len_utf8())) > MAX_TEXT {
            return Err(too_much());
        }
        self.text.extend(std::iter::repeat_n(c, times));
        Ok(())
    }
}

/// The digits of a finite double's shortest decimal and the power of ten to multiply them with.
fn decimal(float: f64) -> Option<(BigInt, i64)> {
    let text = format!("{float:e}");
    let (mantissa, exponent) = text.split_once('e')?;
    let places = mantissa.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    let digits: BigInt = mantissa.replace('.', "").parse().ok()?;
    Some((digits, exponent.parse::<i64>().ok()? - i64::try_from(places).ok()?))
}

/// A number as digits and a power of ten.
pub(crate) fn parts(value: Value<'_>) -> Option<(BigInt, i64)> {
    match value {
        Value::Int(i) => Some((i.into(), 0)),
        Value::Uint(u) => Some((u.into(), 0)),
        Value::Float(f) if f.is_finite() => decimal(f),
        Value::Num(n) => Some(n.parts()),
        _ => None,
    }
}

/// Powers of ten beyond this are not written out.
const WIDEST: i64 = 4096;

/// The exact whole number, if it is one of a size that is worth writing out.
pub(crate) fn to_big_int(value: Value<'_>) -> Option<BigInt> {
    if let Value::Int(i) = value {
        return Some(i.into());
    }
    let (digits, power) = parts(value)?;
    if power >= 0 {
        let power = u32::try_from(power).ok().filter(|_| power <= WIDEST)?;
        return Some(digits * BigInt::from(10).pow(power));
    }
    if digits == BigInt::ZERO {
        return Some(digits);
    }
    let power = u32::try_from(-power).ok().filter(|p| i64::from(*p) <= WIDEST)?;
    let scale = BigInt::from(10).pow(power);
    (&digits % &scale == BigInt::ZERO).then(|| digits / scale)
}

/// The number without its fraction; none where it is too large to be written out.
pub(crate) fn truncate(value: Value<'_>) -> Option<BigInt> {
    if let Value::Int(i) = value {
        return Some(i.into());
    }
    let (digits, power) = parts(value)?;
    if power >= 0 {
        let power = u32::try_from(power).ok().filter(|_| power <= WIDEST)?;
        return Some(digits * BigInt::from(10).pow(power));
    }
    // Below one: nothing of it is left, however small its power of ten is.
    let places = u64::try_from(-power).ok()?;
    if digits.bits() < places.saturating_mul(3) {
        return Some(BigInt::ZERO);
    }
    Some(digits / BigInt::from(10).pow(u32::try_from(places).ok()?))
}

/// The value of a whole number.
pub(crate) fn from_big_int<'e>(args: &Args<'_, '_, 'e>, int: &BigInt) -> Value<'e> {
    Number::from_bigint(args.context.arena, int)
}

/// A count as a value.
pub(crate) fn count<'e>(n: usize) -> Value<'e> {
    Value::Int(i64::try_from(n).unwrap_or(i64::MAX))
}

/// A number as OPA prints it.
pub(crate) fn number_text(value: Value<'_>) -> String {
    match value {
        // Whole numbers of this size are kept as doubles where these hold them exactly.
        Value::Float(f) if f.fract() == 0.0 && (1e19..1e21).contains(&f.abs()) => {
            format!("{f:.0}")
        }
        _ => {
            let mut text = String::new();
            write_json(&mut text, value);
            text
        }
    }
}

/// A value in the notation of Rego, as OPA writes values into texts: `{"a": [1, 2]}`, `set()`.
///
/// It is bounded: a value whose parts are shared may be far longer as text than in memory.
pub(crate) fn rego_text<'e>(value: Value<'_>) -> Result<String, Stop<'e>> {
    let mut out = Bounded::default();
    write_rego(&mut out, value)?;
    Ok(out.text)
}

/// Writes `items` between brackets, with commas.
fn write_items<'e>(
    out: &mut Bounded,
    open: &str,
    items: &[Value<'_>],
    close: &str,
) -> Result<(), Stop<'e>> {
    out.push(open)?;
    for (n, item) in items.iter().enumerate() {
        out.push(if n > 0 { ", " } else { "" })?;
        write_rego(out, *item)?;
    }
    out.push(close)
}

fn write_rego<'e>(out: &mut Bounded, value: Value<'_>) -> Result<(), Stop<'e>> {
    match value {
        Value::Str(text) => {
            let mut quoted = String::new();
            quote(&mut quoted, text, false);
            out.push(&quoted)
        }
        Value::Array(array) => write_items(out, "[", array.items(), "]"),
        Value::Set(set) if set.is_empty() => out.push("set()"),
        Value::Set(set) => write_items(out, "{", set.items(), "}"),
        Value::Object(object) => {
            out.push("{")?;
            for (n, (key, value)) in object.entries().iter().enumerate() {
                out.push(if n > 0 { ", " } else { "" })?;
                write_rego(out, *key)?;
                out.push(": ")?;
                write_rego(out, *value)?;
            }
            out.push("}")
        }
        v if v.is_number() => out.push(&number_text(v)),
        other => {
            let mut text = String::new();
            write_json(&mut text, other);
            out.push(&text)
        }
    }
}

/// Whether Go shows a character as it is: letters, marks, numbers, punctuation, symbols, space.
pub(crate) fn is_printable(c: char) -> bool {
    static SHOWN: OnceLock<Option<Regex>> = OnceLock::new();
    if c.is_ascii() {
        return (' '..='~').contains(&c);
    }
    let shown = SHOWN.get_or_init(|| Regex::new(r"^[\pL\pM\pN\pP\pS]$").ok());
    let mut bytes = [0; 4];
    shown.as_ref().is_none_or(|shown| shown.is_match(c.encode_utf8(&mut bytes)))
}

/// Writes a text between double quotes with Go's escapes.
pub(crate) fn quote(out: &mut String, text: &str, ascii: bool) {
    out.push('"');
    for c in text.chars() {
        escape(out, c, '"', ascii);
    }
    out.push('"');
}

/// Writes a character as Go does between quotes.
pub(crate) fn escape(out: &mut String, c: char, quote: char, ascii: bool) {
    let short = match c {
        '\u{7}' => 'a',
        '\u{8}' => 'b',
        '\u{c}' => 'f',
        '\n' => 'n',
        '\r' => 'r',
        '\t' => 't',
        '\u{b}' => 'v',
        c if c == quote || c == '\\' => c,
        c if is_printable(c) && (c.is_ascii() || !ascii) => {
            out.push(c);
            return;
        }
        c => {
            let code = u32::from(c);
            _ = match code {
                0..0x80 => write!(out, "\\x{code:02x}"),
                0x80..0x1_0000 => write!(out, "\\u{code:04x}"),
                _ => write!(out, "\\U{code:08x}"),
            };
            return;
        }
    };
    out.push('\\');
    out.push(short);
}

/// Bytes as text; every byte that is no part of a character becomes one replacement character,
/// as in Go.
pub(crate) fn lossy(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    let mut rest = bytes;
    loop {
        match std::str::from_utf8(rest) {
            Ok(valid) => {
                text.push_str(valid);
                return text;
            }
            Err(error) => {
                let (valid, behind) = rest.split_at(error.valid_up_to());
                text.push_str(std::str::from_utf8(valid).unwrap_or_default());
                text.push('\u{fffd}');
                rest = behind.get(1..).unwrap_or_default();
            }
        }
    }
}
