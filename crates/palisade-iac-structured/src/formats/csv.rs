use crate::make::{Make, Outcome, Placed, Read, character};
use palisade_source::Span;
use palisade_value::Value;

/// Comma-separated values (RFC 4180): an array with an object for each row, its values under the
/// names of the first row, as texts.
pub(crate) fn read<'a>(make: &mut Make<'a>, text: &str) -> Outcome<'a> {
    let mut rows = Rows { text, at: 0 };
    let mut header: Option<Vec<String>> = None;
    let mut all: Vec<Placed<'a>> = Vec::new();
    while let Some((fields, span)) = rows.next(make)? {
        // A line without anything is no row.
        if let [(only, _)] = fields.as_slice()
            && only.is_empty()
        {
            continue;
        }
        let Some(names) = &header else {
            header = Some(fields.into_iter().map(|(name, _)| name).collect());
            continue;
        };
        if fields.len() != names.len() {
            let (has, wanted) = (fields.len(), names.len());
            let message = format!("the row has {has} values where the first row has {wanted}");
            return Err(make.wrong(span, message));
        }
        let entries: Vec<(&String, Value<'a>, Span)> = names
            .iter()
            .zip(&fields)
            .map(|(name, (value, span))| (name, make.text(value), *span))
            .collect();
        let row = make.object(entries);
        all.push((row, span));
    }
    let whole = make.array(all);
    Ok(Read::whole(whole, text))
}

struct Rows<'t> {
    text: &'t str,
    at: usize,
}

type Row = (Vec<(String, Span)>, Span);

impl Rows<'_> {
    fn next(&mut self, make: &Make<'_>) -> Result<Option<Row>, Box<palisade_source::Diagnostic>> {
        let start = self.at;
        if start >= self.text.len() {
            return Ok(None);
        }
        let mut fields = Vec::new();
        loop {
            let from = self.at;
            let rest = self.text.get(from..).unwrap_or("");
            let (value, len) = match rest.strip_prefix('"') {
                Some(quoted) => match quoted_end(quoted) {
                    Some((value, len)) => (value, len + 1),
                    None => {
                        let span = Span::at(from, from + 1);
                        return Err(make.wrong(span, "the quoted value is never closed"));
                    }
                },
                None => {
                    let len = rest.find([',', '\n']).unwrap_or(rest.len());
                    let value = rest.get(..len).unwrap_or("").trim_end_matches('\r');
                    (value.to_owned(), len)
                }
            };
            self.at = from + len;
            let behind = self.text.get(self.at..).unwrap_or("");
            fields.push((value, Span::at(from, self.at)));
            if behind.starts_with(',') {
                self.at += 1;
                continue;
            }
            let span = Span::at(start, self.at);
            let line = behind.trim_start_matches('\r');
            if line.is_empty() {
                self.at = self.text.len();
            } else if line.starts_with('\n') {
                self.at += behind.len() - line.len() + 1;
            } else {
                let span = character(self.text, self.at);
                return Err(make.wrong(span, "a comma is wanted behind the quoted value"));
            }
            return Ok(Some((fields, span)));
        }
    }
}

/// The value in front of a closing quote, and how long it is with the quote.
fn quoted_end(text: &str) -> Option<(String, usize)> {
    let mut value = String::new();
    let mut rest = text;
    loop {
        let quote = rest.find('"')?;
        value.push_str(rest.get(..quote)?);
        rest = rest.get(quote + 1..)?;
        match rest.strip_prefix('"') {
            Some(more) => {
                value.push('"');
                rest = more;
            }
            None => return Some((value, text.len() - rest.len())),
        }
    }
}
