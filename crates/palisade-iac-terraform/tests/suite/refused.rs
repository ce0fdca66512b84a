//! Configurations that Terraform refuses: each is told of, and nothing in it is dropped.

use crate::common::{load, load_from};
use palisade_model::{Framework, Inputs};
use std::path::Path;

/// What Terraform refuses and we take without a word, and why.
const TAKEN: &[(&str, &str)] =
    &[("unknown_count", "with a state it may be known; one instance stands for all till then")];

/// The same, for the configurations of `verdicts.txt`.
const UNTOLD: &[(&str, &str)] = &[
    ("alias_ok", "a module that takes configurations is scanned where it stands, too"),
    ("check_data", "a source of data that is not there fails when it is read"),
    ("data_terraform_remote", "a source of data that is not there fails when it is read"),
    ("data_unknown_type", "which data sources there are is not known without the schema"),
    ("dep_cycle", "what is only waited for changes no value"),
    ("dyn_label_none", "what it would make is not known, and nothing is dropped"),
    ("dyn_sens", "which blocks there may be is not known without the schema"),
    ("enabled_off", "OpenTofu takes it"),
    ("eph_res_attr", "which ephemeral resources there are is not known without the schema"),
    ("fe_sens_forif", "parts of values that are sensitive are not followed through `for`"),
    ("import_unkid", "with a state it may be known"),
    ("lifecycle_ign_unknown_attr", "which attributes there are is not known without the schema"),
    ("lifecycle_ign_var", "which attributes there are is not known without the schema"),
    ("locals_label", "it says nothing"),
    ("module_lifecycle", "OpenTofu takes it"),
    ("prov_bad_type", "which provisioners there are is not known"),
    ("prov_missing_cmd", "what provisioners take is not known"),
    ("res_unknown_provider_arg", "which provider it is changes no value"),
    ("tf_backend_cloud", "settings of the program change no value"),
    ("tf_backend_var", "OpenTofu takes it"),
    ("tf_dup_reqprov", "settings of the program change no value"),
    ("tf_required_version", "which version runs is not known"),
    ("tf_required_version_bad", "settings of the program change no value"),
    ("tf_two_backends", "settings of the program change no value"),
    ("tf_unknown", "settings of the program change no value"),
    ("var_desc_ref", "what describes it changes no value"),
    ("var_no_value_unused", "values are given when it runs"),
    ("var_nonnull_default_null", "a default that is refused counts as none"),
    ("var_type_quoted", "versions before 0.12 took it"),
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

/// One of `verdicts.txt`: its name, whether Terraform refuses it, and its files.
type Verdict = (String, bool, Vec<(std::path::PathBuf, String)>);

fn verdicts() -> Vec<Verdict> {
    let mut found: Vec<Verdict> = Vec::new();
    for line in include_str!("../verdicts.txt").lines() {
        if let Some(head) = line.strip_prefix("=== ") {
            let (name, verdict) = head.rsplit_once(' ').unwrap();
            assert!(["refused", "taken"].contains(&verdict), "{head}");
            let files = vec![("main.tf".into(), String::new())];
            found.push((name.to_owned(), verdict == "refused", files));
        } else if let Some((.., files)) = found.last_mut() {
            match line.strip_prefix("--- ") {
                Some(path) => files.push((path.into(), String::new())),
                None => {
                    let (_, text) = files.last_mut().unwrap();
                    text.push_str(line);
                    text.push('\n');
                }
            }
        }
    }
    found
}

#[test]
fn what_terraform_takes_and_refuses_is_taken_and_told() {
    let mut wrong = String::new();
    let all = verdicts();
    assert!(all.len() > 250, "{}", all.len());
    for (name, refused, files) in all {
        let mut system = palisade_source::MemorySystem::new();
        for (path, text) in &files {
            system = system.with_file(path.to_str().unwrap(), text.as_str());
        }
        let files: Vec<_> = files.into_iter().filter(|(path, _)| is_configuration(path)).collect();
        let loaded = load_from(&system, &files);
        let told = !loaded.diagnostics.is_empty() || !loaded.unscanned.is_empty();
        let known = UNTOLD.iter().any(|(known, _)| *known == name);
        // Terraform warns of values for variables that there are not.
        let warned = name == "tfvars_undeclared";
        if told != (refused && !known || warned) {
            wrong.push_str(&format!("{name}: {:?} {:?}\n", loaded.diagnostics, loaded.unscanned));
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

fn is_configuration(path: &Path) -> bool {
    palisade_iac_terraform::Terraform.may_own(path)
}
