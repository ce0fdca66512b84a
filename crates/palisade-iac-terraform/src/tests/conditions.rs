//! Conditions that the configuration sets; which of them fail is what `terraform plan` (1.11.4) said.

use super::Case;
use palisade_arena::Arena;

#[test]
fn conditions_that_do_not_hold_are_told_with_their_values() {
    let case = Case::new(&[(
        "main.tf",
        r#"
variable "n" { default = 3 }
variable "s" {
  default   = "abc"
  sensitive = true
}
resource "terraform_data" "c" {
  count = 2
  input = count.index
  lifecycle {
    precondition {
      condition     = count.index < var.n - 2
      error_message = "Index ${count.index} is too large."
    }
    postcondition {
      condition     = self.input != 0
      error_message = "Input must not be ${self.input}."
    }
    postcondition {
      condition     = self.id != ""
      error_message = "Silent."
    }
  }
}
output "o" {
  value = var.n
  precondition {
    condition     = var.n > 5
    error_message = "too small: ${var.n}"
  }
}
check "c" {
  data "http" "site" {
    url = "https://example.com"
  }
  assert {
    condition     = data.http.site.status_code == 200
    error_message = "Silent."
  }
  assert {
    condition     = var.s == "x"
    error_message = "secret: ${var.s}"
  }
  assert {
    condition     = length(terraform_data.c) == 3 && [for n in [1] : n] == [1]
    error_message = "three"
  }
  assert {
    condition     = var.n
    error_message = "number"
  }
}
"#,
    )]);
    assert_eq!(case.show(), EXPECTED);
    let arena = Arena::new();
    let loaded = &case.load(&arena)[0].1;
    let labels = loaded.diagnostics.iter().flat_map(|d| &d.labels);
    let labels: Vec<&str> = labels.map(|label| label.text.as_str()).collect();
    assert_eq!(
        labels,
        [
            "`count.index` is `1`",
            "`var.n` is `3`",
            "`self.input` is `0`",
            "`var.n` is `3`",
            "`var.s` is sensitive",
            "`terraform_data.c` is a list of 2",
        ]
    );
}

const EXPECTED: &str = r#"terraform_data.c[0] {"input":0}
terraform_data.c[1] {"input":1}
data.http.site {"url":"https://example.com"}
Warning main.tf:12:7 the precondition of `terraform_data.c[1]` does not hold: Index 1 is too large
Warning main.tf:16:7 the postcondition of `terraform_data.c[0]` does not hold: Input must not be 0
Warning main.tf:28:5 the precondition of `output.o` does not hold: too small: 3
Warning main.tf:41:5 an assertion of `check.c` does not hold: the condition is false
Warning main.tf:45:5 an assertion of `check.c` does not hold: three
Warning main.tf:49:5 a condition is true or false, and this is a number
"#;

#[test]
fn conditions_of_what_may_not_be_there_are_silent() {
    let case = Case::new(&[
        (
            "main.tf",
            r#"
variable "n" { default = 3 }
variable "open" {}
resource "terraform_data" "c" {
  count = var.open
  lifecycle {
    precondition {
      condition     = var.n > 5
      error_message = "small"
    }
  }
}
module "m" {
  source = "./m"
  count  = var.open
}
"#,
        ),
        (
            "m/main.tf",
            "check \"c\" {\n  assert {\n    condition = path.module == \"\"\n    error_message = \"no\"\n  }\n}\n",
        ),
    ]);
    assert_eq!(case.show(), "terraform_data.c[*] symbolic {}\n");
}
