//! Files that were asked for by name, and files of tools whose configurations are not read.

use crate::project::{OWN, with_policies};

const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: []}\n";

#[test]
fn a_named_file_that_cannot_be_read_is_no_clean_run() {
    let project = with_policies(&[
        ("k8s/pod.yaml", POD),
        ("k8s/broken.yaml", "kind: [unclosed"),
        ("k8s/manifest.yaml", "apiVersion: v1\nkind: Pod\nspec: {a: [\n"),
        ("k8s/broken.json", "{\"kind\": "),
        ("tf/main.tf", "resource \"aws_s3_bucket_acl\" \"b\" {\n  acl = \n}\n"),
        ("notes.txt", "nothing\n"),
        ("values.yaml", "replicas: 1\n"),
    ]);
    project.write("latin.tf", b"# caf\xe9\n");
    let run = |paths: &str| project.run(&format!("check {paths} {OWN}"));
    for broken in
        ["k8s/broken.yaml", "k8s/manifest.yaml", "k8s/broken.json", "tf/main.tf", "latin.tf"]
    {
        run(&format!("k8s/pod.yaml {broken}"))
            .exits(1)
            .says(&["gate: failed: 1 named file could not be read", broken]);
        // Without anything else there is no verdict at all.
        let exit = run(broken).exit;
        assert!([1, 3].contains(&exit), "{broken}: {exit}");
    }
    run("k8s/broken.yaml").exits(3).says(&["cannot be read:", "k8s/broken.yaml:1:7"]);
    run("k8s/broken.yaml k8s/broken.json k8s/pod.yaml").says(&["2 named files could not be read"]);
    // What can be read and is nobody's is listed, and so is what a folder holds.
    for others in ["notes.txt", "values.yaml"] {
        run(&format!("k8s/pod.yaml {others}")).exits(0).says(&["no framework recognises", others]);
    }
    run("k8s").exits(0).says(&["manifest.yaml"]);
    run("k8s --fail-on-unscanned").exits(1);
}

#[test]
fn configurations_of_other_tools_are_listed_in_every_report() {
    let project = with_policies(&[
        ("main.tf", "resource \"aws_s3_bucket_acl\" \"b\" {\n  acl = \"private\"\n}\n"),
        ("live/terragrunt.hcl", "terraform { source = \"../modules/x\" }\ninputs = {}\n"),
        ("stack/web.tfcomponent.hcl", "component \"web\" { source = \"./web\" }\n"),
        ("stack/web.tfstack.hcl", "component \"web\" { source = \"./web\" }\n"),
        ("stack/web.tfdeploy.hcl", "deployment \"a\" { inputs = {} }\n"),
        ("bare/Chart.yaml", "apiVersion: v2\nname: bare\nversion: 1.0.0\n"),
        ("chart/Chart.yaml", "apiVersion: v2\nname: full\nversion: 1.0.0\n"),
        ("chart/templates/a.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {name: {{ .x }}}\n"),
        ("pod/Chart.yaml", POD),
    ]);
    let parts = [
        ("live/terragrunt.hcl", "is a Terragrunt configuration"),
        ("stack/web.tfcomponent.hcl", "belongs to a Terraform stack"),
        ("stack/web.tfstack.hcl", "belongs to a Terraform stack"),
        ("stack/web.tfdeploy.hcl", "belongs to a Terraform stack"),
        ("bare", "is a Helm chart, which is not rendered"),
        ("chart", "templates of a Helm chart (1 file) are not rendered"),
    ];
    for format in ["text", "json", "sarif", "junit", "github", "markdown"] {
        let mut run = project.run(&format!("check . {OWN} --format {format}")).exits(0);
        for (subject, reason) in parts {
            run = run.says(&[subject, reason]);
        }
    }
    let json = project.run(&format!("check . {OWN} --format json")).json();
    assert_eq!(json["unscanned"].as_array().map(Vec::len), Some(parts.len()));
    project.run(&format!("check . {OWN} --fail-on-unscanned")).exits(1);
    // A manifest of that name is one.
    project.run(&format!("check pod/Chart.yaml {OWN}")).exits(0).says(&["1 resource"]);
    project.run(&format!("check live {OWN}")).exits(3);
}
