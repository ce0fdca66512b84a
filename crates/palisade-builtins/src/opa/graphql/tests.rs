use super::parser::{parse_query, parse_schema};
use super::rules::validate;
use super::schema::Schema;

const SCHEMA: &str = "
    interface Named { name: String! }
    type Dog implements Named { name: String! age: Int barks(loud: Boolean = true): Boolean }
    type Cat implements Named { name: String! lives(left: Int!): Int age: String }
    union Pet = Dog | Cat
    enum Size { SMALL LARGE }
    input Filter { size: Size! names: [String] }
    type Query { pet(filter: Filter): Pet pets: [Pet!]! named: Named size(of: Size): Int }
";

fn schema(text: &str) -> Result<Schema, String> {
    let document = parse_schema(text).map_err(|trouble| trouble.message)?;
    Schema::new(&document).map_err(|trouble| trouble.message)
}

fn troubles(query: &str) -> Vec<String> {
    let schema = schema(SCHEMA).unwrap();
    let query = parse_query(query).unwrap_or_else(|trouble| panic!("{query}: {trouble:?}"));
    validate(&schema, &query).into_iter().map(|trouble| trouble.message).collect()
}

#[test]
fn good_queries_pass() {
    for query in [
        "{ pet { ... on Dog { name age } __typename } pets { ... on Cat { lives(left: 1) } } }",
        "query Q($f: Filter = {size: SMALL}) { pet(filter: $f) { ...d } } fragment d on Dog { name }",
        "{ __schema { types { name } } __type(name: \"Dog\") { fields { name } } }",
        "{ named { name ... on Dog @include(if: true) { age } } size(of: LARGE) }",
    ] {
        assert_eq!(troubles(query), Vec::<String>::new(), "{query}");
    }
}

#[test]
fn every_rule_has_its_words() {
    for (query, want) in [
        (
            "{ pats { __typename } }",
            "Cannot query field \"pats\" on type \"Query\". Did you mean \"pets\" or \"pet\"?",
        ),
        (
            "{ named { age } }",
            "Cannot query field \"age\" on type \"Named\". Did you mean to use an inline fragment on \"Dog\" or \"Cat\"?",
        ),
        (
            "{ pet { ... on Size { a } } }",
            "Fragment cannot condition on non composite type \"Size\".",
        ),
        (
            "{ size(off: SMALL) }",
            "Unknown argument \"off\" on field \"Query.size\". Did you mean \"of\"?",
        ),
        ("{ size @nope }", "Unknown directive \"@nope\"."),
        ("query @skip(if: true) { size }", "Directive \"@skip\" may not be used on QUERY."),
        ("{ ...a }", "Unknown fragment \"a\"."),
        ("mutation { a }", "Schema does not support operation type \"mutation\""),
        ("query($a: Nope) { size(of: $a) }", "Unknown type \"Nope\"."),
        ("{ size } { size }", "This anonymous operation must be the only defined operation."),
        (
            "{ pet { ...a } } fragment a on Dog { ...a }",
            "Cannot spread fragment \"a\" within itself.",
        ),
        ("{ size(of: $x) }", "Variable \"$x\" is not defined."),
        ("{ size } fragment a on Dog { name }", "Fragment \"a\" is never used."),
        ("query Q($x: Size) { size }", "Variable \"$x\" is never used in operation \"Q\"."),
        (
            "{ pet { ... on Dog { x: name x: age } } }",
            "Fields \"x\" conflict because \"name\" and \"age\" are different fields. Use different aliases on the fields to fetch both if this was intentional.",
        ),
        (
            "{ pet { ... on Dog { age } ... on Cat { age } } }",
            "Fields \"age\" conflict because they return conflicting types \"Int\" and \"String\". Use different aliases on the fields to fetch both if this was intentional.",
        ),
        (
            "{ pet { ... on Query { size } } }",
            "Fragment cannot be spread here as objects of type \"Pet\" can never be of type \"Query\".",
        ),
        (
            "{ pet { ... on Cat { lives } } }",
            "Field \"lives\" argument \"left\" of type \"Int!\" is required, but it was not provided.",
        ),
        (
            "{ size { a } }",
            "Field \"size\" must not have a selection since type \"Int\" has no subfields.",
        ),
        (
            "{ pet }",
            "Field \"pet\" of type \"Pet\" must have a selection of subfields. Did you mean \"pet { ... }\"?",
        ),
        ("{ size(of: SMALL, of: SMALL) }", "There can be only one argument named \"of\"."),
        (
            "{ size @skip(if: true) @skip(if: true) }",
            "The directive \"@skip\" can only be used once at this location.",
        ),
        (
            "{ pet(filter: {size: SMALL, size: SMALL}) { __typename } }",
            "There can be only one input field named \"size\".",
        ),
        ("query A { size } query A { size }", "There can be only one operation named \"A\"."),
        (
            "{ size(of: SMAL) }",
            "Value \"SMAL\" does not exist in \"Size\" enum. Did you mean the enum value \"SMALL\"?",
        ),
        (
            "{ size(of: \"SMALL\") }",
            "Enum \"Size\" cannot represent non-enum value: \"SMALL\". Did you mean the enum value \"SMALL\"?",
        ),
        (
            "{ pet { ... on Cat { lives(left: \"x\") } } }",
            "Int cannot represent non-integer value: \"x\"",
        ),
        (
            "{ pet { ... on Cat { lives(left: 9999999999) } } }",
            "Int cannot represent non 32-bit signed integer value: 9999999999",
        ),
        (
            "{ pet(filter: {}) { __typename } }",
            "Field \"Filter.size\" of required type \"Size!\" was not provided.",
        ),
        ("query($x: Dog) { size(of: $x) }", "Variable \"$x\" cannot be non-input type \"Dog\"."),
        (
            "query($x: Int) { size(of: $x) }",
            "Variable \"$x\" of type \"Int\" used in position expecting type \"Size\".",
        ),
    ] {
        let found = troubles(query);
        assert!(found.iter().any(|message| message == want), "{query}: {found:#?} has not {want}");
    }
}

