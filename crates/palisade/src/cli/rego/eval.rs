use super::partial::{Partial, Task};
use super::shared::{Sources, errors, location, problem, read_input, tell};
use super::{clock, eval_extra};
use crate::exit::{Exit, Failure};
use crate::system;
use anyhow::Result;
use clap::{Args, ValueEnum};
use palisade_ir::{Limits, NoRecord, Options, Recorder, Vm};
use palisade_lang_rego::Options as CompileOptions;
use palisade_lang_rego::workspace::{
    Cover, Evaluation, Explain, Prepared, Printer, Profile, Request, Solution, TraceLine, Watch,
    build, prepare, to_json, to_pretty_json, to_rego, trace_lines,
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
    /// Show what `print(…)` says, on the standard error stream
    #[arg(long)]
    print: bool,
    /// Tell how the result came about
    #[arg(long, value_name = "KIND", conflicts_with_all = ["coverage", "profile"])]
    explain: Option<ExplainKind>,
    /// Tell which lines ran
    #[arg(long, conflicts_with = "profile")]
    coverage: bool,
    /// Tell how often each expression ran and how long it took
    #[arg(long)]
    profile: bool,
    /// How many expressions `--profile` tells of
    #[arg(long, value_name = "N", default_value_t = 20)]
    profile_limit: usize,
    /// Tell how long loading, compiling and evaluating took
    #[arg(long)]
    metrics: bool,
    /// How often the query runs, for `--metrics`
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    count: u32,
    /// Most iterations and calls of the evaluation
    #[arg(long, value_name = "STEPS")]
    max_steps: Option<u64>,
    #[command(flatten)]
    partial: Partial,
}

/// What is told of an evaluation.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
enum ExplainKind {
    /// Every expression with its value.
    Full,
    /// What was false or undefined.
    Fails,
    /// What `trace(…)` says.
    Notes,
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
    /// The values of the expressions as JSON.
    Values,
    /// The variables of each solution as JSON.
    Bindings,
    /// The values as terms of Rego, a line for each solution.
    Source,
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
}

