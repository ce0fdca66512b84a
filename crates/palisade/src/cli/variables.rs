//! `--var` and `--var-file`: kept in the order in which they were written, for the last one wins.

use crate::exit::{Exit, Failure};
use anyhow::Result;
use clap::{Arg, ArgAction, ArgMatches, Args, Command, Error, FromArgMatches, value_parser};
use palisade_model::GivenVariables;
use std::path::PathBuf;

const FILE: &str = "var_file";
const VALUE: &str = "var";

/// One of the options, as written.
#[derive(Clone, Debug)]
enum Written {
    File(PathBuf),
    Value(String),
}

/// Variables of the command line, in order.
#[derive(Clone, Default, Debug)]
pub(crate) struct VariableArgs(Vec<Written>);

impl VariableArgs {
    /// What was written, with each `NAME=VALUE` taken apart.
    pub(crate) fn given(&self) -> Result<Vec<GivenVariables>> {
        let read = |written: &Written| match written {
            Written::File(path) => Ok(GivenVariables::File(path.clone())),
            Written::Value(given) => {
                let Some((name, text)) = given.split_once('=') else {
                    let message = format!("`--var {given}` has no `=`; write `--var NAME=VALUE`");
                    return Err(Failure::because(Exit::Usage, message));
                };
                if name.trim().is_empty() {
                    let message = format!("`--var {given}` names no variable before `=`");
                    return Err(Failure::because(Exit::Usage, message));
                }
                let (name, text) = (name.trim().to_owned(), text.to_owned());
                Ok(GivenVariables::Value { name, text })
            }
        };
        self.0.iter().map(read).collect()
    }
}

impl FromArgMatches for VariableArgs {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let files = matches.get_many::<PathBuf>(FILE).unwrap_or_default();
        let files = files.map(|path| Written::File(path.clone()));
        let values = matches.get_many::<String>(VALUE).unwrap_or_default();
        let values = values.map(|value| Written::Value(value.clone()));
        let places = |id| matches.indices_of(id).into_iter().flatten();
        let mut all: Vec<(usize, Written)> =
            places(FILE).zip(files).chain(places(VALUE).zip(values)).collect();
        all.sort_by_key(|(place, _)| *place);
        Ok(Self(all.into_iter().map(|(_, written)| written).collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Args for VariableArgs {
    fn augment_args(command: Command) -> Command {
        let option = |id: &'static str, long: &'static str, value: &'static str| {
            Arg::new(id)
                .long(long)
                .value_name(value)
                .help_heading("Input")
                .action(ArgAction::Append)
        };
        command
            .arg(
                option(FILE, "var-file", "FILE")
                    .value_parser(value_parser!(PathBuf))
                    .help("File of Terraform variables (repeatable)"),
            )
            .arg(
                option(VALUE, "var", "NAME=VALUE")
                    .value_parser(value_parser!(String))
                    .help("Terraform variable (repeatable)"),
            )
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}
