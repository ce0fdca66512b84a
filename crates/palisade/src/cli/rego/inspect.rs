use super::eval_extra::table;
use super::shared::{invalid, location, tell};
use super::trust::Trust;
use crate::exit::{Exit, Failure};
use crate::system::{self, RealSystem};
use anyhow::Result;
use clap::{Args, ValueEnum};
use palisade_lang_rego::annotations;
use palisade_lang_rego::ast::{AnnotationTarget, Dialect};
use palisade_lang_rego::workspace::{Bundle, LoadOptions, Workspace, load, read_bundle};
use palisade_report::harmless;
use palisade_source::{EntryKind, Level, SourceMap, System};
use serde_json::{Map, Value as Json, json};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// List what is in a bundle, a folder or a module.
#[derive(Args, Debug)]
pub(crate) struct Inspect {
    /// A bundle (`.tar.gz`), a folder or a module
    #[arg(value_name = "PATH")]
    path: PathBuf,
    /// List annotations too
    #[arg(short, long)]
    annotations: bool,
    /// How it is written
    #[arg(short, long, default_value = "pretty")]
    format: Form,
    #[command(flatten)]
    trust: Trust,
    /// Read modules as OPA before 1.0 did
    #[arg(long, visible_alias = "v0-v1")]
    v0_compatible: bool,
}

/// How it is written.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
enum Form {
    /// Tables.
    Pretty,
    /// As OPA writes it.
    Json,
}

impl Inspect {
    pub(crate) fn run(self) -> Result<Exit> {
        let sources = SourceMap::new();
        let dialect = if self.v0_compatible { Dialect::V0 } else { Dialect::V1 };
        let mut workspace = Workspace::default();
        let module = self.path.extension().is_some_and(|e| e == "rego");
        let file = RealSystem.entry(&self.path).is_ok_and(|e| e.kind == EntryKind::File);
        let mut bundle = None;
        if module && file {
            let options = LoadOptions { dialect, bundle: false };
            workspace = load(&RealSystem, &sources, std::slice::from_ref(&self.path), options);
        } else {
            let verification = self.trust.verification()?;
            match read_bundle(&RealSystem, &self.path, verification.as_ref()) {
                Ok(read) => {
                    if read.patch.is_none() {
                        read.load(&sources, dialect, &mut workspace);
                    }
                    bundle = Some(read);
                }
                Err(diagnostic) => workspace.diagnostics.push(*diagnostic),
            }
        }
        let mut found = Vec::new();
        if self.annotations {
            for module in &workspace.modules {
                let mut wrong = Vec::new();
                for one in annotations(&module.module, module.file, &mut wrong) {
                    let mut path: Vec<String> =
                        module.module.package.iter().map(|k| k.text.to_string()).collect();
                    if let AnnotationTarget::Rule(n) = one.target
                        && let Some(rule) = module.module.rules.get(n)
                    {
                        path.push(rule.head.name.text.to_string());
                    }
                    let path = reference(&path);
                    let at = location(one.location, &sources);
                    found.push(json!({"path": path, "location": at, "annotations": one.entries}));
                }
                workspace.diagnostics.extend(wrong);
            }
        }
        tell(&workspace.diagnostics, &sources);
        if workspace.diagnostics.iter().any(|d| d.level == Level::Error) {
            return Err(Failure::because(invalid(&workspace.diagnostics), "it cannot be read"));
        }
        let namespaces = namespaces(&workspace);
        let text = match self.format {
            Form::Json => {
                let mut all = Map::new();
                if let Some(bundle) = &bundle {
                    all.insert("manifest".to_owned(), bundle.manifest.to_json());
                    if let Some(changes) = changes(bundle) {
                        all.insert("changes".to_owned(), changes);
                    }
                    let signed = bundle.files.contains_key(".signatures.json");
                    all.insert("signed".to_owned(), json!(signed));
                    let signatures = bundle.files.get(".signatures.json");
                    if let Some(signatures) =
                        signatures.and_then(|s| serde_json::from_slice::<Json>(s).ok())
                    {
                        all.insert("signatures_config".to_owned(), signatures);
                    }
                }
                all.insert("namespaces".to_owned(), json!(namespaces));
                if self.annotations {
                    all.insert("annotations".to_owned(), Json::Array(found));
                }
                format!("{:#}\n", Json::Object(all))
            }
            Form::Pretty => pretty(bundle.as_ref(), &namespaces, &found),
        };
        system::print(&text)?;
        Ok(Exit::Clean)
    }
}

