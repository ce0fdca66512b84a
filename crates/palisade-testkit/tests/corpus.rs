//! Our verdicts against those of a foreign corpus, per alias and resource. Every disagreement
//! stands in `corpus-disagreements.txt` with its reason; `PALISADE_UPDATE=1` rewrites that file
//! and leaves `?` where a reason is wanting.
#![expect(clippy::disallowed_methods, clippy::unwrap_used, reason = "a test")]

use palisade_model::{Outcome, OutcomeKind};
use palisade_testkit::{Disk, Library, Run, corpora, workspace};
use rayon::prelude::*;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashMap};

const LIST: &str = "crates/palisade-testkit/corpus-disagreements.txt";
const CORPUS: &str = "iac-checks";

/// One verdict of the corpus.
struct Case {
    alias: String,
    framework: String,
    fixture: String,
    resource: String,
    file: Option<String>,
    pass: bool,
}

fn cases(disk: &Disk) -> Option<Vec<Case>> {
    let text = disk.text(&format!("{CORPUS}/cases.json"))?;
    let all: Value = serde_json::from_str(&text).unwrap();
    let word = |v: &Value, key: &str| v[key].as_str().unwrap_or_default().to_owned();
    let mut cases = Vec::new();
    for entry in all.as_array().unwrap() {
        let framework = word(entry, "framework");
        if framework != "terraform" && framework != "kubernetes" {
            continue;
        }
        for expect in entry["expect"].as_array().unwrap() {
            cases.push(Case {
                alias: word(entry, "check"),
                framework: framework.clone(),
                fixture: format!("{CORPUS}/{}", word(entry, "fixture")),
                resource: word(expect, "resource"),
                file: expect["file"].as_str().map(|f| format!("{CORPUS}/fixtures/{f}")),
                pass: word(expect, "expect") == "pass",
            });
        }
    }
    Some(cases)
}

fn fixtures(cases: &[Case]) -> Vec<(String, String)> {
    let set: BTreeSet<_> = cases.iter().map(|c| (c.fixture.clone(), c.framework.clone())).collect();
    set.into_iter().collect()
}

/// The resource type of a Terraform case: what stands before its name.
fn kind(case: &Case) -> String {
    let mut plain = String::new();
    let mut depth = 0;
    for c in case.resource.chars() {
        match c {
            '[' => depth += 1,
            ']' => depth -= 1,
            c if depth == 0 => plain.push(c),
            _ => {}
        }
    }
    plain.rsplit('.').nth(1).unwrap_or_default().to_owned()
}

/// Whether the case is about a plan in JSON, which is no framework of ours yet.
fn is_plan(case: &Case) -> bool {
    case.file.as_deref().is_some_and(|f| f.ends_with("tfplan.json"))
}

/// Whether a policy with the alias is about the resource type at all.
fn is_covered(case: &Case, kinds: &BTreeMap<String, BTreeSet<String>>) -> bool {
    let kinds = &kinds[&case.alias];
    let kind = kind(case);
    if is_plan(case) {
        return false;
    }
    // A Kubernetes object in Terraform is judged as the manifest that it becomes.
    case.framework == "kubernetes"
        || palisade_shapes::manifests::kind_of(&kind).is_some()
        || kinds.contains(&kind)
        || kinds.contains(&format!("data.{kind}"))
}

/// The resource types that the policies with an alias are about.
fn kinds_by_alias(
    library: &Library,
    rules: &BTreeMap<String, BTreeSet<(String, String)>>,
) -> BTreeMap<String, BTreeSet<String>> {
    let of = |names: &BTreeSet<(String, String)>| {
        let named = |id: &str| names.iter().any(|(policy, _)| policy == id);
        let policies = library.policies.iter().filter(|p| named(p.id.as_str()));
        policies.flat_map(|p| p.resources.clone()).collect()
    };
    rules.iter().map(|(alias, names)| (alias.clone(), of(names))).collect()
}

/// The rules that carry an alias: their own, else that of their policy.
fn rules_by_alias(library: &Library) -> BTreeMap<String, BTreeSet<(String, String)>> {
    let mut found: BTreeMap<String, BTreeSet<(String, String)>> = BTreeMap::new();
    for policy in &library.policies {
        for rule in &policy.rules {
            let own = if rule.aliases.is_empty() { &policy.aliases } else { &rule.aliases };
            for alias in own {
                let name = (policy.id.to_string(), rule.id.to_string());
                found.entry(alias.clone()).or_default().insert(name);
            }
        }
    }
    found
}

/// The address as the corpus writes it.
fn foreign(outcome: &Outcome) -> String {
    let address = &outcome.resource.address;
    if outcome.resource.framework.0 == "terraform" {
        return address.clone();
    }
    let parts: Vec<&str> = address.split('/').collect();
    match parts[..] {
        [kind, name] => format!("{kind}.default.{name}"),
        _ => parts.join("."),
    }
}

