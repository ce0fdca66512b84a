use super::*;
use palisade_model::{
    FrameworkId, Owners, Policy, PolicyStatus, ResourceRef, Severity, Suppression,
};
use std::sync::Arc;

const HERE: Location = Location::new(FileId(0), Span::new(0, 0));

pub(crate) fn outcome(address: &str, fingerprint: &str) -> Outcome {
    Outcome {
        policy: Arc::new(Policy {
            id: "s3-bucket-public-acl".into(),
            title: String::new(),
            severity: Severity::High,
            status: PolicyStatus::Stable,
            owners: Owners::default(),
            review_by: None,
            controls: Vec::new(),
            aliases: Vec::new(),
            why: String::new(),
            remedy: String::new(),
            documentation: None,
            resources: Vec::new(),
            rules: Vec::new(),
            advisory: false,
            language: "native",
            location: HERE,
        }),
        rule: "acl".into(),
        kind: OutcomeKind::Fail,
        severity: Severity::High,
        resource: Arc::new(ResourceRef {
            address: address.to_owned(),
            kind: "aws_s3_bucket".to_owned(),
            framework: FrameworkId("terraform"),
            block: HERE,
            header: HERE,
            outermost: HERE,
            stands_for: None,
        }),
        location: HERE,
        attribute: "acl".to_owned(),
        message: "bucket ACL is `public-read`".to_owned(),
        trail: Vec::new(),
        facts: Vec::new(),
        fixes: Vec::new(),
        fingerprint: fingerprint.to_owned(),
        suppression: None,
        whatif: palisade_model::WhatIf::default(),
        slots: Vec::new(),
        baselined: false,
    }
}

fn written(outcomes: &[Outcome]) -> String {
    render_baseline(outcomes, Folders::new(&SourceMap::new(), "baseline.json"))
}

fn suppressed(address: &str, fingerprint: &str) -> Outcome {
    let suppression = Suppression {
        syntax: "palisade",
        reason: "wanted".to_owned(),
        until: None,
        location: HERE,
    };
    Outcome { suppression: Some(suppression), ..outcome(address, fingerprint) }
}

fn read(text: &str) -> Result<Baseline, String> {
    let sources = SourceMap::new();
    let file = sources.add("baseline.json", text);
    Baseline::read(&sources, file).map_err(|diagnostic| {
        let place = diagnostic.location.map(|at| sources.describe(at)).unwrap_or_default();
        format!("{place}: {}", diagnostic.message)
    })
}

#[test]
fn a_baseline_that_was_written_marks_the_same_findings_and_no_others() {
    let text = written(&[outcome("b", "2"), suppressed("c", "3"), outcome("a", "1")]);
    let baseline = read(&text).unwrap();
    assert_eq!(baseline.len(), 2);
    let mut now = [outcome("new", "9"), outcome("a", "1"), outcome("b", "2"), suppressed("c", "3")];
    let applied = baseline.apply(&mut now, Folders::new(&SourceMap::new(), "baseline.json"));
    assert_eq!(now.each_ref().map(|o| o.baselined), [false, true, true, false]);
    assert_eq!((applied.matched, applied.diagnostics), (2, vec![]));
    // What the baseline held is written again, and in the same bytes.
    assert_eq!(written(&now[1..]), text);
}

#[test]
fn entries_are_sorted_whatever_the_order_of_outcomes() {
    let forth = written(&[outcome("a", "1"), outcome("b", "2"), outcome("a", "3")]);
    let back = written(&[outcome("a", "3"), outcome("b", "2"), outcome("a", "1")]);
    assert_eq!(forth, back);
    assert!(forth.ends_with("}\n"));
}

#[test]
fn each_entry_accepts_one_finding() {
    let baseline = read(&written(&[outcome("a", "1"), outcome("a", "1")])).unwrap();
    let mut three = [outcome("a", "1"), outcome("a", "1"), outcome("a", "1")];
    assert_eq!(
        baseline.apply(&mut three, Folders::new(&SourceMap::new(), "baseline.json")).matched,
        2
    );
    assert_eq!(three.each_ref().map(|o| o.baselined), [true, true, false]);
    let mut one = [outcome("a", "1")];
    let applied = baseline.apply(&mut one, Folders::new(&SourceMap::new(), "baseline.json"));
    assert_eq!((applied.matched, applied.stale), (1, 1));
}

