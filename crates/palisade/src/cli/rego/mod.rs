//! The commands for policies in Rego, with the names and options that users of OPA know.

mod eval;
mod shared;

pub(crate) use eval::Eval;
