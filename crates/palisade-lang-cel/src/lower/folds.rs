//! Macros that walk a list or a map.

use super::Lower;
use crate::ast::{ExprId as Node, Fold, FoldOp};
use palisade_ir::{Expr, ExprId, Quantifier, Slot};

impl Lower<'_, '_, '_> {
    pub(super) fn fold(&mut self, id: Node, fold: Fold) -> ExprId {
        let range = self.expr(fold.range);
        if fold.op == FoldOp::SortBy {
            return self.temporary(|lower, kept| {
                let list = lower.node(fold.range, Expr::Slot(kept));
                let keys = lower.iterate(id, fold, list);
                let sorted = lower.call(id, "sortByKeys", &[list, keys]);
                lower.node(id, Expr::Let(kept, range, sorted))
            });
        }
        self.iterate(id, fold, range)
    }

    fn iterate(&mut self, id: Node, fold: Fold, range: ExprId) -> ExprId {
        self.bound(fold.first, |lower, first| match fold.second {
            Some(second) => lower
                .bound(second, |lower, second| lower.walk(id, fold, range, Some(first), second)),
            None => lower.walk(id, fold, range, None, first),
        })
    }

    fn walk(
        &mut self,
        id: Node,
        fold: Fold,
        range: ExprId,
        key: Option<Slot>,
        value: Slot,
    ) -> ExprId {
        let filter = fold.filter.map(|f| self.expr(f));
        let body = self.expr(fold.body);
        let (quantifier, condition, step) = match fold.op {
            FoldOp::All => (Quantifier::All, Some(body), None),
            FoldOp::Exists => (Quantifier::Exists, Some(body), None),
            FoldOp::ExistsOne => (Quantifier::ExistsOne, Some(body), None),
            FoldOp::Filter => (Quantifier::List, Some(body), None),
            FoldOp::Map | FoldOp::TransformList | FoldOp::SortBy => {
                (Quantifier::List, filter, Some(body))
            }
            FoldOp::TransformMap => (Quantifier::Map, filter, Some(body)),
            FoldOp::TransformMapEntry => (Quantifier::Entries, filter, Some(body)),
        };
        let place = self.place(id);
        self.builder.iterate(quantifier, range, key, Some(value), condition, step, place)
    }
}
