use super::directive::{Reach, Until, parse};
use super::names::canonical;
use super::*;
use palisade_model::{
    FrameworkId, Owners, Policy, PolicyId, PolicyStatus, ResourceRef, Rule, RuleId, Severity,
};
use palisade_source::Span;
use std::fmt::Write as _;
use std::sync::Arc;

const TODAY: Date = Date { year: 2026, month: 11, day: 21 };

fn apply(
    outcomes: &mut [Outcome],
    positions: &[u32],
    resources: &[Resource<'_>],
    notes: &[LoadedNote],
    sources: &SourceMap,
    known: Known<'_>,
) -> (Vec<Diagnostic>, Strangers) {
    let mut all = Suppressions::new(resources, notes, sources, known);
    let mut evaluation = Evaluation {
        outcomes: outcomes.to_vec(),
        positions: positions.to_vec(),
        ..Evaluation::default()
    };
    let which: Vec<usize> = (0..outcomes.len()).collect();
    let (engine, settings) = (Engine::default(), Settings::default());
    all.apply(&engine, &mut evaluation, &which, resources, &settings, known);
    outcomes.clone_from_slice(&evaluation.outcomes);
    all.finish(known)
}

fn note(text: &str, location: Location) -> LoadedNote {
    LoadedNote { text: text.to_owned(), location, resources: None }
}

/// A directive in one line.
fn show(text: &str) -> String {
    let nowhere = Location::new(FileId(0), Span::default());
    let mut out = String::new();
    for d in parse(&note(text, nowhere)) {
        let ids: Vec<&str> = d.ids.iter().map(|id| &*id.text).collect();
        for id in &d.ids {
            assert_eq!(text.get(id.span.clone()), Some(&*id.text), "{text}");
        }
        assert!(text.get(d.span.clone()).is_some(), "{text}");
        let file = if d.reach == Reach::File { "-file" } else { "" };
        write!(out, "{}{file} {}", d.syntax, ids.join("+")).unwrap();
        match &d.until {
            Some(Until::Day(day)) => write!(out, " until {day}").unwrap(),
            Some(Until::Wrong(day)) => write!(out, " until? {day}").unwrap(),
            None => {}
        }
        for (key, value) in &d.only {
            write!(out, " only {key}={value}").unwrap();
        }
        if let Some(reason) = &d.reason {
            write!(out, " ({reason})").unwrap();
        }
        if let Some(mistake) = &d.mistake {
            write!(out, " !{}", mistake.message).unwrap();
        }
        if d.in_prose {
            write!(out, " ?").unwrap();
        }
        out.push_str("; ");
    }
    out.trim_end_matches("; ").to_owned()
}

#[test]
fn directives_are_read_in_each_syntax() {
    for (text, want) in [
        ("palisade:allow s3-acl -- public on purpose", "palisade s3-acl (public on purpose)"),
        ("see above; palisade:allow s3-acl -- x", "palisade s3-acl (x) ?"),
        ("never write palisade:allow s3-acl -- x", "palisade s3-acl (x) ?"),
        (" * palisade:allow s3-acl -- x", "palisade s3-acl (x)"),
        ("a site # palisade:allow s3-acl -- x", "palisade s3-acl (x)"),
        ("was checkov:skip=CKV_AWS_20:a site", "checkov CKV_AWS_20 (a site) ?"),
        ("for now #checkov:skip=CKV_AWS_20:a site", "checkov CKV_AWS_20 (a site)"),
        ("no trivy:ignore:A-1 here", "trivy A-1 (here) ?"),
        ("trivy:ignore:A-1 and trivy:ignore:A-2", "trivy A-1 (and); trivy A-2"),
        ("palisade:allow a, b,c -- x -- y", "palisade a+b+c (x -- y)"),
        ("palisade:allow a until=2027-03-31 -- x", "palisade a until 2027-03-31 (x)"),
        ("palisade:allow until=2027-03-31 a — x", "palisade a until 2027-03-31 (x)"),
        ("palisade:allow-file k8s-host-path/paths -- ä", "palisade-file k8s-host-path/paths (ä)"),
        ("palisade:allow a because of that", "palisade a"),
        ("palisade:allow a, b", "palisade a+b"),
        ("palisade:allow a --", "palisade a"),
        ("palisade:allow a --nothing", "palisade a"),
        ("palisade:allow -- x", "palisade  (x) !the suppression names no policy"),
        ("palisade:allow", "palisade  !the suppression names no policy"),
        (
            "palisade:allow a until=2027-02-30 -- x",
            "palisade a until? 2027-02-30 (x) !`2027-02-30` is no day",
        ),
        (
            "palisade:allow a untill=2027-02-03 -- x",
            "palisade a (x) !unknown option `untill` in a suppression",
        ),
        ("palisade:alow a -- x", "palisade  !unknown directive `palisade:alow`"),
        ("palisade:ignore a -- x", "palisade  !unknown directive `palisade:ignore`"),
        ("in palisade: nothing, palisade:check is no directive", ""),
        ("the form is `palisade:allow ID -- reason`", ""),
        ("checkov:skip=CKV_AWS_20:a site", "checkov CKV_AWS_20 (a site)"),
        ("checkov:skip=CKV_AWS_20", "checkov CKV_AWS_20"),
        ("checkov:skip= CKV2_AWS_6 : so: it is", "checkov CKV2_AWS_6 (so: it is)"),
        ("bridgecrew:skip=CKV_AWS_20,CKV_AWS_57:x", "checkov CKV_AWS_20+CKV_AWS_57 (x)"),
        ("checkov:skip CKV_AWS_20", ""),
        ("checkov:skip=", ""),
        ("trivy:ignore:AVD-AWS-0086", "trivy AVD-AWS-0086"),
        ("Trivy:ignore:AWS-0086 # a site", "trivy AWS-0086 (a site)"),
        ("trivy:ignore:AVD-AWS-0086:exp:2027-01-01", "trivy AVD-AWS-0086 until 2027-01-01"),
        ("trivy:ignore:AVD-AWS-0086 exp:2027-01-01 x", "trivy AVD-AWS-0086 until 2027-01-01 (x)"),
        ("trivy:ignore:A-1 trivy:ignore:A-2 both", "trivy A-1 (both); trivy A-2 (both)"),
        (
            "trivy:ignore:A-1[name=a b,x.y=1]:exp:soon",
            "trivy A-1 until? soon only name=a b only x.y=1",
        ),
        ("trivy:ignore:A-1:ws:prod", ""),
        ("trivy:ignore:A-1:ws:default", "trivy A-1"),
        ("tfsec:ignore:aws-s3-no-public-access", "tfsec aws-s3-no-public-access"),
        ("tfsec:ignore:* x", "tfsec * (x)"),
        ("tfsec:ignore:a tfsec:ignore:b", "tfsec a; tfsec b"),
        ("one\n  checkov:skip=A:x\r\n * palisade:allow b -- y\n", "checkov A (x); palisade b (y)"),
        ("", ""),
        (":", ""),
        ("ä:trivy:ignore:", ""),
        ("trivy:ignore:[", ""),
        ("trivy:ignore:a]b[c", "trivy a]b"),
    ] {
        assert_eq!(show(text), want, "{text}");
    }
}

#[test]
fn ids_are_one_however_they_are_written() {
    for (a, b) in [
        ("AVD-AWS-0086", "aws-0086"),
        ("AVD-KSV-0017", "KSV017"),
        ("KSV-0017", "KSV-17"),
        ("ckv_aws_20", "CKV_AWS_20"),
        ("S3-Acl", "s3-acl"),
    ] {
        assert_eq!(canonical(a), canonical(b), "{a} {b}");
    }
    for (a, b) in [
        ("AVD-AWS-0086", "AVD-AWS-0087"),
        ("AVD-AWS-0086", "AVD-GCP-0086"),
        ("CKV_AWS_2", "CKV_AWS_20"),
        ("CKV_K8S_08", "CKV_K8S_8"),
        ("s3-01", "s3-1"),
    ] {
        assert_ne!(canonical(a), canonical(b), "{a} {b}");
    }
}

fn rule(id: &str, aliases: &[&str]) -> Rule {
    Rule {
        id: RuleId::new(id),
        condition: String::new(),
        aliases: aliases.iter().map(|a| (*a).to_owned()).collect(),
        location: Location::new(FileId(0), Span::default()),
    }
}

fn policy(id: &str, aliases: &[&str], rules: Vec<Rule>) -> Arc<Policy> {
    Arc::new(Policy {
        id: PolicyId::new(id),
        title: String::new(),
        severity: Severity::High,
        status: PolicyStatus::Stable,
        owners: Owners::default(),
        review_by: None,
        controls: Vec::new(),
        aliases: aliases.iter().map(|a| (*a).to_owned()).collect(),
        why: String::new(),
        remedy: String::new(),
        documentation: None,
        resources: Vec::new(),
        rules,
        advisory: false,
        language: "native",
        location: Location::new(FileId(0), Span::default()),
    })
}

/// A block of a test's text: `resource "type" "name" {` to the next `}` at a line's start, or a
/// document of YAML from `kind:` to the last line before `---`.
fn blocks(text: &str, word: &str) -> Vec<(String, Span)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = text.get(at..).and_then(|t| t.find(word)).map(|n| n + at) {
        let rest = &text[start..];
        let (name, end) = if word == "kind:" {
            let end = rest.find("\n---").unwrap_or(rest.len());
            let lines = rest[..end].trim_end().lines();
            let comments = lines.rev().take_while(|l| l.trim().starts_with('#') || l.is_empty());
            let tail: usize = comments.map(|l| l.len() + 1).sum();
            (rest.split_whitespace().nth(1), rest[..end].trim_end().len() - tail)
        } else {
            let line = rest.lines().next().unwrap_or("");
            let end = rest.find("\n}").map_or(rest.len(), |n| n + 2);
            let end = line.find("{}").map_or(end, |n| n + 2);
            (line.split('"').rfind(|p| p.chars().all(char::is_alphanumeric)), end)
        };
        found.push((name.unwrap_or("").to_owned(), Span::at(start, start + end)));
        at = start + end;
    }
    found
}

