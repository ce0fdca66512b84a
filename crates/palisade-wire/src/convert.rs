use crate::{baseline, check};
use palisade_model as model;
use palisade_source::{self as source, SourceMap, Span};

/// Makes wire types from domain types, with places as lines and columns.
#[derive(Clone, Copy, Debug)]
pub struct Converter<'s> {
    sources: &'s SourceMap,
}

impl<'s> Converter<'s> {
    /// One that finds places in `sources`.
    #[must_use]
    pub fn new(sources: &'s SourceMap) -> Self {
        Self { sources }
    }

    /// A place; a line break at its end is no part of it.
    #[must_use]
    pub fn location(&self, at: source::Location) -> check::Location {
        let file = self.sources.get(at.file);
        let text = file.slice(at.span);
        let kept = Span::at(0, text.trim_end_matches(['\n', '\r']).len());
        let start = file.line_column(at.span.start);
        let end = file.line_column(at.span.start.saturating_add(kept.end));
        check::Location {
            file: file.path().to_string(),
            start_line: start.line,
            start_column: start.column,
            end_line: end.line,
            end_column: end.column,
        }
    }

    /// An outcome with what its policy says of it.
    #[must_use]
    pub fn outcome(&self, outcome: &model::Outcome) -> check::Outcome {
        let policy = &outcome.policy;
        check::Outcome {
            policy: policy.id.to_string(),
            rule: outcome.rule.to_string(),
            title: policy.title.clone(),
            aliases: aliases(outcome).to_vec(),
            severity: outcome.severity.into(),
            outcome: outcome.into(),
            skipped: skipped(outcome),
            resource: (&*outcome.resource).into(),
            location: self.location(outcome.location),
            attribute: outcome.attribute.clone(),
            message: outcome.message.clone(),
            fingerprint: outcome.fingerprint.clone(),
            trail: outcome.trail.iter().map(|t| self.trail(t.location, &t.text)).collect(),
            facts: outcome.facts.iter().map(fact).collect(),
            fixes: outcome.fixes.iter().map(fix).collect(),
            whatif: outcome.whatif.trials.iter().map(trial).collect(),
            whatif_text: outcome.whatif.texts.clone(),
            suppression: outcome.suppression.as_ref().map(|s| self.suppression(s)),
            baselined: outcome.baselined,
            controls: policy.controls.iter().map(ToString::to_string).collect(),
            documentation: policy.documentation.clone(),
        }
    }

    fn trail(&self, location: source::Location, text: &str) -> check::Trail {
        check::Trail { location: self.location(location), text: text.to_owned() }
    }

    fn suppression(&self, suppression: &model::Suppression) -> check::Suppression {
        check::Suppression {
            syntax: suppression.syntax.to_owned(),
            reason: suppression.reason.clone(),
            until: suppression.until.map(|date| date.to_string()),
            location: self.location(suppression.location),
        }
    }

    /// Something that could not be examined.
    #[must_use]
    pub fn unscanned(&self, unscanned: &model::Unscanned) -> check::Unscanned {
        check::Unscanned {
            subject: unscanned.subject.clone(),
            reason: unscanned.reason.clone(),
            location: unscanned.location.map(|at| self.location(at)),
        }
    }

    /// A diagnostic.
    #[must_use]
    pub fn diagnostic(&self, diagnostic: &source::Diagnostic) -> check::Diagnostic {
        check::Diagnostic {
            level: match diagnostic.level {
                source::Level::Note => check::Level::Note,
                source::Level::Warning => check::Level::Warning,
                source::Level::Error => check::Level::Error,
            },
            code: diagnostic.code.to_string(),
            message: diagnostic.message.clone(),
            location: diagnostic.location.map(|at| self.location(at)),
            labels: diagnostic.labels.iter().map(|l| self.trail(l.location, &l.text)).collect(),
            help: diagnostic.help.clone(),
        }
    }
}

/// Why an outcome is shown as a skip, if it is.
fn skipped(outcome: &model::Outcome) -> Option<check::Skipped> {
    let is_skip = check::Verdict::from(outcome) == check::Verdict::Skip;
    is_skip.then_some(match outcome.suppression {
        Some(_) => check::Skipped::Suppressed,
        None => check::Skipped::NotApplicable,
    })
}

/// The ids that other tools give to an outcome's rule, else to its policy.
fn aliases(outcome: &model::Outcome) -> &[String] {
    let rule = outcome.policy.rules.iter().find(|rule| rule.id == outcome.rule);
    rule.map(|rule| rule.aliases.as_slice())
        .filter(|aliases| !aliases.is_empty())
        .unwrap_or(&outcome.policy.aliases)
}

fn fact(fact: &model::Fact) -> check::Fact {
    check::Fact { expression: fact.expression.clone(), value: fact.value.clone() }
}

