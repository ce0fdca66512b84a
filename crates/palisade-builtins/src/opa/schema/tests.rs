use super::compile::compile;
use super::formats::fits;
use super::validate::validate;
use palisade_arena::Arena;
use palisade_value::{JsonOptions, Value, parse_json};

fn json<'a>(arena: &'a Arena, text: &str) -> Value<'a> {
    parse_json(arena, text, JsonOptions::default()).unwrap()
}

/// Failures as `kind field: description`.
fn failures(schema: &str, value: &str) -> Vec<String> {
    let arena = Arena::new();
    let schema = compile(json(&arena, schema)).unwrap_or_else(|e| panic!("{schema}: {e}"));
    let all = validate(&schema, json(&arena, value)).unwrap();
    all.iter().map(|f| format!("{} {}: {}", f.kind, f.field, f.description)).collect()
}

fn refused(schema: &str) -> String {
    let arena = Arena::new();
    compile(json(&arena, schema)).err().unwrap_or_else(|| panic!("{schema} is taken"))
}

#[test]
fn every_keyword_has_its_words() {
    for (schema, value, want) in [
        (
            r#"{"type": ["string", "null"]}"#,
            "1.5",
            "invalid_type (root): Invalid type. Expected: [string,null], given: number",
        ),
        (r#"{"type": "integer"}"#, "1.0", ""),
        (
            r#"{"properties": {"a": {"items": {"type": "string"}}}}"#,
            r#"{"a": ["x", 1]}"#,
            "invalid_type a.1: Invalid type. Expected: string, given: integer",
        ),
        (r#"{"required": ["a"]}"#, "{}", "required (root): a is required"),
        (
            r#"{"additionalProperties": false, "patternProperties": {"^x": {}}}"#,
            r#"{"xa": 1, "b": 2}"#,
            "additional_property_not_allowed (root): Additional property b is not allowed",
        ),
        (r#"{"minimum": 3}"#, "2", "number_gte (root): Must be greater than or equal to 3"),
        (
            r#"{"maximum": 1000000}"#,
            "1000001",
            "number_lte (root): Must be less than or equal to 1e+06",
        ),
        (r#"{"exclusiveMaximum": 0.25}"#, "0.25", "number_lt (root): Must be less than 0.25"),
        (
            r#"{"minimum": 3, "exclusiveMinimum": true}"#,
            "3",
            "number_gt (root): Must be greater than 3",
        ),
        (r#"{"multipleOf": 0.1}"#, "0.35", "multiple_of (root): Must be a multiple of 0.1"),
        (r#"{"multipleOf": 0.1}"#, "0.3", ""),
        (
            r#"{"enum": [1, {"b": 2, "a": "<"}]}"#,
            "2",
            "enum (root): (root) must be one of the following: 1, {\"a\":\"\\u003c\",\"b\":2}",
        ),
        (r#"{"enum": []}"#, "2", "enum (root): (root) must be one of the following: (none)"),
        (r#"{"const": 1.0}"#, "1", ""),
        (r#"{"const": 1}"#, "2", "const (root): (root) does not match: 1"),
        (
            r#"{"minLength": 2}"#,
            r#""é""#,
            "string_gte (root): String length must be greater than or equal to 2",
        ),
        (r#"{"pattern": "^a"}"#, r#""b""#, "pattern (root): Does not match pattern '^a'"),
        (r#"{"format": "ipv4"}"#, r#""b""#, "format (root): Does not match format 'ipv4'"),
        (
            r#"{"uniqueItems": true}"#,
            "[1, 2, 1.0]",
            "unique (root): array items[0,2] must be unique",
        ),
        (
            r#"{"items": [{}], "additionalItems": false}"#,
            "[1, 2]",
            "array_no_additional_items (root): No additional items allowed on array",
        ),
        (
            r#"{"contains": {"type": "string"}}"#,
            "[]",
            "contains (root): At least one of the items must match",
        ),
        (
            r#"{"dependencies": {"a": ["b"]}}"#,
            r#"{"a": 1}"#,
            "missing_dependency (root): Has a dependency on b",
        ),
        (
            r#"{"propertyNames": {"maxLength": 1}}"#,
            r#"{"ab": 1}"#,
            "invalid_property_name (root): Property name of \"ab\" does not match",
        ),
        (r#"{"not": {}}"#, "1", "number_not (root): Must not validate the schema (not)"),
        (
            r#"{"if": {"type": "string"}, "else": false}"#,
            "1",
            "condition_else (root): Must validate \"else\" as \"if\" was not valid",
        ),
        ("false", "1", "false (root): False always fails validation"),
        (
            r##"{"definitions": {"s": {"type": "string"}}, "$ref": "#/definitions/s"}"##,
            "1",
            "invalid_type (root): Invalid type. Expected: string, given: integer",
        ),
        (
            r##"{"$id": "http://x/r", "properties": {"a": {"$ref": "i"}}, "definitions": {"i": {"$id": "i", "type": "null"}}}"##,
            r#"{"a": 1}"#,
            "invalid_type a: Invalid type. Expected: null, given: integer",
        ),
    ] {
        let found = failures(schema, value);
        assert_eq!(found.first().map_or("", String::as_str), want, "{schema} {value}");
    }
}

#[test]
fn of_several_schemas_the_best_fit_is_told() {
    let schema = r#"{"anyOf": [{"type": "string"}, {"required": ["a"], "properties": {"b": {"type": "null"}}}]}"#;
    assert_eq!(
        failures(schema, r#"{"a": 1, "b": 1}"#),
        [
            "number_any_of (root): Must validate at least one schema (anyOf)",
            "invalid_type b: Invalid type. Expected: null, given: integer"
        ]
    );
}

#[test]
fn bad_schemas_are_refused() {
    for (schema, want) in [
        ("1", "schema is invalid"),
        (r#"{"type": 1}"#, "Invalid type. Expected: string/array of strings, given: type"),
        (r#"{"properties": []}"#, "properties must be of type object"),
        (r#"{"properties": {"a": 1}}"#, "Expected: schema, given: Invalid JSON"),
        (r#"{"minLength": -1}"#, "minLength must be greater than or equal to 0"),
        (r#"{"pattern": "("}"#, "pattern must be a valid regex"),
        (r#"{"required": ["a", "a"]}"#, "required items must be unique"),
        (r##"{"$ref": "#/nope"}"##, "Object has no key 'nope'"),
        (r#"{"$ref": "http://x/y"}"#, "remote reference loading disabled: http://x/y"),
        (r#"{"exclusiveMinimum": true}"#, "exclusiveMinimum cannot be used without minimum"),
        (
            r#"{"$schema": "http://json-schema.org/draft-04/schema#", "exclusiveMinimum": 1}"#,
            "Invalid type. Expected: boolean, given: exclusiveMinimum",
        ),
        (r#"{"multipleOf": 0}"#, "multipleOf must be strictly greater than 0"),
    ] {
        assert_eq!(refused(schema), want, "{schema}");
    }
}

#[test]
fn schemas_without_end_end() {
    let arena = Arena::new();
    for schema in [
        r##"{"$ref": "#"}"##,
        r##"{"anyOf": [{"$ref": "#"}, {"$ref": "#"}]}"##,
        r##"{"allOf": [{"$ref": "#"}, {"$ref": "#"}, {"$ref": "#"}]}"##,
    ] {
        let schema = compile(json(&arena, schema)).unwrap();
        assert!(validate(&schema, Value::Int(1)).is_err());
    }
    let deep = format!("{}{{}}{}", r#"{"not":"#.repeat(400), "}".repeat(400));
    assert!(refused(&deep).contains("deeper"));
}

#[test]
fn formats_tell_texts_apart() {
    for (format, good, bad) in [
        ("date", "2020-02-29", "2021-02-29"),
        ("time", "10:00:00Z", "10:00"),
        ("date-time", "2020-02-29T10:00:00.5+01:00", "2020-02-29 10:00:00"),
        ("hostname", "a-b.example", "-a.example"),
        ("email", "A B <a.b@example.com>", "a@b@c"),
        ("email", "\"a b\"@[10.0.0.1]", "a"),
        ("ipv6", "::1", "1.2.3.4"),
        ("uri", "urn:x", "/x"),
        ("uri-reference", "/x", "\\x"),
        ("uri-template", "/{a}/b", "/{a/b"),
        ("uuid", "00000000-0000-0000-0000-00000000000A", "0"),
        ("regex", "a+", "a("),
        ("json-pointer", "/a~1b", "/a~b"),
        ("relative-json-pointer", "1/a", "01/a"),
        ("relative-json-pointer", "0#", "#"),
    ] {
        assert!(fits(format, good), "{format} {good}");
        assert!(!fits(format, bad), "{format} {bad}");
    }
    assert!(fits("anything", "at all"));
}
