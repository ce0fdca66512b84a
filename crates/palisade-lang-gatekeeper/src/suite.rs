//! Suites: objects with what constraints are to say of them.

use crate::library::{Library, Settings, unfold};
use crate::matching::{Origin, group_of};
use crate::problems::{Problems, SCHEMA};
use crate::review::{Inventory, Review};
use crate::values;
use palisade_arena::Arena;
use palisade_source::{Diagnostic, FileId, Level, Location, SourceMap, Span, System};
use palisade_value::Value;
use palisade_yaml::{Node, Scalar};
use regex::Regex;
use std::path::{Path, PathBuf};

/// The group of suites.
const GROUP: &str = "test.gatekeeper.sh";

const CODE: &str = "gatekeeper-suite";

/// What came of a test.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Status {
    /// All is as it is to be.
    Pass,
    /// Something is not.
    Fail,
    /// It could not be run.
    Error,
    /// It is switched off.
    Skip,
}

/// What came of a case.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CaseReport {
    /// Its name.
    pub name: String,
    /// What came of it.
    pub status: Status,
    /// What is not as it is to be: lowercase fragments, each with its place in the suite.
    pub problems: Vec<(String, Option<Location>)>,
    /// The messages of all violations.
    pub messages: Vec<String>,
    /// Where it is written.
    pub location: Location,
}

/// What came of a test: a template with a constraint.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TestReport {
    /// Its name.
    pub name: String,
    /// What came of it.
    pub status: Status,
    /// Why it failed beside its cases.
    pub problems: Vec<(String, Option<Location>)>,
    /// Its cases in order.
    pub cases: Vec<CaseReport>,
    /// Where it is written.
    pub location: Location,
}

/// What came of a suite.
#[derive(Clone, PartialEq, Debug)]
pub struct SuiteReport {
    /// Its name; empty where it has none.
    pub name: String,
    /// What came of it.
    pub status: Status,
    /// Its tests in order.
    pub tests: Vec<TestReport>,
    /// What is wrong with it and with the files that it names.
    pub diagnostics: Vec<Diagnostic>,
}

/// Whether a text holds a suite.
#[must_use]
pub fn is_suite(text: &str) -> bool {
    text.lines().any(|line| {
        let value = line.strip_prefix("apiVersion:").map(|v| v.trim().trim_matches(['"', '\'']));
        value.is_some_and(|v| v.split('/').next() == Some(GROUP))
    })
}

/// Runs the suites of a file. The files that they name are relative to its folder.
///
/// Of the cases those run that are `wanted` by the name of their test and their own; a test
/// without cases has an empty one.
#[must_use]
pub fn run_suite(
    system: &dyn System,
    sources: &SourceMap,
    path: &Path,
    file: FileId,
    settings: &Settings,
    wanted: &dyn Fn(&str, &str) -> bool,
) -> Vec<SuiteReport> {
    let source = sources.get(file);
    let stream = palisade_yaml::parse(source.text());
    let folder = path.parent().unwrap_or(Path::new(""));
    let mut reports = Vec::new();
    for document in &stream.documents {
        let mut runner = Runner {
            system,
            sources,
            folder,
            settings,
            wanted,
            problems: Problems::new(file, CODE),
            read: Vec::new(),
        };
        let errors = document.errors.iter().map(|e| e.to_diagnostic(file));
        runner.problems.found.extend(errors);
        let root = document.root.as_ref().filter(|n| !n.is_null());
        if root.is_none() && runner.problems.found.is_empty() {
            continue;
        }
        let mut report = match root {
            Some(root) if group_of(root) == GROUP => runner.suite(root),
            // Another document beside a suite is none of ours.
            Some(_) if runner.problems.found.is_empty() => continue,
            _ => SuiteReport {
                name: String::new(),
                status: Status::Error,
                tests: Vec::new(),
                diagnostics: Vec::new(),
            },
        };
        report.diagnostics.append(&mut runner.problems.found);
        let is_error = |d: &Diagnostic| d.level == Level::Error;
        if report.status == Status::Pass && report.diagnostics.iter().any(is_error) {
            report.status = Status::Error;
        }
        reports.push(report);
    }
    reports
}

struct Runner<'r> {
    system: &'r dyn System,
    sources: &'r SourceMap,
    folder: &'r Path,
    settings: &'r Settings,
    wanted: &'r dyn Fn(&str, &str) -> bool,
    problems: Problems,
    /// The files that were read.
    read: Vec<(PathBuf, FileId)>,
}

