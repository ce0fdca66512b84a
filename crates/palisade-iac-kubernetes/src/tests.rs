use super::*;
use palisade_model::Inputs;
use palisade_source::{MemorySystem, SourceMap};
use palisade_value::Value;
use std::collections::HashMap;
use std::path::PathBuf;

/// Loads files as one unit and hands the result to a check.
fn with<R>(files: &[(&str, &str)], check: impl FnOnce(&Loaded<'_>, &SourceMap) -> R) -> R {
    let mut system = MemorySystem::new();
    let sources = SourceMap::new();
    let mut known = HashMap::new();
    let mut scanned = Vec::new();
    for (path, text) in files {
        system = system.with_file(path, *text);
        let path = PathBuf::from(path);
        if Kubernetes.detect(&path, text) != Confidence::No {
            let file = sources.add(path.to_string_lossy().into_owned(), *text);
            known.insert(path.clone(), file);
            scanned.push(ScannedFile { path, file });
        }
    }
    let inputs = Inputs::default();
    let roots = [PathBuf::from("")];
    let context = LoadContext {
        system: &system,
        sources: &sources,
        files: &known,
        inputs: &inputs,
        roots: &roots,
    };
    let units = Kubernetes.units(&context, scanned);
    assert!(units.len() <= 1, "{units:?}");
    let unit = units.first().cloned().unwrap_or_else(|| Unit { root: "".into(), files: vec![] });
    let arena = Arena::new();
    let loaded = Kubernetes.load(&arena, &context, &unit);
    check(&loaded, &sources)
}

fn names(loaded: &Loaded<'_>) -> Vec<String> {
    loaded.resources.iter().map(|r| format!("{} {}", r.kind, r.address)).collect()
}

fn linked(loaded: &Loaded<'_>, kind: &str) -> Vec<String> {
    let resource = loaded.resources.iter().find(|r| r.kind == kind).unwrap();
    let at = |n: &u32| loaded.resources[*n as usize];
    resource.links.iter().map(|n| format!("{} {}", at(n).kind, at(n).address)).collect()
}

const WEB: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
spec:
  template:
    metadata:
      labels: {app: web, tier: front}
    spec:
      serviceAccountName: runner
      initContainers:
      - name: init
        image: busybox
      containers:
      - name: app
        image: web:1
        securityContext:
          privileged: yes
        envFrom:
        - secretRef: {name: keys}
";

#[test]
fn a_workload_yields_itself_and_its_pod_spec() {
    with(&[("web.yaml", WEB)], |loaded, sources| {
        assert_eq!(
            names(loaded),
            ["Deployment Deployment/shop/web", "pod-spec Deployment/shop/web"]
        );
        let pod = loaded.resources[1];
        let text = format!("{:?}", pod.attributes.field("workload").unwrap());
        assert_eq!(
            text,
            r#"{"apiVersion":"apps/v1","kind":"Deployment","name":"web","namespace":"shop"}"#
        );
        let containers = pod.attributes.field("containers").unwrap();
        let containers = containers.as_array().unwrap().items();
        assert_eq!(containers.len(), 2);
        let app = containers[0].as_object().unwrap();
        assert_eq!(app.field("container_kind"), Some(Value::Str("containers")));
        assert_eq!(app.field("path"), Some(Value::Str("spec.template.spec.containers[0]")));
        assert_eq!(containers[1].field("container_kind"), Some(Value::Str("initContainers")));
        let security = app.field("securityContext").unwrap();
        assert_eq!(security.field("privileged"), Some(Value::Bool(true)));
        let origin = security.as_object().unwrap().field_origin("privileged").unwrap();
        let file = sources.get(origin.location.file);
        assert_eq!(file.slice(origin.location.span), "privileged: yes");
        assert_eq!(file.slice(pod.header.span), "kind: Deployment");
        let image = app.field_origin("image").unwrap();
        assert_eq!(file.slice(image.location.span), "image: web:1");
        let list = app.field_origin("envFrom").unwrap();
        assert_eq!(file.slice(list.location.span), "envFrom");
        let labels = pod.attributes.field("metadata").unwrap();
        let labels = labels.as_object().unwrap().field_origin("labels").unwrap();
        assert_eq!(file.slice(labels.location.span), "labels: {app: web, tier: front}");
    });
}

#[test]
fn pod_templates_are_found_in_every_workload_kind() {
    let spec = "spec: {containers: [{name: c}]}";
    let at_template = format!("spec: {{template: {{{spec}}}}}");
    for (kind, body) in [
        ("Pod", spec.to_owned()),
        ("ReplicaSet", at_template.clone()),
        ("ReplicationController", at_template.clone()),
        ("StatefulSet", at_template.clone()),
        ("DaemonSet", at_template.clone()),
        ("Job", at_template.clone()),
        ("Rollout", at_template.clone()),
        ("CloneSet", at_template.clone()),
        ("Service", at_template.clone()),
        ("CronJob", format!("spec: {{jobTemplate: {{{at_template}}}}}")),
        ("PodTemplate", format!("template: {{{spec}}}")),
        ("ScaledJob", format!("spec: {{jobTargetRef: {{template: {{{spec}}}}}}}")),
        ("JobSet", format!("spec: {{replicatedJobs: [{{template: {{{at_template}}}}}]}}")),
        (
            "PyTorchJob",
            format!("spec: {{pytorchReplicaSpecs: {{Master: {{template: {{{spec}}}}}}}}}"),
        ),
    ] {
        let text = format!("apiVersion: x/v1\nkind: {kind}\nmetadata: {{name: n}}\n{body}\n");
        with(&[("a.yaml", &text)], |loaded, _| {
            let wanted = [format!("{kind} {kind}/n"), format!("pod-spec {kind}/n")];
            assert_eq!(names(loaded), wanted, "{text}");
            assert_eq!(loaded.resources[0].links, [1]);
            assert_eq!(loaded.resources[1].links, [0]);
        });
    }
    let other =
        "apiVersion: x/v1\nkind: Kustom\nmetadata: {name: n}\nspec: {template: {spec: {a: 1}}}\n";
    with(&[("a.yaml", other)], |loaded, _| assert_eq!(loaded.resources.len(), 1));
}

#[test]
fn addresses_tell_scope_and_missing_names() {
    let text = "\
apiVersion: v1
kind: Namespace
metadata: {name: shop, namespace: ignored}
---
apiVersion: v1
kind: Pod
metadata: {generateName: job-, namespace: shop}
---
apiVersion: v1
kind: ConfigMap
---
apiVersion: v1
kind: Secret
metadata: {name: 5}
";
    with(&[("a.yaml", text)], |loaded, _| {
        let addresses: Vec<_> = loaded.resources.iter().map(|r| r.address).collect();
        let wanted = ["Namespace/shop", "Pod/shop/job-*", "ConfigMap/(unnamed)", "Secret/5"];
        assert_eq!(addresses, wanted);
    });
}

#[test]
fn lists_and_json_are_read_and_equal_addresses_are_kept() {
    let json = r#"{"apiVersion": "v1", "kind": "List", "items": [
        {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a"}},
        {"apiVersion": "v1", "kind": "List", "items": [
            {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "b"}}]},
        {"note": "not an object"}
    ]}"#;
    let typed =
        "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleList\nitems:\n- metadata: {name: r}\n";
    with(&[("a.json", json), ("b.yaml", typed), ("c/a.json", json)], |loaded, _| {
        let wanted = ["Service Service/a", "Service Service/b", "Role Role/r"];
        assert_eq!(names(loaded)[..3], wanted);
        assert_eq!(names(loaded)[3..], wanted[..2]);
        assert_eq!(loaded.diagnostics.len(), 2, "{:?}", loaded.diagnostics);
        assert_eq!(loaded.diagnostics[0].code, "kubernetes-list-item");
    });
}

