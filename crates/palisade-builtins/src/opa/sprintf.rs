//! `sprintf`, with the verbs and flags of Go.

use super::args::Args;
use super::values::{Bounded, escape, is_printable, number_text, quote, rego_text};
use super::{Declared, declare};
use num_bigint::{BigInt, Sign};
use palisade_ir::{CallContext, Eval, Stop};
use palisade_value::Value;
use std::fmt::Write;

pub(super) static FUNCTIONS: &[Declared] =
    &[declare!("sprintf", sprintf, "(format: string, values: array<any>) => string")];

/// The largest width, precision and index.
const MOST: usize = 1_000_000;

/// A value as OPA hands it to Go's formatting.
pub(super) enum Arg {
    Int(i64),
    Big(BigInt),
    Float(f64),
    Text(String),
}

impl Arg {
    fn new<'e>(value: Value<'_>) -> Result<Self, Stop<'e>> {
        Ok(match value {
            Value::Int(i) => Arg::Int(i),
            Value::Str(text) => Arg::Text(text.to_owned()),
            v if v.is_number() => {
                let text = number_text(v);
                let digits = text.strip_prefix('-').unwrap_or(&text);
                match (text.parse(), v.as_f64()) {
                    (Ok(big), _) if digits.bytes().all(|b| b.is_ascii_digit()) => Arg::Big(big),
                    (_, Some(float)) if float.is_finite() => Arg::Float(float),
                    _ => Arg::Text(text),
                }
            }
            other => Arg::Text(rego_text(other)?),
        })
    }

    const fn type_name(&self) -> &'static str {
        match self {
            Arg::Int(_) => "int",
            Arg::Big(_) => "*big.Int",
            Arg::Float(_) => "float64",
            Arg::Text(_) => "string",
        }
    }
}

/// The flags, width and precision of one verb.
#[derive(Clone, Copy, Default)]
struct Flags {
    sharp: bool,
    zero: bool,
    plus: bool,
    minus: bool,
    space: bool,
    /// `#` in front of `v`.
    sharp_v: bool,
    width: Option<usize>,
    precision: Option<usize>,
}

fn sprintf<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "sprintf", values);
    let format = args.text(0)?;
    let items: Result<Vec<Arg>, _> = args.array(1)?.iter().map(|v| Arg::new(*v)).collect();
    let items = items?;
    args.new_text(&print(format, &items)?)
}

/// The items in a format.
pub(super) fn print<'e>(format: &str, items: &[Arg]) -> Result<String, Stop<'e>> {
    let mut printer = Printer { out: Bounded::default(), flags: Flags::default() };
    printer.run(format, items)?;
    Ok(printer.out.text)
}

/// A position in the arguments that an index such as `[2]` set.
struct Cursor<'f> {
    format: &'f str,
    at: usize,
    argument: usize,
    /// Whether the last thing read was a good index.
    after_index: bool,
    reordered: bool,
    good: bool,
}

impl Cursor<'_> {
    fn peek(&self) -> Option<u8> {
        self.format.as_bytes().get(self.at).copied()
    }

    fn eat(&mut self, byte: u8) -> bool {
        let there = self.peek() == Some(byte);
        self.at += usize::from(there);
        there
    }

    /// Reads digits; a number that is too large ends the format.
    fn number(&mut self) -> Option<usize> {
        let rest = self.format.get(self.at..).unwrap_or_default();
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let text = rest.get(..digits).unwrap_or_default();
        if text.is_empty() {
            return None;
        }
        match text.parse() {
            Ok(n) if n <= MOST => {
                self.at += digits;
                Some(n)
            }
            _ => {
                self.at = self.format.len();
                None
            }
        }
    }

    /// Reads an index, if there is one.
    fn index(&mut self, count: usize) {
        self.after_index = false;
        if self.peek() != Some(b'[') {
            return;
        }
        self.reordered = true;
        let rest = self.format.get(self.at..).unwrap_or_default();
        let Some((inner, _)) = rest.get(1..).unwrap_or_default().split_once(']') else {
            self.good = false;
            self.at += 1;
            return;
        };
        self.at += inner.len() + 2;
        let digits = !inner.is_empty() && inner.bytes().all(|b| b.is_ascii_digit());
        match inner.parse::<usize>() {
            Ok(n) if digits && n <= MOST => {
                self.after_index = true;
                if n >= 1 && n <= count {
                    self.argument = n - 1;
                } else {
                    self.good = false;
                }
            }
            _ => self.good = false,
        }
    }

    /// The whole number that stands in for `*`.
    fn star(&mut self, items: &[Arg]) -> Option<i64> {
        let item = items.get(self.argument)?;
        self.argument += 1;
        match item {
            Arg::Int(n) if n.unsigned_abs() <= MOST as u64 => Some(*n),
            _ => None,
        }
    }
}

