//! Which folders are roots: those with configuration that no other folder calls as a module.

use palisade_arena::Arena;
use palisade_hcl::ExprKind;
use palisade_model::{LoadContext, ScannedFile, Unit};
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

use crate::paths::{Syntax, config_name, folder_of, is_local_source, normalize};

/// A folder with configuration; its path is normal, so that equal ones have equal texts.
type Folder = (PathBuf, Vec<ScannedFile>);

/// Groups files by root. A folder that several roots lead to is in the unit of each.
pub(crate) fn units(context: &LoadContext<'_>, files: Vec<ScannedFile>) -> Vec<Unit> {
    let folders = folders(files);
    let positions: FxHashMap<&OsStr, usize> =
        folders.iter().enumerate().map(|(at, (dir, _))| (dir.as_os_str(), at)).collect();
    let calls: Vec<BTreeSet<usize>> =
        folders.iter().map(|folder| called(context, folder, &positions)).collect();
    let mut is_child = vec![false; folders.len()];
    for (caller, called) in calls.iter().enumerate() {
        called.iter().filter(|child| **child != caller).for_each(|child| is_child[*child] = true);
    }
    let mut covered = vec![false; folders.len()];
    let mut units = Vec::new();
    let roots = (0..folders.len()).filter(|at| !is_child[*at]);
    // Folders that call each other in a circle have no root among them: the first stands for it.
    for root in roots.chain(0..folders.len()) {
        let dir = &folders[root].0;
        // What `terraform init` downloaded is examined with the root that calls it.
        if covered[root] || dir.components().any(|part| part.as_os_str() == ".terraform") {
            continue;
        }
        let mut reached = BTreeSet::new();
        let mut stack = vec![root];
        while let Some(next) = stack.pop() {
            if reached.insert(next) {
                covered[next] = true;
                stack.extend(&calls[next]);
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

/// The scanned folders that the configuration of a folder calls as local modules.
fn called(
    context: &LoadContext<'_>,
    (dir, files): &Folder,
    positions: &FxHashMap<&OsStr, usize>,
) -> BTreeSet<usize> {
    let mut found = BTreeSet::new();
    for file in files {
        let source = context.sources.get(file.file);
        let text = source.text();
        if !text.contains("module") {
            continue;
        }
        let arena = Arena::new();
        let parsed = match config_name(&file.path).map(|name| name.syntax) {
            Some(Syntax::Json) => crate::json_syntax::parse(&arena, text),
            _ => palisade_hcl::parse(&arena, text),
        };
        for block in parsed.body.blocks().filter(|block| block.kind.name == "module") {
            let source = block.body.attribute("source").map(|attr| attr.expr.kind);
            if let Some(ExprKind::String(source)) = source
                && is_local_source(source)
            {
                let target = normalize(&dir.join(source));
                found.extend(positions.get(target.as_os_str()));
            }
        }
    }
    found
}
