//! Which files are reports of ours.

/// Whether these bytes are a report that this program wrote in any of its formats, or nothing at
/// all: what may be written over.
#[must_use]
pub fn is_report(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let text = text.trim();
    if text.starts_with('{') {
        let Ok(tree) = serde_json::from_str::<serde_json::Value>(text) else { return false };
        let is_sarif = tree["runs"][0]["tool"]["driver"]["name"] == "Palisade";
        return is_sarif || tree["schema"] == palisade_wire::check::SCHEMA;
    }
    if let Some(rest) = text.strip_prefix("<?xml") {
        return rest.contains("<testsuites name=\"palisade\"");
    }
    if text.starts_with("## Palisade: ") {
        return true;
    }
    let is_command =
        |line: &str| ["::error ", "::warning ", "::notice "].iter().any(|w| line.starts_with(w));
    if text.lines().all(is_command) {
        return true;
    }
    // The end of the text for people.
    let end: Vec<&str> = text.lines().rev().take(12).collect();
    let has = |word: &str| end.iter().any(|line| line.starts_with(word));
    has("checked ") && (has("gate: ") || has("next: "))
}
