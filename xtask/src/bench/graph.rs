//! Whether the evaluation of Terraform stays linear in the number of resources.

use super::measure::{self, Usage};
use anyhow::{Context, Result};
use std::fmt::Write;
use std::path::Path;
use std::process::Command;

/// How many resources the roots have.
const SIZES: [usize; 3] = [1_000, 10_000, 100_000];
/// Instructions are counted up to here; beyond, it would take minutes.
const COUNTED: usize = 10_000;
/// A root has files of so many groups of ten resources.
const GROUPS: usize = 100;

/// Measures roots of growing size without any policy.
pub(super) fn run(binary: &Path, folder: &Path) -> Result<()> {
    let mut first: Option<f64> = None;
    for size in SIZES {
        let root = folder.join(size.to_string());
        make(&root, size)?;
        let command = || {
            let mut command = Command::new(binary);
            command.args(["check", "--quiet", "--no-builtin"]).arg(&root);
            command
        };
        let Usage { cpu, peak_bytes, .. } = measure::run(command(), &[0, 1, 3])?;
        let cpu = cpu.as_secs_f64();
        let count = if size <= COUNTED { instructions(&command()) } else { None };
        let counted = count.map(|n| n / size as f64);
        print!("{size:>7} resources {cpu:>8.2} s CPU, {:>6.1} MB", peak_bytes as f64 / 1e6);
        // CPU time comes in ticks of 10 ms: of a few of them no ratio tells anything.
        print!(", {:.0} µs a resource", cpu * 1e6 / size as f64);
        if let Some(counted) = counted {
            let ratio = counted / *first.get_or_insert(counted);
            print!("; {counted:.0} instructions a resource, {ratio:.2} times those of the first");
        }
        println!();
    }
    Ok(())
}

/// The instructions of a run, counted by valgrind where it is installed.
fn instructions(command: &Command) -> Option<f64> {
    let mut counted = Command::new("valgrind");
    counted.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]);
    counted.arg(command.get_program()).args(command.get_args());
    counted.args(["--jobs", "1"]);
    let output = counted.output().ok()?;
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    let (_, rest) = text.split_once("Collected :")?;
    rest.split_whitespace().next()?.parse().ok()
}

/// Groups of ten resources that refer to each other, to variables and to local values.
fn make(root: &Path, size: usize) -> Result<()> {
    std::fs::create_dir_all(root).with_context(|| format!("no folder `{}`", root.display()))?;
    let mut head = "variable \"name\" {\n  default = \"shop\"\n}\n".to_owned();
    head.push_str("locals {\n  prefix = lower(\"${var.name}-data\")\n}\n");
    std::fs::write(root.join("head.tf"), head)?;
    let groups = size.div_ceil(10);
    for (n, start) in (0..groups).step_by(GROUPS).enumerate() {
        let mut text = String::new();
        for group in start..(start + GROUPS).min(groups) {
            _ = writeln!(text, "resource \"aws_s3_bucket\" \"b{group}\" {{");
            _ = writeln!(text, "  bucket = \"${{local.prefix}}-{group}\"\n}}");
            for part in 0..9 {
                _ = writeln!(text, "resource \"aws_s3_object\" \"o{group}_{part}\" {{");
                _ = writeln!(text, "  bucket = aws_s3_bucket.b{group}.bucket");
                let before = format!("aws_s3_object.o{group}_{}.key", part.max(1) - 1);
                let key = if part == 0 { "\"first\"".to_owned() } else { before };
                _ = writeln!(text, "  key    = {key}\n}}");
            }
        }
        std::fs::write(root.join(format!("part{n}.tf")), text)?;
    }
    Ok(())
}
