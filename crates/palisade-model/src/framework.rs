use crate::{FrameworkId, ModuleSource, Question, Resource, Supposition};
use palisade_arena::Arena;
use palisade_source::{Diagnostic, FileId, Location, SourceMap, System};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How sure a framework is that a file is its own.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Confidence {
    /// Not its own.
    No,
    /// Perhaps, if no other framework is surer.
    Likely,
    /// Its own.
    Certain,
}

/// A file that was read, by the path it was found at.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ScannedFile {
    /// The path as the `System` knows it.
    pub path: PathBuf,
    /// Its text in the source map.
    pub file: FileId,
}

/// What users hand to a framework beside files.
#[derive(Clone, Default, Debug)]
pub struct Inputs {
    /// Variables from the command line, in order; a later one wins, whether value or file.
    pub given: Vec<GivenVariables>,
    /// Values of variables from the configuration, in order; what the command line names wins.
    pub configured: Vec<(String, String)>,
    /// Files of variables from the configuration, in order; its values win.
    pub configured_files: Vec<PathBuf>,
    /// Folders beside the scanned ones that functions of a configuration may read files in, and
    /// that links may lead into.
    pub file_access: Vec<PathBuf>,
    /// Values that are tried for variables, as expressions in the framework's own words; they win
    /// over all others.
    pub supposed: Vec<(String, String)>,
    /// By how much the bounds of a unit are divided, for there are many; nought and one leave them
    /// whole.
    pub divided: usize,
    /// Those among the files that were read before: a pipe can be read only once.
    pub opened: HashMap<PathBuf, FileId>,
    /// Brings modules that are kept elsewhere, where they are wanted.
    pub modules: Option<Arc<dyn ModuleSource>>,
}

/// What the command line says of variables, once.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum GivenVariables {
    /// The value of one variable.
    Value {
        /// Its name.
        name: String,
        /// The value, in the framework's own words.
        text: String,
    },
    /// A file of values.
    File(PathBuf),
}

impl Inputs {
    /// The names of the variables that the command line gives values, in order.
    pub fn given_names(&self) -> impl Iterator<Item = &str> {
        self.given.iter().filter_map(|given| match given {
            GivenVariables::Value { name, .. } => Some(name.as_str()),
            GivenVariables::File(_) => None,
        })
    }
}

/// A variable that a unit takes from outside.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Taken {
    /// Its name.
    pub name: String,
    /// Why the value from the command line is of no use to it: a lowercase fragment.
    pub refused: Option<String>,
}

/// What a framework loads with.
pub struct LoadContext<'c> {
    /// The door to the file system.
    pub system: &'c dyn System,
    /// Where texts are kept for reports; files read while loading are added here.
    pub sources: &'c SourceMap,
    /// The scanned files by path: read none of these again.
    pub files: &'c HashMap<PathBuf, FileId>,
    /// Variables.
    pub inputs: &'c Inputs,
    /// The folders and files that the user asked for; nothing outside of them is read unless
    /// something inside refers to it.
    pub roots: &'c [PathBuf],
}

/// Why a link that leads to somewhere else is not followed.
pub const LEADS_OUT: &str =
    "a link that leads out of the scanned folder; `--allow-file-access DIR` allows it";

/// Where a path really is, links followed; what is not there is where its folder is.
fn real(system: &dyn System, path: &Path) -> PathBuf {
    // The present folder has no name.
    let named = |path| if path == Path::new("") { Path::new(".") } else { path };
    let canonical = |path| system.canonical(named(path)).ok();
    let parent = || Some(canonical(path.parent()?)?.join(path.file_name()?));
    canonical(path).or_else(parent).unwrap_or_else(|| path.to_owned())
}

/// Whether a path, links followed, is in one of some folders, links followed.
pub fn is_inside<'p>(
    system: &dyn System,
    path: &Path,
    folders: impl IntoIterator<Item = &'p Path>,
) -> bool {
    let target = real(system, path);
    folders.into_iter().any(|folder| target.starts_with(real(system, folder)))
}

impl LoadContext<'_> {
    /// Whether a path, links followed, is in what the user asked for, in a folder of
    /// `--allow-file-access`, or in one of `others`.
    #[must_use]
    pub fn may_follow(&self, path: &Path, others: &[&Path]) -> bool {
        let allowed = self.roots.iter().chain(&self.inputs.file_access).map(PathBuf::as_path);
        is_inside(self.system, path, allowed.chain(others.iter().copied()))
    }

    /// The text of a file, from those that were read before or else read now.
    ///
    /// # Errors
    /// What the file system says, or that the file is not UTF-8.
    pub fn open(&self, path: &Path) -> std::io::Result<FileId> {
        if let Some(file) = self.files.get(path).or_else(|| self.inputs.opened.get(path)) {
            return Ok(*file);
        }
        let bytes = self.system.read(path)?;
        let text = String::from_utf8(bytes)
            .map_err(|_| std::io::Error::new(std::io::ErrorKind::InvalidData, "not UTF-8 text"))?;
        Ok(self.sources.add(display_path(path), text))
    }
}

