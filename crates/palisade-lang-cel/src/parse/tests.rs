use super::parse;
use crate::ast::{Ast, EntryKey, ExprId, Kind, Text};

/// The tree in prefix form.
fn show(ast: &Ast<'_>, id: ExprId) -> String {
    let list = |ids: &[ExprId]| ids.iter().map(|i| show(ast, *i)).collect::<Vec<_>>().join(" ");
    let var = |b| ast.binder(b).map(|b| b.name.to_string()).unwrap_or_default();
    let text = |t: Text<'_>| format!("{:?}", String::from_utf8_lossy(ast.bytes(t)));
    let mark = |optional| if optional { "?" } else { "" };
    let entries = |list| {
        let entry = |e: &crate::ast::Entry<'_>| {
            let key = match e.key {
                EntryKey::None => String::new(),
                EntryKey::Expr(k) => format!("{}:", show(ast, k)),
                EntryKey::Field(f) => format!("{}:", f.text),
            };
            format!("{}{key}{}", mark(e.optional), show(ast, e.value))
        };
        ast.entries(list).iter().map(entry).collect::<Vec<_>>().join(" ")
    };
    match ast.kind(id) {
        Kind::Error => "ERROR".into(),
        Kind::Null => "null".into(),
        Kind::Bool(b) => b.to_string(),
        Kind::Int(n) => n.to_string(),
        Kind::Uint(n) => format!("{n}u"),
        Kind::Double(n) => format!("{n:?}"),
        Kind::String(t) => text(t),
        Kind::Bytes(t) => format!("b{}", text(t)),
        Kind::Ident { name, rooted } => format!("{}{name}", if rooted { "." } else { "" }),
        Kind::Select { base, field, optional } => {
            format!("(.{}{} {})", mark(optional), field.text, show(ast, base))
        }
        Kind::Has { base, field, .. } => format!("(has.{} {})", field.text, show(ast, base)),
        Kind::Index { base, index, optional } => {
            format!("([{}] {} {})", mark(optional), show(ast, base), show(ast, index))
        }
        Kind::Call { target, name, args, .. } => {
            let target = target.map(|t| format!(" @{}", show(ast, t))).unwrap_or_default();
            format!("({}{target} {})", name.text, list(ast.list(args)))
        }
        Kind::Unary { op, operand } => format!("({op:?} {})", show(ast, operand)),
        Kind::Binary { op, left, right } => {
            format!("({} {} {})", op.text(), show(ast, left), show(ast, right))
        }
        Kind::And(l) => format!("(&& {})", list(ast.list(l))),
        Kind::Or(l) => format!("(|| {})", list(ast.list(l))),
        Kind::Cond { test, then, other } => format!("(? {})", list(&[test, then, other])),
        Kind::List(l) => format!("[{}]", entries(l)),
        Kind::Map(l) => format!("{{{}}}", entries(l)),
        Kind::Message { name, fields } => format!("({}{{{}}})", show(ast, name), entries(fields)),
        Kind::Fold(f) => {
            let f = ast.fold(f).expect("fold");
            let second = f.second.map(|s| format!(",{}", var(s))).unwrap_or_default();
            let filter = f.filter.map(|e| format!(" if {}", show(ast, e))).unwrap_or_default();
            let (range, body) = (show(ast, f.range), show(ast, f.body));
            format!("({:?} {}{second} {range}{filter} {body})", f.op, var(f.first))
        }
        Kind::Let { binder, value, body } => {
            format!("(let {} {} {})", var(binder), show(ast, value), show(ast, body))
        }
        Kind::Block { values, body, .. } => {
            format!("(block [{}] {})", list(ast.list(values)), show(ast, body))
        }
        Kind::OptMap { target, binder, body, flat } => {
            format!("(optmap {flat} {} {} {})", var(binder), show(ast, target), show(ast, body))
        }
        other => format!("{other:?}"),
    }
}

fn tree(text: &str) -> String {
    let (ast, problems) = parse(text);
    assert!(problems.is_empty(), "{text}: {problems:?}");
    show(&ast, ast.root())
}

fn problems(text: &str) -> Vec<String> {
    let (_, problems) = parse(text);
    problems
        .iter()
        .map(|p| {
            let help = p.help.as_ref().map(|h| format!(" | {h}")).unwrap_or_default();
            format!("{}..{} {}{help}", p.span.start, p.span.end, p.message)
        })
        .collect()
}

#[test]
fn operators_bind_and_group_as_the_specification_says() {
    let cases = [
        ("1 + 2 * 3 - 4", "(- (+ 1 (* 2 3)) 4)"),
        ("a || b && c || d", "(|| a (&& b c) d)"),
        ("a ? b : c ? d : e", "(? a b (? c d e))"),
        ("!a.b == -c", "(== (Not (.b a)) (Neg c))"),
        ("!!a", "(Not (Not a))"),
        ("--1", "(Neg -1)"),
        ("- 9223372036854775808", "-9223372036854775808"),
        ("a - 1", "(- a 1)"),
        ("x in [1, 2] == true", "(== (in x [1 2]) true)"),
        ("a < b == c", "(== (< a b) c)"),
        ("a.b(c)[d].e", "(.e ([] (b @a c) d))"),
        ("(a + b) * c", "(* (+ a b) c)"),
    ];
    for (text, want) in cases {
        assert_eq!(tree(text), want, "{text}");
    }
}

