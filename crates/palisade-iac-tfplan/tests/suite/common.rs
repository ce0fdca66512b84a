use palisade_arena::Arena;
use palisade_model::{Framework, Inputs, LoadContext, ScannedFile};
use palisade_source::{Date, EntryKind, FileEntry, SourceMap, System};
use palisade_value::{OriginKind, Value, write_json};
use serde_json::Value as Json;
use std::collections::{BTreeMap, HashMap};
use std::io;
use std::path::{Path, PathBuf};

/// Folders and files as they are.
pub(crate) struct Disk;

impl System for Disk {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        std::fs::read(path)
    }

    fn entry(&self, path: &Path) -> io::Result<FileEntry> {
        let facts = std::fs::metadata(path)?;
        let kind = if facts.is_dir() { EntryKind::Folder } else { EntryKind::File };
        Ok(FileEntry { path: path.to_owned(), kind, size: facts.len(), link: false })
    }

    fn list(&self, path: &Path) -> io::Result<Vec<FileEntry>> {
        let mut found = Vec::new();
        for entry in std::fs::read_dir(path)? {
            found.push(self.entry(&entry?.path())?);
        }
        found.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(found)
    }

    fn canonical(&self, path: &Path) -> io::Result<PathBuf> {
        path.canonicalize()
    }

    fn variable(&self, _: &str) -> Option<String> {
        None
    }

    fn variables(&self, _: &str) -> Vec<(String, String)> {
        Vec::new()
    }

    fn today(&self) -> Date {
        Date { year: 2026, month: 11, day: 21 }
    }
}

/// What one resource is, for a comparison.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Seen {
    pub(crate) kind: String,
    pub(crate) attributes: Json,
    /// The addresses of the resources that it is joined to.
    pub(crate) links: Vec<String>,
}

/// A value without what only the provider's defaults fill in.
fn written(value: Value<'_>) -> Json {
    match value {
        Value::Object(object) => {
            let mut entries = serde_json::Map::new();
            for (at, (key, value)) in object.entries().iter().enumerate() {
                let by_default = object.origin(at).is_some_and(|o| o.kind == OriginKind::Schema);
                if let (Some(key), false) = (key.as_str(), by_default) {
                    entries.insert(key.to_owned(), written(*value));
                }
            }
            entries.into()
        }
        Value::Array(array) => array.items().iter().map(|item| written(*item)).collect(),
        plain => {
            let mut text = String::new();
            write_json(&mut text, plain);
            serde_json::from_str(&text).unwrap()
        }
    }
}

/// Loads files with a framework: resources by address, and what was told.
pub(crate) fn load(
    framework: &dyn Framework,
    paths: &[PathBuf],
) -> (BTreeMap<String, Seen>, Vec<String>) {
    let sources = SourceMap::new();
    let mut files = HashMap::new();
    let mut own = Vec::new();
    for path in paths {
        let text = String::from_utf8(std::fs::read(path).unwrap()).unwrap();
        let file = sources.add(path.to_str().unwrap(), text);
        files.insert(path.clone(), file);
        own.push(ScannedFile { path: path.clone(), file });
    }
    let inputs = Inputs::default();
    let roots = [PathBuf::from("")];
    let context = LoadContext {
        system: &Disk,
        sources: &sources,
        files: &files,
        inputs: &inputs,
        roots: &roots,
    };
    let mut seen = BTreeMap::new();
    let mut told = Vec::new();
    for unit in framework.units(&context, own) {
        let arena = Arena::new();
        let loaded = framework.load(&arena, &context, &unit);
        for resource in &loaded.resources {
            let links = resource.links.iter();
            let mut links: Vec<String> =
                links.map(|at| loaded.resources[*at as usize].address.to_owned()).collect();
            links.sort();
            let one = Seen {
                kind: resource.kind.to_owned(),
                attributes: written(resource.attributes),
                links,
            };
            seen.insert(resource.address.to_owned(), one);
        }
        told.extend(loaded.diagnostics.iter().map(|d| d.message.clone()));
        told.extend(loaded.unscanned.iter().map(|u| u.reason.clone()));
    }
    (seen, told)
}
