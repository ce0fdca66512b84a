//! The symbolic interpreter: lookups, operators, functions, collections.

use super::machine::{Alt, Alts, Failed, Machine, gathered, one, truth};
use super::sym::{Base, Cond, Part, Shape, Sym, comparison, turned};
use palisade_ir::{Builtin, CallContext, Op, Stop, exact_arithmetic};
use palisade_source::{Diagnostic, Location};
use palisade_value::{ObjectBuilder, Value};
use std::rc::Rc;

impl<'e> Machine<'_, 'e> {
    /// What stands at a key.
    pub(super) fn index(
        &mut self,
        base: &Sym<'e>,
        key: &Sym<'e>,
        at: Option<Location>,
    ) -> Result<Alts<'e>, Failed> {
        let rest = || one(Sym::get(base.clone(), key.clone()));
        Ok(match (base, key) {
            (Sym::Known(base), Sym::Known(key)) => {
                element(*base, key).map_or_else(Vec::new, |v| one(Sym::Known(v)))
            }
            (Sym::Known(Value::Set(set)), _) if set.is_empty() => Vec::new(),
            (Sym::Known(Value::Set(_)), _) => {
                let cond = self.compare(Op::Member, key, base, at);
                vec![Alt { cond, value: key.clone() }]
            }
            (Sym::Known(_), _) => {
                let pairs = pairs_of(base);
                if pairs.len() > self.given.limits.alternatives {
                    return Ok(rest());
                }
                let mut all = Vec::with_capacity(pairs.len());
                for (k, value) in pairs {
                    let cond = self.compare(Op::Eq, key, &k, at);
                    all.push(Alt { cond, value });
                }
                all
            }
            (Sym::Base(_) | Sym::Ref(_), _) => {
                let whole = Sym::get(base.clone(), key.clone());
                match self.document(&whole) {
                    Some(Some(value)) => one(Sym::Known(value)),
                    Some(None) => Vec::new(),
                    None => one(whole),
                }
            }
            (Sym::Array(items), Sym::Known(key)) => {
                let at = key.as_i64().and_then(|k| usize::try_from(k).ok());
                at.and_then(|at| items.get(at)).cloned().map_or_else(Vec::new, one)
            }
            (Sym::Set(items), _) => {
                let same: Vec<_> = items.iter().map(|i| self.compare(Op::Eq, i, key, at)).collect();
                vec![Alt { cond: Cond::any(same), value: key.clone() }]
            }
            (Sym::Array(_) | Sym::Object(_), _) => pairs_of(base)
                .into_iter()
                .map(|(k, value)| Alt { cond: self.compare(Op::Eq, &k, key, at), value })
                .collect(),
            (Sym::Gathered(inner), _) => match inner.shape {
                Shape::Array => rest(),
                Shape::Set => {
                    let cond = self.compare(Op::Member, key, base, at);
                    vec![Alt { cond: self.once(cond, at), value: key.clone() }]
                }
                Shape::Object if self.exact => rest(),
                Shape::Object => self
                    .instance(inner)
                    .into_iter()
                    .filter_map(|part| {
                        let same = self.compare(Op::Eq, &part.key?, key, at);
                        Some(Alt { cond: Cond::all([part.cond, same]), value: part.value })
                    })
                    .collect(),
            },
            (Sym::Patched(parts), _) => self.below_patched(parts, key, at)?,
            (Sym::Op(..) | Sym::Call(..) | Sym::Apply(..), _) => rest(),
        })
        .map(|mut alts: Alts<'e>| {
            alts.retain(|a| !matches!(a.cond, Cond::False));
            alts
        })
    }

    /// What a document has at a path; none where that is not known.
    fn document(&self, path: &Sym<'e>) -> Option<Option<Value<'e>>> {
        let (base, keys) = path.path()?;
        let root = match base {
            Base::Input => self.given.input,
            Base::Data => Some(self.given.data),
            Base::Var(_) => return None,
        };
        let mut names: Vec<&str> = Vec::with_capacity(keys.len());
        for key in &keys {
            match key.known().map(|k| k.as_str()) {
                Some(Some(name)) => names.push(name),
                // A key that is no text leads nowhere in an object of JSON.
                _ => break,
            }
        }
        let (below, above) = self.openness(base, &names);
        if below || above {
            return None;
        }
        let mut at = root;
        for key in keys {
            at = at.and_then(|v| element(v, &key.known()?));
        }
        Some(at)
    }

    /// An operator of two operands.
    pub(super) fn binary(
        &mut self,
        op: Op,
        a: &Sym<'e>,
        b: &Sym<'e>,
        at: Option<Location>,
    ) -> Result<Alts<'e>, Failed> {
        if comparison(op) || op == Op::Member {
            if let (Sym::Known(x), Sym::Known(y)) = (a, b) {
                return Ok(one(Sym::Known(Value::Bool(compared(op, *x, *y)))));
            }
            if let (Sym::Known(_), Some(turned)) = (a, turned(op)) {
                return self.binary(turned, b, a, at);
            }
            let cond = self.compare(op, a, b, at);
            let cond = self.once(cond, at);
            if let Cond::Atom(atom) = &cond
                && let super::sym::AtomKind::Holds(sym @ Sym::Op(..)) = &atom.kind
                && sym.same(&Sym::op(op, a.clone(), b.clone()))
            {
                return Ok(one(sym.clone()));
            }
            let defined = Cond::all([Cond::defined(a, at), Cond::defined(b, at)]);
            return Ok(truth(cond, defined));
        }
        let (Sym::Known(x), Sym::Known(y)) = (a, b) else {
            return Ok(one(Sym::op(op, a.clone(), b.clone())));
        };
        match exact_arithmetic(self.arena, op, *x, *y) {
            Ok(value) => Ok(one(Sym::Known(value))),
            Err(_) if !self.given.strict => Ok(Vec::new()),
            Err(_) => {
                let message = "arithmetic on values that it is not for";
                let mut error = Diagnostic::error("eval-builtin-error", message);
                error.location = at;
                Err(Box::new(error))
            }
        }
    }

    pub(super) fn call_builtin(
        &mut self,
        builtin: &'static Builtin,
        values: Vec<Sym<'e>>,
        soft: bool,
        at: Option<Location>,
    ) -> Result<Alts<'e>, Failed> {
        let known: Option<Vec<Value<'e>>> = values.iter().map(Sym::known).collect();
        if let Some(known) = known
            && (self.given.options.nondeterministic || !super::keep::nondeterministic(builtin))
        {
            return self.run_builtin(builtin, &known, soft, at);
        }
        let size = |items: usize| Value::Int(i64::try_from(items).unwrap_or(i64::MAX));
        let name = builtin.name;
        let yes = |b: bool| Ok(one(Sym::Known(Value::Bool(b))));
        match (name, values.as_slice()) {
            ("rego.object", _) => {
                let there: Vec<_> = values.iter().map(|v| Cond::defined(v, at)).collect();
                let value = self.object(values);
                Ok(vec![Alt { cond: Cond::all(there), value }])
            }
            ("rego.merge", [base, rules]) => self.merged(base, rules, at),
            (
                "rego.collection",
                [Sym::Array(_) | Sym::Set(_) | Sym::Object(_) | Sym::Gathered(_)],
            ) => yes(true),
            ("rego.collection", [value]) => {
                let Some(types) = palisade_builtins::opa::find("type_name") else {
                    return self.unsupported("a test of a type", at);
                };
                let names = ["array", "object", "set"].map(Value::Str);
                let names = Sym::Known(Value::set(self.arena, &names));
                let kind = Sym::Call(&types.builtin, Rc::new(vec![value.clone()]));
                Ok(one(Sym::op(Op::Member, kind, names)))
            }
            ("rego.array_of", [Sym::Array(items), Sym::Known(n)]) => yes(size(items.len()).same(n)),
            ("rego.object_of", [Sym::Object(items), Sym::Known(n)]) => {
                yes(size(items.len()).same(n))
            }
            ("rego.array_of" | "rego.object_of", [value, n]) => {
                let is = if name == "rego.array_of" { "is_array" } else { "is_object" };
                let (Some(is), Some(count)) =
                    (palisade_builtins::opa::find(is), palisade_builtins::opa::find("count"))
                else {
                    return self.unsupported("a pattern", at);
                };
                let of = |b| Sym::Call(b, Rc::new(vec![value.clone()]));
                let is = self.holds(&of(&is.builtin), at);
                let same = self.compare(Op::Eq, &of(&count.builtin), n, at);
                Ok(truth(Cond::all([is, same]), Cond::defined(value, at)))
            }
            ("count", [Sym::Array(items)]) => Ok(one(Sym::Known(size(items.len())))),
            _ => Ok(one(Sym::Call(builtin, Rc::new(values)))),
        }
    }

    fn run_builtin(
        &mut self,
        builtin: &'static Builtin,
        values: &[Value<'e>],
        soft: bool,
        at: Option<Location>,
    ) -> Result<Alts<'e>, Failed> {
        let context = CallContext {
            arena: self.arena,
            cache: &self.cache,
            kept: None,
            location: at,
            now: self.given.now,
        };
        let outside = self.given.world.filter(|_| !builtin.pure);
        let given = outside.and_then(|world| world.call(builtin, &context, values));
        match given.unwrap_or_else(|| (builtin.run)(&context, values)) {
            Ok(value) => Ok(one(Sym::Known(value))),
            Err(Stop::Undefined) => Ok(Vec::new()),
            Err(Stop::Error(_)) if soft && !self.given.strict && !asks(builtin) => Ok(Vec::new()),
            Err(stop) => {
                let problem = crate::workspace::Problem::of(stop);
                let mut error = Diagnostic::error(problem.code.replace('_', "-"), problem.message);
                error.location = problem.location.or(at);
                Err(Box::new(error))
            }
        }
    }

    // Collections.

    pub(super) fn array(&self, items: Vec<Sym<'e>>) -> Sym<'e> {
        match known(&items) {
            Some(values) => Sym::Known(Value::array(self.arena, &values)),
            None => Sym::Array(Rc::new(items)),
        }
    }

    pub(super) fn set(&self, items: Vec<Sym<'e>>) -> Sym<'e> {
        match known(&items) {
            Some(values) => Sym::Known(Value::set(self.arena, &values)),
            None => Sym::Set(Rc::new(items)),
        }
    }

    /// An object of keys and values in turn.
    pub(super) fn object(&self, items: Vec<Sym<'e>>) -> Sym<'e> {
        if let Some(values) = known(&items) {
            let mut builder = ObjectBuilder::with_capacity(values.len() / 2);
            for pair in values.chunks_exact(2) {
                builder.insert(pair[0], pair[1]);
            }
            return Sym::Known(builder.finish(self.arena));
        }
        let mut pairs = Vec::with_capacity(items.len() / 2);
        let mut items = items.into_iter();
        while let (Some(key), Some(value)) = (items.next(), items.next()) {
            pairs.push((key, value));
        }
        Sym::Object(Rc::new(pairs))
    }

    /// What the solutions of a body make together.
    pub(super) fn collect(
        &mut self,
        shape: Shape,
        parts: Vec<Part<'e>>,
        at: Option<Location>,
    ) -> Result<Sym<'e>, Failed> {
        let mut kept: Vec<Part<'e>> = Vec::with_capacity(parts.len());
        for part in parts {
            let twin = if shape == Shape::Array || kept.len() > 64 {
                None
            } else {
                kept.iter_mut().find(|k| {
                    let keys = match (&k.key, &part.key) {
                        (Some(a), Some(b)) => a.same(b),
                        (None, None) => true,
                        _ => false,
                    };
                    keys && k.value.same(&part.value)
                })
            };
            match twin {
                Some(twin) => twin.cond = Cond::any([twin.cond.clone(), part.cond]),
                None => kept.push(part),
            }
        }
        if !kept.iter().all(|p| matches!(p.cond, Cond::True)) {
            return Ok(gathered(shape, kept));
        }
        Ok(match shape {
            Shape::Array => self.array(kept.into_iter().map(|p| p.value).collect()),
            Shape::Set => self.set(kept.into_iter().map(|p| p.value).collect()),
            Shape::Object => {
                let keys: Vec<Value<'e>> =
                    kept.iter().filter_map(|p| p.key.as_ref()?.known()).collect();
                let mut sorted = keys.clone();
                sorted.sort_by(Value::order);
                if sorted.windows(2).any(|w| w[0].same(&w[1]))
                    && kept.iter().all(|p| p.value.known().is_some())
                {
                    let values: Vec<_> =
                        keys.iter().zip(kept.iter().filter_map(|p| p.value.known())).collect();
                    let clash = values.iter().enumerate().any(|(n, (k, v))| {
                        values[n + 1..].iter().any(|(l, w)| k.same(l) && !v.same(w))
                    });
                    if clash {
                        let message = "object keys must be unique";
                        let mut error = Diagnostic::error("eval-conflict-error", message);
                        error.location = at;
                        return Err(Box::new(error));
                    }
                }
                let flat = kept.into_iter().filter_map(|p| Some([p.key?, p.value])).flatten();
                self.object(flat.collect())
            }
        })
    }

    /// The elements of a collection with their keys.
    pub(super) fn elements(
        &mut self,
        source: &Sym<'e>,
        keys: bool,
        at: Option<Location>,
    ) -> Vec<Part<'e>> {
        let part = |(key, value)| Part { cond: Cond::True, key: Some(key), value };
        match source {
            Sym::Known(_) | Sym::Array(_) | Sym::Object(_) => {
                pairs_of(source).into_iter().map(part).collect()
            }
            Sym::Set(items) if !self.exact => {
                self.repeated += 1;
                items.iter().map(|i| part((i.clone(), i.clone()))).collect()
            }
            Sym::Gathered(inner) if !(self.exact || keys && inner.shape == Shape::Array) => {
                let settled = inner.parts.iter().all(|p| p.value.known().is_some());
                if inner.shape == Shape::Set && !settled {
                    self.repeated += 1;
                }
                let mut parts = self.instance(inner);
                if inner.shape == Shape::Set {
                    parts.iter_mut().for_each(|p| p.key = Some(p.value.clone()));
                }
                parts
            }
            _ => {
                let (key, value) = (self.fresh(), self.fresh());
                let some = super::sym::AtomKind::Some(key, value, source.clone());
                let [key, value] = [key, value].map(|v| Sym::Base(Base::Var(v)));
                vec![Part { cond: Cond::atom(some, at), key: Some(key), value }]
            }
        }
    }
}

