//! Pods that are written in another form than a pod spec: the steps of Argo Workflows and Tekton,
//! and specs that stand by themselves.

use super::pods::Template;
use palisade_arena::Arena;
use palisade_value::{Array, Object, ObjectBuilder, Origin, Unknown, UnknownKind, Value};

/// The pods of such an object as templates.
pub(super) fn made<'a>(
    arena: &'a Arena,
    kind: &str,
    api_version: &str,
    attributes: Value<'a>,
    here: Origin<'a>,
) -> Vec<Template<'a>> {
    let mut found = Vec::new();
    let object = |path: &[&str]| attributes.path(path).and_then(|value| value.as_object());
    let is_argo = api_version.starts_with("argoproj.io/");
    let is_tekton = api_version.starts_with("tekton.dev/");
    match kind {
        "Workflow" | "WorkflowTemplate" | "ClusterWorkflowTemplate" if is_argo => {
            workflow(arena, here, object(&["spec"]), "spec", &mut found);
        }
        "CronWorkflow" if is_argo => {
            workflow(
                arena,
                here,
                object(&["spec", "workflowSpec"]),
                "spec.workflowSpec",
                &mut found,
            );
        }
        "Task" | "ClusterTask" if is_tekton => {
            found.extend(task(arena, here, object(&["spec"]), None, "spec"));
        }
        "TaskRun" if is_tekton => {
            let run = object(&["spec"]);
            found.extend(task(arena, here, object(&["spec", "taskSpec"]), run, "spec.taskSpec"));
        }
        "Pipeline" if is_tekton => pipeline(arena, here, object(&["spec"]), "spec", &mut found),
        "PipelineRun" if is_tekton => {
            let path = "spec.pipelineSpec";
            pipeline(arena, here, object(&["spec", "pipelineSpec"]), path, &mut found);
        }
        _ => {
            if let Some(spec) = object(&["spec", "podSpec"])
                && spec.field("containers").is_some()
                && let Some(holder) = object(&["spec"])
            {
                let origin = holder.field_origin("podSpec").copied().unwrap_or(here);
                found.extend(template(arena, "spec.podSpec", Value::Object(spec), origin, None));
            }
        }
    }
    found
}

/// A list that is put together of others, with the places of its items.
#[derive(Default)]
struct List<'a> {
    items: Vec<Value<'a>>,
    origins: Vec<Option<Origin<'a>>>,
}

impl<'a> List<'a> {
    fn push(&mut self, value: Value<'a>, origin: Option<&Origin<'a>>) {
        self.items.push(value);
        self.origins.push(origin.copied());
    }

    fn extend(&mut self, list: Option<Value<'a>>) {
        let Some(Value::Array(array)) = list else { return };
        for (at, item) in array.items().iter().enumerate() {
            self.push(*item, array.origin(at));
        }
    }

    fn finish(self, arena: &'a Arena, here: Origin<'a>) -> Value<'a> {
        let items = arena.alloc_slice(&self.items);
        let origins: Vec<Origin<'a>> =
            self.origins.iter().map(|origin| origin.unwrap_or(here)).collect();
        let origins = arena.alloc_slice(&origins);
        Value::Array(arena.alloc(Array::with_origins(items, origins)))
    }
}

/// A template whose pod spec was put together.
fn template<'a>(
    arena: &'a Arena,
    path: &str,
    spec: Value<'a>,
    origin: Origin<'a>,
    metadata: Option<(Value<'a>, Origin<'a>)>,
) -> Option<Template<'a>> {
    let mut holder = ObjectBuilder::with_capacity(2);
    holder.insert_at(Value::Str("spec"), spec, origin);
    if let Some((metadata, at)) = metadata {
        holder.insert_at(Value::Str("metadata"), metadata, at);
    }
    let (Value::Object(holder), Value::Object(spec)) = (holder.finish(arena), spec) else {
        return None;
    };
    Some(Template { path: path.to_owned(), holder, spec })
}

/// What the pod of a step takes from its template or else from the workflow.
const OF_WORKFLOW: &[&str] =
    &["automountServiceAccountToken", "hostNetwork", "securityContext", "serviceAccountName"];

