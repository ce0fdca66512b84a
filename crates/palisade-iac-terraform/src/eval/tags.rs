//! `tags_all`: the tags of a resource together with those that its provider gives all resources.

use palisade_value::{ObjectBuilder, Origin, OriginKind, Unknown, UnknownKind, Value};

use super::body::{Groups, finish};
use super::graph::{Kind, Node};
use super::{Each, Env, Evaluator, Memo};
use crate::decl::ResourceDecl;
use crate::types::to_text;

/// The attribute that has all tags.
const ALL: &str = "tags_all";

impl<'a, 's> Evaluator<'a, 's, '_> {
    /// The configuration of the provider that gives a resource its tags, if one does.
    pub(super) fn tagging(&self, instance: u32, index: usize) -> Option<Node> {
        let decl = self.module_of(instance)?.resources.get(index)?;
        if decl.data || !decl.kind.starts_with("aws_") {
            return None;
        }
        let (mut at, mut name) = (instance, decl.provider);
        loop {
            let parent = self.instances.get(at as usize)?.parent;
            let call = parent.and_then(|(above, call)| self.module_of(above)?.calls.get(call));
            let passed = call.and_then(|call| call.providers.iter().find(|p| p.inner == name));
            // What a call hands over stands above a block of the same name, which declares it.
            if let (Some((above, _)), Some(passed)) = (parent, passed) {
                (at, name) = (above, passed.outer);
                continue;
            }
            let module = self.module_of(at)?;
            if let Some(index) = module.provider_index.get(&name) {
                let found = Node::new(at, Kind::Provider, *index);
                let gives = module.providers.get(*index).is_some_and(|p| !p.tags.is_empty());
                return gives.then_some(found);
            }
            // Only the one without an alias is inherited by itself.
            if !name.alias.is_empty() {
                return None;
            }
            at = parent?.0;
        }
    }

    /// The name of the configuration of its provider that a resource has, as its own module calls it.
    pub(super) fn provider_of(&self, instance: u32, index: usize) -> String {
        let decl = self.module_of(instance).and_then(|m| m.resources.get(index));
        let Some(mut name) = decl.map(|decl| decl.provider) else { return String::new() };
        let mut at = instance;
        while let Some((above, call)) = self.instances.get(at as usize).and_then(|i| i.parent) {
            let call = self.module_of(above).and_then(|m| m.calls.get(call));
            let passed = call.and_then(|call| call.providers.iter().find(|p| p.inner == name));
            let is_own =
                || self.module_of(at).is_some_and(|m| m.provider_index.contains_key(&name));
            match passed {
                Some(passed) => name = passed.outer,
                None if is_own() || !name.alias.is_empty() => break,
                None => {}
            }
            at = above;
        }
        let prefix = self.instances.get(at as usize).map_or("", |i| i.prefix);
        format!("{prefix}{}.{}", name.provider, name.alias)
    }

    /// The tags that a configuration of a provider gives.
    pub(super) fn provider_tags(&mut self, instance: u32, index: usize) -> Memo<'a> {
        let nothing = Memo { value: Value::Null, origin: None, deps: &[] };
        let decl = self.module_of(instance).and_then(|m| m.providers.get(index));
        let Some(decl) = decl else { return nothing };
        let each = if decl.repeated {
            let kind = UnknownKind::Unsupported;
            let unknown = self.unknown(kind, &decl.name.show(), Some(decl.header));
            Each::Keyed { key: unknown, value: unknown, origin: None }
        } else {
            Each::None
        };
        let (block, _, deps) = self.traced(|this| {
            this.blocks_made = 0;
            let mut builder = ObjectBuilder::new();
            let mut groups = Groups::new();
            for (own, item) in &decl.tags {
                let env = Env { instance: Some(instance), each, ..Env::bare(*own) };
                this.item(item, &env, &mut builder, &mut groups);
            }
            finish(this, builder, groups)
        });
        let Some(block) = block.as_object().and_then(|all| all.entries().first()) else {
            return nothing;
        };
        let block = match block.1 {
            Value::Array(array) => array.items().first().copied().unwrap_or(Value::Null),
            other => other,
        };
        let (value, origin) = match block {
            Value::Object(object) => match object.position(&Value::Str("tags")) {
                Some(at) => (object.entries()[at].1, object.origin(at).copied()),
                None => return nothing,
            },
            other => (other, None),
        };
        let here = Origin::literal(decl.header);
        Memo { value, origin: Some(origin.unwrap_or(here)), deps }
    }

    /// The attributes of a resource with `tags_all`, where its type has it.
    pub(super) fn with_all_tags(
        &mut self,
        decl: &ResourceDecl<'s>,
        index: usize,
        attributes: Value<'a>,
        env: &Env<'_, 'a>,
    ) -> Value<'a> {
        let (Value::Object(object), Some(instance)) = (attributes, env.instance) else {
            return attributes;
        };
        if !decl.kind.starts_with("aws_") || object.position(&Value::Str(ALL)).is_some() {
            return attributes;
        }
        let own = object.position(&Value::Str("tags"));
        let own = own.map(|at| (object.entries()[at].1, object.origin(at).copied()));
        if own.is_none() && !palisade_shapes::tags::takes(decl.kind) {
            return attributes;
        }
        let given = self.tagging(instance, index).and_then(|node| self.named(node));
        let given = given.filter(|memo| !matches!(memo.value, Value::Null));
        if let Some(memo) = given {
            self.depend_through(memo.deps);
        }
        let given = given.map(|memo| (memo.value, memo.origin));
        let here = Origin::literal(decl.header);
        let sources: Vec<Origin<'a>> =
            [given, own].iter().flatten().filter_map(|(_, origin)| *origin).collect();
        let Some(nearest) = sources.last().copied() else { return attributes };
        let secret = sources.iter().any(|origin| origin.kind == OriginKind::Sensitive);
        let kind = if secret { OriginKind::Sensitive } else { OriginKind::Expression };
        let sources = self.arena.alloc_slice(&sources);
        let merged = self.merged_tags([given, own], here);
        let origin = Origin { location: nearest.location, kind, name: "", sources };
        let mut builder = ObjectBuilder::with_capacity(object.len() + 1);
        for (n, (key, value)) in object.entries().iter().enumerate() {
            match object.origin(n) {
                Some(origin) => builder.insert_at(*key, *value, *origin),
                None => builder.insert(*key, *value),
            }
        }
        builder.insert_at(Value::Str(ALL), merged, origin);
        let made = builder.finish(self.arena);
        match (made, object.missing()) {
            (Value::Object(made), Some(missing)) => {
                Value::Object(self.arena.alloc(made.cut(missing)))
            }
            _ => made,
        }
    }

    /// Tags laid over one another, the last on top; null is no tag. Of tags that cannot be known, as
    /// much stays known as can: a key is one whatever its value, and what is absent may be there.
    fn merged_tags(
        &self,
        layers: [Option<(Value<'a>, Option<Origin<'a>>)>; 2],
        here: Origin<'a>,
    ) -> Value<'a> {
        let mut builder = ObjectBuilder::new();
        let mut open: Option<&'a Unknown<'a>> = None;
        for (tags, origin) in layers.into_iter().flatten() {
            let whole = origin.unwrap_or(here);
            match tags {
                Value::Object(tags) => {
                    for (n, (key, value)) in tags.entries().iter().enumerate() {
                        let value = match value {
                            Value::Null => continue,
                            Value::Unknown(_) => *value,
                            value => to_text(self.arena, *value).map_or(*value, Value::Str),
                        };
                        builder.insert_at(*key, value, tags.origin(n).copied().unwrap_or(whole));
                    }
                    open = open.or(tags.missing());
                }
                Value::Unknown(unknown) => {
                    let below = std::mem::take(&mut builder).finish(self.arena);
                    for (key, _) in below.as_object().map_or(&[][..], |o| o.entries()) {
                        builder.insert_at(*key, self.plain(unknown), whole);
                    }
                    open = Some(unknown);
                }
                _ => {}
            }
        }
        let merged = builder.finish(self.arena);
        match (merged, open) {
            (Value::Object(object), None) => Value::Object(self.arena.alloc(object.uniform())),
            (Value::Object(object), Some(unknown)) if object.is_empty() => self.plain(unknown),
            (Value::Object(object), Some(unknown)) => {
                let Value::Unknown(unknown) = self.plain(unknown) else { return merged };
                Value::Object(self.arena.alloc(object.uniform().cut(unknown)))
            }
            (merged, _) => merged,
        }
    }
}
