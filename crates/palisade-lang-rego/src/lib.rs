//! The Rego front end: text to syntax tree, names, safety and order, and down to the policy IR.
//!
//! Everything here is total: wrong input gives diagnostics with a place and a way to mend it.
//! Nothing here reads files, knows resources or evaluates anything.

pub mod ast;
mod lex;
pub mod parse;
#[cfg(test)]
mod tests;
