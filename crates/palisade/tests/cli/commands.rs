//! The commands beside `check`.

use crate::project::{OWN, Project, said, shop};

#[test]
fn explain_tells_why_a_resource_got_its_outcome() {
    let shop = shop();
    let run = shop.run(&format!("explain module.assets.aws_s3_bucket_acl.this infra {OWN}"));
    insta::assert_snapshot!(run.all(), @r#"
exit 0
module.assets.aws_s3_bucket_acl.this
  aws_s3_bucket_acl, declared at infra/modules/bucket/main.tf:5:1
  1 rule looked at it: 1 fail

fail    bucket-public-acl / acl (high)
        bucket ACL is `public-read`
        decided at infra/modules/bucket/main.tf:7:3
        `var.acl` passed here (infra/main.tf:7:3)
        value of `var.assets_acl` set here (infra/terraform.tfvars:1:1)
        require: acl in ['private', 'log-delivery-write']  =  false
          acl  =  "public-read"
            resource.?acl.orValue('private')  =  "public-read"

attributes
  acl = "public-read"   [line 7] <- argument var.acl [infra/main.tf:7:3] <- var.assets_acl [infra/terraform.tfvars:1:1]
  bucket = "b"   [line 6]
"#);
}

#[test]
fn explain_knows_manifests_and_guesses_at_slips() {
    let shop = shop();
    shop.run(&format!("explain Deployment/shop/web k8s {OWN}")).exits(0).says(&[
        "fail",
        "host-network",
        "hostNetwork",
        "k8s/web.yaml:9:7",
    ]);
    shop.run(&format!("explain Deployment/shop/wep k8s {OWN}")).exits(2).says(&[
        "no resource has the address `Deployment/shop/wep`; did you mean `Deployment/shop/web`?",
    ]);
}

#[test]
fn explain_tells_what_a_policy_is_about() {
    let shop = shop();
    let run = shop.run("explain bucket-public-acl --policies rules");
    insta::assert_snapshot!(run.all(), @r#"
exit 0
bucket-public-acl (high, stable)
Buckets grant no public access through ACLs

why        Anybody on the internet can list and read what is in the bucket.
remedy     Set the ACL to `private`.
resources  aws_s3_bucket_acl
aliases    CKV_TEST_20, AVD-TEST-0092
owners     cloud-security
review by  2099-11-01

rule acl
    require: acl in ['private', 'log-delivery-write']
"#);
    shop.run("explain CKV_TEST_20 --policies rules").exits(0).says(&["bucket-public-acl (high"]);
    shop.run("explain bucket-public-acs --policies rules")
        .exits(2)
        .says(&["did you mean `bucket-public-acl`?"]);
}

#[test]
fn nothing_that_is_examined_talks_to_the_terminal() {
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: \"x\\e[31m\\u009b\\u202e\"}\nspec:\n  \
               hostNetwork: true\n  containers: [{name: \"\\e]0;title\\a\"}]\n";
    let shop = shop();
    shop.write("pod.yaml", pod);
    let harmful = ['\u{1b}', '\u{9b}', '\u{202e}', '\u{7}'];
    for arguments in
        ["check pod.yaml", "check pod.yaml --outcomes all", "explain pod.yaml/none pod.yaml"]
    {
        let run = shop.run(&format!("{arguments} {OWN}"));
        assert!(!run.all().contains(harmful), "{}", run.all());
    }
    let mut command = shop.command(&format!("explain {OWN}"));
    command.args(["Pod/x\u{1b}[31m\u{9b}\u{202e}", "pod.yaml"]);
    let run = said(command).exits(0).says(&["fail host-network"]);
    assert!(!run.out.contains(harmful), "{}", run.out);
}

#[test]
fn policies_are_listed_and_shown() {
    let shop = shop();
    insta::assert_snapshot!(shop.run(&format!("policies list {OWN}")).all(), @r#"
exit 0
high      bucket-public-acl  Buckets grant no public access through ACLs
medium    host-network  Pods keep their own network

2 policies; `palisade explain ID` tells about one
"#);
    let list = shop.run("policies list --format json").exits(0).json();
    assert_eq!(list["schema"], "palisade.dev/policies/v1");
    let all = list["policies"].as_array().unwrap();
    assert!(all.len() >= 70, "{}", all.len());
    for policy in all {
        for key in ["id", "title", "severity", "why", "remedy"] {
            assert!(policy[key].as_str().is_some_and(|text| !text.is_empty()), "{key} of {policy}");
        }
        let id = policy["id"].as_str().unwrap();
        if id.starts_with("k8s-p") {
            let shown = shop.run(&format!("policies show {id} --format json")).exits(0).json();
            assert_eq!(&shown, policy);
        }
    }
    shop.run("policies show nothing-like-it")
        .exits(2)
        .says(&["no policy is called `nothing-like-it`"]);
}

#[test]
fn completions_exist_for_every_shell() {
    let project = Project::new(&[]);
    for (shell, sign) in
        [("bash", "complete -F"), ("zsh", "#compdef palisade"), ("fish", "complete -c palisade")]
    {
        let script = project.run(&format!("completions {shell}")).exits(0);
        assert!(script.out.contains(sign) && script.out.contains("fail-on-unscanned"), "{shell}");
    }
    project.run("completions cmd").exits(2);
}

#[test]
fn version_and_help_are_on_the_standard_output() {
    let project = Project::new(&[]);
    let version = project.run("--version").exits(0);
    assert_eq!(version.out, format!("palisade {}\n", env!("CARGO_PKG_VERSION")));
    project.run("check --help").exits(0).says(&["Examine infrastructure code", "--fail-on"]);
    let bare = project.run("");
    assert_eq!((bare.exit, bare.out.as_str()), (2, ""));
}

#[test]
fn the_example_shows_what_the_program_can_do() {
    let project = Project::new(&[]);
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
    let mut command = project.command("check examples/webshop --format json");
    command.current_dir(root);
    let report = said(command).exits(1).json();
    let outcomes = report["outcomes"].as_array().unwrap();
    let frameworks =
        |wanted: &str| outcomes.iter().filter(|o| o["resource"]["framework"] == wanted).count();
    assert!(frameworks("terraform") > 10 && frameworks("kubernetes") > 10);
    assert!(outcomes.iter().any(|o| o["trail"].as_array().is_some_and(|t| t.len() > 1)));
    assert!(report["summary"]["suppressed"].as_u64().unwrap() > 0);
    assert_eq!(report["unscanned"].as_array().unwrap().len(), 0);
    assert_eq!(report["diagnostics"].as_array().unwrap().len(), 0);
}
