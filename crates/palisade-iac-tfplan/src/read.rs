//! The parts of a plan or state that stand for one resource, and where they are in the text.

use crate::address::Key;
use palisade_source::Span;
use palisade_value::{Arena, Interner, JsonCursor, JsonError, Value};
use std::borrow::Cow;

/// Notes where a part is. One that stands there twice is an error, for which of the two counts cannot
/// be known.
fn once(part: &mut Option<Span>, cursor: &mut JsonCursor<'_>, key: &str) -> Result<(), JsonError> {
    if part.is_some() {
        return Err(cursor.error(format!("the key `{key}` stands there twice")));
    }
    *part = Some(cursor.skip()?);
    Ok(())
}

/// What is said of one instance of a resource.
#[derive(Clone, Debug)]
pub(crate) struct Entry<'t, 'a> {
    /// The whole of it.
    pub(crate) span: Span,
    /// The line that names it.
    pub(crate) header: Span,
    pub(crate) address: Cow<'t, str>,
    /// The address of the instance of the module that it is in.
    pub(crate) module: Cow<'t, str>,
    pub(crate) data: bool,
    pub(crate) kind: Cow<'t, str>,
    pub(crate) name: Cow<'t, str>,
    pub(crate) key: Key<'a>,
    /// Whether it is what is left of an instance that was replaced.
    pub(crate) deposed: bool,
    /// Whether it is there after apply.
    pub(crate) stays: bool,
    /// Whether it was there before and is only changed.
    pub(crate) update: bool,
    pub(crate) values: Option<Span>,
    pub(crate) unknown: Option<Span>,
    pub(crate) sensitive: Option<Span>,
    pub(crate) before: Option<Span>,
    pub(crate) before_sensitive: Option<Span>,
    pub(crate) depends_on: Option<Span>,
    /// Which keys of its name were there.
    given: [bool; 8],
}

impl<'t, 'a> Entry<'t, 'a> {
    pub(crate) fn new(module: Cow<'t, str>) -> Self {
        Self {
            span: Span::default(),
            header: Span::default(),
            address: Cow::Borrowed(""),
            module,
            data: false,
            kind: Cow::Borrowed(""),
            name: Cow::Borrowed(""),
            key: Key::One,
            deposed: false,
            stays: true,
            update: false,
            values: None,
            unknown: None,
            sensitive: None,
            before: None,
            before_sensitive: None,
            depends_on: None,
            given: [false; 8],
        }
    }

    /// Its address inside of its module, without a key.
    pub(crate) fn local(&self) -> String {
        let data = if self.data { "data." } else { "" };
        format!("{data}{}.{}", self.kind, self.name)
    }

    /// Reads the name of the resource; whether the key was one of it.
    pub(crate) fn named(
        &mut self,
        arena: &'a Arena,
        cursor: &mut JsonCursor<'t>,
        key: &str,
        span: Span,
    ) -> Result<bool, JsonError> {
        let keys =
            ["address", "mode", "type", "name", "index", "index_key", "deposed", "deposed_key"];
        let Some(bit) = keys.iter().position(|known| *known == key) else { return Ok(false) };
        if std::mem::replace(&mut self.given[bit], true) {
            return Err(cursor.error(format!("the key `{key}` stands there twice")));
        }
        match key {
            "address" => {
                self.address = cursor.text()?.unwrap_or_default();
                self.header = span.to(Span::at(span.start as usize, cursor.offset()));
            }
            "mode" => self.data = cursor.text()?.is_some_and(|mode| mode == "data"),
            "type" => self.kind = cursor.text()?.unwrap_or_default(),
            "name" => self.name = cursor.text()?.unwrap_or_default(),
            "index" | "index_key" => {
                let value = cursor.value(arena, &mut Interner::new(arena), None)?;
                self.key = Key::of(value);
            }
            "deposed" | "deposed_key" => {
                self.deposed = cursor.text()?.is_some_and(|key| !key.is_empty());
            }
            _ => return Ok(false),
        }
        Ok(true)
    }
}

