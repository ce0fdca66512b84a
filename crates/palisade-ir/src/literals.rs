//! The constants that a program computes with.

use crate::{Expr, Program};
use palisade_value::Value;

impl Program {
    /// The scalar constants that stand in expressions, in order and with repetitions: what values
    /// are compared with, tables and the items of constant lists among them. Names of fields that
    /// are read are not.
    #[must_use]
    pub fn literals(&self) -> Vec<Value<'_>> {
        let mut found = Vec::new();
        for expr in &self.exprs {
            match expr {
                Expr::Const(id) => scalars(self.constant(*id), 0, &mut found),
                Expr::InTable(_, table) => {
                    let table = self.tables.get(*table as usize);
                    let mut ids: Vec<u32> =
                        table.into_iter().flat_map(|t| t.values().flatten()).map(|c| c.0).collect();
                    ids.sort_unstable();
                    found.extend(ids.into_iter().map(|id| self.constant(crate::ConstId(id))));
                }
                _ => {}
            }
        }
        found
    }
}

/// The scalars inside a value, its keys among them.
fn scalars<'p>(value: Value<'p>, depth: u32, found: &mut Vec<Value<'p>>) {
    match value {
        _ if depth > 8 => {}
        Value::Array(array) => array.items().iter().for_each(|i| scalars(*i, depth + 1, found)),
        Value::Set(set) => set.items().iter().for_each(|i| scalars(*i, depth + 1, found)),
        Value::Object(object) => {
            for (key, value) in object.entries() {
                scalars(*key, depth + 1, found);
                scalars(*value, depth + 1, found);
            }
        }
        Value::Unknown(_) | Value::Ext(_) => {}
        scalar => found.push(scalar),
    }
}
