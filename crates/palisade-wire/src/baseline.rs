//! The file of accepted findings: [`SCHEMA`].

use serde::{Deserialize, Serialize};

/// The name and version of the format.
pub const SCHEMA: &str = "palisade.dev/baseline/v1";

/// Findings that are not to fail a run. Two findings with one fingerprint need two entries.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    /// Always [`SCHEMA`].
    pub schema: String,
    /// Sorted by policy, rule, address and fingerprint.
    pub entries: Vec<Entry>,
}

/// One accepted finding. The fingerprint and the folder match; the rest tells a reviewer what it is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The policy's id.
    pub policy: String,
    /// The rule's id in its policy.
    pub rule: String,
    /// The resource.
    pub resource: Resource,
    /// What was so when the entry was made.
    pub message: String,
    /// Names the finding across runs.
    pub fingerprint: String,
    /// Names the slots that decided, where there are several: the entry stands for what is left
    /// of the finding when some of them were mended.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub slots: Vec<String>,
}

/// The resource of an entry.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resource {
    /// Full address.
    pub address: String,
    /// Type.
    #[serde(rename = "type")]
    pub kind: String,
    /// Framework.
    pub framework: String,
    /// The folder of its root, or of its file, seen from the folder of the baseline: what has one
    /// address in two roots is two resources. Looked at only while that folder is examined.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub folder: Option<String>,
}
