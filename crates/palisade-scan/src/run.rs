//! From paths to outcomes.

use crate::source;
use crate::suppress;
use crate::walk::{Found, Walk, reason};
use globset::GlobSet;
use palisade_arena::Arena;
use palisade_engine::{Counts, Engine, Evaluation, Settings};
use palisade_model::{
    Confidence, Framework, FrameworkId, Inputs, LoadContext, Loaded, LoadedNote, Outcome, Resource,
    ScannedFile, Severity, Unit, Unscanned,
};
use palisade_source::{Date, Diagnostic, FileId, Level, Location, SourceMap, System};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};

/// What some editors write before the text.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// How much of a large file is looked at to tell what it is, in bytes.
const SAMPLE: usize = 64 << 10;

/// What is examined, and how.
#[derive(Clone, Debug)]
pub struct ScanRequest {
    /// Files and folders, as the user named them.
    pub roots: Vec<PathBuf>,
    /// Paths that are left out.
    pub exclude: GlobSet,
    /// Whether `.gitignore` counts.
    pub gitignore: bool,
    /// Files larger than this, in bytes, are listed as not examined.
    pub max_file_size: u64,
    /// Variables.
    pub inputs: Inputs,
    /// How rules are run.
    pub settings: Settings,
    /// The present day, for suppressions that end.
    pub today: Date,
    /// The folder that plans were made from: their findings are shown there.
    pub source: Option<PathBuf>,
    /// Severities that the operator gives to policies, by id.
    pub severities: BTreeMap<String, Severity>,
}

/// The files of a request, read and sorted out by framework; nothing is loaded yet.
pub struct Scan<'s> {
    system: &'s dyn System,
    sources: &'s SourceMap,
    frameworks: &'s [Box<dyn Framework>],
    request: &'s ScanRequest,
    files: HashMap<PathBuf, FileId>,
    units: Vec<(usize, Unit)>,
    /// What plans were made from, by framework.
    declared: Vec<(usize, Unit)>,
    unscanned: Vec<Unscanned>,
    read: usize,
    /// What the user asked for: the roots, and what plans were made from.
    roots: Vec<PathBuf>,
    /// Which patterns left something out.
    left_out_by: HashSet<usize>,
    /// Files that the user named, and those among them that can be read and are nobody's.
    named: HashSet<PathBuf>,
    foreign: HashSet<PathBuf>,
    /// Files that several frameworks load, by the one that owns them.
    shared: HashMap<PathBuf, FrameworkId>,
}

/// So many units may use all of the bounds of one; what more there are share these.
pub(crate) const WHOLE: usize = 10;

/// What was made of a unit, its framework, the folders that it covers and the units it leads to.
type Seen<T> = (T, usize, (Vec<PathBuf>, Vec<Unit>));

/// What came of a request.
#[derive(Debug, Default)]
pub struct Examined {
    /// Outcomes, gravest findings first within each file.
    pub outcomes: Vec<Outcome>,
    /// How many outcomes of each kind there were, kept or not.
    pub counts: Counts,
    /// What is wrong with the input.
    pub diagnostics: Vec<Diagnostic>,
    /// What could not be examined.
    pub unscanned: Vec<Unscanned>,
    /// How many files were read.
    pub files: usize,
    /// How many resources there are, by framework.
    pub resources: BTreeMap<FrameworkId, usize>,
    /// The types of these resources.
    pub kinds: BTreeSet<String>,
    /// Files that the user named and that could not be read, as a whole or in part, as shown.
    pub unread: BTreeSet<String>,
    /// The variables that are taken from outside; none where nothing examined takes any.
    pub taken: Option<BTreeSet<String>>,
    /// What is wrong with the variables of the command line: a lowercase fragment for each.
    pub unusable: Vec<String>,
}

/// A path with `/` between its parts and without a leading `./`.
pub(crate) fn display(path: &Path) -> String {
    let text = path.to_string_lossy().replace('\\', "/");
    let text = text.strip_prefix("./").unwrap_or(&text);
    if text.is_empty() { ".".to_owned() } else { text.to_owned() }
}

