//! Lists and maps of which a part is not known: what is known of them is kept.

use super::Case;
use palisade_arena::Arena;
use palisade_value::{Value, write_json};

const UNKNOWN: &str = r#"
variable "l" { type = list(string) }
variable "m" { type = map(string) }
variable "o" {}
variable "b" { type = bool }
variable "s" { type = string }
"#;

/// The attribute `v` as policies see it; `*` behind a list of which the length is not known, `+`
/// behind a map that may have more keys.
fn seen(expression: &str) -> String {
    seen_with(expression, "")
}

fn seen_with(expression: &str, more: &str) -> String {
    let text = format!("{UNKNOWN}{more}resource \"t\" \"t\" {{\n  v = {expression}\n}}\n");
    let case = Case::new(&[("main.tf", &text)]);
    let arena = Arena::new();
    let units = case.load(&arena);
    let told: Vec<_> = units[0].1.diagnostics.iter().map(|d| d.message.clone()).collect();
    let all = &units[0].1.resources;
    let resource = all.iter().find(|r| r.address == "t.t").unwrap();
    let value = resource.attributes.field("v").unwrap_or(Value::Null);
    let mut out = String::new();
    show(&mut out, value);
    if told.is_empty() { out } else { format!("{out} {told:?}") }
}

fn show(out: &mut String, value: Value<'_>) {
    match value {
        Value::Unknown(unknown) if unknown.partial.is_some() => {
            out.push('?');
            out.push_str(&unknown.partial.unwrap_or("").replace(['\u{e000}', '\u{e001}'], "|"));
        }
        Value::Unknown(unknown) => out.push_str(if unknown.nullable { "?n" } else { "?" }),
        Value::Array(array) => {
            out.push('[');
            for (n, item) in array.items().iter().enumerate() {
                out.push_str(if n > 0 { " " } else { "" });
                show(out, *item);
            }
            out.push_str(if array.rest().is_some() { "]*" } else { "]" });
        }
        Value::Object(object) => {
            out.push('{');
            for (n, (key, value)) in object.entries().iter().enumerate() {
                out.push_str(if n > 0 { " " } else { "" });
                out.push_str(key.as_str().unwrap_or("?"));
                out.push('=');
                show(out, *value);
            }
            out.push_str(if object.missing().is_some() { "}+" } else { "}" });
        }
        other => write_json(out, other),
    }
}