struct Printer {
    out: Bounded,
    flags: Flags,
}

type Done<'e> = Result<(), Stop<'e>>;

impl Printer {
    fn run<'e>(&mut self, format: &str, items: &[Arg]) -> Done<'e> {
        let mut cursor =
            Cursor { format, at: 0, argument: 0, after_index: false, reordered: false, good: true };
        while let Some(rest) = format.get(cursor.at..)
            && !rest.is_empty()
        {
            let plain = rest.find('%').unwrap_or(rest.len());
            self.out.push(rest.get(..plain).unwrap_or_default())?;
            cursor.at += plain;
            if cursor.eat(b'%') {
                self.verb(&mut cursor, items)?;
            }
        }
        let extra = items.get(cursor.argument..).unwrap_or_default();
        if !cursor.reordered && !extra.is_empty() {
            self.flags = Flags::default();
            self.out.push("%!(EXTRA ")?;
            for (n, item) in extra.iter().enumerate() {
                self.out.push(if n > 0 { ", " } else { "" })?;
                self.out.push(item.type_name())?;
                self.out.push("=")?;
                self.print(item, 'v')?;
            }
            self.out.push(")")?;
        }
        Ok(())
    }

    /// Prints what a `%` that was read begins.
    fn verb<'e>(&mut self, cursor: &mut Cursor<'_>, items: &[Arg]) -> Done<'e> {
        self.flags = Flags::default();
        cursor.good = true;
        loop {
            match cursor.peek() {
                Some(b'#') => self.flags.sharp = true,
                Some(b'0') => self.flags.zero = true,
                Some(b'+') => self.flags.plus = true,
                Some(b'-') => self.flags.minus = true,
                Some(b' ') => self.flags.space = true,
                _ => break,
            }
            cursor.at += 1;
        }
        cursor.index(items.len());
        if cursor.eat(b'*') {
            match cursor.star(items) {
                Some(n) => {
                    self.flags.minus |= n < 0;
                    self.flags.width = usize::try_from(n.unsigned_abs()).ok();
                }
                None => self.out.push("%!(BADWIDTH)")?,
            }
            cursor.after_index = false;
        } else {
            self.flags.width = cursor.number();
            if cursor.after_index && self.flags.width.is_some() {
                cursor.good = false;
            }
        }
        if cursor.eat(b'.') {
            if cursor.after_index {
                cursor.good = false;
            }
            cursor.index(items.len());
            if cursor.eat(b'*') {
                match cursor.star(items) {
                    Some(n) if n >= 0 => self.flags.precision = usize::try_from(n).ok(),
                    // A negative precision is as good as none, and Go complains of both.
                    _ => self.out.push("%!(BADPREC)")?,
                }
                cursor.after_index = false;
            } else {
                self.flags.precision = Some(cursor.number().unwrap_or(0));
            }
        }
        if !cursor.after_index {
            cursor.index(items.len());
        }
        // Zeros are for the left only.
        self.flags.zero &= !self.flags.minus;
        let rest = cursor.format.get(cursor.at..).unwrap_or_default();
        let Some(verb) = rest.chars().next() else { return self.out.push("%!(NOVERB)") };
        cursor.at += verb.len_utf8();
        if verb == '%' {
            return self.out.push("%");
        }
        if !cursor.good {
            return self.out.push(&format!("%!{verb}(BADINDEX)"));
        }
        let Some(item) = items.get(cursor.argument) else {
            return self.out.push(&format!("%!{verb}(MISSING)"));
        };
        cursor.argument += 1;
        if verb == 'v' {
            self.flags.sharp_v = std::mem::take(&mut self.flags.sharp);
            // `%+v` is about fields of structures, of which there are none here.
            self.flags.plus = false;
        }
        self.print(item, verb)
    }

    fn print<'e>(&mut self, item: &Arg, verb: char) -> Done<'e> {
        if verb == 'T' {
            return self.text(item.type_name(), 's', item);
        }
        match item {
            Arg::Int(n) => self.int(*n, verb, item),
            Arg::Big(n) => self.big(n, verb),
            Arg::Float(f) => self.float(*f, verb, item),
            Arg::Text(text) => self.text(text, verb, item),
        }
    }

    /// `%!d(string=x)`: a verb that is not for the type.
    fn bad_verb<'e>(&mut self, verb: char, item: &Arg) -> Done<'e> {
        self.out.push(&format!("%!{verb}({}=", item.type_name()))?;
        self.print(item, 'v')?;
        self.out.push(")")
    }

    /// Prints a text in at least the width.
    fn pad<'e>(&mut self, text: &str, zero: bool) -> Done<'e> {
        let missing = self.flags.width.unwrap_or(0).saturating_sub(text.chars().count());
        let fill = if zero && !self.flags.minus { '0' } else { ' ' };
        if !self.flags.minus {
            self.out.repeat(fill, missing)?;
        }
        self.out.push(text)?;
        if self.flags.minus {
            self.out.repeat(' ', missing)?;
        }
        Ok(())
    }

    const fn sign(&self, negative: bool) -> &'static str {
        match (negative, self.flags.plus, self.flags.space) {
            (true, ..) => "-",
            (_, true, _) => "+",
            (.., true) => " ",
            _ => "",
        }
    }

    fn int<'e>(&mut self, n: i64, verb: char, item: &Arg) -> Done<'e> {
        let size = n.unsigned_abs();
        let (mut digits, prefix) = match verb {
            'v' | 'd' => (size.to_string(), ""),
            'b' => (format!("{size:b}"), if self.flags.sharp { "0b" } else { "" }),
            'o' => (format!("{size:o}"), ""),
            'O' => (format!("{size:o}"), "0o"),
            'x' => (format!("{size:x}"), if self.flags.sharp { "0x" } else { "" }),
            'X' => (format!("{size:X}"), if self.flags.sharp { "0X" } else { "" }),
            'c' => return self.character(n),
            'q' => return self.quoted_character(n),
            'U' => return self.unicode(n),
            _ => return self.bad_verb(verb, item),
        };
        let negative = n < 0;
        let signed = usize::from(negative || self.flags.plus || self.flags.space);
        let least = match self.flags.precision {
            Some(0) if n == 0 => {
                // Nothing but the width.
                return self.pad("", false);
            }
            Some(precision) => precision,
            None if self.flags.zero => self.flags.width.unwrap_or(0).saturating_sub(signed),
            None => 0,
        };
        let mut made = Bounded::default();
        made.push(self.sign(negative))?;
        made.push(prefix)?;
        made.repeat('0', least.saturating_sub(digits.len()))?;
        if self.flags.sharp
            && matches!(verb, 'o' | 'O')
            && least <= digits.len()
            && !digits.starts_with('0')
        {
            digits.insert(0, '0');
        }
        made.push(&digits)?;
        self.pad(&made.text, false)
    }

    fn big<'e>(&mut self, n: &BigInt, verb: char) -> Done<'e> {
        let flags = self.flags;
        let sharp = |prefix: &'static str| if flags.sharp { prefix } else { "" };
        let (radix, prefix) = match verb {
            'b' => (2, sharp("0b")),
            'o' => (8, sharp("0")),
            'O' => (8, "0o"),
            'd' | 's' | 'v' => (10, ""),
            'x' => (16, sharp("0x")),
            'X' => (16, sharp("0X")),
            _ => return self.out.push(&format!("%!{verb}(big.Int={n})")),
        };
        let mut digits = n.magnitude().to_str_radix(radix);
        if verb == 'X' {
            digits.make_ascii_uppercase();
        }
        let sign = self.sign(n.sign() == Sign::Minus);
        let mut zeros = flags.precision.unwrap_or(0).saturating_sub(digits.len());
        let length = sign.len() + prefix.len() + zeros + digits.len();
        if flags.zero && flags.precision.is_none() {
            zeros = flags.width.unwrap_or(0).saturating_sub(length);
        }
        let mut made = Bounded::default();
        made.push(sign)?;
        made.push(prefix)?;
        made.repeat('0', zeros)?;
        made.push(&digits)?;
        self.pad(&made.text, false)
    }

    fn rune(n: i64) -> char {
        u32::try_from(n).ok().and_then(char::from_u32).unwrap_or('\u{fffd}')
    }

    fn character<'e>(&mut self, n: i64) -> Done<'e> {
        self.pad(&Self::rune(n).to_string(), self.flags.zero)
    }

    fn quoted_character<'e>(&mut self, n: i64) -> Done<'e> {
        let mut made = String::from("'");
        escape(&mut made, Self::rune(n), '\'', self.flags.plus);
        made.push('\'');
        self.pad(&made, self.flags.zero)
    }

    /// `U+0041`, with `#` the character behind it.
    fn unicode<'e>(&mut self, n: i64) -> Done<'e> {
        let digits = format!("{n:X}");
        let mut made = Bounded::default();
        made.push("U+")?;
        let least = self.flags.precision.unwrap_or(0).max(4);
        made.repeat('0', least.saturating_sub(digits.len()))?;
        made.push(&digits)?;
        let shown = u32::try_from(n).ok().and_then(char::from_u32).filter(|c| is_printable(*c));
        if let Some(c) = shown.filter(|_| self.flags.sharp) {
            made.push(&format!(" '{c}'"))?;
        }
        self.pad(&made.text, false)
    }

    fn text<'e>(&mut self, text: &str, verb: char, item: &Arg) -> Done<'e> {
        let cut = match self.flags.precision {
            Some(most) => {
                let end = text.char_indices().nth(most).map_or(text.len(), |(at, _)| at);
                text.get(..end).unwrap_or_default()
            }
            None => text,
        };
        match verb {
            'v' if self.flags.sharp_v => self.quoted(cut),
            'v' | 's' => self.pad(cut, self.flags.zero),
            'q' => self.quoted(cut),
            'x' | 'X' => self.hexadecimal(text, verb == 'X'),
            _ => self.bad_verb(verb, item),
        }
    }

    fn quoted<'e>(&mut self, text: &str) -> Done<'e> {
        let raw = |c: char| c != '`' && c != '\u{feff}' && (c == '\t' || c >= ' ') && c != '\u{7f}';
        let mut made = String::new();
        if self.flags.sharp && text.chars().all(raw) {
            _ = write!(made, "`{text}`");
        } else {
            quote(&mut made, text, self.flags.plus);
        }
        self.pad(&made, self.flags.zero)
    }

    /// The bytes of a text in hexadecimal digits; the precision says how many bytes.
    fn hexadecimal<'e>(&mut self, text: &str, upper: bool) -> Done<'e> {
        let most = self.flags.precision.unwrap_or(text.len());
        let prefix = match (self.flags.sharp, upper) {
            (false, _) => "",
            (true, false) => "0x",
            (true, true) => "0X",
        };
        let mut made = Bounded::default();
        for (n, byte) in text.bytes().take(most).enumerate() {
            if n == 0 {
                made.push(prefix)?;
            } else if self.flags.space {
                made.push(" ")?;
                made.push(prefix)?;
            }
            made.push(&if upper { format!("{byte:02X}") } else { format!("{byte:02x}") })?;
        }
        self.pad(&made.text, self.flags.zero)
    }

    fn float<'e>(&mut self, f: f64, verb: char, item: &Arg) -> Done<'e> {
        let (style, default) = match verb {
            'v' => ('g', None),
            'g' | 'G' | 'x' | 'X' | 'b' => (verb, None),
            'f' | 'e' | 'E' => (verb, Some(6)),
            'F' => ('f', Some(6)),
            _ => return self.bad_verb(verb, item),
        };
        let precision = self.flags.precision.or(default);
        let negative = f.is_sign_negative();
        let mut digits = Bounded::default();
        format_float(&mut digits, f.abs(), style, precision)?;
        if self.flags.sharp && style != 'b' {
            digits = with_point(&digits.text, style, precision)?;
        }
        let sign = self.sign(negative);
        if self.flags.zero && !sign.is_empty() {
            // Zeros go between the sign and the digits.
            self.out.push(sign)?;
            self.flags.width = self.flags.width.map(|w| w.saturating_sub(1));
            return self.pad(&digits.text, true);
        }
        self.pad(&format!("{sign}{}", digits.text), self.flags.zero)
    }
}

