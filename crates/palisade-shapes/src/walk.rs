//! Changes of attributes, at the top of resources and in their nested blocks.

use palisade_arena::Arena;
use palisade_model::Resource;
use palisade_value::{Array, Object, ObjectBuilder, Origin, Value};

/// An attribute that is looked at.
pub(crate) struct Slot<'a, 'p> {
    pub(crate) name: &'a str,
    /// The names of the nested blocks that it is in, and its own, with dots between.
    pub(crate) path: &'p str,
    pub(crate) value: Value<'a>,
    pub(crate) origin: Option<&'a Origin<'a>>,
}

/// What becomes of an attribute.
pub(crate) enum Change<'a> {
    Keep,
    LeaveOut,
    To(Value<'a>),
}

/// Changes the attributes of a resource and of its nested blocks. What stands in a map or in a list
/// of plain values is not looked at, and what nothing changes in is not copied.
pub(crate) fn change<'a>(
    arena: &'a Arena,
    resource: &mut Resource<'a>,
    rule: &dyn Fn(&Slot<'a, '_>) -> Change<'a>,
) {
    let Value::Object(object) = resource.attributes else { return };
    if let Some(changed) = (Walk { arena, rule }).block(object, &mut String::new()) {
        resource.attributes = Value::Object(changed);
    }
}

struct Walk<'a, 'r> {
    arena: &'a Arena,
    rule: &'r dyn Fn(&Slot<'a, '_>) -> Change<'a>,
}

impl<'a> Walk<'a, '_> {
    /// A resource or a nested block; none where nothing in it changes.
    fn block(&self, object: &'a Object<'a>, path: &mut String) -> Option<&'a Object<'a>> {
        let mut changed: Vec<(usize, Option<Value<'a>>)> = Vec::new();
        for (at, (key, value)) in object.entries().iter().enumerate() {
            let Value::Str(name) = *key else { continue };
            let length = path.len();
            if length > 0 {
                path.push('.');
            }
            path.push_str(name);
            let slot = Slot { name, path, value: *value, origin: object.origin(at) };
            match (self.rule)(&slot) {
                Change::LeaveOut => changed.push((at, None)),
                Change::To(new) => changed.push((at, Some(new))),
                Change::Keep => {
                    if let Value::Array(array) = value
                        && let Some(array) = self.blocks(array, path)
                    {
                        changed.push((at, Some(array)));
                    }
                }
            }
            path.truncate(length);
        }
        if changed.is_empty() {
            return None;
        }
        let mut builder = ObjectBuilder::with_capacity(object.len());
        let mut changed = changed.into_iter().peekable();
        for (at, (key, value)) in object.entries().iter().enumerate() {
            let value = match changed.next_if(|(changed, _)| *changed == at) {
                Some((_, None)) => continue,
                Some((_, Some(new))) => new,
                None => *value,
            };
            match object.origin(at) {
                Some(origin) => builder.insert_at(*key, value, *origin),
                None => builder.insert(*key, value),
            }
        }
        match builder.finish(self.arena) {
            Value::Object(new) => Some(like(self.arena, new, object)),
            _ => None,
        }
    }

    /// A list of nested blocks; none where nothing in them changes.
    fn blocks(&self, array: &'a Array<'a>, path: &mut String) -> Option<Value<'a>> {
        if !array.items().iter().any(|item| matches!(item, Value::Object(_))) {
            return None;
        }
        let mut changed = false;
        let mut walked = |item: &Value<'a>| match item {
            Value::Object(block) => match self.block(block, path) {
                Some(block) => {
                    changed = true;
                    Value::Object(block)
                }
                None => *item,
            },
            other => *other,
        };
        let items: Vec<Value<'a>> = array.items().iter().map(&mut walked).collect();
        if !changed {
            return None;
        }
        let origins: Vec<Origin<'a>> =
            (0..array.len()).filter_map(|at| array.origin(at).copied()).collect();
        let items = self.arena.alloc_slice(&items);
        let new = Array::with_origins(items, self.arena.alloc_slice(&origins));
        let new = if array.is_uniform() { new.uniform() } else { new };
        Some(Value::Array(self.arena.alloc(new.bounded_as(array))))
    }
}

/// A new object with all that is known of the old one besides its entries.
pub(crate) fn like<'a>(
    arena: &'a Arena,
    new: &'a Object<'a>,
    old: &'a Object<'a>,
) -> &'a Object<'a> {
    if !old.is_uniform() && !old.is_open() && old.missing().is_none() {
        return new;
    }
    let new = if old.is_uniform() { new.uniform() } else { *new };
    let new = if old.is_open() { new.open() } else { new };
    let new = old.missing().map_or(new, |missing| new.cut(missing));
    arena.alloc(new)
}
