use super::*;

#[test]
fn escapes() {
    check_exprs(&[
        (r#""a\n\r\t\"\\b""#, r#""a\n\r\t\"\\b""#),
        (r#""\u00e9\U0001F600""#, "\"é😀\""),
        (r#""$${a} %%{b} $$ %% $ %""#, r#""${a} %{b} $$ %% $ %""#),
        (r#""$$${a}""#, r#""$${a}""#),
        (r#""$$$${a}""#, r#""$$${a}""#),
        (r#""a$""#, r#""a$""#),
        (r#""é${x}ü""#, r#"T<"é" ${x} "ü">"#),
        (r#""\d""#, r#""\\d" !! 1: unknown escape `\d`"#),
        (r#""\u12""#, r#""\\u12" !! 1: the escape needs 4 hexadecimal digits"#),
        (r#""\ud800""#, r#""\\ud800" !! 1: there is no character U+D800"#),
        (r#""a\""#, "INVALID !! 1: string is never closed"),
        ("\"a\nb\"", "INVALID !! 1: string is never closed"),
        ("\"a", "INVALID !! 1: string is never closed"),
        ("\"a\\", "INVALID !! 1: string is never closed | 1: unknown escape `\\`"),
    ]);
}

#[test]
fn interpolations() {
    check_exprs(&[
        (r#""${a}""#, "T<${a}>"),
        (r#""x${a.b}y""#, r#"T<"x" ${a.b} "y">"#),
        (r#""${"${a}"}""#, "T<${T<${a}>}>"),
        (r#""${f("}")}""#, r#"T<${f("}")}>"#),
        (r#""${{a = 1}.a}""#, "T<${{a=1}.a}>"),
        ("\"${\n a\n}\"", "T<${a}>"),
        (r#""${a}${b}""#, "T<${a} ${b}>"),
        (r#""a ${~ b ~} c""#, r#"T<"a" ${b} "c">"#),
        (r#""  \t${~ b ~} \n c""#, r#"T<"" ${b} "c">"#),
        (r#""${ ~}""#, "INVALID !! 1: expected an expression, found `~`"),
        (r#""${a b}""#, "INVALID !! 1: expected `}`, found `b`"),
        (r#""${a""#, "INVALID !! 1: expected `}`, found `\"`"),
        (r#""${}""#, "INVALID !! 1: expected an expression, found `}`"),
        (r#""${a:-b}""#, "INVALID !! 1: expected `}`, found `:`"),
    ]);
}

#[test]
fn directives() {
    check_exprs(&[
        (r#""a%{ if x }b%{ else }c%{ endif }d""#, r#"T<"a" if(x <"b"> <"c">) "d">"#),
        (r#""%{if x}b%{endif}""#, r#"T<if(x <"b"> <>)>"#),
        (r#""%{for v in c}${v},%{endfor}""#, r#"T<for(v c <${v} ",">)>"#),
        (r#""%{for k, v in c}%{if v}${k}%{endif}%{endfor}""#, "T<for(k,v c <if(v <${k}> <>)>)>"),
        (r#""a %{~ if x ~} b %{~ endif ~} c""#, r#"T<"a" if(x <"b"> <>) "c">"#),
        (r#""%{if x}""#, "INVALID !! 1: `if` directive is never ended"),
        (r#""%{for x in y}%{endif}""#, "INVALID !! 1: misplaced `endif` directive"),
        (r#""%{endfor}""#, "INVALID !! 1: misplaced `endfor` directive"),
        (r#""%{else}""#, "INVALID !! 1: misplaced `else` directive"),
        (r#""%{if x}%{else}%{else}%{endif}""#, "INVALID !! 1: misplaced `else` directive"),
        (r#""%{fi x}""#, "INVALID !! 1: unknown directive `fi`"),
        (r#""%{ }""#, "INVALID !! 1: expected `if`, `else`, `endif`, `for` or `endfor`, found `}`"),
    ]);
    let deep = |n: usize| format!("\"{}x{}\"", "%{if a}".repeat(n), "%{endif}".repeat(n));
    assert!(!expr(&deep(200)).contains("!!"));
    assert!(expr(&deep(10_000)).contains("nested more than"));
    assert!(!expr(&format!("\"{}\"", "%{if a}b%{endif}".repeat(1000))).contains("!!"));
}

/// The results of all these were compared with those of `terraform console`.
#[test]
fn heredocs() {
    check_exprs(&[
        ("<<EOT\nEOT\n", r#""""#),
        ("<<EOT\na\n b\nEOT\n", r#""a\n b\n""#),
        ("<<EOT\na\n  EOT  \n", r#""a\n""#),
        ("<<EOT\nEOTX\nEOT", r#""EOTX\n""#),
        ("<<EOT\n\\n \"q\" $${x} %%{y} $ % $$\nEOT", r#""\\n \"q\" ${x} %{y} $ % $$\n""#),
        ("<<EOT\n${1}\nEOT", r#"T<${1} "\n">"#),
        ("<<EOT\n${1}EOT\nEOT", r#"T<${1} "EOT\n">"#),
        ("<<-EOT\n    a\n      b\n    EOT", r#""a\n  b\n""#),
        ("<<-EOT\n\n      a\n\n     b\n  \tc\n   EOT", r#""\n   a\n\n  b\nc\n""#),
        ("<<-EOT\n   \n      a\n  EOT", r#""   \na\n""#),
        ("<<-EOT\n      ${a}\n    b\n  EOT", r#"T<"  " ${a} "\nb\n">"#),
        ("<<-EOT\n    ${x~}\n    EOT", r#"T<"" ${x} "">"#),
        ("<<-EOT\n${x}\n    a\nEOT", r#"T<${x} "\n    a\n">"#),
        ("<<EOT\n      foo\n   ${~ x ~}\n      bar\nEOT", r#"T<"      foo\n" ${x} "      bar\n">"#),
        (
            "<<-EOT\n      foo\n   ${~ x ~}\n      bar\nEOT",
            r#"T<"      foo\n" ${x} "      bar\n">"#,
        ),
        (
            "<<-EOT\n    %{ for ip in c ~}\n    server ${ip}\n    %{ endfor ~}\n    EOT",
            r#"T<"" for(ip c <"    server " ${ip} "\n">) "">"#,
        ),
        ("<<EOT\na\n${~ x}\nEOT", r#"T<"a" ${x} "\n">"#),
        ("<<EOT\n${<<IN\nx\nIN\n}\nEOT", r#"T<${"x\n"} "\n">"#),
        ("f(<<A\n1\nA\n, <<B\n2\nB\n)", r#"f("1\n" "2\n")"#),
        ("<<EOT\nx", "INVALID !! 1: heredoc `EOT` is never closed"),
        (
            "<<EOT x\nEOT",
            "INVALID !! 1: expected the end of the line behind a heredoc marker, found `x`",
        ),
        ("<< EOT\nEOT", "INVALID !! 1: expected a marker such as `EOT` behind `<<`, found ` `"),
        ("<<EOT \nx\nEOT", "\"x\\n\" !! 1: blanks behind a heredoc marker"),
    ]);
}

#[test]
fn template_files() {
    let arena = Arena::new();
    let show = |text: &str| {
        let parsed = parse_template(&arena, text, 0);
        (show(&parsed.expr), errors(text, &parsed.errors))
    };
    let ok = |text: &str| {
        let (shown, errors) = show(text);
        assert_eq!(errors, Vec::<String>::new());
        shown
    };
    assert_eq!(ok(""), "\"\"");
    assert_eq!(ok("a \"b\" \\n\n$"), r#""a \"b\" \\n\n$""#);
    assert_eq!(ok("${a}"), "T<${a}>");
    assert_eq!(
        ok("x $${a}\n%{ for v in c ~}\n  ${v}\n%{ endfor ~}\nend"),
        r#"T<"x ${a}\n" for(v c <"  " ${v} "\n">) "end">"#
    );
    assert_eq!(show("#!/bin/sh\necho ${VAR:-x}\n").1, ["2: expected `}`, found `:`"]);
}
