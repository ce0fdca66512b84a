use crate::secrets::Secrets;
use palisade_ir::{CallContext, Eval, Host};
use palisade_model::Resource;
use palisade_value::{Object, Unknown, Value};
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::sync::OnceLock;

/// Answers `linked(resource, type)` from the references between the resources of one unit, and
/// from the names that they write out.
pub(crate) struct Links<'a> {
    resources: &'a [Resource<'a>],
    joins: OnceLock<Joins>,
    secrets: OnceLock<Secrets>,
    /// Whether any resource may not be there.
    doubtful: bool,
    /// For each resource a link by which [`Links::doubt`] comes to something: from which one, and
    /// to which.
    doubts: OnceLock<Vec<Option<(u32, u32)>>>,
}

/// What is linked with so many or more is kept for all that share those links.
const CROWD: usize = 32;

/// What is found out of resources when it is first asked for.
#[derive(Default)]
struct Joins {
    /// What names join, by position.
    named: FxHashMap<usize, Vec<u32>>,
    /// Resources by the identity of their attributes.
    positions: FxHashMap<usize, usize>,
}

/// The same links, seen in a narrower way or with what other policies found.
#[derive(Clone, Copy)]
pub(crate) struct Seen<'l, 'a> {
    pub(crate) links: &'l Links<'a>,
    /// Whether nothing is there that may not be.
    pub(crate) only_sure: bool,
    /// The policies that find the resource at fault themselves.
    pub(crate) told: &'l [&'l str],
}

/// A resource of which it is not known whether it is there, and why not.
#[derive(Clone, Copy)]
pub(crate) struct Doubt<'a> {
    pub(crate) address: &'a str,
    pub(crate) cause: &'a Unknown<'a>,
    /// Whether it is there, and only the link to it may not be.
    pub(crate) of_link: bool,
}

/// The function by which a condition asks whether another policy finds the resource at fault.
pub(crate) const COVERED_BY: &str = "covered_by";

fn identity(object: &Object<'_>) -> usize {
    std::ptr::from_ref(object).addr()
}

impl<'a> Links<'a> {
    pub(crate) fn new(resources: &'a [Resource<'a>]) -> Self {
        let doubtful = resources.iter().any(|r| r.symbolic.is_some() || !r.perhaps.is_empty());
        let (joins, secrets, doubts) = (OnceLock::new(), OnceLock::new(), OnceLock::new());
        Self { resources, joins, secrets, doubtful, doubts }
    }

    fn joins(&self) -> &Joins {
        self.joins.get_or_init(|| {
            let named = crate::names::joined(self.resources);
            let objects = self.resources.iter().enumerate();
            let positions = objects
                .filter(|(at, r)| !r.links.is_empty() || named.contains_key(at))
                .filter_map(|(at, r)| r.attributes.as_object().map(|o| (identity(o), at)))
                .collect();
            Joins { named, positions }
        })
    }

    /// Why a resource may not be there when another one is, or not be joined to it. Those that
    /// hang on one and the same `count`, or are in one module, are there together.
    fn doubt_of(&self, at: u32, from: &Resource<'a>) -> Option<Doubt<'a>> {
        let other = self.resources.get(at as usize)?;
        let (address, perhaps) = (other.address, from.perhaps);
        if let Some(cause) = other.symbolic
            && !from.symbolic.is_some_and(|own| std::ptr::eq(own, cause))
        {
            return Some(Doubt { address, cause, of_link: false });
        }
        let (_, cause) = perhaps.get(perhaps.binary_search_by_key(&at, |(to, _)| *to).ok()?)?;
        // A name that both write out joins them whatever a reference says.
        let joins = self.joins();
        let own = joins.positions.get(&identity(from.attributes.as_object()?));
        let named = own.and_then(|own| joins.named.get(own));
        let is_named = named.is_some_and(|named| named.contains(&at));
        (!is_named).then_some(Doubt { address, cause, of_link: true })
    }

    /// The first resource joined to one, or joined to such a one, that may not be there.
    pub(crate) fn doubt(&self, position: u32) -> Option<Doubt<'a>> {
        if !self.doubtful {
            return None;
        }
        // Each is asked about for every policy, and may be joined to many that are joined to many.
        let doubts = self.doubts.get_or_init(|| {
            let all = 0..u32::try_from(self.resources.len()).unwrap_or(u32::MAX);
            let own = |at: u32| {
                let from = self.resources.get(at as usize)?;
                let joined = self.joined(at as usize);
                let to = joined.iter().find(|to| self.doubt_of(**to, from).is_some())?;
                Some((at, *to))
            };
            let own: Vec<Option<(u32, u32)>> = all.clone().map(own).collect();
            let of = |at: u32| own.get(at as usize).copied().flatten();
            let near = |at: u32| self.joined(at as usize).iter().find_map(|near| of(*near));
            all.map(|at| of(at).or_else(|| near(at))).collect()
        });
        let (from, to) = doubts.get(position as usize).copied().flatten()?;
        self.doubt_of(to, self.resources.get(from as usize)?)
    }
}

