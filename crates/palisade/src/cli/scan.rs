//! What `check` and `explain` have in common: what to look at, with which policies.

use super::Bounds;
use super::variables::VariableArgs;
use crate::exit::{Exit, Failure};
use crate::modules::Downloads;
use crate::policies::Choice;
use crate::system::{RealSystem, reason};
use anyhow::Result;
use clap::Args;
use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};
use palisade_config::Config;
use palisade_engine::{Engine, Settings};
use palisade_iac_kubernetes::Kubernetes;
use palisade_iac_structured::{FILE_KIND, Format, Structured};
use palisade_iac_terraform::{Terraform, Wrappers};
use palisade_iac_tfplan::TerraformPlan;
use palisade_lang_rego::policies::Namespaces;
use palisade_model::{Framework, GivenVariables, Inputs, ModuleSource, Severity};
use palisade_scan::{Scan, ScanRequest};
use palisade_source::{
    Diagnostic, EntryKind, FileId, Level, Location, SourceMap, System, did_you_mean,
};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The names that a configuration file is looked for under.
const CONFIG_NAMES: [&str; 2] = ["palisade.yaml", "palisade.yml"];

/// So many folders above the present one are looked at for a configuration that is not read.
const FOLDERS_UP: usize = 16;

/// More threads than this help nobody.
const MAX_JOBS: usize = 256;

/// The frameworks, one line for each.
fn frameworks() -> Vec<Box<dyn Framework>> {
    vec![Box::new(Terraform), Box::new(TerraformPlan), Box::new(Kubernetes), Box::new(Wrappers)]
}

#[derive(Args, Debug, Default)]
pub(crate) struct ScanArgs {
    /// Folder of own policies, or one policy file (repeatable)
    #[arg(long, value_name = "DIR", help_heading = "Policies")]
    pub(crate) policies: Vec<PathBuf>,
    /// Leave the built-in policies out
    #[arg(long, help_heading = "Policies")]
    pub(crate) no_builtin: bool,
    /// Run only these policies: id, another tool's id, or pattern (repeatable)
    #[arg(long, value_name = "ID|GLOB", value_delimiter = ',', help_heading = "Policies")]
    pub(crate) only: Vec<String>,
    /// Leave these policies out: id, another tool's id, or pattern (repeatable)
    #[arg(long, value_name = "ID|GLOB", value_delimiter = ',', help_heading = "Policies")]
    pub(crate) except: Vec<String>,
    /// Run only policies of this severity or graver
    #[arg(long, value_name = "SEVERITY", help_heading = "Policies")]
    pub(crate) severity_at_least: Option<Severity>,
    /// Package of Rego whose rules run on whole files; without, `main` (repeatable)
    #[arg(long, value_name = "PACKAGE", value_delimiter = ',', help_heading = "Policies")]
    pub(crate) namespace: Vec<String>,
    /// Rules of every package of Rego run on whole files
    #[arg(long, conflicts_with = "namespace", help_heading = "Policies")]
    pub(crate) all_namespaces: bool,
    /// File or folder of JSON or YAML that policies in Rego find below `data` (repeatable)
    #[arg(long, value_name = "PATH", help_heading = "Policies")]
    pub(crate) data: Vec<PathBuf>,
    /// JSON Schemas for the types in Rego: a file for `input`, or a folder for annotations
    #[arg(long, value_name = "PATH", help_heading = "Policies")]
    pub(crate) schema: Option<PathBuf>,
    /// Refuse in Rego what the OPA that policies are meant for does not have: a file of its
    /// capabilities
    #[arg(long, value_name = "FILE", help_heading = "Policies")]
    pub(crate) capabilities: Option<String>,
    /// Read every file as this format, for policies in Rego about whole files: csv, dockerfile,
    /// dotenv, hcl1, hcl2, ignore, ini, json, jsonc, properties, toml, xml, yaml
    #[arg(long, value_name = "FORMAT", value_parser = parser, help_heading = "Input")]
    pub(crate) parser: Option<Format>,
    /// Policies in Rego see all files at once: an array of objects with `path` and `contents`
    #[arg(long, help_heading = "Input")]
    pub(crate) combine: bool,
    /// Leave out paths that fit this pattern (repeatable); the folders of tools are left out
    /// anyway: .git, .terraform, .terragrunt-cache, node_modules, .venv, __pycache__
    #[arg(long, value_name = "GLOB", help_heading = "Input")]
    pub(crate) exclude: Vec<String>,
    /// Examine files that `.gitignore` names as well
    #[arg(long, help_heading = "Input")]
    pub(crate) no_gitignore: bool,
    /// Largest file to read, in MiB, from 1 to 4095
    #[arg(
        long,
        value_name = "MIB",
        value_parser = clap::value_parser!(u64).range(1..=4095),
        help_heading = "Input"
    )]
    pub(crate) max_file_size: Option<u64>,
    #[command(flatten)]
    pub(crate) variables: VariableArgs,
    /// Folder that a plan was made from: its findings are shown in these files
    #[arg(long, value_name = "DIR", help_heading = "Input")]
    pub(crate) source: Option<PathBuf>,
    /// Folder outside of the scanned ones that Terraform functions such as `file` may read in
    /// (repeatable)
    #[arg(long, value_name = "DIR", help_heading = "Input")]
    pub(crate) allow_file_access: Vec<PathBuf>,
    /// Configuration file; without, `palisade.yaml` in the present folder if there is one
    #[arg(long, value_name = "FILE", help_heading = "Input")]
    pub(crate) config: Option<PathBuf>,
    /// Fetch modules from git repositories and registries, and examine them too
    #[arg(long, help_heading = "Input")]
    pub(crate) download_modules: bool,
    /// How many threads work
    #[arg(long, value_name = "N")]
    pub(crate) jobs: Option<usize>,
    /// No colour
    #[arg(long)]
    pub(crate) no_color: bool,
}

