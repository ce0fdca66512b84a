//! Rewrites a program before it is closed: constants folded, literal collections made tables,
//! shared document paths read once, rule bodies put behind an index.

use crate::ir::{Arm, Dispatch, DispatchId};
use crate::{
    Block, BlockId, Cache, CallContext, Chain, Expr, ExprId, FuncKind, Op, ProgramBuilder, Slot,
    Stmt, fuse,
};
use palisade_value::{ObjectBuilder, Value};
use rustc_hash::FxHashMap;

/// Collections of more literals than this are looked up by hash.
const TABLE: usize = 6;
/// Paths of at least so many keys are worth a memo when they stand more than once.
const LONG_PATH: u32 = 3;
/// Groups of at least so many bodies get an index.
pub(crate) const MANY_BODIES: usize = 3;
/// Levels of a rule index.
const INDEX_DEPTH: u32 = 4;

pub(crate) fn run(program: &mut ProgramBuilder<'_>) {
    fold(program);
    let paths = canonical_paths(program);
    fuse::run(program, &paths);
    index_rules(program, &paths);
    share_paths(program, &paths);
}

fn constant(program: &ProgramBuilder<'_>, id: ExprId) -> Option<crate::ConstId> {
    match program.exprs[id.0 as usize] {
        Expr::Const(c) => Some(c),
        _ => None,
    }
}

/// Operands stand before what uses them, so one pass in order folds whole trees.
fn fold(program: &mut ProgramBuilder<'_>) {
    let arena = program.arena();
    let cache = Cache::default();
    for at in 0..program.exprs.len() {
        let all =
            |program: &ProgramBuilder<'_>, list: crate::List| -> Option<Vec<crate::ConstId>> {
                program.lists[list.range()].iter().map(|id| constant(program, *id)).collect()
            };
        let folded = match program.exprs[at] {
            Expr::Array(list) | Expr::Set(list) => all(program, list).map(|ids| {
                let items: Vec<_> = ids.iter().map(|c| program.consts[c.0 as usize]).collect();
                if matches!(program.exprs[at], Expr::Set(_)) {
                    Value::set(arena, &items)
                } else {
                    Value::array(arena, &items)
                }
            }),
            Expr::Object(list) if list.is_empty() => Some(ObjectBuilder::new().finish(arena)),
            Expr::Call { builtin, arguments, .. } => {
                let function = program.builtin(builtin);
                let location = program.spans[at];
                let context = CallContext { arena, cache: &cache, kept: None, location, now: None };
                all(program, arguments).filter(|_| function.pure).and_then(|ids| {
                    let values: Vec<_> = ids.iter().map(|c| program.consts[c.0 as usize]).collect();
                    // What fails is left for the evaluation to report.
                    (function.run)(&context, &values).ok()
                })
            }
            Expr::Binary(Op::In | Op::Member, item, collection) => {
                if let Some(table) = literal_table(program, collection) {
                    program.exprs[at] = Expr::InTable(item, table);
                }
                None
            }
            _ => None,
        };
        if let Some(value) = folded {
            let constant = program.constant(value);
            program.exprs[at] = Expr::Const(constant);
        }
    }
}

fn literal_table(program: &mut ProgramBuilder<'_>, collection: ExprId) -> Option<u32> {
    let value = program.consts[constant(program, collection)?.0 as usize];
    let items = match value {
        Value::Array(a) => a.items(),
        Value::Set(s) => s.items(),
        _ => return None,
    };
    let scalar = |v: &Value<'_>| matches!(v, Value::Str(_) | Value::Bool(_) | Value::Int(_));
    if items.len() <= TABLE || !items.iter().all(scalar) {
        return None;
    }
    let mut table: FxHashMap<u32, Vec<crate::ConstId>> = FxHashMap::default();
    for item in items {
        let id = program.constant(*item);
        let ids = table.entry(item.hash32()).or_default();
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    program.tables.push(table);
    u32::try_from(program.tables.len() - 1).ok()
}

/// A document path with constant keys: the first expression that reads it, and how many keys.
#[derive(Clone, Copy)]
pub(crate) struct Path {
    pub(crate) first: ExprId,
    keys: u32,
    /// What it begins with.
    base: Base,
}

/// What a path begins with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Base {
    /// A document, or a rule without arguments.
    Fixed,
    /// A register.
    Slot(Slot),
}

/// For each expression the path that it is, if it is one.
pub(crate) type Paths = [Option<Path>];

