//! `palisade exec`, what `palisade build` leaves out, traces of tests, and help for what others call
//! otherwise.

use crate::project::Project;

const APP: &str = r#"package app

default allow := false

allow if input.user in data.people

reasons contains "nobody" if not input.user

huge := n if n := input.n

# METADATA
# title: Not asked for
unused := data.lib.twice(2)
"#;

const LIB: &str = "package lib\n\ntwice(x) := x * 2\n\nhalf(x) := x / 2\n";

fn project() -> Project {
    Project::new(&[
        ("src/app.rego", APP),
        ("src/lib.rego", LIB),
        ("src/data.json", r#"{"people": ["ann"]}"#),
        ("in/a.json", r#"{"user": "ann", "n": 12345678901234567890}"#),
        ("in/b.yaml", "user: bob\n"),
        ("in/deep/c.json", "{}"),
        ("in/notes.txt", "no document"),
    ])
}

#[test]
fn one_policy_decides_about_many_files_in_their_order() {
    let project = project();
    let mut shown = Vec::new();
    for threads in ["1", "4"] {
        let run = format!("exec --decision app/allow -b src in --parallel {threads}");
        shown.push(project.run(&run).exits(0).out);
    }
    assert_eq!(shown[0], shown[1]);
    let json: serde_json::Value = serde_json::from_str(&shown[0]).unwrap();
    let told: Vec<String> = json["result"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| format!("{} {}", r["path"].as_str().unwrap(), r["result"]))
        .collect();
    assert_eq!(told, ["in/a.json true", "in/b.yaml false", "in/deep/c.json false"]);
    let said = project.run("exec --decision data.app.huge -d src in/a.json").exits(0);
    assert!(said.out.contains("12345678901234567890"), "{}", said.out);
}

#[test]
fn exit_codes_of_decisions_are_asked_for() {
    let project = project();
    let run = |flags: &str, code: i32| {
        project.run(&format!("exec --decision app/reasons -b src in {flags}")).exits(code);
    };
    run("", 0);
    run("--fail-non-empty", 1);
    run("--fail-defined", 1);
    run("--fail", 0);
    let json = project.run("exec --decision app/huge -b src in/b.yaml --fail").exits(1).json();
    assert_eq!(json["result"][0]["error"]["code"], "opa_undefined_error");
    project.write("bad/x.json", "{\"user\": }");
    let said = project.run("exec --decision app/allow -b src bad in/a.json").exits(4);
    said.says(&["bad/x.json", "not all files could be decided about"]);
    project.run("exec --decision app//allow -b src in").exits(2).says(&["write a path such as"]);
    let said = project.run("exec --decision app/allow -b src src/lib.rego").exits(2);
    said.says(&["src/lib.rego: it is a module: name it with --data"]);
    project.write("none/x.txt", "");
    project.run("exec --decision app/allow -b src none").exits(3);
}

#[test]
fn rules_that_no_entrypoint_needs_are_left_out() {
    let project = project();
    project.run("build src -o all.tar.gz").exits(0);
    for flags in ["--prune-unused", "-O 1"] {
        project.run(&format!("build src -e app/allow {flags} -o small.tar.gz")).exits(0);
        let said = project.run("inspect small.tar.gz").exits(0);
        assert!(said.out.contains("data.app") && !said.out.contains("data.lib"), "{}", said.out);
        let query = "eval data.app -i in/a.json -f raw -b small.tar.gz";
        assert_eq!(project.run(query).exits(0).out, "{\"allow\":true}\n");
    }
    project.run("build src -e app/unused --prune-unused -o lib.tar.gz").exits(0);
    let said = project.run("eval data -f raw -b lib.tar.gz").exits(0);
    assert_eq!(said.out, "{\"app\":{\"unused\":4},\"lib\":{},\"people\":[\"ann\"]}\n");
    project.run("build src -O 1 -o no.tar.gz").exits(2).says(&["name one with --entrypoint"]);
}

#[test]
fn what_is_left_when_rules_are_left_out_compiles() {
    let project = Project::new(&[
        ("t.rego", "package t\n\np if not q.a\n\nr if not input.q\n\nnone := 1\n"),
        ("more.rego", "package t\n\nq.b := dep\n\ndep := 1\n\nq.c := none\n"),
    ]);
    for flags in ["--prune-unused", "-O 1"] {
        project.run(&format!("build -b . -e t/p {flags} -o q.tar.gz")).exits(0);
        assert_eq!(project.run("eval -b q.tar.gz -f raw data.t.p").exits(0).out, "true\n");
        project.run(&format!("build -b . -e t/r {flags} -o r.tar.gz")).exits(0);
        let said = project.run("eval -b r.tar.gz -f raw data.t").exits(0);
        assert_eq!(said.out, "{\"r\":true}\n", "nothing speaks of q");
    }
    // Rules below a path are an entrypoint.
    project.run("build -b . -e t/q -o below.tar.gz").exits(0);
    project.run("build -b . -e t/none/x -o no.tar.gz").exits(2).says(&["no rule and no package"]);
}

#[test]
fn rules_that_hang_on_each_other_too_deep_are_told_without_options_that_do_not_help() {
    let rules: Vec<String> = (0..300).map(|n| format!("p{n} := p{}\n", n + 1)).collect();
    let text = format!("package t\n\n{}\np300 := 1\n", rules.join("\n"));
    let project = Project::new(&[("t.rego", &text)]);
    let said = project.run("eval -d t.rego data.t.p0 -f raw").exits(4);
    said.says(&["calls nest deeper", "no option allows more"]);
}

#[test]
fn tests_tell_how_they_came_out() {
    let project = Project::new(&[(
        "a_test.rego",
        "package a_test\n\ntest_a if {\n\tx := 1\n\tx == 2\n}\n\ntest_b if trace(\"seen\")\n",
    )]);
    let said = project.run("test a_test.rego --explain full").exits(5);
    assert!(said.out.contains("Fail x == 2  = false"), "{}", said.out);
    assert!(!said.out.contains("Note seen"), "{}", said.out);
    let said = project.run("test a_test.rego --explain notes --verbose").exits(5);
    assert!(said.out.contains("Note seen"), "{}", said.out);
    let json = project.run("test a_test.rego --explain fails --format json").exits(5).json();
    assert!(json[0]["trace"].is_array(), "{json}");
    assert!(json[1].get("trace").is_none(), "{json}");
}

#[test]
fn what_others_call_otherwise_is_told() {
    let project = project();
    let said = |command: &str, what: &str| {
        project.run(command).exits(2).says(&[what]);
    };
    said("verify --policy src", "`palisade test` runs the tests of policies");
    said("check in --policy src", "`--policies FOLDER` names them");
    said("check in --output table", "`--format` says how results are written");
    said("lint src --disable-all", "`--off LINT`");
    said("eval data --capabilities v1.0.0", "opa capabilities --version v1.0.0");
    said("eval 1 -O 1", "modules are always optimized");
    said("sign src", "`palisade build --signing-key`");
}

#[test]
fn files_that_cannot_be_read_keep_no_other_from_being_decided_about() {
    let project = project();
    std::fs::write(project.at("in/bad.json"), [0xff, 0xfe]).unwrap();
    let said = project.run("exec --decision app/allow -b src in").exits(4);
    let json: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    let all = json["result"].as_array().unwrap();
    let told: Vec<&str> = all.iter().map(|r| r["path"].as_str().unwrap()).collect();
    assert_eq!(told, ["in/a.json", "in/b.yaml", "in/deep/c.json", "in/bad.json"]);
    assert_eq!(all[3]["error"]["message"], "it is not UTF-8 text");
}

#[cfg(unix)]
#[test]
fn links_are_neither_written_through_nor_packed_and_circles_end() {
    use std::os::unix::fs::symlink;
    let project = project();
    project.write("outside/far.rego", "package far\nx=1\n");
    symlink("../outside", project.at("src/up")).unwrap();
    symlink("../outside/far.rego", project.at("src/linked.rego")).unwrap();
    symlink(".", project.at("src/loop")).unwrap();
    symlink(".", project.at("in/loop")).unwrap();
    let said = project.run("fmt --write src").exits(0);
    assert!(!said.err.contains("far.rego\n"), "{}", said.err);
    assert!(said.err.contains("src/up: links in folders are left out"), "{}", said.err);
    let far = std::fs::read_to_string(project.at("outside/far.rego")).unwrap();
    assert_eq!(far, "package far\nx=1\n");
    let held = |flags: &str| {
        let said = project.run(&format!("build src -o out.tgz {flags}")).exits(0);
        (said.err, project.run("inspect out.tgz").exits(0).out)
    };
    let (told, held_without) = held("");
    assert!(told.contains("--follow-symlinks"), "{told}");
    assert!(!held_without.contains("data.far"), "{held_without}");
    let (_, held_with) = held("--follow-symlinks");
    assert!(held_with.contains("data.far"), "{held_with}");
    let decided = project.run("exec --decision app/allow -d src in").exits(0);
    assert_eq!(decided.out.matches("\"path\"").count(), 3, "{}", decided.out);
    // Once by its own name and once by that of the folder.
    project.run("eval -d src data.far.x -f raw").exits(0);
}
