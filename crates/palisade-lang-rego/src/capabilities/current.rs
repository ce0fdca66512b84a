//! What is here, in the form of OPA's file of capabilities.

use super::{NEW_KEYWORDS, OLD_KEYWORDS};
use crate::ast::Dialect;
use crate::compile::{builtin, builtin_names};
use crate::types::signature_json;
use serde_json::{Value as Json, json};

/// The signs of functions that are operators.
const INFIX: &[(&str, &str)] = &[
    ("and", "&"),
    ("assign", ":="),
    ("div", "/"),
    ("eq", "="),
    ("equal", "=="),
    ("gt", ">"),
    ("gte", ">="),
    ("internal.member_2", "in"),
    ("lt", "<"),
    ("lte", "<="),
    ("minus", "-"),
    ("mul", "*"),
    ("neq", "!="),
    ("or", "|"),
    ("plus", "+"),
    ("rem", "%"),
];

/// Functions whose result hangs on more than their arguments.
const VARYING: &[&str] = &[
    "http.send",
    "io.jwt.decode_verify",
    "net.lookup_ip_addr",
    "opa.runtime",
    "rand.intn",
    "time.now_ns",
    "uuid.rfc4122",
];

/// What is here for modules that start in a dialect, as OPA writes it.
#[must_use]
pub fn current(dialect: Dialect) -> Json {
    let mut names: Vec<&str> = builtin_names().chain(super::BINDING).collect();
    names.sort_unstable();
    names.dedup();
    let (keywords, features) = match dialect {
        Dialect::V1 => {
            (NEW_KEYWORDS.to_vec(), vec!["keywords_in_refs", "rego_v1", "template_strings"])
        }
        Dialect::V0 => {
            let mut keywords = [NEW_KEYWORDS.as_slice(), &OLD_KEYWORDS].concat();
            keywords.sort_unstable();
            let features = vec![
                "keywords_in_refs",
                "rego_v1",
                "rego_v1_import",
                "rule_head_ref_string_prefixes",
                "rule_head_refs",
                "template_strings",
            ];
            (keywords, features)
        }
    };
    json!({
        "builtins": names.into_iter().map(described).collect::<Vec<_>>(),
        "future_keywords": keywords,
        "wasm_abi_versions": [],
        "features": features,
    })
}

fn described(name: &str) -> Json {
    let any = json!({"type": "any"});
    let decl = match (name, builtin(name)) {
        ("print", _) => json!({"type": "function", "variadic": any}),
        ("internal.print", _) => json!({
            "args": [{"dynamic": {"of": any, "type": "set"}, "type": "array"}],
            "type": "function",
        }),
        ("internal.test_case", _) => json!({
            "args": [{"dynamic": any, "type": "array"}],
            "type": "function",
        }),
        ("rego.metadata.chain", _) => {
            json!({"result": {"dynamic": any, "type": "array"}, "type": "function"})
        }
        ("rego.metadata.rule", _) => json!({"result": any, "type": "function"}),
        (_, Some(declared)) => signature_json(declared.signature),
        (_, None) => {
            json!({"args": [any, any], "result": {"type": "boolean"}, "type": "function"})
        }
    };
    let mut one = json!({"name": name, "decl": decl});
    if let Some((_, sign)) = INFIX.iter().find(|(of, _)| *of == name) {
        one["infix"] = json!(sign);
    }
    if name == "walk" {
        one["relation"] = json!(true);
    }
    if VARYING.contains(&name) {
        one["nondeterministic"] = json!(true);
    }
    one
}
