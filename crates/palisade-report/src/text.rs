//! The report for people at a terminal.

mod closing;

use crate::frame::{Context, Frame, Place, Tone, prose_width};
use crate::prose::{
    assignment, clean, is_data, is_secret, place, plural, said, shorten, without_commands, wrap,
};
use crate::{Options, Report, Show};
use palisade_model::{FixSafety, Outcome, OutcomeKind, Severity, Unscanned};
use palisade_source::{Diagnostic, FileId, Level, Location, SourceMap};
use palisade_wire::check::Verdict;
use std::collections::BTreeMap;
use std::fmt::Write;

/// How many causes of unknown outcomes are told when not all outcomes are asked for.
const CAUSES: usize = 10;
/// How many diagnostics with one code are shown for one file.
const ALIKE: usize = 5;

pub(crate) fn render(report: &Report<'_>, options: &Options) -> String {
    let mut out = String::new();
    findings(&mut out, report, options);
    errors(&mut out, report, options);
    out.push_str(&render_diagnostics(report.diagnostics, report.sources, options));
    unknowns(&mut out, report, options);
    unscanned(&mut out, report, options);
    if options.show == Show::All {
        everything(&mut out, report);
    }
    closing::write(&mut out, report, options);
    without_commands(out)
}

/// Diagnostics with their code frames, each followed by an empty line.
#[must_use]
pub fn render_diagnostics(
    diagnostics: &[Diagnostic],
    sources: &SourceMap,
    options: &Options,
) -> String {
    let mut out = String::new();
    let mut told: BTreeMap<(FileId, &str), usize> = BTreeMap::new();
    for diagnostic in diagnostics {
        // A file that is all wrong is told of a few times, not hundreds of times.
        if let Some(at) = diagnostic.location {
            let count = told.entry((at.file, &diagnostic.code)).or_default();
            *count += 1;
            if *count > ALIKE {
                continue;
            }
        }
        let (tone, word) = match diagnostic.level {
            Level::Note => (Tone::Note, "note"),
            Level::Warning => (Tone::Warning, "warning"),
            Level::Error => (Tone::Alarm, "error"),
        };
        let mut frame = Frame::new(tone, word, &diagnostic.message);
        frame.id = diagnostic.code.to_string();
        let place = |location: Location, label: &str| Place { location, label: label.to_owned() };
        frame.places.extend(diagnostic.location.map(|at| place(at, "")));
        frame.places.extend(diagnostic.labels.iter().map(|l| place(l.location, &l.text)));
        frame.notes.extend(diagnostic.help.iter().map(|help| ("help".to_owned(), help.clone())));
        out.push_str(&frame.render(sources, options));
        out.push('\n');
    }
    for ((file, code), count) in told {
        if let Some(more @ 1..) = count.checked_sub(ALIKE) {
            let path = clean(sources.get(file).path());
            // Writing to a string does not fail.
            let _ = writeln!(out, "note: {more} more of `{code}` in `{path}`\n");
        }
    }
    out
}

/// The findings, the gravest first. Those of one policy at one place share a frame: instances of
/// one block, and what else the policy has against it. What a policy says of itself stands under
/// its first finding.
fn findings(out: &mut String, report: &Report<'_>, options: &Options) {
    let findings = report.sorted(Outcome::is_finding);
    let mut explained = None;
    for place in findings.chunk_by(|left, right| are_at_one_place(left, right)) {
        for groups in told_together(place) {
            let Some([outcome, ..]) = groups.first() else { continue };
            let mut frame = finding(outcome, report.sources);
            let others: Vec<String> = groups
                .iter()
                .skip(1)
                .filter_map(|group| group.first())
                .map(|other| clean(&said(other)))
                .collect();
            note(&mut frame, "also", &others.join("\n"));
            resources(&mut frame, groups.first().copied().unwrap_or_default());
            let first = explained != Some(&outcome.policy.id);
            explained = Some(&outcome.policy.id);
            if first {
                note(&mut frame, "why", &outcome.policy.why);
                note(&mut frame, "help", &outcome.policy.remedy);
            }
            fixes(&mut frame, &groups, report.sources);
            if first {
                let explain = report.explain(&outcome.policy.id);
                let documentation = outcome.policy.documentation.as_deref();
                note(&mut frame, "see", documentation.unwrap_or(&explain));
            }
            out.push_str(&frame.render(report.sources, options));
            out.push('\n');
        }
    }
}

