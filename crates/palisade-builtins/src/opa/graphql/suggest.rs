//! Names that were perhaps meant.

/// How many changes make one text of another; one where only the case differs.
fn distance(a: &str, b: &str) -> usize {
    if a == b {
        return 0;
    }
    let (a, b) = (a.to_lowercase(), b.to_lowercase());
    if a == b {
        return 1;
    }
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (n, x) in a.chars().enumerate() {
        let mut next = vec![n + 1];
        for ((y, above_left), above) in b.iter().zip(&row).zip(row.iter().skip(1)) {
            let left = next.last().copied().unwrap_or(0);
            next.push((above_left + usize::from(x != *y)).min(above + 1).min(left + 1));
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

/// The names that are near to one, the nearest first.
fn near<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> Vec<&'n str> {
    // Long names are not worth the effort.
    if name.len() > 200 {
        return Vec::new();
    }
    let most = name.len() * 2 / 5 + 1;
    let mut found: Vec<(usize, &str)> = known
        .filter(|known| known.len() <= name.len() + most)
        .map(|known| (distance(name, known), known))
        .filter(|(distance, _)| *distance <= most)
        .collect();
    found.sort_by_key(|(distance, _)| *distance);
    found.into_iter().map(|(_, known)| known).collect()
}

/// Names in quotes, `or` before the last.
pub(super) fn list(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().take(5).map(|name| format!("\"{name}\"")).collect();
    match &*names {
        [] => String::new(),
        [one] => one.clone(),
        [one, other] => format!("{one} or {other}"),
        [first @ .., last] => format!("{}, or {last}", first.join(", ")),
    }
}

/// ` Did you mean "a" or "b"?`, or nothing.
pub(super) fn did_you_mean<'n>(
    what: &str,
    name: &str,
    known: impl Iterator<Item = &'n str>,
) -> String {
    match near(name, known) {
        found if found.is_empty() => String::new(),
        found => format!(" Did you mean {what}{}?", list(&found)),
    }
}
