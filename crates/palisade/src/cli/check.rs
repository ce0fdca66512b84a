use super::bounds::report_file;
use super::scan::{ScanArgs, Settled, demand_usable, idle_patterns, in_config};
use crate::exit::{Exit, Failure};
use crate::policies::{self, refuse};
use crate::system::{self, RealSystem, is_missing};
use anyhow::Result;
use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use palisade_config::Config;
use palisade_gate::{Baseline, Folders, Gate, Verdict, render_baseline_with};
use palisade_model::{OutcomeKind, Severity};
use palisade_report::{Format, Options, Report, Show, render, render_diagnostics};
use palisade_scan::{Examined, Further, Scan};
use palisade_source::{Diagnostic, EntryKind, FileId, Level, SourceMap, System, did_you_mean};
use std::collections::HashSet;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

/// Examine infrastructure code and report what breaks a policy.
#[derive(Args, Debug)]
pub(crate) struct Check {
    /// Files and folders; without, the paths of the configuration, else the present folder
    paths: Vec<PathBuf>,
    /// Report format, or FORMAT=FILE: text, json, sarif, junit, github, markdown (repeatable)
    #[arg(long, value_name = "FORMAT[=FILE]", help_heading = "Output")]
    format: Vec<Output>,
    /// Which outcomes are listed: those that fail, or every rule on every resource
    #[arg(long, value_name = "OUTCOMES", default_value = "fail", help_heading = "Output")]
    outcomes: Outcomes,
    /// No text report, no progress: only what `--format` writes
    #[arg(long, short, help_heading = "Output")]
    quiet: bool,
    /// Fail the run from this severity on: info, low, medium, high, critical, none
    #[arg(long, value_name = "SEVERITY", help_heading = "Gate")]
    fail_on: Option<FailOn>,
    /// Fail the run if something could not be examined
    #[arg(long, help_heading = "Gate")]
    fail_on_unscanned: bool,
    /// Findings recorded in this file do not count
    #[arg(long, value_name = "FILE", help_heading = "Gate")]
    baseline: Option<PathBuf>,
    /// Record the present findings in this file; they do not count from now on
    #[arg(long, value_name = "FILE", help_heading = "Gate")]
    write_baseline: Option<PathBuf>,
    #[command(flatten)]
    scan: ScanArgs,
}

/// Why there may be more to say.
const UNREADABLE: &str = "a policy, the configuration or the baseline could not be read";

/// A format and where it goes: a file, else the standard output.
#[derive(Clone, Debug)]
struct Output {
    format: Format,
    file: Option<PathBuf>,
}

impl FromStr for Output {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, file) = text.split_once('=').map_or((text, None), |(n, f)| (n, Some(f)));
        let format = Format::named(name).ok_or_else(|| {
            let known: Vec<&str> = Format::all().map(|(_, name)| name).collect();
            let hint = did_you_mean(name, known.iter().copied())
                .unwrap_or_else(|| format!("known are {}", known.join(", ")));
            format!("unknown format `{name}`; {hint}")
        })?;
        if file == Some("") {
            return Err(format!("`{text}` names no file behind `=`"));
        }
        Ok(Self { format, file: file.map(PathBuf::from) })
    }
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Outcomes {
    Fail,
    All,
}

#[derive(Clone, Copy, Debug)]
struct FailOn(Option<Severity>);

impl FromStr for FailOn {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "none" {
            return Ok(Self(None));
        }
        text.parse().map(|s| Self(Some(s))).map_err(|error: String| format!("{error}, none"))
    }
}