/// The findings at one place by what they say; those that are about the same resources are told
/// together.
fn told_together<'p, 'o>(place: &'p [&'o Outcome]) -> Vec<Vec<&'p [&'o Outcome]>> {
    let about = |left: &[&Outcome], right: &[&Outcome]| {
        left.iter().map(|o| &o.resource.address).eq(right.iter().map(|o| &o.resource.address))
    };
    let mut together: Vec<Vec<&[&Outcome]>> = Vec::new();
    for group in
        place.chunk_by(|left, right| left.rule == right.rule && left.message == right.message)
    {
        let known =
            together.iter_mut().find(|t| t.first().is_some_and(|first| about(first, group)));
        match known {
            Some(known) => known.push(group),
            None => together.push(vec![group]),
        }
    }
    together
}

/// What mends the findings of a frame, each fix once.
fn fixes(frame: &mut Frame, groups: &[&[&Outcome]], sources: &SourceMap) {
    let mut told = Vec::new();
    for outcome in groups.iter().filter_map(|group| group.first()) {
        for fix in outcome.fixes.iter() {
            let caution = match fix.safety {
                FixSafety::Safe => "",
                FixSafety::Unsafe => " (may change what the resource does)",
            };
            let path = sources.get(outcome.location.file);
            let text = format!("set `{}`{caution}", assignment(fix, path.path()));
            if !told.contains(&text) {
                note(frame, "fix", &text);
                told.push(text);
            }
        }
    }
}

/// The frame of a finding with its places.
fn finding(outcome: &Outcome, sources: &SourceMap) -> Frame {
    let mut frame = outcome_frame(outcome, outcome.severity.as_str(), sources);
    frame.tone = match outcome.severity {
        Severity::Critical | Severity::High => Tone::Alarm,
        Severity::Medium => Tone::Warning,
        Severity::Low | Severity::Info => Tone::Info,
    };
    if let Some(first) = frame.places.first_mut() {
        first.label = value_label(outcome, sources);
    }
    let trail = outcome.trail.iter();
    frame.places.extend(trail.map(|t| Place { location: t.location, label: t.text.clone() }));
    frame
}

fn outcome_frame(outcome: &Outcome, word: &str, sources: &SourceMap) -> Frame {
    let mut frame = Frame::new(Tone::Alarm, word, said(outcome));
    frame.id = outcome.policy.id.to_string();
    frame.places.push(Place { location: outcome.location, label: String::new() });
    frame.secret = is_secret(outcome);
    // The first line of a manifest, `kind: …`, says no more than the address of the resource.
    frame.context = match is_data(sources.get(outcome.location.file).path()) {
        true => Context::Parents,
        false => Context::Header(outcome.resource.header),
    };
    frame
}

/// What the deciding attribute is, where the underlined text does not show it.
fn value_label(outcome: &Outcome, sources: &SourceMap) -> String {
    let name = last_key(&outcome.attribute);
    let about = |expression: &str| last_key(expression) == name;
    let fact = outcome.facts.iter().find(|fact| !name.is_empty() && about(&fact.expression));
    let Some(fact) = fact else { return String::new() };
    let file = sources.get(outcome.location.file);
    let shown = file.slice(outcome.location.span);
    if let Some(default) = fact.value.strip_prefix("absent") {
        // Under `spec:` it is `tls` that is not set, under the bucket `versioning.enabled`.
        let parent = outcome.attribute.strip_suffix(name).and_then(|path| path.strip_suffix('.'));
        let parent = parent.filter(|path| !path.ends_with(']')).map(last_key);
        let parent = parent.filter(|parent| !shown.contains(parent));
        let name = parent.map_or_else(|| name.to_owned(), |parent| format!("{parent}.{name}"));
        return format!("`{}` is not set{}", clean(&name), clean(default));
    }
    let is_composite = fact.value.starts_with(['{', '[']);
    // Where nothing is computed, what is written is the value, but for an alias of YAML.
    let is_written = is_data(file.path()) && !shown.contains('*');
    if is_composite || is_written || shown.contains(fact.value.trim_matches('"')) {
        return String::new();
    }
    format!("is {}", shorten(&fact.value, 48))
}

