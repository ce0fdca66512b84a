//! Tries values for what unknown outcomes hang on: the unit is loaded again with each, and the
//! rules are run again on what comes of it.

use crate::run::Scan;
use palisade_arena::Arena;
use palisade_engine::{Engine, Retried, tell};
use palisade_model::{
    Framework, Inputs, LoadContext, Outcome, OutcomeKind, Question, Supposition, Trial, Unit,
};
use rayon::prelude::*;
use std::collections::HashMap;

/// A unit is loaded again no more than so many times.
const LOADS: usize = 64;
/// All loads of a unit together make no more than so many resources.
const RESOURCES: usize = 1_000_000;
/// Two variables are tried together only where each has at most so many values.
const PAIRED: usize = 4;

/// Positions in the suppositions and in their values.
type Choice = Vec<(usize, usize)>;

impl Scan<'_> {
    /// Finds out what would decide the unknown outcomes of a unit, of which `resources` many
    /// resources were loaded.
    pub fn suppose(
        &self,
        framework: &dyn Framework,
        unit: &Unit,
        engine: &Engine,
        resources: usize,
        outcomes: &mut [Outcome],
    ) {
        let is_open = |o: &Outcome| {
            o.kind == OutcomeKind::Unknown
                && o.suppression.is_none()
                && !o.whatif.hangs_on.is_empty()
        };
        let open: Vec<usize> =
            (0..outcomes.len()).filter(|at| outcomes.get(*at).is_some_and(is_open)).collect();
        let left = LOADS.min(RESOURCES / resources.max(1));
        if open.is_empty() || left == 0 {
            return;
        }
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
            left,
        };
        let subjects: Vec<&[String]> = asked.iter().map(|o| o.whatif.hangs_on.as_slice()).collect();
        run.ask(&subjects);
        // With one value known, what is unknown behind it comes to light.
        let behind = run.behind();
        let subjects: Vec<&[String]> = behind.iter().map(Vec::as_slice).collect();
        run.ask(&subjects);
        run.load(run.pairs());
        let told: Vec<Vec<Trial>> = (0..asked.len()).map(|n| run.trials(n)).collect();
        let suppositions = run.suppositions;
        for (at, trials) in open.into_iter().zip(told) {
            if let Some(outcome) = outcomes.get_mut(at) {
                outcome.whatif.texts = tell(&trials, &suppositions);
                outcome.whatif.trials = trials;
            }
        }
    }
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
    /// How many loads are left.
    left: usize,
}

impl Run<'_> {
    /// What is to be found out, with the constants of the policies that hang on it; what most
    /// hangs on comes first. `subjects` stand beside the outcomes.
    fn questions(&self, subjects: &[&[String]]) -> Vec<Question> {
        let mut found: Vec<(usize, Question)> = Vec::new();
        let mut constants: HashMap<&str, Vec<String>> = HashMap::new();
        for (outcome, subjects) in self.asked.iter().zip(subjects) {
            let policy = &outcome.policy.id;
            let own = constants.entry(policy.as_str());
            let own = own.or_insert_with(|| self.engine.constants(policy));
            for subject in *subjects {
                if self.suppositions.iter().any(|s| s.subject == *subject) {
                    continue;
                }
                let at = found.iter().position(|(_, q)| q.subject == *subject);
                let at = at.unwrap_or_else(|| {
                    let question = Question { subject: subject.clone(), constants: Vec::new() };
                    found.push((0, question));
                    found.len() - 1
                });
                if let Some((count, question)) = found.get_mut(at) {
                    *count += 1;
                    for constant in own.iter() {
                        if !question.constants.contains(constant) {
                            question.constants.push(constant.clone());
                        }
                    }
                }
            }
        }
        found.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.subject.cmp(&b.1.subject)));
        found.into_iter().map(|(_, question)| question).collect()
    }

    /// Tries each value of what the outcomes hang on.
    fn ask(&mut self, subjects: &[&[String]]) {
        let questions = self.questions(subjects);
        if questions.is_empty() || self.left == 0 {
            return;
        }
        let first = self.suppositions.len();
        let new = self.framework.suppose(&self.scan.context(), self.unit, &questions);
        self.suppositions.extend(new);
        let new = self.suppositions.iter().enumerate().skip(first);
        let choices =
            new.flat_map(|(at, of)| (0..of.values.len()).map(move |v| vec![(at, v)])).collect();
        self.load(choices);
    }

    /// What each outcome hangs on where one value is known.
    fn behind(&self) -> Vec<Vec<String>> {
        let mut found = vec![Vec::new(); self.asked.len()];
        for results in self.order.iter().filter_map(|choice| self.results.get(choice)) {
            for (subjects, retried) in found.iter_mut().zip(results) {
                for subject in retried.iter().flat_map(|r| &r.hangs_on) {
                    if !subjects.contains(subject) {
                        subjects.push(subject.clone());
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
            let mut inputs: Inputs = context.inputs.clone();
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
            this.engine.retry(&loaded.resources, this.asked, this.scan.settings())
        };
        let found: Vec<Vec<Option<Retried>>> = choices.par_iter().map(one).collect();
        for (choice, found) in choices.into_iter().zip(found) {
            self.order.push(choice.clone());
            self.results.insert(choice, found);
        }
    }

    fn result(&self, choice: &Choice, n: usize) -> Option<&Retried> {
        self.results.get(choice)?.get(n)?.as_ref()
    }

    /// Choices of two variables for outcomes that one alone does not make fail.
    fn pairs(&self) -> Vec<Choice> {
        let is_small =
            |at: usize| self.suppositions.get(at).is_some_and(|of| of.values.len() <= PAIRED);
        let mut pairs: Vec<Choice> = Vec::new();
        for n in 0..self.asked.len() {
            let kind = |choice: &Choice| self.result(choice, n).map(|r| r.kind);
            if self.order.iter().any(|choice| kind(choice) == Some(OutcomeKind::Fail)) {
                continue;
            }
            for choice in &self.order {
                let [(first, value)] = *choice.as_slice() else { continue };
                let open = self.result(choice, n).filter(|r| r.kind == OutcomeKind::Unknown);
                let Some(open) = open.filter(|_| is_small(first)) else { continue };
                for (second, of) in self.suppositions.iter().enumerate() {
                    let is_other = second != first && is_small(second);
                    if !is_other || !open.hangs_on.contains(&of.subject) {
                        continue;
                    }
                    for other in 0..of.values.len() {
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
