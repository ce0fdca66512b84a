//! Attributes that are never blocks.

use crate::defaults;
use palisade_yaml::Node;
use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

const TEXT: &str = include_str!("../../../shapes/plain.yaml");

#[derive(Default, Debug)]
struct Table {
    any: HashSet<String>,
    resources: HashMap<String, HashSet<String>>,
}

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| {
        let stream = palisade_yaml::parse(TEXT);
        let root = stream.documents.first().and_then(|d| d.root.as_ref());
        let names = |node: Option<&Node<'_>>| -> HashSet<String> {
            let items = node.map_or(&[][..], Node::items);
            items.iter().filter_map(|item| Some(item.text()?.to_owned())).collect()
        };
        let types = root.and_then(|root| root.get("resources")).map_or(&[][..], Node::entries);
        let resources = types
            .iter()
            .filter_map(|(kind, list)| Some((kind.text()?.to_owned(), names(Some(list)))));
        Table { any: names(root.and_then(|root| root.get("any"))), resources: resources.collect() }
    })
}

/// Whether an attribute of a resource type holds a plain value, so that a block of its name is a
/// mistake.
#[must_use]
pub fn is_plain(kind: &str, name: &str) -> bool {
    let table = table();
    table.any.contains(name)
        || table.resources.get(kind).is_some_and(|names| names.contains(name))
        || defaults::has_top_level(kind, name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_and_blocks_are_told_apart() {
        assert!(is_plain("aws_s3_bucket", "acl") && is_plain("aws_s3_bucket", "policy"));
        assert!(is_plain("aws_db_instance", "deletion_protection"));
        assert!(!is_plain("aws_s3_bucket", "logging"));
        assert!(!is_plain("aws_eks_cluster", "vpc_config"));
        assert!(!is_plain("aws_cloudfront_distribution", "viewer_certificate"));
        assert!(!is_plain("google_storage_bucket_iam_policy", "policy"));
    }
}
