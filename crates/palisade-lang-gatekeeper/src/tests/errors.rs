use super::{library, messages, told};
use crate::{Action, Engine, Settings};
use palisade_model::Severity;

/// A template with some parameters' schema and a target.
fn template(schema: &str, target: &str) -> String {
    format!(
        "apiVersion: templates.gatekeeper.sh/v1
kind: ConstraintTemplate
metadata:
  name: demo
spec:
  crd:
    spec:
      names:
        kind: Demo
      validation:
        openAPIV3Schema: {schema}
  targets:
    - target: admission.k8s.gatekeeper.sh
{target}"
    )
}

fn constraint(spec: &str) -> String {
    format!(
        "apiVersion: constraints.gatekeeper.sh/v1beta1\nkind: Demo\nmetadata:\n  name: c\nspec:\n\
         {spec}"
    )
}

const ECHO: &str = r#"      rego: |
        package demo
        violation[{"msg": msg}] { msg := sprintf("%v", [input.parameters]) }
"#;

const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {hostNetwork: true}\n";

#[test]
fn errors_in_rego_stand_where_they_are_written() {
    for (rego, wanted) in [
        (
            "package demo\n\nviolation[{\"msg\": msg}] {\n  msg := unknwn\n}",
            "0.yaml:18:18 rego_unsafe_var_error",
        ),
        ("package demo\nviolation[{\"msg\": msg}] {\n  msg := \"x\n}", "0.yaml:17:18"),
        (
            "package demo\nviolaton[{\"msg\": msg}] { msg := \"x\" }",
            "0.yaml:16:9 the Rego of a template has a rule `violation`, and this has none",
        ),
        (
            "package demo\nviolation[{\"msg\": msg}] {\n  msg := data.users[_]\n}",
            "0.yaml:17:18 templates cannot read `data.users`",
        ),
        (
            "package demo\nviolation[{\"msg\": \"x\"}] {\n  http.send({\"url\": \"x\", \"method\": \"get\"})\n}",
            "0.yaml:17:11 templates cannot call `http.send`, which Gatekeeper switches off",
        ),
        (
            "package demo\nimport data.other\nviolation[{\"msg\": \"x\"}] { true }",
            "0.yaml:16:9 templates cannot read `data.other`",
        ),
    ] {
        let body: String = rego.lines().map(|l| format!("        {l}\n")).collect();
        let text = template("{type: object}", &format!("      rego: |\n{body}"));
        let (library, found, sources) = library(&[&text]);
        let told = told(&found, &sources);
        let place = wanted.split_once(" rego_").map_or(wanted, |(place, _)| place);
        assert!(told.contains(place), "{rego}\n{told}\n{text}");
        assert!(library.templates.is_empty());
    }
}

#[test]
fn templates_know_the_moment_of_the_review() {
    let rego = "      rego: |\n        package demo\n        violation[{\"msg\": msg}] { msg := sprintf(\"%v\", [time.now_ns()]) }\n";
    let (library, found, sources) = library(&[&template("{}", rego), &constraint("  {}\n")]);
    assert!(found.is_empty(), "{}", told(&found, &sources));
    let settings = Settings { now: Some(17), ..Settings::default() };
    assert_eq!(messages(&library, POD, &settings), ["17"]);
}

#[test]
fn what_is_not_looked_into_is_told() {
    let mutators: String = ["Assign", "AssignMetadata", "ModifySet", "AssignImage"]
        .iter()
        .map(|kind| {
            format!(
                "---\napiVersion: mutations.gatekeeper.sh/v1\nkind: {kind}\nmetadata: {{name: m}}\n\
                 spec: {{}}\n"
            )
        })
        .collect();
    assert!(crate::is_policy(&mutators));
    let provider =
        "apiVersion: externaldata.gatekeeper.sh/v1beta1\nkind: Provider\nmetadata: {name: p}\n";
    let (_, found, sources) = library(&[&mutators, provider]);
    let told = told(&found, &sources);
    let lines: Vec<&str> = told.lines().collect();
    assert_eq!(lines.len(), 5, "{told}");
    assert!(
        lines[0].contains("0.yaml:3:7 (warning) the Assign `m` mutates nothing here"),
        "{told}"
    );
    assert!(lines[3].contains("the AssignImage `m` mutates nothing here"), "{told}");
    assert!(lines[4].contains("the Provider `p` is asked for nothing here"), "{told}");
    assert!(found.iter().all(|d| d.level == palisade_source::Level::Warning));
}

