//! One cause, one finding; and never none.

use crate::project::Project;

const GROUP: &str = "resource \"aws_security_group\" \"g\" {\n  description = \"d\"\n  ingress {\n    \
                     description = \"all\"\n    from_port = 0\n    to_port = 0\n    protocol = \"-1\"\n    \
                     cidr_blocks = [\"0.0.0.0/0\"]\n  }\n}\n";
const GROUPS: &str = "check . --outcomes all --only security-group-open-*";

#[test]
fn a_milder_policy_is_covered_and_does_not_pass() {
    let project = Project::new(&[("main.tf", GROUP)]);
    let said = project.run(GROUPS).exits(1);
    let said = said.says(&[
        "ingress to all ports is open",
        "n/a security-group-open-admin-ports/ssh aws_security_group.g main.tf:1:1 -- covered by `security-group-open-all-ports`",
        "security-group-open-plain-http/http",
        "1 finding, 4 not applicable",
    ]);
    assert!(!said.out.contains("pass "), "{}", said.out);
    // Every report says so.
    for format in ["json", "sarif", "junit"] {
        let said = project.run(&format!("{GROUPS} --format {format}")).exits(1);
        said.says(&["covered by `security-group-open-all-ports`"]);
    }
    project.run("explain aws_security_group.g --only security-group-open-*").exits(0).says(&[
        "skip security-group-open-admin-ports / ssh (high)",
        "covered by `security-group-open-all-ports`",
    ]);
    // Nor does a run that shows findings alone tell it twice.
    project.run("check . --only security-group-open-*").exits(1).says(&["1 finding, 4 not"]);
}

#[test]
fn what_covers_must_run_and_count() {
    let check = |text: &str, arguments: &str| {
        Project::new(&[("main.tf", text)]).run(&format!("{GROUPS} {arguments}"))
    };
    let all = ["port 22", "port 3389", "(databases)", "port 80"];
    // Left out, one way or the other.
    check(GROUP, "--except security-group-open-all-ports").exits(1).says(&all);
    // Suppressed.
    let accepted = GROUP.replace(
        "  ingress {",
        "  # palisade:allow security-group-open-all-ports -- so\n  ingress {",
    );
    check(&accepted, "").exits(1).says(&all).says(&["allowed security-group-open-all-ports/all"]);
    let project = Project::new(&[("main.tf", &accepted)]);
    let said = project.run("explain aws_security_group.g --only security-group-open-*");
    said.exits(0).says(&["accepted at main.tf:3:20: so", "fail security-group-open-admin-ports"]);
    // Of lower severity, which may not fail the run.
    let project = Project::new(&[
        ("main.tf", GROUP),
        (
            "palisade.yaml",
            "policies: {settings: {security-group-open-all-ports: {severity: low}}}\nfail-on: high\n",
        ),
    ]);
    project.run(GROUPS).exits(1).says(&["port 22", "port 3389"]);
    // What is beside the common cause is found in any case, and told alone.
    let beside = GROUP.replace(
        "  ingress {",
        "  ingress {\n    description = \"ssh\"\n    from_port = 22\n    to_port = 22\n    protocol = \
         \"tcp\"\n    cidr_blocks = [\"10.0.0.0/1\"]\n  }\n  ingress {",
    );
    check(&beside, "").exits(1).says(&["port 22 (SSH) is open to `10.0.0.0/1`", "2 findings"]);
    // What is left may be suppressed, and is then not found under another name.
    let both = beside.replacen(
        "description",
        "# palisade:allow security-group-open-admin-ports -- so\n  description",
        1,
    );
    check(&both, "").exits(1).says(&["1 finding, 1 allowed"]);
}

#[test]
fn pods_and_policies_of_iam_are_covered_too() {
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: x}\nspec:\n  containers:\n  - {name: \
               c, image: i, securityContext: {privileged: true}}\n";
    let only = "check . --outcomes all --only k8s-privilege-escalation --only k8s-capabilities-kept --only k8s-seccomp-profile-missing";
    let project = Project::new(&[("a.yaml", pod)]);
    project.run(only).exits(1).says(&["`c` may gain privileges", "`c` has no seccomp", "NET_RAW"]);
    let said = project.run(&format!("{only} --only k8s-privileged-container")).exits(1);
    let said = said.says(&["1 finding", "covered by `k8s-privileged-container`"]);
    assert!(!said.out.contains("pass     k8s-privilege-escalation"), "{}", said.out);
    let admin = "resource \"aws_iam_policy\" \"p\" {\n  policy = jsonencode({Statement = [{Effect = \
                 \"Allow\", Action = \"*\", Resource = \"*\"}]})\n}\n";
    let project = Project::new(&[("main.tf", admin)]);
    let only = "check . --outcomes all --only iam-policy-wildcard-action";
    project.run(only).exits(1).says(&["every action on every resource"]);
    project.run(&format!("{only} --only iam-policy-full-admin")).exits(1).says(&[
        "critical[iam-policy-full-admin]",
        "covered by `iam-policy-full-admin`",
        "1 finding",
    ]);
}

#[test]
fn own_policies_ask_of_others_by_id() {
    let policy = |id: &str, other: &str| {
        format!(
            "apiVersion: palisade.dev/v1\nkind: Policy\nmetadata: {{id: {id}, title: T, severity: \
             high}}\nmatch: {{resources: [aws_s3_bucket]}}\nrules:\n- id: r\n  deny: \
             \"!covered_by({other})\"\n  message: m of {id}\n"
        )
    };
    let bucket = "resource \"aws_s3_bucket\" \"b\" {\n}\n";
    let check = |one: &str, two: &str| {
        let files = [("p/one.yaml", policy("one", one)), ("p/two.yaml", policy("two", two))];
        let mut files: Vec<(&str, &str)> = files.iter().map(|(n, t)| (*n, t.as_str())).collect();
        files.push(("main.tf", bucket));
        Project::new(&files).run("check . --policies p --no-builtin --outcomes all")
    };
    check("'two'", "'none'").exits(1).says(&["m of two", "1 finding", "covered by `two`"]);
    // Two that cover each other cover nothing.
    check("'two'", "'one'").exits(1).says(&["m of one", "m of two", "2 findings"]);
    check("target.name", "'one'").exits(4).says(&["`covered_by` asks of one policy, by its id"]);
    check("'twoo'", "'none'").exits(1).says(&["no policy is called `twoo`", "did you mean `two`?"]);
}
