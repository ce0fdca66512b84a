//! Checks of arguments, with OPA's words where one is wrong.

use palisade_ir::{CallContext, FaultKind, Stop};
use palisade_value::Value;

/// OPA's name of a value's type.
pub(crate) fn type_name(value: &Value<'_>) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Str(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
        Value::Set(_) => "set",
        v if v.is_number() => "number",
        _ => "any",
    }
}

/// The arguments of one call.
#[derive(Clone, Copy)]
pub(crate) struct Args<'x, 'c, 'e> {
    pub(crate) context: &'x CallContext<'c, 'e>,
    pub(crate) name: &'static str,
    pub(crate) values: &'x [Value<'e>],
}

impl<'x, 'c, 'e> Args<'x, 'c, 'e> {
    pub(crate) fn new(
        context: &'x CallContext<'c, 'e>,
        name: &'static str,
        values: &'x [Value<'e>],
    ) -> Self {
        Self { context, name, values }
    }

    /// The argument at a position from 0 on; null where it was not given.
    pub(crate) fn at(&self, position: usize) -> Value<'e> {
        self.values.get(position).copied().unwrap_or(Value::Null)
    }

    /// `name: operand N must be WANT but got TYPE`.
    pub(crate) fn wrong(&self, position: usize, want: &str) -> Stop<'e> {
        let got = type_name(&self.at(position));
        self.context.error(
            FaultKind::WrongType,
            format!("{}: operand {} must be {want} but got {got}", self.name, position + 1),
        )
    }

    /// `name: message`, an error that is not about types.
    pub(crate) fn refuse(&self, message: impl std::fmt::Display) -> Stop<'e> {
        self.context.error(FaultKind::BadArgument, format!("{}: {message}", self.name))
    }

    /// The text at a position.
    pub(crate) fn text(&self, position: usize) -> Result<&'e str, Stop<'e>> {
        match self.at(position) {
            Value::Str(text) => Ok(text),
            _ => Err(self.wrong(position, "string")),
        }
    }

    /// The items of the array at a position.
    pub(crate) fn array(&self, position: usize) -> Result<&'e [Value<'e>], Stop<'e>> {
        match self.at(position) {
            Value::Array(array) => Ok(array.items()),
            _ => Err(self.wrong(position, "array")),
        }
    }
}