/// Each test policy fails on each resource; what comes back is who is suppressed, by which
/// reason, and what is told.
fn run(files: &[&str], today: Date) -> String {
    let sources = SourceMap::new();
    let policies = [
        policy(
            "p-one",
            &["CKV_AWS_1", "AVD-AWS-0086"],
            vec![rule("a", &["AVD-AWS-0092"]), rule("b", &["CKV_AWS_57", "CKV_AWS_1"])],
        ),
        policy(
            "p-two",
            &["KSV017", "AWS001", "aws-s3-no-public-access-with-acl"],
            vec![rule("x", &[])],
        ),
    ];
    let mut notes = Vec::new();
    let mut parents = Vec::new();
    let mut found = Vec::new();
    for (n, text) in files.iter().enumerate() {
        let file = sources.add(format!("f{n}"), *text);
        let here = |(name, span)| (name, Location::new(file, span));
        parents.extend(blocks(text, "module ").into_iter().map(here).map(|(_, at)| at));
        found.extend(blocks(text, "resource ").into_iter().map(here));
        found.extend(blocks(text, "kind:").into_iter().map(here));
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            if let Some(start) = line.find(['#', '/']) {
                let content = line[start..].trim_start_matches(['#', '/', '*']).trim();
                let content = content.trim_end_matches("*/").trim();
                let span = Span::at(at + start, at + line.trim_end().len());
                notes.push(note(content, Location::new(file, span)));
            }
            at += line.len();
        }
    }
    // Resources behind the first file came through the module blocks of the first.
    let resources: Vec<Resource<'_>> = found
        .iter()
        .map(|(name, location)| Resource {
            framework: FrameworkId("terraform"),
            kind: "t",
            address: name,
            attributes: Value::Null,
            location: *location,
            header: *location,
            parents: if location.file == FileId(0) { &[] } else { &parents },
            provider: "",
            links: &[],
            perhaps: &[],
            symbolic: None,
        })
        .collect();
    let mut outcomes = Vec::new();
    let mut positions = Vec::new();
    for (at, resource) in resources.iter().enumerate() {
        for policy in &policies {
            for rule in &policy.rules {
                positions.push(u32::try_from(at).unwrap());
                outcomes.push(outcome(policy, rule, resource));
            }
        }
    }
    let ids: HashSet<&str> = ["p-one", "p-two"].into();
    let mut all: HashSet<&str> = ["p-one", "p-two", "p-three"].into();
    let rules = policies.iter().flat_map(|p| p.rules.iter().flat_map(|r| &r.aliases));
    all.extend(policies.iter().flat_map(|p| &p.aliases).chain(rules).map(|alias| &**alias));
    let known = Known { today, policies: &Policies::new(&ids, &all) };
    let (mut told, strangers) =
        apply(&mut outcomes, &positions, &resources, &notes, &sources, known);
    told.extend(strangers.note());
    let mut out = String::new();
    for outcome in &outcomes {
        if let Some(suppression) = &outcome.suppression {
            assert!(!outcome.is_finding());
            let (id, rule) = (&outcome.policy.id, &outcome.rule);
            let (name, reason) = (&outcome.resource.address, &suppression.reason);
            writeln!(out, "{name} {id}/{rule}: {} {reason}", suppression.syntax).unwrap();
        }
    }
    for one in &told {
        let at = sources.describe(one.location.unwrap());
        writeln!(out, "{at} {}: {}", one.code, one.message).unwrap();
        assert!(one.help.is_some(), "{one:?}");
    }
    out
}

