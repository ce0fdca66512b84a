//! Expansion templates: what objects will be made of an object, such as the Pods of a Deployment.

use crate::constraint::{ACTIONS, Action};
use crate::problems::Problems;
use crate::template::metadata;
use crate::values::with;
use palisade_arena::Arena;
use palisade_source::Location;
use palisade_value::Value;
use palisade_yaml::Node;

/// The group of expansion templates.
pub(crate) const GROUP: &str = "expansion.gatekeeper.sh";

/// Expansions of expansions deeper than this are not made.
pub(crate) const MAX_DEPTH: usize = 30;

/// An expansion template.
#[derive(Clone, Debug)]
pub struct Expansion {
    /// Its name.
    pub name: String,
    /// What becomes of violations of what it makes, in place of what the constraint says.
    pub action: Option<Action>,
    /// Where it is written.
    pub location: Location,
    apply: Vec<Apply>,
    pub(crate) source: Vec<String>,
    group: String,
    version: String,
    pub(crate) kind: String,
}

/// What an expansion makes of an object.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Expanded<'a> {
    /// It is not about the object.
    No,
    /// The object has not what something is to be made of.
    Lacks,
    /// An object.
    Made(Value<'a>),
}

#[derive(Clone, Debug)]
struct Apply {
    groups: Vec<String>,
    versions: Vec<String>,
    kinds: Vec<String>,
}

pub(crate) fn read(node: &Node<'_>, problems: &mut Problems) -> Option<Expansion> {
    let what = "an expansion template";
    problems.keys(node, &["apiVersion", "kind", "metadata", "spec", "status"], what);
    let (name, _) = metadata(node, what, problems);
    let spec = problems.required(node, "spec", what)?;
    const KEYS: &[&str] = &["applyTo", "templateSource", "generatedGVK", "enforcementAction"];
    let spec = problems.mapping(spec, "`spec`", KEYS)?;
    let mut apply = Vec::new();
    problems.required(spec, "applyTo", "`spec`");
    for item in problems.list(spec, "applyTo") {
        let keys = &["groups", "versions", "kinds"];
        let Some(item) = problems.mapping(item, "an item of `applyTo`", keys) else { continue };
        apply.push(Apply {
            groups: problems.texts(item, "groups"),
            versions: problems.texts(item, "versions"),
            kinds: problems.texts(item, "kinds"),
        });
    }
    let source = problems.required(spec, "templateSource", "`spec`");
    let source = source.and_then(|n| problems.text(n, "`templateSource`"));
    let made = problems.required(spec, "generatedGVK", "`spec`");
    let made =
        made.and_then(|n| problems.mapping(n, "`generatedGVK`", &["group", "version", "kind"]));
    let mut part =
        |key: &str| made.and_then(|m| problems.word(m, key)).unwrap_or_default().to_owned();
    let (group, version, kind) = (part("group"), part("version"), part("kind"));
    if let Some(made) = made.filter(|_| kind.is_empty() || version.is_empty()) {
        problems.error(made.span, "`generatedGVK` has a `version` and a `kind`", None);
    }
    let action = match spec.get("enforcementAction").and_then(Node::text) {
        Some("") => None,
        _ => problems.choice(spec, "enforcementAction", ACTIONS),
    };
    let (name, _) = name?;
    let source = source?.split('.').map(str::to_owned).collect();
    if problems.any_error() {
        return None;
    }
    Some(Expansion {
        name: name.to_owned(),
        action,
        location: problems.at(node.span),
        apply,
        source,
        group,
        version,
        kind,
    })
}

impl Expansion {
    /// The object that is made of another.
    pub(crate) fn expand<'a>(&self, arena: &'a Arena, object: Value<'a>) -> Expanded<'a> {
        let text = |path: &[&str]| object.path(path).and_then(|v| v.as_str()).unwrap_or_default();
        let api_version = text(&["apiVersion"]);
        let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
        let kind = text(&["kind"]);
        let among = |all: &[String], one: &str| all.iter().any(|a| a == one || a == "*");
        let about = |a: &Apply| {
            among(&a.groups, group) && among(&a.versions, version) && among(&a.kinds, kind)
        };
        if !self.apply.iter().any(about) {
            return Expanded::No;
        }
        let path: Vec<&str> = self.source.iter().map(String::as_str).collect();
        let template = match object.path(&path) {
            Some(template) if template.as_object().is_some() => template,
            // What is not known yet is told elsewhere.
            Some(Value::Unknown(_)) => return Expanded::No,
            _ => return Expanded::Lacks,
        };
        let made = if self.group.is_empty() {
            self.version.clone()
        } else {
            format!("{}/{}", self.group, self.version)
        };
        let name = text(&["metadata", "name"]);
        let name = format!("{name}-{}", self.kind).to_lowercase();
        let mut metadata = template.field("metadata");
        metadata = Some(with(arena, metadata, "name", Value::str(arena, &name)));
        if let Some(space) = object.path(&["metadata", "namespace"]) {
            metadata = Some(with(arena, metadata, "namespace", space));
        }
        let mut whole = template;
        if let Some(metadata) = metadata {
            whole = with(arena, Some(whole), "metadata", metadata);
        }
        whole = with(arena, Some(whole), "apiVersion", Value::str(arena, &made));
        Expanded::Made(with(arena, Some(whole), "kind", Value::str(arena, &self.kind)))
    }
}
