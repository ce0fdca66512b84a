//! Exit codes: public, documented in `docs/concepts/outcomes.md`, never renumbered.

use palisade_report::{Options, render_diagnostics};
use palisade_source::{Diagnostic, SourceMap};
use std::fmt;

/// What the exit code says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Exit {
    /// Nothing at or above the gate.
    Clean = 0,
    /// Findings at or above the gate.
    Findings = 1,
    /// The command line cannot be understood, or a named file cannot be used.
    Usage = 2,
    /// There was nothing to examine.
    NothingToExamine = 3,
    /// A policy or the configuration is wrong.
    Invalid = 4,
    /// Tests of policies failed.
    TestsFailed = 5,
    /// A signature did not verify.
    Unverified = 6,
    /// A bug of this program.
    Internal = 70,
}

impl From<Exit> for std::process::ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// An error with the exit code that it leads to.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) exit: Exit,
    message: String,
    /// Whether the message shows places, and says itself that it is an error.
    pub(crate) shown: bool,
}

impl Failure {
    pub(crate) fn because(exit: Exit, message: impl Into<String>) -> anyhow::Error {
        anyhow::Error::new(Self { exit, message: message.into(), shown: false })
    }

    /// Mistakes with their places.
    pub(crate) fn told(
        exit: Exit,
        diagnostics: &[Diagnostic],
        sources: &SourceMap,
    ) -> anyhow::Error {
        let message = render_diagnostics(diagnostics, sources, &Options::default());
        anyhow::Error::new(Self { exit, message: message.trim_end().to_owned(), shown: true })
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Failure {}