impl<'r> Run<'r> {
    /// Runs the query as often as asked: the last result, what watched it, and the times.
    fn with<R: Recorder<'r>>(
        &self,
        recorder: impl Fn() -> R,
    ) -> (Evaluation<'r>, R, Vec<Duration>, u64) {
        let mut times = Vec::new();
        loop {
            let program = &self.prepared.compiled.program;
            let mut vm = Vm::new(program, self.arena, self.options, recorder());
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
    pub(crate) fn run(self) -> Result<Exit> {
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
        let watched =
            self.explain.is_some() || self.coverage || self.profile || self.partial.partial;
        let request = Request {
            query: &query,
            package: self.package.as_deref(),
            imports: &self.imports,
            parse: self.sources.parse(),
            options: CompileOptions { optimize: !watched, print: self.print, cases: false },
        };
        let start = Instant::now();
        let prepared = match prepare(&workspace, &sources, &request) {
            Ok(prepared) => prepared,
            Err(diagnostics) => return self.wrong(&diagnostics, &sources),
        };
        let compiled = start.elapsed();
        let arena = Arena::new();
        let mut diagnostics = workspace.diagnostics.clone();
        let data = build(&arena, &sources, &workspace.documents, &mut diagnostics);
        if diagnostics.iter().any(|d| d.level == Level::Error) {
            return self.wrong(&diagnostics, &sources);
        }
        tell(&diagnostics, &sources);
        let input = read_input(&arena, &sources, self.input.as_deref(), self.stdin_input)?;
        if self.partial.partial {
            if !matches!(self.format, Form::Json | Form::Pretty) {
                let message = "--partial is written with --format json or --format pretty";
                return Err(Failure::because(Exit::Usage, message));
            }
            return self.partial.run(&Task {
                prepared: &prepared,
                arena: &arena,
                sources: &sources,
                input,
                data,
                strict: self.strict_builtin_errors,
                steps: self.max_steps,
                json: self.format == Form::Json,
            });
        }
        let mut limits = Limits { steps: 100_000_000, memory: 4 << 30, ..Limits::default() };
        limits.steps = self.max_steps.unwrap_or(limits.steps);
        let printer = Printer::new(&sources).with_places();
        let options = Options {
            limits,
            host: &printer,
            now: Some(system::now()),
            strict: self.strict_builtin_errors,
            ..Options::default()
        };
        let run =
            Run { prepared: &prepared, arena: &arena, input, data, options, count: self.count };
        let program = &prepared.compiled.program;
        let mut extras = Extras::default();
        let (result, times, steps) = if let Some(kind) = self.explain {
            let (result, watch, times, steps) = run.with(Watch::new);
            let wanted = match kind {
                ExplainKind::Full => Explain::Full,
                ExplainKind::Fails => Explain::Fails,
                ExplainKind::Notes => Explain::Notes,
            };
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
            let entries = profile.entries(program, &sources);
            let shown = self.profile_limit.min(entries.len());
            let (json, text) = eval_extra::profiled(&entries[..shown], &sources);
            extras.parts.push(("profile", json));
            extras.text.push_str(&text);
            (result, times, steps)
        } else {
            let (result, _, times, steps) = run.with(|| NoRecord);
            (result, times, steps)
        };
        if self.metrics {
            let (json, text) = eval_extra::metrics(loaded, compiled, &times, steps);
            extras.parts.push(("metrics", json));
            extras.text.push_str(&text);
        }
        let printed = printer.printed();
        if !printed.is_empty() {
            system::talk(&printed);
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
                if self.format == Form::Json {
                    let errors = problem(&error, &sources);
                    system::print(&format!("{:#}\n", json!({"errors": errors})))?;
                } else {
                    let mut diagnostic =
                        Diagnostic::error(error.code.replace('_', "-"), error.message);
                    diagnostic.location = error.location;
                    tell(&[diagnostic], &sources);
                }
                Ok(Exit::Invalid)
            }
        }
    }

    /// Puts what stands beside the result into it, or around it where it is for people.
    fn add(&self, text: &mut String, extras: &Extras, sources: &SourceMap) {
        match self.format {
            Form::Json => {
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

    /// Tells what is wrong with modules, documents or the query.
    fn wrong(&self, diagnostics: &[Diagnostic], sources: &SourceMap) -> Result<Exit> {
        if self.format == Form::Json {
            let errors = errors(diagnostics, sources);
            system::print(&format!("{:#}\n", json!({"errors": errors})))?;
            return Ok(Exit::Invalid);
        }
        tell(diagnostics, sources);
        Err(Failure::because(Exit::Invalid, "the query cannot be evaluated"))
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
            Form::Pretty => out = pretty(prepared, solutions),
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
                    // One expression is its value, several are a list.
                    out.push_str(&match solution.values {
                        [one] => to_pretty_json(*one),
                        all => to_pretty_json(Value::array(arena, all)),
                    });
                    out.push('\n');
                }
            }
            Form::Bindings => {
                let all: Vec<Value<'_>> = solutions.iter().map(|s| s.bindings).collect();
                out = to_pretty_json(Value::array(arena, &all));
                out.push('\n');
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

/// One value as it is; variables and several expressions as a table.
fn pretty(prepared: &Prepared, solutions: &[Solution<'_>]) -> String {
    match solutions {
        [] => return "undefined\n".to_owned(),
        [only] if only.bindings.as_object().is_none_or(|o| o.is_empty()) => {
            if let [value] = only.values {
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
    let shown =
        |value: Value<'_>| value.as_str().map_or_else(|| to_json(value), |s| format!("{s:?}"));
    let mut rows = vec![
        names
            .iter()
            .cloned()
            .chain(prepared.texts.iter().map(|(text, _)| text.replace('\n', " ")))
            .collect::<Vec<String>>(),
    ];
    for solution in solutions {
        let bound =
            names.iter().map(|n| solution.bindings.field(n).map_or_else(String::new, shown));
        rows.push(bound.chain(solution.values.iter().map(|v| shown(*v))).collect());
    }
    eval_extra::table(&rows)
}