#[test]
fn other_files_are_not_ours() {
    let files = [
        (
            "kustomization.yaml",
            "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n",
        ),
        ("values.yaml", "image: {repository: x}\n"),
        ("policy.yaml", "apiVersion: palisade.dev/v1\nkind: Policy\nmetadata: {id: x}\n"),
        ("kubeconfig.yaml", "apiVersion: v1\nkind: Config\nclusters: []\n"),
        ("broken.yaml", "a: [1\n"),
        (
            "arm.json",
            r#"{"$schema": "x", "resources": [{"apiVersion": "1", "kind": "StorageV2"}]}"#,
        ),
        ("main.tf.json", r#"{"apiVersion": "1", "kind": "x"}"#),
        ("Dockerfile", "apiVersion: v1\nkind: Pod\n"),
    ];
    with(&files, |loaded, _| {
        assert!(loaded.resources.is_empty(), "{:?}", names(loaded));
        assert!(loaded.unscanned.is_empty() && loaded.diagnostics.is_empty(), "{loaded:?}");
    });
    let kustomization = "kustomization.yaml";
    for (path, text) in files[..3].iter().filter(|(path, _)| *path != kustomization) {
        assert_eq!(Kubernetes.detect(Path::new(path), text), Confidence::No);
    }
    let certain = Kubernetes.detect(Path::new("a.yml"), "# c\nkind: Pod\napiVersion: v1\n");
    assert_eq!(certain, Confidence::Certain);
    let likely = Kubernetes.detect(Path::new("a.json"), r#"{"kind":"Pod","apiVersion":"v1"}"#);
    assert_eq!(likely, Confidence::Likely);
    assert_eq!(
        Kubernetes.detect(Path::new("a.yaml"), "mankind: 1\nxapiVersion: 2\n"),
        Confidence::No
    );
}

#[test]
fn what_cannot_be_read_is_told_and_hides_nothing() {
    let text = "apiVersion: v1\nkind: Pod\nspec: [\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: ok}\n";
    with(&[("a.yaml", text)], |loaded, _| {
        assert_eq!(names(loaded), ["Pod Pod/ok"]);
        assert_eq!(loaded.unscanned.len(), 1);
        assert_eq!(loaded.unscanned[0].subject, "a.yaml");
        assert!(loaded.unscanned[0].reason.starts_with("the manifest cannot be read: "));
        assert_eq!(loaded.diagnostics[0].code, "yaml-syntax");
    });
    let template = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: {{ .name }}-{{ .x }}\n";
    with(&[("t.yaml", template)], |loaded, _| {
        assert!(loaded.unscanned[0].reason.contains("template expressions"), "{loaded:?}");
    });
    with(
        &[("d.yaml", "apiVersion: v1\nkind: Pod\nkind: Pod\nmetadata: {name: x}\n")],
        |loaded, _| {
            assert_eq!(loaded.resources.len(), 1);
            assert_eq!(loaded.diagnostics[0].code, "yaml-duplicate-key");
        },
    );
}

#[test]
fn charts_are_told_of_once_and_their_static_files_are_read() {
    let template = "apiVersion: v1\nkind: Service\nmetadata:\n  name: {{ .Values.name }}\n";
    let quoted = "apiVersion: v1\nkind: Service\nmetadata:\n  name: \"{{ .Values.name }}\"\n";
    let files = [
        ("charts/web/Chart.yaml", "apiVersion: v2\nname: web\n"),
        ("charts/web/templates/a.yaml", template),
        ("charts/web/templates/sub/b.yaml", quoted),
        ("charts/web/templates/c.yaml", "apiVersion: v1\nkind: Service\nmetadata: {name: c}\n"),
        ("templates/d.yaml", quoted),
    ];
    with(&files, |loaded, _| {
        assert_eq!(names(loaded), ["Service Service/c", "Service Service/{{ .Values.name }}"]);
        assert_eq!(loaded.unscanned.len(), 1, "{loaded:?}");
        assert_eq!(loaded.unscanned[0].subject, "charts/web");
        assert!(loaded.unscanned[0].reason.contains("2 files"));
    });
}

#[test]
fn resources_are_joined_by_name_and_selector() {
    let rest = "\
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {selector: {app: web}}
---
apiVersion: v1
kind: Service
metadata: {name: other, namespace: shop}
spec: {selector: {app: web, tier: back}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: all, namespace: shop}
spec: {podSelector: {}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: elsewhere}
spec: {podSelector: {}}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web, namespace: shop}
spec: {selector: {matchExpressions: [{key: tier, operator: In, values: [front]}]}}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: runner, namespace: shop}
---
apiVersion: v1
kind: Secret
metadata: {name: keys, namespace: shop}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: bind}
roleRef: {kind: ClusterRole, name: admin}
subjects: [{kind: ServiceAccount, name: runner, namespace: shop}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: admin}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: in, namespace: shop}
spec:
  rules:
  - http: {paths: [{backend: {service: {name: web}}}]}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: scale, namespace: shop}
