//! What templates see: the request about an object, the inventory, the variables of CEL.

use crate::matching::{Origin, Subject};
use palisade_arena::Arena;
use palisade_value::{ObjectBuilder, Value};
use std::collections::BTreeMap;

/// A request about an object.
#[derive(Clone, Copy, Debug)]
pub struct Review<'a> {
    /// The object; none where it is to be deleted and that is not told.
    pub object: Option<Value<'a>>,
    /// What it was before.
    pub old: Option<Value<'a>>,
    /// The object of its namespace.
    pub home: Option<Value<'a>>,
    /// Where it comes from.
    pub origin: Origin,
    /// The whole request: an `AdmissionRequest` with all of its fields.
    pub request: Value<'a>,
}

/// Why an admission review cannot be judged: a lowercase fragment.
pub(crate) type Refused = String;

impl<'a> Review<'a> {
    /// A request to create an object, or one that does not say what is done with it where
    /// `operation` is empty.
    #[must_use]
    pub fn of_object(
        arena: &'a Arena,
        object: Value<'a>,
        home: Option<Value<'a>>,
        origin: Origin,
        operation: &'a str,
    ) -> Self {
        let text = |path: &[&str]| object.path(path).and_then(|v| v.as_str()).unwrap_or_default();
        let api_version = text(&["apiVersion"]);
        let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
        let mut kind = ObjectBuilder::new();
        kind.field("group", Value::Str(group));
        kind.field("kind", Value::Str(text(&["kind"])));
        kind.field("version", Value::Str(version));
        let mut request = ObjectBuilder::new();
        request.field("kind", kind.finish(arena));
        request.field("object", object);
        request.field("operation", Value::Str(operation));
        for key in ["name", "namespace"] {
            let value = text(&["metadata", key]);
            if !value.is_empty() {
                request.field(key, Value::Str(value));
            }
        }
        let request = whole(arena, request.finish(arena));
        Self { object: Some(object), old: None, home, origin, request }
    }

    /// The request of an `AdmissionReview`.
    ///
    /// # Errors
    /// What it lacks.
    pub(crate) fn of_admission(
        arena: &'a Arena,
        review: Value<'a>,
        homes: &Inventory<'a>,
    ) -> Result<Self, Refused> {
        let request = review.field("request").filter(|r| r.as_object().is_some());
        let Some(mut request) = request else {
            return Err("the admission review has no `request`".to_owned());
        };
        known_fields(review, request)?;
        let part = |key: &str| request.field(key).filter(|v| v.as_object().is_some());
        let (mut object, old) = (part("object"), part("oldObject"));
        if request.field("operation").and_then(|v| v.as_str()) == Some("DELETE") {
            let Some(old) = old else {
                return Err("a request to delete has no `oldObject`".to_owned());
            };
            // Templates see what is deleted as the object.
            object = Some(old);
            request = crate::values::with(arena, Some(request), "object", old);
        }
        if object.is_none() && old.is_none() {
            return Err("the request has neither `object` nor `oldObject`".to_owned());
        }
        for part in [object, old].into_iter().flatten() {
            if part.field("kind").and_then(|k| k.as_str()).is_none_or(str::is_empty) {
                return Err("an object of the request has no `kind`".to_owned());
            }
        }
        let space = request.field("namespace").and_then(|v| v.as_str()).unwrap_or_default();
        let request = whole(arena, request);
        Ok(Self { object, old, home: homes.home(space), origin: Origin::Original, request })
    }

    /// What criteria are held against: the object and what it was before.
    pub(crate) fn subjects(&self) -> impl Iterator<Item = Subject<'a>> {
        let (home, origin) = (self.home, self.origin);
        [self.object, self.old].into_iter().flatten().map(move |o| Subject::of(o, home, origin))
    }

    /// The input of Rego.
    pub(crate) fn input(&self, arena: &'a Arena, parameters: Option<Value<'a>>) -> Value<'a> {
        let mut review = self.request;
        if let Some(home) = self.home {
            let mut unstable = ObjectBuilder::new();
            unstable.field("namespace", home);
            let unstable = unstable.finish(arena);
            review = crate::values::with(arena, Some(review), "_unstable", unstable);
            review = crate::values::with(arena, Some(review), "namespaceObject", home);
        }
        let mut input = ObjectBuilder::new();
        input.field("parameters", parameters.unwrap_or_else(|| empty(arena)));
        input.field("review", review);
        input.finish(arena)
    }

    /// The variables of CEL, as [`crate::cel::VARIABLES`] names them.
    pub(crate) fn variables(&self, arena: &'a Arena, constraint: Value<'a>) -> Value<'a> {
        let (object, old) = (self.object.unwrap_or(Value::Null), self.old.unwrap_or(Value::Null));
        let any = if matches!(object, Value::Null) { old } else { object };
        let parameters = constraint.path(&["spec", "parameters"]);
        let mut all = ObjectBuilder::new();
        all.field("namespaceObject", self.home.unwrap_or(Value::Null));
        all.field("object", object);
        all.field("oldObject", old);
        all.field("params", constraint);
        all.field("request", self.request);
        all.field("variables.anyObject", any);
        all.field("variables.params", parameters.unwrap_or(Value::Null));
        all.finish(arena)
    }
}

