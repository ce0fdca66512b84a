use crate::{Kind, Node, Style};
use std::borrow::Cow;

/// By which rules plain scalars become numbers, truth values and null.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Schema {
    /// The core schema of YAML 1.2: only `true`/`false` are truth values, `010` is ten.
    Core12,
    /// As Kubernetes reads manifests: `yes`, `no`, `on`, `off`, `y`, `n` are truth values too,
    /// `010` is eight, `0b11` is three, `1_000` is a thousand.
    Kubernetes,
}

/// A scalar read by a schema.
#[derive(Clone, PartialEq, Debug)]
pub enum Scalar<'n> {
    /// Nothing: absent, `~` or `null`.
    Null,
    /// A truth value.
    Bool(bool),
    /// A whole number of 64 bits.
    Int(i64),
    /// A whole number beyond 64 bits: an optional minus and decimal digits.
    BigInt(Cow<'n, str>),
    /// A number with a fraction or an exponent, an infinity or not-a-number. The node's text has
    /// it exactly.
    Float(f64),
    /// A text.
    String(&'n str),
}

impl Scalar<'_> {
    /// What people call its type.
    #[must_use]
    pub const fn describe(&self) -> &'static str {
        match self {
            Scalar::Null => "nothing",
            Scalar::Bool(_) => "a truth value",
            Scalar::Int(_) | Scalar::BigInt(_) | Scalar::Float(_) => "a number",
            Scalar::String(_) => "a text",
        }
    }
}

impl Node<'_> {
    /// The scalar by a schema; none for a list or a mapping.
    ///
    /// Tags of the core schema decide over the style (`!!str 5` is a text); other tags do not.
    #[must_use]
    pub fn resolve(&self, schema: Schema) -> Option<Scalar<'_>> {
        let Kind::Scalar(text, style) = &self.kind else { return None };
        let plain = match self.tag().map(|tag| tag.text.as_str()) {
            Some("!!str" | "!" | "!!binary" | "!!timestamp") => false,
            Some("!!null" | "!!bool" | "!!int" | "!!float") => true,
            _ => *style == Style::Plain,
        };
        Some(if plain { resolve_plain(text, schema) } else { Scalar::String(text) })
    }

    /// The text, if the scalar is a text by the schema.
    #[must_use]
    pub fn as_str(&self, schema: Schema) -> Option<&str> {
        if let Some(Scalar::String(text)) = self.resolve(schema) { Some(text) } else { None }
    }

    /// The truth value, if the scalar is one by the schema.
    #[must_use]
    pub fn as_bool(&self, schema: Schema) -> Option<bool> {
        if let Some(Scalar::Bool(value)) = self.resolve(schema) { Some(value) } else { None }
    }

    /// The whole number, if the scalar is one of 64 bits by the schema.
    #[must_use]
    pub fn as_i64(&self, schema: Schema) -> Option<i64> {
        if let Some(Scalar::Int(value)) = self.resolve(schema) { Some(value) } else { None }
    }
}

/// Reads a plain scalar.
pub(crate) fn resolve_plain(text: &str, schema: Schema) -> Scalar<'_> {
    let Some(first) = text.bytes().next() else { return Scalar::Null };
    match first {
        b'0'..=b'9' | b'+' | b'-' | b'.' => number(text, schema).unwrap_or(Scalar::String(text)),
        b'~' if text.len() == 1 => Scalar::Null,
        b'n' | b'N' | b't' | b'T' | b'f' | b'F' | b'y' | b'Y' | b'o' | b'O' if text.len() <= 5 => {
            word(text, schema)
        }
        _ => Scalar::String(text),
    }
}

fn word(text: &str, schema: Schema) -> Scalar<'_> {
    match text {
        "null" | "Null" | "NULL" => Scalar::Null,
        "true" | "True" | "TRUE" => Scalar::Bool(true),
        "false" | "False" | "FALSE" => Scalar::Bool(false),
        _ if schema == Schema::Core12 => Scalar::String(text),
        "y" | "Y" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => Scalar::Bool(true),
        "n" | "N" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => Scalar::Bool(false),
        _ => Scalar::String(text),
    }
}

fn number(text: &str, schema: Schema) -> Option<Scalar<'_>> {
    let (negative, body) = match text.as_bytes() {
        [b'-', ..] => (true, text.get(1..)?),
        [b'+', ..] => (false, text.get(1..)?),
        _ => (false, text),
    };
    match body {
        ".inf" | ".Inf" | ".INF" => {
            let infinity = if negative { f64::NEG_INFINITY } else { f64::INFINITY };
            return Some(Scalar::Float(infinity));
        }
        ".nan" | ".NaN" | ".NAN" if body.len() == text.len() => {
            return Some(Scalar::Float(f64::NAN));
        }
        _ => {}
    }
    let separated = schema == Schema::Kubernetes && body.contains('_');
    let body: Cow<'_, str> =
        if separated { Cow::Owned(body.replace('_', "")) } else { Cow::Borrowed(body) };
    if let Some((digits, radix)) = radix_digits(&body, text, schema) {
        return radix_number(digits, radix, negative);
    }
    if !body.is_empty() && body.bytes().all(|b| b.is_ascii_digit()) {
        return Some(decimal(body, negative));
    }
    if is_float(&body) {
        let value: f64 = body.parse().ok()?;
        return Some(Scalar::Float(if negative { -value } else { value }));
    }
    None
}

