//! Gatekeeper's constraints in `palisade check`: each is a policy, and manifests are what it is
//! held against.

use palisade_engine::{Counts, Evaluation, fingerprint};
use palisade_iac_kubernetes::{KUBERNETES, POD_SPEC};
use palisade_lang_gatekeeper::{
    Action, Inventory, Library, Origin, Review, Settings, Template, Violation,
};
use palisade_model::{
    Loaded, Outcome, OutcomeKind, Owners, Policy, PolicyId, PolicyStatus, Resource, ResourceRef,
    Rule, RuleId, WhatIf,
};
use palisade_scan::{Further, Scan};
use palisade_source::{Diagnostic, FileId, SourceMap};
use palisade_value::{Arena, Frozen, Value, ValueFamily};
use std::sync::Arc;

/// The constraints of a run.
#[derive(Debug, Default)]
pub(crate) struct Constraints {
    library: Library,
    /// Of each constraint.
    policies: Vec<Arc<Policy>>,
    /// Whether each is chosen.
    taken: Vec<bool>,
}

impl Constraints {
    /// Reads templates, constraints and expansions.
    pub(crate) fn read(sources: &SourceMap, files: &[FileId]) -> (Self, Vec<Diagnostic>) {
        let (library, mut found) = Library::read(sources, files);
        let mut policies = Vec::with_capacity(library.constraints.len());
        for constraint in &library.constraints {
            let Some(template) = library.templates.get(constraint.template) else { continue };
            let id = format!("{}.{}", constraint.kind, constraint.name);
            let action = constraint.action.unwrap_or(Action::DryRun);
            let severity =
                constraint.severity.or(template.severity).unwrap_or_else(|| action.severity());
            policies.push(Arc::new(Policy {
                id: PolicyId::new(id),
                title: template.title.clone(),
                severity,
                status: PolicyStatus::Stable,
                owners: Owners::default(),
                review_by: None,
                controls: Vec::new(),
                aliases: vec![constraint.kind.clone()],
                why: template.description.clone(),
                remedy: String::new(),
                documentation: None,
                resources: constraint.kinds().unwrap_or_default(),
                rules: vec![rule(template, constraint.location)],
                advisory: action != Action::Deny,
                language: "gatekeeper",
                location: constraint.location,
            }));
        }
        for template in unused(&library) {
            let message = format!("no constraint is of the kind `{}`", template.kind);
            let help = "without a constraint a template says nothing of any object";
            let note = Diagnostic::warning("gatekeeper-unused", message);
            found.push(note.at(template.location).help(help));
        }
        let taken = vec![true; policies.len()];
        (Self { library, policies, taken }, found)
    }

    /// What is known of each.
    pub(crate) fn policies(&self) -> &[Arc<Policy>] {
        &self.policies
    }

    /// Those that are chosen.
    pub(crate) fn chosen(&self) -> impl Iterator<Item = &Arc<Policy>> {
        self.policies.iter().zip(&self.taken).filter(|(_, taken)| **taken).map(|(p, _)| p)
    }

    /// Leaves out those that are not chosen.
    pub(crate) fn choose(&mut self, taken: &[bool]) {
        self.taken = taken.to_vec();
    }

    /// How many run.
    pub(crate) fn count(&self) -> usize {
        self.taken.iter().filter(|taken| **taken).count()
    }

    /// The constraints with the objects of all files, which templates may look up.
    pub(crate) fn over<'c>(&'c self, scan: &Scan<'_>, now: Option<i64>) -> Over<'c> {
        let objects = scan.each(|_, _, loaded| {
            Frozen::build(|arena| {
                let all: Vec<Value<'_>> =
                    objects(loaded).map(|(_, r)| r.attributes.copy_into(arena)).collect();
                Value::array(arena, &all)
            })
        });
        Over { constraints: self, objects, now }
    }
}

fn rule(template: &Template, location: palisade_source::Location) -> Rule {
    let condition = format!("the template `{}` has nothing to say", template.kind);
    Rule { id: RuleId::new("violation"), condition, aliases: Vec::new(), location }
}

fn unused(library: &Library) -> impl Iterator<Item = &Template> {
    library.templates.iter().enumerate().filter_map(|(at, template)| {
        let used = library.constraints.iter().any(|c| c.template == at);
        (!used).then_some(template)
    })
}

