//! Manifests to resources.

use super::{Target, resources, text, yaml};
use palisade_iac_kubernetes::Kubernetes;

/// This target.
pub const TARGET: Target = Target {
    name: "kubernetes",
    run: target,
    dictionary: &[
        "kind: List\nitems:\n- ",
        "apiVersion: v1\n",
        "kind: Pod\n",
        "kind: Deployment\n",
        "kind: CronJob\n",
        "metadata: {name: a, namespace: b}\n",
        "metadata:\n  annotations:\n    checkov.io/skip1: ",
        "spec:\n",
        "template:\n",
        "containers: [{name: a}]\n",
        "{{ .Values.a }}",
        "# palisade:allow a -- b\n",
        "---\n",
        "&a ",
        "*a",
        "<<: *a\n",
        "- ",
        "{",
        "[",
        "null",
    ],
    more_seeds: yaml::TARGET.more_seeds,
};

/// Every resource, diagnostic and note has a place in the text.
pub fn target(data: &[u8]) {
    let Some(text) = text(data) else { return };
    resources::check(&Kubernetes, "a/manifest.yaml", text);
}
