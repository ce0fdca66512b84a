//! The report of `palisade check`: [`SCHEMA`].

use serde::{Deserialize, Serialize};

/// The name and version of the format.
pub const SCHEMA: &str = "palisade.dev/check/v1";

/// Everything that one run found.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Report {
    /// Always [`SCHEMA`].
    pub schema: String,
    /// What wrote it.
    pub tool: Tool,
    /// Findings, suppressed findings and errors; under `--outcomes all` every rule on every
    /// resource.
    pub outcomes: Vec<Outcome>,
    /// What could not be examined.
    pub unscanned: Vec<Unscanned>,
    /// What was wrong with the input.
    pub diagnostics: Vec<Diagnostic>,
    /// The policies that the outcomes name.
    pub policies: Vec<Policy>,
    /// Counts over the whole run, whatever outcomes are listed.
    pub summary: Summary,
    /// What the gate says; absent where none was asked.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub gate: Option<Gate>,
}

/// What wrote a report.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Tool {
    /// `palisade`.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// How bad a fail is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Good to know.
    Info,
    /// Weakens a second line of defence.
    Low,
    /// Makes an incident likelier or larger.
    Medium,
    /// An attacker gains by this alone.
    High,
    /// Open to anybody now.
    Critical,
}

/// What one rule says of one resource.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// As the rule wants it.
    Pass,
    /// Not as the rule wants it.
    Fail,
    /// Suppressed, or not applicable.
    Skip,
    /// Hangs on something that cannot be known.
    Unknown,
    /// Could not be evaluated.
    Error,
}

/// Why a verdict is `skip`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Skipped {
    /// It fails, and somebody accepted that.
    Suppressed,
    /// The rule is not about this resource.
    NotApplicable,
}

/// One rule on one resource.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Outcome {
    /// The policy's id.
    pub policy: String,
    /// The rule's id in its policy.
    pub rule: String,
    /// A sentence that is true of good resources.
    pub title: String,
    /// The ids that other tools give to the rule.
    pub aliases: Vec<String>,
    /// How bad a fail is, after overrides.
    pub severity: Severity,
    /// The verdict; a suppressed fail is `skip`.
    pub outcome: Verdict,
    /// Why it is `skip`; none of any other verdict.
    #[serde(default)]
    pub skipped: Option<Skipped>,
    /// The resource.
    pub resource: Resource,
    /// The place that decided.
    pub location: Location,
    /// The attribute that decided; empty where it is the whole resource.
    pub attribute: String,
    /// What is so.
    pub message: String,
    /// Names the finding across runs.
    pub fingerprint: String,
    /// Where the deciding value came from, nearest first.
    pub trail: Vec<Trail>,
    /// The values that decided.
    pub facts: Vec<Fact>,
    /// Changes that make the rule pass.
    pub fixes: Vec<Fix>,
    /// What an unknown outcome became with values that were tried for what it hangs on.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub whatif: Vec<WhatIf>,
    /// The same in words.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub whatif_text: Vec<String>,
    /// Why a fail does not count.
    pub suppression: Option<Suppression>,
    /// Whether the baseline holds it.
    pub baselined: bool,
    /// The requirements that the policy serves.
    pub controls: Vec<String>,
    /// A page to read.
    pub documentation: Option<String>,
}

/// A resource by name.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Resource {
    /// Full address.
    pub address: String,
    /// Type.
    #[serde(rename = "type")]
    pub kind: String,
    /// Framework.
    pub framework: String,
    /// For one that stands for several instances, how many and why.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub stands_for: Option<String>,
}

/// A stretch of a file. Lines and columns count from one, columns in characters; the end column
/// is the one behind the last character.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Location {
    /// The path, relative where it was given so, with `/` between its parts.
    pub file: String,
    /// First line.
    pub start_line: u32,
    /// Column of the first character.
    pub start_column: u32,
    /// Last line.
    pub end_line: u32,
    /// Column behind the last character.
    pub end_column: u32,
}

/// A place behind the deciding one.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Trail {
    /// Where.
    pub location: Location,
    /// What happens there.
    pub text: String,
}

/// A value that the condition read or computed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Fact {
    /// The expression as written, or the attribute path.
    pub expression: String,
    /// The value as text for people: JSON, possibly shortened.
    pub value: String,
}

/// What an unknown outcome became with certain values.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct WhatIf {
    /// What was given a value.
    pub values: Vec<Given>,
    /// The verdict then.
    pub outcome: Verdict,
}

/// Something unknown that was given a value.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Given {
    /// What: `var.public`.
    pub name: String,
    /// The value, as an expression of the framework.
    pub value: String,
}

/// A change that makes a rule pass.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Fix {
    /// The attribute to set.
    pub set: String,
    /// The value to set.
    pub to: serde_json::Value,
    /// Whether it keeps what the resource does.
    pub safety: FixSafety,
}