/// The objects among resources, with their positions. Gatekeeper's own are none.
fn objects<'l, 'a>(loaded: &'l Loaded<'a>) -> impl Iterator<Item = (u32, &'l Resource<'a>)> {
    loaded.resources.iter().enumerate().filter_map(|(at, resource)| {
        let version = resource.attributes.field("apiVersion").and_then(|v| v.as_str());
        let group = version.unwrap_or_default().split('/').next().unwrap_or_default();
        let is_object = resource.framework == KUBERNETES
            && resource.kind != POD_SPEC
            && !group.ends_with(".gatekeeper.sh");
        is_object.then(|| (u32::try_from(at).unwrap_or(u32::MAX), resource))
    })
}

/// Constraints over the objects of a scan.
pub(crate) struct Over<'c> {
    constraints: &'c Constraints,
    /// Of each unit an array.
    objects: Vec<Frozen<ValueFamily>>,
    /// The day of the run, for `time.now_ns`.
    now: Option<i64>,
}

impl Further for Over<'_> {
    fn policies(&self) -> Vec<&str> {
        self.constraints.chosen().map(|policy| policy.id.as_str()).collect()
    }

    fn evaluate(&self, loaded: &Loaded<'_>, keep_all: bool) -> Evaluation {
        let mut out = Evaluation::default();
        if objects(loaded).next().is_none() {
            return out;
        }
        let arena = Arena::new();
        let known = self.objects.iter().filter_map(|unit| unit.get().as_array());
        let inventory = Inventory::of(&arena, known.flat_map(|all| all.items()).copied());
        for (position, resource) in objects(loaded) {
            // An object's values must not outlive what its constraints make of it.
            let arena = Arena::new();
            self.object(&arena, resource, &inventory, keep_all, position, &mut out);
        }
        out
    }
}

impl Over<'_> {
    fn object<'a>(
        &'a self,
        arena: &'a Arena,
        resource: &Resource<'a>,
        inventory: &Inventory<'a>,
        keep_all: bool,
        position: u32,
        out: &mut Evaluation,
    ) {
        let Constraints { library, policies, taken } = self.constraints;
        let space = resource.attributes.path(&["metadata", "namespace"]);
        let home = space.and_then(|v| v.as_str()).and_then(|name| inventory.home(name));
        let review = Review::of_object(arena, resource.attributes, home, Origin::Original, "");
        let settings = Settings { now: self.now, ..Settings::default() };
        let found = library.review(arena, &review, inventory, &settings);
        let named = Arc::new(ResourceRef {
            address: resource.address.to_owned(),
            kind: resource.kind.to_owned(),
            framework: resource.framework,
            block: resource.location,
            header: resource.header,
            outermost: resource.header,
            stands_for: None,
        });
        for (at, policy) in policies.iter().enumerate().filter(|(at, _)| taken[*at]) {
            let mut clean = true;
            for violation in found.iter().filter(|v| v.constraint == at) {
                clean = false;
                let kind = kind(violation);
                count(&mut out.counts, kind);
                out.outcomes.push(outcome(policy, resource, &named, kind, &violation.message));
                out.positions.push(position);
            }
            if clean && library.is_about(at, &review) {
                count(&mut out.counts, OutcomeKind::Pass);
                if keep_all {
                    let title = &policy.title;
                    out.outcomes.push(outcome(policy, resource, &named, OutcomeKind::Pass, title));
                    out.positions.push(position);
                }
            }
        }
    }
}

fn kind(violation: &Violation) -> OutcomeKind {
    match (violation.unknown, violation.failed) {
        (true, _) => OutcomeKind::Unknown,
        (_, true) => OutcomeKind::Error,
        _ => OutcomeKind::Fail,
    }
}

fn count(counts: &mut Counts, kind: OutcomeKind) {
    *match kind {
        OutcomeKind::Pass => &mut counts.pass,
        OutcomeKind::Fail => &mut counts.fail,
        OutcomeKind::Skip => &mut counts.skip,
        OutcomeKind::Unknown => &mut counts.unknown,
        OutcomeKind::Error => &mut counts.error,
    } += 1;
}

fn outcome(
    policy: &Arc<Policy>,
    resource: &Resource<'_>,
    named: &Arc<ResourceRef>,
    kind: OutcomeKind,
    message: &str,
) -> Outcome {
    let rule = RuleId::new("violation");
    let parts = [policy.id.as_str(), rule.as_str(), resource.address, message];
    Outcome {
        policy: Arc::clone(policy),
        kind,
        severity: policy.severity,
        resource: Arc::clone(named),
        location: resource.header,
        attribute: String::new(),
        message: message.to_owned(),
        trail: Vec::new(),
        facts: Vec::new(),
        fixes: Vec::new(),
        whatif: WhatIf::default(),
        fingerprint: fingerprint(parts),
        suppression: None,
        slots: Vec::new(),
        baselined: false,
        rule,
    }
}
