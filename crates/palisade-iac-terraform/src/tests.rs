mod accepted;
mod bounds;
mod conditions;
mod links;
mod parts;
mod providers;
mod refused;
mod roots;
mod secrets;
mod typed;
use palisade_arena::Arena;
use palisade_model::{Framework, GivenVariables, Inputs, LoadContext, Loaded, ScannedFile};
use palisade_source::{MemorySystem, SourceMap, System};
use palisade_value::{Origin, Value, write_json};
use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use crate::Terraform;

/// Files that are loaded as a scan would load them.
pub(crate) struct Case {
    system: MemorySystem,
    paths: Vec<PathBuf>,
    pub(crate) inputs: Inputs,
    /// The folders that are scanned.
    pub(crate) roots: Vec<PathBuf>,
    pub(crate) sources: SourceMap,
}

impl Case {
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        let mut system = MemorySystem::new();
        for (path, text) in files {
            system = system.with_file(path, *text);
        }
        let paths = files.iter().map(|(path, _)| PathBuf::from(path)).collect();
        Self {
            system,
            paths,
            inputs: Inputs::default(),
            roots: vec![PathBuf::new()],
            sources: SourceMap::new(),
        }
    }

    /// The same with files that are on disk and not in what is scanned.
    pub(crate) fn and_files(mut self, files: &[(&str, &str)]) -> Self {
        for (path, text) in files {
            self.system = self.system.with_file(path, *text);
        }
        self
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
        let context = LoadContext {
            system: &self.system,
            sources: &self.sources,
            files: &files,
            inputs: &self.inputs,
            roots: &self.roots,
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

/// A value from the command line.
fn value(name: &str, text: &str) -> GivenVariables {
    GivenVariables::Value { name: name.to_owned(), text: text.to_owned() }
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
aws_s3_bucket.logs {"acl":"private","bucket":"logs-private","logging":[{"target":"a"},{"target":"b"}],"public":{"$unknown":"variable `var.open` has no value"},"tags":{"Name":"logs-private","n":7},"tags_all":{"Name":"logs-private","n":"7"}}
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
resource "r" "eu" {
  name   = module.site["eu"].name
  bucket = module.site["eu"].bucket
}
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
    assert_eq!(
        case.show(),
        r#"r.all {"names":["eu=A","us=B"]}
  -> module.site["eu"].aws_s3_bucket.b[1] module.site["us"].aws_s3_bucket.b[1]
r.eu {"bucket":{"$unknown":"`aws_s3_bucket.b[1].arn` is known only after apply"},"name":"A"}
  -> module.site["eu"].aws_s3_bucket.b[1]
r.gone {"x":{"$unknown":"module `gone` is not available"}}
module.site["eu"].aws_s3_bucket.b[0] {"bucket":"a-0"}
module.site["eu"].aws_s3_bucket.b[1] {"bucket":"a-1"}
  -> r.all r.eu
module.site["us"].aws_s3_bucket.b[0] {"bucket":"b-0"}
module.site["us"].aws_s3_bucket.b[1] {"bucket":"b-1"}
  -> r.all
unscanned module.gone: module `gone` comes from `terraform-aws-modules/vpc/aws` and is not downloaded; run `terraform init` or give `--download-modules` to have it examined
"#
    );
}

#[test]
fn variables_come_from_everywhere_in_terraforms_order() {
    let mut case = Case::new(&[
        (
            "main.tf",
            r#"
variable "a" { default = "default" }
variable "b" { default = "default" }
variable "c" { default = "default" }
variable "d" { default = "default" }
variable "e" { default = "default" }
variable "f" { type = list(number) }
variable "g" {
  default  = "default"
  nullable = false
}
resource "r" "x" { v = [var.a, var.b, var.c, var.d, var.e, var.f, var.g] }
"#,
        ),
        ("terraform.tfvars", "b = \"tfvars\"\nc = \"tfvars\"\ng = null\nzz = 1\n"),
        ("terraform.tfvars.json", "{\"c\": \"json\"}"),
        ("b.auto.tfvars", "d = \"auto\"\ne = \"auto\"\n"),
        ("special.tfvars", "e = \"file\"\n"),
    ])
    .variable("TF_VAR_a", "environment")
    .variable("TF_VAR_b", "environment");
    case.inputs.given.push(GivenVariables::File("special.tfvars".into()));
    case.inputs.given.push(value("f", "[1, \"2\"]"));
    assert_eq!(
        case.show(),
        r#"r.x {"v":["environment","tfvars","json","auto","file",[1,2],"default"]}
Warning terraform.tfvars:4:1 variable `zz` is not declared (known here: `a`, `b`, `c`, `d`, `e`, `f`, `g`)
"#
    );
}

#[test]
fn expansion_of_what_is_known_and_what_is_not() {
    check(
        r#"
variable "names" { type = set(string) }
resource "b" "known" {
  for_each = toset(["y", "x"])
  name     = each.key
}
resource "b" "unknown" {
  for_each = var.names
  name     = each.key
  fixed    = "a"
}
resource "b" "none" { count = 0 }
resource "b" "three" {
  count = length(["a", "b"])
  n     = count.index
}
resource "r" "links" {
  one     = b.known["x"].id
  all     = [for b in b.known : b.name]
  splat   = b.three[*].n
  unknown = b.unknown["k"].fixed
}
"#,
        r#"
b.known["x"] {"name":"x"}
  -> r.links
b.known["y"] {"name":"y"}
  -> r.links
b.unknown[*] symbolic {"fixed":"a","name":{"$unknown":"variable `var.names` has no value"}}
  -> r.links
b.three[0] {"n":0}
  -> r.links
b.three[1] {"n":1}
  -> r.links
r.links {"all":["x","y"],"one":{"$unknown":"`b.known[\"x\"].id` is known only after apply"},"splat":[0,1],"unknown":"a"}
  -> b.known["x"] b.known["y"] b.unknown[*] b.three[0] b.three[1]
"#,
    );
}

#[test]
fn dynamic_blocks_nest_and_keep_the_order() {
    check(
        r#"
variable "open" {}
resource "sg" "x" {
  ingress { port = 1 }
  dynamic "ingress" {
    for_each = { web = [80, 443], ssh = [22] }
    iterator = rule
    content {
      name = rule.key
      dynamic "port" {
        for_each = rule.value
        content { number = port.value }
      }
    }
  }
  dynamic "egress" {
    for_each = var.open
    content { port = egress.value }
  }
  dynamic "none" {
    for_each = []
    content {}
  }
}
"#,
        r#"
sg.x {"egress":{"$unknown":"variable `var.open` has no value"},"ingress":[{"port":1},{"name":"ssh","port":[{"number":22}]},{"name":"web","port":[{"number":80},{"number":443}]}]}
"#,
    );
}

#[test]
fn cycles_are_told_once_and_end() {
    check(
        r#"
locals {
  a = local.b
  b = "${local.c}"
  c = local.a
  d = local.c
}
resource "r" "x" { v = local.d }
resource "r" "y" { v = r.z.id }
resource "r" "z" { v = r.y.id }
"#,
        r#"
r.x {"v":{"$unknown":"`local.c` could not be evaluated"}}
r.y {"v":{"$unknown":"`r.z.id` is known only after apply"}}
  -> r.z
r.z {"v":{"$unknown":"`r.y` could not be evaluated"}}
  -> r.y
Error main.tf:3:3 `local.a` hangs on itself (break the circle: one of them must not refer to the other)
Error main.tf:9:1 `r.y` hangs on itself (break the circle: one of them must not refer to the other)
"#,
    );
}

#[test]
fn policy_documents_are_written_as_the_provider_does() {
    let text = r#"
resource "aws_s3_bucket" "b" {}
data "aws_iam_policy_document" "base" {
  statement {
    sid       = "A"
    actions   = ["s3:Get*"]
    resources = ["*"]
  }
}
data "aws_iam_policy_document" "x" {
  source_policy_documents = [data.aws_iam_policy_document.base.json]
  statement {
    effect  = "Deny"
    actions = ["s3:PutObject", "s3:Get&Put"]
    resources = ["${aws_s3_bucket.b.arn}/&{aws:username}/*"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = [false]
    }
  }
}
resource "p" "x" { policy = data.aws_iam_policy_document.x.minified_json }
"#;
    let arena = Arena::new();
    let case = Case::new(&[("main.tf", text)]);
    let units = case.load(&arena);
    let resources = &units[0].1.resources;
    let policy = resources.last().and_then(|r| r.attributes.field("policy")).unwrap();
    let partial = policy.as_unknown().and_then(|u| u.partial).unwrap();
    let shown = partial.replace('\u{e000}', "<<").replace('\u{e001}', ">>");
    assert_eq!(
        shown,
        r#"{"Version":"2012-10-17","Statement":[{"Action":"s3:Get*","Effect":"Allow","Resource":"*","Sid":"A"},{"Effect":"Deny","Action":["s3:PutObject","s3:Get\u0026Put"],"Resource":"<<aws_s3_bucket.b.arn>>/${aws:username}/*","Principal":"*","Condition":{"Bool":{"aws:SecureTransport":"false"}}}]}"#
    );
}

#[test]
fn a_text_with_one_bad_part_is_known_but_for_that_part() {
    let text = r#"
locals { none = {} }
resource "p" "x" {
  policy = <<EOT
{"Action": "*", "Resource": "${p.gone.arn}"}
EOT
  other = try("${local.none.arn}", "fallen back")
}
"#;
    let arena = Arena::new();
    let case = Case::new(&[("main.tf", text)]);
    let units = case.load(&arena);
    let attributes = units[0].1.resources[0].attributes;
    let policy = attributes.field("policy").and_then(|p| p.as_unknown()).unwrap();
    let shown = policy.partial.unwrap().replace('\u{e000}', "<<").replace('\u{e001}', ">>");
    assert_eq!(shown, "{\"Action\": \"*\", \"Resource\": \"<<p.gone.arn>>\"}\n");
    assert_eq!(attributes.field("other"), Some(Value::Str("fallen back")));
}

#[test]
fn files_are_read_inside_the_tree_only() {
    let case = Case::new(&[
        (
            "main.tf",
            r#"
resource "r" "x" {
  text     = file("${path.module}/a.txt")
  template = templatefile("t.tftpl", { names = ["x", "y"], port = 80 })
  set      = fileset(path.module, "**/*.txt")
  exists   = [fileexists("a.txt"), fileexists("zz")]
  missing  = file("zz")
  hash     = filemd5("a.txt")
  string   = templatestring(local.t, { a = 1 })
}
locals { t = "<$${a}>" }
"#,
        ),
        ("a.txt", "hello"),
        ("d/b.txt", ""),
        ("t.tftpl", "%{ for n in names ~}\n${n}:${port}\n%{ endfor ~}\n"),
    ]);
    assert_eq!(
        case.show(),
        r#"r.x {"exists":[true,false],"hash":"5d41402abc4b2a76b9719d911017c592","missing":{"$unknown":"file `zz` is not available"},"set":["a.txt","d/b.txt"],"string":"<1>","template":"x:80\ny:80\n","text":"hello"}
"#
    );
}

#[test]
fn overrides_lay_over_and_json_is_read() {
    let case = Case::new(&[
        ("main.tf", "resource \"r\" \"x\" {\n  a = 1\n  b = 2\n  c { x = 1 }\n}\n"),
        ("x_override.tf", "resource \"r\" \"x\" {\n  b = 3\n  c { y = 1 }\n}\n"),
        (
            "more.tf.json",
            r#"{"variable": {"v": {"type": "list(string)", "default": ["a"]}},
                "resource": {"r": {"y": [{"n": "${length(var.v)}", "tags": {"k": "x-${var.v[0]}"}, "neg": -1, "one": {"two": [{"a": 1}, {"a": 2}]}}]}}}"#,
        ),
    ]);
    assert_eq!(
        case.show(),
        r#"r.x {"a":1,"b":3,"c":[{"y":1}]}
r.y {"n":1,"neg":-1,"one":[{"two":[{"a":1},{"a":2}]}],"tags":{"k":"x-a"}}
"#
    );
}

#[test]
fn the_order_of_files_and_blocks_does_not_matter() {
    let blocks = [
        "variable \"n\" { default = 2 }\n",
        "locals { a = \"${local.b}-${var.n}\" }\n",
        "locals { b = r.x[1].v }\n",
        "resource \"r\" \"x\" {\n  count = var.n\n  v = count.index\n}\n",
        "resource \"r\" \"y\" { v = module.m.o }\n",
        "module \"m\" {\n  source = \"./m\"\n  i = local.a\n}\n",
    ];
    let inner = "variable \"i\" {}\noutput \"o\" { value = upper(\"${var.i}x\") }\nresource \"r\" \"in\" { v = var.i }\n";
    let lines = |text: String| {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    let shown = |order: &[usize], split: usize| {
        let text = |part: &[usize]| part.iter().map(|n| blocks[*n]).collect::<String>();
        let (a, b) = (text(&order[..split]), text(&order[split..]));
        lines(Case::new(&[("a.tf", &a), ("b.tf", &b), ("m/x.tf", inner)]).show())
    };
    let expected = shown(&[0, 1, 2, 3, 4, 5], 6);
    assert!(expected.iter().any(|line| line.contains("1-2X")), "{expected:?}");
    let mut order = [0, 1, 2, 3, 4, 5];
    for turn in 0..60 {
        order.swap(turn % 6, (turn * 7 + 3) % 6);
        let got = shown(&order, turn % 7);
        let links = |l: &Vec<String>| l.iter().filter(|l| !l.starts_with("  ->")).count();
        assert_eq!(links(&got), links(&expected));
        assert_eq!(
            got.iter().filter(|l| !l.starts_with("  ->")).collect::<Vec<_>>(),
            expected.iter().filter(|l| !l.starts_with("  ->")).collect::<Vec<_>>(),
            "{order:?}"
        );
    }
}

#[test]
fn all_instances_that_hang_on_all_of_another_resource_share_their_links() {
    let text = "resource \"r\" \"a\" { count = 40 }\nresource \"r\" \"b\" {\n  count = 50\n  \
                all = r.a[*].id\n  one = r.c.id\n}\nresource \"r\" \"c\" { v = r.a[3].id }\n\
                resource \"r\" \"d\" { v = [r.a[*].id, r.b[7].one, r.a[9].id] }\n";
    let case = Case::new(&[("main.tf", text)]);
    let arena = Arena::new();
    let units = case.load(&arena);
    let resources = &units[0].1.resources;
    let at = |address: &str| resources.iter().position(|r| r.address == address).unwrap();
    let links = |address: &str| resources[at(address)].links;
    let addresses = |links: &[u32]| -> Vec<&str> {
        links.iter().map(|n| resources[*n as usize].address).collect()
    };
    for n in 0..50 {
        let linked = addresses(links(&format!("r.b[{n}]")));
        let more = 1 + usize::from(n == 7);
        assert_eq!(linked.len(), 40 + more, "{linked:?}");
        assert!(linked.contains(&"r.a[0]") && linked.contains(&"r.a[39]"));
        assert!(linked.contains(&"r.c") && linked.is_sorted_by_key(|a| at(a)));
    }
    for n in 0..40 {
        let linked = links(&format!("r.a[{n}]"));
        assert_eq!(linked.len(), 51 + usize::from(n == 3), "{:?}", addresses(linked));
    }
    assert_eq!(links("r.d").len(), 41);
    // The same list, not one that looks like it.
    assert!(std::ptr::eq(links("r.a[0]"), links("r.a[1]")));
}

#[test]
fn long_chains_and_broken_input_are_survived() {
    let mut text = String::from("locals {\n  a0 = 1\n");
    for n in 1..5000 {
        _ = writeln!(text, "  a{n} = local.a{} + 1", n - 1);
    }
    text.push_str("}\nresource \"r\" \"x\" { v = local.a4999 }\n");
    assert_eq!(Case::new(&[("main.tf", &text)]).show(), "r.x {\"v\":5000}\n");

    let mut text = String::from("locals {\n  a0 = \"0123456789\"\n");
    for n in 1..64 {
        _ = writeln!(text, "  a{n} = \"${{local.a{0}}}${{local.a{0}}}\"", n - 1);
    }
    text.push_str("}\nresource \"r\" \"x\" { v = local.a63 }\n");
    let shown = Case::new(&[("main.tf", &text)]).show();
    assert!(shown.contains("reached a limit") && shown.contains("MiB"), "{shown}");

    let shown = Case::new(&[("main.tf", "resource \"r\" \"x\" {\n  a = 1\n")]).show();
    assert!(shown.contains("Error") && shown.contains("unscanned"), "{shown}");
    let many = "resource \"r\" \"x\" { count = 200000 }\n";
    let shown = Case::new(&[("main.tf", many)]).show();
    assert!(shown.starts_with("r.x[*] symbolic") && shown.contains("Error"), "{shown}");
    let inward = Case::new(&[("m/main.tf", "module \"m\" { source = \"../m\" }\n")]).show();
    assert!(inward.contains("calls itself"), "{inward}");
}

#[test]
fn deep_nesting_does_not_end_the_stack() {
    let nest = |open: &str, middle: &str, close: &str, depth: usize| {
        let value = format!("{}{middle}{}", open.repeat(depth), close.repeat(depth));
        format!("resource \"r\" \"x\" {{\n  v = {value}\n}}\n")
    };
    for depth in [90, 200, 500, 20_000] {
        for (open, middle, close) in [
            ("(", "1", ")"),
            ("[", "", "]"),
            ("{ a = ", "1", " }"),
            ("upper(", "\"a\"", ")"),
            ("!", "true", ""),
            ("true ? ", "1", " : 2"),
            ("[for x in [1] : ", "x", "]"),
            ("\"${", "1", "}\""),
            ("try(", "1", ")"),
            ("1 + (", "1", ")"),
        ] {
            let text = nest(open, middle, close, depth);
            let shown = Case::new(&[("main.tf", &text)]).show();
            assert!(shown.contains("r.x") || shown.contains("unscanned"), "{open} {depth}");
        }
        let blocks = format!("{}{}", "b {\n".repeat(depth), "}\n".repeat(depth));
        let text = format!("resource \"r\" \"x\" {{\n{blocks}}}\n");
        let shown = Case::new(&[("main.tf", &text)]).show();
        assert!(shown.contains("r.x") || shown.contains("unscanned"), "blocks {depth}");
        let json = format!(
            "{{\"resource\":{{\"r\":{{\"x\":{}1{}}}}}}}",
            "[".repeat(depth),
            "]".repeat(depth)
        );
        Case::new(&[("main.tf.json", &json)]).show();
    }
}

#[test]
fn chains_of_modules_and_templates_end() {
    let mut files = vec![];
    for n in 0..200 {
        files.push((
            if n == 0 { "main.tf".to_owned() } else { format!("m{n}/main.tf") },
            format!("module \"m\" {{\n  source = \"{}/m{}\"\n}}\nresource \"r\" \"x\" {{\n  v = {n}\n}}\n", if n == 0 { "." } else { ".." }, n + 1),
        ));
    }
    let borrowed: Vec<(&str, &str)> = files.iter().map(|(p, t)| (p.as_str(), t.as_str())).collect();
    let shown = Case::new(&borrowed).show();
    assert!(shown.contains("nests over 64 deep"), "{shown}");

    let shown = Case::new(&[
        ("main.tf", "resource \"r\" \"x\" { v = templatefile(\"t\", { a = 1 }) }\n"),
        ("t", "x${templatefile(\"t\", { a = a })}"),
    ])
    .show();
    assert!(shown.contains("could not be evaluated") || shown.contains("limit"), "{shown}");
}

#[test]
fn values_that_share_their_parts_stay_walkable() {
    for step in
        ["[local.aN, local.aN]", "[local.aN]", "{ k = local.aN }", "concat(local.aN, local.aN)"]
    {
        let mut text = String::from("locals {\n  a0 = [1]\n");
        for n in 1..400 {
            _ = writeln!(text, "  a{n} = {}", step.replace('N', &(n - 1).to_string()));
        }
        text.push_str("}\nresource \"r\" \"x\" { v = local.a399 }\n");
        let shown = Case::new(&[("main.tf", &text)]).show();
        assert!(shown.contains("$unknown") && shown.len() < 1_000_000, "{step}");
    }
    let mut text = String::from("resource \"r\" \"x0\" { v = 1 }\n");
    for n in 1..400 {
        _ = writeln!(text, "resource \"r\" \"x{n}\" {{ v = [r.x{}.v] }}", n - 1);
    }
    assert!(Case::new(&[("main.tf", &text)]).show().contains("nests over"));
}

#[test]
fn loops_in_loops_end() {
    let text = "resource \"r\" \"x\" {\n  v = length([for a in range(1000) : [for b in range(1000) : \
                [for c in range(1000) : c if false]]])\n}\nresource \"r\" \"y\" { v = 1 + 1 }\n";
    let shown = Case::new(&[("main.tf", text)]).show();
    assert!(shown.contains("steps") && shown.contains("r.y"), "{shown}");
}

#[test]
fn whole_resources_pass_through_modules() {
    let case = Case::new(&[
        (
            "main.tf",
            "resource \"b\" \"x\" {\n  name = \"n\"\n}\nmodule \"m\" {\n  source = \"./m\"\n  b = b.x\n}\n\
             resource \"r\" \"y\" {\n  a = module.m.b.arn\n  n = module.m.b.name\n}\n",
        ),
        (
            "m/x.tf",
            "variable \"b\" {\n  type = object({ name = string, arn = string, tags = optional(map(string), {}) })\n}\n\
             output \"b\" { value = var.b }\n",
        ),
    ]);
    assert_eq!(
        case.show(),
        "b.x {\"name\":\"n\"}\n  -> r.y\nr.y {\"a\":{\"$unknown\":\"`b.x.arn` is known only after apply\"},\"n\":\"n\"}\n  -> b.x\n"
    );
}

#[test]
fn blocks_that_are_left_out_are_listed() {
    check(
        "resource \"r\" {}\nresorce \"r\" \"x\" {}\nresource \"r\" \"y\" {}\n",
        "r.y {}
Error main.tf:1:1 a `resource` block needs 2 labels in quotes (write the type and the name behind the word, each in quotes)
Warning main.tf:2:1 `resorce` is no block that Terraform knows (did you mean `resource`?)
unscanned resource: a `resource` block needs 2 labels in quotes
unscanned resorce: `resorce` is no block that Terraform knows",
    );
}

#[test]
fn a_thousand_circles_in_one_end() {
    let mut text = String::from("locals {\n");
    for n in 0..2000 {
        _ = writeln!(text, "  a{n} = local.a{}", n + 1);
    }
    let all: Vec<String> = (0..2000).rev().map(|n| format!("local.a{n}")).collect();
    _ = writeln!(
        text,
        "  a2000 = [{}]\n}}\nresource \"r\" \"x\" {{\n  v = local.a0\n}}",
        all.join(", ")
    );
    let shown = Case::new(&[("main.tf", &text)]).show();
    assert!(shown.contains("r.x") && shown.contains("hangs on itself"));
}

mod defaults;
mod inputs;
mod installed;
mod json;
mod manifests;
mod properties;

#[test]
fn a_block_in_the_place_of_an_attribute_is_told_and_not_known() {
    check(
        r#"
resource "aws_s3_bucket" "b" {
  acl {
    x = 1
  }
  logging {
    target_bucket = "x"
  }
}
"#,
        r#"
aws_s3_bucket.b {"acl":{"$unknown":"`acl` could not be evaluated"},"logging":[{"target_bucket":"x"}]}
Warning main.tf:3:3 `acl` of `aws_s3_bucket` is an attribute, not a block (write `acl = …`)
"#,
    );
}
