//! The time of Rego evaluations on workloads that stand for what policies do:
//! `cargo run --release -p palisade-lang-rego --example speed`.
#![expect(
    clippy::print_stdout,
    clippy::expect_used,
    clippy::cast_precision_loss,
    reason = "a program for people who measure"
)]

use palisade_arena::Arena;
use palisade_ir::{NoRecord, Options, Vm};
use palisade_lang_rego::{Compiled, ParseOptions, Source, compile, parse_modules};
use palisade_source::FileId;
use palisade_value::{JsonOptions, Value, parse_json};
use std::fmt::Write;
use std::time::Instant;

/// One thing to measure.
struct Workload {
    name: &'static str,
    /// At most so many nanoseconds are promised.
    aim: f64,
    policy: String,
    path: &'static [&'static str],
    input: String,
    data: String,
    want: &'static str,
}

fn program(policies: &[String]) -> Compiled {
    let texts: Vec<(&str, FileId)> = policies
        .iter()
        .enumerate()
        .map(|(n, text)| (text.as_str(), FileId(u32::try_from(n).expect("few"))))
        .collect();
    let modules: Vec<_> = parse_modules(&texts, ParseOptions::default())
        .into_iter()
        .zip(texts)
        .map(|(parsed, (_, file))| {
            assert!(parsed.diagnostics.is_empty(), "{:?}", parsed.diagnostics);
            (parsed.module.expect("module"), file)
        })
        .collect();
    let sources: Vec<Source<'_>> =
        modules.iter().map(|(module, file)| Source { module, file: *file }).collect();
    compile(&sources, &[]).expect("compiles")
}

fn keyed(rules: usize) -> String {
    let mut text = String::from("package keyed\n\nimport rego.v1\n\ndefault allow := false\n");
    for n in 0..rules {
        let _ = write!(
            text,
            "\nallow if {{\n\tinput.action == \"action-{n}\"\n\tinput.level >= {}\n}}\n",
            n % 7
        );
    }
    text
}

fn deny_over_pod() -> String {
    let mut text = String::from("package pod\n");
    let bodies = [
        "some c in input.spec.containers\n\tc.securityContext.privileged == true\n\tmsg := sprintf(\"R %v is privileged\", [c.name])",
        "some c in input.spec.containers\n\tnot c.resources.limits.memory\n\tmsg := sprintf(\"R %v has no memory limit\", [c.name])",
        "some c in input.spec.containers\n\tendswith(c.image, \":latest\")\n\tmsg := sprintf(\"R %v uses latest\", [c.name])",
        "input.spec.hostNetwork\n\tmsg := \"R host network\"",
        "not input.metadata.labels.team\n\tmsg := \"R no team\"",
        "some v in input.spec.volumes\n\tv.hostPath.path == \"/\"\n\tmsg := \"R host path\"",
        "input.kind == \"Pod\"\n\tinput.spec.serviceAccountName == \"default\"\n\tmsg := \"R default account\"",
        "some c in input.spec.containers\n\tsome cap in c.securityContext.capabilities.add\n\tcap == \"SYS_ADMIN\"\n\tmsg := \"R capability\"",
        "input.metadata.namespace in {\"kube-system\", \"kube-public\"}\n\tmsg := \"R namespace\"",
        "some c in input.spec.containers\n\tnot startswith(c.image, \"registry.example.com/\")\n\tmsg := sprintf(\"R %v foreign image\", [c.name])",
    ];
    for n in 0..50 {
        let body = bodies[n % bodies.len()].replace('R', &format!("rule {n}:"));
        let _ = write!(text, "\ndeny contains msg if {{\n\t{body}\n}}\n");
    }
    text
}

