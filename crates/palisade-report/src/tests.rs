//! Every format on the same reports: one with findings of all kinds, one with odd characters,
//! one that is clean.

mod fixture;
#[path = "../../palisade-wire/src/tests/validator.rs"]
mod validator;

use crate::{Format, Options, Show, render};
use fixture::{Fixture, clean, fail, odd, policy, shop};
use palisade_model::{OutcomeKind, Severity};
use palisade_source::Span;
use serde_json::Value;

fn text_of(fixture: &Fixture, format: Format) -> String {
    render(format, &fixture.report(), &Options::default())
}

fn all() -> Options {
    Options { show: Show::All, ..Options::default() }
}

fn json(fixture: &Fixture, format: Format, options: &Options) -> Value {
    serde_json::from_str(&render(format, &fixture.report(), options)).expect("it is JSON")
}

#[test]
fn text_for_people() {
    insta::assert_snapshot!(text_of(&shop(), Format::Text), @r#"
critical[s3-bucket-public-acl]: bucket ACL is `public-read`
 --> modules/bucket/main.tf:7:12
  |
3 | resource "aws_s3_bucket_acl" "this" {
...
7 |   acl    = var.acl
  |            ^^^^^^^ is "public-read"
  |
 ::: main.tf:3:12
  |
3 |   acl    = var.assets_acl
  |            -------------- passed to `var.acl` here
  |
 ::: terraform.tfvars:1:14
  |
1 | assets_acl = "public-read"
  |              ------------- value of `var.assets_acl` set here
  |
  = resource: module.assets.aws_s3_bucket_acl.this
  = why: Anybody on the internet can list and read what is in the bucket;
         buckets that were made public by accident are found within hours.
  = help: Set the ACL to `private`, and grant access by a bucket policy that
          names who needs it.
  = fix: set `acl = "private"`
  = see: https://palisade.dev/policies/s3-bucket-public-acl

high[k8s-host-network]: pod shares the network of its node
 --> k8s/web.yaml:8:7
  |
6 |   template:
7 |     spec:
8 |       hostNetwork: true
  |       ^^^^^^^^^^^^^^^^^
  |
  = resource: Deployment/shop/web
  = why: Anybody on the internet can list and read what is in the bucket;
         buckets that were made public by accident are found within hours.
  = help: Set the ACL to `private`, and grant access by a bucket policy that
          names who needs it.
  = fix: set `spec.template.spec.hostNetwork: false` (may change what the
         resource does)
  = see: https://palisade.dev/policies/k8s-host-network

low[s3-bucket-force-destroy]: bucket is deleted with all it holds
  --> modules/bucket/main.tf:12:3
   |
10 | resource "aws_s3_bucket" "logs" {
11 |   for_each = toset(["eu", "us"])
12 |   force_destroy = true
   |   ^^^^^^^^^^^^^^^^^^^^
   |
   = resources: aws_s3_bucket.logs["eu"]
                aws_s3_bucket.logs["us"]
   = why: Anybody on the internet can list and read what is in the bucket;
          buckets that were made public by accident are found within hours.
   = help: Set the ACL to `private`, and grant access by a bucket policy that
           names who needs it.
   = see: https://palisade.dev/policies/s3-bucket-force-destroy

error[s3-bucket-public-acl]: rule `acl` could not be evaluated: no such key: `acl`
  --> modules/bucket/main.tf:10:1
   |
10 | resource "aws_s3_bucket" "logs" {
   | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
   |
   = resource: aws_s3_bucket_acl.other

error[hcl-syntax]: expected an expression
 --> broken.tf:3:1
  |
2 |   x = [1,
  |       - the list starts here
3 | }
  | ^
  |
  = help: close the list with `]`

warning[unused-suppression]: suppression of `x` matches nothing

unknown: 2 outcomes hang on what is not known here:
  - variable `var.key` has no value: 2 outcomes on 2 resources

unscanned: 1 part could not be examined:
  - `module.vpc` (main.tf:6:1): source `git::https://example.com/vpc` is not on
    disk; run `terraform init`

allowed: 1 finding with a reason:
  - `k8s-image-tag-latest` on Deployment/shop/web: pinned by the registry | see
    #12 (k8s/web.yaml:4:3, until 2027-03-31)

severity     findings      allowed  in baseline
-----------------------------------------------
critical            1            0            0
high                1            0            0
medium              0            1            1
low                 2            0            0
total               4            1            1

checked 4 files, 5 resources, 70 policies: 4 findings, 1 allowed, 1 in the
baseline, 2 unknown, 1 not evaluated, 1 unscanned, 40 passed, 2 not applicable
gate: failed: 4 findings at or above `low`, 1 error at or above `low`
next: fix the critical finding first; `palisade explain s3-bucket-public-acl` tells why
"#);
}

#[test]
fn text_without_findings() {
    insta::assert_snapshot!(text_of(&clean(), Format::Text), @r#"
checked 4 files, 5 resources, 70 policies: 0 findings, 40 passed, 2 not
applicable
gate: passed: no finding
no findings in 4 files, 5 resources, 70 policies
"#);
}

#[test]
fn every_format_has_goldens() {
    for (name, fixture) in [("shop", shop()), ("odd", odd()), ("clean", clean())] {
        for (format, kind) in Format::all() {
            if name == "odd" || format != Format::Text {
                insta::assert_snapshot!(format!("{name}-{kind}"), text_of(&fixture, format));
            }
        }
    }
}

#[test]
fn every_outcome_is_listed_on_request() {
    let (shop, all) = (shop(), all());
    let text = render(Format::Text, &shop.report(), &all);
    for outcome in &shop.outcomes {
        assert!(text.contains(&outcome.resource.address), "{}", outcome.resource.address);
    }
    let outcomes = json(&shop, Format::Json, &all)["outcomes"].as_array().unwrap().len();
    assert_eq!(outcomes, shop.outcomes.len());
    let results = &json(&shop, Format::Sarif, &all)["runs"][0]["results"];
    let kinds: Vec<&str> =
        results.as_array().unwrap().iter().map(|result| result["kind"].as_str().unwrap()).collect();
    let count = |kind: &str| kinds.iter().filter(|known| **known == kind).count();
    // The error is a notification.
    assert_eq!([count("fail"), count("open"), count("pass"), count("notApplicable")], [6, 2, 1, 1]);
    let junit = render(Format::Junit, &shop.report(), &all);
    assert_eq!(junit.matches("<testcase").count(), shop.outcomes.len() + shop.unscanned.len());
    assert_eq!(junit.matches("unknown: variable `var.key` has no value").count(), 2);
}

#[test]
fn json_is_what_its_schema_says() {
    let schemas = palisade_wire::schemas();
    let (_, schema) = schemas.iter().find(|(path, _)| path.contains("check-v1")).unwrap();
    for fixture in [shop(), odd(), clean()] {
        for options in [Options::default(), all()] {
            let report = json(&fixture, Format::Json, &options);
            assert_eq!(validator::faults(schema, &report), [""; 0]);
        }
    }
}

#[test]
fn places_in_sarif_lead_to_their_files() {
    for fixture in [shop(), odd()] {
        let log = json(&fixture, Format::Sarif, &all());
        let run = &log["runs"][0];
        for result in run["results"].as_array().unwrap() {
            let rule = result["ruleIndex"].as_u64().unwrap() as usize;
            assert_eq!(run["tool"]["driver"]["rules"][rule]["id"], result["ruleId"]);
            let place = &result["locations"][0]["physicalLocation"]["artifactLocation"];
            let index = place["index"].as_u64().unwrap() as usize;
            assert_eq!(run["artifacts"][index]["location"]["uri"], place["uri"]);
            assert!(result["partialFingerprints"]["palisade/v1"].is_string());
        }
    }
    let log = json(&odd(), Format::Sarif, &Options::default());
    let uri = &log["runs"][0]["artifacts"][0]["location"]["uri"];
    assert_eq!(uri, "w%C3%A9b%20shop/a%3Ab%2Cc%2520%231.json");
}

#[test]
fn an_annotation_is_one_line_whatever_its_text_holds() {
    let text = text_of(&odd(), Format::Github);
    let starts = ["::error ", "::warning "];
    for line in text.lines() {
        assert!(starts.iter().any(|start| line.starts_with(start)), "{line}");
    }
    assert!(!text.contains('\r'));
    assert!(text.contains("file=wéb shop/a%3Ab%2Cc%2520#1.json,line=1,"));
}

#[test]
fn a_page_stays_within_what_a_comment_may_hold_and_says_what_it_leaves_out() {
    let mut many = Fixture::default();
    let file = many.sources.add("main.tf", "acl = 1\n".repeat(3000));
    let policy = policy("s3-bucket-public-acl", Severity::High);
    for index in 0..3000_u32 {
        let mut at = many.at(file, "acl = 1");
        at.span = Span::new(index * 8, index * 8 + 7);
        many.outcomes.push(fail(&policy, &format!("aws_s3_bucket.b{index}"), at, "it is 日本"));
    }
    many.outcomes
        .push(palisade_model::Outcome { kind: OutcomeKind::Error, ..many.outcomes[0].clone() });
    let page = text_of(&many, Format::Markdown);
    assert!(page.len() <= 65_536, "{}", page.len());
    let told = page.matches("<details>").count() + page.matches("\n- **high**").count();
    let left = format!("*… and {} more findings: too long", 3000 - told);
    assert!(page.contains(&left), "{}", &page[page.len() - 600..]);
    assert!(page.contains("*… and 1 more error: too long"));
    assert_eq!(page.matches("<details>").count(), page.matches("</details>").count());
}

#[test]
fn colour_adds_nothing_but_colour() {
    for fixture in [shop(), odd(), clean()] {
        let plain = text_of(&fixture, Format::Text);
        let color = Options { color: true, ..Options::default() };
        let coloured = render(Format::Text, &fixture.report(), &color);
        assert!(coloured.contains("\u{1b}["));
        let mut stripped = String::new();
        for (index, part) in coloured.split("\u{1b}[").enumerate() {
            let rest = if index == 0 { part } else { part.split_once('m').unwrap().1 };
            stripped.push_str(rest);
        }
        assert_eq!(stripped, plain);
        assert!(!plain.contains('\u{1b}'));
    }
}

#[test]
fn prose_keeps_to_the_width_of_the_terminal() {
    for width in [0, 60, 80, 100, 1000] {
        let options = Options { width: Some(width), ..Options::default() };
        let text = render(Format::Text, &shop().report(), &options);
        let limit = width.clamp(60, 100);
        // A title stays on one line, and so do labels and what to do next.
        let free = |line: &&str| {
            line.contains("]: ") || line.contains("  | ") || line.starts_with("next: ")
        };
        let long = text.lines().filter(|line| line.chars().count() > limit && !free(line));
        let long: Vec<&str> = long.filter(|line| !line.contains("https://")).collect();
        assert_eq!(long, [""; 0], "at {width}");
    }
}

#[test]
fn the_last_line_says_what_to_do() {
    let last =
        |fixture: &Fixture| text_of(fixture, Format::Text).lines().last().unwrap().to_owned();
    let mut fixture = clean();
    assert_eq!(last(&fixture), "no findings in 4 files, 5 resources, 70 policies");
    fixture.unscanned = shop().unscanned;
    fixture.unscanned[0].location = None;
    assert!(last(&fixture).contains("next: mend what is listed as unscanned"));
    let mut shop = shop();
    shop.outcomes.retain(|outcome| outcome.severity == Severity::High);
    assert_eq!(last(&shop), "next: fix it; `palisade explain k8s-host-network` tells why");
    let mut report = shop.report();
    report.files = 0;
    let text = render(Format::Text, &report, &Options::default());
    assert!(text.lines().last().unwrap().starts_with("next: name a folder"));
}

#[test]
fn formats_go_by_their_names() {
    let names: Vec<&str> = Format::all().map(|(_, name)| name).collect();
    assert_eq!(names, ["text", "json", "sarif", "junit", "github", "markdown"]);
    assert!(Format::all().all(|(format, name)| Format::named(name) == Some(format)));
    assert_eq!(Format::named("xml"), None);
}

#[test]
fn our_reports_are_known_and_nothing_else() {
    for fixture in [shop(), odd(), clean()] {
        for (format, name) in Format::all() {
            assert!(crate::is_report(text_of(&fixture, format).as_bytes()), "{name}");
        }
    }
    for other in [
        "[core]\n\tbare = false\n",
        "{}",
        r#"{"schema":"palisade.dev/baseline/v1","entries":[]}"#,
        "resource \"a\" \"b\" {}\n",
        "# Palisade\n",
        "<?xml version=\"1.0\"?>\n<testsuites name=\"other\"/>\n",
        "::error title=x::y\nrm -rf\n",
    ] {
        assert!(!crate::is_report(other.as_bytes()), "{other}");
    }
    assert!(!crate::is_report(b"\xff"));
}

#[test]
fn a_run_that_is_not_complete_was_no_success() {
    let mut fixture = clean();
    let success = |fixture: &Fixture| {
        let sarif = json(fixture, Format::Sarif, &Options::default());
        sarif["runs"][0]["invocations"][0]["executionSuccessful"].clone()
    };
    assert_eq!(success(&fixture), Value::Bool(true));
    fixture.gate = fixture.gate.map(|gate| gate.incomplete("a policy could not be read"));
    assert_eq!(success(&fixture), Value::Bool(false));
}
