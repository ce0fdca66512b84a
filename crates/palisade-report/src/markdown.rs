//! A comment on a pull request, and the summary page of a job.

use crate::prose::{assignment, clean, is_secret, place, said, shorten};
use crate::window::{Window, clip};
use crate::{Options, Report};
use palisade_model::{FixSafety, Outcome, OutcomeKind, Severity};
use palisade_source::SourceMap;
use palisade_wire::check::GateVerdict;
use std::fmt::Write;

/// GitHub refuses a comment of more than 65,536 characters; bytes are never fewer.
const LIMIT: usize = 65_536;
/// What is kept free for the line that says what was left out.
const RESERVE: usize = 512;
/// Findings beyond this are one line each, so that more of them are told.
const DETAILS: usize = 48_000;
/// How many lines of code stand around a finding.
const AROUND: u32 = 2;

/// Text that stops before the limit.
struct Page {
    text: String,
}

impl Page {
    /// Adds a part as a whole, or not at all.
    fn push(&mut self, part: &str) -> bool {
        let fits = self.text.len() + part.len() <= LIMIT - RESERVE;
        if fits {
            self.text.push_str(part);
        }
        fits
    }

    /// Adds parts until one does not fit, and says how many were left out.
    fn list(&mut self, heading: &str, noun: &str, parts: impl ExactSizeIterator<Item = String>) {
        let total = parts.len();
        if total == 0 || !self.push(heading) {
            return self.left_out(total, noun);
        }
        for (index, part) in parts.enumerate() {
            if !self.push(&part) {
                return self.left_out(total - index, noun);
            }
        }
    }

    fn left_out(&mut self, count: usize, noun: &str) {
        // The reserve takes a few of these short lines.
        if count > 0 && self.text.len() + RESERVE / 4 < LIMIT {
            let more = if noun.ends_with("examined") {
                format!("{count} more {noun}")
            } else {
                format!("{count} more {noun}{}", if count == 1 { "" } else { "s" })
            };
            let _ = write!(self.text, "\n*… and {more}: too long for one comment.*\n\n");
        }
    }
}

pub(crate) fn render(report: &Report<'_>, _options: &Options) -> String {
    let mut page = Page { text: String::new() };
    page.push(&head(report));
    let findings = report.sorted(Outcome::is_finding);
    let mut length = page.text.len();
    let parts = findings.iter().map(|outcome| {
        let mut part = finding(outcome, report.sources);
        if length + part.len() > DETAILS {
            length = DETAILS;
            part = brief(outcome, report.sources);
        }
        length += part.len();
        part
    });
    page.list("### Findings\n\n", "finding", parts);
    let errors = report.sorted(|outcome| outcome.kind == OutcomeKind::Error);
    let parts = errors.iter().map(|outcome| {
        let (policy, rule) = (&outcome.policy.id, &outcome.rule);
        let address = code(&outcome.resource.address);
        format!("- `{policy}/{rule}` on {address}: {}\n", prose(&outcome.message))
    });
    page.list("\n### Not evaluated\n\n", "error", parts);
    let parts = report.unscanned.iter().map(|unscanned| {
        let place = unscanned.location.map(|at| place(report.sources, at));
        let place = place.map(|place| format!(" ({})", code(&place))).unwrap_or_default();
        format!("- {}{place}: {}\n", code(&unscanned.subject), prose(&unscanned.reason))
    });
    page.list("\n### Unscanned\n\n", "not examined", parts);
    let parts = report.diagnostics.iter().map(|diagnostic| {
        let place = diagnostic.location.map(|at| place(report.sources, at));
        let place = place.map(|place| format!("{}: ", code(&place))).unwrap_or_default();
        format!("- {place}{}\n", prose(&diagnostic.message))
    });
    page.list("\n### Problems with the input\n\n", "problem", parts);
    let allowed = report.sorted(|outcome| outcome.suppression.is_some());
    let parts = allowed.iter().filter_map(|outcome| {
        let suppression = outcome.suppression.as_ref()?;
        let until = suppression.until.map(|day| format!(" (until {day})")).unwrap_or_default();
        let address = code(&outcome.resource.address);
        let policy = &outcome.policy.id;
        Some(format!("- `{policy}` on {address}: {}{until}\n", prose(&suppression.reason)))
    });
    let parts: Vec<String> = parts.collect();
    page.list("\n### Allowed\n\n", "allowed finding", parts.into_iter());
    page.text
}

/// The verdict and the counts.
fn head(report: &Report<'_>) -> String {
    let summary = report.summary();
    let verdict = match report.gate.map(|gate| gate.verdict) {
        Some(GateVerdict::Clean) => "passed",
        Some(GateVerdict::Findings) => "failed",
        Some(GateVerdict::NothingToExamine) => "nothing to examine",
        Some(GateVerdict::Incomplete) => "not complete",
        None => "report",
    };
    let mut out = format!("## Palisade: {verdict}\n\n");
    if let Some(gate) = report.gate {
        let _ = write!(out, "{}.\n\n", prose(&gate.explanation));
    }
    let by = &summary.by_severity;
    let severities = [
        ("critical", by.critical),
        ("high", by.high),
        ("medium", by.medium),
        ("low", by.low),
        ("info", by.info),
    ];
    if summary.findings > 0 {
        out.push_str("| severity | findings |\n| --- | ---: |\n");
        for (name, count) in severities.iter().filter(|(_, count)| *count > 0) {
            let _ = writeln!(out, "| {name} | {count} |");
        }
        out.push('\n');
    }
    let _ = write!(out, "{}: {}", crate::prose::examined(report), crate::prose::counted(&summary));
    out.push_str(".\n\n");
    out
}

