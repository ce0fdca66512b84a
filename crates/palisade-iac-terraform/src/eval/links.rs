//! Which resources are joined: by the value of the attribute that joins them, where the table of
//! joins names one, and by any reference elsewhere.

use palisade_model::Resource;
use palisade_shapes::joins::{Kinds, LABELS, Row, values_at};
use palisade_source::Diagnostic;
use palisade_value::{HOLE_END, HOLE_START, Unknown, Value};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;

use super::expand::Key;
use super::limits::LIMIT;
use super::subject::Subject;
use super::{Dep, Evaluator, Part};

/// Why it is not sure that something hangs on something else.
pub(super) type Doubt<'a> = Option<&'a Unknown<'a>>;

/// No more than so many links that hang on more than the value itself are made in one root, beyond
/// a few for each resource; what is behind them stays without.
const LINKS: usize = if cfg!(test) { 20_000 } else { 200_000 };

/// So many links of a resource do not count.
const LINKS_EACH: usize = if cfg!(test) { 0 } else { 16 };

/// A joining attribute may be that of another joined resource, so many times over.
const CHAIN: usize = 16;

/// A name in a text is looked up among so many that it may mean.
const MEANT: u32 = 64;

/// No more of a value is looked at for the resources that it names.
const PARTS: usize = 10_000;

/// Where the instances of resources are among all.
pub(super) struct Places<'r, 'a> {
    pub(super) resources: &'r [Resource<'a>],
    /// What each attribute hangs on, by resource.
    pub(super) parts: &'r [&'a [Part<'a>]],
    /// The position of the first instance of each resource.
    pub(super) first: &'r FxHashMap<(u32, u32), u32>,
}

/// Positions of resources: the first one and how many.
pub(super) type Run = (u32, u32);

/// What something hangs on.
type Targets<'a> = FxHashMap<Run, Doubt<'a>>;

