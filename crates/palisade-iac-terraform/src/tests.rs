use palisade_arena::Arena;
use palisade_model::{Framework, Inputs, LoadContext, Loaded, ScannedFile};
use palisade_source::{MemorySystem, SourceMap, System};
use palisade_value::{Origin, Value, write_json};
use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use crate::Terraform;

/// Files that are loaded as a scan would load them.
pub(crate) struct Case {
    system: MemorySystem,
    paths: Vec<PathBuf>,
    pub(crate) inputs: Inputs,
    pub(crate) sources: SourceMap,
}

impl Case {
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        let mut system = MemorySystem::new();
        for (path, text) in files {
            system = system.with_file(path, *text);
        }
        let paths = files.iter().map(|(path, _)| PathBuf::from(path)).collect();
        Self { system, paths, inputs: Inputs::default(), sources: SourceMap::new() }
    }

    pub(crate) fn variable(mut self, name: &str, value: &str) -> Self {
        self.system = self.system.with_variable(name, value);
        self
    }

    pub(crate) fn load<'a>(&self, arena: &'a Arena) -> Vec<(PathBuf, Loaded<'a>)> {
        let mut files = HashMap::new();
        let mut own = Vec::new();
        let mut paths = self.paths.clone();
        paths.sort();
        for path in paths.iter().filter(|p| Terraform.may_own(p) && !p.starts_with(".terraform")) {
            let text = String::from_utf8(self.system.read(path).unwrap()).unwrap();
            let file = self.sources.add(path.to_str().unwrap(), text);
            files.insert(path.clone(), file);
            own.push(ScannedFile { path: path.clone(), file });
        }
        let roots = [PathBuf::from("")];
        let context = LoadContext {
            system: &self.system,
            sources: &self.sources,
            files: &files,
            inputs: &self.inputs,
            roots: &roots,
        };
        let units = Terraform.units(&context, own);
        units.iter().map(|u| (u.root.clone(), Terraform.load(arena, &context, u))).collect()
    }

    /// Everything that loading gives, as text.
    pub(crate) fn show(&self) -> String {
        let arena = Arena::new();
        let mut out = String::new();
        let units = self.load(&arena);
        for (root, loaded) in &units {
            if units.len() > 1 {
                _ = writeln!(out, "== {}", root.display());
            }
            for resource in &loaded.resources {
                let mut json = String::new();
                write_json(&mut json, resource.attributes);
                let links: Vec<&str> =
                    resource.links.iter().map(|n| loaded.resources[*n as usize].address).collect();
                let mark = if resource.symbolic.is_some() { " symbolic" } else { "" };
                _ = writeln!(out, "{}{mark} {json}", resource.address);
                if !links.is_empty() {
                    _ = writeln!(out, "  -> {}", links.join(" "));
                }
            }
            for d in &loaded.diagnostics {
                let at = d.location.map_or(String::new(), |l| self.sources.describe(l));
                let help = d.help.as_deref().map_or(String::new(), |h| format!(" ({h})"));
                _ = writeln!(out, "{:?} {at} {}{help}", d.level, d.message);
            }
            for u in &loaded.unscanned {
                _ = writeln!(out, "unscanned {}: {}", u.subject, u.reason);
            }
        }
        out
    }

    /// Where one attribute was set, along the chain.
    pub(crate) fn origins(&self, address: &str, path: &[&str]) -> String {
        let arena = Arena::new();
        let units = self.load(&arena);
        let mut value = None;
        for (_, loaded) in &units {
            for resource in loaded.resources.iter().filter(|r| r.address == address) {
                value = Some(resource.attributes);
            }
        }
        let mut value = value.expect("such a resource");
        let mut origin = None;
        for step in path {
            let (next, at) = match value {
                Value::Object(o) => {
                    let n = o.position(&Value::Str(step)).expect("such an attribute");
                    (o.entries()[n].1, o.origin(n))
                }
                Value::Array(a) => {
                    let n: usize = step.parse().unwrap();
                    (a.items()[n], a.origin(n))
                }
                other => panic!("no step into {other:?}"),
            };
            value = next;
            origin = at;
        }
        let mut out = String::new();
        self.write_origin(&mut out, origin.expect("an origin"), 0);
        out
    }

    fn write_origin(&self, out: &mut String, origin: &Origin<'_>, depth: usize) {
        let file = self.sources.get(origin.location.file);
        let text = file.slice(origin.location.span).lines().next().unwrap_or("").to_owned();
        let line = file.line(origin.location.span.start);
        let (path, kind, name) = (file.path(), origin.kind, origin.name);
        _ = writeln!(out, "{:depth$}{path}:{line} {kind:?} {name} `{text}`", "");
        for source in origin.sources {
            self.write_origin(out, source, depth + 2);
        }
    }
}

