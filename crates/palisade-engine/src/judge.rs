use crate::evaluation::{Evaluation, Settings};
use crate::faults::{Caught, Faults};
use crate::host::{Doubt, Links, Seen};
use crate::{CompiledPolicy, CompiledRule, Engine, MessagePart, ROOT_TARGET, facts, fingerprint};
use palisade_arena::Arena;
use palisade_ir::{
    Eval, FuncId, Given, Kept, NoRecord, Options, Read, Recorder, Stop, Trace, Vm, World,
};
use palisade_model::{Outcome, OutcomeKind, Resource, ResourceRef, Trail, WhatIf};
use palisade_source::Location;
use palisade_value::{Object, Origin, OriginKind, Shape, Unknown, UnknownKind, Value, write_json};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

/// So many neighbouring policies are judged on one thread: few enough to keep all threads busy,
/// enough that those about one service share the documents that they read.
const TOGETHER: usize = 4;

impl Engine {
    /// Judges the resources of one unit. Policies that do not compile are told of in
    /// [`Engine::diagnostics`].
    #[must_use]
    pub fn evaluate(&self, resources: &[Resource<'_>], settings: &Settings) -> Evaluation {
        self.evaluate_some(resources, settings, |_| true)
    }

    /// Judges those of the resources of one unit that are asked about; the others are there for
    /// what links to them.
    #[must_use]
    pub fn evaluate_some(
        &self,
        resources: &[Resource<'_>],
        settings: &Settings,
        is_asked: impl Fn(&Resource<'_>) -> bool,
    ) -> Evaluation {
        // Which policy has which resources to look at.
        let mut kinds: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
        for (at, resource) in resources.iter().enumerate().filter(|(_, r)| is_asked(r)) {
            kinds.entry(resource.kind).or_default().push(u32::try_from(at).unwrap_or(u32::MAX));
        }
        let mut work: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for (kind, positions) in &kinds {
            for policy in self.about(kind) {
                work.entry(policy).or_default().extend(positions);
            }
        }
        if work.is_empty() {
            return Evaluation::default();
        }
        let links = Links::new(resources);
        // What is judged with one arena has one store of documents as well.
        let judge = |work: &[(u32, Vec<u32>)]| -> Evaluation {
            let (arena, mut all) = (Arena::new(), Evaluation::default());
            let (store, faults) = (Store::default(), Faults::default());
            for (policy, positions) in work {
                if let Some(policy) = self.entries()[*policy as usize].policy() {
                    let stores = (&arena, &store, &faults);
                    let judge = Judge::new(policy, resources, &links, stores, settings);
                    judge.run(positions, &mut all);
                }
            }
            all
        };
        let work: Vec<(u32, Vec<u32>)> = work
            .into_iter()
            .flat_map(|(policy, mut positions)| {
                positions.sort_unstable();
                positions.chunks(2048).map(|c| (policy, c.to_vec())).collect::<Vec<_>>()
            })
            .collect();
        // Waking other threads costs more than a few hundred evaluations.
        let many = work.iter().map(|(_, p)| p.len()).sum::<usize>() > 400;
        if !many {
            return judge(&work);
        }
        let parts: Vec<Evaluation> = work.par_chunks(TOGETHER).map(judge).collect();
        let mut all = Evaluation::default();
        for mut part in parts {
            all.outcomes.append(&mut part.outcomes);
            all.positions.append(&mut part.positions);
            all.counts.merge(&part.counts);
            all.diagnostics.append(&mut part.diagnostics);
        }
        all
    }
}

/// What policies that are judged one after the other keep of resources for each other.
#[derive(Default)]
pub(crate) struct Store<'e> {
    kept: Kept<'e>,
    /// What is known of resources beside their attributes, by their place in memory.
    targets: RefCell<FxHashMap<usize, Value<'e>>>,
}

/// One policy on the resources of a unit.
pub(crate) struct Judge<'e> {
    pub(crate) policy: &'e CompiledPolicy,
    resources: &'e [Resource<'e>],
    pub(crate) arena: &'e Arena,
    store: &'e Store<'e>,
    target: Shape<'e, 4>,
    links: &'e Links<'e>,
    pub(crate) faults: &'e Faults,
    options: Options<'e>,
    /// Those under which nothing is linked that may not be there.
    sure: Options<'e>,
    keep_all: bool,
}

