//! What the type checker infers and what it refuses.

use super::Schemas;
use crate::{Against, Options, ParseOptions, Source, compile_checked, parse_module};
use palisade_source::FileId;

/// The errors of modules, each as `file:line: message`, with its further lines below it.
fn told(modules: &[&str], schemas: Option<&Schemas>) -> Vec<String> {
    let parsed: Vec<_> = modules
        .iter()
        .enumerate()
        .map(|(n, text)| {
            let file = FileId(u32::try_from(n).expect("few modules"));
            let parsed = parse_module(text, file, ParseOptions::default());
            assert!(parsed.diagnostics.is_empty(), "{:?}", parsed.diagnostics);
            (parsed.module.expect("module"), file)
        })
        .collect();
    let sources: Vec<_> =
        parsed.iter().map(|(module, file)| Source { module, file: *file }).collect();
    let against = Against { schemas, ..Against::default() };
    let Err(errors) = compile_checked(&sources, &[], Options::default(), against) else {
        return Vec::new();
    };
    errors
        .iter()
        .map(|e| {
            let place = e.location.map_or_else(String::new, |at| {
                let text = modules[at.file.0 as usize];
                let line = text[..at.span.start as usize].matches('\n').count() + 1;
                format!("{}:{line}: ", at.file.0)
            });
            let code = if e.code == "rego-type-error" { "" } else { &*e.code };
            // The help repeats what stands at the place.
            let help = e.help.iter().flat_map(|h| h.lines());
            let help = help.filter(|l| l.starts_with("did you") || e.labels.is_empty());
            let lines = e.labels.iter().map(|l| l.text.as_str()).chain(help);
            let lines: String = lines.map(|l| format!("\n{l}")).collect();
            format!("{place}{code}{}{lines}", e.message)
        })
        .collect()
}

fn errors(rules: &str) -> Vec<String> {
    told(&[&format!("package t\n{rules}\n")], None)
}

#[track_caller]
fn fine(rules: &str) {
    assert_eq!(errors(rules), Vec::<String>::new(), "of {rules}");
}

/// The type of a rule `p`, told by what cannot be equal to it.
#[track_caller]
fn is(rules: &str, want: &str) {
    // Nothing is a set of such a thing, but unions with anything.
    let with = format!("{rules}\nprobe if p = {{\"no\": {{{{{{\"such\"}}}}}}}}");
    let told = errors(&with);
    let line = told
        .iter()
        .find_map(|e| e.lines().find_map(|l| l.strip_prefix("left  : ")))
        .unwrap_or_else(|| panic!("no error of {rules}: {told:?}"));
    assert_eq!(line, want, "of {rules}");
}

#[test]
fn rules_have_the_types_of_what_they_give() {
    is("p := 1", "number");
    is("p if input.x", "boolean");
    is("p := {\"foo\": [x]} if x := 1", "object<foo: array<number>>");
    is("p contains x if { y = \"bar\"; x = y }", "set[string]");
    is("p := null if false else := 100 if input.a else := \"foo\"", "any<null, number, string>");
    is("p := 1 if input.a\np := \"a\" if input.b", "any<number, string>");
    is("default p := 1\np := \"a\" if input.b", "any<number, string>");
    is("p contains 1\np contains \"a\"\np contains 2", "set[any<number, string>]");
    is("p := [x | some x in [1, \"a\"]]", "array[any<number, string>]");
    is("p := {x: y | some x, y in [true, null]}", "object[number: any<null, boolean>]");
    is("p := split(\"a\", \",\")", "array[string]");
    is("p := count(input) + 1", "number");
    is("p := $\"a {input.x}\"", "string");
    is("p := x if [x, 1] = [true, _]", "boolean");
    is("p := x if { y = [[2], 1]; [[x], 1] = y }", "number");
    is("p := x if { {\"a\": x} = {\"a\": \"b\"} }", "string");
    is("q := {\"a\": [1], \"b\": [\"x\"]}\np := y if q[_] = [y]", "any<number, string>");
    is("q := {[1, \"a\"]}\np := y if q[[_, y]]", "string");
    is("f(x) := x + 1\np := f(2)", "number");
    is("f(x) := [x, 1]\np := f(2)", "array<any, number>");
    is("f(1) := \"a\"\nf(\"b\") := 1\np := f(1)", "any<number, string>");
}

