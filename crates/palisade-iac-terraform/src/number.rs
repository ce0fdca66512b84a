//! Numbers as Terraform computes with them: binary floating point of 512 bits, rounded to the
//! nearest and to even, written in the fewest decimal digits that read back as the same number.

use num_bigint::BigUint;
use palisade_arena::Arena;
use palisade_hcl::BinaryOp;
use palisade_value::{Number, Value};
use std::cmp::Ordering;
use std::fmt::Write as _;

use crate::functions::limit;

/// Bits of a mantissa.
const BITS: u64 = 512;

/// Decimal exponents beyond this are refused rather than written out.
const EXPONENT: i64 = 5_000;

/// Digits that are enough to find the shortest decimal of a number by: it has 156 at the most.
const LEADING: i64 = 190;

/// `±mantissa · 2^exponent`.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Big {
    negative: bool,
    mantissa: BigUint,
    exponent: i64,
}

fn zero() -> BigUint {
    BigUint::from(0u8)
}

fn is_zero(number: &BigUint) -> bool {
    number.bits() == 0
}

fn power(base: u8, exponent: i64) -> BigUint {
    BigUint::from(base).pow(u32::try_from(exponent).unwrap_or(0))
}

impl Big {
    /// The nearest number of [`BITS`] bits; `inexact` says that a little was cut off before.
    fn rounded(negative: bool, mantissa: BigUint, exponent: i64, inexact: bool) -> Self {
        let extra = mantissa.bits().saturating_sub(BITS);
        if extra == 0 {
            return Self { negative, mantissa, exponent };
        }
        let kept = &mantissa >> extra;
        let half = mantissa.bit(extra - 1);
        let rest = inexact || mantissa.trailing_zeros().is_some_and(|zeros| zeros < extra - 1);
        let up = half && (rest || kept.bit(0));
        let mantissa = if up { kept + 1u8 } else { kept };
        let exponent = exponent + i64::try_from(extra).unwrap_or(0);
        // Rounding up may carry into one more bit, which is a power of two then and exact.
        Self { negative, mantissa, exponent }
    }

    /// The quotient of two magnitudes.
    fn quotient(negative: bool, above: BigUint, below: &BigUint, exponent: i64) -> Self {
        let wanted = below.bits() + BITS + 2;
        let shift = wanted.saturating_sub(above.bits());
        let above = above << shift;
        let whole = &above / below;
        let inexact = &whole * below != above;
        let exponent = exponent - i64::try_from(shift).unwrap_or(0);
        Self::rounded(negative, whole, exponent, inexact)
    }

    fn of(value: Value<'_>) -> Option<Self> {
        if let Value::Int(int) = value {
            let mantissa = BigUint::from(int.unsigned_abs());
            return Some(Self { negative: int < 0, mantissa, exponent: 0 });
        }
        let (negative, magnitude, exponent) = match value {
            Value::Uint(u) => (false, BigUint::from(u), 0),
            Value::Float(f) if f.is_finite() => decimal(f)?,
            Value::Num(number) => {
                let (mantissa, exponent) = number.parts();
                let negative = mantissa.sign() == num_bigint::Sign::Minus;
                (negative, mantissa.into_parts().1, exponent)
            }
            _ => return None,
        };
        if exponent.abs() > EXPONENT {
            return None;
        }
        Some(if exponent >= 0 {
            Self::rounded(negative, magnitude * power(10, exponent), 0, false)
        } else {
            Self::quotient(negative, magnitude, &power(10, -exponent), 0)
        })
    }

    /// The signed sum.
    fn plus(self, other: Self) -> Self {
        let exponent = self.exponent.min(other.exponent);
        let lift = |big: Self| big.mantissa << (big.exponent - exponent).unsigned_abs();
        let (left, right) = (self.negative, other.negative);
        let (a, b) = (lift(self), lift(other));
        if left == right {
            return Self::rounded(left, a + b, exponent, false);
        }
        match a.cmp(&b) {
            Ordering::Equal => Self { negative: false, mantissa: zero(), exponent: 0 },
            Ordering::Greater => Self::rounded(left, a - b, exponent, false),
            Ordering::Less => Self::rounded(right, b - a, exponent, false),
        }
    }

    fn times(&self, other: &Self) -> Self {
        Self::rounded(
            self.negative != other.negative,
            &self.mantissa * &other.mantissa,
            self.exponent + other.exponent,
            false,
        )
    }

