//! A schema checked and made ready.

use super::super::gojson::go_json_of_doubles;
use super::super::url::Url;
use palisade_value::{Object, Value};
use regex::{Regex, RegexBuilder};
use std::collections::BTreeMap;
use std::rc::Rc;

/// Schemas inside schemas deeper than this are refused.
const DEPTH: u32 = 128;

/// A schema's place among the others.
pub(super) type Id = usize;

/// What is said of further items or properties.
#[derive(Clone, Copy, Debug)]
pub(super) enum Further {
    Allowed(bool),
    Schema(Id),
}

/// What a property needs beside it.
#[derive(Debug)]
pub(super) enum Dependency {
    Properties(Vec<String>),
    Schema(Id),
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Draft {
    Four,
    Six,
    Seven,
    /// Of all drafts.
    Hybrid,
}

/// One schema.
#[derive(Debug, Default)]
pub(super) struct Node<'e> {
    pub(super) pass: Option<bool>,
    pub(super) reference: Option<Id>,
    pub(super) types: Vec<&'static str>,
    pub(super) properties: Vec<(&'e str, Id)>,
    pub(super) additional_properties: Option<Further>,
    pub(super) pattern_properties: Vec<(Regex, Id)>,
    pub(super) property_names: Option<Id>,
    pub(super) dependencies: BTreeMap<&'e str, Dependency>,
    pub(super) items: Vec<Id>,
    pub(super) one_schema_for_items: bool,
    pub(super) additional_items: Option<Further>,
    pub(super) multiple_of: Option<Value<'e>>,
    pub(super) minimum: Option<Value<'e>>,
    pub(super) exclusive_minimum: Option<Value<'e>>,
    pub(super) maximum: Option<Value<'e>>,
    pub(super) exclusive_maximum: Option<Value<'e>>,
    pub(super) min_length: Option<i64>,
    pub(super) max_length: Option<i64>,
    pub(super) pattern: Option<Rc<Regex>>,
    pub(super) format: Option<&'e str>,
    pub(super) min_properties: Option<i64>,
    pub(super) max_properties: Option<i64>,
    pub(super) required: Vec<&'e str>,
    pub(super) min_items: Option<i64>,
    pub(super) max_items: Option<i64>,
    pub(super) unique_items: bool,
    pub(super) contains: Option<Id>,
    pub(super) constant: Option<String>,
    pub(super) choices: Option<Vec<String>>,
    pub(super) one_of: Vec<Id>,
    pub(super) any_of: Vec<Id>,
    pub(super) all_of: Vec<Id>,
    pub(super) not: Option<Id>,
    pub(super) condition: Option<Id>,
    pub(super) then: Option<Id>,
    pub(super) otherwise: Option<Id>,
}

/// A schema with all that are in it; the first is the root.
#[derive(Debug)]
pub(super) struct Schema<'e> {
    nodes: Vec<Node<'e>>,
}

impl<'e> Schema<'e> {
    pub(super) fn node(&self, id: Id) -> Option<&Node<'e>> {
        self.nodes.get(id)
    }
}

type Made<T> = Result<T, String>;

const TYPES: [&str; 7] = ["array", "boolean", "integer", "number", "null", "object", "string"];

fn invalid_type(expected: &str, given: &str) -> String {
    format!("Invalid type. Expected: {expected}, given: {given}")
}