#[test]
fn errors_in_libraries_and_cel_stand_where_they_are_written() {
    let libs = r#"      libs:
        - |
          package lib.a

          f(x) { x == y }
      rego: |
        package demo
        violation[{"msg": "x"}] { data.lib.a.f(1) }
"#;
    let (_, found, sources) = library(&[&template("{}", libs)]);
    assert!(told(&found, &sources).starts_with("0.yaml:18:23 "), "{}", told(&found, &sources));
    let other = libs.replace("lib.a", "helpers");
    let (_, found, sources) = library(&[&template("{}", &other)]);
    assert!(
        told(&found, &sources).contains(
            "0.yaml:16:19 the package of a library is below `lib`, not `helpers` | name it \
             `package lib.…`"
        ),
        "{}",
        told(&found, &sources)
    );
    let cel = "      code:
        - engine: K8sNativeValidation
          source:
            variables:
              - name: pods
                expression: object.spec
            validations:
              - expression: |
                  variables.pods.a ==
                    variables.pod
              - expression: '1 + 1'
";
    let (_, found, sources) = library(&[&template("{}", cel)]);
    let told = told(&found, &sources);
    assert!(told.contains("0.yaml:23:21 "), "{told}");
    assert!(told.contains("0.yaml:24:29 the expression gives int, not bool"), "{told}");
}

#[test]
fn what_is_not_known_is_told() {
    let good = template("{type: object}", ECHO);
    for (from, to, wanted) in [
        (
            "metadata:\n  name: demo",
            "metadata:\n  name: dem",
            "the template of `Demo` is called `dem`",
        ),
        ("      rego:", "      reg:", "unknown key `reg` in a target"),
        ("sh/v1\n", "sh/v2\n", "unknown version of templates: `templates.gatekeeper.sh/v2`"),
        ("kind: ConstraintTemplate", "kind: ConstraintTemplat", "unknown kind `ConstraintTemplat`"),
        ("admission.k8s", "admision.k8s", "unknown target `admision.k8s.gatekeeper.sh`"),
        ("openAPIV3Schema", "openAPIV3schema", "unknown key `openAPIV3schema` in `validation`"),
        ("{type: object}", "{type: objct}", "unknown `type`: `objct`"),
        ("{type: object}", "{type: object, propertis: {}}", "unknown key `propertis` in a schema"),
        (
            "{type: object}",
            "{properties: {a: {type: string, default: 5}}}",
            "the default is a text, not a number",
        ),
    ] {
        let text = good.replace(from, to);
        assert_ne!(text, good);
        let (library, found, sources) = library(&[&text]);
        let told = told(&found, &sources);
        assert!(told.contains(wanted), "{told}");
        assert!(library.templates.is_empty(), "{wanted}");
    }
}

#[test]
fn constraints_are_held_against_their_template() {
    let schema = "{type: object, required: [mode], properties: {mode: {type: string, enum: [on, \
                  off-line]}, max: {type: integer, minimum: 1, maximum: 5}, names: {type: array, \
                  minItems: 1, items: {type: string, pattern: '^[a-z]+$'}}, port: \
                  {x-kubernetes-int-or-string: true}}}";
    let text = template(&schema.replace("[on,", "['on',"), ECHO);
    for (spec, wanted) in [
        ("  parameters: {mode: off-line, max: 3, names: [a], port: http}\n", ""),
        (
            "  parameters: {mode: offline}\n",
            "1.yaml:6:22 `mode` may not be `offline` | did you mean `off-line`?",
        ),
        (
            "  parameters: {mode: off-line, max: '3'}\n",
            "1.yaml:6:37 `max` is a whole number, not a text",
        ),
        ("  parameters: {mode: off-line, max: 9}\n", "1.yaml:6:37 `max` is above 5"),
        (
            "  parameters: {mode: off-line, names: []}\n",
            "1.yaml:6:39 `names` has 0 items, and at least 1 are wanted",
        ),
        (
            "  parameters: {mode: off-line, names: [A1]}\n",
            "1.yaml:6:40 an item of `names` does not fit the pattern `^[a-z]+$`",
        ),
        (
            "  parameters: {mode: off-line, port: true}\n",
            "1.yaml:6:38 `port` is a whole number or a text, not a truth value",
        ),
        (
            "  match: {}\n",
            "1.yaml:6:3 `parameters` has no `mode`, which is required | add `mode: …`",
        ),
        (
            "  parameters: {mode: off-line, maxx: 1}\n",
            "1.yaml:6:32 (warning) the template has no `maxx` in `parameters`: a cluster drops it | \
             did you mean `max`?",
        ),
        (
            "  parametrs: {}\n  parameters: {mode: off-line}\n",
            "1.yaml:6:3 unknown key `parametrs` in `spec` | did you mean `parameters`?",
        ),
        (
            "  enforcementAction: denny\n  parameters: {mode: off-line}\n",
            "1.yaml:6:22 unknown `enforcementAction`: `denny` | did you mean `deny`?",
        ),
    ] {
        let constraint = constraint(spec);
        let (_, found, sources) = library(&[&text, &constraint]);
        assert_eq!(told(&found, &sources), wanted, "{spec}");
    }
    let (_, found, sources) = library(&[&constraint("  match: {}\n")]);
    assert_eq!(
        told(&found, &sources),
        "0.yaml:2:7 there is no template of the kind `Demo` | add the constraint template that \
         makes this kind"
    );
    let twice = constraint("  parameters: {mode: off-line}\n");
    let (_, found, sources) = library(&[&text, &twice, &twice]);
    assert!(told(&found, &sources).contains("two constraints `Demo` of the name `c`"));
    let (_, found, sources) = library(&[&text, &text]);
    assert!(told(&found, &sources).contains("two templates of the kind `Demo`"));
}