#[test]
fn rules_with_keys_have_the_types_of_objects() {
    let with_q = |rules: &str| format!("{rules}\np := data.t.q");
    is(&with_q("q[x] := y if { y := \"bar\"; x := \"foo\" }"), "object[string: string]");
    is(
        &with_q("q[x] := 1 if some x in [\"a\"]\nq[x] := true if some x in [2]"),
        "object[any<number, string>: any<boolean, number>]",
    );
    is(
        &with_q("q[r][s] := 42 if { x = [\"a\", \"b\"]; r = x[s] }"),
        "object[string: object[number: number]]",
    );
    // What is behind a known key is known.
    is("q.r.s := 1\np := data.t.q.r.s", "number");
    fine("q[3] := 1\np if data.t.q[4] == \"a\"");
}

#[test]
fn what_cannot_be_equal_is_a_match_error() {
    assert_eq!(errors("p if 1 = \"a\""), ["0:2: match error\nleft  : number\nright : string"]);
    assert_eq!(
        errors("q := 1\np if q == \"a\""),
        ["0:3: match error\nleft  : number\nright : string"]
    );
    for rules in [
        "p if null = true",
        "p if [1, 2, 3] = [1, 2, \"3\"]",
        "p if [1, 2] = [1, 2, 3]",
        "p if {\"a\": 1} = {\"a\": 1, \"b\": \"2\"}",
        "p if {1, 2} = null",
        "p if { x := [\"s\", 1]; x[_] = null }",
        "p if [true | true] = [x | a = [1, \"foo\"]; x = a[_]]",
        "p if not 1 = \"a\"",
        "p if { some \"a\" in [1] }",
    ] {
        assert_eq!(errors(rules).len(), 1, "of {rules}: {:?}", errors(rules));
    }
    // A comparison as a value is of anything, and so is what lies in unknown documents.
    fine("p := 1 == \"a\"");
    fine("p if input.x == [1, 2]\nq if input.x == 3");
    fine("p if { [1, \"2\", x] = data.foo; x == true }");
}

#[test]
fn calls_get_what_they_want() {
    assert_eq!(
        errors("p if count(1) > 0"),
        ["0:2: count: invalid argument(s)\nhave: (number, ???)\nwant: (collection: any<string, \
             array[any], object[any: any], set[any]>, number)"]
    );
    assert_eq!(
        errors("p if startswith(\"a\", 1)"),
        ["0:2: startswith: invalid argument(s)\nhave: (string, number)\nwant: (search: string, \
             base: string, boolean)"]
    );
    assert_eq!(
        errors("f(x) := x + 1\np := data.t.f(\"a\")"),
        ["0:3: data.t.f: invalid argument(s)\nhave: (string, ???)\nwant: (number, number)"]
    );
    for rules in [
        "p := sum([1, 2, \"3\"])",
        "p := sum({\"a\": 1})",
        "p := concat(\"\", 1)",
        "p := 1 / \"foo\"",
        "q := \"foo\"\np := data.t.q + data.coffee",
        "p if { x = [null]; y := x[0] + 1 }",
        "p if { upper(\"a\", 1) }",
        "foo([a, b]) := y if split(a, b, y)\np := foo([\"hello\", 5])",
        "f(x) if max(\"foo\")\np if f(1)",
        "p if count([1 | count(1)])",
        "p if upper(\"a\") with upper as concat",
    ] {
        assert_eq!(errors(rules).len(), 1, "of {rules}: {:?}", errors(rules));
    }
    for rules in [
        "p := concat(\",\", [input.x, \"a\"])",
        "p := concat(\",\", [q])\nq := 1",
        "f(x) := x + 1\nf(x) := upper(x)\np := [f(1), f(\"a\")]",
        "f([x, y]) := sprintf(\"%v%v\", [x, y])\np := f([5, {\"a\": true}])",
        "p if upper(\"a\") == \"b\" with upper as data.t.mock\nmock(x) := x",
        "p if upper(\"a\") == \"b\" with upper as \"b\"",
        "p if walk(input, [path, value])",
        "p if every x in [1] { count(x) > 0 }",
        "p := min([x | some x in input.xs])",
        "p := object.get(input, [\"a\", \"b\"], null)",
        "f(_) := 1\np := f(set())",
    ] {
        fine(rules);
    }
}

