//! Tries values for what unknown outcomes hang on: the unit is loaded again with each, and the
//! rules are run again on what comes of it.

use crate::run::{Scan, WHOLE};
use palisade_arena::Arena;
use palisade_engine::{Compared, Engine, Retried, tell};
use palisade_model::{
    Framework, Inputs, LoadContext, Outcome, OutcomeKind, Question, Resource, Supposition, Trial,
    Unit,
};
use palisade_source::{Diagnostic, Level};
use rayon::prelude::*;
use std::collections::{HashMap, HashSet};

/// A unit is loaded again no more than so many times.
const LOADS: usize = 128;
/// All loads of a unit together make no more than so many resources.
const RESOURCES: usize = 1_000_000;
/// No more values of a variable that leave an outcome open are tried with those of another.
const PAIRED: usize = 6;

/// An outcome that hangs on so many variables may hang on more.
const HANGS_ON: usize = 4;

/// Positions in the suppositions and in their values.
type Choice = Vec<(usize, usize)>;

impl Scan<'_> {
    /// Finds out what would decide the unknown outcomes of a unit, of which these resources were
    /// loaded.
    pub fn suppose(
        &self,
        framework: &dyn Framework,
        unit: &Unit,
        engine: &Engine,
        resources: &[Resource<'_>],
        outcomes: &mut [Outcome],
    ) -> Option<Diagnostic> {
        let is_open = |o: &Outcome| {
            o.kind == OutcomeKind::Unknown
                && o.suppression.is_none()
                && !o.whatif.hangs_on.is_empty()
        };
        let open: Vec<usize> =
            (0..outcomes.len()).filter(|at| outcomes.get(*at).is_some_and(is_open)).collect();
        let shared = (self.units() / WHOLE).max(1);
        let left = LOADS.min(RESOURCES / shared / resources.len().max(1));
        if open.is_empty() {
            return None;
        }
        if left == 0 {
            return Some(stopped(unit, "it has too many resources to be loaded again"));
        }
        let limit = left;
        let asked: Vec<&Outcome> = open.iter().filter_map(|at| outcomes.get(*at)).collect();
        let mut run = Run {
            scan: self,
            framework,
            unit,
            engine,
            asked: &asked,
            suppositions: Vec::new(),
            results: HashMap::new(),
            order: Vec::new(),
            hangs: vec![HashSet::new(); asked.len()],
            left,
            untried: 0,
        };
        let now = engine.retry(resources, run.asked, self.settings());
        let compared = now.iter().map(|r| r.as_ref().map(|r| r.compared.as_slice()));
        let first: Vec<(&[String], &[Compared])> = run
            .asked
            .iter()
            .zip(compared)
            .map(|(o, compared)| (o.whatif.hangs_on.as_slice(), compared.unwrap_or(&[])))
            .collect();
        run.ask(&first);
        // With one value known, what is unknown behind it comes to light.
        let behind = run.behind();
        let behind: Vec<(&[String], &[Compared])> =
            behind.iter().map(|(s, c)| (s.as_slice(), c.as_slice())).collect();
        run.ask(&behind);
        run.load(run.pairs());
        let told: Vec<(Vec<String>, Vec<Trial>)> = (0..asked.len())
            .map(|n| {
                let trials = run.trials(n);
                let compared = [&first, &behind].into_iter().filter_map(|all| all.get(n));
                let compared: Vec<&Compared> = compared.flat_map(|(_, c)| *c).collect();
                (tell(&trials, &run.suppositions, &compared), trials)
            })
            .collect();
        let untried = run.untried;
        for (at, (texts, trials)) in open.into_iter().zip(told) {
            if let Some(outcome) = outcomes.get_mut(at) {
                outcome.whatif.texts = texts;
                outcome.whatif.trials = trials;
            }
        }
        (untried > 0).then(|| {
            let values = if untried == 1 { "value was" } else { "values were" };
            stopped(unit, &format!("{untried} {values} not tried, for it was loaded {limit} times"))
        })
    }
}

/// That not all was tried.
fn stopped(unit: &Unit, why: &str) -> Diagnostic {
    let message = format!("what would decide unknown outcomes is not told in full: {why}");
    let root = crate::run::display(&unit.root);
    Diagnostic::new(Level::Note, "whatif-limit", format!("`{root}`: {message}"))
        .help("give values with `--var` or `--var-file`")
}

