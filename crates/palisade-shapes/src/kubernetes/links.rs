use super::pods::{LISTS, Template};
use palisade_arena::Arena;
use palisade_model::{Resource, Unscanned};
use palisade_value::{Object, Unknown, UnknownKind, Value};
use std::collections::HashMap;

/// What joins a resource to others.
pub struct Joined<'a> {
    /// The folder of its file.
    pub folder: &'a str,
    /// The namespace; the outer none for what has no namespace at all.
    pub namespace: Option<Option<&'a str>>,
    /// Its name, if it is known.
    pub name: Option<&'a str>,
    /// Its apiVersion.
    pub api_version: &'a str,
    /// Its attributes.
    pub attributes: Value<'a>,
    /// Its pod templates.
    pub pods: Vec<Template<'a>>,
    /// The position of the workload, for the resource that stands for its pods.
    pub workload: Option<u32>,
}

/// Name of the namespace that manifests without one go to.
const DEFAULT: &str = "default";

impl<'a> Joined<'a> {
    /// The namespace, empty for what has none.
    fn space(&self) -> &'a str {
        self.namespace.map_or("", |n| n.unwrap_or(DEFAULT))
    }
}

/// Kind, namespace and name.
type Key<'a> = (&'a str, &'a str, &'a str);

/// A workload with the labels of its pods.
type Labelled<'a> = (u32, Option<&'a Object<'a>>);

struct Joiner<'a, 'j> {
    resources: &'j [Resource<'a>],
    joined: &'j [Joined<'a>],
    named: HashMap<Key<'a>, Vec<u32>>,
    /// Workloads of a namespace, with the labels of their pods.
    workloads: HashMap<&'a str, Vec<Labelled<'a>>>,
    /// The same by one label, so that a selector need not look at every workload.
    labelled: HashMap<Key<'a>, Vec<Labelled<'a>>>,
    /// Positions in any order, with repetitions.
    links: Vec<Vec<u32>>,
    /// How many more pairs may be joined.
    left: usize,
    /// How many more labels may be compared with what selectors want.
    work: usize,
    /// Whether more would have been.
    is_cut: bool,
}

/// Pairs of objects that are joined at most in one unit. Selectors that each take each workload
/// make as many pairs as their numbers multiplied, and each pair costs every policy that looks.
const MOST_PAIRS: usize = 500_000;

/// Labels that are compared with what selectors want at most in one unit.
const MOST_LABELS: usize = 10_000_000;

/// Joins resources that name or select each other, in both directions. What it answers is to be
/// listed as not examined: that there are more pairs than are joined.
pub fn join<'a>(
    arena: &'a Arena,
    resources: &mut [Resource<'a>],
    joined: &[Joined<'a>],
) -> Option<Unscanned> {
    let mut joiner = Joiner {
        resources,
        joined,
        named: HashMap::new(),
        workloads: HashMap::new(),
        labelled: HashMap::new(),
        links: vec![Vec::new(); resources.len()],
        left: MOST_PAIRS,
        work: MOST_LABELS,
        is_cut: false,
    };
    joiner.index();
    for at in 0..joined.len() {
        joiner.resource(at);
    }
    let is_cut = joiner.is_cut;
    let mut links = joiner.links;
    for set in &mut links {
        set.sort_unstable();
        set.dedup();
    }
    // What is joined to a workload is joined to its pods; they stand behind it.
    for (at, join) in joined.iter().enumerate() {
        let Some(workload) = join.workload else { continue };
        let here = u32::try_from(at).unwrap_or(u32::MAX);
        let mut others = links.get(workload as usize).cloned().unwrap_or_default();
        others.retain(|other| joined.get(*other as usize).is_some_and(|j| j.workload.is_none()));
        others.push(workload);
        for other in &others {
            if let Some(set) = links.get_mut(*other as usize) {
                set.push(here);
            }
        }
        if let Some(set) = links.get_mut(at) {
            *set = others;
        }
    }
    let mut causes: HashMap<&'a str, &'a Unknown<'a>> = HashMap::new();
    for (at, (resource, mut links)) in resources.iter_mut().zip(links).enumerate() {
        links.sort_unstable();
        links.dedup();
        let here = folder_of(joined, at);
        let mut perhaps: Vec<(u32, &Unknown<'a>)> = Vec::new();
        for other in &links {
            let there = folder_of(joined, *other as usize);
            if !is_one_tree(here, there) {
                let cause =
                    causes.entry(there).or_insert_with(|| arena.alloc(elsewhere(arena, there)));
                perhaps.push((*other, cause));
            }
        }
        resource.perhaps = arena.alloc_slice(&perhaps);
        resource.links = arena.alloc_slice(&links);
    }
    is_cut.then(|| Unscanned {
        subject: "what Kubernetes objects select each other".to_owned(),
        reason: format!(
            "there are more pairs of selectors and workloads than are compared, or more than \
             {MOST_PAIRS} that fit, and the others are not joined; examine fewer namespaces at a \
             time"
        ),
        location: resources.first().map(|r| r.header),
    })
}

/// The folder of an object, for pods that of their workload.
fn folder_of<'a>(joined: &[Joined<'a>], at: usize) -> &'a str {
    let own = joined.get(at);
    let workload = own.and_then(|own| joined.get(own.workload? as usize));
    workload.or(own).map_or("", |joined| joined.folder)
}

