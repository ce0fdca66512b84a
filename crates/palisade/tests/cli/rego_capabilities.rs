//! Capabilities, syntax trees and dependencies: `palisade capabilities`, `parse` and `deps`.

use crate::project::Project;
use serde_json::{Value as Json, json};

const APP: &str = "package app\n\nallow if count(input.roles) > 0\n\nclose if http.send({}).x\n";

/// Capabilities with some functions.
fn having(names: &[&str], features: &[&str]) -> String {
    let builtins: Vec<Json> = names
        .iter()
        .map(|name| {
            let args = json!([{"type": "any"}]);
            let result = json!({"type": "number"});
            json!({"name": name, "decl": {"type": "function", "args": args, "result": result}})
        })
        .collect();
    json!({"builtins": builtins, "features": features}).to_string()
}

#[test]
fn what_is_here_is_written_and_taken_again() {
    let project = Project::new(&[("app.rego", APP)]);
    assert_eq!(project.run("capabilities").exits(0).out, "v1.20.0\n");
    let all = project.run("capabilities --current").exits(0).json();
    let builtins = all["builtins"].as_array().unwrap();
    let named = |name: &str| builtins.iter().find(|b| b["name"] == name).unwrap();
    assert!(builtins.len() > 200);
    assert_eq!(named("rego.metadata.rule")["decl"]["result"]["type"], "any");
    assert_eq!(named("plus")["infix"], "+");
    assert_eq!(named("http.send")["nondeterministic"], true);
    assert_eq!(
        named("concat")["decl"],
        json!({
            "args": [
                {"type": "string"},
                {"type": "any", "of": [
                    {"type": "array", "dynamic": {"type": "string"}},
                    {"type": "set", "of": {"type": "string"}},
                ]},
            ],
            "result": {"type": "string"},
            "type": "function",
        })
    );
    assert_eq!(all["features"], json!(["keywords_in_refs", "rego_v1", "template_strings"]));
    assert_eq!(all["future_keywords"], json!(["and", "not", "or"]));
    let old = project.run("capabilities --current --v0-compatible").exits(0);
    project.write("caps.json", &old.out);
    project.run("eval data.app -d app.rego --capabilities caps.json").exits(0);
    project.run("eval data.app -d app.rego --capabilities v1.20.0").exits(0);
    project.run("capabilities --file caps.json").exits(0);
    project.run("capabilities --version v0.17.0").exits(2).says(&["only v1.20.0 is here"]);
}