/// What an assertion wants.
#[derive(Debug)]
struct Assertion {
    want: Want,
    message: Option<Regex>,
    span: Span,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Want {
    Some,
    None,
    Exactly(u64),
}

impl Assertion {
    /// Why messages are not what it wants.
    fn wrong(&self, messages: &[String]) -> Option<String> {
        let fits = |m: &&String| self.message.as_ref().is_none_or(|r| r.is_match(m));
        let count = messages.iter().filter(fits).count() as u64;
        let of = self.message.as_ref().map_or(String::new(), |r| format!(" that fit `{r}`"));
        let noun = if count == 1 { "violation" } else { "violations" };
        match self.want {
            Want::Some if count == 0 => Some(format!("no violations{of}, and some are wanted")),
            Want::None if count > 0 => Some(format!("{count} {noun}{of}, and none are wanted")),
            Want::Exactly(n) if n != count => {
                Some(format!("{count} {noun}{of}, and {n} are wanted"))
            }
            _ => None,
        }
    }
}

fn worst(all: impl Iterator<Item = Status>) -> Status {
    all.fold(Status::Pass, |so_far, one| match (so_far, one) {
        (Status::Error, _) | (_, Status::Error) => Status::Error,
        (Status::Fail, _) | (_, Status::Fail) => Status::Fail,
        _ => Status::Pass,
    })
}

impl Runner<'_> {
    fn suite(&mut self, root: &Node<'_>) -> SuiteReport {
        const KEYS: &[&str] = &["apiVersion", "kind", "metadata", "skip", "tests"];
        let empty = |status| SuiteReport {
            name: String::new(),
            status,
            tests: Vec::new(),
            diagnostics: Vec::new(),
        };
        let kind = self.problems.required(root, "kind", "the suite");
        if let Some(kind) = kind.filter(|k| k.text() != Some("Suite")) {
            let text = kind.text().unwrap_or_default();
            let message = format!("unknown kind `{text}` of the group `{GROUP}`");
            self.problems.error(kind.span, message, Some("the kind is `Suite`".to_owned()));
            return empty(Status::Error);
        }
        self.problems.keys(root, KEYS, "a suite");
        let version = root.get("apiVersion").and_then(Node::text).unwrap_or_default();
        if version != "test.gatekeeper.sh/v1alpha1"
            && let Some(node) = root.get("apiVersion")
        {
            let help = Some("suites are of `test.gatekeeper.sh/v1alpha1`".to_owned());
            let message = format!("unknown version of suites: `{version}`");
            self.problems.error(node.span, message, help);
        }
        let name = root.path(&["metadata", "name"]).and_then(Node::text).unwrap_or_default();
        let mut report = empty(Status::Pass);
        name.clone_into(&mut report.name);
        if self.problems.flag(root, "skip") == Some(true) {
            report.status = Status::Skip;
            return report;
        }
        self.problems.required(root, "tests", "the suite");
        for test in self.problems.list(root, "tests") {
            let tests = self.test(test);
            report.tests.extend(tests);
        }
        report.status = worst(report.tests.iter().map(|t| t.status));
        report
    }

    fn test(&mut self, node: &Node<'_>) -> Option<TestReport> {
        const KEYS: &[&str] =
            &["name", "template", "constraint", "expansion", "cases", "invalid", "skip"];
        let node = self.problems.mapping(node, "a test", KEYS)?;
        let name_node = node.get("name");
        let location = self.problems.at(name_node.map_or(node.span, |n| n.span));
        let name = name_node.and_then(Node::text).unwrap_or("(unnamed)").to_owned();
        let mut report = TestReport {
            name,
            status: Status::Pass,
            problems: Vec::new(),
            cases: Vec::new(),
            location,
        };
        let cases = self.problems.list(node, "cases");
        let named = |case: &Node<'_>| (self.wanted)(&report.name, case_name(case));
        let wanted: Vec<&Node<'_>> = cases.iter().filter(|c| named(c)).collect();
        if wanted.is_empty() && (!cases.is_empty() || !(self.wanted)(&report.name, "")) {
            return None;
        }
        if self.problems.flag(node, "skip") == Some(true) {
            report.status = Status::Skip;
            return Some(report);
        }
        let template = self.file(node, "template", true);
        let constraint = self.file(node, "constraint", true);
        let expansion = self.file(node, "expansion", false);
        let (Ok(Some(template)), Ok(Some(constraint)), Ok(expansion)) =
            (template, constraint, expansion)
        else {
            report.status = Status::Error;
            report.problems.push(("a file could not be read".to_owned(), None));
            return Some(report);
        };
        let mut files = vec![template, constraint];
        files.extend(expansion);
        files.dedup();
        let (library, found) = Library::read(self.sources, &files);
        let is_error = |d: &&Diagnostic| d.level == Level::Error;
        if self.problems.flag(node, "invalid") == Some(true) {
            let of_constraint = |d: &&Diagnostic| d.location.is_some_and(|l| l.file == constraint);
            let others: Vec<_> =
                found.iter().filter(is_error).filter(|d| !of_constraint(d)).cloned().collect();
            let is_invalid = found.iter().filter(is_error).any(|d| of_constraint(&d));
            if !others.is_empty() {
                report.status = Status::Error;
                self.problems.found.extend(others);
            } else if !is_invalid {
                report.status = Status::Fail;
                let problem = "the constraint is valid, and is to be invalid".to_owned();
                report.problems.push((problem, None));
            }
            return Some(report);
        }
        let is_broken = found.iter().any(|d| is_error(&d));
        self.tell(found);
        let lacks = match (library.templates.len(), library.constraints.len()) {
            (0, _) => Some(("template", "template")),
            (_, 0) => Some(("constraint", "constraint of the template")),
            _ => None,
        };
        if let (false, Some((key, what))) = (is_broken, lacks) {
            let span = node.get(key).map_or(node.span, |n| n.span);
            self.problems.error(span, format!("the file holds no {what}"), None);
        }
        if is_broken || lacks.is_some() {
            report.status = Status::Error;
            report.problems.push(("the template or the constraint is wrong".to_owned(), None));
            return Some(report);
        }
        for case in wanted {
            let case = self.case(case, &library);
            report.cases.extend(case);
        }
        report.status = worst(report.cases.iter().map(|c| c.status));
        Some(report)
    }