const POD: &str = r#"{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web", "namespace": "shop",
"labels": {"app": "web", "team": "shop"}, "annotations": {"a": "b"}}, "spec": {"serviceAccountName": "web",
"containers": [{"name": "web", "image": "registry.example.com/web:1.2.3", "resources": {"limits": {"memory": "64Mi", "cpu": "1"}},
"securityContext": {"privileged": false, "capabilities": {"drop": ["ALL"], "add": ["NET_BIND_SERVICE"]}}, "ports": [{"containerPort": 80}]},
{"name": "side", "image": "registry.example.com/side:2.0", "resources": {"limits": {"memory": "64Mi", "cpu": "1"}},
"securityContext": {"privileged": false}}], "volumes": [{"name": "a", "hostPath": {"path": "/var/log"}}, {"name": "b", "emptyDir": {}}]}}"#;

fn plan() -> String {
    let mut text = String::from("{\"format_version\": \"1.2\", \"resource_changes\": [");
    for n in 0..150 {
        let kind =
            ["aws_s3_bucket", "aws_instance", "aws_security_group_rule", "aws_db_instance"][n % 4];
        let comma = if n > 0 { "," } else { "" };
        let _ = write!(
            text,
            "{comma}{{\"address\": \"{kind}.r{n}\", \"mode\": \"managed\", \"type\": \"{kind}\", \"name\": \"r{n}\", \
             \"provider_name\": \"registry.terraform.io/hashicorp/aws\", \"change\": {{\"actions\": [\"create\"], \"before\": null, \
             \"after\": {{\"bucket\": \"b{n}\", \"acl\": \"private\", \"storage_encrypted\": true, \"publicly_accessible\": false, \
             \"cidr_blocks\": [\"10.0.0.0/8\"], \"from_port\": 443, \"to_port\": 443, \"instance_type\": \"t3.micro\", \
             \"tags\": {{\"team\": \"shop\", \"env\": \"prod\"}}, \"monitoring\": true, \"description\": \"resource number {n} of the plan\"}}, \
             \"after_unknown\": {{\"arn\": true, \"id\": true}}}}}}"
        );
    }
    text.push_str("]}");
    text
}

fn deny_over_plan() -> String {
    let mut text = String::from("package plan\n");
    let bodies = [
        ("aws_s3_bucket", "r.change.after.acl == \"public-read\""),
        ("aws_db_instance", "not r.change.after.storage_encrypted"),
        ("aws_db_instance", "r.change.after.publicly_accessible"),
        ("aws_security_group_rule", "some c in r.change.after.cidr_blocks\n\tc == \"0.0.0.0/0\""),
        ("aws_instance", "not r.change.after.tags.team"),
    ];
    for n in 0..20 {
        let (kind, test) = bodies[n % bodies.len()];
        let _ = write!(
            text,
            "\ndeny contains msg if {{\n\tsome r in input.resource_changes\n\tr.type == \"{kind}\"\n\t\
             \"create\" in r.change.actions\n\t{test}\n\tmsg := sprintf(\"rule {n}: %v\", [r.address])\n}}\n"
        );
    }
    text
}

