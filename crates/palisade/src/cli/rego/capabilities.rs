use crate::exit::{Exit, Failure};
use crate::system::{self, RealSystem};
use anyhow::Result;
use clap::Args;
use palisade_lang_rego::Capabilities;
use palisade_lang_rego::ast::Dialect;
use palisade_lang_rego::capabilities::{VERSION, current};
use palisade_source::System;
use serde_json::Value as Json;
use std::path::{Path, PathBuf};

/// Print what policies in Rego may use: functions, keywords, features.
#[derive(Args, Debug)]
pub(crate) struct ShowCapabilities {
    /// Print all that is here, in the form of OPA's file of capabilities
    #[arg(long, conflicts_with_all = ["version", "file"])]
    current: bool,
    /// Print those of a version of OPA; without any option the versions are listed
    #[arg(long, value_name = "VERSION", conflicts_with = "file")]
    version: Option<String>,
    /// Print those of a file, once it has been found to be usable
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// Those of modules that are read as OPA before 1.0 did
    #[arg(long)]
    v0_compatible: bool,
}

impl ShowCapabilities {
    pub(crate) fn run(&self) -> Result<Exit> {
        let dialect = if self.v0_compatible { Dialect::V0 } else { Dialect::V1 };
        let json = match (&self.file, &self.version) {
            (Some(path), _) => {
                let json = read(path)?;
                usable(&path.to_string_lossy(), &json)?;
                json
            }
            (None, Some(version)) if is_here(version) => current(dialect),
            (None, Some(version)) => return Err(elsewhere("--version", version)),
            (None, None) if self.current => current(dialect),
            (None, None) => {
                system::print(&format!("{VERSION}\n"))?;
                return Ok(Exit::Clean);
            }
        };
        system::print(&format!("{json:#}\n"))?;
        Ok(Exit::Clean)
    }
}

/// The capabilities that `--capabilities` names, by version or by file.
pub(crate) fn named(name: &str) -> Result<Capabilities> {
    if is_here(name) {
        return Ok(Capabilities::of_this_version(Dialect::V0));
    }
    let path = Path::new(name);
    let is_version = name
        .strip_prefix('v')
        .is_some_and(|n| !n.is_empty() && n.chars().all(|c| c.is_ascii_digit() || c == '.'));
    if is_version && RealSystem.entry(path).is_err() {
        return Err(elsewhere("--capabilities", name));
    }
    usable(name, &read(path)?)
}

fn is_here(version: &str) -> bool {
    version == VERSION || VERSION.strip_prefix('v') == Some(version)
}

fn elsewhere(flag: &str, version: &str) -> anyhow::Error {
    let why = format!(
        "{flag} {version}: of all versions only {VERSION} is here; `opa capabilities --version \
         {version}` writes the others, for `--capabilities FILE`"
    );
    Failure::because(Exit::Usage, why)
}

fn usable(name: &str, json: &Json) -> Result<Capabilities> {
    Capabilities::read(name, json)
        .map_err(|why| Failure::because(Exit::Usage, format!("{name}: {why}")))
}

fn read(path: &Path) -> Result<Json> {
    let wrong = |why: String| Failure::because(Exit::Usage, format!("{}: {why}", path.display()));
    let bytes = RealSystem.read_named(path).map_err(|error| wrong(system::reason(&error)))?;
    serde_json::from_slice(&bytes)
        .map_err(|error| wrong(format!("the capabilities are no JSON: {error}")))
}
