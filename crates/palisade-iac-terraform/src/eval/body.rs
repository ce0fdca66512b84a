//! Bodies of resources: attributes, nested blocks and dynamic blocks.

use palisade_hcl::{Attribute, Block, Expr, ExprKind, Item};
use palisade_shapes::iam;
use palisade_source::{Diagnostic, Location};
use palisade_value::{Array, ObjectBuilder, Origin, OriginKind, Value};

use super::expand::Key;
use super::{BLOCKS, DEPTH, Env, Evaluator, Frame, Mark, Part, Problem, ResourceInstance};
use crate::attributes;
use crate::decl::{ResourceDecl, is_meta, is_meta_block};
use crate::types::set_items;

/// The nested blocks of a body by name, in the order in which the names appear.
pub(super) type Groups<'a> = Vec<(&'a str, Vec<(Value<'a>, Origin<'a>)>)>;

impl<'a, 's> Evaluator<'a, 's, '_> {
    /// Evaluates a resource: its instances and all that is written in them.
    pub(super) fn resource(&mut self, instance: u32, index: usize) {
        let Some(decl) = self.module_of(instance).and_then(|m| m.resources.get(index)) else {
            return;
        };
        let Some(outer) = self.instances.get(instance as usize) else { return };
        let (prefix, outer_symbolic) = (outer.prefix, outer.symbolic);
        let file = decl.header.file;
        let env = Env { instance: Some(instance), ..Env::bare(file) };
        let data = if decl.data { "data." } else { "" };
        let local = format!("{data}{}.{}", decl.kind, decl.name);
        let outer = std::mem::replace(&mut self.current, (prefix, self.arena.alloc_str(&local)));
        let (expansion, _, shared) = self.traced(|this| {
            let expansion = this.expand((decl.count, decl.for_each, decl.enabled), &env);
            let name = format!("{prefix}{local}");
            this.fit_resource(expansion, (decl.count, decl.for_each), &env, &name)
        });
        let mut instances = Vec::with_capacity(expansion.len());
        let eaches = match decl.conditions.is_empty() {
            true => Vec::new(),
            false => expansion.iter().map(|(_, each)| *each).collect(),
        };
        for (key, each) in expansion {
            let mut address = format!("{prefix}{local}");
            key.write(&mut address);
            let address = self.arena.alloc_str(&address);
            self.current = ("", address);
            let env = Env { each, shared, ..env };
            let ((attributes, parts), ..) = self.traced(|this| {
                this.blocks_made = 0;
                this.resource_body(decl, index, &env)
            });
            let attributes = match attributes {
                Value::Object(object) => Value::Object(self.arena.alloc(object.open())),
                other => other,
            };
            let attributes = if decl.closed {
                attributes
            } else {
                self.cut_short(attributes, &local, decl.header)
            };
            if let Value::Object(object) = attributes {
                let address = address.strip_prefix(prefix).unwrap_or(address);
                let mark = Mark {
                    address,
                    data: decl.data,
                    location: decl.header,
                    instance,
                    index: u32::try_from(index).unwrap_or(u32::MAX),
                    key,
                };
                self.marks.insert(std::ptr::from_ref(object).addr(), mark);
            }
            let symbolic = key.cause().or(outer_symbolic);
            instances.push(ResourceInstance { key, attributes, address, parts, symbolic });
        }
        self.current = outer;
        let whole = self.whole_resource(decl, &instances);
        let slot = self.instances.get_mut(instance as usize);
        if let Some(slot) = slot.and_then(|i| i.resources.get_mut(index)) {
            slot.instances = instances;
            slot.eaches = eaches;
            slot.whole = Some(whole);
        }
    }

    /// What a reference to a resource without an index gives.
    fn whole_resource(
        &self,
        decl: &ResourceDecl<'s>,
        instances: &[ResourceInstance<'a>],
    ) -> Value<'a> {
        let first = instances.first();
        if let Some(cause) = first.and_then(|i| i.key.cause()) {
            return Value::Unknown(cause);
        }
        if let (Some(first), Some(Key::One)) = (first, first.map(|i| i.key)) {
            return first.attributes;
        }
        if decl.count.is_some() || decl.for_each.is_none() {
            let items = self.arena.alloc_iter(instances.iter().map(|i| i.attributes));
            return Value::Array(self.arena.alloc(Array::new(items)));
        }
        let mut builder = ObjectBuilder::with_capacity(instances.len());
        for instance in instances {
            if let Key::Text(key) = instance.key {
                builder.insert(Value::Str(key), instance.attributes);
            }
        }
        builder.finish(self.arena)
    }

    fn resource_body(
        &mut self,
        decl: &ResourceDecl<'s>,
        index: usize,
        env: &Env<'_, 'a>,
    ) -> (Value<'a>, &'a [Part<'a>]) {
        let mut builder = ObjectBuilder::with_capacity(decl.items.len());
        let mut groups = Groups::new();
        let mut parts = Vec::new();
        for (file, item) in &decl.items {
            let env = Env { file: *file, ..*env };
            match item {
                Item::Attribute(attr) if is_meta(attr.name.name) => {}
                Item::Block(block) if is_meta_block(block.kind.name) => {}
                Item::Attribute(attr)
                    if attributes::takes(decl.kind, decl.data, attr.name.name) == Some(false) =>
                {
                    let name = attr.name.name;
                    let message = format!("`{name}` is no argument of `{}`", decl.kind);
                    let mut diagnostic = Diagnostic::warning("terraform-block", message)
                        .at(Location::new(env.file, attr.span));
                    let known = attributes::all_of(decl.kind).iter().copied();
                    diagnostic.help = palisade_source::did_you_mean(name, known);
                    self.tell(diagnostic);
                }
                Item::Block(block)
                    if palisade_shapes::plain::is_plain(decl.kind, block.kind.name) =>
                {
                    let location = Location::new(env.file, block.header_span);
                    let name = self.keys.intern(block.kind.name);
                    let message =
                        format!("`{name}` of `{}` is an attribute, not a block", decl.kind);
                    self.tell(
                        Diagnostic::warning("terraform-block", message)
                            .at(location)
                            .help(format!("write `{name} = …`")),
                    );
                    let kind = palisade_value::UnknownKind::Invalid;
                    let unknown = self.unknown(kind, name, Some(location));
                    builder.insert_at(Value::Str(name), unknown, Origin::literal(location));
                }
                item => {
                    let mark = self.deps.len();
                    self.item(item, &env, &mut builder, &mut groups);
                    let deps = self.deps.split_off(mark);
                    if !deps.is_empty() {
                        let name = self.keys.intern(name_of(item));
                        parts.push(Part { name, deps: self.arena.alloc_slice(&deps) });
                    }
                }
            }
        }
        let parts = self.arena.alloc_slice(&parts);
        let attributes = finish(self, builder, groups);
        if decl.data {
            if decl.kind != iam::DOCUMENT {
                return (attributes, parts);
            }
            // What is written of the document is its text: nobody looks at its blocks.
            let attributes = self.with_parts(attributes);
            let most = self.room_for_document();
            let (made, length) = iam::complete_within(self.arena, decl.header, attributes, most);
            self.charge_document(length);
            let made = made.unwrap_or_else(|iam::TooLarge| {
                let message = format!(
                    "the document of `{}` takes over {} KiB, or nests over 100 deep",
                    decl.kind,
                    most >> 10
                );
                let mut problem = *Problem::limit(message);
                problem.help = Some(
                    "let fewer documents go into it, or give their statements a `sid` by which \
                     later ones replace earlier ones"
                        .to_owned(),
                );
                self.give_up(problem, decl.header, decl.kind);
                attributes
            });
            return (made, parts);
        }
        (self.with_all_tags(decl, index, attributes, env), parts)
    }

    pub(super) fn item(
        &mut self,
        item: &Item<'s>,
        env: &Env<'_, 'a>,
        builder: &mut ObjectBuilder<'a>,
        groups: &mut Groups<'a>,
    ) {
        match item {
            Item::Attribute(attr) => self.body_attribute(attr, env, builder),
            Item::Block(block) if block.kind.name == "dynamic" && !block.labels.is_empty() => {
                self.dynamic(block, env, groups);
            }
            Item::Block(block) => {
                let mark = self.sources.len();
                let value = self.block(block, env);
                self.sources.truncate(mark);
                let origin = Origin::literal(Location::new(env.file, block.span));
                let name = self.keys.intern(block.kind.name);
                add(groups, name, value, origin);
            }
        }
    }

    fn body_attribute(
        &mut self,
        attr: &'s Attribute<'s>,
        env: &Env<'_, 'a>,
        builder: &mut ObjectBuilder<'a>,
    ) {
        let location = Location::new(env.file, attr.span);
        let mark = self.sources.len();
        let value = match self.whole(&attr.expr, env) {
            Ok(value) => self.bounded(value, location, attr.name.name),
            Err(problem) => {
                let subject = self.text_of(&attr.expr, env);
                self.give_up(*problem, env.at(&attr.expr), &subject)
            }
        };
        let value = self.read_whole(value, location, &attr.expr, env);
        let value = if self.infinities && has_infinity(value) {
            let problem = Problem::new("an infinite number is no value of an attribute");
            let subject = self.text_of(&attr.expr, env);
            self.give_up(*problem, env.at(&attr.expr), &subject)
        } else {
            value
        };
        let origin = self.slot_origin(location, &attr.expr, mark);
        self.sources.truncate(mark);
        if !matches!(value, Value::Null) {
            let value = if self.sets { self.without_sets(value).unwrap_or(value) } else { value };
            builder.insert_at(Value::Str(self.keys.intern(attr.name.name)), value, origin);
        }
    }

    /// The value of an attribute, unless a part of it could not be read.
    pub(super) fn read_whole(
        &self,
        value: Value<'a>,
        location: Location,
        expr: &Expr<'s>,
        env: &Env<'_, 'a>,
    ) -> Value<'a> {
        let inside =
            |broken: &Location| broken.file == location.file && location.span.contains(broken.span);
        if matches!(value, Value::Unknown(_)) || !self.told.broken.iter().any(inside) {
            return value;
        }
        let subject = self.text_of(expr, env);
        self.unknown(palisade_value::UnknownKind::Invalid, &subject, Some(env.at(expr)))
    }

    /// A nested block as an object.
    fn block(&mut self, block: &Block<'s>, env: &Env<'_, 'a>) -> Value<'a> {
        if self.depth >= DEPTH {
            let problem = Problem::limit("blocks nest too deep to be evaluated");
            let location = Location::new(env.file, block.header_span);
            return self.give_up(*problem, location, block.kind.name);
        }
        self.depth += 1;
        let mut builder = ObjectBuilder::with_capacity(block.body.items.len());
        let mut groups = Groups::new();
        for item in block.body.items {
            self.item(item, env, &mut builder, &mut groups);
        }
        self.depth -= 1;
        let value = finish(self, builder, groups);
        if block.closed {
            return value;
        }
        let location = Location::new(env.file, block.header_span);
        self.cut_short(value, block.kind.name, location)
    }

    /// What was read of a block that is never closed: what is not in it may have been meant to be.
    fn cut_short(&self, value: Value<'a>, name: &str, location: Location) -> Value<'a> {
        let kind = palisade_value::UnknownKind::Invalid;
        match (value, self.unknown(kind, name, Some(location))) {
            (Value::Object(object), Value::Unknown(unknown)) => {
                Value::Object(self.arena.alloc(object.cut(unknown)))
            }
            (value, _) => value,
        }
    }

    /// A dynamic block: one block for each item of its collection; where the collection cannot
    /// be known, one block of which nothing is known.
    fn dynamic(&mut self, block: &Block<'s>, env: &Env<'_, 'a>, groups: &mut Groups<'a>) {
        let Some(label) = block.labels.first() else { return };
        let name = self.keys.intern(label.text);
        let location = Location::new(env.file, block.span);
        let content = block.body.blocks().find(|inner| inner.kind.name == "content");
        let (Some(for_each), Some(content)) = (block.body.attribute("for_each"), content) else {
            self.tell(
                Diagnostic::warning(
                    "terraform-dynamic",
                    "a dynamic block needs `for_each` and `content`",
                )
                .at(Location::new(env.file, block.header_span))
                .help("add what is missing"),
            );
            let subject = format!("dynamic \"{name}\"");
            let unknown =
                self.unknown(palisade_value::UnknownKind::Invalid, &subject, Some(location));
            add(groups, name, unknown, Origin::literal(location));
            return;
        };
        let iterator = match block.body.attribute("iterator").map(|attr| attr.expr.kind) {
            Some(ExprKind::Variable(iterator) | ExprKind::String(iterator)) => iterator,
            _ => label.text,
        };
        let mark = self.sources.len();
        let collection = match self.whole(&for_each.expr, env) {
            Ok(value) => value,
            Err(problem) => self.give_up(*problem, env.at(&for_each.expr), "for_each"),
        };
        let for_each_at = Location::new(env.file, for_each.span);
        let whole = self.slot_origin(for_each_at, &for_each.expr, mark);
        self.sources.truncate(mark);
        let entries = match self.entries(collection) {
            Ok(Ok(entries)) => entries,
            Ok(Err(unknown)) => {
                let known = self.known_entries(unknown).unwrap_or_default();
                for entry in known.into_iter().take(BLOCKS) {
                    let slot = entry.2.unwrap_or(whole);
                    let value = self.iteration(content, iterator, entry, whole, env);
                    let sources = self.arena.alloc_slice(&[slot]);
                    let kind = OriginKind::Expression;
                    add(groups, name, value, Origin { location, kind, name: "", sources });
                }
                // The content is evaluated for what it refers to, not for its value.
                let unknown = self.plain(unknown);
                self.quiet += 1;
                self.iteration(content, iterator, (unknown, unknown, None), whole, env);
                self.quiet -= 1;
                let kind = OriginKind::Expression;
                let sources = self.arena.alloc_slice(&[whole]);
                add(groups, name, unknown, Origin { location, kind, name: "", sources });
                return;
            }
            Err(message) => {
                let problem = Problem::new(message);
                let unknown = self.give_up(*problem, env.at(&for_each.expr), "for_each");
                add(groups, name, unknown, Origin::literal(location));
                return;
            }
        };
        if entries.is_empty() {
            return;
        }
        self.blocks_made = self.blocks_made.saturating_add(entries.len());
        if self.blocks_made > BLOCKS {
            let mut problem = *Problem::limit(format!(
                "dynamic blocks `{name}` bring this resource to over {BLOCKS} blocks"
            ));
            let help = "one block of which nothing is known stands for all of them here";
            problem.help = Some(help.to_owned());
            let unknown = self.give_up(problem, for_each_at, &format!("dynamic \"{name}\""));
            add(groups, name, unknown, Origin::literal(location));
            return;
        }
        for entry in entries {
            let slot = entry.2.unwrap_or(whole);
            let value = self.iteration(content, iterator, entry, whole, env);
            let kind = OriginKind::Expression;
            let sources = self.arena.alloc_slice(&[slot]);
            add(groups, name, value, Origin { location, kind, name: "", sources });
        }
    }

    fn iteration(
        &mut self,
        content: &Block<'s>,
        iterator: &str,
        (key, value, slot): (Value<'a>, Value<'a>, Option<Origin<'a>>),
        whole: Origin<'a>,
        env: &Env<'_, 'a>,
    ) -> Value<'a> {
        let mut builder = ObjectBuilder::with_capacity(2);
        builder.insert_at(Value::Str("key"), key, slot.unwrap_or(whole));
        builder.insert_at(Value::Str("value"), value, slot.unwrap_or(whole));
        let value = builder.finish(self.arena);
        let frame = Frame { name: iterator, value, origin: None, parent: env.frame };
        let mark = self.sources.len();
        let value = self.block(content, &Env { frame: Some(&frame), ..*env });
        self.sources.truncate(mark);
        value
    }

    /// A value with lists in the place of sets, if there are any in it: policies see one kind of
    /// sequence. The value is one whose size was looked at.
    pub(super) fn without_sets(&self, value: Value<'a>) -> Option<Value<'a>> {
        match value {
            Value::Set(set) => {
                let items = set_items(self.arena, set).iter();
                let items: Vec<Value<'a>> =
                    items.map(|item| self.without_sets(*item).unwrap_or(*item)).collect();
                // How many unknown items differ is not known.
                let rest = items.iter().find_map(Value::as_unknown);
                let list = Array::new(self.arena.alloc_slice(&items));
                let list = rest.map_or(list, |rest| list.unbounded(rest));
                Some(Value::Array(self.arena.alloc(list)))
            }
            Value::Array(array) => {
                let items = self.all_without_sets(array.items().iter().copied())?;
                Some(self.rebuilt(array, &items))
            }
            Value::Object(object) => {
                let values = object.entries().iter().map(|(_, value)| *value);
                let values = self.all_without_sets(values)?;
                Some(self.rebuilt_object(object, &values))
            }
            _ => None,
        }
    }

    /// All of some values, if one of them has sets.
    fn all_without_sets(
        &self,
        values: impl Iterator<Item = Value<'a>> + Clone,
    ) -> Option<Vec<Value<'a>>> {
        let mut changed: Option<Vec<Value<'a>>> = None;
        for (n, value) in values.clone().enumerate() {
            if let Some(other) = self.without_sets(value) {
                let all = changed.get_or_insert_with(|| values.clone().collect());
                if let Some(place) = all.get_mut(n) {
                    *place = other;
                }
            }
        }
        changed
    }
}

/// Whether an infinite number is anywhere in a value whose size was looked at.
fn has_infinity(value: Value<'_>) -> bool {
    let mut has = |item: &Value<'_>| has_infinity(*item);
    match value {
        Value::Array(array) => array.items().iter().any(&mut has),
        Value::Set(set) => set.items().iter().any(&mut has),
        Value::Object(object) => object.entries().iter().any(|(_, value)| has(value)),
        number => crate::number::infinite(number).is_some(),
    }
}

/// The name of an attribute, or of the nested blocks that a block makes.
fn name_of<'s>(item: &Item<'s>) -> &'s str {
    match item {
        Item::Attribute(attr) => attr.name.name,
        Item::Block(block) if block.kind.name == "dynamic" => {
            block.labels.first().map_or("", |label| label.text)
        }
        Item::Block(block) => block.kind.name,
    }
}

