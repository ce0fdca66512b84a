use super::engines;
use super::fit::not_an_object;
use palisade_arena::Arena;
use palisade_source::Diagnostic;
use palisade_value::{Array, Object, ObjectBuilder, Origin, Unknown, Value};

/// The kind of the resource that stands for the pods of a workload.
///
/// Its attributes are `metadata` and `spec` of the pod template, `workload` with the kind, name,
/// namespace and apiVersion of what makes the pods, and `containers`: all containers of all three
/// lists, each with `container_kind` (the list) and `path`.
pub const POD_SPEC: &str = "pod-spec";

/// Where kinds hold a pod template, `*` for every entry of an object or array.
const TEMPLATES: &[&[&str]] = &[
    &["spec", "template"],
    &["spec", "jobTemplate", "spec", "template"],
    &["template"],
    // OpenKruise AdvancedCronJob.
    &["spec", "template", "jobTemplate", "spec", "template"],
    &["spec", "template", "broadcastJobTemplate", "spec", "template"],
    // KEDA ScaledJob.
    &["spec", "jobTargetRef", "template"],
    // JobSet, Volcano, LeaderWorkerSet.
    &["spec", "replicatedJobs", "*", "template", "spec", "template"],
    &["spec", "tasks", "*", "template"],
    &["spec", "leaderWorkerTemplate", "leaderTemplate"],
    &["spec", "leaderWorkerTemplate", "workerTemplate"],
    // Kubeflow training jobs.
    &["spec", "pytorchReplicaSpecs", "*", "template"],
    &["spec", "tfReplicaSpecs", "*", "template"],
    &["spec", "mpiReplicaSpecs", "*", "template"],
    &["spec", "xgbReplicaSpecs", "*", "template"],
];

/// The lists of containers of a pod.
pub(super) const LISTS: [&str; 3] = ["containers", "initContainers", "ephemeralContainers"];

/// A pod template inside an object.
#[derive(Clone)]
pub struct Template<'a> {
    /// The path of the template, empty for a Pod.
    pub path: String,
    /// The object that has `metadata` and `spec`.
    pub holder: &'a Object<'a>,
    /// The pod spec.
    pub spec: &'a Object<'a>,
}

/// Where an object that makes pods in a form that is not known holds their containers; none where
/// it holds none.
#[must_use]
pub fn stray_containers(kind: &str, api_version: &str, attributes: Value<'_>) -> Option<String> {
    let is_own = kind == "PodTemplate" || MAKERS.iter().any(|(maker, _)| *maker == kind);
    if is_own { None } else { engines::stray(api_version, attributes) }
}

/// The pod templates of an object; `here` is the place that names it.
#[must_use]
pub fn templates<'a>(
    arena: &'a Arena,
    kind: &str,
    api_version: &str,
    attributes: Value<'a>,
    here: Origin<'a>,
) -> Vec<Template<'a>> {
    let mut found = Vec::new();
    let Some(object) = attributes.as_object() else { return found };
    if kind == "Pod" || (kind == "Revision" && has_containers(object)) {
        if let Some(Value::Object(spec)) = object.field("spec") {
            found.push(Template { path: String::new(), holder: object, spec });
        }
        return found;
    }
    for path in TEMPLATES {
        find(attributes, path, &mut String::new(), &mut found);
    }
    found.extend(engines::made(arena, kind, api_version, attributes, here));
    found
}

/// Kinds that make pods, with the path of the pod spec.
const MAKERS: &[(&str, &[&str])] = &[
    ("CronJob", &["spec", "jobTemplate", "spec", "template", "spec"]),
    ("DaemonSet", &["spec", "template", "spec"]),
    ("Deployment", &["spec", "template", "spec"]),
    ("Job", &["spec", "template", "spec"]),
    ("Pod", &["spec"]),
    ("ReplicaSet", &["spec", "template", "spec"]),
    ("ReplicationController", &["spec", "template", "spec"]),
    ("StatefulSet", &["spec", "template", "spec"]),
];

/// Why the pods of a workload cannot be known at all; none where they can, or it makes none. A
/// part that is no object where Kubernetes takes one is told of.
#[must_use]
pub fn open_pods<'a>(
    arena: &'a Arena,
    kind: &str,
    attributes: Value<'a>,
    origin: Origin<'a>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<&'a Unknown<'a>> {
    let (_, path) = MAKERS.iter().find(|(maker, _)| *maker == kind)?;
    let (mut at, mut origin) = (attributes, origin);
    for (depth, key) in path.iter().enumerate() {
        let object = at.as_object()?;
        origin = object.field_origin(key).copied().unwrap_or(origin);
        at = object.field(key)?;
        match at {
            Value::Unknown(unknown) => return Some(unknown),
            Value::Object(_) => {}
            _ => {
                let path = path.get(..=depth).unwrap_or_default().join(".");
                return not_an_object(arena, at, &path, origin, diagnostics);
            }
        }
    }
    None
}

