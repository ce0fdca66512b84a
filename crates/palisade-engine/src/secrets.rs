//! Values that the input itself says are sensitive: judged like any other, never repeated.

use palisade_model::Resource;
use palisade_value::{Origin, OriginKind, Value, write_json};
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

/// What stands for a value that is not shown.
pub(crate) const HIDDEN: &str = "(not shown)";

/// A secret shorter than this, in bytes, is only hidden where it is the whole of what is shown.
const SHORT: usize = 4;

/// From this length on, in bytes, a secret is hidden wherever it stands. A shorter one that is a
/// word or a number may be there for another reason.
const LONG: usize = 8;

/// The sensitive values of each resource that has any, by its position.
#[derive(Debug, Default)]
pub(crate) struct Secrets {
    of: FxHashMap<u32, BTreeSet<String>>,
    /// All of them, if they are few.
    all: Option<BTreeSet<String>>,
}

/// So many secrets are looked for in every text; of more, those of the resources at hand.
const FEW: usize = 256;

/// Whether a slot holds a sensitive value.
pub(crate) fn is_sensitive(origin: Option<&Origin<'_>>) -> bool {
    origin.is_some_and(|origin| origin.kind == OriginKind::Sensitive)
}

impl Secrets {
    pub(crate) fn new(resources: &[Resource<'_>]) -> Self {
        let mut of: FxHashMap<u32, BTreeSet<String>> = FxHashMap::default();
        for (at, resource) in resources.iter().enumerate() {
            let mut found = BTreeSet::new();
            collect(resource.attributes, false, &mut found);
            if !found.is_empty() {
                of.insert(u32::try_from(at).unwrap_or(u32::MAX), found);
            }
        }
        let distinct: BTreeSet<&String> = of.values().flatten().collect();
        let few = distinct.len() <= FEW;
        let all = few.then(|| distinct.into_iter().cloned().collect());
        Self { of, all }
    }

    /// Whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.of.is_empty()
    }

    /// A text without secrets; `near` are the positions of the resources that it is about.
    pub(crate) fn mask(&self, text: String, near: impl Iterator<Item = u32>) -> String {
        let near: BTreeSet<&String> = near.filter_map(|at| self.of.get(&at)).flatten().collect();
        let far = self.all.iter().flatten().filter(|s| !near.contains(*s) && !is_word(s));
        let mut secrets: Vec<&String> = near.iter().copied().chain(far).collect();
        // A secret may hold another one.
        secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        secrets.iter().fold(text, |text, secret| {
            if text == **secret || text.trim_matches('"') == **secret {
                return HIDDEN.to_owned();
            }
            if secret.len() < SHORT {
                text
            } else if is_word(secret) {
                // Messages show a value in quotes, and speak in words.
                ['`', '"', '\''].iter().fold(text, |text, quote| {
                    let shown = format!("{quote}{secret}{quote}");
                    text.replace(&shown, &format!("{quote}{HIDDEN}{quote}"))
                })
            } else {
                text.replace(secret.as_str(), HIDDEN)
            }
        })
    }
}

/// Whether a secret is a short word or number, such as `public` and `1443`.
fn is_word(secret: &str) -> bool {
    let plain = |is: fn(&char) -> bool| secret.chars().all(|c| is(&c));
    secret.len() < LONG
        && (plain(char::is_ascii_digit) || plain(|c| c.is_ascii_lowercase() || *c == '-'))
}

/// The scalars in a value that are sensitive, as texts.
fn collect(value: Value<'_>, sensitive: bool, out: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            for (at, (_, value)) in object.entries().iter().enumerate() {
                collect(*value, sensitive || is_sensitive(object.origin(at)), out);
            }
        }
        Value::Array(array) => {
            for (at, value) in array.items().iter().enumerate() {
                collect(*value, sensitive || is_sensitive(array.origin(at)), out);
            }
        }
        Value::Str(text) if sensitive && !text.is_empty() => drop(out.insert(text.to_owned())),
        Value::Int(_) | Value::Uint(_) | Value::Float(_) | Value::Num(_) if sensitive => {
            let mut text = String::new();
            write_json(&mut text, value);
            out.insert(text);
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_hidden_only_where_they_are_a_value_of_the_resource() {
        let set = |texts: &[&str]| texts.iter().map(|t| (*t).to_owned()).collect::<BTreeSet<_>>();
        let own = set(&["public", "1443", "x7-Zq", "hunter-two"]);
        let secrets = Secrets { all: Some(own.clone()), of: FxHashMap::from_iter([(0, own)]) };
        let text = "`public` is public, port 1443 of x7-Zq and hunter-two";
        let mask = |at: u32| secrets.mask(text.to_owned(), std::iter::once(at));
        assert_eq!(mask(0), "`(not shown)` is public, port 1443 of (not shown) and (not shown)");
        assert_eq!(mask(1), "`public` is public, port 1443 of (not shown) and (not shown)");
        assert_eq!(secrets.mask("1443".to_owned(), std::iter::once(0)), HIDDEN);
        assert_eq!(secrets.mask("1443".to_owned(), std::iter::once(1)), "1443");
    }
}
