//! What takes how long: evaluations, steps and time of each expression of bodies.

use super::outline::Outline;
use palisade_ir::{Eval, ExprId, Program, Recorder};
use palisade_source::{Location, SourceMap};
use palisade_value::{Origin, Value};
use rustc_hash::FxHashMap;

/// Counts evaluations of the expressions of bodies.
#[derive(Clone, Debug)]
pub struct Profile {
    clock: fn() -> u64,
    /// Which expressions are counted.
    counted: Vec<bool>,
    counts: FxHashMap<ExprId, Counts>,
    /// Of each counted expression that is running: when it began, and the steps before it.
    open: Vec<(u64, u64)>,
    steps: u64,
}

#[derive(Clone, Copy, Default, Debug)]
struct Counts {
    nanos: u64,
    evaluations: u64,
    steps: u64,
}

/// What one expression took.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProfileEntry {
    /// Where it is written.
    pub location: Location,
    /// Its text on one line.
    pub text: String,
    /// Nanoseconds in all, with what it called.
    pub nanos: u64,
    /// How often it was evaluated.
    pub evaluations: u64,
    /// How many expressions were evaluated in it, with what it called.
    pub steps: u64,
}

impl Profile {
    /// Nothing counted yet; `clock` tells nanoseconds from any moment on.
    #[must_use]
    pub fn new(program: &Program, clock: fn() -> u64) -> Self {
        let outline = Outline::new(program);
        let mut counted = vec![false; program.len()];
        for expr in outline.roles.keys() {
            if let Some(slot) = counted.get_mut(expr.0 as usize) {
                *slot = true;
            }
        }
        Self { clock, counted, counts: FxHashMap::default(), open: Vec::new(), steps: 0 }
    }

    /// What each expression took, what took longest first.
    #[must_use]
    pub fn entries(&self, program: &Program, sources: &SourceMap) -> Vec<ProfileEntry> {
        let mut found: FxHashMap<Location, ProfileEntry> = FxHashMap::default();
        for (expr, counts) in &self.counts {
            let Some(location) = program.location(*expr) else { continue };
            let text = sources.get(location.file).slice(location.span).to_owned();
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            let entry = found.entry(location).or_insert(ProfileEntry {
                location,
                text,
                nanos: 0,
                evaluations: 0,
                steps: 0,
            });
            entry.nanos += counts.nanos;
            entry.evaluations += counts.evaluations;
            entry.steps += counts.steps;
        }
        let mut all: Vec<ProfileEntry> = found.into_values().collect();
        all.sort_by_key(|e| {
            (
                std::cmp::Reverse(e.nanos),
                e.location.file,
                e.location.span.start,
                e.location.span.end,
            )
        });
        all
    }

    fn counts(&self, expr: ExprId) -> bool {
        self.counted.get(expr.0 as usize).copied().unwrap_or(false)
    }
}

impl<'e> Recorder<'e> for Profile {
    const ON: bool = true;
    const MEMOS: bool = true;

    fn enter(&mut self, expr: ExprId) {
        self.steps += 1;
        if self.counts(expr) {
            self.open.push(((self.clock)(), self.steps));
        }
    }

    fn exit(&mut self, expr: ExprId, _: &Eval<'e>) {
        if self.counts(expr)
            && let Some((began, before)) = self.open.pop()
        {
            let nanos = (self.clock)().saturating_sub(began);
            let counts = self.counts.entry(expr).or_default();
            counts.nanos += nanos;
            counts.evaluations += 1;
            counts.steps += self.steps - before + 1;
        }
    }

    fn read(&mut self, _: Value<'e>, _: Option<Value<'e>>, _: Option<&'e Origin<'e>>) {}
    fn iteration(&mut self, _: Value<'e>, _: Option<&'e Origin<'e>>) {}
    fn iteration_end(&mut self) {}
}
