use crate::{Arena, Ext, Family, Number, Origin, Unknown, hash_str};
use std::fmt;

/// A JSON-like value that points into an arena.
#[derive(Clone, Copy)]
pub enum Value<'a> {
    /// Nothing.
    Null,
    /// A truth value.
    Bool(bool),
    /// A whole number of 64 bits.
    Int(i64),
    /// A whole number that CEL types as unsigned.
    Uint(u64),
    /// A double.
    Float(f64),
    /// A number that the other three do not hold exactly.
    Num(&'a Number<'a>),
    /// A text.
    Str(&'a str),
    /// An ordered list.
    Array(&'a Array<'a>),
    /// Keys with values.
    Object(&'a Object<'a>),
    /// Distinct values without order.
    Set(&'a Set<'a>),
    /// What JSON has not.
    Ext(&'a Ext<'a>),
    /// Something that cannot be known here.
    Unknown(&'a Unknown<'a>),
}

/// [`Value`] for [`Frozen`](crate::Frozen).
#[derive(Debug)]
pub struct ValueFamily;

impl Family for ValueFamily {
    type Of<'a> = Value<'a>;
    fn shorten<'s, 'l: 's>(value: Self::Of<'l>) -> Self::Of<'s> {
        value
    }
}

/// A slice of [`Value`]s for [`Frozen`](crate::Frozen).
#[derive(Debug)]
pub struct ValuesFamily;

impl Family for ValuesFamily {
    type Of<'a> = &'a [Value<'a>];
    fn shorten<'s, 'l: 's>(value: Self::Of<'l>) -> Self::Of<'s> {
        value
    }
}

/// The items of an array, with an origin for each or none at all.
#[derive(Clone, Copy)]
pub struct Array<'a> {
    items: &'a [Value<'a>],
    origins: &'a [Origin<'a>],
    weight: u32,
    uniform: bool,
    rest: Option<&'a Unknown<'a>>,
}

/// The entries of an object in the order of their keys, which are distinct.
#[derive(Clone, Copy)]
pub struct Object<'a> {
    /// `hash32` of each key; empty where there are so many that a binary search is quicker.
    hashes: &'a [u32],
    entries: &'a [(Value<'a>, Value<'a>)],
    origins: &'a [Origin<'a>],
    weight: u32,
    uniform: bool,
    open: bool,
    missing: Option<&'a Unknown<'a>>,
}

/// The items of a set, in order and distinct.
#[derive(Clone, Copy)]
pub struct Set<'a> {
    items: &'a [Value<'a>],
    weight: u32,
}

const fn weigh(items: &[Value<'_>]) -> u32 {
    let (mut weight, mut at) = (1_u32, 0);
    while at < items.len() {
        weight = weight.saturating_add(items[at].weight());
        at += 1;
    }
    weight
}

fn weigh_entries(entries: &[(Value<'_>, Value<'_>)]) -> u32 {
    entries
        .iter()
        .fold(1, |weight: u32, (k, v)| weight.saturating_add(k.weight()).saturating_add(v.weight()))
}

/// Objects of at most so many entries are searched by hash, one after the other.
const LINEAR: usize = 48;

impl<'a> Array<'a> {
    /// An array of items that are in the arena already.
    #[must_use]
    pub const fn new(items: &'a [Value<'a>]) -> Self {
        Self { items, origins: &[], weight: weigh(items), uniform: false, rest: None }
    }

    /// An array whose items have an origin each; without any where the lengths differ.
    #[must_use]
    pub fn with_origins(items: &'a [Value<'a>], origins: &'a [Origin<'a>]) -> Self {
        let origins = if origins.len() == items.len() { origins } else { &[] };
        Self { items, origins, weight: weigh(items), uniform: false, rest: None }
    }

    /// The same array, typed as items of one type rather than each of its own: a list of
    /// Terraform, not a tuple. It takes no part in comparison.
    #[must_use]
    pub const fn uniform(self) -> Self {
        Self { uniform: true, ..self }
    }

    /// Whether it is typed as items of one type.
    #[must_use]
    pub const fn is_uniform(&self) -> bool {
        self.uniform
    }

    /// The same array, each unknown item of which stands for any number of items, none included:
    /// what is known of `concat(["a"], var.more)`. How many there are is this unknown.
    #[must_use]
    pub const fn unbounded(self, rest: &'a Unknown<'a>) -> Self {
        Self { rest: Some(rest), ..self }
    }

    /// The same array, unbounded if another one is that it was made of.
    #[must_use]
    pub const fn bounded_as(self, other: &Array<'a>) -> Self {
        Self { rest: other.rest, ..self }
    }

    /// Why it is not known how many items there are; none where it is.
    #[must_use]
    pub const fn rest(&self) -> Option<&'a Unknown<'a>> {
        self.rest
    }

    /// How many items from the first on stand where they will be.
    #[must_use]
    pub fn settled(&self) -> usize {
        match self.rest {
            None => self.items.len(),
            Some(_) => {
                let unknown = |item: &Value<'a>| matches!(item, Value::Unknown(_));
                self.items.iter().position(unknown).unwrap_or(self.items.len())
            }
        }
    }

    /// How many items there are at least.
    #[must_use]
    pub fn least(&self) -> usize {
        match self.rest {
            None => self.items.len(),
            Some(_) => self.items.iter().filter(|v| !matches!(v, Value::Unknown(_))).count(),
        }
    }

    /// The items.
    #[must_use]
    pub const fn items(&self) -> &'a [Value<'a>] {
        self.items
    }

    /// How many items.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Where the item at `index` was set.
    #[must_use]
    pub fn origin(&self, index: usize) -> Option<&'a Origin<'a>> {
        self.origins.get(index)
    }
}

