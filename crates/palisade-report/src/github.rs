//! Workflow commands: GitHub shows them on the lines of a pull request.

use crate::prose::{assignment, harmless, place, said};
use crate::{Options, Report, three_levels};
use palisade_model::{Outcome, OutcomeKind};
use palisade_source::{Level, Location};
use palisade_wire::Converter;
use std::fmt::Write;

pub(crate) fn render(report: &Report<'_>, _options: &Options) -> String {
    let mut out = String::new();
    // GitHub shows only the first few of each level: the gravest come first.
    for outcome in report.sorted(Outcome::is_finding) {
        let level = three_levels(outcome.severity, "error", "warning", "notice");
        let title = format!("{} {}", outcome.severity, outcome.policy.id);
        command(&mut out, report, level, Some(outcome.location), &title, &message(report, outcome));
    }
    for outcome in report.sorted(|outcome| outcome.kind == OutcomeKind::Error) {
        let title = format!("error {}", outcome.policy.id);
        let text = format!("{}\nresource: {}", outcome.message, outcome.resource.address);
        command(&mut out, report, "error", Some(outcome.location), &title, &text);
    }
    for unscanned in report.unscanned {
        let text = format!("`{}` was not examined: {}", unscanned.subject, unscanned.reason);
        command(&mut out, report, "warning", unscanned.location, "unscanned", &text);
    }
    for diagnostic in report.diagnostics {
        let level = match diagnostic.level {
            Level::Note => "notice",
            Level::Warning => "warning",
            Level::Error => "error",
        };
        let help = diagnostic.help.iter().map(|help| format!("\nhelp: {help}"));
        let text = diagnostic.message.clone() + &help.collect::<String>();
        command(&mut out, report, level, diagnostic.location, &diagnostic.code, &text);
    }
    out
}

fn message(report: &Report<'_>, outcome: &Outcome) -> String {
    let mut text = format!("{}\nresource: {}", said(outcome), outcome.resource.address);
    for trail in &outcome.trail {
        // Writing to a string does not fail.
        let _ = write!(text, "\n{}: {}", place(report.sources, trail.location), trail.text);
    }
    let file = report.sources.get(outcome.location.file);
    for fix in &outcome.fixes {
        let _ = write!(text, "\nfix: set {}", assignment(fix, file.path()));
    }
    if !outcome.policy.remedy.is_empty() {
        let _ = write!(text, "\nhelp: {}", outcome.policy.remedy);
    }
    if let Some(page) = &outcome.policy.documentation {
        let _ = write!(text, "\nsee: {page}");
    }
    text
}

/// One command. Columns are only read where the place is on one line.
fn command(
    out: &mut String,
    report: &Report<'_>,
    level: &str,
    location: Option<Location>,
    title: &str,
    text: &str,
) {
    let place = location.map(|at| Converter::new(report.sources).location(at));
    let mut properties = String::new();
    if let Some(place) = place.filter(|place| !place.file.is_empty()) {
        let (file, line, end) = (property(&place.file), place.start_line, place.end_line);
        let _ = write!(properties, "file={file},line={line},endLine={end},");
        if line == end {
            let (column, end) = (place.start_column, place.end_column.max(place.start_column));
            let _ = write!(properties, "col={column},endColumn={end},");
        }
    }
    let _ = writeln!(out, "::{level} {properties}title={}::{}", property(title), data(text));
}

fn data(text: &str) -> String {
    // The log shows these lines too, on a terminal of its own.
    let text: String = text.chars().map(harmless).collect();
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
