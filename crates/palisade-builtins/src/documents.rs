//! Texts that hold documents: JSON, and the policy documents of AWS IAM.
//!
//! A text of which parts are unknown is looked into all the same: its holes become unknown values
//! in the document that comes of it, so that a policy with one unknown ARN in it is still judged
//! by its actions.

use palisade_arena::Arena;
use palisade_ir::{Builtin, CallContext, Eval, FaultKind, UnknownArguments};
use palisade_value::{
    Array, HOLE_END, HOLE_START, JsonOptions, Shape, Unknown, UnknownKind, Value, fill_holes,
    parse_json,
};

static FUNCTIONS: &[Builtin] = &[
    Builtin { name: "parse_json", run: json, unknown: UnknownArguments::Seen, pure: true },
    Builtin {
        name: "iam.statements",
        run: statements,
        unknown: UnknownArguments::Seen,
        pure: true,
    },
    Builtin { name: "iam.anyone", run: anyone, unknown: UnknownArguments::Seen, pure: true },
];

pub(crate) fn find(name: &str) -> Option<&'static Builtin> {
    FUNCTIONS.iter().find(|f| f.name == name)
}

/// The text of an argument and the unknown that it hangs on, if parts of it are unknown.
fn text<'e>(value: Value<'e>) -> Option<(&'e str, Option<&'e Unknown<'e>>)> {
    match value {
        Value::Str(text) => Some((text, None)),
        Value::Unknown(unknown) => unknown.partial.map(|partial| (partial, Some(unknown))),
        _ => None,
    }
}

fn json<'e>(context: &CallContext<'_, 'e>, arguments: &[Value<'e>]) -> Eval<'e> {
    let Some(value) = arguments.first().copied() else {
        return Err(context.no_overload("parse_json", arguments));
    };
    context.once("parse_json", value, || parsed(context, value))
}

fn parsed<'e>(context: &CallContext<'_, 'e>, value: Value<'e>) -> Eval<'e> {
    match (text(value), value) {
        (Some((text, unknown)), _) => match parse_json(context.arena, text, JsonOptions::default())
        {
            Ok(parsed) => Ok(fill_holes(context.arena, parsed, unknown)),
            // With a hole for a whole value the text need not be JSON as it stands.
            Err(_) if unknown.is_some() => Ok(value),
            Err(error) => Err(context.error(FaultKind::BadArgument, format!("not JSON: {error}"))),
        },
        (None, Value::Unknown(_)) => Ok(value),
        _ => Err(context.no_overload("parse_json", &[value])),
    }
}

fn statements<'e>(context: &CallContext<'_, 'e>, arguments: &[Value<'e>]) -> Eval<'e> {
    let Some(value) = arguments.first().copied() else {
        return Err(context.no_overload("iam.statements", arguments));
    };
    context.once("iam.statements", value, || Ok(normal_statements(context.arena, value)))
}

fn normal_statements<'e>(arena: &'e Arena, value: Value<'e>) -> Value<'e> {
    let none = Value::NO_ITEMS;
    let document = match (text(value), value) {
        (Some((text, unknown)), _) => match parse_json(arena, text, JsonOptions::default()) {
            Ok(parsed) => fill_holes(arena, parsed, unknown),
            Err(_) if unknown.is_some() => return value,
            Err(_) if text.trim().is_empty() => return none,
            // A text that is no JSON allows nobody nothing: it is refused. To call it good would
            // be a guess all the same.
            Err(_) => {
                let subject = arena.alloc_str(&beginning(text));
                let (kind, location, partial) = (UnknownKind::Invalid, None, None);
                let unknown = Unknown { kind, subject, location, partial, nullable: false };
                return Value::unknown(arena, unknown);
            }
        },
        (None, other) => other,
    };
    if let Value::Unknown(_) = document {
        return document;
    }
    let mut rest = None;
    let found = match any_case(document, "Statement") {
        Some(unknown @ Value::Unknown(_)) => return unknown,
        Some(Value::Array(array)) => {
            rest = array.rest();
            array.items()
        }
        Some(one @ Value::Object(_)) => arena.alloc_slice(&[one]),
        None => {
            let missing = document.as_object().and_then(|object| object.missing());
            return missing.map_or(none, Value::Unknown);
        }
        _ => return none,
    };
    let shape = Shape::new(arena, FIELDS);
    let normal = arena.alloc_iter(found.iter().map(|s| statement(arena, &shape, *s)));
    let normal = Array::new(normal);
    Value::Array(arena.alloc(rest.map_or(normal, |rest| normal.unbounded(rest))))
}

