//! Arithmetic and order on fixed-size and on exact numbers, concatenation.

use crate::{Eval, FaultKind, Op};
use num_bigint::BigInt;
use palisade_arena::Arena;
use palisade_value::{Array, Duration, Ext, Number, Set, Timestamp, Value};
use std::cmp::Ordering;

/// Bytes that a concatenation copies.
pub(crate) fn size(value: Value<'_>) -> usize {
    match value {
        Value::Str(s) => s.len(),
        Value::Array(a) => size_of_val(a.items()),
        Value::Set(s) => size_of_val(s.items()),
        Value::Ext(Ext::Bytes(b)) => b.len(),
        _ => 0,
    }
}

impl Op {
    /// Whether it works on exact numbers.
    pub(crate) fn is_exact(self) -> bool {
        matches!(self, Op::ExactAdd | Op::ExactSub | Op::ExactMul | Op::ExactDiv | Op::ExactRem)
    }
}

/// What is said of exact arithmetic that failed, in the words of OPA.
pub(crate) fn exact_message(kind: FaultKind, op: Op, a: Value<'_>, b: Value<'_>) -> String {
    let name = match op {
        Op::ExactAdd => "plus",
        Op::ExactSub => "minus",
        Op::ExactMul => "mul",
        Op::ExactDiv => "div",
        _ => "rem",
    };
    if kind == FaultKind::DivisionByZero {
        let what = if op == Op::ExactRem { "modulo by zero" } else { "divide by zero" };
        return format!("{name}: {what}");
    }
    let kind_of = |v: Value<'_>| match v {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Str(_) => "string",
        v if v.is_number() => "number",
        v => v.type_name(),
    };
    let (a_ok, want) = match a {
        Value::Set(_) if op == Op::ExactSub => (true, "set"),
        a => (a.is_number(), "number"),
    };
    if !a_ok {
        return format!("{name}: operand 1 must be number but got {}", kind_of(a));
    }
    if b.is_number() && a.is_number() {
        return "modulo on floating-point number".to_owned();
    }
    format!("{name}: operand 2 must be {want} but got {}", kind_of(b))
}

type Outcome<'e> = Result<Eval<'e>, FaultKind>;

/// `<` and its like where CEL defines them.
pub(crate) fn compare(op: Op, a: Value<'_>, b: Value<'_>) -> Option<bool> {
    let ordered = match (a, b) {
        (Value::Int(x), Value::Int(y)) => x.cmp(&y),
        _ if a.is_number() && b.is_number() => {
            let nan = |v: Value<'_>| matches!(v, Value::Float(f) if f.is_nan());
            if nan(a) || nan(b) {
                return Some(false);
            }
            a.order(&b)
        }
        (Value::Str(x), Value::Str(y)) => x.cmp(y),
        (Value::Bool(x), Value::Bool(y)) => x.cmp(&y),
        (Value::Ext(Ext::Bytes(x)), Value::Ext(Ext::Bytes(y))) => x.cmp(y),
        (Value::Ext(Ext::Timestamp(x)), Value::Ext(Ext::Timestamp(y))) => x.cmp(y),
        (Value::Ext(Ext::Duration(x)), Value::Ext(Ext::Duration(y))) => x.cmp(y),
        _ => return None,
    };
    Some(match op {
        Op::Lt => ordered == Ordering::Less,
        Op::Le => ordered != Ordering::Greater,
        Op::Gt => ordered == Ordering::Greater,
        _ => ordered != Ordering::Less,
    })
}

