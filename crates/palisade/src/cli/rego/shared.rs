//! What the commands for Rego share: loading, documents, errors in OPA's form.

use super::trust::Trust;
use crate::exit::{Exit, Failure};
use crate::system::{self, RealSystem};
use anyhow::Result;
use clap::Args;
use palisade_lang_rego::ParseOptions;
use palisade_lang_rego::ast::Dialect;
use palisade_lang_rego::workspace::{
    Kind, LoadOptions, Problem, Workspace, load, load_bundles, read_document,
};
use palisade_report::{Options, render_diagnostics};
use palisade_source::{Diagnostic, Level, Location, SourceMap};
use palisade_value::{Arena, Value};
use serde_json::{Value as Json, json};
use std::path::{Path, PathBuf};

/// What modules and documents a command works on.
#[derive(Args, Debug, Default)]
pub(crate) struct Sources {
    /// Modules and documents: files and folders, `prefix:path` below a prefix (repeatable)
    #[arg(short, long, value_name = "PATH")]
    pub(crate) data: Vec<PathBuf>,
    /// Bundles, as folders or `.tar.gz` files (repeatable)
    #[arg(short, long, value_name = "PATH")]
    pub(crate) bundle: Vec<PathBuf>,
    /// Read modules as OPA before 1.0 did
    #[arg(long, visible_alias = "v0-v1")]
    pub(crate) v0_compatible: bool,
    #[command(flatten)]
    pub(crate) trust: Trust,
}

impl Sources {
    pub(crate) fn dialect(&self) -> Dialect {
        if self.v0_compatible { Dialect::V0 } else { Dialect::V1 }
    }

    pub(crate) fn parse(&self) -> ParseOptions {
        ParseOptions { dialect: self.dialect() }
    }

    /// Loads everything; what is wrong stands in the workspace.
    pub(crate) fn load(&self, sources: &SourceMap) -> Result<Workspace> {
        let verification = self.trust.verification()?;
        let options = LoadOptions { dialect: self.dialect(), bundle: false };
        let mut workspace = load(&RealSystem, sources, &self.data, options);
        load_bundles(
            &RealSystem,
            sources,
            &self.bundle,
            self.dialect(),
            verification.as_ref(),
            &mut workspace,
        );
        Ok(workspace)
    }
}

/// The input document of a file or of the standard input.
pub(crate) fn read_input<'a>(
    arena: &'a Arena,
    sources: &SourceMap,
    path: Option<&Path>,
    stdin: bool,
) -> Result<Option<Value<'a>>> {
    let (name, bytes) = match path {
        Some(path) => {
            let bytes = RealSystem.read_named(path).map_err(|error| {
                let why = system::reason(&error);
                Failure::because(Exit::Usage, format!("{}: {why}", path.display()))
            })?;
            (path.to_string_lossy().into_owned(), bytes)
        }
        None if stdin => {
            let bytes = system::read_stdin().map_err(|error| {
                let why = system::reason(&error);
                Failure::because(Exit::Usage, format!("the standard input: {why}"))
            })?;
            ("stdin".to_owned(), bytes)
        }
        None => return Ok(None),
    };
    let Ok(text) = String::from_utf8(bytes) else {
        return Err(Failure::because(Exit::Usage, format!("{name}: the file is not UTF-8 text")));
    };
    // JSON is YAML, but errors of JSON are better said as such.
    let kind = match Kind::of(Path::new(&name)) {
        Some(kind) => kind,
        None if text.trim_start().starts_with(['{', '[', '"']) => Kind::Json,
        None => Kind::Yaml,
    };
    let file = sources.add(name, text);
    match read_document(arena, sources, file, kind) {
        Ok(value) => Ok(Some(value)),
        Err(diagnostic) => {
            tell(&[*diagnostic], sources);
            Err(Failure::because(Exit::Usage, "the input cannot be read"))
        }
    }
}

/// Shows diagnostics with their code on the standard error stream.
pub(crate) fn tell(diagnostics: &[Diagnostic], sources: &SourceMap) {
    if !diagnostics.is_empty() {
        system::talk(&render_diagnostics(diagnostics, sources, &Options::default()));
    }
}

/// A place as OPA writes it.
pub(crate) fn location(at: Location, sources: &SourceMap) -> Json {
    let file = sources.get(at.file);
    let place = file.line_column(at.span.start);
    // A query stands in no file.
    let name = if &**file.path() == "query" { "" } else { &**file.path() };
    json!({"file": name, "row": place.line, "col": place.column})
}

/// Diagnostics as OPA's list of errors.
pub(crate) fn errors(diagnostics: &[Diagnostic], sources: &SourceMap) -> Json {
    let wrong = diagnostics.iter().filter(|d| d.level == Level::Error);
    Json::Array(
        wrong
            .map(|d| {
                let mut error = json!({"message": d.message, "code": d.code.replace('-', "_")});
                if let Some(at) = d.location {
                    error["location"] = location(at, sources);
                }
                error
            })
            .collect(),
    )
}

/// An error of an evaluation as OPA's list of errors.
pub(crate) fn problem(problem: &Problem, sources: &SourceMap) -> Json {
    let mut error = json!({"message": problem.message, "code": problem.code});
    if let Some(at) = problem.location {
        error["location"] = location(at, sources);
    }
    json!([error])
}