/// Checks a schema.
///
/// # Errors
/// What is wrong with it, in the words of OPA's validator.
pub(super) fn compile(document: Value<'_>) -> Made<Schema<'_>> {
    let draft = match document {
        Value::Bool(_) => Draft::Hybrid,
        Value::Object(object) => match object.field("$schema") {
            None => Draft::Hybrid,
            Some(Value::Str(url)) => match url.trim_end_matches('#') {
                "http://json-schema.org/draft-04/schema" => Draft::Four,
                "http://json-schema.org/draft-06/schema" => Draft::Six,
                "http://json-schema.org/draft-07/schema" => Draft::Seven,
                _ => Draft::Hybrid,
            },
            Some(_) => return Err(invalid_type("string", "$schema")),
        },
        _ => return Err("schema is invalid".to_owned()),
    };
    let mut ids = BTreeMap::new();
    collect_ids(document, "", &mut ids, 0);
    let mut compiler =
        Compiler { root: document, draft, ids, nodes: Vec::new(), references: BTreeMap::new() };
    compiler.schema(document, "", 0)?;
    Ok(Schema { nodes: compiler.nodes })
}

/// An identifier seen from the one around it.
fn inherit(base: &str, id: &str) -> String {
    if id.contains("://") || id.starts_with("urn:") || base.is_empty() {
        return id.to_owned();
    }
    let base = base.split('#').next().unwrap_or("");
    if id.starts_with('#') || id.is_empty() {
        return format!("{base}{id}");
    }
    let start = base.find("://").map_or(0, |at| at + 3);
    let path = base.get(start..).and_then(|rest| rest.find('/')).map(|at| start + at);
    if id.starts_with('/') {
        return format!("{}{id}", base.get(..path.unwrap_or(base.len())).unwrap_or(""));
    }
    match base.rfind('/').filter(|at| *at >= start) {
        Some(at) => format!("{}/{id}", base.get(..at).unwrap_or("")),
        None if start > 0 => format!("{base}/{id}"),
        None => id.to_owned(),
    }
}

/// The schemas that have identifiers of their own, by them.
fn collect_ids<'e>(
    value: Value<'e>,
    base: &str,
    ids: &mut BTreeMap<String, (Value<'e>, String)>,
    depth: u32,
) {
    if depth > DEPTH {
        return;
    }
    match value {
        Value::Array(array) => {
            array.items().iter().for_each(|item| collect_ids(*item, base, ids, depth + 1));
        }
        Value::Object(object) => {
            let own = ["$id", "id"].into_iter().find_map(|key| object.field(key)?.as_str());
            let base = own.map_or_else(|| base.to_owned(), |own| inherit(base, own));
            if own.is_some() {
                ids.insert(base.trim_end_matches('#').to_owned(), (value, base.clone()));
            }
            for (key, item) in object.entries() {
                if !matches!(key, Value::Str("enum" | "const")) {
                    collect_ids(*item, &base, ids, depth + 1);
                }
            }
        }
        _ => {}
    }
}

struct Compiler<'e> {
    root: Value<'e>,
    draft: Draft,
    ids: BTreeMap<String, (Value<'e>, String)>,
    nodes: Vec<Node<'e>>,
    /// What references came to.
    references: BTreeMap<String, Id>,
}

fn text<'e>(object: &Object<'e>, key: &str) -> Made<Option<&'e str>> {
    match object.field(key) {
        None => Ok(None),
        Some(Value::Str(text)) => Ok(Some(text)),
        Some(_) => Err(invalid_type("string", key)),
    }
}

fn list<'e>(object: &Object<'e>, key: &str) -> Made<&'e [Value<'e>]> {
    match object.field(key) {
        None => Ok(&[]),
        Some(Value::Array(array)) => Ok(array.items()),
        Some(_) => Err(format!("{key} must be of an array")),
    }
}

/// A count that is not negative.
fn size(object: &Object<'_>, key: &str) -> Made<Option<i64>> {
    let Some(value) = object.field(key) else { return Ok(None) };
    match value.as_i64() {
        Some(size) if size >= 0 => Ok(Some(size)),
        Some(_) => Err(format!("{key} must be greater than or equal to 0")),
        None => Err(format!("{key} must be of an integer")),
    }
}

fn regex(pattern: &str) -> Option<Regex> {
    RegexBuilder::new(pattern).size_limit(1 << 21).build().ok()
}

impl<'e> Compiler<'e> {
    /// Compiles a schema into the next free place.
    fn schema(&mut self, value: Value<'e>, base: &str, depth: u32) -> Made<Id> {
        let id = self.nodes.len();
        self.nodes.push(Node::default());
        let node = self.read(value, base, depth)?;
        if let Some(place) = self.nodes.get_mut(id) {
            *place = *node;
        }
        Ok(id)
    }