    fn over(&self, other: &Self) -> Self {
        let negative = self.negative != other.negative;
        let exponent = self.exponent - other.exponent;
        Self::quotient(negative, self.mantissa.clone(), &other.mantissa, exponent)
    }

    fn minus_sign(self) -> Self {
        Self { negative: !self.negative, ..self }
    }

    /// Without what is behind the point, and whether anything was.
    fn whole(&self) -> (Self, bool) {
        if self.exponent >= 0 {
            return (self.clone(), true);
        }
        let cut = self.exponent.unsigned_abs();
        let mantissa = &self.mantissa >> cut;
        let exact = self.mantissa.trailing_zeros().is_none_or(|zeros| zeros >= cut);
        (Self { negative: self.negative, mantissa, exponent: 0 }, exact)
    }

    /// The digits of a magnitude without zeros at the end, and the power of ten of the first.
    fn digits(mantissa: &BigUint, exponent: i64) -> (Vec<u8>, i64) {
        let (number, places) = if exponent >= 0 {
            (mantissa << exponent.unsigned_abs(), 0)
        } else {
            (mantissa * power(5, -exponent), -exponent)
        };
        let mut digits = number.to_string().into_bytes();
        let point = i64::try_from(digits.len()).unwrap_or(0) - places;
        let kept = digits.iter().rposition(|d| *d != b'0').map_or(0, |at| at + 1);
        digits.truncate(kept);
        (digits, point)
    }

    /// The same, but that from somewhere behind [`LEADING`] digits a single one stands for all
    /// that follow: the digits of 512 bits may be thousands, and nobody asks for them.
    fn leading(mantissa: &BigUint, exponent: i64) -> (Vec<u8>, i64) {
        let bits = i64::try_from(mantissa.bits()).unwrap_or(0);
        // The power of ten that makes a whole number of so many digits of it.
        let power_of_ten = LEADING - (bits + exponent) * 30_103 / 100_000;
        if exponent.abs() <= 64 || (exponent < 0 && power_of_ten >= -exponent) {
            return Self::digits(mantissa, exponent);
        }
        let fives = power(5, power_of_ten.abs());
        let shift = exponent + power_of_ten;
        let cut = shift.unsigned_abs();
        let (whole, exact) = if power_of_ten < 0 {
            let (above, below) = match shift {
                0.. => (mantissa << cut, fives),
                _ => (mantissa.clone(), fives << cut),
            };
            let whole = &above / &below;
            let exact = &whole * &below == above;
            (whole, exact)
        } else {
            let above = mantissa * fives;
            match shift {
                0.. => (above << cut, true),
                _ => {
                    let exact = above.trailing_zeros().is_none_or(|zeros| zeros >= cut);
                    (above >> cut, exact)
                }
            }
        };
        let mut digits = whole.to_string().into_bytes();
        let point = i64::try_from(digits.len()).unwrap_or(0) - power_of_ten;
        if exact {
            let kept = digits.iter().rposition(|d| *d != b'0').map_or(0, |at| at + 1);
            digits.truncate(kept);
        } else {
            digits.push(b'1');
        }
        (digits, point)
    }

    /// All digits of a magnitude that has few of them, and how many stand behind the point.
    fn short(&self) -> Option<(u128, u32)> {
        let zeros = self.mantissa.trailing_zeros()?;
        let exponent = self.exponent.checked_add(i64::try_from(zeros).ok()?)?;
        if !(-27..=63).contains(&exponent) || self.mantissa.bits() - zeros > 64 {
            return None;
        }
        let odd = u128::from(u64::try_from(&self.mantissa >> zeros).ok()?);
        let places = u32::try_from(exponent.unsigned_abs()).ok()?;
        match exponent {
            0.. => Some((odd << places, 0)),
            _ => Some((odd.checked_mul(5u128.checked_pow(places)?)?, places)),
        }
    }

