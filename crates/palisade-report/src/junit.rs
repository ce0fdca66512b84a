//! JUnit XML, as CI servers read it: a suite for each policy, a case for each resource and rule.

use crate::prose::{place, said};
use crate::{Options, Report, Show};
use palisade_model::{Outcome, OutcomeKind};
use palisade_source::Level;
use palisade_wire::check::{GateVerdict, Verdict};
use std::collections::BTreeMap;
use std::fmt::Write;

/// The cases of a suite and how many of them are of which kind.
#[derive(Default)]
struct Suite {
    cases: String,
    tests: usize,
    failures: usize,
    errors: usize,
    skipped: usize,
}

pub(crate) fn render(report: &Report<'_>, options: &Options) -> String {
    let mut suites: BTreeMap<String, Suite> = BTreeMap::new();
    for outcome in report.shown(options) {
        let suite = suites.entry(outcome.policy.id.to_string()).or_default();
        suite.outcome(report, outcome);
    }
    if !report.unscanned.is_empty() {
        let suite = suites.entry("unscanned".to_owned()).or_default();
        let fails = report.gate.is_some_and(|gate| gate.fail_on_unscanned);
        for unscanned in report.unscanned {
            let kind = if fails { Case::Failure } else { Case::Skipped };
            let place = unscanned.location.map(|at| place(report.sources, at));
            let body = place.map(|place| format!("at: {place}"));
            let body = body.unwrap_or_default();
            suite.case("unscanned", &unscanned.subject, "", kind, &unscanned.reason, &body);
        }
    }
    if let Some(gate) = report.gate.filter(|gate| gate.verdict == GateVerdict::Incomplete) {
        let suite = suites.entry("palisade".to_owned()).or_default();
        suite.case("palisade", "not complete", "", Case::Error, &gate.explanation, "");
    }
    if suites.is_empty() {
        // Servers take a report without a case for a broken one.
        let suite = suites.entry("palisade".to_owned()).or_default();
        let nothing = report.gate.is_some_and(|g| g.verdict == GateVerdict::NothingToExamine);
        let (kind, message) =
            if nothing { (Case::Skipped, "nothing to examine") } else { (Case::Passed, "") };
        let name = if options.show == Show::All { "no rule applied" } else { "no findings" };
        suite.case("palisade", name, "", kind, message, "");
    }
    write(&suites, &diagnostics(report))
}

/// How a case ended.
#[derive(Clone, Copy)]
enum Case {
    Passed,
    Failure,
    Error,
    Skipped,
}

impl Suite {
    fn outcome(&mut self, report: &Report<'_>, outcome: &Outcome) {
        let file = report.sources.get(outcome.location.file);
        let at = file.line_column(outcome.location.span.start);
        let attributes = match &**file.path() {
            "" => String::new(),
            path => format!(" file=\"{}\" line=\"{}\"", attribute(path), at.line),
        };
        let name = format!("{} [{}]", outcome.resource.address, outcome.rule);
        let policy = outcome.policy.id.as_str();
        let (kind, message) = match Verdict::from(outcome) {
            Verdict::Fail if outcome.baselined => {
                (Case::Skipped, format!("in the baseline: {}", said(outcome)))
            }
            Verdict::Fail => (Case::Failure, format!("{}: {}", outcome.severity, said(outcome))),
            Verdict::Error => (Case::Error, outcome.message.clone()),
            Verdict::Pass => (Case::Passed, String::new()),
            Verdict::Unknown => (Case::Skipped, format!("unknown: {}", outcome.message)),
            Verdict::Skip => {
                let reason = outcome.suppression.as_ref().map(|s| s.reason.as_str());
                let message = match reason {
                    Some(reason) => format!("allowed: {reason}"),
                    None => outcome.message.clone(),
                };
                (Case::Skipped, message)
            }
        };
        let body = details(report, outcome);
        self.case(policy, &name, &attributes, kind, &message, &body);
    }

