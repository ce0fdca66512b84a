//! Policies, compiled once and run over folders.

use crate::Disk;
use palisade_engine::{Engine, Language, PolicyEntry, Settings};
use palisade_iac_kubernetes::Kubernetes;
use palisade_iac_terraform::Terraform;
use palisade_lang_native::Native;
use palisade_model::{Framework, Inputs, Policy, Resource};
use palisade_scan::{Examined, Scan, ScanRequest};
use palisade_source::{Diagnostic, EntryKind, SourceMap, System};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The folder of one policy.
#[derive(Clone, Debug)]
pub struct PolicyFolder {
    /// Its path, as in `policies/aws/s3/s3-bucket-public-acl`.
    pub path: String,
    /// Its name: the policy's id.
    pub name: String,
    /// The frameworks that it has examples for.
    pub frameworks: Vec<String>,
}

/// The folders that hold a `policy.yaml`, sorted.
#[must_use]
pub fn policy_folders(disk: &Disk) -> Vec<PolicyFolder> {
    let below = |path: &Path| -> Vec<PathBuf> {
        let entries = disk.list(path).unwrap_or_default();
        entries.into_iter().filter(|e| e.kind == EntryKind::Folder).map(|e| e.path).collect()
    };
    let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut found = Vec::new();
    for provider in below(Path::new("policies")) {
        for service in below(&provider) {
            for folder in below(&service) {
                if disk.entry(&folder.join("policy.yaml")).is_err() {
                    continue;
                }
                let frameworks = below(&folder.join("examples")).iter().map(|f| name(f)).collect();
                let path = folder.to_string_lossy().into_owned();
                found.push(PolicyFolder { path, name: name(&folder), frameworks });
            }
        }
    }
    found
}

/// Compiled policies.
#[derive(Debug)]
pub struct Library {
    /// The texts of the policies.
    pub sources: SourceMap,
    /// The metadata of those that compiled.
    pub policies: Vec<Arc<Policy>>,
    /// Whatever is wrong with them, warnings too.
    pub diagnostics: Vec<Diagnostic>,
    engine: Engine,
}

/// What came of one folder.
#[derive(Debug)]
pub struct Run {
    /// The texts that were examined.
    pub sources: SourceMap,
    /// Outcomes of every kind, diagnostics and the rest.
    pub examined: Examined,
}

fn framework(name: &str) -> Vec<Box<dyn Framework>> {
    let all: [Box<dyn Framework>; 2] = [Box::new(Terraform), Box::new(Kubernetes)];
    all.into_iter().filter(|f| f.id().0 == name).collect()
}

impl Library {
    /// Compiles the policies of these folders.
    #[must_use]
    pub fn compile<'f>(disk: &Disk, folders: impl IntoIterator<Item = &'f PolicyFolder>) -> Self {
        let sources = SourceMap::new();
        let (mut diagnostics, mut policies, mut entries) = (Vec::new(), Vec::new(), Vec::new());
        for folder in folders {
            let path = format!("{}/policy.yaml", folder.path);
            let text = disk.text(&path).unwrap_or_default();
            let file = sources.add(path, text);
            let mut compiled = Native::default().compile(&sources, file);
            diagnostics.append(&mut compiled.diagnostics);
            for policy in compiled.policies {
                policies.push(Arc::clone(&policy.policy));
                entries.push(PolicyEntry::ready(policy));
            }
        }
        Self { sources, policies, diagnostics, engine: Engine::new(entries) }
    }

    /// Compiles every built-in policy.
    #[must_use]
    pub fn builtin() -> Self {
        let disk = crate::workspace();
        Self::compile(&disk, &policy_folders(&disk))
    }

    /// Judges the resources of a folder with one framework; every outcome is kept.
    #[must_use]
    pub fn run(&self, disk: &Disk, folder: &str, framework_name: &str) -> Run {
        let sources = SourceMap::new();
        let frameworks = framework(framework_name);
        let request = request(disk, folder);
        let scan = Scan::prepare(disk, &sources, &frameworks, &request);
        let names = self.policies.iter().flat_map(|p| {
            let rules = p.rules.iter().flat_map(|rule| &rule.aliases);
            p.aliases.iter().chain(rules).map(String::as_str).chain([p.id.as_str()])
        });
        let known = names.collect();
        let examined = scan.judge(&self.engine, &known, &|| {});
        Run { sources, examined }
    }

    /// Loads a folder with one framework and hands on the resources of each unit, with the engine.
    pub fn load<T: Send>(
        &self,
        disk: &Disk,
        folder: &str,
        framework_name: &str,
        see: impl Fn(&Engine, &[Resource<'_>]) -> T + Sync,
    ) -> Vec<T> {
        let sources = SourceMap::new();
        let frameworks = framework(framework_name);
        let request = request(disk, folder);
        let scan = Scan::prepare(disk, &sources, &frameworks, &request);
        scan.each(|_, _, loaded| see(&self.engine, &loaded.resources))
    }
}

fn request(disk: &Disk, folder: &str) -> ScanRequest {
    ScanRequest {
        roots: vec![PathBuf::from(folder)],
        exclude: globset::GlobSet::empty(),
        gitignore: false,
        max_file_size: 64 << 20,
        inputs: Inputs::default(),
        settings: Settings { keep_all: true, ..Settings::default() },
        today: disk.today(),
        source: None,
        severities: Default::default(),
    }
}
