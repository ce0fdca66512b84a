use crate::{Arena, Object, Origin, Value, hash_str};
use rustc_hash::FxHashSet;
use std::cmp::Ordering;

/// So many keys most documents have at least.
const FEW_KEYS: usize = 14;

/// Keeps one copy of each key in an arena.
#[derive(Debug)]
pub struct Interner<'a> {
    arena: &'a Arena,
    known: FxHashSet<&'a str>,
}

impl<'a> Interner<'a> {
    /// An interner without keys.
    #[must_use]
    pub fn new(arena: &'a Arena) -> Self {
        Self { arena, known: FxHashSet::default() }
    }

    /// The one copy of a text.
    pub fn intern(&mut self, text: &str) -> &'a str {
        if let Some(known) = self.known.get(text) {
            return known;
        }
        if self.known.is_empty() {
            // Room for the keys of a small document at once.
            self.known.reserve(FEW_KEYS);
        }
        let new = self.arena.alloc_str(text);
        self.known.insert(new);
        new
    }
}

/// Collects the entries of an object in any order; a key given again replaces the former value.
#[derive(Debug, Default)]
pub struct ObjectBuilder<'a> {
    entries: Vec<(Value<'a>, Value<'a>)>,
    /// Of the first entries; those behind have none.
    origins: Vec<Option<Origin<'a>>>,
}

impl<'a> ObjectBuilder<'a> {
    /// A builder without entries.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A builder with room for `n` entries.
    #[must_use]
    pub fn with_capacity(n: usize) -> Self {
        Self { entries: Vec::with_capacity(n), origins: Vec::new() }
    }

    /// Adds an entry.
    pub fn insert(&mut self, key: Value<'a>, value: Value<'a>) {
        self.entries.push((key, value));
    }

    /// Adds an entry with the place that sets it.
    pub fn insert_at(&mut self, key: Value<'a>, value: Value<'a>, origin: Origin<'a>) {
        if self.origins.is_empty() {
            self.origins.reserve(self.entries.capacity());
        }
        self.origins.resize(self.entries.len(), None);
        self.origins.push(Some(origin));
        self.entries.push((key, value));
    }

    /// Adds an entry under a text key that is in the arena already.
    pub fn field(&mut self, key: &'a str, value: Value<'a>) {
        self.insert(Value::Str(key), value);
    }

    /// Puts other values in the place of the first `n` that were added.
    pub fn change_first(&mut self, n: usize, change: impl Fn(Value<'a>) -> Value<'a>) {
        for (_, value) in self.entries.iter_mut().take(n) {
            *value = change(*value);
        }
    }

    /// How many entries were added, repetitions included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether none was added.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Whether a key was added.
    #[must_use]
    pub fn contains(&self, key: &Value<'_>) -> bool {
        self.entries.iter().any(|(k, _)| k.same(key))
    }

    /// The object. Origins are kept if every entry has one.
    pub fn finish(mut self, arena: &'a Arena) -> Value<'a> {
        if !in_order(&self.entries) {
            self.sort();
        }
        let entries = arena.alloc_slice(&self.entries);
        let mut origins: &[Origin<'_>] = &[];
        if !entries.is_empty() && self.origins.len() == entries.len() {
            let mut known = Vec::with_capacity(entries.len());
            known.extend(self.origins.iter().map_while(|origin| *origin));
            if known.len() == entries.len() {
                origins = arena.alloc_slice(&known);
            }
        }
        Value::Object(Object::from_sorted(arena, entries, origins))
    }

    /// Sorts by key; of equal keys the last one given stays.
    fn sort(&mut self) {
        // Stable sorts, so that of equal keys the last one given stands last.
        if self.origins.is_empty() {
            sort(&mut self.entries);
            return;
        }
        self.origins.resize(self.entries.len(), None);
        let mut all: Vec<_> = self.entries.drain(..).zip(self.origins.drain(..)).collect();
        all.sort_by(|a, b| a.0.0.order(&b.0.0));
        all.reverse();
        all.dedup_by(|a, b| a.0.0.same(&b.0.0));
        (self.entries, self.origins) = all.into_iter().rev().unzip();
    }
}

/// The object of entries in any order; of equal keys the last one given counts. The entries are
/// sorted where they are.
pub fn object_of<'a>(arena: &'a Arena, entries: &mut Vec<(Value<'a>, Value<'a>)>) -> Value<'a> {
    if !in_order(entries) {
        sort(entries);
    }
    Value::Object(Object::from_sorted(arena, arena.alloc_slice(entries), &[]))
}

/// Sorts by key; of equal keys the last one given stays.
fn sort(entries: &mut Vec<(Value<'_>, Value<'_>)>) {
    entries.sort_by(|a, b| a.0.order(&b.0));
    if !in_order(entries) {
        entries.reverse();
        entries.dedup_by(|a, b| a.0.same(&b.0));
        entries.reverse();
    }
}

fn in_order(entries: &[(Value<'_>, Value<'_>)]) -> bool {
    entries.windows(2).all(|pair| pair[0].0.order(&pair[1].0) == Ordering::Less)
}

/// The names of objects that are alike: what is made of them is kept once.
#[derive(Clone, Copy, Debug)]
pub struct Shape<'a, const N: usize> {
    names: [&'a str; N],
    /// Of the names; none where those are not in order.
    hashes: &'a [u32],
}

impl<'a, const N: usize> Shape<'a, N> {
    /// A shape with these names, which are in the arena already, best in order.
    pub fn new(arena: &'a Arena, names: [&'a str; N]) -> Self {
        let ordered = names.is_sorted_by(|a, b| a < b);
        let hashes: &[u32] =
            if ordered { arena.alloc_iter(names.iter().map(|name| hash_str(name))) } else { &[] };
        Self { names, hashes }
    }

