use crate::Node;
use palisade_source::{Span, did_you_mean};

/// A key that a strict reader does not know.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UnknownKey {
    /// Where the key is written.
    pub span: Span,
    /// The key; for a key that is no scalar, what it is.
    pub key: String,
    /// The nearest known key, or the known ones.
    pub help: Option<String>,
}

/// The keys of a mapping that are not among those known, in the order of the text.
#[must_use]
pub fn check_keys(node: &Node<'_>, known: &[&str]) -> Vec<UnknownKey> {
    let mut unknown = Vec::new();
    for (key, _) in node.entries() {
        let Some(text) = key.text() else {
            let help = Some("write the key as a plain word".to_owned());
            let what = key.describe(crate::Schema::Core12).to_owned();
            unknown.push(UnknownKey { span: key.span, key: what, help });
            continue;
        };
        if !known.contains(&text) {
            let help = did_you_mean(text, known.iter().copied());
            unknown.push(UnknownKey { span: key.span, key: text.to_owned(), help });
        }
    }
    unknown
}
