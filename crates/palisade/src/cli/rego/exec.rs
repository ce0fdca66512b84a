use super::clock::{self, Timers};
use super::network::Network;
use super::shared::{Sources, invalid, problem, tell};
use super::test::on_deep_stacks;
use super::world::{Outer, Reach, tell_refused};
use crate::exit::{Exit, Failure};
use crate::system::{self, RealSystem};
use anyhow::Result;
use clap::Args;
use palisade_ir::{Limits, Options};
use palisade_lang_rego::Options as CompileOptions;
use palisade_lang_rego::workspace::{Answer, Documents, Kind, Request, prepare};
use palisade_source::{Diagnostic, Entered, EntryKind, FileId, Level, SourceMap, System, Trail};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Decide about many files with one policy.
#[derive(Args, Debug)]
pub(crate) struct Exec {
    /// The files to decide about, JSON or YAML, and folders of them
    #[arg(value_name = "PATH", required_unless_present = "stdin_input")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    sources: Sources,
    /// The rule that decides, such as `app/allow` or `data.app.allow`
    #[arg(long, value_name = "PATH")]
    decision: String,
    /// Read one document from the standard input
    #[arg(short = 'I', long, conflicts_with = "paths")]
    stdin_input: bool,
    /// Exit with 1 if there is no decision about a file
    #[arg(long, conflicts_with_all = ["fail_defined", "fail_non_empty"])]
    fail: bool,
    /// Exit with 1 if there is a decision about a file
    #[arg(long, conflicts_with = "fail_non_empty")]
    fail_defined: bool,
    /// Exit with 1 if a decision is a list, set or object with something in it, or no list at all
    #[arg(long)]
    fail_non_empty: bool,
    /// Errors of builtin functions are errors of the decision
    #[arg(long)]
    strict_builtin_errors: bool,
    /// How many files are decided about at a time; as many as there are cores where it is 0
    #[arg(short, long, value_name = "N", default_value_t = 0)]
    parallel: usize,
    /// How long the decision about one file may take
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = clock::duration)]
    timeout: Duration,
    /// Most iterations and calls of one decision
    #[arg(long, value_name = "STEPS", default_value_t = 100_000_000)]
    max_steps: u64,
    #[command(flatten)]
    reach: Reach,
}

impl Exec {
    pub(crate) fn run(self) -> Result<Exit> {
        let sources = SourceMap::new();
        let mut workspace = self.sources.load(&sources)?;
        let documents = Documents::new(&sources, &workspace.documents, &mut workspace.diagnostics);
        let query = query(&self.decision).ok_or_else(|| {
            let why = format!("--decision {}: write a path such as app/allow", self.decision);
            Failure::because(Exit::Usage, why)
        })?;
        let request = Request {
            query: &query,
            package: None,
            imports: &[],
            parse: self.sources.parse(),
            options: CompileOptions {
                strict: self.sources.checks.strict,
                ..CompileOptions::default()
            },
        };
        let prepared = prepare(&workspace, &sources, &request).map_err(|diagnostics| {
            tell(&diagnostics, &sources);
            Failure::because(invalid(&diagnostics), "the policy cannot be evaluated")
        })?;
        let warnings: Vec<_> =
            workspace.diagnostics.iter().filter(|d| d.level != Level::Error).cloned().collect();
        tell(&warnings, &sources);
        let Inputs { found: inputs, unreadable } = self.inputs(&sources)?;
        let files: Vec<(FileId, Kind)> =
            inputs.iter().map(|(_, file, kind)| (*file, *kind)).collect();
        let network = Network::new();
        let web = self.reach.web(&network, workspace.capabilities.as_ref())?;
        let timers = Timers::new(files.len(), self.timeout);
        let now = Some(system::now());
        let answers = on_deep_stacks(self.parallel, || {
            timers.watch(|| {
                prepared.answers(&sources, documents.value(), &files, |n, run| {
                    let interrupt = timers.begin(n);
                    let outer = Outer::new(&web, false, None);
                    let answer = run(Options {
                        limits: Limits {
                            steps: self.max_steps,
                            memory: 1 << 30,
                            ..Limits::default()
                        },
                        now,
                        strict: self.strict_builtin_errors,
                        interrupt,
                        world: Some(&outer),
                        ..Options::default()
                    });
                    timers.end(n);
                    answer
                })
            })
        });
        tell_refused(&web);
        let (mut failed, mut fails) = (!unreadable.is_empty(), false);
        let mut results = Vec::with_capacity(answers.len());
        for ((path, _, _), answer) in inputs.iter().zip(answers) {
            let (key, value) = match answer {
                Answer::Value(text) => {
                    let empty = matches!(text.as_str(), "[]" | "{}");
                    fails |= self.fail_defined || self.fail_non_empty && !empty;
                    ("result", text)
                }
                Answer::Undefined => {
                    fails |= self.fail;
                    let message = format!("{} decision was undefined", self.decision);
                    let error = json!({"code": "opa_undefined_error", "message": message});
                    ("error", error.to_string())
                }
                Answer::Failed(why) => {
                    failed = true;
                    let error = problem(&why, &sources);
                    ("error", error.get(0).unwrap_or(&error).to_string())
                }
                Answer::Unreadable(diagnostic) => {
                    failed = true;
                    let error = json!({"code": diagnostic.code, "message": diagnostic.message});
                    tell(&[diagnostic], &sources);
                    ("error", error.to_string())
                }
            };
            // A line for each, with numbers of any size as they are.
            results.push(format!("    {{\"path\": {}, \"{key}\": {value}}}", json!(path)));
        }
        for (path, why) in &unreadable {
            tell(&[Diagnostic::error("rego-load-error", format!("{path}: {why}"))], &sources);
            let error = json!({"code": "rego_load_error", "message": why});
            results.push(format!("    {{\"path\": {}, \"error\": {error}}}", json!(path)));
        }
        let results = results.join(",\n");
        system::print(&format!("{{\n  \"result\": [\n{results}\n  ]\n}}\n"))?;
        if failed {
            return Err(Failure::because(Exit::Invalid, "not all files could be decided about"));
        }
        Ok(if fails { Exit::Findings } else { Exit::Clean })
    }