/// A verdict before it is dressed for a report.
pub(crate) struct Verdict<'e> {
    pub(crate) kind: OutcomeKind,
    unknown: Option<&'e Unknown<'e>>,
    error: Option<String>,
    /// What may not be there, where the verdict hangs on that.
    doubt: Option<Doubt<'e>>,
    /// Where in the policy a function failed.
    fault: Option<Location>,
    /// Whether the error is that a limit was reached.
    pub(crate) limit: bool,
    /// What the policy itself says, and the slots that made it say so.
    pub(crate) told: Option<(String, Vec<Read<'e>>)>,
}

impl<'e> Verdict<'e> {
    pub(crate) fn of(kind: OutcomeKind) -> Self {
        let (unknown, error, doubt, fault) = (None, None, None, None);
        Self { kind, unknown, error, doubt, fault, limit: false, told: None }
    }

    pub(crate) fn unknown(unknown: &'e Unknown<'e>) -> Self {
        Self { unknown: Some(unknown), ..Self::of(OutcomeKind::Unknown) }
    }

    /// With what the policy itself says and the slots that made it say so.
    pub(crate) fn told(self, message: String, reads: Vec<Read<'e>>) -> Self {
        Self { told: Some((message, reads)), ..self }
    }

    pub(crate) fn error(message: String) -> Self {
        Self { error: Some(message), ..Self::of(OutcomeKind::Error) }
    }

    /// A verdict that hangs on what a function of the policy failed to give.
    pub(crate) fn failed(caught: Caught) -> Self {
        Self { fault: caught.location, ..Self::error(caught.message) }
    }

    pub(crate) fn limit(message: String) -> Self {
        Self { limit: true, ..Self::error(message) }
    }
}

/// Rules about whole documents may take so many times more steps than rules about resources.
const WHOLE: u64 = 50;

/// On so many resources of a unit a rule may reach a limit; then it is not run on the others.
const PATIENCE: usize = 3;

/// For so many types of resources a policy keeps what is settled of it.
const MOST_KINDS: usize = 32;

/// What a condition came to.
pub(crate) enum Truth<'e> {
    Is(bool),
    Unknown(&'e Unknown<'e>),
    Error(String),
    Limit(String),
}

pub(crate) fn truth<'e>(result: &Eval<'e>) -> Truth<'e> {
    match result {
        Ok(Value::Bool(b)) => Truth::Is(*b),
        Ok(Value::Unknown(unknown)) => Truth::Unknown(unknown),
        Ok(other) => {
            Truth::Error(format!("the condition gives {}, not true or false", other.type_name()))
        }
        Err(Stop::Undefined) => Truth::Error("the condition has no value".into()),
        Err(Stop::Error(fault)) => Truth::Error(fault.message.to_owned()),
        Err(Stop::Limit(kind)) => Truth::Limit(kind.to_string()),
    }
}

