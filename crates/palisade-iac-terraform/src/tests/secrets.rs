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
    assert!(shown.contains("\"asked\":[true,false,false]"), "{shown}");
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

#[test]
fn literals_of_sensitive_values_are_hidden_where_they_stand() {
    let word = "hun".repeat(3);
    let main = format!(
        r#"
variable "plain" {{ default = "open" }}
variable "word" {{
  default   = "{word}1"
  sensitive = true
}}
variable "both" {{
  default = {{
    user = "{word}2"
    list = ["{word}3", var.plain]
  }}
  sensitive = true
}}
variable "given" {{ sensitive = true }}
locals {{ made = sensitive("{word}4") }}
output "out" {{
  value     = "${{local.made}}-{word}5"
  sensitive = true
}}
module "m" {{
  source = "./m"
  word   = "{word}6"
  other  = "open"
}}
resource "r" "x" {{ v = [local.made, tonumber(var.word), try(tonumber(var.word), tobool(var.word))] }}
"#
    );
    let given = format!("given = \"{word}7\"\n");
    let case = Case::new(&[
        ("main.tf", main.as_str()),
        ("terraform.tfvars", given.as_str()),
        (
            "m/main.tf",
            "variable \"word\" {\n  sensitive = true\n  type = number\n}\nvariable \"other\" {}\nresource \"r\" \"m\" { v = var.word }\n",
        ),
    ]);
    let arena = Arena::new();
    let loaded = &case.load(&arena)[0].1;
    for diagnostic in &loaded.diagnostics {
        assert!(!format!("{diagnostic:?}").contains(&word), "{diagnostic:?}");
    }
    // Two ways that fail, a value that does not fit, and a default that refers to something.
    assert_eq!(loaded.diagnostics.len(), 4, "{:?}", loaded.diagnostics);
    let mut hidden = Vec::new();
    for n in 0..case.sources.len() {
        let file = case.sources.get(palisade_source::FileId(u32::try_from(n).unwrap()));
        let spans = file.hidden();
        hidden
            .extend(spans.iter().map(|span| file.slice(*span).trim_matches(['"', '-']).to_owned()));
        let mut shown = file.text().to_string();
        for span in spans.iter().rev() {
            shown.replace_range(span.range(), "");
        }
        assert!(!shown.contains(&word), "{shown}");
    }
    hidden.sort();
    let wanted: Vec<String> = (1..8).map(|n| format!("{word}{n}")).collect();
    assert_eq!(hidden, wanted);
}

#[test]
fn a_sensitive_value_that_does_not_fit_is_not_repeated() {
    let word = "hun".repeat(3);
    let mut case = Case::new(&[(
        "main.tf",
        "variable \"n\" {\n  type = number\n  sensitive = true\n}\nresource \"r\" \"x\" { v = var.n }\n",
    )]);
    case.inputs.given.push(super::value("n", &word));
    let arena = Arena::new();
    let loaded = &case.load(&arena)[0].1;
    let refused = loaded.takes.as_ref().unwrap()[0].refused.clone().unwrap();
    let told = format!("{:?} {refused}", loaded.diagnostics);
    assert!(told.contains("does not fit its type") && !told.contains(&word), "{told}");
}
