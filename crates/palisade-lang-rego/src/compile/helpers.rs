//! Builtins that only compiled Rego calls.

use palisade_ir::{Builtin, CallContext, Eval, UnknownArguments};
use palisade_value::{ObjectBuilder, Value};

/// `rego.merge(base, virtual)`: documents and the rules' documents on top of them.
pub(crate) static MERGE: Builtin =
    Builtin { name: "rego.merge", run: merge, unknown: UnknownArguments::Top, pure: true };

/// `rego.object(k1, v1, …)`: an object whose keys are not constant.
pub(crate) static OBJECT: Builtin =
    Builtin { name: "rego.object", run: object, unknown: UnknownArguments::Seen, pure: true };

/// `rego.array_of(value, n)`: whether a value is an array of so many items.
pub(crate) static ARRAY_OF: Builtin =
    Builtin { name: "rego.array_of", run: array_of, unknown: UnknownArguments::Seen, pure: true };

/// `rego.object_of(value, n)`: whether a value is an object of so many keys.
pub(crate) static OBJECT_OF: Builtin =
    Builtin { name: "rego.object_of", run: object_of, unknown: UnknownArguments::Seen, pure: true };

/// `rego.collection(value)`: whether a value can be iterated over.
pub(crate) static COLLECTION: Builtin = Builtin {
    name: "rego.collection",
    run: collection,
    unknown: UnknownArguments::Seen,
    pure: true,
};

fn merge<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let [base, rules] = values else { return Err(context.no_overload("rego.merge", values)) };
    Ok(merged(context, *base, *rules))
}

fn merged<'e>(context: &CallContext<'_, 'e>, base: Value<'e>, rules: Value<'e>) -> Value<'e> {
    // What both set stays as the document has it.
    let (Value::Object(below), Value::Object(above)) = (base, rules) else { return base };
    if below.is_empty() {
        return rules;
    }
    let mut builder = ObjectBuilder::with_capacity(below.len() + above.len());
    for (key, value) in below.entries() {
        builder.insert(*key, *value);
    }
    for (key, value) in above.entries() {
        let value = match below.get(key) {
            Some(under) => merged(context, under, *value),
            None => *value,
        };
        builder.insert(*key, value);
    }
    builder.finish(context.arena)
}

fn object<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let mut builder = ObjectBuilder::with_capacity(values.len() / 2);
    for pair in values.chunks_exact(2) {
        if let Value::Unknown(_) = pair[0] {
            return Ok(pair[0]);
        }
        builder.insert(pair[0], pair[1]);
    }
    Ok(builder.finish(context.arena))
}

fn size_is(values: &[Value<'_>], size: impl Fn(&Value<'_>) -> Option<usize>) -> bool {
    let [value, want] = values else { return false };
    size(value).is_some_and(|n| want.as_i64() == i64::try_from(n).ok())
}

fn array_of<'e>(_: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    if let Some(unknown @ Value::Unknown(_)) = values.first() {
        return Ok(*unknown);
    }
    Ok(Value::Bool(size_is(values, |v| v.as_array().map(|a| a.len()))))
}

fn object_of<'e>(_: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    if let Some(unknown @ Value::Unknown(_)) = values.first() {
        return Ok(*unknown);
    }
    Ok(Value::Bool(size_is(values, |v| v.as_object().map(|o| o.len()))))
}

fn collection<'e>(_: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    Ok(match values.first() {
        Some(unknown @ Value::Unknown(_)) => *unknown,
        Some(Value::Array(_) | Value::Object(_) | Value::Set(_)) => Value::Bool(true),
        _ => Value::Bool(false),
    })
}
