//! Texts. Positions and lengths count characters.

use super::args::Args;
use super::values::{Bounded, count as number, truncate};
use super::{Declared, declare};
use palisade_ir::{CallContext, Eval, Stop};
use palisade_value::Value;

pub(super) static FUNCTIONS: &[Declared] = &[
    declare!(
        "concat",
        concat,
        "(delimiter: string, collection: array<string>|set<string>) => string"
    ),
    declare!("contains", contains, "(haystack: string, needle: string) => boolean"),
    declare!("startswith", starts_with, "(search: string, base: string) => boolean"),
    declare!("endswith", ends_with, "(search: string, base: string) => boolean"),
    declare!("format_int", format_int, "(number: number, base: number) => string"),
    declare!("indexof", index_of, "(haystack: string, needle: string) => number"),
    declare!("indexof_n", index_of_n, "(haystack: string, needle: string) => array<number>"),
    declare!("lower", lower, "(x: string) => string"),
    declare!("upper", upper, "(x: string) => string"),
    declare!("replace", replace, "(x: string, old: string, new: string) => string"),
    declare!("split", split, "(x: string, delimiter: string) => array<string>"),
    declare!("substring", substring, "(value: string, offset: number, length: number) => string"),
    declare!("trim", trim, "(value: string, cutset: string) => string"),
    declare!("trim_left", trim_left, "(value: string, cutset: string) => string"),
    declare!("trim_right", trim_right, "(value: string, cutset: string) => string"),
    declare!("trim_prefix", trim_prefix, "(value: string, prefix: string) => string"),
    declare!("trim_suffix", trim_suffix, "(value: string, suffix: string) => string"),
    declare!("trim_space", trim_space, "(value: string) => string"),
    declare!(
        "strings.any_prefix_match",
        any_prefix_match,
        "(search: string|array<string>|set<string>, base: string|array<string>|set<string>) => boolean"
    ),
    declare!(
        "strings.any_suffix_match",
        any_suffix_match,
        "(search: string|array<string>|set<string>, base: string|array<string>|set<string>) => boolean"
    ),
    declare!("strings.count", count, "(search: string, substring: string) => number"),
    declare!(
        "strings.replace_n",
        replace_n,
        "(patterns: object<string: string>, value: string) => string"
    ),
    declare!(
        "strings.split_n",
        split_n,
        "(x: string, delimiter: string, n: number) => array<string>"
    ),
    declare!("strings.reverse", reverse, "(x: string) => string"),
];

fn concat<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "concat", values);
    let delimiter = args.text(0)?;
    let mut made = Bounded::default();
    for (n, text) in args.texts(1, "one of {set, array}")?.iter().enumerate() {
        if n > 0 {
            made.push(delimiter)?;
        }
        made.push(text)?;
    }
    args.new_text(&made.text)
}

fn contains<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "contains", values);
    Ok(Value::Bool(args.text(0)?.contains(args.text(1)?)))
}

fn starts_with<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "startswith", values);
    Ok(Value::Bool(args.text(0)?.starts_with(args.text(1)?)))
}

fn ends_with<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "endswith", values);
    Ok(Value::Bool(args.text(0)?.ends_with(args.text(1)?)))
}

fn format_int<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "format_int", values);
    let input = args.number(0)?;
    let base = match args.number(1)? {
        Value::Int(base @ (2 | 8 | 10 | 16)) => u32::try_from(base).unwrap_or(10),
        _ => return Err(args.operand(1, "must be one of {2, 8, 10, 16}")),
    };
    let Some(whole) = truncate(input) else {
        return Err(args.refuse("the number is too large to be written out"));
    };
    args.new_text(&whole.to_str_radix(base))
}

/// The two texts of a search; what is searched for is not empty.
fn search<'e>(args: &Args<'_, '_, 'e>) -> Result<(&'e str, &'e str), Stop<'e>> {
    let (haystack, needle) = (args.text(0)?, args.text(1)?);
    if needle.is_empty() {
        return Err(args.refuse("empty search character"));
    }
    Ok((haystack, needle))
}

fn index_of<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "indexof", values);
    let (haystack, needle) = search(&args)?;
    let before = haystack.find(needle).and_then(|at| haystack.get(..at));
    Ok(before.map_or(Value::Int(-1), |before| number(before.chars().count())))
}

