//! Operators under their names, rounding, and comparison.

use super::args::Args;
use super::values::{from_big_int, parts, truncate};
use super::{Declared, declare};
use num_bigint::{BigInt, Sign};
use palisade_ir::{CallContext, Eval, FaultKind, Op, Stop, exact_arithmetic};
use palisade_value::{Number, Value};
use std::cmp::Ordering;

pub(super) static FUNCTIONS: &[Declared] = &[
    declare!("plus", plus, "(x: number, y: number) => number"),
    declare!("minus", minus, "(x: number|set<any>, y: number|set<any>) => number|set<any>"),
    declare!("mul", mul, "(x: number, y: number) => number"),
    declare!("div", div, "(x: number, y: number) => number"),
    declare!("rem", rem, "(x: number, y: number) => number"),
    declare!("abs", abs, "(x: number) => number"),
    declare!("ceil", ceil, "(x: number) => number"),
    declare!("floor", floor, "(x: number) => number"),
    declare!("round", round, "(x: number) => number"),
    declare!("equal", equal, "(x: any, y: any) => boolean"),
    declare!("eq", equal, "(x: any, y: any) => boolean"),
    declare!("neq", neq, "(x: any, y: any) => boolean"),
    declare!("lt", lt, "(x: any, y: any) => boolean"),
    declare!("lte", lte, "(x: any, y: any) => boolean"),
    declare!("gt", gt, "(x: any, y: any) => boolean"),
    declare!("gte", gte, "(x: any, y: any) => boolean"),
];

/// Runs an operator on the two numbers of a call.
fn binary<'e>(args: &Args<'_, '_, 'e>, op: Op) -> Eval<'e> {
    apply(args, op, args.number(0)?, args.number(1)?)
}

/// `a op b`, with OPA's words where it has no result.
pub(super) fn apply<'e>(args: &Args<'_, '_, 'e>, op: Op, a: Value<'e>, b: Value<'e>) -> Eval<'e> {
    exact_arithmetic(args.context.arena, op, a, b).map_err(|kind| match (op, kind) {
        (Op::ExactRem, FaultKind::DivisionByZero) => args.refuse("modulo by zero"),
        (Op::ExactRem, _) => args.refuse("modulo on floating-point number"),
        (_, FaultKind::DivisionByZero) => args.refuse("divide by zero"),
        _ => args.refuse("the result is out of range"),
    })
}

fn plus<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    binary(&Args::new(context, "plus", values), Op::ExactAdd)
}

fn minus<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "minus", values);
    match (args.at(0), args.at(1)) {
        (a, b) if a.is_number() && b.is_number() => apply(&args, Op::ExactSub, a, b),
        (Value::Set(a), Value::Set(b)) => {
            let left: Vec<_> = a.items().iter().filter(|v| !b.contains(v)).copied().collect();
            Ok(Value::set(context.arena, &left))
        }
        (a, _) if !a.is_number() && !matches!(a, Value::Set(_)) => {
            Err(args.wrong(0, "one of {number, set}"))
        }
        (_, b) if b.is_number() => Err(args.wrong(1, "set")),
        _ => Err(args.wrong(1, "number")),
    }
}

fn mul<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    binary(&Args::new(context, "mul", values), Op::ExactMul)
}

fn div<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    binary(&Args::new(context, "div", values), Op::ExactDiv)
}

fn rem<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    binary(&Args::new(context, "rem", values), Op::ExactRem)
}

fn abs<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "abs", values);
    let value = args.number(0)?;
    Ok(match value {
        Value::Int(i) => i
            .checked_abs()
            .map_or_else(|| from_big_int(&args, &BigInt::from(i.unsigned_abs())), Value::Int),
        // A whole number is written as one, as after all arithmetic.
        Value::Float(f) => match truncate(Value::Float(f.abs())).filter(|_| f.fract() == 0.0) {
            Some(whole) => from_big_int(&args, &whole),
            None => Value::Float(f.abs()),
        },
        Value::Num(n) => {
            let text = n.to_string();
            let positive = text.strip_prefix('-').unwrap_or(&text);
            Number::parse(context.arena, positive).unwrap_or(value)
        }
        _ => value,
    })
}

/// Which of its whole neighbours a number becomes.
#[derive(Clone, Copy, PartialEq)]
enum Toward {
    Down,
    Up,
    Nearest,
}

fn to_whole<'e>(args: &Args<'_, '_, 'e>, toward: Toward) -> Eval<'e> {
    let value = args.number(0)?;
    let Some((digits, power)) = parts(value) else { return Ok(value) };
    if matches!(value, Value::Int(_)) || (power >= 0 && matches!(value, Value::Num(_))) {
        return Ok(value);
    }
    let Some(whole) = truncate(value) else { return Ok(value) };
    if power >= 0 {
        return Ok(from_big_int(args, &whole));
    }
    let negative = digits.sign() == Sign::Minus;
    let step = || BigInt::from(if negative { -1 } else { 1 });
    let whole_value = from_big_int(args, &whole);
    let rest = value.order(&whole_value) != Ordering::Equal;
    let further = match toward {
        Toward::Down => rest && negative,
        Toward::Up => rest && !negative,
        Toward::Nearest => {
            // The middle goes away from zero: whether ten times the number passes whole·10 ± 5.
            let middle = from_big_int(args, &(&whole * 10 + step() * 5));
            let ten = apply(args, Op::ExactMul, value, Value::Int(10))?;
            let order = ten.order(&middle);
            if negative { order != Ordering::Greater } else { order != Ordering::Less }
        }
    };
    Ok(if further { from_big_int(args, &(whole + step())) } else { whole_value })
}

fn ceil<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    to_whole(&Args::new(context, "ceil", values), Toward::Up)
}

fn floor<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    to_whole(&Args::new(context, "floor", values), Toward::Down)
}

fn round<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    to_whole(&Args::new(context, "round", values), Toward::Nearest)
}

fn order<'e>(values: &[Value<'e>]) -> Result<Ordering, Stop<'e>> {
    match values {
        [a, b] => Ok(a.order(b)),
        _ => Err(Stop::Undefined),
    }
}

fn equal<'e>(_: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    Ok(Value::Bool(order(values)?.is_eq()))
}

fn neq<'e>(_: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    Ok(Value::Bool(order(values)?.is_ne()))
}

fn lt<'e>(_: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    Ok(Value::Bool(order(values)?.is_lt()))
}

fn lte<'e>(_: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    Ok(Value::Bool(order(values)?.is_le()))
}

fn gt<'e>(_: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    Ok(Value::Bool(order(values)?.is_gt()))
}

fn gte<'e>(_: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    Ok(Value::Bool(order(values)?.is_ge()))
}