/// Whether what is in two folders is applied together for sure: they are one, or one is in the
/// other. Two that stand side by side may be the overlays of two clusters.
fn is_one_tree(a: &str, b: &str) -> bool {
    let is_in = |inner: &str, outer: &str| {
        matches!(outer, "" | ".")
            || inner
                .strip_prefix(outer)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    is_in(a, b) || is_in(b, a)
}

fn elsewhere<'a>(arena: &'a Arena, folder: &str) -> Unknown<'a> {
    Unknown {
        kind: UnknownKind::Elsewhere,
        subject: arena.alloc_str(folder),
        location: None,
        partial: None,
        nullable: true,
    }
}

fn text<'a>(value: Option<Value<'a>>) -> Option<&'a str> {
    value?.as_str().filter(|t| !t.is_empty())
}

fn items<'a>(value: Option<Value<'a>>) -> &'a [Value<'a>] {
    value.and_then(|v| v.as_array()).map_or(&[], |a| a.items())
}

/// How many leading folders two folders share.
fn shared(a: &str, b: &str) -> usize {
    a.split('/').zip(b.split('/')).take_while(|(x, y)| x == y).count()
}

impl<'a> Joiner<'a, '_> {
    fn index(&mut self) {
        for (at, (resource, join)) in self.resources.iter().zip(self.joined).enumerate() {
            let position = u32::try_from(at).unwrap_or(u32::MAX);
            if join.workload.is_some() {
                continue;
            }
            if let Some(name) = join.name {
                let key = (resource.kind, join.space(), name);
                self.named.entry(key).or_default().push(position);
            }
            for template in &join.pods {
                let labels = template.holder.field("metadata").and_then(|m| m.field("labels"));
                let labels = labels.and_then(|l| l.as_object());
                self.workloads.entry(join.space()).or_default().push((position, labels));
                for (key, value) in labels.map_or(&[][..], |l| l.entries()) {
                    if let (Value::Str(key), Value::Str(value)) = (key, value) {
                        let key = (join.space(), *key, *value);
                        self.labelled.entry(key).or_default().push((position, labels));
                    }
                }
            }
        }
    }

    fn link(&mut self, from: usize, to: u32) {
        let here = u32::try_from(from).unwrap_or(u32::MAX);
        if here == to {
            return;
        }
        match self.left.checked_sub(1) {
            Some(left) => self.left = left,
            None => {
                self.is_cut = true;
                return;
            }
        }
        if let Some(set) = self.links.get_mut(from) {
            set.push(to);
        }
        if let Some(set) = self.links.get_mut(to as usize) {
            set.push(here);
        }
    }

    /// Links to the resource of a name. Of several, such as one in each overlay, those count that
    /// are nearest in the tree of folders, and those that are applied together for sure first.
    fn name(&mut self, from: usize, kind: &str, space: &str, name: Option<&str>) {
        let Some(name) = name else { return };
        let Some(found) = self.named.get(&(kind, space, name)) else { return };
        for to in self.nearest(from, found) {
            self.link(from, to);
        }
    }

    fn nearest(&self, from: usize, found: &[u32]) -> Vec<u32> {
        if found.len() < 2 {
            return found.to_vec();
        }
        let here = folder_of(self.joined, from);
        let near = |at: &u32| {
            let there = folder_of(self.joined, *at as usize);
            (is_one_tree(here, there), shared(here, there))
        };
        let best = found.iter().map(near).max().unwrap_or_default();
        found.iter().copied().filter(|at| near(at) == best).collect()
    }

    /// Links to the workloads of a namespace whose pods a selector takes.
    fn select(
        &mut self,
        from: usize,
        space: &str,
        wanted: Option<&Object<'a>>,
        selector: Option<Value<'a>>,
        takes: impl Fn(Option<&Object<'a>>) -> bool,
    ) {
        // Those with the rarest of the labels are all that can fit.
        let wanted = wanted.map_or(&[][..], |w| w.entries());
        let with = |(key, value): &(Value<'a>, Value<'a>)| match (key, value) {
            (Value::Str(key), Value::Str(value)) => {
                Some(self.labelled.get(&(space, *key, *value)).map_or(&[][..], Vec::as_slice))
            }
            _ => None,
        };
        let rarest = wanted.iter().filter_map(with).min_by_key(|found| found.len());
        let every = || self.workloads.get(space).map_or(&[][..], Vec::as_slice);
        let all = rarest.unwrap_or_else(every);
        let expressions = items(selector.and_then(|s| s.field("matchExpressions")));
        let values = expressions.iter().map(|e| 1 + items(e.field("values")).len());
        let each = 1 + wanted.len() + values.sum::<usize>();
        match self.work.checked_sub(each.saturating_mul(all.len())) {
            Some(left) if !self.is_cut => self.work = left,
            _ => {
                self.is_cut = true;
                return;
            }
        }
        let mut groups: HashMap<&str, Vec<u32>> = HashMap::new();
        for (at, labels) in all {
            if takes(*labels) {
                let address = self.resources.get(*at as usize).map_or("", |r| r.address);
                groups.entry(address).or_default().push(*at);
            }
        }
        let chosen: Vec<u32> =
            groups.values().flat_map(|found| self.nearest(from, found)).collect();
        for to in chosen {
            self.link(from, to);
        }
    }

    fn resource(&mut self, at: usize) {
        let (Some(resource), Some(join)) = (self.resources.get(at), self.joined.get(at)) else {
            return;
        };
        if join.workload.is_some() {
            return;
        }
        let space = join.space();
        let attributes = join.attributes;
        let spec = attributes.field("spec");
        if join.namespace.is_some() {
            self.name(at, "Namespace", "", Some(space));
        }
        for template in &join.pods {
            self.pod(at, space, template.spec);
        }
        let field = |key: &str| spec.and_then(|s| s.field(key));
        match resource.kind {
            "Service" if !join.api_version.contains('/') => {
                if let Some(selector) = field("selector").and_then(|s| s.as_object())
                    && !selector.is_empty()
                {
                    let wanted = Some(selector);
                    self.select(at, space, wanted, None, |labels| has_labels(labels, selector));
                }
            }
            "NetworkPolicy" => {
                let selector = field("podSelector");
                let wanted = match_labels(selector);
                self.select(at, space, wanted, selector, |labels| selects(selector, labels));
            }
            "PodDisruptionBudget" | "PodMonitor" => {
                let selector = field("selector");
                if selector.is_some() {
                    let wanted = match_labels(selector);
                    self.select(at, space, wanted, selector, |labels| selects(selector, labels));
                }
            }
            "StatefulSet" => self.name(at, "Service", space, text(field("serviceName"))),
            "ServiceAccount" => {
                for key in ["secrets", "imagePullSecrets"] {
                    for secret in items(attributes.field(key)) {
                        self.name(at, "Secret", space, text(secret.field("name")));
                    }
                }
            }
            "RoleBinding" | "ClusterRoleBinding" => self.binding(at, space, attributes),
            "Ingress" => self.ingress(at, space, spec),
            "HTTPRoute" | "GRPCRoute" | "TCPRoute" | "TLSRoute" => self.route(at, space, spec),
            "HorizontalPodAutoscaler" | "ScaledObject" => {
                self.target(at, space, field("scaleTargetRef"));
            }
            "VerticalPodAutoscaler" => self.target(at, space, field("targetRef")),
            "PersistentVolumeClaim" => {
                self.name(at, "PersistentVolume", "", text(field("volumeName")));
                self.name(at, "StorageClass", "", text(field("storageClassName")));
            }
            "ValidatingWebhookConfiguration" | "MutatingWebhookConfiguration" => {
                for hook in items(attributes.field("webhooks")) {
                    let service = hook.path(&["clientConfig", "service"]);
                    let space = text(service.and_then(|s| s.field("namespace")));
                    let name = text(service.and_then(|s| s.field("name")));
                    self.name(at, "Service", space.unwrap_or(DEFAULT), name);
                }
            }
            _ => {}
        }
    }

    /// What a pod names: its account, configuration, secrets and claims.
    fn pod(&mut self, at: usize, space: &'a str, spec: &'a Object<'a>) {
        let account = spec.field("serviceAccountName").or_else(|| spec.field("serviceAccount"));
        self.name(at, "ServiceAccount", space, text(account).or(Some(DEFAULT)));
        self.name(at, "PriorityClass", "", text(spec.field("priorityClassName")));
        self.name(at, "RuntimeClass", "", text(spec.field("runtimeClassName")));
        for secret in items(spec.field("imagePullSecrets")) {
            self.name(at, "Secret", space, text(secret.field("name")));
        }
        for volume in items(spec.field("volumes")) {
            self.volume(at, space, *volume);
            for source in items(volume.path(&["projected", "sources"])) {
                self.name(at, "ConfigMap", space, text(source.path(&["configMap", "name"])));
                self.name(at, "Secret", space, text(source.path(&["secret", "name"])));
            }
        }
        for container in LISTS.iter().flat_map(|list| items(spec.field(list))) {
            for variable in items(container.field("env")) {
                let from = variable.field("valueFrom");
                let key = |kind: &str| text(from.and_then(|f| f.path(&[kind, "name"])));
                self.name(at, "ConfigMap", space, key("configMapKeyRef"));
                self.name(at, "Secret", space, key("secretKeyRef"));
            }
            for from in items(container.field("envFrom")) {
                self.name(at, "ConfigMap", space, text(from.path(&["configMapRef", "name"])));
                self.name(at, "Secret", space, text(from.path(&["secretRef", "name"])));
            }
        }
    }

    fn volume(&mut self, at: usize, space: &str, volume: Value<'a>) {
        self.name(at, "ConfigMap", space, text(volume.path(&["configMap", "name"])));
        self.name(at, "Secret", space, text(volume.path(&["secret", "secretName"])));
        let claim = text(volume.path(&["persistentVolumeClaim", "claimName"]));
        self.name(at, "PersistentVolumeClaim", space, claim);
    }

    fn binding(&mut self, at: usize, space: &'a str, attributes: Value<'a>) {
        let role = attributes.field("roleRef");
        let name = text(role.and_then(|r| r.field("name")));
        match text(role.and_then(|r| r.field("kind"))) {
            Some("Role") => self.name(at, "Role", space, name),
            Some("ClusterRole") => self.name(at, "ClusterRole", "", name),
            _ => {}
        }
        for subject in items(attributes.field("subjects")) {
            if text(subject.field("kind")) == Some("ServiceAccount") {
                let own = if space.is_empty() { DEFAULT } else { space };
                let space = text(subject.field("namespace")).unwrap_or(own);
                self.name(at, "ServiceAccount", space, text(subject.field("name")));
            }
        }
    }

    fn ingress(&mut self, at: usize, space: &str, spec: Option<Value<'a>>) {
        let Some(spec) = spec else { return };
        let mut backends: Vec<Value<'a>> =
            ["defaultBackend", "backend"].iter().filter_map(|key| spec.field(key)).collect();
        for rule in items(spec.field("rules")) {
            let paths = items(rule.path(&["http", "paths"]));
            backends.extend(paths.iter().filter_map(|path| path.field("backend")));
        }
        for backend in backends {
            let name = backend.path(&["service", "name"]).or_else(|| backend.field("serviceName"));
            self.name(at, "Service", space, text(name));
        }
        for tls in items(spec.field("tls")) {
            self.name(at, "Secret", space, text(tls.field("secretName")));
        }
        self.name(at, "IngressClass", "", text(spec.field("ingressClassName")));
    }

    fn route(&mut self, at: usize, space: &str, spec: Option<Value<'a>>) {
        for rule in items(spec.and_then(|s| s.field("rules"))) {
            for backend in items(rule.field("backendRefs")) {
                if matches!(text(backend.field("kind")), None | Some("Service")) {
                    let space = text(backend.field("namespace")).unwrap_or(space);
                    self.name(at, "Service", space, text(backend.field("name")));
                }
            }
        }
        for parent in items(spec.and_then(|s| s.field("parentRefs"))) {
            let space = text(parent.field("namespace")).unwrap_or(space);
            self.name(at, "Gateway", space, text(parent.field("name")));
        }
    }

    fn target(&mut self, at: usize, space: &str, target: Option<Value<'a>>) {
        let Some(target) = target else { return };
        let kind = text(target.field("kind")).unwrap_or("Deployment");
        self.name(at, kind, space, text(target.field("name")));
    }
}