fn outcome(policy: &Arc<Policy>, rule: &Rule, resource: &Resource<'_>) -> Outcome {
    Outcome {
        policy: Arc::clone(policy),
        rule: rule.id.clone(),
        kind: OutcomeKind::Fail,
        severity: policy.severity,
        resource: Arc::new(ResourceRef {
            address: resource.address.to_owned(),
            kind: resource.kind.to_owned(),
            framework: resource.framework,
            block: resource.location,
            header: resource.header,
            outermost: resource.header,
            stands_for: None,
        }),
        location: resource.header,
        attribute: String::new(),
        message: String::new(),
        trail: Vec::new(),
        facts: Vec::new(),
        fixes: Vec::new(),
        fingerprint: String::new(),
        suppression: None,
        whatif: palisade_model::WhatIf::default(),
        slots: Vec::new(),
        baselined: false,
    }
}

#[track_caller]
fn check(files: &[&str], want: &str) {
    assert_eq!(run(files, TODAY).trim(), want.trim(), "{files:#?}");
}

#[test]
fn a_comment_is_about_the_block_it_stands_on() {
    let inside = "resource \"t\" \"one\" {\n  # palisade:allow p-two -- in\n}\n\
                  resource \"t\" \"two\" {\n}\n";
    check(&[inside], "one p-two/x: palisade in");
    let above = "resource \"t\" \"one\" {\n}\n\n# palisade:allow p-two -- up\n# more\n\n\
                 /* and\n more */\nresource \"t\" \"two\" {\n}\n";
    check(&[above], "two p-two/x: palisade up");
    let header = "resource \"t\" \"one\" { # palisade:allow p-two -- on\n}\n";
    check(&[header], "one p-two/x: palisade on");
    let behind = "resource \"t\" \"one\" {} # palisade:allow p-two -- on\n\
                  resource \"t\" \"two\" {} // checkov:skip=CKV_AWS_57:off\n";
    check(&[behind], "one p-two/x: palisade on\ntwo p-one/b: checkov off");
    let closing = "resource \"t\" \"one\" {\n} # palisade:allow p-two -- on\n";
    check(&[closing], "one p-two/x: palisade on");
    let apart = "# palisade:allow p-two -- up\nlocals {}\nresource \"t\" \"one\" {\n}\n\
                 # palisade:allow p-two -- end\n";
    check(
        &[apart],
        "f0:1:18 suppression-unused: the suppression of `p-two` is about no resource\n\
         f0:5:18 suppression-unused: the suppression of `p-two` is about no resource",
    );
}

