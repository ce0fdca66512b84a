use crate::{ControlId, PolicyId, RuleId, Severity};
use palisade_source::{Date, Location};

/// Where a policy stands in its life; the author's word, not the operator's.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum PolicyStatus {
    /// May still change; runs only when asked for.
    Preview,
    /// Runs by default.
    Stable,
    /// Kept for those who use it; runs only when asked for.
    Deprecated,
}

impl PolicyStatus {
    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            PolicyStatus::Preview => "preview",
            PolicyStatus::Stable => "stable",
            PolicyStatus::Deprecated => "deprecated",
        }
    }
}

/// Who answers for a policy.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Owners {
    /// Who answers for what it demands.
    pub security: Option<String>,
    /// Who answers for the platform that it is enforced on.
    pub platform: Option<String>,
}

/// One condition inside a policy.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rule {
    /// Its id in the policy.
    pub id: RuleId,
    /// The condition as written.
    pub condition: String,
    /// The ids that other tools give to this rule; empty where the policy's aliases hold.
    pub aliases: Vec<String>,
    /// Where the condition is written.
    pub location: Location,
}

/// An owned, versioned unit of one or more rules: its metadata, whatever language it is in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Policy {
    /// Its id.
    pub id: PolicyId,
    /// A sentence that is true of good resources.
    pub title: String,
    /// How bad a fail is.
    pub severity: Severity,
    /// Where it stands in its life.
    pub status: PolicyStatus,
    /// Who answers for it.
    pub owners: Owners,
    /// When it is to be looked at again.
    pub review_by: Option<Date>,
    /// The requirements that it serves.
    pub controls: Vec<ControlId>,
    /// The ids that other tools give it.
    pub aliases: Vec<String>,
    /// What an attacker or an accident gains.
    pub why: String,
    /// What to change.
    pub remedy: String,
    /// A page to read.
    pub documentation: Option<String>,
    /// The resource types that it is about.
    pub resources: Vec<String>,
    /// Its rules in order.
    pub rules: Vec<Rule>,
    /// Whether a fail of it is advice, which never fails a run whatever its severity.
    pub advisory: bool,
    /// The language that it is written in: `native`, `rego`.
    pub language: &'static str,
    /// Where its source is.
    pub location: Location,
}
