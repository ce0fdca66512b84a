use crate::Location;
use std::borrow::Cow;

/// How grave a diagnostic is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Level {
    /// Worth knowing.
    Note,
    /// Probably wrong; the work went on.
    Warning,
    /// Wrong; the part it names was not examined or not loaded.
    Error,
}

/// A second place that explains a diagnostic.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Label {
    /// Where.
    pub location: Location,
    /// What is there: a lowercase fragment.
    pub text: String,
}

/// Something to tell the user about their input: what, where, and how to mend it.
///
/// Messages are lowercase fragments without a full stop, with user input in backticks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Diagnostic {
    /// How grave.
    pub level: Level,
    /// A stable kebab-case code, such as `hcl-syntax`.
    pub code: Cow<'static, str>,
    /// What is wrong.
    pub message: String,
    /// Where; none for a whole run or a file that could not be read.
    pub location: Option<Location>,
    /// Further places.
    pub labels: Vec<Label>,
    /// How to mend it.
    pub help: Option<String>,
}

impl Diagnostic {
    /// An error with a code and a message.
    pub fn error(code: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self::new(Level::Error, code, message)
    }

    /// A warning with a code and a message.
    pub fn warning(code: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self::new(Level::Warning, code, message)
    }

    /// A diagnostic of any level.
    pub fn new(
        level: Level,
        code: impl Into<Cow<'static, str>>,
        message: impl Into<String>,
    ) -> Self {
        let (code, message) = (code.into(), message.into());
        Self { level, code, message, location: None, labels: Vec::new(), help: None }
    }

    /// The same at a place.
    #[must_use]
    pub fn at(mut self, location: Location) -> Self {
        self.location = Some(location);
        self
    }

    /// The same with a second place.
    #[must_use]
    pub fn label(mut self, location: Location, text: impl Into<String>) -> Self {
        self.labels.push(Label { location, text: text.into() });
        self
    }

    /// The same with a way to mend it.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }
}
