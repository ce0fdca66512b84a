use super::clock::Timers;
use super::network::Network;
use super::partial::{Partial, Task};
use super::shared::{Sources, errors, invalid, location, problem, read_input, tell};
use super::world::{Outer, Reach, Recording, tell_refused};
use super::{clock, eval_extra};
use crate::exit::{Exit, Failure};
use crate::system;
use anyhow::Result;
use clap::{Args, ValueEnum};
use palisade_ir::{LimitKind, Limits, NoRecord, Options, Recorder, Vm};
use palisade_lang_rego::Options as CompileOptions;
use palisade_lang_rego::workspace::{
    Cover, Evaluation, Explain, Prepared, Printer, Problem, Profile, Request, Solution, TraceLine,
    Watch, build, conflicts, prepare, to_json, to_pretty_json, to_rego, trace_lines,
};
use palisade_source::{Diagnostic, Level, SourceMap};
use palisade_value::{Arena, ObjectBuilder, Value};
use serde_json::json;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// Evaluate a query in Rego.
#[derive(Args, Debug)]
pub(crate) struct Eval {
    /// The query, such as `data.app.allow`
    #[arg(required_unless_present = "stdin")]
    query: Option<String>,
    /// Read the query from the standard input
    #[arg(long, conflicts_with_all = ["query", "stdin_input"])]
    stdin: bool,
    #[command(flatten)]
    sources: Sources,
    /// The input document, JSON or YAML
    #[arg(short, long, value_name = "FILE")]
    input: Option<PathBuf>,
    /// Read the input document from the standard input
    #[arg(short = 'I', long, conflicts_with = "input")]
    stdin_input: bool,
    /// How results are written
    #[arg(short, long, default_value = "json")]
    format: Form,
    /// The package whose rules the query may name without a path
    #[arg(long, value_name = "PACKAGE")]
    package: Option<String>,
    /// A path that the query may name by its last part, such as `data.lib` (repeatable)
    #[arg(long = "import", value_name = "PATH")]
    imports: Vec<String>,
    /// Errors of builtin functions end the evaluation
    #[arg(long)]
    strict_builtin_errors: bool,
    /// Exit with 1 if the query has no solution
    #[arg(long, conflicts_with = "fail_defined")]
    fail: bool,
    /// Exit with 1 if the query has a solution
    #[arg(long)]
    fail_defined: bool,
    /// Tell of errors of builtin functions that left something undefined
    #[arg(long, conflicts_with = "strict_builtin_errors")]
    show_builtin_errors: bool,
    /// What `print(…)` says is shown on the standard error stream, as always
    #[arg(long, hide = true)]
    print: bool,
    /// Tell how the result came about
    #[arg(long, value_name = "KIND", conflicts_with_all = ["coverage", "profile"])]
    explain: Option<ExplainKind>,
    /// Evaluate every rule in its order: no rule index, no bodies joined, no early exit
    #[arg(long, visible_alias = "disable-early-exit")]
    disable_indexing: bool,
    /// Tell which lines ran
    #[arg(long, conflicts_with = "profile")]
    coverage: bool,
    /// Tell how often each expression ran and how long it took
    #[arg(long)]
    profile: bool,
    /// How many expressions `--profile` tells of [default: 10]
    #[arg(long, value_name = "N")]
    profile_limit: Option<usize>,
    /// What `--profile` sorts by, what comes first counts most (repeatable)
    #[arg(long, value_name = "KEY", value_delimiter = ',')]
    profile_sort: Vec<SortKey>,
    /// Tell how long loading, compiling and evaluating took
    #[arg(long)]
    metrics: bool,
    /// Tell of the parts of loading and compiling as well, and of what the evaluation used
    #[arg(long)]
    instrument: bool,
    /// How many characters of a value tables show
    #[arg(long, value_name = "N", default_value_t = 80)]
    pretty_limit: usize,
    /// How often the query runs, for `--metrics`
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    count: u32,
    /// Most iterations and calls of the evaluation
    #[arg(long, value_name = "STEPS")]
    max_steps: Option<u64>,
    /// Most memory for values that the evaluation makes, in MiB
    #[arg(long, value_name = "MIB", default_value_t = 1024)]
    max_memory: usize,
    /// How long the evaluation may take, such as `500ms` or `10s`
    #[arg(long, value_name = "TIME", value_parser = clock::duration)]
    timeout: Option<Duration>,
    #[command(flatten)]
    reach: Reach,
    #[command(flatten)]
    recording: Recording,
    #[command(flatten)]
    partial: Partial,
}

