//! Values of resources, straight out of the text.

use crate::config::{Config, Level, references};
use crate::mask::Mask;
use palisade_arena::Arena;
use palisade_shapes::empty::{Sweep, is_empty};
use palisade_source::{FileId, Location, Span};
use palisade_value::{
    Array, Interner, JsonCursor, JsonError, JsonKind, ObjectBuilder, Origin, OriginKind, Unknown,
    UnknownKind, Value, hash_str,
};
use rustc_hash::FxHashSet;

/// Makes values, each slot with its place in the file.
pub(crate) struct Values<'a, 't> {
    pub(crate) arena: &'a Arena,
    pub(crate) keys: Interner<'a>,
    pub(crate) file: FileId,
    pub(crate) text: &'t str,
    /// The places of sensitive values.
    pub(crate) hidden: Vec<Span>,
}

/// One resource's values and what is said of them.
pub(crate) struct Body<'b, 'c, 'a> {
    /// The type of the resource.
    pub(crate) kind: &'b str,
    /// The values, an object.
    pub(crate) values: Span,
    /// Which of them are known only after apply, with places.
    pub(crate) unknown: Option<Value<'c>>,
    pub(crate) sensitive: &'b Mask,
    /// What the mask is made of; in a plan it tells lists and maps that are unknown from the rest.
    pub(crate) shape: Option<Value<'c>>,
    /// Whether the resource was there before and is only changed.
    pub(crate) update: bool,
    /// Whether values of varying type are written with their type, as state files have them.
    pub(crate) dynamic: bool,
    pub(crate) config: &'b Config<'c>,
    /// The module that declares it.
    pub(crate) module: Option<usize>,
    /// Its address inside of its module.
    pub(crate) local: &'b str,
    /// What the configuration says of it.
    pub(crate) level: Level<'c>,
    /// Something unknown that a dynamic block in its module hangs on, by all appearances.
    pub(crate) hint: Option<&'b str>,
    /// The policy document that an expression stands for.
    pub(crate) document: &'b dyn Fn(Value<'c>) -> Option<Value<'a>>,
}

/// Where an object stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Place {
    /// It is a resource or a nested block: the provider fills in what is not set.
    Block,
    /// It is a value: its keys are those that somebody wrote.
    Map,
}

/// What is said of one slot.
#[derive(Clone, Copy)]
struct Slot<'b, 'c> {
    unknown: Option<Value<'c>>,
    shape: Option<Value<'c>>,
    mask: &'b Mask,
    level: Level<'c>,
    place: Place,
    /// What goes where it is empty, whoever set it; none below a value, for there it counts.
    sweep: Option<Sweep>,
}

/// A list as it is made.
struct List<'a, 'c> {
    values: Vec<Value<'a>>,
    origins: Vec<Origin<'a>>,
    /// Which of its items are unknown.
    unknown: Option<&'c Array<'c>>,
    /// How many items of `unknown` were gone through.
    said: usize,
    /// Whether unknown items are left out among the values: it is a set.
    gaps: bool,
}

impl<'a, 'c> List<'a, 'c> {
    fn new(unknown: Option<&'c Array<'c>>, cursor: &JsonCursor<'_>) -> Result<Self, JsonError> {
        let mut gaps = false;
        if let Some(said) = unknown
            && said.items().iter().any(|item| matches!(item, Value::Bool(true)))
        {
            let mut count = 0;
            cursor.clone().items(|cursor| {
                count += 1;
                cursor.skip().map(|_| ())
            })?;
            gaps = count < said.len();
        }
        Ok(Self { values: Vec::new(), origins: Vec::new(), unknown, said: 0, gaps })
    }

    /// Whether the next item is one that is left out among the values.
    fn is_open(&self) -> bool {
        let next = self.unknown.and_then(|u| u.items().get(self.said));
        self.gaps && matches!(next, Some(Value::Bool(true)))
    }

    /// Where the next item is said to be unknown.
    fn location(&self) -> Option<Location> {
        self.unknown.and_then(|u| u.origin(self.said)).map(|o| o.location)
    }

