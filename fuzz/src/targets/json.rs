//! JSON text to a value and back.

use super::{Target, assert_inside, text};
use palisade_arena::Arena;
use palisade_value::{JsonOptions, parse_json, write_json};

/// This target.
pub const TARGET: Target = Target {
    name: "json",
    run: target,
    dictionary: &["[", "{\"a\":", "]", "}", ",", ":", "null", "true", "\"", "\\u", "-", "e", "."],
    more_seeds: &[],
};

/// What is read can be written, and read again as the same value.
pub fn target(data: &[u8]) {
    let Some(text) = text(data) else { return };
    let arena = Arena::new();
    let value = match parse_json(&arena, text, JsonOptions::default()) {
        Ok(value) => value,
        Err(error) => {
            assert_inside(text, error.span, "the error");
            assert!(!error.message.is_empty(), "an error without a message");
            return;
        }
    };
    let mut written = String::new();
    write_json(&mut written, value);
    let again = match parse_json(&arena, &written, JsonOptions::default()) {
        Ok(again) => again,
        Err(error) => {
            assert!(written.is_empty(), "what was written cannot be read: {error}");
            return;
        }
    };
    assert!(value.same(&again), "what was written reads as another value: {written}");
}
