//! What a plan or state of Terraform says is sensitive, in the document as a whole.
//!
//! Beside values stands which of them are: `after` has `after_sensitive`, `values` has
//! `sensitive_values`, an output or variable has `sensitive`. What is so is marked, and not shown.

use palisade_arena::Arena;
use palisade_source::Location;
use palisade_value::{Array, Object, ObjectBuilder, Origin, OriginKind, Value};

/// What is said of a value.
#[derive(Clone, Copy, Debug)]
enum Said<'a> {
    /// Nothing; it may say something of its own parts.
    Nothing,
    /// That it is sensitive.
    All,
    /// Which of its parts are: `true`, or the same shape with `true` in it.
    Parts(Value<'a>),
    /// That these paths into it are, each a list of steps.
    Paths(Value<'a>),
}

/// Deeper than this nothing is told apart: all of it is sensitive.
const DEPTH: usize = 200;

/// The document with its sensitive values marked, if it is a plan or state; any other as it is.
pub(crate) fn guarded<'a>(arena: &'a Arena, document: Value<'a>, at: Location) -> Value<'a> {
    let has = |name: &str| document.field(name).is_some();
    let shown = has("format_version")
        && (has("resource_changes") || has("planned_values") || has("values"));
    let state = has("version") && has("resources") && (has("lineage") || has("serial"));
    if !shown && !state {
        return document;
    }
    let names = sensitive_variables(document);
    Guard { arena, at, names }.value(document, Said::Nothing, 0)
}

/// The variables of the root that the configuration of a plan calls sensitive.
fn sensitive_variables(document: Value<'_>) -> Vec<&str> {
    let declared =
        document.field("configuration").and_then(|c| c.field("root_module")?.field("variables"));
    let declared = declared.and_then(|v| v.as_object()).map_or(&[][..], Object::entries);
    let sensitive = declared.iter().filter(|(_, v)| is_sensitive(*v));
    sensitive.filter_map(|(name, _)| name.as_str()).collect()
}

fn is_sensitive(value: Value<'_>) -> bool {
    matches!(value.field("sensitive"), Some(Value::Bool(true)))
}

struct Guard<'a> {
    arena: &'a Arena,
    at: Location,
    names: Vec<&'a str>,
}

impl<'a> Guard<'a> {
    fn value(&self, value: Value<'a>, said: Said<'a>, depth: usize) -> Value<'a> {
        let said = match said {
            _ if depth > DEPTH => Said::All,
            Said::Parts(Value::Bool(whole)) => {
                if whole {
                    Said::All
                } else {
                    return value;
                }
            }
            said => said,
        };
        match value {
            Value::Object(object) => self.object(object, said, depth),
            Value::Array(array) => {
                let mut items = Vec::with_capacity(array.len());
                let mut origins = Vec::with_capacity(array.len());
                for (n, item) in array.items().iter().enumerate() {
                    let inner = match said {
                        Said::Nothing | Said::All => said,
                        Said::Parts(parts) => part(parts.as_array().and_then(|a| a.items().get(n))),
                        Said::Paths(_) => self.paths(said, None, n),
                    };
                    items.push(self.value(*item, inner, depth + 1));
                    origins.push(self.origin(array.origin(n), inner));
                }
                let origins = self.arena.alloc_slice(&origins);
                let array = Array::with_origins(self.arena.alloc_slice(&items), origins);
                Value::Array(self.arena.alloc(array))
            }
            plain => plain,
        }
    }

    fn object(&self, object: &'a Object<'a>, said: Said<'a>, depth: usize) -> Value<'a> {
        let mut builder = ObjectBuilder::with_capacity(object.len());
        for (n, (key, value)) in object.entries().iter().enumerate() {
            let name = key.as_str().unwrap_or("");
            let inner = match said {
                Said::All => Said::All,
                Said::Nothing => self.beside(object, name, depth),
                Said::Parts(parts) => part(parts.field(name).as_ref()),
                Said::Paths(_) => self.paths(said, Some(name), 0),
            };
            let value = self.value(*value, inner, depth + 1);
            builder.insert_at(*key, value, self.origin(object.origin(n), inner));
        }
        builder.finish(self.arena)
    }

    /// What an object says of one of its own fields.
    fn beside(&self, object: &'a Object<'a>, name: &str, depth: usize) -> Said<'a> {
        let found = match name {
            "after" => object.field("after_sensitive"),
            "before" => object.field("before_sensitive"),
            "values" => object.field("sensitive_values"),
            "attributes" => {
                return object.field("sensitive_attributes").map_or(Said::Nothing, Said::Paths);
            }
            "value" | "default" | "expression" => object.field("sensitive"),
            // The variables of the root, which the configuration declares.
            "variables" if depth == 0 => {
                let entries = self.names.iter().map(|name| (Value::Str(name), Value::Bool(true)));
                let mut builder = ObjectBuilder::new();
                entries.for_each(|(key, value)| builder.insert(key, value));
                Some(builder.finish(self.arena))
            }
            _ => None,
        };
        found.map_or(Said::Nothing, Said::Parts)
    }

    /// What paths say of a field or an item.
    fn paths(&self, said: Said<'a>, field: Option<&str>, item: usize) -> Said<'a> {
        let Said::Paths(paths) = said else { return said };
        let mut rest = Vec::new();
        for path in paths.as_array().map_or(&[][..], Array::items) {
            let steps = path.as_array().map_or(&[][..], Array::items);
            let Some((first, behind)) = steps.split_first() else { continue };
            let step = first.field("value");
            let step = step.and_then(|s| s.field("value")).or(step);
            let fits = match (step, field) {
                (Some(Value::Str(name)), Some(field)) => name == field,
                (Some(number), None) => number.as_i64() == i64::try_from(item).ok(),
                _ => false,
            };
            // An element of a set has no position: all of the set counts.
            let is_open = field.is_none() && step.is_none_or(|s| s.as_i64().is_none());
            if is_open || (fits && behind.is_empty()) {
                return Said::All;
            }
            if fits {
                rest.push(Value::array(self.arena, behind));
            }
        }
        if rest.is_empty() {
            Said::Parts(Value::Bool(false))
        } else {
            Said::Paths(Value::array(self.arena, &rest))
        }
    }

    fn origin(&self, origin: Option<&Origin<'a>>, said: Said<'_>) -> Origin<'a> {
        let origin = origin.copied().unwrap_or(Origin::literal(self.at));
        let secret = matches!(said, Said::All | Said::Parts(Value::Bool(true)));
        let kind = if secret { OriginKind::Sensitive } else { origin.kind };
        Origin { kind, ..origin }
    }
}

