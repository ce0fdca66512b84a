//! Bundles: modules, documents and a manifest in a folder or a `.tar.gz`, signed where wanted.

mod archive;
mod manifest;
mod signature;

pub use archive::{pack, unpack};
pub use manifest::Manifest;
use manifest::overlapping;
pub use signature::{Signing, Verification, sign, verify};

use super::documents::{Document, Kind};
use super::edits::Edit;
use super::load::{LoadedModule, Workspace};
use crate::ast::Dialect;
use crate::{ParseOptions, parse_module};
use palisade_source::{Diagnostic, Entered, EntryKind, SourceMap, System, Trail};
use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The name of the manifest.
pub const MANIFEST: &str = ".manifest";
/// The name of the file of signatures.
pub const SIGNATURES: &str = ".signatures.json";
/// The code of errors about signatures.
pub const UNVERIFIED: &str = "rego-bundle-unverified";
const PATCH: &str = "patch.json";

/// Files of a bundle by path, without a leading `/`.
pub type Files = BTreeMap<String, Vec<u8>>;

/// A bundle that was read.
#[derive(Clone, Debug)]
pub struct Bundle {
    /// How it is shown: the path of its file or folder.
    pub name: String,
    /// Its manifest, if it has one.
    pub manifest: Manifest,
    /// Its files.
    pub files: Files,
    /// The changes of a delta bundle.
    pub patch: Option<Vec<Change>>,
}

/// A change of a delta bundle.
#[derive(Clone, PartialEq, Debug)]
pub struct Change {
    /// `upsert`, `replace` or `remove`.
    pub op: String,
    /// The path below `data`.
    pub path: Vec<String>,
    /// What is put there.
    pub value: Json,
}

fn wrong(name: &str, why: impl std::fmt::Display) -> Box<Diagnostic> {
    Box::new(Diagnostic::error("rego-bundle-error", format!("{name}: {why}")))
}

/// Whether a file of a folder belongs to a bundle.
fn belongs(name: &str) -> bool {
    name.ends_with(".rego")
        || matches!(name, "data.json" | "data.yaml" | "data.yml" | MANIFEST | SIGNATURES | PATCH)
}

