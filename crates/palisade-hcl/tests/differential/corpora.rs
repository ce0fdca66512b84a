use crate::{both, difference};
use std::path::{Path, PathBuf};

const FOLDERS: &[&str] = &["iac-checks/fixtures/tests/terraform", "terraform-goldens"];

fn collect(folder: &Path, out: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, out);
        } else if path.extension().is_some_and(|e| e == "tf" || e == "tfvars" || e == "hcl") {
            out.push(path);
        }
    }
}

#[test]
fn corpora_are_read_alike() {
    let root = std::env::var("PALISADE_CORPORA").map_or_else(
        |_| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpora"),
        PathBuf::from,
    );
    let mut files = Vec::new();
    for folder in FOLDERS {
        collect(&root.join(folder), &mut files);
    }
    if files.is_empty() {
        println!("skipped: there are no corpora");
        return;
    }
    files.sort();
    let (mut differences, mut refused) = (Vec::new(), Vec::new());
    for path in &files {
        let Ok(text) = std::fs::read_to_string(path) else { continue };
        let shown = path.strip_prefix(&root).unwrap_or(path).display();
        if both(&text).0.is_err() {
            refused.push(shown.to_string());
        }
        if let Some(difference) = difference(&text) {
            differences.push(format!("{shown}\n{difference}"));
        }
    }
    println!("{} files compared; refused by both: {refused:#?}", files.len());
    assert!(differences.is_empty(), "{} differ:\n{}", differences.len(), differences.join("\n\n"));
}