/// What is told of an evaluation.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
pub(super) enum ExplainKind {
    /// Nothing.
    Off,
    /// Every expression with its value.
    #[value(alias = "debug")]
    Full,
    /// What was false or undefined.
    Fails,
    /// What `trace(…)` says.
    Notes,
}

impl ExplainKind {
    /// Which lines of a trace are wanted, if any.
    pub(super) fn wanted(self) -> Option<Explain> {
        match self {
            Self::Off => None,
            Self::Full => Some(Explain::Full),
            Self::Fails => Some(Explain::Fails),
            Self::Notes => Some(Explain::Notes),
        }
    }
}

/// What entries of a profile are sorted by.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
#[value(rename_all = "snake_case")]
pub(super) enum SortKey {
    /// What took longest first.
    TotalTimeNs,
    /// What was evaluated most often first.
    NumEval,
    /// What took most steps first.
    NumSteps,
    /// By file.
    File,
    /// By line.
    Line,
}

/// How results are written.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
enum Form {
    /// The whole result as JSON.
    Json,
    /// Values for people.
    Pretty,
    /// The values of the expressions, a line for each solution.
    Raw,
    /// The values of the expressions as an array of JSON for each solution.
    Values,
    /// The variables of each solution as JSON.
    Bindings,
    /// The values as terms of Rego, a line for each solution; with `--partial` what remains.
    Source,
    /// As `json`, with `discarded` for the result.
    Discard,
}

/// What stands beside the result.
#[derive(Default)]
struct Extras {
    trace: Vec<TraceLine>,
    /// Under the names that OPA has for them.
    parts: Vec<(&'static str, serde_json::Value)>,
    /// The same for people.
    text: String,
}

/// What is fixed for all runs of a query.
struct Run<'r> {
    prepared: &'r Prepared,
    arena: &'r Arena,
    input: Option<Value<'r>>,
    data: Value<'r>,
    options: Options<'r>,
    count: u32,
    /// What watches over the time.
    timers: Option<&'r Timers>,
}

impl<'r> Run<'r> {
    /// Runs the query as often as asked: the last result, what watched it, and the times.
    fn with<R: Recorder<'r>>(
        &self,
        recorder: impl Fn() -> R,
    ) -> (Evaluation<'r>, R, Vec<Duration>, u64) {
        match self.timers {
            None => self.times(recorder),
            Some(timers) => timers.watch(|| self.times(recorder)),
        }
    }

    fn times<R: Recorder<'r>>(
        &self,
        recorder: impl Fn() -> R,
    ) -> (Evaluation<'r>, R, Vec<Duration>, u64) {
        let mut times = Vec::new();
        loop {
            let program = &self.prepared.compiled.program;
            let mut options = self.options;
            options.interrupt = self.timers.and_then(|t| t.begin(0));
            let mut vm = Vm::new(program, self.arena, options, recorder());
            let start = Instant::now();
            let result = self.prepared.run(&mut vm, self.input, self.data);
            times.push(start.elapsed());
            if times.len() >= self.count as usize {
                let steps = vm.steps();
                return (result, vm.recorder, times, steps);
            }
        }
    }
}