    fn push(&mut self, value: Value<'a>, origin: Origin<'a>) {
        self.values.push(value);
        self.origins.push(origin);
        self.said += 1;
    }
}

/// An error where a key of an object stands there twice, for which of the two counts cannot be known.
fn once_each(mut cursor: JsonCursor<'_>) -> Result<(), JsonError> {
    let mut seen = FxHashSet::default();
    cursor.entries(|cursor, key, _| {
        if !seen.insert(key.to_owned()) {
            return Err(cursor.error(format!("the key `{key}` stands there twice")));
        }
        cursor.skip().map(|_| ())
    })?;
    Ok(())
}

impl<'a> Values<'a, '_> {
    /// The attributes of a resource.
    ///
    /// What is null is left out, as the configuration's own resources have it, and so is what is
    /// empty or known only after apply if the configuration does not set it: the provider's
    /// stand-in for what nobody wrote.
    pub(crate) fn attributes(&mut self, body: &Body<'_, '_, 'a>) -> Result<Value<'a>, JsonError> {
        let mut cursor = JsonCursor::at(self.text, body.values.start as usize);
        let slot = Slot {
            unknown: body.unknown,
            shape: body.shape,
            mask: body.sensitive,
            level: body.level,
            place: Place::Block,
            sweep: Sweep::of(body.kind),
        };
        self.object(&mut cursor, body, slot, &mut String::new())
    }

    fn object<'c>(
        &mut self,
        cursor: &mut JsonCursor<'_>,
        body: &Body<'_, 'c, 'a>,
        slot: Slot<'_, 'c>,
        path: &mut String,
    ) -> Result<Value<'a>, JsonError> {
        let mut builder = ObjectBuilder::with_capacity(16);
        let mut keys: Vec<u32> = Vec::with_capacity(16);
        let mut known = Vec::new();
        let whole = cursor.clone();
        cursor.entries(|cursor, key, span| {
            keys.push(hash_str(key));
            let inner = Slot {
                unknown: slot.unknown.and_then(|u| u.field(key)),
                shape: slot.shape.and_then(|s| s.field(key)),
                mask: slot.mask.field(key),
                level: slot.level.field(key),
                place: slot.place,
                sweep: slot.sweep,
            };
            let kind = cursor.kind()?;
            if matches!(inner.unknown, Some(Value::Bool(true))) {
                if kind == JsonKind::Null {
                    // It is added below.
                    return cursor.skip().map(|_| ());
                }
                // What has a value is known, whatever else the plan says of it.
                known.push(key.to_owned());
            }
            let start = cursor.offset();
            let length = path.len();
            path.push('.');
            path.push_str(key);
            let top = length == 0 && body.dynamic && kind == JsonKind::Object;
            let wrapped = if top { wrapped(cursor, body.local, key)? } else { None };
            let value = match wrapped {
                Some(span) => {
                    let mut held = JsonCursor::at(self.text, span.start as usize);
                    let kind = held.kind()?;
                    let value = self.value(&mut held, body, inner, kind, path)?;
                    cursor.skip()?;
                    value
                }
                None => self.value(cursor, body, inner, kind, path)?,
            };
            if !is_omitted(value, body, inner, path) {
                let end = match kind {
                    JsonKind::Object | JsonKind::Array => span.end,
                    _ => Span::at(0, cursor.offset()).end,
                };
                let origin = self.origin(Span::new(span.start, end), inner.mask);
                builder.insert_at(Value::Str(self.keys.intern(key)), value, origin);
            }
            self.hide(inner.mask, slot.mask, start, cursor.offset());
            path.truncate(length);
            Ok(())
        })?;
        keys.sort_unstable();
        if keys.windows(2).any(|pair| pair[0] == pair[1]) {
            once_each(whole)?;
        }
        self.unknown_fields(&mut builder, body, slot, &known, path);
        Ok(builder.finish(self.arena))
    }

    /// Adds the fields of an object that are known only after apply.
    fn unknown_fields<'c>(
        &mut self,
        builder: &mut ObjectBuilder<'a>,
        body: &Body<'_, 'c, 'a>,
        slot: Slot<'_, 'c>,
        known: &[String],
        path: &mut String,
    ) {
        let Some(object) = slot.unknown.and_then(|u| u.as_object()) else { return };
        for (at, (key, value)) in object.entries().iter().enumerate() {
            let Some(key) = key.as_str() else { continue };
            if !matches!(value, Value::Bool(true)) || known.iter().any(|k| k == key) {
                continue;
            }
            let level = slot.level.field(key);
            let location = object.origin(at).map(|o| o.location);
            let length = path.len();
            path.push('.');
            path.push_str(key);
            let shape = slot.shape.and_then(|s| s.field(key));
            let dynamic = matches!(level, Level::Absent) && is_dynamic(body, shape, path);
            if !dynamic && is_unset(body, level) {
                path.truncate(length);
                continue;
            }
            let unknown = match body.hint {
                Some(hint) if dynamic => self.after_apply(hint, location),
                _ => self.unknown(body, level, path, location),
            };
            path.truncate(length);
            let span = location.map_or(body.values, |l| l.span);
            let origin = self.origin(span, slot.mask.field(key));
            builder.insert_at(Value::Str(self.keys.intern(key)), unknown, origin);
        }
    }

    fn value<'c>(
        &mut self,
        cursor: &mut JsonCursor<'_>,
        body: &Body<'_, 'c, 'a>,
        slot: Slot<'_, 'c>,
        kind: JsonKind,
        path: &mut String,
    ) -> Result<Value<'a>, JsonError> {
        match kind {
            JsonKind::Array => self.array(cursor, body, slot, path),
            JsonKind::Object => {
                let start = cursor.offset();
                let alone = matches!(slot.level, Level::Blocks { alone: true, .. });
                let (place, sweep) =
                    if alone { (Place::Block, slot.sweep) } else { (Place::Map, None) };
                let value = self.object(cursor, body, Slot { place, sweep, ..slot }, path)?;
                if !alone {
                    return Ok(value);
                }
                // Nested blocks are lists, whether they can be repeated or not.
                let origin = self.origin(Span::at(start, start + 1), slot.mask);
                let items = self.arena.alloc_slice(&[value]);
                let array = Array::with_origins(items, self.arena.alloc_slice(&[origin]));
                Ok(Value::Array(self.arena.alloc(array)))
            }
            _ => cursor.value(self.arena, &mut self.keys, None),
        }
    }

    fn array<'c>(
        &mut self,
        cursor: &mut JsonCursor<'_>,
        body: &Body<'_, 'c, 'a>,
        slot: Slot<'_, 'c>,
        path: &mut String,
    ) -> Result<Value<'a>, JsonError> {
        let mut list = List::new(slot.unknown.and_then(|u| u.as_array()), cursor)?;
        let slot = Slot { level: said_of_items(slot.level, cursor)?, ..slot };
        let shapes = slot.shape.and_then(|s| s.as_array()).map_or(&[][..], Array::items);
        cursor.items(|cursor| {
            self.open_items(&mut list, body, slot, path);
            let inner = Slot {
                unknown: list.unknown.and_then(|u| u.items().get(list.said).copied()),
                shape: shapes.get(list.said).copied(),
                mask: slot.mask.item(list.said),
                level: slot.level.item(),
                place: Place::Block,
                sweep: slot.sweep,
            };
            let kind = cursor.kind()?;
            let start = cursor.offset();
            let length = path.len();
            path.push_str(&format!("[{}]", list.values.len()));
            let value = match (inner.unknown, kind) {
                (Some(Value::Bool(true)), _) => {
                    cursor.skip()?;
                    self.unknown(body, inner.level, path, list.location())
                }
                (_, JsonKind::Object) => self.object(cursor, body, inner, path)?,
                _ => self.value(cursor, body, Slot { sweep: None, ..inner }, kind, path)?,
            };
            path.truncate(length);
            let end = match kind {
                JsonKind::Object | JsonKind::Array => start + 1,
                _ => cursor.offset(),
            };
            list.push(value, self.origin(Span::at(start, end), inner.mask));
            self.hide(inner.mask, slot.mask, start, cursor.offset());
            Ok(())
        })?;
        self.open_items(&mut list, body, slot, path);
        let values = self.arena.alloc_slice(&list.values);
        let array = Array::with_origins(values, self.arena.alloc_slice(&list.origins));
        Ok(Value::Array(self.arena.alloc(array)))
    }

    /// Adds the unknown elements of a set that come next: among its values they are left out.
    fn open_items<'c>(
        &self,
        list: &mut List<'a, 'c>,
        body: &Body<'_, 'c, 'a>,
        slot: Slot<'_, 'c>,
        path: &mut String,
    ) {
        while list.is_open() {
            let length = path.len();
            path.push_str(&format!("[{}]", list.values.len()));
            let location = list.location();
            let value = self.unknown(body, slot.level.item(), path, location);
            path.truncate(length);
            let span = location.map_or(body.values, |l| l.span);
            list.push(value, self.origin(span, slot.mask.item(list.said)));
        }
    }

    fn origin(&self, span: Span, mask: &Mask) -> Origin<'a> {
        let origin = Origin::literal(Location::new(self.file, span));
        let kind = if mask.is_whole() { OriginKind::Sensitive } else { origin.kind };
        Origin { kind, ..origin }
    }

    /// Notes that a value must not be shown, unless what it is in must not be shown either.
    fn hide(&mut self, mask: &Mask, outer: &Mask, start: usize, end: usize) {
        if mask.is_whole() && !outer.is_whole() {
            self.hidden.push(Span::at(start, end));
        }
    }

    /// Notes the sensitive parts of values that nothing else is read of.
    pub(crate) fn hide_only(&mut self, values: Span, mask: &Mask) -> Result<(), JsonError> {
        if mask.is_empty() {
            return Ok(());
        }
        let mut cursor = JsonCursor::at(self.text, values.start as usize);
        self.hide_in(&mut cursor, mask)
    }

    fn hide_in(&mut self, cursor: &mut JsonCursor<'_>, mask: &Mask) -> Result<(), JsonError> {
        let kind = cursor.kind()?;
        if mask.is_whole() || mask.is_empty() {
            let span = cursor.skip()?;
            if mask.is_whole() {
                self.hidden.push(span);
            }
            return Ok(());
        }
        if kind == JsonKind::Array {
            let mut at = 0;
            return cursor
                .items(|cursor| {
                    at += 1;
                    self.hide_in(cursor, mask.item(at - 1))
                })
                .map(|_| ());
        }
        cursor.entries(|cursor, key, _| self.hide_in(cursor, mask.field(key))).map(|_| ())
    }

    /// A value that is known only after apply: what it hangs on, else its own name.
    fn unknown<'c>(
        &self,
        body: &Body<'_, 'c, 'a>,
        level: Level<'c>,
        path: &str,
        location: Option<Location>,
    ) -> Value<'a> {
        let expression = level.expression();
        if path.rsplit('.').next().is_some_and(|name| name.contains("polic"))
            && let Some(document) = expression.and_then(body.document)
        {
            return document;
        }
        let named = expression.and_then(|e| references(e).into_iter().find(|r| is_cause(r)));
        match named {
            Some(reference) => self.after_apply(reference, location),
            None => self.after_apply(&format!("{}{path}", body.local), location),
        }
    }

    fn after_apply(&self, subject: &str, location: Option<Location>) -> Value<'a> {
        let (kind, subject) = (UnknownKind::AfterApply, self.arena.alloc_str(subject));
        Value::unknown(
            self.arena,
            Unknown { kind, subject, location, partial: None, nullable: kind.is_nullable() },
        )
    }
}

