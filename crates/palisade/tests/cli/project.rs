//! A folder with files to examine, and what the program says about it.

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// A temporary folder in which the program is run.
pub(crate) struct Project(TempDir);

/// What the program said.
pub(crate) struct Said {
    pub(crate) exit: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Said {
    /// The exit code and both streams in one text; times and spaces at the ends of lines are out.
    pub(crate) fn all(&self) -> String {
        let mut all = format!("exit {}\n{}", self.exit, self.out);
        if !self.err.is_empty() {
            all.push_str("--- stderr\n");
            all.push_str(&self.err);
        }
        let lines: Vec<String> = all.lines().map(|line| without_time(line.trim_end())).collect();
        lines.join("\n")
    }

    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}: {}", self.all()))
    }

    /// Asserts the exit code, with all that was said when it is another.
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(self.exit, code, "{}", self.all());
        self
    }

    /// Asserts that both are said somewhere.
    #[track_caller]
    pub(crate) fn says(self, parts: &[&str]) -> Self {
        let all = self.all();
        // Long lines are wrapped, which is not what is asked for here.
        let flat: Vec<&str> = all.split_whitespace().collect();
        let flat = flat.join(" ");
        for part in parts {
            assert!(flat.contains(part), "`{part}` is not in:\n{all}");
        }
        self
    }
}

/// `in 0.43 s` without the number.
fn without_time(line: &str) -> String {
    let Some((before, rest)) = line.split_once(" in ") else { return line.to_owned() };
    let Some((number, after)) = rest.split_once(" s") else { return line.to_owned() };
    if number.parse::<f64>().is_ok() {
        return format!("{before} in N s{after}");
    }
    line.to_owned()
}

impl Project {
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        let project = Self(TempDir::new().unwrap());
        for (path, text) in files {
            project.write(path, text);
        }
        project
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn at(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    pub(crate) fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let at = self.at(path);
        std::fs::create_dir_all(at.parent().unwrap()).unwrap();
        std::fs::write(at, bytes).unwrap();
    }

    pub(crate) fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.at(path)).unwrap()
    }

    /// The program, in the folder, with arguments separated by blanks.
    pub(crate) fn command(&self, arguments: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_palisade"));
        command.args(arguments.split_whitespace()).current_dir(self.path());
        command.env_remove("NO_COLOR").env_remove("RUST_BACKTRACE");
        command.stdin(Stdio::null());
        command
    }

    #[track_caller]
    pub(crate) fn run(&self, arguments: &str) -> Said {
        said(self.command(arguments))
    }
}

#[track_caller]
pub(crate) fn said(mut command: Command) -> Said {
    let output = command.output().unwrap();
    let said = Said {
        exit: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    };
    assert!(!said.err.contains("panicked"), "{}", said.all());
    assert_ne!(said.exit, 70, "{}", said.all());
    said
}

/// A bucket that everybody may read.
pub(crate) const BUCKET: &str =
    "resource \"aws_s3_bucket_acl\" \"assets\" {\n  acl = \"public-read\"\n}\n";

/// Our own policies, so that these tests do not hang on the wording of the built-in ones.
pub(crate) const POLICIES: [(&str, &str); 2] = [
    (
        "rules/bucket-public-acl.yaml",
        r#"apiVersion: palisade.dev/v1
kind: Policy
metadata:
  id: bucket-public-acl
  title: Buckets grant no public access through ACLs
  severity: high
  status: stable
  owners: {security: cloud-security}
  review-by: 2099-11-01
  aliases: [CKV_TEST_20, AVD-TEST-0092]
  why: Anybody on the internet can list and read what is in the bucket.
  remedy: Set the ACL to `private`.
match:
  resources: [aws_s3_bucket_acl]
let:
  acl: "resource.?acl.orValue('private')"
rules:
  - id: acl
    require: "acl in ['private', 'log-delivery-write']"
    message: "bucket ACL is `{acl}`"
    fix: {set: acl, to: private, safety: safe}
"#,
    ),
    (
        "rules/host-network.yaml",
        r#"apiVersion: palisade.dev/v1
kind: Policy
metadata:
  id: host-network
  title: Pods keep their own network
  severity: medium
  status: stable
  owners: {security: platform}
  review-by: 2099-11-01
  aliases: [CKV_TEST_19]
  why: A pod in the network of its node reaches what only the node should.
  remedy: Remove `hostNetwork`.
match:
  resources: [pod-spec]
rules:
  - id: network
    deny: "resource.?spec.?hostNetwork.orValue(false)"
    message: "the pod shares the network of its node"
"#,
    ),
];

/// A Terraform configuration whose ACL comes through a variable, a module and a file of values.
pub(crate) const SHOP: [(&str, &str); 5] = [
    (
        "infra/main.tf",
        "variable \"assets_acl\" {\n  type = string\n}\n\nmodule \"assets\" {\n  source = \
         \"./modules/bucket\"\n  acl    = var.assets_acl\n}\n",
    ),
    ("infra/terraform.tfvars", "assets_acl = \"public-read\"\n"),
    (
        "infra/modules/bucket/main.tf",
        "variable \"acl\" {\n  default = \"private\"\n}\n\nresource \"aws_s3_bucket_acl\" \"this\" \
         {\n  bucket = \"b\"\n  acl    = var.acl\n}\n",
    ),
    (
        "k8s/web.yaml",
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n  namespace: shop\nspec:\n  \
         template:\n    spec:\n      hostNetwork: true\n      containers:\n        - name: web\n          \
         image: web:1\n",
    ),
    ("README.md", "# Shop\n"),
];

/// The shop with our own policies.
pub(crate) fn shop() -> Project {
    let files: Vec<(&str, &str)> = SHOP.iter().chain(&POLICIES).copied().collect();
    Project::new(&files)
}

/// A project with our own policies and these files.
pub(crate) fn with_policies(files: &[(&str, &str)]) -> Project {
    let files: Vec<(&str, &str)> = POLICIES.iter().chain(files).copied().collect();
    Project::new(&files)
}

/// Arguments that leave only our own policies.
pub(crate) const OWN: &str = "--policies rules --no-builtin";
