use granit_parser::{ErrorKind, ScanError};
use palisade_source::{Diagnostic, FileId, Level, Location, Span};

/// What kind of mistake it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum YamlErrorKind {
    /// The text is not YAML.
    Syntax,
    /// An alias without an anchor, or one inside the node that it stands for.
    Alias,
    /// Nested too deep, or anchors and aliases expand to too much.
    Limit,
    /// A key is given twice; the later one counts.
    DuplicateKey,
    /// A merge key (`<<`) whose value is not a mapping; it is left out.
    MergeKey,
}

/// A mistake in a document.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct YamlError {
    /// What kind of mistake.
    pub kind: YamlErrorKind,
    /// What is wrong: a lowercase fragment.
    pub message: String,
    /// Where.
    pub span: Span,
    /// A second place and what is there.
    pub related: Option<(Span, String)>,
    /// How to mend it.
    pub help: Option<String>,
    /// What other parsers overlook.
    pub(crate) leniency: Option<Leniency>,
}

/// A break of the rules that other parsers overlook.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Leniency {
    /// A line of a quoted text is not indented deep enough, or with tabs.
    Quoted,
    /// A line is indented with tabs, which is fine between brackets.
    Tab,
    /// The text ends between brackets.
    Open,
}

impl YamlError {
    pub(crate) fn new(kind: YamlErrorKind, span: Span, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), span, related: None, help: None, leniency: None }
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Whether the document could not be read because of it.
    #[must_use]
    pub const fn is_fatal(&self) -> bool {
        matches!(self.kind, YamlErrorKind::Syntax | YamlErrorKind::Alias | YamlErrorKind::Limit)
    }

    /// A stable code for diagnostics.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self.kind {
            YamlErrorKind::Syntax => "yaml-syntax",
            YamlErrorKind::Alias => "yaml-alias",
            YamlErrorKind::Limit => "yaml-limit",
            YamlErrorKind::DuplicateKey => "yaml-duplicate-key",
            YamlErrorKind::MergeKey => "yaml-merge-key",
        }
    }

    /// The diagnostic: an error where the document could not be read, else a warning.
    #[must_use]
    pub fn to_diagnostic(&self, file: FileId) -> Diagnostic {
        let level = if self.is_fatal() { Level::Error } else { Level::Warning };
        let mut diagnostic = Diagnostic::new(level, self.code(), self.message.clone())
            .at(Location::new(file, self.span));
        if let Some((span, text)) = &self.related {
            diagnostic = diagnostic.label(Location::new(file, *span), text.clone());
        }
        diagnostic.help.clone_from(&self.help);
        diagnostic
    }
}

/// A mistake that the parser underneath found.
pub(crate) fn from_scan(error: &ScanError, text: &str) -> YamlError {
    let leniency = match error.kind() {
        ErrorKind::InvalidQuotedScalarIndent | ErrorKind::TabInIndentation => {
            Some(Leniency::Quoted)
        }
        ErrorKind::TabInBlockIndentation => Some(Leniency::Tab),
        ErrorKind::UnclosedFlowCollection { .. }
        | ErrorKind::UnexpectedEofFlowSequence
        | ErrorKind::UnexpectedEofFlowMapping
        | ErrorKind::UnexpectedEofImplicitFlowMapping => Some(Leniency::Open),
        _ => None,
    };
    YamlError { leniency, ..describe(error, text) }
}

fn describe(error: &ScanError, text: &str) -> YamlError {
    let span = point(text, error.marker().byte_offset().unwrap_or(text.len()));
    let new = |kind, message: &str| YamlError::new(kind, span, message);
    let syntax = |message: &str, help: &str| new(YamlErrorKind::Syntax, message).help(help);
    match error.kind() {
        ErrorKind::RecursionLimitExceeded => {
            new(YamlErrorKind::Limit, "lists and mappings are nested too deep")
                .help(format!("at most {} levels are read", crate::MAX_DEPTH))
        }
        ErrorKind::TabNotAllowed
        | ErrorKind::TabInBlockIndentation
        | ErrorKind::TabInIndentation
        | ErrorKind::TabInPlainScalar
        | ErrorKind::TabAtBlockScalarStart => {
            syntax("a tab stands where YAML allows spaces only", "indent with spaces")
        }
        ErrorKind::UnclosedQuotedScalar => {
            syntax("a quoted text is not closed", "close the quote, or escape quotes inside it")
        }
        ErrorKind::MappingValueNotAllowed => syntax(
            "a key with a value cannot stand here",
            "check the indentation, or put a text that contains `: ` in quotes",
        ),
        ErrorKind::ExpectedBlockMappingKey => syntax(
            "expected a key of the mapping",
            "check the indentation: the keys of one mapping start in one column",
        ),
        ErrorKind::ExpectedBlockSequenceEntry => syntax(
            "expected `-` and the next item of the list",
            "check the indentation: the items of one list start in one column",
        ),
        ErrorKind::InvalidIndentation | ErrorKind::InvalidQuotedScalarIndent => {
            syntax("the indentation does not fit", "indent it deeper than the key above")
        }
        ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => syntax(
            "expected `:` after the key",
            "a key and its `:` stand on one line; check the indentation of this line",
        ),
        ErrorKind::UnexpectedCharacter { character } if matches!(character, '@' | '`' | '%') => {
            let found = character.escape_default();
            syntax(&format!("a text cannot start with `{found}`"), "put the text in quotes")
        }
        ErrorKind::UnclosedFlowCollection { open } => {
            syntax(&format!("`{open}` is not closed"), "close it, or check the indentation")
        }
        ErrorKind::ExpectedFlowMappingSeparator | ErrorKind::UnexpectedEofFlowMapping => {
            syntax("expected `,` or `}`", "close the mapping that `{` opened")
        }
        ErrorKind::ExpectedFlowSequenceSeparator | ErrorKind::UnexpectedEofFlowSequence => {
            syntax("expected `,` or `]`", "close the list that `[` opened")
        }
        ErrorKind::ExpectedNodeContent => {
            syntax("expected a value", "texts with special characters need quotes")
        }
        other => {
            let said = other.to_string();
            // The parser's wording opens with its state; what follows the comma is the mistake.
            let said = said
                .strip_prefix("while ")
                .and_then(|s| s.split_once(", "))
                .map_or(said.as_str(), |(_, mistake)| mistake);
            new(YamlErrorKind::Syntax, &said.replace(['\n', '\r'], " "))
        }
    }
}

/// The character at an offset, or an empty span at the end.
pub(crate) fn point(text: &str, at: usize) -> Span {
    let mut start = at.min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let width = match text.get(start..).and_then(|rest| rest.chars().next()) {
        Some('\n' | '\r') | None => 0,
        Some(c) => c.len_utf8(),
    };
    Span::at(start, start + width)
}