    fn case(
        &mut self,
        class: &str,
        name: &str,
        attributes: &str,
        kind: Case,
        message: &str,
        body: &str,
    ) {
        self.tests += 1;
        let (class, name, message) = (attribute(class), attribute(name), attribute(message));
        // Writing to a string does not fail.
        let _ = write!(
            self.cases,
            "    <testcase classname=\"{class}\" name=\"{name}\" time=\"0\"{attributes}"
        );
        let element = match kind {
            Case::Passed => {
                self.cases.push_str("/>\n");
                return;
            }
            Case::Failure => {
                self.failures += 1;
                "failure"
            }
            Case::Error => {
                self.errors += 1;
                "error"
            }
            Case::Skipped => {
                self.skipped += 1;
                let _ = writeln!(
                    self.cases,
                    ">\n      <skipped message=\"{message}\"/>\n    </testcase>"
                );
                return;
            }
        };
        let _ = writeln!(
            self.cases,
            ">\n      <{element} message=\"{message}\" type=\"{class}\">{}</{element}>\n    </testcase>",
            text(body)
        );
    }
}

/// What stands in the body of a failure.
fn details(report: &Report<'_>, outcome: &Outcome) -> String {
    if !matches!(outcome.kind, OutcomeKind::Fail | OutcomeKind::Error) {
        return String::new();
    }
    let policy = &outcome.policy;
    let mut out = format!("\nat: {}\n", place(report.sources, outcome.location));
    for trail in &outcome.trail {
        let _ = writeln!(out, "    {}: {}", place(report.sources, trail.location), trail.text);
    }
    for (name, text) in [("why", &policy.why), ("help", &policy.remedy)] {
        if !text.is_empty() {
            let _ = writeln!(out, "{name}: {text}");
        }
    }
    if let Some(page) = &policy.documentation {
        let _ = writeln!(out, "see: {page}");
    }
    out
}

fn diagnostics(report: &Report<'_>) -> String {
    let mut out = String::new();
    for diagnostic in report.diagnostics {
        let level = match diagnostic.level {
            Level::Note => "note",
            Level::Warning => "warning",
            Level::Error => "error",
        };
        let place = diagnostic.location.map(|at| place(report.sources, at) + ": ");
        let place = place.unwrap_or_default();
        let _ = writeln!(out, "{place}{level}: {}", diagnostic.message);
    }
    out
}

fn write(suites: &BTreeMap<String, Suite>, diagnostics: &str) -> String {
    let sum = |count: fn(&Suite) -> usize| suites.values().map(count).sum::<usize>();
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(
        out,
        "<testsuites name=\"palisade\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\" time=\"0\">",
        sum(|suite| suite.tests),
        sum(|suite| suite.failures),
        sum(|suite| suite.errors),
        sum(|suite| suite.skipped),
    );
    for (index, (name, suite)) in suites.iter().enumerate() {
        let Suite { cases, tests, failures, errors, skipped } = suite;
        let _ = writeln!(
            out,
            "  <testsuite name=\"{}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\" skipped=\"{skipped}\" time=\"0\">",
            attribute(name)
        );
        out.push_str(cases);
        if index == 0 && !diagnostics.is_empty() {
            let _ = writeln!(out, "    <system-err>{}</system-err>", text(diagnostics));
        }
        out.push_str("  </testsuite>\n");
    }
    out.push_str("</testsuites>\n");
    out
}

/// Text between tags.
fn text(text: &str) -> String {
    escape(text, false)
}

/// Text in an attribute, which keeps its line breaks.
fn attribute(text: &str) -> String {
    escape(text, true)
}

fn escape(text: &str, attribute: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' if attribute => out.push_str("&quot;"),
            '\n' if attribute => out.push_str("&#10;"),
            '\t' if attribute => out.push_str("&#9;"),
            '\r' => out.push_str("&#13;"),
            '\n' | '\t' => out.push(c),
            // XML 1.0 has no way to write these.
            '\0'..='\x1f' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            _ => out.push(c),
        }
    }
    out
}
