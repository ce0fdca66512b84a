//! The machine: statements, rules and comprehensions.
//!
//! A body is run depth first; what follows an iteration stands inside it, so coming back from the
//! inner block *is* backtracking. Solutions go to a [`Sink`], which says when it has enough. A
//! condition that is unknown does not end its branch: the branch goes on as a *maybe*, and one
//! that is then false still is no solution for certain.

use crate::index::prefix_arm;
use crate::ir::{Dispatch, DispatchId};
use crate::loops::perhaps_there;
use crate::{
    BlockId, Chain, Eval, ExprId, FaultKind, Generate, Recorder, Role, RuleKind, Stmt, Stop, Vm,
};
use palisade_value::{Set, Unknown, Value};

/// What becomes of the solutions of a body.
pub(crate) struct Sink<'e> {
    want: Want,
    /// The first value, where no more than one is kept.
    one: Option<Value<'e>>,
    /// Whether a second one was different.
    clash: bool,
    pub(crate) values: Vec<Value<'e>>,
    pub(crate) keys: Vec<Value<'e>>,
    /// Positions in `values` of what is an element of a set at the end of its path.
    pub(crate) members: Vec<usize>,
    found: bool,
    pub(crate) maybe: Option<&'e Unknown<'e>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Want {
    /// One solution is enough.
    One,
    /// All different values; the machine reports two as a conflict.
    Complete,
    All,
}

/// What is said of a rule or function with two values.
fn conflict(params: u16) -> &'static str {
    if params == 0 {
        "complete rules must not produce multiple outputs"
    } else {
        "functions must not produce multiple outputs for same inputs"
    }
}

/// Whether a body is to go on looking for solutions.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flow {
    On,
    Enough,
}

/// How a body goes on behind a statement.
enum Next {
    /// With the statement behind it.
    On,
    /// Not at all: this branch has no more solutions.
    Back,
    /// Not at all: there are enough solutions.
    Enough,
}

/// Why an object may have entries beside those that are known.
fn missing<'e>(range: Value<'e>) -> Option<&'e Unknown<'e>> {
    range.as_object().and_then(palisade_value::Object::missing)
}

fn role(statement: &Stmt) -> Role {
    match statement {
        Stmt::Test(_) => Role::Test,
        Stmt::Assign(slot, _) => Role::Assign(*slot),
        Stmt::Scan { key, value, .. } => Role::Scan(*key, *value),
        Stmt::Not(_) => Role::Not,
        Stmt::Every { key, value, .. } => Role::Every(*key, *value),
        Stmt::Any(_) | Stmt::Select(..) | Stmt::With { .. } | Stmt::Outside(_) => Role::Nest,
        Stmt::Grow { .. } | Stmt::Yield { .. } => Role::Yield,
    }
}

impl<'e> Sink<'e> {
    fn new(want: Want) -> Self {
        Self {
            want,
            one: None,
            clash: false,
            values: Vec::new(),
            keys: Vec::new(),
            members: Vec::new(),
            found: false,
            maybe: None,
        }
    }

    /// Keeps a value where all are to be the same.
    fn agree(&mut self, value: Value<'e>) -> Flow {
        match self.one {
            None => self.one = Some(value),
            Some(one) => self.clash |= !one.same(&value),
        }
        if self.clash { Flow::Enough } else { Flow::On }
    }

    /// Whether there was a solution, if that is known.
    fn found(&self) -> Result<bool, &'e Unknown<'e>> {
        match self.maybe {
            Some(unknown) if !self.found => Err(unknown),
            _ => Ok(self.found),
        }
    }
}