/// A format that files can be read as.
fn parser(name: &str) -> Result<Format, String> {
    match Format::named(name) {
        Some(format) => match format.unsupported() {
            Some(why) => Err(why.to_owned()),
            None => Ok(format),
        },
        None => {
            let known = Format::ALL.iter().filter(|f| f.unsupported().is_none());
            let known: Vec<&str> = known.map(|f| f.name()).collect();
            Err(did_you_mean(name, known.iter().copied())
                .unwrap_or_else(|| format!("known are {}", known.join(", "))))
        }
    }
}

/// A command line and a configuration, settled.
pub(crate) struct Settled {
    pub(crate) config: Config,
    pub(crate) config_path: Option<PathBuf>,
    pub(crate) request: ScanRequest,
    pub(crate) choice: Choice,
    pub(crate) diagnostics: Vec<Diagnostic>,
    pub(crate) downloads: Option<Arc<Downloads>>,
}

impl Settled {
    /// What is wrong with the modules that were fetched, beyond their not being at hand.
    pub(crate) fn module_faults(&self) -> Vec<String> {
        self.downloads.as_ref().map(|d| d.faults()).unwrap_or_default()
    }

    /// The baseline of the configuration.
    pub(crate) fn baseline(&self) -> Option<PathBuf> {
        self.config.baseline.as_ref().map(|file| self.path_beside_config(file))
    }

    /// A path of the configuration, which is relative to the folder of its file.
    pub(crate) fn path_beside_config(&self, path: &str) -> PathBuf {
        beside(self.config_path.as_deref(), path)
    }
}

/// A path that a configuration names, which is relative to the folder of its file.
pub(super) fn beside(config: Option<&Path>, path: &str) -> PathBuf {
    match config.and_then(Path::parent) {
        Some(folder) if !folder.as_os_str().is_empty() => folder.join(path),
        _ => PathBuf::from(path),
    }
}

