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

#[test]
fn a_library_is_held_against_manifests() {
    let project = example();
    let run = "check manifests --policies policies --no-builtin";
    project.run(run).exits(1).says(&[
        "high[ImageDigest.production]: [Implied by workloads] container `web` runs",
        "high[UniqueHost.all]: host `shop.example.com` is served by Ingress `blog` of `blog`",
        "low[OwnerLabel.team]: namespace `shop` has no label `team`",
        "--> manifests/shop.yaml:2:1",
        "3 policies",
    ]);
    let json = project.run(&format!("{run} --format json -q --outcomes all")).exits(1).json();
    let outcomes = json["outcomes"].as_array().unwrap();
    let of = |outcome: &str| outcomes.iter().filter(|o| o["outcome"] == outcome).count();
    assert_eq!((of("fail"), of("pass")), (4, 1), "{json:#}");
    // Constraints that warn are advice, and are chosen by the kind of their template.
    project.run(&format!("{run} --only OwnerLabel")).exits(0).says(&["1 finding of advice"]);
    project.run(&format!("{run} --except UniqueHost.all --except ImageDigest")).exits(0);
    project
        .run(&format!("{run} --only OwnerLabels"))
        .exits(2)
        .says(&["did you mean `OwnerLabel`?"]);
    let explain = "explain OwnerLabel.team --policies policies";
    project.run(explain).exits(0).says(&["Namespaces name their owner", "called at night"]);
    let list = project.run("policies list --policies policies --no-builtin").exits(0);
    assert!(list.out.contains("UniqueHost.all"), "{}", list.out);
}

const LIBRARY: &str = r#"apiVersion: templates.gatekeeper.sh/v1beta1
kind: ConstraintTemplate
metadata: {name: needs}
spec:
  crd:
    spec:
      names: {kind: Needs}
      validation:
        openAPIV3Schema:
          type: object
          properties:
            labels: {type: array, items: {type: string}, default: [owner]}
            most: {type: integer, maximum: 9}
  targets:
  - target: admission.k8s.gatekeeper.sh
    libs:
    - |
      package lib.labels
      missing[l] { l := input.parameters.labels[_]; not input.review.object.metadata.labels[l] }
    rego: |
      package needs
      import data.lib.labels
      violation[{"msg": msg}] {
        labels.missing[l]
        msg := sprintf("no %v on %v %v", [l, input.review.kind.kind, input.review.name])
      }
---
apiVersion: constraints.gatekeeper.sh/v1beta1
kind: Needs
metadata: {name: CONSTRAINT}
spec:
"#;

const OBJECTS: &str = r#"apiVersion: v1
kind: Namespace
metadata: {name: prod, labels: {env: prod}}
---
apiVersion: v1
kind: Pod
metadata: {name: a-one, namespace: prod, labels: {tier: web}}
---
apiVersion: v1
kind: Pod
metadata: {name: b-two, namespace: kube-system}
---
# palisade:allow Needs.it -- it is known
apiVersion: v1
kind: Pod
metadata: {name: a-three, namespace: elsewhere}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: a-four, namespace: prod}
"#;

/// The objects, by name, of which a constraint with this specification says something.
fn found(spec: &str) -> (Vec<String>, String) {
    let indented: String = spec.lines().map(|l| format!("  {l}\n")).collect();
    let library = LIBRARY.replace("CONSTRAINT", "it") + &indented;
    let project = Project::new(&[("lib/needs.yaml", &library), ("m/objects.yaml", OBJECTS)]);
    let said = project.run("check m --policies lib --no-builtin --format json -q --outcomes all");
    let err = said.err.clone();
    let json = said.json();
    let names =
        json["outcomes"].as_array().into_iter().flatten().filter(|o| o["outcome"] != "pass");
    let name = |o: &serde_json::Value| {
        let address =
            o["resource"]["address"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
        match o["outcome"].as_str().unwrap() {
            "fail" => address,
            other => format!("{address}:{other}"),
        }
    };
    let mut names: Vec<String> = names.map(name).collect();
    names.sort();
    (names, format!("{err}{}", json["diagnostics"]))
}

#[test]
fn every_criterion_of_a_match_counts() {
    let kinds = |more: &str| {
        let all = format!(
            "match:\n  kinds: [{{apiGroups: [\"*\"], kinds: [\"*\"]}}]\n{more}parameters: {{}}"
        );
        found(&all).0
    };
    assert_eq!(kinds(""), ["a-four", "a-one", "a-three:skip", "b-two", "prod"]);
    assert_eq!(kinds("  scope: Cluster\n"), ["prod"]);
    assert_eq!(kinds("  scope: Namespaced\n  namespaces: [\"pr*\"]\n"), ["a-four", "a-one"]);
    assert_eq!(
        kinds("  excludedNamespaces: [\"kube-*\", \"*where\", prod]\n"),
        Vec::<String>::new()
    );
    assert_eq!(kinds("  name: \"a-*\"\n"), ["a-four", "a-one", "a-three:skip"]);
    assert_eq!(kinds("  labelSelector: {matchLabels: {tier: web}}\n"), ["a-one"]);
    let not =
        "  labelSelector: {matchExpressions: [{key: tier, operator: NotIn, values: [web]}]}\n";
    assert_eq!(kinds(not), ["a-four", "a-three:skip", "b-two", "prod"]);
    // Namespaces that nobody wrote down make it unknown.
    let prod = "  namespaceSelector: {matchLabels: {env: prod}}\n";
    assert_eq!(kinds(prod), ["a-four", "a-one", "a-three:unknown", "b-two:unknown", "prod"]);
    assert_eq!(kinds("  source: Generated\n"), Vec::<String>::new());
    let pods = "match: {kinds: [{apiGroups: [\"\"], kinds: [Pod]}]}\nparameters: {labels: [tier]}";
    assert_eq!(found(pods).0, ["a-three:skip", "b-two"]);
}

#[test]
fn parameters_and_actions_are_as_in_a_cluster() {
    let pods = "match: {kinds: [{apiGroups: [\"\"], kinds: [Pod]}], name: a-one}\n";
    // Defaults come to be below `parameters` alone.
    let (names, said) = found(pods);
    assert!(
        names.is_empty() && said.contains("defaults of the template do not come to be"),
        "{said}"
    );
    let scoped = |point: &str| {
        format!(
            "{pods}parameters: {{}}\nenforcementAction: scoped\nscopedEnforcementActions:\n\
             - {{action: deny, enforcementPoints: [{{name: {point}}}]}}"
        )
    };
    assert_eq!(found(&scoped("gator.gatekeeper.sh")).0, ["a-one"]);
    let (names, said) = found(&scoped("audit.gatekeeper.sh"));
    assert!(names.is_empty() && said.contains("is not enforced on files"), "{said}");
    let (_, said) = found(&format!("{pods}parameters: {{most: 10}}"));
    assert!(said.contains("`most` is above 9"), "{said}");
    let (_, said) = found(&format!("{pods}parameters: {{labels: owner}}"));
    assert!(said.contains("`labels`"), "{said}");
    let (_, said) = found("match: {kind: [Pod]}");
    assert!(said.contains("unknown key `kind`"), "{said}");
}
