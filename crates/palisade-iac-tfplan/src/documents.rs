//! Policy documents of data sources that a plan leaves unknown: made of what is known of their
//! arguments, and found again where an expression stands for one.

use crate::address::{Key, key, word};
use crate::config::references;
use crate::links::Tree;
use palisade_shapes::iam::DOCUMENT;
use palisade_value::{Arena, Value};
use rustc_hash::FxHashMap;

/// Variables and outputs are followed through no more modules than this.
const DEPTH: usize = 64;

/// Documents, by the instance of the module and the name of the data source.
#[derive(Default, Debug)]
pub(crate) struct Documents<'a> {
    known: FxHashMap<(usize, &'a str), Vec<(Key<'a>, Value<'a>)>>,
}

/// Where an expression stands: the instance of its module, and the key of the resource or call.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'a> {
    pub(crate) instance: usize,
    pub(crate) key: Key<'a>,
}

impl<'a> Documents<'a> {
    /// Notes the text of a document, or what is known of it; whether that is news.
    pub(crate) fn add(
        &mut self,
        instance: usize,
        name: &'a str,
        key: Key<'a>,
        text: Value<'a>,
    ) -> bool {
        let known = self.known.entry((instance, name)).or_default();
        match known.iter_mut().find(|(own, _)| *own == key) {
            Some((_, old)) => {
                let is_news = partial(*old) != partial(text);
                *old = text;
                is_news
            }
            None => {
                known.push((key, text));
                true
            }
        }
    }

    /// Whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// The document that an expression stands for: one that refers to a document, or to a variable or
    /// an output that does, and to nothing else. What it does with it beyond that is not to be seen.
    pub(crate) fn find<'c>(
        &self,
        tree: &Tree<'a, 'c, '_>,
        arena: &'a Arena,
        expression: Value<'c>,
        place: Place<'a>,
    ) -> Option<Value<'a>> {
        self.follow(tree, arena, expression, place, 0)
    }

    fn follow<'c>(
        &self,
        tree: &Tree<'a, 'c, '_>,
        arena: &'a Arena,
        expression: Value<'c>,
        place: Place<'a>,
        depth: usize,
    ) -> Option<Value<'a>> {
        if depth > DEPTH {
            return None;
        }
        let is_key = |r: &&str| r.starts_with("each.") || r.starts_with("count.");
        let all = references(expression);
        let own_key = all.iter().any(is_key).then_some(place.key);
        let mut named = all.iter().filter(|r| !is_key(r));
        let (Some(reference), None) = (named.next(), named.next()) else { return None };
        let (first, rest) = word(reference);
        let rest = rest.strip_prefix('.')?;
        match first {
            "data" => {
                let name = rest.strip_prefix(DOCUMENT)?.strip_prefix('.')?;
                let (name, behind) = word(name);
                let (literal, length) = key(arena, behind);
                if !matches!(behind.get(length..)?, "" | ".json" | ".minified_json") {
                    return None;
                }
                let wanted = literal.or(own_key).unwrap_or(Key::One);
                let known = self.known.get(&(place.instance, name))?;
                known.iter().find(|(own, _)| *own == wanted).map(|(_, text)| *text)
            }
            "var" => {
                let (outer, call, key) = tree.caller(place.instance)?;
                let given = call.value.field("expressions")?.field(rest)?;
                self.follow(tree, arena, given, Place { instance: outer, key }, depth + 1)
            }
            "module" => {
                let (name, behind) = word(rest);
                let (literal, length) = key(arena, behind);
                let output = behind.get(length..)?.strip_prefix('.')?;
                let wanted = literal.or(own_key).unwrap_or(Key::One);
                let (instance, config) = tree.callee(place.instance, name, wanted)?;
                let expression = *tree.config().outputs(config, Some(output)).first()?;
                let inner = Place { instance, key: Key::One };
                self.follow(tree, arena, expression, inner, depth + 1)
            }
            _ => None,
        }
    }
}

fn partial(text: Value<'_>) -> Option<&str> {
    match text {
        Value::Str(text) => Some(text),
        Value::Unknown(unknown) => unknown.partial,
        _ => None,
    }
}