/// The digits of a double that is not negative, and the power of ten of the first one; as many as
/// asked for, else as few as tell it from all others.
fn significant(f: f64, digits: Option<usize>) -> (String, i32) {
    // No double has more digits than this.
    const ALL: usize = 800;
    let text = match digits {
        Some(n) => format!("{f:.*e}", n.clamp(1, ALL) - 1),
        None => format!("{f:e}"),
    };
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    (mantissa.replace('.', ""), exponent.parse().unwrap_or(0))
}

/// Writes a finite double that is not negative.
fn format_float<'e>(out: &mut Bounded, f: f64, style: char, precision: Option<usize>) -> Done<'e> {
    match style {
        'b' => {
            let (mantissa, exponent) = binary(f);
            out.push(&format!("{mantissa}p{exponent:+}"))
        }
        'x' | 'X' => hexadecimal_float(out, f, precision, style == 'X'),
        'f' => {
            // A double has no more than 1074 places.
            let places = precision.unwrap_or(6);
            out.push(&format!("{f:.*}", places.min(1100)))?;
            out.repeat('0', places.saturating_sub(1100))
        }
        'e' | 'E' => {
            let wanted = precision.map(|p| p + 1);
            let (digits, exponent) = significant(f, wanted);
            scientific(out, &digits, exponent, wanted.unwrap_or(0), style)
        }
        _ => {
            let wanted = precision.map(|p| p.max(1));
            let (mut digits, exponent) = significant(f, wanted);
            // Zeros at the end are not shown.
            let kept = digits.trim_end_matches('0').len().max(1);
            digits.truncate(kept);
            let mut limit = wanted.map_or(6, |p| i32::try_from(p).unwrap_or(i32::MAX));
            let count = i32::try_from(digits.len()).unwrap_or(i32::MAX);
            if wanted.is_some() && limit > count && count > exponent {
                limit = count;
            }
            if exponent < -4 || exponent >= limit {
                let style = if style == 'G' { 'E' } else { 'e' };
                return scientific(out, &digits, exponent, 0, style);
            }
            positional(out, &digits, exponent)
        }
    }
}