/// A path below `data` as the terms that OPA writes.
fn reference(keys: &[String]) -> Json {
    let head = json!({"type": "var", "value": "data"});
    let rest = keys.iter().map(|key| json!({"type": "string", "value": key}));
    std::iter::once(head).chain(rest).collect()
}

/// The same for people.
fn dotted(path: &Json) -> String {
    let keys = path.as_array().into_iter().flatten().filter_map(|term| term["value"].as_str());
    keys.collect::<Vec<_>>().join(".")
}

/// Packages and documents with their files.
fn namespaces(workspace: &Workspace) -> BTreeMap<String, Vec<String>> {
    let mut all: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let path = |keys: Vec<&str>| std::iter::once("data").chain(keys).collect::<Vec<_>>().join(".");
    for module in &workspace.modules {
        let keys = module.module.package.iter().map(|k| k.text.as_str()).collect();
        all.entry(path(keys)).or_default().push(module.path.to_string_lossy().into_owned());
    }
    for document in &workspace.documents {
        let keys = document.prefix.iter().map(String::as_str).collect();
        all.entry(path(keys)).or_default().push(document.path.to_string_lossy().into_owned());
    }
    all.values_mut().for_each(|files| files.sort());
    all
}

fn changes(bundle: &Bundle) -> Option<Json> {
    let one = |c: &palisade_lang_rego::workspace::Change| {
        let mut change = json!({"op": c.op, "path": format!("/{}", c.path.join("/"))});
        if c.op != "remove" {
            change["value"] = c.value.clone();
        }
        change
    };
    Some(bundle.patch.as_ref()?.iter().map(one).collect())
}

fn pretty(
    bundle: Option<&Bundle>,
    namespaces: &BTreeMap<String, Vec<String>>,
    annotations: &[Json],
) -> String {
    let row = |cells: &[&str]| cells.iter().map(|c| harmless(c)).collect::<Vec<_>>();
    let plain = |value: &Json| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let mut out = String::new();
    if let Some(bundle) = bundle {
        let mut rows = vec![row(&["manifest", "value"])];
        if let Json::Object(all) = bundle.manifest.to_json() {
            rows.extend(all.iter().map(|(key, value)| row(&[key, &plain(value)])));
        }
        let signed = bundle.files.contains_key(".signatures.json");
        rows.push(row(&["signed", if signed { "yes" } else { "no" }]));
        out.push_str(&table(&rows));
        if let Some(Json::Array(changes)) = changes(bundle) {
            let mut rows = vec![row(&["change", "path", "value"])];
            for change in &changes {
                let value = change.get("value").map(Json::to_string).unwrap_or_default();
                rows.push(row(&[&plain(&change["op"]), &plain(&change["path"]), &value]));
            }
            out.push_str(&table(&rows));
        }
    }
    if !namespaces.is_empty() {
        let mut rows = vec![row(&["namespace", "file"])];
        for (path, files) in namespaces {
            rows.extend(files.iter().map(|file| row(&[path, file])));
        }
        out.push_str(&table(&rows));
    }
    for one in annotations {
        let at = &one["location"];
        let place = format!("{}:{}", plain(&at["file"]), at["row"]);
        let mut rows = vec![row(&[&dotted(&one["path"]), &place])];
        if let Json::Object(entries) = &one["annotations"] {
            rows.extend(entries.iter().map(|(key, value)| row(&[key, &plain(value)])));
        }
        out.push_str(&table(&rows));
    }
    out
}
