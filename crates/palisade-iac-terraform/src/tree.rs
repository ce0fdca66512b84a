//! The modules of a root on disk: their files parsed once, their calls resolved to folders.

use palisade_arena::Arena;
use palisade_hcl::{ExprKind, Item, Parsed};
use palisade_model::{
    LEADS_OUT, LoadContext, LoadedNote, ModuleRequest, Taken, Unit, Unscanned, newest_version,
};
use palisade_source::{Diagnostic, EntryKind, FileEntry, FileId, Location, Span};
use palisade_value::{JsonOptions, parse_json};
use rustc_hash::FxHashMap;
use std::collections::VecDeque;
use std::path::{Path, PathBuf};

use crate::decl::{Call, FileBody, Module, Target};
use crate::json_syntax;
use crate::paths::{
    Syntax, config_name, folder_of, is_local_source, normalize, relative, same_source,
};

/// What loading tells beside resources.
#[derive(Default, Debug)]
pub(crate) struct Told {
    pub(crate) diagnostics: Vec<Diagnostic>,
    pub(crate) unscanned: Vec<Unscanned>,
    pub(crate) notes: Vec<LoadedNote>,
    /// The variables of the root.
    pub(crate) takes: Vec<Taken>,
    /// Files beside those that the user named one by one.
    pub(crate) aside: Vec<FileId>,
    /// Files of modules that were fetched from elsewhere.
    pub(crate) fetched: Vec<FileId>,
    /// Where syntax errors are.
    pub(crate) broken: Vec<Location>,
}

impl Told {
    /// Tells why a block is left out, and lists it as not examined.
    pub(crate) fn leave_out(&mut self, diagnostic: Diagnostic, subject: &str) {
        self.unscanned.push(Unscanned {
            subject: subject.to_owned(),
            reason: diagnostic.message.clone(),
            location: diagnostic.location,
        });
        self.diagnostics.push(diagnostic);
    }
}

/// Files larger than this are listed, not parsed.
const FILE_BYTES: usize = 64 << 20;

/// A root calls no more than so many different modules.
const MODULES: usize = 20_000;

/// A module that `terraform init` put somewhere.
#[derive(Debug)]
struct Installed {
    /// Where it comes from, in full.
    source: String,
    version: Option<String>,
    dir: PathBuf,
}

/// The parsed modules of one root; the root is the first.
pub(crate) struct Tree<'s, 'c> {
    arena: &'s Arena,
    context: &'c LoadContext<'c>,
    root: PathBuf,
    /// The unit's files by folder.
    folders: FxHashMap<PathBuf, Vec<(PathBuf, FileId)>>,
    /// Module positions by real folder.
    known: FxHashMap<PathBuf, usize>,
    /// What `terraform init` put where, by dotted call path.
    installed: FxHashMap<String, Installed>,
    /// The folders of what was fetched from elsewhere.
    packages: Vec<PathBuf>,
    pub(crate) modules: Vec<Module<'s>>,
    pub(crate) told: Told,
}

impl<'s, 'c> Tree<'s, 'c> {
    /// Parses a root and all modules that it leads to.
    pub(crate) fn load(arena: &'s Arena, context: &'c LoadContext<'c>, unit: &Unit) -> Self {
        let mut folders: FxHashMap<PathBuf, Vec<(PathBuf, FileId)>> = FxHashMap::default();
        for file in &unit.files {
            folders.entry(folder_of(&file.path)).or_default().push((file.path.clone(), file.file));
        }
        let root = normalize(&unit.root);
        let mut tree = Tree {
            arena,
            context,
            root: root.clone(),
            folders,
            known: FxHashMap::default(),
            installed: FxHashMap::default(),
            packages: Vec::new(),
            modules: Vec::new(),
            told: Told::default(),
        };
        tree.read_installed();
        let mut waiting = VecDeque::from([(tree.module(&root), String::new())]);
        while let Some((position, path)) = waiting.pop_front() {
            let calls = tree.modules.get(position).map_or(0, |m| m.calls.len());
            for n in 0..calls {
                let known = tree.modules.len();
                if let Some(target) = tree.resolve(position, n, &path)
                    && target >= known
                {
                    let name = tree.modules[position].calls[n].name;
                    let dot = if path.is_empty() { "" } else { "." };
                    waiting.push_back((target, format!("{path}{dot}{name}")));
                }
            }
        }
        tree
    }

