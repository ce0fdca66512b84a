//! Functions on texts.

use palisade_value::{ObjectBuilder, Value};
use regex::{Captures, Regex};
use std::borrow::Cow;

use super::args::{integer, items, made, text};
use super::graphemes::graphemes;
use super::{Answer, Context, Entry, deep, limit, shallow};
use crate::eval::TEXT_BYTES;
use crate::types::to_text;

pub(super) const TABLE: &[Entry] = &[
    ("chomp", shallow(1, 1, |c, a| map(c, a, |t| t.trim_end_matches(['\n', '\r']).to_owned()))),
    ("endswith", shallow(2, 2, |c, a| Ok(Value::Bool(text(c, a, 0)?.ends_with(text(c, a, 1)?))))),
    (
        "startswith",
        shallow(2, 2, |c, a| Ok(Value::Bool(text(c, a, 0)?.starts_with(text(c, a, 1)?)))),
    ),
    ("strcontains", shallow(2, 2, |c, a| Ok(Value::Bool(text(c, a, 0)?.contains(text(c, a, 1)?))))),
    ("indent", shallow(2, 2, indent)),
    ("join", deep(2, usize::MAX, join)),
    ("lower", shallow(1, 1, |c, a| map(c, a, |t| t.chars().map(lower).collect()))),
    ("upper", shallow(1, 1, |c, a| map(c, a, |t| t.chars().map(upper).collect()))),
    ("title", shallow(1, 1, |c, a| map(c, a, title))),
    ("regex", shallow(2, 2, find_one)),
    ("regexall", shallow(2, 2, find_all)),
    ("replace", shallow(3, 3, replace)),
    ("split", shallow(2, 2, split)),
    ("strrev", shallow(1, 1, |c, a| map(c, a, |t| graphemes(t).rev().collect()))),
    ("substr", shallow(3, 3, substr)),
    ("trim", shallow(2, 2, |c, a| trim(c, a, true, true))),
    (
        "trimprefix",
        shallow(2, 2, |c, a| {
            let (whole, part) = (text(c, a, 0)?, text(c, a, 1)?);
            Ok(Value::Str(whole.strip_prefix(part).unwrap_or(whole)))
        }),
    ),
    (
        "trimsuffix",
        shallow(2, 2, |c, a| {
            let (whole, part) = (text(c, a, 0)?, text(c, a, 1)?);
            Ok(Value::Str(whole.strip_suffix(part).unwrap_or(whole)))
        }),
    ),
    ("trimspace", shallow(1, 1, |c, a| Ok(Value::Str(text(c, a, 0)?.trim())))),
];

fn map<'a>(context: &Context<'a>, args: &[Value<'a>], how: impl Fn(&str) -> String) -> Answer<'a> {
    Ok(made(context, &how(text(context, args, 0)?)))
}

/// The one character that a character is in upper case; those that become several stay.
fn upper(c: char) -> char {
    let mut all = c.to_uppercase();
    match (all.next(), all.next()) {
        (Some(one), None) => one,
        // Greek letters with an iota below have a form of their own for titles.
        _ => match u32::from(c) {
            0x1f80..=0x1faf if u32::from(c) & 8 == 0 => {
                char::from_u32(u32::from(c) + 8).unwrap_or(c)
            }
            0x1fb3 | 0x1fc3 | 0x1ff3 => char::from_u32(u32::from(c) + 9).unwrap_or(c),
            _ => c,
        },
    }
}

/// The one character that a character is in lower case.
fn lower(c: char) -> char {
    if c == 'İ' { 'i' } else { c.to_lowercase().next().unwrap_or(c) }
}

fn title(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut inside = false;
    for c in text.chars() {
        if inside {
            out.push(c);
        } else {
            out.push(match c {
                'Ǆ' | 'ǆ' => 'ǅ',
                'Ǉ' | 'ǉ' => 'ǈ',
                'Ǌ' | 'ǌ' => 'ǋ',
                'Ǳ' | 'ǳ' => 'ǲ',
                c => upper(c),
            });
        }
        inside = c.is_alphanumeric() || c == '_';
    }
    out
}

fn indent<'a>(context: &Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let spaces = usize::try_from(integer(context, args, 0)?)
        .map_err(|_| "the number of spaces must not be negative".to_owned())?;
    let text = text(context, args, 1)?;
    let lines = text.matches('\n').count();
    // So many are too many even where there is no line to put them before.
    if spaces.saturating_mul(lines.max(1)) > 1 << 40 {
        return Err("there are too many spaces".to_owned());
    }
    if spaces.saturating_mul(lines) > TEXT_BYTES {
        return Err(limit("the result is too long"));
    }
    let pad = format!("\n{}", " ".repeat(if lines == 0 { 0 } else { spaces }));
    Ok(made(context, &text.replace('\n', &pad)))
}

fn join<'a>(context: &Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let separator = text(context, args, 0)?;
    let mut parts = Vec::new();
    let mut length = 0;
    for n in 1..args.len() {
        for item in items(context, args, n)? {
            let part = to_text(context.arena, *item).map_err(|misfit| misfit.to_string())?;
            length += part.len() + separator.len();
            if length > TEXT_BYTES {
                return Err(limit("the result is too long"));
            }
            parts.push(part);
        }
    }
    Ok(made(context, &parts.join(separator)))
}

fn split<'a>(context: &Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let (separator, whole) = (text(context, args, 0)?, text(context, args, 1)?);
    let parts: Vec<Value<'a>> = if separator.is_empty() {
        whole.char_indices().map(|(n, c)| Value::Str(&whole[n..n + c.len_utf8()])).collect()
    } else {
        whole.split(separator).map(Value::Str).collect()
    };
    Ok(Value::array(context.arena, &parts))
}

