//! What the conditions and lists of an IAM statement come to.
//!
//! A statement that is open to everybody may still be tied to known callers by a condition. Most
//! conditions do not: one that excludes somebody, one that also holds where its key is absent, and
//! one with a value that anybody's request has.

use palisade_arena::Arena;
use palisade_ir::{Builtin, CallContext, Eval, UnknownArguments};
use palisade_value::{HOLE_END, HOLE_START, JsonOptions, Unknown, UnknownKind, Value, parse_json};
use std::net::IpAddr;

static FUNCTIONS: &[Builtin] = &[
    Builtin { name: "iam.account", run: account, unknown: UnknownArguments::Seen, pure: true },
    Builtin { name: "iam.limited", run: limited, unknown: UnknownArguments::Seen, pure: true },
    Builtin {
        name: "iam.everything",
        run: everything,
        unknown: UnknownArguments::Seen,
        pure: true,
    },
    Builtin { name: "iam.covers", run: covers, unknown: UnknownArguments::Seen, pure: true },
    Builtin {
        name: "iam.written_by",
        run: written_by,
        unknown: UnknownArguments::Seen,
        pure: true,
    },
];

pub(crate) fn find(name: &str) -> Option<&'static Builtin> {
    FUNCTIONS.iter().find(|f| f.name == name)
}

/// One condition: an operator, a key and the values, any of which may fit.
struct Condition<'e> {
    operator: Value<'e>,
    key: Value<'e>,
    values: Value<'e>,
}

/// What something comes to where parts of it may be unknown.
#[derive(Clone, Copy)]
enum Answer<'e> {
    Yes,
    No,
    Open(Value<'e>),
}

/// Whether a condition of a statement ties it to known callers. `keys` holds, in lower case, the
/// condition keys that tell who calls. The statement is one of `iam.statements`, or a block of a
/// policy document in Terraform.
fn limited<'e>(context: &CallContext<'_, 'e>, arguments: &[Value<'e>]) -> Eval<'e> {
    let (statement, keys) = match arguments {
        [Value::Unknown(_), _] => return Ok(arguments[0]),
        [_, unknown @ Value::Unknown(_)] => return Ok(*unknown),
        [statement, Value::Array(keys)] => (*statement, keys.items()),
        _ => return Err(context.no_overload("iam.limited", arguments)),
    };
    let mut open = None;
    let mut found = Vec::new();
    collect(context.arena, statement, &mut found, &mut open);
    let present: Vec<String> = found.iter().filter_map(present).collect();
    for condition in &found {
        match ties(condition, keys, &present) {
            Answer::Yes => return Ok(Value::Bool(true)),
            Answer::No => {}
            Answer::Open(unknown) => open = open.or(Some(unknown)),
        }
    }
    Ok(open.unwrap_or(Value::Bool(false)))
}

/// The conditions of a statement in either form; `open` is the first part that is unknown.
fn collect<'e>(
    arena: &'e Arena,
    statement: Value<'e>,
    found: &mut Vec<Condition<'e>>,
    open: &mut Option<Value<'e>>,
) {
    let mut unknown = |value: Value<'e>| {
        if matches!(value, Value::Unknown(_)) {
            *open = open.or(Some(value));
        }
    };
    match statement.field("Condition") {
        Some(Value::Object(operators)) => {
            for (operator, keys) in operators.entries() {
                let Value::Object(keys) = keys else {
                    unknown(*keys);
                    continue;
                };
                let keys = keys.entries().iter();
                found.extend(keys.map(|(key, values)| Condition {
                    operator: *operator,
                    key: with_holes(arena, *key),
                    values: *values,
                }));
            }
        }
        Some(other) => unknown(other),
        None => {}
    }
    match statement.field("condition") {
        Some(Value::Array(blocks)) => {
            for block in blocks.items() {
                unknown(*block);
                if let (Some(operator), Some(key)) = (block.field("test"), block.field("variable"))
                {
                    let values = block.field("values").unwrap_or(Value::array(arena, &[]));
                    found.push(Condition { operator, key, values });
                }
            }
        }
        Some(other) => unknown(other),
        None => {}
    }
}

/// The key of a map, which is a text there, as the text that is known in part that it is.
fn with_holes<'e>(arena: &'e Arena, key: Value<'e>) -> Value<'e> {
    let Some((_, hole)) = key.as_str().and_then(|text| text.split_once(HOLE_START)) else {
        return key;
    };
    let subject = hole.split(HOLE_END).next().unwrap_or_default();
    let (kind, location, partial) = (UnknownKind::AfterApply, None, key.as_str());
    Value::unknown(arena, Unknown { kind, subject, location, partial, nullable: false })
}