fn index_of_n<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "indexof_n", values);
    let (haystack, needle) = search(&args)?;
    let first = needle.chars().next().map_or(1, char::len_utf8);
    let (mut found, mut from, mut passed) = (Vec::new(), 0, 0);
    // Occurrences may overlap: the search goes on behind the first character of each.
    while let Some(rest) = haystack.get(from..)
        && let Some(at) = rest.find(needle)
    {
        passed += rest.get(..at).unwrap_or_default().chars().count();
        found.push(number(passed));
        passed += 1;
        from += at + first;
    }
    args.new_array(&found)
}

/// Maps each character to the one that Unicode's simple mapping has for it; unlike the full
/// mapping it never makes two of one.
fn lower<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "lower", values);
    let text = args.text(0)?;
    if text.is_ascii() {
        return args.new_text(&text.to_ascii_lowercase());
    }
    // The one capital whose full mapping has two characters; the simple one is the first.
    args.new_text(&text.chars().map(|c| c.to_lowercase().next().unwrap_or(c)).collect::<String>())
}

fn upper<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "upper", values);
    args.new_text(&args.text(0)?.chars().map(simple_upper).collect::<String>())
}

fn simple_upper(c: char) -> char {
    let mut upper = c.to_uppercase();
    match (upper.next(), upper.next()) {
        (Some(one), None) => one,
        // Greek letters with iota: one character of their own eight places on, or nine.
        _ => match u32::from(c) {
            n @ (0x1f80..=0x1f87 | 0x1f90..=0x1f97 | 0x1fa0..=0x1fa7) => {
                char::from_u32(n + 8).unwrap_or(c)
            }
            n @ (0x1fb3 | 0x1fc3 | 0x1ff3) => char::from_u32(n + 9).unwrap_or(c),
            _ => c,
        },
    }
}

fn replace<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "replace", values);
    let text = args.text(0)?;
    substitute(&args, text, &[(args.text(1)?, args.text(2)?)])
}

fn replace_n<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "strings.replace_n", values);
    let patterns = args.object(0)?;
    let text = args.text(1)?;
    let mut pairs = Vec::with_capacity(patterns.len());
    for (old, new) in patterns.entries() {
        let Value::Str(old) = old else {
            return Err(args.operand(0, "non-string key found in pattern object"));
        };
        let Value::Str(new) = new else {
            return Err(args.operand(0, "non-string value found in pattern object"));
        };
        pairs.push((*old, *new));
    }
    substitute(&args, text, &pairs)
}

/// Replaces from left to right; where several of the old texts begin, the one given first counts.
///
/// An empty one is found between any two characters, but not twice at one place.
fn substitute<'e>(
    args: &Args<'_, '_, 'e>,
    text: &'e str,
    pairs: &[(&'e str, &'e str)],
) -> Eval<'e> {
    let mut made = Bounded::default();
    if let [(old, new)] = pairs
        && !old.is_empty()
    {
        let mut done = 0;
        for (at, _) in text.match_indices(old) {
            made.push(text.get(done..at).unwrap_or_default())?;
            made.push(new)?;
            done = at + old.len();
        }
        if done == 0 {
            return Ok(Value::Str(text));
        }
        made.push(text.get(done..).unwrap_or_default())?;
        return args.new_text(&made.text);
    }
    // Which of the old texts may begin with a byte, in order; empty ones with any.
    let mut starting: Vec<Vec<usize>> = vec![Vec::new(); 257];
    for (n, (old, _)) in pairs.iter().enumerate() {
        match old.bytes().next() {
            Some(byte) => starting[usize::from(byte)].push(n),
            None => starting.iter_mut().for_each(|list| list.push(n)),
        }
    }
    let (mut at, mut done, mut was_empty) = (0, 0, false);
    while let Some(rest) = text.get(at..) {
        let first = rest.bytes().next().map_or(256, usize::from);
        let candidates = starting[first].iter().filter_map(|n| pairs.get(*n));
        let mut fitting =
            candidates.filter(|(old, _)| rest.starts_with(old) && !(was_empty && old.is_empty()));
        let found = fitting.next();
        was_empty = found.is_some_and(|(old, _)| old.is_empty());
        if let Some((old, new)) = found {
            made.push(text.get(done..at).unwrap_or_default())?;
            made.push(new)?;
            at += old.len();
            done = at;
            continue;
        }
        match rest.chars().next() {
            Some(c) => at += c.len_utf8(),
            None => break,
        }
    }
    made.push(text.get(done..).unwrap_or_default())?;
    args.new_text(&made.text)
}

fn split<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "split", values);
    let parts = parts(args.text(0)?, args.text(1)?);
    args.new_array(&parts)
}

