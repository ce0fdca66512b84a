use palisade_model::Confidence;
use std::path::Path;

/// Files of other tools that are never manifests.
const NEVER: &[&str] =
    &["package.json", "package-lock.json", "composer.json", "composer.lock", "tsconfig.json"];

/// Whether files of this name may be manifests.
pub(crate) fn may_own(path: &Path) -> bool {
    let name = path.file_name().map(|n| n.to_string_lossy().to_lowercase()).unwrap_or_default();
    let (_, ending) = name.rsplit_once('.').unwrap_or_default();
    matches!(ending, "yaml" | "yml" | "json")
        && !NEVER.contains(&name.as_str())
        && !name.ends_with(".tf.json")
        && !name.ends_with(".tfvars.json")
}

/// Whether a text is a manifest: `apiVersion` and `kind` at the start of lines, or as keys
/// anywhere else.
pub(crate) fn detect(text: &str) -> Confidence {
    if has_line_key(text, "apiVersion") && has_line_key(text, "kind") {
        return Confidence::Certain;
    }
    if looks_like_manifest(text) { Confidence::Likely } else { Confidence::No }
}

/// Whether both keys stand somewhere in a text, in YAML or JSON.
pub(crate) fn looks_like_manifest(text: &str) -> bool {
    has_key(text, "apiVersion") && has_key(text, "kind")
}

fn has_line_key(text: &str, key: &str) -> bool {
    text.match_indices(key).any(|(at, _)| {
        let before = text.get(..at).unwrap_or("");
        let start = before.is_empty() || before.ends_with(['\n', '\u{feff}']);
        start && text.get(at + key.len()..).is_some_and(|rest| rest.starts_with(':'))
    })
}

fn has_key(text: &str, key: &str) -> bool {
    text.match_indices(key).any(|(at, _)| {
        let rest = text.get(at + key.len()..).unwrap_or("");
        let before = text.get(..at).and_then(|b| b.chars().next_back());
        let alone = before.is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '_' | '-' | '.'));
        alone
            && rest.trim_start_matches(['"', '\'']).trim_start_matches([' ', '\t']).starts_with(':')
    })
}