#[test]
fn what_is_known_of_a_list_is_kept() {
    let mut wrong = String::new();
    for (expression, wanted) in [
        ("concat([\"a\"], var.l)", "[\"a\" ?]*"),
        ("concat(var.l, [\"a\"], var.l, [\"b\"])", "[? \"a\" ? \"b\"]*"),
        ("concat(concat([\"a\"], var.l), [\"b\"])", "[\"a\" ? \"b\"]*"),
        ("concat(var.l, var.l)", "?"),
        ("concat([\"a\"], [var.s])", "[\"a\" ?n]"),
        ("setunion([\"a\"], var.l)", "[\"a\" ?]*"),
        ("setunion([\"a\"], var.l, [\"a\"])", "[\"a\" ?]*"),
        ("toset(concat([\"a\", \"a\"], var.l))", "[\"a\" ?]*"),
        ("tolist(toset(concat([\"a\"], var.l)))", "[\"a\" ?]*"),
        ("distinct(concat([\"a\"], var.l, [\"a\"]))", "[\"a\" ?]*"),
        ("sort(concat([\"a\"], var.l))", "[\"a\" ?]*"),
        ("reverse(concat([\"a\"], var.l))", "[\"a\" ?]*"),
        ("compact([\"a\", \"\", null, var.s])", "[\"a\" ?n]*"),
        ("compact(concat([\"a\", \"\"], var.l))", "[\"a\" ?]*"),
        ("compact([\"\", \"a-${var.s}\", \"b\", null])", "[?a-|var.s| \"b\"]"),
        ("compact([\"a-${var.s}\", var.s, \"b\"])", "[?a-|var.s| ?n \"b\"]*"),
        ("flatten([[\"a\"], var.l])", "[\"a\" ?n]*"),
        ("flatten([[\"a\", [\"b\"]], [concat([\"c\"], var.l)]])", "[\"a\" \"b\" \"c\" ?]*"),
        ("setsubtract(setunion([\"a\", \"b\"], var.l), [\"b\"])", "[\"a\" ?]*"),
        ("[for x in concat([\"a\"], var.l) : upper(x)]", "[\"A\" ?]*"),
        ("[for x in [\"a\", \"b\"] : x if x == \"a\" || var.b]", "[\"a\" ?]*"),
        ("[for n, x in concat([\"a\"], var.l, [\"b\"]) : n]", "[0 ?]*"),
        ("concat([{ id = \"a\" }], var.o)[*].id", "[\"a\" ?]*"),
        ("concat([\"a\"], var.b ? [\"b\"] : [])", "[\"a\" ?]*"),
        ("coalescelist(concat([\"a\"], var.l), [\"b\"])", "[\"a\" ?]*"),
        ("[concat([\"a\"], var.l)]", "[[\"a\" ?]*]"),
        ("{ k = concat([\"a\"], var.l) }", "{k=[\"a\" ?]*}"),
        ("try(concat([\"a\"], var.l), [])", "[\"a\" ?]*"),
    ] {
        let got = seen(expression);
        if got != wanted {
            wrong.push_str(&format!("{expression}\n  {got}\n  {wanted}\n"));
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn what_is_known_of_a_map_is_kept() {
    let mut wrong = String::new();
    for (expression, wanted) in [
        ("merge(var.m, { a = \"x\" })", "{a=\"x\"}+"),
        ("merge({ a = \"x\" }, var.m)", "{a=?n}+"),
        ("merge({ a = \"x\", b = \"y\" }, var.m, { b = \"z\" })", "{a=?n b=\"z\"}+"),
        ("merge(merge(var.m, { a = \"x\" }), { b = \"y\" })", "{a=\"x\" b=\"y\"}+"),
        ("merge(merge({ a = \"x\" }, var.m), { b = \"y\" })", "{a=?n b=\"y\"}+"),
        ("merge(merge(var.m, { a = \"x\" }), var.m)", "{a=?n}+"),
        ("{ a = \"x\", (var.s) = \"y\", b = \"z\" }", "{a=?n b=\"z\"}+"),
        ("{ for k in concat([\"a\"], var.l) : k => upper(k) }", "{a=\"A\"}+"),
        ("keys(merge(var.m, { a = \"x\" }))", "[\"a\" ?]*"),
        ("values(merge(var.m, { a = \"x\" }))", "[\"x\" ?]*"),
        ("merge(var.m, { a = \"x\" }).a", "\"x\""),
        ("merge(var.m, { a = \"x\" })[\"a\"]", "\"x\""),
        ("merge({ a = \"x\" }, var.m).a", "?n"),
        ("lookup(merge(var.m, { a = \"x\" }), \"a\", \"z\")", "\"x\""),
        ("lookup(merge({ a = \"x\" }, var.m), \"a\", \"z\")", "?n"),
        ("concat([\"a\"], var.l)[0]", "\"a\""),
        ("concat(var.l, [\"a\"])[0]", "?n"),
        ("contains(concat([\"a\"], var.l), \"a\")", "true"),
        ("contains(concat([\"a\"], var.l), \"b\")", "?"),
    ] {
        let got = seen(expression);
        if got != wanted {
            wrong.push_str(&format!("{expression}\n  {got}\n  {wanted}\n"));
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn what_is_known_goes_through_variables_of_modules() {
    let files = [
        (
            "main.tf",
            "variable \"l\" { type = list(string) }\nvariable \"m\" { type = map(string) }\nmodule \
             \"m\" {\n  source = \"./m\"\n  l = concat([\"a\", 1], var.l)\n  m = merge(var.m, { \
             acl = \"x\" })\n  o = merge(var.m, { acl = \"x\" })\n}\n",
        ),
        (
            "m/main.tf",
            "variable \"l\" {\n  type = set(string)\n  nullable = false\n}\nvariable \"m\" {\n  \
             type = map(string)\n}\nvariable \"o\" {\n  type = object({ acl = string, b = \
             optional(string) })\n}\nresource \"t\" \"t\" {\n  v = [var.l, var.m, var.o, \
             var.o.acl]\n}\n",
        ),
    ];
    let case = Case::new(&files);
    let arena = Arena::new();
    let units = case.load(&arena);
    let mut out = String::new();
    show(&mut out, units[0].1.resources[0].attributes.field("v").unwrap());
    assert_eq!(out, "[[\"a\" \"1\" ?]* {acl=\"x\"}+ {acl=\"x\" b=?n} \"x\"]");
}

#[test]
fn to_expressions_the_whole_is_not_known() {
    let mut wrong = String::new();
    for (expression, wanted) in [
        ("length(concat([\"a\"], var.l))", "?"),
        ("length(concat([\"a\"], var.l)) == 1 ? \"x\" : \"y\"", "?"),
        ("concat([\"a\"], var.l) == [\"a\"] ? \"x\" : \"y\"", "?"),
        ("join(\",\", concat([\"a\"], var.l))", "?"),
        ("element(concat([\"a\"], var.l), 3)", "?n"),
    ] {
        let got = seen(expression);
        if got != wanted {
            wrong.push_str(&format!("{expression}\n  {got}\n  {wanted}\n"));
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
    let more = "resource \"u\" \"u\" {\n  l = concat([\"a\"], var.l)\n}\n";
    assert_eq!(seen_with("length(u.u.l)", more), "?");
}

#[test]
fn a_text_has_what_is_known_of_its_lists() {
    assert_eq!(
        seen("jsonencode({ Action = concat([\"*\"], var.l) })"),
        "?{\"Action\":[\"*\",\"|var.l|\"]}"
    );
    assert_eq!(
        seen("jsonencode(merge(var.m, { Action = \"*\" }))"),
        "?{\"Action\":\"*\",\"|var.m|\":\"|var.m|\"}"
    );
}

#[test]
fn bounds_of_lengths_decide_comparisons() {
    let mut wrong = String::new();
    for (expression, wanted) in [
        ("length(concat([\"a\"], var.l)) > 0", "true"),
        ("length(concat([\"a\"], var.l)) == 0", "false"),
        ("length(concat([\"a\"], var.l)) > 1", "?"),
        ("length(toset(concat([\"a\", \"b\"], var.l))) > 0", "true"),
        ("length(toset(concat([\"a\", \"b\"], var.l))) > 1", "?"),
        ("length(merge({ a = 1 }, var.m)) >= 1", "true"),
        ("length(toset([\"a\", var.s])) > 0", "true"),
        ("length(toset([\"a\", var.s])) < 1", "false"),
        ("length(toset([upper(var.s), lower(var.s)]))", "?"),
        ("length(toset([\"a\", var.s])) == 2", "?"),
        ("length(var.b ? tolist([\"a\"]) : tolist([\"b\", \"c\"])) > 0", "true"),
        ("length(var.b ? tolist([\"a\"]) : tolist([\"b\", \"c\"])) < 3", "true"),
        ("length(var.b ? tolist([\"a\"]) : tolist([\"b\", \"c\"])) < 2", "?"),
        ("length(var.b ? tolist([\"a\"]) : tolist([\"b\"]))", "1"),
        ("length(var.b ? toset([\"a\"]) : toset([\"b\", \"c\"])) >= 1", "true"),
        ("length(var.b ? tolist([\"a\"]) : null) >= 1", "?"),
        ("0 < length(concat([\"a\"], var.l)) ? \"x\" : \"y\"", "\"x\""),
    ] {
        let got = seen(expression);
        if got != wanted {
            wrong.push_str(&format!("{expression}\n  {got}\n  {wanted}\n"));
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn how_many_blocks_a_dynamic_block_makes_may_be_unknown() {
    let block = |for_each: &str, more: &str| {
        let text = format!(
            "{UNKNOWN}resource \"t\" \"t\" {{\n  {more}\n  dynamic \"v\" {{\n    for_each = \
             {for_each}\n    content {{\n      a = v.value\n    }}\n  }}\n}}\n"
        );
        let case = Case::new(&[("main.tf", &text)]);
        let arena = Arena::new();
        let units = case.load(&arena);
        let mut out = String::new();
        show(&mut out, units[0].1.resources[0].attributes.field("v").unwrap_or(Value::Null));
        out
    };
    // There may be none.
    assert_eq!(block("var.b ? [1] : []", ""), "?n");
    assert_eq!(block("var.l", ""), "?n");
    assert_eq!(block("var.l", "v { a = 1 }"), "[{a=1} ?]*");
    assert_eq!(block("concat([\"x\"], var.l)", ""), "[{a=\"x\"} ?]*");
    assert_eq!(block("[\"x\"]", ""), "[{a=\"x\"}]");
}

#[test]
fn resources_as_a_whole_are_written_as_what_is_known_of_them() {
    let more = "resource \"u\" \"u\" {\n  count = 2\n  a = count.index\n}\n";
    assert_eq!(
        seen_with("jsonencode({ all = u.u, one = u.u[0] })", more),
        "?{\"all\":[{\"a\":0,\"|u.u[0]|\":\"|u.u[0]|\"},{\"a\":1,\"|u.u[1]|\":\"|u.u[1]|\"}],\
         \"one\":{\"a\":0,\"|u.u[0]|\":\"|u.u[0]|\"}}"
    );
    assert_eq!(seen_with("yamlencode([u.u])", more), "?");
}

/// Lists in the place of sets change nothing else about what holds them.
#[test]
fn sets_inside_keep_what_is_not_known_around_them() {
    assert_eq!(seen("merge(var.m, { s = toset([\"a\"]), t = \"x\" })"), "{s=[\"a\"] t=\"x\"}+");
    assert_eq!(seen("toset([upper(var.s), lower(var.s)])"), "[?]*");
    let text = format!("{UNKNOWN}resource \"t\" \"t\" {{\n  s = concat([toset([\"a\"])], var.o)\n");
    let case = Case::new(&[("main.tf", &text)]);
    let arena = Arena::new();
    let units = case.load(&arena);
    let attributes = units[0].1.resources[0].attributes;
    assert!(attributes.as_object().is_some_and(|o| o.missing().is_some()));
}
