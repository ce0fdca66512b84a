//! Selects policies by target, runs them and decides outcomes.
//!
//! Policies come compiled to the IR, whatever language they are written in, and are compiled only
//! when the first resource of a kind that they are about appears. Evaluation is total: every rule
//! on every resource comes to pass, fail, skip, unknown or error. Nothing here does IO.

mod apart;
mod collect;
mod compared;
mod compiled;
mod covered;
mod evaluation;
mod explain;
mod facts;
mod faults;
mod fingerprint;
mod host;
mod judge;
mod language;
mod names;
mod secrets;
mod select;
mod whatif;

pub use apart::{Accepted, Left, Part};
pub use compared::Compared;
pub use compiled::{
    CompiledPolicy, CompiledRule, Documents, MessagePart, ROOT_PARAMETERS, ROOT_RESOURCE,
    ROOT_TARGET,
};
pub use evaluation::{Counts, Evaluation, Settings};
pub use explain::{ExplainLine, Explanation};
pub use facts::is_secret;
pub use fingerprint::fingerprint;
pub use language::{Compilation, Language};
pub use select::{Engine, PolicyEntry};
pub use whatif::{Retried, tell};