/// Refuses fields that no admission review has: what is misspelt there would be an object or a
/// user that nobody looks at.
fn known_fields(review: Value<'_>, request: Value<'_>) -> Result<(), Refused> {
    const REVIEW: &[&str] = &["apiVersion", "kind", "request", "response"];
    const REQUEST: &[&str] = &[
        "dryRun",
        "kind",
        "name",
        "namespace",
        "object",
        "oldObject",
        "operation",
        "options",
        "requestKind",
        "requestResource",
        "requestSubResource",
        "resource",
        "subResource",
        "uid",
        "userInfo",
    ];
    const KIND: &[&str] = &["group", "kind", "version"];
    const RESOURCE: &[&str] = &["group", "resource", "version"];
    const USER: &[&str] = &["extra", "groups", "uid", "username"];
    let of = |key: &str| request.field(key).unwrap_or(Value::Null);
    let parts = [
        ("an admission review", review, REVIEW),
        ("`request`", request, REQUEST),
        ("`request.kind`", of("kind"), KIND),
        ("`request.requestKind`", of("requestKind"), KIND),
        ("`request.resource`", of("resource"), RESOURCE),
        ("`request.requestResource`", of("requestResource"), RESOURCE),
        ("`request.userInfo`", of("userInfo"), USER),
    ];
    for (what, part, known) in parts {
        for (key, _) in part.as_object().map_or(&[][..], |o| o.entries()) {
            let key = key.as_str().unwrap_or_default();
            if !known.contains(&key) {
                let near = palisade_source::nearest(key, known.iter().copied());
                let near = near.map_or(String::new(), |near| format!("; it may be `{near}`"));
                return Err(format!("{what} has no field `{key}`{near}"));
            }
        }
    }
    Ok(())
}

pub(crate) fn empty(arena: &Arena) -> Value<'_> {
    ObjectBuilder::new().finish(arena)
}

/// A request with the fields that each request has.
fn whole<'a>(arena: &'a Arena, request: Value<'a>) -> Value<'a> {
    let triple = |last: &'static str| {
        let mut builder = ObjectBuilder::new();
        for key in ["group", "version", last] {
            builder.field(key, Value::Str(""));
        }
        builder.finish(arena)
    };
    let mut builder = ObjectBuilder::new();
    builder.field("kind", triple("kind"));
    builder.field("object", Value::Null);
    builder.field("oldObject", Value::Null);
    builder.field("operation", Value::Str(""));
    builder.field("options", Value::Null);
    builder.field("resource", triple("resource"));
    builder.field("uid", Value::Str(""));
    builder.field("userInfo", empty(arena));
    for (key, value) in request.as_object().map_or(&[][..], |o| o.entries()) {
        let typed = key.as_str().is_some_and(|k| matches!(k, "kind" | "resource" | "userInfo"));
        // A field that is null is one that is not set.
        if !(typed && matches!(value, Value::Null)) {
            builder.insert(*key, *value);
        }
    }
    builder.finish(arena)
}

/// The objects that templates may look up.
#[derive(Clone, Debug)]
pub struct Inventory<'a> {
    /// The document `data`.
    pub(crate) data: Value<'a>,
    homes: BTreeMap<&'a str, Value<'a>>,
}

impl<'a> Inventory<'a> {
    /// The inventory of objects; of two of one name the later one counts.
    #[must_use]
    pub fn of(arena: &'a Arena, objects: impl IntoIterator<Item = Value<'a>>) -> Self {
        type Tree<'a> = BTreeMap<&'a str, BTreeMap<&'a str, BTreeMap<&'a str, Value<'a>>>>;
        let mut cluster: Tree<'a> = BTreeMap::new();
        let mut spaces: BTreeMap<&'a str, Tree<'a>> = BTreeMap::new();
        let mut homes = BTreeMap::new();
        for object in objects {
            let text = |path: &[&str]| object.path(path).and_then(|v| v.as_str());
            let (Some(version), Some(kind), Some(name)) =
                (text(&["apiVersion"]), text(&["kind"]), text(&["metadata", "name"]))
            else {
                continue;
            };
            if kind == "Namespace" && version == "v1" {
                homes.insert(name, object);
            }
            let tree = match text(&["metadata", "namespace"]).filter(|s| !s.is_empty()) {
                Some(space) => spaces.entry(space).or_default(),
                None => &mut cluster,
            };
            tree.entry(version).or_default().entry(kind).or_default().insert(name, object);
        }
        let tree = |tree: Tree<'a>| {
            object(
                arena,
                tree.into_iter().map(|(version, kinds)| {
                    let kinds = kinds.into_iter().map(|(k, names)| (k, object(arena, names)));
                    (version, object(arena, kinds))
                }),
            )
        };
        let mut inventory = ObjectBuilder::new();
        if !cluster.is_empty() {
            inventory.field("cluster", tree(cluster));
        }
        if !spaces.is_empty() {
            let all = spaces.into_iter().map(|(space, inner)| (space, tree(inner)));
            let all: Vec<_> = all.collect();
            inventory.field("namespace", object(arena, all));
        }
        let data = object(arena, [("inventory", inventory.finish(arena))]);
        Self { data, homes }
    }

    /// The object of a namespace.
    #[must_use]
    pub fn home(&self, name: &str) -> Option<Value<'a>> {
        self.homes.get(name).copied()
    }
}

fn object<'a>(
    arena: &'a Arena,
    entries: impl IntoIterator<Item = (&'a str, Value<'a>)>,
) -> Value<'a> {
    let mut builder = ObjectBuilder::new();
    for (key, value) in entries {
        builder.field(key, value);
    }
    builder.finish(arena)
}
