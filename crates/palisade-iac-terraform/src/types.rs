//! Type constraints, and the conversions that they ask for.

use palisade_arena::Arena;
use palisade_value::{Array, Equality, Number, Object, ObjectBuilder, Origin, Set, Unknown, Value};
use std::borrow::Cow;
use std::fmt::Write as _;

use crate::functions::limit;

/// A type as a `type = …` argument names it.
#[derive(Clone, Debug)]
pub(crate) enum Type<'a> {
    /// `any`, or a type that is not known.
    Any,
    Bool,
    Number,
    String,
    List(Box<Type<'a>>),
    Set(Box<Type<'a>>),
    Map(Box<Type<'a>>),
    Tuple(Vec<Type<'a>>),
    Object(Vec<Field<'a>>),
}

/// An attribute of an object type.
#[derive(Clone, Debug)]
pub(crate) struct Field<'a> {
    pub(crate) name: &'a str,
    pub(crate) ty: Type<'a>,
    pub(crate) optional: bool,
    pub(crate) default: Option<Value<'a>>,
}

/// Why a value does not fit a type, and where inside of it.
#[derive(Clone, Debug)]
pub(crate) struct Misfit {
    /// Path from the value to the part that does not fit, such as `.rules[0].port`.
    pub(crate) path: String,
    pub(crate) message: String,
}

impl Misfit {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { path: String::new(), message: message.into() }
    }

    fn below(mut self, step: &str) -> Self {
        self.path.insert_str(0, step);
        self
    }
}

impl std::fmt::Display for Misfit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.path.is_empty() {
            f.write_str(&self.message)
        } else {
            write!(f, "{} at `{}`", self.message, self.path.trim_start_matches('.'))
        }
    }
}

/// Conversions look at no more than so many parts of a value.
const PARTS: u32 = 2_000_000;

/// Nothing is converted deeper than this.
const DEPTH: u32 = 100;

/// A conversion under way, with what it may still look at.
struct Converter<'f, 'a> {
    arena: &'a Arena,
    left: u32,
    depth: u32,
    later: &'f Later<'f, 'a>,
    unknown: &'f Typed<'f, 'a>,
}

/// What an attribute that an object has not will be, for objects that stand for resources.
pub(crate) type Later<'f, 'a> = dyn Fn(&'a Object<'a>, &str) -> Option<Value<'a>> + 'f;

/// What becomes of an unknown value that is converted to a type.
pub(crate) type Typed<'f, 'a> =
    dyn Fn(&'a Unknown<'a>, &Type<'a>) -> Result<Value<'a>, Misfit> + 'f;

/// The type that a value has, nothing being known of what is unknown in it.
pub(crate) fn type_of<'a>(arena: &'a Arena, value: Value<'a>) -> Option<Type<'a>> {
    Converter::new(arena).type_of(value)
}

/// Converts a value to a type, keeping origins; a value that fits already is returned as it is.
pub(crate) fn convert<'a>(
    arena: &'a Arena,
    value: Value<'a>,
    ty: &Type<'a>,
) -> Result<Value<'a>, Misfit> {
    Converter::new(arena).convert(value, ty)
}

/// The same for values with resources in them, which have attributes that are made later.
pub(crate) fn convert_later<'a>(
    arena: &'a Arena,
    value: Value<'a>,
    ty: &Type<'a>,
    later: &Later<'_, 'a>,
    unknown: &Typed<'_, 'a>,
) -> Result<Value<'a>, Misfit> {
    Converter { arena, left: PARTS, depth: 0, later, unknown }.convert(value, ty)
}

/// Makes the items of a list one type, as Terraform does for `tolist` and `list(any)`.
pub(crate) fn unify_all<'a>(
    arena: &'a Arena,
    items: &[Value<'a>],
) -> Result<Vec<Value<'a>>, Misfit> {
    let mut converter = Converter::new(arena);
    converter.unify_items(items)
}