/// An element by its name, which may be written in any case.
fn any_case<'e>(object: Value<'e>, name: &str) -> Option<Value<'e>> {
    object.field(name).or_else(|| {
        let Value::Object(object) = object else { return None };
        let is_it = |key: &Value<'_>| matches!(key, Value::Str(k) if k.eq_ignore_ascii_case(name));
        object.entries().iter().find(|(key, _)| is_it(key)).map(|(_, value)| *value)
    })
}

/// What a statement has when it is normal.
const FIELDS: [&str; 8] = [
    "Action",
    "Condition",
    "Effect",
    "NotAction",
    "NotPrincipal",
    "NotResource",
    "Principal",
    "Resource",
];

/// The elements of a statement in the order of [`FIELDS`], as [`any_case`] finds them.
fn elements(statement: Value<'_>) -> [Option<Value<'_>>; FIELDS.len()] {
    let mut found = [None; FIELDS.len()];
    let mut is_exact = [false; FIELDS.len()];
    let entries = statement.as_object().map_or(&[][..], |object| object.entries());
    for (key, value) in entries {
        let Value::Str(key) = key else { continue };
        let is_it = |field: &&str| field.len() == key.len() && field.eq_ignore_ascii_case(key);
        let Some(at) = FIELDS.iter().position(is_it) else { continue };
        let exact = FIELDS[at] == *key;
        if exact || (found[at].is_none() && !is_exact[at]) {
            found[at] = Some(*value);
        }
        is_exact[at] |= exact;
    }
    found
}

/// The first words of a text on one line.
fn beginning(text: &str) -> String {
    let mut short = String::new();
    for word in text.split_whitespace() {
        if short.chars().count() + word.chars().count() > 40 {
            short.push('…');
            break;
        }
        short.push_str(if short.is_empty() { "" } else { " " });
        short.push_str(word);
    }
    short
}

fn statement<'e>(arena: &'e Arena, shape: &Shape<'e, 8>, statement: Value<'e>) -> Value<'e> {
    if let Value::Unknown(_) = statement {
        return statement;
    }
    // What is not among the entries that are known may be among the others.
    let missing = statement.as_object().and_then(|object| object.missing());
    let found = elements(statement);
    let field = |name: &str| {
        let at = FIELDS.iter().position(|field| *field == name);
        match at.and_then(|at| found[at]) {
            Some(Value::Null) => None,
            None => missing.map(Value::Unknown),
            found => found,
        }
    };
    shape.object(
        arena,
        [
            list(arena, field("Action")),
            field("Condition").unwrap_or(Value::NO_ENTRIES),
            field("Effect").unwrap_or(Value::Str("")),
            list(arena, field("NotAction")),
            principals(arena, field("NotPrincipal")),
            list(arena, field("NotResource")),
            principals(arena, field("Principal")),
            list(arena, field("Resource")),
        ],
    )
}

/// One value or several, always as a list.
fn list<'e>(arena: &'e Arena, value: Option<Value<'e>>) -> Value<'e> {
    match value {
        None => Value::NO_ITEMS,
        // A text around a hole is one text; a hole alone may as well be a list.
        Some(Value::Unknown(unknown)) if !unknown.partial.is_some_and(is_more_than_a_hole) => {
            Value::Unknown(unknown)
        }
        Some(many @ Value::Array(_)) => many,
        Some(one) => Value::array(arena, &[one]),
    }
}

fn is_more_than_a_hole(text: &str) -> bool {
    let inside = text.strip_prefix(HOLE_START).and_then(|t| t.strip_suffix(HOLE_END));
    inside.is_none_or(|i| i.contains(HOLE_START))
}

/// The kinds of principals. AWS takes them, as all names of elements, in any case.
const KINDS: [&str; 4] = ["AWS", "Service", "Federated", "CanonicalUser"];

