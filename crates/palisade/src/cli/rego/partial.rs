//! `palisade eval --partial`: what remains of a query where parts of its documents are unknown.

use super::shared::tell;
use crate::exit::{Exit, Failure};
use crate::system;
use anyhow::Result;
use clap::{Args, ValueEnum};
use palisade_ir::World;
use palisade_lang_rego::partial::{
    Dialect, Given, Limits, Mapping, Options, Residual, Unknown, Written, partial, to_sql, to_ucast,
};
use palisade_lang_rego::workspace::Prepared;
use palisade_source::{Diagnostic, SourceMap};
use palisade_value::{Arena, Value};
use std::fmt::Write;

/// The options of a partial evaluation.
#[derive(Args, Debug)]
pub(super) struct Partial {
    /// Tell what remains of the query where parts of the documents are unknown
    #[arg(short, long, conflicts_with_all = ["explain", "coverage", "profile", "metrics", "count"])]
    pub(super) partial: bool,
    /// What is unknown: a path such as `input.resource` or `data.tables.users` (repeatable; all of
    /// `input` if none is named)
    #[arg(
        short,
        long = "unknowns",
        value_name = "PATH",
        value_delimiter = ',',
        requires = "partial"
    )]
    unknowns: Vec<String>,
    /// Write what remains as a filter for a database
    #[arg(long, value_name = "FORM", requires = "partial")]
    target: Option<Target>,
    /// The database that the SQL is for
    #[arg(long, value_name = "NAME", default_value = "postgresql", requires = "target")]
    dialect: Database,
    /// The table or column that a path stands for: `input.resource=documents`,
    /// `input.resource.owner=documents.owner_id` (repeatable)
    #[arg(long = "table-mapping", value_name = "PATH=NAME", requires = "target")]
    mappings: Vec<String>,
    /// A rule, function or package that stays beside the queries: `data.app.allow` (repeatable)
    #[arg(
        long = "disable-inlining",
        value_name = "PATH",
        value_delimiter = ',',
        requires = "partial",
        conflicts_with = "target"
    )]
    kept: Vec<String>,
    /// Let every rule stay a rule that hangs on something unknown
    #[arg(long, requires = "partial", conflicts_with = "target")]
    shallow_inlining: bool,
    /// Call functions such as `time.now_ns` and `http.send` where their arguments are known;
    /// filters always do
    #[arg(long, requires = "partial", alias = "nondeterminstic-builtins")]
    nondeterministic_builtins: bool,
}

/// What a residual is written as.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
enum Target {
    /// The condition of a `WHERE` clause.
    Sql,
    /// Conditions as JSON, for libraries that make queries of them.
    Ucast,
}

/// A database.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
enum Database {
    Postgresql,
    Mysql,
    Sqlite,
    Sqlserver,
}

/// What a partial evaluation runs on.
pub(super) struct Task<'r, 'e> {
    pub(super) prepared: &'e Prepared,
    pub(super) arena: &'e Arena,
    pub(super) sources: &'r SourceMap,
    pub(super) input: Option<Value<'e>>,
    pub(super) data: Value<'e>,
    pub(super) strict: bool,
    pub(super) steps: Option<u64>,
    /// What answers for functions that reach outside.
    pub(super) world: &'r dyn World,
    pub(super) json: bool,
    /// Whether it is written as modules are.
    pub(super) source: bool,
}

impl Partial {
    pub(super) fn run(&self, task: &Task<'_, '_>) -> Result<Exit> {
        let usage = |message: String| Failure::because(Exit::Usage, message);
        let mut unknowns = Vec::with_capacity(self.unknowns.len());
        for path in &self.unknowns {
            unknowns.push(Unknown::parse(path).map_err(usage)?);
        }
        if unknowns.is_empty() {
            unknowns.push(Unknown::input());
        }
        let mut mapping = Mapping::new(&unknowns);
        for text in &self.mappings {
            mapping.add(text).map_err(usage)?;
        }
        let mut options = Options {
            shallow: self.shallow_inlining,
            // A database cannot call them.
            nondeterministic: self.nondeterministic_builtins || self.target.is_some(),
            ..Options::default()
        };
        for path in &self.kept {
            options.keep(path).map_err(usage)?;
        }
        let mut limits = Limits::default();
        limits.steps = task.steps.unwrap_or(limits.steps);
        let given = Given {
            input: task.input,
            data: task.data,
            unknowns: &unknowns,
            now: Some(system::now()),
            strict: task.strict,
            limits,
            options,
            world: Some(task.world),
        };
        let text = partial(&task.prepared.compiled, task.arena, &given)
            .and_then(|residual| self.written(&residual, &mapping, task));
        match text {
            Ok(text) => {
                system::print(&text)?;
                Ok(Exit::Clean)
            }
            Err(error) => {
                tell(&[*error], task.sources);
                Err(Failure::because(Exit::Invalid, "the query cannot be evaluated partially"))
            }
        }
    }

    fn written(
        &self,
        residual: &Residual<'_>,
        mapping: &Mapping,
        task: &Task<'_, '_>,
    ) -> Result<String, Box<Diagnostic>> {
        match self.target {
            Some(Target::Sql) => {
                let dialect = match self.dialect {
                    Database::Postgresql => Dialect::Postgresql,
                    Database::Mysql => Dialect::Mysql,
                    Database::Sqlite => Dialect::Sqlite,
                    Database::Sqlserver => Dialect::Sqlserver,
                };
                let sql = to_sql(&residual.filter(mapping)?, dialect)
                    .map_err(|why| Box::new(Diagnostic::error("rego-partial-filter", why)))?;
                Ok(sql + "\n")
            }
            Some(Target::Ucast) => Ok(format!("{:#}\n", to_ucast(&residual.filter(mapping)?))),
            None if task.json => {
                let mut all = serde_json::Map::new();
                all.insert("partial".to_owned(), residual.to_json()?);
                Ok(format!("{:#}\n", serde_json::Value::Object(all)))
            }
            None if task.source => Ok(source(&residual.write()?)),
            None => Ok(pretty(&residual.write()?)),
        }
    }
}

/// Queries and the modules that they call as files hold them.
fn source(written: &Written) -> String {
    let mut out = String::new();
    for (n, query) in written.queries.iter().enumerate() {
        // Writing to a string does not fail.
        _ = writeln!(out, "# Query {}", n + 1);
        for line in query {
            _ = writeln!(out, "{line}");
        }
        out.push('\n');
    }
    for (n, module) in written.modules.iter().enumerate() {
        _ = writeln!(out, "# Module {}", n + 1);
        out.push_str(module);
    }
    out
}

/// Queries and the modules that they call for people.
fn pretty(written: &Written) -> String {
    if written.queries.is_empty() {
        return "undefined: no value of what is unknown makes the query hold\n".to_owned();
    }
    let mut out = String::new();
    for (n, query) in written.queries.iter().enumerate() {
        // Writing to a string does not fail.
        _ = writeln!(out, "query {}:", n + 1);
        if query.is_empty() {
            out.push_str("  true\n");
        }
        for line in query {
            _ = writeln!(out, "  {line}");
        }
    }
    for module in &written.modules {
        out.push_str("support:\n");
        for line in module.lines() {
            _ = writeln!(out, "  {}", line.replace('\t', "  "));
        }
    }
    out.lines().map(str::trim_end).collect::<Vec<_>>().join("\n") + "\n"
}
