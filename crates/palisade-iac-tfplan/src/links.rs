//! Which resources are joined: by the references of the configuration, or in a state by what each
//! resource depends on.

use crate::address::{Key, key, modules, word};
use crate::config::{Call, Config, all_references};
use palisade_model::Resource;
use palisade_value::{Arena, Value};
use rustc_hash::{FxHashMap, FxHashSet};
use std::rc::Rc;

/// References are followed through no more than so many variables and outputs.
const DEPTH: usize = 64;

/// No more than so many links are made; what is behind them stays without.
const LINKS: usize = 8_000_000;

/// What joins a resource to others.
#[derive(Clone, Debug)]
pub(crate) struct Joined<'a> {
    /// The address of its module's instance.
    pub(crate) module: &'a str,
    /// Its address inside of the module, without a key.
    pub(crate) local: &'a str,
    pub(crate) key: Key<'a>,
    /// In a state: the addresses without keys that it depends on.
    pub(crate) dependencies: &'a [&'a str],
}

/// An instance of a module.
#[derive(Debug)]
struct Instance<'a> {
    config: Option<usize>,
    parent: Option<usize>,
    key: Key<'a>,
    children: FxHashMap<&'a str, Vec<(Key<'a>, usize)>>,
    resources: FxHashMap<&'a str, Vec<(Key<'a>, u32)>>,
}

/// Named things of instances of modules, with the resources that they lead to.
type Found = FxHashMap<(usize, String), Rc<Vec<u32>>>;

/// The instances of modules, and what is in them.
pub(crate) struct Tree<'a, 'c, 'b> {
    arena: &'a Arena,
    config: &'b Config<'c>,
    instances: Vec<Instance<'a>>,
    known: FxHashMap<&'a str, usize>,
    /// What variables and outputs lead to.
    variables: Found,
    outputs: Found,
    left: usize,
}

/// What a resource refers to.
#[derive(Debug, Default)]
struct Written<'c> {
    /// The variables, each once.
    variables: Vec<&'c str>,
    /// The references of each expression that names a resource or module.
    groups: Vec<Vec<&'c str>>,
}

impl<'c> Written<'c> {
    fn of(declared: Option<Value<'c>>) -> Self {
        let mut groups = Vec::new();
        for part in ["expressions", "count_expression", "for_each_expression"] {
            if let Some(part) = declared.and_then(|d| d.field(part)) {
                all_references(part, 0, &mut groups);
            }
        }
        let mut written = Self::default();
        for mut group in groups {
            let mut leads = false;
            group.retain(|reference| match word(reference).0 {
                "var" => {
                    let name = reference.strip_prefix("var.").map_or("", |rest| word(rest).0);
                    if !written.variables.contains(&name) {
                        written.variables.push(name);
                    }
                    false
                }
                // They say which instance is meant.
                "each" | "count" => true,
                "local" | "path" | "terraform" | "self" => false,
                _ => {
                    leads = true;
                    true
                }
            });
            if leads {
                written.groups.push(group);
            }
        }
        written
    }
}

/// An expression: where it stands, and what each key in it may be.
#[derive(Clone, Copy)]
struct Context<'a> {
    instance: usize,
    /// The key of the resource or module that it is part of, if the expression refers to it.
    key: Option<Key<'a>>,
}

impl<'a, 'c, 'b> Tree<'a, 'c, 'b> {
    pub(crate) fn new(arena: &'a Arena, config: &'b Config<'c>) -> Self {
        let root = Instance {
            config: config.root(),
            parent: None,
            key: Key::One,
            children: FxHashMap::default(),
            resources: FxHashMap::default(),
        };
        Self {
            arena,
            config,
            instances: vec![root],
            known: FxHashMap::default(),
            variables: FxHashMap::default(),
            outputs: FxHashMap::default(),
            left: LINKS,
        }
    }

    /// The configuration.
    pub(crate) fn config(&self) -> &'b Config<'c> {
        self.config
    }

