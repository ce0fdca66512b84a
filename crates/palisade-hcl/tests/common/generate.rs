//! Documents made from the grammar.

use proptest::collection::vec;
use proptest::prelude::*;

/// A name that is no keyword.
pub(crate) fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z][a-z0-9_]{0,7}",
        "[a-zA-Z_][a-zA-Z0-9_-]{0,5}[a-z0-9]",
        Just("größe".to_owned()),
        Just("日本".to_owned()),
    ]
    .prop_filter("keywords", |name| {
        !matches!(
            name.as_str(),
            "true" | "false" | "null" | "for" | "in" | "if" | "else" | "endif" | "endfor"
        )
    })
}

/// Text that may stand in quotes as it is.
fn quoted_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => "[a-zA-Z0-9 ._:/*+#(){}=,;'-]{1,8}",
        1 => Just("\\n".to_owned()),
        1 => Just("\\\"".to_owned()),
        1 => Just("\\\\".to_owned()),
        1 => Just("\\t".to_owned()),
        1 => Just("\\u00e9".to_owned()),
        1 => Just("$${x}".to_owned()),
        1 => Just("%%{if}".to_owned()),
        1 => Just("é😀".to_owned()),
        1 => Just("100% $5".to_owned()),
    ];
    vec(piece, 0..4).prop_map(|pieces| pieces.concat())
}

fn leaf() -> impl Strategy<Value = String> {
    let traversal = (name(), vec(name(), 1..4)).prop_map(|(a, b)| format!("{a}.{}", b.join(".")));
    prop_oneof![
        3 => quoted_text().prop_map(|text| format!("\"{text}\"")),
        2 => (0u32..100_000).prop_map(|n| n.to_string()),
        1 => "[0-9]{1,6}\\.[0-9]{1,5}",
        1 => "[1-9]e-?[1-9]",
        1 => Just("true".to_owned()),
        1 => Just("false".to_owned()),
        1 => Just("null".to_owned()),
        2 => name(),
        3 => traversal,
    ]
}

fn space() -> impl Strategy<Value = &'static str> {
    prop_oneof![6 => Just(" "), 1 => Just("  "), 1 => Just(" /* c */ ")]
}

/// An expression that may stand where line breaks count.
pub(crate) fn expr() -> impl Strategy<Value = String> {
    leaf().prop_recursive(4, 40, 5, |inner| {
        let op = prop::sample::select(vec![
            "+", "-", "*", "/", "%", "==", "!=", "<", ">", "<=", ">=", "&&", "||",
        ]);
        let line = prop_oneof![2 => Just(""), 1 => Just("\n  "), 1 => Just(" # c\n ")];
        let list = (vec(inner.clone(), 0..5), line.clone()).prop_map(|(items, line)| {
            let items: String = items.iter().map(|item| format!("{line}{item},")).collect();
            format!("[{items}{line}]")
        });
        let key = prop_oneof![
            4 => name(),
            2 => quoted_text().prop_map(|text| format!("\"{text}\"")),
            1 => inner.clone().prop_map(|e| format!("({e})")),
        ];
        let pair = (key, space(), prop_oneof![5 => Just("="), 1 => Just(":")], inner.clone())
            .prop_map(|(key, space, sign, value)| format!("{key}{space}{sign}{space}{value}"));
        let object = (vec(pair, 0..5), any::<bool>()).prop_map(|(pairs, lines)| {
            if lines && !pairs.is_empty() {
                format!("{{\n    {}\n  }}", pairs.join("\n    "))
            } else {
                format!("{{{}}}", pairs.join(", "))
            }
        });
        let template = vec((quoted_text(), inner.clone()), 1..3).prop_map(|parts| {
            let parts: String =
                parts.iter().map(|(text, e)| format!("{text}${{{e}}}")).collect();
            format!("\"{parts}\"")
        });
        // `hcl-edit` resolves no escapes here.
        let directive = (name(), inner.clone(), "[a-z0-9 .:,]{0,6}", name()).prop_map(
            |(a, e, b, v)| {
                format!("\"%{{ if {e} }}{a}%{{ else }}{b}%{{ endif }}%{{ for {v} in {e} }}{a}${{{v}}}%{{ endfor }}\"")
            },
        );
        prop_oneof![
            3 => (inner.clone(), space(), op, inner.clone())
                .prop_map(|(a, space, op, b)| format!("{a}{space}{op}{space}{b}")),
            1 => inner.clone().prop_map(|a| format!("({a})")),
            1 => (inner.clone(), line).prop_map(|(a, line)| format!("({line}{a}{line})")),
            1 => name().prop_map(|a| format!("!{a}")),
            1 => name().prop_map(|a| format!("-{a}.b")),
            2 => (inner.clone(), inner.clone(), inner.clone())
                .prop_map(|(a, b, c)| format!("{a} ? {b} : {c}")),
            3 => list,
            3 => object,
            3 => template,
            1 => directive,
            2 => (name(), vec(inner.clone(), 0..4)).prop_map(|(f, args)| format!("{f}({})", args.join(", "))),
            1 => (name(), inner.clone()).prop_map(|(f, arg)| format!("{f}({arg}...)")),
            1 => (name(), name()).prop_map(|(a, b)| format!("provider::{a}::{b}({a})")),
            2 => (name(), inner.clone()).prop_map(|(a, e)| format!("{a}[{e}].b")),
            1 => (name(), name()).prop_map(|(a, b)| format!("{a}.*.{b}")),
            1 => (name(), name()).prop_map(|(a, b)| format!("{a}[*].{b}[0].c")),
            1 => (name(), 0u32..9).prop_map(|(a, n)| format!("{a}.{n}.x")),
            1 => (name(), inner.clone(), inner.clone())
                .prop_map(|(v, c, e)| format!("[for {v} in {c} : {e}]")),
            1 => (name(), name(), inner.clone(), inner.clone(), any::<bool>()).prop_map(
                |(k, v, c, e, group)| {
                    let dots = if group { "..." } else { "" };
                    format!("{{\n  for {k}, {v} in {c} :\n  {k} => {e}{dots} if {v} != null\n  }}")
                }
            ),
        ]
    })
}

