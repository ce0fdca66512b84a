//! Policies in Rego over files and resources, from the command line.

use crate::project::{Project, Said};
use serde_json::Value;

const MANIFEST: &str = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  \
template:\n    spec:\n      containers:\n      - name: web\n        image: web:latest\n      - name: \
side\n        image: side:1\n        securityContext:\n          privileged: true\n";

/// Rules of Conftest users, in the language before OPA 1.0.
const OLD: &str = "package main\n\ndeny[msg] {\n  input.kind == \"Deployment\"\n  c := \
input.spec.template.spec.containers[_]\n  c.securityContext.privileged\n  msg := sprintf(\"%s is \
privileged\", [c.name])\n}\n\nviolation_tag[{\"msg\": msg}] {\n  c := \
input.spec.template.spec.containers[_]\n  endswith(c.image, \":latest\")\n  msg := \
sprintf(\"%s is not pinned\", [c.image])\n}\n\nwarn[\"no team\"] {\n  not \
input.metadata.labels.team\n}\n";

const RUN: &str = "check --no-builtin --policies policy";

/// The findings as `policy: message @ file:line`.
fn findings(said: &Said) -> Vec<String> {
    let json = said.json();
    let all = json["outcomes"].as_array().unwrap().iter();
    all.filter(|o| o["outcome"] != "pass" && o["outcome"] != "skip")
        .map(|o| {
            let text = |v: &Value| v.as_str().unwrap_or("").to_owned();
            let kind = match text(&o["outcome"]).as_str() {
                "fail" => String::new(),
                kind => format!("{kind} "),
            };
            format!(
                "{kind}{}: {} @ {}:{}",
                text(&o["policy"]),
                text(&o["message"]),
                text(&o["location"]["file"]),
                o["location"]["start_line"]
            )
        })
        .collect()
}

#[track_caller]
fn check(project: &Project, arguments: &str) -> Vec<String> {
    findings(&project.run(&format!("{RUN} --format json -q {arguments}")))
}

#[test]
fn rules_of_conftest_run_on_manifests_and_point_at_lines() {
    let project = Project::new(&[("k8s/web.yaml", MANIFEST), ("policy/main.rego", OLD)]);
    assert_eq!(
        check(&project, "k8s"),
        [
            "main.violation_tag: web:latest is not pinned @ k8s/web.yaml:10",
            "main.deny: side is privileged @ k8s/web.yaml:14",
            "main.warn: no team @ k8s/web.yaml:3",
        ]
    );
    project.run(&format!("{RUN} k8s")).exits(1).says(&[
        "resource: Deployment/web",
        "1 file, 1 resource, 3 policies",
        "gate: failed: 2 findings at or above `info`",
    ]);
    // Advice fails no run.
    project
        .run(&format!("{RUN} --only main.warn k8s"))
        .exits(0)
        .says(&["low[main.warn]: no team", "no finding that fails a run, 1 finding of advice"]);
    project.run(&format!("{RUN} --except main.deny,main.violation_tag k8s")).exits(0);
}

#[test]
fn comments_baselines_and_explanations_work_as_for_other_policies() {
    let allowed = format!("# palisade:allow main.deny -- a trusted agent\n{MANIFEST}");
    let project = Project::new(&[("k8s/web.yaml", &allowed), ("policy/main.rego", OLD)]);
    assert_eq!(
        check(&project, "k8s"),
        [
            "main.violation_tag: web:latest is not pinned @ k8s/web.yaml:11",
            "main.warn: no team @ k8s/web.yaml:4",
        ]
    );
    project.run(&format!("{RUN} k8s --outcomes all")).says(&["a trusted agent"]);
    project.run(&format!("{RUN} k8s --write-baseline known.json -q")).exits(0);
    project.run(&format!("{RUN} k8s --baseline known.json")).exits(0);
    project
        .run("explain Deployment/web k8s --no-builtin --policies policy --only main.violation_tag")
        .exits(0)
        .says(&["main.violation_tag", "web:latest is not pinned"]);
    project.run("explain main.deny --policies policy").exits(0).says(&["main.deny (high, stable)"]);
    project.run("policies list --no-builtin --policies policy").exits(0).says(&[
        "main.deny",
        "main.violation_tag",
        "3 policies",
    ]);
    for format in ["sarif", "junit", "github", "markdown"] {
        let said = project.run(&format!("{RUN} k8s --format {format} -q"));
        assert!(said.out.contains("web:latest is not pinned"), "{format}: {}", said.all());
    }
}

