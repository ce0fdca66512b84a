//! From text to a configuration, held strictly against the table.

use crate::Config;
use crate::table::{FORMATS, Key, ROOT, Shape};
use palisade_source::{Diagnostic, FileId, Level, Location, SourceMap, Span, did_you_mean};
use palisade_yaml::{Node, Scalar, Schema, check_keys};
use serde_json::{Map, Number, Value};
use std::collections::BTreeMap;

/// Reads a configuration. What is wrong is told with its place, and left out; the rest holds.
pub fn read(sources: &SourceMap, file: FileId) -> (Config, Vec<Diagnostic>) {
    let source = sources.get(file);
    let stream = palisade_yaml::parse(source.text());
    let mut reader = Reader { file, diagnostics: Vec::new(), locations: BTreeMap::new() };
    // Of a key that stands twice one is dropped; which one was meant only the author knows.
    let strict = |told: Diagnostic| Diagnostic { level: Level::Error, ..told };
    reader.diagnostics.extend(stream.errors().map(|error| strict(error.to_diagnostic(file))));
    let mut roots = stream.documents.iter().filter_map(|d| d.root.as_ref().or(d.partial.as_ref()));
    let mut tree = Value::Null;
    if let Some(root) = roots.next().filter(|root| !root.is_null()) {
        tree = reader.value(root, &Shape::Keys(ROOT), "").unwrap_or_default();
    }
    if let Some(second) = roots.next() {
        let message = "a configuration is one document";
        reader.error(second.span, message, Some("remove `---` and what follows".to_owned()));
    }
    let mut config = Config::of(&tree);
    config.locations = reader.locations;
    reader.diagnostics.sort_by_key(|told| told.location.map(|at| at.span));
    (config, reader.diagnostics)
}

struct Reader {
    file: FileId,
    diagnostics: Vec<Diagnostic>,
    locations: BTreeMap<String, Location>,
}

impl Reader {
    fn error(&mut self, span: Span, message: impl Into<String>, help: Option<String>) {
        let told = Diagnostic::error("config", message).at(Location::new(self.file, span));
        self.diagnostics.push(if let Some(help) = help { told.help(help) } else { told });
    }

    fn found(&mut self, path: &str, span: Span) {
        self.locations.insert(path.to_owned(), Location::new(self.file, span));
    }

    /// The value of a node by its shape; none where it is not of that shape, which is told.
    fn value(&mut self, node: &Node<'_>, shape: &Shape, path: &str) -> Option<Value> {
        let scalar = node.resolve(Schema::Core12);
        match (shape, &scalar) {
            (Shape::Text, Some(Scalar::String(text))) if !text.trim().is_empty() => {
                Some(text.trim().into())
            }
            (Shape::Bool, Some(Scalar::Bool(value))) => Some((*value).into()),
            (Shape::Whole(least, most), Some(Scalar::Int(number))) => {
                let number = u64::try_from(*number).ok().filter(|n| (*least..=*most).contains(n));
                if number.is_none() {
                    self.error(node.span, format!("{} is {}", of(path), what(shape)), None);
                }
                number.map(Value::from)
            }
            (Shape::Word(words), Some(Scalar::String(text))) => {
                if words.contains(text) {
                    return Some((*text).into());
                }
                let help = did_you_mean(text, words.iter().copied());
                self.error(node.span, format!("unknown value `{text}` of {}", of(path)), help);
                None
            }
            (Shape::Format, Some(Scalar::String(text))) => self.format(node, text),
            (Shape::List(item), None) if node.is_sequence() => {
                let items = node.items().iter().enumerate().filter_map(|(n, node)| {
                    let path = format!("{path}[{n}]");
                    self.found(&path, node.span);
                    self.value(node, item, &path)
                });
                Some(Value::Array(items.collect()))
            }
            (Shape::Keys(keys), None) if node.is_mapping() => Some(self.keys(node, keys, path)),
            (Shape::Map(_, shape), None) if node.is_mapping() => {
                Some(self.entries(node, shape, path))
            }
            (Shape::Json, _) => self.json(node).map(Value::from),
            (Shape::Variable, Some(Scalar::String(text))) => Some((*text).into()),
            (Shape::Variable, _) => self.json(node).map(Value::from),
            _ => {
                self.mismatch(node, shape, path);
                None
            }
        }
    }

    fn keys(&mut self, node: &Node<'_>, keys: &[Key], path: &str) -> Value {
        let known: Vec<&str> = keys.iter().map(|key| key.name).collect();
        for unknown in check_keys(node, &known) {
            let place = if path.is_empty() { String::new() } else { format!(" in `{path}`") };
            self.error(unknown.span, format!("unknown key `{}`{place}", unknown.key), unknown.help);
        }
        let mut object = Map::new();
        for key in keys {
            let Some((name, value)) = node.get_entry(key.name) else { continue };
            // A key without a value is as good as absent.
            if value.is_null() {
                continue;
            }
            let path = join(path, key.name);
            let span = if matches!(key.shape, Shape::Keys(_) | Shape::Map(..)) {
                name.span
            } else {
                value.span
            };
            self.found(&path, span);
            if let Some(value) = self.value(value, &key.shape, &path) {
                object.insert(key.name.to_owned(), value);
            }
        }
        Value::Object(object)
    }