    /// Keeps diagnostics that were not told before.
    fn tell(&mut self, found: Vec<Diagnostic>) {
        for diagnostic in found {
            if !self.problems.found.contains(&diagnostic) {
                self.problems.found.push(diagnostic);
            }
        }
    }

    fn case(&mut self, node: &Node<'_>, library: &Library) -> Option<CaseReport> {
        const KEYS: &[&str] = &["name", "object", "inventory", "assertions", "skip"];
        let node = self.problems.mapping(node, "a case", KEYS)?;
        let location = self.problems.at(node.get("name").map_or(node.span, |n| n.span));
        let mut report = CaseReport {
            name: case_name(node).to_owned(),
            status: Status::Pass,
            problems: Vec::new(),
            messages: Vec::new(),
            location,
        };
        if self.problems.flag(node, "skip") == Some(true) {
            report.status = Status::Skip;
            return Some(report);
        }
        let before = self.problems.found.len();
        let assertions = self.assertions(node);
        if assertions.is_empty() && self.problems.found.len() == before {
            let help = Some("add `assertions:` with `violations: yes` or `no`".to_owned());
            self.problems.error(location.span, "the case has no assertions", help);
        }
        let arena = Arena::new();
        let mut held = Vec::new();
        for path in self.problems.list(node, "inventory") {
            let Some(file) = self.path(path) else { continue };
            held.extend(self.objects(&arena, file, path.span));
        }
        let inventory = Inventory::of(&arena, held);
        let object = self.file(node, "object", true).ok().flatten();
        let span = node.get("object").map_or(node.span, |n| n.span);
        let objects = object.map_or(Vec::new(), |file| self.objects(&arena, file, span));
        if objects.len() > 1 {
            let message = format!("the file holds {} objects, and a case has one", objects.len());
            self.problems.error(span, message, None);
        }
        let review = objects.first().map(|o| review(&arena, *o, &inventory));
        let review = match review {
            Some(Ok(review)) => Some(review),
            Some(Err(why)) => {
                self.problems.error(span, why, None);
                None
            }
            None => None,
        };
        let is_wrong = self.problems.found.iter().skip(before).any(|d| d.level == Level::Error);
        let Some(review) = review.filter(|_| !is_wrong) else {
            report.status = Status::Error;
            report.problems.push(("the case could not be run".to_owned(), None));
            return Some(report);
        };
        let violations = library.review(&arena, &review, &inventory, self.settings);
        report.messages = violations.into_iter().map(|v| v.message).collect();
        for assertion in &assertions {
            if let Some(wrong) = assertion.wrong(&report.messages) {
                report.problems.push((wrong, Some(self.problems.at(assertion.span))));
                report.status = Status::Fail;
            }
        }
        Some(report)
    }

    fn assertions(&mut self, node: &Node<'_>) -> Vec<Assertion> {
        let mut all = Vec::new();
        for item in self.problems.list(node, "assertions") {
            let keys = &["violations", "message"];
            let Some(item) = self.problems.mapping(item, "an assertion", keys) else { continue };
            let Some(want) = self.want(item) else { continue };
            let message = match item.get("message").filter(|n| !n.is_null()) {
                None => None,
                Some(node) => {
                    let Some(text) = self.problems.text(node, "`message`") else { continue };
                    match Regex::new(text) {
                        Ok(regex) => Some(regex),
                        Err(error) => {
                            let why = crate::problems::pattern(&error);
                            let message = format!("`message` is no regular expression: {why}");
                            self.problems.error(node.span, message, None);
                            continue;
                        }
                    }
                }
            };
            let span = item.entries().first().map_or(item.span, |(k, v)| k.span.to(v.span));
            all.push(Assertion { want, message, span });
        }
        all
    }