#[test]
fn paths_lead_somewhere() {
    assert_eq!(
        errors("q := {\"foo\": 1, \"bar\": 2}\np if q.fo"),
        [
            "0:3: undefined ref: data.t.q.fo\ndata.t.q.fo\n         ^\n         have: \"fo\"\n         \
             want (one of): [\"bar\" \"foo\"]\ndid you mean `foo`?"
        ]
    );
    assert_eq!(
        errors("p if { arr = [[1, 2], [3]]; arr[1][0].deadbeef }"),
        ["0:2: undefined ref: arr[1][0].deadbeef\narr[1][0].deadbeef\n^^^^^^^^^\nhave: number"]
    );
    assert_eq!(
        errors("q := {\"a\": 1}\np if { x := 1; q[x] }"),
        ["0:3: undefined ref: data.t.q[x]\ndata.t.q[x]\n         ^\n         have (type): \
             number\n         want (one of): [\"a\"]"]
    );
    assert_eq!(errors("p if { x := 1; data.t[x].z }\nq.r := 1").len(), 1);
    for rules in [
        "f(x) := x\np := data.t.f",
        "f(x) := x\np := f(data.t.f)",
        "p if { a = {[1], [2]}; a[[\"foo\"]] }",
        "p if { a = [1, 2]; a[{}] = b }",
        "p if { a = [1, 2]; a[\"x\"] }",
        "q := 1\np if q.x",
        "q := 1\np if { some x in q }",
        "q := 1\np if data.t[1]",
        "q := [1, 2]\np if every x in q.foo { x }",
        "p if every x in q { x.foo.bar; data.t.q.zzz }\nq := {\"a\": 1}",
        "x := {\"a\" : 1}\ny if z\nz if x[1] == 1",
    ] {
        assert_eq!(errors(rules).len(), 1, "of {rules}: {:?}", errors(rules));
    }
    for rules in [
        "p if data.t.nowhere.x",
        "p if data.other[1].x\nq if data[input.x].b",
        "q.a := 1\np if data.t.q[input.x] == 1",
        "q := {}\np if q.foo.bar",
        "q := []\np if q[3].bar",
        "q contains x if some x in input.xs\np if q[input.y].z",
        "q := {\"a\": {\"b\": 1}, \"c\": [1]}\np if { some x; q[x][y] }",
        "p if { some k, v in {\"a\": 1}; upper(k); v + 1 }",
        "p if { x := {1: 2}; y := 1; x[y] }",
    ] {
        fine(rules);
    }
}

#[test]
fn an_error_is_told_once_and_what_uses_it_has_none() {
    assert_eq!(errors("m if 1 / \"foo\"\nn if m\no := m").len(), 1);
    assert_eq!(errors("a(x) if max(\"foo\")\nb if a(1)").len(), 1);
    assert_eq!(errors("p if { arr = [1, 2, 3]; arr[0].deadbeef = 1 }").len(), 1);
    // Types are looked at where nothing else is wrong.
    assert_eq!(errors("p if 1 = \"a\"\nq if x == 1").len(), 1);
}

#[test]
fn bodies_are_looked_at_in_the_order_in_which_they_run() {
    is("p := x if { x = y[0]; y = [\"a\"] }", "string");
    fine("p if { x > 1; x = input.y }");
}

#[test]
fn types_that_grow_without_end_are_anything() {
    let mut rules = String::new();
    for n in 0..2000 {
        rules.push_str(&format!("p contains {{\"k{n}\": {n}}} if input.x == {n}\n"));
    }
    rules.push_str("q if some x in p\nr if p[{\"k1\": 1}]\n");
    fine(&rules);
    let deep: String =
        (0..300).map(|n| format!("r{} := [r{n}, r{n}]\n", n + 1)).collect::<String>();
    fine(&format!("r0 := 1\n{deep}"));
}

fn schemas(all: &[(&str, &str)]) -> Schemas {
    let mut schemas = Schemas::default();
    for (name, text) in all {
        let schema = serde_json::from_str(text).expect("schema");
        match *name {
            "" => schemas.set_root(schema),
            name => schemas.insert(name.split('.').map(str::to_owned).collect(), schema),
        }
    }
    schemas
}

/// The first lines of the errors of modules under some schemas.
fn under(all: &[(&str, &str)], modules: &[&str]) -> Vec<String> {
    let told = told(modules, Some(&schemas(all)));
    told.iter().map(|e| e.lines().next().unwrap_or_default().to_owned()).collect()
}

const USER: &str = r#"{"type": "object", "properties": {"user": {"type": "string"},
    "operation": {"type": "string"}}, "additionalProperties": true}"#;
const ACL: &str = r#"{"type": "object", "properties": {
    "alice": {"type": "array", "items": {"type": "string"}},
    "bob": {"type": "array", "items": {"type": "string"}}}}"#;