    /// The shortest decimal that reads back as this number.
    fn write(&self, out: &mut String) {
        if self.negative {
            out.push('-');
        }
        if is_zero(&self.mantissa) {
            out.push('0');
            return;
        }
        // So few digits are the only ones that read back as it.
        if let Some((digits, places)) = self.short() {
            let digits = digits.to_string();
            let point = i64::try_from(digits.len()).unwrap_or(0) - i64::from(places);
            write_digits(out, digits.as_bytes(), point);
            return;
        }
        // One bit more than the precision, so that the last one is half a unit.
        let wanted = BITS + 1;
        let bits = self.mantissa.bits();
        let shift = wanted.saturating_sub(bits);
        let mantissa = &self.mantissa << shift;
        let exponent = self.exponent - i64::try_from(shift).unwrap_or(0);
        let (mut digits, mut point) = Self::leading(&mantissa, exponent);
        let (lower, _) = Self::leading(&(&mantissa - 1u8), exponent);
        let (upper, _) = Self::leading(&(&mantissa + 1u8), exponent);
        let inclusive = !mantissa.bit(1);
        let at = |digits: &[u8], n: usize| digits.get(n).copied().unwrap_or(b'0');
        for n in 0..digits.len() {
            let (digit, low, high) = (at(&digits, n), at(&lower, n), at(&upper, n));
            let down = low != digit || inclusive && n + 1 == lower.len();
            let up = digit != high && (inclusive || digit + 1 < high || n + 1 < upper.len());
            let next = at(&digits, n + 1);
            let nearer_up = next > b'5'
                || next == b'5'
                    && (n + 2 < digits.len() || n + 2 == digits.len() && digit % 2 == 1);
            match (down, up) {
                (true, true) if nearer_up => round_up(&mut digits, n, &mut point),
                (true, _) => digits.truncate(n + 1),
                (false, true) => round_up(&mut digits, n, &mut point),
                (false, false) => continue,
            }
            break;
        }
        write_digits(out, &digits, point);
    }
}

/// The shortest decimal of a double, as a magnitude and a power of ten, and whether it is negative.
fn decimal(double: f64) -> Option<(bool, BigUint, i64)> {
    let text = format!("{double:e}");
    let (digits, exponent) = text.split_once('e')?;
    let (negative, digits) =
        digits.strip_prefix('-').map_or((false, digits), |digits| (true, digits));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let exponent = exponent.parse::<i64>().ok()? - i64::try_from(fraction.len()).ok()?;
    let magnitude: u64 = format!("{whole}{fraction}").parse().ok()?;
    Some((negative, BigUint::from(magnitude), exponent))
}

/// The exact decimal digits of a number and the power of ten of the first of them, rounded to so
/// many digits, and whether it is negative.
fn rounded_digits(number: Value<'_>, count: usize) -> Option<(bool, Vec<u8>, i64)> {
    let big = Big::of(number)?;
    let few = i64::try_from(count).is_ok_and(|count| count < LEADING - 10);
    let (mut digits, mut point) = match few {
        true => Big::leading(&big.mantissa, big.exponent),
        false => Big::digits(&big.mantissa, big.exponent),
    };
    if count < digits.len() {
        let next = digits[count];
        let odd = count > 0 && digits[count - 1] % 2 == 1;
        if next > b'5' || next == b'5' && (odd || count + 1 < digits.len()) {
            if count == 0 {
                digits = vec![b'1'];
                point += 1;
            } else {
                round_up(&mut digits, count - 1, &mut point);
            }
        } else {
            digits.truncate(count);
        }
    }
    let kept = digits.iter().rposition(|d| *d != b'0').map_or(0, |at| at + 1);
    digits.truncate(kept);
    Some((big.negative, digits, if kept == 0 { 1 } else { point }))
}

/// A number with so many places behind the point: `%.2f`.
pub(crate) fn fixed(number: Value<'_>, places: usize) -> Option<String> {
    let big = Big::of(number)?;
    let (_, point) = Big::leading(&big.mantissa, big.exponent);
    let count = point.checked_add(i64::try_from(places).ok()?)?;
    let mut text = String::new();
    let (negative, digits, point) = match usize::try_from(count) {
        Ok(count) => rounded_digits(number, count)?,
        Err(_) => (big.negative, Vec::new(), 1),
    };
    if negative {
        text.push('-');
    }
    if digits.is_empty() {
        text.push('0');
    } else {
        write_digits(&mut text, &digits, point);
    }
    let behind = text.find('.').map_or(0, |at| text.len() - at - 1);
    if places > 0 && behind == 0 {
        text.push('.');
    }
    text.extend(std::iter::repeat_n('0', places.saturating_sub(behind)));
    Some(text)
}

