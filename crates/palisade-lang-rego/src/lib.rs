//! The Rego front end: text to syntax tree, names, safety and order, and down to the policy IR.
//!
//! Everything here is total: wrong input gives diagnostics with a place and a way to mend it.
//! [`policies`] makes policies of the rules that Conftest runs; [`workspace`] answers queries as OPA
//! does. Nothing here reads files but through the `System` it is handed.

pub mod ast;
pub mod capabilities;
mod compile;
pub mod fmt;
mod lex;
pub mod lint;
mod metadata;
pub mod parse;
pub mod partial;
pub mod policies;
#[cfg(test)]
mod tests;
mod types;
pub mod workspace;

pub use capabilities::Capabilities;
pub use compile::{
    Against, CASE, Compiled, CompiledQuery, DATA, Dependencies, Entry, INPUT, Options, PRINT,
    Query, Source, TreeOptions, compile, compile_checked, compile_with, is_test, module_tree,
};
pub use metadata::{Annotated, Scope, annotations};
pub use parse::{ParseOptions, Parsed, parse_module, parse_modules, parse_query, parse_term};
pub use types::{SchemaError, Schemas};