fn substr<'a>(context: &Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let whole = text(context, args, 0)?;
    let (offset, length) = (integer(context, args, 1)?, integer(context, args, 2)?);
    let ends = graphemes(whole).scan(0, |at, cluster| {
        *at += cluster.len();
        Some(*at)
    });
    let starts: Vec<usize> = std::iter::once(0).chain(ends).collect();
    let count = i64::try_from(starts.len() - 1).unwrap_or(i64::MAX);
    let start = if offset < 0 { offset.saturating_add(count).max(0) } else { offset.min(count) };
    // A length of zero from the end on is the rest, as it is in Terraform.
    let rest = length < 0 || (length == 0 && offset < 0);
    let end = if rest { count } else { start.saturating_add(length).min(count) };
    let at = |n: i64| starts.get(usize::try_from(n).unwrap_or(0)).copied().unwrap_or(whole.len());
    Ok(Value::Str(whole.get(at(start)..at(end.max(start))).unwrap_or("")))
}

fn trim<'a>(context: &Context<'a>, args: &[Value<'a>], front: bool, back: bool) -> Answer<'a> {
    let (whole, cut) = (text(context, args, 0)?, text(context, args, 1)?);
    let is_cut = |c: char| cut.contains(c);
    let whole = if front { whole.trim_start_matches(is_cut) } else { whole };
    Ok(Value::Str(if back { whole.trim_end_matches(is_cut) } else { whole }))
}

/// A pattern with the braces escaped that count nothing: RE2 takes them as they are.
fn with_braces(pattern: &str) -> Cow<'_, str> {
    if !pattern.contains('{') {
        return Cow::Borrowed(pattern);
    }
    let counts = |rest: &str| {
        let Some((inner, _)) = rest.split_once('}') else { return false };
        let (least, most) = inner.split_once(',').unwrap_or((inner, ""));
        let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        !least.is_empty() && digits(least) && digits(most)
    };
    let mut out = String::with_capacity(pattern.len() + 8);
    let (mut in_class, mut quoted) = (false, false);
    let mut rest = pattern;
    while let Some(c) = rest.chars().next() {
        let after = rest.get(c.len_utf8()..).unwrap_or("");
        if c == '\\' {
            // What is escaped, with the braces that are part of it.
            let length = after.chars().next().map_or(0, char::len_utf8);
            let named = after.starts_with(['p', 'P', 'x'])
                && after.get(length..).is_some_and(|rest| rest.starts_with('{'));
            let end = after.find('}').filter(|_| named).map_or(length, |at| at + 1);
            quoted = (quoted || after.starts_with('Q')) && !after.starts_with('E');
            out.push(c);
            out.push_str(after.get(..end).unwrap_or(""));
            rest = after.get(end..).unwrap_or("");
            continue;
        }
        match c {
            '[' => in_class = true,
            ']' => in_class = false,
            '{' if !in_class && !quoted && !counts(after) => out.push('\\'),
            _ => {}
        }
        out.push(c);
        rest = after;
    }
    Cow::Owned(out)
}

/// A pattern in the syntax of RE2, which the engine shares but for few corners.
pub(super) fn pattern(pattern: &str) -> Result<Regex, String> {
    regex::RegexBuilder::new(&with_braces(pattern))
        .size_limit(4 << 20)
        .build()
        .map_err(|_| format!("`{pattern}` is no pattern that can be read"))
}

fn captured<'a>(context: &Context<'a>, pattern: &Regex, found: &Captures<'_>) -> Value<'a> {
    let value = |group: Option<regex::Match<'_>>| {
        group.map_or(Value::Null, |group| made(context, group.as_str()))
    };
    if found.len() == 1 {
        return value(found.get(0));
    }
    let names: Vec<Option<&str>> = pattern.capture_names().skip(1).collect();
    if names.iter().any(Option::is_some) {
        let mut builder = ObjectBuilder::new();
        for name in names.into_iter().flatten() {
            builder.insert(made(context, name), value(found.name(name)));
        }
        return builder.finish(context.arena);
    }
    let groups: Vec<Value<'a>> = (1..found.len()).map(|n| value(found.get(n))).collect();
    Value::array(context.arena, &groups)
}

fn compiled<'a>(context: &Context<'a>, args: &[Value<'a>]) -> Result<(Regex, &'a str), String> {
    let pattern = pattern(text(context, args, 0)?)?;
    let named = pattern.capture_names().skip(1).filter(Option::is_some).count();
    if named > 0 && named + 1 < pattern.captures_len() {
        return Err("named and unnamed groups do not go together".to_owned());
    }
    Ok((pattern, text(context, args, 1)?))
}

fn find_one<'a>(context: &Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let (pattern, whole) = compiled(context, args)?;
    let found = pattern.captures(whole).ok_or("the pattern does not match")?;
    Ok(captured(context, &pattern, &found))
}

fn find_all<'a>(context: &Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let (pattern, whole) = compiled(context, args)?;
    let found: Vec<Value<'a>> =
        pattern.captures_iter(whole).map(|found| captured(context, &pattern, &found)).collect();
    Ok(Value::array(context.arena, &found))
}

fn replace<'a>(context: &Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let (whole, from, to) =
        (text(context, args, 0)?, text(context, args, 1)?, text(context, args, 2)?);
    if whole.len().saturating_add(1).saturating_mul(to.len().max(1)) > TEXT_BYTES {
        return Err(limit("the result is too long"));
    }
    if from.len() > 1 && from.starts_with('/') && from.ends_with('/') {
        let pattern = pattern(from.get(1..from.len() - 1).unwrap_or(""))?;
        return Ok(made(context, &pattern.replace_all(whole, to)));
    }
    Ok(made(context, &whole.replace(from, to)))
}
