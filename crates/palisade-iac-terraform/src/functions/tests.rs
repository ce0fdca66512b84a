//! Answers recorded from `terraform console` (1.11).

use palisade_value::write_json;

/// Evaluates each expression in one module and compares with what Terraform answers.
#[track_caller]
fn check(answers: &str) {
    let cases: Vec<(&str, &str)> = answers
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .filter_map(|line| line.rsplit_once(" => "))
        .collect();
    let mut text = String::new();
    for (n, (expression, _)) in cases.iter().enumerate() {
        text.push_str(&format!("resource \"t\" \"c{n}\" {{\n  v = [{expression}]\n}}\n"));
    }
    let case = crate::tests::Case::new(&[("main.tf", &text)]);
    let arena = palisade_arena::Arena::new();
    let units = case.load(&arena);
    let loaded = &units[0].1;
    let mut wrong = String::new();
    for (n, (expression, expected)) in cases.iter().enumerate() {
        let address = format!("t.c{n}");
        let resource = loaded.resources.iter().find(|r| r.address == address).expect("a resource");
        let mut got = String::new();
        if let Some(palisade_value::Value::Array(array)) = resource.attributes.field("v") {
            write_json(&mut got, array.items()[0]);
        }
        if got.contains("could not be evaluated") {
            got = "error".to_owned();
        }
        if got != *expected && !(*expected == "error" && is_lenient(expression)) {
            wrong.push_str(&format!("{expression}\n  wanted {expected}\n  got    {got}\n"));
        }
    }
    let count = wrong.lines().filter(|line| line.starts_with("  wanted")).count();
    assert!(wrong.is_empty(), "{count} of {} differ\n{wrong}", cases.len());
}

/// Where Terraform refuses a configuration for the types of values that do not count, and a
/// policy may as well see the value that does.
fn is_lenient(expression: &str) -> bool {
    let nulls = ["format(\"%v\", null)", "format(\"%#v\", null)"];
    expression.contains(" ? ") || expression.starts_with("coalesce") || nulls.contains(&expression)
}

#[test]
fn answers_are_those_of_terraform() {
    check(include_str!("answers.txt"));
}

#[test]
fn answers_to_generated_expressions_are_those_of_terraform() {
    check(include_str!("generated.txt"));
}