#[test]
fn bad_schemas_are_refused() {
    for (text, want) in [
        ("type A { a: B }", "Undefined type B."),
        ("type A { a: Int } type A { b: Int }", "Cannot redeclare type A."),
        ("type __A { a: Int }", "must not begin with"),
        (
            "interface I { a: Int b: Int } type A implements I { a: Int }",
            "For A to implement I it must have a field called b.",
        ),
        ("union U = Int", "UNION type \"Int\" must be OBJECT."),
        (
            "type A { a(b: A): Int }",
            "cannot use A as argument b because OBJECT is not a valid input type",
        ),
        ("enum E { true }", "ENUM E: non-enum value true."),
        ("scalar A @nope", "Undefined directive nope."),
        ("directive @a(b: Int @a) on FIELD", "Directive a cannot refer to itself."),
        ("type A { a: Int a: Int }", "Field A.a can only be defined once."),
        (
            "extend type Int { a: Int }",
            "Cannot extend type Int because the base type is a SCALAR, not OBJECT.",
        ),
    ] {
        let found = schema(text).err().unwrap_or_default();
        assert!(found.contains(want), "{text}: {found}");
    }
}

#[test]
fn what_nests_without_end_ends() {
    let deep = "{a".repeat(5_000);
    assert!(parse_query(&deep).unwrap_err().message.contains("deeper"));
    let deep = format!("type A {{ a(b: {}", "[".repeat(5_000));
    assert!(parse_schema(&deep).unwrap_err().message.contains("deeper"));
    // Every field of a fragment compared with every other.
    let many = "...f ".repeat(2_000);
    let wide: String = (0..300)
        .map(|n| format!("fragment f{n} on Query {{ {many} pets {{ __typename }} }} "))
        .collect();
    assert!(
        !troubles(&format!("{{ {many} }} fragment f on Query {{ {many} size }} {wide}")).is_empty()
    );
}

#[test]
fn texts_and_blocks_are_read() {
    let query = parse_query("{ a(b: \"\\u00e9\\n\", c: \"\"\"\n  x\n    y\n\n\"\"\") }").unwrap();
    let super::ast::Selection::Field(field) = &query.operations[0].selection[0] else {
        panic!("no field")
    };
    assert_eq!(field.arguments[0].value.raw, "é\n");
    assert_eq!(field.arguments[1].value.raw, "x\n  y");
    for (text, want) in [
        ("{ a(b: \"x", "Unterminated string."),
        ("{ a(b: 01) }", "Invalid number, unexpected digit after 0: \"1\"."),
        ("{ a(b: 1.) }", "Invalid number, expected digit but got: \")\"."),
        ("{ a(b: \"\\q\") }", "Invalid character escape sequence: \\q."),
    ] {
        let message = parse_query(text).unwrap_err().message;
        assert!(message == want || message == "Unexpected <Invalid>", "{text}: {message}");
    }
}
