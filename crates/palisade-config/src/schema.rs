//! The JSON Schema of the configuration, for editors.

use crate::table::{FORMATS, Key, ROOT, Shape};
use serde_json::{Map, Value, json};

/// Where the schema is checked in, from the root of the repository.
pub const SCHEMA_PATH: &str = "schemas/config-v1.schema.json";

/// The JSON Schema (draft 2020-12) of `palisade.yaml`.
#[must_use]
pub fn schema() -> Value {
    let file = SCHEMA_PATH.trim_start_matches("schemas/");
    let mut schema = Map::new();
    schema.insert("$schema".into(), json!("https://json-schema.org/draft/2020-12/schema"));
    schema.insert("$id".into(), json!(format!("https://palisade.dev/schemas/{file}")));
    schema.insert("title".into(), json!("Configuration of Palisade (palisade.yaml)"));
    if let Value::Object(root) = of(&Shape::Keys(ROOT)) {
        schema.extend(root);
    }
    Value::Object(schema)
}

fn of(shape: &Shape) -> Value {
    match shape {
        // A text of white space alone is none.
        Shape::Text => json!({"type": "string", "pattern": "\\S"}),
        Shape::Bool => json!({"type": "boolean"}),
        Shape::Whole(least, most) => json!({"type": "integer", "minimum": least, "maximum": most}),
        Shape::Word(words) => json!({"type": "string", "enum": words}),
        Shape::Format => {
            let pattern = format!("^({})(=.*\\S.*)?$", FORMATS.join("|"));
            json!({"type": "string", "pattern": pattern})
        }
        Shape::List(item) => json!({"type": "array", "items": of(item)}),
        Shape::Keys(keys) => {
            let properties: Map<String, Value> =
                keys.iter().map(|key| (key.name.to_owned(), property(key))).collect();
            json!({"type": "object", "properties": properties, "additionalProperties": false})
        }
        Shape::Map(_, value) => {
            let mut value = of(value);
            optional(&mut value);
            json!({
                "type": "object",
                "propertyNames": {"minLength": 1},
                "additionalProperties": value,
            })
        }
        Shape::Json | Shape::Variable => json!({}),
    }
}

/// Lets the value be left empty.
fn optional(schema: &mut Value) {
    if let Some(kind) = schema.get_mut("type") {
        *kind = json!([kind.take(), "null"]);
    }
    if let Some(words) = schema.get_mut("enum").and_then(Value::as_array_mut) {
        words.push(Value::Null);
    }
}

fn property(key: &Key) -> Value {
    let mut schema = of(&key.shape);
    optional(&mut schema);
    let mut out = Map::new();
    out.insert("description".into(), key.about.into());
    if let Value::Object(schema) = schema {
        out.extend(schema);
    }
    if let Some(default) = default(key) {
        out.insert("default".into(), default);
    }
    Value::Object(out)
}

/// What holds without a key.
fn default(key: &Key) -> Option<Value> {
    match key.default {
        "" => None,
        "[]" => Some(json!([])),
        "{}" => Some(json!({})),
        "true" => Some(json!(true)),
        "false" => Some(json!(false)),
        text => {
            if let Some(item) = text.strip_prefix('[').and_then(|t| t.strip_suffix(']')) {
                return Some(json!([item]));
            }
            Some(text.parse::<u64>().map_or_else(|_| json!(text), Value::from))
        }
    }
}
