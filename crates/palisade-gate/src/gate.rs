use palisade_model::{Outcome, OutcomeKind, Severity};
use palisade_wire::check;

/// What fails a run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Gate {
    /// The mildest severity of which a finding, or a rule that could not be evaluated, fails it;
    /// none where no severity does.
    pub fail_on: Option<Severity>,
    /// Whether anything that could not be examined fails it.
    pub fail_on_unscanned: bool,
}

impl Default for Gate {
    fn default() -> Self {
        Self { fail_on: Some(Severity::Info), fail_on_unscanned: false }
    }
}

/// How much a run looked at.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Examined {
    /// Files that a framework examined.
    pub files: u64,
    /// Resources that were found in them.
    pub resources: u64,
    /// Policies that were ready to run.
    pub policies: u64,
    /// Entries of `unscanned`.
    pub unscanned: u64,
    /// Files that were asked for by name and could not be read, as a whole or in part.
    pub unread: u64,
}

/// What the gate says of a run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// Nothing at or above the gate: exit code 0.
    Clean,
    /// Something at or above the gate, or a file that was named and could not be read: exit code 1.
    Findings,
    /// No file, no resource in files of which some were not read, or no policy to examine with:
    /// exit code 3.
    NothingToExamine,
}

/// A verdict and its reason.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ruling {
    /// The gate that was asked.
    pub gate: Gate,
    /// The verdict.
    pub verdict: Verdict,
    /// Why, as a lowercase fragment.
    pub explanation: String,
}

impl Gate {
    /// The verdict on a run. Suppressed and baselined fails do not count; a rule that could not
    /// be evaluated counts like a finding, for it would otherwise be an allow that nobody sees.
    #[must_use]
    pub fn judge(self, outcomes: &[Outcome], examined: &Examined) -> Ruling {
        let ruling = |verdict, explanation| Ruling { gate: self, verdict, explanation };
        let (findings, below) = self.count(outcomes, Outcome::is_finding);
        let (errors, _) = self.count(outcomes, |outcome| {
            outcome.kind == OutcomeKind::Error && outcome.suppression.is_none()
        });
        let unscanned = if self.fail_on_unscanned { examined.unscanned } else { 0 };
        let level = self.fail_on.map_or_else(String::new, |s| format!(" at or above `{s}`"));

        let mut reasons = Vec::new();
        if findings > 0 {
            reasons.push(format!("{}{level}", plural(findings, "finding", "findings")));
        }
        if errors > 0 {
            reasons.push(format!("{}{level}", plural(errors, "error", "errors")));
        }
        if unscanned > 0 {
            reasons.push(format!("{} unscanned", plural(unscanned, "subject", "subjects")));
        }
        if !reasons.is_empty() {
            return ruling(Verdict::Findings, reasons.join(", "));
        }
        if examined.files == 0 {
            let why = "nothing to examine: no file that a framework knows was found";
            return ruling(Verdict::NothingToExamine, why.to_owned());
        }
        if examined.resources == 0 && examined.unscanned > 0 {
            let why = "nothing to examine: no resource could be read, see what was not examined";
            return ruling(Verdict::NothingToExamine, why.to_owned());
        }
        if examined.policies == 0 {
            let why = "nothing to examine with: no policy is enabled";
            return ruling(Verdict::NothingToExamine, why.to_owned());
        }
        if examined.unread > 0 {
            let files = plural(examined.unread, "named file", "named files");
            return ruling(Verdict::Findings, format!("{files} could not be read"));
        }
        let found_below = below;
        let below = plural(below, "finding", "findings");
        ruling(
            Verdict::Clean,
            match self.fail_on {
                None => format!("no severity is set to fail a run, {below}"),
                Some(Severity::Info) if found_below == 0 => "no finding".to_owned(),
                Some(Severity::Info) => format!("no finding that fails a run, {below} of advice"),
                Some(severity) => format!("no finding at or above `{severity}`, {below} below it"),
            },
        )
    }

    /// How many of the outcomes that `counts` picks are at or above the gate, and how many below.
    fn count(self, outcomes: &[Outcome], counts: impl Fn(&Outcome) -> bool) -> (u64, u64) {
        let mut found = (0, 0);
        for outcome in outcomes.iter().filter(|outcome| counts(outcome)) {
            // Advice is told, and fails nothing.
            let counts = outcome.kind != OutcomeKind::Fail || !outcome.policy.advisory;
            if counts && self.fail_on.is_some_and(|gate| outcome.severity >= gate) {
                found.0 += 1;
            } else {
                found.1 += 1;
            }
        }
        found
    }
}

