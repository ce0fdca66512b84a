//! Generated policies through Palisade and through `regorus`: where they differ, a judgement says
//! who is right.
//!
//! `differences.txt` lists every difference of the cases that are run: the case's number, the rule,
//! the kind of difference (see `judged.rs`) and what Palisade makes of the rule. A difference that
//! is not on the list fails, made as small as it gets; so does one that is gone. With
//! `PALISADE_UPDATE=1` the list is written anew, if all differences are of judged kinds; with
//! `PALISADE_CASE=12` and `--nocapture` the differences of that case are shown.
//!
//! Cases that are on the list are always run, of the others one in twenty; with
//! `PALISADE_ALL_CASES=1` all of them, of the properties as well.
#![expect(
    clippy::panic,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "tests may fail and read fixtures"
)]

mod judged;
mod numbers;
mod ours;
mod properties;
mod theirs;

use judged::{JUDGED, Right, Small};
use palisade_arena::Arena;
use palisade_second::{Case, case, shrink};
use palisade_value::{JsonOptions, parse_json};
use std::collections::BTreeMap;
use std::fmt::{self, Write};
use std::path::PathBuf;

/// The numbers of all cases.
const CASES: std::ops::Range<u64> = 0..3600;
/// One in so many cases without a difference is run by default.
const STEP: u64 = 20;

/// Whether all cases are to be run.
pub(crate) fn all_cases() -> bool {
    std::env::var_os("PALISADE_ALL_CASES").is_some()
}

/// What a rule comes to.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Outcome {
    /// A value as JSON.
    Value(String),
    Undefined,
    Error(String),
    Limit(String),
    /// The modules do not compile.
    Refused(String),
}

impl Outcome {
    fn kind(&self) -> &'static str {
        match self {
            Self::Value(_) => "value",
            Self::Undefined => "undefined",
            Self::Error(_) => "error",
            Self::Limit(_) => "limit",
            Self::Refused(_) => "refused",
        }
    }

    fn agrees(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Value(a), Self::Value(b)) => {
                let arena = Arena::new();
                let read = |text| parse_json(&arena, text, JsonOptions::default());
                a == b || matches!((read(a), read(b)), (Ok(a), Ok(b)) if a.same(&b))
            }
            // A conflict in one is a conflict in the other, in its own words.
            (a, b) => a.kind() == b.kind(),
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Value(text) => f.write_str(text),
            Self::Undefined => f.write_str("undefined"),
            Self::Error(text) | Self::Limit(text) | Self::Refused(text) => {
                write!(f, "{}: {text}", self.kind())
            }
        }
    }
}

/// A path on which the two differ.
#[derive(Clone, Debug)]
struct Difference {
    path: String,
    ours: Outcome,
    theirs: Outcome,
    conflict_elsewhere: bool,
}

impl Difference {
    fn kinds(&self) -> (&'static str, &'static str) {
        (self.ours.kind(), self.theirs.kind())
    }

    /// The kind that it is judged as, taking the text of its case for all there is to it.
    fn judged(&self, text: &str) -> Option<&'static str> {
        let small = Small {
            text,
            ours: &self.ours,
            theirs: &self.theirs,
            conflict_elsewhere: self.conflict_elsewhere,
        };
        JUDGED.iter().find(|judged| (judged.fits)(&small)).map(|judged| judged.kind)
    }
}

fn differences(case: &Case) -> Vec<Difference> {
    between(case, ours::run(case))
}

fn between(case: &Case, ours: Vec<Outcome>) -> Vec<Difference> {
    let theirs = theirs::run(case);
    let error = |(a, b): (&Outcome, &Outcome)| a.kind() == "error" && b.kind() == "error";
    let conflict_elsewhere = ours.iter().zip(&theirs).any(error);
    let both = case.asked().into_iter().zip(ours.into_iter().zip(theirs));
    both.filter(|(_, (ours, theirs))| !ours.agrees(theirs))
        .map(|(path, (ours, theirs))| Difference { path, ours, theirs, conflict_elsewhere })
        .collect()
}

