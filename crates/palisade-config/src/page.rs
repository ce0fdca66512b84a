//! The reference page of the configuration.

use crate::read::{join, what};
use crate::table::{Key, ROOT, Shape};
use std::fmt::Write as _;

/// A configuration that shows most keys; a test reads it.
pub(crate) const EXAMPLE: &str = "\
apiVersion: palisade.dev/config/v1
paths: [infra, k8s]
exclude: [\"**/testdata\"]
fail-on: high
fail-on-unscanned: true
baseline: palisade-baseline.json
policies:
  folders: [security/policies]
  except: [eks-public-endpoint]
  settings:
    s3-bucket-without-access-logs: {severity: info}
    rds-without-backups:
      parameters: {days: 14}
terraform:
  var-files: [production.tfvars]
  vars: {image_tag: 2.14.1}
formats: [text, sarif=palisade.sarif]
";

/// `docs/reference/configuration.md`: every key with its type, default and meaning.
#[must_use]
pub fn reference() -> String {
    let mut out = String::from(
        "# Configuration\n\n\
         `palisade.yaml` in the folder that Palisade is started in is read by default, another \
         file with `--config FILE`. What the command line says wins. Paths in the file are \
         relative to the file. `palisade config show` prints the configuration in force with \
         every default filled in.\n\n\
         Paths, folders of policies, files of variables and the baseline lie in the repository of \
         the file or, without one, below its folder, and not in `.git`; reports go below its \
         folder, and only over reports. What the command line names may lie anywhere.\n\n\
         Every key is optional. A key that is unknown or stands twice, a value of the wrong type, \
         a policy or parameter that there is not, a pattern that is none, a path that does not \
         exist: each is an error with its place and the nearest known name, and the exit code is \
         then 4.\n\n\
         ## Example\n\n```yaml\n",
    );
    out.push_str(EXAMPLE);
    out.push_str(
        "```\n\n## Keys\n\n| key | value | default | meaning |\n| --- | --- | --- | --- |\n",
    );
    rows(ROOT, "", &mut out);
    out.push_str(
        "\nA JSON Schema for editors is in `schemas/config-v1.schema.json`, and printed by \
         `palisade config schema`. Editors that use the YAML language server take it from a first \
         line `# yaml-language-server: $schema=FILE`.\n",
    );
    out
}

fn rows(keys: &[Key], path: &str, out: &mut String) {
    for key in keys {
        let path = join(path, key.name);
        match &key.shape {
            Shape::Keys(inner) => rows(inner, &path, out),
            Shape::Map(name, Shape::Keys(inner)) => rows(inner, &join(&path, name), out),
            Shape::Map(name, shape) => row(&join(&path, name), shape, "", key.about, out),
            shape => row(&path, shape, key.default, key.about, out),
        }
    }
}

fn row(path: &str, shape: &Shape, default: &str, about: &str, out: &mut String) {
    let default = if default.is_empty() { String::new() } else { format!("`{default}`") };
    _ = writeln!(out, "| `{path}` | {} | {default} | {about} |", what(shape));
}
