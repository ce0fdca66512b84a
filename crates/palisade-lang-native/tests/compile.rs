//! What the native front end says of policy files.
#![expect(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests read fixtures")]

use palisade_engine::Language;
use palisade_lang_native::Native;
use palisade_source::SourceMap;
use std::path::{Path, PathBuf};

/// Compiles a policy and shows its diagnostics as `line:column message (help)`.
fn diagnostics(text: &str) -> Vec<String> {
    let sources = SourceMap::new();
    let file = sources.add("policy.yaml", text);
    let compiled = Native::default().compile(&sources, file);
    assert!(compiled.policies.is_empty() || compiled.diagnostics.is_empty());
    let shown = compiled.diagnostics.iter().map(|d| {
        let place = d.location.map_or_else(String::new, |l| sources.describe(l));
        let help = d.help.as_ref().map_or_else(String::new, |h| format!(" ({h})"));
        format!("{} {}{help}", place.trim_start_matches("policy.yaml:"), d.message)
    });
    shown.collect()
}

const GOOD: &str = "apiVersion: palisade.dev/v1
kind: Policy
metadata: {id: no-ports, title: No open ports, severity: high}
parameters:
  ports: {type: list(int), default: [22]}
match: {resources: [x]}
let:
  open: resource.?ports.orValue([])
rules:
  - id: ports
    deny: open.exists(p, p in params.ports)
    message: 'open: {open}'
";

fn with(from: &str, to: &str) -> Vec<String> {
    assert!(GOOD.contains(from), "{from}");
    diagnostics(&GOOD.replace(from, to))
}

#[test]
fn a_good_policy_has_no_diagnostics() {
    assert_eq!(diagnostics(GOOD), [""; 0]);
}

#[test]
fn what_is_unknown_is_named_with_its_place_and_the_nearest_thing() {
    for (from, to, want) in [
        ("message:", "mesage:", "12:5 unknown key `mesage` in a rule (did you mean `message`?)"),
        ("rules:", "rule:", "9:1 unknown key `rule` in a policy (did you mean `rules`?)"),
        ("severity: high", "severity: hihg", "3:58 unknown severity `hihg` (did you mean `high`?)"),
        ("kind: Policy", "kind: Polcy", "2:7 unknown kind `Polcy` (did you mean `Policy`?)"),
        (
            "list(int)",
            "list(integer)",
            "5:17 `list(integer)` is no type of a parameter (types are bool, int, double, string, list(…), map(string, …), dyn)",
        ),
        ("default: [22]", "default: [\"22\"]", "5:37 the default `[\"22\"]` is no list(int)"),
        (
            "id: no-ports",
            "id: NoPorts",
            "3:16 `NoPorts` is no policy id (ids are lower-case words joined by `-`: `s3-bucket-public-acl`)",
        ),
        (
            "deny: open",
            "require: 1 + 1 #",
            "11:14 a condition is a bool, not int (compare it with something: `… == …`, `… in […]`)",
        ),
    ] {
        assert_eq!(with(from, to)[0], want);
    }
}

#[test]
fn wrong_expressions_are_shown_where_they_stand() {
    let wrong = with(
        "open.exists(p, p in params.ports)",
        ">-\n      open.exists(p,\n      p in params.prots)",
    );
    assert_eq!(wrong.len(), 1, "{wrong:?}");
    assert!(wrong[0].starts_with("13:19 ") || wrong[0].starts_with("13:20 "), "{wrong:?}");
    assert!(wrong[0].contains("did you mean `ports`?"), "{wrong:?}");
    let wrong = with("'open: {open}'", "'open: {opne}'");
    assert!(wrong[0].starts_with("12:22 ") && wrong[0].contains("`open`"), "{wrong:?}");
    let wrong = with("'open: {open}'", "'open: {open'");
    assert!(wrong[0].contains("`{` without its `}`"), "{wrong:?}");
    let wrong = with("resource.?ports", "resorce.?ports");
    assert!(wrong[0].starts_with("8:9 ") && wrong[0].contains("`resource`"), "{wrong:?}");
    assert_eq!(wrong.len(), 1, "one mistake, one message: {wrong:?}");
}

#[test]
fn broken_files_are_told_of_and_never_panic() {
    assert_eq!(
        diagnostics(""),
        ["1:1 the file holds no policy (write a policy, or remove the file)"]
    );
    assert!(!diagnostics("- a\n- b\n").is_empty());
    assert!(!diagnostics("a: [").is_empty());
    for cut in 0..GOOD.len() {
        diagnostics(&GOOD[..cut]);
    }
}

fn policies(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            policies(&path, found);
        } else if path.ends_with("policy.yaml") {
            found.push(path);
        }
    }
}

#[test]
fn the_built_in_policies_compile_without_a_word() {
    let mut found = Vec::new();
    policies(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies"), &mut found);
    found.sort();
    let mut wrong = Vec::new();
    for path in &found {
        let text = std::fs::read_to_string(path).unwrap();
        let name = path.parent().unwrap().file_name().unwrap().to_string_lossy().into_owned();
        wrong.extend(diagnostics(&text).into_iter().map(|d| format!("{name}:{d}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(found.len() >= 70, "only {} policies", found.len());
}
