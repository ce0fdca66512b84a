//! The machine: expressions.

use crate::{
    Access, CallContext, Eval, Expr, ExprId, Fault, FaultKind, FuncId, FuncKind, Host, Kept,
    LimitKind, Limits, List, NoHost, Op, Program, Recorder, Slot, Stop, UnknownArguments,
    arithmetic,
};
use bumpalo::collections::Vec as BumpVec;
use palisade_arena::Arena;
use palisade_value::{Array, Equality, Ext, Object, ObjectBuilder, Unknown, UnknownKind, Value};
use std::sync::atomic::{AtomicBool, Ordering};

/// What a machine runs with.
#[derive(Clone, Copy)]
pub struct Options<'e> {
    /// How much an evaluation may take.
    pub limits: Limits,
    /// Set by the caller to end the evaluation.
    pub interrupt: Option<&'e AtomicBool>,
    /// The surroundings.
    pub host: &'e dyn Host<'e>,
    /// The moment that the evaluation is about, in nanoseconds since 1970.
    pub now: Option<i64>,
    /// Whether an error of a builtin is an error where it would else be undefined.
    pub strict: bool,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self { limits: Limits::default(), interrupt: None, host: &NoHost, now: None, strict: false }
    }
}

#[derive(Clone, Copy)]
pub(crate) enum Memo<'e> {
    Empty,
    Running,
    Done(Eval<'e>),
}

/// Most documents that an evaluation has.
pub(crate) const ROOTS: usize = 8;

/// Runs a program on documents. One machine serves many evaluations on one thread.
pub struct Vm<'e, R> {
    pub(crate) program: &'e Program,
    pub(crate) arena: &'e Arena,
    pub(crate) roots: [Option<Value<'e>>; ROOTS],
    pub(crate) slots: Vec<Value<'e>>,
    pub(crate) base: usize,
    pub(crate) memos: Vec<Memo<'e>>,
    pub(crate) mocks: Vec<crate::mocks::Mock<'e>>,
    /// What was replaced by each `with` that is running, innermost last.
    pub(crate) outside: Vec<crate::mocks::Surroundings<'e>>,
    pub(crate) options: Options<'e>,
    pub(crate) steps: u64,
    pub(crate) taken: usize,
    pub(crate) depth: u32,
    /// The unknown that the running branch of a body hangs on.
    pub(crate) branch: Option<&'e Unknown<'e>>,
    kept: Option<&'e Kept<'e>>,
    /// What watches.
    pub recorder: R,
}

