//! Annotations: the `# METADATA` blocks of modules, and what `rego.metadata` gives of them.

use crate::ast::{self, AnnotationTarget};
use palisade_source::{Diagnostic, FileId, Location};
use palisade_yaml::{Kind, Node, Scalar, Schema};
use rustc_hash::FxHashMap;
use serde_json::{Map, Value as Json, json};

/// What an annotation is about.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Scope {
    /// The rule behind it.
    Rule,
    /// All rules of the same path.
    Document,
    /// The package.
    Package,
    /// The package and those below it.
    Subpackages,
}

impl Scope {
    /// Its name in annotations.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Scope::Rule => "rule",
            Scope::Document => "document",
            Scope::Package => "package",
            Scope::Subpackages => "subpackages",
        }
    }
}

/// An annotation that was read.
#[derive(Clone, PartialEq, Debug)]
pub struct Annotated {
    /// What it is about.
    pub scope: Scope,
    /// What stands behind it.
    pub target: AnnotationTarget,
    /// Its entries with `scope` among them, authors and related resources as objects.
    pub entries: Json,
    /// Where it is written.
    pub location: Location,
}

/// Reads the annotations of a module.
#[must_use]
pub fn annotations(
    module: &ast::Module,
    file: FileId,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Annotated> {
    module.annotations.iter().filter_map(|a| annotation(a, file, diagnostics)).collect()
}

fn annotation(
    block: &ast::Annotation,
    file: FileId,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Annotated> {
    let location = Location::new(file, block.span);
    let wrong = |message: String| Diagnostic::error("rego-parse-error", message).at(location);
    let stream = palisade_yaml::parse(&block.text);
    if let Some(error) = stream.errors().next() {
        diagnostics.push(wrong(format!("the annotation is no YAML: {}", error.message)));
        return None;
    }
    let root = stream.documents.first()?.root.as_ref()?;
    let Json::Object(mut entries) = to_json(root) else {
        diagnostics.push(wrong("the annotation has no keys".to_owned()));
        return None;
    };
    let default = match block.target {
        AnnotationTarget::Package => Scope::Package,
        _ => Scope::Rule,
    };
    let scope = match entries.get("scope").and_then(Json::as_str) {
        None => default,
        Some("rule") => Scope::Rule,
        Some("document") => Scope::Document,
        Some("package") => Scope::Package,
        Some("subpackages") => Scope::Subpackages,
        Some(other) => {
            diagnostics.push(
                wrong(format!("invalid scope {other}"))
                    .help("a scope is `rule`, `document`, `package` or `subpackages`"),
            );
            return None;
        }
    };
    entries.insert("scope".to_owned(), json!(scope.name()));
    if let Some(Json::Array(authors)) = entries.get_mut("authors") {
        authors.iter_mut().for_each(author);
    }
    if let Some(Json::Array(resources)) = entries.get_mut("related_resources") {
        for resource in resources {
            if let Json::String(text) = resource {
                *resource = json!({"ref": text});
            }
        }
    }
    Some(Annotated { scope, target: block.target, entries: Json::Object(entries), location })
}

/// `A Name <mail@example.org>` as an object.
fn author(author: &mut Json) {
    let Json::String(text) = author else { return };
    let (name, mail) = match text.rsplit_once('<') {
        Some((name, mail)) => (name.trim(), mail.strip_suffix('>')),
        None => (text.trim(), None),
    };
    let mut entries = Map::new();
    if !name.is_empty() {
        entries.insert("name".to_owned(), json!(name));
    }
    if let Some(mail) = mail {
        entries.insert("email".to_owned(), json!(mail));
    }
    *author = Json::Object(entries);
}

pub(crate) fn to_json(node: &Node<'_>) -> Json {
    match &node.kind {
        Kind::Sequence(items) => Json::Array(items.iter().map(to_json).collect()),
        Kind::Mapping(entries) => Json::Object(
            entries
                .iter()
                .map(|(k, v)| (k.text().unwrap_or_default().to_owned(), to_json(v)))
                .collect(),
        ),
        Kind::Scalar(text, _) => match node.resolve(Schema::Core12) {
            None | Some(Scalar::Null) => Json::Null,
            Some(Scalar::Bool(b)) => Json::Bool(b),
            Some(Scalar::Int(i)) => json!(i),
            Some(Scalar::BigInt(digits)) => {
                serde_json::from_str(&digits).unwrap_or_else(|_| json!(digits))
            }
            Some(Scalar::Float(f)) => serde_json::from_str(text).unwrap_or_else(|_| json!(f)),
            Some(Scalar::String(text)) => json!(text),
        },
    }
}

/// The annotations of all modules by what they are about.
#[derive(Default)]
pub(crate) struct Chains {
    packages: FxHashMap<Vec<String>, Json>,
    subpackages: FxHashMap<Vec<String>, Json>,
    documents: FxHashMap<Vec<String>, Json>,
}

impl Chains {
    /// Adds those of a module; `path` gives the path of the rule at a position.
    pub(crate) fn add<'p>(
        &mut self,
        annotated: &[Annotated],
        package: &[&str],
        path: impl Fn(usize) -> Option<Vec<&'p str>>,
    ) {
        let owned = |path: &[&str]| path.iter().map(|key| (*key).to_owned()).collect();
        for one in annotated {
            let entries = one.entries.clone();
            match (one.scope, one.target) {
                (Scope::Package, _) => {
                    self.packages.insert(owned(package), entries);
                }
                (Scope::Subpackages, _) => {
                    self.subpackages.insert(owned(package), entries);
                }
                (Scope::Document, AnnotationTarget::Rule(n)) => {
                    if let Some(path) = path(n) {
                        self.documents.insert(owned(&path), entries);
                    }
                }
                _ => {}
            }
        }
    }

    /// What `rego.metadata.chain()` gives in a rule: the rule's own entry comes first.
    pub(crate) fn chain(&self, own: Option<&Json>, path: &[&str], package: &[&str]) -> Vec<Json> {
        let owned =
            |path: &[&str]| -> Vec<String> { path.iter().map(|k| (*k).to_owned()).collect() };
        let entry =
            |path: &[&str], annotations: &Json| json!({"annotations": annotations, "path": path});
        let mut chain = vec![match own {
            Some(own) => entry(path, own),
            None => json!({"path": path}),
        }];
        chain.extend(self.documents.get(&owned(path)).map(|a| entry(path, a)));
        chain.extend(self.packages.get(&owned(package)).map(|a| entry(package, a)));
        for depth in (1..=package.len()).rev() {
            let above = &package[..depth];
            chain.extend(self.subpackages.get(&owned(above)).map(|a| entry(above, a)));
        }
        chain
    }
}
