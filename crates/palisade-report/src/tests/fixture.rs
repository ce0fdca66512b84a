//! Reports made by hand.

use crate::Report;
use palisade_model::{
    ControlId, Fact, Fix, FixSafety, FrameworkId, Outcome, OutcomeKind, Owners, Policy,
    PolicyStatus, ResourceRef, Severity, Suppression, Trail, Unscanned,
};
use palisade_source::{Date, Diagnostic, FileId, Location, SourceMap, Span};
use palisade_wire::check;
use std::sync::Arc;

/// The parts that a report borrows.
#[derive(Default)]
pub(super) struct Fixture {
    pub(super) sources: SourceMap,
    pub(super) outcomes: Vec<Outcome>,
    pub(super) unscanned: Vec<Unscanned>,
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) gate: Option<check::Gate>,
}

impl Fixture {
    pub(super) fn report(&self) -> Report<'_> {
        Report {
            outcomes: &self.outcomes,
            unscanned: &self.unscanned,
            diagnostics: &self.diagnostics,
            sources: &self.sources,
            files: 4,
            resources: 5,
            policies: 70,
            passed: 40,
            not_applicable: 2,
            elapsed: None,
            gate: self.gate.as_ref(),
            version: "0.1.0",
            explain_arguments: "",
        }
    }

    /// The first place of `text` in a file.
    #[track_caller]
    pub(super) fn at(&self, file: FileId, text: &str) -> Location {
        let start = self.sources.get(file).text().find(text).expect("the text is in the file");
        Location::new(file, Span::at(start, start + text.len()))
    }
}

pub(super) fn policy(id: &str, severity: Severity) -> Arc<Policy> {
    let here = Location::new(FileId(0), Span::new(0, 0));
    Arc::new(Policy {
        id: id.into(),
        title: "S3 buckets grant no public access through ACLs".to_owned(),
        severity,
        status: PolicyStatus::Stable,
        owners: Owners { security: Some("cloud-security".to_owned()), platform: None },
        review_by: None,
        controls: vec![
            ControlId::from("cis-aws-foundations-3.0.0/2.1.4"),
            ControlId::from("nist-800-53-r5/AC-3"),
        ],
        aliases: vec!["CKV_AWS_20".to_owned(), "AVD-AWS-0092".to_owned()],
        why: "Anybody on the internet can list and read what is in the bucket; buckets that \
              were made public by accident are found within hours."
            .to_owned(),
        remedy: "Set the ACL to `private`, and grant access by a bucket policy that names who \
                 needs it."
            .to_owned(),
        documentation: Some(format!("https://palisade.dev/policies/{id}")),
        resources: vec!["aws_s3_bucket_acl".to_owned()],
        rules: Vec::new(),
        advisory: false,
        language: "native",
        location: here,
    })
}

/// A fail of a rule at a place.
pub(super) fn fail(policy: &Arc<Policy>, address: &str, at: Location, message: &str) -> Outcome {
    Outcome {
        policy: Arc::clone(policy),
        rule: "acl".into(),
        kind: OutcomeKind::Fail,
        severity: policy.severity,
        resource: Arc::new(ResourceRef {
            address: address.to_owned(),
            kind: "aws_s3_bucket_acl".to_owned(),
            framework: FrameworkId("terraform"),
            block: at,
            header: at,
            outermost: at,
            stands_for: None,
        }),
        location: at,
        attribute: "acl".to_owned(),
        message: message.to_owned(),
        trail: Vec::new(),
        facts: Vec::new(),
        fixes: Vec::new(),
        fingerprint: format!("{address}#1"),
        suppression: None,
        whatif: palisade_model::WhatIf::default(),
        slots: Vec::new(),
        baselined: false,
    }
}

/// The same with the line that names its resource.
pub(super) fn headed(outcome: Outcome, header: Location) -> Outcome {
    let resource = Arc::new(ResourceRef { header, ..(*outcome.resource).clone() });
    Outcome { resource, ..outcome }
}

const MODULE: &str = r#"# An S3 bucket.

resource "aws_s3_bucket_acl" "this" {
  depends_on = [aws_s3_bucket_ownership_controls.this]

  bucket = aws_s3_bucket.this.id
  acl    = var.acl
}

resource "aws_s3_bucket" "logs" {
  for_each = toset(["eu", "us"])
  force_destroy = true
}
"#;

const ROOT: &str = r#"module "assets" {
  source = "./modules/bucket"
  acl    = var.assets_acl
}

