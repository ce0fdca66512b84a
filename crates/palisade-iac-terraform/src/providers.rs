//! Configurations of providers: which of them a resource has, and the tags that they give.

use palisade_hcl::{Body, Expr, ExprKind, Item, ObjectKey, StepKind};
use palisade_source::Location;

use crate::decl::{Attr, Items};
use crate::refs::{Ref, item_refs};

/// The name of a configuration as it is called in one module: `aws`, or `aws.east` by its alias.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct ProviderName<'s> {
    pub(crate) provider: &'s str,
    /// Empty for the one without an alias.
    pub(crate) alias: &'s str,
}

/// A `provider` block, of which only the tags it gives are of interest.
#[derive(Debug)]
pub(crate) struct ProviderDecl<'s> {
    pub(crate) name: ProviderName<'s>,
    pub(crate) header: Location,
    /// Its `default_tags`, in whatever form.
    pub(crate) tags: Items<'s>,
    /// Whether it stands for several configurations, as in OpenTofu.
    pub(crate) repeated: bool,
    pub(crate) refs: Vec<Ref<'s>>,
}

/// One line of the `providers` of a module call.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Passed<'s> {
    /// Its name in the module that is called.
    pub(crate) inner: ProviderName<'s>,
    /// Its name where the call stands.
    pub(crate) outer: ProviderName<'s>,
}

impl<'s> ProviderName<'s> {
    /// What a resource asks for by `provider = …`, or by the beginning of its type.
    pub(crate) fn of(kind: &'s str, asked: Option<Attr<'s>>) -> Self {
        let asked = asked.and_then(|at| Self::read(at.expr()));
        let provider = kind.split_once('_').map_or(kind, |(provider, _)| provider);
        asked.unwrap_or(Self { provider, alias: "" })
    }

    /// The name in an expression: `aws`, `aws.east`, `aws.by_region[…]`, or one of them as a text.
    pub(crate) fn read(expr: &Expr<'s>) -> Option<Self> {
        match expr.kind {
            ExprKind::Variable(provider) => Some(Self { provider, alias: "" }),
            ExprKind::String(text) => {
                let (provider, alias) = text.split_once('.').unwrap_or((text, ""));
                Some(Self { provider, alias: alias.split('[').next().unwrap_or_default() })
            }
            ExprKind::Traversal(traversal) => {
                match (traversal.base.kind, traversal.steps.first()) {
                    (ExprKind::Variable(provider), Some(step)) => match step.kind {
                        StepKind::Attribute(alias) => Some(Self { provider, alias }),
                        _ => None,
                    },
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// The name for messages.
    pub(crate) fn show(&self) -> String {
        let dot = if self.alias.is_empty() { "" } else { "." };
        format!("provider {}{dot}{}", self.provider, self.alias)
    }
}

impl<'s> ProviderDecl<'s> {
    pub(crate) fn new(provider: &'s str, header: Location, items: Items<'s>) -> Self {
        let repeated = items.iter().any(|(_, item)| is_attribute(item, "for_each"));
        let alias = items.iter().find_map(|(_, item)| match item {
            Item::Attribute(attr) if attr.name.name == "alias" => Some(alias_text(&attr.expr)),
            _ => None,
        });
        let name = ProviderName { provider, alias: alias.unwrap_or_default() };
        let tags: Items<'s> = items.into_iter().filter(|(_, item)| is_tags(item)).collect();
        let refs = item_refs(&tags);
        Self { name, header, tags, repeated, refs }
    }
}

fn is_attribute(item: &Item<'_>, name: &str) -> bool {
    matches!(item, Item::Attribute(attr) if attr.name.name == name)
}

fn is_tags(item: &Item<'_>) -> bool {
    const NAME: &str = "default_tags";
    match item {
        Item::Attribute(attr) => attr.name.name == NAME,
        Item::Block(block) if block.kind.name == "dynamic" => {
            block.labels.first().is_some_and(|label| label.text == NAME)
        }
        Item::Block(block) => block.kind.name == NAME,
    }
}

fn alias_text<'s>(expr: &Expr<'s>) -> &'s str {
    match expr.kind {
        ExprKind::String(text) | ExprKind::Variable(text) => text,
        _ => "",
    }
}

/// The alias that a `provider` block gives itself.
pub(crate) fn alias_of<'s>(body: &Body<'s>) -> &'s str {
    body.attribute("alias").map_or("", |attr| alias_text(&attr.expr))
}

/// What a module call hands over by `providers = { … }`.
pub(crate) fn passed<'s>(at: Attr<'s>) -> Vec<Passed<'s>> {
    let ExprKind::Object(items) = at.expr().kind else { return Vec::new() };
    let read = |item: &palisade_hcl::ObjectItem<'s>| {
        let inner = match (&item.key, item.key.text()) {
            (_, Some(text)) => {
                let (provider, alias) = text.split_once('.').unwrap_or((text, ""));
                ProviderName { provider, alias }
            }
            (ObjectKey::Expr(key), None) => ProviderName::read(key)?,
            _ => return None,
        };
        Some(Passed { inner, outer: ProviderName::read(&item.value)? })
    };
    items.iter().filter_map(read).collect()
}