#[test]
fn annotations_say_what_a_policy_is() {
    let rego = "# METADATA\n# title: All of the package\n# custom:\n#   id: shared\n#   controls: \
[soc2/cc6.1]\npackage main\n\nimport rego.v1\n\n# METADATA\n# title: Ports are high\n# \
description: Low ones need root.\n# related_resources:\n# - ref: https://example.org/ports\n# \
custom:\n#   id: low-port\n#   severity: LOW\n#   aliases: [X_1]\n#   remedy: Take another.\ndeny \
contains msg if {\n\tinput.port < 1024\n\tmsg := sprintf(\"port %d\", [input.port])\n}\n\ndeny \
contains \"no name\" if not input.name\n";
    let project = Project::new(&[("app/a.toml", "port = 80\n"), ("policy/main.rego", rego)]);
    assert_eq!(
        check(&project, "app"),
        ["shared.deny: no name @ app/a.toml:1", "low-port: port 80 @ app/a.toml:1"]
    );
    project.run("policies show X_1 --policies policy").exits(0).says(&[
        "low-port (low, stable)",
        "Ports are high",
        "Low ones need root.",
        "Take another.",
        "soc2/cc6.1",
        "https://example.org/ports",
        "input.port < 1024",
    ]);
    let json = project.run(&format!("{RUN} app --format json -q --only low-port")).json();
    assert_eq!(json["outcomes"][0]["documentation"], "https://example.org/ports");
}

#[test]
fn exceptions_take_rules_back() {
    let rego = "package main\nimport rego.v1\n\ndeny_port contains \"low port\" if input.port < \
1024\n\ndeny_name contains \"no name\" if not input.name\n\nexception contains rules if \
{\n\tinput.legacy\n\trules := [\"port\"]\n}\n";
    let project = Project::new(&[
        ("app/new.json", "{\"port\": 80}"),
        ("app/old.json", "{\"port\": 80, \"legacy\": true}"),
        ("policy/main.rego", rego),
    ]);
    assert_eq!(
        check(&project, "app"),
        [
            "main.deny_name: no name @ app/new.json:1",
            "main.deny_port: low port @ app/new.json:1",
            "main.deny_name: no name @ app/old.json:1",
        ]
    );
}

#[test]
fn packages_are_named_and_others_are_told_of() {
    let rego = |package: &str| {
        format!("package {package}\nimport rego.v1\ndeny contains \"{package}\" if input.a\n")
    };
    let (main, other) = (rego("main"), rego("team.web"));
    let project = Project::new(&[
        ("app/a.json", "{\"a\": 1}"),
        ("policy/main.rego", &main),
        ("policy/team/web.rego", &other),
    ]);
    let line = |package: &str| format!("{package}.deny: {package} @ app/a.json:1");
    assert_eq!(check(&project, "app"), [line("main")]);
    project.run(&format!("{RUN} app")).exits(1).says(&[
        "the rules of package `team.web`, such as `deny`, run on nothing",
        "--namespace team.web",
    ]);
    assert_eq!(check(&project, "app --namespace team.web"), [line("team.web")]);
    assert_eq!(check(&project, "app --all-namespaces"), [line("main"), line("team.web")]);
    project
        .run(&format!("{RUN} app --namespace team.wep"))
        .exits(4)
        .says(&["no package is called `team.wep`", "did you mean `team.web`?"]);
}

#[test]
fn rules_run_on_resources_that_annotations_name() {
    let rego = "# METADATA\n# scope: package\n# custom:\n#   palisade:\n#     resources: \
[aws_s3_bucket_acl]\npackage acls\n\nimport rego.v1\n\ndeny contains msg if {\n\tstartswith(\
input.acl, \"public\")\n\tmsg := sprintf(\"%s has %s\", [input.address, input.acl])\n}\n";
    let tf = "variable \"acl\" {\n  default = \"public-read\"\n}\nresource \"aws_s3_bucket_acl\" \
\"a\" {\n  acl = var.acl\n}\nresource \"aws_s3_bucket_acl\" \"b\" {\n  acl = \"private\"\n}\n\
variable \"open\" {}\nresource \"aws_s3_bucket_acl\" \"c\" {\n  acl = var.open\n}\n";
    let project = Project::new(&[("infra/main.tf", tf), ("policy/acls.rego", rego)]);
    let found = check(&project, "infra --outcomes all");
    assert_eq!(
        found,
        [
            "acls.deny: aws_s3_bucket_acl.a has public-read @ infra/main.tf:5",
            "unknown acls.deny: variable `var.open` has no value @ infra/main.tf:12",
        ]
    );
    project.run(&format!("{RUN} infra")).exits(1).says(&[
        "default of `var.acl` set here",
        "1 file, 3 resources, 1 policy",
        "1 unknown",
    ]);
}