/// What is said of a part: of one that is not named, that it is not.
fn part<'a>(said: Option<&Value<'a>>) -> Said<'a> {
    Said::Parts(said.copied().unwrap_or(Value::Bool(false)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use palisade_source::{SourceMap, Span};
    use palisade_value::{JsonOptions, parse_json, write_json};

    /// The paths that are marked, outermost.
    fn marked(text: &str) -> Vec<String> {
        fn walk(value: Value<'_>, path: &str, out: &mut Vec<String>) {
            let mut see = |name: String, value: Value<'_>, origin: Option<&Origin<'_>>| {
                if origin.is_some_and(|o| o.kind == OriginKind::Sensitive) {
                    out.push(name);
                } else {
                    walk(value, &name, out);
                }
            };
            match value {
                Value::Object(object) => {
                    for (n, (key, value)) in object.entries().iter().enumerate() {
                        let name = format!("{path}.{}", key.as_str().unwrap());
                        see(name, *value, object.origin(n));
                    }
                }
                Value::Array(array) => {
                    for (n, value) in array.items().iter().enumerate() {
                        see(format!("{path}[{n}]"), *value, array.origin(n));
                    }
                }
                _ => {}
            }
        }
        let arena = Arena::new();
        let at = Location::new(SourceMap::new().add("a.json", ""), Span::default());
        let given = parse_json(&arena, text, JsonOptions::default()).unwrap();
        let guarded = guarded(&arena, given, at);
        let json = |value| {
            let mut out = String::new();
            write_json(&mut out, value);
            out
        };
        assert_eq!(json(guarded), json(given), "the document itself stays");
        let mut out = Vec::new();
        walk(guarded, "", &mut out);
        out
    }

    #[test]
    fn what_a_plan_calls_sensitive_is_marked() {
        let plan = r#"{"format_version":"1.2","resource_changes":[{"change":{
            "after":{"a":"x","b":[{"c":"y","d":1}],"after":{"e":1}},"after_sensitive":{"a":true,"b":[{"c":true}]},
            "before":{"a":1},"before_sensitive":true}}],
          "planned_values":{"outputs":{"o":{"sensitive":true,"value":[1]},"p":{"sensitive":false,"value":1}},
            "root_module":{"child_modules":[{"resources":[{"values":{"a":1,"b":2},"sensitive_values":{"b":true}}]}]}},
          "variables":{"v":{"value":1},"w":{"value":2}},
          "configuration":{"root_module":{"variables":{"v":{"default":1,"sensitive":true},"w":{"default":2}}}}}"#;
        assert_eq!(
            marked(plan),
            [
                ".configuration.root_module.variables.v.default",
                ".planned_values.outputs.o.value",
                ".planned_values.root_module.child_modules[0].resources[0].values.b",
                ".resource_changes[0].change.after.a",
                ".resource_changes[0].change.after.b[0].c",
                ".resource_changes[0].change.before",
                ".variables.v",
            ]
        );
    }

    #[test]
    fn what_a_state_calls_sensitive_is_marked() {
        let state = r#"{"version":4,"serial":1,"outputs":{"o":{"value":1,"sensitive":true}},
          "resources":[{"instances":[{"attributes":{"a":{"b":[1,2]},"c":1,"s":["x"]},"sensitive_attributes":[
            [{"type":"get_attr","value":"a"},{"type":"get_attr","value":"b"},
             {"type":"index","value":{"value":1,"type":"number"}}],
            [{"type":"get_attr","value":"s"},{"type":"index","value":{"value":"x","type":"string"}}]]}]}]}"#;
        let attributes = ".resources[0].instances[0].attributes";
        assert_eq!(
            marked(state),
            [
                ".outputs.o.value".to_owned(),
                format!("{attributes}.a.b[1]"),
                format!("{attributes}.s[0]")
            ]
        );
    }

    #[test]
    fn other_documents_stay_as_they_are() {
        assert!(marked(r#"{"after":1,"after_sensitive":true}"#).is_empty());
        assert!(marked(r#"[1]"#).is_empty());
    }
}
