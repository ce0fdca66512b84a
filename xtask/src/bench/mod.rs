//! Measures speed on release builds, and prints figures next to what they aim at.

mod graph;
mod measure;
mod plan;
mod tree;

use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use measure::Usage;
use std::path::PathBuf;
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};
use tree::Pick;

/// One benchmark.
struct Bench {
    name: &'static str,
    about: &'static str,
    run: fn(&Workspace) -> Result<()>,
}

const BENCHES: &[Bench] = &[
    Bench {
        name: "hcl",
        about: "HCL parsing on one core; the aim is 200 MB/s",
        run: |workspace| example(workspace, "palisade-hcl", "throughput_hcl"),
    },
    Bench {
        name: "yaml",
        about: "YAML parsing on one core",
        run: |workspace| example(workspace, "palisade-yaml", "throughput_yaml"),
    },
    Bench { name: "start", about: "cold start and one file", run: start },
    Bench { name: "check", about: "1,250 Terraform files with all policies", run: check },
    Bench {
        name: "rules",
        about: "one rule on one good resource; the aim is 0.5 us",
        run: |workspace| example(workspace, "palisade-testkit", "rules"),
    },
    Bench { name: "outcomes", about: "one outcome of a whole run", run: outcomes },
    Bench {
        name: "rego",
        about: "Rego: decisions, rules by key, deny rules over a Pod and a plan, compiling",
        run: |workspace| example(workspace, "palisade-lang-rego", "speed"),
    },
    Bench { name: "graph", about: "1,000 to 100,000 resources; linear", run: graph },
    Bench { name: "plan", about: "a Terraform plan of 100 MB with all policies", run: plan },
    Bench { name: "size", about: "the release binary", run: size },
    Bench { name: "build", about: "a release build from clean; takes minutes", run: build },
];

