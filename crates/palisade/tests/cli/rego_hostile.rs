//! What policies, documents and bundles may do wrong: each has OPA's code, a place, an exit code,
//! and an end.

use crate::project::Project;
use serde_json::Value;

/// The errors of a query over one module.
fn errors(module: &str, query: &str, more: &str) -> Vec<Value> {
    let project = Project::new(&[("p.rego", module), ("input.json", "{\"a\": 1, \"b\": 2}")]);
    let said = project.run(&format!("eval {query} -d p.rego -i input.json {more}")).exits(4);
    said.json()["errors"].as_array().unwrap().clone()
}

fn first(module: &str, query: &str) -> (String, String, Value) {
    let all = errors(module, query, "");
    let text = |key: &str| all[0][key].as_str().unwrap().to_owned();
    (text("code"), text("message"), all[0]["location"].clone())
}

#[test]
fn rules_that_cannot_be_are_told_with_their_place() {
    let round = "package p\n\na if b\n\nb if c\n\nc if a\n";
    let (code, message, at) = first(round, "data.p.a");
    assert_eq!(code, "rego_recursion_error");
    assert!(
        message.contains("is recursive: data.p.a -> data.p.b -> data.p.c -> data.p.a"),
        "{message}"
    );
    assert_eq!((&at["file"], at["row"].is_u64()), (&Value::from("p.rego"), true));

    let (code, message, at) = first("package p\n\na := x if not x == 1\n", "data.p.a");
    assert_eq!((code.as_str(), message.as_str()), ("rego_unsafe_var_error", "var x is unsafe"));
    assert_eq!(at["row"], 3);

    let two = "package p\n\na := 1 if input.a\n\na := 2 if input.b\n";
    let (code, message, at) = first(two, "data.p.a");
    assert_eq!(code, "eval_conflict_error");
    assert_eq!(message, "complete rules must not produce multiple outputs");
    assert_eq!((&at["file"], &at["row"]), (&Value::from("p.rego"), &Value::from(3)));
    let function = "package p\n\nf(x) := 1 if x > 0\n\nf(x) := 2 if x > 1\n\na := f(3)\n";
    let (code, message, at) = first(function, "data.p.a");
    assert_eq!((code.as_str(), &at["row"]), ("eval_conflict_error", &Value::from(3)));
    assert_eq!(message, "functions must not produce multiple outputs for same inputs");
    let object = "package p\n\na := {k: v | k := \"x\"; some v in [1, 2]}\n";
    let (code, _, at) = first(object, "data.p.a");
    assert_eq!((code.as_str(), &at["row"]), ("eval_conflict_error", &Value::from(3)));
    let (code, _, _) = first("package p\n\na := 1\n\na contains 2\n", "data.p.a");
    assert_eq!(code, "rego_type_error");
}

#[test]
fn patterns_that_explode_end_soon() {
    let text = "a".repeat(100_000);
    let module = format!(
        "package p\n\ntext := \"{text}!\"\n\nslow if regex.match(`^(a+)+$`, text)\n\n\
         large if regex.match(`((a{{1,100}}){{1,100}}){{1,100}}`, text)\n"
    );
    let project = Project::new(&[("p.rego", &module)]);
    let said = project.run("eval data.p.slow -d p.rego").exits(0);
    assert_eq!(said.out, "{}\n");
    let strict = project.run("eval data.p.large -d p.rego --strict-builtin-errors").exits(4).json();
    let error = &strict["errors"][0];
    assert_eq!(
        (&error["code"], &error["location"]["row"]),
        (&Value::from("eval_builtin_error"), &Value::from(7))
    );
    assert!(error["message"].as_str().unwrap().contains("invalid repeat count"), "{error}");
}

#[test]
fn a_billion_items_are_too_many() {
    let module = "package p\n\nn := numbers.range(1, 1000)\n\n\
        list := [1 | some a in n; some b in n; some c in n]\n\n\
        set := {[a, b, c] | some a in n; some b in n; some c in n}\n\n\
        object := {[a, b, c]: 1 | some a in n; some b in n; some c in n}\n\n\
        none if { some a in n; some b in n; some c in n; a + b + c < 0 }\n\n\
        wide := numbers.range(1, 1000000000)\n";
    for rule in ["list", "set", "object", "wide"] {
        let all = errors(module, &format!("data.p.{rule}"), "--max-memory 16 --timeout 60s");
        assert_eq!(all[0]["code"], "eval_limit_error", "{rule}: {all:?}");
        assert!(all[0]["message"].as_str().unwrap().contains("memory"), "{rule}: {all:?}");
    }
    let steps = errors(module, "data.p.none", "--max-steps 200000");
    assert_eq!(steps[0]["code"], "eval_limit_error");
    assert!(steps[0]["message"].as_str().unwrap().contains("steps"), "{steps:?}");
    let time = errors(module, "data.p.none", "--timeout 100ms --max-steps 100000000000");
    assert_eq!(time[0]["code"], "eval_cancel_error");
}

