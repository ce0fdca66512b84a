//! Whose attribute a value is: evaluation picks the very instance, and the value carries it along.

use palisade_shapes::joins::{self, Row};
use palisade_value::{Unknown, Value};
use rustc_hash::FxHashMap;
use std::cell::RefCell;

use super::expand::Key;
use super::{Evaluator, Mark};

/// A text up to this size is copied to be told from others that are equal, in bytes.
const COPIED: usize = 256;

/// An attribute of one instance of a resource.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Subject<'a> {
    /// The instance of the module.
    pub(crate) instance: u32,
    /// The position of the resource in it.
    pub(crate) index: u32,
    pub(crate) key: Key<'a>,
    pub(crate) attribute: &'a str,
}

/// The subjects of values, by the place of each in memory: what is made of a value is another one.
#[derive(Default, Debug)]
pub(crate) struct Subjects<'a>(RefCell<FxHashMap<usize, Subject<'a>>>);

/// Where in memory a value is that may have a subject.
fn place(value: Value<'_>) -> Option<usize> {
    match value {
        Value::Unknown(unknown) => Some(std::ptr::from_ref(unknown).addr()),
        Value::Str(text) if !text.is_empty() => Some(text.as_ptr().addr()),
        _ => None,
    }
}

impl<'a> Evaluator<'a, '_, '_> {
    /// The attribute that a value is, not only made of.
    pub(super) fn subject(&self, value: Value<'a>) -> Option<Subject<'a>> {
        self.subjects.0.borrow().get(&place(value)?).copied()
    }

    /// A value as that of an attribute of a resource; one that is another resource's already stays
    /// that one's.
    pub(super) fn as_attribute(
        &self,
        mark: &Mark<'a>,
        attribute: &str,
        value: Value<'a>,
    ) -> Value<'a> {
        if self.subject(value).is_some() {
            return value;
        }
        let own = match value {
            Value::Unknown(unknown) => {
                let own = Value::unknown(self.arena, *unknown);
                self.keep_hint(unknown, own);
                own
            }
            Value::Str(text) if text.len() <= COPIED => Value::str(self.arena, text),
            other => other,
        };
        self.note_subject(mark, attribute, own);
        own
    }

    /// Notes that a value is that of an attribute.
    pub(super) fn note_subject(&self, mark: &Mark<'a>, attribute: &str, value: Value<'a>) {
        let Some(place) = place(value) else { return };
        let attribute = self.arena.alloc_str(attribute);
        let Mark { instance, index, key, .. } = *mark;
        let subject = Subject { instance, index, key, attribute };
        self.subjects.0.borrow_mut().insert(place, subject);
    }

    /// A value that is another one in a new form: it is what that one is.
    pub(super) fn carried(&self, from: &'a Unknown<'a>, to: Value<'a>) -> Value<'a> {
        let subject = self.subject(Value::Unknown(from));
        if let (Some(subject), Value::Unknown(_), Some(place)) = (subject, to, place(to)) {
            self.subjects.0.borrow_mut().insert(place, subject);
        }
        to
    }

    /// One of two values, not known which one: where both name the same instance, it does as well.
    pub(super) fn either_subject(
        &self,
        (one, other): (Value<'a>, Value<'a>),
        made: Value<'a>,
    ) -> Value<'a> {
        let (Some(a), Some(b)) = (self.subject(one), self.subject(other)) else { return made };
        let is_same = a.instance == b.instance && a.index == b.index && a.key.is_same_as(&b.key);
        let decl = self.module_of(a.instance).and_then(|m| m.resources.get(a.index as usize));
        let name = |row: &Row| {
            decl.is_some_and(|decl| row.of == decl.kind)
                && row.is_by(a.attribute)
                && row.is_by(b.attribute)
        };
        if !is_same || (a.attribute != b.attribute && !joins::rows().iter().any(name)) {
            return made;
        }
        let Value::Unknown(unknown) = made else { return made };
        // One of its own, for the cause may be that of others.
        let own = Value::unknown(self.arena, *unknown);
        self.keep_hint(unknown, own);
        if let Some(place) = place(own) {
            self.subjects.0.borrow_mut().insert(place, a);
        }
        own
    }

    /// What a function gives where it only picks one of what it is given, if it does.
    pub(super) fn picked(&self, name: &str, args: &[Value<'a>]) -> Option<Value<'a>> {
        let one = match (name, args) {
            ("coalesce", args) => {
                *args.iter().find(|arg| !matches!(arg, Value::Null | Value::Str("")))?
            }
            ("tostring", [one]) => *one,
            ("join", [Value::Str(_), Value::Array(list)]) => match list.items() {
                [one] => *one,
                _ => return None,
            },
            _ => return None,
        };
        // What may be null may be passed over.
        let is_there = matches!(one, Value::Unknown(unknown) if !unknown.nullable);
        (is_there && self.subject(one).is_some()).then_some(one)
    }
}
