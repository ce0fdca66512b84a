//! The run over a whole root, and the resources and links that come out of it.

use palisade_model::{FrameworkId, Loaded, Resource};
use palisade_value::{Unknown, Value};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

use super::graph::{Kind, Node};
use super::links::{Doubt, Found, Places, Run};
use super::{Each, Evaluator, Part};

/// A crowd, and whether a resource is one of those that others hang on.
type Side = (usize, bool);

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
        self.unused();
        self.check_given();
        self.conditions();
        if self.refuses_supposed {
            // With such a value there is nothing.
            return Loaded::default();
        }
        self.statements();
        self.hide_secrets();
        let (spent, is_short) = self.spent();
        self.list_cuts();
        Loaded { spent, is_short, ..self.collect(framework) }
    }

    /// Evaluates what nothing asked for, once for each module: Terraform tells what is wrong there.
    fn unused(&mut self) {
        // What is only supposed was told without.
        if !self.context.inputs.supposed.is_empty() {
            return;
        }
        let mut seen = vec![false; self.modules.len()];
        for at in 0..self.instances.len() {
            let Some(position) = self.instances.get(at).map(|i| i.module) else { continue };
            let is_seen = seen.get_mut(position).is_none_or(|seen| std::mem::replace(seen, true));
            let Some(module) = self.modules.get(position).filter(|_| !is_seen) else { continue };
            let at = u32::try_from(at).unwrap_or(u32::MAX);
            let counts = [
                (Kind::Variable, module.variables.len()),
                (Kind::Local, module.locals.len()),
                (Kind::Output, module.outputs.len()),
            ];
            for (kind, count) in counts {
                (0..count).for_each(|n| self.force(Node::new(at, kind, n)));
            }
        }
    }

    fn collect(mut self, framework: FrameworkId) -> Loaded<'a> {
        let mut resources: Vec<Resource<'a>> = Vec::new();
        let mut parts: Vec<&'a [Part<'a>]> = Vec::new();
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
                let provider = self.arena.alloc_str(&self.provider_of(at, n as usize));
                for made in &slot.instances {
                    parts.push(made.parts);
                    resources.push(Resource {
                        framework,
                        kind,
                        address: made.address,
                        attributes: self.shown(made.attributes),
                        location: decl.location,
                        header: decl.header,
                        parents: instance.parents,
                        provider,
                        links: &[],
                        perhaps: &[],
                        symbolic: made.symbolic,
                    });
                }
            }
            let children = instance.calls.iter().rev().flat_map(|call| call.children.iter().rev());
            stack.extend(children.map(|(_, child)| *child));
        }
        let places = Places { resources: &resources, parts: &parts, first: &first };
        let Found { links, crowds, is_whole, .. } = self.links(&places);
        if !is_whole {
            self.tell_links();
        }
        self.link_crowds(&mut resources, links, &crowds);
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
            spent: 0,
            is_short: false,
        }
    }

    /// The attributes of a resource as policies see them.
    fn shown(&self, attributes: Value<'a>) -> Value<'a> {
        let shown = self.with_parts(attributes);
        if self.sets { self.without_sets(shown).unwrap_or(shown) } else { shown }
    }

    /// Closes the links. Resources that are joined to the same crowds share one list, so that the
    /// instances of one resource that all hang on all of another take the room of both, not of
    /// their product.
    fn link_crowds(
        &self,
        resources: &mut [Resource<'a>],
        links: Vec<FxHashMap<u32, Doubt<'a>>>,
        crowds: &BTreeMap<Run, Vec<u32>>,
    ) {
        let mut joined: Vec<Vec<Side>> = vec![Vec::new(); resources.len()];
        for (n, ((start, len), members)) in crowds.iter().enumerate() {
            for at in *start..start.saturating_add(*len) {
                if let Some(joined) = joined.get_mut(at as usize) {
                    joined.push((n, true));
                }
            }
            for at in members {
                if let Some(joined) = joined.get_mut(*at as usize) {
                    joined.push((n, false));
                }
            }
        }
        let crowds: Vec<(&Run, &Vec<u32>)> = crowds.iter().collect();
        let mut shared: FxHashMap<Vec<Side>, &'a [u32]> = FxHashMap::default();
        for (own, ((resource, links), joined)) in
            (0_u32..).zip(resources.iter_mut().zip(links).zip(joined))
        {
            let mut sorted: Vec<u32> = Vec::new();
            let mut crowd: &'a [u32] = &[];
            if !joined.is_empty() {
                crowd = shared.entry(joined).or_insert_with_key(|joined| {
                    let mut all: Vec<u32> = Vec::new();
                    for (n, is_in) in joined {
                        match crowds.get(*n) {
                            Some((_, members)) if *is_in => all.extend(*members),
                            Some(((start, len), _)) => all.extend(*start..start + len),
                            None => {}
                        }
                    }
                    all.sort_unstable();
                    all.dedup();
                    self.arena.alloc_slice(&all)
                });
            }
            let is_crowd = |to: &u32| crowd.binary_search(to).is_ok();
            sorted.extend(links.keys().copied().filter(|to| !is_crowd(to)));
            resource.links = if sorted.is_empty() && !is_crowd(&own) {
                crowd
            } else {
                sorted.extend(crowd.iter().copied().filter(|to| *to != own));
                sorted.sort_unstable();
                self.arena.alloc_slice(&sorted)
            };
            let mut perhaps: Vec<(u32, &Unknown<'a>)> = links
                .iter()
                .filter(|(to, _)| !is_crowd(to))
                .filter_map(|(to, doubt)| Some((*to, (*doubt)?)))
                .collect();
            perhaps.sort_unstable_by_key(|(to, _)| *to);
            resource.perhaps = self.arena.alloc_slice(&perhaps);
        }
    }
}
