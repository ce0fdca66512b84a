//! The constants that a program computes with.

use crate::{ConstId, Program};
use palisade_value::Value;

impl Program {
    /// The scalars of the table of an [`Expr::InTable`](crate::Expr::InTable), in the order of
    /// the program; none where there is no such table.
    #[must_use]
    pub fn table(&self, table: u32) -> Vec<Value<'_>> {
        let table = self.tables.get(table as usize);
        let mut ids: Vec<u32> =
            table.into_iter().flat_map(|t| t.values().flatten()).map(|c| c.0).collect();
        ids.sort_unstable();
        ids.into_iter().map(|id| self.constant(ConstId(id))).collect()
    }
}
