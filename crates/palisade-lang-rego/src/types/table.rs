//! Types as OPA has them, each once: equal types have equal numbers.

use rustc_hash::FxHashMap;
use std::cmp::Ordering;
use std::fmt::Write;
use std::rc::Rc;

/// A type, by its position in a [`Table`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct Ty(u32);

/// What nothing is known of yet.
pub(crate) const NIL: Ty = Ty(0);
pub(crate) const NULL: Ty = Ty(1);
pub(crate) const BOOLEAN: Ty = Ty(2);
pub(crate) const NUMBER: Ty = Ty(3);
pub(crate) const STRING: Ty = Ty(4);
/// The union of all types.
pub(crate) const ANY: Ty = Ty(5);

/// A constant key of an object.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Key {
    Null,
    Bool(bool),
    Number(Box<str>),
    Str(Box<str>),
    /// Anything else, as Rego, with its type.
    Other(Box<str>, Ty),
}

impl Key {
    pub(crate) fn text(text: &str) -> Self {
        Key::Str(text.into())
    }

    /// A number as written: `1` and `1.0` are one key.
    pub(crate) fn number(text: &str) -> Self {
        match text.parse::<f64>() {
            Ok(n) if n.is_finite() && n.abs() < 1e15 => Key::Number(n.to_string().into()),
            _ => Key::Number(text.into()),
        }
    }

    pub(crate) fn ty(&self) -> Ty {
        match self {
            Key::Null => NULL,
            Key::Bool(_) => BOOLEAN,
            Key::Number(_) => NUMBER,
            Key::Str(_) => STRING,
            Key::Other(_, ty) => *ty,
        }
    }

    /// As Rego.
    pub(crate) fn shown(&self) -> String {
        match self {
            Key::Str(text) => format!("{text:?}"),
            other => other.plain(),
        }
    }

    /// As types are shown: texts without quotes.
    fn plain(&self) -> String {
        match self {
            Key::Null => "null".to_owned(),
            Key::Bool(b) => b.to_string(),
            Key::Number(text) | Key::Str(text) | Key::Other(text, _) => text.to_string(),
        }
    }

    fn rank(&self) -> u8 {
        match self {
            Key::Null => 0,
            Key::Bool(_) => 1,
            Key::Number(_) => 2,
            Key::Str(_) => 3,
            Key::Other(..) => 4,
        }
    }

    pub(crate) fn order(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Key::Bool(a), Key::Bool(b)) => a.cmp(b),
            (Key::Number(a), Key::Number(b)) => {
                let number = |text: &str| text.parse::<f64>().unwrap_or(f64::INFINITY);
                number(a).total_cmp(&number(b)).then_with(|| a.cmp(b))
            }
            (Key::Str(a), Key::Str(b)) => a.cmp(b),
            (Key::Other(a, x), Key::Other(b, y)) => a.cmp(b).then_with(|| x.cmp(y)),
            _ => self.rank().cmp(&other.rank()),
        }
    }
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Kind {
    Nil,
    Null,
    Boolean,
    Number,
    String,
    /// Items at fixed positions, and what follows them.
    Array(Box<[Ty]>, Option<Ty>),
    /// Known keys in order, and the type of all others and of what they hold.
    Object(Box<[(Key, Ty)]>, Option<(Ty, Ty)>),
    Set(Ty),
    /// One of these, in order; anything where there are none.
    Any(Box<[Ty]>),
    Function(Box<[Ty]>, Ty),
    /// A type that holds itself, by its position among those.
    Named(usize),
}

/// Unions of more are not told apart: they are anything.
const MAX_UNION: usize = 128;
/// How deep types are shown.
const MAX_SHOWN: usize = 12;

/// All types of one compilation.
#[derive(Debug)]
pub(crate) struct Table {
    kinds: Vec<Rc<Kind>>,
    /// Whether a type holds [`NIL`] somewhere.
    open: Vec<bool>,
    ids: FxHashMap<Rc<Kind>, Ty>,
    named: Vec<Ty>,
    unions: FxHashMap<(Ty, Ty), Ty>,
    unified: FxHashMap<(Ty, Ty), bool>,
    values: FxHashMap<Ty, Ty>,
    keys: FxHashMap<Ty, Ty>,
}

