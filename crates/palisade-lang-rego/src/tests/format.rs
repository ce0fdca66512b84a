use super::normal::normal;
use super::{V0, V1, corpus, module, show};
use crate::fmt::{format, format_as_v1};
use crate::parse::{ParseOptions, parse_module};
use palisade_source::FileId;

#[track_caller]
fn laid_out(source: &str, options: ParseOptions) -> String {
    let first = format(source, &module(source, options));
    let second = format(&first, &module(&first, options));
    assert_eq!(first, second, "not the same a second time, of\n{source}");
    first
}

#[track_caller]
fn body(source: &str, expected: &str) {
    let out = laid_out(&format!("package a\n\n{source}"), V1);
    assert_eq!(out.strip_prefix("package a\n\n").unwrap(), expected);
}

/// What must hold of every module: the tree stays, comments stay, and a second time changes nothing.
#[track_caller]
pub(super) fn holds(name: &str, source: &str, options: ParseOptions) {
    let Some(before) = parse_module(source, FileId(0), options).module else { return };
    let text = format(source, &before);
    let parsed = parse_module(&text, FileId(0), options);
    assert!(
        parsed.diagnostics.is_empty(),
        "{name}: {:?}\n--- of\n{source}\n--- came\n{text}",
        parsed.diagnostics
    );
    let after = parsed.module.unwrap();
    let again = format(&text, &after);
    assert_eq!(text, again, "{name}: not the same a second time, of\n{source}");
    let comments = |m: &crate::ast::Module| {
        let mut all: Vec<String> =
            m.comments.iter().map(|c| c.text.trim_end().to_owned()).collect();
        all.sort();
        all
    };
    assert_eq!(comments(&before), comments(&after), "{name}: comments of\n{source}\n{text}");
    let (before, after) = (show::whole(&normal(before)), show::whole(&normal(after)));
    assert_eq!(before, after, "{name}: of\n{source}\n--- came\n{text}");
}

#[test]
fn every_module_of_the_corpora_keeps_its_meaning() {
    for (name, text, options) in corpus::modules() {
        holds(&name, &text, options);
    }
}

#[test]
fn every_template_can_be_written_in_v1() {
    for (path, text) in corpus::templates() {
        let before = module(&text, V0);
        let v1 = format_as_v1(&text, &before).unwrap();
        let after = module(&v1, V0);
        assert_eq!(after.dialect, crate::ast::Dialect::V1);
        let (before, after) = (normal(before), normal(after));
        assert_eq!(show::rules(&before), show::rules(&after), "{}", path.display());
        assert_eq!(v1, format(&v1, &module(&v1, V0)), "{}", path.display());
    }
}

#[test]
fn comments_between_any_two_tokens_are_kept() {
    let texts = [
        "package a.b\nimport data.x\nimport data.y as z\ndefault p := [1, {\"a\": 2}]\n",
        "package a\np contains {\"a\": x, \"b\": [y]} if {\n\tsome x, y in input.z[_].w\n\tx == 1 + y\n}\n",
        "package a\nf(x, [y]) := g(x)[0].c if {\n\tnot x with input.a as 1 with data.b as {2}\n} else := 3 if x\n",
        "package a\np := {x | some x in [y | y := 1; true]; every z in {k: v | v := k} { z }}\n",
        "package a\np[x].y if { x in {1, 2} } { x := $\"a{input.b}\" }\nq := set()\nr := f()\n",
    ];
    for text in texts {
        let tokens = token_ends(text);
        for (n, at) in tokens.iter().enumerate() {
            let (before, behind) = text.split_at(*at);
            let commented = format!("{before} # c{n}\n{behind}");
            let own = format!("{before}\n\n# d{n}\n# e{n}\n\n{behind}");
            for source in [commented, own] {
                // A line break is not allowed everywhere.
                if parse_module(&source, FileId(0), V1).diagnostics.is_empty() {
                    holds("comment", &source, V1);
                }
            }
        }
        let all: String = tokens
            .iter()
            .zip(std::iter::once(&0).chain(&tokens))
            .fold(String::new(), |out, (end, start)| out + &text[*start..*end] + " # c\n");
        if parse_module(&all, FileId(0), V1).diagnostics.is_empty() {
            holds("comments", &all, V1);
        }
    }
}

