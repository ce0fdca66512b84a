//! Conversion between types, and functions that pass their argument on.

use palisade_value::{Unknown, UnknownKind, Value};

use super::args::arg;
use super::{Answer, Context, Entry, own, shallow};
use crate::types::{Type, article, convert, to_bool, to_number, to_text};

pub(super) const TABLE: &[Entry] = &[
    ("tostring", shallow(1, 1, |c, a| nullable(a, |v| to_text(c.arena, v).map(Value::Str)))),
    ("tonumber", shallow(1, 1, |c, a| nullable(a, |v| to_number(c.arena, v)))),
    ("tobool", shallow(1, 1, |_, a| nullable(a, |v| to_bool(v).map(Value::Bool)))),
    ("tolist", shallow(1, 1, |c, a| to(c, a, &Type::List(Box::new(Type::Any))))),
    ("toset", shallow(1, 1, |c, a| to(c, a, &Type::Set(Box::new(Type::Any))))),
    ("tomap", shallow(1, 1, |c, a| to(c, a, &Type::Map(Box::new(Type::Any))))),
    ("map", shallow(0, usize::MAX, map)),
    ("sensitive", own(1, 1, |_, a| Ok(arg(a, 0)))),
    ("nonsensitive", own(1, 1, |_, a| Ok(arg(a, 0)))),
    ("ephemeralasnull", own(1, 1, |_, a| Ok(arg(a, 0)))),
    ("issensitive", own(1, 1, |_, _| Ok(Value::Bool(false)))),
    ("type", own(1, 1, |_, a| Ok(Value::Str(article(arg(a, 0)))))),
    ("timestamp", own(0, 0, |c, _| Ok(later(c, "timestamp()", UnknownKind::AfterApply)))),
    ("plantimestamp", own(0, 0, |c, _| Ok(later(c, "plantimestamp()", UnknownKind::AfterApply)))),
    ("uuid", own(0, 0, |c, _| Ok(later(c, "uuid()", UnknownKind::AfterApply)))),
    ("bcrypt", own(1, 2, |c, _| Ok(later(c, "bcrypt()", UnknownKind::AfterApply)))),
];

fn later<'a>(context: &Context<'a>, subject: &'static str, kind: UnknownKind) -> Value<'a> {
    Value::unknown(
        context.arena,
        Unknown { kind, subject, location: None, partial: None, nullable: kind.is_nullable() },
    )
}

fn nullable<'a>(
    args: &[Value<'a>],
    how: impl FnOnce(Value<'a>) -> Result<Value<'a>, crate::types::Misfit>,
) -> Answer<'a> {
    match arg(args, 0) {
        Value::Null => Ok(Value::Null),
        value => how(value).map_err(|misfit| misfit.to_string()),
    }
}

fn to<'a>(context: &Context<'a>, args: &[Value<'a>], ty: &Type<'a>) -> Answer<'a> {
    convert(context.arena, arg(args, 0), ty).map_err(|misfit| misfit.to_string())
}

/// `map("a", 1, …)`, as old configurations have it.
fn map<'a>(context: &Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let mut builder = palisade_value::ObjectBuilder::new();
    for pair in args.chunks(2) {
        let [key, value] = pair else { return Err("keys and values come in pairs".to_owned()) };
        let key = to_text(context.arena, *key).map_err(|misfit| misfit.to_string())?;
        builder.insert(Value::Str(key), *value);
    }
    Ok(builder.finish(context.arena))
}