/// Writes digits with the point where it belongs.
fn positional<'e>(out: &mut Bounded, digits: &str, exponent: i32) -> Done<'e> {
    match usize::try_from(exponent) {
        Ok(whole) if whole + 1 >= digits.len() => {
            out.push(digits)?;
            out.repeat('0', whole + 1 - digits.len())
        }
        Ok(whole) => {
            let (front, behind) = digits.split_at_checked(whole + 1).unwrap_or((digits, ""));
            out.push(front)?;
            out.push(".")?;
            out.push(behind)
        }
        Err(_) => {
            out.push("0.")?;
            out.repeat('0', usize::try_from(-1 - exponent).unwrap_or(0))?;
            out.push(digits)
        }
    }
}

/// Writes digits as `d.ddde±dd`, filled up to a number of digits.
fn scientific<'e>(
    out: &mut Bounded,
    digits: &str,
    exponent: i32,
    least: usize,
    letter: char,
) -> Done<'e> {
    let (first, rest) = digits.split_at_checked(1).unwrap_or((digits, ""));
    out.push(first)?;
    if !rest.is_empty() || least > 1 {
        out.push(".")?;
        out.push(rest)?;
        out.repeat('0', least.saturating_sub(digits.len()))?;
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    out.push(&format!("{letter}{sign}{:02}", exponent.unsigned_abs()))
}

