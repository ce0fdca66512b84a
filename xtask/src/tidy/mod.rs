//! What compilers do not check: layers, fences, text rules.

mod code;
mod layers;
mod links;
mod text;

use crate::policies;
use crate::workspace::Workspace;
use anyhow::Result;
use std::fmt;
use std::process::ExitCode;

/// Something that is not as the project wants it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Problem {
    path: String,
    line: usize,
    message: String,
    help: String,
}

impl Problem {
    fn new(
        path: impl Into<String>,
        line: usize,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self { path: path.into(), line, message: message.into(), help: help.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error: {}\n  --> {}", self.message, self.path)?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
        }
        write!(f, "\n   = help: {}", self.help)
    }
}

/// Runs every rule and prints what it found.
pub(crate) fn run(workspace: &Workspace) -> Result<ExitCode> {
    let packages = workspace.packages()?;
    let files = workspace.files()?;
    let mut problems = layers::check(&packages);
    problems.extend(layers::check_fences(&packages));
    if let Some(page) = workspace.read("ARCHITECTURE.md")? {
        problems.extend(layers::check_code_map(&packages, &page));
    }
    for package in &packages {
        let path = format!("{}/src/lib.rs", package.folder);
        if let Some(source) = workspace.read(&path)? {
            problems.extend(text::check_opening(&path, &source));
        }
    }
    for (folder, complaint) in policies::complaints(&policies::load(workspace)?) {
        let help = "see `docs/guides/writing-a-policy.md`";
        problems.push(Problem::new(format!("{folder}/policy.yaml"), 0, complaint, help));
    }
    let machine = text::Machine::of_this_one(workspace);
    for path in &files {
        let Some(content) = workspace.read(path)? else { continue };
        problems.extend(text::check(path, &content, &machine));
        if path.ends_with(".md") {
            problems.extend(links::check(path, &content, &|target| workspace.exists(target)));
        }
    }
    problems.sort();
    problems.dedup();
    for problem in &problems {
        eprintln!("{problem}\n");
    }
    if problems.is_empty() {
        println!("tidy: {} crates and {} files are in order", packages.len(), files.len());
        return Ok(ExitCode::SUCCESS);
    }
    eprintln!("tidy: {} problems", problems.len());
    Ok(ExitCode::FAILURE)
}
