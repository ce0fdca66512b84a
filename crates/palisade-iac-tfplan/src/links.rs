//! Which resources are joined: by the references of the configuration, or in a state by what each
//! resource depends on.

use crate::address::{Key, key, modules, word};
use crate::config::{Call, Config, all_references, references, references_by_path};
use palisade_model::Resource;
use palisade_shapes::joins::{Kinds, LABELS, Row, values_at};
use palisade_value::{Arena, Equality, JsonOptions, Unknown, Value, parse_json};
use rustc_hash::{FxHashMap, FxHashSet};
use std::rc::Rc;

/// References are followed through no more than so many variables and outputs.
const DEPTH: usize = 64;

/// No more than so many links are made beyond a few for each resource; what is behind them stays
/// without.
const LINKS: usize = if cfg!(test) { 10_000 } else { 200_000 };

/// So many links of a resource do not count.
const LINKS_EACH: usize = if cfg!(test) { 0 } else { 16 };

/// A value joins no more than so many that all bear one name.
const NAMESAKES: usize = 64;

/// A joining attribute may be that of another joined resource, so many times over.
const CHAIN: usize = 16;

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

/// A resource that a reference leads to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Target<'c> {
    at: u32,
    /// Whether it is known to be this one of several.
    sure: bool,
    /// The attribute of it that is meant; empty where it is not said.
    attribute: &'c str,
}

/// Named things of instances of modules, with the resources that they lead to; by how exactly they
/// are looked for.
type Found<'c> = FxHashMap<(usize, String, bool), Rc<Vec<Target<'c>>>>;

/// Resources that one is joined to, with why that is not sure.
type Links<'a> = Vec<Vec<(u32, Option<&'a Unknown<'a>>)>>;

/// The instances of modules, and what is in them.
pub(crate) struct Tree<'a, 'c, 'b> {
    arena: &'a Arena,
    config: &'b Config<'c>,
    instances: Vec<Instance<'a>>,
    known: FxHashMap<&'a str, usize>,
    /// What variables and outputs lead to.
    variables: Found<'c>,
    outputs: Found<'c>,
    /// The key of each resource.
    keys: Vec<Key<'a>>,
    left: usize,
}

/// What a resource refers to.
#[derive(Debug, Default)]
struct Written<'c> {
    /// The references of each expression, by the path of the attribute that it sets.
    parts: Vec<(String, Vec<&'c str>)>,
    for_each: Option<Value<'c>>,
}

impl<'c> Written<'c> {
    fn of(declared: Option<Value<'c>>) -> Self {
        let mut parts = Vec::new();
        if let Some(body) = declared.and_then(|d| d.field("expressions")) {
            references_by_path(body, "", 0, &mut parts);
        }
        parts.retain(|(_, group)| group.iter().any(|r| leads(r) || r.starts_with("each.value")));
        Self { parts, for_each: declared.and_then(|d| d.field("for_each_expression")) }
    }
}

/// What a resource refers to, where it is declared; all instances of one share it.
type Declared<'c> = Option<Rc<Written<'c>>>;

/// Whether a reference leads to resources by itself.
fn leads(reference: &str) -> bool {
    !matches!(word(reference).0, "each" | "count" | "local" | "path" | "terraform" | "self")
}

/// Where an expression stands, and how it is looked at.
#[derive(Clone, Copy)]
struct Context<'a, 'c> {
    instance: usize,
    /// The key of the resource or module call that it is part of.
    key: Key<'a>,
    /// What that is repeated for.
    for_each: Option<Value<'c>>,
    /// Whether it matters which one of several is meant.
    exact: bool,
}

