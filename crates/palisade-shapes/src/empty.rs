//! What a provider takes as not set: empty texts, lists and maps.

use palisade_arena::Arena;
use palisade_model::Resource;
use palisade_value::{Array, Object, ObjectBuilder, Origin, Value};
use palisade_yaml::Node;
use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

/// The text of the table.
const TEXT: &str = include_str!("../../../shapes/empty.yaml");

/// What is kept, by type of resource.
type Kept = HashMap<String, HashSet<String>>;

#[derive(Default, Debug)]
pub(crate) struct Table {
    providers: HashMap<String, Kept>,
    /// What is wrong with it; nothing, as a test sees to.
    pub(crate) problems: Vec<String>,
}

pub(crate) fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| Table::read(TEXT))
}

impl Table {
    pub(crate) fn read(text: &str) -> Self {
        let stream = palisade_yaml::parse(text);
        let mut table = Table::default();
        table.problems.extend(stream.errors().map(|e| e.message.clone()));
        let root = stream.documents.first().and_then(|d| d.root.as_ref());
        for (provider, entry) in root.map_or(&[][..], Node::entries) {
            let provider = provider.text().unwrap_or_default();
            if entry.get("since").and_then(Node::text).is_none() {
                table.problems.push(format!("`{provider}` has no `since`"));
                continue;
            }
            let mut kept = Kept::new();
            for (kind, paths) in entry.get("kept").map_or(&[][..], Node::entries) {
                let kind = kind.text().unwrap_or_default();
                let paths: HashSet<String> =
                    paths.items().iter().filter_map(|p| p.text().map(str::to_owned)).collect();
                if paths.is_empty() || !kind.starts_with(&format!("{provider}_")) {
                    table.problems.push(format!("`{kind}` of `{provider}`"));
                }
                kept.insert(kind.to_owned(), paths);
            }
            table.providers.insert(provider.to_owned(), kept);
        }
        table
    }
}

/// Whether a value is an empty text, list or map. What may have more in it than is known is not.
#[must_use]
pub fn is_empty(value: Value<'_>) -> bool {
    match value {
        Value::Str(text) => text.is_empty(),
        Value::Array(array) => array.is_empty() && array.rest().is_none(),
        Value::Object(object) => {
            object.is_empty() && !object.is_open() && object.missing().is_none()
        }
        _ => false,
    }
}

/// What one type of resource loses of what is empty, for those who make its values themselves.
#[derive(Clone, Copy, Debug)]
pub struct Sweep(Option<&'static HashSet<String>>);

impl Sweep {
    /// What a type loses; none where its provider minds what is empty.
    #[must_use]
    pub fn of(kind: &str) -> Option<Self> {
        let kind = kind.strip_prefix("data.").unwrap_or(kind);
        let provider = kind.split('_').next().unwrap_or_default();
        Some(Self(table().providers.get(provider)?.get(kind)))
    }

    /// Whether something empty stays: `path` has the names of the nested blocks that it is in, and
    /// its own, with dots between.
    #[must_use]
    pub fn keeps(self, path: &str) -> bool {
        self.0.is_some_and(|kept| kept.contains(path))
    }

    /// Whether a type has anything that stays.
    #[must_use]
    pub fn keeps_some(self) -> bool {
        self.0.is_some()
    }
}

/// Leaves out what is empty of the resources of those providers that take it as not set, so that one
/// thing has one shape whether it was left out, is `""` by a default, or was read from a plan.
pub fn leave_out<'a>(arena: &'a Arena, resources: &mut [Resource<'a>]) {
    let mut path = String::new();
    for resource in resources {
        let Some(sweep) = Sweep::of(resource.kind) else { continue };
        let Value::Object(object) = resource.attributes else { continue };
        let sweeper = Sweeper { arena, sweep };
        path.clear();
        if let Some(swept) = sweeper.block(object, &mut path) {
            resource.attributes = Value::Object(swept);
        }
    }
}

struct Sweeper<'a> {
    arena: &'a Arena,
    sweep: Sweep,
}

impl<'a> Sweeper<'a> {
    fn is_left_out(&self, value: Value<'a>, path: &str) -> bool {
        is_empty(value) && !self.sweep.keeps(path)
    }

    /// A resource or a nested block; none where nothing in it is left out.
    fn block(&self, object: &'a Object<'a>, path: &mut String) -> Option<&'a Object<'a>> {
        let mut changed: Vec<(usize, Option<Value<'a>>)> = Vec::new();
        for (at, (key, value)) in object.entries().iter().enumerate() {
            let Some(name) = key.as_str() else { continue };
            let length = path.len();
            if length > 0 {
                path.push('.');
            }
            path.push_str(name);
            if self.is_left_out(*value, path) {
                changed.push((at, None));
            } else if let Value::Array(array) = value
                && let Some(array) = self.blocks(array, path)
            {
                changed.push((at, Some(array)));
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
            Value::Object(swept) => Some(like(self.arena, swept, object)),
            _ => None,
        }
    }

    /// A list of nested blocks; none where nothing in them is left out.
    fn blocks(&self, array: &'a Array<'a>, path: &mut String) -> Option<Value<'a>> {
        let mut changed = false;
        let mut swept = |item: &Value<'a>| match item {
            Value::Object(block) => match self.block(block, path) {
                Some(block) => {
                    changed = true;
                    Value::Object(block)
                }
                None => *item,
            },
            other => *other,
        };
        let items: Vec<Value<'a>> = array.items().iter().map(&mut swept).collect();
        if !changed {
            return None;
        }
        let origins: Vec<Origin<'a>> =
            (0..array.len()).filter_map(|at| array.origin(at).copied()).collect();
        let items = self.arena.alloc_slice(&items);
        let swept = Array::with_origins(items, self.arena.alloc_slice(&origins));
        let swept = if array.is_uniform() { swept.uniform() } else { swept };
        Some(Value::Array(self.arena.alloc(swept.bounded_as(array))))
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
