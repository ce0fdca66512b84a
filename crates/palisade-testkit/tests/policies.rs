//! Every built-in policy against its own examples. `PALISADE_UPDATE=1` renews the findings.
#![expect(clippy::disallowed_methods, clippy::unwrap_used, reason = "a test")]

use palisade_model::{Outcome, OutcomeKind};
use palisade_testkit::{Library, PolicyFolder, Run, findings, policy_folders, workspace};
use rayon::prelude::*;
use std::collections::BTreeSet;

/// What is wrong with one policy.
fn problems(all: &[PolicyFolder], folder: &PolicyFolder, renew: bool) -> Vec<String> {
    let disk = workspace();
    let mut wrong: Vec<String> = Vec::new();
    // It runs with those that it leaves findings to.
    let text = disk.text(&format!("{}/policy.yaml", folder.path)).unwrap_or_default();
    let asked = text.split("covered_by('").skip(1).filter_map(|rest| rest.split('\'').next());
    let mut others: Vec<&PolicyFolder> = Vec::new();
    for id in asked.collect::<BTreeSet<_>>() {
        match all.iter().find(|f| f.name == id) {
            Some(other) => others.push(other),
            None => wrong.push(format!("it asks of `{id}`, which there is not")),
        }
    }
    let library = Library::compile(&disk, std::iter::once(folder).chain(others));
    for d in &library.diagnostics {
        let place = d.location.map(|l| library.sources.describe(l)).unwrap_or_default();
        wrong.push(format!("{place}: {} [{}]", d.message, d.code));
    }
    let Some(policy) = library.policies.iter().find(|p| p.id.as_str() == folder.name) else {
        wrong.push("no policy with the name of the folder compiles".into());
        return wrong;
    };
    let mut demand = |holds: bool, what: &str| {
        if !holds {
            wrong.push(what.to_owned());
        }
    };
    demand(policy.why.len() > 40, "`why` says too little");
    demand(policy.remedy.len() > 20, "`remedy` says too little");
    demand(policy.owners.security.is_some(), "nobody owns it");
    demand(policy.review_by.is_some(), "it is never reviewed");
    demand(!policy.controls.is_empty(), "it serves no control");
    demand(!folder.frameworks.is_empty(), "it has no examples");
    let mut failed: BTreeSet<String> = BTreeSet::new();
    for framework in &folder.frameworks {
        let at = format!("{}/examples/{framework}", folder.path);
        let (bad_folder, good_folder) = (format!("{at}/bad"), format!("{at}/good"));
        let run = |folder: &str| {
            let mut run = library.run(&disk, folder, framework);
            run.examined.outcomes.retain(|o| o.policy.id == policy.id);
            run
        };
        let (bad, good) = (run(&bad_folder), run(&good_folder));
        let of = |run: &Run, kind| -> Vec<Outcome> {
            run.examined.outcomes.iter().filter(|o| o.kind == kind).cloned().collect()
        };
        failed.extend(of(&bad, OutcomeKind::Fail).iter().map(|o| o.rule.to_string()));
        let mut say = |run: &Run, outcomes: Vec<Outcome>, folder: &str, word: &str| {
            for o in outcomes {
                let place = run.sources.describe(o.location);
                let place = place.strip_prefix(folder).unwrap_or(&place);
                wrong.push(format!(
                    "{word}{place}: {} on {} has the outcome {}: {}",
                    o.rule, o.resource.address, o.kind, o.message
                ));
            }
        };
        say(&bad, of(&bad, OutcomeKind::Error), &bad_folder, "bad");
        say(&bad, of(&bad, OutcomeKind::Unknown), &bad_folder, "bad");
        for kind in [OutcomeKind::Error, OutcomeKind::Unknown, OutcomeKind::Fail] {
            say(&good, of(&good, kind), &good_folder, "good");
        }
        for (run, which) in [(&bad, "bad"), (&good, "good")] {
            for d in &run.examined.diagnostics {
                let place = d.location.map(|l| run.sources.describe(l)).unwrap_or_default();
                wrong.push(format!("{which}: {place}: {} [{}]", d.message, d.code));
            }
        }
        if of(&good, OutcomeKind::Pass).is_empty() {
            wrong.push(format!("nothing in `{good_folder}` passes"));
        }
        let (path, now) = (format!("{at}/findings.txt"), findings(&bad, &bad_folder));
        if renew {
            disk.write(&path, &now).unwrap();
        } else if disk.text(&path).as_deref() != Some(now.as_str()) {
            wrong.push(format!("`{path}` does not hold what is found now:\n{now}"));
        }
    }
    for rule in policy.rules.iter().filter(|r| !failed.contains(r.id.as_str())) {
        wrong.push(format!("no example fails the rule `{}`", rule.id));
    }
    wrong
}

#[test]
fn every_policy_judges_its_examples_as_it_says() {
    let renew = std::env::var("PALISADE_UPDATE").is_ok_and(|v| v == "1");
    let folders = policy_folders(&workspace());
    assert!(folders.len() > 100, "only {} policies were found", folders.len());
    let wrong: Vec<String> = folders
        .par_iter()
        .flat_map(|folder| {
            let found = problems(&folders, folder, renew);
            let tell = found.into_iter().map(|p| format!("{}: {p}", folder.name));
            tell.collect::<Vec<_>>()
        })
        .collect();
    assert!(wrong.is_empty(), "{} problems\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn ids_are_given_once() {
    let library = Library::builtin();
    let ids: BTreeSet<_> = library.policies.iter().map(|p| p.id.clone()).collect();
    assert_eq!(ids.len(), library.policies.len());
}
