//! What one run of a program uses, as Linux tells it in `/proc`.

use anyhow::{Context, Result, bail};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// What a run used.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct Usage {
    /// From start to end.
    pub(super) wall: Duration,
    /// On all cores together, in steps of 10 ms.
    pub(super) cpu: Duration,
    /// The most memory that was seen; zero where it cannot be told.
    pub(super) peak_bytes: u64,
}

/// Runs a program that has to end with one of some exit codes.
pub(super) fn run(mut command: Command, codes: &[i32]) -> Result<Usage> {
    let began = Instant::now();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .with_context(|| format!("cannot run `{}`", command.get_program().display()))?;
    let mut usage = watch(&mut child, began)?;
    let status = child.wait()?;
    if usage.wall.is_zero() {
        usage.wall = began.elapsed();
    }
    if !status.code().is_some_and(|code| codes.contains(&code)) {
        bail!("`{}` ended with {status}", command.get_program().display());
    }
    Ok(usage)
}

/// Looks at a program until it ended, without collecting it: only then its times are final.
fn watch(child: &mut Child, began: Instant) -> Result<Usage> {
    let process = std::path::PathBuf::from(format!("/proc/{}", child.id()));
    let mut usage = Usage::default();
    while let Ok(stat) = std::fs::read_to_string(process.join("stat")) {
        let Some((ended, cpu)) = parse_stat(&stat) else { break };
        if ended {
            usage.wall = began.elapsed();
            usage.cpu = cpu;
            break;
        }
        if let Ok(status) = std::fs::read_to_string(process.join("status")) {
            usage.peak_bytes = usage.peak_bytes.max(parse_peak(&status).unwrap_or(0));
        }
        std::thread::park_timeout(Duration::from_micros(200));
    }
    Ok(usage)
}

/// Whether a process ended, and its CPU time, out of `/proc/PID/stat`.
fn parse_stat(stat: &str) -> Option<(bool, Duration)> {
    // The name in parentheses may hold anything; fields are counted from behind it.
    let (_, fields) = stat.rsplit_once(')')?;
    let fields: Vec<&str> = fields.split_whitespace().collect();
    let ticks: u64 = fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?;
    Some((*fields.first()? == "Z", Duration::from_millis(ticks * 10)))
}

/// The peak of resident memory out of `/proc/PID/status`.
fn parse_peak(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_counted_behind_the_name() {
        let stat = "12 (a) b) Z 1 2 3 4 5 6 7 8 9 10 30 12 0 0";
        assert_eq!(parse_stat(stat), Some((true, Duration::from_millis(420))));
        assert_eq!(parse_stat("12 (a) R 1"), None);
    }

    #[test]
    fn the_peak_is_in_bytes() {
        assert_eq!(parse_peak("Name:\ta\nVmHWM:\t    2048 kB\n"), Some(2_097_152));
        assert_eq!(parse_peak("Name:\ta\n"), None);
    }
}
