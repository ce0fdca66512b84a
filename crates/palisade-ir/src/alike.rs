//! Which expressions always have the same value in the same frame.

use crate::{Expr, ExprId, List, ProgramBuilder};
use rustc_hash::FxHashMap;

/// For expressions the first of those that are alike that was asked about.
///
/// Most expressions of a program are never asked about, so that each is looked at when it is.
pub(crate) struct Alike {
    first: Vec<Option<ExprId>>,
    consts: Vec<Option<ExprId>>,
    slots: Vec<Option<ExprId>>,
    known: FxHashMap<[u32; 6], ExprId>,
    /// Of more than a few operands.
    many: FxHashMap<Vec<u32>, ExprId>,
}

impl Alike {
    pub(crate) fn new(program: &ProgramBuilder<'_>) -> Self {
        Self {
            first: vec![None; program.exprs.len()],
            consts: vec![None; program.consts.len()],
            slots: Vec::new(),
            known: FxHashMap::default(),
            many: FxHashMap::default(),
        }
    }

    /// The first one that is alike.
    pub(crate) fn first(&mut self, program: &ProgramBuilder<'_>, id: ExprId) -> ExprId {
        match self.first.get(id.0 as usize) {
            Some(Some(first)) => return *first,
            Some(None) => {}
            // It was added since.
            None => return id,
        }
        let first = self.look(program, id).unwrap_or(id);
        if let Some(known) = self.first.get_mut(id.0 as usize) {
            *known = Some(first);
        }
        first
    }

    /// None where nothing else can be told to be alike.
    fn look(&mut self, program: &ProgramBuilder<'_>, id: ExprId) -> Option<ExprId> {
        let mut of = |id: ExprId| self.first(program, id).0;
        let key = match program.exprs[id.0 as usize] {
            Expr::Const(c) => {
                let known = self.consts.get_mut(c.0 as usize)?;
                return Some(*known.get_or_insert(id));
            }
            Expr::Slot(slot) => {
                let at = usize::from(slot.0);
                if self.slots.len() <= at {
                    self.slots.resize(at + 1, None);
                }
                return Some(*self.slots[at].get_or_insert(id));
            }
            Expr::Root(root) => [0, u32::from(root.0), 0, 0, 0, 0],
            Expr::Get(base, key, access) => [1, of(base), key.0, access as u32, 0, 0],
            Expr::Index(base, key, access) => [2, of(base), of(key), access as u32, 0, 0],
            Expr::Has(base, key) => [3, of(base), key.0, 0, 0, 0],
            Expr::Not(a) => [4, of(a), 0, 0, 0, 0],
            Expr::Neg(a) => [5, of(a), 0, 0, 0, 0],
            Expr::Binary(op, a, b) => [6, op as u32, of(a), of(b), 0, 0],
            Expr::InTable(a, table) => [7, of(a), table, 0, 0, 0],
            Expr::Call { builtin, arguments, soft } if program.builtin(builtin).pure => {
                return Some(self.call(program, id, [8 + u32::from(soft), builtin], arguments));
            }
            Expr::CallFunc(func, arguments) => {
                return Some(self.call(program, id, [10, func.0], arguments));
            }
            _ => return None,
        };
        Some(*self.known.entry(key).or_insert(id))
    }

    fn call(
        &mut self,
        program: &ProgramBuilder<'_>,
        id: ExprId,
        [kind, callee]: [u32; 2],
        arguments: List,
    ) -> ExprId {
        let arguments = &program.lists[arguments.range()];
        let mut of = |at: usize| arguments.get(at).map_or(0, |a| self.first(program, *a).0);
        let count = u32::try_from(arguments.len()).unwrap_or(u32::MAX);
        if arguments.len() <= 3 {
            // As many arguments as there are, so that none is not taken for the first expression.
            let key = [kind | count << 8, callee, of(0), of(1), of(2), 0];
            return *self.known.entry(key).or_insert(id);
        }
        let mut key = vec![kind, callee];
        key.extend((0..arguments.len()).map(of));
        *self.many.entry(key).or_insert(id)
    }
}
