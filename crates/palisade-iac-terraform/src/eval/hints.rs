//! What is known of values that are not known: their type, whether they can be null, how a text
//! begins. What cannot be is told apart from what may be, as Terraform does at plan time.

use palisade_value::{HOLE_START, Unknown, Value};
use rustc_hash::FxHashMap;
use std::cell::RefCell;
use std::rc::Rc;

use super::{Evaluator, Problem};
use crate::functions::signatures;
use crate::types::{Field, Misfit, Type, type_of, unify};

/// What is known of one of them.
#[derive(Clone, Debug)]
pub(crate) struct Hint<'a> {
    pub(crate) ty: Rc<Type<'a>>,
    pub(crate) not_null: bool,
    /// The part of a list or a map that is known all the same.
    pub(crate) part: Option<Value<'a>>,
    /// How many items it has at least and at most; of a number, what it is at least and at most.
    pub(crate) bounds: Option<(i64, i64)>,
}

impl<'a> Hint<'a> {
    pub(crate) fn new(ty: Rc<Type<'a>>, not_null: bool) -> Self {
        Self { ty, not_null, part: None, bounds: None }
    }
}

/// What is known of unknown values, by their place in memory.
#[derive(Default, Debug)]
pub(crate) struct Hints<'a>(RefCell<FxHashMap<usize, Hint<'a>>>);

impl<'a> Evaluator<'a, '_, '_> {
    /// What is known of an unknown value.
    pub(super) fn hint(&self, unknown: &Unknown<'a>) -> Option<Hint<'a>> {
        if unknown.partial.is_some() {
            return Some(Hint::new(Rc::new(Type::String), true));
        }
        self.hints.0.borrow().get(&std::ptr::from_ref(unknown).addr()).cloned()
    }

    /// Whether there is anything known of an unknown value but its cause.
    pub(super) fn is_hinted(&self, unknown: &Unknown<'a>) -> bool {
        let place = std::ptr::from_ref(unknown).addr();
        unknown.partial.is_some() || self.hints.0.borrow().contains_key(&place)
    }

    /// An unknown value of a type, with the cause of another one.
    pub(super) fn typed(&self, cause: &Unknown<'a>, ty: Rc<Type<'a>>, not_null: bool) -> Value<'a> {
        let nullable = cause.nullable && !not_null;
        let value = Value::unknown(self.arena, Unknown { partial: None, nullable, ..*cause });
        if let Value::Unknown(unknown) = value
            && (not_null || !matches!(*ty, Type::Any))
        {
            let place = std::ptr::from_ref(unknown).addr();
            self.hints.0.borrow_mut().insert(place, Hint::new(ty, not_null));
        }
        value
    }

    /// An unknown value of which more is known than of the one that it is made of.
    pub(super) fn noted(
        &self,
        unknown: &'a Unknown<'a>,
        note: impl FnOnce(&mut Hint<'a>),
    ) -> Value<'a> {
        let mut hint =
            self.hint(unknown).unwrap_or_else(|| Hint::new(Rc::new(Type::Any), !unknown.nullable));
        note(&mut hint);
        self.has_parts.set(self.has_parts.get() || hint.part.is_some());
        let made = self.arena.alloc(Unknown { partial: None, ..*unknown });
        self.hints.0.borrow_mut().insert(std::ptr::from_ref(made).addr(), hint);
        Value::Unknown(made)
    }

    /// Keeps what is known of an unknown value for another one in its place.
    pub(super) fn keep_hint(&self, from: &Unknown<'a>, to: Value<'a>) {
        let mut hints = self.hints.0.borrow_mut();
        let hint = hints.get(&std::ptr::from_ref(from).addr()).cloned();
        if let (Value::Unknown(to), Some(hint)) = (to, hint) {
            hints.insert(std::ptr::from_ref(to).addr(), hint);
        }
    }

    /// An unknown value as one that may be null, or that is not.
    pub(super) fn with_null(&self, value: Value<'a>, nullable: bool) -> Value<'a> {
        let Value::Unknown(unknown) = value else { return value };
        if unknown.nullable == nullable {
            return value;
        }
        let changed = Value::unknown(self.arena, Unknown { nullable, ..*unknown });
        self.keep_hint(unknown, changed);
        self.carried(unknown, changed)
    }

    /// The same for a result that is never null.
    pub(super) fn made(&self, cause: &Unknown<'a>, ty: Type<'a>) -> Value<'a> {
        self.typed(cause, Rc::new(ty), true)
    }

