//! Which folders are roots: those with configuration that no other folder calls as a module, and
//! those that are plainly applied by themselves although one does.

use palisade_arena::Arena;
use palisade_hcl::{ExprKind, Item};
use palisade_model::{LoadContext, ScannedFile, Unit};
use palisade_source::EntryKind;
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use crate::decl::{Module, Target};
use crate::paths::{Syntax, config_name, folder_of, is_local_source, normalize};

/// A folder with configuration; its path is normal, so that equal ones have equal texts.
type Folder = (PathBuf, Vec<ScannedFile>);

/// Groups files by root. A folder that several roots lead to is in the unit of each; one that is
/// called and is plainly applied by itself as well is in a unit of its own, too.
pub(crate) fn units(context: &LoadContext<'_>, files: Vec<ScannedFile>) -> Vec<Unit> {
    let folders = folders(files);
    let positions: FxHashMap<&OsStr, usize> =
        folders.iter().enumerate().map(|(at, (dir, _))| (dir.as_os_str(), at)).collect();
    let looked: Vec<Looked> =
        folders.iter().map(|folder| look(context, folder, &positions)).collect();
    let mut is_child = vec![false; folders.len()];
    for (caller, looked) in looked.iter().enumerate() {
        let children = looked.calls.iter().filter(|child| **child != caller);
        children.for_each(|child| is_child[*child] = true);
    }
    let is_applied =
        |at: usize| looked[at].is_configured || has_own_values(context, &folders[at].0);
    let mut covered = vec![false; folders.len()];
    let mut units = Vec::new();
    let roots: Vec<usize> =
        (0..folders.len()).filter(|at| !is_child[*at] || is_applied(*at)).collect();
    let others: Vec<usize> = (0..folders.len()).filter(|at| !roots.contains(at)).collect();
    // Folders that call each other in a circle have no root among them: the first stands for it.
    for (root, is_root) in
        roots.iter().map(|at| (*at, true)).chain(others.iter().map(|at| (*at, false)))
    {
        let dir = &folders[root].0;
        // What `terraform init` downloaded is examined with the root that calls it.
        let is_downloaded = dir.components().any(|part| part.as_os_str() == ".terraform");
        if is_downloaded || covered[root] && !is_root {
            continue;
        }
        let mut reached = BTreeSet::new();
        let mut stack = vec![root];
        while let Some(next) = stack.pop() {
            if reached.insert(next) {
                covered[next] = true;
                stack.extend(&looked[next].calls);
            }
        }
        let mut files: Vec<ScannedFile> =
            reached.iter().flat_map(|at| &folders[*at].1).cloned().collect();
        files.sort_by(|a, b| a.path.cmp(&b.path));
        units.push(Unit { root: dir.clone(), files });
    }
    units.sort_by(|a, b| a.root.cmp(&b.root));
    units
}

/// The units for modules that are called without any instance. Those that others among them call
/// are examined with their callers.
pub(crate) fn idle(modules: &[Module<'_>], is_used: &[bool], unit: &Unit) -> Vec<Unit> {
    let is_scanned =
        |module: &Module<'_>| unit.files.iter().any(|file| folder_of(&file.path) == module.dir);
    let is_idle: Vec<bool> = modules
        .iter()
        .zip(is_used)
        .map(|(module, is_used)| !is_used && is_scanned(module))
        .collect();
    let called = |at: usize| -> Vec<usize> {
        let calls = modules.get(at).map_or(&[][..], |module| &module.calls);
        let targets = calls.iter().filter_map(|call| match call.target {
            Target::Module(target) => Some(target),
            Target::Missing => None,
        });
        targets.filter(|target| *target != at).collect()
    };
    let mut is_child = vec![false; modules.len()];
    for caller in (0..modules.len()).filter(|at| is_idle[*at]) {
        called(caller).into_iter().for_each(|child| is_child[child] = true);
    }
    let all = (0..modules.len()).filter(|at| is_idle[*at]);
    let roots = all.clone().filter(|at| !is_child[*at]);
    let mut covered = vec![false; modules.len()];
    let mut units = Vec::new();
    for root in roots.chain(all) {
        if covered[root] {
            continue;
        }
        let mut stack = vec![root];
        while let Some(next) = stack.pop() {
            if !std::mem::replace(&mut covered[next], true) {
                stack.extend(called(next));
            }
        }
        units.push(Unit { root: modules[root].dir.clone(), files: unit.files.clone() });
    }
    units
}

/// The folders of files in the order of their paths.
fn folders(files: Vec<ScannedFile>) -> Vec<Folder> {
    let mut folders: FxHashMap<OsString, Vec<ScannedFile>> = FxHashMap::default();
    for file in files {
        folders.entry(folder_of(&file.path).into_os_string()).or_default().push(file);
    }
    let mut folders: Vec<Folder> =
        folders.into_iter().map(|(dir, files)| (PathBuf::from(dir), files)).collect();
    folders.sort_by(|a, b| a.0.cmp(&b.0));
    folders
}

/// What the files of a folder say of it.
#[derive(Default)]
struct Looked {
    /// The scanned folders that it calls as local modules.
    calls: BTreeSet<usize>,
    /// Whether it says where its state is kept or configures a provider, as roots do.
    is_configured: bool,
}

fn look(
    context: &LoadContext<'_>,
    (dir, files): &Folder,
    positions: &FxHashMap<&OsStr, usize>,
) -> Looked {
    let mut looked = Looked::default();
    for file in files {
        let source = context.sources.get(file.file);
        let text = source.text();
        if !["module", "backend", "cloud", "provider"].iter().any(|word| text.contains(word)) {
            continue;
        }
        let arena = Arena::new();
        let parsed = match config_name(&file.path).map(|name| name.syntax) {
            Some(Syntax::Json) => crate::json_syntax::parse(&arena, text),
            _ => palisade_hcl::parse(&arena, text),
        };
        for block in parsed.body.blocks() {
            match block.kind.name {
                "module" => {
                    let source = block.body.attribute("source").map(|attr| attr.expr.kind);
                    if let Some(ExprKind::String(source)) = source
                        && is_local_source(source)
                    {
                        let target = normalize(&dir.join(source));
                        looked.calls.extend(positions.get(target.as_os_str()));
                    }
                }
                "terraform" => {
                    let mut inner = block.body.blocks().map(|inner| inner.kind.name);
                    looked.is_configured |= inner.any(|kind| matches!(kind, "backend" | "cloud"));
                }
                // A name alone is what a module takes from its caller.
                "provider" => {
                    let is_setting = |item: &Item<'_>| match item {
                        Item::Attribute(attr) => !matches!(attr.name.name, "alias" | "version"),
                        Item::Block(_) => true,
                    };
                    looked.is_configured |= block.body.items.iter().any(is_setting);
                }
                _ => {}
            }
        }
    }
    looked
}

/// Whether a folder has values of its own or a state: nobody applies it through a call alone.
fn has_own_values(context: &LoadContext<'_>, dir: &Path) -> bool {
    let listed = if dir.as_os_str().is_empty() { Path::new(".") } else { dir };
    let entries = context.system.list(listed).unwrap_or_default();
    entries.iter().filter(|entry| entry.kind == EntryKind::File).any(|entry| {
        entry.path.file_name().and_then(|name| name.to_str()).is_some_and(|name| {
            matches!(name, "terraform.tfvars" | "terraform.tfvars.json" | "terraform.tfstate")
                || name.ends_with(".auto.tfvars")
                || name.ends_with(".auto.tfvars.json")
        })
    })
}
