//! Terraform and OpenTofu plans and states as resources.
//!
//! [`TerraformPlan`] reads what `terraform show -json` writes of plans and states, and the state
//! files themselves (version 4). Resources have the types, addresses and shapes that the
//! configuration they were made from gives: what a provider filled in for attributes that nobody
//! set is left out as an omitted attribute is, what is known only after apply is an unknown, and
//! resources are joined by the references of the configuration in the plan. Large files are read
//! part by part: only what ends up in a resource is made into values. This crate runs no program
//! and knows no provider's schema.

mod address;
mod checks;
mod config;
mod detect;
mod documents;
mod dynamic;
mod links;
mod load;
mod mask;
mod read;
mod state;
mod values;

use palisade_arena::Arena;
use palisade_model::{Confidence, Framework, FrameworkId, LoadContext, Loaded, ScannedFile, Unit};
use std::path::Path;

/// The framework of Terraform and OpenTofu plans and states.
#[derive(Clone, Copy, Default, Debug)]
pub struct TerraformPlan;

/// The name of the framework.
pub const TERRAFORM_PLAN: FrameworkId = FrameworkId("terraform-plan");

/// Plans and states are read up to this size, in bytes.
const LARGEST: u64 = 1 << 30;

impl Framework for TerraformPlan {
    fn id(&self) -> FrameworkId {
        TERRAFORM_PLAN
    }

    fn detect(&self, path: &Path, text: &str) -> Confidence {
        if detect::detect(text).is_some() {
            Confidence::Certain
        } else if detect::may_own(path) && detect::hidden(text).is_some() {
            Confidence::Likely
        } else {
            Confidence::No
        }
    }

    fn may_own(&self, path: &Path) -> bool {
        detect::may_own(path)
    }

    fn largest(&self, _path: &Path, start: &[u8]) -> Option<u64> {
        detect::looks_like(start).then_some(LARGEST)
    }

    fn refuse(&self, _path: &Path, bytes: &[u8]) -> Option<String> {
        detect::refuse(bytes)
    }

    fn declared_in(&self) -> Option<FrameworkId> {
        Some(FrameworkId("terraform"))
    }

    fn units(&self, _context: &LoadContext<'_>, files: Vec<ScannedFile>) -> Vec<Unit> {
        // Each is a world of its own.
        files.into_iter().map(|file| Unit { root: file.path.clone(), files: vec![file] }).collect()
    }

    fn load<'a>(&self, arena: &'a Arena, context: &LoadContext<'_>, unit: &Unit) -> Loaded<'a> {
        let mut loaded = load::load(arena, context, unit);
        palisade_shapes::empty::leave_out(arena, &mut loaded.resources);
        palisade_shapes::booleans::convert(arena, &mut loaded.resources);
        palisade_shapes::defaults::fill(arena, &mut loaded.resources);
        palisade_shapes::manifests::derive(arena, &mut loaded);
        loaded
    }
}

#[cfg(test)]
mod tests;
