//! The schemas hold what the types write, and are checked in as they are made.

mod validator;

use crate::{Converter, baseline, check, schemas, to_pretty};
use palisade_model::{
    ControlId, Fact, Fix, FixSafety, FrameworkId, Outcome, OutcomeKind, Owners, Policy,
    PolicyStatus, ResourceRef, Rule, Severity, Suppression, Trail, Unscanned,
};
use palisade_source::{Date, Diagnostic, FileId, Location, SourceMap, Span};
use serde_json::{Value, json};
use std::sync::Arc;
use validator::faults;

fn at(file: FileId, start: u32, end: u32) -> Location {
    Location::new(file, Span::new(start, end))
}

fn policy(here: Location) -> Arc<Policy> {
    Arc::new(Policy {
        id: "s3-bucket-public-acl".into(),
        title: "S3 buckets grant no public access through ACLs".to_owned(),
        severity: Severity::High,
        status: PolicyStatus::Stable,
        owners: Owners { security: Some("cloud-security".to_owned()), platform: None },
        review_by: None,
        controls: vec![ControlId::from("nist-800-53-r5/AC-3")],
        aliases: vec!["CKV_AWS_20".to_owned()],
        why: "anybody can read it".to_owned(),
        remedy: "set the ACL to private".to_owned(),
        documentation: None,
        resources: vec!["aws_s3_bucket".to_owned()],
        rules: vec![Rule {
            id: "acl".into(),
            condition: "false".to_owned(),
            aliases: vec!["AVD-AWS-0092".to_owned()],
            location: here,
        }],
        advisory: false,
        language: "native",
        location: here,
    })
}

fn outcome(file: FileId) -> Outcome {
    let here = at(file, 4, 10);
    Outcome {
        policy: policy(here),
        rule: "acl".into(),
        kind: OutcomeKind::Fail,
        severity: Severity::Critical,
        resource: Arc::new(ResourceRef {
            address: "aws_s3_bucket.a".to_owned(),
            kind: "aws_s3_bucket".to_owned(),
            framework: FrameworkId("terraform"),
            block: here,
            header: here,
            outermost: here,
            stands_for: None,
        }),
        location: here,
        attribute: "acl".to_owned(),
        message: "bucket ACL is `public-read`".to_owned(),
        trail: vec![Trail { location: at(file, 0, 3), text: "value set here".to_owned() }],
        facts: vec![Fact { expression: "acl".to_owned(), value: "\"public-read\"".to_owned() }],
        fixes: vec![Fix {
            set: "acl".to_owned(),
            to: "\"private\"".to_owned(),
            safety: FixSafety::Safe,
        }],
        fingerprint: "abc".to_owned(),
        suppression: None,
        whatif: palisade_model::WhatIf {
            hangs_on: vec!["var.public".into()],
            trials: vec![palisade_model::Trial {
                values: vec![("var.public".into(), "true".into())],
                kind: OutcomeKind::Fail,
            }],
            texts: vec!["fails if `var.public` is true".into()],
        },
        slots: Vec::new(),
        baselined: false,
    }
}

fn report() -> check::Report {
    let sources = SourceMap::new();
    let file = sources.add("main.tf", "äöü\nb = 1\n\n");
    let converter = Converter::new(&sources);
    let mut suppressed = outcome(file);
    suppressed.suppression = Some(Suppression {
        syntax: "palisade",
        reason: "wanted".to_owned(),
        until: Date::parse("2027-01-01"),
        location: at(file, 0, 2),
    });
    let outcomes = [outcome(file), suppressed];
    let unscanned = Unscanned {
        subject: "module.a".to_owned(),
        reason: "not on disk".to_owned(),
        location: Some(at(file, 7, 14)),
    };
    let diagnostic = Diagnostic::error("hcl-syntax", "expected `}`")
        .at(at(file, 7, 8))
        .label(at(file, 0, 1), "opened here")
        .help("close it");
    check::Report {
        schema: check::SCHEMA.to_owned(),
        tool: check::Tool { name: "palisade".to_owned(), version: "0.1.0".to_owned() },
        outcomes: outcomes.iter().map(|outcome| converter.outcome(outcome)).collect(),
        unscanned: vec![converter.unscanned(&unscanned)],
        diagnostics: vec![converter.diagnostic(&diagnostic)],
        policies: vec![(&*outcomes[0].policy).into()],
        summary: check::Summary::new(1, 1, 1, &outcomes),
        gate: Some(check::Gate {
            fail_on: Some(Severity::Low.into()),
            fail_on_unscanned: false,
            verdict: check::GateVerdict::Findings,
            explanation: "1 finding".to_owned(),
        }),
    }
}

