//! Parts of objects that Kubernetes would refuse for their type, such as a text where a truth value
//! is wanted, and placeholders, which a later step fills in. Neither is what it looks like: each
//! is unknown to policies, with its cause, and a wrong type is told of.

use super::placeholder::{Holes, holes};
use palisade_arena::Arena;
use palisade_source::Diagnostic;
use palisade_value::{Array, Number, ObjectBuilder, Origin, Unknown, UnknownKind, Value};

/// What a value has to be.
enum Shape {
    /// An object, and what some of its fields have to be.
    Object(&'static [(&'static str, Shape)]),
    /// A list, and what its items have to be.
    List(&'static Shape),
    /// A number.
    Number,
    /// True or false.
    Bool,
    /// A text, or what is written like another scalar.
    Text,
}

/// Who reads the object.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Typing {
    /// Kubernetes itself, which refuses what is of another type.
    Strict,
    /// Terraform, which makes `"true"` a truth value and `"5"` a number where one is wanted.
    Converting,
}

const OBJECT: Shape = Shape::Object(&[]);
const OBJECTS: Shape = Shape::List(&OBJECT);
const TEXTS: Shape = Shape::List(&Shape::Text);
const RESOURCES: Shape = Shape::Object(&[("limits", OBJECT), ("requests", OBJECT)]);
const TYPED: Shape = Shape::Object(&[("type", Shape::Text)]);

const SECURITY_CONTEXT: Shape = Shape::Object(&[
    ("allowPrivilegeEscalation", Shape::Bool),
    ("appArmorProfile", TYPED),
    ("capabilities", Shape::Object(&[("add", TEXTS), ("drop", TEXTS)])),
    ("privileged", Shape::Bool),
    ("procMount", Shape::Text),
    ("readOnlyRootFilesystem", Shape::Bool),
    ("runAsNonRoot", Shape::Bool),
    ("runAsUser", Shape::Number),
    ("seLinuxOptions", OBJECT),
    ("seccompProfile", TYPED),
    ("sysctls", Shape::List(&Shape::Object(&[("name", Shape::Text)]))),
    ("windowsOptions", Shape::Object(&[("hostProcess", Shape::Bool)])),
]);

const CONTAINER: Shape = Shape::Object(&[
    ("env", Shape::List(&Shape::Object(&[("valueFrom", OBJECT)]))),
    ("envFrom", OBJECTS),
    ("image", Shape::Text),
    ("imagePullPolicy", Shape::Text),
    ("livenessProbe", OBJECT),
    ("ports", Shape::List(&Shape::Object(&[("hostPort", Shape::Number)]))),
    ("readinessProbe", OBJECT),
    ("resources", RESOURCES),
    ("securityContext", SECURITY_CONTEXT),
    ("volumeMounts", OBJECTS),
]);

const HOST_PATH: Shape = Shape::Object(&[("path", Shape::Text)]);
const VOLUME: Shape = Shape::Object(&[("hostPath", HOST_PATH)]);

const POD: Shape = Shape::Object(&[
    ("automountServiceAccountToken", Shape::Bool),
    ("containers", Shape::List(&CONTAINER)),
    ("ephemeralContainers", Shape::List(&CONTAINER)),
    ("hostIPC", Shape::Bool),
    ("hostNetwork", Shape::Bool),
    ("hostPID", Shape::Bool),
    ("hostUsers", Shape::Bool),
    ("initContainers", Shape::List(&CONTAINER)),
    ("os", OBJECT),
    ("resources", RESOURCES),
    ("securityContext", SECURITY_CONTEXT),
    ("serviceAccount", Shape::Text),
    ("serviceAccountName", Shape::Text),
    ("shareProcessNamespace", Shape::Bool),
    ("volumes", Shape::List(&VOLUME)),
]);

const PEERS: Shape = Shape::List(&Shape::Object(&[
    ("ipBlock", Shape::Object(&[("cidr", Shape::Text), ("except", TEXTS)])),
    ("namespaceSelector", OBJECT),
    ("podSelector", OBJECT),
]));
const NETWORK_POLICY: Shape = Shape::Object(&[(
    "spec",
    Shape::Object(&[
        ("egress", Shape::List(&Shape::Object(&[("ports", OBJECTS), ("to", PEERS)]))),
        ("ingress", Shape::List(&Shape::Object(&[("from", PEERS), ("ports", OBJECTS)]))),
        ("podSelector", OBJECT),
        ("policyTypes", TEXTS),
    ]),
)]);