    /// The instance of an address, made if there was none, and its configuration.
    pub(crate) fn instance(&mut self, address: &'a str) -> (usize, Option<usize>) {
        let at = match self.known.get(address) {
            Some(at) => *at,
            None => {
                let mut at = 0;
                for (name, key) in modules(self.arena, address) {
                    at = self.child(at, name, key);
                }
                self.known.insert(address, at);
                at
            }
        };
        (at, self.instances.get(at).and_then(|i| i.config))
    }

    /// The instance that an instance is called in, the call, and its own key.
    pub(crate) fn caller(&self, instance: usize) -> Option<(usize, Call<'c>, Key<'a>)> {
        let here = self.instances.get(instance)?;
        let (module, name) = self.config.parent(here.config?)?;
        Some((here.parent?, self.config.call(module, name)?, here.key))
    }

    /// The instance of a called module, with its configuration.
    pub(crate) fn callee(
        &self,
        instance: usize,
        name: &str,
        key: Key<'_>,
    ) -> Option<(usize, usize)> {
        let children = self.instances.get(instance)?.children.get(name)?;
        let (_, at) = children.iter().find(|(own, _)| *own == key)?;
        Some((*at, self.instances.get(*at)?.config?))
    }

    fn child(&mut self, parent: usize, name: &'a str, key: Key<'a>) -> usize {
        let next = self.instances.len();
        let Some(outer) = self.instances.get_mut(parent) else { return 0 };
        let children = outer.children.entry(name).or_default();
        if let Some((_, known)) = children.iter().rev().find(|(own, _)| *own == key) {
            return *known;
        }
        children.push((key, next));
        let config = outer.config.and_then(|c| self.config.call(c, name)).map(|call| call.module);
        self.instances.push(Instance {
            config,
            parent: Some(parent),
            key,
            children: FxHashMap::default(),
            resources: FxHashMap::default(),
        });
        next
    }

    /// Joins resources by the references of the configuration.
    ///
    /// Whether every link was made.
    pub(crate) fn join(&mut self, resources: &mut [Resource<'a>], joined: &[Joined<'a>]) -> bool {
        let mut homes = Vec::with_capacity(joined.len());
        for (at, join) in joined.iter().enumerate() {
            let (home, _) = self.instance(join.module);
            homes.push(home);
            if let Some(home) = self.instances.get_mut(home) {
                let position = u32::try_from(at).unwrap_or(u32::MAX);
                home.resources.entry(join.local).or_default().push((join.key, position));
            }
        }
        for instance in &mut self.instances {
            instance.resources.values_mut().for_each(|found| found.sort_unstable());
        }
        let mut written: FxHashMap<(usize, &str), Rc<Written<'c>>> = FxHashMap::default();
        // What variables lead to is the same for all instances in one module.
        let mut passed: FxHashMap<(usize, &str), Rc<Vec<u32>>> = FxHashMap::default();
        let mut links: Vec<Vec<u32>> = vec![Vec::new(); resources.len()];
        for (at, (join, home)) in joined.iter().zip(homes).enumerate() {
            let Some(config) = self.instances.get(home).and_then(|i| i.config) else { continue };
            let written = written
                .entry((config, join.local))
                .or_insert_with(|| Rc::new(Written::of(self.config.resource(config, join.local))));
            let written = Rc::clone(written);
            let mut found = match passed.get(&(home, join.local)) {
                Some(known) => known.to_vec(),
                None => {
                    let mut found = Vec::new();
                    for name in &written.variables {
                        found.extend(self.variable(home, name, 0).iter());
                    }
                    passed.insert((home, join.local), Rc::new(found.clone()));
                    found
                }
            };
            for group in &written.groups {
                self.group(group, home, join.key, 0, &mut found);
            }
            found.sort_unstable();
            found.dedup();
            found.retain(|to| *to as usize != at);
            let room = self.left.min(found.len());
            self.left -= room;
            found.truncate(room);
            connect(&mut links, at, &found);
        }
        finish(self.arena, resources, links);
        self.left > 0
    }

    /// What the references of one expression lead to.
    fn group(
        &mut self,
        group: &[&str],
        instance: usize,
        key: Key<'a>,
        depth: usize,
        out: &mut Vec<u32>,
    ) {
        let keyed = group.iter().any(|r| r.starts_with("each.") || r.starts_with("count."));
        let context = Context { instance, key: keyed.then_some(key) };
        for reference in group {
            self.reference(reference, context, depth, out);
        }
    }

