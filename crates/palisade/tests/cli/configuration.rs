//! Mistakes in `palisade.yaml`: each is told with its place and a way out, and ends with code 4.

use crate::project::{OWN, POLICIES, Project};

const BUCKET: &str = "resource \"aws_s3_bucket\" \"b\" {\n  acl = \"private\"\n}\n";

fn project(config: &str) -> Project {
    let mut files = vec![("main.tf", BUCKET), ("palisade.yaml", config)];
    files.extend(POLICIES);
    Project::new(&files)
}

#[test]
fn every_mistake_has_a_place_and_a_way_out() {
    for (config, place, message, help) in [
        (
            "policies:\n  settings:\n    rds-without-backups:\n      parameters: {dys: 3}\n",
            "4:20",
            "`rds-without-backups` has no parameter `dys`",
            "did you mean `days`?",
        ),
        (
            "policies:\n  settings:\n    rds-without-backups:\n      parameters: {days: many}\n",
            "4:20",
            "the parameter `days` is of type int, and `\"many\"` is not",
            "its default is `1`",
        ),
        (
            "policies: {settings: {s3-bucket-public-acl: {parameters: {days: 1}}}}\n",
            "1:59",
            "`s3-bucket-public-acl` has no parameter `days`",
            "it has no parameters",
        ),
        (
            "policies: {settings: {rds-without-bakups: {severity: low}}}\n",
            "1:23",
            "no policy is called `rds-without-bakups`",
            "did you mean `rds-without-backups`?",
        ),
        (
            "policies: {settings: {CKV_AWS_20: {severity: low}}}\n",
            "1:23",
            "no policy is called `CKV_AWS_20`",
            "settings go by the policy's own id: `s3-bucket-public-acl`",
        ),
        (
            "policies: {settings: {'s3-*': {severity: low}}}\n",
            "1:23",
            "no policy is called `s3-*`",
            "settings are of one policy each",
        ),
        (
            "policies: {settings: {s3-bucket-pubic-acl: {enabled: false}}}\n",
            "1:23",
            "no policy is called `s3-bucket-pubic-acl`",
            "did you mean `s3-bucket-public-acl`?",
        ),
        (
            "policies: {only: [s3-bucket-pubic-acl]}\n",
            "1:19",
            "no policy is called `s3-bucket-pubic-acl`",
            "did you mean `s3-bucket-public-acl`?",
        ),
        (
            "policies: {except: [rds-xx]}\n",
            "1:21",
            "no policy is called `rds-xx`",
            "`palisade policies list` shows them",
        ),
        (
            "policies: {only: ['s3-[*']}\n",
            "1:19",
            "`s3-[*` is no pattern",
            "`*` stands for any text",
        ),
        (
            "policies: {folders: [nosuch]}\n",
            "1:22",
            "the policy folder `nosuch` cannot be read: no such file or directory",
            "relative to the configuration",
        ),
        ("exclude: ['a[b']\n", "1:11", "`a[b` is no pattern", "`**` for any folders"),
        ("exclude: ['!a']\n", "1:11", "cannot be taken in again with `!`", "`**` for any folders"),
        (
            "baseline: nosuch.json\n",
            "1:11",
            "the baseline `nosuch.json` cannot be read",
            "relative to its folder",
        ),
        (
            "terraform: {var-files: [nosuch.tfvars]}\n",
            "1:25",
            "the variables file `nosuch.tfvars` cannot be read",
            "relative to its folder",
        ),
        ("paths: [nosuch]\n", "1:9", "the path `nosuch` does not exist", ""),
        (
            "formats: [json=../x.json]\n",
            "1:11",
            "which is not below its folder",
            "relative to its folder",
        ),
        (
            "formats: [json=nosuch/x.json]\n",
            "1:11",
            "the folder `nosuch` for a report does not exist",
            "relative to its folder",
        ),
        (
            "formats: [json, sarif]\n",
            "1:10",
            "only one format goes to the standard output",
            "relative to its folder",
        ),
        ("fail-on: low\nfail-on: none\n", "2:1", "`fail-on`", ""),
        ("fail_on: low\n", "1:1", "unknown key `fail_on`", "did you mean `fail-on`?"),
    ] {
        let project = project(config);
        let place = format!("palisade.yaml:{place}");
        project.run("check --no-color").exits(4).says(&["error[", &place, message, help]);
        // Whoever asked for silence is told as well.
        project.run("check --quiet").exits(4).says(&[&place, message, help]);
        if !config.starts_with("paths")
            && !config.starts_with("formats")
            && !config.starts_with("base")
        {
            project.run("config show").exits(4).says(&[&place, message]);
        }
    }
}

