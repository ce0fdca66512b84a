use super::{library, messages, told};
use crate::Settings;

const TEMPLATE: &str = r#"
apiVersion: templates.gatekeeper.sh/v1
kind: ConstraintTemplate
metadata:
  name: anything
spec:
  crd:
    spec:
      names:
        kind: Anything
  targets:
    - target: admission.k8s.gatekeeper.sh
      rego: |
        package anything
        violation[{"msg": msg}] { msg := object.get(input.review.object.metadata, "name", "made") }
"#;

/// Whether a constraint with these criteria is about the last of some objects.
fn fits(criteria: &str, objects: &str) -> String {
    let constraint = format!(
        "apiVersion: constraints.gatekeeper.sh/v1beta1\nkind: Anything\nmetadata:\n  name: c\n\
         spec:\n  match: {criteria}\n"
    );
    let (library, found, sources) = library(&[TEMPLATE, &constraint]);
    assert!(found.is_empty(), "{criteria}: {}", told(&found, &sources));
    messages(&library, objects, &Settings::default()).join(", ")
}

const POD: &str = "apiVersion: v1\nkind: Pod\n\
    metadata: {name: web, namespace: shop, labels: {app: web, tier: front}}\n";
const DEPLOYMENT: &str =
    "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: shop-eu}\n";
const ROLE: &str = "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\n\
    metadata: {name: admin}\n";
const SPACE: &str =
    "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {env: prod}}\n";
const JOB: &str = "apiVersion: batch/v1\nkind: Job\nmetadata: {generateName: clean-}\n";

#[test]
fn criteria_pick_objects() {
    for (criteria, about, not_about) in [
        ("{}", vec![POD, DEPLOYMENT, ROLE, SPACE], vec![]),
        ("{kinds: [{apiGroups: [''], kinds: [Pod]}]}", vec![POD], vec![DEPLOYMENT, SPACE]),
        ("{kinds: [{apiGroups: ['*'], kinds: ['*']}]}", vec![POD, ROLE], vec![]),
        ("{kinds: [{apiGroups: [apps]}, {kinds: [Pod]}]}", vec![POD, DEPLOYMENT], vec![ROLE]),
        ("{kinds: [{apiGroups: [apps], kinds: [Pod]}]}", vec![], vec![POD, DEPLOYMENT]),
        ("{scope: Cluster}", vec![ROLE, SPACE], vec![POD]),
        ("{scope: Namespaced}", vec![POD], vec![ROLE, SPACE]),
        ("{scope: '*'}", vec![POD, ROLE], vec![]),
        ("{namespaces: [shop]}", vec![POD, SPACE, ROLE], vec![DEPLOYMENT]),
        ("{namespaces: ['shop*']}", vec![POD, DEPLOYMENT], vec![]),
        ("{namespaces: ['*-eu']}", vec![DEPLOYMENT], vec![POD, SPACE]),
        ("{namespaces: ['*op-*']}", vec![DEPLOYMENT], vec![POD]),
        ("{excludedNamespaces: ['shop-*']}", vec![POD, ROLE], vec![DEPLOYMENT]),
        ("{excludedNamespaces: [shop]}", vec![DEPLOYMENT], vec![POD, SPACE]),
        ("{name: 'we*'}", vec![POD, DEPLOYMENT], vec![ROLE, JOB]),
        ("{name: 'clean-*'}", vec![JOB], vec![POD]),
        ("{name: '*-abc'}", vec![], vec![JOB]),
        ("{labelSelector: {matchLabels: {app: web}}}", vec![POD], vec![DEPLOYMENT]),
        (
            "{labelSelector: {matchExpressions: [{key: tier, operator: NotIn, values: [front]}]}}",
            vec![DEPLOYMENT],
            vec![POD],
        ),
        (
            "{labelSelector: {matchExpressions: [{key: tier, operator: Exists}]}}",
            vec![POD],
            vec![DEPLOYMENT],
        ),
        (
            "{labelSelector: {matchExpressions: [{key: tier, operator: DoesNotExist}]}}",
            vec![DEPLOYMENT],
            vec![POD],
        ),
        ("{source: Original}", vec![POD], vec![]),
        ("{source: Generated}", vec![], vec![POD]),
        ("{source: All}", vec![POD], vec![]),
        ("{namespaceSelector: {matchLabels: {env: prod}}}", vec![SPACE, ROLE], vec![]),
        ("{namespaceSelector: {matchLabels: {env: test}}}", vec![ROLE], vec![SPACE]),
        (
            "{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: shop}}}",
            vec![POD],
            vec![DEPLOYMENT],
        ),
    ] {
        for object in about {
            assert_ne!(fits(criteria, object), "", "{criteria} is about\n{object}");
        }
        for object in not_about {
            assert_eq!(fits(criteria, object), "", "{criteria} is not about\n{object}");
        }
    }
}

#[test]
fn labels_of_namespaces_come_from_the_inventory() {
    let criteria = "{namespaceSelector: {matchLabels: {env: prod}}}";
    assert_eq!(fits(criteria, &format!("{SPACE}---\n{POD}")), "web");
    let other = SPACE.replace("prod", "test");
    assert_eq!(fits(criteria, &format!("{other}---\n{POD}")), "");
    assert_eq!(
        fits(criteria, POD),
        "whether the constraint is about it hangs on the labels of the Namespace `shop`, which is \
         not in the inventory"
    );
}

fn wrong(criteria: &str) -> String {
    let constraint = format!(
        "apiVersion: constraints.gatekeeper.sh/v1beta1\nkind: Anything\nmetadata:\n  name: c\n\
         spec:\n  match: {criteria}\n"
    );
    let (library, found, sources) = library(&[TEMPLATE, &constraint]);
    assert!(library.constraints.is_empty(), "{criteria}");
    told(&found, &sources)
}

#[test]
fn criteria_that_would_be_passed_over_are_errors() {
    for (criteria, wanted) in [
        (
            "{namspaces: [shop]}",
            "1.yaml:6:11 unknown key `namspaces` in `match` | did you mean `namespaces`?",
        ),
        (
            "{scope: Namespace}",
            "1.yaml:6:18 unknown `scope`: `Namespace` | did you mean `Namespaced`?",
        ),
        (
            "{kinds: [{apiGroups: [apps/v1], kinds: [Pod]}]}",
            "1.yaml:6:32 `apps/v1` is a version | name the group alone: `apps`",
        ),
        (
            "{labelSelector: {matchExpressions: [{key: a, operator: In}]}}",
            "1.yaml:6:46 the operator `In` has no values | add `values: […]`",
        ),
        (
            "{labelSelector: {matchExpressions: [{key: a, operator: in, values: [b]}]}}",
            "1.yaml:6:65 unknown `operator`: `in` | did you mean `In`?",
        ),
        (
            "{labelSelector: {matchLabels: {a: true}}}",
            "1.yaml:6:44 a label is a text, not a truth value | put it in quotes: \"true\"",
        ),
        ("{namespaces: shop}", "1.yaml:6:23 `namespaces` is a list, not a text"),
        (
            "{namespaces: [a*b]}",
            "1.yaml:6:24 `a*b` is no pattern | `*` stands at the start, the end, or both",
        ),
        (
            "{source: Generatd}",
            "1.yaml:6:19 unknown `source`: `Generatd` | did you mean `Generated`?",
        ),
    ] {
        assert_eq!(wrong(criteria), wanted, "{criteria}");
    }
}
