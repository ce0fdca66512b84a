use super::*;

#[test]
fn a_broken_attribute_hides_nothing() {
    for (broken, error) in [
        ("x = ", "2: expected an expression, found the end of the line"),
        ("x = [1, 2", "3: expected `,` or `]`, found `y`"),
        ("x = f(1", "3: expected `,` or `)`, found `y`"),
        ("x = {", "4: expected `=`, found `{`"),
        ("x = \"abc", "2: string is never closed"),
        ("x = \"${abc\"", "2: expected `}`, found `\"`"),
        ("x = \"${f(\"", "2: string is never closed"),
        ("x = 1 2", "2: unexpected `2` behind the value of `x`"),
        ("x = a ? b", "2: expected `:`, found the end of the line"),
        ("x = )", "2: expected an expression, found `)`"),
        ("x = 1)", "2: unexpected `)` behind the value of `x`"),
        ("x = <<EOT", "2: heredoc `EOT` is never closed"),
        ("x = <<-EOT\n    a \"b (\n    c = d {", "2: heredoc `EOT` is never closed"),
        ("x = [{\n    a = 1\n    b ]\n  }]", "4: expected `=`, found `]`"),
    ] {
        let text = format!(
            "r \"a\" {{\n  {broken}\n  y = 1\n  z {{\n  }}\n}}\n\nr \"b\" {{\n  y = 2\n}}\n"
        );
        let (shown, errors) = body(&text);
        assert_eq!(shown, "r \"a\" { x=INVALID; y=1; z {  } }; r \"b\" { y=2 }", "{text}");
        assert_eq!(errors, [error], "{text}");
    }
}

#[test]
fn broken_items() {
    check_body(
        "a = 1\n= 2\nb = 3",
        "a=1; b=3",
        &["2: expected an attribute or a block, found `=`"],
    );
    check_body(
        "a = 1\n?? !!\n some text.\nb = 3",
        "a=1; b=3",
        &["2: expected an attribute or a block, found `?`"],
    );
    check_body(
        "a = 1\nfoo\nb = 3",
        "a=1; b=3",
        &["2: expected `=` or `{` behind `foo`, found the end of the line"],
    );
    check_body("a : 1\nb = 3", "a=1; b=3", &["1: expected `=`, found `:`"]);
    check_body(
        "\"a\" = 1\nb = 3",
        "a=1; b=3",
        &["1: names of attributes and blocks are not quoted"],
    );
    check_body("a = 1, b = 2\n", "a=1; b=2", &["1: unexpected `,` behind the value of `a`"]);
    check_body(
        "a = 1 }\nb = 2\n",
        "a=INVALID; b=2",
        &["1: unexpected `}` behind the value of `a`", "1: `}` closes nothing"],
    );
    check_body("}\nb = 2\n", "b=2", &["1: `}` closes nothing"]);
    check_body("/* a = 1\nb = 2\n", "b=2", &["1: comment is never closed"]);
}

#[test]
fn broken_blocks() {
    check_body("a \"x {\n  b = 1\n}\nc = 2", "a { b=1 }; c=2", &["1: string is never closed"]);
    check_body(
        "a \"x\"\n{\n  b = 1\n}\nc = 2",
        "a \"x\" { b=1 }; c=2",
        &["1: expected `{`, found the end of the line"],
    );
    check_body("a b = 1\nc = 2", "a b {  }; c=2", &["1: expected `{`, found `=`"]);
    check_body("a \"${x}\" {\n}", "a \"${x}\" {  }", &["1: a label cannot hold interpolations"]);
    check_body("a { b = 1\n}\n", "a { b=1 }", &["1: block is neither on one line nor on several"]);
    check_body(
        "a { b = 1, c = 2 }\n",
        "a { b=1; c=2 }",
        &[
            "1: block is neither on one line nor on several",
            "1: unexpected `,` behind the value of `b`",
        ],
    );
    check_body(
        "a { b { c = 1 } }\n",
        "a { b { c=1 } }",
        &["1: block inside of a block on one line"],
    );
    check_body(
        "a {\n  b = 1 }\nc = 2",
        "a { b=1 }; c=2",
        &["2: expected a line break behind the value of `b`, found `}`"],
    );
    check_body(
        "a {\n} b {\n}\n",
        "a {  }; b {  }",
        &["2: expected a line break behind the block `a`, found `b`"],
    );
}

#[test]
fn an_unclosed_block_does_not_swallow_the_rest() {
    check_body(
        "r \"a\" {\n  x = 1\n\nr \"b\" {\n  y {\n  z = 1\n}\n\nr \"c\" {\n  x = 2\n}\n",
        "r \"a\" { x=1 }; r \"b\" { y { z=1 } }; r \"c\" { x=2 }",
        &["4: expected `}` to close the block `r`", "9: expected `}` to close the block `r`"],
    );
    check_body("a {\n", "a {  }", &["2: expected `}` to close the block `a`"]);
    check_body("a {", "a {  }", &["1: expected `}` to close the block `a`"]);
}

#[test]
fn deep_blocks_are_an_error() {
    let text = format!("{}{}\nz = 1\n", "a {\n".repeat(300), "}\n".repeat(300));
    let (shown, errors) = body(&text);
    assert!(errors[0].contains("nested more than 256 levels deep"), "{errors:?}");
    assert!(shown.ends_with("z=1"));
    let (_, errors) = body(&"a {\n".repeat(100_000));
    assert!(!errors.is_empty());
}

#[test]
fn errors_are_bounded() {
    let (_, errors) = body(&"}\n".repeat(100_000));
    assert!(errors.len() <= 200);
    assert!(errors.last().unwrap().contains("too many syntax errors"));
    let mut text = String::new();
    for n in 0..5_000 {
        let _ = writeln!(text, "a{n} = <<M{n}");
    }
    let (_, errors) = body(&text);
    assert_eq!(errors.len(), 20);
    assert!(errors.last().unwrap().contains("too many syntax errors"));
}

#[test]
fn errors_name_places_and_help() {
    let arena = Arena::new();
    let parsed = parse(&arena, "a = [1\n  2]\n");
    let error = &parsed.errors[0];
    assert_eq!(error.message, "expected `,` or `]`, found `2`");
    assert_eq!(error.span, Span::new(9, 10));
    assert_eq!(error.labels, [(Span::new(4, 5), "list opened here".to_owned())]);
    assert_eq!(error.help.as_deref(), Some("elements are separated by commas"));
}