/// `*`, `AWS:…`, `Service:…`, `Federated:…`; anybody is `*` however it is written.
fn principals<'e>(arena: &'e Arena, value: Option<Value<'e>>) -> Value<'e> {
    let Some(Value::Object(object)) = value else { return list(arena, value) };
    let mut found = Vec::new();
    let mut rest = object.missing();
    for (key, given) in object.entries() {
        let all = match list(arena, Some(*given)) {
            Value::Array(array) => {
                rest = rest.or(array.rest());
                array.items().to_vec()
            }
            other => {
                rest = rest.or(other.as_unknown());
                vec![other]
            }
        };
        for one in all {
            found.push(match (key, one) {
                (Value::Str(kind), Value::Str("*")) if kind.eq_ignore_ascii_case("AWS") => one,
                (Value::Str(kind), Value::Str(name)) => {
                    let kind = KINDS.iter().find(|k| k.eq_ignore_ascii_case(kind)).unwrap_or(kind);
                    Value::str(arena, &format!("{kind}:{name}"))
                }
                _ => one,
            });
        }
    }
    found.extend(object.missing().map(Value::Unknown));
    let found = Array::new(arena.alloc_slice(&found));
    Value::Array(arena.alloc(rest.map_or(found, |rest| found.unbounded(rest))))
}

/// Whether a list of principals holds one that stands for everybody, as `*` does.
///
/// What a provider computes, such as the ARN of a role, is somebody; so is an ARN of which the
/// account is unknown. Anything else unknown may be anybody.
fn anyone<'e>(context: &CallContext<'_, 'e>, arguments: &[Value<'e>]) -> Eval<'e> {
    let list = match arguments.first().copied() {
        Some(Value::Array(array)) => array.items(),
        Some(unknown @ Value::Unknown(_)) => return Ok(unknown),
        _ => return Err(context.no_overload("iam.anyone", arguments)),
    };
    let mut open = None;
    for one in list {
        match one {
            Value::Str(name) if is_anyone(name) => return Ok(Value::Bool(true)),
            Value::Unknown(unknown) if !is_somebody(unknown) => open = open.or(Some(*one)),
            _ => {}
        }
    }
    Ok(open.unwrap_or(Value::Bool(false)))
}

fn is_anyone(name: &str) -> bool {
    let kind = name.split_once(':').filter(|(kind, _)| KINDS.contains(kind));
    let name = kind.map_or(name, |(_, name)| name);
    let account = || {
        let (_, rest) = name.strip_prefix("arn:")?.split_once(':')?;
        let rest = rest.strip_prefix("iam::").or_else(|| rest.strip_prefix("sts::"))?;
        Some(rest.starts_with('*'))
    };
    name == "*" || account().unwrap_or(false)
}

fn is_somebody(unknown: &Unknown<'_>) -> bool {
    let begins = unknown.partial.and_then(|p| p.split(HOLE_START).next()).unwrap_or_default();
    let known = begins.strip_prefix("AWS:").unwrap_or(begins);
    matches!(unknown.kind, UnknownKind::AfterApply | UnknownKind::DataSource)
        || (known.starts_with("arn:") && !is_anyone(known))
}

#[cfg(test)]
mod tests {
    use super::*;
    use palisade_ir::{Cache, Kept};

    fn run(function: &str, argument: Value<'_>) -> String {
        let arena = Arena::new();
        let cache = Cache::default();
        let context =
            CallContext { arena: &arena, cache: &cache, kept: None, location: None, now: None };
        let argument = argument.copy_into(&arena);
        match (find(function).unwrap().run)(&context, &[argument]) {
            Ok(value) => format!("{value:?}"),
            Err(stop) => format!("{stop:?}"),
        }
    }

