use super::eval_extra::table;
use super::shared::{Sources, invalid, tell};
use crate::exit::Failure;
use crate::{exit::Exit, system};
use anyhow::Result;
use clap::{Args, ValueEnum};
use palisade_lang_rego::Options as CompileOptions;
use palisade_lang_rego::workspace::{Request, prepare};
use palisade_source::{Level, SourceMap};
use serde_json::{Value as Json, json};

/// List what a query in Rego hangs on.
#[derive(Args, Debug)]
pub(crate) struct Deps {
    /// The query, such as `data.app.allow`
    query: String,
    #[command(flatten)]
    sources: Sources,
    /// How it is written
    #[arg(short, long, default_value = "pretty")]
    format: Form,
}

/// How it is written.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
enum Form {
    /// A table.
    Pretty,
    /// As OPA writes it.
    Json,
}

impl Deps {
    pub(crate) fn run(&self) -> Result<Exit> {
        let sources = SourceMap::new();
        let workspace = self.sources.load(&sources)?;
        let request = Request {
            query: &self.query,
            package: None,
            imports: &[],
            parse: self.sources.parse(),
            options: CompileOptions {
                uses: true,
                strict: self.sources.checks.strict,
                ..CompileOptions::default()
            },
        };
        let prepared = prepare(&workspace, &sources, &request).map_err(|diagnostics| {
            tell(&diagnostics, &sources);
            Failure::because(invalid(&diagnostics), "the policy cannot be compiled")
        })?;
        let warnings: Vec<_> =
            workspace.diagnostics.iter().filter(|d| d.level != Level::Error).cloned().collect();
        tell(&warnings, &sources);
        let found = &prepared.compiled.dependencies;
        let text = match self.format {
            Form::Json => {
                let all = |paths: &[Vec<String>]| paths.iter().map(|p| terms(p)).collect::<Json>();
                let out = json!({"base": all(&found.base), "virtual": all(&found.rules)});
                format!("{out:#}\n")
            }
            Form::Pretty => {
                let mut rows =
                    vec![vec!["BASE DOCUMENTS".to_owned(), "VIRTUAL DOCUMENTS".to_owned()]];
                let path = |paths: &[Vec<String>], n: usize| {
                    paths.get(n).map_or_else(String::new, |p| shown(p))
                };
                for n in 0..found.base.len().max(found.rules.len()) {
                    rows.push(vec![path(&found.base, n), path(&found.rules, n)]);
                }
                table(&rows)
            }
        };
        system::print(&text)?;
        Ok(Exit::Clean)
    }
}

/// A path as the terms that OPA writes.
fn terms(path: &[String]) -> Json {
    let key = |text: &String| {
        let value: Json = serde_json::from_str(text).unwrap_or_else(|_| json!(text));
        let kind = match value {
            Json::Null => "null",
            Json::Bool(_) => "boolean",
            Json::Number(_) => "number",
            _ => "string",
        };
        json!({"type": kind, "value": value})
    };
    let root = path.first().map(|root| json!({"type": "var", "value": root}));
    root.into_iter().chain(path.iter().skip(1).map(key)).collect()
}

/// A path as it is written in Rego.
fn shown(path: &[String]) -> String {
    let mut out = path.first().cloned().unwrap_or_default();
    for key in path.iter().skip(1) {
        let name = key.trim_matches('"');
        let plain = key.starts_with('"')
            && name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if plain {
            out.push('.');
            out.push_str(name);
        } else {
            out.push_str(&format!("[{key}]"));
        }
    }
    out
}
