//! The values that decided, as a report may show them: no secret is repeated.

use crate::secrets::{HIDDEN, is_sensitive};
use palisade_ir::Read;
use palisade_model::Fact;
use palisade_value::{OriginKind, Value, write_json};

/// Names that end so hold secrets.
const SECRET_NAMES: [&str; 8] = [
    "password",
    "passwd",
    "secret",
    "secret_key",
    "token",
    "private_key",
    "secret_string",
    "api_key",
];

/// Whether what goes by a name is a secret, such as `master_password`; its value is not told.
#[must_use]
pub fn is_secret(name: &str) -> bool {
    let name = name.to_lowercase();
    SECRET_NAMES.iter().any(|s| name.ends_with(s))
}

/// What was read, with the path as policies write it.
pub(crate) fn fact(read: &Read<'_>) -> Fact {
    let name = read.path.rsplit('.').next().unwrap_or("");
    let default = read.origin.filter(|origin| origin.kind == OriginKind::Schema);
    let value = match read.value {
        None => "absent".to_owned(),
        Some(_) if is_sensitive(read.origin) => HIDDEN.to_owned(),
        // What nobody wrote is absent; what the provider takes instead is told beside it.
        Some(value) if default.is_some_and(|origin| !origin.name.is_empty()) => {
            let provider = default.map_or("", |origin| origin.name);
            let mut text = String::new();
            write(&mut text, value);
            format!("absent, {text} by default of {provider}")
        }
        Some(Value::Str(_)) if is_secret(name) => HIDDEN.to_owned(),
        Some(value) => {
            let mut text = String::new();
            write(&mut text, value);
            crate::judge::cut(&text, 200)
        }
    };
    Fact { expression: format!("resource{}", read.path), value }
}

/// JSON with the values of secrets left out: those under a telling key, and those of
/// `{name: DB_PASSWORD, value: …}` entries.
fn write(out: &mut String, value: Value<'_>) {
    match value {
        Value::Array(array) => {
            out.push('[');
            for (n, item) in array.items().iter().enumerate() {
                out.push_str(if n > 0 { "," } else { "" });
                match is_sensitive(array.origin(n)) {
                    true => write_json(out, Value::Str(HIDDEN)),
                    false => write(out, *item),
                }
            }
            out.push(']');
        }
        Value::Object(object) => {
            let named = object.field("name").and_then(|n| n.as_str()).is_some_and(is_secret);
            out.push('{');
            for (n, (key, value)) in object.entries().iter().enumerate() {
                out.push_str(if n > 0 { "," } else { "" });
                write_json(out, *key);
                out.push(':');
                let key = key.as_str().unwrap_or("");
                let hide = is_secret(key) || (named && key == "value");
                match value {
                    _ if is_sensitive(object.origin(n)) => write_json(out, Value::Str(HIDDEN)),
                    Value::Str(_) if hide => write_json(out, Value::Str(HIDDEN)),
                    _ => write(out, *value),
                }
            }
            out.push('}');
        }
        other => write_json(out, other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use palisade_value::{Arena, JsonOptions, parse_json};

    #[test]
    fn secrets_are_not_repeated_and_settings_that_only_sound_so_are() {
        let arena = Arena::new();
        let shown = |path: &str, json: &str| {
            let value = parse_json(&arena, json, JsonOptions::default()).unwrap();
            fact(&Read { path: path.into(), value: Some(value), origin: None }).value
        };
        let word = ["hun", "ter2"].concat();
        assert_eq!(shown(".master_password", &format!("\"{word}\"")), HIDDEN);
        assert_eq!(shown(".http_tokens", "\"optional\""), "\"optional\"");
        let env = format!(
            r#"[{{"name": "DB_PASSWORD", "value": "{word}"}}, {{"name": "A", "value": "b"}}]"#
        );
        let text = shown(".env", &env);
        assert!(!text.contains(&word) && text.contains(r#""value":"b""#), "{text}");
    }
}