    fn want(&mut self, item: &Node<'_>) -> Option<Want> {
        let Some(node) = item.get("violations").filter(|n| !n.is_null()) else {
            return Some(Want::Some);
        };
        // A plain `yes` is a truth value to Kubernetes.
        let want = match (node.resolve(SCHEMA), node.text()) {
            (Some(Scalar::Int(n)), _) => u64::try_from(n).ok().map(Want::Exactly),
            (Some(Scalar::Bool(true)), _) | (_, Some("yes")) => Some(Want::Some),
            (Some(Scalar::Bool(false)), _) | (_, Some("no")) => Some(Want::None),
            _ => None,
        };
        if want.is_none() {
            let message = "`violations` is `yes`, `no` or a whole number from 0 on";
            self.problems.error(node.span, message, None);
        }
        want
    }

    /// The file that a path under a key names; none where there is no such key.
    fn file(&mut self, node: &Node<'_>, key: &str, wanted: bool) -> Result<Option<FileId>, ()> {
        let path = match node.get(key).filter(|n| n.text().is_some_and(|t| !t.is_empty())) {
            Some(path) => path,
            None if wanted => {
                let span = node.get("name").map_or(node.span, |n| n.span);
                let help = Some(format!("add `{key}: FILE`"));
                self.problems.error(span, format!("`{key}` is missing"), help);
                return Err(());
            }
            None => return Ok(None),
        };
        self.path(path).map(Some).ok_or(())
    }

    fn path(&mut self, node: &Node<'_>) -> Option<FileId> {
        let written = self.problems.text(node, "a path")?;
        let path = normal(&self.folder.join(written));
        if let Some((_, file)) = self.read.iter().find(|(p, _)| *p == path) {
            return Some(*file);
        }
        let shown = path.to_string_lossy().replace('\\', "/");
        match self.system.read(&path).map(String::from_utf8) {
            Ok(Ok(text)) => {
                let file = self.sources.add(shown, text);
                self.read.push((path, file));
                return Some(file);
            }
            Ok(Err(_)) => {
                let message = format!("`{shown}` is not UTF-8 text");
                self.problems.error(node.span, message, None);
            }
            Err(error) => {
                let message = match error.kind() {
                    std::io::ErrorKind::NotFound => format!("`{shown}` does not exist"),
                    _ => format!("`{shown}` cannot be read: {error}"),
                };
                let help = "paths are relative to the folder of the suite".to_owned();
                self.problems.error(node.span, message, Some(help));
            }
        }
        None
    }

    /// The objects of a file; that there is none is told at `span`.
    fn objects<'a>(&mut self, arena: &'a Arena, file: FileId, span: Span) -> Vec<Value<'a>> {
        let source = self.sources.get(file);
        let stream = palisade_yaml::parse(source.text());
        let fatal: Vec<_> =
            stream.errors().filter(|e| e.is_fatal()).map(|e| e.to_diagnostic(file)).collect();
        let mut objects = Vec::new();
        for document in &stream.documents {
            if let Some(root) = document.root.as_ref().filter(|n| n.is_mapping()) {
                unfold(root, 0, &mut |node| objects.push(values::value(arena, node, file)));
            }
        }
        if objects.is_empty() && fatal.is_empty() {
            self.problems.error(span, "the file holds no object", None);
        }
        self.tell(fatal);
        objects
    }
}

fn case_name<'n>(node: &'n Node<'_>) -> &'n str {
    node.get("name").and_then(Node::text).unwrap_or("(unnamed)")
}

fn review<'a>(
    arena: &'a Arena,
    object: Value<'a>,
    inventory: &Inventory<'a>,
) -> Result<Review<'a>, String> {
    let text = |path: &[&str]| object.path(path).and_then(|v| v.as_str()).unwrap_or_default();
    if text(&["kind"]).is_empty() {
        return Err("the object has no `kind`".to_owned());
    }
    if text(&["kind"]) == "AdmissionReview"
        && text(&["apiVersion"]).split('/').next() == Some("admission.k8s.io")
    {
        return Review::of_admission(arena, object, inventory);
    }
    let home = inventory.home(text(&["metadata", "namespace"]));
    Ok(Review::of_object(arena, object, home, Origin::Original, ""))
}

/// A path without `.` and, where that can be told, `..`.
fn normal(path: &Path) -> PathBuf {
    use std::path::Component;
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir
                if matches!(out.components().next_back(), Some(Component::Normal(_))) =>
            {
                out.pop();
            }
            other => out.push(other),
        }
    }
    out
}
