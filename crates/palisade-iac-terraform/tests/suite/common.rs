//! Loading folders from disk, for tests.

use palisade_arena::Arena;
use palisade_iac_terraform::Terraform;
use palisade_model::{Framework, Inputs, LoadContext, ScannedFile};
use palisade_source::{Date, EntryKind, FileEntry, SourceMap, System};
use palisade_value::{OriginKind, Value, write_json};
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, HashMap};
use std::io;
use std::path::{Path, PathBuf};

struct Disk;

impl System for Disk {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        std::fs::read(path)
    }

    fn entry(&self, path: &Path) -> io::Result<FileEntry> {
        let meta = std::fs::metadata(path)?;
        let kind = if meta.is_dir() {
            EntryKind::Folder
        } else if meta.is_file() {
            EntryKind::File
        } else {
            EntryKind::Other
        };
        Ok(FileEntry { path: path.to_owned(), kind, size: meta.len(), link: false })
    }

    fn list(&self, path: &Path) -> io::Result<Vec<FileEntry>> {
        let mut paths: Vec<PathBuf> =
            std::fs::read_dir(path)?.filter_map(|e| Some(e.ok()?.path())).collect();
        paths.sort();
        paths.iter().map(|path| self.entry(path)).collect()
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

pub(crate) fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in Disk.list(folder).unwrap_or_default() {
        match entry.kind {
            EntryKind::Folder => walk(&entry.path, found),
            EntryKind::File if Terraform.may_own(&entry.path) => found.push(entry.path),
            _ => {}
        }
    }
}

/// What loading a tree gives: by root, resources by address, and counts of the rest.
#[derive(Default)]
pub(crate) struct Loaded {
    pub(crate) resources: BTreeMap<String, (String, Json)>,
    /// The type of each attribute `v`, as Terraform writes types.
    pub(crate) types: BTreeMap<String, Json>,
    pub(crate) diagnostics: Vec<String>,
    /// The subjects of what was not examined.
    pub(crate) unscanned: Vec<String>,
    pub(crate) units: usize,
}

pub(crate) fn load(root: &Path, inputs: &Inputs) -> Loaded {
    let mut paths = Vec::new();
    walk(root, &mut paths);
    let texts = paths.into_iter().filter_map(|path| {
        let text = String::from_utf8(std::fs::read(&path).unwrap()).ok()?;
        Some((path, text))
    });
    load_texts(&Disk, &texts.collect::<Vec<_>>(), root, inputs)
}

/// The type of a value as Terraform writes types.
fn type_of(value: Value<'_>) -> Json {
    let any = Json::from("dynamic");
    match value {
        Value::Bool(_) => Json::from("bool"),
        Value::Str(_) => Json::from("string"),
        value if value.is_number() => Json::from("number"),
        Value::Array(array) if array.is_uniform() => {
            json!(["list", array.items().first().map_or(any, |item| type_of(*item))])
        }
        Value::Array(array) => {
            json!(["tuple", array.items().iter().map(|item| type_of(*item)).collect::<Vec<_>>()])
        }
        Value::Set(set) => json!(["set", set.items().last().map_or(any, |item| type_of(*item))]),
        Value::Object(object) if object.is_uniform() => {
            json!(["map", object.entries().first().map_or(any, |(_, item)| type_of(*item))])
        }
        Value::Object(object) => {
            let entries = object.entries().iter();
            let entries = entries.map(|(key, v)| (key.as_str().unwrap().to_owned(), type_of(*v)));
            json!(["object", entries.collect::<serde_json::Map<_, _>>()])
        }
        _ => any,
    }
}

/// Loads texts that are in no folder.
pub(crate) fn load_from(system: &dyn System, texts: &[(PathBuf, String)]) -> Loaded {
    load_texts(system, texts, Path::new(""), &Inputs::default())
}

/// A value without what only the provider's defaults fill in.
fn written(value: Value<'_>) -> Json {
    match value {
        Value::Object(object) => {
            let is_written = |at: &usize| {
                object.origin(*at).is_none_or(|origin| origin.kind != OriginKind::Schema)
            };
            let entries = object.entries().iter().enumerate().filter(|(at, _)| is_written(at));
            let entry = |(key, value): &(Value<'_>, Value<'_>)| {
                (key.as_str().unwrap_or_default().to_owned(), written(*value))
            };
            entries.map(|(_, e)| entry(e)).collect::<serde_json::Map<_, _>>().into()
        }
        Value::Array(array) => array.items().iter().map(|item| written(*item)).collect(),
        plain => {
            let mut text = String::new();
            write_json(&mut text, plain);
            serde_json::from_str(&text).unwrap()
        }
    }
}

fn load_texts(
    system: &dyn System,
    texts: &[(PathBuf, String)],
    root: &Path,
    inputs: &Inputs,
) -> Loaded {
    let sources = SourceMap::new();
    let mut files = HashMap::new();
    let mut own = Vec::new();
    for (path, text) in texts {
        let file = sources.add(path.to_str().unwrap(), text.as_str());
        files.insert(path.clone(), file);
        own.push(ScannedFile { path: path.clone(), file });
    }
    let roots = [root.to_owned()];
    let context = LoadContext { system, sources: &sources, files: &files, inputs, roots: &roots };
    let mut result = Loaded::default();
    for unit in Terraform.units(&context, own) {
        let arena = Arena::new();
        let loaded = Terraform.load(&arena, &context, &unit);
        result.units += 1;
        for resource in &loaded.resources {
            let json = written(resource.attributes);
            if let Some(value) = resource.attributes.field("v") {
                result.types.insert(resource.address.to_owned(), type_of(value));
            }
            // What Kubernetes makes of a resource has the same address and comes behind it.
            let entry = result.resources.entry(resource.address.to_owned());
            entry.or_insert_with(|| (resource.kind.to_owned(), json));
        }
        result.unscanned.extend(loaded.unscanned.iter().map(|u| u.subject.clone()));
        for d in &loaded.diagnostics {
            let at = d.location.map_or(String::new(), |l| sources.describe(l));
            result.diagnostics.push(format!("{at} {}", d.message));
        }
    }
    result
}
