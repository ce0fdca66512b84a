//! Which lines of modules ran.

use super::load::Workspace;
use super::outline::Outline;
use palisade_ir::{BlockId, Eval, ExprId, Program, Recorder};
use palisade_source::{FileId, SourceMap};
use palisade_value::{Origin, Value};
use std::collections::BTreeMap;

/// Which expressions ran and which bodies came to their end, in a program that is not optimized.
#[derive(Clone, Default, Debug)]
pub struct Cover {
    exprs: Vec<bool>,
    blocks: Vec<bool>,
}

fn set(bits: &mut Vec<bool>, at: u32) {
    let at = at as usize;
    if at >= bits.len() {
        bits.resize(at + 1, false);
    }
    bits[at] = true;
}

fn merge(mine: &mut Vec<bool>, other: &[bool]) {
    if other.len() > mine.len() {
        mine.resize(other.len(), false);
    }
    for (mine, theirs) in mine.iter_mut().zip(other) {
        *mine |= theirs;
    }
}

impl Cover {
    /// Nothing ran yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds what ran in another evaluation of the same program.
    pub fn merge(&mut self, other: &Self) {
        merge(&mut self.exprs, &other.exprs);
        merge(&mut self.blocks, &other.blocks);
    }

    /// What ran of each module of a workspace, in the order of the modules.
    #[must_use]
    pub fn report(
        &self,
        program: &Program,
        workspace: &Workspace,
        sources: &SourceMap,
    ) -> Vec<FileCoverage> {
        let outline = Outline::new(program);
        let ran = |expr: ExprId| self.exprs.get(expr.0 as usize).copied().unwrap_or(false);
        let mut lines: BTreeMap<FileId, BTreeMap<u32, bool>> = BTreeMap::new();
        let mut note = |file: FileId, line: u32, ran: bool| {
            *lines.entry(file).or_default().entry(line).or_default() |= ran;
        };
        // A line with several expressions is covered where one of them ran, as OPA has it.
        let mut starts: BTreeMap<BlockId, (FileId, u32)> = BTreeMap::new();
        for (expr, role) in &outline.roles {
            let Some(at) = program.location(*expr) else { continue };
            let line = sources.get(at.file).line(at.span.start);
            note(at.file, line, ran(*expr));
            if role.func.is_some() {
                let first = starts.entry(role.body).or_insert((at.file, at.span.start));
                first.1 = first.1.min(at.span.start);
            }
        }
        let mut done: BTreeMap<BlockId, bool> = BTreeMap::new();
        for (block, end) in &outline.ends {
            if end.func.is_some() && !end.negated && !end.every {
                let reached = self.blocks.get(block.0 as usize).copied().unwrap_or(false);
                *done.entry(end.body).or_default() |= reached;
            }
        }
        for module in &workspace.modules {
            let file = sources.get(module.file);
            for rule in module.module.rules.iter().filter(|r| !r.default) {
                let inside = |at: &(FileId, u32)| {
                    at.0 == module.file && rule.span.start <= at.1 && at.1 <= rule.span.end
                };
                let bodies = starts.iter().filter(|(_, at)| inside(at));
                let reached: Vec<bool> =
                    bodies.map(|(b, _)| done.get(b).copied().unwrap_or(false)).collect();
                if !reached.is_empty() {
                    note(module.file, file.line(rule.head.span.start), reached.contains(&true));
                }
            }
        }
        workspace
            .modules
            .iter()
            .map(|module| {
                let of_file = lines.remove(&module.file).unwrap_or_default();
                let pick = |ran: bool| {
                    of_file.iter().filter(|(_, r)| **r == ran).map(|(l, _)| *l).collect()
                };
                FileCoverage {
                    path: sources.get(module.file).path().to_string(),
                    covered: pick(true),
                    not_covered: pick(false),
                }
            })
            .collect()
    }
}

/// The lines of one module that hold something to evaluate.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FileCoverage {
    /// The path of the module.
    pub path: String,
    /// Lines that ran, from 1.
    pub covered: Vec<u32>,
    /// Lines that did not.
    pub not_covered: Vec<u32>,
}

impl FileCoverage {
    /// How much of it ran, in percent; all where there is nothing to run.
    #[must_use]
    pub fn percent(&self) -> f64 {
        percent(self.covered.len(), self.not_covered.len())
    }
}

/// A share in percent with two digits; 100 where there is nothing.
#[must_use]
pub fn percent(covered: usize, not_covered: usize) -> f64 {
    let all = covered + not_covered;
    if all == 0 {
        return 100.0;
    }
    let share = u32::try_from(covered * 10_000 / all).unwrap_or(10_000);
    f64::from(share) / 100.0
}

/// Lines as runs: first and last of each.
#[must_use]
pub fn ranges(lines: &[u32]) -> Vec<(u32, u32)> {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for line in lines {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == *line => *last = *line,
            _ => runs.push((*line, *line)),
        }
    }
    runs
}

impl<'e> Recorder<'e> for Cover {
    const ON: bool = true;
    const MEMOS: bool = true;

    fn enter(&mut self, _: ExprId) {}

    fn exit(&mut self, expr: ExprId, _: &Eval<'e>) {
        set(&mut self.exprs, expr.0);
    }

    fn read(&mut self, _: Value<'e>, _: Option<Value<'e>>, _: Option<&'e Origin<'e>>) {}
    fn iteration(&mut self, _: Value<'e>, _: Option<&'e Origin<'e>>) {}
    fn iteration_end(&mut self) {}

    fn solution(&mut self, block: BlockId) {
        set(&mut self.blocks, block.0);
    }
}
