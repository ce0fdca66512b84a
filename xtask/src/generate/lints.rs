//! The page about the lints of Rego.

use super::Output;
use crate::workspace::Workspace;
use anyhow::Result;

/// Makes the page.
pub(super) fn run(_: &Workspace) -> Result<Vec<Output>> {
    let path = "docs/reference/rego-lint.md".to_owned();
    Ok(vec![Output { path, content: palisade_lang_rego::lint::reference() }])
}
