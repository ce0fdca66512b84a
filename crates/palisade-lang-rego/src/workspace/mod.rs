//! Policies of OPA as their users run them: folders and bundles loaded, queries answered, results
//! in OPA's own forms.
//!
//! All IO goes through [`System`](palisade_source::System); the clock comes from the caller.

mod batch;
mod bundle;
mod conflicts;
mod coverage;
mod documents;
mod edits;
mod evaluate;
mod explain;
mod json;
mod load;
mod outline;
mod printing;
mod profile;
mod prune;
mod reasons;
mod schemas;
mod tests;
mod watch;

pub use batch::Answer;
pub use bundle::{
    Bundle, Change, Files, MANIFEST, Manifest, SIGNATURES, Signing, UNVERIFIED, Verification,
    load_bundles, pack, read_bundle, sign, unpack, verify,
};
pub use conflicts::conflicts;
pub use coverage::{Cover, FileCoverage, percent, ranges};
pub use documents::{Document, Documents, Kind, build, read_document};
pub use edits::Edit;
pub use evaluate::{Evaluation, Prepared, Problem, Request, Solution, compile_workspace, prepare};
pub use explain::{Explain, Happened, TraceLine, trace_lines};
pub use json::{to_json, to_pretty_json, to_rego};
pub use load::{LoadOptions, LoadedModule, Workspace, load};
pub use printing::Printer;
pub use profile::{Profile, ProfileEntry};
pub use prune::pruned;
pub use schemas::load_schemas;
pub use tests::{Status, Suite, TestCase, TestRule, Verdict, separate_tests, test_rules};
pub use watch::Watch;