#[test]
fn parameters_have_their_defaults() {
    let schema = "{type: object, properties: {mode: {type: string, default: strict}, limits: \
                  {type: object, properties: {cpu: {type: integer, default: 2}, name: {type: \
                  string}}}, list: {type: array, items: {type: object, properties: {on: {type: \
                  boolean, default: true}}}}}}";
    let text = template(&schema.replace("{on:", "{'on':"), ECHO);
    for (spec, wanted) in [
        ("  parameters: {}\n", "{\"mode\": \"strict\"}"),
        ("  parameters: {mode: lax}\n", "{\"mode\": \"lax\"}"),
        (
            "  parameters: {limits: {}, list: [{}]}\n",
            "{\"limits\": {\"cpu\": 2}, \"list\": [{\"on\": true}], \"mode\": \"strict\"}",
        ),
        ("  match: {}\n", "{}"),
    ] {
        let (library, found, sources) = library(&[&text, &constraint(spec)]);
        // Where there are no parameters at all, no default comes to be, which is told.
        let said = told(&found, &sources);
        assert_eq!(said.contains("do not come to be"), wanted == "{}", "{said}");
        assert_eq!(found.len(), usize::from(wanted == "{}"), "{said}");
        assert_eq!(messages(&library, POD, &Settings::default()), [wanted], "{spec}");
    }
}

#[test]
fn actions_are_those_of_the_point_where_files_are_examined() {
    let text = template("{type: object}", ECHO);
    let scoped = |action: &str, point: &str| {
        format!("    - {{action: {action}, enforcementPoints: [{{name: {point}}}]}}\n")
    };
    let begin = "  enforcementAction: scoped\n  scopedEnforcementActions:\n";
    for (spec, wanted) in [
        ("  match: {}\n".to_owned(), Some(Action::Deny)),
        ("  enforcementAction: dryrun\n".to_owned(), Some(Action::DryRun)),
        (
            format!("{begin}{}{}", scoped("warn", "'*'"), scoped("deny", "gator.gatekeeper.sh")),
            Some(Action::Deny),
        ),
        (
            format!("{begin}{}{}", scoped("warn", "'*'"), scoped("deny", "audit.gatekeeper.sh")),
            Some(Action::Warn),
        ),
    ] {
        let (library, found, sources) = library(&[&text, &constraint(&spec)]);
        assert!(found.is_empty(), "{}", told(&found, &sources));
        assert_eq!(library.constraints[0].action, wanted, "{spec}");
    }
    let spec = format!("{begin}{}", scoped("deny", "audit.gatekeeper.sh"));
    let (library, found, sources) = library(&[&text, &constraint(&spec)]);
    assert_eq!(library.constraints[0].action, None);
    assert_eq!(
        told(&found, &sources),
        "1.yaml:7:3 (warning) the constraint is not enforced on files, and is not run | add the \
         enforcement point `gator.gatekeeper.sh` or `*`"
    );
    assert!(messages(&library, POD, &Settings::default()).is_empty());
    assert_eq!(Action::Warn.severity(), Severity::Low);
}