/// The steps of a workflow of Argo that run a container; each is a pod.
fn workflow<'a>(
    arena: &'a Arena,
    here: Origin<'a>,
    spec: Option<&'a Object<'a>>,
    path: &str,
    found: &mut Vec<Template<'a>>,
) {
    let Some(spec) = spec else { return };
    let Some(Value::Array(steps)) = spec.field("templates") else { return };
    for (at, step) in steps.items().iter().enumerate() {
        let Some(object) = step.as_object() else { continue };
        let mut containers = List::default();
        for key in ["container", "script"] {
            if let Some(container) = object.field(key) {
                containers.push(named(arena, here, container, "main"), object.field_origin(key));
            }
        }
        containers.extend(step.path(&["containerSet", "containers"]));
        if containers.items.is_empty() {
            continue;
        }
        containers.extend(object.field("sidecars"));
        let origin = steps.origin(at).copied().unwrap_or(here);
        let mut pod = ObjectBuilder::with_capacity(8);
        pod.insert_at(Value::Str("containers"), containers.finish(arena, origin), origin);
        for key in OF_WORKFLOW.iter().chain(&["initContainers"]) {
            let holder = if object.field(key).is_some() { object } else { spec };
            if let Some(value) = holder.field(key) {
                let at = holder.field_origin(key).copied().unwrap_or(origin);
                pod.insert_at(Value::Str(key), value, at);
            }
        }
        let mut volumes = List::default();
        volumes.extend(spec.field("volumes"));
        volumes.extend(object.field("volumes"));
        if !volumes.items.is_empty() {
            let holder = if object.field("volumes").is_some() { object } else { spec };
            let at = holder.field_origin("volumes").copied().unwrap_or(origin);
            pod.insert_at(Value::Str("volumes"), volumes.finish(arena, origin), at);
        }
        let metadata = object
            .field("metadata")
            .map(|metadata| (metadata, object.field_origin("metadata").copied().unwrap_or(origin)));
        let path = format!("{path}.templates[{at}]");
        found.extend(template(arena, &path, pod.finish(arena), origin, metadata));
    }
}

/// A container with a name, where it has none of its own.
fn named<'a>(
    arena: &'a Arena,
    here: Origin<'a>,
    container: Value<'a>,
    name: &'static str,
) -> Value<'a> {
    let Value::Object(object) = container else { return container };
    if object.field("name").is_some() {
        return container;
    }
    let mut builder = copy(here, object, object.len() + 1);
    builder.insert_at(Value::Str("name"), Value::Str(name), here);
    builder.finish(arena)
}

fn copy<'a>(here: Origin<'a>, object: &Object<'a>, capacity: usize) -> ObjectBuilder<'a> {
    let mut builder = ObjectBuilder::with_capacity(capacity);
    for (at, (key, value)) in object.entries().iter().enumerate() {
        builder.insert_at(*key, *value, object.origin(at).copied().unwrap_or(here));
    }
    builder
}

/// The tasks that a pipeline of Tekton holds itself; each is a pod.
fn pipeline<'a>(
    arena: &'a Arena,
    here: Origin<'a>,
    spec: Option<&'a Object<'a>>,
    path: &str,
    found: &mut Vec<Template<'a>>,
) {
    let Some(spec) = spec else { return };
    for list in ["tasks", "finally"] {
        let Some(Value::Array(tasks)) = spec.field(list) else { continue };
        for (at, item) in tasks.items().iter().enumerate() {
            let own = item.field("taskSpec").and_then(|task| task.as_object());
            found.extend(task(arena, here, own, None, &format!("{path}.{list}[{at}].taskSpec")));
        }
    }
}

/// What a run says of the pod, and a task leaves open.
const OF_RUN: &[&str] = &["automountServiceAccountToken", "hostNetwork", "securityContext"];