/// A finding on one line.
fn brief(outcome: &Outcome, sources: &SourceMap) -> String {
    let (severity, policy) = (outcome.severity, &outcome.policy.id);
    let (message, place) = (prose(&said(outcome)), code(&place(sources, outcome.location)));
    format!("- **{severity}** `{policy}`: {message} ({place})\n")
}

/// A finding that opens to its code, its trail and what to do.
fn finding(outcome: &Outcome, sources: &SourceMap) -> String {
    let policy = &outcome.policy;
    let deciding = place(sources, outcome.location);
    let file = sources.get(outcome.location.file);
    let open = if outcome.severity == Severity::Critical { " open" } else { "" };
    let mut out = format!(
        "<details{open}><summary><b>{}</b> <code>{}</code>: {} <code>{}</code></summary>\n\n",
        outcome.severity,
        html(policy.id.as_str()),
        html(&said(outcome)),
        html(&deciding),
    );
    let _ = writeln!(out, "{}\n", code(&outcome.resource.address));
    if let Some(instances) = &outcome.resource.stands_for {
        let _ = writeln!(out, "Stands for {}.\n", prose(instances));
    }
    out.push_str(&excerpt(outcome, sources));
    for trail in &outcome.trail {
        let place = place(sources, trail.location);
        let _ = writeln!(out, "- {}: {}", code(&place), prose(&trail.text));
    }
    if !outcome.trail.is_empty() {
        out.push('\n');
    }
    for fix in &outcome.fixes {
        let caution = match fix.safety {
            FixSafety::Safe => "",
            FixSafety::Unsafe => " (may change what the resource does)",
        };
        let _ = writeln!(out, "**Fix:** set {}{caution}\n", code(&assignment(fix, file.path())));
    }
    for (name, text) in [("Why", &policy.why), ("Remedy", &policy.remedy)] {
        if !text.is_empty() {
            let _ = writeln!(out, "**{name}:** {}\n", prose(text));
        }
    }
    let page = policy.documentation.as_deref().filter(|page| {
        page.starts_with("https://") && !page.contains(['(', ')', '<', '>', ' ', '\n'])
    });
    match page {
        Some(page) => {
            let _ = write!(out, "[{}]({page})\n\n", policy.id);
        }
        None => {
            let _ = write!(out, "`palisade explain {}` tells more.\n\n", policy.id);
        }
    }
    out.push_str("</details>\n\n");
    out
}

/// The lines around the deciding place, in a fence.
fn excerpt(outcome: &Outcome, sources: &SourceMap) -> String {
    let file = sources.get(outcome.location.file);
    if file.path().is_empty() {
        return String::new();
    }
    let span = clip(&file, outcome.location.span);
    let (first, last) = (file.line(span.start), file.line(span.end));
    let from = first.saturating_sub(AROUND).max(1);
    let window = Window::new(&file, from, last.saturating_add(AROUND), &[span], is_secret(outcome));
    let language = match file.path().rsplit('.').next() {
        Some("tf" | "tfvars" | "hcl") => "hcl",
        Some("yaml" | "yml") => "yaml",
        Some("json") => "json",
        _ => "text",
    };
    let fence = "`".repeat(longest_run(&window.text).max(2) + 1);
    let text = window.text.trim_end().trim_start_matches('\n');
    format!("{fence}{language}\n{text}\n{fence}\n\n")
}

/// The length of the longest run of backticks.
fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

/// Text as inline code, whatever backticks it holds.
fn code(text: &str) -> String {
    let text = clean(text);
    let fence = "`".repeat(longest_run(&text) + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// Text in which only backticks mean something: no markup, no HTML, nobody is mentioned.
fn prose(text: &str) -> String {
    let text = shorten(&clean(text), 2000);
    let parts: Vec<&str> = text.split('`').collect();
    // With an odd number of backticks, the last is no pair: all are shown as they are.
    if parts.len().is_multiple_of(2) {
        return plain(&text);
    }
    let mut out = String::with_capacity(text.len());
    for (index, part) in parts.iter().enumerate() {
        match index % 2 {
            0 => out.push_str(&plain(part)),
            _ => out.push_str(&code(part)),
        }
    }
    out
}

fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            // A mention or a link to an issue would bother people.
            '@' | '#' => {
                out.push(c);
                out.push_str("<!-- -->");
            }
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '!' => {
                out.push('\\');
                out.push(c);
            }
            _ => out.push(c),
        }
    }
    out
}

/// Text inside HTML, with what stands in backticks as code.
fn html(text: &str) -> String {
    let text = shorten(&clean(text), 400);
    let parts: Vec<&str> = text.split('`').collect();
    let escape = |text: &str| {
        let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        text.replace('@', "@<!-- -->").replace('#', "#<!-- -->")
    };
    if parts.len().is_multiple_of(2) {
        return escape(&text);
    }
    let mut out = String::new();
    for (index, part) in parts.iter().enumerate() {
        match index % 2 {
            0 => out.push_str(&escape(part)),
            _ => {
                let _ = write!(out, "<code>{}</code>", escape(part));
            }
        }
    }
    out
}
