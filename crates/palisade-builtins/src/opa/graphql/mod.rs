//! `graphql.*`.

mod ast;
mod json;
mod lexer;
mod overlap;
mod parser;
mod rules;
mod schema;
mod suggest;
#[cfg(test)]
mod tests;

use super::args::Args;
use super::{Declared, declare};
use ast::{Document, Query};
use json::{Show, read_document, read_query};
use lexer::Trouble;
use palisade_ir::{CallContext, Eval, Stop};
use palisade_value::{ObjectBuilder, Value};
use parser::{NOWHERE, parse_query, parse_schema};
use rules::validate;
use schema::Schema;

pub(super) static FUNCTIONS: &[Declared] = &[
    declare!(
        "graphql.parse",
        parse,
        "(query: string|object<any: any>, schema: string|object<any: any>) => array<object<any: any>, object<any: any>>"
    ),
    declare!(
        "graphql.parse_and_verify",
        parse_and_verify,
        "(query: string|object<any: any>, schema: string|object<any: any>) => array<boolean, object<any: any>, object<any: any>>"
    ),
    declare!("graphql.parse_query", parse_one_query, "(query: string) => object<any: any>"),
    declare!("graphql.parse_schema", parse_one_schema, "(schema: string) => object<any: any>"),
    declare!(
        "graphql.is_valid",
        is_valid,
        "(query: string|object<any: any>, schema: string|object<any: any>) => boolean"
    ),
    declare!(
        "graphql.schema_is_valid",
        schema_is_valid,
        "(schema: string|object<any: any>) => boolean"
    ),
];

/// `message in GraphQL string at location 1:2`; without the place where there is none.
fn told(trouble: &Trouble) -> String {
    let (place, message) = (trouble.place, &trouble.message);
    if place == NOWHERE {
        return message.clone();
    }
    format!("{message} in GraphQL string at location {}:{}", place.line, place.column)
}

/// Several errors as one: the first, and the others in the lines below it.
fn told_all(troubles: &[Trouble]) -> Option<String> {
    let (first, rest) = troubles.split_first()?;
    let mut message = first.message.clone();
    for trouble in rest {
        let (line, column) = (trouble.place.line, trouble.place.column);
        message.push_str(&format!("\ninput:{line}:{column}: {}", trouble.message));
    }
    let message = message.strip_suffix('.').unwrap_or(&message).to_owned();
    Some(told(&Trouble { place: first.place, message }))
}

/// The query of an argument: none where it is neither text nor object.
fn query<'e>(args: &Args<'_, '_, 'e>, position: usize) -> Option<Result<Query, String>> {
    match args.at(position) {
        Value::Str(text) => Some(parse_query(text).map_err(|trouble| told(&trouble))),
        value @ Value::Object(_) => Some(read_query(value)),
        _ => None,
    }
}

fn document<'e>(args: &Args<'_, '_, 'e>, position: usize) -> Option<Result<Document, String>> {
    match args.at(position) {
        Value::Str(text) => Some(parse_schema(text).map_err(|trouble| told(&trouble))),
        value @ Value::Object(_) => Some(read_document(value)),
        _ => None,
    }
}

fn schema(document: &Document) -> Result<Schema, String> {
    Schema::new(document).map_err(|trouble| {
        let (line, column) = (trouble.place.line, trouble.place.column);
        let place =
            if trouble.place == NOWHERE { String::new() } else { format!("{line}:{column}: ") };
        let what = "Error in gqlparser SchemaDocument to Schema conversion";
        format!("{what}: input:{place}{}", trouble.message)
    })
}

/// The query and the schema of the first two arguments, if all is well with them.
fn checked<'e>(args: &Args<'_, '_, 'e>) -> Result<(Query, Document), Stop<'e>> {
    let wrong = |position| args.wrong(position, "one of {string, object}");
    let query = query(args, 0).ok_or_else(|| wrong(0))?.map_err(|why| args.refuse(why))?;
    let document = document(args, 1).ok_or_else(|| wrong(1))?.map_err(|why| args.refuse(why))?;
    let schema = schema(&document).map_err(|why| args.refuse(why))?;
    match told_all(&validate(&schema, &query)) {
        Some(message) => Err(args.refuse(message)),
        None => Ok((query, document)),
    }
}

fn parse<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "graphql.parse", values);
    let (query, document) = checked(&args)?;
    Ok(args.list(&[query.show(context.arena), document.show(context.arena)]))
}

fn parse_and_verify<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "graphql.parse_and_verify", values);
    let Ok((query, document)) = checked(&args) else {
        let empty = ObjectBuilder::new().finish(context.arena);
        return Ok(args.list(&[Value::Bool(false), empty, empty]));
    };
    let (query, document) = (query.show(context.arena), document.show(context.arena));
    Ok(args.list(&[Value::Bool(true), query, document]))
}

fn parse_one_query<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "graphql.parse_query", values);
    let query = parse_query(args.text(0)?).map_err(|trouble| args.refuse(told(&trouble)))?;
    Ok(query.show(context.arena))
}

fn parse_one_schema<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "graphql.parse_schema", values);
    let document = parse_schema(args.text(0)?).map_err(|trouble| args.refuse(told(&trouble)))?;
    Ok(document.show(context.arena))
}

fn is_valid<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "graphql.is_valid", values);
    Ok(Value::Bool(checked(&args).is_ok()))
}

fn schema_is_valid<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "graphql.schema_is_valid", values);
    let document = document(&args, 0).and_then(Result::ok);
    Ok(Value::Bool(document.is_some_and(|document| schema(&document).is_ok())))
}
