/// The candidate nearest to `word` by edit distance, if one is near enough to be meant.
pub fn nearest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let limit = (word.chars().count().max(3) / 3).max(1);
    candidates
        .into_iter()
        .map(|c| (distance(&word.to_lowercase(), &c.to_lowercase()), c))
        .filter(|(d, _)| *d <= limit)
        .min_by_key(|(d, _)| *d)
        .map(|(_, c)| c)
}

/// A help line `did you mean …?` for the nearest candidate, else one that lists a few of them.
pub fn did_you_mean<'c>(
    word: &str,
    candidates: impl IntoIterator<Item = &'c str>,
) -> Option<String> {
    let all: Vec<&str> = candidates.into_iter().collect();
    if let Some(found) = nearest(word, all.iter().copied()) {
        return Some(format!("did you mean `{found}`?"));
    }
    if all.is_empty() || all.len() > 12 {
        return None;
    }
    let names: Vec<String> = all.iter().map(|c| format!("`{c}`")).collect();
    Some(format!("known here: {}", names.join(", ")))
}

/// Edit distance with transpositions of neighbours (optimal string alignment).
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) =
        (a.chars().take(64).collect(), b.chars().take(64).collect());
    let width = b.len() + 1;
    let mut rows = vec![0; (a.len() + 1) * width];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            let at = |i: usize, j: usize| rows[i * width + j];
            let cost = if i == 0 {
                j
            } else if j == 0 {
                i
            } else {
                let swap = usize::from(a[i - 1] != b[j - 1]);
                let mut best =
                    (at(i - 1, j) + 1).min(at(i, j - 1) + 1).min(at(i - 1, j - 1) + swap);
                if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                    best = best.min(at(i - 2, j - 2) + 1);
                }
                best
            };
            rows[i * width + j] = cost;
        }
    }
    rows[a.len() * width + b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_words_are_suggested_and_far_ones_are_not() {
        assert_eq!(nearest("requier", ["require", "deny"]), Some("require"));
        assert_eq!(nearest("xyz", ["require", "deny"]), None);
        assert_eq!(did_you_mean("xyz", ["a"]), Some("known here: `a`".into()));
        assert_eq!(did_you_mean("Titel", ["title"]), Some("did you mean `title`?".into()));
    }
}
