//! Versioned serde types of every external format, and their JSON Schemas.
//!
//! Made by hand from domain types, so that a name in the domain can change and a format cannot:
//! a key that is written once stays. Nothing here decides anything, and nothing reads or writes
//! files.

pub mod baseline;
pub mod check;
mod convert;
mod schema;
#[cfg(test)]
mod tests;

pub use convert::Converter;
pub use schema::schemas;

/// Pretty JSON with a line break at the end; the empty text if a value could not be written.
#[must_use]
pub fn to_pretty<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string_pretty(value).map_or_else(|_| String::new(), |text| text + "\n")
}
