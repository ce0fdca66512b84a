//! Finds the files of a tree: `.gitignore` is honoured for what git does not track, loops end, what
//! is too large is told of.

use crate::tracked::Tracked;
use globset::GlobSet;
use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use palisade_model::{LEADS_OUT, Unscanned, is_inside};
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
    /// Folders that links may lead into, beside the roots.
    pub follow: &'w [PathBuf],
    /// Whether `.gitignore` counts, for what git does not track.
    pub gitignore: bool,
    /// Whether a file is read with the others of its folder: it is taken with them whatever
    /// `.gitignore` says.
    pub joins: &'w (dyn Fn(&Path) -> bool + Sync),
    /// Whether a file of this name may belong to some framework.
    pub may_own: &'w (dyn Fn(&Path) -> bool + Sync),
    /// Files larger than this, in bytes, are listed as not examined.
    pub max_file_size: u64,
    /// The limit of a file that is larger: that of a framework that reads such files, if any does.
    pub larger: &'w (dyn Fn(&Path) -> Option<u64> + Sync),
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
    /// Which patterns left something out, by their position in the set.
    pub left_out_by: HashSet<usize>,
}

struct State<'s> {
    found: Found,
    /// The folders that links may lead into.
    inside: Vec<&'s Path>,
    /// Real paths of the folders walked so far, so that loops through links end.
    visited: HashSet<PathBuf>,
    tracked: Tracked,
}

/// A folder on the way.
#[derive(Clone, Copy)]
struct Step {
    depth: usize,
    /// Whether it is one that `.gitignore` names: only what git tracks is taken.
    ignored: bool,
}

