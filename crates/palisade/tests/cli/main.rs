//! The program as a person meets it: the real binary in folders made for each test.
#![expect(clippy::disallowed_methods, reason = "tests make folders and run the program")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests may fail")]
#![expect(clippy::print_stdout, reason = "a test says that it was left out")]

mod bad_input;
mod baseline;
mod check;
mod commands;
mod configuration;
mod covered;
mod doubts;
mod evasions;
mod gatekeeper;
mod inputs;
mod links;
mod misspelt;
mod modules;
mod named;
mod plans;
mod policies;
mod project;
mod rego_bundle;
mod rego_capabilities;
mod rego_check;
mod rego_conftest;
mod rego_errors;
mod rego_eval;
mod rego_exec;
mod rego_hostile;
mod rego_net;
mod rego_partial;
mod rego_style;
mod rego_test;
mod roots;
mod secrets;
mod suppressions;
mod untrusted;
#[path = "../../../palisade-wire/src/tests/validator.rs"]
mod validator;
mod whatif;
