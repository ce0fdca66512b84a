//! Rewrites a program before it is closed: constants folded, literal collections made tables,
//! shared document paths read once, rule bodies put behind an index.

use crate::{Cache, CallContext, Expr, ExprId, Op, ProgramBuilder, Slot, fuse, index, joins};
use palisade_value::{ObjectBuilder, Value};
use rustc_hash::FxHashMap;

/// Collections of more literals than this are looked up by hash.
const TABLE: usize = 6;
/// Paths of at least so many keys are worth a memo when they stand more than once.
const LONG_PATH: u32 = 3;

pub(crate) fn run(program: &mut ProgramBuilder<'_>) {
    fold(program);
    let paths = canonical_paths(program);
    fuse::run(program, &paths);
    index::index_rules(program, &paths);
    joins::note(program, &paths);
    share_paths(program, &paths);
    program.look_up_keys();
}

pub(crate) fn constant(program: &ProgramBuilder<'_>, id: ExprId) -> Option<crate::ConstId> {
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
        // An index over rules knows literals by their constants.
        items.iter().filter(|item| scalar(item)).for_each(|item| {
            program.constant(*item);
        });
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
    pub(crate) keys: u32,
    /// What it begins with.
    pub(crate) base: Base,
}

/// What a path begins with.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Base {
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
    let mut slots: Vec<Option<ExprId>> = Vec::new();
    let mut paths: Vec<Option<Path>> = Vec::with_capacity(program.exprs.len());
    for (at, expr) in program.exprs.iter().enumerate() {
        let id = ExprId(u32::try_from(at).unwrap_or(u32::MAX));
        let (key, keys, base) = match expr {
            Expr::Root(root) => ((0, u32::from(root.0), 0, 0), 0, Base::Fixed),
            Expr::Slot(slot) => {
                let at = usize::from(slot.0);
                if slots.len() <= at {
                    slots.resize(at + 1, None);
                }
                let first = *slots[at].get_or_insert(id);
                paths.push(Some(Path { first, keys: 0, base: Base::Slot(*slot) }));
                continue;
            }
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
