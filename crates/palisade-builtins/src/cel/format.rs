//! `format`: `%s %d %f %e %b %o %x %X` with a precision.

use super::{convert, time};
use crate::cut::Text;
use palisade_ir::{CallContext, Eval, FaultKind, Stop};
use palisade_value::{Ext, Value};

const MAX_PRECISION: usize = 100;
const MAX_DEPTH: u32 = 60;

pub(super) fn format<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    let [Value::Str(pattern), Value::Array(values)] = args else {
        return Err(context.no_overload("format", args));
    };
    let bad = |message: String| context.error(FaultKind::BadArgument, message);
    let mut values = values.items().iter();
    let (mut made, mut rest) = (Text::new(), *pattern);
    while let Some((front, behind)) = rest.split_once('%') {
        made.push(context, front)?;
        if let Some(next) = behind.strip_prefix('%') {
            made.push(context, "%")?;
            rest = next;
            continue;
        }
        let (precision, behind) = precision(behind)
            .ok_or_else(|| bad(format!("a precision is a number up to {MAX_PRECISION}")))?;
        let Some(verb) = behind.chars().next() else {
            return Err(bad("a `%` stands at the end of the format".to_owned()));
        };
        let Some(value) = values.next() else {
            return Err(bad(format!("there is no value for `%{verb}`")));
        };
        match verb {
            's' => write(context, &mut made, value, 0)?,
            'd' | 'f' | 'e' | 'b' | 'o' | 'x' | 'X' => {
                let text = number(verb, precision, value).ok_or_else(|| {
                    bad(format!("`%{verb}` cannot write a {}", value.type_name()))
                })?;
                made.push(context, &text)?;
            }
            _ => return Err(bad(format!("`%{verb}` is no format"))),
        }
        rest = behind.get(verb.len_utf8()..).unwrap_or("");
    }
    made.push(context, rest)?;
    Ok(made.finish(context))
}

/// Reads `.3` off the front.
fn precision(text: &str) -> Option<(Option<usize>, &str)> {
    let Some(rest) = text.strip_prefix('.') else { return Some((None, text)) };
    let len = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (number, behind) = rest.split_at_checked(len)?;
    let number: usize = number.parse().ok()?;
    (number <= MAX_PRECISION).then_some((Some(number), behind))
}

fn number(verb: char, precision: Option<usize>, value: &Value<'_>) -> Option<String> {
    let places = precision.unwrap_or(6);
    if let Value::Float(f) = value
        && !f.is_finite()
        && matches!(verb, 'd' | 'f' | 'e')
    {
        return Some(double(*f));
    }
    Some(match (verb, value) {
        ('d', Value::Int(i)) => i.to_string(),
        ('d', Value::Uint(u)) => u.to_string(),
        ('d', Value::Num(n)) if n.is_integer() => n.to_string(),
        ('f', value) if value.is_number() => format!("{:.places$}", value.as_f64()?),
        ('e', value) if value.is_number() => {
            let text = format!("{:.places$e}", value.as_f64()?);
            let (mantissa, exponent) = text.split_once('e')?;
            let exponent: i32 = exponent.parse().ok()?;
            let sign = if exponent < 0 { '-' } else { '+' };
            format!("{mantissa}e{sign}{:02}", exponent.unsigned_abs())
        }
        ('b', Value::Bool(b)) => u8::from(*b).to_string(),
        ('b' | 'o' | 'x' | 'X', Value::Int(i)) => {
            let sign = if *i < 0 { "-" } else { "" };
            format!("{sign}{}", radix(verb, i.unsigned_abs()))
        }
        ('b' | 'o' | 'x' | 'X', Value::Uint(u)) => radix(verb, *u),
        ('x' | 'X', Value::Str(text)) => hex(verb, text.as_bytes()),
        ('x' | 'X', Value::Ext(Ext::Bytes(bytes))) => hex(verb, bytes),
        _ => return None,
    })
}

fn radix(verb: char, value: u64) -> String {
    match verb {
        'b' => format!("{value:b}"),
        'o' => format!("{value:o}"),
        'x' => format!("{value:x}"),
        _ => format!("{value:X}"),
    }
}

fn hex(verb: char, bytes: &[u8]) -> String {
    bytes
        .iter()
        .map(|b| if verb == 'x' { format!("{b:02x}") } else { format!("{b:02X}") })
        .collect()
}

fn double(value: f64) -> String {
    if value.is_nan() {
        "NaN".to_owned()
    } else if value.is_infinite() {
        if value > 0.0 { "Infinity" } else { "-Infinity" }.to_owned()
    } else {
        convert::format_double(value)
    }
}

/// Writes any value as `%s` does.
fn write<'e>(
    context: &CallContext<'_, 'e>,
    made: &mut Text,
    value: &Value<'e>,
    depth: u32,
) -> Result<(), Stop<'e>> {
    if depth > MAX_DEPTH {
        return Err(context.error(FaultKind::BadArgument, "the value nests too deep"));
    }
    let text = match value {
        Value::Str(text) => return made.push(context, text),
        Value::Null => "null".to_owned(),
        Value::Bool(b) => b.to_string(),
        Value::Int(i) => i.to_string(),
        Value::Uint(u) => u.to_string(),
        Value::Float(f) => double(*f),
        Value::Num(n) => n.to_string(),
        Value::Array(array) => return list(context, made, array.items(), depth),
        Value::Set(set) => return list(context, made, set.items(), depth),
        Value::Object(object) => {
            let mut entries = Vec::with_capacity(object.len());
            for (key, value) in object.entries() {
                let mut name = Text::new();
                write(context, &mut name, key, depth + 1)?;
                entries.push((name.finish(context), value));
            }
            entries.sort_by(|a, b| a.0.order(&b.0));
            made.push(context, "{")?;
            for (n, (key, value)) in entries.iter().enumerate() {
                if n > 0 {
                    made.push(context, ", ")?;
                }
                made.push(context, key.as_str().unwrap_or(""))?;
                made.push(context, ": ")?;
                write(context, made, value, depth + 1)?;
            }
            return made.push(context, "}");
        }
        Value::Ext(ext) => match ext {
            Ext::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
            Ext::Timestamp(t) => time::format_timestamp(*t),
            Ext::Duration(d) => time::format_duration(*d),
            Ext::Type(name) => (*name).to_owned(),
            Ext::Ip(ip) => ip.to_string(),
            Ext::Cidr(ip, bits) => format!("{ip}/{bits}"),
            Ext::Optional(_) => {
                let message = "`%s` cannot write an optional";
                return Err(context.error(FaultKind::BadArgument, message));
            }
        },
        Value::Unknown(unknown) => unknown.describe(),
    };
    made.push(context, &text)
}

fn list<'e>(
    context: &CallContext<'_, 'e>,
    made: &mut Text,
    items: &[Value<'e>],
    depth: u32,
) -> Result<(), Stop<'e>> {
    made.push(context, "[")?;
    for (n, item) in items.iter().enumerate() {
        if n > 0 {
            made.push(context, ", ")?;
        }
        write(context, made, item, depth + 1)?;
    }
    made.push(context, "]")
}