impl Check {
    pub(crate) fn run(mut self) -> Result<Exit> {
        let begun = Instant::now();
        if let Some(fault) = clash(&self.format) {
            return Err(Failure::because(Exit::Usage, fault));
        }
        let sources = Arc::new(SourceMap::new());
        let mut settled = self.scan.settle(&self.paths, &sources)?;
        if self.format.is_empty() {
            self.format = configured_formats(&settled, &sources)?;
        }
        let baseline = self.baseline.clone().or_else(|| settled.baseline());
        let recorded = match &baseline {
            // The one that is about to be made need not be there.
            Some(path) if self.write_baseline.as_ref() == Some(path) && is_missing(path) => None,
            Some(path) => Some((path, self.read_baseline(path, &settled, &sources)?)),
            None => None,
        };
        let keep_all = matches!(self.outcomes, Outcomes::All);
        // A baseline tells what was mended from what was not looked at by the passes.
        settled.request.settings.keep_all = keep_all || baseline.is_some();
        settled.request.settings.whatif = keep_all;
        let chosen = policies::choose(&settled.choice, &RealSystem, &sources)?;
        let mut broken = chosen.is_broken() || settled.diagnostics.iter().any(is_error);

        let frameworks = self.scan.frameworks(&chosen.engine);
        let scan = Scan::prepare(&RealSystem, &sources, &frameworks, &settled.request);
        let known = chosen.known.iter().map(String::as_str).collect();
        let progress = Progress::new(scan.units(), begun, self.quiet);
        let now = settled.request.settings.now;
        let over = (chosen.constraints.count() > 0).then(|| chosen.constraints.over(&scan, now));
        let further: Vec<&dyn Further> = over.iter().map(|o| o as &dyn Further).collect();
        let tick = || progress.tick();
        let mut examined = scan.judge_further(&chosen.engine, &further, &known, &tick);
        progress.finish();
        demand_usable(&examined.unusable)?;
        broken |= chosen.engine.diagnostics().iter().any(is_error);
        let mut diagnostics = std::mem::take(&mut settled.diagnostics);
        diagnostics.extend(idle_patterns(&settled.config, &self.scan.exclude, &scan));
        diagnostics.extend(unused_variables(&settled.config, &examined));
        diagnostics.extend(chosen.diagnostics);
        diagnostics.append(&mut examined.diagnostics);
        let strange = chosen.suspects.iter().filter(|s| !examined.kinds.contains(&s.name));
        diagnostics.extend(strange.map(|suspect| suspect.told.clone()));
        let config = &settled.config;
        if let Some((path, bytes)) = recorded {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            // `/dev/null` is the way to say that there is none; an empty file is a damaged one.
            if !(text.is_empty() && is_no_file(path)) {
                let file = sources.add(path.display().to_string(), text);
                broken |= !apply_baseline(file, &sources, &mut examined, &mut diagnostics);
            }
            if !keep_all {
                let is_dull = |kind| matches!(kind, OutcomeKind::Pass | OutcomeKind::Skip);
                examined.outcomes.retain(|o| o.suppression.is_some() || !is_dull(o.kind));
            }
        }
        let gate = Gate {
            fail_on: self.fail_on.map_or_else(|| config.fail_on(), |f| f.0),
            fail_on_unscanned: self.fail_on_unscanned || config.fail_on_unscanned,
        };
        let policies = (chosen.engine.entries().len() + chosen.constraints.count()) as u64;
        let resources = examined.resources.values().sum::<usize>() as u64;
        let looked_at = palisade_gate::Examined {
            files: examined.files as u64,
            resources,
            policies,
            unscanned: examined.unscanned.len() as u64,
            unread: examined.unread.len() as u64,
        };
        let mut ruling = gate.judge(&examined.outcomes, &looked_at);
        if let Some(path) = &self.write_baseline {
            if ruling.verdict == Verdict::NothingToExamine {
                if !self.quiet {
                    let path = path.display();
                    system::talk(&format!("`{path}` is left as it is, for nothing was examined"));
                }
            } else {
                let mut ran: HashSet<&str> =
                    chosen.engine.entries().iter().map(|e| e.id().as_str()).collect();
                ran.extend(further.iter().flat_map(|f| f.policies()));
                self.record(path, &sources, &mut examined, &ran)?;
                ruling = gate.judge(&examined.outcomes, &looked_at);
            }
        }
        let faults = settled.module_faults();
        let mut told_gate = palisade_wire::check::Gate::from(&ruling);
        if broken || !faults.is_empty() {
            let what = if broken { UNREADABLE } else { "a module could not be fetched" };
            told_gate = told_gate.incomplete(what);
        }
        let report = Report {
            outcomes: &examined.outcomes,
            unscanned: &examined.unscanned,
            diagnostics: &diagnostics,
            sources: &sources,
            files: examined.files as u64,
            resources,
            policies,
            passed: examined.counts.pass as u64,
            not_applicable: examined.counts.skip as u64,
            elapsed: Some(begun.elapsed()),
            gate: Some(&told_gate),
            version: env!("CARGO_PKG_VERSION"),
            explain_arguments: &self.scan.explain_arguments(),
        };
        self.write(&report)?;
        let missing = self.paths.iter().find(|path| is_missing(path));
        if self.quiet && broken {
            // Whoever asked for silence is told why there is no verdict.
            diagnostics.retain(is_error);
            tell(&diagnostics, &sources);
        }
        if !self.quiet {
            for fault in &faults {
                system::talk(&format!("error: {fault}"));
            }
            if broken {
                system::talk(&format!("error: {UNREADABLE}; the verdict is not complete"));
            }
            if let Some(path) = missing {
                system::talk(&format!("error: the path `{}` does not exist", path.display()));
            }
        }
        Ok(match ruling.verdict {
            // A policy that does not run is no clean bill.
            _ if broken || !faults.is_empty() => Exit::Invalid,
            Verdict::Findings => Exit::Findings,
            // A path that is not there is a slip of the pen, and nothing was found in it.
            _ if missing.is_some() => Exit::Usage,
            Verdict::Clean => Exit::Clean,
            Verdict::NothingToExamine => Exit::NothingToExamine,
        })
    }

