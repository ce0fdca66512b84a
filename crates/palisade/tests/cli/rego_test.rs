//! `palisade test`: what passes, why something fails, coverage, formats.

use crate::project::Project;

const APP: &str = r#"package app

default allow := false

allow if {
	input.method == "GET"
	is_admin
}

allow if input.user == owner

owner := data.owners[input.resource]

is_admin if {
	some role in input.roles
	role == "admin"
}
"#;

const TESTS: &str = r#"package app_test

import data.app

test_admin if {
	app.allow with input as {"method": "GET", "roles": ["admin"]}
}

test_guest if {
	print("asked by", input.nobody, [x | some x in [1, 2]])
	app.allow with input as {"method": "GET", "roles": ["guest"], "user": "eve"}
}

todo_test_later if false
"#;

const DATA: &str = r#"{"owners": {"r1": "ann"}}"#;

fn app(tests: &str) -> Project {
    Project::new(&[("app.rego", APP), ("app_test.rego", tests), ("data.json", DATA)])
}

#[test]
fn tests_of_one_name_are_each_run() {
    let project = Project::new(&[
        ("a_test.rego", "package app_test\ntest_deny if true\ntest_deny if true\n"),
        ("b_test.rego", "package app_test\ntest_deny if 1 == 2\n"),
    ]);
    let said = project.run("test .").exits(5);
    said.says(&["data.app_test.test_deny#02: FAIL", "PASS: 2/3", "FAIL: 1/3"]);
}

#[test]
fn names_of_cases_cannot_give_commands() {
    let text = "package app_test\ntest_a[name] := false if { some name in \
                [\"\\u001b[2J\", \"x\\n::set-output name=a::b\"] }\n";
    let said = Project::new(&[("a_test.rego", text)]).run("test .").exits(5);
    assert!(!said.out.contains('\u{1b}'), "{}", said.out);
    assert!(!said.out.lines().any(|l| l.trim_start().starts_with("::")), "{}", said.out);
}