/// The attributes of the derived resource for pods of which nothing is known.
#[must_use]
pub fn open_pod_attributes<'a>(
    arena: &'a Arena,
    unknown: &'a Unknown<'a>,
    workload: &Workload<'a>,
) -> Value<'a> {
    let here = workload.origin;
    let mut builder = ObjectBuilder::with_capacity(3);
    for key in ["containers", "spec"] {
        builder.insert_at(Value::Str(key), Value::Unknown(unknown), here);
    }
    builder.insert_at(Value::Str("workload"), named(arena, workload), here);
    builder.finish(arena)
}

fn has_containers(holder: &Object<'_>) -> bool {
    holder.field("spec").is_some_and(|s| s.field("containers").is_some())
}

fn find<'a>(value: Value<'a>, path: &[&str], at: &mut String, found: &mut Vec<Template<'a>>) {
    let before = at.len();
    match path.split_first() {
        None => {
            let Some(holder) = value.as_object() else { return };
            // The list of containers tells a pod template from any other template.
            if let Some(Value::Object(spec)) = holder.field("spec")
                && has_containers(holder)
            {
                found.push(Template { path: at.clone(), holder, spec });
            }
        }
        Some((&"*", rest)) => {
            if let Some(array) = value.as_array() {
                for (index, item) in array.items().iter().enumerate() {
                    at.push_str(&format!("[{index}]"));
                    find(*item, rest, at, found);
                    at.truncate(before);
                }
            } else if let Some(object) = value.as_object() {
                for (key, item) in object.entries() {
                    at.push('.');
                    at.push_str(key.as_str().unwrap_or(""));
                    find(*item, rest, at, found);
                    at.truncate(before);
                }
            }
        }
        Some((key, rest)) => {
            if let Some(next) = value.field(key) {
                if !at.is_empty() {
                    at.push('.');
                }
                at.push_str(key);
                find(next, rest, at, found);
                at.truncate(before);
            }
        }
    }
}

/// What names the workload of a pod template.
#[derive(Clone, Copy, Debug)]
pub struct Workload<'a> {
    /// Its kind.
    pub kind: &'a str,
    /// Its name.
    pub name: Option<&'a str>,
    /// Its namespace.
    pub namespace: Option<&'a str>,
    /// Its apiVersion.
    pub api_version: &'a str,
    /// The place that names it.
    pub origin: Origin<'a>,
}

/// The attributes of the derived resource.
#[must_use]
pub fn pod_attributes<'a>(
    arena: &'a Arena,
    template: &Template<'a>,
    workload: &Workload<'a>,
) -> Value<'a> {
    let here = workload.origin;
    let slot = |key: &str| template.holder.field_origin(key).copied().unwrap_or(here);
    let mut out = ObjectBuilder::with_capacity(4);
    out.insert_at(Value::Str("containers"), containers(arena, template, here), {
        template.spec.field_origin("containers").copied().unwrap_or_else(|| slot("spec"))
    });
    if let Some(metadata) = template.holder.field("metadata") {
        out.insert_at(Value::Str("metadata"), metadata, slot("metadata"));
    }
    out.insert_at(Value::Str("spec"), Value::Object(template.spec), slot("spec"));
    out.insert_at(Value::Str("workload"), named(arena, workload), here);
    out.finish(arena)
}

/// What names the workload, as policies see it.
fn named<'a>(arena: &'a Arena, workload: &Workload<'a>) -> Value<'a> {
    let mut named = ObjectBuilder::with_capacity(4);
    for (key, value) in [
        ("apiVersion", Some(workload.api_version)),
        ("kind", Some(workload.kind)),
        ("name", workload.name),
        ("namespace", workload.namespace),
    ] {
        if let Some(value) = value {
            named.insert_at(Value::Str(key), Value::Str(value), workload.origin);
        }
    }
    named.finish(arena)
}

/// All containers, each with the list it is in and its path.
fn containers<'a>(arena: &'a Arena, template: &Template<'a>, here: Origin<'a>) -> Value<'a> {
    let mut items = Vec::new();
    let mut origins = Vec::new();
    for list in LISTS {
        let array = match template.spec.field(list) {
            Some(Value::Array(array)) => array,
            // Nothing is said of containers that cannot be told from each other.
            Some(Value::Unknown(unknown)) => return Value::Unknown(unknown),
            _ => continue,
        };
        for (index, item) in array.items().iter().enumerate() {
            let origin = array.origin(index).copied().unwrap_or(here);
            let container = match item {
                Value::Object(container) => container,
                Value::Unknown(_) => {
                    items.push(*item);
                    origins.push(origin);
                    continue;
                }
                _ => continue,
            };
            let dot = if template.path.is_empty() { "" } else { "." };
            let path = format!("{}{dot}spec.{list}[{index}]", template.path);
            let mut copy = ObjectBuilder::with_capacity(container.len() + 2);
            for (position, (key, value)) in container.entries().iter().enumerate() {
                let set = container.origin(position).copied().unwrap_or(origin);
                copy.insert_at(*key, *value, set);
            }
            copy.insert_at(Value::Str("container_kind"), Value::Str(list), origin);
            copy.insert_at(Value::Str("path"), Value::str(arena, &path), origin);
            items.push(copy.finish(arena));
            origins.push(origin);
        }
    }
    let items = arena.alloc_slice(&items);
    let origins = arena.alloc_slice(&origins);
    Value::Array(arena.alloc(Array::with_origins(items, origins)))
}
