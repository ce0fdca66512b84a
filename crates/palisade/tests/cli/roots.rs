//! Which folders of Terraform are examined by themselves, and which with what calls them.

use crate::project::{OWN, POLICIES, Project};

const PROD: &str = "variable \"acl\" {\n  default = \"private\"\n}\nresource \"aws_s3_bucket_acl\" \
                    \"b\" {\n  acl = var.acl\n}\n";
const OPEN: &str = "resource \"aws_s3_bucket_acl\" \"c\" {\n  acl = \"public-read\"\n}\n";

/// The addresses of the findings.
fn findings(files: &[(&str, &str)]) -> Vec<String> {
    let mut all = vec![POLICIES[0]];
    all.extend_from_slice(files);
    let report = Project::new(&all).run(&format!("check infra {OWN} --format json")).json();
    let outcomes = report["outcomes"].as_array().unwrap();
    outcomes.iter().map(|o| o["resource"]["address"].as_str().unwrap().to_owned()).collect()
}

fn call(rest: &str) -> String {
    format!("module \"x\" {{\n  source = \"../prod\"\n  {rest}\n}}\n")
}

#[test]
fn a_folder_that_is_called_without_an_instance_is_examined_by_itself() {
    for rest in ["count = 0", "for_each = {}"] {
        let call = call(rest);
        let files = [("infra/dummy/main.tf", call.as_str()), ("infra/prod/main.tf", OPEN)];
        assert_eq!(findings(&files), ["aws_s3_bucket_acl.c"], "{rest}");
    }
    // Two that call each other hide nothing either, nor does what they call.
    let dummy = call("count = 0");
    let back = format!(
        "{OPEN}module \"back\" {{\n  source = \"../dummy\"\n  count  = 0\n}}\nmodule \"in\" {{\n  \
         source = \"../in\"\n}}\n"
    );
    let files = [
        ("infra/dummy/main.tf", dummy.as_str()),
        ("infra/prod/main.tf", back.as_str()),
        ("infra/in/main.tf", OPEN),
    ];
    assert_eq!(findings(&files), ["module.in.aws_s3_bucket_acl.c", "aws_s3_bucket_acl.c"]);
}

#[test]
fn one_call_with_an_instance_is_enough() {
    let (none, one) = (call("count = 0"), call(""));
    let files = [
        ("infra/dummy/main.tf", none.as_str()),
        ("infra/live/main.tf", one.as_str()),
        ("infra/prod/main.tf", OPEN),
    ];
    assert_eq!(findings(&files), ["module.x.aws_s3_bucket_acl.c"]);
    let unknown = format!("variable \"n\" {{}}\n{}", call("count = var.n"));
    let files = [("infra/live/main.tf", unknown.as_str()), ("infra/prod/main.tf", OPEN)];
    assert_eq!(findings(&files), ["module.x[*].aws_s3_bucket_acl.c"]);
}

#[test]
fn what_is_applied_by_itself_is_a_root_whoever_calls_it() {
    let test = call("acl = \"private\"");
    let with = |path: &str, text: &str| {
        findings(&[
            ("infra/tests/main.tf", test.as_str()),
            ("infra/prod/main.tf", PROD),
            (path, text),
        ])
    };
    assert!(with("infra/prod/README.md", "").is_empty());
    let open = "acl = \"public-read\"\n";
    for file in ["terraform.tfvars", "a.auto.tfvars"] {
        assert_eq!(with(&format!("infra/prod/{file}"), open), ["aws_s3_bucket_acl.b"], "{file}");
    }
    // It is examined both ways.
    let both = ["aws_s3_bucket_acl.c", "module.x.aws_s3_bucket_acl.c"];
    for root in [
        "terraform {\n  backend \"s3\" {}\n}\n",
        "terraform {\n  cloud {}\n}\n",
        "provider \"aws\" {\n  region = \"eu-west-1\"\n}\n",
    ] {
        let mut found = with("infra/prod/more.tf", &format!("{root}{OPEN}"));
        found.sort();
        assert_eq!(found, both, "{root}");
    }
    for module in [
        "terraform {\n  required_providers {\n    aws = {\n      source = \"hashicorp/aws\"\n    }\n  \
         }\n}\n",
        "provider \"aws\" {\n  alias = \"eu\"\n}\n",
    ] {
        let found = with("infra/prod/more.tf", &format!("{module}{OPEN}"));
        assert_eq!(found, both[1..], "{module}");
    }
}
