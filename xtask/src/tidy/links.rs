//! Links between our own pages lead somewhere.

use super::Problem;

/// Checks the relative links of one Markdown page.
pub(super) fn check(path: &str, content: &str, exists: &dyn Fn(&str) -> bool) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut fenced = false;
    for (index, line) in content.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        }
        if fenced {
            continue;
        }
        for target in targets(line) {
            let Some(resolved) = resolve(path, target) else { continue };
            if !exists(&resolved) {
                problems.push(Problem::new(
                    path,
                    index + 1,
                    format!("a link that leads nowhere: `{target}`"),
                    "links are relative to the page that they stand on",
                ));
            }
        }
    }
    problems
}

/// What stands between `](` and `)`, outside code spans.
fn targets(line: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for (index, text) in line.split("](").enumerate() {
        let before_is_code =
            line.split("](").take(index).map(|part| part.matches('`').count()).sum::<usize>() % 2
                == 1;
        if index > 0
            && !before_is_code
            && let Some((target, _)) = text.split_once(')')
        {
            found.push(target);
        }
    }
    found
}

/// The path that a relative link means, from the root; nothing for links to elsewhere.
fn resolve(page: &str, target: &str) -> Option<String> {
    let target = target.split('#').next()?;
    if target.is_empty() || target.contains("://") || target.starts_with("mailto:") {
        return None;
    }
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::check;

    fn broken(page: &str, content: &str) -> Vec<String> {
        let exists = |path: &str| ["docs/a.md", "README.md", "docs", ""].contains(&path);
        check(page, content, &exists).into_iter().map(|p| p.message).collect()
    }

    #[test]
    fn links_are_followed_from_the_page() {
        assert_eq!(broken("docs/b.md", "[a](a.md) [r](../README.md#x) [d](../docs/)"), [""; 0]);
        assert_eq!(broken("README.md", "[a](a.md)"), ["a link that leads nowhere: `a.md`"]);
        assert_eq!(broken("docs/b.md", "[a](c.md), [a](a.md)").len(), 1);
    }

    #[test]
    fn other_links_and_code_are_left_alone() {
        assert_eq!(broken("a.md", "[a](https://example.com) [b](#here) `[c](d)`"), [""; 0]);
        assert_eq!(broken("a.md", "```\n[a](b)\n```\n"), [""; 0]);
    }
}