    /// The bytes of the baseline; where that of the configuration cannot be read, its place is told.
    fn read_baseline(
        &self,
        path: &Path,
        settled: &Settled,
        sources: &SourceMap,
    ) -> Result<Vec<u8>> {
        let named = self.baseline.is_some();
        let told = |message: String| {
            let told = in_config(&settled.config, "baseline", message);
            Failure::told(Exit::Invalid, &[told], sources)
        };
        let bounds = settled.choice.bounds.as_ref().filter(|_| !named);
        if let Some(why) = bounds.and_then(|bounds| bounds.refuse(path, &RealSystem)) {
            return Err(told(why));
        }
        read_baseline(path, named)
            .map_err(|error| if named { error } else { told(format!("{error:#}")) })
    }

    /// Writes the baseline; what is in it does not count from now on, in this run either.
    /// Entries of policies that did not run in it stay.
    fn record(
        &self,
        path: &Path,
        sources: &SourceMap,
        examined: &mut Examined,
        ran: &HashSet<&str>,
    ) -> Result<()> {
        let shown = path.to_string_lossy();
        let folders = Folders::new(sources, &shown);
        let before = match RealSystem.entry(path) {
            Ok(entry) if entry.kind == EntryKind::File && entry.size > 0 => {
                let text = String::from_utf8_lossy(&read_baseline(path, false)?).into_owned();
                Baseline::read(sources, sources.add(shown.to_string(), text)).ok()
            }
            _ => None,
        };
        let kept = before.map(|b| b.of_others(|id| ran.contains(id))).unwrap_or_default();
        let others = kept.len();
        write_file(path, &render_baseline_with(&examined.outcomes, folders, kept))?;
        let mut count = 0;
        for outcome in &mut examined.outcomes {
            if outcome.kind == OutcomeKind::Fail && outcome.suppression.is_none() {
                outcome.baselined = true;
                count += 1;
            }
        }
        if !self.quiet {
            let path = path.display();
            let noun = if count == 1 { "finding" } else { "findings" };
            if others > 0 {
                let noun = if others == 1 { "entry" } else { "entries" };
                system::talk(&format!("kept {others} {noun} of policies that did not run"));
            }
            system::talk(&format!(
                "recorded {count} {noun} in `{path}`; `--baseline {path}` takes them out of the count"
            ));
        }
        Ok(())
    }

    fn write(&self, report: &Report<'_>) -> Result<()> {
        let show = match self.outcomes {
            Outcomes::Fail => Show::Fail,
            Outcomes::All => Show::All,
        };
        let text = Output { format: Format::Text, file: None };
        let mut outputs = self.format.clone();
        if outputs.iter().all(|o| o.file.is_some()) && !self.quiet {
            outputs.push(text);
        }
        for output in outputs {
            let plain = output.file.is_some() || output.format != Format::Text;
            let color = !plain && self.scan.color();
            let width = if plain { None } else { system::width() };
            let options = Options { show, color, width };
            let written = render(output.format, report, &options);
            match &output.file {
                Some(path) => write_file(path, &written)?,
                None => system::print(&written)?,
            }
        }
        Ok(())
    }
}

/// Why these reports cannot all be written.
fn clash(outputs: &[Output]) -> Option<String> {
    let files: Vec<&PathBuf> = outputs.iter().filter_map(|o| o.file.as_ref()).collect();
    if let Some((_, twice)) = files.iter().enumerate().find(|(at, f)| files[..*at].contains(f)) {
        return Some(format!("two formats are to be written to `{}`", twice.display()));
    }
    (outputs.iter().filter(|output| output.file.is_none()).count() > 1).then(|| {
        "only one format goes to the standard output; write `FORMAT=FILE` for others".to_owned()
    })
}

