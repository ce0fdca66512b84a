//! Results of tests: for people, as OPA's JSON, as JUnit.

use super::clock::{nanos, shown};
use super::eval_extra::traced;
use super::shared::location;
use base64::Engine;
use base64::prelude::BASE64_STANDARD as BASE64;
use palisade_lang_rego::workspace::{Status, TestCase, TestRule, TraceLine, Verdict};
use palisade_report::{Options, harmless, render_diagnostics};
use palisade_source::{Diagnostic, SourceMap};
use serde_json::{Map, Value as Json, json};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::time::Duration;

/// A test that ran.
#[derive(Debug)]
pub(super) struct Tested<'t> {
    pub(super) test: &'t TestRule,
    pub(super) verdict: Verdict,
    pub(super) took: Duration,
    /// How it came out, where that was asked for.
    pub(super) trace: Vec<TraceLine>,
}

impl Tested<'_> {
    pub(super) fn failed(&self) -> bool {
        matches!(self.verdict.status, Status::Failed | Status::Error(_))
    }

    fn name(&self) -> String {
        format!("{}.{}", self.test.package, self.test.name)
    }

    fn word(&self) -> &'static str {
        match self.verdict.status {
            Status::Passed => "PASS",
            Status::Failed => "FAIL",
            Status::Error(_) => "ERROR",
            Status::Skipped => "SKIPPED",
        }
    }

    /// Why it failed, with code frames.
    fn reasons(&self, sources: &SourceMap) -> String {
        let mut all = self.verdict.reasons.clone();
        if let Status::Error(problem) = &self.verdict.status {
            let message = format!("{}: {}", self.name(), problem.message);
            let at = problem.location.unwrap_or(self.test.location);
            all.push(Diagnostic::error(problem.code.replace('_', "-"), message).at(at));
        }
        if all.is_empty() {
            return String::new();
        }
        render_diagnostics(&all, sources, &Options::default())
    }
}

