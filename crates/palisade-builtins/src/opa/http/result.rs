//! What a policy sees of an answer, or of there being none.

use super::Incoming;
use super::request::Decode;
use crate::opa::values::lossy;
use crate::opa::yaml;
use palisade_ir::{CallContext, Stop};
use palisade_value::{Arena, JsonOptions, ObjectBuilder, Value, parse_json};

/// `status`, `status_code`, `headers`, `body` and `raw_body`. A body that is not what it claims to
/// be is null.
pub(super) fn answered<'e>(
    context: &CallContext<'_, 'e>,
    answer: &Incoming,
    decode: Decode,
) -> Value<'e> {
    let arena = context.arena;
    let text = lossy(&answer.body);
    let mut names: Vec<&str> = Vec::new();
    for (name, _) in &answer.headers {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    let mut headers = ObjectBuilder::with_capacity(names.len());
    for name in names {
        let of_name = answer.headers.iter().filter(|(n, _)| n == name);
        let values: Vec<Value<'e>> = of_name.map(|(_, v)| Value::str(arena, v)).collect();
        headers.insert(Value::str(arena, name), Value::array(arena, &values));
    }
    let status = format!("{} {}", answer.status, answer.reason);
    let mut all = ObjectBuilder::new();
    all.field("status", Value::str(arena, status.trim_end()));
    all.field("status_code", Value::Int(i64::from(answer.status)));
    all.field("body", body(arena, answer, &text, decode).unwrap_or(Value::Null));
    all.field("raw_body", Value::str(arena, &text));
    all.field("headers", headers.finish(arena));
    all.finish(arena)
}

fn body<'e>(arena: &'e Arena, answer: &Incoming, text: &str, decode: Decode) -> Option<Value<'e>> {
    let kind = answer.header("content-type").unwrap_or_default();
    let media = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let is_json =
        media.strip_prefix("application/").is_some_and(|m| m == "json" || m.ends_with("+json"));
    let is_yaml = ["application/yaml", "application/x-yaml"].iter().any(|y| kind.contains(y));
    match decode {
        Decode::Json => parse_json(arena, text, JsonOptions::default()).ok(),
        Decode::Yaml => yaml::read(arena, text).ok(),
        Decode::ByType if is_json => parse_json(arena, text, JsonOptions::default()).ok(),
        Decode::ByType if is_yaml => yaml::read(arena, text).ok(),
        Decode::ByType => None,
    }
}

/// The network's fault.
pub(super) fn unreached<'e>(context: &CallContext<'_, 'e>, why: &str) -> Value<'e> {
    error(context, "eval_http_send_network_error", why)
}

/// The request's fault.
pub(super) fn refused<'e>(context: &CallContext<'_, 'e>, why: &str) -> Value<'e> {
    let message = format!("eval_builtin_error: http.send: {why}");
    error(context, "eval_http_send_internal_error", &message)
}

/// An error of the call as a value.
pub(super) fn stopped<'e>(context: &CallContext<'_, 'e>, stop: &Stop<'e>) -> Value<'e> {
    let why = match stop {
        Stop::Error(fault) => fault.message.to_owned(),
        other => format!("{other:?}"),
    };
    error(context, "eval_http_send_internal_error", &format!("eval_type_error: {why}"))
}

fn error<'e>(context: &CallContext<'_, 'e>, code: &'static str, message: &str) -> Value<'e> {
    let mut error = ObjectBuilder::new();
    error.field("code", Value::Str(code));
    error.field("message", Value::str(context.arena, message));
    let mut all = ObjectBuilder::new();
    all.field("status_code", Value::Int(0));
    all.field("error", error.finish(context.arena));
    all.finish(context.arena)
}