module "vpc" {
  source = "git::https://example.com/vpc"
}
"#;

const MANIFEST: &str = r#"apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  template:
    spec:
      hostNetwork: true
      containers:
        - name: web
          image: web
"#;

/// A small shop with findings of all kinds.
pub(super) fn shop() -> Fixture {
    let mut shop = Fixture::default();
    let module = shop.sources.add("modules/bucket/main.tf", MODULE);
    let root = shop.sources.add("main.tf", ROOT);
    let values = shop.sources.add("terraform.tfvars", "assets_acl = \"public-read\"\n");
    let manifest = shop.sources.add("k8s/web.yaml", MANIFEST);
    let broken = shop.sources.add("broken.tf", "resource \"a\" \"b\" {\n  x = [1,\n}\n");

    let public = policy("s3-bucket-public-acl", Severity::Critical);
    let acl = Outcome {
        trail: vec![
            Trail {
                location: shop.at(root, "var.assets_acl"),
                text: "passed to `var.acl` here".to_owned(),
            },
            Trail {
                location: shop.at(values, "\"public-read\""),
                text: "value of `var.assets_acl` set here".to_owned(),
            },
        ],
        facts: vec![Fact {
            expression: "resource.acl".to_owned(),
            value: "\"public-read\"".to_owned(),
        }],
        fixes: vec![Fix {
            set: "acl".to_owned(),
            to: "\"private\"".to_owned(),
            safety: FixSafety::Safe,
        }],
        ..fail(
            &public,
            "module.assets.aws_s3_bucket_acl.this",
            shop.at(module, "var.acl"),
            "bucket ACL is `public-read`",
        )
    };
    let acl = headed(acl, shop.at(module, "resource \"aws_s3_bucket_acl\" \"this\""));

    let destroy = policy("s3-bucket-force-destroy", Severity::Low);
    let header = shop.at(module, "resource \"aws_s3_bucket\" \"logs\"");
    let eu_us = ["eu", "us"].map(|region| {
        let address = format!("aws_s3_bucket.logs[\"{region}\"]");
        let at = shop.at(module, "force_destroy = true");
        headed(fail(&destroy, &address, at, "bucket is deleted with all it holds"), header)
    });

    let host = policy("k8s-host-network", Severity::High);
    let network = Outcome {
        fixes: vec![Fix {
            set: "spec.template.spec.hostNetwork".to_owned(),
            to: "false".to_owned(),
            safety: FixSafety::Unsafe,
        }],
        ..fail(
            &host,
            "Deployment/shop/web",
            shop.at(manifest, "hostNetwork: true"),
            "pod shares the network of its node",
        )
    };
    let network = headed(network, shop.at(manifest, "kind: Deployment"));

    let image = policy("k8s-image-tag-latest", Severity::Medium);
    let tag =
        fail(&image, "Deployment/shop/web", shop.at(manifest, "image: web"), "image has no tag");
    let allowed = Outcome {
        suppression: Some(Suppression {
            syntax: "palisade",
            reason: "pinned by the registry | see #12".to_owned(),
            until: Date::parse("2027-03-31"),
            location: shop.at(manifest, "name: web"),
        }),
        ..tag.clone()
    };
    let known = Outcome { baselined: true, rule: "digest".into(), ..tag.clone() };
    let unknown = |address: &str| Outcome {
        kind: OutcomeKind::Unknown,
        message: "variable `var.key` has no value".to_owned(),
        ..fail(&public, address, header, "")
    };
    let error = Outcome {
        kind: OutcomeKind::Error,
        message: "rule `acl` could not be evaluated: no such key: `acl`".to_owned(),
        ..fail(&public, "aws_s3_bucket_acl.other", header, "")
    };
    let pass = Outcome {
        kind: OutcomeKind::Pass,
        message: String::new(),
        ..fail(&host, "Deployment/shop/other", header, "")
    };
    let skip = Outcome { kind: OutcomeKind::Skip, ..pass.clone() };
    let [eu, us] = eu_us;
    shop.outcomes = vec![
        eu,
        acl,
        us,
        network,
        allowed,
        known,
        unknown("aws_s3_bucket_acl.a"),
        unknown("aws_s3_bucket_acl.b"),
        error,
        pass,
        skip,
    ];
    shop.unscanned = vec![Unscanned {
        subject: "module.vpc".to_owned(),
        reason: "source `git::https://example.com/vpc` is not on disk; run `terraform init`"
            .to_owned(),
        location: Some(shop.at(root, "module \"vpc\"")),
    }];
    shop.diagnostics = vec![
        Diagnostic::error("hcl-syntax", "expected an expression")
            .at(shop.at(broken, "}"))
            .label(shop.at(broken, "["), "the list starts here")
            .help("close the list with `]`"),
        Diagnostic::warning("unused-suppression", "suppression of `x` matches nothing"),
    ];
    shop.gate = Some(check::Gate {
        fail_on: Some(check::Severity::Low),
        fail_on_unscanned: false,
        verdict: check::GateVerdict::Findings,
        explanation: "4 findings at or above `low`, 1 error at or above `low`".to_owned(),
    });
    shop
}

