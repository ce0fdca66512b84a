//! Every manifest of the fixtures is loaded.
#![expect(clippy::disallowed_methods, reason = "tests read fixtures")]

use palisade_arena::Arena;
use palisade_iac_kubernetes::{Kubernetes, POD_SPEC};
use palisade_model::{Confidence, Framework, Inputs, LoadContext, ScannedFile};
use palisade_source::{MemorySystem, SourceMap};
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

#[test]
fn every_fixture_is_loaded() {
    let Some(corpora) = corpora() else {
        println!("skipped: the corpora are not here; set PALISADE_CORPORA");
        return;
    };
    for (folder, resources) in
        [("iac-checks/fixtures/tests/kubernetes", 350), ("gatekeeper/fixtures", 250)]
    {
        let root = corpora.join(folder);
        if !root.is_dir() {
            println!("skipped: `{folder}` is not among the corpora");
            continue;
        }
        let mut all = Vec::new();
        files(&root, &mut all).unwrap();
        let system = MemorySystem::new();
        let sources = SourceMap::new();
        let (mut known, mut scanned) = (HashMap::new(), Vec::new());
        let mut others = 0;
        for path in &all {
            let bytes = std::fs::read(path).unwrap();
            let text = String::from_utf8_lossy(&bytes);
            if Kubernetes.detect(path, &text) == Confidence::No {
                others += 1;
                continue;
            }
            let path = path.strip_prefix(&root).unwrap().to_path_buf();
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
        let units = Kubernetes.units(&context, scanned);
        assert_eq!(units.len(), 1);
        let loaded = Kubernetes.load(&arena, &context, &units[0]);
        let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
        for resource in &loaded.resources {
            *kinds.entry(resource.kind).or_default() += 1;
            let text = sources.get(resource.location.file);
            assert!(text.text().get(resource.location.span.range()).is_some());
            assert!(resource.links.iter().all(|l| (*l as usize) < loaded.resources.len()));
        }
        println!(
            "{folder}: {} files, {others} not manifests, {} resources, {} unscanned, {} notes, {} diagnostics",
            all.len(),
            loaded.resources.len(),
            loaded.unscanned.len(),
            loaded.notes.len(),
            loaded.diagnostics.len()
        );
        println!("{kinds:?}");
        for diagnostic in &loaded.diagnostics {
            let place = diagnostic.location.map(|l| sources.describe(l)).unwrap_or_default();
            println!("{place}: {}", diagnostic.message);
        }
        assert!(loaded.resources.len() > resources, "only {} resources", loaded.resources.len());
        assert!(kinds.get(POD_SPEC).is_some_and(|n| *n >= 100), "{kinds:?}");
        assert!(loaded.unscanned.is_empty(), "{:?}", loaded.unscanned);
    }
}