/// What stands between delimiters; the characters where the delimiter is empty.
fn parts<'e>(text: &'e str, delimiter: &str) -> Vec<Value<'e>> {
    if delimiter.is_empty() {
        let ends = text.char_indices().map(|(at, c)| (at, at + c.len_utf8()));
        ends.filter_map(|(from, to)| text.get(from..to)).map(Value::Str).collect()
    } else {
        text.split(delimiter).map(Value::Str).collect()
    }
}

/// The first so many parts; of a negative number, the last.
fn split_n<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "strings.split_n", values);
    let parts = parts(args.text(0)?, args.text(1)?);
    let wanted = args.int(2)?;
    let count = usize::try_from(wanted.unsigned_abs()).unwrap_or(usize::MAX).min(parts.len());
    let taken = if wanted < 0 { parts.len() - count..parts.len() } else { 0..count };
    args.new_array(parts.get(taken).unwrap_or_default())
}

/// The byte at which the character of an index begins; the length where there are fewer.
fn byte_of(text: &str, index: usize) -> usize {
    text.char_indices().nth(index).map_or(text.len(), |(at, _)| at)
}

fn substring<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "substring", values);
    let (text, offset, length) = (args.text(0)?, args.int(1)?, args.int(2)?);
    let Ok(offset) = usize::try_from(offset) else { return Err(args.refuse("negative offset")) };
    let rest = text.get(byte_of(text, offset)..).unwrap_or_default();
    // A negative length is the whole rest.
    let end = usize::try_from(length).map_or(rest.len(), |length| byte_of(rest, length));
    Ok(Value::Str(rest.get(..end).unwrap_or_default()))
}

fn trim<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "trim", values);
    let (text, cut) = (args.text(0)?, args.text(1)?);
    Ok(Value::Str(text.trim_matches(|c| cut.contains(c))))
}

fn trim_left<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "trim_left", values);
    let (text, cut) = (args.text(0)?, args.text(1)?);
    Ok(Value::Str(text.trim_start_matches(|c| cut.contains(c))))
}

fn trim_right<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "trim_right", values);
    let (text, cut) = (args.text(0)?, args.text(1)?);
    Ok(Value::Str(text.trim_end_matches(|c| cut.contains(c))))
}

fn trim_prefix<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "trim_prefix", values);
    let text = args.text(0)?;
    Ok(Value::Str(text.strip_prefix(args.text(1)?).unwrap_or(text)))
}

fn trim_suffix<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "trim_suffix", values);
    let text = args.text(0)?;
    Ok(Value::Str(text.strip_suffix(args.text(1)?).unwrap_or(text)))
}

fn trim_space<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    Ok(Value::Str(Args::new(context, "trim_space", values).text(0)?.trim()))
}

/// One text or several.
fn texts<'e>(args: &Args<'_, '_, 'e>, position: usize) -> Result<Vec<&'e str>, Stop<'e>> {
    match args.at(position) {
        Value::Str(text) => Ok(vec![text]),
        _ => args.texts(position, "one of {string, set, array}"),
    }
}

/// Whether one of the texts begins with one of the prefixes. Sorted, the texts with a prefix
/// follow the place where it would be inserted.
fn any_begins<T: Ord + AsRef<str>>(mut texts: Vec<T>, prefixes: &[T]) -> bool {
    texts.sort_unstable();
    prefixes.iter().any(|prefix| {
        let at = texts.partition_point(|text| text < prefix);
        texts.get(at).is_some_and(|text| text.as_ref().starts_with(prefix.as_ref()))
    })
}

fn any_prefix_match<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "strings.any_prefix_match", values);
    let (search, base) = (texts(&args, 0)?, texts(&args, 1)?);
    Ok(Value::Bool(any_begins(search, &base)))
}

fn any_suffix_match<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "strings.any_suffix_match", values);
    let reversed = |texts: Vec<&str>| -> Vec<String> {
        texts.iter().map(|text| text.chars().rev().collect()).collect()
    };
    let (search, base) = (reversed(texts(&args, 0)?), reversed(texts(&args, 1)?));
    Ok(Value::Bool(any_begins(search, &base)))
}

fn count<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "strings.count", values);
    let (text, part) = (args.text(0)?, args.text(1)?);
    // An empty text is found before each character and at the end.
    Ok(number(if part.is_empty() { text.chars().count() + 1 } else { text.matches(part).count() }))
}

fn reverse<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "strings.reverse", values);
    args.new_text(&args.text(0)?.chars().rev().collect::<String>())
}
