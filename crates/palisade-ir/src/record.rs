use crate::{BlockId, Eval, ExprId, Slot};
use palisade_value::{Origin, Value};

/// What a statement does in its body.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    /// Its value decides whether the body goes on.
    Test,
    /// Sets a register.
    Assign(Slot),
    /// Iterates, and sets these registers to the key and to the element.
    Scan(Option<Slot>, Option<Slot>),
    /// Goes on where its block has no solution.
    Not,
    /// Goes on where its block has a solution for every element; sets these registers to the key
    /// and to the element.
    Every(Option<Slot>, Option<Slot>),
    /// Runs blocks.
    Nest,
    /// Gives a solution.
    Yield,
}

/// Watches an evaluation. With `ON` false nothing of it is compiled in.
pub trait Recorder<'e> {
    /// Whether the machine calls it at all; memos are passed over while it does, unless it has
    /// [`Self::MEMOS`].
    const ON: bool;

    /// Whether what was evaluated once is kept as without a recorder: what it hung on is then
    /// recorded where it was first asked for alone.
    const MEMOS: bool = false;

    /// Whether operands and iterations behind the one that decided are run as well, so that all
    /// that would have decided are seen.
    const EXHAUSTIVE: bool = false;

    /// An expression begins.
    fn enter(&mut self, expr: ExprId);

    /// An expression ends.
    fn exit(&mut self, expr: ExprId, result: &Eval<'e>);

    /// The running expression read a slot of a collection: its key, what is there, if anything,
    /// and where that was set.
    fn read(&mut self, key: Value<'e>, value: Option<Value<'e>>, origin: Option<&'e Origin<'e>>);

    /// An iteration of the running loop begins, over the element of this key.
    fn iteration(&mut self, key: Value<'e>, origin: Option<&'e Origin<'e>>);

    /// That iteration ends.
    fn iteration_end(&mut self);

    /// The running body or closure came to the end of this block: a solution, if what it yields
    /// is defined.
    fn solution(&mut self, _: BlockId) {}

    /// A block of statements begins.
    fn block(&mut self) {}

    /// That block ends.
    fn block_end(&mut self) {}

    /// A statement begins.
    fn statement(&mut self, _role: Role) {}

    /// That statement ends.
    fn statement_end(&mut self) {}

    /// The running body has a solution, under a key where `keyed`; not for certain where `maybe`.
    fn gives(&mut self, _value: Value<'e>, _keyed: bool, _maybe: bool) {}
}

/// Watches nothing.
#[derive(Clone, Copy, Default, Debug)]
pub struct NoRecord;

impl<'e> Recorder<'e> for NoRecord {
    const ON: bool = false;
    fn enter(&mut self, _: ExprId) {}
    fn exit(&mut self, _: ExprId, _: &Eval<'e>) {}
    fn read(&mut self, _: Value<'e>, _: Option<Value<'e>>, _: Option<&'e Origin<'e>>) {}
    fn iteration(&mut self, _: Value<'e>, _: Option<&'e Origin<'e>>) {}
    fn iteration_end(&mut self) {}
}