/// Whether a slot is as good as not there: null, empty and the provider's stand-in for what nobody
/// set, or empty and of a provider that takes that as not set.
fn is_omitted(value: Value<'_>, body: &Body<'_, '_, '_>, slot: Slot<'_, '_>, path: &str) -> bool {
    if matches!(value, Value::Null) {
        return true;
    }
    if !is_empty(value) {
        return false;
    }
    let is_stand_in = match slot.level {
        Level::Unsaid => slot.place == Place::Block,
        Level::Absent | Level::Blocks { .. } => true,
        Level::Expression(_) => is_unset(body, slot.level),
    };
    let is_swept = |sweep: Sweep| !sweep.keeps_some() || !sweep.keeps(&names(path));
    is_stand_in || slot.sweep.is_some_and(is_swept)
}

/// A path without the numbers of list items: `.rule[0].id` is `rule.id`.
fn names(path: &str) -> String {
    let mut plain = String::with_capacity(path.len());
    let mut inside = false;
    for c in path.trim_start_matches('.').chars() {
        match c {
            '[' => inside = true,
            ']' => inside = false,
            c if !inside => plain.push(c),
            _ => {}
        }
    }
    plain
}

/// What is said of the items of a list: nothing where there are others than the blocks that are
/// written, for then dynamic blocks make some of them.
fn said_of_items<'c>(level: Level<'c>, cursor: &JsonCursor<'_>) -> Result<Level<'c>, JsonError> {
    let Level::Blocks { blocks, .. } = level else { return Ok(level) };
    let mut count = 0;
    cursor.clone().items(|cursor| {
        count += 1;
        cursor.skip().map(|_| ())
    })?;
    Ok(if count > blocks.len() { Level::Unsaid } else { level })
}

