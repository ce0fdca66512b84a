//! Bodies that begin alike begin together.
//!
//! Policies in the style of `deny contains msg if { some r in input.resources; r.type == "x"; … }`
//! walk one collection once for every rule and ask it the same things over and over. Here such
//! bodies become one: what they begin with is done once, and what differs runs inside it, behind an
//! index over what the rest asks of each element. Solutions are the same, in another order; that
//! order counts for no kind of rule.

use crate::alike::Alike;
use crate::index::{Conditions, MANY_BODIES, conditions, index_of};
use crate::optimize::Paths;
use crate::{Block, Chain, ExprId, FuncKind, ProgramBuilder, Slot, Stmt};
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

pub(crate) fn run(program: &mut ProgramBuilder<'_>, paths: &Paths) {
    let mut alike = Alike::new(program);
    for at in 0..program.funcs.len() {
        let FuncKind::Rules { bodies, .. } = &program.funcs[at].kind else { continue };
        if bodies.len() < 2 {
            continue;
        }
        let (mut plain, mut own) = (Vec::new(), Vec::new());
        let mut rest = Vec::new();
        for chain in bodies {
            match chain.0.as_slice() {
                [only] => {
                    // No other function runs it.
                    plain.push(std::mem::take(&mut program.blocks[only.0 as usize].0));
                    own.push(*only);
                }
                _ => rest.push(chain.clone()),
            }
        }
        let set: Vec<Slot> = (0..program.funcs[at].params).map(Slot).collect();
        let before = plain.len();
        let merged = merge(program, paths, &mut alike, plain, &set);
        if merged.len() == before {
            for (block, statements) in own.into_iter().zip(merged) {
                program.blocks[block.0 as usize].0 = statements;
            }
            continue;
        }
        let mut all = Vec::with_capacity(merged.len() + rest.len());
        for statements in merged {
            all.push(Chain(vec![program.block(statements)]));
        }
        all.extend(rest);
        if let FuncKind::Rules { bodies, .. } = &mut program.funcs[at].kind {
            *bodies = all;
        }
    }
}

/// So few bodies are compared one with the other.
const FEW: usize = 8;

/// What a statement does, for telling whether another does the same.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Deed {
    Test(ExprId),
    Assign(Slot, ExprId),
    Scan(ExprId, Option<Slot>, Option<Slot>),
}

fn deed(program: &ProgramBuilder<'_>, alike: &mut Alike, statements: &[Stmt]) -> Option<Deed> {
    let mut first = |id: &ExprId| alike.first(program, *id);
    match statements {
        [Stmt::Test(expr), ..] => Some(Deed::Test(first(expr))),
        [Stmt::Assign(slot, expr), ..] => Some(Deed::Assign(*slot, first(expr))),
        // What follows an iteration stands inside it; one with something behind it is another's.
        [Stmt::Scan { source, key, value, .. }] => Some(Deed::Scan(first(source), *key, *value)),
        _ => None,
    }
}

/// Bodies with those that begin alike made one.
fn merge(
    program: &mut ProgramBuilder<'_>,
    paths: &Paths,
    alike: &mut Alike,
    bodies: Vec<Vec<Stmt>>,
    set: &[Slot],
) -> Vec<Vec<Stmt>> {
    let deeds: Vec<Option<Deed>> = bodies.iter().map(|body| deed(program, alike, body)).collect();
    if are_distinct(&deeds) {
        return bodies;
    }
    let mut groups: Vec<(Option<Deed>, Vec<Vec<Stmt>>)> = Vec::with_capacity(bodies.len());
    let mut position: FxHashMap<Deed, usize> = FxHashMap::default();
    for (body, deed) in bodies.into_iter().zip(deeds) {
        match deed {
            Some(deed) => {
                let at = *position.entry(deed).or_insert(groups.len());
                if at == groups.len() {
                    groups.push((Some(deed), Vec::new()));
                }
                groups[at].1.push(body);
            }
            None => groups.push((None, vec![body])),
        }
    }
    let mut merged = Vec::with_capacity(groups.len());
    for (deed, members) in groups {
        let Some(deed) = deed.filter(|_| members.len() > 1) else {
            merged.extend(members);
            continue;
        };
        let mut known = set.to_vec();
        let inner: Vec<Vec<Stmt>> = match deed {
            Deed::Scan(_, key, value) => {
                known.extend([key, value].into_iter().flatten());
                let inner = members.iter().filter_map(|m| match m.first() {
                    Some(Stmt::Scan { block, .. }) => {
                        Some(std::mem::take(&mut program.blocks[block.0 as usize].0))
                    }
                    _ => None,
                });
                inner.collect()
            }
            Deed::Assign(slot, _) => {
                known.push(slot);
                members.into_iter().map(|mut m| m.split_off(1)).collect()
            }
            Deed::Test(_) => members.into_iter().map(|mut m| m.split_off(1)).collect(),
        };
        let inner = merge(program, paths, alike, inner, &known);
        let mut rest = together(program, paths, inner, &known);
        merged.push(match deed {
            Deed::Scan(source, key, value) => {
                let block = program.block(rest);
                vec![Stmt::Scan { source, key, value, block }]
            }
            Deed::Assign(slot, expr) => {
                rest.insert(0, Stmt::Assign(slot, expr));
                rest
            }
            Deed::Test(expr) => {
                rest.insert(0, Stmt::Test(expr));
                rest
            }
        });
    }
    merged
}

/// Whether no two bodies begin alike.
fn are_distinct(deeds: &[Option<Deed>]) -> bool {
    if deeds.len() <= FEW {
        let same = |(at, deed): (usize, &Option<Deed>)| {
            deed.is_some() && deeds.iter().take(at).any(|before| before == deed)
        };
        return !deeds.iter().enumerate().any(same);
    }
    let mut seen = FxHashSet::with_capacity_and_hasher(deeds.len(), FxBuildHasher);
    deeds.iter().flatten().all(|deed| seen.insert(*deed))
}

/// Runs bodies one after the other, behind an index where one is of use.
fn together(
    program: &mut ProgramBuilder<'_>,
    paths: &Paths,
    mut bodies: Vec<Vec<Stmt>>,
    set: &[Slot],
) -> Vec<Stmt> {
    if bodies.len() < 2 {
        return bodies.pop().unwrap_or_default();
    }
    let bodies: Vec<Block> = bodies.into_iter().map(Block).collect();
    let mut index = None;
    if bodies.len() >= MANY_BODIES {
        let wanted: Vec<Conditions> =
            bodies.iter().map(|body| conditions(program, paths, body, set)).collect();
        let all = (0..u32::try_from(bodies.len()).unwrap_or(0)).collect();
        index = index_of(program, &wanted, all);
    }
    let blocks = bodies.into_iter().map(|Block(body)| program.block(body)).collect();
    vec![match index {
        Some(index) => Stmt::Select(blocks, index),
        None => Stmt::Any(blocks),
    }]
}
