use super::check::tell;
use super::scan::{ScanArgs, read_config};
use crate::exit::Exit;
use crate::policies::{choose, refuse};
use crate::system::{self, RealSystem};
use anyhow::Result;
use clap::{Args, Subcommand};
use palisade_source::{Level, SourceMap};
use std::path::PathBuf;
use std::sync::Arc;

/// Show the configuration in force.
#[derive(Args, Debug)]
pub(crate) struct Config {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    /// Print the configuration with every default filled in
    Show {
        /// Configuration file; without, `palisade.yaml` in the present folder if there is one
        #[arg(long, value_name = "FILE")]
        config: Option<PathBuf>,
    },
    /// Print the JSON Schema of the configuration file
    Schema,
}

impl Config {
    pub(crate) fn run(self) -> Result<Exit> {
        match self.command {
            Command::Show { config: named } => {
                let sources = Arc::new(SourceMap::new());
                let (config, path, diagnostics) = read_config(named.as_deref(), &sources)?;
                tell(&diagnostics, &sources);
                let unusable = unusable(named, &sources);
                let from = match path {
                    Some(path) => format!("# from {}\n", path.display()),
                    None => "# no configuration file; these are the defaults\n".to_owned(),
                };
                system::print(&(from + &palisade_config::show(&config)))?;
                let wrong = diagnostics.iter().any(|d| d.level == Level::Error);
                if !wrong {
                    unusable?;
                }
                Ok(if wrong { Exit::Invalid } else { Exit::Clean })
            }
            Command::Schema => {
                system::print(&format!("{:#}\n", palisade_config::schema()))?;
                Ok(Exit::Clean)
            }
        }
    }
}

/// What is wrong with a configuration that can be read: it names what there is not.
fn unusable(named: Option<PathBuf>, sources: &Arc<SourceMap>) -> Result<()> {
    let arguments = ScanArgs { config: named, ..ScanArgs::default() };
    let settled = arguments.settle(&[], sources)?;
    let chosen = choose(&settled.choice, &RealSystem, sources)?;
    let mut wrong = settled.diagnostics;
    wrong.extend(chosen.diagnostics);
    wrong.retain(|told| told.level == Level::Error);
    refuse(&wrong, sources)
}
