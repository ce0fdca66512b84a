//! Kubernetes objects in Terraform, seen as manifests.

use super::Case;
use palisade_arena::Arena;
use palisade_model::{Loaded, Resource};
use palisade_value::write_json;

/// Loads one file and hands on what came of it.
fn with(text: &str, see: impl FnOnce(&Case, &Loaded<'_>)) {
    let case = Case::new(&[("main.tf", text)]);
    let arena = Arena::new();
    let units = case.load(&arena);
    see(&case, &units[0].1);
}

#[track_caller]
fn of<'l, 'a>(loaded: &'l Loaded<'a>, kind: &str) -> &'l Resource<'a> {
    loaded.resources.iter().find(|r| r.kind == kind).expect("a resource of the kind")
}

fn json(resource: &Resource<'_>) -> String {
    let mut out = String::new();
    write_json(&mut out, resource.attributes);
    out
}

const DEPLOYMENT: &str = r#"
variable "image" { default = "nginx:1.27" }
resource "kubernetes_namespace" "shop" {
  metadata { name = "shop" }
}
resource "kubernetes_deployment_v1" "web" {
  metadata {
    name      = "web"
    namespace = kubernetes_namespace.shop.metadata[0].name
    labels    = { my_app = "web" }
  }
  wait_for_rollout = false
  spec {
    replicas = 2
    selector { match_labels = { my_app = "web" } }
    template {
      metadata { labels = { my_app = "web" } }
      spec {
        host_pid = true
        security_context { run_as_user = "1000" }
        container {
          name  = "web"
          image = var.image
          env {
            name = "KEY"
            value_from { secret_key_ref { name = "keys" } }
          }
          resources { limits = { memory = "1Gi" } }
        }
        container { name = "side" }
        volume {
          name = "run"
          host_path { path = "/var/run" }
        }
      }
    }
  }
}
"#;

#[test]
fn a_deployment_is_seen_with_its_pods_where_it_is_written() {
    with(DEPLOYMENT, |case, loaded| {
        let deployment = of(loaded, "Deployment");
        assert_eq!(
            json(deployment),
            concat!(
                r#"{"apiVersion":"apps/v1","kind":"Deployment","#,
                r#""metadata":{"labels":{"my_app":"web"},"name":"web","namespace":"shop"},"#,
                r#""spec":{"replicas":2,"selector":{"matchLabels":{"my_app":"web"}},"#,
                r#""template":{"metadata":{"labels":{"my_app":"web"}},"spec":{"containers":["#,
                r#"{"env":[{"name":"KEY","valueFrom":{"secretKeyRef":{"name":"keys"}}}],"#,
                r#""image":"nginx:1.27","name":"web","resources":{"limits":{"memory":"1Gi"}}},"#,
                r#"{"name":"side"}],"hostPID":true,"securityContext":{"runAsUser":1000},"#,
                r#""volumes":[{"hostPath":{"path":"/var/run"},"name":"run"}]}}}}"#,
            )
        );
        let pods = of(loaded, "pod-spec");
        assert_eq!(pods.address, "kubernetes_deployment_v1.web");
        assert_eq!(pods.framework.0, "terraform");
        assert_eq!(
            pods.attributes.field("workload").map(|w| format!("{w:?}")).unwrap(),
            r#"{"apiVersion":"apps/v1","kind":"Deployment","name":"web","namespace":"shop"}"#
        );
        let container = pods.attributes.field("containers").unwrap().as_array().unwrap().items()[0];
        let origin = container.as_object().unwrap().field_origin("image").unwrap();
        let file = case.sources.get(origin.location.file);
        assert_eq!(file.slice(origin.location.span), "image = var.image");
        assert_eq!(origin.sources[0].name, "var.image");
        let linked: Vec<&str> =
            pods.links.iter().map(|at| loaded.resources[*at as usize].kind).collect();
        assert_eq!(linked, ["Namespace", "Deployment"]);
        // Resources of Terraform stay first and as they were.
        assert_eq!(loaded.resources[0].kind, "kubernetes_namespace");
        assert_eq!(loaded.resources[1].kind, "kubernetes_deployment_v1");
        assert_eq!(loaded.resources[1].links, [0]);
    });
}

#[test]
fn what_selects_pods_by_label_is_joined_to_them() {
    let policy = r#"
variable "ns" {}
resource "kubernetes_network_policy" "all" {
  metadata {
    name      = "all"
    namespace = var.ns
  }
  spec {
    pod_selector {}
    policy_types = ["Ingress"]
    ingress { from { ip_block { cidr = "10.0.0.0/8" } } }
  }
}
resource "kubernetes_pod" "a" {
  metadata {
    name      = "a"
    namespace = var.ns
  }
  spec {
    container { name = "c" }
  }
}
resource "kubernetes_pod" "b" {
  metadata { name = "b" }
  spec {
    container { name = "c" }
  }
}
"#;
    with(policy, |_, loaded| {
        let policy = of(loaded, "NetworkPolicy");
        let spec = policy.attributes.field("spec").unwrap();
        assert_eq!(
            format!("{spec:?}"),
            concat!(
                r#"{"ingress":[{"from":[{"ipBlock":{"cidr":"10.0.0.0/8"}}]}],"#,
                r#""podSelector":{},"policyTypes":["Ingress"]}"#
            )
        );
        let linked: Vec<(&str, &str)> = policy
            .links
            .iter()
            .map(|at| &loaded.resources[*at as usize])
            .map(|r| (r.kind, r.address))
            .collect();
        let a = "kubernetes_pod.a";
        assert_eq!(linked, [("Pod", a), ("pod-spec", a)]);
    });
}

#[test]
fn pods_that_cannot_be_known_are_unknown_not_absent() {
    let text = r#"
variable "containers" {}
variable "specs" {}
resource "kubernetes_pod" "some" {
  metadata { name = "some" }
  spec {
    container { name = "known" }
    dynamic "container" {
      for_each = var.containers
      content { name = container.value }
    }
  }
}
resource "kubernetes_pod" "none" {
  metadata { name = "none" }
  dynamic "spec" {
    for_each = var.specs
    content {}
  }
}
"#;
    with(text, |_, loaded| {
        let pods: Vec<String> = loaded
            .resources
            .iter()
            .filter(|r| r.kind == "pod-spec")
            .map(|r| format!("{:?}", r.attributes.field("containers").unwrap()))
            .collect();
        assert_eq!(pods.len(), 2);
        assert!(
            pods[0].contains(r#""name":"known""#) && pods[0].contains("$unknown"),
            "{}",
            pods[0]
        );
        assert!(pods[1].contains("`var.specs` has no value"), "{}", pods[1]);
    });
}

#[test]
fn manifests_as_objects_and_as_texts() {
    let text = r#"
variable "privileged" {}
variable "whole" {}
resource "kubernetes_manifest" "a" {
  manifest = {
    apiVersion = "v1"
    kind       = "ServiceAccount"
    metadata   = { name = "default", namespace = null }
  }
}
resource "kubectl_manifest" "b" {
  yaml_body = <<-EOT
    apiVersion: v1
    kind: Pod
    metadata: {name: b}
    spec:
      containers:
      - name: c
        securityContext: {privileged: ${var.privileged}}
    EOT
}
resource "kubernetes_manifest" "c" { manifest = var.whole }
resource "kubectl_manifest" "d" { yaml_body = "a: [" }
"#;
    with(text, |case, loaded| {
        let account = of(loaded, "ServiceAccount");
        let wanted = r#"{"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"default"}}"#;
        assert_eq!(json(account), wanted);
        let pod = of(loaded, "pod-spec");
        let containers = pod.attributes.field("containers").unwrap();
        let text = format!("{containers:?}");
        assert!(text.contains(r#""privileged":{"$unknown":"variable `var.privileged`"#), "{text}");
        let slot = pod.attributes.as_object().unwrap().field_origin("containers").unwrap();
        let source = case.sources.get(slot.location.file);
        assert!(source.slice(slot.location.span).starts_with("yaml_body"));
        let told: Vec<String> =
            loaded.unscanned.iter().map(|u| format!("{}: {}", u.subject, u.reason)).collect();
        assert_eq!(told.len(), 2, "{told:?}");
        assert_eq!(
            told[0],
            "kubernetes_manifest.c: its manifest is not examined: variable `var.whole` has no value"
        );
        assert!(told[1].starts_with(
            "kubectl_manifest.d: its manifest is not examined: `yaml_body` is not YAML"
        ));
    });
}
