//! What annotations say of a policy.

use palisade_model::{ControlId, Owners, Severity};
use palisade_source::did_you_mean;
use serde_json::Value as Json;

/// The annotations of a rule and those around it, nearest first.
#[derive(Default)]
pub(crate) struct Metadata {
    own: Option<Json>,
    /// Each with whether it is about packages.
    shared: Vec<(bool, Json)>,
}

impl Metadata {
    pub(crate) fn new(own: Option<Json>, shared: Vec<(bool, Json)>) -> Self {
        Self { own, shared }
    }

    fn all(&self) -> impl Iterator<Item = &Json> {
        self.own.iter().chain(self.shared.iter().map(|(_, entries)| entries))
    }

    /// What the nearest annotation says under one of these keys.
    fn find(&self, paths: &[&[&str]]) -> Option<&Json> {
        self.all().find_map(|entries| look(entries, paths))
    }

    /// What is said in `custom`, best in the part for Palisade.
    fn custom(&self, key: &str) -> Option<&Json> {
        self.find(&[&["custom", "palisade", key], &["custom", key]])
    }

    pub(crate) fn text(&self, path: &[&str]) -> Option<String> {
        text(self.find(&[path])?)
    }

    pub(crate) fn title(&self) -> Option<String> {
        self.text(&["title"])
    }

    fn id(entries: &Json) -> Option<String> {
        let id = look(entries, &[&["custom", "palisade", "id"], &["custom", "id"]])?;
        text(id).filter(|id| !id.contains(char::is_whitespace))
    }

    /// The id that the rule itself has.
    pub(crate) fn own_id(&self) -> Option<String> {
        let documents = self.shared.iter().filter(|(packages, _)| !packages).map(|(_, e)| e);
        self.own.iter().chain(documents).find_map(Self::id)
    }

    /// The id that the package has.
    pub(crate) fn package_id(&self) -> Option<String> {
        let packages = self.shared.iter().filter(|(packages, _)| *packages);
        packages.map(|(_, entries)| entries).find_map(Self::id)
    }

    pub(crate) fn severity(&self) -> Option<Severity> {
        let word = text(self.custom("severity")?)?.to_ascii_lowercase();
        match word.as_str() {
            "error" => Some(Severity::High),
            "warning" | "moderate" => Some(Severity::Medium),
            "note" | "informational" | "unknown" => Some(Severity::Info),
            known => known.parse().ok(),
        }
    }

    /// What stands for a severity and is none.
    pub(crate) fn wrong_severity(&self) -> Option<String> {
        let written = self.custom("severity")?;
        self.severity().is_none().then(|| text(written).unwrap_or_else(|| written.to_string()))
    }

    fn texts(&self, key: &str) -> Vec<String> {
        match self.custom(key) {
            Some(Json::Array(all)) => all.iter().filter_map(text).collect(),
            Some(one) => text(one).into_iter().collect(),
            None => Vec::new(),
        }
    }

    /// The resource types that the rule is about; none where it is about files.
    pub(crate) fn resources(&self) -> Vec<String> {
        self.texts("resources")
    }

    pub(crate) fn controls(&self) -> Vec<ControlId> {
        self.texts("controls").iter().map(|c| ControlId::new(c.as_str())).collect()
    }

    pub(crate) fn aliases(&self) -> Vec<String> {
        let mut all = self.texts("aliases");
        all.extend(self.texts("avd_id"));
        all
    }

    pub(crate) fn remedy(&self) -> String {
        let keys = ["remedy", "remediation", "recommended_actions", "recommended_action"];
        keys.iter().find_map(|key| text(self.custom(key)?)).unwrap_or_default()
    }

    /// The page to read: the first of the related resources.
    pub(crate) fn documentation(&self) -> Option<String> {
        let related = self.find(&[&["related_resources"]]).and_then(Json::as_array);
        let first = related.and_then(|all| all.iter().find_map(|one| text(one.get("ref")?)));
        first.or_else(|| text(self.custom("documentation")?))
    }

    /// Who answers for it: `custom.owners`, else the first author.
    pub(crate) fn owners(&self) -> Owners {
        let named = |key| text(self.custom("owners")?.get(key)?);
        let author = || {
            let first = self.find(&[&["authors"]])?.as_array()?.first()?;
            text(first.get("email").or_else(|| first.get("name"))?)
        };
        Owners { security: named("security").or_else(author), platform: named("platform") }
    }
}

/// Keys of annotations that are read or that OPA knows.
const KEYS: [&str; 13] = [
    "scope",
    "title",
    "description",
    "related_resources",
    "authors",
    "organizations",
    "schemas",
    "entrypoint",
    "compile",
    "custom",
    "labels",
    "document",
    "package",
];

/// Keys of `custom` and `custom.palisade` that are read.
const CUSTOM: [&str; 14] = [
    "palisade",
    "id",
    "severity",
    "resources",
    "controls",
    "aliases",
    "avd_id",
    "remedy",
    "remediation",
    "recommended_actions",
    "recommended_action",
    "documentation",
    "owners",
    "title",
];

/// The keys of an annotation that are nearly one that is read, each with that one's help line.
/// Other keys are somebody else's.
pub(crate) fn nearly(entries: &Json) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut look_at = |json: Option<&Json>, known: &[&str]| {
        for key in json.and_then(Json::as_object).into_iter().flat_map(|all| all.keys()) {
            let near = did_you_mean(key, known.iter().copied());
            let near = near.filter(|help| help.starts_with("did you mean"));
            if let Some(help) = near.filter(|_| !known.contains(&key.as_str())) {
                found.push((key.clone(), help));
            }
        }
    };
    look_at(Some(entries), &KEYS);
    let custom = entries.get("custom");
    look_at(custom, &CUSTOM);
    look_at(custom.and_then(|c| c.get("palisade")), &CUSTOM);
    found
}

fn look<'j>(entries: &'j Json, paths: &[&[&str]]) -> Option<&'j Json> {
    paths.iter().find_map(|path| path.iter().try_fold(entries, |json, key| json.get(key)))
}

fn text(json: &Json) -> Option<String> {
    match json {
        Json::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        Json::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