/// Checks what a single file gives.
#[track_caller]
fn check(text: &str, expected: &str) {
    let shown = Case::new(&[("main.tf", text)]).show();
    assert_eq!(shown.trim(), expected.trim(), "\ngot:\n{shown}");
}

#[test]
fn a_root_with_variables_locals_and_blocks() {
    check(
        r#"
variable "acl" { default = "private" }
variable "open" { type = bool }
locals { name = "logs-${var.acl}" }
resource "aws_s3_bucket" "logs" {
  bucket = local.name
  acl    = var.acl
  region = null
  public = var.open
  tags   = { Name = local.name, n = 1 + 2 * 3 }
  logging { target = "a" }
  logging { target = "b" }
  lifecycle { prevent_destroy = true }
}
resource "aws_s3_bucket_policy" "logs" {
  bucket = aws_s3_bucket.logs.id
  acl    = aws_s3_bucket.logs.acl
}
"#,
        r#"
aws_s3_bucket.logs {"acl":"private","bucket":"logs-private","logging":[{"target":"a"},{"target":"b"}],"public":{"$unknown":"variable `var.open` has no value"},"tags":{"Name":"logs-private","n":7}}
  -> aws_s3_bucket_policy.logs
aws_s3_bucket_policy.logs {"acl":"private","bucket":{"$unknown":"`aws_s3_bucket.logs.id` is known only after apply"}}
  -> aws_s3_bucket.logs
"#,
    );
}

#[test]
fn origins_lead_through_arguments_locals_and_variables() {
    let case = Case::new(&[
        (
            "main.tf",
            "variable \"acl\" {\n  default = \"public-read\"\n}\nlocals {\n  acl = var.acl\n}\nmodule \"m\" {\n  source = \"./m\"\n  acl = local.acl\n}\n",
        ),
        (
            "m/main.tf",
            "variable \"acl\" {}\nresource \"b\" \"x\" {\n  acl = var.acl\n  tags = {\n    a = var.acl\n  }\n}\n",
        ),
    ]);
    assert_eq!(
        case.origins("module.m.b.x", &["acl"]),
        "m/main.tf:3 Expression  `acl = var.acl`
  main.tf:9 Argument var.acl `acl = local.acl`
    main.tf:5 Local local.acl `acl = var.acl`
      main.tf:2 Default var.acl `default = \"public-read\"`
"
    );
    assert!(case.origins("module.m.b.x", &["tags", "a"]).starts_with("m/main.tf:5 Expression  `a"));
}
#[test]
fn modules_expand_and_flow_both_ways() {
    let case = Case::new(&[
        (
            "main.tf",
            r#"
module "site" {
  source   = "./site"
  for_each = { eu = "a", us = "b" }
  name     = each.value
}
resource "r" "all" { names = [for k, m in module.site : "${k}=${m.name}"] }
resource "r" "eu" { name = module.site["eu"].name, bucket = module.site["eu"].bucket }
module "gone" { source = "terraform-aws-modules/vpc/aws" }
resource "r" "gone" { x = module.gone.vpc_id }
"#,
        ),
        (
            "site/main.tf",
            r#"
variable "name" { type = string }
resource "aws_s3_bucket" "b" {
  count  = 2
  bucket = "${var.name}-${count.index}"
}
output "name" { value = upper(var.name) }
output "bucket" { value = aws_s3_bucket.b[1].arn }
"#,
        ),
    ]);
    println!("{}", case.show());
}
