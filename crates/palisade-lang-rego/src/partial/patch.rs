//! The symbolic interpreter: documents with parts replaced or joined.

use super::machine::{Alt, Alts, Failed, Flow, Frame, Machine, Mock, Sink, one, set_mock, under};
use super::sym::{Cond, Part, Patched, Shape, Sym};
use palisade_ir::{BlockId, ExprId, Op, Override};
use palisade_source::Location;
use palisade_value::Value;
use std::rc::Rc;

impl<'e> Machine<'_, 'e> {
    pub(super) fn with(
        &mut self,
        overrides: &[Override],
        block: BlockId,
        frame: &mut Frame<'e>,
        cond: &Cond<'e>,
        sink: &mut Sink<'e>,
    ) -> Result<Flow, Failed> {
        let list: Vec<ExprId> = overrides
            .iter()
            .filter_map(|o| match o {
                Override::Document(_, _, expr) | Override::Value(_, expr) => Some(*expr),
                _ => None,
            })
            .collect();
        for (own, values) in self.product(&list, frame)? {
            let mut next = self.here.clone();
            let mut all = vec![cond.clone(), own];
            let mut values = values.into_iter().zip(&list);
            for one in overrides {
                match one {
                    Override::Document(root, path, _) => {
                        let Some((value, id)) = values.next() else { continue };
                        let at = self.at(*id);
                        all.push(Cond::defined(&value, at));
                        let keys: Vec<Value<'e>> =
                            path.iter().map(|c| self.program.constant(*c)).collect();
                        if let Some(slot) = next.roots.get_mut(usize::from(root.0)) {
                            *slot = Some(self.patched(slot.as_ref(), &keys, value, at)?);
                        }
                    }
                    Override::Mark(mock) => set_mock(&mut next, mock.0, Mock::Document),
                    Override::Value(mock, _) => {
                        let Some((value, id)) = values.next() else { continue };
                        all.push(Cond::defined(&value, self.at(*id)));
                        set_mock(&mut next, mock.0, Mock::Value(value));
                    }
                    Override::Function(mock, func) => {
                        set_mock(&mut next, mock.0, Mock::Function(*func));
                    }
                }
            }
            let outer = std::mem::replace(&mut self.here, next);
            self.outside.push(outer);
            let flow = self.block(block, frame, Cond::all(all), sink);
            if let Some(outer) = self.outside.pop() {
                self.here = outer;
            }
            if flow? == Flow::Enough {
                return Ok(Flow::Enough);
            }
        }
        Ok(Flow::On)
    }

    /// A document with something else at a path.
    fn patched(
        &mut self,
        base: Option<&Sym<'e>>,
        path: &[Value<'e>],
        value: Sym<'e>,
        at: Option<Location>,
    ) -> Result<Sym<'e>, Failed> {
        let Some((key, rest)) = path.split_first() else { return Ok(value) };
        let fixed = |pairs: &[(Sym<'e>, Sym<'e>)]| pairs.iter().all(|(k, _)| k.known().is_some());
        let mut pairs: Vec<(Sym<'e>, Sym<'e>)> = match base {
            Some(Sym::Known(Value::Object(object))) => {
                object.entries().iter().map(|(k, v)| (Sym::Known(*k), Sym::Known(*v))).collect()
            }
            Some(Sym::Object(pairs)) if fixed(pairs) => pairs.to_vec(),
            None | Some(Sym::Known(_) | Sym::Array(_) | Sym::Set(_)) => Vec::new(),
            Some(other) => {
                let value = if rest.is_empty() {
                    value
                } else {
                    let mut found = self.index(other, &Sym::Known(*key), at)?;
                    let under = match (found.len(), found.pop()) {
                        (_, None) => None,
                        (1, Some(Alt { cond: Cond::True, value })) => Some(value),
                        (..) => Some(Sym::get(other.clone(), Sym::Known(*key))),
                    };
                    self.patched(under.as_ref(), rest, value, at)?
                };
                let base = Some(other.clone());
                return Ok(Sym::Patched(Rc::new(Patched { base, key: *key, value })));
            }
        };
        let found = pairs.iter().position(|(k, _)| k.known().is_some_and(|k| k.same(key)));
        let before = found.and_then(|n| pairs.get(n)).map(|(_, v)| v.clone());
        let inner = self.patched(before.as_ref(), rest, value, at)?;
        match found.and_then(|n| pairs.get_mut(n)) {
            Some(pair) => pair.1 = inner,
            None => pairs.push((Sym::Known(*key), inner)),
        }
        if !pairs.iter().any(|(_, v)| matches!(v, Sym::Patched(_))) {
            return Ok(self.object(pairs.into_iter().flat_map(|(k, v)| [k, v]).collect()));
        }
        Ok(Sym::Object(Rc::new(pairs)))
    }

    /// What stands at a key of a document of which one key is replaced.
    pub(super) fn below_patched(
        &mut self,
        parts: &Patched<'e>,
        key: &Sym<'e>,
        at: Option<Location>,
    ) -> Result<Alts<'e>, Failed> {
        let name = Sym::Known(parts.key);
        if let Sym::Known(known) = key
            && known.same(&parts.key)
        {
            return Ok(one(parts.value.clone()));
        }
        let mut all = Vec::new();
        let (mut same, mut other) = (Cond::False, Cond::True);
        if key.known().is_none() {
            same = self.compare(Op::Eq, key, &name, at);
            other = self.compare(Op::Ne, key, &name, at);
        }
        let settled = self.settled(parts.value.clone(), at);
        under(&same, settled, &mut all);
        if let Some(base) = &parts.base {
            // What was no object is not there any more; texts lead nowhere in anything else.
            if !matches!(key, Sym::Known(Value::Str(_))) {
                other = Cond::all([other, self.is_object(base, at)]);
            }
            let rest = self.index(base, key, at)?;
            under(&other, rest, &mut all);
        }
        Ok(all)
    }

    /// A value without replaced parts in it: as objects, under the conditions that it hangs on.
    pub(super) fn settled(&mut self, value: Sym<'e>, at: Option<Location>) -> Alts<'e> {
        if let Sym::Object(pairs) = &value
            && pairs.iter().any(|(_, v)| matches!(v, Sym::Patched(_)))
        {
            let mut all: Vec<(Cond<'e>, Vec<Sym<'e>>)> = vec![(Cond::True, Vec::new())];
            for (key, value) in pairs.iter() {
                let settled = self.settled(value.clone(), at);
                all = all
                    .iter()
                    .flat_map(|(cond, flat)| {
                        settled.iter().map(|alt| {
                            let mut flat = flat.clone();
                            flat.extend([key.clone(), alt.value.clone()]);
                            (Cond::all([cond.clone(), alt.cond.clone()]), flat)
                        })
                    })
                    .collect();
            }
            return all
                .into_iter()
                .map(|(cond, flat)| Alt { cond, value: self.object(flat) })
                .collect();
        }
        let Sym::Patched(parts) = &value else { return one(value) };
        let mut all = Vec::new();
        for new in self.settled(parts.value.clone(), at) {
            let alone = self.object(vec![Sym::Known(parts.key), new.value]);
            let Some(base) = &parts.base else {
                all.push(Alt { cond: new.cond, value: alone });
                continue;
            };
            for base in self.settled(base.clone(), at) {
                let cond = Cond::all([new.cond.clone(), base.cond]);
                let is = self.is_object(&base.value, at);
                let keys = Value::array(self.arena, &[parts.key]);
                let less = builtin("object.remove", vec![base.value, Sym::Known(keys)]);
                let whole =
                    less.and_then(|less| builtin("object.union", vec![less, alone.clone()]));
                if let Some(value) = whole {
                    all.push(Alt { cond: Cond::all([cond.clone(), is.clone()]), value });
                }
                all.push(Alt { cond: Cond::all([cond, is.not()]), value: alone.clone() });
            }
        }
        all.retain(|a| !matches!(a.cond, Cond::False));
        all
    }

    /// When a value is an object.
    fn is_object(&mut self, value: &Sym<'e>, at: Option<Location>) -> Cond<'e> {
        match value {
            Sym::Known(Value::Object(_)) | Sym::Object(_) | Sym::Patched(_) => Cond::True,
            Sym::Known(_) | Sym::Array(_) | Sym::Set(_) => Cond::False,
            Sym::Gathered(inner) if inner.shape == Shape::Object => Cond::True,
            Sym::Gathered(_) => Cond::False,
            Sym::Call(builtin, _) if builtin.name == "object.union" => Cond::defined(value, at),
            other => match builtin("is_object", vec![other.clone()]) {
                Some(test) => self.holds(&test, at),
                None => Cond::False,
            },
        }
    }

    /// Documents and the rules' documents on top of them: what both set stays as the document has
    /// it, but that objects are joined.
    pub(super) fn merged(
        &mut self,
        base: &Sym<'e>,
        rules: &Sym<'e>,
        at: Option<Location>,
    ) -> Result<Alts<'e>, Failed> {
        if let Sym::Known(Value::Object(below)) = base {
            if below.is_empty() {
                return Ok(one(rules.clone()));
            }
            let part = |(key, value): &(Value<'e>, Value<'e>)| Part {
                cond: Cond::True,
                key: Some(Sym::Known(*key)),
                value: Sym::Known(*value),
            };
            let mut parts: Vec<Part<'e>> = below.entries().iter().map(part).collect();
            let above = match rules {
                Sym::Gathered(inner) if inner.shape == Shape::Object => self.instance(inner),
                Sym::Object(pairs) => pairs
                    .iter()
                    .map(|(k, v)| Part { cond: Cond::True, key: Some(k.clone()), value: v.clone() })
                    .collect(),
                _ => Vec::new(),
            };
            let apart = above.iter().all(|part| {
                let key = part.key.as_ref().and_then(Sym::known);
                key.is_some_and(|key| below.get(&key).is_none())
            });
            if apart && !above.is_empty() {
                parts.extend(above);
                return Ok(one(self.collect(Shape::Object, parts, at)?));
            }
        }
        let both = Cond::all([self.is_object(base, at), self.is_object(rules, at)]);
        let mut all = Vec::new();
        if let Some(value) = builtin("object.union", vec![rules.clone(), base.clone()]) {
            all.push(Alt { cond: both.clone(), value });
        }
        let there = Cond::defined(base, at);
        all.push(Alt { cond: Cond::all([there, both.not()]), value: base.clone() });
        all.retain(|a| !matches!(a.cond, Cond::False));
        Ok(all)
    }
}

/// A call of a builtin that is always there.
fn builtin<'e>(name: &str, arguments: Vec<Sym<'e>>) -> Option<Sym<'e>> {
    let declared = palisade_builtins::opa::find(name)?;
    Some(Sym::Call(&declared.builtin, Rc::new(arguments)))
}
