//! Constraint templates.

use crate::cel::{self, CelProgram};
use crate::problems::{Problems, SCHEMA};
use crate::rego::{Modules, RegoProgram};
use crate::schema::Schema;
use palisade_lang_rego::ast::Dialect;
use palisade_model::Severity;
use palisade_source::{Location, SourceMap, did_you_mean};
use palisade_yaml::{Node, Text};

/// The group of templates.
pub(crate) const GROUP: &str = "templates.gatekeeper.sh";

/// The one target that templates are for.
const TARGET: &str = "admission.k8s.gatekeeper.sh";

/// A language that templates are written in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Engine {
    /// `Rego`.
    Rego,
    /// `K8sNativeValidation`: CEL.
    Cel,
}

/// A constraint template, compiled.
#[derive(Debug)]
pub struct Template {
    /// The kind of its constraints.
    pub kind: String,
    /// What it is called for people: the annotation `metadata.gatekeeper.sh/title`, else the kind.
    pub title: String,
    /// What it is for.
    pub description: String,
    /// How bad a violation is, where an annotation says so.
    pub severity: Option<Severity>,
    /// Where it is written.
    pub location: Location,
    pub(crate) schema: Option<Schema>,
    pub(crate) rego: Option<RegoProgram>,
    pub(crate) cel: Option<CelProgram>,
}

impl Template {
    /// The language that it runs in: CEL where it has both, as in a cluster.
    #[must_use]
    pub fn engine(&self) -> Engine {
        if self.cel.is_some() { Engine::Cel } else { Engine::Rego }
    }

    /// Whether it has code in a language.
    #[must_use]
    pub fn has(&self, engine: Engine) -> bool {
        match engine {
            Engine::Rego => self.rego.is_some(),
            Engine::Cel => self.cel.is_some(),
        }
    }
}

/// Reads and compiles a template; none where something is wrong with it.
pub(crate) fn read(
    node: &Node<'_>,
    text: &str,
    sources: &SourceMap,
    problems: &mut Problems,
) -> Option<Template> {
    problems.keys(node, &["apiVersion", "kind", "metadata", "spec", "status"], "a template");
    version(node, problems);
    let location = problems.at(node.span);
    let (name, annotations) = metadata(node, "the template", problems);
    let spec = problems.required(node, "spec", "the template")?;
    let spec = problems.mapping(spec, "`spec`", &["crd", "targets"])?;
    let crd = problems.required(spec, "crd", "`spec`")?;
    let crd = problems.mapping(crd, "`crd`", &["spec"])?;
    let crd = problems.required(crd, "spec", "`crd`")?;
    let crd = problems.mapping(crd, "`crd.spec`", &["names", "validation"])?;
    let names = problems.required(crd, "names", "`crd.spec`")?;
    const NAMES: &[&str] = &["kind", "listKind", "plural", "singular", "shortNames", "categories"];
    let names = problems.mapping(names, "`names`", NAMES)?;
    let kind_node = problems.required(names, "kind", "`names`")?;
    let kind = problems.text(kind_node, "`kind`")?.to_owned();
    if let Some((name, span)) = name
        && name != kind.to_lowercase()
    {
        let message = format!("the template of `{kind}` is called `{name}`");
        problems.error(span, message, Some(format!("name it `{}`", kind.to_lowercase())));
    }
    let is_v1 = node.get("apiVersion").and_then(|n| n.text()).is_some_and(|v| v.ends_with("/v1"));
    let schema = problems.field(crd, "validation", &["openAPIV3Schema", "legacySchema"]).and_then(
        |validation| {
            let legacy = problems.flag(validation, "legacySchema").unwrap_or(!is_v1);
            let schema = validation.get("openAPIV3Schema").filter(|n| !n.is_null())?;
            Some(Schema::read(schema, legacy, problems))
        },
    );
    let target = target(spec, problems)?;
    let code = code(target, text, sources, problems)?;
    if problems.any_error() {
        return None;
    }
    let annotation = |key: &str| annotations.iter().find(|(k, _)| k == key).map(|(_, v)| v.clone());
    Some(Template {
        title: annotation("metadata.gatekeeper.sh/title").unwrap_or_else(|| kind.clone()),
        description: annotation("description").unwrap_or_default(),
        severity: severity(node, problems),
        kind,
        location,
        schema,
        rego: code.rego,
        cel: code.cel,
    })
}

fn version(node: &Node<'_>, problems: &mut Problems) {
    let Some(version) = node.get("apiVersion") else { return };
    let text = version.text().unwrap_or_default();
    let known = ["v1", "v1beta1", "v1alpha1"];
    let (_, number) = text.split_once('/').unwrap_or_default();
    if !known.contains(&number) {
        let help = did_you_mean(number, known);
        problems.error(version.span, format!("unknown version of templates: `{text}`"), help);
    }
}

/// A name with its place.
type Named<'n> = (&'n str, palisade_source::Span);

