//! The machine: calls of functions with the same arguments, of which the results are kept for the
//! length of an evaluation.
//!
//! Without, a function that asks another one twice, which asks a third one twice, takes twice as
//! long with each level. A function that looks at its arguments alone is quicker than looking up
//! what it came to, so results are kept of those alone that iterate or call others twice.

use crate::{
    Block, BlockId, Eval, Expr, ExprId, Func, FuncId, FuncKind, Program, Recorder, Stmt, Stop, Vm,
};
use palisade_value::Value;
use rustc_hash::{FxHashMap, FxHashSet, FxHasher};
use std::hash::Hasher;

/// Results that are kept at a time at most.
const MOST: usize = 1 << 14;
/// Calls of which none was as another, until looking for them is given up.
const PATIENCE: u32 = 1 << 14;
/// Values of more parts, and texts of more bytes, are the same only where they are one.
const SMALL: u32 = 64;

/// What calls came to, by the hash of function and arguments.
#[derive(Default)]
pub(crate) struct Calls<'e> {
    results: FxHashMap<u64, Call<'e>>,
    missed: u32,
    found: bool,
}

struct Call<'e> {
    func: FuncId,
    arguments: &'e [Value<'e>],
    result: Eval<'e>,
}

impl Calls<'_> {
    /// Forgets all of them.
    #[inline]
    pub(crate) fn clear(&mut self) {
        if self.missed > 0 {
            *self = Calls::default();
        }
    }
}

impl<'e, R: Recorder<'e>> Vm<'e, R> {
    /// Runs a function whose results are kept; its frame starts at `base` and is the last one.
    #[inline(never)]
    pub(crate) fn run_remembered(&mut self, id: FuncId, base: usize) -> Eval<'e> {
        let given_up = !self.calls.found && self.calls.missed >= PATIENCE;
        let params = usize::from(self.program.func(id).params);
        let arguments = self.slots.get(base..base + params).unwrap_or_default();
        let (false, Some(hash)) = (given_up, hash_of(id, arguments)) else {
            return self.run(id, base);
        };
        if let Some(call) = self.calls.results.get(&hash)
            && call.func == id
            && call.arguments.iter().zip(arguments).all(|(a, b)| is_same(a, b))
        {
            let result = call.result;
            self.calls.found = true;
            self.slots.truncate(base);
            return result;
        }
        self.calls.missed = self.calls.missed.saturating_add(1);
        let kept = if self.calls.results.len() < MOST {
            let kept: &'e [Value<'e>] = self.arena.alloc_slice(arguments);
            self.charge(size_of_val(kept))?;
            Some(kept)
        } else {
            None
        };
        let result = self.run(id, base);
        if let Some(arguments) = kept
            && !matches!(result, Err(Stop::Limit(_)))
        {
            self.calls.results.insert(hash, Call { func: id, arguments, result });
        }
        result
    }
}

/// The hash of a call; none where something in the arguments is unknown.
fn hash_of(id: FuncId, arguments: &[Value<'_>]) -> Option<u64> {
    let mut hasher = FxHasher::default();
    hasher.write_u32(id.0);
    for value in arguments {
        match place_of(value) {
            Some(place) => hasher.write_usize(place),
            None if value.find_unknown().is_some() => return None,
            None => hasher.write_u32(value.hash32()),
        }
    }
    Some(hasher.finish())
}

/// Where a large value lies, which is then taken for what it is.
fn place_of(value: &Value<'_>) -> Option<usize> {
    match value {
        Value::Str(text) if text.len() > 4 * SMALL as usize => Some(text.as_ptr().addr()),
        Value::Array(array) if value.weight() > SMALL => Some(std::ptr::from_ref(*array).addr()),
        Value::Object(object) if value.weight() > SMALL => Some(std::ptr::from_ref(*object).addr()),
        Value::Set(set) if value.weight() > SMALL => Some(std::ptr::from_ref(*set).addr()),
        _ => None,
    }
}

/// Whether two arguments are the same, also in the way in which a number is written.
fn is_same(a: &Value<'_>, b: &Value<'_>) -> bool {
    if std::mem::discriminant(a) != std::mem::discriminant(b) {
        return false;
    }
    match (place_of(a), place_of(b)) {
        (None, None) => a.same(b),
        // Texts that lie at one place may be of different lengths.
        (Some(x), Some(y)) => x == y && (!matches!(a, Value::Str(_)) || a.same(b)),
        _ => false,
    }
}

/// For each function whether what it came to is kept.
pub(crate) fn remembered(program: &Program) -> Vec<bool> {
    let keyed: FxHashSet<FuncId> = program.keyed.iter().map(crate::keyed::Keyed::func).collect();
    let funcs = program.funcs.iter().enumerate();
    funcs
        .map(|(at, func)| {
            let id = FuncId(u32::try_from(at).unwrap_or(u32::MAX));
            func.params > 0 && func.memo.is_none() && !keyed.contains(&id) && works(program, func)
        })
        .collect()
}

/// Whether a function iterates, or calls functions more than once.
fn works(program: &Program, func: &Func) -> bool {
    let FuncKind::Rules { bodies, default, .. } = &func.kind else { return false };
    let mut blocks: Vec<BlockId> = bodies.iter().flat_map(|chain| &chain.0).copied().collect();
    let mut exprs: Vec<ExprId> = default.iter().copied().collect();
    let mut seen: FxHashSet<ExprId> = FxHashSet::default();
    let mut calls = 0;
    loop {
        while let Some(id) = exprs.pop() {
            if !seen.insert(id) {
                continue;
            }
            match program.expr(id) {
                Expr::Loop(_) | Expr::Generate(..) => return true,
                Expr::CallFunc(_, arguments) | Expr::CallMock(_, arguments, _)
                    if !arguments.is_empty() =>
                {
                    calls += 1;
                }
                _ => {}
            }
            exprs.extend(program.operands(id));
        }
        if calls > 1 {
            return true;
        }
        let Some(next) = blocks.pop() else { return false };
        let Block(statements) = &program.blocks[next.0 as usize];
        for statement in statements {
            match statement {
                Stmt::Scan { .. } | Stmt::Every { .. } => return true,
                Stmt::Test(e) | Stmt::Assign(_, e) => exprs.push(*e),
                Stmt::Not(block) | Stmt::With { block, .. } | Stmt::Outside(block) => {
                    blocks.push(*block);
                }
                Stmt::Any(inner) | Stmt::Select(inner, _) => blocks.extend(inner),
                Stmt::Grow { path, value, .. } => exprs.extend([*path, *value]),
                Stmt::Yield { key, value } => exprs.extend([*key, *value].into_iter().flatten()),
            }
        }
    }
}
