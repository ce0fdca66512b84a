use super::checks::Checks;
use super::clock::{self, Timers, measure};
use super::eval::ExplainKind;
use super::network::Network;
use super::shared::{Ignore, Sources, invalid, tell};
use super::suites::{self, Found};
use super::test_report::{self, Tested};
use super::trust::Trust;
use super::world::{Outer, Reach, tell_refused};
use crate::exit::{Exit, Failure};
use crate::system::{self, RealSystem};
use anyhow::Result;
use clap::{Args, ValueEnum};
use palisade_builtins::opa::http::Web;
use palisade_ir::{Limits, Options};
use palisade_lang_rego::Options as CompileOptions;
use palisade_lang_rego::workspace::{
    Cover, Documents, FileCoverage, Suite, TestRule, compile_workspace, conflicts, percent, ranges,
    separate_tests, test_rules,
};
use palisade_source::{Entered, EntryKind, FileEntry, Level, SourceMap, System, Trail};
use rayon::prelude::*;
use regex::Regex;
use serde_json::{Value as Json, json};
use std::path::PathBuf;
use std::time::{Duration, Instant, SystemTime};

/// Run the tests of policies: rules of Rego named `test_…`, suites of Gatekeeper.
#[derive(Args, Debug)]
pub(crate) struct Test {
    /// Modules, their tests and documents, suites: files and folders
    #[arg(value_name = "PATH", required_unless_present = "bundle")]
    paths: Vec<PathBuf>,
    /// Bundles, as folders or `.tar.gz` files (repeatable)
    #[arg(short, long, value_name = "PATH")]
    bundle: Vec<PathBuf>,
    /// Read modules as OPA before 1.0 did
    #[arg(long, visible_alias = "v0-v1")]
    v0_compatible: bool,
    /// Read modules as OPA 1.0 does, as always
    #[arg(long, hide = true)]
    v1_compatible: bool,
    #[command(flatten)]
    ignore: Ignore,
    #[command(flatten)]
    trust: Trust,
    #[command(flatten)]
    checks: Checks,
    /// Only tests whose full name matches: `data.app_test.test_allow`, `test/case` of a suite
    #[arg(short, long, value_name = "REGEX")]
    run: Option<Regex>,
    /// Name passed tests too, with the cases of each
    #[arg(short, long)]
    verbose: bool,
    /// How results are written
    #[arg(short, long, default_value = "pretty")]
    format: Form,
    /// Tell as JSON which lines ran; results go to the standard error stream if a test fails
    #[arg(short, long, conflicts_with = "bench")]
    coverage: bool,
    /// Fail if less than this share of the lines ran; implies `--coverage`
    #[arg(long, value_name = "PERCENT")]
    threshold: Option<f64>,
    /// Measure the tests that pass
    #[arg(long)]
    bench: bool,
    /// How many tests run at a time; all cores where it is 0
    #[arg(short, long, value_name = "N", default_value_t = 0)]
    parallel: usize,
    /// Tell how failed tests came out, expression by expression; with `--verbose` passed ones too
    #[arg(long, value_name = "KIND")]
    explain: Option<ExplainKind>,
    /// The values of failing expressions are shown, as always
    #[arg(long, hide = true)]
    var_values: bool,
    /// Skipped tests are no failures, as always
    #[arg(short = 'z', long, hide = true)]
    exit_zero_on_skipped: bool,
    /// That there is no test is an error, as always
    #[arg(long, hide = true)]
    fail_on_empty: bool,
    /// How often each test runs
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    count: u32,
    /// Run again whenever a file changes
    #[arg(short, long)]
    watch: bool,
    /// Errors of builtin functions are errors of the test; else what they stand in is undefined
    #[arg(long)]
    strict_builtin_errors: bool,
    /// How long one test may take
    #[arg(short, long, value_name = "TIME", default_value = "5s", value_parser = clock::duration)]
    timeout: Duration,
    /// Most iterations and calls of one test
    #[arg(long, value_name = "STEPS", default_value_t = 100_000_000)]
    max_steps: u64,
    #[command(flatten)]
    reach: Reach,
}