    /// An unknown value as one of a type that it is converted to.
    pub(super) fn converted(
        &self,
        unknown: &'a Unknown<'a>,
        ty: &Type<'a>,
        not_null: bool,
    ) -> Result<Value<'a>, Misfit> {
        let hint = self.hint(unknown);
        if let Some(hint) = &hint {
            possible(&hint.ty, ty)?;
        }
        let not_null = not_null || hint.as_ref().is_some_and(|hint| hint.not_null);
        let part = hint.as_ref().and_then(|hint| hint.part);
        let bounds = hint.as_ref().and_then(|hint| hint.bounds);
        let converted = match (ty, hint) {
            (Type::String, Some(_)) if unknown.partial.is_some() => Value::Unknown(unknown),
            (Type::Any, Some(hint)) if not_null == hint.not_null => Value::Unknown(unknown),
            (Type::Any, Some(hint)) => self.typed(unknown, hint.ty, not_null),
            (Type::Any, None) if !not_null => Value::Unknown(unknown),
            (ty, _) => self.typed(unknown, Rc::new(ty.clone()), not_null),
        };
        if matches!(converted, Value::Unknown(same) if std::ptr::eq(same, unknown)) {
            return Ok(converted);
        }
        let converted =
            self.with_part(converted, part.and_then(|part| self.converted_part(part, ty)));
        let bounds = bounds.and_then(|(low, high)| match ty {
            Type::List(_) | Type::Map(_) | Type::Any => Some((low, high)),
            // Items that are equal become one.
            Type::Set(_) => Some((low.min(1), high)),
            _ => None,
        });
        let converted = match (converted, bounds) {
            (Value::Unknown(made), Some(_)) => self.noted(made, |hint| hint.bounds = bounds),
            (converted, _) => converted,
        };
        Ok(self.carried(unknown, converted))
    }

    /// Whether a value that is not known can be what is needed; a problem if it cannot.
    pub(super) fn can_be(&self, unknown: &Unknown<'a>, ty: &Type<'a>) -> Result<(), Box<Problem>> {
        match self.hint(unknown) {
            Some(hint) => possible(&hint.ty, ty).map_err(|misfit| Problem::new(misfit.to_string())),
            None => Ok(()),
        }
    }

    /// Whether two values are certainly not equal, where at least one of them is not known.
    pub(super) fn are_different(&self, left: Value<'a>, right: Value<'a>) -> bool {
        let (unknown, other) = match (left, right) {
            (Value::Unknown(a), Value::Unknown(b)) => {
                let (Some(a), Some(b)) = (self.hint(a), self.hint(b)) else { return false };
                return a.not_null && b.not_null && !one_kind(&a.ty, &b.ty);
            }
            (Value::Unknown(unknown), other) | (other, Value::Unknown(unknown)) => (unknown, other),
            _ => return false,
        };
        let Some(hint) = self.hint(unknown) else { return false };
        match other {
            Value::Null => hint.not_null,
            Value::Str(text) => match prefix(unknown) {
                Some(prefix) => !text.starts_with(prefix),
                None => !one_kind(&hint.ty, &Type::String),
            },
            Value::Object(object) if object.is_open() => false,
            other => !one_kind(&hint.ty, &type_of(self.arena, other).unwrap_or(Type::Any)),
        }
    }

    /// What a conditional gives whose condition is not known: one of two values.
    pub(super) fn either(
        &self,
        cause: &'a Unknown<'a>,
        one: Value<'a>,
        other: Value<'a>,
    ) -> Result<Value<'a>, Box<Problem>> {
        let hint = |value: Value<'a>| match value {
            Value::Unknown(unknown) => self.hint(unknown),
            Value::Null => None,
            Value::Object(object) if object.is_open() => None,
            value => {
                let ty = Rc::new(type_of(self.arena, value)?);
                Some(Hint::new(ty, true))
            }
        };
        let ty = |hint: &Option<Hint<'a>>| hint.as_ref().map_or(Type::Any, |h| (*h.ty).clone());
        let (a, b) = (hint(one), hint(other));
        let Some(both) = unify(&ty(&a), &ty(&b)) else {
            return Err(Problem::new("the two results of a condition differ in type"));
        };
        let not_null = [&a, &b].into_iter().all(|hint| hint.as_ref().is_some_and(|h| h.not_null));
        // Where one of the two has a type that is not known, so has the whole.
        let known = |hint: &Option<Hint<'a>>, value: Value<'a>| {
            hint.as_ref().is_some_and(|h| !has_any(&h.ty)) || matches!(value, Value::Null)
        };
        let both = if known(&a, one) && known(&b, other) { both } else { Type::Any };
        Ok(self.with_bounds(self.typed(cause, Rc::new(both), not_null), one, other))
    }

    /// Whether a value that is not known may have items; a problem if it cannot.
    pub(super) fn can_be_gone_through(&self, unknown: &Unknown<'a>) -> Result<(), Box<Problem>> {
        match self.hint(unknown) {
            Some(hint) if matches!(*hint.ty, Type::String | Type::Number | Type::Bool) => {
                Err(Problem::new(format!("{} cannot be gone through", kind(&hint.ty))))
            }
            _ => Ok(()),
        }
    }

    /// A key and a value of a collection that is not known, where it is gone through by key.
    pub(super) fn unknown_entry(&self, unknown: &'a Unknown<'a>) -> (Value<'a>, Value<'a>) {
        let key = self.made(unknown, Type::String);
        match self.hint(unknown).as_ref().map(|hint| &*hint.ty) {
            Some(Type::Set(item)) if matches!(**item, Type::String) => (key, key),
            Some(Type::Map(item)) => (key, self.typed(unknown, Rc::new((**item).clone()), false)),
            _ => (key, self.plain(unknown)),
        }
    }

    /// An attribute of a value that is not known.
    pub(super) fn unknown_attribute(
        &self,
        unknown: &'a Unknown<'a>,
        name: &str,
    ) -> Result<Value<'a>, Box<Problem>> {
        let Some(hint) = self.hint(unknown) else { return Ok(self.plain(unknown)) };
        match &*hint.ty {
            Type::Any => Ok(self.plain(unknown)),
            Type::Map(item) => Ok(self.typed(unknown, Rc::new((**item).clone()), false)),
            Type::Object(fields) => match fields.iter().find(|field| field.name == name) {
                Some(field) => Ok(self.typed(unknown, Rc::new(field.ty.clone()), false)),
                None => Err(Problem::new(format!("there is no attribute `{name}`"))),
            },
            other => Err(Problem::new(format!("{} has no attribute `{name}`", kind(other)))),
        }
    }

    /// An item of a value that is not known.
    pub(super) fn unknown_item(
        &self,
        unknown: &'a Unknown<'a>,
        index: Value<'a>,
    ) -> Result<Value<'a>, Box<Problem>> {
        let Some(hint) = self.hint(unknown) else { return Ok(self.plain(unknown)) };
        let number = || {
            if matches!(index, Value::Unknown(_)) {
                return Ok(None);
            }
            crate::types::to_number(self.arena, index)
                .map(|number| number.as_i64())
                .map_err(|misfit| Problem::new(misfit.to_string()))
        };
        match &*hint.ty {
            Type::Any => Ok(self.plain(unknown)),
            Type::List(item) => {
                if number()?.is_some_and(|n| n < 0) {
                    return Err(Problem::new("an index is negative"));
                }
                Ok(self.typed(unknown, Rc::new((**item).clone()), false))
            }
            Type::Tuple(types) => match number()? {
                Some(n) => match usize::try_from(n).ok().and_then(|n| types.get(n)) {
                    Some(ty) => Ok(self.typed(unknown, Rc::new(ty.clone()), false)),
                    None => {
                        let count = types.len();
                        Err(Problem::new(format!("there is no item {n} in a list of {count}")))
                    }
                },
                None => Ok(self.plain(unknown)),
            },
            Type::Map(_) | Type::Object(_) => match index {
                Value::Unknown(_) => Ok(self.plain(unknown)),
                index => {
                    let key = crate::types::to_text(self.arena, index)
                        .map_err(|misfit| Problem::new(misfit.to_string()))?;
                    self.unknown_attribute(unknown, key)
                }
            },
            other => Err(Problem::new(format!("{} has no items by index", kind(other)))),
        }
    }

    /// Looks at the arguments of a function that are not known: those that cannot be what it takes
    /// are a problem as well.
    pub(super) fn check_unknowns(
        &self,
        name: &str,
        args: &[Value<'a>],
    ) -> Result<(), Box<Problem>> {
        if !args.iter().any(|arg| matches!(arg, Value::Unknown(_))) {
            return Ok(());
        }
        for (n, arg) in args.iter().enumerate() {
            let Value::Unknown(unknown) = arg else {
                // What is known must fit as well.
                let wanted = signatures::argument_of(name, n).map(signature);
                if let Some(wanted @ (Type::String | Type::Number | Type::Bool)) = wanted {
                    crate::types::convert(self.arena, *arg, &wanted)
                        .map_err(|misfit| Problem::new(format!("`{name}`: {misfit}")))?;
                }
                continue;
            };
            let Some(hint) = self.hint(unknown) else { continue };
            let misfit = match (name, n) {
                ("tostring", _) => possible(&hint.ty, &Type::String),
                ("tonumber", _) => possible(&hint.ty, &Type::Number),
                ("tobool", _) => possible(&hint.ty, &Type::Bool),
                ("tolist" | "toset", _) => possible(&hint.ty, &Type::List(Box::new(Type::Any))),
                ("tomap", _) => possible(&hint.ty, &Type::Map(Box::new(Type::Any))),
                ("concat" | "flatten" | "reverse" | "one" | "coalescelist" | "setproduct", _)
                | ("element" | "slice" | "index", 0)
                | ("zipmap", 1) => possible(&hint.ty, &Type::List(Box::new(Type::Any))),
                ("keys" | "values" | "merge", _) | ("lookup", 0) => {
                    possible(&hint.ty, &Type::Map(Box::new(Type::Any)))
                }
                ("length", _) if matches!(*hint.ty, Type::Number | Type::Bool) => {
                    Err(Misfit::new(format!("{} has no length", kind(&hint.ty))))
                }
                _ => match signatures::argument_of(name, n) {
                    Some(wanted) => possible(&hint.ty, &signature(wanted)),
                    None => Ok(()),
                },
            };
            misfit.map_err(|misfit| Problem::new(format!("`{name}`: {misfit}")))?;
        }
        Ok(())
    }

    /// What a function gives that is not known, typed as its results are.
    pub(super) fn unknown_result(
        &self,
        name: &str,
        args: &[Value<'a>],
        unknown: &'a Unknown<'a>,
    ) -> Value<'a> {
        let same = |arg: &Value<'a>| matches!(arg, Value::Unknown(u) if std::ptr::eq(*u, unknown));
        let given = args.iter().any(same);
        match (name, args) {
            // A text of which a part is known was made by the function itself.
            ("format" | "jsonencode", _) if unknown.partial.is_some() && !given => {
                Value::Unknown(unknown)
            }
            // These give one of their arguments, or of what is in them.
            ("sensitive" | "nonsensitive", _) => Value::Unknown(unknown),
            ("element" | "one", _) if !given => Value::Unknown(unknown),
            ("lookup", args) if !args.iter().take(2).any(same) => Value::Unknown(unknown),
            ("element", [Value::Unknown(list), index]) => {
                self.unknown_item(list, *index).unwrap_or_else(|_| self.plain(list))
            }
            ("length", [Value::Unknown(unknown)]) => {
                match self.hint(unknown).as_ref().map(|hint| (&*hint.ty, hint.not_null)) {
                    Some((Type::Tuple(items), true)) => {
                        Value::Int(i64::try_from(items.len()).unwrap_or(i64::MAX))
                    }
                    Some((Type::Object(fields), true)) => {
                        Value::Int(i64::try_from(fields.len()).unwrap_or(i64::MAX))
                    }
                    _ => self.length_of(unknown),
                }
            }
            ("length", [set @ Value::Set(_)]) => self.length_of_set(*set, unknown),
            ("contains", _) => self.made(unknown, Type::Bool),
            ("index", _) => self.made(unknown, Type::Number),
            ("format", _) => self.made(unknown, Type::String),
            ("formatlist" | "keys", _) => self.made(unknown, Type::List(Box::new(Type::String))),
            _ => match signatures::result_of(name).map(signature) {
                Some(ty) => {
                    let kept = |arg: &Value<'a>| {
                        arg.as_unknown().and_then(|u| self.hint(u)).is_some_and(|h| h.not_null)
                    };
                    let converts = ["tobool", "tolist", "tomap", "tonumber", "toset", "tostring"];
                    let not_null = !matches!(ty, Type::Any)
                        && (!converts.contains(&name) || args.iter().all(kept));
                    self.typed(unknown, Rc::new(ty), not_null)
                }
                None => self.plain(unknown),
            },
        }
    }

    /// The first item of nested lists that may be a list itself, so that nobody knows how many
    /// items there are when they are made flat.
    pub(super) fn may_be_list(&self, value: Value<'a>, depth: u32) -> Option<&'a Unknown<'a>> {
        if depth > 100 {
            return None;
        }
        let one = |item: &Value<'a>| match item {
            Value::Unknown(unknown) => {
                let scalar = |hint: &Hint<'_>| {
                    matches!(
                        *hint.ty,
                        Type::String | Type::Number | Type::Bool | Type::Map(_) | Type::Object(_)
                    )
                };
                if self.hint(unknown).as_ref().is_some_and(scalar) { None } else { Some(*unknown) }
            }
            item => self.may_be_list(*item, depth + 1),
        };
        match value {
            Value::Array(array) => array.items().iter().find_map(one),
            Value::Set(set) => set.items().iter().find_map(one),
            _ => None,
        }
    }
}

