use crate::{Kind, Node, Style, YamlError, YamlErrorKind};
use std::collections::{HashMap, HashSet};

/// Applies merge keys and lets the later of equal keys count.
pub(crate) fn settle<'t>(
    entries: Vec<(Node<'t>, Node<'t>)>,
    errors: &mut Vec<YamlError>,
) -> Vec<(Node<'t>, Node<'t>)> {
    let entries =
        if entries.iter().any(|(key, _)| is_merge(key)) { merge(entries, errors) } else { entries };
    let repeated = repeated_keys(&entries);
    if repeated.is_empty() {
        return entries;
    }
    let mut slots: Vec<_> = entries.into_iter().map(Some).collect();
    for (first, again) in repeated {
        let later = slots.get_mut(again).and_then(Option::take);
        let (Some(Some(former)), Some(mut later)) = (slots.get_mut(first), later) else { continue };
        let name = later.0.text().unwrap_or_default();
        let mut error = YamlError::new(
            YamlErrorKind::DuplicateKey,
            later.0.span,
            format!("the key `{name}` is given twice"),
        )
        .help("remove one of them; the later one counts here");
        error.related = Some((former.0.span, "first given here".to_owned()));
        errors.push(error);
        later.1.extra_mut().is_doubled = true;
        *former = later;
    }
    slots.into_iter().flatten().collect()
}

/// Pairs of positions whose keys are the same scalar text, each with the first of its kind.
fn repeated_keys(entries: &[(Node<'_>, Node<'_>)]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    if entries.len() <= 12 {
        for (again, (key, _)) in entries.iter().enumerate() {
            let Some(text) = key.text() else { continue };
            let earlier = entries.iter().take(again);
            if let Some(first) = earlier.into_iter().position(|(k, _)| k.text() == Some(text)) {
                found.push((first, again));
            }
        }
        return found;
    }
    let mut seen: HashMap<&str, usize> = HashMap::with_capacity(entries.len());
    for (at, (key, _)) in entries.iter().enumerate() {
        let Some(text) = key.text() else { continue };
        let first = *seen.entry(text).or_insert(at);
        if first != at {
            found.push((first, at));
        }
    }
    found
}

fn is_merge(key: &Node<'_>) -> bool {
    matches!(&key.kind, Kind::Scalar(text, Style::Plain) if text == "<<")
}

/// Puts merged entries in the place of their merge key; written keys win, then earlier sources.
fn merge<'t>(
    entries: Vec<(Node<'t>, Node<'t>)>,
    errors: &mut Vec<YamlError>,
) -> Vec<(Node<'t>, Node<'t>)> {
    let text_of = |key: &Node<'_>| key.text().map(str::to_owned);
    let mut taken: HashSet<Option<String>> =
        entries.iter().filter(|(k, _)| !is_merge(k)).map(|(k, _)| text_of(k)).collect();
    let mut out = Vec::with_capacity(entries.len());
    for (key, value) in entries {
        if !is_merge(&key) {
            out.push((key, value));
            continue;
        }
        let alias = value.alias();
        let sources = match value.kind {
            Kind::Sequence(items) => items,
            _ => vec![value],
        };
        for source in sources {
            let alias = source.alias().or(alias);
            let Kind::Mapping(merged) = source.kind else {
                let span = if source.span.is_empty() { key.span } else { source.span };
                errors.push(
                    YamlError::new(
                        YamlErrorKind::MergeKey,
                        alias.unwrap_or(span),
                        "a merge key `<<` needs a mapping or a list of mappings",
                    )
                    .help("merge an alias of a mapping: `<<: *name`"),
                );
                continue;
            };
            for (key, mut value) in merged {
                if taken.insert(text_of(&key)) {
                    if let (Some(alias), None) = (alias, value.alias()) {
                        value.extra_mut().alias = Some(alias);
                    }
                    out.push((key, value));
                }
            }
        }
    }
    out
}
