use crate::difference;

/// Both parsers read these alike.
const SAME: &[&str] = &[
    "",
    "a = 1\n",
    "a = -1\nb = - 2\nc = -x\nd = !y\ne = 1.5e3\nf = 0.25\n",
    "a = \"x\\n\\t\\\"\\\\ \\u00e9 $${a} %%{b} $ %\"\n",
    "a = \"${b}\"\nc = \"x ${d} y ${e.f[0]} z\"\n",
    "a = \"%{ if x }b%{ else }c%{ endif }\"\n",
    "a = \"%{ for k, v in m }${k}=${v},%{ endfor }\"\n",
    "a = \"x ${~ y ~} z\"\n",
    "a = <<EOT\nline one\n  line two ${x}\nEOT\nb = 2\n",
    "a = <<-EOT\n    line one\n      line two ${x}\n    EOT\nb = 2\n",
    "a = <<-EOT\n  %{ for x in y ~}\n  ${x}\n  %{ endfor ~}\n  EOT\n",
    "a = <<EOT\nEOT\n",
    "a = [1, 2, 3,]\nb = [\n  1,\n  2\n]\nc = []\n",
    "a = {\n  b = 1\n  c : 2,\n  \"d e\" = 3\n  (f) = 4\n  \"g${h}\" = 5\n}\n",
    "a = { b = 1, c = 2 }\n",
    "a = {}\n",
    "a = b ? c : d\ne = a ? b : c ? d : e\n",
    "a = 1 + 2 * 3 - 4 / 5 % 6\n",
    "a = b || c && d == e && f != g\n",
    "a = 1 < 2\nb = 1 <= 2\nc = 1 > 2\nd = 1 >= 2\n",
    "a = (1 + 2) * 3\n",
    "a = !b && !(c || d)\n",
    "a = f()\nb = g(1, \"x\", h(i))\nc = j(k...)\nd = provider::aws::arn_parse(x)\n",
    "a = b.c.d[0][\"e\"].f\n",
    "a = b.0.c\n",
    "a = b[*].c\nd = b.*.c\ne = b[*].c[0].d\n",
    "a = [for v in c : v]\nb = [for i, v in c : v if i > 0]\n",
    "a = {for k, v in c : k => v}\nb = {for k, v in c : k => v... if v != null}\n",
    "a {\n}\nb {}\nc { d = 1 }\n",
    "resource \"aws_s3_bucket\" \"b\" {\n  bucket = \"x\"\n\n  versioning {\n    enabled = true\n  }\n}\n",
    "a b \"c\" d {\n}\n",
    "# one\na = 1 # two\n// three\nb = /* four */ 2\n/* five\n */\nc = [ # six\n  1, // seven\n]\n",
    "a = true\nb = false\nc = null\n",
    "f-o_o-1 = ba-r.b-az\n",
    "a = \"日本 ${é}\"\n",
    "a = f(\n  1,\n  2,\n)\n",
    "a = (\n  1\n  + 2\n)\n",
    "a = \"${\n  b\n}\"\n",
    "a = {\n  b = <<EOT\nx\nEOT\n  c = 1\n}\n",
    "a = [<<A\n1\nA\n, <<B\n2\nB\n]\n",
    "a = {\n\n  # c\n  b = 1 # d\n\n  // e\n}\n",
    "a = \"${b ? \"c\" : \"d${e}\"}\"\n",
    // Both refuse these.
    "a = \n",
    "a = [1 2]\n",
    "a = {b = 1 c = 2}\n",
    "a {\n",
    "a = 1\na = 2\n",
    "a = (1\n",
    "a b = 1\n",
    "a = <<EOT\nx\n",
    "= 1\n",
    "a = 1 b = 2\n",
    "a = b ? c\n",
    "a = \"\\d\"\n",
    "a { b { c = 1 } }\n",
    "a { b = 1\n}\n",
    "a { b = 1\nc = 2 }\n",
    "a {\n b = 1 }\n",
    "a {} b {}\n",
    "a \"${b}\" {}\n",
    "a = [for k in c : k => 1]\n",
    "a = {for k in c : k}\n",
    "a = [for k in c : k...]\n",
    "a = {b = \n1}\n",
    "a = 1..2\n",
    "a = .5\n",
    "a = 5GB\n",
    "a = \"\\u00\"\n",
    "a = 'b'\n",
    "a = b.\n",
    "a : 1\n",
    "\"a\" = 1\n",
    "a\n{\n}\n",
    "a = b\n  .c\n",
    "a = {b = 1\n, c = 2}\n",
    "a = b[\"c\"]d\n",
    // Both read these.
    "a = b [0]\nc = d . e\nf = g (h)\ni = core :: max(1)\n",
    "a = {true = 1, null = 2, b.c = 3, 1 = 2}\n",
    "a = \"$$${b}\"\nc = <<EOT\n$$${b} %%{c}\nEOT\n",
    "a = <<-EOT\n\n      a\n    b\n  EOT\n",
    "a = <<-EOT\n  ${x}\n    a\n  EOT\n",
    "a = <<-EOT\n\t\ta\n\t  b\n  EOT\n",
    "a = <<EOT\r\nx\r\nEOT\r\n",
    "\u{feff}a = 1\n",
    "a = <<EOT\nx\nEOT",
    "a = -b.c\nd = !b == c\ne = - 1 + 2\nf = !!b\ng = - -1\n",
    "für = 1\n",
    "a = \"%{ if a }%{ endif }\"\n",
    "a = {(b) : c}\nd = {\"b\" : c, d = e,}\n",
    "a = 1e5\nb = 1E+5\nc = 123456789012345678901234567890\nd = 0123\n",
];

/// Known differences: the text, what is reported, why ours is right.
const KNOWN: &[(&str, &str, &str)] = &[
    ("a = \"b\n\"\n", "only ours has an error", "the specification has no line break in quotes"),
    ("a = \"${b ~}\n\"\n", "only ours has an error", "the same behind an interpolation"),
    ("a = b.0.1\n", "only ours has an error", "`terraform` refuses it: `0.1` is a number"),
    ("a = b.*.c.*\n", "only ours has an error", "`terraform` refuses a splat inside of `.*`"),
    ("a = 1.2.3\n", "only ours has an error", "`terraform` refuses the number"),
    (
        "a = <<-EOT\nx ${a} y\n A\n  EOT\n",
        r#"theirs: a = " " + ${a} + " y\nA\n""#,
        "its removal of indentation eats the `x`",
    ),
    (
        "a = \"%{ if b }\\n%{ endif }\"\n",
        r#"ours:   a = if(b, "\n", "")"#,
        "it resolves no escapes in directives",
    ),
    (
        "a = <<E\n  E\nb = <<E\n  E\n",
        r#"theirs: a = "  E"#,
        "it does not see the indented marker of an empty heredoc",
    ),
    ("a = {b = 1, b = 2}\n", "only theirs has an error", "in `terraform` the last one counts"),
    (
        "a = <<-EOT\n   \n      a\n  EOT\n",
        r#"ours:   a = "   \na\n""#,
        "`terraform` leaves blank lines as they are",
    ),
];

#[test]
fn snippets_are_read_alike() {
    for text in SAME {
        assert_eq!(difference(text), None, "for {text}");
    }
}

#[test]
fn known_differences_still_differ() {
    for (text, want, _reason) in KNOWN {
        let found = difference(text).unwrap_or_default();
        assert!(!want.is_empty() && found.contains(want), "for {text}: {found}");
    }
}