    fn read_installed(&mut self) {
        let path = self.root.join(".terraform/modules/modules.json");
        let Ok(bytes) = self.context.system.read(&path) else { return };
        let scratch = Arena::new();
        let text = String::from_utf8_lossy(&bytes);
        let parsed = parse_json(&scratch, &text, JsonOptions::default());
        let modules = parsed.ok().and_then(|json| json.field("Modules")?.as_array().copied());
        let Some(modules) = modules else {
            let message = "the list of installed modules could not be read";
            self.told.unscanned.push(Unscanned {
                subject: path.to_string_lossy().into_owned(),
                reason: format!("{message}; run `terraform init` again"),
                location: None,
            });
            return;
        };
        for module in modules.items() {
            let text = |key| module.field(key).and_then(|v| v.as_str()).unwrap_or("");
            if !text("Key").is_empty() && !text("Dir").is_empty() {
                let module = Installed {
                    source: text("Source").to_owned(),
                    version: Some(text("Version")).filter(|v| !v.is_empty()).map(str::to_owned),
                    dir: normalize(&self.root.join(text("Dir"))),
                };
                self.installed.insert(text("Key").to_owned(), module);
            }
        }
    }

    /// Whether a folder is where its path says, seen from the root, or else where links may lead.
    fn is_at_hand(&self, dir: &Path) -> bool {
        let system = self.context.system;
        let here = |path: &Path| {
            system.canonical(if path.as_os_str().is_empty() { Path::new(".") } else { path })
        };
        let plain = |base: &Path, way: &Path| match (here(base), here(dir)) {
            (Ok(base), Ok(real)) => normalize(&base.join(way)) == real,
            // What is not there leads nowhere.
            (_, Err(_)) => true,
            _ => false,
        };
        // Seen from the present folder, or from a root that is itself reached by a link.
        plain(Path::new(""), dir)
            || plain(&self.root, Path::new(&relative(&self.root, dir)))
            || self.context.may_follow(dir, &self.own(dir))
    }

    /// The folders of the root and of what was fetched, and the folder itself.
    fn own<'d>(&'d self, dir: &'d Path) -> Vec<&'d Path> {
        let fetched = self.packages.iter().filter(|package| dir.starts_with(package));
        [self.root.as_path()].into_iter().chain(fetched.map(PathBuf::as_path)).collect()
    }

    /// The configuration files of a folder, from the scanned ones or else from disk.
    fn files(&self, dir: &Path) -> Vec<(PathBuf, Option<FileId>)> {
        let scanned = self.folders.get(dir);
        let mut files: Vec<(PathBuf, Option<FileId>)> = scanned
            .map(|files| files.iter().map(|(path, file)| (path.clone(), Some(*file))).collect())
            .unwrap_or_default();
        if scanned.is_some() && !self.is_named_in_part(dir) {
            return files;
        }
        let may_read = |entry: &FileEntry| {
            let mut own = self.own(dir);
            own.push(dir);
            !entry.link || self.context.may_follow(&entry.path, &own)
        };
        for entry in self.listed(dir).into_iter().filter(may_read) {
            let is_known = |(path, _): &(PathBuf, _)| path.file_name() == entry.path.file_name();
            if !files.iter().any(is_known) {
                files.push((entry.path, None));
            }
        }
        files
    }

    /// Whether the user named files of a folder one by one: the module is more than those.
    fn is_named_in_part(&self, dir: &Path) -> bool {
        let roots = self.context.roots;
        let is_root = |(path, _): &(PathBuf, FileId)| roots.iter().any(|root| root == path);
        self.folders.get(dir).is_some_and(|files| files.iter().all(is_root))
    }

    /// The links of a folder that lead to configuration elsewhere; those of scanned folders were
    /// told when they were walked.
    fn tell_links(&mut self, dir: &Path) {
        if self.folders.contains_key(dir) {
            return;
        }
        let taken = self.files(dir);
        for entry in self.listed(dir) {
            if !taken.iter().any(|(path, _)| *path == entry.path) {
                let subject = entry.path.to_string_lossy().into_owned();
                let reason = LEADS_OUT.to_owned();
                self.told.unscanned.push(Unscanned { subject, reason, location: None });
            }
        }
    }

    /// The configuration files of a folder on disk.
    fn listed(&self, dir: &Path) -> Vec<FileEntry> {
        let listed = if dir.as_os_str().is_empty() { Path::new(".") } else { dir };
        let mut entries = self.context.system.list(listed).unwrap_or_default();
        entries.retain(|e| e.kind == EntryKind::File && config_name(&e.path).is_some());
        entries
    }

