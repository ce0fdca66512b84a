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
        assert!(is_local_source("../x") && !is_local_source(".x/y") && !is_local_source("a/b/c"));
    }
}