fn add<'a>(groups: &mut Groups<'a>, name: &'a str, value: Value<'a>, origin: Origin<'a>) {
    match groups.iter_mut().find(|(known, _)| *known == name) {
        Some((_, blocks)) => blocks.push((value, origin)),
        None => groups.push((name, vec![(value, origin)])),
    }
}

/// Puts the nested blocks behind the attributes: always as lists, in the order of the source.
pub(super) fn finish<'a>(
    evaluator: &Evaluator<'a, '_, '_>,
    mut builder: ObjectBuilder<'a>,
    groups: Groups<'a>,
) -> Value<'a> {
    for (name, blocks) in groups {
        let origin = blocks.first().map(|(_, origin)| *origin);
        let unknown = blocks.iter().find_map(|(block, _)| block.as_unknown());
        let list = match unknown {
            // How many blocks there are is not known, nor whether there is one at all.
            Some(cause) => {
                let slots = blocks.into_iter().map(|(block, origin)| (block, Some(origin)));
                let part = evaluator.listed(slots.collect(), cause, false);
                let whole = evaluator.with_null(evaluator.plain(cause), part.is_none());
                evaluator.with_part(whole, part)
            }
            None => evaluator.list(&blocks),
        };
        if let Some(origin) = origin {
            builder.insert_at(Value::Str(name), list, origin);
        }
    }
    builder.finish(evaluator.arena)
}