impl<'e, R: Recorder<'e>> Vm<'e, R> {
    /// A machine for a program, whose results go into `arena`.
    pub fn new(program: &'e Program, arena: &'e Arena, options: Options<'e>, recorder: R) -> Self {
        Self {
            program,
            arena,
            roots: [None; ROOTS],
            slots: Vec::with_capacity(32),
            base: 0,
            memos: vec![Memo::Empty; program.memos as usize],
            mocks: vec![crate::mocks::Mock::Off; program.mocks as usize],
            outside: Vec::new(),
            options,
            steps: 0,
            taken: 0,
            depth: 0,
            branch: None,
            kept: None,
            recorder,
        }
    }

    /// Has functions keep what they make of documents, for all machines that are given the same
    /// store.
    #[must_use]
    pub fn keeping(mut self, kept: &'e Kept<'e>) -> Self {
        self.kept = Some(kept);
        self
    }

    /// Sets the documents and forgets all that hung on the former ones; limits start anew.
    pub fn start(&mut self, roots: &[Option<Value<'e>>]) {
        self.roots = [None; ROOTS];
        for (mine, given) in self.roots.iter_mut().zip(roots) {
            *mine = *given;
        }
        self.memos.fill(Memo::Empty);
        self.mocks.fill(crate::mocks::Mock::Off);
        self.outside.clear();
        (self.steps, self.taken, self.depth, self.branch) = (0, 0, 0, None);
    }

    /// Calls a function of the program.
    ///
    /// # Errors
    /// Undefined, an error of the policy, or a limit.
    pub fn call(&mut self, func: FuncId, arguments: &[Value<'e>]) -> Eval<'e> {
        let base = self.slots.len();
        let slots = self.program.func(func).slots as usize;
        self.slots.resize(base + slots.max(arguments.len()), Value::Null);
        self.slots[base..base + arguments.len()].copy_from_slice(arguments);
        self.run(func, base)
    }

    /// How many steps the evaluation took so far.
    #[must_use]
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// Runs a function whose frame starts at `base` and is the last one; takes the frame off.
    pub(crate) fn run(&mut self, id: FuncId, base: usize) -> Eval<'e> {
        let func = self.program.func(id);
        if let Some(memo) = func.memo
            && !R::ON
        {
            match self.memos[memo as usize] {
                Memo::Done(value) => {
                    self.slots.truncate(base);
                    return value;
                }
                Memo::Running => {
                    self.slots.truncate(base);
                    return Err(Stop::Limit(LimitKind::Depth));
                }
                Memo::Empty => self.memos[memo as usize] = Memo::Running,
            }
        }
        let outer = std::mem::replace(&mut self.base, base);
        self.depth += 1;
        let result = if self.depth > self.options.limits.depth {
            Err(Stop::Limit(LimitKind::Depth))
        } else {
            self.tick().and_then(|()| match &func.kind {
                FuncKind::Expr(expr) => self.eval(*expr),
                FuncKind::Rules { kind, bodies, default, index } => {
                    self.rules(*kind, bodies, *default, *index, func.params)
                }
            })
        };
        self.depth -= 1;
        self.base = outer;
        self.slots.truncate(base);
        if let Some(memo) = func.memo
            && !R::ON
        {
            self.memos[memo as usize] = Memo::Done(result);
        }
        result
    }

    /// Counts a step.
    #[inline]
    pub(crate) fn tick(&mut self) -> Result<(), Stop<'e>> {
        self.steps += 1;
        if self.steps > self.options.limits.steps {
            return Err(Stop::Limit(LimitKind::Steps));
        }
        if self.steps.is_multiple_of(1024)
            && let Some(flag) = self.options.interrupt
            && flag.load(Ordering::Relaxed)
        {
            return Err(Stop::Limit(LimitKind::Interrupted));
        }
        Ok(())
    }

    /// Counts bytes of new values.
    #[inline]
    pub(crate) fn charge(&mut self, bytes: usize) -> Result<(), Stop<'e>> {
        self.taken = self.taken.saturating_add(bytes);
        if self.taken > self.options.limits.memory {
            return Err(Stop::Limit(LimitKind::Memory));
        }
        Ok(())
    }

    #[cold]
    pub(crate) fn fault(&self, at: ExprId, kind: FaultKind, message: &str) -> Stop<'e> {
        let message = self.arena.alloc_str(message);
        let location = self.program.location(at);
        Stop::Error(self.arena.alloc(Fault { kind, message, location }))
    }

    #[inline]
    pub(crate) fn slot(&self, slot: Slot) -> Value<'e> {
        self.slots[self.base + slot.0 as usize]
    }

    #[inline]
    pub(crate) fn set(&mut self, slot: Slot, value: Value<'e>) {
        let at = self.base + slot.0 as usize;
        self.slots[at] = value;
    }

    /// Evaluates an expression in the running frame.
    pub(crate) fn eval(&mut self, id: ExprId) -> Eval<'e> {
        if R::ON {
            self.recorder.enter(id);
        }
        let result = self.step(id);
        if R::ON {
            self.recorder.exit(id, &result);
        }
        result
    }

    fn step(&mut self, id: ExprId) -> Eval<'e> {
        match self.program.exprs[id.0 as usize] {
            Expr::Const(c) => Ok(self.program.consts.get()[c.0 as usize]),
            Expr::Slot(slot) => Ok(self.slot(slot)),
            Expr::Root(root) => self.roots[root.0 as usize].ok_or(Stop::Undefined),
            Expr::Get(base, key, access) => {
                let base = self.eval(base)?;
                self.get(id, base, key.0 as usize, access)
            }
            Expr::Index(base, key, access) => {
                let base = self.eval(base)?;
                let key = self.eval(key)?;
                self.index(id, base, key, access)
            }
            Expr::Has(base, key) => {
                let base = self.eval(base)?;
                self.has(id, base, key.0 as usize)
            }
            Expr::Not(operand) => match self.eval(operand)? {
                Value::Bool(b) => Ok(Value::Bool(!b)),
                unknown @ Value::Unknown(_) => Ok(unknown),
                other => Err(self.no_overload(id, "!", &[other])),
            },
            Expr::Neg(operand) => {
                let operand = self.eval(operand)?;
                arithmetic::negate(operand)
                    .unwrap_or_else(|kind| Err(self.arithmetic_fault(id, kind, "-", &[operand])))
            }
            Expr::Binary(op, a, b) => self.binary(id, op, a, b),
            Expr::InTable(value, table) => {
                let value = self.eval(value)?;
                if let Value::Unknown(_) = value {
                    return Ok(value);
                }
                let candidates = self.program.tables[table as usize].get(&value.hash32());
                let consts = self.program.consts.get();
                let found =
                    candidates.is_some_and(|c| c.iter().any(|c| consts[c.0 as usize].same(&value)));
                Ok(Value::Bool(found))
            }
            Expr::And(list) => self.connect(id, list, false),
            Expr::Or(list) => self.connect(id, list, true),
            Expr::Cond(condition, then, otherwise) => match self.eval(condition)? {
                Value::Bool(true) => self.eval(then),
                Value::Bool(false) => self.eval(otherwise),
                unknown @ Value::Unknown(_) => {
                    // Both ways leading to the same value, the condition does not matter.
                    match (self.eval(then), self.eval(otherwise)) {
                        (Ok(a), Ok(b)) if a.same(&b) => Ok(a),
                        (Err(limit @ Stop::Limit(_)), _) | (_, Err(limit @ Stop::Limit(_))) => {
                            Err(limit)
                        }
                        _ => Ok(unknown),
                    }
                }
                other => Err(self.no_overload(id, "_?_:_", &[other])),
            },
            Expr::Array(list) => {
                let items = self.all(list)?;
                Ok(Value::Array(self.arena.alloc(Array::new(items))))
            }
            Expr::Set(list) => {
                let items = self.all(list)?;
                Ok(Value::set(self.arena, items))
            }
            Expr::OptionalArray(list) => self.optional_array(id, list),
            Expr::Object(list) => self.object(id, list),
            Expr::Call { builtin, arguments, soft } => self.builtin(id, builtin, arguments, soft),
            Expr::HostCall(name, arguments) => {
                let arguments = self.all(arguments)?;
                self.tick()?;
                let name = self.program.constant(name).as_str().unwrap_or("");
                let context = self.context(id);
                let result = self.options.host.call(name, &context, arguments);
                result.unwrap_or_else(|| {
                    let message = format!("`{name}` is not available here");
                    Err(self.fault(id, FaultKind::NoSuchName, &message))
                })
            }
            Expr::CallFunc(func, arguments) => {
                let base = self.slots.len();
                let slots = self.program.func(func).slots as usize;
                self.slots.resize(base + slots.max(arguments.len()), Value::Null);
                for n in 0..arguments.len() {
                    let argument = self.program.lists[arguments.start as usize + n];
                    match self.eval(argument) {
                        Ok(value) => self.slots[base + n] = value,
                        Err(stop) => {
                            self.slots.truncate(base);
                            return Err(stop);
                        }
                    }
                }
                self.run(func, base)
            }
            Expr::IfMocked(mock, mocked, plain) => {
                let on = !matches!(self.mocks[mock.0 as usize], crate::mocks::Mock::Off);
                self.eval(if on { mocked } else { plain })
            }
            Expr::CallMock(mock, arguments, plain) => self.call_mock(mock, arguments, plain),
            Expr::Let(slot, value, body) => {
                let value = self.eval(value)?;
                self.set(slot, value);
                self.eval(body)
            }
            Expr::Loop(index) => {
                let parts = self.program.loops[index as usize];
                self.iterate(id, &parts)
            }
            Expr::Memo(memo, body) => {
                if R::ON {
                    return self.eval(body);
                }
                if let Memo::Done(value) = self.memos[memo as usize] {
                    return value;
                }
                let value = self.eval(body);
                self.memos[memo as usize] = Memo::Done(value);
                value
            }
            Expr::Generate(generate, block) => self.generate(id, generate, block),
            Expr::OrElse(chain, other) => match self.eval(chain) {
                Err(Stop::Undefined) => self.eval(other),
                value => value,
            },
            Expr::FirstDefined(list) => {
                for n in list.range() {
                    match self.eval(self.program.lists[n]) {
                        Err(Stop::Undefined | Stop::Error(_)) => {}
                        result => return result,
                    }
                }
                Err(Stop::Undefined)
            }
        }
    }

    /// Evaluates a list into the arena.
    #[inline(never)]
    fn all(&mut self, list: List) -> Result<&'e [Value<'e>], Stop<'e>> {
        let mut items = BumpVec::with_capacity_in(list.len(), self.arena.bump());
        for n in list.range() {
            items.push(self.eval(self.program.lists[n])?);
        }
        self.charge(size_of_val(items.as_slice()))?;
        Ok(items.into_bump_slice())
    }

    fn get(&mut self, id: ExprId, base: Value<'e>, key: usize, access: Access) -> Eval<'e> {
        let name = self.program.consts.get()[key];
        match base {
            Value::Object(object) => {
                let text = name.as_str().unwrap_or("");
                match object.position_hashed(text, self.program.hashes[key]) {
                    Some(at) => {
                        if R::ON {
                            self.recorder.read(
                                name,
                                Some(object.entries()[at].1),
                                object.origin(at),
                            );
                        }
                        Ok(self.found(object.entries()[at].1, access))
                    }
                    None => {
                        if R::ON {
                            self.recorder.read(name, None, None);
                        }
                        self.absent(id, access, name)
                    }
                }
            }
            Value::Unknown(_) => Ok(base),
            Value::Ext(Ext::Optional(inner)) => match inner {
                Some(value) if access == Access::Maybe => self.get(id, *value, key, access),
                Some(value) => self.get(id, *value, key, Access::Optional),
                None if access == Access::Maybe => Err(Stop::Undefined),
                None => Ok(base),
            },
            _ => self.not_a_container(id, base, name, access),
        }
    }

    fn found(&self, value: Value<'e>, access: Access) -> Value<'e> {
        match access {
            Access::Optional => Value::ext(self.arena, Ext::Optional(Some(value))),
            _ => value,
        }
    }

    fn absent(&self, id: ExprId, access: Access, key: Value<'e>) -> Eval<'e> {
        match access {
            Access::Undefined | Access::Maybe => Err(Stop::Undefined),
            Access::Optional => Ok(Value::Ext(&Ext::Optional(None))),
            Access::Error => {
                Err(self.fault(id, FaultKind::NoSuchKey, &format!("no such key: {key:?}")))
            }
        }
    }

    fn not_a_container(
        &self,
        id: ExprId,
        base: Value<'e>,
        key: Value<'e>,
        access: Access,
    ) -> Eval<'e> {
        match access {
            Access::Undefined => Err(Stop::Undefined),
            Access::Optional if matches!(base, Value::Null) => Ok(Value::Ext(&Ext::Optional(None))),
            Access::Maybe if matches!(base, Value::Null) => Err(Stop::Undefined),
            _ => {
                let message = format!("{} has no key {key:?}", base.type_name());
                Err(self.fault(id, FaultKind::WrongType, &message))
            }
        }
    }

    #[inline(never)]
    fn index(&mut self, id: ExprId, base: Value<'e>, key: Value<'e>, access: Access) -> Eval<'e> {
        if let Value::Unknown(_) = base {
            return Ok(base);
        }
        if let Value::Unknown(_) = key {
            return Ok(key);
        }
        match base {
            Value::Object(object) => match object.position(&key) {
                Some(at) => {
                    if R::ON {
                        self.recorder.read(key, Some(object.entries()[at].1), object.origin(at));
                    }
                    Ok(self.found(object.entries()[at].1, access))
                }
                None => {
                    if R::ON {
                        self.recorder.read(key, None, None);
                    }
                    self.absent(id, access, key)
                }
            },
            Value::Array(array) => {
                let Some(wanted) = key.as_i64() else {
                    let message = format!("{} is no index of an array", key.type_name());
                    return match access {
                        Access::Undefined => Err(Stop::Undefined),
                        _ => Err(self.fault(id, FaultKind::WrongType, &message)),
                    };
                };
                let at = usize::try_from(wanted).ok().filter(|at| *at < array.len());
                if R::ON {
                    let value = at.map(|at| array.items()[at]);
                    self.recorder.read(key, value, at.and_then(|at| array.origin(at)));
                }
                match at {
                    Some(at) => Ok(self.found(array.items()[at], access)),
                    None if access == Access::Error => {
                        let message =
                            format!("index {wanted} is outside of an array of {}", array.len());
                        Err(self.fault(id, FaultKind::NoSuchKey, &message))
                    }
                    None => self.absent(id, access, key),
                }
            }
            Value::Set(set) => {
                if set.contains(&key) {
                    Ok(self.found(key, access))
                } else {
                    self.absent(id, access, key)
                }
            }
            Value::Ext(Ext::Optional(inner)) => match inner {
                Some(value) if access == Access::Maybe => self.index(id, *value, key, access),
                Some(value) => self.index(id, *value, key, Access::Optional),
                None if access == Access::Maybe => Err(Stop::Undefined),
                None => Ok(base),
            },
            _ => self.not_a_container(id, base, key, access),
        }
    }

    #[inline(never)]
    fn has(&mut self, id: ExprId, base: Value<'e>, key: usize) -> Eval<'e> {
        let name = self.program.consts.get()[key];
        match base {
            Value::Object(object) => {
                let text = name.as_str().unwrap_or("");
                let at = object.position_hashed(text, self.program.hashes[key]);
                if R::ON {
                    let value = at.map(|at| object.entries()[at].1);
                    self.recorder.read(name, value, at.and_then(|at| object.origin(at)));
                }
                Ok(match at.map(|at| object.entries()[at].1) {
                    // What another resource's attribute will be is not null in practice; what a
                    // variable holds may well be.
                    Some(Value::Unknown(u)) if u.kind == UnknownKind::AfterApply => {
                        Value::Bool(true)
                    }
                    Some(unknown @ Value::Unknown(_)) => unknown,
                    found => Value::Bool(found.is_some()),
                })
            }
            Value::Unknown(_) => Ok(base),
            Value::Ext(Ext::Optional(None)) => Ok(Value::Bool(false)),
            Value::Ext(Ext::Optional(Some(value))) => self.has(id, *value, key),
            _ => self.not_a_container(id, base, name, Access::Error),
        }
    }

    /// `&&` with `absorbing` false, `||` with true: an operand of that value decides, whatever
    /// errors and unknowns stand beside it; then unknowns count more than errors.
    #[inline(never)]
    fn connect(&mut self, id: ExprId, list: List, absorbing: bool) -> Eval<'e> {
        let (mut unknown, mut error, mut decided) = (None, None, false);
        for n in list.range() {
            match self.eval(self.program.lists[n]) {
                Ok(Value::Bool(b)) if b == absorbing => {
                    if !R::EXHAUSTIVE {
                        return Ok(Value::Bool(b));
                    }
                    decided = true;
                }
                Ok(Value::Bool(_)) => {}
                Ok(value @ Value::Unknown(_)) => unknown = unknown.or(Some(value)),
                Ok(other) => {
                    let name = if absorbing { "||" } else { "&&" };
                    error = error.or(Some(self.no_overload(id, name, &[other])));
                }
                Err(limit @ Stop::Limit(_)) => return Err(limit),
                Err(stop) => error = error.or(Some(stop)),
            }
        }
        if decided {
            return Ok(Value::Bool(absorbing));
        }
        match (unknown, error) {
            (Some(value), _) => Ok(value),
            (None, Some(stop)) => Err(stop),
            (None, None) => Ok(Value::Bool(!absorbing)),
        }
    }

    #[inline]
    fn binary(&mut self, id: ExprId, op: Op, a: ExprId, b: ExprId) -> Eval<'e> {
        let a = self.eval(a)?;
        let b = self.eval(b)?;
        match op {
            Op::Eq | Op::Ne => Ok(match (a, b) {
                (Value::Str(x), Value::Str(y)) => Value::Bool((x == y) == (op == Op::Eq)),
                _ => match a.equals(&b) {
                    Equality::Equal => Value::Bool(op == Op::Eq),
                    Equality::Different => Value::Bool(op == Op::Ne),
                    Equality::Unknown(unknown) => Value::Unknown(unknown),
                },
            }),
            Op::In => self.contains(id, a, b),
            _ if matches!(a, Value::Unknown(_)) => Ok(a),
            _ if matches!(b, Value::Unknown(_)) => Ok(b),
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
                        return Err(self.exact_fault(id, kind, op, a, b));
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
    fn contains(&mut self, id: ExprId, item: Value<'e>, collection: Value<'e>) -> Eval<'e> {
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
                return Ok(Value::Bool(at.is_some()));
            }
            Value::Array(array) => array.items(),
            Value::Set(set) => set.items(),
            _ => return Err(self.no_overload(id, "in", &[item, collection])),
        };
        let mut unknown = None;
        for (at, candidate) in items.iter().enumerate() {
            match item.equals(candidate) {
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

    pub(crate) fn no_overload(&self, id: ExprId, name: &str, operands: &[Value<'e>]) -> Stop<'e> {
        let types: Vec<&str> = operands.iter().map(Value::type_name).collect();
        let message = format!("no such overload: `{name}` on {}", types.join(" and "));
        self.fault(id, FaultKind::WrongType, &message)
    }

    fn arithmetic_fault(
        &self,
        id: ExprId,
        kind: FaultKind,
        name: &str,
        operands: &[Value<'e>],
    ) -> Stop<'e> {
        match kind {
            FaultKind::DivisionByZero => self.fault(id, kind, "division by zero"),
            FaultKind::Overflow => self.fault(id, kind, &format!("`{name}` overflows")),
            _ => self.no_overload(id, name, operands),
        }
    }

    /// An error of exact arithmetic: undefined unless errors of builtins count.
    #[cold]
    fn exact_fault(
        &self,
        id: ExprId,
        kind: FaultKind,
        op: Op,
        a: Value<'e>,
        b: Value<'e>,
    ) -> Stop<'e> {
        if !self.options.strict {
            return Stop::Undefined;
        }
        let both = a.is_number() && b.is_number();
        let kind = if both && kind == FaultKind::WrongType { FaultKind::BadArgument } else { kind };
        self.fault(id, kind, &arithmetic::exact_message(kind, op, a, b))
    }

    #[inline(never)]
    fn optional_array(&mut self, id: ExprId, list: List) -> Eval<'e> {
        let mut items = BumpVec::with_capacity_in(list.len(), self.arena.bump());
        for n in list.range() {
            let item = self.program.array_items[n];
            let value = self.eval(item.value)?;
            match value {
                Value::Ext(Ext::Optional(inner)) if item.optional => items.extend(*inner),
                Value::Unknown(_) if item.optional => return Ok(value),
                _ if item.optional => return Err(self.no_overload(id, "[?…]", &[value])),
                _ => items.push(value),
            }
        }
        self.charge(size_of_val(items.as_slice()))?;
        Ok(Value::Array(self.arena.alloc(Array::new(items.into_bump_slice()))))
    }

    #[inline(never)]
    fn object(&mut self, id: ExprId, list: List) -> Eval<'e> {
        let mut object = ObjectBuilder::with_capacity(list.len());
        for n in list.range() {
            let item = self.program.build_items[n];
            let key = self.eval(item.key)?;
            let value = self.eval(item.value)?;
            let value = match value {
                Value::Ext(Ext::Optional(inner)) if item.optional => match inner {
                    Some(inner) => *inner,
                    None => continue,
                },
                Value::Unknown(_) if item.optional => return Ok(value),
                _ if item.optional => return Err(self.no_overload(id, "{?…}", &[value])),
                _ => value,
            };
            if let Value::Unknown(_) = key {
                return Ok(key);
            }
            object.insert(key, value);
        }
        let (given, value) = (object.len(), object.finish(self.arena));
        self.charge(given * 48)?;
        if value.as_object().map(Object::len) != Some(given) {
            return Err(self.fault(id, FaultKind::Conflict, "a key stands twice in the object"));
        }
        Ok(value)
    }

    fn context(&self, id: ExprId) -> CallContext<'e, 'e> {
        CallContext {
            arena: self.arena,
            cache: &self.program.cache,
            kept: self.kept,
            location: self.program.location(id),
            now: self.options.now,
        }
    }

    #[inline(never)]
    fn builtin(&mut self, id: ExprId, builtin: u32, arguments: List, soft: bool) -> Eval<'e> {
        const FEW: usize = 4;
        self.tick()?;
        let function = self.program.builtins[builtin as usize];
        let mut few = [Value::Null; FEW];
        let values: &[Value<'e>] = if arguments.len() <= FEW {
            for (value, n) in few.iter_mut().zip(arguments.range()) {
                *value = self.eval(self.program.lists[n])?;
            }
            &few[..arguments.len()]
        } else {
            self.all(arguments)?
        };
        let unknown = match function.unknown {
            UnknownArguments::Top => values.iter().find_map(Value::as_unknown),
            UnknownArguments::Deep => values.iter().find_map(Value::find_unknown),
            UnknownArguments::Seen => None,
        };
        if let Some(unknown) = unknown {
            return Ok(Value::Unknown(unknown));
        }
        let before = self.arena.bytes();
        let result = (function.run)(&self.context(id), values);
        self.charge(self.arena.bytes().saturating_sub(before))?;
        match result {
            Err(Stop::Error(_)) if soft && !self.options.strict => Err(Stop::Undefined),
            other => other,
        }
    }
}
