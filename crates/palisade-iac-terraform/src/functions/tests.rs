//! Answers recorded from `terraform console` (1.11).

use palisade_value::write_json;

/// Evaluates each expression in one module and compares with what Terraform answers.
#[test]
fn answers_are_those_of_terraform() {
    let cases: Vec<(&str, &str)> = include_str!("answers.txt")
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
        if got != *expected {
            wrong.push_str(&format!("{expression}\n  wanted {expected}\n  got    {got}\n"));
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}
