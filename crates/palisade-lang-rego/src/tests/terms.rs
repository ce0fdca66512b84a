use super::{V1, query, rules};
use crate::lex;
use crate::parse::{parse_query, parse_term};
use palisade_source::FileId;

/// Each query against its tree.
#[track_caller]
fn same(cases: &[(&str, &str)]) {
    for (source, tree) in cases {
        assert_eq!(query(source), *tree, "of {source}");
    }
}

#[test]
fn scalars_are_kept_as_written() {
    same(&[
        ("null", "null"),
        ("true; false", "true; false"),
        ("0", "0"),
        ("-1.50e+3", "-1.50e+3"),
        ("- 1", "-1"),
        (".5", "0.5"),
        ("-.05", "-0.05"),
        ("123456789012345678901234567890", "123456789012345678901234567890"),
        (r#""a\n\"\\\/\u00e9""#, r#""a\n\"\\/é""#),
        (r#""\ud83d\ude00""#, "\"\u{1f600}\""),
        (r#""\ud83d\n""#, "\"\u{fffd}\\n\""),
        (r"`a\n{x}`", r"`a\n{x}`"),
    ]);
}

#[test]
fn operators_bind_as_in_opa() {
    same(&[
        ("a + b * c", "(+ a (* b c))"),
        ("a - b - c", "(- (- a b) c)"),
        ("a-1", "(- a 1)"),
        ("a | b & c", "(| a (& b c))"),
        ("a | b + c", "(| a (+ b c))"),
        ("a == b | c", "(== a (| b c))"),
        ("a < b == c", "(== (< a b) c)"),
        ("(a + b) % c", "(% (((+ a b))) c)"),
        ("a / b\n- 1", "(- (/ a b) 1)"),
        ("x := a >= b", "(:= x (>= a b))"),
        ("x = y != z", "(= x (!= y z))"),
        ("a <= b; a > b", "(<= a b); (> a b)"),
        ("x := y in ys", "(:= x (in y ys))"),
        ("a == b in c", "(in (== a b) c)"),
        ("a in b in c", "(in (in a b) c)"),
        ("k, v in xs", "(in k v xs)"),
        ("x := k, v in xs", "(:= x (in k v xs))"),
        ("f(k, v in xs)", "(call f k (in v xs))"),
        ("f((k, v in xs))", "(call f (((in k v xs))))"),
        ("[k, v in xs]", "(array k (in v xs))"),
    ]);
}

#[test]
fn paths_and_calls_stand_on_names_calls_and_composites() {
    same(&[
        ("input.a[x].b[_][\"c d\"]", "input.a[x].b[_][\"c d\"]"),
        ("data.lib.f(x)", "(call data.lib.f x)"),
        ("f()", "(call f )"),
        ("f(x)[0].y", "(call f x)[0].y"),
        ("f(x).g(y).h", "(call (call f x).g y).h"),
        ("[1, 2][x]", "(array 1 2)[x]"),
        ("{\"a\": 1}.a", "(object \"a\": 1).a"),
        ("{1, 2}[x]", "(set 1 2)[x]"),
        ("{x | x = 1}[y]", "(set x | (= x 1))[y]"),
        ("(x).y", "((x)).y"),
        ("a[b[c.d]][e + 1]", "a[b[c.d]][(+ e 1)]"),
        ("f(\n  x,\n  y,\n)", "(call f x y)"),
        ("a\n[b]", "a; (array b)"),
        ("input.if.in.not", "input.if.in.not"),
        ("data.foo.contains[x]", "data.foo.contains[x]"),
        ("if.foo == not.bar", "(== if.foo not.bar)"),
        ("some.x; every[y]; default.z", "some.x; every[y]; default.z"),
        ("x in xs\nin.foo", "(in x xs); in.foo"),
        ("contains(a, b)", "(call contains a b)"),
        ("__x1.y", "__x1.y"),
    ]);
}

#[test]
fn brackets_hold_lists_and_comprehensions() {
    same(&[
        ("[]; {}; set()", "(array ); (object ); (set )"),
        ("[1, [2], ]", "(array 1 (array 2))"),
        ("{1, {2}, }", "(set 1 (set 2))"),
        ("{\"a\": 1, b: {c: 2}, }", "(object \"a\": 1 b: (object c: 2))"),
        ("{a + 1: b in c}", "(object (+ a 1): (in b c))"),
        ("{a in b}", "(set (in a b))"),
        ("[x | x := y[_]; x > 1]", "(array x | (:= x y[_]); (> x 1))"),
        ("[x | x := y[_]\nx > 1]", "(array x | (:= x y[_]); (> x 1))"),
        ("{x | y}", "(set x | y)"),
        ("{x | y | z}", "(set x | (| y z))"),
        ("{x: y | z}", "(object x: y | z)"),
        ("{x, y | z}", "(set x (| y z))"),
        ("{x | y, z}", "(set (| x y) z)"),
        ("[x | y | z, 1]", "(array (| (| x y) z) 1)"),
        ("{a: x | y, b: 1}", "(object a: (| x y) b: 1)"),
        ("{{1 | 2, 3} | 4, 5}", "(set (| (set (| 1 2) 3) 4) 5)"),
        ("[, 1, 2]", "(array 1 2)"),
        ("[{x | some x in y}[_] | true]", "(array (set x | (some-in x y))[_] | true)"),
        ("{f(x): [y] | k, v in z}", "(object (call f x): (array y) | (in k v z))"),
    ]);
}

#[test]
fn literals_have_modifiers_and_declarations() {
    same(&[
        ("not x", "(not x)"),
        ("not x == y with input as z", "(not (== x y)) (with input z)"),
        (
            "f(x) with input.a[\"b\"] as 1 with http.send as g",
            "(call f x) (with input.a[\"b\"] 1) (with http.send g)",
        ),
        ("x\n  with data.y as k, v in z", "x (with data.y (in k v z))"),
        ("some x", "(some x)"),
        ("some x, y, z; x == y", "(some x y z); (== x y)"),
        ("some x in xs", "(some-in x xs)"),
        ("some k, v in f(xs)", "(some-in k v (call f xs))"),
        ("some [a, \"b\"], {\"c\": d} in xs", "(some-in (array a \"b\") (object \"c\": d) xs)"),
        ("some 1, x in xs", "(some-in 1 x xs)"),
        ("some x in xs with input as y", "(some-in x xs) (with input y)"),
        ("every x in xs { x > 1; y }", "(every x xs {(> x 1); y})"),
        (
            "every k, v in {1, 2} {\n k\n every w in v { w }\n}",
            "(every k v (set 1 2) {k; (every w v {w})})",
        ),
    ]);
}

#[test]
fn templates_hold_text_and_expressions() {
    same(&[
        ("$\"\"", "(template )"),
        ("$\"a {x} b\\t{y + 1}\"", "(template \"a \" x \" b\\t\" (+ y 1))"),
        ("$\"\\{42}\\{{42}\"", "(template \"{42}{\" 42)"),
        ("$\"{$\"{a}\"} {{x | y}}\"", "(template (template a) \" \" (set x | y))"),
        ("$\"{{\"a\": {1}}}\"", "(template (object \"a\": (set 1)))"),
        ("$\"{a with input as {\"b\": 1}}\"", "(template (a (with input (object \"b\": 1))))"),
        ("$`a\n\\n \\{x} {y}`", "(raw-template \"a\\n\\\\n {x} \" y)"),
        ("$\"{f(x)}\" == $`{`}`}`", "(== (template (call f x)) (raw-template `}`))"),
        ("$\"}\"", "(template \"}\")"),
        ("[$\"{x}\", 1]", "(array (template x) 1)"),
        ("$\"{\n x # y\n}\"", "(template x)"),
    ]);
}

#[test]
fn comments_and_spaces_stand_anywhere_between_tokens() {
    same(&[
        ("\u{feff}# a\nx # b\r\n\r\n\ty == # c\n z", "x; (== y z)"),
        ("[ # a\n 1, # b\n]", "(array 1)"),
        ("f( # a\n)", "(call f )"),
    ]);
}

#[test]
fn places_are_bytes_of_the_text() {
    let source = "é.a"; // Not a name, so that the place of the error is seen to be in bytes.
    let (_, diagnostics) = parse_query(source, FileId(3), V1);
    let location = diagnostics[0].location.unwrap();
    assert_eq!((location.file, location.span.start, location.span.end), (FileId(3), 0, 2));
    let source = "  f(x) + [1][0] ";
    let (term, _) = parse_term(source, FileId(0), V1);
    let term = term.unwrap();
    assert_eq!(source.get(term.span.range()), Some("f(x) + [1][0]"));
    let (body, _) = parse_query("x with input as $\"{y}\" ; z", FileId(0), V1);
    assert_eq!((body[0].span.start, body[0].span.end), (0, 22));
}

#[test]
fn a_term_takes_the_whole_text() {
    assert!(parse_term("1 + 1", FileId(0), V1).1.is_empty());
    let (term, diagnostics) = parse_term("1 2", FileId(0), V1);
    assert!(term.is_none());
    assert_eq!(diagnostics[0].message, "unexpected `2`: expected the end");
}

#[test]
fn escapes_say_where_they_are_wrong() {
    assert_eq!(lex::unescape(r"a\qb", false), Err(lex::BadEscape(1)));
    assert_eq!(lex::unescape(r"é\u12g4", false), Err(lex::BadEscape(2)));
    assert_eq!(lex::unescape(r"\{", false), Err(lex::BadEscape(0)));
    assert_eq!(lex::unescape(r"\ud800\ud800\udc00", false).unwrap(), "\u{fffd}\u{10000}");
}

#[test]
fn after_if_stands_a_body_or_one_literal() {
    let cases = [
        ("p if x", "(rule p if x)"),
        ("p if not x with input as y", "(rule p if (not x) (with input y))"),
        ("p if { x; y }", "(rule p if {x; y})"),
        ("p if { x }", "(rule p if {x})"),
        ("p if {x: 1}", "(rule p if (object x: 1))"),
        ("p if {}", "(rule p if (object ))"),
        ("p if {x | y}", "(rule p if (set x | y))"),
        ("p if {x | y} == z", "(rule p if (== (set x | y) z))"),
        ("p if {1, 2} == x", "(rule p if (== (set 1 2) x))"),
        ("p if {1} == x", "(rule p if (== (set 1) x))"),
        ("p if {1}[x]", "(rule p if (set 1)[x])"),
        ("p if {1, 2}[x]", "(rule p if (set 1 2)[x])"),
        ("p if {\"a\": 1}.a == 1", "(rule p if (== (object \"a\": 1).a 1))"),
        ("p if { {1} == x }", "(rule p if {(== (set 1) x)})"),
        ("p if { x, y in z }", "(rule p if {(in x y z)})"),
        ("p if {\n x\n}\n{\n y\n}", "(rule p if {x})\n(chained p if {y})"),
        ("p if every x in y { x }", "(rule p if (every x y {x}))"),
        ("p if some x in y", "(rule p if (some-in x y))"),
    ];
    for (source, tree) in cases {
        assert_eq!(rules(source, V1), tree, "of {source}");
    }
}
