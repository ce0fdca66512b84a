//! Texts and base64. Positions count characters, not bytes.

use crate::cut::{MAX_TEXT, Text, too_long};
use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use palisade_ir::{CallContext, Eval, FaultKind, Stop};
use palisade_value::{Ext, HOLE_END, HOLE_START, Unknown, Value};

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

pub(super) fn base64_encode<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    match args {
        [Value::Ext(Ext::Bytes(bytes))] if bytes.len() <= MAX_TEXT => {
            Ok(Value::str(context.arena, &BASE64.encode(bytes)))
        }
        [Value::Ext(Ext::Bytes(_))] => Err(too_long(context)),
        _ => Err(context.no_overload("base64.encode", args)),
    }
}

pub(super) fn base64_decode<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    match args {
        [Value::Str(text)] => match BASE64.decode(text) {
            Ok(bytes) => {
                let bytes = context.arena.alloc_slice(&bytes);
                Ok(Value::ext(context.arena, Ext::Bytes(bytes)))
            }
            Err(_) => Err(context.error(FaultKind::BadArgument, "the text is no base64")),
        },
        _ => Err(context.no_overload("base64.decode", args)),
    }
}

/// What hangs on a text that is known in part: of it nothing is known.
pub(super) fn open<'e>(context: &CallContext<'_, 'e>, unknown: &Unknown<'e>) -> Value<'e> {
    Value::unknown(context.arena, Unknown { partial: None, ..*unknown })
}

/// What a test of a text comes to: of one that is known in parts, by what is known of it, where
/// that decides.
fn test<'e>(
    context: &CallContext<'_, 'e>,
    name: &str,
    args: &[Value<'e>],
    whole: fn(&str, &str) -> bool,
    parts: fn(&str, &str) -> Option<bool>,
) -> Eval<'e> {
    match args {
        [Value::Str(text), Value::Str(part)] => Ok(Value::Bool(whole(text, part))),
        [Value::Unknown(unknown), Value::Str(part)] => {
            let decided = unknown.partial.and_then(|partial| parts(partial, part));
            Ok(decided.map_or_else(|| open(context, unknown), Value::Bool))
        }
        [unknown @ Value::Unknown(_), _] | [_, unknown @ Value::Unknown(_)] => Ok(*unknown),
        _ => Err(context.no_overload(name, args)),
    }
}

pub(super) fn contains<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    test(
        context,
        "contains",
        args,
        |text, part| text.contains(part),
        |partial, part| {
            let known = |piece: &str| piece.rsplit(HOLE_END).next().unwrap_or("").contains(part);
            partial.split(HOLE_START).any(known).then_some(true)
        },
    )
}

pub(super) fn starts_with<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    test(
        context,
        "startsWith",
        args,
        |text, part| text.starts_with(part),
        |partial, part| {
            let head = partial.split(HOLE_START).next().unwrap_or("");
            if head.starts_with(part) {
                return Some(true);
            }
            (!part.starts_with(head)).then_some(false)
        },
    )
}

pub(super) fn ends_with<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    test(
        context,
        "endsWith",
        args,
        |text, part| text.ends_with(part),
        |partial, part| {
            let tail = partial.rsplit(HOLE_END).next().unwrap_or("");
            if tail.ends_with(part) {
                return Some(true);
            }
            (!part.ends_with(tail)).then_some(false)
        },
    )
}

fn outside<'e>(context: &CallContext<'_, 'e>, position: i64) -> Stop<'e> {
    context.error(FaultKind::BadArgument, format!("position {position} is outside of the text"))
}

/// The byte at which the character of a position starts; the end counts as a position.
fn byte_of(text: &str, position: i64) -> Option<usize> {
    let position = usize::try_from(position).ok()?;
    let starts = text.char_indices().map(|(at, _)| at).chain([text.len()]);
    starts.into_iter().nth(position)
}

#[expect(clippy::cast_possible_wrap, reason = "no text has 2^63 characters")]
fn count(text: &str) -> i64 {
    text.chars().count() as i64
}

pub(super) fn char_at<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    match args {
        [Value::Str(text), Value::Int(position)] => {
            let at = byte_of(text, *position).ok_or_else(|| outside(context, *position))?;
            let rest = text.get(at..).unwrap_or("");
            let len = rest.chars().next().map_or(0, char::len_utf8);
            Ok(Value::Str(rest.get(..len).unwrap_or("")))
        }
        _ => Err(context.no_overload("charAt", args)),
    }
}

