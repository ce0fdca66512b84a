//! The commands for policies in Rego, with the names and options that users of OPA know.

mod bench;
mod clock;
mod eval;
mod eval_extra;
mod shared;
mod test;
mod test_report;

pub(crate) use bench::Bench;
pub(crate) use eval::Eval;
pub(crate) use test::Test;