impl From<&Ruling> for check::Gate {
    fn from(ruling: &Ruling) -> Self {
        Self {
            fail_on: ruling.gate.fail_on.map(Into::into),
            fail_on_unscanned: ruling.gate.fail_on_unscanned,
            verdict: match ruling.verdict {
                Verdict::Clean => check::GateVerdict::Clean,
                Verdict::Findings => check::GateVerdict::Findings,
                Verdict::NothingToExamine => check::GateVerdict::NothingToExamine,
            },
            explanation: ruling.explanation.clone(),
        }
    }
}

fn plural(count: u64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::baseline::tests::outcome;

    const RAN: Examined = Examined { files: 3, resources: 5, policies: 2, unscanned: 1, unread: 0 };

    fn failing(severity: Severity) -> Outcome {
        Outcome { severity, ..outcome("aws_s3_bucket.a", "print") }
    }

    #[track_caller]
    fn check(gate: Gate, outcomes: &[Outcome], examined: Examined, expect: (Verdict, &str)) {
        let ruling = gate.judge(outcomes, &examined);
        assert_eq!((ruling.verdict, ruling.explanation.as_str()), expect);
    }

    fn gate(fail_on: Severity) -> Gate {
        Gate { fail_on: Some(fail_on), fail_on_unscanned: false }
    }

    #[test]
    fn findings_at_the_gate_fail_and_those_below_do_not() {
        let found = [failing(Severity::Medium), failing(Severity::Low), failing(Severity::High)];
        let expect = (Verdict::Findings, "2 findings at or above `medium`");
        check(gate(Severity::Medium), &found, RAN, expect);
        let expect = (Verdict::Clean, "no finding at or above `critical`, 3 findings below it");
        check(gate(Severity::Critical), &found, RAN, expect);
        let none = Gate { fail_on: None, fail_on_unscanned: false };
        let expect = (Verdict::Clean, "no severity is set to fail a run, 3 findings");
        check(none, &found, RAN, expect);
        check(Gate::default(), &[], RAN, (Verdict::Clean, "no finding"));
    }

    #[test]
    fn advice_fails_nothing_and_errors_in_it_do() {
        let advice = |kind| {
            let mut outcome = failing(Severity::Critical);
            let policy = palisade_model::Policy { advisory: true, ..(*outcome.policy).clone() };
            outcome.policy = std::sync::Arc::new(policy);
            outcome.kind = kind;
            outcome
        };
        let expect = (Verdict::Clean, "no finding that fails a run, 1 finding of advice");
        check(Gate::default(), &[advice(OutcomeKind::Fail)], RAN, expect);
        let expect = (Verdict::Findings, "1 error at or above `info`");
        check(Gate::default(), &[advice(OutcomeKind::Error)], RAN, expect);
    }

    #[test]
    fn only_fails_that_nobody_accepted_count_and_so_do_errors() {
        let mut baselined = failing(Severity::High);
        baselined.baselined = true;
        let mut unknown = failing(Severity::High);
        unknown.kind = OutcomeKind::Unknown;
        let outcomes = [baselined, unknown];
        check(
            gate(Severity::Low),
            &outcomes,
            RAN,
            (Verdict::Clean, "no finding at or above `low`, 0 findings below it"),
        );
        let mut error = failing(Severity::Low);
        error.kind = OutcomeKind::Error;
        let expect = (Verdict::Findings, "1 error at or above `low`");
        check(gate(Severity::Low), &[error], RAN, expect);
    }

    #[test]
    fn what_was_not_examined_counts_if_asked_and_an_empty_run_is_not_clean() {
        let strict = Gate { fail_on_unscanned: true, ..gate(Severity::High) };
        check(strict, &[], RAN, (Verdict::Findings, "1 subject unscanned"));
        let nothing = (
            Verdict::NothingToExamine,
            "nothing to examine: no file that a framework knows was found",
        );
        check(Gate::default(), &[], Examined { files: 0, ..RAN }, nothing);
        check(
            strict,
            &[],
            Examined { files: 0, ..RAN },
            (Verdict::Findings, "1 subject unscanned"),
        );
        let unread = (
            Verdict::NothingToExamine,
            "nothing to examine: no resource could be read, see what was not examined",
        );
        check(Gate::default(), &[], Examined { resources: 0, ..RAN }, unread);
        let bare = Examined { resources: 0, unscanned: 0, ..RAN };
        check(Gate::default(), &[], bare, (Verdict::Clean, "no finding"));
        // What was named is not passed over; with nothing read at all there is no verdict.
        let unread = Examined { unread: 1, ..RAN };
        check(Gate::default(), &[], unread, (Verdict::Findings, "1 named file could not be read"));
        check(Gate::default(), &[], Examined { files: 0, ..unread }, nothing);
        let no_policy =
            (Verdict::NothingToExamine, "nothing to examine with: no policy is enabled");
        check(Gate::default(), &[], Examined { policies: 0, ..RAN }, no_policy);
    }
}
