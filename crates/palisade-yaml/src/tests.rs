use super::*;
use palisade_source::Span;
use proptest::prelude::*;

fn root(text: &str) -> Node<'_> {
    let mut stream = parse(text);
    assert_eq!(stream.documents.len(), 1, "{stream:?}");
    assert!(stream.is_complete(), "{stream:?}");
    stream.documents.remove(0).root.unwrap()
}

fn slice(text: &str, span: Span) -> &str {
    text.get(span.range()).unwrap()
}

#[test]
fn nodes_have_the_spans_they_are_written_at() {
    let text = "a: 1\nb:\n  - x\n  - {c: 'd e', f: [1, 2]}\nemöji: \"ü\"\nlast: end\n";
    let root = root(text);
    assert_eq!(slice(text, root.span), text.trim_end());
    assert_eq!(slice(text, root.get("a").unwrap().span), "1");
    assert_eq!(slice(text, root.get_entry("emöji").unwrap().0.span), "emöji");
    assert_eq!(slice(text, root.get("emöji").unwrap().span), "\"ü\"");
    assert_eq!(slice(text, root.get("last").unwrap().span), "end");
    let list = root.get("b").unwrap();
    assert_eq!(slice(text, list.span), "- x\n  - {c: 'd e', f: [1, 2]}");
    assert_eq!(slice(text, list.items()[1].span), "{c: 'd e', f: [1, 2]}");
    assert_eq!(slice(text, list.items()[1].path(&["f"]).unwrap().span), "[1, 2]");
    let keys: Vec<_> = root.entries().iter().map(|(k, _)| k.text().unwrap()).collect();
    assert_eq!(keys, ["a", "b", "emöji", "last"]);
}

#[test]
fn a_byte_order_mark_and_carriage_returns_do_not_shift_spans() {
    let text = "\u{feff}a: 1\r\nb: |\r\n  x\r\n  y\r\nc: d\r\n";
    let root = root(text);
    assert_eq!(slice(text, root.get_entry("a").unwrap().0.span), "a");
    assert_eq!(root.get("b").unwrap().text(), Some("x\ny\n"));
    assert_eq!(slice(text, root.get("c").unwrap().span), "d");
}

#[test]
fn absent_values_are_null_and_stand_behind_their_indicator() {
    let text = "a:\nb: ~\nc: # why\n\n\nd:\n- \n- x\n- # c\n# d\n\ne: ''\nf: !!str\n";
    let root = root(text);
    assert!(root.get("a").unwrap().is_null());
    assert_eq!(root.get("a").unwrap().span, Span::new(2, 2));
    assert!(root.get("b").unwrap().is_null());
    assert_eq!(slice(text, root.get("b").unwrap().span), "~");
    assert_eq!(
        slice(
            text,
            Span::new(root.get("c").unwrap().span.start - 2, root.get("c").unwrap().span.end)
        ),
        "c:"
    );
    let items = root.get("d").unwrap().items();
    assert!(items[0].is_null() && items[2].is_null());
    for at in [items[0].span.start, items[2].span.start] {
        assert!(text[..at as usize].trim_end_matches(' ').ends_with('-'), "{at}");
    }
    assert_eq!(root.get("e").unwrap().as_str(Schema::Core12), Some(""));
    assert_eq!(root.get("f").unwrap().as_str(Schema::Core12), Some(""));
}

#[test]
fn block_scalars_start_at_their_header() {
    let text =
        "a: |\n  one\n  two\n\nb: >- # folded | text\n\n  x\n  y\nc: &n !!str |2-\n    z\n- : x\n";
    let text = text.trim_end_matches("- : x\n");
    let root = root(text);
    assert_eq!(slice(text, root.get("a").unwrap().span), "|\n  one\n  two");
    assert_eq!(root.get("a").unwrap().text(), Some("one\ntwo\n"));
    assert_eq!(slice(text, root.get("b").unwrap().span), ">- # folded | text\n\n  x\n  y");
    assert_eq!(slice(text, root.get("c").unwrap().span), "|2-\n    z");
    assert_eq!(root.get("c").unwrap().text(), Some("  z"));
}

