//! Which folders are roots: those with configuration that no other folder calls as a module.

use palisade_arena::Arena;
use palisade_hcl::ExprKind;
use palisade_model::{LoadContext, ScannedFile, Unit};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::paths::{Syntax, config_name, folder_of, is_local_source, normalize};

/// Groups files by root. A folder that several roots lead to is in the unit of each.
pub(crate) fn units(context: &LoadContext<'_>, files: Vec<ScannedFile>) -> Vec<Unit> {
    let mut folders: BTreeMap<PathBuf, Vec<ScannedFile>> = BTreeMap::new();
    for file in files {
        folders.entry(folder_of(&file.path)).or_default().push(file);
    }
    let calls: BTreeMap<&Path, BTreeSet<PathBuf>> = folders
        .iter()
        .map(|(dir, files)| (dir.as_path(), called(context, dir, files, &folders)))
        .collect();
    let children: BTreeSet<&PathBuf> = calls
        .iter()
        .flat_map(|(dir, called)| called.iter().filter(move |c| c.as_path() != *dir))
        .collect();
    let mut covered: BTreeSet<PathBuf> = BTreeSet::new();
    let mut units = Vec::new();
    let roots = folders.keys().filter(|dir| !children.contains(dir));
    // Folders that call each other in a circle have no root among them: the first stands for it.
    for dir in roots.chain(folders.keys()) {
        // What `terraform init` downloaded is examined with the root that calls it.
        if covered.contains(dir) || dir.components().any(|part| part.as_os_str() == ".terraform") {
            continue;
        }
        let mut reached = BTreeSet::new();
        let mut stack = vec![dir.clone()];
        while let Some(next) = stack.pop() {
            if reached.insert(next.clone()) {
                stack.extend(calls.get(next.as_path()).into_iter().flatten().cloned());
            }
        }
        let mut files: Vec<ScannedFile> =
            reached.iter().filter_map(|dir| folders.get(dir)).flatten().cloned().collect();
        files.sort_by(|a, b| a.path.cmp(&b.path));
        covered.extend(reached);
        units.push(Unit { root: dir.clone(), files });
    }
    units.sort_by(|a, b| a.root.cmp(&b.root));
    units
}

/// The scanned folders that the configuration of a folder calls as local modules.
fn called(
    context: &LoadContext<'_>,
    dir: &Path,
    files: &[ScannedFile],
    folders: &BTreeMap<PathBuf, Vec<ScannedFile>>,
) -> BTreeSet<PathBuf> {
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
                if folders.contains_key(&target) {
                    found.insert(target);
                }
            }
        }
    }
    found
}
