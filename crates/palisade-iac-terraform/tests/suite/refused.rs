//! Configurations that Terraform refuses: each is told of, and nothing in it is dropped.

use crate::common::load;
use palisade_model::Inputs;
use std::path::Path;

/// What Terraform refuses and we take without a word, and why.
const TAKEN: &[(&str, &str)] = &[
    ("bad_sensitive_out", "what an output shows is no resource's"),
    ("eph_in_resource", "which attributes are write-only is not known without the schema"),
    ("foreach_sensitive", "which instances there are is known all the same"),
    ("import_dup", "what is imported changes no attribute"),
    ("import_nowhere", "what is imported changes no attribute"),
    ("lifecycle_bad", "`prevent_destroy` changes no attribute"),
    ("moved_bad", "what was moved changes no attribute"),
    ("moved_dup", "what was moved changes no attribute"),
    ("moved_same", "what was moved changes no attribute"),
    ("no_attr", "which attributes there are is not known without the schema"),
    ("provider_missing_fn", "functions of providers are not evaluated, and unknown"),
    ("removed_there", "what is written is examined"),
    ("reserved_var", "the variable can be referred to all the same"),
    ("unknown_count", "one instance of which the number is unknown stands for all"),
];

#[test]
fn what_terraform_refuses_is_told() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/refused");
    let mut cases: Vec<_> =
        std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    assert!(cases.len() > 40, "{}", cases.len());
    let mut wrong = String::new();
    for case in cases {
        let name = case.file_name().unwrap().to_str().unwrap();
        let loaded = load(&case, &Inputs::default());
        let told = !loaded.diagnostics.is_empty() || !loaded.unscanned.is_empty();
        let known = TAKEN.iter().any(|(known, _)| *known == name);
        if told == known {
            let all = (&loaded.diagnostics, &loaded.unscanned, &loaded.resources);
            wrong.push_str(&format!("{name}: {all:?}\n"));
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}
