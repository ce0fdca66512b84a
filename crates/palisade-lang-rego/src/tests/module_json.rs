//! What `rego.parse_module` makes of a text.

use super::V1;
use crate::{Query, compile, parse_query};
use palisade_ir::{NoRecord, Options, Stop, Vm};
use palisade_source::FileId;
use palisade_value::{Arena, Value, write_json};
use serde_json::{Value as Json, json};

/// The tree of a text in JSON, or the message of its error.
#[track_caller]
fn parse(text: &str) -> Result<Json, String> {
    let (literals, wrong) = parse_query("rego.parse_module(\"m.rego\", input)", FileId(1), V1);
    assert!(wrong.is_empty(), "{wrong:?}");
    let query = Query { literals: &literals, file: FileId(1), imports: &[], package: &[] };
    let compiled = compile(&[], &[query]).unwrap();
    let arena = Arena::new();
    let options = Options { strict: true, ..Options::default() };
    let mut vm = Vm::new(&compiled.program, &arena, options, NoRecord);
    vm.start(&[Some(Value::str(&arena, text)), None]);
    match vm.call(compiled.queries[0].func, &[]) {
        Ok(solutions) => {
            let first = solutions.as_array().unwrap().items()[0];
            let value = first.field("values").unwrap().as_array().unwrap().items()[0];
            let mut out = String::new();
            write_json(&mut out, value);
            Ok(serde_json::from_str(&out).unwrap())
        }
        Err(Stop::Error(fault)) => Err(fault.message.to_owned()),
        Err(stop) => Err(format!("{stop:?}")),
    }
}

/// The rules of a text.
#[track_caller]
fn rules(text: &str) -> Json {
    parse(&format!("package a\n\n{text}")).unwrap()["rules"].clone()
}

/// The heads of a text's rules.
#[track_caller]
fn heads(text: &str) -> Vec<Json> {
    rules(text).as_array().unwrap().iter().map(|rule| rule["head"].clone()).collect()
}

/// What the first expression of a body is.
#[track_caller]
fn terms(expression: &str) -> Json {
    rules(&format!("p if {{\n\t{expression}\n}}"))[0]["body"][0]["terms"].clone()
}

fn var(name: &str) -> Json {
    json!({"type": "var", "value": name})
}

fn text(text: &str) -> Json {
    json!({"type": "string", "value": text})
}

fn number(n: i64) -> Json {
    json!({"type": "number", "value": n})
}

fn reference(parts: &[Json]) -> Json {
    json!({"type": "ref", "value": parts})
}

#[test]
fn a_module_has_its_package_imports_rules_and_comments() {
    let module = "package a.b\n\nimport data.lib as l\nimport input\n\n# why\nallow := 1\n";
    let want = json!({
        "package": {"path": [var("data"), text("a"), text("b")]},
        "imports": [
            {"path": reference(&[var("data"), text("lib")]), "alias": "l"},
            {"path": reference(&[var("input")])},
        ],
        "rules": [{
            "head": {"name": "allow", "ref": [var("allow")], "value": number(1), "assign": true},
            "body": [{"index": 0, "terms": {"type": "boolean", "value": true}}],
        }],
        "comments": [{"Location": {"file": "m.rego", "row": 6, "col": 1}, "Text": "IHdoeQ=="}],
    });
    assert_eq!(parse(module), Ok(want));
    assert_eq!(parse("package a"), Ok(json!({"package": {"path": [var("data"), text("a")]}})));
}

#[test]
fn heads_keep_what_old_readers_know_of_short_paths() {
    let truth = json!({"type": "boolean", "value": true});
    let head = |text: &str| heads(text).remove(0);
    assert_eq!(head("p contains 1"), json!({"name": "p", "key": number(1), "ref": [var("p")]}));
    assert_eq!(
        head("p[x] := y if some x, y in input"),
        json!({
            "name": "p", "key": var("x"), "ref": [var("p"), var("x")], "value": var("y"),
            "assign": true,
        })
    );
    assert_eq!(
        head("p[x] if some x in input"),
        json!({"key": var("x"), "ref": [var("p"), var("x")], "value": truth})
    );
    assert_eq!(head("p.q if input"), json!({"ref": [var("p"), text("q")], "value": truth}));
    assert_eq!(
        head("p.q := 1"),
        json!({"ref": [var("p"), text("q")], "value": number(1), "assign": true})
    );
    assert_eq!(
        head("p.q.r contains 1 if input"),
        json!({"ref": [var("p"), text("q"), text("r")], "key": number(1)})
    );
    assert_eq!(
        head("f(x, _) if x"),
        json!({"name": "f", "ref": [var("f")], "args": [var("x"), var("$0")], "value": truth})
    );
}