/// The last key of a path: `acl` of `resource.acl`, `a.b/c` of `labels["a.b/c"]`.
fn last_key(path: &str) -> &str {
    let mut path = path;
    loop {
        if let Some((_, key)) = path.strip_suffix("\"]").and_then(|rest| rest.rsplit_once("[\"")) {
            return key;
        }
        match path.strip_suffix(']').and_then(|rest| rest.rsplit_once('[')) {
            Some((before, _)) => path = before,
            None => return path.rsplit('.').next().unwrap_or_default(),
        }
    }
}

fn are_at_one_place(left: &Outcome, right: &Outcome) -> bool {
    left.policy.id == right.policy.id
        && left.severity == right.severity
        && left.location == right.location
        && left.trail == right.trail
}

/// The addresses of all resources of a frame, one on each line.
fn resources(frame: &mut Frame, outcomes: &[&Outcome]) {
    let address = |outcome: &&Outcome| match &outcome.resource.stands_for {
        Some(instances) => clean(&format!("{} (stands for {instances})", outcome.resource.address)),
        None => clean(&outcome.resource.address),
    };
    let addresses: Vec<String> = outcomes.iter().map(address).collect();
    let name = if addresses.len() == 1 { "resource" } else { "resources" };
    note(frame, name, &addresses.join("\n"));
}

fn note(frame: &mut Frame, name: &str, text: &str) {
    if !text.is_empty() {
        frame.notes.push((name.to_owned(), text.to_owned()));
    }
}

/// Rules that could not be evaluated; those that say the same share a frame.
fn errors(out: &mut String, report: &Report<'_>, options: &Options) {
    let mut errors = report.sorted(|outcome| outcome.kind == OutcomeKind::Error);
    let key = |outcome: &&Outcome| {
        (outcome.policy.id.clone(), outcome.rule.clone(), outcome.message.clone())
    };
    errors.sort_by_cached_key(key);
    for same in errors.chunk_by(|left, right| key(left) == key(right)) {
        let [outcome, ..] = same else { continue };
        let mut frame = outcome_frame(outcome, "error", report.sources);
        for step in &outcome.trail {
            frame.places.push(Place { location: step.location, label: step.text.clone() });
        }
        resources(&mut frame, same);
        out.push_str(&frame.render(report.sources, options));
        out.push('\n');
    }
}

/// Unknown outcomes by their cause, the one that most hangs on first.
fn unknowns(out: &mut String, report: &Report<'_>, options: &Options) {
    let mut unknown = report.sorted(|outcome| outcome.kind == OutcomeKind::Unknown);
    if unknown.is_empty() {
        return;
    }
    let total = unknown.len();
    unknown.sort_by(|left, right| left.message.cmp(&right.message));
    let mut causes: Vec<&[&Outcome]> =
        unknown.chunk_by(|left, right| left.message == right.message).collect();
    causes.sort_by_key(|cause| std::cmp::Reverse(cause.len()));
    let shown = if options.show == Show::All { causes.len() } else { CAUSES };
    let verb = if total == 1 { "hangs" } else { "hang" };
    let outcomes = plural(total as u64, "outcome");
    let heading = format!("{outcomes} {verb} on what is not known here:");
    heading_line(out, "unknown", &heading, options);
    for cause in causes.iter().take(shown) {
        let [first, ..] = cause else { continue };
        let mut addresses: Vec<&str> =
            cause.iter().map(|outcome| outcome.resource.address.as_str()).collect();
        addresses.sort_unstable();
        addresses.dedup();
        let on = match addresses.as_slice() {
            [one] => clean(one),
            many => plural(many.len() as u64, "resource"),
        };
        let rules = plural(cause.len() as u64, "outcome");
        bullet(out, &format!("{}: {rules} on {on}", first.message), options);
    }
    if let Some(more @ 1..) = causes.len().checked_sub(shown) {
        bullet(
            out,
            &format!("and {} more; `--outcomes all` lists them", plural(more as u64, "cause")),
            options,
        );
    }
    out.push('\n');
}