/// The name and the annotations of an object.
pub(crate) fn metadata<'n>(
    node: &'n Node<'n>,
    what: &str,
    problems: &mut Problems,
) -> (Option<Named<'n>>, Vec<(String, String)>) {
    let Some(metadata) = problems.required(node, "metadata", what) else {
        return (None, Vec::new());
    };
    let Some(metadata) = problems.mapping(metadata, "`metadata`", &[]) else {
        return (None, Vec::new());
    };
    let name = problems.required(metadata, "name", "`metadata`");
    let name = name.and_then(|n| Some((problems.text(n, "`name`")?, n.span)));
    let annotations = metadata.get("annotations").map_or(&[][..], Node::entries);
    let texts = annotations
        .iter()
        .filter_map(|(k, v)| Some((k.text()?.to_owned(), v.text()?.trim().to_owned())));
    (name, texts.collect())
}

/// The severity that an annotation gives; what it may be called.
pub(crate) fn severity(node: &Node<'_>, problems: &mut Problems) -> Option<Severity> {
    let annotations = node.path(&["metadata", "annotations"])?;
    let keys = ["metadata.gatekeeper.sh/severity", "palisade.dev/severity"];
    let (_, value) = keys.iter().find_map(|key| annotations.get_entry(key))?;
    let text = problems.text(value, "a severity")?;
    match text.to_lowercase().parse() {
        Ok(severity) => Some(severity),
        Err(error) => {
            let error: String = error;
            problems.error(value.span, error, None);
            None
        }
    }
}

fn target<'n>(spec: &'n Node<'n>, problems: &mut Problems) -> Option<&'n Node<'n>> {
    let list = problems.required(spec, "targets", "`spec`")?;
    let targets = problems.list(spec, "targets");
    let [target] = targets else {
        if list.is_sequence() {
            let message = format!("a template has one target, and this has {}", targets.len());
            problems.error(list.span, message, None);
        }
        return None;
    };
    const KEYS: &[&str] = &["target", "rego", "libs", "code", "operations"];
    let target = problems.mapping(target, "a target", KEYS)?;
    let name = problems.required(target, "target", "the target")?;
    if let Some(text) = problems.text(name, "`target`")
        && text != TARGET
    {
        let message = format!("unknown target `{text}`");
        problems.error(name.span, message, Some(format!("the target is `{TARGET}`")));
    }
    Some(target)
}

#[derive(Debug, Default)]
struct Code {
    rego: Option<RegoProgram>,
    cel: Option<CelProgram>,
}

/// The code of a target. What stands under `code` counts before what stands under `rego`.
fn code(
    target: &Node<'_>,
    text: &str,
    sources: &SourceMap,
    problems: &mut Problems,
) -> Option<Code> {
    let mut code = Code::default();
    let mut unknown = None;
    let mut seen = Vec::new();
    for item in problems.list(target, "code") {
        let Some(item) = problems.mapping(item, "an item of `code`", &["engine", "source"]) else {
            continue;
        };
        let Some(engine) = problems.required(item, "engine", "an item of `code`") else { continue };
        let Some(source) = problems.required(item, "source", "an item of `code`") else { continue };
        let Some(name) = problems.text(engine, "`engine`") else { continue };
        if seen.contains(&name) {
            problems.error(engine.span, format!("`code` has the engine `{name}` twice"), None);
            continue;
        }
        seen.push(name);
        match name {
            "Rego" => code.rego = rego(source, text, sources, problems),
            "K8sNativeValidation" => code.cel = cel::compile_source(source, text, problems),
            other => unknown = Some((engine.span, other.to_owned())),
        }
    }
    if target.get("rego").is_some() && !seen.contains(&"Rego") {
        code.rego = rego(target, text, sources, problems);
    }
    if let Some((span, name)) = unknown {
        let help = did_you_mean(&name, ["Rego", "K8sNativeValidation"]);
        let message = format!("unknown engine `{name}`");
        if code.rego.is_some() || code.cel.is_some() {
            problems.warning(span, message, help);
        } else {
            problems.error(span, message, help);
        }
    } else if code.rego.is_none() && code.cel.is_none() && !problems.any_error() {
        let help = Some("add `rego: |` or `code:`".to_owned());
        problems.error(target.span, "the target has no code", help);
    }
    (code.rego.is_some() || code.cel.is_some()).then_some(code)
}

fn rego(
    node: &Node<'_>,
    text: &str,
    sources: &SourceMap,
    problems: &mut Problems,
) -> Option<RegoProgram> {
    if node.get("engine").is_none() && node.get("target").is_none() {
        problems.keys(node, &["rego", "libs", "version"], "`source`");
    }
    let main = problems.required(node, "rego", "the source")?;
    problems.text(main, "`rego`")?;
    let main = Text::of(main, text)?;
    let mut libs = Vec::new();
    for lib in problems.list(node, "libs") {
        if problems.text(lib, "an item of `libs`").is_some() {
            libs.extend(Text::of(lib, text));
        }
    }
    let dialect = problems.choice(
        node,
        "version",
        &[("v0", Dialect::V0), ("v1", Dialect::V1), ("", Dialect::V0)],
    );
    Modules { main, libs, dialect: dialect.unwrap_or(Dialect::V0) }.compile(sources, problems)
}

/// Whether an object is a template.
pub(crate) fn is_template(node: &Node<'_>) -> bool {
    let text = |key| node.get(key).and_then(|n| n.as_str(SCHEMA)).unwrap_or_default();
    text("kind") == "ConstraintTemplate" && text("apiVersion").split('/').next() == Some(GROUP)
}