/// The mantissa of a double as a whole number, and the power of two to multiply it with.
fn binary(f: f64) -> (u64, i32) {
    let bits = f.to_bits();
    let fraction = bits & ((1 << 52) - 1);
    let raw = i32::try_from((bits >> 52) & 0x7ff).unwrap_or(0);
    if raw == 0 { (fraction, -1074) } else { (fraction | (1 << 52), raw - 1075) }
}

/// Writes `0x1.8p+01`.
fn hexadecimal_float<'e>(
    out: &mut Bounded,
    f: f64,
    precision: Option<usize>,
    upper: bool,
) -> Done<'e> {
    let (mut mantissa, mut exponent) = binary(f);
    if mantissa == 0 {
        exponent = 0;
    } else {
        // One binary digit before the point, 60 behind it.
        exponent += 52;
        let shift = mantissa.leading_zeros() - 3;
        exponent -= i32::try_from(shift).unwrap_or(0) - 8;
        mantissa <<= shift;
    }
    if let Some(places) = precision.filter(|places| *places < 15) {
        let drop = u32::try_from((15 - places) * 4).unwrap_or(0);
        let (kept, rest, half) =
            (mantissa >> drop, mantissa & ((1 << drop) - 1), 1_u64 << (drop - 1));
        let up = rest > half || (rest == half && kept & 1 == 1);
        mantissa = (kept + u64::from(up)) << drop;
        if mantissa >= 1 << 61 {
            mantissa >>= 1;
            exponent += 1;
        }
    }
    let digits = format!("{:015x}", mantissa & ((1 << 60) - 1));
    let shown = match precision {
        Some(places) => digits.get(..places.min(15)).unwrap_or(&digits),
        None => digits.trim_end_matches('0'),
    };
    let zeros = precision.unwrap_or(0).saturating_sub(15);
    let point = if shown.is_empty() { "" } else { "." };
    let sign = if exponent < 0 { '-' } else { '+' };
    let mut text = Bounded::default();
    text.push(&format!("0x{}{point}{shown}", mantissa >> 60))?;
    text.repeat('0', zeros)?;
    text.push(&format!("p{sign}{:02}", exponent.unsigned_abs()))?;
    if upper {
        text.text.make_ascii_uppercase();
    }
    out.push(&text.text)
}