/// For each expression that is a document path, the first one that reads the same path.
fn canonical_paths(program: &ProgramBuilder<'_>) -> Vec<Option<Path>> {
    let mut known: FxHashMap<(u8, u32, u32, u8), ExprId> = FxHashMap::default();
    let mut paths: Vec<Option<Path>> = Vec::with_capacity(program.exprs.len());
    for (at, expr) in program.exprs.iter().enumerate() {
        let id = ExprId(u32::try_from(at).unwrap_or(u32::MAX));
        let (key, keys, base) = match expr {
            Expr::Root(root) => ((0, u32::from(root.0), 0, 0), 0, Base::Fixed),
            Expr::Slot(slot) => ((2, u32::from(slot.0), 0, 0), 0, Base::Slot(*slot)),
            Expr::CallFunc(func, list) if list.is_empty() && program.is_memoised(*func) => {
                ((3, func.0, 0, 0), 0, Base::Fixed)
            }
            Expr::Get(base, name, access) => match paths.get(base.0 as usize).copied().flatten() {
                Some(path) => ((1, path.first.0, name.0, *access as u8), path.keys + 1, path.base),
                None => {
                    paths.push(None);
                    continue;
                }
            },
            _ => {
                paths.push(None);
                continue;
            }
        };
        let first = *known.entry(key).or_insert(id);
        paths.push(Some(Path { first, keys, base }));
    }
    paths
}

/// Long paths that stand more than once are read once in an evaluation.
fn share_paths(program: &mut ProgramBuilder<'_>, paths: &Paths) {
    let mut inner = vec![false; paths.len()];
    for expr in &program.exprs[..paths.len()] {
        if let Expr::Get(base, ..) = expr {
            inner[base.0 as usize] = true;
        }
    }
    let mut users: FxHashMap<ExprId, Vec<usize>> = FxHashMap::default();
    for (at, path) in paths.iter().enumerate() {
        if let Some(path) = path
            && path.keys >= LONG_PATH
            && path.base == Base::Fixed
            && !inner[at]
        {
            users.entry(path.first).or_default().push(at);
        }
    }
    let mut shared: Vec<_> = users.into_values().filter(|u| u.len() > 1).collect();
    shared.sort();
    for users in shared {
        let memo = program.memo();
        for at in users {
            let (expr, location) = (program.exprs[at], program.spans[at]);
            let copy = program.expr(expr, location);
            program.exprs[at] = Expr::Memo(memo, copy);
        }
    }
}

/// Conditions of one body on document paths: path to the literals that it may have.
pub(crate) type Conditions = FxHashMap<ExprId, Vec<crate::ConstId>>;

/// What a block asks of paths below documents and below registers that are set before it.
pub(crate) fn conditions(
    program: &ProgramBuilder<'_>,
    paths: &Paths,
    Block(statements): &Block,
    set: &[Slot],
) -> Conditions {
    let path = |id: ExprId| {
        paths.get(id.0 as usize).copied().flatten().filter(|p| match p.base {
            Base::Fixed => p.keys > 0,
            Base::Slot(slot) => set.contains(&slot),
        })
    };
    let mut found = Conditions::default();
    for statement in statements {
        let Stmt::Test(test) = statement else { continue };
        match program.exprs[test.0 as usize] {
            Expr::Binary(Op::Eq, a, b) => {
                for (side, other) in [(a, b), (b, a)] {
                    if let (Some(path), Some(literal)) = (path(side), constant(program, other))
                        && is_scalar(program.consts[literal.0 as usize])
                    {
                        found.entry(path.first).or_insert_with(|| vec![literal]);
                    }
                }
            }
            Expr::Binary(Op::In | Op::Member, item, collection) => {
                if let (Some(path), Some(few)) = (path(item), constant(program, collection)) {
                    let items = match program.consts[few.0 as usize] {
                        Value::Array(a) => a.items(),
                        Value::Set(s) => s.items(),
                        _ => continue,
                    };
                    let literals: Option<Vec<crate::ConstId>> = items
                        .iter()
                        .map(|item| program.known(*item).filter(|_| is_scalar(*item)))
                        .collect();
                    if let Some(literals) = literals.filter(|l| !l.is_empty()) {
                        found.entry(path.first).or_insert(literals);
                    }
                }
            }
            Expr::InTable(item, table) => {
                if let Some(path) = path(item) {
                    let literals = program.tables[table as usize].values().flatten().copied();
                    found.entry(path.first).or_insert_with(|| literals.collect());
                }
            }
            _ => {}
        }
    }
    found
}

