//! Every YAML file of the corpora is read whole.
#![expect(clippy::disallowed_methods, reason = "tests read fixtures")]

use std::path::{Path, PathBuf};

fn corpora() -> Option<PathBuf> {
    let set = std::env::var("PALISADE_CORPORA").map(PathBuf::from);
    let path = set
        .unwrap_or_else(|_| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpora"));
    path.is_dir().then_some(path)
}

fn files(folder: &Path, out: &mut Vec<PathBuf>) -> std::io::Result<()> {
    let entries: std::io::Result<Vec<_>> = std::fs::read_dir(folder)?.collect();
    let mut entries: Vec<_> = entries?.iter().map(std::fs::DirEntry::path).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files(&path, out)?;
        } else if path.extension().is_some_and(|e| e == "yaml" || e == "yml") {
            out.push(path);
        }
    }
    Ok(())
}

#[test]
fn every_file_of_the_corpora_is_read() {
    let Some(corpora) = corpora() else {
        println!("skipped: the corpora are not here; set PALISADE_CORPORA");
        return;
    };
    let mut all = Vec::new();
    files(&corpora, &mut all).unwrap();
    assert!(all.len() > 500, "only {} files", all.len());
    let mut broken = Vec::new();
    let mut documents = 0;
    for path in &all {
        let bytes = std::fs::read(path).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        let stream = palisade_yaml::parse(&text);
        documents += stream.documents.len();
        if let Some(error) = stream.errors().find(|e| e.is_fatal()) {
            let name = path.strip_prefix(&corpora).unwrap().display().to_string();
            broken.push(format!("{name}: {} at {:?}", error.message, error.span));
        }
    }
    println!("{} files, {documents} documents", all.len());
    assert!(documents >= all.len(), "only {documents} documents");
    assert!(broken.is_empty(), "{} could not be read:\n{}", broken.len(), broken.join("\n"));
}
