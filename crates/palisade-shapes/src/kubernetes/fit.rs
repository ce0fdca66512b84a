//! Parts of pod specs that Kubernetes would refuse for their type, such as a text where an object
//! is wanted. They are told of and left out of the derived pod spec, so that one slip does not
//! keep every policy that reads on from there from judging the rest.

use palisade_arena::Arena;
use palisade_source::Diagnostic;
use palisade_value::{Array, ObjectBuilder, Origin, Value};

/// What a value has to be.
enum Shape {
    /// An object, and what some of its fields have to be.
    Object(&'static [(&'static str, Shape)]),
    /// A list, and what its items have to be.
    List(&'static Shape),
    /// A number.
    Number,
    /// A text, or what is written like another scalar.
    Scalar,
}

const OBJECT: Shape = Shape::Object(&[]);
const OBJECTS: Shape = Shape::List(&OBJECT);
const TEXTS: Shape = Shape::List(&Shape::Scalar);
const RESOURCES: Shape = Shape::Object(&[("limits", OBJECT), ("requests", OBJECT)]);

const SECURITY_CONTEXT: Shape = Shape::Object(&[
    ("appArmorProfile", OBJECT),
    ("capabilities", Shape::Object(&[("add", TEXTS), ("drop", TEXTS)])),
    ("runAsUser", Shape::Number),
    ("seLinuxOptions", OBJECT),
    ("seccompProfile", OBJECT),
    ("sysctls", OBJECTS),
    ("windowsOptions", OBJECT),
]);

const CONTAINER: Shape = Shape::Object(&[
    ("env", Shape::List(&Shape::Object(&[("valueFrom", OBJECT)]))),
    ("envFrom", OBJECTS),
    ("image", Shape::Scalar),
    ("livenessProbe", OBJECT),
    ("ports", OBJECTS),
    ("readinessProbe", OBJECT),
    ("resources", RESOURCES),
    ("securityContext", SECURITY_CONTEXT),
    ("volumeMounts", OBJECTS),
]);

const POD: Shape = Shape::Object(&[
    ("containers", Shape::List(&CONTAINER)),
    ("ephemeralContainers", Shape::List(&CONTAINER)),
    ("initContainers", Shape::List(&CONTAINER)),
    ("os", OBJECT),
    ("resources", RESOURCES),
    ("securityContext", SECURITY_CONTEXT),
    ("volumes", OBJECTS),
]);

impl Shape {
    fn words(&self) -> &'static str {
        match self {
            Shape::Object(_) => "an object",
            Shape::List(_) => "a list",
            Shape::Number => "a number",
            Shape::Scalar => "a text",
        }
    }
}

fn words(value: Value<'_>) -> &'static str {
    match value {
        Value::Object(_) => "an object",
        Value::Array(_) => "a list",
        Value::Str(_) => "a text",
        Value::Bool(_) => "true or false",
        _ => "a number",
    }
}

/// A pod spec without what does not fit; the same where all fits.
pub fn fitted<'a>(
    arena: &'a Arena,
    spec: Value<'a>,
    origin: Origin<'a>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Value<'a> {
    let mut fitter = Fitter { arena, diagnostics, path: "spec".to_owned() };
    match fitter.fit(spec, &POD, origin) {
        Fit::Same => spec,
        Fit::Other(other) => other,
        Fit::Gone => ObjectBuilder::new().finish(arena),
    }
}

struct Fitter<'a, 'd> {
    arena: &'a Arena,
    diagnostics: &'d mut Vec<Diagnostic>,
    path: String,
}

/// What is left of a value.
enum Fit<'a> {
    Same,
    Other(Value<'a>),
    Gone,
}

impl<'a> Fitter<'a, '_> {
    fn fit(&mut self, value: Value<'a>, shape: &Shape, origin: Origin<'a>) -> Fit<'a> {
        match (shape, value) {
            (_, Value::Unknown(_) | Value::Null) => Fit::Same,
            (Shape::Object(fields), Value::Object(object)) => {
                let mut changed: Vec<(&str, Fit<'a>)> = Vec::new();
                for (name, shape) in *fields {
                    let Some(field) = object.field(name) else { continue };
                    let at = object.field_origin(name).copied().unwrap_or(origin);
                    let before = self.path.len();
                    self.path.push('.');
                    self.path.push_str(name);
                    match self.fit(field, shape, at) {
                        Fit::Same => {}
                        other => changed.push((name, other)),
                    }
                    self.path.truncate(before);
                }
                if changed.is_empty() {
                    return Fit::Same;
                }
                let mut builder = ObjectBuilder::with_capacity(object.len());
                for (position, (key, value)) in object.entries().iter().enumerate() {
                    let name = key.as_str().unwrap_or_default();
                    let value = match changed.iter().find(|(n, _)| *n == name) {
                        Some((_, Fit::Gone)) => continue,
                        Some((_, Fit::Other(other))) => *other,
                        Some((_, Fit::Same)) | None => *value,
                    };
                    let at = object.origin(position).copied().unwrap_or(origin);
                    builder.insert_at(*key, value, at);
                }
                Fit::Other(builder.finish(self.arena))
            }
            (Shape::List(item), Value::Array(array)) => {
                let (mut items, mut origins) = (Vec::new(), Vec::new());
                let mut same = true;
                for (index, value) in array.items().iter().enumerate() {
                    let at = array.origin(index).copied().unwrap_or(origin);
                    let before = self.path.len();
                    self.path.push_str(&format!("[{index}]"));
                    let fit = self.fit(*value, item, at);
                    self.path.truncate(before);
                    same &= matches!(fit, Fit::Same);
                    let value = match fit {
                        Fit::Same => *value,
                        Fit::Other(other) => other,
                        Fit::Gone => continue,
                    };
                    items.push(value);
                    origins.push(at);
                }
                if same {
                    return Fit::Same;
                }
                let items = self.arena.alloc_slice(&items);
                let origins = self.arena.alloc_slice(&origins);
                Fit::Other(Value::Array(self.arena.alloc(Array::with_origins(items, origins))))
            }
            (Shape::Number, Value::Int(_) | Value::Uint(_) | Value::Float(_) | Value::Num(_))
            | (Shape::Scalar, Value::Str(_) | Value::Bool(_))
            | (Shape::Scalar, Value::Int(_) | Value::Uint(_) | Value::Float(_) | Value::Num(_)) => {
                Fit::Same
            }
            (shape, value) => {
                let (path, is, wanted) = (&self.path, words(value), shape.words());
                let message = format!("`{path}` is {is} where Kubernetes takes {wanted}");
                let help = format!("write {wanted}; policies see the pod without it");
                let told = Diagnostic::warning("kubernetes-shape", message).at(origin.location);
                self.diagnostics.push(told.help(help));
                Fit::Gone
            }
        }
    }
}