#[test]
fn what_matches_nothing_is_told_with_its_line() {
    let text = written(&[outcome("gone", "1"), outcome("mended", "2")]);
    let sources = SourceMap::new();
    let baseline = Baseline::read(&sources, sources.add("baseline.json", text)).unwrap();
    let mut now = [Outcome { kind: OutcomeKind::Pass, ..outcome("mended", "5") }];
    let told: Vec<String> = baseline
        .apply(&mut now, Folders::new(&SourceMap::new(), "baseline.json"))
        .diagnostics
        .iter()
        .map(|d| format!("{:?} {} {}", d.level, sources.describe(d.location.unwrap()), d.message))
        .collect();
    assert_eq!(
        told,
        [
            "Note baseline.json:14:23 `s3-bucket-public-acl` did not look at `gone` in this run",
            "Warning baseline.json:26:23 `s3-bucket-public-acl` no longer finds this on `mended`",
        ]
    );
}

#[test]
fn a_damaged_file_is_refused_with_its_line() {
    let check = |text: &str, expect: &str| assert_eq!(read(text).unwrap_err(), expect, "{text}");
    check("", "baseline.json:1:1: this is no baseline: EOF while parsing a value");
    check(
        "{\n  \"schema\"",
        "baseline.json:2:10: this is no baseline: EOF while parsing an object",
    );
    check("[]", "baseline.json:1:1: this is no baseline: expected an object");
    check(
        "{\"schema\": \"palisade.dev/baseline/v2\", \"more\": 1}",
        "baseline.json:1:13: baseline is of version `palisade.dev/baseline/v2`, this reads `palisade.dev/baseline/v1`",
    );
    check(
        "{\"schema\": \"palisade.dev/baseline/v1\",\n \"entries\": [{\"fingerprint\": 1}]}",
        "baseline.json:2:30: this is no baseline: invalid type: integer `1`, expected a string",
    );
    check(
        "{\"schema\": \"palisade.dev/baseline/v1\",\n \"entries\": [],\n\"more\": 1}",
        "baseline.json:3:6: this is no baseline: unknown field `more`, expected `schema` or `entries`",
    );
    check("{\"ä", "baseline.json:1:3: this is no baseline: EOF while parsing a string");
    let deep = "{\"entries\":".repeat(100_000);
    assert!(read(&deep).unwrap_err().contains("EOF while parsing"));
}

#[test]
fn what_is_left_of_a_finding_that_was_mended_in_part_is_known() {
    let with = |fingerprint: &str, slots: &[&str]| Outcome {
        slots: slots.iter().map(|slot| (*slot).to_owned()).collect(),
        ..outcome("a", fingerprint)
    };
    let baseline = read(&written(&[with("1", &["x", "y", "z"])])).unwrap();
    let known = |outcome: Outcome| {
        let mut now = [outcome];
        let applied = baseline.apply(&mut now, Folders::new(&SourceMap::new(), "baseline.json"));
        assert_eq!(applied.stale, usize::from(!now[0].baselined));
        now[0].baselined
    };
    assert!(known(with("2", &["y"])));
    assert!(known(with("2", &["x", "z"])));
    // Wider, other, or not told apart: new.
    assert!(!known(with("2", &["w", "x", "y", "z"])));
    assert!(!known(with("2", &["w"])));
    assert!(!known(with("2", &[])));
    let mut other = with("2", &["y"]);
    other.rule = "write".into();
    assert!(!known(other));
    // Each entry accepts one finding.
    let mut two = [with("2", &["y"]), with("3", &["z"])];
    baseline.apply(&mut two, Folders::new(&SourceMap::new(), "baseline.json"));
    assert_eq!(two.each_ref().map(|o| o.baselined), [true, false]);
}
