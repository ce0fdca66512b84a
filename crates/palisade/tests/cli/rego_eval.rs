//! What `palisade eval` tells beside results, and `palisade bench`.

use crate::project::{Project, said};
use std::io::Write;
use std::process::Stdio;

const APP: &str = r#"package app

allow if {
	print("user is", input.user)
	input.user == "ann"
	known
}

known if {
	trace("looking")
	input.user in {"ann", "bob"}
}

never if {
	known
	false
}
"#;

fn app() -> Project {
    Project::new(&[("app.rego", APP), ("input.json", r#"{"user": "bob"}"#)])
}

#[test]
fn the_trace_tells_what_happened() {
    let project = app();
    let said = project.run("eval data.app -d app.rego -i input.json -f pretty --explain full");
    let said = said.exits(0);
    let lines: Vec<&str> = said.out.lines().filter(|l| l.contains("rego:")).collect();
    let text = lines.join("\n");
    for part in [
        "Enter data.app.allow",
        "| Fail input.user == \"ann\"  = false",
        "| Fail data.app.allow  = undefined",
        "| Note looking",
        "| Eval input.user in {\"ann\", \"bob\"}  = true",
        "| Exit data.app.known  = true",
        "Kept data.app.known  = true",
    ] {
        assert!(text.contains(part), "`{part}` is not in:\n{text}");
    }
    let said = project.run("eval data.app -d app.rego -i input.json -f pretty --explain fails");
    assert!(said.out.contains("Fail input.user"), "{}", said.out);
    assert!(!said.out.contains("Note"), "{}", said.out);
    let said = project.run("eval data.app -d app.rego -i input.json -f pretty --explain notes");
    assert!(said.out.contains("Note looking"), "{}", said.out);
    assert!(said.out.contains("Enter data.app.known"), "{}", said.out);
    assert!(!said.out.contains("allow"), "{}", said.out);
    let json = project.run("eval data.app.known -d app.rego -i input.json --explain full").json();
    assert_eq!(json["result"][0]["expressions"][0]["value"], true);
    let all = json["explanation"].as_array().unwrap();
    assert!(all.iter().any(|l| l["op"] == "enter" && l["text"] == "data.app.known"));
}

#[test]
fn print_speaks_when_it_is_asked_to() {
    let project = app();
    let quiet = project.run("eval data.app.known -d app.rego -i input.json").exits(0);
    assert_eq!(quiet.err, "");
    let said = project.run("eval data.app -d app.rego -i input.json --print").exits(0);
    assert_eq!(said.err, "app.rego:4: user is bob\n");
    // Several values make several lines, and what is undefined is told.
    let said = project.run("eval print({1,2}[_],input.x,\"end\") --print").exits(0);
    assert_eq!(said.err, "query:1: 1 <undefined> end\nquery:1: 2 <undefined> end\n");
}

#[test]
fn coverage_profile_and_metrics_stand_beside_the_result() {
    let project = app();
    let json = project.run("eval data.app.allow -d app.rego -i input.json --coverage").json();
    let file = &json["coverage"]["files"]["app.rego"];
    assert_eq!(file["covered"][0]["start"]["row"], 5, "{file}");
    assert_eq!(json.get("result"), None);
    let json = project
        .run("eval data.app.known -d app.rego -i input.json --profile --metrics --count 3")
        .json();
    let profile = json["profile"].as_array().unwrap();
    let entry = profile.iter().find(|e| e["location"]["row"] == 11).unwrap();
    assert_eq!(entry["num_eval"], 1);
    assert!(entry["num_steps"].as_u64().unwrap() >= 2, "{entry}");
    assert_eq!(json["metrics"]["counter_rego_runs"], 3);
    assert!(json["metrics"]["timer_rego_query_eval_ns"].as_u64().unwrap() > 0);
    let table = project.run("eval data.app.known -d app.rego -i input.json -f pretty --profile");
    table.exits(0).says(&["| time", "| app.rego:11 |", "trace(\"looking\")"]);
}

#[test]
fn queries_come_from_the_standard_input_and_values_leave_as_rego() {
    let project = app();
    let mut child = project
        .command("eval --stdin -f source")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(b"{\"b\": {1, 2}, \"a\": set()}").unwrap();
    let out = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&out.stdout), "{\"a\": set(), \"b\": {1, 2}}\n");
    said(project.command("eval")).exits(2);
}

#[test]
fn queries_are_measured() {
    let project = app();
    let bench = "bench data.app.known -d app.rego -i input.json --time 20ms";
    let json = project.run(&format!("{bench} --format json --count 2")).exits(0).json();
    assert_eq!(json.as_array().unwrap().len(), 2);
    assert!(json[0]["ns_per_op"].as_u64().unwrap() > 0);
    assert!(json[0]["steps"].as_u64().unwrap() > 0);
    project.run(bench).exits(0).says(&["runs", "ns/op", "steps"]);
    let none = "bench data.app.never -d app.rego -i input.json --time 20ms --fail";
    project.run(none).exits(1);
    project.run("bench data.nope( --time 20ms").exits(4);
}