impl<'e> Judge<'e> {
    pub(crate) fn new(
        policy: &'e CompiledPolicy,
        resources: &'e [Resource<'e>],
        links: &'e Links<'e>,
        (arena, store, faults): (&'e Arena, &'e Store<'e>, &'e Faults),
        settings: &Settings,
    ) -> Self {
        let mut limits = settings.limits;
        if policy.documents.is_some() {
            // Policies about whole documents have more to look at.
            limits.steps = limits.steps.saturating_mul(WHOLE);
            limits.memory = limits.memory.saturating_mul(8);
        }
        // Errors of builtins are undefined only in languages that have documents.
        let world = policy.documents.is_some().then_some(faults as &dyn World);
        let now = settings.now;
        let options = Options { limits, host: links, world, now, ..Options::default() };
        let seen = Seen { links, only_sure: true, told: &[] };
        let sure = Options { host: arena.alloc(seen), ..options };
        let target = Shape::new(arena, ["address", "framework", "name", "type"]);
        let keep_all = settings.keep_all;
        Self { policy, resources, arena, store, target, links, faults, options, sure, keep_all }
    }

    /// The same where these policies find fault with what is judged.
    pub(crate) fn beside(mut self, told: &'e [&'e str]) -> Self {
        let seen = Seen { links: self.links, only_sure: false, told };
        self.options = Options { host: self.arena.alloc(seen), ..self.options };
        let sure = Seen { only_sure: true, ..seen };
        self.sure = Options { host: self.arena.alloc(sure), ..self.options };
        self
    }

    /// Adds what the policy says of the resources at these positions.
    pub(crate) fn run(&self, positions: &[u32], found: &mut Evaluation) {
        let mut tired = vec![0_usize; self.policy.rules.len()];
        let mut vm = self.machine(NoRecord);
        let mut kinds: Vec<(&str, Option<Given<'e>>)> = Vec::new();
        let mut kind = "";
        for position in positions {
            let resource = &self.resources[*position as usize];
            if resource.kind != kind {
                kind = resource.kind;
                vm.given(self.given(kind, &mut kinds));
            }
            self.start(&mut vm, resource);
            let doubt = self.links.doubt(*position);
            let applicable = self.policy.applicable.map(|f| decided(&mut vm, f));
            if matches!(applicable, Some(Truth::Is(false))) && doubt.is_none() {
                continue;
            }
            let mut named: Option<Arc<ResourceRef>> = None;
            for (rule, tired) in self.policy.rules.iter().zip(&mut tired) {
                if rule.collects && *tired < PATIENCE {
                    for verdict in self.collect(&mut vm, rule, resource, &mut found.diagnostics) {
                        *tired += usize::from(verdict.limit);
                        found.counts.add(verdict.kind);
                        let quiet = matches!(verdict.kind, OutcomeKind::Pass | OutcomeKind::Skip);
                        if !quiet || self.keep_all {
                            let named = named.get_or_insert_with(|| Arc::new(name(resource)));
                            found.outcomes.push(self.outcome(*position, named, rule, &verdict));
                            found.positions.push(*position);
                        }
                    }
                    continue;
                }
                let verdict = if *tired < PATIENCE {
                    let verdict = match judge(&mut vm, rule, applicable.as_ref()) {
                        // Most of all there is, and nothing to be told.
                        Judged::Quiet(kind) if doubt.is_none() && !self.keep_all => {
                            found.counts.add(kind);
                            continue;
                        }
                        judged => judged.verdict(),
                    };
                    match doubt {
                        Some(doubt) => self.doubted(verdict, rule, resource, doubt),
                        None => verdict,
                    }
                } else {
                    let message = "it reached a limit on several resources and is not run on more";
                    Verdict::limit(message.to_owned())
                };
                *tired += usize::from(verdict.limit);
                found.counts.add(verdict.kind);
                let quiet = matches!(verdict.kind, OutcomeKind::Pass | OutcomeKind::Skip);
                if quiet && !self.keep_all {
                    continue;
                }
                let named = named.get_or_insert_with(|| Arc::new(name(resource)));
                found.outcomes.push(self.outcome(*position, named, rule, &verdict));
                found.positions.push(*position);
                if !quiet {
                    // Telling of it has run other machines; this one's limits start anew.
                    self.start(&mut vm, resource);
                }
            }
        }
    }

    /// What is settled of the policy's conditions for all resources of a type.
    fn given(
        &self,
        kind: &'e str,
        kinds: &mut Vec<(&'e str, Option<Given<'e>>)>,
    ) -> Option<Given<'e>> {
        if let Some((_, known)) = kinds.iter().find(|(known, _)| *known == kind) {
            return *known;
        }
        // A policy about all types there are would keep something for each of them.
        if kinds.len() >= MOST_KINDS || self.policy.documents.is_some() {
            return None;
        }
        let given = self.policy.program.given(self.arena, (ROOT_TARGET, "type"), kind);
        kinds.push((kind, given));
        given
    }

    /// A verdict where something linked may not be there. What is found with it stays found, as
    /// it does on that resource itself; what is good only with it is not known to be good.
    fn doubted(
        &self,
        verdict: Verdict<'e>,
        rule: &CompiledRule,
        resource: &'e Resource<'e>,
        doubt: Doubt<'e>,
    ) -> Verdict<'e> {
        if !matches!(verdict.kind, OutcomeKind::Pass | OutcomeKind::Skip) {
            return verdict;
        }
        let mut vm = Vm::new(&self.policy.program, self.arena, self.sure, NoRecord)
            .keeping(&self.store.kept);
        self.start(&mut vm, resource);
        let applicable = self.policy.applicable.map(|f| truth(&vm.call(f, &[])));
        let without = judge(&mut vm, rule, applicable.as_ref()).verdict();
        match without.kind {
            OutcomeKind::Pass | OutcomeKind::Skip => verdict,
            OutcomeKind::Unknown => without,
            // An error: what the rule takes for granted is what may not be there.
            _ => Verdict { doubt: Some(doubt), ..Verdict::unknown(doubt.cause) },
        }
    }

    /// A machine for the policy's program.
    pub(crate) fn machine<R: Recorder<'e>>(&self, recorder: R) -> Vm<'e, R> {
        Vm::new(&self.policy.program, self.arena, self.options, recorder).keeping(&self.store.kept)
    }

    pub(crate) fn start<R: Recorder<'e>>(&self, vm: &mut Vm<'e, R>, resource: &'e Resource<'e>) {
        if let Some(documents) = &self.policy.documents {
            let shown = if documents.bare { resource.attributes } else { self.shown(resource) };
            vm.start(&[Some(shown), Some(documents.data.get())]);
            return;
        }
        let target = self.policy.program.uses(ROOT_TARGET).then(|| self.target(resource));
        vm.start(&[Some(resource.attributes), target, Some(self.policy.parameters.get())]);
    }

    fn target(&self, resource: &'e Resource<'e>) -> Value<'e> {
        let place = std::ptr::from_ref(resource).addr();
        if let Some(target) = self.store.targets.borrow().get(&place) {
            return *target;
        }
        let address = resource.address;
        let end = address.bytes().rposition(|b| b == b'.' || b == b'/');
        let short = end.and_then(|at| address.get(at + 1..)).unwrap_or(address);
        let (framework, kind) = (resource.framework.0, resource.kind);
        let values = [address, framework, short, kind].map(Value::Str);
        let target = self.target.object(self.arena, values);
        self.store.targets.borrow_mut().insert(place, target);
        target
    }

    fn outcome(
        &self,
        position: u32,
        named: &Arc<ResourceRef>,
        rule: &CompiledRule,
        verdict: &Verdict<'e>,
    ) -> Outcome {
        let resource = &self.resources[position as usize];
        let policy = &self.policy.policy;
        let mut outcome = Outcome {
            policy: Arc::clone(policy),
            rule: rule.id.clone(),
            kind: verdict.kind,
            severity: policy.severity,
            resource: Arc::clone(named),
            location: resource.header,
            attribute: String::new(),
            message: String::new(),
            trail: Vec::new(),
            facts: Vec::new(),
            fixes: Vec::new(),
            whatif: WhatIf::default(),
            fingerprint: String::new(),
            suppression: None,
            slots: Vec::new(),
            baselined: false,
        };
        let reads = match verdict.kind {
            OutcomeKind::Pass | OutcomeKind::Skip => Vec::new(),
            _ if let Some((_, reads)) = &verdict.told => reads.clone(),
            // Watching it once more would reach the limit once more.
            _ if verdict.limit => Vec::new(),
            _ if verdict.doubt.is_some() => self.decisive(resource, rule, self.sure),
            _ => self.decisive(resource, rule, self.options),
        };
        if let Some(read) = reads.iter().find(|r| r.origin.is_some()) {
            outcome.attribute = attribute(&read.path);
            if let Some(origin) = read.origin {
                outcome.location = origin.location;
                trail(origin, 0, &mut outcome.trail);
            }
        } else if let Some(read) = reads.first() {
            outcome.attribute = attribute(&read.path);
        }
        outcome.facts = reads.iter().take(8).map(facts::fact).collect();
        outcome.message = match (verdict.kind, &verdict.unknown, &verdict.error) {
            (OutcomeKind::Fail, ..) => match &verdict.told {
                Some((message, _)) => self.links.mask(message.clone(), position),
                None => self.message(position, rule),
            },
            (OutcomeKind::Unknown, Some(unknown), _) => match verdict.doubt {
                Some(doubt) => {
                    let what =
                        if doubt.of_link { "be about another resource" } else { "not be there" };
                    format!("`{}` may {what}: {}", doubt.address, unknown.describe())
                }
                None => unknown.describe(),
            },
            (OutcomeKind::Error, _, Some(error)) => {
                let message = format!("rule `{}` could not be evaluated: {error}", rule.id);
                self.links.mask(message, position)
            }
            (OutcomeKind::Skip, ..) => "not applicable".into(),
            _ => policy.title.clone(),
        };
        if verdict.kind == OutcomeKind::Unknown
            && let Some(location) = verdict.unknown.and_then(|u| u.location)
            && location != outcome.location
            && outcome.trail.is_empty()
        {
            let text = "the value is not known from here on".to_owned();
            outcome.trail.push(Trail { location, text });
        }
        if let Some(location) = verdict.fault {
            outcome.trail.push(Trail { location, text: "the function failed here".to_owned() });
        }
        if verdict.kind == OutcomeKind::Unknown {
            outcome.whatif.hangs_on = hangs_on(verdict.unknown, &reads);
        }
        if verdict.kind == OutcomeKind::Fail {
            outcome.fixes.clone_from(&rule.fixes);
        }
        outcome.fingerprint = match &verdict.told {
            Some((message, reads)) => self.fingerprint_told(resource, rule, message, reads),
            None => self.fingerprint(resource, rule, &reads),
        };
        if verdict.kind == OutcomeKind::Fail && verdict.told.is_none() {
            outcome.slots = slots(resource, &reads);
        }
        outcome
    }

    /// The slots of a resource that decide what a rule says of it.
    pub(crate) fn deciding(
        &self,
        resource: &'e Resource<'e>,
        rule: &CompiledRule,
    ) -> Vec<Read<'e>> {
        self.decisive(resource, rule, self.options)
    }

    /// Runs the condition once more, watched, for the slots that decided.
    fn decisive(
        &self,
        resource: &'e Resource<'e>,
        rule: &CompiledRule,
        options: Options<'e>,
    ) -> Vec<Read<'e>> {
        let program = &self.policy.program;
        let mut vm = Vm::new(program, self.arena, options, Trace::new()).keeping(&self.store.kept);
        self.start(&mut vm, resource);
        _ = vm.call(rule.condition, &[]);
        of_input(vm.recorder.decisive(&self.policy.program))
    }

    fn message(&self, position: u32, rule: &CompiledRule) -> String {
        let resource = &self.resources[position as usize];
        let mut vm = self.machine(NoRecord);
        let mut text = String::new();
        for part in &rule.message {
            match part {
                MessagePart::Text(words) => text.push_str(words),
                MessagePart::Value(func) => {
                    self.start(&mut vm, resource);
                    let value = self.links.mask(shown(&vm.call(*func, &[])), position);
                    text.push_str(&cut(&value, 120));
                }
            }
        }
        if text.is_empty() { format!("not so: {}", self.policy.policy.title) } else { text }
    }

    /// Policy, rule, address and what decided; lines do not count, and the items of lists go by
    /// what they are, not by their position.
    fn fingerprint(
        &self,
        resource: &'e Resource<'e>,
        rule: &CompiledRule,
        reads: &[Read<'e>],
    ) -> String {
        let mut parts = vec![
            self.policy.policy.id.as_str().to_owned(),
            rule.id.as_str().to_owned(),
            resource.address.to_owned(),
        ];
        for read in reads {
            let (path, value) = content(resource, read);
            parts.push(path);
            parts.push(value);
        }
        fingerprint(parts.iter().map(String::as_str))
    }
}

