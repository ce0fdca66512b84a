//! Aggregates, arrays, sets and objects.

use super::args::Args;
use super::{Declared, declare};
use palisade_ir::{CallContext, Eval};
use palisade_value::Value;

pub(super) static FUNCTIONS: &[Declared] = &[
    declare!("count", count, "(collection: string|array<any>|object<any: any>|set<any>) => number"),
    declare!("array.concat", concat, "(x: array<any>, y: array<any>) => array<any>"),
];

fn count<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "count", values);
    let n = match args.at(0) {
        Value::Str(text) => text.chars().count(),
        Value::Array(array) => array.len(),
        Value::Object(object) => object.len(),
        Value::Set(set) => set.len(),
        _ => return Err(args.wrong(0, "one of {array, object, set, string}")),
    };
    Ok(Value::Int(i64::try_from(n).unwrap_or(i64::MAX)))
}

fn concat<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "array.concat", values);
    let joined = [args.array(0)?, args.array(1)?].concat();
    Ok(Value::array(context.arena, &joined))
}