#[test]
fn tags_are_kept_and_core_tags_decide() {
    let text = "a: !Ref Bucket\nb: !!str 5\nc: !!int '5'\nd: !Sub [x, y]\ne: !!str true\n";
    let root = root(text);
    let tag = root.get("a").unwrap().tag().unwrap();
    assert_eq!((tag.text.as_str(), slice(text, tag.span)), ("!Ref", "!Ref"));
    assert_eq!(root.get("b").unwrap().resolve(Schema::Core12), Some(Scalar::String("5")));
    assert_eq!(root.get("c").unwrap().as_i64(Schema::Core12), Some(5));
    assert_eq!(root.get("d").unwrap().tag().unwrap().text, "!Sub");
    assert_eq!(root.get("e").unwrap().as_bool(Schema::Kubernetes), None);
}

#[test]
fn aliases_and_merge_keys_are_resolved() {
    let text = "base: &b {x: 1, y: 2}\nother: &o {y: 3, z: 4}\na: *b\nm:\n  w: 0\n  <<: [*b, *o]\n  x: 9\n";
    let root = root(text);
    let a = root.get("a").unwrap();
    assert_eq!(slice(text, a.span), "{x: 1, y: 2}");
    assert_eq!(slice(text, a.alias().unwrap()), "*b");
    let merged: Vec<_> = root
        .get("m")
        .unwrap()
        .entries()
        .iter()
        .map(|(k, v)| (k.text().unwrap(), v.text().unwrap()))
        .collect();
    assert_eq!(merged, [("w", "0"), ("y", "2"), ("z", "4"), ("x", "9")]);
    assert_eq!(slice(text, root.path(&["m", "z"]).unwrap().alias().unwrap()), "*o");
    let stream = parse("a: {<<: 3, b: 1}");
    assert_eq!(stream.documents[0].errors[0].kind, YamlErrorKind::MergeKey);
    assert_eq!(
        stream.documents[0].root.as_ref().unwrap().path(&["a", "b"]).unwrap().text(),
        Some("1")
    );
}

#[test]
fn aliases_that_cannot_be_resolved_break_their_document_only() {
    let stream = parse("a: *missing\n---\nb: &x [*x]\n---\nc: 1\n");
    assert_eq!(stream.documents.len(), 3);
    assert_eq!(
        stream.documents[0].errors[0].message,
        "no anchor `&missing` stands before this alias"
    );
    assert_eq!(stream.documents[1].errors[0].kind, YamlErrorKind::Alias);
    assert!(stream.documents[1].root.is_none());
    assert!(stream.documents[2].root.is_some());
}

#[test]
fn exponential_aliases_are_refused() {
    let mut text = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for n in 1..12 {
        let refs = vec![format!("*a{}", n - 1); 10].join(", ");
        text.push_str(&format!("a{n}: &a{n} [{refs}]\n"));
    }
    let stream = parse(&text);
    assert_eq!(stream.documents[0].errors[0].message, "anchors and aliases expand to too much");
    assert!(stream.documents[0].root.is_none());
}

#[test]
fn alias_chains_cannot_grow_deeper_than_the_limit() {
    let mut text = String::from("a0: &a0 [x]\n");
    for n in 1..400 {
        text.push_str(&format!("a{n}: &a{n} [*a{}]\n", n - 1));
    }
    assert_eq!(parse(&text).documents[0].errors[0].kind, YamlErrorKind::Limit);
}

#[test]
fn deep_nesting_is_an_error() {
    for text in [
        "[".repeat(100_000),
        "- ".repeat(100_000),
        "{a: ".repeat(1000),
        format!("{}{}{}", "- ".repeat(200), "[".repeat(200), "]".repeat(200)),
        (0..2000).map(|n| format!("{}a:\n", " ".repeat(n))).collect(),
    ] {
        let stream = parse(&text);
        assert!(
            stream.errors().any(|e| e.kind == YamlErrorKind::Limit),
            "{:?}",
            stream.errors().next()
        );
    }
    let fine = format!("{}x{}", "[".repeat(250), "]".repeat(250));
    assert!(parse(&fine).is_complete());
}

