//! Properties that hold for every text: no panic, spans in bounds and nested, nothing hidden.

#[path = "common/generate.rs"]
mod generate;

use generate::{block, document};
use palisade_hcl::{
    Arena, Block, Body, Expr, ExprKind, Ident, Item, ObjectKey, Parsed, Step, StepKind,
    TemplatePart, parse, parse_expression, parse_template,
};
use palisade_source::Span;
use proptest::prelude::*;

/// Checks all spans of a tree against the text and each other.
struct Spans<'t> {
    text: &'t str,
}

impl Spans<'_> {
    fn inside(&self, outer: Span, inner: Span) {
        assert!(inner.start <= inner.end, "{inner:?} in {:?}", self.text);
        assert!(outer.contains(inner), "{inner:?} not in {outer:?} of {:?}", self.text);
        assert!(self.text.get(inner.range()).is_some(), "{inner:?} splits a character");
    }

    fn ident(&self, outer: Span, ident: Ident<'_>) {
        self.inside(outer, ident.span);
        assert_eq!(&self.text[ident.span.range()], ident.name);
    }

    fn parsed(&self, parsed: &Parsed<'_>) {
        let all = Span::at(0, self.text.len());
        self.body(all, &parsed.body);
        for error in &parsed.errors {
            self.inside(all, error.span);
            assert!(!error.message.is_empty() && !error.message.ends_with('.'));
            for (span, _) in &error.labels {
                self.inside(all, *span);
            }
        }
        for comment in parsed.comments {
            self.inside(all, comment.span);
            assert_eq!(&self.text[comment.span.range()], comment.text);
        }
        for pair in parsed.comments.windows(2) {
            assert!(pair[0].span.end <= pair[1].span.start, "comments in {:?}", self.text);
        }
    }

    fn body(&self, outer: Span, body: &Body<'_>) {
        self.inside(outer, body.span);
        for pair in body.items.windows(2) {
            assert!(pair[0].span().end <= pair[1].span().start, "items in {:?}", self.text);
        }
        for item in body.items {
            match item {
                Item::Attribute(attribute) => {
                    self.inside(body.span, attribute.span);
                    self.inside(attribute.span, attribute.name.span);
                    self.expr(attribute.span, &attribute.expr);
                }
                Item::Block(block) => self.block(body.span, block),
            }
        }
    }

    fn block(&self, outer: Span, block: &Block<'_>) {
        self.inside(outer, block.span);
        self.inside(block.span, block.header_span);
        self.inside(block.header_span, block.kind.span);
        for label in block.labels {
            self.inside(block.header_span, label.span);
        }
        self.body(block.span, &block.body);
    }

    fn expr(&self, outer: Span, expr: &Expr<'_>) {
        self.inside(outer, expr.span);
        let span = expr.span;
        let all = |exprs: &[Expr<'_>]| exprs.iter().for_each(|inner| self.expr(span, inner));
        match expr.kind {
            ExprKind::Invalid | ExprKind::Null | ExprKind::Bool(_) | ExprKind::String(_) => {}
            ExprKind::Number(text) | ExprKind::Variable(text) => {
                assert_eq!(&self.text[span.range()], text);
            }
            ExprKind::Template(template) => self.parts(span, template.parts),
            ExprKind::Traversal(traversal) => {
                assert!(!traversal.steps.is_empty());
                self.expr(span, &traversal.base);
                self.steps(span, traversal.steps);
            }
            ExprKind::Call(call) => {
                self.inside(span, call.name.span);
                all(call.args);
            }
            ExprKind::Tuple(elements) => all(elements),
            ExprKind::Object(items) => {
                for item in items {
                    self.inside(span, item.span);
                    match item.key {
                        ObjectKey::Name(name) => self.ident(item.span, name),
                        ObjectKey::Expr(key) => self.expr(item.span, &key),
                    }
                    self.expr(item.span, &item.value);
                }
            }
            ExprKind::For(f) => {
                self.ident(span, f.value_var);
                f.key_var.into_iter().for_each(|key| self.ident(span, key));
                all(&[f.collection, f.value]);
                f.key.iter().chain(&f.condition).for_each(|inner| self.expr(span, inner));
            }
            ExprKind::Conditional(c) => all(&[c.condition, c.then, c.otherwise]),
            ExprKind::Binary(b) => {
                assert_eq!(&self.text[b.op_span.range()], b.op.as_str());
                all(&[b.left, b.right]);
            }
            ExprKind::Unary(u) => self.expr(span, &u.operand),
            ExprKind::Parens(inner) => self.expr(span, inner),
        }
    }

    fn steps(&self, outer: Span, steps: &[Step<'_>]) {
        for step in steps {
            self.inside(outer, step.span);
            match step.kind {
                StepKind::Attribute(_) | StepKind::LegacyIndex(_) => {}
                StepKind::Index(index) => self.expr(step.span, index),
                StepKind::AttributeSplat(below) | StepKind::FullSplat(below) => {
                    self.steps(step.span, below);
                }
            }
        }
    }

    fn parts(&self, outer: Span, parts: &[TemplatePart<'_>]) {
        for part in parts {
            self.inside(outer, part.span());
            match part {
                TemplatePart::Literal(..) => {}
                TemplatePart::Interpolation(i) => self.expr(i.span, &i.expr),
                TemplatePart::If(i) => {
                    self.expr(i.span, &i.condition);
                    self.parts(i.span, i.then);
                    self.parts(i.span, i.otherwise);
                }
                TemplatePart::For(f) => {
                    self.ident(f.span, f.value_var);
                    self.expr(f.span, &f.collection);
                    self.parts(f.span, f.body);
                }
            }
        }
    }
}

fn check(text: &str) {
    let arena = Arena::new();
    let spans = Spans { text };
    spans.parsed(&parse(&arena, text));
    let all = Span::at(0, text.len());
    for parsed in [parse_expression(&arena, text, 0), parse_template(&arena, text, 0)] {
        spans.expr(all, &parsed.expr);
        parsed.errors.iter().for_each(|error| spans.inside(all, error.span));
        assert!(parsed.expr.kind != ExprKind::Invalid || !parsed.errors.is_empty());
    }
}

/// Bytes that mean something, next to each other in all ways.
const PIECES: &[&str] = &[
    "a", "b1", "for", "in", "if", "=", "==", "=>", ":", "::", ",", ".", "...", "*", "[", "]", "(",
    ")", "{", "}", "\"", "${", "%{", "~", "~}", "$", "%", "\\", "<<E\n", "<<-E\n", "\nE\n", "E",
    "\n", "\r\n", "\r", " ", "\t", "#", "//", "/*", "*/", "1", "2.5", "1e", "-", "+", "!", "?",
    "&&", "||", "<", ">", "é", "😀", "\u{feff}", "\u{0}", "else", "endif", "endfor", "true", "'",
    "[*]", ".*", "\u{301}", "\u{85}", "\u{a0}",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read(text in any::<String>()) {
        check(&text);
    }

    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        check(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn any_pieces_are_read(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..60)) {
        check(&pieces.concat());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn documents_are_read(parts in document()) {
        let text = parts.concat();
        check(&text);
        let arena = Arena::new();
        let parsed = parse(&arena, &text);
        let bad = parsed.errors.iter().find(|e| !e.message.contains("is set twice"));
        prop_assert!(bad.is_none(), "{bad:?} in\n{text}");
    }

    #[test]
    fn mutated_documents_are_read(
        parts in document(),
        edits in prop::collection::vec((any::<prop::sample::Index>(), 0usize..12, prop::sample::select(PIECES)), 1..6),
    ) {
        let mut text = parts.concat();
        for (at, remove, insert) in edits {
            let mut at = at.index(text.len() + 1);
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            let mut end = (at + remove).min(text.len());
            while !text.is_char_boundary(end) {
                end -= 1;
            }
            text.replace_range(at..end.max(at), insert);
        }
        check(&text);
    }

    #[test]
    fn a_broken_attribute_hides_no_other_item(
        before in block(0, 2),
        after in prop::collection::vec(block(0, 2), 1..3),
        broken in prop::sample::select(vec![
            "x = ", "x = [1,", "x = {", "x = f(", "x = \"", "x = \"${", "x = <<EOT", "x = 1 2",
            "x = a ? b", "x = ]", "x = )", "x y", "x = \"${a.\"", "x == 1", "!", "x = [{", "x = *",
            "x = a[", "x = 'a'", "x = {a = }", "x : [", "x = (((", "x = \"a\" \"b\"",
        ]),
    ) {
        let arena = Arena::new();
        let text = format!("{before}r \"x\" {{\n  p = 1\n  {broken}\n  q = 2\n  s {{\n  }}\n}}\n{}", after.concat());
        check(&text);
        let parsed = parse(&arena, &text);
        prop_assert!(!parsed.errors.is_empty());
        let blocks: Vec<_> = parsed.body.blocks().collect();
        prop_assert_eq!(blocks.len(), 2 + after.len(), "{}", text);
        prop_assert!(blocks[1].body.attribute("p").is_some());
        prop_assert!(blocks[1].body.attribute("q").is_some(), "{}", text);
        prop_assert!(blocks[1].body.blocks().any(|b| b.kind.name == "s"), "{}", text);
        for (block, text) in blocks[2..].iter().zip(&after) {
            let alone = parse(&arena, text);
            let alone = alone.body.blocks().next().unwrap();
            prop_assert_eq!(block.body.items.len(), alone.body.items.len());
        }
    }
}