/// Of more slots than this it is not kept which they are.
const SLOTS: usize = 64;

/// A slot by names, and what it holds.
fn content(resource: &Resource<'_>, read: &Read<'_>) -> (String, String) {
    let mut value = String::from("absent");
    // A default of the provider was written by nobody.
    let by_default = read.origin.is_some_and(|o| o.kind == OriginKind::Schema);
    if let Some(present) = read.value.filter(|_| !by_default) {
        value.clear();
        write_json(&mut value, present);
    }
    (by_name(resource.attributes, &read.path), value)
}

/// A name for each slot that decided, sorted.
fn slots(resource: &Resource<'_>, reads: &[Read<'_>]) -> Vec<String> {
    if reads.len() > SLOTS {
        return Vec::new();
    }
    let name = |read: &Read<'_>| {
        let (path, value) = content(resource, read);
        let mut name = fingerprint([path.as_str(), value.as_str()]);
        name.truncate(16);
        name
    };
    let mut slots: Vec<String> = reads.iter().map(name).collect();
    slots.sort_unstable();
    slots.dedup();
    slots
}

/// The slots that are in the resource itself.
pub(crate) fn of_input<'e>(mut reads: Vec<Read<'e>>) -> Vec<Read<'e>> {
    reads.retain(|r| !r.path.starts_with('@') && !r.path.is_empty());
    reads
}

