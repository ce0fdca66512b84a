//! What an evaluation does may not grow with what it does not need: counted in steps, and in what
//! comes out with and without the optimizer.
#![expect(clippy::expect_used, clippy::panic, reason = "tests may fail")]

use palisade_arena::Arena;
use palisade_ir::{NoRecord, Options, Stop, Vm};
use palisade_lang_rego::{ParseOptions, Source, compile_with, parse_module};
use palisade_source::FileId;
use palisade_value::{JsonOptions, parse_json, write_json};
use std::fmt::Write;

/// What `data.t.p` comes to, and the steps that it took.
fn run(text: &str, input: &str, data: &str, optimize: bool) -> (String, u64) {
    let parsed = parse_module(text, FileId(0), ParseOptions::default());
    assert!(parsed.diagnostics.is_empty(), "{:?}", parsed.diagnostics);
    let module = parsed.module.expect("module");
    let options = palisade_lang_rego::Options { optimize, ..Default::default() };
    let sources = [Source { module: &module, file: FileId(0) }];
    let compiled = compile_with(&sources, &[], options).expect("compiles");
    let entry = compiled.entry(&["t", "p"]).expect("entry").func;
    let arena = Arena::new();
    let json = |text: &str| parse_json(&arena, text, JsonOptions::default()).expect("JSON");
    let mut vm = Vm::new(&compiled.program, &arena, Options::default(), NoRecord);
    let mut shown = String::new();
    // Twice, so that nothing of the first evaluation is left in the second.
    for _ in 0..2 {
        shown.clear();
        vm.start(&[Some(json(input)), Some(json(data))]);
        match vm.call(entry, &[]) {
            Ok(value) => write_json(&mut shown, value),
            Err(Stop::Undefined) => shown.push_str("undefined"),
            Err(Stop::Error(fault)) => shown.push_str(fault.message),
            Err(Stop::Limit(limit)) => panic!("{limit:?}"),
        }
    }
    (shown, vm.steps())
}

/// The steps of a policy, of which the result is the same without the optimizer.
fn steps(text: &str, input: &str, data: &str, want: &str) -> u64 {
    let (got, steps) = run(text, input, data, true);
    assert_eq!(got, want, "{text}");
    assert_eq!(run(text, input, data, false).0, want, "{text}");
    steps
}

fn many(count: usize, rule: impl Fn(usize) -> String) -> String {
    let mut text = String::from("package t\n");
    for n in 0..count {
        let _ = write!(text, "\n{}\n", rule(n));
    }
    text
}

/// What a policy of so many rules takes does not depend on how many.
fn same_for_any_number(rule: impl Fn(usize) -> String, input: &str, want: &str) {
    let few = steps(&many(8, &rule), input, "{}", want);
    let lots = steps(&many(800, &rule), input, "{}", want);
    assert_eq!(few, lots);
}