impl<'s> Scan<'s> {
    /// Walks the roots, reads what may belong to a framework and groups it into units.
    pub fn prepare(
        system: &'s dyn System,
        sources: &'s SourceMap,
        frameworks: &'s [Box<dyn Framework>],
        request: &'s ScanRequest,
    ) -> Self {
        let may_own = |path: &Path| frameworks.iter().any(|f| f.may_own(path));
        let larger = |path: &Path| {
            let start = system.read_start(path, SAMPLE).ok()?;
            frameworks.iter().filter_map(|f| f.largest(path, &start)).max()
        };
        let walk = Walk {
            system,
            exclude: &request.exclude,
            follow: &request.inputs.file_access,
            gitignore: request.gitignore,
            joins: &|path| frameworks.iter().any(|f| f.reads_folder(path)),
            may_own: &may_own,
            max_file_size: request.max_file_size,
            larger: &larger,
        };
        let Found { files, named, mut unscanned, left_out_by } = walk.run(&request.roots);
        let read: Vec<Result<(String, Option<usize>), String>> =
            files.par_iter().map(|path| open(system, frameworks, path, &named)).collect();
        let mut by_path = HashMap::with_capacity(files.len());
        let mut owned: Vec<Vec<ScannedFile>> = frameworks.iter().map(|_| Vec::new()).collect();
        let (mut shared, mut foreign) = (HashMap::new(), HashSet::new());
        let mut count = 0;
        for (path, result) in files.into_iter().zip(read) {
            let subject = display(&path);
            match result {
                Ok((text, owner)) => {
                    let Some(owner) = owner else {
                        if named.contains(&path) {
                            let (unread, broken) = unrecognised(sources, &path, subject, text);
                            unscanned.push(unread);
                            if !broken {
                                foreign.insert(path);
                            }
                        }
                        continue;
                    };
                    let file = sources.add(subject, text);
                    by_path.insert(path.clone(), file);
                    let id = frameworks[owner].id();
                    for (at, framework) in frameworks.iter().enumerate() {
                        if at != owner && framework.loads_also(id, &path) {
                            owned[at].push(ScannedFile { path: path.clone(), file });
                            shared.insert(path.clone(), id);
                        }
                    }
                    owned[owner].push(ScannedFile { path, file });
                    count += 1;
                }
                Err(reason) => unscanned.push(Unscanned { subject, reason, location: None }),
            }
        }
        let mut scan = Self {
            system,
            sources,
            frameworks,
            request,
            files: by_path,
            units: Vec::new(),
            declared: Vec::new(),
            unscanned,
            read: count,
            roots: request.roots.iter().chain(&request.source).cloned().collect(),
            named,
            foreign,
            shared,
            left_out_by,
        };
        let mut units = Vec::new();
        for (at, files) in owned.into_iter().enumerate() {
            if !files.is_empty() {
                let found = frameworks[at].units(&scan.context(), files);
                units.extend(found.into_iter().map(|unit| (at, unit)));
            }
        }
        scan.units = units;
        if let Some(source) = &request.source {
            scan.read_source(source);
        }
        scan
    }

    /// How rules are run.
    pub(crate) fn settings(&self) -> &Settings {
        &self.request.settings
    }

    /// Reads the folder that plans were made from. Its files are not examined themselves.
    fn read_source(&mut self, folder: &Path) {
        let wanted = |f: &dyn Framework| {
            self.frameworks.iter().any(|other| other.declared_in() == Some(f.id()))
        };
        let owners: Vec<usize> =
            (0..self.frameworks.len()).filter(|at| wanted(self.frameworks[*at].as_ref())).collect();
        let request = self.request;
        let follow = [request.roots.as_slice(), &request.inputs.file_access].concat();
        let walk = Walk {
            system: self.system,
            exclude: &GlobSet::empty(),
            follow: &follow,
            gitignore: self.request.gitignore,
            joins: &|path| owners.iter().any(|at| self.frameworks[*at].reads_folder(path)),
            may_own: &|path| owners.iter().any(|at| self.frameworks[*at].may_own(path)),
            max_file_size: self.request.max_file_size,
            larger: &|_| None,
        };
        let found = walk.run(&[folder.to_owned()]);
        self.unscanned.extend(found.unscanned);
        let mut owned: BTreeMap<usize, Vec<ScannedFile>> = BTreeMap::new();
        for path in found.files {
            let known = self.files.get(&path).copied();
            let read = match known {
                Some(file) => Ok((file, self.sources.get(file).text().to_string())),
                None => open(self.system, self.frameworks, &path, &found.named)
                    .map(|(text, _)| (self.sources.add(display(&path), text.clone()), text)),
            };
            match read {
                Ok((file, text)) => {
                    let is_own =
                        |at: &&usize| self.frameworks[**at].detect(&path, &text) > Confidence::No;
                    if let Some(owner) = owners.iter().find(is_own) {
                        self.files.insert(path.clone(), file);
                        owned.entry(*owner).or_default().push(ScannedFile { path, file });
                    }
                }
                Err(reason) => {
                    let subject = display(&path);
                    self.unscanned.push(Unscanned { subject, reason, location: None });
                }
            }
        }
        for (at, files) in owned {
            let units = self.frameworks[at].units(&self.context(), files);
            self.declared.extend(units.into_iter().map(|unit| (at, unit)));
        }
    }

