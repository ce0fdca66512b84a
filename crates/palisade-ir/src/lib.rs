//! The policy IR, its optimizer and its virtual machine.
//!
//! Every policy language lowers to a [`Program`]: functions of typed expressions and of
//! statements with iteration, negation and comprehension, in flat arrays, with a span on every
//! node. One [`Vm`] runs them all: three-valued, under [`Limits`], with a [`Recorder`] that costs
//! nothing when it is off. The design and what it was compared with: `docs/design/0001-policy-ir.md`.
//! This crate knows no language and does no IO.

mod alike;
mod arithmetic;
mod build;
mod builtin;
mod calls;
mod coverage;
mod dump;
mod fault;
mod fuse;
mod given;
mod index;
mod inspect;
mod ir;
mod joins;
mod keyed;
mod limits;
mod literals;
mod loops;
mod mocks;
mod operators;
mod optimize;
mod perhaps;
mod quick;
mod record;
mod seldom;
mod sharing;
mod statements;
mod trace;
mod trace_rules;
mod tree;
mod truth;
mod vm;

pub use arithmetic::exact as exact_arithmetic;
pub use build::ProgramBuilder;
pub use builtin::{Builtin, Cache, CallContext, Host, Kept, NoHost, UnknownArguments, World};
pub use coverage::Coverage;
pub use fault::{Eval, Fault, FaultKind, LimitKind, Stop};
pub use given::Given;
pub use ir::{
    Access, Arm, ArrayItem, Block, BlockId, BuildItem, Chain, ConstId, Dispatch, DispatchId, Expr,
    ExprId, Func, FuncId, FuncKind, Generate, List, MockId, Op, Override, PrefixArm, Program,
    Quantifier, Root, RuleKind, Slot, Stmt,
};
pub use limits::Limits;
pub use record::{NoRecord, Recorder, Role};
pub use trace::{NodeKind, Parts, Read, Solution, Trace, TraceNode};
pub use vm::{Options, Vm};
