//! Which of two joined resources refers to the other. Joining itself has no direction; the values
//! tell: where they come from, what they hang on, and whose id they repeat.

use palisade_model::Resource;
use palisade_source::{FileId, Location};
use palisade_value::{HOLE_END, HOLE_START, Origin, Unknown, Value};
use std::collections::BTreeSet;

/// Values are looked into no deeper than this.
const DEPTH: usize = 64;
/// Ids shorter than this, in bytes, may be anything.
const SHORT: usize = 4;

/// What the values of a resource speak of.
#[derive(Default, Debug)]
pub(super) struct Mentions<'r> {
    /// Resources by `type.name` or `data.type.name`, as their own module calls them.
    names: BTreeSet<&'r str>,
    /// Places that values come from.
    places: BTreeSet<(FileId, u32)>,
    texts: BTreeSet<&'r str>,
}

impl<'r> Mentions<'r> {
    pub(super) fn of(resource: &Resource<'r>) -> Self {
        let mut mentions = Self::default();
        if let Some(unknown) = resource.symbolic {
            mentions.unknown(unknown);
        }
        mentions.value(resource.attributes, 0);
        mentions
    }

    fn value(&mut self, value: Value<'r>, depth: usize) {
        if depth > DEPTH {
            return;
        }
        match value {
            Value::Unknown(unknown) => self.unknown(unknown),
            Value::Str(text) if text.len() >= SHORT => drop(self.texts.insert(text)),
            Value::Array(array) => {
                for (at, item) in array.items().iter().enumerate() {
                    array.origin(at).into_iter().for_each(|o| self.origin(o, 0));
                    self.value(*item, depth + 1);
                }
            }
            Value::Set(set) => set.items().iter().for_each(|item| self.value(*item, depth + 1)),
            Value::Object(object) => {
                for (at, (_, value)) in object.entries().iter().enumerate() {
                    object.origin(at).into_iter().for_each(|o| self.origin(o, 0));
                    self.value(*value, depth + 1);
                }
            }
            _ => {}
        }
    }

    /// What a slot was made of; the slot itself is in the resource's own block.
    fn origin(&mut self, origin: &Origin<'r>, depth: usize) {
        for source in origin.sources.iter().filter(|_| depth <= DEPTH) {
            self.places.insert((source.location.file, source.location.span.start));
            self.origin(source, depth + 1);
        }
    }

    fn unknown(&mut self, unknown: &Unknown<'r>) {
        self.names.insert(local(unknown.subject));
        for hole in unknown.partial.unwrap_or_default().split(HOLE_START).skip(1) {
            self.names.insert(local(hole.split(HOLE_END).next().unwrap_or_default()));
        }
    }

    /// Whether they speak of a resource.
    pub(super) fn refer_to(&self, other: &Resource<'_>) -> bool {
        let Location { file, span } = other.location;
        let within = (file, span.start)..=(file, span.end);
        let id = |name| other.attributes.field(name).and_then(|v| v.as_str());
        self.names.contains(own_name(other.address))
            || self.places.range(within).next().is_some()
            || ["arn", "id"].into_iter().filter_map(id).any(|id| self.texts.contains(id))
    }
}

/// The resource at the beginning of a reference, without a key.
fn local(reference: &str) -> &str {
    let words = if reference.starts_with("data.") { 3 } else { 2 };
    let end = reference.match_indices(['.', '[']).nth(words - 1).map(|(at, _)| at);
    let cut = reference.get(..end.unwrap_or(reference.len())).unwrap_or(reference);
    cut.split('[').next().unwrap_or(cut)
}

/// What a resource is called in its own module.
fn own_name(address: &str) -> &str {
    let module = super::graph::group(address);
    // Of an object of Kubernetes the group is its namespace, which stands inside of the address.
    let rest = address.strip_prefix(module).unwrap_or(address);
    local(rest.strip_prefix('.').unwrap_or(rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_own_module() {
        for (address, wanted) in [
            ("aws_x.y", "aws_x.y"),
            ("aws_x.y[\"a.b\"]", "aws_x.y"),
            ("module.a[\"x.y\"].module.b.data.aws_x.y[0]", "data.aws_x.y"),
            ("Pod/n/p", "Pod/n/p"),
        ] {
            assert_eq!(own_name(address), wanted, "{address}");
        }
        for (reference, wanted) in [
            ("aws_x.y.id", "aws_x.y"),
            ("aws_x.y[*].id", "aws_x.y"),
            ("data.aws_x.y.z[0]", "data.aws_x.y"),
            ("var.a", "var.a"),
            ("", ""),
        ] {
            assert_eq!(local(reference), wanted, "{reference}");
        }
    }
}
