//! Modules that `terraform init` left, or that are fetched from elsewhere.

use super::Case;
use palisade_model::{FetchedModule, ModuleRequest, ModuleSource};
use std::path::PathBuf;
use std::sync::Arc;

const ROOT: &str = r#"
module "net" {
  source  = "example/net/aws"
  version = "~> 1.0"
  name    = "a"
}
resource "thing" "b" { name = module.net.name }
"#;
const NET: &str = r#"
variable "name" {}
module "sub" {
  source = "git::https://example.com/sub.git"
  name   = var.name
}
output "name" { value = module.sub.name }
"#;
const SUB: &str = "variable \"name\" {}\nresource \"thing\" \"a\" { name = upper(var.name) }\noutput \"name\" { value = upper(var.name) }";

#[test]
fn what_terraform_init_left_is_read() {
    let list = r#"{"Modules":[{"Key":"","Source":"","Dir":"."},
      {"Key":"net","Source":"registry.terraform.io/example/net/aws","Version":"1.0.0","Dir":".terraform/modules/net/pkg"},
      {"Key":"net.sub","Source":"git::https://example.com/sub.git","Dir":".terraform/modules/net.sub"}]}"#;
    let shown = Case::new(&[
        ("main.tf", ROOT),
        (".terraform/modules/modules.json", list),
        (".terraform/modules/net/pkg/main.tf", NET),
        (".terraform/modules/net.sub/main.tf", SUB),
    ])
    .show();
    let wanted = "thing.b {\"name\":\"A\"}\nmodule.net.module.sub.thing.a {\"name\":\"A\"}\n";
    assert_eq!(shown, wanted);
}

#[test]
fn what_terraform_init_left_of_something_else_is_not_read() {
    let shown = |source: &str, version: &str, dir: &str| {
        let entry =
            format!(r#"{{"Key":"net","Source":"{source}","Version":"{version}","Dir":"{dir}"}}"#);
        let list = format!(r#"{{"Modules":[{{"Key":"","Source":"","Dir":"."}},{entry}]}}"#);
        let sub = "output \"name\" { value = \"a\" }\nresource \"thing\" \"a\" {}\n";
        let files = [
            ("r/main.tf", ROOT),
            ("r/.terraform/modules/modules.json", list.as_str()),
            ("r/.terraform/modules/net/main.tf", sub),
            ("elsewhere/main.tf", sub),
        ];
        let mut case = Case::new(&files[..1]).and_files(&files[1..]);
        case.roots = vec![PathBuf::from("r")];
        case.show()
    };
    let (own, dir) = ("registry.terraform.io/example/net/aws", ".terraform/modules/net");
    assert!(
        shown(own, "1.2.3", dir).contains("module.net.thing.a {}"),
        "{}",
        shown(own, "1.2.3", dir)
    );
    for (source, version, dir, wanted) in [
        (
            "registry.terraform.io/other/net/aws",
            "1.0.0",
            dir,
            "module `net` comes from `example/net/aws`, and what is installed comes from \
             `registry.terraform.io/other/net/aws`; run `terraform init` again",
        ),
        (
            own,
            "2.0.0",
            dir,
            "module `net` is wanted in version `~> 1.0`, and `2.0.0` is installed; run \
             `terraform init` again",
        ),
        (own, "", dir, "and no version is installed"),
        (own, "1.0.0", "../elsewhere", "the list of installed modules leads out"),
    ] {
        let shown = shown(source, version, dir);
        assert!(shown.contains(wanted), "`{wanted}` is not in:\n{shown}");
        assert!(!shown.contains("module.net.thing"), "{shown}");
    }
}

/// Hands out folders of the test.
#[derive(Debug)]
struct Shelf;

impl ModuleSource for Shelf {
    fn fetch(&self, request: &ModuleRequest<'_>) -> Result<FetchedModule, String> {
        assert_eq!(request.root, std::path::Path::new("r"));
        match (request.source, request.version) {
            ("example/net/aws", Some("~> 1.0")) => Ok(FetchedModule {
                package: PathBuf::from("shelf/net"),
                folder: PathBuf::from("shelf/net/m"),
            }),
            ("git::https://example.com/sub.git", None) => Err("gone".to_owned()),
            other => Err(format!("{other:?}")),
        }
    }
}

#[test]
fn modules_are_fetched_where_a_source_of_them_is_given() {
    let files = [
        ("r/main.tf", ROOT),
        ("shelf/net/m/main.tf", NET),
        (
            "shelf/net/m/up.tf",
            "module \"in\" { source = \"../n\" }\nmodule \"out\" { source = \"../../o\" }",
        ),
        ("shelf/net/n/main.tf", "resource \"thing\" \"n\" {}"),
        ("shelf/o/main.tf", "resource \"thing\" \"o\" {}"),
    ];
    let without = Case::new(&files[..1]).show();
    assert!(without.contains("comes from `example/net/aws` and is not downloaded"), "{without}");
    let mut case = Case::new(&files[..1]).and_files(&files[1..]);
    case.inputs.modules = Some(Arc::new(Shelf));
    let shown = case.show();
    for part in [
        "module.net.module.in.thing.n {}",
        "unscanned module.net.module.sub: module `sub` from `git::https://example.com/sub.git` \
         could not be fetched: gone",
        "unscanned module.net.module.out: module `out`: its source `../../o` leads out of the \
         module that was fetched",
    ] {
        assert!(shown.contains(part), "`{part}` is not in:\n{shown}");
    }
    assert!(!shown.contains("thing.o"), "{shown}");
}