/// The key that a condition demands to be there, whatever its value: `Null` with `false`.
fn present(condition: &Condition<'_>) -> Option<String> {
    let (Value::Str(operator), Value::Str(key)) = (condition.operator, condition.key) else {
        return None;
    };
    let is_false = |v: &Value<'_>| match v {
        Value::Bool(value) => !value,
        Value::Str(text) => text.eq_ignore_ascii_case("false"),
        _ => false,
    };
    let given = match &condition.values {
        Value::Array(values) => !values.items().is_empty() && values.items().iter().all(is_false),
        one => is_false(one),
    };
    (given && operator.eq_ignore_ascii_case("null")).then(|| key.to_ascii_lowercase())
}

fn ties<'e>(condition: &Condition<'e>, keys: &[Value<'e>], present: &[String]) -> Answer<'e> {
    let (operator, key) = match (condition.operator, condition.key) {
        // Of a key that is known in part it may be known that it is none of these.
        (_, unknown @ Value::Unknown(Unknown { partial: Some(partial), .. })) => {
            return if may_be_one(partial, keys) { Answer::Open(unknown) } else { Answer::No };
        }
        (unknown @ Value::Unknown(_), _) | (_, unknown @ Value::Unknown(_)) => {
            return Answer::Open(unknown);
        }
        (Value::Str(operator), Value::Str(key)) => {
            (operator.to_ascii_lowercase(), key.to_ascii_lowercase())
        }
        _ => return Answer::No,
    };
    if !keys.iter().any(|k| matches!(k, Value::Str(k) if *k == key)) {
        return Answer::No;
    }
    // Of an absent key nothing is demanded by these two.
    let (operator, for_all) = match operator.strip_prefix("forallvalues:") {
        Some(rest) => (rest, true),
        None => (operator.strip_prefix("foranyvalue:").unwrap_or(&operator), false),
    };
    let (operator, if_exists) = match operator.strip_suffix("ifexists") {
        Some(rest) => (rest, true),
        None => (operator, false),
    };
    if (for_all || if_exists) && !present.contains(&key) {
        return Answer::No;
    }
    let comparison = match operator {
        "stringequals" | "stringequalsignorecase" => Comparison::Exact,
        "stringlike" | "arnlike" | "arnequals" => Comparison::Pattern,
        "ipaddress" => Comparison::Network,
        _ => return Answer::No,
    };
    let one = [condition.values];
    let values = match &condition.values {
        Value::Array(values) => values.items(),
        _ => &one,
    };
    // Nothing is nobody's name: it stands for a list or a variable that was forgotten.
    if values.is_empty() {
        return Answer::No;
    }
    let mut open = None;
    for value in values {
        match singles_out(*value, &key, comparison) {
            Answer::Yes => {}
            Answer::No => return Answer::No,
            Answer::Open(unknown) => open = open.or(Some(unknown)),
        }
    }
    open.map_or(Answer::Yes, Answer::Open)
}

/// Whether a key with holes may be one of those that are asked about.
fn may_be_one(partial: &str, keys: &[Value<'_>]) -> bool {
    let partial = partial.to_ascii_lowercase();
    let head = partial.split(HOLE_START).next().unwrap_or("");
    let tail = partial.rsplit(HOLE_END).next().unwrap_or("");
    let fits = |key: &&str| key.starts_with(head) && key.ends_with(tail);
    keys.iter().filter_map(Value::as_str).any(|key| fits(&key))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Comparison {
    Exact,
    Pattern,
    Network,
}

fn singles_out<'e>(value: Value<'e>, key: &str, comparison: Comparison) -> Answer<'e> {
    let is = |holds| if holds { Answer::Yes } else { Answer::No };
    match value {
        Value::Str(text) => is(is_narrow(text, key, comparison)),
        // An ARN that a provider computes, with something behind: it is of one account.
        Value::Unknown(Unknown {
            kind: UnknownKind::AfterApply | UnknownKind::DataSource,
            partial: Some(partial),
            ..
        }) if key.ends_with("arn") && partial.starts_with(HOLE_START) => Answer::Yes,
        // What is unknown of a text stands for one account, name or id.
        Value::Unknown(Unknown { partial: Some(partial), .. }) if is_more_than_a_hole(partial) => {
            is(is_narrow(&filled(partial), key, comparison))
        }
        // What a provider or a data source computes is somebody's.
        Value::Unknown(Unknown {
            kind: UnknownKind::AfterApply | UnknownKind::DataSource, ..
        }) => Answer::Yes,
        unknown @ Value::Unknown(_) => Answer::Open(unknown),
        Value::Int(_) | Value::Uint(_) | Value::Float(_) => Answer::Yes,
        _ => Answer::No,
    }
}

fn is_more_than_a_hole(text: &str) -> bool {
    let inside = text.strip_prefix(HOLE_START).and_then(|t| t.strip_suffix(HOLE_END));
    inside.is_none_or(|i| i.contains(HOLE_START))
}

/// What stands for an unknown part of a text.
const NAME: &str = "xxxxxxxxxxxx";

/// A text with a name as long as an account's number where it has holes.
fn filled(partial: &str) -> String {
    let mut text = String::with_capacity(partial.len());
    let mut rest = partial;
    while let Some((before, behind)) = rest.split_once(HOLE_START) {
        text.push_str(before);
        text.push_str(NAME);
        rest = behind.split_once(HOLE_END).map_or("", |(_, after)| after);
    }
    text.push_str(rest);
    text
}

/// Whether few fit a value of a key that tells who calls.
fn is_narrow(text: &str, key: &str, comparison: Comparison) -> bool {
    if comparison == Comparison::Network {
        return !text.trim().is_empty() && is_narrow_network(text);
    }
    // Elsewhere a star stands for itself, and nobody is called that.
    let is_wild = |text: &str| text.contains(['*', '?']);
    if text.trim().is_empty() {
        return false;
    }
    if comparison == Comparison::Exact || !is_wild(text) {
        return true;
    }
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    let is_account = |part: &&str| part.len() == 12 && part.bytes().all(|b| b.is_ascii_digit());
    if parts.iter().any(is_account) {
        return true;
    }
    let is_arn = key.ends_with("arn") || text.starts_with("arn:");
    if !is_arn {
        // An organisation with paths below it, a role with its sessions.
        let first = text.split(['/', ':']).next().unwrap_or("");
        return first.len() < text.len() && !is_wild(first);
    }
    match parts.as_slice() {
        // Names of buckets belong to one account in the world, and have none in their ARN.
        [_, _, service, _, "", name] => {
            *service == "s3" && !name.starts_with(['*', '?']) && !name.is_empty()
        }
        [_, _, _, _, account, _] => !is_wild(account),
        // The account may stand at the end of the pattern.
        [_, _, _, _, account] => account.trim_end_matches('*').len() >= 12,
        _ => false,
    }
}

/// Whether a network is no wider than anybody can own: AWS draws the line in the same places.
fn is_narrow_network(text: &str) -> bool {
    let (address, bits) = text.split_once('/').map_or((text, None), |(a, b)| (a, Some(b)));
    let Ok(address) = address.trim().parse::<IpAddr>() else { return !text.contains(['*', '?']) };
    let Some(bits) = bits else { return true };
    let bits: u8 = bits.trim().parse().unwrap_or(0);
    match address {
        IpAddr::V4(_) => bits >= 8,
        IpAddr::V6(_) => bits >= 32,
    }
}

/// Whether a principal is a whole account: its number, or its root.
///
/// What a provider computes is one role, user or service, unless it is called an account's number.
fn account<'e>(context: &CallContext<'_, 'e>, arguments: &[Value<'e>]) -> Eval<'e> {
    let [principal] = arguments else { return Err(context.no_overload("iam.account", arguments)) };
    match principal {
        Value::Str(name) => Ok(Value::Bool(is_account(name))),
        Value::Unknown(Unknown { partial: Some(partial), .. }) if is_more_than_a_hole(partial) => {
            Ok(Value::Bool(is_account(&filled(partial))))
        }
        Value::Unknown(Unknown {
            kind: UnknownKind::AfterApply | UnknownKind::DataSource,
            subject,
            ..
        }) => Ok(Value::Bool(subject.ends_with("account_id"))),
        Value::Unknown(_) => Ok(*principal),
        Value::Int(number) => Ok(Value::Bool(is_account(&number.to_string()))),
        _ => Ok(Value::Bool(false)),
    }
}