/// The type that both values can be converted to, applied to the first: what a conditional gives.
pub(crate) fn unify_with<'a>(
    arena: &'a Arena,
    value: Value<'a>,
    other: Value<'a>,
) -> Result<Value<'a>, Misfit> {
    let mut converter = Converter::new(arena);
    let too_large = || Misfit::new(limit("the value is too large"));
    let (a, b) = (
        converter.type_of(value).ok_or_else(too_large)?,
        converter.type_of(other).ok_or_else(too_large)?,
    );
    let Some(ty) = unify(&a, &b) else {
        let (a, b) = (article(value), article(other));
        return Err(Misfit::new(format!("there is no one type for {a} and {b}")));
    };
    converter.convert(value, &ty)
}

/// The same where of the other value only the type is known.
pub(crate) fn unify_to<'a>(
    arena: &'a Arena,
    value: Value<'a>,
    ty: &Type<'a>,
) -> Result<Value<'a>, Misfit> {
    let mut converter = Converter::new(arena);
    let own = converter.type_of(value);
    let own = own.ok_or_else(|| Misfit::new(limit("the value is too large")))?;
    let Some(ty) = unify(&own, ty) else {
        let what = article(value);
        return Err(Misfit::new(format!("there is no one type for {what} and the other way")));
    };
    converter.convert(value, &ty)
}

/// The type of a value as a text that is the same for the same type.
pub(crate) fn name_of_type<'a>(arena: &'a Arena, value: Value<'a>) -> String {
    let mut converter = Converter::new(arena);
    format!("{:?}", converter.type_of(value))
}

/// A list typed as one.
pub(crate) fn as_list<'a>(arena: &'a Arena, value: Value<'a>) -> Value<'a> {
    match value {
        Value::Array(array) if !array.is_uniform() => Value::Array(arena.alloc(array.uniform())),
        other => other,
    }
}

/// A map typed as one.
pub(crate) fn as_map<'a>(arena: &'a Arena, value: Value<'a>) -> Value<'a> {
    match value {
        Value::Object(object) if !object.is_uniform() => {
            Value::Object(arena.alloc(object.uniform()))
        }
        other => other,
    }
}