/// The smallest case that shows a difference of the same kinds.
fn smallest(case: &Case, kinds: (&str, &str)) -> Case {
    shrink(case, 4000, |case| differences(case).iter().any(|d| d.kinds() == kinds))
}

/// Judges a difference; else shows it, made as small as it gets.
fn judge(case: &Case, difference: &Difference) -> Result<&'static str, String> {
    // Some kinds are told by what comes out alone.
    if let Some(kind) = difference.judged("") {
        return Ok(kind);
    }
    let small = smallest(case, difference.kinds());
    let all = differences(&small);
    let shown = all.iter().find(|d| d.kinds() == difference.kinds()).unwrap_or(difference);
    shown.judged(&small.to_string()).ok_or_else(|| {
        format!(
            "{small}\n{}\n  Palisade: {}\n  regorus: {}\n",
            shown.path, shown.ours, shown.theirs
        )
    })
}

fn list() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/second/differences.txt")
}

/// Shows what a case differs in, made as small as it gets.
fn show(number: u64) {
    let case = case(number);
    eprintln!("{case}");
    for difference in differences(&case) {
        let small = smallest(&case, difference.kinds());
        eprintln!("---- {} {:?}\n{small}", difference.path, judge(&case, &difference));
        for Difference { path, ours, theirs, .. } in differences(&small) {
            eprintln!("{path}\n  Palisade: {ours}\n  regorus: {theirs}");
        }
    }
}

#[test]
fn differences_are_judged() {
    if let Some(number) = std::env::var("PALISADE_CASE").ok().and_then(|n| n.parse().ok()) {
        return show(number);
    }
    let text = std::fs::read_to_string(list()).unwrap_or_default();
    let mut listed: BTreeMap<(u64, String), (&str, &str)> = BTreeMap::new();
    for line in text.lines() {
        let mut parts = line.splitn(4, ' ');
        let mut next = || parts.next().expect("number, rule, kind and value");
        let number = next().parse().expect("a number");
        let rule = next().to_owned();
        let (kind, found) = (next(), next());
        assert!(JUDGED.iter().any(|j| j.kind == kind), "case {number}: no kind `{kind}`");
        listed.insert((number, rule), (kind, found));
    }
    let update = std::env::var_os("PALISADE_UPDATE").is_some();
    let whole = update || all_cases();
    let chosen = |n: &u64| {
        whole
            || n.is_multiple_of(STEP)
            || listed.range((*n, String::new())..).next().is_some_and(|((found, _), _)| found == n)
    };
    let numbers: Vec<u64> = CASES.filter(chosen).collect();
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let mut all = std::thread::scope(|scope| {
        let runs: Vec<_> = (0..threads)
            .map(|first| {
                let listed = &listed;
                let numbers = numbers.iter().copied().skip(first).step_by(threads);
                scope.spawn(move || numbers.map(|n| (n, told(n, listed, update))).collect())
            })
            .collect();
        runs.into_iter()
            .flat_map(|run| -> Vec<(u64, Told)> { run.join().expect("a run") })
            .collect::<Vec<_>>()
    });
    all.sort_by_key(|(number, _)| *number);
    let (mut lines, mut unknown, mut kinds) = (String::new(), String::new(), BTreeMap::new());
    for (number, told) in &all {
        unknown.push_str(&told.unknown);
        for (rule, kind, found) in &told.known {
            listed.remove(&(*number, rule.clone()));
            *kinds.entry(kind.clone()).or_insert(0) += 1;
            _ = writeln!(lines, "{number} {rule} {kind} {found}");
        }
    }
    let rules: usize = all.iter().map(|(_, told)| told.rules).sum();
    eprintln!("{rules} rules of {} cases; differences: {kinds:?}", all.len());
    let compared = all.iter().filter(|(_, told)| told.rules > 0).count();
    eprintln!("{compared} of {} cases have types that fit", all.len());
    assert!(compared * 4 > all.len() * 3, "only {compared} cases are compared");
    assert!(unknown.is_empty(), "differences that are not judged:\n{unknown}");
    if update {
        std::fs::write(list(), lines).expect("written");
        return;
    }
    assert!(listed.is_empty(), "they no longer differ (PALISADE_UPDATE=1): {listed:?}");
}

