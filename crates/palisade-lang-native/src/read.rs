//! A policy file as it is written, with every key known and every value of the right shape.

use crate::{API_VERSION, Problems};
use palisade_source::{Date, Span, did_you_mean};
use palisade_yaml::{Node, Scalar, Schema, check_keys};

/// A policy with its parts found and checked for shape.
pub(crate) struct RawPolicy<'n> {
    pub(crate) span: Span,
    pub(crate) metadata: RawMetadata,
    pub(crate) kinds: Vec<String>,
    pub(crate) applicable: Option<&'n Node<'n>>,
    pub(crate) parameters: Vec<RawParameter<'n>>,
    pub(crate) lets: Vec<(String, Span, &'n Node<'n>)>,
    pub(crate) rules: Vec<RawRule<'n>>,
}

#[derive(Default)]
pub(crate) struct RawMetadata {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) severity: Option<palisade_model::Severity>,
    pub(crate) status: Option<palisade_model::PolicyStatus>,
    pub(crate) security: Option<String>,
    pub(crate) platform: Option<String>,
    pub(crate) review_by: Option<Date>,
    pub(crate) controls: Vec<String>,
    pub(crate) aliases: Vec<String>,
    pub(crate) why: String,
    pub(crate) remedy: String,
    pub(crate) documentation: Option<String>,
}

pub(crate) struct RawParameter<'n> {
    pub(crate) name: String,
    pub(crate) span: Span,
    pub(crate) ty: (String, Span),
    pub(crate) default: Option<&'n Node<'n>>,
}

pub(crate) struct RawRule<'n> {
    pub(crate) id: String,
    pub(crate) when: Option<&'n Node<'n>>,
    pub(crate) condition: &'n Node<'n>,
    /// `require` or else `deny`.
    pub(crate) require: bool,
    pub(crate) message: Option<&'n Node<'n>>,
    pub(crate) aliases: Vec<String>,
    pub(crate) fixes: Vec<RawFix<'n>>,
}

pub(crate) struct RawFix<'n> {
    pub(crate) set: String,
    pub(crate) to: &'n Node<'n>,
    pub(crate) safe: bool,
}

const POLICY: &[&str] = &["apiVersion", "kind", "metadata", "parameters", "match", "let", "rules"];
const METADATA: &[&str] = &[
    "id",
    "title",
    "severity",
    "status",
    "owners",
    "review-by",
    "controls",
    "aliases",
    "why",
    "remedy",
    "documentation",
];
const RULE: &[&str] = &["id", "when", "require", "deny", "message", "aliases", "fix"];

fn keys(node: &Node<'_>, known: &[&str], what: &str, problems: &mut Problems) {
    for unknown in check_keys(node, known) {
        problems.error(
            unknown.span,
            format!("unknown key `{}` in {what}", unknown.key),
            unknown.help,
        );
    }
}

fn mapping<'n>(node: &'n Node<'n>, what: &str, problems: &mut Problems) -> Option<&'n Node<'n>> {
    if node.is_mapping() {
        return Some(node);
    }
    let found = node.describe(Schema::Core12);
    problems.error(node.span, format!("{what} is a mapping, not {found}"), None);
    None
}

fn text(node: &Node<'_>, what: &str, problems: &mut Problems) -> Option<String> {
    match node.text().filter(|t| !t.trim().is_empty()) {
        Some(text) if !node.is_null() => Some(text.trim().to_owned()),
        _ => {
            let found = node.describe(Schema::Core12);
            problems.error(node.span, format!("{what} is a text, not {found}"), None);
            None
        }
    }
}

fn texts(node: Option<&Node<'_>>, what: &str, problems: &mut Problems) -> Vec<String> {
    let Some(node) = node else { return Vec::new() };
    if !node.is_sequence() {
        let help = Some("write a list: `[one, two]`".to_owned());
        let found = node.describe(Schema::Core12);
        problems.error(node.span, format!("{what} is a list, not {found}"), help);
        return Vec::new();
    }
    node.items().iter().filter_map(|n| text(n, what, problems)).collect()
}

fn required<'n>(
    node: &'n Node<'n>,
    key: &str,
    what: &str,
    problems: &mut Problems,
) -> Option<&'n Node<'n>> {
    let found = node.get(key);
    if found.is_none() {
        let span = node.entries().first().map_or(node.span, |(k, _)| k.span);
        problems.error(span, format!("{what} has no `{key}`"), Some(format!("add `{key}: …`")));
    }
    found
}

/// A word out of a few.
fn word<T: Copy>(
    node: &Node<'_>,
    what: &str,
    known: &[(&str, T)],
    problems: &mut Problems,
) -> Option<T> {
    let written = text(node, what, problems)?;
    let found = known.iter().find(|(w, _)| *w == written).map(|(_, v)| *v);
    if found.is_none() {
        let help = did_you_mean(&written, known.iter().map(|(w, _)| *w));
        problems.error(node.span, format!("unknown {what} `{written}`"), help);
    }
    found
}