/// Whether a function asks somebody else: that nobody answered now says nothing about what remains
/// to be decided later, so it is never taken for undefined.
fn asks(builtin: &Builtin) -> bool {
    matches!(builtin.name, "http.send" | "net.lookup_ip_addr")
}

fn known<'e>(items: &[Sym<'e>]) -> Option<Vec<Value<'e>>> {
    items.iter().map(Sym::known).collect()
}

/// What a known value has at a key.
fn element<'e>(base: Value<'e>, key: &Value<'e>) -> Option<Value<'e>> {
    match base {
        Value::Object(object) => object.get(key),
        Value::Set(set) => set.contains(key).then_some(*key),
        Value::Array(array) => {
            let at = usize::try_from(key.as_i64()?).ok()?;
            array.items().get(at).copied()
        }
        _ => None,
    }
}

/// The keys and elements of a collection that is known as such.
fn pairs_of<'e>(base: &Sym<'e>) -> Vec<(Sym<'e>, Sym<'e>)> {
    let place = |n: usize| Sym::Known(Value::Int(i64::try_from(n).unwrap_or(i64::MAX)));
    match base {
        Sym::Known(Value::Object(object)) => {
            object.entries().iter().map(|(k, v)| (Sym::Known(*k), Sym::Known(*v))).collect()
        }
        Sym::Known(Value::Array(array)) => {
            array.items().iter().enumerate().map(|(n, v)| (place(n), Sym::Known(*v))).collect()
        }
        Sym::Known(Value::Set(set)) => {
            set.items().iter().map(|v| (Sym::Known(*v), Sym::Known(*v))).collect()
        }
        Sym::Array(items) => items.iter().enumerate().map(|(n, v)| (place(n), v.clone())).collect(),
        Sym::Object(pairs) => pairs.to_vec(),
        _ => Vec::new(),
    }
}

/// A comparison of known values.
pub(super) fn compared(op: Op, a: Value<'_>, b: Value<'_>) -> bool {
    match op {
        Op::Eq => a.same(&b),
        Op::Ne => !a.same(&b),
        Op::TotalLt => a.order(&b).is_lt(),
        Op::TotalLe => a.order(&b).is_le(),
        Op::TotalGt => a.order(&b).is_gt(),
        Op::TotalGe => a.order(&b).is_ge(),
        _ => match b {
            Value::Array(array) => array.items().iter().any(|i| i.same(&a)),
            Value::Set(set) => set.contains(&a),
            Value::Object(object) => object.entries().iter().any(|(_, v)| v.same(&a)),
            _ => false,
        },
    }
}
