//! Steps into a value: attributes, indices, splats.

use palisade_hcl::{Step, StepKind};
use palisade_source::did_you_mean;
use palisade_value::{Object, Origin, OriginKind, Unknown, UnknownKind, Value};

use super::expr::{entries_of, may_be_null};
use super::reference::Place;
use super::{Env, Evaluator, Mark, Problem};
use crate::attributes;
use crate::types::{Type, article};
use std::rc::Rc;

impl<'a, 's> Evaluator<'a, 's, '_> {
    /// Follows steps from a value, and where the value at the end was set.
    pub(super) fn steps(
        &mut self,
        value: Value<'a>,
        origin: Option<Origin<'a>>,
        steps: &[Step<'s>],
        env: &Env<'_, 'a>,
    ) -> Result<Place<'a>, Box<Problem>> {
        let (mut value, mut origin) = (value, origin);
        for step in steps {
            let (next, slot) = match &step.kind {
                StepKind::Attribute(name) => self.attribute_of(value, name)?,
                StepKind::LegacyIndex(digits) => {
                    let index: i64 =
                        digits.parse().map_err(|_| Problem::new("an index is too large"))?;
                    self.index(value, Value::Int(index))?
                }
                StepKind::Index(index) => {
                    let index = self.eval(index, env)?;
                    self.index(value, index)?
                }
                StepKind::AttributeSplat(below) | StepKind::FullSplat(below) => {
                    (self.splat(value, below, env)?, None)
                }
            };
            origin = deeper(self, origin, slot, step);
            value = next;
        }
        Ok((value, origin))
    }

    /// What an attribute that is not written will be, if the object stands for a resource.
    pub(super) fn made_later(&self, object: &'a Object<'a>, name: &str) -> Option<Value<'a>> {
        let mark = self.marks.get(&std::ptr::from_ref(object).addr())?;
        let kind = mark.address.split(['.', '[']).nth(usize::from(mark.data)).unwrap_or("");
        if attributes::has(kind, mark.data, name) == Some(false) {
            return None;
        }
        Some(self.later(mark, name))
    }

    /// The resource that an object stands for as a whole.
    pub(super) fn stands_for(
        &self,
        value: Value<'a>,
    ) -> Option<(&'a str, bool, palisade_source::Location)> {
        let mark = self.marks.get(&std::ptr::from_ref(value.as_object()?).addr())?;
        Some((mark.address, mark.data, mark.location))
    }

    /// An attribute that is not written, of a type that is known for some.
    pub(super) fn later(&self, mark: &Mark<'a>, name: &str) -> Value<'a> {
        let Mark { address, data, location, .. } = *mark;
        let kind = if data { UnknownKind::DataSource } else { UnknownKind::AfterApply };
        let value = self.unknown(kind, &format!("{address}.{name}"), Some(location));
        let resource = address.split(['.', '[']).nth(usize::from(data)).unwrap_or("");
        let value = match (value, attributes::type_of(resource, data, name)) {
            (Value::Unknown(unknown), Some((ty, not_null))) => {
                self.typed(unknown, Rc::new(ty), not_null)
            }
            (value, _) => value,
        };
        self.note_subject(mark, name, value);
        value
    }

    fn attribute_of(&mut self, value: Value<'a>, name: &str) -> Result<Place<'a>, Box<Problem>> {
        match value {
            Value::Unknown(unknown) => {
                if let Some(found) = self.known_at(unknown, Value::Str(self.arena.alloc_str(name)))
                {
                    return Ok(found);
                }
                let part = self.unknown_attribute(unknown, name)?;
                Ok((self.with_null(part, may_hold_null(unknown)), None))
            }
            Value::Object(object) => match object.position(&Value::Str(name)) {
                Some(at) => {
                    let value = object.entries()[at].1;
                    let mark = self.marks.get(&std::ptr::from_ref(object).addr());
                    let value = mark.map_or(value, |mark| self.as_attribute(mark, name, value));
                    Ok((value, object.origin(at).copied()))
                }
                None => match self.made_later(object, name) {
                    Some(unknown) => Ok((unknown, None)),
                    None => {
                        let keys = object.entries().iter().filter_map(|(key, _)| key.as_str());
                        Err(Problem::new(format!("there is no attribute `{name}`"))
                            .help(did_you_mean(name, keys)))
                    }
                },
            },
            Value::Null => Err(Problem::new(format!("null has no attribute `{name}`"))),
            other => Err(Problem::new(format!("{} has no attribute `{name}`", article(other)))),
        }
    }

    /// One item of a collection.
    pub(super) fn index(
        &mut self,
        value: Value<'a>,
        index: Value<'a>,
    ) -> Result<Place<'a>, Box<Problem>> {
        if let Value::Unknown(unknown) = value
            && let Some(found) = self.known_at(unknown, index)
        {
            return Ok(found);
        }
        if let Some(unknown) = value.as_unknown().or(index.as_unknown()) {
            self.unsure = self.unsure.or(Some(unknown));
        }
        if let Value::Unknown(unknown) = value {
            let part = self.unknown_item(unknown, index)?;
            return Ok((self.with_null(part, may_hold_null(unknown)), None));
        }
        if let Value::Unknown(unknown) = index {
            let nullable = match value {
                Value::Array(array) => array.items().iter().any(|item| may_be_null(*item)),
                Value::Object(object) => object.entries().iter().any(|(_, v)| may_be_null(*v)),
                _ => false,
            };
            return Ok((self.with_null(self.plain(unknown), nullable), None));
        }
        match value {
            Value::Array(array) => {
                let number = crate::types::to_number(self.arena, index)
                    .map_err(|misfit| Problem::new(misfit.to_string()))?;
                let at = number.as_i64().and_then(|n| usize::try_from(n).ok());
                let found = at.and_then(|at| Some((at, *array.items().get(at)?)));
                let Some((at, item)) = found else {
                    let mut text = String::new();
                    palisade_value::write_json(&mut text, index);
                    let count = array.len();
                    return Err(Problem::new(format!(
                        "there is no item {text} in a list of {count}"
                    )));
                };
                Ok((item, array.origin(at).copied()))
            }
            Value::Object(_) => {
                let key = crate::types::to_text(self.arena, index)
                    .map_err(|misfit| Problem::new(misfit.to_string()))?;
                self.attribute_of(value, key)
            }
            Value::Null => Err(Problem::new("null has no items")),
            other => Err(Problem::new(format!("{} has no items by index", article(other)))),
        }
    }

    /// A splat of a value that is not known: what is below it must be there in its items.
    fn unknown_splat(
        &mut self,
        unknown: &'a palisade_value::Unknown<'a>,
        below: &[Step<'s>],
        env: &Env<'_, 'a>,
    ) -> Result<Value<'a>, Box<Problem>> {
        let whole = self.unknown_items(unknown, below, env)?;
        let known = self
            .known_entries(unknown)
            .filter(|_| matches!(self.known_part(Value::Unknown(unknown)), Some(Value::Array(_))));
        let Some(known) = known else { return Ok(whole) };
        let mut slots = Vec::with_capacity(known.len());
        for (_, item, origin) in known {
            slots.push(self.steps(item, origin, below, env)?);
        }
        let part = self.listed(slots, unknown, false);
        Ok(self.with_part(whole, part))
    }

    fn unknown_items(
        &mut self,
        unknown: &'a palisade_value::Unknown<'a>,
        below: &[Step<'s>],
        env: &Env<'_, 'a>,
    ) -> Result<Value<'a>, Box<Problem>> {
        let Some(hint) = self.hint(unknown) else { return Ok(self.plain(unknown)) };
        let item = |this: &Self, ty: &Type<'a>| this.typed(unknown, Rc::new(ty.clone()), false);
        match &*hint.ty {
            Type::Any => Ok(self.plain(unknown)),
            Type::List(ty) | Type::Set(ty) => {
                let item = item(self, ty);
                let (item, _) = self.steps(item, None, below, env)?;
                let below = item.as_unknown().and_then(|item| self.hint(item));
                let ty = below.map_or(Type::Any, |hint| (*hint.ty).clone());
                Ok(self.made(unknown, Type::List(Box::new(ty))))
            }
            Type::Tuple(types) if hint.not_null => {
                let items: Vec<Value<'a>> = types.iter().map(|ty| item(self, ty)).collect();
                let array = Value::array(self.arena, &items);
                self.splat(array, below, env)
            }
            Type::Tuple(_) => Ok(self.plain(unknown)),
            _ => {
                let (one, _) = self.steps(Value::Unknown(unknown), None, below, env)?;
                match hint.not_null {
                    true => Ok(Value::array(self.arena, &[one])),
                    // Null has no items.
                    false => Ok(self.plain(unknown)),
                }
            }
        }
    }

    fn splat(
        &mut self,
        value: Value<'a>,
        below: &[Step<'s>],
        env: &Env<'_, 'a>,
    ) -> Result<Value<'a>, Box<Problem>> {
        // All instances of a resource may ask for the same of all instances of another one.
        let place = match value {
            Value::Array(array) if array.len() > FEW && below.iter().all(is_attribute) => {
                Some((std::ptr::from_ref(array).addr(), below.as_ptr().addr()))
            }
            _ => None,
        };
        if let Some(known) = place.and_then(|place| self.splats.get(&place)) {
            return Ok(*known);
        }
        let entries = match value {
            Value::Unknown(unknown) => return self.unknown_splat(unknown, below, env),
            Value::Null => Vec::new(),
            Value::Array(_) | Value::Set(_) => {
                entries_of(self.arena, value).map_err(Problem::new)?.unwrap_or_default()
            }
            one => vec![(Value::Int(0), one, None)],
        };
        let mut items = Vec::with_capacity(entries.len());
        let mut origins = Vec::with_capacity(entries.len());
        self.steps_taken += entries.len() as u64 / 2;
        for (_, item, origin) in entries {
            let (item, origin) = self.steps(item, origin, below, env)?;
            items.push(item);
            origins.extend(origin);
        }
        let (items, origins) = (self.arena.alloc_slice(&items), self.arena.alloc_slice(&origins));
        let array = palisade_value::Array::with_origins(items, origins);
        let made = Value::Array(self.arena.alloc(array));
        if let Some(place) = place {
            self.splats.insert(place, made);
        }
        Ok(made)
    }
}

