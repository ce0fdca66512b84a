use super::clock::{self, measure};
use super::network::Network;
use super::shared::{Sources, invalid, problem, read_input, tell};
use super::world::{Outer, Reach, tell_refused};
use crate::exit::{Exit, Failure};
use crate::system;
use anyhow::Result;
use clap::{Args, ValueEnum};
use palisade_ir::{Limits, NoRecord, Options, Vm};
use palisade_lang_rego::Options as CompileOptions;
use palisade_lang_rego::workspace::{Documents, Request, conflicts, prepare};
use palisade_source::{Diagnostic, Level, SourceMap};
use palisade_value::Arena;
use serde_json::{Value as Json, json};
use std::path::PathBuf;
use std::time::Duration;

/// Measure how long a query in Rego takes.
#[derive(Args, Debug)]
pub(crate) struct Bench {
    /// The query, such as `data.app.allow`
    query: String,
    #[command(flatten)]
    sources: Sources,
    /// The input document, JSON or YAML
    #[arg(short, long, value_name = "FILE")]
    input: Option<PathBuf>,
    /// Read the input document from the standard input
    #[arg(short = 'I', long, conflicts_with = "input")]
    stdin_input: bool,
    /// The package whose rules the query may name without a path
    #[arg(long, value_name = "PACKAGE")]
    package: Option<String>,
    /// A path that the query may name by its last part, such as `data.lib` (repeatable)
    #[arg(long = "import", value_name = "PATH")]
    imports: Vec<String>,
    /// Exit with 1 if the query has no solution
    #[arg(long)]
    fail: bool,
    /// How often it is measured
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    count: u32,
    /// How long each measurement takes
    #[arg(long, value_name = "TIME", default_value = "1s", value_parser = clock::duration)]
    time: Duration,
    /// How results are written
    #[arg(short, long, default_value = "pretty")]
    format: Form,
    #[command(flatten)]
    reach: Reach,
}

/// How results are written.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
enum Form {
    /// A line for each measurement.
    Pretty,
    /// A list of objects.
    Json,
}

impl Bench {
    pub(crate) fn run(self) -> Result<Exit> {
        let sources = SourceMap::new();
        let mut workspace = self.sources.load(&sources)?;
        let documents = Documents::new(&sources, &workspace.documents, &mut workspace.diagnostics);
        workspace.diagnostics.extend(conflicts(&workspace, documents.value()));
        let request = Request {
            query: &self.query,
            package: self.package.as_deref(),
            imports: &self.imports,
            parse: self.sources.parse(),
            options: CompileOptions {
                strict: self.sources.checks.strict,
                ..CompileOptions::default()
            },
        };
        let prepared = prepare(&workspace, &sources, &request).map_err(|diagnostics| {
            tell(&diagnostics, &sources);
            Failure::because(invalid(&diagnostics), "the query cannot be evaluated")
        })?;
        let warnings: Vec<Diagnostic> =
            workspace.diagnostics.iter().filter(|d| d.level != Level::Error).cloned().collect();
        tell(&warnings, &sources);
        let kept = Arena::new();
        let input = read_input(&kept, &sources, self.input.as_deref(), self.stdin_input)?;
        let limits = Limits { steps: 100_000_000, memory: 4 << 30, ..Limits::default() };
        let now = Some(system::now());
        let network = Network::new();
        let web = self.reach.web(&network, workspace.capabilities.as_ref())?;
        let run = || {
            let arena = Arena::new();
            let outer = Outer::new(&web, false, None);
            let options = Options { limits, now, world: Some(&outer), ..Options::default() };
            let mut vm = Vm::new(&prepared.compiled.program, &arena, options, NoRecord);
            let result = prepared.run(&mut vm, input, documents.value());
            (result.map(|solutions| solutions.len()), vm.steps())
        };
        let first = run().0;
        tell_refused(&web);
        let solutions = match first {
            Ok(solutions) => solutions,
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
                return Ok(Exit::Invalid);
            }
        };
        let mut all = Vec::new();
        for _ in 0..self.count {
            all.push(measure(self.time, || run().1));
        }
        let text = if self.format == Form::Json {
            let list: Vec<Json> = all
                .iter()
                .map(|m| json!({"n": m.runs, "ns_per_op": m.ns_per_op, "steps": m.steps}))
                .collect();
            format!("{:#}\n", Json::Array(list))
        } else {
            all.iter()
                .map(|m| {
                    let (runs, ns, steps) = (m.runs, m.ns_per_op, m.steps);
                    format!("{runs:>9} runs  {ns:>12} ns/op  {steps:>9} steps\n")
                })
                .collect()
        };
        system::print(&text)?;
        Ok(if self.fail && solutions == 0 { Exit::Findings } else { Exit::Clean })
    }
}
