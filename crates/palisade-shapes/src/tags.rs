//! Which resource types take the tags that a provider is told to give all of its resources.

use palisade_yaml::Node;
use std::collections::HashSet;
use std::sync::OnceLock;

/// The text of the table.
const TEXT: &str = include_str!("../../../shapes/tags.yaml");

/// Whether resources of a type have `tags` and `tags_all`; not known of types that came after the
/// provider's version in the table.
#[must_use]
pub fn takes(kind: &str) -> bool {
    static TABLE: OnceLock<HashSet<String>> = OnceLock::new();
    TABLE.get_or_init(|| read(TEXT)).contains(kind)
}

fn read(text: &str) -> HashSet<String> {
    let stream = palisade_yaml::parse(text);
    let root = stream.documents.first().and_then(|d| d.root.as_ref());
    let mut kinds = HashSet::new();
    for (provider, entry) in root.map_or(&[][..], Node::entries) {
        let provider = provider.text().unwrap_or_default();
        for name in entry.get("resources").map_or(&[][..], Node::items) {
            kinds.insert(format!("{provider}_{}", name.text().unwrap_or_default()));
        }
    }
    kinds
}

#[cfg(test)]
mod tests {
    #[test]
    fn types_with_and_without_tags() {
        assert_eq!(super::read(super::TEXT).len(), 747);
        assert!(super::takes("aws_s3_bucket") && super::takes("aws_wafv2_web_acl"));
        assert!(!super::takes("aws_iam_role_policy_attachment") && !super::takes("s3_bucket"));
    }
}
