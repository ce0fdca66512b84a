//! What is known of a list or a map of which another part is not: `concat(["a"], var.more)`.
//!
//! To Terraform the whole is not known, and so it is to expressions. What is known of it is kept
//! beside it, for what picks a part of it and for policies: a list of which each unknown item stands
//! for any number of items, a map that may have more keys.

use palisade_source::Location;
use palisade_value::{
    Array, Equality, HOLE_END, HOLE_START, Object, ObjectBuilder, Origin, Unknown, UnknownKind,
    Value,
};

use super::Evaluator;
use super::expr::Entry;
use super::reference::Place;
use crate::types::{Type, convert, set_items};

/// Values nest no deeper than this where known parts are put into them.
const NESTED: u32 = 64;

/// The address of a resource, whether it is a data source, and where it is.
type Whole<'a> = (&'a str, bool, Location);

/// An item and where it was set.
type Slot<'a> = (Value<'a>, Option<Origin<'a>>);

/// Whether some character of a text with holes is known.
fn has_text(partial: &str) -> bool {
    let known = |piece: &str| !piece.rsplit(HOLE_END).next().unwrap_or("").is_empty();
    partial.split(HOLE_START).any(known)
}

impl<'a> Evaluator<'a, '_, '_> {
    /// What is known of a value that is not known as a whole.
    pub(super) fn known_part(&self, value: Value<'a>) -> Option<Value<'a>> {
        self.hint(value.as_unknown()?)?.part
    }

    /// An unknown value with what is known of it.
    pub(super) fn with_part(&self, value: Value<'a>, part: Option<Value<'a>>) -> Value<'a> {
        let (Value::Unknown(unknown), Some(part)) = (value, part) else { return value };
        self.noted(unknown, |hint| hint.part = Some(part))
    }

