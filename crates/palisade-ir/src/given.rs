//! What conditions come to where one text of a document is known beforehand.
//!
//! A policy about several types of resources asks again and again which type it looks at. For all
//! resources of one type the answers are the same, and with them whole rules are settled. What is
//! made here stands, as quick expressions do, beside the program as it was written.

use crate::quick::is_plain;
use crate::truth::Truth;
use crate::{Eval, Expr, ExprId, FuncId, FuncKind, Op, Program, Recorder, Root, Vm};
use palisade_arena::Arena;
use palisade_value::Value;

/// The quick expressions of a program for all documents with one text under one key.
#[derive(Clone, Copy, Debug)]
pub struct Given<'e> {
    pub(crate) quick: &'e [Expr],
}

/// What was settled once; none where that is nothing.
struct Settled {
    root: Root,
    quick: Option<Vec<Expr>>,
}

impl Program {
    /// What the program comes to where `root.key` is `text`; none where that settles nothing.
    /// It is made once and copied into the arena.
    pub fn given<'e>(
        &self,
        arena: &'e Arena,
        (root, key): (Root, &'static str),
        text: &str,
    ) -> Option<Given<'e>> {
        if !self.uses(root) || !self.blocks.is_empty() {
            return None;
        }
        let make = |text: &str| -> Result<Settled, std::convert::Infallible> {
            Ok(Settled { root, quick: self.settle(root, key, text) })
        };
        let made = match self.cache.get(key, text, make) {
            Ok(made) => made,
            Err(never) => match never {},
        };
        let quick = made.quick.as_ref().filter(|_| made.root == root)?;
        Some(Given { quick: arena.alloc_slice(quick) })
    }

    fn settle(&self, root: Root, key: &str, text: &str) -> Option<Vec<Expr>> {
        let consts = self.consts.get();
        let position = |is: bool| {
            let at = consts.iter().position(|c| matches!(c, Value::Bool(b) if *b == is));
            at.and_then(|at| u32::try_from(at).ok()).map(crate::ConstId)
        };
        let truths = [position(false)?, position(true)?];
        let mut known: Vec<Option<Value<'_>>> = Vec::with_capacity(self.exprs.len());
        let mut quick = self.quick().to_vec();
        let mut is_changed = false;
        for (at, expr) in self.exprs.iter().enumerate() {
            let value = self.settled(*expr, &known, (root, key, text));
            known.push(value);
            match (*expr, value) {
                (Expr::Const(_), _) => {}
                (_, Some(Value::Bool(is))) => {
                    quick[at] = Expr::Const(truths[usize::from(is)]);
                    is_changed = true;
                }
                (Expr::Cond(test, then, other), _) => {
                    let Some(Some(Value::Bool(is))) = known.get(test.0 as usize) else { continue };
                    let chosen = quick.get(if *is { then } else { other }.0 as usize).copied();
                    // What fails there is evaluated once more as it was written, and fails at its
                    // own place.
                    if let Some(
                        chosen @ (Expr::Const(_)
                        | Expr::Slot(_)
                        | Expr::Root(_)
                        | Expr::Path(_)
                        | Expr::CallFunc(..)),
                    ) = chosen
                    {
                        quick[at] = chosen;
                        is_changed = true;
                    }
                }
                _ => {}
            }
        }
        is_changed.then_some(quick)
    }

    /// The value of an expression whose operands are known, if nothing else counts for it.
    fn settled<'p>(
        &'p self,
        expr: Expr,
        known: &[Option<Value<'p>>],
        (root, key, text): (Root, &str, &'p str),
    ) -> Option<Value<'p>> {
        let of = |id: ExprId| known.get(id.0 as usize).copied().flatten();
        let consts = self.consts.get();
        match expr {
            Expr::Const(c) => consts.get(c.0 as usize).copied(),
            Expr::Get(base, name, _) => {
                let is_it = matches!(self.exprs.get(base.0 as usize), Some(Expr::Root(r)) if *r == root)
                    && consts.get(name.0 as usize).and_then(Value::as_str) == Some(key);
                is_it.then_some(Value::Str(text))
            }
            Expr::Not(a) => match of(a)? {
                Value::Bool(is) => Some(Value::Bool(!is)),
                _ => None,
            },
            Expr::Binary(op @ (Op::Eq | Op::Ne), a, b) => {
                let (a, b) = (of(a)?, of(b)?);
                let is_known = is_plain(&a) && is_plain(&b);
                is_known.then(|| Value::Bool(a.same(&b) == (op == Op::Eq)))
            }
            Expr::Binary(Op::In, a, b) => match (of(a)?, of(b)?) {
                (item @ Value::Str(_), Value::Array(all)) if all.items().iter().all(is_plain) => {
                    Some(Value::Bool(all.items().iter().any(|one| one.same(&item))))
                }
                _ => None,
            },
            Expr::InTable(item, table) => {
                let item = of(item).filter(|item| matches!(item, Value::Str(_)))?;
                let table = self.tables.get(table as usize)?;
                let found = table.get(&item.hash32()).into_iter().flatten();
                let mut found = found.filter_map(|c| consts.get(c.0 as usize));
                Some(Value::Bool(found.any(|one| one.same(&item))))
            }
            Expr::And(list) => self.joined(list, known, false),
            Expr::Or(list) => self.joined(list, known, true),
            Expr::Cond(test, then, other) => match of(test)? {
                Value::Bool(is) => of(if is { then } else { other }),
                _ => None,
            },
            Expr::CallFunc(func, arguments) if arguments.is_empty() => {
                match self.funcs.get(func.0 as usize)?.kind {
                    FuncKind::Expr(body) => of(body),
                    FuncKind::Rules { .. } => None,
                }
            }
            _ => None,
        }
    }

    /// `&&` where false decides whatever the other operands are, `||` where true does.
    fn joined<'p>(
        &self,
        list: crate::List,
        known: &[Option<Value<'p>>],
        decides: bool,
    ) -> Option<Value<'p>> {
        let mut are_all_known = true;
        for operand in self.lists.get(list.range())? {
            match known.get(operand.0 as usize).copied().flatten() {
                Some(Value::Bool(is)) if is == decides => return Some(Value::Bool(decides)),
                Some(Value::Bool(_)) => {}
                _ => are_all_known = false,
            }
        }
        are_all_known.then_some(Value::Bool(!decides))
    }
}