impl Eval {
    pub(crate) fn run(mut self) -> Result<Exit> {
        self.explain = self.explain.filter(|kind| *kind != ExplainKind::Off);
        self.profile |= self.profile_limit.is_some() || !self.profile_sort.is_empty();
        self.metrics |= self.profile || self.instrument;
        let query = match (&self.query, self.stdin) {
            (Some(query), _) => query.clone(),
            (None, _) => {
                let bytes = system::read_stdin().map_err(|error| {
                    let why = system::reason(&error);
                    Failure::because(Exit::Usage, format!("the standard input: {why}"))
                })?;
                String::from_utf8(bytes).map_err(|_| {
                    Failure::because(Exit::Usage, "the standard input: the query is not UTF-8")
                })?
            }
        };
        let start = Instant::now();
        let sources = SourceMap::new();
        let workspace = self.sources.load(&sources)?;
        let loaded = start.elapsed();
        let watched = self.explain.is_some()
            || self.coverage
            || self.profile
            || self.partial.partial
            || self.disable_indexing;
        let request = Request {
            query: &query,
            package: self.package.as_deref(),
            imports: &self.imports,
            parse: self.sources.parse(),
            options: CompileOptions {
                optimize: !watched,
                print: !self.partial.partial,
                cases: false,
                uses: false,
                strict: self.sources.checks.strict,
            },
        };
        let start = Instant::now();
        let prepared = match prepare(&workspace, &sources, &request) {
            Ok(prepared) => prepared,
            Err(diagnostics) => return self.wrong(&diagnostics, &sources),
        };
        let compiled = start.elapsed();
        let start = Instant::now();
        let arena = Arena::new();
        let mut diagnostics = workspace.diagnostics.clone();
        let data = build(&arena, &sources, &workspace.documents, &mut diagnostics);
        diagnostics.extend(conflicts(&workspace, data));
        if diagnostics.iter().any(|d| d.level == Level::Error) {
            return self.wrong(&diagnostics, &sources);
        }
        tell(&diagnostics, &sources);
        let built = start.elapsed();
        let start = Instant::now();
        let input = read_input(&arena, &sources, self.input.as_deref(), self.stdin_input)?;
        let parsed = start.elapsed();
        if self.partial.partial {
            if !matches!(self.format, Form::Json | Form::Pretty | Form::Source) {
                let message = "--partial is written with --format json, pretty or source";
                return Err(Failure::because(Exit::Usage, message));
            }
            let network = Network::new();
            let web = self.reach.web(&network, workspace.capabilities.as_ref())?;
            let outer = Outer::new(&web, false, None);
            let exit = self.partial.run(&Task {
                prepared: &prepared,
                arena: &arena,
                sources: &sources,
                input,
                data,
                strict: self.strict_builtin_errors,
                steps: self.max_steps,
                json: self.format == Form::Json,
                source: self.format == Form::Source,
                world: &outer,
            });
            tell_refused(&web);
            return exit;
        }
        let memory = self.max_memory.saturating_mul(1 << 20);
        let mut limits = Limits { steps: 100_000_000, memory, ..Limits::default() };
        limits.steps = self.max_steps.unwrap_or(limits.steps);
        let printer = Printer::new(&sources).with_places();
        let network = Network::new();
        let web = self.reach.web(&network, workspace.capabilities.as_ref())?;
        let replay = self.recording.replayed()?;
        // What is asked twice is answered once, in all runs.
        let outer = Outer::new(&web, self.recording.is_on(), replay.as_ref());
        let options = Options {
            limits,
            host: &printer,
            world: Some(&outer),
            now: Some(system::now()),
            strict: self.strict_builtin_errors,
            ..Options::default()
        };
        let timers = self.timeout.map(|limit| Timers::new(1, limit));
        let run = Run {
            prepared: &prepared,
            arena: &arena,
            input,
            data,
            options,
            count: self.count,
            timers: timers.as_ref(),
        };
        let program = &prepared.compiled.program;
        let mut extras = Extras::default();
        let (result, times, steps) = if let Some(kind) = self.explain {
            let (result, watch, times, steps) = run.with(Watch::new);
            let wanted = kind.wanted().unwrap_or(Explain::Full);
            extras.trace = trace_lines(program, &sources, &watch, wanted);
            if watch.is_cut() {
                system::talk("warning: the evaluation is too long to be traced to its end");
            }
            (result, times, steps)
        } else if self.coverage {
            let (result, cover, times, steps) = run.with(Cover::new);
            let (json, text) = eval_extra::covered(&cover.report(program, &workspace, &sources));
            extras.parts.push(("coverage", json));
            extras.text.push_str(&text);
            (result, times, steps)
        } else if self.profile {
            let (result, profile, times, steps) = run.with(|| Profile::new(program, clock::ticks));
            let mut entries = profile.entries(program, &sources);
            eval_extra::sort(&mut entries, &self.profile_sort, &sources);
            let shown = self.profile_limit.unwrap_or(10).min(entries.len());
            let (json, text) = eval_extra::profiled(&entries[..shown], &sources);
            extras.parts.push(("profile", json));
            extras.text.push_str(&text);
            (result, times, steps)
        } else {
            let (result, _, times, steps) = run.with(|| NoRecord);
            (result, times, steps)
        };
        if self.metrics {
            let spent = eval_extra::Spent {
                loaded,
                compiled,
                built,
                parsed,
                memory: arena.bytes(),
                all: self.instrument,
            };
            let (name, json, text) = eval_extra::metrics(&spent, &times, steps);
            extras.parts.push((name, json));
            extras.text.push_str(&text);
        }
        let printed = printer.printed();
        if !printed.is_empty() {
            system::talk(&printed);
        }
        tell_refused(&web);
        outer.complete()?;
        self.recording.write(&outer)?;
        if self.show_builtin_errors {
            self.builtin_errors(&outer.errors(), &mut extras, &sources);
        }
        match result {
            Ok(solutions) => {
                let mut text = self.form(&prepared, &solutions, &sources, &arena);
                self.add(&mut text, &extras, &sources);
                system::print(&text)?;
                let failed = if self.fail {
                    solutions.is_empty()
                } else {
                    self.fail_defined && !solutions.is_empty()
                };
                Ok(if failed { Exit::Findings } else { Exit::Clean })
            }
            Err(error) => {
                if matches!(self.format, Form::Json | Form::Discard) {
                    let errors = problem(&error, &sources);
                    system::print(&format!("{:#}\n", json!({"errors": errors})))?;
                } else {
                    let too_deep = error.message.contains(&LimitKind::Depth.to_string());
                    let mut diagnostic =
                        Diagnostic::error(error.code.replace('_', "-"), error.message);
                    diagnostic.location = error.location;
                    diagnostic.help = match error.code {
                        "eval_limit_error" if too_deep => Some(
                            "no option allows more: let fewer rules hang on each other".to_owned(),
                        ),
                        "eval_limit_error" => {
                            Some("--max-steps and --max-memory allow more".to_owned())
                        }
                        "eval_cancel_error" => Some("--timeout allows more time".to_owned()),
                        _ => None,
                    };
                    tell(&[diagnostic], &sources);
                }
                Ok(Exit::Invalid)
            }
        }
    }

