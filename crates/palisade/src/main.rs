//! The `palisade` program: commands, configuration, exit codes, wiring. Everything else is in the
//! crates below.

mod cli;
mod conftest;
mod exit;
mod gatekeeper;
mod generated;
mod modules;
mod policies;
mod system;
mod types;

use exit::Exit;

fn main() -> std::process::ExitCode {
    let result = std::panic::catch_unwind(cli::run);
    let exit = match result {
        Ok(Ok(exit)) => exit,
        Ok(Err(failure)) => {
            system::talk(&format!("error: {failure:#}"));
            failure.downcast_ref::<exit::Failure>().map_or(Exit::Usage, |f| f.exit)
        }
        Err(_) => {
            system::talk("internal error: please report it with the message above");
            Exit::Internal
        }
    };
    exit.into()
}
