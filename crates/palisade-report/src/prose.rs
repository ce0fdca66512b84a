//! Text for people: counted nouns, untrusted words, lines of a width.

use palisade_model::Fix;
use std::fmt::Write;

/// A count and its noun.
pub(crate) fn plural(count: usize, noun: &str) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{ending}")
}

/// A text on one line, without anything that moves the cursor or turns the direction of writing.
pub(crate) fn clean(text: &str) -> String {
    text.chars().map(harmless).map(|c| if matches!(c, '\n' | '\t') { ' ' } else { c }).collect()
}

/// The character itself, or one that stands for it where a terminal would obey it.
pub(crate) fn harmless(c: char) -> char {
    match c {
        '\n' | '\t' => c,
        '\0'..='\x1f' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{fffd}'),
        '\x7f' => '\u{2421}',
        '\u{80}'..='\u{9f}'
        | '\u{61c}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}'
        | '\u{2028}'
        | '\u{2029}'
        | '\u{feff}' => '\u{fffd}',
        _ => c,
    }
}

/// At most `limit` characters, with an ellipsis where some were left out.
pub(crate) fn shorten(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        None => text.to_owned(),
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
    }
}

/// The words of a text on lines of at most `width` characters; a longer word stands alone.
pub(crate) fn wrap(text: &str, width: usize) -> String {
    let mut out = String::with_capacity(text.len());
    let mut column = 0;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if column > 0 && column + 1 + length > width {
            out.push('\n');
            column = 0;
        } else if column > 0 {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += length;
    }
    out
}

/// How to write a fix in the syntax of the file that it goes into: `acl = "private"`.
pub(crate) fn assignment(fix: &Fix, path: &str) -> String {
    let by_colon = [".yaml", ".yml", ".json"].iter().any(|ending| path.ends_with(ending));
    let mut out = fix.set.clone();
    let sign = if by_colon { ": " } else { " = " };
    // Writing to a string does not fail.
    let _ = write!(out, "{sign}{}", fix.to);
    clean(&out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_wrapped_and_none_is_lost() {
        assert_eq!(wrap("aa bb  cc\ndddddd e", 5), "aa bb\ncc\ndddddd\ne");
        assert_eq!(wrap("", 5), "");
    }

    #[test]
    fn nothing_moves_the_cursor() {
        assert_eq!(clean("a\x1b[31m\nb\u{202e}c\u{9b}d\r"), "a␛[31m b\u{fffd}c\u{fffd}d␍");
    }

    #[test]
    fn long_text_is_cut_between_characters() {
        assert_eq!(shorten("äöü", 2), "äö…");
        assert_eq!(shorten("äöü", 3), "äöü");
    }
}