impl<'a> Converter<'_, 'a> {
    fn new(arena: &'a Arena) -> Self {
        let unknown = &|unknown: &'a Unknown<'a>, _: &Type<'a>| Ok(Value::Unknown(unknown));
        Self { arena, left: PARTS, depth: 0, later: &|_, _| None, unknown }
    }

    fn spend(&mut self) -> Result<(), Misfit> {
        match self.left.checked_sub(1) {
            Some(left) if self.depth < DEPTH => {
                self.left = left;
                Ok(())
            }
            _ => Err(Misfit::new(limit("the value is too large to convert"))),
        }
    }

    fn convert(&mut self, value: Value<'a>, ty: &Type<'a>) -> Result<Value<'a>, Misfit> {
        self.spend()?;
        self.depth += 1;
        let converted = self.convert_inner(value, ty);
        self.depth -= 1;
        converted
    }

    fn convert_inner(&mut self, value: Value<'a>, ty: &Type<'a>) -> Result<Value<'a>, Misfit> {
        match value {
            Value::Null => return Ok(value),
            Value::Unknown(unknown) => return (self.unknown)(unknown, ty),
            _ => {}
        }
        match ty {
            Type::Any => Ok(value),
            Type::Bool => to_bool(value).map(Value::Bool),
            Type::Number => to_number(self.arena, value),
            Type::String => to_text(self.arena, value).map(Value::Str),
            Type::List(item) => {
                let items = sequence(self.arena, value, "a list")?;
                let converted = self.items(items, item)?;
                if matches!(value, Value::Array(_)) && unchanged(items, &converted) {
                    return Ok(as_list(self.arena, value));
                }
                Ok(as_list(self.arena, rebuilt(self.arena, value, &converted)))
            }
            Type::Set(item) => {
                let items = sequence(self.arena, value, "a set")?;
                let converted = self.items(items, item)?;
                Ok(Value::set(self.arena, &converted))
            }
            Type::Tuple(types) => {
                let items = sequence(self.arena, value, "a tuple")?;
                if items.len() != types.len() {
                    return Err(Misfit::new(format!(
                        "a tuple of {} items is needed and this has {}",
                        types.len(),
                        items.len()
                    )));
                }
                let mut converted = Vec::with_capacity(items.len());
                for (n, (item, ty)) in items.iter().zip(types).enumerate() {
                    converted
                        .push(self.convert(*item, ty).map_err(|e| e.below(&format!("[{n}]")))?);
                }
                if matches!(value, Value::Array(array) if !array.is_uniform())
                    && unchanged(items, &converted)
                {
                    return Ok(value);
                }
                Ok(rebuilt(self.arena, value, &converted))
            }
            Type::Map(item) => self.map(value, item),
            Type::Object(fields) => self.object(value, fields),
        }
    }

    fn items(&mut self, items: &[Value<'a>], ty: &Type<'a>) -> Result<Vec<Value<'a>>, Misfit> {
        if matches!(ty, Type::Any) {
            return self.unify_items(items);
        }
        let mut converted = Vec::with_capacity(items.len());
        for (n, item) in items.iter().enumerate() {
            converted.push(self.convert(*item, ty).map_err(|e| e.below(&format!("[{n}]")))?);
        }
        Ok(converted)
    }

    fn unify_items(&mut self, items: &[Value<'a>]) -> Result<Vec<Value<'a>>, Misfit> {
        let mut ty = Type::Any;
        for item in items {
            let own =
                self.type_of(*item).ok_or_else(|| Misfit::new(limit("the value is too large")))?;
            ty = unify(&ty, &own).ok_or_else(|| Misfit::new("the items have no one type"))?;
        }
        items.iter().map(|item| self.convert(*item, &ty)).collect()
    }

    fn map(&mut self, value: Value<'a>, item: &Type<'a>) -> Result<Value<'a>, Misfit> {
        let Some(object) = value.as_object() else {
            return Err(Misfit::new(format!("a map is needed and this is {}", article(value))));
        };
        let values: Vec<Value<'a>> = object.entries().iter().map(|(_, v)| *v).collect();
        let converted = if matches!(item, Type::Any) {
            self.unify_items(&values)?
        } else {
            let mut converted = Vec::with_capacity(values.len());
            for (key, value) in object.entries() {
                let step = |e: Misfit| e.below(&format!(".{}", key.as_str().unwrap_or("?")));
                converted.push(self.convert(*value, item).map_err(step)?);
            }
            converted
        };
        if unchanged(&values, &converted) {
            // An object that stands for a resource stays itself: more of it is made later.
            return Ok(if object.is_open() { value } else { as_map(self.arena, value) });
        }
        let mut builder = ObjectBuilder::with_capacity(values.len());
        for (n, (key, _)) in object.entries().iter().enumerate() {
            insert(&mut builder, *key, converted[n], object.origin(n).copied());
        }
        Ok(as_map(self.arena, builder.finish(self.arena)))
    }

    fn object(&mut self, value: Value<'a>, fields: &[Field<'a>]) -> Result<Value<'a>, Misfit> {
        let Some(object) = value.as_object() else {
            return Err(Misfit::new(format!("an object is needed and this is {}", article(value))));
        };
        let mut builder = ObjectBuilder::with_capacity(fields.len());
        let mut same = object.len() == fields.len() && !object.is_uniform();
        // A slot that the constraint fills in stands where its nearest written sibling stands.
        let fallback = object.origin(0).copied();
        for field in fields {
            let key = Value::Str(field.name);
            let position = object.position(&key);
            let made = if position.is_none() { (self.later)(object, field.name) } else { None };
            let given = position.map_or(Value::Null, |at| object.entries()[at].1);
            let given = made.unwrap_or(given);
            if position.is_none() && made.is_none() && !field.optional {
                return Err(Misfit::new(format!("attribute `{}` is required", field.name)));
            }
            let origin = position.and_then(|at| object.origin(at)).copied();
            let value = match (given, field.default) {
                (Value::Null, Some(default)) => default,
                _ => given,
            };
            let step = |e: Misfit| e.below(&format!(".{}", field.name));
            let converted = self.convert(value, &field.ty).map_err(step)?;
            same = same && position.is_some() && unchanged(&[given], &[converted]);
            insert(&mut builder, key, converted, origin.or(fallback));
        }
        Ok(if same { value } else { builder.finish(self.arena) })
    }

    /// The type that a value has; tuples and objects for what is written in brackets and braces.
    fn type_of(&mut self, value: Value<'a>) -> Option<Type<'a>> {
        self.spend().ok()?;
        self.depth += 1;
        let ty = match value {
            Value::Bool(_) => Some(Type::Bool),
            Value::Str(_) => Some(Type::String),
            Value::Int(_) | Value::Uint(_) | Value::Float(_) | Value::Num(_) => Some(Type::Number),
            Value::Array(array) => {
                let types = array.items().iter().map(|item| self.type_of(*item));
                let types = types.collect::<Option<Vec<_>>>()?;
                Some(if array.is_uniform() {
                    Type::List(Box::new(unify_many(types.iter()).unwrap_or(Type::Any)))
                } else {
                    Type::Tuple(types)
                })
            }
            Value::Set(set) => {
                let mut ty = Type::Any;
                for item in set.items() {
                    let own = self.type_of(*item)?;
                    ty = unify(&ty, &own).unwrap_or(Type::Any);
                }
                Some(Type::Set(Box::new(ty)))
            }
            // Nobody knows here what else a resource has.
            Value::Object(object) if object.is_open() => Some(Type::Any),
            Value::Object(object) => {
                let fields = object.entries().iter().map(|(key, value)| {
                    let name = key.as_str()?;
                    let ty = self.type_of(*value)?;
                    Some(Field { name, ty, optional: false, default: None })
                });
                let fields = fields.collect::<Option<Vec<_>>>()?;
                Some(if object.is_uniform() {
                    let types = fields.iter().map(|field| &field.ty);
                    Type::Map(Box::new(unify_many(types).unwrap_or(Type::Any)))
                } else {
                    Type::Object(fields)
                })
            }
            Value::Null | Value::Unknown(_) | Value::Ext(_) => Some(Type::Any),
        };
        self.depth -= 1;
        ty
    }
}

