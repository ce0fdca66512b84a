//! Terraform's built-in functions that need nothing but their arguments.

mod args;
mod cidr;
mod collection;
mod convert;
mod date;
mod encoding;
mod format;
mod hash;
mod numeric;
mod paths;
mod string;
#[cfg(test)]
mod tests;
mod yaml;

use palisade_arena::Arena;
use palisade_value::{Unknown, Value};

pub(crate) use encoding::Json;
pub(crate) use hash::{digest, to_hex};

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

const TABLES: [&[Entry]; 10] = [
    string::TABLE,
    collection::TABLE,
    encoding::TABLE,
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

/// Functions of Terraform that are not evaluated here.
pub(crate) fn is_unsupported(name: &str) -> bool {
    matches!(name, "rsadecrypt" | "base64gzip" | "base64gunzip")
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