impl Table {
    pub(crate) fn new() -> Self {
        let mut table = Self {
            kinds: Vec::new(),
            open: Vec::new(),
            ids: FxHashMap::default(),
            named: Vec::new(),
            unions: FxHashMap::default(),
            unified: FxHashMap::default(),
            values: FxHashMap::default(),
            keys: FxHashMap::default(),
        };
        let first = [Kind::Nil, Kind::Null, Kind::Boolean, Kind::Number, Kind::String];
        for kind in first.into_iter().chain([Kind::Any(Box::default())]) {
            table.intern(kind);
        }
        table
    }

    fn intern(&mut self, kind: Kind) -> Ty {
        if let Some(found) = self.ids.get(&kind) {
            return *found;
        }
        let open = match &kind {
            Kind::Nil => true,
            Kind::Array(fixed, rest) => fixed.iter().chain(rest).any(|t| self.is_open(*t)),
            Kind::Object(fixed, rest) => {
                let rest = rest.iter().flat_map(|(k, v)| [k, v]);
                fixed.iter().map(|(_, t)| t).chain(rest).any(|t| self.is_open(*t))
            }
            Kind::Set(of) => self.is_open(*of),
            Kind::Function(args, result) => args.iter().chain([result]).any(|t| self.is_open(*t)),
            _ => false,
        };
        let ty = Ty(u32::try_from(self.kinds.len()).unwrap_or(ANY.0));
        let kind = Rc::new(kind);
        self.kinds.push(Rc::clone(&kind));
        self.open.push(open);
        self.ids.insert(kind, ty);
        ty
    }

    fn resolve(&self, ty: Ty) -> Ty {
        let mut ty = ty;
        // Names stand for types that are no names.
        for _ in 0..8 {
            match self.kinds.get(ty.0 as usize).map(Rc::as_ref) {
                Some(Kind::Named(n)) => ty = self.named.get(*n).copied().unwrap_or(ANY),
                _ => return ty,
            }
        }
        ANY
    }

    pub(crate) fn kind(&self, ty: Ty) -> Rc<Kind> {
        let ty = self.resolve(ty);
        self.kinds.get(ty.0 as usize).map_or_else(|| Rc::new(Kind::Nil), Rc::clone)
    }

    /// Whether something in a type is not known yet.
    pub(crate) fn is_open(&self, ty: Ty) -> bool {
        self.open.get(ty.0 as usize).copied().unwrap_or(false)
    }

    pub(crate) fn is_function(&self, ty: Ty) -> bool {
        matches!(self.kinds.get(ty.0 as usize).map(Rc::as_ref), Some(Kind::Function(..)))
    }

    pub(crate) fn array(&mut self, fixed: Vec<Ty>, rest: Option<Ty>) -> Ty {
        self.intern(Kind::Array(fixed.into(), rest.filter(|t| *t != NIL)))
    }

    pub(crate) fn set(&mut self, of: Ty) -> Ty {
        self.intern(Kind::Set(of))
    }

    /// An object. Of keys that are there twice the last counts.
    pub(crate) fn object(&mut self, mut fixed: Vec<(Key, Ty)>, rest: Option<(Ty, Ty)>) -> Ty {
        fixed.reverse();
        fixed.sort_by(|a, b| a.0.order(&b.0));
        fixed.dedup_by(|a, b| a.0 == b.0);
        self.intern(Kind::Object(fixed.into(), rest))
    }

    pub(crate) fn function(&mut self, args: Vec<Ty>, result: Ty) -> Ty {
        self.intern(Kind::Function(args.into(), result))
    }

    /// Makes a name for a type that is to come.
    pub(crate) fn reserve(&mut self) -> (usize, Ty) {
        self.named.push(ANY);
        let name = self.named.len() - 1;
        (name, self.intern(Kind::Named(name)))
    }

    /// Says what a name stands for.
    pub(crate) fn define(&mut self, name: usize, ty: Ty) {
        let ty = self.resolve(ty);
        if let Some(slot) = self.named.get_mut(name) {
            *slot = ty;
        }
    }

