//! Files that are made from other files, and whether they are current.

mod cli;
mod index;
mod lints;
mod pages;
mod schemas;

use crate::workspace::Workspace;
use anyhow::{Context, Result};
use std::process::ExitCode;

/// Whether to write or only to look.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Mode {
    /// Write what is out of date.
    Write,
    /// Say what is out of date.
    Check,
}

/// A generated file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Output {
    /// Where it goes, relative to the root.
    pub(crate) path: String,
    /// What it holds.
    pub(crate) content: String,
}

/// Makes a family of files.
pub(crate) struct Generator {
    /// What it makes, for messages.
    pub(crate) name: &'static str,
    /// Folders in which every file is its own: one that it no longer makes is removed.
    pub(crate) owns: &'static [&'static str],
    /// Makes them.
    pub(crate) run: fn(&Workspace) -> Result<Vec<Output>>,
}

const GENERATORS: &[Generator] = &[
    Generator { name: "the index of policies", owns: &[index::FOLDER], run: index::run },
    Generator { name: "the pages of policies", owns: &[pages::FOLDER], run: pages::run },
    Generator { name: "the reference of the command line", owns: &[], run: cli::run },
    Generator {
        name: "the reference of the configuration",
        owns: &[],
        run: schemas::configuration,
    },
    Generator { name: "the reference of the lints of Rego", owns: &[], run: lints::run },
    Generator { name: "the schemas", owns: &[schemas::FOLDER], run: schemas::run },
];

/// What is to be done with one path.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Change {
    Write(Output),
    Remove(String),
}

/// The changes that make the files on disk what the generator wants.
fn changes(
    outputs: Vec<Output>,
    owned: &[String],
    read: &dyn Fn(&str) -> Result<Option<String>>,
) -> Result<Vec<Change>> {
    let mut changes: Vec<Change> = owned
        .iter()
        .filter(|path| !outputs.iter().any(|output| output.path == **path))
        .map(|path| Change::Remove(path.clone()))
        .collect();
    for output in outputs {
        if read(&output.path)?.as_ref() != Some(&output.content) {
            changes.push(Change::Write(output));
        }
    }
    Ok(changes)
}

/// Runs every generator.
pub(crate) fn run(workspace: &Workspace, mode: Mode) -> Result<ExitCode> {
    let files = workspace.files()?;
    let mut stale = 0_usize;
    let mut total = 0_usize;
    for generator in GENERATORS {
        let outputs = (generator.run)(workspace)
            .with_context(|| format!("cannot generate {}", generator.name))?;
        total += outputs.len();
        let owned: Vec<String> = files
            .iter()
            .filter(|path| generator.owns.iter().any(|folder| path.starts_with(folder)))
            .cloned()
            .collect();
        for change in changes(outputs, &owned, &|path| workspace.read(path))? {
            stale += 1;
            match (mode, change) {
                (Mode::Write, Change::Write(output)) => {
                    workspace.write(&output.path, &output.content)?;
                    println!("wrote {}", output.path);
                }
                (Mode::Write, Change::Remove(path)) => {
                    std::fs::remove_file(workspace.root().join(&path))
                        .with_context(|| format!("cannot remove `{path}`"))?;
                    println!("removed {path}");
                }
                (Mode::Check, Change::Write(Output { path, .. }) | Change::Remove(path)) => {
                    eprintln!("error: generated file is out of date\n  --> {path}");
                }
            }
        }
    }
    if mode == Mode::Check && stale > 0 {
        eprintln!("   = help: run `cargo xtask gen`");
        return Ok(ExitCode::FAILURE);
    }
    println!("gen: {total} generated files are current");
    Ok(ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_written_and_strays_are_removed() {
        let output = |path: &str, content: &str| Output {
            path: path.to_owned(),
            content: content.to_owned(),
        };
        let outputs = vec![output("a/same", "1"), output("a/changed", "2"), output("a/new", "3")];
        let owned = ["a/same", "a/changed", "a/stray"].map(str::to_owned);
        let read = |path: &str| {
            Ok(match path {
                "a/same" => Some("1".to_owned()),
                "a/changed" => Some("old".to_owned()),
                _ => None,
            })
        };
        assert_eq!(
            changes(outputs, &owned, &read).unwrap(),
            [
                Change::Remove("a/stray".to_owned()),
                Change::Write(output("a/changed", "2")),
                Change::Write(output("a/new", "3")),
            ]
        );
    }
}
