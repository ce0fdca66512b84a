//! The built-in policies, read for generators and for tidy.

use crate::workspace::Workspace;
use anyhow::{Context, Result, anyhow, bail};
use palisade_yaml::{Node, Schema};

/// One rule of a policy.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Rule {
    pub(crate) id: String,
    /// `require` or `deny`.
    pub(crate) verb: &'static str,
    pub(crate) condition: String,
    pub(crate) when: String,
    pub(crate) message: String,
    /// Ids of other tools for this rule alone.
    pub(crate) aliases: Vec<String>,
}

/// One parameter of a policy.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Parameter {
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) default: String,
    pub(crate) description: String,
}

/// An example file and its text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Example {
    pub(crate) framework: String,
    pub(crate) bad: bool,
    pub(crate) path: String,
    pub(crate) text: String,
}

/// A built-in policy as far as documents and the index need it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Policy {
    /// Its folder from the root, as in `policies/aws/s3/s3-bucket-public-acl`.
    pub(crate) folder: String,
    pub(crate) provider: String,
    pub(crate) service: String,
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) severity: String,
    pub(crate) status: String,
    pub(crate) owners: Vec<(String, String)>,
    pub(crate) review_by: String,
    pub(crate) controls: Vec<String>,
    pub(crate) aliases: Vec<String>,
    pub(crate) why: String,
    pub(crate) remedy: String,
    pub(crate) resources: Vec<String>,
    /// What else has to hold of a resource for the policy to apply.
    pub(crate) applies: String,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) rules: Vec<Rule>,
    pub(crate) examples: Vec<Example>,
}

impl Policy {
    /// The ids that other tools give the policy or one of its rules, each once.
    pub(crate) fn all_aliases(&self) -> Vec<String> {
        let mut all = Vec::new();
        for alias in self.aliases.iter().chain(self.rules.iter().flat_map(|rule| &rule.aliases)) {
            if !all.contains(alias) {
                all.push(alias.clone());
            }
        }
        all
    }
}

/// Reads every policy of the repository, sorted by folder.
pub(crate) fn load(workspace: &Workspace) -> Result<Vec<Policy>> {
    let files = workspace.files()?;
    let mut policies = Vec::new();
    for path in &files {
        let Some(folder) = path.strip_suffix("/policy.yaml") else { continue };
        if !folder.starts_with("policies/") {
            continue;
        }
        let text = workspace.read(path)?.unwrap_or_default();
        let mut policy = read(folder, &text).with_context(|| format!("in `{path}`"))?;
        for example in files.iter().filter_map(|file| example(folder, file)) {
            let text = workspace.read(&example.path)?.unwrap_or_default();
            policy.examples.push(Example { text, ..example });
        }
        policies.push(policy);
    }
    policies.sort_by(|a, b| a.folder.cmp(&b.folder));
    Ok(policies)
}

/// An example of a policy, if the file is one; without its text.
fn example(folder: &str, file: &str) -> Option<Example> {
    let rest = file.strip_prefix(folder)?.strip_prefix("/examples/")?;
    let (framework, rest) = rest.split_once('/')?;
    let bad = rest.starts_with("bad/");
    (bad || rest.starts_with("good/")).then(|| Example {
        framework: framework.to_owned(),
        bad,
        path: file.to_owned(),
        text: String::new(),
    })
}

/// Reads one policy.
fn read(folder: &str, text: &str) -> Result<Policy> {
    let stream = palisade_yaml::parse(text);
    if let Some(error) = stream.errors().next() {
        bail!("{} at byte {}", error.message, error.span.start);
    }
    let root = stream.documents.first().and_then(|d| d.root.as_ref()).context("nothing in it")?;
    let [_, provider, service, _] = folder.split('/').collect::<Vec<_>>()[..] else {
        bail!("a policy is in `policies/<provider>/<service>/<id>`, not in `{folder}`");
    };
    let metadata = root.get("metadata").context("no `metadata`")?;
    let need =
        |key: &str| scalar(metadata.get(key)).with_context(|| format!("no `metadata.{key}`"));
    Ok(Policy {
        folder: folder.to_owned(),
        provider: provider.to_owned(),
        service: service.to_owned(),
        id: need("id")?,
        title: need("title")?,
        severity: need("severity")?,
        status: need("status")?,
        owners: pairs(metadata.get("owners")),
        review_by: scalar(metadata.get("review-by")).unwrap_or_default(),
        controls: list(metadata.get("controls")),
        aliases: list(metadata.get("aliases")),
        why: need("why")?,
        remedy: need("remedy")?,
        resources: list(root.path(&["match", "resources"])),
        applies: scalar(root.path(&["match", "where"])).unwrap_or_default(),
        parameters: parameters(root.get("parameters")),
        rules: rules(root.get("rules"))?,
        examples: Vec::new(),
    })
}

