//! Expansion: `count` and `for_each` on resources, data sources and module calls.

use palisade_source::{Diagnostic, Location};
use palisade_value::{Origin, Unknown, UnknownKind, Value};
use rustc_hash::FxHashSet;

use super::expr::Entry;
use super::limits::LIMIT;
use super::{CallSlot, Each, Env, Evaluator, Instance, MODULE_DEPTH, Problem, ResourceSlot, Slot};
use crate::decl::{Attr, Module, Target};
use crate::types::{Type, to_bool, to_number, to_text};

/// Which of a block's instances.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Key<'a> {
    /// All of them.
    All,
    /// The one of a block without `count` and `for_each`.
    One,
    Number(i64),
    Text(&'a str),
    /// One that stands for an unknown number of them.
    Symbolic(&'a Unknown<'a>),
}

impl<'a> Key<'a> {
    pub(crate) fn cause(&self) -> Option<&'a Unknown<'a>> {
        if let Key::Symbolic(cause) = self { Some(cause) } else { None }
    }

    pub(crate) fn is_same_as(&self, other: &Key<'_>) -> bool {
        match (self, other) {
            (Key::All, Key::All) | (Key::One, Key::One) | (Key::Symbolic(_), Key::Symbolic(_)) => {
                true
            }
            (Key::Number(a), Key::Number(b)) => a == b,
            (Key::Text(a), Key::Text(b)) => a == b,
            _ => false,
        }
    }

    /// Writes the key as it stands in an address.
    pub(crate) fn write(&self, out: &mut String) {
        match self {
            Key::All | Key::One => {}
            Key::Number(n) => out.push_str(&format!("[{n}]")),
            Key::Text(text) => {
                out.push('[');
                palisade_value::write_json(out, Value::Str(text));
                out.push(']');
            }
            Key::Symbolic(_) => out.push_str("[*]"),
        }
    }
}

/// A resource is expanded to no more than so many instances.
const INSTANCES_OF_ONE: usize = if cfg!(test) { 2_000 } else { 25_000 };
/// All resources of a root are expanded to no more than so many instances.
pub(super) const INSTANCES: usize = if cfg!(test) { 5_000 } else { 100_000 };
/// A resource with no more instances than this may bring the root to twice as many.
const INSTANCES_LEFT: usize = if cfg!(test) { 50 } else { 1_000 };

/// A root has no more than so many instances of modules.
pub(super) const MODULE_INSTANCES: usize = if cfg!(test) { 500 } else { 20_000 };
/// What a module weighs by itself; each of its resources weighs one.
const MODULE_WEIGHT: i64 = 25;

/// How much may still be expanded.
#[derive(Default, Debug)]
pub(crate) struct Room {
    /// The instances of resources that there are.
    instances: usize,
    /// The weight that instances of modules may still have, beyond one of each call; below zero
    /// where one of each is too much already.
    modules: i64,
    /// What each module weighs with all that it calls.
    weights: Vec<i64>,
    /// Calls that had an instance when there was no room left for one of each: module, position.
    kept: FxHashSet<(usize, usize)>,
}

/// The instances of a block in the order of their keys.
pub(crate) type Expansion<'a> = Vec<(Key<'a>, Each<'a>)>;

