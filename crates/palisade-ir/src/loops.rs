//! The machine: iterations over arrays and objects.

use crate::ir::Loop;
use crate::truth::Truth;
use crate::{Eval, ExprId, FaultKind, Quantifier, Recorder, Slot, Stop, Vm};
use bumpalo::collections::Vec as BumpVec;
use palisade_value::{Array, ObjectBuilder, Unknown, Value};

/// Why it is not known whether there is an item at a position: it stands for any number of them.
pub(crate) fn perhaps_there<'e>(range: Value<'e>, at: usize) -> Option<&'e Unknown<'e>> {
    let Value::Array(array) = range else { return None };
    array.rest().filter(|_| matches!(array.items().get(at), Some(Value::Unknown(_))))
}

impl<'e, R: Recorder<'e>> Vm<'e, R> {
    /// What a loop goes over.
    #[inline]
    pub(crate) fn range(&mut self, id: ExprId, parts: &Loop) -> Eval<'e> {
        match self.eval(parts.range)? {
            range @ (Value::Array(_) | Value::Object(_) | Value::Set(_)) => Ok(range),
            unknown @ Value::Unknown(_) => Ok(unknown),
            range => Err(self.no_overload(id, "a macro over a collection", &[range])),
        }
    }

    /// A loop that gives a collection.
    #[inline(never)]
    pub(crate) fn iterate(&mut self, id: ExprId, parts: &Loop) -> Eval<'e> {
        match self.range(id, parts)? {
            unknown @ Value::Unknown(_) => Ok(unknown),
            range => self.transform(id, parts, range),
        }
    }

    /// Sets the registers of an iteration; false behind the last one.
    #[inline]
    pub(crate) fn bind(
        &mut self,
        range: Value<'e>,
        at: usize,
        key_slot: Option<Slot>,
        value_slot: Option<Slot>,
        keys_alone: bool,
    ) -> bool {
        let index = Value::Int(i64::try_from(at).unwrap_or(i64::MAX));
        let (key, value, origin) = match range {
            Value::Array(array) => match array.items().get(at) {
                Some(value) => (index, *value, array.origin(at)),
                None => return false,
            },
            Value::Object(object) => match object.entries().get(at) {
                Some((key, value)) => {
                    (*key, if keys_alone { *key } else { *value }, object.origin(at))
                }
                None => return false,
            },
            Value::Set(set) => match set.items().get(at) {
                Some(value) => (*value, *value, None),
                None => return false,
            },
            _ => return false,
        };
        if let Some(slot) = key_slot {
            self.set(slot, key);
        }
        if let Some(slot) = value_slot {
            self.set(slot, value);
        }
        if R::ON {
            self.recorder.iteration(key, origin);
        }
        true
    }

    /// Begins an iteration: nothing is known of its element.
    #[inline]
    pub(crate) fn begin(&mut self, parts: &Loop) -> Result<(), Stop<'e>> {
        for place in parts.places.0..parts.places.1 {
            self.places[place as usize] = None;
        }
        self.tick()
    }

    #[inline(never)]
    fn transform(&mut self, id: ExprId, parts: &Loop, range: Value<'e>) -> Eval<'e> {
        let list = parts.quantifier == Quantifier::List;
        let mut items = BumpVec::new_in(self.arena.bump());
        let mut object = ObjectBuilder::new();
        let mut rest = None;
        let mut at = 0;
        while self.bind(range, at, parts.key, parts.value, parts.key.is_none()) {
            let key = match range {
                Value::Object(o) => o.entries()[at].0,
                _ => Value::Int(i64::try_from(at).unwrap_or(i64::MAX)),
            };
            self.begin(parts)?;
            let result = self.transform_one(id, parts);
            if R::ON {
                self.recorder.iteration_end();
            }
            let there = perhaps_there(range, at);
            at += 1;
            let value = match result? {
                Some(Value::Unknown(unknown)) if parts.condition.is_some() && !list => {
                    return Ok(Value::Unknown(unknown));
                }
                Some(Value::Unknown(unknown)) if parts.condition.is_some() => {
                    // It may be the item that is unknown, or whether it belongs to the result.
                    rest = rest.or(Some(unknown));
                    Value::Unknown(unknown)
                }
                Some(_) if there.is_some() => {
                    rest = rest.or(there);
                    there.map_or(Value::Null, Value::Unknown)
                }
                Some(value) => value,
                None => continue,
            };
            self.charge(48)?;
            match parts.quantifier {
                Quantifier::List => items.push(value),
                Quantifier::Map => object.insert(key, value),
                _ => match value {
                    Value::Object(entries) => {
                        for (key, value) in entries.entries() {
                            if object.contains(key) {
                                let message = format!("the key {key:?} is made twice");
                                return Err(self.fault(id, FaultKind::Conflict, &message));
                            }
                            object.insert(*key, *value);
                        }
                    }
                    Value::Unknown(_) => return Ok(value),
                    other => return Err(self.no_overload(id, "transformMapEntry", &[other])),
                },
            }
        }
        if list {
            let made = Array::new(items.into_bump_slice());
            let made = rest.map_or(made, |rest| made.unbounded(rest));
            return self.bounded(Value::Array(self.arena.alloc(made)));
        }
        let object = object.finish(self.arena);
        self.bounded(object)
    }

    /// The step of one iteration; none where the condition is false. Whether an element belongs
    /// to the result being unknown, an unknown stands in its place.
    fn transform_one(&mut self, id: ExprId, parts: &Loop) -> Result<Option<Value<'e>>, Stop<'e>> {
        if let Some(condition) = parts.condition {
            match self.truth(condition) {
                Truth::Yes => {}
                Truth::No => return Ok(None),
                Truth::Open => match self.open? {
                    unknown @ Value::Unknown(_) => return Ok(Some(unknown)),
                    other => return Err(self.no_overload(id, "a condition", &[other])),
                },
            }
        }
        match (parts.step, parts.value) {
            (Some(step), _) => self.eval(step).map(Some),
            (None, Some(slot)) => Ok(Some(self.slot(slot))),
            (None, None) => Ok(Some(Value::Null)),
        }
    }
}
