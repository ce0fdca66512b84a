//! Compares this parser with `hcl-edit`: structure, names, labels, expressions, literal values.
//!
//! `hcl-edit` keeps `~` markers in its tree and does not trim, so texts with one are compared
//! without their blanks.

#![expect(clippy::disallowed_methods, reason = "tests read fixtures")]

mod corpora;
#[path = "../common/generate.rs"]
mod generate;
mod generated;
mod ours;
mod snippets;
mod theirs;

use palisade_hcl::{Arena, parse};

/// A part of a template.
pub(crate) enum Text {
    /// Literal text.
    Literal(String),
    /// Anything else, shown.
    Other(String),
}

/// Joins the parts of a template; literals next to each other are one.
pub(crate) fn template(parts: Vec<Text>) -> String {
    let mut out: Vec<String> = Vec::new();
    let mut literal = String::new();
    for part in parts {
        match part {
            Text::Literal(text) => literal += &text,
            Text::Other(text) => {
                if !literal.is_empty() {
                    out.push(format!("{:?}", std::mem::take(&mut literal)));
                }
                out.push(text);
            }
        }
    }
    if !literal.is_empty() || out.is_empty() {
        out.push(format!("{literal:?}"));
    }
    if out.len() == 1 && out[0].starts_with('"') { out.remove(0) } else { out.join(" + ") }
}

/// A number in the one form that both trees can give.
pub(crate) fn number(value: f64) -> String {
    value.to_string()
}

/// What one parser made of a text.
pub(crate) type Reading = Result<String, String>;

/// Both readings of a text.
pub(crate) fn both(text: &str) -> (Reading, Reading) {
    let arena = Arena::new();
    let parsed = parse(&arena, text);
    let ours = match parsed.errors.first() {
        None => Ok(ours::body(&parsed.body)),
        Some(error) => Err(format!("{:?}", error)),
    };
    // It wants a line break behind the last item.
    let theirs = hcl_edit::parser::parse_body(text.strip_prefix('\u{feff}').unwrap_or(text))
        .map(|body| theirs::body(&body))
        .map_err(|error| error.to_string());
    if !text.contains('~') {
        return (ours, theirs);
    }
    let bare = |reading: Reading| {
        reading.map(|shown| {
            shown.replace("\\n", "").replace("\\t", "").replace(' ', "").replace("+\"\"", "")
        })
    };
    (bare(ours), bare(theirs))
}

/// How two readings differ, if they do.
pub(crate) fn difference(text: &str) -> Option<String> {
    match both(text) {
        (Ok(ours), Ok(theirs)) if ours == theirs => None,
        (Err(_), Err(_)) => None,
        (Ok(ours), Ok(theirs)) => {
            let line = ours.lines().zip(theirs.lines()).find(|(a, b)| a != b);
            let (a, b) = line.unwrap_or((&ours, &theirs));
            Some(format!("ours:   {a}\ntheirs: {b}"))
        }
        (Ok(_), Err(error)) => Some(format!("only theirs has an error: {error}")),
        (Err(error), Ok(_)) => Some(format!("only ours has an error: {error}")),
    }
}