/// The items of a set in the order in which Terraform goes through them: scalars by value, null
/// behind the others, lists and objects by a text that stands for them.
pub(crate) fn set_order<'a>(set: &Set<'a>) -> Cow<'a, [Value<'a>]> {
    let scalar = |item: &Value<'_>| {
        matches!(item, Value::Bool(_) | Value::Str(_) | Value::Unknown(_)) || item.is_number()
    };
    if set.items().iter().all(scalar) {
        return Cow::Borrowed(set.items());
    }
    let mut keyed: Vec<((u8, String), Value<'a>)> = Vec::with_capacity(set.len());
    for item in set.items() {
        let mut key = String::new();
        let rank = match item {
            Value::Null => 2,
            Value::Unknown(_) => 1,
            item if scalar(item) => 0,
            item => {
                write_set_key(&mut key, *item, 0);
                0
            }
        };
        keyed.push(((rank, key), *item));
    }
    keyed.sort_by(|a, b| a.0.cmp(&b.0));
    Cow::Owned(keyed.into_iter().map(|(_, item)| item).collect())
}

/// [`set_order`] in the arena.
pub(crate) fn set_items<'a>(arena: &'a Arena, set: &Set<'a>) -> &'a [Value<'a>] {
    match set_order(set) {
        Cow::Borrowed(items) => items,
        Cow::Owned(items) => arena.alloc_slice(&items),
    }
}

