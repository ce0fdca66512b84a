//! The commands for policies in Rego, with the names and options that users of OPA know.

mod clock;
mod eval;
mod shared;
mod test;
mod test_report;

pub(crate) use eval::Eval;
pub(crate) use test::Test;