/// Other ways of writing an address: without `data.`, without the position in a `count`; with a
/// namespace that the kind does not have.
fn addresses(outcome: &Outcome, wanted: &str) -> Vec<String> {
    let mut full = foreign(outcome);
    let kind = outcome.resource.address.split('/').next().unwrap_or_default();
    if kind.starts_with("ClusterRole") {
        let namespace = wanted.split('.').nth(1).unwrap_or_default();
        full = full.replacen(".default.", &format!(".{namespace}."), 1);
    }
    let mut all = vec![full.clone()];
    // There a pod of a workload is named after the workload and a label, and a pod without a name
    // after its labels.
    if outcome.resource.framework.0 == "kubernetes" && wanted.starts_with("Pod.default.") {
        let named = full.rsplit('.').next().unwrap_or_default();
        let label = wanted.strip_prefix(&format!("Pod.default.{named}.app-"));
        if label.is_some() || (named == "(unnamed)" && kind == "Pod") {
            all.push(wanted.to_owned());
        }
    }
    if let Some(short) = full.strip_prefix("data.") {
        all.push(short.to_owned());
    }
    if let Some((short, _)) = full.rsplit_once('[').filter(|_| full.ends_with(']')) {
        all.push(short.to_owned());
    }
    all
}

fn word(kind: Option<OutcomeKind>) -> &'static str {
    kind.map_or("nothing", OutcomeKind::as_str)
}

/// What our rules say of a case, with the message.
fn verdict(
    case: &Case,
    run: &Run,
    rules: &BTreeSet<(String, String)>,
) -> (Option<OutcomeKind>, String) {
    let carries = |o: &&Outcome| {
        let name = (o.policy.id.to_string(), o.rule.to_string());
        rules.contains(&name) && addresses(o, &case.resource).contains(&case.resource)
    };
    let about: Vec<&Outcome> = run.examined.outcomes.iter().filter(carries).collect();
    let in_file = |o: &&Outcome| {
        let path = run.sources.get(o.resource.block.file).path().to_string();
        case.file.as_ref().is_none_or(|f| *f == path)
    };
    let near: Vec<&Outcome> = about.iter().copied().filter(in_file).collect();
    let about = if near.is_empty() { about } else { near };
    let order = [
        OutcomeKind::Error,
        OutcomeKind::Fail,
        OutcomeKind::Unknown,
        OutcomeKind::Pass,
        OutcomeKind::Skip,
    ];
    // What another policy says of the same cause is said.
    let kind_of = |o: &Outcome| match o.kind {
        OutcomeKind::Skip if o.message.starts_with("covered by ") => OutcomeKind::Fail,
        kind => kind,
    };
    for kind in order {
        if let Some(outcome) = about.iter().find(|o| kind_of(o) == kind) {
            let message = format!("{}/{}: {}", outcome.policy.id, outcome.rule, outcome.message);
            return (Some(kind), message);
        }
    }
    (None, String::new())
}

/// `alias · fixture · resource` and what is so, as in the list.
fn key(case: &Case) -> String {
    let fixture = case.fixture.rsplit('/').next().unwrap_or_default();
    let file = case.file.as_deref().and_then(|f| f.rsplit('/').next()).unwrap_or_default();
    let file =
        if file.is_empty() || file == "main.tf" { String::new() } else { format!("/{file}") };
    format!("{} {fixture}{file} {}", case.alias, case.resource)
}

/// The list: key to verdict and reason.
fn listed(text: &str) -> BTreeMap<String, (String, String)> {
    let mut found = BTreeMap::new();
    for line in text.lines().filter(|l| !l.starts_with('#') && !l.trim().is_empty()) {
        let mut parts = line.splitn(3, " | ").map(str::trim);
        let mut next = || parts.next().unwrap_or_default().to_owned();
        let (key, verdict, reason) = (next(), next(), next());
        assert!(found.insert(key, (verdict, reason)).is_none(), "listed twice: {line}");
    }
    found
}

