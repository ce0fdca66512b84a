//! The workspace on disk: its root, its tracked files, cargo's view of it.

use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The workspace that the working directory is in.
#[derive(Clone, Debug)]
pub(crate) struct Workspace {
    root: PathBuf,
}

/// A package of the workspace and what it depends on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Package {
    /// Its name.
    pub(crate) name: String,
    /// The folder of its manifest, relative to the root.
    pub(crate) folder: String,
    /// Its dependencies of every kind.
    pub(crate) dependencies: Vec<Dependency>,
}

/// One dependency of a package.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Dependency {
    /// The name of the package depended on.
    pub(crate) name: String,
    /// Whether only tests and examples see it.
    pub(crate) dev: bool,
}

impl Workspace {
    /// The nearest folder upwards whose manifest has a `[workspace]`.
    pub(crate) fn find() -> Result<Self> {
        let here = std::env::current_dir().context("no working directory")?;
        for folder in here.ancestors() {
            let manifest = folder.join("Cargo.toml");
            if std::fs::read_to_string(manifest).is_ok_and(|text| text.contains("[workspace]")) {
                return Ok(Self { root: folder.to_path_buf() });
            }
        }
        bail!("not inside the workspace: `{}`", here.display())
    }

    /// The root folder.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// A file's text, or nothing where it does not exist.
    pub(crate) fn read(&self, path: &str) -> Result<Option<String>> {
        match std::fs::read(self.root.join(path)) {
            Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error).with_context(|| format!("cannot read `{path}`")),
        }
    }

    /// Writes a file, making the folders above it.
    pub(crate) fn write(&self, path: &str, text: &str) -> Result<()> {
        let path = self.root.join(path);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)
                .with_context(|| format!("cannot make `{}`", folder.display()))?;
        }
        std::fs::write(&path, text).with_context(|| format!("cannot write `{}`", path.display()))
    }

    /// Whether a path exists.
    pub(crate) fn exists(&self, path: &str) -> bool {
        self.root.join(path).exists()
    }

    /// Every file that git tracks or would track, sorted, relative to the root.
    pub(crate) fn files(&self) -> Result<Vec<String>> {
        let arguments = ["ls-files", "--cached", "--others", "--exclude-standard", "-z"];
        let listed = self.output("git", &arguments)?;
        let mut files: Vec<String> = listed
            .split('\0')
            .filter(|path| !path.is_empty() && self.root.join(path).is_file())
            .map(str::to_owned)
            .collect();
        files.sort();
        files.dedup();
        Ok(files)
    }

    /// The packages of the workspace, as `cargo metadata` has them.
    pub(crate) fn packages(&self) -> Result<Vec<Package>> {
        let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
        let arguments = ["metadata", "--format-version=1", "--no-deps"];
        let text = self.output(&cargo, &arguments)?;
        let metadata: serde_json::Value =
            serde_json::from_str(&text).context("`cargo metadata` wrote no JSON")?;
        parse_packages(&metadata, &self.root)
    }

    /// What a program prints when run in the root.
    pub(crate) fn output(&self, program: &str, arguments: &[&str]) -> Result<String> {
        let output = Command::new(program)
            .args(arguments)
            .current_dir(&self.root)
            .output()
            .with_context(|| format!("cannot run `{program}`"))?;
        if !output.status.success() {
            let talk = String::from_utf8_lossy(&output.stderr);
            bail!("`{program} {}` failed: {}", arguments.join(" "), talk.trim());
        }
        String::from_utf8(output.stdout).with_context(|| format!("`{program}` wrote no UTF-8"))
    }
}

fn parse_packages(metadata: &serde_json::Value, root: &Path) -> Result<Vec<Package>> {
    let packages = metadata["packages"].as_array().context("metadata without packages")?;
    packages
        .iter()
        .map(|package| {
            let name = package["name"].as_str().context("package without a name")?.to_owned();
            let manifest = package["manifest_path"].as_str().context("package without a path")?;
            let folder = Path::new(manifest).parent().unwrap_or(root);
            let folder = folder.strip_prefix(root).unwrap_or(folder);
            let dependencies = package["dependencies"]
                .as_array()
                .context("package without dependencies")?
                .iter()
                .map(|dependency| {
                    let name = dependency["name"].as_str().context("nameless dependency")?;
                    let dev = dependency["kind"].as_str() == Some("dev");
                    Ok(Dependency { name: name.to_owned(), dev })
                })
                .collect::<Result<Vec<_>>>()?;
            Ok(Package { name, folder: folder.to_string_lossy().into_owned(), dependencies })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_packages_out_of_metadata() {
        let metadata = serde_json::json!({
            "packages": [{
                "name": "palisade-ir",
                "manifest_path": "/somewhere/crates/palisade-ir/Cargo.toml",
                "dependencies": [
                    {"name": "palisade-value", "kind": null},
                    {"name": "proptest", "kind": "dev"},
                ],
            }],
        });
        let packages = parse_packages(&metadata, Path::new("/somewhere")).unwrap();
        assert_eq!(
            packages,
            [Package {
                name: "palisade-ir".to_owned(),
                folder: "crates/palisade-ir".to_owned(),
                dependencies: vec![
                    Dependency { name: "palisade-value".to_owned(), dev: false },
                    Dependency { name: "proptest".to_owned(), dev: true },
                ],
            }]
        );
    }

    #[test]
    fn metadata_of_another_form_is_an_error() {
        assert!(parse_packages(&serde_json::json!({}), Path::new("/")).is_err());
    }
}