spec: {scaleTargetRef: {kind: Deployment, name: web}}
---
apiVersion: v1
kind: Namespace
metadata: {name: shop}
";
    with(&[("web.yaml", WEB), ("rest.yaml", rest)], |loaded, _| {
        let of = [
            "Service Service/shop/web",
            "NetworkPolicy NetworkPolicy/shop/all",
            "PodDisruptionBudget PodDisruptionBudget/shop/web",
            "ServiceAccount ServiceAccount/shop/runner",
            "Secret Secret/shop/keys",
            "HorizontalPodAutoscaler HorizontalPodAutoscaler/shop/scale",
            "Namespace Namespace/shop",
        ];
        let workload: Vec<_> = std::iter::once("pod-spec Deployment/shop/web").chain(of).collect();
        assert_eq!(linked(loaded, "Deployment"), workload);
        let pods: Vec<_> = std::iter::once("Deployment Deployment/shop/web").chain(of).collect();
        assert_eq!(linked(loaded, "pod-spec"), pods);
        assert_eq!(
            linked(loaded, "ClusterRoleBinding"),
            ["ServiceAccount ServiceAccount/shop/runner", "ClusterRole ClusterRole/admin"]
        );
        assert_eq!(
            linked(loaded, "Ingress"),
            ["Service Service/shop/web", "Namespace Namespace/shop"]
        );
        assert!(linked(loaded, "Secret").contains(&"pod-spec Deployment/shop/web".to_owned()));
        for resource in &loaded.resources {
            assert!(resource.links.is_sorted(), "{resource:?}");
        }
    });
}