/// A path with `/` between its parts and no leading `./`.
fn display_path(path: &Path) -> String {
    let text = path.to_string_lossy().replace('\\', "/");
    text.strip_prefix("./").unwrap_or(&text).to_owned()
}

/// Files that are loaded together: a root module, the manifests of a tree.
#[derive(Clone, Debug)]
pub struct Unit {
    /// The folder or file that names it.
    pub root: PathBuf,
    /// Its files, sorted by path.
    pub files: Vec<ScannedFile>,
}

/// Something that could not be examined, and why. Never dropped silently.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unscanned {
    /// What: a path, a module address.
    pub subject: String,
    /// Why and how to mend it: a lowercase fragment.
    pub reason: String,
    /// Where it is declared, if in a file.
    pub location: Option<Location>,
}

/// A text that may hold a suppression: a comment, an annotation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LoadedNote {
    /// The text without comment signs: `palisade:allow …`, `checkov:skip=ID:reason`.
    pub text: String,
    /// Where it stands.
    pub location: Location,
    /// The positions of the resources that it is about, where the framework knows; else it is
    /// about those on or above whose block it stands.
    pub resources: Option<Vec<u32>>,
}

/// What a framework made of a unit.
#[derive(Default, Debug)]
pub struct Loaded<'a> {
    /// The resources in a stable order.
    pub resources: Vec<Resource<'a>>,
    /// What was wrong with the input.
    pub diagnostics: Vec<Diagnostic>,
    /// What could not be examined.
    pub unscanned: Vec<Unscanned>,
    /// Comments and annotations.
    pub notes: Vec<LoadedNote>,
    /// The variables that it takes from outside; none where its framework has no such thing.
    pub takes: Option<Vec<Taken>>,
    /// Files that nobody asked to have examined, read for what the others refer to: nothing is
    /// said of what they declare.
    pub aside: Vec<FileId>,
    /// Files that others wrote and that were fetched: their comments accept nothing.
    pub fetched: Vec<FileId>,
    /// The folders that something was made of.
    pub covers: Vec<PathBuf>,
    /// Units for what the files lead to and nothing was made of, as of a module that is called
    /// with `count = 0`: each is loaded by itself, unless another unit covers its root.
    pub instead: Vec<Unit>,
    /// How much of the bounds of a unit by itself it took to load, in thousandths.
    pub spent: u32,
    /// Whether something was cut off that might not be if the bounds were not divided.
    pub is_short: bool,
}

/// A kind of infrastructure code: files in, resources out. Loading is total: what is broken is
/// told in diagnostics and `unscanned`, the rest is loaded.
pub trait Framework: Send + Sync {
    /// Its name.
    fn id(&self) -> FrameworkId;

    /// Whether a file is its own, by path and text.
    fn detect(&self, path: &Path, text: &str) -> Confidence;

    /// Whether files of this name need looking at at all, before they are read.
    fn may_own(&self, path: &Path) -> bool;

    /// Whether a file is never read by itself but with all others of its folder, of which this is
    /// true: none of them may be left out.
    fn reads_folder(&self, _path: &Path) -> bool {
        false
    }

    /// The size, in bytes, up to which a file is read although it is over the usual limit, by path
    /// and the bytes that it starts with; none where the usual limit holds.
    fn largest(&self, _path: &Path, _start: &[u8]) -> Option<u64> {
        None
    }

    /// Why a file that is no UTF-8 text cannot be read, if it is this framework's: a lowercase
    /// fragment that says how to mend it.
    fn refuse(&self, _path: &Path, _bytes: &[u8]) -> Option<String> {
        None
    }

    /// The framework whose files declare its resources under the same addresses, if there is one:
    /// findings can be shown there.
    fn declared_in(&self) -> Option<FrameworkId> {
        None
    }

    /// Whether it loads files that another framework owns as well: it shows them as something
    /// else.
    fn loads_also(&self, _owner: FrameworkId, _path: &Path) -> bool {
        false
    }

    /// Groups its files, sorted by path, into units that are loaded independently.
    fn units(&self, context: &LoadContext<'_>, files: Vec<ScannedFile>) -> Vec<Unit>;

    /// Loads one unit.
    fn load<'a>(&self, arena: &'a Arena, context: &LoadContext<'_>, unit: &Unit) -> Loaded<'a>;

    /// The values that are worth trying for what is unknown in a unit; nothing for what cannot be
    /// given a value from outside.
    fn suppose(
        &self,
        context: &LoadContext<'_>,
        unit: &Unit,
        questions: &[Question],
    ) -> Vec<Supposition> {
        _ = (context, unit, questions);
        Vec::new()
    }
}