#[test]
fn documents_of_yaml_take_comments_around_them() {
    let text = "# palisade:allow p-two -- top\n---\nkind: one\na: 1\n  # palisade:allow p-one -- low\n\
                ---\n# palisade:allow p-two -- next\nkind: two\nb: # palisade:allow p-one -- in\n\
                \n  c: 1\n# palisade:allow p-one/a -- end\n";
    check(
        &[text],
        "one p-one/a: palisade low\none p-one/b: palisade low\none p-two/x: palisade top\n\
         two p-one/a: palisade in\ntwo p-one/b: palisade in\ntwo p-two/x: palisade next",
    );
}

#[test]
fn a_module_call_covers_what_it_brings_in_and_a_file_form_its_file() {
    let root = "# palisade:allow p-two -- call\nmodule \"m\" {\n}\nresource \"t\" \"one\" {\n}\n";
    let inner = "# palisade:allow-file p-one/a -- file\nlocals {}\nresource \"t\" \"two\" {\n}\n\
                 resource \"t\" \"three\" {\n}\n";
    check(
        &[root, inner],
        "two p-one/a: palisade file\ntwo p-two/x: palisade call\n\
         three p-one/a: palisade file\nthree p-two/x: palisade call",
    );
}

#[test]
fn aliases_of_a_rule_cover_that_rule_alone() {
    let on = |text: &str| format!("resource \"t\" \"one\" {{\n  # {text}\n}}\n");
    for (text, want) in [
        ("trivy:ignore:AWS-0092 x", "one p-one/a: trivy x"),
        ("trivy:ignore:AVD-AWS-0086 x", "one p-one/a: trivy x\none p-one/b: trivy x"),
        (
            "trivy:ignore:AWS-0092",
            "one p-one/a: trivy \nf0:2:5 suppression-without-reason: the suppression of `AWS-0092` \
             gives no reason",
        ),
        ("checkov:skip=CKV_AWS_1:x", "one p-one/b: checkov x"),
        ("trivy:ignore:AVD-KSV-0017 x", "one p-two/x: trivy x"),
        ("palisade:allow AVD-AWS-0092 -- x", "one p-one/a: palisade x"),
        (
            "tfsec:ignore:aws-* x",
            "one p-one/a: tfsec x\none p-one/b: tfsec x\none p-two/x: tfsec x",
        ),
        ("trivy:ignore:AWS-s3-* x", "one p-two/x: trivy x"),
        ("tfsec:ignore:* x", "one p-one/a: tfsec x\none p-one/b: tfsec x\none p-two/x: tfsec x"),
        ("trivy:ignore:AWS-0092[name=a]", ""),
        (
            "trivy:ignore:AWS-9999 checkov:skip=CKV_AWS_99 tfsec:ignore:AWS-9999",
            "f0:2:18 suppression-unknown-id: suppressions name checks that no policy answers to: \
             `AWS-9999`, `CKV_AWS_99`",
        ),
        (
            "tfsec:ignore:gcp-*",
            "f0:2:18 suppression-unknown-id: suppressions name checks that no policy answers to: \
             `gcp-*`",
        ),
        (
            "checkov:skip=CKV_AWS_2,CKV_AWS_3,CKV_AWS_4,CKV_AWS_5,CKV_AWS_6,CKV_AWS_8:x",
            "f0:2:18 suppression-unknown-id: suppressions name checks that no policy answers to: \
             `CKV_AWS_2`, `CKV_AWS_3`, `CKV_AWS_4`, `CKV_AWS_5`, `CKV_AWS_6` and 1 more",
        ),
        // The codes that tfsec had at first are numbered otherwise than those of today.
        ("tfsec:ignore:AWS001 x", "one p-two/x: tfsec x"),
        ("tfsec:ignore:aws-s3-no-public-access-with-acl x", "one p-two/x: tfsec x"),
        (
            "tfsec:ignore:AWS092",
            "f0:2:18 suppression-unknown-id: suppressions name checks that no policy answers to: \
             `AWS092`",
        ),
        (
            "trivy:ignore:AVD-AWS-0092 trivy:ignore:ksv017:exp:2027-01-01:ws:default both",
            "one p-one/a: trivy both\none p-two/x: trivy both",
        ),
    ] {
        check(&[&on(text)], want);
    }
}