pub(super) fn pretty(
    tested: &[Tested<'_>],
    sources: &SourceMap,
    verbose: bool,
    took: Duration,
) -> String {
    let mut out = String::new();
    // Writing to a string does not fail.
    for one in tested.iter().filter(|t| verbose || t.verdict.status != Status::Passed) {
        let time = match one.verdict.status {
            Status::Skipped => String::new(),
            _ => format!(" ({})", shown(one.took)),
        };
        _ = writeln!(out, "{}: {}{time}", one.name(), one.word());
        for case in one.verdict.cases.iter().filter(|c| verbose || !c.passed) {
            let word = if case.passed { "PASS" } else { "FAIL" };
            _ = writeln!(out, "  {}: {word}", harmless(&case.keys.join("/")));
        }
        let printed = &one.verdict.printed;
        if !printed.is_empty() && (verbose || one.failed()) {
            out.push('\n');
            printed.lines().for_each(|line| _ = writeln!(out, "  {}", harmless(line)));
        }
        if !one.trace.is_empty() {
            let width = one.trace.iter().map(|l| l.place(sources).chars().count()).max();
            out.push('\n');
            for line in &one.trace {
                let line = line.render(sources, width.unwrap_or(0));
                _ = writeln!(out, "  {}", harmless(line.trim_end()));
            }
        }
        let reasons = one.reasons(sources);
        if !reasons.is_empty() {
            out.push('\n');
            out.push_str(reasons.trim_end());
            out.push_str("\n\n");
        }
    }
    let count = |word: &str| tested.iter().filter(|t| t.word() == word).count();
    let all = tested.len();
    if !out.is_empty() {
        out.push_str(
            "--------------------------------------------------------------------------------\n",
        );
    }
    for word in ["PASS", "FAIL", "SKIPPED", "ERROR"] {
        let count = count(word);
        if count > 0 {
            _ = writeln!(out, "{word}: {count}/{all}");
        }
    }
    _ = writeln!(out, "in {}", shown(took));
    out
}

/// As OPA writes it, with why it failed beside.
pub(super) fn json(tested: &[Tested<'_>], sources: &SourceMap) -> String {
    let all: Vec<Json> = tested
        .iter()
        .map(|one| {
            let mut entry = Map::new();
            let mut set = |key: &str, value: Json| {
                entry.insert(key.to_owned(), value);
            };
            set("location", location(one.test.location, sources));
            set("package", json!(one.test.package));
            set("name", json!(one.test.name));
            match &one.verdict.status {
                Status::Failed => set("fail", json!(true)),
                Status::Skipped => set("skip", json!(true)),
                Status::Error(problem) => {
                    let mut error = json!({"code": problem.code, "message": problem.message});
                    if let Some(at) = problem.location {
                        error["location"] = location(at, sources);
                    }
                    set("error", error);
                }
                Status::Passed => {}
            }
            set("duration", json!(nanos(one.took)));
            if !one.verdict.printed.is_empty() {
                set("output", json!(BASE64.encode(&one.verdict.printed)));
            }
            if !one.trace.is_empty() {
                set("trace", one.trace.iter().map(|line| traced(line, sources)).collect());
            }
            if !one.verdict.cases.is_empty() {
                set("sub_results", sub_results(&one.verdict.cases));
            }
            if !one.verdict.reasons.is_empty() {
                let reasons = one.verdict.reasons.iter().map(|r| reason(r, sources)).collect();
                set("reasons", Json::Array(reasons));
            }
            Json::Object(entry)
        })
        .collect();
    format!("{:#}\n", Json::Array(all))
}

pub(super) fn reason(diagnostic: &Diagnostic, sources: &SourceMap) -> Json {
    let mut reason = json!({"message": diagnostic.message});
    if let Some(at) = diagnostic.location {
        reason["location"] = location(at, sources);
        reason["text"] = json!(sources.get(at.file).slice(at.span));
    }
    let parts: Vec<Json> = diagnostic
        .labels
        .iter()
        .map(|label| {
            let file = sources.get(label.location.file);
            let text = file.slice(label.location.span);
            json!({"text": text, "value": label.text, "location": location(label.location, sources)})
        })
        .collect();
    if !parts.is_empty() {
        reason["parts"] = Json::Array(parts);
    }
    if let Some(help) = &diagnostic.help {
        reason["help"] = json!(help);
    }
    reason
}

/// Cases inside cases, as their keys stand.
fn sub_results(cases: &[TestCase]) -> Json {
    let mut by_first: Vec<(&str, Vec<TestCase>)> = Vec::new();
    for case in cases {
        let Some((first, rest)) = case.keys.split_first() else { continue };
        let inner = TestCase { keys: rest.to_vec(), passed: case.passed };
        match by_first.iter_mut().find(|(key, _)| key == first) {
            Some((_, all)) => all.push(inner),
            None => by_first.push((first, vec![inner])),
        }
    }
    let mut all = Map::new();
    for (key, inner) in by_first {
        let mut entry = json!({"name": key});
        if inner.iter().any(|c| !c.passed) {
            entry["fail"] = json!(true);
        }
        if inner.iter().any(|c| !c.keys.is_empty()) {
            entry["sub_results"] = sub_results(&inner);
        }
        all.insert(key.to_owned(), entry);
    }
    Json::Object(all)
}

pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(c),
            // XML has no way to write these.
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

pub(super) fn junit(tested: &[Tested<'_>], sources: &SourceMap) -> String {
    let mut suites: BTreeMap<&str, Vec<&Tested<'_>>> = BTreeMap::new();
    for one in tested {
        suites.entry(&one.test.package).or_default().push(one);
    }
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
    for (package, all) in suites {
        let count = |word: &str| all.iter().filter(|t| t.word() == word).count();
        let seconds: f64 = all.iter().map(|t| t.took.as_secs_f64()).sum();
        // Writing to a string does not fail.
        _ = writeln!(
            out,
            "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\" \
             time=\"{seconds:.6}\">",
            escaped(package),
            all.len(),
            count("FAIL"),
            count("ERROR"),
            count("SKIPPED"),
        );
        for one in all {
            let at = location(one.test.location, sources);
            _ = write!(
                out,
                "    <testcase classname=\"{}\" name=\"{}\" file=\"{}\" line=\"{}\" \
                 time=\"{:.6}\"",
                escaped(package),
                escaped(&one.test.name),
                escaped(at["file"].as_str().unwrap_or_default()),
                at["row"],
                one.took.as_secs_f64(),
            );
            let reasons = one.reasons(sources);
            let (element, message) = match &one.verdict.status {
                Status::Passed => ("", String::new()),
                Status::Skipped => ("skipped", String::new()),
                Status::Failed => {
                    let first = one.verdict.reasons.first();
                    ("failure", first.map(|r| r.message.clone()).unwrap_or_default())
                }
                Status::Error(problem) => ("error", problem.message.clone()),
            };
            match element {
                "" => out.push_str("/>\n"),
                "skipped" => out.push_str(">\n      <skipped/>\n    </testcase>\n"),
                element => {
                    _ = write!(
                        out,
                        ">\n      <{element} message=\"{}\">{}</{element}>\n",
                        escaped(&message),
                        escaped(reasons.trim_end())
                    );
                    if !one.verdict.printed.is_empty() {
                        let printed = escaped(&one.verdict.printed);
                        _ = writeln!(out, "      <system-out>{printed}</system-out>");
                    }
                    out.push_str("    </testcase>\n");
                }
            }
        }
        out.push_str("  </testsuite>\n");
    }
    out.push_str("</testsuites>\n");
    out
}
