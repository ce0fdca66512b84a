//! Rules on the text of tracked files.

use super::{Problem, code::code_only};
use crate::workspace::Workspace;

const LINES: usize = 800;

/// Paths of the machine that tidy runs on, which have no place in a tracked file.
#[derive(Clone, Default, Debug)]
pub(super) struct Machine {
    paths: Vec<String>,
}

impl Machine {
    /// The folder above the workspace and the folder above home, where they name a place.
    pub(super) fn of_this_one(workspace: &Workspace) -> Self {
        let mut paths = Vec::new();
        if let Some(above) = workspace.root().parent().and_then(|path| path.to_str())
            && above.len() > 1
        {
            paths.push(format!("{above}/"));
        }
        if let Ok(home) = std::env::var("HOME")
            && home.len() > 1
        {
            paths.push(format!("{home}/.cargo"));
            paths.push(format!("{home}/.rustup"));
        }
        Self { paths }
    }
}

/// Checks one file against every text rule.
pub(super) fn check(path: &str, content: &str, machine: &Machine) -> Vec<Problem> {
    let mut problems = Vec::new();
    if path.ends_with(".rs") {
        check_rust(path, content, &mut problems);
    }
    if path == "Cargo.lock" || path.ends_with(".cargo/config.toml") {
        check_registry(path, content, &mut problems);
    }
    for (index, line) in content.lines().enumerate() {
        for known in &machine.paths {
            if starts_a_path(line, known) {
                problems.push(Problem::new(
                    path,
                    index + 1,
                    format!("a path of this machine: `{known}`"),
                    "use a path relative to the workspace, or an environment variable",
                ));
            }
        }
    }
    problems
}

/// Whether `known` stands in the line as the start of a path, not as a part of a longer one.
fn starts_a_path(line: &str, known: &str) -> bool {
    line.match_indices(known).any(|(at, _)| {
        !line[..at].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '/'))
    })
}

fn check_rust(path: &str, content: &str, problems: &mut Vec<Problem>) {
    let lines = content.lines().count();
    if lines > LINES && !path.contains("/generated/") {
        problems.push(Problem::new(
            path,
            LINES + 1,
            format!("{lines} lines, of {LINES} allowed"),
            "split it by responsibility, or move its tests to `tests.rs`",
        ));
    }
    for (index, line) in code_only(content).lines().enumerate() {
        let squeezed: String = line.split_whitespace().collect();
        if squeezed.contains("#[allow(") || squeezed.contains("#![allow(") {
            problems.push(Problem::new(
                path,
                index + 1,
                "a lint is silenced without saying why",
                "mend what it finds, or use `#[expect(lint, reason = \"…\")]`",
            ));
        }
        if squeezed.contains("#[ignore") {
            problems.push(Problem::new(
                path,
                index + 1,
                "a test that never runs",
                "mend it or remove it; one that needs data says that it skipped",
            ));
        }
    }
}

/// Crates come from crates.io, by its own name.
fn check_registry(path: &str, content: &str, problems: &mut Vec<Problem>) {
    const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";
    for (index, line) in content.lines().enumerate() {
        let line = line.trim();
        let foreign =
            line.strip_prefix("source = ").is_some_and(|s| s.trim_matches('"') != CRATES_IO);
        let redirected = ["[source", "[registries", "[registry", "replace-with"]
            .iter()
            .any(|start| line.starts_with(start));
        if foreign || redirected {
            problems.push(Problem::new(
                path,
                index + 1,
                format!("a registry other than crates.io: `{line}`"),
                "keep mirrors in your own cargo configuration, and dependencies on crates.io",
            ));
        }
    }
}

/// A library opens by saying what it is.
pub(super) fn check_opening(path: &str, source: &str) -> Option<Problem> {
    if source.starts_with("//! ") {
        return None;
    }
    Some(Problem::new(
        path,
        1,
        "the crate does not open with `//!`",
        "say first what it is, and then what it must not do",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(path: &str, content: &str) -> Vec<String> {
        let machine = Machine { paths: vec!["/srv/build/".to_owned()] };
        check(path, content, &machine)
            .into_iter()
            .map(|p| format!("{}: {}", p.line, p.message))
            .collect()
    }

    #[test]
    fn silenced_lints_and_ignored_tests_are_found() {
        let silenced = ["1: a lint is silenced without saying why"];
        assert_eq!(messages("a.rs", "#[allow(dead_code)]\nfn f() {}"), silenced);
        assert_eq!(messages("a.rs", "#![allow(dead_code)]"), silenced);
        assert_eq!(messages("a.rs", "  # [ allow (dead_code)]"), silenced);
        assert_eq!(
            messages("a.rs", "#[test]\n#[ignore]\nfn f() {}"),
            ["2: a test that never runs"]
        );
        assert_eq!(messages("a.rs", "#[test] #[ignore = \"slow\"]"), ["1: a test that never runs"]);
    }

    #[test]
    fn words_in_comments_and_strings_are_not_code() {
        assert_eq!(messages("a.rs", "// #[allow(dead_code)]"), [""; 0]);
        assert_eq!(messages("a.rs", "let a = \"#[ignore]\";"), [""; 0]);
        assert_eq!(messages("a.md", "#[allow(dead_code)]"), [""; 0]);
        assert_eq!(messages("a.rs", "#[expect(dead_code, reason = \"b\")]"), [""; 0]);
    }

    #[test]
    fn long_files_are_found_unless_generated() {
        let long = "\n".repeat(LINES + 1);
        assert_eq!(messages("a/b.rs", &long), ["801: 801 lines, of 800 allowed"]);
        assert_eq!(messages("a/generated/b.rs", &long), [""; 0]);
        assert_eq!(messages("a/b.rs", &"\n".repeat(LINES)), [""; 0]);
    }

    #[test]
    fn paths_of_the_machine_are_found() {
        let found = ["1: a path of this machine: `/srv/build/`"];
        assert_eq!(messages("a.md", "see /srv/build/main"), found);
        assert_eq!(messages("a.toml", "path = \"/srv/build/main\""), found);
        assert_eq!(messages("a.md", "see tree/srv/build/main"), [""; 0]);
        assert_eq!(messages("a.md", "see /srv/builder"), [""; 0]);
    }

    #[test]
    fn only_crates_io_is_a_registry() {
        let line = "source = \"registry+https://github.com/rust-lang/crates.io-index\"";
        assert_eq!(messages("Cargo.lock", line), [""; 0]);
        assert_eq!(
            messages("Cargo.lock", "source = \"registry+https://mirror.example/index\"").len(),
            1
        );
        assert_eq!(messages("Cargo.lock", "source = \"git+https://github.com/a/b\"").len(), 1);
        assert_eq!(
            messages(".cargo/config.toml", "[source.crates-io]\nreplace-with = \"m\"").len(),
            2
        );
        assert_eq!(messages(".cargo/config.toml", "[alias]\nxtask = \"run\""), [""; 0]);
    }

    #[test]
    fn a_library_opens_with_what_it_is() {
        assert!(check_opening("a", "//! What it is.\n").is_none());
        assert!(check_opening("a", "use a::b;\n").is_some());
        assert!(check_opening("a", "").is_some());
    }
}
