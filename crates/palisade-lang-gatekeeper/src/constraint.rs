//! Constraints: a template with parameters, and the objects it is about.

use crate::matching::Match;
use crate::problems::Problems;
use crate::template::{Template, metadata, severity};
use crate::values;
use palisade_model::Severity;
use palisade_source::{Location, Span};
use palisade_value::{Frozen, Value, ValueFamily};
use palisade_yaml::Node;

/// The group of constraints.
pub(crate) const GROUP: &str = "constraints.gatekeeper.sh";

/// The point at which files are examined, before they come to a cluster.
const POINT: &str = "gator.gatekeeper.sh";

/// What becomes of an object that violates a constraint.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Action {
    /// It is recorded.
    DryRun,
    /// Its author is warned.
    Warn,
    /// It is refused.
    Deny,
}

impl Action {
    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Action::DryRun => "dryrun",
            Action::Warn => "warn",
            Action::Deny => "deny",
        }
    }

    /// How bad a violation is that nothing else is said of.
    #[must_use]
    pub const fn severity(self) -> Severity {
        match self {
            Action::DryRun => Severity::Info,
            Action::Warn => Severity::Low,
            Action::Deny => Severity::High,
        }
    }
}

pub(crate) const ACTIONS: &[(&str, Action)] =
    &[("deny", Action::Deny), ("warn", Action::Warn), ("dryrun", Action::DryRun)];

/// A constraint of a template.
#[derive(Debug)]
pub struct Constraint {
    /// The kind, which is that of its template.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// The position of its template.
    pub template: usize,
    /// What becomes of violations; none where it is not enforced on files.
    pub action: Option<Action>,
    /// How bad a violation is, where an annotation says so.
    pub severity: Option<Severity>,
    /// Where it is written.
    pub location: Location,
    pub(crate) criteria: Match,
    /// The whole object, with the defaults of parameters.
    pub(crate) object: Frozen<ValueFamily>,
}

impl Constraint {
    /// The parameters; none where none are set.
    #[must_use]
    pub fn parameters(&self) -> Option<Value<'_>> {
        self.object.get().path(&["spec", "parameters"])
    }

    /// The kinds of objects that it is about; none where it is about any.
    #[must_use]
    pub fn kinds(&self) -> Option<Vec<String>> {
        self.criteria.kinds()
    }
}

/// Reads a constraint of a template; none where something is wrong with it.
pub(crate) fn read(
    node: &Node<'_>,
    template: (usize, &Template),
    problems: &mut Problems,
) -> Option<Constraint> {
    let (position, template) = template;
    let what = "a constraint";
    problems.keys(node, &["apiVersion", "kind", "metadata", "spec", "status"], what);
    version(node, problems);
    let (name, _) = metadata(node, what, problems);
    const KEYS: &[&str] = &["match", "parameters", "enforcementAction", "scopedEnforcementActions"];
    let spec = problems.field(node, "spec", KEYS);
    let criteria = spec.and_then(|s| s.get("match")).filter(|n| !n.is_null());
    let criteria = criteria.map_or_else(Match::default, |n| Match::read(n, problems));
    let action = spec.map_or(Some(Action::Deny), |spec| action(spec, problems));
    let parameters = spec.and_then(|s| s.get_entry("parameters"));
    if let Some(schema) = &template.schema {
        match parameters.filter(|(_, n)| !n.is_null()) {
            Some((_, set)) => schema.check(set, "`parameters`", problems),
            None => {
                // What is required is not there either.
                let empty = Node::new(spec.map_or(node.span, |s| first(s)), mapping());
                schema.check(&empty, "`parameters`", problems);
                if schema.has_defaults() {
                    let message = "the defaults of the template do not come to be, for \
                                   `parameters` is not set";
                    let help = "write `parameters: {}` to have them".to_owned();
                    let at = spec.map_or(node.span, first);
                    problems.warning(at, message, Some(help));
                }
            }
        }
    }
    let location = problems.at(node.span);
    let severity = severity(node, problems);
    let (name, _) = name?;
    if problems.any_error() {
        return None;
    }
    let node = settled(node, template);
    let file = problems.file;
    Some(Constraint {
        kind: template.kind.clone(),
        name: name.to_owned(),
        template: position,
        action,
        severity,
        location,
        criteria,
        object: Frozen::build(|arena| values::value(arena, &node, file)),
    })
}

