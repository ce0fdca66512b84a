//! Texts that may not grow without bounds.

use palisade_ir::{CallContext, FaultKind, Stop};
use palisade_value::Value;

/// The longest text or bytes that a function makes.
pub(crate) const MAX_TEXT: usize = 16 << 20;
/// The longest list that a function makes.
pub(crate) const MAX_ITEMS: usize = 1 << 20;

/// Collects a text up to [`MAX_TEXT`] bytes.
pub(crate) struct Text {
    text: String,
}

impl Text {
    pub(crate) fn new() -> Self {
        Self { text: String::new() }
    }

    pub(crate) fn push<'e>(
        &mut self,
        context: &CallContext<'_, 'e>,
        part: &str,
    ) -> Result<(), Stop<'e>> {
        if self.text.len() + part.len() > MAX_TEXT {
            return Err(too_long(context));
        }
        self.text.push_str(part);
        Ok(())
    }

    pub(crate) fn finish<'e>(self, context: &CallContext<'_, 'e>) -> Value<'e> {
        Value::str(context.arena, &self.text)
    }
}

pub(crate) fn too_long<'e>(context: &CallContext<'_, 'e>) -> Stop<'e> {
    context.error(FaultKind::BadArgument, "the result is longer than 16 MiB")
}