/// Adds what `#` asks for: a point in any case, and with `g` all digits of the precision.
fn with_point<'e>(text: &str, style: char, precision: Option<usize>) -> Result<Bounded, Stop<'e>> {
    let mut wanted = match style {
        'g' | 'G' => precision.unwrap_or(6),
        'x' => precision.unwrap_or(6),
        _ => 0,
    };
    let tail_at = match style {
        'x' | 'X' => text.find(['p', 'P']),
        _ => text.find(['e', 'E']),
    };
    let (number, tail) = text.split_at_checked(tail_at.unwrap_or(text.len())).unwrap_or((text, ""));
    let mut started = false;
    for c in number.chars().filter(|c| *c != '.') {
        started |= c != '0';
        wanted = wanted.saturating_sub(usize::from(started));
    }
    let mut made = Bounded::default();
    made.push(number)?;
    if !number.contains('.') {
        if number == "0" {
            wanted = wanted.saturating_sub(1);
        }
        made.push(".")?;
    }
    made.repeat('0', wanted)?;
    made.push(tail)?;
    Ok(made)
}

/// A double as Go writes it where nothing is said about how: `1e+06`.
pub(super) fn plain_float(f: f64) -> String {
    let mut text = Bounded::default();
    // It is a few digits, far from any limit.
    _ = format_float(&mut text, f.abs(), 'g', None);
    if f.is_sign_negative() { format!("-{}", text.text) } else { text.text }
}