#[test]
fn cel_and_rego_of_one_template() {
    let code = r#"      code:
        - engine: Rego
          source:
            version: v1
            rego: |
              package demo
              violation contains {"msg": msg} if {
                input.review.object.spec.hostNetwork
                msg := "rego"
              }
        - engine: K8sNativeValidation
          source:
            failurePolicy: Fail
            matchConditions:
              - name: pods
                expression: object.kind == "Pod"
            variables:
              - name: net
                expression: has(variables.anyObject.spec.hostNetwork) && variables.anyObject.spec.hostNetwork
            validations:
              - expression: "!variables.net"
                messageExpression: '"cel " + variables.params.word + " " + request.operation'
              - expression: object.spec.missing == 1
                message: never
"#;
    let text = template("{type: object, properties: {word: {type: string}}}", code);
    let constraint = constraint("  parameters: {word: hm}\n");
    let (library, found, sources) = library(&[&text, &constraint]);
    assert!(found.is_empty(), "{}", told(&found, &sources));
    let run = |engine, object: &str| {
        messages(&library, object, &Settings { engine, ..Settings::default() })
    };
    assert_eq!(run(Engine::Rego, POD), ["rego"]);
    let cel = run(Engine::Cel, POD);
    assert_eq!(cel[0], "cel hm CREATE");
    assert!(
        cel[1].starts_with("the expression `object.spec.missing == 1` is an error: "),
        "{cel:?}"
    );
    assert_eq!(run(Engine::Cel, &POD.replace("Pod", "Job")), [""; 0]);
    let ignoring = text.replace("failurePolicy: Fail", "failurePolicy: Ignore");
    let (library, ..) = super::library(&[&ignoring, &constraint]);
    assert_eq!(messages(&library, POD, &Settings::default()), ["cel hm CREATE"]);
}

#[test]
fn violations_without_a_message_are_told() {
    let rego =
        "      rego: |\n        package demo\n        violation[{\"details\": 1}] { true }\n";
    let text = template("{}", rego);
    let (library, ..) = library(&[&text, &constraint("  match: {}\n")]);
    assert_eq!(messages(&library, POD, &Settings::default()), ["a violation has no text `msg`"]);
}

#[test]
fn pods_that_will_be_made_are_judged() {
    let rego = r#"      rego: |
        package demo
        violation[{"msg": msg}] {
          input.review.object.spec.hostNetwork
          m := input.review.object.metadata
          msg := sprintf("%v %v/%v %v", [input.review.kind.kind, m.namespace, m.name, m.labels])
        }
"#;
    let expansion = "apiVersion: expansion.gatekeeper.sh/v1beta1
kind: ExpansionTemplate
metadata: {name: pods}
spec:
  applyTo:
    - {groups: [apps], kinds: [Deployment], versions: [v1]}
  templateSource: spec.template
  enforcementAction: warn
  generatedGVK: {kind: Pod, group: '', version: v1}
";
    let criteria = "  match: {source: Generated, kinds: [{apiGroups: [''], kinds: [Pod]}]}\n";
    let (library, found, sources) =
        library(&[&template("{}", rego), &constraint(criteria), expansion]);
    assert!(found.is_empty(), "{}", told(&found, &sources));
    let deployment = "apiVersion: apps/v1
kind: Deployment
metadata: {name: Web, namespace: shop}
spec:
  template:
    metadata: {labels: {a: b}}
    spec: {hostNetwork: true}
";
    assert_eq!(
        messages(&library, deployment, &Settings::default()),
        ["[Implied by pods] Pod shop/web-pod {\"a\": \"b\"}"]
    );
    assert!(messages(&library, POD, &Settings::default()).is_empty());
    // What nothing is made of is not passed over: no constraint has seen a Pod of it.
    let hollow = deployment.split("  template:").next().expect("a head").to_owned() + "  a: b\n";
    assert_eq!(
        messages(&library, &hollow, &Settings::default()),
        ["[Implied by pods] the object has no `spec.template` of which a Pod is made"]
    );
    let bad = expansion.replace("  templateSource: spec.template\n", "");
    let (library, found, sources) = super::library(&[&bad]);
    assert!(library.expansions.is_empty());
    assert_eq!(
        told(&found, &sources),
        "0.yaml:5:3 `spec` has no `templateSource` | add `templateSource: …`"
    );
}
