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
            let known = failure.downcast_ref::<exit::Failure>();
            let mark = if known.is_some_and(|f| f.shown) { "" } else { "error: " };
            system::talk(&format!("{mark}{failure:#}"));
            known.map_or(Exit::Usage, |f| f.exit)
        }
        Err(_) => {
            system::talk("internal error: please report it with the message above");
            Exit::Internal
        }
    };
    exit.into()
}
