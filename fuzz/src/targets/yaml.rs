//! YAML text to nodes.

use super::{Target, assert_inside, text};
use palisade_yaml::{Kind, Node, Schema, parse};

/// This target.
pub const TARGET: Target = Target {
    name: "yaml",
    run: target,
    dictionary: &[
        "[",
        "{",
        "]",
        "}",
        "- ",
        "? ",
        ": ",
        "\n",
        "\n---\n",
        "...\n",
        "&a ",
        "*a",
        "<<: *a",
        "!!str ",
        "!Ref ",
        "|\n",
        ">-\n",
        "\"",
        "'",
        "# ",
        "%YAML 1.2\n",
        "~",
        "kind: List\nitems:\n",
    ],
    more_seeds: &[("examples", ".yaml"), ("policies", "manifest.yaml")],
};

/// Every node and every mistake has a place in the text.
pub fn target(data: &[u8]) {
    let Some(text) = text(data) else { return };
    let stream = parse(text);
    for document in &stream.documents {
        assert_inside(text, document.span, "a document");
        let fatal = document.errors.iter().any(palisade_yaml::YamlError::is_fatal);
        assert!(!(fatal && document.root.is_some()), "a broken document has content");
        for root in document.root.iter().chain(&document.partial) {
            walk(text, root);
        }
    }
    for error in stream.errors() {
        assert_inside(text, error.span, "a mistake");
        assert!(!error.message.is_empty(), "a mistake without a message");
    }
    for comment in &stream.comments {
        assert_inside(text, comment.span, "a comment");
    }
}

fn walk(text: &str, root: &Node<'_>) {
    let mut stack = vec![root];
    while let Some(node) = stack.pop() {
        assert_inside(text, node.span, "a node");
        for schema in [Schema::Core12, Schema::Kubernetes] {
            let _ = node.resolve(schema);
        }
        match &node.kind {
            Kind::Scalar(..) => {}
            Kind::Sequence(items) => stack.extend(items),
            Kind::Mapping(entries) => {
                stack.extend(entries.iter().flat_map(|(key, value)| [key, value]));
            }
        }
    }
}
