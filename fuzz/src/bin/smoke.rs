//! Runs every fuzz target on a bounded number of inputs, the same ones each time.
//!
//! Each target runs in a process of its own, so that an overflow of the stack or an abort is
//! pinned to the input that caused it.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a tool that talks to a terminal")]

use anyhow::{Context, Result, bail};
use palisade_fuzz::{Inputs, TARGETS, Target};
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::{Command, ExitCode, Output, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

const USAGE: &str = "\
usage: smoke [TARGET…] [--iterations N]   run targets on inputs 0 to N (5000 unless said)
       smoke --show TARGET INDEX          write one input to stdout
       smoke --range TARGET FROM TO       run one target on some inputs, in this process
";

const ITERATIONS: u64 = 5000;

/// As much as the worker threads of a run have.
const STACK: usize = 2 * 1024 * 1024;

/// An input that takes longer has found something.
const PATIENCE: Duration = Duration::from_secs(60);

fn find(name: &str) -> Result<&'static Target> {
    TARGETS.iter().find(|target| target.name == name).with_context(|| {
        let names: Vec<&str> = TARGETS.iter().map(|target| target.name).collect();
        format!("no such target: `{name}`; there are {}", names.join(", "))
    })
}

fn number(text: &str) -> Result<u64> {
    text.parse().with_context(|| format!("not a number: `{text}`"))
}

/// Runs some inputs in this process; says whether all of them went well.
fn run_range(target: &'static Target, range: Range<u64>) -> Result<bool> {
    let inputs = Inputs::load(target)?;
    let current = Arc::new(AtomicU64::new(range.start));
    let done = Arc::new(AtomicBool::new(false));
    let worker = {
        let (current, done) = (Arc::clone(&current), Arc::clone(&done));
        thread::Builder::new().stack_size(STACK).spawn(move || {
            let (mut slowest, mut longest) = (0, Duration::ZERO);
            let fine = range.into_iter().all(|index| {
                current.store(index, Ordering::Relaxed);
                let data = inputs.get(index);
                let began = Instant::now();
                let fine = catch_unwind(AssertUnwindSafe(|| (target.run)(&data))).is_ok();
                if began.elapsed() > longest {
                    (slowest, longest) = (index, began.elapsed());
                }
                if !fine {
                    report(target, index, &data);
                }
                fine
            });
            print!(", slowest input {slowest} in {} ms", longest.as_millis());
            done.store(true, Ordering::Relaxed);
            fine
        })?
    };
    let (mut seen, mut since) = (u64::MAX, Instant::now());
    while !done.load(Ordering::Relaxed) && !worker.is_finished() {
        thread::park_timeout(Duration::from_millis(20));
        let index = current.load(Ordering::Relaxed);
        if index != seen {
            (seen, since) = (index, Instant::now());
        } else if since.elapsed() > PATIENCE {
            eprintln!("error: an input takes over {} s", PATIENCE.as_secs());
            report(target, index, &Inputs::load(target)?.get(index));
            return Ok(false);
        }
    }
    Ok(worker.join().unwrap_or(false))
}

fn report(target: &Target, index: u64, data: &[u8]) {
    let shown = data.get(..data.len().min(2000)).unwrap_or_default();
    eprintln!("error: target `{}` fails on input {index}, {} bytes", target.name, data.len());
    eprintln!("  input: \"{}\"", shown.escape_ascii());
    eprintln!(
        "  = help: write it to a file with `cargo run -p palisade-fuzz --bin smoke -- --show {} \
         {index}`",
        target.name
    );
}

/// Runs some inputs in a process of their own.
fn spawn(target: &Target, range: &Range<u64>, talk: bool) -> Result<Output> {
    let program = std::env::current_exe().context("cannot find this program")?;
    Command::new(program)
        .args(["--range", target.name, &range.start.to_string(), &range.end.to_string()])
        .stderr(if talk { Stdio::inherit() } else { Stdio::null() })
        .output()
        .context("cannot start a process")
}

/// Runs a target; says whether all inputs went well.
fn run_target(target: &'static Target, iterations: u64) -> Result<bool> {
    let began = Instant::now();
    let Output { status, stdout, .. } = spawn(target, &(0..iterations), true)?;
    if status.success() {
        let seconds = began.elapsed().as_secs_f64();
        let slowest = String::from_utf8_lossy(&stdout);
        println!("{:<10}{iterations:>8} inputs in {seconds:.1} s{slowest}", target.name);
        return Ok(true);
    }
    if status.code().is_none() {
        // Killed by a signal: the process could not say on which input. Look for it by halves.
        let mut range = 0..iterations;
        while range.end - range.start > 1 {
            let middle = range.start + (range.end - range.start) / 2;
            if spawn(target, &(range.start..middle), false)?.status.success() {
                range.start = middle;
            } else {
                range.end = middle;
            }
        }
        eprintln!("error: the process died: {status}");
        report(target, range.start, &Inputs::load(target)?.get(range.start));
    }
    println!("{:<10}  failed", target.name);
    Ok(false)
}

fn run(arguments: &[&str]) -> Result<bool> {
    let (names, iterations) = match arguments {
        ["--help" | "-h"] => {
            print!("{USAGE}");
            return Ok(true);
        }
        ["--show", name, index] => {
            let data = Inputs::load(find(name)?)?.get(number(index)?);
            std::io::Write::write_all(&mut std::io::stdout(), &data)?;
            return Ok(true);
        }
        ["--range", name, from, to] => {
            return run_range(find(name)?, number(from)?..number(to)?);
        }
        [names @ .., "--iterations", count] => (names, number(count)?),
        names => (names, ITERATIONS),
    };
    if let Some(option) = names.iter().find(|name| name.starts_with('-')) {
        bail!("no such option: `{option}`\n\n{USAGE}");
    }
    let mut targets = names.iter().map(|name| find(name)).collect::<Result<Vec<_>>>()?;
    if targets.is_empty() {
        targets.extend(TARGETS);
    }
    let mut fine = true;
    for target in targets {
        fine &= run_target(target, iterations)?;
    }
    Ok(fine)
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match run(&arguments) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(2)
        }
    }
}