/// The text by which an item of a set is ordered.
fn write_set_key(out: &mut String, value: Value<'_>, depth: u32) {
    if depth > DEPTH || out.len() > 1 << 16 {
        return;
    }
    let mut each = |items: &[Value<'_>], uniform: bool| {
        out.push(if uniform { '[' } else { '<' });
        for item in items {
            write_set_key(out, *item, depth + 1);
            out.push(';');
        }
        out.push(if uniform { ']' } else { '>' });
    };
    match value {
        Value::Null => out.push('~'),
        Value::Unknown(_) | Value::Ext(_) => out.push('?'),
        Value::Bool(b) => out.push(if b { 'T' } else { 'F' }),
        Value::Str(text) => palisade_value::write_json(out, Value::Str(text)),
        Value::Array(array) => each(array.items(), array.is_uniform()),
        Value::Set(set) => each(&set_order(set), true),
        Value::Object(object) => {
            out.push(if object.is_uniform() { '{' } else { '<' });
            for (key, value) in object.entries() {
                if object.is_uniform() {
                    palisade_value::write_json(out, *key);
                    out.push(':');
                }
                write_set_key(out, *value, depth + 1);
                out.push(';');
            }
            out.push(if object.is_uniform() { '}' } else { '>' });
        }
        number => write_number(out, number),
    }
}

/// Whether two values are equal and of one type, as `==` has it: a list is no tuple.
pub(crate) fn equals<'a>(left: Value<'a>, right: Value<'a>) -> Equality<'a> {
    match left.equals(&right) {
        Equality::Equal if !one_kind(left, right, 0) => Equality::Different,
        // Whatever is unknown inside, no list is a tuple and no map an object.
        Equality::Unknown(_) if !one_kind(left, right, DEPTH - 1) => Equality::Different,
        answer => answer,
    }
}

/// Whether two equal values are lists, tuples, maps and objects in the same places.
fn one_kind(left: Value<'_>, right: Value<'_>, depth: u32) -> bool {
    let below = |a: Value<'_>, b: Value<'_>| depth + 1 >= DEPTH || one_kind(a, b, depth + 1);
    match (left, right) {
        (Value::Array(a), Value::Array(b)) => {
            a.is_uniform() == b.is_uniform()
                && a.items().iter().zip(b.items()).all(|(a, b)| below(*a, *b))
        }
        (Value::Object(a), Value::Object(b)) => {
            let pairs = a.entries().iter().zip(b.entries());
            a.is_uniform() == b.is_uniform() && pairs.into_iter().all(|(a, b)| below(a.1, b.1))
        }
        _ => true,
    }
}

fn insert<'a>(
    builder: &mut ObjectBuilder<'a>,
    key: Value<'a>,
    value: Value<'a>,
    origin: Option<Origin<'a>>,
) {
    match origin {
        Some(origin) => builder.insert_at(key, value, origin),
        None => builder.insert(key, value),
    }
}

/// The items of a list, tuple or set.
fn sequence<'a>(
    arena: &'a Arena,
    value: Value<'a>,
    wanted: &str,
) -> Result<&'a [Value<'a>], Misfit> {
    match value {
        Value::Array(array) => Ok(array.items()),
        Value::Set(set) => Ok(set_items(arena, set)),
        _ => Err(Misfit::new(format!("{wanted} is needed and this is {}", article(value)))),
    }
}

/// An array of new items whose slots keep the origins of the old one.
fn rebuilt<'a>(arena: &'a Arena, before: Value<'a>, items: &[Value<'a>]) -> Value<'a> {
    let origins: Vec<Origin<'a>> = match before {
        Value::Array(array) => (0..array.len()).filter_map(|n| array.origin(n).copied()).collect(),
        _ => Vec::new(),
    };
    let array = Array::with_origins(arena.alloc_slice(items), arena.alloc_slice(&origins));
    Value::Array(arena.alloc(array))
}

