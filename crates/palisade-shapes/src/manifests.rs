//! Kubernetes objects that are written in Terraform, seen as manifests.

use crate::kubernetes::{
    CLUSTER_SCOPED, Joined, POD_SPEC, Template, Typing, Workload, fitted, fitted_object, join,
    open_pod_attributes, open_pods, pod_attributes, stray_containers, templates,
};
use crate::table::{Field, Form, Table, camel, table};
use palisade_arena::Arena;
use palisade_model::{Loaded, Resource, Unscanned};
use palisade_source::Diagnostic;
use palisade_value::{
    Array, HOLE_END, HOLE_START, Interner, Number, ObjectBuilder, Origin, OriginKind, Unknown,
    UnknownKind, Value,
};
use palisade_yaml::{Kind, Node, Scalar, Schema};

/// The resource that holds a manifest as an object.
const MANIFEST: &str = "kubernetes_manifest";
/// The resource that holds a manifest as a text.
const TEXT_MANIFEST: &str = "kubectl_manifest";

/// Values nest no deeper than this below an attribute.
const DEPTH: u32 = 100;

/// The kind in manifests of a Terraform resource type; none where it is none of Kubernetes, or its
/// kind stands in the resource itself.
#[must_use]
pub fn kind_of(resource_type: &str) -> Option<&'static str> {
    if !resource_type.starts_with("kubernetes_") {
        return None;
    }
    table().entry(resource_type).map(|entry| entry.kind.as_str())
}

/// Adds to the resources of a Terraform root those that Kubernetes will see: one of the manifest's
/// kind for each object and one of the kind [`POD_SPEC`] for its pods, with the address and the
/// places of the resource that they are written in.
pub fn derive<'a>(arena: &'a Arena, loaded: &mut Loaded<'a>) {
    let is_candidate =
        |r: &Resource<'_>| r.kind.starts_with("kubernetes_") || r.kind == TEXT_MANIFEST;
    if !loaded.resources.iter().any(is_candidate) {
        return;
    }
    let mut maker = Maker {
        shaper: Shaper { arena, keys: Interner::new(arena), table: table() },
        resources: Vec::new(),
        joined: Vec::new(),
        diagnostics: Vec::new(),
        unscanned: Vec::new(),
    };
    // Which resources each one became.
    let mut became: Vec<std::ops::Range<usize>> = Vec::with_capacity(loaded.resources.len());
    for resource in &loaded.resources {
        let before = maker.resources.len();
        if is_candidate(resource) {
            maker.resource(resource);
        }
        became.push(before..maker.resources.len());
    }
    let Maker { resources: mut made, joined, diagnostics, mut unscanned, .. } = maker;
    unscanned.extend(join(arena, &mut made, &joined));
    let first = loaded.resources.len();
    let offset = |at: usize| u32::try_from(first + at).unwrap_or(u32::MAX);
    let mut links: Vec<Vec<u32>> =
        made.iter().map(|r| r.links.iter().map(|at| offset(*at as usize)).collect()).collect();
    // What refers to each other in Terraform is joined in the cluster too.
    for (resource, from) in loaded.resources.iter().zip(&became) {
        for other in resource.links {
            let to = became.get(*other as usize).cloned().unwrap_or(0..0);
            for at in from.clone() {
                if let Some(links) = links.get_mut(at) {
                    links.extend(to.clone().map(offset));
                }
            }
        }
    }
    for (resource, mut links) in made.iter_mut().zip(links) {
        links.sort_unstable();
        links.dedup();
        resource.links = arena.alloc_slice(&links);
    }
    loaded.resources.append(&mut made);
    loaded.diagnostics.extend(diagnostics);
    loaded.unscanned.extend(unscanned);
}

struct Maker<'a> {
    shaper: Shaper<'a>,
    resources: Vec<Resource<'a>>,
    joined: Vec<Joined<'a>>,
    diagnostics: Vec<Diagnostic>,
    unscanned: Vec<Unscanned>,
}

impl<'a> Maker<'a> {
    fn resource(&mut self, resource: &Resource<'a>) {
        match resource.kind {
            MANIFEST => self.manifest(resource),
            TEXT_MANIFEST => self.text(resource),
            kind => {
                let Some(entry) = self.shaper.table.entry(kind) else { return };
                let here = schema(resource);
                let shaped = self.shaper.object(resource.attributes, entry.object, here);
                let mut builder = ObjectBuilder::with_capacity(8);
                builder.insert_at(Value::Str("apiVersion"), Value::Str(&entry.api_version), here);
                builder.insert_at(Value::Str("kind"), Value::Str(&entry.kind), here);
                if let Value::Object(object) = shaped {
                    for (position, (key, value)) in object.entries().iter().enumerate() {
                        // What Terraform alone knows is no part of the object.
                        let is_own = matches!(
                            key.as_str(),
                            Some("timeouts" | "waitForRollout" | "waitForLoadBalancer")
                        );
                        if !is_own {
                            let at = object.origin(position).copied().unwrap_or(here);
                            builder.insert_at(*key, *value, at);
                        }
                    }
                }
                let attributes = builder.finish(self.shaper.arena);
                self.object(resource, &entry.kind, &entry.api_version, entry.name.as_deref(), {
                    attributes
                });
            }
        }
    }