/// How results are written.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
pub(super) enum Form {
    /// For people, with the places of what failed.
    Pretty,
    /// As OPA writes them.
    Json,
    /// As CI servers read them.
    Junit,
    /// Measurements as Go writes them, for tools such as benchstat; with `--bench`.
    Gobench,
}

impl Test {
    pub(crate) fn run(mut self) -> Result<Exit> {
        self.coverage |= self.threshold.is_some();
        if self.threshold.is_some_and(|share| !(0.0..=100.0).contains(&share)) {
            let what = "--threshold: a share of lines is between 0 and 100";
            return Err(Failure::because(Exit::Usage, what));
        }
        if self.format == Form::Gobench && !self.bench {
            let what = "--format gobench is for measurements: add --bench";
            return Err(Failure::because(Exit::Usage, what));
        }
        if !self.watch {
            return self.once();
        }
        loop {
            let before = self.state();
            if let Err(error) = self.once() {
                system::talk(&format!("error: {error:#}"));
            }
            system::talk("watching for changes; end with Ctrl-C");
            while self.state() == before {
                std::thread::sleep(Duration::from_millis(250));
            }
        }
    }

    /// The files that tests hang on, with when they were last written.
    fn state(&self) -> Vec<(PathBuf, Option<SystemTime>)> {
        let mut found = Vec::new();
        for path in self.paths.iter().chain(&self.bundle) {
            if let Ok(entry) = RealSystem.entry(path) {
                let mut trail = Trail::new(&RealSystem, path).ok();
                files(&entry, trail.as_mut(), &mut found);
            }
        }
        found
    }

    fn once(&self) -> Result<Exit> {
        let Found { suites, paths } = suites::find(&self.paths)?;
        if suites.is_empty() {
            return self.rego(&self.paths);
        }
        if self.coverage || self.bench || self.explain.is_some() {
            let what = "suites of Gatekeeper have neither coverage nor measurements nor traces";
            return Err(Failure::because(Exit::Usage, what));
        }
        let both = !paths.is_empty() || !self.bundle.is_empty();
        if both && self.format != Form::Pretty {
            let what = "tests in Rego and suites of Gatekeeper are written apart from each other; \
                        run `palisade test` on one kind at a time";
            return Err(Failure::because(Exit::Usage, what));
        }
        let exit = suites::run(&suites, self.run.as_ref(), self.verbose, self.format)?;
        if !both {
            return Ok(exit);
        }
        let other = self.rego(&paths)?;
        Ok(if exit == Exit::Clean { other } else { exit })
    }