    /// An object of this shape, with a value for each of its names.
    pub fn object(&self, arena: &'a Arena, values: [Value<'a>; N]) -> Value<'a> {
        let entries = self.names.iter().zip(values).map(|(name, value)| (Value::Str(name), value));
        if self.hashes.len() != N {
            let builder = ObjectBuilder { entries: entries.collect(), origins: Vec::new() };
            return builder.finish(arena);
        }
        Value::Object(Object::from_hashed(arena, arena.alloc_iter(entries), self.hashes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use palisade_source::{FileId, Location, Span};

    #[test]
    fn of_a_key_given_twice_the_last_value_counts() {
        let arena = Arena::new();
        let mut builder = ObjectBuilder::new();
        for (key, value) in [("b", 1), ("a", 2), ("b", 3), ("a", 4), ("c", 5)] {
            builder.field(key, Value::Int(value));
        }
        assert_eq!(format!("{:?}", builder.finish(&arena)), r#"{"a":4,"b":3,"c":5}"#);
    }

    #[test]
    fn shapes_make_the_objects_that_builders_make() {
        let arena = Arena::new();
        for names in [["a", "b"], ["b", "a"], ["b", "b"]] {
            let shape = Shape::new(&arena, names);
            let mut builder = ObjectBuilder::new();
            names.iter().zip([1, 2]).for_each(|(n, v)| builder.field(n, Value::Int(v)));
            let (made, built) =
                (shape.object(&arena, [Value::Int(1), Value::Int(2)]), builder.finish(&arena));
            assert_eq!(format!("{made:?}"), format!("{built:?}"));
            assert_eq!(made.field("b"), built.field("b"));
            assert_eq!(made.field("a"), built.field("a"));
        }
    }

    #[test]
    fn origins_follow_their_entries_and_are_kept_for_all_or_none() {
        let arena = Arena::new();
        let origin = |at| Origin::literal(Location::new(FileId::default(), Span::at(at, at + 1)));
        let build = |bare: &[&'static str]| {
            let mut builder = ObjectBuilder::new();
            builder.field("b", Value::Int(1));
            builder.insert_at(Value::Str("b"), Value::Int(2), origin(10));
            builder.insert_at(Value::Str("a"), Value::Int(3), origin(20));
            bare.iter().for_each(|key| builder.field(key, Value::Int(4)));
            builder.insert_at(Value::Str("b"), Value::Int(5), origin(30));
            builder.finish(&arena).as_object().copied().unwrap()
        };
        let object = build(&[]);
        assert_eq!(object.field_origin("b"), Some(&origin(30)));
        assert_eq!(object.field_origin("a"), Some(&origin(20)));
        assert_eq!(object.len(), 2);
        // What was replaced does not count.
        assert_eq!(build(&["b"]).field_origin("a"), Some(&origin(20)));
        assert_eq!(build(&["c"]).field_origin("a"), None);
        assert_eq!(build(&["c"]).field("b"), Some(Value::Int(5)));
    }
}