    /// Puts what stands beside the result into it, or around it where it is for people.
    fn add(&self, text: &mut String, extras: &Extras, sources: &SourceMap) {
        match self.format {
            Form::Json | Form::Discard => {
                let mut parts = extras.parts.clone();
                if self.explain.is_some() {
                    let lines = extras.trace.iter().map(|l| eval_extra::traced(l, sources));
                    parts.push(("explanation", lines.collect()));
                }
                eval_extra::splice(text, &parts);
            }
            Form::Pretty => {
                let places = extras.trace.iter().map(|l| l.place(sources).chars().count());
                let width = places.max().unwrap_or(0);
                let lines: String =
                    extras.trace.iter().map(|l| l.render(sources, width) + "\n").collect();
                *text = format!("{}{text}{}", palisade_report::harmless(&lines), extras.text);
            }
            // The other forms are for programs that read values alone.
            Form::Raw | Form::Values | Form::Bindings | Form::Source => {
                let lines: String =
                    extras.trace.iter().map(|l| l.render(sources, 0) + "\n").collect();
                let all = lines + &extras.text;
                if !all.is_empty() {
                    system::talk(&all);
                }
            }
        }
    }

    /// Tells which builtins refused something.
    fn builtin_errors(&self, errors: &[Problem], extras: &mut Extras, sources: &SourceMap) {
        if errors.is_empty() {
            return;
        }
        if matches!(self.format, Form::Json | Form::Discard) {
            let all = errors.iter().flat_map(|error| match problem(error, sources) {
                serde_json::Value::Array(items) => items,
                _ => Vec::new(),
            });
            extras.parts.push(("errors", all.collect()));
            return;
        }
        let shown: Vec<Diagnostic> = errors
            .iter()
            .map(|error| {
                let code = error.code.replace('_', "-");
                let mut shown = Diagnostic::warning(code, error.message.clone());
                shown.location = error.location;
                shown
            })
            .collect();
        tell(&shown, sources);
    }

    /// Tells what is wrong with modules, documents or the query.
    fn wrong(&self, diagnostics: &[Diagnostic], sources: &SourceMap) -> Result<Exit> {
        if matches!(self.format, Form::Json | Form::Discard) {
            let errors = errors(diagnostics, sources);
            system::print(&format!("{:#}\n", json!({"errors": errors})))?;
            return Ok(invalid(diagnostics));
        }
        tell(diagnostics, sources);
        Err(Failure::because(invalid(diagnostics), "the query cannot be evaluated"))
    }