impl Walk<'_> {
    /// Walks folders and takes files as they are.
    #[must_use]
    pub fn run(&self, roots: &[PathBuf]) -> Found {
        let inside = roots.iter().chain(self.follow).map(PathBuf::as_path).collect();
        let mut state = State {
            found: Found::default(),
            inside,
            visited: HashSet::new(),
            tracked: Tracked::default(),
        };
        for root in roots {
            match self.system.entry(root) {
                Ok(entry) if entry.kind == EntryKind::Folder => {
                    // Where `.gitignore` counts from, however the root was named.
                    let real = self.system.canonical(root).unwrap_or_else(|_| root.clone());
                    let root = Root { named: root, real };
                    let mut rules = self.outer_rules(&root.real);
                    let step = Step { depth: 0, ignored: false };
                    self.folder(&root, root.named, step, &mut rules, &mut state);
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
    fn outer_rules(&self, real: &Path) -> Vec<Gitignore> {
        let is_repository = |folder: &Path| self.system.entry(&folder.join(".git")).is_ok();
        if !self.gitignore || is_repository(real) {
            return Vec::new();
        }
        let mut around: Vec<&Path> = Vec::new();
        for folder in real.ancestors().skip(1) {
            around.push(folder);
            if is_repository(folder) {
                return around.iter().rev().filter_map(|folder| self.rules_of(folder)).collect();
            }
        }
        // Without a repository around it, rules further out are nobody's business.
        Vec::new()
    }

    /// The rules of a folder, by its real path.
    fn rules_of(&self, real: &Path) -> Option<Gitignore> {
        if !self.gitignore {
            return None;
        }
        let bytes = self.system.read(&real.join(".gitignore")).ok()?;
        let text = String::from_utf8_lossy(&bytes);
        let mut builder = GitignoreBuilder::new(real);
        for line in text.lines() {
            // A line that is no pattern is passed over, as git does.
            _ = builder.add_line(None, line);
        }
        builder.build().ok()
    }

    fn folder(
        &self,
        root: &Root<'_>,
        folder: &Path,
        step: Step,
        rules: &mut Vec<Gitignore>,
        state: &mut State<'_>,
    ) {
        if step.depth > MAX_DEPTH {
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
        let own = self.rules_of(&root.real_path(folder));
        let added = own.is_some();
        rules.extend(own);
        // Files that git neither tracks nor would, but that are read with others of the folder.
        let mut joining = Vec::new();
        let mut joined = false;
        for entry in entries {
            let is_folder = entry.kind == EntryKind::Folder;
            let name = entry.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if is_folder && TOOL_FOLDERS.contains(&name.as_str()) {
                continue;
            }
            let relative = root.relative(&entry.path);
            if self.exclude.is_match(relative) || self.exclude.is_match(&entry.path) {
                let by = &mut state.found.left_out_by;
                by.extend(self.exclude.matches(relative));
                by.extend(self.exclude.matches(&entry.path));
                continue;
            }
            let real = root.real_path(&entry.path);
            let is_ignored = step.ignored || ignored(rules, &real, is_folder);
            let is_left_out = is_ignored && !state.tracked.has(self.system, &real, is_folder);
            if is_left_out && (is_folder || !(self.joins)(&entry.path)) {
                continue;
            }
            // Frameworks go by the names of files, as texts.
            if !is_folder && entry.path.to_str().is_none() {
                if (self.may_own)(Path::new(&*entry.path.to_string_lossy())) {
                    let why = "has a name that is not UTF-8 text; rename it";
                    unscanned(&mut state.found, &entry.path, why);
                }
                continue;
            }
            let wanted = is_folder || (self.may_own)(&entry.path);
            let is_there = wanted && entry.link && entry.kind != EntryKind::Other;
            if is_there && !is_inside(self.system, &entry.path, state.inside.iter().copied()) {
                unscanned(&mut state.found, &entry.path, LEADS_OUT);
                continue;
            }
            match entry.kind {
                EntryKind::Folder => {
                    let step = Step { depth: step.depth + 1, ignored: is_ignored };
                    self.folder(root, &entry.path, step, rules, state);
                }
                EntryKind::File if is_left_out => joining.push((entry.path, entry.size)),
                EntryKind::File if (self.may_own)(&entry.path) => {
                    joined |= (self.joins)(&entry.path);
                    self.file(&entry.path, entry.size, &mut state.found);
                }
                EntryKind::Other if (self.may_own)(&entry.path) => {
                    unscanned(&mut state.found, &entry.path, "is a broken link or no regular file");
                }
                _ => {}
            }
        }
        for (path, size) in joining.into_iter().filter(|_| joined) {
            self.file(&path, size, &mut state.found);
        }
        if added {
            rules.pop();
        }
    }

    fn file(&self, path: &Path, size: u64, found: &mut Found) {
        if size > self.max_file_size {
            let limit = (self.larger)(path).unwrap_or(0).max(self.max_file_size);
            if size > limit {
                let (mib, limit) = (size >> 20, limit >> 20);
                let why = format!("is {mib} MiB large; files over {limit} MiB are not read");
                return unscanned(found, path, &why);
            }
        }
        found.files.push(path.to_owned());
    }
}

/// A folder that is walked.
struct Root<'r> {
    /// As the user named it.
    named: &'r Path,
    /// Its real path.
    real: PathBuf,
}

impl Root<'_> {
    /// The way from the root to a path of the walk.
    fn relative<'p>(&self, path: &'p Path) -> &'p Path {
        // Below `.`, paths have no `./` in front of them.
        let here = Path::new("");
        path.strip_prefix(self.named).unwrap_or(if path == Path::new(".") { here } else { path })
    }

    /// Where a path of the walk is, links on the way not followed.
    fn real_path(&self, path: &Path) -> PathBuf {
        match self.relative(path) {
            way if way.as_os_str().is_empty() => self.real.clone(),
            way => self.real.join(way),
        }
    }
}

/// The innermost rule that says something decides.
fn ignored(rules: &[Gitignore], path: &Path, is_folder: bool) -> bool {
    for rule in rules.iter().rev() {
        if !path.starts_with(rule.path()) {
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
