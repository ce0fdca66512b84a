//! What annotations declare of documents: `schemas` by scope.

use super::table::Key;
use crate::ast::{AnnotationTarget, Term, TermKind};
use crate::metadata::{Annotated, Scope};
use crate::parse::{ParseOptions, parse_term};
use palisade_source::{Diagnostic, FileId, Level, Location};
use rustc_hash::FxHashMap;
use serde_json::Value as Json;

/// Where the schema of a declaration is.
#[derive(Clone, Debug)]
pub(crate) enum Schema {
    /// Among the schemas that are given, by its path behind `schema`.
    Named(Vec<String>),
    /// In the annotation itself.
    Inline(Json),
}

/// One entry of `schemas`.
#[derive(Clone, Debug)]
pub(crate) struct Declared {
    /// The document, from `input` or `data` on.
    pub(super) path: Vec<Key>,
    pub(super) schema: Schema,
    /// The annotation.
    pub(super) location: Location,
}

/// Which declarations hold in which rules.
#[derive(Default, Debug)]
pub(crate) struct Declarations {
    subpackages: FxHashMap<Vec<String>, Found>,
    packages: FxHashMap<Vec<String>, Found>,
    documents: FxHashMap<Vec<String>, Found>,
    rules: FxHashMap<Location, Found>,
    /// The package and the path of each rule.
    places: FxHashMap<Location, (Vec<String>, Vec<String>)>,
    some: bool,
}

#[derive(Debug)]
struct Found {
    location: Location,
    declared: Vec<Declared>,
}

impl Declarations {
    pub(crate) fn is_empty(&self) -> bool {
        !self.some
    }

    /// The declarations that hold in a rule, those that come later over those before; with those of
    /// the rule itself or without.
    pub(super) fn of(&self, rule: Location, own: bool) -> Vec<&Declared> {
        let mut found: Vec<&Declared> = Vec::new();
        if let Some((package, path)) = self.places.get(&rule) {
            for depth in 0..=package.len() {
                found.extend(
                    self.subpackages.get(&package[..depth]).iter().flat_map(|f| &f.declared),
                );
            }
            found.extend(self.packages.get(package).iter().flat_map(|f| &f.declared));
            found.extend(self.documents.get(path).iter().flat_map(|f| &f.declared));
        }
        if own {
            found.extend(self.rules.get(&rule).iter().flat_map(|f| &f.declared));
        }
        found
    }

    /// Adds the annotations of a module; `rule` gives the place and the path of one.
    pub(crate) fn add<'m>(
        &mut self,
        annotated: &[Annotated],
        package: &[&str],
        rule: impl Fn(usize) -> Option<(Location, Vec<&'m str>)>,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        for one in annotated {
            let declared = declarations(one, diagnostics);
            self.some |= !declared.is_empty();
            let found = Found { location: one.location, declared };
            let before = match (one.scope, one.target) {
                (Scope::Subpackages, _) => self.subpackages.insert(owned(package), found),
                (Scope::Package, _) => self.packages.insert(owned(package), found),
                (Scope::Document, AnnotationTarget::Rule(n)) => match rule(n) {
                    Some((_, path)) => self.documents.insert(owned(&path), found),
                    None => None,
                },
                (Scope::Rule, AnnotationTarget::Rule(n)) => {
                    if let Some((at, _)) = rule(n) {
                        self.rules.insert(at, found);
                    }
                    None
                }
                _ => None,
            };
            // Where neither declares anything, nothing is in doubt.
            if let Some(before) = before
                && !(before.declared.is_empty() && one.entries.get("schemas").is_none())
            {
                let scope = one.scope.name();
                let message = format!("{scope} annotation redeclared");
                let error = Diagnostic::error("rego-type-error", message).at(one.location);
                diagnostics.push(error.label(before.location, "declared here before"));
            }
        }
    }

    /// Notes where a rule stands.
    pub(crate) fn place(&mut self, rule: Location, package: &[&str], path: &[&str]) {
        self.places.insert(rule, (owned(package), owned(path)));
    }
}

fn owned(path: &[&str]) -> Vec<String> {
    path.iter().map(|key| (*key).to_owned()).collect()
}

/// The entries of `schemas` of an annotation.
fn declarations(annotated: &Annotated, diagnostics: &mut Vec<Diagnostic>) -> Vec<Declared> {
    let Some(schemas) = annotated.entries.get("schemas") else { return Vec::new() };
    let location = annotated.location;
    let mut wrong = |message: String, help: &str| {
        let error = Diagnostic::error("rego-parse-error", message).at(location);
        diagnostics.push(error.help(help));
    };
    let form = "write a list of entries such as `- input: schema.NAME`";
    let Some(entries) = schemas.as_array() else {
        wrong("`schemas` is no list".to_owned(), form);
        return Vec::new();
    };
    let mut found = Vec::new();
    for entry in entries {
        let Some((path, schema)) =
            entry.as_object().filter(|e| e.len() == 1).and_then(|e| e.iter().next())
        else {
            wrong("an entry of `schemas` is not one document with its schema".to_owned(), form);
            continue;
        };
        let Some(document) = reference(path).filter(|p| {
            p.first().is_some_and(|root| *root == Key::text("input") || *root == Key::text("data"))
        }) else {
            let help = "a document is `input`, `data` or a path of constant keys below them";
            wrong(format!("invalid document reference `{path}`"), help);
            continue;
        };
        let schema = match schema {
            Json::String(name) => match reference(name).as_deref() {
                Some([root, rest @ ..]) if *root == Key::text("schema") => {
                    let texts = rest.iter().map(|key| match key {
                        Key::Str(text) => Some(text.to_string()),
                        _ => None,
                    });
                    texts.collect::<Option<Vec<String>>>().map(Schema::Named)
                }
                _ => None,
            },
            Json::Object(_) | Json::Bool(_) => Some(Schema::Inline(schema.clone())),
            _ => {
                let help = "it is the name of a schema, such as `schema.input`, or a JSON Schema";
                wrong(format!("invalid schema declaration for path `{path}`"), help);
                continue;
            }
        };
        match schema {
            Some(schema) => found.push(Declared { path: document, schema, location }),
            None => wrong(
                format!("invalid schema reference for path `{path}`"),
                "write `schema.NAME` or `schema[\"NAME\"]`",
            ),
        }
    }
    found
}

/// A path of constant keys: `input.a["b"]`.
fn reference(text: &str) -> Option<Vec<Key>> {
    let (term, wrong) = parse_term(text, FileId(0), ParseOptions::default());
    if wrong.iter().any(|d| d.level == Level::Error) {
        return None;
    }
    keys(&term?)
}

fn keys(term: &Term) -> Option<Vec<Key>> {
    match &term.kind {
        TermKind::Var(name) => Some(vec![Key::text(name)]),
        TermKind::Ref(path) => {
            let mut found = keys(&path.base)?;
            for part in &path.parts {
                found.push(match &part.term.kind {
                    TermKind::Str { text, .. } => Key::text(text),
                    TermKind::Number(text) => Key::number(text),
                    TermKind::Bool(b) => Key::Bool(*b),
                    _ => return None,
                });
            }
            Some(found)
        }
        _ => None,
    }
}