fn is_account(principal: &str) -> bool {
    let name = principal.strip_prefix("AWS:").unwrap_or(principal);
    let number = match name.strip_prefix("arn:").and_then(|rest| rest.split_once(':')) {
        Some((_, rest)) => rest.strip_prefix("iam::").and_then(|r| r.strip_suffix(":root")),
        None => Some(name),
    };
    number.is_some_and(|n| n == NAME || (n.len() == 12 && n.bytes().all(|b| b.is_ascii_digit())))
}

/// Whether a list of actions or resources holds a pattern that stands for all there are.
fn everything<'e>(context: &CallContext<'_, 'e>, arguments: &[Value<'e>]) -> Eval<'e> {
    let one;
    let list = match arguments {
        [Value::Array(array)] => array.items(),
        [text @ (Value::Str(_) | Value::Unknown(_))] => {
            one = [*text];
            &one
        }
        _ => return Err(context.no_overload("iam.everything", arguments)),
    };
    let mut open = None;
    for pattern in list {
        match pattern {
            Value::Str(text) if is_everything(text) => return Ok(Value::Bool(true)),
            Value::Unknown(unknown) if !is_something(unknown) => open = open.or(Some(*pattern)),
            _ => {}
        }
    }
    Ok(open.unwrap_or(Value::Bool(false)))
}