/// The digits behind a prefix that names another base.
fn radix_digits<'b>(body: &'b str, text: &str, schema: Schema) -> Option<(&'b str, u32)> {
    let rest = body.strip_prefix('0')?;
    if schema == Schema::Core12 {
        // The core schema has no sign before a base.
        if body.len() != text.len() {
            return None;
        }
        return match rest.as_bytes().first()? {
            b'o' => Some((rest.get(1..)?, 8)),
            b'x' => Some((rest.get(1..)?, 16)),
            _ => None,
        };
    }
    match rest.as_bytes().first()? {
        b'x' | b'X' => Some((rest.get(1..)?, 16)),
        b'b' | b'B' => Some((rest.get(1..)?, 2)),
        b'o' | b'O' => Some((rest.get(1..)?, 8)),
        _ if rest.bytes().all(|b| matches!(b, b'0'..=b'7')) => Some((rest, 8)),
        _ => None,
    }
}

fn radix_number(digits: &str, radix: u32, negative: bool) -> Option<Scalar<'static>> {
    if !digits.chars().all(|c| c.is_digit(radix)) {
        return None;
    }
    let magnitude = i128::from_str_radix(digits, radix).ok()?;
    let value = if negative { -magnitude } else { magnitude };
    Some(
        i64::try_from(value).map_or_else(|_| Scalar::BigInt(value.to_string().into()), Scalar::Int),
    )
}

fn decimal(body: Cow<'_, str>, negative: bool) -> Scalar<'_> {
    let value = body.bytes().try_fold(0_i64, |sum, b| {
        let digit = i64::from(b - b'0');
        let tens = sum.checked_mul(10)?;
        if negative { tens.checked_sub(digit) } else { tens.checked_add(digit) }
    });
    if let Some(value) = value {
        return Scalar::Int(value);
    }
    let digits = body.trim_start_matches('0');
    if negative {
        return Scalar::BigInt(Cow::Owned(format!("-{digits}")));
    }
    if digits.len() != body.len() {
        return Scalar::BigInt(Cow::Owned(digits.to_owned()));
    }
    Scalar::BigInt(body)
}

/// `( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`
fn is_float(body: &str) -> bool {
    let (mantissa, exponent) = match body.find(['e', 'E']) {
        Some(at) => (body.get(..at).unwrap_or(""), body.get(at + 1..)),
        None => (body, None),
    };
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let good = digits(whole) && digits(fraction) && !(whole.is_empty() && fraction.is_empty());
    good && exponent.is_none_or(|e| {
        let e = e.strip_prefix(['-', '+']).unwrap_or(e);
        !e.is_empty() && digits(e)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn core(text: &str) -> Scalar<'_> {
        resolve_plain(text, Schema::Core12)
    }

    fn k8s(text: &str) -> Scalar<'_> {
        resolve_plain(text, Schema::Kubernetes)
    }

    #[test]
    fn words_differ_between_the_schemas() {
        for text in ["", "~", "null", "Null", "NULL"] {
            assert_eq!(core(text), Scalar::Null, "{text}");
            assert_eq!(k8s(text), Scalar::Null, "{text}");
        }
        for text in ["yes", "on", "y", "Off", "NO"] {
            assert_eq!(core(text), Scalar::String(text));
            assert!(matches!(k8s(text), Scalar::Bool(_)), "{text}");
        }
        assert_eq!(core("True"), Scalar::Bool(true));
        assert_eq!(k8s("FALSE"), Scalar::Bool(false));
        assert_eq!(k8s("nO"), Scalar::String("nO"));
        assert_eq!(k8s("yess"), Scalar::String("yess"));
        assert_eq!(core("nullable"), Scalar::String("nullable"));
    }

    #[test]
    fn whole_numbers_are_exact() {
        assert_eq!(core("0"), Scalar::Int(0));
        assert_eq!(core("+12"), Scalar::Int(12));
        assert_eq!(core("-9223372036854775808"), Scalar::Int(i64::MIN));
        assert_eq!(core("9223372036854775808"), Scalar::BigInt("9223372036854775808".into()));
        assert_eq!(core("-009223372036854775809"), Scalar::BigInt("-9223372036854775809".into()));
        assert_eq!(core("010"), Scalar::Int(10));
        assert_eq!(k8s("010"), Scalar::Int(8));
        assert_eq!(k8s("0644"), Scalar::Int(420));
        assert_eq!(k8s("089"), Scalar::Int(89));
        assert_eq!(core("0o14"), Scalar::Int(12));
        assert_eq!(core("0x1F"), Scalar::Int(31));
        assert_eq!(core("-0x1F"), Scalar::String("-0x1F"));
        assert_eq!(k8s("-0b11"), Scalar::Int(-3));
        assert_eq!(core("0b11"), Scalar::String("0b11"));
        assert_eq!(k8s("1_000"), Scalar::Int(1000));
        assert_eq!(core("1_000"), Scalar::String("1_000"));
        assert_eq!(core("0x"), Scalar::String("0x"));
    }

    #[test]
    fn fractions_and_texts_that_look_like_them() {
        assert_eq!(core("1.5"), Scalar::Float(1.5));
        assert_eq!(core("-.5e-3"), Scalar::Float(-0.0005));
        assert_eq!(core("1e3"), Scalar::Float(1000.0));
        assert_eq!(core("1."), Scalar::Float(1.0));
        assert_eq!(core("-.inf"), Scalar::Float(f64::NEG_INFINITY));
        assert!(matches!(core(".nan"), Scalar::Float(f) if f.is_nan()));
        for text in [".", "-", "+", "1.2.3", "1e", "e3", "10.0.0.1", "0o9", "-.nan", "12:30", "1 2"]
        {
            assert_eq!(core(text), Scalar::String(text));
            assert_eq!(k8s(text), Scalar::String(text));
        }
    }
}