    fn reference(
        &mut self,
        reference: &str,
        context: Context<'a>,
        depth: usize,
        out: &mut Vec<u32>,
    ) {
        if depth > DEPTH {
            return;
        }
        let (first, rest) = word(reference);
        let rest = rest.strip_prefix('.').unwrap_or("");
        match first {
            "local" | "each" | "count" | "path" | "terraform" | "self" => {}
            "var" => out.extend(self.variable(context.instance, word(rest).0, depth).iter()),
            "module" => self.module(rest, context, depth, out),
            "data" => {
                let (kind, rest) = word(rest);
                self.resource(&format!("data.{kind}"), rest, context, out);
            }
            kind => self.resource(kind, reference.get(kind.len()..).unwrap_or(""), context, out),
        }
    }

    fn resource(&self, kind: &str, rest: &str, context: Context<'a>, out: &mut Vec<u32>) {
        let (name, rest) = word(rest.strip_prefix('.').unwrap_or(rest));
        let found = self.instances.get(context.instance);
        let Some(found) = found.and_then(|i| i.resources.get(format!("{kind}.{name}").as_str()))
        else {
            return;
        };
        out.extend(chosen(found, key(self.arena, rest).0.or(context.key)));
    }

    fn module(&mut self, rest: &str, context: Context<'a>, depth: usize, out: &mut Vec<u32>) {
        let (name, rest) = word(rest);
        let (literal, length) = key(self.arena, rest);
        let output = rest.get(length..).unwrap_or("").strip_prefix('.').map(|o| word(o).0);
        let children = self.instances.get(context.instance).and_then(|i| i.children.get(name));
        let children: Vec<usize> =
            children.map_or(Vec::new(), |found| chosen(found, literal.or(context.key)));
        for child in children {
            let named = (child, output.unwrap_or("").to_owned());
            if let Some(known) = self.outputs.get(&named) {
                out.extend(known.iter());
                continue;
            }
            // What leads back here leads nowhere.
            self.outputs.insert(named.clone(), Rc::default());
            let mut found = Vec::new();
            if let Some(config) = self.instances.get(child).and_then(|i| i.config) {
                let mut groups = Vec::new();
                for expression in self.config.outputs(config, output) {
                    all_references(expression, 0, &mut groups);
                }
                for group in groups {
                    self.group(&group, child, Key::One, depth + 1, &mut found);
                }
            }
            found.sort_unstable();
            found.dedup();
            out.extend(&found);
            self.outputs.insert(named, Rc::new(found));
        }
    }

    /// What the argument of a call leads to that sets a variable.
    fn variable(&mut self, instance: usize, name: &str, depth: usize) -> Rc<Vec<u32>> {
        let named = (instance, name.to_owned());
        if let Some(known) = self.variables.get(&named) {
            return Rc::clone(known);
        }
        self.variables.insert(named.clone(), Rc::default());
        let mut found = Vec::new();
        let here = self.instances.get(instance);
        if let Some((Some(config), Some(outer), key)) = here.map(|i| (i.config, i.parent, i.key))
            && let Some((module, call)) = self.config.parent(config)
            && let Some(call) = self.config.call(module, call)
        {
            let mut groups = Vec::new();
            if let Some(value) = call.value.field("expressions").and_then(|e| e.field(name)) {
                all_references(value, 0, &mut groups);
            }
            // `each.value` hangs on what the call is repeated for.
            if groups.iter().flatten().any(|r| r.starts_with("each.value")) {
                for part in ["count_expression", "for_each_expression"] {
                    if let Some(part) = call.value.field(part) {
                        all_references(part, 0, &mut groups);
                    }
                }
            }
            for group in groups {
                self.group(&group, outer, key, depth + 1, &mut found);
            }
        }
        found.sort_unstable();
        found.dedup();
        let found = Rc::new(found);
        self.variables.insert(named, Rc::clone(&found));
        found
    }
}

