//! Bitwise operations on whole numbers of any size.

use super::args::Args;
use super::values::{from_big_int, too_much};
use super::{Declared, declare};
use num_bigint::{BigInt, Sign};
use palisade_ir::{CallContext, Eval};
use palisade_value::Value;

pub(super) static FUNCTIONS: &[Declared] = &[
    declare!("bits.and", and, "(x: number, y: number) => number"),
    declare!("bits.or", or, "(x: number, y: number) => number"),
    declare!("bits.xor", xor, "(x: number, y: number) => number"),
    declare!("bits.negate", negate, "(x: number) => number"),
    declare!("bits.lsh", left, "(x: number, s: number) => number"),
    declare!("bits.rsh", right, "(x: number, s: number) => number"),
];

/// How many bits a shifted number may have.
const MAX_BITS: u64 = 1 << 16;

fn and<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "bits.and", values);
    Ok(from_big_int(&args, &(args.big_int(0)? & args.big_int(1)?)))
}

fn or<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "bits.or", values);
    Ok(from_big_int(&args, &(args.big_int(0)? | args.big_int(1)?)))
}

fn xor<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "bits.xor", values);
    Ok(from_big_int(&args, &(args.big_int(0)? ^ args.big_int(1)?)))
}

fn negate<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "bits.negate", values);
    Ok(from_big_int(&args, &!args.big_int(0)?))
}

/// The number to shift and how far; no distance where it is beyond all numbers.
fn shift<'e>(args: &Args<'_, '_, 'e>) -> Result<(BigInt, Option<u64>), palisade_ir::Stop<'e>> {
    let (number, by) = (args.big_int(0)?, args.big_int(1)?);
    if by.sign() == Sign::Minus {
        return Err(
            args.operand(1, "must be an unsigned integer number but got a negative integer")
        );
    }
    Ok((number, u64::try_from(&by).ok()))
}

fn left<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "bits.lsh", values);
    let (number, by) = shift(&args)?;
    if number.sign() == Sign::NoSign {
        return Ok(Value::Int(0));
    }
    let by = by.filter(|by| number.bits().saturating_add(*by) <= MAX_BITS).ok_or_else(too_much)?;
    Ok(from_big_int(&args, &(number << by)))
}

fn right<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "bits.rsh", values);
    let (number, by) = shift(&args)?;
    let all_out = BigInt::from(if number.sign() == Sign::Minus { -1 } else { 0 });
    let by = by.filter(|by| *by <= number.bits());
    Ok(from_big_int(&args, &by.map_or(all_out, |by| number >> by)))
}