impl<'e, R: Recorder<'e>> Vm<'e, R> {
    /// Runs the statements of a block from the first on.
    pub(crate) fn block(&mut self, block: BlockId, sink: &mut Sink<'e>) -> Result<Flow, Stop<'e>> {
        let outer = self.branch;
        if R::ON {
            self.recorder.block();
        }
        let flow = self.statements(block, sink);
        if R::ON {
            self.recorder.block_end();
        }
        self.branch = outer;
        flow
    }

    fn statements(&mut self, block: BlockId, sink: &mut Sink<'e>) -> Result<Flow, Stop<'e>> {
        let program = self.program;
        for statement in &program.blocks[block.0 as usize].0 {
            if R::ON {
                let role = role(statement);
                if role == Role::Yield {
                    self.recorder.solution(block);
                }
                self.recorder.statement(role);
            }
            let next = self.statement(statement, sink);
            if R::ON {
                self.recorder.statement_end();
            }
            match next? {
                Next::On => {}
                Next::Back => return Ok(Flow::On),
                Next::Enough => return Ok(Flow::Enough),
            }
        }
        Ok(Flow::On)
    }

    #[inline(always)]
    fn statement(&mut self, statement: &'e Stmt, sink: &mut Sink<'e>) -> Result<Next, Stop<'e>> {
        match statement {
            Stmt::Test(expr) => match self.eval(*expr) {
                Ok(Value::Bool(false)) | Err(Stop::Undefined) => return Ok(Next::Back),
                Ok(Value::Unknown(unknown)) => self.branch = self.branch.or(Some(unknown)),
                Ok(_) => {}
                Err(stop) => return Err(stop),
            },
            Stmt::Assign(slot, expr) => match self.eval(*expr) {
                Ok(value) => {
                    self.branch = self.branch.or(self.perhaps(*expr, value)?);
                    self.set(*slot, value);
                }
                Err(Stop::Undefined) => return Ok(Next::Back),
                Err(stop) => return Err(stop),
            },
            Stmt::Scan { source, key, value, block } => {
                let range = match self.eval(*source) {
                    Ok(Value::Unknown(unknown)) => {
                        // There may be elements, and what they are is unknown as well.
                        self.branch = self.branch.or(Some(unknown));
                        for slot in [key, value].into_iter().flatten() {
                            self.set(*slot, Value::Unknown(unknown));
                        }
                        if self.block(*block, sink)? == Flow::Enough {
                            return Ok(Next::Enough);
                        }
                        return Ok(Next::On);
                    }
                    Ok(range) => range,
                    Err(Stop::Undefined) => return Ok(Next::Back),
                    Err(stop) => return Err(stop),
                };
                let few = match self.program.joins.get(&block.0) {
                    Some(join) if !R::ON => self.candidates(*join, range, *value)?,
                    _ => None,
                };
                if let Some(few) = few {
                    for at in few {
                        self.bind(range, at as usize, *key, *value, false);
                        self.tick()?;
                        if self.block(*block, sink)? == Flow::Enough {
                            return Ok(Next::Enough);
                        }
                    }
                    return Ok(Next::On);
                }
                let mut at = 0;
                let outer = self.branch;
                while self.bind(range, at, *key, *value, false) {
                    self.tick()?;
                    if let Value::Set(set) = range
                        && let Some(Value::Unknown(unknown)) = set.items().get(at)
                    {
                        // It says that there may be more elements than those that are known.
                        self.branch = outer.or(Some(unknown));
                    }
                    if let Some(rest) = perhaps_there(range, at) {
                        self.branch = outer.or(Some(rest));
                    }
                    let flow = self.block(*block, sink);
                    self.branch = outer;
                    if R::ON {
                        self.recorder.iteration_end();
                    }
                    if flow? == Flow::Enough {
                        return Ok(Next::Enough);
                    }
                    at += 1;
                }
                if let Some(unknown) = missing(range) {
                    // There may be more entries than those that are known.
                    self.branch = self.branch.or(Some(unknown));
                    for slot in [key, value].into_iter().flatten() {
                        self.set(*slot, Value::Unknown(unknown));
                    }
                    if self.block(*block, sink)? == Flow::Enough {
                        return Ok(Next::Enough);
                    }
                }
            }
            Stmt::Not(block) => match self.exists(*block)? {
                Ok(true) => return Ok(Next::Back),
                Ok(false) => {}
                Err(unknown) => self.branch = self.branch.or(Some(unknown)),
            },
            Stmt::Every { source, key, value, block } => {
                let range = match self.eval(*source) {
                    Ok(Value::Unknown(unknown)) => {
                        self.branch = self.branch.or(Some(unknown));
                        return Ok(Next::On);
                    }
                    Ok(range) => range,
                    Err(Stop::Undefined) => return Ok(Next::Back),
                    Err(stop) => return Err(stop),
                };
                let mut at = 0;
                while self.bind(range, at, *key, *value, false) {
                    self.tick()?;
                    let holds = self.exists(*block);
                    if R::ON {
                        self.recorder.iteration_end();
                    }
                    match holds? {
                        Ok(true) => {}
                        Ok(false) => match perhaps_there(range, at) {
                            Some(rest) => self.branch = self.branch.or(Some(rest)),
                            None => return Ok(Next::Back),
                        },
                        Err(unknown) => self.branch = self.branch.or(Some(unknown)),
                    }
                    at += 1;
                }
                self.branch = self.branch.or(missing(range));
            }
            Stmt::Any(blocks) => {
                for block in blocks {
                    if self.block(*block, sink)? == Flow::Enough {
                        return Ok(Next::Enough);
                    }
                }
            }
            Stmt::Select(blocks, index) => {
                for at in self.select(*index)? {
                    let Some(block) = blocks.get(*at as usize) else { continue };
                    if self.block(*block, sink)? == Flow::Enough {
                        return Ok(Next::Enough);
                    }
                }
            }
            Stmt::With { overrides, block } => {
                if self.with(overrides, *block, sink)? == Flow::Enough {
                    return Ok(Next::Enough);
                }
            }
            Stmt::Outside(block) => {
                if self.outside_of_with(*block, sink)? == Flow::Enough {
                    return Ok(Next::Enough);
                }
            }
            Stmt::Grow { path, value, member } => {
                if *member {
                    // The end of the path tells elements of sets from values.
                    sink.members.push(sink.values.len());
                }
                let before = sink.values.len();
                let flow = self.solution(Some(*path), Some(*value), sink)?;
                if *member && sink.values.len() == before {
                    sink.members.pop();
                }
                if flow == Flow::Enough {
                    return Ok(Next::Enough);
                }
            }
            Stmt::Yield { key, value } => {
                if self.solution(*key, *value, sink)? == Flow::Enough {
                    return Ok(Next::Enough);
                }
            }
        }
        Ok(Next::On)
    }

    fn exists(&mut self, block: BlockId) -> Result<Result<bool, &'e Unknown<'e>>, Stop<'e>> {
        let mut sink = Sink::new(Want::One);
        // The inner search is about itself: the outer branch being a maybe does not make it one.
        let outer = self.branch.take();
        let flow = self.block(block, &mut sink);
        self.branch = outer;
        flow.map(|_| sink.found())
    }

    fn solution(
        &mut self,
        key: Option<ExprId>,
        value: Option<ExprId>,
        sink: &mut Sink<'e>,
    ) -> Result<Flow, Stop<'e>> {
        let mut parts = [Value::Bool(true); 2];
        for (part, expr) in parts.iter_mut().zip([key, value]) {
            if let Some(expr) = expr {
                match self.eval(expr) {
                    Ok(found) => *part = found,
                    Err(Stop::Undefined) => return Ok(Flow::On),
                    Err(stop) => return Err(stop),
                }
            }
        }
        let mut branch = self.branch;
        for (part, expr) in parts.iter().zip([key, value]) {
            if let (None, Some(expr)) = (branch, expr) {
                branch = self.perhaps(expr, *part)?;
            }
        }
        if R::ON {
            self.recorder.gives(parts[1], key.is_some(), branch.is_some());
        }
        if let Some(unknown) = branch {
            sink.maybe = sink.maybe.or(Some(unknown));
            return Ok(Flow::On);
        }
        sink.found = true;
        match sink.want {
            Want::One => {
                sink.one = Some(parts[1]);
                return Ok(Flow::Enough);
            }
            Want::Complete => return Ok(sink.agree(parts[1])),
            Want::All => {
                self.charge(48)?;
                sink.values.push(parts[1]);
                if key.is_some() {
                    sink.keys.push(parts[0]);
                }
            }
        }
        Ok(Flow::On)
    }

    /// A block as an expression.
    pub(crate) fn generate(&mut self, id: ExprId, generate: Generate, block: BlockId) -> Eval<'e> {
        if generate == Generate::Exists {
            return Ok(match self.exists(block)? {
                Ok(found) => Value::Bool(found),
                Err(unknown) => Value::Unknown(unknown),
            });
        }
        let mut sink = self.collecting();
        let outer = self.branch.take();
        let flow = self.block(block, &mut sink);
        self.branch = outer;
        flow?;
        let value = match generate {
            Generate::Object => self.object_of(Some(id), &sink)?,
            Generate::Set => self.set_of(&mut sink),
            // That there may be more elements makes the array as a whole unknown.
            _ => match sink.maybe {
                Some(unknown) => Value::Unknown(unknown),
                None => Value::array(self.arena, &sink.values),
            },
        };
        self.collected(sink);
        self.bounded(value)
    }

    /// A sink for all solutions. What it collects them in is used again and again.
    fn collecting(&mut self) -> Sink<'e> {
        let mut sink = Sink::new(Want::All);
        sink.values = self.spare.pop().unwrap_or_default();
        sink.keys = self.spare.pop().unwrap_or_default();
        sink
    }

    /// Takes back what a sink collected in.
    fn collected(&mut self, sink: Sink<'e>) {
        for mut used in [sink.keys, sink.values] {
            used.clear();
            self.spare.push(used);
        }
    }

    /// A set with an unknown element where there may be more.
    fn set_of(&self, sink: &mut Sink<'e>) -> Value<'e> {
        sink.values.extend(sink.maybe.map(Value::Unknown));
        Value::Set(Set::of(self.arena, &mut sink.values))
    }

    fn object_of(&mut self, id: Option<ExprId>, sink: &Sink<'e>) -> Eval<'e> {
        if let Some(unknown) = sink.maybe {
            return Ok(Value::Unknown(unknown));
        }
        let mut pairs = std::mem::take(&mut self.pairs);
        pairs.clear();
        pairs.extend(sink.keys.iter().copied().zip(sink.values.iter().copied()));
        pairs.sort_by(|a, b| a.0.order(&b.0));
        if let Some(two) = pairs.windows(2).find(|p| p[0].0.same(&p[1].0) && !p[0].1.same(&p[1].1))
        {
            let message = format!("object keys must be unique: {:?} has two values", two[0].0);
            return Err(self.fault(id.unwrap_or(ExprId(u32::MAX)), FaultKind::Conflict, &message));
        }
        let object = palisade_value::object_of(self.arena, &mut pairs);
        self.pairs = pairs;
        Ok(object)
    }

    /// A group of bodies, in the frame of its function.
    #[inline(never)]
    pub(crate) fn rules(
        &mut self,
        kind: RuleKind,
        bodies: &'e [Chain],
        default: Option<ExprId>,
        index: Option<DispatchId>,
        params: u16,
    ) -> Eval<'e> {
        let mut sink = match kind {
            RuleKind::Complete => Sink::new(Want::Complete),
            RuleKind::Once => Sink::new(Want::One),
            _ => self.collecting(),
        };
        let outer = self.branch.take();
        let result = self.run_bodies(bodies, index, &mut sink);
        self.branch = outer;
        result?;
        let value = match kind {
            RuleKind::Set => {
                let set = self.set_of(&mut sink);
                self.bounded(set)
            }
            RuleKind::Object => self.object_of(None, &sink),
            RuleKind::Tree => self.tree_of(&sink),
            RuleKind::Complete | RuleKind::Once => {
                return match (sink.one, sink.maybe) {
                    _ if sink.clash => {
                        let message = conflict(params);
                        Err(self.fault(ExprId(u32::MAX), FaultKind::Conflict, message))
                    }
                    (Some(value), _) => Ok(value),
                    (None, Some(unknown)) => Ok(Value::Unknown(unknown)),
                    (None, None) => default.map_or(Err(Stop::Undefined), |d| self.eval(d)),
                };
            }
        };
        self.collected(sink);
        value
    }

    fn run_bodies(
        &mut self,
        bodies: &'e [Chain],
        index: Option<DispatchId>,
        sink: &mut Sink<'e>,
    ) -> Result<(), Stop<'e>> {
        let selected = match index {
            Some(index) => Some(self.select(index)?),
            None => None,
        };
        let count = selected.map_or(bodies.len(), <[u32]>::len);
        for n in 0..count {
            let at = selected.map_or(n, |s| s[n] as usize);
            let Some(Chain(branches)) = bodies.get(at) else { continue };
            if let [only] = branches.as_slice() {
                if self.block(*only, sink)? == Flow::Enough {
                    break;
                }
                continue;
            }
            // `else`: the first branch with a solution counts; a maybe hides those behind it.
            for branch in branches {
                let mut inner = Sink::new(sink.want);
                self.block(*branch, &mut inner)?;
                let settled = inner.found || inner.maybe.is_some();
                sink.found |= inner.found;
                sink.maybe = sink.maybe.or(inner.maybe);
                sink.keys.append(&mut inner.keys);
                let before = sink.values.len();
                sink.members.extend(inner.members.iter().map(|at| at + before));
                sink.values.append(&mut inner.values);
                if let Some(value) = inner.one {
                    sink.agree(value);
                }
                sink.clash |= inner.clash;
                if settled {
                    break;
                }
            }
            if sink.want == Want::One && sink.found {
                break;
            }
        }
        Ok(())
    }

    /// The bodies that the index leaves, by position.
    fn select(&mut self, index: DispatchId) -> Result<&'e [u32], Stop<'e>> {
        let program = self.program;
        let mut at = index;
        loop {
            match &program.dispatches[at.0 as usize] {
                Dispatch::Bodies(bodies) => return Ok(bodies),
                Dispatch::Switch { on, arms, table, otherwise, unknown } => {
                    at = match self.eval(*on) {
                        Ok(Value::Unknown(_)) => *unknown,
                        Ok(value) => {
                            let consts = program.consts.get();
                            let candidates =
                                table.get(&value.hash32()).map_or(&[][..], Vec::as_slice);
                            let arm = candidates
                                .iter()
                                .map(|n| arms[*n as usize])
                                .find(|arm| consts[arm.value.0 as usize].same(&value));
                            arm.map_or(*otherwise, |arm| arm.then)
                        }
                        Err(Stop::Undefined) => *otherwise,
                        // The bodies that look at it are to say so.
                        Err(Stop::Error(_)) => *unknown,
                        Err(stop) => return Err(stop),
                    };
                }
                Dispatch::Prefix { on, arms, otherwise, unknown } => {
                    at = match self.eval(*on) {
                        Ok(Value::Str(text)) => {
                            prefix_arm(arms, text).map_or(*otherwise, |arm| arm.then)
                        }
                        Err(Stop::Undefined) => *otherwise,
                        Ok(_) | Err(Stop::Error(_)) => *unknown,
                        Err(stop) => return Err(stop),
                    };
                }
            }
        }
    }
}
