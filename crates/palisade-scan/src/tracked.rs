//! Which files git tracks, from its index: those it goes on tracking whatever `.gitignore` says.
//!
//! The format is that of git's documentation of the index, versions 2 to 4, with object names of
//! SHA-1 and SHA-256 and with a base that is shared. What cannot be read tracks nothing.

use palisade_source::{EntryKind, System};
use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};

/// What the repositories of a walk track; each index is read when it is first asked for.
#[derive(Debug, Default)]
pub(crate) struct Tracked {
    repositories: HashMap<PathBuf, BTreeSet<String>>,
}

impl Tracked {
    /// Whether git tracks a file, or a file below a folder, by its real path.
    pub(crate) fn has(&mut self, system: &dyn System, path: &Path, is_folder: bool) -> bool {
        let is_repository = |folder: &&Path| system.entry(&folder.join(".git")).is_ok();
        let Some(root) = path.ancestors().skip(1).find(is_repository) else { return false };
        let Some(name) = path.strip_prefix(root).ok().and_then(Path::to_str) else { return false };
        let name = name.replace('\\', "/");
        if !self.repositories.contains_key(root) {
            self.repositories.insert(root.to_owned(), names(system, root).unwrap_or_default());
        }
        let Some(names) = self.repositories.get(root) else { return false };
        if is_folder {
            let below = format!("{name}/");
            names.range(below.clone()..).next().is_some_and(|first| first.starts_with(&below))
        } else {
            names.contains(&name)
        }
    }
}

/// The names in the index of a repository, relative to its root.
fn names(system: &dyn System, root: &Path) -> Option<BTreeSet<String>> {
    let git = root.join(".git");
    let folder = match system.entry(&git).ok()?.kind {
        EntryKind::Folder => git,
        // Of a worktree or a submodule: a file that says where the folder is.
        EntryKind::File => {
            let bytes = system.read(&git).ok()?;
            let text = String::from_utf8_lossy(&bytes);
            root.join(text.trim().strip_prefix("gitdir:")?.trim())
        }
        EntryKind::Other => return None,
    };
    let index = system.read(&folder.join("index")).ok()?;
    let mut found = read(&index)?;
    if let Some(base) = found.base.take() {
        let shared = system.read(&folder.join(format!("sharedindex.{base}"))).ok();
        found.names.extend(shared.and_then(|bytes| read(&bytes)).unwrap_or_default().names);
    }
    // Entries that replace one of the base have no name.
    found.names.remove("");
    Some(found.names)
}

#[derive(Debug, Default)]
struct Index {
    names: BTreeSet<String>,
    /// The name of the index that this one adds to.
    base: Option<String>,
}

/// Reads an index, with object names of 20 or, if that cannot be, of 32 bytes.
fn read(bytes: &[u8]) -> Option<Index> {
    read_with(bytes, 20).or_else(|| read_with(bytes, 32))
}

fn read_with(bytes: &[u8], object: usize) -> Option<Index> {
    let mut rest = Bytes(bytes.get(..bytes.len().checked_sub(object)?)?);
    if rest.take(4)? != b"DIRC" {
        return None;
    }
    let version = rest.number()?;
    if !(2..=4).contains(&version) {
        return None;
    }
    let count = rest.number()?;
    let mut index = Index::default();
    let mut name = Vec::new();
    for _ in 0..count {
        let before = rest.0.len();
        // Times, device and inode; then the mode; owner, group and size.
        rest.take(24)?;
        let mode = rest.number()?;
        if !matches!(mode >> 12, 0o04 | 0o10 | 0o12 | 0o16) {
            return None;
        }
        rest.take(12 + object)?;
        let flags = rest.take(2)?;
        if flags.first()? & 0x40 != 0 {
            if version < 3 {
                return None;
            }
            rest.take(2)?;
        }
        if version == 4 {
            let cut = rest.offset()?;
            name.truncate(name.len().checked_sub(cut)?);
            name.extend_from_slice(rest.text()?);
        } else {
            name = rest.text()?.to_vec();
            // The NUL that ended the name is one of one to eight that fill the entry up.
            let length = before - rest.0.len() - 1;
            rest.take(7 - length % 8)?;
        }
        // Frameworks go by names that are texts; others are never asked for.
        if let Ok(text) = std::str::from_utf8(&name) {
            index.names.insert(text.to_owned());
        }
    }
    // Extensions follow: a signature, a length, the content.
    while !rest.0.is_empty() {
        let signature = rest.take(4)?;
        let length = usize::try_from(rest.number()?).ok()?;
        let content = rest.take(length)?;
        if signature == b"link" {
            use std::fmt::Write;
            let mut base = String::new();
            content.get(..object)?.iter().for_each(|byte| _ = write!(base, "{byte:02x}"));
            index.base = Some(base);
        }
    }
    Some(index)
}