    /// The order in which the members of a union stand.
    fn order(&self, a: Ty, b: Ty, depth: usize) -> Ordering {
        if a == b || depth > MAX_SHOWN {
            return Ordering::Equal;
        }
        let (x, y) = (self.kind(a), self.kind(b));
        let all = |a: &[Ty], b: &[Ty]| {
            let pairs = a.iter().zip(b).map(|(a, b)| self.order(*a, *b, depth + 1));
            pairs.fold(Ordering::Equal, Ordering::then).then(a.len().cmp(&b.len()))
        };
        match (&*x, &*y) {
            (Kind::Array(a, r), Kind::Array(b, s)) => {
                let rest = |r: &Option<Ty>| r.map_or(NIL, |t| t);
                self.order(rest(r), rest(s), depth + 1).then_with(|| all(a, b))
            }
            (Kind::Object(a, r), Kind::Object(b, s)) => {
                let (r, s) = (r.unwrap_or((NIL, NIL)), s.unwrap_or((NIL, NIL)));
                self.order(r.0, s.0, depth + 1)
                    .then_with(|| self.order(r.1, s.1, depth + 1))
                    .then_with(|| {
                        let pairs = a.iter().zip(b).map(|(a, b)| {
                            a.0.order(&b.0).then_with(|| self.order(a.1, b.1, depth + 1))
                        });
                        pairs.fold(Ordering::Equal, Ordering::then).then(a.len().cmp(&b.len()))
                    })
            }
            (Kind::Set(a), Kind::Set(b)) => self.order(*a, *b, depth + 1),
            (Kind::Any(a), Kind::Any(b)) => all(a, b),
            (Kind::Function(a, r), Kind::Function(b, s)) => a
                .len()
                .cmp(&b.len())
                .then_with(|| all(a, b))
                .then_with(|| self.order(*r, *s, depth + 1)),
            (x, y) => rank(x).cmp(&rank(y)),
        }
    }

    /// The union of two types.
    pub(crate) fn or(&mut self, a: Ty, b: Ty) -> Ty {
        if a == b || b == NIL {
            return a;
        }
        if a == NIL {
            return b;
        }
        let (a, b) = if a < b { (a, b) } else { (b, a) };
        if let Some(known) = self.unions.get(&(a, b)) {
            return *known;
        }
        let (x, y) = (self.kind(a), self.kind(b));
        let union = match (&*x, &*y) {
            (Kind::Function(f, r), Kind::Function(g, s)) if f.len() == g.len() => {
                let args = f.iter().zip(g).map(|(a, b)| self.or(*a, *b)).collect();
                let result = self.or(*r, *s);
                self.function(args, result)
            }
            (Kind::Function(..), _) | (_, Kind::Function(..)) => NIL,
            _ => self.or_all([a, b]),
        };
        self.unions.insert((a, b), union);
        union
    }

    /// The union of types none of which is a function; [`NIL`] of none.
    pub(crate) fn or_all(&mut self, all: impl IntoIterator<Item = Ty>) -> Ty {
        let mut members: Vec<Ty> = Vec::new();
        for ty in all {
            if ty == NIL || self.is_function(ty) {
                continue;
            }
            match &*self.kind(ty) {
                Kind::Any(inner) if inner.is_empty() => return ANY,
                Kind::Any(inner) => members.extend(inner),
                _ => members.push(ty),
            }
            if members.len() > 2 * MAX_UNION {
                members.sort_unstable();
                members.dedup();
                if members.len() > MAX_UNION {
                    return ANY;
                }
            }
        }
        members.sort_unstable();
        members.dedup();
        match members.as_slice() {
            [] => NIL,
            [one] => *one,
            many if many.len() > MAX_UNION => ANY,
            _ => {
                members.sort_by(|a, b| self.order(*a, *b, 0));
                self.intern(Kind::Any(members.into()))
            }
        }
    }

    /// Whether a type is `b`, or a union with it.
    fn contains(&self, a: Ty, b: Ty) -> bool {
        a == b
            || match &*self.kind(a) {
                Kind::Any(all) => all.is_empty() || all.contains(&b),
                _ => false,
            }
    }