    /// Runs the tests in Rego below some paths.
    fn rego(&self, paths: &[PathBuf]) -> Result<Exit> {
        let start = Instant::now();
        let sources = SourceMap::new();
        let options = Sources {
            data: paths.to_vec(),
            bundle: self.bundle.clone(),
            v0_compatible: self.v0_compatible,
            trust: self.trust.clone(),
            ignore: self.ignore.clone(),
            checks: self.checks.clone(),
            ..Sources::default()
        };
        let mut workspace = options.load(&sources)?;
        let documents = Documents::new(&sources, &workspace.documents, &mut workspace.diagnostics);
        workspace.diagnostics.extend(conflicts(&workspace, documents.value()));
        separate_tests(&mut workspace);
        let compile = CompileOptions {
            optimize: !self.coverage,
            print: true,
            cases: true,
            uses: false,
            strict: self.checks.strict,
        };
        let compiled = match compile_workspace(&workspace, compile) {
            Ok(compiled) => compiled,
            Err(diagnostics) => {
                tell(&diagnostics, &sources);
                return Err(Failure::because(invalid(&diagnostics), "the tests cannot be run"));
            }
        };
        let warnings: Vec<_> =
            workspace.diagnostics.iter().filter(|d| d.level != Level::Error).cloned().collect();
        tell(&warnings, &sources);
        let mut tests = test_rules(&compiled, &workspace);
        if let Some(wanted) = &self.run {
            tests.retain(|t| wanted.is_match(&format!("{}.{}", t.package, t.name)));
        }
        if tests.is_empty() {
            let why = match &self.run {
                Some(wanted) => format!("no test matches `{wanted}`"),
                None => "there is no rule whose name starts with `test_`".to_owned(),
            };
            return Err(Failure::because(Exit::NothingToExamine, why));
        }
        let suite = Suite::new(&compiled, &workspace, &sources, documents.value());
        let network = Network::new();
        let web = self.reach.web(&network, workspace.capabilities.as_ref())?;
        let (tested, cover) = self.all(&suite, &tests, &web);
        tell_refused(&web);
        let failed = tested.iter().any(|t| t.failed());
        if self.bench && !failed {
            return self.measure(&suite, &tests, &web);
        }
        let report = match self.format {
            Form::Pretty | Form::Gobench => {
                test_report::pretty(&tested, &sources, self.verbose, start.elapsed())
            }
            Form::Json => test_report::json(&tested, &sources),
            Form::Junit => test_report::junit(&tested, &sources),
        };
        let mut low = false;
        if self.coverage {
            if failed {
                system::talk(&test_report::pretty(&tested, &sources, false, start.elapsed()));
            }
            let files = cover.report(&compiled.program, &workspace, &sources);
            let (json, share) = coverage_json(&files);
            system::print(&format!("{json:#}\n"))?;
            if let Some(wanted) = self.threshold.filter(|wanted| share < *wanted) {
                system::talk(&format!(
                    "error: {share}% of the lines ran, less than the threshold of {wanted}%"
                ));
                low = true;
            }
        } else {
            system::print(&report)?;
        }
        Ok(if failed || low { Exit::TestsFailed } else { Exit::Clean })
    }

    fn options<'o>(&self) -> Options<'o> {
        let limits = Limits { steps: self.max_steps, memory: 1 << 30, ..Limits::default() };
        Options {
            limits,
            now: Some(system::now()),
            strict: self.strict_builtin_errors,
            ..Options::default()
        }
    }

    /// Runs all tests on all threads; results are in the order of the tests.
    fn all<'t>(
        &self,
        suite: &Suite<'_>,
        tests: &'t [TestRule],
        web: &Web<'_>,
    ) -> (Vec<Tested<'t>>, Cover) {
        let repeated: Vec<&TestRule> =
            tests.iter().flat_map(|t| std::iter::repeat_n(t, self.count as usize)).collect();
        let timers = Timers::new(repeated.len(), self.timeout);
        let results: Vec<(Tested<'t>, Option<Cover>)> = on_deep_stacks(self.parallel, || {
            timers.watch(|| {
                repeated
                    .par_iter()
                    .enumerate()
                    .map(|(n, test)| {
                        let start = Instant::now();
                        let interrupt = timers.begin(n);
                        let outer = Outer::new(web, false, None);
                        let options = Options { interrupt, world: Some(&outer), ..self.options() };
                        let mut cover = self.coverage.then(Cover::new);
                        let verdict = suite.run(test, options, cover.as_mut());
                        let mut one =
                            Tested { test, verdict, took: start.elapsed(), trace: Vec::new() };
                        if let Some(wanted) = self.explain.and_then(ExplainKind::wanted)
                            && !test.todo
                            && (self.verbose || one.failed())
                        {
                            one.trace = suite.trace(test, options, wanted);
                        }
                        timers.end(n);
                        (one, cover)
                    })
                    .collect()
            })
        });
        let mut total = Cover::new();
        let mut tested = Vec::with_capacity(results.len());
        for (one, cover) in results {
            cover.iter().for_each(|c| total.merge(c));
            tested.push(one);
        }
        (tested, total)
    }

    fn measure(&self, suite: &Suite<'_>, tests: &[TestRule], web: &Web<'_>) -> Result<Exit> {
        let mut rows = Vec::new();
        for test in tests.iter().filter(|t| !t.todo) {
            for _ in 0..self.count {
                let time = Duration::from_millis(300);
                let measured = measure(time, || {
                    let outer = Outer::new(web, false, None);
                    suite.time(test, Options { world: Some(&outer), ..self.options() })
                });
                rows.push((format!("{}.{}", test.package, test.name), measured));
            }
        }
        let text = if self.format == Form::Json {
            let all: Vec<Json> = rows
                .iter()
                .map(|(name, m)| {
                    json!({"name": name, "n": m.runs, "ns_per_op": m.ns_per_op, "steps": m.steps})
                })
                .collect();
            format!("{:#}\n", Json::Array(all))
        } else if self.format == Form::Gobench {
            rows.iter()
                .map(|(name, m)| format!("{}\t{}\t{} ns/op\n", go_name(name), m.runs, m.ns_per_op))
                .collect()
        } else {
            let width = rows.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
            rows.iter()
                .map(|(name, m)| {
                    format!(
                        "{name:width$}  {:>9} runs  {:>12} ns/op  {:>9} steps\n",
                        m.runs, m.ns_per_op, m.steps
                    )
                })
                .collect()
        };
        system::print(&text)?;
        Ok(Exit::Clean)
    }
}