#[test]
fn what_the_command_line_gets_wrong_stays_its_own() {
    let project = project("policies: {only: [s3-bucket-public-acl]}\n");
    project.run("check --only s3-bucket-pubic-acl").exits(2).says(&["did you mean"]);
    project.run("check --exclude !a").exits(2);
    project.run("check").exits(0);
}

#[test]
fn parameters_of_own_policies_are_checked_as_well() {
    let policy = "apiVersion: palisade.dev/v1\nkind: Policy\nmetadata:\n  id: long-enough\n  title: \
                  Names are long enough\n  severity: low\nparameters:\n  least: {type: int, default: \
                  3}\nmatch:\n  resources: [aws_db_instance]\nrules:\n  - id: name\n    require: \
                  \"size(resource.name) >= params.least\"\n    message: short\n";
    let config = |set: &str| {
        format!(
            "policies: {{folders: [own], settings: {{long-enough: {{parameters: {{{set}}}}}}}}}\n"
        )
    };
    let files = |set: &str| {
        let config = config(set);
        Project::new(&[("main.tf", BUCKET), ("own/p.yaml", policy), ("palisade.yaml", &config)])
    };
    files("least: 4").run("check --no-builtin").exits(0);
    files("lest: 4").run("check --no-builtin").exits(4).says(&[
        "`long-enough` has no parameter `lest`",
        "did you mean `least`?",
        "palisade.yaml:1:",
    ]);
}

#[test]
fn two_policies_of_one_id_are_both_named() {
    let project = Project::new(&[
        ("main.tf", BUCKET),
        ("rules/a.yaml", POLICIES[0].1),
        ("rules/b.yaml", POLICIES[0].1),
    ]);
    project.run(&format!("check main.tf {OWN}")).exits(4).says(&[
        "two policies have the id `bucket-public-acl`",
        "rules/b.yaml:",
        "rules/a.yaml:",
        "rename one of them",
    ]);
}

#[test]
fn variables_and_files_that_nothing_reads_are_told() {
    let config = "terraform:\n  vars: {regoin: x}\n";
    let text = format!("variable \"region\" {{}}\n{BUCKET}");
    let project = Project::new(&[("main.tf", &text), ("palisade.yaml", config)]);
    project.run("check --only s3-bucket-public-acl").exits(0).says(&[
        "warning[config-unused-variable]",
        "palisade.yaml:2:10",
        "did you mean `region`?",
    ]);
    let hidden = Project::new(&[("main.tf", BUCKET), (".palisade.yaml", "fail-on: none\n")]);
    hidden
        .run("check --only s3-bucket-public-acl")
        .exits(0)
        .says(&["`.palisade.yaml` is not read", "--config .palisade.yaml"]);
    let below = Project::new(&[
        ("a/b/main.tf", BUCKET),
        ("palisade.yaml", "fail-on: none\n"),
        (".git/HEAD", "ref: refs/heads/main\n"),
    ]);
    let mut command = below.command("check --only s3-bucket-public-acl");
    command.current_dir(below.at("a/b"));
    crate::project::said(command).exits(0).says(&["`../../palisade.yaml` is not read"]);
}

#[test]
fn a_baseline_of_the_configuration_can_be_written_for_the_first_time() {
    let project = Project::new(&[
        ("main.tf", &BUCKET.replace("private", "public-read")),
        ("palisade.yaml", "baseline: known.json\n"),
    ]);
    let only = "check main.tf --only s3-bucket-public-acl";
    project.run(only).exits(4).says(&["make it with `--write-baseline known.json`"]);
    project.run(&format!("{only} --write-baseline known.json")).exits(0);
    project.run(only).exits(0).says(&["1 in the baseline"]);
}