#[test]
fn a_schema_of_input_holds_everywhere() {
    let all = [("", USER)];
    let module =
        "package t\np if input.user == \"alice\"\nq if input.usr == 1\nr if input.user == 1";
    assert_eq!(
        told(&[module], Some(&schemas(&all))),
        [
            "0:3: undefined ref: input.usr\ninput.usr\n      ^\n      have: \"usr\"\n      want (one \
             of): [\"operation\" \"user\"]\ndid you mean `user`?",
            "0:4: match error\nleft  : string\nright : number",
        ]
    );
    let bad = [("", r#"{"type": "strin"}"#)];
    assert_eq!(
        under(&bad, &["package t\np := 1"]),
        ["unable to compile the schema: `strin` is no type; known are array, boolean, integer, \
          null, number, object, string"]
    );
}

#[test]
fn annotations_name_schemas() {
    let all = [("input", USER), ("acl-schema", ACL), ("number", r#"{"type": "number"}"#)];
    let rule = |schemas: &str, body: &str| {
        format!(
            "package policy\nimport data.acl\n# METADATA\n# schemas:\n{schemas}allow if {{\n\
                 access := data.acl[input.user]\n{body}\n}}\nother if input.foo.bar"
        )
    };
    let both = "# - input: schema.input\n# - data.acl: schema[\"acl-schema\"]\n";
    let one = |schemas: &str, body: &str| under(&all, &[&rule(schemas, body)]);
    assert_eq!(one(both, "access[_] == input.operation"), Vec::<String>::new());
    assert_eq!(one(both, "data.acl.foo"), ["0:9: undefined ref: data.acl.foo"]);
    assert_eq!(one(both, "acl.alice[_] == 1"), ["0:9: match error"]);
    assert_eq!(one(both, "data.blah"), Vec::<String>::new());
    assert_eq!(
        one("# - input: schema.missing\n", "true"),
        ["0:6: undefined schema: schema.missing"]
    );
    // Later ones go over those before, whole or in part.
    let over = format!("{both}# - input: schema[\"acl-schema\"]\n");
    assert_eq!(one(&over, "true"), ["0:9: undefined ref: input.user"]);
    let part = format!("{both}# - input.apple.orange: schema.input\n");
    assert_eq!(one(&part, "input.apple.orange.user"), Vec::<String>::new());
    assert_eq!(
        one(&part, "input.apple.orange.fruit"),
        ["0:10: undefined ref: input.apple.orange.fruit"]
    );
    let deep = format!("{part}# - input.apple.orange.banana: schema[\"acl-schema\"]\n");
    assert_eq!(one(&deep, "input.apple.orange.banana.alice"), Vec::<String>::new());
    assert_eq!(
        one(&deep, "input.apple.orange.banana.fruit"),
        ["0:11: undefined ref: input.apple.orange.banana.fruit"]
    );
    let below = format!("{both}# - data.acl.foo: schema.input\n");
    assert_eq!(one(&below, "data.acl.foo.blah"), ["0:10: undefined ref: data.acl.foo.blah"]);
    // Without schemas, annotations that name one say nothing.
    assert_eq!(told(&[&rule("# - input: schema.missing\n", "true")], None), Vec::<String>::new());
}

#[test]
fn annotations_hold_in_their_scope() {
    let all = [("number", r#"{"type": "number"}"#), ("string", r#"{"type": "string"}"#)];
    let meta = |scope: &str, path: &str, name: &str| {
        format!("# METADATA\n# scope: {scope}\n# schemas:\n# - {path}: schema.{name}\n")
    };
    let one = |text: String| under(&all, &[&text]);
    let document = meta("document", "input.foo", "number");
    let package = |scope| meta(scope, "input", "string");
    let match_error = |line: usize| vec![format!("0:{line}: match error")];
    assert_eq!(
        one(format!("package t\n{document}p if input.foo = 7\n\np if input.foo = []")),
        match_error(8)
    );
    // It holds in rules above it, too.
    assert_eq!(
        one(format!("package t\np if input.foo = []\n{document}p if input.foo = 7")),
        match_error(2)
    );
    let own = meta("rule", "input.foo", "string");
    assert_eq!(
        one(format!("package t\n{document}p if input.foo = 7\n\n{own}p if input.foo = \"s\"")),
        Vec::<String>::new()
    );
    for scope in ["package", "subpackages"] {
        let head = package(scope);
        assert_eq!(one(format!("{head}package t\np if input = 7")), match_error(6));
        let rule = meta("rule", "input", "number");
        let text = format!("{head}package t\n{rule}p if input = 7");
        assert_eq!(one(text), Vec::<String>::new());
    }
    let head = package("subpackages");
    let other = "package t.below\np if input = 7";
    assert_eq!(under(&all, &[&format!("{head}package t"), other]), ["1:2: match error"]);
    let head = package("package");
    assert_eq!(under(&all, &[&format!("{head}package t"), other]), Vec::<String>::new());
    let again = [format!("{head}package t"), format!("{head}package t\np := 1")];
    assert_eq!(under(&all, &[&again[0], &again[1]]), ["1:1: package annotation redeclared"]);
}

#[test]
fn schemas_stand_in_annotations_themselves() {
    let text = |schema: &str, body: &str| {
        format!("package t\n# METADATA\n# schemas:\n# - input.x: {schema}\np if {body}")
    };
    let told = |schema: &str, body: &str| told(&[&text(schema, body)], None);
    assert_eq!(
        told("{type: boolean}", "input.x == 42"),
        ["0:5: match error\nleft  : boolean\nright : number"]
    );
    assert_eq!(
        told("{\"type\": \"object\"}", "input.x == \"a\""),
        ["0:5: match error\nleft  : object[any: any]\nright : string"]
    );
    assert_eq!(
        told("{$ref: \"http://example.com/x\"}", "input.x"),
        ["0:5: unable to compile the schema: remote reference loading disabled: \
         `http://example.com/x`\nasked for here"]
    );
    let first = |schema: &str| {
        told(schema, "input.x").first().map(|e| e.lines().next().unwrap_or_default().to_owned())
    };
    let wrong = |what: &str| Some(format!("0:2: rego-parse-error{what} for path `input.x`"));
    assert_eq!(first("7"), wrong("invalid schema declaration"));
    assert_eq!(first("foo.bar"), wrong("invalid schema reference"));
    let path = "package t\n# METADATA\n# schemas:\n# - input[x].y: {type: string}\np := 1";
    assert_eq!(
        super::tests::told(&[path], None)[0].lines().next(),
        Some("0:2: rego-parse-errorinvalid document reference `input[x].y`")
    );
}

/// The type that a schema gives.
fn of(schema: &str) -> String {
    let schema: serde_json::Value = serde_json::from_str(schema).expect("JSON");
    let mut table = super::table::Table::new();
    match super::schema::convert(&schema, &mut table) {
        Ok(ty) => table.show(ty),
        Err(error) => error.to_string(),
    }
}

#[test]
fn schemas_are_types() {
    for (schema, want) in [
        ("true", "any"),
        ("{}", "any"),
        (r#"{"type": "integer"}"#, "number"),
        (r#"{"type": "null"}"#, "any"),
        (r#"{"type": ["string", "null"]}"#, "string"),
        (r#"{"type": ["string", "object"]}"#, "any<string, object[any: any]>"),
        (r#"{"properties": {"a": {"type": "string"}}}"#, "object<a: string>"),
        (r#"{"type": "array"}"#, "array[any]"),
        (r#"{"items": {"type": "number"}}"#, "array[number]"),
        (r#"{"items": [{"type": "number"}, true]}"#, "array<number, any>"),
        (
            r#"{"properties": {"a": true}, "additionalProperties": {"type": "number"}}"#,
            "object<a: any>[string: number]",
        ),
        (r#"{"anyOf": [{"type": "string"}, {"type": "number"}]}"#, "any<number, string>"),
        (
            r#"{"allOf": [{"properties": {"a": {"type": "string"}}},
                {"properties": {"b": {"type": "number"}}}]}"#,
            "object<a: string, b: number>",
        ),
        (
            r#"{"allOf": [{"type": "string"}, {"type": "number"}]}"#,
            "unable to merge these schemas: type mismatch: string and number",
        ),
        (
            r##"{"properties": {"a": {"$ref": "#/definitions/n"}},
                "definitions": {"n": {"type": "number"}}}"##,
            "object<a: number>",
        ),
        (r##"{"$ref": "#/nowhere"}"##, "unable to compile the schema: `#/nowhere` is not in it"),
        ("7", "unable to compile the schema: a schema is an object or a boolean"),
    ] {
        assert_eq!(of(schema), want, "of {schema}");
    }
}

#[test]
fn schemas_that_hold_themselves_end() {
    let list = r##"{"type": "object", "properties": {"value": {"type": "number"},
        "next": {"$ref": "#"}}}"##;
    let all = [("", list)];
    let module = "package t\np if input.next.next.value == 1\nq if input.next.next.valeu == 1\n\
                  r if input.next == input.next.next\ns if input == {\"value\": \"a\", \"next\": null}";
    assert_eq!(
        under(&all, &[module]),
        ["0:3: undefined ref: input.next.next.valeu", "0:5: match error"]
    );
    assert!(of(list).starts_with("object<next: object<next: "), "{}", of(list));
}
