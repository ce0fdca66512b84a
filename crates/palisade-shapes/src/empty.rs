//! What a provider takes as not set: empty texts, lists and maps.

use crate::walk::{Change, Slot, change};
use palisade_arena::Arena;
use palisade_model::Resource;
use palisade_value::Value;
use palisade_yaml::Node;
use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

/// The text of the table.
const TEXT: &str = include_str!("../../../shapes/empty.yaml");

/// What is kept, by type of resource.
type Kept = HashMap<String, HashSet<String>>;

#[derive(Default, Debug)]
pub(crate) struct Table {
    providers: HashMap<String, Kept>,
    /// What is wrong with it; nothing, as a test sees to.
    pub(crate) problems: Vec<String>,
}

pub(crate) fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| Table::read(TEXT))
}

impl Table {
    pub(crate) fn read(text: &str) -> Self {
        let stream = palisade_yaml::parse(text);
        let mut table = Table::default();
        table.problems.extend(stream.errors().map(|e| e.message.clone()));
        let root = stream.documents.first().and_then(|d| d.root.as_ref());
        for (provider, entry) in root.map_or(&[][..], Node::entries) {
            let provider = provider.text().unwrap_or_default();
            if entry.get("since").and_then(Node::text).is_none() {
                table.problems.push(format!("`{provider}` has no `since`"));
                continue;
            }
            let mut kept = Kept::new();
            for (kind, paths) in entry.get("kept").map_or(&[][..], Node::entries) {
                let kind = kind.text().unwrap_or_default();
                let paths: HashSet<String> =
                    paths.items().iter().filter_map(|p| p.text().map(str::to_owned)).collect();
                if paths.is_empty() || !kind.starts_with(&format!("{provider}_")) {
                    table.problems.push(format!("`{kind}` of `{provider}`"));
                }
                kept.insert(kind.to_owned(), paths);
            }
            table.providers.insert(provider.to_owned(), kept);
        }
        table
    }
}

/// Whether a value is an empty text, list or map. What may have more in it than is known is not.
#[must_use]
pub fn is_empty(value: Value<'_>) -> bool {
    match value {
        Value::Str(text) => text.is_empty(),
        Value::Array(array) => array.is_empty() && array.rest().is_none(),
        Value::Object(object) => {
            object.is_empty() && !object.is_open() && object.missing().is_none()
        }
        _ => false,
    }
}

/// What one type of resource loses of what is empty, for those who make its values themselves.
#[derive(Clone, Copy, Debug)]
pub struct Sweep(Option<&'static HashSet<String>>);

impl Sweep {
    /// What a type loses; none where its provider minds what is empty.
    #[must_use]
    pub fn of(kind: &str) -> Option<Self> {
        let kind = kind.strip_prefix("data.").unwrap_or(kind);
        let provider = kind.split('_').next().unwrap_or_default();
        Some(Self(table().providers.get(provider)?.get(kind)))
    }

    /// Whether something empty stays: `path` has the names of the nested blocks that it is in, and
    /// its own, with dots between.
    #[must_use]
    pub fn keeps(self, path: &str) -> bool {
        self.0.is_some_and(|kept| kept.contains(path))
    }

    /// Whether a type has anything that stays.
    #[must_use]
    pub fn keeps_some(self) -> bool {
        self.0.is_some()
    }
}

/// Leaves out what is empty of the resources of those providers that take it as not set, so that one
/// thing has one shape whether it was left out, is `""` by a default, or was read from a plan.
pub fn leave_out<'a>(arena: &'a Arena, resources: &mut [Resource<'a>]) {
    for resource in resources {
        let Some(sweep) = Sweep::of(resource.kind) else { continue };
        let rule = |slot: &Slot<'a, '_>| {
            let is_left_out = is_empty(slot.value) && !sweep.keeps(slot.path);
            if is_left_out { Change::LeaveOut } else { Change::Keep }
        };
        change(arena, resource, &rule);
    }
}
