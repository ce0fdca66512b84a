use super::shared::{Sources, tell};
use super::trust::key_text;
use crate::exit::{Exit, Failure};
use crate::system;
use anyhow::Result;
use clap::Args;
use palisade_lang_rego::Options as CompileOptions;
use palisade_lang_rego::ast::Dialect;
use palisade_lang_rego::workspace::{
    Files, Manifest, Signing, Workspace, build, compile_workspace, pack, read_bundle, sign, to_json,
};
use palisade_source::{Level, SourceMap};
use palisade_value::Arena;
use std::path::{Component, Path, PathBuf};

/// Build a bundle of policies in Rego and their data.
#[derive(Args, Debug)]
pub(crate) struct Build {
    /// Modules and documents: files and folders
    #[arg(value_name = "PATH", required_unless_present = "bundle")]
    paths: Vec<PathBuf>,
    /// A bundle to build anew, a folder or a `.tar.gz`: its manifest is kept
    #[arg(short, long, value_name = "PATH", conflicts_with = "paths")]
    bundle: Option<PathBuf>,
    /// The file to write
    #[arg(short, long, value_name = "FILE", default_value = "bundle.tar.gz")]
    output: PathBuf,
    /// Which state of the policies it is
    #[arg(short, long, value_name = "TEXT")]
    revision: Option<String>,
    /// A path below `data` that the bundle owns, such as `app/rules` (repeatable) [default: all]
    #[arg(long = "root", value_name = "PATH")]
    roots: Vec<String>,
    /// Sign it: a file with a private key in PEM, or for `HS256` a file with the secret or the
    /// secret itself
    #[arg(long, value_name = "KEY")]
    signing_key: Option<String>,
    /// The algorithm of the signature
    #[arg(long, value_name = "NAME", default_value = "RS256")]
    signing_alg: String,
    /// What the signature is for
    #[arg(long, value_name = "SCOPE")]
    scope: Option<String>,
    /// The name of the key in the signature
    #[arg(long, value_name = "ID")]
    signing_key_id: Option<String>,
    /// Read modules as OPA before 1.0 did
    #[arg(long, visible_alias = "v0-v1")]
    v0_compatible: bool,
}

impl Build {
    pub(crate) fn run(self) -> Result<Exit> {
        let sources = SourceMap::new();
        let options = Sources {
            data: self.paths.clone(),
            bundle: self.bundle.iter().cloned().collect(),
            v0_compatible: self.v0_compatible,
            ..Sources::default()
        };
        let workspace = options.load(&sources)?;
        let arena = Arena::new();
        let mut diagnostics = workspace.diagnostics.clone();
        let data = build(&arena, &sources, &workspace.documents, &mut diagnostics);
        if diagnostics.iter().all(|d| d.level != Level::Error)
            && let Err(more) = compile_workspace(&workspace, CompileOptions::default())
        {
            diagnostics.extend(more);
        }
        tell(&diagnostics, &sources);
        if diagnostics.iter().any(|d| d.level == Level::Error) {
            return Err(Failure::because(Exit::Invalid, "the bundle cannot be built"));
        }
        let mut manifest = Manifest::default();
        if let Some(path) = &self.bundle
            && let Ok(bundle) = read_bundle(&system::RealSystem, path, None)
        {
            if bundle.patch.is_some() {
                let why = "a delta bundle is of changes alone; build the bundle that it is for";
                return Err(Failure::because(Exit::Usage, why));
            }
            manifest = bundle.manifest;
        }
        if let Some(revision) = self.revision {
            manifest.revision = revision;
        }
        if !self.roots.is_empty() {
            manifest.roots = self.roots.iter().map(|r| r.trim_matches('/').to_owned()).collect();
        }
        let dialect = if self.v0_compatible { 0 } else { 1 };
        manifest.rego_version.get_or_insert(dialect);
        let mut files = modules(&workspace, &sources, self.bundle.as_deref(), &mut manifest)?;
        files.insert("data.json".to_owned(), to_json(data).into_bytes());
        // Written and read again, it must be a bundle of its own roots.
        let text = format!("{}\n", manifest.to_json());
        if let Err(why) = Manifest::read(text.as_bytes()) {
            return Err(Failure::because(Exit::Usage, why));
        }
        files.insert(".manifest".to_owned(), text.into_bytes());
        if let Some(key) = &self.signing_key {
            let signing = Signing {
                key: key_text(key, &self.signing_alg)?,
                algorithm: self.signing_alg.clone(),
                scope: self.scope.clone(),
                key_id: self.signing_key_id.clone(),
            };
            let signatures =
                sign(&files, &signing).map_err(|why| Failure::because(Exit::Usage, why))?;
            files.insert(".signatures.json".to_owned(), signatures);
        }
        let cannot = |why: String| {
            Failure::because(Exit::Usage, format!("{}: {why}", self.output.display()))
        };
        let bytes = pack(&files).map_err(|error| cannot(system::reason(&error)))?;
        system::write_bytes(&self.output, &bytes)
            .map_err(|error| cannot(system::reason(&error)))?;
        // What was written is checked as anyone does who loads it.
        let mut again = Workspace::default();
        let dialect = if self.v0_compatible { Dialect::V0 } else { Dialect::V1 };
        match read_bundle(&system::RealSystem, &self.output, None) {
            Ok(bundle) => bundle.load(&sources, dialect, &mut again),
            Err(diagnostic) => again.diagnostics.push(*diagnostic),
        }
        again.diagnostics.retain(|d| d.level == Level::Error);
        if !again.diagnostics.is_empty() {
            tell(&again.diagnostics, &sources);
            system::remove(&self.output);
            return Err(Failure::because(Exit::Invalid, "the bundle cannot be built"));
        }
        Ok(Exit::Clean)
    }
}

/// The modules by their paths in the bundle.
fn modules(
    workspace: &Workspace,
    sources: &SourceMap,
    bundle: Option<&Path>,
    manifest: &mut Manifest,
) -> Result<Files> {
    let mut files = Files::new();
    for module in &workspace.modules {
        let path = bundle.and_then(|b| module.path.strip_prefix(b).ok()).unwrap_or(&module.path);
        let keys: Vec<String> = path
            .components()
            .filter_map(|part| match part {
                Component::Normal(key) => Some(key.to_string_lossy().into_owned()),
                _ => None,
            })
            .collect();
        let path = keys.join("/");
        let own = match module.module.dialect {
            Dialect::V0 => 0,
            Dialect::V1 => 1,
        };
        let imports_v1 = module
            .module
            .imports
            .iter()
            .any(|i| i.path.iter().map(|k| k.text.as_str()).eq(["rego", "v1"]));
        let known =
            manifest.file_rego_versions.iter().any(|(p, _)| p.trim_start_matches('/') == path);
        if manifest.rego_version != Some(own) && !imports_v1 && !known {
            manifest.file_rego_versions.push((format!("/{path}"), own));
        }
        let text = sources.get(module.file).text().to_string();
        if files.insert(path.clone(), text.into_bytes()).is_some() {
            let why = format!("two modules are both `{path}` in the bundle; rename one of them");
            return Err(Failure::because(Exit::Usage, why));
        }
    }
    Ok(files)
}