/// What a rule comes to.
enum Judged<'e> {
    /// A pass or a skip.
    Quiet(OutcomeKind),
    Loud(Verdict<'e>),
}

impl<'e> Judged<'e> {
    fn verdict(self) -> Verdict<'e> {
        match self {
            Judged::Quiet(kind) => Verdict::of(kind),
            Judged::Loud(verdict) => verdict,
        }
    }
}

/// What a condition comes to.
fn decided<'e, R: Recorder<'e>>(vm: &mut Vm<'e, R>, condition: FuncId) -> Truth<'e> {
    match vm.decide(condition) {
        Ok(is) => Truth::Is(is),
        Err(open) => truth(&open),
    }
}

fn judge<'e, R: Recorder<'e>>(
    vm: &mut Vm<'e, R>,
    rule: &CompiledRule,
    applicable: Option<&Truth<'e>>,
) -> Judged<'e> {
    let mut open = None;
    match applicable {
        Some(Truth::Is(false)) => return Judged::Quiet(OutcomeKind::Skip),
        Some(Truth::Error(error)) => return Judged::Loud(Verdict::error(error.clone())),
        Some(Truth::Limit(error)) => return Judged::Loud(Verdict::limit(error.clone())),
        Some(Truth::Unknown(unknown)) => open = Some(*unknown),
        _ => {}
    }
    if let Some(when) = rule.when {
        match vm.decide(when) {
            Ok(true) => {}
            Ok(false) => return Judged::Quiet(OutcomeKind::Skip),
            Err(other) => match truth(&other) {
                Truth::Is(_) => {}
                Truth::Unknown(unknown) => open = open.or(Some(unknown)),
                Truth::Error(error) => return Judged::Loud(Verdict::error(error)),
                Truth::Limit(error) => return Judged::Loud(Verdict::limit(error)),
            },
        }
    }
    let result = match vm.decide(rule.condition) {
        Ok(value) if value == rule.good => return Judged::Quiet(OutcomeKind::Pass),
        Ok(value) => Ok(Value::Bool(value)),
        Err(open) => open,
    };
    Judged::Loud(match (truth(&result), open) {
        (Truth::Is(_), Some(unknown)) | (Truth::Unknown(unknown), _) => Verdict::unknown(unknown),
        (Truth::Is(_), None) => Verdict::of(OutcomeKind::Fail),
        (Truth::Error(error), _) => Verdict::error(error),
        (Truth::Limit(error), _) => Verdict::limit(error),
    })
}

