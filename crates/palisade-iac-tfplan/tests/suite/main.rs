//! Tests on recorded and real plans and states.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "tests read fixtures and say what they saw"
)]

mod common;
mod corpora;
mod real;
