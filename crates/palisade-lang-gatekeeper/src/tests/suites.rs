use super::told;
use crate::{Settings, Status, SuiteReport, is_suite, run_suite};
use palisade_source::{MemorySystem, SourceMap};
use std::path::Path;

const TEMPLATE: &str = r#"apiVersion: templates.gatekeeper.sh/v1
kind: ConstraintTemplate
metadata: {name: unique}
spec:
  crd:
    spec:
      names: {kind: Unique}
      validation:
        openAPIV3Schema: {type: object, properties: {word: {type: string}}}
  targets:
    - target: admission.k8s.gatekeeper.sh
      rego: |
        package unique
        violation[{"msg": msg}] {
          host := input.review.object.spec.host
          other := data.inventory.namespace[space][_][_][name]
          other.spec.host == host
          msg := sprintf("%v: %v is that of %v/%v", [input.parameters.word, host, space, name])
        }
        violation[{"msg": msg}] {
          input.review.operation == "DELETE"
          msg := sprintf("%v is deleted", [input.review.object.metadata.name])
        }
"#;
const CONSTRAINT: &str = "apiVersion: constraints.gatekeeper.sh/v1beta1
kind: Unique
metadata: {name: hosts}
spec: {parameters: {word: taken}}
";
const NEW: &str = "apiVersion: n/v1\nkind: Route\nmetadata: {name: b, namespace: y}\n\
                   spec: {host: h}\n";

const NEW_OBJECT: &str = "{apiVersion: n/v1, kind: Route, metadata: {name: b}, spec: {host: h}}";

fn run(suite: &str, more: &[(&str, &str)]) -> (SuiteReport, String) {
    let old = NEW.replace("name: b, namespace: y", "name: a, namespace: x");
    let mut system = MemorySystem::new()
        .with_file("s/template.yaml", TEMPLATE)
        .with_file("s/constraint.yaml", CONSTRAINT)
        .with_file("s/new.yaml", NEW)
        .with_file("old.yaml", old);
    for (path, text) in more {
        system = system.with_file(path, *text);
    }
    let sources = SourceMap::new();
    let file = sources.add("s/suite.yaml", suite.to_owned());
    let path = Path::new("s/suite.yaml");
    let mut reports = run_suite(&system, &sources, path, file, &Settings::default(), &|_, _| true);
    assert_eq!(reports.len(), 1);
    let report = reports.remove(0);
    let told = told(&report.diagnostics, &sources);
    (report, told)
}

fn suite(cases: &str) -> String {
    format!(
        "apiVersion: test.gatekeeper.sh/v1alpha1
kind: Suite
metadata: {{name: routes}}
tests:
  - name: hosts
    template: template.yaml
    constraint: constraint.yaml
    cases:
{cases}"
    )
}

#[test]
fn cases_pass_and_fail() {
    let text = suite(
        "      - name: free
        object: new.yaml
        assertions: [{violations: no}]
      - name: taken
        object: new.yaml
        inventory: [../old.yaml]
        assertions: [{violations: 1, message: 'taken: h is .* x/a$'}, {violations: 'yes'}, {}]
      - name: wrong
        object: new.yaml
        inventory: [../old.yaml]
        assertions: [{violations: 0, message: taken}, {violations: 2}, {message: other}]
      - name: off
        skip: true
        object: nowhere.yaml
",
    );
    assert!(is_suite(&text) && !is_suite(TEMPLATE));
    let (report, told) = run(&text, &[]);
    assert_eq!(told, "");
    assert_eq!((report.name.as_str(), report.status), ("routes", Status::Fail));
    let cases = &report.tests[0].cases;
    let statuses: Vec<_> = cases.iter().map(|c| c.status).collect();
    assert_eq!(statuses, [Status::Pass, Status::Pass, Status::Fail, Status::Skip]);
    let wrong: Vec<_> = cases[2].problems.iter().map(|(text, _)| text.as_str()).collect();
    assert_eq!(
        wrong,
        [
            "1 violation that fit `taken`, and 0 are wanted",
            "1 violation, and 2 are wanted",
            "no violations that fit `other`, and some are wanted",
        ]
    );
    assert_eq!(cases[2].messages, ["taken: h is that of x/a"]);
}

