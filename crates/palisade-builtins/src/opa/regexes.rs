//! Regular expressions.

use super::args::Args;
use super::pattern::{self, Pattern};
use super::values::Bounded;
use super::{Declared, declare, globs};
use palisade_ir::{CallContext, Eval, Stop};
use palisade_value::Value;
use regex::Captures;
use std::sync::Arc;

pub(super) static FUNCTIONS: &[Declared] = &[
    declare!("regex.match", is_match, "(pattern: string, value: string) => boolean"),
    declare!("re_match", is_match_old, "(pattern: string, value: string) => boolean"),
    declare!("regex.is_valid", is_valid, "(pattern: any) => boolean"),
    declare!(
        "regex.find_n",
        find_n,
        "(pattern: string, value: string, number: number) => array<string>"
    ),
    declare!(
        "regex.find_all_string_submatch_n",
        find_all,
        "(pattern: string, value: string, number: number) => array<array<string>>"
    ),
    declare!("regex.split", split, "(pattern: string, value: string) => array<string>"),
    declare!("regex.replace", replace, "(s: string, pattern: string, value: string) => string"),
    declare!(
        "regex.template_match",
        template_match,
        "(template: string, value: string, delimiter_start: string, delimiter_end: string) => boolean"
    ),
    declare!("regex.globs_match", globs::globs_match, "(glob1: string, glob2: string) => boolean"),
];

fn compile<'e>(args: &Args<'_, '_, 'e>, expression: &str) -> Result<Arc<Pattern>, Stop<'e>> {
    let cached = args.context.cache.get("opa.regex", expression, Pattern::new);
    cached.map_err(|why| args.refuse(why))
}

fn matches<'e>(args: &Args<'_, '_, 'e>) -> Eval<'e> {
    let (expression, text) = (args.text(0)?, args.text(1)?);
    Ok(Value::Bool(compile(args, expression)?.regex.is_match(text)))
}

fn is_match<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    matches(&Args::new(context, "regex.match", values))
}

fn is_match_old<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    matches(&Args::new(context, "re_match", values))
}

fn is_valid<'e>(_: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let text = values.first().and_then(Value::as_str);
    Ok(Value::Bool(text.is_some_and(pattern::is_valid)))
}

/// How many matches are asked for; a negative number asks for all.
fn wanted<'e>(args: &Args<'_, '_, 'e>) -> Result<usize, Stop<'e>> {
    Ok(usize::try_from(args.int(2)?).unwrap_or(usize::MAX))
}

fn find_n<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "regex.find_n", values);
    let (expression, text, n) = (args.text(0)?, args.text(1)?, wanted(&args)?);
    let pattern = compile(&args, expression)?;
    let found: Vec<_> =
        pattern.regex.find_iter(text).take(n).map(|m| Value::Str(m.as_str())).collect();
    args.new_array(&found)
}

fn find_all<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "regex.find_all_string_submatch_n", values);
    let (expression, text, n) = (args.text(0)?, args.text(1)?, wanted(&args)?);
    let pattern = compile(&args, expression)?;
    let mut found = Vec::new();
    for captures in pattern.regex.captures_iter(text).take(n) {
        let groups = captures.iter().map(|group| group.map_or("", |group| group.as_str()));
        let groups: Vec<_> = groups.map(Value::Str).collect();
        found.push(Value::array(context.arena, &groups));
    }
    args.new_array(&found)
}

fn split<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "regex.split", values);
    let (expression, text) = (args.text(0)?, args.text(1)?);
    let pattern = compile(&args, expression)?;
    let part = |from: usize, to: usize| Value::Str(text.get(from..to).unwrap_or_default());
    if text.is_empty() && !expression.is_empty() {
        return args.new_array(&[Value::Str("")]);
    }
    let (mut parts, mut begin, mut end) = (Vec::new(), 0, 0);
    for found in pattern.regex.find_iter(text) {
        end = found.start();
        // An empty match at the very front cuts nothing off.
        if found.end() > 0 {
            parts.push(part(begin, end));
        }
        begin = found.end();
    }
    if end != text.len() {
        parts.push(part(begin, text.len()));
    }
    args.new_array(&parts)
}