    fn form(
        &self,
        prepared: &Prepared,
        solutions: &[Solution<'_>],
        sources: &SourceMap,
        arena: &Arena,
    ) -> String {
        let mut out = String::new();
        match self.format {
            Form::Json => out = whole(prepared, solutions, sources, arena),
            Form::Discard if solutions.is_empty() => out.push_str("{}\n"),
            Form::Discard => out.push_str("{\n  \"result\": \"discarded\"\n}\n"),
            Form::Pretty => out = pretty(prepared, solutions, self.pretty_limit),
            Form::Raw => {
                for solution in solutions {
                    let values: Vec<String> = solution
                        .values
                        .iter()
                        .map(|v| v.as_str().map_or_else(|| to_json(*v), str::to_owned))
                        .collect();
                    out.push_str(&values.join(" "));
                    out.push('\n');
                }
            }
            Form::Source => {
                for solution in solutions {
                    let values: Vec<String> = solution.values.iter().map(|v| to_rego(*v)).collect();
                    out.push_str(&values.join("; "));
                    out.push('\n');
                }
            }
            Form::Values => {
                for solution in solutions {
                    out.push_str(&to_pretty_json(Value::array(arena, solution.values)));
                    out.push('\n');
                }
            }
            Form::Bindings => {
                for solution in solutions {
                    out.push_str(&to_pretty_json(solution.bindings));
                    out.push('\n');
                }
            }
        }
        out
    }
}

/// The result as OPA writes it: `{}` where there is no solution.
fn whole(
    prepared: &Prepared,
    solutions: &[Solution<'_>],
    sources: &SourceMap,
    arena: &Arena,
) -> String {
    let mut results = Vec::with_capacity(solutions.len());
    for solution in solutions {
        let expressions: Vec<Value<'_>> = solution
            .values
            .iter()
            .zip(&prepared.texts)
            .map(|(value, (text, at))| {
                let place = location(*at, sources);
                let number = |key: &str| Value::Int(place[key].as_i64().unwrap_or(0));
                let mut here = ObjectBuilder::new();
                here.field("row", number("row"));
                here.field("col", number("col"));
                let mut expression = ObjectBuilder::new();
                expression.field("value", *value);
                expression.field("text", Value::str(arena, text));
                expression.field("location", here.finish(arena));
                expression.finish(arena)
            })
            .collect();
        let mut result = ObjectBuilder::new();
        result.field("expressions", Value::array(arena, &expressions));
        if solution.bindings.as_object().is_some_and(|o| !o.is_empty()) {
            result.field("bindings", solution.bindings);
        }
        results.push(result.finish(arena));
    }
    let mut all = ObjectBuilder::new();
    if !results.is_empty() {
        all.field("result", Value::array(arena, &results));
    }
    to_pretty_json(all.finish(arena)) + "\n"
}

/// One value as it is; variables and several expressions as a table, in which what only holds or
/// not has no column beside variables, as with OPA.
fn pretty(prepared: &Prepared, solutions: &[Solution<'_>], most: usize) -> String {
    match solutions {
        [] => return "undefined\n".to_owned(),
        [only] if only.bindings.as_object().is_none_or(|o| o.is_empty()) => {
            let all_hold_or_not = only.values.iter().all(|v| matches!(v, Value::Bool(_)));
            if let [value, rest @ ..] = only.values
                && (rest.is_empty() || all_hold_or_not)
            {
                return to_pretty_json(*value) + "\n";
            }
        }
        _ => {}
    }
    let names: Vec<String> = solutions
        .first()
        .and_then(|s| s.bindings.as_object())
        .map(|o| o.entries().iter().filter_map(|(k, _)| k.as_str().map(str::to_owned)).collect())
        .unwrap_or_default();
    let shown = |value: Value<'_>| {
        let mut text = to_json(value);
        if let Some((end, _)) = text.char_indices().nth(most) {
            text.truncate(end);
            text.push('…');
        }
        text
    };
    let first = solutions.first().map_or(&[][..], |s| s.values);
    let columns: Vec<usize> = (0..prepared.texts.len())
        .filter(|at| names.is_empty() || !matches!(first.get(*at), Some(Value::Bool(_))))
        .collect();
    let texts = columns.iter().filter_map(|at| prepared.texts.get(*at));
    let texts = texts.map(|(text, _)| text.replace('\n', " "));
    let mut rows = vec![names.iter().cloned().chain(texts).collect::<Vec<String>>()];
    for solution in solutions {
        let bound =
            names.iter().map(|n| solution.bindings.field(n).map_or_else(String::new, shown));
        let values = columns.iter().filter_map(|at| solution.values.get(*at));
        rows.push(bound.chain(values.map(|v| shown(*v))).collect());
    }
    eval_extra::table(&rows)
}
