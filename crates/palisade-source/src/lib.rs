//! Files, spans, diagnostics and the `System` trait through which all IO comes.
//!
//! This crate reads nothing by itself: the binary implements [`System`], tests use
//! [`MemorySystem`]. Nothing here knows a language, a framework or a policy.

mod diagnostic;
mod map;
mod span;
mod suggest;
mod system;
mod trail;

pub use diagnostic::{Diagnostic, Label, Level};
pub use map::{FileId, LineColumn, SourceFile, SourceMap};
pub use span::{Location, Span};
pub use suggest::{did_you_mean, nearest};
pub use system::{Date, EntryKind, FileEntry, MemorySystem, System};
pub use trail::{Entered, Trail};
