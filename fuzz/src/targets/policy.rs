//! Policy text to a compiled policy, and that policy on a resource of each of its types.

use super::{Target, assert_inside, text};
use palisade_arena::Arena;
use palisade_engine::{Engine, Language, PolicyEntry, Settings};
use palisade_ir::Limits;
use palisade_lang_native::Native;
use palisade_model::{FrameworkId, Resource};
use palisade_source::{Location, SourceMap, Span};
use palisade_value::{JsonOptions, Value, parse_json};

/// This target.
pub const TARGET: Target = Target {
    name: "policy",
    run: target,
    dictionary: &[
        "rules:\n  - id: a\n    require: ",
        "    deny: ",
        "    when: ",
        "    message: \"{",
        "    fix: {set: a, to: b, safety: safe}\n",
        "let:\n  a: ",
        "match:\n  resources: [",
        "  where: ",
        "parameters:\n  a: {type: int, default: 1, description: b}\n",
        "type: \"list(int)\"",
        "metadata:\n",
        "severity: ",
        "status: preview",
        "review-by: 2027-02-30",
        "{{",
        "}}",
        "{",
        "linked(resource, 'aws_s3_bucket_acl')",
        "iam.statements(resource.policy)",
        "parse_json(resource.policy)",
        "params.a",
        "target.type",
        "resource.?a[?0].orValue(",
        ">-\n      ",
        "|\n    ",
        "---\n",
        "(",
        "'",
        "*",
    ],
    more_seeds: &[("policies", "policy.yaml")],
};

/// Bits of what policies look at.
const ATTRIBUTES: &str = r#"{
    "acl": "public-read", "bucket": "a", "policy": "{\"Statement\": {\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": [\"*\"], \"Principal\": {\"AWS\": \"*\"}}}",
    "type": "ingress", "from_port": 22, "to_port": "22", "cidr_blocks": ["0.0.0.0/0"],
    "ingress": [{"from_port": 0, "to_port": 65535, "protocol": "-1", "cidr_blocks": ["::/0"]}],
    "storage_encrypted": "true", "backup_retention_period": 0, "metadata_options": [{"http_tokens": "optional"}],
    "metadata": {"name": "a", "namespace": "b", "labels": {}, "annotations": {"c": "d"}},
    "spec": {"type": "NodePort", "hostNetwork": true, "volumes": [{"name": "v", "hostPath": {"path": "/"}}], "template": {}},
    "containers": [{"name": "c", "image": "i:latest", "container_kind": "container", "securityContext": {"privileged": true, "capabilities": {"add": ["ALL"]}}}],
    "workload": {"kind": "Pod", "name": "a", "namespace": "b", "apiVersion": "v1"},
    "rules": [{"verbs": ["*"], "resources": ["*"], "apiGroups": [""]}], "subjects": [{"kind": "User", "name": "x"}], "roleRef": {"kind": "ClusterRole", "name": "cluster-admin"}
}"#;

const LIMITS: Limits = Limits { steps: 20_000, memory: 4 << 20, depth: 200 };

/// Every mistake has a place and a message; what compiles judges each resource once for each rule.
pub fn target(data: &[u8]) {
    let Some(text) = text(data) else { return };
    let sources = SourceMap::new();
    let file = sources.add("policy.yaml", text);
    let compilation = Native::default().compile(&sources, file);
    for diagnostic in &compilation.diagnostics {
        assert!(!diagnostic.message.is_empty(), "a mistake without a message");
        if let Some(at) = diagnostic.location {
            assert_inside(text, at.span, "a mistake");
        }
        for label in &diagnostic.labels {
            assert_inside(text, label.location.span, "a label");
        }
    }
    assert!(
        !(compilation.policies.is_empty() && compilation.diagnostics.is_empty()),
        "there is no policy, and nothing says why"
    );
    let arena = Arena::new();
    let attributes = parse_json(&arena, ATTRIBUTES, JsonOptions::default()).unwrap_or(Value::Null);
    let place = Location::new(sources.add("main.tf", ATTRIBUTES), Span::new(0, 1));
    for policy in compilation.policies {
        assert!(!policy.rules.is_empty(), "a policy without rules");
        let kinds = policy.policy.resources.clone();
        let others = ["aws_s3_bucket", "aws_s3_bucket_acl", "pod-spec"].map(str::to_owned);
        let resources: Vec<Resource<'_>> = kinds
            .iter()
            .chain(&others)
            .map(|kind| Resource {
                framework: FrameworkId("terraform"),
                kind: arena.alloc_str(kind),
                address: arena.alloc_str(&format!("{kind}.a")),
                attributes,
                location: place,
                header: place,
                parents: &[],
                provider: "",
                links: &[0, 1],
                perhaps: &[],
                symbolic: None,
            })
            .collect();
        let engine = Engine::new(vec![PolicyEntry::ready(policy)]);
        let settings = Settings { limits: LIMITS, keep_all: true, ..Settings::default() };
        let evaluation = engine.evaluate(&resources, &settings);
        assert_eq!(evaluation.outcomes.len(), evaluation.positions.len());
        for outcome in &evaluation.outcomes {
            assert!(!outcome.fingerprint.is_empty(), "an outcome without a fingerprint");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_seed_gets_past_the_compiler() {
        let text = include_str!("../../seeds/policy/acl.yaml");
        let sources = SourceMap::new();
        let file = sources.add("policy.yaml", text);
        let compilation = Native::default().compile(&sources, file);
        assert_eq!(compilation.diagnostics, []);
        assert_eq!(compilation.policies.len(), 1);
    }
}