pub(crate) fn name(resource: &Resource<'_>) -> ResourceRef {
    ResourceRef {
        address: resource.address.to_owned(),
        kind: resource.kind.to_owned(),
        framework: resource.framework,
        block: resource.location,
        header: resource.header,
        outermost: resource.parents.last().copied().unwrap_or(resource.header),
        stands_for: resource.symbolic.map(stands_for),
    }
}

/// How many instances a symbolic one stands for.
pub(crate) fn stands_for(cause: &Unknown<'_>) -> String {
    match cause.kind {
        UnknownKind::Limit => "all instances, too many to look at one by one".to_owned(),
        _ => format!("an unknown number of instances: {}", cause.describe()),
    }
}

/// A path without what comes before the first name: a value of a list that the policy made, as of
/// linked resources, has only a position there.
fn attribute(path: &str) -> String {
    let mut rest = path;
    while let Some((index, behind)) = rest.strip_prefix('[').and_then(|r| r.split_once(']'))
        && behind.starts_with(['.', '['])
        && index.bytes().all(|b| b.is_ascii_digit())
    {
        rest = behind;
    }
    rest.strip_prefix('.').unwrap_or(rest).to_owned()
}

/// A path in which the items of lists go by name, so that one of them is not taken for another:
/// `containers[name=web].image`. Those without a name go by their own plain entries, all that is
/// said beside what decided: a rule whose ports are widened is another rule. Descriptions do not
/// count, and neither does the position.
pub(crate) fn by_name(attributes: Value<'_>, path: &str) -> String {
    let mut text = String::new();
    let mut rest = path;
    let mut here = Some(attributes);
    while !rest.is_empty() {
        if let Some(behind) = rest.strip_prefix('[') {
            let (inside, after) = behind.split_once(']').unwrap_or((behind, ""));
            rest = after;
            if let Ok(position) = inside.parse::<usize>() {
                here = here.and_then(|v| v.as_array()?.items().get(position).copied());
                text.push('[');
                if let Some(Value::Object(item)) = here {
                    identity(&mut text, item);
                }
                text.push(']');
            } else {
                here = here.and_then(|v| v.field(inside.trim_matches('"')));
                text.push('[');
                text.push_str(inside);
                text.push(']');
            }
        } else {
            let key = rest.strip_prefix('.').unwrap_or(rest);
            let end = key.find(['.', '[']).unwrap_or(key.len());
            let (key, after) = key.split_at(end);
            here = here.and_then(|v| v.field(key));
            text.push('.');
            text.push_str(key);
            rest = after;
        }
    }
    text
}