/// Resources that something is joined to.
enum Joined<'a> {
    /// Those that the value itself says.
    Exact(Vec<(u32, Doubt<'a>)>),
    /// Those that it may hang on.
    Wide(Targets<'a>),
}

/// Links to so many instances of one resource or more are kept for all that have them.
const CROWD: u32 = 32;

/// The links of all resources as they are found.
pub(super) struct Found<'a> {
    pub(super) links: Vec<FxHashMap<u32, Doubt<'a>>>,
    /// What hangs on all instances of one resource, by the run of those.
    pub(super) crowds: BTreeMap<Run, Vec<u32>>,
    /// Whether every link was made.
    pub(super) is_whole: bool,
    left: usize,
}

impl<'a> Found<'a> {
    /// Joins two resources, both ways.
    fn join(&mut self, own: u32, to: u32, doubt: Doubt<'a>) {
        if own == to || to as usize >= self.links.len() {
            return;
        }
        for (from, to) in [(own, to), (to, own)] {
            let Some(links) = self.links.get_mut(from as usize) else { continue };
            let known = links.entry(to).or_insert(doubt);
            // One way that is sure is enough.
            *known = known.and(doubt);
        }
    }

    /// Joins a resource to a run of others, as far as there is room.
    fn join_run(&mut self, own: u32, (start, len): Run, doubt: Doubt<'a>) {
        if len >= CROWD && doubt.is_none() {
            self.crowds.entry((start, len)).or_default().push(own);
            return;
        }
        let room = u32::try_from(self.left).unwrap_or(u32::MAX).min(len);
        self.is_whole &= room == len;
        self.left -= room as usize;
        (start..start.saturating_add(room)).for_each(|to| self.join(own, to, doubt));
    }

    /// Joins a resource to what was found for it of the types that are wanted.
    fn join_all(&mut self, own: u32, joined: Joined<'a>, mut wanted: impl FnMut(u32) -> bool) {
        match joined {
            Joined::Exact(links) => {
                for (to, doubt) in links {
                    if wanted(to) {
                        self.join(own, to, doubt);
                    }
                }
            }
            Joined::Wide(targets) => {
                let mut runs: Vec<(Run, Doubt<'a>)> = targets.into_iter().collect();
                runs.sort_unstable_by_key(|(run, _)| *run);
                for (run, doubt) in runs {
                    if wanted(run.0) {
                        self.join_run(own, run, doubt);
                    }
                }
            }
        }
    }
}

/// The resources that a value names itself.
#[derive(Default)]
struct Named<'a> {
    subjects: Vec<Subject<'a>>,
    /// Whether there is more to it that is not known.
    is_open: bool,
    seen: usize,
}

impl<'a> Evaluator<'a, '_, '_> {
    /// The links of each resource with what makes them doubtful.
    pub(super) fn links(&self, places: &Places<'_, 'a>) -> Found<'a> {
        let count = places.resources.len();
        let mut found = Found {
            links: vec![FxHashMap::default(); count],
            crowds: BTreeMap::new(),
            is_whole: true,
            left: LINKS + LINKS_EACH * count,
        };
        let mut kinds = Kinds::default();
        for (own, resource) in places.resources.iter().enumerate() {
            let parts = places.parts.get(own).copied().unwrap_or_default();
            let own = u32::try_from(own).unwrap_or(u32::MAX);
            for part in parts.iter().filter(|part| !LABELS.contains(&part.name)) {
                let joined = self.of_part(part, resource, places);
                found.join_all(own, joined, |to| {
                    let other = places.resources.get(to as usize).map_or("", |r| r.kind);
                    !kinds.are_listed(resource.kind, other)
                });
            }
            for (row, attributes) in kinds.rows(resource.kind).iter().copied() {
                for path in attributes {
                    let mut values = Vec::new();
                    values_at(resource.attributes, path, &mut values);
                    for value in values {
                        let of = (row, path.as_str());
                        let joined = self.of_value(value, of, (resource, parts), places);
                        found.join_all(own, joined, |_| true);
                    }
                }
            }
        }
        found
    }

    /// Tells that not all links were made.
    pub(super) fn tell_links(&mut self) {
        let message = "this root joins more resources than are followed";
        let help = "policies that look at linked resources may miss some; scan parts of it by \
                    themselves";
        self.told.diagnostics.push(Diagnostic::error(LIMIT, message).help(help));
        self.told.unscanned.push(palisade_model::Unscanned {
            subject: self.modules.first().map_or(String::new(), |m| m.dir.display().to_string()),
            reason: message.to_owned(),
            location: None,
        });
    }

    /// What an attribute hangs on, by whatever reference. Where the value itself says which of
    /// several it is, only that one counts.
    fn of_part(
        &self,
        part: &Part<'a>,
        resource: &Resource<'a>,
        places: &Places<'_, 'a>,
    ) -> Joined<'a> {
        let mut named = Named::default();
        if let Some(value) = resource.attributes.field(part.name) {
            self.named_in(value, &mut named, 0);
        }
        if named.is_open || named.subjects.is_empty() {
            return Joined::Wide(self.targets(part.deps, places, |_| true));
        }
        let direct = part.deps.iter().filter_map(|dep| match dep {
            Dep::Resource { key: Key::All, .. } | Dep::Through(_) | Dep::Perhaps(..) => None,
            Dep::Resource { instance, index, key } => {
                self.position((*instance, *index), key, places)
            }
        });
        let exact = named.subjects.iter();
        let exact = exact.filter_map(|s| self.position((s.instance, s.index), &s.key, places));
        Joined::Exact(direct.chain(exact).map(|to| (to, None)).collect())
    }

    /// The resources of the row's type that the value of a joining attribute is of.
    fn of_value(
        &self,
        value: Value<'a>,
        (row, path): (&Row, &str),
        (resource, parts): (&Resource<'a>, &[Part<'a>]),
        places: &Places<'_, 'a>,
    ) -> Joined<'a> {
        let exact = |at: Option<u32>| Joined::Exact(at.map(|to| (to, None)).into_iter().collect());
        if let Some(subject) = self.subject(value) {
            return exact(self.resolved(subject, row, places));
        }
        let Value::Unknown(unknown) = value else { return exact(None) };
        // A text that is made of a name and something else is another name.
        if unknown.partial.is_some_and(has_text) {
            return exact(None);
        }
        let hole = unknown.partial.and_then(only_hole);
        let name = path.split('.').next().unwrap_or(path);
        let of_kind = |to: u32| places.resources.get(to as usize).is_some_and(|r| r.kind == row.of);
        let deps = parts.iter().filter(|part| part.name == name);
        let mut all: Targets<'a> = FxHashMap::default();
        for part in deps {
            for (run, doubt) in self.targets(part.deps, places, of_kind) {
                let known = all.entry(run).or_insert(doubt);
                *known = known.and(doubt);
            }
        }
        let is_meant = |to: u32| {
            let (Some(hole), Some(other)) = (hole, places.resources.get(to as usize)) else {
                return false;
            };
            hole.rsplit_once('.').is_some_and(|(address, attribute)| {
                row.is_by(attribute)
                    && other.address.strip_suffix(address).is_some_and(|front| {
                        front.is_empty() || front.ends_with('.') && front.starts_with("module.")
                    })
            })
        };
        let few = all.keys().map(|(_, len)| *len).sum::<u32>() <= MEANT;
        let each = all.iter().flat_map(|((start, len), doubt)| {
            (*start..start.saturating_add(*len)).map(|to| (to, *doubt))
        });
        let meant: Vec<(u32, Doubt<'a>)> = match hole {
            Some(_) if few => each.filter(|(to, _)| is_meant(*to)).collect(),
            _ => Vec::new(),
        };
        if meant.len() == 1 {
            return Joined::Exact(meant);
        }
        // Instances of unknown number are there together with what is made for each of them.
        let together = self.causes.values().any(|own| own.subject == unknown.subject)
            || resource.symbolic.is_some_and(|own| own.subject == unknown.subject);
        let doubted = |doubt: Doubt<'a>| if together { doubt } else { doubt.or(Some(unknown)) };
        Joined::Wide(all.into_iter().map(|(run, doubt)| (run, doubted(doubt))).collect())
    }

    /// The resource of a row's type that a value is of, by way of others that are joined to it.
    fn resolved(&self, subject: Subject<'a>, row: &Row, places: &Places<'_, 'a>) -> Option<u32> {
        let mut subject = subject;
        for _ in 0..CHAIN {
            let at = self.position((subject.instance, subject.index), &subject.key, places)?;
            let other = places.resources.get(at as usize)?;
            if other.kind == row.of {
                return row.is_by(subject.attribute).then_some(at);
            }
            let first = row.attributes(other.kind)?.first()?;
            if !row.passes.iter().any(|passes| passes == subject.attribute) {
                return None;
            }
            subject = self.subject(other.attributes.field(first)?)?;
        }
        None
    }

    /// Looks for the resources that a value and what is in it are attributes of.
    fn named_in(&self, value: Value<'a>, named: &mut Named<'a>, depth: u32) {
        named.seen += 1;
        // What names many is kept as what it hangs on.
        if named.seen > PARTS || depth > 64 || named.subjects.len() >= CROWD as usize {
            named.is_open = true;
            return;
        }
        match value {
            Value::Unknown(_) | Value::Str(_) => match self.subject(value) {
                Some(subject) => named.subjects.push(subject),
                None => named.is_open |= matches!(value, Value::Unknown(_)),
            },
            Value::Array(array) => {
                array.items().iter().for_each(|item| self.named_in(*item, named, depth + 1));
            }
            Value::Set(set) => {
                set.items().iter().for_each(|item| self.named_in(*item, named, depth + 1));
            }
            Value::Object(object) => {
                let values = object.entries().iter().map(|(_, value)| *value);
                values.for_each(|item| self.named_in(item, named, depth + 1));
            }
            _ => {}
        }
    }

    /// The runs of positions of the resources that something hangs on, and why it may not.
    fn targets(
        &self,
        deps: &'a [Dep<'a>],
        places: &Places<'_, 'a>,
        wanted: impl Fn(u32) -> bool,
    ) -> Targets<'a> {
        let mut found: Targets<'a> = FxHashMap::default();
        let mut seen: FxHashSet<(usize, bool)> = FxHashSet::default();
        let mut stack: Vec<(&'a [Dep<'a>], Doubt<'a>)> = vec![(deps, None)];
        while let Some((deps, doubt)) = stack.pop() {
            for dep in deps {
                match dep {
                    Dep::Through(deps) => {
                        if seen.insert((deps.as_ptr().addr(), doubt.is_some())) {
                            stack.push((deps, doubt));
                        }
                    }
                    Dep::Perhaps(cause, deps) => {
                        if seen.insert((deps.as_ptr().addr(), true)) {
                            stack.push((deps, doubt.or(Some(cause))));
                        }
                    }
                    Dep::Resource { instance, index, key } => {
                        let one = self.position((*instance, *index), key, places);
                        let Some(one) = one.filter(|one| wanted(*one)) else { continue };
                        let count = match key {
                            Key::All => self.count_of(*instance, *index),
                            _ => 1,
                        };
                        let known = found.entry((one, count)).or_insert(doubt);
                        *known = known.and(doubt);
                    }
                }
            }
        }
        found
    }

    fn count_of(&self, instance: u32, index: u32) -> u32 {
        let slot = self.instances.get(instance as usize);
        let slot = slot.and_then(|i| i.resources.get(index as usize));
        slot.map_or(0, |slot| u32::try_from(slot.instances.len()).unwrap_or(u32::MAX))
    }

    /// The position of an instance of a resource; that of the first one for all.
    fn position(
        &self,
        (instance, index): (u32, u32),
        key: &Key<'a>,
        places: &Places<'_, 'a>,
    ) -> Option<u32> {
        let slot = self.instances.get(instance as usize)?.resources.get(index as usize)?;
        if slot.instances.is_empty() {
            return None;
        }
        let at = match key {
            Key::Number(n) => usize::try_from(*n).unwrap_or(0),
            Key::Text(text) => slot
                .instances
                .binary_search_by(|i| match i.key {
                    Key::Text(own) => own.cmp(text),
                    _ => std::cmp::Ordering::Less,
                })
                .unwrap_or(0),
            Key::All | Key::One | Key::Symbolic(_) => 0,
        };
        let first = places.first.get(&(instance, index))?;
        Some(first + u32::try_from(at).unwrap_or(0))
    }
}

/// Whether anything stands beside the holes of a text.
fn has_text(partial: &str) -> bool {
    partial.split(HOLE_START).enumerate().any(|(n, part)| match n {
        0 => !part.is_empty(),
        _ => part.split_once(HOLE_END).is_some_and(|(_, behind)| !behind.is_empty()),
    })
}

/// What stands in a text's only hole, where there is nothing beside it.
fn only_hole(partial: &str) -> Option<&str> {
    let inside = partial.strip_prefix(HOLE_START)?.strip_suffix(HOLE_END)?;
    (!inside.contains([HOLE_START, HOLE_END])).then_some(inside)
}
