//! Texts that are meant to break a parser.

use super::{V0, V1, corpus, format, told};
use crate::fmt;
use crate::lint::{self, LintOptions};
use crate::parse::{parse_module, parse_query, parse_term};
use palisade_source::FileId;

/// Numbers that follow from a seed.
struct Random(u64);

impl Random {
    fn next(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % (below.max(1) as u64)).unwrap()
    }
}

fn all(text: &str) {
    for options in [V0, V1] {
        let parsed = parse_module(text, FileId(0), options);
        for diagnostic in &parsed.diagnostics {
            let span = diagnostic.location.unwrap().span;
            assert!(text.get(span.range()).is_some(), "{span:?} of {text:?}");
        }
        for rule in parsed.module.iter().flat_map(|m| &m.rules) {
            assert!(text.get(rule.span.range()).is_some(), "{rule:?} of {text:?}");
        }
        if parsed.diagnostics.is_empty() {
            format::holds("hostile", text, options);
        }
        let _ = parse_query(text, FileId(0), options);
        let _ = parse_term(text, FileId(0), options);
    }
}

const WORDS: &[&str] = &[
    "p", "if", "contains", "default", "else", "every", "some", "in", "not", "with", "as", "import",
    "package", "a", "x", ":=", "=", "==", "{", "}", "[", "]", "(", ")", ",", ";", ":", ".", "|",
    "&", "+", "-", "1", "\"s\"", "`r`", "$\"", "$`", "\"", "`", "\\", "#", "\n", " ", "\t",
    "\u{e9}", "true", "null", "set()", "_", "data.", "0x", "1e", "\u{feff}", "\0", "rego.v1",
];

#[test]
fn random_words_are_read_to_an_end() {
    let mut random = Random(0x5eed);
    for _ in 0..20_000 {
        let count = random.next(30);
        let text: String = (0..count).map(|_| WORDS[random.next(WORDS.len())]).collect();
        all(&text);
        all(&format!("package a\n{text}"));
    }
}

#[test]
fn mutated_modules_are_read_to_an_end() {
    let mut random = Random(0xfeed);
    let mut sources: Vec<String> = corpus::modules().into_iter().map(|(_, t, _)| t).collect();
    sources.push("package a\np contains $\"{x}\" if { some x in [1 | 2, 3] } else := `r`\n".into());
    for round in 0..20_000 {
        let mut text = sources[(round * 7) % sources.len()].clone();
        if text.len() > 5_000 {
            continue;
        }
        for _ in 0..=random.next(4) {
            let mut at = random.next(text.len() + 1);
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            match random.next(5) {
                3 => text.insert_str(at, " # c\n"),
                4 => text.insert_str(at, "\n\n"),
                0 => text.insert_str(at, WORDS[random.next(WORDS.len())]),
                1 => text.truncate(at),
                _ => drop(text.pop_at(at)),
            }
        }
        all(&text);
    }
}

trait PopAt {
    fn pop_at(&mut self, at: usize) -> Option<char>;
}

impl PopAt for String {
    fn pop_at(&mut self, at: usize) -> Option<char> {
        (at < self.len()).then(|| self.remove(at))
    }
}

#[test]
fn nesting_has_a_limit_and_stays_quick() {
    let many = 20_000;
    let texts = [
        "[".repeat(many),
        "{".repeat(many),
        "(".repeat(many),
        "{x | ".repeat(many),
        "[1 | 2, ".repeat(many),
        "{1: 2 | ".repeat(many),
        "f(".repeat(many),
        "a[".repeat(many),
        "$\"{".repeat(many),
        "$`{".repeat(many),
        "not ".repeat(many),
        "every x in y { ".repeat(many),
        "x, (".repeat(many),
        "f(x).".repeat(many) + "y",
        "1 + ".repeat(many) + "1",
        "a in ".repeat(many) + "b",
        "x[0](1)".repeat(many),
        "{".repeat(200) + &"|{".repeat(200),
        format!("{}1 | 2, 3{}", "{1 | ".repeat(150), ", 3}".repeat(150)),
        "else ".repeat(many),
        "\\".repeat(many),
        "p {\n".repeat(many),
        "p if {\n".repeat(many),
        "p := [\n".repeat(many),
        "p := 1 if x else := 2 ".repeat(many),
    ];
    for text in &texts {
        all(text);
        all(&format!("package a\np := {text}"));
        all(&format!("package a\np if {{ {text}"));
        all(&format!("package a\n{text}"));
    }
}

#[test]
fn deep_terms_say_so() {
    let told = |text: String| told(&parse_query(&text, FileId(0), V1).1);
    assert!(told("[".repeat(201) + &"]".repeat(201)).contains("more than 200 levels deep"));
    assert!(told("1 + ".repeat(400) + "1").contains("more than 400 levels deep"));
    assert_eq!(told("1 + ".repeat(390) + "1"), "");
    assert_eq!(told("[".repeat(199) + &"]".repeat(199)), "");
}

#[test]
fn long_texts_are_no_trouble() {
    let text = format!("package a\np := [{}]\n", "\"x\", ".repeat(100_000));
    assert!(parse_module(&text, FileId(0), V1).diagnostics.is_empty());
    let rules = "p contains x if { some x in input.y; x.z == \"w\" }\n".repeat(20_000);
    let parsed = parse_module(&format!("package a\n{rules}"), FileId(0), V1);
    assert_eq!(parsed.module.unwrap().rules.len(), 20_000);
    let lists = format!("p := [\n{}]\n", "1, #c\n".repeat(20_000));
    let functions = "f(_) if { x = 1 } #d\n".repeat(20_000);
    for text in [lists, functions] {
        let text = format!("package a\n{text}");
        let module = parse_module(&text, FileId(0), V1).module.unwrap();
        assert!(fmt::format(&text, &module).len() > text.len() / 2);
        assert!(
            !lint::check(
                &[lint::Unit { source: &text, file: FileId(0), module: &module }],
                None,
                &LintOptions::default()
            )
            .is_empty()
        );
    }
}
