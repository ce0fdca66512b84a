//! Match criteria: which objects a constraint is about.

use crate::problems::{Problems, SCHEMA};
use palisade_source::did_you_mean;
use palisade_value::{Unknown, Value};
use palisade_yaml::Node;

/// Where an object comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Origin {
    /// It was written.
    Original,
    /// An expansion template made it.
    Generated,
}

/// What criteria are held against.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Subject<'a> {
    pub(crate) group: &'a str,
    pub(crate) kind: &'a str,
    pub(crate) name: &'a str,
    pub(crate) generate_name: &'a str,
    pub(crate) namespace: &'a str,
    pub(crate) labels: Option<Value<'a>>,
    /// The object of its namespace, where it is known.
    pub(crate) home: Option<Value<'a>>,
    pub(crate) origin: Origin,
}

impl<'a> Subject<'a> {
    pub(crate) fn of(object: Value<'a>, home: Option<Value<'a>>, origin: Origin) -> Self {
        let text = |path: &[&str]| object.path(path).and_then(|v| v.as_str()).unwrap_or_default();
        let api_version = text(&["apiVersion"]);
        Self {
            group: api_version.split_once('/').map_or("", |(group, _)| group),
            kind: text(&["kind"]),
            name: text(&["metadata", "name"]),
            generate_name: text(&["metadata", "generateName"]),
            namespace: text(&["metadata", "namespace"]),
            labels: object.path(&["metadata", "labels"]),
            home,
            origin,
        }
    }

    fn is_namespace(&self) -> bool {
        self.kind == "Namespace" && self.group.is_empty()
    }

    /// The namespace that it is in, or is itself.
    fn space(&self) -> Option<&'a str> {
        if self.is_namespace() {
            return Some(self.name);
        }
        let home = self.home.and_then(|h| h.path(&["metadata", "name"])?.as_str());
        home.or(Some(self.namespace)).filter(|name| !name.is_empty())
    }
}

/// Whether an object fits criteria.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Fit<'a> {
    Yes,
    No,
    /// The object of its namespace would have to be known: its name.
    NoNamespace(&'a str),
    /// It hangs on something unknown.
    Unknown(&'a Unknown<'a>),
}

/// A name with a star at its start, its end or both.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Wildcard(String);

impl Wildcard {
    fn fits(&self, name: &str) -> bool {
        let inner = self.0.as_str();
        match (inner.strip_prefix('*'), inner.strip_suffix('*')) {
            (Some(rest), Some(_)) => name.contains(rest.strip_suffix('*').unwrap_or(rest)),
            (Some(end), None) => name.ends_with(end),
            (None, Some(start)) => name.starts_with(start),
            (None, None) => name == inner,
        }
    }

    /// Whether the names that are made from a prefix fit.
    fn fits_generated(&self, prefix: &str) -> bool {
        let inner = self.0.as_str();
        let Some(start) = inner.strip_suffix('*').filter(|_| !prefix.is_empty()) else {
            return false;
        };
        match start.strip_prefix('*') {
            Some(middle) => prefix.contains(middle),
            None => prefix.starts_with(start),
        }
    }
}

/// A label selector.
#[derive(Clone, Default, Debug)]
pub(crate) struct Selector(Vec<Requirement>);

#[derive(Clone, Debug)]
struct Requirement {
    key: String,
    operator: Operator,
    values: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Operator {
    In,
    NotIn,
    Exists,
    DoesNotExist,
}

impl Requirement {
    fn holds(&self, label: Option<&str>) -> bool {
        let among = label.is_some_and(|l| self.values.iter().any(|v| v == l));
        match self.operator {
            Operator::In => among,
            Operator::NotIn => !among,
            Operator::Exists => label.is_some(),
            Operator::DoesNotExist => label.is_none(),
        }
    }
}

/// What is known of a label.
enum Label<'a> {
    Is(Option<&'a str>),
    Unknown(&'a Unknown<'a>),
    NotAtHand,
}

fn label<'a>(labels: Option<Value<'a>>, key: &str) -> Label<'a> {
    match labels {
        None => Label::Is(None),
        Some(Value::Unknown(unknown)) => Label::Unknown(unknown),
        Some(labels) => match labels.field(key) {
            Some(Value::Unknown(unknown)) => Label::Unknown(unknown),
            Some(value) => Label::Is(value.as_str()),
            None => match labels.as_object().and_then(|o| o.missing()) {
                Some(missing) => Label::Unknown(missing),
                None => Label::Is(None),
            },
        },
    }
}

/// The label that each namespace has: its name.
const NAME_LABEL: &str = "kubernetes.io/metadata.name";

