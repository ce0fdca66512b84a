//! File names and paths as Terraform reads them.

use std::path::{Component, Path, PathBuf};

/// The forms of a configuration file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Syntax {
    Native,
    Json,
}

/// What a file name says of a configuration file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct ConfigName<'n> {
    pub(crate) stem: &'n str,
    pub(crate) syntax: Syntax,
    /// Whether only OpenTofu reads it.
    pub(crate) tofu: bool,
    /// Whether it is laid over the other files.
    pub(crate) is_override: bool,
}

/// Reads the name of a configuration file; none for any other file.
pub(crate) fn config_name(path: &Path) -> Option<ConfigName<'_>> {
    let name = path.file_name()?.to_str()?;
    if name.starts_with('.') {
        return None;
    }
    let forms = [
        (".tf.json", Syntax::Json, false),
        (".tofu.json", Syntax::Json, true),
        (".tf", Syntax::Native, false),
        (".tofu", Syntax::Native, true),
    ];
    forms.into_iter().find_map(|(end, syntax, tofu)| {
        let stem = name.strip_suffix(end)?;
        let is_override = stem == "override" || stem.ends_with("_override");
        Some(ConfigName { stem, syntax, tofu, is_override })
    })
}

/// A path without `.` parts and with `..` taken together with the part before it.
pub(crate) fn normalize(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => match out.components().next_back() {
                Some(Component::Normal(_)) => {
                    out.pop();
                }
                Some(Component::RootDir) => {}
                _ => out.push(".."),
            },
            other => out.push(other),
        }
    }
    out
}

/// The folder of a file, without `.` parts.
pub(crate) fn folder_of(path: &Path) -> PathBuf {
    normalize(path.parent().unwrap_or(Path::new("")))
}

/// The way from one normalized folder to another, `.` for the same.
pub(crate) fn relative(from: &Path, to: &Path) -> String {
    let (mut a, mut b) = (from.components().peekable(), to.components().peekable());
    while a.peek().is_some() && a.peek() == b.peek() {
        a.next();
        b.next();
    }
    let mut parts: Vec<String> = a.map(|_| "..".to_owned()).collect();
    parts.extend(b.map(|part| part.as_os_str().to_string_lossy().into_owned()));
    if parts.is_empty() { ".".to_owned() } else { parts.join("/") }
}

/// Whether a module source is a folder beside the calling one.
pub(crate) fn is_local_source(source: &str) -> bool {
    source == "." || source == ".." || source.starts_with("./") || source.starts_with("../")
}

/// Whether two sources of modules are one, of which the second may be written in full as
/// `terraform init` does: with the host of the registry, the way to fetch it and its scheme.
pub(crate) fn same_source(written: &str, full: &str) -> bool {
    plain_source(written) == plain_source(full)
}

/// A source without what says only how it is fetched.
fn plain_source(source: &str) -> String {
    let (address, query) = source.split_once('?').map_or((source, ""), |(a, q)| (a, q));
    // `git::`, `hg::` and the like.
    let address = address.split_once("::").map_or(address, |(_, rest)| rest);
    let (has_scheme, address) =
        address.split_once("://").map_or((false, address), |(_, rest)| (true, rest));
    let host_end = address.find('/').unwrap_or(address.len());
    // The user of `git@host:path` and of `ssh://git@host/path`.
    let start = address[..host_end].rfind('@').map_or(0, |at| at + 1);
    let mut address = address[start..].to_owned();
    if !has_scheme
        && let Some(colon) = address.find(':')
        && !address[..colon].contains('/')
    {
        address.replace_range(colon..=colon, "/");
    }
    for host in ["registry.terraform.io/", "registry.opentofu.org/"] {
        if let Some(rest) = address.strip_prefix(host) {
            address = rest.to_owned();
            break;
        }
    }
    // The folder inside of what is fetched.
    let (package, folder) = match address.split_once("//") {
        Some((package, folder)) => (package, folder.trim_matches('/')),
        None => (address.as_str(), ""),
    };
    let package = package.trim_end_matches('/');
    let package = package.strip_suffix(".git").unwrap_or(package);
    // A repository on these hosts has two names; what follows is a folder in it.
    let (package, folder) = match package.split_once('/') {
        Some((host @ ("github.com" | "bitbucket.org"), path)) if folder.is_empty() => {
            let mut parts = path.splitn(3, '/');
            let (owner, name) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""));
            let name = name.strip_suffix(".git").unwrap_or(name);
            (format!("{host}/{owner}/{name}"), parts.next().unwrap_or("").to_owned())
        }
        _ => (package.to_owned(), folder.to_owned()),
    };
    format!("{package}//{folder}?{query}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_paths() {
        let name = config_name(Path::new("a/x_override.tf.json")).unwrap();
        assert_eq!((name.stem, name.syntax, name.is_override), ("x_override", Syntax::Json, true));
        assert_eq!(config_name(Path::new("a/.hidden.tf")), None);
        assert_eq!(config_name(Path::new("a/x.tfvars")), None);
        assert_eq!(normalize(Path::new("./a/../b/./c")), Path::new("b/c"));
        assert_eq!(normalize(Path::new("../../b")), Path::new("../../b"));
        assert_eq!(relative(Path::new("a/b"), Path::new("a/c/d")), "../c/d");
        assert_eq!(relative(Path::new("a"), Path::new("a")), ".");
        for (written, full) in [
            ("a/b/aws", "registry.terraform.io/a/b/aws"),
            ("a/b/aws//modules/x", "registry.terraform.io/a/b/aws//modules/x"),
            ("github.com/a/b", "git::https://github.com/a/b.git"),
            ("github.com/a/b//m?ref=v1", "git::https://github.com/a/b.git//m?ref=v1"),
            ("git@github.com:a/b.git", "git::ssh://git@github.com/a/b.git"),
            ("git::https://example.com/a.git", "git::https://example.com/a.git"),
        ] {
            assert!(same_source(written, full), "{written} {full}");
        }
        for (written, full) in [
            ("a/b/aws", "registry.terraform.io/evil/b/aws"),
            ("a/b/aws", "registry.example.com/a/b/aws"),
            ("a/b/aws//x", "registry.terraform.io/a/b/aws"),
            ("github.com/a/b?ref=v2", "git::https://github.com/a/b.git?ref=v1"),
            ("github.com/a/b", "git::https://github.com/a/c.git"),
            ("a/b/aws", ""),
        ] {
            assert!(!same_source(written, full), "{written} {full}");
        }
        assert!(is_local_source("../x") && !is_local_source(".x/y") && !is_local_source("a/b/c"));
    }
}