    /// The position of a folder's module, parsed now if it is new.
    fn module(&mut self, dir: &Path) -> usize {
        let real = self.context.system.canonical(dir).unwrap_or_else(|_| dir.to_owned());
        if let Some(known) = self.known.get(&real) {
            return *known;
        }
        let position = self.modules.len();
        self.known.insert(real, position);
        let mut bodies = Vec::new();
        self.tell_links(dir);
        let mut files = self.files(dir);
        files.sort();
        let in_part = self.is_named_in_part(dir);
        let tofu: Vec<(String, Syntax)> = files
            .iter()
            .filter_map(|(path, _)| config_name(path).filter(|name| name.tofu))
            .map(|name| (name.stem.to_owned(), name.syntax))
            .collect();
        for (path, file) in &files {
            let Some(name) = config_name(path) else { continue };
            let own =
                |(stem, syntax): &(String, Syntax)| stem == name.stem && *syntax == name.syntax;
            if !name.tofu && tofu.iter().any(own) {
                self.told.unscanned.push(Unscanned {
                    subject: path.to_string_lossy().into_owned(),
                    reason: "the `.tofu` file of the same name stands in its place".to_owned(),
                    location: None,
                });
                continue;
            }
            let opened = file.map_or_else(|| self.context.open(path), Ok);
            if let (Ok(opened), None, true) = (&opened, file, in_part) {
                self.told.aside.push(*opened);
            }
            let is_fetched = self.packages.iter().any(|package| dir.starts_with(package))
                || dir.components().any(|part| part.as_os_str() == ".terraform");
            self.told.fetched.extend(opened.as_ref().ok().filter(|_| is_fetched));
            match opened {
                Ok(file) => bodies.extend(self.parse(file, name.syntax, name.is_override)),
                Err(error) => self.told.unscanned.push(Unscanned {
                    subject: path.to_string_lossy().into_owned(),
                    reason: format!("could not be read: {error}"),
                    location: None,
                }),
            }
        }
        let mut module = Module::new(dir.to_owned(), &bodies, &mut self.told);
        module.path = relative(&self.root, dir);
        self.modules.push(module);
        position
    }

