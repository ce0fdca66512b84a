//! What the commands for Rego share: loading, documents, errors in OPA's form.

use super::checks::Checks;
use super::trust::Trust;
use crate::conftest::{FUNCTIONS, note_module};
use crate::exit::{Exit, Failure};
use crate::system::{self, RealSystem};
use anyhow::Result;
use clap::Args;
use globset::{Glob, GlobSet, GlobSetBuilder};
use palisade_lang_rego::ParseOptions;
use palisade_lang_rego::ast::Dialect;
use palisade_lang_rego::workspace::{
    Kind, LoadOptions, Problem, UNVERIFIED, Workspace, load, load_bundles, read_document,
};
use palisade_report::{Options, render_diagnostics};
use palisade_source::{Date, Diagnostic, EntryKind, FileEntry, Level, Location, SourceMap, System};
use palisade_value::{Arena, Value};
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

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
    /// Read modules as OPA 1.0 does, as always
    #[arg(long, hide = true)]
    pub(crate) v1_compatible: bool,
    #[command(flatten)]
    pub(crate) ignore: Ignore,
    #[command(flatten)]
    pub(crate) trust: Trust,
    #[command(flatten)]
    pub(crate) checks: Checks,
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
        let system = self.ignore.system()?;
        let plain: Vec<PathBuf> = self.data.iter().map(|path| without_scheme(path)).collect();
        let mut workspace = load(&system, sources, &plain, options);
        load_bundles(
            &system,
            sources,
            &self.bundle,
            self.dialect(),
            verification.as_ref(),
            &mut workspace,
        );
        self.checks.load(sources, &mut workspace)?;
        workspace.functions = FUNCTIONS;
        system.tell(sources);
        for module in &workspace.modules {
            note_module(module.file, &module.path);
        }
        Ok(workspace)
    }
}

/// Names that are passed over when folders are loaded.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct Ignore {
    /// Names of files and folders to leave out when folders are loaded, such as `*_test.rego`
    /// (repeatable)
    #[arg(long, value_name = "GLOB", value_delimiter = ',')]
    pub(super) ignore: Vec<String>,
    /// Where links in folders are not followed: how to have them taken in.
    #[arg(skip)]
    pub(super) without_links: Option<&'static str>,
}

impl Ignore {
    /// The file system without what is ignored.
    pub(crate) fn system(&self) -> Result<Ignoring> {
        let mut names = GlobSetBuilder::new();
        for glob in &self.ignore {
            names
                .add(Glob::new(glob).map_err(|error| {
                    Failure::because(Exit::Usage, format!("--ignore: {error}"))
                })?);
        }
        let names = names
            .build()
            .map_err(|error| Failure::because(Exit::Usage, format!("--ignore: {error}")))?;
        Ok(Ignoring { names, without_links: self.without_links, left_out: Mutex::default() })
    }
}

/// The file system of this machine, whose folders do not list what is ignored.
#[derive(Debug)]
pub(crate) struct Ignoring {
    names: GlobSet,
    without_links: Option<&'static str>,
    /// The links that were left out.
    left_out: Mutex<BTreeSet<PathBuf>>,
}

impl Ignoring {
    /// Tells which links were left out, and what takes them in.
    pub(crate) fn tell(&self, sources: &SourceMap) {
        let left_out = self.left_out.lock().unwrap_or_else(PoisonError::into_inner);
        let told: Vec<Diagnostic> = left_out
            .iter()
            .map(|path| {
                let message = format!("{}: links in folders are left out", path.display());
                Diagnostic::warning("rego-load-link", message)
                    .help(self.without_links.unwrap_or_default())
            })
            .collect();
        tell(&told, sources);
    }

    /// Whether what an entry is called may matter to whoever loads Rego.
    fn is_wanted(entry: &FileEntry) -> bool {
        let name = entry.path.file_name().unwrap_or_default().to_string_lossy();
        let named = Kind::of(&entry.path).is_some() || name.ends_with(".rego");
        !name.starts_with('.') && (named || entry.kind == EntryKind::Folder)
    }
}

impl System for Ignoring {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        RealSystem.read(path)
    }

    fn read_start(&self, path: &Path, length: usize) -> io::Result<Vec<u8>> {
        RealSystem.read_start(path, length)
    }

    fn entry(&self, path: &Path) -> io::Result<FileEntry> {
        RealSystem.entry(path)
    }

    fn list(&self, path: &Path) -> io::Result<Vec<FileEntry>> {
        let mut all = RealSystem.list(path)?;
        let ignored = |path: &Path| path.file_name().is_some_and(|n| self.names.is_match(n));
        all.retain(|entry| !ignored(&entry.path));
        if self.without_links.is_some() {
            let links = all.extract_if(.., |entry| entry.link);
            let wanted = links.filter(Self::is_wanted).map(|entry| entry.path);
            self.left_out.lock().unwrap_or_else(PoisonError::into_inner).extend(wanted);
        }
        Ok(all)
    }

    fn canonical(&self, path: &Path) -> io::Result<PathBuf> {
        RealSystem.canonical(path)
    }

    fn variable(&self, name: &str) -> Option<String> {
        RealSystem.variable(name)
    }

    fn variables(&self, prefix: &str) -> Vec<(String, String)> {
        RealSystem.variables(prefix)
    }

    fn today(&self) -> Date {
        RealSystem.today()
    }
}

/// `file:///a/b` as `/a/b`, behind a prefix as well.
fn without_scheme(path: &Path) -> PathBuf {
    match path.to_str() {
        Some(text) if text.contains("file://") => PathBuf::from(text.replacen("file://", "", 1)),
        _ => path.to_owned(),
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
            let path = &without_scheme(path);
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

/// The exit code for what cannot be used.
pub(crate) fn invalid(diagnostics: &[Diagnostic]) -> Exit {
    let unsigned = diagnostics.iter().any(|d| d.code == UNVERIFIED);
    if unsigned { Exit::Unverified } else { Exit::Invalid }
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
                let lines: Vec<&str> = d.labels.iter().map(|l| l.text.as_str()).collect();
                if !lines.is_empty() {
                    error["details"] = json!({"lines": lines});
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
