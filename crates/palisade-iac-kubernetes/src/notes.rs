use crate::values::{SCHEMA, Source};
use palisade_model::LoadedNote;
use palisade_source::Span;
use palisade_yaml::{Comment, Node};

/// Words of which a comment has one if it may be a suppression.
const MARKS: &[&str] = &["palisade", "checkov", "bridgecrew", "trivy", "tfsec", "kics"];

/// The comment as a note, if it may be a suppression.
pub(crate) fn comment(comment: &Comment, source: &Source<'_>) -> Option<LoadedNote> {
    let text = source.text.get(comment.span.range())?.trim_start_matches('#').trim();
    let lower = text.to_ascii_lowercase();
    MARKS.iter().any(|mark| lower.contains(mark)).then(|| LoadedNote {
        text: text.to_owned(),
        location: source.at(comment.span),
        resources: None,
    })
}

/// The annotations of an object that are suppressions, in the words of comments.
pub(crate) fn annotations(object: &Node<'_>, source: &Source<'_>) -> Vec<(String, Span)> {
    let Some(annotations) = object.path(&["metadata", "annotations"]) else { return Vec::new() };
    let mut notes = Vec::new();
    for (key, value) in annotations.entries() {
        let (Some(key_text), Some(text)) = (key.text(), value.as_str(SCHEMA)) else { continue };
        let text = text.trim();
        let span = value
            .alias()
            .unwrap_or_else(|| key.span.to(crate::values::first_line(source.text, value.span)));
        if key_text.starts_with("checkov.io/skip") || key_text.starts_with("bridgecrew.io/skip") {
            let (id, reason) = text.split_once('=').unwrap_or((text, ""));
            let (id, reason) = (id.trim(), reason.trim());
            let colon = if reason.is_empty() { "" } else { ":" };
            notes.push((format!("checkov:skip={id}{colon}{reason}"), span));
        } else if key_text.starts_with("palisade.dev/allow") {
            notes.push((format!("palisade:allow {text}"), span));
        }
    }
    notes
}
