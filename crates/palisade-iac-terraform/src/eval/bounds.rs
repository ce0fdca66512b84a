//! How many items a collection has at least and at most that is not known, and what follows for
//! comparisons of its length.

use palisade_hcl::BinaryOp;
use palisade_value::{Unknown, Value};

use super::Evaluator;
use crate::types::Type;

/// Both ends of what a number may be, themselves included.
type Bounds = (i64, i64);

impl<'a> Evaluator<'a, '_, '_> {
    /// The bounds of a whole number, or of how many items a collection has that is typed as one.
    fn bounds_of(&self, value: Value<'a>) -> Option<Bounds> {
        let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        let exact = |n: i64| Some((n, n));
        match value {
            Value::Int(n) => exact(n),
            Value::Array(array) if array.is_uniform() => exact(count(array.len())),
            Value::Object(object) if object.is_uniform() => exact(count(object.len())),
            Value::Set(set) => {
                // Unknown items may turn out to be equal to others, and those of one cause are one
                // here though they may differ.
                let known = |item: &&Value<'_>| !matches!(item, Value::Unknown(_));
                let sure = set.items().iter().filter(known).count();
                if sure == set.len() {
                    return exact(count(sure));
                }
                Some((count(sure.max(1)), i64::MAX))
            }
            Value::Unknown(unknown) => {
                let hint = self.hint(unknown)?;
                let least = match hint.part {
                    Some(Value::Array(array)) if matches!(*hint.ty, Type::Set(_)) => {
                        array.least().min(1)
                    }
                    Some(Value::Array(array)) => array.least(),
                    Some(Value::Object(object)) => object.len(),
                    _ => return hint.bounds,
                };
                let (low, high) = hint.bounds.unwrap_or((0, i64::MAX));
                Some((low.max(count(least)), high))
            }
            _ => None,
        }
    }

    /// The length of a collection that is not known, of which the bounds are.
    pub(super) fn length_of(&self, unknown: &'a Unknown<'a>) -> Value<'a> {
        let bounds = self.bounds_of(Value::Unknown(unknown));
        match (bounds, self.made(unknown, Type::Number)) {
            (Some((low, high)), _) if low == high => Value::Int(low),
            (Some(_), Value::Unknown(length)) => self.noted(length, |hint| hint.bounds = bounds),
            (_, length) => length,
        }
    }

    /// The length of a set in which something is not known.
    pub(super) fn length_of_set(&self, set: Value<'a>, unknown: &'a Unknown<'a>) -> Value<'a> {
        let bounds = self.bounds_of(set);
        match self.made(unknown, Type::Number) {
            Value::Unknown(length) => self.noted(length, |hint| hint.bounds = bounds),
            known => known,
        }
    }

    /// One of two collections, with the bounds of both; both have one type.
    pub(super) fn with_bounds(
        &self,
        value: Value<'a>,
        one: Value<'a>,
        other: Value<'a>,
    ) -> Value<'a> {
        let (Some(a), Some(b)) = (self.bounds_of(one), self.bounds_of(other)) else { return value };
        let Value::Unknown(unknown) = value else { return value };
        let is_typed = self.hint(unknown).is_some_and(|hint| {
            hint.not_null && matches!(*hint.ty, Type::List(_) | Type::Set(_) | Type::Map(_))
        });
        if !is_typed {
            return value;
        }
        self.noted(unknown, |hint| hint.bounds = Some((a.0.min(b.0), a.1.max(b.1))))
    }

    /// The answer of a comparison of numbers that their bounds decide.
    pub(super) fn decided(&self, op: BinaryOp, left: Value<'a>, right: Value<'a>) -> Option<bool> {
        let is_number = |value: Value<'a>| match value {
            Value::Int(_) => true,
            Value::Unknown(unknown) => self
                .hint(unknown)
                .is_some_and(|hint| hint.not_null && matches!(*hint.ty, Type::Number)),
            _ => false,
        };
        if !is_number(left) || !is_number(right) {
            return None;
        }
        let ((low, high), (least, most)) = (self.bounds_of(left)?, self.bounds_of(right)?);
        let (below, above) = (high < least, low > most);
        let (not_above, not_below) = (high <= least, low >= most);
        let answer = |yes: bool, no: bool| (yes || no).then_some(yes);
        match op {
            BinaryOp::Less => answer(below, not_below),
            BinaryOp::LessOrEqual => answer(not_above, above),
            BinaryOp::Greater => answer(above, not_above),
            BinaryOp::GreaterOrEqual => answer(not_below, below),
            BinaryOp::Equal => answer(false, below || above),
            BinaryOp::NotEqual => answer(below || above, false),
            _ => None,
        }
    }
}
