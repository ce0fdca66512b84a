use crate::make::{Make, Outcome, Read};
use palisade_source::Span;
use palisade_value::{ObjectBuilder, Value};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// TOML: one document. Dates are texts.
pub(crate) fn read<'a>(make: &mut Make<'a>, text: &str) -> Outcome<'a> {
    let table = DeTable::parse(text).map_err(|error| {
        let span = error.span().map_or(Span::default(), |s| Span::at(s.start, s.end));
        make.wrong(span, error.message().trim_end_matches('.').to_owned())
    })?;
    let value = object(make, table.get_ref());
    let comments = crate::make::lines(text)
        .filter_map(|(line, span)| {
            let (before, comment) = line.split_once('#')?;
            // Inside a text it is no comment; only a quote that is open tells.
            let quotes = before.matches('"').count() + before.matches('\'').count();
            quotes.is_multiple_of(2).then(|| (comment.trim().to_owned(), span))
        })
        .collect();
    Ok(Read::whole(value, text).with(comments))
}

fn object<'a>(make: &mut Make<'a>, table: &DeTable<'_>) -> Value<'a> {
    let mut builder = ObjectBuilder::new();
    for (key, inner) in table {
        let (name, written) = (key.get_ref(), key.span());
        let span = Span::at(written.start, written.end);
        let value_span = inner.span();
        // A value stands behind its key; what a header of a table opens has no place of its own.
        let whole = match inner.get_ref() {
            DeValue::Table(_) | DeValue::Array(_) => span,
            _ => span.to(Span::at(value_span.start, value_span.end)),
        };
        let value = value(make, inner);
        let key = make.key(name);
        let origin = make.origin(whole);
        builder.insert_at(key, value, origin);
    }
    builder.finish(make.arena)
}

/// Recursion is as deep as the text nests, which the parser limits.
fn value<'a>(make: &mut Make<'a>, value: &Spanned<DeValue<'_>>) -> Value<'a> {
    match value.get_ref() {
        DeValue::String(text) => make.text(text),
        DeValue::Boolean(b) => Value::Bool(*b),
        DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
            Ok(number) => Value::Int(number),
            Err(_) => make.number(number.as_str()),
        },
        DeValue::Float(number) => match number.as_str().parse::<f64>() {
            Ok(f) if !f.is_finite() => make.text(number.as_str()),
            _ => make.number(number.as_str().trim_start_matches('+')),
        },
        DeValue::Datetime(date) => make.text(&date.to_string()),
        DeValue::Array(items) => {
            let mut all = Vec::with_capacity(items.len());
            for item in items.iter() {
                let span = item.span();
                all.push((self::value(make, item), Span::at(span.start, span.end)));
            }
            make.array(all)
        }
        DeValue::Table(table) => object(make, table),
    }
}
