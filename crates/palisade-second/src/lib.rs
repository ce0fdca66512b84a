//! Generated Rego: modules, inputs and data that follow from a seed, and their shrinking.
//!
//! The tests of this crate run what is generated through Palisade and through `regorus`, and hold
//! each difference against a list of judged ones. They are all there is to it: nothing here is
//! shipped, no crate may depend on it, and it must not depend on what it generates for.

mod document;
mod make;
mod random;
mod shrink;
mod tree;

pub use document::Document;
pub use make::case;
pub use random::Random;
pub use shrink::shrink;
pub use tree::{Case, Clause, Expr, Module, Part, Rule, Stmt, Style, Ty};