impl Selector {
    fn read(node: &Node<'_>, what: &str, problems: &mut Problems) -> Self {
        let mut selector = Self::default();
        let Some(node) = problems.mapping(node, what, &["matchLabels", "matchExpressions"]) else {
            return selector;
        };
        if let Some(labels) = problems.field(node, "matchLabels", &[]) {
            for (key, value) in labels.entries() {
                let Some(text) = problems.text(value, "a label") else { continue };
                selector.0.push(Requirement {
                    key: key.text().unwrap_or_default().to_owned(),
                    operator: Operator::In,
                    values: vec![text.to_owned()],
                });
            }
        }
        for item in problems.list(node, "matchExpressions") {
            const KNOWN: &[(&str, Operator)] = &[
                ("In", Operator::In),
                ("NotIn", Operator::NotIn),
                ("Exists", Operator::Exists),
                ("DoesNotExist", Operator::DoesNotExist),
            ];
            let what = "an item of `matchExpressions`";
            let keys = &["key", "operator", "values"];
            let Some(item) = problems.mapping(item, what, keys) else { continue };
            let key = problems.required(item, "key", what);
            let key = key.and_then(|n| problems.text(n, "`key`")).map(str::to_owned);
            if problems.required(item, "operator", what).is_none() {
                continue;
            }
            let operator = problems.choice(item, "operator", KNOWN);
            let values = problems.texts(item, "values");
            let (Some(key), Some(operator)) = (key, operator) else { continue };
            let wants = matches!(operator, Operator::In | Operator::NotIn);
            if wants == values.is_empty() {
                let (wrong, help) = if wants {
                    ("has no values", "add `values: […]`")
                } else {
                    ("takes no values", "remove `values`")
                };
                let message = format!("the operator `{operator:?}` {wrong}");
                problems.error(item.span, message, Some(help.to_owned()));
                continue;
            }
            selector.0.push(Requirement { key, operator, values });
        }
        selector
    }

    fn fits<'a>(&self, label: impl Fn(&str) -> Label<'a>, space: &'a str) -> Fit<'a> {
        let mut open = Fit::Yes;
        for requirement in &self.0 {
            match label(&requirement.key) {
                Label::Is(text) if !requirement.holds(text) => return Fit::No,
                Label::Is(_) => {}
                Label::Unknown(unknown) => open = Fit::Unknown(unknown),
                Label::NotAtHand => open = Fit::NoNamespace(space),
            }
        }
        open
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Scope {
    Any,
    Cluster,
    Namespaced,
}

#[derive(Clone, Default, Debug)]
struct Kinds {
    groups: Vec<String>,
    kinds: Vec<String>,
}

impl Kinds {
    fn fit(&self, subject: &Subject<'_>) -> bool {
        let among =
            |all: &[String], one: &str| all.is_empty() || all.iter().any(|a| a == "*" || a == one);
        among(&self.kinds, subject.kind) && among(&self.groups, subject.group)
    }
}

/// The criteria of a constraint.
#[derive(Clone, Debug)]
pub(crate) struct Match {
    kinds: Vec<Kinds>,
    scope: Scope,
    namespaces: Vec<Wildcard>,
    excluded: Vec<Wildcard>,
    labels: Option<Selector>,
    namespace: Option<Selector>,
    name: Option<Wildcard>,
    origin: Option<Origin>,
}

impl Default for Match {
    fn default() -> Self {
        Self {
            kinds: Vec::new(),
            scope: Scope::Any,
            namespaces: Vec::new(),
            excluded: Vec::new(),
            labels: None,
            namespace: None,
            name: None,
            origin: None,
        }
    }
}

impl Match {
    pub(crate) fn read(node: &Node<'_>, problems: &mut Problems) -> Self {
        const KEYS: &[&str] = &[
            "kinds",
            "scope",
            "namespaces",
            "excludedNamespaces",
            "labelSelector",
            "namespaceSelector",
            "name",
            "source",
        ];
        let mut found = Self::default();
        let Some(node) = problems.mapping(node, "`match`", KEYS) else { return found };
        for item in problems.list(node, "kinds") {
            let what = "an item of `kinds`";
            let Some(item) = problems.mapping(item, what, &["apiGroups", "kinds"]) else {
                continue;
            };
            let groups = problems.texts(item, "apiGroups");
            for (group, at) in groups.iter().zip(problems.list(item, "apiGroups")) {
                if group.contains('/') {
                    let (name, _) = group.split_once('/').unwrap_or_default();
                    let help = Some(format!("name the group alone: `{name}`"));
                    problems.error(at.span, format!("`{group}` is a version"), help);
                }
            }
            found.kinds.push(Kinds { groups, kinds: problems.texts(item, "kinds") });
        }
        let scopes =
            [("*", Scope::Any), ("Cluster", Scope::Cluster), ("Namespaced", Scope::Namespaced)];
        found.scope = problems.choice(node, "scope", &scopes).unwrap_or(Scope::Any);
        found.namespaces = wildcards(node, "namespaces", problems);
        found.excluded = wildcards(node, "excludedNamespaces", problems);
        let selector = |key: &str, problems: &mut Problems| {
            let node = node.get(key).filter(|n| !n.is_null())?;
            Some(Selector::read(node, &format!("`{key}`"), problems))
        };
        found.labels = selector("labelSelector", problems);
        found.namespace = selector("namespaceSelector", problems);
        if let Some(name) = node.get("name").filter(|n| !n.is_null()) {
            found.name = wildcard(name, problems).filter(|w| !w.0.is_empty());
        }
        let origins = [
            ("All", None),
            ("Original", Some(Origin::Original)),
            ("Generated", Some(Origin::Generated)),
        ];
        found.origin = problems.choice(node, "source", &origins).flatten();
        found
    }

    /// The kinds that it may fit; none for any kind.
    pub(crate) fn kinds(&self) -> Option<Vec<String>> {
        let any = |k: &Kinds| k.kinds.is_empty() || k.kinds.iter().any(|kind| kind == "*");
        if self.kinds.is_empty() || self.kinds.iter().any(any) {
            return None;
        }
        Some(self.kinds.iter().flat_map(|k| k.kinds.iter().cloned()).collect())
    }

    /// Whether an object fits.
    pub(crate) fn fit<'a>(&self, subject: &Subject<'a>) -> Fit<'a> {
        let has_space = !subject.namespace.is_empty() || subject.home.is_some();
        let is_namespace = subject.is_namespace();
        let in_scope = match self.scope {
            Scope::Any => true,
            Scope::Cluster => is_namespace || !has_space,
            Scope::Namespaced => !is_namespace && has_space,
        };
        let space = subject.space();
        let among = |all: &[Wildcard]| space.is_some_and(|s| all.iter().any(|w| w.fits(s)));
        let of_name =
            |w: &Wildcard| w.fits(subject.name) || w.fits_generated(subject.generate_name);
        if !in_scope
            || !(self.kinds.is_empty() || self.kinds.iter().any(|k| k.fit(subject)))
            || !(self.namespaces.is_empty() || space.is_none() || among(&self.namespaces))
            || among(&self.excluded)
            || self.name.as_ref().is_some_and(|w| !of_name(w))
            || self.origin.is_some_and(|origin| origin != subject.origin)
        {
            return Fit::No;
        }
        let own = self
            .labels
            .as_ref()
            .map_or(Fit::Yes, |selector| selector.fits(|key| label(subject.labels, key), ""));
        if own == Fit::No {
            return own;
        }
        match self.space_fit(subject) {
            Fit::Yes => own,
            other => other,
        }
    }