/// Whether an unknown that the configuration does not set is a list that a dynamic block makes of an
/// unknown collection: a plan's configuration is silent about dynamic blocks.
fn is_dynamic(body: &Body<'_, '_, '_>, shape: Option<Value<'_>>, path: &str) -> bool {
    if shape.is_none_or(|s| s.as_array().is_none()) || body.local.starts_with("data.") {
        return false;
    }
    // What the provider fills in stays as it was when the resource is changed.
    if body.update || body.hint.is_some() {
        return true;
    }
    !palisade_shapes::computed::is_filled_in(body.kind, &names(path))
}

/// Whether the configuration leaves a slot to the provider.
fn is_unset(body: &Body<'_, '_, '_>, level: Level<'_>) -> bool {
    match level {
        // What a data source answers is not set by anybody.
        Level::Absent => !body.local.starts_with("data."),
        Level::Expression(expression) => body.config.is_null(body.module, expression),
        Level::Unsaid | Level::Blocks { .. } => false,
    }
}

/// Whether a reference may be why a value is unknown.
fn is_cause(reference: &str) -> bool {
    let (first, _) = crate::address::word(reference);
    !matches!(first, "var" | "each" | "count" | "path" | "terraform" | "self")
}

/// The attributes whose type is that of what is put into them.
const DYNAMIC: &[(&str, &[&str])] = &[
    ("terraform_data", &["input", "output", "triggers_replace"]),
    ("kubernetes_manifest", &["manifest", "object"]),
];

