//! SARIF 2.1.0 (OASIS), with what GitHub code scanning reads beside it.

mod types;

use crate::prose::{assignment, said};
use crate::{Options, Report, three_levels};
use palisade_model::{Outcome, OutcomeKind, Policy, Severity};
use palisade_source::{Level, Location as Place};
use palisade_wire::check::{GateVerdict, Verdict};
use palisade_wire::{Converter, to_pretty};
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;
use types::{
    Artifact, ArtifactLocation, Configuration, Descriptor, Driver, Finding, FindingProperties,
    Help, Invocation, Location, Log, LogicalLocation, Notification, PhysicalLocation, Region, Rule,
    RuleProperties, Run, Suppression, Text, Tool, UriBase,
};

/// What relative paths are relative to: the folder that was checked from.
const ROOT: &str = "%SRCROOT%";

pub(crate) fn render(report: &Report<'_>, options: &Options) -> String {
    let mut builder = Builder {
        converter: Converter::new(report.sources),
        artifacts: Vec::new(),
        by_path: HashMap::new(),
        rules: rules(report, options),
    };
    let results = report.shown(options).filter_map(|outcome| builder.finding(outcome)).collect();
    let notifications = builder.notifications(report);
    let base = UriBase { description: text("the folder that paths are relative to") };
    to_pretty(&Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: vec![Run {
            tool: Tool {
                driver: Driver {
                    name: "Palisade",
                    semantic_version: report.version.to_owned(),
                    information_uri: "https://palisade.dev",
                    rules: builder.rules.into_iter().map(|(_, rule)| rule).collect(),
                },
            },
            invocations: vec![Invocation {
                execution_successful: report
                    .gate
                    .is_none_or(|gate| gate.verdict != GateVerdict::Incomplete),
                tool_execution_notifications: notifications,
            }],
            original_uri_base_ids: BTreeMap::from([(ROOT, base)]),
            artifacts: builder.artifacts,
            results,
            column_kind: "unicodeCodePoints",
        }],
    })
}

/// Gathers the files and rules that results refer to by their position.
struct Builder<'r> {
    converter: Converter<'r>,
    artifacts: Vec<Artifact>,
    by_path: HashMap<String, usize>,
    /// The policies in the order of their ids.
    rules: Vec<(String, Rule)>,
}

fn text(text: impl Into<String>) -> Text {
    Text { text: text.into() }
}

/// A rule for each policy with an outcome that is listed, by the gravest severity that it has here.
fn rules(report: &Report<'_>, options: &Options) -> Vec<(String, Rule)> {
    let mut policies: BTreeMap<&str, (&Policy, Severity)> = BTreeMap::new();
    for outcome in report.shown(options) {
        let known = policies
            .entry(outcome.policy.id.as_str())
            .or_insert((&outcome.policy, outcome.severity));
        known.1 = known.1.max(outcome.severity);
    }
    policies.into_iter().map(|(id, (policy, worst))| (id.to_owned(), rule(policy, worst))).collect()
}

fn rule(policy: &Policy, severity: Severity) -> Rule {
    let controls: Vec<String> = policy.controls.iter().map(ToString::to_string).collect();
    let or_title =
        |text: &str| if text.is_empty() { policy.title.clone() } else { text.to_owned() };
    let mut markdown = String::new();
    for (heading, text) in [("Why", &policy.why), ("Remedy", &policy.remedy)] {
        if !text.is_empty() {
            // Writing to a string does not fail.
            let _ = write!(markdown, "**{heading}.** {text}\n\n");
        }
    }
    if !controls.is_empty() {
        let _ = write!(markdown, "**Controls.** {}\n\n", controls.join(", "));
    }
    let _ = write!(markdown, "`palisade explain {}` tells more.", policy.id);
    Rule {
        id: policy.id.to_string(),
        short_description: text(&policy.title),
        full_description: text(or_title(&policy.why)),
        help_uri: policy.documentation.clone(),
        help: Help { text: or_title(&policy.remedy), markdown },
        default_configuration: Configuration { level: level(severity) },
        properties: RuleProperties {
            tags: vec!["security".to_owned(), "infrastructure-as-code".to_owned()],
            precision: "high",
            problem_severity: three_levels(severity, "error", "warning", "recommendation"),
            security_severity: match severity {
                Severity::Critical => "9.5",
                Severity::High => "8.0",
                Severity::Medium => "5.5",
                Severity::Low => "3.0",
                Severity::Info => "0.1",
            },
            aliases: policy.aliases.clone(),
            controls,
        },
    }
}

fn level(severity: Severity) -> &'static str {
    three_levels(severity, "error", "warning", "note")
}