/// How a reference to something that is repeated says which one it means.
#[derive(Clone, Copy)]
struct Pick<'a, 'c> {
    key: Option<Key<'a>>,
    /// Whether nothing else in the expression may choose.
    lone: bool,
    /// The output that is meant where a module as a whole is referred to.
    below: &'c str,
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
            keys: Vec::new(),
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
        self.left = LINKS + LINKS_EACH * joined.len();
        self.keys = joined.iter().map(|join| join.key).collect();
        let mut written: FxHashMap<(usize, &str), Rc<Written<'c>>> = FxHashMap::default();
        let mut all: Vec<Declared<'c>> = Vec::with_capacity(joined.len());
        for (join, home) in joined.iter().zip(&homes) {
            let config = self.instances.get(*home).and_then(|i| i.config);
            all.push(config.map(|config| {
                let of = || Rc::new(Written::of(self.config.resource(config, join.local)));
                Rc::clone(written.entry((config, join.local)).or_insert_with(of))
            }));
        }
        let mut kinds = Kinds::default();
        let mut links: Links<'a> = vec![Vec::new(); resources.len()];
        for (at, join) in joined.iter().enumerate() {
            let (Some(Some(written)), Some(home)) = (all.get(at), homes.get(at)) else { continue };
            let Some(resource) = resources.get(at) else { continue };
            let key = join.key;
            let context =
                Context { instance: *home, key, for_each: written.for_each, exact: false };
            let mut found = Vec::new();
            for (path, group) in &written.parts {
                if !LABELS.contains(&path.split('.').next().unwrap_or(path)) {
                    self.group(group, context, 0, &mut found);
                }
            }
            found.sort_unstable();
            found.dedup_by_key(|target| target.at);
            found.retain(|target| {
                let other = resources.get(target.at as usize).map_or("", |r| r.kind);
                !kinds.are_listed(resource.kind, other)
            });
            let mut made: Vec<_> = found.iter().map(|target| (target.at, None)).collect();
            for (row, attributes) in kinds.rows(resource.kind).iter().copied() {
                for path in attributes {
                    self.join_by((at, path), row, (resources, &all, &homes), &mut made);
                }
            }
            made.retain(|(to, _)| *to as usize != at);
            let room = self.left.min(made.len());
            self.left -= room;
            made.truncate(room);
            connect(&mut links, at, &made);
        }
        finish(self.arena, resources, links);
        self.left > 0
    }

    /// Joins a resource by the value of one attribute: where that is known, to what it is equal to;
    /// else to what its expression refers to.
    fn join_by(
        &mut self,
        (at, path): (usize, &str),
        row: &Row,
        (resources, written, homes): (&[Resource<'a>], &[Declared<'c>], &[usize]),
        made: &mut Vec<(u32, Option<&'a Unknown<'a>>)>,
    ) {
        let Some(resource) = resources.get(at) else { return };
        let mut values = Vec::new();
        values_at(resource.attributes, path, &mut values);
        if values.is_empty() {
            return;
        }
        let (mut at, mut path) = (at, path);
        let mut targets = Vec::new();
        for _ in 0..CHAIN {
            targets.clear();
            let (Some(Some(written)), Some(home)) = (written.get(at), homes.get(at)) else {
                return;
            };
            let Some(key) = self.keys.get(at).copied() else { return };
            let context = Context { instance: *home, key, for_each: written.for_each, exact: true };
            for (_, group) in written.parts.iter().filter(|(own, _)| own == path) {
                self.group(group, context, 0, &mut targets);
            }
            // By way of another resource that is joined to the same one.
            let [one] = targets[..] else { break };
            let Some(other) = resources.get(one.at as usize) else { break };
            let first = row.attributes(other.kind).and_then(|attributes| attributes.first());
            let Some(first) = first.filter(|first| {
                other.kind != row.of
                    && (*first == one.attribute || row.passes.iter().any(|p| p == one.attribute))
            }) else {
                break;
            };
            (at, path) = (one.at as usize, first);
        }
        targets.sort_unstable();
        targets.dedup_by_key(|target| target.at);
        targets.retain(|target| {
            let is_by = target.attribute.is_empty() || row.is_by(target.attribute);
            is_by && resources.get(target.at as usize).is_some_and(|r| r.kind == row.of)
        });
        let unknown: Vec<&'a Unknown<'a>> = values.iter().filter_map(Value::as_unknown).collect();
        let mut equal = 0;
        for target in &targets {
            let Some(other) = resources.get(target.at as usize) else { continue };
            let is_equal = |value: &Value<'a>| {
                let Value::Str(text) = value else { return false };
                let mut names = row.by.iter().filter_map(|by| other.attributes.field(by));
                names.any(|own| matches!(own, Value::Str(own) if are_equal(own, text)))
            };
            if values.iter().any(is_equal) {
                equal += 1;
                if equal > NAMESAKES {
                    break;
                }
                made.push((target.at, None));
            } else if let Some(cause) = unknown.first() {
                let one_of_several = unknown.len() == 1 && values.len() == 1 && targets.len() > 1;
                let sure = target.sure && !one_of_several;
                made.push((target.at, (!sure).then_some(*cause)));
            }
        }
    }

    /// What the references of one expression lead to.
    fn group(
        &mut self,
        group: &[&'c str],
        context: Context<'a, 'c>,
        depth: usize,
        out: &mut Vec<Target<'c>>,
    ) {
        let keyed = group.iter().any(|r| r.starts_with("each.") || r.starts_with("count."));
        let named = group.iter().filter(|reference| leads(reference)).count();
        let lone = named == 1 && !group.iter().any(|r| r.starts_with("local."));
        let pick = Pick { key: keyed.then_some(context.key), lone, below: "" };
        for reference in group.iter().filter(|reference| leads(reference)) {
            self.reference(reference, context, pick, depth, out);
        }
        let value = group.iter().find_map(|r| r.strip_prefix("each.value"));
        let (Some(value), Some(for_each)) = (value, context.for_each) else { return };
        let below = value.strip_prefix('.').map_or("", |rest| word(rest).0);
        let all = references(for_each);
        let named: Vec<&&str> = all.iter().filter(|reference| leads(reference)).collect();
        // What is repeated for one thing as a whole has the keys of that.
        let lone = named.len() == 1 && !all.iter().any(|r| r.starts_with("local."));
        let key = (lone || !context.exact).then_some(context.key);
        let pick = Pick { key, lone, below };
        let outer = Context { for_each: None, ..context };
        let mark = out.len();
        for reference in named {
            self.reference(reference, outer, pick, depth, out);
        }
        for target in out.iter_mut().skip(mark).filter(|target| target.attribute.is_empty()) {
            target.attribute = below;
        }
    }

    fn reference(
        &mut self,
        reference: &'c str,
        context: Context<'a, 'c>,
        pick: Pick<'a, 'c>,
        depth: usize,
        out: &mut Vec<Target<'c>>,
    ) {
        if depth > DEPTH || out.len() > self.left {
            return;
        }
        let (first, rest) = word(reference);
        let rest = rest.strip_prefix('.').unwrap_or("");
        match first {
            "var" => {
                let (name, behind) = word(rest);
                let found = self.variable(context.instance, name, context.exact, depth);
                self.one_of(&found, key(self.arena, behind).0, context, pick, out);
            }
            "module" => self.module(rest, context, pick, depth, out),
            "data" => {
                let (kind, _) = word(rest);
                self.resource(reference, first.len() + 1 + kind.len(), context, pick, out);
            }
            kind => self.resource(reference, kind.len(), context, pick, out),
        }
    }

    /// Of what a variable or an output leads to that of a key, where it matters.
    fn one_of(
        &self,
        found: &[Target<'c>],
        literal: Option<Key<'a>>,
        context: Context<'a, 'c>,
        pick: Pick<'a, 'c>,
        out: &mut Vec<Target<'c>>,
    ) {
        let room = self.left.saturating_add(1);
        if context.exact
            && found.len() > 1
            && let Some(key) = literal.or(pick.key.filter(|_| pick.lone))
        {
            let mut of_key =
                found.iter().filter(|target| self.keys.get(target.at as usize) == Some(&key));
            if let (Some(one), None) = (of_key.next(), of_key.next()) {
                out.push(Target { sure: true, ..*one });
                return;
            }
        }
        out.extend(found.iter().take(room));
    }

    /// `reference` starts with a type, of a length, and a name.
    fn resource(
        &self,
        reference: &'c str,
        kind: usize,
        context: Context<'a, 'c>,
        pick: Pick<'a, 'c>,
        out: &mut Vec<Target<'c>>,
    ) {
        let behind = reference.get(kind..).unwrap_or("");
        let (name, rest) = word(behind.strip_prefix('.').unwrap_or(behind));
        let local = reference.get(..reference.len() - rest.len()).unwrap_or("");
        debug_assert!(local.ends_with(name), "{local}");
        let found = self.instances.get(context.instance);
        let Some(found) = found.and_then(|i| i.resources.get(local)) else { return };
        let (literal, length) = key(self.arena, rest);
        let behind = rest.get(length..).unwrap_or("");
        let attribute = behind.strip_prefix('.').map_or("", |behind| word(behind).0);
        let trusted = literal.is_some() || pick.lone || !context.exact;
        let one = literal.or(pick.key).and_then(|key| {
            let at = found.binary_search_by(|(own, _)| own.cmp(&key)).ok()?;
            found.get(at)
        });
        match (one, found.as_slice()) {
            (Some((_, at)), _) if trusted => out.push(Target { at: *at, sure: true, attribute }),
            (_, [(_, at)]) => out.push(Target { at: *at, sure: true, attribute }),
            (_, all) => {
                let all = all.iter().take(self.left.saturating_add(1));
                out.extend(all.map(|(_, at)| Target { at: *at, sure: false, attribute }));
            }
        }
    }

    fn module(
        &mut self,
        rest: &'c str,
        context: Context<'a, 'c>,
        pick: Pick<'a, 'c>,
        depth: usize,
        out: &mut Vec<Target<'c>>,
    ) {
        let (name, rest) = word(rest);
        let (literal, length) = key(self.arena, rest);
        let behind = rest.get(length..).unwrap_or("").strip_prefix('.').unwrap_or("");
        let (output, behind) = word(behind);
        let output = if output.is_empty() { pick.below } else { output };
        let output = (!output.is_empty()).then_some(output);
        let children = self.instances.get(context.instance).and_then(|i| i.children.get(name));
        let children: Vec<usize> =
            children.map_or(Vec::new(), |found| chosen(found, literal.or(pick.key)));
        let several = children.len() > 1;
        let mut all: Vec<Target<'c>> = Vec::new();
        for child in children {
            let named = (child, output.unwrap_or("").to_owned(), context.exact);
            if let Some(known) = self.outputs.get(&named) {
                all.extend(known.iter());
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
                let inner = Context { instance: child, key: Key::One, for_each: None, ..context };
                for group in groups {
                    self.group(&group, inner, depth + 1, &mut found);
                }
            }
            found.sort_unstable();
            found.dedup();
            all.extend(&found);
            self.outputs.insert(named, Rc::new(found));
        }
        if several {
            all.iter_mut().for_each(|target| target.sure = false);
        }
        self.one_of(&all, key(self.arena, behind).0, context, pick, out);
    }

    /// What the argument of a call leads to that sets a variable.
    fn variable(
        &mut self,
        instance: usize,
        name: &str,
        exact: bool,
        depth: usize,
    ) -> Rc<Vec<Target<'c>>> {
        let named = (instance, name.to_owned(), exact);
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
            let for_each = call.value.field("for_each_expression");
            let context = Context { instance: outer, key, for_each, exact };
            for group in groups {
                self.group(&group, context, depth + 1, &mut found);
            }
        }
        found.sort_unstable();
        found.dedup();
        let found = Rc::new(found);
        self.variables.insert(named, Rc::clone(&found));
        found
    }
}