pub(crate) fn negate(value: Value<'_>) -> Result<Eval<'_>, FaultKind> {
    Ok(Ok(match value {
        Value::Int(i) => Value::Int(i.checked_neg().ok_or(FaultKind::Overflow)?),
        Value::Float(f) => Value::Float(-f),
        Value::Unknown(_) => value,
        _ => return Err(FaultKind::WrongType),
    }))
}

pub(crate) fn binary<'e>(arena: &'e Arena, op: Op, a: Value<'e>, b: Value<'e>) -> Outcome<'e> {
    let overflow = FaultKind::Overflow;
    let value = match (op, a, b) {
        (Op::ExactAdd | Op::ExactSub | Op::ExactMul | Op::ExactDiv | Op::ExactRem, ..) => {
            return exact(arena, op, a, b).map(Ok);
        }
        (Op::Add, Value::Int(x), Value::Int(y)) => Value::Int(x.checked_add(y).ok_or(overflow)?),
        (Op::Sub, Value::Int(x), Value::Int(y)) => Value::Int(x.checked_sub(y).ok_or(overflow)?),
        (Op::Mul, Value::Int(x), Value::Int(y)) => Value::Int(x.checked_mul(y).ok_or(overflow)?),
        (Op::Div | Op::Rem, Value::Int(_), Value::Int(0))
        | (Op::Div | Op::Rem, Value::Uint(_), Value::Uint(0)) => {
            return Err(FaultKind::DivisionByZero);
        }
        (Op::Div, Value::Int(x), Value::Int(y)) => Value::Int(x.checked_div(y).ok_or(overflow)?),
        (Op::Rem, Value::Int(x), Value::Int(y)) => Value::Int(x.checked_rem(y).ok_or(overflow)?),
        (Op::Add, Value::Uint(x), Value::Uint(y)) => Value::Uint(x.checked_add(y).ok_or(overflow)?),
        (Op::Sub, Value::Uint(x), Value::Uint(y)) => Value::Uint(x.checked_sub(y).ok_or(overflow)?),
        (Op::Mul, Value::Uint(x), Value::Uint(y)) => Value::Uint(x.checked_mul(y).ok_or(overflow)?),
        (Op::Div, Value::Uint(x), Value::Uint(y)) => Value::Uint(x / y),
        (Op::Rem, Value::Uint(x), Value::Uint(y)) => Value::Uint(x % y),
        (Op::Add, Value::Float(x), Value::Float(y)) => Value::Float(x + y),
        (Op::Sub, Value::Float(x), Value::Float(y)) => Value::Float(x - y),
        (Op::Mul, Value::Float(x), Value::Float(y)) => Value::Float(x * y),
        (Op::Div, Value::Float(x), Value::Float(y)) => Value::Float(x / y),
        (Op::Add, Value::Str(x), Value::Str(y)) => {
            let mut text =
                bumpalo::collections::String::with_capacity_in(x.len() + y.len(), arena.bump());
            text.push_str(x);
            text.push_str(y);
            Value::Str(text.into_bump_str())
        }
        (Op::Add, Value::Array(x), Value::Array(y)) => {
            let mut items =
                bumpalo::collections::Vec::with_capacity_in(x.len() + y.len(), arena.bump());
            items.extend_from_slice(x.items());
            items.extend_from_slice(y.items());
            let joined = Array::new(items.into_bump_slice());
            let rest = x.rest().or(y.rest());
            Value::Array(arena.alloc(rest.map_or(joined, |rest| joined.unbounded(rest))))
        }
        (_, Value::Ext(x), Value::Ext(y)) => Value::ext(arena, extended(arena, op, x, y)?),
        _ => return Err(FaultKind::WrongType),
    };
    Ok(Ok(value))
}

/// 0001-01-01T00:00:00Z to 9999-12-31T23:59:59Z, in seconds since 1970.
const TIMESTAMPS: std::ops::RangeInclusive<i64> = -62_135_596_800..=253_402_300_799;

fn extended<'e>(arena: &'e Arena, op: Op, a: &Ext<'e>, b: &Ext<'e>) -> Result<Ext<'e>, FaultKind> {
    const SECOND: i128 = 1_000_000_000;
    let time = |t: &Timestamp| i128::from(t.seconds) * SECOND + i128::from(t.nanos);
    let span = |d: &Duration| i128::from(d.seconds) * SECOND + i128::from(d.nanos);
    let to_time = |nanos: i128| {
        let seconds = i64::try_from(nanos.div_euclid(SECOND)).map_err(|_| FaultKind::Overflow)?;
        let rest = u32::try_from(nanos.rem_euclid(SECOND)).unwrap_or(0);
        let inside = TIMESTAMPS.contains(&seconds);
        inside
            .then_some(Ext::Timestamp(Timestamp { seconds, nanos: rest }))
            .ok_or(FaultKind::Overflow)
    };
    let to_span = |nanos: i128| {
        // Durations are kept in 64 bits of nanoseconds, as CEL has them.
        let nanos = i64::try_from(nanos).map_err(|_| FaultKind::Overflow)?;
        let rest = i32::try_from(nanos % 1_000_000_000).unwrap_or(0);
        Ok(Ext::Duration(Duration { seconds: nanos / 1_000_000_000, nanos: rest }))
    };
    match (op, a, b) {
        (Op::Add, Ext::Bytes(x), Ext::Bytes(y)) => {
            let mut bytes =
                bumpalo::collections::Vec::with_capacity_in(x.len() + y.len(), arena.bump());
            bytes.extend_from_slice(x);
            bytes.extend_from_slice(y);
            Ok(Ext::Bytes(bytes.into_bump_slice()))
        }
        (Op::Add, Ext::Timestamp(t), Ext::Duration(d))
        | (Op::Add, Ext::Duration(d), Ext::Timestamp(t)) => to_time(time(t) + span(d)),
        (Op::Add, Ext::Duration(x), Ext::Duration(y)) => to_span(span(x) + span(y)),
        (Op::Sub, Ext::Duration(x), Ext::Duration(y)) => to_span(span(x) - span(y)),
        (Op::Sub, Ext::Timestamp(t), Ext::Duration(d)) => to_time(time(t) - span(d)),
        (Op::Sub, Ext::Timestamp(x), Ext::Timestamp(y)) => to_span(time(x) - time(y)),
        _ => Err(FaultKind::WrongType),
    }
}