impl Builder<'_> {
    /// The result of an outcome; an error is told as a notification, for it says nothing of the
    /// resource.
    fn finding(&mut self, outcome: &Outcome) -> Option<Finding> {
        let kind = match Verdict::from(outcome) {
            Verdict::Error => return None,
            Verdict::Pass => "pass",
            Verdict::Fail => "fail",
            Verdict::Skip if outcome.suppression.is_some() => "fail",
            Verdict::Skip => "notApplicable",
            Verdict::Unknown => "open",
        };
        let policy = outcome.policy.id.as_str();
        let mut location = self.location(outcome.location, None)?;
        location.logical_locations.push(LogicalLocation {
            fully_qualified_name: outcome.resource.address.clone(),
            kind: "resource",
        });
        let related_locations = outcome
            .trail
            .iter()
            .enumerate()
            .filter_map(|(index, trail)| {
                let mut location = self.location(trail.location, Some(&trail.text))?;
                location.id = Some(index + 1);
                Some(location)
            })
            .collect();
        Some(Finding {
            rule_id: policy.to_owned(),
            rule_index: self.rule_index(policy)?,
            kind,
            level: if kind == "fail" { level(outcome.severity) } else { "none" },
            message: text(message(outcome, &location)),
            locations: vec![location],
            related_locations,
            partial_fingerprints: BTreeMap::from([("palisade/v1", outcome.fingerprint.clone())]),
            suppressions: self.suppressions(outcome),
            properties: FindingProperties {
                rule: outcome.rule.to_string(),
                severity: outcome.severity.as_str(),
                attribute: outcome.attribute.clone(),
                resource: outcome.resource.address.clone(),
                kind: outcome.resource.kind.clone(),
                framework: outcome.resource.framework.to_string(),
            },
        })
    }

    fn suppressions(&mut self, outcome: &Outcome) -> Vec<Suppression> {
        let mut all = Vec::new();
        if let Some(suppression) = &outcome.suppression {
            let until = suppression.until.map(|day| format!(" (until {day})")).unwrap_or_default();
            all.push(Suppression {
                kind: "inSource",
                status: "accepted",
                justification: format!("{}{until}", suppression.reason),
                location: self.location(suppression.location, None),
            });
        }
        if outcome.baselined {
            all.push(Suppression {
                kind: "external",
                status: "accepted",
                justification: "in the baseline".to_owned(),
                location: None,
            });
        }
        all
    }

    fn rule_index(&self, policy: &str) -> Option<usize> {
        self.rules.binary_search_by(|(id, _)| id.as_str().cmp(policy)).ok()
    }

    fn notifications(&mut self, report: &Report<'_>) -> Vec<Notification> {
        let mut all = Vec::new();
        let mut tell =
            |builder: &mut Self, id: &str, level, message, place: Option<Place>, rule| {
                all.push(Notification {
                    descriptor: Descriptor { id: id.to_owned(), index: None },
                    level,
                    message: text(message),
                    locations: place
                        .and_then(|at| builder.location(at, None))
                        .into_iter()
                        .collect(),
                    associated_rule: rule,
                });
            };
        for outcome in report.outcomes {
            if Verdict::from(outcome) == Verdict::Error {
                let policy = outcome.policy.id.as_str();
                let rule = Descriptor { id: policy.to_owned(), index: self.rule_index(policy) };
                let message = format!("{} ({})", outcome.message, outcome.resource.address);
                tell(self, "not-evaluated", "error", message, Some(outcome.location), Some(rule));
            }
        }
        for unscanned in report.unscanned {
            let message = format!("`{}` was not examined: {}", unscanned.subject, unscanned.reason);
            tell(self, "unscanned", "warning", message, unscanned.location, None);
        }
        for diagnostic in report.diagnostics {
            let level = match diagnostic.level {
                Level::Note => "note",
                Level::Warning => "warning",
                Level::Error => "error",
            };
            let help = diagnostic.help.iter().map(|help| format!("; {help}"));
            let message = diagnostic.message.clone() + &help.collect::<String>();
            tell(self, &diagnostic.code, level, message, diagnostic.location, None);
        }
        all
    }

    /// A place; none where there is no file behind it.
    fn location(&mut self, at: Place, message: Option<&str>) -> Option<Location> {
        let place = self.converter.location(at);
        if place.file.is_empty() {
            return None;
        }
        let region = Region {
            start_line: place.start_line,
            start_column: place.start_column,
            end_line: place.end_line,
            end_column: place.end_column,
        };
        let artifact_location = self.artifact(place.file);
        Some(Location {
            id: None,
            physical_location: PhysicalLocation { artifact_location, region },
            logical_locations: Vec::new(),
            message: message.map(text),
        })
    }

    fn artifact(&mut self, path: String) -> ArtifactLocation {
        let (uri, uri_base_id) = uri(&path);
        let next = self.artifacts.len();
        let index = *self.by_path.entry(path).or_insert(next);
        let location = ArtifactLocation { uri, uri_base_id, index: None };
        if index == next {
            self.artifacts.push(Artifact { location: location.clone() });
        }
        ArtifactLocation { index: Some(index), ..location }
    }
}

/// What is so, where, and how to mend it.
fn message(outcome: &Outcome, location: &Location) -> String {
    let mut out = match outcome.kind {
        OutcomeKind::Fail => said(outcome).into_owned(),
        _ if outcome.message.is_empty() => outcome.policy.title.clone(),
        _ => outcome.message.clone(),
    };
    let _ = write!(out, " ({})", outcome.resource.address);
    if outcome.kind == OutcomeKind::Fail {
        for fix in &outcome.fixes {
            let path = &location.physical_location.artifact_location.uri;
            let _ = write!(out, "; fix: set `{}`", assignment(fix, path));
        }
    }
    literal(&out)
}

/// Text that a reader of SARIF takes as it stands: `[text](1)` would be a link, `{0}` an argument.
/// Left alone where it could be neither, for not every viewer knows the escapes.
fn literal(text: &str) -> String {
    let mut out = text.to_owned();
    if out.contains("](") {
        out = out.replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]");
    }
    if out.split('{').skip(1).any(|rest| rest.starts_with(|c: char| c.is_ascii_digit())) {
        out = out.replace('{', "{{").replace('}', "}}");
    }
    out
}

/// A path as a URI reference, relative to the root where it is relative.
fn uri(path: &str) -> (String, Option<&'static str>) {
    let encoded = percent_encode(path);
    let drive = path.as_bytes().get(1) == Some(&b':');
    if path.starts_with('/') {
        (format!("file://{encoded}"), None)
    } else if drive {
        (format!("file:///{}", encoded.replacen("%3A", ":", 1)), None)
    } else {
        (encoded, Some(ROOT))
    }
}

fn percent_encode(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}
