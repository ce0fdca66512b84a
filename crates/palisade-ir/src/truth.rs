//! The machine: what is true, false or neither.
//!
//! Most expressions of a policy are conditions. What they come to travels in a register; what is
//! neither true nor false is rare, and is left in the machine.

use crate::ir::{Loop, Start, Step};
use crate::loops::perhaps_there;
use crate::{Access, ConstId, Eval, Expr, ExprId, List, Op, Quantifier, Recorder, Stop, Vm};
use palisade_value::{Equality, Value};

/// What a condition came to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Truth {
    No,
    Yes,
    /// What [`Vm::open`] holds: an unknown, something that is no truth value, or why there is no
    /// value at all.
    Open,
}

impl From<bool> for Truth {
    #[inline(always)]
    fn from(is: bool) -> Self {
        if is { Truth::Yes } else { Truth::No }
    }
}

/// What stands beside operands or iterations that do not decide: unknowns count more than errors,
/// and of each the first.
#[derive(Default)]
struct Aside<'e> {
    unknown: Option<Value<'e>>,
    error: Option<Stop<'e>>,
    decided: bool,
}

impl<'e, R: Recorder<'e>> Vm<'e, R> {
    /// What an expression comes to as a condition.
    #[inline]
    pub(crate) fn truth(&mut self, id: ExprId) -> Truth {
        if R::ON {
            let value = self.eval(id);
            return self.take(value);
        }
        self.condition(id, self.quick[id.0 as usize])
    }

    /// Conditions by their kind; all other expressions by their value.
    #[inline(never)]
    fn condition(&mut self, id: ExprId, expr: Expr) -> Truth {
        match expr {
            Expr::And(list) => self.connect(id, list, Truth::No),
            Expr::Or(list) => self.connect(id, list, Truth::Yes),
            Expr::Not(operand) => self.not(id, operand),
            Expr::Is(value, constant, wanted) => self.is(value, constant, wanted),
            Expr::IsAny(value, constants) => self.is_any(id, value, constants),
            Expr::Holds(constant, value) => self.holds(id, constant, value),
            Expr::Binary(Op::Eq, a, b) => self.equal(a, b, true),
            Expr::Binary(Op::Ne, a, b) => self.equal(a, b, false),
            Expr::Binary(op @ (Op::Lt | Op::Le | Op::Gt | Op::Ge), a, b) => {
                self.ordered(id, op, a, b)
            }
            Expr::Loop(index) => self.quantify(id, index),
            _ => {
                let value = self.step(id, expr);
                self.take(value)
            }
        }
    }

    /// A condition as a value.
    #[inline(never)]
    pub(crate) fn told(&mut self, id: ExprId, expr: Expr) -> Eval<'e> {
        match self.condition(id, expr) {
            Truth::Yes => Ok(Value::Bool(true)),
            Truth::No => Ok(Value::Bool(false)),
            Truth::Open => self.open,
        }
    }

    /// A value as a condition.
    #[inline(always)]
    pub(crate) fn take(&mut self, value: Eval<'e>) -> Truth {
        match value {
            Ok(Value::Bool(is)) => is.into(),
            open => self.leave(open),
        }
    }

    #[inline]
    pub(crate) fn leave(&mut self, open: Eval<'e>) -> Truth {
        self.open = open;
        Truth::Open
    }

    #[inline(never)]
    fn not(&mut self, id: ExprId, operand: ExprId) -> Truth {
        match self.truth(operand) {
            Truth::Yes => Truth::No,
            Truth::No => Truth::Yes,
            Truth::Open => match self.open {
                Ok(Value::Unknown(_)) | Err(_) => Truth::Open,
                Ok(other) => {
                    let stop = self.no_overload(id, "!", &[other]);
                    self.leave(Err(stop))
                }
            },
        }
    }

    /// `&&` where no decides, `||` where yes does: an operand that decides does so whatever errors
    /// and unknowns stand beside it; then unknowns count more than errors.
    #[inline(never)]
    fn connect(&mut self, id: ExprId, list: List, decides: Truth) -> Truth {
        let program = self.program;
        let mut aside = Aside::default();
        for operand in &program.lists[list.range()] {
            match self.truth(*operand) {
                Truth::Open => {
                    let name = if decides == Truth::Yes { "||" } else { "&&" };
                    if self.put_aside(id, name, &mut aside) {
                        return Truth::Open;
                    }
                }
                truth if truth == decides => {
                    if !R::EXHAUSTIVE {
                        return decides;
                    }
                    aside.decided = true;
                }
                _ => {}
            }
        }
        self.settle(&aside, decides)
    }

    /// Keeps what did not decide; true where it ends everything.
    #[cold]
    #[inline(never)]
    fn put_aside(&mut self, id: ExprId, name: &str, aside: &mut Aside<'e>) -> bool {
        match self.open {
            Err(Stop::Limit(_)) => return true,
            Err(stop) => aside.error = aside.error.or(Some(stop)),
            Ok(value @ Value::Unknown(_)) => aside.unknown = aside.unknown.or(Some(value)),
            Ok(other) if aside.error.is_none() => {
                aside.error = Some(self.no_overload(id, name, &[other]));
            }
            Ok(_) => {}
        }
        false
    }

    /// What operands or iterations come to of which none decided at once.
    #[inline(always)]
    fn settle(&mut self, aside: &Aside<'e>, decides: Truth) -> Truth {
        if aside.decided {
            return decides;
        }
        match (aside.unknown, aside.error) {
            (None, None) if decides == Truth::Yes => Truth::No,
            (None, None) => Truth::Yes,
            (Some(value), _) => self.leave(Ok(value)),
            (None, Some(stop)) => self.leave(Err(stop)),
        }
    }

    /// An iteration that asks for all, for one or for exactly one; others by their value.
    #[inline(never)]
    fn quantify(&mut self, id: ExprId, index: u32) -> Truth {
        let program = self.program;
        let parts = &program.loops[index as usize];
        let decides = match parts.quantifier {
            Quantifier::All => Truth::No,
            Quantifier::Exists => Truth::Yes,
            Quantifier::ExistsOne => return self.exists_one(id, parts),
            Quantifier::List | Quantifier::Map | Quantifier::Entries => {
                let value = self.iterate(id, parts);
                return self.take(value);
            }
        };
        let range = match self.range(id, parts) {
            Ok(range) if !matches!(range, Value::Unknown(_)) => range,
            open => return self.leave(open),
        };
        let mut aside = Aside::default();
        if !R::ON
            && let (Value::Array(array), None, Some(slot)) = (range, parts.key, parts.value)
            && array.rest().is_none()
        {
            for element in array.items() {
                self.set(slot, *element);
                let truth = self.iteration(parts);
                if self.decided(id, truth, decides, &mut aside) {
                    return truth;
                }
            }
            return self.settle(&aside, decides);
        }
        let mut at = 0;
        while self.bind(range, at, parts.key, parts.value, parts.key.is_none()) {
            let truth = self.iteration(parts);
            if R::ON {
                self.recorder.iteration_end();
            }
            let truth = match perhaps_there(range, at) {
                // It decides only if it is there.
                Some(rest) if truth == decides => self.leave(Ok(Value::Unknown(rest))),
                _ => truth,
            };
            if self.decided(id, truth, decides, &mut aside) {
                return truth;
            }
            at += 1;
        }
        self.settle(&aside, decides)
    }

    /// What the condition of a loop comes to for the element that is bound.
    #[inline(always)]
    fn iteration(&mut self, parts: &Loop) -> Truth {
        match (self.begin(parts), parts.condition) {
            (Ok(()), Some(condition)) => self.truth(condition),
            (Ok(()), None) => Truth::Yes,
            (Err(stop), _) => self.leave(Err(stop)),
        }
    }

    /// Whether an iteration ends its loop.
    #[inline(always)]
    fn decided(&mut self, id: ExprId, truth: Truth, decides: Truth, aside: &mut Aside<'e>) -> bool {
        if truth == Truth::Open {
            return self.put_aside(id, "a condition", aside);
        }
        aside.decided |= R::EXHAUSTIVE && truth == decides;
        truth == decides && !R::EXHAUSTIVE
    }

    #[inline(never)]
    fn exists_one(&mut self, id: ExprId, parts: &Loop) -> Truth {
        let range = match self.range(id, parts) {
            Ok(range) if !matches!(range, Value::Unknown(_)) => range,
            open => return self.leave(open),
        };
        let (mut found, mut unknown) = (0_usize, None);
        let mut at = 0;
        while self.bind(range, at, parts.key, parts.value, parts.key.is_none()) {
            let truth = self.iteration(parts);
            if R::ON {
                self.recorder.iteration_end();
            }
            match (truth, self.open) {
                (Truth::Yes, _) => match perhaps_there(range, at) {
                    Some(rest) => unknown = unknown.or(Some(Value::Unknown(rest))),
                    None => found += 1,
                },
                (Truth::No, _) => {}
                (Truth::Open, Ok(value @ Value::Unknown(_))) => unknown = unknown.or(Some(value)),
                (Truth::Open, Ok(other)) => {
                    let stop = self.no_overload(id, "a condition", &[other]);
                    return self.leave(Err(stop));
                }
                (Truth::Open, Err(_)) => return Truth::Open,
            }
            at += 1;
        }
        match unknown {
            Some(value) if found <= 1 => self.leave(Ok(value)),
            _ => (found == 1).into(),
        }
    }

    /// `==` with `wanted` true, `!=` with false.
    #[inline(never)]
    fn equal(&mut self, a: ExprId, b: ExprId, wanted: bool) -> Truth {
        let a = match self.eval(a) {
            Ok(a) => a,
            open => return self.leave(open),
        };
        match self.eval(b) {
            Ok(b) => self.same(a, b, wanted),
            open => self.leave(open),
        }
    }

    #[inline(always)]
    fn same(&mut self, a: Value<'e>, b: Value<'e>, wanted: bool) -> Truth {
        let same = match (a, b) {
            (Value::Str(x), Value::Str(y)) => x == y,
            (Value::Bool(x), Value::Bool(y)) => x == y,
            (Value::Int(x), Value::Int(y)) => x == y,
            _ => return self.same_else(a, b, wanted),
        };
        (same == wanted).into()
    }

    #[inline(never)]
    fn same_else(&mut self, a: Value<'e>, b: Value<'e>, wanted: bool) -> Truth {
        self.steps += u64::from(a.weight().min(b.weight()) / 32);
        match a.equals(&b) {
            Equality::Equal => wanted.into(),
            Equality::Different => (!wanted).into(),
            Equality::Unknown(unknown) => self.leave(Ok(Value::Unknown(unknown))),
        }
    }

    #[inline(never)]
    fn is(&mut self, value: ExprId, constant: ConstId, wanted: bool) -> Truth {
        match self.eval(value) {
            Ok(value) => {
                let constant = self.program.consts.get()[constant.0 as usize];
                self.same(value, constant, wanted)
            }
            open => self.leave(open),
        }
    }

    #[inline(never)]
    fn is_any(&mut self, id: ExprId, value: ExprId, constants: ConstId) -> Truth {
        let value = match self.eval(value) {
            Ok(value) => value,
            open => return self.leave(open),
        };
        let constants = self.program.consts.get()[constants.0 as usize];
        let items = constants.as_array().map_or(&[][..], |array| array.items());
        let found = match value {
            Value::Str(text) => items.iter().any(|i| matches!(i, Value::Str(s) if *s == text)),
            Value::Bool(is) => items.iter().any(|i| matches!(i, Value::Bool(b) if *b == is)),
            _ => {
                let found = self.contains(id, value, constants);
                return self.take(found);
            }
        };
        found.into()
    }

    #[inline(never)]
    fn holds(&mut self, id: ExprId, constant: ConstId, value: ExprId) -> Truth {
        let at = constant.0 as usize;
        match self.eval(value) {
            Ok(value) => {
                let key = self.program.consts.get()[at];
                if let (Value::Object(object), Value::Str(name)) = (value, key)
                    && let Some(found) = object.position_hashed(name, self.program.hashes[at])
                    && !matches!(object.entries()[found].1, Value::Unknown(_))
                {
                    return Truth::Yes;
                }
                let found = self.contains(id, key, value);
                self.take(found)
            }
            open => self.leave(open),
        }
    }

    /// Constant keys one after the other. What is no object and no array on the way is left to
    /// the expressions as they were written, as is what is not there where that is an error.
    #[inline(never)]
    pub(crate) fn walk(&mut self, id: ExprId, path: u32) -> Eval<'e> {
        let program = self.program;
        let path = &program.paths[path as usize];
        let consts = program.consts.get();
        let mut value = match path.base {
            Start::Slot(slot) => self.slot(slot),
            Start::Root(root) => match self.roots[root.0 as usize] {
                Some(value) => value,
                None => return self.plain(id),
            },
        };
        for step in &program.steps[path.start as usize..path.end as usize] {
            let access = match *step {
                Step::Field(key, hash, access) => {
                    let Value::Object(object) = value else { return self.astray(id, value) };
                    let Value::Str(name) = consts[key.0 as usize] else { return self.plain(id) };
                    if let Some(at) = object.position_hashed(name, hash) {
                        value = object.entries()[at].1;
                        continue;
                    }
                    if object.missing().is_some() {
                        return self.plain(id);
                    }
                    access
                }
                Step::Element(at, access) => {
                    let Value::Array(array) = value else { return self.astray(id, value) };
                    if array.rest().is_some() {
                        return self.plain(id);
                    }
                    if let Some(found) = array.items().get(at as usize) {
                        value = *found;
                        continue;
                    }
                    access
                }
            };
            return match (access, path.other) {
                (Access::Maybe | Access::Undefined, Some(other)) => self.eval(other),
                _ => self.plain(id),
            };
        }
        Ok(value)
    }

    /// A walk that came to what is no object and no array.
    #[inline(never)]
    fn astray(&mut self, id: ExprId, value: Value<'e>) -> Eval<'e> {
        if let Value::Unknown(_) = value { Ok(value) } else { self.plain(id) }
    }

    /// Which of two comes first.
    #[inline(never)]
    fn ordered(&mut self, id: ExprId, op: Op, a: ExprId, b: ExprId) -> Truth {
        let a = match self.eval(a) {
            Ok(a) => a,
            open => return self.leave(open),
        };
        let b = match self.eval(b) {
            Ok(b) => b,
            open => return self.leave(open),
        };
        if let (Value::Int(a), Value::Int(b)) = (a, b) {
            return match op {
                Op::Lt => a < b,
                Op::Le => a <= b,
                Op::Gt => a > b,
                _ => a >= b,
            }
            .into();
        }
        let value = self.ordered_or_computed(id, op, a, b);
        self.take(value)
    }
}
