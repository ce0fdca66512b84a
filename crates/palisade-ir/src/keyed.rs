//! Lookups in what a rule gives: where only one key is asked for, the rest is not made.
//!
//! A front end may give a rule that makes a set or an object a second function, which makes only
//! what stands under the key that it is given. A lookup calls that one as long as few keys were
//! asked for, and the rule itself, which is kept, from then on: so a lookup in a loop costs what it
//! did before.

use crate::vm::Memo;
use crate::{
    Access, BlockId, Eval, Expr, ExprId, FuncId, FuncKind, Program, ProgramBuilder, Recorder, Stmt,
    Stop, Vm,
};
use palisade_value::Value;
use rustc_hash::FxHashMap;

/// So many keys are looked up one by one where each is cheap.
const CHEAP_LOOKUPS: u8 = 64;
/// A rule of so few bodies without iterations needs no index to be cheap.
const FEW_BODIES: usize = 4;

/// A rule and its function for one key.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Keyed {
    whole: FuncId,
    func: FuncId,
    /// The first of three memos: how many keys were asked for, the last one, what it came to.
    memo: u32,
    /// How many keys are looked up one by one.
    lookups: u8,
}

impl ProgramBuilder<'_> {
    /// Says that a function with a key as its argument gives of what a rule does the part under
    /// that key.
    pub fn keyed(&mut self, whole: FuncId, func: FuncId) {
        let memo = self.memo();
        self.memo();
        self.memo();
        self.keyed.push(Keyed { whole, func, memo, lookups: 1 });
    }

    /// Makes lookups of what looks up keys in rules that can give parts.
    pub(crate) fn look_up_keys(&mut self) {
        for at in 0..self.keyed.len() {
            if self.is_cheap(self.keyed[at].func) {
                self.keyed[at].lookups = CHEAP_LOOKUPS;
            }
        }
        let known: FxHashMap<FuncId, u32> =
            self.keyed.iter().zip(0..).map(|(keyed, n)| (keyed.whole, n)).collect();
        if known.is_empty() {
            return;
        }
        for at in 0..self.exprs.len() {
            let (Expr::Index(base, _, Access::Undefined) | Expr::Get(base, _, Access::Undefined)) =
                self.exprs[at]
            else {
                continue;
            };
            let Expr::CallFunc(whole, _) = self.exprs[base.0 as usize] else { continue };
            if let Some(n) = known.get(&whole) {
                let plain = self.expr(self.exprs[at], self.spans[at]);
                self.exprs[at] = Expr::Keyed(*n, plain);
            }
        }
    }

    /// Whether what a function does hardly depends on how much there is.
    fn is_cheap(&self, func: FuncId) -> bool {
        let Some(FuncKind::Rules { bodies, index, .. }) =
            self.funcs.get(func.0 as usize).map(|f| &f.kind)
        else {
            return false;
        };
        let few = index.is_some() || bodies.len() <= FEW_BODIES;
        few && bodies.iter().flat_map(|b| &b.0).all(|block| !self.iterates(*block))
    }

    fn iterates(&self, block: BlockId) -> bool {
        let Some(block) = self.blocks.get(block.0 as usize) else { return true };
        block.0.iter().any(|statement| match statement {
            Stmt::Test(expr) | Stmt::Assign(_, expr) => {
                matches!(self.peek(*expr), Expr::Generate(..))
            }
            Stmt::Not(inner) => self.iterates(*inner),
            Stmt::Yield { .. } => false,
            _ => true,
        })
    }
}

impl Program {
    /// Whether a lookup is made for its key alone where that is of use.
    #[must_use]
    pub fn is_keyed(&self, id: ExprId) -> bool {
        matches!(self.expr(id), Expr::Keyed(..))
    }
}

impl Keyed {
    /// The function of one key.
    pub(crate) fn func(&self) -> FuncId {
        self.func
    }
}

impl<'e, R: Recorder<'e>> Vm<'e, R> {
    /// The lookup of a key in what a rule gives.
    #[inline(never)]
    pub(crate) fn keyed(&mut self, index: u32, plain: ExprId) -> Eval<'e> {
        let program = self.program;
        let Keyed { whole, func, memo, lookups } = program.keyed[index as usize];
        let asks = program.expr(plain);
        let kept = program.func(whole).memo.map(|m| self.memos[m as usize]);
        if R::ON || !matches!(kept, Some(Memo::Empty)) {
            return self.eval(plain);
        }
        let (key, access) = match asks {
            Expr::Index(_, key, access) => (self.eval(key)?, access),
            Expr::Get(_, key, access) => (program.constant(key), access),
            _ => return self.eval(plain),
        };
        let asked = match self.memos[memo as usize] {
            Memo::Done(Ok(Value::Int(n))) => n,
            _ => 0,
        };
        if let Memo::Done(Ok(last)) = self.memos[memo as usize + 1]
            && last.same(&key)
            && let Memo::Done(value) = self.memos[memo as usize + 2]
        {
            return value;
        }
        if asked >= i64::from(lookups) || key.find_unknown().is_some() {
            return self.eval(plain);
        }
        self.remember(memo, Memo::Done(Ok(Value::Int(asked + 1))));
        let base = self.frame(func, 1);
        self.slots[base] = key;
        let value = match self.run(func, base) {
            Ok(part) => self.index(plain, part, key, access),
            // The rule itself says what is wrong.
            Err(Stop::Error(_)) => return self.eval(plain),
            Err(stop) => Err(stop),
        };
        if !matches!(value, Err(Stop::Limit(_))) {
            self.remember(memo + 1, Memo::Done(Ok(key)));
            self.remember(memo + 2, Memo::Done(value));
        }
        value
    }
}