pub(super) fn index_of<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    let (text, part, from) = match args {
        [Value::Str(text), Value::Str(part)] => (*text, *part, 0),
        [Value::Str(text), Value::Str(part), Value::Int(from)] => (*text, *part, *from),
        _ => return Err(context.no_overload("indexOf", args)),
    };
    let start = byte_of(text, from).ok_or_else(|| outside(context, from))?;
    let found = text.get(start..).and_then(|rest| rest.find(part));
    let position = found.map(|at| count(text.get(..start + at).unwrap_or("")));
    Ok(Value::Int(position.unwrap_or(-1)))
}

pub(super) fn last_index_of<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    let (text, part, last) = match args {
        [Value::Str(text), Value::Str(part)] => (*text, *part, count(text)),
        [Value::Str(text), Value::Str(part), Value::Int(last)] => (*text, *part, *last),
        _ => return Err(context.no_overload("lastIndexOf", args)),
    };
    let last = byte_of(text, last).ok_or_else(|| outside(context, last))?;
    // What begins at `last` at the latest ends so many bytes later at the latest.
    let end = text.len().min(last + part.len());
    let end = (0..=end).rev().find(|e| text.is_char_boundary(*e)).unwrap_or(0);
    let found = text.get(..end).and_then(|front| front.rfind(part)).filter(|at| *at <= last);
    Ok(Value::Int(found.map_or(-1, |at| count(text.get(..at).unwrap_or("")))))
}

pub(super) fn substring<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    let (text, from, to) = match args {
        [Value::Str(text), Value::Int(from)] => (*text, *from, None),
        [Value::Str(text), Value::Int(from), Value::Int(to)] => (*text, *from, Some(*to)),
        _ => return Err(context.no_overload("substring", args)),
    };
    let start = byte_of(text, from).ok_or_else(|| outside(context, from))?;
    let end = match to {
        Some(to) => byte_of(text, to).ok_or_else(|| outside(context, to))?,
        None => text.len(),
    };
    match text.get(start..end) {
        Some(part) => Ok(Value::Str(part)),
        None => Err(context.error(FaultKind::BadArgument, "the end is in front of the start")),
    }
}

/// A text with holes of which the known parts are changed.
fn known_parts<'e>(
    context: &CallContext<'_, 'e>,
    unknown: &'e Unknown<'e>,
    change: fn(&str) -> String,
) -> Value<'e> {
    let Some(partial) = unknown.partial else { return Value::Unknown(unknown) };
    let mut text = String::with_capacity(partial.len());
    for (n, piece) in partial.split(HOLE_START).enumerate() {
        let known = if n == 0 { Some(("", piece)) } else { piece.split_once(HOLE_END) };
        let (subject, known) = known.unwrap_or((piece, ""));
        if n > 0 {
            text.push(HOLE_START);
            text.push_str(subject);
            text.push(HOLE_END);
        }
        text.push_str(&change(known));
    }
    let partial = Some(context.arena.alloc_str(&text));
    Value::unknown(context.arena, Unknown { partial, ..*unknown })
}

pub(super) fn lower_ascii<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    match args {
        [text @ Value::Str(t)] if !t.bytes().any(|b| b.is_ascii_uppercase()) => Ok(*text),
        [Value::Str(text)] => Ok(Value::str(context.arena, &text.to_ascii_lowercase())),
        [Value::Unknown(unknown)] => Ok(known_parts(context, unknown, str::to_ascii_lowercase)),
        _ => Err(context.no_overload("lowerAscii", args)),
    }
}

pub(super) fn upper_ascii<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    match args {
        [text @ Value::Str(t)] if !t.bytes().any(|b| b.is_ascii_lowercase()) => Ok(*text),
        [Value::Str(text)] => Ok(Value::str(context.arena, &text.to_ascii_uppercase())),
        [Value::Unknown(unknown)] => Ok(known_parts(context, unknown, str::to_ascii_uppercase)),
        _ => Err(context.no_overload("upperAscii", args)),
    }
}

pub(super) fn trim<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    match args {
        [Value::Str(text)] => Ok(Value::Str(text.trim())),
        _ => Err(context.no_overload("trim", args)),
    }
}

pub(super) fn replace<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    let (text, from, to, limit) = match args {
        [Value::Str(text), Value::Str(from), Value::Str(to)] => (*text, *from, *to, -1),
        [Value::Str(text), Value::Str(from), Value::Str(to), Value::Int(limit)] => {
            (*text, *from, *to, *limit)
        }
        _ => return Err(context.no_overload("replace", args)),
    };
    if !from.is_empty() && !text.contains(from) {
        return Ok(Value::Str(text));
    }
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let (mut made, mut done) = (Text::new(), 0);
    for (at, found) in text.match_indices(from).take(limit) {
        made.push(context, text.get(done..at).unwrap_or(""))?;
        made.push(context, to)?;
        done = at + found.len();
    }
    made.push(context, text.get(done..).unwrap_or(""))?;
    Ok(made.finish(context))
}

