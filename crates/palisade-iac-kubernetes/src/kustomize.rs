//! Kustomizations: what they do to other manifests is not applied, and is told of.

use crate::values::{SCHEMA, Source};
use palisade_source::Location;
use palisade_yaml::Node;

/// Keys of a kustomization that change or make objects.
const CHANGES: &[&str] = &[
    "components",
    "configMapGenerator",
    "generators",
    "helmCharts",
    "images",
    "namePrefix",
    "nameSuffix",
    "namespace",
    "patches",
    "patchesJson6902",
    "patchesStrategicMerge",
    "replacements",
    "replicas",
    "secretGenerator",
    "transformers",
    "vars",
];

/// What of a kustomization is not examined, and where it stands; none where it only lists files.
pub(crate) fn not_applied(root: &Node<'_>, source: &Source<'_>) -> Option<(String, Location)> {
    let kind = root.get("kind").and_then(|kind| kind.as_str(SCHEMA));
    if !matches!(kind, None | Some("Kustomization" | "Component")) {
        return None;
    }
    let is_change = |key: &&&str| root.get(key).is_some_and(|value| !value.is_null());
    let mut found: Vec<&str> = CHANGES.iter().filter(is_change).copied().collect();
    let is_remote = |item: &Node<'_>| {
        item.as_str(SCHEMA).is_some_and(|text| {
            text.contains("://") || text.contains("?ref=") || text.starts_with("github.com/")
        })
    };
    let listed = ["resources", "bases"]
        .into_iter()
        .filter(|key| root.get(key).is_some_and(|list| list.items().iter().any(is_remote)));
    found.extend(listed);
    let first = found.first()?;
    let (key, _) = root.get_entry(first)?;
    let names: Vec<String> = found.iter().map(|name| format!("`{name}`")).collect();
    let reason = format!(
        "what the kustomization does to other manifests ({}) is not applied; build it with \
         `kubectl kustomize` and check the result",
        names.join(", ")
    );
    Some((reason, source.at(key.span)))
}
