//! Gatekeeper's policies: suites in `palisade test`.

use crate::project::Project;
use std::path::Path;

/// A project with the files of `examples/gatekeeper`.
fn example() -> Project {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/gatekeeper");
    let project = Project::new(&[]);
    for folder in ["policies", "manifests", "tests"] {
        for entry in std::fs::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            project.write(&format!("{folder}/{name}"), std::fs::read_to_string(&path).unwrap());
        }
    }
    project
}

#[test]
fn suites_pass_and_are_counted() {
    let project = example();
    let said = project.run("test .").exits(0);
    assert_eq!(said.out.lines().next(), Some("PASS: 5/5"));
    project.run("test tests/suite.yaml --run unique-host/ -v").exits(0).says(&[
        "tests/suite.yaml: unique-host/second: PASS",
        "host `shop.example.com` is served by Ingress `other` of `blog` as well",
        "PASS: 2/2",
    ]);
    project.run("test . --run nothing").exits(3).says(&["no test matches `nothing`"]);
    project.run("test . --coverage").exits(2).says(&["have neither coverage nor measurements"]);
}

#[test]
fn a_case_that_fails_shows_what_was_wanted_and_what_was_said() {
    let project = example();
    let suite = std::fs::read_to_string(project.at("tests/suite.yaml")).unwrap();
    project.write(
        "tests/suite.yaml",
        suite.replace("          - violations: 1\n", "          - violations: 2\n"),
    );
    project.run("test tests").exits(5).says(&[
        "tests/suite.yaml: image-digest/tag: FAIL",
        "error[suite-assertion]: 1 violation, and 2 are wanted",
        "--> tests/suite.yaml:18:13",
        "violations: container `web` runs",
        "PASS: 2/5",
        "FAIL: 3/5",
    ]);
    let json = project.run("test tests -f json").exits(5).json();
    assert_eq!(json[1]["name"], "image-digest/tag");
    assert_eq!(json[1]["fail"], true);
    assert_eq!(json[1]["reasons"][0]["location"]["row"], 18);
    project.run("test tests -f junit").exits(5).says(&[
        "<testsuite name=\"tests/suite.yaml\" tests=\"5\" failures=\"3\" errors=\"0\" skipped=\"0\">",
        "<failure message=\"1 violation, and 2 are wanted\">",
    ]);
}

#[test]
fn a_template_with_an_error_is_shown_in_its_file() {
    let project = example();
    let path = "policies/image-digest.yaml";
    let text = std::fs::read_to_string(project.at(path)).unwrap();
    project.write(path, text.replace("not trusted(container", "not trustd(container"));
    project.run("test tests").exits(4).says(&[
        "--> policies/image-digest.yaml:43:17",
        "not trustd(container.image)",
        "ERROR: 1/3",
    ]);
}

#[test]
fn tests_in_rego_run_beside_suites() {
    let project = example();
    project.write("rego/a_test.rego", "package a_test\n\ntest_a if 1 == 1\n");
    let said = project.run("test tests rego").exits(0);
    said.says(&["PASS: 5/5", "PASS: 1/1"]);
    project.run("test tests rego -f json").exits(2).says(&["one kind at a time"]);
}
