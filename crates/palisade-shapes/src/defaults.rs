//! What providers give attributes that are left out.

use palisade_arena::Arena;
use palisade_model::Resource;
use palisade_value::{Array, Interner, Number, Object, ObjectBuilder, Origin, OriginKind, Value};
use palisade_yaml::{Node, Scalar, Schema};
use std::collections::HashMap;
use std::sync::OnceLock;

/// The text of the table.
const TEXT: &str = include_str!("../../../shapes/defaults.yaml");

/// A value of the table.
#[derive(Clone, PartialEq, Debug)]
enum Fixed {
    Bool(bool),
    Int(i64),
    Text(String),
}

/// The default of one attribute.
#[derive(Clone, PartialEq, Debug)]
struct Given {
    /// The nested block that holds it, if any.
    block: Option<String>,
    name: String,
    value: Fixed,
}

/// The defaults of a resource type.
#[derive(Clone, PartialEq, Debug)]
struct Entry {
    /// The provider with the version from which they hold: `aws >= 4.0`.
    provider: String,
    defaults: Vec<Given>,
}

#[derive(Default, Debug)]
pub(crate) struct Table {
    resources: HashMap<String, Entry>,
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
            let Some(since) = entry.get("since").and_then(Node::text) else {
                table.problems.push(format!("`{provider}` has no `since`"));
                continue;
            };
            for (kind, attributes) in entry.get("resources").map_or(&[][..], Node::entries) {
                let kind = kind.text().unwrap_or_default();
                let mut defaults = Vec::new();
                for (path, value) in attributes.entries() {
                    let path = path.text().unwrap_or_default();
                    let value = match value.resolve(Schema::Core12) {
                        Some(Scalar::Bool(b)) => Fixed::Bool(b),
                        Some(Scalar::Int(n)) => Fixed::Int(n),
                        Some(Scalar::String(text)) => Fixed::Text(text.to_string()),
                        _ => {
                            table.problems.push(format!("`{kind}.{path}` has no plain value"));
                            continue;
                        }
                    };
                    let (block, name) = match path.split_once('.') {
                        Some((block, name)) => (Some(block.to_owned()), name.to_owned()),
                        None => (None, path.to_owned()),
                    };
                    defaults.push(Given { block, name, value });
                }
                if defaults.is_empty() {
                    table.problems.push(format!("`{kind}` has no defaults"));
                }
                let entry = Entry { provider: format!("{provider} >= {since}"), defaults };
                table.resources.insert(kind.to_owned(), entry);
            }
        }
        table
    }
}

/// Whether an attribute that stands in no block has a default that is a plain value.
pub(crate) fn has_top_level(kind: &str, name: &str) -> bool {
    let entry = table().resources.get(kind);
    entry.is_some_and(|e| e.defaults.iter().any(|d| d.block.is_none() && d.name == name))
}

/// Fills in what the provider gives attributes that are left out. Where they come from is told by
/// an origin of the kind [`OriginKind::Schema`], with the provider as its name and as its place the line
/// that names the resource, or the nested block.
pub fn fill<'a>(arena: &'a Arena, resources: &mut [Resource<'a>]) {
    let table = table();
    let mut keys = Interner::new(arena);
    for resource in resources {
        let Some(entry) = table.resources.get(resource.kind) else { continue };
        let Value::Object(object) = resource.attributes else { continue };
        let name = keys.intern(&entry.provider);
        let here =
            Origin { location: resource.header, kind: OriginKind::Schema, name, sources: &[] };
        let filler = Filler { arena, here };
        if let Some(filled) = filler.resource(object, &entry.defaults) {
            resource.attributes = filled;
        }
    }
}

struct Filler<'a> {
    arena: &'a Arena,
    /// Where defaults come from.
    here: Origin<'a>,
}