/// Numbers whose powers of ten differ by more are not written out to be added.
const WIDEST: i64 = 2000;
/// Decimal places that are kept where a result cannot be exact.
const SEEN: i64 = 20;

/// Arithmetic of arbitrary precision: whole numbers and decimals without rounding, quotients that
/// do not come out even as doubles.
///
/// # Errors
/// A division by zero, a remainder of numbers with fractions, operands that are no numbers, a
/// result that would take thousands of digits.
pub fn exact<'e>(
    arena: &'e Arena,
    op: Op,
    a: Value<'e>,
    b: Value<'e>,
) -> Result<Value<'e>, FaultKind> {
    if let (Op::ExactSub, Value::Set(x), Value::Set(y)) = (op, a, b) {
        let left: Vec<Value<'e>> = x.items().iter().filter(|v| !y.contains(v)).copied().collect();
        return Ok(Value::Set(Set::new(arena, &left)));
    }
    if let (Value::Int(x), Value::Int(y)) = (a, b) {
        let small = match op {
            Op::ExactAdd => x.checked_add(y),
            Op::ExactSub => x.checked_sub(y),
            Op::ExactMul => x.checked_mul(y),
            _ if y == 0 => return Err(FaultKind::DivisionByZero),
            Op::ExactRem => x.checked_rem(y),
            _ if x.checked_rem(y) == Some(0) => x.checked_div(y),
            _ => None,
        };
        if let Some(small) = small {
            return Ok(Value::Int(small));
        }
    }
    let (Some((x, p)), Some((y, q))) = (decimal(a), decimal(b)) else {
        return Err(FaultKind::WrongType);
    };
    let number = |m: BigInt, e: i64| {
        Number::parse(arena, &format!("{m}e{e}")).map(whole).ok_or(FaultKind::Overflow)
    };
    match op {
        Op::ExactMul => return number(x * y, p.checked_add(q).ok_or(FaultKind::Overflow)?),
        Op::ExactDiv if y == BigInt::from(0) => return Err(FaultKind::DivisionByZero),
        _ => {}
    }
    if (p - q).abs() > WIDEST {
        // What is too small to be seen beside the other is left out.
        let (high, low) = (places(&x, p), places(&y, q));
        return match op {
            Op::ExactDiv => number_of(quotient(&x, p, &y, q), &number),
            Op::ExactAdd | Op::ExactSub if high > low + SEEN => Ok(a),
            Op::ExactAdd if low > high + SEEN => Ok(b),
            Op::ExactSub if low > high + SEEN => number(-y, q),
            Op::ExactRem if p.min(q) < 0 => Err(FaultKind::WrongType),
            _ => Err(FaultKind::Overflow),
        };
    }
    let least = p.min(q);
    let lift =
        |m: &BigInt, e: i64| m * BigInt::from(10u8).pow(u32::try_from(e - least).unwrap_or(0));
    match op {
        Op::ExactAdd => number(lift(&x, p) + lift(&y, q), least),
        Op::ExactSub => number(lift(&x, p) - lift(&y, q), least),
        _ if y == BigInt::from(0) => Err(FaultKind::DivisionByZero),
        Op::ExactRem => {
            let (x, y) = (lift(&x, p), lift(&y, q));
            if least < 0 { Err(FaultKind::WrongType) } else { number(x % y, 0) }
        }
        _ => {
            let (left, right) = (lift(&x, p), lift(&y, q));
            if &left % &right == BigInt::from(0) {
                return number(left / right, 0);
            }
            let double = a.as_f64().unwrap_or(0.0) / b.as_f64().unwrap_or(0.0);
            // Beyond the range of doubles, and where they lose places.
            if !double.is_normal() {
                return number_of(quotient(&x, p, &y, q), &number);
            }
            Ok(Value::Float(double))
        }
    }
}

