//! Functions of Rego that fail do not make a check pass in silence.

use crate::project::{Project, Said};

const INPUT: &str = "port: http\nnumber: 0\nlist: [\"1\", x, 7]\n";

fn check(rules: &str) -> Said {
    let project =
        Project::new(&[("p/p.rego", &format!("package main\n{rules}\n")), ("in/a.yaml", INPUT)]);
    project.run("check in --policies p --no-builtin --outcomes all")
}

#[test]
fn a_verdict_that_hangs_on_what_failed_is_an_error() {
    for (rules, why) in [
        ("deny contains \"a\" if to_number(input.port) < 1024", "parsing \"http\""),
        ("deny contains \"a\" if 10 / input.number > 1", "divide by zero"),
        ("deny contains \"a\" if { x := 10 / input.number }", "divide by zero"),
        ("deny := \"a\" if to_number(input.port) < 1024", "parsing \"http\""),
        ("low(x) if to_number(x) < 9\ndeny contains \"a\" if low(input.port)", "parsing \"http\""),
        (
            "deny contains \"a\" if http.send({\"method\": \"get\", \"url\": \"http://x\"}).status_code == 200",
            "http.send is off",
        ),
        ("deny contains \"a\" if { some x in input.list; to_number(x) > 8 }", "parsing \"x\""),
    ] {
        let said = check(rules).exits(1);
        said.says(&["error[main.deny]", why, "p/p.rego:2", "the function failed here", "1 error"]);
    }
    // What is found beside it stays found.
    let said =
        check("deny contains msg if { some x in input.list; to_number(x) > 3; msg := \"m\" }");
    said.exits(1).says(&["1 finding", "1 error", "high[main.deny]: m"]);
}

#[test]
fn errors_that_policies_make_use_of_are_told_and_change_nothing() {
    for rules in [
        "ok if not to_number(input.port)\ndeny contains \"a\" if not ok",
        "deny contains \"a\" if count([y | y := to_number(input.list[_])]) > 2",
        "default port := 0\nport := to_number(input.port)\ndeny contains \"a\" if port > 10",
        "f(x) := to_number(x) if is_string(x) else := 3\ndeny contains \"a\" if f(input.port) > 10",
    ] {
        let said = check(rules).exits(0).says(&["warning[rego-builtin-error]", "p/p.rego:"]);
        assert!(said.out.contains("pass     main.deny/deny"), "{}", said.all());
    }
    // The error is the reason of what is found.
    let said = check("deny contains \"a\" if not to_number(input.port)").exits(1);
    assert!(!said.all().contains("rego-builtin-error"), "{}", said.all());
    // Values of other types, as a walk comes by.
    let said = check("deny contains \"a\" if { walk(input, [_, v]); contains(v, \"AKIA\") }");
    said.exits(0).says(&["note[rego-builtin-error]", "is_string(x)"]);
    // Nothing hangs on these.
    for rules in [
        "deny contains \"a\" if { input.port == \"x\"; to_number(input.port) < 1024 }",
        "deny contains \"a\" if { to_number(input.port) < 1024; input.port == \"x\" }",
        "deny contains \"a\" if count([y | y := input.list[_]; contains(y, \"z\")]) > 0",
        "deny contains \"a\" if time.now_ns() < 0",
    ] {
        let said = check(rules).exits(0);
        assert!(!said.all().contains("rego-builtin-error"), "{}", said.all());
    }
}

#[test]
fn eval_follows_opa() {
    let project = Project::new(&[("in.json", "{\"port\": \"http\"}")]);
    let mut command = project.command("eval -i in.json --format raw");
    command.arg("{x | x := 1; to_number(input.port) < 1024}");
    crate::project::said(command).exits(0).says(&["[]"]);
}