/// Reads one item of `resource_changes`.
pub(crate) fn change<'t, 'a>(
    arena: &'a Arena,
    cursor: &mut JsonCursor<'t>,
) -> Result<Entry<'t, 'a>, JsonError> {
    let mut entry = Entry::new(Cow::Borrowed(""));
    entry.span = cursor.entries(|cursor, key, span| {
        if entry.named(arena, cursor, key, span)? {
            return Ok(());
        }
        match key {
            "module_address" => entry.module = cursor.text()?.unwrap_or_default(),
            "change" => {
                cursor.entries(|cursor, key, _| {
                    let part = match key {
                        "after" => &mut entry.values,
                        "after_unknown" => &mut entry.unknown,
                        "after_sensitive" => &mut entry.sensitive,
                        "before" => &mut entry.before,
                        "before_sensitive" => &mut entry.before_sensitive,
                        "actions" => {
                            (entry.stays, entry.update) = actions(cursor)?;
                            return Ok(());
                        }
                        _ => return cursor.skip().map(|_| ()),
                    };
                    once(part, cursor, key)
                })?;
            }
            _ => drop(cursor.skip()?),
        }
        Ok(())
    })?;
    Ok(entry)
}

/// Whether something is left after actions, which is not so after `delete` and `forget` alone, and
/// whether all there is is an update.
fn actions(cursor: &mut JsonCursor<'_>) -> Result<(bool, bool), JsonError> {
    let (mut count, mut stays, mut update) = (0, false, false);
    cursor.items(|cursor| {
        let action = cursor.text()?.unwrap_or_default();
        count += 1;
        stays |= !matches!(&*action, "delete" | "forget");
        update |= action == "update";
        Ok(())
    })?;
    Ok((stays || count == 0, update && count == 1))
}

/// How deep modules nest.
const DEPTH: usize = 64;

/// Reads the resources of `root_module` of values, its `child_modules` too, and hands on each.
pub(crate) fn module<'t, 'a>(
    arena: &'a Arena,
    cursor: &mut JsonCursor<'t>,
    depth: usize,
    see: &mut dyn FnMut(Entry<'t, 'a>) -> Result<(), JsonError>,
) -> Result<(), JsonError> {
    if depth > DEPTH {
        return Err(cursor.error(format!("modules nest deeper than {DEPTH} levels")));
    }
    // The address may stand behind what is in the module.
    let mut address = Cow::Borrowed("");
    let (mut resources, mut children) = (None, None);
    cursor.entries(|cursor, key, _| {
        match key {
            "address" => address = cursor.text()?.unwrap_or_default(),
            "resources" => once(&mut resources, cursor, key)?,
            "child_modules" => once(&mut children, cursor, key)?,
            _ => drop(cursor.skip()?),
        }
        Ok(())
    })?;
    if let Some(span) = resources {
        cursor.inside(span).items(|cursor| {
            let mut entry = Entry::new(address.clone());
            entry.span = cursor.entries(|cursor, key, span| {
                if entry.named(arena, cursor, key, span)? {
                    return Ok(());
                }
                let part = match key {
                    "values" => &mut entry.values,
                    "sensitive_values" => &mut entry.sensitive,
                    "depends_on" => &mut entry.depends_on,
                    _ => return cursor.skip().map(|_| ()),
                };
                once(part, cursor, key)
            })?;
            see(entry)
        })?;
    }
    if let Some(span) = children {
        cursor.inside(span).items(|cursor| module(arena, cursor, depth + 1, see))?;
    }
    Ok(())
}

/// A value at a place of the text, with its places if a file is given.
pub(crate) fn value_at<'c>(
    arena: &'c Arena,
    text: &str,
    span: Span,
    file: Option<palisade_source::FileId>,
) -> Result<Value<'c>, JsonError> {
    JsonCursor::at(text, span.start as usize).value(arena, &mut Interner::new(arena), file)
}
