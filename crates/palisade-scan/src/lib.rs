//! Walks a tree, loads its resources, evaluates policies, applies suppressions.
//!
//! All reading goes through the `System`; frameworks and policies are handed in. What could not
//! be examined is in the result with its reason, never left out.

mod inputs;
mod run;
mod source;
mod suppress;
mod tracked;
mod walk;
mod whatif;

pub use inputs::unusable;
pub use run::{Examined, Further, Scan, ScanRequest};
pub use walk::{Found, Walk};
