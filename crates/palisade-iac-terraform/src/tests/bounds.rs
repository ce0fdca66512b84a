//! What bounds evaluation, and what is told where something was not read.

use super::{Case, check};
use palisade_arena::Arena;
use palisade_value::Value;

#[test]
fn for_each_takes_maps_and_sets_of_texts_only() {
    check(
        r#"
resource "b" "list" { for_each = ["a"] }
resource "b" "empty" { for_each = [] }
resource "b" "numbers" { for_each = toset([1]) }
resource "b" "set" { for_each = toset(["a"]) }
"#,
        r#"
b.list[*] symbolic {}
b.empty[*] symbolic {}
b.numbers[*] symbolic {}
b.set["a"] {}
Warning main.tf:2:23 `for_each` is a list (give `for_each` a map or a set of texts, for example with `toset(…)`)
Warning main.tf:3:24 `for_each` is a list (give `for_each` a map or a set of texts, for example with `toset(…)`)
Warning main.tf:4:26 `for_each` is a set of something else than texts (give `for_each` a map or a set of texts, for example with `toset(…)`)
"#,
    );
}

#[test]
fn many_dynamic_blocks_are_one_that_is_not_known() {
    let text = "resource \"r\" \"x\" {\n  a = 1\n  dynamic \"b\" {\n    for_each = setproduct(range(200), range(200))\n    content { v = b.value }\n  }\n}\n";
    let shown = Case::new(&[("main.tf", text)]).show();
    assert!(shown.contains("\"a\":1") && shown.contains("reached a limit"), "{shown}");
    assert!(shown.contains("unscanned dynamic \"b\""), "{shown}");
    assert!(shown.len() < 2000, "{}", shown.len());
}

/// What is not in a block that was cut short may have been behind the cut.
#[test]
fn absent_attributes_of_a_block_that_is_never_closed_are_not_known() {
    let case = Case::new(&[(
        "main.tf",
        "resource \"r\" \"open\" {\n  a = 1\n\nresource \"r\" \"closed\" {\n  a = 1\n}\n",
    )]);
    let arena = Arena::new();
    let units = case.load(&arena);
    let missing = |name: &str| {
        let resource = units[0].1.resources.iter().find(|r| r.address == name).expect("there");
        let object = resource.attributes.as_object().expect("an object");
        assert_eq!(object.field("a"), Some(Value::Int(1)));
        object.missing().map(palisade_value::Unknown::describe)
    };
    assert_eq!(missing("r.open").as_deref(), Some("`r.open` could not be evaluated"));
    assert_eq!(missing("r.closed"), None);
}

#[test]
fn files_elsewhere_are_read_only_where_that_is_allowed() {
    let files = [
        ("root/main.tf", "resource \"r\" \"x\" { v = file(\"../other/a.txt\") }\n"),
        ("other/a.txt", "text"),
        ("third/a.txt", "text"),
    ];
    let shown = |allowed: &[&str]| {
        let mut case = Case::new(&files);
        case.roots = vec!["root".into()];
        case.inputs.file_access = allowed.iter().map(Into::into).collect();
        case.show()
    };
    let refused = shown(&["third"]);
    assert!(refused.contains("outside of the scanned folders"), "{refused}");
    assert!(refused.contains("--allow-file-access"), "{refused}");
    assert_eq!(shown(&["third", "other"]), "r.x {\"v\":\"text\"}\n");
}
