//! Packages by the sum of their content.

use super::lock::is_sum;
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// A package has no more files than this.
const FILES: usize = 50_000;
/// All files of a package together have no more bytes than this.
const BYTES: u64 = 1 << 30;

#[derive(Debug)]
pub(super) struct Store {
    root: PathBuf,
}

/// A folder that is gone when nobody needs it any more.
pub(super) struct Scratch(PathBuf);

impl Scratch {
    pub(super) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        _ = fs::remove_dir_all(&self.0);
    }
}

impl Store {
    pub(super) fn new(root: PathBuf) -> Self {
        Self { root }
    }

    /// A new folder to work in.
    pub(super) fn scratch(&self) -> Result<Scratch, String> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let failed = |e: std::io::Error| format!("no folder in `{}`: {e}", self.root.display());
        fs::create_dir_all(&self.root).map_err(failed)?;
        loop {
            let n = NEXT.fetch_add(1, Ordering::Relaxed);
            let path = self.root.join(format!(".new-{}-{n}", std::process::id()));
            match fs::create_dir(&path) {
                Ok(()) => return Ok(Scratch(path)),
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(failed(error)),
            }
        }
    }

    /// The folder of a package.
    pub(super) fn folder(&self, sum: &str) -> PathBuf {
        self.root.join(sum.trim_start_matches("sha256:"))
    }

    /// Whether a package is at hand as it was when it was fetched; one that was changed since is
    /// thrown away.
    pub(super) fn holds(&self, wanted: &str) -> Result<bool, String> {
        let folder = self.folder(wanted);
        if !is_sum(wanted) || !folder.is_dir() {
            return Ok(false);
        }
        if sum(&folder)? == wanted {
            return Ok(true);
        }
        fs::remove_dir_all(&folder).map_err(|e| {
            format!("`{}` was changed and cannot be removed: {e}", folder.display())
        })?;
        Ok(false)
    }

    /// Keeps a package that was brought into a scratch folder and gives its sum.
    pub(super) fn keep(&self, scratch: Scratch, package: &Path) -> Result<String, String> {
        let sum = sum(package)?;
        if !self.holds(&sum)? {
            let folder = self.folder(&sum);
            let moved = fs::rename(package, &folder);
            // Another run may have been quicker.
            if let Err(error) = moved
                && !self.holds(&sum)?
            {
                return Err(format!("it cannot be kept in `{}`: {error}", folder.display()));
            }
        }
        drop(scratch);
        Ok(sum)
    }
}

/// The sum of all files below a folder, by path; links are told by where they lead.
fn sum(folder: &Path) -> Result<String, String> {
    let mut files: Vec<(String, PathBuf)> = Vec::new();
    let mut waiting = vec![(String::new(), folder.to_owned())];
    while let Some((prefix, at)) = waiting.pop() {
        let failed = |e: std::io::Error| format!("`{}` cannot be read: {e}", at.display());
        for entry in fs::read_dir(&at).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            let kind = entry.file_type().map_err(failed)?;
            if kind.is_dir() {
                waiting.push((format!("{name}/"), entry.path()));
            } else if kind.is_file() {
                files.push((name, entry.path()));
            } else {
                return Err(format!("it holds `{name}`, which is neither file nor folder"));
            }
            if files.len() > FILES {
                return Err(format!("it has more than {FILES} files"));
            }
        }
    }
    files.sort();
    let mut hash = Sha256::new();
    let mut total = 0;
    for (name, path) in files {
        let bytes = fs::read(&path).map_err(|e| format!("`{name}` cannot be read: {e}"))?;
        total += bytes.len() as u64;
        if total > BYTES {
            return Err(format!("it is larger than {} MiB", BYTES >> 20));
        }
        hash.update((name.len() as u64).to_le_bytes());
        hash.update(name.as_bytes());
        hash.update((bytes.len() as u64).to_le_bytes());
        hash.update(&bytes);
    }
    let mut text = "sha256:".to_owned();
    for byte in hash.finalize() {
        _ = write!(text, "{byte:02x}");
    }
    Ok(text)
}