/// Whether two lists of values are the same scalars and the same places in memory.
fn unchanged(before: &[Value<'_>], after: &[Value<'_>]) -> bool {
    before.len() == after.len()
        && before.iter().zip(after).all(|(a, b)| match (a, b) {
            (Value::Array(x), Value::Array(y)) => std::ptr::eq(*x, *y),
            (Value::Object(x), Value::Object(y)) => std::ptr::eq(*x, *y),
            (Value::Set(x), Value::Set(y)) => std::ptr::eq(*x, *y),
            (Value::Unknown(x), Value::Unknown(y)) => std::ptr::eq(*x, *y),
            (Value::Array(_) | Value::Object(_) | Value::Set(_), _) => false,
            _ => std::mem::discriminant(a) == std::mem::discriminant(b) && a.same(b),
        })
}

/// The one type that values of two types can be converted to without loss.
pub(crate) fn unify<'a>(a: &Type<'a>, b: &Type<'a>) -> Option<Type<'a>> {
    match (a, b) {
        (Type::Any, other) | (other, Type::Any) => Some(other.clone()),
        (Type::Bool, Type::Bool) => Some(Type::Bool),
        (Type::Number, Type::Number) => Some(Type::Number),
        (Type::String, Type::String | Type::Number | Type::Bool)
        | (Type::Number | Type::Bool, Type::String) => Some(Type::String),
        (Type::Tuple(x), Type::Tuple(y)) if x.len() == y.len() => {
            let both = x.iter().zip(y).map(|(x, y)| unify(x, y));
            both.collect::<Option<Vec<_>>>().map(Type::Tuple)
        }
        (Type::Tuple(x), Type::Tuple(y)) => {
            unify_many(x.iter().chain(y)).map(|ty| Type::List(Box::new(ty)))
        }
        (Type::Tuple(x), Type::List(y)) | (Type::List(y), Type::Tuple(x)) => {
            unify_many(x.iter().chain([&**y])).map(|ty| Type::List(Box::new(ty)))
        }
        (Type::List(x), Type::List(y)) => unify(x, y).map(|ty| Type::List(Box::new(ty))),
        (Type::Set(x), Type::List(y)) | (Type::List(y), Type::Set(x)) => {
            unify(x, y).map(|ty| Type::List(Box::new(ty)))
        }
        (Type::Set(x), Type::Set(y)) => unify(x, y).map(|ty| Type::Set(Box::new(ty))),
        (Type::Set(x), Type::Tuple(y)) | (Type::Tuple(y), Type::Set(x)) => {
            unify_many(y.iter().chain([&**x])).map(|ty| Type::Set(Box::new(ty)))
        }
        (Type::Map(x), Type::Map(y)) => unify(x, y).map(|ty| Type::Map(Box::new(ty))),
        (Type::Object(x), Type::Object(y)) => {
            let named = |fields: &[Field<'a>], name: &str| {
                fields.iter().find(|field| field.name == name).map(|field| field.ty.clone())
            };
            if x.len() == y.len() && x.iter().all(|field| named(y, field.name).is_some()) {
                let both = x.iter().map(|field| {
                    let ty = unify(&field.ty, &named(y, field.name)?)?;
                    Some(Field { ty, ..field.clone() })
                });
                return both.collect::<Option<Vec<_>>>().map(Type::Object);
            }
            let types = x.iter().chain(y).map(|field| &field.ty);
            unify_many(types).map(|ty| Type::Map(Box::new(ty)))
        }
        (Type::Object(x), Type::Map(y)) | (Type::Map(y), Type::Object(x)) => {
            let types = x.iter().map(|field| &field.ty).chain([&**y]);
            unify_many(types).map(|ty| Type::Map(Box::new(ty)))
        }
        _ => None,
    }
}

fn unify_many<'t, 'a: 't>(mut types: impl Iterator<Item = &'t Type<'a>>) -> Option<Type<'a>> {
    types.try_fold(Type::Any, |all, ty| unify(&all, ty))
}

/// A type with its article, for messages.
pub(crate) fn article(value: Value<'_>) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a bool",
        Value::Int(_) | Value::Uint(_) | Value::Float(_) | Value::Num(_) => "a number",
        Value::Str(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "a map or object",
        Value::Set(_) => "a set",
        Value::Ext(_) | Value::Unknown(_) => "something else",
    }
}

