use super::checks::Checks;
use super::shared::{Ignore, Sources, invalid, tell};
use super::trust::{Trust, key_text};
use crate::exit::{Exit, Failure};
use crate::system;
use anyhow::Result;
use clap::{Args, ValueEnum};
use palisade_lang_rego::ast::Dialect;
use palisade_lang_rego::workspace::{
    Files, Manifest, Signing, Workspace, build, compile_workspace, conflicts, pack, pruned,
    read_bundle, sign, to_json,
};
use palisade_lang_rego::{Compiled, Options as CompileOptions};
use palisade_source::{Level, SourceMap};
use palisade_value::{Arena, Value};
use serde_json::{Map, Value as Json};
use std::path::{Component, PathBuf};

/// Build a bundle of policies in Rego and their data.
#[derive(Args, Debug)]
pub(crate) struct Build {
    /// Modules and documents: files and folders; with `--bundle`, further bundles
    #[arg(value_name = "PATH", required_unless_present = "bundle")]
    paths: Vec<PathBuf>,
    /// A bundle to build anew, a folder or a `.tar.gz`: its manifest is kept (repeatable; several
    /// are joined)
    #[arg(short, long, value_name = "PATH")]
    bundle: Vec<PathBuf>,
    /// A rule or package that is asked for, such as `app/allow` (repeatable): it must be there
    #[arg(short, long = "entrypoint", value_name = "PATH")]
    entrypoints: Vec<String>,
    /// Leave out rules that no entrypoint needs
    #[arg(long, requires = "entrypoints")]
    prune_unused: bool,
    /// From 1 on rules that no entrypoint needs are left out, as `--prune-unused` does; all other
    /// optimizing is done when a bundle is loaded
    #[arg(short = 'O', long, value_name = "LEVEL", default_value_t = 0, value_parser = clap::value_parser!(u8).range(0..=2))]
    optimize: u8,
    /// What the bundle holds: modules and documents
    #[arg(short, long, default_value = "rego")]
    target: Target,
    #[command(flatten)]
    ignore: Ignore,
    /// Take in what links in folders lead to; without, links are left out, and told
    #[arg(long)]
    follow_symlinks: bool,
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
    /// A file of JSON with further claims of the signature, such as `keyid` and `scope`
    #[arg(long, value_name = "FILE", requires = "signing_key")]
    claims_file: Option<PathBuf>,
    #[command(flatten)]
    trust: Trust,
    /// The name of the key in the signature
    #[arg(long, value_name = "ID")]
    signing_key_id: Option<String>,
    /// Read modules as OPA before 1.0 did
    #[arg(long, visible_alias = "v0-v1")]
    v0_compatible: bool,
    /// Read modules as OPA 1.0 does, as always
    #[arg(long, hide = true)]
    v1_compatible: bool,
    #[command(flatten)]
    checks: Checks,
}

/// What a bundle holds.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
enum Target {
    /// Modules and documents.
    Rego,
    /// Not supported.
    #[value(hide = true)]
    Wasm,
    /// Not supported.
    #[value(hide = true)]
    Plan,
}