/// Whether a fix keeps what the resource does.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FixSafety {
    /// It does.
    Safe,
    /// It may change behaviour, cost or availability.
    Unsafe,
}

/// Why a fail does not count.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Suppression {
    /// In whose syntax it is written: `palisade`, `checkov`, `trivy`, `tfsec`.
    pub syntax: String,
    /// The reason that its author gave.
    pub reason: String,
    /// The last day on which it counts, `YYYY-MM-DD`.
    pub until: Option<String>,
    /// Where it stands.
    pub location: Location,
}

/// Something that could not be examined.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Unscanned {
    /// What: a path, a module address.
    pub subject: String,
    /// Why, and how to mend it.
    pub reason: String,
    /// Where it is declared.
    pub location: Option<Location>,
}

/// Something that was wrong with the input.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Diagnostic {
    /// How grave.
    pub level: Level,
    /// A stable code.
    pub code: String,
    /// What is wrong.
    pub message: String,
    /// Where.
    pub location: Option<Location>,
    /// Further places.
    pub labels: Vec<Trail>,
    /// How to mend it.
    pub help: Option<String>,
}

/// How grave a diagnostic is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Worth knowing.
    Note,
    /// Probably wrong; the work went on.
    Warning,
    /// Wrong; the part it names was not examined or not loaded.
    Error,
}

/// A policy that outcomes name.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Policy {
    /// Its id.
    pub id: String,
    /// A sentence that is true of good resources.
    pub title: String,
    /// How bad a fail is by its author's word.
    pub severity: Severity,
    /// `preview`, `stable` or `deprecated`.
    pub status: String,
    /// Who answers for what it demands.
    pub security_owner: Option<String>,
    /// Who answers for the platform that it is enforced on.
    pub platform_owner: Option<String>,
    /// The requirements that it serves.
    pub controls: Vec<String>,
    /// The ids that other tools give it.
    pub aliases: Vec<String>,
    /// What an attacker or an accident gains.
    pub why: String,
    /// What to change.
    pub remedy: String,
    /// A page to read.
    pub documentation: Option<String>,
}

/// Counts over a whole run.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
pub struct Summary {
    /// Files that were examined.
    pub files: u64,
    /// Resources that were examined.
    pub resources: u64,
    /// Policies that were ready to run.
    pub policies: u64,
    /// Fails that count: neither suppressed nor in the baseline.
    pub findings: u64,
    /// Fails that a suppression accepts: those of `skip` that are no `not_applicable`.
    pub suppressed: u64,
    /// Rules that are not about the resource: the rest of `skip`.
    #[serde(default)]
    pub not_applicable: u64,
    /// Fails that the baseline holds.
    pub baselined: u64,
    /// Entries of `unscanned`.
    pub unscanned: u64,
    /// All outcomes by verdict; `fail` holds those of the baseline, `skip` the suppressed.
    pub by_outcome: ByOutcome,
    /// Findings by severity.
    pub by_severity: BySeverity,
}

/// Counts by verdict.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
pub struct ByOutcome {
    /// As the rule wants it.
    pub pass: u64,
    /// Not as the rule wants it.
    pub fail: u64,
    /// Suppressed, or not applicable.
    pub skip: u64,
    /// Hangs on something that cannot be known.
    pub unknown: u64,
    /// Could not be evaluated.
    pub error: u64,
}

/// Counts by severity.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
pub struct BySeverity {
    /// Open to anybody now.
    pub critical: u64,
    /// An attacker gains by this alone.
    pub high: u64,
    /// Makes an incident likelier or larger.
    pub medium: u64,
    /// Weakens a second line of defence.
    pub low: u64,
    /// Good to know.
    pub info: u64,
}

/// What the gate says of a run.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Gate {
    /// The mildest severity that fails a run; none where no finding does.
    pub fail_on: Option<Severity>,
    /// Whether what could not be examined fails it.
    pub fail_on_unscanned: bool,
    /// The verdict.
    pub verdict: GateVerdict,
    /// The verdict in words.
    pub explanation: String,
}

/// The verdict of the gate.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GateVerdict {
    /// Nothing at or above the gate.
    Clean,
    /// Something at or above the gate.
    Findings,
    /// There was nothing to examine.
    NothingToExamine,
    /// Nothing at or above the gate in what was examined, but a policy, the configuration, the
    /// baseline or a module could not be read.
    Incomplete,
}

impl Gate {
    /// The same of a run that did not do all that it was asked for and fails whatever was found:
    /// it is not clean. `why` says what is missing.
    #[must_use]
    pub fn incomplete(mut self, why: &str) -> Self {
        if self.verdict == GateVerdict::Clean {
            self.verdict = GateVerdict::Incomplete;
            self.explanation = format!("{why}; {} in the rest", self.explanation);
        }
        self
    }
}