#[test]
fn what_capabilities_lack_is_refused() {
    let project = Project::new(&[
        ("app.rego", APP),
        ("main.rego", "package main\n\ndeny contains \"no\" if upper(input.a) == \"B\"\n"),
        ("a.json", r#"{"a": "b"}"#),
        ("caps.json", &having(&["gt", "eq", "equal", "assign", "count"], &["rego_v1"])),
    ]);
    for command in [
        "eval data.app.allow -d app.rego",
        "test app.rego",
        "build app.rego -o out.tar.gz",
        "exec -d app.rego --decision app/allow a.json",
        "bench data.app.allow -d app.rego",
        "deps data.app.allow -d app.rego",
    ] {
        let run = project.run(&format!("{command} --capabilities caps.json")).exits(4);
        let run = run.says(&["undefined function http.send"]);
        if !run.out.contains("\"errors\"") {
            run.says(&["app.rego:5:10", "is not among the capabilities of `caps.json`"]);
        }
    }
    let check = "check a.json --policies main.rego --no-builtin --capabilities caps.json";
    project.run(check).exits(4).says(&["undefined function upper"]);
    let refused = |module: &str, what: &str| {
        project.write("one.rego", module);
        project.run("eval 1 -d one.rego --capabilities caps.json").exits(4).says(&[what]);
    };
    refused("package a\n\np := 1 + 1\n", "undefined function plus");
    refused("package a\n\np if 1 in {1}\n", "undefined function internal.member_2");
    refused("package a\n\np if print(1)\n", "undefined function print");
    refused("package a\n\np := $\"{1}\"\n", "template strings are not supported");
    refused("package a\n\np := 1 if count([]) == 0 with upper as 1\n", "undefined function upper");
    refused(
        "package a\n\nimport future.keywords.not\n",
        "unexpected keyword `not`, must be one of [contains, every, if, in]",
    );
    project.write("caps.json", having(&["eq"], &[]));
    refused("package a\n\np := 1\n", "rego_v1 feature required for parsing v1 Rego");
    refused("package a\n\nimport rego.v1\n\np := 1\n", "`rego.v1` is not supported");
    // Rules of one's own are no functions of OPA's.
    project.write("caps.json", having(&[], &["rego_v1"]));
    project.write("one.rego", "package a\n\nf(x) := x\n\ng(x) := data.a.f(x)\n\np := g(f(1))\n");
    project.run("eval data.a.p -d one.rego --capabilities caps.json").exits(0);
}

#[test]
fn functions_that_only_capabilities_have_are_known_and_cannot_run() {
    let caps = having(&["equal", "eq", "org.lookup"], &["rego_v1"]);
    let project = Project::new(&[
        ("caps.json", caps.as_str()),
        ("a.rego", "package a\n\np if org.lookup(input.x) == 3\n\nq := org.lookup(1, 2, 3)\n"),
        ("b.rego", "package b\n\np if not org.lookup(input.x) == 3\n"),
    ]);
    let run = project.run("eval data.a -d a.rego --capabilities caps.json").exits(4);
    run.says(&["org.lookup: arity mismatch"]);
    project.run("build b.rego -o b.tar.gz --capabilities caps.json").exits(0);
    project.write("in.json", r#"{"x": 1}"#);
    let run = project.run("eval data.b.p -d b.rego -i in.json --capabilities caps.json").exits(4);
    run.says(&["unsupported built-in"]);
}

#[test]
fn wrong_capabilities_are_told() {
    let project = Project::new(&[("a.rego", "package a\n")]);
    let wrong = |text: &str, what: &str| {
        project.write("caps.json", text);
        project.run("eval 1 --capabilities caps.json").exits(2).says(&["caps.json: ", what]);
        project.run("capabilities --file caps.json").exits(2).says(&[what]);
    };
    wrong("[]", "are an object");
    wrong("{", "no JSON");
    wrong(r#"{"builtin": []}"#, "did you mean `builtins`?");
    wrong(r#"{"builtins": {}}"#, "`builtins` is no list");
    wrong(r#"{"builtins": [{}]}"#, "`builtins[0]` has no `name`");
    wrong(r#"{"builtins": [{"name": "x"}]}"#, "`x` cannot be used");
    wrong(r#"{"features": [1]}"#, "`features` is no list of texts");
    wrong(r#"{"future_keywords": ["odd"]}"#, "unknown keyword: odd");
    project.run("eval 1 --capabilities missing.json").exits(2).says(&["missing.json: "]);
}

#[test]
fn hosts_that_capabilities_lack_stay_out_of_reach() {
    let project = Project::new(&[("caps.json", r#"{"allow_net": ["a.example"]}"#)]);
    let run = "eval 1 --capabilities caps.json --allow-net";
    project.run(&format!("{run} b.example:80")).exits(0).says(&["b.example:80: the host is not"]);
    let quiet = project.run(&format!("{run} a.example:80")).exits(0);
    assert_eq!(quiet.err, "");
}

#[test]
fn syntax_trees_are_those_of_opa() {
    let module = "# METADATA\n# title: T\npackage a\n\nimport data.b as c\n\n# note\np[1] := x if {\n\
                  \tnot f(1, \"s\")\n\tsome x in [null]\n} else := {1: set()}\n";
    let project = Project::new(&[("a.rego", module)]);
    let tree = project.run("parse a.rego --format json").exits(0).json();
    assert_eq!(tree["package"]["path"][1], json!({"type": "string", "value": "a"}));
    assert_eq!(tree["annotations"], json!([{"scope": "package", "title": "T"}]));
    assert_eq!(tree["comments"].as_array().unwrap().len(), 3);
    assert_eq!(tree["rules"][0]["body"][0]["negated"], true);
    let bare = project.run("parse a.rego -f json --json-include locations,-comments").exits(0);
    let bare = bare.json();
    assert!(bare.get("comments").is_none());
    let place = &bare["rules"][0]["body"][0]["location"];
    assert_eq!(
        (&place["file"], &place["row"], &place["col"], &place["text"]),
        (&json!("a.rego"), &json!(9), &json!(2), &json!("bm90IGYoMSwgInMiKQ=="))
    );
    let lines = project.run("parse a.rego").exits(0).out;
    assert_eq!(
        lines,
        "module
 package
  ref
   data
   \"a\"
 import
  ref
   data
   \"b\"
  c
 rule
  head
   ref
    p
    1
   x
  body
   expr negated index=0
    ref
     f
    1
    \"s\"
   expr index=1
    somedecl
     call
      ref
       internal
       \"member_2\"
      x
      array
       null
  rule
   head
    ref
     p
     1
    object
     1
     set
   body
    expr index=0
     true
 comment
 comment
 comment
"
    );
    project.write("bad.rego", "package a\n\np := \n");
    project.run("parse bad.rego").exits(4).says(&["bad.rego:4:1"]);
    project.run("parse none.rego").exits(2);
}

#[test]
fn a_query_tells_what_it_hangs_on() {
    let app = "package app

import data.lib

allow if is_admin

allow if {
	user := input.user
	role := data.roles[user.name]
	role == lib.best
}

is_admin if \"admin\" in input.user.roles

unused := data.other
";
    let project = Project::new(&[
        ("app.rego", app),
        ("lib.rego", "package lib\n\nbest := [x | x := data.grades[_]; ok(x)][0]\n\nok(x) if x\n"),
    ]);
    let table = project.run("deps data.app.allow -d .").exits(0).out;
    assert_eq!(
        table,
        "+------------------+-------------------+
|  BASE DOCUMENTS  | VIRTUAL DOCUMENTS |
+------------------+-------------------+
"
        .replace("|  BASE DOCUMENTS  |", "| BASE DOCUMENTS   |")
            + "| data.grades      | data.app.allow    |
| data.roles       | data.app.is_admin |
| input.user.name  | data.lib.best     |
| input.user.roles | data.lib.ok       |
+------------------+-------------------+
"
    );
    let json = project.run("deps data.app.is_admin -d . --format json").exits(0).json();
    let path = |root: &str, keys: &[&str]| {
        let mut all = vec![json!({"type": "var", "value": root})];
        all.extend(keys.iter().map(|key| json!({"type": "string", "value": key})));
        Json::Array(all)
    };
    assert_eq!(
        json,
        json!({
            "base": [path("input", &["user", "roles"])],
            "virtual": [path("data", &["app", "is_admin"])],
        })
    );
    project.run("deps data.app.x(1) -d .").exits(4);
}