/// Whether two texts are one, or say the same in JSON: providers write documents anew.
fn are_equal(one: &str, other: &str) -> bool {
    let is_document = |text: &str| text.trim_start().starts_with('{');
    if one == other || !is_document(one) || !is_document(other) {
        return one == other;
    }
    let scratch = Arena::new();
    let read = |text: &str| parse_json(&scratch, text, JsonOptions::default()).ok();
    match (read(one), read(other)) {
        (Some(one), Some(other)) => one.equals(&other) == Equality::Equal,
        _ => false,
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
    let mut links: Links<'a> = vec![Vec::new(); resources.len()];
    let mut kinds = Kinds::default();
    let mut left = LINKS + LINKS_EACH * joined.len();
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
        // Where the table says by what they are joined, the values say so themselves.
        let kind = |at: usize| resources.get(at).map_or("", |r| r.kind);
        found.retain(|to| *to as usize != at && !kinds.are_listed(kind(at), kind(*to as usize)));
        let room = left.min(found.len());
        left -= room;
        found.truncate(room);
        let found: Vec<_> = found.into_iter().map(|to| (to, None)).collect();
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

fn connect<'a>(links: &mut Links<'a>, from: usize, to: &[(u32, Option<&'a Unknown<'a>>)]) {
    let here = u32::try_from(from).unwrap_or(u32::MAX);
    for (other, doubt) in to {
        if let Some(set) = links.get_mut(*other as usize) {
            set.push((here, *doubt));
        }
    }
    if let Some(set) = links.get_mut(from) {
        set.extend(to);
    }
}

fn finish<'a>(arena: &'a Arena, resources: &mut [Resource<'a>], links: Links<'a>) {
    for (resource, mut links) in resources.iter_mut().zip(links) {
        // One way that is sure is enough.
        links.sort_unstable_by_key(|(to, doubt)| (*to, doubt.is_some()));
        links.dedup_by_key(|(to, _)| *to);
        resource.links = arena.alloc_iter(links.iter().map(|(to, _)| *to));
        let doubts = links.iter().filter_map(|(to, doubt)| Some((*to, (*doubt)?)));
        let doubts: Vec<(u32, &Unknown<'a>)> = doubts.collect();
        resource.perhaps = arena.alloc_slice(&doubts);
    }
}