fn token_ends(text: &str) -> Vec<usize> {
    let mut lexer = crate::lex::Lexer::new(text, crate::lex::Keywords::ALL);
    let mut out = Vec::new();
    loop {
        let token = lexer.next();
        match token.kind {
            crate::lex::Kind::End => return out,
            // What is inside of a text is no place for a comment.
            crate::lex::Kind::Template => {
                while lexer.template(false).end != crate::lex::PieceEnd::Close {
                    while lexer.next().kind != crate::lex::Kind::RBrace {}
                }
                out.push(lexer.offset() as usize);
            }
            _ => out.push(token.end as usize),
        }
    }
}

#[test]
fn rules_stand_apart_and_short_ones_together() {
    body(
        "p:=1\nq  :=  2\n\n\n\nr if { x }\ns = true if { y\nz }\ndefault t:=1\n\n",
        "p := 1\nq := 2\n\nr if x\n\ns if {\n\ty\n\tz\n}\n\ndefault t := 1\n",
    );
}

#[test]
fn bodies_have_a_line_for_each_literal() {
    body("p if { x; y }", "p if {\n\tx\n\ty\n}\n");
    body("p if {\n x\n}", "p if {\n\tx\n}\n");
    body("p if { x }", "p if x\n");
    body("p if { {1} }", "p if {\n\t{1}\n}\n");
    body("p if {\n x\n\n\n y # c\n # d\n\n z\n # e\n}", {
        "p if {\n\tx\n\n\ty # c\n\n\t# d\n\n\tz\n\t# e\n}\n"
    });
    body("p if { # a\n x }", "p if { # a\n\tx\n}\n");
    body("p := true if { x }", "p if x\n");
    body("p := true", "p := true\n");
    body("p if true", "p := true\n");
    body("p := 1 if { true }", "p := 1\n");
    body("p contains x if { x := 1 }", "p contains x if x := 1\n");
    body("p if { x\n} {\ny\n}", "p if x\n\np if {\n\ty\n}\n");
    body(
        "p := 1 if { x; y } else = 2 if { z }\nelse := true if {a\nb} else := 3",
        "p := 1 if {\n\tx\n\ty\n} else := 2 if z\n\nelse if {\n\ta\n\tb\n} else := 3\n",
    );
}

#[test]
fn operators_get_spaces_and_parentheses() {
    body("p := a+b*c", "p := a + (b * c)\n");
    body("p if a+b==c", "p if a + b == c\n");
    body("p if a==(b==c)", "p if a == (b == c)\n");
    body("p if x:=((a|b))", "p if x := a | b\n");
    body("p := a+b+c", "p := (a + b) + c\n");
    body("p := f(x in y, (k,v in z))", "p := f(x in y, (k, v in z))\n");
    body("p := [x|y, z]", "p := [(x | y), z]\n");
    body("p := {a: (b|c)|d}", "p := {a: (b | c) | d}\n");
    body("p := -1", "p := -1\n");
    body("p := a[\"b\"].c[\"d-e\"][\"if\"][f]", "p := a.b.c[\"d-e\"][\"if\"][f]\n");
    body("p if not (x==y)", "p if not x == y\n");
    body("p if some k,v in (a|b)", "p if some k, v in (a | b)\n");
}

