use crate::make::{Make, Outcome, Read};
use palisade_source::Span;
use palisade_value::{Array, Number, ObjectBuilder, Value};
use palisade_yaml::{Kind, Node, Scalar, Schema};

/// As the YAML of Kubernetes is read: `yes` is true.
const SCHEMA: Schema = Schema::Kubernetes;

/// YAML: each document of the stream; of a stream of one document that is a list, each element.
pub(crate) fn read<'a>(make: &mut Make<'a>, text: &str) -> Outcome<'a> {
    let stream = palisade_yaml::parse(text);
    if let Some(error) = stream.errors().find(|e| e.is_fatal()) {
        return Err(Box::new(error.to_diagnostic(make.file)));
    }
    let mut out = Read::default();
    out.diagnostics.extend(stream.errors().map(|e| e.to_diagnostic(make.file)));
    let single = stream.documents.iter().filter(|d| d.root.is_some()).count() == 1;
    for document in &stream.documents {
        let Some(root) = &document.root else { continue };
        if crate::load::is_own_policy(text.get(document.span.range()).unwrap_or("")) {
            continue;
        }
        match &root.kind {
            Kind::Sequence(items) if single => {
                for item in items {
                    let value = value(make, item, text);
                    out.documents.push((value, item.span));
                }
            }
            _ if root.is_null() => {}
            _ => {
                let value = value(make, root, text);
                out.documents.push((value, root.span));
            }
        }
    }
    out.comments = stream
        .comments
        .iter()
        .map(|c| {
            let text = text.get(c.span.range()).unwrap_or("");
            (text.trim_start_matches('#').trim().to_owned(), c.span)
        })
        .collect();
    Ok(out)
}

/// A node as a value, nulls included. Recursion is as deep as the node, which the parser limits.
fn value<'a>(make: &mut Make<'a>, node: &Node<'_>, text: &str) -> Value<'a> {
    match &node.kind {
        Kind::Sequence(items) => {
            let mut values = Vec::with_capacity(items.len());
            let mut origins = Vec::with_capacity(items.len());
            for item in items {
                values.push(value(make, item, text));
                origins.push(make.origin(first_line(text, item.alias().unwrap_or(item.span))));
            }
            let array = Array::with_origins(
                make.arena.alloc_slice(&values),
                make.arena.alloc_slice(&origins),
            );
            Value::Array(make.arena.alloc(array))
        }
        Kind::Mapping(entries) => {
            let mut builder = ObjectBuilder::with_capacity(entries.len());
            for (key, inner) in entries {
                let name = match key.resolve(SCHEMA) {
                    Some(Scalar::Bool(b)) => make.key(if b { "true" } else { "false" }),
                    _ => make.key(key.text().unwrap_or_default()),
                };
                let origin = make.origin(place(text, key, inner));
                let value = value(make, inner, text);
                builder.insert_at(name, value, origin);
            }
            builder.finish(make.arena)
        }
        Kind::Scalar(raw, _) => match node.resolve(SCHEMA) {
            None | Some(Scalar::Null) => Value::Null,
            Some(Scalar::Bool(b)) => Value::Bool(b),
            Some(Scalar::Int(i)) => Value::Int(i),
            Some(Scalar::BigInt(digits)) => make.number(&digits),
            Some(Scalar::Float(f)) => Number::parse(make.arena, raw).unwrap_or(Value::Float(f)),
            Some(Scalar::String(text)) => make.text(text),
        },
    }
}

/// An entry up to the end of its first line; of a collection below its key the key alone.
fn place(text: &str, key: &Node<'_>, value: &Node<'_>) -> Span {
    let written = value.alias().unwrap_or(value.span);
    let both = key.span.to(first_line(text, written));
    let on_one_line = text.get(both.range()).is_some_and(|part| !part.contains('\n'));
    if on_one_line && written.start >= key.span.end { both } else { key.span }
}

fn first_line(text: &str, span: Span) -> Span {
    let part = text.get(span.range()).unwrap_or("");
    let line = part.split(['\n', '\r']).next().unwrap_or("");
    let start = span.start as usize;
    Span::at(start, start + line.trim_end().len())
}
