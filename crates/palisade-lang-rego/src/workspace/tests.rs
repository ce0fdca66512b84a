//! Tests: rules whose name starts with `test_`.

use super::coverage::Cover;
use super::evaluate::{Problem, compile_workspace};
use super::explain::{Explain, TraceLine, trace_lines};
use super::json::to_json;
use super::load::Workspace;
use super::outline::Outline;
use super::printing::Printer;
use super::reasons::Reasons;
use super::watch::Watch;
use crate::ast::{TermKind, Text};
use crate::compile::{Compiled, DATA, INPUT, is_test};
use palisade_ir::{Eval, FuncId, NoRecord, Options, Program, Recorder, Stop, Vm};
use palisade_source::{Diagnostic, Location, SourceMap};
use palisade_value::{Arena, Value};
use std::collections::HashMap;
use std::sync::OnceLock;

/// A test.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TestRule {
    /// Its package, such as `data.app_test`.
    pub package: String,
    /// Its name behind the package, such as `test_allow`.
    pub name: String,
    /// Where it is written.
    pub location: Location,
    /// Whether it is named `todo_test_…` and does not run.
    pub todo: bool,
    path: Vec<String>,
    func: FuncId,
}

/// One case of a test that has several.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TestCase {
    /// The keys of the case; one for most tests.
    pub keys: Vec<String>,
    /// Whether it holds.
    pub passed: bool,
}

/// What became of a test.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Status {
    /// It holds.
    Passed,
    /// It is false, undefined, or has a case that does not hold.
    Failed,
    /// It could not be evaluated.
    Error(Problem),
    /// It is not to run yet.
    Skipped,
}

/// The result of one test.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Verdict {
    /// What became of it.
    pub status: Status,
    /// Its cases in the order in which they came up.
    pub cases: Vec<TestCase>,
    /// What `print` said.
    pub printed: String,
    /// Why it failed: for the test, or for each case that failed.
    pub reasons: Vec<Diagnostic>,
    /// How many steps it took.
    pub steps: u64,
}

/// Makes each rule of a name that several tests of a package have a test of its own, as OPA does:
/// `test_a`, `test_a#01`. One body that holds would answer for all of them. Tests with cases are
/// left as they are: their rules add cases.
pub fn separate_tests(workspace: &mut Workspace) {
    let mut seen: HashMap<(Vec<Text>, Text), usize> = HashMap::new();
    for module in &mut workspace.modules {
        let package: Vec<Text> = module.module.package.iter().map(|key| key.text.clone()).collect();
        for rule in &mut module.module.rules {
            let head = &mut rule.head;
            let plain = head.path.is_empty() && head.args.is_none() && head.contains.is_none();
            if rule.default || !plain || !is_test(&head.name.text) {
                continue;
            }
            let count = seen.entry((package.clone(), head.name.text.clone())).or_default();
            if *count > 0 {
                head.name.text = format!("{}#{count:02}", head.name.text).into();
            }
            *count += 1;
        }
    }
}

/// The tests of a workspace in the order of their files and places.
#[must_use]
pub fn test_rules(compiled: &Compiled, workspace: &Workspace) -> Vec<TestRule> {
    let mut found: Vec<TestRule> = Vec::new();
    for module in &workspace.modules {
        let package: Vec<&str> = module.module.package.iter().map(|k| k.text.as_str()).collect();
        for rule in module.module.rules.iter().filter(|r| !r.default && r.head.args.is_none()) {
            let constants = rule.head.path.iter().map_while(|p| match &p.term.kind {
                TermKind::Str { text, .. } => Some(text.as_str()),
                _ => None,
            });
            let names: Vec<&str> =
                std::iter::once(rule.head.name.text.as_str()).chain(constants).collect();
            if !names.iter().any(|n| is_test(n)) {
                continue;
            }
            let path: Vec<&str> = package.iter().chain(&names).copied().collect();
            // Rules below others are cases of those.
            let entry = (package.len() + 1..=path.len()).find_map(|n| compiled.entry(&path[..n]));
            let Some(entry) = entry else { continue };
            if found.iter().any(|t| t.func == entry.func) {
                continue;
            }
            found.push(TestRule {
                package: std::iter::once("data")
                    .chain(package.iter().copied())
                    .collect::<Vec<_>>()
                    .join("."),
                name: entry.path[package.len()..].join("."),
                location: Location::new(module.file, rule.head.span),
                todo: names.iter().any(|n| n.starts_with("todo_test_")),
                path: entry.path.clone(),
                func: entry.func,
            });
        }
    }
    found
}