    /// Whether the namespace of an object fits the selector of namespaces.
    fn space_fit<'a>(&self, subject: &Subject<'a>) -> Fit<'a> {
        let Some(selector) = &self.namespace else { return Fit::Yes };
        if subject.is_namespace() {
            return selector.fits(|key| label(subject.labels, key), "");
        }
        match (subject.home, subject.namespace) {
            // What is in no namespace is not selected by it.
            (None, "") => Fit::Yes,
            (None, space) => selector.fits(
                |key| match key {
                    NAME_LABEL => Label::Is(Some(space)),
                    _ => Label::NotAtHand,
                },
                space,
            ),
            (Some(home), _) => {
                let labels = home.path(&["metadata", "labels"]);
                let name = home.path(&["metadata", "name"]).and_then(|n| n.as_str());
                selector.fits(
                    |key| match label(labels, key) {
                        Label::Is(None) if key == NAME_LABEL => Label::Is(name),
                        other => other,
                    },
                    "",
                )
            }
        }
    }
}

fn wildcards(node: &Node<'_>, key: &str, problems: &mut Problems) -> Vec<Wildcard> {
    let items = problems.list(node, key);
    items.iter().filter_map(|item| wildcard(item, problems)).collect()
}

fn wildcard(node: &Node<'_>, problems: &mut Problems) -> Option<Wildcard> {
    let text = problems.text(node, "a name")?;
    let inner = text.strip_prefix('*').unwrap_or(text);
    let inner = inner.strip_suffix('*').unwrap_or(inner);
    if inner.contains('*') {
        let help = "`*` stands at the start, the end, or both";
        problems.error(node.span, format!("`{text}` is no pattern"), Some(help.to_owned()));
        return None;
    }
    Some(Wildcard(text.to_owned()))
}

/// The nearest kind to one that there is no template for.
pub(crate) fn near_kind<'k>(kind: &str, kinds: impl Iterator<Item = &'k str>) -> Option<String> {
    did_you_mean(kind, kinds)
}

/// Whether a node is of a group.
pub(crate) fn group_of<'n>(node: &'n Node<'_>) -> &'n str {
    let version = node.get("apiVersion").and_then(|n| n.as_str(SCHEMA)).unwrap_or_default();
    version.split_once('/').map_or("", |(group, _)| group)
}
