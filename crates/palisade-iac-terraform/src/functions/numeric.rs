//! Functions on numbers.

use num_bigint::BigInt;
use palisade_hcl::BinaryOp;
use palisade_value::{Number, Value};
use std::cmp::Ordering;

use super::args::{arg, double, integer, items, number};
use super::{Answer, Context, Entry, deep, own, shallow};
use crate::number::{arithmetic, negate, to_whole};
use crate::types::{normal, parse_number, to_number};

pub(super) const TABLE: &[Entry] = &[
    ("abs", shallow(1, 1, abs)),
    ("ceil", shallow(1, 1, |c, a| whole(c, a, true))),
    ("floor", shallow(1, 1, |c, a| whole(c, a, false))),
    ("log", shallow(2, 2, log)),
    ("max", shallow(1, usize::MAX, |c, a| extreme(c, a, Ordering::Greater))),
    ("min", shallow(1, usize::MAX, |c, a| extreme(c, a, Ordering::Less))),
    ("parseint", shallow(2, 2, parseint)),
    ("pow", shallow(2, 2, pow)),
    ("signum", shallow(1, 1, signum)),
    ("sum", deep(1, 1, sum)),
    ("alltrue", own(1, 1, |c, a| all(c, a, true))),
    ("anytrue", own(1, 1, |c, a| all(c, a, false))),
];

fn a_number<'a>(context: &Context<'a>, result: f64) -> Answer<'a> {
    if result.is_nan() {
        return Err("the result is no number".to_owned());
    }
    // `fract` of what is infinite is no number.
    if result.fract() != 0.0 || result == 0.0 {
        return Ok(normal(Value::Float(result)));
    }
    // The fewest digits that read back as the same double, with zeros behind.
    let text = format!("{result}");
    Ok(parse_number(context.arena, &text).unwrap_or(Value::Float(result)))
}

fn abs<'a>(context: &Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let number = number(context, args, 0)?;
    Ok(match number.order(&Value::Int(0)) {
        Ordering::Less => negate(context.arena, number),
        // Nought has no sign then.
        Ordering::Equal => Value::Int(0),
        Ordering::Greater => number,
    })
}

/// A number rounded to a whole one.
fn whole<'a>(context: &Context<'a>, args: &[Value<'a>], up: bool) -> Answer<'a> {
    let number = number(context, args, 0)?;
    if number.order(&Value::Int(0)) == Ordering::Equal {
        return Ok(Value::Int(0));
    }
    to_whole(context.arena, number, up)
}

fn log<'a>(context: &Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    a_number(context, double(context, args, 0)?.ln() / double(context, args, 1)?.ln())
}

fn pow<'a>(context: &Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    a_number(context, power(double(context, args, 0)?, double(context, args, 1)?))
}

/// A power with the very rounding of Terraform, which multiplies squares: the last digit is not
/// that of the nearest double.
fn power(base: f64, exponent: f64) -> f64 {
    /// The largest exponent that is looked at bit by bit.
    const WHOLE: f64 = 9_007_199_254_740_992.0;
    let steps = exponent.abs();
    let exact = base.powf(exponent);
    if steps.fract() != 0.0 || steps >= WHOLE || base == 0.0 || !base.is_normal() {
        return exact;
    }
    let (mut square, mut scale) = halves(base);
    let (mut product, mut shift) = (1.0f64, 0i64);
    let mut left = steps;
    while left > 0.0 {
        // What this far is no double.
        if scale.abs() > 1 << 12 {
            return exact;
        }
        if left % 2.0 == 1.0 {
            product *= square;
            shift += scale;
        }
        square *= square;
        scale *= 2;
        if square.abs() < 0.5 {
            square += square;
            scale -= 1;
        }
        left = (left / 2.0).floor();
    }
    if exponent < 0.0 {
        product = 1.0 / product;
        shift = -shift;
    }
    // In two parts, for the product is near one and either may be beyond what a double holds.
    let half = shift / 2;
    let two = |by: i64| i32::try_from(by).map_or(f64::NAN, |by| 2.0f64.powi(by));
    let result = product * two(half) * two(shift - half);
    if result.is_normal() { result } else { exact }
}

/// A double as a number from a half up to one, and the power of two that it is multiplied by.
fn halves(number: f64) -> (f64, i64) {
    let bits = number.to_bits();
    let exponent = i64::try_from((bits >> 52) & 0x7ff).unwrap_or(0) - 1022;
    (f64::from_bits((bits & !(0x7ff << 52)) | (1022 << 52)), exponent)
}

fn extreme<'a>(context: &Context<'a>, args: &[Value<'a>], wanted: Ordering) -> Answer<'a> {
    let mut best = number(context, args, 0)?;
    for n in 1..args.len() {
        let next = number(context, args, n)?;
        if next.order(&best) == wanted {
            best = next;
        }
    }
    Ok(best)
}

fn parseint<'a>(context: &Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let Value::Str(digits) = arg(args, 0) else {
        return Err("a string is needed".to_owned());
    };
    let base = integer(context, args, 1)?;
    if !(2..=62).contains(&base) {
        return Err("the base must be between 2 and 62".to_owned());
    }
    let (negative, plain) = match digits.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, digits.strip_prefix('+').unwrap_or(digits)),
    };
    let wrong = || format!("`{digits}` is no number of base {base}");
    if plain.is_empty() || plain.len() > 2000 {
        return Err(wrong());
    }
    let mut result = BigInt::from(0u8);
    for c in plain.chars() {
        let digit = match c {
            '0'..='9' => u32::from(c) - u32::from('0'),
            'a'..='z' => u32::from(c) - u32::from('a') + 10,
            'A'..='Z' if base <= 36 => u32::from(c) - u32::from('A') + 10,
            'A'..='Z' => u32::from(c) - u32::from('A') + 36,
            _ => return Err(wrong()),
        };
        if i64::from(digit) >= base {
            return Err(wrong());
        }
        result = result * base + digit;
    }
    Ok(Number::from_bigint(context.arena, &if negative { -result } else { result }))
}

fn signum<'a>(context: &Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    Ok(Value::Int(integer(context, args, 0)?.signum()))
}

fn sum<'a>(context: &Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let mut total = None;
    for item in items(context, args, 0)? {
        let number = to_number(context.arena, *item).map_err(|misfit| misfit.to_string())?;
        total = Some(match total {
            None => number,
            Some(total) => arithmetic(context.arena, BinaryOp::Add, total, number)?,
        });
    }
    total.ok_or_else(|| "an empty list has no sum".to_owned())
}

/// `alltrue` and `anytrue`: one item may decide whatever the others are.
fn all<'a>(context: &Context<'a>, args: &[Value<'a>], every: bool) -> Answer<'a> {
    if let unknown @ Value::Unknown(_) = arg(args, 0) {
        return Ok(unknown);
    }
    let (mut unknown, mut decided) = (None, false);
    for item in items(context, args, 0)? {
        match item {
            Value::Unknown(_) => unknown = unknown.or(Some(*item)),
            Value::Null => decided = decided || every,
            item => {
                let holds = crate::types::to_bool(*item).map_err(|misfit| misfit.to_string())?;
                decided = decided || holds != every;
            }
        }
    }
    if decided {
        return Ok(Value::Bool(!every));
    }
    Ok(unknown.unwrap_or(Value::Bool(every)))
}
