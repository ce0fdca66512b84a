//! The functions that policies call, once for every language.
//!
//! Each is a [`Builtin`] under a name of its language (`cel.size`); front ends map their names to
//! these. All are total and bounded: a wrong argument, a number out of range or a result that
//! grows too large is an error of the policy, never a panic. Nothing here reads a clock or a file.

mod cel;
mod cut;
mod documents;
mod iam;
mod net;
pub mod opa;

pub use cel::{check_pattern, format_double, format_duration, format_timestamp};
use palisade_ir::Builtin;

/// The function of a name such as `cel.startsWith`.
#[must_use]
pub fn find(name: &str) -> Option<&'static Builtin> {
    match name.split_once('.') {
        Some(("cel", function)) => cel::find(function),
        _ => documents::find(name).or_else(|| iam::find(name)).or_else(|| net::find(name)),
    }
}