/// Runs the named benchmarks, or lists them.
pub(crate) fn run(workspace: &Workspace, names: &[&str]) -> Result<ExitCode> {
    if names.is_empty() {
        for bench in BENCHES {
            println!("{:<8}{}", bench.name, bench.about);
        }
        println!("{:<8}every one of them but `build`", "all");
        return Ok(ExitCode::SUCCESS);
    }
    let known = |name: &str| name == "all" || BENCHES.iter().any(|bench| bench.name == name);
    if let Some(name) = names.iter().find(|name| !known(name)) {
        bail!("no such benchmark: `{name}`");
    }
    for bench in BENCHES {
        let by_all = names.contains(&"all") && bench.name != "build";
        if by_all || names.contains(&bench.name) {
            println!("== {}: {}", bench.name, bench.about);
            (bench.run)(workspace)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Prints a figure beside what it aims at.
fn figure(name: &str, measured: f64, aim: f64, unit: &str) {
    println!(
        "{name:<34}{measured:>10.2} {unit:<4} aim {aim} {unit}, ratio {:.2}",
        measured / aim.max(f64::MIN_POSITIVE)
    );
}

fn cargo(workspace: &Workspace, arguments: &[&str]) -> Result<Command> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let mut command = Command::new(cargo);
    command.args(arguments).current_dir(workspace.root());
    Ok(command)
}

fn succeed(mut command: Command) -> Result<()> {
    let status = command.status().context("cannot run `cargo`")?;
    if !status.success() {
        bail!("`cargo` failed: {status}");
    }
    Ok(())
}

/// Runs an example of a crate on a release build.
fn example(workspace: &Workspace, package: &str, name: &str) -> Result<()> {
    let arguments = ["run", "--quiet", "--release", "--package", package, "--example", name];
    succeed(cargo(workspace, &arguments)?)
}

/// The folder that cargo builds into.
fn target(workspace: &Workspace) -> PathBuf {
    let set = std::env::var("CARGO_TARGET_DIR").unwrap_or_else(|_| "target".to_owned());
    workspace.root().join(set)
}

/// Builds the release binary and gives its path; `PALISADE_BIN` names another one.
fn binary(workspace: &Workspace) -> Result<PathBuf> {
    if let Some(named) = std::env::var_os("PALISADE_BIN") {
        return Ok(PathBuf::from(named));
    }
    succeed(cargo(workspace, &["build", "--quiet", "--release", "--package", "palisade"])?)?;
    Ok(target(workspace).join("release").join("palisade"))
}

fn start(workspace: &Workspace) -> Result<()> {
    let binary = binary(workspace)?;
    let file = "examples/webshop/iam.tf";
    let mut times = Vec::new();
    let mut memory = 0;
    for _ in 0..21 {
        let mut command = Command::new(&binary);
        command.args(["check", "--quiet", file]).current_dir(workspace.root());
        let Usage { wall, peak_bytes, .. } = measure::run(command, &[0, 1])?;
        times.push(wall);
        memory = memory.max(peak_bytes);
    }
    figure("time, median of 21", milliseconds(median(&mut times)), 20.0, "ms");
    if memory > 0 {
        figure("peak memory, at least", memory as f64 / 1e6, 30.0, "MB");
    }
    Ok(())
}

fn graph(workspace: &Workspace) -> Result<()> {
    let folder = target(workspace).join("bench").join("graph");
    graph::run(&binary(workspace)?, &folder)
}

fn check(workspace: &Workspace) -> Result<()> {
    let binary = binary(workspace)?;
    let folder = target(workspace).join("bench").join("terraform");
    let tree = tree::make(workspace, &folder, 1250, Pick::All)?;
    let mut usages = Vec::new();
    for _ in 0..5 {
        let mut command = Command::new(&binary);
        command.args(["check", "--quiet"]).arg(&folder);
        usages.push(measure::run(command, &[0, 1])?);
    }
    println!("{} files, {:.1} MB", tree.files, tree.bytes as f64 / 1e6);
    let mut cpu: Vec<Duration> = usages.iter().map(|usage| usage.cpu).collect();
    let mut wall: Vec<Duration> = usages.iter().map(|usage| usage.wall).collect();
    figure("CPU time, median of 5", median(&mut cpu).as_secs_f64(), 0.3, "s");
    println!("{:<34}{:>10.2} s", "wall time, median of 5", median(&mut wall).as_secs_f64());
    Ok(())
}

/// What policies cost in a whole run for each outcome, findings and their messages included: of
/// twice the files the time that once the files took is taken away, so that compiling is not in it.
fn outcomes(workspace: &Workspace) -> Result<()> {
    let binary = binary(workspace)?;
    let measured = |files: usize| {
        let folder = target(workspace).join("bench").join("outcomes");
        tree::make(workspace, &folder, files, Pick::Good)?;
        let cpu = |policies: &[&str]| {
            let mut cpu = Vec::new();
            for _ in 0..3 {
                let mut command = Command::new(&binary);
                command.args(["check", "--quiet", "--jobs", "1"]).args(policies).arg(&folder);
                cpu.push(measure::run(command, &[0, 1, 3])?.cpu);
            }
            Ok::<_, anyhow::Error>(median(&mut cpu))
        };
        let none = ["--only", "s3-bucket-public-acl", "--except", "s3-bucket-public-acl"];
        let spent = cpu(&[])?.saturating_sub(cpu(&none)?);
        let report = folder.with_extension("json");
        let format = format!("json={}", report.display());
        let mut command = Command::new(&binary);
        command.args(["check", "--quiet", "--outcomes", "all", "--format", &format]).arg(&folder);
        measure::run(command, &[0, 1])?;
        let text = std::fs::read_to_string(report).context("no report was written")?;
        let report: serde_json::Value = serde_json::from_str(&text)?;
        Ok::<_, anyhow::Error>((spent, report["outcomes"].as_array().map_or(0, Vec::len)))
    };
    let (once, few) = measured(8000)?;
    let (twice, many) = measured(16_000)?;
    println!("{few} outcomes: {once:?}; {many} outcomes: {twice:?}");
    let spent = twice.saturating_sub(once).as_secs_f64() * 1e6;
    let each = spent / many.saturating_sub(few).max(1) as f64;
    println!("{:<34}{each:>10.2} us", "one outcome");
    Ok(())
}

fn plan(workspace: &Workspace) -> Result<()> {
    let binary = binary(workspace)?;
    let path = target(workspace).join("bench").join("plan.json");
    let made = plan::make(&path, 100_000_000)?;
    let mut cpu = Vec::new();
    let mut memory = 0;
    for _ in 0..3 {
        let mut command = Command::new(&binary);
        command.args(["check", "--quiet"]).arg(&path);
        let usage = measure::run(command, &[0, 1])?;
        cpu.push(usage.cpu);
        memory = memory.max(usage.peak_bytes);
    }
    println!("{} resources, {:.1} MB", made.resources, made.bytes as f64 / 1e6);
    figure("CPU time, median of 3", median(&mut cpu).as_secs_f64(), 3.0, "s");
    if memory > 0 {
        figure("peak memory, at least", memory as f64 / 1e6, 500.0, "MB");
    }
    Ok(())
}

fn size(workspace: &Workspace) -> Result<()> {
    let bytes = std::fs::metadata(binary(workspace)?)?.len();
    figure("release binary, stripped", bytes as f64 / 1e6, 25.0, "MB");
    Ok(())
}

fn build(workspace: &Workspace) -> Result<()> {
    let folder = target(workspace).join("bench").join("build");
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    let began = Instant::now();
    let mut command =
        cargo(workspace, &["build", "--quiet", "--release", "--package", "palisade"])?;
    command.env("CARGO_TARGET_DIR", &folder);
    succeed(command)?;
    figure("release build from clean", began.elapsed().as_secs_f64() / 60.0, 10.0, "min");
    std::fs::remove_dir_all(&folder)?;
    Ok(())
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_in_the_middle() {
        let mut times = [3, 1, 2].map(Duration::from_secs);
        assert_eq!(median(&mut times), Duration::from_secs(2));
        assert_eq!(median(&mut []), Duration::ZERO);
    }
}