/// Splats of no more items than this are made anew.
const FEW: usize = 8;

fn is_attribute(step: &Step<'_>) -> bool {
    matches!(step.kind, StepKind::Attribute(_))
}

/// Whether what is in an unknown value may be null: it may be though the value is not.
fn may_hold_null(unknown: &Unknown<'_>) -> bool {
    unknown.nullable || unknown.kind.is_nullable()
}

/// Where a part was set, from where its whole came from and where its slot was written.
fn deeper<'a>(
    evaluator: &Evaluator<'a, '_, '_>,
    whole: Option<Origin<'a>>,
    slot: Option<Origin<'a>>,
    step: &Step<'_>,
) -> Option<Origin<'a>> {
    let (whole, slot) = match (whole, slot) {
        (Some(whole), Some(slot)) => (whole, slot),
        (whole, slot) => return slot.or(whole),
    };
    let name = match step.kind {
        StepKind::Attribute(name) if !whole.name.is_empty() => {
            evaluator.arena.alloc_str(&format!("{}.{name}", whole.name))
        }
        _ => whole.name,
    };
    let inside = whole.location.file == slot.location.file
        && whole.location.span.contains(slot.location.span);
    let kind = if slot.kind == OriginKind::Sensitive { OriginKind::Sensitive } else { whole.kind };
    Some(if inside {
        Origin { location: slot.location, kind, name, sources: slot.sources }
    } else {
        Origin { name, kind, sources: evaluator.arena.alloc_slice(&[slot]), ..whole }
    })
}
