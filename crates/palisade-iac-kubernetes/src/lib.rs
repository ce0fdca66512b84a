//! Kubernetes manifests as resources.
//!
//! YAML and JSON files with an `apiVersion` and a `kind` become one resource for each object,
//! lists unfolded, every slot with the place it is written at. A workload yields a second resource
//! of the kind [`POD_SPEC`] with the same address, so that one policy speaks of every pod.
//! Resources are joined where one names or selects the other. Templates are not rendered here:
//! what could not be examined is told. This crate knows no policy.

mod detect;
mod helm;
mod kinds;
mod kustomize;
mod load;
mod notes;
mod values;

use palisade_arena::Arena;
use palisade_model::{Confidence, Framework, FrameworkId, LoadContext, Loaded, ScannedFile, Unit};
use std::path::Path;

pub use palisade_shapes::kubernetes::POD_SPEC;

/// The name of the framework.
pub const KUBERNETES: FrameworkId = FrameworkId("kubernetes");

/// The framework of Kubernetes manifests.
#[derive(Clone, Copy, Default, Debug)]
pub struct Kubernetes;

impl Framework for Kubernetes {
    fn id(&self) -> FrameworkId {
        KUBERNETES
    }

    fn detect(&self, path: &Path, text: &str) -> Confidence {
        if detect::is_kustomization(path) || detect::is_chart(path) {
            Confidence::Certain
        } else if self.may_own(path) {
            detect::detect(text)
        } else {
            Confidence::No
        }
    }

    fn may_own(&self, path: &Path) -> bool {
        detect::may_own(path)
    }

    fn units(&self, context: &LoadContext<'_>, files: Vec<ScannedFile>) -> Vec<Unit> {
        // One unit for each root: a Service may select pods of any file beside it.
        let mut units: Vec<Unit> = Vec::new();
        for file in files {
            let holds = |root: &&std::path::PathBuf| file.path.starts_with(root);
            let root = context.roots.iter().filter(holds).max_by_key(|r| r.components().count());
            let root = root.cloned().unwrap_or_default();
            match units.iter_mut().find(|unit| unit.root == root) {
                Some(unit) => unit.files.push(file),
                None => units.push(Unit { root, files: vec![file] }),
            }
        }
        units
    }

    fn load<'a>(&self, arena: &'a Arena, context: &LoadContext<'_>, unit: &Unit) -> Loaded<'a> {
        load::load(arena, context, unit)
    }
}

#[cfg(test)]
mod tests;
