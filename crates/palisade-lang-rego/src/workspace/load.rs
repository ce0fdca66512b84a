//! Loading: files and folders of modules and documents.

use super::documents::{Document, Kind};
use crate::ast::Dialect;
use crate::{Capabilities, ParseOptions, Schemas, ast, parse_modules};
use palisade_builtins::opa::Declared;
use palisade_source::{Diagnostic, Entered, EntryKind, FileId, SourceMap, System, Trail};
use std::path::{Path, PathBuf};

/// How to load.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LoadOptions {
    /// The language that modules start in.
    pub dialect: Dialect,
    /// Whether folders are bundles: of documents only `data.json` and `data.yaml` count.
    pub bundle: bool,
}

impl Default for LoadOptions {
    fn default() -> Self {
        Self { dialect: Dialect::V1, bundle: false }
    }
}

/// A module that was read.
#[derive(Clone, PartialEq, Debug)]
pub struct LoadedModule {
    /// The path of the file.
    pub path: PathBuf,
    /// Its text.
    pub file: FileId,
    /// Its tree.
    pub module: ast::Module,
}

/// All that was loaded.
#[derive(Clone, Default, Debug)]
pub struct Workspace {
    /// The modules in order of their paths.
    pub modules: Vec<LoadedModule>,
    /// The documents in order of their paths.
    pub documents: Vec<Document>,
    /// The JSON Schemas that types of documents come from.
    pub schemas: Option<Schemas>,
    /// What modules may use, where not all is allowed.
    pub capabilities: Option<Capabilities>,
    /// Functions that there are beside OPA's.
    pub functions: &'static [Declared],
    /// What was wrong.
    pub diagnostics: Vec<Diagnostic>,
}

/// Loads files and folders. `prefix:path` puts documents below `prefix`. The documents of a folder
/// stand at the path of theirs below it.
pub fn load(
    system: &dyn System,
    sources: &SourceMap,
    paths: &[PathBuf],
    options: LoadOptions,
) -> Workspace {
    let mut workspace = Workspace::default();
    let modules = Vec::new();
    let mut loader = Loader { system, sources, options, modules, workspace: &mut workspace };
    for path in paths {
        let (prefix, path) = split_prefix(path);
        loader.path(&path, &prefix);
    }
    loader.parse();
    workspace
}

/// `a.b:path` as `["a", "b"]` and the path.
fn split_prefix(path: &Path) -> (Vec<String>, PathBuf) {
    let text = path.to_string_lossy();
    let Some((prefix, rest)) = text.split_once(':') else { return (Vec::new(), path.to_owned()) };
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.' || c == '/';
    // A drive letter is no prefix.
    if prefix.len() < 2 || !prefix.chars().all(plain) {
        return (Vec::new(), path.to_owned());
    }
    let keys = prefix.split(['.', '/']).filter(|k| !k.is_empty());
    let keys: Vec<String> = keys.map(str::to_owned).collect();
    let below_data = keys.first().is_some_and(|k| k == "data");
    (keys.into_iter().skip(usize::from(below_data)).collect(), PathBuf::from(rest))
}

struct Loader<'l> {
    system: &'l dyn System,
    sources: &'l SourceMap,
    options: LoadOptions,
    /// The modules that are to be parsed.
    modules: Vec<(PathBuf, FileId)>,
    workspace: &'l mut Workspace,
}

impl Loader<'_> {
    fn wrong(&mut self, path: &Path, why: impl std::fmt::Display) {
        let message = format!("{}: {why}", path.display());
        self.workspace.diagnostics.push(Diagnostic::error("rego-load-error", message));
    }

    fn circle(&mut self, path: &Path) {
        let message = format!("{}: the link leads in a circle and is not followed", path.display());
        self.workspace.diagnostics.push(Diagnostic::warning("rego-load-link", message));
    }

    fn path(&mut self, path: &Path, prefix: &[String]) {
        match self.system.entry(path) {
            Ok(entry) if entry.kind == EntryKind::Folder => match Trail::new(self.system, path) {
                Ok(mut trail) => self.folder(path, prefix, &mut trail),
                Err(error) => self.wrong(path, error),
            },
            // A file that is named is what it is, whatever a bundle would take.
            Ok(_) => self.file(path, prefix, true),
            Err(error) => self.wrong(path, error),
        }
    }

    fn folder(&mut self, path: &Path, prefix: &[String], trail: &mut Trail) {
        let entries = match self.system.list(path) {
            Ok(entries) => entries,
            Err(error) => {
                self.wrong(path, error);
                return;
            }
        };
        for entry in entries {
            let name = entry.path.file_name().map(|n| n.to_string_lossy().into_owned());
            let Some(name) = name.filter(|n| !n.starts_with('.')) else { continue };
            match entry.kind {
                EntryKind::Folder => match trail.enter(self.system, &entry) {
                    Ok(Entered::Yes) => {
                        let mut prefix = prefix.to_vec();
                        prefix.push(name);
                        self.folder(&entry.path, &prefix, trail);
                        trail.leave();
                    }
                    Ok(Entered::Circle) => self.circle(&entry.path),
                    Err(error) => self.wrong(&entry.path, error),
                },
                EntryKind::File => self.file(&entry.path, prefix, false),
                EntryKind::Other => {}
            }
        }
    }

    fn file(&mut self, path: &Path, prefix: &[String], named: bool) {
        let is_module = path.extension().is_some_and(|e| e == "rego");
        let kind = Kind::of(path);
        let in_bundle = matches!(
            path.file_name().and_then(|n| n.to_str()),
            Some("data.json" | "data.yaml" | "data.yml")
        );
        let wanted = kind.is_some() && (named || !self.options.bundle || in_bundle);
        if !is_module && !wanted {
            if named {
                self.wrong(
                    path,
                    "unrecognized file: a module ends in .rego, a document in .json, .yaml or .yml",
                );
            }
            return;
        }
        let text = match self.system.read(path).map(String::from_utf8) {
            Ok(Ok(text)) => text,
            Ok(Err(_)) => return self.wrong(path, "the file is not UTF-8 text"),
            Err(error) => return self.wrong(path, error),
        };
        let file = self.sources.add(path.to_string_lossy().into_owned(), text);
        match kind {
            Some(kind) => {
                let (path, prefix) = (path.to_owned(), prefix.to_vec());
                self.workspace.documents.push(Document { path, file, kind, prefix, edit: None });
            }
            None => self.modules.push((path.to_owned(), file)),
        }
    }

    /// Parses all modules that were found.
    fn parse(&mut self) {
        let files: Vec<_> = self.modules.iter().map(|m| self.sources.get(m.1)).collect();
        let texts: Vec<(&str, FileId)> =
            files.iter().zip(&self.modules).map(|(file, m)| (&**file.text(), m.1)).collect();
        let options = ParseOptions { dialect: self.options.dialect };
        let parsed = parse_modules(&texts, options);
        for ((path, file), parsed) in self.modules.drain(..).zip(parsed) {
            self.workspace.diagnostics.extend(parsed.diagnostics);
            if let Some(module) = parsed.module {
                self.workspace.modules.push(LoadedModule { path, file, module });
            }
        }
    }
}
