//! Characters as people count them: extended grapheme clusters (Unicode Standard Annex 29), which
//! Terraform counts in texts.

use regex::Regex;
use std::sync::OnceLock;

/// One cluster: a line end, or what stands before a base, the base, and what joins behind it.
const CLUSTER: &str = r"(?sx)
    \r\n
  | \p{gcb=Prepend}*
    (?: \p{gcb=RI}{2}
      | \p{gcb=L}* (?: \p{gcb=V}+ | \p{gcb=LV} \p{gcb=V}* | \p{gcb=LVT} ) \p{gcb=T}*
      | \p{gcb=L}+
      | \p{gcb=T}+
      | \p{ExtPict} (?: \p{gcb=Extend}* \p{gcb=ZWJ} \p{ExtPict} )*
      | [^\p{gcb=Control}\r\n]
    )
    [\p{gcb=Extend} \p{gcb=ZWJ} \p{gcb=SpacingMark}]*
  | .";

/// The clusters of a text, in order.
pub(super) fn graphemes(text: &str) -> impl DoubleEndedIterator<Item = &str> {
    let simple = text.is_ascii() && !text.contains('\r');
    let clusters: Vec<(usize, usize)> = match (simple, pattern()) {
        (false, Some(pattern)) => {
            pattern.find_iter(text).map(|found| (found.start(), found.end())).collect()
        }
        _ => text.char_indices().map(|(at, c)| (at, at + c.len_utf8())).collect(),
    };
    clusters.into_iter().map(|(start, end)| text.get(start..end).unwrap_or_default())
}

/// How many clusters a text has.
pub(super) fn count(text: &str) -> usize {
    if text.is_ascii() && !text.contains('\r') {
        return text.len();
    }
    pattern().map_or_else(|| text.chars().count(), |pattern| pattern.find_iter(text).count())
}

fn pattern() -> Option<&'static Regex> {
    static PATTERN: OnceLock<Option<Regex>> = OnceLock::new();
    PATTERN.get_or_init(|| Regex::new(CLUSTER).ok()).as_ref()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clusters_of_marks_flags_families_and_syllables() {
        assert!(pattern().is_some());
        for (text, expected) in [
            ("", 0),
            ("abc", 3),
            ("a\r\nb", 3),
            ("e\u{301}x", 2),
            ("\u{1f1e9}\u{1f1ea}\u{1f1eb}\u{1f1f7}", 2),
            ("\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}", 1),
            ("\u{1f937}\u{1f3fd}e\u{301}", 2),
            ("\u{1112}\u{1161}\u{11ab}", 1),
            ("\u{915}\u{94d}\u{937}\u{93f}", 2),
        ] {
            assert_eq!((count(text), graphemes(text).count()), (expected, expected), "{text:?}");
        }
        assert_eq!(graphemes("ae\u{301}b").rev().collect::<String>(), "be\u{301}a");
    }
}
