use palisade_model::Confidence;
use std::path::Path;

/// Groups of files that have `apiVersion` and `kind` and are for a tool, not for a cluster.
const TOOL_GROUPS: &[&str] = &["kustomize.config.k8s.io", "palisade.dev"];

/// Whether an `apiVersion` is that of a tool's own file.
pub(crate) fn is_tool_version(api_version: &str) -> bool {
    TOOL_GROUPS.contains(&api_version.split('/').next().unwrap_or(""))
}

/// Whether a file is a kustomization, by its name.
pub(crate) fn is_kustomization(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str());
    matches!(name, Some("kustomization.yaml" | "kustomization.yml" | "Kustomization"))
}

/// Whether a file is the one that declares a Helm chart, by its name.
pub(crate) fn is_chart(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str());
    matches!(name, Some("Chart.yaml" | "Chart.yml"))
}

/// Whether files of this name may be manifests.
pub(crate) fn may_own(path: &Path) -> bool {
    let name = path.file_name().map(|n| n.to_string_lossy().to_lowercase()).unwrap_or_default();
    let (_, ending) = name.rsplit_once('.').unwrap_or_default();
    is_kustomization(path)
        || matches!(ending, "yaml" | "yml" | "json")
            && !name.ends_with(".tf.json")
            && !name.ends_with(".tfvars.json")
}

/// Whether a text is a manifest: `apiVersion` and `kind` at the start of lines, or as keys
/// anywhere else.
pub(crate) fn detect(text: &str) -> Confidence {
    let mut versions = line_keys(text, "apiVersion").peekable();
    if versions.peek().is_some() && line_keys(text, "kind").next().is_some() {
        let plain = |rest: &str| is_tool_version(rest.trim_start_matches([' ', '\t', '"', '\'']));
        if !versions.all(plain) {
            return Confidence::Certain;
        }
        // A tool's own file; other documents in it need not begin at the start of a line.
        let all = keys(text, "apiVersion").count();
        let others = all > line_keys(text, "apiVersion").count() || has_odd_key(text);
        return if others { Confidence::Likely } else { Confidence::No };
    }
    if looks_like_manifest(text) || lacks_version(text) || has_odd_key(text) {
        Confidence::Likely
    } else {
        Confidence::No
    }
}

/// Whether a text in YAML is a manifest but for its `apiVersion`: a line `kind:` with a word such
/// as kinds are, and one of the keys that nearly all manifests have.
pub(crate) fn lacks_version(text: &str) -> bool {
    let is_kind = |rest: &str| {
        let word = rest.lines().next().unwrap_or_default();
        let word = word.split('#').next().unwrap_or_default();
        is_kind(word.trim().trim_matches(['"', '\'']))
    };
    line_keys(text, "kind").any(is_kind)
        && ["metadata", "spec"].iter().any(|key| line_keys(text, key).next().is_some())
}

/// Whether a word is written as kinds are: `Pod`, `StatefulSet`, `APIService`. A kustomization may
/// leave its version out, and is no manifest.
pub(crate) fn is_kind(word: &str) -> bool {
    word != "Kustomization"
        && word.starts_with(|c: char| c.is_ascii_uppercase())
        && word.chars().all(|c| c.is_ascii_alphanumeric())
}

/// Whether both keys stand somewhere in a text, in YAML or JSON.
pub(crate) fn looks_like_manifest(text: &str) -> bool {
    has_key(text, "apiVersion") && has_key(text, "kind")
}

/// What stands behind each key that starts a line.
fn line_keys<'t>(text: &'t str, key: &'t str) -> impl Iterator<Item = &'t str> {
    text.match_indices(key).filter_map(move |(at, _)| {
        let before = text.get(..at)?;
        let start = before.is_empty() || before.ends_with(['\n', '\u{feff}']);
        text.get(at + key.len()..)?.strip_prefix(':').filter(|_| start)
    })
}

fn has_key(text: &str, key: &str) -> bool {
    keys(text, key).next().is_some()
}

/// Where a word stands as a key, bare or in quotes.
fn keys<'t>(text: &'t str, key: &'t str) -> impl Iterator<Item = usize> {
    let is_key = move |at: usize| {
        let rest = text.get(at + key.len()..).unwrap_or("");
        let before = text.get(..at).and_then(|b| b.chars().next_back());
        let alone = before.is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '_' | '-' | '.'));
        alone && rest.trim_start_matches(['"', '\'']).trim_start().starts_with(':')
    };
    text.match_indices(key).map(|(at, _)| at).filter(move |at| is_key(*at))
}

/// Whether some key is written so that its word need not stand in the text: with escapes, behind
/// `? `, or by an alias. What such a text is shows only when it is parsed.
fn has_odd_key(text: &str) -> bool {
    let escaped = text.match_indices('\\').any(|(at, _)| {
        let rest = text.get(at + 1..).unwrap_or("");
        // The end of the quoted word, at most a few escapes further on.
        let end = rest.char_indices().take(64).skip(1).find(|(_, c)| *c == '"');
        let behind = end.and_then(|(end, _)| rest.get(end + 1..));
        behind.is_some_and(|behind| behind.trim_start().starts_with(':'))
    });
    let odd = |line: &str| {
        let start = line.trim_start_matches([' ', '-', '{', ',']);
        let by_alias = start.strip_prefix('*').and_then(|a| a.split_once(' '));
        start == "?"
            || start.starts_with("? ")
            || by_alias.is_some_and(|(_, rest)| rest.trim_start().starts_with(':'))
    };
    escaped || text.lines().any(odd)
}
