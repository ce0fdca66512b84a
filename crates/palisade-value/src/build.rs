use crate::{Arena, Object, Origin, Value};
use rustc_hash::FxHashSet;
use std::cmp::Ordering;

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
        let new = self.arena.alloc_str(text);
        self.known.insert(new);
        new
    }
}

/// Collects the entries of an object in any order; a key given again replaces the former value.
#[derive(Debug, Default)]
pub struct ObjectBuilder<'a> {
    entries: Vec<(Value<'a>, Value<'a>, Option<Origin<'a>>)>,
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
        Self { entries: Vec::with_capacity(n) }
    }

    /// Adds an entry.
    pub fn insert(&mut self, key: Value<'a>, value: Value<'a>) {
        self.entries.push((key, value, None));
    }

    /// Adds an entry with the place that sets it.
    pub fn insert_at(&mut self, key: Value<'a>, value: Value<'a>, origin: Origin<'a>) {
        self.entries.push((key, value, Some(origin)));
    }

    /// Adds an entry under a text key that is in the arena already.
    pub fn field(&mut self, key: &'a str, value: Value<'a>) {
        self.insert(Value::Str(key), value);
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
        self.entries.iter().any(|(k, ..)| k.same(key))
    }

    /// The object. Origins are kept if every entry has one.
    pub fn finish(mut self, arena: &'a Arena) -> Value<'a> {
        let ordered =
            |pair: &[(Value<'a>, Value<'a>, _)]| pair[0].0.order(&pair[1].0) == Ordering::Less;
        if !self.entries.windows(2).all(ordered) {
            // A stable sort, so that of equal keys the last one given stands last.
            self.entries.sort_by(|a, b| a.0.order(&b.0));
            self.entries.reverse();
            self.entries.dedup_by(|a, b| a.0.same(&b.0));
            self.entries.reverse();
        }
        let entries = arena.alloc_iter(self.entries.iter().map(|(k, v, _)| (*k, *v)));
        let origins: &[Origin<'_>] = if self.entries.iter().all(|(.., o)| o.is_some()) {
            let known: Vec<_> = self.entries.iter().filter_map(|(.., o)| *o).collect();
            arena.alloc_slice(&known)
        } else {
            &[]
        };
        Value::Object(Object::from_sorted(arena, entries, origins))
    }
}
