//! Structured files of every format to resources.

use super::{Target, resources, text};
use palisade_iac_structured::Structured;

/// This target.
pub const TARGET: Target = Target {
    name: "structured",
    run: target,
    dictionary: &[
        "{",
        "}",
        "[",
        "]",
        "[[",
        "]]",
        "(",
        ")",
        "<a>",
        "</a>",
        "<a b=\"",
        "/>",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<?xml ",
        "<!DOCTYPE a [",
        "<!ENTITY a \"",
        "&a;",
        "&#x",
        "&amp;",
        "\"",
        "'",
        "\"\"",
        "\"\"\"",
        "'''",
        "\\",
        "\\u",
        "\\\n",
        "=",
        ":",
        ",",
        ";",
        "\t",
        "\n",
        "\r\n",
        "#",
        "!",
        "//",
        "/*",
        "*/",
        "FROM a AS b\n",
        "RUN [\"a\"]\n",
        "RUN <<EOT\n",
        "EOT\n",
        "COPY --from=a b c\n",
        "ONBUILD ",
        "HEALTHCHECK ",
        "ENV a=b c=\"d\"\n",
        "# escape=`\n",
        "# syntax=a\n",
        "export ",
        "${a}",
        "${a:-b}",
        "$(a)",
        "[a.b]\n",
        "[[a.b]]\n",
        "a.b.c = ",
        "a = {b = ",
        "0x",
        "1_0",
        "inf",
        "nan",
        "2024-02-30T25:00:00Z",
        "1e9999",
        "<<EOT\n",
        "a {\n",
        "\"a\" \"b\" {\n",
        "*",
        "**/",
        "---\n",
        "&a ",
        "*a",
        "- ",
    ],
    more_seeds: &[],
};

/// A name of each format that is read.
const NAMES: &[&str] = &[
    "csv",
    "dockerfile",
    "env",
    "hcl",
    "hcl1",
    "gitignore",
    "ini",
    "json",
    "jsonc",
    "properties",
    "toml",
    "xml",
    "yaml",
];

/// Whatever a text is taken for, every resource, diagnostic and note has a place in it.
pub fn target(data: &[u8]) {
    let Some(text) = text(data) else { return };
    for name in NAMES {
        resources::check(&Structured::default(), &format!("a/f.{name}"), text);
    }
    let combined = Structured { combine: true, ..Structured::default() };
    resources::check(&combined, "a/f.json", text);
}
