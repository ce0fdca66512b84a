//! Documents: JSON and YAML files that stand below `data` or are the input.

use super::edits::{Edit, change};
use palisade_arena::{Arena, Frozen};
use palisade_source::{Diagnostic, FileId, Location, SourceMap};
use palisade_value::{JsonOptions, Number, ObjectBuilder, Origin, Value, ValuesFamily, parse_json};
use palisade_yaml::{Kind as NodeKind, Node, Scalar, Schema};
use std::path::{Path, PathBuf};

/// The form of a document.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// JSON.
    Json,
    /// YAML; the first document of the file counts.
    Yaml,
}

impl Kind {
    /// The form that the name of a file tells.
    #[must_use]
    pub fn of(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()? {
            "json" => Some(Kind::Json),
            "yaml" | "yml" => Some(Kind::Yaml),
            _ => None,
        }
    }
}

/// A file that was read and stands somewhere below `data`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Document {
    /// The path of the file.
    pub path: PathBuf,
    /// Its text.
    pub file: FileId,
    /// Its form.
    pub kind: Kind,
    /// Where it stands below `data`.
    pub prefix: Vec<String>,
    /// What it changes of the documents before it; none where it stands beside them.
    pub edit: Option<Edit>,
}

/// Reads a document into an arena, with the place of every slot.
///
/// # Errors
/// That the text is not of its form, with the place.
pub fn read_document<'a>(
    arena: &'a Arena,
    sources: &SourceMap,
    file: FileId,
    kind: Kind,
) -> Result<Value<'a>, Box<Diagnostic>> {
    let source = sources.get(file);
    let text = source.text();
    match kind {
        Kind::Json => {
            let options = JsonOptions { file: Some(file), ..JsonOptions::default() };
            parse_json(arena, text, options).map_err(|error| {
                let at = Location::new(file, error.span);
                Box::new(Diagnostic::error("json-syntax", error.message).at(at))
            })
        }
        Kind::Yaml => {
            let stream = palisade_yaml::parse(text);
            if let Some(error) = stream.errors().find(|e| e.is_fatal()) {
                return Err(Box::new(error.to_diagnostic(file)));
            }
            let root = stream.documents.iter().find_map(|d| d.root.as_ref());
            Ok(root.map_or(Value::Null, |node| from_yaml(arena, node, file)))
        }
    }
}

/// A node of YAML as a value.
fn from_yaml<'a>(arena: &'a Arena, node: &Node<'_>, file: FileId) -> Value<'a> {
    let origin = |node: &Node<'_>| Origin::literal(Location::new(file, node.span));
    match &node.kind {
        NodeKind::Sequence(nodes) => {
            let items: Vec<_> = nodes.iter().map(|n| from_yaml(arena, n, file)).collect();
            let origins: Vec<_> = nodes.iter().map(origin).collect();
            let array = palisade_value::Array::with_origins(
                arena.alloc_slice(&items),
                arena.alloc_slice(&origins),
            );
            Value::Array(arena.alloc(array))
        }
        NodeKind::Mapping(entries) => {
            let mut builder = ObjectBuilder::with_capacity(entries.len());
            for (key, value) in entries {
                let name = Value::str(arena, key.text().unwrap_or_default());
                builder.insert_at(name, from_yaml(arena, value, file), origin(value));
            }
            builder.finish(arena)
        }
        NodeKind::Scalar(text, _) => match node.resolve(Schema::Kubernetes) {
            None | Some(Scalar::Null) => Value::Null,
            Some(Scalar::Bool(b)) => Value::Bool(b),
            Some(Scalar::Int(i)) => Value::Int(i),
            Some(Scalar::BigInt(digits)) => {
                Number::parse(arena, &digits).unwrap_or_else(|| Value::str(arena, &digits))
            }
            Some(Scalar::Float(f)) => Number::parse(arena, text).unwrap_or(Value::Float(f)),
            Some(Scalar::String(text)) => Value::str(arena, text),
        },
    }
}

/// All documents as one object.
pub fn build<'a>(
    arena: &'a Arena,
    sources: &SourceMap,
    documents: &[Document],
    diagnostics: &mut Vec<Diagnostic>,
) -> Value<'a> {
    let mut all = ObjectBuilder::new().finish(arena);
    for document in documents {
        let value = match read_document(arena, sources, document.file, document.kind) {
            Ok(value) => value,
            Err(error) => {
                diagnostics.push(*error);
                continue;
            }
        };
        if let Some(edit) = document.edit {
            match change(arena, all, &document.prefix, edit, value) {
                Ok(changed) => all = changed,
                Err(why) => {
                    let message = format!(
                        "{}: data.{} cannot be changed: {why}",
                        document.path.display(),
                        document.prefix.join(".")
                    );
                    diagnostics.push(
                        Diagnostic::error("rego-bundle-error", message)
                            .help("load the bundle that the delta is for before it"),
                    );
                }
            }
            continue;
        }
        if document.prefix.is_empty() && !matches!(value, Value::Object(_)) {
            let message = format!(
                "{}: a document at the root of data must be an object, not {}",
                document.path.display(),
                value.type_name()
            );
            diagnostics.push(Diagnostic::error("rego-load-error", message));
            continue;
        }
        let placed = document.prefix.iter().rev().fold(value, |inner, key| {
            let mut builder = ObjectBuilder::new();
            builder.insert(Value::str(arena, key), inner);
            builder.finish(arena)
        });
        match merge(arena, all, placed, &mut Vec::new()) {
            Ok(merged) => all = merged,
            Err(path) => {
                let message = format!(
                    "{}: merge error: data.{} has a value already",
                    document.path.display(),
                    path.join(".")
                );
                diagnostics.push(
                    Diagnostic::error("rego-load-error", message)
                        .help("two files may set keys of one object, but not the same key"),
                );
            }
        }
    }
    all
}

/// Two documents as one; the path of what both set.
fn merge<'a>(
    arena: &'a Arena,
    a: Value<'a>,
    b: Value<'a>,
    path: &mut Vec<String>,
) -> Result<Value<'a>, Vec<String>> {
    let (Value::Object(x), Value::Object(y)) = (a, b) else { return Err(path.clone()) };
    let mut builder = ObjectBuilder::with_capacity(x.len() + y.len());
    let mut insert = |object: &palisade_value::Object<'a>, at: usize, value: Value<'a>| {
        let key = object.entries()[at].0;
        match object.origin(at) {
            Some(origin) => builder.insert_at(key, value, *origin),
            None => builder.insert(key, value),
        }
    };
    for (at, (_, value)) in x.entries().iter().enumerate() {
        insert(x, at, *value);
    }
    for (at, (key, value)) in y.entries().iter().enumerate() {
        let value = match x.get(key) {
            Some(under) => {
                path.push(key.as_str().unwrap_or_default().to_owned());
                let merged = merge(arena, under, *value, path)?;
                path.pop();
                merged
            }
            None => *value,
        };
        insert(y, at, value);
    }
    Ok(builder.finish(arena))
}

/// All documents of a workspace, shared between threads.
#[derive(Debug)]
pub struct Documents(Frozen<ValuesFamily>);

impl Documents {
    /// Reads documents into one object; what is wrong with them goes to `diagnostics`.
    #[must_use]
    pub fn new(
        sources: &SourceMap,
        documents: &[Document],
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Self {
        Self(Frozen::build(|arena| {
            let all = build(arena, sources, documents, diagnostics);
            arena.alloc_slice(&[all])
        }))
    }

    /// The object.
    #[must_use]
    pub fn value(&self) -> Value<'_> {
        self.0.get().first().copied().unwrap_or(Value::Null)
    }
}