    fn entries(&mut self, node: &Node<'_>, shape: &Shape, path: &str) -> Value {
        let mut object = Map::new();
        for (name, value) in node.entries() {
            let Some(text) = name.text().filter(|text| !text.is_empty() && !name.is_null()) else {
                let found = name.describe(Schema::Core12);
                self.error(name.span, format!("a key of `{path}` is a name, not {found}"), None);
                continue;
            };
            let path = join(path, text);
            self.found(&path, name.span);
            if value.is_null() && matches!(shape, Shape::Keys(_)) {
                continue;
            }
            if let Some(value) = self.value(value, shape, &path) {
                object.insert(text.to_owned(), value);
            }
        }
        Value::Object(object)
    }

    fn format(&mut self, node: &Node<'_>, text: &str) -> Option<Value> {
        let (name, file) = text.split_once('=').map_or((text, None), |(n, f)| (n, Some(f)));
        if !FORMATS.contains(&name) {
            let help = did_you_mean(name, FORMATS.iter().copied());
            self.error(node.span, format!("unknown format `{name}`"), help);
            return None;
        }
        if file.is_some_and(|file| file.trim().is_empty()) {
            let message = format!("`{text}` names no file behind `=`");
            self.error(node.span, message, Some(format!("write `{name}=FILE`")));
            return None;
        }
        Some(text.into())
    }

    fn mismatch(&mut self, node: &Node<'_>, shape: &Shape, path: &str) {
        let found = match node.resolve(Schema::Core12) {
            Some(Scalar::String(text)) if text.trim().is_empty() => "an empty text",
            _ => node.describe(Schema::Core12),
        };
        let help = match (shape, node.text()) {
            (Shape::List(_), Some(text)) if !node.is_null() => Some(format!("write `[{text}]`")),
            (Shape::Text | Shape::Word(_), Some(text)) if !text.trim().is_empty() => {
                Some(format!("put it in quotes if it is meant: `\"{text}\"`"))
            }
            (Shape::Bool, _) => Some("write `true` or `false`".to_owned()),
            _ => None,
        };
        self.error(node.span, format!("{} is {}, not {found}", of(path), what(shape)), help);
    }

    /// A node as JSON text, numbers exactly as written.
    fn json(&mut self, node: &Node<'_>) -> Option<String> {
        if node.is_sequence() {
            let items: Vec<String> = node.items().iter().filter_map(|n| self.json(n)).collect();
            return Some(format!("[{}]", items.join(",")));
        }
        if node.is_mapping() {
            let entries = node.entries().iter().filter_map(|(key, value)| {
                let key = Value::from(key.text()?);
                Some(format!("{key}:{}", self.json(value)?))
            });
            let entries: Vec<String> = entries.collect();
            return Some(format!("{{{}}}", entries.join(",")));
        }
        match node.resolve(Schema::Core12)? {
            Scalar::Null => Some("null".to_owned()),
            Scalar::Bool(value) => Some(value.to_string()),
            Scalar::Int(number) => Some(number.to_string()),
            Scalar::BigInt(digits) => Some(digits.into_owned()),
            Scalar::Float(number) if number.is_finite() => {
                let written = node.text().filter(|t| serde_json::from_str::<Number>(t).is_ok());
                Some(written.map_or_else(|| Value::from(number).to_string(), str::to_owned))
            }
            Scalar::Float(_) => {
                let text = node.text().unwrap_or("");
                let message = format!("`{text}` is no number that JSON has");
                self.error(node.span, message, Some("write a number, or a text in quotes".into()));
                None
            }
            Scalar::String(text) => Some(Value::from(text).to_string()),
        }
    }
}

pub(crate) fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

fn of(path: &str) -> String {
    if path.is_empty() { "a configuration".to_owned() } else { format!("`{path}`") }
}

/// A shape in words.
pub(crate) fn what(shape: &Shape) -> String {
    match shape {
        Shape::Text => "a text".to_owned(),
        Shape::Bool => "true or false".to_owned(),
        Shape::Whole(least, most) => format!("a whole number from {least} to {most}"),
        Shape::Word(words) => {
            let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
            match words.split_last() {
                Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
                _ => words.concat(),
            }
        }
        Shape::Format => "a format or `FORMAT=FILE`".to_owned(),
        Shape::List(Shape::Text) => "a list of texts".to_owned(),
        Shape::List(Shape::Format) => "a list of formats".to_owned(),
        Shape::List(_) => "a list".to_owned(),
        Shape::Keys(_) | Shape::Map(..) => "a mapping".to_owned(),
        Shape::Json | Shape::Variable => "any value".to_owned(),
    }
}
