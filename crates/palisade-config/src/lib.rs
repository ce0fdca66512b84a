//! The configuration file of a project, `palisade.yaml`.
//!
//! One table names every key with its type, default and meaning. The reader, the JSON Schema, the
//! reference page and the canonical form are made from it, so that none of them can know a key
//! that the others do not. Whether a policy of some id exists is not known here: the binary asks
//! with [`Config::location`] for the place to tell of it.

mod config;
mod page;
mod read;
mod schema;
mod show;
mod table;
#[cfg(test)]
mod tests;

pub use config::{Config, FailOn, PolicyChoice, PolicySettings, TerraformInputs};
pub use page::reference;
pub use read::read;
pub use schema::{SCHEMA_PATH, schema};
pub use show::show;
pub use table::{API_VERSION, FORMATS};
