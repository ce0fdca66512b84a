//! YAML and JSON text as nodes with spans.
//!
//! [`parse`] turns a text into documents of [`Node`]s in source order, each with the span it was
//! written at. It cannot fail: a broken document carries its errors and never hides the others.
//! Aliases and merge keys are resolved under a limit. Scalars stay text until
//! [`Node::resolve`] reads them by a [`Schema`]. This crate knows no framework and no policy.

mod build;
mod error;
mod keys;
mod lenient;
mod node;
mod scalar;
mod settle;
mod text;

pub use build::{Comment, Document, MAX_DEPTH, Stream, parse, parse_unsettled};
pub use error::{YamlError, YamlErrorKind};
pub use keys::{UnknownKey, check_keys};
pub use node::{Kind, Node, Style, Tag};
pub use scalar::{Scalar, Schema};
pub use text::Text;

#[cfg(test)]
mod tests;
