//! `palisade eval --partial`.

use crate::project::{Project, Said, said};

const POLICY: &str = "package app

default allow := false

allow if input.user.admin

allow if input.resource.owner == input.user.name

allow if {
	input.resource.public
	not input.resource.team == \"red\"
}

each if {
	some tag in input.resource.tags
	tag == \"open\"
}
";

fn project() -> Project {
    Project::new(&[
        ("app.rego", POLICY),
        ("input.json", r#"{"user": {"name": "o'brien", "admin": false}}"#),
    ])
}

fn eval(project: &Project, arguments: &str, query: &str) -> Said {
    let mut command =
        project.command(&format!("eval -d app.rego -i input.json --partial {arguments}"));
    command.arg(query);
    said(command)
}

#[test]
fn what_remains_is_printed_as_queries() {
    let said = eval(&project(), "-u input.resource -f pretty", "data.app.allow == true").exits(0);
    let expected = "query 1:
  input.resource.owner == \"o'brien\"
query 2:
  input.resource.public
  not input.resource.team == \"red\"
";
    assert_eq!(said.out, expected);
}

#[test]
fn json_has_the_form_of_opa() {
    let said = eval(&project(), "-u input.resource", "data.app.allow == true").exits(0);
    let json = said.json();
    let queries = json["partial"]["queries"].as_array().unwrap();
    assert_eq!(queries.len(), 2);
    assert_eq!(queries[1][1]["negated"], true);
    assert_eq!(queries[0][0]["terms"][0]["value"][0]["value"], "eq");
    assert_eq!(queries[0][0]["terms"][2]["value"], "o'brien");
}

#[test]
fn a_filter_is_written_for_the_database() {
    let arguments = "-u input.resource --target sql --dialect mysql \
                     --table-mapping input.resource=docs";
    let said = eval(&project(), arguments, "data.app.allow == true").exits(0);
    assert_eq!(
        said.out,
        "`docs`.`owner` = 'o''brien' OR (`docs`.`public` = TRUE AND \
         (`docs`.`team` <> 'red' OR `docs`.`team` IS NULL))\n"
    );
    let said =
        eval(&project(), "-u input.resource --target ucast", "data.app.allow == true").exits(0);
    let owner = &said.json()["value"][0];
    assert_eq!((&owner["operator"], &owner["field"]), (&"eq".into(), &"owner".into()));
}

#[test]
fn what_cannot_be_a_filter_is_named_with_its_place() {
    eval(&project(), "-u input.resource --target sql", "data.app.each")
        .exits(4)
        .says(&["an iteration over `input.resource.tags` cannot be translated", "app.rego:"]);
}

#[test]
fn rules_stay_rules_where_that_is_asked_for() {
    let project = project();
    let arguments = "-u input.resource -f pretty --disable-inlining data.app.each";
    let said = eval(&project, arguments, "data.app.each").exits(0);
    let expected = "query 1:
  data.partial.app.each
support:
  package partial.app

  each if {
    some v1 in input.resource.tags
    v1 == \"open\"
  }
";
    assert_eq!(said.out, expected);
    let shallow = eval(&project, "-u input.resource --shallow-inlining", "data.app.allow").exits(0);
    let json = shallow.json();
    assert_eq!(json["partial"]["queries"].as_array().unwrap().len(), 1);
    assert_eq!(json["partial"]["modules"][0]["rules"][0]["head"]["name"], "allow");
    eval(&project, "--disable-inlining app.each", "data.app.each")
        .exits(2)
        .says(&["`app.each` is no path of a rule", "data.app.allow"]);
}

#[test]
fn what_changes_is_called_only_where_that_is_asked_for() {
    let query = "time.now_ns() > input.resource.at; rand.intn(\"x\", 1) == input.resource.n";
    let said = eval(&project(), "-u input.resource -f pretty", query).exits(0);
    assert_eq!(
        said.out,
        "query 1:\n  time.now_ns() > input.resource.at\n  rand.intn(\"x\", 1) == input.resource.n\n"
    );
    let arguments = "-u input.resource -f pretty --nondeterministic-builtins";
    let said = eval(&project(), arguments, query).exits(0);
    assert!(
        !said.out.contains("now_ns") && said.out.contains("input.resource.n == 0"),
        "{}",
        said.out
    );
    let asks = "http.send({\"method\": \"get\", \"url\": \"http://127.0.0.1:1/\"}).status_code == input.resource.n";
    // That it was not answered is no answer.
    eval(&project(), arguments, asks)
        .exits(4)
        .says(&["the policy asked for `127.0.0.1:1`, which is not allowed", "--allow-net"]);
}

#[test]
fn wrong_options_are_told() {
    eval(&project(), "-u inputs", "data.app.allow").exits(2).says(&["`inputs` is no path"]);
    eval(&project(), "--target sql --table-mapping input", "data.app.allow")
        .exits(2)
        .says(&["`input` is no mapping"]);
    eval(&project(), "-f raw", "data.app.allow").exits(2).says(&["--format"]);
}
