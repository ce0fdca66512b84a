//! Links on disk: what they lead to outside of the tree is not looked at.

use crate::common::load;
use palisade_model::Inputs;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

#[test]
fn file_sets_do_not_follow_links_out_of_the_tree() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("links");
    let _ = fs::remove_dir_all(&folder);
    let (tree, outside) = (folder.join("tree"), folder.join("outside"));
    fs::create_dir_all(tree.join("in/deep")).unwrap();
    fs::create_dir_all(&outside).unwrap();
    fs::write(tree.join("in/a.txt"), "a").unwrap();
    fs::write(tree.join("in/deep/b.txt"), "b").unwrap();
    fs::write(outside.join("c.txt"), "c").unwrap();
    symlink(&outside, tree.join("in/away")).unwrap();
    symlink(outside.join("c.txt"), tree.join("in/c.txt")).unwrap();
    fs::write(
        tree.join("main.tf"),
        "resource \"r\" \"x\" {\n  v = fileset(\"${path.module}/in\", \"**\")\n  w = file(\"${path.module}/in/away/c.txt\")\n}\n",
    )
    .unwrap();
    let loaded = load(&tree, &Inputs::default());
    let shown = loaded.resources["r.x"].1["v"].to_string();
    assert!(shown.contains("\"a.txt\"") && shown.contains("\"deep/b.txt\""), "{shown}");
    assert!(!shown.contains("away/c.txt"), "{shown}");
    let unscanned = &loaded.unscanned;
    assert!(unscanned.iter().any(|path| path.ends_with("in/away")), "{unscanned:?}");
    assert!(
        loaded.diagnostics.iter().any(|told| told.contains("outside")),
        "{:?}",
        loaded.diagnostics
    );
    // Where Terraform goes round until names are too long, we say so.
    symlink(&tree, tree.join("in/deep/back")).unwrap();
    let loaded = load(&tree, &Inputs::default());
    assert!(loaded.resources["r.x"].1["v"]["$unknown"].is_string());
    let told = |text: &String| text.contains("leads back to a folder above it");
    assert!(loaded.diagnostics.iter().any(told), "{:?}", loaded.diagnostics);
}
