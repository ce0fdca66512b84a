//! Parameters: their types, defaults and what the operator sets.

use crate::Problems;
use crate::read::{self, RawParameter, to_json};
use palisade_lang_cel::Type;
use palisade_source::{FileId, did_you_mean};
use palisade_value::{Frozen, JsonOptions, ObjectBuilder, Value, ValueFamily, parse_json};
use std::collections::BTreeMap;

/// A value that does not fit the parameters of a policy.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unfit {
    /// The policy.
    pub policy: String,
    /// The name under which the value is set.
    pub parameter: String,
    /// What is wrong: a lowercase fragment.
    pub message: String,
    /// How to mend it.
    pub help: String,
}

/// Which of the values that are set do not fit the policies of a file in the native format. Values
/// are JSON texts, by policy and parameter; those of policies that are not in the file are passed
/// over.
#[must_use]
pub fn unfit(text: &str, set: &BTreeMap<String, BTreeMap<String, String>>) -> Vec<Unfit> {
    let stream = palisade_yaml::parse(text);
    let mut found = Vec::new();
    for root in stream.documents.iter().filter_map(|d| d.root.as_ref()) {
        let mut problems = Problems { file: FileId(0), found: Vec::new() };
        let Some(raw) = read::policy(root, &mut problems) else { continue };
        let policy = &raw.metadata.id;
        for (name, value) in set.get(policy).into_iter().flatten() {
            let told = match raw.parameters.iter().find(|p| p.name == *name) {
                Some(parameter) => wrong_type(parameter, value),
                None => Some(unknown(policy, name, &raw.parameters)),
            };
            found.extend(told.map(|(message, help)| Unfit {
                policy: policy.clone(),
                parameter: name.clone(),
                message,
                help,
            }));
        }
    }
    found
}

fn wrong_type(parameter: &RawParameter<'_>, value: &str) -> Option<(String, String)> {
    let (name, written) = (&parameter.name, &parameter.ty.0);
    let ty = Type::parse(written).filter(is_plain)?;
    let fitting = serde_json::from_str(value).is_ok_and(|value| fits(&value, &ty));
    let help = match parameter.default.map(|node| to_json(node)) {
        Some(default) => format!("its default is `{default}`"),
        None => "it has no default".to_owned(),
    };
    (!fitting).then(|| {
        (format!("the parameter `{name}` is of type {written}, and `{value}` is not"), help)
    })
}

fn unknown(policy: &str, name: &str, known: &[RawParameter<'_>]) -> (String, String) {
    let message = format!("`{policy}` has no parameter `{name}`");
    let help = did_you_mean(name, known.iter().map(|p| p.name.as_str()));
    (message, help.unwrap_or_else(|| "it has no parameters; take the setting away".to_owned()))
}

/// The types of the parameters, and their values as one JSON object.
pub(crate) fn settle(
    policy: &str,
    raw: &[RawParameter<'_>],
    set: Option<&BTreeMap<String, String>>,
    problems: &mut Problems,
) -> (Vec<(String, Type)>, Frozen<ValueFamily>) {
    let mut types = Vec::new();
    let mut values: Vec<(String, String)> = Vec::new();
    for parameter in raw {
        let (written, span) = &parameter.ty;
        let Some(ty) = Type::parse(written).filter(is_plain) else {
            let help = "types are bool, int, double, string, list(…), map(string, …), dyn";
            problems.error(
                *span,
                format!("`{written}` is no type of a parameter"),
                Some(help.into()),
            );
            continue;
        };
        let given = set.and_then(|s| s.get(&parameter.name));
        let default = parameter.default.map(|n| to_json(n));
        let given_value = given.and_then(|g| serde_json::from_str(g).ok());
        match (&given_value, &default) {
            (Some(value), _) if !fits(value, &ty) => {
                let message =
                    format!("the value `{value}` set for `{}` is no {written}", parameter.name);
                problems.error(parameter.span, message, None);
            }
            (None, Some(value)) if !fits(value, &ty) => {
                let span = parameter.default.map_or(parameter.span, |n| n.span);
                problems.error(span, format!("the default `{value}` is no {written}"), None);
            }
            (None, None) => {
                let help = format!(
                    "add `default: …`, or set it under `policies.settings.{policy}.parameters`"
                );
                let message = format!("the parameter `{}` has no value", parameter.name);
                problems.error(parameter.span, message, Some(help));
            }
            _ => {}
        }
        if let Some(value) = given_value.or(default) {
            values.push((parameter.name.clone(), value.to_string()));
        }
        types.push((parameter.name.clone(), ty));
    }
    for name in set.into_iter().flat_map(BTreeMap::keys) {
        if !raw.iter().any(|p| p.name == *name) {
            let help = did_you_mean(name, raw.iter().map(|p| p.name.as_str()));
            let message = format!("the configuration sets `{name}`, which `{policy}` has not");
            let span = raw.first().map_or_else(Default::default, |p| p.span);
            problems.error(span, message, help);
        }
    }
    let object = Frozen::build(|arena| {
        let mut builder = ObjectBuilder::new();
        for (name, text) in &values {
            let value = parse_json(arena, text, JsonOptions::default()).unwrap_or(Value::Null);
            builder.field(arena.alloc_str(name), value);
        }
        builder.finish(arena)
    });
    (types, object)
}

fn is_plain(ty: &Type) -> bool {
    match ty {
        Type::Dyn | Type::Bool | Type::Int | Type::Double | Type::Number | Type::String => true,
        Type::List(item) => is_plain(item),
        Type::Map(key, value) => **key == Type::String && is_plain(value),
        _ => false,
    }
}

fn fits(value: &serde_json::Value, ty: &Type) -> bool {
    match ty {
        Type::Bool => value.is_boolean(),
        Type::Int => value.is_i64(),
        Type::Double | Type::Number => value.is_number(),
        Type::String => value.is_string(),
        Type::List(item) => value.as_array().is_some_and(|a| a.iter().all(|v| fits(v, item))),
        Type::Map(_, of) => value.as_object().is_some_and(|o| o.values().all(|v| fits(v, of))),
        _ => true,
    }
}
