//! The symbolic interpreter: expressions and statements.

use super::keep::Keeper;
use super::sym::{AtomKind, Base, Cond, Gathered, Part, Shape, Sym};
use super::{Given, Unknown};
use crate::{Compiled, DATA, INPUT};
use palisade_arena::Arena;
use palisade_ir::{
    Access, BlockId, Cache, Expr, ExprId, FuncId, Generate, List, Program, Root, Slot, Stmt,
};
use palisade_source::{Diagnostic, Location};
use palisade_value::Value;
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;
use std::rc::Rc;

pub(super) type Failed = Box<Diagnostic>;

/// A value under a condition. Where none of the conditions of an expression holds, it is
/// undefined.
#[derive(Clone, Debug)]
pub(super) struct Alt<'e> {
    pub(super) cond: Cond<'e>,
    pub(super) value: Sym<'e>,
}

pub(super) type Alts<'e> = Vec<Alt<'e>>;

pub(super) fn one(value: Sym<'_>) -> Alts<'_> {
    vec![Alt { cond: Cond::True, value }]
}

/// What stands in the place of a function or virtual document.
#[derive(Clone, Debug)]
pub(super) enum Mock<'e> {
    Off,
    Document,
    Value(Sym<'e>),
    Function(FuncId),
}

/// All that `with` changes.
#[derive(Clone, Debug)]
pub(super) struct Surroundings<'e> {
    pub(super) roots: [Option<Sym<'e>>; 2],
    pub(super) mocks: Vec<Mock<'e>>,
}

/// The registers of a running function.
pub(super) type Frame<'e> = Vec<Sym<'e>>;

/// Where solutions go.
#[derive(Default)]
pub(super) struct Sink<'e> {
    /// Whether the first solution that holds in any case is enough.
    pub(super) first: bool,
    pub(super) parts: Vec<Part<'e>>,
    /// Whether a part is an element of a set at the end of its path.
    pub(super) members: Vec<bool>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Flow {
    On,
    Enough,
}

pub(super) struct Machine<'r, 'e> {
    pub(super) program: &'e Program,
    pub(super) arena: &'e Arena,
    pub(super) given: &'r Given<'r, 'e>,
    pub(super) cache: Cache,
    pub(super) here: Surroundings<'e>,
    pub(super) outside: Vec<Surroundings<'e>>,
    pub(super) memo: FxHashMap<FuncId, Alts<'e>>,
    steps: u64,
    pub(super) depth: u32,
    variables: u32,
    /// Counts what may be there more than once in what iterates over it: an array made of it
    /// would have a wrong length.
    pub(super) repeated: u64,
    /// Whether collections stay collections, whose elements are there once: inside of arrays.
    pub(super) exact: bool,
    pub(super) keeper: Keeper<'e>,
    /// Where something is compared with a `null` that is written there.
    pub(super) nulls: BTreeSet<Location>,
}

impl<'r, 'e> Machine<'r, 'e> {
    pub(super) fn new(compiled: &'e Compiled, arena: &'e Arena, given: &'r Given<'r, 'e>) -> Self {
        let program = &compiled.program;
        let open = |root: Root| given.unknowns.iter().any(|u| u.root == root);
        let roots = [
            if open(INPUT) { Some(Sym::Base(Base::Input)) } else { given.input.map(Sym::Known) },
            Some(if open(DATA) { Sym::Base(Base::Data) } else { Sym::Known(given.data) }),
        ];
        let mocks = vec![Mock::Off; program.replaceable()];
        Self {
            program,
            arena,
            given,
            cache: Cache::default(),
            here: Surroundings { roots, mocks },
            outside: Vec::new(),
            memo: FxHashMap::default(),
            steps: 0,
            depth: 0,
            variables: 0,
            repeated: 0,
            exact: false,
            keeper: Keeper::new(compiled, &given.options),
            nulls: BTreeSet::new(),
        }
    }

    /// The condition under which the query has a solution.
    pub(super) fn query(&mut self, func: FuncId) -> Result<Cond<'e>, Failed> {
        let parts = self.program.func(func);
        let palisade_ir::FuncKind::Expr(body) = &parts.kind else { return Ok(Cond::False) };
        let Expr::Generate(_, block) = self.program.expr(*body) else { return Ok(Cond::False) };
        let mut frame = vec![Sym::Known(Value::Null); usize::from(parts.slots)];
        let mut sink = Sink::default();
        self.block(block, &mut frame, Cond::True, &mut sink)?;
        let mut all = Vec::new();
        for part in sink.parts {
            let field = |sym: &Sym<'e>, name: &str| -> Option<Sym<'e>> {
                match sym {
                    Sym::Known(value) => value.field(name).map(Sym::Known),
                    Sym::Object(pairs) => pairs
                        .iter()
                        .find(|(k, _)| k.known().and_then(|k| k.as_str()) == Some(name))
                        .map(|(_, v)| v.clone()),
                    _ => None,
                }
            };
            let mut conds = vec![part.cond];
            match field(&part.value, "values") {
                Some(Sym::Known(Value::Array(values))) => {
                    for value in values.items() {
                        conds.push(self.holds(&Sym::Known(*value), None));
                    }
                }
                Some(Sym::Array(values)) => {
                    for value in values.iter() {
                        conds.push(self.holds(value, None));
                    }
                }
                _ => {}
            }
            let bind = |name: &str, value: Sym<'e>| {
                Cond::atom(AtomKind::Bind(name.to_owned(), value), None)
            };
            match field(&part.value, "bindings") {
                Some(Sym::Known(Value::Object(bindings))) => {
                    for (name, value) in bindings.entries() {
                        conds.push(bind(name.as_str().unwrap_or("_"), Sym::Known(*value)));
                    }
                }
                Some(Sym::Object(bindings)) => {
                    for (name, value) in bindings.iter() {
                        let name = name.known().and_then(|n| n.as_str()).unwrap_or("_");
                        conds.push(bind(name, value.clone()));
                    }
                }
                _ => {}
            }
            all.push(Cond::all(conds));
        }
        Ok(Cond::any(all))
    }

    // Bookkeeping.

    pub(super) fn tick(&mut self) -> Result<(), Failed> {
        self.spend(1)
    }

    /// Counts several steps at once.
    pub(super) fn spend(&mut self, steps: usize) -> Result<(), Failed> {
        self.steps = self.steps.saturating_add(u64::try_from(steps).unwrap_or(u64::MAX));
        if self.steps <= self.given.limits.steps {
            return Ok(());
        }
        let message =
            format!("the partial evaluation took more than {} steps", self.given.limits.steps);
        Err(Box::new(
            Diagnostic::error("rego-partial-limit", message)
                .help("give more of the documents, or raise --max-steps"),
        ))
    }

    /// The same, where it is too much as an element of a set of what it may be.
    pub(super) fn bounded(&mut self, alts: Alts<'e>, at: Option<Location>) -> Alts<'e> {
        if alts.len() <= self.given.limits.alternatives {
            return alts;
        }
        let parts = alts
            .into_iter()
            .map(|alt| Part { cond: alt.cond, key: None, value: alt.value })
            .collect();
        vec![self.element_of(parts, at)]
    }

    /// The element of a set of one element at most.
    pub(super) fn element_of(&mut self, parts: Vec<Part<'e>>, at: Option<Location>) -> Alt<'e> {
        let (key, value) = (self.fresh(), self.fresh());
        let some = AtomKind::Some(key, value, gathered(Shape::Set, parts));
        Alt { cond: Cond::atom(some, at), value: Sym::Base(Base::Var(value)) }
    }

    /// A condition that holds once where it holds: inside of arrays what iterates counts.
    pub(super) fn once(&mut self, cond: Cond<'e>, at: Option<Location>) -> Cond<'e> {
        if !self.exact || !cond.iterates() {
            return cond;
        }
        let yes = Sym::Known(Value::Bool(true));
        self.element_of(vec![Part { cond, key: None, value: yes }], at).cond
    }

    pub(super) fn unsupported<T>(&self, what: &str, at: Option<Location>) -> Result<T, Failed> {
        let mut error =
            Diagnostic::error("rego-partial", format!("{what} cannot be evaluated partially"));
        error.location = at;
        Err(Box::new(error))
    }

    pub(super) fn at(&self, id: ExprId) -> Option<Location> {
        self.program.location(id)
    }

    pub(super) fn fresh(&mut self) -> u32 {
        self.variables += 1;
        self.variables
    }

    /// The parts of a collection with variables of their own, for another use of it.
    pub(super) fn instance(&mut self, gathered: &Gathered<'e>) -> Vec<Part<'e>> {
        let (mut used, mut made) = (BTreeSet::new(), BTreeSet::new());
        for part in &gathered.parts {
            part.cond.variables(&mut used, &mut made);
            part.key.iter().chain([&part.value]).for_each(|s| s.variables(&mut used, &mut made));
        }
        if !made.is_empty() {
            self.repeated += 1;
        }
        let new: FxHashMap<u32, u32> = made.into_iter().map(|var| (var, self.fresh())).collect();
        let to = |var: u32| new.get(&var).copied().unwrap_or(var);
        gathered.parts.iter().map(|part| part.renamed(&to)).collect()
    }

    // Expressions.

    pub(super) fn eval(&mut self, id: ExprId, frame: &mut Frame<'e>) -> Result<Alts<'e>, Failed> {
        let alts = self.place(id, frame)?;
        if !alts.iter().any(|a| matches!(a.value, Sym::Patched(_))) {
            return Ok(alts);
        }
        let at = self.at(id);
        let mut all = Vec::with_capacity(alts.len());
        for alt in alts {
            let settled = self.settled(alt.value, at);
            under(&alt.cond, settled, &mut all);
        }
        Ok(self.bounded(all, at))
    }

    /// An expression that something below is looked for in.
    fn place(&mut self, id: ExprId, frame: &mut Frame<'e>) -> Result<Alts<'e>, Failed> {
        self.tick()?;
        let at = self.at(id);
        let alts = match self.program.expr(id) {
            Expr::Const(value) => one(Sym::Known(self.program.constant(value))),
            Expr::Slot(Slot(slot)) => {
                frame.get(usize::from(slot)).cloned().map_or_else(Vec::new, one)
            }
            Expr::Root(Root(root)) => {
                let found = self.here.roots.get(usize::from(root)).cloned().flatten();
                found.map_or_else(Vec::new, one)
            }
            Expr::Get(base, key, Access::Undefined) => {
                let key = Sym::Known(self.program.constant(key));
                let mut all = Vec::new();
                for base in self.place(base, frame)? {
                    let found = self.index(&base.value, &key, at)?;
                    under(&base.cond, found, &mut all);
                }
                all
            }
            Expr::Index(base, key, Access::Undefined) => {
                let mut all = Vec::new();
                for base in self.place(base, frame)? {
                    for key in self.eval(key, frame)? {
                        let cond = Cond::all([base.cond.clone(), key.cond]);
                        if !matches!(cond, Cond::False) {
                            let found = self.index(&base.value, &key.value, at)?;
                            under(&cond, found, &mut all);
                        }
                    }
                }
                all
            }
            Expr::Binary(op, a, b) => {
                if let Some(at) = at
                    && (self.writes_null(a) || self.writes_null(b))
                {
                    self.nulls.insert(at);
                }
                let mut all = Vec::new();
                for (cond, values) in self.product(&[a, b], frame)? {
                    let [a, b] = values.as_slice() else { continue };
                    let found = self.binary(op, a, b, at)?;
                    under(&cond, found, &mut all);
                }
                all
            }
            Expr::Array(list) => self.built(list, frame, |this, items| this.array(items))?,
            Expr::Set(list) => self.built(list, frame, |this, items| this.set(items))?,
            Expr::Object(list) => {
                let flat: Vec<ExprId> =
                    self.program.entries(list).iter().flat_map(|e| [e.key, e.value]).collect();
                self.build(&flat, frame, |this, items| this.object(items))?
            }
            Expr::Call { builtin, arguments, soft } => {
                let builtin = self.program.builtin(builtin);
                let list = self.program.list(arguments).to_vec();
                let mut all = Vec::new();
                for (cond, values) in self.product(&list, frame)? {
                    let found = self.call_builtin(builtin, values, soft, at)?;
                    under(&cond, found, &mut all);
                }
                all
            }
            Expr::CallFunc(func, arguments) => self.call(func, arguments, frame)?,
            Expr::IfMocked(mock, mocked, plain) => {
                let off = matches!(self.here.mocks.get(usize::from(mock.0)), Some(Mock::Off));
                self.place(if off { plain } else { mocked }, frame)?
            }
            // What only tells the surroundings something holds.
            Expr::HostCall(..) => one(Sym::Known(Value::Bool(true))),
            Expr::CallMock(mock, arguments, plain) => {
                match self.here.mocks.get(usize::from(mock.0)).cloned() {
                    Some(Mock::Value(value)) => {
                        let list = self.program.list(arguments).to_vec();
                        let mut all = Vec::new();
                        for (cond, values) in self.product(&list, frame)? {
                            let there = values.iter().map(|v| Cond::defined(v, at));
                            let cond = Cond::all([cond].into_iter().chain(there));
                            under(&cond, one(value.clone()), &mut all);
                        }
                        all
                    }
                    Some(Mock::Function(func)) => self.call_in_place(func, arguments, frame)?,
                    _ => self.eval(plain, frame)?,
                }
            }
            Expr::Generate(generate, block) => self.generate(generate, block, frame, at)?,
            Expr::OrElse(chain, other) => {
                let mut all = self.eval(chain, frame)?;
                let there =
                    all.iter().map(|a| Cond::all([a.cond.clone(), Cond::defined(&a.value, at)]));
                let absent = Cond::any(there.collect::<Vec<_>>()).not();
                if !matches!(absent, Cond::False) {
                    let other = self.eval(other, frame)?;
                    under(&absent, other, &mut all);
                }
                all
            }
            _ => return self.unsupported("an expression of this kind", at),
        };
        Ok(self.bounded(alts, at))
    }

    /// Whether an expression is `null`, or a collection with that as an element, as it is written.
    fn writes_null(&self, id: ExprId) -> bool {
        let is_null = |value: &Value<'_>| matches!(value, Value::Null);
        match self.program.expr(id) {
            Expr::Const(value) => match self.program.constant(value) {
                Value::Null => true,
                Value::Array(array) => array.items().iter().any(is_null),
                Value::Set(set) => set.items().iter().any(is_null),
                _ => false,
            },
            Expr::Array(list) | Expr::Set(list) => {
                self.program.list(list).iter().any(|item| self.writes_null(*item))
            }
            _ => false,
        }
    }

    /// All combinations of the values of several expressions.
    pub(super) fn product(
        &mut self,
        list: &[ExprId],
        frame: &mut Frame<'e>,
    ) -> Result<Vec<(Cond<'e>, Vec<Sym<'e>>)>, Failed> {
        let most = self.given.limits.alternatives;
        let mut all = vec![(Cond::True, Vec::with_capacity(list.len()))];
        for id in list {
            let mut alts = self.eval(*id, frame)?;
            if let ([Alt { cond: Cond::True, value }], [(_, values)]) = (&alts[..], &mut all[..]) {
                values.push(value.clone());
                continue;
            }
            if alts.len() > 1 && all.len().saturating_mul(alts.len()) > most {
                let parts = alts
                    .into_iter()
                    .map(|alt| Part { cond: alt.cond, key: None, value: alt.value })
                    .collect();
                alts = vec![self.element_of(parts, self.at(*id))];
            }
            let mut next = Vec::new();
            for (cond, values) in &all {
                for alt in &alts {
                    let cond = Cond::all([cond.clone(), alt.cond.clone()]);
                    if matches!(cond, Cond::False) {
                        continue;
                    }
                    let mut values = values.clone();
                    values.push(alt.value.clone());
                    next.push((cond, values));
                }
            }
            all = next;
        }
        Ok(all)
    }

    fn built(
        &mut self,
        list: List,
        frame: &mut Frame<'e>,
        make: impl Fn(&Self, Vec<Sym<'e>>) -> Sym<'e>,
    ) -> Result<Alts<'e>, Failed> {
        let list = self.program.list(list).to_vec();
        self.build(&list, frame, make)
    }

    /// A collection of values, all of which must be defined.
    fn build(
        &mut self,
        list: &[ExprId],
        frame: &mut Frame<'e>,
        make: impl Fn(&Self, Vec<Sym<'e>>) -> Sym<'e>,
    ) -> Result<Alts<'e>, Failed> {
        let mut all = Vec::new();
        for (cond, values) in self.product(list, frame)? {
            let there = values.iter().zip(list).map(|(v, id)| Cond::defined(v, self.at(*id)));
            let cond = Cond::all([cond].into_iter().chain(there.collect::<Vec<_>>()));
            all.push(Alt { cond, value: make(self, values) });
        }
        Ok(all)
    }

    fn generate(
        &mut self,
        generate: Generate,
        block: BlockId,
        frame: &mut Frame<'e>,
        at: Option<Location>,
    ) -> Result<Alts<'e>, Failed> {
        let shape = match generate {
            Generate::Exists => {
                let cond = self.exists(block, frame)?;
                let cond = self.once(cond, at);
                return Ok(truth(cond, Cond::True));
            }
            Generate::Array => Shape::Array,
            Generate::Set => Shape::Set,
            Generate::Object => Shape::Object,
        };
        let before = self.repeated;
        // Elements of sets and objects are there once, whatever they are made of.
        let exact = std::mem::replace(&mut self.exact, false);
        let mut sink = Sink::default();
        self.block(block, frame, Cond::True, &mut sink)?;
        let settled =
            sink.parts.iter().all(|p| matches!(p.cond, Cond::True) && p.value.known().is_some());
        if shape == Shape::Array && self.repeated > before && !settled {
            self.exact = true;
            sink = Sink::default();
            self.block(block, frame, Cond::True, &mut sink)?;
        }
        self.exact = exact;
        Ok(one(self.collect(shape, sink.parts, at)?))
    }

    // Statements.

    pub(super) fn exists(
        &mut self,
        block: BlockId,
        frame: &mut Frame<'e>,
    ) -> Result<Cond<'e>, Failed> {
        let mut sink = Sink { first: true, ..Sink::default() };
        self.block(block, frame, Cond::True, &mut sink)?;
        Ok(Cond::any(sink.parts.into_iter().map(|p| p.cond)))
    }

    pub(super) fn block(
        &mut self,
        block: BlockId,
        frame: &mut Frame<'e>,
        cond: Cond<'e>,
        sink: &mut Sink<'e>,
    ) -> Result<Flow, Failed> {
        self.depth += 1;
        // A block inside a block takes less stack than a call.
        if self.depth > self.given.limits.depth.saturating_mul(8) {
            let message = "statements and calls nest too deep for a partial evaluation";
            return Err(Box::new(Diagnostic::error("rego-partial-limit", message)));
        }
        let flow = self.statements(self.program.block(block), frame, cond, sink);
        self.depth -= 1;
        flow
    }

    fn statements(
        &mut self,
        statements: &'e [Stmt],
        frame: &mut Frame<'e>,
        mut cond: Cond<'e>,
        sink: &mut Sink<'e>,
    ) -> Result<Flow, Failed> {
        for (n, statement) in statements.iter().enumerate() {
            self.tick()?;
            match statement {
                Stmt::Test(expr) => {
                    let alts = self.eval(*expr, frame)?;
                    let at = self.at(*expr);
                    let mut any = Vec::with_capacity(alts.len());
                    for alt in alts {
                        let holds = self.holds(&alt.value, at);
                        any.push(Cond::all([alt.cond, holds]));
                    }
                    let any = self.once(Cond::any(any), at);
                    cond = Cond::all([cond, any]);
                }
                Stmt::Assign(Slot(slot), expr) => {
                    let mut alts = self.eval(*expr, frame)?;
                    let at = self.at(*expr);
                    for alt in &mut alts {
                        let there = Cond::defined(&alt.value, at);
                        alt.cond = Cond::all([cond.clone(), alt.cond.clone(), there]);
                    }
                    alts.retain(|a| !matches!(a.cond, Cond::False));
                    let last = alts.pop();
                    for alt in alts {
                        put(frame, Slot(*slot), alt.value);
                        let rest = statements.get(n + 1..).unwrap_or_default();
                        if self.statements(rest, frame, alt.cond, sink)? == Flow::Enough {
                            return Ok(Flow::Enough);
                        }
                    }
                    let Some(last) = last else { return Ok(Flow::On) };
                    put(frame, Slot(*slot), last.value);
                    cond = last.cond;
                }
                Stmt::Scan { source, key, value, block } => {
                    let at = self.at(*source);
                    for alt in self.eval(*source, frame)? {
                        let cond = Cond::all([cond.clone(), alt.cond]);
                        let elements = self.elements(&alt.value, key.is_some(), at);
                        for part in elements {
                            self.tick()?;
                            let cond = Cond::all([cond.clone(), part.cond]);
                            if matches!(cond, Cond::False) {
                                continue;
                            }
                            if let (Some(slot), Some(key)) = (key, part.key) {
                                put(frame, *slot, key);
                            }
                            if let Some(slot) = value {
                                put(frame, *slot, part.value);
                            }
                            if self.block(*block, frame, cond, sink)? == Flow::Enough {
                                return Ok(Flow::Enough);
                            }
                        }
                    }
                }
                Stmt::Not(block) => {
                    let inner = self.exists(*block, frame)?;
                    cond = Cond::all([cond, inner.not()]);
                }
                Stmt::Every { source, key, value, block } => {
                    let at = self.at(*source);
                    let mut any = Vec::new();
                    for alt in self.eval(*source, frame)? {
                        let mut all = vec![alt.cond, Cond::defined(&alt.value, at)];
                        for part in self.elements(&alt.value, key.is_some(), at) {
                            self.tick()?;
                            if let (Some(slot), Some(key)) = (key, part.key) {
                                put(frame, *slot, key);
                            }
                            if let Some(slot) = value {
                                put(frame, *slot, part.value);
                            }
                            let inner = self.exists(*block, frame)?;
                            all.push(Cond::all([part.cond, inner.not()]).not());
                        }
                        any.push(Cond::all(all));
                    }
                    cond = Cond::all([cond, Cond::any(any)]);
                }
                Stmt::Any(blocks) | Stmt::Select(blocks, _) => {
                    for block in blocks {
                        if self.block(*block, frame, cond.clone(), sink)? == Flow::Enough {
                            return Ok(Flow::Enough);
                        }
                    }
                }
                Stmt::With { overrides, block } => {
                    if self.with(overrides, *block, frame, &cond, sink)? == Flow::Enough {
                        return Ok(Flow::Enough);
                    }
                }
                Stmt::Outside(block) => {
                    let flow = match self.outside.pop() {
                        Some(outer) => {
                            let inner = std::mem::replace(&mut self.here, outer);
                            let flow = self.block(*block, frame, cond.clone(), sink);
                            let outer = std::mem::replace(&mut self.here, inner);
                            self.outside.push(outer);
                            flow
                        }
                        None => self.block(*block, frame, cond.clone(), sink),
                    };
                    if flow? == Flow::Enough {
                        return Ok(Flow::Enough);
                    }
                }
                Stmt::Grow { path, value, member } => {
                    self.solution(Some(*path), Some(*value), *member, frame, &cond, sink)?;
                }
                Stmt::Yield { key, value } => {
                    self.solution(*key, *value, false, frame, &cond, sink)?;
                    if sink.first && sink.parts.iter().any(|p| matches!(p.cond, Cond::True)) {
                        return Ok(Flow::Enough);
                    }
                }
            }
            if matches!(cond, Cond::False) {
                return Ok(Flow::On);
            }
        }
        Ok(Flow::On)
    }

    fn solution(
        &mut self,
        key: Option<ExprId>,
        value: Option<ExprId>,
        member: bool,
        frame: &mut Frame<'e>,
        cond: &Cond<'e>,
        sink: &mut Sink<'e>,
    ) -> Result<(), Failed> {
        let list: Vec<ExprId> = key.into_iter().chain(value).collect();
        for (own, mut values) in self.product(&list, frame)? {
            let there = values.iter().zip(&list).map(|(v, id)| Cond::defined(v, self.at(*id)));
            let all = [cond.clone(), own].into_iter().chain(there.collect::<Vec<_>>());
            let cond = Cond::all(all);
            if matches!(cond, Cond::False) {
                continue;
            }
            let yes = Sym::Known(Value::Bool(true));
            let value = if value.is_some() { values.pop().unwrap_or(yes) } else { yes };
            let key = values.pop();
            sink.parts.push(Part { cond, key, value });
            sink.members.push(member);
        }
        Ok(())
    }

    /// The unknown that a path of a document is below, and whether one is below the path.
    pub(super) fn openness(&self, base: Base, keys: &[&str]) -> (bool, bool) {
        let of = |test: &dyn Fn(&Unknown) -> bool| {
            self.given.unknowns.iter().any(|u| u.base() == base && test(u))
        };
        let below =
            of(&|u| u.keys.len() <= keys.len() && u.keys.iter().zip(keys).all(|(a, b)| a == b));
        let above =
            of(&|u| u.keys.len() > keys.len() && u.keys.iter().zip(keys).all(|(a, b)| a == b));
        (below, above)
    }
}

pub(super) fn set_mock<'e>(surroundings: &mut Surroundings<'e>, mock: u16, new: Mock<'e>) {
    if let Some(slot) = surroundings.mocks.get_mut(usize::from(mock)) {
        *slot = new;
    }
}

pub(super) fn put<'e>(frame: &mut Frame<'e>, slot: Slot, value: Sym<'e>) {
    let at = usize::from(slot.0);
    if at >= frame.len() {
        frame.resize(at + 1, Sym::Known(Value::Null));
    }
    frame[at] = value;
}

/// Adds alternatives under one more condition.
pub(super) fn under<'e>(cond: &Cond<'e>, alts: Alts<'e>, all: &mut Alts<'e>) {
    for alt in alts {
        let cond = Cond::all([cond.clone(), alt.cond]);
        if !matches!(cond, Cond::False) {
            all.push(Alt { cond, value: alt.value });
        }
    }
}

/// True where a condition holds, false where it does not and yet is defined.
pub(super) fn truth<'e>(cond: Cond<'e>, defined: Cond<'e>) -> Alts<'e> {
    let not = Cond::all([defined, cond.clone().not()]);
    let both = [(cond, true), (not, false)];
    both.into_iter()
        .filter(|(cond, _)| !matches!(cond, Cond::False))
        .map(|(cond, value)| Alt { cond, value: Sym::Known(Value::Bool(value)) })
        .collect()
}

/// A collection whose parts are there under conditions, as a value.
pub(super) fn gathered<'e>(shape: Shape, parts: Vec<Part<'e>>) -> Sym<'e> {
    Sym::Gathered(Rc::new(Gathered { shape, parts }))
}
