mod corpus;
mod criteria;
mod errors;
mod suites;

use crate::{Inventory, Library, Origin, Review, Settings};
use palisade_arena::Arena;
use palisade_source::{Diagnostic, Level, SourceMap};

/// Reads texts as files `0.yaml`, `1.yaml` and so on.
pub(super) fn library(texts: &[&str]) -> (Library, Vec<Diagnostic>, SourceMap) {
    let sources = SourceMap::new();
    let files: Vec<_> = texts
        .iter()
        .enumerate()
        .map(|(n, text)| sources.add(format!("{n}.yaml"), (*text).to_owned()))
        .collect();
    let (library, found) = Library::read(&sources, &files);
    (library, found, sources)
}

/// What is wrong, a line for each: place, level, message and help.
pub(super) fn told(found: &[Diagnostic], sources: &SourceMap) -> String {
    let lines = found.iter().map(|d| {
        let place = d.location.map_or(String::new(), |l| format!("{} ", sources.describe(l)));
        let level = if d.level == Level::Error { "" } else { "(warning) " };
        let help = d.help.as_ref().map_or(String::new(), |h| format!(" | {h}"));
        format!("{place}{level}{}{help}", d.message)
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The messages about the last object of a text, with the others as inventory.
pub(super) fn messages(library: &Library, objects: &str, settings: &Settings) -> Vec<String> {
    let arena = Arena::new();
    let stream = palisade_yaml::parse(objects);
    let file = palisade_source::FileId(0);
    let mut all: Vec<_> = stream
        .documents
        .iter()
        .filter_map(|d| d.root.as_ref())
        .map(|node| crate::values::value(&arena, node, file))
        .collect();
    let object = all.pop().expect("an object");
    let inventory = Inventory::of(&arena, all);
    let space = object.path(&["metadata", "namespace"]).and_then(|v| v.as_str());
    let home = space.and_then(|s| inventory.home(s));
    let review = Review::of_object(&arena, object, home, Origin::Original, "CREATE");
    library.review(&arena, &review, &inventory, settings).into_iter().map(|v| v.message).collect()
}
