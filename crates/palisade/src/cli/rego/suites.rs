//! Suites of Gatekeeper: found below the paths of `palisade test`, run, reported.

use super::clock::shown;
use super::shared::{location, tell};
use super::test::Form;
use super::test_report::{escaped, reason};
use crate::exit::{Exit, Failure};
use crate::system::{self, RealSystem, reason as why};
use anyhow::Result;
use palisade_lang_gatekeeper::{Settings, Status, SuiteReport, is_suite, run_suite};
use palisade_report::{Options, harmless, render_diagnostics};
use palisade_source::{
    Diagnostic, Entered, EntryKind, FileEntry, Level, Location, SourceMap, System, Trail,
};
use regex::Regex;
use serde_json::{Value as Json, json};
use std::fmt::Write;
use std::path::PathBuf;
use std::time::Instant;

/// What there is to run below some paths.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// The files of suites, with their texts.
    pub(super) suites: Vec<(PathBuf, String)>,
    /// The paths that are not for suites alone.
    pub(super) paths: Vec<PathBuf>,
}

/// Sorts out which paths hold suites and which tests in Rego.
pub(super) fn find(paths: &[PathBuf]) -> Result<Found> {
    let mut found = Found::default();
    for path in paths {
        let before = found.suites.len();
        let mut rego = false;
        // What is wrong with a path is told by whoever reads it for Rego.
        if let Ok(entry) = RealSystem.entry(path)
            && let Ok(mut trail) = Trail::new(&RealSystem, path)
        {
            look(&entry, &mut trail, &mut found.suites, &mut rego)?;
        }
        if rego || found.suites.len() == before {
            found.paths.push(path.clone());
        }
    }
    found.suites.sort();
    found.suites.dedup();
    Ok(found)
}

fn look(
    entry: &FileEntry,
    trail: &mut Trail,
    suites: &mut Vec<(PathBuf, String)>,
    rego: &mut bool,
) -> Result<()> {
    let path = &entry.path;
    match entry.kind {
        EntryKind::Folder => {
            for entry in RealSystem.list(path).unwrap_or_default() {
                let name = entry.path.file_name().unwrap_or_default().to_string_lossy();
                if name.starts_with('.') {
                    continue;
                }
                if entry.kind != EntryKind::Folder {
                    look(&entry, trail, suites, rego)?;
                } else if let Ok(Entered::Yes) = trail.enter(&RealSystem, &entry) {
                    look(&entry, trail, suites, rego)?;
                    trail.leave();
                }
            }
        }
        EntryKind::File => match path.extension().and_then(|e| e.to_str()) {
            Some("rego") => *rego = true,
            Some("yaml" | "yml") => {
                let bytes = RealSystem.read(path).map_err(|error| {
                    let message = format!("{} cannot be read: {}", path.display(), why(&error));
                    Failure::because(Exit::Usage, message)
                })?;
                if let Ok(text) = String::from_utf8(bytes)
                    && is_suite(&text)
                {
                    suites.push((path.to_owned(), text));
                }
            }
            _ => {}
        },
        _ => {}
    }
    Ok(())
}

/// One line of the report: a case, or a test without cases.
struct Row {
    suite: String,
    name: String,
    status: Status,
    problems: Vec<(String, Option<Location>)>,
    messages: Vec<String>,
    at: Location,
}

impl Row {
    fn word(&self) -> &'static str {
        match self.status {
            Status::Pass => "PASS",
            Status::Fail => "FAIL",
            Status::Error => "ERROR",
            Status::Skip => "SKIPPED",
        }
    }

    /// What is not as it is to be, at its place.
    fn reasons(&self) -> Vec<Diagnostic> {
        let said = match self.messages.as_slice() {
            [] => String::new(),
            all => format!("violations: {}", all.join("; ")),
        };
        let one = |(text, at): &(String, Option<Location>)| {
            let mut found =
                Diagnostic::error("suite-assertion", text.clone()).at(at.unwrap_or(self.at));
            found.help = (!said.is_empty()).then(|| said.clone());
            found
        };
        self.problems.iter().map(one).collect()
    }
}

fn rows(path: &str, reports: Vec<SuiteReport>, out: &mut Vec<Row>) {
    for test in reports.into_iter().flat_map(|r| r.tests) {
        if test.cases.is_empty() {
            out.push(Row {
                suite: path.to_owned(),
                name: test.name,
                status: test.status,
                problems: test.problems,
                messages: Vec::new(),
                at: test.location,
            });
            continue;
        }
        for case in test.cases {
            out.push(Row {
                suite: path.to_owned(),
                name: format!("{}/{}", test.name, case.name),
                status: case.status,
                problems: case.problems,
                messages: case.messages,
                at: case.location,
            });
        }
    }
}