    /// Shows what was loaded in the files that it was made from.
    fn point<'a>(&self, arena: &'a Arena, framework: &dyn Framework, loaded: &mut Loaded<'a>) {
        let Some(folder) = &self.request.source else { return };
        let Some(home) = framework.declared_in() else { return };
        let mut candidates: Vec<&(usize, Unit)> =
            self.declared.iter().filter(|(at, _)| self.frameworks[*at].id() == home).collect();
        // The root module is the folder itself, or the folder below it that fits best.
        let is_folder = |unit: &Unit| display(&unit.root) == display(folder);
        if let Some(exact) = candidates.iter().position(|(_, unit)| is_folder(unit)) {
            candidates = vec![candidates[exact]];
        }
        let load =
            |(at, unit): &(usize, Unit)| self.frameworks[*at].load(arena, &self.context(), unit);
        let mut best: Option<(usize, Loaded<'a>)> = None;
        for candidate in candidates {
            let source = load(candidate);
            let fits = source::declared(loaded, &source);
            if best.as_ref().is_none_or(|(most, _)| fits > *most) {
                best = Some((fits, source));
            }
        }
        match best {
            Some((_, source)) => source::point(arena, loaded, source),
            None => loaded.diagnostics.push(
                Diagnostic::warning(
                    "source-empty",
                    format!("the source `{}` declares nothing", display(folder)),
                )
                .help("name the folder that the plan was made from"),
            ),
        }
    }

