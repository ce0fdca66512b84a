//! Types of values, casts, and the functions that the compiler calls.

use super::args::{Args, type_name};
use super::values::{Bounded, number_text, rego_text};
use super::{Declared, declare};
use palisade_ir::{CallContext, Eval};
use palisade_value::{Number, Value};

pub(super) static FUNCTIONS: &[Declared] = &[
    declare!("type_name", name_of_type, "(x: any) => string", Top),
    declare!("is_number", is_number, "(x: any) => boolean", Top),
    declare!("is_string", is_string, "(x: any) => boolean", Top),
    declare!("is_boolean", is_boolean, "(x: any) => boolean", Top),
    declare!("is_array", is_array, "(x: any) => boolean", Top),
    declare!("is_set", is_set, "(x: any) => boolean", Top),
    declare!("is_object", is_object, "(x: any) => boolean", Top),
    declare!("is_null", is_null, "(x: any) => boolean", Top),
    declare!("to_number", to_number, "(x: null|boolean|number|string) => number"),
    declare!("cast_array", cast_array, "(x: any) => array<any>", Top),
    declare!("cast_set", cast_set, "(x: any) => set<any>", Top),
    declare!("cast_string", cast_string, "(x: any) => string", Top),
    declare!("cast_boolean", cast_boolean, "(x: any) => boolean", Top),
    declare!("cast_null", cast_null, "(x: any) => null", Top),
    declare!("cast_object", cast_object, "(x: any) => object<any: any>", Top),
    declare!("internal.print", print, "(parts: array<set<any>>) => any", Seen),
    declare!("internal.template_string", template_string, "(parts: array<any>) => string"),
];

fn first<'e>(values: &[Value<'e>]) -> Value<'e> {
    values.first().copied().unwrap_or(Value::Null)
}

fn name_of_type<'e>(_: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    Ok(Value::Str(type_name(&first(values))))
}

fn is_number<'e>(_: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    Ok(Value::Bool(first(values).is_number()))
}

fn is_string<'e>(_: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    Ok(Value::Bool(matches!(first(values), Value::Str(_))))
}

fn is_boolean<'e>(_: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    Ok(Value::Bool(matches!(first(values), Value::Bool(_))))
}

fn is_array<'e>(_: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    Ok(Value::Bool(matches!(first(values), Value::Array(_))))
}

fn is_set<'e>(_: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    Ok(Value::Bool(matches!(first(values), Value::Set(_))))
}

fn is_object<'e>(_: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    Ok(Value::Bool(matches!(first(values), Value::Object(_))))
}

fn is_null<'e>(_: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    Ok(Value::Bool(matches!(first(values), Value::Null)))
}

fn to_number<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "to_number", values);
    let text = match args.at(0) {
        Value::Null | Value::Bool(false) => return Ok(Value::Int(0)),
        Value::Bool(true) => return Ok(Value::Int(1)),
        number if number.is_number() => return Ok(number),
        Value::Str(text) => text,
        _ => return Err(args.wrong(0, "one of {null, boolean, number, string}")),
    };
    let word = text.trim_start_matches(['+', '-']).to_ascii_lowercase();
    if ["inf", "infinity", "nan"].contains(&word.as_str()) {
        return Err(args.wrong(0, "valid number string"));
    }
    parse_float(args, text).ok_or_else(|| {
        let mut quoted = String::new();
        super::values::quote(&mut quoted, text, false);
        args.refuse(format!("strconv.ParseFloat: parsing {quoted}: invalid syntax"))
    })
}

/// A decimal as Go reads it into a double, which is more than JSON has: `+1`, `.5`, `5.`, `0x1p4`.
fn parse_float<'e>(args: Args<'_, '_, 'e>, text: &str) -> Option<Value<'e>> {
    let arena = args.context.arena;
    if let Some(value) = Number::parse(arena, text) {
        let digits = text.strip_prefix('-').unwrap_or(text);
        // Leading zeros are no JSON, and neither is a number beyond all doubles one for Go.
        return value.as_f64().is_some_and(f64::is_finite).then_some(()).and_then(|()| {
            let short = digits.trim_start_matches('0');
            if short.len() == digits.len() {
                return Some(value);
            }
            Number::parse(arena, &normal(text)?)
        });
    }
    if let Some(hex) = hexadecimal(text) {
        return Some(hex);
    }
    let value = Number::parse(arena, &normal(text)?)?;
    value.as_f64().is_some_and(f64::is_finite).then_some(value)
}