/// How many decimal digits stand before the point, about.
fn places(m: &BigInt, e: i64) -> i64 {
    let digits = if *m == BigInt::from(0) { 0 } else { m.magnitude().to_string().len() };
    if digits == 0 { i64::MIN / 4 } else { e.saturating_add(i64::try_from(digits).unwrap_or(0)) }
}

/// A quotient to so many places that a double could hold no more of them: mantissa, power of ten.
fn quotient(x: &BigInt, p: i64, y: &BigInt, q: i64) -> Option<(BigInt, i64)> {
    let digits = |m: &BigInt| i64::try_from(m.magnitude().to_string().len()).unwrap_or(0);
    let more = (SEEN + digits(y) - digits(x)).max(0);
    let lifted = x * BigInt::from(10u8).pow(u32::try_from(more).ok()?);
    Some((lifted / y, p.checked_sub(q)?.checked_sub(more)?))
}

fn number_of<'e>(
    parts: Option<(BigInt, i64)>,
    number: &dyn Fn(BigInt, i64) -> Result<Value<'e>, FaultKind>,
) -> Result<Value<'e>, FaultKind> {
    let (mantissa, exponent) = parts.ok_or(FaultKind::Overflow)?;
    number(mantissa, exponent)
}

/// `5e0` reads as a double of the value 5; exact arithmetic gives whole numbers as such.
fn whole(value: Value<'_>) -> Value<'_> {
    match value {
        Value::Float(_) => value.as_i64().map_or(value, Value::Int),
        _ => value,
    }
}

fn decimal(value: Value<'_>) -> Option<(BigInt, i64)> {
    match value {
        Value::Int(i) => Some((i.into(), 0)),
        Value::Uint(u) => Some((u.into(), 0)),
        Value::Num(n) => Some(n.parts()),
        Value::Float(f) if f.is_finite() => {
            let text = format!("{f:e}");
            let (mantissa, exponent) = text.split_once('e')?;
            let places = mantissa.split_once('.').map_or(0, |(_, fraction)| fraction.len());
            let digits: BigInt = mantissa.replace('.', "").parse().ok()?;
            Some((digits, exponent.parse::<i64>().ok()? - i64::try_from(places).ok()?))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(op: Op, a: &str, b: &str) -> String {
        let arena = Arena::new();
        let number = |text| Number::parse(&arena, text).expect("a number");
        match exact(&arena, op, number(a), number(b)) {
            Ok(value) => {
                let mut out = String::new();
                palisade_value::write_json(&mut out, value);
                out
            }
            Err(kind) => format!("{kind:?}"),
        }
    }

    #[test]
    fn numbers_beyond_doubles_stay_numbers() {
        for (op, a, b, wanted) in [
            (Op::ExactMul, "1e2500", "2", "2e2500"),
            (Op::ExactMul, "1e2900", "2", "2e2900"),
            (Op::ExactMul, "1e2500", "1e2500", "1e5000"),
            (Op::ExactMul, "1e2500", "1e-2500", "1"),
            (Op::ExactAdd, "1e2500", "1", "1e2500"),
            (Op::ExactAdd, "1", "1e2500", "1e2500"),
            (Op::ExactSub, "1", "1e2500", "-1e2500"),
            (Op::ExactSub, "1e2500", "0", "1e2500"),
            (Op::ExactSub, "0", "1e2500", "-1e2500"),
            (Op::ExactDiv, "1e400", "3", "3.3333333333333333333e399"),
            (Op::ExactDiv, "1e-400", "3", "3.3333333333333333333e-401"),
            (Op::ExactDiv, "1e2500", "7", "1.4285714285714285714e2499"),
            (Op::ExactDiv, "1e2500", "1e2500", "1"),
            (Op::ExactDiv, "1", "0", "DivisionByZero"),
            (Op::ExactDiv, "1e2500", "0", "DivisionByZero"),
            (Op::ExactRem, "1e2500", "7", "Overflow"),
            (Op::ExactDiv, "2", "3", "0.6666666666666666"),
        ] {
            let arena = Arena::new();
            let found = shown(op, a, b);
            let same = |text: &str| Number::parse(&arena, text);
            let equal = match (same(&found), same(wanted)) {
                (Some(x), Some(y)) => x.order(&y) == Ordering::Equal,
                _ => found == wanted,
            };
            assert!(equal, "{a} {op:?} {b}: {found}, not {wanted}");
        }
    }
}