fn workloads() -> Vec<Workload> {
    let mut bindings = String::from("{\"bindings\": {");
    for n in 0..10_000 {
        let comma = if n > 0 { "," } else { "" };
        let _ = write!(bindings, "{comma}\"user-{n}\": [\"viewer\", \"role-{}\"]", n % 50);
    }
    bindings.push_str("}}");
    let level = |n: usize| format!("{{\"action\": \"action-{n}\", \"level\": 9}}");
    vec![
        Workload {
            name: "trivial allow",
            aim: 200.0,
            policy: "package trivial\n\ndefault allow := false\n\nallow if {\n\tinput.method == \"GET\"\n\tinput.user == \"alice\"\n}\n".to_owned(),
            path: &["trivial", "allow"],
            input: r#"{"method": "GET", "user": "alice", "path": ["a", "b"]}"#.to_owned(),
            data: "{}".to_owned(),
            want: "true",
        },
        Workload {
            name: "1,000 rules keyed on a field",
            aim: 400.0,
            policy: keyed(1_000),
            path: &["keyed", "allow"],
            input: level(777),
            data: "{}".to_owned(),
            want: "true",
        },
        Workload {
            name: "10,000 rules keyed on a field",
            aim: 400.0,
            policy: keyed(10_000),
            path: &["keyed", "allow"],
            input: level(7_777),
            data: "{}".to_owned(),
            want: "true",
        },
        Workload {
            name: "role lookup among 10,000",
            aim: 1_200.0,
            policy: "package roles\n\ndefault allow := false\n\nallow if {\n\tsome role in data.bindings[input.user]\n\trole in {\"role-17\", \"admin\"}\n\tinput.action == \"read\"\n}\n".to_owned(),
            path: &["roles", "allow"],
            input: r#"{"user": "user-7417", "action": "read"}"#.to_owned(),
            data: bindings,
            want: "true",
        },
        Workload {
            name: "50 deny rules over a Pod",
            aim: 14_000.0,
            policy: deny_over_pod(),
            path: &["pod", "deny"],
            input: POD.to_owned(),
            data: "{}".to_owned(),
            want: "[]",
        },
        Workload {
            name: "20 rules over a plan of 79 KB",
            aim: 200_000.0,
            policy: deny_over_plan(),
            path: &["plan", "deny"],
            input: plan(),
            data: "{}".to_owned(),
            want: "[]",
        },
    ]
}

fn measure(workload: &Workload) {
    let compiled = program(std::slice::from_ref(&workload.policy));
    let entry = compiled.entry(workload.path).expect("entry").func;
    let documents = Arena::new();
    let json = |text: &str| parse_json(&documents, text, JsonOptions::default()).expect("JSON");
    let (input, data) = (json(&workload.input), json(&workload.data));
    let only = std::env::args().nth(1);
    if only.as_ref().is_some_and(|o| !workload.name.contains(o.as_str())) {
        return;
    }
    let rounds = if only.is_some() { 20 } else { 60 };
    let per_round = usize::max(20, (2_000_000.0 / workload.aim) as usize);
    let mut best = f64::MAX;
    for _ in 0..rounds {
        let arena = Arena::new();
        let mut vm = Vm::new(&compiled.program, &arena, Options::default(), NoRecord);
        let start = Instant::now();
        for _ in 0..per_round {
            vm.start(&[Some(input), Some(data)]);
            let result = vm.call(entry, &[]);
            std::hint::black_box(&result);
        }
        best = best.min(start.elapsed().as_nanos() as f64 / per_round as f64);
        vm.start(&[Some(input), Some(data)]);
        let mut shown = String::new();
        palisade_value::write_json(&mut shown, vm.call(entry, &[]).unwrap_or(Value::Null));
        assert_eq!(shown, workload.want, "{}", workload.name);
    }
    println!(
        "{:<32} {:>10.0} ns  (aim {:.0}), input {} bytes",
        workload.name,
        best,
        workload.aim,
        workload.input.len()
    );
}

fn five_hundred_modules() {
    let policies: Vec<String> = (0..500)
        .map(|n| {
            deny_over_pod()
                .replace("package pod", &format!("package team{n}.pod"))
                .lines()
                .take(60)
                .collect::<Vec<_>>()
                .join("\n")
        })
        .map(|text| {
            text.rsplit_once("\n}\n").map_or(text.clone(), |(whole, _)| format!("{whole}\n}}\n"))
        })
        .collect();
    let bytes: usize = policies.iter().map(String::len).sum();
    let mut best = f64::MAX;
    let mut size = 0;
    for _ in 0..5 {
        let start = Instant::now();
        let compiled = program(&policies);
        best = best.min(start.elapsed().as_secs_f64() * 1e3);
        size = compiled.program.bytes();
    }
    println!(
        "{:<32} {best:>10.1} ms  (aim 60), {bytes} bytes of policies, program {size} bytes",
        "500 modules read and compiled"
    );
}

fn main() {
    for workload in workloads() {
        measure(&workload);
    }
    if std::env::args().nth(1).is_none_or(|o| "modules".contains(&o)) {
        five_hundred_modules();
    }
}