impl<'a, 's> Evaluator<'a, 's, '_> {
    /// The instances that `count` or `for_each` ask for. What cannot be known gives one symbolic
    /// instance, so that nothing is ever left out silently.
    pub(super) fn expand(
        &mut self,
        (count, for_each, enabled): (Option<Attr<'s>>, Option<Attr<'s>>, Option<Attr<'s>>),
        env: &Env<'_, 'a>,
    ) -> Expansion<'a> {
        let expansion = match (count, for_each) {
            (None, None) => {
                return match enabled {
                    Some(at) => self.switched(at, env),
                    None => vec![(Key::One, Each::None)],
                };
            }
            // Where an override adds the one to the other, `count` is what Terraform takes.
            (Some(at), _) => self.count(at, env),
            (None, Some(at)) => self.for_each_keys(at, env),
        };
        if let (Some(_), Some(both)) = (count, for_each) {
            self.tell(
                Diagnostic::warning(
                    "terraform-expansion",
                    "`count` and `for_each` exclude each other",
                )
                .at(both.location())
                .help(
                    "remove one of them; `count` is taken here, as by Terraform with an override",
                ),
            );
        }
        self.told_apart(expansion, count.or(for_each), count.is_some(), env)
    }

    /// The instances of a resource, or one in their place where they are too many.
    pub(super) fn fit_resource(
        &mut self,
        expansion: Expansion<'a>,
        (count, for_each): (Option<Attr<'s>>, Option<Attr<'s>>),
        env: &Env<'_, 'a>,
        name: &str,
    ) -> Expansion<'a> {
        let wanted = expansion.len();
        let most = self.bounds.instances;
        let all = self.room.instances.saturating_add(wanted);
        let few = wanted <= INSTANCES_LEFT && all <= 2 * most;
        if wanted > 1 && !few && (wanted > INSTANCES_OF_ONE || all > most) {
            let message = if wanted > INSTANCES_OF_ONE {
                format!("this resource has over {INSTANCES_OF_ONE} instances")
            } else {
                let share = self.bounds.shared();
                format!("this resource brings the root to over {most} instances{share}")
            };
            self.room.instances += 1;
            return self.one_for_all(message, (count, for_each), env, name);
        }
        self.room.instances += wanted;
        expansion
    }

    /// The instances of a call, or one in their place where what they bring is too much.
    fn fit_call(
        &mut self,
        expansion: Expansion<'a>,
        target: usize,
        (count, for_each): (Option<Attr<'s>>, Option<Attr<'s>>),
        env: &Env<'_, 'a>,
        name: &str,
    ) -> Expansion<'a> {
        let weight = self.room.weights.get(target).copied().unwrap_or(0);
        let wanted = i64::try_from(expansion.len()).unwrap_or(i64::MAX);
        let more = wanted.saturating_sub(1).saturating_mul(weight);
        if more > 0 && more > self.room.modules {
            let message = format!(
                "the instances of this module and of those that it calls would be over {} in this \
                 root{}",
                self.bounds.module_instances,
                self.bounds.shared()
            );
            return self.one_for_all(message, (count, for_each), env, name);
        }
        self.room.modules -= more;
        expansion
    }

    /// How many instances of resources there are.
    pub(super) fn made_instances(&self) -> usize {
        self.room.instances
    }

    fn one_for_all(
        &mut self,
        message: String,
        (count, for_each): (Option<Attr<'s>>, Option<Attr<'s>>),
        env: &Env<'_, 'a>,
        name: &str,
    ) -> Expansion<'a> {
        let at = count.or(for_each);
        let location = at.map_or(Location::new(env.file, Default::default()), |a| a.location());
        let mut problem = *Problem::limit(message);
        problem.help = Some("one instance stands for all of them here".to_owned());
        let outer = std::mem::take(&mut self.current);
        let unknown = self.give_up(problem, location, name);
        self.current = outer;
        let expansion = self.symbolic(unknown, count.is_some());
        self.told_apart(expansion, at, count.is_some(), env)
    }

    /// Looks at what each module brings with all that it calls, each call counted once: so much is
    /// kept free for it, however many instances others have.
    pub(super) fn make_room(&mut self) {
        let mut weights: Vec<Option<i64>> = vec![None; self.modules.len()];
        let mut entered = vec![false; self.modules.len()];
        let mut stack: Vec<usize> = (0..self.modules.len()).rev().collect();
        while let Some(at) = stack.last().copied() {
            let Some(module) = self.modules.get(at).filter(|_| weights[at].is_none()) else {
                stack.pop();
                continue;
            };
            let calls = module.calls.iter().filter_map(|call| match call.target {
                Target::Module(target) => Some(target),
                Target::Missing => None,
            });
            if !std::mem::replace(&mut entered[at], true) {
                // What leads back into a circle is not entered again.
                stack.extend(calls.filter(|target| !entered[*target]));
                continue;
            }
            let own = i64::try_from(module.resources.len()).unwrap_or(i64::MAX);
            let below = calls.filter_map(|target| weights[target]);
            weights[at] = Some(below.fold(own.saturating_add(MODULE_WEIGHT), i64::saturating_add));
            stack.pop();
        }
        let weights: Vec<i64> = weights.into_iter().map(Option::unwrap_or_default).collect();
        let most = i64::try_from(self.bounds.module_instances).unwrap_or(i64::MAX) * MODULE_WEIGHT;
        let root = weights.first().copied().unwrap_or(0);
        self.room = Room { modules: most.saturating_sub(root), weights, ..Room::default() };
    }

    /// Gives a symbolic instance a cause of its own, by which it is seen what is there together:
    /// blocks of one module that write out the same `count`, and the parts of what is called so.
    fn told_apart(
        &mut self,
        mut expansion: Expansion<'a>,
        at: Option<Attr<'s>>,
        counted: bool,
        env: &Env<'_, 'a>,
    ) -> Expansion<'a> {
        let (Some(at), Some((Key::Symbolic(cause), _))) = (at, expansion.first_mut()) else {
            return expansion;
        };
        let source = self.context.sources.get(at.file);
        let text = source.slice(at.expr().span).trim();
        let known = self.own_causes.contains(&std::ptr::from_ref(*cause).addr());
        if known && !counted && names_resource(text) {
            return expansion;
        }
        let place = (env.instance, counted, text.to_owned());
        let (arena, own) = (self.arena, **cause);
        *cause = self.causes.entry(place).or_insert_with(|| arena.alloc(own));
        self.own_causes.insert(std::ptr::from_ref(*cause).addr());
        expansion
    }

    /// One instance or none, as OpenTofu's `enabled` says.
    fn switched(&mut self, at: Attr<'s>, env: &Env<'_, 'a>) -> Expansion<'a> {
        let env = Env { file: at.file, ..*env };
        let value = match self.whole(at.expr(), &env) {
            Ok(value) => value,
            Err(problem) => self.give_up(*problem, at.location(), "enabled"),
        };
        let value = match (value, to_bool(value)) {
            (Value::Unknown(_), _) => value,
            (_, Ok(true)) => return vec![(Key::One, Each::None)],
            (_, Ok(false)) => return Vec::new(),
            (_, Err(_)) => {
                let problem = Problem::new("`enabled` must be true or false");
                self.give_up(*problem, at.location(), "enabled")
            }
        };
        let Value::Unknown(unknown) = value else { return Vec::new() };
        let Value::Unknown(cause) = self.plain(unknown) else { return Vec::new() };
        vec![(Key::Symbolic(cause), Each::None)]
    }

    fn count(&mut self, at: Attr<'s>, env: &Env<'_, 'a>) -> Expansion<'a> {
        let env = Env { file: at.file, ..*env };
        let mark = self.sources.len();
        let value = match self.whole(at.expr(), &env) {
            Ok(value) => value,
            Err(problem) => self.give_up(*problem, at.location(), "count"),
        };
        let origin = self.slot_origin(at.location(), at.expr(), mark);
        if matches!(value, Value::Unknown(_)) {
            return self.symbolic(value, true);
        }
        let number = to_number(self.arena, value).ok().and_then(|number| number.as_i64());
        let Some(n) = number.filter(|n| *n >= 0) else {
            let problem = Problem::new("`count` must be a whole number that is not negative");
            let unknown = self.give_up(*problem, at.location(), "count");
            return self.symbolic(unknown, true);
        };
        // One more than the cap is enough to be refused.
        let n = n.min(i64::try_from(INSTANCES_OF_ONE + 1).unwrap_or(i64::MAX));
        (0..n).map(|n| (Key::Number(n), Each::Count(Value::Int(n), Some(origin)))).collect()
    }

    fn for_each_keys(&mut self, at: Attr<'s>, env: &Env<'_, 'a>) -> Expansion<'a> {
        let env = Env { file: at.file, ..*env };
        let mark = self.sources.len();
        let value = match self.whole(at.expr(), &env) {
            Ok(value) => value,
            Err(problem) => self.give_up(*problem, at.location(), "for_each"),
        };
        let origin = self.slot_origin(at.location(), at.expr(), mark);
        match self.keyed(value, origin) {
            Ok(expansion) => expansion,
            Err(message) => {
                let problem = Problem::new(message).help(Some(
                    "give `for_each` a map or a set of texts, for example with `toset(…)`"
                        .to_owned(),
                ));
                let unknown = self.give_up(*problem, at.location(), "for_each");
                self.symbolic(unknown, false)
            }
        }
    }

    fn keyed(&mut self, value: Value<'a>, origin: Origin<'a>) -> Result<Expansion<'a>, String> {
        let is_list = matches!(value, Value::Array(_));
        let entries = match self.entries(value)? {
            Ok(entries) => entries,
            Err(unknown) => return Ok(self.symbolic(Value::Unknown(unknown), false)),
        };
        if is_list {
            return Err("`for_each` is a list".to_owned());
        }
        let texts = |(key, ..): &Entry<'_>| matches!(key, Value::Str(_) | Value::Unknown(_));
        if matches!(value, Value::Set(_)) && !entries.iter().all(texts) {
            return Err("`for_each` is a set of something else than texts".to_owned());
        }
        let mut expansion: Expansion<'a> = Vec::with_capacity(entries.len());
        for (key, value, slot) in entries {
            if matches!(key, Value::Unknown(_)) {
                return Ok(self.symbolic(key, false));
            }
            let key = to_text(self.arena, key).map_err(|misfit| misfit.to_string())?;
            let origin = Some(slot.unwrap_or(origin));
            let each = Each::Keyed { key: Value::Str(key), value, origin };
            expansion.push((Key::Text(key), each));
        }
        expansion.sort_by(|a, b| match (a.0, b.0) {
            (Key::Text(a), Key::Text(b)) => a.cmp(b),
            _ => std::cmp::Ordering::Equal,
        });
        Ok(expansion)
    }

    /// Makes the instances of a module call.
    pub(super) fn expand_call(&mut self, caller: u32, index: usize) {
        let Some(call) = self.module_of(caller).and_then(|m| m.calls.get(index)) else { return };
        let Target::Module(target) = call.target else { return };
        let Some(outer) = self.instances.get(caller as usize) else { return };
        let (prefix, parents, outer_symbolic) = (outer.prefix, outer.parents, outer.symbolic);
        if let Some(unknown) = self.too_deep(caller, target, index) {
            let slot = self.instances.get_mut(caller as usize).and_then(|i| i.calls.get_mut(index));
            if let Some(slot) = slot {
                slot.left_out = Some(unknown);
            }
            return;
        }
        self.check_arguments(caller, index);
        let file = call.header.file;
        let env = Env { instance: Some(caller), ..Env::bare(file) };
        let name = format!("{prefix}module.{}", call.name);
        let current = self.arena.alloc_str(&name);
        let outer = std::mem::replace(&mut self.current, ("", current));
        let (expansion, _, deps) = self.traced(|this| {
            let expansion = this.expand((call.count, call.for_each, call.enabled), &env);
            this.fit_call(expansion, target, (call.count, call.for_each), &env, &name)
        });
        self.current = outer;
        let mut chain = vec![call.location];
        chain.extend_from_slice(parents);
        let parents = self.arena.alloc_slice(&chain);
        let mut children = Vec::with_capacity(expansion.len());
        for (key, each) in expansion {
            let mut prefix = name.clone();
            key.write(&mut prefix);
            prefix.push('.');
            let child = u32::try_from(self.instances.len()).unwrap_or(u32::MAX);
            let symbolic = key.cause().or(outer_symbolic);
            let prefix = self.arena.alloc_str(&prefix);
            let parent = Some((caller, index));
            self.add_instance(target, parent, each, prefix, parents, symbolic);
            children.push((key, child));
        }
        let slot = self.instances.get_mut(caller as usize).and_then(|i| i.calls.get_mut(index));
        if let Some(slot) = slot {
            slot.children = children;
            slot.deps = deps;
        }
    }

    /// Whether a call nests too deep, leads back into a module that it is in or is beyond what
    /// there is room for; then what stands for all that it gives.
    fn too_deep(&mut self, caller: u32, target: usize, index: usize) -> Option<&'a Unknown<'a>> {
        let call = self.module_of(caller)?.calls.get(index)?;
        let (mut depth, mut above) = (0, Some(caller));
        let mut circle = false;
        while let Some(instance) = above.and_then(|at| self.instances.get(at as usize)) {
            depth += 1;
            circle = circle || instance.module == target;
            above = instance.parent.map(|(at, _)| at);
        }
        circle = circle || self.is_round_again(caller, target);
        let name = call.name;
        let (code, message, help) = if circle {
            (
                "terraform-module",
                format!("module `{name}` calls itself"),
                "give `source` a folder that does not lead back to this one",
            )
        } else if depth >= MODULE_DEPTH {
            (
                LIMIT,
                format!("module `{name}` nests over {MODULE_DEPTH} deep"),
                "scan its folder by itself to have what is in it examined",
            )
        } else if self.is_beyond(caller, index) {
            (
                LIMIT,
                format!("module `{name}` is called beyond {MODULE_INSTANCES} instances of modules"),
                "another instance of it is examined; scan its folder by itself to have more",
            )
        } else {
            return None;
        };
        let prefix = self.instances.get(caller as usize).map_or("", |i| i.prefix);
        self.cut(&format!("{prefix}module.{name}"), call.header, &message);
        self.tell(Diagnostic::error(code, message).at(call.header).help(help));
        let kind = if circle { UnknownKind::Invalid } else { UnknownKind::Limit };
        let unknown = self.unknown(kind, &format!("module.{name}"), Some(call.header));
        unknown.as_unknown()
    }

    /// Whether a call leads on in a circle, to a module that is examined already: there are as many
    /// ways through many circles as there are orders.
    fn is_round_again(&self, caller: u32, target: usize) -> bool {
        let caller = self.instances.get(caller as usize).map(|instance| instance.module);
        let circle = |module: usize| self.circles.get(module);
        caller.and_then(circle).is_some_and(|number| circle(target) == Some(number))
            && self.instances.iter().any(|instance| instance.module == target)
    }

    /// Whether there is no room for another instance of a call that has one already.
    fn is_beyond(&mut self, caller: u32, index: usize) -> bool {
        if self.room.modules >= 0 || self.instances.len() < self.bounds.module_instances {
            return false;
        }
        let module = self.instances.get(caller as usize).map_or(0, |i| i.module);
        !self.room.kept.insert((module, index))
    }

    /// One instance that stands for an unknown number of them.
    fn symbolic(&self, unknown: Value<'a>, counted: bool) -> Expansion<'a> {
        let Value::Unknown(unknown) = unknown else { return Vec::new() };
        let Value::Unknown(cause) = self.plain(unknown) else { return Vec::new() };
        let each = if counted {
            Each::Count(self.made(cause, Type::Number), None)
        } else {
            let (key, value) = self.unknown_entry(unknown);
            Each::Keyed { key, value, origin: None }
        };
        vec![(Key::Symbolic(cause), each)]
    }

    pub(crate) fn add_instance(
        &mut self,
        module: usize,
        parent: Option<(u32, usize)>,
        each: Each<'a>,
        prefix: &'a str,
        parents: &'a [Location],
        symbolic: Option<&'a Unknown<'a>>,
    ) {
        let Some(declared) = self.modules.get(module) else { return };
        self.instances.push(Instance {
            module,
            parent,
            each,
            prefix,
            parents,
            symbolic,
            variables: vec![Slot::default(); declared.variables.len()],
            locals: vec![Slot::default(); declared.locals.len()],
            outputs: vec![Slot::default(); declared.outputs.len()],
            providers: vec![Slot::default(); declared.providers.len()],
            calls: declared.calls.iter().map(|_| CallSlot::default()).collect(),
            resources: declared.resources.iter().map(|_| ResourceSlot::default()).collect(),
        });
    }
}

/// A number for each module; those from which calls lead to each other share theirs.
pub(super) fn circles(modules: &[Module<'_>]) -> Vec<usize> {
    let called = |at: usize| -> Vec<usize> {
        let calls = modules.get(at).map_or(&[][..], |module| &module.calls);
        let targets = calls.iter().filter_map(|call| match call.target {
            Target::Module(target) => Some(target),
            Target::Missing => None,
        });
        targets.collect()
    };
    // After Kosaraju: in the order in which modules are left, last first, against the calls.
    let calls: Vec<Vec<usize>> = (0..modules.len()).map(called).collect();
    let mut callers: Vec<Vec<usize>> = vec![Vec::new(); modules.len()];
    for (from, targets) in calls.iter().enumerate() {
        for to in targets {
            callers[*to].push(from);
        }
    }
    let mut left = Vec::with_capacity(modules.len());
    let mut entered = vec![false; modules.len()];
    for start in 0..modules.len() {
        let mut stack = vec![(start, 0)];
        while let Some((at, next)) = stack.pop() {
            if next == 0 && std::mem::replace(&mut entered[at], true) {
                continue;
            }
            match calls[at].get(next) {
                Some(to) => stack.extend([(at, next + 1), (*to, 0)]),
                None => left.push(at),
            }
        }
    }
    let mut numbers = vec![usize::MAX; modules.len()];
    for start in left.into_iter().rev() {
        let mut stack = vec![start];
        while let Some(at) = stack.pop() {
            if numbers[at] == usize::MAX {
                numbers[at] = start;
                stack.extend(&callers[at]);
            }
        }
    }
    numbers
}

/// Whether a text is a reference to all instances of a resource: `aws_s3_bucket.logs`.
fn names_resource(text: &str) -> bool {
    let word = |text: &str| {
        !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || "_-".contains(c))
    };
    let others = ["var", "local", "module", "data", "each", "count", "self", "path", "terraform"];
    text.split_once('.')
        .is_some_and(|(kind, name)| word(kind) && word(name) && !others.contains(&kind))
}