#[test]
fn of_equal_names_the_nearest_folder_counts() {
    let service = "apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\nspec: {selector: {app: web}}\n";
    let files = [
        ("prod/s.yaml", service),
        ("prod/w/web.yaml", WEB),
        ("stage/s.yaml", service),
        ("stage/w/web.yaml", WEB),
    ];
    with(&files, |loaded, _| {
        let services: Vec<_> = loaded.resources.iter().filter(|r| r.kind == "Service").collect();
        assert_eq!(services[0].links, [1, 2]);
        assert_eq!(services[1].links, [4, 5]);
    });
}

#[test]
fn selectors_are_compared_with_what_can_fit_and_no_more_than_there_is_time_for() {
    let pods = |labels: &str| -> String {
        let pod = |n| {
            format!(
                "apiVersion: v1\nkind: Pod\nmetadata: {{name: p{n}, labels: {{{labels}}}}}\nspec: {{containers: []}}\n---\n"
            )
        };
        (0..200).map(pod).collect()
    };
    let policies = |selector: &str| -> String {
        let policy = |n| {
            format!(
                "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: n{n}}}\nspec: {{podSelector: {{{selector}}}}}\n---\n"
            )
        };
        (0..200).map(policy).collect()
    };
    let shared = (0..60).map(|n| format!("k{n}: v, ")).collect::<String>();
    // All labels fit but the last: no pod has that one.
    let text =
        pods(&format!("{shared}z: a")) + &policies(&format!("matchLabels: {{{shared}z: b}}"));
    with(&[("all.yaml", &text)], |loaded, _| assert_eq!(loaded.unscanned, []));
    let values = (0..250).map(|n| format!("v{n}, ")).collect::<String>();
    let selector = format!("matchExpressions: [{{key: a, operator: In, values: [{values}]}}]");
    let text = pods("a: b") + &policies(&selector);
    with(&[("all.yaml", &text)], |loaded, _| {
        let told: Vec<&str> = loaded.unscanned.iter().map(|u| u.subject.as_str()).collect();
        assert_eq!(told, ["what Kubernetes objects select each other"]);
    });
}

