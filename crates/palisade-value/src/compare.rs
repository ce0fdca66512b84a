use crate::{Array, Ext, Unknown, Value, number};
use rustc_hash::FxHasher;
use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

/// The answer to whether two values are equal, where parts of them may be unknown.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Equality<'a> {
    /// Equal for certain.
    Equal,
    /// Different for certain.
    Different,
    /// It hangs on this unknown.
    Unknown(&'a Unknown<'a>),
}

/// The hash of a key, as objects keep it.
#[must_use]
pub fn hash_str(text: &str) -> u32 {
    let mut hasher = FxHasher::default();
    hasher.write_u8(3);
    hasher.write(text.as_bytes());
    fold(hasher.finish())
}

#[expect(clippy::cast_possible_truncation, reason = "folding keeps all 64 bits in play")]
fn fold(hash: u64) -> u32 {
    (hash ^ (hash >> 32)) as u32
}

fn rank(value: &Value<'_>) -> u8 {
    match value {
        Value::Null => 0,
        Value::Bool(_) => 1,
        Value::Int(_) | Value::Uint(_) | Value::Float(_) | Value::Num(_) => 2,
        Value::Str(_) => 3,
        Value::Array(_) => 4,
        Value::Object(_) => 5,
        Value::Set(_) => 6,
        Value::Ext(_) => 7,
        Value::Unknown(_) => 8,
    }
}

fn rank_ext(ext: &Ext<'_>) -> u8 {
    match ext {
        Ext::Bytes(_) => 0,
        Ext::Timestamp(_) => 1,
        Ext::Duration(_) => 2,
        Ext::Type(_) => 3,
        Ext::Optional(_) => 4,
        Ext::Ip(_) => 5,
        Ext::Cidr(..) => 6,
    }
}

impl<'a> Value<'a> {
    /// The hash that agrees with equality: `1`, `1u` and `1.0` have one.
    #[must_use]
    pub fn hash32(&self) -> u32 {
        if let Value::Str(text) = self {
            return hash_str(text);
        }
        let mut hasher = FxHasher::default();
        self.hash_into(&mut hasher);
        fold(hasher.finish())
    }

    fn hash_into(&self, hasher: &mut FxHasher) {
        hasher.write_u8(rank(self));
        match self {
            Value::Null => {}
            Value::Bool(b) => hasher.write_u8(u8::from(*b)),
            Value::Int(_) | Value::Uint(_) | Value::Float(_) | Value::Num(_) => {
                let double = self.as_f64().unwrap_or(0.0);
                // Adding zero turns -0.0 into 0.0; all NaN are one.
                let bits = if double.is_nan() { 1 } else { (double + 0.0).to_bits() };
                hasher.write_u64(bits);
            }
            Value::Str(text) => hasher.write(text.as_bytes()),
            Value::Array(array) => array.items().iter().for_each(|v| v.hash_into(hasher)),
            Value::Set(set) => set.items().iter().for_each(|v| v.hash_into(hasher)),
            Value::Object(object) => object.entries().iter().for_each(|(k, v)| {
                k.hash_into(hasher);
                v.hash_into(hasher);
            }),
            Value::Ext(ext) => {
                hasher.write_u8(rank_ext(ext));
                match ext {
                    Ext::Bytes(b) => hasher.write(b),
                    Ext::Timestamp(t) => t.hash(hasher),
                    Ext::Duration(d) => d.hash(hasher),
                    Ext::Type(t) => hasher.write(t.as_bytes()),
                    Ext::Optional(Some(v)) => v.hash_into(hasher),
                    Ext::Optional(None) => {}
                    Ext::Ip(ip) => ip.hash(hasher),
                    Ext::Cidr(ip, bits) => {
                        ip.hash(hasher);
                        hasher.write_u8(*bits);
                    }
                }
            }
            Value::Unknown(unknown) => unknown.hash(hasher),
        }
    }

    /// The total order: null, false, true, numbers, strings, arrays, objects, sets, the rest.
    ///
    /// Numbers compare by exact value whatever their kind; NaN is below them all.
    #[must_use]
    pub fn order(&self, other: &Value<'_>) -> Ordering {
        match (self, other) {
            (Value::Str(a), Value::Str(b)) => a.cmp(b),
            (Value::Int(a), Value::Int(b)) => a.cmp(b),
            (Value::Bool(a), Value::Bool(b)) => a.cmp(b),
            (Value::Array(a), Value::Array(b)) => order_all(a.items(), b.items()),
            (Value::Set(a), Value::Set(b)) => order_all(a.items(), b.items()),
            (Value::Object(a), Value::Object(b)) => {
                let pairs = a.entries().iter().zip(b.entries());
                pairs
                    .map(|((ka, va), (kb, vb))| ka.order(kb).then_with(|| va.order(vb)))
                    .find(|o| *o != Ordering::Equal)
                    .unwrap_or_else(|| a.len().cmp(&b.len()))
            }
            (Value::Ext(a), Value::Ext(b)) => order_ext(a, b),
            (Value::Unknown(a), Value::Unknown(b)) => a.cmp(b),
            _ => rank(self).cmp(&rank(other)).then_with(|| {
                if self.is_number() { number::compare(*self, *other) } else { Ordering::Equal }
            }),
        }
    }

