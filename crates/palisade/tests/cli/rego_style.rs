//! `palisade fmt` and `palisade lint`.

use crate::project::{Project, said};

const LOOSE: &str = "package a\np if {input.x==1\n   input.y }\n";

#[test]
fn modules_are_laid_out() {
    let project = Project::new(&[("m/a.rego", LOOSE), ("m/b.rego", "package b\n\nq := 1\n")]);
    let said = project.run("fmt m --check").exits(1);
    assert_eq!(said.out, "m/a.rego\n");
    let said = project.run("fmt m --list").exits(0);
    assert_eq!(said.out, "m/a.rego\n");
    let said = project.run("fmt m --diff").exits(1);
    assert!(said.out.starts_with("--- m/a.rego\n+++ m/a.rego\n@@ -1,3 +1,"), "{}", said.out);
    assert!(said.out.contains("-p if {input.x==1\n"), "{}", said.out);
    assert!(said.out.contains("+\tinput.x == 1\n"), "{}", said.out);
    assert_eq!(project.read("m/a.rego"), LOOSE);
    project.run("fmt m --write").exits(0).says(&["wrote m/a.rego"]);
    project.run("fmt m --check").exits(0);
    assert!(project.read("m/a.rego").contains("\tinput.x == 1\n\tinput.y\n"));
    // What cannot be read is told and left as it is.
    project.write("m/a.rego", "package a\n\np if {\n");
    project.run("fmt m --write").exits(4).says(&["m/a.rego:"]);
    assert_eq!(project.read("m/a.rego"), "package a\n\np if {\n");
}

#[test]
fn the_standard_input_is_laid_out() {
    let project = Project::new(&[("a.rego", LOOSE)]);
    for arguments in ["fmt", "fmt -"] {
        let mut command = project.command(arguments);
        command.stdin(std::fs::File::open(project.at("a.rego")).unwrap());
        let out = said(command).exits(0).out;
        assert!(out.contains("\tinput.x == 1\n\tinput.y\n"), "{out}");
    }
}

const UNUSED: &str = "package a\n\nimport data.nothing\n\np if input.x\n";

#[test]
fn likely_mistakes_are_shown_in_their_lines() {
    let project = Project::new(&[("m/a.rego", UNUSED), ("m/b.rego", "package b\n\nq := 1\n")]);
    let json = project.run("lint m --format json --fail-on note").exits(1).json();
    let all = json.as_array().unwrap();
    let import = all.iter().find(|d| d["location"]["row"] == 3).unwrap();
    assert_eq!(import["location"]["file"], "m/a.rego");
    let code = import["lint"].as_str().unwrap();
    project.run("lint m --fail-on note").exits(1).says(&[
        &format!("[{code}]"),
        "m/a.rego:3:",
        "in 2 modules",
    ]);
    // A comment with a reason accepts it, and so does an option.
    let accept = format!("import data.nothing # palisade:allow {code} -- for later");
    let has = |project: &Project, options: &str| {
        let json = project.run(&format!("lint m --format json {options}")).json();
        json.as_array().unwrap().iter().any(|d| d["lint"] == code)
    };
    assert!(has(&project, ""));
    assert!(!has(&project, &format!("--off {code}")));
    project.write("m/a.rego", UNUSED.replace("import data.nothing", &accept));
    assert!(!has(&project, ""));
    project.run("lint m --off no-such").exits(2).says(&["unknown lint `no-such`"]);
    project.write("m/a.rego", "package a\n\np if {\n");
    project.run("lint m").exits(4).says(&["m/a.rego:", "not all modules can be read"]);
    project.write("none/x.json", "{}");
    project.run("lint none").exits(3);
}
