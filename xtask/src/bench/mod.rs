//! Measures speed on release builds, and prints figures next to what they aim at.

use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use std::process::{Command, ExitCode};

/// One benchmark.
struct Bench {
    name: &'static str,
    about: &'static str,
    run: fn(&Workspace) -> Result<()>,
}

const BENCHES: &[Bench] = &[Bench {
    name: "hcl",
    about: "HCL parsing in MB/s on one core",
    run: |workspace| example(workspace, "palisade-hcl", "throughput"),
}];

/// Runs the named benchmarks, or lists them.
pub(crate) fn run(workspace: &Workspace, names: &[&str]) -> Result<ExitCode> {
    if names.is_empty() {
        for bench in BENCHES {
            println!("{:<10}{}", bench.name, bench.about);
        }
        println!("{:<10}every one of them", "all");
        return Ok(ExitCode::SUCCESS);
    }
    if let Some(name) =
        names.iter().find(|n| **n != "all" && !BENCHES.iter().any(|b| b.name == **n))
    {
        bail!("no such benchmark: `{name}`");
    }
    for bench in BENCHES {
        if names.contains(&"all") || names.contains(&bench.name) {
            println!("== {}: {}", bench.name, bench.about);
            (bench.run)(workspace)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Runs an example of a crate on a release build.
fn example(workspace: &Workspace, package: &str, name: &str) -> Result<()> {
    let arguments = ["run", "--quiet", "--release", "--package", package, "--example", name];
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let status = Command::new(cargo)
        .args(arguments)
        .current_dir(workspace.root())
        .status()
        .context("cannot run `cargo`")?;
    if !status.success() {
        bail!("`cargo {}` failed", arguments.join(" "));
    }
    Ok(())
}
