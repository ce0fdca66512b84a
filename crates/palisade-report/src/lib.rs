//! Renders outcomes for people and machines.
//!
//! Each format is one function from a [`Report`] to text, and the same report gives the same
//! bytes. Nothing here decides what fails a run, and nothing writes to a file or a terminal.

mod frame;
mod github;
mod json;
mod junit;
mod known;
mod markdown;
mod mask;
mod prose;
mod sarif;
mod text;
mod window;

use palisade_model::{Outcome, OutcomeKind, PolicyId, Severity, Unscanned};
use palisade_source::{Diagnostic, SourceMap};
use palisade_wire::check;
use std::cmp::Reverse;
use std::time::Duration;

pub use frame::{Context, Frame, Place, Tone};
pub use known::is_report;
pub use text::render_diagnostics;

/// What a run found.
#[derive(Clone, Copy, Debug)]
pub struct Report<'r> {
    /// The outcomes that were kept, in a stable order.
    pub outcomes: &'r [Outcome],
    /// What could not be examined.
    pub unscanned: &'r [Unscanned],
    /// What was wrong with the input.
    pub diagnostics: &'r [Diagnostic],
    /// The texts that all of them point into.
    pub sources: &'r SourceMap,
    /// How many files were examined.
    pub files: u64,
    /// How many resources were examined.
    pub resources: u64,
    /// How many policies were ready to run.
    pub policies: u64,
    /// How many outcomes were passes, kept or not.
    pub passed: u64,
    /// How many rules were not applicable, kept or not; suppressed ones are not among them.
    pub not_applicable: u64,
    /// How long it took; only ever shown to people.
    pub elapsed: Option<Duration>,
    /// What the gate says.
    pub gate: Option<&'r check::Gate>,
    /// The version of the program.
    pub version: &'r str,
    /// What `palisade explain` has to be told to find the policies of this run, with a blank in
    /// front: ` --policies rules`; mostly nothing.
    pub explain_arguments: &'r str,
}

/// Which outcomes are listed one by one. Counts are always of all.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Show {
    /// Fails, suppressed and baselined ones among them, and errors.
    #[default]
    Fail,
    /// Every rule on every resource.
    All,
}

/// How a report looks.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Options {
    /// Which outcomes are listed.
    pub show: Show,
    /// Whether text is coloured; colour never carries meaning alone.
    pub color: bool,
    /// The columns of the terminal; without, prose is wrapped at 80 and code is shown up to 140.
    pub width: Option<usize>,
}

/// A format of reports.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// For people at a terminal.
    Text,
    /// `palisade.dev/check/v1`.
    Json,
    /// SARIF 2.1.0.
    Sarif,
    /// JUnit XML.
    Junit,
    /// Workflow commands that GitHub shows as annotations.
    Github,
    /// A comment on a pull request.
    Markdown,
}

type Render = fn(&Report<'_>, &Options) -> String;

/// A format, its name and its function: one line for each.
const FORMATS: [(Format, &str, Render); 6] = [
    (Format::Text, "text", text::render),
    (Format::Json, "json", json::render),
    (Format::Sarif, "sarif", sarif::render),
    (Format::Junit, "junit", junit::render),
    (Format::Github, "github", github::render),
    (Format::Markdown, "markdown", markdown::render),
];

impl Format {
    /// All formats with their names.
    pub fn all() -> impl Iterator<Item = (Format, &'static str)> {
        FORMATS.iter().map(|(format, name, _)| (*format, *name))
    }

    /// The format of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::all().find(|(_, known)| *known == name).map(|(format, _)| format)
    }
}

/// A text without anything that a terminal would obey or that turns the direction of writing.
#[must_use]
pub fn harmless(text: &str) -> String {
    prose::without_commands(text.chars().map(prose::harmless).collect())
}

/// A report in a format, with a line break at the end.
#[must_use]
pub fn render(format: Format, report: &Report<'_>, options: &Options) -> String {
    let found = FORMATS.iter().find(|(known, ..)| *known == format);
    found.map_or_else(String::new, |(_, _, render)| render(report, options))
}

impl Report<'_> {
    /// The command that tells about a policy, in backticks.
    fn explain(&self, policy: &PolicyId) -> String {
        format!("`palisade explain {policy}{}`", self.explain_arguments)
    }

    fn summary(&self) -> check::Summary {
        let mut summary =
            check::Summary::new(self.files, self.resources, self.policies, self.outcomes);
        summary.unscanned = self.unscanned.len() as u64;
        let kept = |o: &&Outcome| o.kind == OutcomeKind::Skip && o.suppression.is_none();
        let kept = self.outcomes.iter().filter(kept).count() as u64;
        let by_outcome = &mut summary.by_outcome;
        by_outcome.skip = (by_outcome.skip + self.not_applicable.max(kept)).saturating_sub(kept);
        by_outcome.pass = by_outcome.pass.max(self.passed);
        summary.not_applicable = by_outcome.skip.saturating_sub(summary.suppressed);
        summary
    }

    /// The outcomes to list, in the order given.
    fn shown(&self, options: &Options) -> impl Iterator<Item = &Outcome> {
        let all = options.show == Show::All;
        self.outcomes.iter().filter(move |outcome| {
            all || outcome.suppression.is_some()
                || matches!(outcome.kind, OutcomeKind::Fail | OutcomeKind::Error)
        })
    }

    /// The outcomes that `wanted` picks: the gravest first, those of a policy together, then by
    /// place.
    fn sorted(&self, wanted: impl Fn(&Outcome) -> bool) -> Vec<&Outcome> {
        let mut picked: Vec<_> = self
            .outcomes
            .iter()
            .filter(|outcome| wanted(outcome))
            .map(|outcome| (self.sources.get(outcome.location.file), outcome))
            .collect();
        picked.sort_by(|(left_file, left), (right_file, right)| {
            let key = |outcome: &Outcome| Reverse(outcome.severity);
            key(left)
                .cmp(&key(right))
                .then_with(|| left.policy.id.cmp(&right.policy.id))
                .then_with(|| left_file.path().cmp(right_file.path()))
                .then_with(|| left.location.span.cmp(&right.location.span))
                .then_with(|| left.rule.cmp(&right.rule))
                .then_with(|| left.message.cmp(&right.message))
                .then_with(|| left.resource.address.cmp(&right.resource.address))
        });
        picked.into_iter().map(|(_, outcome)| outcome).collect()
    }
}

/// How grave a severity is for formats that know three levels.
fn three_levels<T>(severity: Severity, error: T, warning: T, note: T) -> T {
    match severity {
        Severity::Critical | Severity::High => error,
        Severity::Medium => warning,
        Severity::Low | Severity::Info => note,
    }
}

#[cfg(test)]
mod tests;
