//! State files, version 4: `terraform.tfstate`.

use crate::address::Key;
use crate::read::Entry;
use palisade_source::Span;
use palisade_value::{Arena, JsonCursor, JsonError};
use std::borrow::Cow;

/// Reads one item of `resources` and hands on each of its instances; where the values are in the
/// form of Terraform 0.11, they are `None`.
pub(crate) fn resource<'t, 'a>(
    arena: &'a Arena,
    cursor: &mut JsonCursor<'t>,
    see: &mut dyn FnMut(Entry<'t, 'a>) -> Result<(), JsonError>,
) -> Result<(), JsonError> {
    let mut common = Entry::new(Cow::Borrowed(""));
    let mut header = Span::default();
    let mut instances = None;
    let whole = cursor.entries(|cursor, key, span| {
        match key {
            "module" => common.module = cursor.text()?.unwrap_or_default(),
            "instances" => instances = Some(cursor.skip()?),
            _ => {
                let known = common.named(arena, cursor, key, span)?;
                if !known {
                    cursor.skip()?;
                } else if key == "name" {
                    header = span.to(Span::at(span.start as usize, cursor.offset()));
                }
            }
        }
        Ok(())
    })?;
    let Some(instances) = instances else {
        // Handed on as it is, so that it is told of.
        common.span = whole;
        common.header = header;
        return see(common);
    };
    cursor.inside(instances).items(|cursor| {
        let mut entry = common.clone();
        entry.header = header;
        let mut keyed = None;
        entry.span = cursor.entries(|cursor, key, span| {
            if entry.named(arena, cursor, key, span)? {
                if key == "index_key" {
                    keyed = Some(span.to(Span::at(span.start as usize, cursor.offset())));
                }
                return Ok(());
            }
            let part = match key {
                "attributes" => &mut entry.values,
                "sensitive_attributes" => &mut entry.sensitive,
                "dependencies" => &mut entry.depends_on,
                _ => return cursor.skip().map(|_| ()),
            };
            *part = Some(cursor.skip()?);
            Ok(())
        })?;
        entry.header = keyed.unwrap_or(entry.header);
        entry.address = Cow::Owned(address(&entry));
        see(entry)
    })?;
    Ok(())
}

fn address(entry: &Entry<'_, '_>) -> String {
    let mut text = entry.module.to_string();
    if !text.is_empty() {
        text.push('.');
    }
    text.push_str(&entry.local());
    let key: Key<'_> = entry.key;
    key.write(&mut text);
    text
}
