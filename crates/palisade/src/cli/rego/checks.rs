//! How strictly modules are checked: schemas of documents, strict mode, capabilities.

use crate::exit::{Exit, Failure};
use crate::system::RealSystem;
use anyhow::Result;
use clap::Args;
use palisade_lang_rego::workspace::{Workspace, load_schemas};
use palisade_source::SourceMap;
use std::path::PathBuf;

use super::capabilities::named as named_capabilities;
use super::shared::tell;

/// What modules are checked against beside the language.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct Checks {
    /// JSON Schemas for the type checker: a file is the schema of `input`, the files of a folder
    /// are those that annotations name
    #[arg(short, long, value_name = "PATH")]
    pub(crate) schema: Option<PathBuf>,
    /// Refuse unused imports, assignments and arguments, deprecated functions, and names that hide
    /// `input` or `data`
    #[arg(short = 'S', long)]
    pub(crate) strict: bool,
    /// Refuse what the OPA that policies are meant for does not have: a file of its capabilities
    #[arg(long, value_name = "FILE")]
    pub(crate) capabilities: Option<String>,
}

impl Checks {
    /// Loads the schemas and capabilities into a workspace.
    pub(crate) fn load(&self, sources: &SourceMap, workspace: &mut Workspace) -> Result<()> {
        if let Some(name) = &self.capabilities {
            workspace.capabilities = Some(named_capabilities(name)?);
        }
        let Some(path) = &self.schema else { return Ok(()) };
        match load_schemas(&RealSystem, sources, path) {
            Ok(schemas) => {
                workspace.schemas = Some(schemas);
                Ok(())
            }
            Err(diagnostics) => {
                tell(&diagnostics, sources);
                Err(Failure::because(Exit::Usage, "the schemas cannot be loaded"))
            }
        }
    }
}