/// What is to be told of a case.
struct Told {
    rules: usize,
    /// Rule, kind and what Palisade makes of it.
    known: Vec<(String, String, String)>,
    unknown: String,
}

fn told(number: u64, listed: &BTreeMap<(u64, String), (&str, &str)>, update: bool) -> Told {
    let case = case(number);
    let mut told = Told { rules: case.asked().len(), known: Vec::new(), unknown: String::new() };
    // `regorus` has no static types: what they refuse, as OPA does, is not compared.
    let ours = ours::run(&case);
    if matches!(ours.first(), Some(Outcome::Refused(why)) if why.contains("rego-type-error")) {
        told.rules = 0;
        return told;
    }
    for difference in between(&case, ours) {
        let found = difference.ours.to_string();
        let known = listed.get(&(number, difference.path.clone()));
        let kind = match known {
            Some((kind, ours)) if *ours == found && !update => *kind,
            _ => match judge(&case, &difference) {
                // Policies that it should compile are never a matter of taste.
                Ok(kind) if update && difference.ours.kind() != "refused" => kind,
                Ok(kind) => {
                    let path = &difference.path;
                    _ = writeln!(told.unknown, "case {number}: {path} is now {found}: {kind}?");
                    continue;
                }
                Err(shown) => {
                    _ = writeln!(told.unknown, "case {number}: {}\n{shown}", difference.path);
                    continue;
                }
            },
        };
        told.known.push((difference.path, kind.to_owned(), found));
    }
    told
}

#[test]
fn examples_of_judged_kinds_differ_as_they_say() {
    let (mut seen, mut failed) = (Vec::new(), String::new());
    for judged in JUDGED {
        assert!(!seen.contains(&judged.kind), "{} twice", judged.kind);
        seen.push(judged.kind);
        assert!(!judged.why.is_empty(), "{}: why?", judged.kind);
        let (old, rules) =
            judged.policy.strip_prefix("v0: ").map_or((false, judged.policy), |p| (true, p));
        let packages = ["t", "lib"].into_iter().zip(rules.split("\n---\n"));
        let mut texts: Vec<String> =
            packages.map(|(package, rules)| format!("package {package}\n\n{rules}\n")).collect();
        texts.reverse();
        let asked = ["data.t.p".to_owned()];
        let ours = ours::texts(&texts, &asked, old, judged.input, "{}");
        let theirs = theirs::texts(&texts, &asked, old, judged.input, "{}");
        let ([ours], [theirs]) = (ours.as_slice(), theirs.as_slice()) else {
            panic!("{}: one rule is asked for", judged.kind);
        };
        let expected = |outcome: &Outcome, text: &str| match outcome {
            Outcome::Value(_) => outcome.agrees(&Outcome::Value(text.to_owned())),
            other => other.to_string().contains(text),
        };
        if !expected(ours, judged.ours) || !expected(theirs, judged.theirs) || ours.agrees(theirs) {
            _ = writeln!(failed, "{}:\n  Palisade: {ours}\n  regorus: {theirs}", judged.kind);
        }
    }
    assert!(failed.is_empty(), "examples that show something else:\n{failed}");
    let wrong: Vec<&str> =
        JUDGED.iter().filter(|j| j.right != Right::Palisade).map(|j| j.kind).collect();
    assert_eq!(wrong, ["calls-before-references", "exponents"], "what Palisade does not do as OPA");
}