/// A task of Tekton as a pod: its steps and sidecars are the containers. `run` is the spec of the
/// run that it is part of; without one, what a run may say is unknown.
fn task<'a>(
    arena: &'a Arena,
    here: Origin<'a>,
    spec: Option<&'a Object<'a>>,
    run: Option<&'a Object<'a>>,
    path: &str,
) -> Option<Template<'a>> {
    let spec = spec?;
    let Some(Value::Array(steps)) = spec.field("steps") else { return None };
    let shared = spec.field("stepTemplate").and_then(|shared| shared.as_object());
    let origin = spec.field_origin("steps").copied().unwrap_or(here);
    let mut containers = List::default();
    for (at, step) in steps.items().iter().enumerate() {
        let step = step.as_object().map_or(*step, |step| whole(arena, here, step, shared));
        containers.push(step, steps.origin(at));
    }
    containers.extend(spec.field("sidecars"));
    let mut pod = ObjectBuilder::with_capacity(8);
    pod.insert_at(Value::Str("containers"), containers.finish(arena, origin), origin);
    if let Some(volumes) = spec.field("volumes") {
        let at = spec.field_origin("volumes").copied().unwrap_or(origin);
        pod.insert_at(Value::Str("volumes"), volumes, at);
    }
    let said = run.and_then(|run| run.field("podTemplate")).and_then(|said| said.as_object());
    for key in OF_RUN {
        let (value, at) = match run {
            Some(_) => {
                let Some(value) = said.and_then(|said| said.field(key)) else { continue };
                (value, said.and_then(|said| said.field_origin(key)).copied())
            }
            None => (open(arena), None),
        };
        pod.insert_at(Value::Str(key), value, at.unwrap_or(origin));
    }
    let account = match run {
        Some(run) => run.field("serviceAccountName"),
        None => Some(open(arena)),
    };
    if let Some(account) = account {
        pod.insert_at(Value::Str("serviceAccountName"), account, origin);
    }
    template(arena, path, pod.finish(arena), origin, None)
}

/// What a run of the task will say.
fn open<'a>(arena: &'a Arena) -> Value<'a> {
    let unknown = Unknown {
        kind: UnknownKind::Unsupported,
        subject: "what a run of the task says of its pod",
        location: None,
        partial: None,
        nullable: true,
    };
    Value::unknown(arena, unknown)
}

/// A step with what all steps share; `computeResources` are its resources.
fn whole<'a>(
    arena: &'a Arena,
    here: Origin<'a>,
    step: &'a Object<'a>,
    shared: Option<&'a Object<'a>>,
) -> Value<'a> {
    let mut builder = copy(here, step, step.len() + 4);
    for (at, (key, value)) in shared.map_or(&[][..], |shared| shared.entries()).iter().enumerate() {
        if step.get(key).is_none() {
            let origin = shared.and_then(|shared| shared.origin(at)).copied();
            builder.insert_at(*key, *value, origin.unwrap_or(here));
        }
    }
    if let (Some(resources), None) = (step.field("computeResources"), step.field("resources")) {
        let at = step.field_origin("computeResources").copied().unwrap_or(here);
        builder.insert_at(Value::Str("resources"), resources, at);
    }
    builder.finish(arena)
}

/// Groups whose objects hold containers of others: as patterns, or as what is asked about.
const PATTERNS: [&str; 4] =
    ["admission.k8s.io", "apiextensions.k8s.io", "gatekeeper.sh", "kyverno.io"];

/// Where an object holds containers in a form that is not known; none where it holds none.
pub(super) fn stray(api_version: &str, attributes: Value<'_>) -> Option<String> {
    let group = api_version.split('/').next().unwrap_or_default();
    if PATTERNS.iter().any(|pattern| group.ends_with(pattern)) {
        return None;
    }
    let mut path = String::new();
    search(attributes, &mut path, 0).then_some(path)
}

/// Objects nest no deeper where containers are looked for.
const DEPTH: usize = 16;

fn search(value: Value<'_>, path: &mut String, depth: usize) -> bool {
    if depth >= DEPTH {
        return false;
    }
    let before = path.len();
    let parts: Vec<(String, Value<'_>)> = match value {
        Value::Object(object) => {
            let dot = if before == 0 { "" } else { "." };
            let mut parts = Vec::with_capacity(object.len());
            for (key, value) in object.entries() {
                parts.push((format!("{dot}{}", key.as_str().unwrap_or_default()), *value));
            }
            parts
        }
        Value::Array(array) => {
            let items = array.items().iter().enumerate();
            items.map(|(at, item)| (format!("[{at}]"), *item)).collect()
        }
        _ => return false,
    };
    for (part, value) in parts {
        path.push_str(&part);
        let is_list = part.ends_with("containers") || part.ends_with("Containers");
        let has_image =
            |item: &Value<'_>| item.field("image").is_some_and(|i| i.as_str().is_some());
        let is_found =
            is_list && value.as_array().is_some_and(|array| array.items().iter().any(has_image));
        if is_found || search(value, path, depth + 1) {
            return true;
        }
        path.truncate(before);
    }
    false
}