fn is_id(id: &str) -> bool {
    !id.is_empty()
        && id.split('-').all(|part| {
            !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        })
}

fn id(node: &Node<'_>, what: &str, problems: &mut Problems) -> Option<String> {
    let id = text(node, what, problems)?;
    if !is_id(&id) {
        let help =
            Some("ids are lower-case words joined by `-`: `s3-bucket-public-acl`".to_owned());
        problems.error(node.span, format!("`{id}` is no {what}"), help);
    }
    Some(id)
}

pub(crate) fn policy<'n>(root: &'n Node<'n>, problems: &mut Problems) -> Option<RawPolicy<'n>> {
    let root = mapping(root, "a policy", problems)?;
    keys(root, POLICY, "a policy", problems);
    if let Some(version) = required(root, "apiVersion", "the policy", problems)
        && version.text() != Some(API_VERSION)
    {
        let found = version.text().unwrap_or("");
        let help = Some(format!("this version of Palisade reads `{API_VERSION}`"));
        problems.error(version.span, format!("unknown apiVersion `{found}`"), help);
    }
    if let Some(kind) = required(root, "kind", "the policy", problems) {
        word(kind, "kind", &[("Policy", ())], problems);
    }
    let metadata =
        required(root, "metadata", "the policy", problems).map(|m| metadata(m, problems));
    let matched = required(root, "match", "the policy", problems);
    let (mut kinds, mut applicable) = (Vec::new(), None);
    if let Some(matched) = matched.and_then(|m| mapping(m, "`match`", problems)) {
        keys(matched, &["resources", "where"], "`match`", problems);
        let resources = required(matched, "resources", "`match`", problems);
        kinds = texts(resources, "`resources`", problems);
        if let Some(node) = resources
            && node.is_sequence()
            && node.items().is_empty()
        {
            problems.error(node.span, "`resources` names no resource type", None);
        }
        applicable = matched.get("where");
    }
    let rules: Vec<RawRule<'n>> = match required(root, "rules", "the policy", problems) {
        Some(list) if list.is_sequence() && !list.items().is_empty() => {
            list.items().iter().filter_map(|r| rule(r, problems)).collect()
        }
        Some(other) => {
            let help = Some("write `rules:` with one item `- id: …` for each rule".to_owned());
            problems.error(other.span, "`rules` is a list of at least one rule", help);
            Vec::new()
        }
        None => Vec::new(),
    };
    for (n, rule) in rules.iter().enumerate() {
        if rules[..n].iter().any(|r| r.id == rule.id) {
            let help = Some("give each rule an id of its own".to_owned());
            problems.error(
                rule.condition.span,
                format!("two rules have the id `{}`", rule.id),
                help,
            );
        }
    }
    let parameters = root.get("parameters").map_or_else(Vec::new, |p| parameters(p, problems));
    let lets = root.get("let").map_or_else(Vec::new, |l| lets(l, problems));
    Some(RawPolicy {
        span: root.span,
        metadata: metadata?,
        kinds,
        applicable,
        parameters,
        lets,
        rules,
    })
}

fn metadata(node: &Node<'_>, problems: &mut Problems) -> RawMetadata {
    use palisade_model::{PolicyStatus, Severity};
    let mut raw = RawMetadata::default();
    let Some(node) = mapping(node, "`metadata`", problems) else { return raw };
    keys(node, METADATA, "`metadata`", problems);
    let what = "the metadata";
    if let Some(n) = required(node, "id", what, problems) {
        raw.id = id(n, "policy id", problems).unwrap_or_default();
    }
    if let Some(n) = required(node, "title", what, problems) {
        raw.title = text(n, "the title", problems).unwrap_or_default();
    }
    if let Some(n) = required(node, "severity", what, problems) {
        let known = Severity::ALL.map(|s| (s.as_str(), s));
        raw.severity = word(n, "severity", &known, problems);
    }
    if let Some(n) = node.get("status") {
        let known = [PolicyStatus::Preview, PolicyStatus::Stable, PolicyStatus::Deprecated];
        raw.status = word(n, "status", &known.map(|s| (s.as_str(), s)), problems);
    }
    if let Some(n) = node.get("owners").and_then(|n| mapping(n, "`owners`", problems)) {
        keys(n, &["security", "platform"], "`owners`", problems);
        raw.security = n.get("security").and_then(|n| text(n, "an owner", problems));
        raw.platform = n.get("platform").and_then(|n| text(n, "an owner", problems));
    }
    if let Some(n) = node.get("review-by")
        && let Some(written) = text(n, "`review-by`", problems)
    {
        raw.review_by = Date::parse(&written);
        if raw.review_by.is_none() {
            let help = Some("write a day as `2027-05-01`".to_owned());
            problems.error(n.span, format!("`{written}` is no day"), help);
        }
    }
    raw.controls = texts(node.get("controls"), "`controls`", problems);
    raw.aliases = texts(node.get("aliases"), "`aliases`", problems);
    let mut words = |key: &str| node.get(key).and_then(|n| text(n, &format!("`{key}`"), problems));
    raw.why = words("why").unwrap_or_default();
    raw.remedy = words("remedy").unwrap_or_default();
    raw.documentation = words("documentation");
    raw
}

