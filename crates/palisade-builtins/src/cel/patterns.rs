//! Regular expressions, in linear time.

use super::holes;
use crate::cut::Text;
use palisade_ir::{CallContext, Eval, FaultKind, Stop};
use palisade_value::{Ext, Value};
use regex::{Captures, Regex, RegexBuilder};
use std::sync::Arc;

/// Bytes that one compiled pattern may take.
const MAX_COMPILED: usize = 2 << 20;

fn build(pattern: &str) -> Result<Regex, String> {
    let mut builder = RegexBuilder::new(pattern);
    let made = builder.size_limit(MAX_COMPILED).dfa_size_limit(MAX_COMPILED).build();
    made.map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => "it is too large".to_owned(),
        // The last line says what is wrong; those before it draw the pattern.
        other => {
            let text = other.to_string();
            let last = text.lines().last().unwrap_or("").trim();
            last.strip_prefix("error: ").unwrap_or(last).to_owned()
        }
    })
}

/// Whether a text is a regular expression; it is only parsed, which is quick.
///
/// # Errors
/// Why it is none, as a lowercase fragment.
pub fn check_pattern(pattern: &str) -> Result<(), String> {
    match regex_syntax::parse(pattern) {
        Ok(_) => Ok(()),
        Err(regex_syntax::Error::Parse(error)) => Err(error.kind().to_string()),
        Err(regex_syntax::Error::Translate(error)) => Err(error.kind().to_string()),
        Err(_) => Err("it cannot be read".to_owned()),
    }
}

fn compile<'e>(context: &CallContext<'_, 'e>, pattern: &str) -> Result<Arc<Regex>, Stop<'e>> {
    context.cache.get("regex", pattern, build).map_err(|why| {
        let pattern: String = pattern.chars().take(60).collect();
        let message = format!("pattern `{pattern}` cannot be used: {why}");
        context.error(FaultKind::BadArgument, message)
    })
}

pub(super) fn matches<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    match args {
        [Value::Str(text), Value::Str(pattern)] => {
            Ok(Value::Bool(compile(context, pattern)?.is_match(text)))
        }
        [Value::Unknown(unknown), Value::Str(pattern)] => {
            let decided = unknown.partial.and_then(|partial| holes::decided(pattern, partial));
            Ok(decided.map_or_else(|| super::strings::open(context, unknown), Value::Bool))
        }
        [unknown @ Value::Unknown(_), _] | [_, unknown @ Value::Unknown(_)] => Ok(*unknown),
        _ => Err(context.no_overload("matches", args)),
    }
}

/// What an extraction takes of a match: its only group, or all of it; none if the group is empty.
fn taken<'t>(pattern: &Regex, found: &Captures<'t>) -> Option<&'t str> {
    let group = usize::from(pattern.captures_len() > 1);
    found.get(group).map(|m| m.as_str())
}

fn one_group<'e>(context: &CallContext<'_, 'e>, pattern: &Regex) -> Result<(), Stop<'e>> {
    if pattern.captures_len() <= 2 {
        return Ok(());
    }
    let message = "a pattern to extract with has one group at most";
    Err(context.error(FaultKind::BadArgument, message))
}

pub(super) fn extract<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    let [Value::Str(text), Value::Str(pattern)] = args else {
        return Err(context.no_overload("regex.extract", args));
    };
    let pattern = compile(context, pattern)?;
    one_group(context, &pattern)?;
    let found = pattern.captures(text).and_then(|found| taken(&pattern, &found));
    Ok(Value::ext(context.arena, Ext::Optional(found.map(Value::Str))))
}

pub(super) fn extract_all<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    let [Value::Str(text), Value::Str(pattern)] = args else {
        return Err(context.no_overload("regex.extractAll", args));
    };
    let pattern = compile(context, pattern)?;
    one_group(context, &pattern)?;
    let all = pattern.captures_iter(text).filter_map(|found| taken(&pattern, &found));
    let items: Vec<Value<'e>> = all.map(Value::Str).collect();
    Ok(Value::array(context.arena, &items))
}

/// The first match; an empty text where there is none.
pub(super) fn find<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    let [Value::Str(text), Value::Str(pattern)] = args else {
        return Err(context.no_overload("find", args));
    };
    let text: &'e str = text;
    let found = compile(context, pattern)?.find(text);
    Ok(Value::Str(found.map_or("", |found| found.as_str())))
}

/// All matches, or so many at most.
pub(super) fn find_all<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    let (text, pattern, limit): (&'e str, &str, i64) = match args {
        [Value::Str(text), Value::Str(pattern)] => (text, pattern, -1),
        [Value::Str(text), Value::Str(pattern), Value::Int(limit)] => (text, pattern, *limit),
        _ => return Err(context.no_overload("findAll", args)),
    };
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let pattern = compile(context, pattern)?;
    let found = pattern.find_iter(text).take(limit).map(|found| Value::Str(found.as_str()));
    let items: Vec<Value<'e>> = found.collect();
    Ok(Value::array(context.arena, &items))
}

pub(super) fn replace<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    let (text, pattern, to, limit) = match args {
        [Value::Str(text), Value::Str(pattern), Value::Str(to)] => (*text, *pattern, *to, -1),
        [Value::Str(text), Value::Str(pattern), Value::Str(to), Value::Int(limit)] => {
            (*text, *pattern, *to, *limit)
        }
        _ => return Err(context.no_overload("regex.replace", args)),
    };
    let pattern = compile(context, pattern)?;
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let (mut made, mut done) = (Text::new(), 0);
    for found in pattern.captures_iter(text).take(limit) {
        let Some(whole) = found.get(0) else { continue };
        made.push(context, text.get(done..whole.start()).unwrap_or(""))?;
        substitute(context, &mut made, to, &found)?;
        done = whole.end();
    }
    made.push(context, text.get(done..).unwrap_or(""))?;
    Ok(made.finish(context))
}

/// Writes a replacement, in which `\1` stands for the first group.
fn substitute<'e>(
    context: &CallContext<'_, 'e>,
    made: &mut Text,
    to: &str,
    found: &Captures<'_>,
) -> Result<(), Stop<'e>> {
    let mut rest = to;
    while let Some((front, behind)) = rest.split_once('\\') {
        made.push(context, front)?;
        let next = behind.chars().next();
        match next.and_then(|c| c.to_digit(10)) {
            Some(group) if (group as usize) < found.len() => {
                let group = found.get(group as usize);
                made.push(context, group.map_or("", |g| g.as_str()))?;
            }
            None if next == Some('\\') => made.push(context, "\\")?,
            _ => {
                let message = "a backslash in a replacement stands in front of a group's number";
                return Err(context.error(FaultKind::BadArgument, message));
            }
        }
        rest = behind.get(1..).unwrap_or("");
    }
    made.push(context, rest)
}
