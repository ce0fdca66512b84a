//! Sensitive values and validations.

use super::Case;
use palisade_arena::Arena;
use palisade_value::OriginKind;

#[test]
fn what_is_made_of_sensitive_values_is_marked() {
    let case = Case::new(&[
        (
            "main.tf",
            r#"
variable "word" {
  default   = "abc"
  sensitive = true
}
locals {
  both = { secret = var.word, open = "x" }
}
module "m" {
  source = "./m"
  word   = var.word
}
resource "r" "x" {
  direct   = var.word
  text     = "a-${var.word}"
  called   = upper(var.word)
  part     = local.both.secret
  other    = local.both.open
  json     = jsonencode(local.both)
  made     = sensitive("y")
  shown    = nonsensitive(var.word)
  passed   = module.m.word
  declared = module.m.plain
  asked    = [issensitive(var.word), issensitive("x"), issensitive(local.both)]
}
"#,
        ),
        (
            "m/main.tf",
            "variable \"word\" {}\noutput \"word\" { value = \"${var.word}!\" }\noutput \"plain\" {\n  value = 1\n  sensitive = true\n}\n",
        ),
    ]);
    let arena = Arena::new();
    let units = case.load(&arena);
    let object = units[0].1.resources[0].attributes.as_object().expect("an object");
    let secret =
        |name: &str| object.field_origin(name).expect("an origin").kind == OriginKind::Sensitive;
    for name in ["direct", "text", "called", "part", "json", "made", "passed", "declared"] {
        assert!(secret(name), "{name}");
    }
    for name in ["other", "shown"] {
        assert!(!secret(name), "{name}");
    }
    let shown = case.show();
    assert!(shown.contains("\"asked\":[true,false,true]"), "{shown}");
}

#[test]
fn validations_that_fail_are_told_and_unknown_ones_are_not() {
    let case = Case::new(&[(
        "main.tf",
        r#"
variable "size" {
  default = 3
  validation {
    condition     = var.size > 5
    error_message = "The size ${var.size} is too small."
  }
}
variable "open" {
  type = string
  validation {
    condition     = length(var.open) > 5
    error_message = "Too short."
  }
}
resource "r" "x" { v = var.size }
"#,
    )]);
    assert_eq!(
        case.show(),
        "r.x {\"v\":3}\nWarning main.tf:5:5 the value of `var.size` is not valid: The size 3 is too small\n"
    );
}
