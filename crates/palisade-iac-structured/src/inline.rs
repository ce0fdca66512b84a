//! Texts of structured formats that policies read themselves.

use crate::make::Make;
use crate::{Format, formats};
use palisade_arena::Arena;
use palisade_source::{FileId, SourceFile};
use palisade_value::{JsonOptions, Value, parse_json, write_json};

/// The content of a text; several documents are an array. It has no places, for the text is no file.
///
/// # Errors
/// Why it cannot be read, with line and column: a lowercase fragment.
pub fn parse<'a>(arena: &'a Arena, format: Format, text: &str) -> Result<Value<'a>, String> {
    if let Some(why) = format.unsupported() {
        return Err(why.to_owned());
    }
    let own = Arena::new();
    let mut make = Make::new(&own, FileId(0));
    let told = |message: &str, at: Option<palisade_source::Location>| match at {
        Some(at) => {
            let place = SourceFile::new("", text).line_column(at.span.start);
            format!("{}:{}: {message}", place.line, place.column)
        }
        None => message.to_owned(),
    };
    let read = formats::read(format, &mut make, text).map_err(|d| told(&d.message, d.location))?;
    // A part that was left out is a value that nobody looks at.
    if let Some(d) = read.diagnostics.iter().find(|d| d.level == palisade_source::Level::Error) {
        return Err(told(&d.message, d.location));
    }
    let values: Vec<Value<'_>> = read.documents.iter().map(|(value, _)| *value).collect();
    let whole = match values.as_slice() {
        [one] => *one,
        many => Value::array(&own, many),
    };
    let mut json = String::new();
    write_json(&mut json, whole);
    parse_json(arena, &json, JsonOptions::default()).map_err(|error| error.to_string())
}