impl<'a> Filler<'a> {
    /// The attributes with defaults; none where nothing is left out.
    fn resource(&self, object: &'a Object<'a>, defaults: &'static [Given]) -> Option<Value<'a>> {
        // What is not in a block that was cut short may stand behind the cut.
        let is_whole = object.missing().is_none();
        let top: Vec<&Given> = defaults.iter().filter(|d| d.block.is_none() && is_whole).collect();
        let mut blocks: Vec<(&str, Value<'a>)> = Vec::new();
        for default in defaults {
            let Some(name) = default.block.as_deref() else { continue };
            if blocks.iter().any(|(known, _)| *known == name) {
                continue;
            }
            let inner: Vec<&Given> =
                defaults.iter().filter(|d| d.block.as_deref() == Some(name)).collect();
            let filled = object.field(name).and_then(|value| self.blocks(value, &inner));
            blocks.extend(filled.map(|value| (name, value)));
        }
        let changed = |name: &str| blocks.iter().find(|(n, _)| *n == name).map(|(_, v)| *v);
        if blocks.is_empty() && top.iter().all(|d| is_set(object, &d.name)) {
            return None;
        }
        Some(self.object(object, &top, &changed))
    }

    /// Each block of a list with its defaults.
    fn blocks(&self, value: Value<'a>, defaults: &[&'static Given]) -> Option<Value<'a>> {
        let Value::Array(array) = value else { return None };
        let lacks = |item: &Value<'_>| match item {
            Value::Object(block) => lacks_any(block, defaults),
            _ => false,
        };
        if !array.items().iter().any(lacks) {
            return None;
        }
        let items: Vec<Value<'a>> = array
            .items()
            .iter()
            .enumerate()
            .map(|(at, item)| match item {
                Value::Object(block) if lacks_any(block, defaults) => {
                    // The block is the nearest thing that is written.
                    let location = array.origin(at).map_or(self.here.location, |o| o.location);
                    let here = Origin { location, ..self.here };
                    Filler { here, ..*self }.object(block, defaults, &|_| None)
                }
                other => *other,
            })
            .collect();
        let origins: Vec<Origin<'a>> =
            (0..array.len()).filter_map(|at| array.origin(at).copied()).collect();
        let items = self.arena.alloc_slice(&items);
        let origins = self.arena.alloc_slice(&origins);
        let filled = Array::with_origins(items, origins).bounded_as(array);
        Some(Value::Array(self.arena.alloc(filled)))
    }

    fn object(
        &self,
        object: &'a Object<'a>,
        defaults: &[&'static Given],
        changed: &dyn Fn(&str) -> Option<Value<'a>>,
    ) -> Value<'a> {
        let mut builder = ObjectBuilder::with_capacity(object.len() + defaults.len());
        for (position, (key, value)) in object.entries().iter().enumerate() {
            let new = key.as_str().and_then(changed).unwrap_or(*value);
            if matches!(value, Value::Null)
                && defaults.iter().any(|d| key.as_str() == Some(&d.name))
            {
                continue;
            }
            let at = object.origin(position).copied();
            builder.insert_at(*key, new, at.unwrap_or(Origin::literal(self.here.location)));
        }
        for default in defaults.iter().filter(|d| !is_set(object, &d.name)) {
            let value = match &default.value {
                Fixed::Bool(b) => Value::Bool(*b),
                Fixed::Int(n) => {
                    Number::parse(self.arena, &n.to_string()).unwrap_or(Value::Int(*n))
                }
                Fixed::Text(text) => Value::Str(text),
            };
            builder.insert_at(Value::Str(&default.name), value, self.here);
        }
        match builder.finish(self.arena) {
            Value::Object(filled) => Value::Object(crate::walk::like(self.arena, filled, object)),
            other => other,
        }
    }
}

/// Whether a block that was read to its end leaves out an attribute that has a default.
fn lacks_any(block: &Object<'_>, defaults: &[&'static Given]) -> bool {
    block.missing().is_none() && defaults.iter().any(|d| !is_set(block, &d.name))
}

/// Whether an attribute is written, and not as null.
fn is_set(object: &Object<'_>, name: &str) -> bool {
    object.field(name).is_some_and(|value| !matches!(value, Value::Null))
}
