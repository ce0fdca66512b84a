//! Amounts as Kubernetes writes them: `250m`, `1Gi`, `1.5e3`.
//!
//! An amount is an object of its billionths, so that equal ones are equal however they are written.

use num_bigint::{BigInt, Sign};
use palisade_ir::{CallContext, Eval, FaultKind, Stop};
use palisade_value::{ObjectBuilder, Value};
use std::cmp::Ordering;

/// The key under which an amount stands in its object.
const KEY: &str = "quantity";
/// How many characters an amount may have.
const LONGEST: usize = 256;
/// No exponent may be further from 0.
const FURTHEST: i32 = 64;

/// An amount in billionths; what is smaller is rounded away from zero.
fn parse(text: &str) -> Option<BigInt> {
    if text.len() > LONGEST {
        return None;
    }
    let (negative, rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
    let (number, unit) = rest.split_at_checked(end)?;
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if (whole.is_empty() && fraction.is_empty()) || fraction.contains('.') {
        return None;
    }
    let digits = BigInt::parse_bytes(format!("{whole}{fraction}").as_bytes(), 10)?;
    let (binary, power) = scale(unit)?;
    let places = i32::try_from(fraction.len()).ok()?;
    let power = power.checked_add(9)?.checked_sub(places)?;
    let ten = BigInt::from(10).pow(power.unsigned_abs());
    let digits = digits << binary;
    let made = if power >= 0 { digits * ten } else { (digits + &ten - 1) / ten };
    // The largest amount that there is.
    let made = made.min(BigInt::from(i64::MAX) * billion());
    Some(if negative { -made } else { made })
}

/// The powers of two and of ten that a unit stands for.
fn scale(unit: &str) -> Option<(u32, i32)> {
    let decimal = |power| Some((0, power));
    match unit {
        "n" => decimal(-9),
        "u" => decimal(-6),
        "m" => decimal(-3),
        "" => decimal(0),
        "k" => decimal(3),
        "M" => decimal(6),
        "G" => decimal(9),
        "T" => decimal(12),
        "P" => decimal(15),
        "E" => decimal(18),
        "Ki" => Some((10, 0)),
        "Mi" => Some((20, 0)),
        "Gi" => Some((30, 0)),
        "Ti" => Some((40, 0)),
        "Pi" => Some((50, 0)),
        "Ei" => Some((60, 0)),
        _ => {
            let power: i32 = unit.strip_prefix(['e', 'E'])?.parse().ok()?;
            (-FURTHEST..=FURTHEST).contains(&power).then_some((0, power))
        }
    }
}

fn billion() -> BigInt {
    BigInt::from(1_000_000_000)
}

fn made<'e>(context: &CallContext<'_, 'e>, billionths: &BigInt) -> Value<'e> {
    let mut object = ObjectBuilder::new();
    object.insert(Value::Str(KEY), Value::str(context.arena, &billionths.to_string()));
    object.finish(context.arena)
}

fn read(value: &Value<'_>) -> Option<BigInt> {
    let text = value.as_object()?.get(&Value::Str(KEY))?;
    BigInt::parse_bytes(text.as_str()?.as_bytes(), 10)
}

/// An amount, or a whole number as one.
fn operand(value: &Value<'_>) -> Option<BigInt> {
    match value {
        Value::Int(n) => Some(BigInt::from(*n) * billion()),
        value => read(value),
    }
}

/// The whole number that an amount is, if it is one that fits.
fn whole(amount: &BigInt) -> Option<i64> {
    let rest = amount % billion();
    if rest.sign() == Sign::NoSign { i64::try_from(amount / billion()).ok() } else { None }
}

pub(super) fn quantity<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    let [Value::Str(text)] = args else { return Err(context.no_overload("quantity", args)) };
    let amount = parse(text).ok_or_else(|| {
        let text: String = text.chars().take(60).collect();
        let message = format!("`{text}` is no quantity such as `250m` or `1Gi`");
        context.error(FaultKind::BadArgument, message)
    })?;
    Ok(made(context, &amount))
}

pub(super) fn is_quantity<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    match args {
        [Value::Str(text)] => Ok(Value::Bool(parse(text).is_some())),
        _ => Err(context.no_overload("isQuantity", args)),
    }
}

fn one<'e>(
    context: &CallContext<'_, 'e>,
    name: &str,
    args: &[Value<'e>],
) -> Result<BigInt, Stop<'e>> {
    match args {
        [value] => read(value).ok_or_else(|| context.no_overload(name, args)),
        _ => Err(context.no_overload(name, args)),
    }
}

pub(super) fn is_integer<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    Ok(Value::Bool(whole(&one(context, "isInteger", args)?).is_some()))
}

pub(super) fn as_integer<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    let amount = one(context, "asInteger", args)?;
    whole(&amount).map(Value::Int).ok_or_else(|| {
        context.error(FaultKind::Overflow, "the quantity is no whole number of 64 bits")
    })
}

pub(super) fn as_float<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    let amount = one(context, "asApproximateFloat", args)?;
    // Read as a text the double nearest to it is found.
    let double = format!("{amount}e-9").parse().unwrap_or(f64::NAN);
    Ok(Value::Float(double))
}

pub(super) fn sign<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    Ok(Value::Int(match one(context, "sign", args)?.sign() {
        Sign::Minus => -1,
        Sign::NoSign => 0,
        Sign::Plus => 1,
    }))
}

fn two<'e>(
    context: &CallContext<'_, 'e>,
    name: &str,
    args: &[Value<'e>],
) -> Result<(BigInt, BigInt), Stop<'e>> {
    let both = match args {
        [a, b] => read(a).zip(operand(b)),
        _ => None,
    };
    both.ok_or_else(|| context.no_overload(name, args))
}

pub(super) fn add<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    let (a, b) = two(context, "add", args)?;
    Ok(made(context, &(a + b)))
}

pub(super) fn sub<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    let (a, b) = two(context, "sub", args)?;
    Ok(made(context, &(a - b)))
}

/// How one amount compares with another; none where they are no amounts.
pub(super) fn order(args: &[Value<'_>]) -> Option<Ordering> {
    match args {
        [a, b] => Some(read(a)?.cmp(&read(b)?)),
        _ => None,
    }
}