impl<'a> Object<'a> {
    /// An object of entries that are in the arena already, sorted by key and distinct.
    ///
    /// Use [`ObjectBuilder`](crate::ObjectBuilder) where they may not be.
    pub(crate) fn from_sorted(
        arena: &'a Arena,
        entries: &'a [(Value<'a>, Value<'a>)],
        origins: &'a [Origin<'a>],
    ) -> &'a Self {
        let hashes = if entries.len() <= LINEAR {
            arena.alloc_iter(entries.iter().map(|(key, _)| key.hash32()))
        } else {
            &[]
        };
        let weight = weigh_entries(entries);
        let (uniform, open, missing) = (false, false, None);
        arena.alloc(Self { hashes, entries, origins, weight, uniform, open, missing })
    }

    /// The same object, typed as values of one type rather than each of its own: a map of
    /// Terraform, not an object. It takes no part in comparison.
    #[must_use]
    pub const fn uniform(self) -> Self {
        Self { uniform: true, ..self }
    }

    /// Whether it is typed as values of one type.
    #[must_use]
    pub const fn is_uniform(&self) -> bool {
        self.uniform
    }

    /// The same object, known to have more entries than are known: one that stands for a
    /// resource. It takes no part in comparison.
    #[must_use]
    pub const fn open(self) -> Self {
        Self { open: true, ..self }
    }

    /// The same object, read from a text that was cut short: what is not in it may have been
    /// behind the cut, and is this unknown. It takes no part in comparison.
    #[must_use]
    pub const fn cut(self, missing: &'a Unknown<'a>) -> Self {
        Self { missing: Some(missing), ..self }
    }

    /// What stands for entries that it has not, if it was cut short.
    #[must_use]
    pub const fn missing(&self) -> Option<&'a Unknown<'a>> {
        self.missing
    }

    /// Whether it has more entries than are known.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.open
    }

    /// An object of few entries whose hashes are at hand.
    pub(crate) fn from_hashed(
        arena: &'a Arena,
        entries: &'a [(Value<'a>, Value<'a>)],
        hashes: &'a [u32],
    ) -> &'a Self {
        let hashes = if entries.len() <= LINEAR { hashes } else { &[] };
        arena.alloc(Self {
            hashes,
            entries,
            weight: weigh_entries(entries),
            origins: &[],
            uniform: false,
            open: false,
            missing: None,
        })
    }

    /// The entries in the order of their keys.
    #[must_use]
    pub const fn entries(&self) -> &'a [(Value<'a>, Value<'a>)] {
        self.entries
    }

    /// How many entries.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The position of a key.
    #[must_use]
    pub fn position(&self, key: &Value<'_>) -> Option<usize> {
        if let Value::Str(text) = key {
            return self.position_hashed(text, hash_str(text));
        }
        if self.hashes.is_empty() {
            return self.entries.binary_search_by(|(k, _)| k.order(key)).ok();
        }
        let hash = key.hash32();
        (0..self.hashes.len()).find(|at| self.hashes[*at] == hash && self.entries[*at].0.same(key))
    }

    /// The position of a text key whose [`hash_str`] is at hand.
    #[must_use]
    #[inline(always)]
    pub fn position_hashed(&self, key: &str, hash: u32) -> Option<usize> {
        let is = |k: &Value<'_>| matches!(k, Value::Str(s) if *s == key);
        if self.hashes.is_empty() {
            let found = self.entries.binary_search_by(|(k, _)| k.order(&Value::Str(key)));
            return found.ok();
        }
        // Eight at a time, which is one comparison or two of a processor.
        let (groups, rest) = self.hashes.as_chunks::<8>();
        let mut at = 0;
        for group in groups {
            if group.iter().fold(false, |any, h| any | (*h == hash)) {
                let same = |n: &usize| group[*n] == hash && is(&self.entries[at + *n].0);
                if let Some(n) = (0..8).find(same) {
                    return Some(at + n);
                }
            }
            at += 8;
        }
        for h in rest {
            if *h == hash && is(&self.entries[at].0) {
                return Some(at);
            }
            at += 1;
        }
        None
    }

    /// The value of a key.
    #[must_use]
    pub fn get(&self, key: &Value<'_>) -> Option<Value<'a>> {
        self.position(key).map(|at| self.entries[at].1)
    }

    /// The value of a text key.
    #[must_use]
    pub fn field(&self, key: &str) -> Option<Value<'a>> {
        self.position_hashed(key, hash_str(key)).map(|at| self.entries[at].1)
    }

    /// Where the entry at `position` was set.
    #[must_use]
    pub fn origin(&self, position: usize) -> Option<&'a Origin<'a>> {
        self.origins.get(position)
    }

    /// Where the entry of a text key was set.
    #[must_use]
    pub fn field_origin(&self, key: &str) -> Option<&'a Origin<'a>> {
        self.origin(self.position_hashed(key, hash_str(key))?)
    }
}