/// A number with one digit before and so many behind the point, and a power of ten: `%.2e`.
pub(crate) fn scientific(number: Value<'_>, places: usize) -> Option<String> {
    let (negative, digits, point) = rounded_digits(number, places + 1)?;
    Some(exponential(negative, &digits, point, places))
}

fn exponential(negative: bool, digits: &[u8], point: i64, places: usize) -> String {
    let mut text = String::from(if negative { "-" } else { "" });
    let mut digits = digits.iter().map(|d| char::from(*d)).chain(std::iter::repeat('0'));
    text.extend(digits.next());
    if places > 0 {
        text.push('.');
        text.extend(digits.take(places));
    }
    let power = point - 1;
    let sign = if power < 0 { '-' } else { '+' };
    _ = write!(text, "e{sign}{:02}", power.abs());
    text
}

/// A number in plain or in exponential notation, whichever is shorter: `%g`, `%.3g`.
pub(crate) fn general(number: Value<'_>, precision: Option<usize>) -> Option<String> {
    let (negative, digits, point) = match precision {
        Some(precision) => rounded_digits(number, precision.max(1))?,
        None => {
            let mut plain = String::new();
            crate::types::write_number(&mut plain, number);
            let negative = plain.starts_with('-');
            let plain = plain.trim_start_matches('-');
            let (whole, fraction) = plain.split_once('.').unwrap_or((plain, ""));
            let all = format!("{whole}{fraction}");
            let digits = all.trim_start_matches('0');
            let point =
                i64::try_from(whole.len()).ok()? - i64::try_from(all.len() - digits.len()).ok()?;
            let digits = digits.trim_end_matches('0').as_bytes().to_vec();
            let point = if digits.is_empty() { 1 } else { point };
            (negative, digits, point)
        }
    };
    let count = i64::try_from(digits.len()).ok()?;
    let limit = match precision.and_then(|p| i64::try_from(p.max(1)).ok()) {
        None => 6,
        Some(limit) if limit > count && count >= point => count,
        Some(limit) => limit,
    };
    if point - 1 < -4 || point > limit {
        let places = digits.len().saturating_sub(1);
        return Some(exponential(negative, &digits, point, places));
    }
    let mut text = String::from(if negative { "-" } else { "" });
    if digits.is_empty() {
        text.push('0');
    } else {
        write_digits(&mut text, &digits, point);
    }
    Some(text)
}

/// Cuts digits behind `n` and adds one to that digit.
fn round_up(digits: &mut Vec<u8>, n: usize, point: &mut i64) {
    digits.truncate(n + 1);
    while digits.last() == Some(&b'9') {
        digits.pop();
    }
    match digits.last_mut() {
        Some(last) => *last += 1,
        None => {
            digits.push(b'1');
            *point += 1;
        }
    }
}

/// Writes digits in plain notation, with the point behind `point` of them.
fn write_digits(out: &mut String, digits: &[u8], point: i64) {
    let kept = digits.iter().rposition(|d| *d != b'0').map_or(0, |at| at + 1);
    let digits = digits.get(..kept).unwrap_or(&[]);
    let before = usize::try_from(point).unwrap_or(0);
    if point <= 0 {
        out.push_str("0.");
        out.extend(std::iter::repeat_n('0', usize::try_from(-point).unwrap_or(0)));
    }
    for (n, digit) in digits.iter().enumerate() {
        if n == before && point > 0 {
            out.push('.');
        }
        out.push(char::from(*digit));
    }
    out.extend(std::iter::repeat_n('0', before.saturating_sub(digits.len())));
}

/// Writes a number that is no integer of 64 bits in plain notation.
pub(crate) fn write_plain(out: &mut String, number: &Number<'_>) {
    let (mantissa, exponent) = number.parts();
    if exponent.abs() > EXPONENT {
        _ = write!(out, "{mantissa}e{exponent}");
        return;
    }
    let digits = mantissa.magnitude().to_string();
    if mantissa.sign() == num_bigint::Sign::Minus {
        out.push('-');
    }
    let point = i64::try_from(digits.len()).unwrap_or(0) + exponent;
    write_digits(out, digits.as_bytes(), point);
}