#[test]
fn repeated_keys_are_reported_with_both_places_and_the_later_counts() {
    let text = "a: 1\nb: 2\na: 3\n";
    let stream = parse(text);
    let error = &stream.documents[0].errors[0];
    assert_eq!(error.kind, YamlErrorKind::DuplicateKey);
    assert!(!error.is_fatal());
    assert_eq!(
        (error.span, error.related.as_ref().unwrap().0),
        (Span::new(10, 11), Span::new(0, 1))
    );
    let root = stream.documents[0].root.as_ref().unwrap();
    assert_eq!(root.entries().len(), 2);
    assert_eq!(root.get("a").unwrap().text(), Some("3"));
    let many: String = (0..40).map(|n| format!("k{}: {n}\n", n % 39)).collect();
    let stream = parse(&many);
    assert_eq!(stream.errors().count(), 1);
    assert_eq!(stream.documents[0].root.as_ref().unwrap().get("k0").unwrap().text(), Some("39"));
}

#[test]
fn a_broken_document_hides_no_other() {
    let text = "a: 1\n---\nkind: Pod\nspec: [1, 2\n---\nb: 2\n---\n: : :\n\t- x\n---\nc: 3\n";
    let stream = parse(text);
    let read: Vec<_> = stream.documents.iter().map(|d| d.root.is_some()).collect();
    assert_eq!(read, [true, false, true, false, true]);
    let broken = &stream.documents[1];
    assert_eq!(broken.partial.as_ref().unwrap().get("kind").unwrap().text(), Some("Pod"));
    assert_eq!(slice(text, broken.span), "---\nkind: Pod\nspec: [1, 2\n");
    assert_eq!(broken.errors.len(), 1);
}

#[test]
fn quoted_lines_that_are_not_indented_are_read_as_libyaml_does() {
    let text = "pre: x\n---\n# c1\nspec:\n  items:\n  - message: \"one\n  two it's\n  three\" # c2\n    next: 1\n  after: 2\n---\nz: 1\n";
    let stream = parse(text);
    assert!(stream.is_complete(), "{:?}", stream.errors().collect::<Vec<_>>());
    assert_eq!(stream.documents.len(), 3);
    let root = stream.documents[1].root.as_ref().unwrap();
    let item = &root.path(&["spec", "items"]).unwrap().items()[0];
    let message = item.get("message").unwrap();
    assert_eq!(message.text(), Some("one two it's three"));
    assert_eq!(slice(text, message.span), "\"one\n  two it's\n  three\"");
    assert_eq!(slice(text, item.get("next").unwrap().span), "1");
    assert_eq!(slice(text, root.path(&["spec", "after"]).unwrap().span), "2");
    let comments: Vec<_> = stream.comments.iter().map(|c| slice(text, c.span)).collect();
    assert_eq!(comments, ["# c1", "# c2"]);
}

#[test]
fn tabs_indent_lines_between_brackets_only() {
    let text = "a:\n  b:\n    [\n      x,\n\t      y,\n\t\tz ]\n  c: d\n";
    let root = root(text);
    let items = root.path(&["a", "b"]).unwrap().items();
    assert_eq!(items.iter().map(|i| slice(text, i.span)).collect::<Vec<_>>(), ["x", "y", "z"]);
    assert_eq!(slice(text, root.path(&["a", "c"]).unwrap().span), "d");
    for text in ["a:\n  b: 1\n\tc: 2\n", "a:\n  - x\n\t- y\n", "a: [1]\nb:\n\tc: 2\n"] {
        assert!(!parse(text).is_complete(), "{text:?}");
    }
}

#[test]
fn giving_up_is_told() {
    let broken = "--- [\n".repeat(12_000);
    let stream = parse(&broken);
    let last = stream.errors().last().unwrap();
    assert_eq!(last.kind, YamlErrorKind::Limit);
    assert!(last.message.contains("the rest of the text"), "{last:?}");
    let many = format!("a:\n  b: [\n{}]\n", "\tx,\n".repeat(20_000));
    assert_eq!(root(&many).path(&["a", "b"]).unwrap().items().len(), 20_000);
}

#[test]
fn comments_have_spans() {
    let text = "# top\na: 1 # right\nb: # none\n  # own\n  - x\n# last";
    let stream = parse(text);
    let comments: Vec<_> =
        stream.comments.iter().map(|c| (slice(text, c.span), c.own_line)).collect();
    assert_eq!(
        comments,
        [("# top", true), ("# right", false), ("# none", false), ("# own", true), ("# last", true)]
    );
    let many = format!("{}- x\n", "# c\n".repeat(500));
    assert_eq!(parse(&many).comments.len(), 500);
    assert!(parse(&many).is_complete());
}

