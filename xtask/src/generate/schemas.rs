//! The JSON Schemas of everything that is written or read in a format of our own.

use super::Output;
use crate::workspace::Workspace;
use anyhow::Result;

/// The folder of the schemas.
pub(super) const FOLDER: &str = "schemas/";

/// Makes the schemas.
#[expect(clippy::unnecessary_wraps, reason = "generators have one signature")]
pub(super) fn run(_: &Workspace) -> Result<Vec<Output>> {
    Ok(palisade_wire::schemas()
        .into_iter()
        .map(|(path, schema)| Output {
            path: path.to_owned(),
            content: palisade_wire::to_pretty(&schema),
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::FOLDER;

    #[test]
    fn schemas_go_where_the_generator_looks_for_strays() {
        for (path, schema) in palisade_wire::schemas() {
            assert!(path.starts_with(FOLDER), "{path}");
            assert!(schema["$id"].as_str().unwrap().ends_with(&path[FOLDER.len()..]), "{path}");
        }
    }
}
