//! The commands beside `check`.

use crate::project::{OWN, POLICIES, Project, said, shop};

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

#[test]
fn explain_tells_where_each_value_comes_from() {
    let project = Project::new(&[
        (
            "main.tf",
            r#"variable "env" {}
variable "days" { default = 7 }
locals { name = lower("Logs-${var.env}") }
module "m" {
  source = "./m"
  days   = var.days
  name   = local.name
}
"#,
        ),
        (
            "m/main.tf",
            r#"variable "days" {}
variable "name" {}
resource "aws_s3_bucket_acl" "b" {
  acl    = var.days > 5 ? "private" : "public-read"
  bucket = var.name
  count  = 1
  password = "hunter${1 + 1}"
}
"#,
        ),
        ("terraform.tfvars", "env = \"Prod\"\n"),
        POLICIES[0],
    ]);
    let run = project.run(&format!("explain module.m.aws_s3_bucket_acl.b[0] . {OWN}"));
    let text = run.all();
    let attributes = text.split("attributes\n").nth(1).unwrap_or(&text);
    insta::assert_snapshot!(attributes, @r#"
    acl = "private"   [line 4: var.days > 5 ? "private" : "public-read"] <- argument var.days [main.tf:6:3] <- default of var.days [main.tf:2:19]
    bucket = "logs-prod"   [line 5] <- argument var.name [main.tf:7:3] <- local.name [main.tf:3:10: lower("Logs-${var.env}")] <- var.env [terraform.tfvars:1:1]
    password = (not shown)
    "#);
    let run =
        project.run(&format!("explain module.m.aws_s3_bucket_acl.b[0] . {OWN} --var env=dev"));
    run.says(&["`--var` for var.env"]);
}

#[test]
fn explain_draws_the_graph_of_resources() {
    let project = Project::new(&[
        (
            "a/main.tf",
            "resource \"aws_s3_bucket\" \"b\" {\n  for_each = toset([\"x\\\"y\"])\n}\nmodule \"m\" {\n  source = \"./m\"\n  id = aws_s3_bucket.b[\"x\\\"y\"].id\n}\n",
        ),
        (
            "a/m/main.tf",
            "variable \"id\" {}\nresource \"aws_s3_bucket_acl\" \"c\" {\n  bucket = var.id\n}\n",
        ),
        (
            "k/pod.yaml",
            "apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: n}\nspec: {containers: [{name: c}]}\n",
        ),
        ("rules/none.txt", ""),
    ]);
    let run = project.run("explain --graph a");
    insta::assert_snapshot!(run.all(), @r#"
    exit 0
    digraph resources {
      node [shape=box, fontname="sans-serif"];
      n0_0 [label="aws_s3_bucket.b[\"x\\\"y\"]"];
      subgraph cluster_0_1 {
        label="module.m";
        n0_1 [label="module.m.aws_s3_bucket_acl.c"];
      }
      n0_1 -> n0_0;
    }
    "#);
    let run = project.run("explain --graph=mermaid .");
    insta::assert_snapshot!(run.all(), @r#"
    exit 0
    flowchart LR
      subgraph u0 ["a"]
        n0_0["aws_s3_bucket.b[#34;x#92;#34;y#34;]"]
        subgraph u0_1 ["module.m"]
          n0_1["module.m.aws_s3_bucket_acl.c"]
        end
      end
      n0_1 --> n0_0
      subgraph u1 ["."]
        subgraph u1_0 ["n"]
          n1_0["Pod/n/p<br/>pod-spec"]
        end
      end
    "#);
    // Known values and ids tell who refers to whom.
    project.write(
        "known/main.tf",
        "resource \"aws_s3_bucket_acl\" \"a\" {\n  bucket = aws_s3_bucket.b.bucket\n}\nresource \
         \"aws_s3_bucket\" \"b\" {\n  bucket = \"name-of-it\"\n}\n",
    );
    project.run("explain --graph known").exits(0).says(&["n0_0 -> n0_1;"]);
    let state = r#"{"version":4,"terraform_version":"1.9.0","serial":1,"resources":[
        {"mode":"managed","type":"a_b","name":"x","instances":[{"attributes":{"id":"id-of-x"}}]},
        {"mode":"managed","type":"a_b","name":"y","instances":[
          {"attributes":{"id":"y","to":["id-of-x"]},"dependencies":["a_b.x"]}]}]}"#;
    project.write("state/terraform.tfstate", state);
    project.run("explain --graph=mermaid state").exits(0).says(&["n0_1 --> n0_0"]);
    project.run("explain --graph rules").exits(3).says(&["there is no resource to draw"]);
    project.run("explain").exits(2);
}

#[test]
fn what_would_decide_is_told_in_every_form() {
    let project = Project::new(&[
        (
            "main.tf",
            "variable \"public\" { type = bool }\nresource \"aws_s3_bucket_acl\" \"b\" {\n  acl = var.public ? \"public-read\" : \"private\"\n}\n",
        ),
        POLICIES[0],
    ]);
    let text = "fails if `var.public` is true";
    project.run(&format!("check . --outcomes all {OWN}")).exits(0).says(&[text]);
    project.run(&format!("explain aws_s3_bucket_acl.b . {OWN}")).exits(0).says(&[text]);
    let json = project.run(&format!("check . --outcomes all --format json {OWN}")).json();
    let outcome = &json["outcomes"][0];
    assert_eq!(outcome["whatif_text"][0], text);
    assert_eq!(outcome["whatif"][0]["values"][0]["name"], "var.public");
    assert_eq!(outcome["whatif"][0]["outcome"], "fail");
    // What is not listed costs nothing and says nothing.
    let json = project.run(&format!("check . --format json {OWN}")).json();
    assert!(!json.to_string().contains("whatif"));
}
