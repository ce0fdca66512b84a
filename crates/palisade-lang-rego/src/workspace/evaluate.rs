//! Queries against a workspace, with results and errors in OPA's terms.

use super::load::Workspace;
use crate::{
    Against, Compiled, DATA, INPUT, Options, ParseOptions, Query, Source, ast, compile_checked,
    parse_query,
};
use palisade_ir::{FaultKind, LimitKind, Recorder, Stop, Vm};
use palisade_source::{Diagnostic, Level, Location, SourceMap};
use palisade_value::Value;

/// A query that is ready to run, any number of times.
#[derive(Debug)]
pub struct Prepared {
    /// The program with its one query.
    pub compiled: Compiled,
    /// The text of each expression of the query.
    pub texts: Vec<(String, Location)>,
}

/// What to ask.
#[derive(Clone, Copy, Debug)]
pub struct Request<'r> {
    /// The query.
    pub query: &'r str,
    /// The package whose rules the query names without a path, such as `data.app`.
    pub package: Option<&'r str>,
    /// Paths that the query may name by their last part, such as `data.lib`.
    pub imports: &'r [String],
    /// How the query is read.
    pub parse: ParseOptions,
    /// What is compiled beside the rules.
    pub options: Options,
}

/// One way in which a query holds.
#[derive(Clone, Copy, Debug)]
pub struct Solution<'e> {
    /// An object of the query's variables.
    pub bindings: Value<'e>,
    /// What each expression is.
    pub values: &'e [Value<'e>],
}

/// An error of an evaluation in OPA's terms.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    /// Such as `eval_conflict_error`.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// Where in the policy.
    pub location: Option<Location>,
}

/// The solutions of a query.
pub type Evaluation<'e> = Result<Vec<Solution<'e>>, Problem>;

fn unbroken(workspace: &Workspace) -> Result<(), Vec<Diagnostic>> {
    let broken: Vec<Diagnostic> =
        workspace.diagnostics.iter().filter(|d| d.level == Level::Error).cloned().collect();
    if broken.is_empty() { Ok(()) } else { Err(broken) }
}

fn against(workspace: &Workspace) -> Against<'_> {
    let Workspace { schemas, capabilities, functions, .. } = workspace;
    Against { schemas: schemas.as_ref(), capabilities: capabilities.as_ref(), functions }
}

fn modules(workspace: &Workspace) -> Vec<Source<'_>> {
    workspace.modules.iter().map(|m| Source { module: &m.module, file: m.file }).collect()
}

/// Compiles the modules of a workspace without any query.
///
/// # Errors
/// All that is wrong with the modules.
pub fn compile_workspace(
    workspace: &Workspace,
    options: Options,
) -> Result<Compiled, Vec<Diagnostic>> {
    unbroken(workspace)?;
    compile_checked(&modules(workspace), &[], options, against(workspace))
}

/// Compiles a query along with the modules of a workspace.
///
/// # Errors
/// All that is wrong with the modules and the query.
pub fn prepare(
    workspace: &Workspace,
    sources: &SourceMap,
    request: &Request<'_>,
) -> Result<Prepared, Vec<Diagnostic>> {
    unbroken(workspace)?;
    let file = sources.add("query", request.query);
    let (literals, wrong) = parse_query(request.query, file, request.parse);
    if wrong.iter().any(|d| d.level == Level::Error) {
        return Err(wrong);
    }
    let imports = imports(request.imports, sources, request.parse)?;
    let package: Vec<String> = request
        .package
        .map(|p| p.strip_prefix("data.").unwrap_or(p).split('.').map(str::to_owned).collect())
        .unwrap_or_default();
    let modules = modules(workspace);
    let query = Query { literals: &literals, file, imports: &imports, package: &package };
    let compiled = compile_checked(&modules, &[query], request.options, against(workspace))?;
    let text = sources.get(file);
    let texts = literals
        .iter()
        .map(|l| (text.slice(l.span).to_owned(), Location::new(file, l.span)))
        .collect();
    Ok(Prepared { compiled, texts })
}

fn imports(
    paths: &[String],
    sources: &SourceMap,
    options: ParseOptions,
) -> Result<Vec<ast::Import>, Vec<Diagnostic>> {
    let mut text = String::from("package imports\n");
    for path in paths {
        text.push_str("import ");
        text.push_str(path);
        text.push('\n');
    }
    let file = sources.add("--import", text.as_str());
    let parsed = crate::parse_module(&text, file, options);
    match parsed.module {
        Some(module) if parsed.diagnostics.iter().all(|d| d.level != Level::Error) => {
            Ok(module.imports)
        }
        _ => Err(parsed.diagnostics),
    }
}

impl Prepared {
    /// Runs the query. Results live in the arena of `vm`.
    pub fn run<'e, R: Recorder<'e>>(
        &self,
        vm: &mut Vm<'e, R>,
        input: Option<Value<'e>>,
        data: Value<'e>,
    ) -> Evaluation<'e> {
        const { assert!(INPUT.0 == 0 && DATA.0 == 1) };
        vm.start(&[input, Some(data)]);
        let Some(query) = self.compiled.queries.first() else { return Ok(Vec::new()) };
        match vm.call(query.func, &[]) {
            Ok(Value::Array(solutions)) => Ok(solutions
                .items()
                .iter()
                .filter_map(|solution| {
                    let values = solution.field("values")?.as_array()?;
                    Some(Solution { bindings: solution.field("bindings")?, values: values.items() })
                })
                .collect()),
            Ok(_) | Err(Stop::Undefined) => Ok(Vec::new()),
            Err(stop) => Err(Problem::of(stop)),
        }
    }
}

impl Problem {
    /// Why an evaluation has no result.
    #[must_use]
    pub fn of(stop: Stop<'_>) -> Self {
        match stop {
            Stop::Undefined => {
                Self { code: "eval_undefined", message: "undefined".to_owned(), location: None }
            }
            Stop::Error(fault) => Self {
                code: match fault.kind {
                    FaultKind::WrongType => "eval_type_error",
                    FaultKind::Conflict => "eval_conflict_error",
                    _ => "eval_builtin_error",
                },
                message: fault.message.to_owned(),
                location: fault.location,
            },
            Stop::Limit(limit) => Self {
                code: match limit {
                    LimitKind::Interrupted => "eval_cancel_error",
                    _ => "eval_limit_error",
                },
                message: limit.to_string(),
                location: None,
            },
        }
    }
}