/// Bytes that are still to be read.
struct Bytes<'b>(&'b [u8]);

impl<'b> Bytes<'b> {
    fn take(&mut self, count: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn number(&mut self) -> Option<u32> {
        Some(u32::from_be_bytes(self.take(4)?.try_into().ok()?))
    }

    /// Up to a NUL, which is read too.
    fn text(&mut self) -> Option<&'b [u8]> {
        let end = self.0.iter().position(|byte| *byte == 0)?;
        let text = self.take(end)?;
        self.take(1)?;
        Some(text)
    }

    /// A number of variable width as in packs: seven bits a byte, one added for each that follows.
    fn offset(&mut self) -> Option<usize> {
        let mut byte = *self.take(1)?.first()?;
        let mut value = usize::from(byte & 0x7f);
        while byte & 0x80 != 0 {
            byte = *self.take(1)?.first()?;
            value = value.checked_add(1)?.checked_mul(128)? | usize::from(byte & 0x7f);
        }
        Some(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An index as git writes it.
    fn index(version: u32, object: usize, names: &[&str], link: bool) -> Vec<u8> {
        let mut out = b"DIRC".to_vec();
        out.extend(version.to_be_bytes());
        out.extend(u32::try_from(names.len()).unwrap().to_be_bytes());
        let mut last = "";
        for name in names {
            let start = out.len();
            out.extend([7; 24]);
            out.extend(0o100_644_u32.to_be_bytes());
            out.extend([9; 12]);
            out.extend(std::iter::repeat_n(0xab, object));
            out.extend([0, u8::try_from(name.len()).unwrap()]);
            if version == 4 {
                let same = last.bytes().zip(name.bytes()).take_while(|(a, b)| a == b).count();
                let cut = last.len() - same;
                // Two bytes from 128 on.
                if cut >= 128 {
                    out.push(0x80 | u8::try_from((cut - 128) >> 7).unwrap());
                }
                out.push(u8::try_from(cut & 0x7f).unwrap());
                out.extend(&name.as_bytes()[same..]);
                out.push(0);
            } else {
                out.extend(name.as_bytes());
                out.push(0);
                while !(out.len() - start).is_multiple_of(8) {
                    out.push(0);
                }
            }
            last = name;
        }
        if link {
            out.extend(b"link");
            out.extend(u32::try_from(object).unwrap().to_be_bytes());
            out.extend(std::iter::repeat_n(0x0f, object));
        }
        out.extend(std::iter::repeat_n(1, object));
        out
    }

    #[test]
    fn every_version_and_width_of_an_index_is_read() {
        let long = format!("b/{}", "x".repeat(140));
        let names = ["a.tf", "a/b.tf", "a/bc.tf", long.as_str(), "k8s/pod.yaml"];
        for version in 2..=4 {
            for object in [20, 32] {
                let found = read(&index(version, object, &names, true)).unwrap();
                assert!(found.names.iter().map(String::as_str).eq(names), "{version} {object}");
                assert_eq!(found.base, Some("0f".repeat(object)));
            }
        }
    }

    #[test]
    fn what_is_cut_off_or_no_index_tracks_nothing() {
        let whole = index(2, 20, &["a.tf", "b.tf"], true);
        for end in 0..whole.len() {
            _ = read(&whole[..end]);
        }
        assert!(read(&whole[..whole.len() - 30]).is_none());
        assert!(read(b"DIRC\0\0\0\x09\0\0\0\0aaaaaaaaaaaaaaaaaaaa").is_none());
        assert!(read(&b"nothing of the sort".repeat(9)).is_none());
    }
}