impl<'e, R: Recorder<'e>> Vm<'e, R> {
    /// Has conditions come to what is settled beforehand of them, for documents of which that is
    /// so; none for all documents.
    pub fn given(&mut self, given: Option<Given<'e>>) {
        self.quick = given.map_or(self.program.quick(), |given| given.quick);
    }

    /// Calls a function without arguments that is a condition: whether it holds, or what it comes
    /// to where it is neither true nor false.
    ///
    /// # Errors
    /// What [`Self::call`] gives.
    #[inline]
    pub fn decide(&mut self, func: FuncId) -> Result<bool, Eval<'e>> {
        let program = self.program;
        let parts = program.func(func);
        let truth = match parts.kind {
            FuncKind::Expr(body) if parts.memo.is_none() && !R::ON => {
                if let Expr::Const(c) = self.quick[body.0 as usize]
                    && let Value::Bool(is) = program.consts.get()[c.0 as usize]
                {
                    return Ok(is);
                }
                let base = self.frame(func, 0);
                let outer = std::mem::replace(&mut self.base, base);
                self.depth += 1;
                let truth = match self.tick() {
                    Ok(()) => self.truth(body),
                    Err(stop) => self.leave(Err(stop)),
                };
                self.depth -= 1;
                self.base = outer;
                self.slots.truncate(base);
                truth
            }
            _ => {
                let value = self.call(func, &[]);
                self.take(value)
            }
        };
        match truth {
            Truth::Yes => Ok(true),
            Truth::No => Ok(false),
            Truth::Open => Err(self.open),
        }
    }
}
