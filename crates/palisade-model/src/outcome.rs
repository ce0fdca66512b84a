use crate::{FrameworkId, Policy, RuleId};
use palisade_source::{Date, Location};
use std::fmt;
use std::sync::Arc;

/// What one rule says of one resource.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum OutcomeKind {
    /// The resource is as the rule wants it.
    Pass,
    /// It is not.
    Fail,
    /// Suppressed by its owner, or not applicable.
    Skip,
    /// It hangs on something that cannot be known here.
    Unknown,
    /// The rule could not be evaluated on it.
    Error,
}

impl OutcomeKind {
    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            OutcomeKind::Pass => "pass",
            OutcomeKind::Fail => "fail",
            OutcomeKind::Skip => "skip",
            OutcomeKind::Unknown => "unknown",
            OutcomeKind::Error => "error",
        }
    }
}

impl fmt::Display for OutcomeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The resource of an outcome, by name.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct ResourceRef {
    /// Full address.
    pub address: String,
    /// Type.
    pub kind: String,
    /// Framework.
    pub framework: FrameworkId,
    /// The block that declares it.
    pub block: Location,
    /// The line that names it.
    pub header: Location,
    /// The outermost call through which it came to be, else the line that names it: what belongs
    /// to one root is told from its like in another by the folder of this file.
    pub outermost: Location,
    /// For one that stands for several instances, how many and why: a lowercase fragment such as
    /// ``an unknown number of instances: variable `var.names` has no value``.
    pub stands_for: Option<String>,
}

/// Whether a fix may change what the resource is for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum FixSafety {
    /// Keeps what the resource does.
    Safe,
    /// May change behaviour, cost or availability.
    Unsafe,
}

/// A change that makes the rule pass.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fix {
    /// The attribute to set, as a dotted path.
    pub set: String,
    /// The value to set, as JSON text.
    pub to: String,
    /// Whether it may change what the resource is for.
    pub safety: FixSafety,
}

/// A place behind the deciding one: where the value was set, through what it was passed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Trail {
    /// Where.
    pub location: Location,
    /// What happens there: ``value of `var.acl` set here``.
    pub text: String,
}

/// One value that the condition read or computed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fact {
    /// The expression as written, or the attribute path.
    pub expression: String,
    /// Its value as JSON text.
    pub value: String,
}

/// Why a fail does not count.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Suppression {
    /// In whose syntax: `palisade`, `checkov`, `trivy`, `tfsec`.
    pub syntax: &'static str,
    /// The reason that its author gave.
    pub reason: String,
    /// The last day on which it counts.
    pub until: Option<Date>,
    /// Where it stands.
    pub location: Location,
}

/// What an unknown outcome became when values were tried for what it hangs on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Trial {
    /// What was given a value, each with the value as an expression.
    pub values: Vec<(String, String)>,
    /// The outcome then.
    pub kind: OutcomeKind,
}

/// What would decide an unknown outcome; only what was tried.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct WhatIf {
    /// What it hangs on and could be given a value: `var.public`.
    pub hangs_on: Vec<String>,
    /// What was tried and decided it, in order.
    pub trials: Vec<Trial>,
    /// The same in words: ``fails if `var.public` is true``.
    pub texts: Vec<String>,
}

/// What one rule says of one resource, with all that a report tells of it.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The policy.
    pub policy: Arc<Policy>,
    /// The rule.
    pub rule: RuleId,
    /// The verdict.
    pub kind: OutcomeKind,
    /// How bad, after the configuration's overrides.
    pub severity: crate::Severity,
    /// The resource.
    pub resource: Arc<ResourceRef>,
    /// The place that decided: the attribute, else the header of the block.
    pub location: Location,
    /// The attribute that decided, as a dotted path; empty where it is the whole resource.
    pub attribute: String,
    /// What is so: a lowercase fragment.
    pub message: String,
    /// Where the deciding value came from, nearest first.
    pub trail: Vec<Trail>,
    /// The values that decided.
    pub facts: Vec<Fact>,
    /// Changes that make it pass.
    pub fixes: Vec<Fix>,
    /// What would decide it, where it is unknown.
    pub whatif: WhatIf,
    /// Names the finding across runs: policy, rule, address and the deciding content.
    pub fingerprint: String,
    /// Names each slot that decided, with what it held, for telling a finding that got smaller from
    /// another one: sorted; empty where they were not kept apart.
    pub slots: Vec<String>,
    /// Why it does not count.
    pub suppression: Option<Suppression>,
    /// Whether the baseline holds it.
    pub baselined: bool,
}

impl Outcome {
    /// Whether it is a fail that still counts: neither suppressed nor in the baseline.
    #[must_use]
    pub fn is_finding(&self) -> bool {
        self.kind == OutcomeKind::Fail && self.suppression.is_none() && !self.baselined
    }
}