    /// Whether two values are equal, taking an unknown for itself.
    #[must_use]
    pub fn same(&self, other: &Value<'_>) -> bool {
        match (self, other) {
            (Value::Str(a), Value::Str(b)) => a == b,
            (Value::Int(a), Value::Int(b)) => a == b,
            _ => self.order(other) == Ordering::Equal,
        }
    }

    /// Whether two values are equal where unknown parts may turn out to be anything.
    #[must_use]
    pub fn equals(&self, other: &Value<'a>) -> Equality<'a> {
        let decide = |same| if same { Equality::Equal } else { Equality::Different };
        match (self, other) {
            (Value::Unknown(u), _) | (_, Value::Unknown(u)) => Equality::Unknown(u),
            (Value::Array(a), Value::Array(b)) => {
                if let Some(rest) = a.rest().or(b.rest()) {
                    return unbounded_equal(a, b, rest);
                }
                if a.len() != b.len() {
                    return Equality::Different;
                }
                all_equal(a.items().iter().zip(b.items()).map(|(x, y)| x.equals(y)))
            }
            (Value::Object(a), Value::Object(b)) => {
                if a.len() != b.len() {
                    return Equality::Different;
                }
                all_equal(a.entries().iter().map(|(k, v)| match b.get(k) {
                    Some(w) => v.equals(&w),
                    None => Equality::Different,
                }))
            }
            (Value::Ext(Ext::Optional(Some(a))), Value::Ext(Ext::Optional(Some(b)))) => a.equals(b),
            (Value::Float(a), Value::Float(b)) => {
                #[expect(clippy::float_cmp, reason = "IEEE equality is what policies mean")]
                let same = a == b;
                decide(same)
            }
            _ => decide(self.same(other)),
        }
    }
}

/// Whether two arrays are equal where it is not known of one how many items it has.
fn unbounded_equal<'a>(a: &Array<'a>, b: &Array<'a>, rest: &'a Unknown<'a>) -> Equality<'a> {
    let sure = a.settled().min(b.settled());
    let pairs = a.items().iter().zip(b.items()).take(sure);
    let longer = |a: &Array<'a>, b: &Array<'a>| b.rest().is_none() && a.least() > b.len();
    if longer(a, b) || longer(b, a) {
        return Equality::Different;
    }
    match all_equal(pairs.map(|(x, y)| x.equals(y))) {
        Equality::Different => Equality::Different,
        _ => Equality::Unknown(rest),
    }
}

/// Different as soon as one pair differs, whatever is unknown before it.
fn all_equal<'a>(parts: impl Iterator<Item = Equality<'a>>) -> Equality<'a> {
    let mut result = Equality::Equal;
    for part in parts {
        match part {
            Equality::Different => return part,
            Equality::Unknown(_) if result == Equality::Equal => result = part,
            _ => {}
        }
    }
    result
}

fn order_all(a: &[Value<'_>], b: &[Value<'_>]) -> Ordering {
    let pairs = a.iter().zip(b).map(|(x, y)| x.order(y));
    pairs.into_iter().find(|o| *o != Ordering::Equal).unwrap_or_else(|| a.len().cmp(&b.len()))
}

fn order_ext(a: &Ext<'_>, b: &Ext<'_>) -> Ordering {
    match (a, b) {
        (Ext::Bytes(x), Ext::Bytes(y)) => x.cmp(y),
        (Ext::Timestamp(x), Ext::Timestamp(y)) => x.cmp(y),
        (Ext::Duration(x), Ext::Duration(y)) => x.cmp(y),
        (Ext::Type(x), Ext::Type(y)) => x.cmp(y),
        (Ext::Optional(None), Ext::Optional(Some(_))) => Ordering::Less,
        (Ext::Optional(Some(_)), Ext::Optional(None)) => Ordering::Greater,
        (Ext::Optional(Some(x)), Ext::Optional(Some(y))) => x.order(y),
        (Ext::Ip(x), Ext::Ip(y)) => x.cmp(y),
        (Ext::Cidr(x, p), Ext::Cidr(y, q)) => x.cmp(y).then(p.cmp(q)),
        _ => rank_ext(a).cmp(&rank_ext(b)),
    }
}
