//! A tree of Terraform files to measure with, made of the examples of this repository.

use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use std::collections::BTreeMap;
use std::path::Path;

/// What was made.
pub(super) struct Tree {
    pub(super) files: usize,
    pub(super) bytes: usize,
}

/// Which examples are taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Pick {
    /// Every one.
    All,
    /// The good examples of policies.
    Good,
}

/// Copies example roots, over and over, into folders of their own until there are enough files.
pub(super) fn make(workspace: &Workspace, folder: &Path, files: usize, pick: Pick) -> Result<Tree> {
    if folder.exists() {
        std::fs::remove_dir_all(folder)
            .with_context(|| format!("cannot remove `{}`", folder.display()))?;
    }
    let mut roots: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for path in workspace.files()? {
        if let Some((root, below)) = split(&path)
            && (pick == Pick::All || root.ends_with("/good/"))
        {
            let text = workspace.read(&path)?.unwrap_or_default();
            roots.entry(root.to_owned()).or_default().push((below.to_owned(), text));
        }
    }
    if roots.is_empty() {
        bail!("there are no examples to copy");
    }
    let mut tree = Tree { files: 0, bytes: 0 };
    for (round, files_of_root) in roots.values().cycle().enumerate() {
        for (below, text) in files_of_root {
            if tree.files == files {
                return Ok(tree);
            }
            let path = folder.join(format!("r{round}")).join(below);
            if let Some(above) = path.parent() {
                std::fs::create_dir_all(above)?;
            }
            std::fs::write(&path, text)
                .with_context(|| format!("cannot write `{}`", path.display()))?;
            tree.files += 1;
            tree.bytes += text.len();
        }
    }
    Ok(tree)
}

/// The root folder of a Terraform example and the path below it.
fn split(path: &str) -> Option<(&str, &str)> {
    if !path.ends_with(".tf") && !path.ends_with(".tfvars") {
        return None;
    }
    for mark in ["examples/webshop/", "/bad/", "/good/"] {
        if let Some(at) = path.find(mark) {
            return Some(path.split_at(at + mark.len()));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn examples_are_split_at_their_root() {
        assert_eq!(
            split("policies/aws/s3/a/examples/terraform/bad/main.tf"),
            Some(("policies/aws/s3/a/examples/terraform/bad/", "main.tf"))
        );
        assert_eq!(
            split("examples/webshop/modules/bucket/main.tf"),
            Some(("examples/webshop/", "modules/bucket/main.tf"))
        );
        assert_eq!(split("examples/webshop/README.md"), None);
        assert_eq!(split("crates/a/main.tf"), None);
    }
}