#[test]
fn literals_of_all_forms() {
    let cases = [
        ("0x1F", "31"),
        ("-0xf", "-15"),
        ("12u", "12u"),
        ("0xFFu", "255u"),
        ("1.5e3", "1500.0"),
        (".5", "0.5"),
        ("2e-1", "0.2"),
        (r"'a\n\x41\u00e9\101\''", r#""a\nAéA'""#),
        (r"r'\n'", r#""\\n""#),
        ("'''a\r\n'b'''", "\"a\\n'b\""),
        (r"b'\377'", "b\"\u{fffd}\""),
        ("bR\"\\x\"", "b\"\\\\x\""),
        ("5.size()", "(size @5 )"),
        ("\"a'b\" // comment", "\"a'b\""),
    ];
    for (text, want) in cases {
        assert_eq!(tree(text), want, "{text}");
    }
}

#[test]
fn optional_syntax_messages_and_quoted_names() {
    assert_eq!(tree("a.?b[?c]"), "([?] (.?b a) c)");
    assert_eq!(tree("[a, ?b,]"), "[a ?b]");
    assert_eq!(tree("{?k: v, 1: 2}"), "{?k:v 1:2}");
    assert_eq!(tree(".p.T{f: 1, ?if: x}"), "((.T .p){f:1 ?if:x})");
    assert_eq!(tree("a.`b-c/d.e`.while"), "(.while (.b-c/d.e a))");
    assert_eq!(tree("a.as()"), "(as @a )");
}

#[test]
fn macros_bind_names() {
    assert_eq!(tree("has(a.b.c)"), "(has.c (.b a))");
    assert_eq!(tree("a.all(x, x > 1)"), "(All x a (> x 1))");
    assert_eq!(tree("a.exists(i, v, v)"), "(Exists i,v a v)");
    assert_eq!(tree("a.map(x, c, x)"), "(Map x a if c x)");
    assert_eq!(tree("a.transformMap(k, v, v > 1, k)"), "(TransformMap k,v a if (> v 1) k)");
    assert_eq!(tree("cel.bind(x, 1, x + x)"), "(let x 1 (+ x x))");
    assert_eq!(tree("a.optFlatMap(y, y)"), "(optmap true y a y)");
    assert_eq!(
        tree("cel.block([1, cel.index(0)], [2].map(cel.iterVar(0, 1), cel.index(1)))"),
        "(block [1 cel.index(0)] (Map cel.iterVar(0, 1) [2] cel.index(1)))"
    );
}

#[test]
fn problems_say_where_and_how_to_mend() {
    let cases: [(&str, &[&str]); 16] = [
        ("a & b", &["2..3 `&` is no operator | write `&&`"]),
        ("a = b", &["2..3 `=` is no operator | write `==`"]),
        ("a and b", &["2..5 expected the end of the expression, found `and` | write `&&`"]),
        ("not a", &["0..3 `not` is no operator | write `!`"]),
        ("(a", &["2..2 expected `)`, found the end of the expression"]),
        ("", &["0..0 expression is empty"]),
        ("a.", &["2..2 expected a field or function name, found the end of the expression"]),
        ("if", &["0..2 `if` is a reserved word and cannot be a name | write `condition ? a : b`"]),
        ("has(a)", &["4..5 `has` asks for a field, such as `has(value.field)`"]),
        ("1 +", &["3..3 expected an expression, found the end of the expression"]),
        ("12ab", &["0..4 `12ab` is no number | numbers look like 12, 0x1f, 12u, 1.5 or 1e3"]),
        ("a # b", &["2..3 unexpected character `#`"]),
        (
            "a.all(1, true)",
            &[
                "6..7 a macro binds a plain name here | write a name such as `x`, as in `list.all(x, x > 0)`",
            ],
        ),
        (
            "a.all(x)",
            &[
                "0..8 `all` is called with the wrong number of arguments | write `list.all(x, condition)`",
            ],
        ),
        (
            "f(1 2, a & b) || [=]",
            &["4..5 expected `)`, found `2`", "18..19 `=` is no operator | write `==`"],
        ),
        ("\u{201c}a\u{201d}", &["0..3 `\u{201c}` is a typographic quote | write ' or \""]),
    ];
    for (text, want) in cases {
        assert_eq!(problems(text), want, "{text}");
    }
    let escape = problems(r"'\q'");
    assert!(escape[0].starts_with(r"1..3 unknown escape `\q` | known escapes"), "{escape:?}");
    let range = problems("9223372036854775808");
    assert!(range[0].contains("out of range"), "{range:?}");
    assert!(problems("'abc").iter().any(|p| p.contains("not closed")));
}

#[test]
fn depth_is_bounded_and_long_chains_are_fine() {
    let deep = "(".repeat(150) + "1" + &")".repeat(150);
    assert_eq!(tree(&deep), "1");
    for open in ["(", "[", "-(", "!(", "f(", "{1:", "a[", "a?b:", "x.map(y,", "T{f:", "'"] {
        let found = problems(&open.repeat(20_000));
        assert!(!found.is_empty() && found.len() <= 20, "{open}: {}", found.len());
    }
    assert!(problems(&("a".to_owned() + &".a".repeat(5000)))[0].contains("chains more than"));
    assert!(problems(&("a".to_owned() + &" || a".repeat(5000))).is_empty());
    assert!(problems(&"!".repeat(100_000))[0].contains("expected an expression"));
    assert!(problems(&("!".repeat(5_000) + "a"))[0].contains("chains more than"));
}

#[test]
fn every_prefix_and_every_damaged_byte_is_survived() {
    let text =
        "a.?b[?c] == 'x\\n' && [1, ?2u].all(x, y, {k: 1.5, 'é': T{f: b\"\"}}.m(x) ? !a : -b)";
    for end in 0..=text.len() {
        if let Some(part) = text.get(..end) {
            parse(part);
            parse(&format!("{part}{{ é \\ '"));
        }
        for noise in ["(", "]", "}", "'", "?", "`", ".", "\u{0}", "é"] {
            if text.is_char_boundary(end) {
                parse(&format!("{}{noise}{}", &text[..end], &text[end..]));
            }
        }
    }
}
