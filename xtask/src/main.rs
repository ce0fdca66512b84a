//! Palisade's own build tasks: `cargo xtask tidy | gen | new-policy | bench`.
//!
//! A tool for people who change Palisade. Nothing here is shipped, and no crate may depend on it.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "a build tool reads the workspace and talks to a terminal"
)]

mod bench;
mod generate;
mod new_policy;
mod policies;
mod tidy;
mod workspace;

use anyhow::{Result, bail};
use std::process::ExitCode;
use workspace::Workspace;

const USAGE: &str = "\
usage: cargo xtask <task>

  tidy                 check what compilers do not: layers, fences, file sizes, stray paths
  gen [--check]        write generated files; with --check only say which are out of date
  new-policy PATH      lay out policies/PATH, as in `aws/s3/s3-bucket-website`
  bench [NAME…]        measure speed on a release build; without a name, list the benchmarks
";

fn run(arguments: &[&str]) -> Result<ExitCode> {
    match arguments {
        ["tidy"] => tidy::run(&Workspace::find()?),
        ["gen"] => generate::run(&Workspace::find()?, generate::Mode::Write),
        ["gen", "--check"] => generate::run(&Workspace::find()?, generate::Mode::Check),
        ["new-policy", path] => new_policy::run(&Workspace::find()?, path),
        ["bench", names @ ..] => bench::run(&Workspace::find()?, names),
        ["help" | "--help" | "-h"] => {
            print!("{USAGE}");
            Ok(ExitCode::SUCCESS)
        }
        [] => bail!("no task given\n\n{USAGE}"),
        [task, ..] => bail!("no such task or wrong arguments: `{task}`\n\n{USAGE}"),
    }
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    run(&arguments).unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::from(2)
    })
}
