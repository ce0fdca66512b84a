//! The attributes of a resource, each with where its value comes from.

use palisade_engine::is_secret;
use palisade_source::{Location, SourceMap};
use palisade_value::{Origin, OriginKind, Value, write_json};
use std::fmt::Write;

/// Longer expressions are cut.
const LONG: usize = 80;

/// Where places are told from: those in the file of the resource by their line alone.
pub(super) struct Places<'s> {
    pub(super) sources: &'s SourceMap,
    pub(super) home: Location,
}

impl Places<'_> {
    fn describe(&self, at: Location) -> String {
        if at.file == self.home.file {
            let line = self.sources.get(at.file).line(at.span.start);
            return format!("line {line}");
        }
        self.sources.describe(at)
    }

    /// Where a slot is set, and by what expression if it is more than a name.
    fn slot(&self, origin: &Origin<'_>) -> String {
        if origin.kind == OriginKind::Schema {
            return match origin.name {
                "" => "set by the type of the resource".to_owned(),
                provider => format!("default of the provider, {provider}"),
            };
        }
        let place = self.describe(origin.location);
        match self.expression(origin) {
            Some(expression) => format!("{place}: {expression}"),
            None => place,
        }
    }

    /// The expression that computes a value, where it is more than a value or a name.
    fn expression(&self, origin: &Origin<'_>) -> Option<String> {
        use OriginKind::{Literal, Schema, Sensitive};
        if matches!(origin.kind, Literal | Schema | Sensitive) {
            return None;
        }
        let text = self.sources.get(origin.location.file);
        let (name, expression) = text.slice(origin.location.span).split_once('=')?;
        let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '"' | ' ' | '\t');
        // An expression has brackets, operators or a template in it.
        let telling = ['(', '?', '$', '+', '*', '/', '%', '!', '<', '>', '&', '|', '{'];
        if !name.chars().all(is_name) || !expression.contains(telling) {
            return None;
        }
        let expression = expression.split_whitespace().collect::<Vec<_>>().join(" ");
        if expression.chars().count() <= LONG {
            return Some(expression);
        }
        Some(expression.chars().take(LONG - 1).chain(['…']).collect())
    }
}

/// The attributes as dotted paths with values, each with the places that it came through.
pub(super) fn write(
    out: &mut String,
    value: Value<'_>,
    path: &str,
    sources: &Places<'_>,
    depth: usize,
) {
    if depth > 12 {
        return;
    }
    // An entry such as `{name: DB_PASSWORD, value: …}`.
    let is_named = value.field("name").and_then(|n| n.as_str()).is_some_and(is_secret);
    let mut child = |key: String, value: Value<'_>, origin: Option<&Origin<'_>>| {
        let sensitive =
            |origin: Option<&Origin<'_>>| origin.is_some_and(|o| o.kind == OriginKind::Sensitive);
        let is_secret_slot = sensitive(origin);
        let is_inner = match value {
            _ if is_secret_slot => false,
            Value::Object(o) => !o.is_empty(),
            Value::Array(a) => a
                .items()
                .iter()
                .enumerate()
                .any(|(at, v)| matches!(v, Value::Object(_)) || sensitive(a.origin(at))),
            _ => false,
        };
        if is_inner {
            write(out, value, &key, sources, depth + 1);
            return;
        }
        let last = key.rsplit('.').next().unwrap_or_default();
        let is_telling = is_secret(last) || (is_named && last == "value");
        if is_secret_slot || (is_telling && matches!(value, Value::Str(_))) {
            _ = writeln!(out, "  {key} = (not shown)");
            return;
        }
        let mut text = String::new();
        match value {
            Value::Unknown(unknown) => text = format!("unknown: {}", unknown.describe()),
            _ => write_json(&mut text, value),
        }
        let text: String = text.chars().take(100).collect();
        _ = write!(out, "  {key} = {text}");
        if let Some(origin) = origin {
            _ = write!(out, "   [{}]", sources.slot(origin));
            passed(out, origin, sources, 0);
        }
        out.push('\n');
    };
    match value {
        Value::Object(object) => {
            for (at, (key, value)) in object.entries().iter().enumerate() {
                let name = key.as_str().map_or_else(|| format!("{key:?}"), str::to_owned);
                let full = if path.is_empty() { name } else { format!("{path}.{name}") };
                child(full, *value, object.origin(at));
            }
        }
        Value::Array(array) => {
            for (at, value) in array.items().iter().enumerate() {
                child(format!("{path}[{at}]"), *value, array.origin(at));
            }
        }
        _ => {}
    }
}

fn passed(out: &mut String, origin: &Origin<'_>, sources: &Places<'_>, depth: usize) {
    for source in origin.sources.iter().take(4) {
        if depth > 6 {
            return;
        }
        let what = match source.kind {
            OriginKind::Default => "default of ",
            OriginKind::Argument => "argument ",
            OriginKind::Environment => "environment variable for ",
            OriginKind::CommandLine => "`--var` for ",
            OriginKind::Configuration => "configuration for ",
            _ => "",
        };
        let place = sources.slot(source);
        if source.name.is_empty() || source.kind == OriginKind::Schema {
            _ = write!(out, " <- [{place}]");
        } else {
            _ = write!(out, " <- {what}{} [{place}]", source.name);
        }
        passed(out, source, sources, depth + 1);
    }
}
