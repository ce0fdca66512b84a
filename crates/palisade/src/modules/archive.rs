//! Archives over HTTP, through the machine's `curl` and `tar`.

use super::command::run;
use std::path::Path;
use std::process::Command;

/// Whether an address may be asked without encryption: only this machine.
pub(super) fn is_loopback(url: &str) -> bool {
    let host = url.strip_prefix("http://").unwrap_or_default();
    let host = host.split(['/', '?', '#']).next().unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    matches!(name, "localhost" | "127.0.0.1")
}

/// Gets an address into a file and gives the headers of the last answer.
pub(super) fn get(url: &str, file: &Path, scratch: &Path) -> Result<String, String> {
    if !url.starts_with("https://") && !is_loopback(url) {
        return Err(format!("`{url}` is not encrypted; only https is asked"));
    }
    let protocols = if is_loopback(url) { "=http,https" } else { "=https" };
    let mut command = Command::new("curl");
    command.args(["--disable", "--silent", "--show-error", "--fail", "--location"]);
    command.args(["--max-redirs", "5", "--max-time", "120", "--connect-timeout", "20"]);
    command.args(["--max-filesize", "268435456", "--proto", protocols, "--dump-header", "-"]);
    command.arg("--output").arg(file).arg("--url").arg(url);
    let headers = run(command, "curl", scratch)?;
    Ok(String::from_utf8_lossy(&headers).into_owned())
}

/// Puts the files of an archive into `into/package`. It is looked through first: an entry that is
/// neither file nor folder, or that would stand outside, refuses it as a whole.
pub(super) fn fetch(url: &str, into: &Path) -> Result<(), String> {
    let (archive, package) = (into.join(".archive"), into.join("package"));
    get(url, &archive, into)?;
    std::fs::create_dir(&package).map_err(|e| format!("no folder for it: {e}"))?;
    unpack(&archive, &package, into)
}

fn unpack(archive: &Path, package: &Path, scratch: &Path) -> Result<(), String> {
    let tar = |mode: &str| {
        let mut command = Command::new("tar");
        command.arg(mode).arg("-f").arg(archive).env("LC_ALL", "C").env_remove("TAR_OPTIONS");
        command
    };
    let kinds = run(tar("-tv"), "tar", scratch)?;
    for line in String::from_utf8_lossy(&kinds).lines() {
        if !line.starts_with(['-', 'd']) {
            return Err("the archive holds links or devices".to_owned());
        }
    }
    let names = run(tar("-t"), "tar", scratch)?;
    for name in String::from_utf8_lossy(&names).lines() {
        let leaves = name.split(['/', '\\']).any(|part| part == "..");
        if leaves || name.starts_with(['/', '\\', '"']) || name.contains([':', '\\']) {
            return Err(format!("the archive holds `{name}`, which would stand outside of it"));
        }
    }
    let mut command = tar("-x");
    command.arg("-C").arg(package).args(["--no-same-owner", "--no-same-permissions"]);
    run(command, "tar", scratch).map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_asked_in_the_clear() {
        assert!(is_loopback("http://127.0.0.1:80/x") && is_loopback("http://localhost/x"));
        for url in ["http://a.b/", "http://127.0.0.1.a.b/", "http://localhost@a.b/", "https://x/"] {
            assert!(!is_loopback(url), "{url}");
        }
        let folder = tempfile::TempDir::new().unwrap();
        let refused = get("http://a.b/c", &folder.path().join("x"), folder.path());
        assert_eq!(refused.unwrap_err(), "`http://a.b/c` is not encrypted; only https is asked");
    }

    #[test]
    fn archives_that_reach_outside_are_refused() {
        let folder = tempfile::TempDir::new().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::create_dir_all(at("in/sub")).unwrap();
        std::fs::write(at("out.tf"), "x").unwrap();
        std::fs::write(at("in/sub/a.tf"), "y").unwrap();
        let make = |name: &str, arguments: &[&str]| {
            let mut command = Command::new("tar");
            command.arg("-cf").arg(at(name)).arg("-C").arg(at("in")).args(arguments);
            assert!(command.status().unwrap().success());
            std::fs::create_dir_all(at("package")).unwrap();
            unpack(&at(name), &at("package"), folder.path())
        };
        assert!(make("outside.tar", &["-P", "../out.tf"]).unwrap_err().contains("outside of it"));
        let whole = at("out.tf");
        assert!(make("whole.tar", &["-P", whole.to_str().unwrap()]).is_err());
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink("/etc", at("in/link")).unwrap();
            let refused = make("link.tar", &["link"]).unwrap_err();
            assert_eq!(refused, "the archive holds links or devices");
        }
        assert!(!at("package/out.tf").exists() && !at("package/link").exists());
        make("good.tar", &["sub"]).unwrap();
        assert!(at("package/sub/a.tf").exists());
    }
}