/// Runs suites and writes the report.
pub(super) fn run(
    suites: &[(PathBuf, String)],
    wanted: Option<&Regex>,
    verbose: bool,
    form: Form,
) -> Result<Exit> {
    let start = Instant::now();
    let sources = SourceMap::new();
    let takes = |test: &str, case: &str| {
        let name = if case.is_empty() { test.to_owned() } else { format!("{test}/{case}") };
        wanted.is_none_or(|w| w.is_match(&name))
    };
    let (mut all, mut found, mut skipped) = (Vec::new(), Vec::new(), 0);
    for (path, text) in suites {
        let shown = path.to_string_lossy().replace('\\', "/");
        let file = sources.add(shown.as_str(), text.as_str());
        let settings = Settings { now: Some(crate::system::now()), ..Settings::default() };
        let mut reports = run_suite(&RealSystem, &sources, path, file, &settings, &takes);
        for report in &mut reports {
            found.append(&mut report.diagnostics);
            skipped += usize::from(report.status == Status::Skip);
        }
        rows(&shown, reports, &mut all);
    }
    tell(&found, &sources);
    let broken = found.iter().any(|d| d.level == Level::Error);
    if all.is_empty() && !broken && skipped == 0 {
        let why = match wanted {
            Some(wanted) => format!("no test matches `{wanted}`"),
            None => "the suites hold no test".to_owned(),
        };
        return Err(Failure::because(Exit::NothingToExamine, why));
    }
    let report = match form {
        Form::Pretty | Form::Gobench => pretty(&all, &sources, verbose, &shown(start.elapsed())),
        Form::Json => json_report(&all, &sources),
        Form::Junit => junit(&all, &sources),
    };
    system::print(&report)?;
    let failed = all.iter().any(|r| matches!(r.status, Status::Fail | Status::Error));
    Ok(match (broken, failed) {
        (true, _) => Exit::Invalid,
        (_, true) => Exit::TestsFailed,
        _ => Exit::Clean,
    })
}

fn pretty(all: &[Row], sources: &SourceMap, verbose: bool, took: &str) -> String {
    let mut out = String::new();
    // Writing to a string does not fail.
    for row in all.iter().filter(|r| verbose || r.status != Status::Pass) {
        _ = writeln!(out, "{}: {}: {}", row.suite, harmless(&row.name), row.word());
        if verbose {
            row.messages.iter().for_each(|m| _ = writeln!(out, "  {}", harmless(m)));
        }
        if row.status == Status::Fail {
            let reasons = render_diagnostics(&row.reasons(), sources, &Options::default());
            _ = write!(out, "\n{}\n\n", reasons.trim_end());
        }
    }
    if !out.is_empty() {
        _ = writeln!(out, "{}", "-".repeat(80));
    }
    for word in ["PASS", "FAIL", "SKIPPED", "ERROR"] {
        let count = all.iter().filter(|r| r.word() == word).count();
        if count > 0 {
            _ = writeln!(out, "{word}: {count}/{}", all.len());
        }
    }
    _ = writeln!(out, "in {took}");
    out
}

/// In the form that tests in Rego have.
fn json_report(all: &[Row], sources: &SourceMap) -> String {
    let one = |row: &Row| {
        let mut entry = json!({
            "location": location(row.at, sources),
            "package": row.suite,
            "name": row.name,
            "violations": row.messages,
        });
        match row.status {
            Status::Pass => {}
            Status::Skip => entry["skip"] = json!(true),
            Status::Fail => entry["fail"] = json!(true),
            Status::Error => {
                let message = row.problems.first().map_or("", |(text, _)| text);
                entry["error"] = json!({"code": "suite_error", "message": message});
            }
        }
        if row.status == Status::Fail {
            entry["reasons"] = row.reasons().iter().map(|r| reason(r, sources)).collect();
        }
        entry
    };
    format!("{:#}\n", all.iter().map(one).collect::<Json>())
}

fn junit(all: &[Row], sources: &SourceMap) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
    for rows in all.chunk_by(|a, b| a.suite == b.suite) {
        let suite = rows.first().map_or("", |r| r.suite.as_str());
        let count = |word: &str| rows.iter().filter(|r| r.word() == word).count();
        // Writing to a string does not fail.
        _ = writeln!(
            out,
            "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\">",
            escaped(suite),
            rows.len(),
            count("FAIL"),
            count("ERROR"),
            count("SKIPPED"),
        );
        for row in rows {
            let line = location(row.at, sources)["row"].clone();
            _ = write!(
                out,
                "    <testcase classname=\"{0}\" name=\"{1}\" file=\"{0}\" line=\"{line}\"",
                escaped(suite),
                escaped(&row.name),
            );
            let first = row.problems.first().map_or("", |(text, _)| text);
            let element = match row.status {
                Status::Pass => {
                    out.push_str("/>\n");
                    continue;
                }
                Status::Skip => {
                    out.push_str(">\n      <skipped/>\n    </testcase>\n");
                    continue;
                }
                Status::Fail => "failure",
                Status::Error => "error",
            };
            let text = render_diagnostics(&row.reasons(), sources, &Options::default());
            _ = writeln!(
                out,
                ">\n      <{element} message=\"{}\">{}</{element}>\n    </testcase>",
                escaped(first),
                escaped(text.trim_end())
            );
        }
        out.push_str("  </testsuite>\n");
    }
    out.push_str("</testsuites>\n");
    out
}
