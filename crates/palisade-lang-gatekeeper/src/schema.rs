//! The schema of a template's parameters: defaults, and what is wrong with what a constraint sets.

use crate::problems::{Problems, SCHEMA};
use palisade_source::{Span, did_you_mean};
use palisade_yaml::{Kind, Node, Scalar};
use regex::Regex;

/// Schemas inside schemas deeper than this are not read.
const MAX_DEPTH: usize = 64;

/// A JSON Schema in the form that custom resources have.
#[derive(Clone, Debug, Default)]
pub(crate) struct Schema {
    ty: Option<Type>,
    int_or_string: bool,
    nullable: bool,
    properties: Vec<(String, Schema)>,
    additional: Option<Additional>,
    open: bool,
    items: Option<Box<Schema>>,
    required: Vec<String>,
    choices: Vec<Node<'static>>,
    minimum: Option<(f64, bool)>,
    maximum: Option<(f64, bool)>,
    multiple_of: Option<f64>,
    length: Range,
    count: Range,
    entries: Range,
    unique: bool,
    pattern: Option<Regex>,
    default: Option<Node<'static>>,
    all_of: Vec<Schema>,
    any_of: Vec<Schema>,
    one_of: Vec<Schema>,
    not: Option<Box<Schema>>,
}

#[derive(Clone, Debug)]
enum Additional {
    Any(bool),
    Of(Box<Schema>),
}

#[derive(Clone, Copy, Debug, Default)]
struct Range {
    least: Option<u64>,
    most: Option<u64>,
}

