//! What holds of Kubernetes objects wherever they are written: which pods they make, what joins
//! them, what their pods may hold.

mod engines;
mod fit;
mod links;
mod placeholder;
mod pods;

pub use fit::{Typing, fitted, fitted_object};
pub use links::{Joined, join};
pub use pods::{
    POD_SPEC, Template, Workload, open_pod_attributes, open_pods, pod_attributes, stray_containers,
    templates,
};

/// Kinds without a namespace.
pub const CLUSTER_SCOPED: &[&str] = &[
    "APIService",
    "CSIDriver",
    "CSINode",
    "CertificateSigningRequest",
    "ClusterIssuer",
    "ClusterPolicy",
    "ClusterRole",
    "ClusterRoleBinding",
    "ComponentStatus",
    "ConstraintTemplate",
    "CustomResourceDefinition",
    "FlowSchema",
    "GatewayClass",
    "IngressClass",
    "MutatingAdmissionPolicy",
    "MutatingAdmissionPolicyBinding",
    "MutatingWebhookConfiguration",
    "Namespace",
    "Node",
    "PersistentVolume",
    "PodSecurityPolicy",
    "PriorityClass",
    "PriorityLevelConfiguration",
    "RuntimeClass",
    "SecurityContextConstraints",
    "StorageClass",
    "ValidatingAdmissionPolicy",
    "ValidatingAdmissionPolicyBinding",
    "ValidatingWebhookConfiguration",
    "VolumeAttachment",
];
