//! Texts that a later step fills in: `${X}` of envsubst and Flux, `$(X)` and `${{ x }}` of pipelines, `{{ x }}` of
//! templates, `((x))` of Concourse, `<x>` of documents, `#{x}` and `[[ x ]]` of others.

use palisade_value::{HOLE_END, HOLE_START};

/// What opens and closes a placeholder.
const PAIRS: [(&str, &str); 8] = [
    ("${{", "}}"),
    ("${", "}"),
    ("$(", ")"),
    ("{{", "}}"),
    ("((", "))"),
    ("#{", "}"),
    ("[[", "]]"),
    ("<", ">"),
];

/// A text with a hole for each placeholder in it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Holes<'t> {
    /// The first placeholder as it is written.
    pub(super) first: &'t str,
    /// What is known of the text, with a hole for each placeholder.
    pub(super) partial: String,
}

/// The placeholders of a text; none where it has none.
pub(super) fn holes(text: &str) -> Option<Holes<'_>> {
    let mut first = None;
    let mut partial = String::new();
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        if let Some(length) = placeholder(rest) {
            let (hole, behind) = rest.split_at_checked(length)?;
            first = first.or(Some(hole));
            partial.push(HOLE_START);
            partial.push_str(hole);
            partial.push(HOLE_END);
            rest = behind;
        } else {
            partial.push(next);
            rest = rest.get(next.len_utf8()..).unwrap_or("");
        }
    }
    first.map(|first| Holes { first, partial })
}

/// The length of the placeholder that a text starts with.
fn placeholder(text: &str) -> Option<usize> {
    for (open, close) in PAIRS {
        if let Some(inner) = text.strip_prefix(open) {
            let end = inner.find(close)?;
            let name = inner.get(..end)?.trim();
            let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ' ');
            let is_one = !name.is_empty() && (open != "<" || name.chars().all(is_word));
            return is_one.then_some(open.len() + end + close.len());
        }
    }
    let name = text.strip_prefix('$')?;
    let length = name.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(name.len());
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    is_name.then_some(1 + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_holes() {
        let shown = |text: &str| {
            holes(text).map(|h| {
                (h.first.to_owned(), h.partial.replace(HOLE_START, "‹").replace(HOLE_END, "›"))
            })
        };
        let whole = [
            "${A}",
            "${A:-b}",
            "$(A)",
            "{{ .Values.a }}",
            "((a))",
            "<a b>",
            "#{A}",
            "$A",
            "${{ a.b }}",
        ];
        for text in whole {
            assert_eq!(shown(text), Some((text.to_owned(), format!("‹{text}›"))));
        }
        let wanted = ("${R}".to_owned(), "‹${R}›/app:‹$T›-x".to_owned());
        assert_eq!(shown("${R}/app:$T-x"), Some(wanted));
        for text in ["", "$", "$5", "${}", "${A", "a <b/c>", "<>", "{a}", "é$", "(a)", "[a]"] {
            assert_eq!(shown(text), None, "{text}");
        }
    }
}