impl<'a> Set<'a> {
    /// A set of items in any order, with repetitions.
    pub fn new(arena: &'a Arena, items: &[Value<'a>]) -> &'a Self {
        Self::of(arena, &mut items.to_vec())
    }

    /// A set of items in any order, with repetitions; they are sorted where they are.
    pub fn of(arena: &'a Arena, items: &mut Vec<Value<'a>>) -> &'a Self {
        items.sort_by(Value::order);
        items.dedup_by(|a, b| a.same(b));
        arena.alloc(Self { items: arena.alloc_slice(items), weight: weigh(items) })
    }

    /// The items in order.
    #[must_use]
    pub const fn items(&self) -> &'a [Value<'a>] {
        self.items
    }

    /// How many items.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Whether a value is in it.
    #[must_use]
    pub fn contains(&self, value: &Value<'_>) -> bool {
        self.items.binary_search_by(|item| item.order(value)).is_ok()
    }
}

impl<'a> Value<'a> {
    /// The array without items.
    pub const NO_ITEMS: Self = Value::Array(&Array::new(&[]));
    /// The object without entries.
    pub const NO_ENTRIES: Self = Value::Object(&Object {
        hashes: &[],
        entries: &[],
        origins: &[],
        weight: 1,
        uniform: false,
        open: false,
        missing: None,
    });

    /// A text, copied into the arena.
    pub fn str(arena: &'a Arena, text: &str) -> Self {
        Value::Str(arena.alloc_str(text))
    }

