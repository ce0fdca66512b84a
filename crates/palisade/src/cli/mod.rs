//! The commands, one file each.

mod bounds;
mod check;
mod completions;
mod config;
mod explain;
mod foreign;
mod policies;
mod rego;
mod scan;
mod variables;

use crate::exit::Exit;
use crate::system;
use anyhow::Result;
use clap::{Parser, Subcommand};

pub(crate) use bounds::Bounds;
pub(crate) use rego::named_capabilities;

/// Security as Code: finds what is wrong in infrastructure code before it is provisioned.
#[derive(Parser, Debug)]
#[command(name = "palisade", version, about, propagate_version = true)]
#[command(
    after_help = "Exit codes: 0 clean, 1 findings at or above the gate, 2 usage, 3 nothing to \
examine, 4 invalid policy or configuration, 5 tests of policies failed, 6 a signature did not \
verify, 70 internal error."
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    /// Examine infrastructure code and report what breaks a policy
    Check(Box<check::Check>),
    /// List policies or show one
    Policies(policies::Policies),
    /// Tell what a policy is about, or why a resource got its outcomes
    Explain(Box<explain::Explain>),
    /// Evaluate a query in Rego
    Eval(Box<rego::Eval>),
    /// Decide about many files with one policy in Rego
    Exec(Box<rego::Exec>),
    /// Run the tests of policies in Rego
    Test(Box<rego::Test>),
    /// Measure how long a query in Rego takes
    Bench(Box<rego::Bench>),
    /// Build a bundle of policies in Rego
    Build(Box<rego::Build>),
    /// List what is in a bundle of policies in Rego
    Inspect(Box<rego::Inspect>),
    /// Lay out modules in Rego
    Fmt(Box<rego::Fmt>),
    /// Find likely mistakes in modules in Rego
    Lint(Box<rego::Lint>),
    /// Print the syntax tree of a module in Rego
    Parse(rego::Parse),
    /// List what a query in Rego hangs on
    Deps(Box<rego::Deps>),
    /// Print what policies in Rego may use: functions, keywords, features
    #[command(disable_version_flag = true)]
    Capabilities(rego::ShowCapabilities),
    /// Show the configuration in force
    Config(config::Config),
    /// Print a completion script for a shell
    Completions(completions::Completions),
}

/// Runs the command of the command line.
pub(crate) fn run() -> Result<Exit> {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let arguments: Vec<String> =
                std::env::args_os().map(|a| a.to_string_lossy().into_owned()).collect();
            let Some(advice) = foreign::advice(&error, &arguments) else { error.exit() };
            error.print()?;
            system::talk(&format!("   = help: {advice}"));
            return Ok(Exit::Usage);
        }
    };
    match cli.command {
        Command::Check(command) => command.run(),
        Command::Policies(command) => command.run(),
        Command::Explain(command) => command.run(),
        Command::Eval(command) => command.run(),
        Command::Exec(command) => command.run(),
        Command::Test(command) => command.run(),
        Command::Bench(command) => command.run(),
        Command::Build(command) => command.run(),
        Command::Inspect(command) => command.run(),
        Command::Fmt(command) => command.run(),
        Command::Lint(command) => command.run(),
        Command::Parse(command) => command.run(),
        Command::Deps(command) => command.run(),
        Command::Capabilities(command) => command.run(),
        Command::Config(command) => command.run(),
        Command::Completions(command) => command.run(),
    }
}
