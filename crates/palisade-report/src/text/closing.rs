//! The end of the text report: counts, the verdict, what to do next.

use super::{bold, bullet, heading_line};
use crate::frame::prose_width;
use crate::prose::{clean, counted, examined, place, plural, wrap};
use crate::{Options, Report, Show};
use palisade_model::{Outcome, OutcomeKind, Severity};
use palisade_source::Level;
use palisade_wire::check::{GateVerdict, Summary};
use std::fmt::Write;

pub(super) fn write(out: &mut String, report: &Report<'_>, options: &Options) {
    let summary = report.summary();
    accepted(out, report, options);
    table(out, report);
    line(out, "checked", &counts(report, &summary), options);
    if let Some(gate) = report.gate {
        let word = match gate.verdict {
            GateVerdict::Clean => "passed",
            GateVerdict::Findings => "failed",
            GateVerdict::NothingToExamine => "no verdict",
            GateVerdict::Incomplete => "not complete",
        };
        line(out, "gate:", &format!("{word}: {}", gate.explanation), options);
    }
    // One line, whatever its length: scripts and people look at the last one.
    let next = clean(&next(report, &summary));
    let (word, rest) = next.split_once(' ').unwrap_or((&next, ""));
    let _ = writeln!(out, "{} {rest}", bold(word, options));
}

/// A line, wrapped, whose first word stands out.
fn line(out: &mut String, word: &str, text: &str, options: &Options) {
    let wrapped = wrap(&clean(&format!("{word} {text}")), prose_width(options));
    let rest = wrapped.strip_prefix(word).unwrap_or_default();
    // Writing to a string does not fail.
    let _ = writeln!(out, "{}{rest}", bold(word, options));
}

/// The suppressions, each with its reason; `--outcomes all` has them in its own list.
fn accepted(out: &mut String, report: &Report<'_>, options: &Options) {
    let suppressed: Vec<&Outcome> = report.sorted(|outcome| outcome.suppression.is_some());
    if options.show == Show::All || suppressed.is_empty() {
        return;
    }
    let is_bare = |o: &&&Outcome| o.suppression.as_ref().is_some_and(|s| s.reason.is_empty());
    let bare = suppressed.iter().filter(is_bare).count();
    let findings = plural(suppressed.len() as u64, "finding");
    let heading = match bare {
        0 => format!("{findings} with a reason:"),
        _ if bare == suppressed.len() => format!("{findings} without a reason:"),
        _ => format!("{findings}, {bare} of them without a reason:"),
    };
    heading_line(out, "allowed", &heading, options);
    for outcome in suppressed {
        let Some(suppression) = &outcome.suppression else { continue };
        let place = place(report.sources, suppression.location);
        let until = suppression.until.map(|day| format!(", until {day}")).unwrap_or_default();
        let (policy, address) = (&outcome.policy.id, &outcome.resource.address);
        let reason = match suppression.reason.as_str() {
            "" => "no reason given",
            reason => reason,
        };
        bullet(out, &format!("`{policy}` on {address}: {reason} ({place}{until})"), options);
    }
    out.push('\n');
}

/// Findings by severity, the gravest first, with what was accepted beside them.
fn table(out: &mut String, report: &Report<'_>) {
    let mut rows: Vec<(&str, [usize; 3])> = Vec::new();
    for severity in Severity::ALL.into_iter().rev() {
        let count = |wanted: &dyn Fn(&Outcome) -> bool| {
            let of = |outcome: &&Outcome| outcome.severity == severity && wanted(outcome);
            report.outcomes.iter().filter(of).count()
        };
        let cells = [
            count(&Outcome::is_finding),
            count(&|outcome| outcome.suppression.is_some()),
            count(&|o| o.kind == OutcomeKind::Fail && o.baselined && o.suppression.is_none()),
        ];
        if cells.iter().any(|cell| *cell > 0) {
            rows.push((severity.as_str(), cells));
        }
    }
    if rows.is_empty() {
        return;
    }
    if rows.len() > 1 {
        let sum = |index: usize| rows.iter().filter_map(|(_, cells)| cells.get(index)).sum();
        rows.push(("total", [sum(0), sum(1), sum(2)]));
    }
    let titles = ["findings", "allowed", "in baseline"];
    let wanted: Vec<usize> = (0..titles.len())
        .filter(|at| *at == 0 || rows.iter().any(|(_, cells)| cells.get(*at) > Some(&0)))
        .collect();
    let mut head = format!("{:8}", "severity");
    for title in wanted.iter().filter_map(|at| titles.get(*at)) {
        let _ = write!(head, "  {title:>11}");
    }
    let _ = writeln!(out, "{head}\n{}", "-".repeat(head.len()));
    for (name, cells) in rows {
        let _ = write!(out, "{name:8}");
        for cell in wanted.iter().filter_map(|at| cells.get(*at)) {
            let _ = write!(out, "  {cell:>11}");
        }
        out.push('\n');
    }
    out.push('\n');
}

fn counts(report: &Report<'_>, summary: &Summary) -> String {
    let elapsed = report.elapsed.map(|time| format!(" in {:.2} s", time.as_secs_f64()));
    format!("{}{}: {}", examined(report), elapsed.unwrap_or_default(), counted(summary))
}

/// What to do next: the last line.
fn next(report: &Report<'_>, summary: &Summary) -> String {
    if report.files == 0 {
        return "next: name a folder or file that holds infrastructure code: `palisade check PATH`"
            .to_owned();
    }
    let broken = report.diagnostics.iter().any(|diagnostic| diagnostic.level == Level::Error);
    if report.policies == 0 && broken {
        return "next: mend the errors above; no policy is left to examine with".to_owned();
    }
    if report.policies == 0 {
        return "next: enable policies; `palisade config show` tells which are, and why".to_owned();
    }
    let findings = report.sorted(Outcome::is_finding);
    if let Some(worst) = findings.first() {
        let alike = findings.iter().filter(|o| o.severity == worst.severity).count();
        let what = match (findings.len(), alike) {
            (1, _) => "fix it".to_owned(),
            (all, alike) if all == alike => format!("fix the {}", plural(all as u64, "finding")),
            (_, 1) => format!("fix the {} finding first", worst.severity),
            (_, alike) => format!("fix the {alike} {} findings first", worst.severity),
        };
        return format!("next: {what}; {} tells why", report.explain(&worst.policy.id));
    }
    let clean = format!("no findings in {}", examined(report));
    if summary.by_outcome.error > 0 {
        format!("{clean}; next: mend the rules that were not evaluated")
    } else if summary.unscanned > 0 {
        format!("{clean}; next: mend what is listed as unscanned, nobody looked at it")
    } else if broken {
        format!("{clean}; next: mend the errors above")
    } else if summary.by_outcome.unknown > 0 {
        format!("{clean}; next: {}", unknown(report))
    } else {
        clean
    }
}

/// What decides outcomes that are not known.
fn unknown(report: &Report<'_>) -> &'static str {
    let all = report.sorted(|outcome| outcome.kind == OutcomeKind::Unknown);
    if all.is_empty() || all.iter().any(|outcome| !outcome.whatif.hangs_on.is_empty()) {
        "`--var` and `--var-file` give values to what is unknown"
    } else if all.iter().all(|outcome| outcome.resource.framework.0 == "kubernetes") {
        "check the rendered manifests to have what is unknown decided"
    } else {
        "what is unknown stands in no file; check a plan (`terraform show -json`) to have it decided"
    }
}