    fn read(&mut self, value: Value<'e>, base: &str, depth: u32) -> Made<Box<Node<'e>>> {
        let mut node = Box::<Node<'e>>::default();
        if depth > DEPTH {
            return Err(format!("schemas nest deeper than {DEPTH}"));
        }
        let object = match value {
            Value::Bool(pass) if self.draft >= Draft::Six => {
                node.pass = Some(pass);
                return Ok(node);
            }
            Value::Object(object) => object,
            _ => return Err("Expected: schema, given: Invalid JSON".to_owned()),
        };
        let id_key = match self.draft {
            Draft::Four => "id",
            Draft::Hybrid if object.field("id").is_some() => "id",
            _ => "$id",
        };
        let own = text(object, id_key)?.map(|id| inherit(base, id));
        let base = own.as_deref().unwrap_or(base);
        let depth = depth + 1;
        match object.field("definitions") {
            None => {}
            Some(Value::Object(definitions)) => {
                for (_, definition) in definitions.entries() {
                    if !matches!(definition, Value::Bool(_) | Value::Object(_)) {
                        return Err(invalid_type("array of schemas", "definitions"));
                    }
                    self.schema(*definition, base, depth)?;
                }
            }
            Some(_) => return Err(invalid_type("array of schemas", "definitions")),
        }
        text(object, "title")?;
        text(object, "description")?;
        if let Some(reference) = text(object, "$ref")? {
            node.reference = Some(self.reference(reference, base, depth)?);
            return Ok(node);
        }
        self.types(object, &mut node)?;
        self.properties(object, &mut node, base, depth)?;
        self.items(object, &mut node, base, depth)?;
        self.numbers(object, &mut node)?;
        self.sizes(object, &mut node)?;
        if let Some(contains) = object.field("contains").filter(|_| self.draft >= Draft::Six) {
            node.contains = Some(self.schema(contains, base, depth)?);
        }
        if let Some(constant) = object.field("const").filter(|_| self.draft >= Draft::Six) {
            node.constant = Some(go_json_of_doubles(constant));
        }
        let mut choices = Vec::new();
        for choice in list(object, "enum")? {
            let choice = go_json_of_doubles(*choice);
            if choices.contains(&choice) {
                return Err("enum items must be unique".to_owned());
            }
            choices.push(choice);
        }
        node.choices = object.field("enum").map(|_| choices);
        self.combined(object, &mut node, base, depth)?;
        Ok(node)
    }

    fn types(&self, object: &Object<'e>, node: &mut Node<'e>) -> Made<()> {
        let wanted = "string/array of strings";
        let names = match object.field("type") {
            None => return Ok(()),
            Some(name @ Value::Str(_)) => vec![name],
            Some(Value::Array(names)) => names.items().to_vec(),
            Some(_) => return Err(invalid_type(wanted, "type")),
        };
        for name in names {
            let Value::Str(name) = name else { return Err(invalid_type(wanted, "type")) };
            let Some(known) = TYPES.iter().find(|known| **known == name) else {
                return Err(format!(
                    "has a primitive type that is NOT VALID -- given: /{name}/ Expected valid values are:[{}]",
                    TYPES.join(" ")
                ));
            };
            if node.types.contains(known) {
                return Err(format!("{name} type is duplicated"));
            }
            node.types.push(known);
        }
        Ok(())
    }

    fn further(
        &mut self,
        object: &Object<'e>,
        key: &str,
        base: &str,
        depth: u32,
    ) -> Made<Option<Further>> {
        match object.field(key) {
            None => Ok(None),
            Some(Value::Bool(allowed)) => Ok(Some(Further::Allowed(allowed))),
            Some(schema @ Value::Object(_)) => {
                Ok(Some(Further::Schema(self.schema(schema, base, depth)?)))
            }
            Some(_) => Err(invalid_type("boolean/schema", key)),
        }
    }

    fn properties(
        &mut self,
        object: &Object<'e>,
        node: &mut Node<'e>,
        base: &str,
        depth: u32,
    ) -> Made<()> {
        match object.field("properties") {
            None => {}
            Some(Value::Object(properties)) => {
                for (key, schema) in properties.entries() {
                    let id = self.schema(*schema, base, depth)?;
                    node.properties.push((key.as_str().unwrap_or(""), id));
                }
            }
            Some(_) => return Err("properties must be of type object".to_owned()),
        }
        node.additional_properties = self.further(object, "additionalProperties", base, depth)?;
        match object.field("patternProperties") {
            None => {}
            Some(Value::Object(patterns)) => {
                for (pattern, schema) in patterns.entries() {
                    let pattern = pattern.as_str().unwrap_or("");
                    let compiled = regex(pattern)
                        .ok_or_else(|| format!("Invalid regex pattern '{pattern}'"))?;
                    let id = self.schema(*schema, base, depth)?;
                    node.pattern_properties.push((compiled, id));
                }
            }
            Some(_) => return Err(invalid_type("schema", "patternProperties")),
        }
        match object.field("propertyNames").filter(|_| self.draft >= Draft::Six) {
            None => {}
            Some(names @ (Value::Bool(_) | Value::Object(_))) => {
                node.property_names = Some(self.schema(names, base, depth)?);
            }
            Some(_) => return Err(invalid_type("schema", "patternProperties")),
        }
        let Some(dependencies) = object.field("dependencies") else { return Ok(()) };
        let Value::Object(dependencies) = dependencies else {
            return Err("dependencies must be of type object".to_owned());
        };
        let wrong = || "dependency must be of type schema or array of strings".to_owned();
        for (key, needed) in dependencies.entries() {
            let needed = match needed {
                Value::Array(names) => {
                    let names = names.items().iter().map(|n| n.as_str().map(str::to_owned));
                    Dependency::Properties(names.collect::<Option<_>>().ok_or_else(wrong)?)
                }
                Value::Bool(_) | Value::Object(_) => {
                    Dependency::Schema(self.schema(*needed, base, depth)?)
                }
                _ => return Err(wrong()),
            };
            node.dependencies.insert(key.as_str().unwrap_or(""), needed);
        }
        Ok(())
    }

    fn items(
        &mut self,
        object: &Object<'e>,
        node: &mut Node<'e>,
        base: &str,
        depth: u32,
    ) -> Made<()> {
        let wrong = || invalid_type("schema/array of schemas", "items");
        match object.field("items") {
            None => {}
            Some(Value::Array(schemas)) => {
                for schema in schemas.items() {
                    if !matches!(schema, Value::Bool(_) | Value::Object(_)) {
                        return Err(wrong());
                    }
                    let id = self.schema(*schema, base, depth)?;
                    node.items.push(id);
                }
            }
            Some(schema @ (Value::Bool(_) | Value::Object(_))) => {
                let id = self.schema(schema, base, depth)?;
                node.items.push(id);
                node.one_schema_for_items = true;
            }
            Some(_) => return Err(wrong()),
        }
        node.additional_items = self.further(object, "additionalItems", base, depth)?;
        Ok(())
    }

    fn numbers(&self, object: &Object<'e>, node: &mut Node<'e>) -> Made<()> {
        if let Some(multiple) = object.field("multipleOf") {
            if !multiple.is_number() {
                return Err(invalid_type("number", "multipleOf"));
            }
            if multiple.order(&Value::Int(0)).is_le() {
                return Err("multipleOf must be strictly greater than 0".to_owned());
            }
            node.multiple_of = Some(multiple);
        }
        self.bound(
            object,
            "minimum",
            "exclusiveMinimum",
            &mut node.minimum,
            &mut node.exclusive_minimum,
        )?;
        self.bound(
            object,
            "maximum",
            "exclusiveMaximum",
            &mut node.maximum,
            &mut node.exclusive_maximum,
        )
    }

    fn bound(
        &self,
        object: &Object<'e>,
        key: &str,
        exclusive_key: &str,
        bound: &mut Option<Value<'e>>,
        exclusive: &mut Option<Value<'e>>,
    ) -> Made<()> {
        if let Some(value) = object.field(key) {
            if !value.is_number() {
                return Err(format!("{key} must be of a number"));
            }
            *bound = Some(value);
        }
        let allowed = match self.draft {
            Draft::Four => "boolean",
            Draft::Hybrid => "boolean/number",
            _ => "number",
        };
        match object.field(exclusive_key) {
            None => {}
            Some(Value::Bool(on)) if allowed != "number" => {
                if bound.is_none() {
                    return Err(format!("{exclusive_key} cannot be used without {key}"));
                }
                if on {
                    *exclusive = bound.take();
                }
            }
            Some(value) if value.is_number() && allowed != "boolean" => *exclusive = Some(value),
            Some(_) => return Err(invalid_type(allowed, exclusive_key)),
        }
        Ok(())
    }

    fn sizes(&self, object: &Object<'e>, node: &mut Node<'e>) -> Made<()> {
        node.min_length = size(object, "minLength")?;
        node.max_length = size(object, "maxLength")?;
        let above = |least: Option<i64>, most: Option<i64>| {
            least.is_some_and(|least| most.is_some_and(|most| least > most))
        };
        if above(node.min_length, node.max_length) {
            return Err("minLength cannot be greater than maxLength".to_owned());
        }
        if let Some(pattern) = text(object, "pattern")? {
            let pattern = regex(pattern).ok_or("pattern must be a valid regex")?;
            node.pattern = Some(Rc::new(pattern));
        }
        node.format = text(object, "format")?;
        node.min_properties = size(object, "minProperties")?;
        node.max_properties = size(object, "maxProperties")?;
        if above(node.min_properties, node.max_properties) {
            return Err("minProperties cannot be greater than maxProperties".to_owned());
        }
        for name in list(object, "required")? {
            let Value::Str(name) = name else { return Err(invalid_type("string", "required")) };
            if node.required.contains(name) {
                return Err("required items must be unique".to_owned());
            }
            node.required.push(name);
        }
        node.min_items = size(object, "minItems")?;
        node.max_items = size(object, "maxItems")?;
        node.unique_items = match object.field("uniqueItems") {
            None => false,
            Some(Value::Bool(unique)) => unique,
            Some(_) => return Err("uniqueItems must be of a boolean".to_owned()),
        };
        Ok(())
    }

    fn combined(
        &mut self,
        object: &Object<'e>,
        node: &mut Node<'e>,
        base: &str,
        depth: u32,
    ) -> Made<()> {
        for (key, ids) in
            [("oneOf", &mut node.one_of), ("anyOf", &mut node.any_of), ("allOf", &mut node.all_of)]
        {
            for schema in list(object, key)? {
                ids.push(self.schema(*schema, base, depth)?);
            }
        }
        let seven = self.draft >= Draft::Seven;
        for (key, id) in [
            ("not", &mut node.not),
            ("if", &mut node.condition),
            ("then", &mut node.then),
            ("else", &mut node.otherwise),
        ] {
            match object.field(key).filter(|_| seven || key == "not") {
                None => {}
                Some(schema @ (Value::Bool(_) | Value::Object(_))) => {
                    *id = Some(self.schema(schema, base, depth)?);
                }
                Some(_) => return Err(format!("{key} must be of an object")),
            }
        }
        Ok(())
    }

    /// The schema that a reference names, compiled once.
    fn reference(&mut self, reference: &str, base: &str, depth: u32) -> Made<Id> {
        Url::parse(reference)?;
        let whole = inherit(base, reference);
        if let Some(id) = self.references.get(&whole) {
            return Ok(*id);
        }
        let (document, pointer) = whole.split_once('#').unwrap_or((&whole, ""));
        let known = self.ids.get(whole.trim_end_matches('#')).cloned();
        let (target, base) = match known {
            Some(found) => found,
            None => {
                let (start, base) = match self.ids.get(document) {
                    Some(found) => found.clone(),
                    None if document.is_empty() => (self.root, String::new()),
                    None => {
                        return Err(format!("remote reference loading disabled: {reference}"));
                    }
                };
                (follow(start, pointer)?, base)
            }
        };
        if !matches!(target, Value::Bool(_) | Value::Object(_)) {
            return Err("schema must be of type object".to_owned());
        }
        // Its place is known before it is compiled, as it may refer to itself.
        let id = self.nodes.len();
        self.nodes.push(Node::default());
        self.references.insert(whole, id);
        let node = self.read(target, &base, depth)?;
        if let Some(place) = self.nodes.get_mut(id) {
            *place = *node;
        }
        Ok(id)
    }
}

/// The value at a JSON pointer (RFC 6901) that may be escaped for URLs.
fn follow<'e>(start: Value<'e>, pointer: &str) -> Made<Value<'e>> {
    if !pointer.is_empty() && !pointer.starts_with('/') {
        return Err("JSON pointer must be empty or start with a \"/\"".to_owned());
    }
    let mut value = start;
    for token in pointer.split('/').skip(1) {
        let token = unescape(token).replace("~1", "/").replace("~0", "~");
        value = match value {
            Value::Object(object) => {
                object.field(&token).ok_or_else(|| format!("Object has no key '{token}'"))?
            }
            Value::Array(array) => {
                let at: usize =
                    token.parse().map_err(|_| format!("Invalid array index '{token}'"))?;
                *array.items().get(at).ok_or_else(|| {
                    format!("Out of bound array[0,{}] index '{token}'", array.len())
                })?
            }
            _ => return Err(format!("Invalid token reference '{token}'")),
        };
    }
    Ok(value)
}

fn unescape(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((byte, behind)) = rest.split_first() {
        let escaped = behind.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        match escaped.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(escaped) if *byte == b'%' => {
                out.push(escaped);
                rest = behind.get(2..).unwrap_or_default();
            }
            _ => {
                out.push(*byte);
                rest = behind;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}