fn replace<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "regex.replace", values);
    let (text, expression, template) = (args.text(0)?, args.text(1)?, args.text(2)?);
    let pattern = compile(&args, expression)?;
    let (mut made, mut done) = (Bounded::default(), 0);
    for captures in pattern.regex.captures_iter(text) {
        let Some(whole) = captures.get(0) else { continue };
        made.push(text.get(done..whole.start()).unwrap_or_default())?;
        expand(&mut made, &pattern, template, &captures)?;
        done = whole.end();
    }
    made.push(text.get(done..).unwrap_or_default())?;
    args.new_text(&made.text)
}

/// Writes a template, in which `$1`, `$name` and `${name}` stand for groups and `$$` for `$`.
///
/// A name is as long as it can be: `$1x` is the group named `1x`.
fn expand<'e>(
    made: &mut Bounded,
    pattern: &Pattern,
    template: &str,
    captures: &Captures<'_>,
) -> Result<(), Stop<'e>> {
    let mut rest = template;
    while let Some((front, behind)) = rest.split_once('$') {
        made.push(front)?;
        if let Some(behind) = behind.strip_prefix('$') {
            made.push("$")?;
            rest = behind;
            continue;
        }
        let word = |text: &str| {
            text.find(|c: char| c != '_' && !c.is_alphanumeric()).unwrap_or(text.len())
        };
        let braced = behind.strip_prefix('{').and_then(|inner| {
            let (name, rest) = inner.split_at_checked(word(inner))?;
            Some((name, rest.strip_prefix('}')?))
        });
        let plain = || behind.split_at_checked(word(behind));
        let found = if behind.starts_with('{') { braced } else { plain() };
        match found.filter(|(name, _)| !name.is_empty()) {
            Some((name, behind)) => {
                let group = pattern.group(name).and_then(|group| captures.get(group));
                made.push(group.map_or("", |group| group.as_str()))?;
                rest = behind;
            }
            None => {
                made.push("$")?;
                rest = behind;
            }
        }
    }
    made.push(rest)
}

/// The expression of a template, in which expressions stand between delimiters.
fn template(text: &str, start: u8, end: u8) -> Result<String, String> {
    let unbalanced = || {
        let mut quoted = String::new();
        super::values::quote(&mut quoted, text, false);
        format!("unbalanced braces in {quoted}")
    };
    let (mut made, mut level, mut opened, mut done) = (String::from("^"), 0_usize, 0, 0);
    // Delimiters are ASCII, so that all cuts are between characters.
    for (at, byte) in text.bytes().enumerate() {
        if byte == start {
            level += 1;
            if level == 1 {
                opened = at;
            }
        } else if byte == end {
            level = level.checked_sub(1).ok_or_else(unbalanced)?;
            if level == 0 {
                let inner = text.get(opened + 1..at).unwrap_or_default();
                // Each must be an expression of its own.
                pattern::Pattern::new(&format!("^{inner}$"))?;
                made.push_str(&quote_meta(text.get(done..opened).unwrap_or_default()));
                made.push('(');
                made.push_str(inner);
                made.push(')');
                done = at + 1;
            }
        }
    }
    if level > 0 {
        return Err(unbalanced());
    }
    made.push_str(&quote_meta(text.get(done..).unwrap_or_default()));
    made.push('$');
    Ok(made)
}

/// A text with a backslash before all that means something in expressions.
fn quote_meta(text: &str) -> String {
    let mut made = String::with_capacity(text.len());
    for c in text.chars() {
        if r"\.+*?()|[]{}^$".contains(c) {
            made.push('\\');
        }
        made.push(c);
    }
    made
}

fn template_match<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "regex.template_match", values);
    let (text, value) = (args.text(0)?, args.text(1)?);
    let (start, end) = (args.text(2)?, args.text(3)?);
    let delimiter = |which: &str, given: &str| match given.as_bytes() {
        [byte] => Ok(*byte),
        _ => Err(args.refuse(format!(
            "{which} delimiter has to be exactly one character long but is {} long",
            given.len()
        ))),
    };
    let (start, end) = (delimiter("start", start)?, delimiter("end", end)?);
    // The delimiters are part of what is cached.
    let key = format!("{}{}{text}", char::from(start), char::from(end));
    let cached = context.cache.get("opa.template", &key, |key| {
        let text = key.get(2..).unwrap_or_default();
        Pattern::new(&template(text, start, end)?)
    });
    let pattern = cached.map_err(|why: String| args.refuse(why))?;
    Ok(Value::Bool(pattern.regex.is_match(value)))
}