/// Runs something on threads with stacks that deep policies fit on.
pub(super) fn on_deep_stacks<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> T {
    match rayon::ThreadPoolBuilder::new().num_threads(threads).stack_size(16 << 20).build() {
        Ok(pool) => pool.install(work),
        Err(_) => work(),
    }
}

/// A name as those of Go's benchmarks: `BenchmarkDataAppTestAllow`.
fn go_name(name: &str) -> String {
    let words = name.split(|c: char| !c.is_alphanumeric()).map(|word| {
        let mut letters = word.chars();
        letters.next().map_or_else(String::new, |c| c.to_uppercase().chain(letters).collect())
    });
    format!("Benchmark{}", words.collect::<String>())
}

fn files(
    entry: &FileEntry,
    mut trail: Option<&mut Trail>,
    found: &mut Vec<(PathBuf, Option<SystemTime>)>,
) {
    if entry.kind != EntryKind::Folder {
        found.push((entry.path.clone(), system::modified(&entry.path)));
        return;
    }
    for entry in RealSystem.list(&entry.path).unwrap_or_default() {
        let hidden = entry.path.file_name().is_some_and(|n| n.to_string_lossy().starts_with('.'));
        if entry.kind != EntryKind::Folder {
            files(&entry, None, found);
        } else if !hidden
            && let Some(trail) = &mut trail
            && let Ok(Entered::Yes) = trail.enter(&RealSystem, &entry)
        {
            files(&entry, Some(&mut **trail), found);
            trail.leave();
        }
    }
}

/// What ran as OPA's JSON, and its share in percent.
pub(super) fn coverage_json(files: &[FileCoverage]) -> (Json, f64) {
    let list = |lines: &[u32]| -> Json {
        let one = |(a, b): (u32, u32)| json!({"start": {"row": a}, "end": {"row": b}});
        ranges(lines).into_iter().map(one).collect()
    };
    let mut all = serde_json::Map::new();
    let (mut covered, mut not_covered) = (0, 0);
    for file in files {
        covered += file.covered.len();
        not_covered += file.not_covered.len();
        let mut entry = serde_json::Map::new();
        if !file.covered.is_empty() {
            entry.insert("covered".to_owned(), list(&file.covered));
        }
        if !file.not_covered.is_empty() {
            entry.insert("not_covered".to_owned(), list(&file.not_covered));
        }
        entry.insert("covered_lines".to_owned(), json!(file.covered.len()));
        entry.insert("not_covered_lines".to_owned(), json!(file.not_covered.len()));
        entry.insert("coverage".to_owned(), json!(file.percent()));
        all.insert(file.path.clone(), Json::Object(entry));
    }
    let share = percent(covered, not_covered);
    let whole = json!({
        "files": all,
        "covered_lines": covered,
        "not_covered_lines": not_covered,
        "coverage": share,
    });
    (whole, share)
}
