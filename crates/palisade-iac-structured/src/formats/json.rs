use crate::make::{Comment, Make, Outcome, Read};
use palisade_source::Span;
use palisade_value::{JsonOptions, Value, parse_json};

/// JSON: one document, or one for each element of an array, as Conftest takes it.
pub(crate) fn read<'a>(make: &mut Make<'a>, text: &str) -> Outcome<'a> {
    let options = JsonOptions { file: Some(make.file), ..JsonOptions::default() };
    let value = parse_json(make.arena, text, options)
        .map_err(|error| make.wrong(error.span, error.message))?;
    Ok(apart(value, text))
}

/// A list is a document for each of its elements; anything else is one.
pub(crate) fn apart<'a>(value: Value<'a>, text: &str) -> Read<'a> {
    let Value::Array(array) = value else { return Read::whole(value, text) };
    let whole = Span::at(0, text.len());
    let place = |at: usize| array.origin(at).map_or(whole, |o| o.location.span);
    let items = array.items().iter().enumerate();
    let documents = items.map(|(at, item)| (*item, place(at))).collect();
    Read { documents, ..Read::default() }
}

/// JSON with comments and with commas before closing brackets.
pub(crate) fn read_commented<'a>(make: &mut Make<'a>, text: &str) -> Outcome<'a> {
    let (plain, comments) = without_comments(text);
    Ok(read(make, &plain)?.with(comments))
}

/// The text with blanks in place of comments and of commas before closing brackets, so that all
/// else stays where it is.
fn without_comments(text: &str) -> (String, Vec<Comment>) {
    let bytes = text.as_bytes();
    let mut out = bytes.to_vec();
    let mut comments = Vec::new();
    let mut comma: Option<usize> = None;
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let rest = bytes.get(at..).unwrap_or(&[]);
        let end = if rest.starts_with(b"//") {
            rest.iter().position(|b| *b == b'\n').map_or(bytes.len(), |n| at + n)
        } else if rest.starts_with(b"/*") {
            let close = rest.windows(2).skip(2).position(|w| w == b"*/");
            close.map_or(bytes.len(), |n| at + n + 4)
        } else {
            match byte {
                b'"' => {
                    comma = None;
                    at = string_end(bytes, at);
                    continue;
                }
                b',' => comma = Some(at),
                b']' | b'}' => {
                    if let Some(blank) = comma.take().and_then(|at| out.get_mut(at)) {
                        *blank = b' ';
                    }
                }
                b if b.is_ascii_whitespace() => {}
                _ => comma = None,
            }
            at += 1;
            continue;
        };
        let span = Span::at(at, end);
        let inner = text.get(span.range()).unwrap_or("");
        let inner = inner.trim_start_matches('/').trim_matches('*').trim_end_matches("*/");
        comments.push((inner.trim().to_owned(), span));
        for blank in out.iter_mut().take(end).skip(at) {
            if *blank != b'\n' && *blank != b'\r' {
                *blank = b' ';
            }
        }
        at = end;
    }
    (String::from_utf8(out).unwrap_or_else(|_| text.to_owned()), comments)
}

/// Where a text that starts at a quote ends.
fn string_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}
