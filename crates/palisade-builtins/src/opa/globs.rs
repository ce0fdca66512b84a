//! Globs with delimiters, and whether two glob-like expressions have texts in common.

use super::args::{Args, type_name};
use super::values::too_much;
use super::{Declared, declare};
use palisade_ir::{CallContext, Eval, Stop};
use palisade_value::Value;
use regex::{Regex, RegexBuilder};
use std::fmt::Write;

pub(super) static FUNCTIONS: &[Declared] = &[
    declare!(
        "glob.match",
        glob_match,
        "(pattern: string, delimiters: array<string>|null, match: string) => boolean"
    ),
    declare!("glob.quote_meta", quote_meta, "(pattern: string) => string"),
];

/// Bytes that one compiled glob may take.
const MAX_COMPILED: usize = 4 << 20;
/// How deep alternatives may nest.
const MAX_DEPTH: u32 = 200;

fn delimiters<'e>(args: &Args<'_, '_, 'e>) -> Result<Vec<char>, Stop<'e>> {
    let items = match args.at(1) {
        Value::Null => return Ok(Vec::new()),
        Value::Array(array) => array.items(),
        _ => return Err(args.wrong(1, "one of {array, null}")),
    };
    if items.is_empty() {
        return Ok(vec!['.']);
    }
    let runes = items.iter().map(|item| {
        let Value::Str(text) = item else { return Err(args.wrong_item(1, item, "string")) };
        let mut chars = text.chars();
        match (chars.next(), chars.next()) {
            (Some(one), None) => Ok(one),
            _ => Err(args.operand(
                1,
                &format!("must be array of runes but got array containing {}", type_name(item)),
            )),
        }
    });
    runes.collect()
}

fn glob_match<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "glob.match", values);
    let pattern = args.text(0)?;
    let delimiters = delimiters(&args)?;
    let text = args.text(2)?;
    let mut key = pattern.to_owned();
    key.push('\0');
    key.extend(&delimiters);
    let cached = context.cache.get("opa.glob", &key, |_| compile(pattern, &delimiters));
    let glob = cached.map_err(|why| args.refuse(why))?;
    Ok(Value::Bool(glob.is_match(text)))
}

/// Writes a character of a class.
fn class_char(out: &mut String, c: char) {
    _ = write!(out, r"\x{{{:x}}}", u32::from(c));
}

/// Translates a glob: `?` and `*` stand for characters that are no delimiters, `**` for any,
/// `[abc]`, `[!a-z]` for one of a class, `{a,b}` for alternatives, `\` takes away a meaning.
fn compile(pattern: &str, delimiters: &[char]) -> Result<Regex, String> {
    let mut out = String::from(r"\A(?s:");
    let one = if delimiters.is_empty() {
        String::from(".")
    } else {
        let mut class = String::from("[^");
        delimiters.iter().for_each(|c| class_char(&mut class, *c));
        class.push(']');
        class
    };
    let mut chars = pattern.chars().peekable();
    let mut depth = 0;
    while let Some(c) = chars.next() {
        match c {
            '*' if chars.next_if_eq(&'*').is_some() => out.push_str(".*"),
            '*' => _ = write!(out, "{one}*"),
            '?' => out.push_str(&one),
            '{' => {
                depth += 1;
                if depth > MAX_DEPTH {
                    return Err("alternatives nest too deep".into());
                }
                out.push_str("(?:");
            }
            '}' if depth > 0 => {
                depth -= 1;
                out.push(')');
            }
            ',' if depth > 0 => out.push('|'),
            '[' => class(&mut out, &mut chars)?,
            '\\' => {
                if let Some(c) = chars.next() {
                    class_char(&mut out, c);
                }
            }
            c => class_char(&mut out, c),
        }
    }
    // Alternatives that are left open end with the glob.
    (0..depth).for_each(|_| out.push(')'));
    out.push_str(r")\z");
    let mut builder = RegexBuilder::new(&out);
    let built = builder.size_limit(MAX_COMPILED).dfa_size_limit(MAX_COMPILED).build();
    built.map_err(|_| "the pattern is too large".into())
}

/// Translates a class behind its opening bracket.
fn class(
    out: &mut String,
    chars: &mut std::iter::Peekable<std::str::Chars<'_>>,
) -> Result<(), String> {
    let end = || "unexpected end of input".to_owned();
    out.push('[');
    if chars.next_if_eq(&'!').is_some() {
        out.push('^');
    }
    let first = chars.next().ok_or_else(end)?;
    if chars.next_if_eq(&'-').is_some() {
        let last = chars.next().ok_or_else(end)?;
        if last < first {
            return Err(format!("hi character '{last}' should be greater than lo '{first}'"));
        }
        class_char(out, first);
        out.push('-');
        class_char(out, last);
        if chars.next().ok_or_else(end)? != ']' {
            return Err("expected close range character".into());
        }
    } else {
        let (mut c, mut any) = (first, false);
        while c != ']' {
            let literal = if c == '\\' { chars.next().ok_or_else(end)? } else { c };
            class_char(out, literal);
            any = true;
            c = chars.next().ok_or_else(end)?;
        }
        if !any {
            return Err("could not parse range".into());
        }
    }
    out.push(']');
    Ok(())
}

fn quote_meta<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "glob.quote_meta", values);
    let mut made = String::new();
    for c in args.text(0)?.chars() {
        if r"*?\[]{}".contains(c) {
            made.push('\\');
        }
        made.push(c);
    }
    args.new_text(&made)
}