#[test]
fn what_is_unknown_is_never_a_pass() {
    let rego = "# METADATA\n# custom: {resources: [aws_db_instance]}\npackage db\n\nimport \
rego.v1\n\nis_small if input.instance_class == \"small\"\n\nreason := \"small\" if is_small\n\n\
deny_not contains \"not\" if not input.storage_encrypted\n\ndeny_every contains \"every\" if {\n\tevery \
v in input.vpc_security_group_ids { v != \"sg-1\" }\n}\n\ndeny_rule contains \"rule\" if is_small\n\n\
deny_value contains msg if msg := reason\n\ndeny_assigned contains \"assigned\" if r := \
reason\n\ndeny_count contains \"count\" if count([v | some v in input.vpc_security_group_ids; v == \
\"sg-1\"]) > 0\n\ndeny_complete := \"complete\" if is_small\n\ndeny_sure contains msg if \
{\n\tinput.engine == \"mysql\"\n\tmsg := sprintf(\"in %s\", [input.kms_key_id])\n}\n\ndeny_fine \
contains \"fine\" if {\n\tinput.engine == \"other\"\n\tis_small\n}\n\ndeny_some contains v if some \
v in input.vpc_security_group_ids\n";
    let tf = "variable \"x\" {}\nvariable \"ids\" {}\nresource \"aws_kms_key\" \"k\" {}\nresource \
\"aws_db_instance\" \"d\" {\n  engine = \"mysql\"\n  instance_class = var.x\n  storage_encrypted = \
var.x\n  vpc_security_group_ids = var.ids\n  kms_key_id = aws_kms_key.k.arn\n}\n";
    let project = Project::new(&[("infra/main.tf", tf), ("policy/db.rego", rego)]);
    let said = project.run(&format!("{RUN} --format json -q --outcomes all infra"));
    let json = said.json();
    let mut all: Vec<String> = json["outcomes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|o| format!("{} {}", o["rule"].as_str().unwrap(), o["outcome"].as_str().unwrap()))
        .collect();
    all.sort();
    assert_eq!(
        all,
        [
            "deny_assigned unknown",
            "deny_complete unknown",
            "deny_count unknown",
            "deny_every unknown",
            "deny_fine pass",
            "deny_not unknown",
            "deny_rule unknown",
            "deny_some unknown",
            "deny_sure fail",
            "deny_value unknown",
        ]
    );
}

#[test]
fn plans_are_inputs_as_a_whole() {
    let plan = "{\n  \"format_version\": \"1.2\",\n  \"terraform_version\": \"1.9.0\",\n  \
\"resource_changes\": [\n    {\n      \"address\": \"aws_s3_bucket_acl.a\",\n      \"mode\": \
\"managed\",\n      \"type\": \"aws_s3_bucket_acl\",\n      \"name\": \"a\",\n      \"change\": \
{\n        \"actions\": [\"create\"],\n        \"after\": {\n          \"acl\": \
\"public-read\"\n        }\n      }\n    }\n  ]\n}\n";
    let rego = "package main\n\ndeny[msg] {\n  change := input.resource_changes[_]\n  change.type == \
\"aws_s3_bucket_acl\"\n  change.change.after.acl == \"public-read\"\n  msg := sprintf(\"%s is \
public\", [change.address])\n}\n";
    let project = Project::new(&[("plan.json", plan), ("policy/main.rego", rego)]);
    assert_eq!(
        check(&project, "plan.json"),
        ["main.deny: aws_s3_bucket_acl.a is public @ plan.json:13"]
    );
}

#[test]
fn files_of_many_formats_are_inputs() {
    let rego = "package main\nimport rego.v1\n\ndeny contains \"toml\" if \
input.server.debug\n\ndeny contains \"ini\" if input.server.port == 80\n\ndeny contains \"xml\" if \
input.config[\"-mode\"] == \"open\"\n\ndeny contains msg if {\n\tsome b in \
input.resource.aws_s3_bucket.logs\n\tmsg := b.acl\n}\n\ndeny contains msg if {\n\tsome row in \
input\n\trow.admin == \"yes\"\n\tmsg := row.name\n}\n\ndeny contains msg if {\n\tsome \
line in input\n\tline.Kind == \"Path\"\n\tmsg := line.Value\n}\n\ndeny contains \"env\" if input.DEBUG == \
\"1\"\n\ndeny contains \"user\" if {\n\tsome line in input\n\tline.Cmd == \"user\"\n\tline.Value[0] \
== \"root\"\n}\n";
    let project = Project::new(&[
        ("app/a.toml", "[server]\ndebug = true\n"),
        ("app/b.ini", "[server]\nhost = x\nport = 80\n"),
        ("app/c.xml", "<config\n  mode=\"open\"/>\n"),
        ("app/d.hcl", "resource \"aws_s3_bucket\" \"logs\" {\n  acl = \"x-acl\"\n}\n"),
        ("app/e.csv", "name,admin\nann,no\nbob,yes\n"),
        ("app/f.env", "A=1\nDEBUG=1\n"),
        ("app/Dockerfile", "FROM a\nUSER root\n"),
        ("app/.dockerignore", "# c\nvendor\n"),
        ("app/g.jsonnet", "{}\n"),
        ("app/h.json", "{\"a\": }\n"),
        ("app/notes.txt", "nothing\n"),
        ("policy/main.rego", rego),
    ]);
    let mut found = check(&project, "app");
    found.sort();
    assert_eq!(
        found,
        [
            "main.deny: bob @ app/e.csv:3",
            "main.deny: env @ app/f.env:2",
            "main.deny: ini @ app/b.ini:3",
            "main.deny: toml @ app/a.toml:2",
            "main.deny: user @ app/Dockerfile:2",
            "main.deny: vendor @ app/.dockerignore:2",
            "main.deny: x-acl @ app/d.hcl:1",
            "main.deny: xml @ app/c.xml:2",
        ]
    );
    project.run(&format!("{RUN} app")).exits(1).says(&[
        "app/g.jsonnet",
        "Jsonnet is not read; render it to JSON (`jsonnet`) and check the result",
        "the file cannot be read as json: expected a value",
        "app/h.json:1",
    ]);
}

#[test]
fn a_parser_is_named_and_files_are_combined() {
    let rego = "package main\nimport rego.v1\ndeny contains \"low\" if to_number(input.port) < \
1024\n\ndeny contains msg if {\n\tsome a, b in input\n\tsome c, d in input\n\ta < c\n\t\
b.contents.port == d.contents.port\n\tmsg := sprintf(\"%s and %s\", [b.path, d.path])\n}\n";
    let project = Project::new(&[
        ("app/a.conf", "port = 80\n"),
        ("app/a.json", "{\"port\": 8080}"),
        ("app/b.yaml", "port: 8080\n"),
        ("policy/main.rego", rego),
    ]);
    assert_eq!(
        check(&project, "app/a.conf --parser properties"),
        ["main.deny: low @ app/a.conf:1"]
    );
    assert_eq!(
        check(&project, "app --combine"),
        ["main.deny: app/a.json and app/b.yaml @ app/a.json:1"]
    );
    project.run(&format!("{RUN} app --parser jsonnet")).exits(2).says(&["Jsonnet is not read"]);
    project.run(&format!("{RUN} app --parser ymal")).exits(2).says(&["did you mean `yaml`?"]);
}

#[test]
fn data_stands_below_data() {
    let rego = "package main\nimport rego.v1\ndeny contains msg if {\n\tnot input.port in \
data.allowed.ports\n\tmsg := sprintf(\"port %d\", [input.port])\n}\n";
    let project = Project::new(&[
        ("app/a.json", "{\"port\": 81}"),
        ("app/b.json", "{\"port\": 80}"),
        ("data/allowed/ports.yaml", "ports: [80]\n"),
        ("policy/main.rego", rego),
    ]);
    assert_eq!(check(&project, "app --data data"), ["main.deny: port 81 @ app/a.json:1"]);
    project.run(&format!("{RUN} app --data nowhere")).exits(4).says(&["nowhere"]);
}

#[test]
fn policies_that_cannot_run_are_errors() {
    let project = Project::new(&[
        ("app/a.json", "{\"a\": 1}"),
        ("policy/main.rego", "package main\nimport rego.v1\ndeny contains x if input.a\n"),
    ]);
    project.run(&format!("{RUN} app")).exits(4).says(&["policy/main.rego:3", "unsafe"]);
    project.write(
        "policy/main.rego",
        "package main\nimport rego.v1\ndeny contains {\"message\": \"x\"} if input.a\n",
    );
    project
        .run(&format!("{RUN} app"))
        .exits(1)
        .says(&["a message is an object without `msg`; give it a text of that name"]);
    // Tests are no policies.
    project.write(
        "policy/main.rego",
        "package main\nimport rego.v1\ndeny contains \"x\" if input.a\n",
    );
    project.write("policy/main_test.rego", "package main\ntest_x if undefined_function(1)\n");
    assert_eq!(check(&project, "app"), ["main.deny: x @ app/a.json:1"]);
}