fn unscanned(out: &mut String, report: &Report<'_>, options: &Options) {
    if report.unscanned.is_empty() {
        return;
    }
    let heading =
        format!("{} could not be examined:", plural(report.unscanned.len() as u64, "part"));
    heading_line(out, "unscanned", &heading, options);
    for Unscanned { subject, reason, location } in report.unscanned {
        let place = location.map(|at| place(report.sources, at));
        let place = place.map(|place| format!(" ({place})")).unwrap_or_default();
        bullet(out, &format!("`{subject}`{place}: {reason}"), options);
    }
    out.push('\n');
}

/// What a skip says that has nothing more to say than its word.
const NOT_APPLICABLE: &str = "not applicable";

/// Every outcome that was not told yet, on one line each.
fn everything(out: &mut String, report: &Report<'_>) {
    let told = |outcome: &Outcome| outcome.is_finding() || outcome.kind == OutcomeKind::Error;
    let rest: Vec<&Outcome> = report.outcomes.iter().filter(|outcome| !told(outcome)).collect();
    for outcome in &rest {
        let word = match Verdict::from(*outcome) {
            Verdict::Pass => "pass",
            Verdict::Fail => "baseline",
            Verdict::Skip if outcome.suppression.is_some() => "allowed",
            Verdict::Skip => "n/a",
            Verdict::Unknown => "unknown",
            Verdict::Error => "error",
        };
        let place = place(report.sources, outcome.location);
        let (policy, rule) = (&outcome.policy.id, &outcome.rule);
        let line = format!("{word:8} {policy}/{rule}  {}  {place}", outcome.resource.address);
        out.push_str(clean(&line).trim_end());
        if let Some(suppression) = &outcome.suppression {
            let until = suppression.until.map(|day| format!(" (until {day})")).unwrap_or_default();
            out.push_str(&clean(&format!(" -- {}{until}", suppression.reason)));
        } else if outcome.kind == OutcomeKind::Unknown {
            let whatif = outcome.whatif.texts.iter().map(|text| format!("; {text}"));
            let whatif: String = whatif.collect();
            out.push_str(&clean(&format!(" -- {}{whatif}", outcome.message)));
        } else if outcome.kind == OutcomeKind::Skip && outcome.message != NOT_APPLICABLE {
            out.push_str(&clean(&format!(" -- {}", outcome.message)));
        }
        out.push('\n');
    }
    if !rest.is_empty() {
        out.push('\n');
    }
}

fn heading_line(out: &mut String, word: &str, text: &str, options: &Options) {
    // Writing to a string does not fail.
    let _ = writeln!(out, "{}: {text}", bold(word, options));
}

/// A word in bold, where colour is wanted.
fn bold(word: &str, options: &Options) -> String {
    if options.color { format!("\x1b[1m{word}\x1b[0m") } else { word.to_owned() }
}

/// An indented line, wrapped under itself.
fn bullet(out: &mut String, text: &str, options: &Options) {
    let wrapped = wrap(&clean(text), prose_width(options) - 4);
    for (index, line) in wrapped.lines().enumerate() {
        let _ = writeln!(out, "{}{line}", if index == 0 { "  - " } else { "    " });
    }
}