fn parameters<'n>(node: &'n Node<'n>, problems: &mut Problems) -> Vec<RawParameter<'n>> {
    let mut found = Vec::new();
    let Some(node) = mapping(node, "`parameters`", problems) else { return found };
    for (key, value) in node.entries() {
        let Some(name) = key.text() else { continue };
        let Some(value) = mapping(value, "a parameter", problems) else { continue };
        keys(value, &["type", "default", "description"], "a parameter", problems);
        let Some(ty) = required(value, "type", &format!("the parameter `{name}`"), problems) else {
            continue;
        };
        let Some(written) = text(ty, "a type", problems) else { continue };
        found.push(RawParameter {
            name: name.to_owned(),
            span: key.span,
            ty: (written, ty.span),
            default: value.get("default"),
        });
    }
    found
}

fn lets<'n>(node: &'n Node<'n>, problems: &mut Problems) -> Vec<(String, Span, &'n Node<'n>)> {
    let mut found = Vec::new();
    let Some(node) = mapping(node, "`let`", problems) else { return found };
    for (key, value) in node.entries() {
        let Some(name) = key.text() else { continue };
        let mut chars = name.chars();
        let first = chars.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_');
        if !first || !chars.all(|c| c.is_ascii_alphanumeric() || c == '_') {
            let help = Some("names are letters, digits and `_`".to_owned());
            problems.error(key.span, format!("`{name}` is no name for a variable"), help);
            continue;
        }
        if ["resource", "target", "params"].contains(&name) {
            problems.error(
                key.span,
                format!("`{name}` is defined already"),
                Some("take another name".into()),
            );
            continue;
        }
        found.push((name.to_owned(), key.span, value));
    }
    found
}

fn rule<'n>(node: &'n Node<'n>, problems: &mut Problems) -> Option<RawRule<'n>> {
    let node = mapping(node, "a rule", problems)?;
    keys(node, RULE, "a rule", problems);
    let id = required(node, "id", "the rule", problems).and_then(|n| id(n, "rule id", problems));
    let (condition, require) = match (node.get("require"), node.get("deny")) {
        (Some(condition), None) => (condition, true),
        (None, Some(condition)) => (condition, false),
        (Some(_), Some(second)) => {
            let help = Some("keep one of them, or make two rules".to_owned());
            problems.error(second.span, "a rule has `require` or `deny`, not both", help);
            return None;
        }
        (None, None) => {
            let help = Some("add `require: …` (true on good resources) or `deny: …`".to_owned());
            let span = node.entries().first().map_or(node.span, |(k, _)| k.span);
            problems.error(span, "the rule has neither `require` nor `deny`", help);
            return None;
        }
    };
    let fixes = match node.get("fix") {
        None => Vec::new(),
        Some(list) if list.is_sequence() => {
            list.items().iter().filter_map(|f| fix(f, problems)).collect()
        }
        Some(one) => fix(one, problems).into_iter().collect(),
    };
    Some(RawRule {
        id: id?,
        when: node.get("when"),
        condition,
        require,
        message: node.get("message"),
        aliases: texts(node.get("aliases"), "`aliases`", problems),
        fixes,
    })
}

fn fix<'n>(node: &'n Node<'n>, problems: &mut Problems) -> Option<RawFix<'n>> {
    let node = mapping(node, "a fix", problems)?;
    keys(node, &["set", "to", "safety"], "a fix", problems);
    let set = text(required(node, "set", "the fix", problems)?, "`set`", problems)?;
    let to = required(node, "to", "the fix", problems)?;
    let safe = node
        .get("safety")
        .and_then(|n| word(n, "safety", &[("safe", true), ("unsafe", false)], problems));
    Some(RawFix { set, to, safe: safe.unwrap_or(false) })
}

/// A node as JSON text; a list or mapping with all that is in it.
pub(crate) fn to_json(node: &Node<'_>) -> serde_json::Value {
    use serde_json::Value;
    if node.is_sequence() {
        return Value::Array(node.items().iter().map(to_json).collect());
    }
    if node.is_mapping() {
        let pair = |(k, v): &(Node<'_>, Node<'_>)| (k.text().unwrap_or("").to_owned(), to_json(v));
        return Value::Object(node.entries().iter().map(pair).collect());
    }
    match node.resolve(Schema::Core12) {
        Some(Scalar::Bool(b)) => Value::Bool(b),
        Some(Scalar::Int(i)) => i.into(),
        Some(Scalar::BigInt(text)) => text.parse::<f64>().map_or(Value::Null, Value::from),
        Some(Scalar::Float(f)) => f.into(),
        Some(Scalar::String(text)) => text.into(),
        Some(Scalar::Null) | None => Value::Null,
    }
}
