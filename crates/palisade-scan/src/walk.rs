//! Finds the files of a tree: `.gitignore` is honoured, loops end, what is too large is told of.

use globset::GlobSet;
use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use palisade_model::Unscanned;
use palisade_source::{EntryKind, System};
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// Folders that hold what tools put there, never what people write.
const TOOL_FOLDERS: [&str; 6] =
    [".git", ".terraform", ".terragrunt-cache", "node_modules", ".venv", "__pycache__"];

/// Folders nested deeper than this are listed as not examined.
const MAX_DEPTH: usize = 128;

/// How a tree is walked.
pub struct Walk<'w> {
    /// The door to the file system.
    pub system: &'w dyn System,
    /// Paths that are left out, relative to the root they are under.
    pub exclude: &'w GlobSet,
    /// Whether `.gitignore` counts.
    pub gitignore: bool,
    /// Whether a file of this name may belong to some framework.
    pub may_own: &'w (dyn Fn(&Path) -> bool + Sync),
    /// Files larger than this, in bytes, are listed as not examined.
    pub max_file_size: u64,
}

/// What a walk found.
#[derive(Debug, Default)]
pub struct Found {
    /// Files that may belong to a framework, sorted, each once.
    pub files: Vec<PathBuf>,
    /// Those among them that were named by the user.
    pub named: HashSet<PathBuf>,
    /// What could not be walked.
    pub unscanned: Vec<Unscanned>,
}

struct State {
    found: Found,
    /// Real paths of the folders walked so far, so that loops through links end.
    visited: HashSet<PathBuf>,
}

impl Walk<'_> {
    /// Walks folders and takes files as they are.
    #[must_use]
    pub fn run(&self, roots: &[PathBuf]) -> Found {
        let mut state = State { found: Found::default(), visited: HashSet::new() };
        for root in roots {
            match self.system.entry(root) {
                Ok(entry) if entry.kind == EntryKind::Folder => {
                    let mut rules = self.outer_rules(root);
                    self.folder(root, root, 0, &mut rules, &mut state);
                }
                Ok(entry) if entry.kind == EntryKind::File => {
                    self.file(root, entry.size, &mut state.found);
                    state.found.named.insert(root.clone());
                }
                Ok(_) => unscanned(&mut state.found, root, "is neither a file nor a folder"),
                Err(error) => unscanned(&mut state.found, root, &reason(&error)),
            }
        }
        state.found.files.sort();
        state.found.files.dedup();
        state.found
    }

    /// The rules of the folders around a root, up to the one that holds `.git`.
    fn outer_rules(&self, root: &Path) -> Vec<Gitignore> {
        let mut rules = Vec::new();
        let Ok(real) = self.system.canonical(root) else { return rules };
        if !self.gitignore {
            return rules;
        }
        let mut around: Vec<&Path> = Vec::new();
        if self.system.entry(&real.join(".git")).is_err() {
            for folder in real.ancestors().skip(1) {
                around.push(folder);
                if self.system.entry(&folder.join(".git")).is_ok() {
                    break;
                }
            }
            // Without a repository around it, rules further out are nobody's business.
            let inside = around.last().is_some_and(|f| self.system.entry(&f.join(".git")).is_ok());
            if !inside {
                around.clear();
            }
        }
        for folder in around.into_iter().rev() {
            // Paths are matched as the walk sees them, so the rules hang on the root by the way
            // from the folder to it.
            let way = real.strip_prefix(folder).unwrap_or(Path::new(""));
            let base = up(root, way);
            rules.extend(self.rules_of(folder, &base));
        }
        rules
    }

    fn rules_of(&self, folder: &Path, base: &Path) -> Option<Gitignore> {
        if !self.gitignore {
            return None;
        }
        let bytes = self.system.read(&folder.join(".gitignore")).ok()?;
        let text = String::from_utf8_lossy(&bytes);
        let mut builder = GitignoreBuilder::new(base);
        for line in text.lines() {
            // A line that is no pattern is passed over, as git does.
            _ = builder.add_line(None, line);
        }
        builder.build().ok()
    }

    fn folder(
        &self,
        root: &Path,
        folder: &Path,
        depth: usize,
        rules: &mut Vec<Gitignore>,
        state: &mut State,
    ) {
        if depth > MAX_DEPTH {
            return unscanned(&mut state.found, folder, "nests deeper than 128 folders");
        }
        match self.system.canonical(folder) {
            Ok(real) => {
                if !state.visited.insert(real) {
                    return;
                }
            }
            Err(error) => return unscanned(&mut state.found, folder, &reason(&error)),
        }
        let entries = match self.system.list(folder) {
            Ok(entries) => entries,
            Err(error) => return unscanned(&mut state.found, folder, &reason(&error)),
        };
        let own = self.rules_of(folder, folder);
        let added = own.is_some();
        rules.extend(own);
        for entry in entries {
            let is_folder = entry.kind == EntryKind::Folder;
            let name = entry.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if is_folder && TOOL_FOLDERS.contains(&name.as_str()) {
                continue;
            }
            let relative = entry.path.strip_prefix(root).unwrap_or(&entry.path);
            if self.exclude.is_match(relative) || self.exclude.is_match(&entry.path) {
                continue;
            }
            if ignored(rules, &entry.path, is_folder) {
                continue;
            }
            match entry.kind {
                EntryKind::Folder => self.folder(root, &entry.path, depth + 1, rules, state),
                EntryKind::File if (self.may_own)(&entry.path) => {
                    self.file(&entry.path, entry.size, &mut state.found);
                }
                EntryKind::Other if (self.may_own)(&entry.path) => {
                    unscanned(&mut state.found, &entry.path, "is a broken link or no regular file");
                }
                _ => {}
            }
        }
        if added {
            rules.pop();
        }
    }

    fn file(&self, path: &Path, size: u64, found: &mut Found) {
        if size > self.max_file_size {
            let (mib, limit) = (size >> 20, self.max_file_size >> 20);
            let why = format!("is {mib} MiB large; files over {limit} MiB are not read");
            return unscanned(found, path, &why);
        }
        found.files.push(path.to_owned());
    }
}

/// The path of an outer folder as seen from the root: one `..` for each part of the way.
fn up(root: &Path, way: &Path) -> PathBuf {
    let mut base = root.to_owned();
    for _ in way.components() {
        if !base.pop() || base.as_os_str().is_empty() {
            base = PathBuf::new();
            break;
        }
    }
    base
}

/// The innermost rule that says something decides.
fn ignored(rules: &[Gitignore], path: &Path, is_folder: bool) -> bool {
    for rule in rules.iter().rev() {
        if rule.path() != Path::new("") && !path.starts_with(rule.path()) {
            continue;
        }
        match rule.matched(path, is_folder) {
            Match::Ignore(_) => return true,
            Match::Whitelist(_) => return false,
            Match::None => {}
        }
    }
    false
}

fn unscanned(found: &mut Found, path: &Path, reason: &str) {
    let subject = crate::run::display(path);
    found.unscanned.push(Unscanned { subject, reason: reason.to_owned(), location: None });
}

pub(crate) fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "does not exist".to_owned(),
        std::io::ErrorKind::PermissionDenied => "may not be read: permission denied".to_owned(),
        _ => format!("cannot be read: {error}"),
    }
}
