//! Numbers.

use palisade_ir::{CallContext, Eval, FaultKind, Stop};
use palisade_value::Value;
use std::cmp::Ordering;

fn with_double<'e>(
    context: &CallContext<'_, 'e>,
    name: &str,
    args: &[Value<'e>],
    run: impl FnOnce(f64) -> Value<'e>,
) -> Eval<'e> {
    match args {
        [Value::Float(f)] => Ok(run(*f)),
        [Value::Num(n)] if !n.is_integer() => Ok(run(n.to_f64())),
        _ => Err(context.no_overload(name, args)),
    }
}

pub(super) fn ceil<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    with_double(context, "math.ceil", args, |f| Value::Float(f.ceil()))
}

pub(super) fn floor<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    with_double(context, "math.floor", args, |f| Value::Float(f.floor()))
}

/// Halves are rounded away from zero.
pub(super) fn round<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    with_double(context, "math.round", args, |f| Value::Float(f.round()))
}

pub(super) fn trunc<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    with_double(context, "math.trunc", args, |f| Value::Float(f.trunc()))
}

pub(super) fn is_nan<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    with_double(context, "math.isNaN", args, |f| Value::Bool(f.is_nan()))
}

pub(super) fn is_inf<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    with_double(context, "math.isInf", args, |f| Value::Bool(f.is_infinite()))
}

pub(super) fn is_finite<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    with_double(context, "math.isFinite", args, |f| Value::Bool(f.is_finite()))
}

pub(super) fn abs<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    match args {
        [Value::Int(i)] => match i.checked_abs() {
            Some(found) => Ok(Value::Int(found)),
            None => Err(context.error(FaultKind::Overflow, "`math.abs` overflows")),
        },
        [value @ Value::Uint(_)] => Ok(*value),
        _ => with_double(context, "math.abs", args, |f| Value::Float(f.abs())),
    }
}

pub(super) fn sign<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    match args {
        [Value::Int(i)] => Ok(Value::Int(i.signum())),
        [Value::Uint(u)] => Ok(Value::Uint(u64::from(*u > 0))),
        _ => with_double(context, "math.sign", args, |f| {
            Value::Float(if f == 0.0 || f.is_nan() { f } else { f.signum() })
        }),
    }
}

pub(super) fn sqrt<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    match args {
        [value] if value.is_number() => Ok(Value::Float(value.as_f64().unwrap_or(f64::NAN).sqrt())),
        _ => Err(context.no_overload("math.sqrt", args)),
    }
}

fn bits<'e>(
    context: &CallContext<'_, 'e>,
    name: &str,
    args: &[Value<'e>],
    signed: fn(i64, i64) -> i64,
    unsigned: fn(u64, u64) -> u64,
) -> Eval<'e> {
    match args {
        [Value::Int(a), Value::Int(b)] => Ok(Value::Int(signed(*a, *b))),
        [Value::Uint(a), Value::Uint(b)] => Ok(Value::Uint(unsigned(*a, *b))),
        _ => Err(context.no_overload(name, args)),
    }
}

pub(super) fn bit_and<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    bits(context, "math.bitAnd", args, |a, b| a & b, |a, b| a & b)
}

pub(super) fn bit_or<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    bits(context, "math.bitOr", args, |a, b| a | b, |a, b| a | b)
}

pub(super) fn bit_xor<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    bits(context, "math.bitXor", args, |a, b| a ^ b, |a, b| a ^ b)
}

pub(super) fn bit_not<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    match args {
        [Value::Int(i)] => Ok(Value::Int(!i)),
        [Value::Uint(u)] => Ok(Value::Uint(!u)),
        _ => Err(context.no_overload("math.bitNot", args)),
    }
}

/// Shifts by 64 and more give zero; ints are shifted as their 64 bits stand.
fn shift<'e>(
    context: &CallContext<'_, 'e>,
    name: &str,
    args: &[Value<'e>],
    run: fn(u64, u32) -> Option<u64>,
) -> Eval<'e> {
    let distance = |by: i64| -> Result<u32, Stop<'e>> {
        if by < 0 {
            let message = "bits are shifted by a distance of 0 or more";
            return Err(context.error(FaultKind::BadArgument, message));
        }
        Ok(u32::try_from(by).unwrap_or(u32::MAX))
    };
    match args {
        [Value::Int(i), Value::Int(by)] => {
            let shifted = run(i.cast_unsigned(), distance(*by)?).unwrap_or(0);
            Ok(Value::Int(shifted.cast_signed()))
        }
        [Value::Uint(u), Value::Int(by)] => Ok(Value::Uint(run(*u, distance(*by)?).unwrap_or(0))),
        _ => Err(context.no_overload(name, args)),
    }
}

pub(super) fn bit_shift_left<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    shift(context, "math.bitShiftLeft", args, u64::checked_shl)
}

pub(super) fn bit_shift_right<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    shift(context, "math.bitShiftRight", args, u64::checked_shr)
}

fn extreme<'e>(
    context: &CallContext<'_, 'e>,
    name: &str,
    args: &[Value<'e>],
    wanted: Ordering,
) -> Eval<'e> {
    let values = match args {
        [Value::Array(array)] => array.items(),
        values => values,
    };
    let Some((first, rest)) = values.split_first() else {
        let message = format!("`{name}` of nothing");
        return Err(context.error(FaultKind::BadArgument, message));
    };
    if !values.iter().all(Value::is_number) {
        return Err(context.no_overload(name, args));
    }
    let mut best = *first;
    for value in rest {
        if value.order(&best) == wanted {
            best = *value;
        }
    }
    Ok(best)
}

pub(super) fn greatest<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    extreme(context, "math.greatest", args, Ordering::Greater)
}

pub(super) fn least<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    extreme(context, "math.least", args, Ordering::Less)
}
