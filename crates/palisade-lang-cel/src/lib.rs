//! The CEL front end: text to syntax tree, names, types, and down to the policy IR.
//!
//! Everything here is total: wrong input gives diagnostics with a place and a way to mend it.
//! Nothing here reads files, knows resources or evaluates anything.

mod ast;
mod check;
mod checked;
mod env;
mod functions;
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
pub use env::{Env, ObjectType};
pub use source::Source;
pub use types::Type;
