use crate::make::{Make, Placed, Read};
use crate::{Format, STRUCTURED, Structured, formats, secrets};
use palisade_arena::Arena;
use palisade_model::{
    FILE_KIND, LoadContext, Loaded, LoadedNote, Resource, ScannedFile, Unit, Unscanned,
};
use palisade_source::{Location, Span};
use palisade_value::Value;

/// Words of which a comment has one if it may be a suppression.
const MARKS: [&str; 6] = ["palisade", "checkov", "bridgecrew", "trivy", "tfsec", "kics"];

/// Whether a text is a policy of Palisade.
pub(crate) fn is_own_policy(text: &str) -> bool {
    let first = text.lines().find(|l| !l.trim().is_empty() && !l.starts_with(['#', '-']));
    first.is_some_and(|line| line.starts_with("apiVersion: palisade.dev/"))
}

/// A document of a file.
struct Document<'a> {
    path: &'a str,
    contents: Placed<'a>,
    location: Location,
}

pub(crate) fn load<'a>(
    framework: &Structured,
    arena: &'a Arena,
    context: &LoadContext<'_>,
    unit: &Unit,
) -> Loaded<'a> {
    let mut out = Loaded::default();
    let mut documents = Vec::new();
    for file in &unit.files {
        read(framework, arena, context, file, &mut documents, &mut out);
    }
    if framework.combine {
        out.resources.extend(combined(arena, &documents));
        return out;
    }
    let count = documents.len();
    for (n, document) in documents.iter().enumerate() {
        let Document { path, contents: (value, span), location } = document;
        let address = match (named(*value), count) {
            (Some(name), _) => arena.alloc_str(&name),
            (None, 1) => path,
            // Documents of one file are counted from one, as people do.
            (None, _) => arena.alloc_str(&format!("{path}#{}", n + 1)),
        };
        out.resources.push(resource(
            address,
            *value,
            *location,
            first_line(context, *location, *span),
        ));
    }
    out
}

fn resource<'a>(
    address: &'a str,
    attributes: Value<'a>,
    location: Location,
    header: Location,
) -> Resource<'a> {
    Resource {
        framework: STRUCTURED,
        kind: FILE_KIND,
        address,
        attributes,
        location,
        header,
        parents: &[],
        provider: "",
        links: &[],
        perhaps: &[],
        symbolic: None,
    }
}

fn first_line(context: &LoadContext<'_>, location: Location, span: Span) -> Location {
    let source = context.sources.get(location.file);
    let part = source.slice(span);
    let lead = part.len() - part.trim_start().len();
    let line = part.trim_start().lines().next().unwrap_or("");
    let start = span.start as usize + lead;
    Location::new(location.file, Span::at(start, start + line.trim_end().len()))
}

/// What an object of Kubernetes is called, as it is among the resources of that framework.
fn named(value: Value<'_>) -> Option<String> {
    let object = value.as_object()?;
    let text = |value: Option<Value<'_>>| match value {
        Some(Value::Str(text)) if !text.is_empty() => Some(text.to_owned()),
        _ => None,
    };
    text(object.field("apiVersion"))?;
    let kind = text(object.field("kind"))?;
    let metadata = object.field("metadata")?;
    let name = text(metadata.field("name"))?;
    Some(match text(metadata.field("namespace")) {
        Some(namespace) => format!("{kind}/{namespace}/{name}"),
        None => format!("{kind}/{name}"),
    })
}

fn read<'a>(
    framework: &Structured,
    arena: &'a Arena,
    context: &LoadContext<'_>,
    file: &ScannedFile,
    documents: &mut Vec<Document<'a>>,
    out: &mut Loaded<'a>,
) {
    let source = context.sources.get(file.file);
    let subject = || source.path().to_string();
    let Some(format) = framework.format(&file.path) else { return };
    if let Some(why) = format.unsupported() {
        let reason = why.to_owned();
        out.unscanned.push(Unscanned { subject: subject(), reason, location: None });
        return;
    }
    let mut make = Make::new(arena, file.file);
    let Read { documents: found, comments, diagnostics } =
        match formats::read(format, &mut make, source.text()) {
            Ok(read) => read,
            Err(diagnostic) => {
                let mut diagnostic = *diagnostic;
                let mut reason =
                    format!("cannot be read as {}: {}", format.name(), diagnostic.message);
                if source.text().contains("{{") {
                    reason.push_str("; if it is a template, render it first and check the result");
                }
                let location = diagnostic.location;
                diagnostic.message = format!("the file {reason}");
                out.diagnostics.push(diagnostic);
                out.unscanned.push(Unscanned { subject: subject(), reason, location });
                return;
            }
        };
    out.diagnostics.extend(diagnostics);
    let path = arena.alloc_str(source.path());
    for (value, span) in found {
        let location = Location::new(file.file, span);
        let value = match format {
            Format::Json => secrets::guarded(arena, value, location),
            _ => value,
        };
        // What is a list of things is checked thing by thing.
        documents.push(Document { path, contents: (value, span), location });
    }
    for (text, span) in comments {
        let lower = text.to_ascii_lowercase();
        if MARKS.iter().any(|mark| lower.contains(mark)) {
            let location = Location::new(file.file, span);
            let text = text.trim().to_owned();
            out.notes.push(LoadedNote { text, location, resources: None });
        }
    }
}

/// All documents as one resource.
fn combined<'a>(arena: &'a Arena, documents: &[Document<'a>]) -> Option<Resource<'a>> {
    let first = documents.first()?.location;
    let mut items = Vec::with_capacity(documents.len());
    let mut make = Make::new(arena, first.file);
    let mut origins = Vec::with_capacity(documents.len());
    for Document { path, contents: (value, span), location } in documents {
        make.file = location.file;
        let entries = [("path", Value::Str(path), *span), ("contents", *value, *span)];
        items.push(make.object(entries));
        origins.push(make.origin(*span));
    }
    let array =
        palisade_value::Array::with_origins(arena.alloc_slice(&items), arena.alloc_slice(&origins));
    let header = Location::new(first.file, Span::new(first.span.start, first.span.start));
    Some(resource("Combined", Value::Array(arena.alloc(array)), first, header))
}