#[test]
fn a_document_where_a_rule_stands_is_refused() {
    let project = Project::new(&[
        ("app.rego", "package app\ndefault allow := false\nroles[x] := 1 if some x in [1]\n"),
        ("app_test.rego", "package app_test\ntest_a if not data.app.allow\n"),
        ("data.json", r#"{"app": {"allow": true}}"#),
    ]);
    let wanted = "conflicting rule for data path app/allow found";
    for command in ["eval -d . data.app", "test .", "build . -o b.tar.gz", "bench -d . data.app"] {
        let said = project.run(command).exits(4);
        said.says(&[wanted]);
    }
    // Beside rules, and below keys that are not constant, documents are welcome.
    project.write("data.json", r#"{"app": {"other": true, "roles": {"a": 2}}}"#);
    project.run("eval -d . -f values data.app.other").exits(0);
    project.run("test .").exits(0);
}

#[test]
fn a_failed_test_shows_why_down_to_the_rules() {
    let said = app(TESTS).run("test .").exits(5);
    said.says(&[
        "data.app_test.test_guest: FAIL",
        "asked by <undefined> [1,2]",
        "error[test-failed]: data.app_test.test_guest: this is false",
        "--> app_test.rego:11:2",
        "::: app.rego:7:2",
        "undefined, so `data.app.allow` does not hold here",
        "\"eve\"",
        "false, so `data.app.is_admin` does not hold here",
        "\"guest\"",
        "data.app_test.todo_test_later: SKIPPED",
        "PASS: 1/3",
        "FAIL: 1/3",
        "SKIPPED: 1/3",
    ]);
}

/// One test that fails, and what is said of it.
#[track_caller]
fn failing(body: &str, parts: &[&str]) {
    let module = format!("package t\n\n{body}\n");
    Project::new(&[("t.rego", &module)]).run("test t.rego").exits(5).says(parts);
}

#[test]
fn the_expression_that_failed_is_shown_with_its_values() {
    failing(
        "test_sum if {\n\ta := 3\n\tb := {\"c\": 4}\n\ta + b.c == 8\n}",
        &["this is false", "--> t.rego:6:2", "| 4", "| 7", "| 3"],
    );
    failing(
        "test_path if {\n\tx := json.unmarshal(`{\"a\": {\"b\": 1}}`)\n\tx.a.z == 1\n}",
        &["t.rego:5:2", "this is undefined", "`x.a` is {\"b\":1}, without \"z\""],
    );
    failing(
        "test_every if {\n\tevery x in [1, 30] { x < 10 }\n}",
        &["t.rego:4:23", "this is false", "30"],
    );
    failing(
        "p if true\ntest_not if {\n\tnot p\n}",
        &["t.rego:5:6", "this is true, but must not be"],
    );
    failing(
        "test_some if {\n\tsome x in []\n\tx == 1\n}",
        &["t.rego:4:12", "there is nothing to iterate over"],
    );
    failing(
        "test_builtin if {\n\tto_number(\"x\") == 1\n}",
        &["t.rego:4:2", "this is undefined", "error: "],
    );
    // The body that came furthest is the one that counts.
    failing(
        "test_far if {\n\tsome x in [1, 2, 3]\n\tx > 1\n\tx > 2\n\tx > 5\n}",
        &["t.rego:7:2", "3"],
    );
}

const TABLE: &str = r#"package t

test_table[note] if {
	some note, tc in {
		"one": {"in": 1, "want": 2},
		"two": {"in": 2, "want": 5},
		"three": {"in": 3, "want": 4},
	}
	got := tc.in + 1
	got == tc.want
}
"#;

#[test]
fn each_case_of_a_table_has_its_result() {
    let project = Project::new(&[("t.rego", TABLE)]);
    let said = project.run("test t.rego -v").exits(5);
    said.says(&[
        "one: PASS",
        "two: FAIL",
        "three: PASS",
        "case `two`: this is false",
        "t.rego:10:2",
    ]);
    let json = project.run("test t.rego --format json").exits(5).json();
    assert_eq!(json[0]["name"], "test_table");
    assert_eq!(json[0]["package"], "data.t");
    assert_eq!(json[0]["fail"], true);
    assert_eq!(json[0]["sub_results"]["two"]["fail"], true);
    assert_eq!(json[0]["sub_results"]["one"].get("fail"), None);
    assert_eq!(json[0]["reasons"][0]["location"]["row"], 10);
    let good = TABLE.replace("\"want\": 5", "\"want\": 3");
    Project::new(&[("t.rego", &good)]).run("test t.rego").exits(0);
    // A table without a case tests nothing.
    let none = "package t\n\ntest_none[x] if {\n\tsome x in []\n}\n";
    Project::new(&[("t.rego", none)]).run("test t.rego").exits(5);
}

#[test]
fn coverage_tells_the_lines_that_ran() {
    let json = app(TESTS).run("test . --run admin --coverage").exits(0).json();
    let app_file = &json["files"]["app.rego"];
    assert_eq!(app_file["covered"][0]["start"]["row"], 5, "{app_file}");
    assert_eq!(app_file["covered"][0]["end"]["row"], 7, "{app_file}");
    assert_eq!(app_file["not_covered"][0]["start"]["row"], 3, "{app_file}");
    let share = json["coverage"].as_f64().unwrap();
    assert!(share > 10.0 && share < 90.0, "{share}");
    let said = app(TESTS).run("test . --run admin --threshold 95").exits(5);
    said.says(&["of the lines ran, less than the threshold of 95%"]);
    app(TESTS).run("test . --run admin --threshold 5").exits(0);
}

#[test]
fn junit_has_a_suite_for_each_package() {
    let said = app(TESTS).run("test . --format junit").exits(5);
    said.says(&[
        "<testsuite name=\"data.app_test\" tests=\"3\" failures=\"1\" errors=\"0\" skipped=\"1\"",
        "<testcase classname=\"data.app_test\" name=\"test_guest\" file=\"app_test.rego\" line=\"9\"",
        "<failure message=\"data.app_test.test_guest: this is false\">",
        "<system-out>asked by &lt;undefined&gt; [1,2]",
    ]);
}

#[test]
fn errors_limits_and_nothing_to_test_are_told() {
    let error = "package t\n\ntwo := 1\n\ntwo := 2\n\ntest_two if two\n";
    let said = Project::new(&[("t.rego", error)]).run("test t.rego").exits(5);
    said.says(&["test_two: ERROR", "eval-conflict-error"]);
    let strict = "package t\n\ntest_zero if {\n\t1 / 0 == 1\n}\n";
    let strict = Project::new(&[("t.rego", strict)]);
    strict.run("test t.rego").exits(5).says(&["test_zero: FAIL"]);
    strict.run("test t.rego --strict-builtin-errors").exits(5).says(&["test_zero: ERROR"]);
    let long = "package t\n\ntest_long if {\n\tcount([1 | numbers.range(1, 100000)[_] > numbers.range(1, 100000)[_]]) > 0\n}\n";
    let long = Project::new(&[("t.rego", long)]);
    long.run("test t.rego --timeout 100ms").exits(5).says(&["test_long: ERROR", "interrupted"]);
    long.run("test t.rego --max-steps 1000").exits(5).says(&["test_long: ERROR", "steps"]);
    app(TESTS).run("test app.rego").exits(3).says(&["no rule whose name starts with `test_`"]);
    app(TESTS).run("test . --run nothing").exits(3).says(&["no test matches `nothing`"]);
    app("package t\n\ntest_x if { y }\n").run("test .").exits(4).says(&["app_test.rego:3:13"]);
    app(TESTS).run("test missing").exits(4).says(&["missing"]);
    app(TESTS).run("test . --run [").exits(2);
}

#[test]
fn tests_are_measured() {
    let json = app(TESTS).run("test . --run admin --bench --format json").exits(0).json();
    assert_eq!(json[0]["name"], "data.app_test.test_admin");
    assert!(json[0]["n"].as_u64().unwrap() > 0);
    assert!(json[0]["steps"].as_u64().unwrap() > 0);
    app(TESTS).run("test . --run admin --count 3").exits(0).says(&["PASS: 3/3"]);
}