impl Range {
    fn wrong(self, n: usize, noun: &str) -> Option<String> {
        let n = n as u64;
        match self {
            Self { least: Some(least), .. } if n < least => {
                Some(format!("has {n} {noun}, and at least {least} are wanted"))
            }
            Self { most: Some(most), .. } if n > most => {
                Some(format!("has {n} {noun}, and at most {most} are allowed"))
            }
            _ => None,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Type {
    Object,
    Array,
    String,
    Integer,
    Number,
    Boolean,
}

const TYPES: &[(&str, Type)] = &[
    ("object", Type::Object),
    ("array", Type::Array),
    ("string", Type::String),
    ("integer", Type::Integer),
    ("number", Type::Number),
    ("boolean", Type::Boolean),
];

const KEYS: &[&str] = &[
    "$schema",
    "$ref",
    "id",
    "title",
    "description",
    "example",
    "externalDocs",
    "definitions",
    "dependencies",
    "patternProperties",
    "additionalItems",
    "type",
    "format",
    "nullable",
    "properties",
    "additionalProperties",
    "items",
    "required",
    "enum",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "pattern",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
    "default",
    "allOf",
    "anyOf",
    "oneOf",
    "not",
    "x-kubernetes-preserve-unknown-fields",
    "x-kubernetes-int-or-string",
    "x-kubernetes-embedded-resource",
    "x-kubernetes-list-type",
    "x-kubernetes-list-map-keys",
    "x-kubernetes-map-type",
    "x-kubernetes-validations",
];

impl Schema {
    /// Reads a schema. `legacy` schemas say nothing of fields that they do not name.
    pub(crate) fn read(node: &Node<'_>, legacy: bool, problems: &mut Problems) -> Self {
        Self::read_inner(node, legacy, 0, problems)
    }

    fn read_inner(node: &Node<'_>, legacy: bool, depth: usize, problems: &mut Problems) -> Self {
        let mut schema = Self { open: legacy, ..Self::default() };
        if depth > MAX_DEPTH {
            problems.error(node.span, "schemas nest too deep", None);
            return schema;
        }
        let Some(node) = problems.mapping(node, "a schema", KEYS) else { return schema };
        let inner = |n: &Node<'_>, p: &mut Problems| Self::read_inner(n, legacy, depth + 1, p);
        schema.ty = problems.choice(node, "type", TYPES);
        schema.nullable = problems.flag(node, "nullable").unwrap_or(false);
        schema.unique = problems.flag(node, "uniqueItems").unwrap_or(false);
        schema.int_or_string = problems.flag(node, "x-kubernetes-int-or-string").unwrap_or(false);
        schema.open |= problems.flag(node, "x-kubernetes-preserve-unknown-fields").unwrap_or(false);
        if let Some(properties) = problems.field(node, "properties", &[]) {
            for (key, value) in properties.entries() {
                let name = key.text().unwrap_or_default().to_owned();
                schema.properties.push((name, inner(value, problems)));
            }
        }
        schema.additional = node.get("additionalProperties").map(|n| match n.as_bool(SCHEMA) {
            Some(any) => Additional::Any(any),
            None => Additional::Of(Box::new(inner(n, problems))),
        });
        schema.items = node.get("items").map(|n| Box::new(inner(n, problems)));
        schema.not = node.get("not").map(|n| Box::new(inner(n, problems)));
        let all = |key: &str, p: &mut Problems| {
            p.list(node, key).iter().map(|n| inner(n, p)).collect::<Vec<_>>()
        };
        schema.all_of = all("allOf", problems);
        schema.any_of = all("anyOf", problems);
        schema.one_of = all("oneOf", problems);
        schema.required = problems.texts(node, "required");
        schema.choices =
            problems.list(node, "enum").iter().map(|n| n.clone().into_owned()).collect();
        let exclusive = |key: &str, p: &mut Problems| p.flag(node, key).unwrap_or(false);
        let (above, below) =
            (exclusive("exclusiveMinimum", problems), exclusive("exclusiveMaximum", problems));
        schema.minimum = number_at(node, "minimum", problems).map(|n| (n, above));
        schema.maximum = number_at(node, "maximum", problems).map(|n| (n, below));
        schema.multiple_of = number_at(node, "multipleOf", problems).filter(|n| *n > 0.0);
        let range = |least: &str, most: &str, p: &mut Problems| Range {
            least: count_at(node, least, p),
            most: count_at(node, most, p),
        };
        schema.length = range("minLength", "maxLength", problems);
        schema.count = range("minItems", "maxItems", problems);
        schema.entries = range("minProperties", "maxProperties", problems);
        if let Some(pattern) = node.get("pattern")
            && let Some(text) = problems.text(pattern, "`pattern`")
        {
            match Regex::new(text) {
                Ok(regex) => schema.pattern = Some(regex),
                Err(error) => {
                    let why = crate::problems::pattern(&error);
                    problems.error(pattern.span, format!("no regular expression: {why}"), None);
                }
            }
        }
        if let Some(default) = node.get("default") {
            schema.default = Some(default.clone().into_owned());
            let mut wrong = Problems::new(problems.file, problems.code);
            schema.check(default, "the default", &mut wrong);
            problems.found.append(&mut wrong.found);
        }
        schema
    }

    /// Whether a property has a default.
    pub(crate) fn has_defaults(&self) -> bool {
        self.properties.iter().any(|(_, property)| property.default.is_some())
    }

    /// The same node with the defaults of what is not set in it.
    pub(crate) fn defaulted<'n>(&self, mut node: Node<'n>) -> Node<'n> {
        let span = node.span;
        match &mut node.kind {
            Kind::Mapping(entries) => {
                for (name, schema) in &self.properties {
                    let set = entries.iter_mut().find(|(k, _)| k.text() == Some(name));
                    match (set, &schema.default) {
                        (Some((_, value)), Some(default))
                            if value.is_null() && !schema.nullable =>
                        {
                            *value = schema.defaulted(default.clone());
                        }
                        (Some((_, value)), _) => {
                            let old = std::mem::replace(value, null(span));
                            *value = schema.defaulted(old);
                        }
                        (None, Some(default)) => {
                            let key =
                                Kind::Scalar(name.clone().into(), palisade_yaml::Style::Quoted);
                            let value = schema.defaulted(default.clone());
                            entries.push((Node::new(span, key), value));
                        }
                        (None, None) => {}
                    }
                }
                if let Some(Additional::Of(schema)) = &self.additional {
                    let named = |k: &Node<'_>| {
                        self.properties.iter().any(|(name, _)| k.text() == Some(name))
                    };
                    for (key, value) in entries.iter_mut() {
                        if !named(key) {
                            let old = std::mem::replace(value, null(span));
                            *value = schema.defaulted(old);
                        }
                    }
                }
            }
            Kind::Sequence(items) => {
                if let Some(schema) = &self.items {
                    for item in items.iter_mut() {
                        let old = std::mem::replace(item, null(span));
                        *item = schema.defaulted(old);
                    }
                }
            }
            Kind::Scalar(..) => {}
        }
        node
    }