#[test]
fn suppressions_are_handed_up_with_their_resources() {
    let text = "\
# palisade:allow first -- because
apiVersion: v1
kind: Pod
metadata:
  name: a
  annotations:
    checkov.io/skip1: CKV_K8S_20=wanted
    bridgecrew.io/skip2: CKV_K8S_21
    other: x
spec:
  containers:
  - name: c # checkov:skip=CKV_K8S_1:here
---
# a plain comment
# trivy:ignore:AVD-KSV-0001
apiVersion: v1
kind: Pod
metadata: {name: b}
";
    with(&[("a.yaml", text)], |loaded, sources| {
        assert_eq!(names(loaded), ["Pod Pod/a", "pod-spec Pod/a", "Pod Pod/b"]);
        let mut notes: Vec<_> = loaded
            .notes
            .iter()
            .map(|n| {
                let line = sources.get(n.location.file).line(n.location.span.start);
                (line, n.text.as_str(), n.resources.clone().unwrap())
            })
            .collect();
        notes.sort();
        assert_eq!(
            notes,
            [
                (1, "palisade:allow first -- because", vec![0, 1]),
                (7, "checkov:skip=CKV_K8S_20:wanted", vec![0, 1]),
                (8, "checkov:skip=CKV_K8S_21", vec![0, 1]),
                (12, "checkov:skip=CKV_K8S_1:here", vec![0, 1]),
                (15, "trivy:ignore:AVD-KSV-0001", vec![2]),
            ]
        );
    });
}

#[test]
fn anchored_values_point_at_both_places() {
    let text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\nbase: &base\n  a: 1\nuse: *base\nmore: {<<: *base}\n";
    with(&[("a.yaml", text)], |loaded, sources| {
        let object = loaded.resources[0].attributes.as_object().unwrap();
        let origin = object.field_origin("use").unwrap();
        let file = sources.get(origin.location.file);
        assert_eq!(file.slice(origin.location.span), "use: *base");
        assert_eq!(origin.name, "*base");
        assert_eq!(file.slice(origin.sources[0].location.span), "a: 1");
        let more = object.field("more").unwrap();
        let origin = more.as_object().unwrap().field_origin("a").unwrap();
        assert_eq!(file.slice(origin.location.span), "*base");
    });
}

