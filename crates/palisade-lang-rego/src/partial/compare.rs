//! The symbolic interpreter: when an expression holds.

use super::apply::compared;
use super::machine::Machine;
use super::sym::{AtomKind, Cond, Gathered, Shape, Sym, opposite, turned};
use palisade_ir::Op;
use palisade_source::Location;
use palisade_value::Value;

impl<'e> Machine<'_, 'e> {
    /// When a value is defined and not false.
    pub(super) fn holds(&mut self, value: &Sym<'e>, at: Option<Location>) -> Cond<'e> {
        match value {
            Sym::Known(Value::Bool(false)) => Cond::False,
            Sym::Known(_)
            | Sym::Array(_)
            | Sym::Set(_)
            | Sym::Object(_)
            | Sym::Patched(_)
            | Sym::Gathered(_) => Cond::True,
            Sym::Op(op, parts) if opposite(*op).is_some() || *op == Op::Member => {
                let parts = std::rc::Rc::clone(parts);
                self.compare(*op, &parts.0, &parts.1, at)
            }
            _ => Cond::atom(AtomKind::Holds(value.clone()), at),
        }
    }

    /// When a comparison or membership is defined and true.
    pub(super) fn compare(
        &mut self,
        op: Op,
        a: &Sym<'e>,
        b: &Sym<'e>,
        at: Option<Location>,
    ) -> Cond<'e> {
        if let (Sym::Known(a), Sym::Known(b)) = (a, b) {
            return if compared(op, *a, *b) { Cond::True } else { Cond::False };
        }
        // What is known stands on the right.
        if let (Sym::Known(_), Some(turned)) = (a, turned(op)) {
            return self.compare(turned, b, a, at);
        }
        let found = match op {
            Op::Member => self.member(a, b, at),
            Op::Eq | Op::Ne => {
                let equal = self.equal(a, b, at).or_else(|| self.equal(b, a, at));
                match (equal, op) {
                    (Some(cond), Op::Ne) => {
                        let defined = [Cond::defined(a, at), Cond::defined(b, at)];
                        Some(Cond::all(defined.into_iter().chain([cond.not()])))
                    }
                    (found, _) => found,
                }
            }
            _ => None,
        };
        let found = found.or_else(|| self.counted(op, a, b));
        found.unwrap_or_else(|| Cond::atom(AtomKind::Holds(Sym::op(op, a.clone(), b.clone())), at))
    }

    /// Equality where it can be said in simpler words.
    fn equal(&mut self, a: &Sym<'e>, b: &Sym<'e>, at: Option<Location>) -> Option<Cond<'e>> {
        match (a, b) {
            (_, Sym::Known(value)) if a.is_boolean() => Some(match value {
                Value::Bool(true) => self.holds(a, at),
                Value::Bool(false) => {
                    // A call that fails is undefined: that it is defined has to be said.
                    let holds = self.holds(a, at);
                    Cond::all([Cond::defined(a, at), holds.not()])
                }
                _ => Cond::False,
            }),
            // OPA's type checker refuses to compare what is never of one type.
            (Sym::Call(builtin, _), Sym::Known(value)) if !gives(builtin.name, value) => {
                Some(Cond::False)
            }
            (Sym::Op(op, _), Sym::Known(value)) if !computes(*op, value) => Some(Cond::False),
            (Sym::Array(x), Sym::Array(y)) => {
                if x.len() != y.len() {
                    return Some(Cond::False);
                }
                let pairs: Vec<_> = x.iter().zip(y.iter()).collect();
                Some(Cond::all(
                    pairs
                        .into_iter()
                        .map(|(x, y)| self.compare(Op::Eq, x, y, at))
                        .collect::<Vec<_>>(),
                ))
            }
            (Sym::Array(x), Sym::Known(Value::Array(y))) if x.len() == y.len() => {
                let all: Vec<_> = x
                    .iter()
                    .zip(y.items())
                    .map(|(x, y)| self.compare(Op::Eq, x, &Sym::Known(*y), at))
                    .collect();
                Some(Cond::all(all))
            }
            (Sym::Array(_), Sym::Known(_) | Sym::Set(_) | Sym::Object(_)) => Some(Cond::False),
            (Sym::Set(_) | Sym::Object(_), Sym::Known(value)) => {
                let alike = matches!(
                    (a, value),
                    (Sym::Set(_), Value::Set(_)) | (Sym::Object(_), Value::Object(_))
                );
                if alike { None } else { Some(Cond::False) }
            }
            (Sym::Gathered(x), Sym::Known(value)) => {
                let (alike, empty) = match (x.shape, value) {
                    (Shape::Array, Value::Array(a)) => (true, a.is_empty()),
                    (Shape::Set, Value::Set(s)) => (true, s.is_empty()),
                    (Shape::Object, Value::Object(o)) => (true, o.is_empty()),
                    _ => (false, false),
                };
                match (alike, empty) {
                    (false, _) => Some(Cond::False),
                    (true, true) => Some(self.occupied(x).not()),
                    (true, false) => None,
                }
            }
            _ if a.path().is_some() && a.same(b) => Some(Cond::defined(a, at)),
            _ => None,
        }
    }

    fn member(&mut self, a: &Sym<'e>, b: &Sym<'e>, at: Option<Location>) -> Option<Cond<'e>> {
        let eq = |this: &mut Self, item: &Sym<'e>| this.compare(Op::Eq, a, item, at);
        match b {
            Sym::Known(value) => {
                let items: Vec<Value<'e>> = match value {
                    Value::Array(array) => array.items().to_vec(),
                    Value::Set(set) => set.items().to_vec(),
                    Value::Object(object) => object.entries().iter().map(|(_, v)| *v).collect(),
                    _ => return Some(Cond::False),
                };
                let plain = a.path().is_some() || matches!(a, Sym::Call(..) | Sym::Op(..));
                if items.len() > 1 && plain && !a.is_boolean() {
                    return None;
                }
                let any: Vec<_> = items.iter().map(|i| eq(self, &Sym::Known(*i))).collect();
                Some(Cond::any(any))
            }
            Sym::Array(items) | Sym::Set(items) => {
                let any: Vec<_> = items.iter().map(|i| eq(self, i)).collect();
                Some(Cond::any(any))
            }
            Sym::Object(pairs) => {
                let any: Vec<_> = pairs.iter().map(|(_, v)| eq(self, v)).collect();
                Some(Cond::any(any))
            }
            Sym::Gathered(inner) => {
                let parts = self.instance(inner);
                let mut any = Vec::with_capacity(parts.len());
                for part in parts {
                    let same = eq(self, &part.value);
                    any.push(Cond::all([part.cond, same]));
                }
                Some(Cond::any(any))
            }
            _ => None,
        }
    }

    /// `count(…)` of what is gathered, compared with none.
    fn counted(&mut self, op: Op, a: &Sym<'e>, b: &Sym<'e>) -> Option<Cond<'e>> {
        let (Sym::Call(builtin, arguments), Sym::Known(n)) = (a, b) else { return None };
        let [Sym::Gathered(inner)] = arguments.as_slice() else { return None };
        if builtin.name != "count" {
            return None;
        }
        let none = match (op, n.as_i64()?) {
            (Op::Eq | Op::TotalLe, 0) | (Op::TotalLt, 1) => true,
            (Op::Ne | Op::TotalGt, 0) | (Op::TotalGe, 1) => false,
            _ => return None,
        };
        let occupied = self.occupied(inner);
        Some(if none { occupied.not() } else { occupied })
    }

    /// When a collection has elements.
    fn occupied(&mut self, inner: &Gathered<'e>) -> Cond<'e> {
        Cond::any(self.instance(inner).into_iter().map(|p| p.cond))
    }
}

/// Whether arithmetic may give a value of the type that this one has.
fn computes(op: Op, value: &Value<'_>) -> bool {
    match op {
        Op::ExactSub => value.is_number() || matches!(value, Value::Set(_)),
        Op::ExactAdd | Op::ExactMul | Op::ExactDiv | Op::ExactRem => value.is_number(),
        _ => true,
    }
}

/// Whether a builtin may give a value of the type that this one has.
fn gives(name: &str, value: &Value<'_>) -> bool {
    let Some(declared) = crate::compile::builtin(name) else { return true };
    let Some((_, result)) = declared.signature.rsplit_once("=>") else { return true };
    let wanted = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Str(_) => "string",
        Value::Array(_) => "array",
        Value::Set(_) => "set",
        Value::Object(_) => "object",
        number if number.is_number() => "number",
        _ => return true,
    };
    let mut depth = 0_u32;
    let mut outside = String::with_capacity(result.len());
    for c in result.chars() {
        match c {
            '<' => depth += 1,
            '>' => depth = depth.saturating_sub(1),
            c if depth == 0 => outside.push(c),
            _ => {}
        }
    }
    outside.split('|').map(str::trim).any(|one| one == wanted || one == "any")
}
