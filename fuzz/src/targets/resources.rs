//! What holds of everything that a framework loads.

use palisade_arena::Arena;
use palisade_model::{Confidence, Framework, Inputs, LoadContext, Loaded, ScannedFile};
use palisade_source::{Location, MemorySystem, SourceMap};
use std::collections::HashMap;
use std::path::PathBuf;

/// Loads one file, alone in its folder, and looks at what became of it.
pub(super) fn check(framework: &dyn Framework, path: &str, text: &str) {
    let system = MemorySystem::new().with_file(path, text);
    let sources = SourceMap::new();
    let path = PathBuf::from(path);
    let file = sources.add(path.to_string_lossy(), text);
    let files = HashMap::from([(path.clone(), file)]);
    let inputs = Inputs::default();
    let roots = [PathBuf::from("")];
    let context = LoadContext {
        system: &system,
        sources: &sources,
        files: &files,
        inputs: &inputs,
        roots: &roots,
    };
    assert!(framework.may_own(&path), "the file is not looked at");
    // A framework is asked about every file, but handed only its own.
    let _: Confidence = framework.detect(&path, text);
    let arena = Arena::new();
    for unit in framework.units(&context, vec![ScannedFile { path: path.clone(), file }]) {
        let loaded = framework.load(&arena, &context, &unit);
        look(&sources, &loaded);
    }
    for span in sources.get(file).hidden().iter() {
        super::assert_inside(text, *span, "what is hidden");
    }
}

fn look(sources: &SourceMap, loaded: &Loaded<'_>) {
    let inside = |at: Location, what: &str| {
        super::assert_inside(sources.get(at.file).text(), at.span, what);
    };
    for resource in &loaded.resources {
        assert!(!resource.address.is_empty(), "a resource without an address");
        inside(resource.location, "a resource");
        inside(resource.header, "the header of a resource");
        for parent in resource.parents {
            inside(*parent, "a parent");
        }
        for link in resource.links {
            assert!((*link as usize) < loaded.resources.len(), "a link leads nowhere");
        }
    }
    for diagnostic in &loaded.diagnostics {
        assert!(!diagnostic.message.is_empty(), "a diagnostic without a message");
        if let Some(at) = diagnostic.location {
            inside(at, "a diagnostic");
        }
        for label in &diagnostic.labels {
            inside(label.location, "a label");
        }
    }
    for unscanned in &loaded.unscanned {
        assert!(!unscanned.reason.is_empty(), "unscanned without a reason");
        if let Some(at) = unscanned.location {
            inside(at, "what is unscanned");
        }
    }
    for note in &loaded.notes {
        inside(note.location, "a note");
        for resource in note.resources.iter().flatten() {
            assert!((*resource as usize) < loaded.resources.len(), "a note is about nothing");
        }
    }
}