#[test]
fn values_are_as_kubernetes_reads_them() {
    let text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata:\n  a: 0644\n  b: 1.50\n  c: null\n  d:\n  e: 'yes'\n  f: 12345678901234567890\n  on: x\n  1: w\n  g: [null]\n  h: {[1]: z}\n";
    with(&[("a.yaml", text)], |loaded, _| {
        let data = loaded.resources[0].attributes.field("data").unwrap();
        assert_eq!(
            format!("{data:?}"),
            r#"{"1":"w","a":420,"b":1.5,"e":"yes","f":12345678901234567890,"g":[null],"h":{"$unknown":"`a mapping whose key is no text` could not be evaluated"},"true":"x"}"#
        );
        assert_eq!(loaded.diagnostics.len(), 1);
        assert_eq!(loaded.diagnostics[0].code, "kubernetes-key");
    });
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig {
        cases: 500, failure_persistence: None, ..Default::default()
    })]

    /// Cuts and doublings of a manifest are loaded or told of, with spans inside the text.
    #[test]
    fn damaged_manifests_are_loaded_or_told_of(
        cuts in proptest::collection::vec((0..700_usize, 0..60_usize, proptest::bool::ANY), 0..6)
    ) {
        let mut text = format!("{WEB}---\napiVersion: v1\nkind: List\nitems:\n- &a {{kind: Pod, apiVersion: v1}}\n- *a\n---\n{WEB}");
        for (at, length, double) in cuts {
            let (start, end) = (at.min(text.len()), (at + length).min(text.len()));
            if double {
                let part = text[start..end].to_owned();
                text.insert_str(start, &part);
            } else {
                text.replace_range(start..end, "");
            }
        }
        with(&[("web.yaml", &text)], |loaded, _| {
            for resource in &loaded.resources {
                assert!(text.get(resource.location.span.range()).is_some());
                assert!(text.get(resource.header.span.range()).is_some());
            }
            for note in &loaded.diagnostics {
                assert!(note.location.is_some_and(|l| text.get(l.span.range()).is_some()));
            }
        });
    }
}

#[test]
fn what_does_not_fit_is_told_of_and_unknown_in_the_pod() {
    let text = "\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  securityContext: strict
  volumes: [data, {name: logs}]
  containers:
    - name: web
      securityContext: {runAsUser: high, capabilities: {drop: [ALL, 5]}}
      resources: []
    - name: ok
      securityContext: {runAsUser: 5}
";
    with(&[("a.yaml", text)], |loaded, _| {
        let told: Vec<_> = loaded.diagnostics.iter().map(|d| d.message.as_str()).collect();
        let wanted = [
            "`spec.containers[0].resources` is a list where Kubernetes takes an object",
            "`spec.containers[0].securityContext.runAsUser` is a text where Kubernetes takes a number",
            "`spec.securityContext` is a text where Kubernetes takes an object",
            "`spec.volumes[0]` is a text where Kubernetes takes an object",
        ];
        assert_eq!(told, wanted);
        let pod = loaded.resources.iter().find(|r| r.kind == POD_SPEC).unwrap().attributes;
        let unknown = |v: Option<Value<'_>>| v.unwrap().as_unknown().unwrap().describe();
        let context = unknown(pod.path(&["spec", "securityContext"]));
        assert_eq!(context, "`spec.securityContext` is refused as it is written");
        let list = |v: Option<Value<'_>>| v.and_then(|v| v.as_array().map(|a| a.items().len()));
        assert_eq!(list(pod.path(&["spec", "volumes"])), Some(2));
        let containers = pod.field("containers").unwrap();
        let first = containers.as_array().unwrap().items()[0];
        let resources = unknown(first.field("resources"));
        assert_eq!(resources, "`spec.containers[0].resources` is refused as it is written");
        assert_eq!(list(first.path(&["securityContext", "capabilities", "drop"])), Some(2));
        // The object itself is as it was written.
        let whole = loaded.resources.iter().find(|r| r.kind == "Pod").unwrap().attributes;
        assert!(whole.path(&["spec", "securityContext"]).is_some());
    });
}

/// The names and images of the containers of each pod.
fn pods(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    with(&[("a.yaml", text)], |loaded, _| {
        for pod in loaded.resources.iter().filter(|r| r.kind == POD_SPEC) {
            let containers = pod.attributes.field("containers").unwrap();
            let shown = containers.as_array().unwrap().items().iter().map(|c| {
                let text = |key: &str| c.field(key).and_then(|v| v.as_str()).unwrap_or("?");
                format!("{} {}", text("name"), text("image"))
            });
            found.push(shown.collect::<Vec<_>>().join(", "));
        }
    });
    found
}

