//! Archives over HTTP, through the machine's `curl`.

use super::command::run;
use super::unpack::{Kind, unpack};
use std::fmt::Write;
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

/// The sum that `?checksum=` asks an archive to have.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Checksum {
    Md5(String),
    Sha1(String),
    Sha256(String),
    Sha512(String),
}

impl Checksum {
    /// Reads `sha256:…`, or a sum alone, whose length says its kind.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let (kind, sum) = match text.split_once(':') {
            Some((kind, sum)) => (Some(kind), sum),
            None => (None, text),
        };
        let sum = sum.to_ascii_lowercase();
        if !sum.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(format!("`checksum={text}` is no sum in hexadecimal digits"));
        }
        match (kind, sum.len()) {
            (None | Some("md5"), 32) => Ok(Self::Md5(sum)),
            (None | Some("sha1"), 40) => Ok(Self::Sha1(sum)),
            (None | Some("sha256"), 64) => Ok(Self::Sha256(sum)),
            (None | Some("sha512"), 128) => Ok(Self::Sha512(sum)),
            (None | Some("md5" | "sha1" | "sha256" | "sha512"), length) => {
                Err(format!("`checksum={text}` has {length} digits, which is the length of no sum"))
            }
            (Some(kind), _) => {
                Err(format!("checksums of the kind `{kind}` are not known; write `sha256:…`"))
            }
        }
    }

    fn check(&self, bytes: &[u8]) -> Result<(), String> {
        use sha2::{Digest, Sha256, Sha512};
        let (wanted, found) = match self {
            Self::Md5(sum) => (sum, hex(&md5::Md5::digest(bytes))),
            Self::Sha1(sum) => (sum, hex(&sha1::Sha1::digest(bytes))),
            Self::Sha256(sum) => (sum, hex(&Sha256::digest(bytes))),
            Self::Sha512(sum) => (sum, hex(&Sha512::digest(bytes))),
        };
        if *wanted == found {
            return Ok(());
        }
        Err(format!("the archive has the sum {found}, and `checksum` says {wanted}"))
    }
}

fn hex(bytes: &[u8]) -> String {
    let mut text = String::new();
    for byte in bytes {
        _ = write!(text, "{byte:02x}");
    }
    text
}

/// Puts the files of an archive into `into/package`.
pub(super) fn fetch(
    url: &str,
    kind: Kind,
    checksum: Option<&Checksum>,
    into: &Path,
) -> Result<(), String> {
    let (archive, package) = (into.join(".archive"), into.join("package"));
    get(url, &archive, into)?;
    if let Some(checksum) = checksum {
        let bytes = std::fs::read(&archive).map_err(|e| format!("no archive: {e}"))?;
        checksum.check(&bytes)?;
    }
    std::fs::create_dir(&package).map_err(|e| format!("no folder for it: {e}"))?;
    unpack(kind, &archive, &package)
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
    fn checksums_are_those_that_terraform_reads() {
        let sums = [
            "900150983cd24fb0d6963f7d28e17f72",
            "a9993e364706816aba3e25717850c26c9cd0d89d",
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        ];
        for (sum, kind) in sums.iter().zip(["md5", "sha1", "sha256"]) {
            for text in [(*sum).to_owned(), format!("{kind}:{}", sum.to_uppercase())] {
                let checksum = Checksum::parse(&text).unwrap();
                assert_eq!(checksum.check(b"abc"), Ok(()), "{text}");
                assert!(checksum.check(b"abd").unwrap_err().contains(sum), "{text}");
            }
        }
        let long = Checksum::parse(&format!("sha512:{}", "0".repeat(128))).unwrap();
        assert!(long.check(b"abc").unwrap_err().starts_with("the archive has the sum ddaf35a1"));
        for odd in ["", "sha256:abc", "file:https://a.b/sums", "crc:12", "zz", "md5:", "sha1:é"] {
            assert!(Checksum::parse(odd).is_err(), "{odd}");
        }
    }
}
