//! Where what a configuration names may lie. Whoever sends a change writes the configuration too:
//! it has nothing read from outside of the repository, and nothing written over what is no report.

use super::scan::beside;
use crate::system::{self, RealSystem};
use palisade_report::is_report;
use palisade_source::{EntryKind, System};
use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};

/// The largest file that is looked at to tell whether it is a report, in bytes.
const LARGEST_REPORT: u64 = 256 << 20;

/// The folder that the inputs of a configuration have to lie in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Bounds {
    /// Its real path.
    folder: PathBuf,
    /// Whether it is that of a repository.
    repository: bool,
}

impl Bounds {
    /// The repository around a configuration; without one, its folder.
    pub(crate) fn around(config: Option<&Path>, system: &dyn System) -> Option<Self> {
        let home = system.canonical(&beside(Some(config?), ".")).ok()?;
        let is_repository = |folder: &&Path| system.entry(&folder.join(".git")).is_ok();
        let around = home.ancestors().find(is_repository).map(Path::to_owned);
        let repository = around.is_some();
        Some(Self { folder: around.unwrap_or(home), repository })
    }

    /// Why an input is not read; what is not there is told of where it is read.
    pub(crate) fn refuse(&self, path: &Path, system: &dyn System) -> Option<String> {
        let real = system.canonical(path).ok()?;
        let shown = path.display();
        match real.strip_prefix(&self.folder) {
            Ok(way) if way.components().any(|part| is_git(part.as_os_str())) => {
                Some(format!("the configuration names `{shown}`, which is a part of `.git`"))
            }
            Ok(_) => None,
            Err(_) => {
                let what = if self.repository { "repository" } else { "folder" };
                Some(format!(
                    "the configuration names `{shown}`, which is outside of its {what}; name it \
                     on the command line"
                ))
            }
        }
    }
}

/// Whether a part of a path is git's own folder, however it is written.
fn is_git(part: &OsStr) -> bool {
    part.eq_ignore_ascii_case(".git")
}

/// Where a report goes that the configuration asks for: below its folder, through no link, not
/// into `.git`, and not over a file that is no report.
///
/// # Errors
/// Why it is not written.
pub(super) fn report_file(config: Option<&Path>, file: &Path) -> Result<PathBuf, String> {
    let refused = |why: &str| {
        let shown = file.display();
        format!(
            "the configuration has a report written to `{shown}`, which {why}; name such a file \
             on the command line"
        )
    };
    if !file.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir)) {
        return Err(refused("is not below its folder"));
    }
    if file.components().any(|part| is_git(part.as_os_str())) {
        return Err(refused("is a part of `.git`"));
    }
    let mut way = PathBuf::new();
    for part in file.components() {
        way.push(part);
        if system::is_link(&beside(config, &way.to_string_lossy())) {
            return Err(refused("leads through a link"));
        }
    }
    let path = beside(config, &file.to_string_lossy());
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    if let Some(folder) = folder.filter(|folder| system::is_missing(folder)) {
        return Err(format!("the folder `{}` for a report does not exist", folder.display()));
    }
    match RealSystem.entry(&path) {
        Ok(entry) if entry.kind != EntryKind::File => Err(refused("is no file")),
        Ok(entry) if entry.size > LARGEST_REPORT => Err(refused("holds something else")),
        Ok(_) if !RealSystem.read(&path).is_ok_and(|bytes| is_report(&bytes)) => {
            Err(refused("holds something else"))
        }
        _ => Ok(path),
    }
}