#[test]
fn branches_are_rules_within_rules() {
    let all = rules("f(_) := 1 if {\n\tinput.a\n} else := 2 if {\n\tinput.b\n} else := 3\n");
    assert_eq!(all[0]["head"]["args"], json!([var("$0")]));
    let second = &all[0]["else"];
    assert_eq!(second["head"]["args"], json!([var("$1")]));
    assert_eq!(second["head"]["value"], number(2));
    assert_eq!(second["body"][0]["terms"], reference(&[var("input"), text("b")]));
    assert_eq!(second["else"]["head"]["args"], json!([var("$2")]));
    assert_eq!(second["else"]["body"][0]["terms"]["value"], json!(true));
    assert_eq!(rules("default p := false")[0]["default"], json!(true));
}

#[test]
fn expressions_that_call_are_lists() {
    let input = reference(&[var("input")]);
    assert_eq!(terms("x := 1"), json!([reference(&[var("assign")]), var("x"), number(1)]));
    assert_eq!(terms("(1 == 2)"), json!([reference(&[var("equal")]), number(1), number(2)]));
    let member = |n: &str| reference(&[var("internal"), text(n)]);
    assert_eq!(terms("1 in input"), json!([member("member_2"), number(1), input]));
    assert_eq!(
        terms("some k, v in input"),
        json!({"symbols": [
            {"type": "call", "value": [member("member_3"), var("k"), var("v"), input]},
        ]})
    );
    assert_eq!(terms("some x, y\n\tinput[x][y]"), json!({"symbols": [var("x"), var("y")]}));
    assert_eq!(
        terms("json.patch(input, [])"),
        json!([
            reference(&[var("json"), text("patch")]),
            input,
            {"type": "array", "value": []},
        ])
    );
    let every = terms("every x in input {\n\t\tx\n\t}");
    let want = json!({
        "key": null, "value": var("x"), "domain": input,
        "body": [{"index": 0, "terms": var("x")}],
    });
    assert_eq!(every, want);
    let body = rules("p if {\n\tnot input.a with input as 1\n}")[0]["body"].clone();
    let want = json!([{
        "index": 0, "negated": true, "terms": reference(&[var("input"), text("a")]),
        "with": [{"target": input, "value": number(1)}],
    }]);
    assert_eq!(body, want);
}

#[test]
fn terms_say_what_they_are() {
    assert_eq!(terms("null"), json!({"type": "null", "value": {}}));
    assert_eq!(terms("{2, 1, 2}"), json!({"type": "set", "value": [number(1), number(2)]}));
    assert_eq!(
        terms("{\"b\": 1, \"a\": 2, \"b\": 3}"),
        json!({"type": "object", "value": [[text("a"), number(2)], [text("b"), number(3)]]})
    );
    assert_eq!(
        terms("[_ | input[_]]"),
        json!({"type": "arraycomprehension", "value": {
            "term": var("$0"),
            "body": [{"index": 0, "terms": reference(&[var("input"), var("$1")])}],
        }})
    );
    assert_eq!(
        terms("f(1)[0]"),
        reference(&[
            json!({"type": "call", "value": [reference(&[var("f")]), number(1)]}),
            number(0),
        ])
    );
}

#[test]
fn mistakes_are_told_with_their_lines() {
    let message = parse("package a.").unwrap_err();
    let want = "rego.parse_module: 1 error occurred: m.rego:1: rego_parse_error: unexpected eof \
                token: expected ident\n\tpackage a.\n\t          ^";
    assert_eq!(message, want);
    let message = parse("package a\np if {\n\t1 +\n}\nq if {\n\t)\n}").unwrap_err();
    assert!(message.starts_with("rego.parse_module: 2 errors occurred:\nm.rego:4: "), "{message}");
    assert!(parse("").is_err());
    let deep = format!("package a\np := {}1{}", "[".repeat(150), "]".repeat(150));
    assert_eq!(parse(&deep), Err("rego.parse_module: the module nests too deep".to_owned()));
    let long = |n: usize| {
        let chain = vec!["true"; n].join(" or ");
        parse(&format!("package a\nimport future.keywords.or\np if {chain}"))
    };
    assert!(long(20).is_ok());
    assert_eq!(long(500), Err("rego.parse_module: the module nests too deep".to_owned()));
}
