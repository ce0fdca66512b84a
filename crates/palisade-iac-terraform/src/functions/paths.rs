//! Functions on paths as texts; none of them looks at a file.

use palisade_value::{Unknown, UnknownKind, Value};

use super::args::{made, text};
use super::{Answer, Context, Entry, shallow};
use crate::paths::normalize;

pub(super) const TABLE: &[Entry] = &[
    ("abspath", shallow(1, 1, |c, _| Ok(elsewhere(c, "abspath()")))),
    ("basename", shallow(1, 1, basename)),
    ("dirname", shallow(1, 1, dirname)),
    ("pathexpand", shallow(1, 1, pathexpand)),
];

fn elsewhere<'a>(context: &Context<'a>, subject: &'static str) -> Value<'a> {
    let kind = UnknownKind::Unsupported;
    Value::unknown(
        context.arena,
        Unknown { kind, subject, location: None, partial: None, nullable: kind.is_nullable() },
    )
}

fn basename<'a>(context: &Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let path = text(context, args, 0)?;
    Ok(Value::Str(match path.trim_end_matches('/') {
        "" if path.is_empty() => ".",
        "" => "/",
        trimmed => trimmed.rsplit('/').next().unwrap_or(trimmed),
    }))
}

fn dirname<'a>(context: &Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let path = text(context, args, 0)?;
    let Some(at) = path.rfind('/') else { return Ok(Value::Str(".")) };
    let folder = normalize(std::path::Path::new(path.get(..=at).unwrap_or("/")));
    let shown = folder.to_string_lossy();
    Ok(made(context, if shown.is_empty() { "." } else { &shown }))
}

fn pathexpand<'a>(context: &Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let path = text(context, args, 0)?;
    let home = path == "~" || path.starts_with("~/");
    Ok(if home { elsewhere(context, "pathexpand()") } else { Value::Str(path) })
}