#[test]
fn what_does_not_count_is_told() {
    let on = |text: &str| format!("resource \"t\" \"one\" {{\n  # {text}\n}}\n");
    for (text, want) in [
        (
            "palisade:allow p-two",
            "f0:2:5 suppression-without-reason: the suppression of `p-two` gives no reason and \
             does not count",
        ),
        (
            "palisade:allow p-two until=2026-11-20 -- x",
            "f0:2:5 suppression-expired: the suppression of `p-two` ended on 2026-11-20 and does \
             not count",
        ),
        ("palisade:allow p-two until=2026-11-21 -- x", "one p-two/x: palisade x"),
        (
            "palisade:allow p-two -- moving, until=2020-01-01",
            "f0:2:5 suppression-syntax: the day stands in the reason, where it does not count",
        ),
        (
            "palisade:allow p-two until 2020-01-01 -- x",
            "f0:2:5 suppression-syntax: `2020-01-01` sets no last day",
        ),
        (
            "palisade:allow p-two until:2020-01-01 -- x",
            "f0:2:5 suppression-syntax: `until:2020-01-01` sets no last day",
        ),
        (
            "palisade:allow p-two until=2020-01-01 until=2099-01-01 -- x",
            "f0:2:5 suppression-syntax: the suppression names two last days",
        ),
        (
            "palisade:allow p-two -- .",
            "f0:2:5 suppression-without-reason: the suppression of `p-two` gives no reason and \
             does not count",
        ),
        (
            "palisade:allow p-tow -- x",
            "f0:2:20 suppression-unknown-policy: unknown policy `p-tow` in a suppression",
        ),
        (
            "palisade:allow p-two, p-one/c -- x",
            "one p-two/x: palisade x\n\
             f0:2:27 suppression-unused: the suppression of `p-one/c` matches nothing any more",
        ),
        ("palisade:allow p-three -- did not run", ""),
        (
            "palisade:allow * -- x",
            "f0:2:20 suppression-unknown-policy: unknown policy `*` in a suppression",
        ),
        (
            "palisade:allow CKV_AWS_99 -- x",
            "f0:2:20 suppression-unknown-policy: unknown policy `CKV_AWS_99` in a suppression",
        ),
        (
            "palisade:allow CKV_K8S_1 -- x",
            "f0:2:20 suppression-unknown-policy: unknown policy `CKV_K8S_1` in a suppression",
        ),
        (
            "checkov:skip=CKV_AWS_57",
            "one p-one/b: checkov \n\
             f0:2:5 suppression-without-reason: the suppression of `CKV_AWS_57` gives no reason",
        ),
        (
            "trivy:ignore:AWS-0092:exp:2026-01-01",
            "f0:2:5 suppression-expired: the suppression of `AWS-0092` ended on 2026-01-01 and \
             does not count",
        ),
        (
            "trivy:ignore:AWS-0092:exp:soon",
            "f0:2:5 suppression-syntax: the suppression of `AWS-0092` ends on `soon`, which is no \
             day",
        ),
    ] {
        check(&[&on(text)], want);
    }
}

