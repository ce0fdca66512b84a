//! The expressions as a machine without a recorder runs them.
//!
//! A recorder sees a program as it was written. Where nothing watches, what is common is done in
//! one step: constant keys one after the other, comparisons with constants; and what stands more
//! than once, or is the same in every iteration of a loop, is evaluated once. An expression keeps
//! its id, so that what a common case does not cover is left to the expression as it was written,
//! and errors stand where they did.

use crate::ir::{Start, Step, Walk};
use crate::{Access, ConstId, Expr, ExprId, Op, ProgramBuilder, sharing};
use palisade_value::Value;

/// What [`make`] makes.
#[derive(Default)]
pub(crate) struct Quick {
    /// Empty where they are run as they were written.
    pub(crate) exprs: Vec<Expr>,
    pub(crate) bodies: Vec<Expr>,
    pub(crate) paths: Vec<Walk>,
    pub(crate) steps: Vec<Step>,
    /// How many places loops have for what is evaluated once in an iteration.
    pub(crate) places: u32,
}

/// Programs with statements share and index in ways of their own, and stay as they are.
pub(crate) fn make(program: &mut ProgramBuilder<'_>) -> Quick {
    if !program.blocks.is_empty() {
        return Quick::default();
    }
    let mut quick = Quick { exprs: program.exprs.clone(), ..Quick::default() };
    // What is settled beforehand comes to one of these.
    for is in [false, true] {
        program.constant(Value::Bool(is));
    }
    walks(program, &mut quick);
    for at in 0..program.exprs.len() {
        if let Some(expr) = compared(program, program.exprs[at]) {
            quick.exprs[at] = expr;
        }
    }
    sharing::run(program, &mut quick);
    quick
}

/// Makes one step of constant keys that follow each other.
fn walks(program: &ProgramBuilder<'_>, quick: &mut Quick) {
    // For each expression whether a path goes on behind it, and what it adds to the path before.
    let mut is_inner = vec![false; program.exprs.len()];
    let mut links: Vec<Option<(ExprId, Step)>> = Vec::with_capacity(program.exprs.len());
    let leaf = |id: ExprId| matches!(program.exprs[id.0 as usize], Expr::Root(_) | Expr::Slot(_));
    for expr in &program.exprs {
        let (base, step) = match *expr {
            Expr::Get(base, key, access) if access != Access::Optional => {
                let hash = program.consts[key.0 as usize].hash32();
                (base, Some(Step::Field(key, hash, access)))
            }
            Expr::Index(base, key, access) if access != Access::Optional => {
                (base, position(program, key).map(|at| Step::Element(at, access)))
            }
            _ => (ExprId(0), None),
        };
        let goes_on = leaf(base) || links.get(base.0 as usize).is_some_and(Option::is_some);
        let link = step.filter(|_| goes_on).map(|step| (base, step));
        if link.is_some() {
            is_inner[base.0 as usize] = true;
        }
        links.push(link);
    }
    for (at, is_inner) in is_inner.into_iter().enumerate() {
        let (path, other) = match program.exprs[at] {
            Expr::OrElse(path, other) => (path, Some(other)),
            _ if is_inner => continue,
            _ => (ExprId(u32::try_from(at).unwrap_or(u32::MAX)), None),
        };
        let start = quick.steps.len();
        let mut base = path;
        while let Some((before, step)) = links.get(base.0 as usize).copied().flatten() {
            quick.steps.push(step);
            base = before;
        }
        let base = match program.exprs[base.0 as usize] {
            Expr::Root(root) => Start::Root(root),
            Expr::Slot(slot) => Start::Slot(slot),
            _ => continue,
        };
        if quick.steps.len() == start {
            continue;
        }
        quick.steps[start..].reverse();
        let id = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let (start, end) = (id(start), id(quick.steps.len()));
        quick.exprs[at] = Expr::Path(id(quick.paths.len()));
        quick.paths.push(Walk { base, start, end, other });
    }
}

/// A constant that is a position in an array.
fn position(program: &ProgramBuilder<'_>, id: ExprId) -> Option<u32> {
    match program.exprs[id.0 as usize] {
        Expr::Const(c) => match program.consts[c.0 as usize] {
            Value::Int(at) => u32::try_from(at).ok(),
            _ => None,
        },
        _ => None,
    }
}

pub(crate) fn is_plain(value: &Value<'_>) -> bool {
    matches!(value, Value::Str(_) | Value::Bool(_) | Value::Int(_))
}

/// A comparison with a constant.
fn compared(program: &ProgramBuilder<'_>, expr: Expr) -> Option<Expr> {
    let constant = |id: ExprId| -> Option<(ConstId, Value<'_>)> {
        match program.exprs[id.0 as usize] {
            Expr::Const(c) => Some((c, program.consts[c.0 as usize])),
            _ => None,
        }
    };
    match expr {
        Expr::Binary(op @ (Op::Eq | Op::Ne), a, b) => {
            let plain = |id| constant(id).filter(|(_, value)| is_plain(value));
            match (plain(a), plain(b)) {
                (_, Some((c, _))) => Some(Expr::Is(a, c, op == Op::Eq)),
                (Some((c, _)), None) => Some(Expr::Is(b, c, op == Op::Eq)),
                (None, None) => None,
            }
        }
        Expr::Binary(Op::In, a, b) => match (constant(a), constant(b)) {
            (_, Some((c, Value::Array(array)))) if array.items().iter().all(is_plain) => {
                Some(Expr::IsAny(a, c))
            }
            (Some((c, Value::Str(_))), None) => Some(Expr::Holds(c, b)),
            _ => None,
        },
        _ => None,
    }
}
