use crate::{FileEntry, System};
use std::io;
use std::path::{Path, PathBuf};

/// So many links to folders are followed in one walk: folders full of links to one another make
/// more paths than can be gone through.
const LINKS: usize = 10_000;

/// The folders that a walk is in, by where they really are, so that links that lead back to one of
/// them are not followed.
#[derive(Clone, Debug)]
pub struct Trail {
    inside: Vec<PathBuf>,
    links: usize,
}

/// What becomes of a folder.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Entered {
    /// The walk is in it now, until [`Trail::leave`].
    Yes,
    /// It is a link to a folder that the walk is in already, or that holds such a one.
    Circle,
}

impl Trail {
    /// A walk that begins at a folder.
    ///
    /// # Errors
    /// The folder cannot be found.
    pub fn new(system: &dyn System, folder: &Path) -> io::Result<Self> {
        Ok(Self { inside: vec![system.canonical(folder)?], links: 0 })
    }

    /// Goes into a folder of the one that was entered last.
    ///
    /// # Errors
    /// Where a link leads cannot be found out, or there are too many of them.
    pub fn enter(&mut self, system: &dyn System, entry: &FileEntry) -> io::Result<Entered> {
        let here = if entry.link {
            self.links += 1;
            if self.links > LINKS {
                let why = format!("more than {LINKS} links to folders are not followed");
                return Err(io::Error::other(why));
            }
            let here = system.canonical(&entry.path)?;
            if self.inside.iter().any(|folder| folder.starts_with(&here)) {
                return Ok(Entered::Circle);
            }
            here
        } else {
            let outer = self.inside.last().cloned().unwrap_or_default();
            entry.path.file_name().map_or(outer.clone(), |name| outer.join(name))
        };
        self.inside.push(here);
        Ok(Entered::Yes)
    }

    /// Goes out of the folder that was entered last.
    pub fn leave(&mut self) {
        if self.inside.len() > 1 {
            self.inside.pop();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{EntryKind, MemorySystem};

    #[test]
    fn what_leads_back_is_not_followed() {
        let system = MemorySystem::new().with_file("a/b/x", "").with_file("a/c/x", "");
        let mut trail = Trail::new(&system, Path::new("a")).unwrap();
        let folder = |path: &str, link| FileEntry {
            path: path.into(),
            kind: EntryKind::Folder,
            size: 0,
            link,
        };
        assert_eq!(trail.enter(&system, &folder("a/b", false)).unwrap(), Entered::Yes);
        // To itself, and to what is around it.
        assert_eq!(trail.enter(&system, &folder("a/b", true)).unwrap(), Entered::Circle);
        assert_eq!(trail.enter(&system, &folder("a", true)).unwrap(), Entered::Circle);
        assert_eq!(trail.enter(&system, &folder("a/c", true)).unwrap(), Entered::Yes);
        trail.leave();
        trail.leave();
        assert_eq!(trail.enter(&system, &folder("a/b", true)).unwrap(), Entered::Yes);
        trail.leave();
        for _ in 0..LINKS {
            let Ok(entered) = trail.enter(&system, &folder("a/c", true)) else { return };
            assert_eq!(entered, Entered::Yes);
            trail.leave();
        }
        panic!("there is no end");
    }
}