/// A decimal without a plus, with digits on both sides of its point and no padding.
fn normal(text: &str) -> Option<String> {
    let (sign, rest) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let (mantissa, power) = match rest.find(['e', 'E']) {
        Some(at) => rest.split_at(at),
        None => (rest, ""),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let point = if fraction.is_empty() { "" } else { "." };
    Some(format!("{sign}{whole}{point}{fraction}{power}"))
}

/// `0x1.8p1` and its like.
fn hexadecimal<'e>(text: &str) -> Option<Value<'e>> {
    let (sign, rest) = match text.strip_prefix('-') {
        Some(rest) => (-1.0, rest),
        None => (1.0, text.strip_prefix('+').unwrap_or(text)),
    };
    let rest = rest.strip_prefix("0x").or_else(|| rest.strip_prefix("0X"))?;
    let (mantissa, power) = rest.split_once(['p', 'P'])?;
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    // Thirteen digits fill a double; more are refused rather than rounded twice.
    if whole.len() + fraction.len() == 0 || whole.len() + fraction.len() > 13 {
        return None;
    }
    let digits = u64::from_str_radix(&format!("{whole}{fraction}"), 16).ok()?;
    let power: i32 = power.parse().ok()?;
    let places = i32::try_from(fraction.len()).ok()?;
    #[expect(clippy::cast_precision_loss, reason = "52 bits fit")]
    let value = sign * digits as f64 * 2_f64.powi(power.checked_sub(places * 4)?);
    if !value.is_finite() {
        return None;
    }
    let float = Value::Float(value);
    Some(float.as_i64().map_or(float, Value::Int))
}

fn cast_array<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "cast_array", values);
    Ok(Value::array(context.arena, args.items(0, "one of {array, set}")?))
}

fn cast_set<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "cast_set", values);
    Ok(Value::set(context.arena, args.items(0, "one of {array, set}")?))
}

fn cast_string<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    Args::new(context, "cast_string", values).text(0).map(Value::Str)
}

fn cast_boolean<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "cast_boolean", values);
    args.at(0).as_bool().map(Value::Bool).ok_or_else(|| args.wrong(0, "boolean"))
}

fn cast_null<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "cast_null", values);
    match args.at(0) {
        Value::Null => Ok(Value::Null),
        _ => Err(args.wrong(0, "null")),
    }
}

fn cast_object<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    Args::new(context, "cast_object", values).object(0).map(Value::Object)
}

/// Printing is up to the caller; a print is true whatever it prints.
fn print<'e>(_: &CallContext<'_, 'e>, _: &[Value<'e>]) -> Eval<'e> {
    Ok(Value::Bool(true))
}

/// Joins the parts of a template text. A part in a set is the value of an expression, an empty
/// set one that is undefined.
fn template_string<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "internal.template_string", values);
    let mut made = Bounded::default();
    for part in args.array(0)? {
        match part {
            Value::Str(text) => made.push(text)?,
            Value::Null => made.push("null")?,
            Value::Bool(b) => made.push(if *b { "true" } else { "false" })?,
            v if v.is_number() => made.push(&number_text(*v))?,
            Value::Set(set) => match set.items() {
                [] => made.push("<undefined>")?,
                [Value::Str(text)] => made.push(text)?,
                [value] => made.push(&rego_text(*value)?)?,
                _ => return Err(args.refuse("template-strings must not produce multiple outputs")),
            },
            other => {
                return Err(args.refuse(format!("illegal argument type: {}", type_name(other))));
            }
        }
    }
    Ok(Value::str(context.arena, &made.text))
}