const SERVICE: Shape = Shape::Object(&[(
    "spec",
    Shape::Object(&[
        ("externalIPs", TEXTS),
        ("loadBalancerSourceRanges", TEXTS),
        ("ports", OBJECTS),
        ("type", Shape::Text),
    ]),
)]);

const INGRESS: Shape = Shape::Object(&[(
    "spec",
    Shape::Object(&[
        ("rules", Shape::List(&Shape::Object(&[("host", Shape::Text), ("http", OBJECT)]))),
        ("tls", Shape::List(&Shape::Object(&[("hosts", TEXTS)]))),
    ]),
)]);

const ROLE: Shape = Shape::Object(&[(
    "rules",
    Shape::List(&Shape::Object(&[
        ("apiGroups", TEXTS),
        ("nonResourceURLs", TEXTS),
        ("resourceNames", TEXTS),
        ("resources", TEXTS),
        ("verbs", TEXTS),
    ])),
)]);

const NAMED: Shape =
    Shape::Object(&[("kind", Shape::Text), ("name", Shape::Text), ("namespace", Shape::Text)]);
const BINDING: Shape = Shape::Object(&[("roleRef", NAMED), ("subjects", Shape::List(&NAMED))]);

const SERVICE_ACCOUNT: Shape = Shape::Object(&[("automountServiceAccountToken", Shape::Bool)]);

const VOLUME_OBJECT: Shape = Shape::Object(&[("spec", VOLUME)]);

const POD_SECURITY_POLICY: Shape = Shape::Object(&[(
    "spec",
    Shape::Object(&[
        ("allowPrivilegeEscalation", Shape::Bool),
        ("allowedCapabilities", TEXTS),
        ("hostIPC", Shape::Bool),
        ("hostNetwork", Shape::Bool),
        ("hostPID", Shape::Bool),
        ("privileged", Shape::Bool),
        ("readOnlyRootFilesystem", Shape::Bool),
        ("requiredDropCapabilities", TEXTS),
        ("runAsUser", OBJECT),
        ("volumes", TEXTS),
    ]),
)]);

/// What objects of a kind are; pods and what makes them are looked at as pods.
fn shape_of(kind: &str) -> Option<&'static Shape> {
    Some(match kind {
        "ClusterRole" | "Role" => &ROLE,
        "ClusterRoleBinding" | "RoleBinding" => &BINDING,
        "Ingress" => &INGRESS,
        "NetworkPolicy" => &NETWORK_POLICY,
        "PersistentVolume" => &VOLUME_OBJECT,
        "PodSecurityPolicy" => &POD_SECURITY_POLICY,
        "Service" => &SERVICE,
        "ServiceAccount" => &SERVICE_ACCOUNT,
        _ => return None,
    })
}

impl Shape {
    fn words(&self) -> &'static str {
        match self {
            Shape::Object(_) => "an object",
            Shape::List(_) => "a list",
            Shape::Number => "a number",
            Shape::Bool => "true or false",
            Shape::Text => "a text",
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

/// A pod spec in which what does not fit is unknown; the same where all fits.
pub fn fitted<'a>(
    arena: &'a Arena,
    spec: Value<'a>,
    origin: Origin<'a>,
    typing: Typing,
    diagnostics: &mut Vec<Diagnostic>,
) -> Value<'a> {
    let mut fitter = Fitter { arena, diagnostics, typing, path: "spec".to_owned() };
    fitter.fit(spec, &POD, origin).unwrap_or(spec)
}

/// An object of a kind in which what does not fit is unknown; the same where all fits, and where
/// its kind has no fields that are looked at.
pub fn fitted_object<'a>(
    arena: &'a Arena,
    kind: &str,
    object: Value<'a>,
    origin: Origin<'a>,
    typing: Typing,
    diagnostics: &mut Vec<Diagnostic>,
) -> Value<'a> {
    let Some(shape) = shape_of(kind) else { return object };
    let mut fitter = Fitter { arena, diagnostics, typing, path: String::new() };
    fitter.fit(object, shape, origin).unwrap_or(object)
}

/// What a value comes to that is no object although it has to be one: unknown, with the cause.
pub(super) fn not_an_object<'a>(
    arena: &'a Arena,
    value: Value<'a>,
    path: &str,
    origin: Origin<'a>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<&'a Unknown<'a>> {
    let typing = Typing::Strict;
    let mut fitter = Fitter { arena, diagnostics, typing, path: path.to_owned() };
    match fitter.fit(value, &OBJECT, origin).unwrap_or(value) {
        Value::Unknown(unknown) => Some(unknown),
        _ => None,
    }
}

