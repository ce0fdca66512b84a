//! The nouns of the domain: policies, resources, outcomes, findings.
//!
//! No serde here: a wire format is its own type (`palisade-wire`). No IO: a [`Framework`] reads
//! through the `System` it is handed.

mod framework;
mod id;
mod modules;
mod outcome;
mod policy;
mod resource;
mod severity;
mod suppose;
mod version;

pub use framework::{
    Confidence, Framework, GivenVariables, Inputs, LEADS_OUT, LoadContext, Loaded, LoadedNote,
    ScannedFile, Taken, Unit, Unscanned, is_inside,
};
pub use id::{ControlId, FrameworkId, PolicyId, RuleId};
pub use modules::{FetchedModule, ModuleRequest, ModuleSource};
pub use outcome::{
    Fact, Fix, FixSafety, Outcome, OutcomeKind, ResourceRef, Suppression, Trail, Trial, WhatIf,
};
pub use policy::{Owners, Policy, PolicyStatus, Rule};
pub use resource::{FILE_KIND, Resource};
pub use severity::Severity;
pub use suppose::{Question, Supposed, Supposition};
pub use version::newest_version;
