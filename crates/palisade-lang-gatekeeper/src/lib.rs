//! Gatekeeper's policies as they are: constraint templates in Rego and CEL, constraints,
//! expansion templates, and the suites that test them.
//!
//! [`Library`] reads them with a place and a remedy for whatever is wrong, and says what they say
//! of an object. Each template has a program of its own, so that packages of two templates never
//! meet. Nothing here does IO but for suites, which read files through
//! [`System`](palisade_source::System).

mod cel;
mod constraint;
mod expansion;
mod library;
mod matching;
mod problems;
mod rego;
mod review;
mod schema;
mod suite;
mod template;
#[cfg(test)]
mod tests;
mod values;

pub use constraint::{Action, Constraint};
pub use expansion::Expansion;
pub use library::{Library, Settings, Violation, is_policy, place};
pub use matching::Origin;
pub use review::{Inventory, Review};
pub use suite::{CaseReport, Status, SuiteReport, TestReport, is_suite, run_suite};
pub use template::{Engine, Template};
