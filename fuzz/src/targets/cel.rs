//! CEL text to a checked expression.

use super::{Target, assert_inside, text};
use palisade_lang_cel::{Env, Source, Type, check};
use palisade_source::{FileId, Span};

/// This target.
pub const TARGET: Target = Target {
    name: "cel",
    run: target,
    dictionary: &[
        "(",
        "[",
        "{",
        ")",
        "]",
        "}",
        "!",
        "-",
        "a.",
        "a[",
        ".?a",
        "[?",
        "? a : ",
        "&&",
        "||",
        " in ",
        "==",
        "has(",
        ".all(a, ",
        ".exists(a, b, ",
        ".map(a, ",
        "cel.bind(a, ",
        "optional.of(",
        "{a: ",
        "{?a: ",
        "\"",
        "'''",
        "r'",
        "b\"",
        "\\x",
        "1u",
        "0x",
        "1e",
        "//",
        ".orValue(",
        "type(",
        "size(",
    ],
    more_seeds: &[],
};

/// A tree comes out of every text, and every mistake has a place in it.
pub fn target(data: &[u8]) {
    let Some(text) = text(data) else { return };
    let env = Env::new()
        .variable("resource", Type::Dyn)
        .variable("a", Type::Dyn)
        .variable("b", Type::Dyn)
        .function("linked", &["linked(dyn, string) -> list(dyn)"]);
    for env in [env.clone(), env.unchecked()] {
        let source = Source::new(text, FileId(0), 0);
        let checked = check(&source, &env);
        let ast = checked.ast();
        assert!(ast.span(ast.root()).end as usize <= text.len(), "the root is elsewhere");
        for diagnostic in checked.diagnostics() {
            assert!(!diagnostic.message.is_empty(), "a mistake without a message");
            let at = diagnostic.location.map_or(Span::default(), |at| at.span);
            assert_inside(text, at, "a mistake");
        }
    }
}