fn is_scalar(value: Value<'_>) -> bool {
    matches!(value, Value::Null | Value::Bool(_) | Value::Str(_)) || value.is_number()
}

fn index_rules(program: &mut ProgramBuilder<'_>, paths: &Paths) {
    for at in 0..program.funcs.len() {
        let FuncKind::Rules { bodies, .. } = &program.funcs[at].kind else { continue };
        if bodies.len() < MANY_BODIES {
            continue;
        }
        let set: Vec<Slot> = (0..program.funcs[at].params).map(Slot).collect();
        let wanted: Vec<Conditions> = bodies
            .iter()
            .map(|Chain(branches)| match branches.as_slice() {
                [BlockId(only)] => {
                    conditions(program, paths, &program.blocks[*only as usize], &set)
                }
                _ => Conditions::default(),
            })
            .collect();
        let all: Vec<u32> = (0..u32::try_from(bodies.len()).unwrap_or(0)).collect();
        let found = index_of(program, &wanted, all);
        if let FuncKind::Rules { index, .. } = &mut program.funcs[at].kind {
            *index = found;
        }
    }
}

/// An index over what bodies ask for, if it leaves any out.
pub(crate) fn index_of(
    program: &mut ProgramBuilder<'_>,
    wanted: &[Conditions],
    all: Vec<u32>,
) -> Option<DispatchId> {
    let dispatch = switch(program, wanted, all, &[], INDEX_DEPTH);
    let is_switch = matches!(program.dispatches[dispatch.0 as usize], Dispatch::Switch { .. });
    is_switch.then_some(dispatch)
}

fn dispatch(program: &mut ProgramBuilder<'_>, new: Dispatch) -> DispatchId {
    program.dispatches.push(new);
    DispatchId(u32::try_from(program.dispatches.len() - 1).unwrap_or(u32::MAX))
}

fn switch(
    program: &mut ProgramBuilder<'_>,
    wanted: &[Conditions],
    bodies: Vec<u32>,
    used: &[ExprId],
    depth: u32,
) -> DispatchId {
    let mut counts: FxHashMap<ExprId, usize> = FxHashMap::default();
    for body in &bodies {
        for path in wanted[*body as usize].keys().filter(|p| !used.contains(p)) {
            *counts.entry(*path).or_default() += 1;
        }
    }
    // The path that most bodies ask about; of equals the one that stands first in the source.
    let best = counts.into_iter().max_by_key(|(path, n)| (*n, std::cmp::Reverse(path.0)));
    let Some((on, _)) = best.filter(|(_, n)| depth > 0 && *n >= MANY_BODIES) else {
        return dispatch(program, Dispatch::Bodies(bodies));
    };
    let mut by_value: Vec<(crate::ConstId, Vec<u32>)> = Vec::new();
    let mut position: FxHashMap<crate::ConstId, usize> = FxHashMap::default();
    let mut anyway = Vec::new();
    for body in &bodies {
        let Some(literals) = wanted[*body as usize].get(&on) else {
            anyway.push(*body);
            continue;
        };
        for literal in literals {
            // One and the same value may be written as two constants: 1 and 1.0.
            let value = program.consts[literal.0 as usize];
            let at = *position.entry(*literal).or_insert_with(|| {
                let same = by_value.iter().position(|(c, _)| {
                    value.is_number() && program.consts[c.0 as usize].same(&value)
                });
                same.unwrap_or_else(|| {
                    by_value.push((*literal, Vec::new()));
                    by_value.len() - 1
                })
            });
            if by_value[at].1.last() != Some(body) {
                by_value[at].1.push(*body);
            }
        }
    }
    let mut used = used.to_vec();
    used.push(on);
    let mut arms = Vec::with_capacity(by_value.len());
    let mut table: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
    for (value, mut selected) in by_value {
        selected.extend_from_slice(&anyway);
        selected.sort_unstable();
        let then = switch(program, wanted, selected, &used, depth - 1);
        let hash = program.consts[value.0 as usize].hash32();
        table.entry(hash).or_default().push(u32::try_from(arms.len()).unwrap_or(u32::MAX));
        arms.push(Arm { value, then });
    }
    let otherwise = switch(program, wanted, anyway, &used, depth - 1);
    let unknown = dispatch(program, Dispatch::Bodies(bodies));
    dispatch(program, Dispatch::Switch { on, arms, table, otherwise, unknown })
}
