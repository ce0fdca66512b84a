//! Policies of OPA as their users run them: folders and bundles loaded, queries answered, results
//! in OPA's own forms.
//!
//! All IO goes through [`System`](palisade_source::System); the clock comes from the caller.

mod documents;
mod evaluate;
mod json;
mod load;

pub use documents::{Document, Kind, build, read_document};
pub use evaluate::{Evaluation, Prepared, Problem, Request, Solution, prepare};
pub use json::{to_json, to_pretty_json};
pub use load::{LoadOptions, LoadedModule, Workspace, load};
