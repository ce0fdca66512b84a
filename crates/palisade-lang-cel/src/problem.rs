//! What is wrong with an expression, before it is placed in a file.

use palisade_source::Span;

/// A mistake at a place of the expression's own text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Problem {
    pub(crate) code: &'static str,
    pub(crate) span: Span,
    pub(crate) message: String,
    pub(crate) label: Option<(Span, String)>,
    pub(crate) help: Option<String>,
}

impl Problem {
    fn new(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self { code, span, message: message.into(), label: None, help: None }
    }

    /// Text that is no CEL.
    pub(crate) fn syntax(span: Span, message: impl Into<String>) -> Self {
        Self::new("cel-syntax", span, message)
    }

    /// A name that nothing declares.
    pub(crate) fn name(span: Span, message: impl Into<String>) -> Self {
        Self::new("cel-name", span, message)
    }

    /// Values of the wrong type.
    pub(crate) fn types(span: Span, message: impl Into<String>) -> Self {
        Self::new("cel-type", span, message)
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}