/// Of the instances of something those that a reference with a key may mean: the one of the key,
/// if there is one, else all.
fn chosen<T: Copy>(found: &[(Key<'_>, T)], key: Option<Key<'_>>) -> Vec<T> {
    if let Some(key) = key
        && let Some((_, one)) = found.iter().find(|(own, _)| *own == key)
    {
        return vec![*one];
    }
    found.iter().map(|(_, all)| *all).collect()
}

/// Joins resources of a state by what they depend on.
///
/// A state names all that a resource hangs on, also by way of others. Direct is what no other of
/// them hangs on, and what is named by one of the resource's own values.
pub(crate) fn join_state<'a>(
    arena: &'a Arena,
    resources: &mut [Resource<'a>],
    joined: &[Joined<'a>],
) {
    let mut named: FxHashMap<String, Vec<(Key<'a>, u32)>> = FxHashMap::default();
    for (at, join) in joined.iter().enumerate() {
        let position = u32::try_from(at).unwrap_or(u32::MAX);
        named.entry(plain(arena, join)).or_default().push((join.key, position));
    }
    let mut links: Vec<Vec<u32>> = vec![Vec::new(); resources.len()];
    let mut left = LINKS;
    for (at, join) in joined.iter().enumerate() {
        if join.dependencies.is_empty() {
            continue;
        }
        let mut implied: FxHashSet<&str> = FxHashSet::default();
        for dependency in join.dependencies {
            let first = named.get(*dependency).and_then(|found| found.first());
            let of = first.and_then(|(_, position)| joined.get(*position as usize));
            implied.extend(of.into_iter().flat_map(|j| j.dependencies));
        }
        let mut texts = FxHashSet::default();
        if let Some(resource) = resources.get(at) {
            collect(resource.attributes, &mut texts);
        }
        let mut found: Vec<u32> = Vec::new();
        for dependency in join.dependencies {
            let Some(instances) = named.get(*dependency) else { continue };
            let by_value = |(_, position): &&(Key<'_>, u32)| {
                resources.get(*position as usize).is_some_and(|other| {
                    ["id", "arn"].iter().any(|key| {
                        let own = other.attributes.field(key).and_then(|v| v.as_str());
                        own.is_some_and(|own| texts.contains(own))
                    })
                })
            };
            let valued: Vec<u32> = instances.iter().filter(by_value).map(|(_, p)| *p).collect();
            if !valued.is_empty() {
                found.extend(valued);
            } else if !implied.contains(dependency) {
                found.extend(chosen(instances, Some(join.key)));
            }
        }
        found.sort_unstable();
        found.dedup();
        found.retain(|to| *to as usize != at);
        let room = left.min(found.len());
        left -= room;
        found.truncate(room);
        connect(&mut links, at, &found);
    }
    finish(arena, resources, links);
}

/// The address without keys.
fn plain(arena: &Arena, join: &Joined<'_>) -> String {
    let mut text = String::new();
    for (name, _) in modules(arena, join.module) {
        text.push_str("module.");
        text.push_str(name);
        text.push('.');
    }
    text.push_str(join.local);
    text
}

/// The texts in a value.
fn collect<'a>(value: Value<'a>, out: &mut FxHashSet<&'a str>) {
    match value {
        Value::Str(text) => drop(out.insert(text)),
        Value::Array(array) => array.items().iter().for_each(|item| collect(*item, out)),
        Value::Object(object) => object.entries().iter().for_each(|(_, v)| collect(*v, out)),
        _ => {}
    }
}

fn connect(links: &mut [Vec<u32>], from: usize, to: &[u32]) {
    let here = u32::try_from(from).unwrap_or(u32::MAX);
    for other in to {
        if let Some(set) = links.get_mut(*other as usize) {
            set.push(here);
        }
    }
    if let Some(set) = links.get_mut(from) {
        set.extend(to);
    }
}

fn finish<'a>(arena: &'a Arena, resources: &mut [Resource<'a>], links: Vec<Vec<u32>>) {
    for (resource, mut links) in resources.iter_mut().zip(links) {
        links.sort_unstable();
        links.dedup();
        resource.links = arena.alloc_slice(&links);
    }
}