#[test]
fn rules_keyed_on_the_beginning_of_a_path_are_indexed() {
    let tests = [
        "startswith(input.path, \"/t7-R/\")",
        "glob.match(\"/t7-R/**\", [\"/\"], input.path)",
        "strings.any_prefix_match(input.path, [\"/t7-R/\", \"/u-R/\"])",
        "strings.any_prefix_match(input.path, {\"/t7-R/\"})",
        "input.path in {\"/t7-R/x\", \"/t8-R/x\"}",
        "input.path == \"/t7-R/x\"",
    ];
    for test in tests {
        let rule = |n: usize| format!("p contains {n} if {}", test.replace('R', &n.to_string()));
        same_for_any_number(rule, r#"{"path": "/t7-5/x"}"#, "[5]");
        same_for_any_number(rule, r#"{"path": "/zzz"}"#, "[]");
        same_for_any_number(rule, "{}", "[]");
    }
}

#[test]
fn functions_are_indexed_on_their_arguments() {
    let rule = |n: usize| format!("f(path) := {n} if startswith(path, \"/r{n}/\")\n");
    let policy = |n| format!("{}\np := f(input.path)\n", many(n, rule));
    let input = r#"{"path": "/r3/x"}"#;
    assert_eq!(steps(&policy(8), input, "{}", "3"), steps(&policy(800), input, "{}", "3"));
}

#[test]
fn indexes_leave_out_only_what_cannot_hold() {
    let tests = [
        "startswith(input.x, \"a\")",
        "startswith(input.x, \"ab\")",
        "startswith(input.x, \"abc\")",
        "startswith(input.x, \"\")",
        "startswith(input.x, \"b\")",
        "input.x == \"ab\"",
        "input.x == \"b\"",
        "input.x == 1",
        "input.x in {1, \"abcd\"}",
        "glob.match(\"a?c\", [], input.x)",
        "glob.match(\"*c\", [], input.x)",
        "glob.match(\"{ab,b}*\", [], input.x)",
        "strings.any_prefix_match(input.x, [\"abc\", \"b\"])",
        "not startswith(input.x, \"a\")",
    ];
    let text = many(tests.len() * 3, |n| {
        let second = tests[(n * 5 + n / tests.len()) % tests.len()];
        format!("p contains {n} if {{\n\t{}\n\t{second}\n}}", tests[n % tests.len()])
    });
    let inputs = ["\"\"", "\"a\"", "\"ab\"", "\"abc\"", "\"abcd\"", "\"b\"", "1", "1.0", "[1]"];
    for input in inputs {
        let input = format!("{{\"x\": {input}}}");
        let plain = run(&text, &input, "{}", false).0;
        assert_eq!(run(&text, &input, "{}", true).0, plain, "{input}");
    }
    assert_eq!(run(&text, "{}", "{}", true).0, run(&text, "{}", "{}", false).0);
}

/// Documents of so many entries below one key.
fn entries(count: usize) -> String {
    let entries: Vec<String> =
        (0..count).map(|n| format!("\"u{n}\": [\"viewer\", \"r{}\"]", n % 7)).collect();
    format!("{{\"bindings\": {{{}}}}}", entries.join(", "))
}

#[test]
fn of_a_partial_rule_only_the_key_is_made_that_is_asked_for() {
    let policies = [
        "roles[user] := r if {\n\tsome user, r in data.bindings\n}\n\np := roles[input.user]\n",
        "roles[user] := r if r := data.bindings[user]\n\np := roles[input.user]\n",
    ];
    let input = r#"{"user": "u5"}"#;
    for policy in policies {
        let policy = format!("package t\n\n{policy}");
        let want = "[\"viewer\",\"r5\"]";
        let few = steps(&policy, input, &entries(10), want);
        let lots = steps(&policy, input, &entries(1_000), want);
        if policy.contains("some user") {
            // Gone over, and not built.
            assert!(lots < few + 1_100, "{lots}");
        } else {
            assert_eq!(few, lots);
        }
    }
    let set =
        "package t\n\nadmins contains u if \"r3\" in data.bindings[u]\n\np if admins[input.user]\n";
    let few = steps(set, r#"{"user": "u3"}"#, &entries(10), "true");
    assert_eq!(few, steps(set, r#"{"user": "u3"}"#, &entries(1_000), "true"));
    assert_eq!(few, steps(set, r#"{"user": "u5"}"#, &entries(1_000), "undefined"));
}

#[test]
fn rules_under_constant_keys_are_found_by_the_key() {
    let rule = |n: usize| format!("q[\"k{n}\"] := {n} + input.n");
    let policy = |count| format!("{}\np := q[input.k]\n", many(count, rule));
    let input = r#"{"k": "k4", "n": 1}"#;
    assert_eq!(steps(&policy(8), input, "{}", "5"), steps(&policy(800), input, "{}", "5"));
}

#[test]
fn many_lookups_cost_no_more_than_the_whole_rule() {
    let policy = "package t\n\nroles[user] := count(r) if some user, r in data.bindings\n\n\
                  p := sum([roles[user] | some user, _ in data.bindings])\n";
    let few = steps(policy, "{}", &entries(100), "200");
    let lots = steps(policy, "{}", &entries(1_000), "2000");
    assert!(lots < few * 12, "{few} {lots}");
}

#[test]
fn lookups_see_conflicts_changed_inputs_and_keys_of_every_kind() {
    let clash =
        "package t\n\nq[k] := v if [k, v] = {[\"a\", 1], [\"a\", 2]}[_]\n\np := q[input.k]\n";
    let (got, _) = run(clash, r#"{"k": "a"}"#, "{}", true);
    assert!(got.contains("object keys must be unique"), "{got}");
    assert_eq!(run(clash, r#"{"k": "a"}"#, "{}", false).0, got);
    let with = "package t\n\nq[k] := input.v if some k in [input.k, 1, null, [\"x\"]]\n\n\
                p := [a, b, c, d, e] if {\n\ta := q[input.k]\n\tb := q[input.k] with input as {\"k\": \"z\", \"v\": 2}\n\t\
                c := q[input.k] with input.v as 3\n\td := q[null]\n\te := q[[\"x\"]]\n}\n";
    steps(with, r#"{"k": "y", "v": 1}"#, "{}", "[1,2,3,1,1]");
    let numbers =
        "package t\n\nq contains 1\n\nq contains false\n\np := [q[input.a], q[input.b]]\n";
    steps(numbers, r#"{"a": 1, "b": false}"#, "{}", "[1,false]");
}

/// So many users, each with a team, and so many teams.
fn teams(users: usize, teams: usize) -> String {
    let users: Vec<String> =
        (0..users).map(|n| format!("{{\"name\": \"u{n}\", \"team\": {}}}", n % teams)).collect();
    let teams: Vec<String> =
        (0..teams).map(|n| format!("{{\"id\": {n}.0, \"lead\": \"l{n}\"}}")).collect();
    format!("{{\"users\": [{}], \"teams\": [{}]}}", users.join(", "), teams.join(", "))
}

#[test]
fn elements_that_are_looked_for_again_and_again_are_found_by_an_index() {
    let policies = [
        "p := count([1 | some u in data.users; some t in data.teams; t.id == u.team])\n",
        "p := count([u.name | some u in data.users; l := [t.lead | some t in data.teams; t.id == u.team]; count(l) == 1])\n",
        "lead(team) := t.lead if {\n\tsome t in data.teams\n\tt.id == team\n}\n\np := count([l | some u in data.users; l := lead(u.team)])\n",
    ];
    for policy in policies {
        let policy = format!("package t\n\n{policy}");
        let few = steps(&policy, "{}", &teams(100, 100), "100");
        let lots = steps(&policy, "{}", &teams(800, 800), "800");
        // Eight times as much, not sixty-four times.
        assert!(lots < few * 9, "{few} {lots} {policy}");
    }
}

#[test]
fn an_index_of_elements_leaves_none_out() {
    let values = ["1", "1.0", "\"a\"", "null", "false", "[1]", "{\"a\": 1}"];
    let items: Vec<String> = (0..60)
        .map(|n| match n % 9 {
            0 => format!("{{\"n\": {n}}}"),
            1 => n.to_string(),
            _ => format!("{{\"n\": {n}, \"k\": {{\"v\": {}}}}}", values[n % values.len()]),
        })
        .collect();
    let data =
        format!("{{\"items\": [{}], \"values\": [{}]}}", items.join(", "), values.join(", "));
    for policy in [
        "p := [[v, [i.n | some i in data.items; i.k.v == v]] | some v in data.values]\n",
        "p := [[v, [[n, i.n] | some n, i in data.items; v == i.k.v]] | some v in data.values]\n",
        "p := [[v, x] | some v in data.values; x := [i.n | some i in data.items; i.k.v == v] with data.items as [{\"n\": 5, \"k\": {\"v\": 1}}]]\n",
        "p := [[v, [i.n | some i in data.items; i.k.v == v.x]] | some v in data.values]\n",
    ] {
        let policy = format!("package t\n\n{policy}");
        let plain = run(&policy, "{}", &data, false).0;
        assert_eq!(run(&policy, "{}", &data, true).0, plain, "{policy}");
    }
}

#[test]
fn an_evaluation_takes_memory_for_its_result_alone() {
    let text = "package t\n\ndefault p := false\n\np if {\n\tstartswith(input.path, \"/a/\")\n\tsome r in input.roles\n\t\
                r in {\"x\", \"admin\"}\n\tnot denied\n}\n\np if roles[input.user]\n\nroles contains u if some u in input.users\n\n\
                denied if input.denied\n\ndenied if every r in input.roles { r == \"none\" }\n";
    let parsed = parse_module(text, FileId(0), ParseOptions::default());
    let module = parsed.module.expect("module");
    let sources = [Source { module: &module, file: FileId(0) }];
    let compiled = compile_with(&sources, &[], Default::default()).expect("compiles");
    let entry = compiled.entry(&["t", "p"]).expect("entry").func;
    let documents = Arena::new();
    let input = r#"{"path": "/a/b", "roles": ["y", "admin"], "user": "u", "users": ["v"]}"#;
    let input = parse_json(&documents, input, JsonOptions::default()).expect("JSON");
    let arena = Arena::new();
    let mut vm = Vm::new(&compiled.program, &arena, Options::default(), NoRecord);
    let mut taken = Vec::new();
    for _ in 0..1_000 {
        vm.start(&[Some(input), None]);
        let found = vm.call(entry, &[]);
        assert!(matches!(found, Ok(palisade_value::Value::Bool(true))));
        taken.push(arena.bytes());
    }
    assert_eq!(taken[0], taken[999]);
}