/// Whether a pattern of actions, in which `*` stands for anything and `?` for one character, fits one
/// of the actions of a list, which are in lower case.
fn covers<'e>(context: &CallContext<'_, 'e>, arguments: &[Value<'e>]) -> Eval<'e> {
    let (pattern, actions) = match arguments {
        [unknown @ Value::Unknown(_), _] | [_, unknown @ Value::Unknown(_)] => return Ok(*unknown),
        [Value::Str(pattern), Value::Array(actions)] => (*pattern, actions.items()),
        // What is no text is no action.
        [_, Value::Array(_)] => return Ok(Value::Bool(false)),
        _ => return Err(context.no_overload("iam.covers", arguments)),
    };
    let fits_one = |action: &Value<'_>| action.as_str().is_some_and(|a| fits(pattern, a));
    Ok(Value::Bool(actions.iter().any(fits_one)))
}

/// Whether a pattern in any case fits a text in lower case; time in proportion to both.
fn fits(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.as_bytes(), text.as_bytes());
    let (mut p, mut t) = (0, 0);
    // Where the last star stands, and how much of the text it takes at present.
    let mut star: Option<(usize, usize)> = None;
    while let Some(have) = text.get(t) {
        match pattern.get(p) {
            Some(b'*') => {
                star = Some((p, t));
                p += 1;
            }
            Some(wanted) if *wanted == b'?' || wanted.eq_ignore_ascii_case(have) => {
                p += 1;
                t += 1;
            }
            _ => {
                let Some((at, taken)) = star else { return false };
                star = Some((at, taken + 1));
                (p, t) = (at + 1, taken + 1);
            }
        }
    }
    pattern.get(p..).is_none_or(|rest| rest.iter().all(|b| *b == b'*'))
}

/// `*`, `*:*`, `arn:aws:*`, `arn:*:*:*:*:*`.
fn is_everything(text: &str) -> bool {
    let only_wild = |t: &str| t.contains('*') && t.bytes().all(|b| matches!(b, b'*' | b':'));
    let behind = text.strip_prefix("arn:").map(|rest| {
        let partition = rest.split_once(':');
        partition.map_or(rest, |(name, rest)| if name.contains('*') { "" } else { rest })
    });
    only_wild(text)
        || behind.is_some_and(only_wild)
        || text.strip_prefix("arn:").is_some_and(only_wild)
}

/// Whether an unknown names one thing, whichever it is.
fn is_something(unknown: &Unknown<'_>) -> bool {
    matches!(unknown.kind, UnknownKind::AfterApply | UnknownKind::DataSource)
        || unknown
            .partial
            .is_some_and(|text| is_more_than_a_hole(text) && !is_everything(&filled(text)))
}

/// Whether a text is what a policy document of Terraform writes, with whatever line breaks.
fn written_by<'e>(context: &CallContext<'_, 'e>, arguments: &[Value<'e>]) -> Eval<'e> {
    let [text, document] = arguments else {
        return Err(context.no_overload("iam.written_by", arguments));
    };
    if let Value::Unknown(_) = document {
        return Ok(*document);
    }
    let mut open = None;
    for answer in ["json", "minified_json"].iter().filter_map(|name| document.field(name)) {
        match (*text, answer) {
            (Value::Str(text), Value::Str(answer)) => {
                let parse = |text| parse_json(context.arena, text, JsonOptions::default()).ok();
                let is_same = || Some(parse(text)?.same(&parse(answer)?));
                if text == answer || is_same().unwrap_or(false) {
                    return Ok(Value::Bool(true));
                }
            }
            // One and the same, whatever becomes of its unknown parts.
            (Value::Unknown(text), Value::Unknown(answer))
                if text.partial == answer.partial
                    && (text.partial.is_some() || text.subject == answer.subject) =>
            {
                return Ok(Value::Bool(true));
            }
            // What is known of a text, in whole or in part, tells it from all others.
            (Value::Unknown(Unknown { partial: None, .. }), _) => open = open.or(Some(*text)),
            _ => {}
        }
    }
    Ok(open.unwrap_or(Value::Bool(false)))
}

#[cfg(test)]
mod tests;