/// A truth value, also from the texts that Terraform takes for one.
pub(crate) fn to_bool(value: Value<'_>) -> Result<bool, Misfit> {
    match value {
        Value::Bool(b) => Ok(b),
        Value::Str("true" | "1") => Ok(true),
        Value::Str("false" | "0") => Ok(false),
        Value::Str(_) => {
            Err(Misfit::new("a bool is needed and this text is not `true` or `false`"))
        }
        _ => Err(Misfit::new(format!("a bool is needed and this is {}", article(value)))),
    }
}

/// A number, also from a text that holds one.
pub(crate) fn to_number<'a>(arena: &'a Arena, value: Value<'a>) -> Result<Value<'a>, Misfit> {
    match value {
        Value::Int(_) | Value::Uint(_) | Value::Float(_) | Value::Num(_) => Ok(value),
        Value::Str(text) => parse_number(arena, text).ok_or_else(|| Misfit::new(no_number(text))),
        _ => Err(Misfit::new(format!("a number is needed and this is {}", article(value)))),
    }
}

/// That a text is no number, without writing out one that goes on for pages.
fn no_number(text: &str) -> String {
    if text.len() > Number::DIGITS {
        return format!(
            "a number of no more than {} digits is needed and this text has {} characters",
            Number::DIGITS,
            text.len()
        );
    }
    format!("a number is needed and `{text}` is none")
}

/// A number from its text in any form that HCL knows; whole numbers become integers.
pub(crate) fn parse_number<'a>(arena: &'a Arena, text: &str) -> Option<Value<'a>> {
    let plain = text.strip_prefix('+').unwrap_or(text);
    let (negative, word) = plain.strip_prefix('-').map_or((false, plain), |word| (true, word));
    if matches!(word, "inf" | "Inf") && !(negative && text.starts_with('+')) {
        return Some(crate::number::infinity(negative));
    }
    let padded;
    let plain = if plain.starts_with('.') {
        padded = format!("0{plain}");
        &padded
    } else {
        plain
    };
    Number::parse(arena, plain).map(normal)
}

/// A number as the integer that it is, where it is one.
pub(crate) fn normal(number: Value<'_>) -> Value<'_> {
    match number {
        #[expect(clippy::cast_possible_truncation, reason = "the range is checked")]
        Value::Float(f)
            if f.fract() == 0.0 && f.abs() < 9.0e15 && !(f == 0.0 && f.is_sign_negative()) =>
        {
            Value::Int(f as i64)
        }
        Value::Uint(u) => i64::try_from(u).map_or(number, Value::Int),
        _ => number,
    }
}

/// A text from a scalar, as templates and string arguments convert it.
pub(crate) fn to_text<'a>(arena: &'a Arena, value: Value<'a>) -> Result<&'a str, Misfit> {
    if let Value::Str(text) = value {
        return Ok(text);
    }
    let mut text = String::new();
    write_text(&mut text, value)?;
    Ok(arena.alloc_str(&text))
}

/// Writes a scalar as text.
pub(crate) fn write_text(out: &mut String, value: Value<'_>) -> Result<(), Misfit> {
    match value {
        Value::Str(text) => out.push_str(text),
        Value::Bool(b) => out.push_str(if b { "true" } else { "false" }),
        Value::Int(_) | Value::Uint(_) | Value::Float(_) | Value::Num(_) => {
            write_number(out, value);
        }
        _ => {
            let what = article(value);
            return Err(Misfit::new(format!("a string is needed and this is {what}")));
        }
    }
    Ok(())
}

/// Writes a number in plain decimal notation.
pub(crate) fn write_number(out: &mut String, value: Value<'_>) {
    match value {
        Value::Int(i) => _ = write!(out, "{i}"),
        Value::Uint(u) => _ = write!(out, "{u}"),
        Value::Float(f) if f.is_infinite() => out.push_str(if f < 0.0 { "-Inf" } else { "+Inf" }),
        Value::Float(f) => _ = write!(out, "{f}"),
        Value::Num(n) => crate::number::write_plain(out, n),
        _ => {}
    }
}
