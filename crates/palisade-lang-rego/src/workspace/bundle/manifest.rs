use crate::ast::Dialect;
use palisade_value::Value;
use serde_json::{Map, Value as Json, json};

/// What a bundle says of itself.
#[derive(Clone, PartialEq, Debug)]
pub struct Manifest {
    /// Which state of the policies it is.
    pub revision: String,
    /// The paths below `data` that it owns, with `/` between keys; an empty one is all.
    pub roots: Vec<String>,
    /// The language of its modules: 0 or 1.
    pub rego_version: Option<u64>,
    /// The languages of single files, by path or pattern.
    pub file_rego_versions: Vec<(String, u64)>,
    /// Whatever its makers noted.
    pub metadata: Option<Json>,
}

impl Default for Manifest {
    fn default() -> Self {
        Self {
            revision: String::new(),
            roots: vec![String::new()],
            rego_version: None,
            file_rego_versions: Vec::new(),
            metadata: None,
        }
    }
}

fn version(value: &Json, key: &str) -> Result<u64, String> {
    match value.as_u64() {
        Some(n @ (0 | 1)) => Ok(n),
        _ => Err(format!(".manifest: `{key}` is 0 or 1, not {value}")),
    }
}

impl Manifest {
    /// Reads `.manifest`.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(bytes: &[u8]) -> Result<Self, String> {
        let json: Json = serde_json::from_slice(bytes).map_err(|e| format!(".manifest: {e}"))?;
        let Json::Object(all) = json else {
            return Err(".manifest: this is no object".to_owned());
        };
        let mut manifest = Self::default();
        for (key, value) in &all {
            match key.as_str() {
                "revision" => {
                    let text = value.as_str().ok_or(".manifest: `revision` is no text")?;
                    manifest.revision = text.to_owned();
                }
                "roots" => {
                    let list = value.as_array().ok_or(".manifest: `roots` is no list")?;
                    let roots: Option<Vec<String>> = list
                        .iter()
                        .map(|r| Some(r.as_str()?.trim_matches('/').to_owned()))
                        .collect();
                    manifest.roots = roots.ok_or(".manifest: a root is no text")?;
                }
                "rego_version" => manifest.rego_version = Some(version(value, key)?),
                "file_rego_versions" => {
                    let files =
                        value.as_object().ok_or(".manifest: `file_rego_versions` is no object")?;
                    manifest.file_rego_versions = files
                        .iter()
                        .map(|(path, v)| Ok((path.clone(), version(v, key)?)))
                        .collect::<Result<_, String>>()?;
                }
                "metadata" => manifest.metadata = Some(value.clone()),
                // What other engines note, such as where compiled modules are.
                _ => {}
            }
        }
        for (n, root) in manifest.roots.iter().enumerate() {
            let before = manifest.roots[..n].to_vec();
            if let Some((other, _)) = overlapping(&before, std::slice::from_ref(root)) {
                return Err(format!(".manifest: the roots `{other}` and `{root}` overlap"));
            }
        }
        Ok(manifest)
    }

    /// The manifest as JSON.
    #[must_use]
    pub fn to_json(&self) -> Json {
        let mut all = Map::new();
        all.insert("revision".to_owned(), json!(self.revision));
        all.insert("roots".to_owned(), json!(self.roots));
        if let Some(version) = self.rego_version {
            all.insert("rego_version".to_owned(), json!(version));
        }
        if !self.file_rego_versions.is_empty() {
            let files = self.file_rego_versions.iter().map(|(p, v)| (p.clone(), json!(v)));
            all.insert("file_rego_versions".to_owned(), Json::Object(files.collect()));
        }
        if let Some(metadata) = &self.metadata {
            all.insert("metadata".to_owned(), metadata.clone());
        }
        Json::Object(all)
    }

    /// Whether a path is inside of one of the roots.
    #[must_use]
    pub fn owns(&self, path: &[String]) -> bool {
        self.roots.iter().any(|root| {
            let mut keys = root.split('/').filter(|k| !k.is_empty());
            let mut path = path.iter();
            keys.all(|key| path.next().is_some_and(|p| p == key))
        })
    }

    fn leads_to_root(&self, path: &[String]) -> bool {
        self.roots.iter().any(|root| {
            let mut keys = root.split('/').filter(|k| !k.is_empty());
            path.iter().all(|p| keys.next() == Some(p))
        })
    }

    /// The path of something in a document that no root has in it.
    pub(super) fn strays(&self, path: &mut Vec<String>, value: Value<'_>) -> Option<Vec<String>> {
        if self.owns(path) {
            return None;
        }
        let Value::Object(object) = value else { return Some(path.clone()) };
        if !self.leads_to_root(path) {
            return Some(path.clone());
        }
        for (key, value) in object.entries() {
            path.push(key.as_str().unwrap_or_default().to_owned());
            if let Some(outside) = self.strays(path, *value) {
                return Some(outside);
            }
            path.pop();
        }
        None
    }

    /// The language of a module of the bundle.
    pub(super) fn dialect(&self, path: &str, default: Dialect) -> Dialect {
        let named = self.file_rego_versions.iter().find(|(pattern, _)| {
            let pattern = pattern.trim_start_matches('/');
            match pattern.split_once('*') {
                Some((start, end)) => {
                    path.starts_with(start) && path.ends_with(end.trim_start_matches('*'))
                }
                None => pattern == path,
            }
        });
        match named.map(|(_, v)| *v).or(self.rego_version) {
            Some(0) => Dialect::V0,
            Some(_) => Dialect::V1,
            None => default,
        }
    }
}

/// Two roots of which one is inside of the other.
pub(super) fn overlapping<'r>(a: &'r [String], b: &'r [String]) -> Option<(&'r str, &'r str)> {
    let keys = |root: &str| -> Vec<String> {
        root.split('/').filter(|k| !k.is_empty()).map(str::to_owned).collect()
    };
    for x in a {
        for y in b {
            let same = keys(x).iter().zip(&keys(y)).all(|(p, q)| p == q);
            if same {
                return Some((x, y));
            }
        }
    }
    None
}
