//! Every manifest of the corpora, of the policies' examples and of the web shop is loaded.
#![expect(clippy::disallowed_methods, reason = "tests read fixtures")]

use palisade_arena::Arena;
use palisade_iac_kubernetes::{Kubernetes, POD_SPEC};
use palisade_model::{Confidence, Framework, Inputs, LoadContext, ScannedFile};
use palisade_source::{Diagnostic, MemorySystem, SourceMap};
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

fn corpora() -> Option<PathBuf> {
    let set = std::env::var("PALISADE_CORPORA").map(PathBuf::from);
    let path = set
        .unwrap_or_else(|_| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpora"));
    path.is_dir().then_some(path)
}

fn files(folder: &Path, out: &mut Vec<PathBuf>) -> std::io::Result<()> {
    let entries: std::io::Result<Vec<_>> = std::fs::read_dir(folder)?.collect();
    let mut entries: Vec<_> = entries?.iter().map(std::fs::DirEntry::path).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files(&path, out)?;
        } else if Kubernetes.may_own(&path) {
            out.push(path);
        }
    }
    Ok(())
}

/// What a folder of manifests holds.
struct Summary {
    kinds: BTreeMap<String, usize>,
    resources: usize,
    unscanned: Vec<String>,
    diagnostics: Vec<String>,
}

fn load(root: &Path) -> std::io::Result<Summary> {
    let mut all = Vec::new();
    files(root, &mut all)?;
    let system = MemorySystem::new();
    let sources = SourceMap::new();
    let (mut known, mut scanned) = (HashMap::new(), Vec::new());
    for path in &all {
        let bytes = std::fs::read(path)?;
        let text = String::from_utf8_lossy(&bytes);
        if Kubernetes.detect(path, &text) == Confidence::No {
            continue;
        }
        let path = path.strip_prefix(root).map_or(path.clone(), Path::to_path_buf);
        let file = sources.add(path.to_string_lossy().into_owned(), text.into_owned());
        known.insert(path.clone(), file);
        scanned.push(ScannedFile { path, file });
    }
    let inputs = Inputs::default();
    let context = LoadContext {
        system: &system,
        sources: &sources,
        files: &known,
        inputs: &inputs,
        roots: &[],
    };
    let arena = Arena::new();
    let mut summary = Summary {
        kinds: BTreeMap::new(),
        resources: 0,
        unscanned: Vec::new(),
        diagnostics: Vec::new(),
    };
    for unit in Kubernetes.units(&context, scanned) {
        let loaded = Kubernetes.load(&arena, &context, &unit);
        for resource in &loaded.resources {
            summary.resources += 1;
            *summary.kinds.entry(resource.kind.to_owned()).or_default() += 1;
            let text = sources.get(resource.location.file);
            assert!(text.text().get(resource.location.span.range()).is_some());
            assert!(text.text().get(resource.header.span.range()).is_some());
            assert!(resource.links.iter().all(|l| (*l as usize) < loaded.resources.len()));
        }
        let place = |d: &Diagnostic| d.location.map(|l| sources.describe(l)).unwrap_or_default();
        summary.unscanned.extend(loaded.unscanned.iter().map(|u| u.subject.clone()));
        let told = loaded.diagnostics.iter().map(|d| format!("{}: {}", place(d), d.message));
        summary.diagnostics.extend(told);
    }
    Ok(summary)
}

#[test]
fn every_fixture_is_loaded() {
    let Some(corpora) = corpora() else {
        println!("skipped: the corpora are not here; set PALISADE_CORPORA");
        return;
    };
    for (folder, resources, pods, told) in [
        ("iac-checks/fixtures/tests/kubernetes", 442, 166, 11),
        ("gatekeeper/fixtures", 296, 100, 0),
    ] {
        let root = corpora.join(folder);
        if !root.is_dir() {
            println!("skipped: `{folder}` is not among the corpora");
            continue;
        }
        let summary = load(&root).unwrap();
        assert_eq!(summary.resources, resources, "{:?}", summary.kinds);
        assert_eq!(summary.kinds.get(POD_SPEC), Some(&pods));
        assert_eq!(summary.unscanned, [""; 0]);
        assert_eq!(summary.diagnostics.len(), told, "{:?}", summary.diagnostics);
    }
}

#[test]
fn the_examples_of_the_policies_are_loaded_whole() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    for folder in ["policies", "examples/webshop"] {
        let summary = load(&root.join(folder)).unwrap();
        assert!(summary.resources > 20, "{folder}: {:?}", summary.kinds);
        assert_eq!(summary.unscanned, [""; 0], "{folder}");
        assert_eq!(summary.diagnostics, [""; 0], "{folder}");
    }
}
