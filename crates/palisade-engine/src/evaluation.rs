//! How policies are run on the resources of a unit, and what came of it.

use palisade_ir::Limits;
use palisade_model::{Outcome, OutcomeKind};
use palisade_source::Diagnostic;

/// How an evaluation is run.
#[derive(Clone, Copy, Debug, Default)]
pub struct Settings {
    /// How much one rule on one resource may take.
    pub limits: Limits,
    /// Keeps the outcomes that need nobody's attention as well: passes and skips.
    pub keep_all: bool,
    /// Tries values for what unknown outcomes hang on.
    pub whatif: bool,
    /// The moment that policies in Rego are told, in nanoseconds since 1970.
    pub now: Option<i64>,
}

/// How many outcomes of each kind there were, kept or not.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Counts {
    /// Passes.
    pub pass: usize,
    /// Fails.
    pub fail: usize,
    /// Rules that were not applicable.
    pub skip: usize,
    /// Outcomes that hang on something unknown.
    pub unknown: usize,
    /// Rules that could not be evaluated.
    pub error: usize,
}

impl Counts {
    pub(crate) fn add(&mut self, kind: OutcomeKind) {
        *self.of(kind) += 1;
    }

    pub(crate) fn of(&mut self, kind: OutcomeKind) -> &mut usize {
        match kind {
            OutcomeKind::Pass => &mut self.pass,
            OutcomeKind::Fail => &mut self.fail,
            OutcomeKind::Skip => &mut self.skip,
            OutcomeKind::Unknown => &mut self.unknown,
            OutcomeKind::Error => &mut self.error,
        }
    }

    /// Counts one outcome as another kind than before.
    pub(crate) fn turn(&mut self, from: OutcomeKind, to: OutcomeKind) {
        let from = self.of(from);
        *from = from.saturating_sub(1);
        self.add(to);
    }

    /// Adds other counts.
    pub fn merge(&mut self, other: &Counts) {
        self.pass += other.pass;
        self.fail += other.fail;
        self.skip += other.skip;
        self.unknown += other.unknown;
        self.error += other.error;
    }
}

/// What the policies say of a unit's resources.
#[derive(Debug, Default)]
pub struct Evaluation {
    /// Outcomes by policy, then resource, then rule.
    pub outcomes: Vec<Outcome>,
    /// For each outcome, the position of its resource.
    pub positions: Vec<u32>,
    /// How many of each kind, kept or not.
    pub counts: Counts,
    /// What policies went on without where that may be by intent.
    pub diagnostics: Vec<Diagnostic>,
}

impl Evaluation {
    /// Takes out what needs nobody's attention: passes and skips; they stay counted.
    pub fn forget_quiet(&mut self) {
        let quiet = |o: &Outcome| matches!(o.kind, OutcomeKind::Pass | OutcomeKind::Skip);
        if self.outcomes.iter().any(quiet) {
            let outcomes = std::mem::take(&mut self.outcomes);
            let all = outcomes.into_iter().zip(std::mem::take(&mut self.positions));
            (self.outcomes, self.positions) = all.filter(|(o, _)| !quiet(o)).unzip();
        }
    }
}