struct Fitter<'a, 'd> {
    arena: &'a Arena,
    diagnostics: &'d mut Vec<Diagnostic>,
    typing: Typing,
    path: String,
}

impl<'a> Fitter<'a, '_> {
    /// What a value comes to; none where it fits as it is.
    fn fit(&mut self, value: Value<'a>, shape: &Shape, origin: Origin<'a>) -> Option<Value<'a>> {
        match (shape, value) {
            (_, Value::Unknown(_) | Value::Null) => None,
            (Shape::Object(fields), Value::Object(object)) => {
                let mut changed: Vec<(&str, Value<'a>)> = Vec::new();
                for (name, shape) in *fields {
                    let Some(field) = object.field(name) else { continue };
                    let at = object.field_origin(name).copied().unwrap_or(origin);
                    let before = self.path.len();
                    if before > 0 {
                        self.path.push('.');
                    }
                    self.path.push_str(name);
                    changed.extend(self.fit(field, shape, at).map(|other| (*name, other)));
                    self.path.truncate(before);
                }
                if changed.is_empty() {
                    return None;
                }
                let mut builder = ObjectBuilder::with_capacity(object.len());
                for (position, (key, value)) in object.entries().iter().enumerate() {
                    let name = key.as_str().unwrap_or_default();
                    let other = changed.iter().find(|(n, _)| *n == name);
                    let at = object.origin(position).copied().unwrap_or(origin);
                    builder.insert_at(*key, other.map_or(*value, |(_, other)| *other), at);
                }
                Some(builder.finish(self.arena))
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
                    same &= fit.is_none();
                    items.push(fit.unwrap_or(*value));
                    origins.push(at);
                }
                if same {
                    return None;
                }
                let items = self.arena.alloc_slice(&items);
                let origins = self.arena.alloc_slice(&origins);
                let list = Array::with_origins(items, origins).bounded_as(array);
                Some(Value::Array(self.arena.alloc(list)))
            }
            (Shape::Bool, Value::Bool(_))
            | (
                Shape::Number | Shape::Text,
                Value::Int(_) | Value::Uint(_) | Value::Float(_) | Value::Num(_),
            )
            | (Shape::Text, Value::Bool(_)) => None,
            (shape, Value::Str(text)) => self.text(text, shape, origin),
            (shape, value) => Some(self.refused(value, shape, origin)),
        }
    }

    fn text(&mut self, text: &'a str, shape: &Shape, origin: Origin<'a>) -> Option<Value<'a>> {
        if let Some(Holes { first, partial }) = holes(text) {
            let unknown = Unknown {
                kind: UnknownKind::Placeholder,
                subject: self.arena.alloc_str(first),
                location: Some(origin.location),
                partial: matches!(shape, Shape::Text).then(|| self.arena.alloc_str(&partial)),
                nullable: !matches!(shape, Shape::Text),
            };
            return Some(Value::unknown(self.arena, unknown));
        }
        match (shape, text) {
            (Shape::Text, _) => None,
            (Shape::Bool, "true" | "false") if self.typing == Typing::Converting => {
                Some(Value::Bool(text == "true"))
            }
            (Shape::Number, _) if self.typing == Typing::Converting => Some(
                Number::parse(self.arena, text)
                    .unwrap_or_else(|| self.refused(Value::Str(text), shape, origin)),
            ),
            _ => Some(self.refused(Value::Str(text), shape, origin)),
        }
    }

    fn refused(&mut self, value: Value<'a>, shape: &Shape, origin: Origin<'a>) -> Value<'a> {
        let (path, is, wanted) = (&self.path, words(value), shape.words());
        let message = format!("`{path}` is {is} where Kubernetes takes {wanted}");
        let quoted = match (shape, value) {
            (Shape::Bool, Value::Str("true" | "false")) => true,
            (Shape::Number, Value::Str(text)) => Number::parse(self.arena, text).is_some(),
            _ => false,
        };
        let help = if quoted { "take the quotes away".into() } else { format!("write {wanted}") };
        let told = Diagnostic::warning("kubernetes-shape", message).at(origin.location);
        self.diagnostics.push(told.help(format!("{help}; to policies it is unknown")));
        let unknown = Unknown {
            kind: UnknownKind::Refused,
            subject: self.arena.alloc_str(path),
            location: Some(origin.location),
            partial: None,
            nullable: false,
        };
        Value::unknown(self.arena, unknown)
    }
}