/// The formats that the configuration names, with paths beside its file.
fn configured_formats(settled: &Settled, sources: &SourceMap) -> Result<Vec<Output>> {
    let (mut outputs, mut wrong) = (Vec::new(), Vec::new());
    let mut tell = |path: &str, message: String| {
        wrong.push(in_config(&settled.config, path, message));
    };
    for (at, text) in settled.config.formats.iter().enumerate() {
        let read = text.parse().and_then(|output: Output| {
            let config = settled.config_path.as_deref();
            let file = output.file.map(|file| report_file(config, &file)).transpose()?;
            Ok(Output { file, ..output })
        });
        match read {
            Ok(output) => outputs.push(output),
            Err(why) => tell(&format!("formats[{at}]"), why),
        }
    }
    if let Some(fault) = clash(&outputs) {
        tell("formats", fault);
    }
    refuse(&wrong, sources)?;
    Ok(outputs)
}

/// Variables of the configuration that no root module declares.
fn unused_variables(config: &Config, examined: &Examined) -> Vec<Diagnostic> {
    let Some(taken) = &examined.taken else { return Vec::new() };
    let unused = config.terraform.vars.keys().filter(|name| !taken.contains(*name));
    let told = unused.map(|name| {
        let message = format!("no root module declares the variable `{name}`");
        let help = did_you_mean(name, taken.iter().map(String::as_str))
            .unwrap_or_else(|| "take it out, or declare it".to_owned());
        let told = Diagnostic::warning("config-unused-variable", message).help(help);
        match config.location(&format!("terraform.vars.{name}")) {
            Some(place) => told.at(place),
            None => told,
        }
    });
    told.collect()
}

fn is_error(diagnostic: &Diagnostic) -> bool {
    diagnostic.level == Level::Error
}

fn write_file(path: &Path, text: &str) -> Result<()> {
    system::write(path, text).map_err(|error| {
        Failure::because(
            Exit::Usage,
            format!("`{}` cannot be written: {}", path.display(), system::reason(&error)),
        )
    })
}

/// The bytes of a baseline; one that the command line names may be a pipe.
fn read_baseline(path: &Path, named: bool) -> Result<Vec<u8>> {
    let bytes = if named { RealSystem.read_named(path) } else { RealSystem.read(path) };
    bytes.map_err(|error| {
        let (shown, reason) = (path.display(), system::reason(&error));
        let help = match error.kind() {
            std::io::ErrorKind::NotFound => format!("; make it with `--write-baseline {shown}`"),
            _ => String::new(),
        };
        let message = format!("the baseline `{shown}` cannot be read: {reason}{help}");
        Failure::because(Exit::Usage, message)
    })
}

fn is_no_file(path: &Path) -> bool {
    RealSystem.entry(path).is_ok_and(|entry| entry.kind != EntryKind::File)
}

/// Takes the findings of a baseline out of the count; false where it cannot be read.
fn apply_baseline(
    file: FileId,
    sources: &SourceMap,
    examined: &mut Examined,
    diagnostics: &mut Vec<Diagnostic>,
) -> bool {
    match Baseline::read(sources, file) {
        Ok(baseline) => {
            let path = sources.get(file);
            let folders = Folders::new(sources, path.path());
            diagnostics.extend(baseline.apply(&mut examined.outcomes, folders).diagnostics);
            true
        }
        Err(diagnostic) => {
            diagnostics.push(diagnostic);
            false
        }
    }
}

/// A bar on the standard error stream, once the work has taken half a second.
struct Progress {
    bar: OnceLock<ProgressBar>,
    units: u64,
    begun: Instant,
    shown: bool,
    done: std::sync::atomic::AtomicU64,
}

impl Progress {
    fn new(units: usize, begun: Instant, quiet: bool) -> Self {
        let shown = !quiet && std::io::stderr().is_terminal();
        let done = std::sync::atomic::AtomicU64::new(0);
        Self { bar: OnceLock::new(), units: units as u64, begun, shown, done }
    }

    fn tick(&self) {
        let done = self.done.fetch_add(1, std::sync::atomic::Ordering::Relaxed) + 1;
        if self.shown && self.begun.elapsed() > Duration::from_millis(500) {
            let bar = self.bar.get_or_init(|| {
                let bar =
                    ProgressBar::with_draw_target(Some(self.units), ProgressDrawTarget::stderr());
                let style = ProgressStyle::with_template("examining {bar:30} {pos}/{len}");
                bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
            });
            bar.set_position(done);
        }
    }

    fn finish(&self) {
        if let Some(bar) = self.bar.get() {
            bar.finish_and_clear();
        }
    }
}

/// Diagnostics on the standard error stream, for commands that have no report.
pub(super) fn tell(diagnostics: &[Diagnostic], sources: &SourceMap) {
    if !diagnostics.is_empty() {
        system::talk(&render_diagnostics(diagnostics, sources, &Options::default()));
    }
}