#[test]
fn the_nearest_suppression_gives_the_reason_and_none_of_them_is_unused() {
    let text = "# palisade:allow-file p-two -- far\n\nresource \"t\" \"one\" {\n\
                # checkov:skip=KSV017:other\n# palisade:allow p-two -- near\n}\n";
    check(&[text], "one p-two/x: palisade near");
}

#[test]
fn help_names_the_nearest_policy() {
    let names: HashSet<&str> = ["s3-bucket-public-acl", "k8s-host-path"].into();
    let ran = HashSet::new();
    let policies = Policies::new(&ran, &names);
    assert_eq!(
        policies.near("s3-bucket-public-acls").as_deref(),
        Some("did you mean `s3-bucket-public-acl`?")
    );
    assert_eq!(policies.near("entirely-else"), None);
}

#[test]
fn annotations_are_about_the_resources_that_they_name() {
    let sources = SourceMap::new();
    let file = sources.add("f", "kind: one\n");
    let at = Location::new(file, Span::new(0, 9));
    let resource = Resource {
        framework: FrameworkId("kubernetes"),
        kind: "t",
        address: "one",
        attributes: Value::Null,
        location: at,
        header: at,
        parents: &[],
        provider: "",
        links: &[],
        perhaps: &[],
        symbolic: None,
    };
    let policy = policy("p-two", &["CKV_K8S_20"], vec![rule("x", &[])]);
    let mut outcomes: Vec<Outcome> =
        (0..3).map(|_| outcome(&policy, &policy.rules[0], &resource)).collect();
    outcomes[2].kind = OutcomeKind::Pass;
    let mut note = note("checkov:skip=CKV_K8S_20:so", at);
    note.resources = Some(vec![1, 2]);
    let resources = [resource; 3];
    let (ran, all) = (["p-two"].into(), ["p-two", "CKV_K8S_20"].into());
    let known = Known { today: TODAY, policies: &Policies::new(&ran, &all) };
    let (told, strangers) = apply(&mut outcomes, &[0, 1, 2], &resources, &[note], &sources, known);
    assert_eq!(told, []);
    assert!(strangers.note().is_none());
    let suppressed: Vec<bool> = outcomes.iter().map(|o| o.suppression.is_some()).collect();
    assert_eq!(suppressed, [false, true, false]);
    assert_eq!(outcomes[1].suppression.as_ref().map(|s| s.location), Some(at));
}

#[test]
fn many_comments_take_time_in_proportion() {
    // A hundred thousand comments in one run above a block: quadratic work would not end.
    let mut text = String::new();
    for n in 0..100_000 {
        writeln!(text, "# checkov:skip=CKV_AWS_{}:x", 1000 + n).unwrap();
    }
    text.push_str("# checkov:skip=CKV_AWS_57:last\nresource \"t\" \"one\" {\n}\n");
    check(
        &[&text],
        "one p-one/b: checkov last\n\
         f0:1:16 suppression-unknown-id: suppressions name checks that no policy answers to: \
         `CKV_AWS_1000`, `CKV_AWS_1001`, `CKV_AWS_1002`, `CKV_AWS_1003`, `CKV_AWS_1004` and \
         99995 more",
    );
}
