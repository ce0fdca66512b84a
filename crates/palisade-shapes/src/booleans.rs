//! Truth values that are written as texts.

use crate::walk::{Change, Slot, change};
use palisade_arena::Arena;
use palisade_model::Resource;
use palisade_value::{Unknown, UnknownKind, Value};
use palisade_yaml::Node;
use rustc_hash::FxHashSet;
use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

/// The text of the table.
const TEXT: &str = include_str!("../../../shapes/booleans.yaml");

/// The attributes of one provider.
#[derive(Default, Debug)]
struct Provider {
    /// Attributes that are truth values in whatever type and block they stand. Every text is asked
    /// for here, so that its hash has to be a quick one.
    names: FxHashSet<String>,
    /// By type, those of them that are not.
    others: HashMap<String, HashSet<String>>,
}

#[derive(Default, Debug)]
pub(crate) struct Table {
    providers: HashMap<String, Provider>,
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
        let names = |node: Option<&Node<'_>>| -> HashSet<String> {
            let items = node.map_or(&[][..], Node::items).iter();
            items.filter_map(|item| item.text().map(str::to_owned)).collect()
        };
        for (provider, entry) in root.map_or(&[][..], Node::entries) {
            let provider = provider.text().unwrap_or_default();
            if entry.get("since").and_then(Node::text).is_none() {
                table.problems.push(format!("`{provider}` has no `since`"));
                continue;
            }
            let all = names(entry.get("names"));
            let mut known =
                Provider { names: all.iter().cloned().collect(), ..Provider::default() };
            if known.names.is_empty() {
                table.problems.push(format!("`{provider}` has no names"));
            }
            for (kind, list) in entry.get("others").map_or(&[][..], Node::entries) {
                let (kind, list) = (kind.text().unwrap_or_default(), names(Some(list)));
                if list.is_empty() || !list.is_subset(&all) {
                    table.problems.push(format!("`{kind}` of `{provider}`"));
                }
                known.others.insert(kind.to_owned(), list);
            }
            table.providers.insert(provider.to_owned(), known);
        }
        table
    }
}

/// Makes truth values of the texts that Terraform converts to them (`"true"`, `"1"`, `"false"`,
/// `"0"`), so that one setting has one shape however it is written. Any other text or number there
/// Terraform refuses: it is not known.
pub fn convert<'a>(arena: &'a Arena, resources: &mut [Resource<'a>]) {
    let table = table();
    for resource in resources {
        let kind = resource.kind.strip_prefix("data.").unwrap_or(resource.kind);
        let provider = kind.split('_').next().unwrap_or_default();
        let Some(provider) = table.providers.get(provider) else { continue };
        let (others, header) = (provider.others.get(kind), resource.header);
        let rule = |slot: &Slot<'a, '_>| {
            let is_plain = matches!(
                slot.value,
                Value::Str(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_) | Value::Num(_)
            );
            if !is_plain
                || !provider.names.contains(slot.name)
                || others.is_some_and(|names| names.contains(slot.name))
            {
                return Change::Keep;
            }
            Change::To(match slot.value {
                Value::Str("true" | "1") => Value::Bool(true),
                Value::Str("false" | "0") => Value::Bool(false),
                _ => Value::unknown(
                    arena,
                    Unknown {
                        kind: UnknownKind::Refused,
                        subject: arena.alloc_str(slot.path),
                        location: Some(slot.origin.map_or(header, |origin| origin.location)),
                        partial: None,
                        nullable: false,
                    },
                ),
            })
        };
        change(arena, resource, &rule);
    }
}
