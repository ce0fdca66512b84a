//! The machine: expressions.

use crate::truth::Truth;
use crate::{
    Access, Builtin, CallContext, ConstId, Eval, Expr, ExprId, Fault, FaultKind, Func, FuncId,
    FuncKind, Host, Kept, LimitKind, Limits, List, NoHost, Op, Program, Recorder, Slot, Stop,
    UnknownArguments, World, arithmetic,
};
use bumpalo::collections::Vec as BumpVec;
use palisade_arena::Arena;
use palisade_source::Location;
use palisade_value::{Ext, Unknown, Value};
use rustc_hash::FxHashMap;
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
    /// What answers for builtins that are not pure; none where they answer themselves.
    pub world: Option<&'e dyn World>,
    /// The moment that the evaluation is about, in nanoseconds since 1970.
    pub now: Option<i64>,
    /// Whether an error of a builtin is an error where it would else be undefined.
    pub strict: bool,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self {
            limits: Limits::default(),
            interrupt: None,
            host: &NoHost,
            world: None,
            now: None,
            strict: false,
        }
    }
}

#[derive(Clone, Copy)]
pub(crate) enum Memo<'e> {
    Empty,
    Running,
    Done(Eval<'e>),
}

/// No value is made of more values than this, counted as often as they stand in it.
const HEAVIEST: u32 = 1 << 24;

/// Most documents that an evaluation has.
pub(crate) const ROOTS: usize = 8;

/// Runs a program on documents. One machine serves many evaluations on one thread.
pub struct Vm<'e, R> {
    pub(crate) program: &'e Program,
    /// The expressions as they are run where nothing watches.
    pub(crate) quick: &'e [Expr],
    pub(crate) arena: &'e Arena,
    pub(crate) roots: [Option<Value<'e>>; ROOTS],
    pub(crate) slots: Vec<Value<'e>>,
    pub(crate) base: usize,
    pub(crate) memos: Vec<Memo<'e>>,
    /// Those that were set; no more than there are.
    touched: Vec<u32>,
    /// What calls of functions came to.
    pub(crate) calls: crate::calls::Calls<'e>,
    /// What loops keep for the length of an iteration.
    pub(crate) places: Vec<Option<Value<'e>>>,
    pub(crate) mocks: Vec<crate::mocks::Mock<'e>>,
    /// What was replaced by each `with` that is running, innermost last.
    pub(crate) outside: Vec<crate::mocks::Surroundings<'e>>,
    pub(crate) options: Options<'e>,
    pub(crate) steps: u64,
    pub(crate) taken: usize,
    pub(crate) depth: u32,
    /// The unknown that the running branch of a body hangs on.
    pub(crate) branch: Option<&'e Unknown<'e>>,
    /// What an open [`Truth`] is.
    pub(crate) open: Eval<'e>,
    kept: Option<&'e Kept<'e>>,
    /// What solutions were collected in and can be again.
    pub(crate) spare: Vec<Vec<Value<'e>>>,
    pub(crate) pairs: Vec<(Value<'e>, Value<'e>)>,
    /// What is known of the collections that walks looked for elements in.
    pub(crate) walked: FxHashMap<usize, crate::joins::Walked<'e>>,
    /// What watches.
    pub recorder: R,
}

