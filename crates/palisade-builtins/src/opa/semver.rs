//! Semantic versions.

use super::args::Args;
use super::values::quote;
use super::{Declared, declare};
use palisade_ir::{CallContext, Eval, Stop};
use palisade_value::Value;
use std::cmp::Ordering;

pub(super) static FUNCTIONS: &[Declared] = &[
    declare!("semver.compare", compare, "(a: string, b: string) => number"),
    declare!("semver.is_valid", is_valid, "(vsn: any) => boolean"),
];

/// A version; what stands behind `+` takes no part in comparison.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Version<'t> {
    numbers: [i64; 3],
    release: Release<'t>,
}

/// A version without further words is above all with.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Release<'t> {
    Pre(Vec<Word<'t>>),
    Final,
}

/// Numbers are below other words.
#[derive(PartialEq, Eq)]
enum Word<'t> {
    Number(&'t str),
    Text(&'t str),
}

impl Ord for Word<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Word::Number(a), Word::Number(b)) => {
                let (a, b) = (a.trim_start_matches('0'), b.trim_start_matches('0'));
                a.len().cmp(&b.len()).then_with(|| a.cmp(b))
            }
            (Word::Text(a), Word::Text(b)) => a.cmp(b),
            (Word::Number(_), Word::Text(_)) => Ordering::Less,
            (Word::Text(_), Word::Number(_)) => Ordering::Greater,
        }
    }
}

impl PartialOrd for Word<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Words with dots between them: letters, digits and hyphens.
fn words(text: &str) -> Option<Vec<Word<'_>>> {
    let words = text.split('.').map(|word| {
        let fits = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
        if word.is_empty() || !word.bytes().all(fits) {
            None
        } else if word.bytes().all(|b| b.is_ascii_digit()) {
            Some(Word::Number(word))
        } else {
            Some(Word::Text(word))
        }
    });
    words.collect()
}

fn parse(text: &str) -> Option<Version<'_>> {
    let text = text.strip_prefix('v').unwrap_or(text);
    let (text, metadata) = text.split_once('+').unwrap_or((text, ""));
    if !metadata.is_empty() {
        words(metadata)?;
    }
    let (text, release) = text.split_once('-').unwrap_or((text, ""));
    let release = if release.is_empty() { Release::Final } else { Release::Pre(words(release)?) };
    let mut parts = text.split('.');
    let mut next = || parts.next()?.parse::<i64>().ok();
    let numbers = [next()?, next()?, next()?];
    parts.next().is_none().then_some(Version { numbers, release })
}

/// How two versions compare; none where one is no version.
pub(crate) fn order(a: &str, b: &str) -> Option<Ordering> {
    Some(parse(a)?.cmp(&parse(b)?))
}

fn version<'e>(args: &Args<'_, '_, 'e>, position: usize) -> Result<Version<'e>, Stop<'e>> {
    let text = args.text(position)?;
    parse(text).ok_or_else(|| {
        let mut quoted = String::new();
        quote(&mut quoted, text, false);
        args.refuse(format!("operand {}: string {quoted} is not a valid SemVer", position + 1))
    })
}

fn compare<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "semver.compare", values);
    // Types are checked before contents.
    args.text(0)?;
    args.text(1)?;
    let order = version(&args, 0)?.cmp(&version(&args, 1)?);
    Ok(Value::Int(match order {
        Ordering::Less => -1,
        Ordering::Equal => 0,
        Ordering::Greater => 1,
    }))
}

fn is_valid<'e>(_: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let text = values.first().and_then(Value::as_str);
    Ok(Value::Bool(text.is_some_and(|text| parse(text).is_some())))
}