#[test]
fn admission_reviews_are_requests() {
    let review = |operation: &str, key: &str| {
        format!(
            "apiVersion: admission.k8s.io/v1\nkind: AdmissionReview\nrequest:\n  operation: \
             {operation}\n  {key}: {{apiVersion: n/v1, kind: Route, metadata: {{name: b}}}}\n"
        )
    };
    let text = suite(
        "      - {name: a, object: delete.yaml, assertions: [{message: ^b is deleted$}]}
      - {name: b, object: bad.yaml, assertions: [{violations: no}]}
      - {name: c, object: empty.yaml, assertions: [{violations: no}]}
",
    );
    let (report, told) = run(
        &text,
        &[
            ("s/delete.yaml", &review("DELETE", "oldObject")),
            ("s/bad.yaml", &review("DELETE", "object")),
            ("s/empty.yaml", "apiVersion: admission.k8s.io/v1\nkind: AdmissionReview\n"),
        ],
    );
    let statuses: Vec<_> = report.tests[0].cases.iter().map(|c| c.status).collect();
    assert_eq!(statuses, [Status::Pass, Status::Error, Status::Error]);
    assert_eq!(
        told,
        "s/suite.yaml:10:27 a request to delete has no `oldObject`\n\
         s/suite.yaml:11:27 the admission review has no `request`"
    );
}

#[test]
fn fields_that_no_admission_review_has_are_refused() {
    let review = |request: &str| {
        format!(
            "apiVersion: admission.k8s.io/v1\nkind: AdmissionReview\nrequest:\n  operation: \
             UPDATE\n  object: {NEW_OBJECT}\n{request}"
        )
    };
    let case = |name: &str| {
        format!("      - {{name: {name}, object: {name}.yaml, assertions: [{{violations: no}}]}}\n")
    };
    let text = suite(&["a", "b", "c"].map(case).concat());
    let (report, told) = run(
        &text,
        &[
            ("s/a.yaml", &review("  oldobject: {}\n")),
            ("s/b.yaml", &review("  userInfo: {username: ann, group: [x]}\n")),
            ("s/c.yaml", &review("  userInfo: {username: ann, groups: [x]}\n  dryRun: true\n")),
        ],
    );
    let statuses: Vec<_> = report.tests[0].cases.iter().map(|c| c.status).collect();
    assert_eq!(statuses, [Status::Error, Status::Error, Status::Pass]);
    assert_eq!(
        told,
        "s/suite.yaml:9:27 `request` has no field `oldobject`; it may be `oldObject`\n\
         s/suite.yaml:10:27 `request.userInfo` has no field `group`; it may be `groups`"
    );
}

#[test]
fn what_is_wrong_with_a_suite_is_told_at_its_place() {
    let text = suite(
        "      - {name: a, object: none.yaml, assertions: [{violations: no}]}
      - {name: b, object: new.yaml}
      - {name: c, object: new.yaml, assertions: [{violations: maybe}]}
      - {name: d, object: new.yaml, assertions: [{message: '('}]}
      - {name: e, object: new.yaml, asertions: []}
      - {name: f, object: two.yaml, assertions: [{violations: no}]}
  - name: g
    template: template.yaml
    constraint: template.yaml
    cases: []
  - name: h
    template: template.yaml
    constraint: constraint.yaml
    invalid: true
  - name: i
    template: template.yaml
    constraint: bad.yaml
    invalid: true
  - name: j
    template: template.yaml
    constraint: bad.yaml
",
    );
    let bad = CONSTRAINT.replace("taken", "5");
    let two = format!("{NEW}---\n{NEW}");
    let (report, told) = run(&text, &[("s/bad.yaml", &bad), ("s/two.yaml", &two)]);
    for wanted in [
        "s/suite.yaml:9:27 `s/none.yaml` does not exist",
        "s/suite.yaml:10:16 the case has no assertions",
        "s/suite.yaml:11:63 `violations` is `yes`, `no` or a whole number from 0 on",
        "s/suite.yaml:12:60 `message` is no regular expression: unclosed group",
        "s/suite.yaml:13:37 unknown key `asertions` in a case | did you mean `assertions`?",
        "s/suite.yaml:14:27 the file holds 2 objects, and a case has one",
        "s/suite.yaml:17:17 the file holds no constraint of the template",
        "s/bad.yaml:4:27 `word` is a text, not a number",
    ] {
        assert!(told.contains(wanted), "{wanted}\n{told}");
    }
    let statuses: Vec<_> = report.tests.iter().map(|t| t.status).collect();
    let error = Status::Error;
    assert_eq!(statuses, [error, error, Status::Fail, Status::Pass, error]);
    assert_eq!(report.tests[2].problems[0].0, "the constraint is valid, and is to be invalid");
}
