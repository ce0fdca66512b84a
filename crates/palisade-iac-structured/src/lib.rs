//! Structured files of any kind as resources, one for each document: JSON, YAML, TOML, HCL, INI,
//! dotenv, XML, properties, CSV, Dockerfiles and ignore files, in the shapes that Conftest gives
//! them, every slot with the place it is written at.
//!
//! What the files are for is nobody's business here: policies see them as they are. A format that
//! is known and not read is told of. This crate knows no policy.

mod format;
mod formats;
mod inline;
mod load;
mod make;
mod secrets;
#[cfg(test)]
mod tests;

use palisade_arena::Arena;
use palisade_model::{Confidence, Framework, FrameworkId, LoadContext, Loaded, ScannedFile, Unit};
use std::path::{Path, PathBuf};

pub use format::Format;
pub use inline::parse;
pub use palisade_model::FILE_KIND;

/// The name of the framework.
pub const STRUCTURED: FrameworkId = FrameworkId("structured");

/// Names of Palisade's own configuration, which is nobody's input.
const OWN: [&str; 2] = ["palisade.yaml", "palisade.yml"];

/// The framework of structured files.
#[derive(Clone, Copy, Default, Debug)]
pub struct Structured {
    /// The format that every file is read as, whatever its name.
    pub parser: Option<Format>,
    /// Whether all documents are one resource: an array of objects with `path` and `contents`.
    pub combine: bool,
}

impl Structured {
    fn format(&self, path: &Path) -> Option<Format> {
        self.parser.or_else(|| Format::of(path))
    }
}

impl Framework for Structured {
    fn id(&self) -> FrameworkId {
        STRUCTURED
    }

    fn detect(&self, path: &Path, text: &str) -> Confidence {
        let is_own = || {
            let name = path.file_name().map(|n| n.to_string_lossy());
            name.is_some_and(|name| OWN.contains(&&*name)) || load::is_own_policy(text)
        };
        match self.format(path) {
            Some(_) if self.parser.is_some() => Confidence::Certain,
            Some(_) if !is_own() => Confidence::Likely,
            _ => Confidence::No,
        }
    }

    fn may_own(&self, path: &Path) -> bool {
        Format::of(path).is_some()
    }

    fn loads_also(&self, _owner: FrameworkId, path: &Path) -> bool {
        self.format(path).is_some()
    }

    fn units(&self, _context: &LoadContext<'_>, files: Vec<ScannedFile>) -> Vec<Unit> {
        if self.combine {
            return vec![Unit { root: PathBuf::from("."), files }];
        }
        files.into_iter().map(|file| Unit { root: file.path.clone(), files: vec![file] }).collect()
    }

    fn load<'a>(&self, arena: &'a Arena, context: &LoadContext<'_>, unit: &Unit) -> Loaded<'a> {
        load::load(self, arena, context, unit)
    }
}
