use crate::{Arena, Value};
use num_bigint::{BigInt, BigUint, Sign};
use std::cmp::Ordering;

/// Exponents beyond this are not expanded into digits by arithmetic or printing.
const EXPANSION: i64 = 4096;

/// A decimal number that neither `i64`, `u64` nor `f64` holds exactly: `±magnitude · 10^exponent`.
///
/// In its one canonical form the magnitude is no multiple of ten.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Number<'a> {
    negative: bool,
    /// Base 2^32 digits, least significant first.
    magnitude: &'a [u32],
    exponent: i64,
}

impl<'a> Number<'a> {
    /// A number with more digits than this, zeros at its ends left out, is not read: to read it
    /// would take the square of its length.
    pub const DIGITS: usize = 4096;

    /// Reads a JSON number and gives the smallest value that holds it exactly: an integer, a
    /// double whose shortest form is the same decimal, else a `Number`. None if it is no number,
    /// or one of over [`Number::DIGITS`] digits.
    pub fn parse(arena: &'a Arena, text: &str) -> Option<Value<'a>> {
        Self::parse_within(arena, text, Self::DIGITS)
    }

    fn parse_within(arena: &'a Arena, text: &str, most: usize) -> Option<Value<'a>> {
        if text.len() < 19
            && let Ok(int) = text.parse::<i64>()
        {
            return (!text.starts_with('+')).then_some(Value::Int(int));
        }
        let (negative, rest) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (mantissa, power) = match rest.find(['e', 'E']) {
            Some(at) => {
                let power = &rest[at + 1..];
                let digits = power.strip_prefix(['+', '-']).unwrap_or(power);
                if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
                    return None;
                }
                // Saturates: a number with such an exponent is zero or infinite in any use.
                let sign = if power.starts_with('-') { -1 } else { 1 };
                (
                    &rest[..at],
                    sign * digits.parse::<i64>().unwrap_or(i64::MAX / 4).min(i64::MAX / 4),
                )
            }
            None => (rest, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || !digits(whole) || !digits(fraction) || mantissa.ends_with('.') {
            return None;
        }
        let plain = fraction.is_empty() && power == 0;
        if plain && let Ok(int) = text.parse::<i64>() {
            return Some(Value::Int(int));
        }
        // A whole number of the size of 64 bits that is written as one is printed as one.
        if !(plain && whole.len() <= 20)
            && let Ok(double) = text.parse::<f64>()
            && double.is_finite()
            && same_decimal(double, whole, fraction, power)
        {
            return Some(Value::Float(double));
        }
        let all = format!("{whole}{fraction}");
        let trimmed = all.trim_start_matches('0').trim_end_matches('0');
        if trimmed.is_empty() {
            return Some(Value::Int(0));
        }
        if trimmed.len() > most {
            return None;
        }
        let zeros = all.trim_start_matches('0').len() - trimmed.len();
        let exponent = power - i64::try_from(fraction.len()).ok()? + i64::try_from(zeros).ok()?;
        let magnitude = BigUint::parse_bytes(trimmed.as_bytes(), 10)?;
        Some(Self::make(arena, negative, &magnitude, exponent))
    }

    /// The smallest value that holds an integer exactly.
    pub fn from_bigint(arena: &'a Arena, int: &BigInt) -> Value<'a> {
        if let Ok(small) = i64::try_from(int) {
            return Value::Int(small);
        }
        let text = int.to_string();
        Self::parse_within(arena, &text, usize::MAX).unwrap_or(Value::Null)
    }

    /// The same number in another arena.
    pub(crate) fn copy_into<'b>(&self, arena: &'b Arena) -> Value<'b> {
        let magnitude = arena.alloc_slice(self.magnitude);
        let Self { negative, exponent, .. } = *self;
        Value::Num(arena.alloc(Number { negative, magnitude, exponent }))
    }

    fn make(arena: &'a Arena, negative: bool, magnitude: &BigUint, exponent: i64) -> Value<'a> {
        let magnitude = arena.alloc_slice(&magnitude.to_u32_digits());
        Value::Num(arena.alloc(Self { negative, magnitude, exponent }))
    }

    /// The magnitude with its sign, and the power of ten to multiply it with.
    #[must_use]
    pub fn parts(&self) -> (BigInt, i64) {
        let sign = if self.negative { Sign::Minus } else { Sign::Plus };
        (BigInt::from_slice(sign, self.magnitude), self.exponent)
    }

    /// The exact integer, if it is one of a size that is worth writing out.
    #[must_use]
    pub fn to_bigint(&self) -> Option<BigInt> {
        let (mantissa, exponent) = self.parts();
        let power = u32::try_from(exponent).ok().filter(|p| i64::from(*p) <= EXPANSION)?;
        Some(mantissa * BigInt::from(10u8).pow(power))
    }

    /// The nearest double; infinite or zero beyond its range.
    #[must_use]
    pub fn to_f64(&self) -> f64 {
        let (mantissa, exponent) = self.parts();
        format!("{mantissa}e{exponent}").parse().unwrap_or(f64::NAN)
    }

    /// Whether it is a whole number.
    #[must_use]
    pub const fn is_integer(&self) -> bool {
        self.exponent >= 0
    }
}

impl std::fmt::Display for Number<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (mantissa, exponent) = self.parts();
        if (0..=40).contains(&exponent) {
            let zeros = usize::try_from(exponent).unwrap_or(0);
            return write!(f, "{mantissa}{}", "0".repeat(zeros));
        }
        let digits = mantissa.magnitude().to_string();
        let sign = if self.negative { "-" } else { "" };
        match usize::try_from(-exponent) {
            Ok(places) if places < digits.len() => {
                let (whole, fraction) = digits.split_at(digits.len() - places);
                write!(f, "{sign}{whole}.{fraction}")
            }
            Ok(places) if places < digits.len() + 8 => {
                write!(f, "{sign}0.{}{digits}", "0".repeat(places - digits.len()))
            }
            _ => write!(f, "{sign}{digits}e{exponent}"),
        }
    }
}

/// Whether the shortest decimal that reads back as `double` is the decimal that was written.
fn same_decimal(double: f64, whole: &str, fraction: &str, power: i64) -> bool {
    let shortest = format!("{:e}", double.abs());
    let Some((mantissa, exponent)) = shortest.split_once('e') else { return false };
    let short_digits: Vec<u8> =
        mantissa.bytes().filter(u8::is_ascii_digit).collect::<Vec<_>>().trim_ascii().to_vec();
    let short_digits = trim_zeros(&short_digits);
    let written: Vec<u8> = whole.bytes().chain(fraction.bytes()).collect();
    let leading = written.iter().take_while(|b| **b == b'0').count();
    let digits = trim_zeros(&written[leading..]);
    if digits.is_empty() || short_digits == b"0" || short_digits.is_empty() {
        return digits.is_empty() && double == 0.0;
    }
    // Position of the first significant digit as a power of ten.
    let lead = i64::try_from(whole.len()).unwrap_or(0) - 1 - i64::try_from(leading).unwrap_or(0);
    digits == short_digits && exponent.parse() == Ok(lead + power)
}

fn trim_zeros(digits: &[u8]) -> &[u8] {
    let end = digits.iter().rposition(|b| *b != b'0').map_or(0, |at| at + 1);
    &digits[..end]
}

/// A number of any kind in exact form, for the rare comparisons that need it.
enum Exact {
    Decimal(BigInt, i64),
    /// Mantissa times a power of two.
    Binary(BigInt, i64),
}

fn exact(value: Value<'_>) -> Option<Exact> {
    Some(match value {
        Value::Int(i) => Exact::Decimal(i.into(), 0),
        Value::Uint(u) => Exact::Decimal(u.into(), 0),
        Value::Num(n) => {
            let (mantissa, exponent) = n.parts();
            Exact::Decimal(mantissa, exponent)
        }
        Value::Float(f) if f.is_finite() => {
            let bits = f.to_bits();
            let raw = i64::try_from((bits >> 52) & 0x7ff).unwrap_or(0);
            let fraction = bits & ((1 << 52) - 1);
            let (mantissa, power) =
                if raw == 0 { (fraction, -1074) } else { (fraction | (1 << 52), raw - 1075) };
            let signed = BigInt::from(mantissa);
            Exact::Binary(if f < 0.0 { -signed } else { signed }, power)
        }
        _ => return None,
    })
}

/// Compares two numbers by their exact values; NaN is below all numbers and equal to itself.
pub(crate) fn compare(a: Value<'_>, b: Value<'_>) -> Ordering {
    match (a, b) {
        (Value::Int(x), Value::Int(y)) => return x.cmp(&y),
        (Value::Uint(x), Value::Uint(y)) => return x.cmp(&y),
        (Value::Int(x), Value::Uint(y)) => return i128::from(x).cmp(&i128::from(y)),
        (Value::Uint(x), Value::Int(y)) => return i128::from(x).cmp(&i128::from(y)),
        (Value::Float(x), Value::Float(y)) => {
            return x.partial_cmp(&y).unwrap_or_else(|| y.is_nan().cmp(&x.is_nan()));
        }
        (Value::Float(x), Value::Int(y)) => return compare_float(x, i128::from(y)),
        (Value::Int(x), Value::Float(y)) => return compare_float(y, i128::from(x)).reverse(),
        (Value::Float(x), Value::Uint(y)) => return compare_float(x, i128::from(y)),
        (Value::Uint(x), Value::Float(y)) => return compare_float(y, i128::from(x)).reverse(),
        _ => {}
    }
    // At least one side is a `Number`. Decide by nearest doubles where they differ clearly, so
    // that no exponent from hostile input is ever written out.
    let (x, y) = (a.as_f64().unwrap_or(f64::NAN), b.as_f64().unwrap_or(f64::NAN));
    if x.is_nan() || y.is_nan() {
        return y.is_nan().cmp(&x.is_nan());
    }
    if (x - y).abs() > (x.abs() + y.abs()) * 1e-9 || x.is_infinite() != y.is_infinite() {
        return x.total_cmp(&y);
    }
    match (exact(a), exact(b)) {
        (Some(x), Some(y)) => compare_exact(&x, &y),
        _ => x.total_cmp(&y),
    }
}

fn compare_float(float: f64, int: i128) -> Ordering {
    if float.is_nan() {
        return Ordering::Less;
    }
    // Every finite double beyond i128 is beyond any 64-bit integer as well.
    if float >= 1e30 {
        return Ordering::Greater;
    }
    if float <= -1e30 {
        return Ordering::Less;
    }
    let whole = float.trunc();
    #[expect(clippy::cast_possible_truncation, reason = "a whole number under 1e30 fits i128")]
    let truncated = whole as i128;
    truncated.cmp(&int).then_with(|| float.partial_cmp(&whole).unwrap_or(Ordering::Equal))
}

fn compare_exact(a: &Exact, b: &Exact) -> Ordering {
    // Bring both to a common denominator; the exponents are near each other here unless both
    // numbers are out of the range of doubles, and then they are compared by size first.
    let (Exact::Decimal(x, p), Exact::Decimal(y, q)) = (a, b) else {
        let scale = |e: &Exact| match e {
            Exact::Decimal(m, p) => (m.clone(), *p, 0),
            Exact::Binary(m, p) => (m.clone(), 0, *p),
        };
        let ((x, xt, xb), (y, yt, yb)) = (scale(a), scale(b));
        let (tens, twos) = (xt.min(yt), xb.min(yb));
        let lift = |m: BigInt, t: i64, b: i64| {
            let t = u32::try_from((t - tens).min(EXPANSION)).unwrap_or(0);
            let b = u64::try_from((b - twos).min(EXPANSION)).unwrap_or(0);
            (m * BigInt::from(10u8).pow(t)) << b
        };
        return lift(x, xt, xb).cmp(&lift(y, yt, yb));
    };
    if x.sign() != y.sign() {
        return x.sign().cmp(&y.sign());
    }
    let size = |m: &BigInt, p: i64| i64::try_from(m.magnitude().to_string().len()).unwrap_or(0) + p;
    let by_size = size(x, *p).cmp(&size(y, *q));
    if by_size != Ordering::Equal {
        return if x.sign() == Sign::Minus { by_size.reverse() } else { by_size };
    }
    // Equal leading powers: the exponents differ by at most the digits that are there.
    let least = *p.min(q);
    let lift =
        |m: &BigInt, e: i64| m * BigInt::from(10u8).pow(u32::try_from(e - least).unwrap_or(0));
    lift(x, *p).cmp(&lift(y, *q))
}
