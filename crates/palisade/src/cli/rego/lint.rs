use super::shared::{location, tell};
use crate::exit::{Exit, Failure};
use crate::system::{self, RealSystem};
use anyhow::Result;
use clap::{Args, ValueEnum};
use palisade_lang_rego::ast::Dialect;
use palisade_lang_rego::lint::{LintOptions, Unit, check, lints};
use palisade_lang_rego::workspace::{Documents, LoadOptions, load};
use palisade_report::{Options, render_diagnostics};
use palisade_source::{Diagnostic, Level, SourceMap, did_you_mean};
use serde_json::{Value as Json, json};
use std::path::PathBuf;

/// Find likely mistakes in modules in Rego.
#[derive(Args, Debug)]
pub(crate) struct Lint {
    /// Modules and folders of them
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    /// A lint to leave out (repeatable)
    #[arg(long, value_name = "LINT")]
    off: Vec<String>,
    /// A lint to run that is off by itself (repeatable)
    #[arg(long, value_name = "LINT")]
    on: Vec<String>,
    /// How many lines a rule may have
    #[arg(long, value_name = "N", default_value_t = LintOptions::default().rule_length)]
    rule_length: usize,
    /// How many characters a line may have
    #[arg(long, value_name = "N", default_value_t = LintOptions::default().line_length)]
    line_length: usize,
    /// How many lines a file may have
    #[arg(long, value_name = "N", default_value_t = LintOptions::default().file_length)]
    file_length: usize,
    /// From which level on a finding makes the exit code 1
    #[arg(long, value_name = "LEVEL", default_value = "warning")]
    fail_on: FailOn,
    /// How findings are written
    #[arg(short, long, default_value = "pretty")]
    format: Form,
    /// Read modules as OPA before 1.0 did
    #[arg(long, visible_alias = "v0-v1")]
    v0_compatible: bool,
}

/// From which level on a finding counts.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
enum FailOn {
    /// All.
    Note,
    /// What is probably wrong.
    Warning,
    /// What is wrong.
    Error,
}

/// How findings are written.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
enum Form {
    /// With the lines that they are about.
    Pretty,
    /// A list of objects.
    Json,
}

impl Lint {
    pub(crate) fn run(self) -> Result<Exit> {
        for code in self.off.iter().chain(&self.on) {
            if !lints().any(|l| l.code == code) {
                let help = did_you_mean(code, lints().map(|l| l.code));
                let help = help.map(|h| format!("; {h}")).unwrap_or_default();
                return Err(Failure::because(Exit::Usage, format!("unknown lint `{code}`{help}")));
            }
        }
        let sources = SourceMap::new();
        let dialect = if self.v0_compatible { Dialect::V0 } else { Dialect::V1 };
        // Of folders, the modules alone are of interest.
        let options = LoadOptions { dialect, bundle: true };
        let workspace = load(&RealSystem, &sources, &self.paths, options);
        let options = LintOptions {
            off: self.off.clone(),
            on: self.on.clone(),
            rule_length: self.rule_length,
            line_length: self.line_length,
            file_length: self.file_length,
        };
        let wrong = |d: &Diagnostic| d.level == Level::Error;
        let mut wrong_documents = Vec::new();
        let documents = Documents::new(&sources, &workspace.documents, &mut wrong_documents);
        let files: Vec<_> = workspace.modules.iter().map(|m| sources.get(m.file)).collect();
        let units: Vec<Unit<'_>> = workspace
            .modules
            .iter()
            .zip(&files)
            .filter(|(module, _)| {
                let here = |d: &&Diagnostic| d.location.is_some_and(|at| at.file == module.file);
                !workspace.diagnostics.iter().filter(here).any(wrong)
            })
            .map(|(m, file)| Unit { source: file.text(), file: m.file, module: &m.module })
            .collect();
        let found = check(&units, Some(documents.value()), &options);
        let text = match self.format {
            Form::Pretty => {
                let mut text = render_diagnostics(&found, &sources, &Options::default());
                let count = |level| found.iter().filter(|d| d.level == level).count();
                let (errors, warnings, notes) =
                    (count(Level::Error), count(Level::Warning), count(Level::Note));
                let modules = workspace.modules.len();
                text.push_str(&format!(
                    "{errors} errors, {warnings} warnings, {notes} notes in {modules} modules\n"
                ));
                text
            }
            Form::Json => {
                let all: Vec<Json> = found
                    .iter()
                    .map(|d| {
                        let level = format!("{:?}", d.level).to_lowercase();
                        let mut one = json!({"lint": d.code, "level": level, "message": d.message});
                        if let Some(at) = d.location {
                            one["location"] = location(at, &sources);
                        }
                        if let Some(help) = &d.help {
                            one["help"] = json!(help);
                        }
                        one
                    })
                    .collect();
                format!("{:#}\n", Json::Array(all))
            }
        };
        tell(&workspace.diagnostics, &sources);
        tell(&wrong_documents, &sources);
        system::print(&text)?;
        if workspace.diagnostics.iter().any(wrong) {
            return Err(Failure::because(Exit::Invalid, "not all modules can be read"));
        }
        if workspace.modules.is_empty() {
            return Err(Failure::because(Exit::NothingToExamine, "there is no module in Rego"));
        }
        let from = match self.fail_on {
            FailOn::Note => Level::Note,
            FailOn::Warning => Level::Warning,
            FailOn::Error => Level::Error,
        };
        let fails = found.iter().any(|d| d.level >= from);
        Ok(if fails { Exit::Findings } else { Exit::Clean })
    }
}
