//! A file for each format: text in, documents with places out.

mod csv;
mod docker;
mod hcl;
mod ignore;
mod ini;
mod json;
mod toml;
mod xml;
mod yaml;

use crate::Format;
use crate::make::{Make, Outcome};

/// The documents of a text.
pub(crate) fn read<'a>(format: Format, make: &mut Make<'a>, text: &str) -> Outcome<'a> {
    match format {
        Format::Json => json::read(make, text),
        Format::Jsonc => json::read_commented(make, text),
        Format::Yaml => yaml::read(make, text),
        Format::Toml => toml::read(make, text),
        Format::Hcl2 => hcl::read(make, text, hcl::Version::Two),
        Format::Hcl1 => hcl::read(make, text, hcl::Version::One),
        Format::Ini => ini::read(make, text),
        Format::Dotenv => ini::read_dotenv(make, text),
        Format::Properties => ini::read_properties(make, text),
        Format::Xml => xml::read(make, text),
        Format::Csv => csv::read(make, text),
        Format::Dockerfile => docker::read(make, text),
        Format::Ignore => ignore::read(make, text),
        other => {
            let why = other.unsupported().unwrap_or("the format is not read");
            Err(make.wrong(palisade_source::Span::default(), why))
        }
    }
}