    /// Reports what is wrong with a value; `what` names it.
    pub(crate) fn check(&self, node: &Node<'_>, what: &str, problems: &mut Problems) {
        if node.is_null() {
            // A field that is null is one that is not set, unless it may be null.
            return;
        }
        if !self.has_type(node) {
            let found = node.describe(SCHEMA);
            let wanted = self.type_name();
            problems.error(node.span, format!("{what} is {wanted}, not {found}"), None);
            return;
        }
        if !self.choices.is_empty() && !self.choices.iter().any(|c| same(c, node)) {
            let shown = node.text().unwrap_or("this");
            let known: Vec<&str> = self.choices.iter().filter_map(Node::text).collect();
            let help = did_you_mean(shown, known);
            problems.error(node.span, format!("{what} may not be `{shown}`"), help);
        }
        match &node.kind {
            Kind::Mapping(_) => self.check_object(node, what, problems),
            Kind::Sequence(items) => self.check_list(node, items, what, problems),
            Kind::Scalar(..) => {
                if let Some(n) = number(node) {
                    self.check_number(n, node.span, what, problems);
                } else if let Some(text) = node.as_str(SCHEMA) {
                    self.check_text(text, node.span, what, problems);
                }
            }
        }
        for schema in &self.all_of {
            schema.check(node, what, problems);
        }
        let fits = |schema: &Schema| {
            let mut wrong = Problems::new(problems.file, problems.code);
            schema.check(node, what, &mut wrong);
            !wrong.any_error()
        };
        let wrong = if !self.any_of.is_empty() && !self.any_of.iter().any(fits) {
            "fits none of the forms under `anyOf`"
        } else if !self.one_of.is_empty() && self.one_of.iter().filter(|s| fits(s)).count() != 1 {
            "does not fit exactly one of the forms under `oneOf`"
        } else if self.not.as_deref().is_some_and(fits) {
            "has the form under `not`"
        } else {
            return;
        };
        problems.error(node.span, format!("{what} {wrong} of the template's schema"), None);
    }

    fn check_object(&self, node: &Node<'_>, what: &str, problems: &mut Problems) {
        if let Some(wrong) = self.entries.wrong(node.entries().len(), "entries") {
            problems.error(node.span, format!("{what} {wrong}"), None);
        }
        for name in &self.required {
            if node.get(name).is_none_or(Node::is_null) {
                let span = node.entries().first().map_or(node.span, |(k, _)| k.span);
                let help = Some(format!("add `{name}: …`"));
                problems.error(span, format!("{what} has no `{name}`, which is required"), help);
            }
        }
        for (key, value) in node.entries() {
            let name = key.text().unwrap_or_default();
            let inner = format!("`{name}`");
            match self.properties.iter().find(|(n, _)| n == name) {
                Some((_, schema)) => schema.check(value, &inner, problems),
                None => match &self.additional {
                    Some(Additional::Of(schema)) => schema.check(value, &inner, problems),
                    Some(Additional::Any(true)) => {}
                    Some(Additional::Any(false)) => self.unknown(key, name, what, problems),
                    None if self.open || self.properties.is_empty() => {}
                    None => self.unknown(key, name, what, problems),
                },
            }
        }
    }

    fn unknown(&self, key: &Node<'_>, name: &str, what: &str, problems: &mut Problems) {
        let known = self.properties.iter().map(|(n, _)| n.as_str());
        let help = did_you_mean(name, known);
        let message = format!("the template has no `{name}` in {what}: a cluster drops it");
        problems.warning(key.span, message, help);
    }