/// What one character may be.
enum One {
    Any,
    Of(Vec<(char, char)>),
}

impl One {
    fn meets(&self, other: &One) -> bool {
        match (self, other) {
            (One::Any, _) | (_, One::Any) => true,
            (One::Of(a), One::Of(b)) => {
                a.iter().any(|(low, high)| b.iter().any(|(l, h)| low <= h && l <= high))
            }
        }
    }
}

/// One character, or any number of it.
struct Token {
    one: One,
    star: bool,
}

/// Reads an expression of characters, `.`, classes, `*`, `+` and escapes.
fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let wrong = |at: usize, why: &str| {
        format!("input:{text}, pos:{at}, {why}: the input provided is invalid")
    };
    let chars: Vec<char> = text.chars().collect();
    let mut tokens: Vec<Token> = Vec::new();
    let mut at = 0;
    while let Some(c) = chars.get(at) {
        at += 1;
        let one = match c {
            '.' => One::Any,
            '[' => One::Of(set(&chars, &mut at, &wrong)?),
            ']' => return Err(wrong(at, "set-close ']' with no preceding '['")),
            '*' | '+' => {
                return Err(wrong(at, &format!("flag '{c}' must be preceded by a non-flag")));
            }
            '\\' => {
                let escaped = *chars
                    .get(at)
                    .ok_or_else(|| wrong(at - 1, "input ends with a \\ (escape) character"))?;
                at += 1;
                One::Of(vec![(escaped, escaped)])
            }
            c => One::Of(vec![(*c, *c)]),
        };
        match chars.get(at) {
            Some('*') => {
                at += 1;
                tokens.push(Token { one, star: true });
            }
            Some('+') => {
                at += 1;
                let copy = match &one {
                    One::Any => One::Any,
                    One::Of(ranges) => One::Of(ranges.clone()),
                };
                tokens.push(Token { one: copy, star: false });
                tokens.push(Token { one, star: true });
            }
            _ => tokens.push(Token { one, star: false }),
        }
    }
    Ok(tokens)
}

/// Reads a class behind its opening bracket.
fn set(
    chars: &[char],
    at: &mut usize,
    wrong: &dyn Fn(usize, &str) -> String,
) -> Result<Vec<(char, char)>, String> {
    let mut ranges = Vec::new();
    // The character that a range may begin with.
    let mut previous = None;
    loop {
        let Some(c) = chars.get(*at) else {
            return Err(wrong(*at, "found [ without matching ]"));
        };
        *at += 1;
        match c {
            ']' => return Ok(ranges),
            '-' => {
                let Some(low) = previous.take() else {
                    let why = "range character '-' must be preceded by a Unicode character";
                    return Err(wrong(*at, why));
                };
                let high = match chars.get(*at) {
                    Some(']' | '-') => {
                        let why = "range character '-' cannot be followed by a special symbol";
                        return Err(wrong(*at + 1, why));
                    }
                    Some('\\') => {
                        *at += 1;
                        chars.get(*at)
                    }
                    other => other,
                };
                let Some(high) = high else {
                    let why = "range character '-' must be followed by a Unicode character";
                    return Err(wrong(*at, why));
                };
                *at += 1;
                if *high < low {
                    let why =
                        format!("range is out of order: '{high}' comes before '{low}' in Unicode");
                    return Err(wrong(*at, &why));
                }
                ranges.push((low, *high));
            }
            '\\' => {
                let Some(escaped) = chars.get(*at) else {
                    return Err(wrong(*at - 1, "input ends with a \\ (escape) character"));
                };
                *at += 1;
                ranges.push((*escaped, *escaped));
                previous = Some(*escaped);
            }
            c => {
                ranges.push((*c, *c));
                previous = Some(*c);
            }
        }
    }
}

/// How many pairs of positions are looked at.
const MAX_PAIRS: usize = 1 << 22;

pub(super) fn globs_match<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "regex.globs_match", values);
    let (a, b) = (args.text(0)?, args.text(1)?);
    let a = tokens(a).map_err(|why| args.refuse(why))?;
    let b = tokens(b).map_err(|why| args.refuse(why))?;
    let width = b.len() + 1;
    if (a.len() + 1).saturating_mul(width) > MAX_PAIRS {
        return Err(too_much());
    }
    if a.is_empty() && b.is_empty() {
        return Ok(Value::Bool(true));
    }
    // Which pairs of positions both reach with the same text; and whether that text has a
    // character, for the empty text does not count.
    let mut seen = vec![[false; 2]; (a.len() + 1) * width];
    let mut waiting = vec![(0, 0, false)];
    while let Some((i, j, consumed)) = waiting.pop() {
        let Some(slot) = seen.get_mut(i * width + j).and_then(|s| s.get_mut(usize::from(consumed)))
        else {
            continue;
        };
        if std::mem::replace(slot, true) {
            continue;
        }
        if i == a.len() && j == b.len() && consumed {
            return Ok(Value::Bool(true));
        }
        let (x, y) = (a.get(i), b.get(j));
        if x.is_some_and(|x| x.star) {
            waiting.push((i + 1, j, consumed));
        }
        if y.is_some_and(|y| y.star) {
            waiting.push((i, j + 1, consumed));
        }
        if let (Some(x), Some(y)) = (x, y)
            && x.one.meets(&y.one)
        {
            let next = |at: usize, token: &Token| if token.star { at } else { at + 1 };
            waiting.push((next(i, x), next(j, y), true));
        }
    }
    Ok(Value::Bool(false))
}
