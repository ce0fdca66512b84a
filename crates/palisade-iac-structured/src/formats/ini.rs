//! Formats of keys and values, a line each: INI, dotenv, properties.

use crate::make::{Comment, Make, Outcome, Read, lines};
use palisade_source::Span;
use palisade_value::Value;

type Entries<'a> = Vec<(String, Value<'a>, Span)>;

/// INI: an object of sections. Numbers and truth values are such; what stands before the first
/// section is in `DEFAULT`.
pub(crate) fn read<'a>(make: &mut Make<'a>, text: &str) -> Outcome<'a> {
    let mut sections: Vec<(String, Span, Entries<'a>)> = Vec::new();
    let mut comments = Vec::new();
    for (line, span) in logical(text) {
        let trimmed = line.trim();
        if trimmed.is_empty() {
            continue;
        }
        if let Some(comment) = trimmed.strip_prefix(['#', ';']) {
            comments.push((comment.trim().to_owned(), span));
            continue;
        }
        if let Some(rest) = trimmed.strip_prefix('[') {
            let Some((name, _)) = rest.split_once(']') else {
                return Err(make.wrong(span, "the name of the section is never closed"));
            };
            let name = name.trim().to_owned();
            if !sections.iter().any(|(known, ..)| *known == name) {
                sections.push((name.clone(), span, Vec::new()));
            }
            // A section that is opened again goes on; the last one is written to.
            if let Some(at) = sections.iter().position(|(known, ..)| *known == name) {
                let section = sections.remove(at);
                sections.push(section);
            }
            continue;
        }
        let Some((key, value)) = trimmed.split_once(['=', ':']) else {
            let message = "the line is neither a section nor a key with a value";
            return Err(make.wrong(span, message));
        };
        let value = typed(make, unquoted(without_comment(value.trim())));
        if sections.is_empty() {
            sections.push(("DEFAULT".to_owned(), span, Vec::new()));
        }
        if let Some((_, _, entries)) = sections.last_mut() {
            entries.push((key.trim().to_owned(), value, span));
        }
    }
    let mut all = Vec::with_capacity(sections.len());
    for (name, span, entries) in sections {
        let object = make.object(entries);
        all.push((name, object, span));
    }
    let whole = make.object(all);
    Ok(Read::whole(whole, text).with(comments))
}

/// Numbers and truth values of texts that are such.
fn typed<'a>(make: &Make<'a>, text: &str) -> Value<'a> {
    match text {
        "true" | "TRUE" | "True" | "t" | "T" => return Value::Bool(true),
        "false" | "FALSE" | "False" | "f" | "F" => return Value::Bool(false),
        _ => {}
    }
    let digits = text.strip_prefix('+').unwrap_or(text);
    let begins = digits.trim_start_matches('-').starts_with(|c: char| c.is_ascii_digit());
    // `007` is a number to a parser of numbers, and not one in JSON's grammar.
    let plain = digits.trim_start_matches('-').trim_start_matches('0');
    let sign = if digits.starts_with('-') { "-" } else { "" };
    let lead = if plain.starts_with(|c: char| c.is_ascii_digit()) { "" } else { "0" };
    match begins && digits.parse::<f64>().is_ok() {
        true => make.number(&format!("{sign}{lead}{plain}")),
        false => make.text(text),
    }
}

/// A value without the comment behind it, which a blank precedes.
fn without_comment(value: &str) -> &str {
    if value.starts_with(['"', '\'', '`']) {
        return value;
    }
    let at = [" #", " ;", "\t#", "\t;"].iter().filter_map(|sign| value.find(sign)).min();
    at.and_then(|at| value.get(..at)).unwrap_or(value).trim_end()
}

fn unquoted(value: &str) -> &str {
    let inner = |quote: char| value.strip_prefix(quote)?.strip_suffix(quote);
    inner('"').or_else(|| inner('\'')).or_else(|| inner('`')).unwrap_or(value)
}