/// What tests are run on.
#[derive(Debug)]
pub struct Suite<'s> {
    program: &'s Program,
    workspace: &'s Workspace,
    sources: &'s SourceMap,
    data: Value<'s>,
    /// The same without optimizations, for reasons; made when a test fails.
    plain: OnceLock<Option<(Compiled, Outline)>>,
}

impl<'s> Suite<'s> {
    /// Tests of a program over the documents beside its rules.
    #[must_use]
    pub fn new(
        compiled: &'s Compiled,
        workspace: &'s Workspace,
        sources: &'s SourceMap,
        data: Value<'s>,
    ) -> Self {
        Self { program: &compiled.program, workspace, sources, data, plain: OnceLock::new() }
    }

    fn plain(&self) -> Option<&(Compiled, Outline)> {
        let made = self.plain.get_or_init(|| {
            let options =
                crate::Options { optimize: false, cases: true, ..crate::Options::default() };
            let compiled = compile_workspace(self.workspace, options).ok()?;
            let outline = Outline::new(&compiled.program);
            Some((compiled, outline))
        });
        made.as_ref()
    }

    /// Runs a test. Why it failed is found out by a second run.
    pub fn run(
        &self,
        test: &TestRule,
        options: Options<'_>,
        coverage: Option<&mut Cover>,
    ) -> Verdict {
        if test.todo {
            return Verdict {
                status: Status::Skipped,
                cases: Vec::new(),
                printed: String::new(),
                reasons: Vec::new(),
                steps: 0,
            };
        }
        match coverage {
            None => self.judge(test, options, NoRecord).0,
            Some(total) => {
                let (verdict, cover) = self.judge(test, options, Cover::new());
                total.merge(&cover);
                verdict
            }
        }
    }

    /// What happens in a test, as [`trace_lines`] tells it.
    #[must_use]
    pub fn trace(&self, test: &TestRule, options: Options<'_>, wanted: Explain) -> Vec<TraceLine> {
        let Some((compiled, _)) = self.plain() else { return Vec::new() };
        let path: Vec<&str> = test.path.iter().map(String::as_str).collect();
        let Some(func) = compiled.entry(&path).map(|e| e.func) else { return Vec::new() };
        let arena = Arena::new();
        let printer = Printer::new(self.sources);
        let options = Options { host: &printer, ..options };
        let mut vm = Vm::new(&compiled.program, &arena, options, Watch::new());
        vm.start(&roots(self.data));
        _ = vm.call(func, &[]);
        trace_lines(&compiled.program, self.sources, &vm.recorder, wanted)
    }

    /// Runs a test without judging it; how many steps it took.
    #[must_use]
    pub fn time(&self, test: &TestRule, options: Options<'_>) -> u64 {
        let arena = Arena::new();
        let printer = Printer::new(self.sources);
        let mut vm = Vm::new(self.program, &arena, Options { host: &printer, ..options }, NoRecord);
        vm.start(&roots(self.data));
        _ = vm.call(test.func, &[]);
        vm.steps()
    }

