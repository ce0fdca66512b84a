use super::check;
use crate::env::{Env, ObjectType};
use crate::parse::parse;
use crate::resolve::resolve;
use crate::types::Type;

fn env() -> Env {
    let bucket = ObjectType::closed()
        .field("acl", Type::String)
        .field("tags", Type::map(Type::String, Type::String))
        .field("count", Type::Number);
    Env::new()
        .variable("resource", Type::Object("bucket".into()))
        .variable("input", Type::Dyn)
        .variable("names", Type::list(Type::String))
        .variable("a.b", Type::Int)
        .object("bucket", bucket)
        .function("linked", &["linked(dyn, string) -> list(dyn)"])
}

fn checked(text: &str) -> (String, Vec<String>) {
    let env = env();
    let (mut ast, mut problems) = parse(text);
    resolve(&mut ast, &env, &mut problems);
    let types = check(&ast, &env, &mut problems);
    let told = problems
        .iter()
        .map(|p| {
            let help = p.help.as_ref().map(|h| format!(" | {h}")).unwrap_or_default();
            format!("{}..{} {}{help}", p.span.start, p.span.end, p.message)
        })
        .collect();
    (types.of(ast.root()).to_string(), told)
}

#[test]
fn types_are_found() {
    let cases = [
        ("resource.acl in ['private', 'log']", "bool"),
        ("names.map(n, size(n))", "list(int)"),
        ("names.map(n, n.startsWith('x'), n + '!')", "list(string)"),
        ("names.transformMap(i, n, n.size() + i)", "map(int, int)"),
        ("[1, 'a']", "list(dyn)"),
        ("[]", "list(dyn)"),
        ("[] + [1]", "list(int)"),
        ("{'a': 1}.?a", "optional(int)"),
        ("{'a': 1}.?a.orValue(2) + 1", "int"),
        ("names.first().optMap(x, x.size())", "optional(int)"),
        ("optional.none()", "optional(dyn)"),
        ("optional.of({'a': [1]}).a[0]", "optional(int)"),
        ("input.a.b[0].c", "dyn"),
        ("input.a + 1", "int"),
        ("input.a + input.b", "dyn"),
        ("input.size() > 3", "bool"),
        ("a.b + 1", "int"),
        ("timestamp('2020-01-01T00:00:00Z') - duration('1s')", "timestamp"),
        ("math.greatest(1, 2)", "int"),
        ("math.greatest(1, 2.0)", "dyn"),
        ("cel.bind(x, 'a', x + x)", "string"),
        ("true ? null : resource", "bucket"),
        ("has(resource.acl) && resource.acl != null", "bool"),
        ("resource.count > 1 && resource.count < 2.5", "bool"),
        ("linked(resource, 'x').exists(r, r.y == 1)", "bool"),
        ("type(1) == int", "bool"),
        ("google.protobuf.Int32Value{value: 1} + 1", "int"),
        ("'%s'.format([1, 'a'])", "string"),
        ("[[1], [2]].sortBy(x, x[0])", "list(list(int))"),
        ("resource.exists(k, k == 'acl')", "bool"),
    ];
    for (text, want) in cases {
        assert_eq!(checked(text), (want.to_owned(), vec![]), "{text}");
    }
}

#[test]
fn what_cannot_work_is_told_with_a_way_to_mend_it() {
    let cases = [
        ("resorce.acl", "0..7 unknown variable `resorce` | did you mean `resource`?"),
        ("resource.acls", "9..13 `bucket` has no field `acls` | did you mean `acl`?"),
        (
            "resource.acl.startWith('x')",
            "13..22 unknown function `startWith` | did you mean `startsWith`?",
        ),
        (
            "resource.acl.startsWith(1)",
            "13..23 no form of `startsWith` takes `string.startsWith(int)` | it is called as `string.startsWith(string) -> bool`",
        ),
        ("maths.abs(1)", "6..9 unknown function `maths.abs` | did you mean `math.abs`?"),
        ("math.abz(1)", "5..8 unknown function `math.abz` | did you mean `math.abs`?"),
        (
            "1 + 1.0",
            "0..7 `+` cannot be used on `int` and `double` | convert one side, such as `int(…)`",
        ),
        (
            "'a' + 1",
            "0..7 `+` cannot be used on `string` and `int` | convert the other side with `string(…)`",
        ),
        (
            "'a' in 'abc'",
            "0..12 `in` cannot be used on `string` and `string` | write `text.contains(part)`",
        ),
        ("resource.acl == 1", "0..17 `==` cannot be used on `string` and `int`"),
        (
            "resource.acl || true",
            "0..12 an operand of `||` must be a `bool`, found `string` | compare the value with something, such as `value == 'x'` or `size(value) > 0`",
        ),
        ("names.size", "6..10 `list(string)` has no field `size` | call it: `size()`"),
        (
            "1[0]",
            "0..1 `[…]` reads from a list or a map, found `int` | only lists and maps can be indexed",
        ),
        (
            "names['x']",
            "6..9 the index of a list must be an `int`, found `string` | items of a list are counted from 0",
        ),
        (
            "true ? 1 : 'a'",
            "0..14 both sides of `:` must have one type, found `int` and `string` | wrap one side in `dyn(…)` if both are meant",
        ),
        (
            "1.all(x, true)",
            "0..1 this macro walks a list or a map, found `int` | only lists and maps have items",
        ),
        (
            "{1.5: 2}",
            "1..4 this cannot be the key of a map, found `double` | keys are of type `string`, `int`, `uint` or `bool`",
        ),
        (
            "[?1]",
            "2..3 an entry marked with `?` must be an optional, found `int` | leave the `?` out, or wrap the value in `optional.of(…)`",
        ),
        ("names.all(n, x == n)", "13..14 unknown variable `x`"),
        ("length(names)", "0..6 unknown function `length` | write `size(value)`"),
        ("Foo{a: 1}", "0..3 unknown message type `Foo` | write a map: `{'key': value}`"),
    ];
    for (text, want) in cases {
        let (_, told) = checked(text);
        assert_eq!(told.len(), 1, "{text}: {told:?}");
        assert!(told[0].starts_with(want), "{text}: {}", told[0]);
    }
}

#[test]
fn many_problems_are_told_at_once() {
    let (_, told) = checked("resource.acls == 1 && resorce.x && 1 + 'a' == 2");
    assert_eq!(told.len(), 3, "{told:?}");
}