pub(super) fn split<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    let (text, separator, limit) = match args {
        [Value::Str(text), Value::Str(separator)] => (*text, *separator, -1),
        [Value::Str(text), Value::Str(separator), Value::Int(limit)] => (*text, *separator, *limit),
        _ => return Err(context.no_overload("split", args)),
    };
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let parts: Vec<Value<'e>> = if limit == 0 {
        Vec::new()
    } else if separator.is_empty() {
        let ends = text.char_indices().map(|(at, c)| (at, at + c.len_utf8()));
        ends.enumerate()
            .take(limit)
            .map(|(n, (start, end))| {
                let end = if n + 1 == limit { text.len() } else { end };
                Value::Str(text.get(start..end).unwrap_or(""))
            })
            .collect()
    } else {
        text.splitn(limit, separator).map(Value::Str).collect()
    };
    Ok(Value::array(context.arena, &parts))
}

/// Texts behind one another; where some are unknown, what is known of that.
pub(super) fn join<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    let (items, separator) = match args {
        [Value::Array(items)] => (items, ""),
        [Value::Array(items), Value::Str(separator)] => (items, *separator),
        [unknown @ Value::Unknown(_), ..] | [_, unknown @ Value::Unknown(_)] => {
            return Ok(*unknown);
        }
        _ => return Err(context.no_overload("join", args)),
    };
    if let Some(rest) = items.rest() {
        return join_some(context, args, separator, rest);
    }
    let mut made = Text::new();
    let mut cause = None;
    for (n, item) in items.items().iter().enumerate() {
        if n > 0 {
            made.push(context, separator)?;
        }
        match item {
            Value::Str(part) => made.push(context, part)?,
            Value::Unknown(unknown) => {
                cause = cause.or(Some(*unknown));
                match unknown.partial {
                    Some(partial) => made.push(context, partial)?,
                    None => {
                        let hole = format!("{HOLE_START}{}{HOLE_END}", unknown.subject);
                        made.push(context, &hole)?;
                    }
                }
            }
            _ => return Err(context.no_overload("join", args)),
        }
    }
    let text = made.finish(context);
    Ok(match cause {
        Some(cause) => {
            let partial = text.as_str();
            Value::unknown(context.arena, Unknown { partial, nullable: false, ..*cause })
        }
        None => text,
    })
}

/// Texts of a list in which what is unknown stands for any number of items: holes that show nothing
/// stand for those and what separates them from others.
fn join_some<'e>(
    context: &CallContext<'_, 'e>,
    args: &[Value<'e>],
    separator: &str,
    rest: &'e Unknown<'e>,
) -> Eval<'e> {
    let items = args.first().and_then(Value::as_array).map_or(&[][..], |array| array.items());
    let mut made = Text::new();
    let (mut is_first, mut has_holes) = (true, false);
    for item in items {
        match item {
            Value::Str(part) => {
                if !is_first {
                    made.push(context, separator)?;
                }
                is_first = false;
                made.push(context, part)?;
            }
            Value::Unknown(_) => {
                has_holes = true;
                made.push(context, &format!("{HOLE_START}{HOLE_END}"))?;
            }
            _ => return Err(context.no_overload("join", args)),
        }
    }
    let text = made.finish(context);
    let partial = text.as_str().filter(|_| has_holes && !is_first);
    Ok(Value::unknown(context.arena, Unknown { partial, nullable: false, ..*rest }))
}

pub(super) fn quote<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    let [Value::Str(text)] = args else { return Err(context.no_overload("strings.quote", args)) };
    let mut made = Text::new();
    made.push(context, "\"")?;
    for c in text.chars() {
        match c {
            '\x07' => made.push(context, "\\a")?,
            '\x08' => made.push(context, "\\b")?,
            '\x0c' => made.push(context, "\\f")?,
            '\n' => made.push(context, "\\n")?,
            '\r' => made.push(context, "\\r")?,
            '\t' => made.push(context, "\\t")?,
            '\x0b' => made.push(context, "\\v")?,
            '\\' => made.push(context, "\\\\")?,
            '"' => made.push(context, "\\\"")?,
            c => made.push(context, c.encode_utf8(&mut [0; 4]))?,
        }
    }
    made.push(context, "\"")?;
    Ok(made.finish(context))
}
