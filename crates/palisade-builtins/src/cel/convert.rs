//! Conversions between types, with exact ranges.

use super::time;
use palisade_ir::{CallContext, Eval, FaultKind, Stop};
use palisade_value::{Ext, ObjectBuilder, Value};

/// 2^63 and 2^64 as doubles.
const TWO_63: f64 = 9_223_372_036_854_775_808.0;
const TWO_64: f64 = 18_446_744_073_709_551_616.0;

fn out_of_range<'e>(context: &CallContext<'_, 'e>, what: &str, target: &str) -> Stop<'e> {
    context.error(FaultKind::Overflow, format!("{what} is out of the range of `{target}`"))
}

fn unreadable<'e>(context: &CallContext<'_, 'e>, text: &str, target: &str) -> Stop<'e> {
    let text: String = text.chars().take(60).collect();
    context.error(FaultKind::BadArgument, format!("`{text}` cannot be read as `{target}`"))
}

pub(super) fn to_dyn<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    match args {
        [value] => Ok(*value),
        _ => Err(context.no_overload("dyn", args)),
    }
}

/// The value, if it can be the key of a map.
pub(super) fn map_key<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    match args {
        [key @ (Value::Str(_) | Value::Int(_) | Value::Uint(_) | Value::Bool(_))] => Ok(*key),
        _ => {
            let kind = args.first().map_or("null", Value::type_name);
            let message = format!("{kind} cannot be the key of a map");
            Err(context.error(FaultKind::WrongType, message))
        }
    }
}

/// Always an error, with the message that it is given: what an unknown name is when evaluated.
pub(super) fn fail<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    let message = args.first().and_then(Value::as_str).unwrap_or("unknown name");
    Err(context.error(FaultKind::NoSuchName, message))
}

pub(super) fn to_bool<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    match args {
        [value @ Value::Bool(_)] => Ok(*value),
        [Value::Str("1" | "t" | "T" | "true" | "TRUE" | "True")] => Ok(Value::Bool(true)),
        [Value::Str("0" | "f" | "F" | "false" | "FALSE" | "False")] => Ok(Value::Bool(false)),
        [Value::Str(text)] => Err(unreadable(context, text, "bool")),
        _ => Err(context.no_overload("bool", args)),
    }
}

pub(super) fn to_bytes<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    match args {
        [value @ Value::Ext(Ext::Bytes(_))] => Ok(*value),
        [Value::Str(text)] => Ok(Value::ext(context.arena, Ext::Bytes(text.as_bytes()))),
        _ => Err(context.no_overload("bytes", args)),
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the range is checked")]
pub(super) fn to_int<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    let range = |what: &str| out_of_range(context, what, "int");
    match args {
        [value @ Value::Int(_)] => Ok(*value),
        [Value::Uint(u)] => {
            i64::try_from(*u).map(Value::Int).map_err(|_| range(&format!("`{u}u`")))
        }
        [Value::Float(f)] if *f > -TWO_63 && *f < TWO_63 => Ok(Value::Int(*f as i64)),
        [Value::Float(f)] => Err(range(&format!("`{f}`"))),
        [Value::Num(n)] => {
            let f = n.to_f64();
            let inside = f > -TWO_63 && f < TWO_63;
            inside.then_some(Value::Int(f as i64)).ok_or_else(|| range(&format!("`{n}`")))
        }
        [Value::Str(text)] => {
            text.parse().map(Value::Int).map_err(|_| unreadable(context, text, "int"))
        }
        [Value::Ext(Ext::Timestamp(t))] => Ok(Value::Int(t.seconds)),
        _ => Err(context.no_overload("int", args)),
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is checked")]
pub(super) fn to_uint<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    let range = |what: &str| out_of_range(context, what, "uint");
    match args {
        [value @ Value::Uint(_)] => Ok(*value),
        [Value::Int(i)] => u64::try_from(*i).map(Value::Uint).map_err(|_| range(&format!("`{i}`"))),
        [Value::Float(f)] if *f >= 0.0 && *f < TWO_64 => Ok(Value::Uint(*f as u64)),
        [Value::Float(f)] => Err(range(&format!("`{f}`"))),
        [Value::Num(n)] => {
            let text = n.to_string();
            text.parse().map(Value::Uint).map_err(|_| range(&format!("`{text}`")))
        }
        [Value::Str(text)] => {
            text.parse().map(Value::Uint).map_err(|_| unreadable(context, text, "uint"))
        }
        _ => Err(context.no_overload("uint", args)),
    }
}

pub(super) fn to_double<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    match args {
        [value @ Value::Float(_)] => Ok(*value),
        [Value::Str(text)] => {
            text.parse().map(Value::Float).map_err(|_| unreadable(context, text, "double"))
        }
        [value] => match value.as_f64() {
            Some(f) => Ok(Value::Float(f)),
            None => Err(context.no_overload("double", args)),
        },
        _ => Err(context.no_overload("double", args)),
    }
}

