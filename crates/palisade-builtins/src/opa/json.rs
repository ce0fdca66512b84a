//! Paths into documents: keeping and removing what they point to.

use super::args::{Args, type_name};
use super::values::Ordered;
use super::{Declared, declare, patch};
use palisade_ir::{CallContext, Eval, Stop};
use palisade_value::{Arena, ObjectBuilder, Value};
use std::collections::BTreeMap;

pub(super) static FUNCTIONS: &[Declared] = &[
    declare!(
        "json.filter",
        filter,
        "(object: object<any: any>, paths: array<string|array<any>>|set<string|array<any>>) => any",
        Seen
    ),
    declare!(
        "json.remove",
        remove,
        "(object: object<any: any>, paths: array<string|array<any>>|set<string|array<any>>) => any",
        Seen
    ),
    declare!("json.patch", patch::patch, "(object: any, patches: array<object<any: any>>) => any"),
];

/// The keys of a path: an array of them, or a text with slashes between them.
pub(super) fn keys<'e>(
    args: &Args<'_, '_, 'e>,
    path: Value<'e>,
) -> Result<Vec<Value<'e>>, Stop<'e>> {
    match path {
        Value::Str("") => Ok(Vec::new()),
        Value::Str(text) => {
            let parts = text.trim_start_matches('/').split('/');
            Ok(parts
                .map(|part| {
                    if part.contains('~') {
                        let plain = part.replace("~1", "/").replace("~0", "~");
                        Value::str(args.context.arena, &plain)
                    } else {
                        Value::Str(part)
                    }
                })
                .collect())
        }
        Value::Array(array) => Ok(array.items().to_vec()),
        other => Err(args.operand(
            1,
            &format!(
                "must be one of {{set, array}} containing string paths or array of path segments \
                 but got {}",
                type_name(&other)
            ),
        )),
    }
}

/// Paths as a tree; none is the end of a path, whatever longer paths there are.
type Tree<'e> = Option<Branches<'e>>;
struct Branches<'e>(BTreeMap<Ordered<'e>, Tree<'e>>);

fn tree<'e>(args: &Args<'_, '_, 'e>) -> Result<Branches<'e>, Stop<'e>> {
    let mut root = Branches(BTreeMap::new());
    for path in args.items(1, "one of {set, array}")? {
        let keys = keys(args, *path)?;
        let Some((last, front)) = keys.split_last() else { continue };
        let mut node = Some(&mut root);
        for key in front {
            node = node.and_then(|branches| {
                let next = branches.0.entry(Ordered(*key));
                next.or_insert_with(|| Some(Branches(BTreeMap::new()))).as_mut()
            });
        }
        if let Some(branches) = node {
            branches.0.insert(Ordered(*last), None);
        }
    }
    Ok(root)
}

/// The branches for the items of an array: in paths an index is a text.
fn by_index<'t, 'e>(branches: &'t Branches<'e>) -> BTreeMap<usize, &'t Tree<'e>> {
    let indexed = branches.0.iter().filter_map(|(key, tree)| {
        let text = key.0.as_str()?;
        let canonical = text == "0" || !text.starts_with(['0', '+']);
        Some((text.parse().ok().filter(|_| canonical)?, tree))
    });
    indexed.collect()
}

fn filter<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "json.filter", values);
    if let Some(unknown) = unknown(&args) {
        return Ok(unknown);
    }
    args.object(0)?;
    Ok(keep(context.arena, args.at(0), &tree(&args)?))
}

fn remove<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "json.remove", values);
    if let Some(unknown) = unknown(&args) {
        return Ok(unknown);
    }
    args.object(0)?;
    Ok(cut(context.arena, args.at(0), &tree(&args)?))
}

/// The unknown that a call hangs on. One inside the document stays where it is.
fn unknown<'e>(args: &Args<'_, '_, 'e>) -> Option<Value<'e>> {
    let whole = args.at(0).as_unknown();
    whole.or_else(|| args.at(1).find_unknown()).map(Value::Unknown)
}

/// What paths point to.
fn keep<'e>(arena: &'e Arena, value: Value<'e>, branches: &Branches<'e>) -> Value<'e> {
    let under = |value: Value<'e>, tree: &Tree<'e>| match tree {
        Some(branches) => keep(arena, value, branches),
        None => value,
    };
    match value {
        Value::Object(object) => {
            let mut kept = ObjectBuilder::new();
            for (key, tree) in &branches.0 {
                if let Some(value) = object.get(&key.0) {
                    kept.insert(key.0, under(value, tree));
                }
            }
            kept.finish(arena)
        }
        Value::Array(array) => {
            let items = by_index(branches);
            let found = items.iter().filter_map(|(at, tree)| Some((array.items().get(*at)?, tree)));
            let kept: Vec<_> = found.map(|(value, tree)| under(*value, tree)).collect();
            Value::array(arena, &kept)
        }
        Value::Set(set) => {
            let found = branches.0.iter().filter(|(key, _)| set.contains(&key.0));
            let kept: Vec<_> = found.map(|(key, tree)| under(key.0, tree)).collect();
            Value::set(arena, &kept)
        }
        other => other,
    }
}

/// All but what paths point to.
fn cut<'e>(arena: &'e Arena, value: Value<'e>, branches: &Branches<'e>) -> Value<'e> {
    // What is left of a value with the branch for it, if there is one.
    let under = |value: Value<'e>, tree: Option<&Tree<'e>>| match tree {
        None => Some(value),
        Some(None) => None,
        Some(Some(branches)) => Some(cut(arena, value, branches)),
    };
    match value {
        Value::Object(object) => {
            let mut left = ObjectBuilder::new();
            for (key, value) in object.entries() {
                if let Some(value) = under(*value, branches.0.get(&Ordered(*key))) {
                    left.insert(*key, value);
                }
            }
            left.finish(arena)
        }
        Value::Array(array) => {
            let trees = by_index(branches);
            let items = array.items().iter().enumerate();
            let left: Vec<_> =
                items.filter_map(|(at, value)| under(*value, trees.get(&at).copied())).collect();
            Value::array(arena, &left)
        }
        Value::Set(set) => {
            let items = set.items().iter();
            let left: Vec<_> =
                items.filter_map(|value| under(*value, branches.0.get(&Ordered(*value)))).collect();
            Value::set(arena, &left)
        }
        other => other,
    }
}