/// Reads the configuration: the one named, else the one of the present folder.
pub(crate) fn read_config(
    named: Option<&Path>,
    sources: &SourceMap,
) -> Result<(Config, Option<PathBuf>, Vec<Diagnostic>)> {
    let system = RealSystem;
    let present = CONFIG_NAMES.iter().map(PathBuf::from).find(|p| system.entry(p).is_ok());
    let Some(path) = named.map(Path::to_owned).or(present) else {
        return Ok((Config::default(), None, not_read(&system).into_iter().collect()));
    };
    let shown = path.display().to_string();
    // One that lies in the folder that is examined is not to be trusted to end.
    let bytes = match named {
        Some(_) => system.read_named(&path),
        None => system.read(&path),
    };
    let bytes = bytes.map_err(|error| {
        let reason = reason(&error);
        Failure::because(
            Exit::Usage,
            format!("the configuration `{shown}` cannot be read: {reason}"),
        )
    })?;
    let text = String::from_utf8(bytes).map_err(|_| {
        Failure::because(Exit::Invalid, format!("the configuration `{shown}` is not UTF-8 text"))
    })?;
    let file = sources.add(shown, text);
    let (config, diagnostics) = palisade_config::read(sources, file);
    Ok((config, Some(path), diagnostics))
}

/// Tells of a configuration that may have been meant, and is not read.
fn not_read(system: &dyn System) -> Option<Diagnostic> {
    let is_file =
        |path: &str| system.entry(Path::new(path)).is_ok_and(|e| e.kind == EntryKind::File);
    let hidden = CONFIG_NAMES.map(|name| format!(".{name}"));
    if let Some(name) = hidden.iter().find(|name| is_file(name)) {
        let message = format!("`{name}` is not read: the configuration is called `palisade.yaml`");
        let help = format!("rename it, or name it with `--config {name}`");
        return Some(Diagnostic::warning("config-not-read", message).help(help));
    }
    // Within a repository, a run in a folder below the configuration is a slip that nobody sees.
    let mut up = String::new();
    for _ in 0..FOLDERS_UP {
        if system.entry(Path::new(&format!("{up}.git"))).is_ok() {
            return None;
        }
        up.push_str("../");
        for name in CONFIG_NAMES {
            let path = format!("{up}{name}");
            if is_file(&path) && is_repository(system, &up) {
                let message = format!("`{path}` is not read: it is not in the present folder");
                let help = format!("run in its folder, or name it with `--config {path}`");
                return Some(Diagnostic::new(Level::Note, "config-not-read", message).help(help));
            }
        }
    }
    None
}

/// Whether a folder is in a repository.
fn is_repository(system: &dyn System, folder: &str) -> bool {
    let mut up = folder.to_owned();
    (0..FOLDERS_UP).any(|_| {
        let is_root = system.entry(Path::new(&format!("{up}.git"))).is_ok();
        up.push_str("../");
        is_root
    })
}

