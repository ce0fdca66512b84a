//! Names of kinds that Kubernetes refuses, so that no policy takes the object for what it is.

use crate::detect;
use palisade_source::nearest;

/// Kinds of Kubernetes' own groups that policies look at, or that these are mistaken for.
const KINDS: &[&str] = &[
    "Binding",
    "ClusterRole",
    "ClusterRoleBinding",
    "ConfigMap",
    "ControllerRevision",
    "CronJob",
    "DaemonSet",
    "Deployment",
    "EndpointSlice",
    "Endpoints",
    "Event",
    "Eviction",
    "HorizontalPodAutoscaler",
    "IPAddress",
    "Ingress",
    "IngressClass",
    "Job",
    "LimitRange",
    "List",
    "Namespace",
    "NetworkPolicy",
    "Node",
    "PersistentVolume",
    "PersistentVolumeClaim",
    "Pod",
    "PodDisruptionBudget",
    "PodSecurityPolicy",
    "PodTemplate",
    "ReplicaSet",
    "ReplicationController",
    "ResourceQuota",
    "Role",
    "RoleBinding",
    "Scale",
    "Secret",
    "Service",
    "ServiceAccount",
    "ServiceCIDR",
    "StatefulSet",
];

/// Groups in which only Kubernetes itself has kinds; `v1` holds those of others as well.
const GROUPS: &[&str] =
    &["apps", "autoscaling", "batch", "networking.k8s.io", "policy", "rbac.authorization.k8s.io"];

/// Why an object of this kind is not taken for one; none where it may be one.
pub(crate) fn refused(kind: &str, api_version: &str) -> Option<String> {
    let plain = kind.trim();
    if KINDS.contains(&kind) {
        return None;
    }
    let folded = KINDS.iter().find(|known| known.eq_ignore_ascii_case(plain));
    let group = api_version.split_once('/').map_or("", |(group, _)| group);
    let near = || {
        let is_own = api_version == "v1" || GROUPS.contains(&group);
        // Kinds of others differ in more than letters that were mixed up.
        nearest(plain, KINDS.iter().copied())
            .filter(|known| is_own && known.len().abs_diff(plain.len()) <= 1)
    };
    if let Some(meant) = folded.copied().or_else(near) {
        return Some(format!("`{kind}` is no kind of Kubernetes; did you mean `{meant}`?"));
    }
    let has_form = detect::is_kind(kind) || kind == "Kustomization";
    (!has_form).then(|| {
        format!("`{kind}` cannot be a kind; kinds begin with a capital and have letters alone")
    })
}

#[cfg(test)]
mod tests {
    use super::refused;

    #[test]
    fn kinds_that_were_meant_are_told() {
        let hint = |kind: &str, version: &str| refused(kind, version).unwrap_or_default();
        assert!(hint("pod", "v1").ends_with("did you mean `Pod`?"));
        assert!(hint("Pod ", "v1").ends_with("did you mean `Pod`?"));
        assert!(hint("Deploymnet", "apps/v1").ends_with("did you mean `Deployment`?"));
        assert!(hint("my kind", "x.io/v1").starts_with("`my kind` cannot be a kind"));
        for (kind, version) in [
            ("Pod", "v1"),
            ("Template", "v1"),
            ("Rollout", "argoproj.io/v1alpha1"),
            ("Jobs", "x.io/v1"),
            ("PodMetrics", "v1"),
            ("DeploymentConfig", "v1"),
            ("Kustomization", "kustomize.toolkit.fluxcd.io/v1"),
        ] {
            assert_eq!(refused(kind, version), None, "{kind}");
        }
    }
}