/// How a text of which only parts are known begins. The last character may become another one
/// together with what follows, unless it is one that never does.
pub(super) fn prefix<'a>(unknown: &Unknown<'a>) -> Option<&'a str> {
    let known = unknown.partial?.split(HOLE_START).next()?;
    match known.chars().next_back()? {
        '-' | '_' | '.' | ':' | '/' | ' ' | ',' | '{' | '[' | '(' | '"' | '\n' => Some(known),
        last => known.get(..known.len() - last.len_utf8()).filter(|prefix| !prefix.is_empty()),
    }
}

/// A type from its letters in the table of functions.
fn signature(text: &str) -> Type<'static> {
    let inner = || Box::new(signature(text.get(1..).unwrap_or("")));
    match text.chars().next() {
        Some('s') => Type::String,
        Some('n') => Type::Number,
        Some('b') => Type::Bool,
        Some('l') => Type::List(inner()),
        Some('e') => Type::Set(inner()),
        Some('m') => Type::Map(inner()),
        _ => Type::Any,
    }
}

/// Whether something of a type that is not known can be converted to another type.
fn possible(from: &Type<'_>, to: &Type<'_>) -> Result<(), Misfit> {
    use Type as T;
    match (from, to) {
        (T::Any, _) | (_, T::Any) => Ok(()),
        (T::String | T::Number | T::Bool, T::String) => Ok(()),
        (T::String | T::Number, T::Number) | (T::String | T::Bool, T::Bool) => Ok(()),
        (T::List(a) | T::Set(a), T::List(b) | T::Set(b)) | (T::Map(a), T::Map(b)) => possible(a, b),
        (T::Tuple(items), T::List(b) | T::Set(b)) => items.iter().try_for_each(|a| possible(a, b)),
        (T::Tuple(a), T::Tuple(b)) if a.len() == b.len() => {
            a.iter().zip(b).try_for_each(|(a, b)| possible(a, b))
        }
        (T::List(_) | T::Set(_), T::Tuple(_)) | (T::Map(_), T::Object(_)) => Ok(()),
        (T::Object(fields), T::Map(b)) => fields.iter().try_for_each(|a| possible(&a.ty, b)),
        (T::Object(a), T::Object(b)) => b.iter().try_for_each(|field: &Field<'_>| {
            match a.iter().find(|own| own.name == field.name) {
                Some(own) => possible(&own.ty, &field.ty),
                None if field.optional => Ok(()),
                None => Err(Misfit::new(format!("attribute `{}` is required", field.name))),
            }
        }),
        (from, to) => {
            let (to, from) = (kind(to), kind(from));
            Err(Misfit::new(format!("{to} is needed and this is {from}")))
        }
    }
}

/// Whether values of two types can be equal.
fn one_kind(a: &Type<'_>, b: &Type<'_>) -> bool {
    matches!((a, b), (Type::Any, _) | (_, Type::Any))
        || std::mem::discriminant(a) == std::mem::discriminant(b)
}

/// Whether a part of a type is not known.
fn has_any(ty: &Type<'_>) -> bool {
    match ty {
        Type::Any => true,
        Type::List(item) | Type::Set(item) | Type::Map(item) => has_any(item),
        Type::Tuple(items) => items.iter().any(has_any),
        Type::Object(fields) => fields.iter().any(|field| has_any(&field.ty)),
        _ => false,
    }
}

fn kind(ty: &Type<'_>) -> &'static str {
    match ty {
        Type::Any => "something else",
        Type::Bool => "a bool",
        Type::Number => "a number",
        Type::String => "a string",
        Type::List(_) => "a list",
        Type::Set(_) => "a set",
        Type::Map(_) => "a map",
        Type::Tuple(_) => "a tuple",
        Type::Object(_) => "an object",
    }
}