/// Lines with those joined that end in a backslash.
fn logical(text: &str) -> Vec<(String, Span)> {
    let mut all: Vec<(String, Span)> = Vec::new();
    let mut open = false;
    for (line, span) in lines(text) {
        let is_comment = line.trim_start().starts_with(['#', ';', '!']);
        // An odd number of backslashes: the last one is no text.
        let slashes = line.len() - line.trim_end_matches('\\').len();
        let goes_on = !slashes.is_multiple_of(2) && (open || !is_comment);
        let part = if goes_on { line.get(..line.len() - 1).unwrap_or(line) } else { line };
        match all.last_mut().filter(|_| open) {
            Some((whole, _)) => whole.push_str(part.trim_start()),
            None => all.push((part.to_owned(), span)),
        }
        open = goes_on;
    }
    all
}

/// Variables of an environment: an object of texts.
pub(crate) fn read_dotenv<'a>(make: &mut Make<'a>, text: &str) -> Outcome<'a> {
    let mut entries: Entries<'a> = Vec::new();
    let mut comments: Vec<Comment> = Vec::new();
    let mut all = lines(text);
    while let Some((line, mut span)) = all.next() {
        let trimmed = line.trim();
        if trimmed.is_empty() {
            continue;
        }
        if let Some(comment) = trimmed.strip_prefix('#') {
            comments.push((comment.trim().to_owned(), span));
            continue;
        }
        let assignment = trimmed.strip_prefix("export ").unwrap_or(trimmed);
        let Some((key, value)) = assignment.split_once(['=', ':']) else {
            return Err(make.wrong(span, "the line sets no variable; write `NAME=value`"));
        };
        let mut value = value.trim().to_owned();
        // A quoted value may go on over several lines.
        if let Some(quote) = value.chars().next().filter(|c| ['"', '\''].contains(c)) {
            while closing(&value, quote).is_none() {
                let Some((more, to)) = all.next() else {
                    return Err(make.wrong(span, "the quoted value is never closed"));
                };
                value.push('\n');
                value.push_str(more);
                span = span.to(to);
            }
            let end = closing(&value, quote).unwrap_or(value.len());
            let inner = value.get(1..end).unwrap_or("").to_owned();
            value = if quote == '"' { unescaped(&inner) } else { inner };
        } else {
            value = without_comment(&value).to_owned();
        }
        entries.push((key.trim().to_owned(), make.text(&value), span));
    }
    let whole = make.object(entries);
    Ok(Read::whole(whole, text).with(comments))
}

/// Where the closing quote of a value stands that begins with one.
fn closing(value: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    for (at, c) in value.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' if quote == '"' => escaped = true,
            c if c == quote => return Some(at),
            _ => {}
        }
    }
    None
}

/// Java properties: an object of texts.
pub(crate) fn read_properties<'a>(make: &mut Make<'a>, text: &str) -> Outcome<'a> {
    let mut entries: Entries<'a> = Vec::new();
    let mut comments = Vec::new();
    for (line, span) in logical(text) {
        let trimmed = line.trim_start();
        if trimmed.is_empty() {
            continue;
        }
        if let Some(comment) = trimmed.strip_prefix(['#', '!']) {
            comments.push((comment.trim().to_owned(), span));
            continue;
        }
        let (key, value) = property(trimmed);
        let value = unescaped(value);
        entries.push((unescaped(key), make.text(&value), span));
    }
    let whole = make.object(entries);
    Ok(Read::whole(whole, text).with(comments))
}

/// A line at its `=`, `:` or blank, whichever comes first outside of an escape.
fn property(line: &str) -> (&str, &str) {
    let mut escaped = false;
    let end = line.char_indices().find(|(_, c)| {
        let ends = !escaped && (['=', ':'].contains(c) || c.is_whitespace());
        escaped = !escaped && *c == '\\';
        ends
    });
    let Some((end, _)) = end else { return (line, "") };
    let (key, rest) = line.split_at(end);
    let rest = rest.trim_start();
    let rest = rest.strip_prefix(['=', ':']).unwrap_or(rest);
    (key, rest.trim_start())
}

/// A text with its escapes resolved.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match chars.next() {
            Some('n') => out.push('\n'),
            Some('t') => out.push('\t'),
            Some('r') => out.push('\r'),
            Some('f') => out.push('\u{c}'),
            Some('u') => {
                let digits: String = chars.clone().take(4).collect();
                match u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32) {
                    Some(c) if digits.len() == 4 => {
                        out.push(c);
                        chars.nth(3);
                    }
                    _ => out.push('u'),
                }
            }
            Some(other) => out.push(other),
            None => {}
        }
    }
    out
}
