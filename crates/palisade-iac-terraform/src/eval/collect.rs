//! The run over a whole root, and the resources and links that come out of it.

use palisade_model::{FrameworkId, Loaded, Resource};
use rustc_hash::{FxHashMap, FxHashSet};

use super::expand::Key;
use super::graph::{Kind, Node};
use super::{Dep, Each, Evaluator};

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
                        attributes: made.attributes,
                        location: decl.location,
                        header: decl.header,
                        parents: instance.parents,
                        links: &[],
                        symbolic: made.symbolic,
                    });
                }
            }
            let children = instance.calls.iter().rev().flat_map(|call| call.children.iter().rev());
            stack.extend(children.map(|(_, child)| *child));
        }
        let mut links: Vec<FxHashSet<u32>> = vec![FxHashSet::default(); resources.len()];
        for (from, deps) in deps.iter().enumerate() {
            for to in self.targets(deps, &first) {
                if to as usize != from
                    && let Some(back) = links.get_mut(to as usize)
                {
                    back.insert(u32::try_from(from).unwrap_or(u32::MAX));
                    links[from].insert(to);
                }
            }
        }
        for (resource, links) in resources.iter_mut().zip(links) {
            let mut sorted: Vec<u32> = links.into_iter().collect();
            sorted.sort_unstable();
            resource.links = self.arena.alloc_slice(&sorted);
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
            resources,
            diagnostics: self.told.diagnostics,
            unscanned: self.told.unscanned,
            notes: self.told.notes,
            takes: Some(self.told.takes),
        }
    }

    /// The positions of the resources that something hangs on.
    fn targets(&self, deps: &[Dep<'a>], first: &FxHashMap<(u32, u32), u32>) -> FxHashSet<u32> {
        let mut found = FxHashSet::default();
        let mut seen: FxHashSet<usize> = FxHashSet::default();
        let mut stack: Vec<&[Dep<'a>]> = vec![deps];
        while let Some(deps) = stack.pop() {
            for dep in deps {
                match dep {
                    Dep::Through(deps) => {
                        if seen.insert(deps.as_ptr().addr()) {
                            stack.push(deps);
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
                        found.extend(range.map(|n| first + u32::try_from(n).unwrap_or(0)));
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