/// The text of a file of variables; one that the command line names may be a pipe.
fn read_variables(path: &Path, named: bool) -> Result<String> {
    let failed = |why: &str| {
        let message = format!("the variables file `{}` cannot be read: {why}", path.display());
        Failure::because(Exit::Usage, message)
    };
    let bytes = if named { RealSystem.read_named(path) } else { RealSystem.read(path) };
    let bytes = bytes.map_err(|error| failed(&reason(&error)))?;
    let text = String::from_utf8(bytes).map_err(|_| failed("it is not UTF-8 text"))?;
    // A mark in front of the text is no part of it.
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

/// Reads a file of variables, unless it was read before: several roots may want it, and a pipe
/// gives what it has only once.
fn open_variables(
    path: &PathBuf,
    named: bool,
    sources: &SourceMap,
    opened: &mut HashMap<PathBuf, FileId>,
) -> Result<()> {
    if opened.contains_key(path) {
        return Ok(());
    }
    let text = read_variables(path, named)?;
    let broken = palisade_iac_terraform::unreadable_variables(path, &text);
    let file = sources.add(path.display().to_string(), text);
    if let Some((span, why)) = broken {
        let place = sources.describe(Location::new(file, span));
        let message = format!("the variables file {place} cannot be read: {why}");
        return Err(Failure::because(Exit::Usage, message));
    }
    opened.insert(path.clone(), file);
    Ok(())
}

/// A mistake of the configuration, at the place of one of its settings.
pub(super) fn in_config(config: &Config, path: &str, message: String) -> Diagnostic {
    let told = Diagnostic::error("config", message);
    let told = match config.location(path) {
        Some(place) => told.at(place),
        None => told,
    };
    told.help("paths in a configuration are relative to its folder")
}

/// Fails where variables of the command line are of no use to what was examined.
pub(super) fn demand_usable(faults: &[String]) -> Result<()> {
    if faults.is_empty() {
        return Ok(());
    }
    Err(Failure::because(Exit::Usage, faults.join("\nerror: ")))
}

impl ScanArgs {
    /// Joins the command line with the configuration; the command line wins.
    pub(crate) fn settle(&self, paths: &[PathBuf], sources: &SourceMap) -> Result<Settled> {
        if let Some(jobs) = self.jobs {
            if jobs == 0 {
                return Err(Failure::because(Exit::Usage, "`--jobs` is at least 1"));
            }
            // It can only be set once; a second command in one process keeps the first.
            _ = rayon::ThreadPoolBuilder::new()
                .num_threads(jobs.min(MAX_JOBS))
                .stack_size(8 << 20)
                .build_global();
        } else {
            _ = rayon::ThreadPoolBuilder::new().stack_size(8 << 20).build_global();
        }
        let (config, config_path, mut diagnostics) = read_config(self.config.as_deref(), sources)?;
        let from_config = |path: &String| beside(config_path.as_deref(), path);
        let bounds = Bounds::around(config_path.as_deref(), &RealSystem);
        let refused = |path: &Path| bounds.as_ref().and_then(|b| b.refuse(path, &RealSystem));
        let mut wrong = Vec::new();
        let mut roots: Vec<PathBuf> = paths.to_vec();
        if roots.is_empty() {
            roots = config.paths.iter().map(from_config).collect();
            diagnostics.extend(missing_paths(&config, &roots));
            for (at, root) in roots.iter().enumerate() {
                let why = refused(root).map(|why| in_config(&config, &format!("paths[{at}]"), why));
                wrong.extend(why);
            }
        }
        if roots.is_empty() {
            roots.push(PathBuf::from("."));
        }
        let configured: Vec<(String, String)> =
            config.terraform.vars.iter().map(|(k, v)| (k.clone(), v.clone())).collect();
        let given = self.variables.given()?;
        let configured_files: Vec<PathBuf> =
            config.terraform.var_files.iter().map(from_config).collect();
        let mut opened = HashMap::new();
        let named = given.iter().filter_map(|given| match given {
            GivenVariables::File(path) => Some(path),
            GivenVariables::Value { .. } => None,
        });
        for path in named {
            open_variables(path, true, sources, &mut opened)?;
        }
        for (at, path) in configured_files.iter().enumerate() {
            let why = match refused(path).filter(|_| !opened.contains_key(path)) {
                Some(why) => Some(why),
                None => {
                    let read = open_variables(path, false, sources, &mut opened);
                    read.err().map(|error| format!("{error:#}"))
                }
            };
            let place = format!("terraform.var-files[{at}]");
            wrong.extend(why.map(|why| in_config(&config, &place, why)));
        }
        let downloads = match self.download_modules {
            true => Some(Arc::new(Downloads::new(&RealSystem)?)),
            false => None,
        };
        let inputs = Inputs {
            modules: downloads.clone().map(|d| d as Arc<dyn ModuleSource>),
            given,
            configured,
            configured_files,
            file_access: self.allow_file_access.clone(),
            opened,
            ..Inputs::default()
        };
        if let Some(folder) = &self.source
            && !RealSystem.entry(folder).is_ok_and(|e| e.kind == EntryKind::Folder)
        {
            let message = format!("the source `{}` is no folder", folder.display());
            return Err(Failure::because(Exit::Usage, message));
        }
        let exclude = glob_set(&config, &self.exclude, &mut wrong)?;
        if !wrong.is_empty() {
            // With what is wrong beside, so that it is mended at once.
            diagnostics.retain(|d| d.level == Level::Error);
            diagnostics.append(&mut wrong);
            diagnostics.sort_by_key(|d| d.location.map(|at| at.span));
            return Err(Failure::told(Exit::Invalid, &diagnostics, sources));
        }
        let mut choice = self.choice(&config, from_config);
        choice.bounds = bounds;
        let today = RealSystem.today();
        // Policies are told the day alone, so that two runs of one day say the same.
        let now = today.unix_seconds().saturating_mul(1_000_000_000);
        let request = ScanRequest {
            roots,
            exclude,
            gitignore: config.gitignore && !self.no_gitignore,
            max_file_size: self
                .max_file_size
                .unwrap_or(config.max_file_size)
                .saturating_mul(1 << 20),
            inputs,
            settings: Settings { now: Some(now), ..Settings::default() },
            today,
            source: self.source.clone(),
            severities: choice.severities.clone(),
        };
        Ok(Settled { config, config_path, request, choice, diagnostics, downloads })
    }

    /// The frameworks for these policies: files of any kind are looked at where some policy is
    /// about files.
    pub(crate) fn frameworks(&self, engine: &Engine) -> Vec<Box<dyn Framework>> {
        let structured = Structured { parser: self.parser, combine: self.combine };
        if self.parser.is_some() {
            return vec![Box::new(structured)];
        }
        let mut all = frameworks();
        if !engine.about(FILE_KIND).is_empty() {
            all.push(Box::new(structured));
        }
        all
    }

    /// The packages of Rego that run on whole files.
    pub(crate) fn namespaces(&self) -> Namespaces {
        match self.namespace.as_slice() {
            _ if self.all_namespaces => Namespaces::All,
            [] => Namespaces::Default,
            named => Namespaces::Named(named.to_vec()),
        }
    }

    /// The policies of the command line and the configuration, those of the configuration first.
    fn choice(&self, config: &Config, from_config: impl Fn(&String) -> PathBuf) -> Choice {
        let policies = &config.policies;
        let or = |given: &[String], configured: &[String]| {
            if given.is_empty() { configured.to_vec() } else { given.to_vec() }
        };
        let mut folders: Vec<PathBuf> = policies.dirs.iter().map(from_config).collect();
        let more: Vec<PathBuf> =
            self.policies.iter().filter(|folder| !folders.contains(folder)).cloned().collect();
        folders.extend(more);
        let mut choice = Choice {
            folders,
            without_builtin: self.no_builtin || !policies.builtin,
            only: or(&self.only, &policies.only),
            except: [policies.except.as_slice(), self.except.as_slice()].concat(),
            at_least: self.severity_at_least.or(config.severity_at_least),
            namespaces: self.namespaces(),
            data: self.data.clone(),
            schema: self.schema.clone(),
            capabilities: self.capabilities.clone(),
            config: config.clone(),
            only_configured: self.only.is_empty(),
            named: self.policies.clone(),
            ..Choice::default()
        };
        for (id, settings) in &policies.settings {
            if settings.enabled == Some(false) {
                choice.except.push(id.clone());
            }
            if let Some(severity) = settings.severity {
                choice.severities.insert(id.clone(), severity);
            }
            if !settings.parameters.is_empty() {
                let given =
                    settings.parameters.iter().map(|(k, v)| (k.clone(), v.clone())).collect();
                choice.parameters.insert(id.clone(), given);
            }
        }
        choice
    }

    /// What `palisade explain` needs to find the same policies, with a blank in front.
    pub(crate) fn explain_arguments(&self) -> String {
        let mut out = String::new();
        let folders = self.policies.iter().map(|folder| ("policies", folder));
        let source = self.source.iter().map(|folder| ("source", folder));
        let config = self.config.iter().map(|file| ("config", file));
        let data = self.data.iter().map(|path| ("data", path));
        let data = data.chain(self.schema.iter().map(|path| ("schema", path)));
        for package in &self.namespace {
            out.push_str(&format!(" --namespace {package}"));
        }
        if self.all_namespaces {
            out.push_str(" --all-namespaces");
        }
        let capabilities = self.capabilities.as_ref().map(PathBuf::from);
        let data = data.chain(capabilities.iter().map(|path| ("capabilities", path)));
        for (name, path) in folders.chain(config).chain(source).chain(data) {
            let path = path.display().to_string();
            let is_plain = path.chars().all(|c| c.is_alphanumeric() || "-_./".contains(c));
            let path = if is_plain { path } else { format!("'{path}'") };
            out.push_str(&format!(" --{name} {path}"));
        }
        out
    }

    /// Whether text for the terminal is coloured.
    pub(crate) fn color(&self) -> bool {
        use std::io::IsTerminal;
        !self.no_color
            && RealSystem.variable("NO_COLOR").is_none_or(|v| v.is_empty())
            && std::io::stdout().is_terminal()
    }
}

/// The paths of a configuration that are not there: what was to be examined is not.
fn missing_paths(config: &Config, roots: &[PathBuf]) -> Vec<Diagnostic> {
    let is_there = |path: &PathBuf| RealSystem.entry(path).is_ok();
    let missing = roots.iter().enumerate().filter(|(_, path)| !is_there(path));
    let told = missing.map(|(at, path)| {
        let message = format!("the path `{}` does not exist", path.display());
        let told = Diagnostic::error("config-path", message);
        match config.location(&format!("paths[{at}]")) {
            Some(place) => told.at(place),
            None => told,
        }
    });
    told.collect()
}

/// Patterns that left nothing out, which is rarely what was meant.
pub(super) fn idle_patterns(config: &Config, given: &[String], scan: &Scan<'_>) -> Vec<Diagnostic> {
    let all = config.exclude.iter().chain(given).enumerate();
    // Two globs stand for each pattern.
    let is_used = |at: usize| (2 * at..2 * at + 2).any(|n| scan.left_out_by().contains(&n));
    let idle = all.filter(|(at, _)| !is_used(*at)).map(|(at, pattern)| {
        let message = format!("the pattern `{pattern}` leaves nothing out");
        let help = "patterns begin at the folder that is examined; `**/` stands for any folders";
        let told = Diagnostic::warning("exclude-unused", message).help(help);
        match config.location(&format!("exclude[{at}]")).filter(|_| at < config.exclude.len()) {
            Some(place) => told.at(place),
            None => told,
        }
    });
    idle.collect()
}

/// The patterns of the configuration and of the command line, two globs for each. What is wrong
/// with those of the configuration is added to `wrong`.
fn glob_set(config: &Config, given: &[String], wrong: &mut Vec<Diagnostic>) -> Result<GlobSet> {
    let mut set = GlobSetBuilder::new();
    for (at, pattern) in config.exclude.iter().enumerate() {
        match globs_of(pattern) {
            Ok(globs) => globs.into_iter().for_each(|glob| _ = set.add(glob)),
            Err(why) => {
                let told = Diagnostic::error("config", format!("`{pattern}` is no pattern: {why}"));
                let told = told.help(
                    "`*` stands for a part of a name, `**` for any folders; `[` and `{` are \
                     written as `[[]` and `[{]`",
                );
                wrong.push(match config.location(&format!("exclude[{at}]")) {
                    Some(place) => told.at(place),
                    None => told,
                });
            }
        }
    }
    for pattern in given {
        let globs = globs_of(pattern).map_err(|why| {
            Failure::because(Exit::Usage, format!("`{pattern}` is no pattern: {why}"))
        })?;
        globs.into_iter().for_each(|glob| _ = set.add(glob));
    }
    Ok(set.build()?)
}

/// A pattern as globs, or what is wrong with it.
fn globs_of(pattern: &str) -> Result<[Glob; 2], String> {
    // Both begin at the folder that is examined.
    let from_here = pattern.strip_prefix("./").or(pattern.strip_prefix('/')).unwrap_or(pattern);
    let trimmed = from_here.trim_end_matches('/');
    if trimmed.is_empty() {
        return Err("it names nothing; to examine nothing, name no path".to_owned());
    }
    if trimmed.starts_with('!') {
        return Err("what is left out cannot be taken in again with `!`".to_owned());
    }
    // A name alone is one at any depth, as in `.gitignore`.
    let anywhere =
        if from_here.len() < pattern.len() || trimmed.contains('/') { "" } else { "**/" };
    let glob = |text: String| {
        let built = GlobBuilder::new(&text).literal_separator(true).build();
        built.map_err(|error| error.kind().to_string())
    };
    // A folder's name leaves out all that is in it.
    Ok([glob(format!("{anywhere}{trimmed}"))?, glob(format!("{anywhere}{trimmed}/**"))?])
}