    #[test]
    fn statements_are_normal_whatever_way_they_are_written() {
        let text = r#"{"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": ["*"],
            "Principal": {"AWS": ["*", "arn:x"], "Service": "ec2.amazonaws.com"}}}"#;
        let want = r#"[{"Action":["s3:*"],"Condition":{},"Effect":"Allow","NotAction":[],"NotPrincipal":[],"NotResource":[],"Principal":["*","AWS:arn:x","Service:ec2.amazonaws.com"],"Resource":["*"]}]"#;
        assert_eq!(run("iam.statements", Value::Str(text)), want);
        let loud = r#"{"STATEMENT": {"effect": "Allow", "action": ["s3:*"], "resource": "*",
            "principal": {"aws": ["*", "arn:x"], "service": "ec2.amazonaws.com"}}}"#;
        assert_eq!(run("iam.statements", Value::Str(loud)), want);
        assert_eq!(run("iam.statements", Value::Str("{\"Version\": \"2012-10-17\"}")), "[]");
        assert_eq!(run("iam.statements", Value::Str(" ")), "[]");
        assert_eq!(run("iam.statements", Value::Null), "[]");
    }

    #[test]
    fn a_document_is_read_once_where_documents_are_kept() {
        let arena = Arena::new();
        let (cache, kept) = (Cache::default(), Kept::default());
        let read = |text: &str, kept| {
            let context =
                CallContext { arena: &arena, cache: &cache, kept, location: None, now: None };
            let text = Value::Str(arena.alloc_str(text));
            let run = |name| (find(name).unwrap().run)(&context, &[text]).unwrap();
            let address = |value: Value<'_>| std::ptr::from_ref(value.as_array().unwrap()).addr();
            let both = [run("iam.statements"), run("iam.statements")];
            (format!("{:?}", both[0]), address(both[0]) == address(both[1]), run("parse_json"))
        };
        let text = r#"{"Statement": []}"#;
        assert!(!read(text, None).1);
        let (shown, same, parsed) = read(text, Some(&kept));
        assert_eq!((shown.as_str(), same), ("[]", true));
        assert_eq!(format!("{parsed:?}"), r#"{"Statement":[]}"#);
        // Another text is another document, however much it looks like the first.
        let other = r#"{"Statement": {}}"#;
        assert!(read(other, Some(&kept)).0.starts_with(r#"[{"Action":[]"#));
    }

    #[test]
    fn anyone_is_told_from_somebody_not_yet_known() {
        let arena = Arena::new();
        let unknown = |kind, partial: Option<&'static str>| {
            Value::unknown(
                &arena,
                Unknown { kind, subject: "x", location: None, partial, nullable: false },
            )
        };
        let root = "arn:aws:iam::\u{e000}x\u{e001}:root";
        let (after, unset) = (UnknownKind::AfterApply, UnknownKind::UnsetVariable);
        for (principals, want) in [
            (vec![Value::Str("AWS:arn:aws:iam::111122223333:root"), Value::Str("*")], "true"),
            (vec![Value::Str("arn:aws:iam::*:role/x")], "true"),
            (vec![Value::Str("AWS:*")], "true"),
            (vec![Value::Str("Federated:*")], "true"),
            (vec![Value::Str("Service:*")], "true"),
            (vec![Value::Str("CanonicalUser:79a5")], "false"),
            (vec![Value::Str("Service:ec2.amazonaws.com"), Value::Str("arn:aws:s3:::*")], "false"),
            (vec![], "false"),
            (vec![unknown(after, None)], "false"),
            (vec![unknown(unset, Some(root))], "false"),
            (vec![unknown(unset, None)], "{\"$unknown\":\"variable `x` has no value\"}"),
            (vec![unknown(unset, None), Value::Str("*")], "true"),
            (
                vec![unknown(unset, Some("AWS:arn:aws:iam::*\u{e000}x\u{e001}"))],
                "{\"$unknown\":\"variable `x` has no value\"}",
            ),
        ] {
            assert_eq!(run("iam.anyone", Value::array(&arena, &principals)), want);
        }
        assert!(run("iam.anyone", Value::Str("*")).contains("overload"));
    }

    #[test]
    fn a_text_that_is_no_json_is_not_called_good() {
        let broken = "{\n  \"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"*\",}]\n}";
        let want =
            r#"{"$unknown":"`{ \"Statement\": [{\"Effect\": \"Allow\",…` could not be evaluated"}"#;
        assert_eq!(run("iam.statements", Value::Str(broken)), want);
    }

    #[test]
    fn holes_become_unknowns_and_the_rest_stays_known() {
        let arena = Arena::new();
        let unknown = |partial: Option<&'static str>| {
            Value::unknown(
                &arena,
                Unknown {
                    kind: UnknownKind::AfterApply,
                    subject: "b.arn",
                    location: None,
                    partial,
                    nullable: false,
                },
            )
        };
        let partial =
            "{\"Statement\":[{\"Action\":\"*\",\"Resource\":\"\u{e000}b.arn\u{e001}/x\"}]}";
        let shown = run("iam.statements", unknown(Some(partial)));
        assert!(shown.contains(r#""Action":["*"]"#), "{shown}");
        assert!(
            shown.contains(r#""Resource":[{"$unknown":"`b.arn` is known only after apply"}]"#),
            "{shown}"
        );
        let whole = r#"{"$unknown":"`b.arn` is known only after apply"}"#;
        assert_eq!(run("parse_json", unknown(None)), whole);
        assert_eq!(run("parse_json", unknown(Some("{\u{e000}b.arn\u{e001}"))), whole);
        assert!(run("parse_json", Value::Str("{")).contains("not JSON"));
    }
}
