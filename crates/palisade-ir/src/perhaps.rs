//! The machine: whether what is unknown may as well be undefined.
//!
//! A body goes on behind a statement whose value is defined. An attribute that is known only after
//! apply is there, whatever it will be; what a rule gives whose conditions are unknown may be
//! nothing at all.

use crate::{Expr, ExprId, List, Recorder, Stop, Vm};
use palisade_value::{Unknown, UnknownKind, Value};

/// Whether an attribute that will have a value is there now.
fn is_there(unknown: &Unknown<'_>) -> bool {
    matches!(unknown.kind, UnknownKind::AfterApply | UnknownKind::DataSource)
}

impl<'e, R: Recorder<'e>> Vm<'e, R> {
    /// Why an expression that came to this value may be undefined, if it may.
    #[inline]
    pub(crate) fn perhaps(
        &mut self,
        id: ExprId,
        value: Value<'e>,
    ) -> Result<Option<&'e Unknown<'e>>, Stop<'e>> {
        // A collection that was not built here is there, whatever it holds.
        let is_unknown = matches!(value, Value::Unknown(_));
        let is_built = || {
            let expr = self.program.expr(id);
            matches!(expr, Expr::Array(_) | Expr::Set(_) | Expr::Object(_))
        };
        if !is_unknown && (!is_collection(&value) || !is_built()) {
            return Ok(None);
        }
        match unknown_in(&value) {
            Some(unknown) => self.perhaps_unknown(id, unknown),
            None => Ok(None),
        }
    }

    #[cold]
    fn perhaps_unknown(
        &mut self,
        id: ExprId,
        unknown: &'e Unknown<'e>,
    ) -> Result<Option<&'e Unknown<'e>>, Stop<'e>> {
        self.tick()?;
        match self.program.expr(id) {
            // A register was looked at when it was set.
            Expr::Const(_) | Expr::Root(_) | Expr::Slot(_) | Expr::Generate(..) => Ok(None),
            Expr::Get(base, ..) | Expr::Index(base, ..) => {
                if let Value::Unknown(outer) = self.eval(base)? {
                    return Ok(Some(outer));
                }
                match self.eval(id)? {
                    Value::Unknown(own) => Ok((!is_there(own)).then_some(own)),
                    _ => Ok(None),
                }
            }
            Expr::Keyed(_, plain) => self.perhaps_unknown(plain, unknown),
            Expr::Call { arguments, .. } => self.perhaps_any(arguments),
            Expr::Array(list) | Expr::Set(list) => self.perhaps_any(list),
            Expr::Binary(_, a, b) => match self.perhaps_part(a)? {
                Some(found) => Ok(Some(found)),
                None => self.perhaps_part(b),
            },
            Expr::Object(list) => {
                for n in list.range() {
                    let item = self.program.build_items[n];
                    for part in [item.key, item.value] {
                        if let Some(found) = self.perhaps_part(part)? {
                            return Ok(Some(found));
                        }
                    }
                }
                Ok(None)
            }
            _ => Ok(Some(unknown)),
        }
    }

    fn perhaps_any(&mut self, list: List) -> Result<Option<&'e Unknown<'e>>, Stop<'e>> {
        for n in list.range() {
            if let Some(found) = self.perhaps_part(self.program.lists[n])? {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    fn perhaps_part(&mut self, id: ExprId) -> Result<Option<&'e Unknown<'e>>, Stop<'e>> {
        match self.program.expr(id) {
            Expr::Const(_) | Expr::Root(_) | Expr::Slot(_) => Ok(None),
            _ => {
                let value = self.eval(id)?;
                self.perhaps(id, value)
            }
        }
    }
}

fn is_collection(value: &Value<'_>) -> bool {
    matches!(value, Value::Array(_) | Value::Set(_) | Value::Object(_))
}

/// The unknown that a value is or has as an element; what is deeper was made elsewhere.
#[inline]
fn unknown_in<'e>(value: &Value<'e>) -> Option<&'e Unknown<'e>> {
    match value {
        Value::Unknown(unknown) => Some(unknown),
        Value::Array(array) => array.items().iter().find_map(Value::as_unknown),
        Value::Set(set) => set.items().iter().find_map(Value::as_unknown),
        Value::Object(object) => object.entries().iter().find_map(|(_, v)| v.as_unknown()),
        _ => None,
    }
}