    fn judge<R>(&self, test: &TestRule, options: Options<'_>, recorder: R) -> (Verdict, R)
    where
        R: for<'e> Recorder<'e>,
    {
        let arena = Arena::new();
        let printer = Printer::new(self.sources);
        let options = Options { host: &printer, ..options };
        let mut vm = Vm::new(self.program, &arena, options, recorder);
        vm.start(&roots(self.data));
        let result = vm.call(test.func, &[]);
        let (steps, recorder) = (vm.steps(), vm.recorder);
        let (status, cases) = status(result, &printer.cases());
        let mut verdict =
            Verdict { status, cases, printed: printer.printed(), reasons: Vec::new(), steps };
        if verdict.status == Status::Failed {
            self.explain(test, options, &mut verdict);
        }
        (verdict, recorder)
    }

    fn explain(&self, test: &TestRule, options: Options<'_>, verdict: &mut Verdict) {
        let Some((compiled, outline)) = self.plain() else { return };
        let path: Vec<&str> = test.path.iter().map(String::as_str).collect();
        let Some(func) = compiled.entry(&path).map(|e| e.func) else { return };
        let program = &compiled.program;
        let arena = Arena::new();
        let printer = Printer::new(self.sources);
        let options = Options { host: &printer, ..options };
        let mut vm = Vm::new(program, &arena, options, Watch::new());
        vm.start(&roots(self.data));
        _ = vm.call(func, &[]);
        let mut strict = Vm::new(program, &arena, Options { strict: true, ..options }, NoRecord);
        strict.start(&roots(self.data));
        let error = match strict.call(func, &[]) {
            Err(Stop::Error(fault)) => fault.location.map(|at| (at, fault.message)),
            _ => None,
        };
        let reasons = Reasons { program, outline, sources: self.sources, watch: &vm.recorder };
        let full = format!("{}.{}", test.package, test.name);
        let failed: Vec<&TestCase> = verdict.cases.iter().filter(|c| !c.passed).collect();
        if failed.is_empty() {
            verdict.reasons.push(reasons.of_test(func, None, &full, test.location));
        }
        let cases: Vec<Diagnostic> = failed
            .iter()
            .map(|case| {
                let message = format!("{full}, case `{}`", case.keys.join("/"));
                reasons.of_test(func, Some(&case.keys), &message, test.location)
            })
            .collect();
        verdict.reasons.extend(cases);
        // What a builtin refused is undefined to the policy, but not to who mends it.
        if let (Some((at, message)), Some(first)) = (error, verdict.reasons.first_mut()) {
            let label = format!("error: {message}");
            match first.labels.iter_mut().find(|l| l.location == at) {
                Some(known) => known.text = label,
                None => *first = first.clone().label(at, label),
            }
        }
    }
}

fn roots(data: Value<'_>) -> [Option<Value<'_>>; 2] {
    const { assert!(INPUT.0 == 0 && DATA.0 == 1) };
    [None, Some(data)]
}

fn status(result: Eval<'_>, started: &[Vec<String>]) -> (Status, Vec<TestCase>) {
    let value = match result {
        Ok(value) => value,
        Err(Stop::Undefined) => return (Status::Failed, cases(None, started)),
        Err(stop) => return (Status::Error(Problem::of(stop)), Vec::new()),
    };
    match value {
        Value::Bool(true) => (Status::Passed, Vec::new()),
        Value::Object(_) | Value::Set(_) => {
            let cases = cases(Some(value), started);
            let passed = !cases.is_empty() && cases.iter().all(|c| c.passed);
            (if passed { Status::Passed } else { Status::Failed }, cases)
        }
        _ => (Status::Failed, Vec::new()),
    }
}

/// The cases that a test came to, and those that stand in what it gives.
fn cases(value: Option<Value<'_>>, started: &[Vec<String>]) -> Vec<TestCase> {
    let mut found: Vec<TestCase> = Vec::new();
    for keys in started {
        if !found.iter().any(|c| c.keys == *keys) {
            found.push(TestCase { keys: keys.clone(), passed: false });
        }
    }
    let mut held = Vec::new();
    if let Some(value) = value {
        leaves(value, &mut Vec::new(), &mut held);
    }
    for (keys, passed) in held {
        match found.iter_mut().find(|c| c.keys == keys) {
            Some(case) => case.passed = passed,
            None => found.push(TestCase { keys, passed }),
        }
    }
    found
}

fn leaves(value: Value<'_>, path: &mut Vec<String>, found: &mut Vec<(Vec<String>, bool)>) {
    let text = |v: &Value<'_>| v.as_str().map_or_else(|| to_json(*v), str::to_owned);
    match value {
        Value::Object(object) => {
            for (key, value) in object.entries() {
                path.push(text(key));
                leaves(*value, path, found);
                path.pop();
            }
        }
        Value::Set(set) => {
            for item in set.items() {
                path.push(text(item));
                found.push((path.clone(), true));
                path.pop();
            }
        }
        other => found.push((path.clone(), matches!(other, Value::Bool(true)))),
    }
}
