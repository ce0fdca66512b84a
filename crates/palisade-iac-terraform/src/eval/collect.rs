//! The run over a whole root, and the resources and links that come out of it.

use palisade_model::{FrameworkId, Loaded, Resource};
use palisade_value::{Unknown, Value};
use rustc_hash::{FxHashMap, FxHashSet};

use super::expand::Key;
use super::graph::{Kind, Node};
use super::{Dep, Each, Evaluator};

/// Why it is not sure that something hangs on something else.
type Doubt<'a> = Option<&'a Unknown<'a>>;

impl<'a> Evaluator<'a, '_, '_> {
    /// Evaluates every resource of the root and of all modules that it calls.
    pub(crate) fn run(mut self, framework: FrameworkId) -> Loaded<'a> {
        self.make_room();
        self.add_instance(0, None, Each::None, "", &[], None);
        let mut next = 0;
        while next < self.instances.len() {
            let at = u32::try_from(next).unwrap_or(u32::MAX);
            let (resources, calls) =
                self.module_of(at).map_or((0, 0), |m| (m.resources.len(), m.calls.len()));
            (0..resources).for_each(|n| self.force(Node::new(at, Kind::Resource, n)));
            (0..calls).for_each(|n| self.force(Node::new(at, Kind::Call, n)));
            next += 1;
        }
        self.check_given();
        self.conditions();
        self.hide_secrets();
        self.list_cuts();
        self.collect(framework)
    }

    fn collect(self, framework: FrameworkId) -> Loaded<'a> {
        let mut resources: Vec<Resource<'a>> = Vec::new();
        let mut deps: Vec<&'a [Dep<'a>]> = Vec::new();
        // The position of the first instance of each resource.
        let mut first: FxHashMap<(u32, u32), u32> = FxHashMap::default();
        let mut stack = vec![0u32];
        while let Some(at) = stack.pop() {
            let (Some(instance), Some(module)) =
                (self.instances.get(at as usize), self.module_of(at))
            else {
                continue;
            };
            for (n, (slot, decl)) in instance.resources.iter().zip(&module.resources).enumerate() {
                let n = u32::try_from(n).unwrap_or(u32::MAX);
                first.insert((at, n), u32::try_from(resources.len()).unwrap_or(u32::MAX));
                let kind =
                    if decl.data { format!("data.{}", decl.kind) } else { decl.kind.to_owned() };
                let kind = self.arena.alloc_str(&kind);
                for made in &slot.instances {
                    deps.push(made.deps);
                    resources.push(Resource {
                        framework,
                        kind,
                        address: made.address,
                        attributes: self.shown(made.attributes),
                        location: decl.location,
                        header: decl.header,
                        parents: instance.parents,
                        links: &[],
                        perhaps: &[],
                        symbolic: made.symbolic,
                    });
                }
            }
            let children = instance.calls.iter().rev().flat_map(|call| call.children.iter().rev());
            stack.extend(children.map(|(_, child)| *child));
        }
        let mut links: Vec<FxHashMap<u32, Doubt<'a>>> = vec![FxHashMap::default(); resources.len()];
        for (from, deps) in deps.iter().enumerate() {
            let own = u32::try_from(from).unwrap_or(u32::MAX);
            for (to, doubt) in self.targets(deps, &first) {
                if to == own || to as usize >= resources.len() {
                    continue;
                }
                for (from, to) in [(own, to), (to, own)] {
                    let Some(links) = links.get_mut(from as usize) else { continue };
                    let known = links.entry(to).or_insert(doubt);
                    // One way that is sure is enough.
                    *known = known.and(doubt);
                }
            }
        }
        for (resource, links) in resources.iter_mut().zip(links) {
            let mut sorted: Vec<u32> = links.keys().copied().collect();
            sorted.sort_unstable();
            resource.links = self.arena.alloc_slice(&sorted);
            let doubt = |to: &u32| Some((*to, (*links.get(to)?)?));
            let perhaps: Vec<(u32, &Unknown<'a>)> = sorted.iter().filter_map(doubt).collect();
            resource.perhaps = self.arena.alloc_slice(&perhaps);
        }
        let mut is_used = vec![false; self.modules.len()];
        for instance in &self.instances {
            if let Some(is_used) = is_used.get_mut(instance.module) {
                *is_used = true;
            }
        }
        let used = self.modules.iter().zip(is_used).filter(|(_, is_used)| *is_used);
        Loaded {
            covers: used.map(|(module, _)| module.dir.clone()).collect(),
            instead: Vec::new(),
            aside: self.told.aside,
            fetched: self.told.fetched,
            resources,
            diagnostics: self.told.diagnostics,
            unscanned: self.told.unscanned,
            notes: self.told.notes,
            takes: Some(self.told.takes),
        }
    }

    /// The attributes of a resource as policies see them.
    fn shown(&self, attributes: Value<'a>) -> Value<'a> {
        let shown = self.with_parts(attributes);
        if self.sets { self.without_sets(shown).unwrap_or(shown) } else { shown }
    }

    /// The positions of the resources that something hangs on, and why it may not.
    fn targets(
        &self,
        deps: &'a [Dep<'a>],
        first: &FxHashMap<(u32, u32), u32>,
    ) -> FxHashMap<u32, Doubt<'a>> {
        let mut found: FxHashMap<u32, Doubt<'a>> = FxHashMap::default();
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
                        let slot = self.instances.get(*instance as usize);
                        let slot = slot.and_then(|i| i.resources.get(*index as usize));
                        let (Some(slot), Some(first)) = (slot, first.get(&(*instance, *index)))
                        else {
                            continue;
                        };
                        let range = match key {
                            Key::All => 0..slot.instances.len(),
                            key => {
                                let at = position(&slot.instances, key);
                                at..at + 1
                            }
                        };
                        for n in range {
                            let to = first + u32::try_from(n).unwrap_or(0);
                            let known = found.entry(to).or_insert(doubt);
                            *known = known.and(doubt);
                        }
                    }
                }
            }
        }
        found
    }
}

fn position(instances: &[super::ResourceInstance<'_>], key: &Key<'_>) -> usize {
    match key {
        Key::Number(n) => usize::try_from(*n).unwrap_or(0),
        Key::Text(text) => instances
            .binary_search_by(|i| match i.key {
                Key::Text(own) => own.cmp(text),
                _ => std::cmp::Ordering::Less,
            })
            .unwrap_or(0),
        Key::All | Key::One | Key::Symbolic(_) => 0,
    }
}