/// The value in `{"value": …, "type": …}`, as which a state file has an attribute of varying type;
/// none where the object is the value itself.
fn wrapped(
    cursor: &JsonCursor<'_>,
    local: &str,
    attribute: &str,
) -> Result<Option<Span>, JsonError> {
    let (mut value, mut primitive, mut composite, mut others) = (None, false, false, false);
    cursor.clone().entries(|cursor, key, _| {
        match key {
            "value" => value = Some(cursor.skip()?),
            "type" if cursor.kind()? == JsonKind::String => {
                let name = cursor.text()?.unwrap_or_default();
                primitive = matches!(&*name, "string" | "number" | "bool" | "dynamic");
            }
            "type" if cursor.kind()? == JsonKind::Array => {
                let mut at = 0;
                cursor.items(|cursor| {
                    at += 1;
                    if at > 1 || cursor.kind()? != JsonKind::String {
                        return cursor.skip().map(|_| ());
                    }
                    let name = cursor.text()?.unwrap_or_default();
                    composite = matches!(&*name, "object" | "map" | "list" | "set" | "tuple");
                    Ok(())
                })?;
                composite &= at >= 2;
            }
            _ => {
                others = true;
                cursor.skip()?;
            }
        }
        Ok(())
    })?;
    // The name of a type alone may be what somebody wrote.
    let kind = local.split('.').next().unwrap_or("");
    let known = DYNAMIC.iter().any(|(own, names)| *own == kind && names.contains(&attribute));
    Ok(value.filter(|_| !others && (composite || (primitive && known))))
}