#[test]
fn lists_break_where_the_source_does() {
    body("p := [1,2,]", "p := [1, 2]\n");
    body("p := [1,\n2, 3]", "p := [\n\t1,\n\t2, 3,\n]\n");
    body("p := {\n\"a\":1, \"b\":2}", "p := {\n\t\"a\": 1, \"b\": 2,\n}\n");
    body("p := f(\nx\n)", "p := f(\n\tx,\n)\n");
    body("p := f([\n1\n])", "p := f([\n\t1,\n])\n");
    body("p := [ # a\n1 # b\n# c\n]", "p := [ # a\n\t1, # b\n\t# c\n]\n");
    body("p := [x|x:=1;y]", "p := [x | x := 1; y]\n");
    body("p := {x|\nx:=1\ny}", "p := {x |\n\tx := 1\n\ty\n}\n");
    body("p if { every x in y {x;z} }", "p if every x in y { x; z }\n");
    body("p if every x in y {\nx\n}", "p if every x in y {\n\tx\n}\n");
    body("p if { f(x) with input as 1\n  with data.y as 2\nz }", {
        "p if {\n\tf(x) with input as 1\n\t\twith data.y as 2\n\tz\n}\n"
    });
}

#[test]
fn imports_are_sorted_in_groups() {
    let source = "# top\npackage a # here\n# i\nimport input.z\nimport data.b as c # d\nimport data.b\n\nimport data.a\np := 1\n# end\n";
    let expected = "# top\npackage a # here\n\n# i\nimport data.b\nimport data.b as c # d\nimport input.z\n\nimport data.a\n\np := 1\n\n# end\n";
    assert_eq!(laid_out(source, V1), expected);
}

#[test]
fn v0_keeps_its_own_words() {
    let source = "package a\np[x]{x=1}\nq = 1 {a;b}\nf(x)=y{y:=x}\nr{true}\nn:=1\nm:=2\n";
    let expected = "package a\n\np[x] {\n\tx = 1\n}\n\nq = 1 {\n\ta\n\tb\n}\n\nf(x) = y {\n\ty := x\n}\n\nr {\n\ttrue\n}\n\nn := 1\n\nm := 2\n";
    assert_eq!(laid_out(source, V0), expected);
}

#[test]
fn v0_becomes_v1() {
    let convert = |source: &str| format_as_v1(source, &module(source, V0));
    assert_eq!(
        convert("package a\nimport future.keywords.in # k\nimport data.b\np[x]{x=1}\nq = 1 {a;b}\nr{true}\nf(x){x}").unwrap(),
        "package a\n\n# k\nimport data.b\nimport rego.v1\n\np contains x if {\n\tx = 1\n}\n"
            .replace("if {\n\tx = 1\n}", "if x = 1")
            + "\nq := 1 if {\n\ta\n\tb\n}\n\nr := true\nf(x) if x\n"
    );
    let none = convert("package a\nin := 1\n").unwrap_err();
    assert!(none[0].message.starts_with("not in Rego v1: "), "{none:?}");
}

#[test]
fn what_would_be_read_otherwise_keeps_its_signs() {
    // The end of a line does not part a sign from what is before.
    body("p if {\n\tx := 1; -1 < x # c\n}\n", "p if {\n\tx := 1;\n\t-1 < x # c\n}\n");
    // Braces, a term and `|` are a comprehension.
    body(
        "p if {\n\t(a | b) == c\n\t(a | b) == c\n}\n",
        "p if {\n\t(a | b) == c\n\ta | b == c\n}\n",
    );
    body("p if {\n\t(a | b)\n}\n", "p if {\n\t(a | b)\n}\n");
    body("p if (a | b) == c\n", "p if a | b == c\n");
    let old = "package a\n\np {\n\ta | b == c\n}\n";
    assert_eq!(laid_out(old, V0), old);
    let new = "package a\n\nimport rego.v1\n\np if {\n\t(a | b) == c\n}\n";
    assert_eq!(format_as_v1(old, &module(old, V0)).unwrap(), new);
}

#[test]
fn bodies_of_else_that_begin_with_a_body_in_braces_are_read_as_those_of_rules() {
    let both = "import future.keywords.or\n\n";
    let of = |text: &str| laid_out(&format!("package a\n\n{both}{text}"), V1);
    let braced = of("p := 1 if false else := 2 if { { true; true } or { input.c } }\n");
    let bare = of("p := 1 if false else := 2 if { true; true } or { input.c }\n");
    assert_eq!(braced, bare);
    let text = "p := 1 if false else := 2 if {input.a}\n";
    body(text, "p := 1 if false\n\nelse := 2 if input.a\n");
}
