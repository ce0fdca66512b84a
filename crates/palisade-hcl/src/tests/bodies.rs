use super::*;

#[test]
fn items() {
    check_body("", "", &[]);
    check_body("\n\n# only a comment", "", &[]);
    check_body("a = 1", "a=1", &[]);
    check_body("a = 1\nb = 2\n", "a=1; b=2", &[]);
    check_body("a=1\r\nb=\"x\"\r\n", "a=1; b=\"x\"", &[]);
    check_body("\u{feff}a = 1\n", "a=1", &[]);
    check_body("a {}\n", "a {  }", &[]);
    check_body("a {\n}\n", "a {  }", &[]);
    check_body("a { b = 1 }\n", "a { b=1 }", &[]);
    check_body("a \"x\" y \"z\\t\" {\n b = 1\n}", "a \"x\" y \"z\\t\" { b=1 }", &[]);
    check_body(
        "resource \"t\" \"n\" {\n  a = 1\n  b {\n    c = 2\n  }\n  b {\n  }\n}\n\nlocals {\n}\n",
        "resource \"t\" \"n\" { a=1; b { c=2 }; b {  } }; locals {  }",
        &[],
    );
    check_body("a = [\n 1,\n]\nb = f(\n 1\n)\nc = {\n d = 1\n}", "a=[1]; b=f(1); c={d=1}", &[]);
    check_body("a = <<E\nx\nE\nb = 1", "a=\"x\\n\"; b=1", &[]);
    check_body("a /* c */ = /* d */ 1 /* e */ # f\n// g\nb = 2", "a=1; b=2", &[]);
    check_body("für = 1\n", "für=1", &[]);
    check_body("a { b = {\n c = 1\n} }", "a { b={c=1} }", &[]);
}

#[test]
fn comments_are_collected() {
    let text = "# one\r\na = 1 // two\n/* three\n */ b = [ # four\n 1 /*five*/ ]\nc = \"# no\"\nd = {\n  # six\n  e = 1 # seven\n}\nf = <<X\n# no\nX\nx { # eight\n}\n";
    let arena = Arena::new();
    let parsed = parse(&arena, text);
    assert!(parsed.errors.is_empty());
    let contents: Vec<_> = parsed.comments.iter().map(Comment::content).collect();
    assert_eq!(contents, ["one", "two", "three", "four", "five", "six", "seven", "eight"]);
    for comment in parsed.comments {
        assert_eq!(&text[comment.span.range()], comment.text);
    }
}

#[test]
fn spans() {
    let text = "  res \"a\" b { # c\n  x = 1 + 2 # d\n y {}\n }\n";
    let arena = Arena::new();
    let parsed = parse(&arena, text);
    let at = |span: Span| &text[span.range()];
    let block = parsed.body.blocks().next().unwrap();
    assert_eq!(at(block.span), text.trim());
    assert_eq!(at(block.header_span), "res \"a\" b");
    assert_eq!(at(block.kind.span), "res");
    assert_eq!(at(block.labels[0].span), "\"a\"");
    assert_eq!(at(block.labels[1].span), "b");
    assert_eq!(at(block.body.span), " # c\n  x = 1 + 2 # d\n y {}\n ");
    let x = block.body.attribute("x").unwrap();
    assert_eq!((at(x.span), at(x.name.span), at(x.expr.span)), ("x = 1 + 2", "x", "1 + 2"));
    assert_eq!(at(parsed.body.span), text);
    assert!(block.body.attribute("y").is_none());
}

#[test]
fn an_attribute_set_twice_is_an_error() {
    check_body("a = 1\nb = 2\na = 3", "a=1; b=2; a=3", &["3: attribute `a` is set twice"]);
    let many: String = (0..40).map(|n| format!("a{} = 1\n", n % 39)).collect();
    assert_eq!(body(&many).1, ["40: attribute `a0` is set twice"]);
    check_body("a {}\na {}\n", "a {  }; a {  }", &[]);
}