    /// A resource whose attribute `manifest` is the object itself.
    fn manifest(&mut self, resource: &Resource<'a>) {
        let origin = resource.attributes.as_object().and_then(|o| o.field_origin("manifest"));
        let here = origin.copied().unwrap_or_else(|| schema(resource));
        match resource.attributes.field("manifest") {
            Some(Value::Unknown(unknown)) => self.leave_out(resource, &unknown.describe()),
            Some(value) => {
                let value = self.shaper.tidy(value, here, 0);
                self.whole(resource, value);
            }
            None => self.leave_out(resource, "it has no `manifest`"),
        }
    }

    /// A resource whose attribute `yaml_body` is the text of manifests.
    fn text(&mut self, resource: &Resource<'a>) {
        let origin = resource.attributes.as_object().and_then(|o| o.field_origin("yaml_body"));
        let here = origin.copied().unwrap_or_else(|| schema(resource));
        let (text, cause) = match resource.attributes.field("yaml_body") {
            Some(Value::Str(text)) => (text, None),
            Some(Value::Unknown(Unknown { partial: Some(text), kind, location, .. })) => {
                (*text, Some((*kind, *location)))
            }
            Some(Value::Unknown(unknown)) => {
                return self.leave_out(resource, &unknown.describe());
            }
            _ => return self.leave_out(resource, "it has no `yaml_body`"),
        };
        let stream = palisade_yaml::parse(text);
        if let Some(error) = stream.errors().find(|e| e.is_fatal()) {
            return self
                .leave_out(resource, &format!("`yaml_body` is not YAML: {}", error.message));
        }
        for document in &stream.documents {
            if let Some(root) = &document.root {
                let value = self.shaper.node(root, here, cause, 0);
                self.whole(resource, value);
            }
        }
    }

    /// An object that says itself what it is.
    fn whole(&mut self, resource: &Resource<'a>, value: Value<'a>) {
        let text = |key: &str| match value.field(key) {
            Some(Value::Str(text)) if !text.is_empty() => Some(text),
            _ => None,
        };
        match (text("kind"), text("apiVersion")) {
            (Some(kind), Some(api_version)) => {
                self.object(resource, kind, api_version, None, value);
            }
            _ => self.leave_out(resource, "the manifest has no `kind` and `apiVersion`"),
        }
    }

    fn leave_out(&mut self, resource: &Resource<'a>, why: &str) {
        self.unscanned.push(Unscanned {
            subject: resource.address.to_owned(),
            reason: format!("its manifest is not examined: {why}"),
            location: Some(resource.header),
        });
    }

    fn object(
        &mut self,
        resource: &Resource<'a>,
        kind: &'a str,
        api_version: &'a str,
        given_name: Option<&'a str>,
        attributes: Value<'a>,
    ) {
        let arena = self.shaper.arena;
        let typing =
            if resource.kind == TEXT_MANIFEST { Typing::Strict } else { Typing::Converting };
        let here = Origin::literal(resource.header);
        let told = &mut self.diagnostics;
        let attributes = fitted_object(arena, kind, attributes, here, typing, told);
        let metadata = |key: &str| attributes.path(&["metadata", key]);
        let name = metadata("name").and_then(|n| n.as_str()).or(given_name);
        let generated = || {
            let prefix = metadata("generateName").and_then(|n| n.as_str())?;
            Some(arena.alloc_str(&format!("{prefix}*")))
        };
        let shown = name.or_else(generated);
        let is_scoped = CLUSTER_SCOPED.contains(&kind);
        let namespace = match metadata("namespace") {
            _ if is_scoped => None,
            Some(Value::Str(namespace)) => Some(namespace),
            // Two objects whose namespace is the same unknown stand together.
            Some(Value::Unknown(unknown)) => {
                Some(arena.alloc_str(&format!("{HOLE_START}{}", unknown.subject)))
            }
            _ => None,
        };
        let first = u32::try_from(self.resources.len()).unwrap_or(u32::MAX);
        let found = templates(arena, kind, api_version, attributes, here);
        if found.is_empty()
            && let Some(path) = stray_containers(kind, api_version, attributes)
        {
            self.leave_out(
                resource,
                &format!("`{path}` holds containers in a form that is not known"),
            );
        }
        self.resources.push(Resource { kind, attributes, links: &[], perhaps: &[], ..*resource });
        self.joined.push(Joined {
            folder: "",
            namespace: if is_scoped { None } else { Some(namespace) },
            name,
            api_version,
            attributes,
            pods: found.clone(),
            workload: None,
        });
        let workload = Workload {
            kind,
            name: shown,
            namespace: namespace.filter(|n| !n.starts_with(HOLE_START)),
            api_version,
            origin: Origin::literal(resource.header),
        };
        for template in &found {
            let at = template.holder.field_origin("spec").copied().unwrap_or(workload.origin);
            let spec = Value::Object(template.spec);
            let spec = fitted(arena, spec, at, typing, &mut self.diagnostics);
            let spec = spec.as_object().unwrap_or(template.spec);
            let template = Template { spec, ..template.clone() };
            self.pods(resource, pod_attributes(arena, &template, &workload), first);
        }
        if found.is_empty()
            && let Some(unknown) = open_pods(arena, kind, attributes, here, &mut self.diagnostics)
        {
            self.pods(resource, open_pod_attributes(arena, unknown, &workload), first);
        }
    }

