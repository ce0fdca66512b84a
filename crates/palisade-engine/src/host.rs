use crate::secrets::Secrets;
use palisade_ir::{CallContext, Eval, Host};
use palisade_model::Resource;
use palisade_value::{Object, Value};
use rustc_hash::FxHashMap;

/// Answers `linked(resource, type)` from the references between the resources of one unit, and
/// from the names that they write out.
pub(crate) struct Links<'a> {
    resources: &'a [Resource<'a>],
    /// What names join, by position.
    named: FxHashMap<usize, Vec<u32>>,
    /// Resources by the identity of their attributes.
    positions: FxHashMap<usize, usize>,
    secrets: Secrets,
}

fn identity(object: &Object<'_>) -> usize {
    std::ptr::from_ref(object).addr()
}

impl<'a> Links<'a> {
    pub(crate) fn new(resources: &'a [Resource<'a>]) -> Self {
        let named = crate::names::joined(resources);
        let objects = resources.iter().enumerate();
        let positions = objects
            .filter(|(at, r)| !r.links.is_empty() || named.contains_key(at))
            .filter_map(|(at, r)| r.attributes.as_object().map(|o| (identity(o), at)))
            .collect();
        Self { resources, named, positions, secrets: Secrets::new(resources) }
    }
}

impl Links<'_> {
    /// The positions of the resources that one is joined to.
    fn joined(&self, at: usize) -> Vec<u32> {
        let mut all = self.resources.get(at).map_or_else(Vec::new, |r| r.links.to_vec());
        if let Some(named) = self.named.get(&at) {
            all.extend(named);
            all.sort_unstable();
            all.dedup();
        }
        all
    }

    /// A text about the resource at a position, without what must not be shown.
    pub(crate) fn mask(&self, text: String, position: u32) -> String {
        if self.secrets.is_empty() {
            return text;
        }
        let joined = self.joined(position as usize);
        self.secrets.mask(text, std::iter::once(position).chain(joined))
    }
}

impl<'a> Host<'a> for Links<'a> {
    fn call(
        &self,
        name: &str,
        context: &CallContext<'_, 'a>,
        arguments: &[Value<'a>],
    ) -> Option<Eval<'a>> {
        if name != "linked" {
            return None;
        }
        let (Some(Value::Object(object)), Some(Value::Str(kind))) =
            (arguments.first(), arguments.get(1))
        else {
            return Some(Err(context.no_overload(name, arguments)));
        };
        let Some(at) = self.positions.get(&identity(object)) else {
            return Some(Ok(Value::array(context.arena, &[])));
        };
        let all = self.joined(*at);
        let joined = all.iter().filter_map(|n| self.resources.get(*n as usize));
        let found: Vec<Value<'a>> =
            joined.filter(|r| r.kind == *kind).map(|r| r.attributes).collect();
        Some(Ok(Value::array(context.arena, &found)))
    }
}
