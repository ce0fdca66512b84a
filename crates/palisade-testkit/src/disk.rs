//! Real files below one folder.
#![expect(clippy::disallowed_methods, reason = "this is an implementation behind `System`")]

use palisade_source::{Date, EntryKind, FileEntry, System};
use std::io;
use std::path::{Path, PathBuf};

/// Real files; relative paths start at its root. No environment, always the same day.
#[derive(Clone, Debug)]
pub struct Disk {
    root: PathBuf,
}

/// The root folder of this workspace.
#[must_use]
pub fn workspace() -> Disk {
    Disk::new(Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."))
}

/// The corpora of other projects, where they are at hand: `PALISADE_CORPORA`, else a folder
/// beside the workspace.
#[must_use]
pub fn corpora() -> Option<Disk> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpora");
    let root = std::env::var("PALISADE_CORPORA").map_or(beside, PathBuf::from);
    root.is_dir().then(|| Disk::new(root))
}

impl Disk {
    /// The files below `root`.
    #[must_use]
    pub fn new(root: impl Into<PathBuf>) -> Self {
        let root = root.into();
        Self { root: root.canonicalize().unwrap_or(root) }
    }

    /// Writes a file anew: what a test compares with.
    ///
    /// # Errors
    /// What the file system says.
    pub fn write(&self, path: &str, text: &str) -> io::Result<()> {
        std::fs::write(self.root.join(path), text)
    }

    /// A file as text; none where it cannot be read.
    #[must_use]
    pub fn text(&self, path: &str) -> Option<String> {
        String::from_utf8(self.read(Path::new(path)).ok()?).ok()
    }

    fn describe(&self, path: &Path) -> io::Result<FileEntry> {
        let facts = std::fs::metadata(self.root.join(path))?;
        let (kind, size) = match facts {
            facts if facts.is_dir() => (EntryKind::Folder, 0),
            facts if facts.is_file() => (EntryKind::File, facts.len()),
            _ => (EntryKind::Other, 0),
        };
        Ok(FileEntry { path: path.to_owned(), kind, size, link: false })
    }
}

impl System for Disk {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        std::fs::read(self.root.join(path))
    }

    fn entry(&self, path: &Path) -> io::Result<FileEntry> {
        self.describe(path)
    }

    fn list(&self, path: &Path) -> io::Result<Vec<FileEntry>> {
        let mut entries = Vec::new();
        for entry in std::fs::read_dir(self.root.join(path))? {
            let at = if path == Path::new(".") {
                entry?.file_name().into()
            } else {
                path.join(entry?.file_name())
            };
            let other =
                FileEntry { path: at.clone(), kind: EntryKind::Other, size: 0, link: false };
            entries.push(self.describe(&at).unwrap_or(other));
        }
        entries.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(entries)
    }

    fn canonical(&self, path: &Path) -> io::Result<PathBuf> {
        let real = std::fs::canonicalize(self.root.join(path))?;
        Ok(real.strip_prefix(&self.root).map_or(real.clone(), Path::to_owned))
    }

    fn variable(&self, _: &str) -> Option<String> {
        None
    }

    fn variables(&self, _: &str) -> Vec<(String, String)> {
        Vec::new()
    }

    fn today(&self) -> Date {
        Date { year: 2026, month: 11, day: 21 }
    }
}