fn scalar(node: Option<&Node<'_>>) -> Option<String> {
    Some(node?.text()?.trim().to_owned())
}

fn list(node: Option<&Node<'_>>) -> Vec<String> {
    node.map_or_else(Vec::new, |n| n.items().iter().filter_map(|i| scalar(Some(i))).collect())
}

fn pairs(node: Option<&Node<'_>>) -> Vec<(String, String)> {
    let entries = node.map_or(&[][..], Node::entries);
    entries.iter().filter_map(|(k, v)| Some((scalar(Some(k))?, scalar(Some(v))?))).collect()
}

fn parameters(node: Option<&Node<'_>>) -> Vec<Parameter> {
    let entries = node.map_or(&[][..], Node::entries);
    entries
        .iter()
        .map(|(name, spec)| Parameter {
            name: scalar(Some(name)).unwrap_or_default(),
            kind: scalar(spec.get("type")).unwrap_or_default(),
            default: spec.get("default").map(show).unwrap_or_default(),
            description: scalar(spec.get("description")).unwrap_or_default(),
        })
        .collect()
}

fn rules(node: Option<&Node<'_>>) -> Result<Vec<Rule>> {
    let items = node.map_or(&[][..], Node::items);
    items
        .iter()
        .map(|item| {
            let id = scalar(item.get("id")).context("a rule without `id`")?;
            let (verb, condition) = ["require", "deny"]
                .into_iter()
                .find_map(|verb| Some((verb, scalar(item.get(verb))?)))
                .ok_or_else(|| anyhow!("rule `{id}` has neither `require` nor `deny`"))?;
            let when = scalar(item.get("when")).unwrap_or_default();
            let message = scalar(item.get("message")).unwrap_or_default();
            let aliases = list(item.get("aliases"));
            Ok(Rule { id, verb, condition, when, message, aliases })
        })
        .collect()
}

/// A node on one line, as in YAML's flow style.
fn show(node: &Node<'_>) -> String {
    if node.is_sequence() {
        let items: Vec<String> = node.items().iter().map(show).collect();
        return format!("[{}]", items.join(", "));
    }
    if node.is_mapping() {
        let entries: Vec<String> =
            node.entries().iter().map(|(k, v)| format!("{}: {}", show(k), show(v))).collect();
        return format!("{{{}}}", entries.join(", "));
    }
    let text = node.text().unwrap_or("");
    let is_text = node.resolve(Schema::Core12).is_some_and(|s| s.describe() == "a text");
    if is_text && text.is_empty() { "''".to_owned() } else { text.to_owned() }
}

