//! Bodies that iterate over the same thing iterate over it together.
//!
//! Policies in the style of `deny contains msg if { some r in input.resources; r.type == "x"; … }`
//! walk one collection once for every rule. Here such bodies become one: the collection is walked
//! once, and for each element an index over what the bodies ask of it says which of them run.
//! Solutions are the same, in another order; so it is done where order does not count.

use crate::optimize::{Conditions, MANY_BODIES, Paths, conditions, index_of};
use crate::{Block, BlockId, Chain, ExprId, FuncKind, ProgramBuilder, RuleKind, Slot, Stmt};
use rustc_hash::FxHashMap;

/// A collection that is walked, and the registers that take its elements.
type Walk = (ExprId, Option<Slot>, Option<Slot>);

pub(crate) fn run(program: &mut ProgramBuilder<'_>, paths: &Paths) {
    for at in 0..program.funcs.len() {
        let FuncKind::Rules { kind, bodies, .. } = &program.funcs[at].kind else { continue };
        // Two values of a complete rule are an error whichever comes first.
        let any_order = matches!(
            kind,
            RuleKind::Set | RuleKind::Object | RuleKind::Tree | RuleKind::Once | RuleKind::Complete
        );
        if bodies.len() < 2 || !any_order {
            continue;
        }
        let mut plain = Vec::with_capacity(bodies.len());
        let mut rest = Vec::new();
        for chain in bodies {
            match chain.0.as_slice() {
                [only] => plain.push(*only),
                _ => rest.push(chain.clone()),
            }
        }
        let set: Vec<Slot> = (0..program.funcs[at].params).map(Slot).collect();
        let before = plain.len();
        let fused = fuse(program, paths, plain, &set);
        if fused.len() == before {
            continue;
        }
        let all: Vec<Chain> =
            fused.into_iter().map(|block| Chain(vec![block])).chain(rest).collect();
        if let FuncKind::Rules { bodies, .. } = &mut program.funcs[at].kind {
            *bodies = all;
        }
    }
}

/// The walk that a block begins with, if it is all that the block does.
fn walk(program: &ProgramBuilder<'_>, paths: &Paths, block: BlockId) -> Option<(Walk, BlockId)> {
    match program.blocks[block.0 as usize].0.as_slice() {
        [Stmt::Scan { source, key, value, block }] => {
            let path = paths.get(source.0 as usize).copied().flatten()?;
            Some(((path.first, *key, *value), *block))
        }
        _ => None,
    }
}

/// The blocks with those that walk the same made one.
fn fuse(
    program: &mut ProgramBuilder<'_>,
    paths: &Paths,
    blocks: Vec<BlockId>,
    set: &[Slot],
) -> Vec<BlockId> {
    let mut groups: Vec<(Option<Walk>, Vec<BlockId>)> = Vec::new();
    let mut position: FxHashMap<Walk, usize> = FxHashMap::default();
    for block in blocks {
        match walk(program, paths, block) {
            Some((walk, _)) => {
                let at = *position.entry(walk).or_insert(groups.len());
                if at == groups.len() {
                    groups.push((Some(walk), Vec::new()));
                }
                groups[at].1.push(block);
            }
            None => groups.push((None, vec![block])),
        }
    }
    let mut fused = Vec::with_capacity(groups.len());
    for (shared, members) in groups {
        let Some((source, key, value)) = shared.filter(|_| members.len() > 1) else {
            fused.extend(members);
            continue;
        };
        let inner: Vec<BlockId> =
            members.iter().filter_map(|m| walk(program, paths, *m).map(|(_, b)| b)).collect();
        let mut known = set.to_vec();
        known.extend([key, value].into_iter().flatten());
        let inner = fuse(program, paths, inner, &known);
        let statement = select(program, paths, inner, &known);
        let block = program.block(vec![statement]);
        fused.push(program.block(vec![Stmt::Scan { source, key, value, block }]));
    }
    fused
}

/// Runs the blocks, behind an index where one is of use.
fn select(
    program: &mut ProgramBuilder<'_>,
    paths: &Paths,
    blocks: Vec<BlockId>,
    set: &[Slot],
) -> Stmt {
    if blocks.len() < MANY_BODIES {
        return Stmt::Any(blocks);
    }
    let none = Block::default();
    let wanted: Vec<Conditions> = blocks
        .iter()
        .map(|b| {
            let block = program.blocks.get(b.0 as usize).unwrap_or(&none);
            conditions(program, paths, block, set)
        })
        .collect();
    let all = (0..u32::try_from(blocks.len()).unwrap_or(0)).collect();
    match index_of(program, &wanted, all) {
        Some(index) => Stmt::Select(blocks, index),
        None => Stmt::Any(blocks),
    }
}