impl<'a> Links<'a> {
    /// The positions of the resources that one is joined to.
    fn joined(&self, at: usize) -> Cow<'a, [u32]> {
        let links = self.resources.get(at).map_or(&[][..], |r| r.links);
        let Some(named) = self.joins().named.get(&at) else { return Cow::Borrowed(links) };
        let mut all = links.to_vec();
        all.extend(named);
        all.sort_unstable();
        all.dedup();
        Cow::Owned(all)
    }

    /// A text about the resource at a position, without what must not be shown.
    pub(crate) fn mask(&self, text: String, position: u32) -> String {
        let secrets = self.secrets.get_or_init(|| Secrets::new(self.resources));
        if secrets.is_empty() {
            return text;
        }
        let joined = self.joined(position as usize);
        secrets.mask(text, std::iter::once(position).chain(joined.iter().copied()))
    }
}

impl<'a> Links<'a> {
    fn answer(
        &self,
        name: &str,
        context: &CallContext<'_, 'a>,
        arguments: &[Value<'a>],
        only_sure: bool,
        told: &[&str],
    ) -> Option<Eval<'a>> {
        match name {
            "linked" => {}
            COVERED_BY => {
                let policy = arguments.first().and_then(Value::as_str);
                return Some(Ok(Value::Bool(policy.is_some_and(|id| told.contains(&id)))));
            }
            _ => return None,
        }
        let (Some(Value::Object(object)), Some(Value::Str(kind))) =
            (arguments.first(), arguments.get(1))
        else {
            return Some(Err(context.no_overload(name, arguments)));
        };
        let at = self.joins().positions.get(&identity(object));
        let Some((at, from)) = at.and_then(|at| Some((*at, self.resources.get(*at)?))) else {
            return Some(Ok(Value::array(context.arena, &[])));
        };
        let all = self.joined(at);
        let find = || {
            let joined = all.iter().filter_map(|n| Some((*n, self.resources.get(*n as usize)?)));
            let found: Vec<Value<'a>> = joined
                .filter(|(_, r)| r.kind == *kind)
                .filter(|(n, _)| !(only_sure && self.doubt_of(*n, from).is_some()))
                .map(|(_, r)| r.attributes)
                .collect();
            Value::array(context.arena, &found)
        };
        Some(Ok(match all {
            Cow::Borrowed(links) if links.len() >= CROWD && !only_sure => {
                context.once_among(links, kind, find)
            }
            _ => find(),
        }))
    }
}

impl<'a> Host<'a> for Links<'a> {
    fn call(
        &self,
        name: &str,
        context: &CallContext<'_, 'a>,
        arguments: &[Value<'a>],
    ) -> Option<Eval<'a>> {
        self.answer(name, context, arguments, false, &[])
    }
}

impl<'a> Host<'a> for Seen<'_, 'a> {
    fn call(
        &self,
        name: &str,
        context: &CallContext<'_, 'a>,
        arguments: &[Value<'a>],
    ) -> Option<Eval<'a>> {
        self.links.answer(name, context, arguments, self.only_sure, self.told)
    }
}