/// What an item of a list is called, or what it plainly says.
fn identity(text: &mut String, item: &Object<'_>) {
    const NAMES: [&str; 6] = ["name", "key", "id", "sid", "Sid", "rule_no"];
    const WORDS: [&str; 4] = ["description", "comment", "tags", "labels"];
    let named =
        |name: &&str| matches!(item.field(name), Some(Value::Str(text)) if !text.is_empty());
    let plain = |value: Value<'_>| !matches!(value, Value::Object(_) | Value::Array(_));
    let mut tell = |key: &str, value: Value<'_>| {
        text.push_str(key);
        text.push('=');
        write_json(text, value);
        text.push(' ');
    };
    if let Some(name) = NAMES.iter().find(|name| named(name)) {
        return item.field(name).into_iter().for_each(|value| tell(name, value));
    }
    for (key, value) in item.entries() {
        let (Value::Str(key), value) = (key, *value) else { continue };
        let short = plain(value)
            || value.as_array().is_some_and(|list| list.items().iter().all(|i| plain(*i)));
        if short && !WORDS.contains(&&**key) {
            tell(key, value);
        }
    }
}

pub(crate) fn json(value: Value<'_>) -> String {
    let mut text = String::new();
    write_json(&mut text, value);
    text
}

pub(crate) fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most - 1).chain(['…']).collect()
}

fn shown(result: &Eval<'_>) -> String {
    match result {
        Ok(Value::Str(text)) => (*text).to_owned(),
        Ok(Value::Unknown(unknown)) => unknown.written(),
        Ok(value) => json(*value),
        Err(_) => "?".to_owned(),
    }
}

/// The unset variables that an unknown outcome hangs on.
fn hangs_on(cause: Option<&Unknown<'_>>, reads: &[Read<'_>]) -> Vec<String> {
    let read = reads.iter().filter_map(|r| r.value?.find_unknown());
    let mut subjects: Vec<String> = Vec::new();
    for unknown in cause.into_iter().chain(read) {
        let is_new = !subjects.iter().any(|s| s == unknown.subject);
        if unknown.kind == UnknownKind::UnsetVariable && is_new && subjects.len() < 4 {
            subjects.push(unknown.subject.to_owned());
        }
    }
    subjects
}

/// Where the value came from, nearest first.
fn trail(origin: &Origin<'_>, depth: usize, out: &mut Vec<Trail>) {
    for source in origin.sources {
        if depth > 8 || out.len() >= 6 {
            return;
        }
        let name = source.name;
        let text = match (source.kind, name.is_empty()) {
            (_, true) => "value set here".to_owned(),
            (OriginKind::Default, _) => format!("default of `{name}` set here"),
            (OriginKind::Argument, _) => format!("`{name}` passed here"),
            (OriginKind::Environment, _) => {
                let variable = name.strip_prefix("var.").unwrap_or(name);
                format!("`{name}` set by environment variable `TF_VAR_{variable}`")
            }
            (OriginKind::CommandLine, _) => {
                let variable = name.strip_prefix("var.").unwrap_or(name);
                format!("`{name}` set by `--var {variable}=…`")
            }
            (OriginKind::Configuration, _) => {
                format!("`{name}` set by `terraform.vars` of the configuration")
            }
            _ => format!("value of `{name}` set here"),
        };
        if !out.iter().any(|t| t.location == source.location) {
            out.push(Trail { location: source.location, text });
        }
        trail(source, depth + 1, out);
    }
}

#[cfg(test)]
mod tests {
    use super::attribute;

    #[test]
    fn attributes_begin_with_a_name() {
        for (path, wanted) in [
            (".acl", "acl"),
            (".ingress[0].cidr_blocks[1]", "ingress[0].cidr_blocks[1]"),
            ("[1].acl", "acl"),
            ("[1][2].grant[0]", "grant[0]"),
            ("[\"a.b\"].c", "[\"a.b\"].c"),
            ("[3]", "[3]"),
        ] {
            assert_eq!(attribute(path), wanted);
        }
    }
}
