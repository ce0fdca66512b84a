//! Secrets in code that is shown: what is written behind the name of a secret is not repeated.

use std::ops::Range;

/// What stands for a secret.
pub(crate) const MASK: &str = "********";

/// What stands for a value that the input itself calls sensitive.
pub(crate) const HIDDEN: &str = "(sensitive)";

/// What the names of secrets end in.
const NAMES: [&str; 9] = [
    "password",
    "passwd",
    "secret",
    "token",
    "private_key",
    "credential",
    "credentials",
    "api_key",
    "access_key",
];

/// Values that are no secrets, whatever their name.
const PLAIN: [&str; 5] = ["true", "false", "null", "~", "yes"];

/// The byte ranges of secrets in a line of HCL, YAML or JSON, in order.
pub(crate) fn secrets(line: &str) -> Vec<Range<usize>> {
    let lower = line.to_ascii_lowercase();
    let mut found: Vec<Range<usize>> = Vec::new();
    for name in NAMES {
        for (at, _) in lower.match_indices(name) {
            if let Some(range) = value(line, at + name.len()) {
                found.push(range);
            }
        }
    }
    found.sort_by_key(|range| range.start);
    found.dedup();
    found
}

/// The inside of a quoted literal that a span covers, if it holds no reference.
pub(crate) fn literal(text: &str) -> Option<Range<usize>> {
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let inner = text.get(1..)?;
    let end = closing(inner, quote);
    let inner = inner.get(..end)?;
    (!inner.is_empty() && !inner.contains("${")).then_some(1..1 + end)
}

/// The value behind a name that ends at `from`: `"x"` in `name = "x"`, `"name": "x"`.
fn value(line: &str, from: usize) -> Option<Range<usize>> {
    let rest = line.get(from..)?;
    let rest = rest.strip_prefix(['"', '\'']).unwrap_or(rest).trim_start();
    let sign = rest.chars().next().filter(|c| matches!(c, '=' | ':'))?;
    let rest = rest.get(1..)?.trim_start();
    let start = line.len() - rest.len();
    if let Some(inner) = literal(rest) {
        return Some(start + inner.start..start + inner.end);
    }
    // A plain scalar of YAML; in HCL, what is not quoted is a reference.
    let plain = rest.split(" #").next().unwrap_or_default().trim_end();
    let open = plain.starts_with(['"', '\'', '{', '[', '|', '>', '&', '*', '$', '!', '-', '<']);
    let is_secret = sign == ':' && !plain.is_empty() && !open && !PLAIN.contains(&plain);
    (is_secret && plain.parse::<f64>().is_err()).then(|| start..start + plain.len())
}

/// Where a quoted text ends; an open one ends with its line.
fn closing(inner: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in inner.char_indices() {
        if c == quote && !escaped {
            return at;
        }
        escaped = c == '\\' && !escaped;
    }
    inner.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, expect: &str) {
        let mut out = line.to_owned();
        for range in secrets(line).into_iter().rev() {
            out.replace_range(range, "*");
        }
        assert_eq!(out, expect, "in `{line}`");
    }

    #[test]
    fn what_is_written_behind_the_name_of_a_secret_is_found() {
        check("  db_password = \"a b\\\" c\" # x", "  db_password = \"*\" # x");
        check(
            "{\"apiToken\":\"abc\",\"n\":1,\"secret\": \"d\"}",
            "{\"apiToken\":\"*\",\"n\":1,\"secret\": \"*\"}",
        );
        check("  PASSWORD: hunter # why", "  PASSWORD: * # why");
        check("password = \"open", "password = \"*");
    }

    #[test]
    fn references_switches_and_other_names_stay() {
        for line in [
            "password = var.password",
            "password = \"${var.password}\"",
            "password_length = \"8\"",
            "automountServiceAccountToken: true",
            "secretName: tls",
            "secret:",
            "token: \"\"",
            "resource \"aws_secretsmanager_secret\" \"a\" {",
            "token: 5",
        ] {
            check(line, line);
        }
    }
}
