//! Suites of a public library of templates, against a list of passing cases that only grows.

use crate::{Engine, Settings, Status, run_suite};
use palisade_source::{EntryKind, FileEntry, MemorySystem, SourceMap, System};
use palisade_testkit::{Disk, corpora};
use serde_json::Value as Json;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const PASS: &str = include_str!("pass.txt");

/// A disk with one file that is not on it.
struct With {
    disk: Disk,
    own: MemorySystem,
}

impl System for With {
    fn read(&self, path: &Path) -> std::io::Result<Vec<u8>> {
        self.own.read(path).or_else(|_| self.disk.read(path))
    }

    fn entry(&self, path: &Path) -> std::io::Result<FileEntry> {
        self.disk.entry(path)
    }

    fn list(&self, path: &Path) -> std::io::Result<Vec<FileEntry>> {
        self.disk.list(path)
    }

    fn canonical(&self, path: &Path) -> std::io::Result<PathBuf> {
        self.disk.canonical(path)
    }

    fn variable(&self, _: &str) -> Option<String> {
        None
    }

    fn variables(&self, _: &str) -> Vec<(String, String)> {
        Vec::new()
    }

    fn today(&self) -> palisade_source::Date {
        self.disk.today()
    }
}

/// A case as a suite of its own.
fn suite(case: &Json) -> String {
    serde_json::json!({
        "apiVersion": "test.gatekeeper.sh/v1alpha1",
        "kind": "Suite",
        "tests": [{
            "name": case["test"],
            "template": case["template"],
            "constraint": case["constraint"],
            "cases": [{
                "name": case["case"],
                "object": case["object"],
                "inventory": case["inventory"],
                "assertions": case["assertions"],
            }],
        }],
    })
    .to_string()
}

#[test]
fn cases_of_the_library_come_out_as_they_are_to() {
    let Some(disk) = corpora() else {
        println!("skipped: no corpora");
        return;
    };
    let Some(text) = disk.text("gatekeeper/cases.json") else {
        println!("skipped: no gatekeeper corpus");
        return;
    };
    let cases: Vec<Json> = serde_json::from_str(&text).unwrap();
    let listed: BTreeSet<&str> =
        PASS.lines().filter(|l| !l.is_empty() && !l.starts_with('#')).collect();
    let (mut passed, mut failed) = (BTreeSet::new(), Vec::new());
    for (engine, word) in [(Engine::Cel, ""), (Engine::Rego, " (Rego)")] {
        let settings = Settings { engine, ..Settings::default() };
        for case in &cases {
            let both = case["engines"].as_array().is_some_and(|e| e.len() > 1);
            if engine == Engine::Rego && !both {
                continue;
            }
            let part = |key: &str| case[key].as_str().unwrap_or("");
            let note = format!("{} {} {}{word}", part("suite"), part("test"), part("case"));
            let sources = SourceMap::new();
            let file = sources.add("gatekeeper/suite.yaml", suite(case));
            let system = With { disk: disk.clone(), own: MemorySystem::new() };
            let path = Path::new("gatekeeper/suite.yaml");
            let reports = run_suite(&system, &sources, path, file, &settings, &|_, _| true);
            let errors = |d: &palisade_source::Diagnostic| d.level == palisade_source::Level::Error;
            let fine = reports.len() == 1
                && reports.iter().all(|r| {
                    r.status == Status::Pass
                        && !r.diagnostics.iter().any(errors)
                        && r.tests.iter().all(|t| t.cases.len() == 1)
                });
            if fine {
                passed.insert(note);
            } else {
                let told = reports.iter().map(|r| {
                    let cases = r.tests.iter().flat_map(|t| &t.cases);
                    let cases: Vec<_> = cases.map(|c| (&c.problems, &c.messages)).collect();
                    format!("{}\n{cases:?}", super::told(&r.diagnostics, &sources))
                });
                failed.push(format!("{note}\n{}", told.collect::<Vec<_>>().join("\n")));
            }
        }
    }
    println!("{} of {} pass", passed.len(), passed.len() + failed.len());
    let lost: Vec<_> = listed.iter().filter(|l| !passed.contains(**l)).collect();
    assert!(lost.is_empty(), "no longer pass: {lost:#?}\n{}", failed.join("\n\n"));
    let new: Vec<_> = passed.iter().filter(|p| !listed.contains(p.as_str())).cloned().collect();
    assert!(
        new.is_empty(),
        "add to pass.txt:\n{}\n\nand these fail:\n{}",
        new.join("\n"),
        failed.join("\n\n")
    );
    assert!(failed.is_empty(), "{}", failed.join("\n\n"));
}

#[test]
fn whole_templates_of_the_library_are_found() {
    let Some(disk) = corpora() else {
        println!("skipped: no corpora");
        return;
    };
    let root = Path::new("gatekeeper/fixtures");
    let Ok(entry) = disk.entry(root) else {
        println!("skipped: no gatekeeper corpus");
        return;
    };
    assert_eq!(entry.kind, EntryKind::Folder);
    let (mut open, mut seen) = (vec![root.to_owned()], 0);
    while let Some(folder) = open.pop() {
        for entry in disk.list(&folder).unwrap() {
            match entry.kind {
                EntryKind::Folder => open.push(entry.path),
                _ => {
                    let text = disk.text(&entry.path.to_string_lossy()).unwrap();
                    let named = entry.path.ends_with("template.yaml")
                        || entry.path.ends_with("constraint.yaml");
                    assert_eq!(crate::is_policy(&text), named, "{}", entry.path.display());
                    seen += usize::from(named);
                }
            }
        }
    }
    assert!(seen > 40, "{seen}");
}