impl Build {
    pub(crate) fn run(mut self) -> Result<Exit> {
        if self.target != Target::Rego {
            let why = "--target: bundles of WebAssembly and of plans are not built; Palisade and \
                       OPA both run `--target rego`";
            return Err(Failure::because(Exit::Usage, why));
        }
        if !self.bundle.is_empty() {
            self.bundle.append(&mut self.paths);
        }
        let sources = SourceMap::new();
        let options = Sources {
            data: self.paths.clone(),
            bundle: self.bundle.clone(),
            v0_compatible: self.v0_compatible,
            ignore: Ignore {
                without_links: (!self.follow_symlinks)
                    .then_some("`--follow-symlinks` takes in what they lead to"),
                ..self.ignore.clone()
            },
            trust: self.trust.clone(),
            checks: self.checks.clone(),
            ..Sources::default()
        };
        let workspace = options.load(&sources)?;
        let prune = self.prune_unused || self.optimize > 0;
        if prune && self.entrypoints.is_empty() {
            let why = "--optimize leaves out what no entrypoint needs: name one with --entrypoint";
            return Err(Failure::because(Exit::Usage, why));
        }
        let compile =
            CompileOptions { strict: self.checks.strict, uses: prune, ..CompileOptions::default() };
        let mut texts = None;
        let arena = Arena::new();
        let mut diagnostics = workspace.diagnostics.clone();
        let data = build(&arena, &sources, &workspace.documents, &mut diagnostics);
        diagnostics.extend(conflicts(&workspace, data));
        if diagnostics.iter().all(|d| d.level != Level::Error) {
            match compile_workspace(&workspace, compile) {
                Err(more) => diagnostics.extend(more),
                Ok(compiled) => {
                    self.check_entrypoints(&compiled, &workspace, data)?;
                    if prune {
                        let entrypoints: Vec<_> =
                            self.entrypoints.iter().map(|e| keys(e)).collect();
                        texts = Some(pruned(&compiled, &workspace, &sources, &entrypoints));
                    }
                }
            }
        }
        tell(&diagnostics, &sources);
        if diagnostics.iter().any(|d| d.level == Level::Error) {
            return Err(Failure::because(invalid(&diagnostics), "the bundle cannot be built"));
        }
        let mut manifest = Manifest::default();
        let mut kept: Option<Manifest> = None;
        for path in &self.bundle {
            let Ok(bundle) = read_bundle(&system::RealSystem, path, None) else { continue };
            if bundle.patch.is_some() {
                let why = "a delta bundle is of changes alone; build the bundle that it is for";
                return Err(Failure::because(Exit::Usage, why));
            }
            match &mut kept {
                None => kept = Some(bundle.manifest),
                // That roots do not overlap was looked at when they were loaded.
                Some(kept) => kept.roots.extend(bundle.manifest.roots),
            }
        }
        if let Some(kept) = kept {
            manifest = kept;
        }
        if let Some(revision) = &self.revision {
            manifest.revision.clone_from(revision);
        }
        if !self.roots.is_empty() {
            manifest.roots = self.roots.iter().map(|r| r.trim_matches('/').to_owned()).collect();
        }
        let dialect = if self.v0_compatible { 0 } else { 1 };
        manifest.rego_version.get_or_insert(dialect);
        let mut files =
            modules(&workspace, &sources, &self.bundle, texts.as_deref(), &mut manifest)?;
        files.insert("data.json".to_owned(), to_json(data).into_bytes());
        // Written and read again, it must be a bundle of its own roots.
        let text = format!("{}\n", manifest.to_json());
        if let Err(why) = Manifest::read(text.as_bytes()) {
            return Err(Failure::because(Exit::Usage, why));
        }
        files.insert(".manifest".to_owned(), text.into_bytes());
        if let Some(key) = &self.signing_key {
            let (scope, key_id) = self.claims()?;
            let signing = Signing {
                key: key_text(key, &self.trust.signing_alg)?,
                algorithm: self.trust.signing_alg.clone(),
                scope: self.trust.scope.clone().or(scope),
                key_id: self.signing_key_id.clone().or(key_id),
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

impl Build {
    /// Every path that is to be asked for has to be a rule, a package or a document.
    fn check_entrypoints(
        &self,
        compiled: &Compiled,
        workspace: &Workspace,
        data: Value<'_>,
    ) -> Result<()> {
        for path in &self.entrypoints {
            let keys = keys(path);
            let keys: &[&str] = &keys.iter().map(String::as_str).collect::<Vec<_>>();
            let package = workspace.modules.iter().any(|m| {
                let own: Vec<&str> = m.module.package.iter().map(|k| k.text.as_str()).collect();
                own.starts_with(keys)
            });
            // A path above rules such as `p.a` is asked for as one of a package is.
            let rules = compiled.entries.iter().any(|entry| {
                entry.path.iter().map(String::as_str).take(keys.len()).eq(keys.iter().copied())
            });
            let is_there =
                package || rules || compiled.entry(keys).is_some() || data.path(keys).is_some();
            if keys.iter().any(|k| k.is_empty()) || !is_there {
                let why =
                    format!("--entrypoint {path}: there is no rule and no package of this path");
                return Err(Failure::because(Exit::Usage, why));
            }
        }
        Ok(())
    }

    /// Scope and key's name in the file of claims.
    fn claims(&self) -> Result<(Option<String>, Option<String>)> {
        let Some(path) = &self.claims_file else { return Ok((None, None)) };
        let wrong =
            |why: String| Failure::because(Exit::Usage, format!("{}: {why}", path.display()));
        let bytes =
            system::RealSystem.read_named(path).map_err(|error| wrong(system::reason(&error)))?;
        let claims: Map<String, Json> = serde_json::from_slice(&bytes)
            .map_err(|error| wrong(format!("it is no object of claims: {error}")))?;
        if let Some(other) = claims.keys().find(|k| !matches!(k.as_str(), "scope" | "keyid")) {
            return Err(wrong(format!(
                "the claim `{other}` is not known: known are scope and keyid"
            )));
        }
        let text = |key: &str| claims.get(key).and_then(Json::as_str).map(str::to_owned);
        Ok((text("scope"), text("keyid")))
    }
}

/// The keys of an entrypoint below `data`.
fn keys(path: &str) -> Vec<String> {
    let keys: Vec<&str> = path.trim_matches('/').split(['/', '.']).collect();
    let keys = keys.strip_prefix(&["data"]).unwrap_or(&keys);
    keys.iter().map(|key| (*key).to_owned()).collect()
}

/// The modules by their paths in the bundle.
fn modules(
    workspace: &Workspace,
    sources: &SourceMap,
    bundles: &[PathBuf],
    pruned: Option<&[Option<String>]>,
    manifest: &mut Manifest,
) -> Result<Files> {
    let mut files = Files::new();
    for (n, module) in workspace.modules.iter().enumerate() {
        let text = match pruned.map(|texts| texts.get(n).and_then(Option::as_ref)) {
            None => sources.get(module.file).text().to_string(),
            Some(Some(text)) => text.clone(),
            // Nothing of it is needed.
            Some(None) => continue,
        };
        let own = bundles.iter().find_map(|b| module.path.strip_prefix(b).ok());
        let path = own.unwrap_or(&module.path);
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
        if files.insert(path.clone(), text.into_bytes()).is_some() {
            let why = format!("two modules are both `{path}` in the bundle; rename one of them");
            return Err(Failure::because(Exit::Usage, why));
        }
    }
    Ok(files)
}