fn trial(trial: &model::Trial) -> check::WhatIf {
    let given = |(name, value): &(String, String)| check::Given {
        name: name.clone(),
        value: value.clone(),
    };
    check::WhatIf { values: trial.values.iter().map(given).collect(), outcome: trial.kind.into() }
}

fn fix(fix: &model::Fix) -> check::Fix {
    check::Fix {
        set: fix.set.clone(),
        to: serde_json::from_str(&fix.to)
            .unwrap_or_else(|_| serde_json::Value::String(fix.to.clone())),
        safety: match fix.safety {
            model::FixSafety::Safe => check::FixSafety::Safe,
            model::FixSafety::Unsafe => check::FixSafety::Unsafe,
        },
    }
}

impl From<&model::Policy> for check::Policy {
    fn from(policy: &model::Policy) -> Self {
        Self {
            id: policy.id.to_string(),
            title: policy.title.clone(),
            severity: policy.severity.into(),
            status: policy.status.as_str().to_owned(),
            security_owner: policy.owners.security.clone(),
            platform_owner: policy.owners.platform.clone(),
            controls: policy.controls.iter().map(ToString::to_string).collect(),
            aliases: policy.aliases.clone(),
            why: policy.why.clone(),
            remedy: policy.remedy.clone(),
            documentation: policy.documentation.clone(),
        }
    }
}

impl From<&model::ResourceRef> for check::Resource {
    fn from(resource: &model::ResourceRef) -> Self {
        Self {
            address: resource.address.clone(),
            kind: resource.kind.clone(),
            framework: resource.framework.to_string(),
            stands_for: resource.stands_for.clone(),
        }
    }
}

impl From<model::Severity> for check::Severity {
    fn from(severity: model::Severity) -> Self {
        match severity {
            model::Severity::Info => Self::Info,
            model::Severity::Low => Self::Low,
            model::Severity::Medium => Self::Medium,
            model::Severity::High => Self::High,
            model::Severity::Critical => Self::Critical,
        }
    }
}

/// The verdict that reports show: a fail that somebody accepted is a skip.
impl From<&model::Outcome> for check::Verdict {
    fn from(outcome: &model::Outcome) -> Self {
        match outcome.kind {
            model::OutcomeKind::Fail if outcome.suppression.is_some() => Self::Skip,
            kind => kind.into(),
        }
    }
}

impl From<model::OutcomeKind> for check::Verdict {
    fn from(kind: model::OutcomeKind) -> Self {
        match kind {
            model::OutcomeKind::Pass => Self::Pass,
            model::OutcomeKind::Fail => Self::Fail,
            model::OutcomeKind::Skip => Self::Skip,
            model::OutcomeKind::Unknown => Self::Unknown,
            model::OutcomeKind::Error => Self::Error,
        }
    }
}

impl From<&model::Outcome> for baseline::Entry {
    fn from(outcome: &model::Outcome) -> Self {
        Self {
            policy: outcome.policy.id.to_string(),
            rule: outcome.rule.to_string(),
            resource: baseline::Resource {
                address: outcome.resource.address.clone(),
                kind: outcome.resource.kind.clone(),
                framework: outcome.resource.framework.to_string(),
                folder: None,
            },
            message: outcome.message.clone(),
            fingerprint: outcome.fingerprint.clone(),
            slots: if outcome.slots.len() > 1 { outcome.slots.clone() } else { Vec::new() },
        }
    }
}

impl check::Summary {
    /// The counts of a run.
    #[must_use]
    pub fn new(files: u64, resources: u64, policies: u64, outcomes: &[model::Outcome]) -> Self {
        let mut summary = Self { files, resources, policies, ..Self::default() };
        for outcome in outcomes {
            summary.count(outcome);
        }
        summary
    }

    fn count(&mut self, outcome: &model::Outcome) {
        let verdict = check::Verdict::from(outcome);
        let by_outcome = &mut self.by_outcome;
        *match verdict {
            check::Verdict::Pass => &mut by_outcome.pass,
            check::Verdict::Fail => &mut by_outcome.fail,
            check::Verdict::Skip => &mut by_outcome.skip,
            check::Verdict::Unknown => &mut by_outcome.unknown,
            check::Verdict::Error => &mut by_outcome.error,
        } += 1;
        if verdict == check::Verdict::Skip && outcome.suppression.is_some() {
            self.suppressed += 1;
        } else if verdict == check::Verdict::Skip {
            self.not_applicable += 1;
        } else if verdict == check::Verdict::Fail && outcome.baselined {
            self.baselined += 1;
        } else if outcome.is_finding() {
            self.findings += 1;
            let by_severity = &mut self.by_severity;
            *match outcome.severity {
                model::Severity::Info => &mut by_severity.info,
                model::Severity::Low => &mut by_severity.low,
                model::Severity::Medium => &mut by_severity.medium,
                model::Severity::High => &mut by_severity.high,
                model::Severity::Critical => &mut by_severity.critical,
            } += 1;
        }
    }
}