    /// What a function gives where an argument is not known, with what is known of it.
    pub(super) fn in_part(&self, name: &str, args: &[Value<'a>], whole: Value<'a>) -> Value<'a> {
        let Value::Unknown(cause) = whole else { return whole };
        let first = args.first().copied();
        let listed = || self.slots_of(first?);
        let part = match name {
            "concat" | "setunion" => {
                let all: Option<Vec<_>> = args.iter().map(|arg| self.slots_of(*arg)).collect();
                all.and_then(|all| self.listed(all.concat(), cause, name == "setunion"))
            }
            "tolist" | "sensitive" | "nonsensitive" if first.is_some_and(is_map) => None,
            "tolist" | "sort" | "reverse" => {
                listed().and_then(|all| self.listed(all, cause, false))
            }
            "distinct" | "toset" => listed().and_then(|all| self.listed(all, cause, true)),
            "compact" => {
                if let Some(kept) = first.and_then(|list| self.compacted(list)) {
                    return kept;
                }
                listed().and_then(|mut all| {
                    all.retain(|(item, _)| !matches!(item, Value::Null | Value::Str("")));
                    self.listed(all, cause, false)
                })
            }
            "flatten" => {
                let mut flat = Vec::new();
                let whole = first.is_some_and(|list| self.flat(list, &mut flat, 0));
                whole.then(|| self.listed(flat, cause, false)).flatten()
            }
            "setsubtract" => self.without(args, cause),
            "merge" => self.merged(args, cause),
            "tomap" => first.and_then(|map| self.known_part(map)).filter(|part| is_map(*part)),
            "keys" | "values" => self.halves(first, name == "keys", cause),
            "coalescelist" => {
                // The first one that has items; an empty one does not count.
                let empty = |arg: &&Value<'a>| {
                    matches!(arg, Value::Null)
                        || arg.as_array().is_some_and(|array| array.is_empty())
                };
                args.iter().find(|arg| !empty(arg)).and_then(|arg| self.known_part(*arg))
            }
            "contains" => {
                let (Some((all, _)), Some(wanted)) = (listed().zip(first), args.get(1)) else {
                    return whole;
                };
                let is = |(item, _): &Slot<'a>| item.equals(wanted) == Equality::Equal;
                return if all.iter().any(is) { Value::Bool(true) } else { whole };
            }
            "lookup" => {
                let key = args.get(1).filter(|key| matches!(key, Value::Str(_)));
                let map = first.and_then(|map| map.as_unknown());
                let found = map.zip(key).and_then(|(map, key)| self.known_at(map, *key));
                return found.map_or(whole, |(value, _)| value);
            }
            _ => None,
        };
        self.with_part(whole, part)
    }

    /// A list without its empty items, if of each it is known whether it is one: a text of which a
    /// part is known is not.
    fn compacted(&self, list: Value<'a>) -> Option<Value<'a>> {
        let list = list.as_array().filter(|list| list.rest().is_none())?;
        let mut kept = Vec::with_capacity(list.len());
        for (n, item) in list.items().iter().enumerate() {
            match item {
                Value::Null | Value::Str("") => continue,
                Value::Str(_) => {}
                Value::Unknown(Unknown { partial: Some(partial), .. }) if has_text(partial) => {}
                _ => return None,
            }
            kept.push((*item, list.origin(n).copied()));
        }
        let items = self.arena.alloc_iter(kept.iter().map(|(item, _)| *item));
        // Origins stand beside all items or beside none.
        let origins: Option<Vec<_>> = kept.iter().map(|(_, origin)| *origin).collect();
        let array = match origins.filter(|origins| !origins.is_empty()) {
            Some(origins) => Array::with_origins(items, self.arena.alloc_iter(origins)),
            None => Array::new(items),
        };
        Some(Value::Array(self.arena.alloc(array)))
    }

    /// The items of a list or a set with what is known of those that are not known as a whole; an
    /// unknown list is one unknown item. None for what is no list.
    fn slots_of(&self, value: Value<'a>) -> Option<Vec<Slot<'a>>> {
        match self.known_part(value).unwrap_or(value) {
            Value::Array(array) => {
                let items = array.items().iter().enumerate();
                Some(items.map(|(n, item)| (*item, array.origin(n).copied())).collect())
            }
            Value::Set(set) => {
                Some(set_items(self.arena, set).iter().map(|item| (*item, None)).collect())
            }
            Value::Unknown(unknown) => Some(vec![(self.plain(unknown), None)]),
            _ => None,
        }
    }

    /// A list of which some items are known, if any is.
    pub(super) fn listed(
        &self,
        mut slots: Vec<Slot<'a>>,
        cause: &'a Unknown<'a>,
        distinct: bool,
    ) -> Option<Value<'a>> {
        if distinct {
            let mut seen: Vec<Value<'a>> = Vec::new();
            slots.retain(|(item, _)| {
                let known = seen.iter().any(|other| other.same(item));
                if !known && seen.len() < 1000 {
                    seen.push(*item);
                }
                !known
            });
        }
        let is_known = |(item, _): &Slot<'a>| !matches!(item, Value::Unknown(_));
        if !slots.iter().any(is_known) {
            return None;
        }
        if slots.iter().all(is_known) {
            slots.push((self.plain(cause), None));
        }
        let items = self.arena.alloc_iter(slots.iter().map(|(item, _)| *item));
        // Origins stand beside all items or beside none: what has none is where another one is.
        let some = slots.iter().find_map(|(_, origin)| *origin)?;
        let origins = slots.iter().map(|(_, origin)| origin.unwrap_or(some));
        let array = Array::with_origins(items, self.arena.alloc_iter(origins));
        Some(Value::Array(self.arena.alloc(array.unbounded(cause))))
    }

    /// The items of nested lists; false if there is something else than lists, or too much.
    fn flat(&self, value: Value<'a>, out: &mut Vec<Slot<'a>>, depth: u32) -> bool {
        let Some(slots) = self.slots_of(value).filter(|_| depth <= NESTED) else { return false };
        slots.into_iter().all(|(item, origin)| {
            let inner = self.known_part(item).unwrap_or(item);
            match inner {
                Value::Array(_) | Value::Set(_) => self.flat(inner, out, depth + 1),
                _ => {
                    out.push((item, origin));
                    out.len() <= super::ITEMS
                }
            }
        })
    }

    /// The first set without what is in others, all of which is known.
    fn without(&self, args: &[Value<'a>], cause: &'a Unknown<'a>) -> Option<Value<'a>> {
        let [from, others @ ..] = args else { return None };
        let mut left = self.slots_of(*from)?;
        for other in others {
            if crate::functions::deep_unknown(*other).is_some() {
                return None;
            }
            let gone = self.slots_of(*other)?;
            left.retain(|(item, _)| !gone.iter().any(|(g, _)| g.same(item)));
        }
        self.listed(left, cause, true)
    }

    /// Maps laid over one another: what comes behind something unknown is known, what comes before
    /// it is there and may be something else.
    fn merged(&self, args: &[Value<'a>], cause: &'a Unknown<'a>) -> Option<Value<'a>> {
        let mut layers = Vec::with_capacity(args.len());
        for arg in args {
            match self.known_part(*arg).unwrap_or(*arg) {
                Value::Object(object) if object.is_open() => layers.push(None),
                Value::Object(object) => layers.push(Some(object)),
                Value::Unknown(_) => layers.push(None),
                Value::Null => {}
                _ => return None,
            }
        }
        let is_whole =
            |layer: &Option<&'a Object<'a>>| layer.is_some_and(|o| o.missing().is_none());
        // Of those before the last one that is not known as a whole the values may be replaced.
        let last = layers.iter().rposition(|layer| !is_whole(layer))?;
        let mut builder = ObjectBuilder::new();
        for (n, object) in layers.iter().enumerate() {
            let Some(object) = object else { continue };
            for (at, (key, value)) in object.entries().iter().enumerate() {
                let value = if n < last { self.replaced(*value, cause) } else { *value };
                match object.origin(at) {
                    Some(origin) => builder.insert_at(*key, value, *origin),
                    None => builder.insert(*key, value),
                }
            }
        }
        self.cut_object(builder, cause)
    }

    /// A value that may be replaced by another one, or by null.
    pub(super) fn replaced(&self, value: Value<'a>, cause: &'a Unknown<'a>) -> Value<'a> {
        match value {
            Value::Unknown(_) => self.with_null(value, true),
            _ => self.with_null(self.plain(cause), true),
        }
    }

    /// An object that may have more entries, if any is known.
    pub(super) fn cut_object(
        &self,
        builder: ObjectBuilder<'a>,
        cause: &'a Unknown<'a>,
    ) -> Option<Value<'a>> {
        if builder.is_empty() {
            return None;
        }
        match builder.finish(self.arena) {
            Value::Object(object) => Some(Value::Object(self.arena.alloc(object.cut(cause)))),
            _ => None,
        }
    }

    /// The keys or the values of a map that is known in part.
    fn halves(
        &self,
        map: Option<Value<'a>>,
        keys: bool,
        cause: &'a Unknown<'a>,
    ) -> Option<Value<'a>> {
        let object = self.known_part(map?)?.as_object()?;
        let entries = object.entries().iter().enumerate();
        let slots = entries.map(|(at, (key, value))| {
            (if keys { *key } else { *value }, object.origin(at).copied())
        });
        self.listed(slots.collect(), cause, false)
    }

    /// The value at a key or an index of a value that is not known as a whole, if that is known.
    pub(super) fn known_at(&self, unknown: &Unknown<'a>, key: Value<'a>) -> Option<Place<'a>> {
        let (value, origin) = match self.hint(unknown)?.part? {
            Value::Object(object) => {
                let at = object.position(&Value::Str(key.as_str()?))?;
                (object.entries().get(at)?.1, object.origin(at).copied())
            }
            Value::Array(array) => {
                let at = usize::try_from(key.as_i64()?).ok().filter(|at| *at < array.settled())?;
                (*array.items().get(at)?, array.origin(at).copied())
            }
            _ => return None,
        };
        (!matches!(value, Value::Unknown(_))).then_some((value, origin))
    }

    /// The known entries of a collection that is not known as a whole.
    pub(super) fn known_entries(&self, unknown: &'a Unknown<'a>) -> Option<Vec<Entry<'a>>> {
        let part = self.hint(unknown)?.part?;
        let any = self.made(unknown, Type::Number);
        Some(match part {
            Value::Array(array) => {
                let (items, settled) = (array.items().iter().enumerate(), array.settled());
                let known = items.filter(|(_, item)| !matches!(item, Value::Unknown(_)));
                known
                    .map(|(n, item)| {
                        let index = i64::try_from(n).unwrap_or(i64::MAX);
                        let key = if n < settled { Value::Int(index) } else { any };
                        (key, *item, array.origin(n).copied())
                    })
                    .collect()
            }
            Value::Object(object) => {
                let entries = object.entries().iter().enumerate();
                entries.map(|(n, (key, value))| (*key, *value, object.origin(n).copied())).collect()
            }
            _ => return None,
        })
    }

    /// What is known of a value, as part of the value that it is converted to.
    pub(super) fn converted_part(&self, part: Value<'a>, ty: &Type<'a>) -> Option<Value<'a>> {
        let one = |value: Value<'a>, ty: &Type<'a>| match value {
            Value::Unknown(_) => Some(value),
            value => convert(self.arena, value, ty).ok(),
        };
        match (part, ty) {
            (_, Type::Any) => Some(part),
            (Value::Array(array), Type::List(ty) | Type::Set(ty)) => {
                let items: Option<Vec<Value<'a>>> =
                    array.items().iter().map(|item| one(*item, ty)).collect();
                Some(self.rebuilt(array, &items?))
            }
            (Value::Object(object), Type::Map(ty)) => {
                let values = object.entries().iter().map(|(_, value)| one(*value, ty));
                Some(self.rebuilt_object(object, &values.collect::<Option<Vec<_>>>()?))
            }
            (Value::Object(object), Type::Object(fields)) => {
                let missing = object.missing()?;
                let mut builder = ObjectBuilder::with_capacity(fields.len());
                for field in fields {
                    let at = object.position(&Value::Str(field.name));
                    let value = at.and_then(|at| one(object.entries().get(at)?.1, &field.ty));
                    let value = value.unwrap_or_else(|| self.with_null(self.plain(missing), true));
                    match at.and_then(|at| object.origin(at)) {
                        Some(origin) => builder.insert_at(Value::Str(field.name), value, *origin),
                        None => builder.insert(Value::Str(field.name), value),
                    }
                }
                Some(builder.finish(self.arena))
            }
            _ => None,
        }
    }

    /// An array with other items, and all else as it was.
    pub(super) fn rebuilt(&self, array: &'a Array<'a>, items: &[Value<'a>]) -> Value<'a> {
        let origins: Option<Vec<Origin<'a>>> =
            (0..array.len()).map(|n| array.origin(n).copied()).collect();
        let items = self.arena.alloc_slice(items);
        let new = match origins {
            Some(origins) => Array::with_origins(items, self.arena.alloc_slice(&origins)),
            None => Array::new(items),
        };
        let new = if array.is_uniform() { new.uniform() } else { new };
        Value::Array(self.arena.alloc(new.bounded_as(array)))
    }

    /// An object with other values, and all else as it was.
    pub(super) fn rebuilt_object(&self, object: &'a Object<'a>, values: &[Value<'a>]) -> Value<'a> {
        let mut builder = ObjectBuilder::with_capacity(object.len());
        for (n, ((key, _), value)) in object.entries().iter().zip(values).enumerate() {
            match object.origin(n) {
                Some(origin) => builder.insert_at(*key, *value, *origin),
                None => builder.insert(*key, *value),
            }
        }
        let Value::Object(mut new) = builder.finish(self.arena) else { return Value::NO_ENTRIES };
        if let Some(missing) = object.missing() {
            new = self.arena.alloc(new.cut(missing));
        }
        if object.is_uniform() {
            new = self.arena.alloc(new.uniform());
        }
        if object.is_open() {
            new = self.arena.alloc(new.open());
        }
        Value::Object(new)
    }

    /// A value with what is known in the place of what is not known as a whole: as policies see it.
    pub(super) fn with_parts(&self, value: Value<'a>) -> Value<'a> {
        if self.has_parts.get() { self.put_parts(value, 0).unwrap_or(value) } else { value }
    }

    /// The same for what is written as a text: of resources as a whole not all is known.
    pub(super) fn as_written(&self, value: Value<'a>) -> Value<'a> {
        let value = self.with_parts(value);
        if self.marks.is_empty() { value } else { self.cut_resources(value, 0).unwrap_or(value) }
    }

    /// The first resource as a whole anywhere in a value.
    pub(super) fn resource_in(&self, value: Value<'a>, depth: u32) -> Option<Whole<'a>> {
        if depth > NESTED || self.marks.is_empty() {
            return None;
        }
        let inside = |item: &Value<'a>| self.resource_in(*item, depth + 1);
        self.stands_for(value).or_else(|| match value {
            Value::Array(array) => array.items().iter().find_map(inside),
            Value::Object(object) => object.entries().iter().find_map(|(_, item)| inside(item)),
            _ => None,
        })
    }

    /// A value with resources in it as objects that have more entries than are known; none where
    /// there are none in it.
    fn cut_resources(&self, value: Value<'a>, depth: u32) -> Option<Value<'a>> {
        if depth > NESTED {
            return None;
        }
        match value {
            Value::Array(array) => {
                let items = array.items().iter().copied();
                let new: Vec<_> =
                    items.clone().map(|item| self.cut_resources(item, depth + 1)).collect();
                if new.iter().all(Option::is_none) {
                    return None;
                }
                let items: Vec<Value<'a>> =
                    items.zip(new).map(|(old, new)| new.unwrap_or(old)).collect();
                Some(self.rebuilt(array, &items))
            }
            Value::Object(object) => {
                if let Some((address, data, location)) = self.stands_for(value) {
                    let kind = if data { UnknownKind::DataSource } else { UnknownKind::AfterApply };
                    let rest = self.unknown(kind, address, Some(location)).as_unknown()?;
                    return Some(Value::Object(self.arena.alloc(object.cut(rest))));
                }
                let values = object.entries().iter().map(|(_, value)| *value);
                let new: Vec<_> =
                    values.clone().map(|item| self.cut_resources(item, depth + 1)).collect();
                if new.iter().all(Option::is_none) {
                    return None;
                }
                let values: Vec<Value<'a>> =
                    values.zip(new).map(|(old, new)| new.unwrap_or(old)).collect();
                Some(self.rebuilt_object(object, &values))
            }
            _ => None,
        }
    }

    /// The same; none where there is nothing to put in.
    fn put_parts(&self, value: Value<'a>, depth: u32) -> Option<Value<'a>> {
        if depth > NESTED {
            return None;
        }
        let all = |items: &mut dyn Iterator<Item = Value<'a>>| {
            let pairs: Vec<_> = items.map(|old| (old, self.put_parts(old, depth + 1))).collect();
            let any = pairs.iter().any(|(_, new)| new.is_some());
            any.then(|| pairs.into_iter().map(|(old, new)| new.unwrap_or(old)).collect::<Vec<_>>())
        };
        match value {
            Value::Unknown(_) => {
                let known = self.known_part(value)?;
                Some(self.put_parts(known, depth + 1).unwrap_or(known))
            }
            Value::Array(array) => {
                Some(self.rebuilt(array, &all(&mut array.items().iter().copied())?))
            }
            Value::Object(object) => {
                let values = all(&mut object.entries().iter().map(|(_, value)| *value))?;
                Some(self.rebuilt_object(object, &values))
            }
            _ => None,
        }
    }
}

fn is_map(value: Value<'_>) -> bool {
    matches!(value, Value::Object(_))
}