fn first(node: &Node<'_>) -> Span {
    node.entries().first().map_or(node.span, |(k, _)| k.span)
}

fn mapping() -> palisade_yaml::Kind<'static> {
    palisade_yaml::Kind::Mapping(Vec::new())
}

/// The object with the defaults of its parameters.
fn settled(node: &Node<'_>, template: &Template) -> Node<'static> {
    let mut node = node.clone().into_owned();
    let Some(schema) = &template.schema else { return node };
    if let palisade_yaml::Kind::Mapping(entries) = &mut node.kind {
        let spec = entries.iter_mut().find(|(k, _)| k.text() == Some("spec"));
        if let Some((_, spec)) = spec
            && let palisade_yaml::Kind::Mapping(entries) = &mut spec.kind
            && let Some((_, set)) = entries.iter_mut().find(|(k, _)| k.text() == Some("parameters"))
        {
            let old = std::mem::replace(set, Node::new(Span::default(), mapping()));
            *set = schema.defaulted(old);
        }
    }
    node
}

fn version(node: &Node<'_>, problems: &mut Problems) {
    let Some(version) = node.get("apiVersion") else { return };
    let text = version.text().unwrap_or_default();
    let known = ["v1beta1", "v1alpha1", "v1"];
    if !text.split_once('/').is_some_and(|(_, v)| known.contains(&v)) {
        let help = Some(format!("constraints are of `{GROUP}/v1beta1`"));
        problems.error(version.span, format!("unknown version of constraints: `{text}`"), help);
    }
}

/// What becomes of violations in files; none where the constraint is for other points alone.
fn action(spec: &Node<'_>, problems: &mut Problems) -> Option<Action> {
    let known: Vec<(&str, Option<Action>)> = ACTIONS
        .iter()
        .map(|(name, action)| (*name, Some(*action)))
        .chain([("scoped", None)])
        .collect();
    let scoped = problems.list(spec, "scopedEnforcementActions");
    let whole = problems.choice(spec, "enforcementAction", &known);
    match whole {
        Some(None) => {}
        Some(action) => {
            if let Some((key, _)) =
                spec.get_entry("scopedEnforcementActions").filter(|_| !scoped.is_empty())
            {
                let help = Some("write `enforcementAction: scoped` to use it".to_owned());
                problems.warning(key.span, "`scopedEnforcementActions` is not used", help);
            }
            return action;
        }
        None => return Some(Action::Deny),
    }
    let mut found = None;
    for item in scoped {
        let what = "a scoped action";
        let Some(item) = problems.mapping(item, what, &["action", "enforcementPoints"]) else {
            continue;
        };
        if problems.required(item, "action", what).is_none() {
            continue;
        }
        let action = problems.choice(item, "action", ACTIONS);
        let mut here = false;
        for point in problems.list(item, "enforcementPoints") {
            let Some(point) = problems.mapping(point, "an enforcement point", &["name"]) else {
                continue;
            };
            if let Some(node) = problems.required(point, "name", "an enforcement point")
                && let Some(name) = problems.text(node, "`name`")
            {
                const POINTS: &[&str] =
                    &["*", POINT, "validation.gatekeeper.sh", "audit.gatekeeper.sh", "vap.k8s.io"];
                if !POINTS.contains(&name) {
                    let help = palisade_source::did_you_mean(name, POINTS.iter().copied());
                    problems.error(node.span, format!("unknown enforcement point `{name}`"), help);
                }
                here |= name == "*" || name == POINT;
            }
        }
        if here {
            found = found.max(action);
        }
    }
    if found.is_none() && !problems.any_error() {
        let span = spec.get_entry("scopedEnforcementActions").map_or(spec.span, |(k, _)| k.span);
        let help = format!("add the enforcement point `{POINT}` or `*`");
        let message = "the constraint is not enforced on files, and is not run";
        problems.warning(span, message, Some(help));
    }
    found
}
