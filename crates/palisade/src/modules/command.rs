//! Other programs, with a time limit.

use std::fs::File;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How long one program may work.
const LIMIT: Duration = Duration::from_secs(180);

/// Runs a program to its end; what it writes goes to files in `scratch`. Gives its output.
pub(super) fn run(mut command: Command, name: &str, scratch: &Path) -> Result<Vec<u8>, String> {
    let (out, err) = (scratch.join(".out"), scratch.join(".err"));
    let open = |path: &Path| File::create(path).map_err(|e| format!("no scratch file: {e}"));
    command.stdin(Stdio::null()).stdout(open(&out)?).stderr(open(&err)?);
    let mut child = command.spawn().map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => format!("`{name}` is not installed"),
        _ => format!("`{name}` could not be started: {error}"),
    })?;
    let begun = Instant::now();
    let status = loop {
        match child.try_wait() {
            Ok(Some(status)) => break status,
            Ok(None) if begun.elapsed() > LIMIT => {
                _ = child.kill();
                _ = child.wait();
                return Err(format!("`{name}` took longer than {} s", LIMIT.as_secs()));
            }
            Ok(None) => std::thread::sleep(Duration::from_millis(10)),
            Err(error) => return Err(format!("`{name}` was lost: {error}")),
        }
    };
    if status.success() {
        return std::fs::read(&out).map_err(|e| format!("no output of `{name}`: {e}"));
    }
    let said = std::fs::read(&err).unwrap_or_default();
    let said = String::from_utf8_lossy(&said);
    let last = said.lines().map(str::trim).rfind(|line| !line.is_empty()).unwrap_or("it failed");
    Err(format!("`{name}` says: {}", last.chars().take(200).collect::<String>()))
}