fn schema(name: &str) -> Value {
    let found = schemas().into_iter().find(|(path, _)| path.contains(name));
    found.expect("a schema of this name").1
}

#[test]
fn what_the_types_write_is_what_the_schemas_say_and_is_read_back() {
    let report = report();
    let value = serde_json::to_value(&report).unwrap();
    assert_eq!(faults(&schema("check"), &value), [""; 0]);
    assert_eq!(serde_json::from_value::<check::Report>(value).unwrap(), report);

    let sources = SourceMap::new();
    let entry = baseline::Entry::from(&outcome(sources.add("a", "")));
    let file = baseline::Baseline { schema: baseline::SCHEMA.to_owned(), entries: vec![entry] };
    let value = serde_json::to_value(&file).unwrap();
    assert_eq!(faults(&schema("baseline"), &value), [""; 0]);
    assert_eq!(serde_json::from_value::<baseline::Baseline>(value).unwrap(), file);
}

#[test]
fn the_schemas_refuse_what_is_wrong() {
    let refused = |name: &str, pointer: &str, wrong: Value| {
        let mut value = match name {
            "check" => serde_json::to_value(report()).unwrap(),
            _ => json!({"schema": baseline::SCHEMA, "entries": []}),
        };
        *value.pointer_mut(pointer).expect("the pointer leads somewhere") = wrong;
        assert!(!faults(&schema(name), &value).is_empty(), "at `{pointer}`");
    };
    refused("check", "/schema", json!("palisade.dev/check/v2"));
    refused("check", "/outcomes/0/outcome", json!("warn"));
    refused("check", "/outcomes/0/location", json!(null));
    refused("check", "/outcomes/0/location/start_line", json!(0));
    refused("check", "/outcomes/1/suppression", json!({"syntax": "palisade"}));
    refused("check", "/summary/by_severity", json!({}));
    refused("baseline", "/entries", json!([{"fingerprint": "a"}]));
    refused("baseline", "/schema", json!(""));
}

#[test]
fn places_count_lines_and_characters_from_one_and_end_before_a_line_break() {
    let report = report();
    let first = &report.outcomes[0];
    // Bytes 4 to 10 of `äöü\nb = 1`: from the third letter over the line break.
    let location = &first.location;
    assert_eq!((location.start_line, location.start_column), (1, 3));
    assert_eq!((location.end_line, location.end_column), (2, 4));
    let block = report.unscanned[0].location.as_ref().unwrap();
    assert_eq!((block.start_line, block.start_column), (2, 1));
    assert_eq!((block.end_line, block.end_column), (2, 6));
}

#[test]
fn a_rules_own_aliases_stand_before_its_policys_and_a_suppressed_fail_is_a_skip() {
    let report = report();
    assert_eq!(report.outcomes[0].aliases, ["AVD-AWS-0092"]);
    assert_eq!(report.outcomes[0].outcome, check::Verdict::Fail);
    assert_eq!(report.outcomes[1].outcome, check::Verdict::Skip);
    assert_eq!(report.outcomes[0].fixes[0].to, json!("private"));
    let summary = &report.summary;
    assert_eq!((summary.findings, summary.suppressed, summary.by_severity.critical), (1, 1, 1));
    assert_eq!((summary.by_outcome.fail, summary.by_outcome.skip), (1, 1));
}

#[test]
#[expect(clippy::disallowed_methods, reason = "reads the schemas that are checked in")]
fn the_schemas_that_are_checked_in_are_current() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
    for (path, schema) in schemas() {
        let found = std::fs::read_to_string(format!("{root}/{path}")).unwrap_or_default();
        assert_eq!(found, to_pretty(&schema), "`{path}` is not current: run `cargo xtask gen`");
    }
}
