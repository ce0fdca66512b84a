//! Lays out the folder of a new policy.

use crate::workspace::Workspace;
use anyhow::{Result, bail};
use std::process::ExitCode;

/// Makes `policies/<provider>/<service>/<id>/` with a policy and examples to fill in.
pub(crate) fn run(workspace: &Workspace, path: &str) -> Result<ExitCode> {
    let files = layout(path)?;
    let folder = format!("policies/{path}");
    if workspace.exists(&folder) {
        bail!("`{folder}` exists already; ids are only ever added");
    }
    for (path, content) in &files {
        workspace.write(path, content)?;
        println!("wrote {path}");
    }
    println!("fill them in, then run `cargo xtask gen` and `cargo test`");
    Ok(ExitCode::SUCCESS)
}

/// The files of a new policy.
fn layout(path: &str) -> Result<Vec<(String, String)>> {
    let parts: Vec<&str> = path.split('/').collect();
    let &[provider, service, id] = parts.as_slice() else {
        bail!("`{path}` is not `provider/service/id`, as in `aws/s3/s3-bucket-website`");
    };
    for part in [provider, service, id] {
        if !is_kebab(part) {
            bail!("`{part}` is not in kebab-case: lowercase letters, digits and single hyphens");
        }
    }
    let folder = format!("policies/{path}");
    let mut files = vec![(format!("{folder}/policy.yaml"), policy(provider, id))];
    let (framework, file) = match provider {
        "kubernetes" => ("kubernetes", "manifest.yaml"),
        _ => ("terraform", "main.tf"),
    };
    for verdict in ["bad", "good"] {
        let content = format!("# A resource that is {verdict}, as people really write it.\n");
        files.push((format!("{folder}/examples/{framework}/{verdict}/{file}"), content));
    }
    Ok(files)
}

fn is_kebab(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_lowercase())
        && word.split('-').all(|part| {
            !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
        })
}

fn policy(provider: &str, id: &str) -> String {
    let platform = match provider {
        "kubernetes" => "team-kubernetes-platform".to_owned(),
        provider => format!("team-{provider}-platform"),
    };
    let kind = if provider == "kubernetes" { "Deployment" } else { "aws_s3_bucket" };
    format!(
        "\
apiVersion: palisade.dev/v1
kind: Policy
metadata:
  id: {id}
  title: The sentence that is true of good resources
  severity: medium
  status: preview
  owners: {{security: team-cloud-security, platform: {platform}}}
  review-by: 2027-11-01
  controls: []
  aliases: []
  why: >-
    What an attacker or an accident gains.
  remedy: >-
    What to change, in the words of the person who has to change it.
match:
  resources: [{kind}]
rules:
  - id: rule
    require: \"has(resource.name)\"
    message: \"what is so, as a lowercase fragment\"
"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_has_its_source_and_both_examples() {
        let files = layout("aws/s3/s3-bucket-website").unwrap();
        let paths: Vec<&str> = files.iter().map(|(path, _)| path.as_str()).collect();
        assert_eq!(
            paths,
            [
                "policies/aws/s3/s3-bucket-website/policy.yaml",
                "policies/aws/s3/s3-bucket-website/examples/terraform/bad/main.tf",
                "policies/aws/s3/s3-bucket-website/examples/terraform/good/main.tf",
            ]
        );
        assert!(files[0].1.contains("\n  id: s3-bucket-website\n"));
        let files = layout("kubernetes/pod/k8s-host-ipc").unwrap();
        assert!(files[1].0.ends_with("examples/kubernetes/bad/manifest.yaml"));
    }

    #[test]
    fn other_paths_are_refused() {
        for path in ["s3-bucket", "aws/s3", "aws/s3/", "aws/s3/Bucket", "aws/s3/a--b", "a/b/c/d"] {
            assert!(layout(path).is_err(), "{path}");
        }
        assert!(layout("../s3/bucket").is_err());
    }
}