fn value<'a>(arena: &'a Arena, big: &Big) -> Result<Value<'a>, String> {
    let top = i64::try_from(big.mantissa.bits()).unwrap_or(i64::MAX).saturating_add(big.exponent);
    if top.abs() > EXPONENT * 3 && !is_zero(&big.mantissa) {
        return Err(limit("the result is too large a number"));
    }
    if is_zero(&big.mantissa) && big.negative {
        return Ok(Value::Float(-0.0));
    }
    if let Some((digits, 0)) = big.short()
        && let Ok(int) = i64::try_from(digits)
    {
        return Ok(Value::Int(if big.negative { -int } else { int }));
    }
    let mut text = String::new();
    big.write(&mut text);
    Number::parse(arena, &text)
        .map(crate::types::normal)
        .ok_or_else(|| "the result is no number".to_owned())
}

/// A number that is infinite, and whether it is below zero.
pub(crate) fn infinite(number: Value<'_>) -> Option<bool> {
    match number {
        Value::Float(f) if f.is_infinite() => Some(f < 0.0),
        _ => None,
    }
}

/// Infinity, or that below zero.
pub(crate) const fn infinity<'a>(negative: bool) -> Value<'a> {
    Value::Float(if negative { f64::NEG_INFINITY } else { f64::INFINITY })
}

/// Arithmetic where a side is infinite or a divisor is zero.
fn with_infinity<'a>(
    op: BinaryOp,
    left: Value<'a>,
    right: Value<'a>,
) -> Option<Result<Value<'a>, String>> {
    let refuse = |what: &str| Some(Err(what.to_owned()));
    let sign = |number: Value<'_>| number.order(&Value::Int(0));
    let is_zero = |number: Value<'_>| sign(number) == Ordering::Equal;
    let differ = (sign(left) == Ordering::Less) != (sign(right) == Ordering::Less);
    match (op, infinite(left), infinite(right)) {
        // Surprising, but so it is.
        (BinaryOp::Modulo, None, None) if is_zero(right) => Some(Ok(left)),
        (BinaryOp::Divide, None, None) if is_zero(right) => match is_zero(left) {
            true => refuse("zero cannot be divided by zero"),
            false => {
                let below = matches!(right, Value::Float(f) if f.is_sign_negative());
                Some(Ok(infinity((sign(left) == Ordering::Less) != below)))
            }
        },
        (_, None, None) => None,
        (BinaryOp::Divide, Some(_), Some(_)) => refuse("infinity cannot be divided by infinity"),
        (BinaryOp::Divide, Some(_), None) => Some(Ok(infinity(differ))),
        (BinaryOp::Divide, None, Some(_)) => Some(Ok(match differ && !is_zero(left) {
            true => Value::Float(-0.0),
            false => Value::Int(0),
        })),
        (BinaryOp::Modulo, ..) => refuse("`%` does not go with infinity"),
        (BinaryOp::Multiply, ..) if is_zero(left) || is_zero(right) => {
            refuse("zero cannot be multiplied by infinity")
        }
        (BinaryOp::Multiply, ..) => Some(Ok(infinity(differ))),
        (BinaryOp::Add, Some(a), Some(b)) if a != b => {
            refuse("infinities of two signs have no sum")
        }
        (BinaryOp::Subtract, Some(a), Some(b)) if a == b => {
            refuse("infinity cannot be taken from itself")
        }
        (BinaryOp::Add | BinaryOp::Subtract, Some(a), _) => Some(Ok(infinity(a))),
        (BinaryOp::Add, None, Some(b)) => Some(Ok(infinity(b))),
        (BinaryOp::Subtract, None, Some(b)) => Some(Ok(infinity(!b))),
        _ => None,
    }
}

/// The negative of a number.
pub(crate) fn negate<'a>(arena: &'a Arena, number: Value<'a>) -> Value<'a> {
    if let Some(negative) = infinite(number) {
        return infinity(!negative);
    }
    if let Value::Int(int) = number
        && int != 0
        && let Some(negative) = int.checked_neg()
    {
        return Value::Int(negative);
    }
    Big::of(number).and_then(|big| value(arena, &big.minus_sign()).ok()).unwrap_or(number)
}

/// The whole number below or above a number.
pub(crate) fn to_whole<'a>(
    arena: &'a Arena,
    number: Value<'a>,
    up: bool,
) -> Result<Value<'a>, String> {
    if matches!(number, Value::Int(_)) || infinite(number).is_some() {
        return Ok(number);
    }
    let big = Big::of(number).ok_or_else(|| limit("the number is too large"))?;
    let (whole, exact) = big.whole();
    let step = !exact && whole.negative != up;
    let one = Big { negative: whole.negative, mantissa: BigUint::from(1u8), exponent: 0 };
    value(arena, &if step { whole.plus(one) } else { whole })
}

