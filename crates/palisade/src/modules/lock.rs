//! The file of sums beside a root: which content each source had when it was first fetched.

use palisade_model::ModuleRequest;
use std::collections::BTreeMap;
use std::path::Path;

const HEAD: &str = "# Sums of the modules that `palisade --download-modules` fetched. Keep this file \
under version control.\n# To take a module as it is now, remove its line.\n";

/// The sums by source.
#[derive(Default, Debug)]
pub(super) struct Lock(BTreeMap<String, String>);

/// What a module goes by: its source, and its version where it has one.
pub(super) fn key(request: &ModuleRequest<'_>) -> String {
    match request.version {
        Some(version) => format!("{} {}", request.source, version.trim()),
        None => request.source.to_owned(),
    }
}

/// Whether a text is a sum.
pub(super) fn is_sum(text: &str) -> bool {
    text.strip_prefix("sha256:").is_some_and(|hex| {
        hex.len() == 64 && hex.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
    })
}

impl Lock {
    pub(super) fn read(path: &Path) -> Result<Self, String> {
        let bytes = match std::fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Ok(Self::default());
            }
            Err(error) => return Err(format!("`{}` cannot be read: {error}", path.display())),
        };
        let text = String::from_utf8_lossy(&bytes);
        let mut sums = BTreeMap::new();
        for (n, line) in text.lines().enumerate() {
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let entry = line.split_once(' ').filter(|(sum, key)| is_sum(sum) && !key.is_empty());
            let Some((sum, key)) = entry else {
                let place = format!("{}:{}", path.display(), n + 1);
                return Err(format!("{place}: the line is not `sha256:… SOURCE`; remove it"));
            };
            if sums.insert(key.to_owned(), sum.to_owned()).is_some_and(|old| old != sum) {
                let place = format!("{}:{}", path.display(), n + 1);
                return Err(format!("{place}: `{key}` has two sums; remove one"));
            }
        }
        Ok(Self(sums))
    }

    pub(super) fn sum(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(String::as_str)
    }

    pub(super) fn add(&mut self, key: String, sum: String) {
        self.0.insert(key, sum);
    }

    pub(super) fn write(&self, path: &Path) -> Result<(), String> {
        let lines: String = self.0.iter().map(|(key, sum)| format!("{sum} {key}\n")).collect();
        std::fs::write(path, format!("{HEAD}{lines}"))
            .map_err(|error| format!("`{}` cannot be written: {error}", path.display()))
    }
}