    fn parse(&mut self, file: FileId, syntax: Syntax, is_override: bool) -> Option<FileBody<'s>> {
        let source = self.context.sources.get(file);
        if source.text().len() > FILE_BYTES {
            self.told.unscanned.push(Unscanned {
                subject: source.path().to_string(),
                reason: format!("a file over {} MiB is not parsed", FILE_BYTES >> 20),
                location: None,
            });
            return None;
        }
        let text = self.arena.alloc_str(source.text());
        let parsed = match syntax {
            Syntax::Native => palisade_hcl::parse(self.arena, text),
            Syntax::Json => json_syntax::parse(self.arena, text),
        };
        self.tell_errors(file, &parsed);
        for comment in parsed.comments {
            self.told.notes.push(LoadedNote {
                text: comment.content().to_owned(),
                location: Location::new(file, comment.span),
                resources: None,
            });
        }
        let is_json = matches!(syntax, Syntax::Json);
        Some(FileBody { file, body: parsed.body, is_override, is_json })
    }

    /// Turns syntax errors into diagnostics, and lists each block or line that they hide.
    fn tell_errors(&mut self, file: FileId, parsed: &Parsed<'_>) {
        let source = self.context.sources.get(file);
        if !parsed.errors.is_empty() && parsed.body.items.is_empty() {
            self.told.unscanned.push(Unscanned {
                subject: source.path().to_string(),
                reason: "nothing in it could be read because of syntax errors".to_owned(),
                location: parsed.errors.first().map(|e| Location::new(file, e.span)),
            });
        }
        let mut told: Option<Span> = None;
        for error in &parsed.errors {
            let at = |span| Location::new(file, span);
            self.told.broken.push(at(error.span));
            let mut diagnostic =
                Diagnostic::error("hcl-syntax", error.message.clone()).at(at(error.span));
            diagnostic.help.clone_from(&error.help);
            for (span, text) in &error.labels {
                diagnostic = diagnostic.label(at(*span), text.clone());
            }
            self.told.diagnostics.push(diagnostic);
            if parsed.body.items.is_empty() {
                continue;
            }
            let around = parsed.body.items.iter().find(|item| item.span().contains(error.span));
            let (subject, span) = match around {
                Some(Item::Block(block)) => {
                    (source.slice(block.header_span).to_owned(), block.header_span)
                }
                Some(Item::Attribute(attr)) => (attr.name.name.to_owned(), attr.span),
                None => {
                    let line = source.line(error.span.start);
                    (format!("{}:{line}", source.path()), error.span)
                }
            };
            if told != Some(span) {
                told = Some(span);
                self.told.unscanned.push(Unscanned {
                    subject,
                    reason: format!("a part could not be read: {}", error.message),
                    location: Some(at(span)),
                });
            }
        }
    }

    /// Finds the module of a call and notes where it is; tells where it is not at hand.
    fn resolve(&mut self, position: usize, n: usize, path: &str) -> Option<usize> {
        let call: &Call<'s> = &self.modules[position].calls[n];
        let (name, header) = (call.name, call.header);
        let dir = self.modules[position].dir.clone();
        let dot = if path.is_empty() { "" } else { "." };
        let found = match self.source(position, n) {
            Err(reason) => Err(reason),
            Ok(source) if is_local_source(source) => {
                let target = normalize(&dir.join(source));
                let package = self.packages.iter().find(|p| dir.starts_with(p));
                if package.is_some_and(|package| !target.starts_with(package)) {
                    Err(format!(
                        "module `{name}`: its source `{source}` leads out of the module that was \
                         fetched"
                    ))
                } else if !self.is_at_hand(&target) {
                    Err(format!("module `{name}`: `{source}` is {LEADS_OUT}"))
                } else if self.files(&target).is_empty() {
                    Err(format!("module `{name}`: no configuration in folder `{source}`"))
                } else {
                    Ok(target)
                }
            }
            Ok(source) => match self.installed.get(&format!("{path}{dot}{name}")) {
                Some(module) if !self.files(&module.dir).is_empty() => {
                    self.left_by_init(module, position, n, source).map(|()| module.dir.clone())
                }
                _ => self.fetch(position, n, source),
            },
        };
        let found = found.and_then(|target| {
            if self.modules.len() >= MODULES {
                return Err(format!("module `{name}`: more than {MODULES} modules are not read"));
            }
            Ok(self.module(&target))
        });
        let target = match &found {
            Ok(target) => Target::Module(*target),
            Err(reason) => {
                let prefix: String = path
                    .split('.')
                    .filter(|p| !p.is_empty())
                    .map(|p| format!("module.{p}."))
                    .collect();
                self.told.unscanned.push(Unscanned {
                    subject: format!("{prefix}module.{name}"),
                    reason: reason.clone(),
                    location: Some(header),
                });
                Target::Missing
            }
        };
        self.modules[position].calls[n].target = target;
        found.ok()
    }

    /// Whether what `terraform init` put somewhere is what a call asks for; why not.
    fn left_by_init(
        &self,
        module: &Installed,
        position: usize,
        n: usize,
        source: &str,
    ) -> Result<(), String> {
        let call = &self.modules[position].calls[n];
        let name = call.name;
        // No link brings it there, and neither does the list itself.
        if !self.context.may_follow(&module.dir, &[&self.root]) {
            return Err(format!(
                "module `{name}`: the list of installed modules leads out of the scanned folder; \
                 `--allow-file-access DIR` allows it"
            ));
        }
        if !self.is_at_hand(&module.dir) {
            return Err(format!("module `{name}`: its folder is {LEADS_OUT}"));
        }
        if !same_source(source, &module.source) {
            return Err(format!(
                "module `{name}` comes from `{source}`, and what is installed comes from `{}`; run \
                 `terraform init` again",
                module.source
            ));
        }
        let wanted = match call.version.map(|at| at.attr.expr.kind) {
            None => return Ok(()),
            Some(ExprKind::String(wanted)) => wanted,
            Some(_) => return Err(format!("module `{name}`: its version is not a plain text")),
        };
        let installed = module.version.as_deref().unwrap_or("");
        if newest_version(&[installed], Some(wanted)).is_err() {
            let installed = match installed {
                "" => "no version".to_owned(),
                version => format!("`{version}`"),
            };
            return Err(format!(
                "module `{name}` is wanted in version `{wanted}`, and {installed} is installed; run \
                 `terraform init` again"
            ));
        }
        Ok(())
    }

    /// Has a module brought from elsewhere, where that is wanted.
    fn fetch(&mut self, position: usize, n: usize, source: &str) -> Result<PathBuf, String> {
        let call = &self.modules[position].calls[n];
        let name = call.name;
        let Some(modules) = self.context.inputs.modules.clone() else {
            return Err(format!(
                "module `{name}` comes from `{source}` and is not downloaded; run `terraform init` \
                 or give `--download-modules` to have it examined"
            ));
        };
        let version = match call.version.map(|at| at.attr.expr.kind) {
            None => None,
            Some(ExprKind::String(version)) => Some(version),
            Some(_) => return Err(format!("module `{name}`: its version is not a plain text")),
        };
        let request = ModuleRequest { root: &self.root, source, version };
        let fetched = modules.fetch(&request).map_err(|why| {
            format!("module `{name}` from `{source}` could not be fetched: {why}")
        })?;
        let folder = normalize(&fetched.folder);
        if self.files(&folder).is_empty() {
            return Err(format!("module `{name}`: no configuration in `{source}`"));
        }
        let package = normalize(&fetched.package);
        if !self.packages.contains(&package) {
            self.packages.push(package);
        }
        Ok(folder)
    }

    fn source(&self, position: usize, n: usize) -> Result<&'s str, String> {
        let call = &self.modules[position].calls[n];
        match call.source.map(|at| at.attr.expr.kind) {
            Some(ExprKind::String(source)) => Ok(source),
            Some(_) => Err(format!("module `{}`: its source is not a plain text", call.name)),
            None => Err(format!("module `{}` has no source", call.name)),
        }
    }
}
