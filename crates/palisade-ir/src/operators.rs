//! The machine: operators of two operands.

use crate::{Eval, ExprId, Op, Recorder, Vm, arithmetic};
use bumpalo::collections::Vec as BumpVec;
use palisade_value::{Equality, Unknown, Value};

impl<'e, R: Recorder<'e>> Vm<'e, R> {
    /// The other operators of two operands.
    #[inline(never)]
    pub(crate) fn binary(&mut self, id: ExprId, op: Op, a: ExprId, b: ExprId) -> Eval<'e> {
        let a = self.eval(a)?;
        let b = self.eval(b)?;
        match op {
            Op::In => self.contains(id, a, b),
            Op::Member => match b {
                Value::Array(_) | Value::Unknown(_) => self.contains(id, a, b),
                Value::Set(set) => {
                    // Unknown items stand last.
                    let open = matches!(set.items().last(), Some(Value::Unknown(_)));
                    let plain = matches!(a, Value::Str(_) | Value::Bool(_) | Value::Int(_));
                    if open || !plain {
                        return self.contains(id, a, b);
                    }
                    Ok(Value::Bool(set.contains(&a)))
                }
                Value::Object(object) => {
                    let values = object.entries().iter().map(|(_, v)| *v);
                    let values = BumpVec::from_iter_in(values, self.arena.bump());
                    let values = palisade_value::Array::new(values.into_bump_slice());
                    self.contains(id, a, Value::Array(self.arena.alloc(values)))
                }
                _ => Ok(Value::Bool(false)),
            },
            _ => self.ordered_or_computed(id, op, a, b),
        }
    }

    /// What is made of an unknown: it hangs on the same, but what is known of a text is not known
    /// of what was made of it.
    pub(crate) fn of_unknown(&self, unknown: &'e Unknown<'e>) -> Value<'e> {
        match unknown.partial {
            Some(_) => Value::unknown(self.arena, Unknown { partial: None, ..*unknown }),
            None => Value::Unknown(unknown),
        }
    }

    /// The operators but for equality and membership.
    #[inline(never)]
    pub(crate) fn ordered_or_computed(
        &mut self,
        id: ExprId,
        op: Op,
        a: Value<'e>,
        b: Value<'e>,
    ) -> Eval<'e> {
        if let (Value::Unknown(unknown), _) | (_, Value::Unknown(unknown)) = (a, b) {
            if op == Op::Add
                && let (Some(front), Some(behind)) = (known_text(a), known_text(b))
            {
                self.charge(front.len() + behind.len())?;
                let partial = Some(self.arena.alloc_str(&format!("{front}{behind}")));
                return Ok(Value::unknown(self.arena, Unknown { partial, ..*unknown }));
            }
            return Ok(self.of_unknown(unknown));
        }
        match op {
            Op::Lt | Op::Le | Op::Gt | Op::Ge => match arithmetic::compare(op, a, b) {
                Some(result) => Ok(Value::Bool(result)),
                None => {
                    let name = match op {
                        Op::Lt => "<",
                        Op::Le => "<=",
                        Op::Gt => ">",
                        _ => ">=",
                    };
                    Err(self.no_overload(id, name, &[a, b]))
                }
            },
            Op::TotalLt => Ok(Value::Bool(a.order(&b).is_lt())),
            Op::TotalLe => Ok(Value::Bool(a.order(&b).is_le())),
            Op::TotalGt => Ok(Value::Bool(a.order(&b).is_gt())),
            Op::TotalGe => Ok(Value::Bool(a.order(&b).is_ge())),
            _ => {
                if op == Op::Add || op == Op::ExactSub {
                    self.charge(arithmetic::size(a) + arithmetic::size(b))?;
                }
                arithmetic::binary(self.arena, op, a, b).unwrap_or_else(|kind| {
                    if op.is_exact() {
                        return self.exact_fault(id, kind, op, a, b);
                    }
                    let name = match op {
                        Op::Add | Op::ExactAdd => "+",
                        Op::Sub | Op::ExactSub => "-",
                        Op::Mul | Op::ExactMul => "*",
                        Op::Div | Op::ExactDiv => "/",
                        _ => "%",
                    };
                    Err(self.arithmetic_fault(id, kind, name, &[a, b]))
                })
            }
        }
    }

    #[inline(never)]
    pub(crate) fn contains(
        &mut self,
        id: ExprId,
        item: Value<'e>,
        collection: Value<'e>,
    ) -> Eval<'e> {
        let items = match collection {
            Value::Unknown(_) => return Ok(collection),
            Value::Object(object) => {
                if let Value::Unknown(_) = item {
                    return Ok(if object.is_empty() { Value::Bool(false) } else { item });
                }
                let at = object.position(&item);
                if R::ON {
                    let value = at.map(|at| object.entries()[at].1);
                    self.recorder.read(item, value, at.and_then(|at| object.origin(at)));
                }
                let value = at.and_then(|at| object.entries().get(at)).map(|(_, value)| *value);
                return Ok(match (value, object.missing()) {
                    (None, Some(missing)) => Value::Unknown(missing),
                    // What is null is not there.
                    (Some(unknown @ Value::Unknown(u)), _) if u.nullable => unknown,
                    (value, _) => Value::Bool(value.is_some()),
                });
            }
            Value::Array(array) => array.items(),
            Value::Set(set) => set.items(),
            _ => return Err(self.no_overload(id, "in", &[item, collection])),
        };
        let mut unknown = None;
        for (at, candidate) in items.iter().enumerate() {
            let equality = match (&item, candidate) {
                (Value::Str(x), Value::Str(y)) if x == y => Equality::Equal,
                (Value::Str(_), Value::Str(_)) => Equality::Different,
                _ => item.equals(candidate),
            };
            match equality {
                Equality::Equal => {
                    if R::ON
                        && let Value::Array(array) = collection
                    {
                        let key = i64::try_from(at).unwrap_or(i64::MAX);
                        self.recorder.read(Value::Int(key), Some(*candidate), array.origin(at));
                    }
                    return Ok(Value::Bool(true));
                }
                Equality::Unknown(u) => unknown = unknown.or(Some(u)),
                Equality::Different => {}
            }
        }
        Ok(unknown.map_or(Value::Bool(false), Value::Unknown))
    }
}

/// A text, or what is known of one.
fn known_text<'e>(value: Value<'e>) -> Option<&'e str> {
    match value {
        Value::Str(text) => Some(text),
        Value::Unknown(unknown) => unknown.partial,
        _ => None,
    }
}
