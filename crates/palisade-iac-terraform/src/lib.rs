//! Terraform and OpenTofu configurations as resources.
//!
//! [`Terraform`] groups the files of a tree into root modules and loads each: it parses all
//! modules that the root leads to, evaluates every named expression once in the order of
//! dependency, expands `count`, `for_each` and dynamic blocks, and gives the resources with the
//! places that set each value. What cannot be known before apply is an unknown with its cause;
//! nothing is left out silently. This crate knows no provider's schema and runs no program.

mod attributes;
mod decl;
mod eval;
mod functions;
mod glob;
mod inputs;
mod json_syntax;
mod marks;
mod number;
mod paths;
mod providers;
mod refs;
mod refuse;
mod suppose;
mod tree;
mod types;
mod units;
mod wrappers;

use palisade_arena::Arena;
use palisade_model::{
    Confidence, Framework, FrameworkId, LoadContext, Loaded, Question, ScannedFile, Supposition,
    Taken, Unit,
};
use palisade_source::Span;
use std::path::Path;

pub use wrappers::Wrappers;

use eval::Evaluator;
use paths::config_name;
use tree::Tree;

/// The framework of Terraform and OpenTofu configurations.
#[derive(Clone, Copy, Default, Debug)]
pub struct Terraform;

/// The name of the framework.
pub const TERRAFORM: FrameworkId = FrameworkId("terraform");

/// Where a file of variables cannot be read, and why: a lowercase fragment.
#[must_use]
pub fn unreadable_variables(path: &Path, text: &str) -> Option<(Span, String)> {
    let arena = Arena::new();
    let parsed = inputs::parse(&arena, path, text);
    parsed.errors.first().map(|error| (error.span, error.message.clone()))
}

impl Framework for Terraform {
    fn id(&self) -> FrameworkId {
        TERRAFORM
    }

    fn detect(&self, path: &Path, _text: &str) -> Confidence {
        if config_name(path).is_some() { Confidence::Certain } else { Confidence::No }
    }

    fn may_own(&self, path: &Path) -> bool {
        config_name(path).is_some()
    }

    fn reads_folder(&self, path: &Path) -> bool {
        config_name(path).is_some()
    }

    fn units(&self, context: &LoadContext<'_>, files: Vec<ScannedFile>) -> Vec<Unit> {
        units::units(context, files)
    }

    fn load<'a>(&self, arena: &'a Arena, context: &LoadContext<'_>, unit: &Unit) -> Loaded<'a> {
        let ast = Arena::new();
        let Tree { modules, mut told, .. } = Tree::load(&ast, context, unit);
        let Some(root) = modules.first() else { return Loaded::default() };
        if context.inputs.supposed.is_empty() {
            marks::check(&modules, &mut told);
        }
        let given = inputs::given(&ast, context, &modules, &mut told);
        let take = |name: &str| Taken { name: name.to_owned(), refused: None };
        told.takes = root.variables.iter().map(|variable| take(variable.name)).collect();
        let evaluator = Evaluator::new(arena, &ast, &modules, context, given, told);
        let mut loaded = evaluator.run(TERRAFORM);
        let is_used = |module: &decl::Module<'_>| loaded.covers.contains(&module.dir);
        let is_used: Vec<bool> = modules.iter().map(is_used).collect();
        loaded.instead = units::idle(&modules, &is_used, unit);
        palisade_shapes::empty::leave_out(arena, &mut loaded.resources);
        palisade_shapes::booleans::convert(arena, &mut loaded.resources);
        palisade_shapes::defaults::fill(arena, &mut loaded.resources);
        palisade_shapes::manifests::derive(arena, &mut loaded);
        loaded
    }

    fn suppose(
        &self,
        context: &LoadContext<'_>,
        unit: &Unit,
        questions: &[Question],
    ) -> Vec<Supposition> {
        suppose::suppose(context, unit, questions)
    }
}

#[cfg(test)]
mod tests;