#[test]
fn a_document_of_fifty_megabytes_is_read_or_told_of() {
    let project = Project::new(&[("p.rego", "package p\n\nn := count(data.rows)\n")]);
    let row = format!("\"{}\"", "x".repeat(1 << 20));
    let rows = vec![row; 50].join(",");
    project.write("data.json", format!("{{\"rows\": [{rows}]}}"));
    let said = project.run("eval data.p.n -d p.rego -d data.json -f raw").exits(0);
    assert_eq!(said.out, "50\n");
    // The end is not there.
    project.write("data.json", format!("{{\"rows\": [{rows}"));
    let said = project.run("eval data.p.n -d p.rego -d data.json").exits(4);
    let error = &said.json()["errors"][0];
    assert_eq!(
        (&error["location"]["file"], &error["location"]["row"]),
        (&Value::from("data.json"), &Value::from(1))
    );
    // Nesting has an end as well.
    project.write("data.json", "[".repeat(1_000_000));
    let said = project.run("eval data.p.n -d p.rego -d data.json").exits(4);
    assert!(said.out.len() < 2_000, "{}", said.out.len());
}

#[test]
fn bundles_are_held_to_their_roots_and_signatures() {
    let project = Project::new(&[
        ("in/.manifest", "{\"roots\": [\"app\"]}"),
        ("in/app/a.rego", "package app\n\nx := 1\n"),
        ("in/other/b.rego", "package other\n\ny := 1\n"),
        ("good/app/a.rego", "package app\n\nx := 1\n"),
    ]);
    let said = project.run("eval data.app.x -b in").exits(4).json();
    let error = &said["errors"][0];
    assert!(error["message"].as_str().unwrap().contains("do not have `other` in them"), "{error}");
    assert_eq!(error["location"]["row"], 1);
    let key = ["not", "a", "secret"].join("-");
    let build = format!("build -b good -o b.tar.gz --signing-alg HS256 --signing-key {key}");
    project.run(&build).exits(0);
    let eval = "eval data.app.x -b b.tar.gz -f raw --signing-alg HS256 --verification-key";
    assert_eq!(project.run(&format!("{eval} {key}")).exits(0).out, "1\n");
    project.run(&format!("{eval} other")).exits(6).says(&["the signature is not by this key"]);
    project.run(&format!("{eval} {key}").replace("b.tar.gz", "good")).exits(6);
}

#[test]
fn what_is_asked_of_build_is_checked() {
    let project = Project::new(&[
        ("one/.manifest", "{\"roots\": [\"one\"]}"),
        ("one/one/a.rego", "package one\n\nx := 1\n"),
        ("two/.manifest", "{\"roots\": [\"two\"]}"),
        ("two/two/a.rego", "package two\n\ny := 2\n"),
        ("claims.json", "{\"scope\": \"read\", \"keyid\": \"k\"}"),
    ]);
    project.run("build -b one two -o all.tar.gz -r 7 -e one/x -e data.two -O 2").exits(0);
    let sum = "eval data.one.x+data.two.y -b all.tar.gz -f raw";
    assert_eq!(project.run(sum).exits(0).out, "3\n");
    let json = project.run("inspect all.tar.gz -f json").json();
    assert_eq!(json["manifest"]["revision"], "7");
    assert_eq!(json["manifest"]["roots"], serde_json::json!(["one", "two"]));
    project.run("build -b one -e one/nope").exits(2).says(&["--entrypoint one/nope"]);
    project.run("build -b one -t wasm").exits(2).says(&["WebAssembly"]);
    let key = ["not", "a", "secret"].join("-");
    let sign = format!("build -b one -o s.tar.gz --signing-alg HS256 --signing-key {key}");
    project.run(&format!("{sign} --claims-file claims.json")).exits(0);
    let eval = format!("eval data.one.x -b s.tar.gz --signing-alg HS256 --verification-key {key}");
    project.run(&format!("{eval} --scope read")).exits(0);
    project.run(&format!("{eval} --scope write")).exits(6);
    project.write("claims.json", "{\"sub\": 1}");
    project
        .run(&format!("{sign} --claims-file claims.json"))
        .exits(2)
        .says(&["`sub` is not known"]);
}

#[test]
fn fmt_fails_drops_imports_and_reads_again() {
    let project =
        Project::new(&[("p.rego", "package p\n\nimport rego.v1\n\nimport data.q\n\na   := q.x\n")]);
    let plain = "package p\n\nimport rego.v1\n\nimport data.q\n\na := q.x\n";
    assert_eq!(project.run("fmt p.rego --fail").exits(1).out, plain);
    assert_eq!(project.run("fmt p.rego --list").exits(0).out, "p.rego\n");
    assert_eq!(project.run("fmt p.rego --list --fail").exits(1).out, "p.rego\n");
    let without = project.run("fmt p.rego --drop-v0-imports --check-result=false").exits(0).out;
    assert_eq!(without, "package p\n\nimport data.q\n\na := q.x\n");
    project.write("p.rego", plain);
    project.run("fmt p.rego --fail").exits(0);
    project.write("old.rego", "package p\n\na { true }\n");
    project.run("fmt old.rego --rego-v1").exits(0).says(&["import rego.v1", "a := true"]);
}
