//! Many units share the bounds of a few.

use palisade_arena::Arena;
use palisade_engine::Settings;
use palisade_model::{
    Confidence, Framework, FrameworkId, Inputs, LoadContext, Loaded, ScannedFile, Unit,
};
use palisade_scan::{Scan, ScanRequest};
use palisade_source::{Date, MemorySystem, SourceMap};
use std::path::{Path, PathBuf};

/// Each file is a unit, and says how many thousandths of the bounds it takes.
struct Hungry;

fn wanted(context: &LoadContext<'_>, unit: &Unit) -> u32 {
    let file = unit.files.first().map(|file| context.sources.get(file.file));
    file.and_then(|file| file.text().trim().parse().ok()).unwrap_or(0)
}

impl Framework for Hungry {
    fn id(&self) -> FrameworkId {
        FrameworkId("hungry")
    }

    fn detect(&self, path: &Path, _: &str) -> Confidence {
        if self.may_own(path) { Confidence::Certain } else { Confidence::No }
    }

    fn may_own(&self, path: &Path) -> bool {
        path.extension().is_some_and(|extension| extension == "hungry")
    }

    fn units(&self, _: &LoadContext<'_>, files: Vec<ScannedFile>) -> Vec<Unit> {
        let unit = |file: ScannedFile| Unit { root: file.path.clone(), files: vec![file] };
        files.into_iter().map(unit).collect()
    }

    fn load<'a>(&self, _: &'a Arena, context: &LoadContext<'_>, unit: &Unit) -> Loaded<'a> {
        let divided = u32::try_from(context.inputs.divided.max(1)).unwrap_or(1);
        let wanted = wanted(context, unit);
        let most = 1000 / divided;
        let is_short = divided > 1 && wanted > most;
        Loaded { spent: wanted.min(most), is_short, ..Loaded::default() }
    }
}

/// How much each unit was given, in the order of the units.
fn given(wanted: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut system = MemorySystem::new();
    for (n, wanted) in wanted.enumerate() {
        system = system.with_file(format!("in/{n:04}.hungry").as_str(), format!("{wanted}\n"));
    }
    let request = ScanRequest {
        roots: vec![PathBuf::from("in")],
        exclude: globset::GlobSet::empty(),
        gitignore: false,
        max_file_size: 1 << 20,
        inputs: Inputs::default(),
        settings: Settings::default(),
        today: Date { year: 2026, month: 11, day: 21 },
        source: None,
        severities: Default::default(),
    };
    let sources = SourceMap::new();
    let frameworks: Vec<Box<dyn Framework>> = vec![Box::new(Hungry)];
    let scan = Scan::prepare(&system, &sources, &frameworks, &request);
    scan.each(|_, _, loaded| loaded.spent)
}

#[test]
fn few_units_have_the_whole_each() {
    assert_eq!(given([1000; 10].into_iter()), [1000; 10]);
}

#[test]
fn one_large_unit_among_many_small_ones_has_the_whole() {
    let spent = given((0..300).map(|n| if n == 123 { 900 } else { 1 }));
    assert!(spent.iter().enumerate().all(|(n, spent)| *spent == if n == 123 { 900 } else { 1 }));
}

#[test]
fn however_many_units_there_are_they_take_what_a_few_may() {
    let spent = given([1000; 500].into_iter());
    // The first ten in order have the whole, all others a fiftieth.
    assert_eq!(spent[..10], [1000; 10]);
    assert_eq!(spent[10..], [20; 490]);
}