    fn pods(&mut self, resource: &Resource<'a>, attributes: Value<'a>, workload: u32) {
        self.resources.push(Resource {
            kind: POD_SPEC,
            attributes,
            provider: "",
            links: &[],
            perhaps: &[],
            ..*resource
        });
        self.joined.push(Joined {
            folder: "",
            namespace: None,
            name: None,
            api_version: "",
            attributes: Value::Null,
            pods: Vec::new(),
            workload: Some(workload),
        });
    }
}

/// The origin of what no attribute sets: the resource is of its kind.
fn schema<'a>(resource: &Resource<'a>) -> Origin<'a> {
    Origin { kind: OriginKind::Schema, ..Origin::literal(resource.header) }
}

/// Gives values the shape of manifests; every slot keeps the place that sets it.
struct Shaper<'a> {
    arena: &'a Arena,
    keys: Interner<'a>,
    table: &'static Table,
}

impl<'a> Shaper<'a> {
    fn object(&mut self, value: Value<'a>, object: usize, here: Origin<'a>) -> Value<'a> {
        let Value::Object(from) = value else { return value };
        let mut builder = ObjectBuilder::with_capacity(from.len());
        self.fields(from, object, here, &mut builder);
        builder.finish(self.arena)
    }

    fn fields(
        &mut self,
        from: &'a palisade_value::Object<'a>,
        object: usize,
        here: Origin<'a>,
        builder: &mut ObjectBuilder<'a>,
    ) {
        let table = self.table;
        let fields = table.objects.get(object);
        for (position, (key, value)) in from.entries().iter().enumerate() {
            let origin = from.origin(position).copied().unwrap_or(here);
            let Some(name) = key.as_str() else { continue };
            match fields.and_then(|f| f.get(name)) {
                Some(Field { form: Form::Inline(inner), .. }) => {
                    if let Some(Value::Object(inner_from)) = first(*value) {
                        self.fields(inner_from, *inner, origin, builder);
                    }
                }
                Some(field) => {
                    if let Some(value) = self.field(*value, field.form, origin) {
                        builder.insert_at(Value::Str(&field.name), value, origin);
                    }
                }
                None if matches!(value, Value::Null) => {}
                None => {
                    let name = self.keys.intern(&camel(name));
                    builder.insert_at(Value::Str(name), self.unnamed(*value, origin, 0), origin);
                }
            }
        }
    }

    fn field(&mut self, value: Value<'a>, form: Form, origin: Origin<'a>) -> Option<Value<'a>> {
        match form {
            _ if matches!(value, Value::Null) => None,
            Form::Plain => Some(self.tidy(value, origin, 0)),
            Form::Map => Some(self.tidy(first(value)?, origin, 0)),
            Form::Number => Some(match value {
                Value::Str(text) => Number::parse(self.arena, text).unwrap_or(value),
                other => other,
            }),
            Form::One(object) => Some(self.object(first(value)?, object, origin)),
            Form::Inline(_) => None,
            Form::Many(object) => Some(match value {
                Value::Array(array) => {
                    self.list(array, origin, |this, item, at| this.object(item, object, at))
                }
                Value::Object(_) => {
                    let item = self.object(value, object, origin);
                    let origins = self.arena.alloc_slice(&[origin]);
                    let items = self.arena.alloc_slice(&[item]);
                    Value::Array(self.arena.alloc(Array::with_origins(items, origins)))
                }
                other => other,
            }),
        }
    }

    /// What the table does not name: its blocks are lists of objects with names in camel case.
    fn unnamed(&mut self, value: Value<'a>, origin: Origin<'a>, depth: u32) -> Value<'a> {
        let Value::Array(array) = value else { return self.tidy(value, origin, depth) };
        let is_blocks = array.items().iter().any(|i| matches!(i, Value::Object(_)));
        if !is_blocks || depth >= DEPTH {
            return value;
        }
        self.list(array, origin, |this, item, at| {
            let Value::Object(from) = item else { return item };
            let mut builder = ObjectBuilder::with_capacity(from.len());
            for (position, (key, value)) in from.entries().iter().enumerate() {
                let at = from.origin(position).copied().unwrap_or(at);
                if let (Some(name), false) = (key.as_str(), matches!(value, Value::Null)) {
                    let name = this.keys.intern(&camel(name));
                    let value = this.unnamed(*value, at, depth + 1);
                    builder.insert_at(Value::Str(name), value, at);
                }
            }
            builder.finish(this.arena)
        })
    }

    /// A value as it stands, with an origin at every slot and without what is null.
    fn tidy(&mut self, value: Value<'a>, origin: Origin<'a>, depth: u32) -> Value<'a> {
        if depth >= DEPTH {
            return value;
        }
        match value {
            Value::Array(array) => {
                self.list(array, origin, |this, item, at| this.tidy(item, at, depth + 1))
            }
            Value::Object(from) => {
                let mut builder = ObjectBuilder::with_capacity(from.len());
                for (position, (key, value)) in from.entries().iter().enumerate() {
                    let at = from.origin(position).copied().unwrap_or(origin);
                    if !matches!(value, Value::Null) {
                        builder.insert_at(*key, self.tidy(*value, at, depth + 1), at);
                    }
                }
                builder.finish(self.arena)
            }
            other => other,
        }
    }

    fn list(
        &mut self,
        array: &'a Array<'a>,
        origin: Origin<'a>,
        mut each: impl FnMut(&mut Self, Value<'a>, Origin<'a>) -> Value<'a>,
    ) -> Value<'a> {
        let mut items = Vec::with_capacity(array.len());
        let mut origins = Vec::with_capacity(array.len());
        for (index, item) in array.items().iter().enumerate() {
            let at = array.origin(index).copied().unwrap_or(origin);
            items.push(each(self, *item, at));
            origins.push(at);
        }
        let items = self.arena.alloc_slice(&items);
        let origins = self.arena.alloc_slice(&origins);
        let list = Array::with_origins(items, origins).bounded_as(array);
        Value::Array(self.arena.alloc(list))
    }

    /// A node of a text, as the value that it is; `cause` is why holes in the text are unknown.
    fn node(
        &mut self,
        node: &Node<'_>,
        here: Origin<'a>,
        cause: Option<(UnknownKind, Option<palisade_source::Location>)>,
        depth: u32,
    ) -> Value<'a> {
        if depth >= DEPTH {
            return Value::Null;
        }
        match &node.kind {
            Kind::Sequence(items) => {
                let items: Vec<Value<'a>> =
                    items.iter().map(|item| self.node(item, here, cause, depth + 1)).collect();
                let origins = vec![here; items.len()];
                let items = self.arena.alloc_slice(&items);
                let origins = self.arena.alloc_slice(&origins);
                Value::Array(self.arena.alloc(Array::with_origins(items, origins)))
            }
            Kind::Mapping(entries) => {
                let mut builder = ObjectBuilder::with_capacity(entries.len());
                for (key, value) in entries {
                    if let (Some(key), false) = (key.text(), value.is_null()) {
                        let key = self.keys.intern(key);
                        let value = self.node(value, here, cause, depth + 1);
                        builder.insert_at(Value::Str(key), value, here);
                    }
                }
                builder.finish(self.arena)
            }
            Kind::Scalar(text, _) => {
                if let (Some((kind, location)), Some((_, rest))) =
                    (cause, text.split_once(HOLE_START))
                {
                    let subject = rest.split(HOLE_END).next().unwrap_or_default();
                    let subject = self.arena.alloc_str(subject);
                    let unknown = Unknown {
                        kind,
                        subject,
                        location,
                        partial: None,
                        nullable: kind.is_nullable(),
                    };
                    return Value::unknown(self.arena, unknown);
                }
                match node.resolve(Schema::Kubernetes) {
                    None | Some(Scalar::Null) => Value::Null,
                    Some(Scalar::Bool(b)) => Value::Bool(b),
                    Some(Scalar::Int(i)) => Value::Int(i),
                    Some(Scalar::Float(f)) => Value::Float(f),
                    Some(Scalar::BigInt(digits)) => Number::parse(self.arena, &digits)
                        .unwrap_or_else(|| Value::str(self.arena, text)),
                    Some(Scalar::String(text)) => Value::str(self.arena, text),
                }
            }
        }
    }
}

/// The one block of a list of blocks, or the value itself.
fn first<'a>(value: Value<'a>) -> Option<Value<'a>> {
    match value {
        Value::Array(array) => array.items().first().copied(),
        other => Some(other),
    }
}