    fn check_list(&self, node: &Node<'_>, items: &[Node<'_>], what: &str, problems: &mut Problems) {
        if let Some(wrong) = self.count.wrong(items.len(), "items") {
            problems.error(node.span, format!("{what} {wrong}"), None);
        }
        for (at, item) in items.iter().enumerate() {
            if self.unique && items.iter().take(at).any(|other| same(other, item)) {
                problems.error(item.span, format!("{what} has this item twice"), None);
            }
            if let Some(schema) = &self.items {
                schema.check(item, &format!("an item of {what}"), problems);
            }
        }
    }

    fn check_number(&self, n: f64, span: Span, what: &str, problems: &mut Problems) {
        let wrong = match (self.minimum, self.maximum, self.multiple_of) {
            (Some((least, true)), ..) if n <= least => format!("is not above {least}"),
            (Some((least, _)), ..) if n < least => format!("is below {least}"),
            (_, Some((most, true)), _) if n >= most => format!("is not below {most}"),
            (_, Some((most, _)), _) if n > most => format!("is above {most}"),
            (.., Some(of)) if (n / of).fract() != 0.0 => format!("is no multiple of {of}"),
            _ => return,
        };
        problems.error(span, format!("{what} {wrong}"), None);
    }

    fn check_text(&self, text: &str, span: Span, what: &str, problems: &mut Problems) {
        if let Some(wrong) = self.length.wrong(text.chars().count(), "characters") {
            problems.error(span, format!("{what} {wrong}"), None);
        }
        if let Some(pattern) = self.pattern.as_ref().filter(|p| !p.is_match(text)) {
            problems.error(span, format!("{what} does not fit the pattern `{pattern}`"), None);
        }
    }

    fn has_type(&self, node: &Node<'_>) -> bool {
        let scalar = node.resolve(SCHEMA);
        let is_int = match scalar {
            Some(Scalar::Int(_) | Scalar::BigInt(_)) => true,
            Some(Scalar::Float(f)) => f.fract() == 0.0,
            _ => false,
        };
        if self.int_or_string {
            return is_int || matches!(scalar, Some(Scalar::String(_)));
        }
        match self.ty {
            None => true,
            Some(Type::Object) => node.is_mapping(),
            Some(Type::Array) => node.is_sequence(),
            Some(Type::String) => matches!(scalar, Some(Scalar::String(_))),
            Some(Type::Integer) => is_int,
            Some(Type::Number) => number(node).is_some(),
            Some(Type::Boolean) => matches!(scalar, Some(Scalar::Bool(_))),
        }
    }

    fn type_name(&self) -> &'static str {
        match self.ty {
            _ if self.int_or_string => "a whole number or a text",
            Some(Type::Object) => "a mapping",
            Some(Type::Array) => "a list",
            Some(Type::String) => "a text",
            Some(Type::Integer) => "a whole number",
            Some(Type::Number) => "a number",
            Some(Type::Boolean) => "true or false",
            None => "a value",
        }
    }
}

fn null(span: Span) -> Node<'static> {
    Node::new(span, Kind::Scalar("".into(), palisade_yaml::Style::Plain))
}

fn number(node: &Node<'_>) -> Option<f64> {
    match node.resolve(SCHEMA)? {
        Scalar::Int(i) => Some(i as f64),
        Scalar::Float(f) => Some(f),
        Scalar::BigInt(digits) => digits.parse().ok(),
        _ => None,
    }
}

fn number_at(node: &Node<'_>, key: &str, problems: &mut Problems) -> Option<f64> {
    let value = node.get(key).filter(|n| !n.is_null())?;
    let found = number(value);
    if found.is_none() {
        let what = value.describe(SCHEMA);
        problems.error(value.span, format!("`{key}` is a number, not {what}"), None);
    }
    found
}

fn count_at(node: &Node<'_>, key: &str, problems: &mut Problems) -> Option<u64> {
    let value = node.get(key).filter(|n| !n.is_null())?;
    let found = value.as_i64(SCHEMA).and_then(|n| u64::try_from(n).ok());
    if found.is_none() {
        problems.error(value.span, format!("`{key}` is a whole number from 0 on"), None);
    }
    found
}

/// Whether two nodes are the same value.
fn same(a: &Node<'_>, b: &Node<'_>) -> bool {
    match (&a.kind, &b.kind) {
        (Kind::Sequence(x), Kind::Sequence(y)) => {
            x.len() == y.len() && x.iter().zip(y).all(|(a, b)| same(a, b))
        }
        (Kind::Mapping(x), Kind::Mapping(y)) => {
            x.len() == y.len()
                && x.iter()
                    .all(|(k, v)| k.text().and_then(|k| b.get(k)).is_some_and(|w| same(v, w)))
        }
        (Kind::Scalar(..), Kind::Scalar(..)) => match (number(a), number(b)) {
            (Some(x), Some(y)) => x == y,
            (None, None) => a.resolve(SCHEMA) == b.resolve(SCHEMA),
            _ => false,
        },
        _ => false,
    }
}