    /// The documents with the paths that they are told under.
    fn inputs(&self, sources: &SourceMap) -> Result<Inputs> {
        let mut inputs = Inputs::default();
        if self.stdin_input {
            let bytes = system::read_stdin().map_err(|error| {
                let why = system::reason(&error);
                Failure::because(Exit::Usage, format!("the standard input: {why}"))
            })?;
            let text = String::from_utf8(bytes).map_err(|_| {
                Failure::because(Exit::Usage, "the standard input: it is not UTF-8 text")
            })?;
            let json = text.trim_start().starts_with(['{', '[', '"']);
            let kind = if json { Kind::Json } else { Kind::Yaml };
            inputs.found.push(("-".to_owned(), sources.add("stdin", text), kind));
        }
        let system = self.sources.ignore.system()?;
        for path in &self.paths {
            let wrong = |error: std::io::Error| {
                let why = system::reason(&error);
                Failure::because(Exit::Usage, format!("{}: {why}", path.display()))
            };
            let entry = RealSystem.entry(path).map_err(wrong)?;
            if entry.kind == EntryKind::Folder {
                let mut trail = Trail::new(&system, path).map_err(wrong)?;
                inputs.collect(path, &system, &mut trail, sources);
            } else if path.extension().is_some_and(|extension| extension == "rego") {
                let why = "it is a module: name it with --data";
                return Err(Failure::because(Exit::Usage, format!("{}: {why}", path.display())));
            } else {
                inputs.read(path, sources);
            }
        }
        if inputs.found.is_empty() && inputs.unreadable.is_empty() {
            let why = "there is no JSON or YAML file in what was named";
            return Err(Failure::because(Exit::NothingToExamine, why));
        }
        Ok(inputs)
    }
}

/// The documents to decide about.
#[derive(Default, Debug)]
struct Inputs {
    /// With the paths that they are told under.
    found: Vec<(String, FileId, Kind)>,
    /// What could not be read, and why.
    unreadable: Vec<(String, String)>,
}

impl Inputs {
    fn leave_out(&mut self, path: &Path, error: &std::io::Error) {
        self.unreadable.push((shown(path), system::reason(error)));
    }

    fn collect(
        &mut self,
        folder: &Path,
        system: &dyn System,
        trail: &mut Trail,
        sources: &SourceMap,
    ) {
        let entries = match system.list(folder) {
            Ok(entries) => entries,
            Err(error) => return self.leave_out(folder, &error),
        };
        for entry in entries {
            let name = entry.path.file_name().unwrap_or_default().to_string_lossy();
            if name.starts_with('.') {
                continue;
            }
            if entry.kind == EntryKind::Folder {
                match trail.enter(system, &entry) {
                    Ok(Entered::Yes) => {
                        self.collect(&entry.path, system, trail, sources);
                        trail.leave();
                    }
                    // What it leads to is gone through anyway.
                    Ok(Entered::Circle) => {}
                    Err(error) => self.leave_out(&entry.path, &error),
                }
            } else if Kind::of(&entry.path).is_some() {
                self.read(&entry.path, sources);
            }
        }
    }

    fn read(&mut self, path: &Path, sources: &SourceMap) {
        let bytes = match RealSystem.read_named(path) {
            Ok(bytes) => bytes,
            Err(error) => return self.leave_out(path, &error),
        };
        let Ok(text) = String::from_utf8(bytes) else {
            self.unreadable.push((shown(path), "it is not UTF-8 text".to_owned()));
            return;
        };
        // JSON is YAML, but errors of JSON are better said as such.
        let json = text.trim_start().starts_with(['{', '[', '"']);
        let kind = Kind::of(path).unwrap_or(if json { Kind::Json } else { Kind::Yaml });
        let file = sources.add(shown(path).as_str(), text);
        self.found.push((shown(path), file, kind));
    }
}

fn shown(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// `app/allow` and `data.app.allow` as a query.
fn query(decision: &str) -> Option<String> {
    let text = decision.trim_matches('/');
    let keys: Vec<&str> = if text.contains('/') || !text.contains('.') {
        text.split('/').collect()
    } else {
        text.split('.').collect()
    };
    let keys = keys.strip_prefix(&["data"]).unwrap_or(&keys);
    if keys.is_empty() || keys.iter().any(|key| key.is_empty()) {
        return None;
    }
    let parts: String = keys.iter().map(|key| format!("[{}]", json!(key))).collect();
    Some(format!("data{parts}"))
}