#[test]
fn verdicts_agree_with_the_corpus() {
    let Some((disk, cases)) = corpora().and_then(|d| cases(&d).map(|c| (d, c))) else {
        println!("skipped: no corpora");
        return;
    };
    let library = Library::builtin();
    let rules = rules_by_alias(&library);
    let cases: Vec<Case> = cases.into_iter().filter(|c| rules.contains_key(&c.alias)).collect();
    assert!(cases.len() > 800, "only {} verdicts to compare", cases.len());
    let runs: HashMap<(String, String), Run> = fixtures(&cases)
        .into_par_iter()
        .map(|(fixture, framework)| {
            let run = library.run(&disk, &fixture, &framework);
            ((fixture, framework), run)
        })
        .collect();
    let kinds = kinds_by_alias(&library, &rules);
    let mut uncovered: BTreeMap<String, usize> = BTreeMap::new();
    let mut per_alias: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut now: BTreeMap<String, (String, String)> = BTreeMap::new();
    for case in &cases {
        if !is_covered(case, &kinds) {
            let what = if is_plan(case) { "plan.json".to_owned() } else { kind(case) };
            *uncovered.entry(what).or_default() += 1;
            continue;
        }
        let run = &runs[&(case.fixture.clone(), case.framework.clone())];
        let (ours, message) = verdict(case, run, &rules[&case.alias]);
        let wanted = if case.pass { OutcomeKind::Pass } else { OutcomeKind::Fail };
        let count = per_alias.entry(&case.alias).or_default();
        count.1 += 1;
        if ours == Some(wanted) {
            count.0 += 1;
        } else {
            now.insert(key(case), (format!("{} for {wanted}", word(ours)), message));
        }
    }
    for (kind, count) in uncovered {
        let key = format!("uncovered {kind}");
        now.insert(key, (format!("{count} verdicts"), String::new()));
    }
    let same: usize = per_alias.values().map(|c| c.0).sum();
    let all: usize = per_alias.values().map(|c| c.1).sum();
    for (alias, (same, all)) in per_alias.iter().filter(|(_, c)| c.0 < c.1) {
        println!("{alias}: {same} of {all}");
    }
    println!(
        "{same} of {all} verdicts of {} aliases agree ({:.1} %); {} verdicts are about types that \
         no policy is about",
        per_alias.len(),
        100.0 * same as f64 / all as f64,
        cases.len() - all
    );
    let here = workspace();
    let text = here.text(LIST).unwrap_or_default();
    let known = listed(&text);
    if std::env::var("PALISADE_UPDATE").is_ok_and(|v| v == "1") {
        let comments: String =
            text.lines().take_while(|l| l.starts_with('#')).map(|l| format!("{l}\n")).collect();
        let line = |(key, (verdict, message)): (&String, &(String, String))| {
            let reason = known.get(key).map_or_else(|| format!("? {message}"), |k| k.1.clone());
            format!("{key} | {verdict} | {reason}\n")
        };
        here.write(LIST, &(comments + &now.iter().map(line).collect::<String>())).unwrap();
        return;
    }
    let mut wrong = Vec::new();
    for (key, (verdict, message)) in &now {
        match known.get(key) {
            None => wrong.push(format!("not listed: {key} | {verdict} | {message}")),
            Some((_, reason)) if reason.is_empty() || reason.starts_with('?') => {
                wrong.push(format!("without reason: {key} | {verdict} | {message}"));
            }
            Some((listed, _)) if listed != verdict => {
                wrong.push(format!("listed as {listed}: {key} | {verdict} | {message}"));
            }
            Some(_) => {}
        }
    }
    wrong
        .extend(known.keys().filter(|k| !now.contains_key(*k)).map(|k| format!("agrees now: {k}")));
    assert!(wrong.is_empty(), "{} problems\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn no_policy_errs_on_the_corpus() {
    let Some((disk, cases)) = corpora().and_then(|d| cases(&d).map(|c| (d, c))) else {
        println!("skipped: no corpora");
        return;
    };
    let library = Library::builtin();
    let found: Vec<(Vec<String>, Vec<String>, usize)> = fixtures(&cases)
        .into_par_iter()
        .map(|(fixture, framework)| {
            let run = library.run(&disk, &fixture, &framework);
            let tell = |o: &Outcome| {
                let place = run.sources.describe(o.location);
                format!(
                    "{place}: {}/{} on {}: {}",
                    o.policy.id, o.rule, o.resource.address, o.message
                )
            };
            let of = |kind| -> Vec<String> {
                run.examined.outcomes.iter().filter(|o| o.kind == kind).map(tell).collect()
            };
            (of(OutcomeKind::Error), of(OutcomeKind::Unknown), run.examined.outcomes.len())
        })
        .collect();
    let errors: Vec<&String> = found.iter().flat_map(|f| &f.0).collect();
    let unknown: Vec<&String> = found.iter().flat_map(|f| &f.1).collect();
    let all: usize = found.iter().map(|f| f.2).sum();
    println!("{all} outcomes, {} unknown, {} errors", unknown.len(), errors.len());
    if std::env::var("PALISADE_SHOW_UNKNOWN").is_ok() {
        unknown.iter().for_each(|u| println!("unknown {u}"));
    }
    let shown: Vec<&str> = errors.iter().map(|e| e.as_str()).collect();
    assert!(shown.is_empty(), "{} errors\n{}", shown.len(), shown.join("\n"));
}