/// An int of 32 bits, as `google.protobuf.Int32Value` holds.
pub(super) fn to_int32<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    match to_int(context, args)? {
        Value::Int(i) if i32::try_from(i).is_err() => {
            Err(out_of_range(context, &format!("`{i}`"), "int32"))
        }
        value => Ok(value),
    }
}

/// A uint of 32 bits, as `google.protobuf.UInt32Value` holds.
pub(super) fn to_uint32<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    match to_uint(context, args)? {
        Value::Uint(u) if u32::try_from(u).is_err() => {
            Err(out_of_range(context, &format!("`{u}`"), "uint32"))
        }
        value => Ok(value),
    }
}

/// A double that went through 32 bits, as `google.protobuf.FloatValue` holds.
#[expect(clippy::cast_possible_truncation, reason = "losing precision is what is asked for")]
pub(super) fn to_float32<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    match to_double(context, args)? {
        Value::Float(f) => Ok(Value::Float(f64::from(f as f32))),
        value => Ok(value),
    }
}

pub(super) fn to_string<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    let [value] = args else { return Err(context.no_overload("string", args)) };
    let text = match value {
        // A text that is known in part is that text still.
        Value::Str(_) | Value::Unknown(_) => return Ok(*value),
        Value::Ext(Ext::Bytes(bytes)) => {
            return match std::str::from_utf8(bytes) {
                Ok(text) => Ok(Value::Str(text)),
                Err(_) => {
                    let message = "bytes that are not UTF-8 cannot be read as `string`";
                    Err(context.error(FaultKind::BadArgument, message))
                }
            };
        }
        Value::Bool(b) => b.to_string(),
        Value::Int(i) => i.to_string(),
        Value::Uint(u) => u.to_string(),
        Value::Float(f) => format_double(*f),
        Value::Num(n) => n.to_string(),
        Value::Ext(Ext::Timestamp(t)) => time::format_timestamp(*t),
        Value::Ext(Ext::Duration(d)) => time::format_duration(*d),
        Value::Ext(Ext::Ip(ip)) => ip.to_string(),
        Value::Ext(Ext::Cidr(ip, bits)) => format!("{ip}/{bits}"),
        _ => return Err(context.no_overload("string", args)),
    };
    Ok(Value::str(context.arena, &text))
}

/// The shortest decimal form that reads back as the same double, as Go's `%g` writes it.
#[must_use]
pub fn format_double(value: f64) -> String {
    if value.is_nan() {
        return "NaN".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "+Inf" } else { "-Inf" }.to_owned();
    }
    let scientific = format!("{value:e}");
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if (-4..21).contains(&exponent) {
        return format!("{value}");
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{mantissa}e{sign}{:02}", exponent.unsigned_abs())
}

/// The CEL name of a value's type.
pub(super) fn type_name(value: &Value<'_>) -> &'static str {
    match value {
        Value::Null => "null_type",
        Value::Bool(_) => "bool",
        Value::Int(_) => "int",
        Value::Uint(_) => "uint",
        Value::Float(_) => "double",
        Value::Num(n) => {
            if n.is_integer() {
                "int"
            } else {
                "double"
            }
        }
        Value::Str(_) => "string",
        Value::Array(_) => "list",
        Value::Object(_) => "map",
        Value::Set(_) => "set",
        Value::Unknown(_) => "unknown",
        Value::Ext(ext) => match ext {
            Ext::Bytes(_) => "bytes",
            Ext::Timestamp(_) => "google.protobuf.Timestamp",
            Ext::Duration(_) => "google.protobuf.Duration",
            Ext::Type(_) => "type",
            Ext::Optional(_) => "optional_type",
            Ext::Ip(_) => "net.IP",
            Ext::Cidr(..) => "net.CIDR",
        },
    }
}

pub(super) fn type_of<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    match args {
        [value] => Ok(Value::ext(context.arena, Ext::Type(type_name(value)))),
        _ => Err(context.no_overload("type", args)),
    }
}

/// A value as `google.protobuf.Value` holds it: all numbers are doubles, keys are texts.
pub(super) fn to_json<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    match args {
        [value] => json(context, *value, 0),
        _ => Err(context.no_overload("google.protobuf.Value", args)),
    }
}

fn json<'e>(context: &CallContext<'_, 'e>, value: Value<'e>, depth: u32) -> Eval<'e> {
    if depth > 100 {
        return Err(context.error(FaultKind::BadArgument, "the value nests too deep"));
    }
    Ok(match value {
        Value::Int(_) | Value::Uint(_) | Value::Num(_) => {
            Value::Float(value.as_f64().unwrap_or(f64::NAN))
        }
        Value::Array(array) => {
            let mut items = Vec::with_capacity(array.len());
            for item in array.items() {
                items.push(json(context, *item, depth + 1)?);
            }
            Value::array(context.arena, &items)
        }
        Value::Object(object) => {
            let mut built = ObjectBuilder::with_capacity(object.len());
            for (key, value) in object.entries() {
                if key.as_str().is_none() {
                    return Err(context.no_overload("google.protobuf.Struct", &[*key]));
                }
                built.insert(*key, json(context, *value, depth + 1)?);
            }
            built.finish(context.arena)
        }
        other => other,
    })
}
