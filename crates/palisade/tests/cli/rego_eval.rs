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
fn print_speaks_on_the_error_stream() {
    let project = app();
    let quiet = project.run("eval data.app.known -d app.rego -i input.json").exits(0);
    assert_eq!(quiet.err, "");
    let said = project.run("eval data.app -d app.rego -i input.json").exits(0);
    assert_eq!(said.err, "app.rego:4: user is bob\n");
    // Several values make several lines, and what is undefined is told.
    let said = project.run("eval print({1,2}[_],input.x,\"end\")").exits(0);
    assert_eq!(said.err, "query:1: 1 <undefined> end\nquery:1: 2 <undefined> end\n");
}

#[test]
fn coverage_profile_and_metrics_stand_beside_the_result() {
    let project = app();
    let json = project.run("eval data.app.allow -d app.rego -i input.json --coverage").json();
    let file = &json["coverage"]["files"]["app.rego"];
    assert_eq!(file["covered"][0]["start"]["row"], 4, "{file}");
    assert_eq!(json.get("result"), None);
    let json = project
        .run("eval data.app.known -d app.rego -i input.json --profile --metrics --count 3")
        .json();
    let profile = json["profile"].as_array().unwrap();
    let entry = profile.iter().find(|e| e["location"]["row"] == 11).unwrap();
    assert_eq!(entry["num_eval"], 1);
    assert!(entry["num_steps"].as_u64().unwrap() >= 2, "{entry}");
    let times = &json["aggregated_metrics"]["timer_rego_query_eval_ns"];
    assert!(times["min"].as_u64().unwrap() > 0);
    assert!(times["99%"].as_u64().unwrap() <= times["max"].as_u64().unwrap(), "{times}");
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

#[test]
fn formats_are_those_of_opa() {
    let project = app();
    let out = |arguments: &str| project.run(arguments).exits(0).out;
    assert_eq!(out("eval x:=[1,2][_];x>0 -f values"), "[\n  true,\n  true\n]\n".repeat(2));
    assert_eq!(out("eval x:=[1,2][_] -f bindings"), "{\n  \"x\": 1\n}\n{\n  \"x\": 2\n}\n");
    assert_eq!(out("eval 1+1 -f raw"), "2\n");
    assert_eq!(out("eval 1+1 -f discard"), "{\n  \"result\": \"discarded\"\n}\n");
    assert_eq!(out("eval data.app.never -d app.rego -i input.json -f discard"), "{}\n");
    let json = project.run("eval 1+1 -f discard --instrument").json();
    assert_eq!(json["result"], "discarded");
    for name in
        ["timer_rego_load_files_ns", "timer_rego_input_parse_ns", "counter_rego_value_bytes"]
    {
        assert!(json["metrics"][name].is_u64(), "{json}");
    }
    let long = out("eval x:=concat(\"\",[\"abcdefgh\",\"ijkl\"]);true -f pretty --pretty-limit 5");
    assert!(long.contains("| \"abcd… |"), "{long}");
    // What only holds or not has no column beside variables, and alone it is its first part.
    let table = out("eval x:=1;y:=[2,3][_];y+1;true -f pretty");
    let wanted = "+---+---+-----+\n| x | y | y+1 |\n+---+---+-----+\n\
                  | 1 | 2 | 3   |\n| 1 | 3 | 4   |\n+---+---+-----+\n";
    assert_eq!(table, wanted);
    assert_eq!(out("eval 1==1;2==2 -f pretty"), "true\n");
    let partial = "eval -p -f source -u input.x input.x>data.app.n -d app.rego -d app.n:n.json";
    project.write("n.json", "3");
    let said = project.run(partial).exits(0);
    assert_eq!(said.out, "# Query 1\ninput.x > 3\n\n");
}

#[test]
fn a_profile_is_sorted_and_cut_on_request() {
    let project = app();
    let run =
        "eval data.app -d app.rego -i input.json --profile-sort num_eval,line --profile-limit 3";
    let json = project.run(run).json();
    let profile = json["profile"].as_array().unwrap();
    assert_eq!(profile.len(), 3);
    let keys: Vec<_> = profile
        .iter()
        .map(|e| (std::cmp::Reverse(e["num_eval"].as_u64()), e["location"]["row"].as_u64()))
        .collect();
    assert!(keys.is_sorted(), "{keys:?}");
    assert!(json["metrics"].is_object());
}

#[test]
fn errors_of_builtins_are_shown_on_request() {
    let project = Project::new(&[(
        "app.rego",
        "package app\n\na if to_number(\"x\") > 1\n\nb := 1 / input.zero\n\nc := 3\n",
    )]);
    project.write("input.json", "{\"zero\": 0}");
    let run = "eval data.app -d app.rego -i input.json --show-builtin-errors";
    let json = project.run(run).exits(0).json();
    assert_eq!(json["result"][0]["expressions"][0]["value"]["c"], 3);
    let errors = json["errors"].as_array().unwrap();
    assert_eq!(errors.len(), 2, "{json}");
    assert!(
        errors.iter().any(|e| e["message"] == "div: divide by zero" && e["location"]["row"] == 5),
        "{json}"
    );
    assert!(errors.iter().all(|e| e["code"] == "eval_builtin_error"), "{json}");
    project.run(&format!("{run} -f pretty")).exits(0).says(&["divide by zero", "app.rego:5"]);
}

#[test]
fn names_are_ignored_and_time_is_bounded() {
    let project = Project::new(&[
        ("p/a.rego", "package a\n\nx := 1\n"),
        ("p/a_broken.rego", "package"),
        ("p/skip/data.json", "{broken"),
        (
            "spin.rego",
            "package spin\n\nx := count([1 | numbers.range(1, 3000)[_]; numbers.range(1, 3000)[_]; numbers.range(1, 3000)[_]])\n",
        ),
    ]);
    let run = "eval data.a.x -d p -f raw";
    project.run(run).exits(4);
    let said = project.run(&format!("{run} --ignore *_broken.rego --ignore skip")).exits(0);
    assert_eq!(said.out, "1\n");
    project.run("eval data.a.x -d p --ignore [").exits(2).says(&["--ignore"]);
    let url = format!("eval data.a.x -f raw -d file://{}", project.at("p/a.rego").display());
    assert_eq!(project.run(&url).exits(0).out, "1\n");
    let said = project.run("eval data.spin.x -d spin.rego --timeout 50ms --max-steps 100000000000");
    assert_eq!(said.exits(4).json()["errors"][0]["code"], "eval_cancel_error");
}

#[test]
fn keys_of_json_stand_once() {
    let project = Project::new(&[]);
    let object = "{1: 1, \"1\": 2, 10: 3, 2: 4, [3]: 5, \"[3]\": 6, null: {2: 7, 10: 8}}";
    let one = |query: &str, form: &str| {
        let arguments = ["eval", query, "--format", form];
        let mut command = project.command("");
        command.args(arguments);
        crate::project::said(command).exits(0).out
    };
    let values = one(object, "raw");
    // Numbers come before texts, and texts before arrays.
    let want = r#"{"1":2,"10":3,"2":4,"[3]":5,"null":{"10":8,"2":7}}"#;
    assert_eq!(values.trim_end(), want);
}
