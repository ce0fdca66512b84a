//! URLs, taken apart.

use crate::opa::url::Url;
use palisade_ir::{CallContext, Eval, FaultKind};
use palisade_value::{ObjectBuilder, Value};

/// The key under which a URL stands in its object, as it was written.
const KEY: &str = "url";

/// Reads the URL of a request: one with a scheme, or a path from the root on. It has no fragment:
/// `#` is a sign like others.
pub(super) fn parse(text: &str) -> Option<Url> {
    let url = Url::parse(&text.replace('#', "%23")).ok()?;
    (!url.scheme.is_empty() || text.starts_with('/')).then_some(url)
}

fn read(value: &Value<'_>) -> Option<Url> {
    parse(value.as_object()?.get(&Value::Str(KEY))?.as_str()?)
}

pub(super) fn to_url<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    let [Value::Str(text)] = args else { return Err(context.no_overload("url", args)) };
    if parse(text).is_none() {
        let text: String = text.chars().take(60).collect();
        let message = format!("`{text}` is no URL with a scheme, and no path from the root on");
        return Err(context.error(FaultKind::BadArgument, message));
    }
    let mut object = ObjectBuilder::new();
    object.insert(Value::Str(KEY), Value::Str(text));
    Ok(object.finish(context.arena))
}

pub(super) fn is_url<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    match args {
        [Value::Str(text)] => Ok(Value::Bool(parse(text).is_some())),
        _ => Err(context.no_overload("isURL", args)),
    }
}

fn part<'e>(
    context: &CallContext<'_, 'e>,
    name: &str,
    args: &[Value<'e>],
    of: fn(&Url) -> String,
) -> Eval<'e> {
    let url = match args {
        [value] => read(value),
        _ => None,
    };
    let url = url.ok_or_else(|| context.no_overload(name, args))?;
    Ok(Value::str(context.arena, &of(&url)))
}

pub(super) fn scheme<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    part(context, "getScheme", args, |url| url.scheme.clone())
}

pub(super) fn host<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    part(context, "getHost", args, |url| url.host.clone())
}

pub(super) fn hostname<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    part(context, "getHostname", args, |url| url.hostname().0.to_owned())
}

pub(super) fn port<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    part(context, "getPort", args, |url| url.hostname().1.to_owned())
}

pub(super) fn path<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    part(context, "getEscapedPath", args, |url| url.written_path().to_owned())
}

/// The values of each key of the query; parts that cannot be read are left out.
pub(super) fn query<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    let url = match args {
        [value] => read(value),
        _ => None,
    };
    let url = url.ok_or_else(|| context.no_overload("getQuery", args))?;
    let mut found: Vec<(String, Vec<Value<'e>>)> = Vec::new();
    for pair in url.query.split('&').filter(|pair| !pair.is_empty() && !pair.contains(';')) {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        let (Some(key), Some(value)) = (decoded(key), decoded(value)) else { continue };
        let value = Value::str(context.arena, &value);
        match found.iter_mut().find(|(known, _)| *known == key) {
            Some((_, values)) => values.push(value),
            None => found.push((key, vec![value])),
        }
    }
    let mut object = ObjectBuilder::new();
    for (key, values) in found {
        object.insert(Value::str(context.arena, &key), Value::array(context.arena, &values));
    }
    Ok(object.finish(context.arena))
}

/// A part of a query without escapes; none where one is wrong.
fn decoded(text: &str) -> Option<String> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((byte, behind)) = rest.split_first() {
        rest = behind;
        match byte {
            b'+' => out.push(b' '),
            b'%' => {
                let (digits, behind) = rest.split_at_checked(2)?;
                let digits = std::str::from_utf8(digits).ok()?;
                if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
                    return None;
                }
                out.push(u8::from_str_radix(digits, 16).ok()?);
                rest = behind;
            }
            other => out.push(*other),
        }
    }
    Some(String::from_utf8_lossy(&out).into_owned())
}
