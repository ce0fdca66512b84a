//! The commands for policies in Rego, with the names and options that users of OPA know.

mod bench;
mod build;
mod capabilities;
mod checks;
mod clock;
mod deps;
mod eval;
mod eval_extra;
mod exec;
mod fmt;
mod inspect;
mod lint;
mod network;
mod parse;
mod partial;
mod shared;
mod suites;
mod test;
mod test_report;
mod trust;
mod world;

pub(crate) use bench::Bench;
pub(crate) use build::Build;
pub(crate) use capabilities::{ShowCapabilities, named as named_capabilities};
pub(crate) use deps::Deps;
pub(crate) use eval::Eval;
pub(crate) use exec::Exec;
pub(crate) use fmt::Fmt;
pub(crate) use inspect::Inspect;
pub(crate) use lint::Lint;
pub(crate) use parse::Parse;
pub(crate) use test::Test;