    /// What stands under a key of a type.
    pub(crate) fn select(&mut self, ty: Ty, key: &Key) -> Ty {
        match &*self.kind(ty) {
            Kind::Array(fixed, rest) => {
                let Key::Number(text) = key else { return NIL };
                let Ok(at) = text.parse::<usize>() else { return NIL };
                fixed.get(at).copied().or(*rest).unwrap_or(NIL)
            }
            Kind::Object(fixed, rest) => {
                match (fixed.binary_search_by(|(k, _)| k.order(key)), rest) {
                    (Ok(at), _) => fixed[at].1,
                    (Err(_), Some((keys, values))) if self.contains(*keys, key.ty()) => *values,
                    _ => NIL,
                }
            }
            Kind::Set(of) if self.contains(*of, key.ty()) => key.ty(),
            Kind::Any(all) if all.is_empty() => ANY,
            Kind::Any(all) => {
                let found: Vec<Ty> = all.iter().map(|t| self.select(*t, key)).collect();
                self.or_all(found)
            }
            _ => NIL,
        }
    }

    /// The item of an array at a position.
    pub(crate) fn item(&self, fixed: &[Ty], rest: Option<Ty>, at: usize) -> Ty {
        fixed.get(at).copied().or(rest).unwrap_or(NIL)
    }

    /// What the keys of a type are; [`NIL`] of what has none.
    pub(crate) fn keys(&mut self, ty: Ty) -> Ty {
        if let Some(known) = self.keys.get(&ty) {
            return *known;
        }
        let keys = match &*self.kind(ty) {
            Kind::Array(..) => NUMBER,
            Kind::Object(fixed, rest) => {
                let fixed = fixed.iter().map(|(k, _)| k.ty());
                self.or_all(fixed.chain(rest.map(|(k, _)| k)))
            }
            Kind::Set(of) => *of,
            Kind::Any(all) if all.is_empty() => ANY,
            Kind::Any(all) => {
                let found: Vec<Ty> = all.iter().map(|t| self.keys(*t)).collect();
                self.or_all(found)
            }
            _ => NIL,
        };
        self.keys.insert(ty, keys);
        keys
    }

    /// What iterating over a type gives.
    pub(crate) fn values(&mut self, ty: Ty) -> Ty {
        if let Some(known) = self.values.get(&ty) {
            return *known;
        }
        let values = match &*self.kind(ty) {
            Kind::Array(fixed, rest) => self.or_all(fixed.iter().copied().chain(*rest)),
            Kind::Object(fixed, rest) => {
                let fixed = fixed.iter().map(|(_, t)| *t);
                self.or_all(fixed.chain(rest.map(|(_, v)| v)))
            }
            Kind::Set(of) => *of,
            Kind::Any(all) if all.is_empty() => ANY,
            Kind::Any(all) => {
                let found: Vec<Ty> = all.iter().map(|t| self.values(*t)).collect();
                self.or_all(found)
            }
            _ => NIL,
        };
        self.values.insert(ty, values);
        values
    }

    /// Whether there may be a value of both types.
    pub(crate) fn unifies(&mut self, a: Ty, b: Ty) -> bool {
        if a == NIL || b == NIL {
            return false;
        }
        if a == ANY || b == ANY {
            return !self.is_function(a) && !self.is_function(b);
        }
        if a <= STRING && b <= STRING {
            return a == b;
        }
        let pair = if a < b { (a, b) } else { (b, a) };
        if let Some(known) = self.unified.get(&pair) {
            return *known;
        }
        // Of types that hold themselves: true as far as this pair is concerned.
        self.unified.insert(pair, true);
        let (x, y) = (self.kind(a), self.kind(b));
        let result = match (&*x, &*y) {
            (Kind::Any(all), _) => all.iter().any(|t| self.unifies(*t, b)),
            (_, Kind::Any(all)) => all.iter().any(|t| self.unifies(a, *t)),
            (Kind::Array(f, r), Kind::Array(g, s)) => {
                let longest = f.len().max(g.len());
                let mut fixed = (0..longest).map(|n| (self.item(f, *r, n), self.item(g, *s, n)));
                let pairs: Vec<(Ty, Ty)> = fixed.by_ref().collect();
                pairs.into_iter().all(|(a, b)| self.unifies(a, b)) && self.rests(*r, *s)
            }
            (Kind::Object(f, r), Kind::Object(g, s)) => {
                f.iter().all(|(key, ty)| {
                    let other = self.select(b, key);
                    self.unifies(*ty, other)
                }) && g.iter().all(|(key, ty)| {
                    let other = self.select(a, key);
                    self.unifies(*ty, other)
                }) && self.rests(r.map(|r| r.1), s.map(|s| s.1))
            }
            (Kind::Set(a), Kind::Set(b)) => self.unifies(*a, *b),
            (Kind::Function(f, _), Kind::Function(g, _)) => {
                f.len() == g.len() && f.iter().zip(g).all(|(a, b)| self.unifies(*a, *b))
            }
            (x, y) => rank(x) == rank(y),
        };
        self.unified.insert(pair, result);
        result
    }

