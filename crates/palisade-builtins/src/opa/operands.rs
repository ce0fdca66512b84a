//! Operands of further kinds, and text in the notation of Go's error messages.

use super::Declared;
use super::args::{Args, type_name};
use super::values::quote;
use palisade_ir::{Builtin, Stop};
use palisade_value::Value;
use std::fmt::Write;

/// The same function, marked as one whose result depends on more than its arguments.
pub(super) const fn impure(declared: Declared) -> Declared {
    let Builtin { name, run, unknown, .. } = declared.builtin;
    Declared { builtin: Builtin { name, run, unknown, pure: false }, signature: declared.signature }
}

impl<'e> Args<'_, '_, 'e> {
    /// `name: operand N must be WANT but got TYPE` for a value inside an operand.
    pub(crate) fn wrong_inner(&self, operand: usize, want: &str, got: &Value<'_>) -> Stop<'e> {
        self.operand(operand, &format!("must be {want} but got {}", type_name(got)))
    }

    /// A text as a result.
    pub(crate) fn string(&self, text: &str) -> Value<'e> {
        Value::str(self.context.arena, text)
    }

    /// An array as a result.
    pub(crate) fn list(&self, items: &[Value<'e>]) -> Value<'e> {
        Value::array(self.context.arena, items)
    }
}

/// The number as an `i64`, where it is exactly one.
pub(super) fn exact_i64(value: Value<'_>) -> Option<i64> {
    match value {
        Value::Num(number) => i64::try_from(number.to_bigint()?).ok(),
        Value::Float(-9_223_372_036_854_775_808.0) => Some(i64::MIN),
        _ => value.as_i64(),
    }
}

/// A text in double quotes with escapes, as Go's `%q` writes it.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    quote(&mut out, text, false);
    out
}

/// Bytes in base 16.
pub(super) fn hex(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        _ = write!(out, "{byte:02x}");
    }
    out
}
