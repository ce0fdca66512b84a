//! Which folders are loaded by themselves, and what is not known of links.

use super::Case;
use palisade_arena::Arena;

/// The roots of the units, and behind each those that nothing was made of.
fn roots(files: &[(&str, &str)]) -> String {
    let arena = Arena::new();
    let show = |(root, loaded): &(std::path::PathBuf, palisade_model::Loaded<'_>)| {
        let instead: Vec<String> =
            loaded.instead.iter().map(|unit| unit.root.display().to_string()).collect();
        format!("{} [{}]", root.display(), instead.join(" "))
    };
    let all: Vec<String> = Case::new(files).load(&arena).iter().map(show).collect();
    all.join(", ")
}

#[test]
fn folders_that_are_called_are_roots_where_they_are_applied() {
    let call = |rest: &str| format!("module \"m\" {{\n  source = \"../m\"\n  {rest}\n}}\n");
    let with = |rest: &str, name: &str, text: &str| {
        let call = call(rest);
        roots(&[
            ("a/main.tf", call.as_str()),
            ("m/main.tf", "resource \"x\" \"y\" {}"),
            (name, text),
        ])
    };
    assert_eq!(with("", "m/b.tf", ""), "a []");
    assert_eq!(with("", "m/b.tf", "terraform {\n  backend \"s3\" {}\n}"), "a [], m []");
    assert_eq!(with("", "m/b.tf", "provider \"x\" {\n  y = 1\n}"), "a [], m []");
    assert_eq!(with("", "m/b.tf", "provider \"x\" {}"), "a []");
    assert_eq!(with("", "m/x.auto.tfvars", ""), "a [], m []");
    assert_eq!(with("", "m/x.tfvars", ""), "a []");
    assert_eq!(with("count = 0", "m/b.tf", ""), "a [m]");
    assert_eq!(with("for_each = toset([])", "m/b.tf", ""), "a [m]");
    assert_eq!(with("count = var.n", "a/b.tf", "variable \"n\" {}"), "a []");
    // What is called from there is loaded with it.
    let inner = "module \"n\" {\n  source = \"../n\"\n}";
    let outer = call("count = 0");
    let files = [("a/main.tf", outer.as_str()), ("m/main.tf", inner), ("n/main.tf", "")];
    assert_eq!(roots(&files), "a [m]");
}

#[test]
fn links_that_may_not_be_there_are_told_apart() {
    let perhaps = |value: &str| {
        let main = format!(
            "variable \"v\" {{}}\nresource \"x\" \"a\" {{}}\nresource \"x\" \"b\" {{}}\nresource \
             \"x\" \"n\" {{\n  count = 2\n}}\nresource \"y\" \"y\" {{\n  z = {value}\n}}\n"
        );
        let case = Case::new(&[("main.tf", main.as_str())]);
        let arena = Arena::new();
        let units = case.load(&arena);
        let resources = &units[0].1.resources;
        let y = resources.iter().find(|r| r.kind == "y").unwrap();
        let name = |at: &u32| {
            let sure = !y.perhaps.iter().any(|(perhaps, _)| perhaps == at);
            format!("{}{}", resources[*at as usize].address, if sure { "" } else { "?" })
        };
        y.links.iter().map(name).collect::<Vec<String>>().join(" ")
    };
    for (value, wanted) in [
        ("x.a.id", "x.a"),
        ("var.v ? x.a.id : x.b.id", "x.a? x.b?"),
        ("var.v ? x.a.id : x.a.name", "x.a"),
        ("[x.a.id, var.v ? x.a.id : x.b.id]", "x.a x.b?"),
        ("x.n[var.v].id", "x.n[0]? x.n[1]?"),
        ("x.n[0].id", "x.n[0]"),
        ("x.n[*].id", "x.n[0] x.n[1]"),
        ("coalesce(var.v, x.a.id)", "x.a?"),
        ("\"${var.v}-${x.a.id}\"", "x.a"),
        ("jsonencode({ v = var.v, a = x.a.id })", "x.a"),
    ] {
        assert_eq!(perhaps(value), wanted, "{value}");
    }
}