/// Whether labels have every entry of a plain selector.
fn has_labels(labels: Option<&Object<'_>>, wanted: &Object<'_>) -> bool {
    wanted.entries().iter().all(|(key, value)| {
        let label = labels.and_then(|l| match key {
            Value::Str(key) => l.field(key),
            key => l.get(key),
        });
        label.is_some_and(|label| equal(label, *value))
    })
}

/// Whether labels are equal: both the same text, or what the same thing will give.
fn equal(a: Value<'_>, b: Value<'_>) -> bool {
    match (a, b) {
        (Value::Unknown(a), Value::Unknown(b)) => (a.kind, a.subject) == (b.kind, b.subject),
        (a, b) => a.same(&b),
    }
}

/// The plain part of a label selector.
fn match_labels<'a>(selector: Option<Value<'a>>) -> Option<&'a Object<'a>> {
    selector?.field("matchLabels")?.as_object()
}

/// Whether a label selector takes labels; an empty one takes all.
fn selects(selector: Option<Value<'_>>, labels: Option<&Object<'_>>) -> bool {
    let Some(selector) = selector else { return true };
    if let Some(Value::Object(wanted)) = selector.field("matchLabels")
        && !has_labels(labels, wanted)
    {
        return false;
    }
    items(selector.field("matchExpressions")).iter().all(|expression| {
        let Some(key) = text(expression.field("key")) else { return false };
        let label = labels.and_then(|l| l.field(key));
        let values = items(expression.field("values"));
        let among = label.is_some_and(|label| values.iter().any(|v| v.same(&label)));
        match text(expression.field("operator")) {
            Some("In") => among,
            Some("NotIn") => !among,
            Some("Exists") => label.is_some(),
            Some("DoesNotExist") => label.is_none(),
            _ => false,
        }
    })
}
