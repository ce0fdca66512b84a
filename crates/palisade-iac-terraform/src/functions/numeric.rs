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
    ("ceil", shallow(1, 1, |c, a| to_whole(c.arena, number(c, a, 0)?, true))),
    ("floor", shallow(1, 1, |c, a| to_whole(c.arena, number(c, a, 0)?, false))),
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
    Ok(if number.order(&Value::Int(0)) == Ordering::Less {
        negate(context.arena, number)
    } else {
        number
    })
}

fn log<'a>(context: &Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    a_number(context, double(context, args, 0)?.ln() / double(context, args, 1)?.ln())
}

fn pow<'a>(context: &Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    a_number(context, double(context, args, 0)?.powf(double(context, args, 1)?))
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
