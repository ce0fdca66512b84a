//! Tests on real and recorded configurations.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "tests read fixtures and say what they saw"
)]

mod common;
mod corpora;
#[cfg(unix)]
mod links;
mod live;
mod plans;
mod refused;