/// What is amiss with a policy that a reader of its file alone cannot see: its place, its id, its
/// examples.
pub(crate) fn complaints(policies: &[Policy]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (index, policy) in policies.iter().enumerate() {
        let mut complain = |message: String| found.push((policy.folder.clone(), message));
        if policy.folder.rsplit('/').next() != Some(&policy.id) {
            complain(format!("policy `{}` is in a folder of another name", policy.id));
        }
        if policies[..index].iter().any(|other| other.id == policy.id) {
            complain(format!("policy `{}` exists twice", policy.id));
        }
        if policy.controls.is_empty() {
            complain("serves no control of any catalogue".to_owned());
        }
        if policy.owners.is_empty() || policy.review_by.is_empty() {
            complain("has no owner or no date of review".to_owned());
        }
        let mut frameworks: Vec<&str> =
            policy.examples.iter().map(|e| e.framework.as_str()).collect();
        frameworks.dedup();
        if frameworks.is_empty() {
            complain("has no examples".to_owned());
        }
        for framework in frameworks {
            for (bad, word) in [(true, "bad"), (false, "good")] {
                let has = policy.examples.iter().any(|e| e.framework == framework && e.bad == bad);
                if !has {
                    complain(format!("has no {word} example for {framework}"));
                }
            }
        }
    }
    found
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    const TEXT: &str = "\
apiVersion: palisade.dev/v1
kind: Policy
metadata:
  id: s3-bucket-backup
  title: S3 buckets are backed up
  severity: low
  status: stable
  owners: {security: cloud-security, platform: aws-platform}
  review-by: 2027-11-01
  controls: [nist-800-53-r5/CP-9]
  aliases: [CKV_AWS_0]
  why: >-
    What is lost
    stays lost.
  remedy: Back it up.
parameters:
  days: {type: \"list(int)\", default: [1, 2], description: which days}
match:
  resources: [aws_s3_bucket]
rules:
  - id: backup
    when: \"true\"
    require: \"resource.backup | true\"
    message: \"no backup\"
    aliases: [CKV_AWS_0, CKV_AWS_00]
";

    /// A policy to test with.
    pub(crate) fn sample() -> Policy {
        read("policies/aws/s3/s3-bucket-backup", TEXT).unwrap()
    }

    #[test]
    fn a_policy_is_read_with_all_that_documents_show() {
        let policy = sample();
        assert_eq!((policy.provider.as_str(), policy.service.as_str()), ("aws", "s3"));
        assert_eq!(policy.why, "What is lost stays lost.");
        assert_eq!(policy.resources, ["aws_s3_bucket"]);
        assert_eq!(policy.all_aliases(), ["CKV_AWS_0", "CKV_AWS_00"]);
        assert_eq!(policy.parameters[0].default, "[1, 2]");
        assert_eq!((policy.rules[0].verb, policy.rules[0].when.as_str()), ("require", "true"));
    }

    #[test]
    fn what_is_missing_is_named() {
        let broken = TEXT.replace("  title: S3 buckets are backed up\n", "");
        let error = read("policies/aws/s3/s3-bucket-backup", &broken).unwrap_err();
        assert_eq!(error.to_string(), "no `metadata.title`");
        let broken = TEXT.replace("require:", "requires:");
        let error = read("policies/aws/s3/s3-bucket-backup", &broken).unwrap_err();
        assert_eq!(error.to_string(), "rule `backup` has neither `require` nor `deny`");
        assert!(read("policies/aws/s3-bucket-backup", TEXT).is_err());
    }

    #[test]
    fn examples_are_told_apart() {
        let folder = "policies/aws/s3/a";
        let found = example(folder, "policies/aws/s3/a/examples/terraform/bad/main.tf").unwrap();
        assert!(found.bad && found.framework == "terraform");
        assert!(!example(folder, "policies/aws/s3/a/examples/kubernetes/good/x.yaml").unwrap().bad);
        assert!(example(folder, "policies/aws/s3/a/policy.yaml").is_none());
        assert!(example(folder, "policies/aws/s3/ab/examples/terraform/bad/main.tf").is_none());
    }

    #[test]
    fn a_policy_without_examples_or_in_a_wrong_folder_is_complained_about() {
        let with = |bad| Example {
            framework: "terraform".to_owned(),
            bad,
            path: String::new(),
            text: String::new(),
        };
        let mut policy = sample();
        assert_eq!(complaints(&[policy.clone()])[0].1, "has no examples");
        policy.examples = vec![with(true)];
        assert_eq!(complaints(&[policy.clone()])[0].1, "has no good example for terraform");
        policy.examples.push(with(false));
        assert_eq!(complaints(&[policy.clone()]), []);
        assert!(complaints(&[policy.clone(), policy.clone()])[0].1.contains("exists twice"));
        policy.id = "other".to_owned();
        policy.controls.clear();
        assert_eq!(complaints(&[policy]).len(), 2);
    }
}
