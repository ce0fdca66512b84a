//! Versions of modules and what constraints take.

use std::cmp::Ordering;

#[derive(Clone, PartialEq, Eq, Debug)]
struct Version {
    numbers: [u64; 3],
    /// What follows `-`; such versions are taken only where they are asked for by name.
    before: Option<String>,
    /// How many numbers were written.
    written: usize,
}

impl Version {
    fn parse(text: &str) -> Option<Self> {
        let text = text.trim().trim_start_matches('v');
        let text = text.split('+').next().unwrap_or_default();
        let (numbers, before) = match text.split_once('-') {
            Some((numbers, before)) => (numbers, Some(before.to_owned())),
            None => (text, None),
        };
        let mut version = Self { numbers: [0; 3], before, written: 0 };
        for part in numbers.split('.') {
            *version.numbers.get_mut(version.written)? = part.parse().ok()?;
            version.written += 1;
        }
        Some(version)
    }

    fn order(&self, other: &Self) -> Ordering {
        self.numbers.cmp(&other.numbers).then_with(|| match (&self.before, &other.before) {
            (None, None) => Ordering::Equal,
            (None, Some(_)) => Ordering::Greater,
            (Some(_), None) => Ordering::Less,
            (Some(a), Some(b)) => a.cmp(b),
        })
    }
}

/// Whether one condition such as `~> 1.2` takes a version.
fn takes(condition: &str, version: &Version) -> Option<bool> {
    let condition = condition.trim();
    let end = condition.find(|c: char| !matches!(c, '=' | '!' | '<' | '>' | '~'));
    let (operator, wanted) = condition.split_at(end?);
    let wanted = Version::parse(wanted)?;
    let order = version.order(&wanted);
    if version.before.is_some() && (!matches!(operator, "" | "=") || order != Ordering::Equal) {
        return Some(false);
    }
    Some(match operator {
        "" | "=" => order == Ordering::Equal,
        "!=" => order != Ordering::Equal,
        ">" => order == Ordering::Greater,
        ">=" => order != Ordering::Less,
        "<" => order == Ordering::Less,
        "<=" => order != Ordering::Greater,
        "~>" => {
            // All but the last number that is written stay.
            let same = wanted.written.saturating_sub(1).max(1);
            order != Ordering::Less && version.numbers.get(..same) == wanted.numbers.get(..same)
        }
        _ => return None,
    })
}

/// The newest of some versions of a module that a constraint such as `~> 1.2, != 1.2.3` takes.
///
/// # Errors
/// That there is none, or that it is no constraint: a lowercase fragment.
pub fn newest_version<'v>(known: &[&'v str], constraint: Option<&str>) -> Result<&'v str, String> {
    let constraint = constraint.unwrap_or("").trim();
    let mut best: Option<(Version, &str)> = None;
    for text in known {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+');
        let Some(version) = Version::parse(text).filter(|_| text.chars().all(is_plain)) else {
            continue;
        };
        let mut fits = version.before.is_none() || !constraint.is_empty();
        for condition in constraint.split(',').filter(|c| !c.trim().is_empty()) {
            let taken = takes(condition, &version);
            fits &= taken.ok_or_else(|| format!("`{constraint}` is no version constraint"))?;
        }
        if fits && best.as_ref().is_none_or(|(b, _)| version.order(b) == Ordering::Greater) {
            best = Some((version, text));
        }
    }
    best.map(|(_, text)| text).ok_or_else(|| match constraint {
        "" => "the registry has no version of it".to_owned(),
        constraint => format!("the registry has no version that `{constraint}` takes"),
    })
}

#[cfg(test)]
mod tests {
    use super::newest_version;

    #[test]
    fn the_newest_that_fits() {
        let known = ["1.0.0", "1.2.0", "1.10.1", "2.0.0", "3.0.0-beta1", "bad", "2.0.0/../x"];
        for (constraint, wanted) in [
            (None, Some("2.0.0")),
            (Some("1.2.0"), Some("1.2.0")),
            (Some("= 1.2"), Some("1.2.0")),
            (Some("~> 1.2"), Some("1.10.1")),
            (Some("~> 1.2.0"), Some("1.2.0")),
            (Some("~> 1"), Some("1.10.1")),
            (Some(">= 1.0, < 1.10"), Some("1.2.0")),
            (Some("> 1.10.1"), Some("2.0.0")),
            (Some("!= 2.0.0"), Some("1.10.1")),
            (Some("3.0.0-beta1"), Some("3.0.0-beta1")),
            (Some("> 2.0.0"), None),
            (Some("=> 1"), None),
            (Some("x"), None),
        ] {
            assert_eq!(newest_version(&known, constraint).ok(), wanted, "{constraint:?}");
        }
    }
}
