//! Semantic versions, and the comparisons that they share with amounts.

use super::quantity;
use crate::opa::semver;
use palisade_ir::{CallContext, Eval, FaultKind, Stop};
use palisade_value::{ObjectBuilder, Value};
use std::cmp::Ordering;

/// The key under which a version stands in its object, without what is behind `+`.
const KEY: &str = "semver";

/// Reads a version; with `lenient` a leading `v` is passed over, and numbers may be left out or
/// begin with zeros. What is behind `+` takes no part in anything and is dropped.
fn parse(text: &str, lenient: bool) -> Option<String> {
    let text = if lenient { text.strip_prefix('v').unwrap_or(text) } else { text };
    let (text, build) = text.split_once('+').map_or((text, None), |(t, b)| (t, Some(b)));
    let (core, pre) = text.split_once('-').map_or((text, None), |(t, p)| (t, Some(p)));
    let is_word =
        |w: &str| !w.is_empty() && w.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let has_zeros = |w: &str| w.len() > 1 && w.starts_with('0');
    let is_number = |w: &str| w.bytes().all(|b| b.is_ascii_digit());
    if build.is_some_and(|b| !b.split('.').all(is_word))
        || pre.is_some_and(|p| !p.split('.').all(|w| is_word(w) && !(is_number(w) && has_zeros(w))))
    {
        return None;
    }
    let mut numbers: Vec<i64> = Vec::with_capacity(3);
    for part in core.split('.') {
        if part.is_empty() || !is_number(part) || (!lenient && has_zeros(part)) {
            return None;
        }
        numbers.push(part.parse().ok()?);
    }
    if numbers.len() > 3 || (numbers.len() < 3 && (!lenient || pre.is_some() || build.is_some())) {
        return None;
    }
    let at = |n: usize| numbers.get(n).copied().unwrap_or(0);
    let core = format!("{}.{}.{}", at(0), at(1), at(2));
    Some(pre.map_or(core.clone(), |pre| format!("{core}-{pre}")))
}

fn read<'a>(value: &Value<'a>) -> Option<&'a str> {
    value.as_object()?.get(&Value::Str(KEY))?.as_str()
}

pub(super) fn to_semver<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    let (text, lenient) = match args {
        [Value::Str(text)] => (text, false),
        [Value::Str(text), Value::Bool(lenient)] => (text, *lenient),
        _ => return Err(context.no_overload("semver", args)),
    };
    let version = parse(text, lenient).ok_or_else(|| {
        let text: String = text.chars().take(60).collect();
        let message = format!("`{text}` is no semantic version such as `1.2.3`");
        context.error(FaultKind::BadArgument, message)
    })?;
    let mut object = ObjectBuilder::new();
    object.insert(Value::Str(KEY), Value::str(context.arena, &version));
    Ok(object.finish(context.arena))
}

pub(super) fn is_semver<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    match args {
        [Value::Str(text)] => Ok(Value::Bool(parse(text, false).is_some())),
        [Value::Str(text), Value::Bool(lenient)] => {
            Ok(Value::Bool(parse(text, *lenient).is_some()))
        }
        _ => Err(context.no_overload("isSemver", args)),
    }
}

fn number<'e>(
    context: &CallContext<'_, 'e>,
    name: &str,
    args: &[Value<'e>],
    at: usize,
) -> Eval<'e> {
    let found = match args {
        [value] => read(value).and_then(|text| {
            text.split('-').next()?.split('.').nth(at)?.parse().ok().map(Value::Int)
        }),
        _ => None,
    };
    found.ok_or_else(|| context.no_overload(name, args))
}

pub(super) fn major<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    number(context, "major", args, 0)
}

pub(super) fn minor<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    number(context, "minor", args, 1)
}

pub(super) fn patch<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    number(context, "patch", args, 2)
}

/// How two versions or two amounts compare.
fn order<'e>(
    context: &CallContext<'_, 'e>,
    name: &str,
    args: &[Value<'e>],
) -> Result<Ordering, Stop<'e>> {
    let versions = || match args {
        [a, b] => semver::order(read(a)?, read(b)?),
        _ => None,
    };
    quantity::order(args).or_else(versions).ok_or_else(|| context.no_overload(name, args))
}

pub(super) fn is_less<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    Ok(Value::Bool(order(context, "isLessThan", args)?.is_lt()))
}

pub(super) fn is_greater<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    Ok(Value::Bool(order(context, "isGreaterThan", args)?.is_gt()))
}

pub(super) fn compare_to<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    Ok(Value::Int(match order(context, "compareTo", args)? {
        Ordering::Less => -1,
        Ordering::Equal => 0,
        Ordering::Greater => 1,
    }))
}