#[test]
fn steps_of_workflows_and_tasks_are_pods() {
    let workflow = "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {name: w}\nspec:\n  \
                    templates:\n  - name: a\n    container: {image: x}\n    sidecars: [{name: s, \
                    image: j}]\n  - name: b\n    steps: []\n  - name: c\n    script: {name: own, \
                    image: z}\n";
    assert_eq!(pods(workflow), ["main x, s j", "own z"]);
    let task = "apiVersion: tekton.dev/v1\nkind: Task\nmetadata: {name: t}\nspec:\n  stepTemplate: \
                {image: shared}\n  steps: [{name: a}, {name: b, image: own}]\n";
    assert_eq!(pods(task), ["a shared, b own"]);
    let alone = "apiVersion: x.io/v1\nkind: Runner\nmetadata: {name: r}\nspec:\n  podSpec: \
                 {containers: [{name: a, image: i}]}\n";
    assert_eq!(pods(alone), ["a i"]);
    let template = "apiVersion: template.openshift.io/v1\nkind: Template\nmetadata: {name: t}\n\
                    objects:\n- apiVersion: v1\n  kind: Pod\n  metadata: {name: p}\n  spec: \
                    {containers: [{name: a, image: i}]}\n";
    assert_eq!(pods(template), ["a i"]);
}

#[test]
fn what_is_not_looked_into_is_listed() {
    let stray = "apiVersion: x.io/v1\nkind: Cluster\nmetadata: {name: c}\nspec:\n  nodeSets:\n  - \
                 podTemplate: {spec: {containers: [{name: a, image: i}]}}\n";
    with(&[("a.yaml", stray)], |loaded, _| {
        assert_eq!(loaded.unscanned[0].subject, "Cluster/c");
        let path = "`spec.nodeSets[0].podTemplate.spec.containers` holds containers";
        assert!(loaded.unscanned[0].reason.starts_with(path), "{:?}", loaded.unscanned);
    });
    let pattern = stray.replace("x.io/v1", "kyverno.io/v1");
    with(&[("a.yaml", &pattern)], |loaded, _| assert!(loaded.unscanned.is_empty()));
    let patches =
        "resources: [a.yaml]\nimages: [{name: a, newTag: '1'}]\npatches: [{path: p.yaml}]\n";
    with(&[("kustomization.yaml", patches)], |loaded, _| {
        assert!(loaded.unscanned[0].reason.contains("(`images`, `patches`)"));
    });
    let remote = "resources: [a.yaml, 'https://example.com/x?ref=v1']\n";
    with(&[("kustomization.yaml", remote)], |loaded, _| {
        assert!(loaded.unscanned[0].reason.contains("(`resources`)"));
    });
    let plain =
        "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [a.yaml]\n";
    with(&[("kustomization.yaml", plain)], |loaded, _| assert!(loaded.unscanned.is_empty()));
}

#[test]
fn a_number_of_many_digits_is_not_known() {
    let pod = |number: &str| {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: p}}\nspec:\n  hostUsers: {number}\n  \
             containers: [{{name: a, image: i}}]\n"
        )
    };
    for number in ["9".repeat(500_000), format!("0.{}", "9".repeat(500_000))] {
        with(&[("a.yaml", &pod(&number))], |loaded, _| {
            let told: Vec<&str> = loaded.diagnostics.iter().map(|d| d.message.as_str()).collect();
            assert_eq!(told, ["a number of over 4096 digits is not read"]);
            let spec = loaded.resources[0].attributes.field("spec").unwrap();
            assert!(matches!(spec.field("hostUsers"), Some(Value::Unknown(_))));
        });
    }
    with(&[("a.yaml", &pod("99999999999999999999"))], |loaded, _| {
        let told: Vec<&str> = loaded.diagnostics.iter().map(|d| d.message.as_str()).collect();
        assert!(!told.iter().any(|message| message.contains("digits")), "{told:?}");
    });
}
