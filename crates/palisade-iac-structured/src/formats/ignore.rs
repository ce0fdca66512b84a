use crate::make::{Make, Outcome, Read, lines};
use palisade_value::Value;

/// A file of patterns: an array with an object for each line, of `Kind` (`Path`, `NegatedPath`,
/// `Comment`, `Empty`), `Value` and the line as written, `Original`.
pub(crate) fn read<'a>(make: &mut Make<'a>, text: &str) -> Outcome<'a> {
    let mut entries = Vec::new();
    let mut comments = Vec::new();
    for (line, span) in lines(text) {
        let trimmed = line.trim_end();
        let (kind, value) = if trimmed.is_empty() {
            ("Empty", "")
        } else if let Some(comment) = trimmed.strip_prefix('#') {
            comments.push((comment.trim().to_owned(), span));
            ("Comment", comment)
        } else if let Some(path) = trimmed.strip_prefix('!') {
            ("NegatedPath", path)
        } else {
            // A sign that begins a pattern is written with a backslash before it.
            let plain = trimmed.strip_prefix('\\').filter(|rest| rest.starts_with(['#', '!']));
            ("Path", plain.unwrap_or(trimmed))
        };
        let (value, original) = (make.text(value), make.text(line));
        let parts = [("Kind", Value::Str(kind)), ("Value", value), ("Original", original)];
        let entry = make.object(parts.map(|(key, value)| (key, value, span)));
        entries.push((entry, span));
    }
    let whole = make.array(entries);
    Ok(Read::whole(whole, text).with(comments))
}
