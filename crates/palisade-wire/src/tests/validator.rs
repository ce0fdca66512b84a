//! A validator of the part of JSON Schema that our schemas are written in. An unknown keyword is
//! a fault, so that none is believed to be checked and is not; and so is a property that no
//! schema declares, so that the schemas stay complete.

use serde_json::{Map, Value};

const ANNOTATIONS: [&str; 5] = ["$schema", "$id", "$defs", "title", "description"];

/// The faults of `value` by `schema`, each with its JSON pointer.
pub(crate) fn faults(schema: &Value, value: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    Validator { root: schema }.check(schema, value, "", &mut faults);
    faults
}

struct Validator<'s> {
    root: &'s Value,
}

impl Validator<'_> {
    fn check(&self, schema: &Value, value: &Value, at: &str, faults: &mut Vec<String>) {
        let Value::Object(schema) = schema else {
            return faults.push(format!("{at}: schema is no object"));
        };
        for (keyword, wanted) in schema {
            if let Some(fault) = self.keyword(schema, keyword, wanted, value, at, faults) {
                faults.push(format!("{at}: {fault}"));
            }
        }
    }

    fn keyword(
        &self,
        schema: &Map<String, Value>,
        keyword: &str,
        wanted: &Value,
        value: &Value,
        at: &str,
        faults: &mut Vec<String>,
    ) -> Option<String> {
        match keyword {
            "type" => {
                let types = wanted.as_array().cloned().unwrap_or_else(|| vec![wanted.clone()]);
                let fits = types.iter().any(|name| is_of(name.as_str().unwrap(), value));
                (!fits).then(|| format!("{value} is not of type {wanted}"))
            }
            "const" => (value != wanted).then(|| format!("{value} is not {wanted}")),
            "enum" => {
                let known = wanted.as_array().unwrap().contains(value);
                (!known).then(|| format!("{value} is none of {wanted}"))
            }
            "minimum" => {
                let small = value.as_i64().is_some_and(|n| n < wanted.as_i64().unwrap());
                small.then(|| format!("{value} is below {wanted}"))
            }
            "required" => {
                let object = value.as_object()?;
                let names = wanted.as_array().unwrap().iter().map(|name| name.as_str().unwrap());
                let missing: Vec<&str> = names.filter(|name| !object.contains_key(*name)).collect();
                (!missing.is_empty()).then(|| format!("{missing:?} are missing"))
            }
            "properties" => {
                for (name, value) in value.as_object()? {
                    match wanted.get(name) {
                        Some(schema) => self.check(schema, value, &format!("{at}/{name}"), faults),
                        None => faults.push(format!("{at}: `{name}` is not declared")),
                    }
                }
                None
            }
            "items" => {
                for (index, value) in value.as_array()?.iter().enumerate() {
                    self.check(wanted, value, &format!("{at}/{index}"), faults);
                }
                None
            }
            "anyOf" => {
                let fits = wanted.as_array().unwrap().iter().any(|schema| {
                    let mut faults = Vec::new();
                    self.check(schema, value, at, &mut faults);
                    faults.is_empty()
                });
                (!fits).then(|| format!("{value} fits none of {wanted}"))
            }
            "$ref" => {
                let pointer = wanted.as_str().unwrap().strip_prefix('#').unwrap();
                match self.root.pointer(pointer) {
                    Some(schema) => self.check(schema, value, at, faults),
                    None => faults.push(format!("{at}: `{pointer}` leads nowhere")),
                }
                None
            }
            // Undeclared properties are always faults here, see above.
            "additionalProperties" => {
                (!schema.contains_key("properties")).then(|| "without properties".to_owned())
            }
            _ if ANNOTATIONS.contains(&keyword) => None,
            _ => Some(format!("unknown keyword `{keyword}`")),
        }
    }
}

fn is_of(name: &str, value: &Value) -> bool {
    match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "null" => value.is_null(),
        _ => false,
    }
}
