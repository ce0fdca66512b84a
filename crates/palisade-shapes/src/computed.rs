//! Lists that a provider fills in where nobody wrote them.

use palisade_yaml::Node;
use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

/// The text of the table.
const TEXT: &str = include_str!("../../../shapes/computed.yaml");

/// The lists by type, and those of all types of a provider.
#[derive(Default, Debug)]
struct Table {
    types: HashMap<String, HashSet<String>>,
    every: HashMap<String, HashSet<String>>,
}

/// Whether the provider fills in a list or a nested block of a resource that is left out; `path` has
/// its names from the top with dots between them, without positions: `vpc_config.public_access_cidrs`.
///
/// Not known of types that the table does not list.
#[must_use]
pub fn is_filled_in(kind: &str, path: &str) -> bool {
    static TABLE: OnceLock<Table> = OnceLock::new();
    let table = TABLE.get_or_init(|| read(TEXT));
    let provider = kind.split('_').next().unwrap_or_default();
    let name = path.rsplit('.').next().unwrap_or_default();
    table.types.get(kind).is_some_and(|known| known.contains(path))
        || table.every.get(provider).is_some_and(|known| known.contains(name))
}

fn read(text: &str) -> Table {
    let stream = palisade_yaml::parse(text);
    let root = stream.documents.first().and_then(|d| d.root.as_ref());
    let names = |node: Option<&Node>| -> HashSet<String> {
        let items = node.map_or(&[][..], Node::items).iter();
        items.filter_map(|item| item.text().map(str::to_owned)).collect()
    };
    let mut table = Table::default();
    for (provider, entry) in root.map_or(&[][..], Node::entries) {
        let provider = provider.text().unwrap_or_default();
        table.every.insert(provider.to_owned(), names(entry.get("every")));
        for (kind, listed) in entry.get("resources").map_or(&[][..], Node::entries) {
            table.types.insert(kind.text().unwrap_or_default().to_owned(), names(Some(listed)));
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_whole() {
        let stream = palisade_yaml::parse(TEXT);
        assert_eq!(stream.errors().count(), 0);
        let table = read(TEXT);
        assert!(table.types.len() > 30, "{}", table.types.len());
        for (kind, names) in &table.types {
            let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_.".contains(c);
            assert!(!names.is_empty() && names.iter().all(|n| n.chars().all(plain)), "{kind}");
        }
    }

    #[test]
    fn lists_are_known_by_their_path() {
        assert!(is_filled_in("aws_security_group", "ingress"));
        assert!(is_filled_in("aws_eks_cluster", "vpc_config.public_access_cidrs"));
        assert!(is_filled_in("kubernetes_deployment", "spec.template.spec.container.resources"));
        assert!(!is_filled_in("aws_eks_cluster", "public_access_cidrs"));
        assert!(!is_filled_in("aws_lb", "access_logs"));
        assert!(!is_filled_in("azurerm_storage_account", "network_rules"));
    }
}
