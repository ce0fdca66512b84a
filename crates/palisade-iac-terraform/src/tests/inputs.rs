//! Which of several values, files and blocks of one name wins.

use super::{Case, value};
use palisade_model::GivenVariables;

fn file(path: &str) -> GivenVariables {
    GivenVariables::File(path.into())
}

#[test]
fn names_in_a_file_of_the_command_line_that_nobody_declares_are_told() {
    let vars = ("v.tfvars", "acl = \"x\"\nalc = \"y\"\nother = 1\nlots = 2\n");
    let root = "variable \"acl\" {}\nresource \"r\" \"x\" { v = var.acl }\nmodule \"m\" { source = \
                \"../m\" }\n";
    let module = "variable \"lots\" { default = 1 }\n";
    let mut case = Case::new(&[("a/main.tf", root), ("m/main.tf", module)]).and_files(&[vars]);
    case.inputs.given = vec![file(vars.0)];
    let shown = case.show();
    for name in ["alc", "other", "lots"] {
        assert!(shown.contains(&format!("variable `{name}` is not declared")), "{shown}");
    }
    assert!(shown.contains("v.tfvars:2:1") && shown.contains("did you mean `acl`"), "{shown}");
    // What another root declares is for that one.
    let other =
        "variable \"other\" {}\nvariable \"acl\" {}\nresource \"r\" \"y\" { v = var.other }\n";
    let mut case = Case::new(&[("a/main.tf", root), ("b/main.tf", other), ("m/main.tf", module)])
        .and_files(&[vars]);
    case.inputs.given = vec![file(vars.0)];
    let shown = case.show();
    assert!(!shown.contains("`other` is not declared"), "{shown}");
    assert!(shown.contains("variable `alc` is not declared"), "{shown}");
}

#[test]
fn of_the_command_line_the_last_one_wins() {
    let given = |given: &[GivenVariables]| {
        let mut case = Case::new(&[
            ("main.tf", "variable \"a\" {}\nresource \"r\" \"x\" { v = var.a }\n"),
            ("one.tfvars", "a = \"one\"\n"),
            ("two.tfvars.json", "{\"a\": \"two\"}"),
            ("z.auto.tfvars", "a = \"auto\"\n"),
        ]);
        case.inputs.given = given.to_vec();
        case.show()
    };
    let shown = |text: &str| format!("r.x {{\"v\":\"{text}\"}}\n");
    assert_eq!(given(&[]), shown("auto"));
    assert_eq!(given(&[value("a", "value"), file("one.tfvars")]), shown("one"));
    assert_eq!(given(&[file("one.tfvars"), value("a", "value")]), shown("value"));
    assert_eq!(given(&[file("one.tfvars"), file("two.tfvars.json")]), shown("two"));
    let three = [value("a", "x"), file("two.tfvars.json"), value("a", "y")];
    assert_eq!(given(&three), shown("y"));
}

#[test]
fn files_that_are_read_by_themselves_are_read_by_name() {
    let case = Case::new(&[
        (
            "main.tf",
            "variable \"a\" {}\nvariable \"b\" {}\nvariable \"c\" {}\nresource \"r\" \"x\" { v = [var.a, var.b, var.c] }\n",
        ),
        ("terraform.tfvars.json", "{\"a\": 2, \"b\": 2}"),
        ("terraform.tfvars", "a = 1\nb = 1\nc = 1\n"),
        ("b.auto.tfvars.json", "{\"b\": 4, \"c\": 4}"),
        ("b.auto.tfvars", "b = 3\n"),
        ("a.auto.tfvars", "b = 5\nc = 5\n"),
        ("other.tfvars", "a = 6\n"),
    ])
    .variable("TF_VAR_a", "0");
    assert_eq!(case.show(), "r.x {\"v\":[2,4,4]}\n");
}

#[test]
fn a_file_for_tofu_stands_in_the_place_of_its_namesake() {
    let local = |value: u8| format!("locals {{ a = {value} }}\n");
    let (one, two) = (local(1), local(2));
    let case = Case::new(&[
        ("a.tf", one.as_str()),
        ("a.tofu", two.as_str()),
        ("a.tf.json", "{\"locals\": {\"b\": 1}}"),
        ("b.tofu.json", "{\"locals\": {\"c\": 2}}"),
        ("b.tf.json", "{\"locals\": {\"c\": 1}}"),
        ("r.tf", "resource \"r\" \"x\" { v = [local.a, local.b, local.c] }\n"),
    ]);
    assert_eq!(
        case.show(),
        "r.x {\"v\":[2,1,2]}
unscanned a.tf: the `.tofu` file of the same name stands in its place
unscanned b.tf.json: the `.tofu` file of the same name stands in its place
"
    );
}

#[test]
fn overrides_merge_by_kind_of_block() {
    let case = Case::new(&[
        (
            "main.tf",
            r#"
variable "v" {
  default = "abc"
  validation {
    condition     = length(var.v) > 10
    error_message = "base"
  }
}
variable "w" {
  type    = string
  default = "5"
}
output "o" { value = 1 }
resource "r" "x" {
  a = "base"
  w = var.w
  in { n = 1 }
  in { n = 2 }
  out { n = 1 }
  dynamic "many" {
    for_each = [1, 2]
    content { n = many.value }
  }
}
module "m" {
  source = "./m"
  a      = "base"
  b      = "base"
}
"#,
        ),
        (
            "a_override.tf",
            r#"
variable "v" {
  validation {
    condition     = false
    error_message = "override"
  }
}
variable "w" { type = number }
resource "r" "x" {
  a = "first"
  in { n = 3 }
  many { n = 9 }
}
module "m" {
  b = "override"
}
resource "r" "new" {}
locals { new = 1 }
"#,
        ),
        ("b_override.tf.json", "{\"resource\": {\"r\": {\"x\": {\"a\": \"second\"}}}}"),
        (
            "m/main.tf",
            "variable \"a\" {}\nvariable \"b\" {}\nresource \"r\" \"m\" { v = [var.a, var.b] }\n",
        ),
    ]);
    assert_eq!(case.show(), EXPECTED);
}

const EXPECTED: &str = r#"r.x {"a":"second","in":[{"n":3}],"many":[{"n":9}],"out":[{"n":1}],"w":5}
r.new {}
module.m.r.m {"v":["base","override"]}
Error a_override.tf:3:3 a `validation` cannot be overridden (move it to the block that is overridden)
Error a_override.tf:17:1 there is no `resource r new` to override (declare it in a file that is no override, or rename this one)
Error a_override.tf:18:10 there is no `local.new` to override (declare it in a file that is no override, or rename this one)
Warning main.tf:5:5 the value of `var.v` is not valid: base
"#;