    pub(crate) fn context(&self) -> LoadContext<'_> {
        LoadContext {
            system: self.system,
            sources: self.sources,
            files: &self.files,
            inputs: &self.request.inputs,
            roots: &self.roots,
        }
    }

    /// Which of the patterns of [`ScanRequest::exclude`] left something out, by their position.
    #[must_use]
    pub fn left_out_by(&self) -> &HashSet<usize> {
        &self.left_out_by
    }

    /// How many units there are.
    #[must_use]
    pub fn units(&self) -> usize {
        self.units.len()
    }

    /// Loads every unit and hands it to `see`, several at a time; answers come in order.
    ///
    /// Many units share the bounds of a few: each has its part of them first, and those that it is
    /// too little for have the whole, one after the other, while any is left.
    pub fn each<T: Send>(
        &self,
        see: impl Fn(&dyn Framework, &Unit, &Loaded<'_>) -> T + Sync,
    ) -> Vec<T> {
        // What units lead to and make nothing of is loaded by itself, once.
        let mut known: HashSet<(usize, PathBuf)> =
            self.units.iter().map(|(at, unit)| (*at, unit.root.clone())).collect();
        let mut answers = Vec::with_capacity(self.units.len());
        let mut left = WHOLE * 1000;
        let mut seen = self.load(&self.units, &mut left, &see);
        while !seen.is_empty() {
            let mut instead = Vec::new();
            for (answer, at, (covers, units)) in seen {
                answers.push(answer);
                known.extend(covers.into_iter().map(|folder| (at, folder)));
                instead.extend(units.into_iter().map(|unit| (at, unit)));
            }
            instead.retain(|(at, unit)| known.insert((*at, unit.root.clone())));
            seen = self.load(&instead, &mut left, &see);
        }
        answers
    }

    fn load<T: Send>(
        &self,
        units: &[(usize, Unit)],
        left: &mut usize,
        see: &(impl Fn(&dyn Framework, &Unit, &Loaded<'_>) -> T + Sync),
    ) -> Vec<Seen<T>> {
        // Nothing where the unit asks for more.
        let one = |(at, unit): &(usize, Unit), inputs: &Inputs, is_last: bool| {
            let arena = Arena::new();
            let framework = self.frameworks[*at].as_ref();
            let context = LoadContext { inputs, ..self.context() };
            let mut loaded = framework.load(&arena, &context, unit);
            if loaded.is_short && !is_last {
                return (None, loaded.spent);
            }
            self.point(&arena, framework, &mut loaded);
            let led = (std::mem::take(&mut loaded.covers), std::mem::take(&mut loaded.instead));
            (Some((see(framework, unit, &loaded), *at, led)), loaded.spent)
        };
        let whole = &self.request.inputs;
        let part = Inputs { divided: units.len() / WHOLE, ..whole.clone() };
        let mut seen: Vec<(Option<Seen<T>>, u32)> = match units {
            [] => Vec::new(),
            [only] => vec![one(only, whole, true)],
            many => many.par_iter().map(|unit| one(unit, &part, false)).collect(),
        };
        let short: Vec<usize> = (0..seen.len()).filter(|n| seen[*n].0.is_none()).collect();
        for group in short.chunks(WHOLE) {
            let inputs = if *left == 0 { &part } else { whole };
            let again: Vec<(Option<Seen<T>>, u32)> =
                group.par_iter().map(|n| one(&units[*n], inputs, true)).collect();
            for (n, again) in group.iter().zip(again) {
                *left = left.saturating_sub(usize::try_from(again.1).unwrap_or(usize::MAX));
                seen[*n] = again;
            }
        }
        seen.into_iter().filter_map(|(seen, _)| seen).collect()
    }

    /// Judges every resource of every unit.
    ///
    /// `known` holds the ids and aliases of all policies, those that do not run in this engine
    /// among them: a suppression of one is no mistake.
    pub fn judge(
        &self,
        engine: &Engine,
        known: &HashSet<&str>,
        tick: &(dyn Fn() + Sync),
    ) -> Examined {
        self.judge_further(engine, &[], known, tick)
    }

    /// Gives outcomes the severities of the operator, marks those that suppressions cover, and
    /// then settles which policies cover others.
    fn accept(
        &self,
        engine: &Engine,
        evaluation: &mut Evaluation,
        resources: &[Resource<'_>],
        notes: &[LoadedNote],
        known: suppress::Known<'_>,
    ) -> (Vec<Diagnostic>, suppress::Strangers) {
        let given = &self.request.severities;
        let mut all = suppress::Suppressions::new(resources, notes, self.sources, known);
        for outcome in &mut evaluation.outcomes {
            if let Some(severity) = given.get(outcome.policy.id.as_str()) {
                outcome.severity = *severity;
            }
        }
        let settings = &self.request.settings;
        let which: Vec<usize> = (0..evaluation.outcomes.len()).collect();
        all.apply(engine, evaluation, &which, resources, settings, known);
        let replaced = engine.settle(evaluation, resources, settings);
        all.apply(engine, evaluation, &replaced, resources, settings, known);
        all.finish(known)
    }

    /// Does the same to outcomes of one resource that were not judged with the others.
    pub fn accept_all(&self, engine: &Engine, evaluation: &mut Evaluation, loaded: &Loaded<'_>) {
        let ids: HashSet<&str> = engine.entries().iter().map(|e| e.id().as_str()).collect();
        let aliases = evaluation.outcomes.iter().flat_map(|o| suppress::names_of(&o.policy));
        let aliases: HashSet<String> = aliases.map(str::to_owned).collect();
        let all = ids.iter().copied().chain(aliases.iter().map(String::as_str)).collect();
        let policies = suppress::Policies::new(&ids, &all);
        let known = suppress::Known { today: self.request.today, policies: &policies };
        let mut notes = loaded.notes.clone();
        suppress::retain_own(&mut notes, loaded);
        self.accept(engine, evaluation, &loaded.resources, &notes, known);
    }

    /// The same with policies that the engine does not run.
    pub fn judge_further(
        &self,
        engine: &Engine,
        further: &[&dyn Further],
        known: &HashSet<&str>,
        tick: &(dyn Fn() + Sync),
    ) -> Examined {
        let mut ran: HashSet<&str> = engine.entries().iter().map(|e| e.id().as_str()).collect();
        ran.extend(further.iter().flat_map(|f| f.policies()));
        let policies = suppress::Policies::new(&ran, known);
        let parts = self.each(|framework, unit, loaded| {
            // What only others refer to is nobody's question.
            let is_asked = |r: &Resource<'_>| {
                loaded.aside.is_empty()
                    || !loaded.aside.contains(&r.parents.last().unwrap_or(&r.location).file)
            };
            let mut evaluation =
                engine.evaluate_some(&loaded.resources, &self.request.settings, is_asked);
            let mut notes = loaded.notes.clone();
            notes.retain(|note| !loaded.aside.contains(&note.location.file));
            suppress::retain_own(&mut notes, loaded);
            for other in further {
                let mut more = other.evaluate(loaded, self.request.settings.keep_all);
                evaluation.outcomes.append(&mut more.outcomes);
                evaluation.positions.append(&mut more.positions);
                evaluation.counts.merge(&more.counts);
            }
            let mut diagnostics = loaded.diagnostics.clone();
            let known = suppress::Known { today: self.request.today, policies: &policies };
            let (told, strangers) =
                self.accept(engine, &mut evaluation, &loaded.resources, &notes, known);
            diagnostics.extend(told);
            diagnostics.extend(suppress::of_others(loaded));
            diagnostics.append(&mut evaluation.diagnostics);
            if !self.request.settings.keep_all {
                evaluation.forget_quiet();
            }
            if self.request.settings.whatif {
                let resources = &loaded.resources;
                let outcomes = &mut evaluation.outcomes;
                diagnostics.extend(self.suppose(framework, unit, engine, resources, outcomes));
            }
            // What another framework shows as its own is counted there.
            let owner = |path: &PathBuf| self.shared.get(path).is_none_or(|o| *o == framework.id());
            let counts = unit.files.iter().any(|f| owner(&f.path));
            let distinct: HashSet<_> = loaded
                .resources
                .iter()
                .filter(|r| counts && is_asked(r))
                .map(|r| (r.address, r.location))
                .collect();
            tick();
            let kinds: HashSet<&str> = loaded.resources.iter().map(|r| r.kind).collect();
            let kinds: Vec<String> = kinds.into_iter().map(str::to_owned).collect();
            let distinct = (distinct.len(), kinds);
            let told = (diagnostics, loaded.unscanned.clone(), loaded.takes.clone());
            (framework.id(), distinct, evaluation, told, strangers)
        });
        let mut takers = Vec::new();
        let mut all = Examined { files: self.read, ..Examined::default() };
        all.unscanned.clone_from(&self.unscanned);
        let mut strangers = suppress::Strangers::default();
        for (framework, (resources, kinds), mut evaluation, told, more) in parts {
            all.kinds.extend(kinds);
            strangers.append(more);
            let (mut diagnostics, mut unscanned, takes) = told;
            takers.extend(takes);
            all.outcomes.append(&mut evaluation.outcomes);
            all.counts.merge(&evaluation.counts);
            all.diagnostics.append(&mut diagnostics);
            all.unscanned.append(&mut unscanned);
            *all.resources.entry(framework).or_default() += resources;
        }
        all.taken = (!takers.is_empty())
            .then(|| takers.iter().flatten().map(|taken| taken.name.clone()).collect());
        all.unusable = crate::unusable(self.request.inputs.given_names(), &takers);
        // A module that several roots call may be suppressed in one of them only.
        let used: HashSet<_> = all
            .outcomes
            .iter()
            .filter_map(|o| o.suppression.as_ref())
            .map(|s| s.location)
            .collect();
        all.diagnostics.retain(|d| {
            d.code != "suppression-unused" || d.location.is_none_or(|at| !used.contains(&at))
        });
        all.diagnostics.extend(strangers.note());
        all.diagnostics.extend(engine.diagnostics());
        let is_plan = |(at, _): &(usize, Unit)| self.frameworks[*at].declared_in().is_some();
        if self.request.source.is_some() && !self.units.iter().any(is_plan) {
            let message = "`--source` is for plans, and no plan is among what is examined";
            let help = "name the plan that `terraform show -json` wrote";
            all.diagnostics.push(Diagnostic::warning("source-unused", message).help(help));
        }
        dedup(&mut all);
        all.unread = self.unread(&all);
        all
    }

    /// Files that the user named and that could not be read: listed as a whole, or with an error
    /// in their syntax.
    fn unread(&self, all: &Examined) -> BTreeSet<String> {
        let wanted = self.named.iter().filter(|path| !self.foreign.contains(*path));
        let listed: HashSet<&str> = all
            .unscanned
            .iter()
            .filter(|one| {
                one.location.is_none() || !self.files.contains_key(Path::new(&one.subject))
            })
            .map(|one| one.subject.as_str())
            .collect();
        let is_syntax = |d: &&Diagnostic| {
            let unread = d.code.ends_with("-syntax") || UNREAD.contains(&d.code.as_ref());
            unread && d.level == Level::Error
        };
        let broken: HashSet<FileId> = all
            .diagnostics
            .iter()
            .filter(is_syntax)
            .filter_map(|d| d.location.map(|at| at.file))
            .collect();
        wanted
            .filter(|path| {
                listed.contains(display(path).as_str())
                    || self.files.get(*path).is_some_and(|file| broken.contains(file))
            })
            .map(|path| display(path))
            .collect()
    }
}

/// Errors that say of a whole file that it is not what it seems to be.
const UNREAD: [&str; 2] = ["terraform-plan-json", "terraform-plan-version"];

/// What to say of a named file that no framework recognises; whether it is so because it is broken.
fn unrecognised(
    sources: &SourceMap,
    path: &Path,
    subject: String,
    text: String,
) -> (Unscanned, bool) {
    let ending = path.extension().and_then(|e| e.to_str()).unwrap_or("").to_ascii_lowercase();
    if matches!(ending.as_str(), "yaml" | "yml" | "json") {
        let stream = palisade_yaml::parse(&text);
        let error = stream.errors().find(|error| error.is_fatal());
        if let Some((span, message)) = error.map(|error| (error.span, error.message.clone())) {
            drop(stream);
            let location = Some(Location::new(sources.add(subject.clone(), text), span));
            let reason = format!("cannot be read: {message}");
            return (Unscanned { subject, reason, location }, true);
        }
    }
    let reason = "no framework recognises this file".to_owned();
    (Unscanned { subject, reason, location: None }, false)
}

/// Policies that the engine does not run, such as those that see all objects at once.
pub trait Further: Sync {
    /// The ids of those that run.
    fn policies(&self) -> Vec<&str>;

    /// What they say of the resources of a unit; passes only with `keep_all`.
    fn evaluate(&self, loaded: &Loaded<'_>, keep_all: bool) -> Evaluation;
}

/// A module that several roots call is told of once.
fn dedup(all: &mut Examined) {
    // A function that fails on one value fails on the next as well, with other words.
    let mut seen = HashSet::new();
    all.diagnostics.retain(|d| d.code != "rego-builtin-error" || seen.insert(d.location));
    let mut seen = HashSet::new();
    all.diagnostics.retain(|d| seen.insert((d.location, d.code.clone(), d.message.clone())));
    let mut seen = HashSet::new();
    all.unscanned.retain(|u| seen.insert((u.subject.clone(), u.reason.clone(), u.location)));
    all.outcomes.sort_by(|a, b| {
        let key = |o: &Outcome| (o.location.file, std::cmp::Reverse(o.severity), o.location.span);
        key(a)
            .cmp(&key(b))
            .then_with(|| a.policy.id.cmp(&b.policy.id))
            .then_with(|| a.rule.cmp(&b.rule))
            .then_with(|| a.resource.address.cmp(&b.resource.address))
    });
}

/// The text of a file and the framework that is surest of it.
fn open(
    system: &dyn System,
    frameworks: &[Box<dyn Framework>],
    path: &Path,
    named: &HashSet<PathBuf>,
) -> Result<(String, Option<usize>), String> {
    let mut bytes = system.read(path).map_err(|error| reason(&error))?;
    if bytes.starts_with(BYTE_ORDER_MARK) {
        // It is no part of the text: columns are counted without it.
        bytes.drain(..BYTE_ORDER_MARK.len());
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let known = frameworks.iter().find_map(|f| f.refuse(path, error.as_bytes()));
        known.unwrap_or_else(|| {
            format!("is not UTF-8 text: byte {at} is wrong; convert the file to UTF-8")
        })
    })?;
    let mut sure: Option<(Confidence, usize)> = None;
    for (at, framework) in frameworks.iter().enumerate() {
        // What the user named may be anything, whatever its name.
        if !framework.may_own(path) && !named.contains(path) {
            continue;
        }
        let confidence = framework.detect(path, &text);
        // Of those that are equally sure the first counts.
        if confidence > sure.map_or(Confidence::No, |(most, _)| most) {
            sure = Some((confidence, at));
        }
        if confidence == Confidence::Certain {
            break;
        }
    }
    Ok((text, sure.map(|(_, at)| at)))
}
