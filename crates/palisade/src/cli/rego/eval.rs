use super::shared::{Sources, errors, location, problem, read_input, tell};
use crate::exit::{Exit, Failure};
use crate::system;
use anyhow::Result;
use clap::{Args, ValueEnum};
use palisade_ir::{Limits, NoRecord, Options, Vm};
use palisade_lang_rego::workspace::{
    Prepared, Request, Solution, build, prepare, to_json, to_pretty_json,
};
use palisade_source::{Diagnostic, Level, SourceMap};
use palisade_value::{Arena, ObjectBuilder, Value};
use serde_json::json;
use std::fmt::Write;
use std::path::PathBuf;

/// Evaluate a query in Rego.
#[derive(Args, Debug)]
pub(crate) struct Eval {
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
    /// Most iterations and calls of the evaluation
    #[arg(long, value_name = "STEPS")]
    max_steps: Option<u64>,
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
}

impl Eval {
    pub(crate) fn run(self) -> Result<Exit> {
        let sources = SourceMap::new();
        let workspace = self.sources.load(&sources);
        let request = Request {
            query: &self.query,
            package: self.package.as_deref(),
            imports: &self.imports,
            parse: self.sources.parse(),
            options: palisade_lang_rego::Options::default(),
        };
        let prepared = match prepare(&workspace, &sources, &request) {
            Ok(prepared) => prepared,
            Err(diagnostics) => return self.wrong(&diagnostics, &sources),
        };
        let arena = Arena::new();
        let mut diagnostics = workspace.diagnostics.clone();
        let data = build(&arena, &sources, &workspace.documents, &mut diagnostics);
        if diagnostics.iter().any(|d| d.level == Level::Error) {
            return self.wrong(&diagnostics, &sources);
        }
        tell(&diagnostics, &sources);
        let input = read_input(&arena, &sources, self.input.as_deref(), self.stdin_input)?;
        let mut limits = Limits { steps: 100_000_000, memory: 4 << 30, ..Limits::default() };
        limits.steps = self.max_steps.unwrap_or(limits.steps);
        let options = Options {
            limits,
            now: Some(system::now()),
            strict: self.strict_builtin_errors,
            ..Options::default()
        };
        let mut vm = Vm::new(&prepared.compiled.program, &arena, options, NoRecord);
        match prepared.run(&mut vm, input, data) {
            Ok(solutions) => {
                let text = self.form(&prepared, &solutions, &sources, &arena);
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
    table(&rows)
}

fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |n: usize| {
        rows.iter().filter_map(|r| r.get(n)).map(|c| c.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let rule: String =
        widths.iter().map(|w| format!("+{}", "-".repeat(w + 2))).chain(["+".to_owned()]).collect();
    let mut out = format!("{rule}\n");
    for (n, row) in rows.iter().enumerate() {
        for (cell, width) in row.iter().zip(&widths) {
            let padding = width - cell.chars().count();
            // Writing to a string does not fail.
            let _ = write!(out, "| {cell}{} ", " ".repeat(padding));
        }
        out.push_str("|\n");
        if n == 0 || n + 1 == rows.len() {
            out.push_str(&rule);
            out.push('\n');
        }
    }
    out
}
