use super::*;

#[test]
fn literals() {
    check_exprs(&[
        ("1", "1"),
        ("1.50", "1.50"),
        ("12e3", "12e3"),
        ("1E-3", "1E-3"),
        ("0.5e+10", "0.5e+10"),
        ("true", "true"),
        ("false", "false"),
        ("null", "null"),
        (r#""a b""#, r#""a b""#),
        (r#""""#, r#""""#),
        ("12345678901234567890123456789.123456789", "12345678901234567890123456789.123456789"),
        ("-1", "(-1)"),
        ("  1  ", "1"),
        ("nullx", "nullx"),
        ("grün-2_x", "grün-2_x"),
        ("_a", "_a"),
        ("日本", "日本"),
    ]);
}

#[test]
fn bad_numbers() {
    check_exprs(&[
        ("1.2.3", "INVALID !! 1: `1.2.3` is not a number"),
        ("1..2", "INVALID !! 1: `1..2` is not a number"),
        ("5GB", "INVALID !! 1: unexpected `GB` behind the number `5`"),
        ("1.", "INVALID !! 1: expected an attribute name behind `.`, found the end of the text"),
        ("0x1f", "INVALID !! 1: unexpected `x1f` behind the number `0`"),
    ]);
}

#[test]
fn precedence() {
    check_exprs(&[
        ("1 + 2 * 3", "(1 + (2 * 3))"),
        ("1 * 2 + 3", "((1 * 2) + 3)"),
        ("1 - 2 - 3", "((1 - 2) - 3)"),
        ("8 / 4 % 3 * 2", "(((8 / 4) % 3) * 2)"),
        ("a || b && c", "(a || (b && c))"),
        ("a && b || c && d", "((a && b) || (c && d))"),
        ("a == b && c != d", "((a == b) && (c != d))"),
        ("1 < 2 == 3 >= 4", "((1 < 2) == (3 >= 4))"),
        ("1 <= 2", "(1 <= 2)"),
        ("1 + 2 > 3 - 4", "((1 + 2) > (3 - 4))"),
        ("-a + b", "((-a) + b)"),
        ("-a.b[0]", "(-a.b[0])"),
        ("!a == b", "((!a) == b)"),
        ("!!a", "(!(!a))"),
        ("- -1", "(-(-1))"),
        ("a -1", "(a - 1)"),
        ("a-1", "a-1"),
        ("(1 + 2) * 3", "(P(1 + 2) * 3)"),
        ("a ? b : c ? d : e", "(a ? b : (c ? d : e))"),
        ("a ? b ? 1 : 2 : 3", "(a ? (b ? 1 : 2) : 3)"),
        ("a || b ? c + 1 : d", "((a || b) ? (c + 1) : d)"),
        ("a\n+\nb", "(a + b)"),
        ("a # c\n + b // d\n /* e */ * c", "(a + (b * c))"),
    ]);
}

#[test]
fn traversals() {
    check_exprs(&[
        ("a.b.c", "a.b.c"),
        ("a[0].b[\"k\"]", "a[0].b[\"k\"]"),
        ("a.0.b", "a.0.b"),
        ("a . b [ 0 ]", "a.b[0]"),
        ("a.*.b.0.c[1].d", "a<.*.b.0.c>[1].d"),
        ("a.*", "a<.*>"),
        ("a[*].b[1].c", "a<[*].b[1].c>"),
        ("a[*][*].b", "a<[*]<[*].b>>"),
        ("a[*].b.*.c", "a<[*].b<.*.c>>"),
        ("a[ * ]", "a<[*]>"),
        ("f().x", "f().x"),
        ("[1, 2][0]", "[1 2][0]"),
        ("{a = 1}.a", "{a=1}.a"),
        ("(a).b", "Pa.b"),
        ("\"x\".y", "\"x\".y"),
        ("a[b[0]]", "a[b[0]]"),
        ("a[b\n]\n.c", "a[b].c"),
        ("module.x[\"a\"].y-z", "module.x[\"a\"].y-z"),
        ("a.0.1", "INVALID !! 1: `.0.1` is not an index"),
        ("a.*.b.*", "INVALID !! 1: a splat inside of a `.*` splat"),
        ("a.", "INVALID !! 1: expected an attribute name behind `.`, found the end of the text"),
        ("a[", "INVALID !! 1: expected an expression, found the end of the text"),
        ("a[0", "INVALID !! 1: expected `]`, found the end of the text"),
        ("a[*", "INVALID !! 1: expected `]`, found the end of the text"),
        ("a..b", "INVALID !! 1: expected an attribute name behind `.`, found `.`"),
    ]);
}

#[test]
fn calls() {
    check_exprs(&[
        ("f()", "f()"),
        ("f(1, \"a\", b.c)", "f(1 \"a\" b.c)"),
        ("f(1,\n  2,\n)", "f(1 2)"),
        ("f(a...)", "f(a...)"),
        ("f(1, a.b...)", "f(1 a.b...)"),
        ("f (x)", "f(x)"),
        ("provider::aws::arn_parse(x)", "provider::aws::arn_parse(x)"),
        ("core :: max(1)", "core::max(1)"),
        ("f(1 2)", "INVALID !! 1: expected `,` or `)`, found `2`"),
        ("f(", "INVALID !! 1: expected an expression, found the end of the text"),
        ("f(,)", "INVALID !! 1: expected an expression, found `,`"),
        ("f(a..., b)", "INVALID !! 1: expected `)` behind `...`, found `,`"),
        (
            "a::b",
            "INVALID !! 1: expected `(` behind the name of a function, found the end of the text",
        ),
        ("a::(1)", "INVALID !! 1: expected a function name behind `::`, found `(`"),
    ]);
}

#[test]
fn collections() {
    check_exprs(&[
        ("[]", "[]"),
        ("[1, 2, 3]", "[1 2 3]"),
        ("[\n  1,\n  # c\n  2,\n]", "[1 2]"),
        ("[[1], [[]]]", "[[1] [[]]]"),
        ("{}", "{}"),
        ("{\n}", "{}"),
        ("{a = 1}", "{a=1}"),
        ("{a = 1, b : 2,}", "{a=1 b=2}"),
        ("{\n a = 1\n b = 2, c = 3\n\n\n d = 4,\n}", "{a=1 b=2 c=3 d=4}"),
        ("{\"a b\" = 1, (k) = 2, 3 = 4, true = 5, null = 6}", "{\"a b\"=1 Pk=2 3=4 true=5 null=6}"),
        ("{\"x${y}\" = 1}", "{T<\"x\" ${y}>=1}"),
        ("{a.b = 1}", "{a.b=1}"),
        ("{a-b = c == d}", "{a-b=(c == d)}"),
        ("{a = {b = {}}}", "{a={b={}}}"),
        ("{ # one\n a = 1 # two\n # three\n b = 2 /* four */ }", "{a=1 b=2}"),
        ("{a = [\n1\n,\n2]\n}", "{a=[1 2]}"),
        ("{a = (\n1\n)}", "{a=P1}"),
        ("{a ? b : c = 1}", "{(a ? b : c)=1}"),
        ("[1 2]", "INVALID !! 1: expected `,` or `]`, found `2`"),
        ("[,]", "INVALID !! 1: expected an expression, found `,`"),
        ("[1", "INVALID !! 1: expected `,` or `]`, found the end of the text"),
        ("{a = 1 b = 2}", "INVALID !! 1: expected `,` or `}`, found `b`"),
        ("{a}", "INVALID !! 1: expected `=`, found `}`"),
        ("{a = 1,, b = 2}", "INVALID !! 1: expected an expression, found `,`"),
        ("{a =\n1}", "INVALID !! 1: expected an expression, found the end of the line"),
        ("{a = 1\n+ 2}", "INVALID !! 2: expected an expression, found `+`"),
        ("{a = 1", "INVALID !! 1: expected `,` or `}`, found the end of the text"),
        ("{a => 1}", "INVALID !! 1: expected an expression, found `>`"),
    ]);
}

#[test]
fn for_expressions() {
    check_exprs(&[
        ("[for v in c : v]", "(for v in c : v)"),
        ("[for i, v in c : \"${i}\" if v != null]", "(for i,v in c : T<${i}> if (v != null))"),
        ("{for k, v in c : k => v}", "(for k,v in c : k => v)"),
        ("{\n for k, v in c :\n k => v... if k\n}", "(for k,v in c : k => v... if k)"),
        ("[\nfor v in\nc\n:\nv\n]", "(for v in c : v)"),
        ("[for v in a ? b : c : v]", "(for v in (a ? b : c) : v)"),
        ("[for a in b : [for c in a : c]]", "(for a in b : (for c in a : c))"),
        ("[forward]", "[forward]"),
        ("{for k in c : k}", "INVALID !! 1: `for` in braces needs a key"),
        ("[for k in c : k => 1]", "INVALID !! 1: `for` in brackets has no key"),
        ("[for k in c : k...]", "INVALID !! 1: `...` in a `for` in brackets"),
        ("[for in c : k]", "INVALID !! 1: expected `in`, found `c`"),
        ("[for k, in c : k]", "INVALID !! 1: expected `in`, found `c`"),
        ("[for k of c : k]", "INVALID !! 1: expected `in`, found `of`"),
        ("[for k in c]", "INVALID !! 1: expected `:`, found `]`"),
        ("[for k in c : k, 2]", "INVALID !! 1: expected `]`, found `,`"),
    ]);
}

#[test]
fn other_errors() {
    check_exprs(&[
        ("", "INVALID !! 1: expected an expression, found the end of the text"),
        ("a b", "INVALID !! 1: expected the end of the text, found `b`"),
        ("1 +", "INVALID !! 1: expected an expression, found the end of the text"),
        ("(1", "INVALID !! 1: expected `)`, found the end of the text"),
        ("a ? b", "INVALID !! 1: expected `:`, found the end of the text"),
        ("a = b", "INVALID !! 1: expected the end of the text, found `=`"),
        ("'a'", "INVALID !! 1: expected an expression, found `'`"),
        ("a & b", "INVALID !! 1: expected the end of the text, found `&`"),
        ("\u{1}", "INVALID !! 1: expected an expression, found `\\u{1}`"),
        ("\u{1f600}", "INVALID !! 1: expected an expression, found `\u{1f600}`"),
    ]);
}

#[test]
fn depth_is_limited() {
    let open = |n: usize, a: &str, b: &str, c: &str| format!("{}{b}{}", a.repeat(n), c.repeat(n));
    for (a, c) in
        [("(", ")"), ("[", "]"), ("{a=", "}"), ("f(", ")"), ("\"${", "}\""), ("-", ""), ("!", "")]
    {
        assert!(!expr(&open(200, a, "x", c)).contains("!!"), "{a}");
        assert!(expr(&open(100_000, a, "x", c)).contains("nested more than"), "{a}");
    }
    assert!(expr(&format!("a{}", "[*]".repeat(10_000))).contains("nested more than"));
    assert!(expr(&format!("a{}", "? b : c".repeat(10_000))).contains("nested more than"));
    assert!(expr(&format!("a{}", "[0].b".repeat(10_000))).ends_with(".b"));
}

#[test]
fn chains_of_operators_are_limited() {
    assert!(!expr(&format!("1{}", " + 1".repeat(700))).contains("!!"));
    assert!(expr(&format!("1{}", " + 1".repeat(2000))).contains("more than 1024 operators"));
    // The height of the tree counts, wherever its operators stand.
    let mut nested = String::from("1");
    for _ in 0..20 {
        nested = format!("({nested}){}", " + 1".repeat(100));
    }
    assert!(expr(&nested).contains("more than 1024 operators"));
    let side_by_side = format!("[{}]", format!("1{},", " + 1".repeat(700)).repeat(5));
    assert!(!expr(&side_by_side).contains("!!"));
}

#[test]
fn base_is_added_to_spans() {
    let arena = Arena::new();
    let parsed = parse_expression(&arena, "a[*].b + f(x)", 100);
    assert_eq!(parsed.expr.span, Span::new(100, 113));
    let ExprKind::Binary(binary) = parsed.expr.kind else { panic!() };
    assert_eq!(binary.left.span, Span::new(100, 106));
    assert_eq!(binary.op_span, Span::new(107, 108));
    let ExprKind::Traversal(traversal) = binary.left.kind else { panic!() };
    assert_eq!(traversal.steps[0].span, Span::new(101, 106));
    let parsed = parse_expression(&arena, "a +", 100);
    assert_eq!(parsed.errors[0].span, Span::new(103, 103));
    assert!(!parse_expression(&arena, "a", u32::MAX).errors.is_empty());
}
