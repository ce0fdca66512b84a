//! The machine: `with`, which puts things in place of documents and functions.

use crate::calls::Calls;
use crate::statements::{Flow, Sink};
use crate::vm::{Memo, ROOTS};
use crate::{BlockId, Eval, ExprId, FuncId, List, MockId, Override, Recorder, Stop, Vm};
use palisade_value::{ObjectBuilder, Value};

/// What stands in the place of a function or virtual document.
#[derive(Clone, Copy)]
pub(crate) enum Mock<'e> {
    /// Nothing.
    Off,
    /// A document: what its path says now.
    Document,
    /// A value.
    Value(Value<'e>),
    /// A function.
    Function(FuncId),
}

/// All that `with` changes.
pub(crate) struct Surroundings<'e> {
    roots: [Option<Value<'e>>; ROOTS],
    memos: Vec<Memo<'e>>,
    mocks: Vec<Mock<'e>>,
    calls: Calls<'e>,
}

impl<'e, R: Recorder<'e>> Vm<'e, R> {
    fn swap_surroundings(&mut self, other: &mut Surroundings<'e>) {
        std::mem::swap(&mut self.roots, &mut other.roots);
        std::mem::swap(&mut self.memos, &mut other.memos);
        std::mem::swap(&mut self.mocks, &mut other.mocks);
        std::mem::swap(&mut self.calls, &mut other.calls);
    }

    #[inline(never)]
    pub(crate) fn with(
        &mut self,
        overrides: &[Override],
        block: BlockId,
        sink: &mut Sink<'e>,
    ) -> Result<Flow, Stop<'e>> {
        let (mut roots, mut mocks) = (self.roots, self.mocks.clone());
        for one in overrides {
            let mut value = |expr: ExprId| match self.eval(expr) {
                Ok(value) => Ok(Some(value)),
                Err(Stop::Undefined) => Ok(None),
                Err(stop) => Err(stop),
            };
            match one {
                Override::Document(root, path, expr) => {
                    let Some(value) = value(*expr)? else { return Ok(Flow::On) };
                    let keys: Vec<Value<'e>> =
                        path.iter().map(|c| self.program.constant(*c)).collect();
                    self.charge(keys.len() * 64)?;
                    let slot = &mut roots[root.0 as usize];
                    *slot = Some(self.replaced(*slot, &keys, value));
                }
                Override::Mark(mock) => mocks[mock.0 as usize] = Mock::Document,
                Override::Value(mock, expr) => {
                    let Some(value) = value(*expr)? else { return Ok(Flow::On) };
                    mocks[mock.0 as usize] = Mock::Value(value);
                }
                Override::Function(mock, func) => mocks[mock.0 as usize] = Mock::Function(*func),
            }
        }
        let memos = vec![Memo::Empty; self.memos.len()];
        self.charge(memos.len() * size_of::<Memo<'e>>())?;
        let mut other = Surroundings { roots, memos, mocks, calls: Calls::default() };
        self.swap_surroundings(&mut other);
        self.outside.push(other);
        let flow = self.block(block, sink);
        if let Some(mut outer) = self.outside.pop() {
            self.swap_surroundings(&mut outer);
        }
        flow
    }

    /// Runs a block in what surrounded the innermost `with`.
    pub(crate) fn outside_of_with(
        &mut self,
        block: BlockId,
        sink: &mut Sink<'e>,
    ) -> Result<Flow, Stop<'e>> {
        let Some(mut outer) = self.outside.pop() else { return self.block(block, sink) };
        self.swap_surroundings(&mut outer);
        let flow = self.block(block, sink);
        self.swap_surroundings(&mut outer);
        self.outside.push(outer);
        flow
    }

    fn replaced(&self, base: Option<Value<'e>>, path: &[Value<'e>], value: Value<'e>) -> Value<'e> {
        let Some((key, rest)) = path.split_first() else { return value };
        let object = base.and_then(|b| b.as_object());
        let inner = self.replaced(object.and_then(|o| o.get(key)), rest, value);
        let mut builder = ObjectBuilder::new();
        for (k, v) in object.map_or(&[][..], |o| o.entries()) {
            builder.insert(*k, *v);
        }
        builder.insert(*key, inner);
        builder.finish(self.arena)
    }

    /// A call of a function that something may stand in the place of.
    pub(crate) fn call_mock(&mut self, mock: MockId, arguments: List, plain: ExprId) -> Eval<'e> {
        let mock = self.mocks[mock.0 as usize];
        if let Mock::Off | Mock::Document = mock {
            return self.eval(plain);
        }
        let mut values = Vec::with_capacity(arguments.len());
        for n in arguments.range() {
            values.push(self.eval(self.program.lists[n])?);
        }
        match mock {
            Mock::Value(value) => Ok(value),
            Mock::Function(func) => {
                // What stands in a function's place calls the real ones, and nothing that was
                // kept is about those.
                let real = self.mocks.iter().map(|m| match m {
                    Mock::Value(_) | Mock::Function(_) => Mock::Off,
                    kept => *kept,
                });
                let mut mocks: Vec<Mock<'e>> = real.collect();
                let mut memos = vec![Memo::Empty; self.memos.len()];
                std::mem::swap(&mut self.mocks, &mut mocks);
                std::mem::swap(&mut self.memos, &mut memos);
                let calls = std::mem::take(&mut self.calls);
                let result = self.call(func, &values);
                self.mocks = mocks;
                self.memos = memos;
                self.calls = calls;
                result
            }
            Mock::Off | Mock::Document => Err(Stop::Undefined),
        }
    }
}
