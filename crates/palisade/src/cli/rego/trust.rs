//! Keys of bundles on the command line.

use crate::exit::{Exit, Failure};
use crate::system::{self, RealSystem};
use anyhow::Result;
use clap::Args;
use palisade_lang_rego::workspace::Verification;
use palisade_source::System;
use std::path::Path;

/// How bundles are to be signed to be used.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct Trust {
    /// Use bundles only if they are signed: a file with a public key in PEM, or for `HS256` a
    /// file with the secret or the secret itself
    #[arg(long, value_name = "KEY")]
    pub(crate) verification_key: Option<String>,
    /// The algorithm of signatures
    #[arg(long, value_name = "NAME", default_value = "RS256")]
    pub(crate) signing_alg: String,
    /// What signatures are to be for
    #[arg(long, value_name = "SCOPE")]
    pub(crate) scope: Option<String>,
    /// Files of bundles that need not be signed, with `*` for any text (repeatable)
    #[arg(long, value_name = "PATH")]
    pub(crate) exclude_files_verify: Vec<String>,
}

impl Trust {
    pub(crate) fn verification(&self) -> Result<Option<Verification>> {
        let Some(key) = &self.verification_key else { return Ok(None) };
        Ok(Some(Verification {
            key: key_text(key, &self.signing_alg)?,
            algorithm: self.signing_alg.clone(),
            scope: self.scope.clone(),
            exclude: self.exclude_files_verify.clone(),
        }))
    }
}

/// The text of a key that is a file, or a secret as it is.
pub(crate) fn key_text(key: &str, algorithm: &str) -> Result<String> {
    let path = Path::new(key);
    let secret = algorithm.starts_with("HS");
    if secret && RealSystem.entry(path).is_err() {
        return Ok(key.to_owned());
    }
    let bytes = RealSystem.read_named(path).map_err(|error| {
        Failure::because(Exit::Usage, format!("the key {key}: {}", system::reason(&error)))
    })?;
    let text = String::from_utf8(bytes)
        .map_err(|_| Failure::because(Exit::Usage, format!("the key {key} is not text")))?;
    // An editor ends a file with a line break that is no part of a secret.
    Ok(if secret { text.trim_end_matches(['\r', '\n']).to_owned() } else { text })
}
