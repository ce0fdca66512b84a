//! The real file system, environment, clock and terminal: the only place that touches them.
#![expect(clippy::disallowed_methods, reason = "this is the implementation behind `System`")]

use crate::exit::{Exit, Failure};
use palisade_report::harmless;
use palisade_source::{Date, EntryKind, FileEntry, System};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

/// A pipe or device that the user named is read up to this many bytes.
const MAX_STREAM: u64 = 64 << 20;

/// The machine that the program runs on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RealSystem;

fn describe(path: PathBuf, facts: io::Result<std::fs::Metadata>) -> io::Result<FileEntry> {
    let (kind, size) = match facts {
        Ok(facts) if facts.is_dir() => (EntryKind::Folder, 0),
        Ok(facts) if facts.is_file() => (EntryKind::File, facts.len()),
        Ok(_) => (EntryKind::Other, 0),
        Err(error) => return Err(error),
    };
    Ok(FileEntry { path, kind, size, link: false })
}

impl RealSystem {
    /// The bytes of a file that the user named on the command line: there, unlike in a tree that
    /// is walked, a pipe such as that of `<(…)` or a device such as `/dev/null` is meant.
    ///
    /// # Errors
    /// What the file system says; that it is a folder or a socket; that it gives too much.
    pub(crate) fn read_named(&self, path: &Path) -> io::Result<Vec<u8>> {
        let facts = std::fs::metadata(path)?;
        if !is_stream(&facts.file_type()) {
            return self.read(path);
        }
        let mut bytes = Vec::new();
        std::fs::File::open(path)?.take(MAX_STREAM + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > MAX_STREAM {
            let message = format!("it gives more than {} MiB", MAX_STREAM >> 20);
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
        }
        Ok(bytes)
    }
}

/// Whether something is read once from the start to the end: a pipe, a device such as a terminal.
#[cfg(unix)]
fn is_stream(kind: &std::fs::FileType) -> bool {
    use std::os::unix::fs::FileTypeExt;
    kind.is_fifo() || kind.is_char_device()
}

#[cfg(not(unix))]
fn is_stream(_: &std::fs::FileType) -> bool {
    false
}

impl System for RealSystem {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        // A pipe or a device may never end, and the tree that is examined may hold some.
        if !std::fs::metadata(path)?.is_file() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no regular file"));
        }
        std::fs::read(path)
    }

    fn read_start(&self, path: &Path, length: usize) -> io::Result<Vec<u8>> {
        use std::io::Read;
        if !std::fs::metadata(path)?.is_file() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no regular file"));
        }
        let mut bytes = Vec::with_capacity(length);
        std::fs::File::open(path)?.take(length as u64).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn entry(&self, path: &Path) -> io::Result<FileEntry> {
        describe(path.to_owned(), std::fs::metadata(path))
    }

    fn list(&self, path: &Path) -> io::Result<Vec<FileEntry>> {
        let mut entries = Vec::new();
        for entry in std::fs::read_dir(path)? {
            let entry = entry?;
            // `.` as a folder would make every path begin with `./`.
            let at = if path == Path::new(".") { entry.file_name().into() } else { entry.path() };
            let link = entry.file_type().is_ok_and(|kind| kind.is_symlink());
            let facts = if link { std::fs::metadata(entry.path()) } else { entry.metadata() };
            let other = FileEntry { path: at.clone(), kind: EntryKind::Other, size: 0, link };
            entries.push(FileEntry { link, ..describe(at, facts).unwrap_or(other) });
        }
        entries.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(entries)
    }

    fn canonical(&self, path: &Path) -> io::Result<PathBuf> {
        std::fs::canonicalize(path)
    }

    fn variable(&self, name: &str) -> Option<String> {
        std::env::var(name).ok()
    }

    fn variables(&self, prefix: &str) -> Vec<(String, String)> {
        let mut found: Vec<_> = std::env::vars_os()
            .filter_map(|(k, v)| Some((k.into_string().ok()?, v.into_string().ok()?)))
            .filter(|(k, _)| k.starts_with(prefix))
            .collect();
        found.sort();
        found
    }

    fn today(&self) -> Date {
        let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs());
        Date::from_unix_seconds(i64::try_from(seconds).unwrap_or(0))
    }
}

/// The present moment in nanoseconds since 1970.
pub(crate) fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_nanos());
    i64::try_from(since).unwrap_or(i64::MAX)
}

/// When a file was last written, if the file system says so.
pub(crate) fn modified(path: &Path) -> Option<SystemTime> {
    std::fs::metadata(path).ok()?.modified().ok()
}

/// All of the standard input, as far as a document may be large.
pub(crate) fn read_stdin() -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    io::stdin().lock().take(LARGEST_INPUT).read_to_end(&mut bytes)?;
    if bytes.len() as u64 == LARGEST_INPUT {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is larger than 1 GiB"));
    }
    Ok(bytes)
}

const LARGEST_INPUT: u64 = 1 << 30;

/// Says something on the standard error stream; a closed one is nobody's loss.
pub(crate) fn talk(text: &str) {
    // It may repeat names that were read from files.
    _ = writeln!(io::stderr(), "{}", harmless(text.trim_end()));
}

/// Writes data to the standard output; a reader that went away ends the writing quietly.
pub(crate) fn print(text: &str) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        Err(error) => {
            let message = format!("the standard output cannot be written to: {}", reason(&error));
            Err(Failure::because(Exit::Usage, message))
        }
        Ok(()) => Ok(()),
    }
}

/// The columns of the terminal that the standard output goes to.
pub(crate) fn width() -> Option<usize> {
    terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| usize::from(width.0))
}

/// What went wrong, without the numbers of the operating system.
pub(crate) fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    let end = text.find(" (os error").unwrap_or(text.len());
    let mut letters = text.get(..end).unwrap_or_default().chars();
    letters.next().map_or_else(String::new, |c| c.to_lowercase().chain(letters).collect())
}

/// Whether a path is a link, wherever it leads.
pub(crate) fn is_link(path: &Path) -> bool {
    std::fs::symlink_metadata(path).is_ok_and(|facts| facts.file_type().is_symlink())
}

/// Whether there is nothing at a path.
pub(crate) fn is_missing(path: &Path) -> bool {
    RealSystem.entry(path).is_err_and(|error| error.kind() == io::ErrorKind::NotFound)
}

/// Writes a file anew.
pub(crate) fn write(path: &Path, text: &str) -> io::Result<()> {
    std::fs::write(path, text)
}

/// Writes a file of any bytes anew.
pub(crate) fn write_bytes(path: &Path, bytes: &[u8]) -> io::Result<()> {
    std::fs::write(path, bytes)
}

/// Takes away a file that this program wrote; that it is gone already is as well.
pub(crate) fn remove(path: &Path) {
    _ = std::fs::remove_file(path);
}
