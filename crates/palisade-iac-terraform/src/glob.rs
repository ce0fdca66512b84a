//! Patterns of file names: `*`, `?`, `[a-z]`, `{a,b}` and `**` for any folders.

/// Alternatives in braces give no more than so many patterns.
const PATTERNS: usize = 256;

/// Whether a path with `/` between its parts fits a pattern.
pub(crate) fn matches(pattern: &str, path: &str) -> bool {
    let parts: Vec<&str> = path.split('/').collect();
    alternatives(pattern).iter().any(|pattern| {
        let wanted: Vec<&str> = pattern.split('/').collect();
        fits(&wanted, &parts)
    })
}

/// The patterns that braces stand for.
fn alternatives(pattern: &str) -> Vec<String> {
    let mut done = Vec::new();
    let mut waiting = vec![pattern.to_owned()];
    while let Some(next) = waiting.pop() {
        let close = next.find('}');
        let open = close.and_then(|close| next[..close].rfind('{'));
        match (open, close) {
            (Some(open), Some(close)) if done.len() + waiting.len() < PATTERNS => {
                for choice in next[open + 1..close].split(',') {
                    waiting.push(format!("{}{choice}{}", &next[..open], &next[close + 1..]));
                }
            }
            _ => done.push(next),
        }
    }
    done
}

/// Folder by folder; a row of the table says which parts of the path the pattern so far can end at.
fn fits(wanted: &[&str], parts: &[&str]) -> bool {
    let mut reached = vec![false; parts.len() + 1];
    reached[0] = true;
    for want in wanted {
        let mut next = vec![false; parts.len() + 1];
        if *want == "**" {
            let mut any = false;
            for (n, at) in reached.iter().enumerate() {
                any = any || *at;
                next[n] = any;
            }
        } else {
            for (n, part) in parts.iter().enumerate() {
                next[n + 1] = reached[n] && name_fits(want, part);
            }
        }
        reached = next;
    }
    reached.last().copied().unwrap_or(false)
}

fn name_fits(pattern: &str, name: &str) -> bool {
    let (pattern, name): (Vec<char>, Vec<char>) =
        (pattern.chars().collect(), name.chars().collect());
    let (mut p, mut n) = (0, 0);
    // Where to go on after the last `*` if what follows does not fit.
    let mut retry: Option<(usize, usize)> = None;
    while n < name.len() {
        match pattern.get(p) {
            Some('*') => {
                p += 1;
                retry = Some((p, n));
                continue;
            }
            Some('?') => {
                (p, n) = (p + 1, n + 1);
                continue;
            }
            Some('[') => {
                if let Some((true, end)) = class(&pattern, p, name[n]) {
                    (p, n) = (end, n + 1);
                    continue;
                }
            }
            Some('\\') if pattern.get(p + 1) == Some(&name[n]) => {
                (p, n) = (p + 2, n + 1);
                continue;
            }
            Some(c) if *c == name[n] => {
                (p, n) = (p + 1, n + 1);
                continue;
            }
            _ => {}
        }
        let Some((after, at)) = retry else { return false };
        (p, n) = (after, at + 1);
        retry = Some((after, at + 1));
    }
    pattern.iter().skip(p).all(|c| *c == '*')
}

/// Whether a character is in the class that begins at `start`, and where the class ends.
fn class(pattern: &[char], start: usize, c: char) -> Option<(bool, usize)> {
    let negated = matches!(pattern.get(start + 1), Some('!' | '^'));
    let first = start + 1 + usize::from(negated);
    let end = (first + 1..pattern.len()).find(|n| pattern[*n] == ']')?;
    let inside = &pattern[first..end];
    let mut found = false;
    let mut n = 0;
    while n < inside.len() {
        if inside.get(n + 1) == Some(&'-') && n + 2 < inside.len() {
            found = found || (inside[n]..=inside[n + 2]).contains(&c);
            n += 3;
        } else {
            found = found || inside[n] == c;
            n += 1;
        }
    }
    Some((found != negated, end + 1))
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn patterns() {
        for (pattern, path, fits) in [
            ("*.tf", "a.tf", true),
            ("*.tf", "a/b.tf", false),
            ("**/*.tf", "a/b.tf", true),
            ("**/*.tf", "b.tf", true),
            ("**", "a/b/c", true),
            ("a/**/c", "a/c", true),
            ("*.{json,yaml}", "x.yaml", true),
            ("[a-c]?.t*", "b1.tf", true),
            ("[!a]*", "abc", false),
            ("a*b*c", "aXbYbZc", true),
        ] {
            assert_eq!(matches(pattern, path), fits, "{pattern} {path}");
        }
    }
}