/// Nothing was found.
pub(super) fn clean() -> Fixture {
    let gate = check::Gate {
        fail_on: Some(check::Severity::Info),
        fail_on_unscanned: true,
        verdict: check::GateVerdict::Clean,
        explanation: "no finding".to_owned(),
    };
    Fixture { gate: Some(gate), ..Fixture::default() }
}

/// What breaks formats: the signs that each of them gives a meaning, and what terminals obey.
pub(super) fn odd() -> Fixture {
    const SIGNS: &str = "a|b \"c\" 'd' <e> & `f` ]]> 100% ::error::g\n::h, @i #1 [j](1) {0} \
                         \u{1b}[31mk\u{202e}l\u{7} \\ *m* _n_ $o 日本 🙂 -- <!-- p --> \r";
    let mut odd = Fixture::default();
    let line = format!(
        "{{\"before\":\"{}\",\"ключ\":\"\u{9b}日本\",\"after\":\"{}\"}}",
        "x".repeat(3000),
        "y".repeat(3000)
    );
    let minified = odd.sources.add("wéb shop/a:b,c%20#1.json", line.as_str());
    let tabs = odd.sources.add("tabs.tf", "a {\r\n\tб\t= \"`\u{1b}[31m```\u{202e}\"\r\n}\r\n");
    let mut policy = Policy::clone(&policy("odd-policy", Severity::High));
    policy.title = SIGNS.to_owned();
    policy.why = SIGNS.to_owned();
    policy.remedy = SIGNS.to_owned();
    policy.documentation = Some("https://example.com/a b>c".to_owned());
    let policy = Arc::new(policy);
    let address = format!("odd.this[\"{SIGNS}\"]");
    let trail = vec![Trail {
        location: odd.at(tabs, "\"`\u{1b}[31m```\u{202e}\""),
        text: SIGNS.to_owned(),
    }];
    let first = Outcome {
        trail,
        fixes: vec![Fix {
            set: "ключ".to_owned(),
            to: SIGNS.to_owned(),
            safety: FixSafety::Unsafe,
        }],
        facts: vec![Fact { expression: "acl".to_owned(), value: SIGNS.to_owned() }],
        ..fail(&policy, &address, odd.at(minified, "\u{9b}日本"), SIGNS)
    };
    let block = Location::new(tabs, Span::new(0, 9999));
    let second = fail(&policy, "odd.block", block, "");
    let block = odd.at(tabs, "a {\r\n\tб\t= \"`\u{1b}[31m```\u{202e}\"\r\n}\r\n");
    let third = Outcome {
        suppression: Some(Suppression {
            syntax: "checkov",
            reason: SIGNS.to_owned(),
            until: None,
            location: block,
        }),
        ..fail(&policy, "odd.whole", block, SIGNS)
    };
    // A place in no file at all.
    let nowhere = Location::new(FileId(77), Span::new(3, 5));
    let fourth = fail(&policy, "odd.nowhere", nowhere, "nowhere");
    odd.outcomes = vec![first, second, third, fourth];
    odd.unscanned = vec![Unscanned {
        subject: SIGNS.to_owned(),
        reason: SIGNS.to_owned(),
        location: Some(Location::new(minified, Span::new(0, line.len() as u32))),
    }];
    odd.diagnostics = vec![
        Diagnostic::error("odd", SIGNS)
            .at(Location::new(minified, Span::new(0, line.len() as u32)))
            .label(Location::new(minified, Span::new(6000, 6002)), SIGNS)
            .help(SIGNS),
        Diagnostic::warning("odd", "the end").at(Location::new(tabs, Span::new(9999, 9999))),
    ];
    odd
}