impl<'e, R: Recorder<'e>> Vm<'e, R> {
    /// A machine for a program, whose results go into `arena`.
    pub fn new(program: &'e Program, arena: &'e Arena, options: Options<'e>, recorder: R) -> Self {
        Self {
            program,
            quick: program.quick(),
            arena,
            roots: [None; ROOTS],
            slots: Vec::with_capacity(32),
            base: 0,
            memos: vec![Memo::Empty; program.memos as usize],
            calls: crate::calls::Calls::default(),
            touched: Vec::new(),
            places: vec![None; program.places as usize],
            mocks: vec![crate::mocks::Mock::Off; program.mocks as usize],
            outside: Vec::new(),
            options,
            steps: 0,
            taken: 0,
            depth: 0,
            branch: None,
            open: Ok(Value::Null),
            kept: None,
            spare: Vec::new(),
            pairs: Vec::new(),
            walked: FxHashMap::default(),
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
        // A program of many rules has many memos, of which an evaluation needs few.
        if self.touched.len() < self.memos.len() / 4 {
            self.touched.iter().for_each(|at| self.memos[*at as usize] = Memo::Empty);
        } else {
            self.memos.fill(Memo::Empty);
        }
        self.touched.clear();
        self.calls.clear();
        self.mocks.fill(crate::mocks::Mock::Off);
        self.outside.clear();
        (self.steps, self.taken, self.depth, self.branch) = (0, 0, 0, None);
    }

    /// Calls a function of the program.
    ///
    /// # Errors
    /// Undefined, an error of the policy, or a limit.
    pub fn call(&mut self, func: FuncId, arguments: &[Value<'e>]) -> Eval<'e> {
        let base = self.frame(func, arguments.len());
        if !arguments.is_empty() {
            self.slots[base..base + arguments.len()].copy_from_slice(arguments);
        }
        self.run(func, base)
    }

    /// Puts a frame for a function behind the others and says where it starts.
    #[inline]
    pub(crate) fn frame(&mut self, func: FuncId, arguments: usize) -> usize {
        let base = self.slots.len();
        let slots = usize::from(self.program.func(func).slots).max(arguments);
        if slots > 0 {
            self.slots.resize(base + slots, Value::Null);
        }
        base
    }

    /// How many steps the evaluation took so far.
    #[must_use]
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// Runs a function whose frame starts at `base` and is the last one; takes the frame off.
    pub(crate) fn run(&mut self, id: FuncId, base: usize) -> Eval<'e> {
        let func = self.program.func(id);
        match func.memo {
            Some(memo) if !R::ON || R::MEMOS => self.run_once(func, memo, base),
            _ => self.run_through(func, base),
        }
    }

    /// Runs a function whose value is kept.
    #[inline(never)]
    fn run_once(&mut self, func: &'e Func, memo: u32, base: usize) -> Eval<'e> {
        match self.memos[memo as usize] {
            Memo::Done(value) => {
                self.slots.truncate(base);
                return value;
            }
            Memo::Running => {
                self.slots.truncate(base);
                return Err(Stop::Limit(LimitKind::Depth));
            }
            Memo::Empty => self.remember(memo, Memo::Running),
        }
        let result = self.run_through(func, base);
        self.memos[memo as usize] = Memo::Done(result);
        result
    }

    #[inline]
    fn run_through(&mut self, func: &'e Func, base: usize) -> Eval<'e> {
        let outer = std::mem::replace(&mut self.base, base);
        self.depth += 1;
        let result = if self.depth > self.options.limits.depth {
            Err(Stop::Limit(LimitKind::Depth))
        } else if let Err(stop) = self.tick() {
            Err(stop)
        } else {
            match &func.kind {
                FuncKind::Expr(expr) => self.eval(*expr),
                FuncKind::Rules { kind, bodies, default, index } => {
                    let result = self.rules(*kind, bodies, *default, *index, func.params);
                    result.map_err(|stop| self.placed(stop, func.location))
                }
            }
        };
        self.depth -= 1;
        self.base = outer;
        self.slots.truncate(base);
        result
    }

    /// Sets a memo.
    #[inline]
    pub(crate) fn remember(&mut self, at: u32, memo: Memo<'e>) {
        if self.touched.len() < self.memos.len() {
            self.touched.push(at);
        }
        self.memos[at as usize] = memo;
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

    /// Refuses a value that is small only because parts of it stand in it many times: walking it
    /// would take for ever.
    #[inline]
    pub(crate) fn bounded(&self, value: Value<'e>) -> Eval<'e> {
        if value.weight() > HEAVIEST {
            return Err(Stop::Limit(LimitKind::Memory));
        }
        Ok(value)
    }

    #[cold]
    pub(crate) fn fault(&self, at: ExprId, kind: FaultKind, message: &str) -> Stop<'e> {
        let message = self.arena.alloc_str(message);
        let location = self.program.location(at);
        Stop::Error(self.arena.alloc(Fault { kind, message, location }))
    }

    /// An error that is about a rule as a whole stands where the rule does.
    #[cold]
    fn placed(&self, stop: Stop<'e>, location: Option<Location>) -> Stop<'e> {
        match stop {
            Stop::Error(fault) if fault.location.is_none() => {
                Stop::Error(self.arena.alloc(Fault { location, ..*fault }))
            }
            other => other,
        }
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
    #[inline(always)]
    pub(crate) fn eval(&mut self, id: ExprId) -> Eval<'e> {
        if R::ON {
            return self.watched(id);
        }
        // Half of all expressions are leaves, which are not worth a call.
        match self.quick[id.0 as usize] {
            Expr::Const(c) => Ok(self.program.consts.get()[c.0 as usize]),
            Expr::Slot(slot) => Ok(self.slot(slot)),
            Expr::Root(root) => self.roots[root.0 as usize].ok_or(Stop::Undefined),
            expr => self.step(id, expr),
        }
    }

    #[inline(never)]
    fn watched(&mut self, id: ExprId) -> Eval<'e> {
        self.recorder.enter(id);
        let result = self.step(id, self.program.exprs[id.0 as usize]);
        self.recorder.exit(id, &result);
        result
    }

    /// Each kind of expression has a function of its own, which is jumped to: so no frame of this
    /// one is left on the stack, and each has the frame that it needs.
    #[inline(never)]
    pub(crate) fn step(&mut self, id: ExprId, expr: Expr) -> Eval<'e> {
        match expr {
            Expr::Const(c) => Ok(self.program.consts.get()[c.0 as usize]),
            Expr::Slot(slot) => Ok(self.slot(slot)),
            Expr::Root(root) => self.roots[root.0 as usize].ok_or(Stop::Undefined),
            Expr::Path(path) => self.walk(id, path),
            Expr::Get(base, key, access) => self.get_of(id, base, key, access),
            Expr::Has(base, key) => self.has_of(id, base, key),
            Expr::InTable(value, table) => self.in_table(value, table),
            Expr::Cond(condition, then, other) => self.choose(id, condition, then, other),
            Expr::Call { .. } => self.builtin(id),
            Expr::CallFunc(func, arguments) => self.call_func(func, arguments),
            Expr::Let(slot, value, body) => self.bound(slot, value, body),
            Expr::Memo(memo, body) => self.memoized(memo, body),
            Expr::Shared(memo, body) => self.shared(id, memo, body),
            Expr::Once(place, body) => self.once(id, place, body),
            Expr::OrElse(chain, other) => self.or_else(chain, other),
            Expr::Not(_) | Expr::And(_) | Expr::Or(_) | Expr::Loop(_) => self.told(id, expr),
            Expr::Is(..) | Expr::IsAny(..) | Expr::Holds(..) => self.told(id, expr),
            Expr::Binary(Op::Eq | Op::Ne | Op::Lt | Op::Le | Op::Gt | Op::Ge, ..) => {
                self.told(id, expr)
            }
            Expr::Binary(op, a, b) => self.binary(id, op, a, b),
            _ => self.seldom(id),
        }
    }

    /// What an expression is as it was written: for what a quick one does not cover.
    #[cold]
    #[inline(never)]
    pub(crate) fn plain(&mut self, id: ExprId) -> Eval<'e> {
        self.step(id, self.program.exprs[id.0 as usize])
    }

    #[inline(never)]
    fn get_of(&mut self, id: ExprId, base: ExprId, key: ConstId, access: Access) -> Eval<'e> {
        let base = self.eval(base)?;
        self.get(id, base, key.0 as usize, access)
    }

    #[inline(never)]
    fn has_of(&mut self, id: ExprId, base: ExprId, key: ConstId) -> Eval<'e> {
        let base = self.eval(base)?;
        self.has(id, base, key.0 as usize)
    }

    #[inline(never)]
    fn choose(&mut self, id: ExprId, test: ExprId, then: ExprId, other: ExprId) -> Eval<'e> {
        match self.truth(test) {
            Truth::Yes => self.eval(then),
            Truth::No => self.eval(other),
            Truth::Open => {
                let open = self.open?;
                self.choice_is_open(id, open, then, other)
            }
        }
    }

    #[inline(never)]
    fn bound(&mut self, slot: Slot, value: ExprId, body: ExprId) -> Eval<'e> {
        let value = self.eval(value)?;
        self.set(slot, value);
        self.eval(body)
    }

    #[inline(never)]
    fn memoized(&mut self, memo: u32, body: ExprId) -> Eval<'e> {
        if R::ON && !R::MEMOS {
            return self.eval(body);
        }
        if let Memo::Done(value) = self.memos[memo as usize] {
            return value;
        }
        let value = self.eval(body);
        self.remember(memo, Memo::Done(value));
        value
    }

    #[inline(never)]
    fn shared(&mut self, id: ExprId, memo: u32, body: u32) -> Eval<'e> {
        if let Memo::Done(value) = self.memos[memo as usize] {
            return value;
        }
        let value = self.step(id, self.program.bodies[body as usize])?;
        self.remember(memo, Memo::Done(Ok(value)));
        Ok(value)
    }

    #[inline(never)]
    fn once(&mut self, id: ExprId, place: u32, body: u32) -> Eval<'e> {
        if let Some(value) = self.places[place as usize] {
            return Ok(value);
        }
        let value = self.step(id, self.program.bodies[body as usize])?;
        self.places[place as usize] = Some(value);
        Ok(value)
    }

    #[inline(never)]
    fn or_else(&mut self, chain: ExprId, other: ExprId) -> Eval<'e> {
        match self.eval(chain) {
            Err(Stop::Undefined) => self.eval(other),
            value => value,
        }
    }

    /// Evaluates a list into the arena.
    #[inline(never)]
    pub(crate) fn all(&mut self, list: List) -> Result<&'e [Value<'e>], Stop<'e>> {
        let mut items = BumpVec::with_capacity_in(list.len(), self.arena.bump());
        for n in list.range() {
            items.push(self.eval(self.program.lists[n])?);
        }
        self.charge(size_of_val(items.as_slice()))?;
        Ok(items.into_bump_slice())
    }

    #[inline(always)]
    fn get(&mut self, id: ExprId, base: Value<'e>, key: usize, access: Access) -> Eval<'e> {
        let Value::Object(object) = base else {
            return self.get_elsewhere(id, base, key, access);
        };
        let name = self.program.consts.get()[key];
        let text = name.as_str().unwrap_or("");
        let at = object.position_hashed(text, self.program.hashes[key]);
        if R::ON {
            let value = at.map(|at| object.entries()[at].1);
            self.recorder.read(name, value, at.and_then(|at| object.origin(at)));
        }
        match at {
            Some(at) => Ok(self.found(object.entries()[at].1, access)),
            None if object.missing().is_some() => {
                Ok(object.missing().map_or(Value::Null, Value::Unknown))
            }
            None if matches!(access, Access::Undefined | Access::Maybe) => Err(Stop::Undefined),
            None => self.absent(id, access, name),
        }
    }

    /// [`Self::get`] on what is no object.
    #[inline(never)]
    fn get_elsewhere(
        &mut self,
        id: ExprId,
        base: Value<'e>,
        key: usize,
        access: Access,
    ) -> Eval<'e> {
        match base {
            Value::Unknown(_) => Ok(base),
            Value::Set(set) if access == Access::Undefined => {
                let name = self.program.consts.get()[key];
                if set.contains(&name) { Ok(name) } else { Err(Stop::Undefined) }
            }
            Value::Ext(Ext::Optional(inner)) => match inner {
                Some(value) if access == Access::Maybe => self.get(id, *value, key, access),
                Some(value) => self.get(id, *value, key, Access::Optional),
                None if access == Access::Maybe => Err(Stop::Undefined),
                None => Ok(base),
            },
            _ => {
                let name = self.program.consts.get()[key];
                self.not_a_container(id, base, name, access)
            }
        }
    }

    fn found(&self, value: Value<'e>, access: Access) -> Value<'e> {
        match access {
            Access::Optional => Value::ext(self.arena, Ext::Optional(Some(value))),
            _ => value,
        }
    }

    #[inline(never)]
    fn absent(&self, id: ExprId, access: Access, key: Value<'e>) -> Eval<'e> {
        match access {
            Access::Undefined | Access::Maybe => Err(Stop::Undefined),
            Access::Optional => Ok(Value::Ext(&Ext::Optional(None))),
            Access::Error => {
                Err(self.fault(id, FaultKind::NoSuchKey, &format!("no such key: {key:?}")))
            }
        }
    }

    #[inline(never)]
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
    pub(crate) fn index(
        &mut self,
        id: ExprId,
        base: Value<'e>,
        key: Value<'e>,
        access: Access,
    ) -> Eval<'e> {
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
                    if let Some(missing) = object.missing() {
                        return Ok(Value::Unknown(missing));
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
                if let Some(rest) = array.rest().filter(|_| wanted >= 0)
                    && at.is_none_or(|at| at >= array.settled())
                {
                    return Ok(Value::Unknown(rest));
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
                    Some(unknown @ Value::Unknown(u)) if u.nullable => unknown,
                    None if object.missing().is_some() => {
                        object.missing().map_or(Value::Null, Value::Unknown)
                    }
                    found => Value::Bool(found.is_some()),
                })
            }
            Value::Unknown(_) => Ok(base),
            Value::Ext(Ext::Optional(None)) => Ok(Value::Bool(false)),
            Value::Ext(Ext::Optional(Some(value))) => self.has(id, *value, key),
            _ => self.not_a_container(id, base, name, Access::Error),
        }
    }

    #[cold]
    #[inline(never)]
    pub(crate) fn no_overload(&self, id: ExprId, name: &str, operands: &[Value<'e>]) -> Stop<'e> {
        let types: Vec<&str> = operands.iter().map(Value::type_name).collect();
        let message = format!("no such overload: `{name}` on {}", types.join(" and "));
        self.fault(id, FaultKind::WrongType, &message)
    }

    pub(crate) fn arithmetic_fault(
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
    pub(crate) fn exact_fault(
        &self,
        id: ExprId,
        kind: FaultKind,
        op: Op,
        a: Value<'e>,
        b: Value<'e>,
    ) -> Eval<'e> {
        if !self.options.strict && self.options.world.is_none() {
            return Err(Stop::Undefined);
        }
        let both = a.is_number() && b.is_number();
        let kind = if both && kind == FaultKind::WrongType { FaultKind::BadArgument } else { kind };
        let stop = self.fault(id, kind, &arithmetic::exact_message(kind, op, a, b));
        match stop {
            Stop::Error(fault) if !self.options.strict => self.swallow(fault),
            _ => Err(stop),
        }
    }

    /// What an error of a builtin comes to that does not count as one.
    #[cold]
    fn swallow(&self, fault: &Fault<'e>) -> Eval<'e> {
        let given = self.options.world.and_then(|world| world.swallowed(fault, self.arena));
        given.ok_or(Stop::Undefined)
    }

    pub(crate) fn context(&self, id: ExprId) -> CallContext<'e, 'e> {
        CallContext {
            arena: self.arena,
            cache: &self.program.cache,
            kept: self.kept,
            location: self.program.location(id),
            now: self.options.now,
        }
    }

    #[inline(never)]
    fn builtin(&mut self, id: ExprId) -> Eval<'e> {
        let Expr::Call { builtin, arguments, soft } = self.program.exprs[id.0 as usize] else {
            return self.seldom(id);
        };
        self.tick()?;
        let function = self.program.builtins[builtin as usize];
        let result = match self.program.lists[arguments.range()] {
            [one] => {
                let one = self.eval(one)?;
                self.apply(id, function, &[one])
            }
            [one, two] => {
                let one = self.eval(one)?;
                let two = self.eval(two)?;
                self.apply(id, function, &[one, two])
            }
            _ => {
                let all = self.all(arguments)?;
                self.apply(id, function, all)
            }
        };
        if !soft {
            return result;
        }
        match result {
            Err(Stop::Error(fault)) if !self.options.strict => self.swallow(fault),
            other => other,
        }
    }

    #[inline(always)]
    fn apply(&mut self, id: ExprId, function: &'static Builtin, values: &[Value<'e>]) -> Eval<'e> {
        let mut weight = 0;
        for value in values {
            match value {
                Value::Unknown(unknown) if function.unknown != UnknownArguments::Seen => {
                    return Ok(self.of_unknown(unknown));
                }
                value => weight += u64::from(value.weight()),
            }
        }
        if function.unknown == UnknownArguments::Deep
            && let Some(unknown) = values.iter().find_map(Value::find_unknown)
        {
            return Ok(self.of_unknown(unknown));
        }
        self.steps += weight / 64;
        let context = self.context(id);
        let value = match self.options.world {
            Some(world) if !function.pure => match world.call(function, &context, values) {
                Some(given) => given?,
                None => (function.run)(&context, values)?,
            },
            _ => (function.run)(&context, values)?,
        };
        // What is passed on from the arguments is counted as if it were new.
        match value {
            Value::Bool(_) | Value::Int(_) => Ok(value),
            Value::Str(text) => {
                self.charge(text.len())?;
                Ok(value)
            }
            value => {
                self.charge(value.weight() as usize * size_of::<Value<'e>>())?;
                self.bounded(value)
            }
        }
    }
}