/// Arithmetic on two numbers.
pub(crate) fn arithmetic<'a>(
    arena: &'a Arena,
    op: BinaryOp,
    left: Value<'a>,
    right: Value<'a>,
) -> Result<Value<'a>, String> {
    if let Some(result) = with_infinity(op, left, right) {
        return result;
    }
    if let (Value::Int(a), Value::Int(b)) = (left, right) {
        let exact = match op {
            BinaryOp::Add => a.checked_add(b),
            BinaryOp::Subtract => a.checked_sub(b),
            // The product of zero and a negative number is negative zero.
            BinaryOp::Multiply if a != 0 && b != 0 => a.checked_mul(b),
            BinaryOp::Divide if a != 0 && a.checked_rem(b) == Some(0) => a.checked_div(b),
            BinaryOp::Modulo => a.checked_rem(b),
            _ => None,
        };
        if let Some(exact) = exact {
            return Ok(Value::Int(exact));
        }
    }
    let (Some(a), Some(b)) = (Big::of(left), Big::of(right)) else {
        return Err(limit("the number is too large"));
    };
    let result = match op {
        BinaryOp::Add => a.plus(b),
        BinaryOp::Subtract => a.plus(b.minus_sign()),
        BinaryOp::Multiply => a.times(&b),
        BinaryOp::Divide => a.over(&b),
        BinaryOp::Modulo => {
            let (times, _) = a.over(&b).whole();
            a.plus(times.times(&b).minus_sign())
        }
        _ => return Err(format!("`{}` is no arithmetic", op.as_str())),
    };
    value(arena, &result)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(op: BinaryOp, left: &str, right: &str) -> String {
        let arena = Arena::new();
        let read = |text| crate::types::parse_number(&arena, text).unwrap();
        let mut out = String::new();
        let made = arithmetic(&arena, op, read(left), read(right)).unwrap();
        crate::types::write_number(&mut out, made);
        out
    }

    #[test]
    fn results_have_the_digits_of_512_bits() {
        assert_eq!(shown(BinaryOp::Divide, "1", "3"), format!("0.{}5", "3".repeat(154)));
        assert_eq!(shown(BinaryOp::Add, "0.1", "0.2"), "0.3");
        assert_eq!(shown(BinaryOp::Modulo, "7", "3.3"), format!("0.4{}12", "0".repeat(152)));
        assert_eq!(shown(BinaryOp::Multiply, "1e300", "1e300"), format!("1{}", "0".repeat(600)));
        assert_eq!(shown(BinaryOp::Modulo, "-7", "3"), "-1");
        assert_eq!(shown(BinaryOp::Multiply, "-1", "0"), "-0");
        assert_eq!(shown(BinaryOp::Divide, "1", "256"), "0.00390625");
        assert_eq!(shown(BinaryOp::Divide, "-7", "8"), "-0.875");
        assert_eq!(shown(BinaryOp::Subtract, "0.5", "2.5"), "-2");
    }

    /// The few digits that a number is written by are the first of all of its digits.
    #[test]
    fn the_leading_digits_are_the_first_of_all() {
        let mut seed = 1u64;
        let mut next = || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            seed >> 11
        };
        for round in 0..600u64 {
            let mut mantissa = BigUint::from(1u8);
            for _ in 0..10 {
                mantissa = (mantissa << 51u32) + next();
            }
            if round % 5 == 0 {
                // A power of two, where the one below has a bit less.
                mantissa = BigUint::from(1u8) << 512u32;
            }
            let exponent = i64::try_from(next() % 3000).unwrap() - 1500;
            for number in [&mantissa - 1u8, mantissa.clone(), &mantissa + 1u8] {
                let (all, point) = Big::digits(&number, exponent);
                let (few, at) = Big::leading(&number, exponent);
                assert_eq!(at, point, "{number} {exponent}");
                let known = few.len() - usize::from(few.len() != all.len() || few != all);
                assert!(known >= 170 || few == all, "{known} {number} {exponent}");
                assert_eq!(few[..known], all[..known], "{number} {exponent}");
                assert!(all.len() >= few.len(), "{number} {exponent}");
            }
        }
    }
}
