//! Ranges of numbers.

use super::args::Args;
use super::values::{from_big_int, too_much};
use super::{Declared, declare};
use crate::cut::MAX_ITEMS;
use num_bigint::{BigInt, Sign};
use palisade_ir::{CallContext, Eval};
use palisade_value::Value;

pub(super) static FUNCTIONS: &[Declared] = &[
    declare!("numbers.range", range, "(a: number, b: number) => array<number>"),
    declare!(
        "numbers.range_step",
        range_step,
        "(a: number, b: number, step: number) => array<number>"
    ),
];

fn range<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "numbers.range", values);
    numbers(&args, &BigInt::from(1))
}

fn range_step<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "numbers.range_step", values);
    // The ends are checked first, as in OPA.
    args.big_int(0)?;
    args.big_int(1)?;
    let step = args.big_int(2)?;
    if step.sign() != Sign::Plus {
        return Err(args.refuse("step must be a positive integer"));
    }
    numbers(&args, &step)
}

/// All numbers from the first argument to the second, both included, up or down.
fn numbers<'e>(args: &Args<'_, '_, 'e>, step: &BigInt) -> Eval<'e> {
    let (start, stop) = (args.big_int(0)?, args.big_int(1)?);
    let down = start > stop;
    let distance = if down { &start - &stop } else { &stop - &start };
    let steps = usize::try_from(distance / step).map_err(|_| too_much())?;
    if steps >= MAX_ITEMS {
        return Err(too_much());
    }
    let small = (i64::try_from(&start), i64::try_from(&stop), i64::try_from(step));
    let items: Vec<Value<'e>> = if let (Ok(start), Ok(_), Ok(step)) = small {
        let step = if down { -step } else { step };
        // Every number lies between the ends, which fit.
        let all = std::iter::successors(Some(start), |n| n.checked_add(step));
        all.take(steps + 1).map(Value::Int).collect()
    } else {
        let step = if down { -step } else { step.clone() };
        let all = std::iter::successors(Some(start), |n| Some(n + &step));
        all.take(steps + 1).map(|n| from_big_int(args, &n)).collect()
    };
    args.new_array(&items)
}
