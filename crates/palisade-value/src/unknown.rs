use palisade_source::Location;

use crate::{Arena, Array, ObjectBuilder, Value};

/// Why a value cannot be known.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum UnknownKind {
    /// Computed by the provider when the resource is made.
    AfterApply,
    /// A variable that nobody set and that has no default.
    UnsetVariable,
    /// What only the environment of a run says: the workspace.
    Workspace,
    /// What a data source will answer.
    DataSource,
    /// A module whose source is not at hand.
    MissingModule,
    /// A file that is not at hand or may not be read.
    MissingFile,
    /// An expression that could not be evaluated: a syntax error, a wrong type, a cycle.
    Invalid,
    /// A construct that is not evaluated.
    Unsupported,
    /// A limit that was reached.
    Limit,
    /// What another folder holds, which need not be applied together with this one.
    Elsewhere,
    /// A placeholder that a later step fills in.
    Placeholder,
    /// What is written so that it is refused: of a wrong type, given twice.
    Refused,
}

impl UnknownKind {
    /// Whether a value that is unknown for this reason may be null, where no more is known of it.
    #[must_use]
    pub const fn is_nullable(self) -> bool {
        !matches!(
            self,
            Self::AfterApply | Self::DataSource | Self::Invalid | Self::Workspace | Self::Refused
        )
    }
}

/// A value that exists but cannot be known here, with the cause that is told to the user.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Unknown<'a> {
    /// Why.
    pub kind: UnknownKind,
    /// What it hangs on, as its user writes it: `var.public`, `aws_kms_key.main.arn`.
    pub subject: &'a str,
    /// Where that is declared or used.
    pub location: Option<Location>,
    /// A text of which only parts are unknown: what is known of it, with a hole for each unknown
    /// part, which is its subject between [`HOLE_START`] and [`HOLE_END`]. Only functions that
    /// look into texts use it; for everything else the value is unknown.
    pub partial: Option<&'a str>,
    /// Whether it may turn out to be null, which is to say not there: what a resource's attribute
    /// will be is not, what a variable holds may well be.
    pub nullable: bool,
}

/// Begins the unknown part of a partial text; a private-use character, which real text has not.
pub const HOLE_START: char = '\u{e000}';
/// Ends it.
pub const HOLE_END: char = '\u{e001}';

impl Unknown<'_> {
    /// What stands for it in a sentence: its subject; of a text that is known in part that text, with
    /// the subjects in it (`registry.example.com/${var.name}:1.4.2`).
    #[must_use]
    pub fn written(&self) -> String {
        let Some(partial) = self.partial else { return self.subject.to_owned() };
        let mut text = String::with_capacity(partial.len());
        for (n, piece) in partial.split(HOLE_START).enumerate() {
            match piece.split_once(HOLE_END) {
                // What may be nothing shows nothing.
                Some(("", known)) if n > 0 => text.push_str(known),
                Some((subject, known)) if n > 0 => {
                    // A placeholder shows itself that it is one.
                    let is_plain = subject.chars().all(|c| !"${}()<>".contains(c));
                    let (open, close) = if is_plain { ("${", "}") } else { ("", "") };
                    for part in [open, subject, close, known] {
                        text.push_str(part);
                    }
                }
                _ => text.push_str(piece),
            }
        }
        text
    }

    /// The cause as a lowercase fragment: ``variable `var.x` has no value``.
    #[must_use]
    pub fn describe(&self) -> String {
        let subject = self.subject;
        match self.kind {
            UnknownKind::AfterApply => format!("`{subject}` is known only after apply"),
            UnknownKind::UnsetVariable => format!("variable `{subject}` has no value"),
            UnknownKind::Workspace => {
                format!("`{subject}` is not in the files; set `TF_WORKSPACE` to have it known")
            }
            UnknownKind::DataSource => format!("data source `{subject}` is read at plan time"),
            UnknownKind::MissingModule => format!("module `{subject}` is not available"),
            UnknownKind::MissingFile => format!("file `{subject}` is not available"),
            // What is broken may have no text to show.
            UnknownKind::Invalid if subject.trim().is_empty() => {
                "an expression could not be evaluated".to_owned()
            }
            UnknownKind::Invalid => format!("`{subject}` could not be evaluated"),
            UnknownKind::Unsupported => format!("`{subject}` is not evaluated"),
            UnknownKind::Limit => format!("`{subject}` reached a limit"),
            UnknownKind::Elsewhere => {
                format!("`{subject}` is another folder, which need not be applied with this one")
            }
            UnknownKind::Placeholder => {
                format!("the placeholder `{subject}` is filled in by a later step")
            }
            UnknownKind::Refused => format!("`{subject}` is refused as it is written"),
        }
    }
}

/// Puts unknowns in place of the texts with holes in what was read from a text that is known in
/// part. `whole` is that text's own cause, none where all of it is known; each unknown names the
/// subject of its first hole.
#[must_use]
pub fn fill_holes<'a>(
    arena: &'a Arena,
    value: Value<'a>,
    whole: Option<&'a Unknown<'a>>,
) -> Value<'a> {
    let Some(cause) = whole else { return value };
    match value {
        Value::Str(text) => match text.split_once(HOLE_START) {
            Some((_, rest)) => {
                let subject = rest.split(HOLE_END).next().unwrap_or(cause.subject);
                Value::unknown(arena, Unknown { subject, partial: Some(text), ..*cause })
            }
            None => value,
        },
        Value::Array(array) => {
            let items: Vec<_> =
                array.items().iter().map(|v| fill_holes(arena, *v, whole)).collect();
            // A hole that is a whole item may stand for any number of them.
            let hole = array.items().iter().position(is_hole);
            let rest = hole.and_then(|at| items.get(at)?.as_unknown());
            let array = Array::new(arena.alloc_slice(&items));
            Value::Array(arena.alloc(rest.map_or(array, |rest| array.unbounded(rest))))
        }
        Value::Object(object) => {
            let mut builder = ObjectBuilder::with_capacity(object.len());
            let mut missing = None;
            for (key, value) in object.entries() {
                match fill_holes(arena, *value, whole) {
                    // In the place of entries of which not even the names are known.
                    Value::Unknown(rest) if is_hole(key) => missing = Some(rest),
                    value => builder.insert(*key, value),
                }
            }
            match (builder.finish(arena), missing) {
                (Value::Object(known), Some(missing)) => {
                    Value::Object(arena.alloc(known.cut(missing)))
                }
                (known, _) => known,
            }
        }
        other => other,
    }
}

/// Whether a text is one hole and nothing else.
fn is_hole(value: &Value<'_>) -> bool {
    let inside = |text: &str| {
        text.strip_prefix(HOLE_START)
            .and_then(|text| text.strip_suffix(HOLE_END))
            .is_some_and(|inside| !inside.contains(HOLE_START))
    };
    value.as_str().is_some_and(inside)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_in_part_is_written_with_its_subjects() {
        let written = |partial| {
            let (kind, subject) = (UnknownKind::UnsetVariable, "var.a");
            Unknown { kind, subject, location: None, partial, nullable: false }.written()
        };
        assert_eq!(written(None), "var.a");
        assert_eq!(written(Some("x/\u{e000}var.a\u{e001}:1")), "x/${var.a}:1");
        assert_eq!(written(Some("a\u{e000}\u{e001}")), "a");
        assert_eq!(written(Some("\u{e000}${R}\u{e001}/a:\u{e000}$T\u{e001}")), "${R}/a:$T");
    }
}