/// The trials of one unit.
struct Run<'r> {
    scan: &'r Scan<'r>,
    framework: &'r dyn Framework,
    unit: &'r Unit,
    engine: &'r Engine,
    asked: &'r [&'r Outcome],
    suppositions: Vec<Supposition>,
    /// What each outcome that was asked about became, by choice.
    results: HashMap<Choice, Vec<Option<Retried>>>,
    /// The choices that were tried, in order.
    order: Vec<Choice>,
    /// What each outcome hangs on, as far as it is known.
    hangs: Vec<HashSet<String>>,
    /// How many loads are left.
    left: usize,
    /// How many values were not tried, for there was no load left.
    untried: usize,
}

impl Run<'_> {
    /// What is to be found out, with what policies compare it with; what most hangs on comes
    /// first. `open` stands beside the outcomes.
    fn questions(&self, open: &[(&[String], &[Compared])]) -> Vec<Question> {
        /// What is unknown, how many outcomes hang on it, and what each compares it with.
        type Asked<'a> = (&'a str, usize, Vec<&'a [String]>);
        let mut found: Vec<Asked<'_>> = Vec::new();
        for (subjects, compared) in open {
            for subject in *subjects {
                let of = compared.iter().filter(|c| c.subject == *subject);
                let constants: Vec<&[String]> =
                    of.map(|c| c.constants.as_slice()).filter(|c| !c.is_empty()).collect();
                // Once more only if there is more to compare with.
                let is_asked = self.suppositions.iter().any(|s| s.subject == *subject);
                if is_asked && constants.is_empty() {
                    continue;
                }
                match found.iter_mut().find(|(known, ..)| known == subject) {
                    Some((_, count, all)) => {
                        *count += 1;
                        all.extend(constants);
                    }
                    None => found.push((subject, 1, constants)),
                }
            }
        }
        found.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
        let question = |(subject, _, lists): Asked<'_>| {
            // Each gets its first constants tried before any gets its last.
            let longest = lists.iter().map(|list| list.len()).max().unwrap_or(0);
            let mut constants: Vec<String> = Vec::new();
            for constant in (0..longest).flat_map(|n| lists.iter().filter_map(move |l| l.get(n))) {
                if !constants.contains(constant) {
                    constants.push(constant.clone());
                }
            }
            Question { subject: subject.to_owned(), constants }
        };
        found.into_iter().map(question).collect()
    }

    /// Tries each value of what the outcomes hang on.
    fn ask(&mut self, open: &[(&[String], &[Compared])]) {
        for (hangs, (subjects, _)) in self.hangs.iter_mut().zip(open) {
            hangs.extend(subjects.iter().cloned());
        }
        let questions = self.questions(open);
        if self.left == 0 {
            self.untried += questions.len();
        }
        if questions.is_empty() || self.left == 0 {
            return;
        }
        let mut choices: Vec<Choice> = Vec::new();
        for new in self.framework.suppose(&self.scan.context(), self.unit, &questions) {
            let at = self.suppositions.iter().position(|s| s.subject == new.subject);
            let Some(at) = at else {
                let at = self.suppositions.len();
                choices.extend((0..new.values.len()).map(|value| vec![(at, value)]));
                self.suppositions.push(new);
                continue;
            };
            let Some(known) = self.suppositions.get_mut(at) else { continue };
            for value in new.values {
                if !known.values.iter().any(|v| v.expression == value.expression) {
                    choices.push(vec![(at, known.values.len())]);
                    known.values.push(value);
                }
            }
        }
        // Each gets its first values before any gets its last: loads may run out. One value alone
        // tells little.
        choices.sort_by_key(|choice| choice.first().map(|(_, value)| *value / 2));
        self.untried += choices.len().saturating_sub(self.left);
        self.load(choices);
    }

    /// What each outcome hangs on where one value is known, and what that is compared with.
    fn behind(&self) -> Vec<(Vec<String>, Vec<Compared>)> {
        let mut found = vec![(Vec::new(), Vec::new()); self.asked.len()];
        for results in self.order.iter().filter_map(|choice| self.results.get(choice)) {
            for ((subjects, compared), retried) in found.iter_mut().zip(results) {
                for subject in retried.iter().flat_map(|r| &r.hangs_on) {
                    if !subjects.contains(subject) {
                        subjects.push(subject.clone());
                    }
                }
                for one in retried.iter().flat_map(|r| &r.compared) {
                    if !compared.contains(one) {
                        compared.push(one.clone());
                    }
                }
            }
        }
        found
    }

    /// Loads the unit with each choice while any load is left.
    fn load(&mut self, mut choices: Vec<Choice>) {
        choices.truncate(self.left);
        self.left -= choices.len();
        let context = self.scan.context();
        let this = &*self;
        let one = |choice: &Choice| {
            let divided = this.scan.units() / WHOLE;
            let mut inputs = Inputs { divided, ..context.inputs.clone() };
            for (supposition, value) in choice {
                let of = this.suppositions.get(*supposition);
                let value = of.and_then(|of| of.values.get(*value));
                if let (Some(of), Some(value)) = (of, value) {
                    inputs.supposed.push((of.input.clone(), value.expression.clone()));
                }
            }
            let arena = Arena::new();
            let context = LoadContext { inputs: &inputs, ..context };
            let loaded = this.framework.load(&arena, &context, this.unit);
            // Of the others the values decide nothing: with many variables those are nearly all.
            let about: Vec<usize> =
                (0..this.asked.len()).filter(|n| this.is_about(choice, *n)).collect();
            let asked: Vec<&Outcome> =
                about.iter().filter_map(|n| this.asked.get(*n).copied()).collect();
            let retried = this.engine.retry(&loaded.resources, &asked, this.scan.settings());
            let mut all = vec![None; this.asked.len()];
            for (n, retried) in about.into_iter().zip(retried) {
                if let Some(place) = all.get_mut(n) {
                    *place = retried;
                }
            }
            all
        };
        let found: Vec<Vec<Option<Retried>>> = choices.par_iter().map(one).collect();
        for (choice, found) in choices.into_iter().zip(found) {
            self.order.push(choice.clone());
            self.results.insert(choice, found);
        }
    }

    /// Whether an outcome may hang on what is chosen. Not all is told of one that hangs on much.
    fn is_about(&self, choice: &Choice, n: usize) -> bool {
        let Some(hangs) = self.hangs.get(n) else { return false };
        let subjects =
            choice.iter().filter_map(|(supposition, _)| self.suppositions.get(*supposition));
        hangs.len() >= HANGS_ON || subjects.into_iter().any(|s| hangs.contains(&s.subject))
    }

    fn result(&self, choice: &Choice, n: usize) -> Option<&Retried> {
        self.results.get(choice)?.get(n)?.as_ref()
    }

    /// Choices of two variables for outcomes that one alone does not make fail.
    fn pairs(&self) -> Vec<Choice> {
        let mut pairs: Vec<Choice> = Vec::new();
        for n in 0..self.asked.len() {
            let fails = |choice: &Choice| {
                self.result(choice, n).is_some_and(|r| r.kind == OutcomeKind::Fail)
            };
            if self.order.iter().any(fails) {
                continue;
            }
            let mut taken: HashMap<usize, usize> = HashMap::new();
            for choice in &self.order {
                let [(first, value)] = *choice.as_slice() else { continue };
                let open = self.result(choice, n).filter(|r| r.kind == OutcomeKind::Unknown);
                let Some(open) = open else { continue };
                let taken = taken.entry(first).or_default();
                *taken += 1;
                if *taken > PAIRED {
                    continue;
                }
                for (second, of) in self.suppositions.iter().enumerate() {
                    if second == first || !open.hangs_on.contains(&of.subject) {
                        continue;
                    }
                    // One that decides alone, or leaves nothing to decide, needs no other.
                    let is_open = |other: &usize| {
                        let alone = self.result(&vec![(second, *other)], n);
                        alone.is_some_and(|r| r.kind == OutcomeKind::Unknown)
                    };
                    for other in (0..of.values.len()).filter(is_open).take(PAIRED) {
                        let mut pair = vec![(first, value), (second, other)];
                        pair.sort_unstable();
                        if !pairs.contains(&pair) {
                            pairs.push(pair);
                        }
                    }
                }
            }
        }
        pairs
    }

    /// What was tried for one outcome and decided it.
    fn trials(&self, n: usize) -> Vec<Trial> {
        let is_decided =
            |kind| matches!(kind, OutcomeKind::Pass | OutcomeKind::Fail | OutcomeKind::Skip);
        let trial = |choice: &Choice| {
            let retried = self.result(choice, n)?;
            let values = choice.iter().filter_map(|(at, value)| {
                let of = self.suppositions.get(*at)?;
                Some((of.subject.clone(), of.values.get(*value)?.expression.clone()))
            });
            let trial = Trial { values: values.collect(), kind: retried.kind };
            is_decided(trial.kind).then_some(trial)
        };
        let single: Vec<Trial> =
            self.order.iter().filter(|c| c.len() == 1).filter_map(trial).collect();
        // Two values are told together only where none of them decides alone.
        let decided = |(name, value): &(String, String)| {
            let alone = |t: &&Trial| match t.values.as_slice() {
                [(n, v)] => n == name && v == value,
                _ => false,
            };
            single.iter().any(|t| alone(&t))
        };
        let pairs = self.order.iter().filter(|c| c.len() > 1).filter_map(trial);
        let pairs: Vec<Trial> = pairs.filter(|t| !t.values.iter().any(decided)).collect();
        single.into_iter().chain(pairs).collect()
    }
}
