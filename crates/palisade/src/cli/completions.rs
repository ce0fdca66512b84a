use super::Cli;
use crate::exit::Exit;
use crate::system;
use anyhow::Result;
use clap::{Args, CommandFactory};
use clap_complete::Shell;

/// Print a completion script for a shell.
#[derive(Args, Debug)]
pub(crate) struct Completions {
    /// The shell
    shell: Shell,
}

impl Completions {
    pub(crate) fn run(&self) -> Result<Exit> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Cli::command(), "palisade", &mut script);
        system::print(&String::from_utf8_lossy(&script))?;
        Ok(Exit::Clean)
    }
}