#[test]
fn json_is_read() {
    let text = "{\n\t\"a\":1,\"b\":[true,null,\"\\u00e4\\/\\ud83d\\ude00\"],\n\t\"c\":{}}\n";
    let root = root(text);
    assert_eq!(root.get("a").unwrap().as_i64(Schema::Core12), Some(1));
    let items = root.get("b").unwrap().items();
    assert_eq!(items[0].as_bool(Schema::Core12), Some(true));
    assert_eq!(items[2].text(), Some("ä/😀"));
    assert_eq!(slice(text, root.get("c").unwrap().span), "{}");
}

#[test]
fn empty_texts_have_no_content() {
    for text in ["", "\n\n", "# only a comment\n", "---\n", "---\n---\n", "\u{feff}"] {
        let stream = parse(text);
        assert!(stream.is_complete(), "{text:?}");
        assert!(stream.documents.iter().all(|d| d.root.is_none()), "{text:?} {stream:?}");
    }
}

#[test]
fn errors_say_where_and_how_to_mend() {
    let text = "a:\n  b: 1\n c: 2\n";
    let stream = parse(text);
    let error = &stream.documents[0].errors[0];
    assert_eq!(error.kind, YamlErrorKind::Syntax);
    assert!(error.help.is_some(), "{error:?}");
    assert!(error.span.start >= 11, "{error:?}");
    let diagnostic = error.to_diagnostic(palisade_source::FileId(0));
    assert_eq!(diagnostic.code, "yaml-syntax");
    let tab = parse("a:\n\tb: 1\n");
    assert!(tab.documents[0].errors[0].message.contains("tab"), "{tab:?}");
}

#[test]
fn unknown_keys_come_with_the_nearest_known_one() {
    let text = "titel: x\nseverity: high\n[1]: y\n";
    let unknown = check_keys(&root(text), &["title", "severity"]);
    assert_eq!(unknown.len(), 2);
    assert_eq!(slice(text, unknown[0].span), "titel");
    assert_eq!(unknown[0].help.as_deref(), Some("did you mean `title`?"));
    assert_eq!(unknown[1].key, "a list");
}

fn check_node(node: &Node<'_>, parent: Span, text: &str) {
    assert!(node.span.start <= node.span.end);
    assert!(text.get(node.span.range()).is_some(), "{:?} of {text:?}", node.span);
    if node.alias().is_none() {
        assert!(parent.contains(node.span), "{:?} in {parent:?} of {text:?}", node.span);
    } else {
        return;
    }
    let _ = node.resolve(Schema::Kubernetes);
    let _ = node.resolve(Schema::Core12);
    for item in node.items() {
        check_node(item, node.span, text);
    }
    for (key, value) in node.entries() {
        if value.alias().is_none() {
            check_node(key, node.span, text);
            check_node(value, node.span, text);
        }
    }
}

fn check_stream(text: &str) {
    let stream = parse(text);
    let all = Span::at(0, text.len());
    for document in &stream.documents {
        assert!(text.get(document.span.range()).is_some(), "{:?} {text:?}", document.span);
        for node in document.root.iter().chain(&document.partial) {
            check_node(node, all, text);
        }
        for error in &document.errors {
            assert!(text.get(error.span.range()).is_some(), "{error:?} {text:?}");
        }
        assert!(document.root.is_none() || !document.errors.iter().any(YamlError::is_fatal));
    }
    for comment in &stream.comments {
        assert!(text.get(comment.span.range()).is_some_and(|t| t.starts_with('#')), "{text:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_without_panic(text in "\\PC{0,60}") {
        check_stream(&text);
    }

    #[test]
    fn texts_of_indicators_keep_their_spans(
        parts in prop::collection::vec(
            prop::sample::select(vec![
                "a", "b", ": ", "- ", "\n", "\n  ", "\n    ", "? ", "[", "]", "{", "}", ", ", "&x ",
                "*x", "\"", "'", "|\n", ">-\n", " # c", "---\n", "...\n", "<<: ", "!t ", "!!str ",
                "é", "\t", "%TAG ! x\n", "\r\n", "~", "1", "\u{feff}", "\\",
            ]),
            0..40,
        )
    ) {
        check_stream(&parts.concat());
    }
}
