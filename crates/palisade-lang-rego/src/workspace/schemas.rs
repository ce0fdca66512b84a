//! JSON Schemas from files: one for `input`, or a folder of those that annotations name.

use crate::Schemas;
use crate::metadata::to_json;
use palisade_source::{Diagnostic, Entered, EntryKind, SourceMap, System, Trail};
use std::path::{Component, Path};

/// Loads what `--schema` names. A file is the schema of `input` everywhere; the files of a folder
/// have their paths below it as names, `users/acl.json` is `schema.users.acl`.
///
/// # Errors
/// Each file that cannot be read, or is neither JSON nor YAML.
pub fn load_schemas(
    system: &dyn System,
    sources: &SourceMap,
    path: &Path,
) -> Result<Schemas, Vec<Diagnostic>> {
    let mut loader = Loader { system, sources, schemas: Schemas::default(), wrong: Vec::new() };
    match system.entry(path) {
        Ok(entry) if entry.kind == EntryKind::Folder => match Trail::new(system, path) {
            Ok(mut trail) => loader.folder(path, path, &mut trail),
            Err(error) => loader.fail(path, error),
        },
        Ok(_) => {
            if let Some(schema) = loader.read(path) {
                loader.schemas.set_root(schema);
            }
        }
        Err(error) => loader.fail(path, error),
    }
    if loader.wrong.is_empty() { Ok(loader.schemas) } else { Err(loader.wrong) }
}

struct Loader<'l> {
    system: &'l dyn System,
    sources: &'l SourceMap,
    schemas: Schemas,
    wrong: Vec<Diagnostic>,
}

impl Loader<'_> {
    fn fail(&mut self, path: &Path, why: impl std::fmt::Display) {
        let message = format!("{}: {why}", path.display());
        self.wrong.push(Diagnostic::error("rego-load-error", message));
    }

    fn folder(&mut self, root: &Path, path: &Path, trail: &mut Trail) {
        let entries = match self.system.list(path) {
            Ok(entries) => entries,
            Err(error) => return self.fail(path, error),
        };
        for entry in entries {
            let hidden =
                entry.path.file_name().is_none_or(|name| name.to_string_lossy().starts_with('.'));
            match entry.kind {
                _ if hidden => {}
                EntryKind::Folder => match trail.enter(self.system, &entry) {
                    Ok(Entered::Yes) => {
                        self.folder(root, &entry.path, trail);
                        trail.leave();
                    }
                    Ok(Entered::Circle) => {}
                    Err(error) => self.fail(&entry.path, error),
                },
                EntryKind::File => {
                    let extension = entry.path.extension().and_then(|e| e.to_str());
                    if !matches!(extension, Some("json" | "yaml" | "yml")) {
                        continue;
                    }
                    let name = name(root, &entry.path);
                    if let Some(schema) = self.read(&entry.path) {
                        self.schemas.insert(name, schema);
                    }
                }
                EntryKind::Other => {}
            }
        }
    }

    fn read(&mut self, path: &Path) -> Option<serde_json::Value> {
        let text = match self.system.read(path).map(String::from_utf8) {
            Ok(Ok(text)) => text,
            Ok(Err(_)) => {
                self.fail(path, "the file is not UTF-8 text");
                return None;
            }
            Err(error) => {
                self.fail(path, error);
                return None;
            }
        };
        if path.extension().is_some_and(|e| e == "json") {
            return match serde_json::from_str(&text) {
                Ok(schema) => Some(schema),
                Err(error) => {
                    self.fail(path, format_args!("the schema is no JSON: {error}"));
                    None
                }
            };
        }
        let file = self.sources.add(path.to_string_lossy().into_owned(), text);
        let source = self.sources.get(file);
        let stream = palisade_yaml::parse(source.text());
        if let Some(error) = stream.errors().next() {
            self.fail(path, format_args!("the schema is no YAML: {}", error.message));
            return None;
        }
        let root = stream.documents.first().and_then(|d| d.root.as_ref());
        if root.is_none() {
            self.fail(path, "the schema is empty");
        }
        root.map(to_json)
    }
}

/// The path of a file below a folder, without the ending.
fn name(root: &Path, path: &Path) -> Vec<String> {
    let below = path.strip_prefix(root).unwrap_or(path).with_extension("");
    let parts = below.components().filter_map(|part| match part {
        Component::Normal(key) => Some(key.to_string_lossy().into_owned()),
        _ => None,
    });
    parts.collect()
}