fn is_document(path: &str) -> bool {
    matches!(file_name(path), "data.json" | "data.yaml" | "data.yml")
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn collect(
    system: &dyn System,
    folder: &Path,
    prefix: &str,
    trail: &mut Trail,
    files: &mut Files,
) -> Result<(), String> {
    for entry in system.list(folder).map_err(|e| e.to_string())? {
        let Some(name) = entry.path.file_name().map(|n| n.to_string_lossy().into_owned()) else {
            continue;
        };
        match entry.kind {
            EntryKind::Folder if !name.starts_with('.') => {
                let entered = trail.enter(system, &entry).map_err(|e| format!("{name}: {e}"))?;
                if entered == Entered::Circle {
                    return Err(format!("{name}: the link leads in a circle"));
                }
                collect(system, &entry.path, &format!("{prefix}{name}/"), trail, files)?;
                trail.leave();
            }
            EntryKind::File if belongs(&name) => {
                let bytes = system.read(&entry.path).map_err(|e| format!("{name}: {e}"))?;
                files.insert(format!("{prefix}{name}"), bytes);
            }
            _ => {}
        }
    }
    Ok(())
}

/// Reads a bundle, a folder or a `.tar.gz`; with `verification` only if it is signed so.
///
/// # Errors
/// What is wrong with the file, its manifest or its signature.
pub fn read_bundle(
    system: &dyn System,
    path: &Path,
    verification: Option<&Verification>,
) -> Result<Bundle, Box<Diagnostic>> {
    let name = path.to_string_lossy().into_owned();
    let entry = system.entry(path).map_err(|e| wrong(&name, e))?;
    let mut files = Files::new();
    if entry.kind == EntryKind::Folder {
        let mut trail = Trail::new(system, path).map_err(|e| wrong(&name, e))?;
        collect(system, path, "", &mut trail, &mut files).map_err(|why| wrong(&name, why))?;
    } else {
        let bytes = system.read(path).map_err(|e| wrong(&name, e))?;
        files = unpack(&bytes).map_err(|why| wrong(&name, why))?;
    }
    if let Some(verification) = verification {
        verify(&files, verification)
            .map_err(|why| Box::new(Diagnostic::error(UNVERIFIED, format!("{name}: {why}"))))?;
    }
    let manifest = match files.get(MANIFEST) {
        Some(bytes) => Manifest::read(bytes).map_err(|why| wrong(&name, why))?,
        None => Manifest::default(),
    };
    let patch = match files.get(PATCH) {
        Some(bytes) => Some(changes(bytes).map_err(|why| wrong(&name, why))?),
        None => None,
    };
    if patch.is_some()
        && let Some(other) = files.keys().find(|f| !f.starts_with('.') && *f != PATCH)
    {
        let why = format!("a delta bundle holds patch.json alone, but here is `{other}` too");
        return Err(wrong(&name, why));
    }
    let bundle = Bundle { name, manifest, files, patch };
    bundle.check_changes()?;
    Ok(bundle)
}

fn changes(bytes: &[u8]) -> Result<Vec<Change>, String> {
    let json: Json = serde_json::from_slice(bytes).map_err(|e| format!("patch.json: {e}"))?;
    let list = json.get("data").and_then(Json::as_array).ok_or("patch.json: `data` is no list")?;
    list.iter()
        .map(|change| {
            let text = |key: &str| change.get(key).and_then(Json::as_str);
            let op = text("op").ok_or("patch.json: a change has no `op`")?;
            if !matches!(op, "upsert" | "replace" | "remove") {
                return Err(format!(
                    "patch.json: unknown `op` `{op}`: known are upsert, replace and remove"
                ));
            }
            let path = text("path").ok_or("patch.json: a change has no `path`")?;
            let path = path.trim_start_matches('/').split('/').filter(|k| !k.is_empty());
            let unescape = |k: &str| k.replace("~1", "/").replace("~0", "~");
            Ok(Change {
                op: op.to_owned(),
                path: path.map(unescape).collect(),
                value: change.get("value").cloned().unwrap_or(Json::Null),
            })
        })
        .collect()
}

impl Bundle {
    fn check_changes(&self) -> Result<(), Box<Diagnostic>> {
        for change in self.patch.iter().flatten() {
            if !self.manifest.owns(&change.path) {
                return Err(self.outside(PATCH, &change.path));
            }
        }
        Ok(())
    }

    fn outside(&self, file: &str, path: &[String]) -> Box<Diagnostic> {
        let roots = self.manifest.roots.join(", ");
        let path = path.join("/");
        let mut diagnostic = wrong(
            &format!("{}/{file}", self.name),
            format!("the roots of the bundle ({roots}) do not have `{path}` in them"),
        );
        diagnostic.help = Some("add it to `roots` in .manifest, or take it out".to_owned());
        diagnostic
    }

    /// Puts the modules and documents of a bundle into a workspace. Its manifest says in which
    /// language they are, unless it does not.
    pub fn load(&self, sources: &SourceMap, dialect: Dialect, workspace: &mut Workspace) {
        for (path, bytes) in &self.files {
            if path == MANIFEST || path == SIGNATURES || path == PATCH {
                continue;
            }
            let is_module = path.ends_with(".rego");
            if !is_module && !is_document(path) {
                continue;
            }
            let full = format!("{}/{path}", self.name);
            let Ok(text) = String::from_utf8(bytes.clone()) else {
                workspace.diagnostics.push(*wrong(&full, "the file is not UTF-8 text"));
                continue;
            };
            let file = sources.add(full.clone(), text);
            if is_module {
                let options = ParseOptions { dialect: self.manifest.dialect(path, dialect) };
                let parsed = parse_module(sources.get(file).text(), file, options);
                workspace.diagnostics.extend(parsed.diagnostics);
                let Some(module) = parsed.module else { continue };
                let package: Vec<String> =
                    module.package.iter().map(|k| k.text.to_string()).collect();
                if !self.manifest.owns(&package) {
                    let at = palisade_source::Location::new(file, module.package_span);
                    workspace.diagnostics.push(self.outside(path, &package).at(at));
                }
                workspace.modules.push(LoadedModule { path: PathBuf::from(full), file, module });
                continue;
            }
            let prefix: Vec<String> = path
                .rsplit_once('/')
                .map(|(folders, _)| folders.split('/').map(str::to_owned).collect())
                .unwrap_or_default();
            let Some(kind) = Kind::of(Path::new(path)) else { continue };
            let document = Document { path: PathBuf::from(full), file, kind, prefix, edit: None };
            self.check_document(path, sources, &document, workspace);
            workspace.documents.push(document);
        }
        self.load_changes(sources, workspace);
    }

    fn check_document(
        &self,
        path: &str,
        sources: &SourceMap,
        document: &Document,
        workspace: &mut Workspace,
    ) {
        let arena = palisade_value::Arena::new();
        // What cannot be read is told when the documents are put together.
        let Ok(value) = super::read_document(&arena, sources, document.file, document.kind) else {
            return;
        };
        if let Some(outside) = self.manifest.strays(&mut document.prefix.clone(), value) {
            workspace.diagnostics.push(*self.outside(path, &outside));
        }
    }

    fn load_changes(&self, sources: &SourceMap, workspace: &mut Workspace) {
        for change in self.patch.iter().flatten() {
            let edit = match change.op.as_str() {
                "remove" => Edit::Remove,
                "replace" => Edit::Replace,
                _ => Edit::Upsert,
            };
            let path = format!("{}/{PATCH}", self.name);
            let file = sources.add(path.clone(), change.value.to_string());
            workspace.documents.push(Document {
                path: PathBuf::from(path),
                file,
                kind: Kind::Json,
                prefix: change.path.clone(),
                edit: Some(edit),
            });
        }
    }
}

/// Reads bundles into a workspace; two of them must not own the same paths.
pub fn load_bundles(
    system: &dyn System,
    sources: &SourceMap,
    paths: &[PathBuf],
    dialect: Dialect,
    verification: Option<&Verification>,
    workspace: &mut Workspace,
) {
    let mut bundles: Vec<Bundle> = Vec::new();
    for path in paths {
        match read_bundle(system, path, verification) {
            Ok(bundle) => bundles.push(bundle),
            Err(diagnostic) => workspace.diagnostics.push(*diagnostic),
        }
    }
    for (n, bundle) in bundles.iter().enumerate() {
        // A delta is about the roots of another.
        let full = |b: &&Bundle| b.patch.is_none() && bundle.patch.is_none();
        for other in bundles[..n].iter().filter(full) {
            if let Some((a, b)) = overlapping(&other.manifest.roots, &bundle.manifest.roots) {
                let why = format!("its root `{b}` overlaps the root `{a}` of {}", other.name);
                let mut diagnostic = wrong(&bundle.name, why);
                diagnostic.help = Some("give each bundle roots of its own in .manifest".to_owned());
                workspace.diagnostics.push(*diagnostic);
            }
        }
    }
    // Changes come behind all that they may change, in the order given.
    let (deltas, whole): (Vec<_>, Vec<_>) = bundles.iter().partition(|b| b.patch.is_some());
    for bundle in whole.into_iter().chain(deltas) {
        bundle.load(sources, dialect, workspace);
    }
}
