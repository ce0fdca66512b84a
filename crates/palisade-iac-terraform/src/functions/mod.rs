//! Terraform's built-in functions that need nothing but their arguments.

mod args;
mod cidr;
mod collection;
mod compress;
mod convert;
mod date;
mod encoding;
mod format;
mod graphemes;
mod hash;
mod numeric;
mod paths;
pub(crate) mod signatures;
mod string;
#[cfg(test)]
mod tests;
mod yaml;

use palisade_arena::Arena;
use palisade_value::{ObjectBuilder, Unknown, Value};

use crate::types::{as_list, as_map};

pub(crate) use hash::{digest, to_hex};

/// Stands in the message of a bound that was reached, so that it is told from a mistake; a
/// private-use character, which real text has not.
pub(crate) const LIMIT_SIGN: char = '\u{e002}';

/// The message of a bound that was reached.
pub(crate) fn limit(message: &str) -> String {
    format!("{LIMIT_SIGN}{message}")
}

/// Whether a function looks at no more than a part or two of its arguments.
pub(crate) fn is_quick(name: &str) -> bool {
    matches!(name, "coalesce" | "coalescelist" | "element" | "length" | "lookup" | "one")
}

/// What functions work with.
pub(crate) struct Context<'a> {
    pub(crate) arena: &'a Arena,
}

/// A value, or a lowercase fragment that says why there is none.
pub(crate) type Answer<'a> = Result<Value<'a>, String>;

/// What a function makes of arguments that are not known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Unknowns {
    /// An unknown argument makes the result unknown; unknown parts of arguments may stay.
    Shallow,
    /// Any unknown part of an argument makes the result unknown.
    Deep,
    /// It decides itself.
    Own,
}

/// A function and how it is called.
#[derive(Clone, Copy)]
pub(crate) struct Function {
    pub(crate) least: usize,
    pub(crate) most: usize,
    pub(crate) unknowns: Unknowns,
    pub(crate) call: Run,
}

type Run = for<'a> fn(&Context<'a>, &[Value<'a>]) -> Answer<'a>;

type Entry = (&'static str, Function);

const fn shallow(least: usize, most: usize, call: Run) -> Function {
    Function { least, most, unknowns: Unknowns::Shallow, call }
}

const fn deep(least: usize, most: usize, call: Run) -> Function {
    Function { least, most, unknowns: Unknowns::Deep, call }
}

const fn own(least: usize, most: usize, call: Run) -> Function {
    Function { least, most, unknowns: Unknowns::Own, call }
}

const TABLES: [&[Entry]; 11] = [
    string::TABLE,
    collection::TABLE,
    encoding::TABLE,
    compress::TABLE,
    convert::TABLE,
    format::TABLE,
    numeric::TABLE,
    cidr::TABLE,
    date::TABLE,
    hash::TABLE,
    paths::TABLE,
];

/// The function of a name.
pub(crate) fn find(name: &str) -> Option<Function> {
    TABLES.into_iter().flatten().find(|(known, _)| *known == name).map(|(_, f)| *f)
}

/// The names of all functions.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    TABLES.into_iter().flatten().map(|(name, _)| *name).chain([
        "can",
        "file",
        "templatefile",
        "try",
    ])
}

/// The result of a function typed as Terraform types it: a list or a map where it is one.
pub(crate) fn typed<'a>(
    context: &Context<'a>,
    name: &str,
    args: &[Value<'a>],
    value: Value<'a>,
) -> Value<'a> {
    let list = |value: &Value<'a>| match value {
        Value::Array(array) => array.is_uniform(),
        Value::Set(_) => true,
        _ => false,
    };
    let map = |value: &Value<'a>| value.as_object().is_some_and(|object| object.is_uniform());
    let first = args.first();
    let uniform = match name {
        "split" | "sort" | "compact" | "distinct" | "range" | "formatlist" | "regexall"
        | "chunklist" | "matchkeys" | "cidrsubnets" | "csvdecode" | "tolist" | "list"
        | "setproduct" | "transpose" | "tomap" | "map" => true,
        "values" | "keys" => first.is_some_and(map),
        "reverse" | "slice" => first.is_some_and(list),
        "merge" => one_map_type(context, args),
        "zipmap" => args.get(1).is_some_and(list),
        _ => false,
    };
    if !uniform {
        return value;
    }
    let value = as_map(context.arena, as_list(context.arena, value));
    match (name, value) {
        ("chunklist", Value::Array(array)) => {
            let items = array.items().iter().map(|item| as_list(context.arena, *item));
            let items: Vec<Value<'a>> = items.collect();
            as_list(context.arena, Value::array(context.arena, &items))
        }
        ("transpose", Value::Object(object)) => {
            let mut builder = ObjectBuilder::with_capacity(object.len());
            for (key, value) in object.entries() {
                builder.insert(*key, as_list(context.arena, *value));
            }
            as_map(context.arena, builder.finish(context.arena))
        }
        (_, value) => value,
    }
}

/// Whether all arguments are maps of one and the same type.
fn one_map_type<'a>(context: &Context<'a>, args: &[Value<'a>]) -> bool {
    let mut types: Vec<String> = Vec::new();
    let mut only_texts = true;
    let maps = args.iter().all(|arg| match arg {
        Value::Null => true,
        Value::Object(object) if object.is_uniform() => {
            only_texts =
                only_texts && object.entries().iter().all(|(_, v)| matches!(v, Value::Str(_)));
            true
        }
        _ => false,
    });
    if !maps || args.is_empty() || only_texts {
        return maps && !args.is_empty();
    }
    for arg in args.iter().filter(|arg| arg.as_object().is_some_and(|o| !o.is_empty())) {
        types.push(crate::types::name_of_type(context.arena, *arg));
    }
    types.windows(2).all(|pair| matches!(pair, [a, b] if a == b))
}

/// The first unknown anywhere in a value.
pub(crate) fn deep_unknown<'a>(value: Value<'a>) -> Option<&'a Unknown<'a>> {
    look(value, 0, &mut 5_000_000)
}

fn look<'a>(value: Value<'a>, depth: u32, left: &mut u32) -> Option<&'a Unknown<'a>> {
    if *left == 0 || depth > 200 {
        return None;
    }
    *left -= 1;
    match value {
        Value::Unknown(unknown) => Some(unknown),
        Value::Array(array) => array.items().iter().find_map(|v| look(*v, depth + 1, left)),
        Value::Set(set) => set.items().iter().find_map(|v| look(*v, depth + 1, left)),
        Value::Object(object) => {
            object.entries().iter().find_map(|(_, v)| look(*v, depth + 1, left))
        }
        _ => None,
    }
}
