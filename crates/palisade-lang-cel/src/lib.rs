//! The CEL front end: text to syntax tree, names, types, and down to the policy IR.
//!
//! Everything here is total: wrong input gives diagnostics with a place and a way to mend it.
//! Nothing here reads files, knows resources or evaluates anything.

mod ast;
mod check;
mod checked;
mod compile;
mod env;
mod functions;
mod lower;
mod parse;
mod problem;
mod resolve;
mod signature;
mod source;
mod types;

pub use ast::{
    Ast, BinaryOp, Binder, BinderId, Entry, EntryKey, EntryList, Expr, ExprId, ExprList, Fold,
    FoldOp, Kind, Name, Text, UnaryOp, Var,
};
pub use checked::{Checked, check};
pub use compile::{Compiled, compile, compile_function};
pub use env::{Binding, Env, ObjectType};
pub use lower::Frame;
pub use source::Source;
pub use types::Type;