    /// An array of items, copied into the arena.
    pub fn array(arena: &'a Arena, items: &[Value<'a>]) -> Self {
        Value::Array(arena.alloc(Array::new(arena.alloc_slice(items))))
    }

    /// A set of items, copied into the arena.
    pub fn set(arena: &'a Arena, items: &[Value<'a>]) -> Self {
        Value::Set(Set::new(arena, items))
    }

    /// A value that JSON has not.
    pub fn ext(arena: &'a Arena, ext: Ext<'a>) -> Self {
        Value::Ext(arena.alloc(ext))
    }

    /// An unknown value.
    pub fn unknown(arena: &'a Arena, unknown: Unknown<'a>) -> Self {
        Value::Unknown(arena.alloc(unknown))
    }

    /// The field of an object; none for any other value.
    #[must_use]
    pub fn field(&self, key: &str) -> Option<Value<'a>> {
        self.as_object()?.field(key)
    }

    /// The value at a chain of fields.
    #[must_use]
    pub fn path(&self, keys: &[&str]) -> Option<Value<'a>> {
        keys.iter().try_fold(*self, |value, key| value.field(key))
    }

    /// The text, if it is one.
    #[must_use]
    pub const fn as_str(&self) -> Option<&'a str> {
        if let Value::Str(s) = self { Some(s) } else { None }
    }

    /// The truth value, if it is one.
    #[must_use]
    pub const fn as_bool(&self) -> Option<bool> {
        if let Value::Bool(b) = self { Some(*b) } else { None }
    }

    /// The items of an array.
    #[must_use]
    pub const fn as_array(&self) -> Option<&'a Array<'a>> {
        if let Value::Array(a) = self { Some(a) } else { None }
    }

    /// The object, if it is one.
    #[must_use]
    pub const fn as_object(&self) -> Option<&'a Object<'a>> {
        if let Value::Object(o) = self { Some(o) } else { None }
    }

    /// The unknown, if it is one.
    #[must_use]
    pub const fn as_unknown(&self) -> Option<&'a Unknown<'a>> {
        if let Value::Unknown(u) = self { Some(u) } else { None }
    }

    /// The number as the nearest double.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "the nearest double is what is asked for")]
    pub fn as_f64(&self) -> Option<f64> {
        match self {
            Value::Int(i) => Some(*i as f64),
            Value::Uint(u) => Some(*u as f64),
            Value::Float(f) => Some(*f),
            Value::Num(n) => Some(n.to_f64()),
            _ => None,
        }
    }

    /// The number as an `i64`, if it is a whole number that fits.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        match self {
            Value::Int(i) => Some(*i),
            Value::Uint(u) => i64::try_from(*u).ok(),
            #[expect(clippy::cast_possible_truncation, reason = "the range is checked")]
            Value::Float(f) if f.fract() == 0.0 && f.abs() < 9.2e18 => Some(*f as i64),
            _ => None,
        }
    }

    /// Whether it is a number of any kind.
    #[must_use]
    pub const fn is_number(&self) -> bool {
        matches!(self, Value::Int(_) | Value::Uint(_) | Value::Float(_) | Value::Num(_))
    }

    /// What people call its type.
    #[must_use]
    pub const fn type_name(&self) -> &'static str {
        match self {
            Value::Null => "null",
            Value::Bool(_) => "bool",
            Value::Int(_) | Value::Uint(_) | Value::Float(_) | Value::Num(_) => "number",
            Value::Str(_) => "string",
            Value::Array(_) => "array",
            Value::Object(_) => "object",
            Value::Set(_) => "set",
            Value::Unknown(_) => "unknown",
            Value::Ext(ext) => match ext {
                Ext::Bytes(_) => "bytes",
                Ext::Timestamp(_) => "timestamp",
                Ext::Duration(_) => "duration",
                Ext::Type(_) => "type",
                Ext::Optional(_) => "optional",
                Ext::Ip(_) => "ip",
                Ext::Cidr(..) => "cidr",
            },
        }
    }

    /// How many values it is made of at all depths, parts that stand twice counted twice: what
    /// walking it costs. Stops counting at the largest `u32`.
    #[must_use]
    #[inline]
    pub const fn weight(&self) -> u32 {
        match self {
            Value::Array(a) => a.weight,
            Value::Object(o) => o.weight,
            Value::Set(s) => s.weight,
            Value::Ext(Ext::Optional(Some(v))) => v.weight(),
            _ => 1,
        }
    }

    /// The first unknown in it, at any depth.
    #[must_use]
    pub fn find_unknown(&self) -> Option<&'a Unknown<'a>> {
        match self {
            Value::Unknown(unknown) => Some(unknown),
            Value::Array(a) => a.items().iter().find_map(Value::find_unknown).or(a.rest),
            Value::Set(s) => s.items().iter().find_map(Value::find_unknown),
            Value::Object(o) => {
                let inside =
                    |(k, v): &(Value<'a>, Value<'a>)| k.find_unknown().or_else(|| v.find_unknown());
                o.entries().iter().find_map(inside).or(o.missing)
            }
            Value::Ext(Ext::Optional(Some(v))) => v.find_unknown(),
            _ => None,
        }
    }

    /// A deep copy into another arena, origins included.
    pub fn copy_into<'b>(&self, arena: &'b Arena) -> Value<'b> {
        let all = |items: &[Value<'_>]| -> Vec<Value<'b>> {
            items.iter().map(|v| v.copy_into(arena)).collect()
        };
        match self {
            Value::Null => Value::Null,
            Value::Bool(b) => Value::Bool(*b),
            Value::Int(i) => Value::Int(*i),
            Value::Uint(u) => Value::Uint(*u),
            Value::Float(f) => Value::Float(*f),
            Value::Num(n) => n.copy_into(arena),
            Value::Str(s) => Value::str(arena, s),
            Value::Array(a) => {
                let items = arena.alloc_slice(&all(a.items));
                let copy = Array::with_origins(items, copy_all(arena, a.origins));
                let rest = a.rest.map(|unknown| {
                    let partial = unknown.partial.map(|p| arena.alloc_str(p));
                    let subject = arena.alloc_str(unknown.subject);
                    arena.alloc(Unknown { subject, partial, ..*unknown })
                });
                Value::Array(arena.alloc(Array { uniform: a.uniform, rest, ..copy }))
            }
            Value::Set(s) => {
                let items = arena.alloc_slice(&all(s.items));
                Value::Set(arena.alloc(Set { items, weight: s.weight }))
            }
            Value::Object(o) => {
                let pairs: Vec<_> = o
                    .entries
                    .iter()
                    .map(|(k, v)| (k.copy_into(arena), v.copy_into(arena)))
                    .collect();
                let entries = arena.alloc_slice(&pairs);
                let copy = Object::from_sorted(arena, entries, copy_all(arena, o.origins));
                let missing = o.missing.map(|unknown| {
                    let partial = unknown.partial.map(|p| arena.alloc_str(p));
                    let subject = arena.alloc_str(unknown.subject);
                    arena.alloc(Unknown { subject, partial, ..*unknown })
                });
                let typed = Object { uniform: o.uniform, open: o.open, missing, ..*copy };
                let plain = !o.uniform && !o.open && missing.is_none();
                Value::Object(if plain { copy } else { arena.alloc(typed) })
            }
            Value::Ext(ext) => Value::ext(
                arena,
                match ext {
                    Ext::Bytes(b) => Ext::Bytes(arena.alloc_slice(b)),
                    Ext::Timestamp(t) => Ext::Timestamp(*t),
                    Ext::Duration(d) => Ext::Duration(*d),
                    Ext::Type(t) => Ext::Type(arena.alloc_str(t)),
                    Ext::Optional(v) => Ext::Optional(v.map(|v| v.copy_into(arena))),
                    Ext::Ip(ip) => Ext::Ip(*ip),
                    Ext::Cidr(ip, bits) => Ext::Cidr(*ip, *bits),
                },
            ),
            Value::Unknown(u) => {
                let partial = u.partial.map(|p| arena.alloc_str(p));
                let subject = arena.alloc_str(u.subject);
                Value::unknown(arena, Unknown { subject, partial, ..**u })
            }
        }
    }
}

fn copy_all<'b>(arena: &'b Arena, origins: &[Origin<'_>]) -> &'b [Origin<'b>] {
    arena.alloc_iter(origins.iter().map(|o| Origin {
        location: o.location,
        kind: o.kind,
        name: arena.alloc_str(o.name),
        sources: copy_all(arena, o.sources),
    }))
}

impl fmt::Debug for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        crate::write_json(&mut text, *self);
        f.write_str(&text)
    }
}

/// Equality as [`Value::same`] has it.
impl PartialEq for Value<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.same(other)
    }
}
