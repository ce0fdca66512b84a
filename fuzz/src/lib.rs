//! Fuzz targets for every parser of foreign text, and the generator of inputs for their smoke run.
//!
//! A target takes bytes and must not panic; what it asserts holds for every input. Nothing here is
//! shipped, and no crate may depend on it.

mod inputs;
mod random;
pub mod targets;

pub use inputs::Inputs;
pub use targets::{TARGETS, Target};
