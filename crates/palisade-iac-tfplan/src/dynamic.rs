//! What `dynamic` blocks hang on. The configuration in a plan leaves them out; the list of attributes
//! that the plan hangs on does not. What stands in the list and in no expression is theirs.

use crate::address::{split, word};
use crate::config::Config;
use palisade_value::{Arena, Value};
use rustc_hash::FxHashSet;

/// Something that a dynamic block may hang on.
#[derive(Clone, Debug)]
struct Candidate<'c> {
    /// The module, and the resource in it without a key.
    module: usize,
    local: String,
    /// The first step into its attributes.
    attribute: Option<&'c str>,
    /// Whether it is known only after apply.
    unknown: bool,
}

/// What dynamic blocks may hang on.
#[derive(Default, Debug)]
pub(crate) struct Dynamic<'c> {
    candidates: Vec<Candidate<'c>>,
    /// By module, the first that is unknown.
    hints: Vec<Option<String>>,
}

/// `type.name` or `data.type.name` at the beginning of a reference, without a key.
fn resource(reference: &str) -> &str {
    let data = if reference.starts_with("data.") { "data.".len() } else { 0 };
    let rest = reference.get(data..).unwrap_or("");
    let (kind, behind) = word(rest);
    let (name, _) = word(behind.strip_prefix('.').unwrap_or(behind));
    reference.get(..data + kind.len() + usize::from(!name.is_empty()) + name.len()).unwrap_or("")
}

impl<'c> Dynamic<'c> {
    /// Looks through `relevant_attributes` of a plan. A module with local values tells nothing: they
    /// may be what uses an attribute, and the configuration is silent about them as well.
    pub(crate) fn new(config: &Config<'c>, relevant: Option<Value<'c>>) -> Self {
        let mut dynamic = Self::default();
        let relevant = relevant.and_then(|r| r.as_array()).map_or(&[][..], |a| a.items());
        let arena = Arena::new();
        let mut written: Vec<Option<Option<FxHashSet<&str>>>> = vec![None; config.count()];
        for one in relevant {
            let Some(address) = one.field("resource").and_then(|v| v.as_str()) else { continue };
            let (steps, rest) = split(&arena, address);
            let Some(module) = config.module(steps.iter().map(|(name, _)| *name)) else { continue };
            let local = resource(rest);
            let Some(slot) = written.get_mut(module) else { continue };
            let written = slot.get_or_insert_with(|| {
                let groups = config.all_written(module);
                let all = groups.iter().flatten();
                let locals = all.clone().any(|reference| reference.starts_with("local."));
                (!locals).then(|| all.map(|reference| resource(reference)).collect())
            });
            if written.as_ref().is_none_or(|written| written.contains(local)) {
                continue;
            }
            let attribute =
                one.field("attribute").and_then(|v| v.as_array()?.items().first()?.as_str());
            let local = local.to_owned();
            dynamic.candidates.push(Candidate { module, local, attribute, unknown: false });
        }
        dynamic
    }

    /// Whether it matters what of a plan's resources is unknown.
    pub(crate) fn is_open(&self) -> bool {
        !self.candidates.is_empty()
    }

    /// Whether what is unknown of a resource matters.
    pub(crate) fn is_about(&self, module: Option<usize>, local: &str) -> bool {
        self.candidates.iter().any(|c| Some(c.module) == module && c.local == local)
    }

    /// Notes what of a resource is unknown.
    pub(crate) fn see(&mut self, module: Option<usize>, local: &str, unknown: Value<'_>) {
        for candidate in &mut self.candidates {
            if Some(candidate.module) == module && candidate.local == local {
                let part = match candidate.attribute {
                    Some(name) => unknown.field(name),
                    None => Some(unknown),
                };
                candidate.unknown |= part.is_some_and(|part| holds_true(part, 0));
            }
        }
    }

    /// Ends the noting.
    pub(crate) fn settle(&mut self, modules: usize) {
        self.hints = vec![None; modules];
        for candidate in self.candidates.drain(..).filter(|c| c.unknown) {
            if let Some(hint @ None) = self.hints.get_mut(candidate.module) {
                let attribute =
                    candidate.attribute.map_or(String::new(), |name| format!(".{name}"));
                *hint = Some(format!("{}{attribute}", candidate.local));
            }
        }
    }

    /// What a dynamic block in a module hangs on, if there is one to be suspected.
    pub(crate) fn hint(&self, module: Option<usize>) -> Option<&str> {
        self.hints.get(module?)?.as_deref()
    }
}

/// Whether anything is true; where values nest deeper than any resource does, there is.
fn holds_true(value: Value<'_>, depth: usize) -> bool {
    match value {
        _ if depth > 200 => true,
        Value::Bool(known) => known,
        Value::Array(array) => array.items().iter().any(|item| holds_true(*item, depth + 1)),
        Value::Object(object) => object.entries().iter().any(|(_, v)| holds_true(*v, depth + 1)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use palisade_value::{JsonOptions, parse_json};

    #[test]
    fn the_resource_of_a_reference() {
        for (reference, wanted) in [
            ("aws_x.y.id", "aws_x.y"),
            ("aws_x.y[\"a.b\"].id", "aws_x.y"),
            ("aws_x.y", "aws_x.y"),
            ("data.aws_x.y[0]", "data.aws_x.y"),
            ("aws_x", "aws_x"),
            ("", ""),
            ("data.", "data."),
        ] {
            assert_eq!(resource(reference), wanted, "{reference}");
        }
    }

    #[test]
    fn what_no_expression_refers_to_is_a_hint_if_it_is_unknown() {
        let arena = Arena::new();
        let read = |text| parse_json(&arena, text, JsonOptions::default()).unwrap();
        let module = |extra: &str| {
            format!(
                r#"{{"resources":[{{"mode":"managed","type":"a","name":"b","expressions":{{
                    "x":{{"references":["a.said.id","a.said"{extra}]}}}}}}]}}"#
            )
        };
        let relevant = read(
            r#"[{"resource":"a.said","attribute":["id"]},{"resource":"a.known","attribute":["id"]},
                {"resource":"a.open","attribute":["ids",0]},{"resource":"a.later","attribute":[]},
                {"resource":"module.m[\"k\"].data.a.q[0]","attribute":["z"]}]"#,
        );
        let hints = |root: &str, inner: &str| {
            let text = format!(
                r#"{{"root_module":{},"module_calls":{{}}}}"#,
                root.replacen(
                    '{',
                    &format!(r#"{{"module_calls":{{"m":{{"module":{inner}}}}},"#),
                    1
                )
            );
            let config = Config::new(Some(read(arena.alloc_str(&text))), None);
            let mut dynamic = Dynamic::new(&config, Some(relevant));
            let seen = read(r#"{"ids":[true],"z":{"deep":[{"x":true}]},"id":false}"#);
            for (module, local) in [(0, "a.known"), (0, "a.open"), (0, "a.said"), (1, "data.a.q")] {
                if dynamic.is_about(Some(module), local) {
                    dynamic.see(Some(module), local, seen);
                }
            }
            dynamic.settle(config.count());
            (dynamic.hint(Some(0)).map(str::to_owned), dynamic.hint(Some(1)).map(str::to_owned))
        };
        let some = |text: &str| Some(text.to_owned());
        let plain = module("");
        assert_eq!(hints(&plain, &plain), (some("a.open.ids"), some("data.a.q.z")));
        // What a local value stands for cannot be told.
        assert_eq!(hints(&module(",\"local.x\""), &plain), (None, some("data.a.q.z")));
        assert_eq!(hints(&module(",\"a.open\""), &module(",\"data.a.q\"")), (None, None));
    }
}