    fn rests(&mut self, a: Option<Ty>, b: Option<Ty>) -> bool {
        match (a, b) {
            (Some(a), Some(b)) => self.unifies(a, b),
            _ => true,
        }
    }

    /// A type as OPA shows it; `???` where it is not known.
    pub(crate) fn show(&self, ty: Ty) -> String {
        let mut out = String::new();
        self.write(ty, &mut out, 0);
        out
    }

    fn write(&self, ty: Ty, out: &mut String, depth: usize) {
        if depth > MAX_SHOWN {
            out.push('…');
            return;
        }
        let list = |all: &[Ty], out: &mut String| {
            for (n, one) in all.iter().enumerate() {
                if n > 0 {
                    out.push_str(", ");
                }
                self.write(*one, out, depth + 1);
            }
        };
        // Writing to a string does not fail.
        match &*self.kind(ty) {
            Kind::Nil => out.push_str("???"),
            Kind::Null => out.push_str("null"),
            Kind::Boolean => out.push_str("boolean"),
            Kind::Number => out.push_str("number"),
            Kind::String => out.push_str("string"),
            Kind::Array(fixed, rest) => {
                out.push_str("array");
                if !fixed.is_empty() {
                    out.push('<');
                    list(fixed, out);
                    out.push('>');
                }
                if let Some(rest) = rest {
                    out.push('[');
                    self.write(*rest, out, depth + 1);
                    out.push(']');
                }
            }
            Kind::Object(fixed, rest) => {
                out.push_str("object");
                if !fixed.is_empty() {
                    out.push('<');
                    for (n, (key, value)) in fixed.iter().enumerate() {
                        let comma = if n > 0 { ", " } else { "" };
                        let _ = write!(out, "{comma}{}: ", key.plain());
                        self.write(*value, out, depth + 1);
                    }
                    out.push('>');
                }
                if let Some((key, value)) = rest {
                    out.push('[');
                    self.write(*key, out, depth + 1);
                    out.push_str(": ");
                    self.write(*value, out, depth + 1);
                    out.push(']');
                }
            }
            Kind::Set(of) => {
                out.push_str("set[");
                self.write(*of, out, depth + 1);
                out.push(']');
            }
            Kind::Any(all) => {
                out.push_str("any");
                if !all.is_empty() {
                    out.push('<');
                    list(all, out);
                    out.push('>');
                }
            }
            Kind::Function(args, result) => {
                out.push('(');
                list(args, out);
                out.push_str(") => ");
                self.write(*result, out, depth + 1);
            }
            Kind::Named(_) => out.push('…'),
        }
    }

    /// The constant keys that objects of a type have.
    pub(crate) fn known_keys(&self, ty: Ty) -> Vec<Key> {
        let mut found = Vec::new();
        match &*self.kind(ty) {
            Kind::Object(fixed, _) => found.extend(fixed.iter().map(|(k, _)| k.clone())),
            Kind::Any(all) => found.extend(all.iter().flat_map(|t| self.known_keys(*t))),
            _ => {}
        }
        found.sort_by(Key::order);
        found.dedup();
        found
    }
}

fn rank(kind: &Kind) -> u8 {
    match kind {
        Kind::Nil => 0,
        Kind::Null => 1,
        Kind::Boolean => 2,
        Kind::Number => 3,
        Kind::String => 4,
        Kind::Array(..) => 5,
        Kind::Object(..) => 6,
        Kind::Set(_) => 7,
        Kind::Any(_) | Kind::Named(_) => 8,
        Kind::Function(..) => 9,
    }
}
