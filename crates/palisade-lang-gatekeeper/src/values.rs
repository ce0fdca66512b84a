//! Nodes of YAML as values with the place of every slot.

use crate::problems::SCHEMA;
use palisade_arena::Arena;
use palisade_source::{FileId, Location};
use palisade_value::{Array, Number, ObjectBuilder, Origin, Value};
use palisade_yaml::{Kind, Node, Scalar};

/// The value of a node. Recursion is as deep as the node, which the parser limits.
pub(crate) fn value<'a>(arena: &'a Arena, node: &Node<'_>, file: FileId) -> Value<'a> {
    let origin = |node: &Node<'_>| Origin::literal(Location::new(file, node.span));
    match &node.kind {
        Kind::Sequence(nodes) => {
            let items: Vec<_> = nodes.iter().map(|n| value(arena, n, file)).collect();
            let origins: Vec<_> = nodes.iter().map(origin).collect();
            let array = Array::with_origins(arena.alloc_slice(&items), arena.alloc_slice(&origins));
            Value::Array(arena.alloc(array))
        }
        Kind::Mapping(entries) => {
            let mut builder = ObjectBuilder::with_capacity(entries.len());
            for (key, inner) in entries {
                let name = Value::str(arena, key.text().unwrap_or_default());
                builder.insert_at(name, value(arena, inner, file), origin(inner));
            }
            builder.finish(arena)
        }
        Kind::Scalar(text, _) => match node.resolve(SCHEMA) {
            None | Some(Scalar::Null) => Value::Null,
            Some(Scalar::Bool(b)) => Value::Bool(b),
            Some(Scalar::Int(i)) => Value::Int(i),
            Some(Scalar::BigInt(digits)) => {
                Number::parse(arena, &digits).unwrap_or_else(|| Value::str(arena, &digits))
            }
            Some(Scalar::Float(f)) => Number::parse(arena, text).unwrap_or(Value::Float(f)),
            Some(Scalar::String(text)) => Value::str(arena, text),
        },
    }
}

/// An object with the entries of another, one of which is set anew.
///
/// Objects keep places only where all slots have one: the new slot has that of what is in it, else
/// that of its neighbour.
pub(crate) fn with<'a>(
    arena: &'a Arena,
    object: Option<Value<'a>>,
    key: &'a str,
    value: Value<'a>,
) -> Value<'a> {
    let mut builder = ObjectBuilder::new();
    let mut place = value.as_object().and_then(|o| o.origin(0)).copied();
    if let Some(old) = object.and_then(|o| o.as_object()) {
        place = place.or(old.field_origin(key).or(old.origin(0)).copied());
        for (at, (k, v)) in old.entries().iter().enumerate() {
            if k.as_str() == Some(key) {
                continue;
            }
            match old.origin(at) {
                Some(origin) => builder.insert_at(*k, *v, *origin),
                None => builder.insert(*k, *v),
            }
        }
    }
    match place {
        Some(origin) => builder.insert_at(Value::Str(key), value, origin),
        None => builder.insert(Value::Str(key), value),
    }
    builder.finish(arena)
}
