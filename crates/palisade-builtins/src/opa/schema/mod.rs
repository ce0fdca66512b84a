//! `json.match_schema`, `json.verify_schema`: JSON Schema of drafts 4, 6 and 7.
//!
//! A schema that does not say its draft is read as all three at once. Errors are told in the words
//! of OPA's validator, in the order of its rules; where that follows the order of an object's
//! keys, theirs is by name. References to other documents are refused.

mod compile;
mod formats;
#[cfg(test)]
mod tests;
mod validate;

use super::args::Args;
use super::gojson::go_json;
use super::{Declared, declare};
use palisade_ir::{CallContext, Eval};
use palisade_value::{JsonOptions, ObjectBuilder, Value, parse_json};

pub(super) static FUNCTIONS: &[Declared] = &[
    declare!(
        "json.match_schema",
        match_schema,
        "(document: string|object<any: any>, schema: string|object<any: any>) => array<boolean, array<object<desc: string, error: string, field: string, type: string>>>"
    ),
    declare!(
        "json.verify_schema",
        verify_schema,
        "(schema: string|object<any: any>) => array<boolean, null|string>"
    ),
];

/// Whether a value is JSON already: no sets, no keys that are not text.
fn is_json(value: &Value<'_>) -> bool {
    match value {
        Value::Array(array) => array.items().iter().all(is_json),
        Value::Object(object) => {
            object.entries().iter().all(|(key, item)| matches!(key, Value::Str(_)) && is_json(item))
        }
        Value::Set(_) | Value::Ext(_) => false,
        _ => true,
    }
}

/// The JSON that a text or a value stands for.
fn document<'e>(args: &Args<'_, '_, 'e>, position: usize) -> Result<Value<'e>, String> {
    let parse = |text: &str| {
        parse_json(args.context.arena, text, JsonOptions::default())
            .map_err(|_| "invalid JSON string".to_owned())
    };
    match args.at(position) {
        Value::Str(text) => parse(text),
        value @ (Value::Object(_) | Value::Array(_)) if is_json(&value) => Ok(value),
        value @ (Value::Object(_) | Value::Array(_)) => parse(&go_json(value)),
        _ => Err("wrong type, expected string or object".to_owned()),
    }
}

fn verify_schema<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "json.verify_schema", values);
    let compiled = document(&args, 0).and_then(compile::compile);
    Ok(match compiled {
        Ok(_) => args.list(&[Value::Bool(true), Value::Null]),
        Err(message) => {
            let message = args.string(&format!("jsonschema: {message}"));
            args.list(&[Value::Bool(false), message])
        }
    })
}

fn match_schema<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "json.match_schema", values);
    let value = document(&args, 0).map_err(|message| args.refuse(message))?;
    let schema = document(&args, 1).map_err(|message| args.refuse(message))?;
    let schema = compile::compile(schema).map_err(|message| args.refuse(message))?;
    let failures = validate::validate(&schema, value).map_err(|message| args.refuse(message))?;
    let mut list = Vec::with_capacity(failures.len());
    for failure in &failures {
        let mut object = ObjectBuilder::new();
        object.field("desc", args.string(&failure.description));
        object.field("error", args.string(&format!("{}: {}", failure.field, failure.description)));
        object.field("field", args.string(&failure.field));
        object.field("type", Value::Str(failure.kind));
        list.push(object.finish(context.arena));
    }
    Ok(args.list(&[Value::Bool(failures.is_empty()), args.list(&list)]))
}
