//! The functions that Conftest adds to OPA's.

use crate::project::Project;

const TESTS: &str = r#"package main

test_text if {
	cfg := parse_config("hcl2", "resource \"a\" \"b\" {\n  c = 1\n}\n")
	cfg.resource.a.b[0].c == 1
	parse_config("yaml", "a: [1, x]").a == [1, "x"]
	parse_config("dockerfile", "FROM scratch\n")[0].Cmd == "from"
	parse_config("yaml", "a: 1\n---\nb: 2\n") == [{"a": 1}, {"b": 2}]
}

test_wrong if not parse_config("toml", "a = = 1")

test_file if parse_config_file("../conf/app.toml").port == 80

test_files if {
	all := parse_combined_config_files(["../conf/app.toml", "../conf/b.json"])
	all[0].path == "../conf/app.toml"
	all[1].contents == {"x": 2}
}
"#;

fn project() -> Project {
    Project::new(&[
        ("policy/main_test.rego", TESTS),
        ("conf/app.toml", "port = 80\n"),
        ("conf/b.json", r#"{"x": 2}"#),
    ])
}

#[test]
fn texts_and_files_are_read_in_tests() {
    project().run("test policy").exits(0).says(&["PASS: 4/4"]);
}

#[test]
fn files_are_read_in_checks() {
    let project = project();
    let rule = "package main\n\ndeny contains \"closed\" if {\n\
                \tinput.port in parse_config_file(\"../conf/ports.yaml\").closed\n}\n";
    project.write("policy/main.rego", rule);
    project.write("conf/ports.yaml", "closed: [80]\n");
    let check = "check conf/app.toml --policies policy --no-builtin";
    project.run(check).exits(1).says(&["closed", "conf/app.toml:1"]);
    project.write("conf/ports.yaml", "closed: [81]\n");
    project.run(check).exits(0);
    // What cannot be read is no clean bill.
    project.write("conf/ports.yaml", "closed: [");
    let said = project.run(&format!("{check} --outcomes all")).all();
    assert!(said.contains("parse_config_file: conf/ports.yaml:"), "{said}");
}

#[test]
fn what_cannot_be_read_is_told() {
    let project = project();
    let told = |query: &str, what: &str| {
        let mut command = project.command("");
        command.args(["eval", query, "--strict-builtin-errors"]);
        crate::project::said(command).exits(4).says(&[what]);
    };
    told(r#"parse_config("ymal", "")"#, "unknown parser `ymal`; did you mean `yaml`?");
    told(r#"parse_config("cue", "")"#, "CUE is not read");
    told(r#"parse_config("json", "{")"#, "the json text: 1:");
    told(r#"parse_config(1, "x")"#, "invalid argument(s)");
    told(r#"parse_config_file("none.json")"#, "`none.json`: ");
    told(r#"parse_config_file("main.txt")"#, "tells no format");
    told(r#"parse_config_file("../../../../../../../etc/hosts.json")"#, "`../../");
    told(r#"parse_combined_config_files(["conf/b.json", "x.json"])"#, "`x.json`: ");
}

#[test]
fn files_outside_are_out_of_reach() {
    let outside = Project::new(&[("secret.json", "{}")]);
    let project = project();
    let path = outside.at("secret.json");
    std::os::unix::fs::symlink(&path, project.at("conf/link.json")).unwrap();
    for path in ["conf/link.json", path.to_str().unwrap()] {
        let mut command = project.command("");
        let query = format!("parse_config_file(\"{path}\")");
        command.args(["eval", &query, "--strict-builtin-errors"]);
        crate::project::said(command).exits(4).says(&["it lies neither below the present folder"]);
    }
}
