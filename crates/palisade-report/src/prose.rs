//! Text for people: counted nouns, untrusted words, lines of a width.

use crate::Report;
use palisade_model::{Fix, Outcome};
use palisade_source::{Location, SourceMap};
use palisade_wire::check::Summary;
use std::borrow::Cow;
use std::fmt::Write;

/// A count and its noun.
pub(crate) fn plural(count: u64, noun: &str) -> String {
    match (count, noun.strip_suffix('y')) {
        (1, _) => format!("1 {noun}"),
        (_, Some(stem)) => format!("{count} {stem}ies"),
        (_, None) => format!("{count} {noun}s"),
    }
}

/// How much was looked at: `14 files, 33 resources, 70 policies`.
pub(crate) fn examined(report: &Report<'_>) -> String {
    let files = plural(report.files, "file");
    let resources = plural(report.resources, "resource");
    format!("{files}, {resources}, {}", plural(report.policies, "policy"))
}

/// How it all came out, without what did not happen: `3 findings, 1 allowed, 20 passed`.
pub(crate) fn counted(summary: &Summary) -> String {
    let mut parts = vec![plural(summary.findings, "finding")];
    for (count, name) in [
        (summary.suppressed, "allowed"),
        (summary.baselined, "in the baseline"),
        (summary.by_outcome.unknown, "unknown"),
        (summary.by_outcome.error, "not evaluated"),
        (summary.unscanned, "unscanned"),
        (summary.by_outcome.pass, "passed"),
        (summary.not_applicable, "not applicable"),
    ] {
        if count > 0 {
            parts.push(format!("{count} {name}"));
        }
    }
    parts.join(", ")
}

/// What is so; where a rule has no message, what should be so.
pub(crate) fn said(outcome: &Outcome) -> Cow<'_, str> {
    if outcome.message.is_empty() {
        Cow::Owned(format!("this is not so: {}", outcome.policy.title))
    } else {
        Cow::Borrowed(&outcome.message)
    }
}

/// Whether what decided is a secret, by the engine's word.
pub(crate) fn is_secret(outcome: &Outcome) -> bool {
    outcome.facts.iter().any(|fact| fact.value == "(not shown)")
}

/// Where something is, as `path:line:column`.
pub(crate) fn place(sources: &SourceMap, at: Location) -> String {
    if sources.get(at.file).path().is_empty() {
        "in no file".to_owned()
    } else {
        sources.describe(at)
    }
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

/// The text without lines that a runner of workflows takes for commands: names and reasons are
/// whatever somebody wrote, and a line may break before any word of them.
pub(crate) fn without_commands(text: String) -> String {
    let obeyed = |line: &str| {
        let start = line.trim_start();
        // Three colons, as of frames, are no command.
        (start.starts_with("::") && !start.starts_with(":::")) || start.starts_with("##[")
    };
    if !text.lines().any(obeyed) {
        return text;
    }
    let mut out = String::with_capacity(text.len() + 8);
    for line in text.split_inclusive('\n') {
        let start = line.trim_start();
        out.push_str(line.strip_suffix(start).unwrap_or_default());
        match obeyed(line) {
            // The runner looks at the first thing in a line that is no blank.
            true => out.push_str(&format!("`{}", start)),
            false => out.push_str(start),
        }
    }
    out
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

/// Whether a file of this name holds data as it is, without anything that is computed.
pub(crate) fn is_data(path: &str) -> bool {
    [".yaml", ".yml", ".json"].iter().any(|ending| path.ends_with(ending))
        && !path.ends_with(".tf.json")
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
    fn no_line_is_a_command_of_a_workflow() {
        let text = "a ::b\n  ::stop-commands::x\n##[error]\n ::: a.tf:1:2\n".to_owned();
        assert_eq!(
            without_commands(text),
            "a ::b\n  `::stop-commands::x\n`##[error]\n ::: a.tf:1:2\n"
        );
    }

    #[test]
    fn long_text_is_cut_between_characters() {
        assert_eq!(shorten("äöü", 2), "äö…");
        assert_eq!(shorten("äöü", 3), "äöü");
    }
}
