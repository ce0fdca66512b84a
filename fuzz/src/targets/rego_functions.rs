//! Rego's functions that read formats of others: tokens, certificates, schemas, GraphQL, times.

use super::{Target, text};
use palisade_arena::Arena;
use palisade_builtins::opa;
use palisade_ir::{Cache, CallContext, Stop};
use palisade_value::Value;

/// This target.
pub const TARGET: Target = Target {
    name: "rego_functions",
    run: target,
    dictionary: &[
        "\n---\n",
        "{",
        "}",
        "(",
        ")",
        "[",
        "]",
        "...",
        "\"\"\"",
        "on ",
        "@",
        "$",
        "!",
        "type ",
        "extend ",
        "fragment ",
        "{\"not\":",
        "{\"$ref\":\"#\"}",
        "\"allOf\":[",
        "-----BEGIN ",
        "-----END ",
        "MIIB",
        "e30",
        ".",
        "2006",
        "Jan",
        "_2",
        "Z07:00",
        ".000",
        "::/0",
        "/32",
        "0.",
    ],
    more_seeds: &[],
};

/// The functions with formats of their own.
const GROUPS: &[&str] =
    &["crypto.", "graphql.", "io.jwt.", "json.match", "json.verify", "net.", "time.", "uuid."];

/// Each function gets the parts of the text, between lines of `---`, as its arguments, and has an
/// answer or an error that says something.
pub fn target(data: &[u8]) {
    let Some(text) = text(data) else { return };
    let parts: Vec<&str> = text.split("\n---\n").collect();
    for function in opa::all() {
        let name = function.builtin.name;
        // Keys are made with random numbers, which an input does not decide.
        if !GROUPS.iter().any(|group| name.starts_with(group)) || name.contains("encode_sign") {
            continue;
        }
        let (arena, cache) = (Arena::new(), Cache::default());
        let context = CallContext {
            arena: &arena,
            cache: &cache,
            kept: None,
            location: None,
            now: Some(1_767_225_600_000_000_000),
        };
        let values: Vec<Value<'_>> = (0..function.arity())
            .map(|n| Value::Str(parts.get(n).or(parts.last()).copied().unwrap_or("")))
            .collect();
        if let Err(Stop::Error(fault)) = (function.builtin.run)(&context, &values) {
            assert!(fault.message.starts_with(name), "{name} fails with {:?}", fault.message);
        }
    }
}