/// A heredoc without blank lines of blanks, which ends before its line break.
fn heredoc() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        3 => "[ ]{0,6}[a-zA-Z0-9\"\\\\#=({].{0,20}".prop_map(|l: String| l.replace(['$', '%', '~', '\r', '\u{85}'], "_")),
        1 => (0usize..6, name()).prop_map(|(n, v)| format!("{}x ${{{v}}} y", " ".repeat(n))),
        1 => Just(String::new()),
    ];
    // `hcl-edit` does not see the indented marker of an empty one.
    (vec(line, 1..5), any::<bool>()).prop_map(|(lines, indented)| {
        let lines: String = lines.iter().map(|line| format!("{line}\n")).collect();
        // `hcl-edit` takes too much away where there are interpolations.
        let indented = indented && !lines.contains("${");
        format!("<<{}END_OF_IT\n{lines}  END_OF_IT", if indented { "-" } else { "" })
    })
}

/// One attribute, `indent` blanks deep, with its line break.
pub(crate) fn attribute(indent: usize) -> impl Strategy<Value = String> {
    let value = prop_oneof![8 => expr().boxed(), 1 => heredoc().boxed()];
    let end = prop_oneof![5 => Just("\n"), 1 => Just(" # c\n"), 1 => Just(" // d\n\n")];
    (name(), value, end).prop_map(move |(name, value, end)| {
        format!(
            "{}{name} = {value}{}",
            " ".repeat(indent),
            if value.contains("<<") { "\n" } else { end }
        )
    })
}

/// A block with nested blocks, with its line break.
pub(crate) fn block(indent: usize, depth: u32) -> BoxedStrategy<String> {
    let label = prop_oneof![
        3 => quoted_text().prop_map(|text| format!(" \"{text}\"")),
        1 => name().prop_map(|name| format!(" {name}")),
    ];
    let item = if depth == 0 {
        attribute(indent + 2).boxed()
    } else {
        prop_oneof![
            5 => attribute(indent + 2).boxed(),
            1 => block(indent + 2, depth - 1),
            1 => Just("  # comment\n".to_owned()).boxed(),
        ]
        .boxed()
    };
    (name(), vec(label, 0..3), vec(item, 0..5))
        .prop_map(move |(kind, labels, items)| {
            let blank = " ".repeat(indent);
            format!("{blank}{kind}{} {{\n{}{blank}}}\n", labels.concat(), items.concat())
        })
        .boxed()
}

/// A whole document, in parts that each are an item or a comment.
pub(crate) fn document() -> impl Strategy<Value = Vec<String>> {
    let item = prop_oneof![
        4 => block(0, 2),
        1 => attribute(0).boxed(),
        1 => Just("/* a\n b */\n\n".to_owned()).boxed(),
        1 => name().prop_map(|n| format!("{n} {{ a = [{n}] }}\n")).boxed(),
    ];
    vec(item, 0..5)
}
