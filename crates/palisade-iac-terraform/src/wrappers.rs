//! Configurations that call Terraform modules in a language of their own: what they apply is not
//! read here, and none of them is passed over in silence.

use palisade_arena::Arena;
use palisade_model::{
    Confidence, Framework, FrameworkId, LoadContext, Loaded, ScannedFile, Unit, Unscanned,
};
use std::path::Path;

/// The framework of Terragrunt configurations and Terraform stacks, which are listed as not
/// examined.
#[derive(Clone, Copy, Default, Debug)]
pub struct Wrappers;

/// Why a file of this name is not examined; none for all others.
fn reason(path: &Path) -> Option<&'static str> {
    let name = path.file_name()?.to_str()?;
    let terragrunt = ["terragrunt.hcl", "terragrunt.hcl.json", "terragrunt.stack.hcl"];
    if terragrunt.contains(&name) {
        return Some(
            "is a Terragrunt configuration, which is not read; check the plan: what `terragrunt \
             show -json FILE` writes of it",
        );
    }
    let stacks = [".tfstack.hcl", ".tfcomponent.hcl", ".tfdeploy.hcl"];
    let is_stack = |end: &str| name.strip_suffix(end).or(name.strip_suffix(&format!("{end}.json")));
    stacks.into_iter().find_map(is_stack).filter(|stem| !stem.is_empty()).map(|_| {
        "belongs to a Terraform stack, which is not read; check its modules by themselves, with \
         `--var-file` for their inputs"
    })
}

impl Framework for Wrappers {
    fn id(&self) -> FrameworkId {
        FrameworkId("terraform-wrappers")
    }

    fn detect(&self, path: &Path, _text: &str) -> Confidence {
        if self.may_own(path) { Confidence::Certain } else { Confidence::No }
    }

    fn may_own(&self, path: &Path) -> bool {
        reason(path).is_some()
    }

    fn units(&self, _context: &LoadContext<'_>, files: Vec<ScannedFile>) -> Vec<Unit> {
        let root = files.first().map(|file| file.path.clone()).unwrap_or_default();
        vec![Unit { root, files }]
    }

    fn load<'a>(&self, _arena: &'a Arena, context: &LoadContext<'_>, unit: &Unit) -> Loaded<'a> {
        let unread = unit.files.iter().filter_map(|file| {
            let subject = context.sources.get(file.file).path().to_string();
            Some(Unscanned { subject, reason: reason(&file.path)?.to_owned(), location: None })
        });
        Loaded { unscanned: unread.collect(), ..Loaded::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrappers_go_by_their_names() {
        for name in ["a/terragrunt.hcl", "terragrunt.stack.hcl", "a.tfstack.hcl", "x.tfdeploy.hcl"]
        {
            assert!(reason(Path::new(name)).is_some(), "{name}");
        }
        for name in ["main.tf", "packer.hcl", ".tfstack.hcl", "my-terragrunt.hcl"] {
            assert_eq!(reason(Path::new(name)), None, "{name}");
        }
    }
}
